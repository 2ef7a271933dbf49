"""`fit` with the fast settings: live progress, a graceful stop, and the best weights kept."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

import keras
import numpy as np
from keras import tree

from dlteach.language import mark
from dlteach.training import compiled_loop, distribution, feed, shares, state
from dlteach.training.choices import Choices
from dlteach.training.following import BestWeights, Report, Watcher
from dlteach.training.resuming import Checkpoint, Keeper, Saved, remind
from dlteach.training.stop import StopRequest


@dataclass(frozen=True)
class Fitted:
    """What a training left behind. `compile_seconds` pass before the first step is done; `seconds` are the rest."""

    history: dict[str, list[float]]
    seconds: float
    compile_seconds: float
    best_epoch: int
    stopped: bool
    steps: int = 0
    extra: dict[str, Any] = field(default_factory=dict)


def fit(
    model: keras.Model,
    x: Any,
    y: Any,
    *,
    validation: tuple[Any, Any] | None = None,
    epochs: int,
    batch_size: int = 32,
    choices: Choices,
    seed: int = 0,
    title: str = "",
    report: Report = lambda progress: None,
    stop: StopRequest | None = None,
    callbacks: list[keras.callbacks.Callback] | None = None,
    checkpoint: Checkpoint | None = None,
) -> Fitted:
    """Trains a compiled model and leaves it with the weights of its best epoch.

    The best epoch is the one with the highest validation accuracy, or the lowest validation loss where no accuracy is
    measured; of equal ones it is the later, trained longer. Without validation it is the last one.

    Args:
        model: a compiled model.
        x: inputs, (examples, …), or a dictionary of such arrays.
        y: targets, (examples, …); None where a model learns from inputs alone, as adversarial ones do.
        validation: inputs and targets held out, measured after every epoch.
        epochs: how often all examples are seen.
        batch_size: examples a step.
        choices: settings from `dlteach.training.choices.choose`.
        seed: of the order in which examples are seen.
        title: names the training in progress reports.
        report: is called with a `Progress` about ten times a second and at the end of each epoch.
        stop: ends the training early when it is set.
        callbacks: further Keras callbacks. Of one that is interrupted, attributes that are numbers, texts, arrays, or
            lists and dictionaries of those come back.
        checkpoint: where the training is kept every few seconds, and goes on from when it was interrupted.

    Returns:
        The history by metric, and how long it took; of the whole training where it was interrupted.

    Raises:
        DeviceError: a checkpoint is wanted of a training that several processes share.
    """
    stop = stop if stop is not None else StopRequest()
    stop.clear()
    count = feed.examples(x)
    batch_size = min(batch_size, count)
    looped = compiled_loop.fits(model, x, y)
    shared = distribution.replicas(model) > 1
    steps = count // batch_size
    best = [BestWeights()] if validation is not None else []
    remembering = [*best, *(callbacks or [])]
    saved = None
    if checkpoint is not None:
        identity = _identity(model, x, y, validation, epochs, batch_size, seed, remembering)
        first = tree.map_structure(lambda array: np.asarray(array)[:batch_size], (x,) if y is None else (x, y))
        saved = checkpoint.open(model, first, identity, epochs, title)
        if saved is not None and saved.ended is not None:
            remind(remembering, saved)
            return Fitted(**saved.ended)
    start = saved or Saved()
    watcher = Watcher(title, epochs, steps, report, stop, start.seconds)
    callbacks = [watcher, *remembering]
    arguments: dict[str, Any] = {"epochs": epochs, "initial_epoch": start.epoch, "verbose": 0}
    if validation is not None:
        held_out = feed.examples(validation[0])
        size = shares.validation_batch_size(model, held_out) if shared else min(256, held_out)
        arguments.update(validation_data=validation, validation_batch_size=size)
    schedule = compiled_loop.Schedule(count, batch_size, seed, choices.steps_per_call) if looped else None
    keeper = None
    if checkpoint is not None:
        place = schedule.place if schedule else lambda: 0
        keeper = Keeper(checkpoint, saved, remembering, place, watcher.seconds)
        callbacks.append(keeper)
    if schedule is not None:
        schedule.start_at(start.epoch, start.step)
        with compiled_loop.installed(model, x, y, batch_size, schedule, choices) as (ticks, beginning):
            history = model.fit(ticks, callbacks=[beginning, *callbacks], **arguments)
    elif feed.uses_pipeline() and not shared:
        pipeline = feed.batches(x, y, batch_size, seed, start.epoch)
        history = model.fit(pipeline, steps_per_epoch=steps, shuffle=False, callbacks=callbacks, **arguments)
    else:
        # also where one device does it all: the order of examples is then that of the seed, on every backend
        given = shares.arguments(model, x, y, batch_size, seed, callbacks, start.epoch)
        history = model.fit(**given, **arguments)
    # numbers as Python floats, so that they can travel as JSON
    numbers = {name: [float(value) for value in values] for name, values in history.history.items()}
    for name, before in start.history.items():
        numbers[name] = before + numbers.get(name, [])
    finished = len(next(iter(numbers.values()), []))
    fitted = Fitted(
        history=numbers,
        seconds=watcher.seconds(),
        compile_seconds=watcher.compile_seconds,
        best_epoch=best[0].epoch if best and best[0].epoch else finished,
        stopped=watcher.stopped,
        steps=watcher.steps_done or finished * steps,
    )
    # one that was stopped may still go on
    if checkpoint is not None and keeper is not None and not fitted.stopped:
        checkpoint.end(model, keeper.ended(asdict(fitted)))
    return fitted


def _identity(
    model: keras.Model,
    x: Any,
    y: Any,
    validation: Any,
    epochs: int,
    batch_size: int,
    seed: int,
    callbacks: list[keras.callbacks.Callback],
) -> dict[str, Any]:
    """What a training hangs on, for `Checkpoint.open`. The first weights are not among it: the seed is the caller's."""
    distribution.check_alone()
    data = (x,) if y is None else (x, y)
    return {
        "epochs": epochs,
        "batch_size": batch_size,
        "seed": seed,
        "backend": keras.backend.backend(),
        "devices": distribution.replicas(model),
        "precision": model.dtype_policy.name,
        mark("the data"): state.fingerprint(data, validation or ()),
        mark("the network"): state.fingerprint(state.structure(model)),
        mark("the optimizer"): state.fingerprint(state.configuration(model.optimizer)),
        mark("the loss"): state.fingerprint(state.configuration(model.loss)),
        "callbacks": [type(callback).__name__ for callback in callbacks],
    }
