# %% [markdown] on="walk" earns=0 outcome="failed" says="probe: .*visit.*list"
# **Another limit of secrecy.** The source of a probe is sent to where the answer lives, so an answer can find it. The
# rest of the test, with what it compares with, is not there. Where a probe stands in a hidden part, its lines do not
# appear in what students get back, unless in disguise: an author does not write a secret into a probe.

# %% answer="walk"
import sys

sources = []


class Walk:
    def __init__(self, start, step, n):
        frame = sys._getframe()
        while frame is not None:
            sources.extend(one for one in map(str, frame.f_locals.values()) if "def visit" in one)
            frame = frame.f_back

    def __iter__(self):
        return iter(())


# %% after="walk-test-1"
print("probe:", " ".join(sources[:1]).replace("\n", " "))
