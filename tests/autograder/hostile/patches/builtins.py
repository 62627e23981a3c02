# %% [markdown] on="noise" earns=0 outcome="crashed|timeout" alone=true
# Gives `all`, `any`, `abs` and `max` other meanings for everybody. The kernel may not survive it; the tests are not
# asked there whether they pass, and the exercises before and after lose nothing.

# %% answer="noise"
import builtins

builtins.all = builtins.any = lambda *args: True
builtins.abs = builtins.max = lambda *args: 0.0


def noise(n, rng):
    return np.zeros(n)
