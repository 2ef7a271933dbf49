"""Computed questions on residual networks: fresh numbers each time, wrong answers by named mistakes."""

from __future__ import annotations

from dlteach.drill import Question, computed
from dlteach.quizzes import proofs_residual as proofs
from dlteach.quizzes.mistakes import TWO_DECIMALS, other_than


def minus(number):
    """Write a number with a real minus, as the lesson does."""
    return f"{number:g}".replace("-", "−")


@computed("resnet/block-output")
def block_output(rng):
    """Ask for the output of a residual block with one weight in each layer."""
    x, first, second = rng.choice([1, 2, 3, 4]), rng.choice([0.5, 1.5, 2.0]), rng.choice([-0.25, 0.25, 0.5, -0.1])
    # y = relu(x + w₂ · relu(w₁ · x))
    change = second * max(0.0, first * x)
    y = max(0.0, x + change)
    mistakes = {
        max(0.0, change): "That is a plain block: x is not added.",
        x + change * first: "w₁ counts once, inside F.",
        2 * x + change: "x is added once.",
        x * (1 + second): "The first weight is missing.",
        float(x): "That would be so if F were zero.",
    }
    return Question(
        f"One pixel, one map: F(x) = w₂ · relu(w₁ · x) with w₁ = {first:g} and w₂ = {minus(second)}. "
        f"What does the residual block y = relu(F(x) + x) put out for x = {x}?",
        answer=float(y),
        tolerance=TWO_DECIMALS,
        mistakes=other_than(float(y), mistakes),
        explanation=f"F({x}) = {minus(second)} · {first * x:g} = {minus(round(change, 6))}, "
        f"and {x} is added: {minus(round(y, 6))}.",
        lesson="resnet-by-hand",
    ).proved_by(lambda: proofs.block(float(x), first, second))


@computed("resnet/gradient-through-blocks")
def gradient_through_blocks(rng):
    """Ask for the gradient through several residual blocks of the same slope."""
    blocks, slope = rng.choice([2, 3, 4]), rng.choice([0.1, 0.2, 0.3, 0.5])
    # ∂y/∂x = (1 + a)^L
    gradient = (1 + slope) ** blocks
    mistakes = {
        slope**blocks: "That is without shortcuts.",
        1 + slope**blocks: "The 1 is added in every block, not once at the end.",
        1 + blocks * slope: "That leaves out the paths through more than one block.",
        blocks * (1 + slope): "The factors are multiplied, not added.",
    }
    return Question(
        f"{blocks} residual blocks y = F(x) + x follow each other, and each F has the slope {slope:g}. "
        "What is the gradient of the last output with respect to the first input? (Two decimals; no ReLU is in the way.)",
        answer=gradient,
        tolerance=TWO_DECIMALS,
        mistakes=other_than(gradient, mistakes),
        explanation=f"Each block multiplies by 1 + {slope:g}: {1 + slope:g} to the power of {blocks} is {gradient:.3f}.",
        lesson="resnet-by-hand",
    ).proved_by(lambda: proofs.gradient(slope, blocks))


@computed("resnet/depth-of-the-family")
def depth_of_the_family(rng):
    """Ask for the number of layers with weights of a network for small images."""
    n = rng.choice([1, 2, 3, 4, 5, 6, 7, 8, 9, 12])
    # 6n + 2
    depth = 6 * n + 2
    mistakes = {
        3 * n + 2: "Each block has two convolutions.",
        6 * n: "The first convolution and the dense layer have weights, too.",
        2 * n + 2: "There are three stages.",
        6 * n + 1: "The dense layer at the end counts, and so does the first convolution.",
        9 * n + 2: "These blocks have two convolutions; three are in bottleneck blocks.",
    }
    return Question(
        f"A residual network for small images begins with one convolution, has three stages of {n} "
        f"{'block' if n == 1 else 'blocks'} with two convolutions each, and ends with one dense layer. "
        "How many layers with weights is that?",
        answer=depth,
        mistakes=other_than(depth, mistakes),
        explanation=f"1 + 3 · {n} · 2 + 1 = {depth}.",
        lesson="resnet-build",
    ).proved_by(lambda: proofs.layers_with_weights(n))


@computed("resnet/basic-block-weights")
def basic_block_weights(rng):
    """Ask for the trained numbers of a basic block whose shortcut is the identity."""
    maps, size = rng.choice([8, 16, 24, 32, 48, 64]), rng.choice([7, 14, 28])
    # two convolutions without bias, and γ and β of two normalizations
    count = 2 * 9 * maps * maps + 2 * 2 * maps
    mistakes = {
        9 * maps * maps + 2 * maps: "There are two convolutions and two normalizations.",
        2 * 9 * maps * maps: "Scale and shift of the normalizations are trained, too.",
        2 * 9 * maps * maps + 8 * maps: "The running averages are stored, but not trained.",
        2 * 9 * maps + 4 * maps: "Each filter has weights for every map it reads.",
        2 * 9 * maps * maps + 4 * maps + maps * maps: "Where the shape stays, the shortcut has no weights.",
    }
    return Question(
        f"A basic block reads {maps} maps of {size}×{size} and puts out as many: two 3×3 convolutions without bias, each "
        "followed by batch normalization, and an identity shortcut. How many numbers does it train?",
        answer=count,
        mistakes=other_than(count, mistakes),
        explanation=f"2 · 3 · 3 · {maps} · {maps} weights, and a scale and a shift for each of 2 · {maps} channels: {count:,}.",
        lesson="resnet-build",
    ).proved_by(lambda: proofs.basic_block(size, maps))


@computed("resnet/bottleneck-weights")
def bottleneck_weights(rng):
    """Ask for the convolution weights of a bottleneck block."""
    inner, size = rng.choice([8, 16, 32, 64]), rng.choice([7, 14, 28])
    maps = 4 * inner
    # 1×1 down, 3×3, 1×1 up
    count = maps * inner + 9 * inner * inner + inner * maps
    mistakes = {
        maps * inner + 9 * inner * inner: "The last 1×1 convolution has weights, too.",
        9 * inner * inner: "The two 1×1 convolutions have weights, too.",
        9 * maps * maps + 2 * maps * inner: f"The 3×3 convolution works on {inner} maps only.",
        2 * 9 * maps * maps: "That is a basic block on all the maps.",
        3 * 9 * inner * inner: "The first and the last window are 1×1.",
    }
    return Question(
        f"A bottleneck block takes {maps} maps of {size}×{size} to {inner} by a 1×1 convolution, goes on with a 3×3 convolution "
        f"and back to {maps} by a 1×1. How many weights do its three convolutions have, without biases?",
        answer=count,
        mistakes=other_than(count, mistakes),
        explanation=f"{maps} · {inner} + 9 · {inner} · {inner} + {inner} · {maps} = {count:,}. Two 3×3 convolutions on "
        f"all {maps} maps would have {18 * maps * maps:,}.",
        lesson="resnet-build",
    ).proved_by(lambda: proofs.bottleneck(size, maps, inner))


@computed("resnet/shortcut-shape")
def shortcut_shape(rng):
    """Ask for the shape behind a shortcut without weights."""
    size, maps = rng.randint(5, 33), rng.choice([8, 16, 32, 64])
    # every second pixel: ⌈n / 2⌉ of them
    side = -(-size // 2)
    shape = (side, side, 2 * maps)
    mistakes = {
        (size, size, 2 * maps): "The maps are halved, too.",
        (side, side, maps): "Their number is doubled, by maps of zeros.",
        (size // 2, size // 2, 2 * maps): "It begins with the first pixel, so an odd size is rounded up.",
        (side, side, 4 * maps): "Halving the size leaves a quarter of the pixels, but the maps are only doubled.",
    }
    return Question(
        f"A shortcut without weights (option A) leads {maps} maps of {size}×{size} to a stage with twice as many maps, with "
        "stride 2. What is the shape behind it: height, width, maps?",
        answer=shape,
        mistakes=other_than(shape, mistakes),
        explanation=f"Every second pixel, {size} / 2 rounded up, and {maps} maps of zeros behind the {maps} there were.",
        lesson="resnet-shortcut",
    ).proved_by(lambda: proofs.shortcut(size, maps))
