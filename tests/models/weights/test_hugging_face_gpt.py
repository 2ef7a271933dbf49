"""GPT gives the numbers of transformers' GPT-1 and GPT-2, read from files that transformers writes."""

from __future__ import annotations

import numpy as np
import pytest

from dlteach import models
from dlteach.errors import ModelError

pytestmark = pytest.mark.parity
SIZES = {"vocab_size": 30, "n_embd": 24, "n_layer": 2, "n_head": 3, "n_positions": 16}
OURS = {"vocabulary_size": 30, "hidden_dim": 24, "num_layers": 2, "num_heads": 3, "max_sequence_length": 16}
TOKENS = np.random.default_rng(1).integers(0, 30, (3, 9))


def drawn(kind, config, folder):
    """A model of transformers, its weights widely spread (even zeros and ones), and its file."""
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    torch.manual_seed(0)
    reference = getattr(transformers, kind)(getattr(transformers, config)(**SIZES)).eval()
    with torch.no_grad():
        for parameter in reference.parameters():
            parameter.add_(0.1 * torch.randn_like(parameter))
    reference.save_pretrained(folder)
    return reference, folder / "model.safetensors"


@pytest.mark.parametrize(
    ("kind", "config", "norm_first"),
    [("GPT2LMHeadModel", "GPT2Config", True), ("OpenAIGPTLMHeadModel", "OpenAIGPTConfig", False)],
)
def test_it_gives_the_logits_of_transformers(kind, config, norm_first, tmp_path):
    import torch

    reference, path = drawn(kind, config, tmp_path)
    model = models.load_weights(models.GPT(**OURS, norm_first=norm_first), path)
    with torch.no_grad():
        theirs = reference(torch.tensor(TOKENS)).logits.numpy()
    ours = model.predict_on_batch(TOKENS)
    assert np.abs(ours - theirs).max() / np.abs(theirs).max() <= 1e-5


def test_greedy_generation_is_that_of_transformers(tmp_path):
    import torch

    reference, path = drawn("GPT2LMHeadModel", "GPT2Config", tmp_path)
    model = models.load_weights(models.GPT(**OURS), path)
    prompt = torch.tensor(TOKENS)
    how = {"attention_mask": torch.ones_like(prompt), "max_new_tokens": 7, "do_sample": False, "eos_token_id": None}
    theirs = reference.generate(prompt, **how)
    np.testing.assert_array_equal(model.generate(TOKENS, 7, temperature=0), theirs.numpy())


def test_a_file_without_the_head_is_read_too(tmp_path):
    import torch

    reference, path = drawn("GPT2Model", "GPT2Config", tmp_path)
    model = models.load_weights(models.GPT(**OURS), path)
    with torch.no_grad():
        hidden = reference(torch.tensor(TOKENS)).last_hidden_state
        theirs = (hidden @ reference.wte.weight.T).numpy()
    assert np.abs(model.predict_on_batch(TOKENS) - theirs).max() / np.abs(theirs).max() <= 1e-5


def test_gpt1_and_gpt2_are_not_mixed_up(tmp_path):
    _, path = drawn("OpenAIGPTLMHeadModel", "OpenAIGPTConfig", tmp_path)
    with pytest.raises(ModelError, match=r"the file holds GPT-1\. Build the model with norm_first=False"):
        models.load_weights(models.GPT(**OURS), path)
