"""BERT's heads: counted, tied to the embedding, trainable, and refused where they cannot stand."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import ops

from dlteach import models
from dlteach.errors import ModelError

SMALL = {"vocabulary_size": 13, "num_layers": 1, "num_heads": 2, "hidden_dim": 16, "max_sequence_length": 12}
TOKENS = np.random.default_rng(0).integers(1, 13, (64, 6))


def test_the_pretraining_form_is_counted_exactly():
    with models.weightless():
        assert models.build("bert_pretraining").count_params() == 110_106_428


def test_token_scores_are_tied_to_the_embedding():
    model = models.BERTPretraining(SMALL)
    inputs = models.BERT.pack(TOKENS)
    hidden = keras.Model(model.input, model.get_layer("token_norm").output).predict_on_batch(inputs)
    bias = model.get_layer("token_bias").bias
    bias.assign(np.arange(13, dtype="float32"))
    table = ops.convert_to_numpy(model.backbone.token_embedding.embeddings)
    expected = hidden @ table.T + np.arange(13)
    np.testing.assert_allclose(model.predict_on_batch(inputs)["token_logits"], expected, rtol=1e-4, atol=1e-4)


def test_masked_words_are_learned_where_the_weights_say_so():
    # every text counts up by one from a random start, so a hidden word is told by its neighbours
    keras.utils.set_random_seed(0)
    rng = np.random.default_rng(0)
    texts = 2 + (rng.integers(0, 11, (600, 1)) + np.arange(6)) % 11
    places = rng.integers(0, 6, 600)
    hidden = np.arange(6) == places[:, None]
    masked = np.where(hidden, 1, texts)
    model = models.BERTPretraining({**SMALL, "hidden_dim": 32, "dropout": 0.0})
    words = keras.Model(model.input, model.output["token_logits"])
    words.compile(keras.optimizers.Adam(3e-3), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    weights = hidden.astype("float32")
    words.fit(models.BERT.pack(masked), texts, sample_weight=weights, batch_size=50, epochs=15, verbose=0)
    guesses = words.predict_on_batch(models.BERT.pack(masked)).argmax(-1)
    assert (guesses == texts)[hidden].mean() > 0.9


def test_a_frozen_backbone_stays_and_the_classifier_moves():
    model = models.BERTClassifier(classes=3, backbone=models.BERT(**SMALL))
    model.backbone.trainable = False
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    backbone, head = model.backbone.get_weights(), model.get_layer("logits").get_weights()
    model.fit(models.BERT.pack(TOKENS), TOKENS[:, 0] % 3, verbose=0)
    for old, new in zip(backbone, model.backbone.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)
    assert not np.array_equal(head[0], model.get_layer("logits").get_weights()[0])
    assert type(model).from_config(model.get_config()).backbone.trainable is False


def test_classifier_and_pretraining_share_the_backbone_they_are_given():
    bert = models.BERT(**SMALL)
    assert models.BERTClassifier(backbone=bert).backbone is models.BERTPretraining(bert).backbone


def test_a_backbone_without_pooler_is_refused():
    with pytest.raises(ModelError, match="no pooler"):
        models.BERTClassifier(backbone={**SMALL, "pooler": False})
