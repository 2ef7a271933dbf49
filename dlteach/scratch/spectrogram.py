"""The short-time Fourier transform: which frequencies sound at which moment."""

from __future__ import annotations

import math

from keras import ops

from dlteach.errors import ModelError


def spectrogram(wave, frame: int = 256, hop: int = 128):
    """Cuts a sound into frames and says how strong each frequency is in each of them.

    Args:
        wave: samples of sounds, (batch, samples).
        frame: samples of a frame; an even number.
        hop: samples from the beginning of one frame to that of the next.

    Returns:
        Magnitudes, (batch, frames, frame / 2 + 1), with frames = 1 + ⌊(samples − frame) / hop⌋. Entry k stands for k
        cycles in a frame: k · rate / frame hertz at `rate` samples a second.

    Raises:
        ModelError: the sound is shorter than a frame, the frame is no even number, or the hop is below 1.

    Example:
        >>> spectrogram(ops.ones((1, 4096))).shape
        (1, 31, 129)

    Reference:
        Allen (1977), doi:10.1109/TASSP.1977.1162950; the function keras.ops.stft with center=False.
    """
    wave = ops.convert_to_tensor(wave)
    samples = wave.shape[-1]
    if frame < 2 or frame % 2 or hop < 1 or samples < frame:
        raise ModelError(
            f"{samples} samples cannot be cut into frames of {frame} with a hop of {hop}",
            "Take an even frame, not longer than the sound, and a hop of at least 1.",
        )
    n, k = ops.arange(frame), ops.arange(frame // 2 + 1)
    # Hann window: w_n = ½ − ½ cos(2π n / N)
    window = 0.5 - 0.5 * ops.cos(2 * math.pi * ops.cast(n, wave.dtype) / frame)
    starts = hop * ops.arange(1 + (samples - frame) // hop)
    # frame m holds x_{mH + n} · w_n
    frames = ops.take(wave, starts[:, None] + n, axis=-1) * window  # (batch, frames, frame)
    # a wave of k cycles is the same after N samples, so n·k may be reduced to 0 … N − 1, which keeps it exact
    angle = 2 * math.pi * ops.cast(n[:, None] * k % frame, wave.dtype) / frame  # (frame, frame / 2 + 1)
    # X_k = Σ_n x_n w_n (cos(2π n k / N) − i sin(2π n k / N))
    real, imaginary = ops.matmul(frames, ops.cos(angle)), -ops.matmul(frames, ops.sin(angle))
    # |X_k|
    return ops.sqrt(real**2 + imaginary**2)
