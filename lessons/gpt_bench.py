"""What all parts of the GPT lesson share: its text as tokens, its network, how it is trained and measured."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import keras
import numpy as np
from keras import ops

from dlteach.data import Dataset
from dlteach.errors import UsageError
from dlteach.models import GPT
from dlteach.training.fit import Fitted
from dlteach.training.lab import Lab

SAMPLE = 100
WARM_UP = 0.05
MEASURED = 128


def text(lab: Lab) -> Dataset:
    """The text in blocks of `block` characters."""
    return lab.dataset(length=int(lab.settings["block"]))


def vocabulary(lab: Lab) -> tuple[str, ...]:
    """Every token in the order of its number; number 0 is padding."""
    return text(lab).extra["vocabulary"]


def numbered(lab: Lab, words: str) -> np.ndarray:
    """The characters of a text as numbers, (time,).

    Raises:
        UsageError: the text is empty or holds a character that does not occur in the training text.
    """
    number = {sign: index for index, sign in enumerate(vocabulary(lab)) if sign}
    unknown = [sign for sign in words if sign not in number]
    if unknown or not words:
        problem = f"“{words}” holds “{unknown[0]}”, which the network never saw" if unknown else "The prompt is empty"
        raise UsageError(problem, "Write it with letters that occur in the training text.")
    return np.array([number[sign] for sign in words], "int32")


def spelled(lab: Lab, tokens: Sequence[int] | np.ndarray) -> str:
    """Token numbers as text."""
    known = vocabulary(lab)
    return "".join(known[int(token)] for token in tokens)


def shown(words: str) -> str:
    """A text on one line."""
    return words.replace("\n", "⏎")


def as_prose(words: str) -> str:
    """A text on one line in which Markdown finds no marks."""
    return re.sub(r"([\\`*_\[\]<>#|~])", r"\\\1", shown(words))


def prompt(lab: Lab) -> str:
    """The learner's prompt; for a text that lacks one of its characters, the text's own beginning."""
    words = str(lab.settings["prompt"])
    if lab.data_name == "pydocs" or not words or set(words) <= set(vocabulary(lab)):
        return words
    return text(lab).extra["text_test"][:12]


def build_gpt(lab: Lab, **changes: int) -> GPT:
    """GPT with the learner's settings, first weights drawn from the seed; `changes` replace single settings."""
    keras.utils.set_random_seed(lab.seed)
    settings = lab.settings
    options = {
        "vocabulary_size": len(vocabulary(lab)),
        "num_layers": int(settings["layers"]),
        "num_heads": int(settings["heads"]),
        "hidden_dim": int(settings["width"]),
        "max_sequence_length": int(settings["block"]),
    }
    return GPT(name="gpt", dropout=float(settings["dropout"]), **(options | changes))


def windows(lab: Lab, count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Pieces of the training text from random places, and the same pieces moved on by one character."""
    data = text(lab)
    length = data.x_train.shape[1]
    tokens = np.append(data.x_train.ravel(), data.y_train[-1, -1])
    starts = np.random.default_rng(seed).integers(0, len(tokens) - length, count)
    pieces = tokens[starts[:, None] + np.arange(length + 1)]
    return pieces[:, :-1], pieces[:, 1:]


def compile_gpt(lab: Lab, model: keras.Model, steps: int) -> None:
    """AdamW as nanoGPT sets it: a warm-up, then a cosine down to a tenth; weight decay on matrices only."""
    highest = float(lab.settings["learning_rate"])
    warm_up = max(1, int(WARM_UP * steps))
    schedule = keras.optimizers.schedules.CosineDecay(
        0.0, max(1, steps - warm_up), alpha=0.1, warmup_target=highest, warmup_steps=warm_up
    )
    optimizer = keras.optimizers.AdamW(schedule, weight_decay=0.1, beta_2=0.99, global_clipnorm=1.0)
    optimizer.exclude_from_weight_decay([weight for weight in model.trainable_weights if len(weight.shape) < 2])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    lab.compile(model, "attention", optimizer=optimizer, loss=loss)


def stretches(
    lab: Lab, model: GPT, steps: int, title: str, ends: Sequence[float] = (1.0,)
) -> Iterator[tuple[int, Fitted]]:
    """Trains for so many steps on windows from random places, and rests after each stretch.

    Args:
        lab: with the settings `batch_size` and `learning_rate`.
        model: the network; it is compiled here.
        steps: of the whole training; with `--epochs` each stretch is repeated so often.
        title: names the training.
        ends: where the stretches end, as shares of the whole.

    Yields:
        The steps it took, and what else the stretch left behind. A stretch that the learner ended is the last one.
    """
    batch, repeats = int(lab.settings["batch_size"]), lab.epochs or 1
    compile_gpt(lab, model, steps * repeats)
    done = 0
    for end in ends:
        count = max(1, round(end * steps) - done)
        x, y = windows(lab, count * batch, seed=lab.seed + done)
        done += count
        fitted = lab.fit(model, x, y, kind="attention", epochs=1, title=f"{title}, to step {done}", batch_size=batch)
        # where many steps are one call, a call that was cut short counts as a whole one in `fitted.steps`
        yield min(fitted.steps, count * repeats), fitted
        if fitted.stopped:
            return


def surprises(model: GPT, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """−log of the probability given to each right next character, in nats: (blocks, time)."""
    parts = []
    for start in range(0, len(x), MEASURED):
        logits = ops.cast(model(x[start : start + MEASURED]), "float32")
        right = ops.one_hot(y[start : start + MEASURED], logits.shape[-1], dtype="float32")
        # −log p[right] = log Σ e^logit − logit[right]
        lost = ops.logsumexp(logits, axis=-1) - ops.sum(right * logits, axis=-1)
        parts.append(ops.convert_to_numpy(lost))
    return np.concatenate(parts)


def held_out(lab: Lab, part: str = "validation", limit: int = 2 * MEASURED) -> tuple[np.ndarray, np.ndarray]:
    """Blocks of a split, evenly taken from all of it, at most `limit`."""
    data = text(lab)
    x, y = {"validation": (data.x_validation, data.y_validation), "test": (data.x_test, data.y_test)}[part]
    chosen = np.unique(np.linspace(0, len(x) - 1, min(limit, len(x))).astype(int))
    return x[chosen], y[chosen]


def loss_on(lab: Lab, model: GPT, part: str = "validation", limit: int = 2 * MEASURED) -> float:
    """Mean surprise on a split, in nats a character."""
    return float(surprises(model, *held_out(lab, part, limit)).mean())


def next_probabilities(lab: Lab, model: GPT, words: str) -> np.ndarray:
    """The probability of each token to come next behind a text, (vocabulary,)."""
    block = model.config["max_sequence_length"]
    tokens = numbered(lab, words)[-block:]
    # filled up on the right, which no token sees, so that every text has one shape
    padded = np.zeros((1, block), "int32")
    padded[0, : len(tokens)] = tokens
    logits = ops.cast(model(padded)[0, len(tokens) - 1], "float32")
    return ops.convert_to_numpy(ops.softmax(logits))


def written(lab: Lab, model: GPT, words: str, temperature: float, seed: int = 0, count: int = SAMPLE) -> str:
    """What the model writes behind a text."""
    tokens = numbered(lab, words)[-model.config["max_sequence_length"] :]
    whole = model.generate(tokens, count, temperature=temperature, seed=seed)
    return spelled(lab, whole[len(tokens) :])
