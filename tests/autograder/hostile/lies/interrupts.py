# %% [markdown] on="root" earns=0 outcome="error"
# Raises KeyboardInterrupt, as if a teacher had stopped the test.

# %% answer="root"
def root(x):
    raise KeyboardInterrupt
