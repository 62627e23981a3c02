# %% [markdown] on="integrate" earns=0 outcome="crashed" alone=true
# Kills its process when its cell is run, before any test of it.

# %% answer="integrate"
import os
import signal

os.kill(os.getpid(), signal.SIGKILL)
