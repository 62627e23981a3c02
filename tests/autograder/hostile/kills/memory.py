# %% [markdown] on="root" earns=0 outcome="memory"
# Asks for a petabyte, which no machine grants.

# %% answer="root"
def root(x):
    return bytes(10**15)
