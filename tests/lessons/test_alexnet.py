"""The lesson on AlexNet: its counts, its inventions by hand, and that its experiments show what they say."""

import statistics

import keras
import numpy as np
import pytest

from dlteach import views
from dlteach.content.lesson import Call, Predict
from dlteach.content.lessons import load_lesson
from dlteach.lessons import alexnet, alexnet_bench, alexnet_experiments, alexnet_inside, alexnet_race
from dlteach.training.devices import Device
from dlteach.training.lab import Lab
from dlteach.tutor.options import settings_of

LESSON = load_lesson("alexnet")


def make_lab(folder, epochs=None, seed=0, **settings):
    device = Device(keras.backend.backend(), "cpu", "test")
    return Lab(folder, device, settings=settings_of(LESSON, settings), data_name="shapes", seed=seed, epochs=epochs)


def shown(outcome):
    return [outcome] if isinstance(outcome, views.Truth) else list(outcome)


def table_of(outcome):
    return next(view for view in outcome if isinstance(view, views.Table))


@pytest.mark.slow
def test_every_step_plays(tmp_path):
    lab = make_lab(tmp_path, epochs=1)
    for section in LESSON.sections:
        for step in section.steps:
            if isinstance(step, Call | Predict):
                for view in shown(getattr(alexnet, step.function)(lab)):
                    assert isinstance(view, views.View | views.Truth)


def test_predictions_agree_with_the_paper(tmp_path):
    lab = make_lab(tmp_path)
    names = ("guessing", "first_map_shape", "first_layer_parameters", "pooled_shape", "normalized_response")
    answers = [getattr(alexnet, name)(lab).answer for name in (*names, "grouped_parameters", "dense_share", "copies")]
    assert answers == ["99.5", "55, 55, 96", "34944", "27, 27, 96", "43.9", "307456", "96", "2048"]


def test_the_parameters_add_up_to_those_published(tmp_path):
    lab = make_lab(tmp_path)
    table = table_of(alexnet.where_parameters_sit(lab))
    counts = {row[0]: int(row[1].replace(",", "")) for row in table.rows}
    assert sum(counts.values()) == 60_965_224
    assert counts["fc6"] == 37_752_832
    assert sum(float(row[2].split()[0]) for row in table.rows) == pytest.approx(100, abs=0.5)
    assert [row[-1] for row in table_of(alexnet.groups_side_by_side(lab)).rows][-1] == "60,965,224"


def test_lenet_stands_beside_it(tmp_path):
    (table,) = alexnet.beside_lenet(make_lab(tmp_path))
    assert [row[3] for row in table.rows] == ["5", "8"]
    assert [row[4] for row in table.rows] == ["61,706", "60,965,224"]


def test_the_response_table_is_the_formula(tmp_path):
    table = table_of(alexnet.response_by_hand(make_lab(tmp_path)))
    a = np.array([10.0, 200.0, 10.0, 0.0, 50.0])
    for number, row in enumerate(table.rows):
        total = (a[max(0, number - 2) : number + 3] ** 2).sum()
        assert float(row[4]) == pytest.approx(a[number] / (2 + 1e-4 * total) ** 0.75, abs=0.006)


def test_the_designed_filters_answer_to_their_own_direction():
    bank = alexnet_inside.designed_bank()
    assert bank.shape == (11, 11, 3, 5)
    # an even ground of gray leaves every filter silent
    np.testing.assert_allclose(bank.sum(axis=(0, 1, 2)), 0, atol=1e-5)
    upright = np.zeros((11, 11, 3), "float32")
    upright[:, 6:] = 1
    answers = np.abs((bank * upright[..., None]).sum(axis=(0, 1, 2)))
    assert answers[:4].argmax() == 0
    assert answers[4] < 1e-5
    assert np.abs((bank * upright.transpose(1, 0, 2)[..., None]).sum(axis=(0, 1, 2)))[:4].argmax() == 2


def test_dropout_keeps_the_mean(tmp_path):
    (table,) = alexnet.dropout_by_hand(make_lab(tmp_path))
    assert table.rows[0][1:] == table.rows[-1][1:]
    for row in table.rows[1:4]:
        kept = [float(value) for value in row[1:9]]
        assert all(value in (0.0, 2.0 * (number + 1)) for number, value in enumerate(kept))


def test_few_pictures_are_crops_of_the_larger_ones(tmp_path):
    lab = make_lab(tmp_path)
    plain, views_ = (alexnet_experiments.few_pictures(lab, altered) for altered in (False, True))
    assert plain.x_train.shape == (200, 32, 32, 3)
    assert views_.x_train.shape == (2000, 32, 32, 3)
    counts = np.bincount(views_.y_train)
    np.testing.assert_array_equal(counts, 10 * np.bincount(plain.y_train))


def test_centring_uses_the_training_pictures_alone(tmp_path):
    data = alexnet_bench.images(make_lab(tmp_path))
    assert np.abs(data.x_train.mean(axis=0)).max() < 1e-4
    assert np.abs(data.x_test.mean(axis=0)).max() > 1e-3


@pytest.mark.slow
def test_the_narrow_network_learns_the_shapes(tmp_path):
    accuracies = []
    for seed in range(3):
        lab = make_lab(tmp_path / str(seed), seed=seed)
        (result,) = [view for view in alexnet.train_alexnet(lab) if isinstance(view, views.Result)]
        accuracies.append(float(result.line.split()[2]))
    print("test accuracy by seed:", accuracies)
    assert statistics.median(accuracies) >= 95.0


@pytest.mark.slow
def test_relu_is_there_first(tmp_path):
    for seed in range(3):
        lab = make_lab(tmp_path / str(seed), seed=seed)
        best = alexnet_race._best_errors(lab)
        print(seed, {name: alexnet_race._first_below(errors) for name, errors in best.items()})
        assert alexnet.relu_pays(lab).answer == "ReLU"


@pytest.mark.slow
def test_crops_and_mirror_images_pay(tmp_path):
    for seed in range(3):
        lab = make_lab(tmp_path / str(seed), seed=seed)
        alone, more = (float(row[3].split()[0]) for row in table_of(alexnet.altered_copies(lab)).rows)
        print(seed, alone, more)
        assert alone < more
