"""Rows for a machine with an NVIDIA GPU: what a training does a second in bfloat16, through JAX and in PyTorch."""

from __future__ import annotations

from benchmarks.contest import Contestant
from benchmarks.row import Goal, Row

OURS, TORCH = "benchmarks.ours.gpu", "benchmarks.peers.torch_gpu"
JAX = "dlteach, JAX"


def _row(name: str, title: str, unit: str, function: str, peer: str, ratio: float | None) -> Row:
    contestants = [
        Contestant(JAX, f"{OURS}:{function}", {}, "jax", ("jax",)),
        Contestant(peer, f"{TORCH}:{function}", {}, "torch", ("torch",)),
    ]
    return Row(name, title, unit, contestants, [Goal(JAX, peer, ratio)] if ratio else [], laps=5, gpu=True)


ROWS = [
    _row(
        "gpu-gpt2",
        "GPT-2 small on a GPU, bfloat16, 32 texts of 1,024 tokens",
        "tokens/s",
        "gpt2",
        "torch.compile, fused attention",
        0.95,
    ),
    _row(
        "gpu-resnet50",
        "ResNet-50 on a GPU, bfloat16, 224 px, 256 images: training",
        "images/s",
        "resnet50",
        "PyTorch, channels last",
        0.95,
    ),
    _row(
        "gpu-lstm",
        "LSTM of 512 units on a GPU, bfloat16, 256 steps, batch 128",
        "sequences/s",
        "lstm",
        "PyTorch, cuDNN",
        None,
    ),
]
