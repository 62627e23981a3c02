"""The way in on a bare machine: makes `.venv` beside this file, then runs `atelier COMMAND ...` in it.

Standard library only. A Python that is too old must be able to read this file, `helpers/__init__.py` and
`helpers/way_in/messages.py`, so as to say that it is too old: nothing in them is newer than Python 3.6.
"""

import os
import signal
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from helpers.way_in.messages import Stop, show, tell

GRADING_COMMANDS = ("build", "collect", "forget", "grade", "init", "mark", "release", "report", "solve", "tour")
DEV_COMMANDS = ("bench", "test")


def main(arguments):
    """Bring the environment up to what the command needs, run the command, return its exit code."""
    try:
        refuse_old_python(arguments)
        from helpers.way_in import environment

        level = level_for(arguments)
        if environment.lacks(level):
            from helpers.way_in import installation

            installation.complete(level)
        return run(environment, arguments or ["--help"])
    except Stop as problem:
        show("atelier: " + str(problem))
    except KeyboardInterrupt:
        show("atelier: " + tell("interrupted"))
        return 130
    return 1


def refuse_old_python(arguments):
    """Stop on a Python that is too old, naming a newer one of this machine."""
    if sys.version_info >= (3, 11):
        return
    newer = [name for name in ("python3.14", "python3.13", "python3.12", "python3.11") if starts(name)]
    hint = tell("old_python_run", command=" ".join([newer[0], "atelier.py", *arguments])) if newer else ""
    version = ".".join(str(number) for number in sys.version_info[:3])
    raise Stop("old_python", path=sys.executable, version=version, hint=hint or tell("old_python_get"))


def starts(name):
    """Tell whether a Python of this name starts; a name alone may be a shim with nothing behind it."""
    try:
        return subprocess.call([name, "-c", ""], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def level_for(arguments):
    """Return the level of packages that a command needs."""
    if not arguments or arguments[0].startswith("-"):
        return "base"
    if arguments[0] in DEV_COMMANDS:
        return "dev"
    return "grading" if arguments[0] in GRADING_COMMANDS else "course"


def run(environment, arguments):
    """Run the command in the environment as if that were activated; return its exit code as a shell would."""
    variables = dict(os.environ, VIRTUAL_ENV=environment.VENV)
    variables["PATH"] = os.pathsep.join([environment.SCRIPTS, variables.get("PATH", os.defpath)])
    variables.pop("PYTHONHOME", None)
    # What the command tells people to type begins as they began.
    python = "py" if os.name == "nt" else os.path.basename(sys.executable)
    variables["ATELIER_COMMAND"] = subprocess.list2cmdline([python, sys.argv[0]])
    # -P: a student's file in the current folder must not stand in for a library.
    command = [environment.PYTHON, "-P", "-m", "helpers.cli", *arguments]
    try:
        process = subprocess.Popen(command, env=variables)
    except OSError as error:
        raise Stop("broken", quote=error, venv=environment.VENV) from None
    signal.signal(signal.SIGTERM, lambda number, frame: process.terminate())
    while True:
        try:
            code = process.wait()
        except KeyboardInterrupt:
            continue  # the command got the same Ctrl-C and ends in its own way
        return 128 - code if code < 0 else code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
