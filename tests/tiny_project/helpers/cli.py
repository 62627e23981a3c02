"""Stands in for the command line: says what it was given, and ends as it is told."""

import os
import sys
import time


def main(arguments):
    """Print the arguments; `exit N` ends with N, `wait` waits for Ctrl-C and ends with 5."""
    try:
        print("arguments", arguments, "python", sys.prefix, "venv", os.environ["VIRTUAL_ENV"], flush=True)
        print("started as", os.environ["ATELIER_COMMAND"], flush=True)
        if arguments[-1] == "wait":
            time.sleep(30)
    except KeyboardInterrupt:
        print("tidied up")
        return 5
    return int(arguments[-1]) if "exit" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
