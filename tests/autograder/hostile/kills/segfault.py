# %% [markdown] on="walk" earns=0 outcome="crashed" alone=true
# Reads address 0: a crash that no exception handler sees.

# %% answer="walk"
import ctypes
import resource

resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class Walk:
    def __init__(self, start, step, n):
        ctypes.string_at(0)
