# %% [markdown] on="*" earns=18 alone=true
# Saved by an editor that puts a byte order mark before the text, and ends lines as Windows does.

# %% edit=true
def rewrite(content):
    import json

    return b"\xef\xbb\xbf" + json.dumps(json.loads(content), indent=1).replace("\n", "\r\n").encode()
