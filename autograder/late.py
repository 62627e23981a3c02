"""What late work costs: due dates, extra days, points for each day that has begun."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_DATE = re.compile(r"(\d{4}-\d{2}-\d{2} \d{2}:\d{2}) (\S+)")
_DAY_SECONDS = 86_400


@dataclass(frozen=True)
class Late:
    """A course's rule for late work.

    Attributes
    ----------
    points_per_day : float or None
        Taken for each day that has begun after the due date. None: this course has no rule, and dates and penalties
        are left to nbgrader's own tools.
    at_most : float or None
        Most points that a chapter loses; None: all that it has.
    due : mapping
        Chapter → date, as "2026-06-10 23:59 Europe/Paris". A chapter that is not there is never late.
    extra_days : mapping
        Student → days more, in all chapters; "student/chapter" → in this one, instead.
    """

    points_per_day: float | None = None
    at_most: float | None = None
    due: Mapping[str, str] = field(default_factory=dict)
    extra_days: Mapping[str, float] = field(default_factory=dict)

    def due_date(self, chapter: str) -> datetime | None:
        """Return when a chapter is due, in UTC."""
        return parse_date(self.due[chapter]) if chapter in self.due else None

    def extra_time(self, student: str, chapter: str) -> timedelta | None:
        """Return how much longer a student has; None where it is no longer."""
        days = self.extra_days.get(f"{student}/{chapter}", self.extra_days.get(student, 0))
        return timedelta(days=days) if days else None

    def compute_penalty(self, score: float, seconds_late: float) -> float | None:
        """Return the points to subtract from a score, None where nothing is: never more than there are."""
        if not self.points_per_day or seconds_late <= 0:
            return None
        days = math.ceil(seconds_late / _DAY_SECONDS)
        return min(self.points_per_day * days, math.inf if self.at_most is None else self.at_most, score)


def parse_date(words: str) -> datetime:
    """Return a date such as "2026-06-10 23:59 Europe/Paris", in UTC.

    Raises
    ------
    ValueError
        If it is written otherwise, or there is no such day or time zone.
    """
    found = _DATE.fullmatch(words) if isinstance(words, str) else None
    if found is None:
        raise ValueError(f"a date must be written as '2026-06-10 23:59 Europe/Paris'; got {words!r}")
    try:
        zone = ZoneInfo(found[2])
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"a time zone must be a name as Europe/Paris; got {found[2]!r}") from error
    return datetime.strptime(found[1], "%Y-%m-%d %H:%M").replace(tzinfo=zone).astimezone(UTC)


def read_late(settings: Any) -> Late:
    """Return the rule that a course's settings hold.

    Raises
    ------
    ValueError
        If something there is not what `Late` says; the message names it.
    """
    known = {item.name for item in fields(Late)}
    if not isinstance(settings, dict) or not settings.keys() <= known:
        raise ValueError(f"'late' must be an object with {', '.join(sorted(known))}; got {settings!r:.80}")
    for name in ("points_per_day", "at_most"):
        if settings.get(name) is not None:
            _check_number(f"late.{name}", settings[name])
    for name in ("due", "extra_days"):
        if not isinstance(settings.get(name, {}), dict):
            raise ValueError(f"'late.{name}' must be an object; got {settings[name]!r:.80}")
    late = Late(**settings)
    for chapter, words in late.due.items():
        try:
            parse_date(words)
        except ValueError as error:
            raise ValueError(f"'late.due', {chapter}: {error}") from error
    for who, days in late.extra_days.items():
        _check_number(f"late.extra_days, {who}", days)
    return late


def _check_number(where: str, value: Any) -> None:
    if type(value) not in (int, float) or not 0 <= value < math.inf:
        raise ValueError(f"'{where}' must be a number that is not negative; got {value!r}")
