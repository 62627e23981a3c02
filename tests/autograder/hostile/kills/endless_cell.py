# %% [markdown] on="scale" earns=0 outcome="error"
# The cell of the answer never ends, and defines nothing before. It is interrupted, and the others are judged.

# %% answer="scale"
while True:
    pass
