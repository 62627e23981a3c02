"""A lecture in a browser: from the index to a demo and on by keys, full screen, nothing asked of the network."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from helpers.demos import DEMOS
from helpers.lecture import command, pictures
from helpers.serving import end_server
from tests.browser.chromium import find_chromium, open_page

if TYPE_CHECKING:
    from playwright.sync_api import Page

PATIENCE_MS = 60_000


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The index of a lecture in English, on a dark page."""
    find_chromium()
    folder = tmp_path_factory.mktemp("lecture")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(command, "find_folder", lambda: folder)
        patch.setattr(pictures, "N_STEPS", dict.fromkeys(DEMOS, 2))
        lecture = command.start_lecture(port=8950, theme="dark", n_warm=0)
    yield lecture.address
    lecture.process.terminate()
    end_server(lecture.process)


def test_keys_lead_through_the_lecture(address: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    asked: list[str] = []
    with open_page(width=1280, height=800) as page:
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address)
        assert page.locator("img").count() == len(DEMOS)
        assert page.evaluate("[...document.images].every((one) => one.naturalWidth > 100)")
        assert not Axe().run(page).response["violations"]
        page.keyboard.press("f")
        page.wait_for_function("document.fullscreenElement !== null")
        first, second, *_ = DEMOS
        page.keyboard.press("n")
        wait_for_demo(page, first)
        page.keyboard.press("s")
        page.locator(".atelier-scene .caption", has_text="1 updates").first.wait_for()
        page.keyboard.press(" ")
        page.wait_for_selector(".atelier-scene[data-state=running]")
        # In a field keys are what one types.
        page.get_by_label("seed").press("n")
        page.get_by_label("seed").blur()
        assert first in page.url
        page.keyboard.press("n")
        wait_for_demo(page, second)
        page.keyboard.press("p")
        wait_for_demo(page, first)
        page.keyboard.press("i")
        page.wait_for_url(address)
        page.get_by_role("link", name=DEMOS[second].title.en).click()
        wait_for_demo(page, second)
    outside = [url for url in asked if not url.startswith((address, "data:", "blob:"))]
    assert outside == []


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1280, 720)])
def test_a_page_can_be_read_from_far_away(address: str, width: int, height: int) -> None:
    """Letters of 16 pixels at least, the picture in sight as a whole and the largest thing there."""
    with open_page(width=width, height=height) as page:
        page.goto(address.rstrip("/") + f"/voila/render/{next(iter(DEMOS))}.ipynb")
        page.wait_for_selector(".atelier-scene[data-frame]", timeout=PATIENCE_MS)
        sizes = page.evaluate(
            """() => [...document.querySelectorAll('.atelier-demo *')]
                .filter((one) => [...one.childNodes].some((child) => child.nodeType === 3 && child.data.trim()))
                .filter((one) => one.getClientRects().length && !one.matches('option, .said, math *'))
                .map((one) => [parseFloat(getComputedStyle(one).fontSize), one.textContent.trim().slice(0, 30)])"""
        )
        assert len(sizes) > 15
        assert [one for one in sizes if one[0] < 16] == []
        boxes = [one.bounding_box() for one in page.locator(".atelier-scene .stage").all()]
        assert all(boxes[0]["height"] > box["height"] for box in boxes[1:])
        assert boxes[0]["height"] > 0.55 * height
        assert boxes[0]["y"] + boxes[0]["height"] <= height
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def wait_for_demo(page: "Page", name: str) -> None:
    """Wait until a demo's page shows its first frame."""
    page.wait_for_url(f"**/voila/render/{name}.ipynb", timeout=PATIENCE_MS)
    page.wait_for_selector(".atelier-scene[data-frame]", timeout=PATIENCE_MS)
