# %% [markdown] on="words" earns=0 outcome="failed" unlocked="tampered" alone=true
# Takes, in the folder where the examiner listens, all the names that its next sockets would have. In a sandbox it
# cannot; without one, the grader itself must not stumble, and what cannot be asked earns nothing.

# %% answer="words"
from pathlib import Path

taken = []
for number in range(100):
    try:
        name = Path(get_ipython().kernel.parent.ip).with_name(str(number))
        name.mkdir()
        taken.append(name)
    except OSError:
        pass


def words(text):
    return {"occupied": len(taken)}


# %% after="words-test-1"
for name in taken:
    name.rmdir()
