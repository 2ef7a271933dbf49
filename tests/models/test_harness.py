"""Every architecture is a well-behaved Keras model. What is run, and how to add a model: see conftest.py."""

from __future__ import annotations

import json
import os
from pathlib import Path

import keras
import numpy as np
import pytest

LOAD_AND_PREDICT = """
import json, sys
import keras, numpy as np
from dlteach import models
for file in json.loads(sys.argv[1]):
    model = models.load(file + ".keras")
    arrays = dict(np.load(file + ".npz"))
    outputs = model.predict_on_batch(arrays if len(arrays) > 1 else next(iter(arrays.values())))
    np.savez(file + ".out.npz", *[np.asarray(output) for output in keras.tree.flatten(outputs)])
"""


def outputs_of(model, inputs):
    return [np.asarray(output) for output in keras.tree.flatten(model.predict_on_batch(inputs))]


def test_builds_and_summarises(case, make_model):
    model = make_model(case)
    lines = []
    model.summary(print_fn=lines.append)
    text = "\n".join(str(line) for line in lines)
    assert model.name in text
    assert f"{sum(int(np.prod(weight.shape)) for weight in model.weights):,}" in text


def test_calls_without_nan(case, make_model, make_inputs):
    outputs = outputs_of(make_model(case), make_inputs(case))
    assert all(np.isfinite(output).all() for output in outputs)
    if case.get("output") is not None:
        assert outputs[0].shape[1:] == tuple(case["output"])


def test_config_goes_round(case, make_model):
    model = make_model(case)
    config = json.loads(json.dumps(model.get_config()))
    twin = type(model).from_config(config)
    assert json.loads(json.dumps(twin.get_config())) == config
    assert [weight.shape for weight in twin.weights] == [weight.shape for weight in model.weights]


def test_fits_one_step(case, make_model, make_data, make_target, compile_model):
    model = make_model(case)
    compile_model(model, case)
    before = [np.asarray(weight).copy() for weight in model.trainable_weights]
    history = model.fit(make_data(case), make_target(case), batch_size=2, epochs=1, verbose=0)
    assert all(np.isfinite(values).all() for values in history.history.values())
    after = [np.asarray(weight).copy() for weight in model.trainable_weights]
    assert any(not np.array_equal(old, new) for old, new in zip(before, after, strict=True))
    assert all(np.isfinite(new).all() for new in after)


def test_fits_in_mixed_precision(case, make_model, make_inputs, make_data, make_target, compile_model):
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        model = make_model(case)
        compile_model(model, case)
        inputs, target = make_inputs(case), make_target(case)
        history = model.fit(make_data(case), target, batch_size=2, epochs=1, verbose=0)
        twin = type(model).from_config(model.get_config())
    finally:
        keras.config.set_dtype_policy("float32")
    assert all(np.isfinite(values).all() for values in history.history.values())
    assert all(weight.dtype != "bfloat16" for weight in model.trainable_weights)
    assert twin.dtype_policy.name == "mixed_bfloat16"
    assert all(np.isfinite(output.astype("float32")).all() for output in outputs_of(model, inputs))


def test_all_load_in_a_fresh_process(all_cases, make_model, make_inputs, fresh_python, tmp_path):
    expected = {}
    for case in all_cases:
        file = str(tmp_path / case.get("id", case["model"]))
        model, inputs = make_model(case), make_inputs(case)
        model.save(file + ".keras")
        np.savez(file, **(inputs if isinstance(inputs, dict) else {"x": inputs}))
        expected[file] = (case, outputs_of(model, inputs))
    fresh_python("-c", LOAD_AND_PREDICT, json.dumps(list(expected)))
    for file, (case, outputs) in expected.items():
        loaded = list(np.load(file + ".out.npz").values())
        assert [output.shape for output in loaded] == [output.shape for output in outputs], Path(file).name
        if not case.get("random"):
            for output, again in zip(outputs, loaded, strict=True):
                np.testing.assert_allclose(again, output, rtol=1e-5, atol=1e-6, err_msg=Path(file).name)


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["jax", pytest.param("torch", marks=pytest.mark.parity)])
def test_the_harness_passes_on(backend, fresh_python):
    pytest.importorskip(backend)
    if os.environ.get("KERAS_BACKEND", "tensorflow") != "tensorflow":
        pytest.skip("runs the others from TensorFlow only")
    # summaries and configurations do not depend on the backend; without optimising, XLA compiles in half the time
    arguments = ["-m", "pytest", __file__, "-p", "no:cacheprovider", "-k", "calls or fits or fresh"]
    environment = {
        "JAX_PLATFORMS": "cpu",
        "CUDA_VISIBLE_DEVICES": "",
        "XLA_FLAGS": "--xla_backend_optimization_level=0",
    }
    fresh_python(*arguments, KERAS_BACKEND=backend, **environment)
