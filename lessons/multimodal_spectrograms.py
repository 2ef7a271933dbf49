"""Sounds and their spectrograms in the lesson on pictures, films and sounds: seen, computed by hand, and written to a file."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from keras import ops

from dlteach import data
from dlteach.data import Dataset
from dlteach.errors import UsageError
from dlteach.inspect.pictures import gallery, stretched
from dlteach.scratch import spectrogram
from dlteach.training.lab import Lab
from dlteach.views import Curve, Series, Table, Text, Truth, View

FRAME, HOP = 256, 128
# below this magnitude all is silence: the logarithm of zero has no end
FLOOR = 1e-2
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
    place, rate = place_of(words, "ai"), words.extra["rate"]
    x = words.x_test[place]
    # a stretch of 25 ms where it is loudest, both ends counted, so that the voice's repetition shows
    loud = int(np.convolve(x**2, np.ones(201), "valid").argmax())
    piece = x[loud : loud + 201]
    yield Curve(
        "25 thousandths of a second of “ai”",
        [Series("waveform", piece.tolist(), [1000 * n / rate for n in range(len(piece))])],
        f"The air pressure goes up and down between {signed(piece.min())} and {piece.max():.2f}, in a pattern that "
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
        rows = spectrograms(lab)["test"][place_of(words, word)].T[:0:-1]
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
        ["sample x", *map(signed, x)],
        ["window w", *map(signed, window)],
        ["x · w", *map(signed, x * window)],
    ]
    yield Table(
        "A frame of 8 samples: a tone of 2 cycles",
        ["n", *map(str, n)],
        rows,
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


def save_sounds(lab: Lab) -> Iterator[View]:
    """Writes one sound of each word to a WAV file, where the learner names one."""
    words, path = sounds(lab), str(lab.settings["wav"])
    if path in ("", "none"):
        yield Text(
            "Would you like to hear them? `dlteach lesson multimodal --set wav=words.wav` writes one of each into a file."
        )
        return
    pause = np.zeros(words.extra["rate"] // 4, "float32")
    pieces = [part for word in words.class_names for part in (words.x_test[place_of(words, word)], pause)]
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


def place_of(words: Dataset, word: str) -> int:
    """The first test sound of a word."""
    return int(np.argmax(words.y_test == words.class_names.index(word)))


def signed(value: float) -> str:
    """Two decimals, with a true minus, and no zero below zero."""
    return f"{value:z.2f}".replace("-", "−")
