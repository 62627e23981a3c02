"""Which digits a notebook gets: MNIST from where it is, else the bundled ones, with a true line and without a wait."""

import gzip
import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from helpers import checks, datasets
from helpers.datasets import mnist_files, which_digits
from helpers.datasets.payload import DataFile
from helpers.datasets.transfer import Patience
from helpers.language import set_language
from tests.helpers import misbehaving_server as misbehaviour
from tests.helpers.misbehaving_server import MisbehavingServer, running_server

# Of the machine that runs the tests, before the fixture below takes it away.
REAL_DATA = os.environ.get("ATELIER_DATA", "")
N_TRAIN, N_TEST = 60, 10
BUNDLED = "1,797 handwritten digits from scikit-learn, 28 × 28 pixels: 1,400 to learn from, 397 for the test."
SMALL = "70 handwritten digits from MNIST, 28 × 28 pixels: 60 to learn from, 10 for the test.\n"


@pytest.fixture
def server() -> Iterator[MisbehavingServer]:
    with running_server() as server:
        yield server


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, no data folder, no proxy, the classroom's pace."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "ATELIER_DATA", "ATELIER_PACE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("ATELIER_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "mnist"


@pytest.fixture
def containers() -> dict[str, bytes]:
    """Four small files in MNIST's format and under its names, packed."""
    rng = np.random.default_rng(3)
    packed = {}
    for file, n in zip(mnist_files.FILES, (N_TRAIN, N_TEST, N_TEST, N_TRAIN), strict=True):
        if "labels" in file.name:
            payload = bytes([0, 0, 8, 1]) + n.to_bytes(4, "big") + rng.integers(0, 10, n).astype(np.uint8).tobytes()
        else:
            sizes = b"".join(size.to_bytes(4, "big") for size in (n, 28, 28))
            payload = bytes([0, 0, 8, 3]) + sizes + rng.bytes(n * 28 * 28)
        packed[file.name] = gzip.compress(payload)
    return packed


@pytest.fixture
def small(
    server: MisbehavingServer, containers: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> MisbehavingServer:
    """The small files in MNIST's place, with their own checksums, on a server of this machine."""
    files = []
    for file in mnist_files.FILES:
        content = containers[file.name]
        payload = gzip.decompress(content)
        url = server.put(f"/{file.name}", content, misbehaviour.well)
        files.append(DataFile(file.path, (url,), hashlib.sha256(payload).hexdigest(), len(payload)))
    monkeypatch.setattr(mnist_files, "FILES", tuple(files))
    return server


def put_files(folder: Path, containers: dict[str, bytes]) -> None:
    folder.mkdir(parents=True)
    for name, content in containers.items():
        (folder / name).write_bytes(content)


LOADERS = pytest.mark.parametrize("load", [datasets.digits, datasets.mnist], ids=["digits", "mnist"])


@LOADERS
def test_mnist_is_downloaded_once_and_said_in_one_line(
    small: MisbehavingServer, load: Callable, capsys: pytest.CaptureFixture[str], containers: dict[str, bytes]
) -> None:
    data = load()
    assert data.name == "MNIST"
    assert data.x_train.shape == (N_TRAIN, 28, 28) and data.x_test.shape == (N_TEST, 28, 28)
    assert data.y_train.shape == (N_TRAIN,) and data.y_test.shape == (N_TEST,)
    assert data.x_train.dtype == np.uint8 and data.y_train.dtype == data.y_test.dtype == np.int64
    for array in (data.x_train, data.y_train, data.x_test, data.y_test):
        assert not array.flags.writeable
    assert data.x_train.tobytes() == gzip.decompress(containers["train-images-idx3-ubyte.gz"])[16:]
    assert bytes(data.y_test.tolist()) == gzip.decompress(containers["t10k-labels-idx1-ubyte.gz"])[8:]
    assert load(quiet=True).x_test.tobytes() == data.x_test.tobytes()
    assert capsys.readouterr().out == SMALL
    assert len(small.requests) == 4


@LOADERS
def test_the_given_folder_needs_no_network_and_no_cache(
    small: MisbehavingServer,
    load: Callable,
    containers: dict[str, bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put_files(tmp_path / "stick" / "mnist", containers)
    monkeypatch.setenv("ATELIER_DATA", str(tmp_path / "stick"))
    monkeypatch.setenv("ATELIER_PACE", "quick")
    assert load(quiet=True).name == "MNIST"
    assert small.requests == [] and not (tmp_path / "cache").exists()


def test_without_a_network_the_wait_is_short_and_not_repeated(
    small: MisbehavingServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in small.files:
        small.put(path, b"", misbehaviour.silent)
    monkeypatch.setattr(which_digits, "SHORT_PATIENCE", Patience(connect_seconds=0.5))
    data = datasets.digits()
    assert data.name == "scikit-learn digits" and len(data.x_train) == 1400
    line = capsys.readouterr().out
    where = f"127.0.0.1:{small.server_port}"
    assert line == (
        f"{BUNDLED} Not MNIST: train-labels-idx1-ubyte.gz could not be downloaded. "
        f"{where}: no answer within 0.5 s. datasets.mnist() tells what to do.\n"
    )
    datasets.digits()
    assert capsys.readouterr().out == line
    datasets.digits(quiet=True)
    assert capsys.readouterr().out == ""
    assert len(small.requests) == 1, "asked once, not at each cell"
    for file in mnist_files.FILES:
        small.files[f"/{file.name}"] = (b"", misbehaviour.refuse(404))
    with pytest.raises(datasets.DataError, match="HTTP 404"):
        datasets.mnist()
    assert len(small.requests) == 2, "asked by name, it tries again"


def test_the_short_patience_is_short() -> None:
    assert which_digits.SHORT_PATIENCE.connect_seconds <= 3
    assert len(mnist_files.MIRRORS) * which_digits.SHORT_PATIENCE.connect_seconds <= 6


def test_the_quick_pace_downloads_nothing(
    small: MisbehavingServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], cache: Path
) -> None:
    monkeypatch.setenv("ATELIER_PACE", "quick")
    assert datasets.digits().name == "scikit-learn digits"
    assert capsys.readouterr().out == (
        f"{BUNDLED} Not MNIST: it is not on this machine, and the pace 'quick' downloads nothing. "
        "datasets.mnist() tells what to do.\n"
    )
    assert small.requests == [] and not cache.exists()
    datasets.mnist(quiet=True)
    assert datasets.digits(quiet=True).name == "MNIST", "what is there is taken at every pace"


def test_a_wrong_file_in_the_given_folder_is_said_and_never_passed_over(
    small: MisbehavingServer,
    containers: dict[str, bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    datasets.mnist(quiet=True)  # a sound copy in the cache does not hide it
    put_files(tmp_path / "stick" / "mnist", containers | {"t10k-images-idx3-ubyte.gz": gzip.compress(b"no")})
    monkeypatch.setenv("ATELIER_DATA", str(tmp_path / "stick"))
    with pytest.raises(datasets.DataError, match=r"t10k-images-idx3-ubyte\.gz holds 2 bytes instead of"):
        datasets.mnist()
    assert datasets.digits().name == "scikit-learn digits"
    line = capsys.readouterr().out
    assert line.startswith(f"{BUNDLED} Not MNIST: {tmp_path}") and line.count("\n") == 1
    assert "holds 2 bytes instead of" in line


def test_the_line_is_french_in_french(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("ATELIER_PACE", "quick")
    set_language("fr")
    datasets.digits()
    assert capsys.readouterr().out.endswith(
        " 397 pour le test. Pas MNIST\u00a0: il n’est pas sur cette machine, et l’allure «\u00a0quick\u00a0» ne "
        "télécharge rien. datasets.mnist() dit que faire.\n"
    )


# ------------------------------------------------------------------------------------------------- doctor


def test_doctor_tells_which_digits_are_there(
    small: MisbehavingServer,
    containers: dict[str, bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    cache: Path,
) -> None:
    bundled = checks.check_data_file()
    assert bundled.state == "ok" and "1797 handwritten digits" in bundled.found and "MNIST: not here" in bundled.found
    assert small.requests == [], "a check downloads nothing"
    datasets.mnist(quiet=True)
    assert f"MNIST: {cache.parent}" in checks.check_data_file().found
    put_files(tmp_path / "stick" / "mnist", containers)
    monkeypatch.setenv("ATELIER_DATA", str(tmp_path / "stick"))
    for check in (checks.check_data, checks.check_data_file):
        result = check()
        assert result.state == "ok" and result.found.endswith("MNIST: ATELIER_DATA")
    (tmp_path / "stick" / "mnist" / "t10k-images-idx3-ubyte.gz").write_bytes(b"no")
    result = checks.check_data_file()
    assert result.state == "warning" and "1797 handwritten digits" in result.found
    assert "t10k-images-idx3-ubyte.gz holds 2 bytes" in result.found and "Replace that file" in result.mend


# --------------------------------------------------------------------------------------------- the real ones


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch) -> Path:
    if not REAL_DATA:
        pytest.skip("needs the real MNIST: set ATELIER_DATA to a folder that has mnist/")
    monkeypatch.setenv("ATELIER_DATA", REAL_DATA)
    return Path(REAL_DATA)


@pytest.mark.slow
def test_the_real_mnist_is_what_it_is_known_to_be(real: Path) -> None:
    data = datasets.mnist(quiet=True)
    assert data.x_train.shape == (60_000, 28, 28) and data.x_test.shape == (10_000, 28, 28)
    # Counts as published in many places, and the mean and deviation that everyone normalises by.
    assert np.bincount(data.y_train).tolist() == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    assert np.bincount(data.y_test).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert data.y_train[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert abs(data.x_train.mean() / 255 - 0.1307) < 5e-5 and abs(data.x_train.std() / 255 - 0.3081) < 5e-5


@pytest.mark.slow
def test_the_real_mnist_loads_in_well_under_a_second(real: Path) -> None:
    seconds = []
    for _ in range(3):
        started = time.process_time()
        datasets.digits(quiet=True)
        seconds.append(time.process_time() - started)
    assert min(seconds) < 1


@pytest.mark.slow
def test_the_real_files_pass_through_a_broken_line(
    real: Path, server: MisbehavingServer, monkeypatch: pytest.MonkeyPatch, cache: Path
) -> None:
    for file in mnist_files.FILES:
        server.put(f"/{file.name}", (real / file.path).read_bytes(), misbehaviour.cut_after(4_000_000))
    urls = {file.path: (server.url(f"/{file.name}"),) for file in mnist_files.FILES}
    moved = tuple(DataFile(file.path, urls[file.path], file.sha256, file.n_bytes) for file in mnist_files.FILES)
    monkeypatch.setattr(mnist_files, "FILES", moved)
    monkeypatch.delenv("ATELIER_DATA")
    assert len(datasets.mnist(quiet=True).x_train) == 60_000
    assert len(server.requests) == 6, "two breaks in 9.6 MB"
    shutil.copytree(cache, cache.parent / "stick" / "mnist")
    monkeypatch.setenv("ATELIER_DATA", str(cache.parent / "stick"))
    monkeypatch.setenv("ATELIER_CACHE", str(cache.parent / "empty"))
    assert len(datasets.mnist(quiet=True).x_train) == 60_000, "a copied cache is a data folder"
    assert len(server.requests) == 6
