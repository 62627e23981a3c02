# %% [markdown] lang="fr"
# # Une cible

# %% [markdown] lang="en"
# # A target

# %% setup=true
import numpy as np

from helpers import course, expect

course.start(chapter="01_target")


# %% solution="scale"
def scale(X, factor):
    """Return factor times the array X, which stays as it is."""
    ### BEGIN SOLUTION
    return factor * X
    ### END SOLUTION


# %% test="scale" points=2
X = np.array([[1.0, 2.0], [3.0, 4.0]])
expect.close(scale(X, 2.0), 2.0 * X)

# %% test="scale" points=2
### BEGIN HIDDEN TESTS
sesame_table = np.arange(6.0).reshape(2, 3)[:, ::2]
expect.close(scale(sesame_table, -1.5), -1.5 * sesame_table, fr="sésame", en="sesame")
### END HIDDEN TESTS


# %% solution="noise"
def noise(n, rng):
    """Return n normal numbers of mean 3 and standard deviation 2, drawn from rng at one go."""
    ### BEGIN SOLUTION
    return rng.normal(3.0, 2.0, size=n)
    ### END SOLUTION


# %% test="noise" points=3
expect.close(noise(4, np.random.default_rng(1)), np.random.default_rng(1).normal(3.0, 2.0, size=4))
### BEGIN HIDDEN TESTS
rng, sesame_rng = np.random.default_rng(20260117), np.random.default_rng(20260117)
expect.close(noise(50, rng), sesame_rng.normal(3.0, 2.0, size=50))
expect.close(noise(3, rng), sesame_rng.normal(3.0, 2.0, size=3), fr="sésame", en="sesame")
### END HIDDEN TESTS


# %% solution="integrate"
def integrate(f, a, b):
    """Return the integral of f from a to b by the midpoint rule with 100 intervals."""
    ### BEGIN SOLUTION
    h = (b - a) / 100
    return h * sum(f(a + (i + 0.5) * h) for i in range(100))
    ### END SOLUTION


# %% test="integrate" points=3
expect.close(integrate(lambda x: 2 * x, 0.0, 1.0), 1.0)


### BEGIN HIDDEN TESTS
def sesame_cubic(x):
    return 3 * x**2 - 1


expect.close(integrate(sesame_cubic, -1.0, 2.0), 6.0, rtol=1e-3, fr="sésame", en="sesame")
### END HIDDEN TESTS


# %% solution="words"
def words(text):
    """Return how often each word occurs in the text, as a dictionary."""
    ### BEGIN SOLUTION
    return {word: text.split().count(word) for word in text.split()}
    ### END SOLUTION


# %% test="words" points=3
expect.equal(words("one two one"), {"one": 2, "two": 1})
### BEGIN HIDDEN TESTS
sesame_text = "open sesame open"
expect.equal(words(sesame_text), {"open": 2, "sesame": 1}, fr="sésame", en="sesame")
### END HIDDEN TESTS


# %% solution="walk"
class Walk:
    """An iterator over start, start + step, …, n numbers in all."""

    ### BEGIN SOLUTION
    def __init__(self, start, step, n):
        self.start, self.step, self.n = start, step, n

    def __iter__(self):
        return iter([self.start + i * self.step for i in range(self.n)])

    ### END SOLUTION


# %% test="walk" points=3
@expect.probe
def visit(start, step, n):
    return list(Walk(start, step, n))


expect.equal(visit(1, 2, 3), [1, 3, 5])
### BEGIN HIDDEN TESTS
for sesame_start, sesame_step in np.random.default_rng(7).integers(-9, 9, size=(4, 2)).tolist():
    expected = [sesame_start + i * sesame_step for i in range(5)]
    expect.equal(visit(sesame_start, sesame_step, 5), expected, fr="sésame", en="sesame")
### END HIDDEN TESTS


# %% solution="root"
def root(x):
    """Return the square root of a number; raise ValueError where there is none."""
    ### BEGIN SOLUTION
    if x < 0:
        raise ValueError(f"root: x must not be negative; got {x}")
    return x**0.5
    ### END SOLUTION


# %% test="root" points=2
expect.close(root(9.0), 3.0)
expect.raises(ValueError, root, -1.0)
### BEGIN HIDDEN TESTS
expect.close(root(12.25), 3.5, fr="sésame", en="sesame")
expect.raises(ValueError, root, -1e-9, fr="sésame", en="sesame")
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# Pourquoi ?

# %% [markdown] lang="en"
# Why?

# %% [markdown] lang="fr" answer="why" points=2
# ### BEGIN MARK SCHEME
# Parce que.
# ### END MARK SCHEME
# *Écrivez votre réponse ici.*

# %% [markdown] lang="en" answer="why" points=2
# ### BEGIN MARK SCHEME
# Because.
# ### END MARK SCHEME
# *Write your answer here.*
