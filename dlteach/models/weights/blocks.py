"""Putting the arrays of a language model's checkpoint into Transformer blocks, each named and checked."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from dlteach.errors import ModelError
from dlteach.models.weights.files import WeightFile, assign

# the two weights of a layer: kernel and bias, or scale (γ) and shift (β)
Pair = tuple[np.ndarray, np.ndarray]


class Arrays:
    """The arrays of a checkpoint whose names all begin with `start`; what is missing is named.

    Args:
        file: the checkpoint.
        start: what its names begin with, such as "transformer.".
    """

    def __init__(self, file: WeightFile, start: str = ""):
        self.file = file
        self.start = start

    def __contains__(self, name: str) -> bool:
        return self.start + name in self.file.tensors

    def __getitem__(self, name: str) -> np.ndarray:
        if name not in self:
            remedy = "Build the model with the checkpoint's own sizes and parts."
            raise ModelError(f'the file has no array "{self.start}{name}"', remedy, str(self.file.path))
        return self.file.tensors[self.start + name]

    def check_layers(self, pattern: str, expected: int) -> None:
        """Counts the blocks in the file: `pattern` finds a block's number in an array's name.

        Raises:
            ModelError: the model has another number of blocks.
        """
        found = {match[0] for name in self.file.tensors if (match := re.match(re.escape(self.start) + pattern, name))}
        if len(found) != expected:
            problem = f"the file has {len(found)} blocks, the model {expected}"
            raise ModelError(problem, f"Build the model with num_layers={len(found)}.", str(self.file.path))

    def put(self, layer: Any, pair: Pair) -> None:
        """Sets the two weights of a dense or a normalization layer."""
        for variable, value in zip(layer.weights, pair, strict=True):
            assign(variable, value, str(self.file.path))

    def put_one(self, layer: Any, value: np.ndarray) -> None:
        """Sets the only weight of a layer, such as an embedding's table."""
        assign(layer.weights[0], value, str(self.file.path))

    def put_block(self, block: Any, parts: dict[str, Pair]) -> None:
        """Sets the six layers of a `TransformerBlock`."""
        self.put(block.attention.qkv, parts["qkv"])
        self.put(block.attention.output_projection, parts["output_projection"])
        self.put(block.attention_norm, parts["attention_norm"])
        self.put(block.feed_forward.expand, parts["expand"])
        self.put(block.feed_forward.contract, parts["contract"])
        self.put(block.feed_forward_norm, parts["feed_forward_norm"])


def side_by_side(pairs: list[Pair]) -> Pair:
    """Joins query, key and value, each of (in, out) and (out,), into the one matrix that the models here use."""
    kernels, biases = zip(*pairs, strict=True)
    return np.concatenate(kernels, axis=-1), np.concatenate(biases, axis=-1)
