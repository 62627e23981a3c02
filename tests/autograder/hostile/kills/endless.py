# %% [markdown] on="noise" earns=0 outcome="timeout"
# Never returns. It is interrupted, and the kernel goes on.

# %% answer="noise"
def noise(n, rng):
    while True:
        pass
