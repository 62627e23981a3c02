# %% [markdown] on="root" earns=0 outcome="failed"
# Returns a list that contains itself.

# %% answer="root"
def root(x):
    endless = []
    endless.append(endless)
    return endless
