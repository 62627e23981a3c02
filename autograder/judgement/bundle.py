"""The agent as one piece of source, so that a kernel can load it without having the grading kit."""

from functools import cache
from pathlib import Path
from typing import Any

# In the order in which they import each other.
MODULES = (
    "vocabulary", "arrays", "generators", "changes", "encoder", "decoder", "wire", "link", "channel", "capture",
    "agent",
)  # fmt: skip
PACKAGE = "_atelier"

# Each module gets builtins of its own, so that a student who gives `len` another meaning does not change its.
_LOADER = """\
def load(sources):
    import builtins, sys, types
    package = types.ModuleType({package!r})
    package.__path__ = []
    sys.modules[{package!r}] = package
    for name, source in sources:
        module = types.ModuleType({package!r} + "." + name)
        module.__package__ = {package!r}
        module.__builtins__ = dict(vars(builtins))
        sys.modules[module.__name__] = module
        exec(compile(source, "<" + module.__name__ + ">", "exec"), module.__dict__)
        setattr(package, name, module)
    package.agent.stay_alive()
load({sources!r})
"""


# Fails where the agent has not been loaded. To be run before any code of the student, as the other one.
GREETING = f"__import__('sys').modules[{PACKAGE!r}].agent.stay_alive()"


@cache
def agent_source() -> str:
    """Return code that loads the agent. To be run before any code of the student, in a namespace of its own."""
    return f"exec({_loader()!r}, {{}})"


def load_agent() -> None:
    """Load the agent into this process, which forks kernels; compiling it takes a quarter of what they do to start."""
    namespace: dict[str, Any] = {}
    exec(_loader(), namespace)


def _loader() -> str:
    folder = Path(__file__).parent
    sources = [(name, folder.joinpath(f"{name}.py").read_text(encoding="utf-8")) for name in MODULES]
    return _LOADER.format(package=PACKAGE, sources=sources)


def serve_source(address: str | int) -> str:
    """Return code that serves one test over a Unix socket, on the thread that runs it."""
    return f"__import__('sys').modules[{PACKAGE!r}].agent.serve({address!r}, globals())"
