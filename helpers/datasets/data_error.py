"""The error of data that is not there or not right: in a notebook too, one line with the next step."""

from helpers.errors import AtelierError


class DataError(AtelierError):
    """Data could not be had: what is wrong, what was tried, and what to do now."""

    def __str__(self) -> str:
        return f"{self.message} {self.next_step}".strip()

    def _render_traceback_(self) -> list[str]:
        """Return what IPython shows in place of a traceback."""
        return [f"\x1b[1;31m✗ {self.message}\x1b[0m", f"  → {self.next_step}"]
