"""The convolution, normalization and loss tests once more, on the JAX backend."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


def test_the_same_holds_on_jax():
    pytest.importorskip("jax")
    here = Path(__file__).parent
    names = ("convolution", "normalization", "loss", "recurrent", "gradients", "attention", "minibatch", "weight_norm")
    files = [str(here / f"test_{name}.py") for name in names]
    environment = {**os.environ, "KERAS_BACKEND": "jax"}
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-x", "-p", "no:cacheprovider", *files],
        env=environment,
        capture_output=True,
        text=True,
        cwd=here.parents[1],
    )
    assert run.returncode == 0, run.stdout[-3000:]
