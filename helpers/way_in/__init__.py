"""What atelier.py needs before anything is installed: standard library only, and not for notebooks."""
