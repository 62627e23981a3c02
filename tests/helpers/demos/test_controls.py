"""Controls and what they do to a session, without a front end; and every example of every demo, drawn once."""

import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest

from helpers import demos
from helpers.demos.controls import SPEEDS, Panel
from helpers.demos.numbers import find_limits, name_number, name_share
from helpers.demos.settings import Range, list_controls
from helpers.demos.slider import Slider, list_values
from helpers.language import set_language

FRAMES_SECONDS = 20


@pytest.fixture
def panel() -> Iterator[Panel]:
    made = demos.show("xor")
    yield made
    made.session.close()


def wait_until(is_true) -> None:
    """Wait for the session's thread."""
    give_up = time.monotonic() + FRAMES_SECONDS
    while not is_true():
        assert time.monotonic() < give_up
        time.sleep(0.005)


def caption(panel: Panel) -> str:
    return panel.scenes[0]._caption


def test_buttons_do_what_they_say(panel: Panel) -> None:
    wait_until(lambda: caption(panel).startswith("0 updates"))
    panel.step.click()
    wait_until(lambda: caption(panel).startswith("1 updates"))
    assert panel.play.description == "Play"
    panel.play.click()
    assert panel.session.state == "running" and panel.play.description == "Stop"
    panel.play.click()
    assert panel.session.state == "stopped" and panel.play.description == "Play"
    panel.reset.click()
    wait_until(lambda: caption(panel).startswith("0 updates"))


def test_controls_show_and_set_the_sessions_settings(panel: Panel) -> None:
    panel.preset.value = "cloud"
    settings = panel.session.settings
    assert settings == panel.presets["cloud"].settings and "The square" not in panel.look.value
    assert {name: widget.value for name, widget in panel.settings.items()} == {
        control.name: getattr(settings, control.name) for control in list_controls(type(settings))
    }
    assert panel.speed.value == panel.session.speed == panel.presets["cloud"].speed
    panel.settings["lr"].index += 1
    assert panel.session.settings.lr > settings.lr
    panel.speed.index = 0
    assert panel.session.speed == SPEEDS[0]
    assert panel.settings["mu"].layout.display == "none"
    panel.settings["activation"].value = "sigmoid"
    assert panel.settings["mu"].layout.display is None


def test_keys_do_as_buttons(panel: Panel) -> None:
    panel._obey_key(" ")
    assert panel.session.state == "running"
    panel._obey_key("2")
    assert panel.session.state == "stopped" and panel.preset.value == "one_neuron"
    panel._obey_key("9")
    assert panel.preset.value == "one_neuron"
    panel._obey_key("s")
    wait_until(lambda: caption(panel).startswith("1 updates"))
    panel._obey_key("r")
    wait_until(lambda: caption(panel).startswith("0 updates"))


def test_a_failure_is_shown_and_cannot_be_html(panel: Panel) -> None:
    def fail(_: object) -> None:
        raise ValueError("<b>no</b>")

    panel.session.edit(fail)
    wait_until(lambda: panel.session.state == "failed")
    wait_until(lambda: "&lt;b&gt;no" in panel.error.value)
    assert panel.error.layout.display is None and "role='alert'" in panel.error.value
    panel.reset.click()
    wait_until(lambda: panel.error.value == "")
    assert panel.error.layout.display == "none"


def test_nobody_looks_nothing_moves(panel: Panel) -> None:
    main = panel.scenes[0]
    main._receive(main, {"kind": "visible", "view": "a", "visible": True}, [])
    panel.play.click()
    wait_until(lambda: panel.session.ask(lambda model: model.n_steps) > 3)
    main._receive(main, {"kind": "visible", "view": "a", "visible": False}, [])
    before = panel.session.ask(lambda model: model.n_steps)
    time.sleep(0.1)
    assert panel.session.ask(lambda model: model.n_steps) == before and panel.session.state == "running"
    main._receive(main, {"kind": "visible", "view": "a", "visible": True}, [])
    wait_until(lambda: panel.session.ask(lambda model: model.n_steps) > before)


def test_what_stands_where_no_javascript_runs(panel: Panel) -> None:
    wait_until(lambda: caption(panel) != "")
    data = panel._repr_mimebundle_()
    assert data["text/plain"].startswith("The network's answer") and data["image/png"].startswith("iVBOR")


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("name", demos.DEMOS)
def test_every_example_can_be_drawn(name: str, lang: str) -> None:
    set_language(lang)
    panel = demos.show(name)
    callers = []
    for scene in panel.scenes:
        draw = scene.draw
        scene.draw = lambda *args, draw=draw, **options: (
            callers.append(threading.current_thread()),
            draw(*args, **options),
        )
    try:
        for preset in panel.presets:
            panel.choose(preset)
            for action in (
                None,
                *([one for one in ("D", "G", "solve") if name != "xor" and (one == "solve") == (name == "monge")]),
            ):
                before = len(callers)
                panel.session.step(action)
                wait_until(lambda before=before: len(callers) >= before + len(panel.scenes))
                assert panel.session.error == ""
            assert preset in panel.preset.value and panel.presets[preset].speed in SPEEDS
        assert all(scene.draw_png()[:4] == b"\x89PNG" for scene in panel.scenes)
    finally:
        panel.session.close()
    assert threading.main_thread() not in callers


def test_an_unknown_demo_is_refused_with_the_list() -> None:
    with pytest.raises(ValueError, match="show: name must be one of xor, gan_2d, monge; got 'chess'"):
        demos.show("chess")


def test_sliders_offer_round_values_and_take_others() -> None:
    assert list_values(Range(0.01, 0.1, is_log=True)) == [0.01, 0.015, 0.02, 0.03, 0.05, 0.07, 0.1]
    assert list_values(Range(2, 5, step=1)) == [2, 3, 4, 5]
    assert list_values(Range(0.0, 0.3, step=0.1)) == [0.0, 0.1, 0.2, 0.3]
    slider = Slider([1, 10, None], ["1", "10", "max"], description="speed")
    heard: list[object] = []
    slider.on_value(heard.append)
    slider.value = 4
    assert slider.labels == ["1", "4", "10", "max"] and slider.value == 4
    slider.index = 3
    assert heard == [4, None]


def test_numbers_have_few_digits_and_french_a_comma() -> None:
    assert (name_number(0.012345), name_share(0.126)) == ("0.0123", "13%")
    set_language("fr")
    assert (name_number(0.012345), name_share(0.126)) == ("0,0123", "13 %")
    assert find_limits([1, np.nan, 3], [0]) == pytest.approx((-0.12, 3.12))
    assert find_limits([np.nan]) == pytest.approx((-0.04, 1.04))
    assert find_limits([2.0]) == pytest.approx((1.96, 3.04))
