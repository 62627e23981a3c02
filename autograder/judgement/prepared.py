"""A chapter made ready for the examiner: tests without their probes, with the names that they want; the setup."""

import ast
from dataclasses import dataclass
from functools import cache
from types import CodeType

from autograder.build import Cell, Chapter
from autograder.build.names import bound_names, free_names
from autograder.build.notebook import add_language
from helpers.language import Language

PROBES = "__atelier_probes__"


@dataclass(frozen=True)
class PreparedTest:
    """A test, ready to run.

    Attributes
    ----------
    code : code
        Without the probes; refers to them as the items of `PROBES`.
    probes : tuple of (str, str)
        Name and source of each, without decorator and defaults.
    names : tuple of str
        Names of the answer that the code refers to.
    """

    code: CodeType
    probes: tuple[tuple[str, str], ...]
    names: tuple[str, ...]


@cache
def prepare_test(chapter: Chapter, test: Cell) -> PreparedTest:
    """Cut and compile a test, visible and hidden part."""
    cutter = _ProbeCutter()
    tree = ast.fix_missing_locations(cutter.visit(ast.parse(test.full)))
    defined = frozenset[str]().union(*(bound_names(cell.full) for cell in chapter.solutions if cell.name == test.name))
    wanted = free_names(ast.unparse(tree)) & defined
    # The name has no file behind it: no traceback can quote the test.
    return PreparedTest(compile(tree, f"<{test.cell_id}>", "exec"), tuple(cutter.probes), tuple(sorted(wanted)))


@cache
def prepare_setup(chapter: Chapter, lang: Language) -> tuple[CodeType, ...]:
    """Compile the setup cells, without imports that only experiments and figures use: some take seconds."""
    graded = frozenset[str]().union(*(free_names(cell.full) for cell in (*chapter.solutions, *chapter.tests)))
    return tuple(
        compile(_keep_imports(add_language(cell.full, lang), graded), f"<{cell.cell_id}>", "exec")
        for cell in chapter.setup
    )


def _keep_imports(code: str, wanted: frozenset[str]) -> ast.Module:
    tree = ast.parse(code)
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    others = ast.Module([node for node in tree.body if node not in imports], [])
    wanted |= free_names(ast.unparse(others))
    for node in imports:
        node.names = [alias for alias in node.names if (alias.asname or alias.name).partition(".")[0] in wanted]
    tree.body = [node for node in tree.body if node not in imports or node.names]
    return tree


class _ProbeCutter(ast.NodeTransformer):
    def __init__(self) -> None:
        self.probes: list[tuple[str, str]] = []

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        if not any(ast.unparse(decorator) == "expect.probe" for decorator in node.decorator_list):
            return self.generic_visit(node)
        target = ast.parse(f"{node.name} = {PROBES}[{len(self.probes)}]").body[0]
        node.decorator_list, node.args.defaults = [], []
        node.args.kw_defaults = [None] * len(node.args.kwonlyargs)
        self.probes.append((node.name, ast.unparse(node)))
        return ast.copy_location(target, node)
