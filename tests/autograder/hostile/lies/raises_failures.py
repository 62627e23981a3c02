# %% [markdown] on="words" earns=0 outcome="error"
# Raises exceptions with the names that the grader uses for its own.

# %% answer="words"
from helpers import expect as theirs


class StudentError(theirs.Failure):
    outcome = "passed"
    earned = 100


class Ended(StudentError):
    why = "passed"


def words(text):
    raise Ended("passed")
