"""The spectrogram against NumPy's fast Fourier transform and Keras's own short-time one, and on a pure tone."""

import numpy as np
import pytest
from keras import ops

from dlteach.errors import ModelError
from dlteach.scratch import spectrogram


@pytest.mark.parametrize(("frame", "hop"), [(256, 128), (64, 10), (8, 8)])
def test_it_equals_the_fast_fourier_transform(frame, hop):
    wave = np.random.default_rng(0).normal(size=(3, 600)).astype("float32")
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(frame) / frame)
    starts = range(0, 600 - frame + 1, hop)
    expected = np.stack([np.abs(np.fft.rfft(wave[:, at : at + frame] * window)) for at in starts], axis=1)
    found = ops.convert_to_numpy(spectrogram(wave, frame, hop))
    np.testing.assert_allclose(found, expected, rtol=1e-3, atol=2e-4)


def test_it_equals_keras():
    wave = np.random.default_rng(1).normal(size=(2, 500)).astype("float32")
    real, imaginary = (
        ops.convert_to_numpy(part)
        for part in ops.stft(wave, sequence_length=64, sequence_stride=16, fft_length=64, window="hann", center=False)
    )
    found = ops.convert_to_numpy(spectrogram(wave, 64, 16))
    np.testing.assert_allclose(found, np.hypot(real, imaginary), rtol=1e-3, atol=2e-4)


def test_a_pure_tone_stands_in_its_row():
    """1,000 Hz at 8,000 samples a second are 32 cycles in 256 samples; a Hann window leaves half of each neighbour."""
    wave = np.sin(2 * np.pi * 1_000 * np.arange(1_024) / 8_000).astype("float32")[None]
    column = ops.convert_to_numpy(spectrogram(wave))[0, 3]
    assert column.argmax() == 32
    assert column[31] / column[32] == pytest.approx(0.5, abs=1e-3)
    assert np.delete(column, [31, 32, 33]).max() < 1e-2


@pytest.mark.parametrize(("samples", "frame", "hop"), [(100, 256, 128), (100, 9, 3), (100, 8, 0)])
def test_what_cannot_be_cut_is_refused(samples, frame, hop):
    with pytest.raises(ModelError, match="cannot be cut"):
        spectrogram(np.zeros((1, samples), "float32"), frame, hop)
