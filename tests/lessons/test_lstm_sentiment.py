"""Sentiment in the LSTM lesson: word counts know nothing of order, the reader does, and the learner's words are checked."""

import keras
import numpy as np
import pytest

from dlteach import data
from dlteach.content.lessons import load_lesson
from dlteach.errors import UsageError
from dlteach.lessons import lstm_sentiment as lesson
from dlteach.models import SequenceClassifier
from dlteach.training.devices import Device
from dlteach.training.lab import Lab
from dlteach.views import Table

DEFAULTS = {setting.name: setting.default for setting in load_lesson("lstm").settings}


@pytest.fixture
def make_lab(tmp_path):
    def make(seed=0, epochs=None, **settings):
        device = Device(keras.config.backend(), "cpu", "test")
        return Lab(
            tmp_path / str(seed), device, settings=DEFAULTS | settings, data_name="adding", seed=seed, epochs=epochs
        )

    return make


def test_word_counts_tell_what_single_words_tell():
    """On opinions whose class is that of their adjective, the weighted sum is right nearly always."""
    dataset = data.load("opinions", size=1000, denied=0.0)
    praise = dataset.extra["vocabulary"].index("great")
    for x, y in ((dataset.x_train, dataset.y_train), (dataset.x_test, dataset.y_test)):
        y[:] = (x == praise).any(axis=1)
    assert lesson.bag_of_words(dataset) > 0.95


def test_word_counts_equal_ridge_regression(make_lab):
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import Ridge

    dataset = lesson.opinions(make_lab())
    counter = CountVectorizer(token_pattern=r"\S+")
    past = counter.fit_transform(dataset.extra["texts_train"]).toarray()
    model = Ridge(alpha=lesson.RIDGE, fit_intercept=False)
    model.fit(np.hstack([past, np.ones((len(past), 1))]), 2 * dataset.y_train - 1)
    future = counter.transform(dataset.extra["texts_test"]).toarray()
    said = model.predict(np.hstack([future, np.ones((len(future), 1))])) > 0
    assert lesson.bag_of_words(dataset) == pytest.approx(np.mean(said == dataset.y_test), abs=0.005)


def test_single_words_say_nothing_about_these_opinions(make_lab):
    for seed in (0, 1, 2):
        lab = make_lab(seed)
        assert lesson.bag_of_words(lesson.opinions(lab)) < 0.6
        assert lesson.counting_words(lab).answer == "hardly more than half of them, up to 60 %"


def test_reading_stops_after_each_word(make_lab):
    dataset = lesson.opinions(make_lab())
    keras.utils.set_random_seed(1)
    model = SequenceClassifier(vocabulary_size=len(dataset.extra["vocabulary"]), units=4, embedding_dim=4)
    words = DEFAULTS["opinion"].split()
    chances = lesson.reading(model, dataset, words)
    number = dataset.extra["vocabulary"].index
    for last in range(len(words)):
        alone = model.predict_on_batch(np.array([[number(word) for word in words[: last + 1]]], "int32"))
        assert chances[last] == pytest.approx(float(alone[0, 1]), abs=1e-5)


@pytest.mark.parametrize(
    ("words", "message"),
    [([], "0 words"), (["the"] * 99, "99 words"), (["the", "xylophone"], "“xylophone”")],
)
def test_an_opinion_that_cannot_be_read_is_refused(make_lab, words, message):
    with pytest.raises(UsageError, match=message):
        lesson.check_opinion(words, lesson.opinions(make_lab()))


def test_the_lesson_prints_the_plain_rivals_beside_the_network(make_lab):
    lab = make_lab(epochs=1, batch_size=512)
    table = next(view for view in lesson.sentiment(lab) if isinstance(view, Table))
    assert [row[0].split()[0] for row in table.rows] == ["always", "a", "LSTM"]
    words = next(lesson.word_by_word(lab)).rows
    assert [row[0] for row in words] == DEFAULTS["opinion"].split()


@pytest.mark.slow
def test_the_reader_beats_word_counts(make_lab):
    for seed in (0, 1, 2):
        lab = make_lab(seed)
        found = lesson.accuracy(lesson.trained_reader(lab), lesson.opinions(lab))
        print(seed, found, lesson.bag_of_words(lesson.opinions(lab)))
        assert found > 0.95
