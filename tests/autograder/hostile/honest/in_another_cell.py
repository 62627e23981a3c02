# %% [markdown] on="words" earns=3 flags="rematched:words"
# The answer's cell was deleted and the answer written into a new cell, which lost its metadata. It counts.

# %% edit=true
def edit(notebook):
    (cell,) = (cell for cell in notebook.cells if cell.id == "words")
    cell.update(id="0815", metadata=type(cell)(), source="# my own\n" + cell.source)
