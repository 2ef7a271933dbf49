"""Our side of the rows on a GPU: models of `dlteach.models` in mixed precision, trained as lessons are."""

from __future__ import annotations

from typing import Any

from benchmarks import gpu_jobs
from benchmarks.ours.training import adamw, keras, models, race
from benchmarks.pace import Pace

PRECISION = "mixed_bfloat16"


def gpt2(pace: Pace, precision: str = PRECISION, **sizes: Any) -> None:
    """GPT-2 small; work is counted in tokens."""
    size = gpu_jobs.Text(**sizes)
    _begin(precision)
    model = models.GPT(
        vocabulary_size=size.vocabulary,
        num_layers=size.layers,
        num_heads=size.heads,
        hidden_dim=size.width,
        max_sequence_length=size.length,
        dropout=0.0,
        approximate=False,
    )
    race(
        pace,
        model,
        "attention",
        size.job(),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        adamw(model),
        work_a_step=size.batch * size.length,
        facts={"flops_per_unit": size.flops_per_token(model.count_params())},
    )


def resnet50(pace: Pace, precision: str = PRECISION, **sizes: Any) -> None:
    """ResNet-50 with the stride on the first 1×1, as the peer has it; work is counted in images."""
    size = gpu_jobs.Images(**sizes)
    _begin(precision)

    class Sized(models.ResNet50):
        blocks = tuple(size.blocks)

    model = Sized(
        input_shape=(size.pixels, size.pixels, 3),
        classes=size.classes,
        classifier_activation=None,
        stride_on_first=True,
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    optimizer = keras.optimizers.SGD(0.01, momentum=0.9)
    race(pace, model, "convolutional", size.job(), loss, optimizer, work_a_step=size.batch)


def lstm(pace: Pace, precision: str = PRECISION, **sizes: Any) -> None:
    """One LSTM layer whose last state gives one number; work is counted in sequences."""
    size = gpu_jobs.Sequences(**sizes)
    _begin(precision)
    model = models.SequenceForecaster(input_shape=(size.length, size.features), cell="lstm", units=size.units)
    loss, optimizer = keras.losses.MeanSquaredError(), keras.optimizers.Adam(1e-3)
    race(pace, model, "recurrent", size.job(), loss, optimizer, work_a_step=size.batch)


def _begin(precision: str) -> None:
    keras.config.set_dtype_policy(precision)
    keras.utils.set_random_seed(0)
