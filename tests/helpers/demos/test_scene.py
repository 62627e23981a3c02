"""What a scene sends and answers, without a front end."""

from typing import Any

import numpy as np
import pytest

from helpers.demos import scene as module
from helpers.demos.layers import Handles, HeatMap, Points
from helpers.demos.scene import Scene


class Recorder(Scene):
    """A scene whose messages stay here."""

    def send(self, content: dict[str, Any], buffers: Any = None) -> None:
        self.__dict__.setdefault("sent", []).append((content, buffers))


@pytest.fixture
def scene() -> Recorder:
    return Recorder("a square")


def tell(scene: Scene, kind: str, buffers: Any = (), **content: Any) -> None:
    """Do as if the front end had sent a message."""
    scene._receive(scene, {"kind": kind, **content}, list(buffers))


LAYERS = {"map": HeatMap(np.eye(3)), "points": Points(np.zeros((2, 2)))}


def test_only_what_changed_is_sent_and_all_of_it_to_who_comes_late(scene: Recorder) -> None:
    scene.draw(LAYERS)
    first, (data,) = scene.sent[-1]
    assert [one["name"] for one in first["layers"]] == ["map", "points"] and first["complete"]
    assert len(data) == 9 + 2 * 2 * 4 + 2
    scene.draw(LAYERS | {"points": Points(np.ones((2, 2)))}, caption="moved")
    second, (data,) = scene.sent[-1]
    assert [one["name"] for one in second["layers"]] == ["points"] and not second["complete"]
    assert second["order"] == ["map", "points"] and second["caption"] == "moved" and len(data) == 18
    tell(scene, "hello")
    third, (data,) = scene.sent[-1]
    assert third["complete"] and len(data) == 27 and third["number"] == 3 and third["caption"] == "moved"
    scene.draw({"map": LAYERS["map"]})
    assert scene.sent[-1][0]["layers"] == [] and scene.sent[-1][0]["order"] == ["map"]


def test_frames_wait_for_acknowledgements(scene: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_SECONDS_BETWEEN_FRAMES", 0.0)
    for _ in range(module.MAX_FRAMES_IN_FLIGHT):
        assert scene.wants_frame()
        scene.draw(LAYERS)
    assert not scene.wants_frame()
    tell(scene, "ack", number=4, fps=0, dropped=0)
    assert scene.wants_frame()
    for _ in range(4):
        scene.draw(LAYERS)
    tell(scene, "ack", number=3, fps=0, dropped=0)  # late, and out of order
    assert not scene.wants_frame()
    # What was on its way to a page that is gone will never be acknowledged.
    tell(scene, "hello")
    assert scene.wants_frame()
    for _ in range(module.MAX_FRAMES_IN_FLIGHT):
        scene.draw(LAYERS)
    assert not scene.wants_frame()
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0.0)
    assert scene.wants_frame()


def test_where_many_frames_get_lost_fewer_are_sent(scene: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(module.time, "monotonic", lambda: now)
    scene.draw(LAYERS)
    # Few were painted because few were sent: nobody has to wait for that.
    tell(scene, "ack", number=1, fps=25.0, dropped=module.MAX_DROPPED)
    assert scene.wants_frame()
    tell(scene, "ack", number=1, fps=25.0, dropped=module.MAX_DROPPED + 1)
    now += module.PAUSE_IN_FRAMES / 25.0 - 0.001
    assert not scene.wants_frame()
    now += 0.002
    assert scene.wants_frame()
    # However slow the browser, a hand that moves is answered soon.
    tell(scene, "ack", number=1, fps=0.5, dropped=6)
    scene.draw(LAYERS)
    now += module.MAX_SECONDS_BETWEEN_FRAMES + 0.001
    assert scene.wants_frame()


def test_who_never_answers_is_gone_until_a_word_comes(scene: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(module.time, "monotonic", lambda: now)
    heard: list[bool] = []
    scene.on_visibility(heard.append)
    tell(scene, "visible", view="a", visible=True)
    scene.draw(LAYERS)
    now += module.GONE_SECONDS - 1
    scene.wants_frame()
    assert heard == [True]
    now += 2
    scene.wants_frame()
    scene.wants_frame()
    assert heard == [True, False]
    tell(scene, "ack", number=1, fps=1.0, dropped=0)
    assert heard == [True, False, True]
    now += 2 * module.GONE_SECONDS  # nothing is on its way, so no answer is due
    scene.wants_frame()
    assert heard == [True, False, True]


def test_people_are_heard(scene: Recorder) -> None:
    heard: list[Any] = []
    scene.on_drag(lambda *what: heard.append(what))
    scene.on_tap(lambda *what: heard.append(what))
    scene.on_key(lambda *what: heard.append(what))
    scene.on_stroke(lambda points, is_final: heard.append((points.tolist(), is_final)))
    tell(scene, "drag", layer="handles", index=1, x=0.5, y=2, final=True)
    tell(scene, "tap", layer="handles", index=0)
    tell(scene, "key", key="s")
    tell(scene, "stroke", [memoryview(np.array([1, 2, 3, 4], np.float32).tobytes())], final=False)
    assert heard == [("handles", 1, 0.5, 2, True), ("handles", 0), ("s",), ([[1, 2], [3, 4]], False)]


def test_a_scene_is_visible_while_one_of_its_views_is(scene: Recorder) -> None:
    heard: list[bool] = []
    scene.on_visibility(heard.append)
    for view, visible in (("a", True), ("b", True), ("a", False), ("b", False), ("b", False), ("a", True)):
        tell(scene, "visible", view=view, visible=visible)
    assert heard == [True, False, True]


def test_what_stands_where_no_javascript_runs(scene: Recorder) -> None:
    scene.draw({"handles": Handles(np.array([[0.5, 0.5]]))})
    data, _ = scene._repr_mimebundle_()
    assert data["text/plain"] == "a square" and data["image/png"].startswith("iVBOR")
    assert "application/vnd.jupyter.widget-view+json" in data


def test_limits_must_rise() -> None:
    with pytest.raises(ValueError, match=r"limits must rise; got \(1.0, 1.0\)"):
        Scene("x", xlim=(1, 1))
