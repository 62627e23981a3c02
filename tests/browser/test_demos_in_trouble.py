"""What a demo does when its model fails, nobody looks, or it is shown twice; and what the keys of a page do."""

from pathlib import Path

import nbformat
import pytest

from helpers.lecture.pages import write_pages
from tests.browser.demo_pages import Place

FAILING = """\
import numpy as np

from helpers.demos.controls import Panel
from helpers.demos.layers import Points
from helpers.demos.scene import Scene
from helpers.demos.session import Session
from helpers.demos.settings import Preset, Settings, same

class Model:
    def __init__(self, settings):
        self.n = 0
    def step(self, action=None):
        self.n += 1
        if self.n == 3:
            raise ValueError("the third step <b>fails</b>")

session = Session(Model, Settings(), take_snapshot=lambda model: model.n)
scene = Scene("a counter")
session.on_frame(lambda n: scene.draw({"p": Points(np.array([[0.1 * n, 0.5]]))}, caption=f"n = {n}"), scene.wants_frame)
Panel(session, presets={"only": Preset(same("only"), Settings(), same("look"))}, scenes=[scene])"""


def write_notebook(path: Path, *cells: str) -> None:
    """Write a notebook of code cells."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    made = [nbformat.v4.new_code_cell(code, id=f"cell-{i}") for i, code in enumerate(cells)]
    notebook = nbformat.v4.new_notebook(cells=made, metadata={"kernelspec": kernel})
    path.write_text(nbformat.writes(notebook), encoding="utf-8")


def test_a_failure_is_told_in_the_demo_and_a_reset_mends_it(lab_with_subshells: Place) -> None:
    folder = lab_with_subshells.folder
    write_notebook(folder / "failing.ipynb", FAILING)
    with lab_with_subshells.open("failing") as demo:
        demo.press("Step")
        demo.wait_for_caption("n = 1")
        demo.press("Play")
        demo.wait_for_state("failed")
        alert = demo.page.get_by_role("alert").filter(has_text="fails")
        assert "ValueError: the third step <b>fails</b>" in alert.inner_text()
        demo.press("Reset")
        demo.wait_for_state("stopped")
        demo.wait_for_caption("n = 0")
        assert not alert.is_visible()


def test_a_demo_pauses_while_its_tab_is_hidden(lab: Place) -> None:
    with lab.open("xor") as demo:
        demo.press("Play")
        demo.wait_for_frames(5)
        demo.page.evaluate("window.jupyterapp.commands.execute('launcher:create')")
        demo.scene.wait_for(state="hidden")
        demo.page.wait_for_timeout(500)
        before = demo.frame
        demo.page.wait_for_timeout(1000)
        assert demo.frame == before and demo.state == "running"
        demo.page.get_by_role("tab", name="xor.ipynb").click()
        demo.wait_for_frames(5)
        demo.press("Stop")
        demo.wait_for_state("stopped")


def test_two_views_of_one_demo_show_the_same(lab: Place) -> None:
    write_notebook(
        lab.folder / "twice.ipynb",
        "from helpers import demos\ndemo = demos.show('xor')\ndemo",
        "demo.scenes[0]",
    )
    with lab.open("twice") as demo:
        demo.page.wait_for_function("document.querySelectorAll('.atelier-scene[data-frame]').length === 4")
        demo.press("Step")
        demo.wait_for_caption("1 updates")
        captions = demo.page.locator(".caption", has_text="1 updates ·")
        captions.nth(1).wait_for()
        frames = demo.page.locator(".atelier-scene[data-frame]").evaluate_all(
            "all => all.map((one) => one.dataset.frame)"
        )
        assert frames[0] == frames[-1]


def test_keys_of_a_page(voila: Place) -> None:
    with voila.open("xor") as demo:
        demo.page.keyboard.press("s")
        demo.wait_for_caption("1 updates ·")
        demo.page.keyboard.press("Space")
        demo.wait_for_state("running")
        demo.page.keyboard.press("Space")
        demo.wait_for_state("stopped")
        demo.page.keyboard.press("2")
        demo.page.get_by_text("No line separates the classes").wait_for()
        demo.page.keyboard.press("s")
        demo.wait_for_caption("1 updates ·")
        demo.page.keyboard.press("r")
        demo.wait_for_caption("0 updates ·")
        # In a field, letters are letters.
        demo.page.get_by_label("seed").focus()
        demo.page.keyboard.press("s")
        demo.page.wait_for_timeout(300)
        assert demo.caption.startswith("0 updates ·")


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1800])
def test_pages_are_for_all_widths_and_lights(tmp_path: Path, theme: str, width: int) -> None:
    from tests.browser.servers import serve_lecture

    write_pages(tmp_path / "pages", "fr")
    with serve_lecture(tmp_path / "pages", theme=theme) as address:
        place = Place("voila", address, tmp_path)
        for name in ("xor", "gan_2d", "monge"):
            with place.open(name, width=width) as demo:
                demo.wait_for_state("stopped")
                assert demo.read("theme") == theme
                assert demo.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
                assert demo.find_accessibility_problems() == []
                demo.page.screenshot(path=tmp_path / f"{name}.png", full_page=True)
