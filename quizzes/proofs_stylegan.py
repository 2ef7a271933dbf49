"""Builds the parts of StyleGAN that computed questions speak of, and asks them; only tests call this."""

from __future__ import annotations

import math
from functools import cache


def _count(model):
    return sum(math.prod(weight.shape) for weight in model.trainable_weights)


@cache
def style_layers(size):
    """Return how many layers of a StyleGAN take a style."""
    from dlteach import models

    with models.weightless():
        return models.StyleGAN(input_shape=(size, size, 1), latent_dim=2, mapping_layers=1, max_filters=1).style_layers


@cache
def mapping_count(width, depth):
    """Return the number of parameters of a mapping network."""
    from dlteach import models
    from dlteach.models.stylegan_networks import build_mapping

    with models.weightless():
        return _count(build_mapping(width, depth))


@cache
def affine_count(width, maps):
    """Return the number of parameters between the style and the first AdaIN of a synthesis network."""
    from dlteach import models
    from dlteach.models.stylegan_networks import build_synthesis

    with models.weightless():
        return _count(build_synthesis({4: maps}, 1, width).get_layer("layer_4_0_style"))


@cache
def adain(values, value, scale, shift):
    """Return what the layer makes of one value of a map."""
    import numpy as np
    from keras import ops

    from dlteach.models.stylegan_layers import AdaptiveInstanceNormalization

    maps = np.array(values, "float32").reshape(1, 2, 2, 1)
    # the layer's first number is the scale less 1
    style = np.array([[scale - 1, shift]], "float32")
    out = ops.convert_to_numpy(AdaptiveInstanceNormalization()(maps, style))
    return float(out.ravel()[values.index(value)])


@cache
def _painter():
    from dlteach import models

    return models.StyleGAN(input_shape=(8, 8, 1), latent_dim=1, mapping_layers=1, max_filters=1)


@cache
def truncated(average, w, psi):
    """Return what `style` gives when the mapping network always says w."""
    import numpy as np

    gan = _painter()
    gan.mapping.get_layer("average").average.assign([average])
    dense = gan.mapping.get_layer("dense_1")
    dense.set_weights([np.zeros((1, 1)), np.array([w / dense.multiplier])])
    return float(gan.style(1, seed=0, truncation=psi)[0, 0])


@cache
def demodulated(weights, style):
    """Return the first weight, read off by a single lit pixel in the first map."""
    import numpy as np
    from keras import ops

    from dlteach.models.stylegan2_layers import ModulatedConv2D

    layer = ModulatedConv2D(1, 1)
    layer.build((1, 1, 1, 2), (1, 2))
    layer.kernel.assign(np.array(weights, "float32").reshape(1, 1, 2, 1))
    lit = np.array([1, 0], "float32").reshape(1, 1, 1, 2)
    out = layer(lit, np.array([style], "float32"))
    return float(ops.convert_to_numpy(out).item())
