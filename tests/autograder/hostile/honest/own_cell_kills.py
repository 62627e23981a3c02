# %% [markdown] on="*" earns=18 alone=true
# A cell of the student's own, no answer, brings the kernel down halfway. The notebook is run again without it.

# %% before="words"
import os

os._exit(1)
