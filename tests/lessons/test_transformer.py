"""The Transformer lesson: its looks keep their laws, and its claims hold on three seeds."""

import math

import numpy as np
import pytest
from keras import ops

from dlteach.lessons import (
    transformer,
    transformer_bench,
    transformer_by_hand,
    transformer_experiments,
    transformer_speed,
)
from dlteach.lessons import transformer_positions as positions
from dlteach.models.attention import causal_mask
from dlteach.training.choices import Choices
from dlteach.training.devices import prepare
from dlteach.training.lab import Lab

SETTINGS = {
    "phrase": "Tuesday, 3 March 1998",
    "heads": 4,
    "width": 64,
    "layers": 2,
    "batch_size": 64,
    "learning_rate": 0.002,
}


def make_lab(folder, seed=0, epochs=None, **settings):
    return Lab(folder, prepare(), settings=SETTINGS | settings, data_name="dates", seed=seed, epochs=epochs)


def test_truths_that_can_be_reckoned(tmp_path):
    lab = make_lab(tmp_path)
    assert transformer.scores_shape(lab).answer == "4, 10, 10"
    assert transformer.head_width(lab).answer == "16"
    assert transformer.more_heads_more_parameters(lab).answer == "it stays the same"
    assert transformer.allowed_pairs(lab).answer == "55"
    assert transformer.passes_to_write(lab).answer == "10"
    assert transformer.pairs_when_doubled(lab).answer == "4"


def test_attention_by_hand_is_what_a_calculator_says(tmp_path):
    table, text = transformer_by_hand.attention_by_hand(make_lab(tmp_path))
    powers = np.exp(np.array([1.0, 4.0, 3.0]) / math.sqrt(2))
    weights = powers / powers.sum()
    assert [row[5] for row in table.rows] == [f"{weight:.3f}" for weight in weights]
    context = weights @ np.array([[1, 0], [0, 4], [2, 2]])
    assert f"**({context[0]:.3f}, {context[1]:.3f})**" in text.markdown
    assert "most from “cat”" in text.markdown


def test_the_mask_hides_what_comes_after(tmp_path):
    (heatmap,) = transformer.mask_by_hand(make_lab(tmp_path))
    matrix = np.array(heatmap.values)
    np.testing.assert_allclose(matrix.sum(axis=1), 1, rtol=1e-6)
    np.testing.assert_array_equal(matrix > 0, ops.convert_to_numpy(causal_mask(5, 5)))


def test_shuffling_is_unnoticed_without_places_only(tmp_path):
    table, _ = positions.shuffled(make_lab(tmp_path))
    without, known = (float(row[1]) for row in table.rows)
    assert without < 1e-4
    assert known > 0.1


def test_only_the_distance_of_two_places_matters(tmp_path):
    curve, _ = positions.nearness(make_lab(tmp_path))
    similar = curve.series[0].y
    middle = positions.MIDDLE
    # Σ cos(ω_i · distance) over the frequencies
    frequencies = 10000 ** (-np.arange(0, positions.WIDTH, 2) / positions.WIDTH)
    for distance in (0, 1, 10):
        expected = np.cos(frequencies * distance).sum()
        assert similar[middle + distance] == pytest.approx(expected, abs=1e-2)
        assert similar[middle - distance] == pytest.approx(expected, abs=1e-2)


def test_the_parts_add_up_to_the_whole_model(tmp_path):
    lab = make_lab(tmp_path, width=16)
    truth = transformer.heaviest_part(lab)
    assert truth.answer == "the decoder's blocks"
    counts = [int(part.rsplit(": ", 1)[1].replace(",", "")) for part in truth.words.split(". ")[0].split("; ")]
    assert sum(counts) == transformer_bench.build(lab, transformer_bench.dates(lab)).count_params()


def test_the_papers_counts_are_named(tmp_path):
    _, text = transformer.network(make_lab(tmp_path, width=16))
    assert "63,045,632" in text.markdown
    assert "214,171,648" in text.markdown


def test_without_waves_the_encoder_sees_a_bag(tmp_path):
    lab = make_lab(tmp_path, width=16, layers=1)
    letters = transformer_bench.letters(lab, "reversed")
    model = transformer_bench.build(lab, letters)
    x = letters.x_test[:1]
    order = np.arange(x.shape[1])[::-1]

    def apart():
        straight, mixed = (ops.convert_to_numpy(model.encoder(tokens)) for tokens in (x, x[:, order]))
        return np.abs(straight[:, order] - mixed).max()

    assert apart() > 0.01
    transformer_bench.forget_places(model)
    assert apart() < 1e-4


def test_looks_work_after_a_short_training(tmp_path):
    lab = make_lab(tmp_path, epochs=1, width=16, layers=1, batch_size=256)
    # compiling by XLA takes longer than these few steps
    lab.choices = lambda kind: Choices(False, 8, True, "float32", "")
    list(transformer.train_dates(lab))
    _, heatmap = transformer.cross_attention(lab)
    np.testing.assert_allclose(np.sum(heatmap.values, axis=1), 1, atol=1e-3)
    table, _ = transformer.heads_apart(lab)
    assert [row[0] for row in table.rows] == ["1.1", "1.2", "1.3", "1.4"]
    encoder, _ = transformer.encoder_heads(lab)
    for row in encoder.rows:
        assert sum(int(cell.split()[0]) for cell in row[1:]) == pytest.approx(100, abs=2)
    times, _ = transformer.read_and_write(lab)
    assert [row[1] for row in times.rows] == ["1", "10"]


def test_the_remaining_experiments_tell_what_they_measured(tmp_path, monkeypatch):
    lab = make_lab(tmp_path, epochs=1, width=8, layers=1, batch_size=256)
    lab.choices = lambda kind: Choices(False, 8, True, "float32", "")
    monkeypatch.setattr(transformer_experiments, "HEADS", (1, 3, 2))
    monkeypatch.setattr(transformer_speed, "LENGTHS", (4, 8))
    table, _ = transformer.how_many_heads(lab)
    # 3 does not divide the width
    assert [row[:2] for row in table.rows] == [["1", "8"], ["2", "4"]]
    assert table.rows[0][2] == table.rows[1][2]
    times, curve, text = transformer.at_once(lab)
    assert [row[0] for row in times.rows] == ["4", "8"]
    assert all(value > 0 for series in curve.series for value in series.y)
    assert "times as fast" in text.markdown


@pytest.mark.slow
def test_unseen_dates_come_out_exactly(tmp_path):
    """The median of three seeds: at least 99 %."""
    shares = []
    for seed in (0, 1, 2):
        lab = make_lab(tmp_path / str(seed), seed=seed)
        dates = transformer_bench.dates(lab)
        model = transformer_bench.build(lab, dates)
        fitted, right = transformer_bench.fit(lab, model, dates, "dates", transformer_bench.EPOCHS)
        shares.append(right.mean())
        print(
            f"seed {seed}: exact match {100 * right.mean():.2f} %, {fitted.seconds:.1f} + {fitted.compile_seconds:.1f} s"
        )
    assert np.median(shares) >= 0.99


@pytest.mark.slow
def test_without_places_it_sorts_but_cannot_reverse(tmp_path):
    shares = transformer_experiments._shares(make_lab(tmp_path))
    print(shares)
    assert shares["reversed", True] >= 0.99
    assert shares["reversed", False] < 0.01
    assert shares["sorted", True] >= 0.99
    assert shares["sorted", False] > 0.95
