"""Run a sanitised notebook and say how each cell ended; whatever the code does, the grader goes on.

Nothing is imported here: the zygote and the processes that only want to know a limit stay small.
"""
