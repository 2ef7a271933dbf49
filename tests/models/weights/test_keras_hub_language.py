"""BERT and GPT-2 give the numbers of KerasHub, read from files that KerasHub writes."""

from __future__ import annotations

import numpy as np
import pytest

from dlteach import models
from dlteach.errors import ModelError

pytestmark = pytest.mark.parity
SIZES = {"vocabulary_size": 30, "num_layers": 2, "num_heads": 3, "hidden_dim": 24, "intermediate_dim": 40}
SIZES |= {"max_sequence_length": 16}


def spread(model):
    """Spreads the weights widely, so that even zeros and ones are told apart."""
    rng = np.random.default_rng(0)
    for weight in model.trainable_weights:
        weight.assign(weight + 0.1 * rng.normal(size=weight.shape))
    return model


def packed():
    rng = np.random.default_rng(1)
    tokens = rng.integers(1, 30, (3, 9))
    tokens[0, 6:] = 0
    return models.BERT.pack(tokens, rng.integers(0, 2, (3, 9)))


def difference(ours, theirs):
    return np.abs(ours - theirs).max() / np.abs(theirs).max()


def saved(model, folder, ending):
    path = folder / f"model{ending}"
    (model.save if ending == ".keras" else model.save_weights)(path)
    return path


@pytest.mark.parametrize("ending", [".keras", ".weights.h5"])
def test_bert_gives_the_numbers_of_keras_hub(ending, tmp_path):
    hub = pytest.importorskip("keras_hub")
    reference = spread(hub.models.BertBackbone(**SIZES))
    model = models.load_weights(models.BERT(**SIZES), saved(reference, tmp_path, ending))
    inputs = packed()
    ours, theirs = model.predict_on_batch(inputs), reference.predict_on_batch(inputs)
    assert difference(ours["sequence_output"], theirs["sequence_output"]) <= 1e-5
    assert difference(ours["pooled_output"], theirs["pooled_output"]) <= 1e-5


def test_a_classifier_gives_the_numbers_of_keras_hub(tmp_path):
    hub = pytest.importorskip("keras_hub")
    reference = spread(hub.models.BertTextClassifier(hub.models.BertBackbone(**SIZES), num_classes=4))
    path = saved(reference, tmp_path, ".weights.h5")
    model = models.load_weights(models.BERTClassifier(classes=4, backbone=SIZES), path)
    inputs = packed()
    assert difference(model.predict_on_batch(inputs), reference.predict_on_batch(inputs)) <= 1e-5


@pytest.mark.parametrize("ending", [".keras", ".weights.h5"])
def test_gpt2_gives_the_numbers_of_keras_hub(ending, tmp_path):
    hub = pytest.importorskip("keras_hub")
    backbone = hub.models.GPT2Backbone(**SIZES)
    reference = spread(hub.models.GPT2CausalLM(backbone, preprocessor=None) if ending == ".weights.h5" else backbone)
    model = models.load_weights(models.GPT(**SIZES), saved(reference, tmp_path, ending))
    tokens = packed()["token_ids"]
    inputs = {"token_ids": tokens, "padding_mask": np.ones_like(tokens)}
    theirs = np.asarray(backbone.predict_on_batch(inputs))
    theirs = theirs @ np.asarray(backbone.token_embedding.embeddings).T
    assert difference(model.predict_on_batch(tokens), theirs) <= 1e-5


def test_another_number_of_heads_is_named(tmp_path):
    hub = pytest.importorskip("keras_hub")
    path = saved(hub.models.GPT2Backbone(**SIZES), tmp_path, ".weights.h5")
    with pytest.raises(ModelError, match="the file's blocks have 3 heads, the model's 4"):
        models.load_weights(models.GPT(**{**SIZES, "num_heads": 4}), path)
