"""The lesson on residual networks: its accuracies, the degradation, and what the looks inside say."""

import statistics

import keras
import numpy as np
import pytest

from dlteach import views
from dlteach.content.lesson import Call, Predict
from dlteach.content.lessons import load_lesson
from dlteach.lessons import resnet, resnet_bench, resnet_experiments, resnet_inside
from dlteach.training.devices import Device
from dlteach.training.lab import Lab
from dlteach.tutor.options import settings_of

LESSON = load_lesson("resnet")


def make_lab(folder, epochs=None, seed=0, **settings):
    device = Device(keras.backend.backend(), "cpu", "test")
    return Lab(folder, device, settings=settings_of(LESSON, settings), data_name="digits", seed=seed, epochs=epochs)


def shown(outcome):
    return [outcome] if isinstance(outcome, views.Truth) else list(outcome)


def named():
    return [step.function for section in LESSON.sections for step in section.steps if isinstance(step, Call | Predict)]


@pytest.mark.slow
def test_every_step_plays(tmp_path):
    lab = make_lab(tmp_path, epochs=1, augment=0)
    for name in named():
        for view in shown(getattr(resnet, name)(lab)):
            assert isinstance(view, views.View | views.Truth)


def test_predictions_agree_with_paper_and_pencil(tmp_path):
    lab = make_lab(tmp_path)
    quick = ("block_output", "gradient_of_block", "paths", "shortcut_shape", "normalized_value", "layers_of_56")
    answers = [getattr(resnet, name)(lab).answer for name in quick]
    assert answers == ["1.5", "0.75", "8", "4, 4, 32", "1.34", "56"]
    assert resnet.heaviest_stage(lab).answer == "the third, with the smallest maps"


def test_the_gradient_through_many_blocks_is_the_product_of_their_factors(tmp_path):
    curve = next(view for view in resnet.through_many(make_lab(tmp_path)) if isinstance(view, views.Curve))
    residual, plain = (np.array(series.y) for series in curve.series)
    blocks = np.arange(1, len(plain) + 1)
    np.testing.assert_allclose(residual, 1.1**blocks, rtol=1e-4)
    np.testing.assert_allclose(plain, 0.1**blocks, rtol=1e-4)


def test_the_generations_have_the_depths_of_their_names(tmp_path):
    (table,) = resnet.family(make_lab(tmp_path))
    assert [row[2] for row in table.rows] == ["5", "8", "18", "50", "152"]
    assert table.rows[3][3] == "25,557,032"


def test_the_stages_add_up_to_the_network(tmp_path):
    lab = make_lab(tmp_path)
    (table,) = resnet.stages(lab)
    model = resnet_bench.build_resnet(lab)
    assert sum(int(row[2].replace(",", "")) for row in table.rows) == model.count_params()


def test_shortcuts_keep_the_gradient_of_56_layers_level_and_plain_layers_do_not(tmp_path):
    for seed in range(2):
        lab = make_lab(tmp_path, seed=seed)
        residual, plain = (resnet_inside.norms(lab, 9, kind) for kind in (True, False))
        assert len(residual) == len(plain) == 55
        assert max(residual) / min(residual) < 15
        assert plain[1] > 50 * plain[-1]
        assert resnet.ratio(lab).answer == "far larger than in the last layers"
        silent, loud = (resnet_inside.norms(lab, 9, kind, False) for kind in (False, True))
        assert max(silent) < 0.01
        assert min(loud) > 10


def test_shortcuts_keep_neighbouring_gradients_alike(tmp_path):
    lab = make_lab(tmp_path)
    assert resnet_inside.likeness(lab, 9, True)[0] > 0.5
    assert abs(resnet_inside.likeness(lab, 9, False)[0]) < 0.2


def test_looking_at_gradients_leaves_the_batch_statistics_alone(tmp_path, monkeypatch):
    lab = make_lab(tmp_path)
    model = resnet_bench.build_resnet(lab, 1)
    before = [keras.ops.convert_to_numpy(variable.value).copy() for variable in model.non_trainable_variables]
    monkeypatch.setattr(resnet_inside, "build_resnet", lambda *arguments: model)
    resnet_inside.likeness(lab, 1, True)
    for old, variable in zip(before, model.non_trainable_variables, strict=True):
        np.testing.assert_array_equal(old, keras.ops.convert_to_numpy(variable.value))


def test_a_block_whose_last_scale_is_zero_adds_nothing(tmp_path):
    lab = make_lab(tmp_path)
    model = resnet_bench.build_resnet(lab, 1)
    model.get_layer("conv3_block1_2_bn").gamma.assign(np.zeros(32, "float32"))
    shares = dict(resnet_inside.what_a_block_adds(model, resnet_bench.images(lab).x_test[:20]))
    assert shares["conv3_block1"] == 0
    assert shares["conv2_block1"] > 0.1


def test_crops_move_by_one_pixel_at_most(tmp_path):
    data = resnet_bench.images(make_lab(tmp_path))
    some = resnet_experiments.replace(data, x_train=data.x_train[:3], y_train=data.y_train[:3])
    crops = resnet_experiments.cropped(some, 0)
    assert len(crops.x_train) == 27
    assert sorted(crops.y_train) == sorted(list(some.y_train) * 9)
    for image in some.x_train:
        assert sum(np.array_equal(image, crop) for crop in crops.x_train) == 1


@pytest.mark.slow
def test_resnet_20_reaches_98_percent(tmp_path):
    accuracies = []
    for seed in range(3):
        lab = make_lab(tmp_path / str(seed), seed=seed)
        (result,) = [view for view in resnet.train_resnet(lab) if isinstance(view, views.Result)]
        accuracies.append(float(result.line.split()[2]))
    print("test accuracy by seed:", accuracies)
    assert statistics.median(accuracies) >= 98.0


@pytest.mark.slow
def test_plain_56_stays_far_behind_resnet_56_on_seen_and_on_new_images(tmp_path):
    for seed in range(3):
        lab = make_lab(tmp_path / str(seed), seed=seed)
        found = {residual: resnet_experiments._depths(lab, resnet_bench.DEEP, residual) for residual in (True, False)}
        print(seed, {kind: (one.seen, one.new) for kind, one in found.items()})
        assert found[True].seen - found[False].seen > 0.3
        assert found[True].new - found[False].new > 0.3
        assert resnet.deep_plain(lab).answer == "far worse, on the training images as well"


@pytest.mark.slow
def test_normalization_and_altered_copies_pay(tmp_path):
    for seed in range(3):
        lab = make_lab(tmp_path / str(seed), seed=seed)
        (table,) = [view for view in resnet.without_normalization(lab) if isinstance(view, views.Table)]
        accuracy = {row[0]: float(row[-1].split()[0]) for row in table.rows}
        (copies,) = [view for view in resnet.altered_copies(lab) if isinstance(view, views.Table)]
        alone, more = (float(row[-1].split()[0]) for row in copies.rows)
        print(seed, accuracy, alone, more)
        assert accuracy["plain-20 without batch norm"] < accuracy["ResNet-20 without batch norm"]
        assert accuracy["ResNet-20 without batch norm"] < accuracy["ResNet-20"]
        assert alone < more
