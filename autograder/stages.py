"""What the stages of grading hand on to each other: frozen data with a JSON form, and the closed list of outcomes."""

import base64
import hashlib
import types
import typing
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from typing import Any, Self, TypeVar

from autograder.flags import Flag
from helpers.language import Language

SCHEMA_VERSION = 1
T = TypeVar("T")


class StageError(ValueError):
    """JSON that is not what a stage hands on."""


class Outcome(StrEnum):
    """Why a cell got its points: the whole list, each with a reason that a student can read."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    CRASHED = "crashed"
    NOT_REACHED = "not_reached"
    MISSING = "missing"
    TAMPERED = "tampered"
    UNANSWERED = "unanswered"
    TO_MARK = "to_mark"
    UNREADABLE = "unreadable"
    NOT_GRADED = "not_graded"

    def reason(self, lang: Language) -> str:
        """Return the reason in French or in English."""
        return _REASONS[self][0 if lang == "fr" else 1]


_REASONS = {
    Outcome.PASSED: ("test réussi", "the test passed"),
    Outcome.FAILED: ("une vérification a échoué", "a check failed"),
    Outcome.ERROR: ("le code s'est arrêté sur une erreur", "the code stopped on an error"),
    Outcome.TIMEOUT: ("le code a dépassé le temps accordé", "the code ran longer than it may"),
    Outcome.MEMORY: ("le code a demandé trop de mémoire", "the code asked for too much memory"),
    Outcome.CRASHED: ("le code a fait tomber le noyau Python", "the code brought the Python kernel down"),
    Outcome.NOT_REACHED: (
        "le noyau s'est arrêté plus tôt dans le carnet",
        "the kernel stopped earlier in the notebook",
    ),
    Outcome.MISSING: (
        "la cellule de réponse a disparu du carnet",
        "the answer's cell is gone from the notebook",
    ),
    Outcome.TAMPERED: ("le résultat du test a été falsifié", "the test's result was tampered with"),
    Outcome.UNANSWERED: ("pas de réponse", "no answer"),
    Outcome.TO_MARK: ("à corriger par l'enseignant", "to be marked by the teacher"),
    Outcome.UNREADABLE: (
        "le fichier n'est pas un carnet de ce chapitre",
        "the file is not a notebook of this chapter",
    ),
    Outcome.NOT_GRADED: (
        "le correcteur lui-même a échoué ; l'enseignant est prévenu",
        "the grader itself failed; the teacher has been told",
    ),
}


class _Stage:
    """Gives a dataclass its JSON form, which names the stage and the version of the schema."""

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON data."""
        return {"stage": type(self).__name__, "schema": SCHEMA_VERSION, **_plain(self)}

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """Read what `to_json` returned.

        Raises
        ------
        StageError
            If the version is unknown, or a field is missing, unknown or of the wrong type.
        """
        if not isinstance(data, dict):
            raise StageError(f"{cls.__name__}.from_json: data must be a JSON object; got {type(data).__name__}.")
        data = dict(data)
        stage, schema = data.pop("stage", None), data.pop("schema", None)
        if stage != cls.__name__:
            raise StageError(f"{cls.__name__}.from_json: 'stage' must be {cls.__name__!r}; got {stage!r}.")
        if schema != SCHEMA_VERSION:
            raise StageError(f"{cls.__name__}.from_json: 'schema' must be {SCHEMA_VERSION}; got {schema!r}.")
        return _read(cls, data, cls.__name__)


@dataclass(frozen=True)
class Submission(_Stage):
    """A file as a student handed it in, whatever is in it; flags say how it was found."""

    student: str
    chapter: str
    content: bytes
    timestamp: str = ""
    flags: tuple[Flag, ...] = ()

    @property
    def digest(self) -> str:
        """A hash of all that the mark may depend on."""
        parts = (self.student, self.chapter, self.timestamp, *map(str, self.flags))
        return hashlib.sha256("\0".join(parts).encode() + b"\0" + self.content).hexdigest()


@dataclass(frozen=True)
class Sanitised(_Stage):
    """A notebook that is safe to grade: every locked cell comes from the source, the rest from the student.

    Attributes
    ----------
    notebook : dict
        nbformat 4.5; the id of a graded cell is its grade id; tests hold their hidden part.
    unreadable : str
        Why there is no such notebook, in the submission's language; empty when there is one.
    """

    student: str
    chapter: str
    lang: Language
    notebook: dict[str, Any]
    flags: tuple[Flag, ...] = ()
    unreadable: str = ""


@dataclass(frozen=True)
class CellRun:
    """How the run of one cell ended.

    Attributes
    ----------
    status : {"ok", "error", "timeout", "memory", "crashed", "not_reached"}
        "ok" only when the kernel said so.
    error, message : str
        Class and text of the exception.
    traceback : tuple of str
        As the kernel sent it, without colours.
    outputs : tuple of dict
        nbformat outputs, cut to the limit.
    """

    cell_id: str
    status: str
    seconds: float = 0.0
    error: str = ""
    message: str = ""
    traceback: tuple[str, ...] = ()
    outputs: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class Execution(_Stage):
    """The runs of all code cells, in order, and the sandbox that they ran in."""

    student: str
    chapter: str
    runs: tuple[CellRun, ...]
    seconds: float = 0.0
    sandbox: str = "none"


@dataclass(frozen=True)
class Verdict:
    """What a graded cell earned, and why.

    Attributes
    ----------
    earned : float or None
        None while the cell waits for a human.
    message : str
        The details, for the student, in the submission's language: a failure card, an error.
    """

    cell_id: str
    exercise: str
    points: float
    earned: float | None
    outcome: Outcome
    message: str = ""


@dataclass(frozen=True)
class Record(_Stage):
    """All that is kept of a graded submission.

    Attributes
    ----------
    key : str
        A hash of the submission, the source and the grader: the same key, the same marks.
    notebook : dict
        What the student gets back: answers, visible tests, outcomes.
    problem : str
        What went wrong in the grader itself; empty when nothing did.
    sandbox : {"fork", "bwrap", "none"}
        Where the student's code ran.
    """

    student: str
    chapter: str
    lang: Language
    key: str
    verdicts: tuple[Verdict, ...]
    notebook: dict[str, Any]
    flags: tuple[Flag, ...] = ()
    timestamp: str = ""
    seconds: float = 0.0
    problem: str = ""
    sandbox: str = "none"

    @property
    def earned(self) -> float:
        """The points given so far, by machine."""
        return sum(verdict.earned or 0.0 for verdict in self.verdicts)

    @property
    def to_mark(self) -> float:
        """The points that wait for a human."""
        return sum(verdict.points for verdict in self.verdicts if verdict.earned is None)


# ------------------------------------------------------------------------------------------------ JSON


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {item.name: _plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return str(value) if isinstance(value, StrEnum) else value


def _read(kind: type[T], data: Any, where: str) -> T:
    if not isinstance(data, dict):
        raise StageError(f"{where} must be a JSON object; got {data!r:.60}.")
    hints = typing.get_type_hints(kind)
    expected = {item.name for item in fields(kind)}  # type: ignore[arg-type]
    if data.keys() != expected:
        missing, unknown = sorted(expected - data.keys()), sorted(data.keys() - expected)
        raise StageError(f"{where} must have exactly its fields; missing: {missing}, unknown: {unknown}.")
    return kind(**{name: _convert(hints[name], value, f"{where}.{name}") for name, value in data.items()})


def _convert(hint: Any, value: Any, where: str) -> Any:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple and isinstance(value, list):
        return tuple(_convert(arguments[0], item, f"{where}[{index}]") for index, item in enumerate(value))
    if origin is types.UnionType:
        return None if value is None else _convert(arguments[0], value, where)
    if origin is typing.Literal and value in arguments:
        return value
    if is_dataclass(hint):
        return _read(hint, value, where)
    try:
        if hint is bytes and isinstance(value, str):
            return base64.b64decode(value, validate=True)
        if hint is Outcome:
            return Outcome(value)
    except ValueError as error:
        raise StageError(f"{where}: {error}.") from None
    if hint is float and type(value) in (int, float):
        return float(value)
    if (origin or hint) in (str, dict) and type(value) is (origin or hint):
        return value
    raise StageError(f"{where} must be {getattr(hint, '__name__', hint)}; got {value!r:.60}.")
