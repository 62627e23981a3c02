"""The examiner gives points for positive evidence only, and says why it gave none."""

import pytest

from autograder.judgement.clock import TestLimits
from autograder.judgement.examiner import run_setup
from autograder.judgement.in_process import judge_in_process
from autograder.stages import Outcome
from tests.autograder.judgement.exercises import SETUP, judge, make_chapter

# An answer whose value claims to be whatever it is compared with.
LIAR = """\
class Liar(float):
    __class__ = float
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __bool__(self): return True
    def __float__(self): return 3.0
    def __array__(self, *args, **kwargs): return np.array(3.0)
    def __len__(self): return 1
    def __iter__(self): return iter([3.0])
    def __hash__(self): return 0
    def __sub__(self, other): return 0.0
    __lt__ = __le__ = __gt__ = __ge__ = __eq__
def f(*args): return Liar(4.0)
"""

TESTS_OF_A_LIAR = [
    "expect.close(f(), 3.0)",
    "expect.equal(f(), 3.0)",
    "expect.true(f() == 3.0)",
    "expect.true(bool(f()))",
    "expect.true(not f() != 3.0)",
    "expect.within(f(), 2.0, 4.0)",
    "expect.close(float(f()), 3.0)",
    "expect.close(np.asarray(f()), 3.0)",
    "expect.close(f() - 3.0, 0.0)",
    "expect.close(np.abs(f()), 3.0)",
    "expect.equal(len(f()), 1)",
    "expect.equal(list(f()), [3.0])",
    "for x in f():\n    expect.close(x, 3.0)",
    "expect.equal({f(): 1}, {3.0: 1})",
    "expect.true(f() in [3.0])",
    "expect.true(isinstance(f(), float))",
    "try:\n    right = f() == 3.0\nexcept Exception:\n    right = True\nexpect.true(right)",
    "expect.raises(Exception, lambda: f() + 1)",
    "if f():\n    expect.true(True)",
    "expect.equal(f'{f()}', '3.0')",
    "x, = f()\nexpect.close(x, 3.0)",
    "expect.close(max(f(), 3.0), 3.0)",
    "expect.close([f()], [3.0])",
    "expect.close([3.0][f()], 3.0)",
    "expect.close(sum([f(), -1.0]), 3.0)",
    "expect.equal(f()._value, 3.0)",
    "import copy\nexpect.true(copy.deepcopy(f()) is not None)",
]


@pytest.mark.parametrize("test", TESTS_OF_A_LIAR)
def test_an_object_that_lies_passes_nothing(test: str) -> None:
    verdict = judge(LIAR, test)
    assert verdict.earned == 0.0
    assert verdict.outcome in (Outcome.FAILED, Outcome.ERROR)


def test_a_handle_reads_well_in_a_card() -> None:
    answer = "class A: ...\ndef f(): return A()\ndef g():\n    yield 1"
    solution = "def f(): ...\ndef g(): ..."
    assert "an object of class A" in judge(answer, "expect.close(f(), 3.0)", solution=solution).message
    assert "un objet de la classe A" in judge(answer, "expect.close(f(), 3.0)", solution=solution, lang="fr").message
    card = judge(answer, "expect.equal(list(g()), [1])", solution=solution).message
    assert "not a plain value" in card and "object of class generator" in card and "return a list" in card
    assert "la fonction f" in judge(answer, "expect.close(f, 3.0)", solution=solution, lang="fr").message
    words = judge("def f(): return np.array([1, None])", "expect.close(f(), 3.0)").message
    assert "an array, dtype object" in words


def test_a_french_card_keeps_its_spaces() -> None:
    verdict = judge("def f(): return 1", "expect.equal(f(), 2, fr='non : deux !', en='two')", lang="fr")
    assert "non\u00a0: deux\u202f!" in verdict.message and "�" not in verdict.message


# What an answer can do to its arguments so that a test compares wrong with wrong.
OVERWRITERS = {
    "an array": ("def f(X): X[:] = 0.0; return 0.0", "X = np.ones(3)\nexpect.close(f(X), X.sum())"),
    "a list": ("def f(X): X.clear(); return 0", "X = [1, 2]\nexpect.equal(f(X), len(X))"),
    "a dictionary": ("def f(X): X['a'] = 0; return 0", "X = {'a': 1}\nexpect.equal(f(X), X['a'])"),
    "a nested array": ("def f(X): X[0][1][:] = 0.0; return 0.0", "W = np.ones(3)\nexpect.close(f([(1, W)]), W.sum())"),
    "a view": ("def f(X): X[:] = 0.0; return 0.0", "X = np.ones((3, 2))\nexpect.close(f(X[:, 0]), X[:, 0].sum())"),
    "in a callback": (
        "def f(g, X):\n    X[:] = 0.0\n    g(X)\n    return 0.0",
        "X = np.ones(3)\nexpect.close(f(lambda v: v, X), X.sum())",
    ),
    "by a callback": (
        "def f(g, X):\n    g(X, X, out=X)\n    return 0.0",
        "X = np.ones(3)\nexpect.close(f(np.subtract, X), X.sum())",
    ),
}


@pytest.mark.parametrize("name", OVERWRITERS)
def test_an_answer_cannot_overwrite_what_it_is_compared_with(name: str) -> None:
    answer, test = OVERWRITERS[name]
    verdict = judge(answer, test)
    assert (verdict.earned, verdict.outcome) == (0.0, Outcome.FAILED)
    assert "changes its arguments" in verdict.message


def test_changing_an_argument_costs_nothing_where_it_does_not_matter() -> None:
    assert judge("def f(X): X *= 2.0; return X.sum()", "expect.close(f(np.ones(3)), 6.0)").earned == 2.0


def test_a_generator_cannot_be_brought_to_a_known_state() -> None:
    test = "rng = np.random.default_rng()\nf(rng)\nexpect.true(rng.random() < 1.0)"
    rewind = "def f(rng): rng.bit_generator.state = np.random.default_rng(0).bit_generator.state"
    assert judge(rewind, test).outcome is Outcome.TAMPERED
    assert judge("def f(rng): rng.random(1000)", test).outcome is Outcome.PASSED


@pytest.mark.parametrize("name", ["SystemExit", "KeyboardInterrupt", "GeneratorExit", "StopIteration", "BaseException"])
def test_no_exception_ends_the_examiner_or_a_loop_of_a_test(name: str) -> None:
    answer = f"def f(x=0): raise {name}('bye')"
    for test in (
        "f()\nexpect.true(True)",
        "expect.equal(list(map(f, [1, 2])), [])",
        "expect.equal([*map(f, [1])], [])",
    ):
        verdict = judge(answer, test)
        assert (verdict.earned, verdict.outcome) == (0.0, Outcome.ERROR)
        assert name in verdict.message
    assert name == "BaseException" or judge(answer, f"expect.raises({name}, f)").earned == 0.0


@pytest.mark.parametrize(
    ("answer", "outcome", "words"),
    [
        ("def f(n): return f(n)", Outcome.ERROR, "RecursionError"),
        ("def f(n): raise MemoryError", Outcome.MEMORY, "MemoryError"),
        ("def f(n): raise UnicodeDecodeError('utf-8', b'', 0, 1, 'odd')", Outcome.ERROR, "UnicodeDecodeError"),
        ("class E(Exception):\n    def __str__(self): raise SystemExit\ndef f(n): raise E", Outcome.ERROR, "✗ E"),
        ("class E(Exception): __mro__ = __name__ = 3\ndef f(n): raise E('\\x1b[2J\\ud800')", Outcome.ERROR, "�[2J"),
        ("def f(n): return [0] * 10**7", Outcome.FAILED, "too large"),
        ("def f(n): return np.zeros(10**8)", Outcome.FAILED, "too large"),
        ("def f(n):\n    x = []\n    x.append(x)\n    return x", Outcome.FAILED, "cannot be judged"),
        ("def f(n): return 1 << 10**7", Outcome.FAILED, "cannot be judged"),
        ("def f(n): return 7**5000", Outcome.FAILED, "an integer of 14037 bits"),
        ("1 / 0\ndef f(n): ...", Outcome.ERROR, "`f` is not defined\nZeroDivisionError"),
        ("def g(n): ...", Outcome.ERROR, "`f` is not defined"),
        ("def f(n) return", Outcome.ERROR, "SyntaxError"),
        ("raise SystemExit", Outcome.ERROR, "SystemExit"),
        ("def f(n):\n    print('x' * 10**6)\n    return 2", Outcome.FAILED, "not the right value"),
        ("def f(n): raise NotImplementedError()", Outcome.ERROR, "`f` is still to be written"),
    ],
)
def test_reasons(answer: str, outcome: Outcome, words: str) -> None:
    verdict = judge(answer, "expect.equal(f(3), 3)")
    assert (verdict.earned, verdict.outcome) == (0.0, outcome), verdict.message
    assert words in verdict.message
    assert "expect." not in verdict.message


def test_a_stub_is_unanswered() -> None:
    stub = "def f(n):\n    raise NotImplementedError()"
    chapter = make_chapter(stub, "expect.equal(f(3), 3)")
    (verdict,) = judge_in_process(chapter, "answer", stub, "en")
    assert (verdict.earned, verdict.outcome) == (0.0, Outcome.UNANSWERED)


def test_a_test_that_checks_nothing_is_not_passed() -> None:
    verdict = judge("def f(): return []", "for x in f():\n    expect.equal(x, 1)")
    assert (verdict.earned, verdict.outcome) == (0.0, Outcome.FAILED)
    assert "nothing could be checked" in verdict.message


def test_an_odd_value_costs_its_student_and_shows_no_line_of_the_test() -> None:
    verdict = judge("def f(): return 'text'", "secret = 41\nexpect.close(f().mean() + secret, 42.0)")
    assert (verdict.earned, verdict.outcome) == (0.0, Outcome.ERROR)
    assert "mean" in verdict.message and "secret" not in verdict.message


def test_each_test_has_names_of_its_own_and_the_setup_s() -> None:
    chapter = make_chapter("def f(): ...", "x = f()\nnp.seen = 1\nexpect.equal(x, 1)", "expect.equal(f(), x)")
    first, second = judge_in_process(chapter, "answer", "def f(): return 1", "en")
    assert first.outcome is Outcome.PASSED
    assert second.outcome is Outcome.ERROR and "NameError" in second.message


@pytest.mark.parametrize(
    "argument", ["object()", "np.array([object()])", "int", "np.random.RandomState(0)", "[{'a': print.__class__}]"]
)
def test_an_author_hears_of_arguments_that_do_not_travel(argument: str) -> None:
    for test in (f"f({argument})", f"try:\n    f({argument})\nexcept TypeError:\n    pass\nexpect.true(True)"):
        verdict = judge("def f(x): ...", test)
        assert verdict.outcome is Outcome.NOT_GRADED
        assert "@expect.probe" in verdict.message


def test_a_call_that_does_not_end_is_ended() -> None:
    """What catches every exception is ended with its process; a sealed test's kernel is killed."""
    chapter = make_chapter("def f(): ...", "expect.equal(f(), 1)", "expect.equal(1, 1)")
    verdicts = judge_in_process(chapter, "answer", "def f():\n    while True: pass", "en", TestLimits(0.2, 0.4))
    assert [verdict.outcome for verdict in verdicts] == [Outcome.TIMEOUT, Outcome.PASSED]


def test_a_slow_test_is_ended_too() -> None:
    chapter = make_chapter(
        "def f(): ...", "import time\nfor _ in range(100):\n    f()\n    time.sleep(0.01)\nexpect.true(True)"
    )
    (verdict,) = judge_in_process(chapter, "answer", "def f(): ...", "en", TestLimits(5.0, 0.2))
    assert verdict.outcome is Outcome.TIMEOUT


def test_the_examiner_imports_what_tests_and_answers_use() -> None:
    setup = (
        SETUP
        + "import json, zlib\nimport os.path as places\nfrom math import pi, tau\nimport csv\nN = len(csv.__name__)\n"
    )
    chapter = make_chapter(
        "def f(): return json.dumps(pi)", "expect.equal(f(), '3.1')\nexpect.equal(N, 3)", setup=setup
    )
    names = run_setup(chapter, "en")
    assert {"json", "pi", "csv", "N", "expect"} <= names.keys()
    assert not {"zlib", "places", "tau"} & names.keys()
