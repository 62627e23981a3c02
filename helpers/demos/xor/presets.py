"""Settings of the XOR demo that each make one point; tests measure that they do."""

from helpers.demos.settings import Preset, Text
from helpers.demos.xor.settings import XorSettings

PRESETS: dict[str, Preset[XorSettings]] = {
    "learns": Preset(
        Text(fr="2-2-1 apprend", en="2-2-1 learns"),
        XorSettings(structure="2-2-1", lr=0.1, seed=0),
        Text(
            fr="En moins de mille mises à jour les quatre coins sont justes. Regardez la carte : une bande, pas les "
            "quadrants. Chaque neurone caché trace un bord de la bande.",
            en="In less than a thousand updates the four corners are right. Look at the map: a band, not the "
            "quadrants. Each hidden neuron draws one edge of the band.",
        ),
        speed=200,
    ),
    "one_neuron": Preset(
        Text(fr="Un neurone ne peut pas", en="One neuron cannot"),
        XorSettings(structure="2-1", lr=0.1, seed=0),
        Text(
            fr="Aucune droite ne sépare les classes : jamais plus de trois coins sur quatre, et l'erreur reste à 0,5. "
            "Choisissez ET ou OU, puis recommencez : il y arrive aussitôt.",
            en="No line separates the classes: never more than three corners out of four, and the error stays at 0.5. "
            "Choose AND or OR, then reset: it succeeds at once.",
        ),
        speed=200,
    ),
    "plateau": Preset(
        Text(fr="Un plateau, puis la chute", en="A plateau, then the fall"),
        XorSettings(structure="2-2-1", lr=0.1, seed=8),
        Text(
            fr="Après mille mises à jour, un coin est encore faux et l'erreur semble arrêtée. Attendez : avant trois "
            "mille, elle tombe.",
            en="After a thousand updates one corner is still wrong and the error seems to have stopped. Wait: before "
            "three thousand it falls.",
        ),
        speed=500,
    ),
    "stuck": Preset(
        Text(fr="Une graine qui bloque", en="A seed that gets stuck"),
        XorSettings(structure="2-2-1", lr=0.1, seed=6),
        Text(
            fr="Mêmes réglages, autre graine : après dix mille mises à jour un coin est toujours faux, et l'erreur "
            "s'arrête à 0,25. Deux coins de classes opposées reçoivent la même réponse.",
            en="The same settings, another seed: after ten thousand updates a corner is still wrong, and the error "
            "stays at 0.25. Two corners of opposite classes get the same answer.",
        ),
        speed=1000,
    ),
    "large_rate": Preset(
        Text(fr="Un pas trop grand", en="Too large a rate"),
        XorSettings(structure="2-2-1", lr=10.0, seed=0),
        Text(
            fr="Le premier réglage, avec η = 10 : les neurones saturent, leurs pentes s'annulent, et plus rien ne "
            "bouge. Baissez η : il est trop tard.",
            en="The first settings with η = 10: the neurons saturate, their slopes vanish, and nothing moves any "
            "more. Lower η: it is too late.",
        ),
        speed=200,
    ),
    "cloud": Preset(
        Text(fr="Un nuage donne les quadrants", en="A cloud gives the quadrants"),
        XorSettings(structure="2-8-1", data="cloud", batch="16", lr=0.3, seed=0),
        Text(
            fr="Quatre coins ne disent rien de l'intérieur du carré ; 400 points, si. Déplacez une poignée : les "
            "classes changent, et le réseau suit.",
            en="Four corners say nothing of the inside of the square; 400 points do. Drag a handle: the classes "
            "change, and the network follows.",
        ),
        speed=200,
    ),
}
