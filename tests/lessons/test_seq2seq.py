"""The encoder–decoder lesson: its looks keep their laws, and its claims hold on three seeds."""

import keras
import numpy as np
import pytest

from dlteach import data
from dlteach.errors import UsageError
from dlteach.lessons import seq2seq, seq2seq_bench, seq2seq_by_hand, seq2seq_experiments, seq2seq_inside, translation
from dlteach.training.choices import Choices
from dlteach.training.devices import prepare
from dlteach.training.lab import Lab
from dlteach.views import Curve, Heatmap, Table, Text

SETTINGS = {
    "phrase": "Tuesday, 3 March 1998",
    "attention": "additive",
    "cell": "gru",
    "units": 64,
    "batch_size": 32,
    "learning_rate": 0.004,
}


def make_lab(folder, seed=0, epochs=None, **settings):
    return Lab(folder, prepare(), settings=SETTINGS | settings, data_name="dates", seed=seed, epochs=epochs)


def test_targets_are_shifted_by_one_place():
    assert translation.shifted(np.array([[5, 6, 7], [8, 9, 0]]), 1).tolist() == [[1, 5, 6], [1, 8, 9]]


def test_an_unknown_sign_is_named():
    vocabulary = data.load("dates", size=50).extra["vocabulary"]
    with pytest.raises(UsageError, match="“§”, which the network never saw"):
        translation.numbered("3 § 1998", vocabulary)
    with pytest.raises(UsageError, match="empty"):
        translation.numbered("", vocabulary)
    with pytest.raises(UsageError, match="65 characters"):
        translation.numbered("1" * 65, vocabulary)
    phrase = SETTINGS["phrase"]
    assert translation.spelled(translation.numbered(phrase, vocabulary)[0], vocabulary) == phrase


def test_a_phrase_is_refused_before_anything_is_trained(tmp_path):
    for step in (seq2seq.see_data, seq2seq.train_dates):
        with pytest.raises(UsageError, match="“§”"):
            next(step(make_lab(tmp_path, phrase="§")))


def test_every_phrase_of_the_lesson_can_be_read():
    vocabulary = data.load("dates", size=50).extra["vocabulary"]
    for phrase in (*seq2seq_inside.OTHER_PHRASES, seq2seq_bench.KNOWN_PHRASE, "the 21st of June 2024"):
        translation.numbered(phrase, vocabulary)


def test_the_parts_of_the_known_phrase():
    cut = {part: seq2seq_bench.KNOWN_PHRASE[place] for part, place in seq2seq_inside.PARTS.items()}
    assert cut == {"the weekday": "Tuesday, ", "the day": "3 ", "the month": "March ", "the year": "1998"}


def test_padding_counts_neither_in_the_accuracy_nor_in_the_loss():
    metric = translation.TokenAccuracy()
    logits = keras.ops.one_hot([[1, 2, 3, 0], [4, 4, 1, 1]], 5)
    metric.update_state(np.array([[1, 2, 3, 0], [4, 3, 0, 0]]), logits)
    assert float(metric.result()) == pytest.approx(4 / 5)


def test_attention_by_hand_is_the_softmax_of_the_scores(tmp_path):
    table, text = seq2seq_by_hand.attention_by_hand(make_lab(tmp_path))
    powers = np.exp([2.0, 0.0, 2.0])
    assert [row[4] for row in table.rows] == [f"{share:.3f}" for share in powers / powers.sum()]
    context = (powers / powers.sum()) @ np.array([[1, 0], [0, 1], [1, 1]])
    assert f"**({context[0]:.3f}, {context[1]:.3f})**" in text.markdown


def test_truths_that_can_be_reckoned(tmp_path):
    lab = make_lab(tmp_path)
    assert seq2seq.encoder_shape(lab).answer == "12, 128"
    assert float(seq2seq.first_weight(lab).answer) == pytest.approx(np.exp(2) / (np.exp(2) + 2), abs=0.001)
    assert seq2seq.caption_places(lab).answer == "196"


@pytest.mark.parametrize("attention", ["additive", "dot", "none"])
def test_the_parts_add_up_to_the_whole_model(tmp_path, attention):
    lab = make_lab(tmp_path, attention=attention, units=8)
    truth = seq2seq.heaviest_part(lab)
    counts = [int(part.split(": ")[1].replace(",", "")) for part in truth.words.split(". ")[0].split("; ")]
    assert sum(counts) == seq2seq_bench.build(lab, seq2seq_bench.dates(lab)).count_params()
    (table,) = seq2seq.pieces(lab)
    assert table.rows[1][1] == "16 numbers"


def test_beam_search_finds_the_likelier_text():
    assert seq2seq_inside._write_chain(1) == "ac"
    assert seq2seq_inside._write_chain(2) == "bc"


def test_looks_work_after_a_short_training(tmp_path):
    lab = make_lab(tmp_path, epochs=1, units=8, batch_size=256)
    # compiling by XLA takes longer than these few steps
    lab.choices = lambda kind: Choices(False, 8, True, "float32", "")
    curve, _, _ = seq2seq.train_dates(lab)
    assert isinstance(curve, Curve)
    text, heatmap = seq2seq.attention_matrix(lab)
    assert isinstance(text, Text)
    assert isinstance(heatmap, Heatmap)
    np.testing.assert_allclose(np.sum(heatmap.values, axis=1), 1, atol=1e-3)
    assert len(heatmap.column_labels) == len(SETTINGS["phrase"])
    assert isinstance(next(seq2seq.unknown_phrases(lab)), Table)
    assert len(next(seq2seq.samples(lab)).rows) == 6
    assert seq2seq.month_looks_at(lab).answer in seq2seq_inside.PARTS


@pytest.mark.slow
def test_unseen_dates_come_out_exactly(tmp_path):
    """The median of three seeds: at least 99.5 % within 60 seconds."""
    shares, times = [], []
    for seed in (0, 1, 2):
        lab = make_lab(tmp_path / str(seed), seed=seed)
        dates = seq2seq_bench.dates(lab)
        fitted, right = seq2seq_bench.fit(lab, seq2seq_bench.build(lab, dates), dates, "dates", seq2seq_bench.EPOCHS)
        shares.append(right.mean())
        times.append(fitted.seconds + fitted.compile_seconds)
        print(
            f"seed {seed}: exact match {100 * right.mean():.2f} %, {fitted.seconds:.1f} + {fitted.compile_seconds:.1f} s"
        )
    assert np.median(shares) >= 0.995
    assert np.median(times) < 60


@pytest.mark.slow
def test_one_vector_is_a_bottleneck(tmp_path):
    lab = make_lab(tmp_path)
    lengths, shares = seq2seq_experiments._by_length(lab)
    print(lengths, shares)
    long = [place for place, length in enumerate(lengths) if length >= seq2seq_experiments.LONG]
    assert np.mean([shares["additive"][place] for place in long]) > 0.95
    assert np.mean([shares[None][place] for place in long]) < 0.2
    assert shares[None][0] > 0.95
