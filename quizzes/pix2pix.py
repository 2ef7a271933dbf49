"""Computed questions on pictures from pictures: fresh numbers each time, wrong answers by named mistakes."""

from __future__ import annotations

import math

from dlteach.drill import Question, computed
from dlteach.quizzes import proofs_pix2pix as proofs
from dlteach.quizzes.mistakes import TWO_DECIMALS, other_than


@computed("pix2pix/psnr-value")
def psnr_value(rng):
    """Ask for the peak signal-to-noise ratio of pictures of bytes that differ by the same amount everywhere."""
    off = rng.choice([1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 25])
    # PSNR = 10 · log₁₀(255² / MSE) and MSE = off²
    value = 10 * math.log10(255**2 / off**2)
    mistakes = {
        10 * math.log10(255 / off): "Both are squared: the largest pixel and the difference.",
        10 * math.log10(255 / off**2): "The largest pixel is squared as well.",
        10 * math.log10(1 / off**2): "Pixels go up to 255 here, not to 1.",
        10 * math.log(255**2 / off**2): "Decibels take the logarithm to base ten.",
        2
        * value: "The square is in the mean squared error already: ten times the logarithm, not twenty of the square.",
    }
    return Question(
        f"Pixels are whole numbers from 0 to 255. In a copy each of them is off by {off}. What is the peak "
        "signal-to-noise ratio "
        "in decibels? (Two decimals)",
        answer=value,
        tolerance=TWO_DECIMALS,
        mistakes=_as_typed(value, mistakes),
        explanation=f"The mean squared error is {off**2}, and 10 · log₁₀(255² / {off**2}) = {value:.2f}.",
        lesson="pix2pix-decibels",
    ).proved_by(lambda: proofs.psnr_value(off))


@computed("pix2pix/shuffled")
def shuffled(rng):
    """Ask for the shape behind a pixel shuffle."""
    height, width = rng.choice([8, 12, 20, 24]), rng.choice([10, 16, 30, 32])
    scale, channels = rng.choice([2, 3, 4]), rng.choice([1, 3, 16])
    maps = channels * scale**2
    answer = (height * scale, width * scale, channels)
    mistakes = {
        (height * scale, width * scale, maps): "The channels are used up: they become the new pixels.",
        (
            height * scale,
            width * scale,
            channels * scale,
        ): "Both sides grow, so the channels are divided by the scale twice.",
        (height * scale**2, width * scale**2, channels): "Each side grows by the scale, not by its square.",
        (height, width, channels): "The pixels that were channels must go somewhere: both sides grow.",
    }
    return Question(
        f"Maps of {height}×{width} with {maps} channels pass a pixel shuffle with scale {scale}. What is the shape of "
        "the result: "
        "height, width, channels?",
        answer=answer,
        mistakes=other_than(answer, mistakes),
        explanation=f"{maps} / {scale}² = {channels}; {height} · {scale} = {height * scale} and {width} · {scale} = "
        f"{width * scale}.",
        lesson="pix2pix-shuffle",
    ).proved_by(lambda: proofs.shuffled(height, width, maps, scale))


@computed("pix2pix/gram-entry")
def gram_entry(rng):
    """Ask for one entry of a Gram matrix."""
    first, second = ([rng.randint(0, 5) for _ in range(4)] for _ in range(2))
    # G[i, j] = 1/M · Σ over places of F[k, i] · F[k, j]
    total = sum(a * b for a, b in zip(first, second, strict=True))
    value = total / 4
    mistakes = {
        float(total): "Take the mean over the four places.",
        sum(first) * sum(second) / 4: "Multiply place by place first, then add.",
        sum(first) * sum(second) / 16: "That is the product of the two means. Multiply place by place first.",
        sum(a * a for a in first) / 4: "That is the entry of the first map with itself.",
        total / 2: "There are two maps, but four places: divide by four.",
    }
    return Question(
        f"Two feature maps have four places: ({', '.join(map(str, first))}) and ({', '.join(map(str, second))}). What "
        "is the entry "
        "of the Gram matrix for the two, as a mean over the places?",
        answer=value,
        tolerance=TWO_DECIMALS,
        mistakes=_as_typed(value, mistakes),
        explanation=" + ".join(f"{a}·{b}" for a, b in zip(first, second, strict=True))
        + f" = {total}, and {total} / 4 = {value:g}.",
        lesson="pix2pix-gram",
    ).proved_by(lambda: proofs.gram_entry(tuple(first), tuple(second)))


@computed("pix2pix/patch-width")
def patch_width(rng):
    """Ask for the patch that one score of a PatchGAN sees."""
    halvings, size = rng.choice([1, 2, 3, 4]), rng.choice([3, 4, 5])
    side = 1
    # r = (r − 1) · stride + size, from the score backwards: two of stride 1, then the halvings
    for stride in [1, 1, *[2] * halvings]:
        side = (side - 1) * stride + size
    layers = halvings + 2
    mistakes = {
        layers * (size - 1) + 1: "That is the width if no convolution had a stride. Strides widen what is seen.",
        size * 2**halvings: "Each layer adds its window's overlap as well: r becomes (r − 1) · stride + size.",
        size * layers: "Windows overlap, and strides multiply.",
        (side - 1) * 2 + size: "That is one halving too many.",
    }
    return Question(
        f"A PatchGAN has convolutions of {size}×{size}: {halvings} of stride 2, then two of stride 1; the last one "
        "makes the scores. "
        "How many pixels wide is the patch that one score sees?",
        answer=side,
        mistakes=other_than(side, mistakes),
        explanation=f"From the score backwards r becomes (r − 1) · stride + {size}: "
        + " → ".join(map(str, _widths(halvings, size)))
        + ".",
        lesson="pix2pix-networks",
    ).proved_by(lambda: proofs.patch_width(halvings, size))


@computed("pix2pix/skip-shape")
def skip_shape(rng):
    """Ask for the shape behind a skip connection of pix2pix's generator."""
    side, filters = rng.choice([64, 128, 256]), rng.choice([16, 32, 64])
    number = rng.choice([1, 2, 3, 4])
    width = filters * min(8, 2 ** (number - 1))
    half = side // 2**number
    answer = (half, half, 2 * width)
    mistakes = {
        (half, half, width): "The maps of encoder and decoder are concatenated, not added: their numbers add up.",
        (
            2 * half,
            2 * half,
            2 * width,
        ): "Concatenating maps does not enlarge them; this is the size after the skip's own halving.",
        (2 * half, half, width): "They are laid on top of each other as channels, not below each other as rows.",
        (half, half, 4 * width): "Both have the width of that layer of the encoder, not of the next one.",
    }
    return Question(
        f"Pix2pix's generator halves a picture of {side}×{side} again and again; its first convolution makes "
        f"{filters} maps, and the "
        "number doubles up to eight times that. What is the shape behind the skip connection to convolution number "
        f"{number}: height, "
        "width, channels?",
        answer=answer,
        mistakes=other_than(answer, mistakes),
        explanation=f"After {number} {'halving' if number == 1 else 'halvings'} the side is {half}. The encoder has "
        f"{width} maps there "
        f"and the decoder brings as many: {2 * width}.",
        lesson="pix2pix-networks",
    ).proved_by(lambda: proofs.skip_shape(side, filters, number))


@computed("pix2pix/generator-loss")
def generator_loss(rng):
    """Ask for the generator's loss from the verdict, the error and its weight."""
    verdict, weight = rng.choice([0.1, 0.2, 0.25, 0.4, 0.5, 0.8]), rng.choice([1, 10, 50, 100])
    error = rng.choice([0.02, 0.03, 0.05, 0.08, 0.1])
    # −log D(x, G(x)) + λ · L1
    value = -math.log(verdict) + weight * error
    mistakes = {
        -math.log(1 - verdict) + weight * error: "The generator wants to be taken for real: −ln D, not −ln(1 − D).",
        math.log(verdict) + weight * error: "Mind the sign: the logarithm of a probability is negative.",
        -math.log(verdict) + error: "The error is multiplied by λ.",
        weight * (-math.log(verdict) + error): "λ multiplies the error alone.",
        -math.log10(verdict) + weight * error: "The loss takes the natural logarithm.",
    }
    return Question(
        f"Pix2pix's discriminator takes what was made for real with probability {verdict:g}. The mean absolute error "
        f"is {error:g} "
        f"and λ = {weight}. What is the generator's loss? (Two decimals)",
        answer=value,
        tolerance=TWO_DECIMALS,
        mistakes=_as_typed(value, mistakes),
        explanation=f"−ln {verdict:g} + {weight} · {error:g} = {-math.log(verdict):.3f} + {weight * error:g} = {value:.3f}.",
        lesson="pix2pix-overview",
    ).proved_by(lambda: proofs.generator_loss(verdict, error, weight))


def _as_typed(value, mistakes):
    """Leave out what happens to come out right, and round the rest as a learner would type it."""
    return {float(f"{wrong:.4g}"): remark for wrong, remark in other_than(value, mistakes).items()}


def _widths(halvings, size):
    widths = [1]
    for stride in [1, 1, *[2] * halvings]:
        widths.append((widths[-1] - 1) * stride + size)
    return widths
