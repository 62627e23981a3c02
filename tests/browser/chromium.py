"""A real browser for tests: Debian's Chromium, driven by Playwright, seeing nothing but this machine."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

_OPTIONS = [
    "--no-sandbox",  # the pages are this project's own, and in containers and for root Chromium's does not start
    "--disable-dev-shm-usage",  # it is small in containers
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
_NAMES = ("chromium", "chromium-browser", "google-chrome")


def find_chromium() -> str:
    """Return the browser's path; skip the test, naming the package, where it is missing."""
    pytest.importorskip("playwright.sync_api", reason="needs Playwright (Python package playwright)")
    path = next((found for name in _NAMES if (found := shutil.which(name))), None)
    return path or pytest.skip("needs Chromium (Debian package chromium)")


@contextmanager
def open_page(*, width: int = 1100, height: int = 900, known: str = "") -> "Iterator[Page]":
    """Open a browser with one page; it fails the test when a page shows a dialog or a script of it raises.

    `known` is the message of one error that is not ours. While it is open this thread has an event loop: what starts loops of its own, kernels for one, belongs outside.
    """
    path = find_chromium()
    from playwright.sync_api import sync_playwright

    problems: list[str] = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=_OPTIONS)
        page = chromium.new_page(viewport={"width": width, "height": height})
        page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
        page.on("dialog", lambda dialog: (problems.append(f"{page.url}: {dialog.message}"), dialog.dismiss()))
        yield page
        chromium.close()
    problems = [problem for problem in problems if not known or known not in problem]
    assert not problems, problems
