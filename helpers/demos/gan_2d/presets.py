"""Settings of the demo of the GAN in the plane that each make one point; tests measure that they do."""

from helpers.demos.gan_2d.settings import Gan2dSettings
from helpers.demos.settings import Preset, Text

PRESETS: dict[str, Preset[Gan2dSettings]] = {
    "two": Preset(
        Text(fr="Deux gaussiennes", en="Two Gaussians"),
        Gan2dSettings(data="two", seed=3),
        Text(
            fr="D colorie le plan ; les flèches, sa pente, poussent chaque point de G vers ce qu'il croit vrai. La "
            "nappe de G s'étire jusqu'aux deux groupes. Les pertes ne disent pas si cela va mieux ; W₁, si.",
            en="D paints the plane; the arrows, its slope, push each point of G towards what it believes real. The "
            "sheet of G stretches to both groups. The losses do not say whether it gets better; W₁ does.",
        ),
    ),
    "ring": Preset(
        Text(fr="Un anneau de huit", en="A ring of eight"),
        Gan2dSettings(data="ring", seed=3),
        Text(
            fr="Huit modes pour une seule nappe, qui doit s'étirer de l'un à l'autre : entre les modes restent des "
            "points faux. Comptez mille pas.",
            en="Eight modes for one sheet, which has to stretch from one to the next: between the modes wrong points "
            "remain. Give it a thousand steps.",
        ),
    ),
    "collapse": Preset(
        Text(fr="L'effondrement", en="Mode collapse"),
        Gan2dSettings(data="two", lr_d=0.01, n_updates_d=5, seed=0),
        Text(
            fr="Toute la nappe tombe dans un seul groupe : presque chaque point y est parfait, la moitié des données "
            "manque. Essayez la graine 2 : elle y échappe.",
            en="The whole sheet falls into one group: nearly every point of it is perfect, and half of the data is "
            "missing. Try seed 2: it escapes.",
        ),
    ),
    "vanishing": Preset(
        Text(fr="D trop fort : plus de gradient", en="D too good: no gradient left"),
        Gan2dSettings(data="ring", loss="saturating", optimiser_g="sgd", lr_g=0.02, lr_d=0.01, n_updates_d=5, seed=0),
        Text(
            fr="D est sûr de lui, log(1 − D) est plate : les flèches disparaissent et G ne bouge plus. Choisissez la "
            "perte −log D, sans recommencer : elles reviennent.",
            en="D is sure, log(1 − D) is flat: the arrows vanish and G no longer moves. Choose the loss −log D, "
            "without a reset: they come back.",
        ),
    ),
    "large_rate": Preset(
        Text(fr="Des pas trop grands", en="Rates too large"),
        Gan2dSettings(data="two", lr_d=0.1, lr_g=0.1, seed=1),
        Text(
            fr="Des pas de 0,1 pour Adam : la nappe saute d'un bord à l'autre, presque sans toucher les données ; JS "
            "reste près de son maximum, log 2.",
            en="Rates of 0.1 for Adam: the sheet jumps from edge to edge and hardly touches the data; JS stays near "
            "its maximum, log 2.",
        ),
    ),
    "wasserstein": Preset(
        Text(fr="Wasserstein, pénalité", en="Wasserstein, penalty"),
        Gan2dSettings(data="two", loss="penalty", penalty=1.0, lr_d=0.004, n_updates_d=3, seed=0),
        Text(
            fr="La critique n'a pas de plateau : la pénalité tient sa pente près de 1, et les flèches gardent leur "
            "longueur. Comparez-les à celles du premier exemple.",
            en="The critic has no plateau: the penalty holds its slope near 1, and the arrows keep their length. "
            "Compare them with those of the first example.",
        ),
    ),
    "drawing": Preset(
        Text(fr="Votre dessin", en="Your drawing"),
        Gan2dSettings(data="drawn", seed=0),
        Text(
            fr="Dessinez dans le plan : les données changent pendant que G apprend.",
            en="Draw in the plane: the data change while G learns.",
        ),
    ),
}
