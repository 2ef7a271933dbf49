"""Several devices learn what one learns. The devices are parts of the processor, in processes of their own."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("shared_training.py")
# The shares' gradients are added in another order than the examples' of one batch. In 32 bits that changes the last of
# seven digits; the rest is room for a dozen steps of Adam, which divides by the gradients' own size, to carry it on.
TOLERANCE = 1e-4


@pytest.fixture(scope="module")
def found():
    """What each process printed, by name; they run at the same time."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    calls = {"jax": ["jax"], "tensorflow": ["tensorflow"], "first": ["jax", port, "0"], "second": ["jax", port, "1"]}
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    started = {
        name: subprocess.Popen(
            [sys.executable, str(SCRIPT), *call],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        )
        for name, call in calls.items()
    }
    told = {}
    for name, process in started.items():
        output, errors = process.communicate(timeout=300)
        assert process.returncode == 0, errors[-3000:]
        told[name] = json.loads(output.splitlines()[-1])
    return told


@pytest.mark.parametrize(
    ("backend", "job"),
    [
        ("jax", "cnn"),
        ("jax", "dropout_and_norm"),
        ("jax", "gan"),
        ("jax", "wgan_gp"),
        ("jax", "lesson"),
        ("tensorflow", "cnn"),
        ("tensorflow", "lesson"),
    ],
)
def test_four_devices_learn_what_one_learns(found, backend, job):
    one, shared = found[backend][job]["one"], found[backend][job]["shared"]
    assert one.keys() == shared.keys()
    for name, values in one.items():
        assert shared[name] == pytest.approx(values, rel=TOLERANCE, abs=TOLERANCE), name


@pytest.mark.parametrize("process", ["first", "second"])
def test_two_processes_learn_what_one_learns(found, process):
    assert found[process]["devices"] == 4
    one, shared = found["jax"]["cnn"]["one"], found[process]["cnn"]["shared"]
    for name, values in one.items():
        assert shared[name] == pytest.approx(values, rel=TOLERANCE), name


@pytest.mark.parametrize(("backend", "title"), [("jax", "JAX"), ("tensorflow", "TensorFlow")])
def test_what_cannot_be_shared_is_refused_in_one_line(found, backend, title):
    told = found[backend]
    assert told["too many"].startswith(
        f"8 devices are asked for, and {title} has 4 devices: cpu:0, cpu:1, cpu:2, cpu:3."
    )
    assert told["batch"].startswith("A batch of 30 examples cannot be shared equally by 4 devices. Choose a multiple")
    assert "\n" not in told["too many"] + told["batch"]


def test_adversarial_models_on_tensorflow_say_where_they_can_be_shared(found):
    assert found["tensorflow"]["adversarial"].startswith(
        "GAN cannot be trained on several devices on TensorFlow. Use JAX"
    )


def test_a_lesson_names_how_many_devices_there_are(tmp_path):
    environment = {**os.environ, "DLTEACH_HOME": str(tmp_path), "JAX_PLATFORMS": "cpu", "CUDA_VISIBLE_DEVICES": "-1"}
    environment["XLA_FLAGS"] = "--xla_force_host_platform_device_count=2"
    command = [sys.executable, "-m", "dlteach", "lesson", "cnn", "--yes", "--backend", "jax", "--devices", "3"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=200)
    assert done.returncode == 1
    assert "3 devices are asked for, and JAX has 2 devices: cpu:0, cpu:1" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
