# %% [markdown] on="root" earns=0 outcome="timeout" alone=true
# Never returns and catches whatever is to stop it. It is killed; the notebook is run again without it.

# %% answer="root"
import signal
import time


def root(x):
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        try:
            time.sleep(60)
        except BaseException:
            continue
