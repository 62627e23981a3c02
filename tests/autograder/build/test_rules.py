"""Every mistake an author can make stops the build, which names the file, the line and the cell."""

import re
from pathlib import Path

import pytest

from autograder import build as builder
from tests.autograder.build.chapters import GOOD, spoil, write_chapter

# name of the mistake: (what stands in the good chapter, what the author wrote, what the build says, where it says it)
MISTAKES = {
    "begin without end": ("    ### END SOLUTION\n\n\n# %% test=\"add\" points=5\nexpect.close", "\n# %% test=\"add\" points=5\nexpect.close", "never closed", "add"),
    "end without begin": ("    ### BEGIN SOLUTION\n    return 2", "    return 2", "without its other half", "double"),
    "nested markers": ("    return total\n", "    ### BEGIN SOLUTION\n    return total\n", "without its other half", "add"),
    "misspelt marker": ("    ### BEGIN SOLUTION\n    total", "    ### BEGIN SOLUTIONS\n    total", "a marker must read", "add"),
    "marker of another kind": ("### BEGIN HIDDEN TESTS", "### BEGIN SOLUTION", "do not belong in this kind of cell", "add"),
    "empty region": ("    total = a + b\n    return total\n", "", "region is empty", "add"),
    "unknown key": ("# %% experiment=true", "# %% colour=true", "unknown key 'colour'", "cell 9"),
    "misspelt key": ("# %% experiment=true", "# %% experimnet=true", "Did you mean 'experiment'", "cell 9"),
    "no key": ("# %% experiment=true", "# %%", "Got: none", "cell 9"),
    "repeated key": ("# %% show=true", "# %% show=true show=true", "each key once", "cell 10"),
    "two kinds at once": ("# %% show=true", "# %% show=true experiment=true", "one of these sets", "cell 10"),
    "missing points": ('# %% test="double" points=5', '# %% test="double"', "one of these sets", "cell 8"),
    "points as text": ('# %% test="double" points=5', '# %% test="double" points="5"', "points must be a number", "cell 8"),
    "true as text": ("# %% show=true", '# %% show="true"', "show must be true", "cell 10"),
    "false": ("# %% show=true", "# %% show=false", "show must be true", "cell 10"),
    "title in the header": ("# %% show=true", "# %% Numbers show=true", "remove the title 'Numbers'", "cell 10"),
    "value without quotes": ('# %% solution="double"', "# %% solution=double", "cannot read", "cell 7"),
    "bad name": ('# %% solution="double"', '# %% solution="Double"', "small letters", "cell 7"),
    "other language": ('# %% [markdown] lang="en" answer', '# %% [markdown] lang="de" answer', "lang must be one of", "cell 12"),
    "raw cell": ("# %% show=true", "# %% [raw] show=true", r"got \[raw\]", "cell 10"),
    "text before the first cell": ("# %% [markdown] lang=\"fr\"\n# # La", "# A word\n\n# %% [markdown] lang=\"fr\"\n# # La", "text before", "file"),
    "missing translation": ('\n# %% [markdown] lang="en"\n# # The sum\n#\n# An idea, and its formula $s = a + b$.\n', "", "followed by its translation", "prose"),
    "other headings": ("# # The sum\n#\n", "# # The sum\n#\n# ## More\n#\n", "same headings", "prose"),
    "no title": ("# # La somme", "# La somme", "the chapter's title", "prose"),
    "answers of different points": ('lang="en" answer="why_add" points=5', 'lang="en" answer="why_add" points=4', "same points", "why_add"),
    "two exercises of one name": ('# %% solution="double"', '# %% solution="add"', "each name once", "add"),
    "a question named as an exercise": ('lang="fr" answer="why_add"', 'lang="fr" answer="add"', "same name", "why_add"),
    "19 points": ('# %% test="double" points=5', '# %% test="double" points=4', "add up to 20; these add up to 19", "why_add"),
    "a test of nothing": ('# %% test="double" points=5', '# %% test="double" points=0', "worth more than 0", "double-test-1"),
    "bare assert": ("expect.equal(add(2, 2), 4)", "assert add(2, 2) == 4", "never with a bare assert", "add-test-2"),
    "test without check": ("expect.equal(add(2, 2), 4)", "add(2, 2)", "checks nothing", "add-test-2"),
    "only hidden checks": ("expect.equal(measure(2), 4)", "### BEGIN HIDDEN TESTS\nexpect.equal(measure(2), 4)\n### END HIDDEN TESTS", "check that the student sees", "double-test-1", ),
    "exercise without test": ('# %% test="double" points=5', '# %% test="add" points=5', "no test='double'", "double"),
    "test without exercise": ('# %% test="double" points=5', '# %% test="triple" points=5', "no solution='triple'", "triple-test-1"),
    "test before its exercise": ('# %% solution="add"\n', '# %% test="double" points=5\nexpect.equal(double(1), 2)\n# %% solution="add"\n', "comes after its exercise", "double-test-1"),
    "no solution region": ("    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION\n", "    return 2 * x\n", "there is none", "double"),
    "the stub is the solution": ("    return 2 * x\n", "    raise NotImplementedError()\n", "stub is the solution", "double"),
    "a test names another answer": ("expect.equal(add(2, 2), 4)", "expect.equal(add(2, 2), double(2))", "'double' is defined nowhere|belongs to the exercise 'double'", "add-test-2"),
    "an answer names another answer": ("    return 2 * x\n", "    return add(x, x)\n", "belongs to the exercise 'add'", "double"),
    "a test uses an unknown name": ("expect.equal(add(2, 2), 4)", "expect.equal(add(two, 2), 4)", "'two' is defined nowhere", "add-test-2"),
    "a test uses another test's name": ("expect.equal(add(2, 2), 4)", "expect.equal(add(measure, 2), 4)", "'measure' is defined nowhere", "add-test-2"),
    "a figure uses an answer": ("numbers = np.arange(3)", "numbers = add(1, 2)", "belongs to the exercise 'add'", "show"),
    "a test redefines an answer": ("expect.equal(add(2, 2), 4)", "add = max\nexpect.equal(add(2, 2), 2)", "'add' is already", "add-test-2"),
    "a test redefines a setup name": ("expect.equal(add(2, 2), 4)", "np = 4\nexpect.equal(add(2, 2), np)", "'np' is already", "add-test-2"),
    "a probe uses a name of the test": ("def measure(x):\n    return double(x)\n", "def measure(x):\n    return double(x) + offset\n\noffset = 0\n", "not 'offset'", "double-test-1"),
    "a probe with a default": ("def measure(x):", "def measure(x, n=1):", "no default values", "double-test-1"),
    "a loop in setup": ('course.start(chapter="01_sums")', 'course.start(chapter="01_sums")\nfor i in range(3):\n    pass', "imports, literals", "setup"),
    "randomness in setup": ('course.start(chapter="01_sums")', 'course.start(chapter="01_sums")\nrng = np.random.default_rng(0)', "imports, literals", "setup"),
    "star import": ("import numpy as np\n", "from numpy import *\nimport numpy as np\n", "imports, literals", "setup"),
    "language in the source": ('course.start(chapter="01_sums")', 'course.start(chapter="01_sums", lang="fr")', "the build adds lang=", "setup"),
    "another chapter's name": ('course.start(chapter="01_sums")', 'course.start(chapter="02_sums")', "write course.start", "setup"),
    "no start": ('course.start(chapter="01_sums")\n', "", "called once", "setup"),
    "syntax error": ("    return 2 * x\n", "    return 2 *\n", "cannot read this cell", "double"),
    "no marking scheme": ("# ### BEGIN MARK SCHEME\n# Because addition commutes: 5 points.\n# ### END MARK SCHEME\n", "", "has its '### BEGIN MARK SCHEME'", "why_add"),
    "prose in an answer": ("# *Write your answer here.*", "# Why? *Write your answer here.*", "holds only", "why_add"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_stops_the_build(mistake: str, tmp_path: Path) -> None:
    old, new, rule, where = MISTAKES[mistake]
    write_chapter(tmp_path)
    builder.build(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.ipynb")}

    write_chapter(tmp_path, spoil(old, new))
    with pytest.raises(builder.BuildError) as caught:
        builder.build(tmp_path)

    matching = [p for p in caught.value.problems if re.search(rule, p.rule) and p.cell.startswith(where)]
    assert matching, f"expected {rule!r} in {where!r}; got:\n{caught.value}"
    assert all(problem.path.endswith("solutions/01_sums.py") for problem in caught.value.problems)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.ipynb")} == before


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("expect.equal(add(2, 2), 4)", "assert add(2, 2) == 4", "assert add(2, 2) == 4"),
        ("    return 2 * x\n", "    return add(x, x)\n", "    return add(x, x)"),
        ("# %% experiment=true", "# %% experimnet=true", "# %% experimnet=true"),
        (
            "    ### BEGIN SOLUTION\n    total",
            "    ### BEGIN SOLUTIONS\n    total",
            "    ### BEGIN SOLUTIONS",
        ),
    ],
)
def test_the_line_is_the_right_one(old: str, new: str, line: str, tmp_path: Path) -> None:
    text = spoil(old, new)
    write_chapter(tmp_path, text)
    with pytest.raises(builder.BuildError) as caught:
        builder.build(tmp_path)
    assert text.split("\n").index(line) + 1 in [problem.line for problem in caught.value.problems]


def test_a_badly_named_source_is_refused(tmp_path: Path) -> None:
    write_chapter(tmp_path, name="sums")
    with pytest.raises(builder.BuildError, match="NN_name.py"):
        builder.build(tmp_path)


def test_all_mistakes_of_all_sources_are_listed_at_once(tmp_path: Path) -> None:
    write_chapter(tmp_path, spoil("# %% show=true", "# %% shw=true"))
    write_chapter(tmp_path, GOOD.replace("01_sums", "02_sums").replace("# %% show=true", "# %%"), name="02_sums")
    with pytest.raises(builder.BuildError) as caught:
        builder.build(tmp_path)
    assert {problem.path.rsplit("/")[-1] for problem in caught.value.problems} == {"01_sums.py", "02_sums.py"}
