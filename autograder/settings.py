"""The settings of a course, which an instructor may change: atelier.json."""

import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from autograder.execution.limits import Limits
from autograder.files import write_file
from autograder.late import Late, read_late
from helpers.command import spell
from helpers.errors import AtelierError
from helpers.language import LANGUAGES, Language

SETTINGS = "atelier.json"
SCHEMA_VERSION = 1


@dataclass(frozen=True)
class Settings:
    """The language of a course's gradebook, the limits of its submissions, its rule for late work."""

    lang: Language = "fr"
    limits: Limits = field(default_factory=Limits)
    late: Late = field(default_factory=Late)


def has_settings(root: Path) -> bool:
    """Say whether a folder is a course's."""
    return (root / SETTINGS).is_file()


def read_settings(root: Path) -> Settings:
    """Read a course's settings.

    Raises
    ------
    AtelierError
        If the folder is not a course, was made by another version, or a setting is not what it must be.
    """
    path = root / SETTINGS
    if not has_settings(root):
        message = f"COURSE must be a course folder; {root} has no {SETTINGS}."
        raise AtelierError(message, f"Make one with: {spell('init', root)}", exit_code=2)
    try:
        settings = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        # The line matters: people edit this file.
        raise AtelierError(
            f"{path} must be JSON of schema {SCHEMA_VERSION}; {error}.", "Correct that file.", exit_code=2
        ) from error
    if not isinstance(settings, dict) or settings.get("schema") != SCHEMA_VERSION:
        message = f"{path} must be JSON of schema {SCHEMA_VERSION}; it is not."
        raise AtelierError(message, "Correct that file.", exit_code=2)
    try:
        return _check(settings)
    except ValueError as error:
        raise AtelierError(f"{path}: {error}.", "Correct that file.", exit_code=2) from error


def write_settings(root: Path, settings: Settings) -> None:
    """Write a course's settings, so that every one of them can be seen."""
    write_file(root / SETTINGS, json.dumps({"schema": SCHEMA_VERSION, **asdict(settings)}, indent=1) + "\n")


def _check(settings: dict[str, Any]) -> Settings:
    if settings.get("lang") not in LANGUAGES:
        raise ValueError(f"'lang' must be one of {', '.join(LANGUAGES)}; got {settings.get('lang')!r}")
    limits = settings.get("limits", {})
    known = {item.name for item in fields(Limits)}
    for name, value in limits.items():
        if name not in known or type(value) not in (int, float) or value <= 0:
            rule = f"'limits' must hold positive numbers for {', '.join(sorted(known))}"
            raise ValueError(f"{rule}; got {name}={value!r}")
    return Settings(settings["lang"], Limits(**limits), read_late(settings.get("late", {})))
