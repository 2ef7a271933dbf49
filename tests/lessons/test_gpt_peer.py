"""nanoGPT's configuration for a CPU: the lesson's GPT beside a plain PyTorch one, on the same text for as many steps.

Both draw their first weights from the same distributions, are trained on the same windows of the text (ours in another
order), with AdamW, decay on matrices only, gradients clipped to 1, a warm-up of a twentieth and a cosine down to a tenth,
and are measured on all of the validation text. The peer computes GELU by the error function, as nanoGPT does; the lesson's
network by tanh, as GPT-2's own code does. Both keep their biases, which nanoGPT's training script leaves out.
"""

from __future__ import annotations

import importlib.util
import math
import statistics
from pathlib import Path

import pytest

from dlteach.content.lessons import load_lesson
from dlteach.lessons import gpt_bench
from dlteach.training.devices import prepare
from dlteach.training.lab import Lab

STEPS, WARM_UP, RATE, BATCH = 2000, 100, 1e-3, 12
ALL = 10**6
SETTINGS = {setting.name: setting.default for setting in load_lesson("gpt").settings} | {
    "layers": 4,
    "heads": 4,
    "width": 128,
    "block": 64,
    "steps": STEPS,
    "batch_size": BATCH,
    "learning_rate": RATE,
    "dropout": 0.0,
}


def peer():
    file = Path(__file__).parents[2] / "benchmarks" / "peers" / "torch_gpt.py"
    spec = importlib.util.spec_from_file_location("torch_gpt", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rate(step):
    """Linear up to `RATE`, then a cosine down to a tenth of it."""
    if step < WARM_UP:
        return step / WARM_UP
    return 0.1 + 0.9 * 0.5 * (1 + math.cos(math.pi * (step - WARM_UP) / (STEPS - WARM_UP)))


def theirs(torch, lab):
    """The validation loss of the peer, trained on the windows that ours is trained on."""
    torch.manual_seed(lab.seed)
    model = peer().GPT(vocabulary=len(gpt_bench.vocabulary(lab)))
    groups = [
        {"params": [p for p in model.parameters() if p.ndim > 1], "weight_decay": 0.1},
        {"params": [p for p in model.parameters() if p.ndim == 1], "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, lr=RATE, betas=(0.9, 0.99))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, rate)
    x, y = (torch.tensor(part.astype("int64")) for part in gpt_bench.windows(lab, STEPS * BATCH, lab.seed))
    for step in range(STEPS):
        rows = slice(step * BATCH, (step + 1) * BATCH)
        optimizer.zero_grad(set_to_none=True)
        loss = torch.nn.functional.cross_entropy(model(x[rows]).flatten(0, 1), y[rows].flatten())
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
    x, y = (torch.tensor(part.astype("int64")) for part in gpt_bench.held_out(lab, limit=ALL))
    with torch.no_grad():
        lost = [
            torch.nn.functional.cross_entropy(model(some).flatten(0, 1), right.flatten(), reduction="none")
            for some, right in zip(x.split(256), y.split(256), strict=True)
        ]
    return float(torch.cat(lost).mean())


def ours(lab):
    model = gpt_bench.build_gpt(lab)
    for _ in gpt_bench.stretches(lab, model, STEPS, "nanoGPT's configuration"):
        pass
    return gpt_bench.loss_on(lab, model, limit=ALL)


@pytest.mark.slow
def test_it_learns_as_well_as_plain_pytorch(tmp_path):
    torch = pytest.importorskip("torch")
    found = []
    for seed in range(3):
        lab = Lab(tmp_path / str(seed), prepare(None), settings=SETTINGS, data_name="pydocs", seed=seed)
        found.append((ours(lab), theirs(torch, lab)))
        print(seed, found[-1], flush=True)
    differences = [mine - other for mine, other in found]
    assert abs(statistics.median(differences)) <= 0.02
