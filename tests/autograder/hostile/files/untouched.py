# %% [markdown] on="*" earns=0 outcome="unanswered" alone=true
# Every answer as it was given out. A test that finds nothing written is unanswered, not wrong.

# %% edit=true
def edit(notebook):
    from autograder.build import student_notebook
    from tests.autograder.hostile.corpus import TARGET, load_chapter

    notebook.cells = student_notebook(load_chapter(TARGET), "en").cells
