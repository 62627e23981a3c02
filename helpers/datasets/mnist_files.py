"""MNIST (LeCun, Cortes, Burges, 1998; CC BY-SA 3.0): its four files, where the public has them, what they hold."""

from collections.abc import Callable

import numpy as np

from helpers.datasets.idx import decode_idx
from helpers.datasets.labelled_images import LabelledImages
from helpers.datasets.payload import DataFile
from helpers.datasets.storage import Place, read_local

NAME = "MNIST"
# The site of its authors refuses downloads since 2024; these are the copies that PyTorch and the CVDF keep.
MIRRORS = ("https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/")


def _mnist_file(name: str, n_bytes: int, sha256: str) -> DataFile:
    return DataFile(f"mnist/{name}", tuple(mirror + name for mirror in MIRRORS), sha256, n_bytes)


# The small ones first: without a network, they find it out.
TRAIN_LABELS = _mnist_file(
    "train-labels-idx1-ubyte.gz", 60_008, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"
)
TEST_LABELS = _mnist_file(
    "t10k-labels-idx1-ubyte.gz", 10_008, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"
)
TEST_IMAGES = _mnist_file(
    "t10k-images-idx3-ubyte.gz", 7_840_016, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"
)
TRAIN_IMAGES = _mnist_file(
    "train-images-idx3-ubyte.gz", 47_040_016, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"
)
FILES = (TRAIN_LABELS, TEST_LABELS, TEST_IMAGES, TRAIN_IMAGES)


def load_mnist(read: Callable[[DataFile], bytes]) -> LabelledImages:
    """Return MNIST as LeCun, Cortes and Burges cut it: 60,000 images to learn from, 10,000 for the test.

    Parameters
    ----------
    read : callable
        Gives the verified content of a file.
    """
    train_labels, test_labels, test_images, train_images = (decode_idx(read(file), name=file.name) for file in FILES)
    return LabelledImages(
        train_images, train_labels.astype(np.int64), test_images, test_labels.astype(np.int64), name=NAME
    )


def find_mnist() -> tuple[Place, ...]:
    """Return where the files of MNIST lie on this machine, each one verified; nothing unless all are there.

    Raises
    ------
    DataError
        If one is there and is not what it should be.
    """
    copies = [read_local(file) for file in FILES]
    if None in copies:
        return ()
    return tuple(sorted({copy.place for copy in copies if copy}))
