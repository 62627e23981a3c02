# %% [markdown] on="walk" earns=0 outcome="error"
# Raises StopIteration and GeneratorExit, which end loops and generators without a word, where it is iterated.

# %% answer="walk"
class Walk:
    def __init__(self, start, step, n):
        raise StopIteration

    def __iter__(self):
        raise GeneratorExit
