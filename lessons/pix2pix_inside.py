"""Looks into the trained pix2pix: what each patch's score says, and what the skip connections carry."""

from __future__ import annotations

from collections.abc import Iterator

import keras
import numpy as np
from keras import ops

from dlteach.inspect.pictures import diverging, gallery
from dlteach.inspect.words import percent
from dlteach.lessons.pix2pix_bench import HALVINGS, as_shown, fabrics, signed
from dlteach.lessons.pix2pix_reader import judge
from dlteach.lessons.pix2pix_translating import ALONE, BOTH, REAL, judged, trained
from dlteach.models import patch_side
from dlteach.training.lab import Lab
from dlteach.views import Result, Table, Text, View

SHOWN = 3


def patch_scores(lab: Lab) -> Iterator[View]:
    """The discriminator's verdict, patch by patch, on real cloth, on pix2pix's and on that of L1 alone."""
    plans, rows = fabrics(lab).x_test, judged(lab)
    names = (REAL, BOTH, ALONE)
    scores = {name: scores_of(lab, plans, rows[name].pictures) for name in names}
    largest = float(max(np.abs(maps[:SHOWN]).max() for maps in scores.values()))
    tiles, labels = [], []
    for index in range(SHOWN):
        for name in names:
            # each score as a square of 2×2, about as large as the picture
            verdict = np.kron(scores[name][index, ..., 0], np.ones((2, 2)))
            tiles += [rows[name].pictures[index], diverging(verdict, largest)]
            labels += [name, "its scores"]
    shares = {name: float((maps > 0).mean()) for name, maps in scores.items()}
    yield gallery(
        "Real or made? A verdict for each patch",
        tiles,
        labels,
        "Beside each picture the scores of its patches, orange for real and blue for made. Taken for real: "
        + ", ".join(f"{percent(share)} of the patches of {name}" for name, share in shares.items())
        + ".",
        columns=2 * len(names),
        name="patch-scores",
    )
    height, width = scores[REAL].shape[1:3]
    # the middle of patch n is pixel 2 n + 2½
    at_shapes = fabrics(lab).extra["label_test"][:, 2 : 2 * height + 1 : 2, 2 : 2 * width + 1 : 2] > 0
    yield Table(
        "Patches taken for real",
        ["pictures", "in the middle of a shape", "in the middle of the ground"],
        [
            [name, *(f"{100 * float((maps[..., 0][place] > 0).mean()):.0f} %" for place in (at_shapes, ~at_shapes))]
            for name, maps in scores.items()
        ],
        numeric=[1, 2],
        note=f"{height}×{width} scores for each picture; each sees {patch_side(HALVINGS)}×{patch_side(HALVINGS)} pixels of it.",
        name="patches-taken-for-real",
    )
    yield Text(
        "Judged as in training, each kind of picture as a batch of its own. The discriminator was never shown what L1 "
        "alone made. "
        "Where its verdict on real cloth and on pix2pix's is alike, it cannot tell them apart."
    )


def without_skips(lab: Lab) -> Iterator[View]:
    """The generator with its skip connections cut one at a time: the encoder's maps replaced by their mean."""
    pairs, generator = fabrics(lab), trained(lab).generator
    plans = signed(pairs.x_test)
    names = [layer.name for layer in generator.layers if layer.name.startswith("skip_")]
    made = {"all in place": judged(lab)[BOTH].pictures}
    for name in sorted(names):
        made[f"without {name}"] = as_shown(cut(generator, plans, name))
    results = {name: judge(lab, name, pictures) for name, pictures in made.items()}
    sizes = {f"without {name}": generator.get_layer(name).output.shape[1] for name in names}
    yield gallery(
        "One skip connection cut at a time",
        [result.pictures[index] for index in range(SHOWN) for result in results.values()],
        [name for _ in range(SHOWN) for name in results],
        "; ".join(f"{name}: {100 * result.agreement:.0f} % read as planned" for name, result in results.items()) + ".",
        columns=len(results),
        name="skips-cut",
    )
    yield Table(
        "What each skip connection carries",
        ["generator", "size of the maps", "read as planned"],
        [
            [name, f"{sizes[name]}×{sizes[name]}" if name in sizes else "", f"{100 * result.agreement:.1f} %"]
            for name, result in results.items()
        ],
        numeric=[2],
        note="Cut: every map of the encoder is replaced by its mean, so that it still carries brightness but no place.",
        name="skips",
    )
    yield Text(
        "Which connection matters most is not laid down: the generator is free to use them as it learns. What must "
        "reach the picture in its exact place has to come through one of them: in the middle the maps have only 2×2 pixels."
    )
    worst = min(list(results)[1:], key=lambda name: results[name].agreement)
    yield Result(
        f"read as planned with all skip connections {100 * results['all in place'].agreement:.1f} %, {worst} "
        f"{100 * results[worst].agreement:.1f} %"
    )


def scores_of(lab: Lab, plans: np.ndarray, pictures: np.ndarray) -> np.ndarray:
    """The discriminator's scores for pictures of these plans as in training, (pictures, rows, columns, 1); no statistics move."""
    judge_of_patches = trained(lab).discriminator
    pair = [ops.convert_to_tensor(signed(part).astype("float32")) for part in (plans, pictures)]
    weights = [variable.value for variable in judge_of_patches.trainable_variables]
    state = [variable.value for variable in judge_of_patches.non_trainable_variables]
    scores, _ = judge_of_patches.stateless_call(weights, state, pair, training=True)
    return ops.convert_to_numpy(scores)


def cut(generator: keras.Model, plans: np.ndarray, name: str) -> np.ndarray:
    """What the generator makes when one skip connection carries only the mean of each of the encoder's maps.

    Args:
        generator: a U-Net of `Pix2Pix`.
        plans: (plans, side, side, channels) in [−1, 1].
        name: of the layer that concatenates, such as "skip_1".
    """

    def called(layer: keras.layers.Layer, *inputs, **options):
        if layer.name == name:
            (carried, made), *rest = inputs
            flat = ops.mean(carried, axis=(0, 1, 2), keepdims=True)
            inputs = ([flat + 0 * carried, made], *rest)
        return layer(*inputs, **options)

    # the same layers, called anew: no weight is copied
    twin = keras.models.clone_model(generator, clone_function=lambda layer: layer, call_function=called)
    return ops.convert_to_numpy(twin(ops.convert_to_tensor(plans), training=False))
