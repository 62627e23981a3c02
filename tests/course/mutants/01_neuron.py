# %% mutant="heaviside/counts_zero_as_positive" message="at z = 0 the answer is 0"
# The convention at 0 is missed.
def heaviside(z):
    return np.where(np.asarray(z) >= 0, 1.0, 0.0)


# %% mutant="heaviside/one_half_at_zero" message="at z = 0 the answer is 0"
# NumPy's own function asks for the value at 0; many textbooks say 1/2.
def heaviside(z):
    return np.heaviside(z, 0.5)


# %% mutant="heaviside/returns_booleans" message="not made of numbers"
# The comparison itself is returned.
def heaviside(z):
    return np.asarray(z) > 0


# %% mutant="heaviside/returns_sign" message="1 where z > 0, 0 elsewhere"
# -1 for the negative side.
def heaviside(z):
    return np.sign(z)


# %% mutant="heaviside/if_on_an_array" message="ValueError: The truth value of an array"
# Written for one number.
def heaviside(z):
    if z > 0:
        return 1.0
    return 0.0


# %% mutant="heaviside/writes_into_its_argument" message="an argument was modified"
# The step is written into the caller's array.
def heaviside(z):
    z = np.asarray(z)
    z[z > 0] = 1
    z[z <= 0] = 0
    return z


# %% mutant="heaviside/forgets_to_return" message="does the function return anything"
# The value is computed and dropped.
def heaviside(z):
    np.where(np.asarray(z) > 0, 1.0, 0.0)


# %% mutant="heaviside/prints_its_answer" message="does the function return anything"
# Shown, not returned.
def heaviside(z):
    print(np.where(np.asarray(z) > 0, 1.0, 0.0))


# %% mutant="heaviside/tolerates_tiny_values" message="a tiny z that is positive counts"
# "Almost zero" is taken for zero.
def heaviside(z):
    return np.where(np.asarray(z) > 1e-12, 1.0, 0.0)


# %% mutant="heaviside/flattens" message="not the right shape"
# A loop over rows only, then over numbers, loses the shape.
def heaviside(z):
    return np.array([1.0 if value > 0 else 0.0 for value in np.ravel(z)])


# %% variant="heaviside/python_loop"
def heaviside(z):
    z = np.asarray(z)
    return np.array([1.0 if value > 0 else 0.0 for value in z.ravel()]).reshape(z.shape)


# %% variant="heaviside/numpy_function"
def heaviside(z):
    return np.heaviside(z, 0.0)


# %% variant="heaviside/cast_comparison"
def heaviside(z):
    return (np.asarray(z) > 0).astype(float)


# %% variant="heaviside/single_precision"
def heaviside(z):
    return np.greater(z, 0).astype(np.float32)


# %% variant="heaviside/masks_a_copy"
def heaviside(z):
    answer = np.zeros(np.shape(z))
    answer[np.asarray(z) > 0] = 1
    return answer


# %% variant="heaviside/vectorized"
def heaviside(z):
    return np.vectorize(lambda value: 1.0 if value > 0 else 0.0)(z)


# %% mutant="sigmoid/forgets_mu" message="mu multiplies z"
# The slope is taken and ignored.
def sigmoid(z, mu=1.0):
    small = np.exp(-np.abs(z))
    return np.where(np.asarray(z) >= 0, 1.0, small) / (1.0 + small)


# %% mutant="sigmoid/sign_of_the_exponent" message="increasing"
# exp(mu z) in place of exp(-mu z): the curve goes down.
def sigmoid(z, mu=1.0):
    t = -mu * np.asarray(z)
    small = np.exp(-np.abs(t))
    return np.where(t >= 0, 1.0, small) / (1.0 + small)


# %% mutant="sigmoid/divides_by_mu" message="mu multiplies z"
# mu taken for a width.
def sigmoid(z, mu=1.0):
    return 0.5 * (1 + np.tanh(np.asarray(z) / mu / 2))


# %% mutant="sigmoid/textbook_formula" message="gives a warning"
# exp overflows far on the left.
def sigmoid(z, mu=1.0):
    return 1 / (1 + np.exp(-mu * np.asarray(z)))


# %% mutant="sigmoid/other_textbook_formula" message="gives a warning"
# exp overflows far on the right, and inf / inf is nan.
def sigmoid(z, mu=1.0):
    e = np.exp(mu * np.asarray(z))
    return e / (1 + e)


# %% mutant="sigmoid/where_computes_both_branches" message="gives a warning"
# np.where chooses after both of its branches were computed.
def sigmoid(z, mu=1.0):
    t = mu * np.asarray(z)
    return np.where(t >= 0, 1 / (1 + np.exp(-t)), np.exp(t) / (1 + np.exp(t)))


# %% mutant="sigmoid/clips_too_tightly" message="values? (is|are) (wrong|not the right)|first at index"
# The overflow is avoided at the price of wrong values.
def sigmoid(z, mu=1.0):
    return 1 / (1 + np.exp(-np.clip(mu * np.asarray(z), -10, 10)))


# %% mutant="sigmoid/is_tanh" message="1/2 at 0"
# The other sigmoid, between -1 and 1.
def sigmoid(z, mu=1.0):
    return np.tanh(mu * np.asarray(z))


# %% mutant="sigmoid/math_exp" message="TypeError"
# Written for one number.
def sigmoid(z, mu=1.0):
    from math import exp

    return 1 / (1 + exp(-mu * z))


# %% mutant="sigmoid/scales_its_argument" message="an argument was modified"
# The slope is multiplied into the caller's array.
def sigmoid(z, mu=1.0):
    z *= mu
    return 0.5 * (1 + np.tanh(z / 2))


# %% mutant="sigmoid/heaviside" message="1/2 at 0"
# The limit for large mu.
def sigmoid(z, mu=1.0):
    return np.where(np.asarray(z) > 0, 1.0, 0.0)


# %% mutant="sigmoid/without_its_default" message="TypeError.*mu"
# The signature was changed.
def sigmoid(z, mu):
    return 0.5 * (1 + np.tanh(mu * np.asarray(z) / 2))


# %% variant="sigmoid/hyperbolic_tangent"
def sigmoid(z, mu=1.0):
    return (1 + np.tanh(mu * np.asarray(z) / 2)) / 2


# %% variant="sigmoid/scipy"
from scipy.special import expit


def sigmoid(z, mu=1.0):
    return expit(mu * np.asarray(z))


# %% variant="sigmoid/log_add_exp"
def sigmoid(z, mu=1.0):
    return np.exp(-np.logaddexp(0, -mu * np.asarray(z)))


# %% variant="sigmoid/clipped_exponent"
def sigmoid(z, mu=1.0):
    return 1 / (1 + np.exp(-np.clip(mu * np.asarray(z, dtype=float), -500, 500)))


# %% variant="sigmoid/masks"
def sigmoid(z, mu=1.0):
    t = mu * np.asarray(z, dtype=float)
    answer = np.empty_like(t)
    right = t >= 0
    answer[right] = 1 / (1 + np.exp(-t[right]))
    left = np.exp(t[~right])
    answer[~right] = left / (1 + left)
    return answer


# %% variant="sigmoid/silenced_overflow"
def sigmoid(z, mu=1.0):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-mu * np.asarray(z)))


# %% variant="sigmoid/python_loop"
import math


def sigmoid(z, mu=1.0):
    def one(t):
        return 1 / (1 + math.exp(-t)) if t >= 0 else math.exp(t) / (1 + math.exp(t))

    z = np.asarray(z)
    return np.array([one(mu * float(value)) for value in z.ravel()]).reshape(z.shape)


# %% mutant="neuron/forgets_the_bias" message="w·x . b for each row"
# A weighted sum only.
def neuron(X, w, b, activation):
    return activation(X @ w)


# %% mutant="neuron/subtracts_the_bias" message="w·x . b for each row"
# The other convention.
def neuron(X, w, b, activation):
    return activation(X @ w - b)


# %% mutant="neuron/bias_after_the_activation" message="w·x . b for each row"
# Parentheses in the wrong place.
def neuron(X, w, b, activation):
    return activation(X @ w) + b


# %% mutant="neuron/forgets_the_activation" message="then the activation, applied to the whole"
# The pre-activation is returned.
def neuron(X, w, b, activation):
    return X @ w + b


# %% mutant="neuron/transposed" message="ValueError.*mismatch"
# Columns taken for points: an error here, a silent one when n = d.
def neuron(X, w, b, activation):
    return activation(X.T @ w + b)


# %% mutant="neuron/returns_a_column" message="not the right shape"
# (n, 1) in place of (n,).
def neuron(X, w, b, activation):
    return activation(X @ w.reshape(-1, 1) + b)


# %% mutant="neuron/squeezes_a_batch_of_one" message="a single point .n = 1."
# The axis of the batch disappears when n = 1.
def neuron(X, w, b, activation):
    return np.squeeze(activation(X @ w.reshape(-1, 1) + b))


# %% mutant="neuron/product_without_sum" message="not the right shape"
# X * w is not the dot product.
def neuron(X, w, b, activation):
    return activation(X * w + b)


# %% mutant="neuron/only_two_inputs" message="tried with X of shape|IndexError|a single point"
# The picture's two coordinates are written out.
def neuron(X, w, b, activation):
    return activation(w[0] * X[:, 0] + w[1] * X[:, 1] + b)


# %% mutant="neuron/weights_its_argument" message="an argument was modified"
# The products are written into the caller's X.
def neuron(X, w, b, activation):
    X *= w
    return activation(X.sum(axis=1) + b)


# %% mutant="neuron/always_a_step" message="then the activation, applied to the whole"
# The activation that was handed over is ignored.
def neuron(X, w, b, activation):
    return np.where(X @ w + b > 0, 1.0, 0.0)


# %% variant="neuron/loops"
def neuron(X, w, b, activation):
    answers = []
    for x in X:
        z = b
        for value, weight in zip(x, w, strict=True):
            z = z + value * weight
        answers.append(activation(z))
    return np.array(answers)


# %% variant="neuron/einsum"
def neuron(X, w, b, activation):
    return activation(np.einsum("nd,d->n", X, w) + b)


# %% variant="neuron/column_of_ones"
def neuron(X, w, b, activation):
    lifted = np.column_stack([X, np.ones(len(X))])
    return activation(lifted.dot(np.append(w, b)))


# %% variant="neuron/sum_of_products"
def neuron(X, w, b, activation):
    return activation((X * w).sum(axis=1) + b)


# %% variant="neuron/list_of_numbers"
def neuron(X, w, b, activation):
    return [float(activation(np.dot(w, x) + b)) for x in X]


# %% mutant="boundary/sign_of_the_bias" message="watch the signs"
# b is carried over without changing its sign.
def boundary(w, b, x1):
    if w[1] == 0:
        raise ValueError("vertical")
    return (b - w[0] * x1) / w[1]


# %% mutant="boundary/sign_of_the_slope" message="watch the signs"
# The minus is applied to b only.
def boundary(w, b, x1):
    if w[1] == 0:
        raise ValueError("vertical")
    return (w[0] * x1 - b) / w[1]


# %% mutant="boundary/swapped_weights" message="watch the signs"
# w[0] and w[1] are exchanged.
def boundary(w, b, x1):
    if w[1] == 0:
        raise ValueError("vertical")
    return -(w[1] * x1 + b) / w[0]


# %% mutant="boundary/no_error" message="should have raised ValueError"
# A vertical boundary gives infinities.
def boundary(w, b, x1):
    return -(w[0] * x1 + b) / w[1]


# %% mutant="boundary/error_for_the_other_weight" message="w.0. = 0: a horizontal|should have raised"
# The horizontal line is refused in place of the vertical one.
def boundary(w, b, x1):
    if w[0] == 0:
        raise ValueError("vertical")
    return -(w[0] * x1 + b) / w[1]


# %% mutant="boundary/wrong_error" message="not the expected error"
# The wrong exception.
def boundary(w, b, x1):
    if w[1] == 0:
        raise ZeroDivisionError("w[1] is 0")
    return -(w[0] * x1 + b) / w[1]


# %% mutant="boundary/returns_none_when_vertical" message="should have raised ValueError"
# A message is printed, nothing is raised.
def boundary(w, b, x1):
    if w[1] == 0:
        print("ValueError")
        return None
    return -(w[0] * x1 + b) / w[1]


# %% mutant="boundary/refuses_small_weights" message="ValueError|even for a tiny c"
# Compared with a tolerance where the text says exactly.
def boundary(w, b, x1):
    if np.isclose(w[1], 0):
        raise ValueError("vertical")
    return -(w[0] * x1 + b) / w[1]


# %% mutant="boundary/integer_division" message="no integer division|watch the signs|must make w·x"
# // in place of /.
def boundary(w, b, x1):
    if w[1] == 0:
        raise ValueError("vertical")
    return -(w[0] * x1 + b) // w[1]


# %% mutant="boundary/forgets_the_bias" message="watch the signs"
# Every line goes through the origin.
def boundary(w, b, x1):
    if w[1] == 0:
        raise ValueError("vertical")
    return -w[0] * x1 / w[1]


# %% mutant="boundary/bias_not_divided" message="watch the signs"
# Only the slope is divided by w[1].
def boundary(w, b, x1):
    if w[1] == 0:
        raise ValueError("vertical")
    return -w[0] / w[1] * x1 - b


# %% mutant="boundary/overwrites_x1" message="an argument was modified"
# The result is computed in the caller's array.
def boundary(w, b, x1):
    if w[1] == 0:
        raise ValueError("vertical")
    x1 = np.asarray(x1)
    x1 *= w[0]
    x1 += b
    return -x1 / w[1]


# %% variant="boundary/slope_and_intercept"
def boundary(w, b, x1):
    slope_w, other = (float(weight) for weight in w)
    if other == 0.0:
        raise ValueError("The boundary is vertical.")
    return -slope_w / other * np.asarray(x1) - b / other


# %% variant="boundary/python_loop"
def boundary(w, b, x1):
    if not w[1]:
        raise ValueError("The boundary is vertical.")
    x1 = np.asarray(x1, dtype=float)
    return np.array([(-b - w[0] * value) / w[1] for value in x1.ravel()]).reshape(x1.shape)


# %% variant="boundary/subclass_of_the_error"
class VerticalLineError(ValueError):
    pass


def boundary(w, b, x1):
    if w[1] == 0:
        raise VerticalLineError("No x2 for this x1.")
    return np.divide(np.negative(np.add(np.multiply(w[0], x1), b)), w[1])


# %% variant="boundary/two_points_of_the_line"
def boundary(w, b, x1):
    if w[1] == 0:
        raise ValueError("The boundary is vertical.")
    at_0, at_1 = -b / w[1], -(b + w[0]) / w[1]
    return at_0 + np.asarray(x1) * (at_1 - at_0)


# %% mutant="train_perceptron/wrong_sign" message="first pass|weights after one pass"
# The correction goes the wrong way.
def train_perceptron(X, y, lr, n_epochs):
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(n_epochs):
        n_wrong = 0
        for x, target in zip(X, y, strict=True):
            error = target - (1.0 if x @ w + b > 0 else 0.0)
            w, b = w - lr * error * x, b - lr * error
            n_wrong += error != 0
        mistakes.append(int(n_wrong))
    return w, b, mistakes


# %% mutant="train_perceptron/one_update_per_pass" message="first pass|weights after one pass"
# All samples are judged with the same weights: the batch rule.
def train_perceptron(X, y, lr, n_epochs):
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(n_epochs):
        errors = y - np.where(X @ w + b > 0, 1.0, 0.0)
        w, b = w + lr * errors @ X, b + lr * errors.sum()
        mistakes.append(int(np.count_nonzero(errors)))
    return w, b, mistakes


# %% mutant="train_perceptron/forgets_the_bias" message="the bias is corrected too|weights after|first pass"
# Weights learn, the bias stays at zero.
def train_perceptron(X, y, lr, n_epochs):
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(n_epochs):
        n_wrong = 0
        for x, target in zip(X, y, strict=True):
            error = target - (1.0 if x @ w + b > 0 else 0.0)
            w = w + lr * error * x
            n_wrong += error != 0
        mistakes.append(int(n_wrong))
    return w, b, mistakes


# %% mutant="train_perceptron/stops_early" message="for each of the n_epochs passes"
# Leaves as soon as a pass is without mistakes.
def train_perceptron(X, y, lr, n_epochs):
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(n_epochs):
        n_wrong = 0
        for x, target in zip(X, y, strict=True):
            error = target - (1.0 if x @ w + b > 0 else 0.0)
            w, b = w + lr * error * x, b + lr * error
            n_wrong += error != 0
        mistakes.append(int(n_wrong))
        if n_wrong == 0:
            break
    return w, b, mistakes


# %% mutant="train_perceptron/counts_zero_as_positive" message="z = 0 and the prediction is 0"
# z = 0 is answered by 1.
def train_perceptron(X, y, lr, n_epochs):
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(n_epochs):
        n_wrong = 0
        for x, target in zip(X, y, strict=True):
            error = target - (1.0 if x @ w + b >= 0 else 0.0)
            w, b = w + lr * error * x, b + lr * error
            n_wrong += error != 0
        mistakes.append(int(n_wrong))
    return w, b, mistakes


# %% mutant="train_perceptron/running_total" message="a number of mistakes per pass"
# The counter is never set back to zero.
def train_perceptron(X, y, lr, n_epochs):
    w, b, mistakes, n_wrong = np.zeros(X.shape[1]), 0.0, [], 0
    for _ in range(n_epochs):
        for x, target in zip(X, y, strict=True):
            error = target - (1.0 if x @ w + b > 0 else 0.0)
            w, b = w + lr * error * x, b + lr * error
            n_wrong += error != 0
        mistakes.append(int(n_wrong))
    return w, b, mistakes


# %% mutant="train_perceptron/counts_after_the_pass" message="first pass"
# Mistakes are those of the weights at the end of the pass.
def train_perceptron(X, y, lr, n_epochs):
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(n_epochs):
        for x, target in zip(X, y, strict=True):
            error = target - (1.0 if x @ w + b > 0 else 0.0)
            w, b = w + lr * error * x, b + lr * error
        mistakes.append(int(np.sum((X @ w + b > 0) != (y > 0.5))))
    return w, b, mistakes


# %% mutant="train_perceptron/bias_without_rate" message="the rate also multiplies|b must be proportional|no prediction"
# The rate is forgotten in the bias.
def train_perceptron(X, y, lr, n_epochs):
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(n_epochs):
        n_wrong = 0
        for x, target in zip(X, y, strict=True):
            error = target - (1.0 if x @ w + b > 0 else 0.0)
            w, b = w + lr * error * x, b + error
            n_wrong += error != 0
        mistakes.append(int(n_wrong))
    return w, b, mistakes


# %% mutant="train_perceptron/forgets_the_rate" message="the rate be 0.5|proportional to the rate"
# The rate is taken and ignored.
def train_perceptron(X, y, lr, n_epochs):
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(n_epochs):
        n_wrong = 0
        for x, target in zip(X, y, strict=True):
            error = target - (1.0 if x @ w + b > 0 else 0.0)
            w, b = w + error * x, b + error
            n_wrong += error != 0
        mistakes.append(int(n_wrong))
    return w, b, mistakes


# %% mutant="train_perceptron/random_start" message="at the start all is zero|first pass|weights after"
# Small random weights, as for deeper networks.
def train_perceptron(X, y, lr, n_epochs):
    rng = np.random.default_rng(0)
    w, b, mistakes = 0.1 * rng.normal(size=X.shape[1]), 0.0, []
    for _ in range(n_epochs):
        n_wrong = 0
        for x, target in zip(X, y, strict=True):
            error = target - (1.0 if x @ w + b > 0 else 0.0)
            w, b = w + lr * error * x, b + lr * error
            n_wrong += error != 0
        mistakes.append(int(n_wrong))
    return w, b, mistakes


# %% mutant="train_perceptron/shuffles" message="first pass|weights after|keep the order|four corners"
# The samples are drawn in another order.
def train_perceptron(X, y, lr, n_epochs):
    rng = np.random.default_rng(0)
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(n_epochs):
        n_wrong = 0
        for i in rng.permutation(len(X)):
            error = y[i] - (1.0 if X[i] @ w + b > 0 else 0.0)
            w, b = w + lr * error * X[i], b + lr * error
            n_wrong += error != 0
        mistakes.append(int(n_wrong))
    return w, b, mistakes


# %% mutant="train_perceptron/backwards" message="first pass|weights after|keep the order"
# The last sample comes first.
def train_perceptron(X, y, lr, n_epochs):
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(n_epochs):
        n_wrong = 0
        for x, target in zip(X[::-1], y[::-1], strict=True):
            error = target - (1.0 if x @ w + b > 0 else 0.0)
            w, b = w + lr * error * x, b + lr * error
            n_wrong += error != 0
        mistakes.append(int(n_wrong))
    return w, b, mistakes


# %% mutant="train_perceptron/only_misses" message="first pass|weights after one pass"
# Corrects when 1 was missed, never when 1 was wrongly answered.
def train_perceptron(X, y, lr, n_epochs):
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(n_epochs):
        n_wrong = 0
        for x, target in zip(X, y, strict=True):
            prediction = 1.0 if x @ w + b > 0 else 0.0
            n_wrong += prediction != target
            if target == 1 and prediction == 0:
                w, b = w + lr * x, b + lr
        mistakes.append(int(n_wrong))
    return w, b, mistakes


# %% mutant="train_perceptron/hebb" message="first pass|weights after|separable"
# Every point of class 1 pulls, whether the answer was right or not.
def train_perceptron(X, y, lr, n_epochs):
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(n_epochs):
        n_wrong = 0
        for x, target in zip(X, y, strict=True):
            n_wrong += (x @ w + b > 0) != (target == 1)
            w, b = w + lr * target * x, b + lr * target
        mistakes.append(int(n_wrong))
    return w, b, mistakes


# %% mutant="train_perceptron/integer_weights" message="UFuncTypeError|X may be made of integers"
# The weights take the dtype of X, and cannot hold halves.
def train_perceptron(X, y, lr, n_epochs):
    w, b, mistakes = np.zeros_like(X[0]), 0.0, []
    for _ in range(n_epochs):
        n_wrong = 0
        for x, target in zip(X, y, strict=True):
            error = target - (1.0 if x @ w + b > 0 else 0.0)
            w += lr * error * x
            b += lr * error
            n_wrong += error != 0
        mistakes.append(int(n_wrong))
    return w, b, mistakes


# %% mutant="train_perceptron/returns_last_count" message="a number of mistakes per pass|first pass"
# One number in place of one per pass.
def train_perceptron(X, y, lr, n_epochs):
    w, b, n_wrong = np.zeros(X.shape[1]), 0.0, 0
    for _ in range(n_epochs):
        n_wrong = 0
        for x, target in zip(X, y, strict=True):
            error = target - (1.0 if x @ w + b > 0 else 0.0)
            w, b = w + lr * error * x, b + lr * error
            n_wrong += error != 0
    return w, b, int(n_wrong)


# %% mutant="train_perceptron/forgets_the_count" message="must return 3 values"
# Only weights and bias come back.
def train_perceptron(X, y, lr, n_epochs):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(n_epochs):
        for x, target in zip(X, y, strict=True):
            error = target - (1.0 if x @ w + b > 0 else 0.0)
            w, b = w + lr * error * x, b + lr * error
    return w, b


# %% mutant="train_perceptron/one_pass_short" message="first pass|for each of the n_epochs|not the right value"
# range(1, n_epochs) makes one pass too few.
def train_perceptron(X, y, lr, n_epochs):
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(1, n_epochs):
        n_wrong = 0
        for x, target in zip(X, y, strict=True):
            error = target - (1.0 if x @ w + b > 0 else 0.0)
            w, b = w + lr * error * x, b + lr * error
            n_wrong += error != 0
        mistakes.append(int(n_wrong))
    return w, b, mistakes


# %% mutant="train_perceptron/updates_through_a_sigmoid" message="weights after|first pass|n_epochs"
# The delta rule: the error is never exactly zero.
def train_perceptron(X, y, lr, n_epochs):
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(n_epochs):
        n_wrong = 0
        for x, target in zip(X, y, strict=True):
            z = x @ w + b
            n_wrong += (z > 0) != (target == 1)
            error = target - 0.5 * (1 + np.tanh(z / 2))
            w, b = w + lr * error * x, b + lr * error
        mistakes.append(int(n_wrong))
    return w, b, mistakes


# %% variant="train_perceptron/bias_as_a_weight"
def train_perceptron(X, y, lr, n_epochs):
    lifted = np.hstack([X, np.ones((len(X), 1))]).astype(float)
    v, mistakes = np.zeros(lifted.shape[1]), []
    for _ in range(n_epochs):
        count = 0
        for x, target in zip(lifted, y, strict=True):
            error = target - (x @ v > 0)
            v += lr * error * x
            count += int(error != 0)
        mistakes.append(count)
    return v[:-1], v[-1], mistakes


# %% variant="train_perceptron/pure_python"
def train_perceptron(X, y, lr, n_epochs):
    points, labels = np.asarray(X, dtype=float).tolist(), [float(t) for t in y]
    w, b, mistakes = [0.0] * len(points[0]), 0.0, []
    for _ in range(n_epochs):
        mistakes.append(0)
        for x, target in zip(points, labels, strict=True):
            z = sum(p * q for p, q in zip(x, w, strict=True)) + b
            if z > 0 and target == 0:
                step = -lr
            elif z <= 0 and target == 1:
                step = lr
            else:
                continue
            w = [q + step * p for p, q in zip(x, w, strict=True)]
            b += step
            mistakes[-1] += 1
    return w, b, mistakes


# %% variant="train_perceptron/signed_labels_and_arrays"
def train_perceptron(X, y, lr, n_epochs):
    signs = np.where(np.asarray(y) == 1, 1.0, -1.0)
    w, b, mistakes = np.zeros(X.shape[1]), np.zeros(()), np.zeros(n_epochs, dtype=int)
    for epoch in range(n_epochs):
        for i in range(len(X)):
            prediction = 1.0 if np.dot(w, X[i]) + b > 0 else -1.0
            if prediction != signs[i]:
                w = w + lr * signs[i] * X[i]
                b = b + lr * signs[i]
                mistakes[epoch] += 1
    return w, b, mistakes


# %% variant="train_perceptron/sums_of_mistakes"
def train_perceptron(X, y, lr, n_epochs):
    # The weights are a combination of the samples: count how often each was corrected.
    X = np.asarray(X, dtype=float)
    counts, mistakes = np.zeros(len(X)), []
    signs = 2 * np.asarray(y, dtype=float) - 1
    gram = X @ X.T + 1
    for _ in range(n_epochs):
        n_wrong = 0
        for i in range(len(X)):
            if (gram[i] @ (counts * signs) > 0) != (signs[i] > 0):
                counts[i] += 1
                n_wrong += 1
        mistakes.append(n_wrong)
    return lr * (counts * signs) @ X, lr * float(counts @ signs), tuple(mistakes)


# %% mutant="in_convex_region/or_in_place_of_and" message="if all four neurons say yes"
# One neuron is enough.
def in_convex_region(X, W, b):
    return np.where((X @ W.T + b > 0).any(axis=1), 1.0, 0.0)


# %% mutant="in_convex_region/edges_inside" message="a point on an edge is outside"
# >= in place of >.
def in_convex_region(X, W, b):
    return np.where((X @ W.T + b >= 0).all(axis=1), 1.0, 0.0)


# %% mutant="in_convex_region/and_threshold_too_low" message="if all four neurons say yes|tried on"
# k - 1 neurons are enough.
def in_convex_region(X, W, b):
    hidden = np.where(X @ W.T + b > 0, 1.0, 0.0)
    return np.where(hidden.sum(axis=1) > len(W) - 1.5, 1.0, 0.0)


# %% mutant="in_convex_region/and_threshold_too_high" message="if all four neurons say yes"
# A sum of k numbers at most 1 never exceeds k.
def in_convex_region(X, W, b):
    hidden = np.where(X @ W.T + b > 0, 1.0, 0.0)
    return np.where(hidden.sum(axis=1) > len(W), 1.0, 0.0)


# %% mutant="in_convex_region/sums_pre_activations" message="if all four neurons say yes|tried on"
# The Heaviside of the first layer is forgotten.
def in_convex_region(X, W, b):
    return np.where((X @ W.T + b).sum(axis=1) > 0, 1.0, 0.0)


# %% mutant="in_convex_region/product_of_pre_activations" message="tried on|if all four|endless wedge"
# Two negative numbers make a positive one.
def in_convex_region(X, W, b):
    return np.where((X @ W.T + b).prod(axis=1) > 0, 1.0, 0.0)


# %% mutant="in_convex_region/always_four_neurons" message="tried on a triangle|endless wedge"
# The square's number of sides is written into the AND.
def in_convex_region(X, W, b):
    hidden = np.where(X @ W.T + b > 0, 1.0, 0.0)
    return np.where(hidden.sum(axis=1) > 3.5, 1.0, 0.0)


# %% mutant="in_convex_region/subtracts_the_bias" message="if all four neurons say yes"
# The other convention of sign.
def in_convex_region(X, W, b):
    return np.where((X @ W.T - b > 0).all(axis=1), 1.0, 0.0)


# %% mutant="in_convex_region/returns_booleans" message="not made of numbers"
# The comparison itself is returned.
def in_convex_region(X, W, b):
    return (X @ W.T + b > 0).all(axis=1)


# %% mutant="in_convex_region/over_the_wrong_axis" message="not the right shape"
# One answer per neuron in place of one per point.
def in_convex_region(X, W, b):
    return np.where((X @ W.T + b > 0).all(axis=0), 1.0, 0.0)


# %% mutant="in_convex_region/forgets_the_transpose" message="ValueError|mismatch"
# W is (k, d), not (d, k).
def in_convex_region(X, W, b):
    return np.where((X @ W + b > 0).all(axis=1), 1.0, 0.0)


# %% mutant="in_convex_region/only_the_plane" message="a tetrahedron|an interval|IndexError"
# Two coordinates are written out.
def in_convex_region(X, W, b):
    z = X[:, :1] * W[:, 0] + X[:, 1:2] * W[:, 1] + b
    return np.where((z > 0).all(axis=1), 1.0, 0.0)


# %% mutant="in_convex_region/squeezes_a_batch_of_one" message="a single point .n = 1."
# The axis of the batch disappears when n = 1.
def in_convex_region(X, W, b):
    return np.squeeze(np.where((X @ W.T + b > 0).all(axis=1, keepdims=True), 1.0, 0.0))


# %% mutant="in_convex_region/overwrites_its_argument" message="an argument was modified"
# The shift by b is made in the caller's W.
def in_convex_region(X, W, b):
    norms = np.linalg.norm(W, axis=1)
    b = b / norms
    W *= 0.5 / norms[:, None]
    return np.where((X @ W.T + 0.5 * b > 0).all(axis=1), 1.0, 0.0)


# %% variant="in_convex_region/loops"
def in_convex_region(X, W, b):
    answers = []
    for x in X:
        inside = 1.0
        for row, bias in zip(W, b, strict=True):
            if not sum(row[j] * x[j] for j in range(len(x))) + bias > 0:
                inside = 0.0
        answers.append(inside)
    return np.array(answers)


# %% variant="in_convex_region/smallest_pre_activation"
def in_convex_region(X, W, b):
    return (np.min(np.einsum("nd,kd->nk", X, W) + b, axis=1) > 0).astype(np.float32)


# %% variant="in_convex_region/product_of_answers"
def in_convex_region(X, W, b):
    answer = np.ones(len(X))
    for row, bias in zip(W, b, strict=True):
        answer *= np.heaviside(X @ row + bias, 0.0)
    return answer


# %% variant="in_convex_region/no_neuron_says_no"
def in_convex_region(X, W, b):
    return 1.0 - (W @ X.T + np.asarray(b)[:, None] <= 0).any(axis=0)


# %% variant="in_convex_region/plain_lists"
def in_convex_region(X, W, b):
    return [float(all(float(np.dot(row, x)) + bias > 0 for row, bias in zip(W, b, strict=True))) for x in X]
