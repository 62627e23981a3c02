# %% [markdown] on="words" earns=0 outcome="missing" flags="missing:words"
# Deletes the answer's cell.

# %% edit=true
def edit(notebook):
    notebook.cells = [cell for cell in notebook.cells if cell.id != "words"]
