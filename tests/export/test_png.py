import io

import matplotlib.image
import numpy as np
import pytest

from dlteach.export.png import tile_png
from dlteach.views import Tile


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_another_reader_sees_the_same_pixels(channels):
    shape = (5, 7) if channels == 1 else (5, 7, channels)
    image = np.random.default_rng(channels).integers(0, 256, shape, dtype=np.uint8)
    read = matplotlib.image.imread(io.BytesIO(tile_png(Tile(image.tobytes(), 5, 7, channels))), format="png")
    assert np.array_equal(np.round(read * 255).astype(np.uint8), image)
