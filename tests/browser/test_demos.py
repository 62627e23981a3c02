"""The demos where people meet them: JupyterLab, with and without subshells, and the lecture's pages."""

import pytest

from tests.browser.demo_pages import DemoPage, Place


def in_places(*names: str) -> pytest.MarkDecorator:
    """Run a test in these places by default, and in the others with the slow ones."""
    every = ("voila", "lab", "lab_with_subshells")
    marks = {name: () if name in names else pytest.mark.slow for name in every}
    return pytest.mark.parametrize("place", [pytest.param(name, marks=marks[name]) for name in every], indirect=True)


@pytest.fixture
def place(request: pytest.FixtureRequest) -> Place:
    """One of the places where demos are shown."""
    return request.getfixturevalue(request.param)


def play_and_stop(demo: DemoPage) -> None:
    """Press Play; frames come. Press Stop; none come any more."""
    assert demo.state == "stopped"
    demo.press("Play")
    demo.wait_for_state("running")
    demo.wait_for_frames(10)
    demo.press("Stop")
    demo.wait_for_state("stopped", timeout_ms=1000)
    demo.page.wait_for_timeout(200)
    last = demo.frame
    demo.page.wait_for_timeout(400)
    assert demo.frame == last


@in_places("voila", "lab", "lab_with_subshells")
def test_xor(place: Place) -> None:
    with place.open("xor") as demo:
        play_and_stop(demo)
        demo.press("Reset")
        demo.wait_for_caption("0 updates ·")
        demo.press("Step")
        demo.wait_for_caption("1 updates ·")
        # A drag reaches the model, which says so in the next frame.
        demo.press("Play")
        before = demo.handle(0).get_attribute("aria-valuetext")
        demo.drag(0, 80, -60)
        demo.wait_for_frames(3)
        assert demo.handle(0).get_attribute("aria-valuetext") != before
        assert float(demo.read("echo-ms")) > 0
        # So do arrow keys, and Enter, which gives a free point its class.
        demo.handle(4).press("ArrowRight")
        assert demo.handle(4).get_attribute("aria-valuetext") == "x 0.05, y 0.35"
        demo.press("Stop")
        demo.wait_for_state("stopped")
        demo.press("Reset")
        demo.wait_for_caption("points right 50%")
        # Reset: the handle is back, and a slider's new rate counts without a new model.
        assert demo.handle(0).get_attribute("aria-valuetext") == before
        demo.press("Step")
        demo.wait_for_caption("1 updates ·")
        demo.page.get_by_role("slider", name="learning rate η").press("ArrowRight")
        demo.press("Step")
        demo.wait_for_caption("2 updates ·")
        demo.page.get_by_label("structure").select_option("2-8-1")
        demo.wait_for_caption("0 updates ·")
        demo.page.get_by_label("example").select_option("One neuron cannot")
        demo.page.get_by_text("No line separates the classes").wait_for()
        assert demo.find_accessibility_problems() == []


@in_places("voila", "lab")
def test_monge(place: Place) -> None:
    with place.open("monge") as demo:
        demo.wait_for_caption("cost 6.7 · optimum 4.59 · crossings 5")
        # A place is dragged: the optimum is another one, at every move.
        demo.drag(6, 30, 20)
        demo.scene.locator(".caption", has_not_text="optimum 4.59").wait_for()
        # An arrow is dropped on another place, or sent on by Enter.
        demo.press("Reset")
        demo.wait_for_caption("cost 6.7 · optimum 4.59 · crossings 5")
        demo.handle(12).press("Enter")
        demo.scene.locator(".caption", has_not_text="cost 6.7").wait_for()
        demo.press("The optimum")
        demo.wait_for_caption("cost 4.59 · optimum 4.59 · crossings 0 · this is the optimum")
        demo.page.get_by_text("yours: number 1 of 720 plans").wait_for()
        demo.page.get_by_role("checkbox", name="show the optimum").check()
        demo.page.get_by_text("optimum", exact=True).wait_for()
        # It plays by itself until no exchange gains anything.
        demo.press("Reset")
        demo.page.get_by_role("slider", name="steps a second").press("End")
        demo.press("Play")
        demo.wait_for_caption("crossings 0")
        demo.page.get_by_label("example").select_option("Seventy points")
        demo.page.get_by_text("70! = 1.2e+100 plans: too many").wait_for()
        assert demo.find_accessibility_problems() == []


@in_places("voila", "lab_with_subshells")
def test_gan_2d(place: Place) -> None:
    with place.open("gan_2d") as demo:
        play_and_stop(demo)
        demo.press("Reset")
        demo.wait_for_caption("0 steps ·")
        demo.press("Step D")
        demo.wait_for_caption("1 steps · last: D ·")
        demo.press("Step G")
        demo.wait_for_caption("2 steps · last: G ·")
        # A stroke in the plane becomes the data; the networks stay as they are.
        box = demo.scene.locator(".stage").bounding_box()
        assert box is not None
        demo.page.mouse.move(box["x"] + 60, box["y"] + 60)
        demo.page.mouse.down()
        demo.page.mouse.move(box["x"] + 220, box["y"] + 90, steps=5)
        demo.page.mouse.up()
        demo.page.wait_for_function(
            "[...document.querySelectorAll('select')].some((one) => one.value === 'your drawing')"
        )
        demo.scene.locator(".caption", has_not_text="modes").wait_for()
        assert demo.caption.startswith("2 steps · last: G ·")
        # Another loss, while it runs; then a page of options is still one of a running model.
        demo.press("Play")
        demo.wait_for_state("running")
        demo.page.get_by_label("loss", exact=True).select_option("Wasserstein, penalty")
        demo.page.get_by_role("slider", name="penalty λ").press("ArrowRight")
        demo.wait_for_frames(5)
        demo.page.get_by_role("checkbox", name="what D says").uncheck()
        demo.wait_for_frames(5)
        demo.press("Stop")
        demo.wait_for_state("stopped", timeout_ms=2000)
        assert demo.find_accessibility_problems() == []
