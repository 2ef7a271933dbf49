"""The peers of generation and of ResNet-50 in PyTorch."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import torch
from torch import nn
from torch.nn import functional

from benchmarks.pace import Pace
from benchmarks.peers import torch_gpt

VOCABULARY, PROMPT, NEW_TOKENS, BATCH = 65, 16, 240, 8


def generate(pace: Pace) -> None:
    """240 characters as nanoGPT writes them: the whole text is read afresh for each."""
    model = torch_gpt.GPT(vocabulary=VOCABULARY, block=256, layers=6, heads=6, width=384)
    prompt = torch.arange(PROMPT)[None]
    _timed(pace, NEW_TOKENS, lambda: model.generate(prompt, NEW_TOKENS), model)


def generate_transformers(pace: Pace) -> None:
    """240 characters by Hugging Face's GPT-2 with its cache of keys and values."""
    from transformers import GPT2Config, GPT2LMHeadModel

    size = GPT2Config(vocab_size=VOCABULARY, n_positions=256, n_embd=384, n_layer=6, n_head=6)
    model = GPT2LMHeadModel(size).eval()
    prompt = torch.arange(PROMPT)[None]
    options = {"max_new_tokens": NEW_TOKENS, "min_new_tokens": NEW_TOKENS, "do_sample": True, "top_k": 0}
    mask = torch.ones_like(prompt)
    _timed(pace, NEW_TOKENS, lambda: model.generate(prompt, attention_mask=mask, pad_token_id=0, **options), model)


class Bottleneck(nn.Module):
    """1×1, 3×3, 1×1 and the shortcut around them."""

    def __init__(self, inputs: int, filters: int, stride: int):
        super().__init__()
        outputs = 4 * filters
        self.conv1, self.norm1 = nn.Conv2d(inputs, filters, 1, stride, bias=False), nn.BatchNorm2d(filters)
        self.conv2, self.norm2 = nn.Conv2d(filters, filters, 3, 1, 1, bias=False), nn.BatchNorm2d(filters)
        self.conv3, self.norm3 = nn.Conv2d(filters, outputs, 1, bias=False), nn.BatchNorm2d(outputs)
        self.shortcut = (
            nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))
            if stride > 1 or inputs != outputs
            else nn.Identity()
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(batch, inputs, height, width) → (batch, 4 · filters, height / stride, width / stride)."""
        y = functional.relu(self.norm1(self.conv1(x)))
        y = functional.relu(self.norm2(self.conv2(y)))
        return functional.relu(self.norm3(self.conv3(y)) + self.shortcut(x))


def resnet50(blocks: Sequence[int] = (3, 4, 6, 3), classes: int = 1000) -> nn.Sequential:
    """ResNet-50 of 2015, the stride on the first 1×1 as in `keras.applications`; fewer blocks for trials."""
    layers: list[nn.Module] = [
        nn.Conv2d(3, 64, 7, 2, 3, bias=False),
        nn.BatchNorm2d(64),
        nn.ReLU(),
        nn.MaxPool2d(3, 2, 1),
    ]
    width = 64
    for stage, (count, filters) in enumerate(zip(blocks, (64, 128, 256, 512), strict=True)):
        for number in range(count):
            layers.append(Bottleneck(width, filters, 2 if stage and number == 0 else 1))
            width = 4 * filters
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(width, classes))


def predict(pace: Pace) -> None:
    """ResNet-50 on eight images of 224 px at a time, weights and images laid out channels last."""
    model = resnet50().eval().to(memory_format=torch.channels_last)
    x = torch.randn(BATCH, 3, 224, 224).to(memory_format=torch.channels_last)

    def job() -> None:
        for _ in range(4):
            model(x)

    with torch.inference_mode():
        _timed(pace, 4, job, model)


def _timed(pace: Pace, work: float, job: Callable[[], object], model: nn.Module) -> None:
    begun = time.perf_counter()
    job()
    first = time.perf_counter() - begun
    pace.ready(first_lap_seconds=first, parameters=sum(p.numel() for p in model.parameters()))
    while pace.go():
        begun = time.perf_counter()
        job()
        pace.lap(work, time.perf_counter() - begun)
