"""Rows on writing text, on ResNet-50 and on adversarial training."""

from __future__ import annotations

from benchmarks.contest import Contestant
from benchmarks.row import Goal, Row

OURS, GANS = "benchmarks.ours.inference", "benchmarks.ours.adversarial"
TORCH, TORCH_GANS = "benchmarks.peers.torch_inference", "benchmarks.peers.torch_adversarial"
TENSORFLOW, JAX = "dlteach, TensorFlow", "dlteach, JAX"


def _ours(place: str, backend: str, label: str = "dlteach", **options: object) -> Contestant:
    return Contestant(f"{label}, {backend}", place, dict(options), backend.lower(), (backend.lower(),))


def _torch(place: str, label: str = "PyTorch", needs: tuple[str, ...] = ("torch",)) -> Contestant:
    return Contestant(label, place, {}, "torch", needs)


def _resnet(job: str, backend: str) -> Row:
    pair = [
        _ours(f"{OURS}:resnet50", backend, job=job),
        _ours(f"{OURS}:resnet50", backend, "keras.applications", job=job, peer=True),
    ]
    goals = [Goal(f"dlteach, {backend}", f"keras.applications, {backend}", 1.0)]
    if job == "predict" and backend == "TensorFlow":
        pair.append(_torch(f"{TORCH}:predict", "PyTorch, channels last"))
        goals.append(Goal(f"dlteach, {backend}", "PyTorch, channels last", 1.3))
    title = f"ResNet-50, 224 px, 8 images: {'predict' if job == 'predict' else 'training step'}, {backend}"
    return Row(f"resnet-{job}-{backend.lower()}", title, "batches/s", pair, goals, 5)


ROWS = [
    Row(
        "generate",
        "GPT of 10.7 M weights writes 240 characters",
        "characters/s",
        [
            _ours(f"{OURS}:generate", "TensorFlow"),
            _ours(f"{OURS}:generate", "JAX"),
            _torch(f"{TORCH}:generate", "PyTorch, no cache"),
            _torch(f"{TORCH}:generate_transformers", "Transformers, with cache", ("torch", "transformers")),
        ],
        [
            Goal(f"best of {TENSORFLOW}|{JAX}", "PyTorch, no cache", 5),
            Goal(f"best of {TENSORFLOW}|{JAX}", "Transformers, with cache", 1.0),
        ],
        7,
    ),
    _resnet("predict", "TensorFlow"),
    _resnet("predict", "JAX"),
    _resnet("train", "TensorFlow"),
    _resnet("train", "JAX"),
    Row(
        "dcgan",
        "DCGAN, 64 px, 32 filters, batch 16",
        "steps/s",
        [
            _ours(f"{GANS}:dcgan", "TensorFlow"),
            _ours(f"{GANS}:alternation", "TensorFlow", "Keras train_on_batch"),
            _torch(f"{TORCH_GANS}:dcgan"),
        ],
        [Goal(TENSORFLOW, "Keras train_on_batch, TensorFlow", 1.35), Goal(TENSORFLOW, "PyTorch", 1.0)],
        7,
    ),
    Row(
        "wgan-gp",
        "WGAN-GP in its MNIST form, batch 50",
        "critic steps/s",
        [
            _ours(f"{GANS}:wgan_gp", "TensorFlow"),
            _ours(f"{GANS}:wgan_gp", "JAX"),
            _torch(f"{TORCH_GANS}:wgan_gp"),
        ],
        [Goal(f"best of {TENSORFLOW}|{JAX}", "PyTorch", 1.0)],
        5,
    ),
]
