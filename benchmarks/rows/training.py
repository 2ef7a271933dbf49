"""Training rows: steps a second, through our public API and in the loop one writes in PyTorch."""

from __future__ import annotations

from benchmarks.contest import Contestant
from benchmarks.row import Goal, Row

OURS, TORCH = "benchmarks.ours.training", "benchmarks.peers.torch_training"


def _ours(function: str, backend: str, **options: object) -> Contestant:
    return Contestant(f"dlteach, {backend}", f"{OURS}:{function}", dict(options), backend.lower(), (backend.lower(),))


def _torch(function: str, label: str = "PyTorch", **options: object) -> Contestant:
    return Contestant(label, f"{TORCH}:{function}", dict(options), "torch", ("torch",))


def _row(name: str, title: str, function: str, goals: list[Goal], **options: object) -> Row:
    contestants = [
        _ours(function, "TensorFlow", **options),
        _ours(function, "JAX", **options),
        _torch(function, **options),
        _torch(function, "PyTorch, fused Adam", fused=True, **options),
    ]
    return Row(name, title, "steps/s", contestants, goals)


TENSORFLOW, JAX = "dlteach, TensorFlow", "dlteach, JAX"
BEST = f"best of {TENSORFLOW}|{JAX}"

ROWS = [
    _row(
        "cnn",
        "LeNet-5 on digits, batch 32",
        "cnn",
        [Goal(BEST, "PyTorch, fused Adam", 1.3), Goal(TENSORFLOW, "PyTorch, fused Adam", 1.0)],
    ),
    _row(
        "lstm",
        "LSTM of 32 units, 50 steps, batch 32",
        "recurrent",
        [Goal(BEST, "PyTorch", 1.4), Goal(TENSORFLOW, "PyTorch", 1.0)],
        cell="lstm",
    ),
    _row(
        "gru",
        "GRU of 32 units, 50 steps, batch 32",
        "recurrent",
        [Goal(BEST, "PyTorch", 3.5), Goal(TENSORFLOW, "PyTorch", 2.0)],
        cell="gru",
    ),
    Row(
        "gpt",
        "character GPT, nanoGPT's CPU configuration",
        "steps/s",
        [
            _ours("gpt", "TensorFlow"),
            _ours("gpt", "JAX"),
            _torch("gpt"),
            _torch("gpt", "torch.compile", compiled=True),
        ],
        [
            Goal(TENSORFLOW, "PyTorch", 1.0),
            Goal(JAX, "PyTorch", 1.0),
            Goal(TENSORFLOW, "torch.compile", 0.9),
            Goal(JAX, "torch.compile", 0.9),
        ],
    ),
]
