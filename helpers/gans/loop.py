"""The training loop of the course: steps, callbacks, progress, clean stops and checkpoints around a `Training`."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from helpers.gans.callbacks import Callback, check_interval
from helpers.gans.checkpoints import load_checkpoint, save_checkpoint
from helpers.gans.history import History
from helpers.gans.training import Training


def train(
    training: Training,
    steps: int | Sequence[str],
    *,
    callbacks: Iterable[Callback] = (),
    progress: bool = False,
    checkpoint: str | Path | None = None,
    checkpoint_every: int = 100,
) -> History:
    """Train until `steps` steps have been made in all; the same call again takes up where an earlier one ended.

    A KeyboardInterrupt (the notebook's stop button) ends it and the history so far is returned; the networks may then
    be in the middle of a step. With a checkpoint, a run taken up again ends with the same bits as one left alone.

    Parameters
    ----------
    training : Training
    steps : int, or sequence of str
        How many steps; or what each of them does, as in ["D"] * 500 + ["DDDDDG"] * 1000 (see `Training.step`).
        Steps that the training has made already count.
    callbacks : iterable of Callback
        Called in their order before and after each step.
    progress : bool
        Show a bar with the time left and the losses.
    checkpoint : path, optional
        A safetensors file. If it exists the training first takes its state from it; it is written every
        `checkpoint_every` steps and at the end, but not at an interrupt.
    checkpoint_every : int

    Returns
    -------
    History
        Of all steps that the training made, in this call or before.

    Raises
    ------
    ValueError
        If a checkpoint does not fit the training.
    """
    schedule = [None] * steps if isinstance(steps, int | np.integer) else list(steps)
    check_interval("checkpoint_every", checkpoint_every)
    path = None if checkpoint is None else Path(checkpoint)
    callbacks = list(callbacks)
    training.stopped = ""
    if path is not None and path.exists():
        load_checkpoint(training, path)
    bar = _open_bar(training.n_steps, len(schedule), show=progress)
    try:
        # A run that a callback ended, and that comes from a file, has ended.
        while training.n_steps < len(schedule) and not training.stopped:
            for callback in callbacks:
                callback.before_step(training)
            loss_d, loss_g = training.step(schedule[training.n_steps])
            for callback in callbacks:
                callback.after_step(training)
            if bar.update():
                bar.set_postfix(D=f"{np.mean(loss_d):.3f}", G=f"{np.mean(loss_g):.3f}", refresh=False)
            is_last = training.n_steps == len(schedule) or training.stopped
            if path is not None and (is_last or training.n_steps % checkpoint_every == 0):
                save_checkpoint(training, path)
    except KeyboardInterrupt:
        training.stop("interrupted")
    finally:
        bar.close()
    return training.history()


def _open_bar(done: int, total: int, *, show: bool) -> Any:
    if show:
        # Imported here: it loads ipywidgets, a second that a silent training need not wait for.
        from tqdm.auto import tqdm
    else:
        from tqdm import tqdm
    return tqdm(total=total, initial=done, unit="step", disable=not show)
