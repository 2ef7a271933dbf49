"""GPT-1 and GPT-2 weights under the names of Hugging Face transformers: transformer.h.0.…

There the matrices lie as here, (in, out), and query, key and value are one already.
"""

from __future__ import annotations

from dlteach.errors import ModelError
from dlteach.models.gpt import GPT
from dlteach.models.weights.blocks import Arrays, Pair
from dlteach.models.weights.files import WeightFile

TITLE = "transformers' GPT-1 and GPT-2 (.safetensors)"
GPT1_TABLE, GPT2_TABLE = "tokens_embed.weight", "wte.weight"


def matches(model, file: WeightFile) -> bool:
    """Says whether a safetensors file holds transformers' names, with the head or without."""
    return isinstance(model, GPT) and file.kind == "safetensors" and _table(file) is not None


def copy(model: GPT, file: WeightFile) -> None:
    """Copies every weight.

    Raises:
        ModelError: the file holds GPT-1 and the model is built as GPT-2, or the other way round; or sizes differ.
    """
    table = _table(file) or ""
    first = table.endswith(GPT1_TABLE)
    if first is model.config["norm_first"]:
        name = "GPT-1" if first else "GPT-2"
        raise ModelError(f"the file holds {name}", f"Build the model with norm_first={not first}.", str(file.path))
    arrays = Arrays(file, table.removesuffix(GPT1_TABLE if first else GPT2_TABLE))
    arrays.check_layers(r"h\.(\d+)\.", len(model.blocks))
    arrays.put_one(model.token_embedding, arrays[GPT1_TABLE if first else GPT2_TABLE])
    arrays.put_one(model.positions, arrays["positions_embed.weight" if first else "wpe.weight"])
    for number, block in enumerate(model.blocks):
        arrays.put_block(
            block,
            {
                "qkv": _pair(arrays, f"h.{number}.attn.c_attn"),
                "output_projection": _pair(arrays, f"h.{number}.attn.c_proj"),
                "attention_norm": _pair(arrays, f"h.{number}.ln_1"),
                "expand": _pair(arrays, f"h.{number}.mlp.c_fc"),
                "contract": _pair(arrays, f"h.{number}.mlp.c_proj"),
                "feed_forward_norm": _pair(arrays, f"h.{number}.ln_2"),
            },
        )
    if model.final_norm is not None:
        arrays.put(model.final_norm, _pair(arrays, "ln_f"))


def _table(file: WeightFile) -> str | None:
    """The name of the token embedding, by which the files are told apart."""
    names = [start + table for table in (GPT1_TABLE, GPT2_TABLE) for start in ("", "transformer.")]
    return next((name for name in names if name in file.tensors), None)


def _pair(arrays: Arrays, name: str) -> Pair:
    return arrays[f"{name}.weight"], arrays[f"{name}.bias"]
