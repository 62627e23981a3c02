"""The geometry of scenes, which is JavaScript: its own tests, run by Node."""

import shutil
import subprocess
from pathlib import Path

import pytest

from helpers.demos import scene
from tests.conftest import ROOT

TESTS = Path(__file__).with_name("geometry.test.mjs")


@pytest.fixture
def node() -> str:
    return shutil.which("node") or pytest.skip("needs Node.js (Debian package nodejs)")


def test_the_geometry_of_scenes(node: str, tmp_path: Path) -> None:
    # By their names both are modules, whatever the version of Node.
    shutil.copy(ROOT / "helpers" / "demos" / "geometry.js", tmp_path / "geometry.mjs")
    shutil.copy(TESTS, tmp_path)
    done = subprocess.run([node, "--test", TESTS.name], cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"# pass {TESTS.read_text(encoding='utf-8').count('test(')}" in done.stdout, done.stdout


def test_the_three_files_are_one_module(node: str, tmp_path: Path) -> None:
    module = tmp_path / "scene.mjs"
    module.write_text(scene._read_script(), encoding="utf-8")
    done = subprocess.run([node, "--check", module], capture_output=True, encoding="utf-8", timeout=60)
    assert done.returncode == 0, done.stderr
    assert "import " not in "\n".join(line[:7] for line in module.read_text(encoding="utf-8").splitlines())
