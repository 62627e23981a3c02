"""Files that commands fill in and write out."""
