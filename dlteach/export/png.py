"""A tile as a PNG file, written with the standard library alone.

PNG (Portable Network Graphics) Specification, W3C Recommendation 2003, sections 5 and 9.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dlteach.views import Tile

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_GRAY, _RGB, _RGBA = 0, 2, 6


def tile_png(tile: Tile) -> bytes:
    """The tile's pixels, unchanged, as an 8-bit PNG of its own size."""
    kind = {1: _GRAY, 3: _RGB, 4: _RGBA}[tile.channels]
    row = tile.width * tile.channels
    # Every row starts with its filter; 0 is none.
    lines = b"".join(b"\x00" + tile.pixels[y * row : (y + 1) * row] for y in range(tile.height))
    header = struct.pack(">IIBBBBB", tile.width, tile.height, 8, kind, 0, 0, 0)
    return _SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(lines, 9)) + _chunk(b"IEND", b"")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
