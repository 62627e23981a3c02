# %% [markdown] on="*" earns=0 outcome="unreadable" alone=true
# A hundred thousand brackets, for a parser that descends into each.

# %% edit=true
def rewrite(content):
    return b'{"cells": ' + b"[" * 100_000
