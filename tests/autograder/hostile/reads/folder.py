# %% [markdown] on="root" earns=0 outcome="failed" says="folder: [1-9][0-9]* files, 0 secret"
# Searches all files in its folder, in the folders around it and in those that the environment names, and the
# environment itself, for a line of a hidden test. (The rest of the disk: see docs/threats.md. Without a sandbox the
# sources can be read wherever the person who grades can read them.)

# %% answer="root"
import os
from pathlib import Path

secret, texts = "".join(reversed("emases")), []


def root(x):
    places = {Path.cwd().parent, *(Path(os.environ[name]) for name in ("HOME", "TMPDIR", "JUPYTER_DATA_DIR"))}
    for path in (path for place in places for path in place.rglob("*")):
        texts.append(str(path) + (path.read_bytes().decode("latin-1") if path.is_file() else ""))
    texts.extend(map("=".join, os.environ.items()))
    return "read"


# %% after="root-test-1"
found = [text for text in texts if secret in text and "fontlist" not in text and "history" not in text]
print(f"folder: {len(texts)} files, {len(found)} secret", *(text[:200].encode().hex() for text in found))
