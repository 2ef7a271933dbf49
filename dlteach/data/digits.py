"""Real handwriting, 8×8 pixels, that comes with scikit-learn: the data set of the first lessons."""

from __future__ import annotations

from dlteach.errors import DataError

from .dataset import Dataset, Info

INFO = Info(
    name="digits",
    title="Handwritten digits",
    task="image classification",
    source=(
        "E. Alpaydin and C. Kaynak (1998), Optical Recognition of Handwritten Digits, UCI Machine Learning Repository, "
        "doi:10.24432/C50P49; its test set, as distributed with scikit-learn"
    ),
    licence="CC BY 4.0",
    description=(
        "1,797 digits written by hand by 13 people, each 8×8 gray values, 0 for paper and 1 for ink. They are split "
        "70 : 10 : 20 with equal shares of every digit. On request they are enlarged by bilinear interpolation, and "
        "each training image gets altered copies: turned by up to ±0.2 radians, shifted by up to ±2 pixels at 32×32, "
        "zoomed by 0.9 to 1.1."
    ),
)

TURN, SHIFT, ZOOM = 0.2, 2 / 32, 0.1


def load(seed: int = 0, size: int = 8, augment: int = 0) -> Dataset:
    """Loads the digits.

    Args:
        seed: fixes the splits and the altered copies.
        size: side of the images in pixels; 8 is how they come, 32 is what LeNet-5 expects.
        augment: how many altered copies stand beside each training image. Validation and test stay as they are.

    Returns:
        Images (examples, size, size, 1) and classes 0 to 9.

    Raises:
        DataError: the size is below 8 or the number of copies below 0.

    Example:
        >>> load(size=32, augment=8).x_train.shape
        (11322, 32, 32, 1)
    """
    import numpy as np
    from sklearn.datasets import load_digits

    from ._images import resample
    from ._split import stratified

    if size < 8:
        raise DataError(f"digits cannot be {size} pixels wide", "Choose 8 or more; LeNet-5 expects 32.")
    if augment < 0:
        raise DataError(f"{augment} altered copies are impossible", "Choose 0 or more; 8 works well.")
    raw = load_digits()
    images, labels = raw.images[..., None].astype("float32") / 16, raw.target.astype("int32")
    train, validation, test = stratified(labels, validation=0.1, test=0.2, seed=seed)

    def enlarged(chosen):
        return images[chosen] if size == 8 else resample(images[chosen], size)

    x_train, y_train = enlarged(train), labels[train]
    if augment:
        random = np.random.default_rng([seed, 1])
        several = np.repeat(train, augment)
        copies = resample(
            images[several],
            size,
            turn=random.uniform(-TURN, TURN, len(several)),
            zoom=random.uniform(1 - ZOOM, 1 + ZOOM, len(several)),
            shift=random.uniform(-SHIFT * size, SHIFT * size, (len(several), 2)),
        )
        order = random.permutation(len(train) + len(several))
        x_train = np.concatenate([x_train, copies])[order]
        y_train = np.concatenate([y_train, labels[several]])[order]
    return Dataset(
        INFO,
        x_train,
        y_train,
        enlarged(validation),
        labels[validation],
        enlarged(test),
        labels[test],
        class_names=tuple("0123456789"),
    )
