# %% mutant="is_equilibrium/only_the_row_player" message="column gains by changing"
# The column player is forgotten.
def is_equilibrium(A, p, q, tol):
    return bool((A @ q).max() - p @ A @ q <= tol)


# %% mutant="is_equilibrium/only_the_column_player" message="row gains by changing"
# The row player is forgotten.
def is_equilibrium(A, p, q, tol):
    return bool(p @ A @ q - (p @ A).min() <= tol)


# %% mutant="is_equilibrium/both_maximise" message="not the right value"
# The column player is taken for someone who wants large payoffs.
def is_equilibrium(A, p, q, tol):
    payoff = p @ A @ q
    return bool((A @ q).max() - payoff <= tol and (p @ A).max() - payoff <= tol)


# %% mutant="is_equilibrium/adds_the_gains" message="each player gains exactly 1|what one player alone"
# The sum of both gains is held against tol.
def is_equilibrium(A, p, q, tol):
    return bool((A @ q).max() - (p @ A).min() <= tol)


# %% mutant="is_equilibrium/strict" message="a saddle point|each player gains exactly 1"
# < in place of <=.
def is_equilibrium(A, p, q, tol):
    payoff = p @ A @ q
    return bool((A @ q).max() - payoff < tol and payoff - (p @ A).min() < tol)


# %% mutant="is_equilibrium/ignores_the_tolerance" message="each player gains exactly 1"
# A tolerance of one's own.
def is_equilibrium(A, p, q, tol):
    payoff = p @ A @ q
    return bool((A @ q).max() - payoff <= 1e-6 and payoff - (p @ A).min() <= 1e-6)


# %% mutant="is_equilibrium/needs_the_value_zero" message="not the right value"
# Right for fair games only.
def is_equilibrium(A, p, q, tol):
    return bool((A @ q).max() <= tol and (p @ A).min() >= -tol)


# %% mutant="is_equilibrium/square_only" message="ValueError|mismatch"
# Rows and columns are exchanged: it takes a square matrix not to notice.
def is_equilibrium(A, p, q, tol):
    payoff = q @ A @ p
    return bool((A @ p).max() - payoff <= tol and payoff - (q @ A).min() <= tol)


# %% variant="is_equilibrium/every_deviation"
def is_equilibrium(A, p, q, tol):
    payoff = sum(p[i] * A[i][j] * q[j] for i in range(len(p)) for j in range(len(q)))
    for i in range(len(p)):
        if sum(A[i][j] * q[j] for j in range(len(q))) > payoff + tol + 1e-14:
            return False
    for j in range(len(q)):
        if sum(A[i][j] * p[i] for i in range(len(p))) < payoff - tol - 1e-14:
            return False
    return True


# %% variant="is_equilibrium/numpy_boolean"
def is_equilibrium(A, p, q, tol):
    payoff = games.expected_payoff(A, p, q)
    return np.all(np.einsum("mn,n->m", A, q) - payoff <= tol) & np.all(payoff - p @ A <= tol)


# %% mutant="solve_zero_sum/value_not_negative" message="p must guarantee|AttributeError|TypeError|NoneType"
# linprog's default bounds: v at least 0.
def solve_zero_sum(A):
    def guarantee(payoffs):
        m, n = payoffs.shape
        answer = linprog(
            np.append(np.zeros(m), -1.0),
            A_ub=np.hstack([-payoffs.T, np.ones((n, 1))]),
            b_ub=np.zeros(n),
            A_eq=np.append(np.ones(m), 0.0)[None, :],
            b_eq=[1.0],
        )
        return answer.x[:m], answer.x[m]

    p, value = guarantee(A)
    q, _ = guarantee(-A.T)
    return value, p, q


# %% mutant="solve_zero_sum/pure_strategies" message="the value of matching pennies|half and half|row can guarantee"
# The best pure guarantees.
def solve_zero_sum(A):
    i, j = A.min(axis=1).argmax(), A.max(axis=0).argmin()
    return A.min(axis=1).max(), np.eye(A.shape[0])[i], np.eye(A.shape[1])[j]


# %% mutant="solve_zero_sum/uniform" message="against each column|row can guarantee"
# Half and half, whatever the game.
def solve_zero_sum(A):
    p, q = np.full(A.shape[0], 1 / A.shape[0]), np.full(A.shape[1], 1 / A.shape[1])
    return float(p @ A @ q), p, q


# %% mutant="solve_zero_sum/forgets_the_minus_of_linprog" message="not the right value|NoneType|TypeError"
# linprog minimises: c must be -1 for v.
def solve_zero_sum(A):
    def guarantee(payoffs):
        m, n = payoffs.shape
        answer = linprog(
            np.append(np.zeros(m), 1.0),
            A_ub=np.hstack([-payoffs.T, np.ones((n, 1))]),
            b_ub=np.zeros(n),
            A_eq=np.append(np.ones(m), 0.0)[None, :],
            b_eq=[1.0],
            bounds=[(0, None)] * m + [(-1e3, 1e3)],
        )
        return answer.x[:m], answer.x[m]

    p, value = guarantee(A)
    q, _ = guarantee(-A.T)
    return value, p, q


# %% mutant="solve_zero_sum/forgets_that_probabilities_sum_to_one" message="TypeError|NoneType|half and half"
# Without the equality the program is unbounded.
def solve_zero_sum(A):
    def guarantee(payoffs):
        m, n = payoffs.shape
        answer = linprog(
            np.append(np.zeros(m), -1.0),
            A_ub=np.hstack([-payoffs.T, np.ones((n, 1))]),
            b_ub=np.zeros(n),
            bounds=[(0, None)] * m + [(None, None)],
        )
        return answer.x[:m], answer.x[m]

    p, value = guarantee(A)
    q, _ = guarantee(-A.T)
    return value, p, q


# %% mutant="solve_zero_sum/same_program_for_both" message="q must hold row"
# The column player is treated as a second row player of the same game.
def solve_zero_sum(A):
    def guarantee(payoffs):
        m, n = payoffs.shape
        answer = linprog(
            np.append(np.zeros(m), -1.0),
            A_ub=np.hstack([-payoffs.T, np.ones((n, 1))]),
            b_ub=np.zeros(n),
            A_eq=np.append(np.ones(m), 0.0)[None, :],
            b_eq=[1.0],
            bounds=[(0, None)] * m + [(None, None)],
        )
        return answer.x[:m], answer.x[m]

    p, value = guarantee(A)
    q, _ = guarantee(A.T)
    return value, p, q


# %% mutant="solve_zero_sum/value_of_the_column" message="row can guarantee 1"
# The value comes from the second program, with the opposite sign.
def solve_zero_sum(A):
    def guarantee(payoffs):
        m, n = payoffs.shape
        answer = linprog(
            np.append(np.zeros(m), -1.0),
            A_ub=np.hstack([-payoffs.T, np.ones((n, 1))]),
            b_ub=np.zeros(n),
            A_eq=np.append(np.ones(m), 0.0)[None, :],
            b_eq=[1.0],
            bounds=[(0, None)] * m + [(None, None)],
        )
        return answer.x[:m], answer.x[m]

    p, _ = guarantee(A)
    q, value = guarantee(-A.T)
    return value, p, q


# %% mutant="solve_zero_sum/no_value" message="must return 3 values"
# Only the strategies come back.
def solve_zero_sum(A):
    solution = games.solve_by_linear_programming(A)
    return solution.p, solution.q


# %% mutant="solve_zero_sum/fictitious_play" message="not the right value"
# A thousand rounds come close, not to 1e-6.
def solve_zero_sum(A):
    play = games.play_fictitiously(A, 1000)
    return games.expected_payoff(A, play.p[-1], play.q[-1]), play.p[-1], play.q[-1]


# %% variant="solve_zero_sum/helper"
def solve_zero_sum(A):
    solution = games.solve_by_linear_programming(A)
    return solution.value, solution.p, solution.q


# %% variant="solve_zero_sum/positive_payoffs"
def solve_zero_sum(A):
    # The textbook form: payoffs made positive, x = p / v with the smallest sum.
    A = np.array(A, dtype=float)
    shift = 1.0 - A.min()
    B = A + shift
    rows = linprog(np.ones(B.shape[0]), A_ub=-B.T, b_ub=-np.ones(B.shape[1]))
    columns = linprog(-np.ones(B.shape[1]), A_ub=B, b_ub=np.ones(B.shape[0]))
    value = 1 / rows.x.sum()
    return value - shift, rows.x * value, columns.x / columns.x.sum()


# %% variant="solve_zero_sum/dual_values"
def solve_zero_sum(A):
    m, n = np.shape(A)
    answer = linprog(
        np.r_[np.zeros(m), -1.0],
        A_ub=np.c_[-np.transpose(A), np.ones(n)],
        b_ub=np.zeros(n),
        A_eq=[np.r_[np.ones(m), 0.0]],
        b_eq=[1.0],
        bounds=[(0, 1)] * m + [(None, None)],
    )
    q = -answer.ineqlin.marginals
    return -answer.fun, answer.x[:-1], q / q.sum()


# %% mutant="gan_value/forgets_one_minus" message="mean of log D over real"
# log D for both kinds.
def gan_value(real_logits, fake_logits):
    real, fake = np.asarray(real_logits, dtype=float), np.asarray(fake_logits, dtype=float)
    return float(-np.logaddexp(0, -real).mean() - np.logaddexp(0, -fake).mean())


# %% mutant="gan_value/the_loss" message="mean of log D over real"
# The sign of the loss.
def gan_value(real_logits, fake_logits):
    real, fake = np.asarray(real_logits, dtype=float), np.asarray(fake_logits, dtype=float)
    return float(np.logaddexp(0, -real).mean() + np.logaddexp(0, fake).mean())


# %% mutant="gan_value/half_the_sum" message="mean of log D over real"
# A mean of the two means.
def gan_value(real_logits, fake_logits):
    real, fake = np.asarray(real_logits, dtype=float), np.asarray(fake_logits, dtype=float)
    return float(-np.logaddexp(0, -real).mean() - np.logaddexp(0, fake).mean()) / 2


# %% mutant="gan_value/sums" message="mean of log D over real"
# Sums in place of means.
def gan_value(real_logits, fake_logits):
    real, fake = np.asarray(real_logits, dtype=float), np.asarray(fake_logits, dtype=float)
    return float(-np.logaddexp(0, -real).sum() - np.logaddexp(0, fake).sum())


# %% mutant="gan_value/one_mean_over_all" message="mean of log D over real"
# All samples thrown together.
def gan_value(real_logits, fake_logits):
    real, fake = np.ravel(real_logits), np.ravel(fake_logits)
    return float(-2 * np.logaddexp(0, np.concatenate([-real, fake])).mean())


# %% mutant="gan_value/log_of_the_sigmoid" message="use logaddexp"
# The formula to the letter: log 0 for sure discriminators.
def gan_value(real_logits, fake_logits):
    real, fake = np.asarray(real_logits, dtype=float), np.asarray(fake_logits, dtype=float)
    return float(np.log(1 / (1 + np.exp(-real))).mean() + np.log(1 - 1 / (1 + np.exp(-fake))).mean())


# %% mutant="gan_value/clips_the_probabilities" message="sure and right: V = 0|costs 1000"
# Silent, and wrong for sure discriminators.
def gan_value(real_logits, fake_logits):
    def probability(a):
        return np.clip(1 / (1 + np.exp(-np.clip(np.asarray(a, dtype=float), -50, 50))), 1e-7, 1 - 1e-7)

    return float(np.log(probability(real_logits)).mean() + np.log(1 - probability(fake_logits)).mean())


# %% mutant="gan_value/takes_probabilities" message="ValueError|not the right value|gives a warning|mean of log D"
# The arguments are taken for D's probabilities.
def gan_value(real_logits, fake_logits):
    return float(np.log(np.abs(real_logits) + 1e-12).mean() + np.log(np.abs(1 - fake_logits) + 1e-12).mean())


# %% mutant="gan_value/writes_into_its_argument" message="an argument was modified"
# The sign is changed in the caller's array.
def gan_value(real_logits, fake_logits):
    real_logits *= -1
    return float(-np.logaddexp(0, real_logits).mean() - np.logaddexp(0, fake_logits).mean())


# %% variant="gan_value/torch"
def gan_value(real_logits, fake_logits):
    real = torch.as_tensor(np.array(real_logits, dtype=float))
    fake = torch.as_tensor(np.array(fake_logits, dtype=float))
    return (F.logsigmoid(real).mean() + F.logsigmoid(-fake).mean()).item()


# %% variant="gan_value/loops"
def gan_value(real_logits, fake_logits):
    def log_sigmoid(a):
        return min(a, 0.0) - np.log1p(np.exp(-abs(a)))

    real = [log_sigmoid(a) for a in np.asarray(real_logits, dtype=float).flatten()]
    fake = [log_sigmoid(-a) for a in np.asarray(fake_logits, dtype=float).flatten()]
    return sum(real) / len(real) + sum(fake) / len(fake)


# %% mutant="optimal_discriminator/share_of_the_model" message="the share of the data"
# The complement.
def optimal_discriminator(p_data, p_model):
    total = p_data + p_model
    return np.where(total == 0, 0.5, p_model / np.where(total == 0, 1.0, total))


# %% mutant="optimal_discriminator/divides_by_zero" message="do not divide by 0"
# 0/0 where nobody comes by.
def optimal_discriminator(p_data, p_model):
    return p_data / (p_data + p_model)


# %% mutant="optimal_discriminator/zero_where_nobody_is" message="1/2 where both"
# nan_to_num makes 0 of 0/0.
def optimal_discriminator(p_data, p_model):
    with np.errstate(all="ignore"):
        return np.nan_to_num(p_data / (p_data + p_model))


# %% mutant="optimal_discriminator/epsilon" message="1/2 where both"
# A small number below the fraction bar.
def optimal_discriminator(p_data, p_model):
    return p_data / (p_data + p_model + 1e-12)


# %% mutant="optimal_discriminator/epsilon_twice" message="only 0 counts as zero|shape|not the right value"
# 1/2 where both vanish, but also where both are merely small.
def optimal_discriminator(p_data, p_model):
    return (p_data + 1e-12) / (p_data + p_model + 2e-12)


# %% mutant="optimal_discriminator/ratio" message="the share of the data"
# The ratio of the densities is D / (1 - D).
def optimal_discriminator(p_data, p_model):
    with np.errstate(all="ignore"):
        ratio = p_data / p_model
    return np.where(p_data + p_model == 0, 0.5, ratio)


# %% mutant="optimal_discriminator/hard_decision" message="the share of the data"
# The most likely answer in place of its probability.
def optimal_discriminator(p_data, p_model):
    return np.where(p_data == p_model, 0.5, np.where(p_data > p_model, 1.0, 0.0))


# %% mutant="optimal_discriminator/normalises" message="the share of the data|tried with densities"
# Densities are taken for probability vectors.
def optimal_discriminator(p_data, p_model):
    a, b = p_data / p_data.sum(), p_model / p_model.sum()
    total = a + b
    return np.where(total == 0, 0.5, a / np.where(total == 0, 1.0, total))


# %% mutant="optimal_discriminator/writes_into_its_argument" message="an argument was modified"
# The densities are mended in place.
def optimal_discriminator(p_data, p_model):
    nobody = (p_data == 0) & (p_model == 0)
    p_data[nobody] = p_model[nobody] = 1.0
    return p_data / (p_data + p_model)


# %% variant="optimal_discriminator/divide_where"
def optimal_discriminator(p_data, p_model):
    total = np.add(p_data, p_model, dtype=float)
    return np.divide(p_data, total, out=np.full(total.shape, 0.5), where=total > 0)


# %% variant="optimal_discriminator/point_by_point"
def optimal_discriminator(p_data, p_model):
    pairs = zip(np.ravel(p_data).tolist(), np.ravel(p_model).tolist(), strict=True)
    return np.array([a / (a + b) if a + b > 0 else 0.5 for a, b in pairs]).reshape(np.shape(p_data))


# %% variant="optimal_discriminator/silenced"
def optimal_discriminator(p_data, p_model):
    with np.errstate(all="ignore"):
        answer = np.asarray(p_data / (p_data + p_model))
    answer[np.isnan(answer)] = 0.5
    return answer


# %% mutant="js_divergence/base_two" message="in nats"
# Bits.
def js_divergence(p, q):
    m = (p + q) / 2
    return float(sum(a * np.log2(a / c) for r in (p, q) for a, c in zip(r, m) if a > 0) / 2)


# %% mutant="js_divergence/square_root" message="not the right value"
# SciPy's jensenshannon is the distance, the square root.
def js_divergence(p, q):
    from scipy.spatial.distance import jensenshannon

    return float(jensenshannon(p, q))


# %% mutant="js_divergence/forgets_the_half" message="not the right value"
# The sum of the two divergences.
def js_divergence(p, q):
    m = (p + q) / 2
    return float(sum(a * np.log(a / c) for r in (p, q) for a, c in zip(r, m) if a > 0))


# %% mutant="js_divergence/sum_for_the_mixture" message="not the right value"
# The mixture without its half.
def js_divergence(p, q):
    m = p + q
    return float(sum(a * np.log(a / c) for r in (p, q) for a, c in zip(r, m) if a > 0) / 2)


# %% mutant="js_divergence/only_one_side" message="not the right value|tried on"
# KL of the first to the mixture.
def js_divergence(p, q):
    m = (p + q) / 2
    return float(sum(a * np.log(a / c) for a, c in zip(p, m) if a > 0))


# %% mutant="js_divergence/kl_the_other_way" message="gives a warning|leave out"
# KL of the mixture to each.
def js_divergence(p, q):
    m = (p + q) / 2
    return float((np.sum(m * np.log(m / p)) + np.sum(m * np.log(m / q))) / 2)


# %% mutant="js_divergence/zeros" message="leave out the points"
# 0 log 0 is not a number.
def js_divergence(p, q):
    m = (p + q) / 2
    return float((np.sum(p * np.log(p / m)) + np.sum(q * np.log(q / m))) / 2)


# %% mutant="js_divergence/drops_points_where_one_is_zero" message="not the right value"
# Only points where both are positive are kept.
def js_divergence(p, q):
    both = (p > 0) & (q > 0)
    p, q = p[both], q[both]
    m = (p + q) / 2
    return float((np.sum(p * np.log(p / m)) + np.sum(q * np.log(q / m))) / 2)


# %% mutant="js_divergence/symmetrised_kl" message="not the right value|finite"
# The mean of the two KL divergences, without a mixture.
def js_divergence(p, q):
    a, b = p + 1e-12, q + 1e-12
    return float((np.sum(a * np.log(a / b)) + np.sum(b * np.log(b / a))) / 2)


# %% mutant="js_divergence/writes_into_its_argument" message="an argument was modified"
# Zeros are lifted in the caller's arrays.
def js_divergence(p, q):
    p[p == 0] = 1e-15
    q[q == 0] = 1e-15
    m = (p + q) / 2
    return float((np.sum(p * np.log(p / m)) + np.sum(q * np.log(q / m))) / 2)


# %% variant="js_divergence/entropies"
def js_divergence(p, q):
    def entropy(r):
        r = np.asarray(r, dtype=float)
        return -np.sum(r * np.log(np.where(r > 0, r, 1.0)))

    return float(entropy((np.asarray(p) + np.asarray(q)) / 2) - (entropy(p) + entropy(q)) / 2)


# %% variant="js_divergence/scipy"
def js_divergence(p, q):
    from scipy.special import rel_entr

    m = (np.asarray(p, dtype=float) + q) / 2
    return float(rel_entr(p, m).sum() + rel_entr(q, m).sum()) / 2


# %% variant="js_divergence/through_the_value_of_the_game"
def js_divergence(p, q):
    value = 0.0
    for a, b in zip(p, q, strict=True):
        if a > 0:
            value += a * np.log(a / (a + b))
        if b > 0:
            value += b * np.log(b / (a + b))
    return value / 2 + np.log(2)


# %% mutant="simultaneous_step/x_ascends" message="x descends"
# Both climb.
def simultaneous_step(x, y, grad_x, grad_y, lr):
    return x + lr * grad_x(x, y), y + lr * grad_y(x, y)


# %% mutant="simultaneous_step/y_descends" message="y ascends"
# Both descend.
def simultaneous_step(x, y, grad_x, grad_y, lr):
    return x - lr * grad_x(x, y), y - lr * grad_y(x, y)


# %% mutant="simultaneous_step/roles_exchanged" message="x descends"
# x climbs, y descends.
def simultaneous_step(x, y, grad_x, grad_y, lr):
    return x + lr * grad_x(x, y), y - lr * grad_y(x, y)


# %% mutant="simultaneous_step/y_sees_the_new_x" message="from the old point"
# These are alternating steps.
def simultaneous_step(x, y, grad_x, grad_y, lr):
    x = x - lr * grad_x(x, y)
    return x, y + lr * grad_y(x, y)


# %% mutant="simultaneous_step/forgets_the_rate" message="x descends"
# A step of size 1.
def simultaneous_step(x, y, grad_x, grad_y, lr):
    return x - grad_x(x, y), y + grad_y(x, y)


# %% mutant="simultaneous_step/gradients_exchanged" message="x descends"
# Each follows the other's gradient.
def simultaneous_step(x, y, grad_x, grad_y, lr):
    return x - lr * grad_y(x, y), y + lr * grad_x(x, y)


# %% mutant="simultaneous_step/gradients_of_one_variable" message="TypeError"
# The players do not see each other.
def simultaneous_step(x, y, grad_x, grad_y, lr):
    return x - lr * grad_x(x), y + lr * grad_y(y)


# %% mutant="simultaneous_step/only_the_gradients" message="x descends"
# The moves in place of the places.
def simultaneous_step(x, y, grad_x, grad_y, lr):
    return -lr * grad_x(x, y), lr * grad_y(x, y)


# %% mutant="simultaneous_step/moves_in_place" message="an argument was modified"
# The caller's arrays move.
def simultaneous_step(x, y, grad_x, grad_y, lr):
    move_x, move_y = lr * grad_x(x, y), lr * grad_y(x, y)
    x -= move_x
    y += move_y
    return x, y


# %% mutant="simultaneous_step/only_numbers" message="TypeError|not the right shape"
# float() refuses arrays.
def simultaneous_step(x, y, grad_x, grad_y, lr):
    return float(x - lr * grad_x(x, y)), float(y + lr * grad_y(x, y))


# %% variant="simultaneous_step/with_names"
def simultaneous_step(x, y, grad_x, grad_y, lr):
    move_x, move_y = -grad_x(x, y), grad_y(x, y)
    new_x, new_y = x + lr * move_x, y + lr * move_y
    return [new_x, new_y]


# %% variant="simultaneous_step/y_first"
def simultaneous_step(x, y, grad_x, grad_y, lr):
    y_new = y + lr * np.asarray(grad_y(x, y))
    x_new = x + (-lr) * np.asarray(grad_x(x, y))
    return x_new, y_new


# %% mutant="alternating_step/simultaneous" message="y sees the new x"
# y does not see the new x.
def alternating_step(x, y, grad_x, grad_y, lr):
    return x - lr * grad_x(x, y), y + lr * grad_y(x, y)


# %% mutant="alternating_step/y_first" message="x plays first"
# The other order.
def alternating_step(x, y, grad_x, grad_y, lr):
    y = y + lr * grad_y(x, y)
    return x - lr * grad_x(x, y), y


# %% mutant="alternating_step/y_descends" message="y sees the new x"
# Both descend.
def alternating_step(x, y, grad_x, grad_y, lr):
    x = x - lr * grad_x(x, y)
    return x, y - lr * grad_y(x, y)


# %% mutant="alternating_step/x_ascends" message="x plays first"
# Both climb.
def alternating_step(x, y, grad_x, grad_y, lr):
    x = x + lr * grad_x(x, y)
    return x, y + lr * grad_y(x, y)


# %% mutant="alternating_step/x_moves_twice" message="x plays first"
# The new x is moved once more.
def alternating_step(x, y, grad_x, grad_y, lr):
    x = x - lr * grad_x(x, y)
    y = y + lr * grad_y(x, y)
    return x - lr * grad_x(x, y), y


# %% mutant="alternating_step/half_steps" message="x plays first"
# Half a step for each.
def alternating_step(x, y, grad_x, grad_y, lr):
    x = x - lr / 2 * grad_x(x, y)
    return x, y + lr / 2 * grad_y(x, y)


# %% mutant="alternating_step/returns_the_old_x" message="x plays first"
# y has seen the new x, the caller has not.
def alternating_step(x, y, grad_x, grad_y, lr):
    new_x = x - lr * grad_x(x, y)
    return x, y + lr * grad_y(new_x, y)


# %% mutant="alternating_step/moves_in_place" message="an argument was modified"
# The caller's arrays move.
def alternating_step(x, y, grad_x, grad_y, lr):
    x -= lr * grad_x(x, y)
    y += lr * grad_y(x, y)
    return x, y


# %% variant="alternating_step/two_names"
def alternating_step(x, y, grad_x, grad_y, lr):
    x_new = x - lr * grad_x(x, y)
    y_new = y + lr * grad_y(x_new, y)
    return x_new, y_new


# %% variant="alternating_step/arrays"
def alternating_step(x, y, grad_x, grad_y, lr):
    x, y = np.array(x, dtype=float), np.array(y, dtype=float)
    x -= lr * grad_x(x.copy(), y)
    y += lr * grad_y(x, y.copy())
    return x, y


# %% mutant="extragradient_step/simultaneous" message="the trial step leads to"
# No look ahead.
def extragradient_step(x, y, grad_x, grad_y, lr):
    return x - lr * grad_x(x, y), y + lr * grad_y(x, y)


# %% mutant="extragradient_step/from_the_trial_point" message="the trial step leads to"
# Two steps in a row.
def extragradient_step(x, y, grad_x, grad_y, lr):
    ax, ay = x - lr * grad_x(x, y), y + lr * grad_y(x, y)
    return ax - lr * grad_x(ax, ay), ay + lr * grad_y(ax, ay)


# %% mutant="extragradient_step/returns_the_trial_point" message="the trial step leads to"
# The look ahead is taken for the step.
def extragradient_step(x, y, grad_x, grad_y, lr):
    ax, ay = x - lr * grad_x(x, y), y + lr * grad_y(x, y)
    return ax, ay


# %% mutant="extragradient_step/trial_with_wrong_sign" message="the trial step leads to"
# Both climb in the trial step.
def extragradient_step(x, y, grad_x, grad_y, lr):
    ax, ay = x + lr * grad_x(x, y), y + lr * grad_y(x, y)
    return x - lr * grad_x(ax, ay), y + lr * grad_y(ax, ay)


# %% mutant="extragradient_step/mixed_points" message="tried with arrays"
# Each sees only the other's trial.
def extragradient_step(x, y, grad_x, grad_y, lr):
    ax, ay = x - lr * grad_x(x, y), y + lr * grad_y(x, y)
    return x - lr * grad_x(x, ay), y + lr * grad_y(ax, y)


# %% mutant="extragradient_step/alternating_trial" message="the trial step leads to"
# The trial step of y sees the trial x.
def extragradient_step(x, y, grad_x, grad_y, lr):
    ax = x - lr * grad_x(x, y)
    ay = y + lr * grad_y(ax, y)
    return x - lr * grad_x(ax, ay), y + lr * grad_y(ax, ay)


# %% mutant="extragradient_step/half_trial" message="the trial step leads to"
# The midpoint rule.
def extragradient_step(x, y, grad_x, grad_y, lr):
    ax, ay = x - lr / 2 * grad_x(x, y), y + lr / 2 * grad_y(x, y)
    return x - lr * grad_x(ax, ay), y + lr * grad_y(ax, ay)


# %% mutant="extragradient_step/average_of_gradients" message="the trial step leads to"
# Heun's rule.
def extragradient_step(x, y, grad_x, grad_y, lr):
    gx, gy = grad_x(x, y), grad_y(x, y)
    ax, ay = x - lr * gx, y + lr * gy
    return x - lr * (gx + grad_x(ax, ay)) / 2, y + lr * (gy + grad_y(ax, ay)) / 2


# %% mutant="extragradient_step/moves_in_place" message="an argument was modified"
# The caller's arrays move.
def extragradient_step(x, y, grad_x, grad_y, lr):
    start_x, start_y = np.array(x), np.array(y)
    move_x, move_y = lr * grad_x(x, y), lr * grad_y(x, y)
    x -= move_x
    y += move_y
    return start_x - lr * grad_x(x, y), start_y + lr * grad_y(x, y)


# %% variant="extragradient_step/inner_function"
def extragradient_step(x, y, grad_x, grad_y, lr):
    def move(at_x, at_y):
        return x - lr * grad_x(at_x, at_y), y + lr * grad_y(at_x, at_y)

    return move(*move(x, y))


# %% variant="extragradient_step/with_arrays"
def extragradient_step(x, y, grad_x, grad_y, lr):
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    ahead = x - lr * np.asarray(grad_x(x, y)), y + lr * np.asarray(grad_y(x, y))
    push = np.asarray(grad_x(*ahead)), np.asarray(grad_y(*ahead))
    return x - lr * push[0], y + lr * push[1]


# %% mutant="curl/opposite_sign" message="the field .-x2, x1. turns"
# The other orientation.
def curl(field, point, h):
    d1, d2 = np.array([h, 0.0]), np.array([0.0, h])
    return ((field(point + d2) - field(point - d2))[0] - (field(point + d1) - field(point - d1))[1]) / (2 * h)


# %% mutant="curl/plus" message="the field .-x2, x1. turns"
# A sum in place of a difference.
def curl(field, point, h):
    d1, d2 = np.array([h, 0.0]), np.array([0.0, h])
    return ((field(point + d1) - field(point - d1))[1] + (field(point + d2) - field(point - d2))[0]) / (2 * h)


# %% mutant="curl/divergence" message="the field .-x2, x1. turns"
# Each component along its own axis.
def curl(field, point, h):
    d1, d2 = np.array([h, 0.0]), np.array([0.0, h])
    return ((field(point + d1) - field(point - d1))[0] + (field(point + d2) - field(point - d2))[1]) / (2 * h)


# %% mutant="curl/divides_by_h" message="the field .-x2, x1. turns"
# Divided by h, not 2h.
def curl(field, point, h):
    d1, d2 = np.array([h, 0.0]), np.array([0.0, h])
    return ((field(point + d1) - field(point - d1))[1] - (field(point + d2) - field(point - d2))[0]) / h


# %% mutant="curl/forward_differences" message="central differences|does not turn"
# One-sided differences.
def curl(field, point, h):
    d1, d2 = np.array([h, 0.0]), np.array([0.0, h])
    here = field(point)
    return ((field(point + d1) - here)[1] - (field(point + d2) - here)[0]) / h


# %% mutant="curl/own_h" message="with the h that is given"
# A step of one's own.
def curl(field, point, h):
    h = 1e-5
    d1, d2 = np.array([h, 0.0]), np.array([0.0, h])
    return ((field(point + d1) - field(point - d1))[1] - (field(point + d2) - field(point - d2))[0]) / (2 * h)


# %% mutant="curl/jacobian_transposed" message="the field .-x2, x1. turns"
# The wrong components.
def curl(field, point, h):
    d1, d2 = np.array([h, 0.0]), np.array([0.0, h])
    return ((field(point + d2) - field(point - d2))[1] - (field(point + d1) - field(point - d1))[0]) / (2 * h)


# %% mutant="curl/at_the_origin" message="central differences|turn"
# The point is forgotten.
def curl(field, point, h):
    d1, d2 = np.array([h, 0.0]), np.array([0.0, h])
    return ((field(d1) - field(-d1))[1] - (field(d2) - field(-d2))[0]) / (2 * h)


# %% mutant="curl/moves_the_point" message="an argument was modified"
# The caller's point moves to and fro, and ends elsewhere by a rounding error.
def curl(field, point, h):
    v = []
    for i in (0, 1):
        point[i] += h
        ahead = field(point.copy())
        point[i] -= 2 * h
        v.append((ahead - field(point.copy())) / (2 * h))
    return v[0][1] - v[1][0]


# %% mutant="curl/copies_whole_numbers" message="the point may be made of integers"
# A copy of an integer point cannot hold point + h.
def curl(field, point, h):
    v = []
    for i in (0, 1):
        ahead, behind = point.copy(), point.copy()
        ahead[i] = ahead[i] + h
        behind[i] = behind[i] - h
        v.append((field(ahead) - field(behind)) / (2 * h))
    return v[0][1] - v[1][0]


# %% variant="curl/jacobian"
def curl(field, point, h):
    J = np.empty((2, 2))
    for j in range(2):
        move = np.zeros(2)
        move[j] = h
        J[:, j] = (np.asarray(field(point + move)) - np.asarray(field(point - move))) / (2 * h)
    return float(J[1, 0] - J[0, 1])


# %% variant="curl/four_numbers"
def curl(field, point, h):
    a, b = float(point[0]), float(point[1])
    right = field(np.array([a + h, b]))[1]
    left = field(np.array([a - h, b]))[1]
    up = field(np.array([a, b + h]))[0]
    down = field(np.array([a, b - h]))[0]
    return (right - left - up + down) / (2 * h)


# %% mutant="sample_noise/zero_to_one" message="the mean is 0"
# rng.random: U[0, 1).
def sample_noise(kind, n, dim, rng):
    if kind == "uniform":
        return rng.random((n, dim))
    return rng.normal(size=(n, dim))


# %% mutant="sample_noise/always_normal" message="uniform on"
# The kind is ignored.
def sample_noise(kind, n, dim, rng):
    return rng.normal(size=(n, dim))


# %% mutant="sample_noise/always_uniform" message="the standard deviation is 1"
# The kind is ignored.
def sample_noise(kind, n, dim, rng):
    return rng.uniform(-1, 1, size=(n, dim))


# %% mutant="sample_noise/shape_exchanged" message="n rows, dim columns"
# (dim, n).
def sample_noise(kind, n, dim, rng):
    if kind == "uniform":
        return rng.uniform(-1, 1, size=(dim, n))
    return rng.normal(size=(dim, n))


# %% mutant="sample_noise/one_column_repeated" message="independent|ValueError"
# The same number in every coordinate.
def sample_noise(kind, n, dim, rng):
    if kind == "uniform":
        return np.repeat(rng.uniform(-1, 1, size=(n, 1)), dim, axis=1)
    return np.repeat(rng.normal(size=(n, 1)), dim, axis=1)


# %% mutant="sample_noise/global_generator" message="same rng, same noise"
# numpy.random in place of rng.
def sample_noise(kind, n, dim, rng):
    if kind == "uniform":
        return np.random.uniform(-1, 1, size=(n, dim))
    return np.random.normal(size=(n, dim))


# %% mutant="sample_noise/seeds_of_its_own" message="a second call"
# A new generator with the same seed at each call.
def sample_noise(kind, n, dim, rng):
    rng = np.random.default_rng(0)
    if kind == "uniform":
        return rng.uniform(-1, 1, size=(n, dim))
    return rng.normal(size=(n, dim))


# %% mutant="sample_noise/unit_variance_uniform" message="uniform on"
# U[-sqrt 3, sqrt 3] has variance 1.
def sample_noise(kind, n, dim, rng):
    if kind == "uniform":
        return rng.uniform(-np.sqrt(3), np.sqrt(3), size=(n, dim))
    return rng.normal(size=(n, dim))


# %% mutant="sample_noise/small_normal" message="the standard deviation is 1"
# A third of the standard deviation, so that it looks like the other.
def sample_noise(kind, n, dim, rng):
    if kind == "uniform":
        return rng.uniform(-1, 1, size=(n, dim))
    return rng.normal(scale=1 / 3, size=(n, dim))


# %% variant="sample_noise/scaled"
def sample_noise(kind, n, dim, rng):
    if kind.startswith("u"):
        return 2 * rng.random((n, dim)) - 1
    return rng.standard_normal((n, dim))


# %% variant="sample_noise/number_by_number"
def sample_noise(kind, n, dim, rng):
    draw = {"uniform": lambda: rng.uniform(-1, 1), "normal": rng.normal}[kind]
    return np.array([[draw() for _ in range(dim)] for _ in range(n)])


# %% mutant="make_blocks/sigmoid_at_the_end_of_d" message="no activation after the last layer"
# A probability in place of a logit.
def make_blocks(noise_dim, data_dim, hidden):
    G = nn.Sequential(nn.Linear(noise_dim, hidden), nn.ReLU(), nn.Linear(hidden, data_dim))
    D = nn.Sequential(nn.Linear(data_dim, hidden), nn.ReLU(), nn.Linear(hidden, 1), nn.Sigmoid())
    return G, D


# %% mutant="make_blocks/tanh_at_the_end_of_g" message="no activation after the last layer"
# As for images in later chapters.
def make_blocks(noise_dim, data_dim, hidden):
    G = nn.Sequential(nn.Linear(noise_dim, hidden), nn.ReLU(), nn.Linear(hidden, data_dim), nn.Tanh())
    D = nn.Sequential(nn.Linear(data_dim, hidden), nn.ReLU(), nn.Linear(hidden, 1))
    return G, D


# %% mutant="make_blocks/relu_at_the_end_of_g" message="no activation after the last layer"
# Nothing below zero can be made.
def make_blocks(noise_dim, data_dim, hidden):
    G = nn.Sequential(nn.Linear(noise_dim, hidden), nn.ReLU(), nn.Linear(hidden, data_dim), nn.ReLU())
    D = nn.Sequential(nn.Linear(data_dim, hidden), nn.ReLU(), nn.Linear(hidden, 1))
    return G, D


# %% mutant="make_blocks/no_activation" message="non-linear activation"
# Two linear layers are one.
def make_blocks(noise_dim, data_dim, hidden):
    G = nn.Sequential(nn.Linear(noise_dim, hidden), nn.Linear(hidden, data_dim))
    D = nn.Sequential(nn.Linear(data_dim, hidden), nn.Linear(hidden, 1))
    return G, D


# %% mutant="make_blocks/two_logits" message="one logit per sample"
# One output per class.
def make_blocks(noise_dim, data_dim, hidden):
    G = nn.Sequential(nn.Linear(noise_dim, hidden), nn.ReLU(), nn.Linear(hidden, data_dim))
    D = nn.Sequential(nn.Linear(data_dim, hidden), nn.ReLU(), nn.Linear(hidden, 2))
    return G, D


# %% mutant="make_blocks/without_bias" message="with bias"
# bias=False.
def make_blocks(noise_dim, data_dim, hidden):
    G = nn.Sequential(nn.Linear(noise_dim, hidden, bias=False), nn.ReLU(), nn.Linear(hidden, data_dim))
    D = nn.Sequential(nn.Linear(data_dim, hidden), nn.ReLU(), nn.Linear(hidden, 1))
    return G, D


# %% mutant="make_blocks/one_layer_too_many" message="two linear layers with bias"
# Two hidden layers.
def make_blocks(noise_dim, data_dim, hidden):
    G = nn.Sequential(
        nn.Linear(noise_dim, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU(), nn.Linear(hidden, data_dim)
    )
    D = nn.Sequential(nn.Linear(data_dim, hidden), nn.ReLU(), nn.Linear(hidden, 1))
    return G, D


# %% mutant="make_blocks/wrong_order" message="RuntimeError|mat1|shape"
# D comes first.
def make_blocks(noise_dim, data_dim, hidden):
    G = nn.Sequential(nn.Linear(noise_dim, hidden), nn.ReLU(), nn.Linear(hidden, data_dim))
    D = nn.Sequential(nn.Linear(data_dim, hidden), nn.ReLU(), nn.Linear(hidden, 1))
    return D, G


# %% mutant="make_blocks/d_reads_noise" message="RuntimeError|mat1"
# D's inputs are those of G.
def make_blocks(noise_dim, data_dim, hidden):
    G = nn.Sequential(nn.Linear(noise_dim, hidden), nn.ReLU(), nn.Linear(hidden, data_dim))
    D = nn.Sequential(nn.Linear(noise_dim, hidden), nn.ReLU(), nn.Linear(hidden, 1))
    return G, D


# %% mutant="make_blocks/flattened_logits" message="one logit per sample"
# (n,) in place of (n, 1).
def make_blocks(noise_dim, data_dim, hidden):
    G = nn.Sequential(nn.Linear(noise_dim, hidden), nn.ReLU(), nn.Linear(hidden, data_dim))
    D = nn.Sequential(nn.Linear(data_dim, hidden), nn.ReLU(), nn.Linear(hidden, 1), nn.Flatten(0))
    return G, D


# %% mutant="make_blocks/dropout" message="answers the same twice|proportional"
# Regularisation where none was asked for.
def make_blocks(noise_dim, data_dim, hidden):
    G = nn.Sequential(nn.Linear(noise_dim, hidden), nn.ReLU(), nn.Linear(hidden, data_dim))
    D = nn.Sequential(nn.Linear(data_dim, hidden), nn.ReLU(), nn.Dropout(0.5), nn.Linear(hidden, 1))
    return G, D


# %% mutant="make_blocks/float64" message="RuntimeError|dtype"
# The tests send float32.
def make_blocks(noise_dim, data_dim, hidden):
    G = nn.Sequential(nn.Linear(noise_dim, hidden), nn.ReLU(), nn.Linear(hidden, data_dim))
    D = nn.Sequential(nn.Linear(data_dim, hidden), nn.ReLU(), nn.Linear(hidden, 1))
    return G.double(), D.double()


# %% mutant="make_blocks/frozen_generator" message="RuntimeError|receive a gradient|does not require grad"
# requires_grad is switched off.
def make_blocks(noise_dim, data_dim, hidden):
    G = nn.Sequential(nn.Linear(noise_dim, hidden), nn.ReLU(), nn.Linear(hidden, data_dim))
    D = nn.Sequential(nn.Linear(data_dim, hidden), nn.ReLU(), nn.Linear(hidden, 1))
    for w in G.parameters():
        w.requires_grad = False
    return G, D


# %% mutant="make_blocks/shared_network" message="RuntimeError|mat1|one logit"
# One block for both, right only when all dimensions agree.
def make_blocks(noise_dim, data_dim, hidden):
    block = nn.Sequential(nn.Linear(noise_dim, hidden), nn.ReLU(), nn.Linear(hidden, data_dim))
    return block, block


# %% variant="make_blocks/leaky_and_tanh"
def make_blocks(noise_dim, data_dim, hidden):
    G = nn.Sequential(nn.Linear(noise_dim, hidden), nn.Tanh(), nn.Linear(hidden, data_dim))
    D = nn.Sequential(nn.Linear(data_dim, hidden), nn.LeakyReLU(0.2), nn.Linear(hidden, 1))
    return G, D


# %% variant="make_blocks/classes"
class Block(nn.Module):
    def __init__(self, n_in, n_hidden, n_out):
        super().__init__()
        self.last = nn.Linear(n_hidden, n_out)
        self.first = nn.Linear(n_in, n_hidden)

    def forward(self, x):
        return self.last(F.elu(self.first(x)))


def make_blocks(noise_dim, data_dim, hidden):
    return Block(noise_dim, hidden, data_dim), Block(data_dim, hidden, 1)


# %% mutant="discriminator_loss/the_value" message="minus the mean of log D"
# The sign of the game's value.
def discriminator_loss(real_logits, fake_logits):
    return -F.softplus(-real_logits).mean() - F.softplus(fake_logits).mean()


# %% mutant="discriminator_loss/half_the_sum" message="minus the mean of log D"
# A mean of the two means.
def discriminator_loss(real_logits, fake_logits):
    return (F.softplus(-real_logits).mean() + F.softplus(fake_logits).mean()) / 2


# %% mutant="discriminator_loss/labels_exchanged" message="minus the mean of log D"
# Fakes are called real.
def discriminator_loss(real_logits, fake_logits):
    return F.softplus(real_logits).mean() + F.softplus(-fake_logits).mean()


# %% mutant="discriminator_loss/fakes_called_real" message="minus the mean of log D"
# The generator's wish in D's loss.
def discriminator_loss(real_logits, fake_logits):
    return F.softplus(-real_logits).mean() + F.softplus(-fake_logits).mean()


# %% mutant="discriminator_loss/sums" message="minus the mean of log D"
# Sums over the batch.
def discriminator_loss(real_logits, fake_logits):
    return F.softplus(-real_logits).sum() + F.softplus(fake_logits).sum()


# %% mutant="discriminator_loss/no_mean" message="RuntimeError|not the right shape|a single number"
# One loss for each pair.
def discriminator_loss(real_logits, fake_logits):
    return F.softplus(-real_logits) + F.softplus(fake_logits)


# %% mutant="discriminator_loss/one_mean_over_all" message="minus the mean of log D"
# All samples in one batch, times 2: right for equal numbers only.
def discriminator_loss(real_logits, fake_logits):
    return 2 * F.softplus(torch.cat([-real_logits.flatten(), fake_logits.flatten()])).mean()


# %% mutant="discriminator_loss/log_of_sigmoid" message="never infinity"
# Infinite for sure discriminators.
def discriminator_loss(real_logits, fake_logits):
    return -torch.log(torch.sigmoid(real_logits)).mean() - torch.log(1 - torch.sigmoid(fake_logits)).mean()


# %% mutant="discriminator_loss/epsilon" message="gradient with respect|costs 0 or 1000"
# log(p + eps): finite, and wrong.
def discriminator_loss(real_logits, fake_logits):
    return (
        -torch.log(torch.sigmoid(real_logits) + 1e-8).mean() - torch.log(1 - torch.sigmoid(fake_logits) + 1e-8).mean()
    )


# %% mutant="discriminator_loss/returns_a_number" message="AttributeError|RuntimeError|TypeError"
# item() cuts the gradient.
def discriminator_loss(real_logits, fake_logits):
    return (F.softplus(-real_logits).mean() + F.softplus(fake_logits).mean()).item()


# %% mutant="discriminator_loss/detaches_the_fakes" message="RuntimeError|not have been used"
# Detaching belongs to the training step.
def discriminator_loss(real_logits, fake_logits):
    return F.softplus(-real_logits).mean() + F.softplus(fake_logits.detach()).mean()


# %% mutant="discriminator_loss/sigmoid_twice" message="minus the mean of log D"
# BCE with logits, given probabilities.
def discriminator_loss(real_logits, fake_logits):
    return F.binary_cross_entropy_with_logits(
        torch.sigmoid(real_logits), torch.ones_like(real_logits)
    ) + F.binary_cross_entropy_with_logits(torch.sigmoid(fake_logits), torch.zeros_like(fake_logits))


# %% variant="discriminator_loss/cross_entropy"
def discriminator_loss(real_logits, fake_logits):
    loss = F.binary_cross_entropy_with_logits
    return loss(real_logits, torch.ones_like(real_logits)) + loss(fake_logits, torch.zeros_like(fake_logits))


# %% variant="discriminator_loss/logsigmoid"
def discriminator_loss(real_logits, fake_logits):
    return -(torch.mean(F.logsigmoid(real_logits)) + torch.mean(F.logsigmoid(-fake_logits)))


# %% mutant="generator_loss/ignores_the_choice" message="saturating: the mean of log"
# Always the non-saturating loss.
def generator_loss(fake_logits, saturating):
    return F.softplus(-fake_logits).mean()


# %% mutant="generator_loss/always_saturating" message="non-saturating: minus the mean"
# Always that of the game.
def generator_loss(fake_logits, saturating):
    return -F.softplus(fake_logits).mean()


# %% mutant="generator_loss/choices_exchanged" message="saturating: the mean of log"
# The two are mixed up.
def generator_loss(fake_logits, saturating):
    return F.softplus(-fake_logits).mean() if saturating else -F.softplus(fake_logits).mean()


# %% mutant="generator_loss/helps_the_discriminator" message="saturating: the mean of log"
# The sign of the saturating loss.
def generator_loss(fake_logits, saturating):
    return F.softplus(fake_logits).mean() if saturating else F.softplus(-fake_logits).mean()


# %% mutant="generator_loss/maximises_log_d" message="non-saturating: minus the mean"
# E log D, to be maximised: the caller minimises.
def generator_loss(fake_logits, saturating):
    return -F.softplus(fake_logits).mean() if saturating else -F.softplus(-fake_logits).mean()


# %% mutant="generator_loss/sums" message="saturating: the mean of log"
# Sums over the batch.
def generator_loss(fake_logits, saturating):
    return -F.softplus(fake_logits).sum() if saturating else F.softplus(-fake_logits).sum()


# %% mutant="generator_loss/no_mean" message="not the right shape|RuntimeError"
# One loss for each sample.
def generator_loss(fake_logits, saturating):
    return -F.softplus(fake_logits) if saturating else F.softplus(-fake_logits)


# %% mutant="generator_loss/log_of_sigmoid" message="never infinity"
# Infinite for sure discriminators.
def generator_loss(fake_logits, saturating):
    p = torch.sigmoid(fake_logits)
    return torch.log(1 - p).mean() if saturating else -torch.log(p).mean()


# %% mutant="generator_loss/clipped" message="costs 0 or 1000"
# Finite, without a gradient.
def generator_loss(fake_logits, saturating):
    p = torch.sigmoid(fake_logits).clamp(1e-7, 1 - 1e-7)
    return torch.log(1 - p).mean() if saturating else -torch.log(p).mean()


# %% mutant="generator_loss/returns_a_number" message="AttributeError|RuntimeError|TypeError"
# item() cuts the gradient.
def generator_loss(fake_logits, saturating):
    return (-F.softplus(fake_logits).mean() if saturating else F.softplus(-fake_logits).mean()).item()


# %% variant="generator_loss/cross_entropy"
def generator_loss(fake_logits, saturating):
    target = torch.zeros_like(fake_logits) if saturating else torch.ones_like(fake_logits)
    loss = F.binary_cross_entropy_with_logits(fake_logits, target)
    return -loss if saturating else loss


# %% variant="generator_loss/logsigmoid"
def generator_loss(fake_logits, saturating):
    if saturating:
        return F.logsigmoid(-fake_logits).mean()
    return -F.logsigmoid(fake_logits).mean()


# %% mutant="gan_step/forgets_detach" message="only one gradient must reach G"
# Two gradients enter G; zero_grad hides it from the weights.
def gan_step(G, D, opt_G, opt_D, real, z):
    opt_D.zero_grad()
    loss_D = F.softplus(-D(real)).mean() + F.softplus(D(G(z))).mean()
    loss_D.backward()
    opt_D.step()
    opt_G.zero_grad()
    loss_G = F.softplus(-D(G(z))).mean()
    loss_G.backward()
    opt_G.step()
    return loss_D.item(), loss_G.item()


# %% mutant="gan_step/forgets_zero_grad_of_d" message="left in .grad"
# What was left in .grad is used.
def gan_step(G, D, opt_G, opt_D, real, z):
    loss_D = F.softplus(-D(real)).mean() + F.softplus(D(G(z).detach())).mean()
    loss_D.backward()
    opt_D.step()
    opt_G.zero_grad()
    loss_G = F.softplus(-D(G(z))).mean()
    loss_G.backward()
    opt_G.step()
    return loss_D.item(), loss_G.item()


# %% mutant="gan_step/forgets_zero_grad_of_g" message="G's weights: one descent step"
# What was left in .grad is used.
def gan_step(G, D, opt_G, opt_D, real, z):
    opt_D.zero_grad()
    loss_D = F.softplus(-D(real)).mean() + F.softplus(D(G(z).detach())).mean()
    loss_D.backward()
    opt_D.step()
    loss_G = F.softplus(-D(G(z))).mean()
    loss_G.backward()
    opt_G.step()
    return loss_D.item(), loss_G.item()


# %% mutant="gan_step/zero_grad_after" message="left in .grad"
# Clean for the next call, not for this one.
def gan_step(G, D, opt_G, opt_D, real, z):
    loss_D = F.softplus(-D(real)).mean() + F.softplus(D(G(z).detach())).mean()
    loss_D.backward()
    opt_D.step()
    opt_D.zero_grad()
    loss_G = F.softplus(-D(G(z))).mean()
    loss_G.backward()
    opt_G.step()
    opt_G.zero_grad()
    opt_D.zero_grad()
    return loss_D.item(), loss_G.item()


# %% mutant="gan_step/generator_first" message="against the new D|D's weights after its turn"
# G plays against the old D.
def gan_step(G, D, opt_G, opt_D, real, z):
    opt_G.zero_grad()
    loss_G = F.softplus(-D(G(z))).mean()
    loss_G.backward()
    opt_G.step()
    opt_D.zero_grad()
    loss_D = F.softplus(-D(real)).mean() + F.softplus(D(G(z).detach())).mean()
    loss_D.backward()
    opt_D.step()
    return loss_D.item(), loss_G.item()


# %% mutant="gan_step/against_the_old_d" message="against the new D"
# Both losses are computed before any step.
def gan_step(G, D, opt_G, opt_D, real, z):
    fake = G(z)
    loss_D = F.softplus(-D(real)).mean() + F.softplus(D(fake.detach())).mean()
    loss_G = F.softplus(-D(fake)).mean()
    opt_D.zero_grad()
    opt_G.zero_grad()
    slopes_D = torch.autograd.grad(loss_D, list(D.parameters()))
    slopes_G = torch.autograd.grad(loss_G, list(G.parameters()))
    for block, slopes in ((D, slopes_D), (G, slopes_G)):
        for w, slope in zip(block.parameters(), slopes):
            w.grad = slope
    opt_D.step()
    opt_G.step()
    return loss_D.item(), loss_G.item()


# %% mutant="gan_step/saturating" message="G's weights: one descent step"
# The loss of the zero-sum game.
def gan_step(G, D, opt_G, opt_D, real, z):
    opt_D.zero_grad()
    loss_D = F.softplus(-D(real)).mean() + F.softplus(D(G(z).detach())).mean()
    loss_D.backward()
    opt_D.step()
    opt_G.zero_grad()
    loss_G = -F.softplus(D(G(z))).mean()
    loss_G.backward()
    opt_G.step()
    return loss_D.item(), loss_G.item()


# %% mutant="gan_step/generator_helps" message="G's weights: one descent step"
# G descends D's loss.
def gan_step(G, D, opt_G, opt_D, real, z):
    opt_D.zero_grad()
    loss_D = F.softplus(-D(real)).mean() + F.softplus(D(G(z).detach())).mean()
    loss_D.backward()
    opt_D.step()
    opt_G.zero_grad()
    loss_G = F.softplus(D(G(z))).mean()
    loss_G.backward()
    opt_G.step()
    return loss_D.item(), loss_G.item()


# %% mutant="gan_step/labels_exchanged" message="D's weights after its turn"
# D calls the fakes real.
def gan_step(G, D, opt_G, opt_D, real, z):
    opt_D.zero_grad()
    loss_D = F.softplus(D(real)).mean() + F.softplus(-D(G(z).detach())).mean()
    loss_D.backward()
    opt_D.step()
    opt_G.zero_grad()
    loss_G = F.softplus(-D(G(z))).mean()
    loss_G.backward()
    opt_G.step()
    return loss_D.item(), loss_G.item()


# %% mutant="gan_step/half_the_loss" message="D's weights after its turn"
# A mean of the two means.
def gan_step(G, D, opt_G, opt_D, real, z):
    opt_D.zero_grad()
    loss_D = F.softplus(-D(real)).mean() + F.softplus(D(G(z).detach())).mean()
    loss_D = loss_D / 2
    loss_D.backward()
    opt_D.step()
    opt_G.zero_grad()
    loss_G = F.softplus(-D(G(z))).mean()
    loss_G.backward()
    opt_G.step()
    return loss_D.item(), loss_G.item()


# %% mutant="gan_step/new_noise" message="with the same z"
# G's turn draws its own noise.
def gan_step(G, D, opt_G, opt_D, real, z):
    opt_D.zero_grad()
    loss_D = F.softplus(-D(real)).mean() + F.softplus(D(G(z).detach())).mean()
    loss_D.backward()
    opt_D.step()
    opt_G.zero_grad()
    loss_G = F.softplus(-D(G(torch.randn_like(z)))).mean()
    loss_G.backward()
    opt_G.step()
    return loss_D.item(), loss_G.item()


# %% mutant="gan_step/generator_detached" message="G's weights: one descent step"
# Nothing reaches G.
def gan_step(G, D, opt_G, opt_D, real, z):
    opt_D.zero_grad()
    loss_D = F.softplus(-D(real)).mean() + F.softplus(D(G(z).detach())).mean()
    loss_D.backward()
    opt_D.step()
    opt_G.zero_grad()
    loss_G = F.softplus(-D(G(z).detach())).mean()
    loss_G.backward()
    opt_G.step()
    return loss_D.item(), loss_G.item()


# %% mutant="gan_step/opt_d_steps_twice" message="D's weights after its turn|G's turn does not change D"
# D steps again with the gradient of G's turn.
def gan_step(G, D, opt_G, opt_D, real, z):
    opt_D.zero_grad()
    loss_D = F.softplus(-D(real)).mean() + F.softplus(D(G(z).detach())).mean()
    loss_D.backward()
    opt_D.step()
    opt_G.zero_grad()
    loss_G = F.softplus(-D(G(z))).mean()
    loss_G.backward()
    opt_G.step()
    opt_D.step()
    return loss_D.item(), loss_G.item()


# %% mutant="gan_step/two_updates_of_d" message="D's weights after its turn"
# D plays twice.
def gan_step(G, D, opt_G, opt_D, real, z):
    opt_D.zero_grad()
    loss_D = F.softplus(-D(real)).mean() + F.softplus(D(G(z).detach())).mean()
    loss_D.backward()
    opt_D.step()
    opt_D.zero_grad()
    loss_D = F.softplus(-D(real)).mean() + F.softplus(D(G(z).detach())).mean()
    loss_D.backward()
    opt_D.step()
    opt_G.zero_grad()
    loss_G = F.softplus(-D(G(z))).mean()
    loss_G.backward()
    opt_G.step()
    return loss_D.item(), loss_G.item()


# %% mutant="gan_step/only_d" message="G's weights: one descent step"
# G's turn is forgotten.
def gan_step(G, D, opt_G, opt_D, real, z):
    opt_D.zero_grad()
    loss_D = F.softplus(-D(real)).mean() + F.softplus(D(G(z).detach())).mean()
    loss_D.backward()
    opt_D.step()
    return loss_D.item(), 0.0


# %% mutant="gan_step/freezes_d_for_ever" message="RuntimeError|does not require grad|after two calls"
# requires_grad is not switched on again.
def gan_step(G, D, opt_G, opt_D, real, z):
    opt_D.zero_grad()
    loss_D = F.softplus(-D(real)).mean() + F.softplus(D(G(z).detach())).mean()
    loss_D.backward()
    opt_D.step()
    for w in D.parameters():
        w.requires_grad = False
    opt_G.zero_grad()
    loss_G = F.softplus(-D(G(z))).mean()
    loss_G.backward()
    opt_G.step()
    return loss_D.item(), loss_G.item()


# %% mutant="gan_step/sums" message="D's weights after its turn"
# Sums over the batch.
def gan_step(G, D, opt_G, opt_D, real, z):
    opt_D.zero_grad()
    loss_D = F.softplus(-D(real)).sum() + F.softplus(D(G(z).detach())).sum()
    loss_D.backward()
    opt_D.step()
    opt_G.zero_grad()
    loss_G = F.softplus(-D(G(z))).sum()
    loss_G.backward()
    opt_G.step()
    return loss_D.item(), loss_G.item()


# %% mutant="gan_step/pairs_real_and_fake" message="RuntimeError|D's weights after two calls|must match"
# Assumes as many real samples as fake ones.
def gan_step(G, D, opt_G, opt_D, real, z):
    opt_D.zero_grad()
    loss_D = (F.softplus(-D(real)) + F.softplus(D(G(z).detach()))).mean()
    loss_D.backward()
    opt_D.step()
    opt_G.zero_grad()
    loss_G = F.softplus(-D(G(z))).mean()
    loss_G.backward()
    opt_G.step()
    return loss_D.item(), loss_G.item()


# %% variant="gan_step/one_batch_of_fakes"
def gan_step(G, D, opt_G, opt_D, real, z):
    fake = G(z)
    loss_D = F.binary_cross_entropy_with_logits(D(real), torch.ones(len(real), 1, dtype=real.dtype))
    logits = D(fake.detach())
    loss_D = loss_D + F.binary_cross_entropy_with_logits(logits, torch.zeros_like(logits))
    opt_D.zero_grad()
    loss_D.backward()
    opt_D.step()
    logits = D(fake)
    loss_G = F.binary_cross_entropy_with_logits(logits, torch.ones_like(logits))
    opt_G.zero_grad()
    loss_G.backward()
    opt_G.step()
    return loss_D.item(), loss_G.item()


# %% variant="gan_step/no_grad_and_frozen_d"
def gan_step(G, D, opt_G, opt_D, real, z):
    with torch.no_grad():
        fake = G(z)
    opt_D.zero_grad(set_to_none=True)
    loss_D = -F.logsigmoid(D(real)).mean() - F.logsigmoid(-D(fake)).mean()
    loss_D.backward()
    opt_D.step()

    for w in D.parameters():
        w.requires_grad_(False)
    opt_G.zero_grad(set_to_none=True)
    loss_G = -F.logsigmoid(D(G(z))).mean()
    loss_G.backward()
    opt_G.step()
    for w in D.parameters():
        w.requires_grad_(True)
    return loss_D.item(), loss_G.item()


# %% variant="gan_step/autograd_grad"
def gan_step(G, D, opt_G, opt_D, real, z):
    loss_D = F.softplus(-D(real)).mean() + F.softplus(D(G(z).detach())).mean()
    for w, slope in zip(D.parameters(), torch.autograd.grad(loss_D, list(D.parameters()))):
        w.grad = slope
    opt_D.step()
    loss_G = F.softplus(-D(G(z))).mean()
    for w, slope in zip(G.parameters(), torch.autograd.grad(loss_G, list(G.parameters()))):
        w.grad = slope
    opt_G.step()
    return float(loss_D), float(loss_G)


# %% variant="gan_step/two_backwards"
def gan_step(G, D, opt_G, opt_D, real, z):
    opt_D.zero_grad()
    loss_real = F.softplus(-D(real)).mean()
    loss_real.backward()
    loss_fake = F.softplus(D(G(z).data)).mean()
    loss_fake.backward()
    opt_D.step()
    G.zero_grad()
    D.zero_grad()
    loss_G = F.softplus(-D(G(z))).mean()
    loss_G.backward()
    opt_G.step()
    return (loss_real + loss_fake).item(), loss_G.item()
