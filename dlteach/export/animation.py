"""Tiles that follow each other in time as one animated PNG, which every browser plays without a script.

Portable Network Graphics (PNG) Specification, third edition, W3C Recommendation 2025, section 11.3.6 (acTL, fcTL, fdAT).
"""

from __future__ import annotations

import struct
import zlib

from dlteach.export.png import SIGNATURE, chunk, header, lines
from dlteach.views import Picture, Tile

MILLISECONDS = 700
# long enough to look at where it has led, before it starts again
LAST_MILLISECONDS = 2100
GAP = 1
WHITE = 255


def frames(view: Picture) -> list[Tile]:
    """The moments of a picture whose tiles follow each other in time; none where there is nothing to animate.

    Returns:
        One tile a moment, its label that of the moment: the tiles of a moment side by side, a white line between them.
    """
    width = view.per_moment
    if width < 1 or len(view.tiles) < 2 * width or len(view.tiles) % width:
        return []
    if len({(tile.height, tile.width, tile.channels) for tile in view.tiles}) > 1:
        return []
    return [_side_by_side(view.tiles[start : start + width]) for start in range(0, len(view.tiles), width)]


def animated_png(moments: list[Tile]) -> bytes:
    """An animated PNG that shows tiles of one size one after the other, again and again.

    A program that knows nothing of animation shows the first.
    """
    first = moments[0]
    parts = [SIGNATURE, header(first), chunk(b"acTL", struct.pack(">II", len(moments), 0))]
    number = 0
    for index, tile in enumerate(moments):
        lasts = MILLISECONDS if index < len(moments) - 1 else LAST_MILLISECONDS
        # size, place, duration as a fraction of a second; each frame replaces the whole one before
        control = struct.pack(">IIIIIHHBB", number, tile.width, tile.height, 0, 0, lasts, 1000, 0, 0)
        parts.append(chunk(b"fcTL", control))
        number += 1
        data = zlib.compress(lines(tile), 9)
        if index == 0:
            parts.append(chunk(b"IDAT", data))
        else:
            parts.append(chunk(b"fdAT", struct.pack(">I", number) + data))
            number += 1
    return b"".join([*parts, chunk(b"IEND", b"")])


def _side_by_side(tiles: list[Tile]) -> Tile:
    first = tiles[0]
    row, gap = first.width * first.channels, bytes([WHITE]) * (GAP * first.channels)
    pixels = b"".join(gap.join(tile.pixels[y * row : (y + 1) * row] for tile in tiles) for y in range(first.height))
    width = first.width * len(tiles) + GAP * (len(tiles) - 1)
    return Tile(pixels, first.height, width, first.channels, first.label)
