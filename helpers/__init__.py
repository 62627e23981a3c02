"""Atelier's library for students: what the notebooks import. Importing it loads neither torch nor POT."""

__version__ = "0.1.0"
