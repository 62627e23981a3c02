"""A notebook is read in whatever form tools and disks left it, and refused where it cannot be."""

import json
import time

import nbformat
import pytest

from tests.autograder.cleaned import clean, flags, sources, tiny_chapter
from tests.autograder.tiny_course import RIGHT, make_notebook

ACCENTED = RIGHT | {"why": "Parce que c’est là, à côté."}


def text(lang: str = "fr") -> str:
    return json.dumps(make_notebook(tiny_chapter(), ACCENTED, lang=lang), ensure_ascii=False)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (text().encode("utf-8-sig"), set()),
        (text().encode("utf-16"), {"encoding"}),
        (text().encode("utf-16-le"), {"encoding"}),
        (text().encode("utf-16-be"), {"encoding"}),
        (text().encode("utf-32"), {"encoding"}),
        (text().replace("\u202f", "\u00a0").encode("cp1252"), {"encoding"}),  # which has no narrow space
        (text().replace("\n", "\r\n").encode(), set()),
        (text().encode() + b"\0" * 4096, set()),
        (text().encode("utf-16-le") + b"\0" * 99, {"encoding"}),
    ],
    ids=["bom", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "crlf", "padding", "utf-16 padding"],
)
def test_every_usual_encoding_is_read(content: bytes, expected: set[str]) -> None:
    result = clean(content)
    assert sources(result)["why"] == ACCENTED["why"]
    assert flags(result) == expected


def test_a_few_broken_bytes_do_not_spoil_the_other_accents() -> None:
    result = clean(text().encode().replace("huitième".encode(), b"huiti\xffme").replace("là".encode(), b"l\xff"))
    assert "c’est l\ufffd, à côté." in sources(result)["why"]
    assert flags(result) == {"encoding"}


def test_line_ends_and_bytes_that_python_refuses_go() -> None:
    result = clean(text().replace("    return x / 2", "    return x / 2\\r\\n# \\u0000\\ud800").encode())
    assert sources(result)["halve"] == RIGHT["halve"] + "\n# ?"


def version_3(level: object = 2) -> dict:
    cells = []
    for cell in make_notebook(tiny_chapter()).cells:
        body = {"metadata": cell.metadata, "cell_type": cell.cell_type}
        key = "input" if cell.cell_type == "code" else "source"
        cells.append({**body, key: cell.source.splitlines(keepends=True), "prompt_number": 3})
    cells.append({"cell_type": "heading", "level": level, "source": ["Mine"]})
    sheets = [{"cells": cells[:4]}, {"cells": cells[4:]}, {"cells": None}, 3]
    metadata = {"atelier": {"chapter": "02_tiny", "lang": "en"}, "name": "tiny"}
    return {"nbformat": 3, "nbformat_minor": 0, "metadata": metadata, "worksheets": sheets}


@pytest.mark.parametrize(("level", "heading"), [(2, "## Mine"), (None, "# Mine"), (10**30, "# Mine")])
def test_version_3_is_read(level: object, heading: str) -> None:
    result = clean(json.dumps(version_3(level)).encode())
    assert {name: sources(result)[name] for name in RIGHT} == RIGHT
    assert result.notebook["cells"][-1]["source"] == heading
    assert flags(result) == {"format"}


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ((4, 0), set()),
        ((4, 4), set()),
        ((4, 5), set()),
        ((4, 99), {"format"}),
        ((5, 0), {"format"}),
        (("4", 5), {"format"}),
        ((None, None), {"format"}),
    ],
)
def test_any_version_is_read_without_ids(version: tuple, expected: set[str]) -> None:
    data = json.loads(text())
    data["nbformat"], data["nbformat_minor"] = version
    for cell in data["cells"]:
        del cell["id"]
    result = clean(json.dumps(data).encode())
    assert sources(result)["halve"] == RIGHT["halve"]
    assert flags(result) == expected
    nbformat.validate(nbformat.from_dict(result.notebook))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"nbformat": 4', '"nbformat": 4, "nbformat": 4', {"json"}),
        ('"nbformat": 4', '"extra": NaN, "nbformat": 4', {"json"}),
        ('"nbformat": 4', '"extra": -Infinity, "nbformat": 4', {"json"}),
        ('"nbformat": 4', f'"extra": {"9" * 5000}, "nbformat": 4', set()),
        ('"nbformat": 4', f'"extra": {"[" * 900}{"]" * 900}, "nbformat": 4', set()),
        ('"execution_count": null', f'"execution_count": {"9" * 400}', set()),
    ],
)
def test_faulty_json_is_read(old: str, new: str, expected: set[str]) -> None:
    result = clean(text().replace(old, new, 1).encode())
    assert sources(result)["halve"] == RIGHT["halve"]
    assert flags(result) == expected


def test_of_a_repeated_key_the_last_counts() -> None:
    content = '{"cells": [{"id": "halve", "cell_type": "code", "source": "first", "source": ["sec", "ond"]}]}'
    assert sources(clean(content.encode()))["halve"] == "sec\nond"  # lines without their ends are lines, too


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\0" * 1000, "le fichier est vide"),
        (b"\xef\xbb\xbf", "le fichier est vide"),
        (b" " * 50_000_001, "le fichier est trop gros"),
        (b'{"cells": [' + b"[]," * 1_000_001 + b"[]]}", "le fichier est trop gros"),
        (b'{"cells": [' + b"0," * 4_000_001 + b"0]}", "le fichier est trop gros"),
        (b'{"a":' * 100_000, "n'est pas un carnet Jupyter"),
        (text().encode()[:-20], "n'est pas un carnet Jupyter"),
        (b"PK\x03\x04" + bytes(range(256)), "n'est pas un carnet Jupyter"),
        (b"<!DOCTYPE html><p>tiny</p>", "n'est pas un carnet Jupyter"),
        (b'"cells"', "ne contient pas de cellules"),
        (b"3", "ne contient pas de cellules"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_cannot_be_read_is_refused_soon(content: bytes, why: str) -> None:
    started = time.monotonic()
    assert why in clean(content).unreadable
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    ("kernel", "language", "expected"),
    [
        ({"name": "conda-env-py39", "display_name": "python3.9 (conda)", "language": "python"}, {}, set()),
        ({"name": "myenv"}, {"name": "python"}, set()),
        ({"name": "ir"}, {}, {"kernel"}),
        ({"name": "ir", "language": "R"}, {}, {"kernel"}),
        ({"name": "python3"}, {"name": "julia"}, {"kernel"}),
        ([], "R", set()),
    ],
)
def test_the_kernel_is_pythons_whatever_it_says(kernel: object, language: object, expected: set[str]) -> None:
    data = json.loads(text())
    data["metadata"] |= {"kernelspec": kernel, "language_info": language}
    result = clean(json.dumps(data).encode())
    assert result.notebook["metadata"]["kernelspec"]["name"] == "python3"
    assert flags(result) == expected
