"""BERT and GPT-2 weights that KerasHub saved, as `.keras` or `.weights.h5`: a backbone alone, or a task around one."""

from __future__ import annotations

import numpy as np

from dlteach.errors import ModelError
from dlteach.models.bert import BERT
from dlteach.models.bert_heads import BERTClassifier
from dlteach.models.gpt import GPT
from dlteach.models.weights.blocks import Arrays, Pair, side_by_side
from dlteach.models.weights.files import WeightFile

TITLE = "KerasHub's BERT and GPT-2 (.keras, .weights.h5)"
TABLE = "reversible_embedding/vars/0"


def matches(model, file: WeightFile) -> bool:
    """Says whether the HDF5 part of a file holds KerasHub's layers."""
    return isinstance(model, BERT | BERTClassifier | GPT) and file.kind in ("keras", "h5") and _start(model, file) != ""


def copy(model, file: WeightFile) -> None:
    """Copies every weight; a classifier whose file has none keeps its own last layer, ready for fine-tuning."""
    arrays = Arrays(file, _start(model, file))
    if isinstance(model, GPT):
        if not model.config["norm_first"]:
            raise ModelError("the file holds GPT-2", "Build the model with norm_first=True.", str(file.path))
        _copy_embeddings_and_blocks(model, arrays, "transformer_decoder")
        arrays.put(model.final_norm, _pair(arrays, "layer_normalization"))
        return
    backbone = model if isinstance(model, BERT) else model.backbone
    _copy_embeddings_and_blocks(backbone, arrays, "transformer_encoder")
    arrays.put_one(backbone.segment_embedding, arrays["embedding/vars/0"])
    arrays.put(backbone.embedding_norm, _pair(arrays, "layer_normalization"))
    if backbone.config["pooler"]:
        arrays.put(backbone.get_layer("pooler"), _pair(arrays, "dense"))
    task = Arrays(file, "layers/")
    if isinstance(model, BERTClassifier) and arrays.start != "layers/" and "dense/vars/0" in task:
        task.put(model.get_layer("logits"), _pair(task, "dense"))


def _start(model, file: WeightFile) -> str:
    """What the names of the backbone's arrays begin with; empty where the file holds no such backbone."""
    backbone, block = ("gpt2_backbone", "decoder") if isinstance(model, GPT) else ("bert_backbone", "encoder")
    for start in ("layers/", f"layers/{backbone}/layers/"):
        probe = f"{start}transformer_{block}/_self_attention_layer/query_dense/vars/0"
        if start + TABLE in file.tensors and probe in file.tensors:
            return start
    return ""


def _copy_embeddings_and_blocks(model: BERT | GPT, arrays: Arrays, layer: str) -> None:
    arrays.check_layers(rf"{layer}(_\d+)?/", len(model.blocks))
    arrays.put_one(model.token_embedding, arrays[TABLE])
    arrays.put_one(model.positions, arrays["position_embedding/vars/0"])
    for number, block in enumerate(model.blocks):
        name = layer if number == 0 else f"{layer}_{number}"
        attention = f"{name}/_self_attention_layer"
        heads = arrays[f"{attention}/query_dense/vars/0"].shape[1]
        if heads != model.config["num_heads"]:
            problem = f"the file's blocks have {heads} heads, the model's {model.config['num_heads']}"
            raise ModelError(problem, f"Build the model with num_heads={heads}.", str(arrays.file.path))
        parts = [_merged(_pair(arrays, f"{attention}/{part}_dense")) for part in ("query", "key", "value")]
        kernel, bias = _pair(arrays, f"{attention}/output_dense")
        arrays.put_block(
            block,
            {
                "qkv": side_by_side(parts),
                # (heads, d, out) → (heads · d, out)
                "output_projection": (kernel.reshape(-1, kernel.shape[-1]), bias),
                "attention_norm": _pair(arrays, f"{name}/_self_attention_layer_norm"),
                "expand": _pair(arrays, f"{name}/_feedforward_intermediate_dense"),
                "contract": _pair(arrays, f"{name}/_feedforward_output_dense"),
                "feed_forward_norm": _pair(arrays, f"{name}/_feedforward_layer_norm"),
            },
        )


def _pair(arrays: Arrays, name: str) -> Pair:
    return arrays[f"{name}/vars/0"], arrays[f"{name}/vars/1"]


def _merged(pair: Pair) -> Pair:
    """(in, heads, d) and (heads, d) → (in, heads · d) and (heads · d,)."""
    kernel, bias = pair
    return kernel.reshape(kernel.shape[0], -1), np.ravel(bias)
