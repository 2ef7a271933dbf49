"""Runs the snippets that questions show, in the real Keras, and reads what they print; only tests call this."""

from __future__ import annotations

import ast
import contextlib
import io
import math
from functools import cache


def names():
    """Return what a snippet finds without importing it."""
    import keras
    import numpy as np
    from keras import layers, ops

    return {"keras": keras, "layers": layers, "ops": ops, "np": np, "math": math}


@cache
def printed(code):
    """Return the number or shape that a snippet prints."""
    from dlteach import models

    told = io.StringIO()
    # shapes and counts need no weights
    with contextlib.redirect_stdout(told), models.weightless():
        exec(code, names())
    return ast.literal_eval(told.getvalue())


@cache
def printed_after_training(code):
    """Return what a snippet prints that trains `model`, a compiled one that reads four numbers."""
    import keras
    from keras import layers

    model = keras.Sequential([keras.Input((4,)), layers.Dense(1)])
    # step by step: compiling would take longer than all the steps
    model.compile("sgd", "mse", run_eagerly=True)
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        exec(code, {**names(), "model": model})
    return ast.literal_eval(told.getvalue())
