"""Which pixels a decision hangs on: the gradient of a class score with respect to the image, and Grad-CAM."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import layers, ops

from dlteach import views
from dlteach.errors import ModelError
from dlteach.models.gradients import input_gradient

from .layers import layer_named, one_image
from .pictures import heat_over, tile
from .words import percent, place


def saliency(model: keras.Model, image: Any, class_index: int | None = None) -> views.Picture:
    """Shows how strongly each pixel moves the score of a class.

    Args:
        model: a classifier of images; its output is (batch, classes), probabilities or scores.
        image: (height, width, channels).
        class_index: the class to explain; the predicted one when left out.

    Returns:
        The image, and the largest absolute gradient over the channels as heat over it.

    Raises:
        ModelError: the image or the class does not fit the model.

    Reference:
        Simonyan, Vedaldi, Zisserman (2013), arXiv:1312.6034, section 3.
    """
    pixels = one_image(image)
    chosen = _chosen(model, pixels, class_index)
    scores = keras.Model(model.inputs, _scores(model))
    gradient = input_gradient(lambda x: scores(x, training=False)[:, chosen], ops.convert_to_tensor(pixels))
    # w = max over channels of |∂ score / ∂ pixel|
    heat = _scaled(np.abs(_numpy(gradient))[0].max(axis=-1))
    return _shown("Saliency", pixels[0], heat, chosen, "the score changes most")


def grad_cam(model: keras.Model, image: Any, layer: str, class_index: int | None = None) -> views.Picture:
    """Shows where a convolution found what speaks for a class.

    Args:
        model: a classifier of images whose layers form one graph.
        image: (height, width, channels).
        layer: name of a convolution, usually the last.
        class_index: the class to explain; the predicted one when left out.

    Returns:
        The image, and the class activation map, enlarged to its size, as heat over it.

    Raises:
        ModelError: there is no such layer, it gives no image, or the class does not fit.

    Reference:
        Selvaraju et al. (2016), arXiv:1610.02391, equations 1 and 2.
    """
    pixels = one_image(image)
    chosen = _chosen(model, pixels, class_index)
    target = layer_named(model, layer)
    if len(target.output.shape) != 4:
        raise ModelError(f'the output of "{layer}" is no image', "Choose a convolution, usually the last.")
    before = keras.Model(model.inputs, target.output)
    try:
        after = keras.Model(target.output, _scores(model))
    except ValueError as error:
        raise ModelError(
            f'not everything passes through "{layer}": a shortcut goes around it',
            "Choose the layer after the addition.",
        ) from error
    maps = before(ops.convert_to_tensor(pixels), training=False)
    gradient = input_gradient(lambda x: after(x, training=False)[:, chosen], maps)
    # α_k = mean over places of ∂ score / ∂ A_k
    weights = _numpy(gradient)[0].mean(axis=(0, 1))
    # L = ReLU(Σ_k α_k A_k)
    heat = np.maximum(_numpy(maps)[0] @ weights, 0)
    size = pixels.shape[1:3]
    heat = _numpy(ops.image.resize(heat[None, ..., None].astype("float32"), size, interpolation="bilinear"))[0, ..., 0]
    return _shown(f"Grad-CAM of {layer}", pixels[0], _scaled(heat), chosen, "the evidence is strongest")


def _scores(model: keras.Model):
    """The symbolic class scores before softmax.

    The papers differentiate these: a probability near 1 has hardly any gradient left, whatever the pixels do.
    """
    output = model.outputs[0]
    last: Any = next((layer for layer in model.layers if layer.output is output), None)
    if isinstance(last, layers.Softmax):
        return last.input
    if getattr(last, "activation", None) is not keras.activations.softmax:
        return output
    if isinstance(last, layers.Activation):
        return last.input
    linear = type(last).from_config({**last.get_config(), "activation": "linear", "name": "scores"})
    scores = linear(last.input)
    linear.set_weights(last.get_weights())
    return scores


def _chosen(model: keras.Model, pixels: np.ndarray, class_index: int | None) -> int:
    expected = tuple(model.inputs[0].shape[1:])
    if any(size not in (None, found) for size, found in zip(expected, pixels.shape[1:], strict=True)):
        raise ModelError(
            f'"{model.name}" expects images of {_told(expected)}, this one is {_told(pixels.shape[1:])}',
            "Resize the image, or build the model for its size.",
        )
    scores = _numpy(model(ops.convert_to_tensor(pixels), training=False))
    if scores.ndim != 2:
        raise ModelError(
            f'"{model.name}" is no classifier: its output has shape {scores.shape}', "Choose a classifier."
        )
    if class_index is None:
        return int(scores[0].argmax())
    if not 0 <= class_index < scores.shape[1]:
        raise ModelError(f"there is no class {class_index}", f"The classes are 0 to {scores.shape[1] - 1}.")
    return class_index


def _shown(title: str, image: np.ndarray, heat: np.ndarray, chosen: int, what: str) -> views.Picture:
    if heat.max() <= 0:
        told = f"For class {chosen} the map is empty: no pixel speaks for it."
    else:
        ranked = np.sort(heat, axis=None)[::-1]
        half = int(np.searchsorted(np.cumsum(ranked), ranked.sum() / 2)) + 1
        told = (
            f"For class {chosen} {what} in {place(heat)}; half of it lies in {percent(half / heat.size)} of the pixels."
        )
    tiles = [tile(image, "image"), tile(heat_over(image, heat), f"class {chosen}")]
    return views.Picture(title, tiles, told, columns=2, name=title.lower().replace(" ", "-"))


def _scaled(heat: np.ndarray) -> np.ndarray:
    return heat / (heat.max() or 1)


def _numpy(tensor: Any) -> np.ndarray:
    return ops.convert_to_numpy(ops.stop_gradient(tensor))


def _told(sizes: Any) -> str:
    return "×".join("any" if size is None else str(size) for size in sizes)
