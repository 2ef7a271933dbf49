"""What the lessons on translation share: phrases as tokens, teacher forcing, training and the count of exact matches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
from keras import ops

from dlteach import inspect
from dlteach.data import Dataset
from dlteach.errors import UsageError
from dlteach.training.fit import Fitted
from dlteach.training.lab import Lab
from dlteach.views import Result, Text, View

NO_END = -1
WARM_UP = 0.1
# more than twice the longest phrase of the data set
LONGEST = 64


def numbered(text: str, vocabulary: tuple[str, ...]) -> np.ndarray:
    """The tokens of one phrase as numbers, (1, characters).

    Raises:
        UsageError: the phrase is empty, too long, or holds a character that the data set does not know.
    """
    if len(text) > LONGEST:
        raise UsageError(f"The phrase has {len(text)} characters", f"Write it with {LONGEST} at most.")
    unknown = sorted({sign for sign in text if sign not in vocabulary})
    if unknown or not text:
        problem = f"“{text}” holds “{unknown[0]}”, which the network never saw" if unknown else "The phrase is empty"
        raise UsageError(problem, f"Write it with these signs: {''.join(vocabulary[2:]).strip()} and the space.")
    return np.array([[vocabulary.index(sign) for sign in text]], "int32")


def check_phrase(lab: Lab) -> None:
    """Refuses a phrase that the network cannot read, before anything is trained."""
    numbered(str(lab.settings["phrase"]), lab.dataset().extra["vocabulary"])


def spelled(tokens: Any, vocabulary: tuple[str, ...]) -> str:
    """Token numbers as text, without padding."""
    return "".join(vocabulary[int(token)] for token in tokens if token)


def shifted(targets: np.ndarray, start: int) -> np.ndarray:
    """The targets as the decoder reads them in training: a start token before, the last token left out."""
    return np.concatenate([np.full((len(targets), 1), start, "int32"), targets[:, :-1]], axis=1)


def inputs(x: np.ndarray, y: np.ndarray, data: Dataset) -> dict[str, np.ndarray]:
    """What a translating network is called on in training: sources, and targets shifted right."""
    return {"source": x, "target": shifted(y, data.extra["start"])}


class TokenAccuracy(keras.metrics.Mean):
    """The share of right tokens, padding left out."""

    def __init__(self, name: str = "accuracy", **kwargs):
        super().__init__(name=name, **kwargs)

    def update_state(self, y_true, y_pred, sample_weight=None):
        """Counts a batch: numbers (batch, time) and logits (batch, time, vocabulary)."""
        right = ops.equal(ops.cast(y_true, "int32"), ops.cast(ops.argmax(y_pred, axis=-1), "int32"))
        super().update_state(right, sample_weight=ops.not_equal(y_true, 0))


def train(
    lab: Lab,
    model: keras.Model,
    data: Dataset,
    title: str,
    epochs: int,
    *,
    kind: str,
    limit: int | None = None,
    batch_size: int | None = None,
) -> Fitted:
    """Trains a translator with teacher forcing: Adam, a short warm-up, then a step size that falls along a cosine.

    Args:
        lab: with the settings `batch_size` and `learning_rate`.
        model: is called on a dictionary of `source` and `target` and returns logits.
        data: with `start` in its extra.
        title: names the training.
        epochs: unless the learner asked for another number.
        kind: of the model, for `dlteach.training.choices`.
        limit: trains on so many examples only.
        batch_size: instead of the setting's.
    """
    x, y = data.x_train[:limit], data.y_train[:limit]
    batch_size = min(batch_size or int(lab.settings["batch_size"]), len(x))
    steps = (lab.epochs or epochs) * max(1, len(x) // batch_size)
    warm_up = int(WARM_UP * steps)
    schedule = keras.optimizers.schedules.CosineDecay(
        0.0 if warm_up else float(lab.settings["learning_rate"]),
        max(1, steps - warm_up),
        warmup_target=float(lab.settings["learning_rate"]) if warm_up else None,
        warmup_steps=warm_up,
    )
    lab.compile(
        model,
        kind,
        optimizer=keras.optimizers.Adam(schedule, global_clipnorm=1.0),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=0),
        metrics=[TokenAccuracy()],
    )
    held_out = (inputs(data.x_validation, data.y_validation, data), data.y_validation)
    return lab.fit(
        model,
        inputs(x, y, data),
        y,
        kind=kind,
        epochs=epochs,
        title=title,
        validation=held_out,
        batch_size=batch_size,
    )


def written(model: Any, x: np.ndarray, data: Dataset, beam_size: int = 1) -> np.ndarray:
    """What the network writes for each source, token by token: (examples, longest target)."""
    end = data.extra.get("end", NO_END)
    return model.translate(x, data.extra["start"], end, max_length=data.y_test.shape[1], beam_size=beam_size)


def exact(model: Any, x: np.ndarray, y: np.ndarray, data: Dataset) -> np.ndarray:
    """Which examples the network writes right to the last token, greedily: booleans, (examples,)."""
    return (written(model, x, data) == y).all(axis=1)


def dates_learned(lab: Lab, model: keras.Model, fitted: Fitted, right: np.ndarray) -> Iterator[View]:
    """Keeps and logs the network that was trained on the dates, and tells how that went and what it writes exactly."""
    lab.keep("main", model)
    yield inspect.loss_curve(fitted.history)
    yield Text(
        f"{inspect.how_it_went(fitted)} Of {len(right):,} dates that it never saw, {int((~right).sum())} came out wrong."
    )
    yield Result(f"exact match on the test set {100 * right.mean():.2f} %")
    lab.log(
        "dates",
        {"exact match %": 100 * float(right.mean()), "parameters": model.count_params()},
        fitted.seconds,
        epochs=len(fitted.history["loss"]),
    )
