"""Computed questions on deep convolutional GANs: fresh numbers each time, wrong answers by named mistakes."""

from __future__ import annotations

import math

from dlteach.drill import Question, computed
from dlteach.quizzes import proofs_dcgan as proofs
from dlteach.quizzes.mistakes import TWO_DECIMALS, other_than
from dlteach.quizzes.signs import factor, text


@computed("dcgan/transposed-shape")
def transposed_shape(rng):
    """Ask for the shape of what a transposed convolution makes."""
    side, channels, filters = rng.choice([4, 5, 7, 8, 14, 16]), rng.choice([16, 32, 64, 128]), rng.choice([1, 3, 8, 24])
    stride = rng.choice([2, 2, 2, 3, 4])
    size = rng.choice([size for size in (3, 4, 5) if size >= stride])
    # with same padding: out = stride · in
    answer = (side * stride, side * stride, filters)
    mistakes = {
        (math.ceil(side / stride), math.ceil(side / stride), filters): "A transposed convolution enlarges.",
        (side * stride, side * stride, channels): "The number of maps is that of the filters.",
        (side, side, filters): "The stride multiplies the size.",
        ((side - 1) * stride + size,) * 2 + (filters,): "That is without padding. Same padding cuts off the border.",
    }
    return Question(
        f'Maps of {side}×{side}×{channels} pass `Conv2DTranspose({filters}, {size}, strides={stride}, padding="same")`. What is '
        "the shape of the result: height, width, channels?",
        answer=answer,
        mistakes=other_than(answer, mistakes),
        explanation=f"{side} · {stride} = {side * stride} in both directions, and {filters} "
        f"{'map' if filters == 1 else 'maps'}, one for each filter.",
        lesson="dcgan-upwards",
    ).proved_by(lambda: proofs.transposed_shape(side, channels, filters, size, stride))


@computed("dcgan/transposed-parameters")
def transposed_parameters(rng):
    """Ask for the parameters of a transposed convolution without a bias."""
    channels, filters, size = rng.choice([16, 32, 64, 100, 128]), rng.choice([1, 3, 8, 16, 24]), rng.choice([3, 4, 5])
    # h · w · channels · filters
    count = size * size * channels * filters
    mistakes = {
        count + filters: "There is no bias here: a batch normalization follows.",
        size * size * filters: "Each filter has weights for every map that comes in.",
        size * channels * filters: "The kernel has two sides.",
        2 * count: "The stride is not in the count.",
    }
    return Question(
        f"A transposed convolution turns {channels} maps into {filters}, with a kernel of {size}×{size}, stride 2 and no bias. "
        "How many parameters has it?",
        answer=count,
        mistakes=other_than(count, mistakes),
        explanation=f"{size} · {size} · {channels} · {filters} = {count:,}.",
        lesson="dcgan-upwards",
    ).proved_by(lambda: proofs.transposed_count(channels, filters, size))


@computed("dcgan/transposed-value")
def transposed_value(rng):
    """Ask for one number of a transposed convolution on a line."""
    first, second, third = rng.sample(range(1, 8), 3)
    kernel = [rng.randint(1, 4) for _ in range(4)]
    # places 3 and 4 are covered by the copies of the first two values, 5 and 6 by those of the last two
    place = rng.choice([3, 4, 5, 6])
    left, right = (first, second) if place < 5 else (second, third)
    end, start = kernel[2 + (place + 1) % 2], kernel[(place + 1) % 2]
    # y[p] = Σ over i of x[i] · k[p − 2 i]
    value = left * end + right * start
    mistakes = {
        left * end: "Two copies overlap here: add the second one.",
        right * start: "Two copies overlap here: add the first one.",
        left * start + right * end: "The later copy is at its beginning here, the earlier one at its end.",
        (left + right) * (start + end): "Each value multiplies only the one number of its copy that lies here.",
    }
    return Question(
        f"The values ({first}, {second}, {third}) pass a transposed convolution on a line with the kernel "
        f"({', '.join(map(str, kernel))}), stride 2 and no padding, so that 8 numbers come out. What is number {place}, counted "
        "from 1?",
        answer=value,
        mistakes=other_than(value, mistakes),
        explanation=f"The copies of {left} and {right} overlap there: {left} · {end} + {right} · {start} = {value}.",
        lesson="dcgan-upwards",
    ).proved_by(lambda: proofs.transposed_value((first, second, third), tuple(kernel), place))


@computed("dcgan/picture-size")
def picture_size(rng):
    """Ask how large a picture a generator paints."""
    smallest, layers = rng.choice([4, 5, 6, 7]), rng.choice([1, 2, 3, 4, 5])
    # size = smallest · 2^n
    size = smallest * 2**layers
    mistakes = {
        smallest * 2 * layers: "Each layer doubles what the one before made: the factors multiply.",
        smallest * 2 ** (layers - 1): "Every one of these layers doubles, the first one too.",
        smallest + 2 * layers: "A stride of 2 multiplies the size by 2; it does not add 2.",
        smallest**2 * 2**layers: "Ask for one side of the picture, not for its area.",
    }
    return Question(
        f"A generator begins with maps of {smallest}×{smallest}. {layers} transposed convolution"
        f"{'s' if layers > 1 else ''} of stride 2 with same padding follow{'s' if layers == 1 else ''}. How many pixels wide is "
        "the picture?",
        answer=size,
        mistakes=other_than(size, mistakes),
        explanation=f"{smallest} · 2^{layers} = {size}.",
        lesson="dcgan-upwards",
    ).proved_by(lambda: proofs.picture_size(smallest, layers))


@computed("dcgan/discriminator-maps")
def discriminator_maps(rng):
    """Ask for the shape of the last maps that a discriminator reads as one score."""
    size, filters = (
        rng.choice([(16, 4), (32, 4), (64, 4), (28, 7), (48, 6), (80, 5), (128, 4)]),
        rng.choice([8, 16, 32, 64]),
    )
    side, smallest = size
    halvings = int(math.log2(side // smallest))
    # filters · 2^(n − 1)
    width = filters * 2 ** (halvings - 1)
    answer = (smallest, smallest, width)
    mistakes = {
        (
            smallest,
            smallest,
            2 * width,
        ): "The first convolution makes as many maps as asked for; only those after it double.",
        (smallest, smallest, filters): "Each convolution after the first doubles the number of maps.",
        (2 * smallest, 2 * smallest, width): f"It halves once more: a DCGAN stops at {smallest}×{smallest}.",
        (smallest, smallest, filters * halvings): "The number of maps doubles; it is not added to.",
    }
    return Question(
        f"`DCGAN(input_shape=({side}, {side}, 3), filters={filters})`: the discriminator's first convolution makes {filters} "
        f"maps of half the size, and each further one halves and doubles, down to {smallest}×{smallest}. What is the shape of "
        "these last maps: height, width, channels?",
        answer=answer,
        mistakes=other_than(answer, mistakes),
        explanation=f"{halvings} convolution{'s' if halvings > 1 else ''}: the size goes from {side} to {smallest}, the maps "
        f"from {filters} to {filters} · 2^{halvings - 1} = {width}.",
        lesson="dcgan-downwards",
    ).proved_by(lambda: proofs.last_maps(side, filters))


@computed("dcgan/norm-value")
def norm_value(rng):
    """Ask for one value after batch normalization."""
    mean, spread = rng.choice([-2, 0, 1, 3, 5]), rng.choice([0.5, 1.5, 2, 3, 4])
    scale, shift = rng.choice([0.5, 2, 3]), rng.choice([-1, 0.5, 1])
    # half of the values lie one standard deviation above the mean, the other half as far below
    high, low = mean + spread, mean - spread
    # y = γ (x − μ) / σ + β, and (x − μ) / σ = 1
    value = float(scale + shift)
    mistakes = {
        1.0: "Then the learned scale and shift follow.",
        float(scale * high + shift): "First take off the mean and divide by the standard deviation.",
        float(scale * spread + shift): "Divide by the standard deviation.",
        float(
            scale / spread + shift
        ): "Divide the distance from the mean by the standard deviation; here they are equal.",
        float(scale): "The shift β is still to be added.",
    }
    return Question(
        f"In a batch of four pictures a channel of one pixel has the values {', '.join(map(text, (high, low, high, low)))}. "
        f"Batch normalization has γ = {scale:g} and β = {text(shift)}. What does the first value become in training? "
        "(Leave ε out.)",
        answer=value,
        tolerance=TWO_DECIMALS,
        mistakes=other_than(value, mistakes),
        explanation=f"The mean is {text(mean)} and the standard deviation {spread:g}, so "
        f"({text(high)} − {factor(mean)}) / {spread:g} = 1, and {scale:g} · 1 + {factor(shift)} = {text(value)}.",
        lesson="dcgan-norm",
    ).proved_by(lambda: proofs.norm_value((high, low, high, low), scale, shift))
