"""The peers of the training rows: the loop one writes in PyTorch, with its best number of threads."""

from __future__ import annotations

import time
from collections.abc import Callable

import torch
from torch import nn
from torch.nn import functional

from benchmarks import jobs
from benchmarks.pace import Pace
from benchmarks.peers import torch_gpt

Step = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]


class LeNet5(nn.Module):
    """The same layers as `dlteach.models.LeNet5`: 61,706 weights."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 6, 5), nn.Conv2d(6, 16, 5)
        self.dense1, self.dense2, self.out = nn.Linear(400, 120), nn.Linear(120, 84), nn.Linear(84, 10)
        _like_keras(self)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(batch, 1, 32, 32) → (batch, 10)."""
        x = functional.avg_pool2d(functional.relu(self.conv1(x)), 2)
        x = functional.avg_pool2d(functional.relu(self.conv2(x)), 2)
        return self.out(functional.relu(self.dense2(functional.relu(self.dense1(x.flatten(1))))))


class Recurrent(nn.Module):
    """One recurrent layer whose last output gives one number."""

    def __init__(self, cell: str) -> None:
        super().__init__()
        self.recurrent = {"lstm": nn.LSTM, "gru": nn.GRU}[cell](2, 32, batch_first=True)
        self.out = nn.Linear(32, 1)
        _like_keras(self)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(batch, time, 2) → (batch, 1)."""
        return self.out(self.recurrent(x)[0][:, -1])


def cnn(pace: Pace, fused: bool = False) -> None:
    """LeNet-5 on digits, with the accuracy of the epoch counted as Keras counts it."""
    torch.manual_seed(0)
    model = LeNet5()
    correct = torch.zeros(())
    job = jobs.digits()

    def loss_of(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        scores = model(x)
        correct.add_((scores.argmax(1) == y).sum())
        return functional.cross_entropy(scores, y)

    x = torch.from_numpy(job.x).permute(0, 3, 1, 2).contiguous()
    _race(pace, model, x, torch.from_numpy(job.y).long(), job.batch_size, loss_of, fused)


def recurrent(pace: Pace, cell: str, fused: bool = False) -> None:
    """32 units on the adding problem of 50 steps."""
    torch.manual_seed(0)
    model = Recurrent(cell)
    job = jobs.adding()
    _race(
        pace,
        model,
        torch.from_numpy(job.x),
        torch.from_numpy(job.y),
        job.batch_size,
        lambda x, y: functional.mse_loss(model(x), y),
        fused,
    )


def gpt(pace: Pace, compiled: bool = False) -> None:
    """nanoGPT's CPU configuration on characters."""
    torch.manual_seed(0)
    model = torch_gpt.GPT(vocabulary=jobs.vocabulary_size())
    step = torch_gpt.make_step(torch.compile(model) if compiled else model)
    job = jobs.characters()
    x, y = torch.from_numpy(job.x).long(), torch.from_numpy(job.y).long()

    def loss_of(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        return functional.cross_entropy(model(x).flatten(0, 1), y.flatten())

    _run(pace, model, step, x, y, job.batch_size, loss_of)


def _like_keras(model: nn.Module) -> None:
    """First weights as Keras draws them, so that both sides begin alike."""
    for module in model.modules():
        if isinstance(module, nn.Linear | nn.Conv2d):
            nn.init.xavier_uniform_(module.weight)
            nn.init.zeros_(module.bias)
        if isinstance(module, nn.LSTM | nn.GRU):
            for name, weight in module.named_parameters():
                if "weight_ih" in name:
                    limit = (6 / (weight.shape[0] + weight.shape[1])) ** 0.5
                    nn.init.uniform_(weight, -limit, limit)
                elif "weight_hh" in name:
                    nn.init.orthogonal_(weight)
                else:
                    nn.init.zeros_(weight)
                    if isinstance(module, nn.LSTM) and name == "bias_ih_l0":
                        nn.init.ones_(weight[32:64])


def _race(
    pace: Pace, model: nn.Module, x: torch.Tensor, y: torch.Tensor, batch_size: int, loss_of: Step, fused: bool
) -> None:
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=fused or None)

    def step(inputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        optimizer.zero_grad(set_to_none=True)
        loss = loss_of(inputs, targets)
        loss.backward()
        optimizer.step()
        return loss

    _run(pace, model, step, x, y, batch_size, loss_of)


def _run(
    pace: Pace, model: nn.Module, step: Step, x: torch.Tensor, y: torch.Tensor, batch_size: int, loss_of: Step
) -> None:
    with torch.no_grad():
        batches = [slice(i * batch_size, (i + 1) * batch_size) for i in range(4)]
        before = sum(float(loss_of(x[part], y[part])) for part in batches) / 4
    begun = time.perf_counter()
    step(x[:batch_size], y[:batch_size])
    first = time.perf_counter() - begun
    threads = _best_threads(lambda: step(x[:batch_size], y[:batch_size]))
    _epoch(step, x, y, batch_size)
    parameters = sum(p.numel() for p in model.parameters())
    pace.ready(first_step_seconds=first, initial_loss=before, parameters=parameters, threads=threads)
    while pace.go():
        begun = time.perf_counter()
        steps, loss = _epoch(step, x, y, batch_size)
        pace.lap(steps, time.perf_counter() - begun, loss=loss)


def _epoch(step: Step, x: torch.Tensor, y: torch.Tensor, batch_size: int) -> tuple[int, float]:
    order = torch.randperm(len(x))
    steps = len(x) // batch_size
    total = torch.zeros(())
    for number in range(steps):
        part = order[number * batch_size : (number + 1) * batch_size]
        total += step(x[part], y[part]).detach()
    return steps, float(total) / steps


def _best_threads(step: Callable[[], object], tries: int = 10) -> int:
    """Tries one thread and all of them, since PyTorch's recurrent layers are slowed down by a second thread."""
    times = {}
    for threads in {1, torch.get_num_threads()}:
        torch.set_num_threads(threads)
        step()
        begun = time.perf_counter()
        for _ in range(tries):
            step()
        times[threads] = time.perf_counter() - begun
    best = min(times, key=lambda threads: times[threads])
    torch.set_num_threads(best)
    return best
