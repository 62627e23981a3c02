"""Atelier's grading kit: from sources to notebooks, from submissions to marks. Nothing in `helpers` imports it."""
