"""The lesson on detection, segmentation and faces: what it computes, and that each network beats its plain rival."""

import keras
import numpy as np
import pytest

from dlteach import data, views
from dlteach.content.lesson import Call, Predict
from dlteach.content.lessons import load_lesson
from dlteach.inspect.average_precision import mean_average_precision
from dlteach.lessons import (
    vision,
    vision_baselines,
    vision_bench,
    vision_detector,
    vision_experiments,
    vision_faces,
    vision_segmentation,
)
from dlteach.training.devices import Device
from dlteach.training.lab import Lab
from dlteach.tutor.options import settings_of

LESSON = load_lesson("vision")


def make_lab(folder, epochs=None, seed=0, **settings):
    device = Device(keras.backend.backend(), "cpu", "test")
    return Lab(folder, device, settings=settings_of(LESSON, settings), data_name="objects", seed=seed, epochs=epochs)


def shown(outcome):
    return [outcome] if isinstance(outcome, views.Truth) else list(outcome)


def only(kind, outcome):
    (found,) = [view for view in outcome if isinstance(view, kind)]
    return found


def share(text):
    return float(text.removesuffix(" %"))


@pytest.fixture
def few(monkeypatch):
    """Both data sets with few examples."""
    whole = data.load

    def load(name, **options):
        return whole(name, **(options | {"size": {"objects": 300, "faces": 400}[name]}))

    monkeypatch.setattr(data, "load", load)


@pytest.mark.slow
def test_every_step_plays(tmp_path, few):
    lab = make_lab(tmp_path, epochs=1)
    names = [step.function for section in LESSON.sections for step in section.steps if isinstance(step, Call | Predict)]
    for name in names:
        for view in shown(getattr(vision, name)(lab)):
            assert isinstance(view, views.View | views.Truth)


def test_predictions_agree_with_paper_and_pencil(tmp_path, few):
    lab = make_lab(tmp_path)
    quick = ("iou_value", "nms_left", "ap_value", "transposed_corner", "cropped_side", "places")
    answers = [getattr(vision, name)(lab).answer for name in quick]
    # 8 / 24; A, D and E; (1 + ¾ + ¾ + 0) / 4; 4 · 1; (568 − 392) / 2; 12 · 12
    assert answers == ["0.33", "3", "0.625", "4", "88", "144"]


def test_the_looks_without_a_network_hold_what_they_say(tmp_path, few):
    lab = make_lab(tmp_path)
    (overlaps,) = shown(vision.iou_by_hand(lab))
    assert [row[1] for row in overlaps.rows] == ["1.000", "0.818", "0.667", "0.471", "0.333", "0.694", "0.000"]
    (table,) = shown(vision.published(lab))
    assert table.note.startswith("31,030,658")
    assert table.rows[-1][1] == "388×388×2"
    blocks = [view.rows for view in shown(vision.transposed_by_hand(lab)) if isinstance(view, views.Table)]
    assert blocks[-1] == [["1", "0", "2", "0"], ["2", "1", "4", "2"], ["3", "0", "4", "0"], ["6", "3", "8", "4"]]
    picture = only(views.Picture, vision.see_targets(lab))
    assert "of 144 places lie in a box" in picture.words
    for show in (vision.see_pictures, vision.see_faces):
        assert [len(view.tiles) for view in show(lab) if isinstance(view, views.Picture)] == [3, 3]


def test_the_detectors_pieces_add_up(tmp_path, few):
    lab = make_lab(tmp_path)
    (table,) = shown(vision.detector_summary(lab))
    model = vision_detector.build_detector(lab)
    assert sum(int(row[1].replace(",", "")) for row in table.rows) == model.count_params()


def test_overlaps_of_pixels_equal_keras():
    random = np.random.default_rng(0)
    truth, answer = random.integers(0, 4, (2, 3, 10, 10))
    metric = keras.metrics.MeanIoU(4)
    metric.update_state(truth, answer)
    assert np.mean(vision_segmentation.overlaps(truth, answer, 4)) == pytest.approx(float(metric.result()), rel=1e-5)


def test_pixels_near_an_edge_touch_another_class():
    classes = np.zeros((1, 5, 6), int)
    classes[0, 1:4, 1:4] = 2
    near = vision_segmentation.near_edges(classes)[0]
    for row in range(5):
        for column in range(6):
            beside = [(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)]
            inside = [place for place in beside if 0 <= place[0] < 5 and 0 <= place[1] < 6]
            assert near[row, column] == any(classes[0][place] != classes[0, row, column] for place in inside)


def test_the_rule_without_a_network_finds_what_stands_alone():
    pictures = data.load("objects", size=400)
    alone = (pictures.y_train >= 0).sum(axis=1) == 1
    boxes, labels = pictures.extra["box_train"][alone] * vision_bench.SIDE, pictures.y_train[alone]
    found = [vision_baselines.patches(image)[0] for image in pictures.x_train[alone]]
    assert mean_average_precision(found, boxes, labels, 3) > 0.8


def test_strangers_are_told_apart_by_angles():
    people = np.repeat(np.arange(4), 3)
    random = np.random.default_rng(0)
    vectors = np.eye(4)[people] * random.uniform(1, 5, (12, 1)) + 0.05 * random.normal(size=(12, 4))
    pairs = vision_faces.compared(vectors, people)
    assert len(pairs[0]) == 12 * 11 // 2
    assert pairs[1].sum() == 4 * 3
    assert vision_faces.verified(pairs, pairs) == 1
    assert vision_faces.known_again(vectors, people) == 1
    noise = random.normal(size=(12, 4))
    assert vision_faces.known_again(noise, people) < 1


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_the_detector_beats_the_rule_and_needs_suppression(tmp_path, seed):
    lab = make_lab(tmp_path, seed=seed)
    result = only(views.Result, vision.train_detector(lab))
    table = only(views.Table, vision.rivals(lab))
    mean, rule, ours = ([share(value) for value in row[1:]] for row in table.rows)
    suppression = {row[0]: share(row[2]) for row in only(views.Table, vision.suppression(lab)).rows}
    centre = [[share(value) for value in row[1:]] for row in only(views.Table, vision.centre_ness(lab)).rows]
    print(seed, result.line, "mean box", mean, "patches", rule, "FCOS", ours, suppression, "centre-ness", centre)
    assert ours[0] >= 80
    assert ours[0] > rule[0] + 5
    assert rule[0] > mean[0] + 10
    assert suppression["none"] < suppression["0.5"] - 10
    assert vision_experiments.without_suppression(lab).answer == "It finds each shape many times over"


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_u_net_beats_the_rules_and_needs_its_bridges(tmp_path, seed):
    lab = make_lab(tmp_path, seed=seed)
    result = only(views.Result, vision.train_unet(lab))
    reached = {row[0]: share(row[-1]) for row in only(views.Table, vision.segmentation_rivals(lab)).rows}
    with_skips, without = (row for row in only(views.Table, vision.without_skips(lab)).rows)
    print(seed, result.line, reached, with_skips, without)
    assert reached["U-Net"] >= 85
    assert reached["U-Net"] > max(value for name, value in reached.items() if name != "U-Net") + 3
    assert share(without[2]) < share(with_skips[2])
    assert vision.what_skips_do(lab).answer == "It errs mainly at the edges of shapes"


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_strangers_are_known_again(tmp_path, seed):
    lab = make_lab(tmp_path, seed=seed)
    result = only(views.Result, vision.train_reader(lab))
    pixels, ours = (
        [float(value.split()[0]) for value in row[1:]] for row in only(views.Table, vision.strangers(lab)).rows
    )
    rows = only(views.Table, vision.attributes(lab)).rows
    print(seed, result.line, "pixels", pixels, "embeddings", ours, rows)
    assert ours[0] > 0.97
    assert ours[1] > pixels[1] + 20
    assert ours[2] > pixels[2] + 40
    assert vision.best_at_strangers(lab).answer == "nearly all of them"
    for row in rows:
        assert share(row[3]) >= share(row[1])
