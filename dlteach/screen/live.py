"""What moves while something runs: the progress of a training, and the spinner of a wait."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rich.cells import cell_len

from dlteach.screen.colours import NOTE
from dlteach.screen.literal import literal, without_boxes
from dlteach.screen.progress_lines import Training
from dlteach.screen.wrap import shorten

if TYPE_CHECKING:
    from dlteach.screen.pager import Pager
    from dlteach.screen.surface import Surface
    from dlteach.views import Progress

# Seconds between two redraws: eight a second are smooth, more only cost time.
PAUSE = 0.125
SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
ASCII_SPINNER = "|/-\\"
# In plain mode a training of more epochs is told by so many lines, evenly spread, and by one more after each so many seconds.
MOST_LINES = 15
LONG_SILENCE = 10.0


class Region:
    """The last few lines of the terminal, drawn over again and again.

    A thread redraws them, so that the time goes on while nothing is reported. One lock keeps redraws apart.

    Args:
        pager: writes.
        draw: called for the lines as they stand now.
    """

    def __init__(self, pager: Pager, draw: Callable[[], list[str]]):
        self._pager = pager
        self._draw = draw
        self._height = 0
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="dlteach-screen")

    def start(self) -> None:
        """Goes on drawing from now; what is over within an eighth of a second never shows."""
        self._thread.start()

    def stop(self, leave: list[str]) -> None:
        """Draws these lines for the last time and leaves them standing."""
        self._ended.set()
        self._thread.join()
        self._show(leave)
        self._pager.count(self._height)

    def _run(self) -> None:
        while not self._ended.wait(PAUSE):
            self._show(self._draw())

    def _show(self, lines: list[str]) -> None:
        with self._lock:
            if not lines and not self._height:
                return
            up = f"\x1b[{self._height}A" if self._height else ""
            # Erase each line's rest, then whatever was below: one write, so that nothing flickers.
            self._pager.raw(up + "".join(f"\r{line}\x1b[K\n" for line in lines) + "\x1b[J")
            self._height = len(lines)


class Progressing:
    """Shows a training: one line an epoch in plain mode, fewer where there are many epochs; a live line with a growing
    curve in a terminal.

    Example:
        >>> with screen.progress() as progress:
        ...     progress.update(report)
    """

    def __init__(self, surface: Surface, pager: Pager):
        self._surface = surface
        self._pager = pager
        self._training = Training()
        self._region = None if surface.plain else Region(pager, self._lines)
        self._started = False
        self._untold: Progress | None = None
        self._told_at = 0.0

    def __enter__(self) -> Self:
        return self

    def update(self, report: Progress) -> None:
        """Takes the newest report; the terminal is redrawn at most eight times a second."""
        first = self._training.last is None or self._training.last.title != report.title
        self._training.add(report)
        if self._region is not None:
            if not self._started:
                self._started = True
                self._region.start()
            return
        if first:
            self._tell(self._untold)
            if report.title:
                self._pager.write([without_boxes(literal(report.title))])
        if report.epoch_end:
            self._untold = report
            if _is_milestone(report) or time.monotonic() - self._told_at >= LONG_SILENCE:
                self._tell(report)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._tell(self._untold)
        if self._region is not None and self._started:
            self._region.stop([*self._lines(), ""])

    def _tell(self, report: Progress | None) -> None:
        if report is not None:
            self._pager.write([self._training.epoch_in_words(report)])
            self._told_at, self._untold = time.monotonic(), None

    def _lines(self) -> list[str]:
        free = self._pager.free()
        # the last line stays empty
        return self._training.lines(self._surface, time.monotonic(), None if free is None else free - 1)


def _is_milestone(report: Progress) -> bool:
    """Whether the epoch is one of the `MOST_LINES` that tell how a training of many epochs went."""
    lines, epochs = min(MOST_LINES, report.epochs), report.epochs
    return report.epoch * lines // epochs > (report.epoch - 1) * lines // epochs or report.epoch in (1, epochs)


class Waiting:
    """Shows a message while something takes its time; in plain mode the message alone, once."""

    def __init__(self, message: str, surface: Surface, pager: Pager):
        self._message = " ".join(literal(message).split())
        self._surface = surface
        self._pager = pager
        self._region = None if surface.plain else Region(pager, self._lines)
        self._since = time.monotonic()

    def __enter__(self) -> Self:
        if self._region is None:
            self._pager.write([without_boxes(self._message)])
        else:
            self._since = time.monotonic()
            self._region.start()
        return self

    def tell(self, message: str) -> None:
        """Shows another message from now on; in plain mode, where nothing is drawn over, does nothing."""
        self._message = " ".join(literal(message).split())

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._region is not None:
            self._region.stop([])

    def _lines(self) -> list[str]:
        passed = time.monotonic() - self._since
        signs = SPINNER if self._surface.braille else ASCII_SPINNER
        spinner = signs[int(passed / PAUSE) % len(signs)]
        seconds = f"  {passed:.0f} s" if passed >= 1 else ""
        message = shorten(self._message, self._surface.width - 3 - cell_len(seconds))
        return [f"{spinner} {message}{''.join(self._surface.text(seconds, NOTE)) if seconds else ''}"]
