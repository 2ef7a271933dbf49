"""Token embeddings, tied scores and positions."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import ops

from dlteach.errors import ModelError
from dlteach.models.embeddings import LearnedPositions, SinusoidalPositions, TokenEmbedding


def test_scores_are_the_products_with_every_token_vector():
    embedding = TokenEmbedding(7, 4)
    vectors = ops.convert_to_numpy(embedding(np.arange(7)))
    hidden = np.random.default_rng(0).normal(size=(2, 3, 4)).astype("float32")
    scores = ops.convert_to_numpy(embedding(hidden, reverse=True))
    for batch in range(2):
        for place in range(3):
            for token in range(7):
                expected = sum(hidden[batch, place, i] * vectors[token, i] for i in range(4))
                assert scores[batch, place, token] == pytest.approx(expected, abs=1e-6)


def test_scores_are_float32_in_mixed_precision():
    embedding = TokenEmbedding(7, 4, dtype="mixed_bfloat16")
    assert keras.backend.standardize_dtype(embedding(np.arange(7)).dtype) == "bfloat16"
    assert keras.backend.standardize_dtype(embedding(np.ones((1, 4)), reverse=True).dtype) == "float32"


def test_waves_are_those_of_the_paper():
    layer = SinusoidalPositions(50)
    waves = ops.convert_to_numpy(layer(np.zeros((1, 50, 6), "float32")))[0]
    for place in (0, 1, 7, 49):
        for i in range(3):
            angle = place / 10000 ** (2 * i / 6)
            assert waves[place, 2 * i] == pytest.approx(np.sin(angle), abs=1e-6)
            assert waves[place, 2 * i + 1] == pytest.approx(np.cos(angle), abs=1e-6)


def test_the_product_of_two_places_depends_on_their_distance_only():
    waves = ops.convert_to_numpy(SinusoidalPositions(60)(np.zeros((1, 60, 16), "float32")))[0]
    products = waves @ waves.T
    for distance in (1, 5, 20):
        np.testing.assert_allclose(np.diagonal(products, distance), products[0, distance], atol=1e-4)


def test_learned_positions_are_added_from_the_place_given():
    layer = LearnedPositions(10)
    layer.build((None, None, 4))
    table = ops.convert_to_numpy(layer.table)
    np.testing.assert_array_equal(
        ops.convert_to_numpy(layer(np.zeros((2, 3, 4), "float32"), position=5))[1], table[5:8]
    )


@pytest.mark.parametrize("layer", [LearnedPositions(4), SinusoidalPositions(4)])
def test_a_sequence_that_is_too_long_is_named(layer):
    with pytest.raises(ModelError, match="the sequence has 5 tokens, the model only 4 positions"):
        layer(np.zeros((1, 5, 2), "float32"))
