"""A call over the wire is as good as a local one: values, changes, generators, callbacks, warnings, errors."""

import pytest

from autograder.stages import Outcome
from tests.autograder.judgement.exercises import SETUP, judge

TORCH_SETUP = SETUP.replace("import numpy as np\n", "import numpy as np\nimport torch\n")

# name: (answer, test). Each of these passes, as it would in a notebook.
LOCAL = {
    "numbers and text": ("def f(a, *, b=2): return a + b, 'x' * b", "expect.equal(f(1), (3, 'xx'))\nexpect.equal(f(1, b=3), (4, 'xxx'))"),
    "a constant": ("f = {'a': np.arange(3)}", "expect.equal(f['a'], [0, 1, 2])"),
    "a big integer": ("def f(n): return 7**n", "expect.equal(f(1000), 7**1000)"),
    "layout": (
        "def f(X): return X.flags.c_contiguous, X.flags.writeable, X.strides",
        "X = np.zeros((4, 6), dtype='f4')\nexpect.equal(f(X[::2].T), (False, True, X[::2].T.strides))\n"
        "X.flags.writeable = False\nexpect.equal(f(X), (True, False, X.strides))",
    ),
    "a change in place": (
        "def f(X, rows, names): X[:, 0] = 7; rows.append([1]); rows[0] = X; names['n'] = 1",
        "X, rows, names = np.zeros((2, 3)), ['a'], {'o': 0}\nview = X[:, 0]\n"
        "@expect.probe\ndef work():\n    X, rows, names = np.zeros((2, 3)), ['a'], {'o': 0}\n    f(X, rows, names)\n"
        "    return X, rows[0] is X, rows[1], names\n"
        "expect.equal(work(), (np.array([[7, 0, 0], [7, 0, 0]]), True, [1], {'o': 0, 'n': 1}))",
    ),
    "nothing in place": ("def f(X, Y): return X + Y", "X, Y = np.ones((2, 3)), np.ones(3)\nwith expect.unchanged(X, Y):\n    expect.close(f(X[::-1], Y), [[2.0] * 3] * 2)"),
    "restored in place": (
        "def f(g, w):\n    w[0] += 1.0\n    high = g(w)\n    w[0] -= 1.0\n    return high - g(w)",
        "w = np.array([1.0, 2.0])\nwith expect.unchanged(w):\n    expect.close(f(lambda v: v[0] ** 2, w), 3.0)\nexpect.close(f(lambda v: w[1] + v[0], w), 1.0)",
    ),
    "the argument itself": ("def f(X): return [X, X.copy()]", "X = np.ones(3)\nsame, other = f(X)\nexpect.true(same is X and other is not X)"),
    "one array twice": ("def f(X, Y): return X is Y, np.shares_memory(X, Y)", "X = np.ones(4)\nexpect.equal(f(X, X), (True, True))\nexpect.equal(f(X, X[::2]), (False, True))\nexpect.equal(f(X, X.copy()), (False, False))"),
    "a generator advances": (
        "def f(n, rng): return rng.normal(size=n)",
        "rng, same = np.random.default_rng(5), np.random.default_rng(5)\n"
        "expect.close(f(3, rng), same.normal(size=3))\nexpect.close(f(2, rng=rng), same.normal(size=2))\nexpect.close(rng.random(), same.random())",
    ),
    "children of a generator": (
        "def f(rng): return [child.random() for child in rng.spawn(2)]",
        "rng, same = np.random.default_rng(5), np.random.default_rng(5)\n"
        "for _ in range(2):\n    expect.close(f(rng), [child.random() for child in same.spawn(2)])",
    ),
    "callbacks": ("def f(g, x): return [g(g(x), scale=2)]", "seen = []\ndef g(x, scale=1):\n    seen.append(x)\n    return scale * (x + 1)\nexpect.equal(f(g, 1), [6])\nexpect.equal(seen, [1, 2])"),
    "NumPy's functions": ("def f(g, X): return g(X)", "expect.close(f(np.tanh, np.ones(3)), np.tanh(np.ones(3)))"),
    "NumPy's sums": ("def f(g, X): return g(X)", "expect.close(f(np.sum, np.ones(3)), 3.0)"),
    "a callback that calls the answer": (
        "def step(w, lr): return w - lr\ndef f(step, w, n):\n    for _ in range(n): w = step(w)\n    return w",
        "from functools import partial\nexpect.close(f(partial(step, lr=0.5), 3.0, 4), 1.0)",
    ),
    "a callback that changes its argument": (
        "def f(g, w):\n    out = g(w)\n    return out is w, w",
        "def g(w):\n    w -= 1.0\n    return w\nexpect.equal(f(g, np.ones(2)), (True, [0.0, 0.0]))",
    ),
    "the function that it got": ("def f(g): return g", "def g(): ...\nexpect.true(f(g) is g)"),
    "a function that it makes": ("def f(a): return lambda x: a * x", "double = f(2)\nexpect.equal(double(4), 8)\nexpect.equal(f(3)(double(1)), 6)"),
    "a class": (
        "class f:\n    def __init__(self, n): self.W, self.n = np.zeros(n), n\n    def add(self, x):\n        self.W = self.W + x\n        return self\n"
        "    @property\n    def total(self): return self.W.sum()",
        "net = f(3)\nexpect.close(net.add(2.0).add(1.0).total, 9.0)\nexpect.shape(net.W, (3,))\nexpect.equal(net.n, 3)\n"
        "expect.true(not hasattr(net, 'missing'))\nexpect.true(net.add(0.0) is net)\nexpect.true(callable(net.add) and not callable(net))",
    ),
    "an opaque state": ("class State: n = 0\ndef f(state):\n    state = state or State()\n    state.n += 1\n    return state.n, state", "n, state = f(None)\nn, state = f(state)\nexpect.equal(n, 2)"),
    "a probe": (
        "class f:\n    def __len__(self): return 3\n    def __iter__(self): return iter('abc')",
        "@expect.probe\ndef measure(n):\n    made = f()\n    return len(made) + n, list(made), np.pi\n\n\nn, letters, pi = measure(1)\nexpect.equal(n, 4)\nexpect.equal(letters, ['a', 'b', 'c'])",
    ),
    "a probe's object": ("class f:\n    n = 4", "@expect.probe\ndef make():\n    return f()\n@expect.probe\ndef look(made):\n    return isinstance(made, f), made.n\nexpect.equal(look(make()), (True, 4))"),
    "expected errors": (
        "def f(x):\n    if x < 0: raise ValueError('negative')\n    return np.linalg.inv(np.zeros((2, 2)))",
        "expect.raises(ValueError, f, -1)\nexpect.raises(np.linalg.LinAlgError, f, 1)\nexpect.raises(Exception, f, 1)",
    ),
    "an error of its own class": ("class Mine(KeyError): ...\ndef f(): raise Mine('x')", "expect.raises(KeyError, f)\nexpect.raises(LookupError, f)"),
    "a callback's error, caught": ("def f(g):\n    try: g()\n    except ValueError as error: return str(error)", "def g(): raise ValueError('no')\nexpect.equal(f(g), 'no')"),
    "a callback's error, let through": (
        "def f(g): return g()",
        "class Own(Exception): ...\nraised = Own('mine')\ndef g(): raise raised\n"
        "try:\n    f(g)\nexcept Own as error:\n    expect.true(error is raised)",
    ),
    "silence": ("def f(x): return x + 1.0", "with expect.silent():\n    f(1.0)\nexpect.close(f(1.0), 2.0)"),
    "warnings cost nothing": ("def f(x):\n    print('debug')\n    return np.exp(x) * 0 + 1", "expect.close(f(np.array([1.0])), [1.0])"),
    "a warning is no error": ("def f(x): return np.exp(x)", "f(np.array([1e4]))\nexpect.close(f(np.zeros(1)), [1.0])"),
    "prints": (
        "def f():\n    print('hello')\n    print('to the terminal', file=__import__('sys').stderr)",
        "import contextlib, io\nwith contextlib.redirect_stdout(io.StringIO()) as printed:\n    f()\nexpect.equal(printed.getvalue(), 'hello\\n')",
    ),
    "None is recognised": ("def f(): ...", "expect.true(f() is None)"),
}  # fmt: skip


@pytest.mark.parametrize("name", LOCAL)
def test_as_if_local(name: str) -> None:
    answer, test = LOCAL[name]
    solution = "def f(): ...\ndef step(): ..." if "step" in test else "def f(): ..."
    verdict = judge(answer, test, solution=solution)
    assert verdict.outcome is Outcome.PASSED, verdict.message
    assert verdict.earned == 2.0
    names: dict[str, object] = {"__name__": "__main__"}
    exec(SETUP + answer, names)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("warnings.filters", [("ignore", None, Warning, None, 0)])
        exec(test, names)  # and so it is in a notebook


# name: (answer, test, what the card says). None of these passes, and none does in a notebook.
WRONG = {
    "a change in place": ("def f(X): X *= 2; return X", "X = np.ones(3)\nwith expect.unchanged(X):\n    f(X)", "an argument was modified"),
    "a change in a list of pairs": (
        "def f(params):\n    for W, b in params: W -= b",
        "W, b = np.ones((2, 2)), np.ones(2)\nwith expect.unchanged(W, b):\n    f([(W, b)])",
        "an argument was modified",
    ),
    "a list changed": ("def f(rows): rows[0] = 3", "rows = [1, 2]\nf(rows)\nexpect.equal(rows, [1, 2])", "not the right value"),
    "a warning": ("def f(x): return np.exp(x)", "with expect.silent():\n    f(np.array([1e4]))", "RuntimeWarning: overflow"),
    "a warning on the second call": ("def f(x): return np.exp(x)", "f(np.array([1e4]))\nwith expect.silent():\n    f(np.array([1e4]))", "RuntimeWarning"),
    "another error": ("def f(): raise KeyError('x')", "expect.raises(ValueError, f)", "KeyError: 'x'"),
    "no error": ("def f(): return 3", "expect.raises(ValueError, f)", "should have raised ValueError"),
    "an error": ("def f(x):\n    y = x\n    return y / 0", "expect.equal(f(1), 1)", "ZeroDivisionError: division by zero\n  → line 3, f: return y / 0"),
    "a check in a callback": (
        "def f(g):\n    try: g(1)\n    except Exception: pass\n    return 1",
        "def g(x): expect.equal(x, 2, en='pass 2')\nexpect.equal(f(g), 1)",
        "pass 2",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_wrong_as_if_local(name: str) -> None:
    answer, test, card = WRONG[name]
    verdict = judge(answer, test)
    assert verdict.earned == 0.0
    assert card in verdict.message


def test_tensors_and_modules() -> None:
    pytest.importorskip("torch")
    answer = "def f(logits, rng): return torch.nn.functional.softplus(-logits).mean() + 0 * rng.random()\ndef make(n): return torch.nn.Linear(n, 1)"
    test = """\
logits = torch.tensor([0.0, 1.0], requires_grad=True)
expect.close(f(logits, np.random.default_rng(0)), 0.50320,  atol=1e-4)


@expect.probe
def differentiate(values):
    logits = torch.tensor(values, requires_grad=True)
    f(logits, np.random.default_rng(0)).backward()
    return logits.grad


expect.close(differentiate([0.0, 1.0]), [-0.25, -0.134470], rtol=1e-4)


@expect.probe
def run(n, X):
    module = make(n)
    return module(torch.from_numpy(X)).shape, sum(p.numel() for p in module.parameters())


shape, n_parameters = run(3, np.ones((5, 3), dtype=np.float32))
expect.equal(n_parameters, 4)
"""
    verdict = judge(answer, test, solution="def f(): ...\ndef make(): ...", setup=TORCH_SETUP)
    assert verdict.outcome is Outcome.PASSED, verdict.message
    not_plain = "f(torch.nn.Linear(2, 1), np.random.default_rng(0))\nexpect.true(True)"
    verdict = judge(answer, not_plain, solution="def f(): ...\ndef make(): ...", setup=TORCH_SETUP)
    assert verdict.outcome is Outcome.NOT_GRADED
    assert "@expect.probe" in verdict.message
