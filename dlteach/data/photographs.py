"""Small pieces of two photographs, each once small and once large: pairs for super-resolution."""

from __future__ import annotations

from dlteach.errors import DataError

from .dataset import Dataset, Info

INFO = Info(
    name="photographs",
    title="Photographs, small and large",
    task="super-resolution",
    source=(
        "two sample photographs of scikit-learn: china.jpg by danielbuechele (flickr.com/photos/danielbuechele/6061409035) and "
        "flower.jpg by vultilion (flickr.com/photos/vultilion/6056698931)"
    ),
    licence="CC BY 2.0, both photographs",
    description=(
        "Square pieces of a photograph and the same pieces shrunk by bicubic interpolation. Training pieces are cut at "
        "random from the left three quarters of china.jpg and mirrored and turned at random, validation pieces from its right "
        "quarter; test pieces lie side by side on flower.jpg, the other photograph. By default gray: the luminance."
    ),
)

# of red, green and blue in the luminance: ITU-R BT.601
LUMINANCE = (0.299, 0.587, 0.114)
TRAINING_SHARE = 0.75


def load(seed: int = 0, size: int = 2_000, patch: int = 24, scale: int = 2, gray: bool = True) -> Dataset:
    """Cuts the pieces.

    Args:
        seed: fixes where pieces are cut.
        size: number of training pieces; a tenth as many are for validation.
        patch: side of a small piece in pixels.
        scale: how many times larger the large piece is.
        gray: whether one channel, the luminance, is left of red, green and blue.

    Returns:
        x: small pieces (examples, patch, patch, channels); y: the large ones (examples, patch · scale, patch · scale,
        channels). `extra` has both photographs whole, "low_china", "high_china", "low_flower" and "high_flower", each
        (height, width, channels).

    Raises:
        DataError: a size, side or scale that cannot be.

    Example:
        >>> load(patch=16, scale=4).y_train.shape
        (2000, 64, 64, 1)
    """
    import numpy as np

    if size < 10:
        raise DataError(f"{size} pieces are too few", "Ask for at least 10.")
    if scale < 2 or patch < 4 or patch * scale > 100:
        raise DataError(
            f"pieces of {patch} pixels cannot be enlarged {scale} times here",
            "Choose a scale of at least 2 and a patch of at least 4, so that large pieces have 100 pixels at most.",
        )
    china, flower = (_both(name, scale, gray) for name in ("china.jpg", "flower.jpg"))
    random = np.random.default_rng([seed, 2])
    border = int(china[0].shape[1] * TRAINING_SHARE)
    left = [image[:, : border * step] for image, step in zip(china, (1, scale), strict=True)]
    right = [image[:, border * step :] for image, step in zip(china, (1, scale), strict=True)]
    x_train, y_train = _cut(left[0], left[1], size, patch, scale, random)
    x_validation, y_validation = _cut(right[0], right[1], max(1, size // 10), patch, scale, random)
    x_test, y_test = _side_by_side(flower[0], flower[1], patch, scale)
    extra = {"low_china": china[0], "high_china": china[1], "low_flower": flower[0], "high_flower": flower[1]}
    return Dataset(INFO, x_train, y_train, x_validation, y_validation, x_test, y_test, extra=extra)


def _both(file, scale, gray):
    """One photograph, small and large; what does not divide by the scale is cut off."""
    import numpy as np
    from sklearn.datasets import load_sample_image

    from ._images import bicubic

    image = load_sample_image(file).astype("float32") / 255
    if gray:
        image = image @ np.array(LUMINANCE, "float32")[:, None]
    height, width = (side // scale for side in image.shape[:2])
    large = image[: height * scale, : width * scale]
    return np.clip(bicubic(large[None], height, width)[0], 0, 1), large


def _cut(small, large, count, patch, scale, random):
    """Pieces from random places, each mirrored and turned at random."""
    import numpy as np

    rows = random.integers(0, small.shape[0] - patch + 1, count)
    columns = random.integers(0, small.shape[1] - patch + 1, count)
    mirrored, turns = random.random(count) < 0.5, random.integers(0, 4, count)
    pairs: list[list] = [[], []]
    for pieces, image, step in zip(pairs, (small, large), (1, scale), strict=True):
        side = patch * step
        for row, column, mirror, turn in zip(rows * step, columns * step, mirrored, turns, strict=True):
            piece = np.rot90(image[row : row + side, column : column + side], turn)
            pieces.append(piece[:, ::-1] if mirror else piece)
    return [np.stack(pieces) for pieces in pairs]


def _side_by_side(small, large, patch, scale):
    """Pieces that cover the photograph without overlapping."""
    import numpy as np

    pairs = []
    for image, side in ((small, patch), (large, patch * scale)):
        down, right = (length // patch for length in small.shape[:2])
        grid = image[: down * side, : right * side].reshape(down, side, right, side, -1)
        pairs.append(np.ascontiguousarray(grid.swapaxes(1, 2)).reshape(down * right, side, side, -1))
    return pairs
