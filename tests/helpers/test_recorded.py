"""Recorded results come back as they were saved, and what is missing is said."""

from pathlib import Path

import numpy as np
import pytest

from helpers import recorded


def test_a_table_comes_back(tmp_path: Path) -> None:
    table = {
        "structure": ["2-2-1", "2-4-1, wide"],
        "successes": np.array([3, 9]),
        "share": np.array([1 / 3, np.nan]),
        "rate": np.array([0.5, 1e-7], dtype=np.float32),
    }
    path = recorded.save("02_tests", "shares", table, folder=tmp_path)
    assert path.read_text(encoding="utf-8").splitlines()[0] == "structure,successes,share,rate"
    back = recorded.load("02_tests", "shares", folder=tmp_path)
    assert list(back) == list(table)
    assert back["structure"].tolist() == table["structure"]
    assert back["successes"].dtype == int and back["successes"].tolist() == [3, 9]
    np.testing.assert_allclose(back["share"], table["share"], rtol=1e-5)
    np.testing.assert_allclose(back["rate"], table["rate"], rtol=1e-5)


def test_the_same_numbers_make_the_same_file(tmp_path: Path) -> None:
    one = recorded.save("02_tests", "one", {"x": [0.1, 2.0]}, folder=tmp_path)
    two = recorded.save("02_tests", "two", {"x": np.array([0.1 + 1e-12, 2.0])}, folder=tmp_path)
    assert one.read_bytes() == two.read_bytes()


def test_the_later_table_stays(tmp_path: Path) -> None:
    recorded.save("02_tests", "x", {"x": [1, 2, 3]}, folder=tmp_path)
    recorded.save("02_tests", "x", {"x": [4]}, folder=tmp_path)
    assert recorded.load("02_tests", "x", folder=tmp_path)["x"].tolist() == [4]


@pytest.mark.parametrize("table", [{}, {"a": [1, 2], "b": [1]}])
def test_columns_have_one_length(table: dict[str, list[int]], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="must have one length"):
        recorded.save("02_tests", "x", table, folder=tmp_path)


def test_a_missing_table_says_how_to_record_it(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="atelier solve 02_tests --pace full"):
        recorded.load("02_tests", "nothing", folder=tmp_path)


@pytest.mark.parametrize(
    "path", sorted(recorded.FOLDER.rglob("*.csv")), ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_what_is_recorded_can_be_read(path: Path) -> None:
    table = recorded.load(path.parent.name, path.stem)
    assert table and min(map(len, table.values())) > 0
