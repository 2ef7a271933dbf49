"""Text data sets: dates against another parser, opinions against word counting, the cleaned documentation."""

from datetime import datetime

import numpy as np
import pytest

from dlteach import data
from dlteach.data import opinions as opinion_words
from dlteach.errors import DataError


def decoded(tokens, vocabulary):
    return "".join(vocabulary[token] for token in tokens)


def test_every_date_phrase_means_its_iso_date():
    dates = data.load("dates", size=2_000)
    vocabulary = dates.extra["vocabulary"]
    forms = ("%d %B %Y", "%B %d, %Y", "%d of %B %Y", "%A, %d %B %Y", "%A, %B %d, %Y", "%d %b %Y", "%b %d, %Y",
             "%d.%m.%Y", "%Y, %B %d")  # fmt: skip
    for tokens, target, phrase in zip(dates.x_train, dates.y_train, dates.extra["phrases_train"], strict=True):
        assert decoded(tokens, vocabulary) == phrase
        # the standard library's parser knows no ordinals
        plain = phrase.removeprefix("the ")
        for ending in ("st", "nd", "rd", "th"):
            for digit in "0123456789":
                plain = plain.replace(digit + ending, digit)
        meanings = set()
        for form in forms:
            try:
                meanings.add(datetime.strptime(plain, form).date().isoformat())
            except ValueError:
                continue
        assert meanings == {decoded(target, vocabulary)}


def test_no_day_is_in_two_splits():
    dates = data.load("dates")
    days = [{target.tobytes() for target in part} for part in (dates.y_train, dates.y_validation, dates.y_test)]
    assert [len(part) for part in days] == [8_000, 1_000, 1_000]
    assert len(set.union(*days)) == 10_000


def test_weekdays_are_those_of_the_calendar():
    dates = data.load("dates")
    checked = 0
    for phrase, target in zip(dates.extra["phrases_test"], dates.y_test, strict=True):
        if "day," in phrase:
            day = datetime.fromisoformat(decoded(target, dates.extra["vocabulary"]))
            assert phrase.startswith(day.strftime("%A"))
            checked += 1
    assert checked > 100


def test_counting_words_does_not_tell_an_opinion():
    opinions = data.load("opinions")
    counts = [
        np.stack([(x == word).sum(axis=1) for word in range(1, len(opinions.extra["vocabulary"]))], axis=1)
        for x in (opinions.x_train, opinions.x_test)
    ]
    signs = 2.0 * opinions.y_train - 1
    weights = np.linalg.lstsq(np.hstack([counts[0], np.ones((len(signs), 1))]), signs, rcond=None)[0]
    told = np.hstack([counts[1], np.ones((len(counts[1]), 1))]) @ weights > 0
    assert np.mean(told == opinions.y_test) < 0.62
    assert abs(opinions.y_train.mean() - 0.5) < 0.03


def test_an_opinion_is_the_parity_of_its_negations():
    opinions = data.load("opinions", size=1_000)
    bad = ("bad", "poor", "dull", "boring", "silly", "weak", "tedious", "stale")
    negations = (" not ", " never ", " hardly ", "anything but", "nobody", "false", "doubt", "few would")
    for text, label in zip(opinions.extra["texts_test"], opinions.y_test, strict=True):
        turns = sum(text.split().count(word) for word in bad) + sum(f" {text} ".count(word) for word in negations)
        assert label == (turns + 1) % 2, text


def test_more_words_and_fewer_negations_can_be_asked_for():
    opinions = data.load("opinions", size=2_000, denied=0.0, words=48, negated=0.25)
    texts = opinions.extra["texts_train"]
    negations = (" not ", " never ", " hardly ", "anything but")
    negated = [any(negation in f" {text} " for negation in negations) for text in texts]
    assert np.mean(negated) == pytest.approx(0.25, abs=0.04)
    assert len(opinions.extra["vocabulary"]) == len(data.load("opinions", size=100).extra["vocabulary"]) + 2 * 40
    assert not set(opinion_words.POSITIVE) & set(opinion_words.NEGATIVE)
    usual = data.load("opinions", size=500).extra["texts_train"]
    assert usual == data.load("opinions", size=500, negated=0.5, words=8).extra["texts_train"]


@pytest.mark.parametrize("options", [{"words": 0}, {"words": 49}, {"negated": 0.6}, {"negated": -0.1}])
def test_impossible_opinions_are_refused(options):
    with pytest.raises(DataError, match="impossible"):
        data.load("opinions", **options)


def test_documentation_reads_as_english():
    pydocs = data.load("pydocs")
    text = pydocs.extra["text_train"]
    assert len(text) > 300_000
    letters = [text.lower().count(letter) for letter in "etaoinzqxj"]
    assert min(letters[:6]) > 10 * max(letters[6:])
    assert text.isascii()
    assert "`" not in text
    assert ">>>" not in text


def test_each_character_is_followed_by_its_target():
    pydocs = data.load("pydocs", length=50)
    vocabulary = pydocs.extra["vocabulary"]
    joined = decoded(pydocs.x_test.ravel(), vocabulary)
    assert pydocs.extra["text_test"].startswith(joined)
    assert decoded(pydocs.y_test.ravel(), vocabulary) == pydocs.extra["text_test"][1 : len(joined) + 1]


def test_no_paragraph_is_in_two_splits():
    pydocs = data.load("pydocs")
    splits = [set(pydocs.extra[f"text_{split}"].split("\n\n")) for split in ("train", "validation", "test")]
    assert not splits[0] & splits[1]
    assert not splits[0] & splits[2]
    shares = [len(pydocs.extra[f"text_{split}"]) for split in ("train", "validation", "test")]
    np.testing.assert_allclose(np.array(shares) / sum(shares), [0.9, 0.05, 0.05], atol=0.02)
