"""The colours of the screen, by what they mean. Names are rich styles; numbers are red, green and blue."""

from __future__ import annotations

HEADING = "bold cyan"
SUBTITLE = "dim"
TITLE = "bold"
NOTE = "dim"
RESULT = "bold green"
ERROR = "bold red"
CODE = "bold magenta"
PROMPT = "bold"
TEACHER = "bold cyan"
STUDENT = "bold yellow"
PANELS = {"analogy": "yellow", "example": "green", "memory": "magenta"}
OTHER_PANEL = "cyan"

# Lines of a curve: apart from each other for colour-blind eyes, readable on dark and on light ground.
SERIES = ((86, 160, 220), (230, 145, 30), (0, 158, 115), (204, 110, 170), (150, 150, 150), (213, 94, 40))

# Stops of the colour scales: dark is little, light is much; the second runs from below zero through zero to above.
SEQUENTIAL = ((20, 22, 48), (60, 50, 120), (150, 55, 120), (225, 105, 75), (250, 175, 80), (252, 240, 170))
DIVERGING = ((40, 90, 190), (130, 170, 225), (240, 240, 240), (240, 165, 95), (200, 85, 10))

Colour = tuple[int, int, int]


def scale(stops: tuple[Colour, ...], position: float) -> Colour:
    """The colour at a position from 0 to 1 along the stops, mixed linearly between neighbours."""
    place = min(max(position, 0.0), 1.0) * (len(stops) - 1)
    index = min(int(place), len(stops) - 2)
    part = place - index
    low, high = stops[index], stops[index + 1]
    return (
        round(low[0] + (high[0] - low[0]) * part),
        round(low[1] + (high[1] - low[1]) * part),
        round(low[2] + (high[2] - low[2]) * part),
    )


def luminance(colour: Colour) -> float:
    """Perceived brightness from 0 to 255 (weights of Rec. 601)."""
    return 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]
