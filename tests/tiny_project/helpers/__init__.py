"""Stands in for the library."""
