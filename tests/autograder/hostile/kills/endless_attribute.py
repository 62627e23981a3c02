# %% [markdown] on="noise" earns=0 outcome="failed"
# Returns an object that never answers when it is asked for an attribute, a length or its end.

# %% answer="noise"
class Slow:
    def __getattribute__(self, name):
        while True:
            pass

    __len__ = __iter__ = __eq__ = __array__ = __getattribute__
    __hash__ = None


def noise(n, rng):
    return Slow()
