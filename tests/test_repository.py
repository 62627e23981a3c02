"""What must hold for the repository as a whole: size, links that lead somewhere, two trees of one shape."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from helpers.language import LANGUAGES

ROOT = Path(__file__).parents[1]
MAX_BYTES = 1_000_000
PAGES = sorted(path.relative_to(ROOT).as_posix() for path in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def test_no_tracked_file_is_large() -> None:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("needs git and a clone: in a downloaded archive there is nothing to ask (package git)")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    paths = [ROOT / name for name in listed.decode("utf-8").split("\0") if name]
    assert len(paths) > 10
    sizes = {path.relative_to(ROOT).as_posix(): path.stat().st_size for path in paths if path.is_file()}
    assert {name: size for name, size in sizes.items() if size > MAX_BYTES} == {}


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    targets = [target.partition("#")[0] for target in LINK.findall(text) if "://" not in target]
    missing = [target for target in targets if target and not (ROOT / page).parent.joinpath(target).exists()]
    assert missing == []


def test_the_readme_opens_with_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert text.index("python3 atelier.py tour") < text.index("python3 atelier.py test") < text.index("## Student")


def test_both_languages_have_the_same_notebooks() -> None:
    trees = [
        sorted(
            path.relative_to(ROOT / "notebooks" / lang).as_posix()
            for path in (ROOT / "notebooks" / lang).rglob("*.ipynb")
        )
        for lang in LANGUAGES
    ]
    sources = sorted((ROOT / "solutions").glob("*.py"))
    assert trees[0] == trees[1] == [f"{path.stem}/{path.stem[3:]}.ipynb" for path in sources]
