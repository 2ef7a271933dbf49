"""The lesson on choosing: the contest is fair, the breaks break what they say, the guide names real models."""

import itertools

import keras
import numpy as np
import pytest

from dlteach import data, models
from dlteach.content.lessons import load_lesson
from dlteach.lessons import choosing, choosing_contest, choosing_experiments, choosing_guide
from dlteach.lessons.choosing_networks import IMAGE, TEXT
from dlteach.training.devices import Device
from dlteach.training.lab import Lab
from dlteach.views import Result, Table

SETTINGS = {setting.name: setting for setting in load_lesson("choosing").settings}


@pytest.fixture
def make_lab(tmp_path):
    def make(seed=0, epochs=None, **settings):
        return Lab(
            tmp_path / str(seed),
            Device(keras.config.backend(), "cpu", "test"),
            settings={name: setting.default for name, setting in SETTINGS.items()} | settings,
            data_name="digits",
            seed=seed,
            epochs=epochs,
        )

    return make


@pytest.fixture(scope="module")
def sets():
    return {"image": data.load("digits"), "text": data.load("opinions")}


def numbers(row):
    return [float(cell.split()[0]) for cell in row]


@pytest.mark.parametrize("task", ["image", "text"])
def test_the_contestants_are_of_about_one_size_and_give_probabilities(sets, task):
    candidates = {"image": IMAGE, "text": TEXT}[task]
    sizes = []
    for candidate in candidates.values():
        model = candidate.build(sets[task])
        sizes.append(model.count_params())
        scores = keras.ops.convert_to_numpy(model(sets[task].x_test[:3]))
        assert scores.shape == (3, len(sets[task].class_names))
        np.testing.assert_allclose(scores.sum(axis=1), 1, rtol=1e-4)
    assert max(sizes) < 2 * min(sizes)


def test_the_recurrent_network_does_not_read_the_padding(sets):
    words = sets["text"].x_test
    short = words[(words == 0).sum(axis=1) >= 4][:1]
    model = TEXT["RNN"].build(sets["text"])
    length = int((short != 0).sum())
    cut = keras.ops.convert_to_numpy(model(short[:, :length]))
    np.testing.assert_allclose(keras.ops.convert_to_numpy(model(short)), cut, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    ("function", "answer"),
    [(choosing.patch_tokens, "16"), (choosing.windows_of_words, "17, 48"), (choosing.attention_size, "10000")],
)
def test_predictions_have_the_answer_a_pencil_finds(make_lab, function, answer):
    assert function(make_lab()).answer == answer


def test_the_sentence_of_the_prediction_is_as_long_as_the_data(sets):
    assert sets["text"].x_train.shape[1] == 17


def test_scrambling_keeps_every_pixel_and_uses_one_order(sets):
    plain, scrambled = sets["image"], choosing_experiments.scramble(sets["image"], seed=0)
    flat, mixed = (one.x_test.reshape(len(one.x_test), -1) for one in (plain, scrambled))
    np.testing.assert_array_equal(np.sort(flat, axis=1), np.sort(mixed, axis=1))
    assert not np.array_equal(flat, mixed)
    # a pixel that is bright in the same images before and after: one order for all
    order = [
        next(j for j in range(64) if np.array_equal(flat[:, j], mixed[:, i])) for i in range(64) if mixed[:, i].any()
    ]
    assert len(set(order)) == len(order)


def test_shuffling_keeps_the_words_and_the_padding(sets):
    words = sets["text"].x_test
    shuffled = choosing_experiments.shuffle_words(words, seed=0)
    np.testing.assert_array_equal(words == 0, shuffled == 0)
    np.testing.assert_array_equal(np.sort(words, axis=1), np.sort(shuffled, axis=1))
    assert (words != shuffled).any(axis=1).mean() > 0.9


def test_enough_is_the_smallest_amount_that_reaches_ninety():
    def row(*accuracies):
        return [choosing_contest.Outcome(10 * (place + 1), one, 1.0, 1) for place, one in enumerate(accuracies)]

    assert choosing_contest.enough(row(0.5, 0.92, 0.91)) == "20"
    assert choosing_contest.enough(row(0.5, 0.6, 0.7)) == "more than 30"


def test_the_guide_answers_every_problem_with_a_model_that_exists():
    known = models.names()
    for kind, goal, examples in itertools.product(
        SETTINGS["problem"].choices, SETTINGS["goal"].choices, (10, 5_000, 10**6)
    ):
        found = choosing_guide.advise(kind, goal, examples)
        assert found.model in known
        assert all((found.baseline, found.first, found.then, found.why))
    assert "trained" in choosing_guide.advise("image", "classify", 300).first
    assert "boosted trees" in choosing_guide.advise("table", "classify", 300).first


def test_the_guide_looks_at_the_data_and_at_the_goal():
    assert "pix2pix" in choosing_guide.advise("image", "translate", 5_000).first
    assert "word follows" in choosing_guide.advise("text", "forecast", 5_000).baseline
    assert "picture" in choosing_guide.advise("image", "forecast", 5_000).baseline
    for kind in ("table", "series", "sound"):
        found = choosing_guide.advise(kind, "generate", 10**6)
        assert "StyleGAN" not in found.first + found.then


def test_the_contest_speaks_after_one_epoch(make_lab, monkeypatch):
    monkeypatch.setattr(choosing_contest, "SIZES", {"image": (100,), "text": (100,)})
    lab = make_lab(epochs=1)
    shown = list(choosing.image_contest(lab))
    table = next(view for view in shown if isinstance(view, Table))
    assert [row[0] for row in table.rows] == list(IMAGE)
    assert any(isinstance(view, Result) for view in shown)
    assert lab.kept("main") is not None
    assert list(choosing.moved_images(lab))


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_what_the_text_says_of_the_contest(make_lab, seed):
    lab = make_lab(seed)
    for task in ("image", "text"):
        reached = choosing_contest.outcomes(lab, task)
        print(seed, task, {name: [round(one.accuracy, 3) for one in row] for name, row in reached.items()})
        columns = zip(*([one.accuracy for one in row] for row in reached.values()), strict=True)
        spread = [max(column) - min(column) for column in columns]
        # the choice matters most where data are few
        assert spread[-1] < spread[0]
        assert all(row[-1].accuracy >= 0.9 for row in reached.values())
    scrambled = next(view for view in choosing.scrambled_pixels(lab) if isinstance(view, Table))
    (mlp_before, mlp_after), (cnn_before, cnn_after) = (numbers(row[1:]) for row in scrambled.rows)
    print(seed, "scrambled", mlp_before, mlp_after, cnn_before, cnn_after)
    assert abs(mlp_before - mlp_after) < 2.5
    assert cnn_before - cnn_after > max(0, mlp_before - mlp_after)
    shuffled = next(view for view in choosing.shuffled_words(lab) if isinstance(view, Table))
    print(seed, "shuffled", shuffled.rows)
