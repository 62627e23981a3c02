"""A download arrives whole and verified or not at all, and each way to fail has one line that names it."""

import gzip
import hashlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from helpers.datasets import DataError
from helpers.datasets.download import fetch
from helpers.datasets.payload import DataFile, WrongPayload, read_payload
from helpers.datasets.storage import cache_folder
from helpers.datasets.transfer import Patience
from helpers.language import set_language
from tests.helpers import misbehaving_server as misbehaviour
from tests.helpers.misbehaving_server import MisbehavingServer, running_server

PAYLOAD = np.random.default_rng(0).bytes(200_000)
PACKED = gzip.compress(PAYLOAD, mtime=0)
# What a test waits for answers in time; what it waits for in vain costs it these seconds.
PATIENT = Patience(connect_seconds=20, stall_seconds=20, min_bytes=1000)
SHORT = Patience(connect_seconds=20, stall_seconds=0.3, min_bytes=1000)


@pytest.fixture
def server() -> Iterator[MisbehavingServer]:
    with running_server() as server:
        yield server


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, no data folder, and no proxy of the machine that runs the tests."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "ATELIER_DATA"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("ATELIER_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "set"


def a_file(*urls: str, payload: bytes = PAYLOAD) -> DataFile:
    return DataFile("set/numbers.gz", urls, hashlib.sha256(payload).hexdigest(), len(payload))


def refusal(file: DataFile, patience: Patience = PATIENT) -> str:
    """Return the one line of a download that fails."""
    with pytest.raises(DataError) as caught:
        fetch(file, patience=patience, quiet=True)
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith("numbers.gz could not be downloaded. ")
    assert "Try again with a network" in message and "ATELIER_DATA" in message
    assert not (cache_folder() / "set" / "numbers.gz").exists(), "what is not right has no place in the cache"
    return message


# ---------------------------------------------------------------------------------------------- what arrives


def test_a_download_is_unpacked_verified_and_kept(server: MisbehavingServer, cache: Path) -> None:
    file = a_file(server.put("/numbers.gz", PACKED, misbehaviour.well))
    assert fetch(file, quiet=True) == PAYLOAD
    assert (cache / "numbers.gz").read_bytes() == PACKED
    assert sorted(path.name for path in cache.iterdir()) == ["numbers.gz", "numbers.gz.lock"]
    assert fetch(file, quiet=True) == PAYLOAD
    assert len(server.requests) == 1, "the second time it comes from the cache"


def test_a_file_that_is_not_packed_works_too(server: MisbehavingServer) -> None:
    assert fetch(a_file(server.put("/weights", PAYLOAD, misbehaviour.well)), quiet=True) == PAYLOAD


def test_the_container_may_differ_from_mirror_to_mirror(server: MisbehavingServer) -> None:
    other = gzip.compress(PAYLOAD, compresslevel=1, mtime=12345)
    assert other != PACKED
    assert fetch(a_file(server.put("/other", other, misbehaviour.well)), quiet=True) == PAYLOAD


def test_a_label_that_says_packed_leads_nobody_to_unpack_twice(server: MisbehavingServer) -> None:
    def labelled(handler: misbehaviour.Handler, content: bytes) -> None:
        handler.send(200, content, Content_Encoding="gzip")

    assert fetch(a_file(server.put("/labelled", PACKED, labelled)), quiet=True) == PAYLOAD


def test_a_server_need_not_say_how_much_it_sends(server: MisbehavingServer) -> None:
    assert fetch(a_file(server.put("/chunks", PACKED, misbehaviour.in_chunks(10**6))), quiet=True) == PAYLOAD


def test_redirects_are_followed(server: MisbehavingServer) -> None:
    there = server.put("/there", PACKED, misbehaviour.well)
    assert fetch(a_file(server.put("/here", b"", misbehaviour.redirect(there))), quiet=True) == PAYLOAD


def test_the_proxy_of_the_environment_is_used(server: MisbehavingServer, monkeypatch: pytest.MonkeyPatch) -> None:
    server.put("/numbers.gz", PACKED, misbehaviour.well)
    monkeypatch.setenv("http_proxy", server.url(""))
    assert fetch(a_file("http://mirror.invalid/numbers.gz"), quiet=True) == PAYLOAD
    assert server.requests == [("http://mirror.invalid/numbers.gz", "")]


def test_progress_appears_after_a_second_and_quiet_shows_none(
    server: MisbehavingServer, cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = a_file(server.put("/slow", PACKED, misbehaviour.send_slowly(2)))
    fetch(file, patience=PATIENT)
    assert "numbers.gz" in capsys.readouterr().err
    (cache / "numbers.gz").unlink()
    fetch(file, patience=PATIENT, quiet=True)
    (cache / "numbers.gz").unlink()
    server.put("/slow", PACKED, misbehaviour.well)
    fetch(file, patience=PATIENT)
    shown = capsys.readouterr()
    assert shown.err.strip() == shown.out.strip() == ""


# -------------------------------------------------------------------------------------------- what goes wrong


@pytest.mark.parametrize("behave", [misbehaviour.refuse(403), misbehaviour.refuse(404), misbehaviour.refuse(503)])
def test_the_next_mirror_is_asked(server: MisbehavingServer, behave: misbehaviour.Behaviour) -> None:
    bad, good = server.put("/bad", PACKED, behave), server.put("/good", PACKED, misbehaviour.well)
    assert fetch(a_file(bad, good), quiet=True) == PAYLOAD


@pytest.mark.parametrize(
    ("behave", "reason"),
    [
        (misbehaviour.refuse(403), "HTTP 403 Forbidden"),
        (misbehaviour.refuse(404), "HTTP 404 Not Found"),
        (misbehaviour.refuse(416), "HTTP 416"),
        (misbehaviour.redirect("/numbers.gz"), "more than 5 redirects"),
        (misbehaviour.redirect("file:///etc/passwd"), "sends elsewhere than to the web"),
        (misbehaviour.redirect("http://["), "sends elsewhere than to the web"),
        (misbehaviour.cut_after(1), "breaks off before the end"),
        (misbehaviour.in_chunks(30_000), "breaks off before the end"),
        (misbehaviour.stall_after(500), "stalled (fewer than 1000 bytes in 0.3 s)"),
        (misbehaviour.drip, "stalled (fewer than 1000 bytes in 0.3 s)"),
        (misbehaviour.announce_too_much, "sends more than 267536 bytes"),
        (misbehaviour.endless, "sends more than 267536 bytes"),
    ],
)
def test_each_fault_is_named_and_ends(server: MisbehavingServer, behave: misbehaviour.Behaviour, reason: str) -> None:
    url = server.put("/numbers.gz", PACKED, behave)
    started = time.monotonic()
    message = refusal(a_file(url), PATIENT if behave is misbehaviour.announce_too_much else SHORT)
    assert f"127.0.0.1:{server.server_port}: {reason}" in message
    assert time.monotonic() - started < 8
    assert len(server.requests) <= 6, "the first and five redirects"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (gzip.compress(PAYLOAD[:-1] + b"?"), "has another content (SHA-256 "),
        (PAYLOAD[:-1] + b"?", "has another content (SHA-256 "),
        (PACKED[:-20], "ends too early"),
        (PACKED[:1000] + b"?" + PACKED[1001:], "is damaged ("),
        (PACKED + b"?", "is damaged ("),
        (gzip.compress(PAYLOAD[:-1]), "holds 199999 bytes instead of 200000"),
        (gzip.compress(bytes(50_000_000)), "holds more than its 200000 bytes"),
        (b"", "holds 0 bytes instead of 200000"),
        (b"<!DOCTYPE html><title>Log in</title>", "is a web page and not the file (your network's login page?)"),
        (bytes(300_000), "sends more than 267536 bytes"),
    ],
    ids=["other", "other-unpacked", "cut", "flipped", "tail", "short", "bomb", "empty", "login", "long"],
)
def test_wrong_bytes_are_named_and_dropped(server: MisbehavingServer, cache: Path, content: bytes, reason: str) -> None:
    message = refusal(a_file(server.put("/numbers.gz", content, misbehaviour.well)))
    assert f": {reason}" in message
    assert not (cache / "numbers.gz.part").exists()


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    """The bound holds for what is unpacked: 100 MB out of 0.4 MB take little more than the 0.2 MB that are wanted."""
    with gzip.open(tmp_path / "bomb", "wb", compresslevel=1) as stream:
        for _ in range(100):
            stream.write(bytes(1_000_000))
    tracemalloc.start()
    with pytest.raises(WrongPayload, match="holds more than its 200000 bytes"):
        read_payload(tmp_path / "bomb", a_file())
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak_bytes < 2_000_000


def test_every_mirror_is_named_with_its_reason(server: MisbehavingServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    urls = (server.put("/numbers.gz", b"", misbehaviour.refuse(404)), f"http://127.0.0.1:{port}/numbers.gz")
    message = refusal(a_file(*urls, "http://mirror.invalid/numbers.gz"))
    assert f"127.0.0.1:{server.server_port}: HTTP 404 Not Found; 127.0.0.1:{port}: connection refused; " in message
    assert "; mirror.invalid: name not found (no network?). Try again" in message


def test_a_proxy_that_refuses_or_is_not_there_is_named(
    server: MisbehavingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = a_file("https://mirror.invalid/numbers.gz")
    monkeypatch.setenv("https_proxy", server.url(""))  # it knows no CONNECT
    assert "mirror.invalid: the proxy refuses or does not answer" in refusal(file)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{port}")
    assert "mirror.invalid: the proxy refuses or does not answer" in refusal(file)


def test_a_connection_that_is_not_secure_is_named(server: MisbehavingServer) -> None:
    url = server.put("/numbers.gz", PACKED, misbehaviour.well).replace("http://", "https://")
    assert "no secure connection (a certificate that is not trusted?)" in refusal(a_file(url))


def test_the_line_is_french_in_french(server: MisbehavingServer) -> None:
    set_language("fr")
    with pytest.raises(DataError) as caught:
        fetch(a_file(server.put("/numbers.gz", b"<html>", misbehaviour.well)), quiet=True)
    assert str(caught.value).startswith(
        f"numbers.gz n’a pas pu être téléchargé. 127.0.0.1:{server.server_port}\u00a0: est une page web, pas le fichier"
    )


def test_the_error_shows_in_a_notebook_as_two_lines(server: MisbehavingServer) -> None:
    with pytest.raises(DataError) as caught:
        fetch(a_file(server.put("/numbers.gz", b"", misbehaviour.refuse(404))), quiet=True)
    first, second = caught.value._render_traceback_()
    assert "numbers.gz could not be downloaded" in first and "→ Try again" in second


@pytest.mark.parametrize("how", ["port", "request"])
def test_silence_ends_after_the_seconds_to_connect(server: MisbehavingServer, how: str) -> None:
    """Also where a host has many addresses, or where the name's look-up hangs: the whole is limited."""
    url = server.put("/numbers.gz", PACKED, misbehaviour.silent)
    with misbehaviour.silent_port() as port:
        file = a_file(f"http://127.0.0.1:{port}/x" if how == "port" else url)
        started = time.monotonic()
        assert "no answer within 0.3 s" in refusal(file, Patience(connect_seconds=0.3))
        assert time.monotonic() - started < 3


def test_a_look_up_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    released = threading.Event()

    def hangs(*args: object, **kwargs: object) -> None:
        released.wait(20)
        raise socket.gaierror("at last")

    monkeypatch.setattr(socket, "getaddrinfo", hangs)
    started = time.monotonic()
    assert "no answer within 0.2 s" in refusal(a_file("http://mirror.invalid/x"), Patience(connect_seconds=0.2))
    assert time.monotonic() - started < 3
    released.set()


# ------------------------------------------------------------------------------------------------ resuming


def test_a_broken_download_is_resumed(server: MisbehavingServer) -> None:
    file = a_file(server.put("/numbers.gz", PACKED, misbehaviour.cut_after(90_000)))
    assert fetch(file, patience=PATIENT, quiet=True) == PAYLOAD
    assert [asked for _, asked in server.requests] == ["", "bytes=90000-", "bytes=180000-"]


def test_a_line_that_breaks_always_is_given_up(server: MisbehavingServer, cache: Path) -> None:
    url = server.put("/numbers.gz", PACKED, misbehaviour.cut_after(2000))
    assert "breaks off before the end" in refusal(a_file(url))
    assert (cache / "numbers.gz.part").read_bytes() == PACKED[:10_000], "five tries' bytes are kept for the next time"


def test_the_next_mirror_goes_on_where_the_first_broke_off(server: MisbehavingServer) -> None:
    urls = (
        server.put("/breaks", PACKED, misbehaviour.cut_after(900)),
        server.put("/good", PACKED, misbehaviour.well),
    )
    assert fetch(a_file(*urls), patience=PATIENT, quiet=True) == PAYLOAD
    assert server.requests == [("/breaks", ""), ("/good", "bytes=900-")]


@pytest.mark.parametrize(
    "behave", [misbehaviour.ignore_range, misbehaviour.resume_elsewhere, misbehaviour.resume_other_bytes]
)
@pytest.mark.parametrize("part", [PACKED[:5000], bytes(5000), bytes(250_000)], ids=["ours", "other", "too-long"])
def test_a_server_that_cannot_resume_starts_anew(
    server: MisbehavingServer, cache: Path, behave: misbehaviour.Behaviour, part: bytes
) -> None:
    cache.mkdir(parents=True)
    (cache / "numbers.gz.part").write_bytes(part)
    file = a_file(server.put("/numbers.gz", PACKED, behave))
    started = time.monotonic()
    assert fetch(file, patience=PATIENT, quiet=True) == PAYLOAD
    assert time.monotonic() - started < 10
    anew = [] if behave is misbehaviour.ignore_range else [""]
    assert [asked for _, asked in server.requests] == [f"bytes={len(part)}-", *anew]


@pytest.mark.parametrize("part", [PACKED, bytes(5000)], ids=["whole", "other"])
def test_a_partial_file_that_is_whole_or_wrong_does_no_harm(
    server: MisbehavingServer, cache: Path, part: bytes
) -> None:
    cache.mkdir(parents=True)
    (cache / "numbers.gz.part").write_bytes(part)
    file = a_file(server.put("/numbers.gz", PACKED, misbehaviour.well))
    assert fetch(file, patience=PATIENT, quiet=True) == PAYLOAD


FETCH = """
import sys
from tests.helpers.test_download import PATIENT, a_file
from helpers.datasets.download import fetch
try:
    print(len(fetch(a_file(*sys.argv[1:]), patience=PATIENT, quiet=True)))
except KeyboardInterrupt:
    print("interrupted")
"""


def start(*urls: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-W", "error", "-c", FETCH, *urls]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal (POSIX)")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_stopped_download_is_resumed_by_the_next_call(server: MisbehavingServer, cache: Path, how: int) -> None:
    url = server.put("/numbers.gz", PACKED, misbehaviour.stall_after(50_000))
    process = start(url)
    part = cache / "numbers.gz.part"
    deadline = time.monotonic() + 60
    while not (len(server.requests) == 1 and part.exists() and part.stat().st_size):
        assert time.monotonic() < deadline and process.poll() is None
        time.sleep(0.02)
    process.send_signal(how)
    out, err = process.communicate(timeout=60)
    assert (out, err) == ("interrupted\n" if how == signal.SIGINT else "", "")
    n_have = part.stat().st_size
    assert n_have > 0
    assert PACKED.startswith(part.read_bytes())
    assert fetch(a_file(server.put("/numbers.gz", PACKED, misbehaviour.well)), quiet=True) == PAYLOAD
    assert server.requests[-1][1] == f"bytes={n_have}-"


# ------------------------------------------------------------------------------- several at once, and again


def test_of_several_processes_one_downloads(server: MisbehavingServer) -> None:
    url = server.put("/numbers.gz", PACKED, misbehaviour.send_slowly(2))
    processes = [start(url) for _ in range(3)]
    for process in processes:
        out, err = process.communicate(timeout=120)
        assert (out, err) == ("200000\n", "")
    assert len(server.requests) == 1


def test_who_waited_for_a_failure_does_not_try_again(
    server: MisbehavingServer, capsys: pytest.CaptureFixture[str]
) -> None:
    """A class on one shared folder, and no network: the wait is one wait, not thirty."""
    file = a_file(server.put("/numbers.gz", PACKED, misbehaviour.silent))
    messages = []

    def try_it() -> None:
        with pytest.raises(DataError) as caught:
            fetch(file, patience=Patience(connect_seconds=1.5))
        messages.append(str(caught.value))

    threads = [threading.Thread(target=try_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(messages) == 6 and len(set(messages)) == 1
    assert len(server.requests) == 1
    assert capsys.readouterr().out.count("another notebook is downloading it") == 5


def test_a_failure_is_repeated_for_a_while_if_asked(server: MisbehavingServer) -> None:
    file = a_file(server.put("/numbers.gz", PACKED, misbehaviour.refuse(503)))
    first = refusal(file)
    with pytest.raises(DataError) as again:
        fetch(file, retry_after_seconds=900, quiet=True)
    assert str(again.value) == first and len(server.requests) == 1
    server.put("/numbers.gz", PACKED, misbehaviour.well)
    assert fetch(file, quiet=True) == PAYLOAD, "who asks without that word gets a new try"
    assert not (cache_folder() / "set" / "numbers.gz.failed").exists()
    assert fetch(file, retry_after_seconds=900, quiet=True) == PAYLOAD


@pytest.mark.parametrize("note", ["", "{}", '{"at": "yesterday"}', '{"at": 4e9, "message": "from the future"}'])
def test_a_note_of_failure_that_makes_no_sense_is_ignored(server: MisbehavingServer, cache: Path, note: str) -> None:
    cache.mkdir(parents=True)
    (cache / "numbers.gz.failed").write_text(note, encoding="utf-8")
    file = a_file(server.put("/numbers.gz", PACKED, misbehaviour.well))
    assert fetch(file, retry_after_seconds=900, quiet=True) == PAYLOAD


# ----------------------------------------------------------------------------------------- folders and disks


def test_a_damaged_file_in_the_cache_is_replaced(server: MisbehavingServer, cache: Path) -> None:
    cache.mkdir(parents=True)
    (cache / "numbers.gz").write_bytes(PACKED[:1000])
    assert fetch(a_file(server.put("/numbers.gz", PACKED, misbehaviour.well)), quiet=True) == PAYLOAD
    assert (cache / "numbers.gz").read_bytes() == PACKED


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full (Linux)")
def test_a_full_disk_is_named_and_no_other_mirror_is_blamed(server: MisbehavingServer, cache: Path) -> None:
    cache.mkdir(parents=True)
    (cache / "numbers.gz.part").symlink_to("/dev/full")  # where every write finds the disk full
    urls = [server.put(path, PACKED, misbehaviour.well) for path in ("/a", "/b")]
    with pytest.raises(DataError) as caught:
        fetch(a_file(*urls), quiet=True)
    target = cache / "numbers.gz"
    assert str(caught.value).startswith(f"{target} cannot be written (No space left on device). Make room")
    assert len(server.requests) == 1
    assert sorted(path.name for path in cache.iterdir()) == ["numbers.gz.lock"], "its bytes are given back"


def test_a_cache_that_is_no_folder_is_named(server: MisbehavingServer, cache: Path) -> None:
    cache.parent.write_text("a file", encoding="utf-8")
    with pytest.raises(DataError, match=r"cannot be written \(.*ATELIER_CACHE"):
        fetch(a_file(server.put("/numbers.gz", PACKED, misbehaviour.well)), quiet=True)
    assert server.requests == []


@pytest.mark.parametrize(("name", "content"), [("numbers.gz", PACKED), ("numbers", PAYLOAD), ("numbers.gz", PAYLOAD)])
def test_the_given_folder_comes_first_and_is_only_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: MisbehavingServer, name: str, content: bytes
) -> None:
    """Packed, unpacked, or unpacked by a browser that kept the name."""
    given = tmp_path / "stick" / "set"
    given.mkdir(parents=True)
    (given / name).write_bytes(content)
    monkeypatch.setenv("ATELIER_DATA", str(given.parent))
    assert fetch(a_file(server.put("/numbers.gz", PACKED, misbehaviour.well)), quiet=True) == PAYLOAD
    assert server.requests == [] and [path.name for path in given.iterdir()] == [name]
    assert not cache_folder().exists()


def test_a_wrong_file_in_the_given_folder_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: MisbehavingServer
) -> None:
    given = tmp_path / "stick" / "set"
    given.mkdir(parents=True)
    (given / "numbers.gz").write_bytes(gzip.compress(bytes(200_000)))
    monkeypatch.setenv("ATELIER_DATA", str(given.parent))
    with pytest.raises(DataError, match=r"numbers\.gz has another content .* Replace that file, or take it out"):
        fetch(a_file(server.put("/numbers.gz", PACKED, misbehaviour.well)), quiet=True)
    (given / "numbers.gz").unlink()
    (given / "numbers.gz").mkdir()
    with pytest.raises(DataError, match=r"numbers\.gz cannot be read \(Is a directory\)"):
        fetch(a_file(server.url("/numbers.gz")), quiet=True)
    assert server.requests == []
    monkeypatch.setenv("ATELIER_DATA", str(tmp_path / "not plugged in"))
    with pytest.raises(DataError, match=r"ATELIER_DATA must name a folder; got .*not plugged in\. Plug it in"):
        fetch(a_file(server.url("/numbers.gz")), quiet=True)


def test_the_cache_is_where_the_system_keeps_caches_unless_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cache_folder() == tmp_path / "cache"
    monkeypatch.delenv("ATELIER_CACHE")
    import platformdirs

    assert cache_folder() == Path(platformdirs.user_cache_dir("atelier", appauthor=False))
    monkeypatch.setenv("ATELIER_CACHE", "~/elsewhere")
    assert cache_folder() == Path(os.path.expanduser("~/elsewhere"))


def test_importing_it_loads_no_web_client() -> None:
    code = "import sys, helpers.datasets.download; assert not {'requests', 'urllib3', 'tqdm'} & set(sys.modules)"
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
