"""The loop around a training: how long, callbacks in their order, stops, progress, checkpoints."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from helpers import gans
from helpers.gans import checkpoints
from tests.helpers.gans.players import assert_same_bits, make_training


class Diary(gans.Callback):
    """Write down each call."""

    def __init__(self, name: str, pages: list[tuple[str, str, int]]) -> None:
        self.name = name
        self.pages = pages

    def before_step(self, training: gans.Training) -> None:
        self.pages.append((self.name, "before", training.n_steps))

    def after_step(self, training: gans.Training) -> None:
        self.pages.append((self.name, "after", training.n_steps))


class Interrupt(gans.Callback):
    """Press the stop button once so many steps have been made."""

    def __init__(self, step: int) -> None:
        self.step = step

    def after_step(self, training: gans.Training) -> None:
        if training.n_steps == self.step:
            raise KeyboardInterrupt


def measure_all() -> list[gans.Callback]:
    z = np.random.default_rng(5).standard_normal((4, 3))
    return [
        gans.Samples(z, every_steps=3),
        gans.GradientNorms(every_steps=2),
        gans.UpdateRatios(every_steps=2),
        gans.Evaluate("loss", lambda training: training.n_steps, every_steps=5),
    ]


def bits(training: gans.Training) -> dict[str, torch.Tensor]:
    return {name: value for name, value in training.state().tensors.items() if name != "history.seconds"}


# ------------------------------------------------------------------------------------------ how long, and when


def test_steps_are_counted_from_the_beginning_of_the_training() -> None:
    training, whole = make_training(), make_training()
    assert gans.train(training, 3).loss_d.shape == (3,)
    history = gans.train(training, 5)
    assert history.loss_d.shape == history.loss_g.shape == history.seconds.shape == (5,)
    assert gans.train(training, 4).loss_d.shape == (5,)
    assert history.stopped == ""
    gans.train(whole, 5)
    assert_same_bits(bits(training), bits(whole))
    assert gans.train(make_training(n_networks=3, plain=True), 0).loss_d.shape == (0, 3)


def test_a_schedule_says_what_each_step_does() -> None:
    history = gans.train(make_training(), ["D", "D", "DDG", "G"])
    assert np.isnan(history.loss_d).tolist() == [False, False, False, True]
    assert np.isnan(history.loss_g).tolist() == [True, True, False, False]


def test_callbacks_come_in_their_order_around_each_step() -> None:
    pages: list[tuple[str, str, int]] = []
    gans.train(make_training(), 2, callbacks=(Diary(name, pages) for name in "ab"))
    expected = [[("a", when, step), ("b", when, step)] for when, step in (("before", 0), ("after", 1), ("before", 1), ("after", 2))]  # fmt: skip
    assert pages == [page for pair in expected for page in pair]


def test_a_quantity_is_evaluated_at_intervals_from_the_start() -> None:
    training = make_training()
    evaluate = gans.Evaluate("double", lambda training: 2 * training.n_steps, every_steps=3)
    record = gans.train(training, 7, callbacks=[evaluate]).records["double"]
    assert (record.steps.tolist(), record.values.tolist()) == ([0, 3, 6], [0, 6, 12])
    record = gans.train(training, 9, callbacks=[evaluate]).records["double"]
    assert record.steps.tolist() == [0, 3, 6, 9]


def test_a_callback_can_stop_the_training() -> None:
    stop = gans.Evaluate(
        "x", lambda training: (training.n_steps == 4 and training.stop("good enough")) or 0, every_steps=1
    )
    training = make_training()
    history = gans.train(training, 10, callbacks=[stop])
    assert (len(history.loss_d), history.stopped) == (4, "good enough")
    assert gans.train(training, 6).stopped == ""
    assert training.n_steps == 6
    assert len(gans.train(training, np.int64(7)).loss_d) == 7


def test_an_interrupt_returns_the_history() -> None:
    training = make_training()
    history = gans.train(training, 10, callbacks=[gans.Evaluate("x", lambda training: 0, every_steps=1), Interrupt(4)])
    assert (len(history.loss_d), history.stopped) == (4, "interrupted")
    assert history.records["x"].steps.tolist() == [0, 1, 2, 3, 4]
    history = gans.train(training, 10)
    assert (len(history.loss_d), history.stopped) == (10, "")


def test_an_interrupt_in_the_middle_of_a_step_leaves_no_half_of_it_in_the_history() -> None:
    plain = gans.non_saturating()

    def interrupt(fake_logits: torch.Tensor) -> torch.Tensor:
        if training.n_steps == 2:
            raise KeyboardInterrupt
        return plain.generator(fake_logits)

    training = make_training(losses=gans.Losses(plain.discriminator, interrupt))
    before = torch.get_rng_state()
    history = gans.train(training, 10)
    assert len(history.loss_d) == len(history.loss_g) == len(history.seconds) == 2
    assert torch.equal(before, torch.get_rng_state())


def test_other_errors_are_not_swallowed() -> None:
    with pytest.raises(ZeroDivisionError):
        gans.train(make_training(), 3, callbacks=[gans.Evaluate("x", lambda training: 1 / 0, every_steps=1)])


def test_a_history_does_not_change_any_more() -> None:
    training = make_training()
    history = gans.train(training, 2, callbacks=[gans.Samples(np.zeros((2, 3)), every_steps=1)])
    kept = history.records["samples"].values.copy()
    gans.train(training, 4, callbacks=[gans.Samples(np.ones((2, 3)), every_steps=1)])
    assert len(history.loss_d) == 2
    assert np.array_equal(history.records["samples"].values, kept)


@pytest.mark.parametrize(
    ("value", "says"), [("text", "must be a number.*got str"), ([1, 2], r"one shape, \(\); got \(2,\)")]
)
def test_what_is_no_number_or_changes_shape_is_not_recorded(value: object, says: str) -> None:
    training = make_training()
    training.record("x", 1.0)
    with pytest.raises(ValueError, match=says):
        training.record("x", value)


def test_progress_shows_steps_losses_and_the_time_left(capsys: pytest.CaptureFixture[str]) -> None:
    training = make_training()
    gans.train(training, 2)
    assert capsys.readouterr().err == ""
    gans.train(training, 60, progress=True)
    shown = capsys.readouterr().err
    assert "60/60" in shown
    assert "D=" in shown and "G=" in shown
    assert "<" in shown  # tqdm's sign between the time gone and the time left


# ------------------------------------------------------------------------------------- gradients and changes


def test_gradient_norms_are_those_of_the_last_update() -> None:
    plain = gans.non_saturating()
    kept: dict[str, list[torch.Tensor]] = {}

    def discriminator(real: torch.Tensor, fake: torch.Tensor, rng: np.random.Generator) -> torch.Tensor:
        loss = plain.discriminator(real, fake, rng)
        kept["d"] = torch.autograd.grad(loss, list(gans.weights(training.discriminator).values()), retain_graph=True)
        return loss

    def generator(fake: torch.Tensor) -> torch.Tensor:
        loss = plain.generator(fake)
        kept["g"] = torch.autograd.grad(loss, list(gans.weights(training.generator).values()), retain_graph=True)
        return loss

    training = make_training(plain=True, losses=gans.Losses(discriminator, generator))
    history = gans.train(training, ["D", "D", "DG", "DG"], callbacks=[gans.GradientNorms(every_steps=2)])
    for player in "dg":
        record = history.records[f"gradient_norms_{player}"]
        assert (record.steps.tolist(), record.values.shape) == ([2, 4], (2, 3))
        assert record.values[-1] == pytest.approx([gradient.norm().item() for gradient in kept[player]], rel=1e-5)
    assert np.isnan(history.records["gradient_norms_g"].values[0]).all()


def test_update_ratios_compare_the_weights_before_and_after_a_step() -> None:
    training, by_hand = make_training(), make_training()
    history = gans.train(training, 4, callbacks=[gans.UpdateRatios(every_steps=2)])
    gans.train(by_hand, 3)
    for player, network in (("d", by_hand.discriminator), ("g", by_hand.generator)):
        record = history.records[f"update_ratios_{player}"]
        assert (record.steps.tolist(), record.values.shape) == ([2, 4], (2, 3))
        before = [value.detach().clone() for value in gans.weights(network).values()]
        by_hand_again = by_hand.state()
        by_hand.step()
        after = [value.detach() for value in gans.weights(network).values()]
        expected = [((b - a).norm() / a.norm()).item() for a, b in zip(before, after, strict=True)]
        assert record.values[-1] == pytest.approx(expected, rel=1e-5)
        by_hand.restore(by_hand_again)


def test_a_step_without_an_update_has_the_ratio_zero() -> None:
    history = gans.train(make_training(), ["D"], callbacks=[gans.UpdateRatios(every_steps=1)])
    assert (history.records["update_ratios_g"].values == 0).all()
    assert (history.records["update_ratios_d"].values > 0).all()


@pytest.mark.parametrize("make", [gans.GradientNorms, gans.UpdateRatios])
def test_intervals_are_at_least_one(make: type) -> None:
    with pytest.raises(ValueError, match=r"every_steps must be at least 1.*got 0"):
        make(every_steps=0)
    with pytest.raises(ValueError, match=r"checkpoint_every must be at least 1.*got 0"):
        gans.train(make_training(), 1, checkpoint_every=0)


# ----------------------------------------------------------------------------------------------- checkpoints


@pytest.mark.parametrize(
    "options",
    [
        {"losses": gans.non_saturating(targets=gans.UniformTargets())},
        {"losses": gans.wasserstein(penalty=1.0), "n_updates_d": 2, "optimiser_d": torch.optim.RMSprop},
        {"plain": True, "n_networks": 2, "optimiser_g": torch.optim.SGD, "optimiser_d": torch.optim.SGD},
        {"rng": np.random.Generator(np.random.MT19937(3))},
    ],
    ids=["smoothed", "wasserstein", "stack", "mersenne"],
)
def test_a_resumed_run_has_the_bits_of_an_undisturbed_one(options: dict, tmp_path: Path) -> None:
    start = options.get("rng", np.random.default_rng()).bit_generator.state

    def make(seed: int) -> gans.Training:
        if "rng" in options:
            options["rng"].bit_generator.state = start
        return make_training(seed, **options)

    whole = make(0)
    expected = gans.train(whole, 13, callbacks=measure_all())
    expected_bits = bits(whole)
    path = tmp_path / "runs" / "gan.safetensors"
    cut = gans.train(make(0), 13, callbacks=[*measure_all(), Interrupt(10)], checkpoint=path, checkpoint_every=4)
    assert cut.stopped == "interrupted"
    resumed = make(1)  # other weights, another generator: all comes from the file
    torch.rand(3)
    history = gans.train(resumed, 13, callbacks=measure_all(), checkpoint=path, checkpoint_every=4)
    assert_same_bits(bits(resumed), expected_bits)
    np.testing.assert_array_equal(history.loss_d, expected.loss_d)
    assert {name: record.steps.tolist() for name, record in history.records.items()} == {
        name: record.steps.tolist() for name, record in expected.records.items()
    }
    assert [item.name for item in path.parent.iterdir()] == [path.name]


def test_a_finished_run_is_not_run_again(tmp_path: Path) -> None:
    path = tmp_path / "gan.safetensors"
    stop = gans.Evaluate(
        "x", lambda training: (training.n_steps == 3 and training.stop("good enough")) or 0, every_steps=1
    )
    first = gans.train(make_training(), 10, callbacks=[stop], checkpoint=path)
    again = gans.train(make_training(), 10, callbacks=[stop], checkpoint=path)
    assert first.stopped == again.stopped == "good enough"
    assert np.array_equal(first.seconds, again.seconds)


def test_an_interrupt_while_writing_leaves_the_earlier_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "gan.safetensors"
    gans.train(make_training(), 2, checkpoint=path)
    before = path.read_bytes()

    def write_half(tensors: dict, part: Path, metadata: dict) -> None:
        part.write_bytes(before[:100])
        raise KeyboardInterrupt

    monkeypatch.setattr(checkpoints, "save_file", write_half)
    assert gans.train(make_training(), 4, checkpoint=path).stopped == "interrupted"
    assert path.read_bytes() == before
    assert [item.name for item in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"batch_size": 8}, "batch_size is 16, here 8"),
        ({"plain": True}, "generator is MLP"),
        ({"losses": gans.wasserstein(clip=0.1)}, r"losses is non_saturating\(\), here wasserstein"),
        ({"optimiser_d": torch.optim.SGD}, "optimiser_d is .*'Adam'.*here .*'SGD'"),
    ],
)
def test_a_checkpoint_of_another_training_is_refused(options: dict, says: str, tmp_path: Path) -> None:
    path = tmp_path / "gan.safetensors"
    gans.train(make_training(), 1, checkpoint=path)
    other = make_training(**options)
    before = bits(other)
    with pytest.raises(ValueError, match=f"(?s)same settings.*{says}.*Delete it to start anew"):
        gans.train(other, 2, checkpoint=path)
    assert_same_bits(bits(other), before)


def test_what_is_no_checkpoint_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "gan.safetensors"
    for write in (lambda: path.write_bytes(b"no checkpoint"), lambda: save_file({"a": torch.zeros(1)}, path)):
        write()
        with pytest.raises(ValueError, match="must be a file that train wrote"):
            gans.train(make_training(), 2, checkpoint=path)


def test_a_checkpoint_is_a_plain_safetensors_file(tmp_path: Path) -> None:
    training = make_training()
    path = tmp_path / "gan.safetensors"
    gans.train(training, 1, checkpoint=path)
    tensors = load_file(path)
    for name, value in training.generator.state_dict().items():
        assert torch.equal(tensors[f"generator.{name}"], value)
    assert json.loads(json.dumps(training.state().facts))["stopped"] == ""
