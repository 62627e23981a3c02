# %% [markdown] lang="fr"
# # Reconnaître des chiffres
#
# **But.** Construire, de l’octet au pourcentage, un réseau qui lit des chiffres manuscrits ; puis s’en servir pour vérifier, chiffre par chiffre, un rapport qui en a construit un avant vous.
#
# À la fin de ce chapitre, vous saurez :
#
# - lire un format binaire, préparer des images et des étiquettes pour un réseau ;
# - entraîner un perceptron multicouche par petits lots, et juger ce qu’il a appris, classe par classe ;
# - refaire une expérience publiée avec sa dispersion, et dire laquelle de ses conclusions tient ;
# - reconnaître, à ses effets, une dérivée fausse dans un code qui marche ;
# - calculer une entropie croisée sans débordement, et passer du réseau « à la main » au même réseau dans PyTorch.
#
# **Prérequis.** Le chapitre 02 : couches, erreur quadratique, rétro-propagation. Ici, le réseau vous est donné : c’est `helpers.numpy_nn`, la bibliothèque que vous pourriez écrire avec vos réponses de ce chapitre-là.
#
# **Durée.** 150 minutes. **Points.** 20 : quinze pour neuf exercices notés automatiquement, cinq pour deux questions rédigées.

# %% [markdown] lang="en"
# # An MLP for MNIST
#
# **Aim.** Build, from the byte to the percentage, a network that reads handwritten digits; then use it to check, figure by figure, a report that built one before you.
#
# By the end of this chapter you will be able to:
#
# - read a binary format, and prepare images and labels for a network;
# - train a multilayer perceptron on mini-batches, and judge what it has learnt, class by class;
# - redo a published experiment with its spread, and say which of its conclusions hold;
# - recognise, by its effects, a wrong derivative in code that works;
# - compute a cross-entropy without overflow, and go from the network "by hand" to the same network in PyTorch.
#
# **You need.** Chapter 02: layers, squared error, backpropagation. Here the network is given: it is `helpers.numpy_nn`, the library that you could write with your answers to that chapter.
#
# **Time.** 150 minutes. **Points.** 20: fifteen for nine exercises that are marked by machine, five for two written questions.

# %% setup=true
import time
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from helpers import course, datasets, expect, plotting, recorded
from helpers import numpy_nn as nn

course.start(chapter="03_mnist_mlp")

# %% [markdown] lang="fr"
# ## 1. L’idée
#
# Une image de $28 \times 28$ pixels est un tableau de 784 nombres. Mis bout à bout, ils forment un point $x \in [0, 1]^{784}$, et reconnaître un chiffre revient à découper cet espace en dix régions.
#
# Le chapitre 02 a montré comment : une couche cachée plie l’espace, une couche de sortie le coupe. Le réseau **784-300-10** a 784 entrées, 300 neurones cachés et 10 sorties, une par chiffre. La réponse est le numéro de la sortie la plus forte :
#
# $$h = f(x W_1 + b_1), \qquad \hat y = f(h W_2 + b_2) \in \mathbb{R}^{10}, \qquad \text{réponse} = \arg\max_k \hat y_k .$$
#
# Rien n’y sait que deux pixels sont voisins : battez les 784 pixels comme un jeu de cartes, de la même façon pour toutes les images, et le réseau apprend aussi bien. (Les réseaux du chapitre 08, eux, s’en serviront.)

# %% [markdown] lang="en"
# ## 1. The idea
#
# An image of $28 \times 28$ pixels is a table of 784 numbers. Laid end to end they form a point $x \in [0, 1]^{784}$, and recognising a digit means cutting that space into ten regions.
#
# Chapter 02 has shown how: a hidden layer folds space, an output layer cuts it. The network **784-300-10** has 784 inputs, 300 hidden neurons and 10 outputs, one per digit. The answer is the number of the strongest output:
#
# $$h = f(x W_1 + b_1), \qquad \hat y = f(h W_2 + b_2) \in \mathbb{R}^{10}, \qquad \text{answer} = \arg\max_k \hat y_k .$$
#
# Nothing in it knows that two pixels are neighbours: shuffle the 784 pixels like a pack of cards, in the same way for all images, and the network learns just as well. (The networks of chapter 08 will make use of it.)

# %% show=true
data = datasets.digits()
shown = [int(np.flatnonzero(data.y_train == digit)[0]) for digit in range(10)]

fig = plotting.new_figure(width=10.5, height=5.6)
top, bottom = fig.subfigures(2, 1, height_ratios=[1, 1.35])
plotting.draw_images(top.subplots(), data.x_train[shown], captions=range(10), n_columns=10)
left, right = bottom.subplots(1, 2, width_ratios=[1, 1.6])
plotting.draw_images(left, data.x_train[shown[3:4]], n_columns=1)
left.set_title(course.text(fr="28 × 28 pixels …", en="28 × 28 pixels …"))
plotting.draw_layers(right, (784, 300, 10), outputs=range(10))
right.set_title(course.text(fr="… 784 nombres, et dix réponses", en="… 784 numbers, and ten answers"))
plotting.show(
    fig,
    alt=course.text(
        fr="En haut, un chiffre manuscrit de chaque classe, de 0 à 9, blanc sur noir. En bas, le 3 agrandi, puis le schéma du "
        "réseau : une colonne de 784 entrées, une de 300 neurones cachés, une de 10 sorties numérotées de 0 à 9 ; chaque "
        "neurone est relié à tous ceux de la colonne précédente.",
        en="Top, one handwritten digit of each class, from 0 to 9, white on black. Bottom, the 3 enlarged, then a sketch of the "
        "network: a column of 784 inputs, one of 300 hidden neurons, one of 10 outputs numbered 0 to 9; every neuron is "
        "connected to all those of the column before.",
    ),
)

# %% [markdown] lang="fr"
# Si la ligne ci-dessus annonce les chiffres de scikit-learn, MNIST n’a pas été trouvé sur cette machine : tout le chapitre marche aussi avec eux, et rien de ce qui est noté n’en dépend. MNIST, c’est 60 000 images pour apprendre et 10 000 pour juger, écrites par des personnes différentes (LeCun, Cortes et Burges, 1998).
#
# ## 2. Des octets aux matrices
#
# MNIST est publié dans un format à lui, IDX, assez simple pour qu’on le lise soi-même :
#
# | octets | contenu |
# | --- | --- |
# | 0 et 1 | deux zéros, le nombre magique |
# | 2 | le **type** des valeurs |
# | 3 | le **rang** $r$, c’est-à-dire le nombre d’axes |
# | 4 à $4 + 4r - 1$ | la longueur de chaque axe : un entier non signé de 4 octets, le plus lourd d’abord (*gros-boutiste*) |
# | ensuite | les valeurs, gros-boutistes elles aussi, le dernier axe variant le plus vite |
#
# | code du type | `0x08` | `0x09` | `0x0B` | `0x0C` | `0x0D` | `0x0E` |
# | --- | --- | --- | --- | --- | --- | --- |
# | valeurs | `uint8` | `int8` | `int16` | `int32` | `float32` | `float64` |
#
# Un fichier peut arriver abîmé : un téléchargement coupé, une page d’erreur enregistrée sous le nom attendu, un fichier encore compressé. Un bon lecteur ne rend pas n’importe quoi : il refuse, et **nomme la faute**.
#
# ### Exercice 1 : `read_idx` (3 points)
#
# Décodez un contenu IDX. Deux tests suivent la cellule : la lecture (2 points) et les refus (1 point). `np.frombuffer` lit des octets, et le type `">i2"` veut dire « entier de 2 octets, gros-boutiste ».

# %% [markdown] lang="en"
# If the line above announces scikit-learn's digits, MNIST was not found on this machine: the whole chapter works with them too, and nothing that is marked depends on it. MNIST has 60,000 images to learn from and 10,000 to judge by, written by different people (LeCun, Cortes and Burges, 1998).
#
# ## 2. From bytes to matrices
#
# MNIST is published in a format of its own, IDX, simple enough to be read by hand:
#
# | bytes | content |
# | --- | --- |
# | 0 and 1 | two zeros, the magic number |
# | 2 | the **type** of the values |
# | 3 | the **rank** $r$, that is, the number of axes |
# | 4 to $4 + 4r - 1$ | the length of each axis: an unsigned integer of 4 bytes, the heaviest first (*big-endian*) |
# | then | the values, big-endian as well, the last axis varying fastest |
#
# | code of the type | `0x08` | `0x09` | `0x0B` | `0x0C` | `0x0D` | `0x0E` |
# | --- | --- | --- | --- | --- | --- | --- |
# | values | `uint8` | `int8` | `int16` | `int32` | `float32` | `float64` |
#
# A file may arrive damaged: a download cut short, a page of error stored under the expected name, a file that is still compressed. A good reader does not return whatever comes: it refuses, and **names the fault**.
#
# ### Exercise 1: `read_idx` (3 points)
#
# Decode an IDX content. Two tests follow the cell: reading (2 points) and refusing (1 point). `np.frombuffer` reads bytes, and the type `">i2"` means "integer of 2 bytes, big-endian".


# %% solution="read_idx"
def read_idx(raw):
    """Decode the content of an IDX file, the format of MNIST.

    Parameters
    ----------
    raw : bytes
        The whole file, decompressed.

    Returns
    -------
    array
        Of the shape that the header says, any rank from 1, axes of length 0 included; its dtype is that of the table
        above, in this machine's own byte order (`array.astype(np.int16)` does it for a big-endian array).

    Raises
    ------
    ValueError
        Its message names the fault by one of these words:
        "magic", if the first two bytes are not zero;
        "type", if the third byte is not a code of the table;
        "truncated", if there are fewer bytes than the header announces, or if the header itself is cut short;
        "overlong", if bytes are left over.

    Examples
    --------
    >>> read_idx(bytes([0, 0, 0x08, 1, 0, 0, 0, 3, 7, 0, 255]))
    array([  7,   0, 255], dtype=uint8)
    """
    ### BEGIN SOLUTION
    types = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
    if any(raw[:2]):
        raise ValueError(f"read_idx: the magic number must be two zero bytes; got {raw[:2]!r}. Still compressed?")
    if len(raw) < 4 or len(raw) < 4 + 4 * raw[3]:
        raise ValueError(f"read_idx: truncated: the header itself is cut short, after {len(raw)} bytes.")
    if raw[2] not in types:
        raise ValueError(f"read_idx: the type must be one of {sorted(types)}; got {raw[2]}.")
    dtype = np.dtype(types[raw[2]])
    n_header = 4 + 4 * raw[3]
    shape = [int.from_bytes(raw[i : i + 4], "big") for i in range(4, n_header, 4)]
    n_values = 1
    for length in shape:
        n_values *= length
    n_expected = n_header + n_values * dtype.itemsize
    if len(raw) != n_expected:
        fault = "truncated" if len(raw) < n_expected else "overlong"
        raise ValueError(f"read_idx: {fault}: the header announces {n_expected} bytes in all; got {len(raw)}.")
    return np.frombuffer(raw[n_header:], dtype).reshape(shape).astype(dtype.newbyteorder("="))
    ### END SOLUTION


# %% test="read_idx" points=2
small = read_idx(bytes([0, 0, 0x08, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255]))
expect.close(
    small,
    [[1, 2, 3], [4, 5, 255]],
    fr="2 lignes de 3 valeurs : le dernier axe varie le plus vite",
    en="2 rows of 3 values: the last axis varies fastest",
)
expect.dtype(small, np.uint8, fr="le code 0x08 veut dire uint8", en="the code 0x08 means uint8")
wide = read_idx(bytes([0, 0, 0x0B, 1, 0, 0, 0, 2, 1, 0, 255, 254]))
expect.close(
    wide,
    [256, -2],
    fr="0x0B : int16, l’octet le plus lourd d’abord, donc 01 00 vaut 256",
    en="0x0B: int16, the heaviest byte first, so 01 00 is 256",
)
expect.dtype(wide, np.int16, fr="l’ordre des octets est celui de la machine", en="the byte order is the machine's own")
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(31)
written = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
shapes = [(6,), (1,), (2, 3), (3, 1, 4), (300, 2), (2, 1, 3, 2), (0, 28, 28), (1, 2, 1, 2, 3)]
for code, kind in written.items():
    for shape in shapes:
        values = rng.normal(scale=40, size=shape)
        if code < 0x0D:
            limits = np.iinfo(kind)
            values = rng.integers(limits.min, limits.max, size=shape, endpoint=True)
        values = values.astype(kind)
        header = bytes([0, 0, code, len(shape)]) + np.array(shape, dtype=">u4").tobytes()
        got = read_idx(header + values.tobytes())
        tried = f"{kind[1:]}, {shape}"
        expect.close(got, values.astype(float), fr=f"essayé avec {tried}", en=f"tried with {tried}")
        expect.dtype(got, np.dtype(kind).newbyteorder("="), fr=f"essayé avec {tried}", en=f"tried with {tried}")
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# **Second test** (1 point) : les refus. Le message de chaque `ValueError` contient le mot que demande la documentation de la fonction.

# %% [markdown] lang="en"
# **Second test** (1 point): the refusals. The message of each `ValueError` holds the word that the function's documentation asks for.


# %% test="read_idx" points=1
@expect.probe
def read_fault(raw):
    try:
        read_idx(raw)
    except ValueError as error:
        return str(error)
    return "no ValueError"


whole = bytes([0, 0, 0x08, 1, 0, 0, 0, 3, 7, 0, 255])
faults = [
    ("magic", b"\x1f\x8b" + whole[2:], "1f 8b …"),
    ("type", whole[:2] + b"\x0a" + whole[3:], "0x0A"),
    ("truncated", whole[:-1], "3 → 2"),
    ("overlong", whole + b"\x00", "3 → 4"),
]
for word, raw, tried in faults:
    fault = read_fault(raw)
    expect.true(
        type(fault) is str and word in fault.lower(),
        fr=f"({tried}) levez une ValueError dont le message contient « {word} »",
        en=f"({tried}) raise a ValueError whose message contains '{word}'",
    )
### BEGIN HIDDEN TESTS
floats = bytes([0, 0, 0x0E, 2, 0, 0, 0, 2, 0, 0, 0, 1]) + bytes(16)
more_faults = [
    ("magic", b"\x00\x01" + floats[2:], "00 01"),
    ("magic", b"<html> Error 404 </html>", "<html>"),
    ("type", floats[:2] + b"\x0f" + floats[3:], "0x0F"),
    ("type", floats[:2] + b"\x00" + floats[3:], "0x00"),
    ("truncated", b"", "0"),
    ("truncated", floats[:1], "1"),
    ("truncated", floats[:3], "3"),
    ("truncated", floats[:4], "4"),
    ("truncated", floats[:7], "7"),
    ("truncated", floats[:12], "12"),
    ("truncated", floats[:13], "13"),
    ("truncated", floats[:20], "20"),
    ("truncated", floats[:27], "27"),
    ("overlong", floats + b"\x00", "29"),
    ("overlong", floats + floats, "56"),
    ("overlong", bytes([0, 0, 0x08, 2, 0, 0, 0, 0, 0, 0, 0, 28, 1]), "(0, 28) + 1"),
]
for word, raw, tried in more_faults:
    fault = read_fault(raw)
    expect.true(
        type(fault) is str and word in fault.lower(),
        fr=f"({tried}) levez une ValueError dont le message contient « {word} »",
        en=f"({tried}) raise a ValueError whose message contains '{word}'",
    )
for raw in (whole, floats):
    fault = read_fault(raw)
    expect.equal(fault, "no ValueError", fr="ce contenu est en ordre", en="this content is in order")
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# **Expérience.** Voici le début d’un fichier d’images tel que MNIST le publie, octet par octet, et ce que votre fonction en tire. Où voit-on 28 ? (En hexadécimal, 28 s’écrit `1c`.)

# %% [markdown] lang="en"
# **Experiment.** Here is the beginning of a file of images as MNIST publishes them, byte by byte, and what your function makes of it. Where do you see 28? (In hexadecimal, 28 is written `1c`.)

# %% experiment=true
images = data.x_train[:100]
raw = bytes([0, 0, 0x08, images.ndim]) + np.array(images.shape, dtype=">u4").tobytes() + images.tobytes()
print(raw[:16].hex(" "), "…", f"({len(raw)} bytes)")
decoded = read_idx(raw)
print(decoded.shape, decoded.dtype, "min", decoded.min(), "max", decoded.max())
print("identical:", np.array_equal(decoded, images))

# %% [markdown] lang="fr"
# Le réseau veut des lignes de nombres voisins de 1, en `float32` : moitié moins d’octets à déplacer que des `float64`, pour une précision qui suffit largement ici.
#
# $$X_{ij} = \frac{\text{pixel } j \text{ de l’image } i}{255}.$$
#
# ### Exercice 2 : `normalise` (1 point)

# %% [markdown] lang="en"
# The network wants rows of numbers around 1, in `float32`: half as many bytes to move as `float64`, and a precision that is more than enough here.
#
# $$X_{ij} = \frac{\text{pixel } j \text{ of image } i}{255}.$$
#
# ### Exercise 2: `normalise` (1 point)


# %% solution="normalise"
def normalise(images):
    """Turn images into the rows of a matrix, with numbers from 0 to 1.

    Parameters
    ----------
    images : (n, 28, 28) array of uint8
        Grey levels: 0 for paper, 255 for full ink. It is not modified.

    Returns
    -------
    (n, 784) array of float32
        One image a row, its pixels row after row; 255 becomes 1. The scale is the same for all images: an image without
        full ink stays below 1.

    Examples
    --------
    >>> normalise(np.full((1, 28, 28), 51, dtype=np.uint8))[0, :3]
    array([0.2, 0.2, 0.2], dtype=float32)
    """
    ### BEGIN SOLUTION
    return images.reshape(len(images), 28 * 28).astype(np.float32) / 255
    ### END SOLUTION


# %% test="normalise" points=1
drawn = np.zeros((2, 28, 28), dtype=np.uint8)
drawn[0, 0, 1], drawn[0, 1, 0], drawn[1, 27, 27] = 255, 102, 51
with expect.unchanged(drawn):
    rows = normalise(drawn)
expect.shape(rows, (2, 784), fr="une image par ligne", en="one image a row")
expect.dtype(rows, np.float32, fr="les nombres sont des float32", en="the numbers are float32")
expect.close(
    [rows[0, 1], rows[0, 28], rows[1, 783]],
    [1.0, 0.4, 0.2],
    fr="divisez par 255 ; le pixel (ligne 1, colonne 0) vient en 28e position, comptée de 0",
    en="divide by 255; the pixel (row 1, column 0) comes at position 28, counted from 0",
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(32)
for n in (1, 3, 28):
    images = rng.integers(0, 200, size=(n, 28, 28), dtype=np.uint8)
    with expect.unchanged(images):
        rows = normalise(images)
    wanted = np.array([[pixel / 255 for line in image for pixel in line.tolist()] for image in images])
    expect.close(rows, wanted, rtol=1e-5, fr=f"essayé avec {n} image(s)", en=f"tried with {n} image(s)")
    expect.dtype(rows, np.float32, fr="les nombres sont des float32", en="the numbers are float32")
strided = rng.integers(0, 256, size=(9, 28, 28), dtype=np.uint8)[::-2]
expect.close(
    normalise(strided),
    np.array(strided.tolist()).reshape(5, 784) / 255,
    rtol=1e-5,
    fr="une image sur deux",
    en="every other image",
)
flipped = strided[:, :, ::-1]
expect.close(normalise(flipped), np.array(flipped.tolist()).reshape(5, 784) / 255, rtol=1e-5)
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# La cible d’une image de 3 n’est pas le nombre 3 : pour le réseau, un 3 n’est pas « entre » un 2 et un 4. On vise le vecteur qui vaut 1 à la place 3 et 0 ailleurs, le codage *one-hot* :
#
# $$T_{ik} = \begin{cases} 1 & \text{si } y_i = k, \\ 0 & \text{sinon.}\end{cases}$$
#
# ### Exercice 3 : `one_hot` (1 point)

# %% [markdown] lang="en"
# The target of an image of a 3 is not the number 3: to the network a 3 is not "between" a 2 and a 4. We aim at the vector that is 1 at place 3 and 0 elsewhere, the *one-hot* code:
#
# $$T_{ik} = \begin{cases} 1 & \text{if } y_i = k, \\ 0 & \text{otherwise.}\end{cases}$$
#
# ### Exercise 3: `one_hot` (1 point)


# %% solution="one_hot"
def one_hot(labels, n_classes):
    """Return the targets of labels: a one at the place of the class, zeros elsewhere.

    Parameters
    ----------
    labels : (n,) array of integers
        Class numbers, from 0 to n_classes - 1. It is not modified.
    n_classes : int
        How many classes there are, those without any sample included.

    Returns
    -------
    (n, n_classes) array of floats
        One sample a row.

    Examples
    --------
    >>> one_hot(np.array([2, 0]), 3)
    array([[0., 0., 1.],
           [1., 0., 0.]])
    """
    ### BEGIN SOLUTION
    targets = np.zeros((len(labels), n_classes))
    targets[np.arange(len(labels)), labels] = 1.0
    return targets
    ### END SOLUTION


# %% test="one_hot" points=1
classes = np.array([3, 0, 3, 1])
with expect.unchanged(classes):
    targets = one_hot(classes, 5)
expect.close(
    targets,
    [[0, 0, 0, 1, 0], [1, 0, 0, 0, 0], [0, 0, 0, 1, 0], [0, 1, 0, 0, 0]],
    fr="une ligne par échantillon, une colonne par classe, même pour une classe absente",
    en="a row per sample, a column per class, also for a class that does not occur",
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(33)
for n, n_classes in [(1, 2), (7, 3), (3, 7), (5, 1), (40, 10)]:
    labels = rng.integers(n_classes, size=n)
    wanted = [[1.0 if k == label else 0.0 for k in range(n_classes)] for label in labels]
    with expect.unchanged(labels):
        got = one_hot(labels, n_classes)
    expect.close(
        got, wanted, fr=f"essayé avec n = {n}, {n_classes} classes", en=f"tried with n = {n}, {n_classes} classes"
    )
    expect.close(one_hot(labels.astype(np.uint8), n_classes), wanted, fr="étiquettes en uint8", en="labels in uint8")
expect.close(one_hot(np.arange(8)[::-3], 8), np.eye(8)[[7, 4, 1]])
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# ## 3. Les premiers poids
#
# Si tous les poids partaient de zéro, tous les neurones cachés calculeraient la même chose et recevraient le même gradient : trois cents copies d’un seul neurone. Il faut donc un départ **au hasard**, mais à quelle échelle ?
#
# Le rapport « Dessine-moi un mouton » (CentraleSupélec, 2017-2018), que l’on nommera MOUTON, tire chaque poids selon $\mathcal N(0, 1)$, avec des biais nuls. La somme de 784 termes n’est alors pas petite. Pour une image fixée, $z = \sum_i x_i W_{ij}$ est une somme de normales indépendantes, donc
#
# $$z \sim \mathcal N\big(0, \lVert x \rVert^2\big), \qquad \lVert x \rVert \approx 9 \text{ pour une image de MNIST.}$$
#
# Diviser les poids par $\sqrt{n_\text{in}}$ ramène cet écart type à $\lVert x \rVert/\sqrt{n_\text{in}}$, de l’ordre de 1 quelle que soit la largeur de la couche (LeCun *et al.*, 1998).
#
# ### Exercice 4 : `init_layer` (1 point)
#
# Écrivez les deux départs. Le hasard vient de `rng`, et de lui seul : `rng.normal(size=…)` ou `rng.standard_normal(…)`.

# %% [markdown] lang="en"
# ## 3. The first weights
#
# If all weights started from zero, all hidden neurons would compute the same thing and receive the same gradient: three hundred copies of a single neuron. So the start must be **random**, but at which scale?
#
# The report "Dessine-moi un mouton" (CentraleSupélec, 2017-2018), MOUTON from here on, draws each weight from $\mathcal N(0, 1)$, with zero biases. The sum of 784 terms is then not small. For a given image, $z = \sum_i x_i W_{ij}$ is a sum of independent normals, so
#
# $$z \sim \mathcal N\big(0, \lVert x \rVert^2\big), \qquad \lVert x \rVert \approx 9 \text{ for an image of MNIST.}$$
#
# Dividing the weights by $\sqrt{n_\text{in}}$ brings this standard deviation down to $\lVert x \rVert/\sqrt{n_\text{in}}$, of the order of 1 whatever the width of the layer (LeCun *et al.*, 1998).
#
# ### Exercise 4: `init_layer` (1 point)
#
# Write both starts. Chance comes from `rng`, and from nothing else: `rng.normal(size=…)` or `rng.standard_normal(…)`.


# %% solution="init_layer"
def init_layer(n_in, n_out, rng, scaled):
    """Draw the first weights of a layer; its biases start at zero.

    Parameters
    ----------
    n_in, n_out : int
        How many numbers the layer takes, and how many it gives.
    rng : numpy.random.Generator
        Where all chance comes from: the same generator in the same state gives the same weights.
    scaled : bool
        False: the weights are independent draws of the standard normal law, as in MOUTON.
        True: the same law, divided by the square root of n_in.

    Returns
    -------
    W : (n_in, n_out) array of floats
    b : (n_out,) array of floats
        Zeros.

    Examples
    --------
    >>> W, b = init_layer(784, 300, np.random.default_rng(0), scaled=True)
    >>> W.shape, b.shape, round(float(W.std() * 28), 2)
    ((784, 300), (300,), 1.0)
    """
    ### BEGIN SOLUTION
    W = rng.standard_normal((n_in, n_out))
    return (W / np.sqrt(n_in) if scaled else W), np.zeros(n_out)
    ### END SOLUTION


# %% test="init_layer" points=1
W, b = expect.unpack(init_layer(400, 50, np.random.default_rng(1), False), 2)
expect.shape(
    W, (400, 50), fr="W a une ligne par entrée, une colonne par sortie", en="W has a row per input, a column per output"
)
expect.close(
    b, np.zeros(50), fr="les biais, un par sortie, partent de zéro", en="the biases, one per output, start at zero"
)
expect.within(np.mean(W), -0.03, 0.03, fr="la moyenne des poids est nulle", en="the mean of the weights is zero")
expect.within(
    np.std(W), 0.97, 1.03, fr="sans mise à l’échelle, l’écart type est 1", en="unscaled, the standard deviation is 1"
)
W_scaled, _ = expect.unpack(init_layer(400, 50, np.random.default_rng(1), True), 2)
expect.shape(W_scaled, (400, 50))
expect.within(
    20 * np.std(W_scaled),
    0.97,
    1.03,
    fr="avec scaled=True, l’écart type est 1/√n_in, ici 1/20",
    en="with scaled=True the standard deviation is 1/√n_in, here 1/20",
)
### BEGIN HIDDEN TESTS
for n_in, n_out in [(100, 900), (2500, 16), (1, 40_000)]:
    for scaled in (False, True):
        tried = f"({n_in}, {n_out}, scaled={scaled})"
        W, b = expect.unpack(init_layer(n_in, n_out, np.random.default_rng(n_in), scaled), 2)
        expect.shape(W, (n_in, n_out), fr=f"essayé avec {tried}", en=f"tried with {tried}")
        expect.close(b, np.zeros(n_out), fr=f"essayé avec {tried}", en=f"tried with {tried}")
        standard = np.array(W) * (np.sqrt(n_in) if scaled else 1.0)
        expect.within(
            np.std(standard),
            0.97,
            1.03,
            fr=f"écart type, essayé avec {tried}",
            en=f"standard deviation, tried with {tried}",
        )
        expect.within(
            np.mean(standard), -0.03, 0.03, fr=f"moyenne, essayé avec {tried}", en=f"mean, tried with {tried}"
        )
        # A uniform law of the same variance has 0.577 of its mass within one standard deviation, and none beyond 1.74.
        expect.within(np.mean(np.abs(standard) < 1), 0.65, 0.71, fr="la loi est normale", en="the law is normal")
        expect.within(np.mean(np.abs(standard) > 2), 0.03, 0.06, fr="la loi est normale", en="the law is normal")
expect.shape(
    init_layer(3, 1, np.random.default_rng(0), True)[1], (1,), fr="un biais par sortie", en="one bias per output"
)
expect.shape(init_layer(1, 3, np.random.default_rng(0), False)[0], (1, 3), fr="une seule entrée", en="a single input")
for scaled in (False, True):
    first = np.array(init_layer(20, 30, np.random.default_rng(5), scaled)[0])
    again = np.array(init_layer(20, 30, np.random.default_rng(5), scaled)[0])
    expect.true(
        np.array_equal(again, first),
        fr="même graine, mêmes poids : tirez tout de rng",
        en="same seed, same weights: draw all from rng",
    )
    shared_rng = np.random.default_rng(5)
    one = np.array(init_layer(20, 30, shared_rng, scaled)[0])
    two = np.array(init_layer(20, 30, shared_rng, scaled)[0])
    expect.true(
        float(np.abs(one - two).max()) > 1e-3,
        fr="deux appels avec le même rng donnent deux tirages : n’en créez pas un autre",
        en="two calls with the same rng give two draws: do not make another one",
    )
    expect.within(
        abs(float(np.corrcoef(one.ravel(), two.ravel())[0, 1])),
        0.0,
        0.2,
        fr="tirages indépendants",
        en="independent draws",
    )
    expect.within(
        abs(float(np.corrcoef(one[:, 0], one[:, 1])[0, 1])),
        0.0,
        0.8,
        fr="chaque poids a son tirage",
        en="each weight has a draw of its own",
    )
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# **Expérience : que répondent 300 neurones qui n’ont encore rien appris ?** La sigmoïde $\sigma_\mu(z) = 1/(1 + e^{-\mu z})$ a une pente $\mu\,\sigma_\mu(1 - \sigma_\mu)$ : là où elle répond presque 0 ou presque 1, le gradient ne passe plus. On dit que le neurone est **saturé**. Regardez ce que chaque départ donne aux neurones cachés, et gardez cette figure en tête pour la section 6.

# %% [markdown] lang="en"
# **Experiment: what do 300 neurons answer that have not learnt anything yet?** The sigmoid $\sigma_\mu(z) = 1/(1 + e^{-\mu z})$ has the slope $\mu\,\sigma_\mu(1 - \sigma_\mu)$: where it answers nearly 0 or nearly 1 no gradient gets through. The neuron is said to be **saturated**. See what each start gives to the hidden neurons, and keep this figure in mind for section 6.

# %% experiment=true
sample = normalise(data.x_train[:200])
W_first, _ = init_layer(784, 300, np.random.default_rng(0), scaled=False)
W_small, _ = init_layer(784, 300, np.random.default_rng(0), scaled=True)
starts = {
    course.text(fr="N(0, 1), μ = 1", en="N(0, 1), μ = 1"): nn.Sigmoid(mu=1.0)(sample @ W_first),
    course.text(fr="N(0, 1), μ = 0,5", en="N(0, 1), μ = 0.5"): nn.Sigmoid(mu=0.5)(sample @ W_first),
    course.text(fr="N(0, 1), μ = 0,1", en="N(0, 1), μ = 0.1"): nn.Sigmoid(mu=0.1)(sample @ W_first),
    course.text(fr="N(0, 1)/√784, μ = 1", en="N(0, 1)/√784, μ = 1"): nn.Sigmoid(mu=1.0)(sample @ W_small),
}
saturated = {name: np.mean((h < 0.02) | (h > 0.98)) for name, h in starts.items()}

fig, axes = plotting.subplots(1, 4, width=11.5, height=3.4, sharey=True)
for ax, (name, h) in zip(axes, starts.items(), strict=True):
    ax.hist(
        h.ravel(), bins=np.linspace(0, 1, 51), weights=np.full(h.size, 100 / h.size), color=plotting.OKABE_ITO["blue"]
    )
    ax.set_title(name)
    ax.set(
        xlabel=course.text(fr="réponse $h$", en="answer $h$"),
        xlim=(0, 1),
        xticks=[0, 0.5, 1],
        xticklabels=["0", "½", "1"],
    )
    share = f"{100 * saturated[name]:.0f}"
    ax.text(
        0.5,
        0.9,
        course.text(fr=f"saturés : {share} %", en=f"saturated: {share} %"),
        ha="center",
        transform=ax.transAxes,
    )
axes[0].set_ylabel(course.text(fr="part des réponses (%)", en="share of answers (%)"))
shares = ", ".join(f"{name} : {100 * share:.0f} %" for name, share in saturated.items())
plotting.show(
    fig,
    alt=course.text(
        fr=f"Quatre histogrammes des réponses de 300 neurones cachés avant l’apprentissage. Part de réponses saturées, sous 0,02 "
        f"ou au-dessus de 0,98 : {shares}.",
        en=f"Four histograms of the answers of 300 hidden neurons before any training. Share of saturated answers, below 0.02 or "
        f"above 0.98: {shares}.",
    ),
)

# %% [markdown] lang="fr"
# ## 4. Apprendre par petits lots
#
# Une descente de gradient sur tous les échantillons fait un seul pas par passe : long, et sûr. Une descente **stochastique** fait un pas par échantillon : 60 000 petits pas, chacun bruité. Entre les deux, les **petits lots** (*mini-batches*) : on bat les échantillons, on les coupe en lots de $m$, et l’on fait un pas par lot avec le gradient moyen du lot.
#
# Chaque échantillon passe **exactement une fois** par passe. S’il n’y a pas un nombre entier de lots, le dernier est plus court, et on ne le jette pas.
#
# ### Exercice 5 : `minibatches` (2 points)

# %% [markdown] lang="en"
# ## 4. Learning from mini-batches
#
# Gradient descent on all the samples makes one step per pass: long, and safe. **Stochastic** descent makes one step per sample: 60,000 small steps, each of them noisy. Between the two are **mini-batches**: the samples are shuffled, cut into batches of $m$, and each batch makes one step with its mean gradient.
#
# Each sample goes by **exactly once** per pass. If the number of batches is not whole, the last one is shorter, and is not thrown away.
#
# ### Exercise 5: `minibatches` (2 points)


# %% solution="minibatches"
def minibatches(n, batch_size, rng):
    """Cut the numbers 0 to n - 1 into batches, in random order.

    Parameters
    ----------
    n : int
        Number of samples, at least 1.
    batch_size : int
        Size of every batch but the last, at least 1; it may exceed n.
    rng : numpy.random.Generator
        Where the order comes from: all orders of the n numbers are equally likely.

    Returns
    -------
    list of arrays of integers
        Together they hold each number of range(n) exactly once. Only the last may be shorter than batch_size, and it is
        not empty.

    Examples
    --------
    >>> [len(batch) for batch in minibatches(7, 3, np.random.default_rng(0))]
    [3, 3, 1]
    """
    ### BEGIN SOLUTION
    order = rng.permutation(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]
    ### END SOLUTION


# %% test="minibatches" points=2
batches = expect.unpack(
    minibatches(10, 4, np.random.default_rng(1)),
    3,
    fr="10 échantillons, lots de 4 : trois lots",
    en="10 samples, batches of 4: three batches",
)
for batch, size in zip(batches, (4, 4, 2), strict=True):
    expect.shape(
        batch,
        (size,),
        fr="des lots de 4, 4 et 2 : seul le dernier est court",
        en="batches of 4, 4 and 2: only the last is short",
    )
expect.equal(
    sorted(int(i) for batch in batches for i in batch),
    list(range(10)),
    fr="chaque numéro de 0 à 9 vient une fois et une seule",
    en="each number from 0 to 9 comes once and once only",
)
### BEGIN HIDDEN TESTS
for n, batch_size in [(1, 1), (1, 5), (5, 1), (6, 3), (7, 7), (7, 8), (8, 7), (60, 50), (1000, 64)]:
    sizes = [batch_size] * (n // batch_size) + ([n % batch_size] if n % batch_size else [])
    tried = f"n = {n}, batch_size = {batch_size}"
    batches = expect.unpack(
        minibatches(n, batch_size, np.random.default_rng(n)),
        len(sizes),
        fr=f"essayé avec {tried}",
        en=f"tried with {tried}",
    )
    for batch, size in zip(batches, sizes, strict=True):
        expect.shape(batch, (size,), fr=f"essayé avec {tried}", en=f"tried with {tried}")
        expect.true(
            all(np.asarray(i).dtype.kind in "iu" for i in batch),
            fr="des indices sont des entiers",
            en="indices are integers",
        )
    expect.equal(
        sorted(int(i) for batch in batches for i in batch),
        list(range(n)),
        fr=f"essayé avec {tried}",
        en=f"tried with {tried}",
    )


def draw_order(n, batch_size, rng):
    batches = expect.unpack(minibatches(n, batch_size, rng), -(-n // batch_size))
    for batch in batches[:-1]:
        expect.shape(batch, (batch_size,))
    expect.shape(batches[-1], (n - batch_size * (len(batches) - 1),))
    return [int(i) for batch in batches for i in batch]


# Places: each of 5 numbers is as often at each of the 5 places. 400 draws, expected 80, standard deviation 8.
rng = np.random.default_rng(2)
counts = np.zeros((5, 5))
follows = 0
for _ in range(400):
    order = draw_order(5, 2, rng)
    for place, number in enumerate(order):
        counts[place, number] += 1
    follows += sum(after == before + 1 for before, after in pairwise(order))
expect.within(
    counts,
    40,
    120,
    fr="tous les ordres sont également probables, et chaque appel en tire un nouveau",
    en="all orders are equally likely, and each call draws a new one",
)
expect.within(
    float(follows),
    220,
    420,
    fr="battez les échantillons, pas seulement les lots",
    en="shuffle the samples, not only the batches",
)
expect.true(
    draw_order(30, 7, np.random.default_rng(9)) == draw_order(30, 7, np.random.default_rng(9)),
    fr="même graine, même ordre : tout le hasard vient de rng",
    en="same seed, same order: all chance comes from rng",
)
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# Voici maintenant le réseau : un objet `network` de `helpers.numpy_nn`. Trois choses suffisent.
#
# | code | effet |
# | --- | --- |
# | `Y = network.forward(X)` | calcule les réponses d’un lot, et se souvient de ce qu’il faut pour la suite |
# | `network.backward(dE_dY)` | à partir de $\partial E / \partial Y$, remplit les gradients de toutes les couches |
# | `for layer in network.layers:` | donne accès à `layer.W`, `layer.b` et à leurs gradients `layer.dW`, `layer.db` |
#
# L’erreur d’un lot de $m$ échantillons est celle du chapitre 02, et avec elle le gradient par lequel `backward` commence :
#
# $$E = \frac{1}{2m} \sum_{i=1}^{m} \lVert \hat y_i - t_i \rVert^2, \qquad \frac{\partial E}{\partial \hat Y} = \frac{\hat Y - T}{m}, \qquad W \leftarrow W - \eta\, \frac{\partial E}{\partial W}, \quad b \leftarrow b - \eta\, \frac{\partial E}{\partial b}.$$
#
# Attention au dernier lot : son $m$ est sa propre longueur.
#
# ### Exercice 6 : `train_epoch` (3 points)
#
# Programmez une passe. Deux tests suivent la cellule : les pas sont justes (2 points) ; chaque échantillon compte une fois, dans un ordre tiré au hasard (1 point).

# %% [markdown] lang="en"
# Now for the network: an object `network` of `helpers.numpy_nn`. Three things are all you need.
#
# | code | effect |
# | --- | --- |
# | `Y = network.forward(X)` | computes the answers to a batch, and remembers what is needed next |
# | `network.backward(dE_dY)` | from $\partial E / \partial Y$, fills in the gradients of all the layers |
# | `for layer in network.layers:` | gives access to `layer.W`, `layer.b` and to their gradients `layer.dW`, `layer.db` |
#
# The error of a batch of $m$ samples is that of chapter 02, and with it the gradient that `backward` starts from:
#
# $$E = \frac{1}{2m} \sum_{i=1}^{m} \lVert \hat y_i - t_i \rVert^2, \qquad \frac{\partial E}{\partial \hat Y} = \frac{\hat Y - T}{m}, \qquad W \leftarrow W - \eta\, \frac{\partial E}{\partial W}, \quad b \leftarrow b - \eta\, \frac{\partial E}{\partial b}.$$
#
# Mind the last batch: its $m$ is its own length.
#
# ### Exercise 6: `train_epoch` (3 points)
#
# Program one pass. Two tests follow the cell: the steps are right (2 points); each sample counts once, in an order drawn at random (1 point).


# %% solution="train_epoch"
def train_epoch(network, X, T, lr, batch_size, rng):
    """Train a network for one pass over the samples, one gradient step per batch.

    Parameters
    ----------
    network : helpers.numpy_nn.Network
        Its weights and biases are changed: that is what the function is for.
    X : (n, d) array
        Samples. It is not modified.
    T : (n, n_outputs) array
        Targets. It is not modified.
    lr : float
        Learning rate.
    batch_size : int
        Size of every batch but the last, which has what is left over, and whose mean is over its own samples.
    rng : numpy.random.Generator
        Where the order of the samples comes from.

    Returns
    -------
    float
        The mean over the samples of |y - t|^2 / 2, each measured when its batch went by. It is for you to watch: tests
        do not look at it.

    Notes
    -----
    The error of a batch of m samples is 1/(2m) sum |y - t|^2. Each batch is answered with the weights that the batch
    before it left behind.
    """
    ### BEGIN SOLUTION
    order = rng.permutation(len(X))
    total = 0.0
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size]
        difference = network.forward(X[batch]) - T[batch]
        network.backward(difference / len(batch))
        for layer in network.layers:
            layer.W -= lr * layer.dW
            layer.b -= lr * layer.db
        total += 0.5 * float(np.sum(difference**2))
    return total / len(X)
    ### END SOLUTION


# %% [markdown] lang="fr"
# **Premier test** (2 points). Le réseau est construit là où vit votre réponse, et les poids d’arrivée sont comparés à un calcul indépendant. Pour que l’ordre n’y change rien, les échantillons sont ici tous égaux, ou tiennent en un seul lot.

# %% [markdown] lang="en"
# **First test** (2 points). The network is built where your answer lives, and the weights at the end are compared with an independent computation. So that the order plays no part, the samples here are all equal, or fit into one batch.


# %% test="train_epoch" points=2
@expect.probe
def weights_after(weights, biases, mu, X, T, lr, batch_size, seed):
    layers = [nn.Dense(W.copy(), b.copy(), nn.Sigmoid(mu=mu)) for W, b in zip(weights, biases)]
    network = nn.Network(layers)
    before = X.copy(), T.copy()
    train_epoch(network, X, T, lr, batch_size, np.random.default_rng(seed))
    changed = [float(np.abs(X - before[0]).max()), float(np.abs(T - before[1]).max())]
    return [layer.W for layer in network.layers], [layer.b for layer in network.layers], changed


def descend_by_hand(weights, biases, mu, X, T, lr, batch_size):
    """Train in order, sample by sample: no matrix product of this test is that of the library."""
    weights, biases = [W.copy() for W in weights], [b.copy() for b in biases]
    for start in range(0, len(X), batch_size):
        batch = range(start, min(start + batch_size, len(X)))
        W_steps, b_steps = [0 * W for W in weights], [0 * b for b in biases]
        for i in batch:
            outputs = [X[i]]
            for W, b in zip(weights, biases):
                outputs.append(1 / (1 + np.exp(-mu * (outputs[-1] @ W + b))))
            blame = outputs[-1] - T[i]
            for k in reversed(range(len(weights))):
                blame = mu * outputs[k + 1] * (1 - outputs[k + 1]) * blame
                W_steps[k] += np.outer(outputs[k], blame) / len(batch)
                b_steps[k] += blame / len(batch)
                blame = weights[k] @ blame
        weights = [W - lr * step for W, step in zip(weights, W_steps)]
        biases = [b - lr * step for b, step in zip(biases, b_steps)]
    return weights, biases


def draw_case(sizes, n, seed, *, equal=False):
    rng = np.random.default_rng(seed)
    weights = [rng.normal(size=(d_in, d_out)) for d_in, d_out in pairwise(sizes)]
    biases = [rng.normal(size=d_out) for d_out in sizes[1:]]
    X, T = rng.uniform(size=(n, sizes[0])), rng.uniform(size=(n, sizes[-1]))
    return weights, biases, (X[:1].repeat(n, axis=0), T[:1].repeat(n, axis=0)) if equal else (X, T)


def check_pass(sizes, n, batch_size, mu, lr, *, equal, fr, en):
    weights, biases, (X, T) = draw_case(sizes, n, seed=100 * n + batch_size, equal=equal)
    new_weights, new_biases, changed = expect.unpack(weights_after(weights, biases, mu, X, T, lr, batch_size, n), 3)
    expect.close(changed, [0.0, 0.0], fr="X et T ne doivent pas être modifiés", en="X and T must not be modified")
    wanted = descend_by_hand(weights, biases, mu, X, T, lr, batch_size)
    new_weights, new_biases = expect.unpack(new_weights, len(weights)), expect.unpack(new_biases, len(biases))
    for k in range(len(weights)):
        expect.close(new_weights[k], wanted[0][k], rtol=1e-7, fr=fr, en=en)
        expect.close(new_biases[k], wanted[1][k], rtol=1e-7, fr=fr, en=en)


check_pass(
    (3, 4, 2), 5, 5, 1.0, 0.8, equal=False,
    fr="un seul lot de 5 : un pas, avec le gradient moyen du lot, pour tous les W et tous les b",
    en="a single batch of 5: one step, with the mean gradient of the batch, for all W and all b",
)  # fmt: skip
check_pass(
    (3, 2), 6, 2, 1.0, 0.8, equal=True,
    fr="6 échantillons égaux en lots de 2 : trois pas, chacun avec les poids que le précédent a laissés",
    en="6 equal samples in batches of 2: three steps, each with the weights that the one before left",
)  # fmt: skip
### BEGIN HIDDEN TESTS
check_pass(
    (3, 4, 2), 7, 3, 0.5, 1.3, equal=True,
    fr="lots de 3, 3 et 1 : le dernier se divise par sa propre longueur",
    en="batches of 3, 3 and 1: the last is divided by its own length",
)  # fmt: skip
for sizes, n, batch_size, mu in [((2, 3, 3, 1), 4, 9, 0.7), ((1, 1), 1, 1, 2.0), ((6, 5, 4, 3, 2), 8, 8, 1.0)]:
    tried = f"{sizes}, n = {n}, batch_size = {batch_size}"
    check_pass(sizes, n, batch_size, mu, 0.6, equal=False, fr=f"essayé avec {tried}", en=f"tried with {tried}")
for sizes, n, batch_size, mu in [((4, 3, 2), 5, 1, 1.0), ((2, 2, 2), 9, 4, 3.0), ((5, 2), 12, 6, 0.1)]:
    tried = f"{sizes}, n = {n}, batch_size = {batch_size}"
    check_pass(sizes, n, batch_size, mu, 2.0, equal=True, fr=f"essayé avec {tried}", en=f"tried with {tried}")


@expect.probe
def single_precision_after(weights, biases, X, T, lr, batch_size):
    layers = [nn.Dense(W.copy(), b.copy(), nn.Sigmoid(mu=1.0)) for W, b in zip(weights, biases)]
    network = nn.Network(layers)
    train_epoch(network, X[::-2], T[::-2], lr, batch_size, np.random.default_rng(4))
    return [layer.W for layer in network.layers]


weights, biases, (X, T) = draw_case((3, 4, 2), 10, seed=77, equal=True)
wanted, _ = descend_by_hand(weights, biases, 1.0, X[:5], T[:5], 0.8, 2)
singles = [[array.astype(np.float32) for array in arrays] for arrays in (weights, biases, (X, T))]
got = expect.unpack(single_precision_after(singles[0], singles[1], *singles[2], 0.8, 2), 2)
for k in range(2):
    expect.close(got[k], wanted[k], rtol=1e-4, atol=1e-5, fr="en simple précision", en="in single precision")
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# **Second test** (1 point). L’échantillon $i$ n’allume que l’entrée $i$, et le pas est minuscule : au premier ordre, la ligne $i$ de $W$ bouge de $-\eta/m$ fois le gradient de cet échantillon, s’il passe une fois. Et avec un grand pas, deux ordres différents mènent à deux réseaux différents.

# %% [markdown] lang="en"
# **Second test** (1 point). Sample $i$ lights only input $i$, and the rate is tiny: to first order row $i$ of $W$ moves by $-\eta/m$ times the gradient of that sample, if it goes by once. And with a large rate two different orders lead to two different networks.


# %% test="train_epoch" points=1
@expect.probe
def moves_after(W, b, T, lr, batch_size, seeds):
    moves = []
    for seed in seeds:
        network = nn.Network([nn.Dense(W.copy(), b.copy(), nn.Identity())])
        train_epoch(network, np.eye(len(W)), T, lr, batch_size, np.random.default_rng(seed))
        moves.append(network.layers[0].W - W)
    return moves


def check_visits(n, n_outputs, batch_size, seed):
    rng = np.random.default_rng(seed)
    W, b, T = rng.normal(size=(n, n_outputs)), rng.normal(size=n_outputs), rng.normal(size=(n, n_outputs))
    (moves,) = expect.unpack(moves_after(W, b, T, 1e-7, batch_size, [seed]), 1)
    expect.close(
        np.array(moves) * 1e7,
        (T - W - b) / batch_size,
        rtol=1e-3,
        atol=1e-4,
        fr="chaque échantillon doit passer exactement une fois, avec sa propre cible",
        en="each sample must go by exactly once, with its own target",
    )
    large = expect.unpack(moves_after(W, b, T, 0.5, batch_size, [1, 2, 1]), 3)
    expect.close(large[0], large[2], fr="même graine, même résultat", en="same seed, same result")
    expect.true(
        float(np.abs(np.array(large[0]) - large[1]).max()) > 1e-6,
        fr="deux graines donnent deux ordres : tirez l’ordre de rng",
        en="two seeds give two orders: draw the order from rng",
    )


check_visits(8, 2, 2, seed=3)
### BEGIN HIDDEN TESTS
for n, n_outputs, batch_size, seed in [(12, 3, 1, 5), (30, 1, 5, 6), (21, 4, 7, 8)]:
    check_visits(n, n_outputs, batch_size, seed)


@expect.probe
def orders_drawn(W, b, T, n_passes):
    rng = np.random.default_rng(11)
    moves = []
    for _ in range(n_passes):
        network = nn.Network([nn.Dense(W.copy(), b.copy(), nn.Identity())])
        train_epoch(network, np.eye(len(W)), T, 0.5, 1, rng)
        moves.append(network.layers[0].W - W)
    return moves


rng = np.random.default_rng(12)
moves = np.array(expect.unpack(orders_drawn(rng.normal(size=(9, 1)), np.ones(1), rng.normal(size=(9, 1)), 3), 3))
expect.shape(moves, (3, 9, 1))
for one, two in [(0, 1), (0, 2), (1, 2)]:
    expect.true(
        float(np.abs(moves[one] - moves[two]).max()) > 1e-6,
        fr="chaque passe tire un nouvel ordre",
        en="each pass draws a new order",
    )
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# ## 5. Juger
#
# Un réseau se juge sur des images qu’il n’a **pas** apprises. La mesure la plus simple est la part de bonnes réponses, la réponse étant la classe du plus grand score :
#
# $$\text{exactitude} = \frac{1}{n} \sum_{i=1}^n \big[\arg\max_k s_{ik} = y_i\big].$$
#
# ### Exercice 7 : `accuracy` (1 point)

# %% [markdown] lang="en"
# ## 5. Judging
#
# A network is judged on images that it has **not** learnt. The simplest measure is the share of right answers, the answer being the class of the largest score:
#
# $$\text{accuracy} = \frac{1}{n} \sum_{i=1}^n \big[\arg\max_k s_{ik} = y_i\big].$$
#
# ### Exercise 7: `accuracy` (1 point)


# %% solution="accuracy"
def accuracy(scores, labels):
    """Return the share of samples whose largest score is at the place of their label.

    Parameters
    ----------
    scores : (n, n_classes) array
        Outputs of a network, one sample a row: any numbers, not only those in [0, 1]. It is not modified.
    labels : (n,) array of integers
        True classes, from 0 to n_classes - 1.

    Returns
    -------
    float
        A number in [0, 1], not a percentage. If several scores of a row are the largest, the answer is the first of them.

    Examples
    --------
    >>> float(accuracy(np.array([[0.1, 0.7], [0.9, 0.2]]), np.array([1, 1])))
    0.5
    """
    ### BEGIN SOLUTION
    return float(np.mean(np.argmax(scores, axis=1) == labels))
    ### END SOLUTION


# %% test="accuracy" points=1
table = np.array([[0.1, 0.8, 0.3], [0.9, 0.2, 0.4], [0.2, 0.3, 0.1], [-5.0, -7.0, -4.0]])
answers = np.array([1, 0, 2, 2])
with expect.unchanged(table, answers):
    share = accuracy(table, answers)
expect.close(
    share,
    0.75,
    fr="trois réponses sur quatre sont justes : une part, entre 0 et 1, sur les lignes",
    en="three answers of four are right: a share between 0 and 1, over the rows",
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(35)
for n, n_classes in [(1, 2), (3, 3), (50, 10), (7, 4), (4, 1)]:
    table, answers = rng.normal(size=(n, n_classes)) * 5, rng.integers(n_classes, size=n)
    wanted = sum(all(s <= row[label] for s in row) for row, label in zip(table.tolist(), answers.tolist())) / n
    tried = f"{n} × {n_classes}"
    expect.close(
        accuracy(table, answers), wanted, fr=f"essayé avec des scores {tried}", en=f"tried with scores {tried}"
    )
    expect.close(
        accuracy(table.astype(np.float32), answers.astype(np.uint8)),
        wanted,
        fr=f"en float32, {tried}",
        en=f"in float32, {tried}",
    )
expect.close(accuracy(np.eye(4), np.arange(4)), 1.0)
expect.close(accuracy(np.eye(4), np.array([1, 2, 3, 0])), 0.0)
expect.close(
    accuracy(np.array([[0.5, 0.5, 0.1], [0.2, 0.7, 0.7]]), np.array([1, 1])),
    0.5,
    fr="à égalité, la réponse est la première des classes les plus fortes",
    en="when tied, the answer is the first of the strongest classes",
)
expect.close(accuracy(np.zeros((3, 4)), np.array([0, 0, 3])), 2 / 3)
expect.close(accuracy(np.arange(24.0).reshape(4, 6)[::2, ::-2], np.array([0, 1])), 0.5)
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# **Expérience : le premier réseau.** Tout est prêt : 784-300-10, poids divisés par $\sqrt{n_\text{in}}$, $\tanh$ dans la couche cachée et $\sigma_1$ à la sortie, lots de 50, $\eta = 0{,}5$. (Pourquoi $\tanh$ ? Ses réponses de départ sont centrées sur 0, alors que trois cents sigmoïdes répondent toutes à peu près ½ et poussent la couche suivante du même côté ; LeCun *et al.*, 1998. Essayez !) L’exactitude sur les images apprises monte-t-elle encore quand celle de test ne monte plus ? L’écart entre les deux courbes est le **surapprentissage**.

# %% [markdown] lang="en"
# **Experiment: the first network.** All is ready: 784-300-10, weights divided by $\sqrt{n_\text{in}}$, $\tanh$ in the hidden layer and $\sigma_1$ at the output, batches of 50, $\eta = 0.5$. (Why $\tanh$? Its first answers are centred on 0, whereas three hundred sigmoids all answer about ½ and push the next layer to the same side; LeCun *et al.*, 1998. Try it!) Does the accuracy on the training images still rise when that on the test images no longer does? The gap between the two curves is **overfitting**.

# %% experiment=true
n_train = course.pace(quick=500, classroom=5_000, full=60_000)
n_epochs = course.pace(quick=3, classroom=8, full=10)
n_seeds = course.pace(quick=2, classroom=3, full=5)
X_train, T_train = normalise(data.x_train[:n_train]), one_hot(data.y_train[:n_train], 10).astype(np.float32)
X_test, labels_train = normalise(data.x_test), data.y_train[:n_train]


def make_my_network(rng):
    """Return a network 784-300-10 with the first weights of `init_layer`."""
    layers = []
    for n_in, n_out, activation in [(784, 300, nn.Tanh()), (300, 10, nn.Sigmoid())]:
        W, b = init_layer(n_in, n_out, rng, scaled=True)
        layers.append(nn.Dense(np.asarray(W, dtype=np.float32), b, activation))
    return nn.Network(layers)


curves = np.zeros((2, n_seeds, n_epochs + 1))
for seed in range(n_seeds):
    rng = np.random.default_rng(seed)
    network = make_my_network(rng)
    for epoch in range(n_epochs + 1):
        if epoch:
            train_epoch(network, X_train, T_train, 0.5, 50, rng)
        seen = accuracy(network.forward(X_train[:5000]), labels_train[:5000])
        curves[:, seed, epoch] = 100 * seen, 100 * accuracy(network.forward(X_test), data.y_test)

fig, ax = plotting.subplots(width=8.5, height=4.4)
plotting.draw_quantiles(
    ax,
    np.arange(n_epochs + 1),
    curves[0],
    low=0,
    high=1,
    marker="o",
    label=course.text(fr="images apprises", en="training images"),
)
plotting.draw_quantiles(
    ax,
    np.arange(n_epochs + 1),
    curves[1],
    low=0,
    high=1,
    marker="s",
    linestyle="--",
    label=course.text(fr="images de test", en="test images"),
)
ax.set(
    xlabel=course.text(fr="passes", en="passes"),
    ylabel=course.text(fr="exactitude (%)", en="accuracy (%)"),
    ylim=(np.floor(min(80, curves[:, :, 1:].min() - 1)), 100.5),
    title=course.text(fr=f"{n_train} images, {n_seeds} graines", en=f"{n_train} images, {n_seeds} seeds"),
)
ax.yaxis.get_major_locator().set_params(integer=True)
ax.legend(loc="lower right")
end = f"{curves[1, :, -1].mean():.1f} ± {curves[1, :, -1].std(ddof=1):.1f} %"
plotting.show(
    fig,
    alt=course.text(
        fr=f"Exactitude contre le nombre de passes, médiane et étendue de {n_seeds} graines : les deux courbes montent vite puis "
        f"s’aplatissent, celle des images de test au-dessous. À la fin, sur le test : {end}.".replace(".", ","),
        en=f"Accuracy against the number of passes, median and range of {n_seeds} seeds: both curves rise fast, then flatten, "
        f"that of the test images below. At the end, on the test: {end}.",
    ),
)
print(course.text(fr=f"exactitude de test : {end}".replace(".", ","), en=f"test accuracy: {end}"))

# %% [markdown] lang="fr"
# Deux hasards se mêlent dans ce pourcentage, et il ne faut pas les confondre. Celui de l’**apprentissage** (poids de départ, ordre des images) se voit d’une graine à l’autre : c’est le ± ci-dessus. Celui des **images de test** est le même pour toutes les graines : avec $n$ images et une exactitude $p$, il vaut environ $\pm 1{,}96\sqrt{p(1-p)/n}$, soit ±0,4 point pour 10 000 images et 95 %, mais plus de ±2 points pour 397.
#
# Une exactitude ne dit pas non plus *quelles* erreurs sont commises. La **matrice de confusion** les range : à la ligne $i$ et à la colonne $j$, le nombre d’échantillons de classe $i$ que l’on a pris pour des $j$.
#
# ### Exercice 8 : `confusion_matrix` (1 point)

# %% [markdown] lang="en"
# Two kinds of chance are mixed in this percentage, and they are not to be confused. That of **training** (first weights, order of the images) shows from seed to seed: it is the ± above. That of the **test images** is the same for all seeds: with $n$ images and an accuracy $p$ it is about $\pm 1.96\sqrt{p(1-p)/n}$, that is ±0.4 points for 10,000 images and 95 %, but more than ±2 points for 397.
#
# Nor does an accuracy say *which* mistakes are made. The **confusion matrix** sorts them: in row $i$ and column $j$, the number of samples of class $i$ that were taken for $j$.
#
# ### Exercise 8: `confusion_matrix` (1 point)


# %% solution="confusion_matrix"
def confusion_matrix(predicted, labels, n_classes):
    """Count which class was taken for which.

    Parameters
    ----------
    predicted : (n,) array of integers
        Classes that were answered, from 0 to n_classes - 1.
    labels : (n,) array of integers
        True classes. Neither array is modified.
    n_classes : int
        How many classes there are, those that never occur included.

    Returns
    -------
    (n_classes, n_classes) array
        Counts, not shares. Rows are true classes, columns are answers: right answers stand on the diagonal.

    Examples
    --------
    >>> confusion_matrix(np.array([1, 1, 0]), np.array([0, 1, 0]), 2)
    array([[1, 1],
           [0, 1]])
    """
    ### BEGIN SOLUTION
    counts = np.zeros((n_classes, n_classes), dtype=int)
    np.add.at(counts, (labels, predicted), 1)
    return counts
    ### END SOLUTION


# %% test="confusion_matrix" points=1
said, true = np.array([2, 2, 0, 2, 1, 2]), np.array([2, 0, 0, 0, 1, 2])
with expect.unchanged(said, true):
    counts = confusion_matrix(said, true, 4)
expect.close(
    counts,
    [[1, 0, 2, 0], [0, 1, 0, 0], [0, 0, 2, 0], [0, 0, 0, 0]],
    fr="deux 0 ont été pris pour des 2 : ligne 0, colonne 2. La classe 3 a sa ligne et sa colonne, vides",
    en="two 0s were taken for 2s: row 0, column 2. Class 3 has its row and its column, empty",
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(36)
for n, n_classes in [(1, 2), (200, 3), (30, 10), (5, 1), (1000, 7)]:
    said, true = rng.integers(n_classes, size=n), rng.integers(n_classes, size=n)
    wanted = [[sum((said == j) & (true == i)) for j in range(n_classes)] for i in range(n_classes)]
    tried = f"n = {n}, {n_classes}"
    expect.close(
        confusion_matrix(said, true, n_classes),
        wanted,
        fr=f"essayé avec {tried} classes",
        en=f"tried with {tried} classes",
    )
    small = confusion_matrix(said.astype(np.uint8), true.astype(np.uint8), n_classes)
    expect.close(small, wanted, fr=f"étiquettes en uint8, {tried} classes", en=f"labels in uint8, {tried} classes")
many = np.full(700, 11, dtype=np.uint8)
expect.close(
    np.array(confusion_matrix(many, many, 30))[11, 11], 700, fr="700 fois la même case", en="700 times the same entry"
)
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# **Expérience.** Votre dernier réseau, jugé de près. Les erreurs sont-elles réparties au hasard ? Et celles dont il est *le plus sûr* : auriez-vous fait mieux ?

# %% [markdown] lang="en"
# **Experiment.** Your last network, judged from close. Are the mistakes spread at random? And those of which it is *most certain*: would you have done better?

# %% experiment=true
scores = network.forward(X_test)
predicted = scores.argmax(axis=1)
confusion = confusion_matrix(predicted, data.y_test, 10)
wrong = np.flatnonzero(predicted != data.y_test)
surest = wrong[np.argsort(-scores[wrong].max(axis=1))][:12]

fig, (left, right) = plotting.subplots(1, 2, width=11.5, height=5.4, width_ratios=[1.25, 1])
plotting.draw_confusion(left, confusion)
left.set_title(course.text(fr="Qui est pris pour qui", en="Who is taken for whom"))
captions = [f"{data.y_test[i]} → {predicted[i]}" for i in surest]
plotting.draw_images(right, data.x_test[surest], n_columns=4, captions=captions)
right.set_title(course.text(fr="Les erreurs les plus sûres (vrai → dit)", en="The surest mistakes (true → said)"))
mistakes = confusion - np.diag(np.diag(confusion))
worst = [divmod(int(place), 10) for place in np.argsort(-mistakes, axis=None)[:3]]
pairs = ", ".join(f"{i} → {j} ({mistakes[i, j]})" for i, j in worst)
plotting.show(
    fig,
    alt=course.text(
        fr=f"À gauche, la matrice de confusion sur {len(predicted)} images de test, presque toute sur la diagonale ; les confusions les "
        f"plus fréquentes sont {pairs}. À droite, les erreurs dont le réseau est le plus sûr : {', '.join(captions)}.",
        en=f"Left, the confusion matrix on {len(predicted)} test images, nearly all of it on the diagonal; the most frequent "
        f"confusions are {pairs}. Right, the mistakes of which the network is most certain: {', '.join(captions)}.",
    ),
)

# %% [markdown] lang="fr"
# **Ce que regarde un neurone caché.** Chaque colonne de $W_1$ a 784 nombres : c’est une image, celle des pixels qui poussent ce neurone vers 1 (en rouge) ou vers 0 (en bleu). Voici douze des neurones que la couche de sortie écoute le plus : leurs poids de départ, et ce que l’apprentissage y a **ajouté**. Le bord n’a pas bougé : un pixel toujours éteint ne transmet aucun gradient.

# %% [markdown] lang="en"
# **What a hidden neuron looks at.** Each column of $W_1$ has 784 numbers: it is an image, that of the pixels that push this neuron towards 1 (in red) or towards 0 (in blue). Here are twelve of the neurons that the output layer listens to most: their first weights, and what training **added** to them. The margin has not moved: a pixel that is never lit passes on no gradient.

# %% experiment=true
before = make_my_network(np.random.default_rng(n_seeds - 1)).layers[0].W
loudest = np.argsort(-np.linalg.norm(network.layers[1].W, axis=1))[:12]
fig, axes = plotting.subplots(2, 1, width=11, height=3.2)
rows = {
    course.text(fr="Poids de départ", en="First weights"): before,
    course.text(fr="Ce que l’apprentissage a ajouté", en="What training has added"): network.layers[0].W - before,
}
for ax, (name, weights) in zip(axes, rows.items(), strict=True):
    chosen = weights[:, loudest].T.reshape(-1, 28, 28)
    plotting.draw_images(ax, chosen, n_columns=12, limit=float(np.abs(chosen).max()), cmap="RdBu_r")
    ax.set_title(name)
plotting.show(
    fig,
    alt=course.text(
        fr="Deux rangées de douze images : les poids d’entrée de douze neurones cachés. Au départ, un bruit sans forme. Ce que "
        "l’apprentissage a ajouté : des traits et des taches rouges et bleus au milieu de l’image, rien sur le bord.",
        en="Two rows of twelve images: the input weights of twelve hidden neurons. At the start, shapeless noise. What training "
        "has added: strokes and blots of red and blue in the middle of the image, nothing on the margin.",
    ),
)

# %% [markdown] lang="fr"
# ## 6. Enquête sur un rapport
#
# En 2017-2018, MOUTON a entraîné ces mêmes réseaux sur MNIST, avec son propre code : sigmoïde $\sigma_\mu$ à toutes les couches, erreur quadratique, poids $\mathcal N(0, 1)$, biais nuls, un pas **par image**. Voici ce qu’il en dit.
#
# | | affirmation de MOUTON |
# | --- | --- |
# | **A** | 784-300-10 avec $\mu = 0{,}1$ et $\eta = 0{,}2$ : « proche de 95 % » après 10 passes ; écart type : « ????? » |
# | **B** | avec $\mu = 0{,}1$, passer de $\eta = 0{,}2$ à $\eta = 10$ ne fait qu’accélérer l’apprentissage |
# | **C** | $\mu = 0{,}1$ vaut mieux que $\mu = 0{,}5$, partout |
# | **D** | avec un plus grand $\eta$, $\mu = 0{,}5$ n’apprend plus |
# | **E** | sans couche cachée : rapide, mais « difficile de passer 90 % » ; avec une couche : moins de 5 % d’erreur |
# | **F** | deux couches cachées, 1000-300 : un peu mieux, beaucoup plus lent |
#
# Refaisons tout, sur plusieurs graines, et remplissons la case vide. Un soupçon d’abord : dans un code écrit à la main, une faute courante est d’apprendre par cœur $\sigma' = y(1 - y)$, vrai pour $\mu = 1$, alors que
#
# $$\sigma_\mu'(z) = \mu\, y\,(1 - y), \qquad y = \sigma_\mu(z).$$
#
# Un réseau dont la dérivée est fausse d’un facteur positif apprend quand même : rien ne se casse, seuls les chiffres changent. On confrontera donc les affirmations à **trois codes** :
#
# - *juste* : $\mu\,y(1 - y)$ partout ;
# - *oubli partout* : $y(1 - y)$ dans les deux couches ;
# - *oubli caché* : $y(1 - y)$ dans la couche cachée seulement, l’erreur de sortie étant, elle, bien dérivée.
#
# Avant de lancer quoi que ce soit : avec $\mu = 0{,}1$, par combien chaque oubli multiplie-t-il le gradient de $W_2$ ? celui de $W_1$ ? Pariez sur le code qui atteindra 95 %.

# %% [markdown] lang="en"
# ## 6. Investigating a report
#
# In 2017-2018 MOUTON trained these very networks on MNIST, with code of its own: sigmoid $\sigma_\mu$ in all layers, squared error, weights $\mathcal N(0, 1)$, zero biases, one step **per image**. Here is what it says of them.
#
# | | claim of MOUTON |
# | --- | --- |
# | **A** | 784-300-10 with $\mu = 0.1$ and $\eta = 0.2$: "close to 95 %" after 10 passes; standard deviation: "?????" |
# | **B** | with $\mu = 0.1$, going from $\eta = 0.2$ to $\eta = 10$ only speeds learning up |
# | **C** | $\mu = 0.1$ is better than $\mu = 0.5$, everywhere |
# | **D** | with a larger $\eta$, $\mu = 0.5$ learns no more |
# | **E** | no hidden layer: fast, but "hard to pass 90 %"; with one layer: less than 5 % of error |
# | **F** | two hidden layers, 1000-300: a little better, much slower |
#
# Let us redo it all, over several seeds, and fill in the blank. A suspicion first: in code written by hand, a common mistake is to know by heart $\sigma' = y(1 - y)$, which is true for $\mu = 1$, whereas
#
# $$\sigma_\mu'(z) = \mu\, y\,(1 - y), \qquad y = \sigma_\mu(z).$$
#
# A network whose derivative is wrong by a positive factor learns all the same: nothing breaks, only the figures change. So we shall hold the claims against **three codes**:
#
# - *right*: $\mu\,y(1 - y)$ everywhere;
# - *forgotten everywhere*: $y(1 - y)$ in both layers;
# - *forgotten when hidden*: $y(1 - y)$ in the hidden layer only, the output's error being differentiated well.
#
# Before you run anything: with $\mu = 0.1$, by how much does each mistake multiply the gradient of $W_2$? that of $W_1$? Bet on the code that will reach 95 %.


# %% experiment=true
@dataclass(frozen=True)
class SigmoidWithoutMu(nn.Sigmoid):
    """The sigmoid of steepness μ with the derivative of the ordinary one: the μ is forgotten."""

    def backward(self, dE_dY, Y):
        return dE_dY * Y * (1 - Y)


CODES = {  # the activation of the hidden layers, that of the output layer
    "right": (nn.Sigmoid, nn.Sigmoid),
    "everywhere": (SigmoidWithoutMu, SigmoidWithoutMu),
    "hidden": (SigmoidWithoutMu, nn.Sigmoid),
}
CODE_NAMES = {
    "right": course.text(fr="juste", en="right"),
    "everywhere": course.text(fr="oubli partout", en="forgotten everywhere"),
    "hidden": course.text(fr="oubli caché", en="forgotten when hidden"),
}
CODE_STYLES = {"right": ("-", "o"), "everywhere": ("--", "s"), "hidden": ("-.", "^")}
CODE_COLORS = {"right": "blue", "everywhere": "vermilion", "hidden": "green"}

n_train = course.pace(quick=250, classroom=1_500, full=60_000)
n_seeds = course.pace(quick=2, classroom=2, full=5)
X_train, T_train = normalise(data.x_train[:n_train]), one_hot(data.y_train[:n_train], 10).astype(np.float32)


def make_mouton(sizes, code, mu, rng):
    """Return a network as MOUTON starts it: weights N(0, 1), zero biases."""
    hidden, output = CODES[code]
    options = {"initialise": nn.standard_normal, "dtype": np.float32, "rng": rng}
    return nn.make_network(sizes, hidden=hidden(mu=mu), output=output(mu=mu), **options)


def train_one_by_one(networks, X, T, lr, orders, block=100):
    """Make one step per image, in k networks at once: the steps of batches of one, up to rounding.

    Within a block of images the first layer is left alone. What its earlier steps would have added to x W + b is known:
    -η Σ_j (x·x_j + 1) δ_j. The layer catches up at the end of the block, in one product of matrices.
    """
    first, *others = networks.layers
    lr = np.asarray(lr, dtype=X.dtype).reshape(-1, 1)
    for start in range(0, orders.shape[1], block):
        batch = orders[:, start : start + block]
        x = X[batch]
        products = x @ x.swapaxes(1, 2) + 1
        Z = x @ first.W + first.b[:, None]
        steps = np.zeros_like(Z)
        for i in range(batch.shape[1]):
            outputs = [first.activation(Z[:, i] + (products[:, i, None, :i] @ steps[:, :i])[:, 0])]
            for layer in others:
                outputs.append(layer.activation((outputs[-1][:, None] @ layer.W)[:, 0] + layer.b))
            blame = outputs[-1] - T[batch[:, i]]
            for k in reversed(range(len(others))):
                dE_dZ = others[k].activation.backward(blame, outputs[k + 1])
                blame = (others[k].W @ dE_dZ[:, :, None])[:, :, 0]
                others[k].W -= outputs[k][:, :, None] * (lr * dE_dZ)[:, None]
                others[k].b -= lr * dE_dZ
            steps[:, i] = -lr * first.activation.backward(blame, outputs[0])
        first.W += x.swapaxes(1, 2) @ steps
        first.b += steps.sum(axis=1)


def follow(sizes, code, mu, lr, n_epochs, seeds, batch_size=1):
    """Train one network a seed, at a rate of lr for each image (one rate, or one for each network).

    Returns the test accuracies in per cent, (n_epochs, n_networks).
    """
    rngs = [np.random.default_rng(seed) for seed in seeds]
    networks = nn.stack_networks([make_mouton(sizes, code, mu, rng) for rng in rngs])
    accuracies = []
    for _ in range(n_epochs):
        if batch_size == 1:
            train_one_by_one(networks, X_train, T_train, lr, np.array([rng.permutation(n_train) for rng in rngs]))
        else:
            optimiser = nn.SGD(lr=lr * batch_size)
            options = {"loss": nn.SquaredError(), "optimiser": optimiser, "n_epochs": 1, "batch_size": batch_size}
            nn.train(networks, X_train, T_train, rng=rngs, **options)
        answers = [networks.pick(k).forward(X_test) for k in range(len(rngs))]
        accuracies.append([100 * accuracy(scores, data.y_test) for scores in answers])
    return np.array(accuracies)


def keep(name, rows, columns):
    """Record a table at full pace; then return the one recorded last, by columns."""
    if course.pace_name() == "full":
        recorded.save("03_mnist_mlp", name, dict(zip(columns, zip(*rows, strict=True), strict=True)))
    return recorded.load("03_mnist_mlp", name)


def select(table, **where):
    """Return the accuracies of the rows of a table where other columns have given values."""
    return table["accuracy"][np.all([table[name] == wanted for name, wanted in where.items()], axis=0)]


def say(values, digits=1):
    """Return the mean and the standard deviation of values, as text."""
    words = f"{np.mean(values):.{digits}f} ± {np.std(values, ddof=1):.{digits}f}"
    return course.text(fr=words.replace(".", ","), en=words)


slow, fast = (make_mouton([784, 300, 10], "right", 0.1, np.random.default_rng(0)) for _ in range(2))
first_weights, order = slow.layers[0].W.copy(), np.random.default_rng(1).permutation(250)
train_epoch(slow, X_train[:250], T_train[:250], 10.0, 1, np.random.default_rng(1))
fast = nn.stack_networks([fast])
train_one_by_one(fast, X_train, T_train, 10.0, order[None])
gap = max(np.abs(a - b[0]).max() for a, b in zip(slow.parameters, fast.parameters, strict=True))
moved = np.abs(slow.layers[0].W - first_weights).max()
print(
    f"250 steps of train_epoch and of train_one_by_one: weights move by up to {moved:.2f} and differ by at most {gap:.0e}"
)

# %% [markdown] lang="fr"
# `train_one_by_one` refait l’expérience de MOUTON à la lettre : une image, un pas. Ses poids sont, aux arrondis près, ceux de votre `train_epoch` avec des lots de 1 (si la vôtre tire son ordre par `rng.permutation` ; sinon l’écart affiché est celui de deux ordres). Elle est plus rapide, car elle mène plusieurs réseaux de front et ne réécrit $W_1$ qu’une fois toutes les cent images : entre-temps, elle tient le compte de ce que les pas déjà faits auraient changé. Lisez-la, c’est la règle de la chaîne du chapitre 02 et une factorisation.
#
# **Affirmation A.** Les trois codes, $\mu = 0{,}1$ et $\eta = 0{,}2$. Les courbes épaisses sont enregistrées : MNIST entier, cinq graines, 60 000 pas par passe. Les petits points sont votre essai d’aujourd’hui, plus court.

# %% [markdown] lang="en"
# `train_one_by_one` redoes MOUTON's experiment to the letter: one image, one step. Its weights are, up to rounding, those of your `train_epoch` with batches of 1 (if yours draws its order with `rng.permutation`; otherwise the gap shown is that of two orders). It is faster, as it trains several networks side by side and rewrites $W_1$ only once every hundred images: meanwhile it keeps account of what the steps already made would have changed. Read it: it is the chain rule of chapter 02, and a factorisation.
#
# **Claim A.** The three codes, $\mu = 0.1$ and $\eta = 0.2$. The thick curves were recorded: the whole of MNIST, five seeds, 60,000 steps a pass. The small dots are your run of today, a shorter one.

# %% experiment=true
n_epochs = course.pace(quick=1, classroom=5, full=10)
seeds = np.arange(n_seeds)
mine = {code: follow([784, 300, 10], code, 0.1, 0.2, n_epochs, seeds) for code in CODES}
rows = [(code, seed, i + 1, runs[i, seed]) for code, runs in mine.items() for i in range(n_epochs) for seed in seeds]
headline = keep("headline", rows, ["code", "seed", "passes", "accuracy"])

fig, ax = plotting.subplots(width=9.5, height=4.8)
final = {}
for code, (style, marker) in CODE_STYLES.items():
    runs = np.array([select(headline, code=code, seed=seed) for seed in np.unique(headline["seed"])])
    final[CODE_NAMES[code]] = say(runs[:, -1])
    color = plotting.OKABE_ITO[CODE_COLORS[code]]
    label = course.text(fr=f"{CODE_NAMES[code]} : {say(runs[:, -1])} %", en=f"{CODE_NAMES[code]}: {say(runs[:, -1])} %")
    presented = 60_000 * np.arange(1, runs.shape[1] + 1)
    plotting.draw_quantiles(
        ax, presented, runs, low=0, high=1, linestyle=style, marker=marker, color=color, label=label
    )
    ax.plot(
        n_train * np.arange(1, n_epochs + 1),
        mine[code].mean(axis=1),
        ":",
        marker=marker,
        markersize=4,
        linewidth=1,
        color=color,
    )
ax.axhline(95, color="black", linewidth=1)
ax.plot(
    600_000,
    95,
    "*",
    markersize=15,
    color="black",
    label=course.text(fr="MOUTON : « proche de 95 % »", en='MOUTON: "close to 95 %"'),
)
ax.set(
    xscale="log",
    xlabel=course.text(fr="images présentées", en="images presented"),
    ylabel=course.text(fr="exactitude de test (%)", en="test accuracy (%)"),
    title=course.text(fr="784-300-10, μ = 0,1, η = 0,2", en="784-300-10, μ = 0.1, η = 0.2"),
)
ax.legend(loc="lower right", title=course.text(fr="après 10 passes sur MNIST", en="after 10 passes over MNIST"))
plotting.show(
    fig,
    alt=course.text(
        fr="Exactitude de test contre le nombre d’images présentées, échelle logarithmique, pour les trois codes, médiane et étendue de "
        f"cinq graines. Après 10 passes sur MNIST : {'; '.join(f'{name} {value} %' for name, value in final.items())}. "
        "Une étoile marque les 95 % de MOUTON.",
        en="Test accuracy against the number of images presented, on a logarithmic scale, for the three codes, median and range of five "
        f"seeds. After 10 passes over MNIST: {'; '.join(f'{name} {value} %' for name, value in final.items())}. "
        "A star marks MOUTON's 95 %.",
    ),
)

# %% [markdown] lang="fr"
# Le code juste n’arrive pas à 95 %, un oubli l’atteint presque, l’autre le dépasse. Un seul chiffre ne suffit pas à confondre un code : le bon devrait rendre compte de **toutes** les affirmations.
#
# **Affirmations B, C et D.** Trois pas $\eta$, deux raideurs $\mu$, trois codes. En grand, l’exactitude enregistrée sur MNIST entier, après une passe (en haut) et après trois (en bas), moyenne et écart type sur trois graines ; en petit, votre essai. Vers 10 %, le réseau répond à peu près la même chose à toutes les images.

# %% [markdown] lang="en"
# The right code does not arrive at 95 %, one mistake nearly does, the other goes beyond. A single figure is not enough to convict a code: the true one should account for **all** the claims.
#
# **Claims B, C and D.** Three rates $\eta$, two steepnesses $\mu$, three codes. Large, the accuracy recorded on the whole of MNIST, after one pass (top) and after three (bottom), mean and standard deviation over three seeds; small, your own run. Near 10 % the network answers much the same to all images.

# %% experiment=true
LRS, MUS = (0.2, 2.0, 10.0), (0.1, 0.5)
n_epochs = course.pace(quick=1, classroom=2, full=3)
n_few_seeds = course.pace(quick=1, classroom=1, full=3)
# All rates and seeds of a code and a steepness train side by side; the extra rates serve at the end of the section.
lrs = {(code, mu): LRS for code in CODES for mu in MUS} | {("right", 0.1): (*LRS, 5.0), ("right", 0.5): (*LRS, 0.008)}
rows = []
for (code, mu), rates in lrs.items():
    each_lr, each_seed = np.repeat(rates, n_few_seeds), np.tile(np.arange(n_few_seeds), len(rates))
    runs = follow([784, 300, 10], code, mu, each_lr, n_epochs, each_seed)
    for i, row in enumerate(runs):
        rows += [(code, mu, lr, seed, i + 1, v) for lr, seed, v in zip(each_lr, each_seed, row, strict=True)]
sweep = keep("sweep", rows, ["code", "mu", "lr", "seed", "passes", "accuracy"])


def write_number(value):
    """Return a number with the decimal mark of the language."""
    return course.text(fr=f"{value:g}".replace(".", ","), en=f"{value:g}")


fig, axes = plotting.subplots(2, 3, width=11, height=6.4, sharex=True, sharey=True)
words = []
for column, code in enumerate(CODES):
    for row, n_done in enumerate((1, 3)):
        ax = axes[row, column]
        for mu, (style, marker) in zip(MUS, [("-", "o"), ("--", "s")], strict=True):
            cells = [select(sweep, code=code, mu=mu, lr=lr, passes=n_done) for lr in LRS]
            means, spreads = [np.mean(cell) for cell in cells], [np.std(cell, ddof=1) for cell in cells]
            line = ax.errorbar(
                LRS, means, spreads, linestyle=style, marker=marker, capsize=4, label=f"μ = {write_number(mu)}"
            )
            own = [
                np.mean([r[-1] for r in rows if r[:3] == (code, mu, lr) and r[4] == min(n_done, n_epochs)])
                for lr in LRS
            ]
            ax.plot(
                LRS,
                own,
                linestyle="none",
                marker=marker,
                markersize=4,
                color=line[0].get_color(),
                markerfacecolor="white",
            )
            words.append(
                f"{CODE_NAMES[code]}, μ = {write_number(mu)}, {n_done} : "
                + ", ".join(f"{say(cell)} %" for cell in cells)
            )
        ax.set(xscale="log", ylim=(0, 102), xticks=LRS, xticklabels=[write_number(lr) for lr in LRS])
        ax.minorticks_off()
    axes[0, column].set_title(CODE_NAMES[code])
    axes[1, column].set_xlabel(course.text(fr="pas $\\eta$", en="rate $\\eta$"))
axes[0, 0].set_ylabel(course.text(fr="exactitude (%)\naprès 1 passe", en="accuracy (%)\nafter 1 pass"))
axes[1, 0].set_ylabel(course.text(fr="exactitude (%)\naprès 3 passes", en="accuracy (%)\nafter 3 passes"))
axes[1, 0].legend(loc="lower left")
plotting.show(
    fig,
    alt=course.text(
        fr="Six courbes par paires : exactitude contre le pas, pour trois codes, après une et trois passes. Code, raideur, nombre de passes : "
        f"valeurs pour η = 0,2, 2 et 10. {'; '.join(words)}.",
        en="Six pairs of curves: accuracy against the rate, for three codes, after one pass and after three. Code, steepness, number of passes: "
        f"values for η = 0.2, 2 and 10. {'; '.join(words)}.",
    ),
)

# %% [markdown] lang="fr"
# **Affirmations E et F.** Trois structures, $\mu = 0{,}1$ et $\eta = 0{,}2$. (Sans couche cachée, l’oubli caché n’a pas où se loger : on le remplace par l’oubli partout. Les réseaux à couche cachée vont ici par lots de 50 au pas $50\,\eta$, pour gagner du temps. La section 7 montre que c’est permis pour 784-300-10 avec ces deux codes ; pour 1000-300, on l’admet.)

# %% [markdown] lang="en"
# **Claims E and F.** Three structures, $\mu = 0.1$ and $\eta = 0.2$. (Without a hidden layer the mistake cannot hide: it is replaced by that made everywhere. To save time, the networks with a hidden layer go by batches of 50 at the rate $50\,\eta$ here. Section 7 shows that this is allowed for 784-300-10 with these two codes; for 1000-300 we take it for granted.)

# %% experiment=true
STRUCTURES = {
    "784-10": ([784, 10], ("right", "everywhere"), course.pace(quick=1, classroom=5, full=10)),
    "784-300-10": ([784, 300, 10], ("right", "hidden"), course.pace(quick=1, classroom=2, full=3)),
    "784-1000-300-10": ([784, 1000, 300, 10], ("right", "hidden"), course.pace(quick=1, classroom=1, full=3)),
}
batch_sizes = {"784-10": 1, "784-300-10": 50, "784-1000-300-10": 50}
rows = []
for structure, (sizes, codes, n_epochs) in STRUCTURES.items():
    for code in codes:
        runs = follow(sizes, code, 0.1, 0.2, n_epochs, np.arange(n_few_seeds), batch_sizes[structure])
        rows += [(structure, code, seed, i + 1, v) for i, row in enumerate(runs) for seed, v in enumerate(row)]
structures = keep("structures", rows, ["structure", "code", "seed", "passes", "accuracy"])

print(
    course.text(
        fr="structure, code : exactitude sur MNIST (votre essai)", en="structure, code: accuracy on MNIST (your run)"
    )
)
for structure, (_, codes, _) in STRUCTURES.items():
    for code in codes:
        done = np.unique(structures["passes"][structures["structure"] == structure])
        values = [
            f"{n_done} → {say(select(structures, structure=structure, code=code, passes=n_done))} %"
            for n_done in done
            if n_done in (1, 3, 10)
        ]
        own = np.mean([r[-1] for r in rows if r[:2] == (structure, code)][-1:])
        print(f"{structure:>16}, {CODE_NAMES[code]:<22} {';  '.join(values)}   ({write_number(round(own, 1))} %)")

# %% [markdown] lang="fr"
# **À vous.** Recopiez ce tableau dans une cellule et remplissez-le : *oui*, *non*, ou *oui, mais* suivi d’un chiffre. Un code rend-il compte de tout ?
#
# | | A | B | C | D | E | F |
# | --- | --- | --- | --- | --- | --- | --- |
# | juste | | | | | | |
# | oubli partout | | | | | | |
# | oubli caché | | | | | | |
#
# **Un changement de variables.** Avant de conclure sur $\mu$, une remarque que vous démontrerez à la question 1 : un réseau de sigmoïdes $\sigma_\mu$, de poids $(W, b)$, entraîné au pas $\eta$, fait *exactement* ce que fait le réseau de sigmoïdes ordinaires $\sigma_1$, de poids $(\mu W, \mu b)$, entraîné au pas $\mu^2 \eta$. La machine est d’accord :

# %% [markdown] lang="en"
# **Your turn.** Copy this table into a cell and fill it in: *yes*, *no*, or *yes, but* followed by a figure. Does one code account for everything?
#
# | | A | B | C | D | E | F |
# | --- | --- | --- | --- | --- | --- | --- |
# | right | | | | | | |
# | forgotten everywhere | | | | | | |
# | forgotten when hidden | | | | | | |
#
# **A change of variables.** Before any conclusion on $\mu$, a remark that you will prove in question 1: a network of sigmoids $\sigma_\mu$, with weights $(W, b)$, trained at the rate $\eta$, does *exactly* what the network of plain sigmoids $\sigma_1$ does, with weights $(\mu W, \mu b)$, trained at the rate $\mu^2 \eta$. The machine agrees:

# %% experiment=true
mu, lr = 0.1, 5.0
tilted = nn.make_network(
    [784, 30, 10],
    hidden=nn.Sigmoid(mu),
    output=nn.Sigmoid(mu),
    rng=np.random.default_rng(0),
    initialise=nn.standard_normal,
)
plain = nn.Network([nn.Dense(mu * layer.W, mu * layer.b, nn.Sigmoid()) for layer in tilted.layers])
for epoch in range(3):
    train_epoch(tilted, X_train[:300], T_train[:300], lr, 1, np.random.default_rng(epoch))
    train_epoch(plain, X_train[:300], T_train[:300], mu**2 * lr, 1, np.random.default_rng(epoch))
gap = np.abs(tilted.forward(X_test[:300]) - plain.forward(X_test[:300])).max()
print(f"after 900 steps the answers of the two networks differ by at most {gap:.0e}")

# %% [markdown] lang="fr"
# Comparer $\mu = 0{,}1$ à $\mu = 0{,}5$ au même $\eta$ change donc deux choses à la fois, l’**échelle des poids de départ** ($\mu$) et le **pas** ($\mu^2\eta$, vingt-cinq fois plus grand). Une comparaison loyale les change séparément. Avec le code juste, voici les quatre combinaisons :
#
# | | pas effectif $\mu^2\eta = 0{,}002$ | pas effectif $0{,}05$ |
# | --- | --- | --- |
# | échelle 0,1 | $\mu = 0{,}1$, $\eta = 0{,}2$ | $\mu = 0{,}1$, $\eta = 5$ |
# | échelle 0,5 | $\mu = 0{,}5$, $\eta = 0{,}008$ | $\mu = 0{,}5$, $\eta = 0{,}2$ |

# %% [markdown] lang="en"
# So comparing $\mu = 0.1$ with $\mu = 0.5$ at the same $\eta$ changes two things at once, the **scale of the first weights** ($\mu$) and the **rate** ($\mu^2\eta$, twenty-five times larger). A fair comparison changes them separately. With the right code, here are the four combinations:
#
# | | effective rate $\mu^2\eta = 0.002$ | effective rate $0.05$ |
# | --- | --- | --- |
# | scale 0.1 | $\mu = 0.1$, $\eta = 0.2$ | $\mu = 0.1$, $\eta = 5$ |
# | scale 0.5 | $\mu = 0.5$, $\eta = 0.008$ | $\mu = 0.5$, $\eta = 0.2$ |

# %% experiment=true
FAIR = {(0.1, 0.002): (0.1, 0.2), (0.1, 0.05): (0.1, 5.0), (0.5, 0.002): (0.5, 0.008), (0.5, 0.05): (0.5, 0.2)}
fig, axes = plotting.subplots(1, 2, width=10, height=4.0, sharey=True)
words = []
for ax, n_done in zip(axes, (1, 3), strict=True):
    for scale, (style, marker) in zip((0.1, 0.5), [("-", "o"), ("--", "s")], strict=True):
        chosen = [FAIR[scale, rate] for rate in (0.002, 0.05)]
        cells = [select(sweep, code="right", mu=mu, lr=lr, passes=n_done) for mu, lr in chosen]
        means, spreads = [np.mean(cell) for cell in cells], [np.std(cell, ddof=1) for cell in cells]
        name = course.text(fr=f"échelle {write_number(scale)}", en=f"scale {write_number(scale)}")
        ax.errorbar([0, 1], means, spreads, linestyle=style, marker=marker, capsize=5, label=name)
        words.append(f"{name}, {n_done} : {say(cells[0])} → {say(cells[1])} %")
    title = course.text(fr=f"après {n_done} passe{'s' * (n_done > 1)}", en=f"after {n_done} pass{'es' * (n_done > 1)}")
    ax.set(xticks=[0, 1], xticklabels=[write_number(0.002), write_number(0.05)], xlim=(-0.3, 1.3), title=title)
    ax.set_xlabel(course.text(fr="pas effectif $\\mu^2 \\eta$", en="effective rate $\\mu^2 \\eta$"))
axes[0].set_ylabel(course.text(fr="exactitude de test (%)", en="test accuracy (%)"))
axes[0].legend()
plotting.show(
    fig,
    alt=course.text(
        fr=f"Exactitude pour deux échelles de départ et deux pas effectifs, moyenne et écart type sur trois graines de MNIST. {'; '.join(words)}.",
        en=f"Accuracy for two scales of the first weights and two effective rates, mean and standard deviation over three seeds of MNIST. {'; '.join(words)}.",
    ),
)

# %% [markdown] lang="fr"
# ## 7. Quatre minutes par passe ?
#
# MOUTON annonce, pour une passe avec un test toutes les 1 000 images, 4 minutes pour 784-300-10 et 5 à 6 minutes pour 784-1000-300-10. Les processeurs ont changé, mais l’essentiel est ailleurs. Un pas, quel que soit son lot, lit et écrit **tous** les poids : 238 510 nombres ici, près d’un mégaoctet. Avec une seule image, ce va-et-vient coûte plus que le calcul ; avec cinquante, il est partagé, et le produit vecteur-matrice devient un produit matrice-matrice, que BLAS mène bien plus vite.
#
# Autre dépense cachée : si chaque test passe en revue les 10 000 images, soixante tests par passe font 600 000 propagations, dix fois plus que l’apprentissage n’en demande.
#
# À droite, ce que cela coûte en exactitude : une passe avec des lots de $m$ et un pas $m\eta$. Si les poids bougent peu pendant $m$ petits pas, un grand pas dans la direction moyenne fait presque le même chemin. *Presque* : jusqu’à quel $m$ ?

# %% [markdown] lang="en"
# ## 7. Four minutes a pass?
#
# MOUTON reports, for a pass with a test every 1,000 images, 4 minutes for 784-300-10 and 5 to 6 minutes for 784-1000-300-10. Processors have changed, but the main point is elsewhere. A step, whatever its batch, reads and writes **all** the weights: 238,510 numbers here, close to a megabyte. With a single image this traffic costs more than the arithmetic; with fifty it is shared, and the product of a vector and a matrix becomes one of two matrices, which BLAS does far faster.
#
# Another hidden expense: if each test goes through the 10,000 images, sixty tests a pass make 600,000 forward passes, ten times what training asks for.
#
# On the right, what it costs in accuracy: one pass with batches of $m$ and a rate of $m\eta$. If the weights move little during $m$ small steps, one large step in the mean direction goes almost the same way. *Almost*: up to which $m$?

# %% experiment=true
BATCH_SIZES = (1, 10, 50, 200)
n_timed = course.pace(quick=50, classroom=400, full=2_000)
rows = []
for structure in ("784-300-10", "784-1000-300-10"):
    for batch_size in BATCH_SIZES:
        network = make_mouton(STRUCTURES[structure][0], "right", 0.1, np.random.default_rng(0))
        options = {"loss": nn.SquaredError(), "optimiser": nn.SGD(lr=0.2 * batch_size), "rng": np.random.default_rng(0)}
        X_timed, T_timed = X_train[:n_timed], T_train[:n_timed]
        history = nn.train(
            network,
            X_timed,
            T_timed,
            n_epochs=course.pace(quick=1, classroom=3, full=3),
            batch_size=batch_size,
            **options,
        )
        rows.append((structure, batch_size, history.seconds.min() * 60_000 / len(X_timed)))
    started = time.perf_counter()
    network.forward(X_test)
    rows.append((structure, 0, (time.perf_counter() - started) * 600_000 / len(X_test)))  # 0: the tests of a pass
seconds = keep("seconds", rows, ["structure", "batch_size", "seconds"])

# %% experiment=true
rows_large = []
for code in CODES:
    for batch_size in BATCH_SIZES:
        (run,) = follow([784, 300, 10], code, 0.1, 0.2, 1, np.arange(n_few_seeds), batch_size)
        rows_large += [(code, batch_size, seed, value) for seed, value in enumerate(run)]
large = keep("large_batches", rows_large, ["code", "batch_size", "seed", "accuracy"])

fig, (left, right) = plotting.subplots(1, 2, width=11, height=4.4)
mouton_seconds = {"784-300-10": 240, "784-1000-300-10": 330}
words = []
for (structure, reported), style, marker, color in zip(
    mouton_seconds.items(), ("-", "--"), ("o", "s"), ("blue", "orange"), strict=True
):
    timed = [row[2] for row in rows if row[0] == structure]
    color = plotting.OKABE_ITO[color]
    left.plot(BATCH_SIZES, timed[:-1], linestyle=style, marker=marker, color=color, label=structure)
    left.plot(1, reported, marker="*", markersize=15, linestyle="none", color=color, markeredgecolor="black")
    words.append(f"{structure} : " + ", ".join(f"{value:.1f} s" for value in timed[:-1]))
    print(
        f"{structure}: "
        + course.text(fr="secondes par passe de 60 000 images", en="seconds per pass over 60,000 images")
        + f" {[float(round(value, 1)) for value in timed[:-1]]}; "
        + course.text(fr="soixante tests", en="sixty tests")
        + f" {timed[-1]:.1f} s"
    )
left.plot(
    [],
    [],
    marker="*",
    markersize=15,
    linestyle="none",
    color="white",
    markeredgecolor="black",
    label=course.text(fr="MOUTON, tests compris", en="MOUTON, tests included"),
)
left.set(
    xscale="log",
    yscale="log",
    xticks=BATCH_SIZES,
    xticklabels=BATCH_SIZES,
    xlabel=course.text(fr="taille des lots $m$", en="batch size $m$"),
    ylabel=course.text(fr="secondes par passe", en="seconds per pass"),
    title=course.text(fr="Le temps, sur votre machine", en="The time, on your machine"),
)
left.minorticks_off()
left.legend()
for code, (style, marker) in CODE_STYLES.items():
    cells = [select(large, code=code, batch_size=m) for m in BATCH_SIZES]
    means, spreads = [np.mean(cell) for cell in cells], [np.std(cell, ddof=1) for cell in cells]
    right.errorbar(
        BATCH_SIZES,
        means,
        spreads,
        linestyle=style,
        marker=marker,
        capsize=4,
        color=plotting.OKABE_ITO[CODE_COLORS[code]],
        label=CODE_NAMES[code],
    )
    words.append(f"{CODE_NAMES[code]} : " + ", ".join(f"{say(cell)} %" for cell in cells))
right.set(
    xscale="log",
    xticks=BATCH_SIZES,
    xticklabels=BATCH_SIZES,
    xlabel=course.text(fr="taille des lots $m$, pas $0{,}2\\,m$", en="batch size $m$, rate $0.2\\,m$"),
    ylabel=course.text(fr="exactitude de test (%)", en="test accuracy (%)"),
    title=course.text(fr="L’exactitude après une passe (enregistrée)", en="Accuracy after one pass (recorded)"),
)
right.minorticks_off()
right.legend()
plotting.show(
    fig,
    alt=course.text(
        fr=f"À gauche, secondes par passe contre la taille des lots 1, 10, 50 et 200, échelles logarithmiques ; à droite, exactitude après une "
        f"passe sur MNIST. {'; '.join(words)}.",
        en=f"Left, seconds per pass against the batch sizes 1, 10, 50 and 200, logarithmic scales; right, accuracy after one pass over "
        f"MNIST. {'; '.join(words)}.",
    ),
)

# %% [markdown] lang="fr"
# Des lots plus grands vont plus vite, mais un pas $m\eta$ ne remplace $m$ pas $\eta$ que tant que le chemin est presque droit. Reprenez les pas effectifs de la question 1 : quel code s’en écarte le premier, et pourquoi ? Comparer deux tailles de lots sans toucher à $\eta$, ou deux valeurs de $\eta$ sans regarder $\mu$, c’est comparer plusieurs choses à la fois.

# %% [markdown] lang="en"
# Larger batches go faster, but a step of $m\eta$ stands for $m$ steps of $\eta$ only as long as the way is almost straight. Take up the effective rates of question 1: which code leaves it first, and why? To compare two sizes of batches without touching $\eta$, or two values of $\eta$ without a look at $\mu$, is to compare several things at once.

# %% [markdown] lang="fr"
# ## 8. Une autre erreur, et le pont vers PyTorch
#
# L’erreur quadratique vise des nombres ; ici, on cherche une classe. L’usage est de laisser la dernière couche **linéaire** : ses sorties $s$, les **logits**, deviennent des probabilités par la fonction softmax, et l’on minimise l’opposé du logarithme de la probabilité donnée à la bonne classe, l’**entropie croisée** :
#
# $$p_{ik} = \frac{e^{s_{ik}}}{\sum_j e^{s_{ij}}}, \qquad E = -\frac1n \sum_{i=1}^n \log p_{i\,y_i}, \qquad \frac{\partial E}{\partial s_{ik}} = \frac{p_{ik} - [k = y_i]}{n}.$$
#
# Ce gradient ne contient aucune dérivée d’activation : une réponse fausse *et* sûre d’elle ($p_{i\,y_i} \approx 0$) est corrigée à plein, là où l’erreur quadratique derrière une sigmoïde saturée ne transmet presque rien. À la sortie du moins, un réseau n’est plus bloqué comme ceux de la section 6 qui « n’apprennent plus ».
#
# **Attention aux grands nombres**, encore : `np.exp(1000)` déborde, et `np.log(0)` vaut $-\infty$. Deux remarques suffisent. Retrancher à chaque ligne son maximum ne change pas $p$ ; et $\log p_{ik} = s_{ik} - \log \sum_j e^{s_{ij}}$ n’a jamais besoin de calculer le logarithme d’un $p$ minuscule.
#
# ### Exercice 9 : `softmax_cross_entropy` (2 points)

# %% [markdown] lang="en"
# ## 8. Another error, and the bridge to PyTorch
#
# The squared error aims at numbers; here we look for a class. The custom is to leave the last layer **linear**: its outputs $s$, the **logits**, become probabilities through the softmax function, and one minimises minus the logarithm of the probability given to the right class, the **cross-entropy**:
#
# $$p_{ik} = \frac{e^{s_{ik}}}{\sum_j e^{s_{ij}}}, \qquad E = -\frac1n \sum_{i=1}^n \log p_{i\,y_i}, \qquad \frac{\partial E}{\partial s_{ik}} = \frac{p_{ik} - [k = y_i]}{n}.$$
#
# This gradient holds no derivative of an activation: an answer that is wrong *and* certain ($p_{i\,y_i} \approx 0$) is corrected in full, where the squared error behind a saturated sigmoid passes on hardly anything. At its output at least, a network is no longer stuck as those of section 6 that "learn no more".
#
# **Beware of large numbers**, again: `np.exp(1000)` overflows, and `np.log(0)` is $-\infty$. Two remarks are enough. Subtracting from each row its maximum does not change $p$; and $\log p_{ik} = s_{ik} - \log \sum_j e^{s_{ij}}$ never needs the logarithm of a tiny $p$.
#
# ### Exercise 9: `softmax_cross_entropy` (2 points)


# %% solution="softmax_cross_entropy"
def softmax_cross_entropy(logits, labels):
    """Return the mean cross-entropy of a batch, and its gradient with respect to the logits.

    Parameters
    ----------
    logits : (n, n_classes) array of floats
        Outputs of a last layer without activation. It is not modified.
    labels : (n,) array of integers
        True classes, from 0 to n_classes - 1.

    Returns
    -------
    loss : float
        The mean over the samples of -log p, with p the probability that softmax gives to the true class; in nats.
    gradient : (n, n_classes) array
        Derivatives of that mean: the 1/n is in it.

    Notes
    -----
    Both are right, and NumPy gives no warning, for logits up to 1e4 in absolute value.

    Examples
    --------
    >>> loss, gradient = softmax_cross_entropy(np.zeros((1, 2)), np.array([0]))
    >>> round(float(loss), 4), gradient
    (0.6931, array([[-0.5,  0.5]]))
    """
    ### BEGIN SOLUTION
    n = len(logits)
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    gradient = np.exp(log_p)
    gradient[np.arange(n), labels] -= 1
    return float(-log_p[np.arange(n), labels].mean()), gradient / n
    ### END SOLUTION


# %% test="softmax_cross_entropy" points=2
logits, labels = np.array([[0.0, 0.0, 0.0], [np.log(2.0), 0.0, 0.0]]), np.array([1, 0])
with expect.unchanged(logits, labels):
    answer = softmax_cross_entropy(logits, labels)
loss, gradient = expect.unpack(answer, 2)
expect.close(
    loss,
    (np.log(3) + np.log(2)) / 2,
    fr="les probabilités de la bonne classe sont 1/3 et 1/2 : la moyenne de leurs -log",
    en="the probabilities of the right class are 1/3 and 1/2: the mean of their -log",
)
expect.close(
    gradient,
    [[1 / 6, -1 / 3, 1 / 6], [-1 / 4, 1 / 8, 1 / 8]],
    fr="(p - 1 à la place de la bonne classe, p ailleurs) / n",
    en="(p - 1 at the place of the right class, p elsewhere) / n",
)
with expect.silent(
    fr="np.exp déborde ou np.log reçoit 0 : retranchez le maximum de la ligne, et n’écrivez pas log(p)",
    en="np.exp overflows or np.log receives 0: subtract the row's maximum, and do not write log(p)",
):
    loss, gradient = expect.unpack(softmax_cross_entropy(np.array([[1e4, 0.0]]), np.array([1])), 2)
expect.close(
    loss,
    1e4,
    fr="sûr et faux : l’erreur vaut l’écart des logits",
    en="certain and wrong: the loss is the gap of the logits",
)
expect.close(
    gradient,
    [[1.0, -1.0]],
    fr="sûr et faux : le gradient reste entier",
    en="certain and wrong: the gradient stays whole",
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(39)
for n, n_classes in [(1, 2), (3, 3), (6, 10), (4, 1), (2, 7)]:
    logits, labels = rng.normal(size=(n, n_classes)) * 4 + 3, rng.integers(n_classes, size=n)
    exps = [[float(np.exp(s)) for s in row] for row in logits]
    wanted = -np.mean([np.log(row[label] / sum(row)) for row, label in zip(exps, labels)])
    slopes = [[(e / sum(row) - (k == label)) / n for k, e in enumerate(row)] for row, label in zip(exps, labels)]
    with expect.unchanged(logits, labels):
        answer = softmax_cross_entropy(logits, labels)
    loss, gradient = expect.unpack(answer, 2)
    tried = f"{n} × {n_classes}"
    expect.close(loss, wanted, atol=1e-12, fr=f"erreur, logits {tried}", en=f"loss, logits {tried}")
    expect.close(gradient, slopes, atol=1e-12, fr=f"gradient, logits {tried}", en=f"gradient, logits {tried}")
    loss, gradient = expect.unpack(softmax_cross_entropy(logits.astype(np.float32), labels), 2)
    expect.close(loss, wanted, rtol=1e-4, atol=1e-5, fr="en simple précision", en="in single precision")
    expect.close(gradient, slopes, rtol=1e-3, atol=1e-5, fr="en simple précision", en="in single precision")
with expect.silent(fr="aucun débordement jusqu’à ±1e4", en="no overflow up to ±1e4"):
    answer = softmax_cross_entropy(
        np.array([[-1e4, 1e4, -1e4], [-1e4, -1e4, -1e4], [9e3, 1e4, 1e4]]), np.array([0, 2, 1])
    )
loss, gradient = expect.unpack(answer, 2)
expect.close(loss, (2e4 + np.log(3) + np.log(2)) / 3, fr="logits de ±1e4", en="logits of ±1e4")
expect.close(
    gradient,
    [[-1 / 3, 1 / 3, 0], [1 / 9, 1 / 9, -2 / 9], [0, -1 / 6, 1 / 6]],
    fr="logits de ±1e4",
    en="logits of ±1e4",
)
loss, gradient = expect.unpack(softmax_cross_entropy(np.array([[60.0, 0.0]]), np.array([0])), 2)
expect.close(
    gradient,
    [[0.0, 8.75651076e-27]],
    rtol=1e-6,
    atol=1e-30,
    fr="juste et très sûr : le gradient est minuscule, pas nul",
    en="right and very certain: the gradient is tiny, not zero",
)
wide = rng.normal(size=(8, 9))[::2, ::-3]
loss, gradient = expect.unpack(softmax_cross_entropy(wide, np.array([0, 1, 2, 0])), 2)
expect.close(loss, -np.mean([np.log(np.exp(row[k]) / np.exp(row).sum()) for row, k in zip(wide, [0, 1, 2, 0])]))
### END HIDDEN TESTS

# %% [markdown] lang="fr"
# **Le pont vers PyTorch, en une page.** À partir du chapitre 04, les réseaux s’écriront avec PyTorch. Rien n’y est nouveau, sauf que les gradients se calculent tout seuls. Quatre mots suffisent.
#
# **1. Tenseur et autograd.** Un *tenseur* est un tableau qui peut se souvenir des calculs dont il sort. On le demande par `requires_grad=True` ; `loss.backward()` remonte alors ces calculs et dépose $\partial E/\partial w$ dans `w.grad`. Votre gradient, écrit à la main, doit s’y retrouver.

# %% [markdown] lang="en"
# **The bridge to PyTorch, in one page.** From chapter 04 on, networks will be written with PyTorch. Nothing in it is new, but that gradients compute themselves. Four words are enough.
#
# **1. Tensor and autograd.** A *tensor* is an array that can remember the computations that it comes from. One asks for it by `requires_grad=True`; `loss.backward()` then goes back through those computations and leaves $\partial E/\partial w$ in `w.grad`. Your gradient, written by hand, must be found there.

# %% experiment=true
import torch

rng = np.random.default_rng(0)
logits, labels = rng.normal(size=(5, 10)), rng.integers(10, size=5)
loss, gradient = softmax_cross_entropy(logits, labels)

logits_t = torch.tensor(logits, requires_grad=True)
loss_t = torch.nn.functional.cross_entropy(logits_t, torch.tensor(labels))
loss_t.backward()  # fills logits_t.grad
print(f"loss: {loss:.12f} (NumPy), {loss_t.item():.12f} (torch)")
print(f"gradients differ by at most {np.abs(gradient - logits_t.grad.numpy()).max():.1e}")

# %% [markdown] lang="fr"
# **2. Module.** Un *module* range des poids et dit ce que l’on calcule avec. `torch.nn.Linear(n_in, n_out)` est notre couche $XW + b$, à ceci près que son `weight` est rangé $(n_\text{out}, n_\text{in})$ : c’est $W^\top$. Copions-y les poids d’un réseau de `numpy_nn`, et comparons tous les gradients.

# %% [markdown] lang="en"
# **2. Module.** A *module* keeps weights and says what is computed with them. `torch.nn.Linear(n_in, n_out)` is our layer $XW + b$, except that its `weight` is kept as $(n_\text{out}, n_\text{in})$: it is $W^\top$. Let us copy the weights of a network of `numpy_nn` into one, and compare all the gradients.


# %% experiment=true
class Perceptron(torch.nn.Module):
    """The network 784-300-10 with a sigmoid between its two layers, and logits at its end."""

    def __init__(self):
        super().__init__()
        self.first = torch.nn.Linear(784, 300)
        self.last = torch.nn.Linear(300, 10)

    def forward(self, X):
        return self.last(torch.sigmoid(self.first(X)))


def copy_weights(network):
    """Return a Perceptron with the weights of a network of numpy_nn, in double precision."""
    module = Perceptron().double()
    with torch.no_grad():  # writing weights is no part of the computation
        for linear, layer in zip((module.first, module.last), network.layers, strict=True):
            linear.weight.copy_(torch.tensor(layer.W.T))
            linear.bias.copy_(torch.tensor(layer.b))
    return module


ours = nn.make_network([784, 300, 10], hidden=nn.Sigmoid(), output=nn.Identity(), rng=np.random.default_rng(1))
theirs = copy_weights(ours)
X_batch, y_batch = normalise(data.x_train[:50]).astype(float), data.y_train[:50]

loss, gradient = softmax_cross_entropy(ours.forward(X_batch), y_batch)
ours.backward(gradient)
torch.nn.functional.cross_entropy(theirs(torch.tensor(X_batch)), torch.tensor(y_batch)).backward()
for name, layer, linear in zip(("first", "last"), ours.layers, (theirs.first, theirs.last), strict=True):
    gap_W = np.abs(layer.dW - linear.weight.grad.numpy().T).max() / np.abs(layer.dW).max()
    gap_b = np.abs(layer.db - linear.bias.grad.numpy()).max() / np.abs(layer.db).max()
    print(f"{name}: dW differs by {gap_W:.1e}, db by {gap_b:.1e} (relative to the largest entry)")

# %% [markdown] lang="fr"
# **3. Optimiseur.** C’est lui qui fait $w \leftarrow w - \eta\,\partial E/\partial w$. Trois lignes reviennent à chaque pas : `zero_grad` (sans elle, les gradients s’ajoutent à ceux du pas précédent), `backward`, `step`. Mêmes lots, même pas : les deux réseaux restent égaux.
#
# **4. Perte à partir des logits.** Une question à deux réponses se pose avec un seul logit $s$, et $p = \sigma(s)$. Son entropie croisée, la BCE, a deux écritures. `binary_cross_entropy(sigmoid(s), t)` calcule d’abord $p$, qui s’arrondit à 0 ou à 1, et l’information est perdue ; `binary_cross_entropy_with_logits(s, t)` fait ce que vous venez de faire. C’est la seconde qui servira aux GAN du chapitre 04.

# %% [markdown] lang="en"
# **3. Optimiser.** It is what does $w \leftarrow w - \eta\,\partial E/\partial w$. Three lines come at each step: `zero_grad` (without it the gradients add up to those of the step before), `backward`, `step`. Same batches, same rate: the two networks stay equal.
#
# **4. Loss from logits.** A question with two answers takes a single logit $s$, and $p = \sigma(s)$. Its cross-entropy, the BCE, can be written in two ways. `binary_cross_entropy(sigmoid(s), t)` first computes $p$, which is rounded to 0 or to 1, and information is lost; `binary_cross_entropy_with_logits(s, t)` does what you have just done. It is the second that the GANs of chapter 04 will use.

# %% experiment=true
optimiser = torch.optim.SGD(theirs.parameters(), lr=0.5)
X_few, y_few = normalise(data.x_train[:1000]).astype(float), data.y_train[:1000]
for batch in minibatches(1000, 64, np.random.default_rng(2)):
    _, gradient = softmax_cross_entropy(ours.forward(X_few[batch]), y_few[batch])
    ours.backward(gradient)
    for layer in ours.layers:
        layer.W -= 0.5 * layer.dW
        layer.b -= 0.5 * layer.db

    optimiser.zero_grad()
    torch.nn.functional.cross_entropy(theirs(torch.tensor(X_few[batch])), torch.tensor(y_few[batch])).backward()
    optimiser.step()
with torch.no_grad():
    gap = np.abs(ours.forward(X_few) - theirs(torch.tensor(X_few)).numpy()).max()
print(f"after a pass of 16 steps the logits differ by at most {gap:.1e}")

logit = torch.tensor([-200.0, -20.0, 0.0, 20.0, 200.0])
target = torch.zeros(5)
naive = torch.nn.functional.binary_cross_entropy(torch.sigmoid(logit), target, reduction="none")
stable = torch.nn.functional.binary_cross_entropy_with_logits(logit, target, reduction="none")
print("logit               ", logit.tolist())
print("BCE of the sigmoid  ", [round(value, 4) for value in naive.tolist()])
print("BCE from the logits ", [round(value, 4) for value in stable.tolist()])

# %% [markdown] lang="fr"
# À $s = 20$ déjà, $\sigma(s)$ s’est arrondi à 1 : la première écriture donne 100, valeur à laquelle PyTorch arrête un logarithme infini, au lieu de 20, et son gradient est nul. Un réseau qui se trompe à ce point n’apprendrait plus rien.

# %% [markdown] lang="en"
# At $s = 20$ already $\sigma(s)$ has been rounded to 1: the first form gives 100, where PyTorch cuts off an infinite logarithm, in place of 20, and its gradient is zero. A network as wrong as that would learn nothing any more.

# %% [markdown] lang="fr"
# ## 9. Questions
#
# **Question 1 : que fait μ, et que fait l’oubli ?** (2 points) (a) Démontrez la remarque de la section 6, pour un réseau à une couche cachée et un pas de descente : les sigmoïdes $\sigma_\mu$ avec $(W, b)$ et le pas $\eta$ font ce que font les sigmoïdes $\sigma_1$ avec $(\mu W, \mu b)$ et le pas $\mu^2 \eta$. (b) Dans ces nouvelles variables, quels sont les pas effectifs de la couche cachée et de la couche de sortie lorsqu’on oublie $\mu$ dans la dérivée, partout ? Donnez-les aussi en chiffres, pour $\mu = 0{,}1$ et $\eta = 0{,}2$, à côté de ceux du code juste.

# %% [markdown] lang="en"
# ## 9. Questions
#
# **Question 1: what does μ do, and what does forgetting it do?** (2 points) (a) Prove the remark of section 6, for a network with one hidden layer and one step of descent: the sigmoids $\sigma_\mu$ with $(W, b)$ and the rate $\eta$ do what the sigmoids $\sigma_1$ do with $(\mu W, \mu b)$ and the rate $\mu^2 \eta$. (b) In these new variables, what are the effective rates of the hidden layer and of the output layer when $\mu$ is forgotten in the derivative, everywhere? Give them in figures too, for $\mu = 0.1$ and $\eta = 0.2$, beside those of the right code.

# %% [markdown] lang="fr" answer="what_mu_does" points=2
# ### BEGIN MARK SCHEME
# **Réponse attendue.** Notons $V = \mu W$ et $c = \mu b$.
#
# (a) *Aller.* $xV + c = \mu(xW + b)$, donc $\sigma_1(xV + c) = \sigma_\mu(xW + b)$ : mêmes réponses, couche après couche, donc la même erreur $E(W, b) = E_1(\mu W, \mu b)$. *Retour.* Par composition, $\partial E/\partial W = \mu\, \partial E_1/\partial V$. En multipliant $W \leftarrow W - \eta\, \partial E/\partial W$ par $\mu$ : $V \leftarrow V - \mu^2 \eta\, \partial E_1/\partial V$. De même pour $c$. Après le pas, on a de nouveau $V = \mu W$, et l’on recommence.
#
# (b) Soit $\delta$ le gradient par rapport à la pré-activation de $\sigma_1$. Le code juste a $\mu\,\delta_2$ à la sortie et $\mu\,\delta_1$ dans la couche cachée. Oublier un $\mu$ à la sortie donne $\delta_2$ ; il en manque alors deux dans la couche cachée, le sien et celui qu’elle reçoit : $\delta_1/\mu$. D’où $V_2 \leftarrow V_2 - \mu\eta\,\partial E_1/\partial V_2$ et $V_1 \leftarrow V_1 - \eta\,\partial E_1/\partial V_1$. Pas effectifs : $\mu\eta = 0{,}02$ à la sortie et $\eta = 0{,}2$ dans la couche cachée, au lieu de $\mu^2\eta = 0{,}002$ partout : 10 fois et 100 fois plus.
#
# **Barème.** (a) 1 point : mêmes réponses (0,5) ; le facteur $\mu$ du gradient et le $\mu$ qui multiplie la mise à jour, donc $\mu^2$ (0,5). (b) 1 point : 0,25 par pas littéral juste ($\mu\eta$, $\eta$), 0,25 pour les deux valeurs 0,02 et 0,2, 0,25 pour 0,002 dans le code juste.
#
# **Aussi juste.** (a) par la règle de la chaîne écrite couche par couche. (b) dans les variables d’origine : $\eta/\mu$ à la sortie, $\eta/\mu^2$ dans la couche cachée (facteurs 10 et 100), si le lien avec $\mu^2\eta$ est dit.
#
# **Erreurs fréquentes.** Pas $\mu\eta$ en (a), par oubli de l’un des deux facteurs : 0,5 sur 1. Un seul facteur pour les deux couches en (b) : 0,25 au plus pour les pas. Une vérification numérique sans démonstration : 0.
# ### END MARK SCHEME
#
# *Écrivez votre réponse ici.*

# %% [markdown] lang="en" answer="what_mu_does" points=2
# ### BEGIN MARK SCHEME
# **Model answer.** Write $V = \mu W$ and $c = \mu b$.
#
# (a) *Forward.* $xV + c = \mu(xW + b)$, so $\sigma_1(xV + c) = \sigma_\mu(xW + b)$: the same answers, layer after layer, hence the same error $E(W, b) = E_1(\mu W, \mu b)$. *Backward.* By composition, $\partial E/\partial W = \mu\, \partial E_1/\partial V$. Multiply $W \leftarrow W - \eta\, \partial E/\partial W$ by $\mu$: $V \leftarrow V - \mu^2 \eta\, \partial E_1/\partial V$. Likewise for $c$. After the step $V = \mu W$ again, and so on.
#
# (b) Let $\delta$ be the gradient with respect to the pre-activation of $\sigma_1$. The right code has $\mu\,\delta_2$ at the output and $\mu\,\delta_1$ in the hidden layer. Forgetting a $\mu$ at the output gives $\delta_2$; the hidden layer then lacks two, its own and the one that it receives: $\delta_1/\mu$. Hence $V_2 \leftarrow V_2 - \mu\eta\,\partial E_1/\partial V_2$ and $V_1 \leftarrow V_1 - \eta\,\partial E_1/\partial V_1$. Effective rates: $\mu\eta = 0.02$ at the output and $\eta = 0.2$ in the hidden layer, in place of $\mu^2\eta = 0.002$ everywhere: 10 times and 100 times as much.
#
# **Points.** (a) 1 point: the same answers (0.5); the factor $\mu$ of the gradient and the $\mu$ that multiplies the update, hence $\mu^2$ (0.5). (b) 1 point: 0.25 for each right rate in letters ($\mu\eta$, $\eta$), 0.25 for the two values 0.02 and 0.2, 0.25 for 0.002 in the right code.
#
# **Equally right.** (a) by the chain rule written layer by layer. (b) in the original variables: $\eta/\mu$ at the output, $\eta/\mu^2$ in the hidden layer (factors 10 and 100), if the link with $\mu^2\eta$ is stated.
#
# **Frequent mistakes.** A rate $\mu\eta$ in (a), one of the two factors being forgotten: 0.5 of 1. One factor for both layers in (b): 0.25 at most for the rates. A numerical check without a proof: 0.
# ### END MARK SCHEME
#
# *Write your answer here.*

# %% [markdown] lang="fr"
# **Question 2 : la conclusion du rapport sur μ porte-t-elle sur μ ?** (3 points) En une quinzaine de lignes, chiffres et écarts types à l’appui : (a) lesquelles des affirmations A à F chacun des trois codes explique-t-il, et que peut-on en conclure, ou non, sur le code de MOUTON ? (b) Qu’est-ce qui change, en plus de $\mu$, quand on passe de 0,1 à 0,5 au même $\eta$ ? Avec le code juste et $\eta = 0{,}2$, lequel des deux est devant, après une passe et après trois ? (c) Quelle comparaison serait loyale, et que dit-elle ?

# %% [markdown] lang="en"
# **Question 2: was the report's conclusion on μ about μ?** (3 points) In some fifteen lines, with figures and standard deviations: (a) which of the claims A to F does each of the three codes account for, and what can, or cannot, be concluded about MOUTON's code? (b) What changes, besides $\mu$, when one goes from 0.1 to 0.5 at the same $\eta$? With the right code and $\eta = 0.2$, which of the two is ahead, after one pass and after three? (c) Which comparison would be fair, and what does it say?

# %% [markdown] lang="fr" answer="was_it_mu" points=3
# ### BEGIN MARK SCHEME
# **Réponse attendue.** Les chiffres sont ceux des figures enregistrées (MNIST entier, moyenne ± écart type) ; accepter ceux d’un essai plus court s’ils sont donnés avec leur dispersion. Sauf mention contraire : après trois passes.
#
# (a) *Juste* : A non (91,38 ± 0,19 % après dix passes) ; B oui (88,8 ± 0,1, 93,4 ± 0,1 puis 96,6 ± 0,1 %) ; C non à $\eta = 0{,}2$ et 2 (88,8 ± 0,1 contre 94,8 ± 0,0 %, 93,4 ± 0,1 contre 95,9 ± 0,2 %), oui à 10 ; D oui, à $\eta = 10$ (13,7 ± 5,2 %). *Oubli partout* : A dépassé dès la deuxième passe (95,5 ± 0,2 %, puis 97,71 ± 0,06 % après dix) ; B non (97,2 ± 0,3 % à $\eta = 2$, 71,0 ± 1,0 % à 10) ; C non établi à $\eta = 0{,}2$ (96,2 ± 0,1 contre 96,4 ± 0,2 %), oui au-delà ; D oui (84,4 ± 6,8 % à $\eta = 2$, 11,7 ± 2,9 % à 10). *Oubli caché* : A oui, à un demi-point près (94,46 ± 0,09 %) ; B oui (92,0 ± 0,1, 96,2 ± 0,1, 97,5 ± 0,2 %) ; C non à $\eta = 0{,}2$ (92,0 ± 0,1 contre 95,6 ± 0,1 %), oui à 10, non établi à 2 (96,2 ± 0,1 contre 92,9 ± 4,8 % : une graine sur trois échoue) ; D oui, à $\eta = 10$ (17,3 ± 12,0 %). E, après dix passes sans couche cachée : 91,0 ± 0,1 % (juste), 92,0 ± 0,1 % (oubli) ; avec une couche, « moins de 5 % d’erreur » n’est vrai que d'*oubli partout*. F : 88,9 ± 0,1 contre 88,8 ± 0,1 % (juste), 95,0 ± 0,1 contre 92,0 ± 0,1 % (oubli caché). Aucun code n’explique tout ; *oubli caché* explique le plus. C’est une hypothèse compatible, pas une preuve : d’autres fautes, ou des réglages que le rapport ne dit pas, donneraient peut-être les mêmes chiffres.
#
# (b) Au même $\eta$, passer de $\mu = 0{,}1$ à 0,5 multiplie par 5 l’échelle des poids de départ et par 25 le pas effectif $\mu^2\eta$. À $\eta = 0{,}2$, avec le code juste : après une passe 85,0 ± 0,4 contre 86,4 ± 5,0 %, rien n’est établi ; après trois, 88,8 ± 0,1 contre 94,8 ± 0,0 %, $\mu = 0{,}5$ est devant. À $\eta = 10$ il n’apprend plus : le même pas effectif qui l’aidait est devenu trop grand.
#
# (c) Comparer à pas effectif égal, ou à échelle égale. Au pas effectif 0,05 : échelle 0,1, 95,4 ± 0,1 % ; échelle 0,5, 94,8 ± 0,0 %. Au pas 0,002 : 88,8 ± 0,1 contre 62,8 ± 6,8 %. La petite échelle gagne dans les deux cas, et le grand pas aussi. À échelle et pas effectif égaux, $\mu$ ne change rien du tout : « $\mu = 0{,}1$ vaut mieux » porte sur le **départ** (la saturation de la section 3), brouillé par le pas ; pas sur $\mu$.
#
# **Barème.** Un point par partie. (a) 0,5 pour un verdict chiffré sur A, B et l’une de C ou D pour au moins deux codes ; 0,5 pour une conclusion prudente (compatible n’est pas prouvé, ou aucun code n’explique tout). (b) 0,5 pour l’échelle *et* le pas effectif ; 0,5 pour un verdict chiffré à $\eta = 0{,}2$ qui tient compte des écarts types. (c) 0,5 pour une comparaison à pas effectif égal ou à échelle égale ; 0,5 pour sa lecture (à pas égal la petite échelle est meilleure, donc un effet du départ) ou pour « à échelle et pas effectif égaux, $\mu$ n’a aucun effet ».
#
# **Erreurs fréquentes.** « MOUTON s’est trompé » sans réserve : 0 pour la conclusion de (a). Des chiffres sans dispersion : retirer 0,25 une seule fois. « $\mu = 0{,}5$ sature » sans parler du pas : 0,25 en (b).
# ### END MARK SCHEME
#
# *Écrivez votre réponse ici.*

# %% [markdown] lang="en" answer="was_it_mu" points=3
# ### BEGIN MARK SCHEME
# **Model answer.** The figures are those recorded (the whole of MNIST, mean ± standard deviation); accept those of a shorter run if they come with their spread. After three passes, unless said otherwise.
#
# (a) *Right*: A no (91.38 ± 0.19 % after ten passes); B yes (88.8 ± 0.1, 93.4 ± 0.1 then 96.6 ± 0.1 %); C no at $\eta = 0.2$ and 2 (88.8 ± 0.1 against 94.8 ± 0.0 %, 93.4 ± 0.1 against 95.9 ± 0.2 %), yes at 10; D yes, at $\eta = 10$ (13.7 ± 5.2 %). *Forgotten everywhere*: A exceeded from the second pass on (95.5 ± 0.2 %, then 97.71 ± 0.06 % after ten); B no (97.2 ± 0.3 % at $\eta = 2$, 71.0 ± 1.0 % at 10); C not established at $\eta = 0.2$ (96.2 ± 0.1 against 96.4 ± 0.2 %), yes beyond; D yes (84.4 ± 6.8 % at $\eta = 2$, 11.7 ± 2.9 % at 10). *Forgotten when hidden*: A yes, within half a point (94.46 ± 0.09 %); B yes (92.0 ± 0.1, 96.2 ± 0.1, 97.5 ± 0.2 %); C no at $\eta = 0.2$ (92.0 ± 0.1 against 95.6 ± 0.1 %), yes at 10, not established at 2 (96.2 ± 0.1 against 92.9 ± 4.8 %: one seed of three fails); D yes, at $\eta = 10$ (17.3 ± 12.0 %). E, after ten passes without a hidden layer: 91.0 ± 0.1 % (right), 92.0 ± 0.1 % (forgotten); with one layer, "less than 5 % of error" is true of *forgotten everywhere* only. F: 88.9 ± 0.1 against 88.8 ± 0.1 % (right), 95.0 ± 0.1 against 92.0 ± 0.1 % (forgotten when hidden). No code accounts for everything; *forgotten when hidden* accounts for the most. That is a hypothesis that fits, no proof: other mistakes, or settings that the report does not tell, might give the same figures.
#
# (b) At the same $\eta$, going from $\mu = 0.1$ to 0.5 multiplies the scale of the first weights by 5 and the effective rate $\mu^2\eta$ by 25. At $\eta = 0.2$, with the right code: after one pass 85.0 ± 0.4 against 86.4 ± 5.0 %, nothing is established; after three, 88.8 ± 0.1 against 94.8 ± 0.0 %, $\mu = 0.5$ is ahead. At $\eta = 10$ it learns no more: the effective rate that helped it has become too large.
#
# (c) Compare at an equal effective rate, or at an equal scale. At the effective rate 0.05: scale 0.1, 95.4 ± 0.1 %; scale 0.5, 94.8 ± 0.0 %. At the rate 0.002: 88.8 ± 0.1 against 62.8 ± 6.8 %. The small scale wins both times, and so does the large rate. At equal scale and effective rate $\mu$ changes nothing at all: "$\mu = 0.1$ is better" is about the **start** (the saturation of section 3), blurred by the rate; not about $\mu$.
#
# **Points.** One for each part. (a) 0.5 for a verdict with figures on A, B and one of C or D for at least two codes; 0.5 for a careful conclusion (what fits is not proved, or no code accounts for everything). (b) 0.5 for the scale *and* the effective rate; 0.5 for a verdict with figures at $\eta = 0.2$ that minds the standard deviations. (c) 0.5 for a comparison at an equal effective rate or an equal scale; 0.5 for what it says (at an equal rate the small scale is better, so an effect of the start) or for "at equal scale and effective rate $\mu$ has no effect".
#
# **Frequent mistakes.** "MOUTON was wrong" without reservation: 0 for the conclusion of (a). Figures without a spread: take off 0.25 once. "$\mu = 0.5$ saturates" without a word on the rate: 0.25 in (b).
# ### END MARK SCHEME
#
# *Write your answer here.*

# %% [markdown] lang="fr"
# ## 10. Pour aller plus loin
#
# - **Un quatrième suspect.** L’équation imprimée par MOUTON évalue la dérivée à la *sortie* du neurone au lieu de sa pré-activation (chapitre 02). Écrivez l’activation qui commet cette faute-là et passez-la au crible des affirmations A à D.
# - **Un cinquième, sans rien exécuter.** Si $\mu$ n’était oublié qu’à la sortie, à quel pas $\eta$ du code juste ce code serait-il exactement égal ? La réponse tient dans la question 1.
# - **Des pixels battus.** Tirez une permutation des 784 pixels, appliquez-la à toutes les images, et réentraînez : l’exactitude change-t-elle de plus que son écart type ?
# - **Le pas et la taille des lots.** La règle « $m$ fois plus grand, $m$ fois plus d’images » a été reprise pour entraîner de très grands réseaux (Goyal *et al.*, 2017), avec un départ progressif : pourquoi ce départ ?
# - **Repère.** Sur MNIST, LeCun *et al.* (1998) donnent 4,7 % d’erreur pour un réseau 784-300-10 à erreur quadratique, et moins de 1 % pour leurs réseaux convolutifs, que vous rencontrerez au chapitre 08.
#
# **Références.** « Dessine-moi un mouton : Generative Adversarial Network », rapport de projet long, CentraleSupélec, 2017-2018. Y. LeCun, L. Bottou, Y. Bengio et P. Haffner, *Gradient-based learning applied to document recognition*, Proceedings of the IEEE, 1998. Y. LeCun, L. Bottou, G. Orr et K.-R. Müller, *Efficient BackProp*, 1998. D. Rumelhart, G. Hinton et R. Williams, *Learning representations by back-propagating errors*, Nature, 1986. X. Glorot et Y. Bengio, *Understanding the difficulty of training deep feedforward neural networks*, AISTATS, 2010. P. Goyal *et al.*, *Accurate, large minibatch SGD*, 2017.

# %% [markdown] lang="en"
# ## 10. To go further
#
# - **A fourth suspect.** The equation that MOUTON prints evaluates the derivative at the *output* of the neuron in place of its pre-activation (chapter 02). Write the activation that makes this mistake, and hold it against the claims A to D.
# - **A fifth, without running anything.** If $\mu$ were forgotten at the output only, to which rate $\eta$ of the right code would that code be exactly equal? The answer lies in question 1.
# - **Shuffled pixels.** Draw a permutation of the 784 pixels, apply it to all the images, and train again: does the accuracy change by more than its standard deviation?
# - **The rate and the size of batches.** The rule "$m$ times larger, $m$ times as many images" was taken up to train very large networks (Goyal *et al.*, 2017), with a gradual start: why that start?
# - **A landmark.** On MNIST, LeCun *et al.* (1998) give 4.7 % of error for a network 784-300-10 with the squared error, and less than 1 % for their convolutional networks, which you will meet in chapter 08.
#
# **References.** "Dessine-moi un mouton: Generative Adversarial Network", long project report, CentraleSupélec, 2017-2018. Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, *Gradient-based learning applied to document recognition*, Proceedings of the IEEE, 1998. Y. LeCun, L. Bottou, G. Orr and K.-R. Müller, *Efficient BackProp*, 1998. D. Rumelhart, G. Hinton and R. Williams, *Learning representations by back-propagating errors*, Nature, 1986. X. Glorot and Y. Bengio, *Understanding the difficulty of training deep feedforward neural networks*, AISTATS, 2010. P. Goyal *et al.*, *Accurate, large minibatch SGD*, 2017.
