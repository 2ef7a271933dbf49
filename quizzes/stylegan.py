"""Computed questions on style-based generators: fresh numbers each time, wrong answers by named mistakes."""

from __future__ import annotations

import math

from dlteach.drill import Question, computed
from dlteach.quizzes import proofs_stylegan as proofs
from dlteach.quizzes.mistakes import TWO_DECIMALS, other_than
from dlteach.quizzes.signs import factor, text


@computed("stylegan/how-many-styles")
def how_many_styles(rng):
    """Ask how many layers take a style."""
    size = rng.choice([8, 16, 32, 64, 128, 256, 512, 1024])
    # sizes 4, 8 … size; two layers each
    sizes = int(math.log2(size)) - 1
    answer = 2 * sizes
    mistakes = {
        sizes: "Each size has two layers that take a style.",
        2 * (sizes - 1): "The layers at 4×4 count too.",
        2 * (sizes + 1): "Painting starts at 4×4, not at 2×2.",
        size: "Layers are counted, not pixels.",
    }
    return Question(
        f"A StyleGAN paints pictures of {size}×{size}. It starts at 4×4, doubles, and has two layers at every size. "
        "How many layers take a style?",
        answer=answer,
        mistakes=other_than(answer, mistakes),
        explanation=f"From 4 to {size} there are {sizes} sizes, and 2 · {sizes} = {answer}.",
        lesson="stylegan-network",
    ).proved_by(lambda: proofs.style_layers(size))


@computed("stylegan/mapping-parameters")
def mapping_parameters(rng):
    """Ask for the parameters of the mapping network."""
    width, depth = rng.choice([16, 32, 64, 128, 256, 512]), rng.randint(2, 8)
    # L layers of d² weights and d biases
    answer = depth * (width * width + width)
    mistakes = {
        depth * width * width: "Each layer has its biases too.",
        width * width + width: "That is one layer.",
        depth * 2 * width: "A dense layer has a weight for every pair of input and output.",
        width**depth: "Layers in a row add their weights; they do not multiply them.",
    }
    return Question(
        f"A mapping network has {depth} dense layers. z, w and everything between have {width} numbers. "
        "How many parameters has it, biases included?",
        answer=answer,
        mistakes=other_than(answer, mistakes),
        explanation=f"{depth} · ({width} · {width} + {width}) = {answer:,}.",
        lesson="stylegan-mapping",
    ).proved_by(lambda: proofs.mapping_count(width, depth))


@computed("stylegan/affine-parameters")
def affine_parameters(rng):
    """Ask for the parameters of the layer between a style and one AdaIN."""
    width, maps = rng.choice([16, 32, 64, 128, 512]), rng.choice([8, 24, 48, 96, 256])
    # d weights and a bias for each of 2 C outputs
    answer = (width + 1) * 2 * maps
    mistakes = {
        (width + 1) * maps: "Each map needs a scale and a shift: two numbers.",
        width * 2 * maps: "Each output has a bias too.",
        2 * maps: "These are its outputs; each of them has a weight for every number of w.",
        (width + 1) * 2: "Each map has its own scale and shift.",
    }
    return Question(
        f"w has {width} numbers, and a layer of the synthesis network has {maps} maps. How many parameters has the affine "
        "layer that computes this layer's scales and shifts for AdaIN, biases included?",
        answer=answer,
        mistakes=other_than(answer, mistakes),
        explanation=f"A scale and a shift for each map are {2 * maps} outputs, each with {width} weights and a bias: "
        f"{2 * maps} · {width + 1} = {answer:,}.",
        lesson="stylegan-modulation",
    ).proved_by(lambda: proofs.affine_count(width, maps))


@computed("stylegan/adain-value")
def adain_value(rng):
    """Ask for one value behind AdaIN."""
    mean, deviation = rng.choice([1, 2, 3, 5]), rng.choice([2, 4, 5])
    scale, shift = rng.choice([0.5, 1.5, 2, 3]), rng.choice([-2, -1, 1, 4])
    # two places below and two above: mean μ, deviation σ
    low, high = mean - deviation, mean + deviation
    value = rng.choice([low, high])
    normal = (value - mean) / deviation
    answer = float(scale * normal + shift)
    mistakes = {
        normal: "The style has still to scale and shift it.",
        scale * value + shift: "The map is normalized first.",
        scale * (value - mean) + shift: "Divide by the deviation too.",
        scale * normal + shift + mean: "The old mean is gone for good.",
        shift * normal + scale: "The scale multiplies, the shift is added.",
    }
    return Question(
        f"A feature map of 2×2 holds {text(low)}, {high}, {text(low)}, {high}: mean {mean}, deviation {deviation}. The style "
        f"asks for the scale {scale:g} and the shift {text(shift)}. What does AdaIN make of the value {text(value)}?",
        answer=answer,
        tolerance=TWO_DECIMALS,
        mistakes=other_than(answer, mistakes),
        explanation=f"({text(value)} − {mean}) / {deviation} = {text(normal)}, and "
        f"{scale:g} · {factor(normal)} + {factor(shift)} = {text(answer)}.",
        lesson="stylegan-modulation",
    ).proved_by(lambda: proofs.adain((low, high, low, high), value, scale, shift))


@computed("stylegan/truncated-style")
def truncated_style(rng):
    """Ask for one number of a truncated style."""
    average, w = rng.choice([0.5, 1, 2, 3]), rng.choice([4, 5, 6, 8])
    psi = rng.choice([0.25, 0.5, 0.7, 0.8])
    # w′ = w̄ + ψ (w − w̄)
    answer = average + psi * (w - average)
    mistakes = {
        psi * w: "It is the distance from the average that shrinks, not w itself.",
        psi * (w - average): "Add the average again.",
        w + psi * (average - w): "That keeps 1 − ψ of the distance. ψ says how much of it is kept.",
        average + psi * w: "Only the distance from the average is multiplied.",
    }
    return Question(
        f"A number of the average style is {average:g}, the same number of w is {w}. What becomes of it with the "
        f"truncation ψ = {psi:g}?",
        answer=float(answer),
        tolerance=TWO_DECIMALS,
        mistakes=other_than(float(answer), mistakes),
        explanation=f"{average:g} + {psi:g} · ({w} − {average:g}) = {answer:g}.",
        lesson="stylegan-truncation",
    ).proved_by(lambda: proofs.truncated(average, w, psi))


@computed("stylegan/demodulated-weight")
def demodulated_weight(rng):
    """Ask for a weight after modulation and demodulation."""
    first, second = rng.choice([1, 2, 3]), rng.choice([1, 2, 4])
    s, t = rng.choice([0.5, 1, 2, 3]), rng.choice([0.5, 1, 2, 4])
    a, b = s * first, t * second
    # w″ = w′ / √(Σ w′²), with w′ = s · w
    answer = a / math.hypot(a, b)
    mistakes = {
        a: "It has still to be divided by the root of the sum of squares.",
        first / math.hypot(first, second): "The style scales the weights first.",
        a / (a + b): "Divide by the root of the sum of squares, not by the sum.",
        a / (a * a + b * b): "Take the root of the sum of squares.",
        b / math.hypot(a, b): "That is the other weight.",
    }
    return Question(
        f"A filter of StyleGAN2 reads two maps by the weights {first} and {second}. The style scales the maps by {s:g} and "
        f"{t:g}. What is the first weight after demodulation? (Two decimals are enough.)",
        answer=answer,
        tolerance=TWO_DECIMALS,
        mistakes=other_than(answer, mistakes),
        explanation=f"Scaled they are {a:g} and {b:g}; {a:g} / √({a:g}² + {b:g}²) = {answer:.3f}.",
        lesson="stylegan-successor",
    ).proved_by(lambda: proofs.demodulated((first, second), (s, t)))
