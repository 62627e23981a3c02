"""The language in which the course speaks: French or English, one setting for the whole process."""

from typing import Literal, get_args

from helpers.typography import set_french

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

_current: Language = "en"


def set_language(lang: Language) -> None:
    """Make `lang` the language of every later text.

    Raises
    ------
    ValueError
        If `lang` is neither "fr" nor "en".
    """
    global _current
    if lang not in LANGUAGES:
        raise ValueError(f"set_language: lang must be one of {LANGUAGES}; got {lang!r}.")
    _current = lang


def language() -> Language:
    """Return the current language, "fr" or "en"."""
    return _current


def text(*, fr: str, en: str) -> str:
    """Return the one of two texts that is in the current language."""
    return fr if _current == "fr" else en


def prose(*, fr: str, en: str) -> str:
    """Return the one of two texts of a chapter that is in the current language, French with its spaces and apostrophes.

    Not for texts that quote a path or a value: those stay as they are.
    """
    return set_french(fr) if _current == "fr" else en
