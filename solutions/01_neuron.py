# %% [markdown] lang="fr"
# # Le neurone
#
# **But.** Comprendre ce que calcule un neurone artificiel, le dessiner, le faire apprendre, et savoir ce qu’il ne pourra jamais faire.
#
# À la fin de ce chapitre, vous saurez :
#
# - écrire un neurone et ses deux activations historiques sans bibliothèque d’apprentissage ;
# - lire ses poids et son biais comme une droite et un côté de cette droite ;
# - programmer la règle de Rosenblatt, et prédire combien d’erreurs elle commettra au plus ;
# - expliquer pourquoi un seul neurone échoue sur XOR, et ce que quatre neurones suivis d’un ET savent découper.
#
# **Prérequis.** Produit scalaire, équation d’une droite, tableaux NumPy (`X @ w`, `np.where`). Le chapitre 00 vous a montré comment travailler dans un carnet.
#
# **Durée.** 75 minutes. **Points.** 20 : quinze pour six exercices notés automatiquement, cinq pour deux questions rédigées.

# %% [markdown] lang="en"
# # One neuron
#
# **Aim.** Understand what an artificial neuron computes, draw it, make it learn, and know what it can never do.
#
# By the end of this chapter you will be able to:
#
# - write a neuron and its two historical activations without any learning library;
# - read its weights and its bias as a straight line and one side of that line;
# - program Rosenblatt's rule, and predict how many mistakes it will make at most;
# - explain why a single neuron fails on XOR, and what four neurons followed by an AND can cut out.
#
# **You need.** Dot products, the equation of a line, NumPy arrays (`X @ w`, `np.where`). Chapter 00 showed you how to work in a notebook.
#
# **Time.** 75 minutes. **Points.** 20: fifteen for six exercises that are marked by machine, five for two written questions.

# %% setup=true
import numpy as np

from helpers import course, expect, plotting

course.start(chapter="01_neuron")

# %% [markdown] lang="fr"
# ## 1. L’idée
#
# Un neurone reçoit $d$ nombres $x = (x_1, \dots, x_d)$. Il en fait une somme pondérée, y ajoute un **biais**, puis applique une **activation** $f$ :
#
# $$z = w \cdot x + b = w_1 x_1 + \dots + w_d x_d + b, \qquad \hat y = f(z).$$
#
# Tout ce qu’il sait tient dans les **poids** $w$ et le biais $b$. Le nombre $z$ s’appelle la **pré-activation**.
#
# Avec deux entrées, on peut tout voir. Si $w \neq 0$, les points où $z = 0$ forment une droite, la **frontière**. Elle est perpendiculaire au vecteur $w$ : si $p$ et $q$ sont deux points de la frontière, alors $w \cdot (p - q) = -b + b = 0$. Le vecteur $w$ montre le côté où $z > 0$, et $z/\lVert w\rVert$ est la distance signée de $x$ à la frontière.

# %% [markdown] lang="en"
# ## 1. The idea
#
# A neuron receives $d$ numbers $x = (x_1, \dots, x_d)$. It takes their weighted sum, adds a **bias**, then applies an **activation** $f$:
#
# $$z = w \cdot x + b = w_1 x_1 + \dots + w_d x_d + b, \qquad \hat y = f(z).$$
#
# All it knows lies in the **weights** $w$ and the bias $b$. The number $z$ is called the **pre-activation**.
#
# With two inputs we can see everything. If $w \neq 0$, the points where $z = 0$ form a straight line, the **boundary**. It is perpendicular to the vector $w$: if $p$ and $q$ are two points of the boundary, then $w \cdot (p - q) = -b + b = 0$. The vector $w$ points to the side where $z > 0$, and $z/\lVert w\rVert$ is the signed distance from $x$ to the boundary.


# %% show=true
def answer_softly(X):
    """Return what the neuron with w = (1.5, 1) and b = -1.5 answers, with a sigmoid."""
    return 1 / (1 + np.exp(-(X @ [1.5, 1.0] - 1.5)))


fig, (left, right) = plotting.subplots(1, 2, width=10.5, height=4.6, width_ratios=[1.15, 1])
plotting.draw_neuron(left)
left.set_title(course.text(fr="Le calcul", en="The computation"))
plotting.decision_map(right, answer_softly, (-3, 3, -3, 3))
plotting.draw_boundary(right, [1.5, 1.0], -1.5, arrow=1.0)
right.text(1.5, 1.35, "$w$", fontsize=17)
right.text(-2.0, -1.2, course.text(fr="côté $z < 0$", en="side $z < 0$"), fontsize=14)
right.text(0.9, 2.35, course.text(fr="côté $z > 0$", en="side $z > 0$"), fontsize=14)
right.text(-1.15, 1.75, "$z = 0$", fontsize=14, rotation=-56, ha="center", va="center")
right.set_title(course.text(fr="Sa carte du plan", en="Its map of the plane"))
plotting.show(
    fig,
    alt=course.text(
        fr="À gauche, le schéma d’un neurone : les entrées x1 et x2 et la constante 1 sont multipliées par w1, w2 et b, "
        "sommées en z, puis passées par l’activation f. À droite, le plan coupé par la droite z = 0, perpendiculaire "
        "au vecteur w qui montre le côté positif, hachuré.",
        en="Left, the graph of a neuron: the inputs x1 and x2 and the constant 1 are multiplied by w1, w2 and b, summed "
        "into z, then passed through the activation f. Right, the plane cut by the line z = 0, perpendicular to the "
        "vector w, which points to the positive side, hatched.",
    ),
)

# %% [markdown] lang="fr"
# ## 2. Deux activations
#
# L’activation historique (McCulloch et Pitts, 1943) est un tout ou rien, la **fonction de Heaviside** :
#
# $$H(z) = \begin{cases} 1 & \text{si } z > 0, \\ 0 & \text{sinon.}\end{cases}$$
#
# La valeur en $z = 0$ est une convention. La nôtre, ici et dans tout le cours, est $H(0) = 0$ : l’inégalité est stricte.
#
# ### Exercice 1 : `heaviside` (1 point)
#
# Écrivez $H$, pour un nombre ou un tableau.

# %% [markdown] lang="en"
# ## 2. Two activations
#
# The historical activation (McCulloch and Pitts, 1943) is all or nothing, the **Heaviside function**:
#
# $$H(z) = \begin{cases} 1 & \text{if } z > 0, \\ 0 & \text{otherwise.}\end{cases}$$
#
# Its value at $z = 0$ is a convention. Ours, here and in the whole course, is $H(0) = 0$: the inequality is strict.
#
# ### Exercise 1: `heaviside` (1 point)
#
# Write $H$, for a number or an array.


# %% solution="heaviside"
def heaviside(z):
    """Return 1.0 where z > 0, and 0.0 elsewhere.

    Parameters
    ----------
    z : float or array of any shape
        Pre-activations. It is not modified.

    Returns
    -------
    float or array of floats, of the shape of z
        Numbers, not booleans: NumPy refuses to subtract booleans, and in their sum True + True is True.

    Examples
    --------
    >>> heaviside(np.array([-1.5, 0.0, 2.0]))
    array([0., 0., 1.])
    """
    ### BEGIN SOLUTION
    return np.where(np.asarray(z) > 0, 1.0, 0.0)
    ### END SOLUTION


# %% test="heaviside" points=1
expect.close(
    heaviside(np.array([-2.0, -0.5, 0.5, 3.0])),
    [0.0, 0.0, 1.0, 1.0],
    fr="1 où z > 0, 0 ailleurs, sous forme de nombres et non de booléens",
    en="1 where z > 0, 0 elsewhere, as numbers, not as booleans",
)
expect.close(
    heaviside(np.array([0.0])),
    [0.0],
    fr="en z = 0 la réponse est 0 : l’inégalité est stricte",
    en="at z = 0 the answer is 0: the inequality is strict",
)
### BEGIN HIDDEN TESTS
table = np.array([[1e-300, -1e-300, 0.0], [-7.0, 1e300, 0.25]])
expect.close(
    heaviside(table),
    [[1.0, 0.0, 0.0], [0.0, 1.0, 1.0]],
    fr="z peut avoir n’importe quelle forme, et un z minuscule mais positif compte",
    en="z may have any shape, and a tiny z that is positive counts",
)
expect.close(heaviside(0.3), 1.0, fr="z peut être un simple nombre", en="z may be a plain number")
expect.close(heaviside(-0.3), 0.0, fr="z peut être un simple nombre", en="z may be a plain number")
expect.close(heaviside(np.array([[2.5]])), [[1.0]], fr="gardez la forme de z", en="keep the shape of z")
expect.close(
    heaviside(np.arange(-3, 4)), [0, 0, 0, 0, 1, 1, 1], fr="z peut être entier", en="z may be made of integers"
)
expect.close(heaviside(np.array([-0.5, 0.5, 0.0], dtype=np.float32)), [0, 1, 0])
expect.close(heaviside(np.linspace(-1, 1, 12).reshape(3, 4).T[::2]), [[0, 0, 1], [0, 1, 1]])
scores = np.array([-1.0, 2.0, 0.0, 5.0])
with expect.unchanged(scores):
    heaviside(scores)
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# Un tout ou rien ne dit pas s’il hésite, et sa dérivée est nulle presque partout : on ne pourra pas entraîner un tel neurone par descente de gradient. La **sigmoïde** adoucit la marche :
#
# $$\sigma_\mu(z) = \frac{1}{1 + e^{-\mu z}}, \qquad \mu > 0.$$
#
# Le nombre $\mu$ règle la raideur, car la pente en 0 vaut $\mu/4$ ; $\sigma_\mu(z)$ tend vers $H(z)$ pour tout $z \neq 0$ quand $\mu$ grandit, et $\sigma_\mu(0) = \tfrac12$.
#
# **Attention aux grands nombres.** Un `float64` ne dépasse pas $1{,}8 \cdot 10^{308}$ : `np.exp(710)` déborde et NumPy avertit. La formule écrite mot à mot échoue donc pour $z = -10^4$, alors que la réponse est simplement 0. Deux écritures égales aident :
#
# $$\sigma(t) = \frac{1}{1 + e^{-t}} = \frac{e^{t}}{1 + e^{t}}.$$
#
# Chacune n’est sûre que d’un côté. Que vaut $e^{-|t|}$, et pourquoi ne déborde-t-il jamais ? (Attention : `np.where` calcule ses deux branches partout, puis choisit.)
#
# ### Exercice 2 : `sigmoid` (2 points)
#
# Écrivez $\sigma_\mu$ de façon que rien ne déborde.

# %% [markdown] lang="en"
# All-or-nothing never says that it hesitates, and its derivative is zero almost everywhere: gradient descent will not be able to train such a neuron. The **sigmoid** softens the step:
#
# $$\sigma_\mu(z) = \frac{1}{1 + e^{-\mu z}}, \qquad \mu > 0.$$
#
# The number $\mu$ sets how steep it is, as the slope at 0 is $\mu/4$; $\sigma_\mu(z)$ tends to $H(z)$ for every $z \neq 0$ when $\mu$ grows, and $\sigma_\mu(0) = \tfrac12$.
#
# **Beware of large numbers.** A `float64` does not go beyond $1.8 \cdot 10^{308}$: `np.exp(710)` overflows and NumPy warns. So the formula taken literally fails at $z = -10^4$, where the answer is simply 0. Two equal forms help:
#
# $$\sigma(t) = \frac{1}{1 + e^{-t}} = \frac{e^{t}}{1 + e^{t}}.$$
#
# Each is safe on one side only. What is $e^{-|t|}$, and why does it never overflow? (Beware: `np.where` computes both of its branches everywhere, then chooses.)
#
# ### Exercise 2: `sigmoid` (2 points)
#
# Write $\sigma_\mu$ so that nothing overflows.


# %% solution="sigmoid"
def sigmoid(z, mu=1.0):
    """Return 1 / (1 + exp(-mu z)), without overflow.

    Parameters
    ----------
    z : float or array of any shape
        Pre-activations. It is not modified.
    mu : float
        Steepness, positive: the slope at 0 is mu / 4.

    Returns
    -------
    float or array of floats, of the shape of z
        Numbers in [0, 1]. They are finite, and NumPy gives no warning, for |mu z| up to 1e6 in float64.

    Examples
    --------
    >>> sigmoid(np.array([-1e4, 0.0, 1e4]))
    array([0. , 0.5, 1. ])
    """
    ### BEGIN SOLUTION
    t = mu * np.asarray(z)
    small = np.exp(-np.abs(t))  # in (0, 1], whatever the sign of t
    return np.where(t >= 0, 1.0, small) / (1.0 + small)
    ### END SOLUTION


# %% test="sigmoid" points=2
z = np.array([-2.0, -0.5, 0.0, 1.0])
expect.close(
    sigmoid(z),
    [0.11920292, 0.37754067, 0.5, 0.73105858],
    fr="avec mu = 1 : 1/(1 + exp(-z)), croissante, 1/2 en 0",
    en="with mu = 1: 1/(1 + exp(-z)), increasing, 1/2 at 0",
)
with expect.unchanged(z):
    gentle = sigmoid(z, mu=2.0)
expect.close(
    gentle,
    [0.01798621, 0.26894142, 0.5, 0.88079708],
    fr="mu multiplie z dans l’exponentielle",
    en="mu multiplies z in the exponential",
)
with expect.silent(
    fr="np.exp déborde : ne lui donnez que des nombres négatifs, comme -abs(t)",
    en="np.exp overflows: give it only negative numbers, as -abs(t)",
):
    extremes = sigmoid(np.array([-1e4, 1e4]))
expect.close(
    extremes, [0.0, 1.0], fr="très loin de 0, la réponse est 0 ou 1", en="very far from 0 the answer is 0 or 1"
)
### BEGIN HIDDEN TESTS
with expect.silent(
    fr="np.exp déborde : ne lui donnez que des nombres négatifs, comme -abs(t)",
    en="np.exp overflows: give it only negative numbers, as -abs(t)",
):
    steep = sigmoid(np.array([[-1e4, -1.0], [1.0, 1e4]]), mu=100.0)
expect.close(steep, [[0.0, 0.0], [1.0, 1.0]], fr="mu z peut atteindre 1e6", en="mu z may reach 1e6")
wide = np.linspace(-20.0, 20.0, 24).reshape(2, 3, 4)
expect.close(
    sigmoid(wide, mu=0.1),
    1 / (1 + np.exp(-0.1 * wide)),
    fr="z peut avoir n’importe quelle forme, et mu être petit",
    en="z may have any shape, and mu may be small",
)
expect.close(sigmoid(wide.T[::2], mu=0.7), 1 / (1 + np.exp(-0.7 * wide.T[::2])))
expect.close(sigmoid(3.0), 0.9525741268, fr="z peut être un simple nombre", en="z may be a plain number")
expect.close(sigmoid(np.array([6.0])), [0.9975273768], fr="gardez la forme de z", en="keep the shape of z")
expect.close(
    sigmoid(np.array([-3, 0, 3])),
    [0.0474258732, 0.5, 0.9525741268],
    fr="z peut être entier",
    en="z may be made of integers",
)
single = np.array([-8.0, -1.0, 2.0, 9.0], dtype=np.float32)
expect.close(sigmoid(single, mu=0.5), 1 / (1 + np.exp(-0.5 * single.astype(float))), rtol=1e-5, atol=1e-6)
with expect.unchanged(wide):
    sigmoid(wide, mu=3.0)
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# **Expérience.** Voici vos deux fonctions. Repérez où les sigmoïdes se croisent, et laquelle suit la marche de plus près.

# %% [markdown] lang="en"
# **Experiment.** Here are your two functions. See where the sigmoids cross, and which one follows the step best.

# %% experiment=true
z_line = np.linspace(-4, 4, 801)
step = heaviside(z_line)

fig, ax = plotting.subplots(width=8.5, height=4.2)
ax.plot(z_line[z_line <= 0], step[z_line <= 0], color="black", label="$H(z)$")
ax.plot(z_line[z_line > 0], step[z_line > 0], color="black")
ax.plot([0, 0], heaviside(np.array([0.0, 1e-9])), "o", markerfacecolor="white", color="black")
ax.plot(0, heaviside(0.0), "o", color="black")
for slope, style in zip((0.5, 1, 2, 10), plotting.LINE_STYLES, strict=True):
    shown = course.text(fr=f"{slope}".replace(".", "{,}"), en=f"{slope}")
    ax.plot(z_line, sigmoid(z_line, mu=slope), style, label=f"$\\sigma_\\mu(z)$, $\\mu = {shown}$")
ax.set(
    xlabel=course.text(fr="pré-activation $z$", en="pre-activation $z$"),
    ylabel=course.text(fr="réponse $\\hat y$", en="answer $\\hat y$"),
    title=course.text(
        fr="Plus μ est grand, plus la sigmoïde ressemble à la marche",
        en="The larger μ, the closer the sigmoid is to the step",
    ),
)
ax.legend(loc="upper left")
plotting.show(
    fig,
    alt=course.text(
        fr="La marche de Heaviside, 0 jusqu’à z = 0 compris puis 1, et quatre sigmoïdes, pour μ = 0,5, 1, 2 et 10, qui se "
        "croisent en (0, 1/2) ; celle pour μ = 10 se confond presque avec la marche dès que |z| dépasse 0,5.",
        en="The Heaviside step, 0 up to and including z = 0 then 1, and four sigmoids, for μ = 0.5, 1, 2 and 10, that cross "
        "at (0, 1/2); the one for μ = 10 is hardly distinct from the step once |z| exceeds 0.5.",
    ),
)

# %% [markdown] lang="fr"
# ## 3. Le neurone, et sa frontière
#
# On traite toujours un **lot** de points à la fois : $X$ a une ligne par point, donc la forme $(n, d)$, et le calcul donne $n$ réponses. C’est la convention de tout le cours.
#
# $$z = X w + b, \qquad \hat y = f(z) \quad\text{entrée par entrée.}$$
#
# ### Exercice 3 : `neuron` (2 points)
#
# Écrivez ce calcul, pour un lot quelconque et l’activation qu’on vous donne.

# %% [markdown] lang="en"
# ## 3. The neuron and its boundary
#
# We always process a **batch** of points at once: $X$ has one row per point, hence the shape $(n, d)$, and the computation gives $n$ answers. The whole course keeps to this convention.
#
# $$z = X w + b, \qquad \hat y = f(z) \quad\text{entry by entry.}$$
#
# ### Exercise 3: `neuron` (2 points)
#
# Write this computation, for any batch and the activation that is given.


# %% solution="neuron"
def neuron(X, w, b, activation):
    """Return the answers of one neuron to a batch of points.

    Parameters
    ----------
    X : (n, d) array
        One point a row. It is not modified.
    w : (d,) array
        Weights.
    b : float
        Bias; it is added.
    activation : callable
        Takes an array (or a number) and acts on each entry, as `np.tanh` does.

    Returns
    -------
    (n,) array
        One answer per point, also when n = 1.

    Examples
    --------
    >>> neuron(np.array([[1.0, 2.0], [0.0, 1.0]]), np.array([3.0, -1.0]), 0.5, np.abs)
    array([1.5, 0.5])
    """
    ### BEGIN SOLUTION
    return activation(X @ w + b)
    ### END SOLUTION


# %% test="neuron" points=2
def square(z):
    return z**2


X = np.array([[1.0, 2.0], [0.0, 1.0], [-1.0, 0.5]])
w = np.array([3.0, -1.0])
with expect.unchanged(X, w):
    answers = neuron(X, w, 0.5, square)
expect.close(
    answers,
    [2.25, 0.25, 9.0],
    fr="z = w·x + b pour chaque ligne de X, puis l’activation, appliquée à tout le tableau z",
    en="z = w·x + b for each row of X, then the activation, applied to the whole array z",
)
expect.close(
    neuron(X, w, -2.0, np.tanh),
    np.tanh([-1.0, -3.0, -5.5]),
    fr="le biais s’ajoute avant l’activation, avec le signe +",
    en="the bias is added before the activation, with the sign +",
)
### BEGIN HIDDEN TESTS
expect.close(
    neuron(np.array([[2.0, -1.0, 0.5]]), np.array([1.0, 1.0, 4.0]), -1.0, np.exp),
    [np.exp(2.0)],
    fr="un seul point (n = 1) donne un tableau de forme (1,)",
    en="a single point (n = 1) gives an array of shape (1,)",
)
rng = np.random.default_rng(3)
for n, d in [(4, 1), (3, 3), (7, 5)]:
    points, weights = rng.normal(size=(n, d)), rng.normal(size=d)
    answers = [np.sin(sum(points[i, j] * weights[j] for j in range(d)) + 0.75) for i in range(n)]
    with expect.unchanged(points, weights):
        got = neuron(points, weights, 0.75, np.sin)
    expect.close(got, answers, fr=f"essayé avec X de forme ({n}, {d})", en=f"tried with X of shape ({n}, {d})")
big = rng.normal(size=(10, 6))
expect.close(neuron(big[::3, ::2], np.array([1.0, 0.0, -1.0]), 0, np.abs), np.abs(big[::3, 0] - big[::3, 4]))
expect.close(
    neuron(big.astype(np.float32), np.ones(6, dtype=np.float32), 1.0, square),
    (big.sum(axis=1) + 1) ** 2,
    rtol=1e-4,
    atol=1e-5,
)
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# > **Un signe à surveiller.** Le rapport « Dessine-moi un mouton » (CentraleSupélec, 2017-2018), dont ce chapitre reprend le plan, dit dans son texte que le biais se *soustrait*, et dans sa formule qu’il s'*ajoute*. Les deux se défendent : avec un **seuil** $\theta$, le neurone s’allume quand $w \cdot x > \theta$, et $\theta = -b$. La faute serait de mélanger les deux. Dans ce cours, le biais s’ajoute, toujours. Pour trancher devant un code inconnu, donnez-lui $x = 0$ : répond-il $f(b)$ ou $f(-b)$ ?
#
# En deux dimensions et si $w_2 \neq 0$, l’équation $w_1 x_1 + w_2 x_2 + b = 0$ donne $x_2$ en fonction de $x_1$ : de quoi tracer la frontière.
#
# ### Exercice 4 : `boundary` (2 points)
#
# Calculez $x_2$, et levez une `ValueError` quand $w_2 = 0$.

# %% [markdown] lang="en"
# > **A sign to watch.** The report "Dessine-moi un mouton" (CentraleSupélec, 2017-2018), whose outline this chapter follows, says in its text that the bias is *subtracted*, and in its formula that it is *added*. Either will do: with a **threshold** $\theta$ the neuron fires when $w \cdot x > \theta$, and $\theta = -b$. The fault would be to mix them. In this course the bias is added, always. To find out what unknown code does, feed it $x = 0$: does it answer $f(b)$ or $f(-b)$?
#
# In two dimensions, and if $w_2 \neq 0$, the equation $w_1 x_1 + w_2 x_2 + b = 0$ gives $x_2$ from $x_1$: all one needs to draw the boundary.
#
# ### Exercise 4: `boundary` (2 points)
#
# Compute $x_2$, and raise a `ValueError` where $w_2 = 0$.


# %% solution="boundary"
def boundary(w, b, x1):
    """Return the x2 for which (x1, x2) lies on the boundary w·x + b = 0.

    Parameters
    ----------
    w : (2,) array
        Weights: w[0] goes with x1, w[1] with x2.
    b : float
        Bias.
    x1 : float or array of any shape
        Abscissas. It is not modified.

    Returns
    -------
    float or array of floats, of the shape of x1

    Raises
    ------
    ValueError
        If w[1] is exactly 0: the boundary is then vertical, or there is none. A small w[1] is fine.

    Examples
    --------
    >>> boundary(np.array([1.0, 2.0]), -4.0, np.array([0.0, 2.0]))
    array([2., 1.])
    """
    ### BEGIN SOLUTION
    if w[1] == 0:
        raise ValueError(f"boundary: w[1] must not be 0; got w = {w}. The boundary is vertical: draw x1 = -b / w[0].")
    return -(w[0] * x1 + b) / w[1]
    ### END SOLUTION


# %% test="boundary" points=2
abscissas = np.array([0.0, 2.0, 6.0])
expect.close(
    boundary(np.array([1.0, 2.0]), -4.0, abscissas),
    [2.0, 1.0, -1.0],
    fr="tirez x2 de w[0]·x1 + w[1]·x2 + b = 0 et surveillez les signes",
    en="solve w[0]·x1 + w[1]·x2 + b = 0 for x2 and watch the signs",
)
expect.raises(
    ValueError,
    boundary,
    np.array([3.0, 0.0]),
    1.0,
    abscissas,
    fr="si w[1] == 0, faites `raise ValueError(...)` avant de diviser",
    en="where w[1] == 0, `raise ValueError(...)` before dividing",
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(4)
for shape in [(5,), (1,), (2, 3)]:
    weights, bias, first = rng.normal(size=2), rng.normal(), rng.normal(size=shape)
    with expect.unchanged(weights, first):
        second = boundary(weights, bias, first)
    expect.shape(second, shape, fr="gardez la forme de x1", en="keep the shape of x1")
    expect.close(
        second,
        -(weights[0] * first + bias) / weights[1],
        fr="le point (x1, x2) doit annuler w·x + b",
        en="the point (x1, x2) must make w·x + b zero",
    )
expect.close(
    boundary(np.array([2.0, -4.0]), 1.0, 3.0), 1.75, fr="x1 peut être un simple nombre", en="x1 may be a plain number"
)
expect.close(
    boundary(np.array([0.0, 2.0]), 3.0, np.array([-1.0, 5.0])),
    [-1.5, -1.5],
    fr="w[0] = 0 : frontière horizontale",
    en="w[0] = 0: a horizontal boundary",
)
expect.close(
    boundary(np.array([1, 2]), -4, np.array([1, 3])), [1.5, 0.5], fr="pas de division entière", en="no integer division"
)
expect.close(
    boundary(np.array([1e-9, 2e-9]), -4e-9, abscissas),
    [2.0, 1.0, -1.0],
    fr="(w, b) et (c·w, c·b) décrivent la même droite, même pour c minuscule : seul w[1] == 0 exactement est exclu",
    en="(w, b) and (c·w, c·b) describe the same line, even for a tiny c: only w[1] == 0 exactly is excluded",
)
expect.raises(ValueError, boundary, np.array([0.0, 0.0]), 0.0, 1.0)
expect.raises(ValueError, boundary, np.array([2, 0]), 1, np.array([1.0]))
expect.close(boundary(np.array([0.5, 1.0], dtype=np.float32), 0.25, np.arange(6.0)[::2]), [-0.25, -1.25, -2.25])
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# **Expérience.** Le même neurone, trois activations, et votre `boundary` par-dessus : la frontière ne dépend pas de l’activation, seule change la netteté du passage. Recommencez avec un autre $b$, puis avec $w$ et $b$ tous deux multipliés par 5, et notez ce qui bouge : les questions de la fin en reparlent.

# %% [markdown] lang="en"
# **Experiment.** The same neuron, three activations, and your `boundary` on top: the boundary does not depend on the activation, only the sharpness of the passage changes. Try another $b$, then $w$ and $b$ both multiplied by 5, and note what moves: the questions at the end come back to it.

# %% experiment=true
w_try, b_try = np.array([1.0, 2.0]), 1.0  # change these


def draw_answers(ax, activation, name):
    """Draw what the neuron with weights w_try and bias b_try answers, and its boundary."""
    plotting.decision_map(ax, lambda X: neuron(X, w_try, b_try, activation), (-4, 4, -4, 4))
    ends = np.array([-4.0, 4.0])
    ax.plot(ends, boundary(w_try, b_try, ends), color="black")
    ax.set(title=name, ylim=(-4, 4))
    ax.label_outer()


fig, axes = plotting.subplots(1, 3, width=11, height=4.0, sharey=True)
draw_answers(axes[0], heaviside, course.text(fr="Heaviside", en="Heaviside"))
draw_answers(axes[1], lambda z: sigmoid(z, mu=3.0), course.text(fr="sigmoïde, μ = 3", en="sigmoid, μ = 3"))
draw_answers(axes[2], lambda z: sigmoid(z, mu=0.5), course.text(fr="sigmoïde, μ = 0,5", en="sigmoid, μ = 0.5"))
plotting.show(
    fig,
    alt=course.text(
        fr="Trois cartes du même neurone, coupées par la même droite. Avec Heaviside le plan est en deux couleurs franches ; "
        "avec la sigmoïde le passage est rapide pour μ = 3, et pour μ = 0,5 il s’étale sur toute la carte.",
        en="Three maps of the same neuron, cut by the same line. With Heaviside the plane has two plain colours; with the "
        "sigmoid the passage is quick for μ = 3, and for μ = 0.5 it spreads over the whole map.",
    ),
)

# %% [markdown] lang="fr"
# ## 4. Apprendre : la règle de Rosenblatt
#
# On connaît des points $x_i$ et leurs étiquettes $y_i \in \{0, 1\}$ ; on cherche $w$ et $b$. Rosenblatt (1958) propose de ne rien changer tant que la réponse est juste, et de corriger un peu à chaque erreur. Partant de $w = 0$ et $b = 0$, pour chaque point, dans l’ordre :
#
# $$\begin{aligned} \hat y_i &= H(w \cdot x_i + b), \\ w &\leftarrow w + \eta\,(y_i - \hat y_i)\,x_i, \\ b &\leftarrow b + \eta\,(y_i - \hat y_i). \end{aligned}$$
#
# Le **pas d’apprentissage** $\eta > 0$ (`lr` dans le code) règle la taille des corrections. Une **passe** (ou époque) montre tous les points une fois.
#
# *Pourquoi cela va dans le bon sens.* Après la correction, la pré-activation du même point change de $\eta\,(y_i - \hat y_i)\,(\lVert x_i\rVert^2 + 1)$ : elle monte s’il fallait répondre 1, elle descend s’il fallait répondre 0.
#
# *Un calcul à la main.* Trois points, $\eta = 1$ :
#
# | passe | $x$ | $y$ | $z$ | $\hat y$ | $w$ après | $b$ après |
# | --- | --- | --- | --- | --- | --- | --- |
# | 1 | (2, 1) | 0 | 0 | 0 | (0, 0) | 0 |
# | 1 | (2, 2) | 1 | 0 | **0** | (2, 2) | 1 |
# | 1 | (1, −1) | 0 | 1 | **1** | (1, 3) | 0 |
# | 2 | (2, 1) | 0 | 5 | **1** | (−1, 2) | −1 |
# | 2 | (2, 2) | 1 | 1 | 1 | (−1, 2) | −1 |
# | 2 | (1, −1) | 0 | −4 | 0 | (−1, 2) | −1 |
#
# Les réponses fausses sont en gras : deux à la première passe, une à la deuxième, aucune à la troisième. Avant de coder, refaites vous-même la deuxième passe, puis calculez la troisième.
#
# ### Exercice 5 : `train_perceptron` (5 points)
#
# Programmez la règle, et comptez les erreurs de chaque passe. Trois tests, de 2, 2 et 1 points, suivent la cellule.

# %% [markdown] lang="en"
# ## 4. Learning: Rosenblatt's rule
#
# We know points $x_i$ and their labels $y_i \in \{0, 1\}$; we look for $w$ and $b$. Rosenblatt (1958) proposes to change nothing as long as the answer is right, and to correct a little at each mistake. From $w = 0$ and $b = 0$, for each point in order:
#
# $$\begin{aligned} \hat y_i &= H(w \cdot x_i + b), \\ w &\leftarrow w + \eta\,(y_i - \hat y_i)\,x_i, \\ b &\leftarrow b + \eta\,(y_i - \hat y_i). \end{aligned}$$
#
# The **learning rate** $\eta > 0$ (`lr` in the code) sets the size of the corrections. A **pass** (or epoch) shows every point once.
#
# *Why it goes the right way.* After the correction the pre-activation of the same point has changed by $\eta\,(y_i - \hat y_i)\,(\lVert x_i\rVert^2 + 1)$: up if the answer had to be 1, down if it had to be 0.
#
# *By hand.* Three points, $\eta = 1$:
#
# | pass | $x$ | $y$ | $z$ | $\hat y$ | $w$ after | $b$ after |
# | --- | --- | --- | --- | --- | --- | --- |
# | 1 | (2, 1) | 0 | 0 | 0 | (0, 0) | 0 |
# | 1 | (2, 2) | 1 | 0 | **0** | (2, 2) | 1 |
# | 1 | (1, −1) | 0 | 1 | **1** | (1, 3) | 0 |
# | 2 | (2, 1) | 0 | 5 | **1** | (−1, 2) | −1 |
# | 2 | (2, 2) | 1 | 1 | 1 | (−1, 2) | −1 |
# | 2 | (1, −1) | 0 | −4 | 0 | (−1, 2) | −1 |
#
# Wrong answers are in bold: two in the first pass, one in the second, none in the third. Before you code, redo the second pass yourself, then work out the third.
#
# ### Exercise 5: `train_perceptron` (5 points)
#
# Program the rule, and count the mistakes of each pass. Three tests, of 2, 2 and 1 points, follow the cell.


# %% solution="train_perceptron"
def train_perceptron(X, y, lr, n_epochs):
    """Train one neuron with Rosenblatt's rule, from zero weights and a zero bias.

    The samples are taken one by one, in the order given, the same in every pass; weights and bias change right after
    each mistake. The prediction is 1 where w·x + b > 0, else 0.

    Parameters
    ----------
    X : (n, d) array
        One point a row, floats or integers. It is not modified.
    y : (n,) array
        Labels 0 and 1, integers or floats.
    lr : float
        Learning rate, positive.
    n_epochs : int
        Number of passes, at least 1. All of them are made, also when a pass was without mistakes.

    Returns
    -------
    w : (d,) array of floats
        Weights after the last pass.
    b : float
        Bias after the last pass.
    mistakes : list of int
        For each pass, how many samples were wrong at the moment when they came.

    Examples
    --------
    >>> w, b, mistakes = train_perceptron(np.array([[2, 1], [2, 2], [1, -1]]), np.array([0, 1, 0]), 1.0, 3)
    >>> mistakes
    [2, 1, 0]
    """
    ### BEGIN SOLUTION
    w, b = np.zeros(X.shape[1]), 0.0
    mistakes = []
    for _ in range(n_epochs):
        n_wrong = 0
        for x, target in zip(X, y, strict=True):
            prediction = 1.0 if x @ w + b > 0 else 0.0
            correction = target - prediction
            if correction != 0:
                w = w + lr * correction * x
                b = b + lr * correction
                n_wrong += 1
        mistakes.append(n_wrong)
    return w, b, mistakes
    ### END SOLUTION


# %% [markdown] lang="fr"
# **Premier test** (2 points) : le calcul à la main ci-dessus, puis d’autres du même genre.

# %% [markdown] lang="en"
# **First test** (2 points): the run by hand above, then others of its kind.

# %% test="train_perceptron" points=2
X = np.array([[2.0, 1.0], [2.0, 2.0], [1.0, -1.0]])
y = np.array([0, 1, 0])
w, b, mistakes = expect.unpack(train_perceptron(X[:1], y[:1], 1.0, 1), 3)
expect.equal(
    mistakes,
    [0],
    fr="au départ tout est nul, donc z = 0 et la prédiction est 0 : le premier point du tableau n’est pas une erreur",
    en="at the start all is zero, so z = 0 and the prediction is 0: the first sample of the table is no mistake",
)
w, b, mistakes = expect.unpack(train_perceptron(X, y, 1.0, 1), 3)
expect.equal(
    mistakes,
    [2],
    fr="première passe : comparez avec le tableau, ligne par ligne",
    en="first pass: compare with the table, row by row",
)
expect.close(w, [1.0, 3.0], fr="poids après une passe : (1, 3)", en="weights after one pass: (1, 3)")
expect.close(
    b, 0.0, fr="le biais se corrige aussi, et c’est un nombre", en="the bias is corrected too, and it is a number"
)
w, b, mistakes = expect.unpack(train_perceptron(X, y, 1.0, 4), 3)
expect.close(w, [-1.0, 2.0], fr="poids après quatre passes : (-1, 2)", en="weights after four passes: (-1, 2)")
expect.close(b, -1.0, fr="biais après quatre passes : -1", en="bias after four passes: -1")
expect.equal(
    mistakes,
    [2, 1, 0, 0],
    fr="un nombre d’erreurs par passe, pour chacune des n_epochs passes",
    en="a number of mistakes per pass, for each of the n_epochs passes",
)
### BEGIN HIDDEN TESTS
corners = np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]])
w, b, mistakes = expect.unpack(train_perceptron(corners, np.array([0.0, 1.0, 1.0, 0.0]), 1.0, 5), 3)
expect.equal(mistakes, [3, 4, 4, 4, 4], fr="essayé sur les quatre coins de XOR", en="tried on the four corners of XOR")
expect.close(w, [-1.0, -1.0], fr="essayé sur les quatre coins de XOR", en="tried on the four corners of XOR")
expect.close(b, 1.0, fr="essayé sur les quatre coins de XOR", en="tried on the four corners of XOR")

# The order of the samples matters: the same corners backwards, with the labels of AND.
w, b, mistakes = expect.unpack(train_perceptron(corners[::-1], np.array([1, 0, 0, 0]), 1.0, 3), 3)
expect.equal(mistakes, [3, 0, 0], fr="gardez l’ordre des points", en="keep the order of the samples")
expect.close(w, [1.0, 1.0], fr="gardez l’ordre des points", en="keep the order of the samples")
expect.close(b, -1.0, fr="gardez l’ordre des points", en="keep the order of the samples")

# One sample, three inputs, whole numbers, another rate.
sample, label = np.array([[2, -1, 3]]), np.array([1])
with expect.unchanged(sample, label):
    answer = train_perceptron(sample, label, 0.5, 2)
w, b, mistakes = expect.unpack(answer, 3)
expect.close(
    w, [1.0, -0.5, 1.5], fr="X peut être entier et η valoir 0,5", en="X may be made of integers and the rate be 0.5"
)
expect.close(
    b, 0.5, fr="η multiplie aussi la correction du biais", en="the rate also multiplies the correction of the bias"
)
expect.equal(mistakes, [1, 0], fr="essayé avec un seul point", en="tried with a single sample")

# One input, in single precision, from a strided table.
column = np.arange(-4, 4, dtype=np.float32).reshape(4, 2)[:, 1:]
w, b, mistakes = expect.unpack(train_perceptron(column, np.array([1, 1, 0, 0]), 0.25, 4), 3)
expect.close(
    w, [-0.25 * 3], rtol=1e-5, fr="essayé avec une seule entrée (d = 1)", en="tried with a single input (d = 1)"
)
expect.close(b, 0.25, rtol=1e-5, fr="essayé avec une seule entrée (d = 1)", en="tried with a single input (d = 1)")
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# **Deuxième test** (2 points) : si une droite sépare les deux classes, la règle finit par ne plus se tromper.

# %% [markdown] lang="en"
# **Second test** (2 points): if a line separates the two classes, the rule ends up making no mistake.

# %% test="train_perceptron" points=2
rng = np.random.default_rng(1)
cloud = rng.uniform(-0.7, 0.7, size=(60, 2))
height = cloud @ [0.6, 0.8]
cloud, labels = cloud[abs(height) > 0.2], (height[abs(height) > 0.2] > 0).astype(int)
w, b, mistakes = expect.unpack(train_perceptron(cloud, labels, 1.0, 52), 3)
expect.shape(
    mistakes,
    (52,),
    fr="un nombre d’erreurs par passe, même quand il est nul",
    en="a number of mistakes per pass, also when it is zero",
)
expect.shape(w, (2,), fr="un poids par entrée", en="one weight per input")
expect.shape(b, (), fr="le biais est un nombre", en="the bias is a number")
expect.equal(
    mistakes[-1],
    0,
    fr="ces points sont séparables : après 52 passes il ne doit plus rester d’erreur",
    en="these points are separable: after 52 passes no mistake may be left",
)
expect.equal(
    (cloud @ w + b > 0).astype(int),
    labels,
    fr="les w et b renvoyés doivent classer tous les points",
    en="the w and b returned must classify every point",
)
### BEGIN HIDDEN TESTS
for seed, n_inputs in [(2, 2), (3, 3), (4, 5), (5, 8)]:
    rng = np.random.default_rng(seed)
    direction = rng.normal(size=n_inputs)
    direction /= np.linalg.norm(direction)
    cloud = rng.normal(size=(80, n_inputs))
    cloud /= np.maximum(1.0, np.linalg.norm(cloud, axis=1, keepdims=True))
    height = cloud @ direction + 0.1
    cloud, labels = cloud[abs(height) > 0.15], (height[abs(height) > 0.15] > 0).astype(float)
    # Novikoff: at most R² (1 + 0.1²) / 0.15² = 89 mistakes, hence at most as many passes with one.
    w, b, mistakes = expect.unpack(train_perceptron(cloud, labels, 0.5, 91), 3)
    expect.shape(mistakes, (91,), fr="un nombre d’erreurs par passe", en="a number of mistakes per pass")
    expect.shape(w, (n_inputs,), fr="un poids par entrée", en="one weight per input")
    expect.shape(b, (), fr="le biais est un nombre", en="the bias is a number")
    expect.equal(mistakes[-1], 0, fr=f"points séparables, d = {n_inputs}", en=f"separable points, d = {n_inputs}")
    expect.equal(
        (cloud @ w + b > 0).astype(float),
        labels,
        fr=f"points séparables, d = {n_inputs}",
        en=f"separable points, d = {n_inputs}",
    )
    expect.within(
        float(np.sum(mistakes)),
        1,
        89,
        fr="trop (ou trop peu) d’erreurs en tout pour la règle de Rosenblatt",
        en="too many (or too few) mistakes in all for Rosenblatt's rule",
    )
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# **Troisième test** (1 point) : partant de zéro, le pas d’apprentissage ne change aucune prédiction. Multiplier $\eta$ par $c$ multiplie $w$ et $b$ par $c$ à chaque instant, et le signe de $w \cdot x + b$ reste le même.
#
# Sur une machine, c’est exact quand $c$ est une puissance de deux. Sinon, un $z$ nul en théorie peut valoir $10^{-17}$ et basculer du mauvais côté : `0.1 + 0.2 - 0.3 > 0` est vrai en Python.

# %% [markdown] lang="en"
# **Third test** (1 point): from zero, the learning rate changes no prediction. Multiplying $\eta$ by $c$ multiplies $w$ and $b$ by $c$ at every moment, and the sign of $w \cdot x + b$ stays the same.
#
# On a machine this is exact when $c$ is a power of two. Otherwise a $z$ that is zero in theory may be $10^{-17}$ and fall on the wrong side: `0.1 + 0.2 - 0.3 > 0` is true in Python.

# %% test="train_perceptron" points=1
rng = np.random.default_rng(6)
grid = rng.integers(-4, 5, size=(12, 2)) / 4
labels = rng.integers(0, 2, size=12)
w_one, b_one, mistakes_one = expect.unpack(train_perceptron(grid, labels, 1.0, 8), 3)
expect.shape(w_one, (2,), fr="un poids par entrée", en="one weight per input")
expect.shape(b_one, (), fr="le biais est un nombre", en="the bias is a number")
expect.shape(mistakes_one, (8,), fr="un nombre d’erreurs par passe", en="a number of mistakes per pass")
for lr in (0.25, 8.0):
    w, b, mistakes = expect.unpack(train_perceptron(grid, labels, lr, 8), 3)
    expect.equal(
        mistakes,
        mistakes_one,
        fr="le pas d’apprentissage ne doit changer aucune prédiction",
        en="the learning rate must change no prediction",
    )
    expect.close(w, lr * np.array(w_one), fr="w doit être proportionnel à η", en="w must be proportional to the rate")
    expect.close(b, lr * b_one, fr="b doit être proportionnel à η", en="b must be proportional to the rate")
expect.true(sum(mistakes_one) > 0, fr="cet essai compte des erreurs", en="there are mistakes in this run")
### BEGIN HIDDEN TESTS
for seed, n_inputs in [(7, 1), (8, 3), (9, 6)]:
    rng = np.random.default_rng(seed)
    grid = rng.integers(-8, 9, size=(15, n_inputs)) / 8
    labels = rng.integers(0, 2, size=15)
    # The same rule on labels ±1 and points with a column of ones: another way to write it, in whole numbers.
    signed = np.where(labels == 1, 1, -1)
    lifted = np.hstack([8 * grid, np.full((15, 1), 8)]).astype(int)
    state, counts = np.zeros(n_inputs + 1, dtype=int), []
    for _ in range(6):
        wrong = 0
        for sample, sign in zip(lifted, signed, strict=True):
            if ((sample @ state > 0) and sign < 0) or ((sample @ state <= 0) and sign > 0):
                state, wrong = state + sign * sample, wrong + 1
        counts.append(wrong)
    for lr in (2.0**-10, 1.0, 64.0):
        w, b, mistakes = expect.unpack(train_perceptron(grid, labels, lr, 6), 3)
        expect.equal(
            mistakes,
            counts,
            fr=f"essayé avec d = {n_inputs} et η = {lr:g}",
            en=f"tried with d = {n_inputs} and rate {lr:g}",
        )
        expect.close(
            w, lr * state[:-1] / 8, fr="w doit être proportionnel à η", en="w must be proportional to the rate"
        )
        expect.close(b, lr * state[-1] / 8, fr="b doit être proportionnel à η", en="b must be proportional to the rate")
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# **Expérience : une droite qui cherche sa place.** Un nuage séparable, et la frontière après chaque passe. Dès qu’une passe est sans erreur, plus rien ne bouge : la règle se contente de la *première* droite qui convient, pas de la meilleure.

# %% [markdown] lang="en"
# **Experiment: a line looking for its place.** A separable cloud, and the boundary after each pass. Once a pass is without mistakes nothing moves any more: the rule is content with the *first* line that will do, not with the best one.

# %% experiment=true
rng = np.random.default_rng(13)
cloud = rng.uniform(-1, 1, size=(60, 2))
height = cloud @ [0.8, -0.6] - 0.45
cloud, labels = cloud[abs(height) > 0.03], (height[abs(height) > 0.03] > 0).astype(int)
_, _, mistakes = train_perceptron(cloud, labels, 1.0, 100)
n_passes = next((i for i, wrong in enumerate(mistakes) if wrong == 0), len(mistakes))  # passes with a mistake

fig, (left, right) = plotting.subplots(1, 2, width=10.5, height=4.8)
names = course.text(fr="étiquette 0", en="label 0"), course.text(fr="étiquette 1", en="label 1")
plotting.scatter_classes(left, cloud, labels, names=names)
left.set(xlim=(-1.1, 1.1), ylim=(-1.1, 1.1), aspect="equal", xlabel="$x_1$", ylabel="$x_2$")
for n_epochs, style in zip((1, 3, n_passes), (":", "--", "-"), strict=True):
    w, b, _ = train_perceptron(cloud, labels, 1.0, n_epochs)
    pass_name = course.text(fr=f"après la passe {n_epochs}", en=f"after pass {n_epochs}")
    plotting.draw_boundary(left, w, b, linestyle=style, label=pass_name)
left.set_title(course.text(fr="La frontière se déplace", en="The boundary moves"))
left.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=2)
right.bar(
    range(1, n_passes + 4),
    mistakes[: n_passes + 3],
    color=plotting.OKABE_ITO["vermilion"],
    hatch="//",
    edgecolor="white",
)
right.set(
    xlabel=course.text(fr="passe", en="pass"),
    ylabel=course.text(fr="erreurs pendant la passe", en="mistakes during the pass"),
    title=course.text(fr="Les erreurs s’éteignent", en="The mistakes die out"),
    xticks=range(1, n_passes + 4, 1 + n_passes // 12),
)
plotting.show(
    fig,
    alt=course.text(
        fr=f"À gauche, {len(labels)} points en deux classes et la frontière après les passes 1, 3 et {n_passes} : elle tourne "
        f"jusqu’à séparer les classes. À droite, les erreurs de chaque passe : {mistakes[: n_passes + 3]}.",
        en=f"Left, {len(labels)} points in two classes and the boundary after passes 1, 3 and {n_passes}: it turns until it "
        f"separates the classes. Right, the mistakes of each pass: {mistakes[: n_passes + 3]}.",
    ),
)

# %% [markdown] lang="fr"
# ## 5. Combien d’erreurs ?
#
# Les points étaient séparables, et la règle s’est arrêtée. Est-ce une chance ? Non, c’est un théorème (Novikoff, 1962). Rangeons le biais parmi les poids : $\tilde x = (x, 1)$ et $\tilde w = (w, b)$. Notons $R$ la plus grande norme $\lVert \tilde x_i \rVert$, et $\gamma$ la **marge** d’une solution : la plus petite distance d’un $\tilde x_i$ à son hyperplan. Alors la règle commet, toutes passes confondues,
#
# $$\text{au plus } \left(\frac{R}{\gamma}\right)^2 \text{ erreurs,}$$
#
# quels que soient le nombre de points, leur ordre, le pas d’apprentissage et la dimension. La démonstration tient en trois étapes, à la fin du chapitre.
#
# Une borne ne dit pas ce qui arrive d’habitude. **Mesurons** sur deux familles de données :
#
# - des *nuages* : 100 points tirés dans le disque unité, à distance au moins $\gamma$ d’une droite tirée au hasard ;
# - des *axes* : un point par axe de $\mathbb{R}^d$, c’est-à-dire les lignes de la matrice identité, étiquetés à pile ou face. Chaque point ne renseigne que sur sa propre coordonnée.
#
# Le théorème vaut pour toute solution ; ici, $\gamma$ est la marge de celle qui a servi à étiqueter les points. La meilleure solution donnerait une borne plus petite, ou la même.

# %% [markdown] lang="en"
# ## 5. How many mistakes?
#
# The points were separable, and the rule came to rest. Was it luck? No, it is a theorem (Novikoff, 1962). Put the bias among the weights: $\tilde x = (x, 1)$ and $\tilde w = (w, b)$. Call $R$ the largest norm $\lVert \tilde x_i \rVert$, and $\gamma$ the **margin** of a solution: the smallest distance from an $\tilde x_i$ to its hyperplane. Then the rule makes, over all passes together,
#
# $$\text{at most } \left(\frac{R}{\gamma}\right)^2 \text{ mistakes,}$$
#
# whatever the number of points, their order, the learning rate and the dimension. The proof takes three steps, at the end of the chapter.
#
# A bound does not say what usually happens. **Let us measure** on two families of data:
#
# - *clouds*: 100 points drawn in the unit disc, at a distance of at least $\gamma$ from a random line;
# - *axes*: one point per axis of $\mathbb{R}^d$, that is, the rows of the identity matrix, labelled by tossing a coin. Each point tells about its own coordinate only.
#
# The theorem holds for every solution; here $\gamma$ is the margin of the one that labelled the points. The best solution would give a smaller bound, or the same.


# %% experiment=true
def draw_cloud(margin, rng):
    """Return points of the unit disc at least `margin` away from a random line, labels, and the line (w, b)."""
    angle = rng.uniform(0, 2 * np.pi)
    direction = np.array([np.cos(angle), np.sin(angle)])
    points = rng.uniform(-1, 1, size=(4000, 2))
    inside = (np.linalg.norm(points, axis=1) <= 1) & (abs(points @ direction) >= margin)
    points = points[inside][:100]
    return points, (points @ direction > 0).astype(int), np.append(direction, 0.0)


def draw_axes(n_axes, rng):
    """Return one point per axis, random labels, and weights and bias (w, b) that separate them."""
    labels = rng.integers(0, 2, size=n_axes)
    return np.eye(n_axes), labels, np.append(2.0 * labels - 1, 0.0)


def measure_difficulty(points, solution):
    """Return R / margin for points and a solution (w, b), the bias counted as a weight."""
    lifted = np.hstack([points, np.ones((len(points), 1))])
    margin = abs(lifted @ solution).min() / np.linalg.norm(solution)
    return np.linalg.norm(lifted, axis=1).max() / margin


def count_mistakes(points, labels):
    """Return how many mistakes the rule makes before its first pass without any."""
    for n_epochs in (16, 64, 256, 1024):
        _, _, mistakes = train_perceptron(points, labels, 1.0, n_epochs)
        if mistakes[-1] == 0:
            return sum(mistakes)
    return np.nan


n_seeds = course.pace(quick=4, classroom=40, full=200)
families = {
    course.text(fr="nuages", en="clouds"): (draw_cloud, np.geomspace(0.02, 0.32, 5)),
    course.text(fr="axes", en="axes"): (draw_axes, [16, 32, 64, 128, 256]),
}
fig, ax = plotting.subplots(width=8.5, height=5.2)
largest_share = 0.0
for (name, (draw, settings)), marker in zip(families.items(), plotting.CLASS_MARKERS, strict=True):
    runs = []
    for seed in range(n_seeds):
        rng = np.random.default_rng(seed)
        drawn = [draw(setting, rng) for setting in settings]
        runs.append([(measure_difficulty(X, line), count_mistakes(X, y)) for X, y, line in drawn])
    difficulty, counts = np.moveaxis(np.array(runs), -1, 0)
    slopes = [np.polyfit(np.log(x), np.log(k), 1)[0] for x, k in zip(difficulty, counts, strict=True)]
    half_width = 1.96 * np.std(slopes, ddof=1) / np.sqrt(n_seeds)
    share = (counts / difficulty**2).max()
    largest_share = max(largest_share, share)
    exponent = f"{np.mean(slopes):.2f} ± {half_width:.2f}"
    print(
        course.text(
            fr=f"{name} : exposant {exponent} ; au plus {100 * share:.0f} % de la borne, sur {counts.size} essais".replace(
                ".", ","
            ),
            en=f"{name}: exponent {exponent}; at most {100 * share:.0f} % of the bound, over {counts.size} runs",
        )
    )
    dots = ax.scatter(
        difficulty,
        counts,
        s=26,
        alpha=0.35,
        marker=marker,
        edgecolors="none",
        color=plotting.CLASS_COLORS[marker == "s"],
    )
    ax.plot(
        np.median(difficulty, axis=0),
        np.median(counts, axis=0),
        color=dots.get_facecolor()[0, :3],
        marker=marker,
        linestyle="-" if marker == "o" else "-.",
        markeredgecolor="black",
        label=course.text(fr=f"{name} (médiane)", en=f"{name} (median)"),
    )
x_line = np.array([3.0, 80.0])
ax.plot(
    x_line,
    x_line**2,
    "k--",
    label=course.text(fr="borne de Novikoff $(R/\\gamma)^2$", en="Novikoff's bound $(R/\\gamma)^2$"),
)
ax.set(
    xscale="log",
    yscale="log",
    xlim=x_line,
    ylim=(1, 3000),
    xlabel=course.text(fr="difficulté $R/\\gamma$ (marge étroite →)", en="difficulty $R/\\gamma$ (narrow margin →)"),
    ylabel=course.text(fr="erreurs en tout", en="mistakes in all"),
    title=course.text(
        fr="Un nuage reste loin sous la borne, les axes la suivent",
        en="A cloud stays far below the bound, axes follow it",
    ),
    xticks=[4, 8, 16, 32, 64],
    xticklabels=[4, 8, 16, 32, 64],
    yticks=[1, 10, 100, 1000],
    yticklabels=[1, 10, 100, 1000],
)
ax.minorticks_off()
ax.legend(loc="upper left")
plotting.show(
    fig,
    alt=course.text(
        fr=f"Nombre d’erreurs selon R/γ, en échelles logarithmiques, un point par essai. Tous sont sous la borne (au plus "
        f"{100 * largest_share:.0f} %). Les nuages montent lentement ; les axes suivent une parallèle à la borne, deux fois plus bas environ.",
        en=f"Number of mistakes against R/γ, on logarithmic scales, one dot per run. All lie below the bound (at most "
        f"{100 * largest_share:.0f} % of it). Clouds rise slowly; axes follow a parallel to the bound, about a factor of two below.",
    ),
)

# %% [markdown] lang="fr"
# **Ce qu’on lit.** À l’allure de la classe (40 tirages par réglage ; le ± donne un intervalle à 95 %) :
#
# - la borne n’est jamais dépassée, comme il se doit ;
# - pour les nuages elle est très pessimiste : le nombre d’erreurs croît comme la difficulté à la puissance 0,54 ± 0,09, loin du carré, et le pire essai n’atteint que 32 % de la borne ;
# - pour les axes il croît bien comme le carré (exposant mesuré 2,10 ± 0,03, un peu plus de 2 parce que les petits cas sont relativement plus faciles) et atteint la moitié de la borne : à ce facteur près, le théorème ne peut pas être amélioré.
#
# La marge seule ne dit pas si un problème est difficile ; elle dit à quel point il *peut* l’être.

# %% [markdown] lang="en"
# **What we read.** At classroom pace (40 draws per setting; the ± gives a 95 % interval):
#
# - the bound is never exceeded, as it should be;
# - for clouds it is very pessimistic: the number of mistakes grows like the difficulty to the power 0.54 ± 0.09, far from the square, and the worst run reaches only 32 % of the bound;
# - for axes it does grow like the square (measured exponent 2.10 ± 0.03, a little more than 2 because the small cases are relatively easier) and reaches half of the bound: up to this factor the theorem cannot be improved.
#
# The margin alone does not say whether a problem is hard; it says how hard it *can* be.

# %% [markdown] lang="fr"
# ## 6. XOR : aucune droite ne convient
#
# Prenons les quatre coins $(\pm 1, \pm 1)$ et demandons 1 quand les signes diffèrent, 0 sinon : c’est **XOR**, le OU exclusif. Aucune droite ne sépare ces deux classes (vous le démontrerez plus bas) ; le théorème ne promet donc rien. Que fait la règle ?
#
# Pour suivre les poids correction par correction, on répète la liste des coins et on n’entraîne que sur ses $k$ premières présentations. Comme le résultat pourrait dépendre de l’ordre des coins, on essaie les 24.

# %% [markdown] lang="en"
# ## 6. XOR: no line will do
#
# Take the four corners $(\pm 1, \pm 1)$ and ask for 1 when the signs differ, 0 otherwise: this is **XOR**, exclusive or. No line separates these two classes (you will prove it below), so the theorem promises nothing. What does the rule do?
#
# To follow the weights correction by correction, we repeat the list of corners and train on its first $k$ presentations only. As the outcome might depend on the order of the corners, we try all 24.

# %% experiment=true
from itertools import permutations

corners = np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]])
xor = np.array([0, 1, 1, 0])

n_passes = course.pace(quick=50, classroom=1000, full=10000)
n_orders_by_run = {}
for order in permutations(range(4)):
    _, _, mistakes = train_perceptron(corners[list(order)], xor[list(order)], 1.0, n_passes)
    run = tuple(mistakes)
    n_orders_by_run[run] = n_orders_by_run.get(run, 0) + 1
fewest = min(min(run) for run in n_orders_by_run)
fewest_later = min(min(run[1:]) for run in n_orders_by_run)
print(
    course.text(
        fr=f"24 ordres, {n_passes} passes : au moins {fewest} erreurs à la première passe, au moins {fewest_later} à chacune des suivantes.",
        en=f"24 orders, {n_passes} passes: at least {fewest} mistakes in the first pass, at least {fewest_later} in each later one.",
    )
)

repeated, answers = np.tile(corners, (5, 1)), np.tile(xor, 5)
states = []
for k in range(1, len(repeated) + 1):
    w, b, _ = train_perceptron(repeated[:k], answers[:k], 1.0, 1)
    states.append((*(float(weight) for weight in w), float(b)))
print(
    course.text(
        fr="(w1, w2 | b) après chaque coin, dans le premier ordre :",
        en="(w1, w2 | b) after each corner, in the first order:",
    )
)
for first in range(0, len(states), 4):
    row = "  ".join(f"({w1:+.0f}, {w2:+.0f} | {b:+.0f})" for w1, w2, b in states[first : first + 4])
    print(course.text(fr=f"passe {first // 4 + 1} :", en=f"pass {first // 4 + 1}:"), row)

cycle = " → ".join(f"({w1:.0f}, {w2:.0f} | {b:.0f})" for w1, w2, b in states[-4:])
fig = plotting.new_figure(width=11, height=6.6)
rows = fig.add_gridspec(2, 1, height_ratios=[1, 1.25])
top = fig.add_subplot(rows[0])
for (run, n_orders), style, marker in zip(sorted(n_orders_by_run.items()), plotting.LINE_STYLES, "osD^", strict=False):
    label = course.text(fr=f"{n_orders} ordres sur 24", en=f"{n_orders} of 24 orders")
    top.plot(range(1, 11), run[:10], style, marker=marker, label=label)
top.set(
    xlabel=course.text(fr="passe", en="pass"),
    ylabel=course.text(fr="erreurs (sur 4)", en="mistakes (of 4)"),
    ylim=(0, 4.4),
    xticks=range(1, 11),
    title=course.text(fr="Sur XOR, les erreurs ne s’éteignent jamais", en="On XOR the mistakes never die out"),
)
top.legend(loc="lower right", ncols=3)
bottom = rows[1].subgridspec(1, 4)
for i, (w1, w2, b) in enumerate(states[-4:]):
    ax = fig.add_subplot(bottom[i])
    weights = np.array([w1, w2])
    plotting.decision_map(ax, lambda X: neuron(X, weights, b, heaviside), (-2, 2, -2, 2))
    plotting.draw_boundary(ax, weights, b)
    plotting.scatter_classes(ax, corners, xor)
    wrong = neuron(corners, weights, b, heaviside) != xor
    ax.scatter(*corners[wrong].T, s=420, facecolors="none", edgecolors="black", linewidths=1.6, linestyle=":")
    ax.scatter(*corners[(i + 1) % 4], s=420, facecolors="none", edgecolors="black", linewidths=2.4)
    ax.set_title(f"$w = ({w1:.0f}, {w2:.0f}),\\; b = {b:.0f}$", fontsize=13)
    ax.set(ylabel="$x_2$" if i == 0 else "", xlabel=course.text(fr=f"$x_1$\nétat {i + 1}", en=f"$x_1$\nstate {i + 1}"))
plotting.show(
    fig,
    alt=course.text(
        fr=f"En haut, les erreurs par passe pour les 24 ordres : quatre sur quatre à chaque passe à partir de la deuxième. En "
        f"bas, les quatre états par lesquels les poids repassent sans fin, {cycle} ; les coins mal classés sont cerclés, celui qui se présente ensuite d’un trait plein.",
        en=f"Top, the mistakes per pass for the 24 orders: four of four in every pass from the second on. Bottom, the four "
        f"states through which the weights pass for ever, {cycle}; the corners that they get wrong are circled, the one that comes next with a full line.",
    ),
)

# %% [markdown] lang="fr"
# **Ce qu’on lit.** Les poids ne divergent pas et ne se fixent pas : ils *tournent*. Les quatre mêmes états reviennent à chaque passe (rangée du bas ; les coins mal classés sont cerclés, d’un trait plein pour celui qui se présente ensuite), et chaque coin est mal classé au moment précis où il arrive. Les 24 ordres en font autant : dès la deuxième passe, quatre erreurs sur quatre, et les quatre corrections s’annulent.
#
# Remarquez que la règle compte 4 erreurs sur 4 alors que le dernier de ces états classe bien trois coins : une erreur est comptée quand le point *arrive*, et celui qui arrive est justement un de ceux que l’état du moment classe mal. Quand les données ne sont pas séparables, les poids restent du moins bornés (Block et Levin, 1970) ; ils n’ont aucune raison d’être bons au moment où l’on s’arrête.

# %% [markdown] lang="en"
# **What we read.** The weights neither diverge nor settle: they *go round*. The same four states return in every pass (bottom row; the corners that they get wrong are circled, with a full line for the one that comes next), and each corner is wrong at the very moment when it comes. All 24 orders do the same: from the second pass on, four mistakes out of four, and the four corrections cancel out.
#
# Note that the rule counts 4 mistakes out of 4 although the last of these states gets three corners right: a mistake is counted when the point *comes*, and the one that comes is always one that the state of the moment gets wrong. When data are not separable the weights at least stay bounded (Block and Levin, 1970); nothing makes them good at the moment when one stops.

# %% [markdown] lang="fr"
# ## 7. Plusieurs neurones et un ET
#
# Un neurone donne un demi-plan. Pour une figure plus riche, mettons-en $k$ côte à côte, et faisons lire leurs $k$ réponses $h_1, \dots, h_k \in \{0, 1\}$ par un dernier neurone. Avec des poids tous égaux à 1 et un biais $-(k - \tfrac12)$, il s’allume quand $h_1 + \dots + h_k > k - \tfrac12$, donc quand *tous* disent oui : c’est un **ET**.
#
# Le point est retenu s’il est dans les $k$ demi-plans à la fois. Une intersection de demi-plans est **convexe** : avec deux points, elle contient tout le segment qui les joint. Quatre neurones et un ET découpent ainsi un carré, comme dans le rapport de 2017-2018.
#
# ### Exercice 6 : `in_convex_region` (3 points)
#
# Dites quels points sont dans l’intersection. Deux tests, de 2 et 1 points, suivent la cellule.

# %% [markdown] lang="en"
# ## 7. Several neurons and an AND
#
# One neuron gives a half-plane. For a richer shape, put $k$ of them side by side and let a last neuron read their $k$ answers $h_1, \dots, h_k \in \{0, 1\}$. With all its weights equal to 1 and the bias $-(k - \tfrac12)$ it fires when $h_1 + \dots + h_k > k - \tfrac12$, that is, when *all* say yes: it is an **AND**.
#
# A point is kept if it lies in the $k$ half-planes at once. An intersection of half-planes is **convex**: with two points it contains the whole segment that joins them. Thus four neurons and an AND cut out a square, as in the report of 2017-2018.
#
# ### Exercise 6: `in_convex_region` (3 points)
#
# Say which points lie in the intersection. Two tests, of 2 and 1 points, follow the cell.


# %% solution="in_convex_region"
def in_convex_region(X, W, b):
    """Say which points lie in the intersection of k half-planes (half-spaces when d > 2).

    The i-th half-plane is the set of points where W[i]·x + b[i] > 0, strictly: a point on an edge is outside.

    Parameters
    ----------
    X : (n, d) array
        One point a row. It is not modified.
    W : (k, d) array
        One neuron a row, k at least 1.
    b : (k,) array
        Biases.

    Returns
    -------
    (n,) array of floats
        1.0 for a point inside, 0.0 elsewhere; numbers, not booleans.

    Examples
    --------
    >>> W = np.array([[1.0, 0.0], [-1.0, 0.0]])  # the strip -1 < x1 < 1
    >>> in_convex_region(np.array([[0.5, 9.0], [1.5, 0.0], [1.0, 0.0]]), W, np.array([1.0, 1.0]))
    array([1., 0., 0.])
    """
    ### BEGIN SOLUTION
    hidden = np.where(X @ W.T + b > 0, 1.0, 0.0)  # (n, k): the answers of the k neurons
    return np.where(hidden.sum(axis=1) > len(W) - 0.5, 1.0, 0.0)
    ### END SOLUTION


# %% [markdown] lang="fr"
# **Premier test** (2 points) : un carré et ses côtés, puis d’autres polygones.

# %% [markdown] lang="en"
# **First test** (2 points): a square and its edges, then other polygons.

# %% test="in_convex_region" points=2
W = np.array([[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]])
b = np.ones(4)  # the square -1 < x1, x2 < 1
X = np.array([[0.0, 0.0], [0.9, -0.9], [1.5, 0.0], [0.0, -1.5], [2.0, 2.0]])
with expect.unchanged(X, W, b):
    answers = in_convex_region(X, W, b)
expect.close(
    answers,
    [1.0, 1.0, 0.0, 0.0, 0.0],
    fr="un point est dedans si les quatre neurones disent oui ; des nombres, pas des booléens",
    en="a point is inside if all four neurons say yes; numbers, not booleans",
)
expect.close(
    in_convex_region(np.array([[1.0, 0.0], [-1.0, 1.0]]), W, b),
    [0.0, 0.0],
    fr="un point sur un côté est dehors : l’inégalité est stricte",
    en="a point on an edge is outside: the inequality is strict",
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(10)
points = rng.uniform(-2, 2, size=(200, 2))
with expect.unchanged(points, W, b):
    got = in_convex_region(points, W, b)
expect.close(got, np.where(abs(points).max(axis=1) < 1, 1.0, 0.0), fr="essayé sur un carré", en="tried on a square")
# A triangle that does not contain the origin, with neurons of very different lengths.
W = np.array([[5.0, 0.0], [0.0, 0.01], [-1.0, -1.0]])
b = np.array([-2.5, -0.005, 2.0])
inside = (points[:, 0] > 0.5) & (points[:, 1] > 0.5) & (points.sum(axis=1) < 2)
expect.close(in_convex_region(points, W, b), inside * 1.0, fr="essayé sur un triangle", en="tried on a triangle")
expect.close(
    in_convex_region(points[::-2], W, b), inside[::-2] * 1.0, fr="essayé sur un triangle", en="tried on a triangle"
)
expect.close(
    in_convex_region(np.array([[0.75, 0.75]]), W, b),
    [1.0],
    fr="un seul point (n = 1) donne un tableau de forme (1,)",
    en="a single point (n = 1) gives an array of shape (1,)",
)
grid = np.array([[0.75, 0.75], [0.25, 0.75], [1.75, 0.75]], dtype=np.float32)
expect.close(in_convex_region(grid, W.astype(np.float32), b.astype(np.float32)), [1.0, 0.0, 0.0])
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# **Deuxième test** (1 point) : des régions sans fin, un seul neurone, une ou trois entrées.

# %% [markdown] lang="en"
# **Second test** (1 point): endless regions, a single neuron, one or three inputs.

# %% test="in_convex_region" points=1
W = np.array([[1.0, 0.0], [-1.0, 1.0]])
b = np.array([0.0, 0.0])  # the wedge x1 > 0, x2 > x1
expect.close(
    in_convex_region(np.array([[1.0, 2.0], [1e6, 2e6], [1.0, 0.5], [-1.0, 3.0], [-2.0, -3.0]]), W, b),
    [1.0, 1.0, 0.0, 0.0, 0.0],
    fr="un secteur sans fin, fait de deux demi-plans",
    en="an endless wedge, made of two half-planes",
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(11)
points = rng.normal(size=(60, 2))
expect.close(
    in_convex_region(points, np.array([[2.0, -1.0]]), np.array([0.5])),
    np.where(2 * points[:, 0] - points[:, 1] + 0.5 > 0, 1.0, 0.0),
    fr="un seul demi-plan (k = 1)",
    en="a single half-plane (k = 1)",
)
line = np.array([[-1.0], [0.25], [0.5], [3.0]])
expect.close(
    in_convex_region(line, np.array([[1.0], [-2.0]]), np.array([0.0, 2.0])),
    [0.0, 1.0, 1.0, 0.0],
    fr="un intervalle (d = 1)",
    en="an interval (d = 1)",
)
space = rng.uniform(-0.5, 1, size=(300, 3))
tetrahedron = np.vstack([np.eye(3), -np.ones((1, 3))])
inside = (space > 0).all(axis=1) & (space.sum(axis=1) < 1)
expect.close(
    in_convex_region(space, tetrahedron, np.array([0.0, 0.0, 0.0, 1.0])),
    inside * 1.0,
    fr="un tétraèdre (d = 3)",
    en="a tetrahedron (d = 3)",
)
repeated = np.tile(np.array([[0.0, 1.0]]), (7, 1))
expect.close(
    in_convex_region(points, repeated, np.zeros(7)),
    np.where(points[:, 1] > 0, 1.0, 0.0),
    fr="sept fois le même demi-plan",
    en="seven times the same half-plane",
)
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# **Expérience.** Un carré, un triangle, un secteur sans fin. Ajoutez un demi-plan à l’un d’eux : que faut-il pour couper un sommet ?

# %% [markdown] lang="en"
# **Experiment.** A square, a triangle, an endless wedge. Add a half-plane to one of them: what does it take to cut off a vertex?

# %% experiment=true
shapes = {
    course.text(fr="un carré : 4 neurones", en="a square: 4 neurons"): (
        [[1, 0], [-1, 0], [0, 1], [0, -1]],
        [1, 1, 1, 1],
    ),
    course.text(fr="un triangle : 3 neurones", en="a triangle: 3 neurons"): (
        [[0, 1], [1.5, -1], [-1.5, -1]],
        [1, 1.5, 1.5],
    ),
    course.text(fr="un secteur : 2 neurones", en="a wedge: 2 neurons"): ([[1, 0.4], [0.3, 1]], [1, 1]),
}
fig, axes = plotting.subplots(1, 3, width=11, height=4.0, sharey=True)
for ax, (name, (W, b)) in zip(axes, shapes.items(), strict=True):
    W, b = np.array(W, dtype=float), np.array(b, dtype=float)
    plotting.decision_map(ax, lambda X: in_convex_region(X, W, b), (-3, 3, -3, 3))
    for row, bias in zip(W, b, strict=True):
        plotting.draw_boundary(ax, row, bias, arrow=0.6, linewidth=1.4)
    ax.set_title(name)
    ax.label_outer()
plotting.show(
    fig,
    alt=course.text(
        fr="Trois régions hachurées, chacune intersection de demi-plans : un carré entre quatre droites, un triangle entre "
        "trois, un secteur sans fin entre deux. Une flèche par droite montre son côté positif.",
        en="Three hatched regions, each an intersection of half-planes: a square between four lines, a triangle between "
        "three, an endless wedge between two. One arrow per line shows its positive side.",
    ),
)

# %% [markdown] lang="fr"
# **Et un disque ?** Le bord d’une intersection de $k$ demi-plans est fait d’au plus $k$ morceaux de droites, et un cercle ne contient aucun segment : avec un nombre fini de neurones et un ET, on n’obtient *aucun* disque. On peut seulement s’en approcher. Prenons $k$ demi-plans tangents au disque unité, régulièrement espacés ; le polygone déborde du disque d’une aire relative
#
# $$\frac{k \tan(\pi/k)}{\pi} - 1 \approx \frac{\pi^2}{3k^2}.$$
#
# Vérifions avec votre fonction : le débordement se mesure en tirant des points entre le disque et le cercle circonscrit au polygone.

# %% [markdown] lang="en"
# **What about a disc?** The edge of an intersection of $k$ half-planes is made of at most $k$ pieces of straight lines, and a circle contains no segment: with finitely many neurons and an AND, *no* disc can be obtained. One can only come close. Take $k$ half-planes tangent to the unit disc, evenly spaced; the polygon exceeds the disc by the relative area
#
# $$\frac{k \tan(\pi/k)}{\pi} - 1 \approx \frac{\pi^2}{3k^2}.$$
#
# Let us check it with your function: the excess is measured by drawing points between the disc and the circle around the polygon.


# %% experiment=true
def tangent_half_planes(k):
    """Return (W, b) of k half-planes tangent to the unit disc, evenly spaced, which contain it."""
    angles = 2 * np.pi * np.arange(k) / k
    return -np.stack([np.cos(angles), np.sin(angles)], axis=1), np.ones(k)


rng = np.random.default_rng(12)
n_points = course.pace(quick=5_000, classroom=50_000, full=500_000)
sides = np.array([3, 4, 6, 8, 12, 16, 24, 32, 48, 64])
excess, half_width = [], []
for k in sides:
    outer = 1 / np.cos(np.pi / k) ** 2  # squared radius of the circle around the polygon
    radii, angles = np.sqrt(rng.uniform(1, outer, n_points)), rng.uniform(0, 2 * np.pi, n_points)
    ring = np.stack([radii * np.cos(angles), radii * np.sin(angles)], axis=1)
    share = np.mean(in_convex_region(ring, *tangent_half_planes(k)))
    excess.append(share * (outer - 1))
    half_width.append(1.96 * np.sqrt(share * (1 - share) / n_points) * (outer - 1))

fig = plotting.new_figure(width=11, height=4.4)
columns = fig.add_gridspec(1, 3, width_ratios=[1, 1, 1.6])
for i, k in enumerate((4, 6)):
    ax = fig.add_subplot(columns[i])
    plotting.decision_map(ax, lambda X: in_convex_region(X, *tangent_half_planes(k)), (-1.3, 1.3, -1.3, 1.3))
    turn = np.linspace(0, 2 * np.pi, 200)
    ax.plot(np.cos(turn), np.sin(turn), "k--", linewidth=1.6)
    ax.set_title(course.text(fr=f"{k} neurones", en=f"{k} neurons"))
ax = fig.add_subplot(columns[2])
ax.plot(sides, sides * np.tan(np.pi / sides) / np.pi - 1, "k--", label=course.text(fr="formule", en="formula"))
ax.errorbar(
    sides,
    excess,
    half_width,
    fmt="o",
    color=plotting.OKABE_ITO["vermilion"],
    capsize=4,
    label=course.text(fr="mesure (intervalle à 95 %)", en="measured (95 % interval)"),
)
ax.set(
    xscale="log",
    yscale="log",
    xlabel=course.text(fr="nombre de neurones $k$", en="number of neurons $k$"),
    ylabel=course.text(fr="aire en trop / aire du disque", en="excess area / area of the disc"),
    title=course.text(fr="Jamais zéro", en="Never zero"),
    xticks=[4, 8, 16, 32, 64],
    xticklabels=[4, 8, 16, 32, 64],
)
ax.minorticks_off()
ax.legend()
for k, share in zip(sides, excess, strict=True):
    shown = f"{100 * share:.2f} %"
    print(course.text(fr=f"k = {k} : aire en trop {shown}".replace(".", ","), en=f"k = {k}: excess area {shown}"))
plotting.show(
    fig,
    alt=course.text(
        fr="Deux polygones, à 4 et 6 côtés, autour du même disque ; puis l’aire en trop selon le nombre de neurones, de 3 à "
        "64, en échelles logarithmiques : les mesures suivent la formule, divisée par quatre environ quand k double.",
        en="Two polygons, of 4 and 6 sides, around the same disc; then the excess area against the number of neurons, from 3 "
        "to 64, on logarithmic scales: the measurements follow the formula, about four times less each time k doubles.",
    ),
)

# %% [markdown] lang="fr"
# > **Une affirmation à corriger.** Le même rapport écrit que deux couches donnent « toute région convexe » et trois « toute région concave ». Avec des neurones de Heaviside, il faut dire :
# >
# > - *première couche + ET* : les intersections **finies** de demi-plans, donc des polygones convexes (bornés ou non), jamais un disque ;
# > - *les mêmes neurones cachés, d’autres poids de sortie* : déjà des régions **non convexes**, et même en plusieurs morceaux ;
# > - *une couche de plus (un OU sur plusieurs ET)* : les unions finies de polygones convexes ; toujours pas de disque.
#
# La figure suivante garde les quatre neurones du carré et ne change que le dernier. Pour mesurer la convexité, on tire deux points de la région, dans le cadre de la figure, et on regarde si leur milieu y est encore : dans une région convexe, il y est toujours.

# %% [markdown] lang="en"
# > **A claim to correct.** The same report writes that two layers give "any convex region" and three "any concave one". With Heaviside neurons one must say:
# >
# > - *first layer + AND*: **finite** intersections of half-planes, hence convex polygons (bounded or not), never a disc;
# > - *the same hidden neurons, other output weights*: some **non-convex** regions already, even in several pieces;
# > - *one more layer (an OR of several ANDs)*: finite unions of convex polygons; still no disc.
#
# The next figure keeps the four neurons of the square and changes only the last one. To measure convexity, we draw two points of the region, within the frame of the figure, and see whether their midpoint is in it too: in a convex region it always is.

# %% experiment=true
square_W = np.array([[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]])


def answer_two_layers(X, v, c):
    """Return what a last neuron with weights v and bias c makes of the answers of the four neurons of the square."""
    hidden = np.stack([neuron(X, w, 1.0, heaviside) for w in square_W], axis=1)
    return neuron(hidden, np.array(v), c, heaviside)


outputs = {
    course.text(fr="les 4 (un ET)", en="all 4 (an AND)"): ([1.0, 1.0, 1.0, 1.0], -3.5),
    course.text(fr="au moins 3 sur 4", en="at least 3 of 4"): ([1.0, 1.0, 1.0, 1.0], -2.5),
    course.text(fr="pas 1 et 2 à la fois", en="not both 1 and 2"): ([-1.0, -1.0, 0.0, 0.0], 1.5),
}
rng = np.random.default_rng(13)
n_pairs = course.pace(quick=1_000, classroom=20_000, full=200_000)
fig, axes = plotting.subplots(1, 3, width=11, height=4.5, sharey=True)
outside = []
for ax, (name, (v, c)) in zip(axes, outputs.items(), strict=True):
    candidates = rng.uniform(-3, 3, size=(24 * n_pairs, 2))
    inside = candidates[answer_two_layers(candidates, v, c) > 0][: 2 * n_pairs]
    middles = (inside[0::2] + inside[1::2]) / 2
    share = 1 - answer_two_layers(middles, v, c).mean()
    outside.append(f"{100 * share:.1f} ± {196 * np.sqrt(share * (1 - share) / len(middles)):.1f} %" if share else "0 %")
    plotting.decision_map(ax, lambda X: answer_two_layers(X, v, c), (-3, 3, -3, 3))
    ax.set_title(name)
    ax.set_xlabel(
        course.text(
            fr=f"$x_1$\nmilieux dehors : {outside[-1].replace('.', ',')}",
            en=f"$x_1$\nmidpoints outside: {outside[-1]}",
        )
    )
    ax.label_outer()
plotting.show(
    fig,
    alt=course.text(
        fr=f"Trois régions faites des mêmes quatre neurones cachés : un carré, convexe ; une croix ; et le dehors d’une bande, "
        f"en deux morceaux. Part des milieux hors de la région : {', '.join(outside)}.",
        en=f"Three regions made of the same four hidden neurons: a square, convex; a cross; and the outside of a strip, in two "
        f"pieces. Share of midpoints outside the region: {', '.join(outside)}.",
    ),
)

# %% [markdown] lang="fr"
# La troisième région donne la même réponse sur deux morceaux éloignés, comme le demande XOR : deux neurones cachés bien choisis y suffisent. Trouver ces poids *automatiquement* est le sujet du chapitre 02.
#
# ## 8. Questions
#
# **Question 1 : pourquoi pas XOR ?** (3 points) Démontrez, en trois lignes, qu’aucun choix de $w$ et de $b$ ne permet à un neurone de Heaviside de donner les quatre bonnes réponses sur les coins $(\pm1, \pm1)$ de la section 6. Votre démonstration doit valoir pour *tous* les poids ; une expérience ou un dessin ne suffit pas.

# %% [markdown] lang="en"
# The third region gives the same answer on two pieces far apart, as XOR asks: two well-chosen hidden neurons are enough for it. Finding such weights *automatically* is the subject of chapter 02.
#
# ## 8. Questions
#
# **Question 1: why not XOR?** (3 points) Prove in three lines that no choice of $w$ and $b$ lets a Heaviside neuron give the four right answers on the corners $(\pm1, \pm1)$ of section 6. Your proof must hold for *all* weights; an experiment or a drawing is not enough.

# %% [markdown] lang="fr" answer="why_not_xor" points=3
# ### BEGIN MARK SCHEME
# **Réponse attendue.** Supposons les quatre réponses justes.
# 1. Réponse 1 en $(-1, 1)$ et $(1, -1)$ : $-w_1 + w_2 + b > 0$ et $w_1 - w_2 + b > 0$ ; en sommant, $2b > 0$.
# 2. Réponse 0 en $(-1, -1)$ et $(1, 1)$ : $-w_1 - w_2 + b \le 0$ et $w_1 + w_2 + b \le 0$ ; en sommant, $2b \le 0$.
# 3. Les deux se contredisent, quels que soient $w$ et $b$.
#
# **Barème.** Trois étapes d’un point.
# - Les quatre inégalités : 0,25 chacune, si son sens et ses coefficients sont justes. Entre $<$ et $\le$, ne rien retirer ici.
# - Une combinaison qui élimine $w$ : 0,5 pour chacune des deux sommes, ou 1 pour toute autre élimination complète.
# - La contradiction : 0,5 si elle découle des inégalités écrites ($2b > 0$ et $2b < 0$ conviennent, $2b \ge 0$ et $2b \le 0$ non), 0,5 si $w$ et $b$ sont restés quelconques d’un bout à l’autre, que ce soit dit ou non.
#
# **Aussi juste.** Par convexité : les segments $[(-1, 1), (1, -1)]$ et $[(-1, -1), (1, 1)]$ se coupent en l’origine, qui devrait être dans le demi-plan $z > 0$ et dans son complémentaire, tous deux convexes (3 points si la convexité des deux ensembles est dite, 2 si elle est seulement utilisée).
#
# **Erreurs fréquentes.** « L’algorithme ne converge pas » : constat, 0 point. « XOR n’est pas linéaire » sans argument : 0 point. Un dessin de quelques droites : 0,5 point au plus. Coins $(0, 0), \dots, (1, 1)$ au lieu de $(\pm1, \pm1)$, preuve juste : 2,5 points, 3 si le changement de variables est donné. Preuve pour $b = 0$ ou pour des poids particuliers : 1 point au plus.
# ### END MARK SCHEME
#
# *Écrivez votre réponse ici.*

# %% [markdown] lang="en" answer="why_not_xor" points=3
# ### BEGIN MARK SCHEME
# **Model answer.** Suppose all four answers are right.
# 1. Answer 1 at $(-1, 1)$ and $(1, -1)$: $-w_1 + w_2 + b > 0$ and $w_1 - w_2 + b > 0$; their sum is $2b > 0$.
# 2. Answer 0 at $(-1, -1)$ and $(1, 1)$: $-w_1 - w_2 + b \le 0$ and $w_1 + w_2 + b \le 0$; their sum is $2b \le 0$.
# 3. The two contradict each other, whatever $w$ and $b$.
#
# **Points.** Three steps of one point.
# - The four inequalities: 0.25 each, if its direction and its coefficients are right. Between $<$ and $\le$ take nothing off here.
# - A combination that eliminates $w$: 0.5 for each of the two sums, or 1 for any other complete elimination.
# - The contradiction: 0.5 if it follows from the inequalities as written ($2b > 0$ and $2b < 0$ will do, $2b \ge 0$ and $2b \le 0$ will not), 0.5 if $w$ and $b$ stayed arbitrary throughout, whether or not this is said.
#
# **Equally right.** By convexity: the segments $[(-1, 1), (1, -1)]$ and $[(-1, -1), (1, 1)]$ meet at the origin, which would have to lie in the half-plane $z > 0$ and in its complement, both convex (3 points if the convexity of both sets is stated, 2 if it is only used).
#
# **Frequent mistakes.** "The algorithm does not converge": an observation, 0 points. "XOR is not linear" without an argument: 0 points. A drawing of a few lines: 0.5 point at most. Corners $(0, 0), \dots, (1, 1)$ instead of $(\pm1, \pm1)$, with a right proof: 2.5 points, 3 if the change of variables is given. A proof for $b = 0$ or for particular weights: 1 point at most.
# ### END MARK SCHEME
#
# *Write your answer here.*

# %% [markdown] lang="fr"
# **Question 2 : que change le biais ?** (2 points) On garde $w$ et on remplace $b$ par $b + \delta$. Que devient la frontière d’un neurone à deux entrées : direction, sens et longueur du déplacement ? Que ne pourrait plus faire un neurone privé de biais ? L’expérience de la section 3 vous aide à vérifier.

# %% [markdown] lang="en"
# **Question 2: what does the bias change?** (2 points) Keep $w$ and replace $b$ by $b + \delta$. What becomes of the boundary of a neuron with two inputs: direction, sense and length of its move? What could a neuron without bias no longer do? The experiment of section 3 helps you to check.

# %% [markdown] lang="fr" answer="bias_geometry" points=2
# ### BEGIN MARK SCHEME
# **Réponse attendue.** La frontière garde sa direction (elle reste perpendiculaire à $w$) : elle se translate parallèlement à elle-même, de $|\delta| / \lVert w \rVert$, dans le sens de $-w$ si $\delta > 0$ (la région $z > 0$ grandit) et de $+w$ si $\delta < 0$. Sa distance à l’origine est $|b| / \lVert w \rVert$. Sans biais, elle passe toujours par l’origine : on ne peut séparer que des classes qu’une droite *par l’origine* sépare, et la réponse en $x = 0$ est imposée ($f(0)$).
#
# **Barème.** Première partie, 1 point : la frontière reste parallèle à elle-même (0,5) ; le sens, selon le signe de $\delta$ (0,25) ; la longueur $|\delta|/\lVert w\rVert$ (0,25). Deuxième partie, 1 point : sans biais, la frontière passe par l’origine (0,5) ; une conséquence juste, par exemple deux classes qu’on ne sépare plus ou la réponse imposée en 0 (0,5).
#
# **Erreurs fréquentes.** Longueur $|\delta|$ sans diviser par la norme : 0 pour la longueur. « Le biais fait tourner la droite » : 0 pour la première partie. « Le biais déplace la droite vers le haut » : 0,25 pour la première partie, car cela dépend du signe de $w_2$ ; un déplacement vertical de $-\delta / w_2$, donné avec son signe, vaut le point entier. « Sans biais, le neurone est moins souple » : 0 pour la deuxième partie.
# ### END MARK SCHEME
#
# *Écrivez votre réponse ici.*

# %% [markdown] lang="en" answer="bias_geometry" points=2
# ### BEGIN MARK SCHEME
# **Model answer.** The boundary keeps its direction (it stays perpendicular to $w$): it is translated parallel to itself, by $|\delta| / \lVert w \rVert$, in the direction of $-w$ if $\delta > 0$ (the region $z > 0$ grows) and of $+w$ if $\delta < 0$. Its distance to the origin is $|b| / \lVert w \rVert$. Without a bias it always passes through the origin: only classes that a line *through the origin* separates can be separated, and the answer at $x = 0$ is imposed ($f(0)$).
#
# **Points.** First part, 1 point: the boundary stays parallel to itself (0.5); the sense, according to the sign of $\delta$ (0.25); the length $|\delta|/\lVert w\rVert$ (0.25). Second part, 1 point: without a bias the boundary passes through the origin (0.5); a right consequence, as two classes that can no longer be separated or the imposed answer at 0 (0.5).
#
# **Frequent mistakes.** Length $|\delta|$ without dividing by the norm: 0 for the length. "The bias turns the line": 0 for the first part. "The bias moves the line up": 0.25 for the first part, as it depends on the sign of $w_2$; a vertical move of $-\delta / w_2$, given with its sign, is worth the whole point. "Without a bias the neuron is less flexible": 0 for the second part.
# ### END MARK SCHEME
#
# *Write your answer here.*

# %% [markdown] lang="fr"
# ## 9. Pour aller plus loin
#
# **Pourquoi la règle s’arrête : la preuve.** Prenons $\tilde x = (x, 1)$, $\tilde w = (w, b)$, et des étiquettes $s_i = 2y_i - 1 = \pm 1$. Soit $u$ une solution de norme 1 : $s_i\, u \cdot \tilde x_i \ge \gamma > 0$ pour tout $i$. Avec $\eta = 1$ (le pas ne change rien), chaque erreur fait $\tilde w \leftarrow \tilde w + s_i \tilde x_i$. Suivons deux quantités.
#
# 1. *L’accord avec $u$ grandit.* $u \cdot \tilde w$ augmente de $s_i\, u \cdot \tilde x_i \ge \gamma$. Après $M$ erreurs, $u \cdot \tilde w \ge M \gamma$.
# 2. *La norme grandit peu.* Une erreur veut dire $s_i\, \tilde w \cdot \tilde x_i \le 0$. Donc $\lVert \tilde w + s_i \tilde x_i \rVert^2 = \lVert \tilde w \rVert^2 + 2 s_i\, \tilde w \cdot \tilde x_i + \lVert \tilde x_i \rVert^2 \le \lVert \tilde w \rVert^2 + R^2$. Après $M$ erreurs, $\lVert \tilde w \rVert \le R \sqrt{M}$.
# 3. *Cauchy-Schwarz.* $M\gamma \le u \cdot \tilde w \le \lVert \tilde w \rVert \le R\sqrt{M}$, d’où $M \le (R/\gamma)^2$. $\blacksquare$
#
# **À essayer.**
#
# - Dans l’étape 2, où se sert-on de ce que la règle ne corrige que les erreurs ? Que devient la preuve si l’on corrige à chaque point ?
# - Gardez en mémoire les meilleurs poids rencontrés sur XOR (l’algorithme « de poche ») : combien de coins classent-ils bien ?
# - Trouvez deux demi-plans et un ET qui résolvent XOR. La dernière figure de la section 7 vous en donne l’idée.
# - Assez de neurones dans une seule couche cachée approchent n’importe quelle région aussi bien qu’on veut, disque compris (Cybenko, 1989) : *approcher* n’est pas *obtenir*.
#
# **Références.** W. McCulloch et W. Pitts, *A logical calculus of the ideas immanent in nervous activity*, 1943. F. Rosenblatt, *The perceptron*, Psychological Review, 1958. A. Novikoff, *On convergence proofs on perceptrons*, 1962. M. Minsky et S. Papert, *Perceptrons*, MIT Press, 1969. H. D. Block et S. A. Levin, *On the boundedness of an iterative procedure for solving a system of linear inequalities*, Proceedings of the AMS, 1970. G. Cybenko, *Approximation by superpositions of a sigmoidal function*, 1989. « Dessine-moi un mouton : Generative Adversarial Network », rapport de projet long, CentraleSupélec, 2017-2018.

# %% [markdown] lang="en"
# ## 9. To go further
#
# **Why the rule comes to rest: the proof.** Take $\tilde x = (x, 1)$, $\tilde w = (w, b)$, and labels $s_i = 2y_i - 1 = \pm 1$. Let $u$ be a solution of norm 1: $s_i\, u \cdot \tilde x_i \ge \gamma > 0$ for every $i$. With $\eta = 1$ (the rate changes nothing) each mistake does $\tilde w \leftarrow \tilde w + s_i \tilde x_i$. Follow two quantities.
#
# 1. *The agreement with $u$ grows.* $u \cdot \tilde w$ increases by $s_i\, u \cdot \tilde x_i \ge \gamma$. After $M$ mistakes, $u \cdot \tilde w \ge M \gamma$.
# 2. *The norm grows little.* A mistake means $s_i\, \tilde w \cdot \tilde x_i \le 0$. So $\lVert \tilde w + s_i \tilde x_i \rVert^2 = \lVert \tilde w \rVert^2 + 2 s_i\, \tilde w \cdot \tilde x_i + \lVert \tilde x_i \rVert^2 \le \lVert \tilde w \rVert^2 + R^2$. After $M$ mistakes, $\lVert \tilde w \rVert \le R \sqrt{M}$.
# 3. *Cauchy-Schwarz.* $M\gamma \le u \cdot \tilde w \le \lVert \tilde w \rVert \le R\sqrt{M}$, hence $M \le (R/\gamma)^2$. $\blacksquare$
#
# **To try.**
#
# - In step 2, where do we use that the rule corrects mistakes only? What becomes of the proof if every point causes a correction?
# - Remember the best weights met on XOR (the "pocket" algorithm): how many corners do they get right?
# - Find two half-planes and an AND that solve XOR. The last figure of section 7 gives the idea.
# - Enough neurons in a single hidden layer approximate any region as closely as one likes, a disc included (Cybenko, 1989): to *approximate* is not to *obtain*.
#
# **References.** W. McCulloch and W. Pitts, *A logical calculus of the ideas immanent in nervous activity*, 1943. F. Rosenblatt, *The perceptron*, Psychological Review, 1958. A. Novikoff, *On convergence proofs on perceptrons*, 1962. M. Minsky and S. Papert, *Perceptrons*, MIT Press, 1969. H. D. Block and S. A. Levin, *On the boundedness of an iterative procedure for solving a system of linear inequalities*, Proceedings of the AMS, 1970. G. Cybenko, *Approximation by superpositions of a sigmoidal function*, 1989. "Dessine-moi un mouton: Generative Adversarial Network", long project report, CentraleSupélec, 2017-2018.
