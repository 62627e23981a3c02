"""From what a school's platform gives to submitted/: read, match, choose, say what was odd."""
