"""The rules that a chapter must keep before it is built: points, pairs, names, setup, tests."""

import ast
import re
from collections.abc import Iterable, Iterator

from autograder.build import names
from autograder.build.source import PLACEHOLDERS, Cell, Chapter, Problem, show_path

TOTAL_POINTS = 20
Complaint = tuple[Cell, int, str]  # the cell, the offset of the line in it, the rule


def check_chapter(chapter: Chapter) -> list[Problem]:
    """Return everything that is wrong in a chapter; an empty list when it can be built."""
    rules = [_check_pairs, _check_unique, _check_points, _check_answers]
    complaints = list(_check_syntax(chapter))
    if not complaints:  # the other rules need code that parses
        rules += [_check_setup, _check_exercises, _check_tests, _check_names]
    complaints += [complaint for rule in rules for complaint in rule(chapter)]
    shown = show_path(chapter.path)
    return [
        Problem(shown, cell.line + (1 + offset if offset >= 0 else 0), cell.cell_id, rule)
        for cell, offset, rule in complaints
    ]


def _check_syntax(chapter: Chapter) -> Iterator[Complaint]:
    for cell in chapter.cells:
        if cell.lang:
            continue
        # Keeping the markers keeps the line numbers; the stub is what a student runs first.
        for text in (cell.text, cell.stub):
            try:
                ast.parse(text)
            except SyntaxError as error:
                yield cell, (error.lineno or 1) - 1, f"Python cannot read this cell: {error.msg}"
                break


def _check_pairs(chapter: Chapter) -> Iterator[Complaint]:
    texts = [cell for cell in chapter.cells]
    index = 0
    while index < len(texts):
        cell = texts[index]
        if not cell.lang:
            index += 1
            continue
        other = texts[index + 1] if index + 1 < len(texts) else None
        paired = other is not None and (cell.lang, other.lang) == ("fr", "en") and other.kind == cell.kind
        if not paired:
            yield cell, -1, 'a cell lang="fr" is followed by its translation lang="en"; this one has none'
            index += 1
            continue
        if (cell.name, cell.points) != (other.name, other.points):
            yield other, -1, "the two languages of a question have the same name and the same points"
        if _headings(cell.text) != _headings(other.text):
            yield other, -1, "the two languages have the same headings, level by level"
        index += 2
    if not texts or not re.match(r"# \S", texts[0].text) or texts[0].kind != "prose":
        yield from [(texts[0], 0, "the first cell is the chapter's title, '# Title'")] if texts else []


def _headings(text: str) -> list[int]:
    outside = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    return [len(marks) for marks in re.findall(r"^(#+) ", outside, flags=re.MULTILINE)]


def _check_unique(chapter: Chapter) -> Iterator[Complaint]:
    seen: dict[tuple[str, str], Cell] = {}
    for cell in chapter.of_kind("solution", "answer", "demo"):
        key = ("demo" if cell.kind == "demo" else cell.name, cell.name + cell.lang)
        first = seen.setdefault(key, cell)
        if first is not cell and not (first.kind == cell.kind == "answer" and first.lang != cell.lang):
            yield cell, -1, f"each name once; line {first.line} already has {cell.name!r}"
    exercises = {cell.name for cell in chapter.solutions}
    for cell in chapter.answers:
        if cell.name in exercises:
            yield cell, -1, f"a question and an exercise share the name {cell.name!r}"


def _check_points(chapter: Chapter) -> Iterator[Complaint]:
    total = sum(chapter.points)
    wanted = 0 if chapter.name.startswith("00_") else TOTAL_POINTS
    if total != wanted:
        last = (chapter.answers or chapter.tests or chapter.cells)[-1]
        yield last, -1, f"the points of a chapter add up to {wanted}; these add up to {total:g}"
    for cell in chapter.of_kind("test", "answer"):
        if wanted and cell.points <= 0:
            yield cell, -1, "a test or a question is worth more than 0 points"


def _check_answers(chapter: Chapter) -> Iterator[Complaint]:
    for cell in chapter.answers:
        if not cell.scheme:
            yield cell, -1, "an open question has its '### BEGIN MARK SCHEME' … '### END MARK SCHEME'"
        if cell.stub.strip() != PLACEHOLDERS[cell.lang]:
            yield cell, 0, f"beside its marking scheme an answer holds only {PLACEHOLDERS[cell.lang]!r}"


def _check_setup(chapter: Chapter) -> Iterator[Complaint]:
    if chapter.solutions and not chapter.setup:
        yield chapter.cells[0], -1, "a chapter has a setup cell with course.start(…)"
    n_starts = 0
    for cell in chapter.setup:
        for node in ast.parse(cell.text).body:
            if is_course_start(node):
                n_starts += 1
                given = {keyword.arg: ast.unparse(keyword.value) for keyword in node.value.keywords}
                if given != {"chapter": repr(chapter.name)} or node.value.args:
                    yield (
                        cell,
                        node.lineno - 1,
                        f'write course.start(chapter="{chapter.name}"); the build adds lang=',
                    )
            elif not _is_plain(node):
                rule = "a setup cell holds imports, literals and course.start(…): no data, no randomness, no loop"
                yield cell, node.lineno - 1, rule
    if chapter.setup and n_starts != 1:
        yield chapter.setup[0], -1, f"course.start(…) is called once in a chapter; found {n_starts} calls"


def is_course_start(node: ast.stmt) -> bool:
    """Say whether a statement is the call `course.start(…)`."""
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Call)
        and ast.unparse(node.value.func) == "course.start"
    )


def _is_plain(node: ast.stmt) -> bool:
    if isinstance(node, ast.Import | ast.ImportFrom):
        return all(alias.name != "*" for alias in node.names)
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.Expr) and node.value is not None:
        try:
            ast.literal_eval(node.value)
        except ValueError:
            return False
        return True
    return False


def _check_exercises(chapter: Chapter) -> Iterator[Complaint]:
    exercises = {cell.name: cell for cell in chapter.solutions}
    for cell in chapter.tests:
        if cell.name not in exercises:
            yield cell, -1, f"a test belongs to an exercise; there is no solution={cell.name!r}"
        elif exercises[cell.name].line > cell.line:
            yield cell, -1, "a test comes after its exercise"
    for cell in chapter.solutions:
        tests = chapter.tests_of(cell.name)
        if not tests:
            yield cell, -1, f"an exercise has its test; there is no test={cell.name!r}"
        elif not any(_count_checks(test.visible) for test in tests):
            yield tests[0], -1, "an exercise has a check that the student sees; all of these are hidden"
        if not any(line.hidden for line in cell.lines):
            yield (
                cell,
                -1,
                "a solution stands between '### BEGIN SOLUTION' and '### END SOLUTION'; there is none",
            )
        elif _is_same_code(cell.stub, cell.full):
            yield cell, -1, "the stub is the solution: nothing is left to write"


def _count_checks(code: str) -> int:
    calls = (ast.unparse(node.func) for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call))
    return sum(call.startswith("expect.") and call != "expect.probe" for call in calls)


def _is_same_code(one: str, other: str) -> bool:
    return ast.dump(ast.parse(one)) == ast.dump(ast.parse(other))


def _check_tests(chapter: Chapter) -> Iterator[Complaint]:
    setup = _names_bound(chapter.setup)
    for cell in chapter.tests:
        for node in ast.walk(ast.parse(cell.text)):
            if isinstance(node, ast.Assert):
                yield cell, node.lineno - 1, "a test compares with expect, never with a bare assert"
        if not _count_checks(cell.full):
            yield cell, -1, "a test compares something with expect; this one checks nothing"
        allowed = setup | _names_bound(c for c in chapter.solutions if c.name == cell.name)
        for probe in names.probes(cell.text):
            if probe.args.defaults or any(probe.args.kw_defaults):
                yield (
                    cell,
                    probe.lineno - 1,
                    f"probe {probe.name}: give no default values, they do not travel",
                )
            probe.decorator_list = []
            for name in sorted(names.free_names(ast.unparse(probe)) - allowed):
                rule = f"probe {probe.name}: it may use its arguments, setup names and its answer's names; not {name!r}"
                yield cell, probe.lineno - 1, rule


def _check_names(chapter: Chapter) -> Iterator[Complaint]:
    """Check that each cell uses only what it may, so that one mistake costs one exercise."""
    setup: set[str] = set()
    owner: dict[str, str] = {}  # names of answers, and their exercise
    shown: set[str] = set()
    tried: set[str] = set()
    for cell in chapter.cells:
        if cell.lang:
            continue
        bound, free = names.bound_names(cell.text), names.free_names(cell.text)
        stolen = sorted(bound & (setup | set(owner)))
        if stolen and cell.kind != "setup":
            yield (
                cell,
                names.line_of_name(cell.text, stolen[0]),
                f"{stolen[0]!r} is already a setup or an answer's name",
            )
        match cell.kind:
            case "setup":
                setup |= bound
                allowed = setup
            case "solution":
                owner |= dict.fromkeys(bound - set(owner), cell.name)
                allowed = setup
            case "test":
                allowed = setup | {name for name, exercise in owner.items() if exercise == cell.name}
            case "show":
                shown |= bound
                allowed = setup | shown
            case _:  # experiments and demos use what the student wrote
                tried |= bound
                allowed = setup | shown | tried | set(owner)
        for name in sorted(free - allowed):
            yield cell, names.line_of_name(cell.text, name), _explain(name, cell, owner)


def _explain(name: str, cell: Cell, owner: dict[str, str]) -> str:
    if name in owner:
        return f"{name!r} belongs to the exercise {owner[name]!r}; take it as an argument or from helpers"
    return f"{name!r} is defined nowhere that a {cell.kind} cell may look"


def _names_bound(cells: Iterable[Cell]) -> set[str]:
    return set().union(*(names.bound_names(cell.text) for cell in cells))
