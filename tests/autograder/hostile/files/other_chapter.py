# %% [markdown] on="*" earns=0 outcome="unreadable" alone=true
# The notebook of another chapter, in which every test was passed.

# %% edit=true
def edit(notebook):
    notebook.metadata.atelier["chapter"] = "00_welcome"
