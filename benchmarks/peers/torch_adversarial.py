"""The peers of the adversarial rows: DCGAN and WGAN-GP as one writes them in PyTorch."""

from __future__ import annotations

import time
from collections.abc import Callable

import torch
from torch import nn
from torch.nn import functional

from benchmarks import jobs
from benchmarks.pace import Pace


def _generator(filters: int) -> nn.Sequential:
    layers: list[nn.Module] = []
    inputs = 100
    for number, width in enumerate((8 * filters, 4 * filters, 2 * filters, filters)):
        stride, padding = (1, 0) if number == 0 else (2, 1)
        layers += [
            nn.ConvTranspose2d(inputs, width, 4, stride, padding, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(True),
        ]
        inputs = width
    return nn.Sequential(*layers, nn.ConvTranspose2d(inputs, 3, 4, 2, 1, bias=False), nn.Tanh())


def _discriminator(filters: int) -> nn.Sequential:
    layers: list[nn.Module] = [nn.Conv2d(3, filters, 4, 2, 1, bias=False), nn.LeakyReLU(0.2, True)]
    for width in (2 * filters, 4 * filters, 8 * filters):
        layers += [nn.Conv2d(width // 2, width, 4, 2, 1, bias=False), nn.BatchNorm2d(width), nn.LeakyReLU(0.2, True)]
    return nn.Sequential(*layers, nn.Conv2d(8 * filters, 1, 4, bias=False), nn.Flatten())


def dcgan(pace: Pace) -> None:
    """The alternating step: the discriminator on real and generated images, then the generator through it."""
    torch.manual_seed(0)
    job = jobs.pictures()
    generator, discriminator = _generator(jobs.GAN_FILTERS), _discriminator(jobs.GAN_FILTERS)
    first = torch.optim.Adam(discriminator.parameters(), 2e-4, betas=(0.5, 0.999), fused=True)
    second = torch.optim.Adam(generator.parameters(), 2e-4, betas=(0.5, 0.999), fused=True)
    x = torch.from_numpy(job.x).permute(0, 3, 1, 2).contiguous()
    judge = functional.binary_cross_entropy_with_logits

    def step(real: torch.Tensor) -> torch.Tensor:
        ones, zeros = torch.ones(len(real), 1), torch.zeros(len(real), 1)
        fake = generator(torch.randn(len(real), 100, 1, 1))
        first.zero_grad(set_to_none=True)
        loss = judge(discriminator(real), ones) + judge(discriminator(fake.detach()), zeros)
        loss.backward()
        first.step()
        second.zero_grad(set_to_none=True)
        judge(discriminator(fake), ones).backward()
        second.step()
        return loss.detach()

    _run(pace, step, x, job, generator, discriminator)


class Generator(nn.Module):
    """WGAN-GP's generator of MNIST: 4×4, 7×7, 14×14, 28×28."""

    def __init__(self) -> None:
        super().__init__()
        self.dense = nn.Linear(128, 4096)
        self.deconvs = nn.ModuleList(
            nn.ConvTranspose2d(inputs, outputs, 5, 2, 2, output_padding=1)
            for inputs, outputs in ((256, 128), (128, 64), (64, 1))
        )

    def forward(self, noise: torch.Tensor) -> torch.Tensor:
        """(batch, 128) → (batch, 1, 28, 28)."""
        x = functional.relu(self.dense(noise)).view(-1, 256, 4, 4)
        x = functional.relu(self.deconvs[0](x)[:, :, :7, :7])
        return torch.sigmoid(self.deconvs[2](functional.relu(self.deconvs[1](x))))


def wgan_gp(pace: Pace) -> None:
    """A critic's step with its penalty; after every fifth the generator's."""
    torch.manual_seed(0)
    job = jobs.gray_pictures()
    generator = Generator()
    layers: list[nn.Module] = []
    for inputs, outputs in ((1, 64), (64, 128), (128, 256)):
        layers += [nn.Conv2d(inputs, outputs, 5, 2, 2), nn.LeakyReLU(0.2)]
    critic = nn.Sequential(*layers, nn.Flatten(), nn.Linear(4096, 1))
    first = torch.optim.Adam(critic.parameters(), 1e-4, betas=(0.0, 0.9), fused=True)
    second = torch.optim.Adam(generator.parameters(), 1e-4, betas=(0.0, 0.9), fused=True)
    x = torch.from_numpy(job.x).permute(0, 3, 1, 2).contiguous()
    done = 0

    def step(real: torch.Tensor) -> torch.Tensor:
        nonlocal done
        with torch.no_grad():
            fake = generator(torch.randn(len(real), 128))
        share = torch.rand(len(real), 1, 1, 1)
        between = (share * real + (1 - share) * fake).requires_grad_()
        slope = torch.autograd.grad(critic(between).sum(), between, create_graph=True)[0]
        penalty = ((slope.flatten(1).norm(dim=1) - 1) ** 2).mean()
        loss = critic(fake).mean() - critic(real).mean() + 10 * penalty
        first.zero_grad(set_to_none=True)
        loss.backward()
        first.step()
        done += 1
        if done % 5 == 0:
            second.zero_grad(set_to_none=True)
            (-critic(generator(torch.randn(len(real), 128))).mean()).backward()
            second.step()
        return loss.detach()

    _run(pace, step, x, job, generator, critic)


def _run(
    pace: Pace, step: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, job: jobs.Job, *networks: nn.Module
) -> None:
    def epoch() -> float:
        order = torch.randperm(len(x))[: job.steps * job.batch_size].view(job.steps, -1)
        return float(sum(step(x[part]) for part in order)) / job.steps

    begun = time.perf_counter()
    epoch()
    first = time.perf_counter() - begun
    pace.ready(first_lap_seconds=first, parameters=sum(p.numel() for network in networks for p in network.parameters()))
    while pace.go():
        begun = time.perf_counter()
        loss = epoch()
        pace.lap(job.steps, time.perf_counter() - begun, loss=loss)
