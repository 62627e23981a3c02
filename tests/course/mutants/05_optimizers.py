# %% mutant="sgd_step/climbs" message="we go down, so we subtract"
# The sign: ascent.
def sgd_step(w, gradient, state, *, lr):
    return w + lr * gradient, state


# %% mutant="sgd_step/forgets_the_rate" message="lr . gradient"
# The rate is taken and ignored.
def sgd_step(w, gradient, state, *, lr):
    return w - gradient, state


# %% mutant="sgd_step/in_place" message="an argument was modified"
# The caller's point is moved.
def sgd_step(w, gradient, state, *, lr):
    w -= lr * gradient
    return w, state


# %% mutant="sgd_step/returns_the_point_only" message="return .w, state."
# The state is forgotten.
def sgd_step(w, gradient, state, *, lr):
    return w - lr * gradient


# %% mutant="sgd_step/swaps_the_values" message="lr . gradient|not made of numbers"
# The state comes first.
def sgd_step(w, gradient, state, *, lr):
    return state, w - lr * gradient


# %% mutant="sgd_step/normalises" message="lr . gradient"
# A step of length lr along the gradient: not what was asked for.
def sgd_step(w, gradient, state, *, lr):
    return w - lr * gradient / np.linalg.norm(gradient), state


# %% mutant="sgd_step/keeps_the_dtype" message="may be made of integers"
# The new point is written into an array of the old one's type.
def sgd_step(w, gradient, state, *, lr):
    new = w.copy()
    new[...] = w - lr * gradient
    return new, state


# %% variant="sgd_step/loop"
def sgd_step(w, gradient, state, *, lr):
    moved = [x - lr * g for x, g in zip(np.ravel(w), np.ravel(gradient))]
    return np.array(moved).reshape(np.shape(w)), state


# %% variant="sgd_step/counts_its_steps"
def sgd_step(w, gradient, state, *, lr):
    new = np.array(w, dtype=float)
    new += -lr * np.asarray(gradient)
    return new, {"n_steps": 1 if state is None else state["n_steps"] + 1}


# %% mutant="minimise/forgets_w0" message="not the right shape"
# The trajectory begins after the first step.
def minimise(gradient, w0, step, n_steps):
    w, state, points = np.array(w0, dtype=float), None, []
    for _ in range(n_steps):
        w, state = step(w, gradient(w), state)
        points.append(w)
    return np.array(points)


# %% mutant="minimise/forgets_the_state" message="the state is None at the first step"
# Each step starts without a memory.
def minimise(gradient, w0, step, n_steps):
    points = [np.array(w0, dtype=float)]
    for _ in range(n_steps):
        w, state = step(points[-1], gradient(points[-1]), None)
        points.append(w)
    return np.array(points)


# %% mutant="minimise/gradient_at_the_start" message="at the current point"
# The gradient is evaluated once.
def minimise(gradient, w0, step, n_steps):
    w, state, g = np.array(w0, dtype=float), None, gradient(w0)
    points = [w]
    for _ in range(n_steps):
        w, state = step(w, g, state)
        points.append(w)
    return np.array(points)


# %% mutant="minimise/one_step_short" message="not the right shape"
# n_steps points, not n_steps + 1.
def minimise(gradient, w0, step, n_steps):
    w, state = np.array(w0, dtype=float), None
    points = [w]
    for _ in range(n_steps - 1):
        w, state = step(w, gradient(w), state)
        points.append(w)
    return np.array(points)


# %% mutant="minimise/last_point_only" message="not the right shape"
# The way is forgotten.
def minimise(gradient, w0, step, n_steps):
    w, state = np.array(w0, dtype=float), None
    for _ in range(n_steps):
        w, state = step(w, gradient(w), state)
    return w


# %% mutant="minimise/integer_trajectory" message="w0 may be made of integers"
# The rows are written into an array of the type of w0.
def minimise(gradient, w0, step, n_steps):
    points, state = np.empty((n_steps + 1, len(w0)), dtype=w0.dtype), None
    points[0] = w0
    w = w0
    for t in range(n_steps):
        w, state = step(w, gradient(w), state)
        points[t + 1] = w
    return points


# %% mutant="minimise/same_row_everywhere" message="one row per step"
# One array is changed and stored again and again.
def minimise(gradient, w0, step, n_steps):
    w, state = np.array(w0, dtype=float), None
    points = [w]
    for _ in range(n_steps):
        w[...], state = step(w, gradient(w), state)
        points.append(w)
    return np.array(points)


# %% mutant="minimise/state_outlives_the_call" message="starts afresh|None at the first step|a step that remembers"
# The state is kept as a default value between calls.
def minimise(gradient, w0, step, n_steps, memory=[None]):
    w = np.array(w0, dtype=float)
    points = [w]
    for _ in range(n_steps):
        w, memory[0] = step(w, gradient(w), memory[0])
        points.append(w)
    return np.array(points)


# %% mutant="minimise/changes_the_start" message="an argument was modified"
# w0 itself travels.
def minimise(gradient, w0, step, n_steps):
    points, state = [w0.copy()], None
    for _ in range(n_steps):
        w0[...], state = step(w0, gradient(w0), state)
        points.append(w0.copy())
    return np.array(points)


# %% mutant="minimise/stops_when_flat" message="one row per step|not the right shape|None at the first step"
# An early end where the gradient is zero: the step may still have a velocity.
def minimise(gradient, w0, step, n_steps):
    w, state = np.array(w0, dtype=float), None
    points = [w]
    for _ in range(n_steps):
        g = gradient(w)
        if np.abs(g).max() == 0:
            break
        w, state = step(w, g, state)
        points.append(w)
    return np.array(points)


# %% variant="minimise/preallocated"
def minimise(gradient, w0, step, n_steps):
    points = np.zeros((n_steps + 1, len(w0)))
    points[0], state = w0, None
    for t in range(n_steps):
        points[t + 1], state = step(points[t].copy(), gradient(points[t].copy()), state)
    return points


# %% variant="minimise/recursive"
def minimise(gradient, w0, step, n_steps):
    def go(w, state, left):
        if left == 0:
            return [w]
        new, state_after = step(w, gradient(w), state)
        return [w, *go(new, state_after, left - 1)]

    return np.stack(go(np.asarray(w0, dtype=float), None, n_steps))


# %% variant="minimise/list_of_lists"
def minimise(gradient, w0, step, n_steps):
    w, state = np.asarray(w0) * 1.0, None
    rows = [list(w)]
    while len(rows) <= n_steps:
        w, state = step(w, gradient(w), state)
        rows.append(list(w))
    return np.array(rows)


# %% mutant="momentum_step/printed_formula" message="v = g, hence|the velocity is zero"
# The report's line: the position in the place of the last move.
def momentum_step(w, gradient, state, *, lr, momentum=0.9):
    return w + momentum * w - lr * gradient, 0


# %% mutant="momentum_step/averages" message="at the first step the velocity is zero"
# An exponential mean, as in Adam: g is multiplied by 1 - momentum.
def momentum_step(w, gradient, state, *, lr, momentum=0.9):
    v = np.zeros_like(gradient) if state is None else state
    v = momentum * v + (1 - momentum) * gradient
    return w - lr * v, v


# %% mutant="momentum_step/old_velocity" message="at the first step the velocity is zero"
# The point moves before the velocity changes.
def momentum_step(w, gradient, state, *, lr, momentum=0.9):
    v = np.zeros_like(gradient) if state is None else state
    return w - lr * v, momentum * v + gradient


# %% mutant="momentum_step/changes_its_state" message="replaying a step"
# The velocity is updated in place.
def momentum_step(w, gradient, state, *, lr, momentum=0.9):
    v = np.zeros(np.shape(gradient)) if state is None else state
    v *= momentum
    v += gradient
    return w - lr * v, v


# %% mutant="momentum_step/changes_its_dictionary" message="replaying a step"
# The same in a dictionary: its entry is replaced.
def momentum_step(w, gradient, state, *, lr, momentum=0.9):
    state = {"v": 0.0} if state is None else state
    state["v"] = momentum * state["v"] + gradient
    return w - lr * state["v"], state


# %% mutant="momentum_step/global_velocity" message="starts afresh"
# The memory is a global variable: two trainings get mixed up.
velocity = 0.0


def momentum_step(w, gradient, state, *, lr, momentum=0.9):
    global velocity
    velocity = momentum * velocity + gradient
    return w - lr * velocity, 0


# %% mutant="momentum_step/forgets_its_state" message="at the second step"
# None is handed on: every step is the first.
def momentum_step(w, gradient, state, *, lr, momentum=0.9):
    v = gradient if state is None else momentum * state + gradient
    return w - lr * v, None


# %% mutant="momentum_step/truth_of_an_array" message="ValueError: The truth value"
# `not state` has no meaning for an array.
def momentum_step(w, gradient, state, *, lr, momentum=0.9):
    v = np.zeros_like(gradient) if not state else state
    v = momentum * v + gradient
    return w - lr * v, v


# %% mutant="momentum_step/damps_the_gradient" message="at the second step|0.5"
# momentum multiplies everything that enters the velocity.
def momentum_step(w, gradient, state, *, lr, momentum=0.9):
    v = gradient if state is None else momentum * (state + gradient)
    return w - lr * v, v


# %% mutant="momentum_step/wrong_default" message="by default|with .'lr': 0.3."
def momentum_step(w, gradient, state, *, lr, momentum=0.5):
    v = gradient if state is None else momentum * state + gradient
    return w - lr * v, v


# %% mutant="momentum_step/is_nesterov" message="at the first step the velocity is zero"
# The next exercise.
def momentum_step(w, gradient, state, *, lr, momentum=0.9):
    v = gradient if state is None else momentum * state + gradient
    return w - lr * (gradient + momentum * v), v


# %% variant="momentum_step/dictionary"
def momentum_step(w, gradient, state, *, lr, momentum=0.9):
    old = {"v": 0.0} if state is None else state
    new = {"v": momentum * old["v"] + gradient}
    return w - lr * new["v"], new


# %% variant="momentum_step/rate_in_the_velocity"
def momentum_step(w, gradient, state, *, lr, momentum=0.9):
    move = (0.0 if state is None else momentum * state) - lr * gradient
    return w + move, move


# %% variant="momentum_step/heavy_ball"
# Remembers where it was, not how fast it went.
def momentum_step(w, gradient, state, *, lr, momentum=0.9):
    before = w if state is None else state
    return w + momentum * (w - before) - lr * gradient, w


# %% variant="momentum_step/own_class"
class Velocity:
    def __init__(self, v):
        self.v = v


def momentum_step(w, gradient, state, *, lr, momentum=0.9):
    v = gradient if state is None else momentum * state.v + gradient
    return w - lr * v, Velocity(v)


# %% variant="momentum_step/dataclass_in_a_list"
from dataclasses import dataclass


@dataclass(frozen=True)
class Memory:
    past: tuple


def momentum_step(w, gradient, state, *, lr, momentum=0.9):
    past = () if state is None else state.past
    past = (*past, gradient.copy())
    v = sum(momentum ** (len(past) - 1 - i) * g for i, g in enumerate(past))
    return w - lr * v, Memory(past)


# %% variant="momentum_step/closure_as_state"
def momentum_step(w, gradient, state, *, lr, momentum=0.9):
    v = gradient if state is None else momentum * state() + gradient
    return w - lr * v, lambda: v


# %% mutant="nesterov_step/is_momentum" message="first step"
# The look ahead is left out.
def nesterov_step(w, gradient, state, *, lr, momentum=0.9):
    v = gradient if state is None else momentum * state + gradient
    return w - lr * v, v


# %% mutant="nesterov_step/old_velocity" message="first step"
# The velocity on the right is the old one.
def nesterov_step(w, gradient, state, *, lr, momentum=0.9):
    old = np.zeros_like(gradient) if state is None else state
    return w - lr * (gradient + momentum * old), momentum * old + gradient


# %% mutant="nesterov_step/forgets_the_gradient" message="first step"
# Only the velocity, damped once more.
def nesterov_step(w, gradient, state, *, lr, momentum=0.9):
    v = gradient if state is None else momentum * state + gradient
    return w - lr * momentum * v, v


# %% mutant="nesterov_step/adds_the_velocity_whole" message="first step"
# g + v in the place of g + momentum v.
def nesterov_step(w, gradient, state, *, lr, momentum=0.9):
    v = gradient if state is None else momentum * state + gradient
    return w - lr * (gradient + v), v


# %% mutant="nesterov_step/keeps_the_wrong_thing" message="second step"
# g + momentum v is kept as if it were the velocity.
def nesterov_step(w, gradient, state, *, lr, momentum=0.9):
    v = gradient if state is None else momentum * state + gradient
    ahead = gradient + momentum * v
    return w - lr * ahead, ahead


# %% mutant="nesterov_step/changes_its_state" message="replaying a step"
def nesterov_step(w, gradient, state, *, lr, momentum=0.9):
    v = np.zeros(np.shape(gradient)) if state is None else state
    v *= momentum
    v += gradient
    return w - lr * (gradient + momentum * v), v


# %% mutant="nesterov_step/momentum_fixed" message="first step"
# The keyword is ignored.
def nesterov_step(w, gradient, state, *, lr, momentum=0.9):
    v = gradient if state is None else 0.9 * state + gradient
    return w - lr * (gradient + 0.9 * v), v


# %% variant="nesterov_step/expanded"
def nesterov_step(w, gradient, state, *, lr, momentum=0.9):
    old = 0 * gradient if state is None else state[0]
    return w - lr * (1 + momentum) * gradient - lr * momentum**2 * old, [momentum * old + gradient]


# %% variant="nesterov_step/original_form"
# Keeps the point that moves; w is the point ahead of it.
def nesterov_step(w, gradient, state, *, lr, momentum=0.9):
    base = w if state is None else state
    new_base = w - lr * gradient
    return new_base + momentum * (new_base - base), new_base


# %% variant="nesterov_step/namedtuple"
from collections import namedtuple

State = namedtuple("State", "v t")


def nesterov_step(w, gradient, state, *, lr, momentum=0.9):
    old = State(0.0, 0) if state is None else state
    v = momentum * old.v + gradient
    return w - lr * (gradient + momentum * v), State(v, old.t + 1)


# %% mutant="adagrad_step/does_not_add_up" message="s adds up"
# Only the last square.
def adagrad_step(w, gradient, state, *, lr, eps=1e-10):
    s = gradient**2
    return w - lr * gradient / (np.sqrt(s) + eps), s


# %% mutant="adagrad_step/no_root" message="at the first step"
# Divided by the sum itself.
def adagrad_step(w, gradient, state, *, lr, eps=1e-10):
    s = gradient**2 + (0 if state is None else state)
    return w - lr * gradient / (s + eps), s


# %% mutant="adagrad_step/eps_inside" message="outside the root"
# ε under the root.
def adagrad_step(w, gradient, state, *, lr, eps=1e-10):
    s = gradient**2 + (0 if state is None else state)
    return w - lr * gradient / np.sqrt(s + eps), s


# %% mutant="adagrad_step/no_eps" message="do not forget|gives a warning|outside the root"
# 0/0 where no gradient has come yet.
def adagrad_step(w, gradient, state, *, lr, eps=1e-10):
    s = gradient**2 + (0 if state is None else state)
    return w - lr * gradient / np.sqrt(s), s


# %% mutant="adagrad_step/old_sum" message="at the first step"
# The step is made before the square is added.
def adagrad_step(w, gradient, state, *, lr, eps=1e-10):
    s = np.zeros_like(gradient) if state is None else state
    return w - lr * gradient / (np.sqrt(s) + eps), s + gradient**2


# %% mutant="adagrad_step/one_rate_for_all" message="at the first step"
# The sum runs over the coordinates too.
def adagrad_step(w, gradient, state, *, lr, eps=1e-10):
    s = np.sum(gradient**2) + (0 if state is None else state)
    return w - lr * gradient / (np.sqrt(s) + eps), s


# %% mutant="adagrad_step/absolute_values" message="s adds up"
# |g| adds up, not g².
def adagrad_step(w, gradient, state, *, lr, eps=1e-10):
    s = np.abs(gradient) + (0 if state is None else state)
    return w - lr * gradient / (s + eps), s


# %% mutant="adagrad_step/changes_its_state" message="replaying a step"
def adagrad_step(w, gradient, state, *, lr, eps=1e-10):
    s = np.zeros(np.shape(gradient)) if state is None else state
    s += gradient**2
    return w - lr * gradient / (np.sqrt(s) + eps), s


# %% mutant="adagrad_step/is_a_mean" message="at the first step|s adds up"
# RMSProp's mean.
def adagrad_step(w, gradient, state, *, lr, eps=1e-10):
    s = 0.1 * gradient**2 + (0 if state is None else 0.9 * state)
    return w - lr * gradient / (np.sqrt(s) + eps), s


# %% variant="adagrad_step/keeps_all_gradients"
def adagrad_step(w, gradient, state, *, lr, eps=1e-10):
    past = [gradient.copy()] if state is None else [*state, gradient.copy()]
    return w - lr * gradient / (np.linalg.norm(past, axis=0) + eps), past


# %% variant="adagrad_step/keeps_the_root"
def adagrad_step(w, gradient, state, *, lr, eps=1e-10):
    root = np.hypot(0.0 if state is None else state["root"], gradient)
    return w - lr / (root + eps) * gradient, {"root": root}


# %% variant="adagrad_step/loop"
def adagrad_step(w, gradient, state, *, lr, eps=1e-10):
    sums = [0.0] * np.size(w) if state is None else list(state)
    new = np.array(w, dtype=float).ravel()
    for i, g in enumerate(np.ravel(gradient)):
        sums[i] = sums[i] + float(g) ** 2
        new[i] = new[i] - lr * float(g) / (sums[i] ** 0.5 + eps)
    return new.reshape(np.shape(w)), sums


# %% mutant="rmsprop_step/shares_swapped" message="first step"
# alpha weighs the new square.
def rmsprop_step(w, gradient, state, *, lr, alpha=0.99, eps=1e-8):
    old = 0.0 if state is None else state
    s = (1 - alpha) * old + alpha * gradient**2
    return w - lr * gradient / (np.sqrt(s) + eps), s


# %% mutant="rmsprop_step/starts_at_the_first_square" message="first step"
# The mean starts at g², not at zero.
def rmsprop_step(w, gradient, state, *, lr, alpha=0.99, eps=1e-8):
    s = gradient**2 if state is None else alpha * state + (1 - alpha) * gradient**2
    return w - lr * gradient / (np.sqrt(s) + eps), s


# %% mutant="rmsprop_step/eps_inside" message="outside the root"
def rmsprop_step(w, gradient, state, *, lr, alpha=0.99, eps=1e-8):
    old = 0.0 if state is None else state
    s = alpha * old + (1 - alpha) * gradient**2
    return w - lr * gradient / np.sqrt(s + eps), s


# %% mutant="rmsprop_step/is_adagrad" message="first step"
# A sum, not a mean.
def rmsprop_step(w, gradient, state, *, lr, alpha=0.99, eps=1e-8):
    s = (0.0 if state is None else state) + gradient**2
    return w - lr * gradient / (np.sqrt(s) + eps), s


# %% mutant="rmsprop_step/first_moment" message="nan|first step|not the right value|values are wrong"
# The report's line, read literally: the root of a mean of gradients.
def rmsprop_step(w, gradient, state, *, lr, alpha=0.99, eps=1e-8):
    old = 0.0 if state is None else state
    m = alpha * old + (1 - alpha) * gradient
    return w - lr * gradient / (np.sqrt(m) + eps), m


# %% mutant="rmsprop_step/centred" message="first step"
# The centred variant: not what was asked for.
def rmsprop_step(w, gradient, state, *, lr, alpha=0.99, eps=1e-8):
    s, m = (0.0, 0.0) if state is None else state
    s, m = alpha * s + (1 - alpha) * gradient**2, alpha * m + (1 - alpha) * gradient
    return w - lr * gradient / (np.sqrt(s - m**2) + eps), (s, m)


# %% mutant="rmsprop_step/corrects_the_bias" message="first step"
# Adam's correction.
def rmsprop_step(w, gradient, state, *, lr, alpha=0.99, eps=1e-8):
    s, t = (0.0, 0) if state is None else state
    s, t = alpha * s + (1 - alpha) * gradient**2, t + 1
    return w - lr * gradient / (np.sqrt(s / (1 - alpha**t)) + eps), (s, t)


# %% mutant="rmsprop_step/forgets_1_minus_alpha" message="first step"
def rmsprop_step(w, gradient, state, *, lr, alpha=0.99, eps=1e-8):
    s = alpha * (0.0 if state is None else state) + gradient**2
    return w - lr * gradient / (np.sqrt(s) + eps), s


# %% mutant="rmsprop_step/changes_its_state" message="replaying a step"
def rmsprop_step(w, gradient, state, *, lr, alpha=0.99, eps=1e-8):
    s = np.zeros(np.shape(gradient)) if state is None else state
    s *= alpha
    s += (1 - alpha) * gradient**2
    return w - lr * gradient / (np.sqrt(s) + eps), s


# %% mutant="rmsprop_step/memory_on_the_function" message="starts afresh"
# An attribute of the function, that the next training finds again.
def rmsprop_step(w, gradient, state, *, lr, alpha=0.99, eps=1e-8):
    old = getattr(rmsprop_step, "s", 0.0)
    rmsprop_step.s = alpha * old + (1 - alpha) * gradient**2
    return w - lr * gradient / (np.sqrt(rmsprop_step.s) + eps), 1


# %% variant="rmsprop_step/moves_towards_the_square"
def rmsprop_step(w, gradient, state, *, lr, alpha=0.99, eps=1e-8):
    old = np.zeros_like(gradient) if state is None else state
    s = old + (1 - alpha) * (gradient * gradient - old)
    return w - np.divide(lr * gradient, s**0.5 + eps), s


# %% variant="rmsprop_step/dictionary_copied"
def rmsprop_step(w, gradient, state, *, lr, alpha=0.99, eps=1e-8):
    state = dict(state) if state is not None else {"square": 0.0 * gradient}
    state["square"] = alpha * state["square"] + (1 - alpha) * np.square(gradient)
    return w - lr * gradient / (eps + np.sqrt(state["square"])), state


# %% variant="rmsprop_step/own_class"
class Mean:
    def __init__(self, value, share):
        self.value, self.share = value, share

    def with_new(self, x):
        return Mean(self.share * self.value + (1 - self.share) * x, self.share)


def rmsprop_step(w, gradient, state, *, lr, alpha=0.99, eps=1e-8):
    mean = (Mean(0.0, alpha) if state is None else state).with_new(gradient**2)
    return w - lr * gradient / (np.sqrt(mean.value) + eps), mean


# %% mutant="adadelta_step/eps_outside_above" message="first step"
# The report's placement, one way.
def adadelta_step(w, gradient, state, *, lr=1.0, rho=0.9, eps=1e-6):
    s, u = (0.0, 0.0) if state is None else state
    s = rho * s + (1 - rho) * gradient**2
    d = (np.sqrt(u) + eps) / np.sqrt(s + eps) * gradient
    return w - lr * d, (s, rho * u + (1 - rho) * d**2)


# %% mutant="adadelta_step/eps_outside_below" message="first step"
# The report's placement, the other way.
def adadelta_step(w, gradient, state, *, lr=1.0, rho=0.9, eps=1e-6):
    s, u = (0.0, 0.0) if state is None else state
    s = rho * s + (1 - rho) * gradient**2
    d = np.sqrt(u + eps) / (np.sqrt(s) + eps) * gradient
    return w - lr * d, (s, rho * u + (1 - rho) * d**2)


# %% mutant="adadelta_step/new_moves" message="first step|second step"
# u is updated before it is used, with the gradient in the place of the move.
def adadelta_step(w, gradient, state, *, lr=1.0, rho=0.9, eps=1e-6):
    s, u = (0.0, 0.0) if state is None else state
    s = rho * s + (1 - rho) * gradient**2
    u = rho * u + (1 - rho) * gradient**2
    d = np.sqrt(u + eps) / np.sqrt(s + eps) * gradient
    return w - lr * d, (s, u)


# %% mutant="adadelta_step/old_squares" message="first step"
# s is updated after its use.
def adadelta_step(w, gradient, state, *, lr=1.0, rho=0.9, eps=1e-6):
    s, u = (0.0, 0.0) if state is None else state
    d = np.sqrt(u + eps) / np.sqrt(s + eps) * gradient
    return w - lr * d, (rho * s + (1 - rho) * gradient**2, rho * u + (1 - rho) * d**2)


# %% mutant="adadelta_step/rate_inside_the_mean" message="with .'lr'|u and s are means"
# The rate goes into the mean of the moves as well.
def adadelta_step(w, gradient, state, *, lr=1.0, rho=0.9, eps=1e-6):
    s, u = (0.0, 0.0) if state is None else state
    s = rho * s + (1 - rho) * gradient**2
    d = lr * np.sqrt(u + eps) / np.sqrt(s + eps) * gradient
    return w - d, (s, rho * u + (1 - rho) * d**2)


# %% mutant="adadelta_step/moves_not_squared" message="second step|nan"
# The mean of the moves themselves.
def adadelta_step(w, gradient, state, *, lr=1.0, rho=0.9, eps=1e-6):
    s, u = (0.0, 0.0) if state is None else state
    s = rho * s + (1 - rho) * gradient**2
    d = np.sqrt(u + eps) / np.sqrt(s + eps) * gradient
    return w - lr * d, (s, rho * u + (1 - rho) * d)


# %% mutant="adadelta_step/never_updates_the_moves" message="second step"
def adadelta_step(w, gradient, state, *, lr=1.0, rho=0.9, eps=1e-6):
    s, u = (0.0, 0.0) if state is None else state
    s = rho * s + (1 - rho) * gradient**2
    d = np.sqrt(u + eps) / np.sqrt(s + eps) * gradient
    return w - lr * d, (s, u)


# %% mutant="adadelta_step/fraction_upside_down" message="first step"
def adadelta_step(w, gradient, state, *, lr=1.0, rho=0.9, eps=1e-6):
    s, u = (0.0, 0.0) if state is None else state
    s = rho * s + (1 - rho) * gradient**2
    d = np.sqrt(s + eps) / np.sqrt(u + eps) * gradient
    return w - lr * d, (s, rho * u + (1 - rho) * d**2)


# %% mutant="adadelta_step/changes_its_list" message="replaying a step"
# The entries of the state are replaced.
def adadelta_step(w, gradient, state, *, lr=1.0, rho=0.9, eps=1e-6):
    state = [0.0, 0.0] if state is None else state
    state[0] = rho * state[0] + (1 - rho) * gradient**2
    d = np.sqrt(state[1] + eps) / np.sqrt(state[0] + eps) * gradient
    state[1] = rho * state[1] + (1 - rho) * d**2
    return w - lr * d, state


# %% variant="adadelta_step/one_root"
def adadelta_step(w, gradient, state, *, lr=1.0, rho=0.9, eps=1e-6):
    old = {"s": 0 * gradient, "u": 0 * gradient} if state is None else state
    s = rho * old["s"] + (1 - rho) * gradient**2
    d = gradient * np.sqrt((old["u"] + eps) / (s + eps))
    return w - lr * d, {"s": s, "u": rho * old["u"] + (1 - rho) * d * d}


# %% variant="adadelta_step/stacked"
def adadelta_step(w, gradient, state, *, lr=1.0, rho=0.9, eps=1e-6):
    means = np.zeros((2, *np.shape(w))) if state is None else state
    s = rho * means[0] + (1 - rho) * gradient**2
    move = -np.sqrt(means[1] + eps) / np.sqrt(s + eps) * gradient
    return w + lr * move, np.stack([s, rho * means[1] + (1 - rho) * move**2])


# %% variant="adadelta_step/own_class"
class Means:
    pass


def adadelta_step(w, gradient, state, *, lr=1.0, rho=0.9, eps=1e-6):
    new = Means()
    old_s, old_u = (0.0, 0.0) if state is None else (state.s, state.u)
    new.s = rho * old_s + (1 - rho) * gradient**2
    move = np.sqrt(old_u + eps) / np.sqrt(new.s + eps) * gradient
    new.u = rho * old_u + (1 - rho) * move**2
    return w - lr * move, new


# %% mutant="adam_step/no_correction" message="first step, t = 1"
def adam_step(w, gradient, state, *, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m, s = (0.0, 0.0) if state is None else state
    m, s = beta1 * m + (1 - beta1) * gradient, beta2 * s + (1 - beta2) * gradient**2
    return w - lr * m / (np.sqrt(s) + eps), (m, s)


# %% mutant="adam_step/printed_formula" message="first step, t = 1"
# The report's line: corrected by 1 - β^k, and with the old m, at k = 0.
def adam_step(w, gradient, state, *, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m, s, t = (0 * gradient, 0 * gradient, 0) if state is None else state
    with np.errstate(all="ignore"):
        step = np.divide(m, 1 - beta1**t) / (np.sqrt(np.divide(s, 1 - beta2**t)) + eps)
    return w - lr * step, (beta1 * m + (1 - beta1) * gradient, beta2 * s + (1 - beta2) * gradient**2, t + 1)


# %% mutant="adam_step/always_the_first_step" message="then divide by"
# t is never counted.
def adam_step(w, gradient, state, *, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m, s = (0.0, 0.0) if state is None else state
    m, s = beta1 * m + (1 - beta1) * gradient, beta2 * s + (1 - beta2) * gradient**2
    return w - lr * m / (1 - beta1) / (np.sqrt(s / (1 - beta2)) + eps), (m, s)


# %% mutant="adam_step/starts_at_two" message="first step, t = 1"
# One too many.
def adam_step(w, gradient, state, *, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m, s, t = (0.0, 0.0, 1) if state is None else state
    m, s, t = beta1 * m + (1 - beta1) * gradient, beta2 * s + (1 - beta2) * gradient**2, t + 1
    return w - lr * m / (1 - beta1**t) / (np.sqrt(s / (1 - beta2**t)) + eps), (m, s, t)


# %% mutant="adam_step/keeps_the_corrected_means" message="m and s are what is kept|then divide by"
# m̂ and ŝ go into the state.
def adam_step(w, gradient, state, *, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m, s, t = (0.0, 0.0, 0) if state is None else state
    m, s, t = beta1 * m + (1 - beta1) * gradient, beta2 * s + (1 - beta2) * gradient**2, t + 1
    m, s = m / (1 - beta1**t), s / (1 - beta2**t)
    return w - lr * m / (np.sqrt(s) + eps), (m, s, t)


# %% mutant="adam_step/corrects_m_only" message="first step, t = 1"
def adam_step(w, gradient, state, *, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m, s, t = (0.0, 0.0, 0) if state is None else state
    m, s, t = beta1 * m + (1 - beta1) * gradient, beta2 * s + (1 - beta2) * gradient**2, t + 1
    return w - lr * m / (1 - beta1**t) / (np.sqrt(s) + eps), (m, s, t)


# %% mutant="adam_step/eps_before_the_correction" message="after the correction"
# ε is added to the root of the uncorrected mean.
def adam_step(w, gradient, state, *, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m, s, t = (0.0, 0.0, 0) if state is None else state
    m, s, t = beta1 * m + (1 - beta1) * gradient, beta2 * s + (1 - beta2) * gradient**2, t + 1
    return w - lr * np.sqrt(1 - beta2**t) / (1 - beta1**t) * m / (np.sqrt(s) + eps), (m, s, t)


# %% mutant="adam_step/eps_inside" message="outside the root"
def adam_step(w, gradient, state, *, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m, s, t = (0.0, 0.0, 0) if state is None else state
    m, s, t = beta1 * m + (1 - beta1) * gradient, beta2 * s + (1 - beta2) * gradient**2, t + 1
    return w - lr * m / (1 - beta1**t) / np.sqrt(s / (1 - beta2**t) + eps), (m, s, t)


# %% mutant="adam_step/one_beta" message="then divide by"
# β1 serves both means.
def adam_step(w, gradient, state, *, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m, s, t = (0.0, 0.0, 0) if state is None else state
    m, s, t = beta1 * m + (1 - beta1) * gradient, beta1 * s + (1 - beta1) * gradient**2, t + 1
    return w - lr * m / (1 - beta1**t) / (np.sqrt(s / (1 - beta1**t)) + eps), (m, s, t)


# %% mutant="adam_step/beta_times_t" message="then divide by"
# β · t in the place of β to the power t.
def adam_step(w, gradient, state, *, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m, s, t = (0.0, 0.0, 0) if state is None else state
    m, s, t = beta1 * m + (1 - beta1) * gradient, beta2 * s + (1 - beta2) * gradient**2, t + 1
    return w - lr * m / abs(1 - beta1 * t + 1e-300) / (np.sqrt(s / abs(1 - beta2 * t + 1e-300)) + eps), (m, s, t)


# %% mutant="adam_step/counts_in_a_global" message="starts again at t = 1|t = 1|then divide by"
# Two trainings share the count.
n_calls = 0


def adam_step(w, gradient, state, *, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    global n_calls
    n_calls += 1
    m, s = (0.0, 0.0) if state is None else state
    m, s = beta1 * m + (1 - beta1) * gradient, beta2 * s + (1 - beta2) * gradient**2
    return w - lr * m / (1 - beta1**n_calls) / (np.sqrt(s / (1 - beta2**n_calls)) + eps), (m, s)


# %% mutant="adam_step/changes_its_dictionary" message="replaying a step"
def adam_step(w, gradient, state, *, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    state = {"m": 0.0, "s": 0.0, "t": 0} if state is None else state
    state["t"] += 1
    state["m"] = beta1 * state["m"] + (1 - beta1) * gradient
    state["s"] = beta2 * state["s"] + (1 - beta2) * gradient**2
    above, below = state["m"] / (1 - beta1 ** state["t"]), state["s"] / (1 - beta2 ** state["t"])
    return w - lr * above / (np.sqrt(below) + eps), state


# %% variant="adam_step/one_factor"
# The corrections joined into the rate, ε scaled likewise.
def adam_step(w, gradient, state, *, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m, s, t = (0 * gradient, 0 * gradient, 1) if state is None else state
    m, s = beta1 * m + (1 - beta1) * gradient, beta2 * s + (1 - beta2) * gradient**2
    root = np.sqrt(1 - beta2**t)
    return w - lr * root / (1 - beta1**t) * m / (np.sqrt(s) + root * eps), (m, s, t + 1)


# %% variant="adam_step/weights_instead_of_counts"
# The sums of the weights are carried along: no power of β.
def adam_step(w, gradient, state, *, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m, s, p, q = [0.0, 0.0, 0.0, 0.0] if state is None else state
    m, p = beta1 * m + (1 - beta1) * gradient, beta1 * p + (1 - beta1)
    s, q = beta2 * s + (1 - beta2) * gradient**2, beta2 * q + (1 - beta2)
    return w - lr * (m / p) / (np.sqrt(s / q) + eps), [m, s, p, q]


# %% variant="adam_step/dataclass"
from dataclasses import dataclass


@dataclass
class Moments:
    m: object = 0.0
    s: object = 0.0
    t: int = 0


def adam_step(w, gradient, state, *, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    old = Moments() if state is None else state
    new = Moments(beta1 * old.m + (1 - beta1) * gradient, beta2 * old.s + (1 - beta2) * gradient**2, old.t + 1)
    m_hat, s_hat = new.m / (1 - beta1**new.t), new.s / (1 - beta2**new.t)
    return w - lr * m_hat / (np.sqrt(s_hat) + eps), new


# %% variant="adam_step/all_gradients_kept"
def adam_step(w, gradient, state, *, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    past = [gradient.copy()] if state is None else state + [gradient.copy()]
    ages = np.arange(len(past))[::-1]
    mean = np.tensordot(beta1**ages / np.sum(beta1**ages), past, axes=1)
    square = np.tensordot(beta2**ages / np.sum(beta2**ages), np.square(past), axes=1)
    return w - lr * mean / (np.sqrt(square) + eps), past
