"""The lesson on pictures, films and sounds: its looks keep their laws, and its claims hold on three seeds."""

import wave

import keras
import numpy as np
import pytest

from dlteach import data
from dlteach.content.lessons import load_lesson
from dlteach.errors import UsageError
from dlteach.lessons import multimodal as lesson
from dlteach.lessons import multimodal_captions as captions
from dlteach.lessons import multimodal_films as films
from dlteach.lessons import multimodal_gaze as gaze
from dlteach.lessons import multimodal_plain as plain
from dlteach.lessons import multimodal_sounds as sounds
from dlteach.lessons import multimodal_spectrograms as heard
from dlteach.training.choices import Choices
from dlteach.training.devices import Device
from dlteach.training.lab import Lab
from dlteach.views import Picture, Table

DEFAULTS = {setting.name: setting.default for setting in load_lesson("multimodal").settings}


def make_lab(folder, seed=0, epochs=None, **settings):
    device = Device(keras.config.backend(), "cpu", "test")
    return Lab(folder, device, settings=DEFAULTS | settings, data_name="scenes", seed=seed, epochs=epochs)


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    """A lab with the data as the lesson has them, for what is not trained."""
    return make_lab(tmp_path_factory.mktemp("full"))


@pytest.fixture(scope="module")
def quick(tmp_path_factory):
    """A lab with few examples, whose trainings take one epoch; compiling by XLA would take longer than these few steps."""
    lab = make_lab(tmp_path_factory.mktemp("quick"), epochs=1, units=8, batch_size=64)
    lab.choices = lambda kind: Choices(False, 8, True, "float32", "")
    small = {name: data.load(name, size=400) for name in ("scenes", "clips", "sounds")}
    lab.dataset = lambda: small["scenes"]
    lab.memory |= small
    return lab


def test_shapes_and_counts_are_as_arithmetic_says(quick):
    assert lesson.picture_places(quick).answer == "36"
    assert lesson.film_shape(quick).answer == "8, 10, 10, 8"
    assert lesson.film_window(quick).answer == str((27 + 1) * 8)
    assert lesson.spectrogram_shape(quick).answer == "31, 129"
    assert lesson.row_in_hertz(quick).answer == "32"
    assert lesson.pairs_of_words(quick).answer == "0.667"


def test_words_and_signs_make_up_the_scores(full):
    scenes = captions.scenes(full)
    words = {word for part in ("train", "test") for text in scenes.extra[f"captions_{part}"] for word in text.split()}
    (table,) = lesson.pieces(full)
    assert table.rows[-1][1:] == [f"{len(words) + 3} scores", f"one for each of {len(words)} words and 3 signs"]


def test_copying_fails_on_every_new_caption(full):
    scenes = captions.scenes(full)
    found = {name: captions.measure(tokens, scenes) for name, tokens in captions.rivals(scenes).items()}
    assert all(each["new"] == 0 for each in found.values())
    nearest = found["that of the most similar picture"]
    assert 0.2 < nearest["known"] < 0.5
    assert lesson.copying(full).answer == "some of them, 10 to 50 %"
    perfect = captions.measure(scenes.y_test, scenes)
    assert perfect == {"known": 1, "new": 1, "words": 1, "bleu": pytest.approx(1)}


def test_the_most_similar_picture_is_that_of_scikit_learn(full):
    from sklearn.neighbors import KNeighborsClassifier

    scenes = captions.scenes(full)
    flat = [x.reshape(len(x), -1) for x in (scenes.x_train, scenes.x_test)]
    nearest = KNeighborsClassifier(1).fit(flat[0], np.arange(len(flat[0]))).predict(flat[1])
    told = captions.rivals(scenes)["that of the most similar picture"]
    assert (told == scenes.y_train[nearest]).all(axis=1).mean() > 0.99


def test_the_linear_rival_equals_ridge_regression():
    from sklearn.linear_model import Ridge

    random = np.random.default_rng(0)
    x, y, other = random.normal(size=(60, 90)), random.integers(3, size=60), random.normal(size=(200, 90))
    model = Ridge(alpha=plain.RIDGE).fit(x, np.eye(3)[y])
    np.testing.assert_array_equal(plain.linear_answers(x, y, other), model.predict(other).argmax(axis=1))


def test_captions_after_one_epoch(quick):
    views = list(lesson.train_captions(quick))
    (table,) = [view for view in views if isinstance(view, Table)]
    assert [row[0].split()[0] for row in table.rows] == ["always", "that", "CNN"]
    assert sum(isinstance(view, Picture) for view in lesson.samples(quick)) == 1
    steps = next(iter(lesson.word_by_word(quick))).rows
    assert steps[0][0] == "<start>"
    picture = next(iter(lesson.gaze(quick)))
    assert len(picture.tiles) >= 2
    assert 0 <= min(gaze.halves(captions.trained(quick), captions.scenes(quick))) <= 1


def test_films_and_their_rivals_after_one_epoch(quick):
    table = next(view for view in lesson.train_films(quick) if isinstance(view, Table))
    assert table.rows[0][0] == "guessing"
    shares = {row[0]: float(row[1].split()[0]) for row in table.rows}
    # neither one frame nor a sum of pixels says more than a guess of 12.5 %, up to the scatter of 40 films
    assert shares["linear model, one frame"] < 33
    assert shares["linear model, all frames"] < 33
    assert set(films.played(quick)) == {"in order", "in random order", "backwards"}


def test_the_mean_spectrum_is_worth_about_half(full):
    assert lesson.half_right(full).answer == "about half of them"


def test_spectrograms_show_the_order_of_the_sounds(full):
    """In "as" the hiss, at high frequencies, is louder at the end of the word, in "sa" at its beginning."""
    words, pictures = heard.sounds(full), heard.spectrograms(full)["train"]
    high = pictures[:, :, 90:].mean(axis=2)
    when = (high * np.arange(31)).sum(axis=1) / 31
    voice = pictures[:, :, 8:40].mean(axis=2)
    before = (voice * np.arange(31)).sum(axis=1) / 31
    later = {word: (when - before)[words.y_train == words.class_names.index(word)].mean() for word in ("as", "sa")}
    assert later["as"] > later["sa"] + 0.5


def test_words_are_written_to_a_file_that_can_be_played(tmp_path, quick):
    file = tmp_path / "words.wav"
    quick.settings["wav"] = str(file)
    assert "words.wav" in next(iter(lesson.save_sounds(quick))).markdown
    with wave.open(str(file)) as played:
        assert (played.getframerate(), played.getnchannels()) == (8_000, 1)
        assert played.getnframes() == 8 * (4_096 + 2_000)
    quick.settings["wav"] = str(tmp_path / "nowhere" / "words.wav")
    with pytest.raises(UsageError, match="cannot be written"):
        list(lesson.save_sounds(quick))
    quick.settings["wav"] = "none"
    assert "wav=words.wav" in next(iter(lesson.save_sounds(quick))).markdown


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_captions_are_exact_also_where_they_are_new(tmp_path, seed):
    lab = make_lab(tmp_path, seed)
    scenes, model = captions.scenes(lab), captions.trained(lab)
    found = captions.measure(captions.written(model, scenes.x_test, scenes), scenes)
    nearest = captions.measure(captions.rivals(scenes)["that of the most similar picture"], scenes)
    halves = gaze.halves(model, scenes)
    print(f"seed {seed}: {found}, copying {nearest}, attention on the shape's half {halves}")
    assert min(found["known"], found["new"]) >= 0.9
    assert found["known"] > nearest["known"] + 0.4


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_films_are_recognised_by_motion_alone(tmp_path, seed):
    lab = make_lab(tmp_path, seed)
    table = next(view for view in films.train_films(lab) if isinstance(view, Table))
    shares = {row[0]: float(row[1].split()[0]) for row in table.rows}
    played = films.played(lab)
    print(f"seed {seed}: {shares}, {played}")
    assert shares["3-D convolution, all frames"] >= 90
    assert max(shares["CNN, one frame"], shares["linear model, one frame"]) < 20
    assert played["in random order"][0] < 0.5
    assert played["backwards"][1] > 0.85


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_words_are_heard(tmp_path, seed):
    lab = make_lab(tmp_path, seed)
    table = next(view for view in sounds.train_sounds(lab) if isinstance(view, Table))
    shares = [float(row[1].split()[0]) for row in table.rows]
    print(f"seed {seed}: {dict(zip([row[0] for row in table.rows], shares, strict=True))}")
    assert shares[-1] >= 95
    assert shares[-1] > max(shares[:-1]) + 5
