"""Dates as Moodle writes them in a worksheet, in words, in French or in English."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

_MONTHS = {
    name: number
    for names in (
        "january february march april may june july august september october november december",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    )
    for number, name in enumerate(names.split(), start=1)
}
_DAY_FIRST = re.compile(r"(\d{1,2})(?:er|st|nd|rd|th)?\.?\s+([^\W\d]+)\.?,?\s+(\d{4})")
_MONTH_FIRST = re.compile(r"([^\W\d]+)\.?\s+(\d{1,2}),?\s+(\d{4})")
_TIME = re.compile(r"(\d{1,2})[:h](\d{2})(?::(\d{2}))?\s*([AP]M)?", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2})(?::(\d{2}))?")


def read_date(words: str, zone: ZoneInfo | None) -> datetime | None:
    """Return the moment that a worksheet names, None for "-" and for what is no date.

    Parameters
    ----------
    words : str
        Such as "Wednesday, 10 June 2026, 2:14 PM", "Wednesday, June 10, 2026, 2:14 PM" or
        "mercredi 10 juin 2026, 14:14".
    zone : ZoneInfo or None
        The time zone of the person who downloaded the worksheet: Moodle writes their time, and not which it is. None
        is this machine's.
    """
    numbers = _read_iso(words) or _read_words(words)
    if numbers is None:
        return None
    try:
        return datetime(*numbers, tzinfo=zone)
    except ValueError:
        return None


def _read_iso(words: str) -> tuple[int, ...] | None:
    found = _ISO.search(words)
    return tuple(int(part or 0) for part in found.groups()) if found else None


def _read_words(words: str) -> tuple[int, ...] | None:
    if found := _DAY_FIRST.search(words):
        day, month, year = found.groups()
    elif found := _MONTH_FIRST.search(words):
        month, day, year = found.groups()
    else:
        return None
    number, time = _MONTHS.get(month.casefold()), _TIME.search(words, found.end())
    if number is None or time is None:
        return None
    hour, minute, second, half = int(time[1]), int(time[2]), int(time[3] or 0), (time[4] or "").upper()
    if half:
        hour = hour % 12 + (12 if half == "PM" else 0)
    return int(year), number, int(day), hour, minute, second
