import re
import time

import pytest

from dlteach import views
from dlteach.screen.pictures import find_layout

CODE = re.compile("\x1b\\[([0-9;]*)m|(▀)")


def pixels(written):
    """Reads half blocks back: for each row of characters the upper and the lower pixels as colours."""
    rows = []
    for line in written.split("\n"):
        upper, lower, fore, back = [], [], None, None
        for code, block in CODE.findall(line):
            if block:
                upper.append(fore)
                lower.append(back)
                continue
            for part in re.findall("([34])8;2;(\\d+);(\\d+);(\\d+)", code):
                colour = tuple(map(int, part[1:]))
                fore, back = (colour, back) if part[0] == "3" else (fore, colour)
        if upper:
            rows += [upper, lower]
    return rows


def gray(height, width, label=""):
    return views.Tile(bytes((37 * i) % 256 for i in range(height * width)), height, width, 1, label)


def test_half_blocks_hold_the_exact_pixels(drawn):
    tile = views.Tile(bytes(range(48)), 4, 4, 3)
    written = drawn(lambda screen: screen.view(views.Picture("", [tile], "")), height=8)
    # 4 × 4 pixels, enlarged twofold
    seen = [row[::2] for row in pixels(written)[::2]]
    assert seen == [[tuple(range(12 * y + 3 * x, 12 * y + 3 * x + 3)) for x in range(4)] for y in range(4)]


def test_an_8_by_8_digit_is_enlarged_by_a_whole_factor(drawn):
    seen = pixels(drawn(lambda screen: screen.view(views.Picture("Digit", [gray(8, 8)], "A digit."))))
    assert len(seen) == len(seen[0]) == 32
    assert [row[::4] for row in seen[::4]] == [[((37 * (8 * y + x)) % 256,) * 3 for x in range(8)] for y in range(8)]


@pytest.mark.parametrize(("count", "side", "columns"), [(6, 28, 3), (10, 8, 5), (16, 14, 6), (1, 28, 1), (2, 28, 2)])
def test_galleries_fill_80_by_24(drawn, bare, count, side, columns):
    tiles = [gray(side, side, f"map {i}") for i in range(count)]
    assert find_layout(tiles, 80, 19).columns == columns
    written = bare(drawn(lambda screen: screen.view(views.Picture("Maps", tiles, "Maps."))))
    assert len(written) <= 23
    assert all(any(f"map {i}" in line for line in written) for i in range(count))


def test_the_columns_asked_for_are_kept():
    assert find_layout([gray(8, 8)] * 8, 80, 20, columns=4).columns == 4


@pytest.mark.parametrize(("width", "columns"), [(80, 8), (100, 8), (170, 16), (70, 7)])
def test_a_gallery_that_scrolls_keeps_its_rows_together(width, columns):
    layout = find_layout([gray(32, 32, "epoch 20")] * 48, width, 18, columns=8)
    assert layout.columns == columns
    assert layout.factor == pytest.approx(find_layout([gray(32, 32, "epoch 20")] * 48, width, 18).factor, rel=0.2)


def test_a_repeated_label_is_told_once_in_words(drawn):
    tiles = [gray(2, 2, label) for label in ("start", "start", "start", "4", "4", "end")]
    written = drawn(lambda screen: screen.view(views.Picture("Digits", tiles, "As they came.")), plain=True)
    assert "6 images: start, 3 times; 4; 4; end" in written


def test_no_colour_means_signs_from_dark_to_light(drawn, bare):
    tile = views.Tile(bytes([0, 140, 255] * 2), 2, 3)
    written = bare(drawn(lambda screen: screen.view(views.Picture("", [tile], "")), colour=None, height=10))
    # 3 pixels across and 2 down, enlarged sevenfold: 21 across, 7 lines of signs
    assert written[:7] == [" " * 7 + "+" * 7 + "@" * 7] * 7


def test_256_colours_are_near_the_pixels(drawn):
    tile = views.Tile(bytes([255, 0, 0] * 4), 2, 2, 3)
    assert "38;5;196" in drawn(lambda screen: screen.view(views.Picture("", [tile], "")), colour="256")


def test_a_photograph_is_drawn_quickly(drawn):
    photo = views.Picture("Photo", [views.Tile(bytes(224 * 224 * 3), 224, 224, 3)], "Black.")
    start = time.process_time()
    drawn(lambda screen: screen.view(photo))
    assert time.process_time() - start < 0.5
