"""Computed questions on AlexNet: fresh numbers each time, wrong answers by named mistakes."""

from __future__ import annotations

from dlteach.drill import Question, computed
from dlteach.quizzes import proofs_alexnet as proofs
from dlteach.quizzes.mistakes import TWO_DECIMALS, other_than


@computed("alexnet/strided-output")
def strided_output(rng):
    """Ask for the shape behind a large window with a large stride and explicit padding."""
    size, padding = rng.choice([96, 128, 160, 192, 224, 256]), rng.choice([1, 2, 3])
    window, stride, filters = rng.choice([7, 9, 11]), rng.choice([3, 4, 5]), rng.choice([32, 64, 96])
    # ⌊(n + 2p − k) / s⌋ + 1
    side = (size + 2 * padding - window) // stride + 1
    shape = (side, side, filters)
    short, half = (size - window) // stride + 1, (size + padding - window) // stride + 1
    mistakes = {
        (side - 1, side - 1, filters): "The first place counts, too: add 1 after dividing.",
        (short, short, filters): "The padding is missing.",
        (half, half, filters): "The zeros are added on both sides.",
        (-(-size // stride), -(-size // stride), filters): "That is with same padding.",
        (side, side, 3): "There is one map for each filter.",
    }
    return Question(
        f"A colour image of {size}×{size} gets {padding} {'row' if padding == 1 else 'rows'} of zeros on each of its four sides. "
        f"Then {filters} filters of {window}×{window} step over it by {stride}. What is the shape: height, width, maps?",
        answer=shape,
        mistakes=other_than(shape, mistakes),
        explanation=f"⌊({size} + {2 * padding} − {window}) / {stride}⌋ + 1 = {side}.",
        lesson="alexnet-first-layer",
    ).proved_by(lambda: proofs.strided(size, padding, window, stride, filters))


@computed("alexnet/overlapping-pool")
def overlapping_pool(rng):
    """Ask for the height of a map behind pooling windows that overlap."""
    size, window, maps = rng.randint(13, 60), rng.choice([3, 4, 5]), rng.choice([16, 64, 96])
    stride = rng.choice([step for step in (2, 3) if step < window])
    # ⌊(n − k) / s⌋ + 1
    side = (size - window) // stride + 1
    mistakes = {
        size // window: "That is with windows that touch: their step is their size.",
        size // stride: "A window has to fit as a whole, so its size counts as well.",
        size - window + 1: "That is with stride 1.",
        side - 1: "The first place counts, too: add 1 after dividing.",
        -(-size // stride): "That is with same padding.",
    }
    return Question(
        f"`MaxPooling2D({window}, strides={stride})` reads {maps} maps of {size}×{size}. How high are the maps of its output?",
        answer=side,
        mistakes=other_than(side, mistakes),
        explanation=f"⌊({size} − {window}) / {stride}⌋ + 1 = {side}.",
        lesson="alexnet-pooling",
    ).proved_by(lambda: proofs.pooled(size, maps, window, stride))


@computed("alexnet/grouped-parameters")
def grouped_parameters(rng):
    """Ask for the parameters of a grouped convolution."""
    groups, window = rng.choice([2, 4]), rng.choice([3, 5])
    channels, filters = rng.choice([16, 32, 48, 96]), rng.choice([32, 64, 128, 256])
    # each filter reads c / g maps, and has one bias
    count = filters * (window * window * (channels // groups) + 1)
    mistakes = {
        filters
        * (
            window * window * channels + 1
        ): "That is without groups: here a filter reads the maps of its own group only.",
        filters * window * window * (channels // groups): "Each filter has a bias, too.",
        (filters // groups) * (window * window * (channels // groups) + 1): "That is one group.",
        filters * (window * window + 1): "A filter reads all the maps of its group, not one.",
        filters
        * (window * window * channels + 1)
        // (groups * groups): "Both numbers are divided, but there are that many groups.",
    }
    return Question(
        f"`Conv2D({filters}, {window}, groups={groups})` reads {channels} maps. How many parameters has it, biases included?",
        answer=count,
        mistakes=other_than(count, mistakes),
        explanation=f"Each of the {filters} filters reads {channels} / {groups} = {channels // groups} maps: {filters} · "
        f"({window} · {window} · {channels // groups} + 1) = {count:,}.",
        lesson="alexnet-groups",
    ).proved_by(lambda: proofs.grouped(filters, window, groups, channels))


@computed("alexnet/response")
def response(rng):
    """Ask for a normalized response among two loud or silent neighbours."""
    own, left, right = rng.choice([50, 80, 100]), rng.choice([100, 150, 200]), rng.choice([0, 100, 150])
    # b = a / (k + α Σ a²)^β with k = 2, α = 0.0001, β = 0.75
    total = own**2 + left**2 + right**2
    base = 2 + 1e-4 * total
    value = own / base**0.75
    mistakes = {
        own / base: "The power of 0.75 is missing.",
        own / (2 + 1e-4 * (own + left + right)) ** 0.75: "The answers are squared before they are added.",
        own / (2 + 1e-4 * (total - own**2)) ** 0.75: "The map's own answer belongs to the sum.",
        own / (1e-4 * total) ** 0.75: "k = 2 is missing.",
        float(own): "That is before the normalization.",
    }
    return Question(
        f"Local response normalization: b = a / (2 + 0.0001 · S)^0.75, where S is the sum of squares of the five maps around. "
        f"The map answers {own}, its two neighbours {left} and {right}, the other two 0. What is b? (Two decimals.)",
        answer=value,
        tolerance=TWO_DECIMALS,
        mistakes=other_than(value, mistakes),
        explanation=f"S = {total:,}; 2 + 0.0001 · S = {base:g}, to the power of 0.75 {base**0.75:.3f}; "
        f"{own} / {base**0.75:.3f} = {value:.2f}.",
        lesson="alexnet-response",
    ).proved_by(lambda: proofs.response((0.0, float(left), float(own), float(right), 0.0)))


@computed("alexnet/kept-value")
def kept_value(rng):
    """Ask what Keras's dropout makes of a value that it keeps."""
    value, rate = rng.choice([1, 2, 3, 6, 9]), rng.choice([0.2, 0.25, 0.5, 0.6, 0.75])
    # kept values are divided by 1 − rate
    kept = value / (1 - rate)
    mistakes = {
        float(value): "It is scaled up, so that the mean stays right.",
        value * (1 - rate): "That is how the first paper corrected in prediction. Keras divides in training.",
        value / rate: "It is divided by the share that is kept, not by the share that is dropped.",
        value * (1 + rate): "It is divided by 1 − rate; that is not the same.",
        0.0: "That happens to values that are dropped.",
    }
    return Question(
        f"In training, Keras's `Dropout({rate:g})` happens to keep the value {value}. What does it become? (Two decimals.)",
        answer=kept,
        tolerance=TWO_DECIMALS,
        mistakes=other_than(kept, mistakes),
        explanation=f"{value} / (1 − {rate:g}) = {kept:.2f}.",
        lesson="alexnet-dropout",
    ).proved_by(lambda: proofs.kept(float(value), rate))
