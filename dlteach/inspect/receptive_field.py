"""The part of the image that one unit of a convolutional network sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keras
from keras import layers

from dlteach.errors import ModelError

from .example import example
from .trace import Call, shape, trace
from .window import measured_window

_WINDOWS = (
    layers.Conv1D,
    layers.Conv2D,
    layers.Conv3D,
    layers.DepthwiseConv1D,
    layers.DepthwiseConv2D,
    layers.SeparableConv1D,
    layers.SeparableConv2D,
    layers.MaxPooling1D,
    layers.MaxPooling2D,
    layers.MaxPooling3D,
    layers.AveragePooling1D,
    layers.AveragePooling2D,
    layers.AveragePooling3D,
)
_EVERYWHERE = (
    layers.Flatten,
    layers.GlobalAveragePooling1D,
    layers.GlobalAveragePooling2D,
    layers.GlobalAveragePooling3D,
    layers.GlobalMaxPooling1D,
    layers.GlobalMaxPooling2D,
    layers.GlobalMaxPooling3D,
    layers.GroupNormalization,
)
_POINT_BY_POINT = (
    layers.Activation,
    layers.ReLU,
    layers.LeakyReLU,
    layers.PReLU,
    layers.ELU,
    layers.Softmax,
    layers.BatchNormalization,
    layers.Dropout,
    layers.SpatialDropout2D,
    layers.GaussianNoise,
    layers.Rescaling,
    layers.Dense,
    layers.Add,
    layers.Subtract,
    layers.Multiply,
    layers.Average,
    layers.Maximum,
    layers.Minimum,
    layers.Concatenate,
)


@dataclass(frozen=True)
class Field:
    """What the units of a layer see of the input, one number for each axis of the image.

    Attributes:
        size: extent of what one unit sees, in pixels; it may reach beyond the image into the padding.
        stride: distance in pixels between what two neighbouring units see.
        start: first pixel that the first unit sees; negative where it lies in the padding.
        whole: every unit sees the whole image, so size, stride and start no longer matter.
    """

    size: tuple[int, ...]
    stride: tuple[int, ...]
    start: tuple[int, ...]
    whole: bool = False

    @property
    def offset(self) -> tuple[float, ...]:
        """Centre of what the first unit sees, in pixels."""
        return tuple(start + (size - 1) / 2 for start, size in zip(self.start, self.size, strict=True))


def receptive_field(model: keras.Model, layer: str, input_shape: Any = None) -> Field:
    """Computes the receptive field of a layer from kernel sizes, strides, dilation and padding.

    Args:
        model: a convolutional network.
        layer: the layer's name.
        input_shape: of one image, where the model leaves it open.

    Returns:
        Size, stride and start of what its units see.

    Raises:
        ModelError: there is no such layer, or it does not follow from convolutions and pooling alone.

    Reference:
        Araujo, Norris, Sim (2019), doi:10.23915/distill.00021.
    """
    call = trace(model, example(model, input_shape))
    found = [inner for inner in _all_calls(call) if inner.name == layer]
    if not found:
        names = ", ".join(dict.fromkeys(inner.name for inner in call.inside))
        raise ModelError(f'"{model.name}" calls no layer "{layer}"', f"Its layers: {names}.")
    field = follow_fields(call).get(id(found[0].outputs[0]))
    if field is None:
        raise ModelError(
            f'"{layer}" has no receptive field that follows from windows', "Choose a convolution or pooling."
        )
    return field


def follow_fields(root: Call) -> dict[int, Field]:
    """Follows the receptive field through a traced model.

    Args:
        root: what `trace` recorded.

    Returns:
        The field of each tensor that has one, by the tensor's `id`.
    """
    known: dict[int, Field] = {}
    made = {id(tensor) for call in _all_calls(root) for tensor in call.outputs}
    images = {shape(tensor) for tensor in root.inputs}
    # a backend may hand the layers a converted copy of the input: what no layer made and is shaped like it
    copies = (tensor for call in root.inside for tensor in call.inputs if id(tensor) not in made)
    for tensor in [*root.inputs, *(copy for copy in copies if shape(copy) in images)]:
        axes = len(tensor.shape) - 2
        # a sequence has a receptive field only where windows slide over it
        if axes >= 2 or (axes == 1 and any(isinstance(call.layer, _WINDOWS) for call in _all_calls(root))):
            known[id(tensor)] = Field((1,) * axes, (1,) * axes, (0,) * axes)
    for call in _all_calls(root):
        incoming = [known.get(id(tensor)) for tensor in call.inputs]
        for tensor in call.outputs:
            if id(tensor) not in known and (field := _after(call, incoming)) is not None:
                known[id(tensor)] = field
    return known


def _all_calls(call: Call):
    """All calls within one, innermost first."""
    for inner in call.inside:
        yield from _all_calls(inner)
        yield inner


def _after(call: Call, incoming: list[Field | None]) -> Field | None:
    given = [field for field in incoming if field is not None]
    if not given or len(given) < len(incoming):
        return None
    field = _union(given)
    if field is None or field.whole:
        return field
    layer = call.layer
    if isinstance(layer, _WINDOWS):
        return _window(layer, field, shape(call.inputs[0]))
    if isinstance(layer, (layers.ZeroPadding1D, layers.ZeroPadding2D, layers.ZeroPadding3D)):
        return _moved(field, [-before for before, _ in _pairs(layer.padding)])
    if isinstance(layer, (layers.Cropping1D, layers.Cropping2D, layers.Cropping3D)):
        return _moved(field, [before for before, _ in _pairs(layer.cropping)])
    if isinstance(layer, _EVERYWHERE):
        return Field(field.size, field.stride, field.start, whole=True)
    if len(shape(call.outputs[0])) != len(field.size) + 2:
        return None
    if isinstance(layer, _POINT_BY_POINT) or call.kind in ("Add", "Relu", "Multiply", "Subtract"):
        return field
    if isinstance(layer, layers.Layer) and not type(layer).__module__.startswith("keras.") and len(field.size) == 2:
        window = measured_window(layer, shape(call.inputs[0]))
        return None if window is None else _through(field, *window)
    return None


def _union(given: list[Field]) -> Field | None:
    """What two branches that are joined see together."""
    if any(field.whole for field in given):
        return next(field for field in given if field.whole)
    if len({field.stride for field in given}) > 1:
        return None
    start = tuple(map(min, *(field.start for field in given))) if len(given) > 1 else given[0].start
    ends = [[first + size for first, size in zip(field.start, field.size, strict=True)] for field in given]
    end = [max(axis) for axis in zip(*ends, strict=True)]
    return Field(tuple(e - s for e, s in zip(end, start, strict=True)), given[0].stride, start)


def _window(layer: Any, field: Field, before: tuple[int, ...]) -> Field | None:
    if layer.data_format == "channels_first":
        return None
    kernel = getattr(layer, "kernel_size", None) or layer.pool_size
    dilation = getattr(layer, "dilation_rate", (1,) * len(kernel))
    reaches = [(k - 1) * d + 1 for k, d in zip(kernel, dilation, strict=True)]
    around = zip(before[1:-1], reaches, layer.strides, strict=True)
    starts = [-_padded_before(layer.padding, size, reach, step) for size, reach, step in around]
    return _through(field, reaches, layer.strides, starts)


def _through(field: Field, sizes: Any, strides: Any, starts: Any) -> Field:
    """The field behind one more window, given in units of the layer before."""
    # r' = r + (k − 1) · j, j' = j · s
    size = tuple(r + (k - 1) * j for r, k, j in zip(field.size, sizes, field.stride, strict=True))
    stride = tuple(j * s for j, s in zip(field.stride, strides, strict=True))
    start = tuple(first + s * j for first, s, j in zip(field.start, starts, field.stride, strict=True))
    return Field(size, stride, start)


def _padded_before(padding: str, size: int, reach: int, step: int) -> int:
    if padding == "causal":
        return reach - 1
    if padding == "valid":
        return 0
    return max((-(-size // step) - 1) * step + reach - size, 0) // 2


def _moved(field: Field, pixels: list[int]) -> Field:
    ones = (1,) * len(pixels)
    return _through(field, ones, ones, pixels)


def _pairs(padding: Any) -> list[tuple[int, int]]:
    """Padding as Keras keeps it: a pair for one axis, or a pair of pairs."""
    return [tuple(padding)] if isinstance(padding[0], int) else [tuple(pair) for pair in padding]
