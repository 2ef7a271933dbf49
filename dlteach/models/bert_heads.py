"""What is put on top of BERT: the two pre-training tasks, and a classifier for fine-tuning.

Devlin, Chang, Lee, Toutanova (2018), arXiv:1810.04805, sections 3.1 (pre-training) and 3.2 (fine-tuning).
"""

from __future__ import annotations

from typing import Any

import keras
from keras import layers, ops

from dlteach.errors import ModelError
from dlteach.models.architecture import Architecture, output_dtype
from dlteach.models.bert import BERT
from dlteach.models.blocks import activation
from dlteach.models.initializers import truncated_normal


@keras.saving.register_keras_serializable(package="dlteach")
class TokenBias(layers.Layer):
    """Adds a learned number to each token's score, (…, vocabulary_size)."""

    def build(self, scores_shape):
        """Makes the vector, one number a token, at zero."""
        self.bias = self.add_weight((scores_shape[-1],), "zeros", name="bias")
        self.built = True

    def call(self, scores):
        """Returns scores + bias."""
        return scores + ops.convert_to_tensor(self.bias)

    def compute_output_shape(self, scores_shape):
        """The shape of the scores."""
        return scores_shape


class _OnBERT(Architecture):
    """A model with a BERT inside, which is described and saved with it."""

    backbone: BERT

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments; the BERT inside as its own arguments."""
        return {**super().get_config(), "backbone": self.backbone.get_config()}


@keras.saving.register_keras_serializable(package="dlteach")
class BERTPretraining(_OnBERT):
    """BERT with both pre-training heads: guess the masked words, and whether the second sentence follows the first.

    It is called as `BERT` is and returns a dictionary of logits: `token_logits`, (batch, time, vocabulary_size), and
    `next_sentence_logits`, (batch, 2). The paper hides 15 % of the tokens and counts the loss at those places only:
    give them the `sample_weight` 1 and all others 0.

    Args:
        backbone: the `BERT` to train, with its pooler, or the arguments to build one; BERT base when left out.

    Raises:
        ModelError: the backbone has no pooler.

    Example:
        >>> bert = BERT(vocabulary_size=100, num_layers=2, num_heads=2, hidden_dim=16)
        >>> BERTPretraining(bert)(BERT.pack([[1, 7, 8, 2]]))["token_logits"].shape
        (1, 4, 100)
    """

    def __init__(self, backbone: BERT | dict[str, Any] | None = None, **kwargs):
        backbone = _with_pooler(backbone)
        config = backbone.config
        gelu = activation("gelu_tanh" if config["approximate"] else "gelu")
        outputs = backbone(backbone.input)
        # scores = LayerNorm(gelu(h W + b)) Eᵀ + bias, where E is the token embedding
        x = outputs["sequence_output"]  # (batch, time, hidden_dim)
        x = layers.Dense(config["hidden_dim"], gelu, kernel_initializer=truncated_normal(), name="token_transform")(x)
        x = layers.LayerNormalization(epsilon=config["layer_norm_epsilon"], name="token_norm")(x)
        tokens = backbone.token_embedding(x, reverse=True)  # (batch, time, vocabulary_size)
        tokens = TokenBias(dtype=output_dtype(), name="token_bias")(tokens)
        follows = layers.Dense(2, kernel_initializer=truncated_normal(), dtype=output_dtype(), name="next_sentence")
        logits = {"token_logits": tokens, "next_sentence_logits": follows(outputs["pooled_output"])}
        super().__init__(inputs=backbone.input, outputs=logits, **kwargs)
        self.backbone = backbone
        self.config = {}


@keras.saving.register_keras_serializable(package="dlteach")
class BERTClassifier(_OnBERT):
    """BERT with one dense layer over its pooled output, for fine-tuning on whole texts.

    It is called as `BERT` is and returns logits, (batch, classes). All weights are trained together, with a small
    learning rate (the paper takes 2e-5 to 5e-5); set `model.backbone.trainable = False` to train the last layer only.

    Args:
        classes: number of classes.
        backbone: a trained `BERT` with its pooler, or the arguments to build one; BERT base when left out.
        dropout: share of the pooled output set to zero while training.

    Raises:
        ModelError: the backbone has no pooler.

    Example:
        >>> bert = BERT(vocabulary_size=100, num_layers=2, num_heads=2, hidden_dim=16)
        >>> BERTClassifier(classes=3, backbone=bert)(BERT.pack([[1, 7, 8, 2]])).shape
        (1, 3)
    """

    def __init__(self, classes: int = 2, backbone: BERT | dict[str, Any] | None = None, dropout: float = 0.1, **kwargs):
        backbone = _with_pooler(backbone)
        x = backbone(backbone.input)["pooled_output"]  # (batch, hidden_dim)
        x = layers.Dropout(dropout, name="classifier_dropout")(x)
        # logits = pooled W + b
        dense = layers.Dense(classes, kernel_initializer=truncated_normal(), dtype=output_dtype(), name="logits")
        super().__init__(inputs=backbone.input, outputs=dense(x), **kwargs)  # (batch, classes)
        self.backbone = backbone
        self.config = {"classes": classes, "dropout": dropout}


def _with_pooler(backbone: BERT | dict[str, Any] | None) -> BERT:
    bert: Any = backbone
    if bert is None or isinstance(bert, dict):
        bert = BERT.from_config({"name": "bert", **(bert or {})})
    if not bert.config["pooler"]:
        raise ModelError("this BERT has no pooler", "Build it with pooler=True.")
    return bert
