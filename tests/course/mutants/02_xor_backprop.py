# %% mutant="layer_forward/forgets_the_bias" message="Z = XW . b"
# The product alone.
def layer_forward(X, W, b, f):
    Z = X @ W
    return Z, f(Z)


# %% mutant="layer_forward/column_convention" message="ValueError.*mismatch"
# W X, as books with one sample a column write it.
def layer_forward(X, W, b, f):
    Z = W @ X + b
    return Z, f(Z)


# %% mutant="layer_forward/transposes_the_weights" message="ValueError.*mismatch"
# One neuron a row.
def layer_forward(X, W, b, f):
    Z = X @ W.T + b
    return Z, f(Z)


# %% mutant="layer_forward/bias_after_the_activation" message="Z = XW . b"
# Parentheses in the wrong place.
def layer_forward(X, W, b, f):
    Z = X @ W
    return Z, f(Z) + b


# %% mutant="layer_forward/returns_y_only" message="return two arrays"
# The pre-activations are dropped.
def layer_forward(X, W, b, f):
    return f(X @ W + b)


# %% mutant="layer_forward/swaps_its_results" message="Z = XW . b"
# Y, then Z.
def layer_forward(X, W, b, f):
    Z = X @ W + b
    return f(Z), Z


# %% mutant="layer_forward/forgets_the_activation" message="Y = f.Z."
# A linear layer.
def layer_forward(X, W, b, f):
    Z = X @ W + b
    return Z, Z


# %% mutant="layer_forward/always_tanh" message="Y = f.Z."
# The activation that was handed over is ignored.
def layer_forward(X, W, b, f):
    Z = X @ W + b
    return Z, np.tanh(Z)


# %% mutant="layer_forward/bias_a_column" message="ValueError|Z = XW|tried with"
# One bias per point.
def layer_forward(X, W, b, f):
    Z = X @ W + np.reshape(b, (-1, 1))
    return Z, f(Z)


# %% mutant="layer_forward/squeezes_a_batch_of_one" message="tried with X of shape .1, 2."
# The axis of the batch disappears when n = 1.
def layer_forward(X, W, b, f):
    Z = np.squeeze(X @ W + b)
    return Z, f(Z)


# %% mutant="layer_forward/writes_into_the_bias" message="an argument was modified"
# The sum is accumulated in the caller's array.
def layer_forward(X, W, b, f):
    Z = X @ W
    Z += b
    b += 0.0001
    return Z, f(Z)


# %% variant="layer_forward/einsum"
def layer_forward(X, W, b, f):
    Z = np.einsum("ik,kj->ij", X, W) + b[None, :]
    return Z, f(Z)


# %% variant="layer_forward/column_of_ones"
def layer_forward(X, W, b, f):
    Z = np.hstack([X, np.ones((len(X), 1))]) @ np.vstack([W, b])
    return [Z, f(Z)]


# %% variant="layer_forward/loops"
def layer_forward(X, W, b, f):
    Z = np.array([[float(np.dot(x, W[:, j])) + b[j] for j in range(W.shape[1])] for x in X])
    return Z, np.array([f(row) for row in Z])


# %% variant="layer_forward/transposed_twice"
def layer_forward(X, W, b, f):
    Z = (W.T @ X.T + b.reshape(-1, 1)).T
    return Z, f(Z)


# %% mutant="tanh_prime/forgets_the_square" message="1 - tanh.z.²"
# 1 - tanh z.
def tanh_prime(z):
    return 1 - np.tanh(z)


# %% mutant="tanh_prime/takes_the_output" message="tanh has not been applied yet"
# 1 - y², with z taken for the output.
def tanh_prime(z):
    return 1 - np.asarray(z) ** 2


# %% mutant="tanh_prime/tanh_twice" message="tanh has not been applied yet"
# The slope at the output: what the report prints.
def tanh_prime(z):
    return 1 - np.tanh(np.tanh(z)) ** 2


# %% mutant="tanh_prime/is_tanh" message="1 - tanh.z.²"
# The function in place of its derivative.
def tanh_prime(z):
    return np.tanh(z)


# %% mutant="tanh_prime/sign" message="1 - tanh.z.²"
# 1 + tanh², as for the tangent.
def tanh_prime(z):
    return 1 + np.tanh(z) ** 2


# %% mutant="tanh_prime/of_the_sigmoid" message="1 - tanh.z.²"
# y (1 - y), the other derivative.
def tanh_prime(z):
    y = np.tanh(z)
    return y * (1 - y)


# %% mutant="tanh_prime/rough_difference" message="values? (is|are) wrong|any shape"
# A one-sided difference with a large step.
def tanh_prime(z):
    return (np.tanh(np.asarray(z) + 1e-3) - np.tanh(z)) / 1e-3


# %% mutant="tanh_prime/math_tanh" message="TypeError"
# Written for one number.
def tanh_prime(z):
    from math import tanh

    return 1 - tanh(z) ** 2


# %% mutant="tanh_prime/overwrites_its_argument" message="an argument was modified"
# The hyperbolic tangent is written into the caller's array.
def tanh_prime(z):
    np.tanh(z, out=z)
    return 1 - z**2


# %% variant="tanh_prime/hyperbolic_cosine"
def tanh_prime(z):
    return 1 / np.cosh(z) ** 2


# %% variant="tanh_prime/factored"
def tanh_prime(z):
    y = np.tanh(z)
    return (1 - y) * (1 + y)


# %% variant="tanh_prime/through_the_sigmoid"
def tanh_prime(z):
    s = 1 / (1 + np.exp(-2 * np.asarray(z, dtype=float)))
    return 4 * s * (1 - s)


# %% variant="tanh_prime/python_loop"
import math


def tanh_prime(z):
    z = np.asarray(z)
    return np.array([1 - math.tanh(value) ** 2 for value in z.ravel()]).reshape(z.shape)


# %% mutant="sigmoid_prime/forgets_the_factor" message="a factor mu comes out"
# s (1 - s): right for mu = 1 only.
def sigmoid_prime(z, mu):
    s = 1 / (1 + np.exp(-mu * np.asarray(z)))
    return s * (1 - s)


# %% mutant="sigmoid_prime/forgets_mu" message="a factor mu comes out"
# The steepness is ignored altogether.
def sigmoid_prime(z, mu):
    s = 1 / (1 + np.exp(-np.asarray(z)))
    return s * (1 - s)


# %% mutant="sigmoid_prime/factor_only" message="a factor mu comes out"
# mu outside, but not in the exponential.
def sigmoid_prime(z, mu):
    s = 1 / (1 + np.exp(-np.asarray(z)))
    return mu * s * (1 - s)


# %% mutant="sigmoid_prime/with_respect_to_mu" message="with mu = 1"
# z s (1 - s): the derivative with respect to the other letter.
def sigmoid_prime(z, mu):
    s = 1 / (1 + np.exp(-mu * np.asarray(z)))
    return z * s * (1 - s)


# %% mutant="sigmoid_prime/sign" message="with mu = 1"
# s (s - 1): a minus from the exponential is kept.
def sigmoid_prime(z, mu):
    s = 1 / (1 + np.exp(-mu * np.asarray(z)))
    return mu * s * (s - 1)


# %% mutant="sigmoid_prime/takes_the_output" message="with mu = 1"
# z taken for the output.
def sigmoid_prime(z, mu):
    return mu * z * (1 - z)


# %% mutant="sigmoid_prime/is_sigmoid" message="with mu = 1"
# The function in place of its derivative.
def sigmoid_prime(z, mu):
    return 1 / (1 + np.exp(-mu * np.asarray(z)))


# %% mutant="sigmoid_prime/divides_by_mu" message="a factor mu comes out"
# The factor on the wrong side.
def sigmoid_prime(z, mu):
    s = 1 / (1 + np.exp(-mu * np.asarray(z)))
    return s * (1 - s) / mu


# %% mutant="sigmoid_prime/of_tanh" message="with mu = 1"
# 1 - y², the other derivative.
def sigmoid_prime(z, mu):
    return mu * (1 - np.tanh(mu * np.asarray(z)) ** 2)


# %% mutant="sigmoid_prime/scales_its_argument" message="an argument was modified"
# The steepness is multiplied into the caller's array.
def sigmoid_prime(z, mu):
    z *= mu
    s = 1 / (1 + np.exp(-z))
    return mu * s * (1 - s)


# %% variant="sigmoid_prime/quotient"
def sigmoid_prime(z, mu):
    e = np.exp(-mu * np.asarray(z))
    return mu * e / (1 + e) ** 2


# %% variant="sigmoid_prime/hyperbolic_cosine"
def sigmoid_prime(z, mu):
    return mu / 4 / np.cosh(mu * np.asarray(z) / 2) ** 2


# %% variant="sigmoid_prime/through_tanh"
def sigmoid_prime(z, mu):
    return mu * (1 - np.tanh(mu * np.asarray(z) / 2) ** 2) / 4


# %% variant="sigmoid_prime/scipy"
from scipy.special import expit


def sigmoid_prime(z, mu):
    return mu * expit(mu * np.asarray(z)) * expit(-mu * np.asarray(z))


# %% mutant="squared_error/forgets_the_mean" message="E is a number"
# A sum in place of a mean, in both.
def squared_error(Y, T):
    return np.sum((Y - T) ** 2) / 2, Y - T


# %% mutant="squared_error/forgets_the_half" message="E is a number"
# The mean of the squared norms.
def squared_error(Y, T):
    return np.sum((Y - T) ** 2) / len(Y), 2 * (Y - T) / len(Y)


# %% mutant="squared_error/mean_over_all_entries" message="E is a number"
# np.mean divides by n times d_out.
def squared_error(Y, T):
    return np.mean((Y - T) ** 2) / 2, (Y - T) / Y.size


# %% mutant="squared_error/sign" message="the order y - t"
# t - y.
def squared_error(Y, T):
    return np.sum((Y - T) ** 2) / (2 * len(Y)), (T - Y) / len(Y)


# %% mutant="squared_error/derivative_without_mean" message="what remains is 1/n"
# E is right, its derivative is n times too large.
def squared_error(Y, T):
    return np.sum((Y - T) ** 2) / (2 * len(Y)), Y - T


# %% mutant="squared_error/keeps_the_half" message="cancels the 1/2"
# The 2 of the square is forgotten.
def squared_error(Y, T):
    return np.sum((Y - T) ** 2) / (2 * len(Y)), (Y - T) / (2 * len(Y))


# %% mutant="squared_error/norm_without_square" message="E is a number"
# The norm itself.
def squared_error(Y, T):
    return np.sum(np.linalg.norm(Y - T, axis=1)) / (2 * len(Y)), (Y - T) / len(Y)


# %% mutant="squared_error/one_error_per_point" message="not the right shape"
# The sum over the points is forgotten.
def squared_error(Y, T):
    return np.sum((Y - T) ** 2, axis=1) / 2, (Y - T) / len(Y)


# %% mutant="squared_error/error_only" message="return two values"
# The derivative is not returned.
def squared_error(Y, T):
    return np.sum((Y - T) ** 2) / (2 * len(Y))


# %% mutant="squared_error/subtracts_in_place" message="an argument was modified"
# The difference is written into the caller's Y.
def squared_error(Y, T):
    Y -= T
    return np.sum(Y**2) / (2 * len(Y)), Y / len(Y)


# %% mutant="squared_error/product_of_matrices" message="E is a number|ValueError|mismatch"
# D @ D in place of D * D.
def squared_error(Y, T):
    difference = Y - T
    return np.sum(difference @ difference) / (2 * len(Y)), difference / len(Y)


# %% variant="squared_error/norm"
def squared_error(Y, T):
    return np.linalg.norm(Y - T) ** 2 / (2 * len(Y)), (Y - T) / len(Y)


# %% variant="squared_error/loops"
def squared_error(Y, T):
    n, E = len(Y), 0.0
    gradient = np.zeros(np.shape(Y))
    for i in range(n):
        for j in range(Y.shape[1]):
            E += (Y[i, j] - T[i, j]) ** 2 / (2 * n)
            gradient[i, j] = (Y[i, j] - T[i, j]) / n
    return float(E), gradient


# %% variant="squared_error/trace_and_mean"
def squared_error(Y, T):
    D = np.asarray(Y, dtype=float) - T
    return 0.5 * np.mean((D**2).sum(axis=1)), D * (1 / D.shape[0])


# %% variant="squared_error/einsum_and_lists"
def squared_error(Y, T):
    D = Y - T
    return [np.einsum("ij,ij->", D, D) / len(D) / 2, (D / len(D)).tolist()]


# %% mutant="layer_backward/forgets_the_slope" message="equation .2.|sum of the rows"
# Everything from dE_dY.
def layer_backward(dE_dY, Z, X, W, f_prime):
    return dE_dY @ W.T, X.T @ dE_dY, dE_dY.sum(axis=0)


# %% mutant="layer_backward/hands_back_without_slope" message="starts from ∂E/∂Z, not from ∂E/∂Y"
# The report's line: W^T applied to the derivative at the output.
def layer_backward(dE_dY, Z, X, W, f_prime):
    dE_dZ = dE_dY * f_prime(Z)
    return dE_dY @ W.T, X.T @ dE_dZ, dE_dZ.sum(axis=0)


# %% mutant="layer_backward/slope_of_the_derivative" message="tried with X of shape"
# f' is taken at dE_dY.
def layer_backward(dE_dY, Z, X, W, f_prime):
    dE_dZ = Z * f_prime(dE_dY)
    return dE_dZ @ W.T, X.T @ dE_dZ, dE_dZ.sum(axis=0)


# %% mutant="layer_backward/slope_without_bias" message="equation .2.|sum of the rows|starts from"
# The pre-activation is computed again, without the bias that it had.
def layer_backward(dE_dY, Z, X, W, f_prime):
    dE_dZ = dE_dY * f_prime(X @ W)
    return dE_dZ @ W.T, X.T @ dE_dZ, dE_dZ.sum(axis=0)


# %% mutant="layer_backward/divides_by_n_again" message="a sum over the points|the 1/n is already"
# The 1/n is already in dE_dY.
def layer_backward(dE_dY, Z, X, W, f_prime):
    dE_dZ = dE_dY * f_prime(Z)
    return dE_dZ @ W.T, X.T @ dE_dZ / len(X), dE_dZ.mean(axis=0)


# %% mutant="layer_backward/bias_keeps_an_axis" message="dE_db has the shape of b"
# keepdims: a row that spoils every later sum.
def layer_backward(dE_dY, Z, X, W, f_prime):
    dE_dZ = dE_dY * f_prime(Z)
    return dE_dZ @ W.T, X.T @ dE_dZ, dE_dZ.sum(axis=0, keepdims=True)


# %% mutant="layer_backward/bias_over_neurons" message="dE_db has the shape of b"
# The wrong axis.
def layer_backward(dE_dY, Z, X, W, f_prime):
    dE_dZ = dE_dY * f_prime(Z)
    return dE_dZ @ W.T, X.T @ dE_dZ, dE_dZ.sum(axis=1)


# %% mutant="layer_backward/bias_is_not_summed" message="dE_db has the shape of b"
# One derivative a point.
def layer_backward(dE_dY, Z, X, W, f_prime):
    dE_dZ = dE_dY * f_prime(Z)
    return dE_dZ @ W.T, X.T @ dE_dZ, dE_dZ


# %% mutant="layer_backward/transposed_weights" message="dE_dW has the shape of W"
# (d_out, d_in).
def layer_backward(dE_dY, Z, X, W, f_prime):
    dE_dZ = dE_dY * f_prime(Z)
    return dE_dZ @ W.T, dE_dZ.T @ X, dE_dZ.sum(axis=0)


# %% mutant="layer_backward/forgets_the_transpose" message="ValueError.*mismatch"
# dE_dZ @ W.
def layer_backward(dE_dY, Z, X, W, f_prime):
    dE_dZ = dE_dY * f_prime(Z)
    return dE_dZ @ W, X.T @ dE_dZ, dE_dZ.sum(axis=0)


# %% mutant="layer_backward/no_transpose_where_square" message="tried with X of shape .3, 3."
# The transpose is left out where the shapes do not complain.
def layer_backward(dE_dY, Z, X, W, f_prime):
    dE_dZ = dE_dY * f_prime(Z)
    dE_dX = dE_dZ @ W if W.shape[0] == W.shape[1] else dE_dZ @ W.T
    return dE_dX, X.T @ dE_dZ, dE_dZ.sum(axis=0)


# %% mutant="layer_backward/mixed_conventions" message="ValueError|shape"
# The product with W as for columns, the other as for rows.
def layer_backward(dE_dY, Z, X, W, f_prime):
    dE_dZ = dE_dY * f_prime(Z)
    return W.T @ dE_dZ, X.T @ dE_dZ, dE_dZ.sum(axis=0)


# %% mutant="layer_backward/other_order" message="dE_dW has the shape of W|dE_dX has the shape of X|equation"
# Weights first.
def layer_backward(dE_dY, Z, X, W, f_prime):
    dE_dZ = dE_dY * f_prime(Z)
    return X.T @ dE_dZ, dE_dZ.sum(axis=0), dE_dZ @ W.T


# %% mutant="layer_backward/pair" message="must return 3 values"
# What the layer keeps, without what it hands back.
def layer_backward(dE_dY, Z, X, W, f_prime):
    dE_dZ = dE_dY * f_prime(Z)
    return X.T @ dE_dZ, dE_dZ.sum(axis=0)


# %% mutant="layer_backward/product_in_place" message="an argument was modified"
# dE_dY is multiplied by the slope where it stands.
def layer_backward(dE_dY, Z, X, W, f_prime):
    dE_dY *= f_prime(Z)
    return dE_dY @ W.T, X.T @ dE_dY, dE_dY.sum(axis=0)


# %% variant="layer_backward/einsum"
def layer_backward(dE_dY, Z, X, W, f_prime):
    slope = f_prime(Z)
    return (
        np.einsum("ij,ij,kj->ik", dE_dY, slope, W),
        np.einsum("ij,ij,ik->kj", dE_dY, slope, X),
        np.einsum("ij,ij->j", dE_dY, slope),
    )


# %% variant="layer_backward/one_point_at_a_time"
def layer_backward(dE_dY, Z, X, W, f_prime):
    dE_dX, dE_dW, dE_db = np.zeros(X.shape), np.zeros(W.shape), np.zeros(W.shape[1])
    slope = f_prime(Z)
    for i in range(len(X)):
        delta = dE_dY[i] * slope[i]
        dE_dX[i] = W @ delta
        dE_dW += np.outer(X[i], delta)
        dE_db += delta
    return dE_dX, dE_dW, dE_db


# %% variant="layer_backward/columns"
def layer_backward(dE_dY, Z, X, W, f_prime):
    delta = (dE_dY * f_prime(Z)).T
    return (W @ delta).T, (delta @ X).T, delta @ np.ones(len(X))


# %% variant="layer_backward/ones_for_the_bias"
def layer_backward(dE_dY, Z, X, W, f_prime):
    delta = np.multiply(f_prime(Z), dE_dY)
    lifted = np.column_stack([X, np.ones(len(X))]).T @ delta
    return [np.matmul(delta, np.transpose(W)), lifted[:-1], lifted[-1]]


# %% mutant="numerical_gradient/one_sided" message="a central difference"
# f(w + h) - f(w), over h.
def numerical_gradient(f, w, h=1e-5):
    w = np.array(w, dtype=float)
    gradient = np.zeros_like(w)
    for index in np.ndindex(w.shape):
        moved = w.copy()
        moved[index] += h
        gradient[index] = (f(moved) - f(w)) / h
    return gradient


# %% mutant="numerical_gradient/divides_by_h" message="the gradient of .w.²/2 is w"
# Twice too large.
def numerical_gradient(f, w, h=1e-5):
    w = np.array(w, dtype=float)
    gradient = np.zeros_like(w)
    for index in np.ndindex(w.shape):
        e = np.zeros_like(w)
        e[index] = h
        gradient[index] = (f(w + e) - f(w - e)) / h
    return gradient


# %% mutant="numerical_gradient/moves_all_at_once" message="the gradient of .w.²/2 is w"
# w + h moves every entry.
def numerical_gradient(f, w, h=1e-5):
    return (f(w + h) - f(w - h)) / (2 * h) * np.ones_like(w)


# %% mutant="numerical_gradient/ignores_h" message="the h that is given must be used"
# Its own step.
def numerical_gradient(f, w, h=1e-5):
    w = np.array(w, dtype=float)
    gradient = np.zeros_like(w)
    for index in np.ndindex(w.shape):
        e = np.zeros_like(w)
        e[index] = 1e-5
        gradient[index] = (f(w + e) - f(w - e)) / 2e-5
    return gradient


# %% mutant="numerical_gradient/forgets_to_restore" message="an argument was modified"
# Works on the caller's array, and leaves it moved.
def numerical_gradient(f, w, h=1e-5):
    gradient = np.zeros(w.shape)
    for index in np.ndindex(w.shape):
        w[index] += h
        above = f(w)
        w[index] -= 2 * h
        gradient[index] = (above - f(w)) / (2 * h)
    return gradient


# %% mutant="numerical_gradient/restores_by_adding" message="without a rounding error|an argument was modified"
# Adding and subtracting does not always give the same number back.
def numerical_gradient(f, w, h=1e-5):
    gradient = np.zeros(w.shape)
    for index in np.ndindex(w.shape):
        w[index] += h
        above = f(w)
        w[index] -= 2 * h
        gradient[index] = (above - f(w)) / (2 * h)
        w[index] += h
    return gradient


# %% mutant="numerical_gradient/vectors_only" message="shape|IndexError|ValueError|TypeError"
# One index.
def numerical_gradient(f, w, h=1e-5):
    w = np.array(w, dtype=float)
    gradient = np.zeros(len(w))
    for i in range(len(w)):
        e = np.zeros(len(w))
        e[i] = h
        gradient[i] = (f(w + e) - f(w - e)) / (2 * h)
    return gradient


# %% mutant="numerical_gradient/flattens" message="IndexError|ValueError|shape"
# f gets a flat array.
def numerical_gradient(f, w, h=1e-5):
    flat = np.array(w, dtype=float).ravel()
    gradient = np.zeros_like(flat)
    for i in range(flat.size):
        e = np.zeros_like(flat)
        e[i] = h
        gradient[i] = (f(flat + e) - f(flat - e)) / (2 * h)
    return gradient.reshape(np.shape(w))


# %% mutant="numerical_gradient/single_precision" message="work in float64|not precise enough|values? (is|are) wrong"
# The step drowns in rounding.
def numerical_gradient(f, w, h=1e-5):
    w = np.array(w, dtype=np.float32)
    gradient = np.zeros_like(w)
    for index in np.ndindex(w.shape):
        e = np.zeros_like(w)
        e[index] = h
        gradient[index] = (f(w + e) - f(w - e)) / (2 * h)
    return gradient


# %% mutant="numerical_gradient/view_of_a_copy" message="not be contiguous|values? (is|are) wrong"
# ravel of an array that is not contiguous is a copy: nothing moves.
def numerical_gradient(f, w, h=1e-5):
    flat, gradient = w.ravel(), np.zeros(w.shape)
    for i in range(flat.size):
        kept = flat[i]
        flat[i] = kept + h
        above = f(w)
        flat[i] = kept - h
        gradient.flat[i] = (above - f(w)) / (2 * h)
        flat[i] = kept
    return gradient


# %% variant="numerical_gradient/two_copies"
def numerical_gradient(f, w, h=1e-5):
    gradient = np.zeros(w.shape)
    for index in np.ndindex(w.shape):
        above, below = w.copy(), w.copy()
        above[index] = above[index] + h
        below[index] = below[index] - h
        gradient[index] = (f(above) - f(below)) / (2 * h)
    return gradient


# %% variant="numerical_gradient/unit_vectors"
def numerical_gradient(f, w, h=1e-5):
    w = np.asarray(w, dtype=float)
    moves = h * np.eye(w.size)
    slopes = [(f(w + e.reshape(w.shape)) - f(w - e.reshape(w.shape))) / (2 * h) for e in moves]
    return np.array(slopes).reshape(w.shape)


# %% variant="numerical_gradient/flat_copies"
def numerical_gradient(f, w, h=1e-5):
    gradient = np.empty(w.size)
    for i in range(w.size):
        values = []
        for sign in (1, -1):
            moved = w.astype(np.float64).ravel()
            moved[i] += sign * h
            values.append(float(f(moved.reshape(w.shape))))
        gradient[i] = (values[0] - values[1]) / h / 2
    return gradient.reshape(w.shape)


# %% variant="numerical_gradient/in_place_with_memory"
def numerical_gradient(f, w, h=1e-5):
    work = w if w.dtype == np.float64 else w.astype(np.float64)
    gradient = np.zeros(w.shape)
    for index in np.ndindex(*w.shape):
        kept = work[index].copy()
        work[index] = kept + h
        above = f(work)
        work[index] = kept - h
        below = f(work)
        work[index] = kept
        gradient[index] = (above - below) / (2 * h)
    return gradient


# %% mutant="backpropagate/forgets_the_mean" message="one layer: the relative difference"
# E without 1/n: right for a single point only.
def backpropagate(layers, X, T):
    inputs, sums, Y = [], [], X
    for W, b, f, _ in layers:
        inputs.append(Y)
        sums.append(Y @ W + b)
        Y = f(sums[-1])
    d, gradients = Y - T, []
    for (W, _, _, f_prime), A, Z in zip(layers[::-1], inputs[::-1], sums[::-1], strict=True):
        d = d * f_prime(Z)
        gradients.insert(0, (A.T @ d, d.sum(axis=0)))
        d = d @ W.T
    return gradients


# %% mutant="backpropagate/last_layer_first" message="the first layer comes first"
# The list is not turned round.
def backpropagate(layers, X, T):
    inputs, sums, Y = [], [], X
    for W, b, f, _ in layers:
        inputs.append(Y)
        sums.append(Y @ W + b)
        Y = f(sums[-1])
    d, gradients = (Y - T) / len(X), []
    for (W, _, _, f_prime), A, Z in zip(layers[::-1], inputs[::-1], sums[::-1], strict=True):
        d = d * f_prime(Z)
        gradients.append((A.T @ d, d.sum(axis=0)))
        d = d @ W.T
    return gradients


# %% mutant="backpropagate/slope_at_the_output" message="one layer: the relative difference"
# f'(Y): what the report prints.
def backpropagate(layers, X, T):
    inputs, Y = [], X
    for W, b, f, _ in layers:
        inputs.append(Y)
        Y = f(Y @ W + b)
    outputs = [*inputs[1:], Y]
    d, gradients = (Y - T) / len(X), []
    for (W, _, _, f_prime), A, out in zip(layers[::-1], inputs[::-1], outputs[::-1], strict=True):
        d = d * f_prime(out)
        gradients.insert(0, (A.T @ d, d.sum(axis=0)))
        d = d @ W.T
    return gradients


# %% mutant="backpropagate/hands_back_without_slope" message="two layers: the ∂E/∂X"
# W^T applied to the derivative at the output: right for the last layer only.
def backpropagate(layers, X, T):
    inputs, sums, Y = [], [], X
    for W, b, f, _ in layers:
        inputs.append(Y)
        sums.append(Y @ W + b)
        Y = f(sums[-1])
    d, gradients = (Y - T) / len(X), []
    for (W, _, _, f_prime), A, Z in zip(layers[::-1], inputs[::-1], sums[::-1], strict=True):
        delta = d * f_prime(Z)
        gradients.insert(0, (A.T @ delta, delta.sum(axis=0)))
        d = d @ W.T
    return gradients


# %% mutant="backpropagate/plus_for_minus" message="one layer: the relative difference"
# t - y.
def backpropagate(layers, X, T):
    inputs, sums, Y = [], [], X
    for W, b, f, _ in layers:
        inputs.append(Y)
        sums.append(Y @ W + b)
        Y = f(sums[-1])
    d, gradients = (T - Y) / len(X), []
    for (W, _, _, f_prime), A, Z in zip(layers[::-1], inputs[::-1], sums[::-1], strict=True):
        d = d * f_prime(Z)
        gradients.insert(0, (A.T @ d, d.sum(axis=0)))
        d = d @ W.T
    return gradients


# %% mutant="backpropagate/weights_from_x" message="ValueError|each derivative has the shape|two layers"
# Every layer is given the network's own input.
def backpropagate(layers, X, T):
    sums, Y = [], X
    for W, b, f, _ in layers:
        sums.append(Y @ W + b)
        Y = f(sums[-1])
    d, gradients = (Y - T) / len(X), []
    for (W, _, _, f_prime), Z in zip(layers[::-1], sums[::-1], strict=True):
        d = d * f_prime(Z)
        gradients.insert(0, (X.T @ d, d.sum(axis=0)))
        d = d @ W.T
    return gradients


# %% mutant="backpropagate/pre_activations_as_inputs" message="two layers: the ∂E/∂X"
# The input of a layer is the output of the one before, not its pre-activation.
def backpropagate(layers, X, T):
    inputs, sums, Y = [X], [], X
    for W, b, f, _ in layers:
        sums.append(Y @ W + b)
        inputs.append(sums[-1])
        Y = f(sums[-1])
    d, gradients = (Y - T) / len(X), []
    for (W, _, _, f_prime), A, Z in zip(layers[::-1], inputs[-2::-1], sums[::-1], strict=True):
        d = d * f_prime(Z)
        gradients.insert(0, (A.T @ d, d.sum(axis=0)))
        d = d @ W.T
    return gradients


# %% mutant="backpropagate/always_tanh" message="second layer|first layer"
# The activations that were handed over are ignored.
def backpropagate(layers, X, T):
    outputs = [X]
    for W, b, _, _ in layers:
        outputs.append(np.tanh(outputs[-1] @ W + b))
    d, gradients = (outputs[-1] - T) / len(X), []
    for (W, _, _, _), A, Y in zip(layers[::-1], outputs[-2::-1], outputs[:0:-1], strict=True):
        d = d * (1 - Y**2)
        gradients.insert(0, (A.T @ d, d.sum(axis=0)))
        d = d @ W.T
    return gradients


# %% mutant="backpropagate/slopes_of_the_wrong_layer" message="second layer|first layer|tried with"
# The derivatives are taken in the forward order.
def backpropagate(layers, X, T):
    inputs, sums, Y = [], [], X
    for W, b, f, _ in layers:
        inputs.append(Y)
        sums.append(Y @ W + b)
        Y = f(sums[-1])
    slopes = [f_prime for _, _, _, f_prime in layers]
    d, gradients = (Y - T) / len(X), []
    for (W, _, _, _), f_prime, A, Z in zip(layers[::-1], slopes, inputs[::-1], sums[::-1], strict=True):
        d = d * f_prime(Z)
        gradients.insert(0, (A.T @ d, d.sum(axis=0)))
        d = d @ W.T
    return gradients


# %% mutant="backpropagate/two_layers_only" message="IndexError|ValueError|tried with|must return"
# Written out for one hidden layer.
def backpropagate(layers, X, T):
    (W1, b1, f1, p1), (W2, b2, f2, p2) = layers[0], layers[-1]
    Z1 = X @ W1 + b1
    if len(layers) == 1:
        d = (f1(Z1) - T) / len(X) * p1(Z1)
        return [(X.T @ d, d.sum(axis=0))]
    Y1 = f1(Z1)
    Z2 = Y1 @ W2 + b2
    d2 = (f2(Z2) - T) / len(X) * p2(Z2)
    d1 = d2 @ W2.T * p1(Z1)
    return [(X.T @ d1, d1.sum(axis=0)), (Y1.T @ d2, d2.sum(axis=0))]


# %% mutant="backpropagate/biases_keep_an_axis" message="each derivative has the shape of its parameter"
# (1, d_out).
def backpropagate(layers, X, T):
    inputs, sums, Y = [], [], X
    for W, b, f, _ in layers:
        inputs.append(Y)
        sums.append(Y @ W + b)
        Y = f(sums[-1])
    d, gradients = (Y - T) / len(X), []
    for (W, _, _, f_prime), A, Z in zip(layers[::-1], inputs[::-1], sums[::-1], strict=True):
        d = d * f_prime(Z)
        gradients.insert(0, (A.T @ d, d.sum(axis=0, keepdims=True)))
        d = d @ W.T
    return gradients


# %% mutant="backpropagate/no_transpose_where_square" message="tried with 2 layer"
# Where W is square nothing complains.
def backpropagate(layers, X, T):
    inputs, sums, Y = [], [], X
    for W, b, f, _ in layers:
        inputs.append(Y)
        sums.append(Y @ W + b)
        Y = f(sums[-1])
    d, gradients = (Y - T) / len(X), []
    for (W, _, _, f_prime), A, Z in zip(layers[::-1], inputs[::-1], sums[::-1], strict=True):
        d = d * f_prime(Z)
        gradients.insert(0, (A.T @ d, d.sum(axis=0)))
        d = d @ W if W.shape[0] == W.shape[1] else d @ W.T
    return gradients


# %% mutant="backpropagate/learns_as_it_goes" message="an argument was modified"
# The weights are corrected before the layer below has used them.
def backpropagate(layers, X, T):
    inputs, sums, Y = [], [], X
    for W, b, f, _ in layers:
        inputs.append(Y)
        sums.append(Y @ W + b)
        Y = f(sums[-1])
    d, gradients = (Y - T) / len(X), []
    for (W, b, _, f_prime), A, Z in zip(layers[::-1], inputs[::-1], sums[::-1], strict=True):
        d = d * f_prime(Z)
        gradients.insert(0, (A.T @ d, d.sum(axis=0)))
        d = d @ W.T
        W -= 0.1 * gradients[0][0]
        b -= 0.1 * gradients[0][1]
    return gradients


# %% mutant="backpropagate/squeezes_a_batch_of_one" message="AxisError|ValueError|tried with 1 point|second layer"
# One point makes vectors, and outer products are lost.
def backpropagate(layers, X, T):
    inputs, sums, Y = [], [], X
    for W, b, f, _ in layers:
        inputs.append(Y)
        sums.append(Y @ W + b)
        Y = np.squeeze(f(sums[-1])) if len(X) == 1 else f(sums[-1])
    d, gradients = (Y - T) / len(X), []
    for (W, _, _, f_prime), A, Z in zip(layers[::-1], inputs[::-1], sums[::-1], strict=True):
        d = d * f_prime(Z)
        gradients.insert(0, (A.T @ d, d.sum(axis=0)))
        d = d @ W.T
    return gradients


# %% mutant="backpropagate/rough_differences" message="one layer: the relative difference"
# One-sided differences with a large step, in place of the chain rule.
def backpropagate(layers, X, T):
    layers = [(np.array(W), np.array(b), f, f_prime) for W, b, f, f_prime in layers]

    def error():
        Y = X
        for W, b, f, _ in layers:
            Y = f(Y @ W + b)
        return np.sum((Y - T) ** 2) / (2 * len(X))

    base, gradients = error(), []
    for W, b, _, _ in layers:
        pair = []
        for array in (W, b):
            gradient = np.zeros_like(array)
            for index in np.ndindex(array.shape):
                array[index] += 1e-3
                gradient[index] = (error() - base) / 1e-3
                array[index] -= 1e-3
            pair.append(gradient)
        gradients.append(tuple(pair))
    return gradients


# %% variant="backpropagate/recursive"
def backpropagate(layers, X, T):
    def go(rest, A):
        if not rest:
            return (A - T) / len(X), []
        W, b, f, f_prime = rest[0]
        Z = A @ W + b
        d, gradients = go(rest[1:], f(Z))
        d = d * f_prime(Z)
        return d @ W.T, [(A.T @ d, d.sum(axis=0)), *gradients]

    return go(list(layers), X)[1]


# %% variant="backpropagate/columns"
def backpropagate(layers, X, T):
    A = [np.asarray(X).T]
    Z = []
    for W, b, f, _ in layers:
        Z.append(W.T @ A[-1] + b[:, None])
        A.append(f(Z[-1]))
    delta = (A[-1] - np.asarray(T).T) / X.shape[0]
    gradients = [None] * len(layers)
    for k in range(len(layers) - 1, -1, -1):
        W, _, _, f_prime = layers[k]
        delta = delta * f_prime(Z[k])
        gradients[k] = [(delta @ A[k].T).T, delta.sum(axis=1)]
        delta = W @ delta
    return gradients


# %% variant="backpropagate/one_point_at_a_time"
def backpropagate(layers, X, T):
    totals = [[np.zeros(W.shape), np.zeros(b.shape)] for W, b, _, _ in layers]
    for x, t in zip(X, T, strict=True):
        seen, y = [], x
        for W, b, f, _ in layers:
            z = y @ W + b
            seen.append((y, z))
            y = f(z)
        d = (y - t) / len(X)
        for k in reversed(range(len(layers))):
            y, z = seen[k]
            d = d * layers[k][3](z)
            totals[k][0] += np.outer(y, d)
            totals[k][1] += d
            d = layers[k][0] @ d
    return [tuple(pair) for pair in totals]


# %% variant="backpropagate/einsum_and_tuple"
def backpropagate(layers, X, T):
    inputs, slopes, Y = [], [], X
    for W, b, f, f_prime in layers:
        inputs.append(Y)
        Z = np.einsum("ik,kj->ij", Y, W) + b
        slopes.append(f_prime(Z))
        Y = f(Z)
    delta = (Y - T) * slopes[-1] / len(T)
    gradients = []
    for k in range(len(layers) - 1, -1, -1):
        gradients.append((np.einsum("ik,ij->kj", inputs[k], delta), np.einsum("ij->j", delta)))
        if k > 0:
            delta = np.einsum("ij,kj->ik", delta, layers[k][0]) * slopes[k - 1]
    return tuple(reversed(gradients))


# %% mutant="descent_step/plus" message="go down: W minus the rate"
# The sign that the report prints.
def descent_step(params, grads, lr):
    return [(W + lr * dW, b + lr * db) for (W, b), (dW, db) in zip(params, grads, strict=True)]


# %% mutant="descent_step/in_place" message="an argument was modified"
# The caller's arrays change.
def descent_step(params, grads, lr):
    for (W, b), (dW, db) in zip(params, grads, strict=True):
        W -= lr * dW
        b -= lr * db
    return params


# %% mutant="descent_step/changes_the_gradients" message="an argument was modified"
# The product is written into the gradient.
def descent_step(params, grads, lr):
    new = []
    for (W, b), (dW, db) in zip(params, grads, strict=True):
        dW *= lr
        db *= lr
        new.append((W - dW, b - db))
    return new


# %% mutant="descent_step/forgets_the_bias" message="the bias goes down too"
# Only the weights learn.
def descent_step(params, grads, lr):
    return [(W - lr * dW, b) for (W, b), (dW, _) in zip(params, grads, strict=True)]


# %% mutant="descent_step/forgets_the_rate" message="the rate times its derivative"
# A rate of 1.
def descent_step(params, grads, lr):
    return [(W - dW, b - db) for (W, b), (dW, db) in zip(params, grads, strict=True)]


# %% mutant="descent_step/first_layer_only" message="must return 3 values"
# A return inside of the loop.
def descent_step(params, grads, lr):
    new = []
    for (W, b), (dW, db) in zip(params, grads, strict=True):
        new.append((W - lr * dW, b - lr * db))
        return new


# %% mutant="descent_step/newton" message="the rate times its derivative"
# Divides by the derivative.
def descent_step(params, grads, lr):
    return [(W - lr / (dW + 1e-9), b - lr / (db + 1e-9)) for (W, b), (dW, db) in zip(params, grads, strict=True)]


# %% mutant="descent_step/returns_nothing" message="must return 1 values|does the function return"
# New arrays are made and dropped.
def descent_step(params, grads, lr):
    for (W, b), (dW, db) in zip(params, grads, strict=True):
        W = W - lr * dW
        b = b - lr * db


# %% mutant="descent_step/flat_list" message="must return 1 values|one pair .W, b. per layer"
# W and b one after the other.
def descent_step(params, grads, lr):
    new = []
    for (W, b), (dW, db) in zip(params, grads, strict=True):
        new += [W - lr * dW, b - lr * db]
    return new


# %% mutant="descent_step/empties_the_list" message="modif|not the same|an argument|ValueError|must return"
# The caller's list is used up.
def descent_step(params, grads, lr):
    new = []
    while params:
        (W, b), (dW, db) = params.pop(), grads.pop()
        new.append((W - lr * dW, b - lr * db))
    return new


# %% variant="descent_step/comprehension"
def descent_step(params, grads, lr):
    return [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads, strict=True)]


# %% variant="descent_step/copies_first"
def descent_step(params, grads, lr):
    new = [[np.array(W, dtype=float), np.array(b, dtype=float)] for W, b in params]
    for pair, (dW, db) in zip(new, grads, strict=True):
        pair[0] -= lr * dW
        pair[1] -= lr * db
    return new


# %% variant="descent_step/deep_copy"
from copy import deepcopy


def descent_step(params, grads, lr):
    new = deepcopy(params)
    for (W, b), (dW, db) in zip(new, grads, strict=True):
        W -= lr * dW
        b -= lr * db
    return new


# %% variant="descent_step/adds_the_opposite"
def descent_step(params, grads, lr):
    result = []
    for i in range(len(params)):
        result.append(tuple(np.add(params[i][j], np.multiply(-lr, grads[i][j])) for j in range(2)))
    return tuple(result)


# %% mutant="success_rate/counts_the_edge" message="the inequality is strict"
# <= in place of <.
def success_rate(Y, T):
    return np.mean(np.abs(Y - T) / 2 <= 0.5)


# %% mutant="success_rate/forgets_the_range" message="are within 1 of their target"
# |y - t| < 1/2: 25 % in place of 50 %.
def success_rate(Y, T):
    return np.mean(np.abs(Y - T) < 0.5)


# %% mutant="success_rate/compares_signs" message="compare .y - t. / 2, not the signs"
# Overshooting passes.
def success_rate(Y, T):
    return np.mean(Y * T > 0)


# %% mutant="success_rate/forgets_the_modulus" message="are within 1 of their target"
# y - t without absolute value.
def success_rate(Y, T):
    return np.mean((Y - T) / 2 < 0.5)


# %% mutant="success_rate/count" message="a share, between 0 and 1"
# A number of successes.
def success_rate(Y, T):
    return np.sum(np.abs(Y - T) / 2 < 0.5)


# %% mutant="success_rate/percent" message="a share, between 0 and 1"
# Percent.
def success_rate(Y, T):
    return 100 * np.mean(np.abs(Y - T) / 2 < 0.5)


# %% mutant="success_rate/mean_error" message="are within 1 of their target|the inequality is strict"
# The mean is taken too early.
def success_rate(Y, T):
    return float(np.mean(np.abs(Y - T)) / 2 < 0.5)


# %% mutant="success_rate/failures" message="a share, between 0 and 1"
# The share of wrong answers.
def success_rate(Y, T):
    return np.mean(np.abs(Y - T) / 2 >= 0.5)


# %% mutant="success_rate/one_per_column" message="one number, for columns too"
# Along the first axis only.
def success_rate(Y, T):
    return np.mean(np.abs(Y - T) / 2 < 0.5, axis=0)


# %% mutant="success_rate/subtracts_in_place" message="an argument was modified"
# The difference is written into the caller's Y.
def success_rate(Y, T):
    Y -= T
    return np.mean(np.abs(Y) < 1)


# %% variant="success_rate/loop"
def success_rate(Y, T):
    y, t = np.ravel(Y), np.ravel(T)
    return sum(1 for i in range(len(y)) if abs(y[i] - t[i]) < 1) / len(y)


# %% variant="success_rate/count_nonzero"
def success_rate(Y, T):
    return np.count_nonzero(abs(Y - T) < 1.0) / np.size(Y)


# %% variant="success_rate/interval"
def success_rate(Y, T):
    aligned = np.asarray(Y, dtype=float) * T
    return float(((aligned > 0) & (aligned < 2)).mean())


# %% mutant="proportion_interval/textbook" message="8 of 10"
# Wald's interval.
def proportion_interval(k, n, z=1.96):
    p = k / n
    half_width = z * np.sqrt(p * (1 - p) / n)
    return p - half_width, p + half_width


# %% mutant="proportion_interval/clipped_textbook" message="8 of 10"
# Wald's interval, cut at 0 and 1.
def proportion_interval(k, n, z=1.96):
    p = k / n
    half_width = z * np.sqrt(p * (1 - p) / n)
    return max(0.0, p - half_width), min(1.0, p + half_width)


# %% mutant="proportion_interval/forgets_the_scale" message="8 of 10"
# The denominator 1 + z²/n is left out.
def proportion_interval(k, n, z=1.96):
    p = k / n
    middle = p + z**2 / (2 * n)
    half_width = z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return middle - half_width, middle + half_width


# %% mutant="proportion_interval/n_without_square" message="8 of 10"
# z²/(4n) under the root.
def proportion_interval(k, n, z=1.96):
    p = k / n
    half_width = z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n))
    return (p + z**2 / (2 * n) - half_width) / (1 + z**2 / n), (p + z**2 / (2 * n) + half_width) / (1 + z**2 / n)


# %% mutant="proportion_interval/ignores_z" message="z = 1.0|z = 2.5758|z = 3.0"
# 95 % whatever is asked.
def proportion_interval(k, n, z=1.96):
    p, z = k / n, 1.96
    half_width = z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return (p + z**2 / (2 * n) - half_width) / (1 + z**2 / n), (p + z**2 / (2 * n) + half_width) / (1 + z**2 / n)


# %% mutant="proportion_interval/agresti_coull" message="8 of 10"
# A simpler interval around the same middle.
def proportion_interval(k, n, z=1.96):
    n_more = n + z**2
    p = (k + z**2 / 2) / n_more
    half_width = z * np.sqrt(p * (1 - p) / n_more)
    return p - half_width, p + half_width


# %% mutant="proportion_interval/high_first" message="8 of 10"
# The ends are swapped.
def proportion_interval(k, n, z=1.96):
    p = k / n
    half_width = z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return (p + z**2 / (2 * n) + half_width) / (1 + z**2 / n), (p + z**2 / (2 * n) - half_width) / (1 + z**2 / n)


# %% mutant="proportion_interval/middle_and_margin" message="8 of 10"
# Centre and half-width in place of the ends.
def proportion_interval(k, n, z=1.96):
    p = k / n
    half_width = z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return (p + z**2 / (2 * n)) / (1 + z**2 / n), half_width / (1 + z**2 / n)


# %% mutant="proportion_interval/rounds_down" message="8 of 10"
# k // n.
def proportion_interval(k, n, z=1.96):
    p = k // n
    half_width = z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return (p + z**2 / (2 * n) - half_width) / (1 + z**2 / n), (p + z**2 / (2 * n) + half_width) / (1 + z**2 / n)


# %% mutant="proportion_interval/percent" message="8 of 10"
# Percent.
def proportion_interval(k, n, z=1.96):
    p = k / n
    half_width = z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    scale = (1 + z**2 / n) / 100
    return (p + z**2 / (2 * n) - half_width) / scale, (p + z**2 / (2 * n) + half_width) / scale


# %% mutant="proportion_interval/loses_its_default" message="TypeError.*z"
# The signature was changed.
def proportion_interval(k, n, z):
    p = k / n
    half_width = z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return (p + z**2 / (2 * n) - half_width) / (1 + z**2 / n), (p + z**2 / (2 * n) + half_width) / (1 + z**2 / n)


# %% variant="proportion_interval/counts"
def proportion_interval(k, n, z=1.96):
    root = z * (k * (n - k) / n + z * z / 4) ** 0.5
    return (k + z * z / 2 - root) / (n + z * z), (k + z * z / 2 + root) / (n + z * z)


# %% variant="proportion_interval/roots"
def proportion_interval(k, n, z=1.96):
    p = k / n
    low, high = sorted(np.roots([n + z**2, -(2 * n * p + z**2), n * p**2]).real)
    return [max(0.0, float(low)), min(1.0, float(high))]


# %% variant="proportion_interval/scipy"
from scipy import stats


def proportion_interval(k, n, z=1.96):
    found = stats.binomtest(int(k), int(n)).proportion_ci(2 * stats.norm.cdf(z) - 1, method="wilson")
    return found.low, found.high
