"""Computed questions on convolutional networks: fresh numbers each time, wrong answers by named mistakes."""

from __future__ import annotations

import math

from dlteach.drill import Question, computed
from dlteach.quizzes import proofs
from dlteach.quizzes.mistakes import TWO_DECIMALS, other_than


@computed("cnn/valid-output-shape")
def valid_output_shape(rng):
    """Ask for the shape after a convolution without padding."""
    size, channels = rng.randint(16, 64), rng.choice([1, 3, 6, 16])
    filters, window, stride = rng.choice([8, 12, 20, 32]), rng.choice([3, 5, 7]), rng.choice([1, 2, 3])
    # ⌊(n − k) / s⌋ + 1 places along each side
    side = (size - window) // stride + 1
    same = math.ceil(size / stride)
    mistakes = {
        (same, same, filters): "That is the shape with same padding. Here nothing is added around the image.",
        (size - window + 1, size - window + 1, filters): "That would be right with stride 1.",
        (side - 1, side - 1, filters): "The first place counts too: add 1 after dividing.",
        (side, side, channels): "There is one map for each filter, however many channels they read.",
        (side, side, channels * filters): "Each filter adds its channels up into one map.",
    }
    return Question(
        f"`Conv2D({filters}, {window}, strides={stride}, padding='valid')` reads images of {size}×{size}×{channels}. "
        "What is the shape of its output: height, width, maps?",
        answer=(side, side, filters),
        mistakes=other_than((side, side, filters), mistakes),
        explanation=f"⌊({size} − {window}) / {stride}⌋ + 1 = {side} places along each side, and one map a filter.",
        lesson="cnn-padding-stride",
    ).proved_by(lambda: proofs.convolved(size, channels, filters, window, strides=stride))


@computed("cnn/same-output-shape")
def same_output_shape(rng):
    """Ask for the shape after a convolution with same padding."""
    size, channels = rng.randint(16, 64), rng.choice([1, 3, 6, 16])
    filters, window, stride = rng.choice([8, 12, 20, 32]), rng.choice([3, 5, 7]), rng.choice([2, 3, 4])
    # ⌈n / s⌉ places along each side
    side = math.ceil(size / stride)
    valid = (size - window) // stride + 1
    mistakes = {
        (valid, valid, filters): "That is the shape with valid padding.",
        (size, size, filters): "Same padding keeps the size only with stride 1.",
        (size // stride, size // stride, filters): "Round up: the last, incomplete step is filled with zeros.",
        (side, side, channels): "There is one map for each filter, however many channels they read.",
    }
    return Question(
        f"`Conv2D({filters}, {window}, strides={stride}, padding='same')` reads images of {size}×{size}×{channels}. "
        "What is the shape of its output: height, width, maps?",
        answer=(side, side, filters),
        mistakes=other_than((side, side, filters), mistakes),
        explanation=f"With same padding the window's size does not matter: {size} / {stride}, rounded up, is {side}.",
        lesson="cnn-padding-stride",
    ).proved_by(lambda: proofs.convolved(size, channels, filters, window, strides=stride, padding="same"))


@computed("cnn/pooling-output-shape")
def pooling_output_shape(rng):
    """Ask for the shape after pooling."""
    size, maps, tile = rng.randint(9, 48), rng.choice([6, 12, 16, 24]), rng.choice([2, 3])
    # ⌊n / p⌋ whole tiles fit along each side
    side = size // tile
    sliding, rounded_up = size - tile + 1, math.ceil(size / tile)
    mistakes = {
        (rounded_up, rounded_up, maps): "Only whole tiles count; what is left over at the edge is dropped.",
        (sliding, sliding, maps): "By default the tiles do not overlap: the stride is the size of a tile.",
        (side, side, maps // tile): "Pooling works on each map by itself; their number stays.",
        (side, side, 1): "Pooling works on each map by itself; it does not merge them.",
    }
    return Question(
        f"`MaxPooling2D({tile})` reads {maps} maps of {size}×{size}. "
        "What is the shape of its output: height, width, maps?",
        answer=(side, side, maps),
        mistakes=other_than((side, side, maps), mistakes),
        explanation=f"{size} / {tile}, rounded down, is {side}. The number of maps does not change.",
        lesson="cnn-pooling",
    ).proved_by(lambda: proofs.pooled(size, maps, tile))


@computed("cnn/convolution-parameters")
def convolution_parameters(rng):
    """Ask for the number of parameters of a convolution layer."""
    filters, window = rng.choice([8, 12, 20, 32, 64]), rng.choice([3, 5, 7])
    channels, size = rng.choice([3, 6, 16, 24]), rng.choice([14, 28, 32, 56])
    # each filter: k · k weights for each channel, and one bias
    count = filters * (window * window * channels + 1)
    mistakes = {
        filters * window * window * channels: "Each filter has a bias, too.",
        filters * (window * window + 1): "Each filter has its own weights for every channel it reads.",
        filters * window * window * channels + 1: "There is one bias a filter, not one for all.",
        filters * (window * channels + 1): "The window is square: its size counts twice.",
        count * size * size: "The filters are shared by all places; the size of the image does not matter.",
    }
    return Question(
        f"How many parameters has `Conv2D({filters}, {window})` on images of {size}×{size}×{channels}?",
        answer=count,
        mistakes=other_than(count, mistakes),
        explanation=f"{filters} · ({window} · {window} · {channels} + 1) = {count:,}.",
        lesson="cnn-lenet",
    ).proved_by(lambda: proofs.count("Conv2D", (filters, window), (None, size, size, channels)))


@computed("cnn/dense-parameters-after-flatten")
def dense_parameters_after_flatten(rng):
    """Ask for the number of parameters of a dense layer behind a flatten layer."""
    side, maps, units = rng.choice([4, 5, 6, 7, 8]), rng.choice([16, 24, 32, 64]), rng.choice([10, 84, 120, 128])
    # (h · w · c + 1) · units
    length = side * side * maps
    count = (length + 1) * units
    mistakes = {
        length * units: "Each unit has a bias, too.",
        (side * side + 1) * units: "All maps are flattened, not only one.",
        (maps + 1) * units: "That is the count after global average pooling, which leaves one number a map.",
        (side * maps + 1) * units: "A map has two sides: its size counts twice.",
        length + 1: "That is one unit.",
    }
    return Question(
        f"{maps} maps of {side}×{side} are flattened and read by `Dense({units})`. How many parameters has the dense layer?",
        answer=count,
        mistakes=other_than(count, mistakes),
        explanation=f"The list has {side} · {side} · {maps} = {length:,} values: ({length:,} + 1) · {units} = {count:,}.",
        lesson="cnn-classifier",
    ).proved_by(lambda: proofs.count("Dense", (units,), (None, length)))


@computed("cnn/receptive-field-of-a-stack")
def receptive_field_of_a_stack(rng):
    """Ask how many pixels a value sees behind convolution, pooling and convolution."""
    first, tile, second = rng.choice([3, 5, 7]), rng.choice([2, 3, 4]), rng.choice([3, 5])
    # 1 + Σ (kᵢ − 1) · (product of the strides before)
    field = 1 + (first - 1) + (tile - 1) + (second - 1) * tile
    mistakes = {
        first + tile + second - 2: "Behind the pooling, one step is as wide as a tile.",
        first + tile + second: "Neighbouring windows overlap, so their sizes do not simply add up.",
        first * tile * second: "Neighbouring windows overlap, so their sizes do not multiply.",
        second: "That is what it sees of the layer before; the question is about the image.",
        tile * second: "That would be right without the first convolution.",
    }
    return Question(
        f"A convolution with {first}×{first} windows, pooling with {tile}×{tile} tiles and a convolution with "
        f"{second}×{second} windows follow each other. Both convolutions have stride 1, and the tiles do not overlap. "
        "How many pixels high is the receptive field of one value at the end?",
        answer=field,
        mistakes=other_than(field, mistakes),
        explanation=f"1 + ({first} − 1) + ({tile} − 1) + ({second} − 1) · {tile} = {field}: "
        "each layer adds its window less one, times the strides before it.",
        lesson="cnn-hierarchy",
    ).proved_by(lambda: proofs.seen(first, tile, second))


@computed("cnn/multiply-adds")
def multiply_adds(rng):
    """Ask for the work of a convolution layer."""
    size, channels = rng.choice([8, 12, 14, 16, 28]), rng.choice([3, 6, 10, 16])
    filters, window = rng.choice([4, 8, 12, 20]), rng.choice([3, 5])
    # every value of the output takes k · k · c products
    side = size - window + 1
    work = side * side * filters * window * window * channels
    mistakes = {
        size * size * filters * window * window * channels: "Without padding, the window has fewer places than pixels.",
        side * side * window * window * channels: "That is one filter.",
        side * side * filters * window * window: "A filter multiplies in every channel.",
        filters * window * window * channels: "That is one place; the filters are used at all of them.",
        2 * work: "That counts a multiply–add as two operations.",
    }
    return Question(
        f"How many multiply–adds does `Conv2D({filters}, {window})` need for one image of {size}×{size}×{channels}? "
        "(No padding, stride 1; leave the biases out, and count a product with its addition as one.)",
        answer=work,
        mistakes=other_than(work, mistakes),
        explanation=f"{side} · {side} · {filters} values, each the sum of {window} · {window} · {channels} products: "
        f"{work:,}.",
        lesson="cnn-lenet",
    ).proved_by(lambda: proofs.work(size, channels, filters, window))


@computed("cnn/dilated-output-size")
def dilated_output_size(rng):
    """Ask for the height of the map of a dilated convolution."""
    size, window, dilation = rng.randint(24, 64), rng.choice([3, 5]), rng.choice([2, 3, 4])
    # the window spans d · (k − 1) + 1 pixels
    side = size - dilation * (window - 1)
    mistakes = {
        size - window + 1: "That is without dilation.",
        size - dilation * window + 1: "There are gaps only between the weights: it spans d · (k − 1) + 1 pixels.",
        size: "That is with same padding.",
        math.ceil((size - window + 1) / dilation): "That is a stride. Dilation spreads the weights, not the places.",
    }
    return Question(
        f"`Conv2D(8, {window}, dilation_rate={dilation})` reads images of {size}×{size}×3, without padding. "
        "How high are its maps?",
        answer=side,
        mistakes=other_than(side, mistakes),
        explanation=f"The window spans {dilation} · ({window} − 1) + 1 = {dilation * (window - 1) + 1} pixels.",
        lesson="cnn-relatives",
    ).proved_by(lambda: proofs.convolved(size, 3, 8, window, dilation_rate=dilation)[0])


@computed("cnn/transposed-output-size")
def transposed_output_size(rng):
    """Ask for the height of the map of a transposed convolution."""
    size, window, stride = rng.randint(4, 16), rng.choice([3, 4, 5]), rng.choice([2, 3])
    padding = rng.choice(["same", "valid"])
    # same: n · s      valid: (n − 1) · s + k
    same, valid = size * stride, (size - 1) * stride + window
    side = same if padding == "same" else valid
    mistakes = {
        same: "That is with same padding.",
        valid: "That is with valid padding.",
        math.ceil(size / stride): "That is an ordinary convolution. A transposed one enlarges.",
        size * stride + window: "The last copy of the filter begins at (n − 1) · s.",
        size: "With a stride above 1, the maps grow.",
    }
    return Question(
        f"`Conv2DTranspose(8, {window}, strides={stride}, padding='{padding}')` reads maps of {size}×{size}. "
        "How high are the maps of its output?",
        answer=side,
        mistakes=other_than(side, mistakes),
        explanation=f"{size} · {stride} = {same}."
        if padding == "same"
        else f"The last copy of the filter begins at ({size} − 1) · {stride} and is {window} long: {valid}.",
        lesson="cnn-relatives",
    ).proved_by(lambda: proofs.enlarged(size, window, stride, padding))


@computed("cnn/batch-norm-parameters")
def batch_norm_parameters(rng):
    """Ask how many numbers a batch normalization holds, or how many of them are trained."""
    channels, size, trained = rng.choice([6, 16, 32, 64, 128]), rng.choice([7, 14, 28]), rng.choice([True, False])
    # per channel: scale γ and shift β are trained, mean and variance are only averaged
    count = 2 * channels if trained else 4 * channels
    mistakes = {
        4 * channels: "The moving mean and variance are stored, but no gradient trains them.",
        2 * channels: "Besides scale and shift, it stores a moving mean and a moving variance.",
        channels: "There is more than one number a channel.",
        4 * channels * size * size: "All places of a channel share their numbers.",
        4: "Each channel has its own.",
    }
    asked = "does training by gradients change" if trained else "does it store, trained or not"
    return Question(
        f"`BatchNormalization()` reads {channels} maps of {size}×{size}. How many numbers {asked}?",
        answer=count,
        mistakes=other_than(count, mistakes),
        explanation="Scale and shift are trained, a moving mean and a moving variance are averaged: "
        f"4 numbers a channel, 2 of them trained. So {count}.",
        lesson="resnet-normalization",
    ).proved_by(lambda: proofs.normalization_count(channels, size, trained))


@computed("cnn/kernel-shape")
def kernel_shape(rng):
    """Ask for the shape of a convolution layer's weights."""
    filters, window, channels = rng.choice([8, 12, 20, 32]), rng.choice([5, 7]), rng.choice([1, 3, 6, 16])
    shape = (window, window, channels, filters)
    mistakes = {
        (filters, channels, window, window): "That is PyTorch's order. Keras puts the channels last.",
        (filters, window, window, channels): "In Keras the filters come last.",
        (window, window, filters, channels): "What is read comes before what is written.",
        (window, window, filters): "Each filter has weights for every channel it reads.",
    }
    return Question(
        f"`layer = Conv2D({filters}, {window})` was built on images with {channels} "
        f"{'channel' if channels == 1 else 'channels'}. What is the shape of `layer.kernel`?",
        answer=shape,
        mistakes=other_than(shape, mistakes),
        explanation="Height and width of the window, channels read, filters.",
        lesson="cnn-convolution",
    ).proved_by(lambda: proofs.kernel_shape_of(filters, window, channels))


@computed("cnn/softmax-probability")
def softmax_probability(rng):
    """Ask for the probability that a softmax gives to one of three scores."""
    scores = rng.sample([0, 0.5, 1, 1.5, 2, 3], 3)
    # e^s / Σ e^s
    powers = [math.exp(score) for score in scores]
    probability = powers[0] / sum(powers)
    mistakes = {
        scores[0] / sum(scores): "Raise e to each score before you divide.",
        powers[0]: "Divide by the sum of all e^s.",
        powers[0] / sum(powers[1:]): "The sum below holds the score's own e^s as well.",
        1 / (1 + math.exp(-scores[0])): "That is a sigmoid, which looks at one score alone.",
    }
    return Question(
        f"A classifier's scores are {scores[0]}, {scores[1]} and {scores[2]}. "
        "Which probability does the softmax give to the first class? (Two decimals are enough.)",
        answer=probability,
        tolerance=TWO_DECIMALS,
        mistakes=other_than(probability, mistakes),
        explanation=f"e^{scores[0]} / (e^{scores[0]} + e^{scores[1]} + e^{scores[2]}) = "
        f"{powers[0]:.3f} / {sum(powers):.3f} = {probability:.3f}.",
        lesson="cnn-classifier",
    ).proved_by(lambda: proofs.softmax(tuple(scores)))


@computed("cnn/cross-entropy-value")
def cross_entropy_value(rng):
    """Ask for the cross-entropy of one prediction."""
    right = rng.choice([0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])
    second = round((1 - right) * rng.choice([0.25, 0.5, 0.75]), 3)
    # −ln p of the right class
    loss = -math.log(right)
    mistakes = {
        1 - right: "The loss is the logarithm of the probability, not its distance from 1.",
        -math.log2(right): "That is the logarithm to the base 2; Keras takes the natural one.",
        -math.log10(right): "That is the logarithm to the base 10; Keras takes the natural one.",
        -math.log(second): "Only the probability of the right class counts.",
        math.log(right): "The logarithm of a number below 1 is negative; the loss is minus that.",
    }
    return Question(
        f"A classifier gives the right class the probability {right:g} and another class {second:g}. "
        "What is the cross-entropy? (Natural logarithm, two decimals.)",
        answer=loss,
        tolerance=TWO_DECIMALS,
        mistakes=other_than(loss, mistakes),
        explanation=f"−ln {right:g} = {loss:.3f}. What the wrong classes got does not matter.",
        lesson="cnn-classifier",
    ).proved_by(lambda: proofs.cross_entropy(right, second))
