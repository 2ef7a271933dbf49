"""The residual equation, its gradient, the shortcut and batch normalization on numbers small enough to follow."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from keras import ops

from dlteach.lessons.cnn_bench import shape_text
from dlteach.models import IdentityShortcut
from dlteach.models.gradients import input_gradient
from dlteach.scratch import batch_norm, residual_block
from dlteach.training.lab import Lab
from dlteach.views import Curve, Series, Table, Text, Truth, View

X, FIRST, SECOND = 2.0, 0.5, -0.5
SLOPE, BLOCKS = 0.1, 18
BATCH = np.array([1.0, 3.0, 5.0, 7.0], "float32")


def block_output(lab: Lab) -> Truth:
    """The output of a block with one weight in each layer, asked of `residual_block`."""
    y = _block(X, True)
    change = _change(X)
    return Truth(
        f"{y:g}",
        f"F(2) = −0.5 · relu(0.5 · 2) = −0.5 · 1 = {_plain(change)}. Added to x: 2 + ({_plain(change)}) = {y:g}, and the last "
        f"ReLU leaves it. A plain block would have put out relu({_plain(change)}) = {_block(X, False):g}: its input is lost.",
    )


def block_by_hand(lab: Lab) -> Iterator[View]:
    """The same block for several inputs, with and without its shortcut, and the gradient of both."""
    rows = []
    for x in (4.0, 2.0, 1.0, -1.0):
        rows.append(
            [
                _plain(x),
                _plain(_change(x)),
                _plain(x + _change(x)),
                _plain(_block(x, True)),
                _plain(_block(x, False)),
                _plain(_slope(x, True)),
                _plain(_slope(x, False)),
            ]
        )
    yield Table(
        "F(x) = −0.5 · relu(0.5 · x), with shortcut (residual) and without (plain)",
        ["x", "F(x)", "x + F(x)", "y residual", "y plain", "∂y/∂x residual", "∂y/∂x plain"],
        rows,
        numeric=list(range(7)),
        note="The gradients were computed by Keras. Last row: the ReLU at the end cuts off what is below zero, in both.",
        name="block-by-hand",
    )
    yield Text(
        "Read the row of x = 2. F's slope there is −0.5 · 0.5 = −0.25. With the shortcut the gradient is 1 − 0.25 = "
        f"**{_plain(_slope(X, True))}**. Without it the last ReLU is asleep, and the gradient is {_plain(_slope(X, False))}."
    )


def gradient_of_block(lab: Lab) -> Truth:
    """The gradient of x + F(x) where F has slope −0.25, asked of the backend."""
    slope = _slope(X, True)
    return Truth(f"{slope:g}", f"∂y/∂x = ∂F/∂x + 1 = −0.25 + 1 = {slope:g}.")


def through_many(lab: Lab) -> Iterator[View]:
    """The gradient through a stack of blocks of equal slope, with and without shortcuts."""
    plain = [_through(number, False) for number in range(1, BLOCKS + 1)]
    residual = [_through(number, True) for number in range(1, BLOCKS + 1)]
    yield Curve(
        f"What is left of the gradient behind many blocks whose F has slope {SLOPE:g}",
        [Series("residual", residual), Series("plain", plain)],
        f"Behind {BLOCKS} blocks, {plain[-1]:.0e} of it is left without shortcuts and {residual[-1]:.1f} with them.",
        x_label="blocks",
        y_label="gradient",
        log_y=True,
        name="through-many",
    )
    yield Text(
        f"Each block multiplies. Without shortcuts that is {SLOPE:g} · {SLOPE:g} · …, which dies. With them it is "
        f"{1 + SLOPE:g} · {1 + SLOPE:g} · …. Expand the product of two blocks with slopes a and b:\n\n"
        "    (1 + a)(1 + b) = 1 + a + b + ab\n\n"
        f"Four paths: around both blocks, through one of them, through both. With {BLOCKS} blocks there are 2 to the power "
        f"of {BLOCKS}, {2**BLOCKS:,} paths, and the 1 is the one that goes around everything. It cannot vanish."
    )
    large = _through(BLOCKS, True, 1.0)
    yield Text(
        f"Look at the other side, too. If F's slope were 1, the product would be 2 to the power of {BLOCKS}: {large:,.0f}. "
        "A shortcut does not stop a gradient from *exploding*. That is why batch normalization, or small first weights, "
        "must keep F small."
    )


def paths(lab: Lab) -> Truth:
    """How many paths lead through three blocks."""
    return Truth(
        str(2**3),
        "At each block the signal goes through F or around it: 2 · 2 · 2 = 8. "
        "Multiply out (1 + a)(1 + b)(1 + c) and count.",
    )


def shortcut_shape(lab: Lab) -> Truth:
    """The output shape of the shortcut between two stages, asked of the layer."""
    shape = tuple(IdentityShortcut(32, 2)(ops.zeros((1, 8, 8, 16))).shape[1:])
    return Truth(shape_text(shape), "Every second pixel in both directions, and 16 maps of zeros behind the 16 it had.")


def shortcut_by_hand(lab: Lab) -> Iterator[View]:
    """One map of 4×4 through a shortcut that halves it and adds a map."""
    x = np.arange(1, 17, dtype="float32").reshape(1, 4, 4, 1)
    y = ops.convert_to_numpy(IdentityShortcut(2, 2)(x))[0]
    yield _grid("x, one map of 4×4", x[0, ..., 0])
    yield _grid("the shortcut's first map: every second pixel", y[..., 0])
    yield _grid("its second map: zeros", y[..., 1])
    yield Text(
        "Nothing is learned here. The paper calls this *option A*. *Option B* learns a 1×1 convolution instead, with stride 2; "
        "the large networks use it wherever the shape changes."
    )


def normalize_by_hand(lab: Lab) -> Iterator[View]:
    """Batch normalization of four values of one channel, step by step."""
    mean, variance = BATCH.mean(), BATCH.var()
    centred = BATCH - mean
    normal = ops.convert_to_numpy(batch_norm(BATCH[:, None], epsilon=0.0))[:, 0]
    scaled = ops.convert_to_numpy(batch_norm(BATCH[:, None], gamma=3.0, beta=1.0, epsilon=0.0))[:, 0]
    yield Table(
        "One channel, four images of a batch",
        ["x", "x − μ", "(x − μ) / σ", "γ = 3, β = 1"],
        [
            [_plain(a), _plain(b), f"{c:.3f}".replace("-", "−"), f"{d:.3f}".replace("-", "−")]
            for a, b, c, d in zip(BATCH, centred, normal, scaled, strict=True)
        ],
        numeric=[0, 1, 2, 3],
        note=f"Mean μ = {mean:g}; variance σ² = {variance:g}, so σ = {variance**0.5:.3f}. (ε is left out here.)",
        name="batch-norm",
    )


def normalized_value(lab: Lab) -> Truth:
    """The normalized value of 7 among 1, 3, 5, 7, asked of `batch_norm`."""
    value = float(ops.convert_to_numpy(batch_norm(BATCH[:, None], epsilon=0.0))[-1, 0])
    return Truth(
        f"{value:.2f}",
        f"The mean is 4. The squared distances 9, 1, 1, 9 have the mean 5, so σ = {5**0.5:.3f}, and (7 − 4) / "
        f"{5**0.5:.3f} = {value:.3f}.",
    )


def _change(x: float) -> float:
    """F(x) = w₂ · relu(w₁ · x)."""
    return SECOND * max(0.0, FIRST * x)


def _pixel(x: float) -> np.ndarray:
    return np.full((1, 1, 1, 1), x, "float32")


def _block(x: float, shortcut: bool) -> float:
    return float(ops.convert_to_numpy(residual_block(_pixel(x), _pixel(FIRST), _pixel(SECOND), shortcut))[0, 0, 0, 0])


def _slope(x: float, shortcut: bool) -> float:
    def f(value):
        return residual_block(value, _pixel(FIRST), _pixel(SECOND), shortcut)

    gradient = ops.stop_gradient(input_gradient(f, ops.convert_to_tensor(_pixel(x))))
    return float(ops.convert_to_numpy(gradient)[0, 0, 0, 0])


def _through(blocks: int, shortcut: bool, slope: float = SLOPE) -> float:
    """The gradient of so many blocks in a row whose F multiplies by `slope`."""

    def f(value):
        for _ in range(blocks):
            value = residual_block(value, _pixel(1.0), _pixel(slope), shortcut)
        return value

    gradient = ops.stop_gradient(input_gradient(f, ops.convert_to_tensor(_pixel(1.0))))
    return float(ops.convert_to_numpy(gradient)[0, 0, 0, 0])


def _plain(number: float) -> str:
    """A number with a real minus, and without a minus before zero."""
    return f"{number + 0.0:g}".replace("-", "−")


def _grid(title: str, values: np.ndarray) -> Table:
    rows = [[_plain(value) for value in row] for row in values]
    return Table(title, [""] * values.shape[1], rows, numeric=list(range(values.shape[1])))
