"""Writing text with a language model: how the next token is chosen, and the compiled loop around it."""

from __future__ import annotations

from dataclasses import dataclass

import keras
import numpy as np
from keras import ops

from dlteach.errors import ModelError

BUCKET = 64  # lengths are rounded up to a multiple of it, so that one compiled loop serves many prompts


@dataclass(frozen=True)
class Sampling:
    """How a token is drawn from the logits; see `GPT.generate`."""

    temperature: float = 1.0
    top_k: int | None = None
    top_p: float | None = None

    def __post_init__(self):
        if not 0 <= self.temperature < float("inf"):
            raise ModelError(f"temperature is {self.temperature}", "Give a number from 0 (greedy) upwards; 1 is usual.")
        if self.top_k is not None and self.top_k < 1:
            raise ModelError(f"top_k is {self.top_k}", "Give at least 1, or None for all tokens.")
        if self.top_p is not None and not 0 < self.top_p <= 1:
            raise ModelError(f"top_p is {self.top_p}", "Give a probability above 0 and up to 1, or None.")


def choose(logits, uniform, temperature, top_p, top_k: int | None, nucleus: bool):
    """Draws a token from softmax(logits / temperature), cut down to the likeliest ones.

    Args:
        logits: (batch, vocabulary_size).
        uniform: random numbers, evenly from 0 to below 1, (batch,); they alone decide the draw.
        temperature: above 0.
        top_p: probability that the kept tokens must reach together; used where `nucleus` is set.
        top_k: number of kept tokens, or None.
        nucleus: whether to cut by `top_p`.

    Returns:
        Token numbers, (batch,), int32.
    """
    scores = ops.cast(logits, "float32") / temperature
    tokens = None
    if top_k is not None or nucleus:
        count = min(top_k or scores.shape[-1], scores.shape[-1])
        scores, tokens = ops.top_k(scores, count)  # the likeliest first
    probabilities = ops.softmax(scores, axis=-1)
    if nucleus:
        # a token stays while those before it have not reached p
        before = ops.cumsum(probabilities, axis=-1) - probabilities
        probabilities = ops.where(before < top_p, probabilities, 0.0)
    # the cumulative distribution is cut at a random height: a token is hit as often as it is probable
    cumulative = ops.cumsum(probabilities, axis=-1)
    height = ops.expand_dims(uniform, -1) * cumulative[:, -1:]
    index = ops.argmax(ops.cast(cumulative > height, "int32"), axis=-1)
    if tokens is not None:
        index = ops.squeeze(ops.take_along_axis(tokens, ops.expand_dims(index, -1), axis=-1), -1)
    return ops.cast(index, "int32")


class _Loop(keras.Model):
    """The loop as a model without weights of its own, so that `predict_on_batch` compiles it on every backend."""

    def __init__(self, gpt, batch: int, length: int, top_k: int | None, nucleus: bool, greedy: bool):
        super().__init__(name="generation")
        self.gpt, self.batch, self.length = gpt, batch, length
        self.top_k, self.nucleus, self.greedy = top_k, nucleus, greedy
        self.built = True
        # torch would start its own compiler, which takes longer than most texts
        self.jit_compile = keras.backend.backend() != "torch"

    def call(self, inputs):
        """Fills `text` from place `start` to `stop`."""
        text, prompt = inputs["text"], inputs["prompt"]  # (batch, length), (batch, prompt length rounded up)
        batch, length = self.batch, self.length
        places = min(length, self.gpt.config["max_sequence_length"])
        ended = ops.zeros((batch,), dtype="bool")

        def unfinished(limit):
            return lambda text, ended, place, *_: ops.logical_and(
                place < ops.minimum(inputs["stop"], limit), ops.logical_not(ops.all(ended))
            )

        def write(logits, text, ended, place):
            uniform = ops.squeeze(ops.slice(inputs["uniform"], (0, place), (batch, 1)), -1)
            token = self._choose(logits, uniform, inputs)
            token = ops.where(ended, inputs["end"], token)
            ended = ops.logical_or(ended, token == inputs["end"])
            return ops.slice_update(text, (0, place), ops.expand_dims(token, -1)), ended, place + 1

        def read_one(text, ended, place, caches):
            token = ops.slice(text, (0, place - 1), (batch, 1))
            logits, caches = self.gpt.step(token, caches, place - 1)
            return (*write(logits, text, ended, place), caches)

        def read_window(text, ended, place):
            window = ops.slice(text, (0, place - places), (batch, places))
            logits, _ = self.gpt.step(window, self._empty_caches(batch, places), 0)
            return write(logits, text, ended, place)

        # every token's place fits: read the prompt once, then one token at a time
        _, caches = self.gpt.step(prompt, self._empty_caches(batch, places), 0)
        text, ended, place, _ = ops.while_loop(unfinished(places + 1), read_one, (text, ended, inputs["start"], caches))
        if length > places:
            text, _, _ = ops.while_loop(unfinished(length), read_window, (text, ended, place))
        return text

    def _choose(self, logits, uniform, inputs):
        if self.greedy:
            return ops.cast(ops.argmax(logits, axis=-1), "int32")
        return choose(logits, uniform, inputs["temperature"], inputs["top_p"], self.top_k, self.nucleus)

    def _empty_caches(self, batch: int, places: int):
        heads = self.gpt.config["num_heads"]
        shape = (batch, places, heads, self.gpt.config["hidden_dim"] // heads)
        return [(ops.zeros(shape, self.gpt.compute_dtype),) * 2 for _ in self.gpt.blocks]


class Generator:
    """Runs the loop for one model; each kind of sampling is compiled when it is first asked for."""

    def __init__(self, gpt):
        self.gpt = gpt
        self.loops: dict[tuple, _Loop] = {}

    def run(self, prompt, max_new_tokens: int, sampling: Sampling, seed: int | None, end_token: int | None):
        """Continues a prompt; see `GPT.generate`."""
        tokens = self._check(prompt, max_new_tokens)
        batch, start = np.atleast_2d(tokens).shape
        stop = start + max_new_tokens
        length, read = _round_up(stop), min(_round_up(start), self.gpt.config["max_sequence_length"])
        text = np.full((batch, length), 0 if end_token is None else end_token, "int32")
        text[:, :start] = tokens
        # drawn token by token, so that a longer text begins like a shorter one
        random = np.random.default_rng(np.random.randint(2**31) if seed is None else seed)
        uniform = np.zeros((batch, length), "float32")
        uniform[:, start:stop] = random.random((max_new_tokens, batch), "float32").T
        whole = self._loop(batch, length, read, sampling).predict_on_batch(
            {
                "text": text,
                "prompt": text[:, :read],
                "uniform": uniform,
                "start": np.int32(start),
                "stop": np.int32(stop),
                "end": np.int32(-1 if end_token is None else end_token),
                "temperature": np.float32(sampling.temperature),
                "top_p": np.float32(sampling.top_p or 1),
            }
        )
        whole = np.asarray(whole)[:, :stop]
        return whole if tokens.ndim == 2 else whole[0]

    def _loop(self, batch: int, length: int, read: int, sampling: Sampling) -> _Loop:
        greedy = sampling.temperature == 0
        cut = (None, False) if greedy else (sampling.top_k, sampling.top_p is not None)
        # one loop a shape: tf.function would blur the shapes it has seen, and XLA wants them exact
        kind = (batch, length, read, *cut, greedy)
        if kind not in self.loops:
            self.loops[kind] = _Loop(self.gpt, batch, length, *cut, greedy)
        return self.loops[kind]

    def _check(self, prompt, max_new_tokens: int) -> np.ndarray:
        tokens = np.asarray(prompt)
        size = self.gpt.config["vocabulary_size"]
        if tokens.ndim not in (1, 2) or tokens.size == 0:
            raise ModelError(
                f"the prompt has shape {tokens.shape}", "Give (time,) or (batch, time) with at least one token."
            )
        if not np.issubdtype(tokens.dtype, np.integer) or tokens.min() < 0 or tokens.max() >= size:
            raise ModelError(
                f"the prompt holds something that is no token of a vocabulary of {size}",
                f"Give whole numbers from 0 to {size - 1}.",
            )
        if max_new_tokens < 0:
            raise ModelError(f"max_new_tokens is {max_new_tokens}", "Give a whole number from 0 upwards.")
        return tokens


def _round_up(length: int) -> int:
    return -(-length // BUCKET) * BUCKET
