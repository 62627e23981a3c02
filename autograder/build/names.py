"""Which names a piece of code binds, and which it takes from outside: what keeps exercises apart."""

import ast
import builtins
import symtable

BUILTINS = frozenset(dir(builtins)) | {"__name__"}


def bound_names(code: str) -> frozenset[str]:
    """Return the global names that running `code` defines."""
    top = symtable.symtable(code, "<cell>", "exec")
    names = {symbol.get_name() for symbol in top.get_symbols() if symbol.is_assigned() or symbol.is_imported()}
    for table in _walk(top):
        if table is not top:
            names |= {s.get_name() for s in table.get_symbols() if s.is_declared_global() and s.is_assigned()}
    return frozenset(names)


def free_names(code: str) -> frozenset[str]:
    """Return the global names that `code` refers to and does not itself define, builtins left out."""
    top = symtable.symtable(code, "<cell>", "exec")
    used = {symbol.get_name() for symbol in top.get_symbols() if symbol.is_referenced()}
    for table in _walk(top):
        if table is not top:
            used |= {s.get_name() for s in table.get_symbols() if s.is_global() and s.is_referenced()}
    return frozenset(used - bound_names(code) - BUILTINS)


def line_of_name(code: str, name: str) -> int:
    """Return the offset of the first line of `code` that mentions `name`, 0 when it cannot be found."""
    lines = [node.lineno for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name) and node.id == name]
    return min(lines, default=1) - 1


def used_modules(code: str) -> frozenset[str]:
    """Return the modules that `code` imports or reaches, as torch.optim; some of the names may be of no module."""
    nodes = list(ast.walk(ast.parse(code)))
    modules = set()
    stands_for = {}  # a name that an import binds: what it names
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                modules.add(alias.name)
                root = alias.name.split(".")[0]
                stands_for[alias.asname or root] = alias.name if alias.asname else root
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            modules.add(node.module)
            stands_for |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    reached = {
        f"{stands_for[node.value.id]}.{node.attr}"
        for node in nodes
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in stands_for
    }
    return frozenset(modules | set(stands_for.values()) | reached)


def probes(code: str) -> list[ast.FunctionDef]:
    """Return the functions of a test that carry the decorator `@expect.probe`."""
    return [
        node
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.FunctionDef) and any(ast.unparse(d) == "expect.probe" for d in node.decorator_list)
    ]


def _walk(table: symtable.SymbolTable) -> list[symtable.SymbolTable]:
    return [table, *(inner for child in table.get_children() for inner in _walk(child))]
