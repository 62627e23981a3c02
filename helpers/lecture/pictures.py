"""The pictures of the index: each demo at a moment that shows what it is about, drawn once and kept."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from helpers import demos
from helpers.language import language

# Steps that each demo makes before its picture is taken.
N_STEPS = {"xor": 600, "gan_2d": 250, "monge": 0}


def draw_pictures(
    folder: Path, *, on_picture: Callable[[int, int], None] = lambda done, total: None
) -> dict[str, Path]:
    """Draw the picture of each demo in the current language, unless it lies in the folder already.

    Parameters
    ----------
    folder : Path
        Where they are kept, under names that change with the demos' code.
    on_picture : callable
        Called with (pictures drawn, pictures to draw).

    Returns
    -------
    dict of str to Path
        PNG files by the names of the demos.
    """
    version = _hash_code()
    paths = {name: folder / f"{name}-{language()}-{version}.png" for name in demos.DEMOS}
    missing = [name for name, path in paths.items() if not path.exists()]
    if missing:
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob(f"*-{language()}-*.png"):
            if old not in paths.values():
                old.unlink()
    for done, name in enumerate(missing):
        on_picture(done, len(missing))
        paths[name].write_bytes(_draw_picture(name))
    return paths


def _draw_picture(name: str) -> bytes:
    panel = demos.show(name)
    try:
        panel.session.ask(lambda model: [model.step() for _ in range(N_STEPS[name])])
        panel.session.refresh()
        return panel.scenes[0].draw_png()
    finally:
        panel.session.close()


def _hash_code() -> str:
    """Return a hash of all code of the demos: what draws and what is drawn."""
    total = hashlib.sha256()
    for path in sorted(Path(demos.__file__).parent.rglob("*.py")):
        total.update(path.read_bytes())
    return total.hexdigest()[:12]
