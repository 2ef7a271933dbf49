"""Computed questions on boxes, detectors and segmentation: fresh numbers each time, wrong answers by named mistakes."""

from __future__ import annotations

from dlteach.drill import Question, computed
from dlteach.quizzes import proofs_vision as proofs
from dlteach.quizzes.mistakes import TWO_DECIMALS, other_than


@computed("vision/overlap-of-shifted-boxes")
def overlap_of_shifted_boxes(rng):
    """Ask for the intersection over union of two equal boxes, one of them shifted."""
    side, down, right = rng.choice([8, 10, 12, 20]), rng.randint(0, 5), rng.randint(1, 6)
    shared = (side - down) * (side - right)
    # |A ∩ B| / (|A| + |B| − |A ∩ B|)
    value = shared / (2 * side * side - shared)
    mistakes = {
        shared / (side * side): "That is the share of one box; divide by what both cover together.",
        shared / (2 * side * side): "What both cover counts once in the union: take it off the sum.",
        (side - right) / (side + right) if down else 0.5: "Mind both directions, and the union.",
        1 - value: "That is the part of the union that is not shared.",
    }
    lower = f"{down} lower and " if down else ""
    return Question(
        f"Two boxes of {side}×{side} pixels. The second lies {lower}{right} further to the right. What is "
        "their intersection over union? (Two decimals.)",
        answer=value,
        tolerance=TWO_DECIMALS,
        mistakes=other_than(value, mistakes),
        explanation=f"They share {side - down} · {side - right} = {shared} pixels and cover 2 · {side * side} − {shared} = "
        f"{2 * side * side - shared} together: {value:.3f}.",
        lesson="vision-boxes",
    ).proved_by(lambda: proofs.overlap((0, 0, side, side), (down, right, side + down, side + right)))


@computed("vision/places-of-a-detector")
def places_of_a_detector(rng):
    """Ask how many places answer in a detector without anchors."""
    height, width = 32 * rng.randint(2, 8), 32 * rng.randint(2, 8)
    strides = rng.choice([(8,), (16,), (8, 16), (16, 32), (8, 16, 32)])
    counts = [height // stride * (width // stride) for stride in strides]
    count = sum(counts)
    mistakes = {
        height * width // strides[0]: "The stride counts in both directions.",
        sum(
            height // stride + width // stride for stride in strides
        ): "A map has rows times columns, not rows plus columns.",
        count * 4: "Each place gives four distances, but it is one place.",
        height * width: "Not every pixel is a place of the map.",
    }
    told = " and ".join(str(stride) for stride in strides)
    return Question(
        f"FCOS looks at a picture of {height}×{width} pixels on maps with stride {told}. How many places answer?",
        answer=count,
        mistakes=other_than(count, mistakes),
        explanation=" + ".join(f"{height // stride} · {width // stride}" for stride in strides) + f" = {count:,}.",
        lesson="vision-detector",
    ).proved_by(lambda: proofs.places(height, width, strides))


@computed("vision/centre-ness-of-a-place")
def centre_ness_of_a_place(rng):
    """Ask for the centre-ness of a place inside a box."""
    up, down = (rng.randint(1, 9) for _ in range(2))
    # not in the middle, or there would be nothing to compute
    left, right = rng.sample(range(1, 10), 2)
    across, along = min(left, right) / max(left, right), min(up, down) / max(up, down)
    # √( min(l, r) / max(l, r) · min(t, b) / max(t, b) )
    value = (across * along) ** 0.5
    mistakes = {
        across * along: "The root is missing.",
        (across + along) / 2: "The two shares are multiplied, not averaged.",
        min(across, along): "Both directions count.",
        across**0.5: "Up and down count as well.",
    }
    return Question(
        f"In pixels, a place lies {up} from the top, {left} from the left, {down} from the bottom and {right} from the "
        "right side of its box. What is its centre-ness? (Two decimals.)",
        answer=value,
        tolerance=TWO_DECIMALS,
        mistakes=other_than(value, mistakes),
        explanation=f"√({min(left, right)}/{max(left, right)} · {min(up, down)}/{max(up, down)}) = {value:.3f}.",
        lesson="vision-detector",
    ).proved_by(lambda: proofs.centre(up, left, down, right))


@computed("vision/precision-after-boxes")
def precision_after_boxes(rng):
    """Ask for the average precision of a handful of boxes."""
    objects = rng.randint(2, 4)
    # a miss between two hits, so that the precision falls and rises again
    middle = [False, *(rng.random() < 0.5 for _ in range(rng.randint(0, 2)))]
    while sum(middle) > objects - 2:
        middle[middle.index(True)] = False
    right = [True, *middle, True, *([False] * rng.randint(0, 1))]
    precisions = [sum(right[: cut + 1]) / (cut + 1) for cut in range(len(right))]
    best = [max(precisions[cut:]) for cut in range(len(right))]
    # Σ (best precision from there on) / objects, over the hits
    value = sum(share for share, hit in zip(best, right, strict=True) if hit) / objects
    mistakes = {
        sum(right) / len(right): "That is the precision of all boxes.",
        sum(right) / objects: "That is the recall.",
        sum(best) / len(best): "Only where an object is found does the recall grow.",
        value * objects / sum(right): "Objects that are never found count 0, but they count.",
    }
    told = ", ".join("hit" if hit else "miss" for hit in right)
    return Question(
        f"Boxes of one class, the surest first: {told}. There are {objects} objects. What is the average precision, "
        "taking at each object found the best precision from there on? (Two decimals.)",
        answer=float(value),
        tolerance=TWO_DECIMALS,
        mistakes=other_than(float(value), mistakes),
        explanation="Precision after each box: "
        + ", ".join(f"{share:.2f}" for share in precisions)
        + f". The best from each hit on, added and divided by {objects}: {value:.3f}.",
        lesson="vision-precision",
    ).proved_by(lambda: proofs.average_precision(tuple(right), objects))


@computed("vision/transposed-convolution-shape")
def transposed_convolution_shape(rng):
    """Ask for the shape behind a step up of a U-Net."""
    size, maps = rng.choice([5, 7, 12, 28, 56]), rng.choice([32, 64, 128, 256])
    half = maps // 2
    shape = (2 * size, 2 * size, maps)
    mistakes = {
        (2 * size, 2 * size, half): "The early maps are laid beside, so there are as many again.",
        (size, size, maps): "Stride 2 doubles height and width.",
        (2 * size, 2 * size, 3 * half): "The transposed convolution has halved the maps before.",
        (2 * size, 2 * size, 2 * maps): "The transposed convolution has halved the maps before.",
        (2 * size + 1, 2 * size + 1, maps): "Window and stride are both 2: no overlap, no pixel more.",
    }
    return Question(
        f"In a U-Net, {maps} maps of {size}×{size} go up: a 2×2 transposed convolution with stride 2 leaves {half} "
        f"maps, and {half} early maps of the new size are concatenated. What is the shape: height, width, maps?",
        answer=shape,
        mistakes=other_than(shape, mistakes),
        explanation=f"2 · {size} = {2 * size} pixels each way, and {half} + {half} = {maps} maps.",
        lesson="vision-unet",
    ).proved_by(lambda: proofs.step_up(size, maps))


@computed("vision/overlap-of-pixels")
def overlap_of_pixels(rng):
    """Ask for the intersection over union of a class of pixels."""
    both, missed, added = rng.randint(5, 60), rng.randint(1, 30), rng.randint(1, 30)
    value = both / (both + missed + added)
    mistakes = {
        both / (both + missed): "That is the recall; what was added wrongly counts as well.",
        both / (both + added): "That is the precision; what was missed counts as well.",
        2 * both / (2 * both + missed + added): "That is the Dice coefficient, which counts the shared pixels twice.",
    }
    return Question(
        f"A network marks {both + added} pixels as sheep, {both} of them rightly. In truth {both + missed} pixels "
        "are sheep. What is the intersection over union of the class? (Two decimals.)",
        answer=value,
        tolerance=TWO_DECIMALS,
        mistakes=other_than(value, mistakes),
        explanation=f"Shared {both}; together {both + added} + {both + missed} − {both} = {both + missed + added}: {value:.3f}.",
        lesson="vision-unet",
    ).proved_by(lambda: proofs.overlap_of_class(both, missed, added))
