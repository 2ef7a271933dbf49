"""BERT gives the numbers of transformers', read from files that transformers writes."""

from __future__ import annotations

import numpy as np
import pytest

from dlteach import models
from dlteach.errors import ModelError

pytestmark = pytest.mark.parity
SIZES = {"vocab_size": 30, "hidden_size": 24, "num_hidden_layers": 2, "num_attention_heads": 3}
SIZES |= {"intermediate_size": 40, "max_position_embeddings": 16}
OURS = {"vocabulary_size": 30, "hidden_dim": 24, "num_layers": 2, "num_heads": 3}
OURS |= {"intermediate_dim": 40, "max_sequence_length": 16, "approximate": False}


def drawn(kind, folder, **more):
    """A model of transformers, its weights widely spread (even zeros and ones), and its file."""
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    torch.manual_seed(0)
    reference = getattr(transformers, kind)(transformers.BertConfig(**SIZES, **more)).eval()
    with torch.no_grad():
        for parameter in reference.parameters():
            parameter.add_(0.1 * torch.randn_like(parameter))
    reference.save_pretrained(folder)
    return reference, folder / "model.safetensors"


def packed():
    rng = np.random.default_rng(1)
    tokens = rng.integers(1, 30, (3, 9))
    tokens[0, 6:] = 0
    return models.BERT.pack(tokens, rng.integers(0, 2, (3, 9)))


def theirs(reference, inputs):
    import torch

    names = {"token_ids": "input_ids", "segment_ids": "token_type_ids", "padding_mask": "attention_mask"}
    with torch.no_grad():
        return reference(**{names[name]: torch.tensor(value).long() for name, value in inputs.items()})


def difference(ours, reference):
    reference = reference.numpy()
    return np.abs(ours - reference).max() / np.abs(reference).max()


def test_the_backbone_gives_the_numbers_of_transformers(tmp_path):
    reference, path = drawn("BertModel", tmp_path)
    model = models.load_weights(models.BERT(**OURS), path)
    inputs = packed()
    ours, expected = model.predict_on_batch(inputs), theirs(reference, inputs)
    assert difference(ours["sequence_output"], expected.last_hidden_state) <= 1e-5
    assert difference(ours["pooled_output"], expected.pooler_output) <= 1e-5


def test_attention_weights_are_those_of_transformers(tmp_path):
    reference, path = drawn("BertModel", tmp_path, attn_implementation="eager")
    model = models.load_weights(models.BERT(**OURS), path)
    inputs = packed()
    reference.config.output_attentions = True
    expected = np.stack([layer.numpy() for layer in theirs(reference, inputs).attentions])
    np.testing.assert_allclose(model.attention_weights(inputs), expected, atol=1e-6)


def test_the_tanh_form_differs_visibly_from_the_exact_one(tmp_path):
    reference, path = drawn("BertModel", tmp_path)
    model = models.load_weights(models.BERT(**{**OURS, "approximate": True}), path)
    inputs = packed()
    seen = difference(model.predict_on_batch(inputs)["sequence_output"], theirs(reference, inputs).last_hidden_state)
    assert 1e-5 < seen < 1e-2


def test_the_pretraining_heads_give_the_numbers_of_transformers(tmp_path):
    reference, path = drawn("BertForPreTraining", tmp_path)
    model = models.load_weights(models.BERTPretraining(OURS), path)
    inputs = packed()
    ours, expected = model.predict_on_batch(inputs), theirs(reference, inputs)
    assert difference(ours["token_logits"], expected.prediction_logits) <= 1e-5
    assert difference(ours["next_sentence_logits"], expected.seq_relationship_logits) <= 1e-5


def test_a_classifier_takes_the_backbone_and_its_last_layer_where_there_is_one(tmp_path):
    reference, path = drawn("BertForSequenceClassification", tmp_path, num_labels=4)
    model = models.load_weights(models.BERTClassifier(classes=4, backbone=OURS), path)
    inputs = packed()
    assert difference(model.predict_on_batch(inputs), theirs(reference, inputs).logits) <= 1e-5

    _, path = drawn("BertForPreTraining", tmp_path)
    before = model.get_layer("logits").get_weights()
    models.load_weights(model, path)
    for old, new in zip(before, model.get_layer("logits").get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def test_the_names_of_older_files_are_read_too(tmp_path):
    from safetensors.numpy import load_file, save_file

    reference, path = drawn("BertModel", tmp_path)
    tensors = {
        name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta"): a
        for name, a in load_file(path).items()
    }
    save_file(tensors, tmp_path / "old.safetensors")
    model = models.load_weights(models.BERT(**OURS), tmp_path / "old.safetensors")
    inputs = packed()
    expected = theirs(reference, inputs).last_hidden_state
    assert difference(model.predict_on_batch(inputs)["sequence_output"], expected) <= 1e-5


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"num_layers": 3}, "the file has 2 blocks, the model 3. Build the model with num_layers=2"),
        ({"hidden_dim": 12}, "has shape"),
        ({"vocabulary_size": 31}, "has shape"),
    ],
)
def test_sizes_that_differ_are_named(config, message, tmp_path):
    _, path = drawn("BertModel", tmp_path)
    with pytest.raises(ModelError, match=message):
        models.load_weights(models.BERT(**{**OURS, **config}), path)


def test_a_part_that_is_missing_is_named(tmp_path):
    _, path = drawn("BertForMaskedLM", tmp_path)
    with pytest.raises(ModelError, match=r'no array "bert\.pooler\.dense\.weight"'):
        models.load_weights(models.BERT(**OURS), path)
    models.load_weights(models.BERT(**OURS, pooler=False), path)
