# %% [markdown] on="*" earns=18 alone=true
# Closes its standard streams, as a copied "cleanup" does, before any answer is asked.

# %% before="scale"
import os

for fd in (0, 1, 2):
    os.close(fd)
