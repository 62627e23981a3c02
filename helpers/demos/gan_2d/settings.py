"""What can be set in the demo of the GAN in the plane."""

from dataclasses import dataclass

from helpers.demos.settings import Choice, Range, Settings, Text, Toggle, kept, same, setting

LOSSES = {
    "non_saturating": same("−log D"),
    "saturating": Text(fr="saturante, log(1 − D)", en="saturating, log(1 − D)"),
    "least_squares": Text(fr="moindres carrés", en="least squares"),
    "clip": Text(fr="Wasserstein, poids bornés", en="Wasserstein, clipped weights"),
    "penalty": Text(fr="Wasserstein, pénalité", en="Wasserstein, penalty"),
}
OPTIMISERS = {
    "sgd": Text(fr="descente simple", en="plain descent"),
    "momentum": Text(fr="inertie 0,9", en="momentum 0.9"),
    "rmsprop": same("RMSprop"),
    "adam": same("Adam (β₁ = 0.5)"),
}


@dataclass(frozen=True, kw_only=True)
class Gan2dSettings(Settings):
    """The data, the two players, and how they learn."""

    data: str = setting(
        "two",
        Choice({
            "two": Text(fr="deux gaussiennes", en="two Gaussians"),
            "ring": Text(fr="un anneau de huit", en="a ring of eight"),
            "grid": Text(fr="une grille de vingt-cinq", en="a grid of twenty-five"),
            "moons": Text(fr="deux lunes", en="two moons"),
            "spiral": Text(fr="une spirale", en="a spiral"),
            "drawn": Text(fr="votre dessin", en="your drawing"),
        }),
        Text(fr="données", en="data"),
        is_live=True,
    )  # fmt: skip
    drawing: tuple[tuple[float, float], ...] = kept(())
    loss: str = setting("non_saturating", Choice(LOSSES), Text(fr="perte", en="loss"), is_live=True)
    clip: float = setting(
        0.1,
        Range(0.01, 1.0, is_log=True),
        Text(fr="borne c", en="bound c"),
        is_live=True,
        needs=("loss", ("clip",)),
    )
    penalty: float = setting(
        1.0,
        Range(0.01, 10.0, is_log=True),
        Text(fr="pénalité λ", en="penalty λ"),
        is_live=True,
        needs=("loss", ("penalty",)),
    )
    optimiser_d: str = setting(
        "adam", Choice(OPTIMISERS), Text(fr="optimiseur de D", en="optimiser of D"), is_live=True
    )
    lr_d: float = setting(0.002, Range(1e-5, 1.0, is_log=True), Text(fr="pas de D", en="rate of D"), is_live=True)
    optimiser_g: str = setting(
        "adam", Choice(OPTIMISERS), Text(fr="optimiseur de G", en="optimiser of G"), is_live=True
    )
    lr_g: float = setting(0.002, Range(1e-5, 1.0, is_log=True), Text(fr="pas de G", en="rate of G"), is_live=True)
    n_updates_d: int = setting(
        1, Range(1, 10, step=1), Text(fr="mises à jour de D par pas", en="updates of D per step"), is_live=True
    )
    n_updates_g: int = setting(
        1, Range(1, 10, step=1), Text(fr="mises à jour de G par pas", en="updates of G per step"), is_live=True
    )
    by_turns: bool = setting(
        False,
        Toggle(),
        Text(fr="un joueur à la fois", en="one player at a time"),
        hint=Text(
            fr="Chaque pas est une seule mise à jour, de D ou de G à son tour.",
            en="Each step is a single update, of D or of G in turn.",
        ),
        is_live=True,
    )
    noise: str = setting(
        "uniform_2",
        Choice({
            "uniform_2": Text(fr="uniforme, carré", en="uniform, square"),
            "uniform_1": Text(fr="uniforme, segment", en="uniform, segment"),
            "normal_2": Text(fr="normal, plan", en="normal, plane"),
            "normal_1": Text(fr="normal, droite", en="normal, line"),
        }),
        Text(fr="bruit", en="noise"),
    )  # fmt: skip
    width: str = setting(
        "32",
        Choice({name: same(name) for name in ("4", "8", "16", "32", "64")}),
        Text(fr="neurones par couche", en="neurons per layer"),
    )
    n_hidden: int = setting(2, Range(1, 4, step=1), Text(fr="couches cachées", en="hidden layers"))
    batch: str = setting(
        "128",
        Choice({name: same(name) for name in ("16", "64", "128", "256")}),
        Text(fr="points par mise à jour", en="points per update"),
        is_live=True,
    )
