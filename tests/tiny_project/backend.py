"""Builds the tiny project for pip; the file `behaviour.txt` makes it slow, or fail as a build fails."""

import time
import zipfile
from pathlib import Path

HERE = Path(__file__).parent
INFO = "tiny-1.0.dist-info"


def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    """Write a wheel that points here (PEP 660); return its name."""
    requirements = ""
    for line in (HERE / "behaviour.txt").read_text(encoding="utf-8").splitlines():
        word, value = line.split(" ", 1)
        if word == "sleep":
            time.sleep(float(value))
        elif word == "require":
            requirements += f"Requires-Dist: {value}\n"
        elif word == "fail":
            raise OSError(int(value), "as the test wants it")
    extras = "".join(f"Provides-Extra: {extra}\n" for extra in ("course", "grading", "dev"))
    files = {
        "tiny.pth": f"{HERE}\n",
        f"{INFO}/METADATA": f"Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n{extras}{requirements}",
        f"{INFO}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{INFO}/RECORD": "",
    }
    files[f"{INFO}/RECORD"] = "".join(f"{name},,\n" for name in files)
    with zipfile.ZipFile(Path(wheel_directory) / "tiny-1.0-py3-none-any.whl", "w") as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)
    return "tiny-1.0-py3-none-any.whl"
