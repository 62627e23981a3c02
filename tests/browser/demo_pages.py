"""A demo in a real browser: opened where it lives, played with by mouse and keys, read through its data attributes."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from axe_playwright_python.sync_playwright import Axe

from tests.browser.chromium import open_page

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

IDLE = "window.jupyterapp?.shell.currentWidget?.context?.sessionContext?.session?.kernel?.status === 'idle'"
RUN = "window.jupyterapp.commands.execute('notebook:run-all-cells')"
PATIENCE_MS = 60_000


@dataclass(frozen=True)
class Place:
    """A server that shows demos, what it is, and the folder of its notebooks."""

    kind: Literal["lab", "voila"]
    address: str
    folder: Path

    @contextmanager
    def open(self, name: str, *, width: int = 1100, height: int = 900, dark: bool = False) -> "Iterator[DemoPage]":
        """Open a demo and wait for its first frame; no message of the console may be an error when it is closed."""
        problems: list[str] = []
        with open_page(width=width, height=height) as page:
            page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
            page.on("requestfailed", lambda request: problems.append(f"failed: {request.url}"))
            page.set_default_timeout(PATIENCE_MS)
            if dark:
                page.emulate_media(color_scheme="dark")
            seconds = self._go(page, name)
            demo = DemoPage(page, seconds)
            yield demo
            text = page.locator("body").inner_text().lower()
            assert "error displaying widget" not in text and "error creating widget" not in text, text
            # Requests that the end of a page cuts off are nobody's fault.
            assert not problems, problems

    def _go(self, page: "Page", name: str) -> float:
        started = time.monotonic()
        if self.kind == "lab":
            page.goto(f"{self.address}/lab/tree/{name}.ipynb?reset")
            page.wait_for_function(IDLE)
            started = time.monotonic()
            page.evaluate(RUN)
        else:
            page.goto(f"{self.address}/voila/render/{name}.ipynb")
        from playwright.sync_api import TimeoutError as NothingCame

        try:
            page.wait_for_function("document.querySelector('.atelier-scene')?.dataset.frame")
        except NothingCame as error:
            raise AssertionError(f"No frame; the page: {page.locator('body').inner_text()[-2000:]}") from error
        return time.monotonic() - started


@dataclass
class DemoPage:
    """An open demo.

    Attributes
    ----------
    page : Page
        Playwright's.
    first_frame_seconds : float
        From opening the page (in JupyterLab: from running the cell) to the first frame.
    """

    page: "Page"
    first_frame_seconds: float

    @property
    def scene(self) -> "Locator":
        """The demo's first scene."""
        return self.page.locator(".atelier-scene").first

    @property
    def state(self) -> str:
        """What the demo says that it does."""
        return self.read("state")

    @property
    def frame(self) -> int:
        """The number of the frame that was painted last."""
        return int(self.read("frame"))

    @property
    def caption(self) -> str:
        """The line below the first scene."""
        return self.scene.locator(".caption").inner_text()

    def read(self, name: str) -> str:
        """Return one of the first scene's data attributes."""
        return self.scene.get_attribute(f"data-{name}") or ""

    def press(self, button: str) -> None:
        """Press a button by its words; its icon counts as a letter before them."""
        self.page.get_by_role("button", name=re.compile(rf"^\W*{re.escape(button)}$")).click()

    def wait_for_state(self, state: str, *, timeout_ms: int = 5000) -> None:
        """Wait until the demo says that it is running, stopped or failed."""
        self.page.wait_for_selector(f".atelier-scene[data-state={state}]", timeout=timeout_ms)

    def wait_for_frames(self, n: int) -> None:
        """Wait until n more frames have been painted."""
        wanted = self.frame + n
        read = "wanted => Number(document.querySelector('.atelier-scene').dataset.frame) >= wanted"
        self.page.wait_for_function(read, arg=wanted)

    def wait_for_caption(self, part: str) -> None:
        """Wait until the line below the first scene has some words."""
        self.scene.locator(".caption", has_text=part).wait_for(timeout=10_000)

    def handle(self, index: int) -> "Locator":
        """Return one of the first scene's handles."""
        return self.scene.locator(".handle").nth(index)

    def drag(self, index: int, dx: float, dy: float, *, n_moves: int = 6) -> None:
        """Drag a handle by so many pixels."""
        handle = self.handle(index)
        handle.scroll_into_view_if_needed()
        box = handle.bounding_box()
        assert box is not None and round(box["width"], 3) >= 44 and round(box["height"], 3) >= 44
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        for i in range(1, n_moves + 1):
            self.page.mouse.move(x + dx * i / n_moves, y + dy * i / n_moves)
            self.page.wait_for_timeout(20)
        self.page.mouse.up()

    def find_accessibility_problems(self) -> list[str]:
        """Return what axe finds against the demo."""
        found = Axe().run(self.page, context=".atelier-demo").response["violations"]
        return [f"{one['id']}: {node['html'][:150]}" for one in found for node in one["nodes"]]
