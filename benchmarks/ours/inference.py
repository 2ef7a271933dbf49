"""Our side of generation and of ResNet-50, and the Keras peers that share the backend."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from benchmarks.pace import Pace
from dlteach.training.devices import prepare

prepare()

import keras  # noqa: E402

from dlteach import models  # noqa: E402

GPT_SIZE = {"num_layers": 6, "num_heads": 6, "hidden_dim": 384, "max_sequence_length": 256}
VOCABULARY, PROMPT, NEW_TOKENS = 65, 16, 240
BATCH = 8


def timed(pace: Pace, work: float, job: Callable[[], object], **facts: object) -> None:
    """Runs a job once to compile it, then once a lap."""
    begun = time.perf_counter()
    job()
    first = time.perf_counter() - begun
    job()
    pace.ready(first_lap_seconds=first, **facts)
    while pace.go():
        begun = time.perf_counter()
        job()
        pace.lap(work, time.perf_counter() - begun)


def generate(pace: Pace) -> None:
    """240 characters, one text, sampled at temperature 1; keys and values of earlier characters are kept."""
    keras.utils.set_random_seed(0)
    model = models.GPT(vocabulary_size=VOCABULARY, dropout=0.0, **GPT_SIZE)
    prompt = np.arange(PROMPT)
    timed(pace, NEW_TOKENS, lambda: model.generate(prompt, NEW_TOKENS, seed=0), parameters=model.count_params())


def resnet50(pace: Pace, job: str, peer: bool = False) -> None:
    """ResNet-50 at 224 px, eight images a batch: ours, or `keras.applications`' as the peer."""
    keras.utils.set_random_seed(0)
    model = keras.applications.ResNet50(weights=None) if peer else models.ResNet50()
    random = np.random.default_rng(0)
    if job == "predict":
        x = random.normal(size=(4 * BATCH, 224, 224, 3)).astype("float32")
        timed(pace, 4, lambda: model.predict(x, batch_size=BATCH, verbose=0), parameters=model.count_params())
        return
    x = random.normal(size=(BATCH, 224, 224, 3)).astype("float32")
    y = random.integers(0, 1000, BATCH)
    model.compile(optimizer=keras.optimizers.SGD(0.01), loss="sparse_categorical_crossentropy")
    timed(pace, 1, lambda: model.train_on_batch(x, y), parameters=model.count_params())
