"""Fashion-MNIST: 70,000 pieces of clothing of 28×28 pixels, by download."""

from __future__ import annotations

from .dataset import Dataset, Info

CLASSES = ("T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot")

INFO = Info(
    name="fashion_mnist",
    title="Fashion-MNIST",
    task="image classification",
    source="Xiao, Rasul, Vollgraf (2017), arXiv:1708.07747, https://github.com/zalandoresearch/fashion-mnist",
    licence="MIT",
    description=(
        "70,000 photographs of clothing in gray, 28×28 pixels, in ten classes: 55,000 to train on, 5,000 to validate "
        "and the official 10,000 to test. Harder than digits: two convolutions reach about 92.5 %. The first use "
        "downloads 30 MB."
    ),
    download=True,
)


def load(seed: int = 0, limit: int | None = None) -> Dataset:
    """Loads Fashion-MNIST from Keras's cache, or downloads it.

    Args:
        seed: fixes which images are for validation.
        limit: keep about this many training images; all when left out.

    Returns:
        Images (examples, 28, 28, 1) and classes 0 to 9.

    Raises:
        DataError: it is neither in the cache nor to be downloaded.
    """
    from keras.datasets import fashion_mnist

    from ._download import fetched, images

    return images(INFO, fetched("fashion_mnist", fashion_mnist.load_data, "digits"), CLASSES, seed, limit)
