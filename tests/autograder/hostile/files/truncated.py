# %% [markdown] on="*" earns=0 outcome="unreadable" alone=true
# Half of a file, as a full disk or a broken connection leaves it. It is no JSON: 0 points, and a reason.

# %% edit=true
def rewrite(content):
    return content[: len(content) // 2]
