"""`lecture` writes its pages and its index, serves them from this machine alone, and ends without a word."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import pytest

from helpers.demos import DEMOS
from helpers.errors import AtelierError
from helpers.language import set_language
from helpers.lecture import command, pictures
from helpers.lecture.index import TEMPLATE, write_index
from helpers.lecture.pages import write_pages

START_SECONDS = 90
PNG = b"\x89PNG\r\n\x1a\n"


def test_a_page_for_each_demo(tmp_path: Path) -> None:
    write_pages(tmp_path / "fr", "fr")
    assert sorted(path.stem for path in (tmp_path / "fr").iterdir()) == sorted(DEMOS)
    for name, demo in DEMOS.items():
        notebook = nbformat.read(tmp_path / "fr" / f"{name}.ipynb", as_version=4)
        nbformat.validate(notebook)
        (cell,) = notebook.cells
        assert f"demos.show('{name}'" in cell.source
        assert f"chapter='{demo.chapter}', lang='fr'" in cell.source


def test_the_index_has_a_picture_and_a_sentence_for_each_demo(tmp_path: Path) -> None:
    set_language("fr")
    picture = tmp_path / "some.png"
    picture.write_bytes(PNG)
    (tmp_path / TEMPLATE).mkdir(parents=True)
    write_index(tmp_path, dict.fromkeys(DEMOS, picture))
    cards = (tmp_path / TEMPLATE / "cards.html").read_text(encoding="utf-8")
    for name, demo in DEMOS.items():
        card = re.search(rf'<a href="/voila/render/{name}\.ipynb">(.*?)</a>', cards, re.DOTALL)[1]
        assert demo.title.fr.partition(" ")[0] in card
        assert "<img" in card and "base64,iVBO" in card
    order = (tmp_path / TEMPLATE / "order.html").read_text(encoding="utf-8")
    assert json.loads(f"[{order}]") == list(DEMOS)


def test_pictures_are_drawn_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "N_STEPS", dict.fromkeys(pictures.N_STEPS, 3))
    steps: list[tuple[int, int]] = []
    (tmp_path / "monge-en-0123456789ab.png").write_bytes(b"of an older version")
    drawn = pictures.draw_pictures(tmp_path, on_picture=lambda done, total: steps.append((done, total)))
    assert list(drawn) == list(DEMOS)
    assert all(path.read_bytes().startswith(PNG) for path in drawn.values())
    assert steps == [(i, len(DEMOS)) for i in range(len(DEMOS))]
    assert sorted(tmp_path.iterdir()) == sorted(drawn.values())
    again = pictures.draw_pictures(tmp_path, on_picture=lambda done, total: pytest.fail("drawn twice"))
    assert again == drawn


def test_a_demo_that_does_not_exist_is_named_with_those_that_do() -> None:
    with pytest.raises(AtelierError, match="no demo 'xro'") as caught:
        command.start_lecture("xro")
    assert caught.value.exit_code == 2
    assert "xor, gan_2d, monge" in caught.value.next_step


def test_a_taken_port_is_passed_over() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert command._find_port(port) > port


def test_a_server_that_ends_at_once_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "find_folder", lambda: tmp_path)
    monkeypatch.setattr(command, "draw_pictures", lambda folder, on_picture: {})
    monkeypatch.setattr(command, "make_command", lambda folder, **_: [sys.executable, "-c", "print('oh'); exit(3)"])
    with pytest.raises(AtelierError, match="exit code 3") as caught:
        command.start_lecture()
    log = tmp_path / "voila.log"
    assert str(log) in caught.value.next_step
    assert log.read_text(encoding="utf-8").strip() == "oh"
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(os.name == "nt", reason="sends Ctrl-C as Unix terminals do")
def test_voila_serves_the_index_until_ctrl_c(atelier: list[str], tmp_path: Path) -> None:
    port = command._find_port(8900)
    log = tmp_path / "log.txt"
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            [*atelier, "lecture", "xor", "--lang", "fr", "--dark", "--no-browser", f"--port={port}"],
            cwd=tmp_path, stdout=output, stderr=output, start_new_session=True,
        )  # fmt: skip
    try:
        said = wait_for_words(log, "Ctrl-C", process)
        address = re.search(r"http://127\.0\.0\.1:\d+/", said)[0]
        assert f"Les démos : {address}voila/render/xor.ipynb" in said
        with urllib.request.urlopen(address, timeout=10) as reply:
            page = reply.read().decode("utf-8")
        assert '<html lang="fr" data-theme="dark">' in page
        assert re.findall(r"/voila/render/(\w+)\.ipynb\"", page) == list(DEMOS)
        assert "plein écran" in page
        assert set(re.findall(r"https?://[^\"'\s<]+", page)) == set()
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(40) == 0, log.read_text(encoding="utf-8")
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    assert log.read_text(encoding="utf-8") == said


def wait_for_words(log: Path, words: str, process: subprocess.Popen) -> str:
    """Return what a log says once these words are there."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        said = log.read_text(encoding="utf-8")
        if words in said and said.endswith("\n"):
            return said
        time.sleep(0.1)
    raise AssertionError(log.read_text(encoding="utf-8"))
