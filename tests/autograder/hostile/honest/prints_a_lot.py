# %% [markdown] on="noise" earns=3
# Twenty thousand lines on the way to a right answer: a forgotten print in a loop.

# %% before="noise"
for i in range(20_000):
    print(i, "is not yet the answer")
