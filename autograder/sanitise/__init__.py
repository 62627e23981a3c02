"""Make a submitted file safe to grade: answers are the student's, all other graded cells the source's."""

from autograder.build import Chapter, student_notebook
from autograder.flags import Flag, label
from autograder.sanitise.matching import match_parts
from autograder.sanitise.outline import GIVEN_CODE, NOT_RUN_KINDS, is_unanswered, outline_chapter
from autograder.sanitise.reading import BASE64, IMAGES, Document, read_document
from autograder.sanitise.reasons import NO_NOTEBOOK, UNKNOWN, UnreadableError, another_chapter
from autograder.sanitise.rebuilding import rebuild
from autograder.stages import Sanitised, Submission
from helpers.language import LANGUAGES, Language

__all__ = ["BASE64", "IMAGES", "is_unanswered", "sanitise"]


def sanitise(submission: Submission, chapter: Chapter, *, lang: Language, experiments: bool = False) -> Sanitised:
    """Rebuild a submission on the chapter's own notebook.

    Every setup and test cell, and all grading metadata, come from the source. Graded cells that are missing are put
    back at their place; of duplicates the one executed last (else the last one) is kept; answers that lost their ids
    are recognised by content and place. Given figures and demos are left out. Nothing in the file can
    make this raise.

    Parameters
    ----------
    submission : Submission
        The file.
    chapter : Chapter
        The source.
    lang : {"fr", "en"}
        Spoken to a student whose notebook does not say its language.
    experiments : bool
        Keep the experiments, as the student left them.

    Returns
    -------
    Sanitised
        With `unreadable` set, and the untouched notebook, when the file is not a notebook of this chapter.
    """
    try:
        document = read_document(submission.content)
        lang = document.lang or _guess_language(document, chapter) or lang
        _check_chapter(document, chapter)
        outline = outline_chapter(chapter)
        matching = match_parts(document.parts, outline, left_out=GIVEN_CODE if experiments else NOT_RUN_KINDS)
        if not (document.chapter or chapter.name in document.starts or matching.known):
            raise UnreadableError(UNKNOWN)
    except UnreadableError as error:
        untouched = student_notebook(chapter, lang)
        untouched.cells = [cell for cell in untouched.cells if "nbgrader" in cell.metadata]
        reasons = NO_NOTEBOOK if Flag("no_notebook") in submission.flags else error.reasons
        why = reasons[0 if lang == "fr" else 1]
        flags = (*submission.flags, Flag("unreadable"))
        return Sanitised(submission.student, chapter.name, lang, untouched, flags, why)
    notebook, found = rebuild(document.parts, matching, chapter, outline, lang)
    flags = (*submission.flags, *document.flags, *matching.flags, *found)
    if not document.chapter:
        flags = (Flag("no_metadata"), *flags)
    elif document.build not in ("", chapter.digest):
        # Cells that differ were then changed by the author, not by the student.
        flags = (Flag("other_version"), *(flag for flag in flags if flag.kind not in ("modified", "metadata")))
    return Sanitised(submission.student, chapter.name, lang, notebook, tuple(dict.fromkeys(flags)))


def _check_chapter(document: Document, chapter: Chapter) -> None:
    """Refuse another chapter's notebook, by its provenance or, without one, by the chapter that its code starts."""
    said = {document.chapter} if document.chapter else document.starts
    if said and chapter.name not in said:
        raise another_chapter(label(min(said)))


def _guess_language(document: Document, chapter: Chapter) -> Language | None:
    """Return the language of the chapter's prose in a notebook that does not say it."""
    texts = {part.source.strip() for part in document.parts if part.cell_type == "markdown"}
    found = {
        lang: sum(cell.text.strip() in texts for cell in chapter.cells if cell.kind == "prose" and cell.lang == lang)
        for lang in LANGUAGES
    }
    first, second = LANGUAGES
    return None if found[first] == found[second] else max(LANGUAGES, key=found.__getitem__)
