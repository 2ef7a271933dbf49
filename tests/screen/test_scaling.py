import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from dlteach.screen.scaling import planes, scaled

PLANES = arrays.arrays(np.float64, st.tuples(st.integers(1, 12), st.integers(1, 12)), elements=st.floats(0, 255))


@settings(deadline=None)
@given(PLANES, st.integers(1, 30), st.integers(1, 30))
def test_mean_brightness_survives_scaling(plane, height, width):
    new = np.array(scaled(plane.tolist(), height, width))
    assert new.shape == (height, width)
    assert new.mean() == pytest.approx(plane.mean(), abs=1e-6)
    assert new.min() >= plane.min() - 1e-6
    assert new.max() <= plane.max() + 1e-6


@given(PLANES, st.integers(1, 4))
def test_whole_factors_repeat_pixels(plane, factor):
    grown = scaled(plane.tolist(), plane.shape[0] * factor, plane.shape[1] * factor)
    assert np.array_equal(grown, np.kron(plane, np.ones((factor, factor))))


def test_halving_averages_blocks():
    plane = np.arange(48.0).reshape(6, 8)
    assert np.allclose(scaled(plane.tolist(), 3, 4), plane.reshape(3, 2, 4, 2).mean(axis=(1, 3)))


def test_planes_are_the_channels_of_the_bytes():
    image = np.random.default_rng(0).integers(0, 256, (5, 4, 3), dtype=np.uint8)
    assert np.array_equal(np.moveaxis(np.array(planes(image.tobytes(), 5, 4, 3)), 0, -1), image)
