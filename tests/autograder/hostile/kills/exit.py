# %% [markdown] on="words" earns=0 outcome="crashed" alone=true
# Ends its process with the exit code of success in the middle of a test. The kernel's death is this test's; everything
# before stays, everything after is judged in a second run.

# %% answer="words"
import os


def words(text):
    os._exit(0)
