"""CIFAR-10: 60,000 colour photographs of 32×32 pixels, by download."""

from __future__ import annotations

from .dataset import Dataset, Info

CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")

INFO = Info(
    name="cifar10",
    title="CIFAR-10",
    task="image classification",
    source="Krizhevsky (2009), Learning multiple layers of features from tiny images, https://www.cs.toronto.edu/~kriz/cifar.html",
    licence="none stated by its authors, who ask to cite the report",
    description=(
        "60,000 photographs in colour, 32×32 pixels, in ten classes of animals and vehicles: 45,833 to train on, 4,167 "
        "to validate and the official 10,000 to test. The first use downloads 170 MB."
    ),
    download=True,
)


def load(seed: int = 0, limit: int | None = None) -> Dataset:
    """Loads CIFAR-10 from Keras's cache, or downloads it.

    Args:
        seed: fixes which images are for validation.
        limit: keep about this many training images; all when left out.

    Returns:
        Images (examples, 32, 32, 3) and classes 0 to 9.

    Raises:
        DataError: it is neither in the cache nor to be downloaded.
    """
    from keras.datasets import cifar10

    from ._download import fetched, images

    return images(INFO, fetched("cifar10", cifar10.load_data, "shapes"), CLASSES, seed, limit)
