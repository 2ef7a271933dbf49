"""The pix2pix lesson's claims: above bicubic, near the style, and cloth that is read as planned where L1 alone paints grey."""

import keras
import numpy as np
import pytest

from dlteach import models, views
from dlteach.content.lesson import Call, Predict
from dlteach.content.lessons import load_lesson
from dlteach.lessons import (
    pix2pix,
    pix2pix_bench,
    pix2pix_by_hand,
    pix2pix_enlarging,
    pix2pix_experiments,
    pix2pix_inside,
    pix2pix_reader,
    pix2pix_style,
    pix2pix_translating,
)
from dlteach.training.devices import Device
from dlteach.training.lab import Lab
from dlteach.tutor.options import settings_of

LESSON = load_lesson("pix2pix")


def make_lab(folder, epochs=None, seed=0, **settings):
    device = Device(keras.backend.backend(), "cpu", "test")
    return Lab(folder, device, settings=settings_of(LESSON, settings), data_name="fabrics", seed=seed, epochs=epochs)


def shown(outcome):
    return [outcome] if isinstance(outcome, views.Truth) else list(outcome)


@pytest.fixture
def small(monkeypatch):
    """Few and small examples, so that every training takes a moment."""
    few = {}

    def some(lab):
        if id(lab) not in few:
            few[id(lab)] = pix2pix_bench.data.load("fabrics", seed=lab.seed, size=60)
        return few[id(lab)]

    using = (pix2pix_by_hand, pix2pix_experiments, pix2pix_inside, pix2pix_reader, pix2pix_translating)
    for module in (pix2pix, pix2pix_bench, *using):
        monkeypatch.setattr(module, "fabrics", some)
    pieces = pix2pix_bench.data.load("photographs", size=32, patch=12)
    for module in (pix2pix, pix2pix_enlarging):
        monkeypatch.setattr(module, "photographs", lambda lab: pieces)
    # compiling would take longer than these few steps
    monkeypatch.setattr(Lab, "compile", lambda self, model, kind, **options: model.compile(**options, run_eagerly=True))
    monkeypatch.setattr(pix2pix_reader, "READER_EPOCHS", 1)
    monkeypatch.setattr(pix2pix_style, "STEPS_AN_EPOCH", 2)
    monkeypatch.setattr(pix2pix_style, "SIDE", 32)


def test_every_step_plays_with_one_epoch(tmp_path, small):
    lab = make_lab(tmp_path, epochs=1, filters=4)
    for section in LESSON.sections:
        for step in section.steps:
            if isinstance(step, Call | Predict):
                for view in shown(getattr(pix2pix, step.function)(lab)):
                    assert isinstance(view, views.View | views.Truth)


def test_predictions_follow_the_settings(tmp_path):
    lab = make_lab(tmp_path)
    assert pix2pix_by_hand.shuffled_shape(lab).answer == "48, 48, 16"
    assert pix2pix_by_hand.skip_shape(lab).answer == "16, 16, 32"
    assert pix2pix_by_hand.skip_shape(make_lab(tmp_path, filters=4)).answer == "16, 16, 8"
    assert pix2pix_by_hand.patch_width(lab).answer == "16"
    assert pix2pix_by_hand.decibels_of_a_thousandth(lab).answer == "30"
    # 32 on the diagonal, 32 · 31 / 2 beside it
    assert pix2pix_by_hand.numbers_of_a_gram(lab).answer == "528"


def test_what_is_worked_by_hand(tmp_path):
    lab = make_lab(tmp_path)
    # squared differences 0.01, 0, 0.01, 0: their mean is 1/200
    assert "23.01" in shown(pix2pix_by_hand.psnr_by_hand(lab))[-1].markdown
    gram = " ".join(view.markdown for view in pix2pix_by_hand.gram_by_hand(lab) if isinstance(view, views.Text))
    assert "((1.5, 1), (1, 1.25))" in gram
    assert "**the same**" in gram
    after = shown(pix2pix_by_hand.shuffle_by_hand(lab))[-1]
    assert [row[1:] for row in after.rows] == [["1", "2", "5", "6"], ["3", "4", "7", "8"]]


def test_grey_is_cheaper_than_a_weave_begun_elsewhere(tmp_path):
    lab = make_lab(tmp_path)
    curve = next(iter(pix2pix_by_hand.what_grey_costs(lab)))
    greys, wrong = curve.series
    assert greys.x[int(np.argmin(greys.y))] == pytest.approx(0.5)
    assert min(greys.y) < 0.9 * wrong.y[0]


def test_the_untrained_enlarger_is_bicubic(tmp_path):
    lab = make_lab(tmp_path)
    lab.keep("enlarger", pix2pix_enlarging.build_enlarger(lab))
    rows = pix2pix_enlarging.measured(lab)
    assert rows["the network"] == pytest.approx(rows["bicubic"], abs=1e-3)
    assert rows["nearest pixel"][0] < rows["bicubic"][0]


def test_a_cut_that_cuts_nothing_changes_nothing(tmp_path):
    model = models.Pix2Pix((16, 16, 3), 1, filters=4, depth=3, halvings=1, dropout=0.0)
    random = np.random.default_rng(0)
    for weight in model.generator.trainable_weights:
        weight.assign(random.normal(0, 0.3, weight.shape))
    plans = random.normal(size=(2, 16, 16, 3)).astype("float32")
    whole = keras.ops.convert_to_numpy(model.generator(plans))
    np.testing.assert_allclose(pix2pix_inside.cut(model.generator, plans, "no such"), whole, atol=1e-6)
    assert np.abs(pix2pix_inside.cut(model.generator, plans, "skip_1") - whole).max() > 1e-3


def test_the_nearest_plan_of_a_known_one_is_itself():
    plans = np.random.default_rng(0).random((6, 4, 4, 3)).astype("float32")
    assert pix2pix_translating.nearest_plan(plans[::-1], plans).tolist() == [5, 4, 3, 2, 1, 0]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_network_enlarges_better_than_bicubic(seed, tmp_path):
    lab = make_lab(tmp_path, seed=seed)
    line = next(view.line for view in pix2pix.train_enlarger(lab) if isinstance(view, views.Result))
    rows = pix2pix_enlarging.measured(lab)
    print(seed, line, rows)
    assert rows["the network"][0] >= rows["bicubic"][0] + 0.5
    assert rows["the network"][1] > rows["bicubic"][1]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_style_comes_near_and_the_content_stays(seed, tmp_path):
    lab = make_lab(tmp_path, seed=seed)
    table = next(view for view in pix2pix.transfer_style(lab) if isinstance(view, views.Table))
    style = {row[0]: float(row[1]) for row in table.rows}
    content = {row[0]: float(row[2]) for row in table.rows}
    print(seed, style, content)
    assert style["the result"] <= 0.1 * style["the flower"]
    assert content["the result"] < min(content["noise"], content["the temple"])


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_pix2pix_weaves_what_was_planned_and_an_error_alone_does_not(seed, tmp_path):
    lab = make_lab(tmp_path, seed=seed)
    rows = pix2pix_translating.judged(lab)
    usual, heavy, _ = pix2pix_experiments.compared(lab)
    print(seed, {name: (round(one.agreement, 3), round(one.error, 4)) for name, one in rows.items()}, heavy.agreement)
    assert rows["real cloth"].agreement >= 0.9
    assert rows["pix2pix"].agreement >= 0.75
    assert rows["pix2pix"].agreement > rows["nearest plan"].agreement
    # chance is a quarter
    assert rows["L1 alone"].agreement < 0.4
    assert rows["mean picture"].agreement < 0.4
    assert rows["L1 alone"].error < rows["pix2pix"].error
    assert heavy.agreement < usual.agreement - 0.1
