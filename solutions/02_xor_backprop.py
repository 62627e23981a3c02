# %% [markdown] lang="fr"
# # XOR et la rétropropagation
#
# **But.** Faire trouver à un réseau, tout seul, les poids que le chapitre 01 choisissait à la main ; et apprendre à ne croire ni une formule imprimée, ni un essai réussi.
#
# À la fin de ce chapitre, vous saurez :
#
# - écrire le passage vers l’avant et le passage vers l’arrière d’une couche, pour tout un lot de points ;
# - calculer le gradient d’un réseau de profondeur quelconque, et prouver qu’il est juste ;
# - dire avec quelle probabilité un apprentissage réussit, et avec quelle marge d’erreur vous le savez ;
# - expliquer pourquoi un réseau qui répond juste en quatre points ne sait presque rien du reste du plan ;
# - trouver les coquilles d’un texte qui imprime la rétropropagation.
#
# **Prérequis.** Le chapitre 01 ; la dérivée d’une fonction composée ; le produit de matrices.
#
# **Durée.** 150 minutes. **Points.** 20 : quinze pour neuf exercices notés automatiquement, cinq pour deux questions rédigées.

# %% [markdown] lang="en"
# # XOR and backpropagation
#
# **Aim.** Have a network find, by itself, the weights that chapter 01 chose by hand; and learn to trust neither a printed formula nor a run that went well.
#
# By the end of this chapter you will be able to:
#
# - write the forward and the backward pass of a layer, for a whole batch of points;
# - compute the gradient of a network of any depth, and prove that it is right;
# - say with what probability a training succeeds, and how well you know it;
# - explain why a network that answers right at four points knows next to nothing about the rest of the plane;
# - find the misprints in a text that prints backpropagation.
#
# **You need.** Chapter 01; the derivative of a composed function; products of matrices.
#
# **Time.** 150 minutes. **Points.** 20: fifteen for nine exercises that are marked by machine, five for two written questions.

# %% setup=true
import numpy as np

from helpers import course, demos, expect, plotting, recorded
from helpers import numpy_nn as nn

course.start(chapter="02_xor_backprop")

# %% [markdown] lang="fr"
# ## 1. L’idée
#
# Un réseau est une suite de couches. Chacune transforme ce qu’elle reçoit, et la dernière donne la réponse, que l’on compare à la cible : d’où une **erreur** $E$, un seul nombre, fonction de tous les poids et de tous les biais. Apprendre, c’est faire descendre $E$ en déplaçant chaque paramètre contre sa dérivée. Il faut donc toutes les dérivées partielles de $E$, à chaque pas.
#
# On pourrait bouger chaque poids un tout petit peu et regarder ce que devient $E$ : un réseau de $p$ paramètres demanderait au moins $p + 1$ passages vers l’avant. La **rétropropagation** les donne toutes pour le prix de deux ou trois, quel que soit $p$. Elle ne contient rien d’autre que la dérivée des fonctions composées, prise *en partant de la fin*.
#
# Tout tient dans une couche. Vers l’avant, elle reçoit $X$, calcule $Z = XW + b$ puis $Y = f(Z)$. Vers l’arrière, elle reçoit $\partial E/\partial Y$, c’est-à-dire ce que l’erreur ferait si sa sortie bougeait ; elle en tire $\partial E/\partial W$ et $\partial E/\partial b$, qu’elle garde, et $\partial E/\partial X$, qu’elle passe à la couche d’avant, dont $X$ était la sortie. Elle n’a besoin de savoir ni ce qui la précède, ni ce qui la suit.

# %% [markdown] lang="en"
# ## 1. The idea
#
# A network is a sequence of layers. Each transforms what it receives, and the last one gives the answer, which is compared with the target: hence an **error** $E$, a single number, a function of all weights and all biases. To learn is to bring $E$ down by moving each parameter against its derivative. So we need all partial derivatives of $E$, at every step.
#
# We could move each weight a tiny bit and see what becomes of $E$: a network of $p$ parameters would need at least $p + 1$ forward passes. **Backpropagation** gives them all for the price of two or three, whatever $p$ is. There is nothing in it but the derivative of composed functions, taken *from the end*.
#
# It all happens within one layer. Forward, it receives $X$, computes $Z = XW + b$, then $Y = f(Z)$. Backward, it receives $\partial E/\partial Y$, that is, what the error would do if its output moved; from this it gets $\partial E/\partial W$ and $\partial E/\partial b$, which it keeps, and $\partial E/\partial X$, which it hands to the layer before, whose output $X$ was. It needs to know neither what comes before it nor what comes after.

# %% show=true
fig, ax = plotting.subplots(width=10.5, height=4.8)
plotting.draw_layer_flow(
    ax,
    forward=course.text(fr="vers l’avant", en="forward"),
    backward=course.text(fr="vers l’arrière", en="backward"),
    kept=course.text(fr="gardées : elles corrigent cette couche", en="kept: they correct this layer"),
)
plotting.show(
    fig,
    alt=course.text(
        fr="Une couche, parcourue deux fois. En haut, de gauche à droite : X devient Z = XW + b, puis Y = f(Z). En bas, de "
        "droite à gauche : la dérivée de E par rapport à Y est multipliée, entrée par entrée, par f'(Z), ce qui donne la "
        "dérivée par rapport à Z ; multipliée à droite par la transposée de W, celle-ci donne la dérivée par rapport à X. "
        "Deux flèches en descendent : la transposée de X la multiplie à gauche pour donner la dérivée par rapport à W, et "
        "la somme de ses lignes est la dérivée par rapport à b.",
        en="A layer, crossed twice. Top, from left to right: X becomes Z = XW + b, then Y = f(Z). Bottom, from right to left: "
        "the derivative of E with respect to Y is multiplied, entry by entry, by f'(Z), which gives the derivative with "
        "respect to Z; times the transpose of W on the right, it gives the derivative with respect to X. Two arrows leave "
        "it downwards: the transpose of X on its left gives the derivative with respect to W, and the sum of its rows is "
        "the derivative with respect to b.",
    ),
)

# %% [markdown] lang="fr"
# ## 2. Vers l’avant
#
# La convention du cours : **une ligne par point**. Une couche à $d_\text{in}$ entrées et $d_\text{out}$ neurones a une matrice $W$ de forme $(d_\text{in}, d_\text{out})$, une *colonne* par neurone, et un biais $b$ de forme $(d_\text{out},)$ qui s’ajoute à chaque ligne :
#
# $$Z = XW + b, \qquad Y = f(Z) \quad\text{entrée par entrée.}$$
#
# | | $X$ | $W$ | $b$ | $Z$ et $Y$ |
# | --- | --- | --- | --- | --- |
# | forme | $(n, d_\text{in})$ | $(d_\text{in}, d_\text{out})$ | $(d_\text{out},)$ | $(n, d_\text{out})$ |
#
# Gardez cette table sous les yeux : la moitié des fautes de ce chapitre sont des formes qui ne s’accordent pas.
#
# ### Exercice 1 : `layer_forward` (1 point)
#
# Renvoyez $Z$ et $Y$ : le passage vers l’arrière aura besoin des deux.

# %% [markdown] lang="en"
# ## 2. Forward
#
# The convention of the course: **one row per point**. A layer with $d_\text{in}$ inputs and $d_\text{out}$ neurons has a matrix $W$ of shape $(d_\text{in}, d_\text{out})$, one *column* per neuron, and a bias $b$ of shape $(d_\text{out},)$, which is added to every row:
#
# $$Z = XW + b, \qquad Y = f(Z) \quad\text{entry by entry.}$$
#
# | | $X$ | $W$ | $b$ | $Z$ and $Y$ |
# | --- | --- | --- | --- | --- |
# | shape | $(n, d_\text{in})$ | $(d_\text{in}, d_\text{out})$ | $(d_\text{out},)$ | $(n, d_\text{out})$ |
#
# Keep this table in sight: half of the mistakes in this chapter are shapes that do not fit.
#
# ### Exercise 1: `layer_forward` (1 point)
#
# Return $Z$ and $Y$: the backward pass will need both.


# %% solution="layer_forward"
def layer_forward(X, W, b, f):
    """Return the pre-activations and the outputs of one layer, for a batch of points.

    Parameters
    ----------
    X : (n, d_in) array
        One point a row. It is not modified, nor are W and b.
    W : (d_in, d_out) array
        Weights, one neuron a column.
    b : (d_out,) array
        Biases, one a neuron; they are added.
    f : callable
        Activation: takes an array and acts on each entry, as `np.tanh` does.

    Returns
    -------
    Z : (n, d_out) array
        Pre-activations.
    Y : (n, d_out) array
        Outputs, f(Z).

    Examples
    --------
    >>> Z, Y = layer_forward(np.array([[1.0, 2.0]]), np.array([[1.0, 0.0], [0.5, -1.0]]), np.array([0.0, 1.0]), np.abs)
    >>> Z, Y
    (array([[ 2., -1.]]), array([[2., 1.]]))
    """
    ### BEGIN SOLUTION
    Z = X @ W + b
    return Z, f(Z)
    ### END SOLUTION


# %% test="layer_forward" points=1
def square(z):
    return z**2


X = np.array([[1.0, 2.0], [0.0, -1.0]])
W = np.array([[1.0, 0.0, -1.0], [2.0, 1.0, 0.5]])
b = np.array([0.5, 0.0, -1.0])
with expect.unchanged(X, W, b):
    answer = layer_forward(X, W, b, square)
Z, Y = expect.unpack(
    answer, 2, fr="renvoyez deux tableaux, Z puis Y : `return Z, Y`", en="return two arrays, Z then Y: `return Z, Y`"
)
expect.close(
    Z,
    [[5.5, 2.0, -1.0], [-1.5, -1.0, -1.5]],
    fr="Z = XW + b : une ligne par point, une colonne par neurone",
    en="Z = XW + b: one row per point, one column per neuron",
)
expect.close(
    Y,
    [[30.25, 4.0, 1.0], [2.25, 1.0, 2.25]],
    fr="Y = f(Z), avec le f que l’on vous donne",
    en="Y = f(Z), with the f that you are given",
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(20)
for n, d_in, d_out in [(1, 2, 3), (4, 1, 1), (3, 3, 3), (5, 4, 2)]:
    X, W, b = rng.normal(size=(n, d_in)), rng.normal(size=(d_in, d_out)), rng.normal(size=d_out)
    sums = [[sum(X[i, k] * W[k, j] for k in range(d_in)) + b[j] for j in range(d_out)] for i in range(n)]
    with expect.unchanged(X, W, b):
        Z, Y = expect.unpack(layer_forward(X, W, b, np.sin), 2)
    hint = {
        "fr": f"essayé avec X de forme ({n}, {d_in}) et W de forme ({d_in}, {d_out})",
        "en": f"tried with X of shape ({n}, {d_in}) and W of shape ({d_in}, {d_out})",
    }
    expect.close(Z, sums, **hint)
    expect.close(Y, np.sin(sums), **hint)
wide = rng.normal(size=(8, 6))
Z, Y = expect.unpack(layer_forward(wide[::2, ::3], wide[:3, 4:].T, np.zeros(3), np.exp), 2)
expect.close(Z, np.einsum("ij,kj->ik", wide[::2, ::3], wide[:3, 4:]))
expect.close(Y, np.exp(np.einsum("ij,kj->ik", wide[::2, ::3], wide[:3, 4:])))
single = [array.astype(np.float32) for array in (wide, rng.normal(size=(6, 2)), rng.normal(size=2))]
Z, Y = expect.unpack(layer_forward(*single, square), 2)
expect.close(Z, np.einsum("ij,jk->ik", *single[:2]).astype(float) + single[2], rtol=1e-4, atol=1e-5)
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# ## 3. Les dérivées des activations
#
# Pour descendre, il faut des activations dérivables. Celles de ce chapitre sont la tangente hyperbolique, de valeurs entre $-1$ et $1$, et la sigmoïde du chapitre 01. Leurs dérivées s’écrivent avec leurs propres valeurs :
#
# $$\tanh'(z) = 1 - \tanh^2 z, \qquad \sigma_\mu'(z) = \mu\, \sigma_\mu(z)\,\bigl(1 - \sigma_\mu(z)\bigr).$$
#
# On dérive par rapport à $z$ : d’où le facteur $\mu$, que l’on oublie facilement puisqu’il vaut souvent 1. Pour le retrouver sans calcul, regardez les unités : si $z$ se mesure en volts, $\mu z$ doit être un nombre pur, donc $\mu$ est en « par volt », et la pente d’une sigmoïde aussi.
#
# > **Deux écritures d’une même dérivée.** $1 - \tanh^2 z$ est une fonction de $z$. Si l’on garde la *sortie* $y = \tanh z$, la même dérivée s’écrit $1 - y^2$, et celle de la sigmoïde $\mu y(1 - y)$ : c’est ce que font les bibliothèques, pour ne pas recalculer $f$. Mais alors ce n’est plus $f^\prime$ *au point* $y$ : $f'(y) = 1 - \tanh^2 y$ est tout autre chose. Ici `tanh_prime` et `sigmoid_prime` sont des fonctions de la pré-activation $z$.
#
# ### Exercice 2 : `tanh_prime` et `sigmoid_prime` (2 points)
#
# Écrivez les deux dérivées, chacune dans sa cellule, pour un nombre ou un tableau.

# %% [markdown] lang="en"
# ## 3. The derivatives of activations
#
# To descend we need activations that have a derivative. Those of this chapter are the hyperbolic tangent, with values between $-1$ and $1$, and the sigmoid of chapter 01. Their derivatives can be written with their own values:
#
# $$\tanh'(z) = 1 - \tanh^2 z, \qquad \sigma_\mu'(z) = \mu\, \sigma_\mu(z)\,\bigl(1 - \sigma_\mu(z)\bigr).$$
#
# The derivative is with respect to $z$: hence the factor $\mu$, easily forgotten as it is often 1. To find it without calculus look at the units: if $z$ is in volts, $\mu z$ must be a pure number, so $\mu$ is "per volt", and so is the slope of a sigmoid.
#
# > **Two ways to write one derivative.** $1 - \tanh^2 z$ is a function of $z$. If one keeps the *output* $y = \tanh z$, the same derivative reads $1 - y^2$, and that of the sigmoid $\mu y(1 - y)$: libraries do so, as they need not compute $f$ again. But then it is no longer $f'$ *at the point* $y$: $f'(y) = 1 - \tanh^2 y$ is quite another thing. Here `tanh_prime` and `sigmoid_prime` are functions of the pre-activation $z$.
#
# ### Exercise 2: `tanh_prime` and `sigmoid_prime` (2 points)
#
# Write the two derivatives, each in its cell, for a number or an array.


# %% solution="tanh_prime"
def tanh_prime(z):
    """Return the derivative of tanh at z.

    Parameters
    ----------
    z : float or array of any shape
        Pre-activations, up to 100 in absolute value. It is not modified.

    Returns
    -------
    float or array of floats, of the shape of z

    Examples
    --------
    >>> tanh_prime(np.array([-1.0, 0.0, 1.0]))
    array([0.41997434, 1.        , 0.41997434])
    """
    ### BEGIN SOLUTION
    return 1.0 - np.tanh(z) ** 2
    ### END SOLUTION


# %% test="tanh_prime" points=1
z = np.array([-2.0, -0.5, 0.0, 1.0])
with expect.unchanged(z):
    slopes = tanh_prime(z)
expect.close(
    slopes,
    [0.07065082, 0.78644773, 1.0, 0.41997434],
    rtol=1e-5,
    fr="1 - tanh(z)², où z est la pré-activation : tanh n’est pas encore appliquée",
    en="1 - tanh(z)², where z is the pre-activation: tanh has not been applied yet",
)
### BEGIN HIDDEN TESTS
wide = np.linspace(-6.0, 6.0, 24).reshape(2, 3, 4)
h = 1e-6
expect.close(
    tanh_prime(wide),
    (np.tanh(wide + h) - np.tanh(wide - h)) / (2 * h),
    rtol=1e-5,
    atol=1e-8,
    fr="z peut avoir n’importe quelle forme",
    en="z may have any shape",
)
expect.close(tanh_prime(0.3), 1 / np.cosh(0.3) ** 2, fr="z peut être un simple nombre", en="z may be a plain number")
expect.close(
    tanh_prime(np.array([[-100.0], [100.0]])),
    [[0.0], [0.0]],
    fr="loin de 0, la pente est nulle",
    en="far from 0 the slope is 0",
)
expect.close(
    tanh_prime(np.array([-1, 0, 1])),
    [0.41997434, 1.0, 0.41997434],
    fr="z peut être entier",
    en="z may be made of integers",
)
expect.close(tanh_prime(wide.T[::2]), 1 / np.cosh(wide.T[::2]) ** 2)
single = np.array([-3.0, 0.25, 2.0], dtype=np.float32)
expect.close(tanh_prime(single), 1 / np.cosh(single.astype(float)) ** 2, rtol=1e-4, atol=1e-6)
with expect.unchanged(wide):
    tanh_prime(wide)
### END HIDDEN TESTS


# %% solution="sigmoid_prime"
def sigmoid_prime(z, mu):
    """Return the derivative, with respect to z, of the sigmoid 1 / (1 + exp(-mu z)).

    Parameters
    ----------
    z : float or array of any shape
        Pre-activations, with mu z up to 100 in absolute value. It is not modified.
    mu : float
        Steepness, positive.

    Returns
    -------
    float or array of floats, of the shape of z

    Examples
    --------
    >>> sigmoid_prime(np.array([0.0, 1.0]), 2.0)
    array([0.5       , 0.20998717])
    """
    ### BEGIN SOLUTION
    s = 1 / (1 + np.exp(-mu * np.asarray(z)))
    return mu * s * (1 - s)
    ### END SOLUTION


# %% test="sigmoid_prime" points=1
z = np.array([-2.0, -0.5, 0.0, 1.0])
expect.close(
    sigmoid_prime(z, 1.0),
    [0.10499359, 0.23500371, 0.25, 0.19661193],
    rtol=1e-5,
    fr="avec mu = 1 : s(1 - s), où s = 1/(1 + exp(-z))",
    en="with mu = 1: s(1 - s), where s = 1/(1 + exp(-z))",
)
with expect.unchanged(z):
    steep = sigmoid_prime(z, 2.0)
expect.close(
    steep,
    [0.03532541, 0.39322387, 0.5, 0.20998717],
    rtol=1e-5,
    fr="la dérivée par rapport à z : un facteur mu sort de l’exponentielle",
    en="the derivative with respect to z: a factor mu comes out of the exponential",
)
### BEGIN HIDDEN TESTS
wide = np.linspace(-20.0, 20.0, 24).reshape(2, 3, 4)
expect.close(
    sigmoid_prime(wide, 0.1),
    0.025 / np.cosh(0.05 * wide) ** 2,
    fr="z peut avoir n’importe quelle forme, et mu être petit",
    en="z may have any shape, and mu may be small",
)
expect.close(sigmoid_prime(wide.T[::2], 3.0), 0.75 / np.cosh(1.5 * wide.T[::2]) ** 2)
expect.close(
    sigmoid_prime(0.3, 4.0), 1 / np.cosh(0.6) ** 2, fr="z peut être un simple nombre", en="z may be a plain number"
)
expect.close(
    sigmoid_prime(np.array([[-100.0], [100.0]]), 1.0),
    [[0.0], [0.0]],
    fr="loin de 0, la pente est nulle",
    en="far from 0 the slope is 0",
)
expect.close(
    sigmoid_prime(np.array([-3, 0, 3]), 1),
    [0.0451766597, 0.25, 0.0451766597],
    fr="z peut être entier",
    en="z may be made of integers",
)
single = np.array([-3.0, 0.25, 2.0], dtype=np.float32)
expect.close(sigmoid_prime(single, 0.5), 0.125 / np.cosh(0.25 * single.astype(float)) ** 2, rtol=1e-4, atol=1e-6)
with expect.unchanged(wide):
    sigmoid_prime(wide, 0.7)
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# ## 4. L’erreur
#
# Pour un lot de $n$ points, de réponses $y_i$ et de cibles $t_i$ (les lignes de $Y$ et de $T$), l’erreur quadratique est
#
# $$E = \frac{1}{2n} \sum_{i=1}^{n} \lVert y_i - t_i \rVert^2.$$
#
# Le facteur $\tfrac12$ disparaît en dérivant. Le facteur $\tfrac1n$ fait de $E$ une moyenne : elle ne grandit pas quand on montre plus de points, et un même pas d’apprentissage convient à tous les lots. On divise par le nombre de *points*, pas par le nombre d’entrées de $Y$.
#
# La rétropropagation commence ici : $\dfrac{\partial E}{\partial Y}$, le tableau de la forme de $Y$ qui contient la dérivée de $E$ par rapport à chaque entrée de $Y$. Le $\tfrac1n$ y entre une fois pour toutes, et plus aucune formule de ce chapitre ne divisera par $n$.
#
# ### Exercice 3 : `squared_error` (1 point)
#
# Renvoyez $E$ et $\partial E/\partial Y$. Dérivez vous-même : une entrée $y_{ij}$ n’apparaît que dans un seul terme de la somme.

# %% [markdown] lang="en"
# ## 4. The error
#
# For a batch of $n$ points with answers $y_i$ and targets $t_i$ (the rows of $Y$ and $T$), the squared error is
#
# $$E = \frac{1}{2n} \sum_{i=1}^{n} \lVert y_i - t_i \rVert^2.$$
#
# The factor $\tfrac12$ goes away with the derivative. The factor $\tfrac1n$ makes $E$ a mean: it does not grow when more points are shown, and one learning rate suits all batches. We divide by the number of *points*, not by the number of entries of $Y$.
#
# Backpropagation begins here: $\dfrac{\partial E}{\partial Y}$, the array of the shape of $Y$ that holds the derivative of $E$ with respect to each entry of $Y$. The $\tfrac1n$ enters it once and for all, and no other formula of this chapter divides by $n$.
#
# ### Exercise 3: `squared_error` (1 point)
#
# Return $E$ and $\partial E/\partial Y$. Work out the derivative yourself: an entry $y_{ij}$ appears in one term of the sum only.


# %% solution="squared_error"
def squared_error(Y, T):
    """Return the squared error of a batch, and its derivative with respect to the outputs.

    Parameters
    ----------
    Y : (n, d_out) array
        Outputs, one point a row. It is not modified, nor is T.
    T : (n, d_out) array
        Targets.

    Returns
    -------
    E : float
        1/(2n) times the sum of all squared differences: a mean over the n points, a sum over the d_out outputs.
    dE_dY : (n, d_out) array
        Derivative of E with respect to each entry of Y.

    Examples
    --------
    >>> E, dE_dY = squared_error(np.array([[3.0], [0.0]]), np.array([[1.0], [0.0]]))
    >>> float(E), dE_dY.tolist()
    (1.0, [[1.0], [0.0]])
    """
    ### BEGIN SOLUTION
    n = len(Y)
    difference = Y - T
    return np.sum(difference**2) / (2 * n), difference / n
    ### END SOLUTION


# %% test="squared_error" points=1
Y = np.array([[1.0, 2.0], [3.0, 0.0]])
T = np.array([[0.0, 2.0], [1.0, 1.0]])
with expect.unchanged(Y, T):
    answer = squared_error(Y, T)
E, dE_dY = expect.unpack(answer, 2, fr="renvoyez deux valeurs : E, puis dE_dY", en="return two values: E, then dE_dY")
expect.close(
    E,
    1.5,
    fr="E est un nombre : la somme des carrés (1 + 0 + 4 + 1), divisée par 2n = 4",
    en="E is a number: the sum of squares (1 + 0 + 4 + 1) over 2n = 4",
)
expect.close(
    dE_dY,
    [[0.5, 0.0], [1.0, -0.5]],
    fr="la dérivée du carré efface le 1/2 ; il reste 1/n, et l’ordre y - t",
    en="the derivative of the square cancels the 1/2; what remains is 1/n, and the order y - t",
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(21)
for n, d_out in [(1, 1), (1, 4), (5, 1), (3, 3), (6, 2)]:
    Y, T = rng.normal(size=(n, d_out)), rng.normal(size=(n, d_out))
    with expect.unchanged(Y, T):
        E, dE_dY = expect.unpack(squared_error(Y, T), 2)
    hint = {"fr": f"essayé avec Y de forme ({n}, {d_out})", "en": f"tried with Y of shape ({n}, {d_out})"}
    expect.close(E, sum(float(y - t) ** 2 for y, t in zip(Y.ravel(), T.ravel(), strict=True)) / (2 * n), **hint)
    expect.close(dE_dY, [[(Y[i, j] - T[i, j]) / n for j in range(d_out)] for i in range(n)], **hint)
E, dE_dY = expect.unpack(squared_error(T, T), 2)
expect.close(E, 0.0, fr="sans différence, pas d’erreur", en="without a difference, no error")
big = rng.normal(size=(9, 4))
E, dE_dY = expect.unpack(squared_error(big[::3, ::2], big[1::3, 1::2]), 2)
expect.close(E, np.linalg.norm(big[::3, ::2] - big[1::3, 1::2]) ** 2 / 6)
E, dE_dY = expect.unpack(squared_error(np.array([[2], [-1]]), np.array([[1], [1]])), 2)
expect.close(E, 1.25, fr="Y et T peuvent être entiers", en="Y and T may be made of integers")
expect.close(dE_dY, [[0.5], [-1.0]], fr="Y et T peuvent être entiers", en="Y and T may be made of integers")
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# ## 5. Vers l’arrière
#
# Supposons connu $\partial E/\partial Y$, et remontons dans la couche, un symbole à la fois.
#
# **De $Y$ à $Z$.** Chaque $y_{ij} = f(z_{ij})$ ne dépend que de son $z_{ij}$, donc, entrée par entrée,
#
# $$\frac{\partial E}{\partial Z} = \frac{\partial E}{\partial Y} \odot f'(Z). \tag{1}$$
#
# **De $Z$ aux paramètres.** On a $z_{ij} = \sum_k x_{ik} w_{kj} + b_j$. Le poids $w_{kj}$ agit sur $z_{1j}, \dots, z_{nj}$, chaque fois avec le coefficient $x_{ik}$ ; le biais $b_j$ agit sur les mêmes, avec le coefficient 1 :
#
# $$\frac{\partial E}{\partial w_{kj}} = \sum_{i=1}^{n} x_{ik} \frac{\partial E}{\partial z_{ij}}, \qquad \frac{\partial E}{\partial b_j} = \sum_{i=1}^{n} \frac{\partial E}{\partial z_{ij}}. \tag{2}$$
#
# **De $Z$ à l’entrée.** Le nombre $x_{ik}$ agit sur tous les neurones, sur le $j$-ième avec le coefficient $w_{kj}$ :
#
# $$\frac{\partial E}{\partial x_{ik}} = \sum_{j} \frac{\partial E}{\partial z_{ij}}\, w_{kj}. \tag{3}$$
#
# Il reste à reconnaître, dans (2) et (3), des produits de matrices et des sommes de lignes. La table des formes le fait presque à votre place : $\partial E/\partial W$ a la forme de $W$, et il n’y a guère qu’une façon d’obtenir $(d_\text{in}, d_\text{out})$ avec un $(n, d_\text{in})$ et un $(n, d_\text{out})$.
#
# *À la main.* Trois points, deux entrées, un neurone, $f(z) = z^2$ donc $f'(z) = 2z$ :
#
# $$X = \begin{pmatrix} 1 & 2 \\ 3 & -1 \\ 0 & 1 \end{pmatrix},\quad W = \begin{pmatrix} 2 \\ -1 \end{pmatrix},\quad b = 0{,}5,\quad Z = \begin{pmatrix} 0{,}5 \\ 7{,}5 \\ -0{,}5 \end{pmatrix},\quad \frac{\partial E}{\partial Y} = \begin{pmatrix} 1 \\ 0{,}5 \\ -2 \end{pmatrix}.$$
#
# Calculez d’abord $\partial E/\partial Z$, puis le reste : les tests vous attendent avec ces nombres.
#
# ### Exercice 4 : `layer_backward` (3 points)
#
# Renvoyez $\partial E/\partial X$, $\partial E/\partial W$ et $\partial E/\partial b$, dans cet ordre. Trois tests d’un point suivent, un par dérivée.

# %% [markdown] lang="en"
# ## 5. Backward
#
# Suppose that $\partial E/\partial Y$ is known, and go back through the layer, one symbol at a time.
#
# **From $Y$ to $Z$.** Each $y_{ij} = f(z_{ij})$ depends on its own $z_{ij}$ only, so, entry by entry,
#
# $$\frac{\partial E}{\partial Z} = \frac{\partial E}{\partial Y} \odot f'(Z). \tag{1}$$
#
# **From $Z$ to the parameters.** We have $z_{ij} = \sum_k x_{ik} w_{kj} + b_j$. The weight $w_{kj}$ acts on $z_{1j}, \dots, z_{nj}$, each time with the coefficient $x_{ik}$; the bias $b_j$ acts on the same ones, with the coefficient 1:
#
# $$\frac{\partial E}{\partial w_{kj}} = \sum_{i=1}^{n} x_{ik} \frac{\partial E}{\partial z_{ij}}, \qquad \frac{\partial E}{\partial b_j} = \sum_{i=1}^{n} \frac{\partial E}{\partial z_{ij}}. \tag{2}$$
#
# **From $Z$ to the input.** The number $x_{ik}$ acts on all neurons, on the $j$-th with the coefficient $w_{kj}$:
#
# $$\frac{\partial E}{\partial x_{ik}} = \sum_{j} \frac{\partial E}{\partial z_{ij}}\, w_{kj}. \tag{3}$$
#
# What is left is to recognise, in (2) and (3), products of matrices and sums of rows. The table of shapes nearly does it for you: $\partial E/\partial W$ has the shape of $W$, and there is hardly more than one way to get $(d_\text{in}, d_\text{out})$ from an $(n, d_\text{in})$ and an $(n, d_\text{out})$.
#
# *By hand.* Three points, two inputs, one neuron, $f(z) = z^2$, hence $f'(z) = 2z$:
#
# $$X = \begin{pmatrix} 1 & 2 \\ 3 & -1 \\ 0 & 1 \end{pmatrix},\quad W = \begin{pmatrix} 2 \\ -1 \end{pmatrix},\quad b = 0.5,\quad Z = \begin{pmatrix} 0.5 \\ 7.5 \\ -0.5 \end{pmatrix},\quad \frac{\partial E}{\partial Y} = \begin{pmatrix} 1 \\ 0.5 \\ -2 \end{pmatrix}.$$
#
# First compute $\partial E/\partial Z$, then the rest: the tests are waiting for you with these numbers.
#
# ### Exercise 4: `layer_backward` (3 points)
#
# Return $\partial E/\partial X$, $\partial E/\partial W$ and $\partial E/\partial b$, in this order. Three tests of one point follow, one per derivative.


# %% solution="layer_backward"
def layer_backward(dE_dY, Z, X, W, f_prime):
    """Return the derivatives of the error with respect to a layer's input, weights and biases.

    Parameters
    ----------
    dE_dY : (n, d_out) array
        Derivative of E with respect to the layer's outputs; a 1/n of the error is already in it. No argument is
        modified.
    Z : (n, d_out) array
        Pre-activations of the forward pass.
    X : (n, d_in) array
        Inputs of the forward pass, one point a row.
    W : (d_in, d_out) array
        Weights, one neuron a column.
    f_prime : callable
        Derivative of the activation, a function of the pre-activations; acts on each entry.

    Returns
    -------
    dE_dX : (n, d_in) array
    dE_dW : (d_in, d_out) array
    dE_db : (d_out,) array

    Examples
    --------
    >>> one = np.ones((1, 1))
    >>> dE_dX, dE_dW, dE_db = layer_backward(2 * one, one, 3 * one, 5 * one, np.ones_like)
    >>> dE_dX, dE_dW, dE_db
    (array([[10.]]), array([[6.]]), array([2.]))
    """
    ### BEGIN SOLUTION
    dE_dZ = dE_dY * f_prime(Z)
    return dE_dZ @ W.T, X.T @ dE_dZ, dE_dZ.sum(axis=0)
    ### END SOLUTION


# %% [markdown] lang="fr"
# **Premier test** (1 point) : $\partial E/\partial W$.

# %% [markdown] lang="en"
# **First test** (1 point): $\partial E/\partial W$.


# %% test="layer_backward" points=1
def double(z):
    return 2 * z


X = np.array([[1.0, 2.0], [3.0, -1.0], [0.0, 1.0]])
W = np.array([[2.0], [-1.0]])
Z = np.array([[0.5], [7.5], [-0.5]])
dE_dY = np.array([[1.0], [0.5], [-2.0]])
with expect.unchanged(dE_dY, Z, X, W):
    answer = layer_backward(dE_dY, Z, X, W, double)
_, dE_dW, _ = expect.unpack(answer, 3, fr="dans l’ordre : dE_dX, dE_dW, dE_db", en="in this order: dE_dX, dE_dW, dE_db")
expect.shape(dE_dW, (2, 1), fr="dE_dW a la forme de W", en="dE_dW has the shape of W")
expect.close(
    dE_dW,
    [[23.5], [-3.5]],
    fr="∂E/∂Z vaut ici (1 ; 7,5 ; 2), en colonne ; puis l’équation (2) : une somme sur les points",
    en="∂E/∂Z is (1, 7.5, 2) here, as a column; then equation (2): a sum over the points",
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(22)
for n, d_in, d_out in [(1, 2, 3), (4, 1, 2), (3, 3, 3), (5, 2, 4)]:
    X, W = rng.normal(size=(n, d_in)), rng.normal(size=(d_in, d_out))
    Z, dE_dY = rng.normal(size=(n, d_out)), rng.normal(size=(n, d_out))
    with expect.unchanged(dE_dY, Z, X, W):
        _, dE_dW, _ = expect.unpack(layer_backward(dE_dY, Z, X, W, np.cos), 3)
    expect.close(
        dE_dW,
        np.einsum("ik,ij,ij->kj", X, dE_dY, np.cos(Z)),
        fr=f"essayé avec X de forme ({n}, {d_in}) et W de forme ({d_in}, {d_out}) ; f' se prend en Z",
        en=f"tried with X of shape ({n}, {d_in}) and W of shape ({d_in}, {d_out}); f' is taken at Z",
    )
big = rng.normal(size=(6, 6))
_, dE_dW, _ = expect.unpack(
    layer_backward(big[::2, 1::2], big[1::2, ::2], big[::2, ::3].T[::-1].T, big[:2, :3], np.exp), 3
)
expect.close(dE_dW, np.einsum("ik,ij,ij->kj", big[::2, ::3][:, ::-1], big[::2, 1::2], np.exp(big[1::2, ::2])))
single = [rng.normal(size=shape).astype(np.float32) for shape in [(4, 2), (4, 2), (4, 3), (3, 2)]]
_, dE_dW, _ = expect.unpack(layer_backward(*single, np.cos), 3)
expect.close(
    dE_dW, np.einsum("ik,ij,ij->kj", single[2], single[0], np.cos(single[1])).astype(float), rtol=1e-3, atol=1e-5
)
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# **Deuxième test** (1 point) : $\partial E/\partial b$.

# %% [markdown] lang="en"
# **Second test** (1 point): $\partial E/\partial b$.


# %% test="layer_backward" points=1
def double(z):
    return 2 * z


X = np.array([[1.0, 2.0], [3.0, -1.0], [0.0, 1.0]])
W = np.array([[2.0], [-1.0]])
Z = np.array([[0.5], [7.5], [-0.5]])
dE_dY = np.array([[1.0], [0.5], [-2.0]])
_, _, dE_db = expect.unpack(layer_backward(dE_dY, Z, X, W, double), 3)
expect.shape(dE_db, (1,), fr="dE_db a la forme de b : (d_out,)", en="dE_db has the shape of b: (d_out,)")
expect.close(
    dE_db,
    [10.5],
    fr="la somme des lignes de ∂E/∂Z : le 1/n est déjà dans ∂E/∂Y",
    en="the sum of the rows of ∂E/∂Z: the 1/n is already in ∂E/∂Y",
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(23)
for n, d_in, d_out in [(1, 2, 3), (4, 1, 2), (3, 3, 3), (5, 2, 4)]:
    X, W = rng.normal(size=(n, d_in)), rng.normal(size=(d_in, d_out))
    Z, dE_dY = rng.normal(size=(n, d_out)), rng.normal(size=(n, d_out))
    with expect.unchanged(dE_dY, Z, X, W):
        _, _, dE_db = expect.unpack(layer_backward(dE_dY, Z, X, W, np.cos), 3)
    expect.shape(dE_db, (d_out,), fr="dE_db a la forme de b : (d_out,)", en="dE_db has the shape of b: (d_out,)")
    expect.close(
        dE_db,
        [sum(dE_dY[i, j] * np.cos(Z[i, j]) for i in range(n)) for j in range(d_out)],
        fr=f"essayé avec n = {n} et {d_out} neurones",
        en=f"tried with n = {n} and {d_out} neurons",
    )
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# **Troisième test** (1 point) : $\partial E/\partial X$, ce que la couche passe à celle d’avant.

# %% [markdown] lang="en"
# **Third test** (1 point): $\partial E/\partial X$, what the layer hands to the one before.


# %% test="layer_backward" points=1
def double(z):
    return 2 * z


X = np.array([[1.0, 2.0], [3.0, -1.0], [0.0, 1.0]])
W = np.array([[2.0], [-1.0]])
Z = np.array([[0.5], [7.5], [-0.5]])
dE_dY = np.array([[1.0], [0.5], [-2.0]])
dE_dX, _, _ = expect.unpack(layer_backward(dE_dY, Z, X, W, double), 3)
expect.shape(dE_dX, (3, 2), fr="dE_dX a la forme de X", en="dE_dX has the shape of X")
expect.close(
    dE_dX,
    [[2.0, -1.0], [15.0, -7.5], [4.0, -2.0]],
    fr="l’équation (3) part de ∂E/∂Z, pas de ∂E/∂Y, et fait une somme sur les neurones",
    en="equation (3) starts from ∂E/∂Z, not from ∂E/∂Y, and sums over the neurons",
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(24)
for n, d_in, d_out in [(1, 2, 3), (4, 1, 2), (3, 3, 3), (5, 2, 4)]:
    X, W = rng.normal(size=(n, d_in)), rng.normal(size=(d_in, d_out))
    Z, dE_dY = rng.normal(size=(n, d_out)), rng.normal(size=(n, d_out))
    with expect.unchanged(dE_dY, Z, X, W):
        dE_dX, _, _ = expect.unpack(layer_backward(dE_dY, Z, X, W, np.cos), 3)
    expect.close(
        dE_dX,
        np.einsum("ij,ij,kj->ik", dE_dY, np.cos(Z), W),
        fr=f"essayé avec X de forme ({n}, {d_in}) et W de forme ({d_in}, {d_out})",
        en=f"tried with X of shape ({n}, {d_in}) and W of shape ({d_in}, {d_out})",
    )
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# ## 6. Vérifier un gradient
#
# Une formule de gradient fausse ne fait pas planter un programme : elle le fait apprendre un peu moins bien, ou autrement, et personne ne le remarque. Il faut donc une seconde mesure, qui ne doive rien à la première. Celle-ci ne demande que de savoir calculer $f$ :
#
# $$\frac{\partial f}{\partial w_i} \approx \frac{f(w + h e_i) - f(w - h e_i)}{2h}, \tag{4}$$
#
# où $e_i$ vaut 1 à la place $i$ et 0 ailleurs. Cette différence **centrée** se trompe de $\tfrac{h^2}{6} f'''$ ; la différence d’un seul côté, $\bigl(f(w + h e_i) - f(w)\bigr)/h$, se trompe de $\tfrac{h}{2} f''$, donc bien plus.
#
# ### Exercice 5 : `numerical_gradient` (2 points)
#
# Écrivez (4) pour un tableau `w` de forme quelconque. `f` reçoit un tableau de cette forme et renvoie un nombre.

# %% [markdown] lang="en"
# ## 6. Checking a gradient
#
# A wrong formula for a gradient does not crash a program: the program learns a little worse, or differently, and nobody notices. So we need a second measurement which owes nothing to the first. This one only asks to be able to compute $f$:
#
# $$\frac{\partial f}{\partial w_i} \approx \frac{f(w + h e_i) - f(w - h e_i)}{2h}, \tag{4}$$
#
# where $e_i$ is 1 at place $i$ and 0 elsewhere. This **central** difference is wrong by $\tfrac{h^2}{6} f'''$; the one-sided difference, $\bigl(f(w + h e_i) - f(w)\bigr)/h$, is wrong by $\tfrac{h}{2} f''$, which is far more.
#
# ### Exercise 5: `numerical_gradient` (2 points)
#
# Write (4) for an array `w` of any shape. `f` takes an array of that shape and returns a number.


# %% solution="numerical_gradient"
def numerical_gradient(f, w, h=1e-5):
    """Return the gradient of f at w by central differences, one entry of w at a time.

    Parameters
    ----------
    f : callable
        Takes an array of the shape of w, returns a number.
    w : array of float64, of any shape with at least one axis
        Where to differentiate. It is left exactly as it was.
    h : float
        Half of the difference.

    Returns
    -------
    array of float64, of the shape of w

    Examples
    --------
    >>> numerical_gradient(np.sum, np.array([[1.0, 2.0]])).round(6)
    array([[1., 1.]])
    """
    ### BEGIN SOLUTION
    w = np.array(w, dtype=float)  # a copy: the caller's array stays as it was
    gradient = np.zeros_like(w)
    for index in np.ndindex(w.shape):
        kept = w[index]
        w[index] = kept + h
        above = f(w)
        w[index] = kept - h
        gradient[index] = (above - f(w)) / (2 * h)
        w[index] = kept
    return gradient
    ### END SOLUTION


# %% test="numerical_gradient" points=2
def half_square(v):
    return np.sum(v**2) / 2


def cube(v):
    return np.sum(v**3)


w = np.array([1.0, -2.0, 0.5])
with expect.unchanged(w):
    gradient = numerical_gradient(half_square, w)
expect.close(gradient, [1.0, -2.0, 0.5], rtol=1e-4, fr="le gradient de |w|²/2 est w", en="the gradient of |w|²/2 is w")
expect.close(
    numerical_gradient(cube, w),
    [3.0, 12.0, 0.75],
    rtol=1e-6,
    atol=1e-8,
    fr="pas assez précis : une différence centrée, f(w + h) - f(w - h), divisée par 2h",
    en="not precise enough: a central difference, f(w + h) - f(w - h), divided by 2h",
)
expect.close(
    numerical_gradient(cube, w, h=0.1),
    [3.01, 12.01, 0.76],
    fr="le pas h que l’on donne doit servir : avec h = 0,1 la réponse est ici 3w² + h²",
    en="the h that is given must be used: with h = 0.1 the answer here is 3w² + h²",
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(25)
table, left, right = rng.normal(size=(2, 3)), rng.normal(size=4), rng.normal(size=(4, 2))


def product(v):
    return left @ right @ v @ np.array([1.0, -1.0, 2.0]) + v[0, 2] * v[1, 0]


expected = np.outer(left @ right, [1.0, -1.0, 2.0])
expected[0, 2] += table[1, 0]
expected[1, 0] += table[0, 2]
with expect.unchanged(table):
    gradient = numerical_gradient(product, table)
expect.shape(gradient, (2, 3), fr="le gradient a la forme de w", en="the gradient has the shape of w")
expect.close(
    gradient,
    expected,
    rtol=1e-6,
    atol=1e-8,
    fr="f reçoit un tableau de la forme de w, où une seule entrée a bougé",
    en="f receives an array of the shape of w, in which one entry has moved",
)
turned = np.arange(12.0).reshape(3, 4).T[::2]
with expect.unchanged(turned):
    gradient = numerical_gradient(cube, turned / 4)
expect.close(gradient, 3 * (turned / 4) ** 2, rtol=1e-6, atol=1e-8)
strided = (np.arange(24.0) / 8).reshape(2, 3, 4)[:, :, ::2]
with expect.unchanged(strided):
    gradient = numerical_gradient(cube, strided)
expect.close(
    gradient,
    3 * strided**2,
    rtol=1e-6,
    atol=1e-7,
    fr="w peut avoir trois axes, et n’être pas contigu en mémoire",
    en="w may have three axes, and not be contiguous in memory",
)
awkward = np.array([0.1, 1 / 3, 1e3])
with expect.unchanged(
    awkward,
    fr="w doit être rendu exactement, sans erreur d’arrondi",
    en="w must be given back exactly, without a rounding error",
):
    numerical_gradient(half_square, awkward)
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# **Expérience : pourquoi $h = 10^{-5}$ ?** Comparons, pour $f(w) = e^{w}$ en $w = 1$, votre différence centrée et celle d’un seul côté à la vraie dérivée, quand $h$ varie. Devinez d’abord : faut-il prendre $h$ le plus petit possible ?

# %% [markdown] lang="en"
# **Experiment: why $h = 10^{-5}$?** For $f(w) = e^{w}$ at $w = 1$, let us compare your central difference and the one-sided one with the true derivative, as $h$ varies. Guess first: should $h$ be as small as possible?

# %% experiment=true
steps = np.geomspace(1e-13, 1e-1, 61)
start = np.array([1.0])


def exponential(w):
    """Return e to the w, as a number."""
    return np.exp(w[0])


central = [abs(numerical_gradient(exponential, start, h=h)[0] / np.e - 1) for h in steps]
one_sided = [abs((exponential(start + h) - exponential(start)) / h / np.e - 1) for h in steps]

fig, ax = plotting.subplots(width=8.5, height=4.6)
ax.plot(steps, np.maximum(one_sided, 1e-13), "--", label=course.text(fr="d’un seul côté", en="one-sided"))
ax.plot(steps, np.maximum(central, 1e-13), "-", label=course.text(fr="centrée (la vôtre)", en="central (yours)"))
ax.axvline(1e-5, color="black", linestyle=":", label="$h = 10^{-5}$")
ax.set(
    xscale="log",
    yscale="log",
    ylim=(1e-13, 1),
    xlabel=course.text(fr="$h$ (sans unité)", en="$h$ (no unit)"),
    ylabel=course.text(fr="erreur relative de la dérivée", en="relative error of the derivative"),
    title=course.text(fr="Trop petit est aussi mauvais que trop grand", en="Too small is as bad as too large"),
)
ax.legend(loc="upper center")
plotting.show(
    fig,
    alt=course.text(
        fr="Erreur relative selon h, en échelles logarithmiques : deux courbes en V. Celle d’un seul côté est la plus basse, "
        "vers 1e-8, pour h proche de 1e-8 ; la centrée descend jusque vers 1e-11, pour h proche de 1e-5. À gauche, les "
        "deux remontent de la même façon, en dents de scie.",
        en="Relative error against h, on logarithmic scales: two V-shaped curves. The one-sided one is lowest, near 1e-8, for "
        "h near 1e-8; the central one comes down to about 1e-11, for h near 1e-5. On the left both rise alike, jaggedly.",
    ),
)

# %% [markdown] lang="fr"
# **Ce qu’on lit.** À droite, la formule se trompe, en $h$ ou en $h^2$ : les deux pentes de la figure. À gauche, c’est la machine : deux nombres presque égaux sont connus à $10^{-16}$ près, leur différence garde cette erreur, et on la divise par $h$. Le mieux se trouve où les deux se valent : vers $h \approx 10^{-5}$ pour la différence centrée, qui est là plus de cent mille fois plus précise que l’autre.
#
# La **vérification du gradient** compare alors le gradient $a$ que l’on a programmé au gradient numérique $n$, tous paramètres mis bout à bout :
#
# $$\text{écart relatif} = \frac{\lVert a - n \rVert}{\lVert a \rVert}, \qquad \text{inférieur à } 10^{-6} \text{ si les formules sont justes, en float64.}$$
#
# Un écart de $10^{-2}$ n’est pas « presque bon » : c’est une faute qui ne touche qu’une partie des dérivées. Les activations à coude, comme ReLU, font exception : si un $z$ se trouve à moins de $h$ environ du coude, les deux gradients diffèrent sans que personne n’ait tort.

# %% [markdown] lang="en"
# **What we read.** On the right the formula is wrong, by $h$ or by $h^2$: the two slopes of the figure. On the left it is the machine: two nearly equal numbers are known to $10^{-16}$, their difference keeps this error, and it is divided by $h$. The best place is where the two balance: near $h \approx 10^{-5}$ for the central difference, which is there over a hundred thousand times more precise than the other.
#
# The **gradient check** compares the gradient $a$ that was programmed with the numerical gradient $n$, all parameters put end to end:
#
# $$\text{relative difference} = \frac{\lVert a - n \rVert}{\lVert a \rVert}, \qquad \text{below } 10^{-6} \text{ if the formulas are right, in float64.}$$
#
# A difference of $10^{-2}$ is not "nearly right": it is a mistake that touches only some of the derivatives. Activations with a kink, as ReLU, are an exception: where a $z$ is within about $h$ of the kink, the two gradients differ though nobody is wrong.

# %% [markdown] lang="fr"
# ## 7. La rétropropagation
#
# Il ne reste qu’à enchaîner. Vers l’avant, de la première couche à la dernière, en gardant l’entrée $X$ et la pré-activation $Z$ de chacune. Puis l’erreur donne $\partial E/\partial Y$ de la dernière. Puis vers l’arrière : le $\partial E/\partial X$ d’une couche est le $\partial E/\partial Y$ de la précédente.
#
# ### Exercice 6 : `backpropagate` (3 points)
#
# Renvoyez les gradients de $E = \frac{1}{2n} \sum_i \lVert y_i - t_i \rVert^2$, pour un nombre quelconque de couches. L’exercice ne dépend pas des précédents : réécrivez ici les quelques lignes dont vous avez besoin. Deux tests, de 2 et 1 points.

# %% [markdown] lang="en"
# ## 7. Backpropagation
#
# All that is left is to chain. Forward, from the first layer to the last, keeping the input $X$ and the pre-activation $Z$ of each. Then the error gives $\partial E/\partial Y$ of the last one. Then backward: the $\partial E/\partial X$ of a layer is the $\partial E/\partial Y$ of the one before.
#
# ### Exercise 6: `backpropagate` (3 points)
#
# Return the gradients of $E = \frac{1}{2n} \sum_i \lVert y_i - t_i \rVert^2$, for any number of layers. The exercise does not depend on the earlier ones: write again the few lines that you need. Two tests, of 2 and 1 points.


# %% solution="backpropagate"
def backpropagate(layers, X, T):
    """Return the gradients of the squared error with respect to all weights and biases of a network.

    Parameters
    ----------
    layers : list of (W, b, f, f_prime)
        First layer first; at least one. W is (d_in, d_out), b is (d_out,); f and f_prime are the activation and
        its derivative, functions of the pre-activations that act on each entry. They may differ between layers.
        Nothing is modified.
    X : (n, d) array
        Inputs of the first layer, one point a row.
    T : (n, d_out of the last layer) array
        Targets.

    Returns
    -------
    list of (dW, db)
        One pair per layer, first layer first, of the shapes of W and b: the derivatives of
        E = 1/(2n) times the sum of all squared differences.

    Examples
    --------
    >>> layers = [(np.array([[2.0]]), np.array([1.0]), np.copy, np.ones_like)]
    >>> backpropagate(layers, np.array([[1.0], [3.0]]), np.array([[0.0], [0.0]]))
    [(array([[12.]]), array([5.]))]
    """
    ### BEGIN SOLUTION
    Y = X
    seen = []  # input and pre-activation of each layer
    for W, b, f, _ in layers:
        Z = Y @ W + b
        seen.append((Y, Z))
        Y = f(Z)
    dE_dY = (Y - T) / len(X)
    gradients = []
    for (W, _, _, f_prime), (inputs, Z) in zip(reversed(layers), reversed(seen), strict=True):
        dE_dZ = dE_dY * f_prime(Z)
        gradients.append((inputs.T @ dE_dZ, dE_dZ.sum(axis=0)))
        dE_dY = dE_dZ @ W.T
    return gradients[::-1]
    ### END SOLUTION


# %% [markdown] lang="fr"
# **Premier test** (2 points) : une couche, puis deux, contre un gradient numérique ; d’autres tailles, jusqu’à cinq couches, sont cachées.

# %% [markdown] lang="en"
# **First test** (2 points): one layer, then two, against a numerical gradient; other sizes, up to five layers, are hidden.


# %% test="backpropagate" points=2
def tanh_slope(z):
    return 1 / np.cosh(z) ** 2


def compare(layers, X, T, gradients):
    """Return |a - n| / |a| over all parameters: a from `gradients`, n by central differences."""

    def error():
        Y = X
        for W, b, f, _ in layers:
            Y = f(Y @ W + b)
        return np.sum((Y - T) ** 2) / (2 * len(X))

    expect.unpack(gradients, len(layers), fr="une paire (dW, db) par couche", en="one pair (dW, db) per layer")
    analytic, numerical = [], []
    for (W, b, _, _), pair in zip(layers, gradients, strict=True):
        for array, found in zip(
            (W, b), expect.unpack(pair, 2, fr="une paire (dW, db)", en="a pair (dW, db)"), strict=True
        ):
            expect.shape(
                found,
                array.shape,
                fr="chaque dérivée a la forme de son paramètre ; la première couche vient d’abord",
                en="each derivative has the shape of its parameter; the first layer comes first",
            )
            analytic.append(np.ravel(found))
            for index in np.ndindex(array.shape):
                kept = array[index]
                array[index] = kept + 1e-5
                above = error()
                array[index] = kept - 1e-5
                numerical.append((above - error()) / 2e-5)
                array[index] = kept
    analytic = np.concatenate(analytic)
    return np.linalg.norm(analytic - numerical) / np.linalg.norm(analytic)


rng = np.random.default_rng(26)
X, T = rng.normal(size=(5, 2)), rng.normal(size=(5, 3))
one_layer = [(rng.normal(size=(2, 3)), rng.normal(size=3), np.tanh, tanh_slope)]
expect.within(
    compare(one_layer, X, T, backpropagate(one_layer, X, T)),
    0,
    1e-6,
    fr="une couche : l’écart relatif avec le gradient numérique doit rester sous 1e-6",
    en="one layer: the relative difference with the numerical gradient must stay below 1e-6",
)
two_layers = [
    (rng.normal(size=(2, 4)), rng.normal(size=4), np.tanh, tanh_slope),
    (rng.normal(size=(4, 3)), rng.normal(size=3), np.tanh, tanh_slope),
]
with expect.unchanged(X, T, *(array for W, b, _, _ in two_layers for array in (W, b))):
    gradients = backpropagate(two_layers, X, T)
expect.within(
    compare(two_layers, X, T, gradients),
    0,
    1e-6,
    fr="deux couches : le ∂E/∂X de la dernière est le ∂E/∂Y de la première",
    en="two layers: the ∂E/∂X of the last one is the ∂E/∂Y of the first one",
)
### BEGIN HIDDEN TESTS
for sizes in [(3, 2, 2), (2, 2, 2, 1), (1, 5, 3, 2, 4), (2, 3, 4, 3, 2, 1)]:
    layers = [
        (
            rng.normal(size=sizes[i : i + 2]) / np.sqrt(sizes[i]),
            0.3 * rng.normal(size=sizes[i + 1]),
            np.tanh,
            tanh_slope,
        )
        for i in range(len(sizes) - 1)
    ]
    X, T = rng.normal(size=(4, sizes[0])), rng.normal(size=(4, sizes[-1]))
    expect.within(
        compare(layers, X, T, backpropagate(layers, X, T)),
        0,
        1e-6,
        fr=f"essayé avec {len(layers)} couche(s), tailles {'-'.join(map(str, sizes))}",
        en=f"tried with {len(layers)} layer(s), sizes {'-'.join(map(str, sizes))}",
    )
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# **Second test** (1 point) : des activations différentes d’une couche à l’autre, et un seul point.

# %% [markdown] lang="en"
# **Second test** (1 point): activations that differ from layer to layer, and a single point.


# %% test="backpropagate" points=1
def square(z):
    return z**2


def double(z):
    return 2 * z


def soft(z):
    return 1 / (1 + np.exp(-3 * z))


def soft_slope(z):
    return 0.75 / np.cosh(1.5 * z) ** 2


# By hand, one number a layer: z1 = 2·1 + 1 = 3, y1 = 9; z2 = -1·9 + 4 = -5, y2 = -10; the target is -12.
layers = [
    (np.array([[2.0]]), np.array([1.0]), square, double),
    (np.array([[-1.0]]), np.array([4.0]), double, lambda z: 2 + 0 * z),
]
first, second = expect.unpack(backpropagate(layers, np.array([[1.0]]), np.array([[-12.0]])), 2)
dW, db = expect.unpack(second, 2)
expect.close(
    dW,
    [[36.0]],
    fr="seconde couche : (y - t) · f'(z) · entrée = 2 · 2 · 9",
    en="second layer: (y - t) · f'(z) · input = 2 · 2 · 9",
)
expect.close(db, [4.0], fr="seconde couche : (y - t) · f'(z) = 2 · 2", en="second layer: (y - t) · f'(z) = 2 · 2")
dW, db = expect.unpack(first, 2)
expect.close(
    dW,
    [[-24.0]],
    fr="première couche : 4 · (-1) · f'(3) · 1, où f' est celle de cette couche",
    en="first layer: 4 · (-1) · f'(3) · 1, with the f' of this layer",
)
expect.close(db, [-24.0], fr="première couche : 4 · (-1) · f'(3)", en="first layer: 4 · (-1) · f'(3)")
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(27)
for n, n_out in [(1, 2), (6, 1)]:
    sizes = (3, 4, 2, n_out)
    pairs = [(np.sin, np.cos), (soft, soft_slope), (square, double)]
    layers = [
        (rng.normal(size=(d_in, d_out)), rng.normal(size=d_out), *pair)
        for d_in, d_out, pair in zip(sizes[:-1], sizes[1:], pairs, strict=True)
    ]
    X, T = rng.normal(size=(2 * n, 6))[::2, ::2], rng.normal(size=(n, n_out))
    (W1, b1, _, _), (W2, b2, _, _), (W3, b3, _, _) = layers
    Z1 = X @ W1 + b1
    Z2 = np.sin(Z1) @ W2 + b2
    Z3 = soft(Z2) @ W3 + b3
    d3 = (square(Z3) - T) * double(Z3) / n
    d2 = np.einsum("ij,kj->ik", d3, W3) * soft_slope(Z2)
    d1 = np.einsum("ij,kj->ik", d2, W2) * np.cos(Z1)
    with expect.unchanged(X, T, W1, b1, W2, b2, W3, b3):
        gradients = backpropagate(layers, X, T)
    expected = zip((X, np.sin(Z1), soft(Z2)), (d1, d2, d3), strict=True)
    for pair, (inputs, deltas) in zip(expect.unpack(gradients, 3), expected, strict=True):
        dW, db = expect.unpack(pair, 2)
        hint = {
            "fr": f"essayé avec {n} point(s) et trois activations différentes",
            "en": f"tried with {n} point(s) and three different activations",
        }
        expect.close(dW, np.einsum("ik,ij->kj", inputs, deltas), **hint)
        expect.close(db, np.einsum("ij->j", deltas), **hint)
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# ## 8. Descendre
#
# Le gradient montre où $E$ *monte* le plus vite. Pour apprendre, on va dans l’autre sens :
#
# $$W \leftarrow W - \eta\, \frac{\partial E}{\partial W}, \qquad b \leftarrow b - \eta\, \frac{\partial E}{\partial b}. \tag{5}$$
#
# Pour $\eta$ assez petit, $E$ diminue de $\eta \lVert g \rVert^2$ environ, où $g$ est le gradient de tous les paramètres. C’est la **descente de gradient** ; si l’on montre un point, ou un petit lot tiré au hasard, à la fois, elle est dite **stochastique**.
#
# ### Exercice 7 : `descent_step` (1 point)
#
# Renvoyez de *nouveaux* paramètres. Les anciens doivent rester intacts : on voudra peut-être y revenir.

# %% [markdown] lang="en"
# ## 8. Going down
#
# The gradient shows where $E$ *rises* fastest. To learn, go the other way:
#
# $$W \leftarrow W - \eta\, \frac{\partial E}{\partial W}, \qquad b \leftarrow b - \eta\, \frac{\partial E}{\partial b}. \tag{5}$$
#
# For a small enough $\eta$, $E$ decreases by about $\eta \lVert g \rVert^2$, where $g$ is the gradient of all parameters. This is **gradient descent**; when one point is shown at a time, or a small batch drawn at random, it is called **stochastic**.
#
# ### Exercise 7: `descent_step` (1 point)
#
# Return *new* parameters. The old ones must stay as they are: one may want to go back to them.


# %% solution="descent_step"
def descent_step(params, grads, lr):
    """Return the parameters after one step of gradient descent.

    Parameters
    ----------
    params : list of (W, b)
        Pairs of arrays, one per layer. Nothing is modified: not the list, not the arrays.
    grads : list of (dW, db)
        The derivatives, in the same order and of the same shapes.
    lr : float
        Learning rate, positive.

    Returns
    -------
    list of (W, b)
        New arrays, in the same order.

    Examples
    --------
    >>> descent_step([(np.array([[1.0]]), np.array([2.0]))], [(np.array([[3.0]]), np.array([-1.0]))], 0.5)
    [(array([[-0.5]]), array([2.5]))]
    """
    ### BEGIN SOLUTION
    if isinstance(params, list | tuple):
        return type(params)(descent_step(one, gradient, lr) for one, gradient in zip(params, grads, strict=True))
    return params - lr * grads
    ### END SOLUTION


# %% test="descent_step" points=1
W, b = np.array([[1.0, -2.0], [0.0, 3.0]]), np.array([0.5, 1.0])
dW, db = np.array([[2.0, 0.0], [-1.0, 4.0]]), np.array([-1.0, 2.0])
with expect.unchanged(
    W,
    b,
    dW,
    db,
    fr="`W -= ...` change le tableau de l’appelant : écrivez `W - lr * dW`, qui en fait un nouveau",
    en="`W -= ...` changes the caller's array: write `W - lr * dW`, which makes a new one",
):
    answer = descent_step([(W, b)], [(dW, db)], 0.5)
(pair,) = expect.unpack(
    answer, 1, fr="une liste d’une paire (W, b) par couche", en="a list with one pair (W, b) per layer"
)
new_W, new_b = expect.unpack(pair, 2, fr="une paire (W, b) par couche", en="one pair (W, b) per layer")
expect.close(
    new_W,
    [[0.0, -2.0], [0.5, 1.0]],
    fr="descendre : W moins η fois sa dérivée, avec η = 0,5",
    en="go down: W minus the rate times its derivative, with a rate of 0.5",
)
expect.close(new_b, [1.0, 0.0], fr="le biais descend aussi", en="the bias goes down too")
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(28)
shapes = [(3, 4), (4, 2), (2, 1)]
params = [(rng.normal(size=shape), rng.normal(size=shape[1])) for shape in shapes]
grads = [(rng.normal(size=shape), rng.normal(size=shape[1])) for shape in shapes]
with expect.unchanged(*(array for pair in params + grads for array in pair)):
    answer = descent_step(params, grads, 0.03)
for pair, (W, b), (dW, db) in zip(expect.unpack(answer, 3), params, grads, strict=True):
    new_W, new_b = expect.unpack(pair, 2)
    expect.close(new_W, W + (-0.03) * dW, fr="essayé avec trois couches", en="tried with three layers")
    expect.close(new_b, b + (-0.03) * db, fr="essayé avec trois couches", en="tried with three layers")
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# **Expérience : votre réseau apprend.** Le rapport « Dessine-moi un mouton » (CentraleSupélec, 2017-2018), dont ce chapitre reprend les essais, demande la réponse $1$ où $xy > 0$ et $-1$ où $xy < 0$, et n’entraîne que sur les quatre coins $(\pm1, \pm1)$, tirés au hasard et présentés un par un.
#
# > **Un nom à corriger.** Le rapport appelle ce problème XOR. C’en est la *négation* : XOR est vrai quand les signes diffèrent. Rien n’en est plus facile ni plus difficile (il suffit de changer le signe des poids de la dernière couche), et nous gardons ces cibles ; mais comparez toujours la table de vérité au nom.
#
# Voici un réseau 2-4-1 (deux entrées, quatre neurones cachés, un neurone de sortie, tous en tanh), entraîné par *vos* fonctions : le gradient d’un point, un pas, et ainsi de suite.

# %% [markdown] lang="en"
# **Experiment: your network learns.** The report "Dessine-moi un mouton" (CentraleSupélec, 2017-2018), whose trials this chapter takes up, asks for the answer $1$ where $xy > 0$ and $-1$ where $xy < 0$, and trains on the four corners $(\pm1, \pm1)$ only, drawn at random and shown one by one.
#
# > **A name to correct.** The report calls this problem XOR. It is the *negation* of it: XOR is true when the signs differ. It makes nothing easier or harder (change the signs of the last layer's weights), and we keep these targets; but always compare the truth table with the name.
#
# Here is a 2-4-1 network (two inputs, four hidden neurons, one output neuron, all with tanh), trained by *your* functions: the gradient of one point, a step, and so on.

# %% show=true
corners = np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]])
corner_targets = np.array([[1.0], [-1.0], [-1.0], [1.0]])  # 1 where the signs agree: not XOR, its negation


def in_words(text):
    """Return a text with the decimal mark of the notebook's language."""
    return course.text(fr=text.replace(".", ","), en=text)


def draw_answers(ax, answer, title):
    """Draw what a network answers on the square, the four corners, and the axes where the quadrants meet."""
    plotting.decision_map(ax, lambda X: (answer(X) + 1) / 2, (-1.3, 1.3, -1.3, 1.3), n_points=101)
    plotting.scatter_classes(ax, corners, corner_targets[:, 0] > 0)
    ax.axhline(0, color="black", linestyle=":", linewidth=1)
    ax.axvline(0, color="black", linestyle=":", linewidth=1)
    ax.set_title(title, fontsize=13)
    ax.label_outer()


# %% experiment=true
def answer_of(params, X):
    """Return what a network of tanh layers answers."""
    for W, b in params:
        _, X = layer_forward(X, W, b, np.tanh)
    return X


rng = np.random.default_rng(2)
n_presentations = course.pace(quick=1_000, classroom=10_000, full=10_000)
params = [(rng.standard_normal((2, 4)), np.zeros(4)), (rng.standard_normal((4, 1)), np.zeros(1))]
moments = [0, n_presentations // 100, n_presentations // 10, n_presentations]
kept, errors = {}, []
for presentation in range(n_presentations + 1):
    if presentation in moments:
        kept[presentation] = params
    if presentation % 20 == 0:
        errors.append(squared_error(answer_of(params, corners), corner_targets)[0])
    i = rng.integers(4)
    layers = [(W, b, np.tanh, tanh_prime) for W, b in params]
    grads = backpropagate(layers, corners[i : i + 1], corner_targets[i : i + 1])
    params = descent_step(params, grads, 0.1)

# The same gradient from the course's library, which the experiments below use.
network = nn.Network([nn.Dense(W, b, nn.Tanh()) for W, b in params])
network.backward(nn.SquaredError()(network.forward(corners), corner_targets)[1])
ours = backpropagate([(W, b, np.tanh, tanh_prime) for W, b in params], corners, corner_targets)
gap = max(abs(dW - layer.dW).max() for (dW, _), layer in zip(ours, network.layers, strict=True))
print(
    course.text(
        fr=f"Plus grand écart entre vos dérivées et celles de helpers.numpy_nn : {gap:.0e}",
        en=f"Largest difference between your derivatives and those of helpers.numpy_nn: {gap:.0e}",
    )
)

fig = plotting.new_figure(width=11, height=6.4)
rows = fig.add_gridspec(2, 1, height_ratios=[1, 1.25])
top = fig.add_subplot(rows[0])
top.plot(np.arange(len(errors)) * 20, errors)
top.set(
    yscale="log",
    xlabel=course.text(fr="présentations", en="presentations"),
    ylabel=course.text(fr="erreur $E$ sur les coins", en="error $E$ on the corners"),
    title=course.text(fr="Le réseau apprend les quatre coins", en="The network learns the four corners"),
)
bottom = rows[1].subgridspec(1, 4)
for column, moment in enumerate(moments):
    ax = fig.add_subplot(bottom[column])
    draw_answers(
        ax,
        lambda X: answer_of(kept[moment], X),
        course.text(fr=f"{moment} présentations", en=f"{moment} presentations"),
    )
plotting.show(
    fig,
    alt=course.text(
        fr=f"En haut, l’erreur sur les quatre coins, qui tombe de {errors[0]:.2g} à {errors[-1]:.2g} en {n_presentations} "
        "présentations. En bas, la carte des réponses à quatre moments : une frontière d’abord quelconque se plie jusqu’à "
        "mettre les quatre coins du bon côté.",
        en=f"Top, the error on the four corners, which falls from {errors[0]:.2g} to {errors[-1]:.2g} in {n_presentations} "
        "presentations. Bottom, the map of the answers at four moments: a boundary that was arbitrary at first bends until "
        "the four corners are on the right side.",
    ),
)

# %% [markdown] lang="fr"
# Regardez la dernière carte : les quatre coins sont justes, et pourtant la frontière n’a rien des axes en pointillé qui séparent les quadrants. C’est le sujet de la section 10.
#
# ## 9. Qu’est-ce qu’une réussite ?
#
# Un réseau a réussi ou non ; encore faut-il dire ce que l’on entend par là, et combien d’essais il faut pour l’affirmer.
#
# **Réussir en un point.** Comme le rapport, tenons une réponse pour juste si son erreur relative à l’écart des deux cibles, $2$, est *strictement* inférieure à 50 % : $\lvert y - t \rvert / 2 < \tfrac12$. Une sortie nulle ne réussit jamais.
#
# ### Exercice 8 : `success_rate` (1 point)
#
# Renvoyez la part des réponses justes, entre 0 et 1.

# %% [markdown] lang="en"
# Look at the last map: the four corners are right, and yet the boundary is nothing like the dotted axes that separate the quadrants. This is the subject of section 10.
#
# ## 9. What is a success?
#
# A network has succeeded or not; we still have to say what we mean by it, and how many runs it takes to claim it.
#
# **Success at one point.** As the report does, let us call an answer right if its error, relative to the distance $2$ of the two targets, is *strictly* below 50 %: $\lvert y - t \rvert / 2 < \tfrac12$. An output of zero never succeeds.
#
# ### Exercise 8: `success_rate` (1 point)
#
# Return the share of right answers, between 0 and 1.


# %% solution="success_rate"
def success_rate(Y, T):
    """Return the share of answers whose relative error |y - t| / 2 is below 1/2, strictly.

    Parameters
    ----------
    Y : (n,) or (n, 1) array
        Answers, any real numbers. It is not modified, nor is T.
    T : array of the shape of Y
        Targets, 1 and -1.

    Returns
    -------
    float
        Between 0 and 1.

    Examples
    --------
    >>> float(success_rate(np.array([0.9, 0.1, -0.2, 0.0]), np.array([1.0, 1.0, 1.0, 1.0])))
    0.5
    """
    ### BEGIN SOLUTION
    return np.mean(np.abs(Y - T) / 2 < 0.5)
    ### END SOLUTION


# %% test="success_rate" points=1
T = np.array([1.0, -1.0, 1.0, -1.0, 1.0])
expect.close(
    success_rate(np.array([0.8, -0.1, -0.3, 0.4, 0.5]), T),
    0.6,
    fr="trois réponses sur cinq sont à moins de 1 de leur cible : une part, entre 0 et 1",
    en="three answers of five are within 1 of their target: a share, between 0 and 1",
)
expect.close(
    success_rate(np.array([0.0, 0.0, 1e-9, -1e-9, 0.0]), T),
    0.4,
    fr="une sortie nulle est à 1 exactement de sa cible : l’inégalité est stricte",
    en="an output of zero is at exactly 1 from its target: the inequality is strict",
)
### BEGIN HIDDEN TESTS
expect.close(
    success_rate(np.array([2.5, 1.9, -2.0, -1.9]), np.array([1.0, 1.0, -1.0, -1.0])),
    0.5,
    fr="trop loin du bon côté, c’est encore une erreur : comparez |y - t| / 2, pas les signes",
    en="too far on the right side is still an error: compare |y - t| / 2, not the signs",
)
rng = np.random.default_rng(29)
Y, signs = rng.uniform(-1, 1, size=(40, 1)), rng.choice([-1.0, 1.0], size=(40, 1))
with expect.unchanged(Y, signs):
    share = success_rate(Y, signs)
expect.shape(share, (), fr="un nombre, aussi pour des colonnes", en="one number, for columns too")
expect.close(
    share,
    sum(1 for y, t in zip(Y[:, 0], signs[:, 0], strict=True) if y * t > 0) / 40,
    fr="essayé avec une colonne (n, 1)",
    en="tried with a column (n, 1)",
)
expect.close(success_rate(Y[::3], signs[::3]), np.count_nonzero(Y[::3] * signs[::3] > 0) / 14)
expect.close(
    success_rate(np.array([-0.5]), np.array([1.0])), 0.0, fr="essayé avec un seul point", en="tried with a single point"
)
expect.close(success_rate(np.array([1.0, -1.0], dtype=np.float32), np.array([1, -1])), 1.0)
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# **Réussir un essai sur combien ?** Un apprentissage dépend des poids de départ et de l’ordre des points : c’est un tirage. Un *essai* réussit s’il finit avec les quatre coins justes. Si $k$ essais sur $n$ réussissent, la probabilité $p$ de réussir vaut environ $\hat p = k/n$, mais à combien près ?
#
# La formule des manuels, $\hat p \pm z \sqrt{\hat p(1 - \hat p)/n}$ avec $z = 1{,}96$ pour 95 %, a un défaut que ce chapitre rencontre sans cesse : après 20 réussites sur 20, elle affirme $p = 1$ avec une marge *nulle*. Wilson (1927) prend la question dans le bon sens : quels sont les $p$ pour lesquels l’observation $\hat p$ n’est pas surprenante,
#
# $$\lvert \hat p - p \rvert \le z \sqrt{\frac{p(1 - p)}{n}}\ ?$$
#
# C’est une inéquation du second degré en $p$ ; ses solutions forment l’intervalle
#
# $$\frac{\hat p + \dfrac{z^2}{2n} \pm z \sqrt{\dfrac{\hat p(1 - \hat p)}{n} + \dfrac{z^2}{4n^2}}}{1 + \dfrac{z^2}{n}}. \tag{6}$$
#
# ### Exercice 9 : `proportion_interval` (1 point)
#
# Écrivez l’intervalle de Wilson. Tous les chapitres suivants s’en serviront.

# %% [markdown] lang="en"
# **Success in how many runs?** A training depends on its first weights and on the order of the points: it is a draw. A *run* succeeds if it ends with the four corners right. If $k$ runs out of $n$ succeed, the probability $p$ of success is about $\hat p = k/n$, but how well is it known?
#
# The textbook formula, $\hat p \pm z \sqrt{\hat p(1 - \hat p)/n}$ with $z = 1.96$ for 95 %, has a defect that this chapter meets all the time: after 20 successes out of 20 it claims $p = 1$ with a margin of *zero*. Wilson (1927) asks the question the right way round: which are the $p$ for which the observation $\hat p$ is no surprise,
#
# $$\lvert \hat p - p \rvert \le z \sqrt{\frac{p(1 - p)}{n}}\ ?$$
#
# This is an inequality of the second degree in $p$; its solutions form the interval
#
# $$\frac{\hat p + \dfrac{z^2}{2n} \pm z \sqrt{\dfrac{\hat p(1 - \hat p)}{n} + \dfrac{z^2}{4n^2}}}{1 + \dfrac{z^2}{n}}. \tag{6}$$
#
# ### Exercise 9: `proportion_interval` (1 point)
#
# Write Wilson's interval. All later chapters will use it.


# %% solution="proportion_interval"
def proportion_interval(k, n, z=1.96):
    """Return Wilson's interval for a probability, from k successes in n independent trials.

    Parameters
    ----------
    k : int
        Successes, from 0 to n.
    n : int
        Trials, at least 1.
    z : float
        How many standard deviations are no surprise: 1.96 for 95 %.

    Returns
    -------
    low, high : float
        Ends of the interval, in [0, 1] up to rounding.

    Examples
    --------
    >>> low, high = proportion_interval(8, 10)
    >>> round(low, 4), round(high, 4)
    (0.4902, 0.9433)
    """
    ### BEGIN SOLUTION
    share = k / n
    middle = share + z**2 / (2 * n)
    half_width = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    scale = 1 + z**2 / n
    return (middle - half_width) / scale, (middle + half_width) / scale
    ### END SOLUTION


# %% test="proportion_interval" points=1
low, high = expect.unpack(proportion_interval(8, 10), 2, fr="renvoyez (low, high)", en="return (low, high)")
expect.close(low, 0.490157, rtol=1e-5, fr="8 sur 10 : de 0,4902 à 0,9433", en="8 of 10: from 0.4902 to 0.9433")
expect.close(high, 0.943319, rtol=1e-5, fr="8 sur 10 : de 0,4902 à 0,9433", en="8 of 10: from 0.4902 to 0.9433")
low, high = expect.unpack(proportion_interval(20, 20), 2)
expect.close(
    (low, high),
    (0.838870, 1.0),
    rtol=1e-5,
    fr="20 réussites sur 20 ne prouvent pas p = 1 : l’intervalle va de 0,839 à 1",
    en="20 successes out of 20 do not prove p = 1: the interval goes from 0.839 to 1",
)
### BEGIN HIDDEN TESTS
for k, n, z in [(0, 1, 1.96), (1, 1, 1.96), (3, 7, 1.0), (50, 100, 2.5758), (1, 1000, 1.96), (999_000, 1_000_000, 3.0)]:
    low, high = expect.unpack(proportion_interval(k, n, z), 2)
    hint = {"fr": f"essayé avec k = {k}, n = {n}, z = {z}", "en": f"tried with k = {k}, n = {n}, z = {z}"}
    expect.within(low, -1e-9, k / n + 1e-9, **hint)
    expect.within(high, k / n - 1e-9, 1 + 1e-9, **hint)
    # The ends are where the observation is exactly z standard deviations away: they solve this equation.
    roots = np.sort(np.roots([1 + z**2 / n, -(2 * k / n + z**2 / n), (k / n) ** 2]).real)
    expect.close((low, high), roots, rtol=1e-5, atol=1e-7, **hint)
low, high = expect.unpack(proportion_interval(k=0, n=10, z=1.96), 2)
expect.close(
    (low, high), (0.0, 0.277540), rtol=1e-5, atol=1e-7, fr="0 sur 10 : de 0 à 0,2775", en="0 of 10: from 0 to 0.2775"
)
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# **Expérience : un intervalle tient-il parole ?** « À 95 % » veut dire : pour toute valeur de $p$, l’intervalle contient $p$ dans 95 % des expériences. Cela se calcule exactement : on ajoute les probabilités binomiales des $k$ dont l’intervalle contient $p$.

# %% [markdown] lang="en"
# **Experiment: does an interval keep its word?** "At 95 %" means: for every value of $p$, the interval contains $p$ in 95 % of the experiments. This can be computed exactly: add up the binomial probabilities of the $k$ whose interval contains $p$.

# %% experiment=true
from math import comb

n_runs = 100
counts = np.arange(n_runs + 1)
wilson = np.array([proportion_interval(int(k), n_runs) for k in counts])
textbook = np.array(
    [k / n_runs + np.array([-1.96, 1.96]) * np.sqrt(k / n_runs * (1 - k / n_runs) / n_runs) for k in counts]
)
chances = np.linspace(0.005, 0.995, 397)
binomial = np.array([[comb(n_runs, int(k)) * p**k * (1 - p) ** (n_runs - k) for k in counts] for p in chances])


def coverage(ends):
    """Return, for each chance p, the probability that the interval of the observed count contains p."""
    inside = (ends[:, 0] <= chances[:, None]) & (chances[:, None] <= ends[:, 1])
    return (binomial * inside).sum(axis=1)


fig, ax = plotting.subplots(width=8.5, height=4.4)
ax.plot(
    chances, coverage(textbook), "--", linewidth=1.4, label=course.text(fr="formule des manuels", en="textbook formula")
)
ax.plot(chances, coverage(wilson), "-", linewidth=1.4, label=course.text(fr="Wilson (la vôtre)", en="Wilson (yours)"))
ax.axhline(0.95, color="black", linestyle=":", label="0,95" if course.language() == "fr" else "0.95")
ax.set(
    ylim=(0.35, 1.01),
    xlabel=course.text(fr="vraie probabilité $p$", en="true probability $p$"),
    ylabel=course.text(fr="part des intervalles qui contiennent $p$", en="share of intervals that contain $p$"),
    title=course.text(
        fr="100 essais : près de 0 et de 1, la formule des manuels ment",
        en="100 runs: near 0 and 1 the textbook formula lies",
    ),
)
ax.legend(loc="lower center")
plotting.show(
    fig,
    alt=course.text(
        fr="Part des intervalles qui contiennent p, selon p, pour 100 essais. Wilson oscille autour de 0,95 sans descendre sous "
        f"{in_words(f'{coverage(wilson).min():.2f}')}. La formule des manuels reste un peu au-dessous de 0,95 au milieu et s’effondre aux "
        f"deux bouts, jusqu’à {in_words(f'{coverage(textbook).min():.2f}')}.",
        en="Share of intervals that contain p, against p, for 100 runs. Wilson oscillates around 0.95 and never falls below "
        f"{coverage(wilson).min():.2f}. The textbook formula stays a little below 0.95 in the middle and collapses at both "
        f"ends, down to {coverage(textbook).min():.2f}.",
    ),
)

# %% [markdown] lang="fr"
# **Ce qu’on lit.** Aucun des deux intervalles ne tient exactement 95 % (k est entier, d’où les dents), mais celui de Wilson ne s’en écarte guère, alors que l’autre, pour $p$ proche de 0 ou de 1, ne contient souvent pas la vraie valeur. C’est précisément là que nous travaillons : un bon réseau réussit presque toujours.
#
# ## 10. Quatre affirmations à l’épreuve, et une question
#
# Le rapport de 2017-2018 décrit ses essais sur XOR par des phrases et des figures. Reprenons-les avec assez d’essais pour savoir. Cibles, structures et nombre de présentations (10 000) sont les siens, de même que $\eta = 0{,}5$ pour 2-2-2-1. Ce qu’il ne précise pas, nous le choisissons : tanh partout, poids de départ tirés selon $\mathcal N(0, 1)$, biais nuls, un point par pas.
#
# Un réseau de neuf paramètres tient dans quelques octets ; en entraîner cent *à la fois* coûte un tiers de plus qu’un seul. C’est ce que fait `helpers.numpy_nn`, avec vos formules et un axe de plus dans chaque tableau. Dans les figures, vos essais sont en couleur, et les résultats enregistrés à l’allure complète (500 essais par réglage) en gris.

# %% [markdown] lang="en"
# **What we read.** Neither interval keeps exactly to 95 % (k is a whole number, hence the teeth), but Wilson's hardly strays, while the other one, for $p$ near 0 or 1, often misses the true value. That is precisely where we work: a good network nearly always succeeds.
#
# ## 10. Four claims put to the test, and a question
#
# The report of 2017-2018 describes its trials on XOR in sentences and figures. Let us repeat them with enough runs to know. Targets, structures and the number of presentations (10,000) are its own, and so is $\eta = 0.5$ for 2-2-2-1. What it leaves open we choose: tanh everywhere, first weights drawn from $\mathcal N(0, 1)$, zero biases, one point a step.
#
# A network of nine parameters fits into a few bytes; training a hundred of them *at once* costs a third more than one. This is what `helpers.numpy_nn` does, with your formulas and one more axis in every array. In the figures your runs are in colour, and the results recorded at full pace (500 runs per setting) in grey.


# %% show=true
STRUCTURES = {"2-2-1": [2, 2, 1], "2-4-1": [2, 4, 1], "2-2-2-1": [2, 2, 2, 1]}
GREY = {"color": "0.55", "zorder": 1}
TANH = nn.Tanh()


def draw_presentations(place, n_presentations, rng):
    """Return points and their targets: corners drawn at random, or points of the whole square."""
    if place == "corners":
        drawn = rng.integers(4, size=n_presentations)
        return corners[drawn], corner_targets[drawn]
    X = rng.uniform(-1, 1, size=(n_presentations, 2))
    return X, np.where(X[:, :1] * X[:, 1:] > 0, 1.0, -1.0)


def train_many(
    sizes,
    n_runs,
    n_presentations,
    *,
    lr,
    place="corners",
    hidden=TANH,
    output=TANH,
    layer=nn.Dense,
    every=None,
):
    """Train many networks as one, each with first weights and an order of the points of its own.

    Returns the networks, how many presentations they had seen at each look, and what they answered then at the
    corners, (n_looks, n_runs, 4, 1).
    """
    rng = np.random.default_rng(20)
    networks = nn.make_network(
        sizes, hidden=hidden, output=output, initialise=nn.standard_normal, rng=rng, n_networks=n_runs
    )
    networks = nn.Network([layer(one.W, one.b, one.activation) for one in networks.layers])
    X, T = draw_presentations(place, n_presentations, rng)
    look = nn.Evaluate("answers", lambda networks: networks.forward(corners), every or n_presentations)
    history = nn.train(
        networks,
        X,
        T,
        loss=nn.SquaredError(),
        optimiser=nn.SGD(lr=lr),
        n_epochs=1,
        batch_size=1,
        rng=rng,
        callbacks=[look],
    )
    looks = history.records["answers"]
    return networks, looks.steps, looks.values


# %% experiment=true
def count_successes(answers):
    """Return how many networks get all four corners right; answers has shape (n_runs, 4, 1)."""
    return sum(success_rate(Y, corner_targets) == 1 for Y in answers)


def draw_shares(ax, places, successes, n_runs, *, across=False, **style):
    """Draw shares of successful runs with their intervals, upwards or across."""
    shares = np.array(successes) / n_runs
    ends = np.array([proportion_interval(int(k), int(n)) for k, n in np.broadcast(successes, n_runs)])
    margins = np.clip([shares - ends[:, 0], ends[:, 1] - shares], 0, 1)
    style = {"linestyle": "none", "capsize": 4, **style}
    if across:
        ax.errorbar(shares, places, xerr=margins, **style)
    else:
        ax.errorbar(places, shares, yerr=margins, **style)


def print_share(name, k, n):
    """Print a share of successful runs, with its interval at 95 %."""
    low, high = np.clip(proportion_interval(int(k), int(n)), 0, 1)  # a rounding error may give -1e-17
    print(
        in_words(f"{name:32s} {k:4d} / {n} = {100 * k / n:5.1f} %")
        + in_words(
            course.text(
                fr=f"  (de {100 * low:.1f} à {100 * high:.1f} %)", en=f"  (from {100 * low:.1f} to {100 * high:.1f} %)"
            )
        )
    )


print_share(course.text(fr="20 réussites sur 20 :", en="20 successes out of 20:"), 20, 20)

# %% [markdown] lang="fr"
# ### Première affirmation : le réseau trouve les quadrants
#
# Les figures du rapport montrent des cartes que l’on lit comme quatre quadrants, alors que le réseau n’a vu que quatre points. Or une infinité de cartes mettent les quatre coins du bon côté. La plus simple est une **bande** droite le long d’une diagonale.
#
# *Que vaut la meilleure bande ?* Prenons $\lvert x_1 - x_2 \rvert < c$, réponse $1$ dedans, $-1$ dehors, dans le carré d’aire 4. Dans chacun des deux quadrants où $x_1 x_2 < 0$, elle se trompe sur un triangle d’aire $c^2/2$. Dans chacun des deux autres, elle oublie deux triangles, d’aire totale $(1 - c)^2$. En tout, l’erreur a pour aire
#
# $$2 \cdot \frac{c^2}{2} + 2\,(1 - c)^2 = 3c^2 - 4c + 2, \qquad\text{minimale en } c = \tfrac23, \text{ où elle vaut } \tfrac23.$$
#
# Cette bande est donc en accord avec les quadrants sur $1 - \tfrac{2/3}{4} = \tfrac56$ du carré. Et dans les autres directions ? Calculons : le long de chaque droite d’une direction donnée, mesurons de combien les points de cible $1$ l’emportent sur les autres. Une bande est un intervalle de telles droites ; la meilleure est l’intervalle sur lequel cet excès, ou son opposé, a la plus grande intégrale.

# %% [markdown] lang="en"
# ### First claim: the network finds the quadrants
#
# The figures of the report show maps that one reads as four quadrants, although the network saw four points only. But infinitely many maps put the four corners on the right side. The simplest is a straight **band** along a diagonal.
#
# *How good is the best band?* Take $\lvert x_1 - x_2 \rvert < c$, answer $1$ inside, $-1$ outside, in the square of area 4. In each of the two quadrants where $x_1 x_2 < 0$ it is wrong on a triangle of area $c^2/2$. In each of the two others it misses two triangles, of total area $(1 - c)^2$. In all, it is wrong on the area
#
# $$2 \cdot \frac{c^2}{2} + 2\,(1 - c)^2 = 3c^2 - 4c + 2, \qquad\text{least at } c = \tfrac23, \text{ where it is } \tfrac23.$$
#
# So this band agrees with the quadrants on $1 - \tfrac{2/3}{4} = \tfrac56$ of the square. And in other directions? Let us compute: along each line of a given direction, measure by how much the points of target $1$ outweigh the others. A band is an interval of such lines; the best one is the interval on which this excess, or its opposite, has the largest integral.


# %% show=true
def make_grid(n):
    """Return the middles of n × n tiles of the square, and the answer of the quadrants there."""
    ticks = (np.arange(n) + 0.5) * 2 / n - 1
    X = np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2)
    return X, np.where(X[:, :1] * X[:, 1:] > 0, 1.0, -1.0)


def best_band(angle):
    """Return how much of the square a straight band across a direction can agree with the quadrants on, at best."""
    d1, d2 = np.cos(angle), np.sin(angle)
    offsets = np.linspace(-1.5, 1.5, 3001)
    excess = np.zeros_like(offsets)  # along the line d1 x1 + d2 x2 = offset: length with target 1 minus length with -1
    for sign1 in (-1, 1):
        for sign2 in (-1, 1):  # where the line enters and leaves this quadrant of the square
            ends1 = (offsets * d1 - np.array([[0], [sign1]])) / d2
            ends2 = (np.array([[0], [sign2]]) - offsets * d2) / d1
            length = np.minimum(ends1.max(axis=0), ends2.max(axis=0)) - np.maximum(ends1.min(axis=0), ends2.min(axis=0))
            excess += sign1 * sign2 * np.maximum(length, 0)
    sums = np.cumsum(excess) * (offsets[1] - offsets[0])
    return 0.5 + max(np.max(sums - np.minimum.accumulate(sums)), np.max(np.maximum.accumulate(sums) - sums)) / 4


grid, quadrants = make_grid(100)
degrees = np.arange(0.25, 180, 0.5)
best = [best_band(angle) for angle in np.deg2rad(degrees)]

fig, (left, right) = plotting.subplots(1, 2, width=10.5, height=4.4, width_ratios=[1, 1.5])
plotting.decision_map(left, lambda X: np.where(abs(X[:, 0] - X[:, 1]) < 2 / 3, 1.0, 0.0), (-1.1, 1.1, -1.1, 1.1))
plotting.scatter_classes(left, corners, corner_targets[:, 0] > 0)
left.axhline(0, color="black", linestyle=":")
left.axvline(0, color="black", linestyle=":")
left.set_title(course.text(fr="La meilleure bande", en="The best band"))
right.plot(degrees, best)
right.axhline(5 / 6, color="black", linestyle="--")
right.text(90, 5 / 6 + 0.004, "5/6", ha="center", fontsize=12)
right.set(
    ylim=(0.48, 0.87),
    xticks=[0, 45, 90, 135, 180],
    xlabel=course.text(fr="direction perpendiculaire à la bande (degrés)", en="direction across the band (degrees)"),
    ylabel=course.text(fr="accord avec les quadrants", en="agreement with the quadrants"),
    title=course.text(fr="Aucune bande ne dépasse 5/6", en="No band exceeds 5/6"),
)
plotting.show(
    fig,
    alt=course.text(
        fr="À gauche, le carré et la bande le long de la diagonale x1 = x2, de demi-largeur c = 2/3 ; les axes en pointillé "
        "montrent les quadrants qu’elle devrait suivre. À droite, l’accord de la meilleure bande selon sa direction : 1/2 à 0, "
        f"90 et 180 degrés, et deux sommets, à 45 et 135 degrés, qui atteignent 5/6 ({in_words(f'{max(best):.3f}')}).",
        en="Left, the square and the band along the diagonal x1 = x2, of half-width c = 2/3; the dotted axes show the quadrants "
        "that it should follow. Right, the agreement of the best band against its direction: 1/2 at 0, 90 and 180 degrees, "
        f"and two peaks, at 45 and 135 degrees, which reach 5/6 ({max(best):.3f}).",
    ),
)

# %% [markdown] lang="fr"
# Entraînons maintenant les trois structures du rapport, avec $\eta = 0{,}1$, de deux façons : sur les quatre coins seulement, puis sur autant de points tirés dans tout le carré. Les cartes montrent, pour chaque cas, l’essai *médian* parmi ceux qui finissent avec les quatre coins justes : ni le plus beau, ni le plus laid.

# %% [markdown] lang="en"
# Now let us train the three structures of the report, with $\eta = 0.1$, in two ways: on the four corners only, then on as many points drawn in the whole square. The maps show, for each case, the *median* run among those that end with the four corners right: neither the finest nor the ugliest.

# %% experiment=true
n_runs = course.pace(quick=20, classroom=100, full=500)
n_presentations = course.pace(quick=1_000, classroom=10_000, full=10_000)
places = {
    "corners": course.text(fr="quatre coins", en="four corners"),
    "square": course.text(fr="tout le carré", en="whole square"),
}
agreements, table = (
    {},
    {name: [] for name in ("place", "structure", "n_runs", "n_right", "mean", "half_width", "highest")},
)
fig, axes = plotting.subplots(2, 3, width=10.5, height=7.2, sharex=True, sharey=True)
for row, place in enumerate(places):
    for ax, (structure, sizes) in zip(axes[row], STRUCTURES.items(), strict=True):
        networks, _, answers = train_many(sizes, n_runs, n_presentations, lr=0.1, place=place)
        right_runs = [j for j, Y in enumerate(answers[-1]) if success_rate(Y, corner_targets) == 1]
        shares = np.array([success_rate(Y, quadrants) for Y in networks.forward(grid)])[right_runs]
        agreements[place, structure] = shares
        half_width = 1.96 * shares.std(ddof=1) / np.sqrt(len(shares))
        row_values = place, structure, n_runs, len(shares), shares.mean(), half_width, shares.max()
        for column, value in zip(table.values(), row_values, strict=True):
            column.append(value)
        median = networks.pick(right_runs[np.argsort(shares)[len(shares) // 2]])
        title = in_words(f"{structure} : {100 * np.sort(shares)[len(shares) // 2]:.0f} %")
        draw_answers(ax, median.forward, title if course.language() == "fr" else title.replace(" :", ":"))
        ax.set(xlim=(-1.1, 1.1), ylim=(-1.1, 1.1))
    axes[row, 0].set_ylabel(f"{places[place]}\n$x_2$")
if course.pace_name() == "full":
    recorded.save("02_xor_backprop", "quadrants", table)
plotting.show(
    fig,
    alt=course.text(
        fr="Six cartes. En haut, entraînées sur les coins : des bandes en diagonale ou des régions arrondies, loin des axes. En bas, "
        "entraînées sur tout le carré : 2-2-1 dessine une bande, 2-4-1 suit assez bien les axes, 2-2-2-1 fait l’un ou l’autre "
        "selon les essais. Accord avec les quadrants : "
        + ", ".join(f"{share.mean():.2f}" for share in agreements.values()).replace(".", ",")
        + " en moyenne.",
        en="Six maps. Top, trained on the corners: diagonal bands or rounded regions, far from the axes. Bottom, trained on the whole "
        "square: 2-2-1 draws a band, 2-4-1 follows the axes rather well, 2-2-2-1 does one or the other according to the run. Agreement with the quadrants: "
        + ", ".join(f"{share.mean():.2f}" for share in agreements.values())
        + " on average.",
    ),
)

# %% experiment=true
rng = np.random.default_rng(0)
known = recorded.load("02_xor_backprop", "quadrants")
fig, ax = plotting.subplots(width=9.5, height=4.8)
for position, ((place, structure), shares) in enumerate(agreements.items()):
    color, marker = plotting.CLASS_COLORS[place == "square"], plotting.CLASS_MARKERS[place == "square"]
    heights = position + rng.uniform(-0.28, 0.28, size=len(shares))
    ax.plot(shares, heights, marker, color=color, markersize=4, alpha=0.45, linestyle="none")
    ax.plot(known["mean"][position], position, "D", color="black", markersize=9, markerfacecolor="white")
    print(
        in_words(
            f"{places[place]:14s} {structure:8s} {len(shares):4d} / {n_runs}   {shares.mean():.3f} ± {table['half_width'][position]:.3f}   max {shares.max():.3f}"
        )
    )
ax.axvline(5 / 6, color="black", linestyle="--")
ax.text(5 / 6 + 0.004, 5.62, "5/6", fontsize=12)
ax.set(
    yticks=range(6),
    yticklabels=[f"{structure}, {places[place]}" for place, structure in agreements],
    ylim=(5.85, -0.6),
    xlim=(0.5, 1.0),
    xlabel=course.text(
        fr="accord avec les quadrants (part du carré)", en="agreement with the quadrants (share of the square)"
    ),
    title=course.text(
        fr="Quatre coins justes ne font pas quatre quadrants", en="Four right corners do not make four quadrants"
    ),
)
plotting.show(
    fig,
    alt=course.text(
        fr="Un point par essai aux quatre coins justes, et un losange pour la moyenne enregistrée : l’accord avec les quadrants, "
        "pour trois structures et deux façons d’entraîner. Sur les coins, les nuages s’étalent autour de 0,75 à 0,8. Sur le "
        "carré, 2-2-1 vient buter contre 5/6, 2-4-1 le dépasse presque toujours, et 2-2-2-1 se partage en deux groupes.",
        en="One dot per run with the four corners right, and a diamond for the recorded mean: the agreement with the quadrants, "
        "for three structures and two ways of training. On the corners the clouds spread around 0.75 to 0.8. On the square "
        "2-2-1 comes up against 5/6, 2-4-1 nearly always exceeds it, and 2-2-2-1 splits into two groups.",
    ),
)

# %% [markdown] lang="fr"
# **Ce qu’on lit**, à l’allure complète (500 essais par cas ; moyenne sur ceux qui ont les quatre coins justes, avec son intervalle à 95 %) :
#
# | accord avec les quadrants | 2-2-1 | 2-4-1 | 2-2-2-1 |
# | --- | --- | --- | --- |
# | entraîné sur les coins | 0,767 ± 0,001 | 0,811 ± 0,004 | 0,799 ± 0,004 |
# | entraîné sur le carré | 0,823 ± 0,001 | 0,934 ± 0,003 | 0,881 ± 0,007 |
#
# - **L’affirmation ne tient pas.** Entraîné sur les coins, aucun des trois réseaux n’approche en moyenne les quadrants ; tous font même moins bien que la meilleure bande ($5/6 \approx 0{,}833$). Quelques essais tombent près des axes (le meilleur 2-4-1 est à 0,973) : en montrer un, c’est montrer un coup de chance.
# - Avec des points de tout le carré, 2-4-1 les trouve bien mieux, et 2-2-2-1 selon l’essai : 165 des 398 sont au-delà de 0,9, 231 ne dépassent pas la bande, et il n’y a presque rien entre les deux. Ce sont les mêmes réseaux et le même nombre de présentations : il manquait les données, pas les neurones.
# - 2-2-1, lui, s’arrête à la bande : le meilleur de ses 373 essais est à 0,8335, soit 5/6 à la finesse de la grille près. Plus de données n’y peuvent rien ; vous direz pourquoi (question 1).
#
# Quatre exemples disent ce qu’il faut répondre en quatre points. Entre eux, c’est la structure et le tirage de départ qui parlent.

# %% [markdown] lang="en"
# **What we read**, at full pace (500 runs per case; mean over those that get the four corners right, with its 95 % interval):
#
# | agreement with the quadrants | 2-2-1 | 2-4-1 | 2-2-2-1 |
# | --- | --- | --- | --- |
# | trained on the corners | 0.767 ± 0.001 | 0.811 ± 0.004 | 0.799 ± 0.004 |
# | trained on the square | 0.823 ± 0.001 | 0.934 ± 0.003 | 0.881 ± 0.007 |
#
# - **The claim does not hold.** Trained on the corners, none of the three networks comes close to the quadrants on average; all do even worse than the best band ($5/6 \approx 0.833$). A few runs fall near the axes (the best 2-4-1 is at 0.973): to show one of these is to show a stroke of luck.
# - With points from the whole square, 2-4-1 finds them much better, and 2-2-2-1 according to the run: 165 of the 398 are beyond 0.9, 231 do not exceed the band, and there is next to nothing in between. They are the same networks and the same number of presentations: data were missing, not neurons.
# - 2-2-1 stops at the band: the best of its 373 runs is at 0.8335, that is 5/6 up to the fineness of the grid. More data cannot help; you will say why (question 1).
#
# Four examples tell what to answer at four points. In between, the structure and the first draw have their say.

# %% [markdown] lang="fr"
# ### Deuxième affirmation : trois structures, trois comportements
#
# Mêmes réglages pour les trois, $\eta = 0{,}5$ : quelle part des essais a les quatre coins justes, au fil de l’apprentissage ?

# %% [markdown] lang="en"
# ### Second claim: three structures, three behaviours
#
# The same settings for all three, $\eta = 0.5$: what share of the runs has the four corners right, as training goes on?

# %% experiment=true
n_runs = course.pace(quick=20, classroom=100, full=500)
n_presentations = course.pace(quick=1_000, classroom=10_000, full=10_000)
every = n_presentations // 20
table = {"structure": [], "presentations": [], "n_runs": [], "successes": []}
curves = {}
for structure, sizes in STRUCTURES.items():
    _, seen, answers = train_many(sizes, n_runs, n_presentations, lr=0.5, every=every)
    curves[structure] = seen, [count_successes(Y) for Y in answers]
    for moment, k in zip(*curves[structure], strict=True):
        for column, value in zip(table.values(), (structure, moment, n_runs, k), strict=True):
            column.append(value)
if course.pace_name() == "full":
    recorded.save("02_xor_backprop", "structures", table)
known = recorded.load("02_xor_backprop", "structures")

fig, ax = plotting.subplots(width=9.5, height=4.8)
for (structure, (seen, successes)), color, style in zip(
    curves.items(), ("blue", "vermilion", "green"), plotting.LINE_STYLES, strict=False
):
    rows = known["structure"] == structure
    ax.plot(known["presentations"][rows], known["successes"][rows] / known["n_runs"][rows], style, **GREY)
    low, high = np.transpose([proportion_interval(k, n_runs) for k in successes])
    color = plotting.OKABE_ITO[color]
    ax.fill_between(seen, low, high, color=color, alpha=0.18, linewidth=0)
    ax.plot(seen, np.array(successes) / n_runs, style, color=color, label=structure)
    print_share(structure, successes[-1], n_runs)
ax.set(
    ylim=(-0.02, 1.02),
    xlabel=course.text(fr="présentations", en="presentations"),
    ylabel=course.text(fr="part des essais réussis", en="share of successful runs"),
    title=course.text(fr="Qui réussit, et quand ?", en="Who succeeds, and when?"),
)
ax.legend(loc="lower right", title=course.text(fr="structure (bande : 95 %)", en="structure (band: 95 %)"))
plotting.show(
    fig,
    alt=course.text(
        fr="Part des essais réussis selon le nombre de présentations, pour trois structures, avec intervalles de Wilson ; en gris, "
        "les résultats enregistrés. Les courbes montent vite, puis très lentement ; 2-2-2-1 reste au-dessus des deux autres, et "
        "2-4-1, parti le plus lentement, rejoint puis dépasse un peu 2-2-1.",
        en="Share of successful runs against the number of presentations, for three structures, with Wilson intervals; in grey, "
        "the recorded results. The curves rise fast, then very slowly; 2-2-2-1 stays above the two others, and 2-4-1, which "
        "was the slowest to start, catches up with 2-2-1 and gets slightly ahead.",
    ),
)

# %% [markdown] lang="fr"
# **Ce qu’on lit.** Après 10 000 présentations, à l’allure complète, réussissent : 71,4 % des 2-2-1 (de 67,3 à 75,2), 75,0 % des 2-4-1 (de 71,0 à 78,6), 83,0 % des 2-2-2-1 (de 79,5 à 86,0). L’avance de 2-2-2-1 est établie ; celle de 2-4-1 sur 2-2-1 ne l’est pas (3,6 points, à 5,5 près). Avec vos essais seuls, presque rien n’est établi : comptez combien il en faudrait.
#
# Deux surprises. Au début, 2-4-1 est le *plus lent* : après 500 présentations, 43 % contre 59 % pour 2-2-1. Et son rang dépend du pas : avec $\eta = 0{,}1$, dans l’expérience précédente, il réussissait 87 fois sur 100 (435 sur 500), contre 79 pour 2-2-1 (395 sur 500), et cette fois les intervalles sont disjoints. « Telle structure est meilleure » ne veut rien dire sans son pas d’apprentissage.

# %% [markdown] lang="en"
# **What we read.** After 10,000 presentations, at full pace, the successes are 71.4 % of the 2-2-1 (from 67.3 to 75.2), 75.0 % of the 2-4-1 (from 71.0 to 78.6), 83.0 % of the 2-2-2-1 (from 79.5 to 86.0). The lead of 2-2-2-1 is established; that of 2-4-1 over 2-2-1 is not (3.6 points, give or take 5.5). From your runs alone hardly anything is established: work out how many it would take.
#
# Two surprises. At first 2-4-1 is the *slowest*: after 500 presentations 43 %, against 59 % for 2-2-1. And its rank depends on the rate: with $\eta = 0.1$, in the experiment before, it succeeded 87 times out of 100 (435 of 500), against 79 for 2-2-1 (395 of 500), and this time the intervals are apart. "This structure is better" means nothing without its learning rate.

# %% [markdown] lang="fr"
# ### Troisième affirmation : 2-2-2-1 converge ou échoue
#
# Pour la structure 2-2-2-1 avec $\eta = 0{,}5$, le rapport dit que l’apprentissage tantôt converge, tantôt échoue. Est-ce vraiment l’un *ou* l’autre ? Regardons l’erreur $E$ sur les coins de chaque essai : si c’est vrai, l’histogramme a deux bosses et rien entre elles.

# %% [markdown] lang="en"
# ### Third claim: 2-2-2-1 converges or fails
#
# For the structure 2-2-2-1 with $\eta = 0.5$ the report says that training sometimes converges, sometimes fails. Is it really one *or* the other? Let us look at the error $E$ on the corners, run by run: if it is true, the histogram has two humps and nothing between them.

# %% experiment=true
n_runs = course.pace(quick=40, classroom=200, full=500)
n_presentations = course.pace(quick=1_000, classroom=10_000, full=100_000)
_, seen, answers = train_many(STRUCTURES["2-2-2-1"], n_runs, n_presentations, lr=0.5, every=n_presentations // 100)
final_errors = np.array([[squared_error(Y, corner_targets)[0] for Y in look] for look in answers])
bins = np.geomspace(1e-6, 2, 41)
looks = {seen[i]: np.histogram(final_errors[i], bins)[0] for i in (0, 9, 99)}
if course.pace_name() == "full":
    middle = (final_errors > 0.02) & (final_errors < 0.2)
    successes = [count_successes(Y) for Y in answers]
    recorded.save(
        "02_xor_backprop",
        "endings",
        {"presentations": seen, "n_runs": np.full(100, n_runs), "successes": successes, "between": middle.sum(axis=1)},
    )

failed = [Y for Y in answers[-1] if success_rate(Y, corner_targets) < 1]
alike = sum(any(abs(Y[i] - Y[j]) < 0.05 for i in (0, 3) for j in (1, 2)) for Y in failed)
print(
    course.text(
        fr=f"{len(failed)} essais en échec, dont {alike} répondent de même (à 0,05 près) en deux coins de cibles opposées, par exemple :",
        en=f"{len(failed)} failed runs, of which {alike} answer alike (within 0.05) at two corners of opposite targets, as:",
    )
)
for Y in failed[:4]:
    print(in_words("   ".join(f"{y:+.2f}" for y in Y[:, 0])))

fig, axes = plotting.subplots(1, 3, width=11, height=3.9, sharey=True)
for ax, (moment, counts) in zip(axes, looks.items(), strict=True):
    ax.stairs(counts, bins, fill=True, color=plotting.OKABE_ITO["sky"], edgecolor="black", linewidth=0.8)
    ax.axvspan(0.02, 0.2, color="0.9", zorder=0)
    n_between = np.count_nonzero(
        (final_errors[list(seen).index(moment)] > 0.02) & (final_errors[list(seen).index(moment)] < 0.2)
    )
    ax.set(
        xscale="log",
        xlabel=course.text(fr="erreur $E$ sur les coins", en="error $E$ on the corners"),
        title=course.text(
            fr=f"{moment} présentations\n(entre les deux : {n_between})",
            en=f"{moment} presentations\n(in between: {n_between})",
        ),
    )
    ax.title.set_fontsize(12)
    ax.yaxis.get_major_locator().set_params(integer=True)
axes[0].set_ylabel(course.text(fr=f"essais (sur {n_runs})", en=f"runs (of {n_runs})"))
plotting.show(
    fig,
    alt=course.text(
        fr="Trois histogrammes de l’erreur sur les coins, en échelle logarithmique, à trois moments. Au début une masse autour de "
        "E = 0,5 ; à la fin deux bosses séparées : l’une à gauche, qui continue à descendre, l’autre entre 0,25 et 0,5. Dans la "
        f"zone grise, de 0,02 à 0,2, il reste {n_between} essai(s).",
        en="Three histograms of the error on the corners, on a logarithmic scale, at three moments. At first one mass around "
        "E = 0.5; at the end two separate humps: one on the left, which goes on falling, the other between 0.25 and 0.5. In the "
        f"grey zone, from 0.02 to 0.2, there are {n_between} run(s) left.",
    ),
)

# %% [markdown] lang="fr"
# **Ce qu’on lit. L’affirmation tient.** Sur les 500 essais enregistrés à l’allure complète, aucun n’est entre les deux ($0{,}02 < E < 0{,}2$), à aucun des cent moments où l’on a regardé, de 1 000 à 100 000 présentations. À 10 000, 83,8 % ont réussi (de 80,3 à 86,8).
#
# Mais « échoué » n’est pas toujours définitif : à 100 000 présentations, 85,4 % ont réussi (de 82,0 à 88,2), soit huit essais de plus.
#
# *Pourquoi rien entre les deux ?* Regardez ce que répondent les réseaux en échec (la cellule en affiche) : à l’allure de la classe, dans les 30 échecs sur 30, deux coins de cibles opposées reçoivent la *même* réponse $a$, et les deux autres sont justes. L’erreur vaut alors $E = \frac{(a - 1)^2 + (a + 1)^2}{8} = \frac{1 + a^2}{4}$, un nombre entre 0,25 et 0,5, que chaque présentation de l’un des deux coins fait bouger. Le réseau a replié le plan de telle façon que deux coins y sont confondus ; pour en sortir, il lui faut d’abord les séparer.

# %% [markdown] lang="en"
# **What we read. The claim holds.** Of the 500 runs recorded at full pace none is in between ($0.02 < E < 0.2$), at none of the hundred moments when we looked, from 1,000 to 100,000 presentations. At 10,000, 83.8 % have succeeded (from 80.3 to 86.8).
#
# But "failed" is not always final: at 100,000 presentations 85.4 % have succeeded (from 82.0 to 88.2), eight runs more.
#
# *Why nothing in between?* Look at what the failed networks answer (the cell prints some): at classroom pace, in 30 failures out of 30, two corners of opposite targets get the *same* answer $a$, and the two others are right. The error is then $E = \frac{(a - 1)^2 + (a + 1)^2}{8} = \frac{1 + a^2}{4}$, a number between 0.25 and 0.5, which moves with every presentation of one of the two corners. The network has folded the plane in such a way that two corners coincide; to get out, it first has to tell them apart.

# %% [markdown] lang="fr"
# ### Quatrième affirmation : un pas trop grand échoue
#
# Structure 2-2-2-1, 10 000 présentations, et tous les pas d’apprentissage à la fois : chaque réseau du lot a le sien.

# %% [markdown] lang="en"
# ### Fourth claim: too large a rate fails
#
# Structure 2-2-2-1, 10,000 presentations, and all learning rates at once: each network of the batch has its own.

# %% experiment=true
rates = course.pace(
    quick=[0.01, 0.1, 1.0, 5.0],
    classroom=[0.01, 0.03, 0.1, 0.3, 0.5, 1.0, 2.0, 5.0],
    full=[0.001, 0.003, 0.01, 0.03, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 5.0, 10.0],
)
n_runs = course.pace(quick=20, classroom=100, full=500)
n_presentations = course.pace(quick=1_000, classroom=10_000, full=10_000)
_, _, answers = train_many(STRUCTURES["2-2-2-1"], len(rates) * n_runs, n_presentations, lr=np.repeat(rates, n_runs))
successes = [count_successes(answers[-1][i * n_runs : (i + 1) * n_runs]) for i in range(len(rates))]
if course.pace_name() == "full":
    recorded.save("02_xor_backprop", "rates", {"lr": rates, "n_runs": [n_runs] * len(rates), "successes": successes})
known = recorded.load("02_xor_backprop", "rates")
for i, (rate, k) in enumerate(zip(rates, successes, strict=True)):
    Y = answers[-1][i * n_runs : (i + 1) * n_runs]
    slope = np.median((1 - Y**2)[abs(Y - corner_targets) >= 1])  # of the output, at the corners that are wrong
    print_share(
        in_words(f"η = {rate:g}") + course.text(fr=", pente", en=", slope") + in_words(f" {slope:.0e}"), k, n_runs
    )

fig, ax = plotting.subplots(width=9.5, height=4.6)
draw_shares(
    ax,
    known["lr"],
    known["successes"],
    known["n_runs"],
    **GREY,
    linestyle="-",
    label=course.text(fr="enregistré", en="recorded"),
)
draw_shares(
    ax,
    rates,
    successes,
    n_runs,
    marker="o",
    color=plotting.OKABE_ITO["vermilion"],
    label=course.text(fr="vos essais", en="your runs"),
)
ax.set(
    xscale="log",
    ylim=(-0.02, 1.02),
    xlabel=course.text(fr="pas d’apprentissage $\\eta$", en="learning rate $\\eta$"),
    ylabel=course.text(fr="part des essais réussis", en="share of successful runs"),
    title=course.text(fr="Au-delà de 0,5, la chute est brutale", en="Beyond 0.5 the fall is sharp"),
)
ax.legend(loc="lower left")
plotting.show(
    fig,
    alt=course.text(
        fr="Part des essais réussis selon le pas d’apprentissage, en échelle logarithmique, avec intervalles à 95 % : un tiers pour "
        "0,001, un plateau vers 0,87 de 0,03 à 0,3, un peu moins à 0,5, puis la chute : moins de la moitié à 1, presque rien à 2 et au-delà.",
        en="Share of successful runs against the learning rate, on a logarithmic scale, with 95 % intervals: one third for 0.001, "
        "a plateau near 0.87 from 0.03 to 0.3, slightly less at 0.5, then the fall: less than half at 1, hardly any at 2 and beyond.",
    ),
)

# %% [markdown] lang="fr"
# **Ce qu’on lit. L’affirmation tient**, et se précise. De $\eta = 0{,}03$ à $0{,}3$, un large plateau : de 85 à 88 % de réussites, sans différence établie. À 0,5, le choix du rapport, 81,0 % (de 77,3 à 84,2) ; à 1, 45,2 % (de 40,9 à 49,6) ; à 2, 1,4 % (de 0,7 à 2,9). Un grand pas jette les poids si loin que tanh est saturée : sa dérivée y est presque nulle, et plus rien ne bouge (la pente médiane de la sortie aux coins faux, à l’allure de la classe : 0,4 pour $\eta = 0{,}5$, 0,02 pour 1, $10^{-5}$ pour 2). Un pas trop *petit* échoue autrement : à 0,001, 33,2 % (de 29,2 à 37,4), parce que 10 000 présentations n’y suffisent pas.
#
# Vous aurez remarqué que le même réglage ($\eta = 0{,}5$, 10 000 présentations) donne 83,0, 83,8 et 81,0 % dans les trois dernières expériences. Ce ne sont pas des contradictions : les tirages sont autres, et chaque nombre est dans l’intervalle des deux autres.

# %% [markdown] lang="en"
# **What we read. The claim holds**, and gets more precise. From $\eta = 0.03$ to $0.3$ there is a wide plateau: 85 to 88 % of successes, with no difference established. At 0.5, the report's choice, 81.0 % (from 77.3 to 84.2); at 1, 45.2 % (from 40.9 to 49.6); at 2, 1.4 % (from 0.7 to 2.9). A large rate throws the weights so far that tanh is saturated: its derivative is next to zero there, and nothing moves any more (the median slope of the output at the wrong corners, at classroom pace: 0.4 for $\eta = 0.5$, 0.02 for 1, $10^{-5}$ for 2). Too *small* a rate fails otherwise: at 0.001, 33.2 % (from 29.2 to 37.4), because 10,000 presentations are not enough for it.
#
# You will have noticed that the same setting ($\eta = 0.5$, 10,000 presentations) gives 83.0, 83.8 and 81.0 % in the last three experiments. These are no contradictions: the draws are different, and each number lies within the interval of the two others.

# %% [markdown] lang="fr"
# ### Une question : quelle activation ?
#
# Changeons l’activation des neurones *cachés*, avec $\eta = 0{,}1$ ; la sortie reste en tanh. Avant de lancer la cellule, prédisez la ligne « identité » : que devient un réseau dont les couches cachées n’ont pas d’activation ?

# %% [markdown] lang="en"
# ### A question: which activation?
#
# Let us change the activation of the *hidden* neurons, with $\eta = 0.1$; the output keeps tanh. Before you run the cell, predict the line "identity": what becomes of a network whose hidden layers have no activation?


# %% experiment=true
def print_silent(networks, answers):
    """Print in how many failed and successful networks a hidden neuron answers 0 at all four corners."""
    silent, H = np.zeros(len(answers), dtype=bool), corners
    for layer in networks.layers[:-1]:
        H = layer.forward(H)
        silent |= (H == 0).all(axis=1).any(axis=1)
    good = np.array([success_rate(Y, corner_targets) == 1 for Y in answers])
    print(
        course.text(fr="   avec un neurone muet : ", en="   with a silent neuron: ")
        + course.text(
            fr=f"{silent[~good].sum()} des {(~good).sum()} échecs, {silent[good].sum()} des {good.sum()} réussites",
            en=f"{silent[~good].sum()} of the {(~good).sum()} failures, {silent[good].sum()} of the {good.sum()} successes",
        )
    )


n_runs = course.pace(quick=20, classroom=100, full=500)
n_presentations = course.pace(quick=400, classroom=10_000, full=10_000)
activations = {
    "tanh": nn.Tanh(),
    "sigmoid": nn.Sigmoid(),
    "relu": nn.ReLU(),
    "leaky_relu": nn.LeakyReLU(),
    "identity": nn.Identity(),
}
shown = {
    "tanh": "tanh",
    "sigmoid": course.text(fr="sigmoïde, μ = 1", en="sigmoid, μ = 1"),
    "relu": "ReLU",
    "leaky_relu": course.text(fr="ReLU à fuite, 0,2", en="leaky ReLU, 0.2"),
    "identity": course.text(fr="identité", en="identity"),
}
table = {"structure": [], "activation": [], "n_runs": [], "successes": []}
for structure in ("2-4-1", "2-2-2-1"):
    for name, hidden in activations.items():
        networks, _, answers = train_many(STRUCTURES[structure], n_runs, n_presentations, lr=0.1, hidden=hidden)
        for column, value in zip(table.values(), (structure, name, n_runs, count_successes(answers[-1])), strict=True):
            column.append(value)
        print_share(f"{structure}, {shown[name]}", table["successes"][-1], n_runs)
        if name == "relu":
            print_silent(networks, answers[-1])
if course.pace_name() == "full":
    recorded.save("02_xor_backprop", "activations", table)
known = recorded.load("02_xor_backprop", "activations")

fig, axes = plotting.subplots(1, 2, width=10.5, height=4.0, sharey=True)
for ax, structure in zip(axes, ("2-4-1", "2-2-2-1"), strict=True):
    of_structure = known["structure"] == structure
    mine = [k for k, name in zip(table["successes"], table["structure"], strict=True) if name == structure]
    draw_shares(
        ax,
        np.arange(5) + 0.18,
        known["successes"][of_structure],
        known["n_runs"][of_structure],
        across=True,
        marker="D",
        **GREY,
    )
    draw_shares(ax, np.arange(5) - 0.1, mine, n_runs, across=True, marker="o", color=plotting.OKABE_ITO["vermilion"])
    ax.set(
        title=structure,
        xlim=(-0.03, 1.03),
        yticks=range(5),
        yticklabels=list(shown.values()),
        ylim=(4.5, -0.5),
        xlabel=course.text(fr="part des essais réussis", en="share of successful runs"),
    )
plotting.show(
    fig,
    alt=course.text(
        fr="Part des essais réussis pour cinq activations et deux structures, avec intervalles à 95 % ; ronds : vos essais, losanges "
        "gris : résultats enregistrés. Tanh et sigmoïde sont en tête ; ReLU est correct dans 2-4-1 et très mauvais dans "
        "2-2-2-1, où sa version à fuite est bien meilleure ; l’identité ne réussit jamais.",
        en="Share of successful runs for five activations and two structures, with 95 % intervals; discs: your runs, grey diamonds: "
        "recorded results. Tanh and sigmoid lead; ReLU is fair in 2-4-1 and very poor in 2-2-2-1, where its leaky version is "
        "far better; the identity never succeeds.",
    ),
)

# %% [markdown] lang="fr"
# **Ce qu’on lit**, à l’allure complète, intervalles à 95 % entre crochets :
#
# | essais réussis (%) | tanh | sigmoïde | ReLU | ReLU à fuite | identité |
# | --- | --- | --- | --- | --- | --- |
# | 2-4-1 | 87,0 [83,8 ; 89,7] | 89,6 [86,6 ; 92,0] | 76,6 [72,7 ; 80,1] | 60,8 [56,5 ; 65,0] | 0 [0 ; 0,8] |
# | 2-2-2-1 | 89,6 [86,6 ; 92,0] | 81,6 [78,0 ; 84,8] | 17,4 [14,3 ; 21,0] | 69,0 [64,8 ; 72,9] | 0 [0 ; 0,8] |
#
# L’identité échoue toujours : des couches linéaires à la suite n’en font qu’une, donc un seul neurone. Un neurone ReLU qui répond 0 aux quatre coins est *muet* : son gradient est nul, et il ne revient plus. Dans 2-2-2-1, il y en a un dans 287 des 413 échecs (69 %), contre 35 des 87 réussites (40 %) ; une fuite l’empêche. Mais n’en faites pas une loi : dans 2-4-1, la fuite *nuit*. Aucune activation n’est la meilleure partout.
#
# ### À vous de jouer
#
# Un réseau s’entraîne sous vos yeux. Choisissez un exemple, lisez ce qu’il faut regarder, lancez. Puis cherchez : la plus petite structure qui réussit, le plus grand $\eta$ qui marche encore, une graine qui bloque. Déplacez un coin pendant l’apprentissage : le réseau vous suit-il ?

# %% [markdown] lang="en"
# **What we read**, at full pace, 95 % intervals in brackets:
#
# | successful runs (%) | tanh | sigmoid | ReLU | leaky ReLU | identity |
# | --- | --- | --- | --- | --- | --- |
# | 2-4-1 | 87.0 [83.8, 89.7] | 89.6 [86.6, 92.0] | 76.6 [72.7, 80.1] | 60.8 [56.5, 65.0] | 0 [0, 0.8] |
# | 2-2-2-1 | 89.6 [86.6, 92.0] | 81.6 [78.0, 84.8] | 17.4 [14.3, 21.0] | 69.0 [64.8, 72.9] | 0 [0, 0.8] |
#
# The identity always fails: linear layers one after the other make a single one, hence a single neuron. A ReLU neuron that answers 0 at all four corners is *silent*: its gradient is zero, and it never comes back. In 2-2-2-1 there is one in 287 of the 413 failures (69 %), against 35 of the 87 successes (40 %); a leak prevents it. But make no law of it: in 2-4-1 the leak *harms*. No activation is the best everywhere.
#
# ### Your turn to play
#
# A network trains before your eyes. Choose an example, read what to look for, press Play. Then search: the smallest structure that succeeds, the largest $\eta$ that still works, a seed that gets stuck. Drag a corner while it learns: does the network follow you?

# %% demo="xor"
demos.show("xor")

# %% [markdown] lang="fr"
# ## 11. Une formule fausse apprend aussi
#
# Voici une question dont la réponse devrait vous inquiéter. On programme la rétropropagation avec une faute, et on entraîne. Le réseau apprend-il encore ? Et si oui, qui s’en apercevrait ? Trois fautes, chacune plausible, chacune sans erreur de forme :
#
# - **A** : $f^\prime$ est prise en $Y$, et non en $Z$ ;
# - **B** : la couche passe en arrière $\dfrac{\partial E}{\partial Y}\, W^\top$, en oubliant $f^\prime$ (mais s’en sert pour ses propres poids) ;
# - **C** : la transposée manque, partout où $W$ est carrée et où rien ne le signale.

# %% [markdown] lang="en"
# ## 11. A wrong formula learns as well
#
# Here is a question whose answer should worry you. Program backpropagation with a mistake in it, and train. Does the network still learn? And if it does, who would notice? Three mistakes, each plausible, each without an error of shape:
#
# - **A**: $f'$ is taken at $Y$ in place of $Z$;
# - **B**: the layer hands back $\dfrac{\partial E}{\partial Y}\, W^\top$, forgetting $f'$ (but uses it for its own weights);
# - **C**: the transpose is missing, wherever $W$ is square and nothing reveals it.


# %% experiment=true
class SlopeAtOutput(nn.Tanh):
    """Mistake A: the slope of tanh is taken at the output."""

    def backward(self, dE_dY, Y):
        return dE_dY * tanh_prime(Y)


class ForgetsSlope(nn.Dense):
    """Mistake B: what is handed back lacks the slope."""

    def backward(self, dE_dY):
        self.fill_gradients(dE_dY)
        return dE_dY @ self.W.swapaxes(-1, -2)


class ForgetsTranspose(nn.Dense):
    """Mistake C: a square W is not transposed."""

    def backward(self, dE_dY):
        square = self.W.shape[-1] == self.W.shape[-2]
        return self.fill_gradients(dE_dY) @ (self.W if square else self.W.swapaxes(-1, -2))


def gradient_of(networks):
    """Return the derivatives that a network computes on the four corners, (n_runs, number of parameters)."""
    networks.backward(nn.SquaredError()(networks.forward(corners), corner_targets)[1])
    return np.concatenate([gradient.reshape(len(gradient), -1) for gradient in networks.gradients], axis=1)


mistakes = {
    "none": (nn.Tanh(), nn.Dense),
    "A": (SlopeAtOutput(), nn.Dense),
    "B": (nn.Tanh(), ForgetsSlope),
    "C": (nn.Tanh(), ForgetsTranspose),
}
shown = {"none": course.text(fr="sans faute", en="no mistake"), "A": "A", "B": "B", "C": "C"}
n_runs = course.pace(quick=20, classroom=100, full=500)
n_presentations = course.pace(quick=400, classroom=10_000, full=10_000)
table = {"structure": [], "mistake": [], "n_runs": [], "successes": [], "difference": []}
for structure in ("2-4-1", "2-2-2-1"):
    for name, (activation, layer) in mistakes.items():
        fresh, _, _ = train_many(
            STRUCTURES[structure], n_runs, 1, lr=1e-9, hidden=activation, output=activation, layer=layer
        )
        sound = nn.Network([nn.Dense(one.W, one.b, nn.Tanh()) for one in fresh.layers])
        a, n = gradient_of(fresh), gradient_of(sound)
        difference = np.median(np.linalg.norm(a - n, axis=1) / np.linalg.norm(a, axis=1))
        _, _, answers = train_many(
            STRUCTURES[structure], n_runs, n_presentations, lr=0.1, hidden=activation, output=activation, layer=layer
        )
        k = count_successes(answers[-1])
        for column, value in zip(table.values(), (structure, name, n_runs, k, difference), strict=True):
            column.append(value)
        print_share(f"{structure}, {shown[name]}, |a-n|/|a| = {difference:.2f}", k, n_runs)
if course.pace_name() == "full":
    recorded.save("02_xor_backprop", "mistakes", table)
known = recorded.load("02_xor_backprop", "mistakes")

fig, axes = plotting.subplots(1, 2, width=10.5, height=3.8, sharey=True)
for ax, structure in zip(axes, ("2-4-1", "2-2-2-1"), strict=True):
    of_structure = known["structure"] == structure
    mine = [k for k, name in zip(table["successes"], table["structure"], strict=True) if name == structure]
    draw_shares(
        ax,
        np.arange(4) + 0.18,
        known["successes"][of_structure],
        known["n_runs"][of_structure],
        across=True,
        marker="D",
        **GREY,
    )
    draw_shares(ax, np.arange(4) - 0.1, mine, n_runs, across=True, marker="o", color=plotting.OKABE_ITO["vermilion"])
    ax.set(
        title=structure,
        xlim=(-0.03, 1.03),
        yticks=range(4),
        yticklabels=list(shown.values()),
        ylim=(3.5, -0.5),
        xlabel=course.text(fr="part des essais réussis", en="share of successful runs"),
    )
axes[0].set_ylabel(course.text(fr="faute dans le gradient", en="mistake in the gradient"))
plotting.show(
    fig,
    alt=course.text(
        fr="Part des essais réussis sans faute et avec les fautes A, B et C, pour deux structures, avec intervalles à 95 % ; ronds : "
        "vos essais, losanges gris : résultats enregistrés. Dans 2-4-1, A et B réussissent plus souvent que le bon gradient, et C "
        "autant ; dans 2-2-2-1, A réussit plus souvent, C moins souvent, B bien moins encore.",
        en="Share of successful runs without a mistake and with the mistakes A, B and C, for two structures, with 95 % intervals; "
        "discs: your runs, grey diamonds: recorded results. In 2-4-1 A and B succeed more often than the right gradient, and C "
        "as often; in 2-2-2-1 A succeeds more often, C less often, B even less so.",
    ),
)

# %% [markdown] lang="fr"
# **Ce qu’on lit**, à l’allure complète :
#
# | essais réussis (%) | sans faute | A | B | C |
# | --- | --- | --- | --- | --- |
# | 2-4-1 | 87,0 [83,8 ; 89,7] | **100** [99,2 ; 100] | **100** [99,2 ; 100] | 87,0 (aucune $W$ carrée : pas de faute) |
# | 2-2-2-1 | 89,6 [86,6 ; 92,0] | **100** [99,2 ; 100] | 68,8 [64,6 ; 72,7] | 80,0 [76,3 ; 83,3] |
# | écart relatif du gradient | 0 | 0,52 et 0,32 | 0,56 et 0,47 | 0 et 0,31 |
#
# Toutes apprennent, et la faute A apprend *mieux* que la bonne formule, sans un échec en mille essais. « Mon réseau apprend, donc mon gradient est juste » est donc un raisonnement faux, et « mon réseau apprend moins bien que le tien, donc mon gradient est faux » aussi. Seul l’écart relatif tranche : nul, ou énorme (nous comparons ici au gradient juste de la bibliothèque ; le gradient numérique dit la même chose). Remarquez enfin que C est invisible dans 2-4-1 : on vérifie un gradient sur un réseau où la faute *pourrait* se montrer.
#
# Ce n’est pas une raison de garder la faute A : ce qu’elle suit n’est le gradient de rien, et ce bonheur sur XOR ne promet rien ailleurs. La dernière section dit d’où il vient.
#
# ## 12. La chasse aux coquilles
#
# Le même rapport imprime la théorie de la rétropropagation. Voici six de ses lignes ; nous en avons ajouté deux, qui sont justes. Sa convention est celle des **colonnes** : un seul exemple à la fois, $X_{k-1}$ (un vecteur colonne) est ce que reçoit la couche $k$, $Y_k$ sa pré-activation, et $X_k = F(Y_k)$ sa sortie ; en minuscules, ce qui arrive dans un seul neurone, $x = f(y)$. On passe de nos lignes à ces colonnes en transposant tout : $(XW)^\top = W^\top X^\top$.
#
# | | imprimé |
# | --- | --- |
# | (a) | $Y_k = W_k X_k$ |
# | (b) | $\dfrac{\partial E}{\partial y} = f'(x)\, \dfrac{\partial E}{\partial x}$ |
# | (c) | pour la sigmoïde de raideur 1, $\dfrac{\partial E}{\partial y} = x\,(1 - x)\, \dfrac{\partial E}{\partial x}$ |
# | (d) | $\dfrac{\partial E}{\partial X_{k-1}} = W_k^\top\, \dfrac{\partial E}{\partial X_k}$ |
# | (e) | $\dfrac{\partial E}{\partial W} = X^\top\, \dfrac{\partial E}{\partial Y}$, où $X$ est l’entrée de la couche |
# | (f) | si la couche a un biais $B_k$, $\dfrac{\partial E}{\partial B_k} = \dfrac{\partial E}{\partial Y_k}$ |
# | (g) | $W(t + 1) = W(t) + \eta\, \dfrac{\partial E}{\partial W}$ |
# | (h) | c’est une « descente de Newton à une dimension », qui minimise « la sortie » du réseau |
#
# ## 13. Questions
#
# **Question 1 : pourquoi une bande ?** (2 points) Remplaçons tanh par un tout ou rien, et considérons un réseau 2-2-1 qui a les quatre coins justes. Expliquez pourquoi la région où il répond $1$ est, dans le carré, une bande qui contient une diagonale (ou le complémentaire d’une telle bande), et pourquoi il ne peut pas dessiner les quatre quadrants. La question 1 du chapitre 01 vous servira deux fois.

# %% [markdown] lang="en"
# **What we read**, at full pace:
#
# | successful runs (%) | no mistake | A | B | C |
# | --- | --- | --- | --- | --- |
# | 2-4-1 | 87.0 [83.8, 89.7] | **100** [99.2, 100] | **100** [99.2, 100] | 87.0 (no square $W$: no mistake) |
# | 2-2-2-1 | 89.6 [86.6, 92.0] | **100** [99.2, 100] | 68.8 [64.6, 72.7] | 80.0 [76.3, 83.3] |
# | relative difference of the gradient | 0 | 0.52 and 0.32 | 0.56 and 0.47 | 0 and 0.31 |
#
# All of them learn, and mistake A learns *better* than the right formula, without a failure in a thousand runs. So "my network learns, hence my gradient is right" is a false argument, and so is "my network learns less well than yours, hence my gradient is wrong". Only the relative difference decides: zero, or huge (here we compare with the library's right gradient; the numerical gradient says the same). Note also that C is invisible in 2-4-1: check a gradient on a network where the mistake *could* show.
#
# This is no reason to keep mistake A: what it follows is the gradient of nothing, and its good luck on XOR promises nothing elsewhere. The last section says where it comes from.
#
# ## 12. Find the misprints
#
# The same report prints the theory of backpropagation. Here are six of its lines; we have added two, which are right. Its convention is that of **columns**: one example at a time, $X_{k-1}$ (a column vector) is what layer $k$ receives, $Y_k$ its pre-activation, and $X_k = F(Y_k)$ its output; in small letters, what happens within one neuron, $x = f(y)$. To go from our rows to these columns, transpose everything: $(XW)^\top = W^\top X^\top$.
#
# | | printed |
# | --- | --- |
# | (a) | $Y_k = W_k X_k$ |
# | (b) | $\dfrac{\partial E}{\partial y} = f'(x)\, \dfrac{\partial E}{\partial x}$ |
# | (c) | for the sigmoid of steepness 1, $\dfrac{\partial E}{\partial y} = x\,(1 - x)\, \dfrac{\partial E}{\partial x}$ |
# | (d) | $\dfrac{\partial E}{\partial X_{k-1}} = W_k^\top\, \dfrac{\partial E}{\partial X_k}$ |
# | (e) | $\dfrac{\partial E}{\partial W} = X^\top\, \dfrac{\partial E}{\partial Y}$, where $X$ is the input of the layer |
# | (f) | if the layer has a bias $B_k$, $\dfrac{\partial E}{\partial B_k} = \dfrac{\partial E}{\partial Y_k}$ |
# | (g) | $W(t + 1) = W(t) + \eta\, \dfrac{\partial E}{\partial W}$ |
# | (h) | this is "Newton's descent in one dimension", which minimises "the output" of the network |
#
# ## 13. Questions
#
# **Question 1: why a band?** (2 points) Replace tanh by all-or-nothing, and consider a 2-2-1 network that gets the four corners right. Explain why the region where it answers $1$ is, within the square, a band that contains a diagonal (or the complement of such a band), and why it cannot draw the four quadrants. Question 1 of chapter 01 will serve you twice.

# %% [markdown] lang="fr" answer="why_a_band" points=2
# ### BEGIN MARK SCHEME
# **Réponse attendue.**
# 1. *Ce que la sortie peut dire.* Les deux neurones cachés coupent le plan par deux droites et donnent $(h_1, h_2) \in \{0, 1\}^2$. La sortie est un neurone : elle sépare ces quatre combinaisons par une droite. Elle ne peut donc pas répondre selon que $h_1 = h_2$ ou non (c’est XOR, chapitre 01) : au signe près des neurones et de la réponse, elle répond un ET de deux demi-plans, ou bien un seul demi-plan. Un seul demi-plan ne classe pas les quatre coins (chapitre 01 encore). La région $1$, ou son complémentaire, est donc l’intersection de deux demi-plans.
# 2. *Pourquoi une bande.* Disons que c’est la région $1$. Convexe, elle contient les coins $(1, 1)$ et $(-1, -1)$ donc leur diagonale, et l’origine. Aucun des deux demi-plans ne peut exclure à lui seul les deux autres coins : son complémentaire, convexe, contiendrait leur milieu, l’origine. Chaque droite écarte donc un coin, en passant entre lui et la diagonale : une bande (de bords pas forcément parallèles) le long de la diagonale. Si c’est le complémentaire, même raisonnement avec l’autre diagonale.
# 3. *Pourquoi pas les quadrants.* Ils demandent une réponse qui dépend de l’égalité des deux signes ; avec les deux axes pour droites, c’est XOR pour la sortie. Ou : la région $xy > 0$ et son complémentaire ne sont convexes ni l’un ni l’autre, alors que l’un des deux devrait l’être.
#
# **Barème.** La sortie ne sépare que linéairement les $(h_1, h_2)$, donc un ET (ou son contraire) : 0,75. Chaque droite écarte un seul des deux coins d’une même diagonale, avec un argument (convexité ou milieu) : 0,75 ; 0,4 si c’est constaté sur un dessin. Pas les quadrants : 0,5.
#
# **Aussi juste.** Énumérer les régions possibles de deux droites (bande, secteur, demi-plan) et écarter les autres. Ne rien retirer si le cas du complémentaire manque.
#
# **Erreurs fréquentes.** « Parce qu’il n’a que deux neurones », sans plus : 0. « Parce que les deux droites sont parallèles » : 0,25 (elles ne le sont pas forcément, et il faut dire pourquoi elles ne se croisent pas sur la diagonale). « Il n’a vu que quatre points » explique qu’il n’y a pas de raison de trouver les quadrants, pas qu’il ne le *peut* pas : 0 pour la troisième partie.
# ### END MARK SCHEME
#
# *Écrivez votre réponse ici.*

# %% [markdown] lang="en" answer="why_a_band" points=2
# ### BEGIN MARK SCHEME
# **Model answer.**
# 1. *What the output can say.* The two hidden neurons cut the plane with two lines and give $(h_1, h_2) \in \{0, 1\}^2$. The output is one neuron: it separates these four combinations by a line. So it cannot answer according to whether $h_1 = h_2$ (that is XOR, chapter 01): up to the signs of the neurons and of the answer it gives an AND of two half-planes, or a single half-plane. A single half-plane does not classify the four corners (chapter 01 again). So the region $1$, or its complement, is the intersection of two half-planes.
# 2. *Why a band.* Say it is the region $1$. It is convex, contains the corners $(1, 1)$ and $(-1, -1)$, hence their diagonal, and the origin. Neither half-plane can exclude both of the other corners: its complement is convex and would contain their midpoint, the origin. So each line cuts off one corner, passing between it and the diagonal: a band (with edges that need not be parallel) along the diagonal. If it is the complement, reason in the same way with the other diagonal.
# 3. *Why not the quadrants.* They ask for an answer that depends on whether two signs are equal; with the two axes for lines this is XOR for the output. Or: neither the region $xy > 0$ nor its complement is convex, whereas one of the two would have to be.
#
# **Points.** The output separates the $(h_1, h_2)$ only linearly, hence an AND (or its opposite): 0.75. Each line cuts off just one of the two corners of a diagonal, with an argument (convexity or midpoint): 0.75; 0.4 if it is observed on a drawing. Not the quadrants: 0.5.
#
# **Equally right.** To list the possible regions of two lines (band, wedge, half-plane) and rule out the others. Take nothing off if the case of the complement is missing.
#
# **Frequent mistakes.** "Because it has only two neurons", and no more: 0. "Because the two lines are parallel": 0.25 (they need not be, and one has to say why they do not cross on the diagonal). "It saw four points only" explains that there is no reason to find the quadrants, not that it *cannot*: 0 for the third part.
# ### END MARK SCHEME
#
# *Write your answer here.*

# %% [markdown] lang="fr"
# **Question 2 : les coquilles.** (3 points) Pour chacune des huit lignes de la section 12 : juste ou fausse ? Corrigez celles qui sont fausses, en restant dans la convention des colonnes. Puis dites, pour deux d’entre elles et par deux moyens *différents*, comment on s’en aperçoit sans ouvrir un autre livre.

# %% [markdown] lang="en"
# **Question 2: the misprints.** (3 points) For each of the eight lines of section 12: right or wrong? Correct the wrong ones, keeping to the convention of columns. Then say, for two of them and by two *different* means, how one notices without opening another book.

# %% [markdown] lang="fr" answer="misprints" points=3
# ### BEGIN MARK SCHEME
# **Réponse attendue.**
# - (a) **Fausse** : $Y_k = W_k X_{k-1}$ (et $+\, B_k$ si biais). Une couche ne peut pas lire sa propre sortie ; les tailles de $X_k$ et de $Y_k$ seraient égales et $W_k$ toujours carrée.
# - (b) **Fausse** : $f'(y)$, la dérivée se prend à la pré-activation. Essai : $f = \exp$, $x = e^y$, la dérivée est $x = f'(y)$ et non $e^{x}$.
# - (c) **Juste** : $\sigma'(y) = \sigma(y)(1 - \sigma(y)) = x(1 - x)$, écrite par la sortie. C’est ce que (b) a confondu.
# - (d) **Fausse** : $W_k^\top\, \partial E/\partial Y_k$ ; il manque $F^\prime$. De même $\sum_j w_{ji}\, \partial E/\partial y_j$ dans l’écriture en sommes.
# - (e) **Fausse** en colonnes : $\dfrac{\partial E}{\partial Y_k}\, X_{k-1}^\top$. $X^\top \partial E/\partial Y$ est la formule des *lignes* ; l’employer à côté de (d) mélange deux conventions. Formes : $(1 \times d_{k-1})(d_k \times 1)$ n’existe pas sauf si $d_{k-1} = d_k$, et donne alors un seul nombre.
# - (f) **Juste** : le biais s’ajoute à $Y_k$ avec le coefficient 1 (un seul exemple, donc pas de somme).
# - (g) **Fausse** : moins. Avec $+$, $E$ augmente de $\eta \lVert g \rVert^2$ au premier ordre.
# - (h) **Fausse**, deux fois : Newton diviserait par la dérivée seconde ($w - E'/E''$) ; et l’on minimise l’erreur, non la sortie (qui irait vers $-1$ partout).
#
# **Barème.** 2 points pour les huit lignes : 0,25 par ligne, si le verdict est juste et, pour une ligne fausse, la correction aussi (0,1 pour le verdict seul). 1 point pour les moyens : 0,5 pour chacun, s’il est *appliqué* à une ligne précise et qu’il tranche. Moyens reçus : les formes ((a) et (e) ; pas (d), qui y survit) ; un cas particulier ou un exemple chiffré ((b) : $f = \exp$ ; (d) : $f$ constante) ; vérification du gradient ((b), (d), (e) carrée) ; développement au premier ordre ou essai où $E$ monte ((g)) ; définition de la méthode ((h)) ; unités.
#
# **Aussi juste.** Répondre dans la convention des lignes, si elle est annoncée et tenue : (e) devient juste, mais alors (a) et (d) sont à réécrire, $X_{k-1}W$ et $\delta W^\top$. Pour (h), une seule des deux fautes trouvée : 0,15.
#
# **Erreurs fréquentes.** « (d) : les formes ne vont pas » : elles vont, c’est ce qui rend la faute invisible ; 0 pour ce moyen. « On voit que (b) est fausse car le réseau n’apprend pas » : la section 11 montre le contraire, 0 pour ce moyen. Déclarer (c) fausse parce que (b) l’est : 0 pour (c). « Vérifier le gradient », sans dire de quelle ligne ni ce que l’on compare : 0,25.
# ### END MARK SCHEME
#
# *Écrivez votre réponse ici.*

# %% [markdown] lang="en" answer="misprints" points=3
# ### BEGIN MARK SCHEME
# **Model answer.**
# - (a) **Wrong**: $Y_k = W_k X_{k-1}$ (and $+\, B_k$ with a bias). A layer cannot read its own output; the sizes of $X_k$ and $Y_k$ would be equal and $W_k$ always square.
# - (b) **Wrong**: $f'(y)$, the derivative is taken at the pre-activation. A trial: $f = \exp$, $x = e^y$, the derivative is $x = f'(y)$ and not $e^{x}$.
# - (c) **Right**: $\sigma'(y) = \sigma(y)(1 - \sigma(y)) = x(1 - x)$, written through the output. This is what (b) mixed up.
# - (d) **Wrong**: $W_k^\top\, \partial E/\partial Y_k$; $F'$ is missing. Likewise $\sum_j w_{ji}\, \partial E/\partial y_j$ when written with sums.
# - (e) **Wrong** in columns: $\dfrac{\partial E}{\partial Y_k}\, X_{k-1}^\top$. $X^\top \partial E/\partial Y$ is the formula for *rows*; using it beside (d) mixes two conventions. Shapes: $(1 \times d_{k-1})(d_k \times 1)$ does not exist unless $d_{k-1} = d_k$, and then gives a single number.
# - (f) **Right**: the bias is added to $Y_k$ with the coefficient 1 (a single example, hence no sum).
# - (g) **Wrong**: minus. With $+$, $E$ rises by $\eta \lVert g \rVert^2$ to first order.
# - (h) **Wrong**, twice: Newton would divide by the second derivative ($w - E'/E''$); and what is minimised is the error, not the output (which would go to $-1$ everywhere).
#
# **Points.** 2 points for the eight lines: 0.25 per line, if the verdict is right and, for a wrong line, the correction too (0.1 for the verdict alone). 1 point for the means: 0.5 for each, if it is *applied* to a particular line and settles the matter. Accepted: shapes or dimensions ((a), (e); not (d), which survives them); a special case or an example in numbers ((b): $f = \exp$; (d): a constant $f$); a gradient check ((b), (d), a square (e)); a first-order expansion or a trial where $E$ rises ((g)); the definition of the method ((h)); units.
#
# **Equally right.** To answer in the convention of rows, if that is announced and kept to: (e) becomes right, but then (a) and (d) have to be rewritten, $X_{k-1}W$ and $\delta W^\top$. For (h), only one of the two faults found: 0.15.
#
# **Frequent mistakes.** "(d): the shapes do not fit": they do, which is what makes the mistake invisible; 0 for this means. "One sees that (b) is wrong as the network does not learn": section 11 shows the contrary, 0 for this means. To call (c) wrong because (b) is: 0 for (c). "Check the gradient", without saying of which line or what is compared: 0.25.
# ### END MARK SCHEME
#
# *Write your answer here.*

# %% [markdown] lang="fr"
# ## 14. Pour aller plus loin
#
# **À essayer.**
#
# - Dans l’expérience de la section 8, remplacez `descent_step(params, grads, 0.1)` par `descent_step(params, grads, -0.1)` : c’est la ligne (g). Combien de présentations faut-il pour s’en rendre compte ?
# - Écrivez à la main un réseau 2-2-1 de neurones à marche qui a les quatre coins justes, puis multipliez tous ses poids par 10 dans un réseau à tanh. Que devient sa carte ?
# - Un réseau 2-2-1 entraîné sur le carré bute contre 5/6. Combien de neurones cachés faut-il pour que la *médiane* dépasse 0,95 ? Faites-en une figure, avec intervalles.
# - Entraînez 2-4-1 sur le carré privé d’une croix : sans les points où $\lvert x_1 \rvert$ ou $\lvert x_2 \rvert$ est inférieur à 0,2. De combien baisse l’accord avec les quadrants ?
#
# **D’où viennent les échecs ?** Pas forcément d’un minimum local : Hamey (1998) a montré que le réseau 2-2-1 à sigmoïdes n’en a aucun, à poids finis, sur XOR. Il y a des plateaux, et des vallées dont le fond est à l’infini. La faute A évite en partie les premiers, car sa « pente » ne descend jamais sous $1 - \tanh^2 1 \approx 0{,}42$ ; Fahlman (1988) ajoutait exprès une constante à $\sigma^\prime$ pour la même raison. Et Lillicrap *et al.* (2016) remplacent $W^\top$ par une matrice *tirée au hasard* : le réseau apprend à s’y accorder. Une direction qui descend n’a pas besoin d’être le gradient ; il faut seulement savoir que ce n’est pas lui.
#
# **Références.** S. Linnainmaa, *Taylor expansion of the accumulated rounding error*, BIT, 1976. D. Rumelhart, G. Hinton et R. Williams, *Learning representations by back-propagating errors*, Nature, 1986. S. Fahlman, *An empirical study of learning speed in back-propagation networks*, Carnegie Mellon, 1988. L. Hamey, *XOR has no local minima*, Neural Networks, 1998. Y. LeCun, L. Bottou, G. Orr et K.-R. Müller, *Efficient backprop*, 1998. T. Lillicrap *et al.*, *Random synaptic feedback weights support error backpropagation for deep learning*, Nature Communications, 2016. E. B. Wilson, *Probable inference, the law of succession, and statistical inference*, JASA, 1927. L. Brown, T. Cai et A. DasGupta, *Interval estimation for a binomial proportion*, Statistical Science, 2001. « Dessine-moi un mouton : Generative Adversarial Network », rapport de projet long, CentraleSupélec, 2017-2018.

# %% [markdown] lang="en"
# ## 14. To go further
#
# **To try.**
#
# - In the experiment of section 8 replace `descent_step(params, grads, 0.1)` by `descent_step(params, grads, -0.1)`: that is line (g). How many presentations does it take to notice?
# - Write by hand a 2-2-1 network of step neurons that gets the four corners right, then multiply all of its weights by 10 in a network with tanh. What becomes of its map?
# - A 2-2-1 network trained on the square comes up against 5/6. How many hidden neurons does it take for the *median* to exceed 0.95? Make a figure of it, with intervals.
# - Train 2-4-1 on the square without a cross: leave out the points where $\lvert x_1 \rvert$ or $\lvert x_2 \rvert$ is below 0.2. By how much does the agreement with the quadrants fall?
#
# **Where do the failures come from?** Not necessarily from a local minimum: Hamey (1998) showed that the 2-2-1 network with sigmoids has none, at finite weights, on XOR. There are plateaus, and valleys whose bottom is at infinity. Mistake A partly avoids the former, as its "slope" never falls below $1 - \tanh^2 1 \approx 0.42$; Fahlman (1988) added a constant to $\sigma'$ on purpose, for the same reason. And Lillicrap *et al.* (2016) replace $W^\top$ by a matrix drawn *at random*: the network learns to agree with it. A direction that descends need not be the gradient; one only has to know that it is not.
#
# **References.** S. Linnainmaa, *Taylor expansion of the accumulated rounding error*, BIT, 1976. D. Rumelhart, G. Hinton and R. Williams, *Learning representations by back-propagating errors*, Nature, 1986. S. Fahlman, *An empirical study of learning speed in back-propagation networks*, Carnegie Mellon, 1988. L. Hamey, *XOR has no local minima*, Neural Networks, 1998. Y. LeCun, L. Bottou, G. Orr and K.-R. Müller, *Efficient backprop*, 1998. T. Lillicrap *et al.*, *Random synaptic feedback weights support error backpropagation for deep learning*, Nature Communications, 2016. E. B. Wilson, *Probable inference, the law of succession, and statistical inference*, JASA, 1927. L. Brown, T. Cai and A. DasGupta, *Interval estimation for a binomial proportion*, Statistical Science, 2001. "Dessine-moi un mouton: Generative Adversarial Network", long project report, CentraleSupélec, 2017-2018.
