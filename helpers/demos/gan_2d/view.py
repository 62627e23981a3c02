"""The demo of the GAN in the plane on a page: both players, the generator's grid, losses, distances and modes."""

import numpy as np

from helpers.demos.controls import KEYS, Panel, Seldom, Switch
from helpers.demos.gan_2d.data import HALF_WIDTH, add_stroke
from helpers.demos.gan_2d.model import Gan2dModel
from helpers.demos.gan_2d.picture import Gan2dSnapshot
from helpers.demos.gan_2d.presets import PRESETS
from helpers.demos.gan_2d.settings import Gan2dSettings
from helpers.demos.layers import Arrows, Bars, HeatMap, Layer, Lines, Points
from helpers.demos.look import SIDE_WIDTH
from helpers.demos.numbers import find_limits, name_number
from helpers.demos.scene import Scene
from helpers.demos.session import Session
from helpers.demos.settings import Text
from helpers.language import prose

ACTIONS = {"D": Text(fr="Un pas de D", en="Step D"), "G": Text(fr="Un pas de G", en="Step G")}
# An arrow is so much of the gradient, whatever its size: where the generator learns nothing, one sees none.
ARROW_SCALE, MAX_ARROW = 0.3, 0.9


def make(*, is_page: bool = False) -> Panel:
    """Return the demo; on a page of its own it takes keys."""
    plane, losses, distances, divergences, modes = make_scenes(keys=KEYS if is_page else ())
    settings = next(iter(PRESETS.values())).settings
    session: Session[Gan2dModel, Gan2dSettings, Gan2dSnapshot] = Session(
        Gan2dModel, settings, take_snapshot=Gan2dModel.take_snapshot
    )
    shown = {
        "map": Switch(Text(fr="ce que dit D", en="what D says")),
        "manifold": Switch(Text(fr="la grille du bruit, par G", en="the grid of noise, through G")),
        "arrows": Switch(Text(fr="où la perte pousse G", en="where its loss pushes G")),
    }

    is_due = Seldom(session)

    def draw(snapshot: Gan2dSnapshot) -> None:
        layers = draw_plane(snapshot)
        hidden = {name for name, switch in shown.items() if not switch.value}
        plane.draw({name: one for name, one in layers.items() if name not in hidden}, caption=describe(snapshot))
        if not is_due():
            return
        draw_curves(
            losses, snapshot.loss_steps, dict(zip("DG", snapshot.losses.T, strict=True)), colors=("green", "purple")
        )
        for scene, names in ((distances, {"W₁": "w1", "W₂": "w2"}), (divergences, {"KL": "kl", "JS": "js"})):
            curves = {label: snapshot.measures[name] for label, name in names.items()}
            floors = [snapshot.floors[name] for name in names.values()]
            draw_curves(scene, snapshot.measure_steps, curves, colors=("blue", "vermilion"), floors=floors)
        layers, most = draw_modes(snapshot)
        n_modes = 1 if snapshot.coverage is None else len(snapshot.coverage.shares)
        modes.draw(layers, xlim=(-0.6, n_modes - 0.4), ylim=(0, most))

    session.on_frame(draw, plane.wants_frame)
    panel = Panel(
        session,
        presets=PRESETS,
        scenes=[plane, losses, distances, divergences, modes],
        actions=ACTIONS,
        switches=shown,
        formula=FORMULA,
    )
    stroke: list[np.ndarray] = []

    def take_stroke(points: np.ndarray, is_final: bool) -> None:
        stroke.append(points)
        if is_final:
            drawn = session.settings.drawing if session.settings.data == "drawn" else ()
            panel.change(data="drawn", drawing=add_stroke(drawn, np.concatenate(stroke)))
            stroke.clear()

    plane.on_stroke(take_stroke)
    return panel


def make_scenes(*, keys: tuple[str, ...]) -> list[Scene]:
    """Return the plane, and the scenes of losses, distances, divergences and modes."""
    limits = (-HALF_WIDTH, HALF_WIDTH)
    plane = Scene(
        prose(
            fr="Points vrais et points de G dans le plan, ce que D dit de chaque endroit ; on peut y dessiner",
            en="Real points and points of G in the plane, what D says of each place; you can draw in it",
        ),
        xlim=limits,
        ylim=limits,
        drawable=True,
        keys=keys,
    )
    titles = (
        prose(fr="Pertes de D et de G", en="Losses of D and G"),
        prose(fr="Transport optimal exact, des données à G", en="Exact optimal transport, from the data to G"),
        prose(fr="Divergences, des données à G", en="Divergences, from the data to G"),
        prose(fr="Part des points de G près de chaque mode", en="Share of G's points near each mode"),
    )
    steps = prose(fr="pas", en="steps")
    common = {"axes": True, "aspect": "auto", "ratio": 0.46, "width": SIDE_WIDTH}
    return [
        plane,
        *(Scene(title, title=title, xlabel=steps if i < 3 else "", **common) for i, title in enumerate(titles)),
    ]


def draw_plane(snapshot: Gan2dSnapshot) -> dict[str, Layer]:
    """Return what lies in the plane, the map first."""
    lengths = ARROW_SCALE * np.linalg.norm(snapshot.arrows, axis=1, keepdims=True)
    shorten = ARROW_SCALE / np.maximum(1, lengths / MAX_ARROW)
    start = snapshot.fake[: len(snapshot.arrows)]
    high = snapshot.high if snapshot.high > snapshot.low else snapshot.low + 1
    return {
        "map": HeatMap(snapshot.judgement, snapshot.low, high, palette="real_or_fake"),
        "manifold": Lines([_join(snapshot.manifold)], ("grey",), width=1, alpha=0.7),
        "real": Points(snapshot.real, colors=("green",), labels=(prose(fr="vrais", en="real"),), size=7),
        "fake": Points(snapshot.fake, colors=("purple",), markers=("square",), labels=("G(z)",), size=7),
        "arrows": Arrows(start, snapshot.arrows * shorten, color="black"),
    }


def draw_curves(
    scene: Scene,
    steps: np.ndarray,
    curves: dict[str, np.ndarray],
    *,
    colors: tuple[str, str],
    floors: list[float] | None = None,
) -> None:
    """Draw curves over the steps, by their labels, and faintly the level that two samples of the data have."""
    last = max(float(steps[-1]) if len(steps) else 0, 1)
    layers: dict[str, Layer] = {}
    if floors:
        layers["floors"] = Lines(
            [np.array([[0, floor], [last, floor]]) for floor in floors], colors, width=1, alpha=0.6
        )
    paths = [np.column_stack([steps, values]) for values in curves.values()]
    layers["curves"] = Lines(paths, colors, labels=tuple(curves), dashed=True)
    scene.draw(layers, xlim=(0, last), ylim=find_limits(*curves.values(), [0]))


def draw_modes(snapshot: Gan2dSnapshot) -> tuple[dict[str, Layer], float]:
    """Return a bar for each mode, and the highest that the picture has room for; none where there are no modes."""
    if snapshot.coverage is None:
        return {}, 1.0
    shares = np.asarray(snapshot.coverage.shares)
    colors = ["green" if is_covered else "vermilion" for is_covered in snapshot.coverage.is_covered]
    fair = 1 / len(shares)
    level = Lines([np.array([[-1, fair], [len(shares), fair]])], ("grey",), width=1)
    return {"shares": Bars(shares, [str(i + 1) for i in range(len(shares))], colors), "fair": level}, max(
        1.05 * float(shares.max(initial=0)), 2 * fair
    )


def describe(snapshot: Gan2dSnapshot) -> str:
    """Return what a picture does not say, in one line."""
    if not snapshot.is_finite:
        return prose(fr="Le générateur ne rend plus de nombres.", en="The generator gives no numbers any more.")
    words = [prose(fr=f"{snapshot.n_steps} pas", en=f"{snapshot.n_steps} steps")]
    if snapshot.last_updates:
        words.append(prose(fr=f"dernier : {snapshot.last_updates}", en=f"last: {snapshot.last_updates}"))
    words.append(prose(fr=f"poussée {name_number(snapshot.push)}", en=f"push {name_number(snapshot.push)}"))
    if snapshot.coverage is not None:
        n, k = int(snapshot.coverage.is_covered.sum()), len(snapshot.coverage.is_covered)
        words.append(prose(fr=f"modes couverts {n} sur {k}", en=f"modes covered {n} of {k}"))
    return " · ".join(words)


def _join(manifold: np.ndarray) -> np.ndarray:
    """Return a grid (h, w, 2) as one path along its rows and columns, lifted between them."""
    gap = np.full((1, 2), np.nan)
    rows = [row for row in manifold] if manifold.shape[1] > 1 else []
    columns = [manifold[:, i] for i in range(manifold.shape[1])] if len(manifold) > 1 else []
    return np.concatenate([part for line in (*rows, *columns) for part in (line, gap)])


FORMULA = """
<math display="block"><munder><mi>min</mi><mi>G</mi></munder><munder><mi>max</mi><mi>D</mi></munder>
<mspace width="0.3em"/><msub><mi>𝔼</mi><mi>x</mi></msub><mi>log</mi><mi>D</mi><mo>(</mo><mi>x</mi><mo>)</mo><mo>+</mo>
<msub><mi>𝔼</mi><mi>z</mi></msub><mi>log</mi><mo>(</mo><mn>1</mn><mo>−</mo><mi>D</mi><mo>(</mo><mi>G</mi><mo>(</mo><mi>z</mi>
<mo>)</mo><mo>)</mo><mo>)</mo></math>
"""
