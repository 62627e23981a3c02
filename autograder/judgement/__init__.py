"""Turn the runs of test cells into verdicts, and fail closed: no points without positive evidence."""
