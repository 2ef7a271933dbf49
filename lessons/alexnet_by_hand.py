"""AlexNet's own inventions on numbers small enough to follow."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from keras import layers, ops

from dlteach.lessons.alexnet_bench import published
from dlteach.lessons.cnn_bench import shape_text
from dlteach.models import LocalResponseNormalization
from dlteach.scratch import max_pool2d
from dlteach.training.lab import Lab
from dlteach.views import Table, Text, Truth, View

CLASSES, BEST = 1_000, 5
NEIGHBOURS = (10.0, 200.0, 10.0, 0.0, 50.0)


def guessing(lab: Lab) -> Truth:
    """The top-5 error of guessing among a thousand classes."""
    error = 100 * (1 - BEST / CLASSES)
    return Truth(
        f"{error:g}", f"Five guesses out of {CLASSES:,} hold the right class in {100 * BEST / CLASSES:g} % of cases."
    )


def top_five(lab: Lab) -> Iterator[View]:
    """Top-1 and top-5 of one ranked answer, for three right classes."""
    ranked = ["leopard", "jaguar", "cheetah", "snow leopard", "Egyptian cat", "lynx", "tiger"]
    chances = ops.convert_to_numpy(ops.softmax(np.array([4.0, 3.2, 2.5, 2.0, 1.0, 0.8, 0.2], "float32")))
    rows = []
    for truth in ("leopard", "cheetah", "lynx"):
        rank = ranked.index(truth) + 1
        rows.append(
            [
                truth,
                f"{100 * chances[rank - 1]:.0f} %",
                str(rank),
                "right" if rank == 1 else "wrong",
                "right" if rank <= BEST else "wrong",
            ]
        )
    yield Table(
        f"An answer that begins with: {', '.join(ranked[:BEST])}",
        ["if the truth is", "its probability", "rank", "top-1", "top-5"],
        rows,
        numeric=[1, 2],
        note="One photograph may show several things, and the contest knows one label: so five answers were allowed.",
        name="top-five",
    )


def first_map_shape(lab: Lab) -> Truth:
    """The output shape of conv1, asked of the model."""
    model = published()
    shape = model.get_layer("conv1").output.shape[1:]
    return Truth(
        shape_text(shape),
        "⌊(228 − 11) / 4⌋ + 1 = 55. (The paper writes 224 and leaves the padding out; 224 alone would give 54.)",
    )


def first_layer_parameters(lab: Lab) -> Truth:
    """The parameters of conv1, asked of the model."""
    layer = published().get_layer("conv1")
    return Truth(
        str(layer.count_params()),
        "96 filters × (11 · 11 · 3 weights + 1 bias) = 96 × 364. It is a large window, cheaply used.",
    )


def stride_by_hand(lab: Lab) -> Iterator[View]:
    """What the stride of the first layer saves: maps, values and work for strides 1, 2 and 4."""
    rows = []
    for stride in (1, 2, 4):
        side = (228 - 11) // stride + 1
        layer = layers.Conv2D(96, 11, strides=stride)
        shape = layer.compute_output_shape((None, 228, 228, 3))[1:]
        assert shape == (side, side, 96)
        work = side * side * 96 * 11 * 11 * 3
        rows.append([str(stride), f"{side}×{side}", f"{side * side * 96:,}", f"{work / 1e6:,.0f}"])
    yield Table(
        "96 filters of 11×11 on an image of 224×224, padded by two pixels on each side",
        ["stride", "map", "values", "million multiply–adds"],
        rows,
        numeric=[0, 1, 2, 3],
        name="stride",
    )


def pool_by_hand(lab: Lab) -> Iterator[View]:
    """Max pooling of a 5×5 map with 2×2 and with 3×3 windows, both two steps apart."""
    values = np.array([[1, 0, 2, 0, 1], [0, 3, 0, 1, 0], [2, 0, 9, 0, 4], [0, 1, 0, 5, 0], [1, 0, 2, 0, 7]], "float32")
    batch = values[None, ..., None]
    yield _grid("A feature map, 5×5", values)
    yield _grid("2×2 windows, stride 2", ops.convert_to_numpy(max_pool2d(batch, 2))[0, ..., 0])
    yield _grid("3×3 windows, stride 2: they overlap", ops.convert_to_numpy(max_pool2d(batch, 3, 2))[0, ..., 0])
    yield Text(
        "Same number of results, but the 9 in the middle lies in all four of the overlapping windows, and the last row and "
        "column are used, too. In the paper this lowered the top-5 error by 0.3 points."
    )


def pooled_shape(lab: Lab) -> Truth:
    """The output shape of pool1, asked of the model."""
    shape = published().get_layer("pool1").output.shape[1:]
    return Truth(shape_text(shape), "⌊(55 − 3) / 2⌋ + 1 = 27. Maps are not mixed, so there are still 96.")


def normalized_response(lab: Lab) -> Truth:
    """What is left of a response of 100 whose neighbours are silent, asked of the layer."""
    value = _normalized([0.0, 0.0, 100.0, 0.0, 0.0])[2]
    return Truth(
        f"{value:.1f}", f"2 + 0.0001 · 100² = 3, and 3 to the power of 0.75 is {3**0.75:.3f}: 100 / {3**0.75:.3f}."
    )


def response_by_hand(lab: Lab) -> Iterator[View]:
    """Local response normalization across five maps at one place, step by step."""
    after = _normalized(list(NEIGHBOURS))
    rows = []
    for number, value in enumerate(NEIGHBOURS):
        near = NEIGHBOURS[max(0, number - 2) : number + 3]
        total = sum(one * one for one in near)
        divisor = (2 + 1e-4 * total) ** 0.75
        rows.append([str(number + 1), f"{value:g}", f"{total:,.0f}", f"{divisor:.3f}", f"{after[number]:.2f}"])
    yield Table(
        "Five neighbouring maps at one place",
        ["map", "a", "Σ a² around it", "divisor", "b"],
        rows,
        numeric=[0, 1, 2, 3, 4],
        note="k = 2, α = 0.0001, β = 0.75, n = 5: the map itself and two on each side, as far as there are any.",
        name="response",
    )
    alone = _normalized([0.0, 0.0, NEIGHBOURS[2], 0.0, 0.0])[2]
    yield Text(
        f"Map 3 answers with {NEIGHBOURS[2]:g}. Alone it would keep {alone:.2f}. Beside the loud map 2 it keeps "
        f"{after[2]:.2f}. The loudest dims those beside it, so that at each place few maps speak clearly."
    )


def grouped_parameters(lab: Lab) -> Truth:
    """The parameters of conv2 in two groups, asked of the model."""
    grouped = published().get_layer("conv2").count_params()
    whole = published(groups=1).get_layer("conv2").count_params()
    return Truth(
        str(grouped),
        f"256 · (5 · 5 · 48 + 1) = {grouped:,}. Reading all 96 maps it would have {whole:,}.",
    )


def groups_side_by_side(lab: Lab) -> Iterator[View]:
    """Parameters of each convolution with one group and with two."""
    one, two = published(groups=1), published()
    rows = []
    for number in range(1, 6):
        name = f"conv{number}"
        layer = two.get_layer(name)
        counts = [model.get_layer(name).count_params() for model in (one, two)]
        rows.append([name, str(layer.kernel.shape[2]), *(f"{count:,}" for count in counts)])
    yield Table(
        "One group, two groups",
        ["layer", "maps a filter reads", "one group", "two groups"],
        [*rows, ["whole network", "", f"{one.count_params():,}", f"{two.count_params():,}"]],
        numeric=[1, 2, 3],
        note="conv3 is where the two cards meet: its filters read all 256 maps.",
        name="groups",
    )


def dropout_by_hand(lab: Lab) -> Iterator[View]:
    """Dropout of eight values, drawn three times in training, and in prediction."""
    layer = layers.Dropout(0.5, seed=lab.seed)
    values = np.arange(1, 9, dtype="float32")
    rows = [["input", *(f"{value:g}" for value in values), f"{values.mean():.2f}"]]
    for step in range(1, 4):
        dropped = ops.convert_to_numpy(layer(values, training=True))
        rows.append([f"training, step {step}", *(f"{value:g}" for value in dropped), f"{dropped.mean():.2f}"])
    kept = ops.convert_to_numpy(layer(values, training=False))
    rows.append(["prediction", *(f"{value:g}" for value in kept), f"{kept.mean():.2f}"])
    many = np.mean([ops.convert_to_numpy(layer(values, training=True)).mean() for _ in range(200)])
    yield Table(
        "Dropout with rate 0.5",
        ["", *(str(number) for number in range(1, 9)), "mean"],
        rows,
        numeric=list(range(1, 10)),
        note=f"What is kept is doubled, so that the mean stays right: over 200 draws it is {many:.2f}.",
        name="dropout",
    )


def copies(lab: Lab) -> Truth:
    """How many pictures the paper's crops and mirrors make of one."""
    return Truth(
        str(32 * 32 * 2),
        "The paper counts 256 − 224 = 32 places down and 32 across, times 2 for the mirror image: 2,048. "
        "(With both ends there are 33.)",
    )


def _normalized(responses: list[float]) -> np.ndarray:
    row = np.array(responses, "float32").reshape(1, 1, 1, -1)
    return ops.convert_to_numpy(LocalResponseNormalization()(row))[0, 0, 0]


def _grid(title: str, values: np.ndarray) -> Table:
    rows = [[f"{value:g}" for value in row] for row in values]
    return Table(title, [""] * values.shape[1], rows, numeric=list(range(values.shape[1])))
