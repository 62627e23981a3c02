# %% [markdown] on="scale" earns=4
# A right answer that prints, writes to the standard error and warns. nbgrader takes the points of a test with anything
# on the standard error; nothing is taken here.

# %% answer="scale"
import sys
import warnings


def scale(X, factor):
    print("debug " * 10_000)
    print("careful", file=sys.stderr)
    warnings.warn("old style", DeprecationWarning)
    return factor * X
