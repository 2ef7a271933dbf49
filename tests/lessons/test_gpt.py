"""The GPT lesson: its measures against other ways to compute them, its corpus, and every function once on a tiny text."""

from __future__ import annotations

import math
from collections import Counter

import keras
import numpy as np
import pytest

from dlteach.content.lessons import load_lesson
from dlteach.lessons import gpt as lesson
from dlteach.lessons import gpt_assistant, gpt_bench, gpt_corpus, gpt_looks, gpt_training
from dlteach.lessons.gpt_counting import Counting
from dlteach.training.devices import prepare
from dlteach.training.lab import Lab
from dlteach.views import Run, Table, Truth

DEFAULTS = {setting.name: setting.default for setting in load_lesson("gpt").settings}
TINY = {"layers": 1, "heads": 2, "width": 16, "block": 16, "steps": 16, "batch_size": 8, "prompt": "the cat "}
STORY = "".join(f"the cat number {number % 37} sat on the mat. the dog saw it and ran.\n" for number in range(300))


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("text") / "story.txt"
    path.write_text(STORY, encoding="utf-8")
    return str(path)


@pytest.fixture
def lab(file, tmp_path):
    messages = []
    made = Lab(tmp_path / "lab", prepare(None), settings=DEFAULTS | TINY, data_name=file, report=messages.append)
    made.memory["messages"] = messages
    return made


def test_windows_are_questions_and_their_answers(lab):
    x, y = gpt_bench.windows(lab, 50, seed=1)
    assert x.shape == y.shape == (50, 16)
    assert (x[:, 1:] == y[:, :-1]).all()
    text = gpt_bench.text(lab).extra["text_train"]
    assert all(gpt_bench.spelled(lab, row) in text for row in x)


def test_surprise_is_keras_cross_entropy(lab):
    model = gpt_bench.build_gpt(lab)
    x, y = gpt_bench.held_out(lab)
    expected = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(y, model(x))
    assert gpt_bench.surprises(model, x, y).mean() == pytest.approx(float(expected), rel=1e-5)


def test_next_probabilities_do_not_depend_on_padding(lab):
    model = gpt_bench.build_gpt(lab)
    logits = keras.ops.convert_to_numpy(model(gpt_bench.numbered(lab, "the cat")[None]))[0, -1]
    expected = np.exp(logits - logits.max())
    np.testing.assert_allclose(
        gpt_bench.next_probabilities(lab, model, "the cat"), expected / expected.sum(), rtol=1e-4, atol=1e-7
    )


def counted_by_hand(tokens, size, history, token):
    """Witten–Bell, by its recursion."""
    lower = 1 / size if not history else counted_by_hand(tokens, size, history[1:], token)
    back = len(history)
    followers = Counter(
        tokens[place] for place in range(back, len(tokens)) if tuple(tokens[place - back : place]) == tuple(history)
    )
    seen, kinds = sum(followers.values()), len(followers)
    return (followers[token] + kinds * lower) / (seen + kinds) if seen else lower


@pytest.mark.parametrize("order", [0, 1, 3])
def test_counting_follows_its_recursion(order):
    rng = np.random.default_rng(order)
    tokens, test = rng.integers(0, 4, 60), rng.integers(0, 5, 30)
    expected = [
        -math.log(counted_by_hand(list(tokens), 5, tuple(test[place - order : place]), test[place]))
        for place in range(order, len(test))
    ]
    assert Counting(tokens, 5, order).surprise(test) == pytest.approx(np.mean(expected), rel=1e-9)


def test_a_words_probability_is_the_product_of_its_characters(lab):
    model = gpt_bench.build_gpt(lab)
    known = gpt_bench.vocabulary(lab)
    ends = [number for number, sign in enumerate(known) if not sign.isalnum()]
    for word, chance in gpt_looks.likeliest_words(lab, model, "the "):
        expected, sofar = 1.0, "the "
        for sign in word:
            expected *= gpt_bench.next_probabilities(lab, model, sofar)[known.index(sign)]
            sofar += sign
        expected *= gpt_bench.next_probabilities(lab, model, sofar)[ends].sum()
        assert chance == pytest.approx(expected, rel=1e-3)


def test_no_text_of_the_corpus_is_both_learned_and_unseen():
    texts = gpt_assistant.Corpus(seed=3)
    assert not set(texts.train) & set(texts.unseen)
    assert {piece.trade for piece in texts.unseen} == set(gpt_corpus.TRADES)


def test_answers_stand_in_what_was_given():
    for piece in gpt_corpus.write(300, seed=1):
        given = " ".join(piece.given)
        if piece.trade == "question":
            asked = given.split("question:")[1]
            time = next(time for time in gpt_corpus.TIMES if time in asked)
            sentence = next(part for part in given.split("question:")[0].split(" .") if time in part)
            assert " ".join(piece.answer) in sentence
        if piece.trade == "summary":
            assert piece.answer[0] in given
            assert " ".join(piece.answer[1:]) in given
        if piece.trade == "dialogue":
            assert piece.answer[-1] in given


def test_only_answers_are_graded():
    texts = gpt_assistant.Corpus(seed=0)
    pieces = texts.unseen[:6]
    x, y = texts.graded(pieces)
    for piece, row, given in zip(pieces, y, x, strict=True):
        assert [texts.vocabulary[token] for token in row if token] == [*piece.answer, gpt_corpus.END]
        assert [texts.vocabulary[token] for token in given if token][: len(piece.given)] == list(piece.given)


def test_the_mask_holds_and_predictions_are_answered(lab):
    assert lesson.looks_ahead(lab).answer.startswith("No")
    assert lesson.questions_in_a_block(lab).answer == "128"
    # attention 4 w² + 4 w, feed-forward 8 w² + 5 w, two normalizations 4 w
    assert lesson.block_parameters(lab).answer == str(12 * 16**2 + 13 * 16)
    assert float(lesson.untrained_loss(lab).answer) == pytest.approx(math.log(len(set(STORY)) + 1), abs=0.01)


def test_it_trains_is_kept_and_looked_into(lab):
    views = list(lesson.train_gpt(lab))
    assert isinstance(lab.kept("main"), keras.Model)
    curve = next(view for view in views if type(view).__name__ == "Curve")
    assert curve.series[1].y[-1] < curve.series[1].y[0]
    assert any(isinstance(message, Run) for message in lab.memory["messages"])
    for look in (lesson.next_characters, lesson.surprise, lesson.attention, lesson.next_words, lesson.context):
        assert list(look(lab))
    assert isinstance(lesson.context_gain(lab), Truth)
    rows = next(view for view in lesson.counting(lab) if isinstance(view, Table)).rows
    # longer memories help on a text that repeats itself
    assert float(rows[3][1]) < float(rows[0][1])


def test_a_prompt_with_unknown_signs_falls_back_on_the_learners_own_text(lab):
    lab.settings["prompt"] = "Ωmega"
    assert set(gpt_bench.prompt(lab)) <= set(STORY)


@pytest.mark.parametrize(
    ("words", "begun"),
    [("The function returns the ", "The function ret"), ("If the argument", "If the argu"), ("a bit", "")],
)
def test_the_last_long_word_is_cut_in_its_middle(words, begun):
    assert gpt_looks.begun_word(words) == begun


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_three_trades_are_learned(seed, tmp_path):
    lab = Lab(tmp_path, prepare(None), settings=DEFAULTS, data_name="pydocs", seed=seed)
    table = next(view for view in lesson.train_assistant(lab) if isinstance(view, Table))
    shares = {row[0]: float(row[2].split()[0]) for row in table.rows}
    print(seed, table.rows, table.note)
    assert shares["dialogue"] >= 99
    assert shares["summary"] >= 99
    assert shares["question"] >= 90


@pytest.mark.slow
def test_larger_networks_reach_a_lower_loss(tmp_path):
    lab = Lab(tmp_path, prepare(None), settings=DEFAULTS, data_name="pydocs")
    table = next(view for view in lesson.scaling(lab) if isinstance(view, Table))
    losses = [float(row[3]) for row in table.rows]
    print(table.rows)
    assert losses == sorted(losses, reverse=True)


@pytest.mark.slow
def test_the_default_network_learns_to_spell(tmp_path):
    lab = Lab(tmp_path, prepare(None), settings=DEFAULTS, data_name="pydocs")
    for _ in gpt_training.train_gpt(lab):
        pass
    loss = gpt_bench.loss_on(lab, gpt_training.trained(lab), limit=1000)
    print(loss)
    assert loss < 2.0
