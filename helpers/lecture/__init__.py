"""The command `lecture`: the demos as full-screen pages."""
