# %% [markdown] on="root" earns=2
# Captures its own prints, as some tutorials teach, and never gives the streams back.

# %% answer="root"
import io
import sys

sys.stdout, sys.stderr = io.StringIO(), io.StringIO()


def root(x):
    print("root of", x)
    if x < 0:
        raise ValueError("none")
    return np.sqrt(x)
