# %% [markdown] on="integrate" earns=0 outcome="timeout"
# Calls the test's function for ever. Each call is quick, but they all belong to one call of the test, which has its
# seconds by the examiner's clock.

# %% answer="integrate"
def integrate(f, a, b):
    while True:
        try:
            f(a)
        except Exception:
            pass
