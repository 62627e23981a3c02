"""The demo of Monge's problem on a page: points, places, arrows that one sends elsewhere, and all plans counted."""

import numpy as np

from helpers.demos.controls import KEYS, Panel, Switch
from helpers.demos.layers import Arrows, Bars, Handles, Layer, Lines, Points
from helpers.demos.look import SIDE_WIDTH, WIDE_WIDTH
from helpers.demos.monge.model import HALF_HEIGHT, HALF_WIDTH, MongeModel, MongeSnapshot
from helpers.demos.monge.presets import PRESETS
from helpers.demos.monge.settings import MongeSettings
from helpers.demos.numbers import name_number
from helpers.demos.scene import Scene
from helpers.demos.session import Session
from helpers.demos.settings import Text
from helpers.language import prose, text

ACTIONS = {"solve": Text(fr="L'optimum", en="The optimum")}
# Where on an arrow its grip is: at its end it would lie on the place.
GRIP = 0.7
# Of more arrows the grips would hide each other.
MAX_GRIPS = 12
ROOM = 1.12


def make(*, is_page: bool = False) -> Panel:
    """Return the demo; on a page of its own it takes keys."""
    plane = Scene(
        prose(
            fr="Points, places et flèches des uns aux autres : points, places et flèches se déplacent",
            en="Points, places and arrows from one to the other: points, places and arrows can be moved",
        ),
        xlim=(-ROOM * HALF_WIDTH, ROOM * HALF_WIDTH),
        ylim=(-ROOM * HALF_HEIGHT, ROOM * HALF_HEIGHT),
        ratio=HALF_HEIGHT / HALF_WIDTH,
        width=WIDE_WIDTH,
        keys=KEYS if is_page else (),
    )
    title = prose(fr="Coûts de tous les plans, le vôtre en rouge", en="Costs of all plans, yours in red")
    counts = Scene(title, title=title, axes=True, aspect="auto", ratio=0.6, width=SIDE_WIDTH)
    settings = next(iter(PRESETS.values())).settings
    session: Session[MongeModel, MongeSettings, MongeSnapshot] = Session(
        MongeModel, settings, take_snapshot=MongeModel.take_snapshot
    )
    optimum = Switch(Text(fr="montrer l'optimum", en="show the optimum"), value=False)

    def draw(snapshot: MongeSnapshot) -> None:
        layers = draw_plane(snapshot)
        if not optimum.value:
            del layers["optimum"]
        plane.draw(layers, caption=describe(snapshot))
        bars, n, most = draw_counts(snapshot)
        counts.draw(bars, caption=describe_counts(snapshot), xlim=(-1, n), ylim=(0, 1.05 * most))

    session.on_frame(draw, plane.wants_frame)
    plane.on_drag(
        lambda layer, index, x, y, is_final: session.edit(lambda model: move(model, layer, index, x, y, is_final))
    )
    plane.on_tap(lambda layer, index: session.edit(lambda model: send_on(model, layer, index)))
    scenes, switches = [plane, counts], {"optimum": optimum}
    return Panel(session, presets=PRESETS, scenes=scenes, actions=ACTIONS, switches=switches, formula=FORMULA)


def move(model: MongeModel, layer: str, index: int, x: float, y: float, is_final: bool) -> None:
    """Do to the model what was done to a handle."""
    if layer == "points":
        model.move_point(index, x, y)
    elif layer == "places":
        model.move_place(index, x, y)
    else:
        start = model.points[index]
        tip = start + (np.array([x, y]) - start) / GRIP
        (model.drop_tip if is_final else model.hold_tip)(index, *tip)


def send_on(model: MongeModel, layer: str, index: int) -> None:
    """Send an arrow to the next place, when its grip is clicked: what arrow keys cannot do."""
    if layer == "grips":
        model.assign(index, int(model.permutation[index] + 1) % len(model.permutation))


def draw_plane(snapshot: MongeSnapshot) -> dict[str, Layer]:
    """Return the arrows, those that cross in red, the optimum below them, and the handles above."""
    n = len(snapshot.points)
    crosses = np.isin(np.arange(n), snapshot.crossings)
    moves = snapshot.tips - snapshot.points
    best = snapshot.places[snapshot.best]
    path = np.stack([snapshot.points, best, np.full((n, 2), np.nan)], axis=1).reshape(-1, 2)
    layers: dict[str, Layer] = {
        "optimum": Lines([path], ("green",), labels=(prose(fr="optimum", en="optimum"),), width=7, alpha=0.45),
        "arrows": Arrows(
            snapshot.points[~crosses], moves[~crosses], "black", prose(fr="votre plan", en="your plan"), 2
        ),
        "crossing": Arrows(
            snapshot.points[crosses], moves[crosses], "vermilion", prose(fr="se croisent", en="crossing"), 2
        ),
        "crossings": Points(snapshot.crossing_points, colors=("vermilion",), markers=("cross",), size=9),
        "points": Handles(
            snapshot.points, [prose(fr=f"point {i + 1}", en=f"point {i + 1}") for i in range(n)], None, ("blue",)
        ),
        "places": Handles(
            snapshot.places,
            [prose(fr=f"place {i + 1}", en=f"place {i + 1}") for i in range(n)],
            None,
            ("orange",),
            ("square",),
        ),
    }
    if n <= MAX_GRIPS:
        names = [prose(fr=f"flèche du point {i + 1}", en=f"arrow of point {i + 1}") for i in range(n)]
        layers["grips"] = Handles(snapshot.points + GRIP * moves, names, None, ("grey",), size=10)
    return layers


def draw_counts(snapshot: MongeSnapshot) -> tuple[dict[str, Layer], int, float]:
    """Return bars of how many plans have which cost, how many bars, and the highest of them."""
    plans = snapshot.enumeration
    if plans is None:
        return {}, 1, 1.0
    n = len(plans.counts)
    yours = int(np.clip(np.searchsorted(plans.edges, snapshot.cost, side="right") - 1, 0, n - 1))
    colors = ["vermilion" if i == yours else "grey" for i in range(n)]
    names = [name_number(plans.edges[i]) if i % 10 == 0 else "" for i in range(n)]
    # A bar that is too low to be seen is none: yours always stands out a little.
    heights = np.maximum(plans.counts, np.where(np.arange(n) == yours, 0.03 * plans.counts.max(), 0))
    return {"counts": Bars(heights, names, colors)}, n, float(plans.counts.max())


def describe(snapshot: MongeSnapshot) -> str:
    """Return the costs and the crossings in one line."""
    cost, best, n = name_number(snapshot.cost), name_number(snapshot.best_cost), len(snapshot.crossings)
    words = prose(
        fr=f"coût {cost} · optimum {best} · croisements {n}", en=f"cost {cost} · optimum {best} · crossings {n}"
    )
    return words + (prose(fr=" · c'est l'optimum", en=" · this is the optimum") if snapshot.is_best else "")


def describe_counts(snapshot: MongeSnapshot) -> str:
    """Return how many plans there are, and which of them yours is."""
    n = snapshot.n_permutations
    if snapshot.enumeration is None:
        return prose(
            fr=f"{len(snapshot.points)}! = {n:.2g} plans : trop",
            en=f"{len(snapshot.points)}! = {n:.2g} plans: too many",
        )
    rank = snapshot.enumeration.rank
    ordinal = text(fr="1er" if rank == 1 else f"{rank}e", en=f"number {rank}")
    return prose(fr=f"le vôtre : {ordinal} de {n} plans", en=f"yours: {ordinal} of {n} plans")


FORMULA = """
<math display="block"><munder><mi>min</mi><mrow><mi>s</mi><mo>∈</mo><msub><mi>𝔖</mi><mi>n</mi></msub></mrow></munder>
<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover><mo>‖</mo><msub><mi>x</mi><mi>i</mi>
</msub><mo>−</mo><msub><mi>y</mi><mrow><mi>s</mi><mo>(</mo><mi>i</mi><mo>)</mo></mrow></msub><msup><mo>‖</mo><mi>p</mi></msup>
</math>
"""
