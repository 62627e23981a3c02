"""A small chapter that keeps every rule, for the tests of the build to spoil."""

from pathlib import Path

GOOD = '''\
# %% [markdown] lang="fr"
# # La somme
#
# Une idée, et sa formule $s = a + b$.

# %% [markdown] lang="en"
# # The sum
#
# An idea, and its formula $s = a + b$.

# %% setup=true
import numpy as np

from helpers import course, expect

course.start(chapter="01_sums")

# %% solution="add"
def add(a, b):
    """Return a + b."""
    ### BEGIN SOLUTION
    total = a + b
    return total
    ### END SOLUTION


# %% test="add" points=5
expect.close(add(1.0, 2.0), 3.0, fr="1 + 2 = 3", en="1 + 2 = 3")
### BEGIN HIDDEN TESTS
expect.close(add(np.zeros(3), 1.0), np.ones(3))
### END HIDDEN TESTS

# %% test="add" points=5
expect.equal(add(2, 2), 4)

# %% solution="double"
def double(x):
    """Return 2 x."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION


# %% test="double" points=5
@expect.probe
def measure(x):
    return double(x)


expect.equal(measure(2), 4)

# %% experiment=true
total_of_doubles = add(double(1), double(2))

# %% show=true
numbers = np.arange(3)

# %% [markdown] lang="fr" answer="why_add" points=5
# *Écrivez votre réponse ici.*
# ### BEGIN MARK SCHEME
# Parce que l'addition est commutative : 5 points.
# ### END MARK SCHEME

# %% [markdown] lang="en" answer="why_add" points=5
# *Write your answer here.*
# ### BEGIN MARK SCHEME
# Because addition commutes: 5 points.
# ### END MARK SCHEME
'''


def write_chapter(root: Path, text: str = GOOD, name: str = "01_sums") -> Path:
    """Write a source under root/solutions and return its path."""
    path = root / "solutions" / f"{name}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def spoil(old: str, new: str, text: str = GOOD) -> str:
    """Return the good chapter with one piece replaced, which must be there exactly once."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the chapter"
    return text.replace(old, new)
