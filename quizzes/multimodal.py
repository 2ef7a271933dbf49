"""Computed questions on captions, films and sounds: fresh numbers each time, wrong answers by named mistakes."""

from __future__ import annotations

from dlteach.drill import Question, computed
from dlteach.quizzes import proofs_multimodal
from dlteach.quizzes.mistakes import other_than


@computed("multimodal/spectrogram-shape")
def spectrogram_shape(rng):
    """Ask for the shape of a spectrogram."""
    frame = rng.choice([64, 128, 256])
    hop = frame // rng.choice([1, 2, 4])
    samples = frame + hop * rng.randint(5, 40) + rng.choice([0, hop // 2])
    # frames = 1 + ⌊(samples − frame) / hop⌋
    shape = (1 + (samples - frame) // hop, frame // 2 + 1)
    mistakes = {
        (samples // hop, frame // 2 + 1): "The last frames would reach beyond the end of the sound.",
        (
            1 + (samples - frame) // hop,
            frame,
        ): "Only waves of 0 to half as many cycles as samples differ from one another.",
        (1 + (samples - frame) // hop, frame // 2): "A wave of 0 cycles counts as well: half the frame, and one.",
        ((samples - frame) // hop, frame // 2 + 1): "The first frame begins at sample 0 and counts as well.",
    }
    return Question(
        f"A sound of {samples:,} samples is cut into frames of {frame} with a hop of {hop}; nothing is added at its "
        "ends. What is the shape of its spectrogram: frames, frequencies?",
        answer=shape,
        mistakes=other_than(shape, mistakes),
        explanation=f"1 + ⌊({samples} − {frame}) / {hop}⌋ = {shape[0]} frames, and {frame} / 2 + 1 = {shape[1]} frequencies.",
        lesson="multimodal-spectrogram",
    ).proved_by(lambda: proofs_multimodal.spectrogram_shape(samples, frame, hop))


@computed("multimodal/tone-row")
def tone_row(rng):
    """Ask for the row of a pure tone."""
    rate, frame = rng.choice([8_000, 16_000]), rng.choice([128, 256, 512])
    row = rng.randint(3, frame // 4)
    hertz = row * rate / frame
    mistakes = {
        frame - row: "Rows are counted from 0 hertz upwards.",
        2 * row: "A frame of N samples lasts N / rate seconds, not twice as long.",
        row + 1: "Rows are counted from 0: no cycle at all.",
        row // 2: "Each row is one cycle more in a frame.",
    }
    return Question(
        f"A sound has {rate:,} samples a second and is cut into frames of {frame}. In which row of the spectrogram, "
        f"counted from 0, stands a tone of {hertz:g} Hz?",
        answer=row,
        mistakes=other_than(row, mistakes),
        explanation=f"A frame lasts {frame} / {rate} s. The tone makes {hertz:g} · {frame} / {rate} = {row} cycles in it.",
        lesson="multimodal-spectrogram",
    ).proved_by(lambda: proofs_multimodal.loudest_row(hertz, rate, frame))


@computed("multimodal/film-convolution-parameters")
def film_convolution_parameters(rng):
    """Ask for the number of parameters of a 3-D convolution."""
    window, channels, filters = rng.choice([2, 3, 5]), rng.choice([1, 3, 8, 16]), rng.choice([8, 16, 32])
    count = (window * 9 * channels + 1) * filters
    mistakes = {
        (9 * channels + 1) * filters: "The window also reaches over several frames.",
        window * 9 * channels * filters: "Each filter has a bias as well.",
        (window * 9 + 1) * filters: "Every filter reads all channels.",
        (window * 9 * channels + 1) * channels: "There is a bias and a set of weights for each filter.",
    }
    return Question(
        f"`Conv3D({filters}, ({window}, 3, 3))` reads films with {channels} channel{'s' * (channels > 1)}. How many "
        "parameters has it, biases included?",
        answer=count,
        mistakes=other_than(count, mistakes),
        explanation=f"({window} · 3 · 3 · {channels} + 1) · {filters} = {count:,}.",
        lesson="multimodal-films",
    ).proved_by(lambda: proofs_multimodal.film_convolution_count(window, channels, filters))


@computed("multimodal/film-shape")
def film_shape(rng):
    """Ask for the shape behind a 3-D convolution without padding."""
    frames, side, channels = rng.randint(6, 16), rng.choice([16, 20, 24, 32]), rng.choice([1, 3])
    length, window, filters = rng.choice([2, 3, 4]), rng.choice([3, 5]), rng.choice([8, 16, 24])
    shape = (frames - length + 1, side - window + 1, side - window + 1, filters)
    mistakes = {
        (frames, side - window + 1, side - window + 1, filters): "Without padding time shrinks as well.",
        (frames - length, side - window, side - window, filters): "The window's first place counts: n − window + 1.",
        (frames, side, side, filters): 'That is so with padding="same".',
        (frames - length + 1, side - window + 1, side - window + 1, channels): "There are as many maps as filters.",
    }
    return Question(
        f"A film has {frames} frames of {side}×{side} pixels and {channels} channel{'s' * (channels > 1)}. "
        f"`Conv3D({filters}, ({length}, {window}, {window}))` reads it without padding. What is the shape of the "
        "result: frames, height, width, maps?",
        answer=shape,
        mistakes=other_than(shape, mistakes),
        explanation=f"{frames} − {length} + 1 = {shape[0]} frames, {side} − {window} + 1 = {shape[1]} pixels each way, "
        f"{filters} maps.",
        lesson="multimodal-films",
    ).proved_by(lambda: proofs_multimodal.film_shape(frames, side, channels, length, window, filters))


@computed("multimodal/caption-places")
def caption_places(rng):
    """Ask for the shape of what a captioner chooses among."""
    side, poolings, maps = rng.choice([32, 64, 96, 128]), rng.choice([2, 3, 4]), rng.choice([32, 64, 128, 512])
    grid = side // 2**poolings
    shape = (grid * grid, maps)
    mistakes = {
        (grid, maps): "Places lie in rows and in columns.",
        (maps, grid * grid): "Each place is a vector: places first, then the numbers of each.",
        (side * side, maps): "Each pooling halves height and width.",
        (grid * grid * maps, 1): "That is flattening: nothing would be left to choose among.",
    }
    return Question(
        f"A captioner's encoder reads pictures of {side}×{side} pixels. Its convolutions keep the size, {poolings} "
        f"poolings over 2×2 follow, and {maps} maps are left. What is the shape of what the decoder attends to: "
        "places, numbers at each?",
        answer=shape,
        mistakes=other_than(shape, mistakes),
        explanation=f"{side} / 2^{poolings} = {grid}, so {grid} · {grid} = {grid * grid} places with {maps} numbers each.",
        lesson="multimodal-encoder",
    ).proved_by(lambda: proofs_multimodal.caption_places(side, poolings, maps))
