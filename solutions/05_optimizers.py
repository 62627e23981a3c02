# %% [markdown] lang="fr"
# # Les optimiseurs
#
# **But.** Écrire les sept façons les plus connues de descendre une pente, comprendre ce que chacune sait que les autres ignorent, et les comparer sans tricher.
#
# À la fin de ce chapitre, vous saurez :
#
# - dire pourquoi un seul pas d'apprentissage ne suffit pas, et le calculer là où on peut ;
# - programmer l'inertie, le pas propre à chaque coordonnée, et Adam, qui marie les deux ;
# - retrouver à dix décimales ce que calcule `torch.optim` ;
# - organiser une course honnête entre optimiseurs : mêmes essais, mêmes départs, dispersion ;
# - reconnaître une formule fausse à ce qu'elle fait, même imprimée.
#
# **Prérequis.** Le gradient et la descente (chapitre 02), le réseau qui lit les chiffres (chapitre 03). L'entraînement du réseau est donné ; c'est son optimiseur que vous changerez.
#
# **Durée.** 120 minutes. **Points.** 20 : quinze pour huit exercices notés automatiquement, cinq pour trois questions rédigées.

# %% [markdown] lang="en"
# # Optimizers
#
# **Aim.** Write the seven best-known ways to go down a slope, understand what each of them knows that the others do not, and compare them without cheating.
#
# By the end of this chapter you will be able to:
#
# - say why a single learning rate is not enough, and compute it where one can;
# - program inertia, a rate for each coordinate, and Adam, which joins the two;
# - find to ten decimals what `torch.optim` computes;
# - hold an honest race between optimisers: same trials, same starts, spread;
# - recognise a wrong formula by what it does, even in print.
#
# **You need.** The gradient and descent (chapter 02), the network that reads digits (chapter 03). Training the network is given; its optimiser is what you will change.
#
# **Time.** 120 minutes. **Points.** 20: fifteen for eight exercises that are marked by machine, five for three written questions.

# %% setup=true
from functools import partial

import numpy as np

from helpers import course, datasets, expect, plotting, recorded
from helpers import numpy_nn as nn

course.start(chapter="05_optimizers")

# %% [markdown] lang="fr"
# ## 1. L'idée
#
# Apprendre, c'est descendre : on connaît en chaque point $w$ le gradient $g = \nabla E(w)$, et l'on fait un pas dans l'autre sens. Tout le reste de ce chapitre tient dans une question : **un pas de quelle longueur, et dans quelle direction exactement ?**
#
# La difficulté se voit sur une vallée étroite, $E(x, y) = \tfrac12 (x^2 + 50\, y^2)$. En travers, la pente est cinquante fois plus raide qu'au long. Un pas assez petit pour ne pas sauter d'un versant à l'autre est ridicule dans la longueur ; un pas assez grand pour avancer fait des zigzags. Deux remèdes, et leurs mélanges, font tous les optimiseurs de ce chapitre :
#
# - **l'inertie** : se souvenir des gradients passés. Les zigzags s'annulent, ce qui va toujours dans le même sens s'accumule ;
# - **un pas par coordonnée** : diviser chaque composante du gradient par sa taille habituelle.
#
# La figure montre trente pas de chaque façon de faire, depuis le même point.

# %% [markdown] lang="en"
# ## 1. The idea
#
# To learn is to go down: at each point $w$ we know the gradient $g = \nabla E(w)$, and take a step the other way. All the rest of this chapter lies in one question: **a step of what length, and in which direction exactly?**
#
# The difficulty shows in a narrow valley, $E(x, y) = \tfrac12 (x^2 + 50\, y^2)$. Across, the slope is fifty times as steep as along. A step that is small enough not to jump from one side to the other is ridiculous lengthwise; a step that is large enough to get on goes in zigzags. Two remedies, and their mixtures, make all the optimisers of this chapter:
#
# - **inertia**: to remember past gradients. Zigzags cancel out, what always goes the same way adds up;
# - **a rate for each coordinate**: to divide each component of the gradient by its usual size.
#
# The figure shows thirty steps of each way, from the same point.


# %% show=true
CURVATURE = 50.0
# Colour, line and marker of each optimiser, the same in the whole chapter.
STYLES = {
    "SGD": ("black", "-", "o"),
    "Momentum": ("blue", "--", "s"),
    "Nesterov": ("sky", "-.", "D"),
    "AdaGrad": ("green", "-", "^"),
    "RMSProp": ("orange", "--", "v"),
    "Adadelta": ("purple", "-.", "P"),
    "Adam": ("vermilion", "-", "*"),
}
STYLES = {
    name: {"color": plotting.OKABE_ITO[color], "linestyle": line, "marker": marker}
    for name, (color, line, marker) in STYLES.items()
}


def valley(x, y):
    """Return the height of the narrow valley, whose bottom is at (0, 0)."""
    return (x**2 + CURVATURE * y**2) / 2


def valley_slope(x, y):
    """Return the two derivatives of `valley`."""
    return x, CURVATURE * y


def in_words(words):
    """Return a text with the decimal mark of the language."""
    return course.text(fr=str(words).replace(".", ","), en=str(words))


def draw_landscape(ax, height, extent, n_levels=12):
    """Draw contour lines of a height(x, y), closer and closer to its lowest point."""
    x, y = np.meshgrid(np.linspace(*extent[:2], 121), np.linspace(*extent[2:], 121))
    z = height(x, y)
    levels = z.min() + (z.max() - z.min()) * np.geomspace(2e-4, 1, n_levels)
    ax.contour(x, y, z, levels=levels, colors="0.6", linewidths=0.7)
    ax.set(xlim=extent[:2], ylim=extent[2:])
    ax.grid(False)


fig, axes = plotting.subplots(1, 3, width=11, height=3.9, sharey=True)
remedies = {
    course.text(fr="La descente zigzague", en="Descent zigzags"): ("SGD", nn.SGD(lr=0.037)),
    course.text(fr="L'inertie lisse", en="Inertia smooths"): ("Momentum", nn.Momentum(lr=0.03, momentum=0.7)),
    course.text(fr="Un pas par coordonnée", en="A rate per coordinate"): ("AdaGrad", nn.AdaGrad(lr=1.0)),
}
for ax, (title, (name, optimiser)) in zip(axes, remedies.items(), strict=True):
    point = np.array([-3.0, 0.9])
    path = [point.copy()]
    for _ in range(30):
        optimiser.step([point], [np.array(valley_slope(*point))])
        path.append(point.copy())
    draw_landscape(ax, valley, (-3.4, 1.0, -1.15, 1.15))
    ax.plot(*np.transpose(path), **{**STYLES[name], "linestyle": "-"}, markersize=4, linewidth=1.4)
    ax.plot(0, 0, "x", color="black", markersize=10, markeredgewidth=2)
    left_over = in_words(f"{valley(*point):.1g}")
    ax.set(title=title, xlabel=course.text(fr=f"$x$\nreste $E$ = {left_over}", en=f"$x$\n$E$ = {left_over} is left"))
axes[0].set_ylabel("$y$")
plotting.show(
    fig,
    alt=course.text(
        fr="Une vallée étroite vue de dessus, et trente pas depuis le même point. À gauche, la descente ordinaire saute d'un versant à l'autre "
        "et n'est pas encore au fond. Au milieu, avec inertie, le chemin se lisse et va plus loin. À droite, avec un pas par coordonnée, il va "
        "presque droit vers le minimum, marqué d'une croix.",
        en="A narrow valley from above, and thirty steps from the same point. Left, plain descent jumps from one side to the other and is "
        "not at the bottom yet. Middle, with inertia, the path is smooth and gets further. Right, with a rate per coordinate, it goes almost "
        "straight to the minimum, marked with a cross.",
    ),
)

# %% [markdown] lang="fr"
# La famille entière, avec ce que chacun garde en mémoire d'un pas à l'autre :
#
# | | retient | idée | source |
# | --- | --- | --- | --- |
# | SGD | rien | suivre la pente | Cauchy, 1847 ; Robbins et Monro, 1951 |
# | Momentum | une vitesse $v$ | l'inertie | Polyak, 1964 |
# | Nesterov | une vitesse $v$ | l'inertie, qui regarde devant elle | Nesterov, 1983 |
# | AdaGrad | une somme $s$ de carrés | un pas par coordonnée | Duchi *et al.*, 2011 |
# | RMSProp | une moyenne $s$ de carrés | de même, en oubliant le passé lointain | Tieleman et Hinton, 2012 |
# | Adadelta | $s$, et celle des déplacements, $u$ | de même, avec les bonnes unités | Zeiler, 2012 |
# | Adam | une moyenne $m$, une moyenne $s$, le numéro $t$ du pas | les deux remèdes | Kingma et Ba, 2015 |
#
# ## 2. Un pas est une fonction
#
# Écrivons chaque méthode comme une fonction pure : elle reçoit le point $w$, le gradient $g$ en ce point et sa mémoire, et **renvoie** le nouveau point et la nouvelle mémoire.
#
# $$(w, \text{état}) \leftarrow \text{pas}(w, g, \text{état}).$$
#
# - Au tout premier pas, l'état est `None` ; ensuite, c'est ce que votre fonction a renvoyé la fois d'avant. Personne d'autre n'y regarde : un tableau, un tuple, un dictionnaire, un objet à vous, comme vous voulez.
# - Rien n'est modifié sur place, ni $w$, ni $g$, ni l'état : en rejouant un pas, on doit trouver la même chose. Rien n'est gardé ailleurs que dans l'état : une variable globale mélangerait deux apprentissages.
# - Tout se fait **coordonnée par coordonnée**. La même fonction sert donc à un nombre, à un point du plan et aux 784 × 64 poids d'une couche.
#
# La plus simple n'a pas de mémoire : $w \leftarrow w - \eta\, g$. (SGD veut dire *stochastic gradient descent* : le gradient vient d'ordinaire d'un petit lot tiré au sort. Le pas, lui, n'en sait rien.)
#
# ### Exercice 1 : `sgd_step` (1 point)

# %% [markdown] lang="en"
# The whole family, with what each of them remembers from one step to the next:
#
# | | remembers | idea | source |
# | --- | --- | --- | --- |
# | SGD | nothing | follow the slope | Cauchy, 1847; Robbins and Monro, 1951 |
# | Momentum | a velocity $v$ | inertia | Polyak, 1964 |
# | Nesterov | a velocity $v$ | inertia that looks ahead | Nesterov, 1983 |
# | AdaGrad | a sum $s$ of squares | a rate for each coordinate | Duchi *et al.*, 2011 |
# | RMSProp | a mean $s$ of squares | likewise, forgetting the distant past | Tieleman and Hinton, 2012 |
# | Adadelta | $s$, and that of the moves, $u$ | likewise, in the right units | Zeiler, 2012 |
# | Adam | a mean $m$, a mean $s$, the number $t$ of the step | both remedies | Kingma and Ba, 2015 |
#
# ## 2. A step is a function
#
# Let us write each method as a pure function: it receives the point $w$, the gradient $g$ at that point and its memory, and **returns** the new point and the new memory.
#
# $$(w, \text{state}) \leftarrow \text{step}(w, g, \text{state}).$$
#
# - At the very first step the state is `None`; after that it is what your function returned the time before. Nobody else looks into it: an array, a tuple, a dictionary, an object of your own, as you like.
# - Nothing is changed in place, neither $w$, nor $g$, nor the state: replaying a step must give the same again. Nothing is kept anywhere but in the state: a global variable would mix up two trainings.
# - Everything is done **coordinate by coordinate**. So the same function serves a number, a point of the plane, and the 784 × 64 weights of a layer.
#
# The simplest one has no memory: $w \leftarrow w - \eta\, g$. (SGD stands for *stochastic gradient descent*: the gradient usually comes from a small batch drawn at random. The step itself does not know.)
#
# ### Exercise 1: `sgd_step` (1 point)


# %% solution="sgd_step"
def sgd_step(w, gradient, state, *, lr):
    """Make one step of plain gradient descent.

    Parameters
    ----------
    w : array of any shape
        Where we are. It is not modified.
    gradient : array of the shape of w
        The gradient at w. It is not modified.
    state : None
        Plain descent remembers nothing.
    lr : float
        Learning rate η, positive; given by its name.

    Returns
    -------
    w : array
        Where we go: a new array of the same shape.
    state : None

    Examples
    --------
    >>> sgd_step(np.array([1.0, 2.0]), np.array([10.0, -10.0]), None, lr=0.1)
    (array([0., 3.]), None)
    """
    ### BEGIN SOLUTION
    return w - lr * gradient, None
    ### END SOLUTION


# %% test="sgd_step" points=1
w, gradient = np.array([1.0, 2.0]), np.array([10.0, -10.0])
with expect.unchanged(w, gradient):
    answer = sgd_step(w, gradient, None, lr=0.1)
moved, state = expect.unpack(answer, 2, fr="renvoyez (w, state), dans cet ordre", en="return (w, state), in this order")
expect.close(
    moved,
    [0.0, 3.0],
    fr="w - lr * gradient : on descend, donc on soustrait",
    en="w - lr * gradient: we go down, so we subtract",
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(51)
for shape, lr in [((4,), 0.3), ((3, 2), 2.0), ((1,), 1e-4)]:
    w, state = rng.normal(size=shape), None
    reference, optimiser = w.copy(), nn.SGD(lr=lr)
    for gradient in rng.normal(size=(10, *shape)):
        optimiser.step([reference], [gradient])
        with expect.unchanged(w, gradient):
            w, state = expect.unpack(sgd_step(w, gradient, state, lr=lr), 2)
        expect.close(w, reference, fr=f"dix pas avec w de forme {shape}", en=f"ten steps with w of shape {shape}")
        w = np.array(w)
wide = rng.normal(size=(6, 4))
expect.close(sgd_step(wide.T[::2], wide.T[1::2], None, lr=0.5)[0], wide.T[::2] - 0.5 * wide.T[1::2])
expect.close(
    sgd_step(np.array([1, 2, 3]), np.array([1, 1, -1]), None, lr=0.5)[0],
    [0.5, 1.5, 3.5],
    fr="w peut être entier",
    en="w may be made of integers",
)
single = np.array([1.0, -2.0], dtype=np.float32)
expect.close(sgd_step(single, single, None, lr=0.25)[0], [0.75, -1.5], rtol=1e-5)
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# Un pas ne sert à rien sans la boucle qui le répète : évaluer le gradient là où l'on est, faire le pas, passer l'état au suivant. La vôtre gardera tout le chemin, $w_0, w_1, \dots, w_n$ : c'est lui que nous dessinerons.
#
# Le pas qu'elle reçoit a déjà son $\eta$. En Python, `partial(sgd_step, lr=0.1)` est la fonction `sgd_step` dont le paramètre `lr` est fixé à 0,1 ; on l'appelle avec les trois arguments qui restent.
#
# ### Exercice 2 : `minimise` (2 points)

# %% [markdown] lang="en"
# A step is of no use without the loop that repeats it: evaluate the gradient where we are, make the step, hand the state on to the next. Yours will keep the whole way, $w_0, w_1, \dots, w_n$: it is what we shall draw.
#
# The step that it receives has its $\eta$ already. In Python `partial(sgd_step, lr=0.1)` is the function `sgd_step` with its parameter `lr` fixed at 0.1; one calls it with the three arguments that are left.
#
# ### Exercise 2: `minimise` (2 points)


# %% solution="minimise"
def minimise(gradient, w0, step, n_steps):
    """Follow an optimiser from w0, and return all the points on its way.

    Parameters
    ----------
    gradient : callable
        Takes w, an array (d,), and returns the gradient there, an array (d,).
    w0 : (d,) array
        Where to start, floats or integers. It is not modified.
    step : callable
        Takes (w, gradient at w, state) and returns (w, state); its learning rate is fixed already. The state is None
        at first, then what the step before returned.
    n_steps : int
        How many steps to make; 0 is allowed.

    Returns
    -------
    (n_steps + 1, d) array of floats
        The trajectory: w0 first, then one row for each step.

    Examples
    --------
    >>> minimise(lambda w: 2 * w, np.array([8.0]), lambda w, g, state: (w - 0.25 * g, None), 3)
    array([[8.],
           [4.],
           [2.],
           [1.]])
    """
    ### BEGIN SOLUTION
    w, state = np.array(w0, dtype=float), None
    trajectory = [w]
    for _ in range(n_steps):
        w, state = step(w, gradient(w), state)
        trajectory.append(w)
    return np.array(trajectory)
    ### END SOLUTION


# %% test="minimise" points=2
def halve(w, g, state):
    return w - 0.25 * g, None


def count(w, g, state):
    number = 1 if state is None else state + 1
    return w + number, number


start = np.array([8.0, -4.0])
with expect.unchanged(start):
    trajectory = minimise(lambda w: 2 * w, start, halve, 3)
expect.close(
    trajectory,
    [[8.0, -4.0], [4.0, -2.0], [2.0, -1.0], [1.0, -0.5]],
    fr="w0 d'abord, puis une ligne par pas ; le gradient s'évalue chaque fois au point courant",
    en="w0 first, then one row per step; the gradient is evaluated at the current point each time",
)
expect.close(
    minimise(lambda w: w, np.array([0.0]), count, 3),
    [[0.0], [1.0], [3.0], [6.0]],
    fr="l'état est None au premier pas, puis ce que le pas d'avant a renvoyé",
    en="the state is None at the first step, then what the step before returned",
)
### BEGIN HIDDEN TESTS
expect.close(
    minimise(lambda w: w, np.array([3.0, 1.0, 2.0]), halve, 0),
    [[3.0, 1.0, 2.0]],
    fr="sans aucun pas, le chemin n'a que w0",
    en="without any step the way has w0 only",
)
expect.close(
    minimise(lambda w: 2.0 * w, np.array([1, 3]), halve, 2),
    [[1.0, 3.0], [0.5, 1.5], [0.25, 0.75]],
    fr="w0 peut être entier ; la trajectoire est faite de nombres à virgule",
    en="w0 may be made of integers; the trajectory is made of floats",
)


def drift(w, g, state):
    """Move by the gradients of the two steps before: the state is a dictionary."""
    state = {"old": 0.0 * g, "older": 0.0 * g} if state is None else state
    return w - state["older"], {"old": g, "older": state["old"]}


def bend(w):
    return np.array([w[1], -w[0] * w[2], w[0] + 1.0])


place = np.array([1.0, -2.0, 0.5])
points, slopes = [place], []
for t in range(6):
    slopes.append(bend(points[-1]))
    points.append(points[-1] - (slopes[t - 2] if t >= 2 else 0.0))
expect.close(
    minimise(bend, place, drift, 6),
    points,
    fr="un gradient qui n'est pas linéaire, un pas qui se souvient",
    en="a gradient that is not linear, a step that remembers",
)
expect.close(
    minimise(bend, place, drift, 6),
    points,
    fr="un deuxième appel repart de zéro, état compris",
    en="a second call starts afresh, its state included",
)
expect.close(minimise(lambda w: w, np.arange(6.0)[::3], halve, 1), [[0.0, 3.0], [0.0, 2.25]])
expect.close(minimise(lambda w: w, np.array([4.0], dtype=np.float32), halve, 2), [[4.0], [3.0], [2.25]], rtol=1e-5)
expect.shape(minimise(lambda w: w, np.ones(5), halve, 40), (41, 5))
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# **Expérience : ce qu'un seul pas peut faire de mieux.** Sur la vallée, la descente se calcule à la main : $x$ est multiplié à chaque pas par $1 - \eta$, et $y$ par $1 - 50\,\eta$. La plus lente des deux coordonnées commande :
#
# $$\text{facteur par pas} = \max\big(|1 - \eta|,\; |1 - 50\,\eta|\big).$$
#
# Si les courbures vont de 1 à $\kappa$ (le **conditionnement**, ici 50), tout pas $\eta > 2/\kappa$ diverge, et le meilleur est $\eta^\star = 2/(1 + \kappa)$, avec le facteur $(\kappa - 1)/(\kappa + 1)$. Vos deux fonctions mesurent ce facteur ; la théorie est le trait.

# %% [markdown] lang="en"
# **Experiment: the best that one rate can do.** On the valley descent can be worked out by hand: at each step $x$ is multiplied by $1 - \eta$, and $y$ by $1 - 50\,\eta$. The slower of the two rules:
#
# $$\text{factor per step} = \max\big(|1 - \eta|,\; |1 - 50\,\eta|\big).$$
#
# If the curvatures go from 1 to $\kappa$ (the **condition number**, here 50), every rate $\eta > 2/\kappa$ diverges, and the best is $\eta^\star = 2/(1 + \kappa)$, with the factor $(\kappa - 1)/(\kappa + 1)$. Your two functions measure this factor; theory is the line.


# %% experiment=true
def along(slope):
    """Return the gradient of a flat vector (x1 … xn, y1 … yn): n runs in the plane followed as one."""
    return lambda w: np.concatenate(slope(*np.reshape(w, (2, -1))))


fig, (left, right) = plotting.subplots(1, 2, width=11, height=4.6)
line = np.linspace(0.001, 0.0425, 400)
left.plot(line, np.abs(1 - line), "--", color=plotting.OKABE_ITO["blue"], label=course.text(fr="le long", en="along"))
left.plot(
    line,
    np.abs(1 - CURVATURE * line),
    ":",
    color=plotting.OKABE_ITO["vermilion"],
    label=course.text(fr="en travers", en="across"),
)
left.plot(line, np.maximum(np.abs(1 - line), np.abs(1 - CURVATURE * line)), color="black", alpha=0.35, linewidth=5)
for rate in np.linspace(0.003, 0.0415, 12):
    lengths = np.linalg.norm(minimise(along(valley_slope), np.ones(2), partial(sgd_step, lr=rate), 400), axis=1)
    measured = (lengths[400] / lengths[300]) ** (1 / 100)
    left.plot(rate, measured, "o", color="black")
left.plot([], [], "o", color="black", label=course.text(fr="mesuré", en="measured"))
best_rate = 2 / (1 + CURVATURE)
left.axvline(best_rate, color="0.5", linewidth=1)
left.text(best_rate - 0.0006, 0.55, "$\\eta^\\star$", ha="right", fontsize=15)
left.set(
    xlabel=course.text(fr="pas $\\eta$", en="rate $\\eta$"),
    ylabel=course.text(fr="facteur par pas", en="factor per step"),
    title=course.text(fr="La coordonnée la plus lente commande", en="The slower coordinate rules"),
    ylim=(0, 1.15),
)
left.legend(loc="lower left")
rates = {0.004: "--", best_rate: "-", 0.0405: ":"}
for rate, style in rates.items():
    trajectory = minimise(along(valley_slope), np.array([-3.0, 0.9]), partial(sgd_step, lr=rate), 300)
    right.plot(valley(*trajectory.T), style, color="black", label=in_words(f"$\\eta = {rate:.4f}$").replace(",", "{,}"))
right.set(
    yscale="log",
    ylim=(1e-10, 1e4),
    xlabel=course.text(fr="pas faits", en="steps made"),
    ylabel=course.text(fr="hauteur $E$", en="height $E$"),
    title=course.text(fr="Trop petit, le meilleur, trop grand", en="Too small, the best, too large"),
)
right.legend(loc="lower left")
plotting.show(
    fig,
    alt=course.text(
        fr="À gauche, le facteur par pas contre le pas : 1 − η le long de la vallée, |1 − 50 η| en travers ; les points mesurés suivent le plus "
        "grand des deux, qui passe par un minimum à η = 0,039. À droite, la hauteur au fil des pas : elle décroît lentement avec η = 0,004, "
        "plus vite avec le meilleur pas, et croît avec η = 0,0405.",
        en="Left, the factor per step against the rate: 1 − η along the valley, |1 − 50 η| across it; the measured dots follow the larger of "
        "the two, which has its minimum at η = 0.039. Right, the height as steps go by: it falls slowly with η = 0.004, faster with the best "
        "rate, and grows with η = 0.0405.",
    ),
)

# %% [markdown] lang="fr"
# **Ce qu'on lit.** Les points tombent sur la théorie. Le meilleur pas, 0,0392, est à un cheveu de la divergence (0,04) : c'est la raideur en travers qui le limite, et la longueur qui en souffre. Même avec lui, chaque pas ne gagne que 4 % (facteur 0,961). Avec $\kappa = 5000$ il en gagnerait 0,04 %.
#
# ## 3. L'inertie
#
# Une bille qui roule ne s'arrête pas à chaque instant pour demander où est la pente. Donnons une **vitesse** $v$ à notre point, nulle au départ :
#
# $$v \leftarrow \beta\, v + g, \qquad w \leftarrow w - \eta\, v .$$
#
# Le nombre $\beta \in [0, 1[$ (`momentum` dans le code, 0,9 d'ordinaire) est la part de vitesse conservée ; avec $\beta = 0$ on retrouve SGD. Dépliée, $v = g_t + \beta\, g_{t-1} + \beta^2 g_{t-2} + \dots$ : des gradients qui alternent s'annulent presque, des gradients constants s'additionnent jusqu'à $g/(1 - \beta)$, dix fois le pas pour $\beta = 0{,}9$.
#
# ### Exercice 3 : `momentum_step` (2 points)

# %% [markdown] lang="en"
# **What we read.** The dots fall on the theory. The best rate, 0.0392, is a hair's breadth away from divergence (0.04): the steepness across limits it, and the length suffers. Even so each step gains a mere 4 % (factor 0.961). With $\kappa = 5000$ it would gain 0.04 %.
#
# ## 3. Inertia
#
# A rolling ball does not stop at every moment to ask where the slope is. Let us give our point a **velocity** $v$, zero at first:
#
# $$v \leftarrow \beta\, v + g, \qquad w \leftarrow w - \eta\, v .$$
#
# The number $\beta \in [0, 1)$ (`momentum` in the code, usually 0.9) is the share of velocity that stays; with $\beta = 0$ this is SGD again. Unrolled, $v = g_t + \beta\, g_{t-1} + \beta^2 g_{t-2} + \dots$: gradients that alternate nearly cancel out, constant gradients add up to $g/(1 - \beta)$, ten times the step for $\beta = 0.9$.
#
# ### Exercise 3: `momentum_step` (2 points)


# %% solution="momentum_step"
def momentum_step(w, gradient, state, *, lr, momentum=0.9):
    """Make one step of descent with inertia.

    Parameters
    ----------
    w : array of any shape
        Where we are. It is not modified.
    gradient : array of the shape of w
        The gradient at w. It is not modified.
    state : None, or what this function returned last time
        An array, a tuple, a dictionary or an object of your own. Test `state is None`, as an array has no truth value.
        It is not modified.
    lr : float
        Learning rate η, positive.
    momentum : float
        Share β of the velocity that stays, in [0, 1).

    Returns
    -------
    w : array
        Where we go: a new array of the same shape.
    state : anything but None
        What the next step needs to know; nobody else looks into it.

    Examples
    --------
    >>> w, state = momentum_step(np.array([1.0]), np.array([2.0]), None, lr=0.1, momentum=0.5)
    >>> momentum_step(w, np.array([1.0]), state, lr=0.1, momentum=0.5)[0]
    array([0.6])
    """
    ### BEGIN SOLUTION
    velocity = np.zeros_like(gradient) if state is None else state
    velocity = momentum * velocity + gradient
    return w - lr * velocity, velocity
    ### END SOLUTION


# %% test="momentum_step" points=2
w0, first, second = np.array([1.0, 2.0]), np.array([2.0, -4.0]), np.array([1.0, 0.0])
with expect.unchanged(w0, first):
    answer = momentum_step(w0, first, None, lr=0.1, momentum=0.5)
w1, state = expect.unpack(answer, 2, fr="renvoyez (w, state)", en="return (w, state)")
expect.close(
    w1,
    [0.8, 2.4],
    fr="au premier pas la vitesse est nulle : v = g, donc w - lr * g",
    en="at the first step the velocity is zero: v = g, hence w - lr * g",
)
w2, _ = expect.unpack(momentum_step(np.array([0.8, 2.4]), second, state, lr=0.1, momentum=0.5), 2)
expect.close(
    w2,
    [0.6, 2.6],
    fr="au deuxième pas v = 0,5·(2, -4) + (1, 0) = (2, -2)",
    en="at the second step v = 0.5·(2, -4) + (1, 0) = (2, -2)",
)
expect.close(
    expect.unpack(momentum_step(w0, first, None, lr=0.1, momentum=0.5), 2)[0],
    [0.8, 2.4],
    fr="un état None recommence à zéro, quoi qu'on ait fait avant : ne gardez rien ailleurs que dans l'état",
    en="a state of None starts afresh, whatever was done before: keep nothing anywhere but in the state",
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(53)
for shape, options in [
    ((4,), {"lr": 0.3}),
    ((3, 2), {"lr": 0.02, "momentum": 0.5}),
    ((1,), {"lr": 1.5, "momentum": 0.99}),
]:
    w, state = rng.normal(size=shape), None
    reference, optimiser = w.copy(), nn.Momentum(**options)
    for t, gradient in enumerate(rng.normal(size=(10, *shape)), 1):
        optimiser.step([reference], [gradient])
        with expect.unchanged(w, gradient):
            w, state = expect.unpack(momentum_step(w, gradient, state, **options), 2)
        expect.close(w, reference, fr=f"pas {t} avec {options}", en=f"step {t} with {options}")
        w = np.array(w)
a = rng.normal(size=3)
moved, state_a = expect.unpack(momentum_step(a, a, None, lr=0.1), 2)
expect.close(moved, 0.9 * a)
b = np.array(moved)
once = expect.unpack(momentum_step(b, a, state_a, lr=0.1), 2)[0]
expect.close(once, b - 0.1 * 1.9 * a, fr="par défaut, momentum = 0,9", en="by default momentum = 0.9")
again = expect.unpack(momentum_step(b, a, state_a, lr=0.1), 2)[0]
expect.close(
    again,
    b - 0.1 * 1.9 * a,
    fr="rejouer un pas avec le même état doit donner la même chose : ne modifiez pas l'état, renvoyez-en un nouveau",
    en="replaying a step with the same state must give the same: do not change the state, return a new one",
)
plain = expect.unpack(momentum_step(b, a, state_a, lr=0.1, momentum=0.0), 2)[0]
expect.close(plain, b - 0.1 * a, fr="avec momentum = 0, c'est SGD", en="with momentum = 0 this is SGD")
single, state = np.array([1.0, -2.0], dtype=np.float32), None
for expected in ([0.75, -1.5], [0.375, -0.75]):
    moved, state = expect.unpack(
        momentum_step(single, np.array([1.0, -2.0], np.float32), state, lr=0.25, momentum=0.5), 2
    )
    expect.close(moved, expected, rtol=1e-5, fr="en simple précision", en="in single precision")
    single = np.array(moved, dtype=np.float32)
expect.close(
    expect.unpack(momentum_step(np.array([1, 2]), np.array([1, 1]), None, lr=0.5), 2)[0],
    [0.5, 1.5],
    fr="w et le gradient peuvent être entiers",
    en="w and the gradient may be made of integers",
)
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# La bille a un défaut : elle ne freine qu'une fois le fond dépassé. **Nesterov** (1983) propose de mesurer la pente là où l'élan va porter de toute façon. PyTorch l'écrit sans calculer de gradient ailleurs, en prenant pour variable le point d'avance lui-même :
#
# $$v \leftarrow \beta\, v + g, \qquad w \leftarrow w - \eta\,(g + \beta\, v),$$
#
# où le $v$ de droite est le nouveau. (Pourquoi c'est la même méthode : section 10.)
#
# ### Exercice 4 : `nesterov_step` (1 point)

# %% [markdown] lang="en"
# The ball has a flaw: it brakes only once the bottom lies behind it. **Nesterov** (1983) proposes to measure the slope where momentum will carry us anyway. PyTorch writes it without any gradient elsewhere, by taking the point ahead itself for its variable:
#
# $$v \leftarrow \beta\, v + g, \qquad w \leftarrow w - \eta\,(g + \beta\, v),$$
#
# where the $v$ on the right is the new one. (Why it is the same method: section 10.)
#
# ### Exercise 4: `nesterov_step` (1 point)


# %% solution="nesterov_step"
def nesterov_step(w, gradient, state, *, lr, momentum=0.9):
    """Make one step of Nesterov's method, in the form in which PyTorch writes it.

    Parameters
    ----------
    w : array of any shape
        Where we are (the point ahead). It is not modified.
    gradient : array of the shape of w
        The gradient at w. It is not modified.
    state : None, or what this function returned last time
        It is not modified.
    lr : float
        Learning rate η, positive.
    momentum : float
        Share β of the velocity that stays, in [0, 1).

    Returns
    -------
    w : array
        Where we go: a new array of the same shape.
    state : anything but None

    Examples
    --------
    >>> nesterov_step(np.array([1.0]), np.array([2.0]), None, lr=0.1, momentum=0.5)[0]
    array([0.7])
    """
    ### BEGIN SOLUTION
    velocity = np.zeros_like(gradient) if state is None else state
    velocity = momentum * velocity + gradient
    return w - lr * (gradient + momentum * velocity), velocity
    ### END SOLUTION


# %% test="nesterov_step" points=1
w0, first, second = np.array([1.0, 2.0]), np.array([2.0, -4.0]), np.array([1.0, 0.0])
with expect.unchanged(w0, first):
    answer = nesterov_step(w0, first, None, lr=0.1, momentum=0.5)
w1, state = expect.unpack(answer, 2, fr="renvoyez (w, state)", en="return (w, state)")
expect.close(
    w1,
    [0.7, 2.6],
    fr="premier pas : v = g = (2, -4), puis g + 0,5·v = (3, -6)",
    en="first step: v = g = (2, -4), then g + 0.5·v = (3, -6)",
)
w2, _ = expect.unpack(nesterov_step(np.array([0.7, 2.6]), second, state, lr=0.1, momentum=0.5), 2)
expect.close(
    w2,
    [0.5, 2.7],
    fr="deuxième pas : v = (2, -2), puis g + 0,5·v = (2, -1)",
    en="second step: v = (2, -2), then g + 0.5·v = (2, -1)",
)
expect.close(
    expect.unpack(nesterov_step(w0, first, None, lr=0.1, momentum=0.5), 2)[0],
    [0.7, 2.6],
    fr="un état None recommence à zéro, quoi qu'on ait fait avant : ne gardez rien ailleurs que dans l'état",
    en="a state of None starts afresh, whatever was done before: keep nothing anywhere but in the state",
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(54)
for shape, options in [
    ((5,), {"lr": 0.3}),
    ((2, 3), {"lr": 0.02, "momentum": 0.5}),
    ((1,), {"lr": 1.5, "momentum": 0.99}),
]:
    w, state = rng.normal(size=shape), None
    reference, optimiser = w.copy(), nn.Nesterov(**options)
    for t, gradient in enumerate(rng.normal(size=(10, *shape)), 1):
        optimiser.step([reference], [gradient])
        with expect.unchanged(w, gradient):
            w, state = expect.unpack(nesterov_step(w, gradient, state, **options), 2)
        expect.close(w, reference, fr=f"pas {t} avec {options}", en=f"step {t} with {options}")
        w = np.array(w)
a = rng.normal(size=3)
moved, state_a = expect.unpack(nesterov_step(a, a, None, lr=0.1), 2)
expect.close(moved, 0.81 * a, fr="par défaut momentum = 0,9", en="by default momentum = 0.9")
b = np.array(moved)
for _ in range(2):
    expect.close(
        expect.unpack(nesterov_step(b, a, state_a, lr=0.1), 2)[0],
        b - 0.1 * 2.71 * a,
        fr="rejouer un pas avec le même état doit donner la même chose : ne modifiez pas l'état",
        en="replaying a step with the same state must give the same: do not change the state",
    )
single = np.array([1.0, -2.0], dtype=np.float32)
expect.close(expect.unpack(nesterov_step(single, single, None, lr=0.5, momentum=0.5), 2)[0], [0.25, -0.5], rtol=1e-5)
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# **Expérience : combien de pas, selon l'étroitesse de la vallée ?** On cherche combien de pas divisent la distance au fond par un million, pour des conditionnements $\kappa$ de 4 à 4096, chaque méthode recevant les meilleurs réglages que la théorie connaisse :
#
# | | $\eta$ | $\beta$ | facteur par pas |
# | --- | --- | --- | --- |
# | SGD | $2/(1 + \kappa)$ | | $1 - 2/(\kappa + 1)$ |
# | Momentum | $4/(1 + \sqrt\kappa)^2$ | $\big(\frac{\sqrt\kappa - 1}{\sqrt\kappa + 1}\big)^2$ | $1 - 2/(\sqrt\kappa + 1)$ |
# | Nesterov | $1/\kappa$ | $\frac{\sqrt\kappa - 1}{\sqrt\kappa + 1}$ | $1 - 1/\sqrt\kappa$ |

# %% [markdown] lang="en"
# **Experiment: how many steps, for how narrow a valley?** We ask how many steps divide the distance to the bottom by a million, for condition numbers $\kappa$ from 4 to 4096, each method being given the best settings that theory knows:
#
# | | $\eta$ | $\beta$ | factor per step |
# | --- | --- | --- | --- |
# | SGD | $2/(1 + \kappa)$ | | $1 - 2/(\kappa + 1)$ |
# | Momentum | $4/(1 + \sqrt\kappa)^2$ | $\big(\frac{\sqrt\kappa - 1}{\sqrt\kappa + 1}\big)^2$ | $1 - 2/(\sqrt\kappa + 1)$ |
# | Nesterov | $1/\kappa$ | $\frac{\sqrt\kappa - 1}{\sqrt\kappa + 1}$ | $1 - 1/\sqrt\kappa$ |

# %% experiment=true
conditions = 4.0 ** np.arange(1, course.pace(quick=4, classroom=7, full=8))


def count_steps(step, condition, n_steps):
    """Return after how many steps the distance to the bottom of a valley stays below a millionth of the first."""
    trajectory = minimise(along(lambda x, y: (x, condition * y)), np.ones(2), step, n_steps)
    distances = np.linalg.norm(trajectory, axis=1)
    return 1 + np.flatnonzero(distances >= 1e-6 * distances[0])[-1]


n_steps_needed = {"SGD": [], "Momentum": [], "Nesterov": []}
for condition in conditions:
    root = np.sqrt(condition)
    share = (root - 1) / (root + 1)
    tuned = {
        "SGD": partial(sgd_step, lr=2 / (1 + condition)),
        "Momentum": partial(momentum_step, lr=4 / (1 + root) ** 2, momentum=share**2),
        "Nesterov": partial(nesterov_step, lr=1 / condition, momentum=share),
    }
    for name, step in tuned.items():
        n_steps_needed[name].append(
            count_steps(step, condition, int(60 + (9 * condition if name == "SGD" else 30 * root)))
        )

fig, ax = plotting.subplots(width=8.5, height=4.8)
for name, counts in n_steps_needed.items():
    slope = np.log(counts[-1] / counts[-3]) / np.log(conditions[-1] / conditions[-3])
    exponent = in_words(f"{slope:.2f}").replace(",", "{,}")
    ax.plot(conditions, counts, **STYLES[name], label=f"{name}, $\\kappa^{{{exponent}}}$")
ax.set(
    xscale="log",
    yscale="log",
    xticks=conditions,
    xticklabels=[f"{condition:g}" for condition in conditions],
    xlabel=course.text(fr="conditionnement $\\kappa$", en="condition number $\\kappa$"),
    ylabel=course.text(fr="pas pour gagner $10^6$", en="steps to gain $10^6$"),
    title=course.text(fr="L'inertie remplace κ par sa racine", en="Inertia replaces κ by its square root"),
)
ax.minorticks_off()
ax.legend(loc="upper left", title=course.text(fr="exposant mesuré", en="measured exponent"))
words = "; ".join(f"{name} {np.array(counts).tolist()}" for name, counts in n_steps_needed.items())
plotting.show(
    fig,
    alt=course.text(
        fr=f"Nombre de pas contre le conditionnement, en échelles logarithmiques. SGD suit une droite de pente 1, Momentum et Nesterov des droites de pente proche de 1/2. Valeurs : {words}.",
        en=f"Number of steps against the condition number, on logarithmic scales. SGD follows a line of slope 1, Momentum and Nesterov lines of slope near 1/2. Values: {words}.",
    ),
)

# %% [markdown] lang="fr"
# **Ce qu'on lit.** SGD paie en proportion de $\kappa$ ; l'inertie en proportion de $\sqrt\kappa$ seulement, et l'exposant mesuré s'en approche à mesure que $\kappa$ grandit. Pour $\kappa = 4096$, cela fait 28 295 pas contre 661 (Momentum) et 1035 (Nesterov, que la théorie dit deux fois plus lent que Polyak sur une vallée parfaite, mais garanti sur toute fonction lisse et fortement convexe). À ce jeu-là (une vallée parfaite, et son conditionnement connu d'avance) la théorie est exacte. Un vrai réseau n'offre ni l'un ni l'autre : les réglages $\beta = 0{,}9$ et $\eta$ « à tâtons » remplacent les formules.
#
# ## 4. Un pas par coordonnée
#
# L'autre remède : si une composante du gradient est d'habitude cinquante fois plus grande, divisons-la par cinquante. **AdaGrad** (2011) mesure l'habitude par la racine de la somme des carrés :
#
# $$s \leftarrow s + g^2, \qquad w \leftarrow w - \eta\,\frac{g}{\sqrt{s} + \varepsilon},$$
#
# tout se lisant coordonnée par coordonnée, $s$ nul au départ. Le minuscule $\varepsilon$ ne sert qu'à éviter $0/0$ là où aucun gradient n'est encore venu.
#
# ### Exercice 5 : `adagrad_step` (2 points)

# %% [markdown] lang="en"
# **What we read.** SGD pays in proportion to $\kappa$; inertia only in proportion to $\sqrt\kappa$, and the measured exponent comes closer to it as $\kappa$ grows. For $\kappa = 4096$ that makes 28,295 steps against 661 (Momentum) and 1035 (Nesterov, which theory says is twice as slow as Polyak in a perfect valley, but guaranteed on every smooth and strongly convex function). In this game (a perfect valley, and its condition number known beforehand) theory is exact. A real network offers neither: the settings $\beta = 0.9$ and a groping $\eta$ replace the formulas.
#
# ## 4. A rate for each coordinate
#
# The other remedy: if a component of the gradient is usually fifty times as large, let us divide it by fifty. **AdaGrad** (2011) measures what is usual by the root of the sum of squares:
#
# $$s \leftarrow s + g^2, \qquad w \leftarrow w - \eta\,\frac{g}{\sqrt{s} + \varepsilon},$$
#
# all of it read coordinate by coordinate, with $s$ zero at first. The tiny $\varepsilon$ only serves to avoid $0/0$ where no gradient has come yet.
#
# ### Exercise 5: `adagrad_step` (2 points)


# %% solution="adagrad_step"
def adagrad_step(w, gradient, state, *, lr, eps=1e-10):
    """Make one step of AdaGrad.

    Parameters
    ----------
    w : array of any shape
        Where we are. It is not modified.
    gradient : array of the shape of w
        The gradient at w; zeros are allowed. It is not modified.
    state : None, or what this function returned last time
        It is not modified.
    lr : float
        Learning rate η, positive.
    eps : float
        ε, added to the root, outside it.

    Returns
    -------
    w : array
        Where we go: a new array of the same shape.
    state : anything but None

    Examples
    --------
    >>> adagrad_step(np.array([1.0, 2.0]), np.array([3.0, -0.5]), None, lr=1.0)[0]
    array([0., 3.])
    """
    ### BEGIN SOLUTION
    squares = gradient**2 if state is None else state + gradient**2
    return w - lr * gradient / (np.sqrt(squares) + eps), squares
    ### END SOLUTION


# %% test="adagrad_step" points=2
w0, first, second = np.array([1.0, 2.0]), np.array([3.0, -0.5]), np.array([4.0, 0.0])
with expect.unchanged(w0, first):
    answer = adagrad_step(w0, first, None, lr=1.0)
w1, state = expect.unpack(answer, 2, fr="renvoyez (w, state)", en="return (w, state)")
expect.close(
    w1,
    [0.0, 3.0],
    fr="au premier pas s = g² : chaque coordonnée bouge de η, quel que soit son gradient",
    en="at the first step s = g²: each coordinate moves by η, whatever its gradient",
)
w2, _ = expect.unpack(adagrad_step(np.array([0.0, 3.0]), second, state, lr=1.0), 2)
expect.close(
    w2,
    [-0.8, 3.0],
    fr="s s'accumule : 9 + 16 = 25, donc un pas de 4/5 ; un gradient nul ne bouge rien",
    en="s adds up: 9 + 16 = 25, hence a step of 4/5; a gradient of zero moves nothing",
)
expect.close(
    expect.unpack(adagrad_step(w0, first, None, lr=1.0), 2)[0],
    [0.0, 3.0],
    fr="un état None recommence à zéro, quoi qu'on ait fait avant : ne gardez rien ailleurs que dans l'état",
    en="a state of None starts afresh, whatever was done before: keep nothing anywhere but in the state",
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(55)
for shape, options in [((4,), {"lr": 0.3}), ((3, 2), {"lr": 0.02, "eps": 0.1}), ((1,), {"lr": 2.0, "eps": 1e-3})]:
    w, state = rng.normal(size=shape), None
    reference, optimiser = w.copy(), nn.AdaGrad(**options)
    for t, gradient in enumerate(0.3 * rng.normal(size=(10, *shape)), 1):
        optimiser.step([reference], [gradient])
        with expect.unchanged(w, gradient):
            w, state = expect.unpack(adagrad_step(w, gradient, state, **options), 2)
        expect.close(
            w,
            reference,
            fr=f"pas {t} avec {options} ; ε s'ajoute hors de la racine",
            en=f"step {t} with {options}; ε is added outside the root",
        )
        w = np.array(w)
a, b = rng.normal(size=3), rng.normal(size=3)
moved, state_a = expect.unpack(adagrad_step(a, b, None, lr=0.1), 2)
expect.close(moved, a - 0.1 * np.sign(b))
c = np.array(moved)
for _ in range(2):
    expect.close(
        expect.unpack(adagrad_step(c, a, state_a, lr=0.1), 2)[0],
        c - 0.1 * a / np.hypot(a, b),
        fr="rejouer un pas avec le même état doit donner la même chose : ne modifiez pas l'état",
        en="replaying a step with the same state must give the same: do not change the state",
    )
with expect.silent(fr="0/0 : n'oubliez pas ε", en="0/0: do not forget ε"):
    still, state = expect.unpack(adagrad_step(np.array([1.0, 2.0]), np.array([0.0, 1.0]), None, lr=0.5), 2)
expect.close(still, [1.0, 1.5], fr="un gradient nul ne bouge rien", en="a gradient of zero moves nothing")
single = np.array([1.0, -2.0], dtype=np.float32)
expect.close(expect.unpack(adagrad_step(single, single, None, lr=0.5), 2)[0], [0.5, -1.5], rtol=1e-5)
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# AdaGrad ne fait qu'additionner, et n'oublie rien : $s$ ne peut que croître. **RMSProp** (2012) remplace la somme par une moyenne qui oublie, où le poids du passé est multiplié par $\alpha$ à chaque pas :
#
# $$s \leftarrow \alpha\, s + (1 - \alpha)\, g^2, \qquad w \leftarrow w - \eta\,\frac{g}{\sqrt{s} + \varepsilon}.$$
#
# ### Exercice 6 : `rmsprop_step` (2 points)

# %% [markdown] lang="en"
# AdaGrad does nothing but add, and forgets nothing: $s$ can only grow. **RMSProp** (2012) replaces the sum by a mean that forgets, in which the weight of the past is multiplied by $\alpha$ at each step:
#
# $$s \leftarrow \alpha\, s + (1 - \alpha)\, g^2, \qquad w \leftarrow w - \eta\,\frac{g}{\sqrt{s} + \varepsilon}.$$
#
# ### Exercise 6: `rmsprop_step` (2 points)


# %% solution="rmsprop_step"
def rmsprop_step(w, gradient, state, *, lr, alpha=0.99, eps=1e-8):
    """Make one step of RMSProp (the plain one: not centred, without momentum).

    Parameters
    ----------
    w : array of any shape
        Where we are. It is not modified.
    gradient : array of the shape of w
        The gradient at w; zeros are allowed. It is not modified.
    state : None, or what this function returned last time
        It is not modified.
    lr : float
        Learning rate η, positive.
    alpha : float
        Share α of the old mean square that stays, in [0, 1). The mean square is 0 before the first step.
    eps : float
        ε, added to the root, outside it.

    Returns
    -------
    w : array
        Where we go: a new array of the same shape.
    state : anything but None

    Examples
    --------
    >>> rmsprop_step(np.array([1.0, 2.0]), np.array([2.0, -4.0]), None, lr=1.0, alpha=0.75)[0]
    array([-1.,  4.])
    """
    ### BEGIN SOLUTION
    old = np.zeros_like(gradient) if state is None else state
    mean_square = alpha * old + (1 - alpha) * gradient**2
    return w - lr * gradient / (np.sqrt(mean_square) + eps), mean_square
    ### END SOLUTION


# %% test="rmsprop_step" points=2
w0, first, second = np.array([1.0, 2.0]), np.array([2.0, -4.0]), np.array([1.0, 0.0])
with expect.unchanged(w0, first):
    answer = rmsprop_step(w0, first, None, lr=1.0, alpha=0.75)
w1, state = expect.unpack(answer, 2, fr="renvoyez (w, state)", en="return (w, state)")
expect.close(
    w1,
    [-1.0, 4.0],
    fr="premier pas : s = 0,25·g² = (1, 4), donc g/√s = (2, -2)",
    en="first step: s = 0.25·g² = (1, 4), hence g/√s = (2, -2)",
)
w2, _ = expect.unpack(rmsprop_step(np.array([-1.0, 4.0]), second, state, lr=1.0, alpha=0.75), 2)
expect.close(
    w2,
    [-2.0, 4.0],
    fr="deuxième pas : s = 0,75·(1, 4) + 0,25·(1, 0) = (1, 3)",
    en="second step: s = 0.75·(1, 4) + 0.25·(1, 0) = (1, 3)",
)
expect.close(
    expect.unpack(rmsprop_step(w0, first, None, lr=1.0, alpha=0.75), 2)[0],
    [-1.0, 4.0],
    fr="un état None recommence à zéro, quoi qu'on ait fait avant : ne gardez rien ailleurs que dans l'état",
    en="a state of None starts afresh, whatever was done before: keep nothing anywhere but in the state",
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(56)
for shape, options in [
    ((4,), {"lr": 0.3}),
    ((3, 2), {"lr": 0.02, "alpha": 0.6, "eps": 0.1}),
    ((1,), {"lr": 2.0, "eps": 1e-3}),
]:
    w, state = rng.normal(size=shape), None
    reference, optimiser = w.copy(), nn.RMSProp(**options)
    for t, gradient in enumerate(0.3 * rng.normal(size=(10, *shape)), 1):
        optimiser.step([reference], [gradient])
        with expect.unchanged(w, gradient):
            w, state = expect.unpack(rmsprop_step(w, gradient, state, **options), 2)
        expect.close(
            w,
            reference,
            fr=f"pas {t} avec {options} ; ε s'ajoute hors de la racine",
            en=f"step {t} with {options}; ε is added outside the root",
        )
        w = np.array(w)
a, b = rng.normal(size=3), rng.normal(size=3)
moved, state_a = expect.unpack(rmsprop_step(a, b, None, lr=0.1), 2)
expect.close(moved, a - np.sign(b), rtol=1e-5, fr="par défaut alpha = 0,99", en="by default alpha = 0.99")
c = np.array(moved)
for _ in range(2):
    expect.close(
        expect.unpack(rmsprop_step(c, a, state_a, lr=0.1), 2)[0],
        c - 0.1 * a / np.sqrt(0.01 * a**2 + 0.0099 * b**2),
        rtol=1e-5,
        fr="rejouer un pas avec le même état doit donner la même chose : ne modifiez pas l'état",
        en="replaying a step with the same state must give the same: do not change the state",
    )
with expect.silent(fr="0/0 : n'oubliez pas ε", en="0/0: do not forget ε"):
    still, state = expect.unpack(rmsprop_step(np.array([1.0, 2.0]), np.array([0.0, 1.0]), None, lr=0.5, alpha=0.75), 2)
expect.close(still, [1.0, 1.0], fr="un gradient nul ne bouge rien", en="a gradient of zero moves nothing")
single = np.array([1.0, -2.0], dtype=np.float32)
expect.close(
    expect.unpack(rmsprop_step(single, single, None, lr=0.5, alpha=0.75), 2)[0], [0.0, -1.0], rtol=1e-5, atol=1e-6
)
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# **Expérience : le pas qui rétrécit.** Donnons à chaque méthode un gradient qui ne change pas, au bruit près : $g_t = 1 + \xi_t$, avec $\xi_t$ normal, comme en verrait un poids loin de son but. À gauche, la longueur moyenne du pas, divisée par $\eta$. À droite, une autre expérience : un gradient qui ne vient qu'une fois sur dix, sur cent, comme celui d'un mot rare ou d'un pixel rarement allumé ; on mesure de combien le poids bouge *chaque fois qu'il vient*.

# %% [markdown] lang="en"
# **Experiment: the shrinking step.** Let us give each method a gradient that does not change, noise apart: $g_t = 1 + \xi_t$ with $\xi_t$ normal, as a weight far from its goal would see. Left, the mean length of the step, divided by $\eta$. Right, another experiment: a gradient that comes only once in ten times, in a hundred, like that of a rare word or of a pixel that is rarely lit; we measure how much the weight moves *each time that it comes*.

# %% experiment=true
n_runs = course.pace(quick=40, classroom=200, full=1000)
n_steps = course.pace(quick=200, classroom=2_000, full=10_000)
simple_steps = {"SGD": sgd_step, "AdaGrad": adagrad_step, "RMSProp": rmsprop_step}


def measure_moves(step, chance, rng):
    """Return the lengths of all steps under noisy gradients that come with some chance, (n_steps, n_runs), NaN where none came."""

    def draw(w):
        return (1 + rng.normal(size=w.shape)) * (rng.random(w.shape) < chance)

    trajectory = minimise(draw, np.zeros(n_runs), partial(step, lr=1.0), n_steps)
    moves = np.abs(np.diff(trajectory, axis=0))
    return np.where(moves > 0, moves, np.nan)


fig, (left, right) = plotting.subplots(1, 2, width=11, height=4.8)
times = np.arange(1, n_steps + 1)
late = times >= n_steps // 4
chances = np.array([1.0, 0.3, 0.1, 0.03])
for name, step in simple_steps.items():
    moves = measure_moves(step, 1.0, np.random.default_rng(5))
    blocks = np.array_split(np.arange(n_runs), 20)
    slopes = [np.polyfit(np.log(times[late]), np.log(moves[late][:, block].mean(axis=1)), 1)[0] for block in blocks]
    half_width = 2.09 * np.std(slopes, ddof=1) / np.sqrt(20)
    print(
        in_words(f"{name:8s} exposant {np.mean(slopes):+.3f} ± {half_width:.3f}")
        if course.language() == "fr"
        else f"{name:8s} exponent {np.mean(slopes):+.3f} ± {half_width:.3f}"
    )
    style = {**STYLES[name], "markevery": [int(t) - 1 for t in np.geomspace(1, n_steps, 6)]}
    left.plot(times, moves.mean(axis=1), **style, label=name, linewidth=1.4)
    rare = [np.nanmean(measure_moves(step, chance, np.random.default_rng(6))[n_steps // 2 :]) for chance in chances]
    right.plot(chances, np.divide(rare, rare[0]), **STYLES[name], label=name)
left.plot(times, 0.56 / np.sqrt(times), ":", color="0.4", label="$\\propto 1/\\sqrt{t}$")
left.set(
    xscale="log",
    yscale="log",
    xlabel=course.text(fr="numéro du pas $t$", en="number of the step $t$"),
    ylabel=course.text(fr="longueur moyenne / $\\eta$", en="mean length / $\\eta$"),
    title=course.text(fr="AdaGrad ralentit sans fin", en="AdaGrad slows down for ever"),
)
left.legend(loc="lower left")
right.plot(chances, chances**-0.5, ":", color="0.4", label="$1/\\sqrt{p}$")
right.set(
    xscale="log",
    yscale="log",
    xticks=chances,
    xticklabels=[in_words(f"{chance:g}") for chance in chances],
    yticks=[1, 2, 4, 8],
    yticklabels=[1, 2, 4, 8],
    xlabel=course.text(fr="chance $p$ qu'un gradient vienne", en="chance $p$ that a gradient comes"),
    ylabel=course.text(fr="pas, par rapport à $p = 1$", en="step, relative to $p = 1$"),
    title=course.text(fr="Ce qui est rare compte davantage", en="What is rare counts for more"),
)
right.minorticks_off()
right.invert_xaxis()
right.legend(loc="upper left")
plotting.show(
    fig,
    alt=course.text(
        fr="À gauche, longueur moyenne des pas au fil du temps, en échelles logarithmiques : constante pour SGD, décroissante comme 1/√t pour AdaGrad ; "
        "pour RMSProp, dix fois trop grande au début, puis constante. À droite, le pas fait quand le gradient vient rarement : SGD ne fait "
        "pas de différence, AdaGrad et RMSProp l'agrandissent presque comme 1/√p.",
        en="Left, mean length of the steps as time goes by, on logarithmic scales: constant for SGD, falling as 1/√t for AdaGrad; for RMSProp nearly "
        "ten times too large at first, then constant. Right, the step made when a gradient comes rarely: SGD makes no difference, AdaGrad and "
        "RMSProp enlarge it almost as 1/√p.",
    ),
)

# %% [markdown] lang="fr"
# **Ce qu'on lit.** (Allure complète, 1000 tirages de 10 000 pas ; le ± donne un intervalle à 95 %.)
#
# - Le pas d'AdaGrad décroît comme $t^{-0{,}50}$ (exposant mesuré −0,499 ± 0,001) : au centième pas il est dix fois plus court qu'au premier, où que l'on soit. C'est une assurance de convergence quand le gradient est bruité, et un frein quand on est encore loin.
# - RMSProp garde sa longueur, et donc ne se pose jamais tout à fait. Regardez aussi son début : ses premiers pas sont jusqu'à dix fois trop longs, car sa moyenne part de zéro. Adam corrigera ce défaut-là.
# - Un gradient qui vient une fois sur trente est suivi d'un pas cinq à six fois plus grand, à peu près $1/\sqrt p$. C'est pour cela qu'AdaGrad fut inventé (des textes, des mots rares).
#
# **Une question d'unités.** Mesurons $w$ en mètres et $E$ en joules. Le gradient est en J/m ; SGD soustrait donc des joules par mètre à des mètres : $\eta$ doit porter l'unité m²/J, et doit être réglé à nouveau à chaque changement d'unité. Avec AdaGrad et RMSProp, $g/\sqrt s$ n'a plus d'unité, et $\eta$ est en mètres. **Adadelta** (Zeiler, 2012) veut que le déplacement soit en mètres de lui-même : il multiplie par la taille de ses déplacements passés,
#
# $$s \leftarrow \rho\, s + (1 - \rho)\, g^2, \qquad d = \frac{\sqrt{u + \varepsilon}}{\sqrt{s + \varepsilon}}\; g, \qquad u \leftarrow \rho\, u + (1 - \rho)\, d^2, \qquad w \leftarrow w - \eta\, d,$$
#
# dans cet ordre : $d$ se sert du nouveau $s$ et de l'ancien $u$. Zeiler n'a pas de pas d'apprentissage : $\eta = 1$. Ici $\varepsilon$ est **sous les deux racines**, et il n'est pas anodin : $u$ part de zéro, et sans $\varepsilon$ rien ne bougerait jamais.
#
# ### Exercice 7 : `adadelta_step` (2 points)

# %% [markdown] lang="en"
# **What we read.** (Full pace, 1000 runs of 10,000 steps; the ± gives a 95 % interval.)
#
# - AdaGrad's step falls as $t^{-0.50}$ (measured exponent −0.499 ± 0.001): the hundredth is ten times as short as the first, wherever we are. This insures convergence when gradients are noisy, and is a brake while one is still far away.
# - RMSProp keeps its length, and so never quite settles. Look at its beginning too: its first steps are up to ten times too long, as its mean starts at zero. Adam will correct that very flaw.
# - A gradient that comes once in thirty times is followed by a step five to six times as large, about $1/\sqrt p$. That is what AdaGrad was invented for (texts, rare words).
#
# **A matter of units.** Measure $w$ in metres and $E$ in joules. The gradient is in J/m, so SGD subtracts joules per metre from metres: $\eta$ must carry the unit m²/J, and must be tuned again whenever a unit changes. With AdaGrad and RMSProp, $g/\sqrt s$ has no unit any more, and $\eta$ is in metres. **Adadelta** (Zeiler, 2012) wants the move to be in metres by itself: it multiplies by the size of its past moves,
#
# $$s \leftarrow \rho\, s + (1 - \rho)\, g^2, \qquad d = \frac{\sqrt{u + \varepsilon}}{\sqrt{s + \varepsilon}}\; g, \qquad u \leftarrow \rho\, u + (1 - \rho)\, d^2, \qquad w \leftarrow w - \eta\, d,$$
#
# in this order: $d$ uses the new $s$ and the old $u$. Zeiler has no learning rate: $\eta = 1$. Here $\varepsilon$ is **under both roots**, and it is no detail: $u$ starts at zero, and without $\varepsilon$ nothing would ever move.
#
# ### Exercise 7: `adadelta_step` (2 points)


# %% solution="adadelta_step"
def adadelta_step(w, gradient, state, *, lr=1.0, rho=0.9, eps=1e-6):
    """Make one step of Adadelta, in Zeiler's form.

    Parameters
    ----------
    w : array of any shape
        Where we are. It is not modified.
    gradient : array of the shape of w
        The gradient at w; zeros are allowed. It is not modified.
    state : None, or what this function returned last time
        There are two means to remember: a tuple or a dictionary will do. It is not modified.
    lr : float
        Learning rate η: multiplies the move d when w changes, but not the d that goes into the mean u.
    rho : float
        Share ρ of the old means that stays, in [0, 1). Both means are 0 before the first step.
    eps : float
        ε, inside both roots.

    Returns
    -------
    w : array
        Where we go: a new array of the same shape.
    state : anything but None

    Examples
    --------
    >>> adadelta_step(np.array([1.0]), np.array([0.48]), None, rho=0.75, eps=0.01)[0].round(6)
    array([0.815385])
    """
    ### BEGIN SOLUTION
    old_squares, old_moves = (0.0, 0.0) if state is None else state
    squares = rho * old_squares + (1 - rho) * gradient**2
    move = np.sqrt(old_moves + eps) / np.sqrt(squares + eps) * gradient
    moves = rho * old_moves + (1 - rho) * move**2
    return w - lr * move, (squares, moves)
    ### END SOLUTION


# %% test="adadelta_step" points=2
w0, first, second = np.array([1.0, 2.0]), np.array([0.48, -0.48]), np.array([0.1, 0.0])
with expect.unchanged(w0, first):
    answer = adadelta_step(w0, first, None, rho=0.75, eps=0.01)
w1, state = expect.unpack(answer, 2, fr="renvoyez (w, state)", en="return (w, state)")
expect.close(
    w1,
    [1 - 0.48 * 5 / 13, 2 + 0.48 * 5 / 13],
    fr="premier pas : √(0 + 0,01) / √(0,25·0,48² + 0,01) = 0,1 / 0,26, fois g",
    en="first step: √(0 + 0.01) / √(0.25·0.48² + 0.01) = 0.1 / 0.26, times g",
)
w2, _ = expect.unpack(adadelta_step(np.array(w1), second, state, rho=0.75, eps=0.01), 2)
expect.close(
    w2,
    [0.757721086, 2.184615385],
    rtol=1e-7,
    fr="deuxième pas : s = 0,0457 et u = 0,25·d² = 0,008521 (le d du premier pas)",
    en="second step: s = 0.0457 and u = 0.25·d² = 0.008521 (the d of the first step)",
)
expect.close(
    expect.unpack(adadelta_step(w0, first, None, rho=0.75, eps=0.01), 2)[0],
    [1 - 0.48 * 5 / 13, 2 + 0.48 * 5 / 13],
    fr="un état None recommence à zéro, quoi qu'on ait fait avant : ne gardez rien ailleurs que dans l'état",
    en="a state of None starts afresh, whatever was done before: keep nothing anywhere but in the state",
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(57)
for shape, options in [
    ((4,), {"eps": 1e-2}),
    ((3, 2), {"lr": 0.3, "rho": 0.6, "eps": 1e-2}),
    ((1,), {}),
    ((2,), {"lr": 5.0}),
]:
    w, state = rng.normal(size=shape), None
    reference, optimiser = w.copy(), nn.Adadelta(**options)
    for t, gradient in enumerate(0.2 * rng.normal(size=(10, *shape)), 1):
        optimiser.step([reference], [gradient])
        with expect.unchanged(w, gradient):
            w, state = expect.unpack(adadelta_step(w, gradient, state, **options), 2)
        expect.close(
            w,
            reference,
            fr=f"pas {t} avec {options} ; ε est sous les deux racines, u et s sont des moyennes",
            en=f"step {t} with {options}; ε is inside both roots, u and s are means",
        )
        w = np.array(w)
a, b = rng.normal(size=3), rng.normal(size=3)
moved, state_a = expect.unpack(adadelta_step(a, b, None, eps=1e-2), 2)
move = 0.1 * b / np.sqrt(0.1 * b**2 + 1e-2)
expect.close(moved, a - move, fr="par défaut rho = 0,9 et lr = 1", en="by default rho = 0.9 and lr = 1")
c = np.array(moved)
once = expect.unpack(adadelta_step(c, a, state_a, eps=1e-2), 2)[0]
expected = c - np.sqrt(0.1 * move**2 + 1e-2) / np.sqrt(0.09 * b**2 + 0.1 * a**2 + 1e-2) * a
expect.close(once, expected, fr="par défaut rho = 0,9 et lr = 1", en="by default rho = 0.9 and lr = 1")
again = expect.unpack(adadelta_step(c, a, state_a, eps=1e-2), 2)[0]
expect.close(
    again,
    expected,
    fr="rejouer un pas avec le même état doit donner la même chose : ne modifiez pas l'état",
    en="replaying a step with the same state must give the same: do not change the state",
)
with expect.silent():
    still, state = expect.unpack(adadelta_step(np.array([1.0, 2.0]), np.zeros(2), None), 2)
expect.close(still, [1.0, 2.0], fr="un gradient nul ne bouge rien", en="a gradient of zero moves nothing")
single = np.array([0.48, -0.48], dtype=np.float32)
expect.close(
    expect.unpack(adadelta_step(single, single, None, rho=0.75, eps=0.01), 2)[0],
    [0.48 * 8 / 13, -0.48 * 8 / 13],
    rtol=1e-5,
)
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# **Expérience : changer d'unité.** La même descente, $E = w^2/2$ depuis $w = 1$ m, faite en mètres puis en centimètres (les nombres $w$ sont cent fois plus grands, les gradients cent fois plus petits par unité, et $E$ est le même). Une méthode qui ignore les unités ferait deux fois le même chemin, avec les mêmes réglages.

# %% [markdown] lang="en"
# **Experiment: a change of unit.** The same descent, $E = w^2/2$ from $w = 1$ m, made in metres and then in centimetres (the numbers $w$ are a hundred times as large, gradients a hundred times as small per unit, and $E$ is the same). A method that does not care about units would go the same way twice, under the same settings.

# %% experiment=true
unit_steps = {
    "SGD": partial(sgd_step, lr=0.1),
    "AdaGrad": partial(adagrad_step, lr=0.1),
    "RMSProp": partial(rmsprop_step, lr=0.01),
    "Adadelta": adadelta_step,
    "Adadelta, ε = 1e-10": partial(adadelta_step, eps=1e-10),
}
print(course.text(fr="ce qui reste de 1 m après 300 pas :", en="what is left of 1 m after 300 steps:"))
for name, step in unit_steps.items():
    metres = minimise(lambda w: w, np.array([1.0]), step, 300)[-1, 0]
    centimetres = minimise(lambda w: w / 100**2, np.array([100.0]), step, 300)[-1, 0]
    print(
        in_words(f"{name:20s} {metres:8.4f} m    {centimetres / 100:8.4f} m")
        + course.text(fr="  (en cm)", en="  (in cm)")
    )

# %% [markdown] lang="fr"
# **Ce qu'on lit.** La promesse d'Adadelta n'est **pas tenue** : après 300 pas, il reste 0,09 m d'un côté et 0,99 m de l'autre. La faute en est à $\varepsilon$, qui a lui-même une unité, deux même : en m² auprès de $u$, en (J/m)² auprès de $s$. Et le rendre plus petit n'arrange rien : il décide de la longueur des tout premiers pas, $\sqrt{\varepsilon}$ à peu près, d'où tout le reste doit grandir. Adadelta n'a pas supprimé le pas d'apprentissage ; il l'a rangé dans $\varepsilon$.

# %% [markdown] lang="en"
# **What we read.** Adadelta's promise is **not kept**: after 300 steps 0.09 m is left on one side and 0.99 m on the other. It is the fault of $\varepsilon$, which has a unit itself, even two: m² beside $u$, (J/m)² beside $s$. And to make it smaller is no help: it decides the length of the very first steps, about $\sqrt{\varepsilon}$, from which all the rest has to grow. Adadelta did not do away with the learning rate; it put it into $\varepsilon$.

# %% [markdown] lang="fr"
# ## 5. Adam : les deux remèdes
#
# **Adam** (Kingma et Ba, 2015) prend une moyenne des gradients (l'inertie) et une moyenne de leurs carrés (le pas par coordonnée), toutes deux nulles au départ :
#
# $$m \leftarrow \beta_1 m + (1 - \beta_1)\, g, \qquad s \leftarrow \beta_2 s + (1 - \beta_2)\, g^2 .$$
#
# Partant de zéro, ces moyennes sont d'abord trop petites. Au pas numéro $t = 1, 2, \dots$ Adam les corrige, puis avance :
#
# $$\hat m = \frac{m}{1 - \beta_1^{\,t}}, \qquad \hat s = \frac{s}{1 - \beta_2^{\,t}}, \qquad w \leftarrow w - \eta\,\frac{\hat m}{\sqrt{\hat s} + \varepsilon}.$$
#
# Corriger, c'est pour ce pas seulement : ce sont $m$ et $s$ qu'on garde, non $\hat m$ et $\hat s$.
#
# ### Exercice 8 : `adam_step` (3 points)
#
# Deux tests suivent la cellule : le premier pas (1 point), et les suivants (2 points).

# %% [markdown] lang="en"
# ## 5. Adam: both remedies
#
# **Adam** (Kingma and Ba, 2015) takes a mean of the gradients (inertia) and a mean of their squares (the rate per coordinate), both zero at first:
#
# $$m \leftarrow \beta_1 m + (1 - \beta_1)\, g, \qquad s \leftarrow \beta_2 s + (1 - \beta_2)\, g^2 .$$
#
# Starting from zero, these means are too small at first. At step number $t = 1, 2, \dots$ Adam corrects them, then moves:
#
# $$\hat m = \frac{m}{1 - \beta_1^{\,t}}, \qquad \hat s = \frac{s}{1 - \beta_2^{\,t}}, \qquad w \leftarrow w - \eta\,\frac{\hat m}{\sqrt{\hat s} + \varepsilon}.$$
#
# The correction is for this step only: what is kept are $m$ and $s$, not $\hat m$ and $\hat s$.
#
# ### Exercise 8: `adam_step` (3 points)
#
# Two tests follow the cell: the first step (1 point), and the next ones (2 points).


# %% solution="adam_step"
def adam_step(w, gradient, state, *, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    """Make one step of Adam.

    Parameters
    ----------
    w : array of any shape
        Where we are. It is not modified.
    gradient : array of the shape of w
        The gradient at w; zeros are allowed. It is not modified.
    state : None, or what this function returned last time
        Two means and the number of the step. It is not modified.
    lr : float
        Learning rate η, positive.
    beta1, beta2 : float
        Shares β1 and β2 of the old means of g and of g² that stay, in [0, 1).
    eps : float
        ε, added to the root of the corrected mean square, outside it.

    Returns
    -------
    w : array
        Where we go: a new array of the same shape.
    state : anything but None

    Examples
    --------
    >>> adam_step(np.array([1.0, 2.0]), np.array([0.5, -20.0]), None, lr=0.1)[0].round(6)
    array([0.9, 2.1])
    """
    ### BEGIN SOLUTION
    m, s, t = (0.0, 0.0, 0) if state is None else state
    m = beta1 * m + (1 - beta1) * gradient
    s = beta2 * s + (1 - beta2) * gradient**2
    t = t + 1
    corrected_m, corrected_s = m / (1 - beta1**t), s / (1 - beta2**t)
    return w - lr * corrected_m / (np.sqrt(corrected_s) + eps), (m, s, t)
    ### END SOLUTION


# %% [markdown] lang="fr"
# **Premier test** (1 point) : le tout premier pas. Après correction, $\hat m = g$ et $\hat s = g^2$ : chaque coordonnée bouge de $\eta$, quel que soit son gradient.

# %% [markdown] lang="en"
# **First test** (1 point): the very first step. After correction $\hat m = g$ and $\hat s = g^2$: each coordinate moves by $\eta$, whatever its gradient.

# %% test="adam_step" points=1
w0, gradient = np.array([1.0, 2.0]), np.array([0.5, -20.0])
with expect.unchanged(w0, gradient):
    answer = adam_step(w0, gradient, None, lr=0.1)
w1, state = expect.unpack(answer, 2, fr="renvoyez (w, state)", en="return (w, state)")
expect.close(
    w1,
    [0.9, 2.1],
    fr="premier pas, t = 1 : m/(1 - β1) = g et s/(1 - β2) = g², donc un pas de η",
    en="first step, t = 1: m/(1 - β1) = g and s/(1 - β2) = g², hence a step of η",
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(580)
for shape, options in [
    ((4,), {"lr": 0.3}),
    ((3, 2), {"lr": 2.0, "beta1": 0.5, "beta2": 0.75}),
    ((1,), {"lr": 0.01, "beta1": 0.0}),
]:
    w, gradient = rng.normal(size=shape), 10.0 * rng.normal(size=shape)
    with expect.unchanged(w, gradient):
        moved = expect.unpack(adam_step(w, gradient, None, **options), 2)[0]
    expect.close(
        moved,
        w - options["lr"] * np.sign(gradient),
        fr=f"le premier pas est de η dans chaque coordonnée, avec {options} aussi",
        en=f"the first step is η in each coordinate, with {options} too",
    )
gradient = np.array([1e-3, -0.2, 4.0])
expect.close(
    expect.unpack(adam_step(np.zeros(3), gradient, None, lr=1.0, eps=0.1), 2)[0],
    -gradient / (np.abs(gradient) + 0.1),
    fr="ε s'ajoute hors de la racine, après la correction",
    en="ε is added outside the root, after the correction",
)
with expect.silent(fr="0/0 : n'oubliez pas ε", en="0/0: do not forget ε"):
    still = expect.unpack(adam_step(np.array([1.0, 2.0]), np.zeros(2), None, lr=0.1), 2)[0]
expect.close(still, [1.0, 2.0], fr="un gradient nul ne bouge rien", en="a gradient of zero moves nothing")
single = np.array([1.0, -2.0], dtype=np.float32)
expect.close(expect.unpack(adam_step(single, single, None, lr=0.5), 2)[0], [0.5, -1.5], rtol=1e-4)
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# **Deuxième test** (2 points) : les pas suivants.

# %% [markdown] lang="en"
# **Second test** (2 points): the next steps.

# %% test="adam_step" points=2
w, state = np.array([5.0]), None
for gradient, expected in [(2.0, 4.0), (-1.0, 4.0), (1.0, 3.56551697)]:
    g = np.array([gradient])
    w, state = expect.unpack(adam_step(w, g, state, lr=1.0, beta1=0.5, beta2=0.75), 2)
    expect.close(
        w,
        [expected],
        fr="g = 2, -1, 1 : m = 1, 0, 1/2 et s = 1, 1, 1 ; puis divisez par 1 - 0,5^t et 1 - 0,75^t",
        en="g = 2, -1, 1: m = 1, 0, 1/2 and s = 1, 1, 1; then divide by 1 - 0.5^t and 1 - 0.75^t",
    )
    w = np.array(w)
expect.close(
    expect.unpack(adam_step(np.array([5.0]), np.array([2.0]), None, lr=1.0, beta1=0.5, beta2=0.75), 2)[0],
    [4.0],
    fr="un état None recommence à t = 1, quoi qu'on ait fait avant : ne gardez rien ailleurs que dans l'état",
    en="a state of None starts again at t = 1, whatever was done before: keep nothing anywhere but in the state",
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(581)
for shape, options in [
    ((4,), {"lr": 0.3}),
    ((3, 2), {"lr": 0.02, "beta1": 0.5, "beta2": 0.75, "eps": 0.05}),
    ((1,), {"lr": 2.0, "beta1": 0.0, "eps": 1e-2}),
    ((2,), {"lr": 0.1, "beta1": 0.99, "beta2": 0.5}),
]:
    w, state = rng.normal(size=shape), None
    reference, optimiser = w.copy(), nn.Adam(**options)
    for t, gradient in enumerate(0.3 * rng.normal(size=(10, *shape)), 1):
        optimiser.step([reference], [gradient])
        with expect.unchanged(w, gradient):
            w, state = expect.unpack(adam_step(w, gradient, state, **options), 2)
        expect.close(
            w,
            reference,
            fr=f"pas {t} avec {options} ; t compte les pas, et ce sont m et s qu'on garde",
            en=f"step {t} with {options}; t counts the steps, and m and s are what is kept",
        )
        w = np.array(w)
a, b = rng.normal(size=3), rng.normal(size=3)
moved, state_a = expect.unpack(adam_step(a, b, None, lr=0.1), 2)
expect.close(moved, a - 0.1 * np.sign(b))
c = np.array(moved)
mean, square = (0.09 * b + 0.1 * a) / 0.19, (0.000999 * b**2 + 0.001 * a**2) / 0.001999
for _ in range(2):
    expect.close(
        expect.unpack(adam_step(c, a, state_a, lr=0.1), 2)[0],
        c - 0.1 * mean / np.sqrt(square),
        fr="par défaut beta1 = 0,9 et beta2 = 0,999 ; rejouer un pas avec le même état donne la même chose",
        en="by default beta1 = 0.9 and beta2 = 0.999; replaying a step with the same state gives the same",
    )
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# **Expérience : à quoi sert la correction ?** Un gradient constant, et la longueur de chaque pas, divisée par $\eta$ : avec la correction (votre `adam_step`) et sans elle (calculé dans la cellule), pour trois réglages.

# %% [markdown] lang="en"
# **Experiment: what is the correction for?** A constant gradient, and the length of each step, divided by $\eta$: with the correction (your `adam_step`) and without it (computed in the cell), for three settings.

# %% experiment=true
n_steps = 4000
times = np.arange(1, n_steps + 1)
fig, ax = plotting.subplots(width=9, height=4.8)
settings = {(0.9, 0.999): ("vermilion", "-"), (0.9, 0.99): ("blue", "--"), (0.9, 0.9): ("green", "-.")}
peaks = []
for (share1, share2), (color, style) in settings.items():
    mean = square = 0.0
    uncorrected = []
    for _ in times:
        mean, square = share1 * mean + (1 - share1), share2 * square + (1 - share2)
        uncorrected.append(mean / np.sqrt(square))
    shares = in_words(f"$\\beta_1 = {share1}$, $\\beta_2 = {share2}$").replace("0,", "0{,}")
    label = course.text(fr=f"sans, {shares}", en=f"without, {shares}")
    ax.plot(times, uncorrected, style, color=plotting.OKABE_ITO[color], label=label)
    peaks.append(
        (uncorrected[0], max(uncorrected), int(times[np.array(uncorrected) > 1.1][-1]) if max(uncorrected) > 1.1 else 0)
    )
    step = partial(adam_step, lr=1.0, beta1=share1, beta2=share2)
    corrected = -np.diff(minimise(np.ones_like, np.zeros(1), step, n_steps)[:, 0])
    seen = np.unique(np.geomspace(1, n_steps, 14).astype(int))
    ax.plot(seen, corrected[seen - 1], "o", color="black", markersize=5)
ax.plot(
    [], [], "o", color="black", markersize=5, label=course.text(fr="corrigé (votre Adam)", en="corrected (your Adam)")
)
for (share1, share2), (first, peak, end) in zip(settings, peaks, strict=True):
    print(
        in_words(f"β1 = {share1}, β2 = {share2} : {first:.2f}, max {peak:.2f}, > 1.1 → t = {end}")
        if course.language() == "fr"
        else f"β1 = {share1}, β2 = {share2}: {first:.2f}, max {peak:.2f}, > 1.1 → t = {end}"
    )
ax.set(
    xscale="log",
    ylim=(0, 7.5),
    xlabel=course.text(fr="numéro du pas $t$", en="number of the step $t$"),
    ylabel=course.text(fr="longueur du pas / $\\eta$", en="length of the step / $\\eta$"),
    title=course.text(fr="Sans correction, un départ démesuré", en="Without correction, an outsized start"),
)
ax.legend(loc="upper right")
plotting.show(
    fig,
    alt=course.text(
        fr=f"Longueur du pas d'Adam sous un gradient constant. Avec correction, 1 toujours. Sans : pour β2 = 0,999, elle part de {in_words(f'{peaks[0][0]:.1f}')}, monte à "
        f"{in_words(f'{peaks[0][1]:.1f}')} et ne redescend vers 1 qu'après des milliers de pas ; pour β2 = 0,99, elle va de 1 à {in_words(f'{peaks[1][1]:.1f}')} et revient ; pour "
        "β1 = β2 = 0,9, elle est trop courte au début.",
        en=f"Length of Adam's step under a constant gradient. With correction always 1. Without: for β2 = 0.999 it begins at {peaks[0][0]:.1f}, rises to {peaks[0][1]:.1f} and comes "
        f"down towards 1 only after thousands of steps; for β2 = 0.99 it goes from 1 to {peaks[1][1]:.1f} and back; for β1 = β2 = 0.9 it is too short at first.",
    ),
)

# %% [markdown] lang="fr"
# ## 6. Sept optimiseurs, cinq paysages
#
# Vos sept fonctions sont-elles bien celles dont tout le monde se sert ? Voici dix pas de chacune, en double précision, à côté de `torch.optim`, sur un gradient qui n'a rien de linéaire. Un écart de $10^{-16}$ est un arrondi.

# %% [markdown] lang="en"
# ## 6. Seven optimisers, five landscapes
#
# Are your seven functions really those that everyone uses? Here are ten steps of each, in double precision, beside `torch.optim`, on a gradient that is anything but linear. A difference of $10^{-16}$ is rounding.

# %% experiment=true
import torch

STEPS = {
    "SGD": sgd_step,
    "Momentum": momentum_step,
    "Nesterov": nesterov_step,
    "AdaGrad": adagrad_step,
    "RMSProp": rmsprop_step,
    "Adadelta": adadelta_step,
    "Adam": adam_step,
}
THEIRS = {
    "SGD": partial(torch.optim.SGD, lr=0.01),
    "Momentum": partial(torch.optim.SGD, lr=0.01, momentum=0.9),
    "Nesterov": partial(torch.optim.SGD, lr=0.01, momentum=0.9, nesterov=True),
    "AdaGrad": partial(torch.optim.Adagrad, lr=0.01),
    "RMSProp": partial(torch.optim.RMSprop, lr=0.01),
    "Adadelta": partial(torch.optim.Adadelta, lr=0.01, eps=1e-2),
    "Adam": partial(torch.optim.Adam, lr=0.01),
}
start = np.random.default_rng(9).normal(size=6)
for name, step in STEPS.items():
    weights = torch.tensor(start, requires_grad=True)
    optimiser = THEIRS[name]([weights])
    for _ in range(10):
        optimiser.zero_grad()
        (torch.sin(3 * weights).sum() + (weights**4).sum() / 4).backward()
        optimiser.step()
    options = {"eps": 1e-2} if name == "Adadelta" else {}
    mine = minimise(lambda w: 3 * np.cos(3 * w) + w**3, start, partial(step, lr=0.01, **options), 10)[-1]
    print(f"{name:9s} {np.abs(mine - weights.detach().numpy()).max():.0e}")

# %% [markdown] lang="fr"
# Place à la course. Cinq paysages du plan, aux défauts choisis :
#
# - la **vallée** de la section 1, dans les axes ;
# - la **vallée tournée** de 45° : la même, mais ses deux directions ne sont plus des coordonnées ;
# - **Rosenbrock** (1960), $(1 - x)^2 + 100\,(y - x^2)^2$ : une vallée courbe, presque plate au fond, minimum en $(1, 1)$ ;
# - **Beale** (1958), $(1{,}5 - x + xy)^2 + (2{,}25 - x + xy^2)^2 + (2{,}625 - x + xy^3)^2$ : des plateaux et des murs, minimum en $(3;\, 0{,}5)$ ;
# - un **col**, $x^2/2 + (y^2 - 1)^2/4$ : on part tout près de l'axe $y = 0$, où la pente mène au col $(0, 0)$ et non aux minima $(0, \pm 1)$.
#
# **La règle du jeu**, la même pour tous :
#
# 1. *Régler.* Chaque méthode essaie la même grille de pas, de $10^{-4}$ à $10^2$, sur les mêmes points de départ tirés au sort. On garde le pas qui demande le moins d'itérations en moyenne (un échec compte double du temps imparti). Les autres réglages restent à leurs valeurs d'usage.
# 2. *Mesurer.* On juge sur **d'autres** départs, les mêmes pour tous : combien de pas avant que $E - E_{\min}$ passe *et reste* sous $10^{-3}$.
#
# Votre `minimise` suit tous les départs à la fois : puisque les pas vont coordonnée par coordonnée, $n$ points du plan ne sont qu'un vecteur de $2n$ nombres.

# %% [markdown] lang="en"
# Now for the race. Five landscapes of the plane, with chosen faults:
#
# - the **valley** of section 1, along the axes;
# - the **valley turned** by 45°: the same, but its two directions are no coordinates any more;
# - **Rosenbrock** (1960), $(1 - x)^2 + 100\,(y - x^2)^2$: a bent valley, almost flat at the bottom, minimum at $(1, 1)$;
# - **Beale** (1958), $(1.5 - x + xy)^2 + (2.25 - x + xy^2)^2 + (2.625 - x + xy^3)^2$: plateaus and walls, minimum at $(3, 0.5)$;
# - a **saddle**, $x^2/2 + (y^2 - 1)^2/4$: we start very near the axis $y = 0$, where the slope leads to the pass $(0, 0)$ and not to the minima $(0, \pm 1)$.
#
# **The rules**, the same for all:
#
# 1. *Tuning.* Each method tries the same grid of rates, from $10^{-4}$ to $10^2$, on the same starting points drawn at random. We keep the rate that takes the fewest iterations on average (a failure counts as twice the time allowed). The other settings stay at their usual values.
# 2. *Measuring.* We judge on **other** starts, the same for all: how many steps until $E - E_{\min}$ falls *and stays* below $10^{-3}$.
#
# Your `minimise` follows all the starts at once: as steps go coordinate by coordinate, $n$ points of the plane are just one vector of $2n$ numbers.


# %% show=true
def turn(x, y):
    """Turn the plane by 45 degrees."""
    return (x + y) / np.sqrt(2), (y - x) / np.sqrt(2)


def turned_valley(x, y):
    """Return the height of the same valley, along a diagonal."""
    return valley(*turn(x, y))


def turned_valley_slope(x, y):
    """Return the two derivatives of `turned_valley`."""
    slope_x, slope_y = valley_slope(*turn(x, y))
    return (slope_x - slope_y) / np.sqrt(2), (slope_x + slope_y) / np.sqrt(2)


def rosenbrock(x, y):
    """Return the height of Rosenbrock's bent valley."""
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def rosenbrock_slope(x, y):
    """Return the two derivatives of `rosenbrock`."""
    return -2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)


def beale(x, y):
    """Return the height of Beale's plateaus and walls."""
    return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2


def beale_slope(x, y):
    """Return the two derivatives of `beale`."""
    a, b, c = 1.5 - x + x * y, 2.25 - x + x * y**2, 2.625 - x + x * y**3
    slope_x = 2 * (a * (y - 1) + b * (y**2 - 1) + c * (y**3 - 1))
    return slope_x, 2 * x * (a + 2 * b * y + 3 * c * y**2)


def saddle(x, y):
    """Return the height of a pass between two basins."""
    return x**2 / 2 + (y**2 - 1) ** 2 / 4


def saddle_slope(x, y):
    """Return the two derivatives of `saddle`."""
    return x, y * (y**2 - 1)


def draw_box(x_low, x_high, y_low, y_high):
    """Return a function that draws n starting points (2, n) of a box."""
    return lambda rng, n: np.stack([rng.uniform(x_low, x_high, n), rng.uniform(y_low, y_high, n)])


def draw_turned(rng, n):
    """Draw the starting points of the valley, turned with it."""
    x, y = draw_box(-3, 3, -1, 1)(rng, n)
    return np.stack([x - y, x + y]) / np.sqrt(2)


def draw_ridge(rng, n):
    """Draw starting points very close to the ridge that leads to the pass."""
    return np.stack([rng.uniform(-2, 2, n), rng.normal(0, 1e-3, n)])


# Height, its derivatives, starting points, what is drawn, where the drawn paths start, and how long they are.
LANDSCAPES = {
    "valley": (valley, valley_slope, draw_box(-3, 3, -1, 1), (-3.4, 1.2, -1.3, 1.3), (-3.0, 0.9), 60),
    "turned": (turned_valley, turned_valley_slope, draw_turned, (-3.4, 1.2, -2.3, 1.3), (-2.76, -1.48), 60),
    "rosenbrock": (rosenbrock, rosenbrock_slope, draw_box(-2, 2, -1, 3), (-2.1, 2.1, -1, 3.2), (-1.5, 2.0), 400),
    "beale": (beale, beale_slope, draw_box(-1, 2.5, -1.5, 1), (-1, 4.2, -1.6, 1.4), (0.5, -1.2), 200),
    "saddle": (saddle, saddle_slope, draw_ridge, (-2.1, 1, -1.5, 1.5), (-1.9, 1e-3), 60),
}
LANDSCAPE_NAMES = {
    "valley": course.text(fr="Vallée", en="Valley"),
    "turned": course.text(fr="Vallée tournée", en="Valley, turned"),
    "rosenbrock": "Rosenbrock",
    "beale": "Beale",
    "saddle": course.text(fr="Col", en="Saddle"),
}
MINIMA = {
    "valley": [(0, 0)],
    "turned": [(0, 0)],
    "rosenbrock": [(1, 1)],
    "beale": [(3, 0.5)],
    "saddle": [(0, 1), (0, -1)],
}

# %% experiment=true
n_limit = course.pace(quick=60, classroom=1000, full=1000)
rates = np.geomspace(1e-4, 1e2, course.pace(quick=5, classroom=13, full=31))
n_tuning = course.pace(quick=10, classroom=20, full=100)
n_judged = course.pace(quick=20, classroom=100, full=1000)


def count_until_rest(landscape, step, starts):
    """Return for each start after how many steps the height stays below a thousandth; infinity where it never does."""
    height, slope = LANDSCAPES[landscape][:2]
    with np.errstate(all="ignore"):  # rates that are too large diverge
        trajectory = minimise(along(slope), starts.ravel(), step, n_limit).reshape(n_limit + 1, 2, -1)
        is_above = ~(height(trajectory[:, 0], trajectory[:, 1]) < 1e-3)
    last_above = n_limit - np.argmax(is_above[::-1], axis=0)
    return np.where(is_above[-1], np.inf, np.where(is_above.any(axis=0), last_above + 1, 0))


def tune(landscape, step, starts):
    """Return the rate of the grid that takes the fewest steps on average, a failure counting twice the limit."""
    costs = [
        np.minimum(count_until_rest(landscape, partial(step, lr=rate), starts), 2 * n_limit).mean() for rate in rates
    ]
    return rates[np.argmin(costs)]


best_rates, race = {}, {column: [] for column in ("landscape", "optimiser", "lr", "arrived", "low", "median", "high")}
for landscape, (_, _, draw_starts, *_) in LANDSCAPES.items():
    tuning_starts = draw_starts(np.random.default_rng(60), n_tuning)
    judged_starts = draw_starts(np.random.default_rng(61), n_judged)
    for name, step in STEPS.items():
        best = best_rates[landscape, name] = tune(landscape, step, tuning_starts)
        counts = count_until_rest(landscape, partial(step, lr=best), judged_starts)
        spread = np.quantile(counts, [0.1, 0.5, 0.9], method="inverted_cdf")
        row = landscape, name, best, 100 * np.isfinite(counts).mean(), *np.where(np.isfinite(spread), spread, -1)
        for column, value in zip(race.values(), row, strict=True):
            column.append(value)
if course.pace_name() == "full":
    recorded.save("05_optimizers", "race", race)
print(course.text(fr="pas retenus (même grille pour tous) :", en="rates kept (the same grid for all):"))
for landscape, title in LANDSCAPE_NAMES.items():
    print(f"{title:15s}", "  ".join(f"{name} {in_words(f'{best_rates[landscape, name]:.2g}')}" for name in STEPS))

# %% [markdown] lang="fr"
# **Les chemins**, chacun avec le pas retenu. En haut, les méthodes qui suivent le gradient (avec ou sans inertie) ; en bas, celles qui règlent le pas par coordonnée. La croix est le minimum.

# %% [markdown] lang="en"
# **The paths**, each with the rate that was kept. Top, the methods that follow the gradient (with inertia or not); bottom, those that set a rate per coordinate. The cross is the minimum.

# %% experiment=true
fig, axes = plotting.subplots(2, 5, width=13, height=6.2, sharex="col", sharey="col")
for column, (landscape, (height, slope, _, extent, first, n_steps)) in enumerate(LANDSCAPES.items()):
    for ax, names in zip(axes[:, column], (list(STEPS)[:3], list(STEPS)[3:]), strict=True):
        draw_landscape(ax, height, extent)
        for name in names:
            step = partial(STEPS[name], lr=best_rates[landscape, name])
            with np.errstate(all="ignore"):  # a coarse grid may hold no rate that suits
                trajectory = minimise(along(slope), np.array(first), step, n_steps)
            style = {**STYLES[name], "markevery": max(1, n_steps // 12), "markersize": 5, "linewidth": 1.3}
            ax.plot(*trajectory.T, **style, label=name)
        ax.plot(
            *np.transpose(MINIMA[landscape]),
            "x",
            color="black",
            markersize=9,
            markeredgewidth=2,
            zorder=5,
            linestyle="none",
        )
    steps_drawn = course.text(fr=f"{n_steps} pas", en=f"{n_steps} steps")
    axes[0, column].set_title(LANDSCAPE_NAMES[landscape])
    axes[1, column].set_xlabel(f"$x$\n{steps_drawn}")
for ax in axes[:, 0]:
    ax.set_ylabel("$y$")
for ax in axes[:, -1]:
    ax.legend(loc="center left", bbox_to_anchor=(1.02, 0.5))
plotting.show(
    fig,
    alt=course.text(
        fr="Cinq paysages vus de dessus et le chemin de chaque méthode, en deux rangées. Dans la vallée, SGD zigzague, l'inertie dépasse puis revient, et les "
        "méthodes à pas par coordonnée vont presque droit ; la vallée tournée leur retire cet avantage. Sur Rosenbrock, les chemins longent la vallée courbe sans "
        "tous en voir le bout. Au col, tous finissent par quitter la crête, vers l'un ou l'autre minimum.",
        en="Five landscapes from above and the way of each method, in two rows. In the valley SGD zigzags, inertia overshoots and comes back, and the methods with "
        "a rate per coordinate go almost straight; the turned valley takes that advantage away. On Rosenbrock the paths follow the bent valley without all seeing its "
        "end. At the saddle all leave the ridge in the end, towards one minimum or the other.",
    ),
)

# %% [markdown] lang="fr"
# **Le classement.** Pour chaque méthode : la médiane (le signe) et l'intervalle qui contient huit départs sur dix (la barre). Une barre qui touche le bord droit dit que plus d'un départ sur dix n'arrive jamais ; le pourcentage des arrivés est écrit s'il n'est pas de 100. Les losanges gris sont les médianes enregistrées à l'allure complète (31 pas essayés, 1000 départs).

# %% [markdown] lang="en"
# **The ranking.** For each method: the median (the marker) and the interval that holds eight starts of ten (the bar). A bar that touches the right edge says that more than one start in ten never arrives; the percentage that does is written if it is not 100. The grey diamonds are the medians recorded at full pace (31 rates tried, 1000 starts).

# %% experiment=true
known = recorded.load("05_optimizers", "race")
fig, axes = plotting.subplots(1, 5, width=13, height=4.4, sharey=True)
edge = 1600
words = []
for ax, landscape in zip(axes, LANDSCAPES, strict=True):
    for position, name in enumerate(STEPS):
        row = next(
            i for i in range(len(race["lr"])) if (race["landscape"][i], race["optimiser"][i]) == (landscape, name)
        )
        low, median, high = (
            edge if race[column][row] < 0 else race[column][row] for column in ("low", "median", "high")
        )
        color, marker = STYLES[name]["color"], STYLES[name]["marker"]
        ax.plot([low, high], [position, position], color=color, linewidth=4, alpha=0.5, solid_capstyle="butt")
        if median < edge:
            ax.plot(median, position, marker, color=color, markersize=10)
        share = race["arrived"][row]
        if share < 100:
            ax.text(1.2, position - 0.28, f"{share:.0f} %", fontsize=10, va="center")
        words.append(
            f"{LANDSCAPE_NAMES[landscape]}, {name} {f'{median:.0f}' if median < edge else '–'} ({share:.0f} %)"
        )
        there = (known["landscape"] == landscape) & (known["optimiser"] == name)
        if known["median"][there][0] >= 0:
            ax.plot(known["median"][there], position, "D", color="0.35", markerfacecolor="none", markersize=12)
    ax.set(
        xscale="log",
        xlim=(1, edge),
        ylim=(len(STEPS) - 0.4, -0.6),
        title=LANDSCAPE_NAMES[landscape],
        xlabel=course.text(fr="pas faits", en="steps made"),
    )
axes[0].set(yticks=range(len(STEPS)), yticklabels=list(STEPS))
plotting.show(
    fig,
    alt=course.text(
        fr="Nombre de pas avant le repos, par méthode et par paysage. Médianes et part des départs arrivés : "
        + " ; ".join(words)
        + ".",
        en="Number of steps before coming to rest, by method and landscape. Medians and share of starts that arrive: "
        + "; ".join(words)
        + ".",
    ),
)

# %% [markdown] lang="fr"
# **Ce qu'on lit**, à l'allure complète (médianes sur 1000 départs ; part des départs arrivés si elle n'est pas de 100 %) :
#
# | | vallée | tournée | Rosenbrock | Beale | col |
# | --- | --- | --- | --- | --- | --- |
# | SGD | 139 | 139 | – (2 %) | 222 (98 %) | 16 |
# | Momentum | 83 | 83 | 592 (82 %) | **101** (95 %) | 67 |
# | Nesterov | 49 | **49** | 586 (69 %) | 121 (99 %) | 14 |
# | AdaGrad | **3** | 140 | – (2 %) | 303 (94 %) | **5** |
# | RMSProp | 482 (98 %) | 924 (91 %) | – (1 %) | 959 (80 %) | 151 |
# | Adadelta | 888 (58 %) | – (41 %) | – (1 %) | – (10 %) | 169 |
# | Adam | 78 | 84 | **569** (86 %) | 104 (93 %) | 54 |
#
# - **Personne ne gagne partout.** Momentum, Nesterov et Adam sont les seuls à arriver partout plus de deux fois sur trois, et chacun n'est premier qu'une fois (101 contre 104 n'est même pas une victoire). Sur Rosenbrock, sans inertie, presque rien n'arrive en 1000 pas.
# - **Un pas par coordonnée voit les coordonnées, non la forme.** AdaGrad gagne la vallée droite de très loin, trois pas (un hasard heureux : section 10), et perd tout quand on la tourne : 140, comme SGD. SGD, Momentum et Nesterov ne voient pas la rotation, au pas près. Adam la sent peu.
# - **RMSProp et Adadelta sont punis par notre règle.** « Rester » sous $10^{-3}$ est cruel pour un pas qui ne rétrécit pas : il faut le choisir petit, donc lent. Avec un pas décroissant, le tableau serait autre. Une course juge aussi la règle de la course.
# - **Au col**, l'inertie de Momentum dessert : il dépasse les minima et doit revenir. Diviser par la taille du gradient aide AdaGrad, car sur la crête la bonne composante est minuscule.

# %% [markdown] lang="en"
# **What we read**, at full pace (medians over 1000 starts; share of the starts that arrive if it is not 100 %):
#
# | | valley | turned | Rosenbrock | Beale | saddle |
# | --- | --- | --- | --- | --- | --- |
# | SGD | 139 | 139 | – (2 %) | 222 (98 %) | 16 |
# | Momentum | 83 | 83 | 592 (82 %) | **101** (95 %) | 67 |
# | Nesterov | 49 | **49** | 586 (69 %) | 121 (99 %) | 14 |
# | AdaGrad | **3** | 140 | – (2 %) | 303 (94 %) | **5** |
# | RMSProp | 482 (98 %) | 924 (91 %) | – (1 %) | 959 (80 %) | 151 |
# | Adadelta | 888 (58 %) | – (41 %) | – (1 %) | – (10 %) | 169 |
# | Adam | 78 | 84 | **569** (86 %) | 104 (93 %) | 54 |
#
# - **Nobody wins everywhere.** Momentum, Nesterov and Adam are the only ones to arrive more than two times out of three everywhere, and each comes first only once (101 against 104 is not even a victory). On Rosenbrock, without inertia, almost nothing arrives within 1000 steps.
# - **A rate per coordinate sees the coordinates, not the shape.** AdaGrad wins the straight valley by far, three steps (a happy accident: section 10), and loses it all when the valley is turned: 140, like SGD. SGD, Momentum and Nesterov do not see the rotation, to the step. Adam hardly feels it.
# - **RMSProp and Adadelta are punished by our rule.** To "stay" below $10^{-3}$ is hard on a step that does not shrink: its rate has to be small, hence slow. With a decreasing rate the table would be another. A race judges its rules as well.
# - **At the saddle** Momentum's inertia does it a disservice: it runs past the minima and has to come back. Dividing by the size of the gradient helps AdaGrad, as on the ridge the component that matters is tiny.

# %% [markdown] lang="fr"
# ## 7. Sept optimiseurs sur les chiffres
#
# Deux coordonnées ne font pas un réseau. Reprenons les chiffres manuscrits du chapitre 03, avec un réseau 784-64-10 (ReLU, entropie croisée), donc 50 890 coordonnées et des gradients bruités : chacun vient d'un lot de 50 images.
#
# Vos fonctions savent déjà l'entraîner. La cellule suivante les branche sur `nn.train`, et compare avec les optimiseurs de la bibliothèque, qui font la même chose sur place, donc plus vite, et pour de nombreux réseaux à la fois.

# %% [markdown] lang="en"
# ## 7. Seven optimisers on the digits
#
# Two coordinates do not make a network. Let us take up the handwritten digits of chapter 03 again, with a 784-64-10 network (ReLU, cross-entropy), hence 50,890 coordinates and noisy gradients: each comes from a batch of 50 images.
#
# Your functions can train it already. The next cell plugs them into `nn.train`, and compares with the library's optimisers, which do the same in place, hence faster, and for many networks at once.

# %% experiment=true
LIBRARY = {
    "SGD": nn.SGD,
    "Momentum": nn.Momentum,
    "Nesterov": nn.Nesterov,
    "AdaGrad": nn.AdaGrad,
    "RMSProp": nn.RMSProp,
    "Adadelta": nn.Adadelta,
    "Adam": nn.Adam,
}
data = datasets.digits()
n_validation = min(course.pace(quick=200, classroom=2_000, full=10_000), len(data.x_train) // 5)
n_train = course.pace(quick=800, classroom=5_000, full=50_000)
images = (data.x_train.reshape(-1, 784) / 255).astype(np.float32)
X_train, labels_train = images[:-n_validation][:n_train], data.y_train[:-n_validation][:n_train]
X_validation, labels_validation = images[-n_validation:], data.y_train[-n_validation:]
n_test = course.pace(quick=500, classroom=10_000, full=10_000)
X_test, labels_test = (data.x_test[:n_test].reshape(-1, 784) / 255).astype(np.float32), data.y_test[:n_test]
T_train = np.eye(10, dtype=np.float32)[labels_train]


class Pluggable:
    """Lets one of your steps stand where the library wants an optimiser."""

    def __init__(self, step):
        self.rule, self.states = step, {}

    def step(self, parameters, gradients):
        """Move all parameters by one step."""
        for i, (w, gradient) in enumerate(zip(parameters, gradients, strict=True)):
            w[...], self.states[i] = self.rule(w, gradient.copy(), self.states.get(i))


def make_first(seed):
    """Return a network with first weights of its own."""
    rng = np.random.default_rng([70, seed])
    return nn.make_network(
        [784, 64, 10], hidden=nn.ReLU(), output=nn.Identity(), initialise=nn.he_normal, rng=rng, dtype=np.float32
    )


def learn(network, optimiser, n_epochs, rng, callbacks=()):
    """Train a network, or several at once, on batches of 50 images."""
    return nn.train(
        network,
        X_train,
        T_train,
        loss=nn.SoftmaxCrossEntropy(),
        optimiser=optimiser,
        n_epochs=n_epochs,
        batch_size=50,
        rng=rng,
        callbacks=callbacks,
    )


for name, step in STEPS.items():
    mine, theirs = make_first(0), make_first(0)
    history = learn(mine, Pluggable(partial(step, lr=0.01)), 1, np.random.default_rng(71))
    learn(theirs, LIBRARY[name](lr=0.01), 1, np.random.default_rng(71))
    gap = max(np.abs(a - b).max() for a, b in zip(mine.parameters, theirs.parameters, strict=True))
    print(
        course.text(
            fr=f"{name:9s} {history.n_steps} pas, écart {gap:.0e}",
            en=f"{name:9s} {history.n_steps} steps, difference {gap:.0e}",
        )
    )

# %% [markdown] lang="fr"
# Des arrondis de simple précision : ce sont les mêmes méthodes. Nous pouvons donc mesurer avec la bibliothèque.
#
# **La règle du jeu.**
#
# 1. *Régler.* Pour tous, la même grille de onze pas, de $10^{-4}$ à 10, deux graines, le même nombre de passes ; on garde le pas de la meilleure exactitude moyenne sur des images de **validation**.
# 2. *Mesurer.* **D'autres** graines (premiers poids et ordre des images, les mêmes pour les sept), et les images de **test**.
#
# Les autres réglages ($\beta = 0{,}9$, $\beta_2 = 0{,}999$ …) restent aux valeurs d'usage : ce n'est pas tout à fait équitable non plus, mais c'est dit. La prochaine cellule entraîne 154 réseaux : comptez une demi-minute, davantage sur une machine lente.

# %% [markdown] lang="en"
# Rounding in single precision: these are the same methods. So we may measure with the library.
#
# **The rules.**
#
# 1. *Tuning.* For all, the same grid of eleven rates, from $10^{-4}$ to 10, two seeds, the same number of passes; we keep the rate with the best mean accuracy on **validation** images.
# 2. *Measuring.* **Other** seeds (first weights and order of the images, the same for all seven), and the **test** images.
#
# The other settings ($\beta = 0.9$, $\beta_2 = 0.999$ …) stay at their usual values: not quite fair either, but it is said. The next cell trains 154 networks: allow half a minute, more on a slow machine.

# %% experiment=true
n_epochs = course.pace(quick=1, classroom=2, full=1)
rate_grid = np.geomspace(1e-4, 10, course.pace(quick=6, classroom=11, full=11))
TUNING_SEEDS = (0, 1)


def score(networks, X, labels):
    """Return the percentage of right answers of each network of a batch."""
    with np.errstate(all="ignore"):  # networks that diverged
        return 100 * (networks.forward(X).argmax(axis=-1) == labels).mean(axis=-1)


def learn_many(name, lrs, seeds, callbacks=()):
    """Train one network for each rate and seed, all as one; return the networks and the history."""
    pairs = [(lr, seed) for lr in lrs for seed in seeds]
    networks = nn.stack_networks([make_first(seed) for _, seed in pairs])
    orders = [np.random.default_rng([72, seed]) for _, seed in pairs]
    history = learn(networks, LIBRARY[name](lr=[lr for lr, _ in pairs]), n_epochs, orders, callbacks)
    return networks, history


sweep = {column: [] for column in ("optimiser", "lr", "seed", "accuracy")}
for name in LIBRARY:
    networks, _ = learn_many(name, rate_grid, TUNING_SEEDS)
    for (lr, seed), value in zip(
        ((lr, seed) for lr in rate_grid for seed in TUNING_SEEDS),
        score(networks, X_validation, labels_validation),
        strict=True,
    ):
        for column, entry in zip(sweep.values(), (name, lr, seed, value), strict=True):
            column.append(entry)
sweep = {column: np.array(values) for column, values in sweep.items()}
if course.pace_name() == "full":
    recorded.save("05_optimizers", "rates", sweep)


def average_by_rate(table, name):
    """Return the rates tried with an optimiser, and the accuracies there, (n_seeds, n_rates)."""
    mine = table["optimiser"] == name
    lrs = np.unique(table["lr"][mine])
    return lrs, np.transpose([table["accuracy"][mine & (table["lr"] == lr)] for lr in lrs])


known = recorded.load("05_optimizers", "rates")
fig, axes = plotting.subplots(1, 2, width=11.5, height=5.2)
tuned = {}
titles = (
    course.text(fr=f"Votre essai ({len(X_train)} images)", en=f"Your run ({len(X_train)} images)"),
    course.text(fr="Enregistré (50 000 images)", en="Recorded (50,000 images)"),
)
for ax, table, title in zip(axes, (sweep, known), titles, strict=True):
    for name in LIBRARY:
        lrs, values = average_by_rate(table, name)
        means = values.mean(axis=0)
        ax.plot(lrs, means, **STYLES[name], label=name)
        if table is sweep:
            tuned[name] = lrs[means.argmax()]
        n_good = int((means > means.max() - 1).sum())
        print(
            f"{title:30s} {name:9s}",
            in_words(f"η = {lrs[means.argmax()]:.2g}, {means.max():.1f} %"),
            course.text(
                fr=f"; à moins d'un point du meilleur : {n_good} pas sur {len(lrs)}",
                en=f"; within a point of the best: {n_good} rates of {len(lrs)}",
            ),
        )
    lowest = max(0, min(table["accuracy"].max() - 25, 90))
    ax.set(
        xscale="log",
        ylim=(lowest, table["accuracy"].max() + 1),
        title=title,
        xlabel=course.text(fr="pas $\\eta$", en="rate $\\eta$"),
    )
axes[0].set_ylabel(course.text(fr="exactitude de validation (%)", en="validation accuracy (%)"))
axes[1].legend(loc="center left", bbox_to_anchor=(1.02, 0.5))
plotting.show(
    fig,
    alt=course.text(
        fr="Exactitude de validation contre le pas d'apprentissage, pour sept optimiseurs, à gauche votre essai, à droite l'essai enregistré. Chacun a une bosse, à sa place : Adam et "
        "RMSProp vers 0,003, Momentum et Nesterov vers 0,1, SGD et Adadelta vers 1. Les sommets sont presque à la même hauteur.",
        en="Validation accuracy against the learning rate, for seven optimisers, left your run, right the recorded one. Each has a hump, in a place of its own: Adam and RMSProp "
        "around 0.003, Momentum and Nesterov around 0.1, SGD and Adadelta around 1. The tops are at almost the same height.",
    ),
)

# %% experiment=true
from scipy.special import stdtrit

JUDGED_SEEDS = range(100, 100 + course.pace(quick=3, classroom=10, full=20))
n_looks = 10
final = {column: [] for column in ("optimiser", "lr", "seed", "accuracy", "loss")}
curves = {}
for name in LIBRARY:
    n_total = n_epochs * -(-len(X_train) // 50)
    look = nn.Evaluate(
        "accuracy",
        lambda networks: score(networks, X_validation[:1000], labels_validation[:1000]),
        max(1, n_total // n_looks),
    )
    networks, history = learn_many(name, [tuned[name]], JUDGED_SEEDS, [look])
    curves[name] = history.records["accuracy"]
    for seed, value, loss in zip(JUDGED_SEEDS, score(networks, X_test, labels_test), history.loss[-1], strict=True):
        for column, entry in zip(final.values(), (name, tuned[name], seed, value, loss), strict=True):
            column.append(entry)
final = {column: np.array(values) for column, values in final.items()}
if course.pace_name() == "full":
    recorded.save("05_optimizers", "digits", final)
known = recorded.load("05_optimizers", "digits")


def half_width(values):
    """Return half the width of the 95 % interval of a mean."""
    return stdtrit(len(values) - 1, 0.975) * np.std(values, ddof=1) / np.sqrt(len(values))


fig, (left, middle, right) = plotting.subplots(1, 3, width=13, height=4.8)
for name, record in curves.items():
    left.plot(50 * record.steps, record.values.mean(axis=1), **{**STYLES[name], "markersize": 5}, label=name)
left.set(
    xlabel=course.text(fr="images présentées", en="images presented"),
    ylabel=course.text(fr="exactitude de validation (%)", en="validation accuracy (%)"),
    title=course.text(fr="En chemin (votre essai)", en="On the way (your run)"),
)
words = []
rng = np.random.default_rng(0)
for ax, table, title in (
    (middle, final, course.text(fr="À l'arrivée (votre essai)", en="At the end (your run)")),
    (right, known, course.text(fr="À l'arrivée (enregistré)", en="At the end (recorded)")),
):
    for position, name in enumerate(LIBRARY):
        values = table["accuracy"][table["optimiser"] == name]
        versus = values - table["accuracy"][table["optimiser"] == "Adam"]
        style = {"color": STYLES[name]["color"], "marker": STYLES[name]["marker"]}
        ax.plot(
            values, position + rng.uniform(-0.25, 0.25, len(values)), linestyle="none", **style, markersize=4, alpha=0.4
        )
        ax.errorbar(
            values.mean(),
            position,
            xerr=half_width(values),
            **style,
            capsize=5,
            markersize=10,
            markeredgecolor="black",
            linewidth=2,
        )
        words.append(in_words(f"{name} {values.mean():.2f} ± {half_width(values):.2f}"))
        if name != "Adam":
            words[-1] += course.text(fr=", moins Adam ", en=", minus Adam ") + in_words(
                f"{versus.mean():+.2f} ± {half_width(versus):.2f}"
            )
        print(f"{title:30s} {words[-1]}")
    ax.set(
        yticks=range(7),
        yticklabels=list(LIBRARY),
        ylim=(6.6, -0.6),
        title=title,
        xlabel=course.text(fr="exactitude de test (%)", en="test accuracy (%)"),
    )
left.legend(loc="lower right", fontsize=10)
plotting.show(
    fig,
    alt=course.text(
        fr="À gauche, l'exactitude moyenne au fil des images présentées. Au milieu et à droite, l'exactitude de test de chaque graine et leur moyenne avec son intervalle, votre essai puis l'essai enregistré. "
        "Dans l'ordre, votre essai puis l'enregistré : " + " ; ".join(words) + ".",
        en="Left, the mean accuracy as images are presented. Middle and right, the test accuracy of each seed and their mean with its interval, your run then the recorded one. In order, your run then the recorded one: "
        + "; ".join(words)
        + ".",
    ),
)

# %% [markdown] lang="fr"
# **Ce qu'on lit**, à l'allure complète (50 000 images de MNIST, une passe, réglage sur 2 graines, mesure sur 20 autres ; moyenne et intervalle à 95 %, puis la différence avec Adam, graine par graine) :
#
# | | pas retenu | exactitude de test (%) | moins Adam |
# | --- | --- | --- | --- |
# | Adadelta | 3,2 | 95,79 ± 0,18 | +0,34 ± 0,18 |
# | Adam | 0,0032 | 95,45 ± 0,13 | |
# | RMSProp | 0,0032 | 95,39 ± 0,19 | −0,06 ± 0,19 |
# | Nesterov | 0,032 | 95,13 ± 0,14 | −0,32 ± 0,13 |
# | SGD | 0,32 | 95,11 ± 0,19 | −0,34 ± 0,21 |
# | AdaGrad | 0,032 | 95,04 ± 0,16 | −0,41 ± 0,16 |
# | Momentum | 0,1 | 94,79 ± 0,31 | −0,66 ± 0,30 |
#
# - **Adam n'est pas le meilleur ici.** Adadelta, si mal classé à la course, le devance un peu ; RMSProp ne s'en distingue pas. Mais tout tient en un point, et l'ordre dépend des données : à l'allure de la classe (5 000 images, deux passes, dix graines), nous avons mesuré RMSProp 91,7, AdaGrad 91,6, Nesterov 91,5, Adadelta 91,2, Adam 91,1, Momentum 90,8 et SGD 90,4, chacun à ± 0,3 ou 0,4. Bien réglées, les sept méthodes se valent presque.
# - **Le réglage pèse bien plus que la méthode.** Un pas dix fois trop grand ou trop petit coûte de deux à quatre-vingt-six points ; le choix de la méthode, un seul.
# - **Momentum est surtout un SGD dont le pas est dix fois plus grand.** Sa courbe est celle de SGD, déplacée d'une décade : 93,6 % à $\eta = 0{,}01$ contre 93,8 % pour SGD à 0,1. C'est le $1/(1 - \beta)$ de la section 3. Son dernier rang vient du réglage : 0,032 et 0,1 se valaient sur deux graines (95,52 et 95,55 %) ; le hasard a pris 0,1, le moins sûr.
# - **Ce que gagne un pas par coordonnée est la largeur** de la bosse : six pas de la grille sur onze donnent plus de 90 % avec RMSProp, cinq avec Adam, AdaGrad et Adadelta, contre quatre avec Momentum et Nesterov, et trois avec SGD. Et au pas que PyTorch propose sans qu'on demande rien, Adam est à 94,7 %, SGD (0,001) à 64,3 %.
#
# Ce n'est vrai que pour ce réseau, ces données, une passe et ce réglage : c'est tout ce qu'une course peut dire.

# %% [markdown] lang="en"
# **What we read**, at full pace (50,000 images of MNIST, one pass, tuned on 2 seeds, measured on 20 others; mean and 95 % interval, then the difference with Adam, seed by seed):
#
# | | rate kept | test accuracy (%) | minus Adam |
# | --- | --- | --- | --- |
# | Adadelta | 3.2 | 95.79 ± 0.18 | +0.34 ± 0.18 |
# | Adam | 0.0032 | 95.45 ± 0.13 | |
# | RMSProp | 0.0032 | 95.39 ± 0.19 | −0.06 ± 0.19 |
# | Nesterov | 0.032 | 95.13 ± 0.14 | −0.32 ± 0.13 |
# | SGD | 0.32 | 95.11 ± 0.19 | −0.34 ± 0.21 |
# | AdaGrad | 0.032 | 95.04 ± 0.16 | −0.41 ± 0.16 |
# | Momentum | 0.1 | 94.79 ± 0.31 | −0.66 ± 0.30 |
#
# - **Adam is not the best here.** Adadelta, which did so badly in the race, is a little ahead; RMSProp cannot be told from it. But everything lies within one point, and the order depends on the data: at classroom pace (5,000 images, two passes, ten seeds) we measured RMSProp 91.7, AdaGrad 91.6, Nesterov 91.5, Adadelta 91.2, Adam 91.1, Momentum 90.8 and SGD 90.4, each ± 0.3 or 0.4. Well tuned, the seven methods are worth nearly the same.
# - **Tuning weighs far more than the method.** A rate ten times too large or too small costs from two to eighty-six points; the choice of the method, a single one.
# - **Momentum is above all an SGD whose rate is ten times as large.** Its curve is that of SGD, moved by a decade: 93.6 % at $\eta = 0.01$ against 93.8 % for SGD at 0.1. It is the $1/(1 - \beta)$ of section 3. It comes last because of the tuning: 0.032 and 0.1 were equals on two seeds (95.52 and 95.55 %); chance took 0.1, the less safe one.
# - **What a rate per coordinate gains is the width** of the hump: six of the eleven rates of the grid give more than 90 % with RMSProp, five with Adam, AdaGrad and Adadelta, against four with Momentum and Nesterov, and three with SGD. And at the rate that PyTorch proposes unasked Adam is at 94.7 %, SGD (0.001) at 64.3 %.
#
# This is true of this network, these data, one pass and this tuning only: it is all that a race can say.

# %% [markdown] lang="fr"
# ## 8. Trouver les coquilles
#
# Le rapport « Dessine-moi un mouton » (CentraleSupélec, 2017-2018) présente ces méthodes. Voici quatre de ses règles, et deux autres que nous avons ajoutées et qui sont justes. On y écrit $W_{k+1} = W_k + \Delta W_k$, $g_k$ le gradient en $W_k$, $\mu$ ce que nous appelons $\beta$ (`momentum`), et tout ce qui a une mémoire part de zéro à $k = 0$.
#
# | | imprimé |
# | --- | --- |
# | (a) | inertie : $\Delta W_k = \mu\, W_k - \eta\, g_k$ |
# | (b) | AdaGrad : $s_{k+1} = s_k + g_k^2$, $\quad\Delta W_k = -\eta\, g_k / (\sqrt{s_{k+1}} + \varepsilon)$ |
# | (c) | RMSProp, variante avec un moment d'ordre 1 : $m_{k+1} = \rho\, m_k + (1 - \rho)\, g_k$, puis, de nouveau, la mise à jour de la variante d'ordre 2 |
# | (d) | Adadelta, avec un $\varepsilon$ sous une des deux racines et l'autre $\varepsilon$ hors de la sienne |
# | (e) | Adam : $m_{k+1} = \beta\, m_k + (1 - \beta)\, g_k$, $\quad\Delta W_k$ calculé avec $\hat m_k = m_k / (1 - \beta^k)$, et de même pour $\hat s_k$ |
# | (f) | Nesterov : $v_{k+1} = \mu\, v_k + g_k$, $\quad\Delta W_k = -\eta\,(g_k + \mu\, v_{k+1})$ |
#
# Une formule se juge à ce qu'elle fait. Les voici lancées dans la vallée, à côté de vos fonctions. La ligne (c) peut se lire de deux façons : $m$ ne sert à rien, ou bien $m$ prend la place de $s$ sous la racine. De même (d) : $\varepsilon$ est hors de la racine en haut, ou en bas.

# %% [markdown] lang="en"
# ## 8. Find the misprints
#
# The report "Dessine-moi un mouton" (CentraleSupélec, 2017-2018) presents these methods. Here are four of its rules, and two others that we have added and that are right. They write $W_{k+1} = W_k + \Delta W_k$, $g_k$ for the gradient at $W_k$, $\mu$ for what we call $\beta$ (`momentum`), and all that has a memory starts from zero at $k = 0$.
#
# | | printed |
# | --- | --- |
# | (a) | inertia: $\Delta W_k = \mu\, W_k - \eta\, g_k$ |
# | (b) | AdaGrad: $s_{k+1} = s_k + g_k^2$, $\quad\Delta W_k = -\eta\, g_k / (\sqrt{s_{k+1}} + \varepsilon)$ |
# | (c) | RMSProp, the variant with a first moment: $m_{k+1} = \rho\, m_k + (1 - \rho)\, g_k$, then once more the update of the second-moment variant |
# | (d) | Adadelta, with one $\varepsilon$ under one of the two roots and the other $\varepsilon$ outside its own |
# | (e) | Adam: $m_{k+1} = \beta\, m_k + (1 - \beta)\, g_k$, $\quad\Delta W_k$ computed with $\hat m_k = m_k / (1 - \beta^k)$, and likewise for $\hat s_k$ |
# | (f) | Nesterov: $v_{k+1} = \mu\, v_k + g_k$, $\quad\Delta W_k = -\eta\,(g_k + \mu\, v_{k+1})$ |
#
# A formula is judged by what it does. Here they are, run in the valley beside your functions. Line (c) can be read in two ways: $m$ serves nothing, or $m$ takes the place of $s$ under the root. Likewise (d): $\varepsilon$ is outside the root above, or below.


# %% experiment=true
def printed_inertia(w, g, state):
    return w + 0.9 * w - 0.004 * g, None


def printed_adagrad(w, g, state):
    s = g * g if state is None else state + g * g
    return w - g / (s**0.5 + 1e-10), s


def printed_rmsprop(w, g, state):
    """Read line (c) with the first moment in the place of the second."""
    m = 0.1 * g if state is None else 0.9 * state + 0.1 * g
    return w - 0.05 * g / (np.sqrt(m) + 1e-8), m


def printed_rmsprop_unused(w, g, state):
    """Read line (c) with a first moment that serves nothing."""
    m, s = (0.1 * g, 0.1 * g * g) if state is None else (0.9 * state[0] + 0.1 * g, 0.9 * state[1] + 0.1 * g * g)
    return w - 0.05 * g / (np.sqrt(s) + 1e-8), (m, s)


def make_printed_adadelta(outside, eps):
    """Return Adadelta with ε outside the root "above" or "below" the fraction bar."""

    def step(w, g, state):
        s, u = (0 * g, 0 * g) if state is None else state
        s = 0.9 * s + 0.1 * g * g
        above = np.sqrt(u) + eps if outside == "above" else np.sqrt(u + eps)
        below = np.sqrt(s) + eps if outside == "below" else np.sqrt(s + eps)
        d = above / below * g
        return w - d, (s, 0.9 * u + 0.1 * d * d)

    return step


def printed_adam(w, g, state):
    m, s, k = (0 * g, 0 * g, 0) if state is None else state
    with np.errstate(all="ignore"):
        above, below = np.divide(m, 1 - 0.9**k), np.sqrt(np.divide(s, 1 - 0.999**k))
        return w - 0.2 * above / (below + 1e-8), (0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g * g, k + 1)


def printed_nesterov(w, g, state):
    v = g if state is None else 0.9 * state + g
    return w - 0.004 * (g + 0.9 * v), v


above, below = (
    course.text(fr="imprimé, ε dehors en haut", en="printed, ε outside above"),
    course.text(fr="imprimé, ε dehors en bas", en="printed, ε outside below"),
)
printed, unused, instead = (
    course.text(fr="imprimé", en="printed"),
    course.text(fr="imprimé, m inutile", en="printed, m unused"),
    course.text(fr="imprimé, m pour s", en="printed, m for s"),
)
trials = {
    "(a) Momentum": (partial(momentum_step, lr=0.004), {printed: printed_inertia}),
    "(b) AdaGrad": (partial(adagrad_step, lr=1.0), {printed: printed_adagrad}),
    "(c) RMSProp": (
        partial(rmsprop_step, lr=0.05, alpha=0.9),
        {unused: printed_rmsprop_unused, instead: printed_rmsprop},
    ),
    "(d) Adadelta": (
        partial(adadelta_step, eps=1e-6),
        {above: make_printed_adadelta("above", 1e-6), below: make_printed_adadelta("below", 1e-6)},
    ),
    "(e) Adam": (partial(adam_step, lr=0.2), {printed: printed_adam}),
    "(f) Nesterov": (partial(nesterov_step, lr=0.004), {printed: printed_nesterov}),
}
fig, axes = plotting.subplots(2, 3, width=12, height=7, sharex=True)
words = []
for ax, (title, (own, others)) in zip(axes.flat, trials.items(), strict=True):
    runs = {course.text(fr="votre fonction", en="your function"): own, **others}
    for (label, step), (color, style) in zip(
        runs.items(), (("sky", "-"), ("vermilion", "--"), ("black", ":")), strict=False
    ):
        with np.errstate(all="ignore"):
            heights = valley(*minimise(along(valley_slope), np.array([-3.0, 0.9]), step, 300).T)
        n_finite = int(np.isfinite(heights).sum())
        line = {
            "color": plotting.OKABE_ITO[color],
            "linewidth": 6 if style == "-" else 2,
            "alpha": 0.6 if style == "-" else 1,
        }
        ax.plot(np.maximum(heights, 1e-12), linestyle=style, label=label, **line)
        ending = (
            course.text(fr=f"nan au pas {n_finite}", en=f"nan at step {n_finite}")
            if n_finite < 301
            else in_words(f"{heights[-1]:.1e}")
        )
        words.append(f"{title}, {label} : {ending}" if course.language() == "fr" else f"{title}, {label}: {ending}")
        if n_finite < 301:
            ax.plot(n_finite - 1, heights[n_finite - 1], "X", color=plotting.OKABE_ITO[color], markersize=12)
            ax.annotate(
                ending,
                (n_finite - 1, heights[n_finite - 1]),
                (30, 1e3),
                textcoords="data",
                arrowprops={"arrowstyle": "->"},
            )
    ax.set(yscale="log", ylim=(1e-12, 1e6), title=title)
    ax.legend(loc="lower left", fontsize=9)
for ax in axes[1]:
    ax.set_xlabel(course.text(fr="pas faits", en="steps made"))
for ax in axes[:, 0]:
    ax.set_ylabel(course.text(fr="hauteur $E$", en="height $E$"))
plotting.show(
    fig,
    alt=course.text(
        fr="Six cadres : la hauteur au fil des pas dans la vallée, votre fonction et la ligne imprimée. Hauteurs après 300 pas : "
        + " ; ".join(words)
        + ".",
        en="Six panels: the height as steps go by in the valley, your function and the printed line. Heights after 300 steps: "
        + "; ".join(words)
        + ".",
    ),
)

# %% [markdown] lang="fr"
# **Expérience : où mettre ε ?** La ligne (d) de plus près, avec le $\varepsilon = 10^{-6}$ de Zeiler. À gauche, une pente constante de 1, loin de tout minimum : quelle distance a-t-on parcourue ? À droite, la cuvette $E = w^2/2$ depuis $w = 1$ : à quelle distance du fond est-on ?

# %% [markdown] lang="en"
# **Experiment: where to put ε?** Line (d) seen closely, with Zeiler's $\varepsilon = 10^{-6}$. Left, a constant slope of 1, far from any minimum: what distance have we come? Right, the bowl $E = w^2/2$ from $w = 1$: how far from the bottom are we?

# %% experiment=true
n_steps = course.pace(quick=250, classroom=3_000, full=3_000)
placements = {
    course.text(fr="dans les deux racines (Zeiler)", en="inside both roots (Zeiler)"): (adadelta_step, "purple", "-"),
    course.text(fr="hors de la racine du haut", en="outside the root above"): (
        make_printed_adadelta("above", 1e-6),
        "vermilion",
        "--",
    ),
    course.text(fr="hors de la racine du bas", en="outside the root below"): (
        make_printed_adadelta("below", 1e-6),
        "black",
        ":",
    ),
}
fig, (left, right) = plotting.subplots(1, 2, width=11.5, height=4.8)
words = []
for label, (step, color, style) in placements.items():
    distances = -minimise(np.ones_like, np.zeros(1), step, n_steps)[:, 0]
    heights = np.abs(minimise(lambda w: w, np.ones(1), step, n_steps)[:, 0])
    line = {
        "linestyle": style,
        "color": plotting.OKABE_ITO[color],
        "label": label,
        "linewidth": 5 if style == "-" else 2,
        "alpha": 0.5 if style == "-" else 1,
    }
    left.plot(np.arange(1, n_steps + 1), distances[1:], **line)
    right.plot(np.maximum(heights, 1e-12), **line)
    arrival = np.flatnonzero(distances >= 1)
    arrival = str(arrival[0]) if len(arrival) else f"> {n_steps}"
    words.append(in_words(f"{label} : {distances[1]:.1e}, {arrival}, {heights[-1]:.1e}"))
    print(
        course.text(
            fr=f"{label:32s} premier pas {distances[1]:.1e} ; pas pour aller à 1 : {arrival} ; distance au fond à la fin {heights[-1]:.1e}".replace(
                ".", ","
            ),
            en=f"{label:32s} first step {distances[1]:.1e}; steps to reach 1: {arrival}; distance to the bottom at the end {heights[-1]:.1e}",
        )
    )
left.set(
    xscale="log",
    yscale="log",
    xlabel=course.text(fr="pas faits", en="steps made"),
    ylabel=course.text(fr="distance parcourue", en="distance covered"),
    title=course.text(fr="Loin du but : le départ", en="Far away: the start"),
)
right.set(
    yscale="log",
    ylim=(1e-12, 10),
    xlabel=course.text(fr="pas faits", en="steps made"),
    ylabel=course.text(fr="distance au fond", en="distance to the bottom"),
    title=course.text(fr="Près du but : le repos", en="Close by: coming to rest"),
)
right.legend(loc="center right", title="ε")
plotting.show(
    fig,
    alt=course.text(
        fr="À gauche, distance parcourue sur une pente constante : hors de la racine du haut, tout commence mille fois plus lentement. À droite, distance au fond d'une cuvette : Zeiler y descend "
        "jusqu'à s'y perdre dans les arrondis ; hors de la racine du bas, on ne se pose jamais. Premier pas, pas pour aller à 1, distance finale : "
        + " ; ".join(words)
        + ".",
        en="Left, distance covered on a constant slope: outside the root above, all begins a thousand times slower. Right, distance to the bottom of a bowl: Zeiler goes down until it is lost in "
        "rounding; outside the root below one never comes to rest. First step, steps to reach 1, final distance: "
        + "; ".join(words)
        + ".",
    ),
)

# %% [markdown] lang="fr"
# ## 9. Questions
#
# **Question 1 : les coquilles.** (2 points) Pour chacune des lignes (a), (b), (c), (e) et (f) : juste ou fausse ? Corrigez celles qui sont fausses, et dites pour chacune ce qui, dans la figure ou dans un calcul d'une ligne, la trahit. Pour (c), retrouvez ce que la variante (dite *centrée*) devait faire du premier moment $m$, et pourquoi cela ne peut pas donner la racine d'un nombre négatif. (La ligne (d) est l'affaire de la question 3.)

# %% [markdown] lang="en"
# ## 9. Questions
#
# **Question 1: the misprints.** (2 points) For each of the lines (a), (b), (c), (e) and (f): right or wrong? Correct the wrong ones, and say for each what gives it away, in the figure or in a calculation of one line. For (c), find what the variant (called *centred*) was meant to do with the first moment $m$, and why that cannot give the root of a negative number. (Line (d) is for question 3.)

# %% [markdown] lang="fr" answer="misprints" points=2
# ### BEGIN MARK SCHEME
# **Réponse attendue.**
# - (a) **Fausse** : $\Delta W_k = \mu\, \Delta W_{k-1} - \eta\, g_k$. L'inertie porte sur le déplacement d'avant, non sur la position. Telle qu'elle est imprimée, $W_{k+1} = (1 + \mu)\, W_k - \eta\, g_k$ : là où le gradient est nul, la position est multipliée par 1,9 à chaque pas. La courbe explose.
# - (b) **Juste** : la courbe est celle d'`adagrad_step`.
# - (c) **Fausse** dans les deux lectures. La variante centrée divise par la racine de la *variance* : $\Delta W_k = -\eta\, g_k / (\sqrt{s_{k+1} - m_{k+1}^2} + \varepsilon)$ (ε sous la racine est admis). Si $m$ ne sert à rien, c'est RMSProp tout court (les courbes sont confondues), non une variante. Si $m$ remplace $s$ sous la racine : un moment d'ordre 1 peut être négatif, et dès le premier pas il l'est là où le gradient l'est ; d'où `nan`. La variance est positive : $s$ et $m^2$ sont des moyennes avec les mêmes poids, de somme au plus 1, donc $m^2 \le s$ (Cauchy-Schwarz).
# - (e) **Fausse** : il faut $\hat m = m_{k+1}/(1 - \beta_1^{k+1})$, et $\hat s = s_{k+1}/(1 - \beta_2^{k+1})$. Imprimée, elle laisse de côté $g_k$, que seul $m_{k+1}$ contient, et vaut $0/0$ à $k = 0$ : `nan` au premier pas.
# - (f) **Juste** : la courbe est celle de `nesterov_step`.
#
# **Barème.** 0,4 par ligne. Ligne juste : 0,4 pour le verdict avec une raison (courbes confondues, identité avec la formule du cours), 0,2 sans raison. Ligne fausse : 0,1 verdict, 0,2 correction, 0,1 ce qui la trahit. Pour (c), la correction vaut 0,2 (dont 0,1 pour la positivité), l'une des deux lectures réfutée 0,1.
#
# **Aussi juste.** Pour (a), $v_{k+1} = \mu v_k + g_k$, $\Delta W_k = -\eta v_{k+1}$, ou $v_{k+1} = \mu v_k - \eta g_k$. Pour (e), renuméroter ($k$ à partir de 1, $m_k$ contenant $g_k$). Pour la positivité, $\sum p_i (g_i - \bar g)^2 \ge 0$, même si l'on oublie que la somme des poids est inférieure à 1.
#
# **Erreurs fréquentes.** « (a) diverge parce que $\eta$ est trop grand » : 0 pour ce qui la trahit, elle diverge pour tout $\eta$ assez petit, même nul. « (c) est juste puisque la courbe est la même » : elle est la même que RMSProp, donc pas une variante ; 0 pour (c). « (e) : il manque ε » : 0 pour la correction.
# ### END MARK SCHEME
#
# *Écrivez votre réponse ici.*

# %% [markdown] lang="en" answer="misprints" points=2
# ### BEGIN MARK SCHEME
# **Model answer.**
# - (a) **Wrong**: $\Delta W_k = \mu\, \Delta W_{k-1} - \eta\, g_k$. Inertia acts on the move before, not on the position. As printed, $W_{k+1} = (1 + \mu)\, W_k - \eta\, g_k$: where the gradient is zero, the position is multiplied by 1.9 at each step. The curve explodes.
# - (b) **Right**: the curve is that of `adagrad_step`.
# - (c) **Wrong** in both readings. The centred variant divides by the root of the *variance*: $\Delta W_k = -\eta\, g_k / (\sqrt{s_{k+1} - m_{k+1}^2} + \varepsilon)$ (ε under the root is accepted). If $m$ serves nothing, it is plain RMSProp (the curves are one), not a variant. If $m$ replaces $s$ under the root: a first moment can be negative, and is so at the very first step where the gradient is; hence `nan`. The variance is positive: $s$ and $m^2$ are means with the same weights, of sum at most 1, so $m^2 \le s$ (Cauchy-Schwarz).
# - (e) **Wrong**: it takes $\hat m = m_{k+1}/(1 - \beta_1^{k+1})$, and $\hat s = s_{k+1}/(1 - \beta_2^{k+1})$. As printed it leaves out $g_k$, which only $m_{k+1}$ contains, and is $0/0$ at $k = 0$: `nan` at the first step.
# - (f) **Right**: the curve is that of `nesterov_step`.
#
# **Points.** 0.4 per line. A right line: 0.4 for the verdict with a reason (curves that are one, identity with the formula of the course), 0.2 without. A wrong line: 0.1 verdict, 0.2 correction, 0.1 what gives it away. For (c) the correction is worth 0.2 (of which 0.1 for the sign), one of the two readings refuted 0.1.
#
# **Equally right.** For (a), $v_{k+1} = \mu v_k + g_k$, $\Delta W_k = -\eta v_{k+1}$, or $v_{k+1} = \mu v_k - \eta g_k$. For (e), to renumber ($k$ from 1, $m_k$ containing $g_k$). For the sign, $\sum p_i (g_i - \bar g)^2 \ge 0$, even if one forgets that the weights add up to less than 1.
#
# **Frequent mistakes.** "(a) diverges because $\eta$ is too large": 0 for what gives it away, it diverges for every small enough $\eta$, zero included. "(c) is right since the curve is the same": it is the same as RMSProp's, hence no variant; 0 for (c). "(e): ε is missing": 0 for the correction.
# ### END MARK SCHEME
#
# *Write your answer here.*

# %% [markdown] lang="fr"
# **Question 2 : pourquoi Adam corrige.** (2 points) On suppose que les gradients $g_1, g_2, \dots$ ont tous la même espérance $\mathbb{E}[g]$ et le même $\mathbb{E}[g^2]$. Montrez que $\mathbb{E}[m_t] = (1 - \beta_1^t)\, \mathbb{E}[g]$ ; qu'en déduit-on pour $\hat m_t$ ? Avec $\beta_1 = 0{,}9$ et $\beta_2 = 0{,}999$, de quelle longueur serait le premier pas sans correction, et pourquoi l'effet dure-t-il si longtemps ? Pourquoi ne suffit-il pas de dire que « les deux erreurs se compensent » ?

# %% [markdown] lang="en"
# **Question 2: why Adam corrects.** (2 points) Suppose that the gradients $g_1, g_2, \dots$ all have the same expectation $\mathbb{E}[g]$ and the same $\mathbb{E}[g^2]$. Show that $\mathbb{E}[m_t] = (1 - \beta_1^t)\, \mathbb{E}[g]$; what follows for $\hat m_t$? With $\beta_1 = 0.9$ and $\beta_2 = 0.999$, how long would the first step be without correction, and why does the effect last so long? Why is it not enough to say that "the two errors cancel out"?

# %% [markdown] lang="fr" answer="why_adam_corrects" points=2
# ### BEGIN MARK SCHEME
# **Réponse attendue.** En dépliant la récurrence depuis $m_0 = 0$ : $m_t = (1 - \beta_1) \sum_{i=1}^{t} \beta_1^{t-i} g_i$. L'espérance est linéaire et $(1 - \beta_1)(1 + \beta_1 + \dots + \beta_1^{t-1}) = 1 - \beta_1^t$, d'où le résultat. Donc $\mathbb{E}[\hat m_t] = \mathbb{E}[g]$ : $\hat m_t$ est sans biais (et $\hat s_t$ pour $g^2$, de même). Ce qui manquait est le poids de la valeur initiale zéro, $\beta_1^t$.
# Premier pas sans correction : $m/\sqrt s = (1 - \beta_1)g / (\sqrt{1 - \beta_2}\,|g|) = \pm 0{,}1/\sqrt{0{,}001} \approx 3{,}16$, soit $3{,}16\, \eta$. Ensuite le rapport $(1 - \beta_1^t)/\sqrt{1 - \beta_2^t}$ monte (à 6,57 vers le douzième pas) parce que $m$ oublie zéro en une dizaine de pas ($1/(1 - \beta_1)$) et $s$ en un millier ($1/(1 - \beta_2)$). Les deux erreurs n'ont donc ni la même taille ni la même durée : elles ne se compensent que si $1 - \beta_1^t = \sqrt{1 - \beta_2^t}$, ce qu'aucun réglage courant ne donne pour tout $t$ ; pour $\beta_1 = \beta_2$ le pas est au contraire trop *court*.
#
# **Barème.** La récurrence dépliée (ou une récurrence sur $t$) et la somme géométrique : 0,75. « Sans biais », ou la phrase équivalente : 0,25. Le facteur 3,16 : 0,5. La durée (deux mémoires, 10 et 1000 pas) et pourquoi il n'y a pas compensation : 0,5.
#
# **Aussi juste.** $\mathbb{E}[m_t] = \beta_1 \mathbb{E}[m_{t-1}] + (1 - \beta_1)\mathbb{E}[g]$, résolue comme suite arithmético-géométrique. Lire 3,16, le maximum et la durée sur la figure, si l'on dit d'où viennent les deux constantes de temps.
#
# **Erreurs fréquentes.** « Pour éviter la division par zéro » : non, c'est le rôle de ε ; 0 pour la partie. « Sans correction Adam démarre trop lentement » : vrai pour $m$ seul, faux pour le rapport ; 0 pour la dernière partie. Prétendre que $\mathbb{E}[\hat m/\sqrt{\hat s}]$ est elle aussi sans biais : retirer 0,25.
# ### END MARK SCHEME
#
# *Écrivez votre réponse ici.*

# %% [markdown] lang="en" answer="why_adam_corrects" points=2
# ### BEGIN MARK SCHEME
# **Model answer.** Unrolling the recurrence from $m_0 = 0$: $m_t = (1 - \beta_1) \sum_{i=1}^{t} \beta_1^{t-i} g_i$. Expectation is linear and $(1 - \beta_1)(1 + \beta_1 + \dots + \beta_1^{t-1}) = 1 - \beta_1^t$, hence the result. So $\mathbb{E}[\hat m_t] = \mathbb{E}[g]$: $\hat m_t$ is unbiased (and $\hat s_t$ for $g^2$, likewise). What was missing is the weight of the initial value zero, $\beta_1^t$.
# First step without correction: $m/\sqrt s = (1 - \beta_1)g / (\sqrt{1 - \beta_2}\,|g|) = \pm 0.1/\sqrt{0.001} \approx 3.16$, that is $3.16\, \eta$. After that the ratio $(1 - \beta_1^t)/\sqrt{1 - \beta_2^t}$ rises (to 6.57 around the twelfth step), because $m$ forgets zero in some ten steps ($1/(1 - \beta_1)$) and $s$ in a thousand ($1/(1 - \beta_2)$). So the two errors have neither the same size nor the same duration: they cancel only if $1 - \beta_1^t = \sqrt{1 - \beta_2^t}$, which no usual setting gives for every $t$; for $\beta_1 = \beta_2$ the step is on the contrary too *short*.
#
# **Points.** The recurrence unrolled (or an induction on $t$) and the geometric sum: 0.75. "Unbiased", or the equivalent sentence: 0.25. The factor 3.16: 0.5. The duration (two memories, 10 and 1000 steps) and why there is no cancelling: 0.5.
#
# **Equally right.** $\mathbb{E}[m_t] = \beta_1 \mathbb{E}[m_{t-1}] + (1 - \beta_1)\mathbb{E}[g]$, solved as an affine recurrence. To read 3.16, the maximum and the duration off the figure, if it is said where the two time constants come from.
#
# **Frequent mistakes.** "To avoid dividing by zero": no, that is what ε is for; 0 for the part. "Without correction Adam starts too slowly": true of $m$ alone, false of the ratio; 0 for the last part. To claim that $\mathbb{E}[\hat m/\sqrt{\hat s}]$ is unbiased too: take off 0.25.
# ### END MARK SCHEME
#
# *Write your answer here.*

# %% [markdown] lang="fr"
# **Question 3 : la place de ε.** (1 point) Ligne (d). Laquelle des deux places rend le départ très lent, et de quel facteur (calculez le premier pas pour $g = 1$) ? Laquelle empêche de se poser, et pourquoi (que devient le pas quand $|g|$ est bien plus petit que $\sqrt\varepsilon$) ?

# %% [markdown] lang="en"
# **Question 3: the place of ε.** (1 point) Line (d). Which of the two places makes the start very slow, and by what factor (work out the first step for $g = 1$)? Which prevents coming to rest, and why (what becomes of the step when $|g|$ is much smaller than $\sqrt\varepsilon$)?

# %% [markdown] lang="fr" answer="place_of_epsilon" points=1
# ### BEGIN MARK SCHEME
# **Réponse attendue.** *Dehors en haut : départ lent.* Au premier pas $u = 0$. Zeiler : $\sqrt\varepsilon/\sqrt{0{,}1 + \varepsilon} \approx 10^{-3}/0{,}316 = 3{,}2 \cdot 10^{-3}$. Dehors : $\varepsilon/\sqrt{0{,}1 + \varepsilon} = 3{,}2 \cdot 10^{-6}$. Le facteur est $1/\sqrt\varepsilon = 1000$ (et l'écart se rattrape mal, car les pas suivants sont à la mesure des premiers).
# *Dehors en bas : pas de repos.* Chez Zeiler, quand $|g| \ll \sqrt\varepsilon$, le dénominateur vaut $\sqrt\varepsilon$, et $d \approx \sqrt{(u + \varepsilon)/\varepsilon}\; g$ : le pas est proportionnel à $g$ et s'éteint avec lui. Dehors, le dénominateur est de l'ordre de $|g| + \varepsilon$, bien plus petit ; $d$ est de l'ordre de $\sqrt{u + \varepsilon}$, donc au moins $\sqrt\varepsilon$, dès que $|g| \gg \varepsilon$ : un pas dont la longueur ne dépend plus de $g$ ne peut pas s'arrêter au fond. Et ces pas nourrissent $u$ : l'oscillation grandit.
#
# **Barème.** En haut et lent : 0,2 ; facteur $1/\sqrt\varepsilon$ ou 1000, calculé ou mesuré : 0,3. En bas et agité : 0,2 ; pas qui ne diminue plus avec $g$ : 0,3.
#
# **Erreurs fréquentes.** « ε est trop petit pour compter » : 0 pour la partie concernée. Inverser les deux places : 0,1 par explication par ailleurs exacte.
# ### END MARK SCHEME
#
# *Écrivez votre réponse ici.*

# %% [markdown] lang="en" answer="place_of_epsilon" points=1
# ### BEGIN MARK SCHEME
# **Model answer.** *Outside above: a slow start.* At the first step $u = 0$. Zeiler: $\sqrt\varepsilon/\sqrt{0.1 + \varepsilon} \approx 10^{-3}/0.316 = 3.2 \cdot 10^{-3}$. Outside: $\varepsilon/\sqrt{0.1 + \varepsilon} = 3.2 \cdot 10^{-6}$. The factor is $1/\sqrt\varepsilon = 1000$ (and the lag is hard to make up, as later steps are made to the measure of the first).
# *Outside below: no rest.* With Zeiler, when $|g| \ll \sqrt\varepsilon$, the denominator is $\sqrt\varepsilon$, and $d \approx \sqrt{(u + \varepsilon)/\varepsilon}\; g$: the step is proportional to $g$ and dies out with it. Outside, the denominator is of the order of $|g| + \varepsilon$, much smaller; $d$ is of the order of $\sqrt{u + \varepsilon}$, hence at least $\sqrt\varepsilon$, as soon as $|g| \gg \varepsilon$: a step whose length no longer depends on $g$ cannot stop at the bottom. And these steps feed $u$: the oscillation grows.
#
# **Points.** Above and slow: 0.2; the factor $1/\sqrt\varepsilon$ or 1000, worked out or measured: 0.3. Below and restless: 0.2; a step that no longer shrinks with $g$: 0.3.
#
# **Frequent mistakes.** "ε is too small to matter": 0 for the part concerned. The two places swapped: 0.1 for each explanation that is otherwise right.
# ### END MARK SCHEME
#
# *Write your answer here.*

# %% [markdown] lang="fr"
# ## 10. Pour aller plus loin
#
# **Nesterov, dans l'autre sens.** La forme d'origine avance d'un point $\theta$ et mesure la pente plus loin, en $w = \theta - \eta \beta v$ : $v' = \beta v + g(w)$, $\theta' = \theta - \eta v'$. Suivons $w$ : $\theta' = w + \eta\beta v - \eta(\beta v + g) = w - \eta g$, donc $w' = \theta' - \eta\beta v' = w - \eta\,(g + \beta v')$. C'est la ligne de PyTorch : le point que nous appelons $w$ est le point d'avance.
#
# **Le hasard heureux d'AdaGrad.** Dans la vallée droite, AdaGrad choisit le plus grand pas de la grille et arrive en trois pas. Prenez $\eta$ énorme : le premier pas jette chaque coordonnée à la distance $\eta$, où le gradient vaut $\lambda\eta$ ($\lambda$ étant la courbure de cette coordonnée) ; le deuxième la ramène ; désormais $\sqrt s \approx \lambda\eta$, et le pas vaut $\eta g/\sqrt s \approx g/\lambda$. C'est la méthode de Newton, coordonnée par coordonnée ! Dans la vallée tournée, les courbures ne sont plus celles des coordonnées, et le miracle cesse.
#
# **À essayer.**
#
# - Tournez la vallée peu à peu, de 0 à 45 degrés. À partir de quel angle AdaGrad perd-il son avantage ? Pourquoi SGD, Momentum et Nesterov ne remarquent-ils rien, et Adam si peu ?
# - La course règle $\eta$ seul. Accordez aussi à Adam son $\beta_1$ et à Momentum son $\beta$ : combien d'essais faut-il pour que le classement bouge ?
# - RMSProp ne se pose jamais. Faites décroître son $\eta$ comme $1/\sqrt t$ et refaites la course.
# - Reddi *et al.* (2018) donnent un problème à une dimension où Adam *s'éloigne* du minimum : des gradients $+C$ rares et $-1$ fréquents. Retrouvez-le.
# - Ajoutez à la perte $\tfrac{\lambda}{2} \lVert w \rVert^2$. Pour SGD, cela revient à réduire $w$ à chaque pas ; pour Adam, non. Pourquoi ? (Loshchilov et Hutter, 2019 : AdamW.)
#
# **Comparer des optimiseurs est difficile.** Wilson *et al.* (2017) ont trouvé que SGD généralise mieux qu'Adam ; Choi *et al.* (2019), qu'avec une grille plus large Adam n'est jamais moins bon que SGD, puisqu'il le contient presque ; Schmidt *et al.* (2021), après cinquante mille essais, qu'essayer plusieurs optimiseurs à leurs réglages d'usage vaut à peu près autant que d'en régler un seul. Le protocole décide souvent du vainqueur.
#
# **Références.** A. Cauchy, *Méthode générale pour la résolution des systèmes d'équations simultanées*, 1847. H. Robbins et S. Monro, *A stochastic approximation method*, 1951. B. Polyak, *Some methods of speeding up the convergence of iteration methods*, 1964. Y. Nesterov, *A method of solving a convex programming problem with convergence rate O(1/k²)*, 1983. J. Duchi, E. Hazan et Y. Singer, *Adaptive subgradient methods*, JMLR, 2011. T. Tieleman et G. Hinton, *RMSProp*, cours, 2012. M. Zeiler, *ADADELTA*, arXiv:1212.5701, 2012. I. Sutskever *et al.*, *On the importance of initialization and momentum*, ICML, 2013. D. Kingma et J. Ba, *Adam*, ICLR, 2015. A. Wilson *et al.*, *The marginal value of adaptive gradient methods*, 2017. S. Reddi, S. Kale et S. Kumar, *On the convergence of Adam and beyond*, ICLR, 2018. I. Loshchilov et F. Hutter, *Decoupled weight decay regularization*, ICLR, 2019. D. Choi *et al.*, *On empirical comparisons of optimizers for deep learning*, 2019. R. Schmidt, F. Schneider et P. Hennig, *Descending through a crowded valley*, ICML, 2021. H. Rosenbrock, *An automatic method for finding the greatest or least value of a function*, 1960. « Dessine-moi un mouton : Generative Adversarial Network », rapport de projet long, CentraleSupélec, 2017-2018.

# %% [markdown] lang="en"
# ## 10. To go further
#
# **Nesterov, the other way round.** The original form moves a point $\theta$ and measures the slope further on, at $w = \theta - \eta \beta v$: $v' = \beta v + g(w)$, $\theta' = \theta - \eta v'$. Follow $w$: $\theta' = w + \eta\beta v - \eta(\beta v + g) = w - \eta g$, so $w' = \theta' - \eta\beta v' = w - \eta\,(g + \beta v')$. This is PyTorch's line: the point that we call $w$ is the point ahead.
#
# **AdaGrad's happy accident.** In the straight valley AdaGrad chooses the largest rate of the grid and arrives in three steps. Take a huge $\eta$: the first step throws each coordinate to the distance $\eta$, where the gradient is $\lambda\eta$ ($\lambda$ being the curvature of that coordinate); the second brings it back; from then on $\sqrt s \approx \lambda\eta$, and the step is $\eta g/\sqrt s \approx g/\lambda$. That is Newton's method, coordinate by coordinate! In the turned valley the curvatures are no longer those of the coordinates, and the miracle ends.
#
# **To try.**
#
# - Turn the valley little by little, from 0 to 45 degrees. From what angle on does AdaGrad lose its advantage? Why do SGD, Momentum and Nesterov notice nothing, and Adam so little?
# - The race tunes $\eta$ only. Grant Adam its $\beta_1$ and Momentum its $\beta$ as well: how many trials does it take for the ranking to move?
# - RMSProp never settles. Let its $\eta$ fall as $1/\sqrt t$ and run the race again.
# - Reddi *et al.* (2018) give a problem in one dimension where Adam moves *away* from the minimum: rare gradients $+C$ and frequent ones $-1$. Find it again.
# - Add $\tfrac{\lambda}{2} \lVert w \rVert^2$ to the loss. For SGD this amounts to shrinking $w$ at each step; for Adam it does not. Why? (Loshchilov and Hutter, 2019: AdamW.)
#
# **To compare optimisers is hard.** Wilson *et al.* (2017) found that SGD generalises better than Adam; Choi *et al.* (2019) that with a wider grid Adam is never worse than SGD, as it nearly contains it; Schmidt *et al.* (2021), after fifty thousand runs, that trying several optimisers at their usual settings does about as well as tuning a single one. The protocol often decides who wins.
#
# **References.** A. Cauchy, *Méthode générale pour la résolution des systèmes d'équations simultanées*, 1847. H. Robbins and S. Monro, *A stochastic approximation method*, 1951. B. Polyak, *Some methods of speeding up the convergence of iteration methods*, 1964. Y. Nesterov, *A method of solving a convex programming problem with convergence rate O(1/k²)*, 1983. J. Duchi, E. Hazan and Y. Singer, *Adaptive subgradient methods*, JMLR, 2011. T. Tieleman and G. Hinton, *RMSProp*, lecture, 2012. M. Zeiler, *ADADELTA*, arXiv:1212.5701, 2012. I. Sutskever *et al.*, *On the importance of initialization and momentum*, ICML, 2013. D. Kingma and J. Ba, *Adam*, ICLR, 2015. A. Wilson *et al.*, *The marginal value of adaptive gradient methods*, 2017. S. Reddi, S. Kale and S. Kumar, *On the convergence of Adam and beyond*, ICLR, 2018. I. Loshchilov and F. Hutter, *Decoupled weight decay regularization*, ICLR, 2019. D. Choi *et al.*, *On empirical comparisons of optimizers for deep learning*, 2019. R. Schmidt, F. Schneider and P. Hennig, *Descending through a crowded valley*, ICML, 2021. H. Rosenbrock, *An automatic method for finding the greatest or least value of a function*, 1960. "Dessine-moi un mouton: Generative Adversarial Network", long project report, CentraleSupélec, 2017-2018.
