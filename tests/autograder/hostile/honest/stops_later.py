# %% [markdown] on="integrate" earns=3
# The answer is right; the student's own trial below it, in the same cell, stops on an error.

# %% answer="integrate"
def integrate(f, a, b):
    h = (b - a) / 100
    return h * sum(map(f, a + (np.arange(100) + 0.5) * h))


assert integrate(np.exp, 0, 1) == np.e - 1
