# %% [markdown] lang="fr"
# # Le jeu du GAN
#
# **But.** Lire un réseau génératif adverse comme un jeu à deux joueurs, savoir ce que vaut ce jeu et qui y gagne quoi, puis construire les deux joueurs et les faire jouer.
#
# À la fin de ce chapitre, vous saurez :
#
# - reconnaître et calculer l’équilibre d’un jeu à somme nulle, et dire pourquoi « répondre au mieux, chacun son tour » n’y mène pas ;
# - trouver le meilleur discriminateur face à un générateur donné, et la divergence que le générateur minimise alors ;
# - prédire si deux joueurs qui suivent leur gradient s’approchent de l’équilibre, tournent autour ou s’en éloignent ;
# - écrire les deux blocs d’un GAN, leurs deux pertes et un pas d’apprentissage juste, et expliquer pourquoi l’on change la perte du générateur.
#
# **Prérequis.** Espérance, densité, dérivées partielles ; NumPy. Pour la seconde séance, le gradient automatique de PyTorch (`loss.backward()`, `optimizer.step()`). La sigmoïde $\sigma(t) = 1/(1 + e^{-t})$ vient du chapitre 01.
#
# **Durée.** 180 minutes, en deux séances : sections 1 à 5 (papier et NumPy), puis 6 à 10 (PyTorch). **Points.** 20 : quinze pour quatorze exercices courts notés automatiquement, cinq pour trois questions rédigées.

# %% [markdown] lang="en"
# # The GAN game
#
# **Aim.** Read a generative adversarial network as a game of two players, know what this game is worth and who gains what, then build the two players and let them play.
#
# By the end of this chapter you will be able to:
#
# - recognise and compute the equilibrium of a zero-sum game, and say why "the best reply, each in turn" does not lead there;
# - find the best discriminator against a given generator, and the divergence that the generator then minimises;
# - predict whether two players who follow their gradients approach the equilibrium, circle around it or drift away;
# - write the two blocks of a GAN, their two losses and a correct training step, and explain why one changes the generator's loss.
#
# **You need.** Expectations, densities, partial derivatives; NumPy. For the second sitting, PyTorch's automatic gradients (`loss.backward()`, `optimizer.step()`). The sigmoid $\sigma(t) = 1/(1 + e^{-t})$ comes from chapter 01.
#
# **Time.** 180 minutes, in two sittings: sections 1 to 5 (paper and NumPy), then 6 to 10 (PyTorch). **Points.** 20: fifteen for fourteen short exercises that are marked by machine, five for three written questions.

# %% setup=true
from functools import partial

import numpy as np
import torch
import torch._dynamo  # the first optimiser loads it, which takes seconds: better here than in the middle of a test
from scipy.optimize import linprog
from torch import nn
from torch.nn import functional as F

from helpers import course, datasets, demos, expect, games, gans, plotting, recorded
from helpers.datasets import toy

course.start(chapter="04_gan_minmax")

# %% [markdown] lang="fr"
# ## 1. L’idée
#
# On veut une machine qui *fabrique* des données ressemblant à celles qu’on lui montre. Comment juger la ressemblance ? Goodfellow et ses coauteurs (2014) répondent : par un adversaire. Deux réseaux s’affrontent.
#
# - Le **générateur** $G$ reçoit un bruit $z$ tiré d’une loi simple et rend un objet $\tilde x = G(z)$. Il ne voit jamais les données.
# - Le **discriminateur** $D$ reçoit un objet, vrai ou fabriqué, et rend $D(x) \in [0, 1]$ : la probabilité, selon lui, que l’objet soit vrai.
#
# $D$ veut répondre 1 sur les données et 0 sur les objets fabriqués ; $G$ veut que $D$ se trompe. Leur enjeu commun est la **valeur**
#
# $$V(D, G) = \mathbb E_{x \sim p_{\text{data}}}\big[\log D(x)\big] + \mathbb E_{z}\big[\log\big(1 - D(G(z))\big)\big], \qquad \min_G \max_D V(D, G). \tag{4}$$
#
# Tout ce que $D$ gagne, $G$ le perd. Ce chapitre démonte cette formule : le jeu, sa valeur, la façon d’y jouer. Le numéro (4) est celui qu’elle porte dans la feuille de TP « Atelier 2 d’optimisation », dont les quatre questions reviennent à la fin.
#
# À droite de la figure, deux densités et la réponse du meilleur discriminateur : près de 1 là où il n’y a guère que des données, près de 0 là où il n’y a guère que des faux, 1/2 là où l’on ne peut pas savoir. Si $G$ imitait parfaitement, ce serait 1/2 partout.
#
# > **Trois précisions sur les sources.** Un rapport d’étudiants (« Dessine-moi un mouton », CentraleSupélec, 2017-2018) fait naître les GAN en 2016 et cite le manuel de Goodfellow : l’article est de **2014**. La feuille « Atelier 2 » présente ce jeu comme « connu sous le nom d’attaques adverses » : c’est **un autre sujet**, celui du chapitre 14, où l’on trompe un réseau déjà entraîné en modifiant à peine son entrée. Enfin un compte rendu du cours RDFIA (Sorbonne Université, 2019-2020) écrit que $G$ trompe « le discriminateur $G$ » : le discriminateur, c’est $D$.

# %% [markdown] lang="en"
# ## 1. The idea
#
# We want a machine that *makes* data resembling those it is shown. How should one judge the resemblance? Goodfellow and his co-authors (2014) answer: by an adversary. Two networks face each other.
#
# - The **generator** $G$ receives noise $z$ drawn from a simple law and returns an object $\tilde x = G(z)$. It never sees the data.
# - The **discriminator** $D$ receives an object, real or made, and returns $D(x) \in [0, 1]$: the probability, in its opinion, that the object is real.
#
# $D$ wants to answer 1 on data and 0 on what was made; $G$ wants $D$ to be wrong. What they play for is the **value**
#
# $$V(D, G) = \mathbb E_{x \sim p_{\text{data}}}\big[\log D(x)\big] + \mathbb E_{z}\big[\log\big(1 - D(G(z))\big)\big], \qquad \min_G \max_D V(D, G). \tag{4}$$
#
# All that $D$ gains, $G$ loses. This chapter takes the formula apart: the game, its value, the way to play it. The number (4) is the one it bears in the lab sheet "Atelier 2 d'optimisation", whose four questions come back at the end.
#
# On the right of the figure, two densities and the answer of the best discriminator: close to 1 where there is hardly anything but data, close to 0 where there is hardly anything but fakes, 1/2 where one cannot know. If $G$ imitated perfectly, it would be 1/2 everywhere.
#
# > **Three remarks on the sources.** A students' report ("Dessine-moi un mouton", CentraleSupélec, 2017-2018) has GANs born in 2016 and cites Goodfellow's textbook: the paper is of **2014**. The sheet "Atelier 2" presents this game as "known as adversarial attacks": that is **another subject**, chapter 14's, where one fools a trained network by hardly changing its input. Finally a report of the RDFIA course (Sorbonne Université, 2019-2020) writes that $G$ fools "the discriminator $G$": the discriminator is $D$.

# %% show=true
fig, (left, right) = plotting.subplots(1, 2, width=11, height=4.6, width_ratios=[1.25, 1])
nodes = {
    course.text(fr="bruit $z$", en="noise $z$"): (0.0, 0.0),
    "$G$": (1.5, 0.0),
    course.text(fr="faux $G(z)$", en="fake $G(z)$"): (3.5, 0.0),
    course.text(fr="vrai $x$", en="real $x$"): (3.5, 1.7),
    "$D$": (5.1, 0.85),
    "$D(\\cdot)$": (6.5, 0.85),
}
for name, (x, y) in nodes.items():
    is_player = name in ("$G$", "$D$")
    box = {
        "boxstyle": "round,pad=0.55" if is_player else "round,pad=0.3",
        "facecolor": "#EAF3FA" if is_player else "white",
        "edgecolor": "black",
        "linewidth": 2.2 if is_player else 1.0,
    }
    left.text(x, y, name, ha="center", va="center", fontsize=18 if is_player else 13, bbox=box, zorder=3)
places = list(nodes.values())
arrow = {"arrowstyle": "-|>", "linewidth": 1.8, "shrinkA": 28, "shrinkB": 28}
for i, j in ((0, 1), (1, 2), (2, 4), (3, 4), (4, 5)):
    left.annotate("", places[j], places[i], arrowprops={**arrow, "shrinkB": 46} if j == 2 else arrow)
for place, text in (
    ((5.1, 1.6), course.text(fr="$D$ monte $V$", en="$D$ climbs $V$")),
    ((1.5, -0.75), course.text(fr="$G$ descend $V$", en="$G$ descends $V$")),
):
    left.text(*place, text, ha="center", va="center", fontsize=14, weight="bold")
left.set(xlim=(-0.8, 7.1), ylim=(-1.3, 2.4))
left.set_title(course.text(fr="Deux joueurs, un enjeu", en="Two players, one stake"))
left.axis("off")

x_line = np.linspace(-4, 5, 400)
data, model = toy.two_gaussians(gap=3.0, std=0.6), toy.gaussian(1.2, 1.0)
p_real, p_fake = data.density(x_line[:, None]), model.density(x_line[:, None])
right.fill_between(x_line, p_real, alpha=0.25, color=plotting.CLASS_COLORS[0], linewidth=0)
right.plot(x_line, p_real, color=plotting.CLASS_COLORS[0], label="$p_{\\mathrm{data}}$")
right.plot(x_line, p_fake, "--", color=plotting.CLASS_COLORS[1], label="$p_{\\mathrm{model}}$")
right.plot(x_line, p_real / (p_real + p_fake), color="black", linewidth=2.6, label="$D^*$")
right.axhline(0.5, color="black", linestyle=":", linewidth=1.2)
right.set(
    xlabel="$x$",
    ylabel=course.text(fr="densité, ou probabilité", en="density, or probability"),
    ylim=(0, 1.25),
    title=course.text(fr="Le meilleur discriminateur", en="The best discriminator"),
)
right.legend(loc="upper center", ncols=3)
plotting.show(
    fig,
    alt=course.text(
        fr="À gauche, le schéma du jeu : un bruit z entre dans G, qui fabrique un faux ; D reçoit des faux et des vrais et rend "
        "une probabilité ; D monte V, G le descend. À droite, la densité des données (deux bosses), celle du modèle (une "
        "bosse) et la réponse de D*, haute à gauche où il n’y a que des données, basse à droite du modèle, 1/2 où les densités se croisent.",
        en="Left, the game: noise z enters G, which makes a fake; D receives fakes and real objects and returns a "
        "probability; D climbs V, G descends it. Right, the density of the data (two bumps), that of the model (one bump) "
        "and the answer of D*, high on the left where there are only data, low where the model prevails, 1/2 where the densities cross.",
    ),
)

# %% [markdown] lang="fr"
# ## 2. Les jeux à somme nulle
#
# Commençons par des jeux où chacun n’a que quelques coups. Le joueur **ligne** choisit une ligne $i$ de la matrice $A$ de forme $(m, n)$, le joueur **colonne** une colonne $j$, en même temps et sans se voir ; la colonne verse $A_{ij}$ à la ligne. La ligne maximise, la colonne minimise : c’est un jeu **à somme nulle**.
#
# Au **jeu des pièces** (chacun montre pile ou face ; la ligne gagne si les faces sont les mêmes), tout choix prévisible perd. On joue donc au hasard, selon une **stratégie mixte** : la ligne choisit $i$ avec la probabilité $p_i$, la colonne $j$ avec la probabilité $q_j$. Le gain moyen de la ligne est $p \cdot A q$ (`games.expected_payoff`).
#
# Un couple $(p, q)$ est un **équilibre de Nash** si aucun joueur n’a intérêt à changer *seul* de stratégie. Il suffit de regarder les stratégies pures, car un gain moyen ne dépasse jamais le plus grand des gains :
#
# $$\max_i\,(Aq)_i \le p \cdot A q, \qquad \min_j\,(pA)_j \ge p \cdot A q.$$
#
# ### Exercice 1 : `is_equilibrium` (1 point)
#
# Dites si $(p, q)$ est un équilibre, à la tolérance `tol` près : aucun joueur ne gagne *plus* que `tol` en changeant seul.

# %% [markdown] lang="en"
# ## 2. Zero-sum games
#
# Let us begin with games where each player has but a few moves. The **row** player chooses a row $i$ of the matrix $A$ of shape $(m, n)$, the **column** player a column $j$, at the same time and unseen; the column player pays $A_{ij}$ to the row player. Row maximises, column minimises: this is a **zero-sum** game.
#
# In **matching pennies** (each shows heads or tails; row wins if the two are the same) every predictable choice loses. So one plays at random, by a **mixed strategy**: row takes $i$ with probability $p_i$, column takes $j$ with probability $q_j$. Row's average gain is $p \cdot A q$ (`games.expected_payoff`).
#
# A pair $(p, q)$ is a **Nash equilibrium** if no player has an interest in changing strategy *alone*. It is enough to look at pure strategies, as an average gain never exceeds the largest gain:
#
# $$\max_i\,(Aq)_i \le p \cdot A q, \qquad \min_j\,(pA)_j \ge p \cdot A q.$$
#
# ### Exercise 1: `is_equilibrium` (1 point)
#
# Say whether $(p, q)$ is an equilibrium up to the tolerance `tol`: no player gains *more* than `tol` by changing alone.


# %% solution="is_equilibrium"
def is_equilibrium(A, p, q, tol):
    """Say whether no player can gain more than tol by changing strategy alone.

    Parameters
    ----------
    A : (m, n) array
        What the row player, who maximises, receives from the column player. It is not modified.
    p : (m,) array
        Strategy of the row player: probabilities of the rows.
    q : (n,) array
        Strategy of the column player: probabilities of the columns.
    tol : float
        Positive or zero. Each player is judged alone: the two gains are not added. A gain of exactly tol is allowed.

    Returns
    -------
    bool

    Examples
    --------
    >>> pennies = np.array([[1.0, -1.0], [-1.0, 1.0]])
    >>> is_equilibrium(pennies, np.array([0.5, 0.5]), np.array([0.5, 0.5]), 1e-9)
    True
    """
    ### BEGIN SOLUTION
    payoff = p @ A @ q
    row_gain = (A @ q).max() - payoff
    column_gain = payoff - (p @ A).min()
    return bool(max(row_gain, column_gain) <= tol)
    ### END SOLUTION


# %% test="is_equilibrium" points=1
pennies = np.array([[1.0, -1.0], [-1.0, 1.0]])
half, heads = np.array([0.5, 0.5]), np.array([1.0, 0.0])
expect.equal(
    is_equilibrium(pennies, half, half, 1e-9),
    True,
    fr="pile ou face au hasard des deux côtés : aucun changement ne rapporte",
    en="heads or tails at random on both sides: no change pays",
)
expect.equal(
    is_equilibrium(pennies, heads, half, 1e-9),
    False,
    fr="si la ligne joue toujours pile, la colonne gagne à changer",
    en="if row always plays heads, column gains by changing",
)
expect.equal(
    is_equilibrium(pennies, half, heads, 1e-9),
    False,
    fr="si la colonne joue toujours pile, la ligne gagne à changer",
    en="if column always plays heads, row gains by changing",
)
### BEGIN HIDDEN TESTS
third = np.full(3, 1 / 3)
circle = np.array([[0.0, -1.0, 1.0], [1.0, 0.0, -1.0], [-1.0, 1.0, 0.0]])
expect.equal(is_equilibrium(circle, third, third, 1e-9), True, fr="pierre-feuille-ciseaux", en="rock-paper-scissors")
expect.equal(is_equilibrium(circle, np.array([0.5, 0.5, 0.0]), third, 1e-9), False)
saddle = np.array([[3.0, 1.0, 4.0], [5.0, 2.0, 3.0]])
expect.equal(
    is_equilibrium(saddle, np.array([0.0, 1.0]), np.array([0.0, 1.0, 0.0]), 0.0),
    True,
    fr="un point-selle, avec une matrice (2, 3)",
    en="a saddle point, with a (2, 3) matrix",
)
expect.equal(is_equilibrium(saddle, np.array([1.0, 0.0]), np.array([0.0, 1.0, 0.0]), 0.5), False)
expect.equal(
    is_equilibrium(saddle - 10, np.array([0.0, 1.0]), np.array([0.0, 1.0, 0.0]), 0.0),
    True,
    fr="les gains peuvent être tous négatifs",
    en="the payoffs may all be negative",
)
# Each gains exactly 1 by changing alone: the row from -1 to 0, the column from -1 to -2.
corner = np.array([[-1.0, -2.0], [0.0, -1.0]])
for tol, answer in ((1.0, True), (1.5, True), (0.9, False)):
    expect.equal(
        is_equilibrium(corner, np.array([1.0, 0.0]), np.array([1.0, 0.0]), tol),
        answer,
        fr=f"chaque joueur gagne exactement 1 en changeant seul, et tol = {tol:g}",
        en=f"each player gains exactly 1 by changing alone, and tol = {tol:g}",
    )
lonely = np.array([[2.0], [5.0], [4.0]])
expect.equal(is_equilibrium(lonely, np.array([0.0, 1.0, 0.0]), np.array([1.0]), 0.0), True)
expect.equal(is_equilibrium(lonely, np.array([0.0, 0.0, 1.0]), np.array([1.0]), 0.5), False)
expect.equal(is_equilibrium(lonely.T, np.array([1.0]), np.array([1.0, 0.0, 0.0]), 0.0), True)
expect.equal(is_equilibrium(np.array([[2, 0], [0, 1]]), np.array([1, 0]), np.array([1, 0]), 0), False)
rng = np.random.default_rng(41)
for m, n in ((3, 4), (5, 2)):
    game, p, q = rng.normal(size=(m, n)), rng.dirichlet(np.ones(m)), rng.dirichlet(np.ones(n))
    gains = (game @ q).max() - p @ game @ q, p @ game @ q - (p @ game).min()
    with expect.unchanged(game, p, q):
        answers = [is_equilibrium(game, p, q, factor * max(gains)) for factor in (0.99, 1.01)]
    expect.equal(
        answers,
        [False, True],
        fr="tol est ce qu’un joueur peut gagner seul",
        en="tol is what one player alone may gain",
    )
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# Un équilibre existe-t-il toujours ? Von Neumann (1928) : oui, pour tout jeu fini à somme nulle, et
#
# $$\max_p \min_j\,(pA)_j = \min_q \max_i\,(Aq)_i = v.$$
#
# Le nombre $v$ est la **valeur** du jeu : la ligne peut se *garantir* au moins $v$, la colonne peut l’*empêcher* d’avoir plus. Peu importe qui annonce sa stratégie mixte le premier : voilà ce que « min-max = max-min » veut dire.
#
# > **Deux dates à ne pas confondre.** Un article de vulgarisation de Gabriel Peyré (2020) date de 1944 la théorie des jeux à somme nulle et attribue à Nash (1950) des algorithmes. Le théorème du min-max est de **1928** (1944 est l’année du livre avec Morgenstern), et Nash a démontré une **existence**, pour des jeux quelconques : son théorème ne dit pas comment trouver l’équilibre. Pour la somme nulle, c’est la programmation linéaire de Dantzig (1947) qui calcule.
#
# **En programme linéaire.** La ligne cherche $p$ et le plus grand $v$ tels que toutes les colonnes lui laissent au moins $v$ :
#
# $$\max_{p,\,v}\ v \quad\text{avec}\quad (pA)_j \ge v\ \ \forall j, \qquad p_i \ge 0, \qquad \textstyle\sum_i p_i = 1.$$
#
# `linprog(c, A_ub=…, b_ub=…, A_eq=…, b_eq=…, bounds=…)` de SciPy **minimise** $c \cdot u$ sous $A_{ub}\,u \le b_{ub}$ et $A_{eq}\,u = b_{eq}$ ; prenez $u = (p_1, \dots, p_m, v)$. Attention : sans `bounds`, toutes les variables sont supposées positives ou nulles. Est-ce vrai de $v$ ? Pour $q$, la colonne résout le même problème dans le jeu où c’est elle qui reçoit.
#
# ### Exercice 2 : `solve_zero_sum` (2 points)
#
# Calculez la valeur et un équilibre.

# %% [markdown] lang="en"
# Does an equilibrium always exist? Von Neumann (1928): yes, for every finite zero-sum game, and
#
# $$\max_p \min_j\,(pA)_j = \min_q \max_i\,(Aq)_i = v.$$
#
# The number $v$ is the **value** of the game: row can *guarantee* at least $v$, column can *prevent* more. It does not matter who announces a mixed strategy first: this is what "min-max = max-min" means.
#
# > **Two dates not to be confused.** A popular article by Gabriel Peyré (2020) dates the theory of zero-sum games to 1944 and credits Nash (1950) with algorithms. The min-max theorem is of **1928** (1944 is the year of the book with Morgenstern), and Nash proved an **existence**, for games of any kind: his theorem does not say how to find the equilibrium. For zero-sum games, it is Dantzig's linear programming (1947) that computes.
#
# **As a linear program.** Row looks for $p$ and the largest $v$ such that every column leaves at least $v$:
#
# $$\max_{p,\,v}\ v \quad\text{subject to}\quad (pA)_j \ge v\ \ \forall j, \qquad p_i \ge 0, \qquad \textstyle\sum_i p_i = 1.$$
#
# SciPy's `linprog(c, A_ub=…, b_ub=…, A_eq=…, b_eq=…, bounds=…)` **minimises** $c \cdot u$ under $A_{ub}\,u \le b_{ub}$ and $A_{eq}\,u = b_{eq}$; take $u = (p_1, \dots, p_m, v)$. Beware: without `bounds`, all variables are taken to be positive or zero. Is that true of $v$? For $q$, column solves the same problem in the game where column is the one who receives.
#
# ### Exercise 2: `solve_zero_sum` (2 points)
#
# Compute the value and an equilibrium.


# %% solution="solve_zero_sum"
def solve_zero_sum(A):
    """Return the value of a zero-sum game and an optimal strategy for each player.

    Parameters
    ----------
    A : (m, n) array
        What the row player, who maximises, receives. m and n are at least 1. It is not modified.

    Returns
    -------
    value : float
        What the row player can guarantee, and what the column player can hold them to.
    p : (m,) array
        Probabilities of the rows: against every column they give at least value, up to 1e-6 times the largest |A|.
    q : (n,) array
        Probabilities of the columns: against every row they cost at most value, up to the same error. Where several
        pairs are optimal, any will do.

    Examples
    --------
    >>> value, p, q = solve_zero_sum(np.array([[3.0, 1.0], [5.0, 2.0]]))
    >>> round(float(value), 6), np.round(p, 6).tolist()
    (2.0, [0.0, 1.0])
    """

    ### BEGIN SOLUTION
    def guarantee(payoffs):
        m, n = payoffs.shape
        answer = linprog(
            c=np.append(np.zeros(m), -1.0),  # maximise v
            A_ub=np.hstack([-payoffs.T, np.ones((n, 1))]),  # v - (p A)_j <= 0
            b_ub=np.zeros(n),
            A_eq=np.append(np.ones(m), 0.0)[None, :],
            b_eq=[1.0],
            bounds=[(0, None)] * m + [(None, None)],  # v may be negative
        )
        return answer.x[:m], answer.x[m]

    p, value = guarantee(np.asarray(A, dtype=float))
    q, _ = guarantee(-np.asarray(A, dtype=float).T)
    return float(value), p, q
    ### END SOLUTION


# %% test="solve_zero_sum" points=2
pennies = np.array([[1.0, -1.0], [-1.0, 1.0]])
with expect.unchanged(pennies):
    answer = solve_zero_sum(pennies)
value, p, q = expect.unpack(answer, 3, fr="renvoyez (valeur, p, q)", en="return (value, p, q)")
expect.close(value, 0.0, atol=1e-6, fr="au jeu des pièces, la valeur est 0", en="the value of matching pennies is 0")
expect.close(
    p,
    [0.5, 0.5],
    atol=1e-6,
    fr="au jeu des pièces, un seul équilibre : moitié-moitié",
    en="matching pennies has one equilibrium: half and half",
)
expect.close(
    q,
    [0.5, 0.5],
    atol=1e-6,
    fr="au jeu des pièces, un seul équilibre : moitié-moitié",
    en="matching pennies has one equilibrium: half and half",
)
value, p, q = expect.unpack(solve_zero_sum(np.array([[4.0, -2.0], [-1.0, 3.0]])), 3)
expect.close(value, 1.0, atol=1e-6, fr="la ligne peut se garantir 1", en="row can guarantee 1")
expect.close(
    p, [0.4, 0.6], atol=1e-6, fr="contre chaque colonne, p doit rapporter 1", en="against each column, p must bring 1"
)
expect.close(
    q,
    [0.5, 0.5],
    atol=1e-6,
    fr="q est la stratégie de la colonne, qui minimise",
    en="q is the strategy of column, who minimises",
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(42)
skew = rng.normal(size=(6, 6))
tried = {
    "rock-paper-scissors": np.array([[0.0, -1.0, 1.0], [1.0, 0.0, -1.0], [-1.0, 1.0, 0.0]]),
    "a saddle point": np.array([[3.0, 1.0, 4.0], [5.0, 2.0, 3.0]]),
    "negative payoffs": np.array([[-3.0, -7.0], [-5.0, -4.0]]),
    "whole numbers": np.array([[2, -1], [-3, 4], [0, 1]]),
    "one row": np.array([[3.0, -2.0, 5.0]]),
    "one column": np.array([[-4.0], [-1.0], [-6.0]]),
    "one number": np.array([[-2.5]]),
    "all equal": np.full((3, 2), 7.0),
    "antisymmetric": skew - skew.T,
    "large payoffs": 1e4 * rng.normal(size=(4, 3)),
    "every second row of a table": rng.normal(size=(8, 3))[::2],
    **{f"({m}, {n})": rng.normal(size=(m, n)) - 1 for m, n in ((3, 5), (5, 3), (2, 9), (10, 10))},
}
for name, A in tried.items():
    with expect.unchanged(A):
        answer = solve_zero_sum(A)
    value, p, q = expect.unpack(answer, 3)
    tolerance = 2e-6 * max(1.0, abs(A).max())
    expect.shape(value, (), fr="la valeur est un nombre", en="the value is a number")
    for strategy, size in ((p, A.shape[0]), (q, A.shape[1])):
        expect.shape(
            strategy,
            (size,),
            fr="p a une probabilité par ligne, q une par colonne",
            en="p has one probability per row, q one per column",
        )
        expect.within(
            strategy, -1e-6, 1 + 1e-6, fr="des probabilités sont entre 0 et 1", en="probabilities lie between 0 and 1"
        )
        expect.close(
            np.sum(strategy), 1.0, atol=1e-6, fr="la somme des probabilités est 1", en="probabilities sum to 1"
        )
    expect.within(
        (p @ A).min() - value,
        -tolerance,
        tolerance,
        fr=f"p doit garantir la valeur, et pas davantage (essayé : {name})",
        en=f"p must guarantee the value, and no more (tried: {name})",
    )
    expect.within(
        (A @ q).max() - value,
        -tolerance,
        tolerance,
        fr=f"q doit tenir la ligne à la valeur (essayé : {name})",
        en=f"q must hold row to the value (tried: {name})",
    )
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# **Expérience : voir la garantie.** La ligne n’a que deux coups : sa stratégie est un nombre, la probabilité $p_1$ du premier. Chaque colonne donne alors un gain moyen qui est une droite en $p_1$. La colonne choisit la plus basse : la ligne reçoit l’enveloppe inférieure (trait noir) et en cherche le sommet. Votre `solve_zero_sum` (étoile) y est-il ?

# %% [markdown] lang="en"
# **Experiment: see the guarantee.** Row has two moves only: the strategy is one number, the probability $p_1$ of the first. Each column then gives an average gain that is a straight line in $p_1$. Column picks the lowest: row receives the lower envelope (black) and looks for its top. Is your `solve_zero_sum` (star) there?

# %% experiment=true
shapes = {
    course.text(fr="Les pièces", en="Matching pennies"): np.array([[1.0, -1.0], [-1.0, 1.0]]),
    course.text(fr="Un point-selle", en="A saddle point"): np.array([[1.0, 3.0], [-1.0, 0.5]]),
    course.text(fr="Quatre colonnes", en="Four columns"): np.array([[3.0, -1.0, 2.0, 0.5], [-2.0, 2.0, 0.0, 1.5]]),
}
fig, axes = plotting.subplots(1, 3, width=11, height=4.3)
p_line = np.linspace(0, 1, 201)
found = []
for ax, (name, A) in zip(axes, shapes.items()):
    lines = np.outer(p_line, A[0]) + np.outer(1 - p_line, A[1])
    for j, style in zip(range(A.shape[1]), plotting.LINE_STYLES):
        ax.plot(
            p_line, lines[:, j], style, linewidth=1.6, label=course.text(fr=f"colonne {j + 1}", en=f"column {j + 1}")
        )
    ax.plot(p_line, lines.min(axis=1), color="black", linewidth=4, alpha=0.55, zorder=1)
    value, p, q = solve_zero_sum(A)
    found.append(f"{name} : p1 = {p[0]:.2f}, v = {value:.2f}")
    ax.plot(p[0], value, "*", markersize=20, color=plotting.OKABE_ITO["yellow"], markeredgecolor="black", zorder=4)
    ax.set(xlabel=course.text(fr="probabilité $p_1$ de la ligne 1", en="probability $p_1$ of row 1"), title=name)
    ax.legend(loc="upper center", fontsize=9, ncols=2, bbox_to_anchor=(0.5, -0.2))
axes[0].set_ylabel(course.text(fr="gain moyen de la ligne", en="row's average gain"))
plotting.show(
    fig,
    alt=course.text(
        fr="Trois jeux où la ligne a deux coups. Pour chacun, une droite par colonne, le gain moyen selon p1, et leur enveloppe "
        f"inférieure en noir ; l’étoile marque la solution trouvée, au sommet de l’enveloppe. {' ; '.join(found)}.",
        en="Three games where row has two moves. For each, one line per column, the average gain against p1, and their lower "
        f"envelope in black; the star marks the solution found, at the top of the envelope. {'; '.join(found)}.",
    ),
)

# %% [markdown] lang="fr"
# **Ce qu’on lit.** Au jeu des pièces, le sommet est à l’intérieur : il faut mélanger. Au point-selle, il est au bord : un coup pur suffit, et le mélange ne sert à rien. Avec quatre colonnes, deux droites seulement passent par le sommet : à l’équilibre, la colonne ne joue que ces deux-là.
#
# **Expérience : répondre au mieux, chacun son tour.** Le rapport de 2017-2018 fait alterner les joueurs, chacun donnant sa meilleure réponse au dernier coup de l’autre, et dit que l’on tend vers l’équilibre de Nash. Essayons-le sur les pièces (courbes du haut), puis comparons avec le **jeu fictif** de Brown (1951), où chacun répond à la *moyenne* de ce que l’autre a fait jusque-là. L’« exploitabilité » $\max(Aq) - \min(pA)$ mesure ce que les deux joueurs gagneraient en tout à changer d’avis : elle est nulle exactement à l’équilibre.

# %% [markdown] lang="en"
# **What we read.** In matching pennies the top is inside: one must mix. At the saddle point it is on the edge: a pure move is enough, and mixing is of no use. With four columns, only two lines pass through the top: at equilibrium column plays these two alone.
#
# **Experiment: the best reply, each in turn.** The report of 2017-2018 lets the players alternate, each giving the best reply to the other's last move, and says that one tends to the Nash equilibrium. Let us try it on matching pennies (top curves), then compare with Brown's **fictitious play** (1951), where each replies to the *average* of what the other has done so far. The "exploitability" $\max(Aq) - \min(pA)$ measures what the two players would gain in all by changing their minds: it is zero exactly at equilibrium.

# %% experiment=true
pennies = np.array([[1.0, -1.0], [-1.0, 1.0]])
circle = np.array([[0.0, -1.0, 1.0], [1.0, 0.0, -1.0], [-1.0, 1.0, 0.0]])
n_rounds = course.pace(quick=1_000, classroom=10_000, full=100_000)
in_turn = games.play_best_replies(pennies, 24)
_, p_star, q_star = solve_zero_sum(pennies)

fig, (left, right) = plotting.subplots(1, 2, width=11, height=4.4, width_ratios=[1.15, 1])
rounds = np.arange(1, 25)
left.step(rounds, in_turn.rows, where="mid", label=course.text(fr="coup de la ligne", en="row's move"))
left.step(
    rounds, in_turn.columns + 1.5, "--", where="mid", label=course.text(fr="coup de la colonne", en="column's move")
)
left.set(
    xlabel=course.text(fr="tour", en="round"),
    yticks=[0, 1, 1.5, 2.5],
    yticklabels=[course.text(fr="pile", en="heads"), course.text(fr="face", en="tails")] * 2,
    ylim=(-0.3, 3.6),
    title=course.text(fr="Répondre au dernier coup : un cycle", en="Replying to the last move: a cycle"),
)
left.legend(loc="upper center", ncols=2)
played = {
    course.text(fr="pièces", en="pennies"): pennies,
    course.text(fr="pierre-feuille-ciseaux", en="rock-paper-scissors"): circle,
}
for (name, A), style in zip(played.items(), ("-", "--")):
    play = games.play_fictitiously(A, n_rounds)
    shown = np.unique(np.geomspace(1, n_rounds, 200).astype(int)) - 1
    gaps = np.array([games.exploitability(A, play.p[t], play.q[t]) for t in shown])
    right.plot(shown + 1, gaps, style, label=name)
    late = shown >= 100
    slope = np.polyfit(np.log(shown[late] + 1), np.log(np.maximum(gaps[late], 1e-3 / n_rounds)), 1)[0]
    print(
        course.text(
            fr=f"jeu fictif, {name} : exploitabilité {gaps[-1]:.4f} au tour {n_rounds}, pente {slope:.2f}".replace(
                ".", ","
            ),
            en=f"fictitious play, {name}: exploitability {gaps[-1]:.4f} at round {n_rounds}, slope {slope:.2f}",
        )
    )
turns = np.geomspace(1, n_rounds, 50)
right.plot(turns, 2 / np.sqrt(turns), "k:", label="$2/\\sqrt{t}$")
right.axhline(
    2, color=plotting.OKABE_ITO["vermilion"], linestyle="-.", label=course.text(fr="coups alternés", en="moves in turn")
)
right.set(
    xscale="log",
    yscale="log",
    xlabel=course.text(fr="tour $t$", en="round $t$"),
    ylabel=course.text(fr="exploitabilité", en="exploitability"),
    title=course.text(fr="Répondre à la moyenne : on approche", en="Replying to the average: closer"),
)
right.legend(loc="lower left")
states = [is_equilibrium(pennies, np.eye(2)[i], np.eye(2)[j], 1e-9) for i, j in zip(in_turn.rows, in_turn.columns)]
good = is_equilibrium(pennies, p_star, q_star, 1e-6)
print(
    course.text(
        fr=f"coups alternés : {sum(states)} équilibre en {len(states)} tours ; votre solution est un équilibre : {'oui' if good else 'non'}",
        en=f"moves in turn: {sum(states)} equilibria in {len(states)} rounds; your solution is an equilibrium: {'yes' if good else 'no'}",
    )
)
plotting.show(
    fig,
    alt=course.text(
        fr="À gauche, 24 tours du jeu des pièces : la ligne copie la colonne, la colonne fait le contraire, et les deux "
        "alternent sans fin. À droite, l’exploitabilité du jeu fictif selon le tour, en échelles logarithmiques : elle descend "
        "à peu près comme 1/√t, alors que celle des coups alternés reste à 2.",
        en="Left, 24 rounds of matching pennies: row copies column, column does the opposite, and both alternate for ever. "
        "Right, the exploitability of fictitious play against the round, on logarithmic scales: it falls about as 1/√t, while "
        "that of moves in turn stays at 2.",
    ),
)

# %% [markdown] lang="fr"
# **Ce qu’on lit.** Les meilleures réponses alternées ne convergent pas : chaque joueur court après l’autre, et *jamais* un de leurs états n’est un équilibre. Ce qui approche de l’équilibre, c’est la **moyenne** des coups, quand chacun répond à la moyenne de l’autre (théorème de Robinson, 1951). Retenez l’image : un GAN oscille pour la même raison, et les moyennes, ou des pas prudents, y remédient.
#
# > **Un échange à corriger.** Le même rapport fait agir le discriminateur sur les paramètres $\theta_G$ et le générateur sur $\theta_D$. Chaque joueur n’agit que sur **les siens** : $D$ sur $\theta_D$, $G$ sur $\theta_G$. Chacun *subit* ceux de l’autre : c’est précisément ce qui en fait un jeu et non une optimisation.

# %% [markdown] lang="en"
# **What we read.** Best replies in turn do not converge: each player runs after the other, and *none* of their states is an equilibrium. What approaches the equilibrium is the **average** of the moves, when each replies to the average of the other (Robinson's theorem, 1951). Keep the picture in mind: a GAN oscillates for the same reason, and averages, or careful steps, are the remedy.
#
# > **An exchange to correct.** The same report lets the discriminator act on the parameters $\theta_G$ and the generator on $\theta_D$. Each player acts on **its own** only: $D$ on $\theta_D$, $G$ on $\theta_G$. Each *endures* the other's: this is precisely what makes it a game and not an optimisation.

# %% [markdown] lang="fr"
# ## 3. La valeur du GAN
#
# Dans un GAN, une « ligne » est un réglage de $D$ et une « colonne » un réglage de $G$ : il y en a une infinité, et la matrice devient la fonction $V(D, G)$ de l’équation (4).
#
# En pratique $D$ ne rend pas une probabilité mais un **logit** $a \in \mathbb R$, et $D(x) = \sigma(a)$. C’est la bonne variable pour calculer : $\log \sigma(a)$ est un nombre modéré même quand $\sigma(a)$ s’arrondit à 0. Avec
#
# $$\log \sigma(a) = -\log(1 + e^{-a}), \qquad \log(1 - \sigma(a)) = -\log(1 + e^{a}),$$
#
# et `np.logaddexp(0, t)`, qui calcule $\log(e^0 + e^t)$ sans déborder, rien ne peut mal tourner. (Que donnerait `np.log(sigmoid(-1000))` ?)
#
# ### Exercice 3 : `gan_value` (1 point)
#
# Calculez $V$ à partir des logits que $D$ donne à des exemples vrais et à des faux : chaque espérance devient une moyenne.

# %% [markdown] lang="en"
# ## 3. The value of the GAN
#
# In a GAN, a "row" is a setting of $D$ and a "column" a setting of $G$: there are infinitely many, and the matrix becomes the function $V(D, G)$ of equation (4).
#
# In practice $D$ does not return a probability but a **logit** $a \in \mathbb R$, and $D(x) = \sigma(a)$. It is the right variable to compute with: $\log \sigma(a)$ is a moderate number even where $\sigma(a)$ is rounded to 0. With
#
# $$\log \sigma(a) = -\log(1 + e^{-a}), \qquad \log(1 - \sigma(a)) = -\log(1 + e^{a}),$$
#
# and `np.logaddexp(0, t)`, which computes $\log(e^0 + e^t)$ without overflow, nothing can go wrong. (What would `np.log(sigmoid(-1000))` give?)
#
# ### Exercise 3: `gan_value` (1 point)
#
# Compute $V$ from the logits that $D$ gives to real and to fake samples: each expectation becomes a mean.


# %% solution="gan_value"
def gan_value(real_logits, fake_logits):
    """Return E log D(x) + E log(1 − D(G(z))), with D = sigmoid(logit).

    Parameters
    ----------
    real_logits : array of any shape
        Logits that D gives to real samples. It is not modified. A tensor without gradient works too.
    fake_logits : array of any shape
        Logits that D gives to generated samples; there may be more or fewer of them.

    Returns
    -------
    float
        A sum of two means, at most 0; finite, without any warning, for logits up to ±1000.

    Examples
    --------
    >>> round(gan_value(np.zeros(3), np.zeros(5)), 6)  # D answers 1/2 everywhere: -2 log 2
    -1.386294
    """
    ### BEGIN SOLUTION
    real, fake = np.asarray(real_logits, dtype=float), np.asarray(fake_logits, dtype=float)
    return float(-np.logaddexp(0, -real).mean() - np.logaddexp(0, fake).mean())
    ### END SOLUTION


# %% test="gan_value" points=1
real, fake = np.array([2.0, 0.0, 1.0]), np.array([-1.0, 0.5])
with expect.unchanged(real, fake):
    value = gan_value(real, fake)
expect.close(
    value,
    -1.0214482956,
    fr="moyenne de log D sur les vrais, plus moyenne de log(1 - D) sur les faux",
    en="mean of log D over real samples, plus mean of log(1 - D) over fake ones",
)
expect.close(
    gan_value(np.zeros(4), np.zeros(7)),
    -2 * np.log(2),
    fr="D = 1/2 partout : V = -2 log 2",
    en="D = 1/2 everywhere: V = -2 log 2",
)
with expect.silent(fr="passez par logaddexp : exp(1000) déborde", en="use logaddexp: exp(1000) overflows"):
    sure = gan_value(np.array([1000.0]), np.array([-1000.0]))
expect.close(sure, 0.0, fr="un D sûr de lui et qui a raison : V = 0", en="a D that is sure and right: V = 0")
### BEGIN HIDDEN TESTS
with expect.silent(fr="passez par logaddexp : exp(1000) déborde", en="use logaddexp: exp(1000) overflows"):
    wrong = gan_value(np.array([[-1000.0, 1000.0]]), np.array([[1000.0], [-1000.0], [1000.0]]))
expect.close(
    wrong,
    -500 - 2000 / 3,
    fr="un logit de -1000 sur un vrai coûte 1000",
    en="a logit of -1000 on a real sample costs 1000",
)
rng = np.random.default_rng(43)
for shape_real, shape_fake in (((5, 1), (8, 1)), ((1,), (1,)), ((2, 3, 4), (7,))):
    real, fake = 4 * rng.normal(size=shape_real), 4 * rng.normal(size=shape_fake)
    wanted = np.mean(np.log(1 / (1 + np.exp(-real)))) + np.mean(np.log(1 - 1 / (1 + np.exp(-fake))))
    with expect.unchanged(real, fake):
        value = gan_value(real, fake)
    expect.close(
        value,
        wanted,
        fr=f"essayé avec les formes {shape_real} et {shape_fake}",
        en=f"tried with shapes {shape_real} and {shape_fake}",
    )
expect.close(
    gan_value(real.T[::2], fake[::-3]), np.mean(-np.log1p(np.exp(-real.T[::2]))) - np.mean(np.log1p(np.exp(fake[::-3])))
)
expect.close(
    gan_value(np.array([3, -2]), np.array([1])),
    -1.0877576 - 1.31326169,
    fr="des logits entiers conviennent",
    en="whole numbers will do",
)
expect.close(
    gan_value(np.float32([0.5, 2.5]), np.float32([-30.0])),
    -0.2764834,
    rtol=1e-5,
    fr="essayé en float32",
    en="tried in float32",
)
expect.close(
    gan_value(torch.tensor([[0.0], [2.0]]), torch.tensor([[0.0]])),
    -0.4100376 - np.log(2),
    rtol=1e-5,
    fr="un tenseur sans gradient convient aussi",
    en="a tensor without gradient will do too",
)
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# **Le meilleur discriminateur.** Fixons $G$, donc la densité $p_{\text{model}}$ de ce qu’il produit. L’équation (4) devient une intégrale,
#
# $$V(D, G) = \int \Big( p_{\text{data}}(x) \log D(x) + p_{\text{model}}(x) \log\big(1 - D(x)\big) \Big)\,dx,$$
#
# et on peut choisir $D(x)$ point par point. Pour $a, b \ge 0$ non tous deux nuls, $t \mapsto a \log t + b \log(1 - t)$ est concave et sa dérivée $a/t - b/(1 - t)$ s’annule en $t = a/(a + b)$. D’où
#
# $$D^*(x) = \frac{p_{\text{data}}(x)}{p_{\text{data}}(x) + p_{\text{model}}(x)}.$$
#
# Là où les deux densités sont nulles, personne ne passe jamais : $D^*$ y est libre, et nous convenons de $1/2$.
#
# ### Exercice 4 : `optimal_discriminator` (1 point)

# %% [markdown] lang="en"
# **The best discriminator.** Fix $G$, hence the density $p_{\text{model}}$ of what it makes. Equation (4) becomes an integral,
#
# $$V(D, G) = \int \Big( p_{\text{data}}(x) \log D(x) + p_{\text{model}}(x) \log\big(1 - D(x)\big) \Big)\,dx,$$
#
# and $D(x)$ can be chosen point by point. For $a, b \ge 0$ not both zero, $t \mapsto a \log t + b \log(1 - t)$ is concave and its derivative $a/t - b/(1 - t)$ vanishes at $t = a/(a + b)$. Hence
#
# $$D^*(x) = \frac{p_{\text{data}}(x)}{p_{\text{data}}(x) + p_{\text{model}}(x)}.$$
#
# Where both densities are zero nobody ever comes by: $D^*$ is free there, and we agree on $1/2$.
#
# ### Exercise 4: `optimal_discriminator` (1 point)


# %% solution="optimal_discriminator"
def optimal_discriminator(p_data, p_model):
    """Return the D that is best against a fixed generator: p_data / (p_data + p_model).

    Parameters
    ----------
    p_data, p_model : arrays of one shape
        Densities at the same points, positive or zero, of any size (1e-200 counts); they need not sum to 1. They are
        not modified.

    Returns
    -------
    array of floats, of the shape of the densities
        1/2 where both densities are exactly 0. NumPy gives no warning.

    Examples
    --------
    >>> optimal_discriminator(np.array([0.3, 0.0, 0.0]), np.array([0.1, 0.2, 0.0]))
    array([0.75, 0.  , 0.5 ])
    """
    ### BEGIN SOLUTION
    total = np.asarray(p_data, dtype=float) + p_model
    nobody = total == 0
    return np.where(nobody, 0.5, p_data / np.where(nobody, 1.0, total))
    ### END SOLUTION


# %% test="optimal_discriminator" points=1
p_data, p_model = np.array([0.3, 0.2, 0.0, 0.0]), np.array([0.1, 0.2, 0.5, 0.0])
with expect.unchanged(p_data, p_model), expect.silent(fr="ne divisez pas par 0", en="do not divide by 0"):
    answers = optimal_discriminator(p_data, p_model)
expect.close(
    answers,
    [0.75, 0.5, 0.0, 0.5],
    fr="la part des données en chaque point, et 1/2 là où les deux densités sont nulles",
    en="the share of the data at each point, and 1/2 where both densities are zero",
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(44)
for shape in ((6,), (1,), (3, 4)):
    p_data, p_model = rng.uniform(size=shape), 5 * rng.uniform(size=shape)
    p_data.flat[0] = p_model.flat[0] = 0.0
    with expect.unchanged(p_data, p_model), expect.silent(fr="ne divisez pas par 0", en="do not divide by 0"):
        answers = optimal_discriminator(p_data, p_model)
    wanted = np.full(shape, 0.5)
    wanted.flat[1:] = 1 / (1 + p_model.flat[1:] / p_data.flat[1:])
    expect.close(
        answers, wanted, fr=f"essayé avec des densités de forme {shape}", en=f"tried with densities of shape {shape}"
    )
tiny = np.array([1e-200, 3e-200, 0.0, 1e-300])
expect.close(
    optimal_discriminator(tiny, tiny[::-1]),
    [1.0, 1.0, 0.0, 1e-100],
    fr="seul 0 compte pour nul : 1e-200 est une densité",
    en="only 0 counts as zero: 1e-200 is a density",
)
expect.close(optimal_discriminator(tiny[:2], 3 * tiny[:2]), [0.25, 0.25])
expect.close(
    optimal_discriminator(np.array([1, 0, 3, 0]), np.array([1, 2, 1, 0])),
    [0.5, 0.0, 0.75, 0.5],
    fr="des entiers conviennent",
    en="whole numbers will do",
)
expect.close(optimal_discriminator(np.float32([0.5, 0.0]), np.float32([1.5, 0.0])), [0.25, 0.5], rtol=1e-5)
table = rng.uniform(size=(6, 4))
expect.close(optimal_discriminator(table.T[::2], table.T[1::2]), table.T[::2] / (table.T[::2] + table.T[1::2]))
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# **Ce que le générateur minimise alors.** Mettons $D^*$ dans $V$. En notant $M = \tfrac12(P + Q)$ le mélange, et $\mathrm{KL}(P \Vert M) = \sum_i P_i \log (P_i / M_i)$ (un terme où $P_i = 0$ vaut 0), la **divergence de Jensen-Shannon** est
#
# $$\mathrm{JS}(P, Q) = \tfrac12\,\mathrm{KL}(P \Vert M) + \tfrac12\,\mathrm{KL}(Q \Vert M), \qquad\text{et}\qquad V(D^*, G) = 2\,\mathrm{JS}(p_{\text{data}}, p_{\text{model}}) - 2 \log 2.$$
#
# Elle est symétrique, nulle seulement si $P = Q$, et ne dépasse jamais $\log 2$ : sa valeur quand les deux lois ne se touchent pas, *si loin qu’elles soient l’une de l’autre*.
#
# ### Exercice 5 : `js_divergence` (1 point)
#
# Écrivez-la pour deux vecteurs de probabilités, en nats (logarithme naturel).

# %% [markdown] lang="en"
# **What the generator then minimises.** Put $D^*$ into $V$. With the mixture $M = \tfrac12(P + Q)$, and $\mathrm{KL}(P \Vert M) = \sum_i P_i \log (P_i / M_i)$ (a term where $P_i = 0$ is 0), the **Jensen-Shannon divergence** is
#
# $$\mathrm{JS}(P, Q) = \tfrac12\,\mathrm{KL}(P \Vert M) + \tfrac12\,\mathrm{KL}(Q \Vert M), \qquad\text{and}\qquad V(D^*, G) = 2\,\mathrm{JS}(p_{\text{data}}, p_{\text{model}}) - 2 \log 2.$$
#
# It is symmetric, zero only if $P = Q$, and never exceeds $\log 2$: its value when the two laws do not touch, *however far apart they are*.
#
# ### Exercise 5: `js_divergence` (1 point)
#
# Write it for two probability vectors, in nats (natural logarithm).


# %% solution="js_divergence"
def js_divergence(p, q):
    """Return the Jensen-Shannon divergence of two probability vectors, in nats.

    Parameters
    ----------
    p, q : (k,) arrays
        Probabilities of the same k points, positive or zero, of sum 1. They are not modified.

    Returns
    -------
    float
        Between 0 and log 2 up to rounding: the divergence itself, not its square root. Zeros are allowed, in p, in q
        or in both, and NumPy gives no warning.

    Examples
    --------
    >>> round(js_divergence(np.array([1.0, 0.0]), np.array([0.0, 1.0])), 6)
    0.693147
    """
    ### BEGIN SOLUTION
    middle = (np.asarray(p, dtype=float) + q) / 2

    def kl(r):
        there = r > 0  # so that 0 log 0 = 0; the mixture is positive there as well
        return np.sum(r[there] * np.log(r[there] / middle[there]))

    return float(kl(np.asarray(p)) + kl(np.asarray(q))) / 2
    ### END SOLUTION


# %% test="js_divergence" points=1
p, q = np.array([0.5, 0.5, 0.0]), np.array([0.0, 0.5, 0.5])
with (
    expect.unchanged(p, q),
    expect.silent(
        fr="laissez de côté les points où la probabilité est nulle",
        en="leave out the points where the probability is zero",
    ),
):
    value = js_divergence(p, q)
expect.close(
    value,
    np.log(2) / 2,
    fr="(KL(p || m) + KL(q || m)) / 2 avec m = (p + q) / 2, en nats",
    en="(KL(p || m) + KL(q || m)) / 2 with m = (p + q) / 2, in nats",
)
expect.close(js_divergence(p, p), 0.0, fr="nulle quand p = q", en="zero when p = q")
### BEGIN HIDDEN TESTS
expect.close(
    js_divergence(np.array([1.0, 0.0]), np.array([0.0, 1.0])),
    np.log(2),
    fr="log 2 quand les supports sont disjoints",
    en="log 2 when the supports are disjoint",
)
expect.close(
    js_divergence(np.array([0.9, 0.1]), np.array([0.4, 0.6])),
    0.148399319,
    rtol=1e-6,
    fr="essayé sur deux points",
    en="tried on two points",
)
rng = np.random.default_rng(45)
for k in (1, 4, 30):
    p, q = rng.dirichlet(np.ones(k)), rng.dirichlet(np.ones(k))
    if k > 1:
        p[0], p[1], q[2] = 0.0, p[0] + p[1], 0.0
        q /= q.sum()
    pairs = list(zip(p.tolist(), q.tolist()))
    wanted = sum(r * np.log(2 * r / (a + b)) for a, b in pairs for r in (a, b) if r > 0) / 2
    with (
        expect.unchanged(p, q),
        expect.silent(fr="un terme où la probabilité est nulle vaut 0", en="a term where the probability is zero is 0"),
    ):
        values = [js_divergence(p, q), js_divergence(q, p)]
    expect.close(
        values, [wanted, wanted], fr=f"essayé sur {k} points, dans les deux sens", en=f"tried on {k} points, both ways"
    )
both = np.array([0.0, 0.25, 0.75, 0.0])
with expect.silent(
    fr="un point de probabilité nulle des deux côtés ne compte pas",
    en="a point without probability on both sides does not count",
):
    value = js_divergence(both, both[::-1])
expect.close(value, 0.130812035, rtol=1e-6)
expect.close(
    js_divergence(np.array([1, 0, 0]), np.array([0, 1, 0])),
    np.log(2),
    fr="des entiers conviennent",
    en="whole numbers will do",
)
expect.close(js_divergence(np.float32([0.5, 0.5]), np.float32([1.0, 0.0])), 0.215762, rtol=1e-5)
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# **Expérience : l’égalité se vérifie.** Données $N(0, 1)$, modèle $N(\delta, 1)$. On compare trois calculs : $2\,\mathrm{JS} - 2\log 2$ avec votre `js_divergence` (densités sur une grille fine), $V(D^*, G)$ par intégration sur cette grille, et $V$ estimée comme à l’entraînement, par votre `gan_value` sur des échantillons et les logits de $D^*$, soit $\log p_{\text{data}} - \log p_{\text{model}}$. Les barres donnent l’étendue de la moitié des tirages, du premier au troisième quartile.

# %% [markdown] lang="en"
# **Experiment: the equality can be checked.** Data $N(0, 1)$, model $N(\delta, 1)$. Three computations are compared: $2\,\mathrm{JS} - 2\log 2$ with your `js_divergence` (densities on a fine grid), $V(D^*, G)$ by integration on that grid, and $V$ estimated as in training, by your `gan_value` on samples and the logits of $D^*$, that is $\log p_{\text{data}} - \log p_{\text{model}}$. The bars hold half of the draws, from the first to the third quartile.

# %% experiment=true
shifts = np.linspace(0, 8, 17)
n_draws = course.pace(quick=10, classroom=100, full=1000)
points = np.linspace(-8, 16, 4801)[:, None]
data = toy.gaussian(0.0)
exact, integrated, estimated = [], [], []
for i, shift in enumerate(shifts):
    model = toy.gaussian(shift)
    real_mass, fake_mass = data.density(points), model.density(points)
    real_mass, fake_mass = real_mass / real_mass.sum(), fake_mass / fake_mass.sum()
    exact.append(2 * js_divergence(real_mass, fake_mass) - 2 * np.log(2))
    best = optimal_discriminator(real_mass, fake_mass)
    log_best, log_rest = np.log(np.maximum(best, 1e-300)), np.log(np.maximum(1 - best, 1e-300))
    integrated.append(np.sum(real_mass * log_best + fake_mass * log_rest))
    draws = []
    for seed in range(n_draws):
        rng = np.random.default_rng([seed, i])
        real, fake = data.sample(128, rng), model.sample(128, rng)
        draws.append(gan_value(*(data.log_density(x) - model.log_density(x) for x in (real, fake))))
    estimated.append(draws)
exact, integrated, estimated = np.array(exact), np.array(integrated), np.array(estimated)
largest = np.abs(exact - integrated).max()
half_width = 1.96 * estimated.std(axis=1, ddof=1) / np.sqrt(n_draws)
n_inside = np.sum(np.abs(estimated.mean(axis=1) - exact) <= half_width)

fig, (left, right) = plotting.subplots(1, 2, width=11, height=4.4)
x_line = np.linspace(-4, 9, 500)[:, None]
left.fill_between(x_line[:, 0], data.density(x_line), alpha=0.25, color="black", linewidth=0)
for shift, style in zip((0.5, 2.0, 6.0), plotting.LINE_STYLES):
    best = optimal_discriminator(data.density(x_line), toy.gaussian(shift).density(x_line))
    left.plot(x_line, best, style, label=f"$\\delta = {shift:g}$".replace(".", course.text(fr="{,}", en=".")))
left.set(
    xlabel="$x$",
    ylabel="$D^*(x)$",
    title=course.text(fr="Plus le modèle est loin, plus $D^*$ est sûr", en="The farther the model, the surer $D^*$"),
)
left.text(-2.2, 0.18, "$p_{\\mathrm{data}}$", fontsize=13)
left.legend()
right.plot(shifts, exact, color="black", label=r"$2\,\mathrm{JS} - 2\log 2$")
low, middle, high = np.quantile(estimated, [0.25, 0.5, 0.75], axis=1)
right.errorbar(
    shifts,
    middle,
    [middle - low, high - middle],
    fmt="o",
    color=plotting.OKABE_ITO["vermilion"],
    capsize=3,
    label=course.text(fr="$V(D^*, G)$, 2 × 128 exemples", en="$V(D^*, G)$, 2 × 128 samples"),
)
right.axhline(0, color="black", linestyle=":", linewidth=1.2)
right.axhline(-2 * np.log(2), color="black", linestyle=":", linewidth=1.2)
right.text(8, -2 * np.log(2) + 0.02, r"$-2\log 2$", ha="right", va="bottom", fontsize=12)
right.set(
    xlabel=course.text(
        fr="décalage $\\delta$ du modèle (en écarts-types)", en="shift $\\delta$ of the model (in standard deviations)"
    ),
    ylabel=course.text(fr="valeur $V$ (nats)", en="value $V$ (nats)"),
    title=course.text(fr="Loin, la valeur ne bouge plus", en="Far away, the value no longer moves"),
)
right.legend(loc="center right")
print(
    course.text(
        fr=f"écart entre 2 JS - 2 log 2 et l’intégrale : au plus {largest:.1e} ; {n_inside} intervalles à 95 % sur {len(shifts)} contiennent la valeur exacte ({n_draws} tirages)".replace(
            ".", ","
        ),
        en=f"gap between 2 JS - 2 log 2 and the integral: at most {largest:.1e}; {n_inside} of {len(shifts)} 95 % intervals hold the exact value ({n_draws} draws)",
    )
)
plotting.show(
    fig,
    alt=course.text(
        fr="À gauche, D* pour un modèle décalé de 0,5, 2 et 6 écarts-types : une pente douce, puis une marche de plus en plus "
        "raide. À droite, la valeur V(D*, G) selon le décalage : elle part de −2 log 2 pour δ = 0 et plafonne à 0 dès δ = 6 "
        "environ ; les estimations sur échantillons suivent la courbe.",
        en="Left, D* for a model shifted by 0.5, 2 and 6 standard deviations: a gentle slope, then a steeper and steeper step. "
        "Right, the value V(D*, G) against the shift: it starts from −2 log 2 at δ = 0 and levels off at 0 from about δ = 6 on; "
        "the estimates from samples follow the curve.",
    ),
)

# %% [markdown] lang="fr"
# **Ce qu’on lit.** L’égalité tient à la précision des calculs, et les estimations sur 256 exemples l’entourent. Regardez surtout la droite de la courbe : au-delà de six écarts-types, la valeur est *plate*. Un générateur loin du but ne voit plus, dans $V(D^*, G)$, de quel côté aller. Cette platitude reviendra en section 7.
#
# ## 4. Jouer par gradient
#
# Chercher un équilibre par programmation linéaire est sans espoir quand une stratégie a des millions de poids. On fait donc comme toujours : des pas de gradient. Mais à deux. Pour une fonction $f(x, y)$ que $x$ fait descendre et que $y$ fait monter, avec un pas $\eta$ (`lr`) :
#
# | dynamique | $x$ devient | $y$ devient |
# | --- | --- | --- |
# | **simultanée** | $x - \eta\,\partial_x f(x, y)$ | $y + \eta\,\partial_y f(x, y)$ |
# | **alternée** | $x' = x - \eta\,\partial_x f(x, y)$ | $y + \eta\,\partial_y f(x', y)$ |
# | **extragradient** | $x - \eta\,\partial_x f(\bar x, \bar y)$ | $y + \eta\,\partial_y f(\bar x, \bar y)$ |
#
# La dernière (Korpelevich, 1976) essaie d’abord un pas simultané, $(\bar x, \bar y)$, regarde la pente *là-bas*, et fait le pas à partir d’*ici*.
#
# Les gradients vous sont donnés comme deux fonctions, `grad_x(x, y)` et `grad_y(x, y)`, dérivées de **la même** $f$ : c’est à vous de descendre l’une et de monter l’autre. Nombres ou tableaux, le code est le même ; ne modifiez pas vos arguments.
#
# ### Exercice 6 : `simultaneous_step` (0,5 point)

# %% [markdown] lang="en"
# **What we read.** The equality holds to the precision of the computation, and the estimates from 256 samples surround it. Look above all at the right of the curve: beyond six standard deviations the value is *flat*. A generator far from its goal no longer sees, in $V(D^*, G)$, which way to go. This flatness comes back in section 7.
#
# ## 4. Playing by gradient
#
# To look for an equilibrium by linear programming is hopeless when a strategy has millions of weights. So one does as always: gradient steps. But there are two players. For a function $f(x, y)$ that $x$ descends and $y$ climbs, with the learning rate $\eta$ (`lr`):
#
# | dynamics | $x$ becomes | $y$ becomes |
# | --- | --- | --- |
# | **simultaneous** | $x - \eta\,\partial_x f(x, y)$ | $y + \eta\,\partial_y f(x, y)$ |
# | **alternating** | $x' = x - \eta\,\partial_x f(x, y)$ | $y + \eta\,\partial_y f(x', y)$ |
# | **extragradient** | $x - \eta\,\partial_x f(\bar x, \bar y)$ | $y + \eta\,\partial_y f(\bar x, \bar y)$ |
#
# The last one (Korpelevich, 1976) first tries a simultaneous step, $(\bar x, \bar y)$, looks at the slope *over there*, and makes the step from *here*.
#
# The gradients are given as two functions, `grad_x(x, y)` and `grad_y(x, y)`, derivatives of **the same** $f$: it is up to you to descend one and climb the other. Numbers or arrays, the code is the same; do not modify your arguments.
#
# ### Exercise 6: `simultaneous_step` (0.5 point)


# %% solution="simultaneous_step"
def simultaneous_step(x, y, grad_x, grad_y, lr):
    """Move both players at once: x descends f, y ascends it, each from the old point.

    Parameters
    ----------
    x, y : float or array
        Where the players are. They are not modified. Arrays may have different shapes.
    grad_x, grad_y : callable
        grad_x(x, y) is the derivative of f in x, of the shape of x; grad_y(x, y) that in y, of the shape of y.
    lr : float
        Learning rate, positive, the same for both.

    Returns
    -------
    (x, y)
        The new places, of the shapes of x and y.

    Examples
    --------
    >>> simultaneous_step(1.0, 2.0, lambda x, y: y, lambda x, y: x, 0.5)
    (0.0, 2.5)
    """
    ### BEGIN SOLUTION
    return x - lr * grad_x(x, y), y + lr * grad_y(x, y)
    ### END SOLUTION


# %% test="simultaneous_step" points=0.5
def slope_x(x, y):
    return y


def slope_y(x, y):
    return x


x, y = expect.unpack(simultaneous_step(1.0, 2.0, slope_x, slope_y, 0.1), 2)
expect.close(x, 0.8, fr="f = xy : x descend, x - lr · y", en="f = xy: x descends, x - lr · y")
expect.close(
    y,
    2.1,
    fr="f = xy : y monte depuis l’ancien point, y + lr · x",
    en="f = xy: y ascends from the old point, y + lr · x",
)
### BEGIN HIDDEN TESTS
for lr in (0.01, 0.3, 2.0):
    place = (0.6, -0.8)
    for _ in range(5):
        place = expect.unpack(simultaneous_step(*place, slope_x, slope_y, lr), 2)
    expect.close(
        np.hypot(*place),
        (1 + lr**2) ** 2.5,
        fr="sur f = xy, chaque pas éloigne d’un facteur √(1 + η²)",
        en="on f = xy each step drifts away by a factor √(1 + η²)",
    )
rng = np.random.default_rng(46)
for m, n in ((3, 3), (2, 4), (1, 1)):
    M, x0, y0 = rng.normal(size=(m, n)), rng.normal(size=m), rng.normal(size=n)
    with expect.unchanged(x0, y0):
        moved = simultaneous_step(x0, y0, lambda x, y: x + M @ y, lambda x, y: x @ M - 3 * y**2, 0.2)
    x, y = expect.unpack(moved, 2)
    expect.close(
        x,
        0.8 * x0 - 0.2 * M @ y0,
        fr=f"essayé avec des tableaux de {m} et {n} nombres",
        en=f"tried with arrays of {m} and {n} numbers",
    )
    expect.close(
        y,
        y0 + 0.2 * (x0 @ M - 3 * y0**2),
        fr=f"essayé avec des tableaux de {m} et {n} nombres",
        en=f"tried with arrays of {m} and {n} numbers",
    )
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# ### Exercice 7 : `alternating_step` (1 point)
#
# $x$ joue le premier ; $y$ voit le nouveau $x$.

# %% [markdown] lang="en"
# ### Exercise 7: `alternating_step` (1 point)
#
# $x$ plays first; $y$ sees the new $x$.


# %% solution="alternating_step"
def alternating_step(x, y, grad_x, grad_y, lr):
    """Move x first, down f; then y, up f, against the new x.

    Parameters
    ----------
    x, y : float or array
        Where the players are. They are not modified. Arrays may have different shapes.
    grad_x, grad_y : callable
        grad_x(x, y) is the derivative of f in x, of the shape of x; grad_y(x, y) that in y, of the shape of y.
    lr : float
        Learning rate, positive, the same for both.

    Returns
    -------
    (x, y)
        The new places, of the shapes of x and y.

    Examples
    --------
    >>> alternating_step(1.0, 2.0, lambda x, y: y, lambda x, y: x, 0.5)
    (0.0, 2.0)
    """
    ### BEGIN SOLUTION
    x = x - lr * grad_x(x, y)
    return x, y + lr * grad_y(x, y)
    ### END SOLUTION


# %% test="alternating_step" points=1
def slope_x(x, y):
    return y


def slope_y(x, y):
    return x


x, y = expect.unpack(alternating_step(1.0, 2.0, slope_x, slope_y, 0.1), 2)
expect.close(x, 0.8, fr="f = xy : x joue d’abord, x - lr · y", en="f = xy: x plays first, x - lr · y")
expect.close(
    y, 2.08, fr="f = xy : y voit le nouveau x, y + lr · x_nouveau", en="f = xy: y sees the new x, y + lr · x_new"
)
### BEGIN HIDDEN TESTS
for lr in (0.1, 1.0, 1.9):
    place, farthest = (0.6, -0.8), 0.0
    for _ in range(60):
        place = expect.unpack(alternating_step(*place, slope_x, slope_y, lr), 2)
        farthest = max(farthest, float(np.hypot(*place)))
    # x² - lr x y + y² does not change, and the distance is at most √((2 + lr) / (2 - lr)) times the first.
    expect.within(
        farthest,
        0.7,
        np.sqrt((2 + lr) / (2 - lr)) + 1e-9,
        fr="sur f = xy, on reste à distance bornée tant que η < 2",
        en="on f = xy the distance stays bounded as long as η < 2",
    )
    expect.close(
        place[0] ** 2 - lr * place[0] * place[1] + place[1] ** 2,
        1 + 0.48 * lr,
        fr="sur f = xy, x² - η x y + y² ne change pas",
        en="on f = xy, x² - η x y + y² does not change",
    )
rng = np.random.default_rng(47)
for m, n in ((3, 3), (2, 4), (1, 1)):
    M, x0, y0 = rng.normal(size=(m, n)), rng.normal(size=m), rng.normal(size=n)
    with expect.unchanged(x0, y0):
        moved = alternating_step(x0, y0, lambda x, y: x + M @ y, lambda x, y: x @ M - 3 * y**2, 0.2)
    x, y = expect.unpack(moved, 2)
    first = 0.8 * x0 - 0.2 * M @ y0
    expect.close(
        x, first, fr=f"essayé avec des tableaux de {m} et {n} nombres", en=f"tried with arrays of {m} and {n} numbers"
    )
    expect.close(
        y,
        y0 + 0.2 * (first @ M - 3 * y0**2),
        fr=f"essayé avec des tableaux de {m} et {n} nombres",
        en=f"tried with arrays of {m} and {n} numbers",
    )
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# ### Exercice 8 : `extragradient_step` (1 point)
#
# Un pas d’essai, puis le vrai pas, depuis le point de départ.

# %% [markdown] lang="en"
# ### Exercise 8: `extragradient_step` (1 point)
#
# A trial step, then the true step, from the starting point.


# %% solution="extragradient_step"
def extragradient_step(x, y, grad_x, grad_y, lr):
    """Try a simultaneous step, take the gradients there, and make the step from the old point with them.

    Parameters
    ----------
    x, y : float or array
        Where the players are. They are not modified. Arrays may have different shapes.
    grad_x, grad_y : callable
        grad_x(x, y) is the derivative of f in x, of the shape of x; grad_y(x, y) that in y, of the shape of y.
    lr : float
        Learning rate, positive, the same for both players and for both steps.

    Returns
    -------
    (x, y)
        The new places, of the shapes of x and y.

    Examples
    --------
    >>> extragradient_step(1.0, 2.0, lambda x, y: y, lambda x, y: x, 0.5)  # the trial point is (0, 2.5)
    (-0.25, 2.0)
    """
    ### BEGIN SOLUTION
    ahead_x, ahead_y = x - lr * grad_x(x, y), y + lr * grad_y(x, y)
    return x - lr * grad_x(ahead_x, ahead_y), y + lr * grad_y(ahead_x, ahead_y)
    ### END SOLUTION


# %% test="extragradient_step" points=1
def slope_x(x, y):
    return y


def slope_y(x, y):
    return x


x, y = expect.unpack(extragradient_step(1.0, 2.0, slope_x, slope_y, 0.1), 2)
expect.close(
    x,
    0.79,
    fr="f = xy : le pas d’essai mène en (0.8, 2.1), donc x - lr · 2.1",
    en="f = xy: the trial step leads to (0.8, 2.1), so x - lr · 2.1",
)
expect.close(
    y,
    2.08,
    fr="f = xy : le pas d’essai mène en (0.8, 2.1), donc y + lr · 0.8",
    en="f = xy: the trial step leads to (0.8, 2.1), so y + lr · 0.8",
)
### BEGIN HIDDEN TESTS
for lr in (0.05, 0.5, 0.9):
    place = (0.6, -0.8)
    for _ in range(5):
        place = expect.unpack(extragradient_step(*place, slope_x, slope_y, lr), 2)
    expect.close(
        np.hypot(*place),
        (1 - lr**2 + lr**4) ** 2.5,
        fr="sur f = xy, chaque pas rapproche d’un facteur √(1 - η² + η⁴)",
        en="on f = xy each step comes closer by a factor √(1 - η² + η⁴)",
    )
rng = np.random.default_rng(48)
for m, n in ((3, 3), (2, 4), (1, 1)):
    M, x0, y0 = rng.normal(size=(m, n)), rng.normal(size=m), rng.normal(size=n)
    with expect.unchanged(x0, y0):
        moved = extragradient_step(x0, y0, lambda x, y: x + M @ y, lambda x, y: x @ M - 3 * y**2, 0.2)
    x, y = expect.unpack(moved, 2)
    ahead_x, ahead_y = 0.8 * x0 - 0.2 * M @ y0, y0 + 0.2 * (x0 @ M - 3 * y0**2)
    expect.close(
        x,
        x0 - 0.2 * (ahead_x + M @ ahead_y),
        fr=f"essayé avec des tableaux de {m} et {n} nombres",
        en=f"tried with arrays of {m} and {n} numbers",
    )
    expect.close(
        y,
        y0 + 0.2 * (ahead_x @ M - 3 * ahead_y**2),
        fr=f"essayé avec des tableaux de {m} et {n} nombres",
        en=f"tried with arrays of {m} and {n} numbers",
    )
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# **Expérience : trois façons de jouer à $f(x, y) = xy$.** C’est le jeu des pièces rendu lisse : $x$ descend, $y$ monte, et le seul équilibre est l’origine. Posons $u = x + iy$ ; un pas simultané multiplie $u$ par $1 + i\eta$, de module $\sqrt{1 + \eta^2} > 1$ : on s’éloigne, *quel que soit le pas*. L’extragradient multiplie par $1 - \eta^2 + i\eta$, de module $\sqrt{1 - \eta^2 + \eta^4}$ : on se rapproche si $\eta < 1$. Les pas alternés ont deux valeurs propres de module 1 tant que $\eta < 2$ : on tourne. À gauche, vos trajectoires ; à droite, le facteur mesuré par pas (points) et la théorie (traits).

# %% [markdown] lang="en"
# **Experiment: three ways to play $f(x, y) = xy$.** It is matching pennies made smooth: $x$ descends, $y$ climbs, and the only equilibrium is the origin. Put $u = x + iy$; a simultaneous step multiplies $u$ by $1 + i\eta$, of modulus $\sqrt{1 + \eta^2} > 1$: one drifts away, *whatever the rate*. Extragradient multiplies by $1 - \eta^2 + i\eta$, of modulus $\sqrt{1 - \eta^2 + \eta^4}$: one comes closer if $\eta < 1$. Alternating steps have two eigenvalues of modulus 1 as long as $\eta < 2$: one goes round. Left, your trajectories; right, the measured factor per step (dots) and the theory (lines).

# %% experiment=true
dynamics = {
    course.text(fr="simultanée", en="simultaneous"): (simultaneous_step, lambda eta: np.sqrt(1 + eta**2)),
    course.text(fr="alternée", en="alternating"): (
        alternating_step,
        lambda eta: np.where(eta < 2, 1.0, (eta**2 - 2 + eta * np.sqrt(np.maximum(eta**2 - 4, 0))) / 2),
    ),
    course.text(fr="extragradient", en="extragradient"): (extragradient_step, lambda eta: np.sqrt(1 - eta**2 + eta**4)),
}
game = games.bilinear_game()
rates, n_steps = np.linspace(0.05, 2.3, 19), 200
fig, (left, right) = plotting.subplots(1, 2, width=11, height=5.0)
ticks = np.linspace(-2.2, 2.2, 12)
mesh = np.stack(np.meshgrid(ticks, ticks))
arrows = game.field(mesh)
left.quiver(*mesh, *arrows, color="0.72", angles="xy", scale=42, width=0.004)
left.plot(0, 0, "*", color=plotting.OKABE_ITO["yellow"], markersize=18, markeredgecolor="black", zorder=5)
errors = {}
for (name, (step, factor)), style, marker in zip(dynamics.items(), plotting.LINE_STYLES, "osD"):
    path = games.follow(step, game, (1.0, 0.0), lr=0.25, n_steps=25)
    left.plot(*path.T, style, marker=marker, markersize=4, linewidth=1.4, label=name)
    # The geometric mean over the second half: rotation averages out, and the largest eigenvalue prevails.
    paths = [games.follow(step, game, (1.0, 0.3), lr=eta, n_steps=n_steps) for eta in rates]
    sizes = np.array([np.linalg.norm(path, axis=1) for path in paths])
    measured = (sizes[:, -40:].max(axis=1) / sizes[:, : n_steps // 2 + 1][:, -40:].max(axis=1)) ** (2 / n_steps)
    errors[name] = np.abs(measured - factor(rates)).max()
    (line,) = right.plot(np.linspace(0, 2.3, 231), factor(np.linspace(0, 2.3, 231)), style, label=name)
    right.plot(rates, measured, marker, color=line.get_color(), markersize=5)
left.plot(1, 0, "o", color="black", markersize=9)
left.set(xlabel="$x$", ylabel="$y$", xlim=(-2.5, 2.5), ylim=(-2.5, 2.5), aspect="equal")
left.set_title(course.text(fr="25 pas de taille η = 0,25", en="25 steps of size η = 0.25"))
left.legend(loc="lower right")
right.axhline(1, color="black", linewidth=1)
right.set(
    xlabel=course.text(fr="pas d’apprentissage $\\eta$", en="learning rate $\\eta$"),
    ylabel=course.text(fr="distance multipliée par, à chaque pas", en="distance multiplied by, at each step"),
    ylim=(0.8, 2.2),
    title=course.text(fr="Au-dessus de 1 on s’éloigne", en="Above 1 one drifts away"),
)
right.legend(loc="upper left")
step_lengths = np.linalg.norm(games.follow(simultaneous_step, game, (1.0, 0.0), lr=0.25, n_steps=25), axis=1)
ratios = step_lengths[1:] / step_lengths[:-1]
print(
    course.text(
        fr=f"simultanée, η = 0,25 : la distance est multipliée par {ratios.min():.6f} à {ratios.max():.6f} ; √(1 + η²) = {np.sqrt(1.0625):.6f}".replace(
            ".", ","
        ),
        en=f"simultaneous, η = 0.25: the distance is multiplied by {ratios.min():.6f} to {ratios.max():.6f}; √(1 + η²) = {np.sqrt(1.0625):.6f}",
    )
)
for name, error in errors.items():
    print(
        course.text(
            fr=f"{name} : écart à la théorie au plus {error:.1e}".replace(".", ","),
            en=f"{name}: gap to the theory at most {error:.1e}",
        )
    )
plotting.show(
    fig,
    alt=course.text(
        fr="À gauche, le champ de flèches de f = xy tourne autour de l’origine ; la trajectoire simultanée s’éloigne en spirale, "
        "l’alternée reste sur une ellipse, l’extragradient rentre en spirale. À droite, le facteur par pas selon η : la "
        "simultanée toujours au-dessus de 1, l’alternée à 1 jusqu’à η = 2, l’extragradient sous 1 jusqu’à η = 1, avec un creux "
        "vers 0,7 ; les mesures sont sur les courbes.",
        en="Left, the field of arrows of f = xy turns about the origin; the simultaneous path spirals out, the alternating one "
        "stays on an ellipse, extragradient spirals in. Right, the factor per step against η: simultaneous always above 1, "
        "alternating at 1 up to η = 2, extragradient below 1 up to η = 1, lowest near 0.7; the measurements lie on the curves.",
    ),
)

# %% [markdown] lang="fr"
# **Ce qu’on lit.** Trois comportements, pour le même jeu et le même gradient. Diminuer $\eta$ ne sauve pas la dynamique simultanée : cela la ralentit. L’ordre des coups suffit à passer de la divergence au cercle, et regarder un pas en avant suffit à converger. C’est une propriété du *jeu*, pas une maladresse : en optimisation ordinaire, un pas assez petit descend toujours.
#
# ## 5. Un champ qui tourne
#
# Suivre le gradient à deux, c’est suivre un champ de flèches $v(x, y) = (-\partial_x f,\ +\partial_y f)$ : $(x, y) \leftarrow (x, y) + \eta\, v$.
#
# > **Un signe à surveiller.** Le rapport de 2017-2018 écrit $x \leftarrow x + h\,v(x)$ avec un $v$ fait des gradients des *coûts* : on monterait vers le pire. Avec des coûts, il faut un **moins** ; avec des utilités (ce que chacun veut grand), un plus. Notre $v$ a déjà ses signes : moins pour celui qui descend, plus pour celui qui monte.
#
# Un champ qui est un gradient, $v = -\nabla g$, mène à un minimum de $g$. Le nôtre en est-il un ? Si $v = -\nabla g$, alors $\partial v_2 / \partial x_1 = \partial v_1 / \partial x_2$ (Schwarz). Le **rotationnel** mesure l’écart :
#
# $$\operatorname{rot} v = \frac{\partial v_2}{\partial x_1} - \frac{\partial v_1}{\partial x_2}.$$
#
# S’il n’est pas nul, aucune fonction ne descend le long des flèches comme le ferait son propre gradient. Pour le calculer sans formule, prenez des **différences centrées** : $g'(t) \approx \big(g(t + h) - g(t - h)\big) / (2h)$.
#
# ### Exercice 9 : `curl` (1 point)

# %% [markdown] lang="en"
# **What we read.** Three behaviours, for the same game and the same gradient. A smaller $\eta$ does not save simultaneous steps: it slows them down. The order of the moves is enough to pass from divergence to a circle, and to look one step ahead is enough to converge. It is a property of the *game*, not clumsiness: in ordinary optimisation a step that is small enough always descends.
#
# ## 5. A field that turns
#
# For two players to follow the gradient is to follow a field of arrows $v(x, y) = (-\partial_x f,\ +\partial_y f)$: $(x, y) \leftarrow (x, y) + \eta\, v$.
#
# > **A sign to watch.** The report of 2017-2018 writes $x \leftarrow x + h\,v(x)$ with $v$ made of the gradients of *costs*: one would climb towards the worst. With costs it takes a **minus**; with utilities (what each wants large), a plus. Our $v$ has its signs already: minus for the one who descends, plus for the one who climbs.
#
# A field that is a gradient, $v = -\nabla g$, leads to a minimum of $g$. Is ours one? If $v = -\nabla g$ then $\partial v_2 / \partial x_1 = \partial v_1 / \partial x_2$ (Schwarz). The **curl** measures the gap:
#
# $$\operatorname{curl} v = \frac{\partial v_2}{\partial x_1} - \frac{\partial v_1}{\partial x_2}.$$
#
# Where it is not zero, no function goes down along the arrows as it would along its own gradient. To compute it without a formula, take **central differences**: $g'(t) \approx \big(g(t + h) - g(t - h)\big) / (2h)$.
#
# ### Exercise 9: `curl` (1 point)


# %% solution="curl"
def curl(field, point, h):
    """Return ∂v₂/∂x₁ − ∂v₁/∂x₂ of a field of the plane at a point, by central differences.

    Parameters
    ----------
    field : callable
        Takes a point, an array (2,), and gives the arrow there, an array (2,).
    point : (2,) array
        Floats or integers. It is not modified.
    h : float
        The derivatives are differences between the values h beyond the point and h before it, over 2h.

    Returns
    -------
    float

    Examples
    --------
    >>> round(float(curl(lambda x: np.array([-x[1], x[0]]), np.array([3.0, 1.0]), 1e-4)), 6)
    2.0
    """
    ### BEGIN SOLUTION
    along_1, along_2 = h * np.eye(2)
    change_1 = field(point + along_1) - field(point - along_1)
    change_2 = field(point + along_2) - field(point - along_2)
    return (change_1[1] - change_2[0]) / (2 * h)
    ### END SOLUTION


# %% test="curl" points=1
def rotation(x):
    return np.array([-x[1], x[0]])


def hill(x):
    return np.array([2 * x[0] * x[1], x[0] ** 2])


place = np.array([0.5, -2.0])
with expect.unchanged(place):
    got = curl(rotation, place, 1e-4)
expect.close(
    got, 2.0, rtol=1e-5, fr="le champ (-x2, x1) tourne : 1 - (-1) = 2", en="the field (-x2, x1) turns: 1 - (-1) = 2"
)
expect.close(
    curl(hill, place, 1e-4),
    0.0,
    atol=1e-5,
    fr="le gradient de x1² x2 ne tourne pas",
    en="the gradient of x1² x2 does not turn",
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(49)
for _ in range(4):
    M, centre = rng.normal(size=(2, 2)), 3 * rng.normal(size=2)
    with expect.unchanged(centre):
        got = curl(lambda x: M @ x, centre, 0.01)
    expect.close(
        got, M[1, 0] - M[0, 1], rtol=1e-5, atol=1e-7, fr="essayé sur un champ linéaire", en="tried on a linear field"
    )
a, b = 1.2, -0.7
for h in (0.5, 0.1):
    got = curl(lambda x: np.array([2 * x[1] ** 3, x[0] ** 3]), np.array([a, b]), h)
    expect.close(
        got,
        3 * a**2 + h**2 - 2 * (3 * b**2 + h**2),
        fr=f"des différences centrées, avec le h donné (ici {h:g})",
        en=f"central differences, with the h that is given (here {h:g})",
    )
expect.close(
    curl(lambda x: np.array([x[0] * x[1] ** 2, np.exp(x[0])]), np.array([1, 2]), 1e-3),
    np.e - 4,
    rtol=1e-5,
    fr="le point peut être fait d’entiers",
    en="the point may be made of integers",
)
expect.shape(curl(rotation, np.arange(6.0)[::3], 1e-3), (), fr="un nombre", en="a number")
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# **Expérience : le plus petit GAN.** Toutes les données sont au point 0, tout ce que fabrique $G$ est au point $x$, et $D(u) = \sigma(yu)$ n’a qu’un poids $y$ (Mescheder et coauteurs, 2018). C’est un vrai GAN, avec la vraie valeur (4) : l’équilibre est $x = y = 0$, où $D$ répond 1/2. Le fond montre le rotationnel de son champ, calculé par votre `curl`.
#
# En supplément, l’**optimisation par consensus** (Mescheder et coauteurs, 2017) : ajouter au champ la descente de $\tfrac12 \lVert v \rVert^2$, un pas vers l’endroit où *aucun* des deux ne veut plus bouger (`games.consensus_step`).

# %% [markdown] lang="en"
# **Experiment: the smallest GAN.** All data are at the point 0, all that $G$ makes is at the point $x$, and $D(u) = \sigma(yu)$ has a single weight $y$ (Mescheder and co-authors, 2018). It is a true GAN, with the true value (4): the equilibrium is $x = y = 0$, where $D$ answers 1/2. The background shows the curl of its field, computed by your `curl`.
#
# As an extra, **consensus optimisation** (Mescheder and co-authors, 2017): add to the field the descent of $\tfrac12 \lVert v \rVert^2$, a step towards the place where *neither* player wants to move any more (`games.consensus_step`).

# %% experiment=true
game = games.dirac_gan()
n_side = course.pace(quick=15, classroom=61, full=121)
ticks = np.linspace(-3, 3, n_side)
turning = np.array([[curl(game.field, np.array([a, b]), 1e-4) for a in ticks] for b in ticks])
lr, n_steps = 0.4, course.pace(quick=100, classroom=300, full=300)
ways = {
    course.text(fr="simultanée", en="simultaneous"): simultaneous_step,
    course.text(fr="alternée", en="alternating"): alternating_step,
    course.text(fr="extragradient", en="extragradient"): extragradient_step,
    course.text(fr="consensus, γ = 1", en="consensus, γ = 1"): partial(games.consensus_step, gamma=1.0),
}
fig, (left, right) = plotting.subplots(1, 2, width=11, height=5.0, width_ratios=[1.15, 1])
edge = 3 + 3 / (n_side - 1)
image = left.imshow(
    turning, origin="lower", extent=(-edge, edge, -edge, edge), cmap="cividis", interpolation="bilinear", alpha=0.75
)
fig.colorbar(image, ax=left, label=course.text(fr="rotationnel du champ", en="curl of the field"), shrink=0.85)
coarse = np.linspace(-2.8, 2.8, 11)
mesh = np.stack(np.meshgrid(coarse, coarse))
left.quiver(*mesh, *game.field(mesh), color="white", angles="xy", scale=34, width=0.005)
for (name, step), style, color in zip(ways.items(), plotting.LINE_STYLES, ("vermilion", "black", "sky", "purple")):
    path = games.follow(step, game, (1.5, 0.0), lr=lr, n_steps=n_steps)
    if step in (simultaneous_step, extragradient_step):
        left.plot(*path[:60].T, style, color="white", linewidth=4)
        left.plot(*path[:60].T, style, color=plotting.OKABE_ITO[color], linewidth=2.0, label=name)
    sizes = np.linalg.norm(path, axis=1)
    right.plot(sizes, style, color=plotting.OKABE_ITO[color], label=name)
    print(
        course.text(
            fr=f"{name} : distance {sizes[0]:.2f} au départ, {sizes[-1]:.2e} après {n_steps} pas".replace(".", ","),
            en=f"{name}: distance {sizes[0]:.2f} at the start, {sizes[-1]:.2e} after {n_steps} steps",
        )
    )
left.plot(1.5, 0, "o", color="black", markeredgecolor="white")
left.plot(0, 0, "*", color=plotting.OKABE_ITO["yellow"], markersize=18, markeredgecolor="black")
left.grid(False)
left.set(
    xlabel=course.text(fr="$x$ : où $G$ met ses faux", en="$x$: where $G$ puts its fakes"),
    ylabel=course.text(fr="$y$ : poids de $D$", en="$y$: weight of $D$"),
    xlim=(-3, 3),
    ylim=(-3, 3),
    title=course.text(fr="Le champ du plus petit GAN", en="The field of the smallest GAN"),
)
left.legend(loc="lower left", fontsize=10)
right.set(
    yscale="log",
    ylim=(1e-4, 2e3),
    xlabel=course.text(fr="pas", en="step"),
    ylabel=course.text(fr="distance à l’équilibre", en="distance to the equilibrium"),
    title=course.text(fr="Qui arrive ?", en="Who arrives?"),
)
right.legend(loc="upper right", ncols=2, fontsize=10)
print(
    course.text(
        fr=f"rotationnel : de {turning.min():.2f} à {turning.max():.2f} ; à l’équilibre {curl(game.field, np.zeros(2), 1e-4):.2f}".replace(
            ".", ","
        ),
        en=f"curl: from {turning.min():.2f} to {turning.max():.2f}; at the equilibrium {curl(game.field, np.zeros(2), 1e-4):.2f}",
    )
)
plotting.show(
    fig,
    alt=course.text(
        fr="À gauche, le champ du plus petit GAN, coloré par son rotationnel, avec des flèches qui tournent autour de l’origine ; "
        "la trajectoire simultanée s’éloigne, l’extragradient s’enroule vers l’équilibre. À droite, la distance à l’équilibre selon le "
        "pas, en échelle logarithmique : elle croît puis se fige pour la simultanée, reste bornée pour l’alternée, tend vers 0 pour l’extragradient et le consensus.",
        en="Left, the field of the smallest GAN, coloured by its curl, with arrows that turn about the origin; the simultaneous "
        "path drifts away, extragradient winds towards the equilibrium. Right, the distance to the equilibrium against the step, on a "
        "logarithmic scale: it grows and then freezes for simultaneous steps, stays bounded for alternating ones, tends to 0 for extragradient and consensus.",
    ),
)

# %% [markdown] lang="fr"
# **Ce qu’on lit.** Le rotationnel vaut $-1$ à l’équilibre même : là où l’on voudrait s’arrêter, les flèches tournent en rond (dans l’autre sens que celles de $f = xy$, où il vaut $+2$). Le plus petit GAN se comporte donc près de l’équilibre comme $f = xy$, et la vraie formule n’y change rien : la dynamique simultanée s’éloigne, l’alternée tourne, l’extragradient et le consensus arrivent.
#
# Regardez les paliers de la simultanée (courbe de droite) : elle s’attarde là où $xy \ll 0$, toujours plus loin du centre. Ce n’est pas un équilibre. $D$ y a raison et en est sûr, et les *deux* gradients y sont presque nuls : première apparition de la panne de la section 7.
#
# *Fin de la première séance. Une bonne pause : la seconde construit les deux joueurs.*

# %% [markdown] lang="en"
# **What we read.** The curl is $-1$ at the equilibrium itself: where one would like to stop, the arrows go round (the other way from those of $f = xy$, where it is $+2$). So near its equilibrium the smallest GAN behaves like $f = xy$, and the true formula changes nothing: simultaneous steps drift away, alternating ones go round, extragradient and consensus arrive.
#
# See the plateaus of the simultaneous path (curve on the right): it lingers where $xy \ll 0$, ever farther from the centre. That is no equilibrium. There $D$ is right and sure of it, and *both* gradients are almost zero: the first sight of the failure of section 7.
#
# *End of the first sitting. Take a good break: the second one builds the two players.*

# %% [markdown] lang="fr"
# ## 6. Les deux blocs
#
# La feuille « Atelier 2 » demande deux programmes. Le **bloc 1** fabrique des données $\tilde x = G(z)$ à partir d’un bruit ; le **bloc 2** apprend $D(x) \in [0, 1]$, avec 1 pour cible sur les données et 0 sur les $\tilde x$, par l’entropie croisée binaire.
#
# Il faut d’abord des données dont on connaît *exactement* la densité, pour pouvoir dessiner $D^*$ et mesurer. `helpers.datasets.toy` en donne à une et deux dimensions : `toy.ring().sample(n, rng)` tire $n$ points, `.density(points)` donne la densité.

# %% [markdown] lang="en"
# ## 6. The two blocks
#
# The sheet "Atelier 2" asks for two programs. **Block 1** makes data $\tilde x = G(z)$ from noise; **block 2** learns $D(x) \in [0, 1]$, with target 1 on the data and 0 on the $\tilde x$, through the binary cross-entropy.
#
# First one needs data whose density is known *exactly*, in order to draw $D^*$ and to measure. `helpers.datasets.toy` gives some in one and two dimensions: `toy.ring().sample(n, rng)` draws $n$ points, `.density(points)` gives the density.

# %% show=true
gallery = {
    course.text(fr="deux gaussiennes", en="two Gaussians"): toy.two_gaussians(),
    course.text(fr="anneau de 8", en="ring of 8"): toy.ring(std=0.12),
    course.text(fr="grille de 25", en="grid of 25"): toy.grid(std=0.08),
    course.text(fr="deux lunes", en="two moons"): toy.two_moons(),
    course.text(fr="deux cercles", en="two circles"): toy.two_circles(),
    course.text(fr="spirale", en="spiral"): toy.spiral(),
}
fig, axes = plotting.subplots(2, 3, width=11, height=6.6)
for ax, (name, toy_data) in zip(axes.flat, gallery.items()):
    drawn, classes = toy_data.sample_labelled(400, np.random.default_rng(0))
    ax.set_title(name)
    if toy_data.n_dimensions == 1:
        x_line = np.linspace(-4.5, 4.5, 300)
        ax.hist(drawn[:, 0], bins=40, density=True, color=plotting.CLASS_COLORS[0], alpha=0.35)
        ax.plot(x_line, toy_data.density(x_line[:, None]), color="black", label=course.text(fr="densité", en="density"))
        ax.legend(loc="upper center")
        ax.set(xlabel="$x$", ylabel=course.text(fr="densité", en="density"), ylim=(0, 0.62))
        continue
    ticks = np.linspace(-2.7, 2.7, 60)
    mesh = np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2)
    density = toy_data.density(mesh).reshape(60, 60)
    ax.contour(ticks, ticks, density, levels=[0.15 * density.max()], colors="black", linewidths=1.0)
    for label in np.unique(classes):
        of_class = drawn[classes == label]
        ax.plot(*of_class.T, "os"[label % 2], markersize=2.6, alpha=0.7, color=plotting.CLASS_COLORS[label % 2])
    ax.set(xlabel="$x_1$", ylabel="$x_2$", aspect="equal", xlim=(-2.7, 2.7), ylim=(-2.7, 2.7))
plotting.show(
    fig,
    alt=course.text(
        fr="Six jeux de données, 400 points chacun : deux gaussiennes sur la droite avec leur densité ; dans le plan, un anneau de "
        "8 gaussiennes, une grille de 25, deux lunes imbriquées, deux cercles, une spirale à deux bras, entourés d’une ligne de niveau de la densité.",
        en="Six data sets of 400 points each: two Gaussians on the line with their density; in the plane, a ring of 8 Gaussians, "
        "a grid of 25, two interleaved moons, two circles, a spiral with two arms, surrounded by a level line of the density.",
    ),
)

# %% [markdown] lang="fr"
# ### Exercice 10 : `sample_noise` (0,5 point)
#
# Le bruit $z$ de l’atelier : uniforme sur $[-1, 1]$ ou normal $N(0, 1)$, avec `rng.uniform` ou `rng.normal`. Tirez-le de `rng`, et de lui seul : un générateur passé en argument rend l’expérience reproductible.

# %% [markdown] lang="en"
# ### Exercise 10: `sample_noise` (0.5 point)
#
# The sheet's noise $z$: uniform on $[-1, 1]$ or normal $N(0, 1)$, with `rng.uniform` or `rng.normal`. Draw it from `rng`, and from nothing else: a generator that is passed as an argument makes the experiment reproducible.


# %% solution="sample_noise"
def sample_noise(kind, n, dim, rng):
    """Return noise for a generator.

    Parameters
    ----------
    kind : {"uniform", "normal"}
        The law of every coordinate: U[-1, 1] or N(0, 1). All are independent.
    n : int
        Number of samples.
    dim : int
        Coordinates of each.
    rng : numpy.random.Generator
        Where all randomness comes from.

    Returns
    -------
    (n, dim) array of floats

    Examples
    --------
    >>> sample_noise("uniform", 3, 2, np.random.default_rng(0)).shape
    (3, 2)
    """
    ### BEGIN SOLUTION
    if kind == "uniform":
        return rng.uniform(-1.0, 1.0, size=(n, dim))
    return rng.normal(size=(n, dim))
    ### END SOLUTION


# %% test="sample_noise" points=0.5
noise = sample_noise("uniform", 4000, 3, np.random.default_rng(50))
expect.shape(noise, (4000, 3), fr="n lignes, dim colonnes", en="n rows, dim columns")
expect.within(noise, -1, 1, fr="uniforme sur [-1, 1]", en="uniform on [-1, 1]")
expect.within(
    noise.mean(axis=0),
    -0.06,
    0.06,
    fr="uniforme sur [-1, 1] : la moyenne est 0",
    en="uniform on [-1, 1]: the mean is 0",
)
noise = sample_noise("normal", 4000, 3, np.random.default_rng(51))
expect.within(noise.mean(axis=0), -0.1, 0.1, fr="N(0, 1) : la moyenne est 0", en="N(0, 1): the mean is 0")
expect.within(
    noise.std(axis=0), 0.93, 1.07, fr="N(0, 1) : l’écart-type est 1", en="N(0, 1): the standard deviation is 1"
)
### BEGIN HIDDEN TESTS
for kind, variance, beyond in (("uniform", 1 / 3, 0.0), ("normal", 1.0, 0.0455)):
    noise = sample_noise(kind, 20000, 2, np.random.default_rng(52))
    expect.shape(noise, (20000, 2), fr="n lignes, dim colonnes", en="n rows, dim columns")
    expect.within(noise.mean(axis=0), -0.05, 0.05, fr=f"moyenne du bruit « {kind} »", en=f"mean of the noise '{kind}'")
    expect.close(
        noise.var(axis=0),
        [variance, variance],
        rtol=0.06,
        fr=f"variance du bruit « {kind} »",
        en=f"variance of the noise '{kind}'",
    )
    expect.within(
        np.mean(abs(noise) > 2),
        beyond - 0.008,
        beyond + 0.008,
        fr=f"part du bruit « {kind} » au-delà de 2",
        en=f"share of the noise '{kind}' beyond 2",
    )
    expect.within(
        np.corrcoef(noise.T)[0, 1],
        -0.05,
        0.05,
        fr="les coordonnées sont indépendantes",
        en="the coordinates are independent",
    )
    expect.true(
        len(np.unique(noise)) > 39000, fr="chaque nombre est un nouveau tirage", en="every number is a new draw"
    )
    expect.shape(
        sample_noise(kind, 1, 5, np.random.default_rng(53)), (1, 5), fr="un seul échantillon", en="a single sample"
    )
    first, second = (sample_noise(kind, 3, 4, np.random.default_rng(54)) for _ in range(2))
    expect.close(
        first,
        second,
        fr="tout le hasard vient de rng : même rng, même bruit",
        en="all randomness comes from rng: same rng, same noise",
    )
    same = np.random.default_rng(55)
    first, second = sample_noise(kind, 3, 4, same), sample_noise(kind, 3, 4, same)
    expect.true(
        bool(np.all(np.asarray(first) != np.asarray(second))),
        fr="un second appel avec le même rng donne un autre bruit",
        en="a second call with the same rng gives other noise",
    )
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# > **PyTorch en cinq lignes.** Un *tenseur* est un tableau qui se souvient d’où il vient. Un *module* est une fonction à paramètres : `nn.Linear(2, 16)` calcule $xW^\top + b$ pour un lot $(n, 2)$, `nn.Sequential(f, g)` enchaîne. Un apprentissage s’écrit toujours de même :
# >
# > ```python
# > opt = torch.optim.Adam(D.parameters(), lr=1e-3)  # qui bouge
# > loss = ...        # un nombre, calculé à partir de D(x)
# > opt.zero_grad()   # efface les anciens gradients
# > loss.backward()   # remplit w.grad pour chaque paramètre w
# > opt.step()        # déplace les paramètres de cet optimiseur, et eux seuls
# > ```
#
# ### Exercice 11 : `make_blocks` (1 point)
#
# Construisez les deux blocs avec `nn.Sequential`, `nn.Linear` et une activation cachée (`nn.ReLU()` convient) : chacun a **une** couche cachée de largeur `hidden`. $G$ finit sans activation, car une donnée peut valoir n’importe quoi ; $D$ finit par **un logit** et non par une probabilité (section 3 : c’est la bonne variable pour calculer).

# %% [markdown] lang="en"
# > **PyTorch in five lines.** A *tensor* is an array that remembers where it came from. A *module* is a function with parameters: `nn.Linear(2, 16)` computes $xW^\top + b$ for a batch $(n, 2)$, `nn.Sequential(f, g)` chains. Training is always written in the same way:
# >
# > ```python
# > opt = torch.optim.Adam(D.parameters(), lr=1e-3)  # who moves
# > loss = ...        # a number, computed from D(x)
# > opt.zero_grad()   # erases the old gradients
# > loss.backward()   # fills w.grad for every parameter w
# > opt.step()        # moves the parameters of this optimiser, and no others
# > ```
#
# ### Exercise 11: `make_blocks` (1 point)
#
# Build the two blocks with `nn.Sequential`, `nn.Linear` and a hidden activation (`nn.ReLU()` will do): each has **one** hidden layer of width `hidden`. $G$ ends without an activation, as data may take any value; $D$ ends with **one logit** and not with a probability (section 3: it is the right variable to compute with).


# %% solution="make_blocks"
def make_blocks(noise_dim, data_dim, hidden):
    """Return a generator and a discriminator, each with one hidden layer.

    Parameters
    ----------
    noise_dim : int
        Inputs of the generator.
    data_dim : int
        Outputs of the generator, inputs of the discriminator.
    hidden : int
        Width of the hidden layer of each. Both of their layers are linear with bias; between them stands an activation
        that is not linear, of your choice and without parameters (no batch normalisation, no dropout).

    Returns
    -------
    G, D : torch.nn.Module
        In float32 and trainable. G(z): (n, noise_dim) -> (n, data_dim), without an activation at the end.
        D(x): (n, data_dim) -> (n, 1), one logit per sample, without a sigmoid.
    """
    ### BEGIN SOLUTION
    G = nn.Sequential(nn.Linear(noise_dim, hidden), nn.ReLU(), nn.Linear(hidden, data_dim))
    D = nn.Sequential(nn.Linear(data_dim, hidden), nn.ReLU(), nn.Linear(hidden, 1))
    return G, D
    ### END SOLUTION


# %% test="make_blocks" points=1
@expect.probe
def try_blocks(noise_dim, data_dim, hidden, z, x):
    """Build two blocks and return, for each, what it answers and the shapes of its parameters."""
    torch.manual_seed(hidden)  # the same weights, and the same card when something is wrong, every time
    G, D = make_blocks(noise_dim, data_dim, hidden)
    answers = [G(torch.tensor(z)).detach().numpy(), D(torch.tensor(x)).detach().numpy()]
    shapes = [sorted([list(w.shape) for w in block.parameters()]) for block in (G, D)]
    return answers, shapes


rng = np.random.default_rng(56)
(made, logits), (shapes_G, shapes_D) = try_blocks(
    2, 3, 16, np.float32(rng.normal(size=(5, 2))), np.float32(rng.normal(size=(4, 3)))
)
expect.shape(made, (5, 3), fr="G : bruit (5, 2) -> données (5, 3)", en="G: noise (5, 2) -> data (5, 3)")
expect.shape(
    logits,
    (4, 1),
    fr="D : données (4, 3) -> un logit par exemple, (4, 1)",
    en="D: data (4, 3) -> one logit per sample, (4, 1)",
)
expect.equal(
    shapes_G,
    [[3], [3, 16], [16], [16, 2]],
    fr="G : deux couches linéaires avec biais, 2 -> 16 -> 3",
    en="G: two linear layers with bias, 2 -> 16 -> 3",
)
expect.equal(
    shapes_D,
    [[1], [1, 16], [16], [16, 3]],
    fr="D : deux couches linéaires avec biais, 3 -> 16 -> 1",
    en="D: two linear layers with bias, 3 -> 16 -> 1",
)


@expect.probe
def stretch_last_layer(noise_dim, data_dim, hidden, z, factor):
    """Return the answers of both blocks before and after their last layer was multiplied by a factor, and more."""
    torch.manual_seed(hidden)
    G, D = make_blocks(noise_dim, data_dim, hidden)
    found = []
    for block, n_out in ((G, data_dim), (D, 1)):
        inputs = torch.tensor(z[:, : noise_dim if block is G else data_dim])
        before, again = block(inputs), block(inputs)
        middle = block(inputs[:1] * 0) + block(inputs[:1] + inputs[1:2]) - block(inputs[:1]) - block(inputs[1:2])
        with torch.no_grad():
            for w in block.parameters():
                if list(w.shape) in ([n_out], [n_out, hidden]):
                    w.mul_(factor)
        after = block(inputs)
        after.sum().backward()
        trained = [w.grad is not None for w in block.parameters()]
        kinds = [str(w.dtype) for w in block.parameters()]
        tensors = (before, again, after, middle)
        found.append([*(tensor.detach().numpy() for tensor in tensors), trained, kinds])
    return found


for factor in (-3.0, 50.0):
    for before, again, after, middle, trained, kinds in stretch_last_layer(
        4, 3, 20, np.float32(rng.normal(size=(30, 4))), factor
    ):
        expect.close(
            after,
            factor * before,
            rtol=1e-4,
            atol=1e-4,
            fr="pas d’activation après la dernière couche : sa sortie est proportionnelle à ses poids",
            en="no activation after the last layer: its output is proportional to its weights",
        )
        expect.close(
            again,
            before,
            fr="le même bloc répond deux fois la même chose (ni dropout ni hasard)",
            en="the same block answers the same twice (no dropout, no chance)",
        )
        expect.true(
            float(abs(middle).max()) > 1e-6,
            fr="il faut une activation non linéaire entre les deux couches",
            en="it takes a non-linear activation between the two layers",
        )
        expect.equal(
            trained, [True] * 4, fr="tous les paramètres reçoivent un gradient", en="all parameters receive a gradient"
        )
        expect.equal(kinds, ["torch.float32"] * 4)
### BEGIN HIDDEN TESTS
for noise_dim, data_dim, hidden, n in ((1, 2, 7, 1), (6, 1, 12, 3), (3, 10, 5, 2)):
    z, x = np.float32(rng.normal(size=(n, noise_dim))), np.float32(rng.normal(size=(n, data_dim)))
    (made, logits), (shapes_G, shapes_D) = try_blocks(noise_dim, data_dim, hidden, z, x)
    expect.shape(
        made,
        (n, data_dim),
        fr=f"essayé avec {noise_dim} -> {hidden} -> {data_dim}",
        en=f"tried with {noise_dim} -> {hidden} -> {data_dim}",
    )
    expect.shape(
        logits, (n, 1), fr="un logit par exemple, même pour un seul", en="one logit per sample, also for a single one"
    )
    expect.dtype(made, "float32")
    expect.equal(
        shapes_G,
        sorted([[hidden, noise_dim], [hidden], [data_dim, hidden], [data_dim]]),
        fr=f"G : {noise_dim} -> {hidden} -> {data_dim}, avec biais",
        en=f"G: {noise_dim} -> {hidden} -> {data_dim}, with bias",
    )
    expect.equal(
        shapes_D,
        sorted([[hidden, data_dim], [hidden], [1, hidden], [1]]),
        fr=f"D : {data_dim} -> {hidden} -> 1, avec biais",
        en=f"D: {data_dim} -> {hidden} -> 1, with bias",
    )
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# ## 7. Deux pertes, trois signes
#
# Les bibliothèques *minimisent*. La perte du discriminateur est donc l’opposé de la valeur, $-V$, c’est-à-dire deux entropies croisées, une par sorte d’exemples :
#
# $$L_D = -\,\mathbb E\big[\log D(x)\big] - \mathbb E\big[\log\big(1 - D(G(z))\big)\big].$$
#
# C’est une *somme* de deux moyennes : $2 \log 2 \approx 1{,}386$ quand $D$ répond 1/2 partout.
#
# ### Exercice 12 : `discriminator_loss` (1 point)
#
# Cette fois avec des tenseurs, et de façon dérivable : `F.softplus(t)` calcule $\log(1 + e^t)$ sans déborder.

# %% [markdown] lang="en"
# ## 7. Two losses, three signs
#
# Libraries *minimise*. So the discriminator's loss is minus the value, $-V$, that is, two cross-entropies, one for each kind of samples:
#
# $$L_D = -\,\mathbb E\big[\log D(x)\big] - \mathbb E\big[\log\big(1 - D(G(z))\big)\big].$$
#
# It is a *sum* of two means: $2 \log 2 \approx 1.386$ when $D$ answers 1/2 everywhere.
#
# ### Exercise 12: `discriminator_loss` (1 point)
#
# This time with tensors, and differentiable: `F.softplus(t)` computes $\log(1 + e^t)$ without overflow.


# %% solution="discriminator_loss"
def discriminator_loss(real_logits, fake_logits):
    """Return the loss that the discriminator minimises: −E log D(x) − E log(1 − D(G(z))), with D = sigmoid(logit).

    Parameters
    ----------
    real_logits, fake_logits : tensors
        Logits of D on real and on generated samples, (n, 1) or of any other shape; there may be more of one kind.

    Returns
    -------
    scalar tensor, shape ()
        A sum of two means, 2 log 2 for logits of 0; differentiable in both arguments; finite, with finite gradients,
        for logits up to ±1000.
    """
    ### BEGIN SOLUTION
    return F.softplus(-real_logits).mean() + F.softplus(fake_logits).mean()
    ### END SOLUTION


# %% test="discriminator_loss" points=1
real, fake = torch.tensor([[2.0], [0.0], [1.0]]), torch.tensor([[-1.0], [0.5]])
expect.close(
    discriminator_loss(real, fake),
    1.0214482956,
    rtol=1e-5,
    fr="moins la moyenne de log D sur les vrais, moins celle de log(1 - D) sur les faux : un seul nombre",
    en="minus the mean of log D over real samples, minus that of log(1 - D) over fake ones: a single number",
)
expect.close(
    discriminator_loss(torch.zeros(4, 1), torch.zeros(6, 1)),
    2 * np.log(2),
    rtol=1e-5,
    fr="logits nuls : 2 log 2",
    en="logits of 0: 2 log 2",
)


@expect.probe
def slopes_of_d(real, fake):
    """Return the loss of D and its gradients with respect to both tensors of logits."""
    real, fake = torch.tensor(real, requires_grad=True), torch.tensor(fake, requires_grad=True)
    loss = discriminator_loss(real, fake)
    slopes = torch.autograd.grad(loss, (real, fake))
    return loss.detach().numpy(), [slope.numpy() for slope in slopes]


_, slopes = slopes_of_d(np.zeros((2, 1)), np.zeros((4, 1)))
expect.close(
    slopes[0],
    np.full((2, 1), -0.25),
    fr="augmenter le logit d’un vrai fait baisser la perte",
    en="a larger logit on a real sample lowers the loss",
)
expect.close(
    slopes[1],
    np.full((4, 1), 0.125),
    fr="augmenter le logit d’un faux fait monter la perte",
    en="a larger logit on a fake sample raises the loss",
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(57)
for shape_real, shape_fake in (((5, 1), (5, 1)), ((1, 1), (3, 1)), ((7,), (2,)), ((2, 3), (4, 1))):
    real, fake = 3 * rng.normal(size=shape_real), 3 * rng.normal(size=shape_fake)
    loss, slopes = slopes_of_d(real, fake)
    wanted = np.mean(np.log1p(np.exp(-real))) + np.mean(np.log1p(np.exp(fake)))
    expect.close(
        loss,
        wanted,
        fr=f"essayé avec les formes {shape_real} et {shape_fake}",
        en=f"tried with shapes {shape_real} and {shape_fake}",
    )
    expect.close(
        slopes[0],
        -1 / (1 + np.exp(real)) / real.size,
        fr="gradient par rapport aux logits des vrais",
        en="gradient with respect to the real logits",
    )
    expect.close(
        slopes[1],
        1 / (1 + np.exp(-fake)) / fake.size,
        fr="gradient par rapport aux logits des faux",
        en="gradient with respect to the fake logits",
    )
loss, slopes = slopes_of_d(np.array([[1000.0], [-1000.0]]), np.array([[1000.0], [-1000.0], [0.0]]))
expect.close(
    loss,
    500 + (1000 + np.log(2)) / 3,
    fr="un logit de ±1000 coûte 0 ou 1000, jamais l’infini",
    en="a logit of ±1000 costs 0 or 1000, never infinity",
)
expect.close(
    slopes[0], [[0.0], [-0.5]], fr="gradient fini pour des logits de ±1000", en="finite gradient for logits of ±1000"
)
expect.close(
    slopes[1],
    [[1 / 3], [0.0], [1 / 6]],
    fr="gradient fini pour des logits de ±1000",
    en="finite gradient for logits of ±1000",
)
loss, slopes = slopes_of_d(np.float32([[0.5]]), np.float32([[-0.5]]))
expect.close(loss, 2 * np.log1p(np.exp(-0.5)), rtol=1e-5, fr="essayé en float32", en="tried in float32")
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# Le générateur devrait minimiser $V$, dont seul le second terme dépend de lui. Mais on lui donne souvent une autre perte :
#
# $$L_G^{\text{saturante}} = \mathbb E\big[\log\big(1 - D(G(z))\big)\big], \qquad L_G^{\text{non saturante}} = -\,\mathbb E\big[\log D(G(z))\big].$$
#
# > **Les signes, côte à côte.**
# >
# > | ce que fait $G$ | est-ce le jeu (4) ? | dérivée par rapport au logit $a$ d’un faux |
# > | --- | --- | --- |
# > | $\min\ \mathbb E \log(1 - D(G))$ | oui, à somme nulle | $-\sigma(a)$ |
# > | $\max\ -\mathbb E \log(1 - D(G))$ | oui : c’est **la même chose**, écrite autrement | $-\sigma(a)$ pour la perte, son opposé pour le gain |
# > | $\max\ \mathbb E \log D(G)$ | **non** : un autre gradient, et la somme des gains n’est plus nulle | $-\sigma(-a)$ pour la perte $-\mathbb E\log D(G)$ |
# >
# > Les trois poussent $a$ vers le haut. Mais quand $D$ démasque un faux ($a \ll 0$), $\sigma(a) \approx 0$ et $\sigma(-a) \approx 1$ : la première perte ne pousse presque plus, la dernière pousse à plein.
#
# ### Exercice 13 : `generator_loss` (1 point)

# %% [markdown] lang="en"
# The generator ought to minimise $V$, of which only the second term depends on it. But it is often given another loss:
#
# $$L_G^{\text{saturating}} = \mathbb E\big[\log\big(1 - D(G(z))\big)\big], \qquad L_G^{\text{non-saturating}} = -\,\mathbb E\big[\log D(G(z))\big].$$
#
# > **The signs, side by side.**
# >
# > | what $G$ does | is it the game (4)? | derivative with respect to the logit $a$ of a fake |
# > | --- | --- | --- |
# > | $\min\ \mathbb E \log(1 - D(G))$ | yes, zero-sum | $-\sigma(a)$ |
# > | $\max\ -\mathbb E \log(1 - D(G))$ | yes: it is **the same**, written otherwise | $-\sigma(a)$ for the loss, the opposite for the gain |
# > | $\max\ \mathbb E \log D(G)$ | **no**: another gradient, and the gains no longer sum to zero | $-\sigma(-a)$ for the loss $-\mathbb E\log D(G)$ |
# >
# > All three push $a$ upwards. But when $D$ unmasks a fake ($a \ll 0$), $\sigma(a) \approx 0$ and $\sigma(-a) \approx 1$: the first loss hardly pushes any more, the last one pushes in full.
#
# ### Exercise 13: `generator_loss` (1 point)


# %% solution="generator_loss"
def generator_loss(fake_logits, saturating):
    """Return the loss that the generator minimises, with D = sigmoid(logit).

    Parameters
    ----------
    fake_logits : tensor
        Logits of D on generated samples, (n, 1) or of any other shape.
    saturating : bool
        True: E log(1 − D(G(z))), that of the zero-sum game, which is negative. False: −E log D(G(z)), positive.

    Returns
    -------
    scalar tensor, shape ()
        A mean; differentiable; finite, with finite gradients, for logits up to ±1000.
    """
    ### BEGIN SOLUTION
    return -F.softplus(fake_logits).mean() if saturating else F.softplus(-fake_logits).mean()
    ### END SOLUTION


# %% test="generator_loss" points=1
fake = torch.tensor([[-1.0], [0.5], [3.0]])
expect.close(
    generator_loss(fake, True),
    -1.4453086744,
    rtol=1e-5,
    fr="saturante : la moyenne de log(1 - D), qui est négative",
    en="saturating: the mean of log(1 - D), which is negative",
)
expect.close(
    generator_loss(fake, False),
    0.6119753411,
    rtol=1e-5,
    fr="non saturante : moins la moyenne de log D, positive",
    en="non-saturating: minus the mean of log D, positive",
)


@expect.probe
def slopes_of_g(fake, saturating):
    """Return the loss of G and its gradient with respect to the logits."""
    fake = torch.tensor(fake, requires_grad=True)
    loss = generator_loss(fake, saturating)
    (slope,) = torch.autograd.grad(loss, fake)
    return loss.detach().numpy(), slope.numpy()


for saturating in (True, False):
    _, slope = slopes_of_g(np.zeros((4, 1)), saturating)
    expect.close(
        slope,
        np.full((4, 1), -0.125),
        fr="dans les deux cas, augmenter le logit d’un faux fait baisser la perte de G",
        en="in both cases a larger logit on a fake sample lowers G's loss",
    )
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(58)
for shape in ((6, 1), (1, 1), (5,), (2, 3)):
    fake = 3 * rng.normal(size=shape)
    for saturating in (True, False):
        loss, slope = slopes_of_g(fake, saturating)
        if saturating:
            wanted, wanted_slope = -np.mean(np.log1p(np.exp(fake))), -1 / (1 + np.exp(-fake)) / fake.size
        else:
            wanted, wanted_slope = np.mean(np.log1p(np.exp(-fake))), -1 / (1 + np.exp(fake)) / fake.size
        expect.close(
            loss,
            wanted,
            fr=f"essayé avec la forme {shape}, saturating = {saturating}",
            en=f"tried with shape {shape}, saturating = {saturating}",
        )
        expect.close(
            slope, wanted_slope, fr=f"gradient, saturating = {saturating}", en=f"gradient, saturating = {saturating}"
        )
for saturating, wanted, wanted_slope in ((True, -500.0, [[-0.5], [0.0]]), (False, 500.0, [[0.0], [-0.5]])):
    loss, slope = slopes_of_g(np.array([[1000.0], [-1000.0]]), saturating)
    expect.close(
        loss,
        wanted,
        fr="un logit de ±1000 coûte 0 ou 1000, jamais l’infini",
        en="a logit of ±1000 costs 0 or 1000, never infinity",
    )
    expect.close(
        slope, wanted_slope, fr="gradient fini pour des logits de ±1000", en="finite gradient for logits of ±1000"
    )
loss, slope = slopes_of_g(np.float32([[0.5]]), False)
expect.close(loss, np.log1p(np.exp(-0.5)), rtol=1e-5, fr="essayé en float32", en="tried in float32")
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# **Expérience : le gradient qui s’éteint.** Arjovsky et Bottou (2017) figent un générateur, entraînent $D$ contre lui, et mesurent de temps en temps le gradient que $G$ *recevrait*. Refaisons-le avec vos fonctions : les données sont l’anneau de 8, le générateur est neuf (ses points sont près de 0), et $D$ devient presque parfait. À gauche, la pente de vos deux pertes selon le logit ; à droite, la norme du gradient dans les poids de $G$, médiane et bande du premier au neuvième décile sur plusieurs graines.

# %% [markdown] lang="en"
# **Experiment: the gradient that goes out.** Arjovsky and Bottou (2017) freeze a generator, train $D$ against it, and measure now and then the gradient that $G$ *would* receive. Let us do it with your functions: the data are the ring of 8, the generator is new (its points are near 0), and $D$ becomes almost perfect. Left, the slope of your two losses against the logit; right, the norm of the gradient in $G$'s weights, median and band from the first to the ninth decile over several seeds.


# %% experiment=true
def measure_gradients(G, D, z):
    """Return, for the saturating and the other loss, the norm of the gradient in G's weights for the noise z."""
    norms = []
    for saturating in (True, False):
        loss = generator_loss(D(G(z)), saturating)
        slopes = torch.autograd.grad(loss, list(G.parameters()))
        norms.append(torch.cat([slope.flatten() for slope in slopes]).norm().item())
    return norms


torch.set_num_threads(1)  # with networks this small, one thread is faster than several
n_seeds = course.pace(quick=2, classroom=6, full=16)
n_steps, every = course.pace(quick=(75, 25), classroom=(800, 40), full=(800, 40))
data = toy.ring(std=0.1)
norms, surest = np.empty((n_seeds, 2, n_steps // every + 1)), []
for seed in range(n_seeds):
    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)
    G, D = make_blocks(2, 2, 64)
    opt_D = torch.optim.Adam(D.parameters(), lr=5e-3, betas=(0.5, 0.999))
    z_judge = torch.tensor(sample_noise("normal", 1000, 2, rng), dtype=torch.float32)
    for t in range(n_steps + 1):
        if t % every == 0:
            norms[seed, :, t // every] = measure_gradients(G, D, z_judge)
        real = torch.tensor(data.sample(128, rng), dtype=torch.float32)
        z = torch.tensor(sample_noise("normal", 128, 2, rng), dtype=torch.float32)
        loss = discriminator_loss(D(real), D(G(z).detach()))
        opt_D.zero_grad()
        loss.backward()
        opt_D.step()
    surest.append(torch.sigmoid(D(G(z_judge))).mean().item())

fig, (left, right) = plotting.subplots(1, 2, width=11, height=4.5)
names = (
    course.text(fr="saturante, $\\log(1 - D)$", en="saturating, $\\log(1 - D)$"),
    course.text(fr="non saturante, $-\\log D$", en="non-saturating, $-\\log D$"),
)
logits = torch.linspace(-8, 8, 161)
for i, (name, style) in enumerate(zip(names, plotting.LINE_STYLES)):
    at = logits.clone().requires_grad_()
    (slope,) = torch.autograd.grad(generator_loss(at, i == 0), at)
    left.plot(logits, -len(logits) * slope, style, label=name)
    plotting.draw_quantiles(right, every * np.arange(norms.shape[2]), norms[:, i], linestyle=style, label=name)
left.axvspan(-8, -3, color="0.9", zorder=0)
left.text(
    -5.5,
    0.5,
    course.text(fr="$D$ démasque\nles faux", en="$D$ unmasks\nthe fakes"),
    ha="center",
    va="center",
    fontsize=12,
)
left.set(
    xlabel=course.text(fr="logit $a$ que $D$ donne à un faux", en="logit $a$ that $D$ gives to a fake"),
    ylabel=course.text(fr="force qui pousse $a$ vers le haut", en="force that pushes $a$ upwards"),
    ylim=(-0.05, 1.25),
    title=course.text(fr="Avec quelle force chaque perte pousse", en="How hard each loss pushes"),
)
left.legend(loc="upper center", ncols=2, fontsize=10)
right.set(
    yscale="log",
    xlabel=course.text(fr="pas d’apprentissage de $D$, $G$ figé", en="training steps of $D$, $G$ frozen"),
    ylabel=course.text(fr="norme du gradient de $G$", en="norm of $G$'s gradient"),
    title=course.text(fr="Un bon $D$ éteint la perte saturante", en="A good $D$ puts out the saturating loss"),
)
right.legend(loc="center right")
drop = np.median(norms[:, :, -1], axis=0) / np.median(norms[:, :, 0], axis=0)
changes = norms[:, :, -1] / norms[:, :, 0]
for name, factor, change in zip(
    (course.text(fr="saturante", en="saturating"), course.text(fr="non saturante", en="non-saturating")),
    drop,
    changes.T,
):
    print(
        course.text(
            fr=f"{name} : après {n_steps} pas de D, le gradient est multiplié par {factor:.2g} (de {change.min():.2g} à {change.max():.2g} selon la graine)".replace(
                ".", ","
            ),
            en=f"{name}: after {n_steps} steps of D the gradient is multiplied by {factor:.2g} (from {change.min():.2g} to {change.max():.2g} over the seeds)",
        )
    )
print(
    course.text(
        fr=f"D donne aux faux une probabilité de {np.median(surest):.1e} (médiane de {n_seeds} graines)".replace(
            ".", ","
        ),
        en=f"D gives the fakes a probability of {np.median(surest):.1e} (median of {n_seeds} seeds)",
    )
)
if course.pace_name() == "full":
    low, middle, high = np.quantile(norms, [0.1, 0.5, 0.9], axis=0)
    columns = {"step": every * np.arange(norms.shape[2])}
    for i, name in enumerate(("saturating", "non_saturating")):
        columns |= {f"{name}_low": low[i], f"{name}_median": middle[i], f"{name}_high": high[i]}
    recorded.save("04_gan_minmax", "vanishing_gradient", columns)
else:
    table = recorded.load("04_gan_minmax", "vanishing_gradient")
    shown = (table["step"] <= n_steps) & (table["step"] % 200 == 0)
    for name, marker in (("saturating", "s"), ("non_saturating", "^")):
        label = course.text(fr="16 graines", en="16 seeds") if marker == "s" else None
        right.plot(
            table["step"][shown], table[f"{name}_median"][shown], marker, color="black", markersize=5, label=label
        )
    right.legend(loc="center right")
plotting.show(
    fig,
    alt=course.text(
        fr="À gauche, la force de chaque perte selon le logit : la saturante tend vers 0 pour les logits très négatifs, la non saturante "
        "vers 1. À droite, la norme du gradient de G pendant que D apprend, en échelle logarithmique : celle de la perte saturante "
        f"s’effondre (× {drop[0]:.1g} en {n_steps} pas), celle de l’autre monte (× {drop[1]:.1g}).",
        en="Left, the force of each loss against the logit: the saturating one tends to 0 for very negative logits, the other to 1. "
        "Right, the norm of G's gradient while D learns, on a logarithmic scale: that of the saturating loss collapses "
        f"(× {drop[0]:.1g} in {n_steps} steps), that of the other rises (× {drop[1]:.1g}).",
    ),
)

# %% [markdown] lang="fr"
# **Ce qu’on lit.** À gauche, le même logit, deux forces opposées : à $a = -8$ la perte saturante ne pousse plus du tout. À droite, $D$ finit par donner aux faux une probabilité médiane de $7 \cdot 10^{-4}$. Sur 16 graines (allure complète, 800 pas de $D$), le gradient de la perte saturante est alors multiplié par 0,11 en médiane, de 0,012 à 0,85 selon la graine ; celui de $-\log D$ par 43, de 15 à 150. L’étendue est large, le sens est le même pour toutes. Le compte rendu RDFIA cite pour cela le théorème 2.4 d’Arjovsky et Bottou : plus $D$ est près d’être parfait, plus ce gradient est petit. *Un meilleur discriminateur n’est donc pas toujours une meilleure aide* : c’est la surprise de ce jeu. La perte non saturante s’en sort, mais son gradient grandit, autre source d’ennuis.
#
# **Expérience : ce que suit vraiment $-\log D$.** Face au meilleur discriminateur, la perte saturante suit le gradient de $2\,\mathrm{JS}$ (c’est la section 3). Et l’autre ? Arjovsky et Bottou (théorème 2.5, repris dans le compte rendu RDFIA) : celui de $\mathrm{KL}(p_{\text{model}} \Vert p_{\text{data}}) - 2\,\mathrm{JS}$. Vérifions-le sur la droite : les données sont deux bosses en ±2, le modèle une seule bosse $N(m, 0{,}6^2)$ qui se déplace. Pour chaque $m_0$, on fige $D^*$, on déplace un peu le modèle et l’on dérive la perte (points) ; les traits sont les dérivées des divergences.

# %% [markdown] lang="en"
# **What we read.** Left, the same logit, two opposite forces: at $a = -8$ the saturating loss no longer pushes at all. Right, $D$ ends up giving the fakes a median probability of $7 \cdot 10^{-4}$. Over 16 seeds (full pace, 800 steps of $D$) the gradient of the saturating loss is then multiplied by 0.11 in the median, from 0.012 to 0.85 depending on the seed; that of $-\log D$ by 43, from 15 to 150. The spread is wide, the direction is the same for all. For this the RDFIA report cites theorem 2.4 of Arjovsky and Bottou: the closer $D$ comes to perfection, the smaller this gradient. *So a better discriminator is not always a better help*: that is the surprise of this game. The non-saturating loss gets away with it, but its gradient grows, another source of trouble.
#
# **Experiment: what $-\log D$ really follows.** Against the best discriminator, the saturating loss follows the gradient of $2\,\mathrm{JS}$ (that is section 3). And the other? Arjovsky and Bottou (theorem 2.5, taken up in the RDFIA report): that of $\mathrm{KL}(p_{\text{model}} \Vert p_{\text{data}}) - 2\,\mathrm{JS}$. Let us check it on the line: the data are two bumps at ±2, the model a single bump $N(m, 0.6^2)$ that moves. For each $m_0$, $D^*$ is frozen, the model is moved a little and the loss differentiated (dots); the lines are the derivatives of the divergences.


# %% experiment=true
points = np.linspace(-9, 9, 3601)[:, None]
data = toy.two_gaussians(gap=4.0, std=0.5)
data_mass = data.density(points) / data.density(points).sum()


def bump(m):
    """Return the probabilities that the model N(m, 0.6²) gives to the points of the grid."""
    mass = toy.gaussian(m, 0.6).density(points)
    return mass / mass.sum()


def kl_to_data(m):
    """Return KL(model || data), finite because the densities are nowhere exactly zero."""
    log_ratio = toy.gaussian(m, 0.6).log_density(points) - data.log_density(points)
    return np.sum(bump(m) * log_ratio)


places = np.linspace(-3.5, 3.5, 57)
h = 1e-3
kl = np.array([kl_to_data(m) for m in places])
js = np.array([js_divergence(data_mass, bump(m)) for m in places])
js_slope = np.array([js_divergence(data_mass, bump(m + h)) - js_divergence(data_mass, bump(m - h)) for m in places]) / (
    2 * h
)
kl_slope = np.array([kl_to_data(m + h) - kl_to_data(m - h) for m in places]) / (2 * h)
loss_slopes = np.empty((2, len(places)))
for i, m in enumerate(places):
    log_odds = data.log_density(points) - toy.gaussian(m, 0.6).log_density(points)  # the logit of D*, frozen
    moved = (bump(m + h) - bump(m - h)) / (2 * h)
    loss_slopes[:, i] = -np.sum(moved * np.logaddexp(0, log_odds)), np.sum(moved * np.logaddexp(0, -log_odds))
gaps = np.abs(loss_slopes - [2 * js_slope, kl_slope - 2 * js_slope]).max(axis=1)

fig, (left, right) = plotting.subplots(1, 2, width=11, height=4.6)
left.plot(places, kl, "-", label="$\\mathrm{KL}(p_{\\mathrm{model}} \\Vert p_{\\mathrm{data}})$")
left.plot(places, 2 * js, "--", label="$2\\,\\mathrm{JS}$")
left.plot(places, kl - 2 * js, "-.", label="$\\mathrm{KL} - 2\\,\\mathrm{JS}$")
left.fill_between(
    points[:, 0],
    3 * data.density(points),
    color="0.8",
    zorder=0,
    linewidth=0,
    label=course.text(fr="données", en="data"),
)
left.set(
    xlabel=course.text(fr="place $m$ du modèle", en="place $m$ of the model"),
    ylabel="nats",
    xlim=(-3.6, 3.6),
    ylim=(-1.5, 8.5),
    title=course.text(fr="Une bosse devant deux", en="One bump before two"),
)
left.legend(loc="upper center", fontsize=10)
right.plot(
    places,
    kl_slope - 2 * js_slope,
    "-",
    label=course.text(
        fr="dérivée de $\\mathrm{KL} - 2\\,\\mathrm{JS}$", en="derivative of $\\mathrm{KL} - 2\\,\\mathrm{JS}$"
    ),
)
right.plot(
    places,
    2 * js_slope,
    "--",
    label=course.text(fr="dérivée de $2\\,\\mathrm{JS}$", en="derivative of $2\\,\\mathrm{JS}$"),
)
right.plot(
    places[::3],
    loss_slopes[1, ::3],
    "o",
    color=plotting.OKABE_ITO["black"],
    markersize=5,
    label=course.text(fr="perte $-\\log D^*$", en="loss $-\\log D^*$"),
)
right.plot(
    places[::3],
    loss_slopes[0, ::3],
    "s",
    color=plotting.OKABE_ITO["orange"],
    markersize=5,
    label=course.text(fr="perte $\\log(1 - D^*)$", en="loss $\\log(1 - D^*)$"),
)
right.axhline(0, color="black", linewidth=1)
right.set(
    ylim=(-9, 7),
    xlabel=course.text(fr="place $m$ du modèle", en="place $m$ of the model"),
    ylabel=course.text(fr="dérivée par rapport à $m$", en="derivative with respect to $m$"),
    title=course.text(fr="Les points sont sur les traits", en="The dots lie on the lines"),
)
right.legend(loc="lower right", fontsize=10)
print(
    course.text(
        fr=f"écart : {gaps[0]:.0e} pour la perte saturante et 2 JS, {gaps[1]:.0e} pour l’autre et KL - 2 JS",
        en=f"gap: {gaps[0]:.0e} for the saturating loss and 2 JS, {gaps[1]:.0e} for the other and KL - 2 JS",
    )
)
print(
    course.text(
        fr=f"sur une bosse (m = 2) : KL = {kl_to_data(2.0):.2f} ; entre les deux (m = 0) : KL = {kl_to_data(0.0):.2f}".replace(
            ".", ","
        ),
        en=f"on one bump (m = 2): KL = {kl_to_data(2.0):.2f}; between the two (m = 0): KL = {kl_to_data(0.0):.2f}",
    )
)
plotting.show(
    fig,
    alt=course.text(
        fr="À gauche, trois divergences selon la place m d’un modèle à une bosse devant des données à deux bosses en ±2 : la KL est petite sur "
        "chaque bosse et grande entre elles et au-delà ; 2 JS varie peu. À droite, leurs dérivées et celles des deux pertes face à D* : la perte "
        "non saturante suit KL − 2 JS, la saturante 2 JS, bien plus plate.",
        en="Left, three divergences against the place m of a one-bump model before data with two bumps at ±2: KL is small on each bump "
        "and large between them and beyond; 2 JS varies little. Right, their derivatives and those of the two losses against D*: the "
        "non-saturating loss follows KL − 2 JS, the saturating one 2 JS, much flatter.",
    ),
)

# %% [markdown] lang="fr"
# **Ce qu’on lit.** Les points tombent sur les traits (à $4 \cdot 10^{-7}$ près, l’erreur des différences finies) : le théorème est vérifié. Comparez maintenant les deux traits : la perte non saturante tire plus fort, mais pas vers la même chose. Regardez à gauche ce que coûte à la KL un modèle qui ne couvre qu’*une* bosse, et ce que lui coûte un modèle posé entre les deux : la question 3 vous attend.

# %% [markdown] lang="en"
# **What we read.** The dots fall on the lines (up to $4 \cdot 10^{-7}$, the error of the finite differences): the theorem is verified. Now compare the two lines: the non-saturating loss pulls harder, but not towards the same thing. See on the left what a model that covers only *one* bump costs to the KL, and what a model between the two costs: question 3 awaits you.

# %% [markdown] lang="fr"
# ## 8. Un pas d’apprentissage
#
# Un pas complet : $D$ joue, puis $G$ joue contre le **nouveau** $D$.
#
# 1. *Tour de $D$.* On fabrique les faux $G(z)$, on calcule $L_D$, on descend — dans les poids de $D$ seulement. Les faux sont ici des *données* : on les **détache** (`.detach()`), pour que le gradient n’entre pas dans $G$.
# 2. *Tour de $G$.* Avec le même $z$ et le nouveau $D$, on calcule $L_G$ **non saturante** et on descend dans les poids de $G$ seulement. Le gradient traverse $D$ (il le faut bien : $G$ ne voit les données qu’à travers lui) mais ne le change pas.
#
# PyTorch **accumule** les gradients dans `.grad` : ceux d’un pas précédent, ou du tour de l’autre, doivent être effacés (`opt.zero_grad()`) *avant* `backward()`.
#
# ### Exercice 14 : `gan_step` (2 points)
#
# Les pertes de cette section s’écrivent avec `F.softplus` (comme aux exercices 12 et 13, dont les réponses n’ont pas à servir ici) ou avec `F.binary_cross_entropy_with_logits`. Deux tests d’un point : le tour de $D$, puis celui de $G$.

# %% [markdown] lang="en"
# ## 8. A training step
#
# A whole step: $D$ plays, then $G$ plays against the **new** $D$.
#
# 1. *$D$'s turn.* Make the fakes $G(z)$, compute $L_D$, descend — in the weights of $D$ only. Here the fakes are *data*: **detach** them (`.detach()`), so that the gradient does not enter $G$.
# 2. *$G$'s turn.* With the same $z$ and the new $D$, compute the **non-saturating** $L_G$ and descend in the weights of $G$ only. The gradient passes through $D$ (it must: $G$ sees the data only through it) but does not change it.
#
# PyTorch **accumulates** gradients in `.grad`: those of an earlier step, or of the other's turn, must be erased (`opt.zero_grad()`) *before* `backward()`.
#
# ### Exercise 14: `gan_step` (2 points)
#
# The losses of this section can be written with `F.softplus` (as in exercises 12 and 13, whose answers need not be used here) or with `F.binary_cross_entropy_with_logits`. Two tests of one point each: $D$'s turn, then $G$'s.


# %% solution="gan_step"
def gan_step(G, D, opt_G, opt_D, real, z):
    """Make one update of D, then one of G against the new D, with the same noise.

    Parameters
    ----------
    G, D : torch.nn.Module
        Generator, (m, noise_dim) -> (m, data_dim); discriminator, (n, data_dim) -> logits (n, 1). They are changed.
    opt_G, opt_D : torch.optim.Optimizer
        Of the parameters of G, and of those of D; each makes exactly one step. Gradients that were left in `.grad`
        before the call change nothing.
    real : (n, data_dim) tensor
        A batch of data.
    z : (m, noise_dim) tensor
        Noise, the same for both updates; m may differ from n.

    Returns
    -------
    loss_D, loss_G : float
        −E log D(x) − E log(1 − D(G(z))) before D's update, and −E log D(G(z)) (not saturating) before G's. They are not
        judged: the new weights are.
    """
    ### BEGIN SOLUTION
    opt_D.zero_grad()
    loss_D = F.softplus(-D(real)).mean() + F.softplus(D(G(z).detach())).mean()
    loss_D.backward()
    opt_D.step()

    opt_G.zero_grad()
    loss_G = F.softplus(-D(G(z))).mean()
    loss_G.backward()
    opt_G.step()
    return loss_D.item(), loss_G.item()
    ### END SOLUTION


# %% [markdown] lang="fr"
# **Premier test** (1 point) : $D$ joue juste, et $G$ ne bouge pas d’un bit pendant ce tour (ici son pas d’apprentissage est nul).

# %% [markdown] lang="en"
# **First test** (1 point): $D$ plays right, and $G$ does not move by one bit in that turn (here its learning rate is zero).


# %% test="gan_step" points=1
@expect.probe
def play_linear(weights_G, weights_D, real, z, lr_G, lr_D, stale, n_steps):
    """Play with two linear networks, plain descent, and `stale` left in every .grad; return the weights of both."""
    G, D = (nn.Linear(W.shape[1], W.shape[0], dtype=torch.float64) for W, _ in (weights_G, weights_D))
    for block, (W, b) in ((G, weights_G), (D, weights_D)):
        block.weight.data, block.bias.data = torch.tensor(W), torch.tensor(b)
        for w in block.parameters():
            w.grad = torch.full_like(w, stale)
    opt_G, opt_D = torch.optim.SGD(G.parameters(), lr=lr_G), torch.optim.SGD(D.parameters(), lr=lr_D)
    for _ in range(n_steps):
        gan_step(G, D, opt_G, opt_D, torch.tensor(real), torch.tensor(z))
    return [w.detach().numpy() for block in (G, D) for w in (block.weight, block.bias)]


def sig(t):
    return 1 / (1 + np.exp(-t))


def new_D(weights_G, weights_D, real, z, lr):
    """Return the weights of a linear D after one step of plain descent, by hand."""
    (A, a), (w, b) = weights_G, weights_D
    fake = z @ A.T + a
    push_real, push_fake = -sig(-(real @ w.T + b)) / len(real), sig(fake @ w.T + b) / len(fake)
    return w - lr * (push_real.T @ real + push_fake.T @ fake), b - lr * (push_real.sum(axis=0) + push_fake.sum(axis=0))


weights_G, weights_D = (
    (np.array([[0.5, -1.0], [2.0, 0.3]]), np.array([0.1, -0.2])),
    (np.array([[1.0, -0.7]]), np.array([0.4])),
)
rng = np.random.default_rng(59)
real, z = rng.normal(size=(4, 2)), rng.normal(size=(4, 2))
W_G, b_G, W_D, b_D = play_linear(weights_G, weights_D, real, z, 0.0, 0.1, 0.0, 1)
w, b = new_D(weights_G, weights_D, real, z, 0.1)
expect.close(
    W_D,
    w,
    fr="poids de D après son tour : un pas de descente de L_D",
    en="D's weights after its turn: one descent step of L_D",
)
expect.close(b_D, b, fr="biais de D après son tour", en="D's bias after its turn")
expect.equal(
    W_G,
    weights_G[0],
    fr="le tour de D ne change pas G, pas même d’un bit",
    en="D's turn does not change G, not by one bit",
)
expect.equal(
    b_G,
    weights_G[1],
    fr="le tour de D ne change pas G, pas même d’un bit",
    en="D's turn does not change G, not by one bit",
)
W_G, b_G, W_D, b_D = play_linear(weights_G, weights_D, real, z, 0.0, 0.1, 5.0, 1)
expect.close(
    W_D,
    w,
    fr="des gradients laissés dans .grad avant l’appel ne doivent rien changer",
    en="gradients left in .grad before the call must change nothing",
)
### BEGIN HIDDEN TESTS
for n, m, noise_dim, data_dim in ((3, 5, 2, 2), (1, 1, 4, 3), (6, 2, 1, 1)):
    weights_G = rng.normal(size=(data_dim, noise_dim)), rng.normal(size=data_dim)
    weights_D = rng.normal(size=(1, data_dim)), rng.normal(size=1)
    real, z = rng.normal(size=(n, data_dim)), rng.normal(size=(m, noise_dim))
    for stale in (0.0, -3.0):
        W_G, b_G, W_D, b_D = play_linear(weights_G, weights_D, real, z, 0.0, 0.3, stale, 2)
        first = new_D(weights_G, weights_D, real, z, 0.3)
        w, b = new_D(weights_G, first, real, z, 0.3)
        expect.close(
            W_D,
            w,
            fr=f"poids de D après deux appels, {n} vrais et {m} faux",
            en=f"D's weights after two calls, {n} real and {m} fake samples",
        )
        expect.close(
            b_D,
            b,
            fr=f"biais de D après deux appels, {n} vrais et {m} faux",
            en=f"D's bias after two calls, {n} real and {m} fake samples",
        )
        expect.equal(
            W_G,
            weights_G[0],
            fr="le tour de D ne change pas G, pas même d’un bit",
            en="D's turn does not change G, not by one bit",
        )
        expect.equal(
            b_G,
            weights_G[1],
            fr="le tour de D ne change pas G, pas même d’un bit",
            en="D's turn does not change G, not by one bit",
        )
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# **Second test** (1 point) : $G$ joue juste contre le nouveau $D$, sans le changer ; et rien n’entre dans $G$ pendant le tour de $D$.

# %% [markdown] lang="en"
# **Second test** (1 point): $G$ plays right against the new $D$, without changing it; and nothing enters $G$ during $D$'s turn.


# %% test="gan_step" points=1
@expect.probe
def play_and_listen(weights_G, weights_D, real, z, lr_G, lr_D, stale, n_steps, adaptive):
    """Play as above, with SGD or Adam; return the weights of both, and every gradient that reached G's output."""
    torch.manual_seed(0)
    G, D = (nn.Linear(W.shape[1], W.shape[0], dtype=torch.float64) for W, _ in (weights_G, weights_D))
    for block, (W, b) in ((G, weights_G), (D, weights_D)):
        block.weight.data, block.bias.data = torch.tensor(W), torch.tensor(b)
        for w in block.parameters():
            w.grad = torch.full_like(w, stale)
    heard = []

    def listen(module, inputs, output):
        if output.requires_grad:
            output.register_hook(lambda slope: heard.append(slope.numpy().copy()))

    G.register_forward_hook(listen)
    kind = torch.optim.Adam if adaptive else torch.optim.SGD
    opt_G, opt_D = kind(G.parameters(), lr=lr_G), kind(D.parameters(), lr=lr_D)
    for _ in range(n_steps):
        gan_step(G, D, opt_G, opt_D, torch.tensor(real), torch.tensor(z))
    return [w.detach().numpy() for block in (G, D) for w in (block.weight, block.bias)], heard


def sig(t):
    return 1 / (1 + np.exp(-t))


def step_by_hand(weights_G, weights_D, real, z, lr_G, lr_D):
    """Return the weights of G and D after one step of plain descent, and the gradient at G's output."""
    (A, a), (w, b) = weights_G, weights_D
    fake = z @ A.T + a
    push_real, push_fake = -sig(-(real @ w.T + b)) / len(real), sig(fake @ w.T + b) / len(fake)
    w = w - lr_D * (push_real.T @ real + push_fake.T @ fake)
    b = b - lr_D * (push_real.sum(axis=0) + push_fake.sum(axis=0))
    slope = -sig(-(fake @ w.T + b)) / len(fake) @ w  # of -E log D(G(z)), against the new D
    return (A - lr_G * slope.T @ z, a - lr_G * slope.sum(axis=0)), (w, b), slope


weights_G, weights_D = (
    (np.array([[0.5, -1.0], [2.0, 0.3]]), np.array([0.1, -0.2])),
    (np.array([[1.0, -0.7]]), np.array([0.4])),
)
rng = np.random.default_rng(60)
real, z = rng.normal(size=(4, 2)), rng.normal(size=(4, 2))
(W_G, b_G, W_D, b_D), heard = play_and_listen(weights_G, weights_D, real, z, 0.2, 0.1, 5.0, 1, False)
(A, a), (w, b), slope = step_by_hand(weights_G, weights_D, real, z, 0.2, 0.1)
expect.close(
    W_G,
    A,
    fr="poids de G : un pas de descente de -E log D(G(z)), contre le nouveau D, avec le même z",
    en="G's weights: one descent step of -E log D(G(z)), against the new D, with the same z",
)
expect.close(b_G, a, fr="biais de G après son tour", en="G's bias after its turn")
expect.shape(
    heard,
    (1, 4, 2),
    fr="un seul gradient doit atteindre G : détachez les faux pendant le tour de D",
    en="only one gradient must reach G: detach the fakes in D's turn",
)
expect.close(
    heard[0],
    slope,
    fr="le gradient qui atteint G est celui de sa perte",
    en="the gradient that reaches G is that of its own loss",
)
(W_G, b_G, W_D, b_D), _ = play_and_listen(weights_G, weights_D, real, z, 0.2, 0.0, 0.0, 1, False)
expect.equal(
    W_D,
    weights_D[0],
    fr="le tour de G ne change pas D, pas même d’un bit",
    en="G's turn does not change D, not by one bit",
)
### BEGIN HIDDEN TESTS
for n, m, noise_dim, data_dim in ((3, 5, 2, 2), (1, 1, 4, 3), (6, 2, 1, 1)):
    weights_G = rng.normal(size=(data_dim, noise_dim)), rng.normal(size=data_dim)
    weights_D = rng.normal(size=(1, data_dim)), rng.normal(size=1)
    real, z = rng.normal(size=(n, data_dim)), rng.normal(size=(m, noise_dim))
    (W_G, b_G, W_D, b_D), heard = play_and_listen(weights_G, weights_D, real, z, 0.3, 0.2, -2.0, 3, False)
    played, slopes = (weights_G, weights_D), []
    for _ in range(3):
        *played, slope = step_by_hand(*played, real, z, 0.3, 0.2)
        slopes.append(slope)
    for got, wanted in zip((W_G, b_G, W_D, b_D), (*played[0], *played[1])):
        expect.close(
            got,
            wanted,
            fr=f"poids après trois appels, {n} vrais et {m} faux",
            en=f"weights after three calls, {n} real and {m} fake samples",
        )
    expect.shape(
        heard,
        (3, m, data_dim),
        fr="un seul gradient par pas doit atteindre G : détachez les faux pendant le tour de D",
        en="only one gradient a step must reach G: detach the fakes in D's turn",
    )
    expect.close(
        heard,
        slopes,
        fr="le gradient qui atteint G est celui de sa perte",
        en="the gradient that reaches G is that of its own loss",
    )
    (W_G, b_G, W_D, b_D), _ = play_and_listen(weights_G, weights_D, real, z, 0.3, 0.0, 1.0, 2, False)
    expect.equal(
        W_D,
        weights_D[0],
        fr="le tour de G ne change pas D, pas même d’un bit",
        en="G's turn does not change D, not by one bit",
    )
    expect.equal(
        b_D,
        weights_D[1],
        fr="le tour de G ne change pas D, pas même d’un bit",
        en="G's turn does not change D, not by one bit",
    )
    # Adam's first step is lr times the sign of the gradient: one step of each optimiser, and the right sign.
    (W_G, b_G, W_D, b_D), _ = play_and_listen(weights_G, weights_D, real, z, 0.05, 0.02, 7.0, 1, True)
    tiny_D = step_by_hand(weights_G, weights_D, real, z, 0.0, 1e-9)[1]
    signs_D = np.sign(tiny_D[0] - weights_D[0])
    after_D = weights_D[0] + 0.02 * signs_D, weights_D[1] + 0.02 * np.sign(tiny_D[1] - weights_D[1])
    fake = z @ weights_G[0].T + weights_G[1]
    slope = -sig(-(fake @ after_D[0].T + after_D[1])) / len(fake) @ after_D[0]
    expect.close(
        W_D,
        after_D[0],
        rtol=1e-4,
        atol=1e-5,
        fr="avec Adam, opt_D fait exactement un pas",
        en="with Adam, opt_D makes exactly one step",
    )
    expect.close(
        b_G,
        weights_G[1] - 0.05 * np.sign(slope.sum(axis=0)),
        rtol=1e-4,
        atol=1e-5,
        fr="avec Adam, opt_G fait exactement un pas",
        en="with Adam, opt_G makes exactly one step",
    )
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# **Expérience : deux gaussiennes, et $D^*$ dessiné.** Voici vos blocs et votre `gan_step` au travail sur deux bosses. À chaque instantané, l’histogramme de ce que $G$ fabrique, le $D$ appris, et le $D^*$ que votre `optimal_discriminator` calcule à partir des densités : celle des données est connue, celle du modèle est estimée sur 20 000 tirages (noyau gaussien de largeur 0,1).

# %% [markdown] lang="en"
# **Experiment: two Gaussians, and $D^*$ drawn.** Here are your blocks and your `gan_step` at work on two bumps. In each snapshot, the histogram of what $G$ makes, the $D$ that was learnt, and the $D^*$ that your `optimal_discriminator` computes from the densities: that of the data is known, that of the model is estimated from 20,000 draws (Gaussian kernel of width 0.1).

# %% experiment=true
data = toy.two_gaussians(gap=4.0, std=0.5)
snapshots = course.pace(quick=(0, 20, 60, 100), classroom=(0, 100, 500, 3000), full=(0, 100, 500, 10_000))
rng = np.random.default_rng(4)
torch.manual_seed(4)
G, D = make_blocks(noise_dim=2, data_dim=1, hidden=64)
opt_G = torch.optim.Adam(G.parameters(), lr=1e-3, betas=(0.5, 0.999))
opt_D = torch.optim.Adam(D.parameters(), lr=1e-3, betas=(0.5, 0.999))
z_many = sample_noise("normal", 20_000, 2, np.random.default_rng(5))
x_line = np.linspace(-4.5, 4.5, 361)
bins = np.linspace(-12, 12, 2401)
kernel = np.exp(-0.5 * (np.arange(-50, 51) * 0.01 / 0.1) ** 2)

fig, axes = plotting.subplots(1, 4, width=12, height=3.9, sharey=True)
told = []
for step in range(snapshots[-1] + 1):
    if step in snapshots:
        ax = axes[snapshots.index(step)]
        made = gans.apply(G, z_many)[:, 0]
        counts = np.histogram(np.clip(made, -11.99, 11.99), bins)[0]
        smooth = np.convolve(counts, kernel / kernel.sum(), mode="same") / (len(made) * 0.01)
        p_model = np.interp(x_line, (bins[1:] + bins[:-1]) / 2, smooth)
        best = optimal_discriminator(data.density(x_line[:, None]), p_model)
        learnt = 1 / (1 + np.exp(-gans.apply(D, x_line[:, None])[:, 0]))
        where = (data.density(x_line[:, None]) + p_model) / 2
        gap = np.sum(where * np.abs(learnt - best)) / np.sum(where)
        told.append((step, gap, np.mean(made < 0)))
        ax.fill_between(
            x_line,
            data.density(x_line[:, None]),
            color=plotting.CLASS_COLORS[0],
            alpha=0.3,
            linewidth=0,
            label="$p_{\\mathrm{data}}$",
        )
        ax.plot(
            x_line,
            np.minimum(p_model, 1.2),
            color=plotting.CLASS_COLORS[1],
            linewidth=1.8,
            label=course.text(fr="$G$ fabrique", en="$G$ makes"),
        )
        ax.plot(x_line, best, "--", color="black", linewidth=1.8, label="$D^*$")
        ax.plot(
            x_line,
            learnt,
            "-",
            color=plotting.OKABE_ITO["vermilion"],
            label=course.text(fr="$D$ appris", en="$D$ learnt"),
        )
        ax.set(xlabel="$x$", ylim=(0, 1.08), title=course.text(fr=f"pas {step}", en=f"step {step}"))
    real = torch.tensor(data.sample(128, rng), dtype=torch.float32)
    z = torch.tensor(sample_noise("normal", 128, 2, rng), dtype=torch.float32)
    gan_step(G, D, opt_G, opt_D, real, z)
axes[0].set_ylabel(course.text(fr="densité, ou probabilité", en="density, or probability"))
fig.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=4)
for step, gap, share in told:
    print(
        course.text(
            fr=f"pas {step} : |D - D*| = {gap:.3f} en moyenne ; {100 * share:.0f} % des faux à gauche de 0".replace(
                ".", ","
            ),
            en=f"step {step}: |D - D*| = {gap:.3f} on average; {100 * share:.0f} % of the fakes to the left of 0",
        )
    )
plotting.show(
    fig,
    alt=course.text(
        fr="Quatre instantanés de l’apprentissage. Au début, G fabrique un pic près de 0 entre les deux bosses des données ; D* y est "
        f"presque nul et vaut 1 sur les bosses. Puis G se répartit sur les deux bosses et D* se rapproche de 1/2. Écart moyen entre D et D* : {', '.join(f'{gap:.2f}' for _, gap, _ in told)}.",
        en="Four snapshots of training. At first G makes a peak near 0, between the two bumps of the data; D* is almost 0 there and 1 on "
        f"the bumps. Then G spreads over the two bumps and D* comes close to 1/2. Mean gap between D and D*: {', '.join(f'{gap:.2f}' for _, gap, _ in told)}.",
    ),
)

# %% [markdown] lang="fr"
# **Ce qu’on lit.** Sur les deux premières images, $D$ (rouge) court après $D^*$ (tirets) ; ensuite il s’en approche là où il y a des points, et les deux descendent vers 1/2. L’écart moyen passe de 0,48 au départ à 0,07 au pas 500, puis ne s’améliore plus (0,09 au pas 3 000) : une couche de 64 neurones fait des lignes brisées, et elle poursuit une cible qui bouge. La moitié des faux est de chaque côté : les deux bosses sont trouvées. Mais au pas 3 000 la bosse de gauche est trop étroite et il reste des faux entre les deux : $D$ le voit (creux en 0), $G$ ne l’a pas encore corrigé.
#
# **Expérience : une seule partie ne prouve rien.** Recommençons sur beaucoup de graines, avec la boucle `gans.train` du cours qui entraîne toutes les répétitions d’un coup. Deux questions : la perte non saturante fait-elle mieux ? et que se passe-t-il si $D$ prend 500 pas d’avance ? On suit $\mathrm{JS}$ entre l’histogramme des données et celui du modèle (80 cases de −5 à 5, 4 000 tirages) ; même un modèle parfait aurait environ 0,002, à cause du hasard des cases.

# %% [markdown] lang="en"
# **What we read.** In the first two pictures $D$ (red) runs after $D^*$ (dashed); then it comes close where there are points, and both go down to 1/2. The mean gap goes from 0.48 at the start to 0.07 at step 500, then improves no more (0.09 at step 3,000): a layer of 64 neurons makes broken lines, and it pursues a target that moves. Half of the fakes are on each side: both bumps have been found. But at step 3,000 the left bump is too narrow and some fakes remain between the two: $D$ sees it (the dip at 0), $G$ has not mended it yet.
#
# **Experiment: a single game proves nothing.** Let us repeat it over many seeds, with the course's loop `gans.train`, which trains all repetitions at once. Two questions: does the non-saturating loss do better? and what happens if $D$ takes a head start of 500 steps? We follow $\mathrm{JS}$ between the histogram of the data and that of the model (80 bins from −5 to 5, 4,000 draws); even a perfect model would have about 0.002, by the chance of the bins.

# %% experiment=true
n_seeds = course.pace(quick=2, classroom=8, full=24)
n_steps, every = course.pace(quick=(40, 20), classroom=(600, 40), full=(1000, 40))
data = toy.two_gaussians(gap=4.0, std=0.5)
bins = np.linspace(-5, 5, 81)
data_mass = data.density((bins[1:] + bins[:-1])[:, None] / 2)
data_mass = data_mass / data_mass.sum()
z_judge = sample_noise("normal", 4000, 2, np.random.default_rng(6))


def measure_js(training):
    """Return JS between data and model for every network of a stack."""
    made = gans.apply(training.generator, z_judge)[:, :, 0]
    counts = [np.histogram(np.clip(x, -4.99, 4.99), bins)[0] for x in made]
    return np.array([js_divergence(count / len(z_judge), data_mass) for count in counts])


def play_many(losses, head_start):
    """Train n_seeds pairs of networks; return JS at every recorded step, (n_seeds, n_records)."""
    rng = np.random.default_rng(7)
    G = gans.make_mlp(2, [64], 1, rng=rng, n_networks=n_seeds)
    D = gans.make_mlp(1, [64], 1, rng=rng, n_networks=n_seeds)
    adam = partial(torch.optim.Adam, lr=1e-3, betas=(0.5, 0.999))
    training = gans.Training(
        G,
        D,
        data.sample,
        noise=gans.NormalNoise(2),
        losses=losses,
        batch_size=128,
        optimiser_d=adam,
        optimiser_g=adam,
        rng=rng,
    )
    for _ in range(head_start):
        training.update_d()
    history = gans.train(
        training, n_steps, callbacks=[gans.Evaluate("js", measure_js, every_steps=every)], progress=False
    )
    return history.records["js"].values.T


head_starts = 0, course.pace(quick=20, classroom=500, full=500)
kinds = {"saturating": gans.saturating(), "non_saturating": gans.non_saturating()}
names = {
    "saturating": course.text(fr="saturante", en="saturating"),
    "non_saturating": course.text(fr="non saturante", en="non-saturating"),
}
steps = every * np.arange(n_steps // every + 1)
fig, axes = plotting.subplots(1, 2, width=11, height=4.5, sharey=True)
rows = []
for ax, head_start in zip(axes, head_starts):
    for (kind, losses), style in zip(kinds.items(), plotting.LINE_STYLES):
        runs = play_many(losses, head_start)
        plotting.draw_quantiles(ax, steps, runs, linestyle=style, label=names[kind])
        low, middle, high = np.quantile(runs, [0.1, 0.5, 0.9], axis=0)
        rows += [(kind, "head" if head_start else "none", *row) for row in zip(steps, low, middle, high)]
        print(
            course.text(
                fr=f"avance de D {head_start}, {names[kind]} : JS finale {middle[-1]:.3f} [{low[-1]:.3f} ; {high[-1]:.3f}] sur {n_seeds} graines".replace(
                    ".", ","
                ),
                en=f"head start of D {head_start}, {names[kind]}: final JS {middle[-1]:.3f} [{low[-1]:.3f}, {high[-1]:.3f}] over {n_seeds} seeds",
            )
        )
    ax.axhline(np.log(2), color="black", linestyle=":", linewidth=1.2)
    ax.set(
        yscale="log",
        xlabel=course.text(fr="pas de $G$", en="steps of $G$"),
        title=course.text(fr=f"$D$ a {head_start} pas d’avance", en=f"$D$ has a head start of {head_start}"),
    )
if course.pace_name() == "full":
    columns = zip(*rows)
    recorded.save(
        "04_gan_minmax", "two_gaussians", dict(zip(("loss", "head_start", "step", "low", "median", "high"), columns))
    )
else:
    table = recorded.load("04_gan_minmax", "two_gaussians")
    for ax, head_start in zip(axes, ("none", "head")):
        for kind, marker in zip(kinds, "s^"):
            chosen = (
                (table["loss"] == kind)
                & (table["head_start"] == head_start)
                & (table["step"] <= n_steps)
                & (table["step"] % 200 == 0)
            )
            ax.plot(
                table["step"][chosen],
                table["median"][chosen],
                marker,
                color="black",
                markersize=5,
                label=course.text(fr=f"{names[kind]}, 24 graines", en=f"{names[kind]}, 24 seeds"),
            )
axes[0].set_ylabel(course.text(fr="JS (nats) ; pointillé : log 2", en="JS (nats); dotted: log 2"))
axes[1].legend(loc="lower left", fontsize=10)
plotting.show(
    fig,
    alt=course.text(
        fr="JS entre données et modèle selon les pas de G, en échelle logarithmique, médiane et déciles, pour les deux pertes. À gauche, sans avance : "
        "les deux descendent depuis log 2, la non saturante un peu plus bas. À droite, D a de l’avance : les deux courbes descendent d’abord, puis se confondent et stagnent vers 0,25.",
        en="JS between data and model against the steps of G, on a logarithmic scale, median and deciles, for both losses. Left, without a head "
        "start: both come down from log 2, the non-saturating one a little lower. Right, D has a head start: both curves come down at first, then run together and stagnate near 0.25.",
    ),
)

# %% [markdown] lang="fr"
# **Ce qu’on lit** (24 graines, 1 000 pas, allure complète ; médiane et, entre crochets, premier et neuvième déciles).
#
# - *Sans avance*, la perte non saturante finit à 0,060 [0,040 ; 0,097] et la saturante à 0,082 [0,065 ; 0,139] : un peu mieux pour la première, mais les étendues se recouvrent largement. « La perte non saturante est meilleure » est une tendance ici, pas une loi.
# - *Avec 500 pas d’avance pour $D$*, toutes deux stagnent : 0,250 [0,109 ; 0,272] contre 0,257 [0,134 ; 0,275]. À titre de repère, un modèle parfait sur *une* bosse et absent de l’autre aurait $\mathrm{JS} = 0{,}216$. L’avance de $D$ nuit donc beaucoup, mais presque autant aux deux pertes.
#
# Surpris que la perte saturante ne reste pas bloquée, son gradient étant si petit ? Une raison : **Adam** divise chaque gradient par sa taille récente : la longueur de ses pas dépend peu de celle du gradient. L’extinction mesurée en section 7 frappe de plein fouet la descente ordinaire ; Adam la masque, sans réparer la direction. Le chapitre 05 ouvre cette boîte, le chapitre 07 revient sur la bosse oubliée.
#
# ### À vous de jouer
#
# Le même jeu dans le plan, en direct. La carte est $D$, les flèches sont ce que $D$ dit à $G$, la nappe est l’image par $G$ d’un quadrillage du bruit. Avancez un joueur à la fois : **Un pas de D**, puis **Un pas de G**. Provoquez l’effondrement ; faites disparaître les flèches, puis revenir ; et comparez les pertes à la distance exacte : lesquelles disent si $G$ progresse ?

# %% [markdown] lang="en"
# **What we read** (24 seeds, 1,000 steps, full pace; median and, in brackets, first and ninth deciles).
#
# - *Without a head start* the non-saturating loss ends at 0.060 [0.040, 0.097] and the saturating one at 0.082 [0.065, 0.139]: a little better for the former, but the ranges overlap widely. "The non-saturating loss is better" is a tendency here, not a law.
# - *With a head start of 500 steps for $D$* both stagnate: 0.250 [0.109, 0.272] against 0.257 [0.134, 0.275]. As a landmark, a model that is perfect on *one* bump and absent from the other would have $\mathrm{JS} = 0.216$. So $D$'s head start does much harm, but almost as much to both losses.
#
# Surprised that the saturating loss does not stay stuck, its gradient being so small? One reason: **Adam** divides each gradient by its recent size: the length of its steps hardly depends on that of the gradient. The extinction measured in section 7 hits plain descent in full; Adam hides it, without mending the direction. Chapter 05 opens this box, chapter 07 comes back to the forgotten bump.
#
# ### Your turn to play
#
# The same game in the plane, live. The map is $D$, the arrows are what $D$ tells $G$, the sheet is the image by $G$ of a grid of noise. Advance one player at a time: **Step D**, then **Step G**. Bring about the collapse; make the arrows vanish, then come back; and compare the losses with the exact distance: which of them says whether $G$ gets better?

# %% demo="gan_2d"
demos.show("gan_2d")

# %% [markdown] lang="fr"
# ## 9. Les deux blocs sur des images
#
# L’atelier demande d’essayer les deux blocs « sur un ensemble d’images ». Voici des chiffres manuscrits, ramenés entre −1 et 1 et aplatis en 784 nombres, et trois jeux de paramètres. Pour chacun : le **bloc 1 seul** ($G$ jamais entraîné), le **bloc 2 seul** ($D$ entraîné contre ce $G$ figé), puis **les deux** ensemble par votre `gan_step`. Changez les paramètres, et notez-les : la question 2 vous demande ce compte rendu. De beaux chiffres demandent plus de couches et plus de temps : ce sera le chapitre 06.

# %% [markdown] lang="en"
# ## 9. The two blocks on images
#
# The lab sheet asks to try the two blocks "on a set of images". Here are handwritten digits, brought between −1 and 1 and flattened into 784 numbers, and three sets of parameters. For each: **block 1 alone** ($G$ never trained), **block 2 alone** ($D$ trained against this frozen $G$), then **both** together by your `gan_step`. Change the parameters, and write them down: question 2 asks for this report. Fine digits take more layers and more time: that will be chapter 06.

# %% experiment=true
settings = [  # change these: kind of noise, its dimension, hidden width, learning rate of both
    ("normal", 64, 128, 1e-3),
    ("uniform", 64, 128, 1e-3),
    ("normal", 4, 128, 1e-3),
]
n_alone, n_steps = course.pace(quick=(10, 10), classroom=(200, 1000), full=(200, 6000))
digits = datasets.bundled_digits(quiet=True)
images = torch.tensor(digits.x_train.reshape(-1, 784) / 127.5 - 1, dtype=torch.float32)

fig, axes = plotting.subplots(len(settings), 2, width=11, height=6.6)
print(
    course.text(
        fr="perte de D : 2 log 2 = 1,386 s’il ne distingue rien, 0 s’il ne se trompe jamais ; diversité : écart-type moyen des pixels, rapporté à celui des données",
        en="D's loss: 2 log 2 = 1.386 if it tells nothing apart, 0 if it is never wrong; variety: mean standard deviation of a pixel, over that of the data",
    )
)
for row, (kind, noise_dim, hidden, lr) in zip(axes, settings):
    rng = np.random.default_rng(8)
    torch.manual_seed(8)
    G, D = make_blocks(noise_dim, 784, hidden)
    opt_G = torch.optim.Adam(G.parameters(), lr=lr, betas=(0.5, 0.999))
    opt_D = torch.optim.Adam(D.parameters(), lr=lr, betas=(0.5, 0.999))
    z_shown = sample_noise(kind, 14, noise_dim, np.random.default_rng(9))
    untrained, losses_alone, losses = gans.apply(G, z_shown), [], []
    for step in range(n_alone + n_steps):
        real = images[torch.as_tensor(rng.integers(len(images), size=64))]
        z = torch.tensor(sample_noise(kind, 64, noise_dim, rng), dtype=torch.float32)
        if step % 10 == 0:
            with torch.no_grad():
                loss = discriminator_loss(D(real), D(G(z))).item()
            (losses_alone if step < n_alone else losses).append(loss)
        if step >= n_alone:
            gan_step(G, D, opt_G, opt_D, real, z)
            continue
        loss_of_d = discriminator_loss(D(real), D(G(z).detach()))
        opt_D.zero_grad()
        loss_of_d.backward()
        opt_D.step()
    many = np.clip(gans.apply(G, sample_noise(kind, 500, noise_dim, rng)), -1, 1)
    variety = many.std(axis=0).mean() / images.std(dim=0).mean().item()
    for ax, made in zip(row, (untrained, gans.apply(G, z_shown))):
        plotting.draw_images(ax, np.clip(made, -1, 1).reshape(-1, 28, 28), n_columns=7)
    name = course.text(fr={"normal": "normal", "uniform": "uniforme"}[kind], en=kind)
    row[0].set_title(
        course.text(
            fr=f"bruit {name} ({noise_dim}), largeur {hidden} : $G$ neuf",
            en=f"{name} noise ({noise_dim}), width {hidden}: new $G$",
        ),
        fontsize=12,
    )
    row[1].set_title(course.text(fr=f"après {n_steps} pas à deux", en=f"after {n_steps} steps together"), fontsize=12)
    print(
        course.text(
            fr=f"bruit {name}, {noise_dim} nombres, largeur {hidden}, pas {lr:g}, lots de 64 : D seul {losses_alone[0]:.2f} -> {losses_alone[-1]:.4f} ({n_alone} pas) ; à deux {np.mean(losses[-10:]):.2f} ; diversité {variety:.2f}".replace(
                ".", ","
            ),
            en=f"{name} noise, {noise_dim} numbers, width {hidden}, rate {lr:g}, batches of 64: D alone {losses_alone[0]:.2f} -> {losses_alone[-1]:.4f} ({n_alone} steps); together {np.mean(losses[-10:]):.2f}; variety {variety:.2f}",
        )
    )
plotting.show(
    fig,
    alt=course.text(
        fr=f"Trois rangées, une par jeu de paramètres. À gauche, 14 images d’un générateur neuf : du gris bruité. À droite, les mêmes bruits "
        f"après {n_steps} pas d’apprentissage à deux : des chiffres flous, blancs sur fond noir.",
        en=f"Three rows, one per set of parameters. Left, 14 images of a new generator: noisy grey. Right, the same noise after {n_steps} "
        f"training steps together: blurred digits, white on black.",
    ),
)

# %% [markdown] lang="fr"
# **Ce qu’on lit.** Le bloc 1 neuf fait du gris ; en 200 pas, le bloc 2 seul le sépare des chiffres presque sans faute (perte de l’ordre de $10^{-3}$). Ensemble, la perte de $D$ remonte (entre 0,7 et 1,5 selon le réglage, en 1 000 pas ; à l’équilibre ce serait 1,386) et des chiffres flous apparaissent. Méfiez-vous du nombre : une perte proche de celle de l’équilibre ne dit pas que les images sont bonnes, seulement que *ce* $D$, à une couche de 128, ne sait plus les distinguer. Chaque rangée est un seul essai : pour affirmer qu’un bruit vaut mieux qu’un autre, il faudrait plusieurs graines, comme plus haut.

# %% [markdown] lang="en"
# **What we read.** The new block 1 makes grey; in 200 steps block 2 alone tells it from digits almost without error (a loss of the order of $10^{-3}$). Together, $D$'s loss rises again (between 0.7 and 1.5 depending on the setting, in 1,000 steps; at equilibrium it would be 1.386) and blurred digits appear. Beware of the number: a loss close to that of the equilibrium does not say that the images are good, only that *this* $D$, of one layer of 128, can no longer tell them apart. Each row is a single trial: to claim that one kind of noise is better than another would take several seeds, as above.

# %% [markdown] lang="fr"
# ## 10. Questions
#
# Ce sont les questions de la feuille « Atelier 2 », plus une.
#
# **Question 1 : quel jeu, et pourquoi min-max ?** (2 points) Définissez le jeu du GAN : joueurs, stratégies, gains, ce que chacun sait quand il joue. Déduisez-en pourquoi l’apprentissage d’un GAN se modélise comme un problème de min-max.

# %% [markdown] lang="en"
# ## 10. Questions
#
# These are the questions of the sheet "Atelier 2", plus one.
#
# **Question 1: which game, and why min-max?** (2 points) Define the GAN game: players, strategies, payoffs, what each knows when playing. Deduce why the training of a GAN can be modelled as a min-max problem.

# %% [markdown] lang="fr" answer="which_game" points=2
# ### BEGIN MARK SCHEME
# **Réponse attendue.**
# - *Joueurs* : le générateur $G$ et le discriminateur $D$.
# - *Stratégies* : leurs paramètres, $\theta_G$ et $\theta_D$ (ou les fonctions $G$ et $D$) ; ensembles continus, infinis.
# - *Gains* : $D$ reçoit $V(D, G)$, $G$ reçoit $-V(D, G)$. La somme est nulle.
# - *Information* : $D$ reçoit des données et des objets de $G$, sans savoir lesquels sont lesquels *en entrée* (les étiquettes ne servent qu’à sa perte) ; $G$ ne reçoit que du bruit et, pour apprendre, le gradient qui traverse $D$ : il ne voit jamais les données. En théorie les coups sont simultanés ; en pratique on alterne de petits pas et chacun réagit à l’état de l’autre.
# - *Min-max* : à somme nulle, minimiser sa propre perte, pour $G$, c’est minimiser ce que $D$ maximise. $G$ cherche la stratégie dont le **pire cas**, face au meilleur $D$, est le moins mauvais : $\min_G \max_D V$.
#
# **Barème.** Première partie, 1,25 point : joueurs 0,25 ; stratégies 0,25 (il faut « paramètres » ou « fonctions » ; « générer de bonnes images » : 0) ; gains avec signe opposé 0,5 ; information 0,25 ($G$ ne voit pas les données). Seconde partie, 0,75 point : la somme nulle rend les deux objectifs opposés (0,5) ; lecture du pire cas, ou de l’ordre des opérations : $D$ optimal pour chaque $G$, puis $G$ (0,25).
#
# **Aussi juste.** Remarquer que le théorème de von Neumann ne s’applique pas tel quel (ensembles infinis, $V$ non convexe en $\theta_G$) : l’égalité min-max = max-min n’est pas garantie. À saluer, sans point supplémentaire.
#
# **Erreurs fréquentes.** « $G$ et $D$ coopèrent » : 0 pour les gains. Donner à $G$ la perte $-\mathbb E\log D(G)$ et dire le jeu à somme nulle : retirer 0,25. « Min-max parce que c’est la formule de l’article » : 0 pour la seconde partie.
# ### END MARK SCHEME
#
# *Écrivez votre réponse ici.*

# %% [markdown] lang="en" answer="which_game" points=2
# ### BEGIN MARK SCHEME
# **Model answer.**
# - *Players*: the generator $G$ and the discriminator $D$.
# - *Strategies*: their parameters, $\theta_G$ and $\theta_D$ (or the functions $G$ and $D$); continuous, infinite sets.
# - *Payoffs*: $D$ receives $V(D, G)$, $G$ receives $-V(D, G)$. The sum is zero.
# - *Information*: $D$ receives data and objects made by $G$, without knowing *as input* which is which (the labels serve its loss only); $G$ receives noise only and, to learn, the gradient that passes through $D$: it never sees the data. In theory the moves are simultaneous; in practice small steps alternate and each reacts to the state of the other.
# - *Min-max*: as the sum is zero, for $G$ to minimise its own loss is to minimise what $D$ maximises. $G$ looks for the strategy whose **worst case**, against the best $D$, is least bad: $\min_G \max_D V$.
#
# **Points.** First part, 1.25 points: players 0.25; strategies 0.25 ("parameters" or "functions" is needed; "to generate good images": 0); payoffs with opposite signs 0.5; information 0.25 ($G$ does not see the data). Second part, 0.75 point: the zero sum makes the two aims opposite (0.5); the worst case, or the order of the operations: $D$ optimal for each $G$, then $G$ (0.25).
#
# **Equally right.** To note that von Neumann's theorem does not apply as it stands (infinite sets, $V$ not convex in $\theta_G$): min-max = max-min is not guaranteed. To be praised, without extra points.
#
# **Frequent mistakes.** "$G$ and $D$ cooperate": 0 for the payoffs. Giving $G$ the loss $-\mathbb E\log D(G)$ and calling the game zero-sum: take off 0.25. "Min-max because it is the paper's formula": 0 for the second part.
# ### END MARK SCHEME
#
# *Write your answer here.*

# %% [markdown] lang="fr"
# **Question 2 : lire l’équation (4), et tester les blocs.** (2 points) a) Interprétez l’équation (4) avec ce jeu : que mesure chaque terme, qui agit sur lequel, que se passe-t-il à l’équilibre et que vaut alors $V$ ? b) Testez les deux blocs sur un ensemble d’images (section 9), avec au moins **deux** jeux de paramètres, et rapportez à chaque fois les paramètres et ce que vous observez, pour chaque bloc seul puis pour les deux ensemble.

# %% [markdown] lang="en"
# **Question 2: read equation (4), and test the blocks.** (2 points) a) Interpret equation (4) with this game: what does each term measure, who acts on which, what happens at equilibrium and what is $V$ then? b) Test the two blocks on a set of images (section 9), with at least **two** sets of parameters, and report each time the parameters and what you observe, for each block alone and then for both together.

# %% [markdown] lang="fr" answer="read_equation_4" points=2
# ### BEGIN MARK SCHEME
# **Réponse attendue.** a) $\mathbb E_{x}[\log D(x)]$ : à quel point $D$ reconnaît les données ; il ne dépend que de $D$. $\mathbb E_z[\log(1 - D(G(z)))]$ : à quel point $D$ démasque les faux ; il dépend des deux, et c’est le seul levier de $G$. Les deux termes sont $\le 0$ ; $V = 0$ pour un $D$ parfait. $V$ est l’opposé d’une entropie croisée binaire (vrais étiquetés 1, faux 0). Pour $G$ fixé, le meilleur $D$ est $p_{\text{data}}/(p_{\text{data}} + p_{\text{model}})$ et $V(D^*, G) = 2\,\mathrm{JS} - 2\log 2$ ; à l’équilibre $p_{\text{model}} = p_{\text{data}}$, $D = 1/2$ partout, $V = -2\log 2 \approx -1{,}386$.
#
# b) Un compte rendu qui permet de refaire l’essai : loi et dimension du bruit, largeur cachée, optimiseur et pas, taille des lots, nombre de pas, données. Observations attendues : le bloc 1 non entraîné rend du gris bruité, dont $D$ entraîné seul se sépare presque sans faute (perte de $D$ proche de 0) ; ensemble, la perte de $D$ remonte, les images ressemblent peu à peu à des chiffres flous ; changer un paramètre a un effet décrit (par exemple : trop peu de pas ou un bruit de trop petite dimension donnent des images floues et toutes semblables).
#
# **Barème.** a) 1 point : le rôle des deux termes (0,25) ; $G$ n’agit que sur le second (0,25) ; $D = 1/2$ à l’équilibre (0,25) ; $V = -2\log 2$ (0,25). b) 1 point : paramètres complets pour deux essais au moins (0,5 ; 0,25 s’il en manque un qui change le résultat) ; une observation *chiffrée* par bloc et pour l’ensemble (0,5).
#
# **Erreurs fréquentes.** « À l’équilibre $V = 0$ » : 0 pour la valeur. « $G$ minimise les deux termes » : 0 pour ce point. « Les images sont belles » sans nombre ni paramètre : 0 pour b).
# ### END MARK SCHEME
#
# *Écrivez votre réponse ici.*

# %% [markdown] lang="en" answer="read_equation_4" points=2
# ### BEGIN MARK SCHEME
# **Model answer.** a) $\mathbb E_{x}[\log D(x)]$: how well $D$ recognises data; it depends on $D$ only. $\mathbb E_z[\log(1 - D(G(z)))]$: how well $D$ unmasks fakes; it depends on both, and is $G$'s only lever. Both terms are $\le 0$; $V = 0$ for a perfect $D$. $V$ is minus a binary cross-entropy (real samples labelled 1, fakes 0). For a fixed $G$ the best $D$ is $p_{\text{data}}/(p_{\text{data}} + p_{\text{model}})$ and $V(D^*, G) = 2\,\mathrm{JS} - 2\log 2$; at equilibrium $p_{\text{model}} = p_{\text{data}}$, $D = 1/2$ everywhere, $V = -2\log 2 \approx -1.386$.
#
# b) A report from which the trial can be repeated: law and dimension of the noise, hidden width, optimiser and rate, batch size, number of steps, data. Expected observations: block 1 untrained gives noisy grey, from which $D$ trained alone tells the data almost without error ($D$'s loss close to 0); together, $D$'s loss rises again and the images come to resemble blurred digits; changing one parameter has an effect that is described (for example: too few steps or noise of too small a dimension give images that are blurred and all alike).
#
# **Points.** a) 1 point: the roles of the two terms (0.25); $G$ acts on the second only (0.25); $D = 1/2$ at equilibrium (0.25); $V = -2\log 2$ (0.25). b) 1 point: complete parameters for at least two trials (0.5; 0.25 if one that changes the result is missing); an observation *with a number* for each block and for both (0.5).
#
# **Frequent mistakes.** "At equilibrium $V = 0$": 0 for the value. "$G$ minimises both terms": 0 for that point. "The images are nice" without a number or a parameter: 0 for b).
# ### END MARK SCHEME
#
# *Write your answer here.*

# %% [markdown] lang="fr"
# **Question 3 : que récompense $\mathrm{KL} - 2\,\mathrm{JS}$ ?** (1 point) La section 7 montre que la perte non saturante suit, face à $D^*$, le gradient de $\mathrm{KL}(p_{\text{model}} \Vert p_{\text{data}}) - 2\,\mathrm{JS}(p_{\text{data}}, p_{\text{model}})$. Que punit fortement le premier terme, que punit-il à peine ? Que dit le *signe* du second ? Qu’en attendez-vous pour la diversité des images ?

# %% [markdown] lang="en"
# **Question 3: what does $\mathrm{KL} - 2\,\mathrm{JS}$ reward?** (1 point) Section 7 shows that the non-saturating loss follows, against $D^*$, the gradient of $\mathrm{KL}(p_{\text{model}} \Vert p_{\text{data}}) - 2\,\mathrm{JS}(p_{\text{data}}, p_{\text{model}})$. What does the first term punish strongly, what does it hardly punish? What does the *sign* of the second say? What do you expect from it for the variety of images?

# %% [markdown] lang="fr" answer="kl_minus_two_js" points=1
# ### BEGIN MARK SCHEME
# **Réponse attendue.** $\mathrm{KL}(p_{\text{model}} \Vert p_{\text{data}}) = \int p_{\text{model}} \log (p_{\text{model}}/p_{\text{data}})$ est énorme dès que le modèle met de la masse là où il n’y a pas de données (des images invraisemblables), et ne coûte presque rien quand le modèle *oublie* une partie des données (là $p_{\text{model}} \approx 0$, donc l’intégrande aussi). Le $-2\,\mathrm{JS}$ a le « mauvais » signe : minimiser cette somme, c’est *augmenter* JS, donc pousser les deux lois à s’écarter. Les deux vont dans le même sens : des images plausibles plutôt que variées ; on attend des modes oubliés (chapitre 07).
#
# **Barème.** Le sens de la KL inverse : masse hors des données punie (0,25), modes oubliés à peine punis (0,25). Le signe de JS : il pousse à s’écarter (0,25). Conséquence : perte de diversité (0,25).
#
# **Aussi juste.** Préciser que ce résultat ne vaut que pour le gradient au point où $D = D^*$, et non pour la fonction entière.
#
# **Erreurs fréquentes.** Confondre avec $\mathrm{KL}(p_{\text{data}} \Vert p_{\text{model}})$, qui punit l’oubli (maximum de vraisemblance) : 0 pour les deux premiers quarts. « JS est positive, donc tout va bien » : 0 pour le signe.
# ### END MARK SCHEME
#
# *Écrivez votre réponse ici.*

# %% [markdown] lang="en" answer="kl_minus_two_js" points=1
# ### BEGIN MARK SCHEME
# **Model answer.** $\mathrm{KL}(p_{\text{model}} \Vert p_{\text{data}}) = \int p_{\text{model}} \log (p_{\text{model}}/p_{\text{data}})$ is huge as soon as the model puts mass where there are no data (implausible images), and costs next to nothing when the model *forgets* a part of the data (there $p_{\text{model}} \approx 0$, hence the integrand too). The $-2\,\mathrm{JS}$ has the "wrong" sign: to minimise this sum is to *increase* JS, hence to push the two laws apart. Both go the same way: plausible images rather than varied ones; one expects forgotten modes (chapter 07).
#
# **Points.** The direction of the reverse KL: mass outside the data is punished (0.25), forgotten modes hardly are (0.25). The sign of JS: it pushes apart (0.25). Consequence: loss of variety (0.25).
#
# **Equally right.** To point out that this holds for the gradient at the point where $D = D^*$ only, not for the whole function.
#
# **Frequent mistakes.** Confusing it with $\mathrm{KL}(p_{\text{data}} \Vert p_{\text{model}})$, which punishes forgetting (maximum likelihood): 0 for the first two quarters. "JS is positive, so all is well": 0 for the sign.
# ### END MARK SCHEME
#
# *Write your answer here.*

# %% [markdown] lang="fr"
# ## 11. Pour aller plus loin
#
# **Pourquoi $\mathrm{KL} - 2\,\mathrm{JS}$ : la preuve.** Notons $p_\theta$ la densité du modèle et $D^*$ le meilleur discriminateur *au point* $\theta_0$, qu’on ne redérive pas. On a $\log D^* = \log \frac{1 - D^*}{p_{\theta_0}/p_{\text{data}}}$, car $D^*/(1 - D^*) = p_{\text{data}}/p_{\theta_0}$.
#
# 1. *Le terme saturant.* $\nabla_\theta\, \mathbb E_{p_\theta}[\log(1 - D^*)] = 2 \nabla_\theta \mathrm{JS}(p_{\text{data}}, p_\theta)$ en $\theta_0$ : c’est la dérivée de $V(D^*, \cdot)$, et $D^*$ étant un maximum, sa propre variation ne compte pas (théorème de l’enveloppe).
# 2. *Le rapport des densités.* $\nabla_\theta\, \mathbb E_{p_\theta}\big[\log \tfrac{p_{\theta_0}}{p_{\text{data}}}\big] = \nabla_\theta\, \mathrm{KL}(p_\theta \Vert p_{\text{data}})$ en $\theta_0$, car $\nabla_\theta\, \mathbb E_{p_\theta}[\log p_\theta - \log p_{\theta_0}] = 0$ en ce point.
# 3. *La somme.* $-\log D^* = \log \tfrac{p_{\theta_0}}{p_{\text{data}}} - \log(1 - D^*)$, d’où le gradient de $\mathrm{KL} - 2\,\mathrm{JS}$. $\blacksquare$
#
# **À essayer.**
#
# - Démontrez que $x^2 - \eta x y + y^2$ ne change pas dans la dynamique alternée sur $f = xy$. Pourquoi la borne éclate-t-elle en $\eta = 2$ ?
# - Moyennez les positions de la dynamique alternée : la moyenne converge-t-elle ? À quelle vitesse ? (Souvenez-vous du jeu fictif.)
# - Ajoutez au plus petit GAN une pénalité $\tfrac{\gamma}{2} y^2$ sur $D$ : que deviennent le rotationnel et les trajectoires ? (Mescheder et coauteurs, 2018.)
# - Donnez deux pas de $D$ pour un de $G$ dans la section 8 : $D$ est-il plus près de $D^*$ ? $G$ apprend-il mieux ?
#
# **Références.** J. von Neumann, *Zur Theorie der Gesellschaftsspiele*, Mathematische Annalen, 1928. J. Nash, *Equilibrium points in n-person games*, PNAS, 1950. G. W. Brown, *Iterative solution of games by fictitious play*, 1951. J. Robinson, *An iterative method of solving a game*, Annals of Mathematics, 1951. G. M. Korpelevich, *The extragradient method for finding saddle points and other problems*, 1976. I. Goodfellow *et al.*, *Generative adversarial nets*, NIPS 2014. M. Arjovsky et L. Bottou, *Towards principled methods for training generative adversarial networks*, ICLR 2017. L. Mescheder, S. Nowozin et A. Geiger, *The numerics of GANs*, NIPS 2017. L. Mescheder, A. Geiger et S. Nowozin, *Which training methods for GANs do actually converge?*, ICML 2018. « Atelier 2 d’optimisation : GAN basé sur la théorie des jeux », feuille de TP non datée. « Dessine-moi un mouton : Generative Adversarial Network », rapport de projet long, CentraleSupélec, 2017-2018. Compte rendu des TP 8 à 11 du cours RDFIA, Master 2 DAC, Sorbonne Université, 2019-2020. G. Peyré, *Générer ou reconnaître des images : les réseaux de neurones à la rescousse*, CNRS et ENS, 2020.

# %% [markdown] lang="en"
# ## 11. To go further
#
# **Why $\mathrm{KL} - 2\,\mathrm{JS}$: the proof.** Call $p_\theta$ the density of the model and $D^*$ the best discriminator *at the point* $\theta_0$, which is not differentiated again. We have $\log D^* = \log \frac{1 - D^*}{p_{\theta_0}/p_{\text{data}}}$, as $D^*/(1 - D^*) = p_{\text{data}}/p_{\theta_0}$.
#
# 1. *The saturating term.* $\nabla_\theta\, \mathbb E_{p_\theta}[\log(1 - D^*)] = 2 \nabla_\theta \mathrm{JS}(p_{\text{data}}, p_\theta)$ at $\theta_0$: it is the derivative of $V(D^*, \cdot)$, and as $D^*$ is a maximum, its own variation does not count (envelope theorem).
# 2. *The ratio of the densities.* $\nabla_\theta\, \mathbb E_{p_\theta}\big[\log \tfrac{p_{\theta_0}}{p_{\text{data}}}\big] = \nabla_\theta\, \mathrm{KL}(p_\theta \Vert p_{\text{data}})$ at $\theta_0$, because $\nabla_\theta\, \mathbb E_{p_\theta}[\log p_\theta - \log p_{\theta_0}] = 0$ at that point.
# 3. *The sum.* $-\log D^* = \log \tfrac{p_{\theta_0}}{p_{\text{data}}} - \log(1 - D^*)$, hence the gradient of $\mathrm{KL} - 2\,\mathrm{JS}$. $\blacksquare$
#
# **To try.**
#
# - Prove that $x^2 - \eta x y + y^2$ does not change under alternating steps on $f = xy$. Why does the bound blow up at $\eta = 2$?
# - Average the places of the alternating dynamics: does the average converge? How fast? (Remember fictitious play.)
# - Add a penalty $\tfrac{\gamma}{2} y^2$ on $D$ to the smallest GAN: what becomes of the curl and of the paths? (Mescheder and co-authors, 2018.)
# - Give $D$ two steps for one of $G$ in section 8: is $D$ closer to $D^*$? Does $G$ learn better?
#
# **References.** J. von Neumann, *Zur Theorie der Gesellschaftsspiele*, Mathematische Annalen, 1928. J. Nash, *Equilibrium points in n-person games*, PNAS, 1950. G. W. Brown, *Iterative solution of games by fictitious play*, 1951. J. Robinson, *An iterative method of solving a game*, Annals of Mathematics, 1951. G. M. Korpelevich, *The extragradient method for finding saddle points and other problems*, 1976. I. Goodfellow *et al.*, *Generative adversarial nets*, NIPS 2014. M. Arjovsky and L. Bottou, *Towards principled methods for training generative adversarial networks*, ICLR 2017. L. Mescheder, S. Nowozin and A. Geiger, *The numerics of GANs*, NIPS 2017. L. Mescheder, A. Geiger and S. Nowozin, *Which training methods for GANs do actually converge?*, ICML 2018. "Atelier 2 d'optimisation : GAN basé sur la théorie des jeux", undated lab sheet. "Dessine-moi un mouton: Generative Adversarial Network", long project report, CentraleSupélec, 2017-2018. Report on practicals 8 to 11 of the course RDFIA, Master 2 DAC, Sorbonne Université, 2019-2020. G. Peyré, *Générer ou reconnaître des images : les réseaux de neurones à la rescousse*, CNRS and ENS, 2020.
