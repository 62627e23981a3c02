"""Memory stays flat over a thousand submissions: of the writer, of the workers, of the zygotes."""

import shutil
import sys
import time
from collections import defaultdict
from pathlib import Path
from statistics import median

import psutil
import pytest

from autograder.course_folder import Course
from tests.autograder.processes import find_living, role_of
from tests.autograder.test_kills import marks, start_grading, temporary
from tests.autograder.tiny_course import NAME, RIGHT, hand_in, make_course, make_notebook

N = 1000
PRINTS = {"double": "def double(x):\n    print('x' * 1000)\n    return 2 * x"}


def watch(course: Course, grader: psutil.Process) -> dict[str, list[tuple[int, int]]]:
    """Return for each role (submissions done, resident bytes of the largest process) while a run lasts."""
    seen: dict[str, list[tuple[int, int]]] = defaultdict(list)
    while grader.status() != psutil.STATUS_ZOMBIE:
        done = len(list((course.root / "results" / NAME).glob("*.json")))
        sizes: dict[str, int] = defaultdict(int)
        sizes["grader"] = grader.memory_info().rss
        for process in find_living(grader.pid):
            try:
                role = role_of(process)
                sizes[role] = max(sizes[role], process.memory_info().rss)
            except psutil.Error:
                continue
        for role in ("grader", "worker", "zygote"):
            if sizes[role]:
                seen[role].append((done, sizes[role]))
        time.sleep(0.5)
    return seen


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="zygotes")
def test_memory_stays_flat_over_a_thousand_submissions(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    (chapter,) = course.read_chapters()
    for number in range(N):
        hand_in(course, f"student{number:04}", make_notebook(chapter, RIGHT | PRINTS))
    running = start_grading(course)
    seen = watch(course, psutil.Process(running.pid))
    said, _ = running.communicate()
    assert running.returncode == 0, said
    assert set(marks(course).values()) == {15}
    for role, sizes in seen.items():
        early = median(size for done, size in sizes if N // 10 <= done <= 3 * N // 10)
        late = median(size for done, size in sizes if done >= 8 * N // 10)
        print(f"{role}: {early / 1e6:.0f} MB → {late / 1e6:.0f} MB")
        assert late < early + 20e6, role
    assert set(seen) == {"grader", "worker", "zygote"}
    shutil.rmtree(temporary(course))
