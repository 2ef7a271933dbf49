"""Sounds in the lesson on pictures, films and sounds: spoken words told apart by their spectrograms."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from pathlib import Path

import keras
import numpy as np
from keras import ops

from dlteach import data, inspect
from dlteach.data import Dataset
from dlteach.errors import UsageError
from dlteach.inspect.pictures import gallery, stretched
from dlteach.lessons.multimodal_plain import answers, linear_answers, share, train_classifier
from dlteach.models import SequenceClassifier
from dlteach.scratch import spectrogram
from dlteach.training.lab import Lab
from dlteach.views import Curve, Result, Series, Table, Text, Truth, View

FRAME, HOP = 256, 128
# below this magnitude all is silence: the logarithm of zero has no end
FLOOR = 1e-2
EPOCHS, UNITS = 12, 48
LEARNING_RATE = 0.004
KIND = "recurrent"
SHOWN = ("ai", "ia", "as", "sa")


def sounds(lab: Lab) -> Dataset:
    """The sounds, made once a session from the lab's seed."""
    if "sounds" not in lab.memory:
        lab.memory["sounds"] = data.load("sounds", seed=lab.seed)
    return lab.memory["sounds"]


def spectrograms(lab: Lab) -> dict[str, np.ndarray]:
    """The logarithms of all spectrograms by split, (sounds, frames, frequencies), scaled to mean 0 and deviation 1."""
    if "spectrograms" not in lab.memory:
        found = {
            split: np.log(ops.convert_to_numpy(spectrogram(getattr(sounds(lab), f"x_{split}"), FRAME, HOP)) + FLOOR)
            for split in ("train", "validation", "test")
        }
        mean, deviation = found["train"].mean(), found["train"].std()
        lab.memory["spectrograms"] = {split: (each - mean) / deviation for split, each in found.items()}
    return lab.memory["spectrograms"]


def see_sound(lab: Lab) -> Iterator[View]:
    """A sound as it is stored: a long list of numbers."""
    words = sounds(lab)
    place, rate = _place(words, "ai"), words.extra["rate"]
    x = words.x_test[place]
    # a stretch of 25 ms where it is loudest, so that the voice's repetition shows
    loud = int(np.convolve(x**2, np.ones(200), "valid").argmax())
    piece = x[loud : loud + 200]
    yield Curve(
        "25 thousandths of a second of “ai”",
        [Series("waveform", piece.tolist(), [1000 * n / rate for n in range(len(piece))])],
        f"The air pressure goes up and down between {piece.min():.2f} and {piece.max():.2f}, in a pattern that "
        "repeats with each beat of the voice.",
        x_label="thousandths of a second",
        y_label="pressure",
        name="waveform",
    )
    yield Text(
        f"{len(words.class_names)} words: {', '.join(words.class_names)}. {len(words.x_train):,} sounds to train on, "
        f"{len(words.x_test)} to test, each of {x.shape[0]:,} samples, {rate:,} a second. Pitch, voice, length, "
        f"place and noise differ from one to the next. Source: {words.source}."
    )


def see_spectrograms(lab: Lab) -> Iterator[View]:
    """Four spectrograms: words of the same two sounds, in both orders."""
    words = sounds(lab)
    # time to the right, high frequencies above; four neighbouring rows become one, so that it fits the screen
    pictures = []
    for word in SHOWN:
        rows = spectrograms(lab)["test"][_place(words, word)].T[:0:-1]
        pictures.append(stretched(rows.reshape(-1, 4, rows.shape[1]).max(axis=1)))
    yield gallery(
        "Spectrograms: time to the right, frequency upwards",
        pictures,
        SHOWN,
        "In “ai” the bright bands of the second formant rise, in “ia” they fall. In “as” the voice comes first and "
        "the hiss, bright at the top, after it; in “sa” it is the other way round.",
        columns=4,
        name="spectrograms",
    )


def one_column(lab: Lab) -> Iterator[View]:
    """One column of a spectrogram by hand: eight samples of a tone."""
    count = 8
    n = np.arange(count)
    x = np.cos(2 * np.pi * 2 * n / count).astype("float32")
    window = 0.5 - 0.5 * np.cos(2 * np.pi * n / count)
    rows = [
        ["sample x", *(f"{value:.2f}" for value in x)],
        ["window w", *(f"{value:.2f}" for value in window)],
        ["x · w", *(f"{value:.2f}" for value in x * window)],
    ]
    yield Table(
        "A frame of 8 samples: a tone of 2 cycles",
        ["n", *map(str, n)],
        [[cell.replace("-0.00", "0.00") for cell in row] for row in rows],
        numeric=list(range(1, count + 1)),
        name="one-frame",
    )
    column = ops.convert_to_numpy(spectrogram(x[None], count, count))[0, 0]
    yield Table(
        "Its column of the spectrogram",
        ["cycles k", *map(str, range(len(column)))],
        [["|X_k|", *(f"{value:.2f}" for value in column)]],
        numeric=list(range(1, len(column) + 1)),
        note="|X_k| is how strongly a wave of k cycles a frame is in the frame.",
        name="one-column",
    )
    yield Text(
        f"The largest number stands at k = {int(column.argmax())}, where it should. The window is why the neighbours "
        "get half: a frame that fades in and out is no pure tone any more."
    )


def spectrogram_shape(lab: Lab) -> Truth:
    """The shape of a spectrogram, asked of the function."""
    shape = spectrogram(np.zeros((1, 4096), "float32"), FRAME, HOP).shape[1:]
    return Truth(
        ", ".join(map(str, shape)),
        f"1 + (4096 − 256) / 128 = {shape[0]} frames begin early enough to fit. 256 samples hold waves of 0, 1, …, "
        f"128 cycles: {shape[1]} frequencies.",
    )


def row_in_hertz(lab: Lab) -> Truth:
    """The frequency of a row, found with a pure tone."""
    rate = sounds(lab).extra["rate"]
    tone = np.sin(2 * np.pi * 1000 * np.arange(FRAME) / rate).astype("float32")[None]
    row = int(ops.convert_to_numpy(spectrogram(tone, FRAME, HOP))[0, 0].argmax())
    return Truth(
        str(row),
        f"256 samples last 256 / {rate:,} = {FRAME / rate:.3f} s. A tone of 1,000 Hz makes {row} cycles in it.",
    )


def train_sounds(lab: Lab) -> Iterator[View]:
    """Trains a GRU on spectrograms, and prints the linear rivals."""
    words, pictures = sounds(lab), spectrograms(lab)
    found = share(answers(_trained(lab), pictures["test"]), words.y_test)
    mean = {split: each.mean(axis=1) for split, each in pictures.items()}
    rows = {
        "guessing": 1 / len(words.class_names),
        "linear, the waveform": _linear(words, words.x_train, words.x_test),
        "linear, the mean spectrum": _linear(words, mean["train"], mean["test"]),
        "linear, the whole spectrogram": _linear(words, pictures["train"], pictures["test"]),
        f"GRU of {UNITS}, the spectrogram frame by frame": found,
    }
    yield Table(
        f"Which word? {len(words.x_test)} unseen sounds",
        ["by", "right"],
        [[name, f"{100 * value:.1f} %"] for name, value in rows.items()],
        numeric=[1],
        note="The linear models weigh every number; weights by least squares.",
        name="sounds-right",
    )
    yield Text(
        f"Of the waveform itself a linear model makes {100 * rows['linear, the waveform']:.0f} %. With the mean "
        f"spectrum it is {100 * rows['linear, the mean spectrum']:.0f} %: it knows *which* two sounds there are, not "
        "which came first. The whole spectrogram is a strong rival at "
        f"{100 * rows['linear, the whole spectrogram']:.0f} %. Most of the work was done by the Fourier transform: a "
        "good representation makes easy problems of hard ones."
    )
    yield Result(f"words right {100 * found:.1f} %, linear model {100 * rows['linear, the whole spectrogram']:.1f} %")


def half_right(lab: Lab) -> Truth:
    """What the mean spectrum is worth to a linear model, measured."""
    words, pictures = sounds(lab), spectrograms(lab)
    found = _linear(words, pictures["train"].mean(axis=1), pictures["test"].mean(axis=1))
    answer = (
        "nearly all, more than 90 %"
        if found > 0.9
        else "hardly more than by guessing, less than 20 %"
        if found < 0.2
        else "about half of them"
    )
    return Truth(
        answer,
        f"{100 * found:.0f} %. The mean over time tells which sounds occur, and each pair of sounds makes two words. "
        "Between the two it can only guess.",
    )


def heard_backwards(lab: Lab) -> Iterator[View]:
    """What the network makes of words played backwards, frame by frame."""
    words, pictures = sounds(lab), spectrograms(lab)
    told = answers(_trained(lab), np.ascontiguousarray(pictures["test"][:, ::-1]))
    # words come in pairs, 0 and 1, 2 and 3, …
    yield Text(
        "With the frames in reverse order, the network hears the *other* word of the pair in "
        f"{100 * share(told, words.y_test ^ 1):.0f} % of the test sounds, and the spoken one in "
        f"{100 * share(told, words.y_test):.0f} %. It listens to the order."
    )


def save_sounds(lab: Lab) -> Iterator[View]:
    """Writes one sound of each word to a WAV file, where the learner names one."""
    words, path = sounds(lab), str(lab.settings["wav"])
    if path in ("", "none"):
        yield Text(
            "Would you like to hear them? `dlteach lesson multimodal --set wav=words.wav` writes one of each into a file."
        )
        return
    pause = np.zeros(words.extra["rate"] // 4, "float32")
    pieces = [part for word in words.class_names for part in (words.x_test[_place(words, word)], pause)]
    samples = np.round(np.concatenate(pieces) * 32_767).astype("<i2")
    try:
        with Path(path).expanduser().open("wb") as stream, wave.open(stream, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(words.extra["rate"])
            file.writeframes(samples.tobytes())
    except OSError as error:
        raise UsageError(
            f"The sounds cannot be written to {path}: {error.strerror}", "Name a file in a folder of yours."
        ) from error
    yield Text(
        f"One of each word, {len(samples) / words.extra['rate']:.1f} seconds, is in `{path}`: "
        f"{', '.join(words.class_names)}."
    )


def sound_network(lab: Lab) -> Iterator[View]:
    """The summary of the network that listens."""
    yield inspect.summary(_build(lab)).table()


def _build(lab: Lab) -> SequenceClassifier:
    keras.utils.set_random_seed(lab.seed)
    shape = spectrograms(lab)["train"].shape[1:]
    return SequenceClassifier(shape, len(sounds(lab).class_names), cell="gru", units=UNITS, name="listener")


def _trained(lab: Lab) -> keras.Model:
    """The network that listens; trained once."""
    model = lab.kept("sounds")
    if model is None:
        words, pictures = sounds(lab), spectrograms(lab)
        model = _build(lab)
        fitted = train_classifier(
            lab,
            model,
            (pictures["train"], words.y_train),
            (pictures["validation"], words.y_validation),
            kind=KIND,
            epochs=EPOCHS,
            title="sounds",
            learning_rate=LEARNING_RATE,
        )
        lab.keep("sounds", model)
        found = share(answers(model, pictures["test"]), words.y_test)
        results = {"right %": 100 * found, "parameters": model.count_params()}
        lab.log("sounds", results, fitted.seconds, data="sounds", epochs=len(fitted.history["loss"]))
    return model


def _linear(words: Dataset, past: np.ndarray, future: np.ndarray) -> float:
    return share(linear_answers(past, words.y_train, future), words.y_test)


def _place(words: Dataset, word: str) -> int:
    """The first test sound of a word."""
    return int(np.argmax(words.y_test == words.class_names.index(word)))
