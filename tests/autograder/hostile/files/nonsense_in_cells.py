# %% [markdown] on="walk" earns=0 outcome="error" alone=true
# Cells that are no cells, metadata that are lists, sources that are numbers, an execution count of 10^400. What can be
# read is graded: one answer became a number, all others are worth their points.

# %% edit=true
def edit(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.execution_count, cell.outputs = 10**400, "none"
        if cell.id == "walk":
            cell.source = 12
    notebook.cells += [None, 3, [], {}, {"cell_type": "code"}, {"cell_type": ["code"], "metadata": [], "source": {}}]
    notebook.metadata["kernelspec"] = ["perl"]
