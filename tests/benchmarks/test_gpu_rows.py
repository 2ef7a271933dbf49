"""The rows on a GPU, tried tiny on a CPU: both sides run, hold the same weights, and count the same operations."""

import io
import json
import math
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

ROOT = __file__.rsplit("/tests/", 1)[0]
sys.path.insert(0, ROOT)

from benchmarks import __main__ as program  # noqa: E402
from benchmarks import gpu_jobs, table  # noqa: E402
from benchmarks.contest import Contestant  # noqa: E402
from benchmarks.pace import Pace  # noqa: E402
from benchmarks.row import Row, measure  # noqa: E402

TINY = {
    "gpt2": {"layers": 2, "heads": 2, "width": 32, "length": 16, "vocabulary": 97, "batch": 4, "steps": 3},
    "resnet50": {"blocks": [1, 1, 0, 0], "pixels": 16, "classes": 10, "batch": 2, "steps": 2},
    "lstm": {"units": 8, "length": 6, "features": 3, "batch": 4, "steps": 3},
}
WORK_A_STEP = {"gpt2": 4 * 16, "resnet50": 2, "lstm": 4}

# what our side needs, on a machine without TensorFlow and scikit-learn; one process for all, to import Keras once
OURS = """
import io, json, sys
sys.modules["tensorflow"] = sys.modules["sklearn"] = None
from benchmarks.ours import gpu
from benchmarks.pace import Pace
from dlteach import models
from dlteach.inspect.flops import flops
told = {}
for name, sizes in json.loads(sys.argv[1]).items():
    results = io.StringIO()
    getattr(gpu, name)(Pace(io.StringIO("lap\\n"), results), **sizes)
    told[name] = [json.loads(line) for line in results.getvalue().splitlines()]
    told[name][0]["policy"] = gpu.keras.config.dtype_policy().name
with models.weightless():
    small = models.GPT(dropout=0.0)
told["small"] = {"parameters": small.count_params(), "forward": flops(small, (1024,))}
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def ours():
    environment = {**os.environ, "KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu", "PYTHONPATH": ROOT}
    command = [sys.executable, "-c", OURS, json.dumps(TINY)]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr[-2000:]
    return json.loads(ended.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def peers():
    pytest.importorskip("torch")
    from benchmarks.peers import torch_gpu

    told = {}
    for name, sizes in TINY.items():
        results = io.StringIO()
        getattr(torch_gpu, name)(Pace(io.StringIO("lap\n"), results), compiled=False, **sizes)
        told[name] = [json.loads(line) for line in results.getvalue().splitlines()]
    return told


def check_lap(name, told):
    ready, lap = told
    assert lap["work"] == TINY[name]["steps"] * WORK_A_STEP[name]
    assert lap["seconds"] > 0
    assert math.isfinite(lap["loss"])
    assert math.isfinite(ready["initial_loss"])
    if name == "gpt2":
        # before training, all of 97 tokens are about equally likely
        assert ready["initial_loss"] == pytest.approx(math.log(97), rel=0.02)


@pytest.mark.parametrize("name", TINY)
def test_our_side_runs_a_lap_in_mixed_precision(ours, name):
    check_lap(name, ours[name])
    assert ours[name][0]["policy"] == "mixed_bfloat16"


@pytest.mark.parametrize("name", TINY)
def test_the_peer_runs_the_same_lap(peers, name):
    check_lap(name, peers[name])


def test_both_gpts_hold_the_same_weights_and_state_the_same_operations(ours, peers):
    mine, theirs = ours["gpt2"][0], peers["gpt2"][0]
    assert mine["parameters"] == theirs["parameters"]
    assert mine["flops_per_unit"] == theirs["flops_per_unit"]


def test_at_the_size_of_gpt2_small_too(ours):
    torch = pytest.importorskip("torch")
    from benchmarks.peers import torch_gpt

    size = gpu_jobs.Text(vocabulary=50257)
    with torch.device("meta"):
        model = torch_gpt.GPT(size.vocabulary, size.length, size.layers, size.heads, size.width)
    assert sum(p.numel() for p in model.parameters()) == ours["small"]["parameters"] == 124_439_808


def test_both_resnets_hold_the_same_weights(ours):
    pytest.importorskip("torch")
    from benchmarks.peers import torch_inference

    tensors = torch_inference.resnet50((1, 1, 0, 0), 10).state_dict()
    # Keras keeps no count of the batches seen
    held = sum(tensor.numel() for name, tensor in tensors.items() if not name.endswith("num_batches_tracked"))
    assert held == ours["resnet50"][0]["parameters"]


def test_the_formula_of_operations_agrees_with_counts_made_otherwise(ours):
    a_text = 1024 * gpu_jobs.Text(vocabulary=50257).flops_per_token(124_439_808)
    # nanoGPT's notebook transformer_sizing.ipynb adds up the matrix products of GPT-2 small, forward and backward
    assert a_text == pytest.approx(874_944_921_600, rel=0.02)
    # our own count follows every layer of the model forward; backward costs twice as much
    assert a_text == pytest.approx(3 * ours["small"]["forward"], rel=0.02)


def test_utilisation_is_told_in_per_cent_of_the_chip(tmp_path, monkeypatch):
    (tmp_path / "made_up_chip.py").write_text(
        "def half(pace):\n    pace.ready(flops_per_unit=7.9e12)\n    while pace.go():\n        pace.lap(100, 2.0)\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    # 50 units a second of 7.9 TFLOP each: half of 790 TFLOP/s
    measured = measure(Row("u", "u", "tokens/s", [Contestant("ours", "made_up_chip:half")], [], laps=1))
    assert measured["scores"]["ours"]["utilisation"] == pytest.approx(0.5)
    assert "model FLOPs utilisation 50.0% of 790 TFLOP/s" in "\n".join(table.lines({**measured, "quick": False}))


def test_without_a_gpu_a_row_is_left_out_in_one_line(tmp_path, monkeypatch):
    monkeypatch.setattr("benchmarks.machine.cards", list)
    file = tmp_path / "results.json"
    ended = CliRunner().invoke(program.main, ["--row", "gpu-gpt2", "--json", str(file)])
    assert ended.exit_code == 0
    assert ended.output == "gpu-gpt2: left out, since the driver sees no NVIDIA GPU\n"
    assert not file.exists()
