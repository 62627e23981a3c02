"""The bench `demos`: how fast the live demos answer, in JupyterLab and in Voilà, in a headless browser."""

import os
import platform
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from autograder.bench.result import Bench
from autograder.cores import count_cores
from helpers.demos import DEMOS
from helpers.errors import AtelierError
from helpers.lecture.pages import write_pages
from helpers.terminal import progress_bar

if TYPE_CHECKING:
    from tests.browser.demo_pages import DemoPage, Place

# The heaviest state of each: what plays while it is measured.
EXAMPLES = {"xor": "A cloud gives the quadrants", "gan_2d": "A ring of eight", "monge": "Seventy points"}
# Monge's problem is solved, and at rest, after a few steps: its frames come from dragging.
PLAYING = ("xor", "gan_2d")
DRAGGING = {"xor": 0, "monge": 0}
N_MOVES, N_STOPS = 40, 5
PLAY_MS, WARM_UP_MS = 5000, 1500


@dataclass(frozen=True)
class Measured:
    """What one demo did in one place; NaN where it was not asked.

    Attributes
    ----------
    fps : float
        Frames painted a second while it plays, over some seconds.
    drag_ms : float
        Median milliseconds from a move of the pointer to the frame in which the kernel has answered it.
    stop_ms : float
        Longest milliseconds from pressing Stop to a page that says so.
    first_frame_seconds : float
        From opening the page to its first frame; in JupyterLab from running the cell.
    """

    demo: str
    place: str
    fps: float
    drag_ms: float
    stop_ms: float
    first_frame_seconds: float


def measure() -> Bench:
    """Play with all demos, in both places."""
    found: list[Measured] = []
    with progress_bar("bench") as show, tempfile.TemporaryDirectory(prefix="atelier-bench-") as made:
        folder = Path(made) / "demos"
        write_pages(folder, "en")
        total = 2 * len(DEMOS)
        for kind in ("lab", "voila"):
            with serve(kind, folder) as place:
                for n_before, name in enumerate(DEMOS):
                    show(len(found), total)
                    found.append(play(place, name, n_before))
    return _describe(found)


@contextmanager
def serve(kind: str, folder: Path) -> "Iterator[Place]":
    """Start JupyterLab as the course has it, or Voilà as the lecture does, with a warm kernel for each page."""
    try:
        from tests.browser.demo_pages import Place
        from tests.browser.servers import serve_lab, serve_lecture, wait_for_warm_kernels
    except ImportError as error:
        raise AtelierError(
            f"bench: demos needs the tests and their packages; {error}.", "Run it in a checkout: pip install -e .[dev]"
        ) from error
    if kind == "lab":
        with serve_lab(folder, subshells=False) as address:
            yield Place("lab", address, folder)
    else:
        with serve_lecture(folder, n_warm=1) as address:
            wait_for_warm_kernels(folder, len(DEMOS))
            yield Place("voila", address, folder)


def play(place: "Place", name: str, n_before: int) -> Measured:
    """Open a demo after some others, play it, stop it, drag in it."""
    from tests.browser.servers import wait_for_warm_kernels

    with place.open(name) as demo:
        if place.kind == "voila":  # which now makes a kernel for the next visitor
            wait_for_warm_kernels(place.folder, len(DEMOS) + n_before + 1)
        demo.page.get_by_label("example").select_option(EXAMPLES[name])
        fps = stop_ms = drag_ms = np.nan
        if name in PLAYING:
            demo.page.get_by_role("slider", name="steps a second").press("End")
            demo.press("Play")
            demo.wait_for_state("running")
            demo.page.wait_for_timeout(WARM_UP_MS)
            fps = count_frames(demo, PLAY_MS)
        if name in DRAGGING:
            drag_ms = float(np.median(drag(demo, DRAGGING[name])))
        if name in PLAYING:
            stop_ms = max(time_stop(demo) for _ in range(N_STOPS))
            demo.press("Stop")  # the kernel of a page that is gone has work for nobody
            demo.wait_for_state("stopped")
        return Measured(name, place.kind, fps, drag_ms, stop_ms, demo.first_frame_seconds)


def count_frames(demo: "DemoPage", milliseconds: int) -> float:
    """Return how many frames a second are painted, counted in the page."""
    script = """(milliseconds) => new Promise((resolve) => {
        const scene = document.querySelector('.atelier-scene');
        let [n, started] = [0, performance.now()];
        new MutationObserver(() => { n += 1; }).observe(scene, { attributeFilter: ['data-frame'] });
        setTimeout(() => resolve(1000 * n / (performance.now() - started)), milliseconds);
    })"""
    return float(demo.page.evaluate(script, milliseconds))


def drag(demo: "DemoPage", index: int) -> list[float]:
    """Drag a handle in a circle; return how long the kernel took to answer moves, in milliseconds."""
    handle = demo.handle(index)
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    assert box is not None
    x, y = box["x"] + 22, box["y"] + 22
    times = []
    demo.page.mouse.move(x, y)
    demo.page.mouse.down()
    for i in range(N_MOVES):
        angle = 2 * np.pi * i / N_MOVES
        demo.page.mouse.move(x + 30 * np.sin(angle) + 10, y + 30 * (1 - np.cos(angle)))
        demo.page.wait_for_timeout(60)
        if said := demo.read("echo-ms"):
            times.append(float(said))
    demo.page.mouse.up()
    return times


def time_stop(demo: "DemoPage") -> float:
    """Press Stop while it runs; return the milliseconds until the page says that it has stopped; play again."""
    script = """() => new Promise((resolve) => {
        const scene = document.querySelector('.atelier-scene');
        const button = [...document.querySelectorAll('button')].find((one) => /Stop$/.test(one.textContent));
        const started = performance.now();
        new MutationObserver((_, observer) => {
            if (scene.dataset.state !== 'stopped') return;
            observer.disconnect();
            resolve(performance.now() - started);
        }).observe(scene, { attributeFilter: ['data-state'] });
        button.click();
    })"""
    took = float(demo.page.evaluate(script))
    demo.press("Play")
    demo.wait_for_state("running")
    demo.wait_for_frames(3)
    return took


def _describe(found: list[Measured]) -> Bench:
    def worst(name: str, place: str = "", *, least: bool = False) -> float:
        values = [getattr(one, name) for one in found if one.place == (place or one.place)]
        return float((np.nanmin if least else np.nanmax)(values))

    numbers = ("fps", "drag_ms", "stop_ms", "first_frame_seconds")
    rows = []
    for one in found:
        values = [getattr(one, name) for name in numbers]
        words = ["–" if np.isnan(value) else f"{value:.2f}" if value < 10 else f"{value:.0f}" for value in values]
        rows.append((f"{one.demo}, {one.place}", *words))
    return Bench(
        title="Live demos in a headless browser",
        columns=("", "frames a second", "drag, ms", "stop, ms", "first frame, s"),
        rows=tuple(rows),
        keys={
            "demos": float(len({one.demo for one in found})),
            "min_fps_lab": worst("fps", "lab", least=True),
            "min_fps_voila": worst("fps", "voila", least=True),
            "max_drag_ms": worst("drag_ms"),
            "max_stop_ms": worst("stop_ms"),
            "max_first_frame_seconds": worst("first_frame_seconds", "voila"),
        },
        notes=(
            "Frames: of the first scene, painted, while the demo trains as fast as it can. Drag: median from a move of "
            "the pointer to the frame with the kernel's answer; the handle itself follows at the next frame.",
            "Stop: the longest of five, from the click to the page's word for it. First frame: from opening it, in "
            "Voilà with a warm kernel; in JupyterLab from running the cell, nothing loaded yet. The rest in Voilà once "
            "the kernel for the next visitor is warm.",
            f"{count_cores()} cores for browser, server and kernel together, no graphics card; load "
            f"{os.getloadavg()[0]:.1f}, Python {platform.python_version()}.",
        ),
    )
