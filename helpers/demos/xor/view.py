"""The XOR demo on a page: the map of the network's answers, its neurons' maps, and its error."""

from itertools import pairwise

import numpy as np

from helpers.demos.controls import KEYS, Panel, Seldom
from helpers.demos.layers import Handles, HeatMap, Layer, Lines, Points
from helpers.demos.look import SIDE_WIDTH
from helpers.demos.numbers import find_limits, name_number, name_share
from helpers.demos.scene import Scene
from helpers.demos.session import Session
from helpers.demos.xor.model import MARGIN, XorModel, XorSnapshot
from helpers.demos.xor.presets import PRESETS
from helpers.demos.xor.settings import XorSettings
from helpers.language import prose

CLASS_COLORS = ("blue", "grey", "orange")
CLASS_MARKERS = ("circle", "cross", "square")
TILE = 0.46  # half of a neuron's map, where their centres are 1 apart
EVERY = 2  # of a small map's pixels one in so many travels along each axis


def make(*, is_page: bool = False) -> Panel:
    """Return the demo; on a page of its own it takes keys."""
    limits = (-MARGIN, MARGIN)
    keys = KEYS if is_page else ()
    plane = Scene(
        prose(
            fr="Réponse du réseau en chaque point du carré, des poignées à déplacer et les points dont il apprend",
            en="The network's answer at every point of the square, handles to drag, and the points it learns from",
        ),
        xlim=limits,
        ylim=limits,
        keys=keys,
    )
    title = prose(fr="Réponse de chaque neurone, une colonne par couche", en="Each neuron's answer, a column a layer")
    neurons = Scene(title, title=title, width=SIDE_WIDTH)
    title = prose(fr="Erreur au fil des mises à jour", en="Error over the updates")
    error = Scene(
        title,
        title=title,
        xlabel=prose(fr="mises à jour", en="updates"),
        ylabel="E",
        axes=True,
        aspect="auto",
        ratio=0.55,
        width=SIDE_WIDTH,
    )
    settings = next(iter(PRESETS.values())).settings
    session: Session[XorModel, XorSettings, XorSnapshot] = Session(
        XorModel, settings, take_snapshot=XorModel.take_snapshot
    )

    is_due = Seldom(session)

    def draw(snapshot: XorSnapshot) -> None:
        plane.draw(draw_plane(snapshot), caption=describe(snapshot))
        if not is_due():
            return
        layers, width, height = draw_neurons(snapshot)
        neurons.draw(layers, xlim=width, ylim=height)
        error.draw(draw_error(snapshot), xlim=(0, max(snapshot.n_steps, 1)), ylim=find_limits(snapshot.losses, [0]))

    session.on_frame(draw, plane.wants_frame)
    plane.on_drag(lambda _, index, x, y, __: session.edit(lambda model: model.move(index, x, y)))
    plane.on_tap(lambda _, index: session.edit(lambda model: model.turn(index)))
    return Panel(session, presets=PRESETS, scenes=[plane, neurons, error], formula=FORMULA)


def draw_plane(snapshot: XorSnapshot) -> dict[str, Layer]:
    """Return the map of answers, the points and the handles."""
    names = [prose(fr=f"point {i + 1}", en=f"point {i + 1}") for i in range(len(snapshot.handles))]
    return {
        "map": HeatMap(snapshot.answers, -1, 1),
        "points": Points(
            snapshot.points,
            (snapshot.classes > 0).astype(int),
            labels=(prose(fr="classe −1", en="class −1"), prose(fr="classe 1", en="class 1")),
        ),
        "handles": Handles(snapshot.handles, names, snapshot.handle_classes + 1, CLASS_COLORS, CLASS_MARKERS),
    }


def draw_neurons(snapshot: XorSnapshot) -> tuple[dict[str, Layer], tuple[float, float], tuple[float, float]]:
    """Return the neurons' maps, joined as in the network, with the limits in which they lie."""
    sizes = [len(layer) for layer in snapshot.neurons]
    places = [[(x, (n - 1) / 2 - i) for i in range(n)] for x, n in enumerate(sizes)]
    layers: dict[str, Layer] = {}
    pairs = [(a, b) for left, right in pairwise(places) for a in left for b in right]
    links = [point for a, b in pairs for point in (a, b, (np.nan, np.nan))]
    layers["links"] = Lines([np.array(links).reshape(-1, 2)], ("grey",), width=1)
    for depth, maps in enumerate(snapshot.neurons):
        for i, (x, y) in enumerate(places[depth]):
            extent = (x - TILE, x + TILE, y - TILE, y + TILE)
            layers[f"neuron {depth}.{i}"] = HeatMap(maps[i, ::EVERY, ::EVERY], -1, 1, extent=extent)
    half = max(sizes) / 2 + 0.1
    return layers, (-0.6, len(sizes) - 0.4), (-half, half)


def draw_error(snapshot: XorSnapshot) -> dict[str, Layer]:
    """Return the curve of the error."""
    return {"error": Lines([np.column_stack([snapshot.loss_steps, snapshot.losses])], ("vermilion",))}


def describe(snapshot: XorSnapshot) -> str:
    """Return what a picture does not say, in one line."""
    if not snapshot.is_finite:
        return prose(fr="Les poids ne sont plus des nombres.", en="The weights are no longer numbers.")
    E = name_number(snapshot.losses[-1])
    right, square = name_share(snapshot.success_rate), name_share(snapshot.agreement)
    return prose(
        fr=f"{snapshot.n_steps} mises à jour · E = {E} · points justes {right} · carré {square}",
        en=f"{snapshot.n_steps} updates · E = {E} · points right {right} · square {square}",
    )


FORMULA = """
<math display="block"><mi>w</mi><mo>←</mo><mi>w</mi><mo>−</mo><mi>η</mi><mfrac><mrow><mo>∂</mo><mi>E</mi></mrow>
<mrow><mo>∂</mo><mi>w</mi></mrow></mfrac><mo>,</mo><mspace width="1em"/><mi>E</mi><mo>=</mo>
<mfrac><mn>1</mn><mrow><mn>2</mn><mi>n</mi></mrow></mfrac><munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow>
<mi>n</mi></munderover><msup><mrow><mo>(</mo><msub><mi>y</mi><mi>i</mi></msub><mo>−</mo><msub><mi>t</mi><mi>i</mi></msub>
<mo>)</mo></mrow><mn>2</mn></msup></math>
"""
