"""The BERT lesson: masking by its law, reviews that agree, and fine-tuning against from scratch."""

from __future__ import annotations

import re

import numpy as np
import pytest

from dlteach.content.lessons import load_lesson
from dlteach.data.opinions import NEGATED, NEGATIVE, POSITIVE
from dlteach.errors import UsageError
from dlteach.lessons import bert as lesson
from dlteach.lessons import (
    bert_baseline,
    bert_bench,
    bert_documentation,
    bert_looks,
    bert_measures,
    bert_reviews,
    bert_training,
)
from dlteach.models.bert_heads import BERTPretraining
from dlteach.training.devices import prepare
from dlteach.training.lab import Lab
from dlteach.views import Table

DEFAULTS = {setting.name: setting.default for setting in load_lesson("bert").settings}
TINY = {"layers": 1, "heads": 2, "width": 16, "steps": 10, "documentation_steps": 10, "labels": 20}


def make_lab(folder, seed=0, **settings):
    return Lab(folder, prepare(None), settings=DEFAULTS | settings, data_name="opinions", seed=seed)


@pytest.fixture
def lab(tmp_path):
    return make_lab(tmp_path, **TINY)


def test_masking_keeps_the_papers_shares(lab):
    tokens = bert_bench.numbered(lab, bert_reviews.write(2000, seed=1))
    hidden, targets = bert_bench.masked(lab, tokens, 0.15, np.random.default_rng(0))
    known = bert_bench.vocabulary(lab)
    words = (tokens != 0) & (tokens < known.index(bert_bench.CLS))
    chosen = targets != 0
    assert (targets[chosen] == tokens[chosen]).all()
    assert not (chosen & ~words).any()
    assert (hidden[~chosen] == tokens[~chosen]).all()
    assert chosen.sum() / words.sum() == pytest.approx(0.15, abs=0.005)
    assert (hidden[chosen] == known.index(bert_bench.MASK)).mean() == pytest.approx(0.8, abs=0.015)
    assert (hidden[chosen] == tokens[chosen]).mean() == pytest.approx(0.1, abs=0.015)


def test_what_a_review_says_agrees():
    sides = set()
    for review in bert_reviews.write(200, seed=0):
        said = set()
        for clause in " ".join(review).split(" and the "):
            negated = any(f" {words} " in f" {clause} " for words in NEGATED)
            judging = [word for word in clause.split() if word in POSITIVE + NEGATIVE]
            assert len(judging) == bert_reviews.NAMED
            said |= {(word in POSITIVE) != negated for word in judging}
        assert len(said) == 1
        sides |= said
    assert sides == {True, False}


def test_unseen_reviews_and_opinions_are_words_of_the_vocabulary(lab):
    known = set(bert_bench.vocabulary(lab))
    assert {word for review in bert_reviews.write(500, seed=3) for word in review} <= known
    x, _ = bert_bench.labelled(lab, "test")
    assert not (x == bert_bench.vocabulary(lab).index(bert_bench.UNKNOWN)).any()


def test_no_piece_of_documentation_is_both_read_and_tested_on(lab):
    train, test = ({tuple(text) for text in bert_documentation.documentation(lab, part)} for part in ("train", "test"))
    assert len(train) > 1000
    assert len(test & train) <= len(test) // 100


def test_counting_words_learns_what_single_words_tell(lab):
    few, many = (
        np.mean([bert_baseline.by_counting_words(lab, labels, seed) for seed in range(3)]) for labels in (20, 3000)
    )
    assert 0.4 < few < many < 1


def test_words_are_numbered_behind_the_class_token_or_refused(lab):
    known = bert_bench.vocabulary(lab)
    row = bert_bench.numbered(lab, [["the", "film", "gravel"]])[0, :5]
    assert [known[token] for token in row] == [bert_bench.CLS, "the", "film", bert_bench.UNKNOWN, ""]
    with pytest.raises(UsageError, match="gravel"):
        bert_bench.numbered(lab, [["gravel"]], strict=True)
    with pytest.raises(UsageError, match="at most"):
        bert_bench.numbered(lab, [["film"] * 60])


def test_a_sentence_without_a_mask_is_refused(lab):
    lab.settings["sentence"] = "the film was good"
    with pytest.raises(UsageError, match="hidden"):
        bert_looks.learners_sentence(lab)
    lab.settings["sentence"] = "The film was [mask]."
    assert bert_looks.learners_sentence(lab)[:3] == ["the", "film", "was"]


def test_a_word_is_compared_at_one_place_of_two_sentences(lab):
    lab.keep("main", BERTPretraining(bert_bench.build_bert(lab, 0), name="pretraining"))
    told = next(lesson.one_word_twice(lab)).markdown
    first, second = (sentence.split() for sentence in re.findall(r"\*(the film[^*]*)\*", told))
    assert first.index("good") == second.index("good")
    assert first != second
    assert "cosine similarity 1.00" in told


@pytest.mark.slow
def test_every_step_plays(lab):
    for function in lesson.__all__:
        if function == "prepare" or function == "mask_rates":
            continue
        outcome = getattr(lesson, function)(lab)
        assert outcome if hasattr(outcome, "answer") else list(outcome)


@pytest.mark.slow
def test_frozen_weights_stay_and_others_move(lab):
    start = bert_bench.build_bert(lab, 7).get_weights()
    frozen = bert_bench.fine_tune(lab, start, 20, 0, "", frozen=True).model.backbone.get_weights()
    free = bert_bench.fine_tune(lab, start, 20, 0, "").model.backbone.get_weights()
    assert all((a == b).all() for a, b in zip(start, frozen, strict=True))
    assert any((a != b).any() for a, b in zip(start, free, strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_fine_tuning_beats_from_scratch_at_100_labels(tmp_path, seed):
    lab = make_lab(tmp_path, seed)
    documentation = bert_measures.documentation_hits(lab, bert_training.on_documentation(lab))
    reviews = bert_measures.review_hits(lab, bert_training.pretrained(lab))
    table = next(view for view in lesson.fine_tuning(lab) if isinstance(view, Table))
    print(documentation, reviews, table.rows)
    scratch, tuned = ([float(cell.split()[0]) for cell in table.rows[row][1:-1]] for row in (1, 3))
    assert documentation.share > 1.5 * documentation.commonest_share
    assert reviews.side > 0.8
    assert min(tuned) > max(scratch) + 5
