"""The parts of the way in by themselves, and the files that must say the same thing about the environment."""

import ast
import json
import re
import socket
import string
import sys
import time
import tomllib
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib import metadata
from pathlib import Path
from threading import Thread

import pytest
import yaml
from packaging.specifiers import SpecifierSet

from helpers.way_in import installation
from helpers.way_in.environment import INGREDIENTS, LEVELS
from helpers.way_in.messages import MESSAGES, tell
from helpers.way_in.progress import Progress

REPOSITORY = Path(__file__).parents[1]
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONSTRAINTS = (REPOSITORY / "constraints.txt").read_text(encoding="utf-8").splitlines()
OLD_PYTHON_READS = [
    REPOSITORY / name
    for name in (
        "atelier.py",
        "helpers/__init__.py",
        "helpers/way_in/__init__.py",
        "helpers/way_in/messages.py",
    )
]
PINNED = {
    re.sub(r"[-_.]+", "-", name).lower(): version
    for name, version in (line.split(";")[0].split("==") for line in CONSTRAINTS if not line.startswith("#"))
}


@pytest.mark.parametrize("path", OLD_PYTHON_READS, ids=lambda path: path.name)
def test_an_old_python_can_read_what_tells_it_so(path):
    ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 6))


def test_the_way_in_is_standard_library_only():
    for path in [*OLD_PYTHON_READS, *(REPOSITORY / "helpers" / "way_in").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module] if isinstance(node, ast.ImportFrom) else []
            for module in modules:
                known = module.startswith("helpers.way_in") or module.split(".")[0] in sys.stdlib_module_names
                assert known, f"{path.name} imports {module}"


def test_every_message_is_there_in_both_languages_with_the_same_fields():
    def fields(text):
        return sorted(field for _, field, _, _ in string.Formatter().parse(text) if field)

    assert list(MESSAGES["en"]) == list(MESSAGES["fr"])
    for key, text in MESSAGES["en"].items():
        assert fields(text) == fields(MESSAGES["fr"][key]), key
        assert text != MESSAGES["fr"][key] and "\n" not in text


@pytest.mark.parametrize(
    ("variables", "lang"),
    [
        ({}, "en"),
        ({"LANG": "fr_CH.UTF-8"}, "fr"),
        ({"LANG": "fr", "LC_ALL": "C"}, "en"),
        ({"LANG": "de"}, "en"),
    ],
)
def test_language_follows_the_environment(monkeypatch, variables, lang):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert tell("making") == MESSAGES[lang]["making"]


# What pip prints on a full disk, at a closed port, for a name without an address, for a wrong pin.
FULL = "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device"
CLOSED = "Could not fetch URL https://pypi.org/simple/six/: connection error: Max retries exceeded with url: /six/"
NAMELESS = (
    "WARNING: Retrying (Retry(total=4, connect=None, read=None)) after connection broken by "
    "'NewConnectionError('<pip.Connection object at 0x7f01>: Failed to establish a new connection: "
    "[Errno -3] Temporary failure in name resolution')': /simple/six/"
)
SHORT = "connection broken by 'NewConnectionError('Failed to establish a new connection: [Errno -3] Temporary"
WRONG = "ERROR: No matching distribution found for torch==9"


@pytest.mark.parametrize(
    ("printed", "key", "quoted"),
    [
        (f"Collecting numpy\n{FULL}\n", "disk_full", FULL),
        (f"{CLOSED}\nERROR: No matching distribution found for six\n", "no_network", CLOSED),
        (f"{NAMELESS}\n{WRONG}\n", "no_network", SHORT),
        (f"Looking in indexes: https://pypi.org/simple\n{WRONG}\n", "failed", WRONG),
        ("", "failed", "?"),
    ],
)
def test_failures_are_told_apart(printed, key, quoted):
    problem = installation.explain(printed)
    assert problem.key == key
    assert quoted in str(problem)


def test_progress_says_which_torch_comes_and_how_big_it_is(capfd, tmp_path):
    wheel = tmp_path / "torch-2.13.0+cpu-cp311-cp311-linux_x86_64.whl"
    wheel.write_bytes(bytes(3_000_000))
    progress = Progress()
    for line in (
        "Collecting torch==2.13.0",
        "  Downloading torch-2.13.0-cp311-cp311-manylinux_2_28_x86_64.whl.metadata (29 kB)",
        "Downloading https://download.pytorch.org/whl/cpu/torch-2.13.0%2Bcpu-cp311-linux.whl (190.5 MB)",
        "Downloading nvidia_cublas-13.0-py3-none-manylinux.whl (1.5 GB)",
        f"Processing {wheel} (from pot->atelier==0.1.0)",
        "Using cached torch-2.13.0-cp311-none-macosx.whl (80.0 MB)",
        "Using cached six-1.17.0-py2.py3-none-any.whl (11 kB)",
        "Installing collected packages: six, torch, atelier",
    ):
        progress.read(line)
    assert capfd.readouterr().err.splitlines() == [
        "torch: torch-2.13.0+cpu-cp311-linux.whl, 190 MB",
        "torch: torch-2.13.0+cpu-cp311-cp311-linux_x86_64.whl, 3 MB",
        "torch: torch-2.13.0-cp311-none-macosx.whl, 80 MB",
        "packages to install: 3, 1774 MB",
    ]


class Answer(BaseHTTPRequestHandler):
    """A server that says yes to everything."""

    def do_HEAD(self):
        """Answer at once."""
        self.send_response(200)
        self.end_headers()

    def log_message(self, *arguments):
        """Print nothing."""


def test_an_index_that_answers_is_used(monkeypatch, capfd):
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        monkeypatch.setattr(installation, "CPU_INDEX", f"http://127.0.0.1:{server.server_port}/whl/cpu/")
        Thread(target=server.handle_request, daemon=True).start()
        assert installation.Probe(wanted=True).answers()
    assert "CPU index answers" in capfd.readouterr().err
    assert installation.pip_command("course", extra_index=True)[-2:] == [
        "--extra-index-url",
        installation.CPU_INDEX,
    ]


def test_an_index_that_keeps_silent_costs_no_more_than_the_limit(monkeypatch, capfd):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(installation, "PROBE_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setattr(installation, "CPU_INDEX", f"http://127.0.0.1:{silent.getsockname()[1]}/")
        began = time.perf_counter()
        assert not installation.Probe(wanted=True).answers()
        assert time.perf_counter() - began < 1.0
    assert "does not answer" in capfd.readouterr().err


def test_elsewhere_than_on_linux_nobody_is_asked(monkeypatch, capfd):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not installation.Probe(wanted=True).answers()
    assert capfd.readouterr().err == ""


def test_conda_installs_what_pip_installs():
    environment = yaml.safe_load((REPOSITORY / "environment.yml").read_text(encoding="utf-8"))
    python, pip, nested = environment["dependencies"]
    assert (python.split(",")[0], pip) == ("python" + PROJECT["requires-python"], "pip")
    words = [word for line in nested["pip"] for word in line.split()]
    command = installation.pip_command("course", extra_index=False)
    assert words == command[command.index("-c") :] == ["-c", "constraints.txt", "-e", ".[course]"]


def test_every_dependency_has_one_pinned_version():
    extras = PROJECT["optional-dependencies"]
    assert ("base", *extras) == LEVELS
    for requirement in [*PROJECT["dependencies"], *(name for extra in extras.values() for name in extra)]:
        name, _, version = requirement.partition("==")
        if not name.startswith("atelier["):
            assert name in PINNED, f"{name} is missing in constraints.txt"
            assert version in ("", PINNED[name])
    assert not [version for version in PINNED.values() if "+" in version]


def test_every_pinned_package_takes_the_lowest_python():
    """3.11.0 too, which distributions still have: on a newer 3.11, pip takes what it could not install there."""
    lowest = PROJECT["requires-python"].removeprefix(">=") + ".0"
    asked = {found.metadata["Name"]: found.metadata["Requires-Python"] for found in metadata.distributions()}
    pinned = {name: rule for name, rule in asked.items() if rule and re.sub(r"[-_.]+", "-", name).lower() in PINNED}
    assert len(pinned) > 50
    assert [name for name, rule in pinned.items() if not SpecifierSet(rule).contains(lowest)] == []


def test_every_dependency_has_its_reason_in_a_comment():
    text = (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")
    listed = text[text.index("dependencies = [") : text.index("[project.scripts]")]
    lines = [line for line in listed.splitlines() if line.startswith('    "') and "atelier[" not in line]
    assert [line for line in lines if not re.search(r'",\s+# \w', line)] == []


def test_jupyterlab_s_settings_came_with_the_environment():
    ours = json.loads((REPOSITORY / INGREDIENTS[2]).read_text(encoding="utf-8"))
    extension = "@jupyterlab/apputils-extension"
    assert ours[f"{extension}:kernels-settings"] == {"commsOverSubshells": "disabled"}
    assert ours[f"{extension}:notification"]["fetchNews"] == "false"
    installed = metadata.distribution("atelier")
    assert installed.version == PROJECT["version"]
    placed = Path(sys.prefix) / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    assert json.loads(placed.read_text(encoding="utf-8")) == ours
