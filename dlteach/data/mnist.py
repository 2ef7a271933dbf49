"""MNIST: 70,000 handwritten digits of 28×28 pixels, by download."""

from __future__ import annotations

from .dataset import Dataset, Info

INFO = Info(
    name="mnist",
    title="MNIST handwritten digits",
    task="image classification",
    source="LeCun, Cortes, Burges (1998), The MNIST database, http://yann.lecun.com/exdb/mnist, through keras.datasets",
    licence="CC BY-SA 3.0",
    description=(
        "70,000 digits in gray, 28×28 pixels, ink 1 on paper 0: 55,000 to train on, 5,000 to validate and the official "
        "10,000 to test. The first use downloads 11 MB."
    ),
    download=True,
)


def load(seed: int = 0, limit: int | None = None) -> Dataset:
    """Loads MNIST from Keras's cache, or downloads it.

    Args:
        seed: fixes which images are for validation.
        limit: keep about this many training images; all when left out.

    Returns:
        Images (examples, 28, 28, 1) and classes 0 to 9.

    Raises:
        DataError: it is neither in the cache nor to be downloaded.
    """
    from keras.datasets import mnist

    from ._download import fetched, images

    return images(INFO, fetched("mnist", mnist.load_data, "digits"), tuple("0123456789"), seed, limit)
