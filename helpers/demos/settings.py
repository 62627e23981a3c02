"""What can be set in a demo: bounds, choices and words of each setting, kept beside it on a frozen dataclass."""

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from helpers.language import prose

S = TypeVar("S", bound="Settings")


@dataclass(frozen=True)
class Text:
    """Words in both languages; `str` gives those of the current one, French with its spaces and apostrophes."""

    fr: str
    en: str

    def __str__(self) -> str:
        return prose(fr=self.fr, en=self.en)


def same(text: str) -> Text:
    """Return words that both languages share, such as a name or a formula."""
    return Text(fr=text, en=text)


@dataclass(frozen=True)
class Range:
    """Numbers from `low` to `high`, on a logarithmic scale or not; whole ones where `step` is an int."""

    low: float
    high: float
    step: float = 0.0
    is_log: bool = False

    def refuse(self, value: Any) -> str:
        """Return the rule that a value breaks, or an empty text."""
        is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        if isinstance(self.step, int) and not isinstance(value, int):
            is_number = False
        kind = "a whole number" if isinstance(self.step, int) else "a number"
        return "" if is_number and self.low <= value <= self.high else f"be {kind} in [{self.low}, {self.high}]"


@dataclass(frozen=True)
class Choice:
    """One of some named values; their order is that of the menu."""

    options: Mapping[str, Text]

    def refuse(self, value: Any) -> str:
        """Return the rule that a value breaks, or an empty text."""
        is_one = isinstance(value, str) and value in self.options
        return "" if is_one else f"be one of {', '.join(map(repr, self.options))}"


@dataclass(frozen=True)
class Toggle:
    """On or off."""

    def refuse(self, value: Any) -> str:
        """Return the rule that a value breaks, or an empty text."""
        return "" if isinstance(value, bool) else "be True or False"


@dataclass(frozen=True)
class Control:
    """What a front end needs to know of one setting.

    Attributes
    ----------
    name : str
        The setting's name, as in the dataclass.
    kind : Range, Choice or Toggle
        What values it takes.
    label, hint : Text
        What stands beside it, and what it is for.
    is_live : bool
        It applies to a model that runs; another one makes a new model.
    needs : pair (name, values), or None
        It matters only while that other setting has one of those values.
    """

    name: str
    kind: Range | Choice | Toggle
    label: Text
    hint: Text
    is_live: bool
    needs: tuple[str, tuple[Any, ...]] | None

    def matters(self, settings: "Settings") -> bool:
        """Say whether the setting changes anything, given the others."""
        return self.needs is None or getattr(settings, self.needs[0]) in self.needs[1]


NO_HINT = Text(fr="", en="")


def setting(
    default: Any,
    kind: Range | Choice | Toggle,
    label: Text,
    *,
    hint: Text = NO_HINT,
    is_live: bool = False,
    needs: tuple[str, tuple[Any, ...]] | None = None,
) -> Any:
    """Return a field of a settings dataclass that says what a front end needs to know; see `Control`."""
    return field(default=default, metadata={"control": (kind, label, hint, is_live, needs), "is_live": is_live})


def kept(default: Any) -> Any:
    """Return a field of a settings dataclass that no control shows, as what a hand drew; it applies live."""
    return field(default=default, metadata={"is_live": True})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What all demos can set; each adds its own fields, made by `setting`.

    Raises
    ------
    ValueError
        If a value is not one that its control could give.
    """

    seed: int = setting(
        0,
        Range(0, 9999, step=1),
        Text(fr="graine", en="seed"),
        hint=Text(fr="Le hasard recommence de la même façon.", en="Chance begins again in the same way."),
    )

    def __post_init__(self) -> None:
        for control in list_controls(type(self)):
            rule = control.kind.refuse(getattr(self, control.name))
            if rule:
                raise ValueError(
                    f"{type(self).__name__}: {control.name} must {rule}; got {getattr(self, control.name)!r}."
                )


def list_controls(kind: type[Settings]) -> list[Control]:
    """List the controls of a settings class in the order of its fields, the seed last."""
    fields = [one for one in dataclasses.fields(kind) if "control" in one.metadata]
    controls = [Control(one.name, *one.metadata["control"]) for one in fields]
    return sorted(controls, key=lambda control: control.name == "seed")


def find_changes(old: S, new: S) -> dict[str, bool]:
    """Return the names of the settings that differ, and whether each applies to a model that runs."""
    return {
        one.name: one.metadata.get("is_live", False)
        for one in dataclasses.fields(new)
        if getattr(old, one.name) != getattr(new, one.name)
    }


@dataclass(frozen=True)
class Preset(Generic[S]):
    """Settings that make one point.

    Attributes
    ----------
    name : Text
        A few words, for the menu.
    settings : Settings
        All of them, the seed included.
    look : Text
        What to look for, and after how long.
    speed : float or None
        Steps a second at which the point is best seen; None for as fast as it can.
    """

    name: Text
    settings: S
    look: Text
    speed: float | None = None
