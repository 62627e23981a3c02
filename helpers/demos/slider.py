"""A slider over a list of values, the same in every place where demos are shown."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import traitlets

from helpers.demos.numbers import name_number
from helpers.demos.settings import Range

# The values of a decade on a logarithmic scale: round ones.
MANTISSAS = (1.0, 1.5, 2.0, 3.0, 5.0, 7.0)


class Slider(anywidget.AnyWidget):
    """Choose one of some values, in their order.

    Parameters
    ----------
    values : sequence
        What can be chosen.
    labels : sequence of str
        How each is shown.
    description, tooltip : str
        What stands beside it, and what it is for.
    is_live : bool
        Tell of every value that it passes, not only of the one where it is let go.
    """

    _esm = Path(__file__).parent / "slider.js"
    _css = Path(__file__).parent / "slider.css"
    description = traitlets.Unicode().tag(sync=True)
    tooltip = traitlets.Unicode().tag(sync=True)
    labels = traitlets.List(traitlets.Unicode()).tag(sync=True)
    index = traitlets.Int().tag(sync=True)
    is_live = traitlets.Bool(True).tag(sync=True)

    def __init__(
        self, values: Sequence[Any], labels: Sequence[str], *, description: str, tooltip: str = "", is_live: bool = True
    ) -> None:
        self.values = list(values)
        super().__init__(labels=list(labels), description=description, tooltip=tooltip, is_live=is_live)

    @property
    def value(self) -> Any:
        """The value that is chosen."""
        return self.values[self.index]

    @value.setter
    def value(self, value: Any) -> None:
        if value not in self.values:
            place = sum(one is not None and one < value for one in self.values)
            self.values.insert(place, value)
            self.labels = [*self.labels[:place], name_number(value), *self.labels[place:]]
        self.index = self.values.index(value)

    def on_value(self, function: Callable[[Any], object]) -> None:
        """Call function(value) when another value is chosen."""
        self.observe(lambda _: function(self.value), "index")


def list_values(kind: Range) -> list[float]:
    """List the values that a slider offers of a range, its ends among them."""
    if kind.is_log:
        decades = range(int(np.floor(np.log10(kind.low))), int(np.ceil(np.log10(kind.high))) + 1)
        rounds = [float(f"{mantissa * 10.0**power:.2g}") for power in decades for mantissa in MANTISSAS]
        inside = [value for value in rounds if kind.low < value < kind.high]
        return [kind.low, *inside, kind.high]
    step = kind.step or (kind.high - kind.low) / 100
    n = round((kind.high - kind.low) / step)
    if isinstance(kind.step, int):
        return [kind.low + i * kind.step for i in range(n + 1)]
    return [float(f"{kind.low + i * step:.6g}") for i in range(n + 1)]
