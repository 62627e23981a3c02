"""Numbers in the words and on the axes of a demo: few digits, the decimal comma in French, limits that hold them."""

import numpy as np
from numpy.typing import ArrayLike

from helpers.language import text


def name_number(value: float) -> str:
    """Return a number with three significant digits."""
    return _set_comma(f"{value:.3g}")


def name_share(share: float) -> str:
    """Return a share as a whole percentage."""
    return text(fr=f"{100 * share:.0f} %", en=f"{100 * share:.0f}%")


def find_limits(*values: ArrayLike) -> tuple[float, float]:
    """Return limits for an axis that hold all finite values, with a little room."""
    joined = np.concatenate([np.ravel(one) for one in values])
    finite = joined[np.isfinite(joined)]
    low, high = float(finite.min(initial=np.inf)), float(finite.max(initial=-np.inf))
    if not low < high:
        low, high = (low, low + 1) if np.isfinite(low) else (0.0, 1.0)
    room = 0.04 * (high - low)
    return low - room, high + room


def _set_comma(number: str) -> str:
    return text(fr=number.replace(".", ","), en=number)
