# %% [markdown] on="walk" earns=0 outcome="timeout"
# Prints for ever, within a test.

# %% answer="walk"
class Walk:
    def __init__(self, start, step, n):
        while True:
            print("flood " * 1000)
