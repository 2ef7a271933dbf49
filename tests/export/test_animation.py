"""Moments as an animated PNG: read again by Pillow, and laid into the page so that it can be stopped, heard and printed."""

import io

import numpy as np
import pytest
from PIL import Image

from dlteach import views
from dlteach.export.animation import LAST_MILLISECONDS, MILLISECONDS, animated_png, frames
from dlteach.export.fragments import view_html


def tiles(count, channels=1, height=3, width=4):
    random = np.random.default_rng(channels)
    return [
        views.Tile(
            random.integers(0, 256, height * width * channels, dtype=np.uint8).tobytes(),
            height,
            width,
            channels,
            str(n),
        )
        for n in range(count)
    ]


def picture(count, per_moment, channels=1):
    return views.Picture("Digits", tiles(count, channels), "They get better.", per_moment=per_moment)


@pytest.mark.parametrize("channels", [1, 3])
def test_another_reader_sees_the_same_moments(channels):
    moments = tiles(3, channels)
    with Image.open(io.BytesIO(animated_png(moments))) as read:
        assert read.n_frames == 3
        assert read.info["loop"] == 0
        lasts = []
        for index, moment in enumerate(moments):
            read.seek(index)
            assert read.convert("L" if channels == 1 else "RGB").tobytes() == moment.pixels
            lasts.append(read.info["duration"])
    assert lasts == [MILLISECONDS, MILLISECONDS, LAST_MILLISECONDS]


def test_the_tiles_of_a_moment_stand_side_by_side():
    view = picture(6, per_moment=3)
    first, second = frames(view)
    assert (first.height, first.width, first.label, second.label) == (3, 3 * 4 + 2, "0", "3")
    pixels = np.frombuffer(second.pixels, np.uint8).reshape(3, 14)
    assert (pixels[:, [4, 9]] == 255).all()
    assert pixels[:, 5:9].tobytes() == view.tiles[4].pixels


@pytest.mark.parametrize(("count", "per_moment"), [(6, 0), (3, 3), (7, 3), (0, 1)])
def test_without_several_whole_moments_nothing_is_animated(count, per_moment):
    view = picture(count, per_moment)
    assert frames(view) == []
    assert "<details" not in view_html(view, 1)


def test_tiles_of_different_sizes_are_not_animated():
    assert frames(views.Picture("", [*tiles(1), *tiles(1, height=5)], "", per_moment=1)) == []


def test_a_page_can_stop_it_tell_it_and_respects_who_wants_no_motion():
    html = view_html(picture(4, per_moment=2), 1)
    details = html[html.index("<details") :]
    assert "<summary>As an animation: 2 moments</summary>" in details
    assert 'alt="Digits, 2 moments one after the other: 0, 2"' in details
    assert 'media="(prefers-reduced-motion: reduce)"' in details
    # the still is no animation, and the strip of single tiles stays
    still, moving = (details.split(f'{name}="data:image/png;base64,')[1].split('"')[0] for name in ("srcset", "src"))
    assert still != moving
    assert html.count('<div class="tile">') == 4
