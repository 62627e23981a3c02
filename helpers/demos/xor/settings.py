"""What can be set in the XOR demo."""

from dataclasses import dataclass

from helpers.demos.settings import Choice, Range, Settings, Text, same, setting

STRUCTURES = ("2-1", "2-2-1", "2-4-1", "2-2-2-1", "2-8-1", "2-8-8-1")


@dataclass(frozen=True, kw_only=True)
class XorSettings(Settings):
    """Of what the network is made, how it learns, and what."""

    task: str = setting(
        "xor",
        Choice(
            {
                "xor": Text(fr="XOR : signes différents", en="XOR: signs differ"),
                "same": Text(fr="signes égaux", en="signs agree"),
                "and": Text(fr="ET", en="AND"),
                "or": Text(fr="OU", en="OR"),
            }
        ),
        Text(fr="classes des coins", en="classes of the corners"),
        is_live=True,
    )
    data: str = setting(
        "points",
        Choice(
            {
                "points": Text(fr="les points seuls", en="the points alone"),
                "cloud": Text(fr="400 points au hasard", en="400 points at random"),
            }
        ),
        Text(fr="données", en="data"),
        hint=Text(
            fr="Chaque point du nuage a la classe de la poignée la plus proche.",
            en="Each point of the cloud has the class of the nearest handle.",
        ),
        is_live=True,
    )
    structure: str = setting(
        "2-2-1",
        Choice({name: same(name) for name in STRUCTURES}),
        Text(fr="structure", en="structure"),
        hint=Text(fr="Entrées, neurones de chaque couche, sortie.", en="Inputs, neurons of each layer, output."),
    )
    activation: str = setting(
        "tanh",
        Choice({"tanh": same("tanh"), "sigmoid": Text(fr="sigmoïde", en="sigmoid"), "relu": same("ReLU")}),
        Text(fr="activation cachée", en="hidden activation"),
        hint=Text(fr="La sortie garde tanh.", en="The output keeps tanh."),
    )
    mu: float = setting(
        1.0,
        Range(0.1, 10.0, is_log=True),
        Text(fr="pente μ", en="slope μ"),
        needs=("activation", ("sigmoid",)),
    )
    lr: float = setting(
        0.1,
        Range(0.001, 100.0, is_log=True),
        Text(fr="pas d'apprentissage η", en="learning rate η"),
        is_live=True,
    )
    batch: str = setting(
        "1",
        Choice({"1": same("1"), "16": same("16"), "all": Text(fr="tous", en="all")}),
        Text(fr="points par mise à jour", en="points per update"),
        is_live=True,
    )
