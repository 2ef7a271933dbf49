"""A tile as a PNG file, written with the standard library alone.

PNG (Portable Network Graphics) Specification, W3C Recommendation 2003, sections 5 and 9.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dlteach.views import Tile

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_GRAY, _RGB, _RGBA = 0, 2, 6


def tile_png(tile: Tile) -> bytes:
    """The tile's pixels, unchanged, as an 8-bit PNG of its own size."""
    return SIGNATURE + header(tile) + chunk(b"IDAT", zlib.compress(lines(tile), 9)) + chunk(b"IEND", b"")


def header(tile: Tile) -> bytes:
    """The chunk that tells the tile's size and kind of pixels."""
    kind = {1: _GRAY, 3: _RGB, 4: _RGBA}[tile.channels]
    return chunk(b"IHDR", struct.pack(">IIBBBBB", tile.width, tile.height, 8, kind, 0, 0, 0))


def lines(tile: Tile) -> bytes:
    """The tile's rows as they are compressed: each starts with its filter, and 0 is none."""
    row = tile.width * tile.channels
    return b"".join(b"\x00" + tile.pixels[y * row : (y + 1) * row] for y in range(tile.height))


def chunk(name: bytes, data: bytes) -> bytes:
    """A chunk: length, name, content and check sum."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
