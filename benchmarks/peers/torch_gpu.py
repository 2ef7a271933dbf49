"""The peers of the rows on a GPU: the loops one writes in PyTorch, under autocast to bfloat16."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from benchmarks import gpu_jobs
from benchmarks.pace import Pace
from benchmarks.peers import torch_gpt, torch_inference

DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
FUSED = DEVICE == "cuda"

Loss = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]


class Recurrent(nn.Module):
    """One LSTM layer, cuDNN's on a GPU, whose last output gives one number."""

    def __init__(self, features: int, units: int):
        super().__init__()
        self.recurrent = nn.LSTM(features, units, batch_first=True)
        self.out = nn.Linear(units, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(batch, time, features) → (batch, 1)."""
        return self.out(self.recurrent(x)[0][:, -1])


def gpt2(pace: Pace, compiled: bool = True, **sizes: Any) -> None:
    """GPT-2 small with fused attention and fused AdamW; model and loss are compiled together."""
    size = gpu_jobs.Text(**sizes)
    torch.manual_seed(0)
    model = torch_gpt.GPT(size.vocabulary, size.length, size.layers, size.heads, size.width).to(DEVICE)
    optimizer = torch_gpt.make_optimizer(model, fused=FUSED)
    parameters = list(model.parameters())

    def loss_of(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        return functional.cross_entropy(model(x).flatten(0, 1), y.flatten())

    _race(
        pace,
        model,
        loss_of,
        optimizer,
        size.job(),
        dtypes=(torch.long, torch.long),
        work_a_step=size.batch * size.length,
        compiled=compiled,
        clip=lambda: nn.utils.clip_grad_norm_(parameters, 1.0),
        flops_per_unit=size.flops_per_token(sum(p.numel() for p in parameters)),
    )


def resnet50(pace: Pace, compiled: bool = False, **sizes: Any) -> None:
    """ResNet-50, weights and images laid out channels last."""
    size = gpu_jobs.Images(**sizes)
    torch.manual_seed(0)
    torch.backends.cudnn.benchmark = True
    model = torch_inference.resnet50(size.blocks, size.classes).to(DEVICE, memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(model.parameters(), 0.01, momentum=0.9, fused=FUSED)

    def loss_of(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        # the examples are (batch, height, width, 3) in memory, which PyTorch calls channels last
        return functional.cross_entropy(model(x.permute(0, 3, 1, 2)), y)

    dtypes = (torch.bfloat16, torch.long)
    _race(pace, model, loss_of, optimizer, size.job(), dtypes=dtypes, work_a_step=size.batch, compiled=compiled)


def lstm(pace: Pace, compiled: bool = False, **sizes: Any) -> None:
    """One LSTM layer by cuDNN."""
    size = gpu_jobs.Sequences(**sizes)
    torch.manual_seed(0)
    model = Recurrent(size.features, size.units).to(DEVICE)
    optimizer = torch.optim.Adam(model.parameters(), 1e-3, fused=FUSED)

    def loss_of(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        return functional.mse_loss(model(x).float(), y)

    dtypes = (torch.float32, torch.float32)
    _race(pace, model, loss_of, optimizer, size.job(), dtypes=dtypes, work_a_step=size.batch, compiled=compiled)


def _race(
    pace: Pace,
    model: nn.Module,
    loss_of: Loss,
    optimizer: torch.optim.Optimizer,
    job: gpu_jobs.Job,
    dtypes: tuple[torch.dtype, torch.dtype],
    work_a_step: int,
    compiled: bool,
    clip: Callable[[], object] = lambda: None,
    **facts: Any,
) -> None:
    """An epoch is a lap. Examples lie on the device; reading the loss at the end of a lap waits for the device."""
    # TF32 for what stays in 32 bits, as nanoGPT sets it and as JAX does by itself
    torch.set_float32_matmul_precision("high")
    x, y = (torch.from_numpy(array).to(DEVICE, dtype) for array, dtype in zip((job.x, job.y), dtypes, strict=True))
    forward = torch.compile(loss_of) if compiled else loss_of

    def step(part: torch.Tensor) -> torch.Tensor:
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast(DEVICE, dtype=torch.bfloat16):
            loss = forward(x[part], y[part])
        loss.backward()
        clip()
        optimizer.step()
        return loss.detach()

    def epoch() -> float:
        parts = torch.randperm(len(x), device=DEVICE)[: job.steps * job.batch_size].split(job.batch_size)
        return float(torch.stack([step(part) for part in parts]).mean())

    before = _initial_loss(model, loss_of, x, y, job)
    begun = time.perf_counter()
    float(step(torch.arange(job.batch_size, device=DEVICE)))
    first = time.perf_counter() - begun
    epoch()
    parameters = sum(p.numel() for p in model.parameters())
    pace.ready(first_step_seconds=first, initial_loss=before, parameters=parameters, device=DEVICE, **facts)
    while pace.go():
        begun = time.perf_counter()
        loss = epoch()
        pace.lap(job.steps * work_a_step, time.perf_counter() - begun, loss=loss)


@torch.no_grad()
def _initial_loss(model: nn.Module, loss_of: Loss, x: torch.Tensor, y: torch.Tensor, job: gpu_jobs.Job) -> float:
    """On the first batches, with batch normalisation as in prediction."""
    model.eval()
    parts = torch.arange(len(x), device=DEVICE).split(job.batch_size)[: min(4, job.steps)]
    with torch.autocast(DEVICE, dtype=torch.bfloat16):
        losses = [float(loss_of(x[part], y[part])) for part in parts]
    model.train()
    return float(np.mean(losses))
