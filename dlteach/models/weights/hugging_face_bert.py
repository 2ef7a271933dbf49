"""BERT weights under the names of Hugging Face transformers: bert.embeddings…, bert.encoder.layer.0.…

That library computes GELU by the error function: build the model with `approximate=False` to get its very outputs.
"""

from __future__ import annotations

from dlteach.models.bert import BERT
from dlteach.models.bert_heads import BERTClassifier, BERTPretraining
from dlteach.models.weights.blocks import Arrays, Pair, side_by_side
from dlteach.models.weights.files import WeightFile

TITLE = "transformers' BERT (.safetensors)"
TABLE = "embeddings.word_embeddings.weight"


def matches(model, file: WeightFile) -> bool:
    """Says whether a safetensors file holds transformers' names, with a head or without."""
    return (
        isinstance(model, BERT | BERTClassifier | BERTPretraining)
        and file.kind == "safetensors"
        and (TABLE in file.tensors or f"bert.{TABLE}" in file.tensors)
    )


def copy(model, file: WeightFile) -> None:
    """Copies every weight; a classifier whose file has none keeps its own last layer, ready for fine-tuning."""
    arrays = Arrays(file, "bert." if f"bert.{TABLE}" in file.tensors else "")
    _copy_backbone(model if isinstance(model, BERT) else model.backbone, arrays)
    head = Arrays(file)
    if isinstance(model, BERTPretraining):
        head.put(model.get_layer("token_transform"), _dense(head, "cls.predictions.transform.dense"))
        head.put(model.get_layer("token_norm"), _norm(head, "cls.predictions.transform.LayerNorm"))
        head.put_one(model.get_layer("token_bias"), head["cls.predictions.bias"])
        head.put(model.get_layer("next_sentence"), _dense(head, "cls.seq_relationship"))
    if isinstance(model, BERTClassifier) and "classifier.weight" in head:
        head.put(model.get_layer("logits"), _dense(head, "classifier"))


def _copy_backbone(model: BERT, arrays: Arrays) -> None:
    arrays.check_layers(r"encoder\.layer\.(\d+)\.", len(model.blocks))
    arrays.put_one(model.token_embedding, arrays[TABLE])
    arrays.put_one(model.segment_embedding, arrays["embeddings.token_type_embeddings.weight"])
    arrays.put_one(model.positions, arrays["embeddings.position_embeddings.weight"])
    arrays.put(model.embedding_norm, _norm(arrays, "embeddings.LayerNorm"))
    for number, block in enumerate(model.blocks):
        layer = f"encoder.layer.{number}"
        parts = [_dense(arrays, f"{layer}.attention.self.{part}") for part in ("query", "key", "value")]
        arrays.put_block(
            block,
            {
                "qkv": side_by_side(parts),
                "output_projection": _dense(arrays, f"{layer}.attention.output.dense"),
                "attention_norm": _norm(arrays, f"{layer}.attention.output.LayerNorm"),
                "expand": _dense(arrays, f"{layer}.intermediate.dense"),
                "contract": _dense(arrays, f"{layer}.output.dense"),
                "feed_forward_norm": _norm(arrays, f"{layer}.output.LayerNorm"),
            },
        )
    if model.config["pooler"]:
        arrays.put(model.get_layer("pooler"), _dense(arrays, "pooler.dense"))


def _dense(arrays: Arrays, name: str) -> Pair:
    return arrays[f"{name}.weight"].T, arrays[f"{name}.bias"]


def _norm(arrays: Arrays, name: str) -> Pair:
    # checkpoints converted from Google's files call them gamma and beta
    scale, shift = ("gamma", "beta") if f"{name}.gamma" in arrays else ("weight", "bias")
    return arrays[f"{name}.{scale}"], arrays[f"{name}.{shift}"]
