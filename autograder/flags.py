"""Flags: what a teacher should know about a submission besides its marks, in words of French and English."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from helpers.language import Language

MAX_LABEL = 60
_UNSAFE = re.compile(r"[^\w .()+-]")

_WORDS = {
    "no_notebook": ("aucun carnet (.ipynb) n'a été rendu", "no notebook (.ipynb) was handed in"),
    "unreadable": ("ce fichier n'a pas pu être corrigé", "this file could not be graded"),
    "grader_problem": ("le correcteur lui-même a échoué", "the grader itself failed"),
    "missing": (
        "une cellule du cours manquait ; elle a été remise",
        "a cell of the course was missing; it was put back",
    ),
    "duplicate": (
        "une cellule figurait deux fois ; la dernière exécutée compte",
        "a cell was there twice; the one executed last counts",
    ),
    "modified": (
        "une cellule verrouillée avait changé ; l'originale compte",
        "a locked cell had changed; the original counts",
    ),
    "moved": ("une cellule avait changé de place ; elle a été remise", "a cell had changed its place; it was put back"),
    "type_changed": ("une cellule avait changé de type", "a cell had changed its type"),
    "foreign": (
        "une cellule se disait notée sans l'être ; elle ne rapporte rien",
        "a cell claimed points that it does not have; it earns nothing",
    ),
    "rematched": (
        "une réponse avait perdu son étiquette ; elle a été reconnue à son contenu ou à sa place",
        "an answer had lost its label; it was recognised by its content or its place",
    ),
    "ambiguous": (
        "plusieurs cellules pouvaient être la réponse ; la dernière compte",
        "several cells could be the answer; the last one counts",
    ),
    "no_metadata": (
        "le carnet ne disait pas de quel chapitre il est ; il a été reconnu à son contenu",
        "the notebook did not say which chapter it is; it was recognised by its content",
    ),
    "metadata": ("les étiquettes de notation avaient changé", "the grading labels had changed"),
    "other_version": (
        "le carnet vient d'une autre version du chapitre",
        "the notebook comes from another version of the chapter",
    ),
    "encoding": ("le fichier n'était pas en UTF-8 ; il a été converti", "the file was not in UTF-8; it was converted"),
    "json": ("le fichier avait des défauts de forme (JSON)", "the file had faults of form (JSON)"),
    "format": (
        "le format du carnet est inhabituel ; il a été converti",
        "the notebook's format is unusual; it was converted",
    ),
    "kernel": (
        "le carnet demandait un autre langage que Python",
        "the notebook asked for a language other than Python",
    ),
    "renamed": ("le fichier portait un autre nom", "the file had another name"),
    "several_files": (
        "plusieurs carnets étaient rendus ; celui-ci compte",
        "several notebooks were handed in; this one counts",
    ),
    "stray_code": (
        "du code Python accompagnait le carnet ; il ne sert pas à la correction",
        "Python code came with the notebook; grading does not use it",
    ),
    "link": ("un lien vers un autre fichier n'est pas suivi", "a link to another file is not followed"),
    "bad_timestamp": ("la date de remise est illisible", "the date of submission cannot be read"),
}


@dataclass(frozen=True)
class Flag:
    """Something that a teacher should know about a submission: what, and in which cell or file."""

    kind: str
    cell_id: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.cell_id}" if self.cell_id else self.kind

    def reason(self, lang: Language) -> str:
        """Return the flag in French or in English: "a cell was missing; it was put back (halve-test-1)"."""
        return describe_flags([self], lang)[0]


def describe_flags(flags: Iterable[Flag], lang: Language) -> list[str]:
    """Return flags in words, one sentence a kind with all its cells, in the order of first mention."""
    cells: dict[str, list[str]] = {}
    for flag in flags:
        names = cells.setdefault(flag.kind, [])
        if flag.cell_id and flag.cell_id not in names:
            names.append(flag.cell_id)
    index = 0 if lang == "fr" else 1
    return [
        _WORDS.get(kind, (kind, kind))[index] + (f" ({', '.join(names)})" if names else "")
        for kind, names in cells.items()
    ]


def label(text: str) -> str:
    """Return a student's own text (a name, an id) short and without any character that a page could obey."""
    return _UNSAFE.sub("_", text)[:MAX_LABEL]
