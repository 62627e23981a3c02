# %% [markdown] on="*" earns=18 alone=true
# Turns warnings into errors, seeds generators, changes how arrays print and how division by zero is met, and moves to
# another folder. Right answers stay right.

# %% before="scale"
import os
import random
import tempfile
import warnings

warnings.simplefilter("error")
np.seterr(all="raise")
np.set_printoptions(precision=1, threshold=2)
np.random.seed(0)
random.seed(0)
os.chdir(tempfile.gettempdir())
