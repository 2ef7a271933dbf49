"""The harness that every architecture passes through: `test_harness.py` runs it on each case found in `cases/`.

Adding a model takes a few lines in a file of its own, `cases/FAMILY.py`, which holds data:

    CASES = [
        {
            "model": "lenet5",                                    # a name of dlteach.models, or a class name
            "config": {"input_shape": (32, 32, 1)},               # arguments; choose them small
            "inputs": {"image": ("float", (32, 32, 1))},          # by the name of the model's input
            "target": ("int", (), 10),                            # what fit() is given as y; None for models without
                                                                  # one; a dictionary where there are several outputs
            "output": (10,),                                      # its shape without the batch; None: unchecked
            "compile": {"loss": "sparse_categorical_crossentropy"},
        },
    ]

An array is ("float", shape), normally distributed, or ("int", shape, upper), evenly in 0 … upper − 1; shapes without
the batch, which is 4. "id" names the case where one model has several. "compile" may be a function of the model that
compiles it itself (import inside it). "data" describes what fit() is given where that is not what a call takes (the
GANs are called with noise and fitted to images). A case whose call draws random numbers sets "random": True, and then
only the shapes of a loaded model's outputs are compared.

What each case must do: build, summary, call without NaN, get_config round trip, one step of fit that moves weights and
keeps the loss finite, the same in mixed precision, save and load as .keras in a fresh process (one process for all).
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
BATCH = 4


def _cases():
    found = []
    for path in sorted((Path(__file__).parent / "cases").glob("*.py")):
        spec = importlib.util.spec_from_file_location(f"harness_cases_{path.stem}", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        found.extend(module.CASES)
    return found


def pytest_generate_tests(metafunc):
    if "case" in metafunc.fixturenames:
        cases = _cases()
        metafunc.parametrize("case", cases, ids=[case.get("id", case["model"]) for case in cases])


@pytest.fixture
def all_cases():
    return _cases()


@pytest.fixture
def make_model():
    """Returns a function that builds the model of a case, its weights drawn from a fixed seed."""

    def make(case):
        import keras

        from dlteach import models

        keras.utils.set_random_seed(0)
        if case["model"] in models.names():
            return models.build(case["model"], **case.get("config", {}))
        return getattr(models, case["model"])(**case.get("config", {}))

    return make


@pytest.fixture
def make_array():
    """Returns a function that draws the array of a description such as ("float", (32, 32, 1))."""
    import numpy as np

    rng = np.random.default_rng(0)

    def make(description):
        if description[0] == "int":
            _, shape, upper = description
            return rng.integers(0, upper, (BATCH, *shape)).astype("int32")
        return rng.normal(size=(BATCH, *description[1])).astype("float32")

    return make


@pytest.fixture
def make_inputs(make_array):
    """Returns a function that draws the inputs of a case, as a dictionary, or bare where there is one."""

    def make(case):
        arrays = {name: make_array(description) for name, description in case["inputs"].items()}
        return arrays if len(arrays) > 1 else next(iter(arrays.values()))

    return make


@pytest.fixture
def make_data(make_array, make_inputs):
    """Returns a function that draws what fit() is given as x."""
    return lambda case: make_array(case["data"]) if "data" in case else make_inputs(case)


@pytest.fixture
def make_target(make_array):
    """Returns a function that draws what fit() is given as y."""

    def make(case):
        target = case.get("target")
        if isinstance(target, dict):
            return {name: make_array(description) for name, description in target.items()}
        return None if target is None else make_array(target)

    return make


@pytest.fixture
def compile_model():
    """Returns a function that compiles the model of a case."""

    def compile_it(model, case):
        how = case.get("compile", {})
        if callable(how):
            how(model)
        else:
            model.compile(**{"optimizer": "sgd", **how})

    return compile_it


@pytest.fixture
def fresh_python():
    """Returns a function that runs Python code in a new process and fails the test with its errors."""

    def run(*arguments, **environment):
        result = subprocess.run(
            [sys.executable, *arguments],
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-3000:]
        return result.stdout

    return run
