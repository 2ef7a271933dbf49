"""The CNN lesson's claims: its accuracy, its shift test, and that it plays on other data sets."""

import statistics
from dataclasses import replace

import keras
import numpy as np
import pytest

from dlteach import data, views
from dlteach.content.lesson import Call, Predict
from dlteach.content.lessons import load_lesson
from dlteach.lessons import cnn, cnn_bench, cnn_by_hand, cnn_experiments
from dlteach.training.devices import Device
from dlteach.training.lab import Lab
from dlteach.tutor.options import settings_of

LESSON = load_lesson("cnn")


def make_lab(folder, epochs=None, seed=0, name="digits", **settings):
    device = Device(keras.backend.backend(), "cpu", "test")
    return Lab(folder, device, settings=settings_of(LESSON, settings), data_name=name, seed=seed, epochs=epochs)


def shown(outcome):
    return [outcome] if isinstance(outcome, views.Truth) else list(outcome)


def accuracy_of(lab):
    (result,) = [view for view in cnn.train_lenet(lab) if isinstance(view, views.Result)]
    return float(result.line.split()[2])


def strange(channels, side):
    """A tiny data set of another shape, as `mnist` (28×28×1) or `cifar10` (32×32×3) would come."""
    digits = data.load("digits")
    some = np.random.default_rng(0).random((40, side, side, channels)).astype("float32")
    labels = np.arange(40, dtype="int32") % 10
    return replace(
        digits, x_train=some, y_train=labels, x_validation=some, y_validation=labels, x_test=some, y_test=labels
    )


@pytest.mark.parametrize(("name", "channels", "side"), [("mnist", 1, 28), ("cifar10", 3, 32)])
def test_every_step_plays_on_images_of_another_shape(name, channels, side, tmp_path, monkeypatch):
    lab = make_lab(tmp_path, epochs=1, name=name)
    monkeypatch.setattr(lab, "dataset", lambda **options: strange(channels, side))
    for section in LESSON.sections:
        for step in section.steps:
            if isinstance(step, Call | Predict):
                for view in shown(getattr(cnn, step.function)(lab)):
                    assert isinstance(view, views.View | views.Truth)


def test_predictions_agree_with_the_paper(tmp_path):
    lab = make_lab(tmp_path)
    answers = [
        cnn.first_map_shape(lab).answer,
        cnn.first_convolution_parameters(lab).answer,
        cnn.pooled_shape(lab).answer,
        cnn.flattened_length(lab).answer,
        cnn.heaviest_layer(lab).answer,
    ]
    assert answers == ["28, 28, 6", "156", "14, 14, 6", "400", "c5, the first dense layer"]


def test_framing_keeps_the_picture_in_the_middle():
    framed = cnn_bench.framed(strange(1, 28), 2, limit=5)
    assert framed.x_train.shape == (5, 32, 32, 1)
    assert (framed.x_train[:, 2:-2, 2:-2] == strange(1, 28).x_train[:5]).all()
    assert framed.x_train[:, :2].sum() == framed.x_train[:, :, -2:].sum() == 0


def test_pooling_forgives_a_shift_the_more_the_larger_its_tiles(tmp_path):
    table = next(view for view in cnn_by_hand.shift_and_pool(make_lab(tmp_path)) if isinstance(view, views.Table))
    changes = [int(row[2].split()[0]) for row in table.rows]
    assert changes == sorted(changes, reverse=True)
    assert changes[0] > 2 * changes[2]


def test_the_networks_of_the_shift_test_are_of_about_equal_size():
    framed = cnn_bench.framed(data.load("digits"), cnn_experiments.MARGIN)
    counts = [make(framed).count_params() for make in cnn_experiments.SHIFT_NETWORKS.values()]
    assert max(counts) / min(counts) < 1.05


@pytest.mark.slow
def test_the_dense_network_collapses_under_a_shift_and_the_pooled_one_holds(tmp_path):
    for seed in range(3):
        accuracies = cnn_experiments._shift_accuracies(make_lab(tmp_path / str(seed), seed=seed))
        assert min(values[0] for values in accuracies.values()) > 0.94
        assert accuracies["dense"][2] < 0.25
        assert accuracies["flattened"][2] < 0.35
        assert accuracies["pooled"][2] > 0.9


@pytest.mark.slow
def test_median_accuracy_over_five_seeds_is_at_least_99_percent(tmp_path):
    accuracies = [accuracy_of(make_lab(tmp_path / str(seed), seed=seed)) for seed in range(5)]
    print("test accuracy by seed:", accuracies)
    assert statistics.median(accuracies) >= 99.0
