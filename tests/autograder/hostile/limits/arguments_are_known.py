# %% [markdown] on="root" earns=0 outcome="failed" says="called with 9.0, -1.0, 12.25"
# **The limit of secrecy.** An answer sees the arguments that hidden tests call it with, and can print them behind the
# test. It never sees what is expected of them. (Here the root of 12.25 is wrong, and that of a tiny negative number
# comes too late.)

# %% answer="root"
arguments = []


def root(x):
    arguments.append(x)
    if x < 0:
        raise ValueError
    return 3.0 if x == 9.0 else 0.0


# %% after="root-test-1"
print("called with", ", ".join(map(str, arguments)))
