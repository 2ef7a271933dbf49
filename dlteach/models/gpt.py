"""GPT: a stack of causal Transformer blocks that predicts the next token.

GPT-1: Radford, Narasimhan, Salimans, Sutskever (2018), Improving language understanding by generative pre-training,
https://cdn.openai.com/research-covers/language-unsupervised/language_understanding_paper.pdf, section 3.1.
GPT-2: Radford, Wu, Child, Luan, Amodei, Sutskever (2019), Language models are unsupervised multitask learners,
https://cdn.openai.com/better-language-models/language_models_are_unsupervised_multitask_learners.pdf, section 2.3.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import keras
import numpy as np
from keras import layers, ops

from dlteach.models.architecture import Architecture
from dlteach.models.blocks import TransformerBlock
from dlteach.models.embeddings import LearnedPositions, TokenEmbedding
from dlteach.models.generation import Generator, Sampling
from dlteach.models.initializers import normal


@keras.saving.register_keras_serializable(package="dlteach")
class GPT(Architecture):
    """Reads tokens and gives, at every place, a score (logit) for each token that may come next.

    The output layer is the token embedding read backwards, so it has no weights of its own. Sequences may be padded
    on the right: no token sees what follows it, so padding changes nothing before it; leave it out of the loss by
    `sample_weight`. The default is GPT-2 small.

    Args:
        vocabulary_size: number of different tokens.
        num_layers: number of blocks.
        num_heads: attention heads of a block; it must divide `hidden_dim`.
        hidden_dim: width of a token's vector.
        intermediate_dim: hidden units of the feed-forward network; four times `hidden_dim` when left out.
        max_sequence_length: the longest text the model reads at once, in tokens.
        dropout: share of numbers set to zero while training, behind the embedding and in every block.
        norm_first: True normalizes before each sublayer and once at the end (GPT-2), False after each one (GPT-1).
        approximate: True computes GELU by tanh, as both papers' code does; False by the error function.
        layer_norm_epsilon: added to the variance in each normalization.
        scaled_residual_init: whether matrices that end a sublayer start smaller by √(2 · num_layers), as in GPT-2, so
            that the sum along the residual path starts near the embedding's size.

    Raises:
        ModelError: `num_heads` does not divide `hidden_dim`, or a text is longer than `max_sequence_length`.

    Example:
        >>> model = GPT(vocabulary_size=65, num_layers=4, num_heads=4, hidden_dim=128, max_sequence_length=64)
        >>> model.generate([1, 2, 3], max_new_tokens=10, seed=0).shape
        (13,)
    """

    def __init__(
        self,
        vocabulary_size: int = 50257,
        num_layers: int = 12,
        num_heads: int = 12,
        hidden_dim: int = 768,
        intermediate_dim: int | None = None,
        max_sequence_length: int = 1024,
        dropout: float = 0.1,
        norm_first: bool = True,
        approximate: bool = True,
        layer_norm_epsilon: float = 1e-5,
        scaled_residual_init: bool = True,
        **kwargs,
    ):
        last = 0.02 / math.sqrt(2 * num_layers) if scaled_residual_init else 0.02
        embedding = TokenEmbedding(
            vocabulary_size, hidden_dim, embeddings_initializer=normal(0.02), name="token_embedding"
        )
        positions = LearnedPositions(max_sequence_length, normal(0.02), name="positions")
        blocks = [
            TransformerBlock(
                num_heads,
                intermediate_dim or 4 * hidden_dim,
                dropout=dropout,
                causal=True,
                norm_first=norm_first,
                activation="gelu_tanh" if approximate else "gelu",
                layer_norm_epsilon=layer_norm_epsilon,
                kernel_initializer=normal(0.02),
                output_initializer=normal(last),
                name=f"block_{number}",
            )
            for number in range(1, num_layers + 1)
        ]
        final_norm = layers.LayerNormalization(epsilon=layer_norm_epsilon, name="final_norm") if norm_first else None

        token_ids = keras.Input((None,), dtype="int32", name="token_ids")  # (batch, time)
        # h₀ = E[token] + P[place]
        x = positions(embedding(token_ids))  # (batch, time, hidden_dim)
        x = layers.Dropout(dropout, name="embedding_dropout")(x)
        for block in blocks:
            x = block(x)  # (batch, time, hidden_dim)
        if final_norm is not None:
            x = final_norm(x)
        # logits = h Eᵀ
        logits = embedding(x, reverse=True)  # (batch, time, vocabulary_size)
        super().__init__(inputs=token_ids, outputs=logits, **kwargs)
        self.token_embedding, self.positions, self.blocks, self.final_norm = embedding, positions, blocks, final_norm
        self.config = {
            "vocabulary_size": vocabulary_size,
            "num_layers": num_layers,
            "num_heads": num_heads,
            "hidden_dim": hidden_dim,
            "intermediate_dim": intermediate_dim,
            "max_sequence_length": max_sequence_length,
            "dropout": dropout,
            "norm_first": norm_first,
            "approximate": approximate,
            "layer_norm_epsilon": layer_norm_epsilon,
            "scaled_residual_init": scaled_residual_init,
        }

    def attention_weights(self, token_ids) -> np.ndarray:
        """Returns what each token looks at, in every layer and head.

        Args:
            token_ids: (batch, time).

        Returns:
            (layers, batch, heads, time, time): row i says how token i divides its attention; each row adds up to 1.
        """
        x = self.positions(self.token_embedding(ops.convert_to_tensor(token_ids, dtype="int32")))
        maps = []
        for block in self.blocks:
            x, weights = block(x, return_weights=True)
            maps.append(ops.convert_to_numpy(ops.cast(weights, "float32")))
        return np.stack(maps)

    def step(self, token_ids, caches, position):
        """Reads new tokens behind those whose keys and values are kept, without reading those again.

        Args:
            token_ids: the new tokens, (batch, time).
            caches: for each block, keys and values: a pair of (batch, places, heads, d).
            position: the place of the first new token.

        Returns:
            The logits behind the last new token, (batch, vocabulary_size), and the new caches.
        """
        x = self.positions(self.token_embedding(token_ids), position=position)
        kept = []
        for block, cache in zip(self.blocks, caches, strict=True):
            x, cache = block(x, cache=cache, position=position)
            kept.append(cache)
        if self.final_norm is not None:
            x = self.final_norm(x)
        return self.token_embedding(x[:, -1], reverse=True), kept

    def generate(
        self,
        prompt,
        max_new_tokens: int,
        temperature: float = 1.0,
        top_k: int | None = None,
        top_p: float | None = None,
        seed: int | None = None,
        end_token: int | None = None,
    ) -> np.ndarray:
        """Continues a text, one token at a time, as one compiled loop that keeps keys and values of earlier tokens.

        Beyond `max_sequence_length` tokens the model forgets the beginning: it reads only the last
        `max_sequence_length` tokens, afresh for each new one, because every token's place has changed.

        Args:
            prompt: token numbers, (time,) or (batch, time), at least one.
            max_new_tokens: how many tokens to add.
            temperature: logits are divided by it: below 1 safer, above 1 wilder. 0 takes the likeliest token (greedy).
            top_k: sample among the k likeliest tokens only.
            top_p: sample among the fewest likeliest tokens whose probabilities add up to at least p (the nucleus).
            seed: the same seed gives the same text, on any backend.
            end_token: where it comes, a text ends; what follows it is filled with `end_token`.

        Returns:
            Prompt and continuation, (time + max_new_tokens,) or (batch, time + max_new_tokens), int32.

        Raises:
            ModelError: the prompt is empty or holds a number that is no token, or a setting is out of range.

        Reference:
            The nucleus: Holtzman et al. (2019), The curious case of neural text degeneration, arXiv:1904.09751.
        """
        sampling = Sampling(temperature, top_k, top_p)
        return self._generator()(prompt, max_new_tokens, sampling, seed, end_token)

    def _generator(self) -> Callable[..., np.ndarray]:
        """The compiled loop, made once. Kept as a bound method, since Keras would track and save a model."""
        if "_run_generator" not in self.__dict__:
            self.__dict__["_run_generator"] = Generator(self).run
        return self.__dict__["_run_generator"]
