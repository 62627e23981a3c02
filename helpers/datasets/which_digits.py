"""The digits of a chapter: MNIST where it can be had without a long wait, else those that come with scikit-learn."""

from helpers.course import pace_name
from helpers.datasets import mnist_files
from helpers.datasets.bundled_digits import load_bundled_digits
from helpers.datasets.data_error import DataError
from helpers.datasets.download import fetch
from helpers.datasets.labelled_images import LabelledImages
from helpers.datasets.payload import DataFile
from helpers.datasets.storage import read_local
from helpers.datasets.transfer import Patience
from helpers.language import prose

# Who did not ask for MNIST by name does not wait for it: three seconds a mirror, and after a failure not again at once.
SHORT_PATIENCE = Patience(connect_seconds=3.0, stall_seconds=5.0)
RETRY_AFTER_SECONDS = 900.0
# Between the thousands and the hundreds of a French number.
NARROW_SPACE = "\u202f"


def digits(*, quiet: bool = False) -> LabelledImages:
    """Return handwritten digits, and say in one line which.

    MNIST when it is in $ATELIER_DATA, in the cache, or can be downloaded; else the 1,797 digits that come with
    scikit-learn. Wanting MNIST is never an error here: the line says why it is not MNIST. At the pace "quick" (tests,
    grading) nothing is downloaded. Otherwise a machine without a network waits a few seconds at most, and then not
    again for a quarter of an hour.

    Parameters
    ----------
    quiet : bool
        Print nothing.

    Returns
    -------
    LabelledImages
        60,000 + 10,000 images, or 1,400 + 397.
    """
    try:
        data = mnist_files.load_mnist(lambda file: _get_without_waiting(file, quiet=quiet))
        remark = ""
    except DataError as error:
        data = load_bundled_digits()
        because = prose(fr="Pas MNIST :", en="Not MNIST:")
        advice = prose(fr="datasets.mnist() dit que faire.", en="datasets.mnist() tells what to do.")
        remark = f" {because} {error.message} {advice}"
    if not quiet:
        print(_describe(data) + remark)
    return data


def mnist(*, quiet: bool = False) -> LabelledImages:
    """Return MNIST (LeCun, Cortes and Burges, 1998): 60,000 images to learn from, 10,000 for the test.

    It comes from $ATELIER_DATA, from the cache, or is downloaded into the cache (12 MB, at every pace).

    Parameters
    ----------
    quiet : bool
        Print nothing, show no progress.

    Raises
    ------
    DataError
        If it cannot be had, or the copy in $ATELIER_DATA is not MNIST: what was tried, and the next step.
    """
    data = mnist_files.load_mnist(lambda file: fetch(file, quiet=quiet))
    if not quiet:
        print(_describe(data))
    return data


def bundled_digits(*, quiet: bool = False) -> LabelledImages:
    """Return the 1,797 digits that come with scikit-learn, the same on every machine; see `load_bundled_digits`.

    Parameters
    ----------
    quiet : bool
        Print nothing.
    """
    data = load_bundled_digits()
    if not quiet:
        print(_describe(data))
    return data


def _get_without_waiting(file: DataFile, *, quiet: bool) -> bytes:
    if pace_name() != "quick":
        return fetch(file, patience=SHORT_PATIENCE, retry_after_seconds=RETRY_AFTER_SECONDS, quiet=quiet)
    copy = read_local(file)
    if copy is None:
        message = prose(
            fr="il n'est pas sur cette machine, et l'allure « quick » ne télécharge rien.",
            en="it is not on this machine, and the pace 'quick' downloads nothing.",
        )
        raise DataError(message)
    return copy.payload


def _describe(data: LabelledImages) -> str:
    n_train, n_test = len(data.x_train), len(data.x_test)
    source = "MNIST" if data.name == mnist_files.NAME else "scikit-learn"
    return prose(
        fr=f"{_group(n_train + n_test, NARROW_SPACE)} chiffres manuscrits de {source}, 28 × 28 pixels : "
        f"{_group(n_train, NARROW_SPACE)} pour l'apprentissage, {_group(n_test, NARROW_SPACE)} pour le test.",
        en=f"{_group(n_train + n_test, ',')} handwritten digits from {source}, 28 × 28 pixels: "
        f"{_group(n_train, ',')} to learn from, {_group(n_test, ',')} for the test.",
    )


def _group(number: int, separator: str) -> str:
    return f"{number:,}".replace(",", separator)
