"""Pictures in the terminal: two pixels a character with half blocks, gray signs where there is no colour."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from rich.cells import cell_len

from dlteach.screen.colours import NOTE, TITLE, Colour, luminance
from dlteach.screen.literal import literal
from dlteach.screen.scaling import planes, scaled
from dlteach.screen.wrap import centre, wrap

if TYPE_CHECKING:
    from dlteach.screen.surface import Surface
    from dlteach.views import Picture, Tile

GAP = 2
# A side of a shrunk image in pixels below which nothing can be made out; then the gallery scrolls instead.
SMALLEST = 8
# A side of an enlarged image in pixels above which it only takes room.
LARGEST = 64
# Cells a label may claim beyond its tile.
LABEL = 14
LABEL_LINES = 2
ENDLESS = 10**6
# From dark to light, one character for two pixels.
RAMP = " .:-=+*#%@"


@dataclass(frozen=True)
class Layout:
    """How a gallery is laid out: images a row, and the factor that every image is scaled by."""

    columns: int
    factor: float


def draw_picture(picture: Picture, surface: Surface) -> list[list[str]]:
    """Title, the rows of tiles with their labels, and the words; each row is a block that a page should not cut."""
    head = surface.text(picture.title, TITLE) if picture.title else []
    foot = surface.text(picture.words, NOTE, surface.prose_width) if picture.words else []
    tiles = [tile for tile in picture.tiles if tile.height > 0 and tile.width > 0]
    if not tiles:
        return [head + foot]
    # Two rows stay free for the prompt, one for the empty line after a view.
    room = surface.height - len(head) - len(foot) - 3
    layout = find_layout(tiles, surface.width, room, picture.columns)
    labelled = any(tile.label for tile in tiles)
    width = _cell_width(tiles, layout.factor)
    blocks = []
    for start in range(0, len(tiles), layout.columns):
        space = [] if labelled or not start else [""]
        blocks.append(space + _row(tiles[start : start + layout.columns], layout.factor, surface, width))
    blocks[0] = head + blocks[0]
    blocks[-1] += foot
    return blocks


def find_layout(tiles: list[Tile], width: int, height: int, columns: int | None = None) -> Layout:
    """The layout that shows the images largest.

    Args:
        tiles: the images.
        width: columns of the terminal.
        height: rows that the gallery may take; it takes more when the images would become too small to see.
        columns: images a row, or a multiple of it, when the view asks for a number and it fits.
    """
    counts = [min(columns, len(tiles))] if columns else _balanced(len(tiles))
    best = max((Layout(count, _factor(tiles, count, width, height)) for count in counts), key=lambda one: one.factor)
    needed = min(1.0, SMALLEST / max(max(tile.width, tile.height) for tile in tiles))
    if best.factor >= needed:
        return best
    scrolling = [Layout(count, _factor(tiles, count, width, ENDLESS)) for count in range(1, len(tiles) + 1)]
    readable = [layout for layout in scrolling if layout.factor >= needed]
    if not readable:
        return max(scrolling, key=lambda one: one.factor)
    # rows that belong together stay together: one or several of them beside each other
    whole = [layout.columns for layout in readable if columns and layout.columns % columns == 0]
    return Layout(whole[-1], readable[-1].factor) if whole else readable[-1]


def _balanced(count: int) -> list[int]:
    """Images a row for every number of rows, so that the rows are evenly filled; fewest rows first."""
    return sorted({ceil(count / rows) for rows in range(1, count + 1)}, reverse=True)


def _factor(tiles: list[Tile], columns: int, width: int, height: int) -> float:
    """The largest factor at which that many columns fit; whole where it enlarges, 0 where nothing fits."""
    longest = max(cell_len(literal(tile.label)) for tile in tiles)
    one_line = _factor_with(tiles, columns, width, height, min(1, longest))
    if longest <= max(LABEL, one_line * max(tile.width for tile in tiles)):
        return one_line
    return _factor_with(tiles, columns, width, height, LABEL_LINES)


def _factor_with(tiles: list[Tile], columns: int, width: int, height: int, label_lines: int) -> float:
    tall, wide = max(tile.height for tile in tiles), max(tile.width for tile in tiles)
    rows = ceil(len(tiles) / columns)
    gaps = 0 if label_lines else rows - 1
    across = (width - GAP * (columns - 1)) // columns
    down = 2 * ((height - gaps) // rows - label_lines)
    if across < min(LABEL, width, max(cell_len(literal(tile.label)) for tile in tiles)) or across < 1 or down < 1:
        return 0.0
    factor = min(across / wide, down / tall)
    return factor if factor < 1 else float(max(1, min(int(factor), LARGEST // max(tall, wide))))


def _cell_width(tiles: list[Tile], factor: float) -> int:
    wide = max(_size(tile, factor)[1] for tile in tiles)
    return max(wide, min(LABEL, max(cell_len(literal(tile.label)) for tile in tiles)))


def _size(tile: Tile, factor: float) -> tuple[int, int]:
    """Height and width in pixels; even where the image shrinks, since a character is two pixels high."""
    if factor >= 1:
        return tile.height * int(factor), tile.width * int(factor)
    return max(2, int(tile.height * factor / 2 + 1e-9) * 2), max(2, int(tile.width * factor / 2 + 1e-9) * 2)


def _row(tiles: list[Tile], factor: float, surface: Surface, width: int) -> list[str]:
    drawn = [image_lines(tile, *_size(tile, factor), surface) for tile in tiles]
    height = max(map(len, drawn))
    lines = []
    for index in range(height):
        cells = []
        for tile, image in zip(tiles, drawn, strict=True):
            space = width - _size(tile, factor)[1]
            blank = " " * _size(tile, factor)[1]
            cells.append(
                " " * (space // 2) + (image[index] if index < len(image) else blank) + " " * (space - space // 2)
            )
        lines.append((" " * GAP).join(cells).rstrip(" "))
    labels = [_label(tile, width) for tile in tiles]
    for index in range(max(map(len, labels))):
        text = (" " * GAP).join(centre(label[index] if index < len(label) else "", width) for label in labels)
        lines.append(text.rstrip())
    return lines


def _label(tile: Tile, width: int) -> list[str]:
    if not tile.label:
        return []
    lines = wrap(" ".join(literal(tile.label).split()), width)
    if len(lines) > LABEL_LINES:
        lines = [*lines[: LABEL_LINES - 1], " ".join(lines[LABEL_LINES - 1 :])]
    return [centre(line, width) for line in lines]


def image_lines(tile: Tile, height: int, width: int, surface: Surface) -> list[str]:
    """One image scaled to that many pixels, as lines of `width` cells and half as many rows."""
    channels = [scaled(plane, height, width) for plane in planes(tile.pixels, tile.height, tile.width, tile.channels)]
    red, green, blue = channels[:3] if len(channels) >= 3 else [channels[0]] * 3
    grid = [
        [(round(r), round(g), round(b)) for r, g, b in zip(*row, strict=True)]
        for row in zip(red, green, blue, strict=True)
    ]
    pairs = [(grid[y], grid[y + 1] if y + 1 < height else None) for y in range(0, height, 2)]
    if surface.paints and surface.unicode:
        return [_painted(upper, lower, surface) for upper, lower in pairs]
    return ["".join(_signs(upper, lower)) for upper, lower in pairs]


def _painted(upper: list[Colour], lower: list[Colour] | None, surface: Surface) -> str:
    parts: list[str] = []
    last: tuple[Colour, Colour | None] | None = None
    for x, top in enumerate(upper):
        pair = (top, lower[x] if lower else None)
        if pair != last:
            # A code is only written where the colours change.
            parts.append(surface.code(*pair))
            last = pair
        parts.append("▀")
    return "".join(parts) + "\x1b[0m"


def _signs(upper: list[Colour], lower: list[Colour] | None) -> list[str]:
    lower = lower or upper
    light = [(luminance(top) + luminance(bottom)) / 2 for top, bottom in zip(upper, lower, strict=True)]
    return [RAMP[min(int(value / 256 * len(RAMP)), len(RAMP) - 1)] for value in light]
