# %% [markdown] lang="fr"
# # Bienvenue
#
# **But.** Apprendre à se servir d’un carnet d’Atelier, avant d’apprendre quoi que ce soit d’autre.
#
# À la fin, vous saurez exécuter, modifier, vérifier, valider et rendre un carnet, lire le message d’un test qui échoue, et distinguer une réponse fausse d’une installation en panne.
#
# **Prérequis.** Savoir ce qu’est une fonction en Python.
#
# **Durée.** 20 minutes. **Points.** Aucun : l’unique exercice est là pour se tromper sans risque.

# %% [markdown] lang="en"
# # Welcome
#
# **Aim.** Learn to use one of Atelier's notebooks, before learning anything else.
#
# By the end you will be able to run, edit, check, validate and hand in a notebook, to read the message of a test that fails, and to tell a wrong answer from a broken installation.
#
# **You need.** To know what a Python function is.
#
# **Time.** 20 minutes. **Points.** None: the only exercise is here so that you can be wrong at no risk.

# %% setup=true
import numpy as np

from helpers import course, doctor, expect, plotting

course.start(chapter="00_welcome")

# %% [markdown] lang="fr"
# ## 1. Exécuter
#
# Un carnet est une suite de **cellules** : du texte, comme celle-ci, ou du code. Derrière lui tourne un programme Python, le **noyau**, qui garde en mémoire tout ce que vous exécutez.
#
# - Cliquez dans une cellule de code, puis **Maj + Entrée** : elle s’exécute et la suivante est sélectionnée.
# - Le nombre entre crochets, `[3]`, donne l’ordre d’exécution ; `[*]` veut dire « en cours ».
# - Un calcul trop long s’arrête avec le bouton ■, ou au clavier : Échap, puis deux fois `I`.
#
# La cellule ci-dessus, avec les `import`, prépare tout le reste : **exécutez-la toujours en premier**. Elle choisit la langue des messages et la graine des tirages au hasard. Comme les tests, elle est verrouillée : vous ne pouvez ni la modifier ni l’effacer.

# %% [markdown] lang="en"
# ## 1. Run
#
# A notebook is a sequence of **cells**: text, like this one, or code. Behind it runs a Python program, the **kernel**, which remembers all that you execute.
#
# - Click into a code cell, then press **Shift + Enter**: it runs and the next one is selected.
# - The number in brackets, `[3]`, tells the order of execution; `[*]` means "still running".
# - A computation that takes too long is stopped by the ■ button, or from the keyboard: Esc, then `I` twice.
#
# The cell above, with the `import` lines, prepares all the rest: **always run it first**. It chooses the language of messages and the seed of random draws. Like the tests it is locked: you can neither change nor delete it.

# %% [markdown] lang="fr"
# ## 2. Votre machine est-elle prête ?
#
# La cellule suivante examine votre installation : versions, arithmétique, noyau, données, polices. Devant chaque ligne, `✓` veut dire que tout va bien, `!` que vous pouvez travailler mais qu’un détail est à revoir, `✗` qu’il faut réparer ; la ligne dit alors comment.
#
# L’une d’elles est un **canari** : quelques nombres tirés au hasard avec une graine connue, donc toujours les mêmes. Si le canari chante faux, vos résultats différeront de ceux du cours sans que vos réponses soient en cause : réparez l’installation d’abord. S’il chante juste et qu’un test échoue, c’est votre réponse qu’il faut regarder.

# %% [markdown] lang="en"
# ## 2. Is your machine ready?
#
# The next cell examines your installation: versions, arithmetic, kernel, data, fonts. In front of each line, `✓` means that all is well, `!` that you can work but a detail needs attention, `✗` that something must be mended; the line then says how.
#
# One of them is a **canary**: a few numbers drawn at random from a known seed, hence always the same. If the canary sings out of tune, your results will differ from the course's through no fault of your answers: mend the installation first. If it sings well and a test fails, look at your answer.

# %% show=true
doctor.report()

# %% [markdown] lang="fr"
# ## 3. Modifier
#
# Un exercice a toujours la même présentation : l’énoncé, une cellule à compléter, une cellule de test. En voici un.
#
# ### Exercice : `double`
#
# Écrivez une fonction qui renvoie le double de ce qu’on lui donne, nombre ou tableau, sans le modifier.
#
# La cellule à compléter contient une **docstring**, le texte entre triples guillemets. Lisez-la comme un contrat : elle dit ce que la fonction reçoit, ce qu’elle renvoie, et tranche les cas que l’énoncé laisse ouverts. À la place de
#
# ```python
# # YOUR CODE HERE
# raise NotImplementedError()
# ```
#
# mettez votre code, en effaçant la ligne `raise`. Commencez, exprès, par une réponse fausse : `return x + 2`.

# %% [markdown] lang="en"
# ## 3. Edit
#
# Every exercise has the same layout: what is asked, a cell to complete, a test cell. Here is one.
#
# ### Exercise: `double`
#
# Write a function that returns twice what it is given, a number or an array, without modifying it.
#
# The cell to complete contains a **docstring**, the text between triple quotes. Read it as a contract: it says what the function receives, what it returns, and settles the cases that the question leaves open. In place of
#
# ```python
# # YOUR CODE HERE
# raise NotImplementedError()
# ```
#
# put your code, deleting the `raise` line. Begin, on purpose, with a wrong answer: `return x + 2`.


# %% solution="double"
def double(x):
    """Return twice x.

    Parameters
    ----------
    x : float or array of any shape
        It is not modified.

    Returns
    -------
    float or array, of the shape of x

    Examples
    --------
    >>> double(21)
    42
    >>> double(np.array([1.0, -0.5]))
    array([ 2., -1.])
    """
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION


# %% [markdown] lang="fr"
# ## 4. Vérifier
#
# Exécutez votre réponse, puis le test ci-dessous. Trois issues :
#
# - `✗ double reste à écrire` : la ligne `raise` est encore là ;
# - un encadré `✗` : ce qui ne va pas, la valeur **attendue**, celle **obtenue**, et souvent un **indice** ;
# - `✓ … vérification(s) réussie(s)` : ce test visible est passé.
#
# Avec `x + 2`, l’encadré attend 10 et reçoit 7 : il vient du deuxième essai, car au premier $2 + 2 = 4$ était juste par hasard. **Un test qui passe ne prouve pas que la réponse est juste.**

# %% [markdown] lang="en"
# ## 4. Check
#
# Run your answer, then the test below. Three outcomes:
#
# - `✗ double is still to be written`: the `raise` line is still there;
# - a card with `✗`: what is wrong, the value **expected**, the one you **got**, and often a **hint**;
# - `✓ … check(s) passed`: this visible test is passed.
#
# With `x + 2` the card expects 10 and gets 7: it comes from the second try, as in the first one $2 + 2 = 4$ was right by chance. **A test that passes does not prove that the answer is right.**

# %% test="double" points=0
expect.close(double(2.0), 4.0, fr="deux fois 2 font 4", en="twice 2 is 4")
expect.close(double(5.0), 10.0, fr="multipliez par 2, n’ajoutez pas 2", en="multiply by 2, do not add 2")
expect.close(
    double(np.array([1.0, -0.5, 0.0])),
    [2.0, -1.0, 0.0],
    fr="un tableau se double entrée par entrée",
    en="an array is doubled entry by entry",
)
### BEGIN HIDDEN TESTS
table = np.linspace(-3, 3, 12).reshape(3, 4)
with expect.unchanged(table):
    answer = double(table)
expect.close(
    answer,
    [[-6 + 12 * (4 * i + j) / 11 for j in range(4)] for i in range(3)],
    fr="gardez la forme de x",
    en="keep the shape of x",
)
expect.close(double(table.T[::2]), (table + table).T[::2])
expect.close(double(np.array([7], dtype=np.float32)), [14.0])
expect.close(double(-1e300), -2e300)
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# Corrigez votre fonction et réexécutez les **deux** cellules, jusqu’à obtenir le `✓`. Essayez aussi `print(2 * x)` à la place de `return 2 * x` : que dit l’encadré ?
#
# **Comment une copie est notée.**
#
# - Le test que vous voyez n’est qu’une partie. À la correction s’ajoutent des **vérifications cachées**, avec d’autres entrées : un tableau d’une autre forme, un seul élément, des valeurs extrêmes. Elles ne contrôlent rien que l’énoncé et la docstring ne disent.
# - Une cellule de test vaut **tous ses points ou aucun**. Un exercice long a donc plusieurs cellules de test.
# - Les exercices sont **indépendants** : aucun test d’un exercice n’utilise votre réponse à un autre. Une erreur ne coûte qu’un exercice.
# - Vos fonctions sont appelées **de l’extérieur**. Ne comptez ni sur une variable définie ailleurs, ni sur une cellule que vous auriez ajoutée : ce dont une réponse a besoin se trouve dans sa cellule. Les cellules d’expérience ne sont pas notées.
# - Une réponse qui ne finit pas est interrompue (cinq secondes par appel) et compte pour fausse.
# - Les **questions rédigées** sont corrigées par une personne. Écrivez dans la cellule prévue : double-clic pour l’ouvrir, Maj + Entrée pour l’afficher. Les formules s’écrivent entre dollars : `$\sigma(z)$` donne $\sigma(z)$.

# %% [markdown] lang="en"
# Correct your function and run **both** cells again, until you get the `✓`. Try `print(2 * x)` in place of `return 2 * x` too: what does the card say?
#
# **How your work is marked.**
#
# - The test that you see is only a part. When marks are given, **hidden checks** are added, with other inputs: an array of another shape, a single element, extreme values. They check nothing that the question and the docstring do not say.
# - A test cell is worth **all of its points or none**. A long exercise therefore has several test cells.
# - Exercises are **independent**: no test of one exercise uses your answer to another. One mistake costs one exercise.
# - Your functions are called **from outside**. Rely neither on a variable defined elsewhere nor on a cell that you added: what an answer needs stands in its cell. Experiment cells are not marked.
# - An answer that does not end is interrupted (five seconds a call) and counts as wrong.
# - **Written questions** are marked by a person. Write in the cell provided: double-click to open it, Shift + Enter to show it. Formulas go between dollar signs: `$\sigma(z)$` gives $\sigma(z)$.

# %% [markdown] lang="fr"
# ## 5. Expérimenter
#
# Après les exercices viennent des **expériences**, qui se servent de ce que vous avez écrit. Changez-y tout ce que vous voulez : c’est là qu’on apprend le plus, et rien n’y est noté. Ici, votre `double` appliquée plusieurs fois de suite.

# %% [markdown] lang="en"
# ## 5. Experiment
#
# After the exercises come **experiments**, which use what you wrote. Change anything you like in them: that is where one learns most, and nothing there is marked. Here is your `double` applied several times in a row.

# %% experiment=true
n_doublings = 10  # change me
values = [1]
for _ in range(n_doublings):
    values.append(double(values[-1]))

fig, ax = plotting.subplots(width=7.5, height=3.8)
ax.plot(range(n_doublings + 1), values, "o-")
ax.set(
    xlabel=course.text(fr="nombre de doublements", en="number of doublings"),
    ylabel=course.text(fr="valeur", en="value"),
    title=course.text(
        fr=f"Doubler {n_doublings} fois : de 1 à {values[-1]}",
        en=f"Doubling {n_doublings} times: from 1 to {values[-1]}",
    ),
)
plotting.show(
    fig,
    alt=course.text(
        fr=f"Une courbe de plus en plus raide : partant de 1, la valeur atteint {values[-1]} après {n_doublings} doublements.",
        en=f"A curve that gets steeper and steeper: from 1, the value reaches {values[-1]} after {n_doublings} doublings.",
    ),
)

# %% [markdown] lang="fr"
# Les expériences suivent une **allure**, celle de la classe par défaut. La variable d’environnement `ATELIER_PACE`, définie avant de lancer JupyterLab, en choisit une autre : `quick` (quelques secondes, pour essayer), `classroom`, ou `full` (les figures complètes, plus long).
#
# ## 6. Valider, puis rendre
#
# Le noyau se souvient de tout, même des cellules que vous avez effacées. Un carnet peut donc marcher chez vous et nulle part ailleurs. Avant de rendre :
#
# 1. **Redémarrez tout.** Menu *Kernel → Restart Kernel and Run All Cells…* (redémarrer le noyau et tout exécuter). Le carnet repart de zéro, dans l’ordre, comme à la correction. Un test qui échoue n’arrête pas la suite.
# 2. **Enregistrez** : Ctrl + S.
# 3. **Validez.** Dans un terminal, depuis le dossier du cours :
#
#    ```
#    python3 atelier.py validate my_work/fr/00_welcome/welcome.ipynb
#    ```
#
#    Le carnet est exécuté dans un noyau neuf et chaque test visible a sa ligne dans un tableau. Si nbgrader est installé, son bouton **Validate**, au-dessus du carnet, fait la même vérification.
# 4. **Rendez** le fichier `.ipynb` lui-même, là où votre enseignant le demande.
#
# **À éviter.** Supprimer ou dupliquer une cellule d’exercice ou de test ; `input()`, qui attend une réponse que personne ne tapera ; un fichier à vous nommé `numpy.py` ou `random.py` à côté du carnet, que Python prendrait pour la bibliothèque.
#
# ## Pour aller plus loin
#
# - `np.where?` dans une cellule affiche la documentation, `Maj + Tab` aussi, entre les parenthèses d’un appel.
# - `helpers/expect.py` contient le langage des tests, et `helpers/` tout ce que les carnets utilisent : vous pouvez tout y lire.
# - La suite : chapitre 01, *Le neurone*.

# %% [markdown] lang="en"
# Experiments follow a **pace**, the classroom's by default. The environment variable `ATELIER_PACE`, set before JupyterLab is started, chooses another: `quick` (a few seconds, to try), `classroom`, or `full` (the complete figures, longer).
#
# ## 6. Validate, then hand in
#
# The kernel remembers everything, even cells that you have deleted. So a notebook may work on your machine and nowhere else. Before you hand in:
#
# 1. **Restart everything.** Menu *Kernel → Restart Kernel and Run All Cells…*. The notebook starts afresh, in order, as it will when it is marked. A test that fails does not stop the rest.
# 2. **Save**: Ctrl + S.
# 3. **Validate.** In a terminal, from the folder of the course:
#
#    ```
#    python3 atelier.py validate my_work/en/00_welcome/welcome.ipynb
#    ```
#
#    The notebook is run in a fresh kernel and each visible test has its line in a table. Where nbgrader is installed, its **Validate** button, above the notebook, does the same check.
# 4. **Hand in** the `.ipynb` file itself, where your teacher asks for it.
#
# **To avoid.** Deleting or duplicating an exercise or a test cell; `input()`, which waits for an answer that nobody will type; a file of yours named `numpy.py` or `random.py` beside the notebook, which Python would take for the library.
#
# ## To go further
#
# - `np.where?` in a cell shows the documentation, and so does `Shift + Tab` between the parentheses of a call.
# - `helpers/expect.py` holds the language of the tests, and `helpers/` all that the notebooks use: you may read it all.
# - Next: chapter 01, *One neuron*.
