# %% [markdown] on="*" earns=0 outcome="unreadable" alone=true
# A picture with the name of a notebook.

# %% edit=true
def rewrite(content):
    return b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 50
