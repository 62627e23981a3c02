"""What tests in a browser share: helpers whose assertions say what they compared, servers that start once."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.register_assert_rewrite("tests.browser.chromium", "tests.browser.whole_way", "tests.browser.demo_pages")

if TYPE_CHECKING:
    from tests.browser.demo_pages import Place


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the pages of all demos, in English."""
    from helpers.lecture.pages import write_pages

    folder = tmp_path_factory.mktemp("pages") / "demos"
    write_pages(folder, "en")
    return folder


@pytest.fixture(scope="session")
def lab(demo_folder: Path) -> "Iterator[Place]":
    """JupyterLab as a course has it."""
    yield from _open_lab(demo_folder, subshells=False)


@pytest.fixture(scope="session")
def lab_with_subshells(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Place]":
    """JupyterLab as it is by default: callbacks of widgets run on other threads."""
    from helpers.lecture.pages import write_pages

    folder = tmp_path_factory.mktemp("more_pages") / "demos"
    write_pages(folder, "en")
    yield from _open_lab(folder, subshells=True)


@pytest.fixture(scope="session")
def voila(demo_folder: Path) -> "Iterator[Place]":
    """Voilà as the lecture starts it."""
    from tests.browser.chromium import find_chromium
    from tests.browser.demo_pages import Place
    from tests.browser.servers import serve_lecture

    find_chromium()
    with serve_lecture(demo_folder) as address:
        yield Place("voila", address, demo_folder)


def _open_lab(folder: Path, *, subshells: bool) -> "Iterator[Place]":
    from tests.browser.chromium import find_chromium
    from tests.browser.demo_pages import Place
    from tests.browser.servers import serve_lab

    find_chromium()
    with serve_lab(folder, subshells=subshells) as address:
        yield Place("lab", address, folder)
