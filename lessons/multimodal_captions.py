"""Captions in the lesson on pictures, films and sounds: network, training, plain rivals and the three ways to count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import keras
import numpy as np

from dlteach import inspect
from dlteach.data import Dataset
from dlteach.inspect.bleu import bleu
from dlteach.lessons.translation import TokenAccuracy, shifted
from dlteach.models import ImageCaptioner
from dlteach.training.fit import Fitted
from dlteach.training.lab import Lab
from dlteach.views import Result, Table, Text, Truth, View

EPOCHS = 10
WARM_UP = 0.1
EMBEDDING = 32
KIND = "convolutional"
# two shares of about 95 % on 200 pictures scatter by 2 points around one another, and twice that says nothing yet
LEVEL = 4


def scenes(lab: Lab) -> Dataset:
    """The pictures with captions."""
    return lab.dataset()


def attention_of(lab: Lab) -> str | None:
    """The setting, with Python's None for none."""
    kind = str(lab.settings["attention"])
    return None if kind == "none" else kind


def build(lab: Lab, **changes: Any) -> ImageCaptioner:
    """The network with the learner's settings, first weights drawn from the seed; `changes` replace single settings."""
    keras.utils.set_random_seed(lab.seed)
    data = scenes(lab)
    options = {
        "attention": attention_of(lab),
        "units": int(lab.settings["units"]),
        "embedding_dim": EMBEDDING,
        "name": "captioner",
    }
    return ImageCaptioner(data.x_train.shape[1:], len(data.extra["vocabulary"]), **(options | changes))


def fit(lab: Lab, model: ImageCaptioner, title: str) -> Fitted:
    """Trains with teacher forcing: Adam, a short warm-up, then a step size that falls along a cosine."""
    data = scenes(lab)
    size = min(int(lab.settings["batch_size"]), len(data.x_train))
    steps = (lab.epochs or EPOCHS) * max(1, len(data.x_train) // size)
    warm_up, rate = int(WARM_UP * steps), float(lab.settings["learning_rate"])
    schedule = keras.optimizers.schedules.CosineDecay(
        0.0 if warm_up else rate,
        max(1, steps - warm_up),
        warmup_target=rate if warm_up else None,
        warmup_steps=warm_up,
    )
    lab.compile(
        model,
        KIND,
        optimizer=keras.optimizers.Adam(schedule, global_clipnorm=1.0),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=0),
        metrics=[TokenAccuracy()],
    )
    held_out = (_inputs(data.x_validation, data.y_validation, data), data.y_validation)
    return lab.fit(
        model,
        _inputs(data.x_train, data.y_train, data),
        data.y_train,
        kind=KIND,
        epochs=EPOCHS,
        title=title,
        validation=held_out,
        batch_size=size,
    )


def written(model: ImageCaptioner, images: np.ndarray, data: Dataset) -> np.ndarray:
    """What the network writes about pictures, greedily: numbers of words, (pictures, longest caption)."""
    return model.caption(images, data.extra["start"], data.extra["end"], max_length=data.y_test.shape[1])


def words_of(tokens: Any, data: Dataset) -> list[str]:
    """A caption as words, without its end token and what stands behind it."""
    numbers = [int(token) for token in tokens]
    end = numbers.index(data.extra["end"]) if data.extra["end"] in numbers else len(numbers)
    return [data.extra["vocabulary"][number] for number in numbers[:end] if number]


def measure(tokens: np.ndarray, data: Dataset) -> dict[str, float]:
    """Captions of the test pictures held against the right ones.

    Returns:
        "known" and "new": the share that is right to the last word, of captions that occur in training and of those that
        do not; "words": the share of right words, place by place; "bleu": BLEU-4.
    """
    right, new = (tokens == data.y_test).all(axis=1), data.extra["new_test"]
    counted = data.y_test > 0
    told, wanted = ([words_of(row, data) for row in rows] for rows in (tokens, data.y_test))
    return {
        "known": float(right[~new].mean()),
        "new": float(right[new].mean()),
        "words": float((tokens == data.y_test)[counted].mean()),
        "bleu": bleu(told, wanted),
    }


def rivals(data: Dataset) -> dict[str, np.ndarray]:
    """Captions of the test pictures without a network: the commonest one, and that of the most similar training picture."""
    commonest = Counter(map(tuple, data.y_train)).most_common(1)[0][0]
    past, future = (x.reshape(len(x), -1) for x in (data.x_train, data.x_test))
    # |a − b|² = |a|² − 2 a·b + |b|²; the last term is the same for all training pictures
    nearest = ((past**2).sum(axis=1) - 2 * future @ past.T).argmin(axis=1)
    return {
        "always the commonest caption": np.tile(np.array(commonest, "int32"), (len(data.x_test), 1)),
        "that of the most similar picture": data.y_train[nearest],
    }


def trained(lab: Lab) -> ImageCaptioner:
    """The trained network; it is trained now when that step was skipped."""
    return lab.trained(train_captions, ImageCaptioner)


def copying(lab: Lab) -> Truth:
    """How many captions the most similar picture's caption gets right, measured."""
    data = scenes(lab)
    found = measure(rivals(data)["that of the most similar picture"], data)
    share = found["known"]
    answer = (
        "hardly any, less than 10 %"
        if share < 0.1
        else "some of them, 10 to 50 %"
        if share <= 0.5
        else "most of them, more than 50 %"
    )
    return Truth(
        answer,
        f"Measured: {100 * share:.0f} %. Word by word {100 * found['words']:.0f} % are right, so it looks better "
        "than it is: most captions share their little words. And where the right caption never occurred in "
        f"training, copying gets {100 * found['new']:.0f} %: what is not there cannot be copied.",
    )


def train_captions(lab: Lab) -> Iterator[View]:
    """Trains the network and counts the captions that are right, beside two rivals without a network."""
    data, model = scenes(lab), build(lab)
    fitted = fit(lab, model, "captions")
    lab.keep("main", model)
    found = measure(written(model, data.x_test, data), data)
    yield inspect.loss_curve(fitted.history)
    yield Text(inspect.how_it_went(fitted))
    rows = {name: measure(tokens, data) for name, tokens in rivals(data).items()}
    yield comparison({**rows, "CNN and GRU": found}, data)
    yield Result(f"captions exact {100 * found['known']:.1f} %, with new captions {100 * found['new']:.1f} %")
    log(lab, "captions", found, fitted, model)


def comparison(rows: dict[str, dict[str, float]], data: Dataset) -> Table:
    """Captioners side by side, a row each."""
    return Table(
        f"{len(data.x_test):,} unseen pictures",
        ["captions by", "exact", "exact, new", "words", "BLEU-4"],
        [
            [name, *(f"{100 * found[key]:.1f} %" for key in ("known", "new", "words")), f"{found['bleu']:.3f}"]
            for name, found in rows.items()
        ],
        numeric=[1, 2, 3, 4],
        note=f"New captions: {int(data.extra['new_test'].sum())} pictures whose right caption occurs nowhere in training.",
        name="captions",
    )


def log(lab: Lab, title: str, found: dict[str, float], fitted: Fitted, model: keras.Model, **settings: str) -> None:
    """Enters a training of a captioner in the run log."""
    lab.log(
        title,
        {"right %": 100 * found["known"], "parameters": model.count_params()},
        fitted.seconds,
        epochs=len(fitted.history["loss"]),
        **settings,
    )


def without_attention(lab: Lab) -> Iterator[View]:
    """The same task with one vector for the whole picture, as in Show and Tell."""
    data = scenes(lab)
    other = None if attention_of(lab) else "additive"
    names = {True: "with attention", False: "one vector for the picture"}
    main, model = trained(lab), build(lab, attention=other)
    fitted = fit(lab, model, f"captions, {names[bool(other)]}")
    found = {bool(other): measure(written(model, data.x_test, data), data)}
    log(lab, f"captions, {names[bool(other)]}", found[bool(other)], fitted, model, attention=str(other or "none"))
    found[not other] = measure(written(main, data.x_test, data), data)
    counts = {bool(other): model.count_params(), not other: main.count_params()}
    yield comparison({names[kind]: found[kind] for kind in (True, False)}, data)
    ahead = 100 * (found[True]["new"] - found[False]["new"])
    verdict = (
        "The two come level: a scene of two shapes fits into one vector."
        if abs(ahead) < LEVEL
        else f"On new captions attention is {ahead:.1f} points ahead: each word looks at its own place."
        if ahead > 0
        else f"On new captions the one vector is {-ahead:.1f} points ahead: a scene of two shapes fits into it."
    )
    yield Text(f"{verdict} Parameters: {counts[True]:,} with attention, {counts[False]:,} without.")


def _inputs(x: np.ndarray, y: np.ndarray, data: Dataset) -> dict[str, np.ndarray]:
    return {"image": x, "target": shifted(y, data.extra["start"])}
