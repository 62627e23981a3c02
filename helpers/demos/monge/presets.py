"""Settings of the demo of Monge's problem that each make one point; tests measure that they do."""

from helpers.demos.monge.settings import MongeSettings
from helpers.demos.settings import Preset, Text

PRESETS: dict[str, Preset[MongeSettings]] = {
    "six": Preset(
        Text(fr="Six points, 720 plans", en="Six points, 720 plans"),
        MongeSettings(layout="six"),
        Text(
            fr="Le plan de départ croise cinq fois ses flèches. Échangez-en, puis comparez à l'optimum, que seul un "
            "des 720 plans atteint.",
            en="The first plan has five crossings. Exchange arrows, then compare with the optimum, which only one of "
            "the 720 plans attains.",
        ),
        speed=1,
    ),
    "uncrossed": Preset(
        Text(fr="Sans croisement, et pourtant mauvais", en="No crossing, and yet bad"),
        MongeSettings(layout="uncrossed"),
        Text(
            fr="Un plan optimal pour la distance ne se croise pas ; l'inverse est faux. Celui-ci ne se croise pas et "
            "coûte plus du double de l'optimum.",
            en="A plan that is optimal for the distance has no crossing; the converse is false. This one has none and "
            "costs more than twice the optimum.",
        ),
        speed=1,
    ),
    "squared": Preset(
        Text(fr="Au carré, l'optimum se croise", en="Squared, the optimum crosses"),
        MongeSettings(layout="squared", power="2"),
        Text(
            fr="Pour la distance au carré, croiser est ici le mieux. Choisissez la distance : l'optimum se décroise.",
            en="For the squared distance, to cross is best here. Choose the distance: the optimum uncrosses.",
        ),
        speed=1,
    ),
    "seventy": Preset(
        Text(fr="Soixante-dix points", en="Seventy points"),
        MongeSettings(layout="random", n=70, seed=1),
        Text(
            fr="Plus de 10^100 plans : personne ne les essaiera. Lancez : chaque échange de deux flèches qui se "
            "croisent fait baisser le coût, et il ne reste bientôt aucun croisement. Est-ce l'optimum ?",
            en="More than 10^100 plans: nobody will try them. Play: each exchange of two arrows that cross lowers the "
            "cost, and soon no crossing is left. Is this the optimum?",
        ),
        speed=10,
    ),
}
