"""The pages of a lecture: one notebook for each demo, which Voilà shows full screen."""

from collections.abc import Iterable
from pathlib import Path

import nbformat

from helpers.demos import DEMOS
from helpers.language import Language

CODE = """\
from helpers import course, demos

course.start(chapter={chapter!r}, lang={lang!r})
demos.show({name!r}, is_page=True)"""


def write_pages(folder: Path, lang: Language, *, names: Iterable[str] = DEMOS) -> None:
    """Write the notebooks of some demos into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        code = CODE.format(chapter=DEMOS[name].chapter, lang=lang, name=name)
        cell = nbformat.v4.new_code_cell(code, id=name.replace("_", "-"))
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        notebook = nbformat.v4.new_notebook(cells=[cell], metadata={"kernelspec": kernel})
        (folder / f"{name}.ipynb").write_text(nbformat.writes(notebook), encoding="utf-8")
