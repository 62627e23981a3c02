# %% [markdown] on="walk" earns=3
# A generator instead of a list, state in the class, a name that hides a builtin: odd, and right.

# %% answer="walk"
class Walk:
    def __init__(self, start, step, n):
        self.sum = start, step, n

    def __iter__(self):
        start, step, n = self.sum
        while n > 0:
            yield start
            start, n = start + step, n - 1


sum = max = None
