"""Pictures of the real program for the README: runs a command in a terminal of its own and writes the screen as SVG.

    python scripts/capture.py lesson-cnn "dlteach lesson cnn" --keys "\\n" "\\n" --settle 1.5

Each of `--keys` is typed when the screen has been still for `--settle` seconds; "\\n" is the Enter key, "\\x03" Ctrl-C. The
picture is taken when the last key has been answered, and the program is then told to stop. Needs pyte (extra `docs`).
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
import pty
import re
import select
import shlex
import signal
import struct
import sys
import termios
import time
from pathlib import Path

import pyte
from rich.console import Console
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from rich.text import Text

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
# Background, foreground, the eight colours, and the eight bright ones.
THEME = TerminalTheme(
    (22, 24, 33),
    (214, 218, 228),
    [
        (40, 42, 54),
        (224, 108, 117),
        (140, 200, 120),
        (229, 192, 110),
        (100, 160, 240),
        (198, 130, 220),
        (90, 190, 200),
        (200, 204, 212),
    ],
    [
        (92, 99, 112),
        (240, 130, 138),
        (160, 220, 140),
        (240, 210, 130),
        (130, 180, 250),
        (215, 150, 235),
        (110, 210, 220),
        (255, 255, 255),
    ],
)
# rich names a font to fetch from the network; the reader's own monospace font does as well.
_FETCHED_FONT = re.compile(r"@font-face\s*\{.*?\}\s*", re.DOTALL)


class DimScreen(pyte.Screen):
    """A screen that also remembers faint text, which pyte leaves out: it is drawn in gray."""

    def select_graphic_rendition(self, *codes: int, **keywords: bool) -> None:
        """Reads colour codes; faint becomes a gray foreground."""
        super().select_graphic_rendition(*codes, **keywords)
        if codes == (2,):
            self.cursor.attrs = self.cursor.attrs._replace(fg="8a90a0")


def play(command: list[str], keys: list[str], columns: int, rows: int, settle: float, limit: float) -> pyte.Screen:
    """Runs the command in a pseudo-terminal, types the keys and returns the screen as it then stands.

    Args:
        command: program and arguments.
        keys: each is typed after the screen has been still.
        columns: width of the terminal.
        rows: height of the terminal.
        settle: seconds without output that count as still.
        limit: seconds to wait for stillness before going on regardless.
    """
    screen = DimScreen(columns, rows)
    stream = pyte.ByteStream(screen)
    child, terminal = pty.fork()
    if child == 0:
        environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "TF_CPP_MIN_LOG_LEVEL": "3"}
        environment.pop("NO_COLOR", None)
        # Give the parent the time to set the size of the terminal.
        time.sleep(0.2)
        os.execvpe(command[0], command, environment)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    try:
        alive = _watch(terminal, stream, settle, limit)
        for key in keys:
            if not alive:
                break
            os.write(terminal, key.encode())
            alive = _watch(terminal, stream, settle, limit)
    finally:
        _end(child, terminal)
    return screen


def _watch(terminal: int, stream: pyte.ByteStream, settle: float, limit: float) -> bool:
    """Feeds what the program prints until it has printed nothing for a while; False when it has ended."""
    end, started = time.monotonic() + limit, False
    while time.monotonic() < end:
        ready, _, _ = select.select([terminal], [], [], settle if started else limit)
        if not ready:
            return True
        try:
            data = os.read(terminal, 65536)
        except OSError:
            return False
        if not data:
            return False
        stream.feed(data)
        started = True
    return True


def _end(child: int, terminal: int) -> None:
    os.close(terminal)
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGHUP)
    os.waitpid(child, 0)


def picture(screen: pyte.Screen, title: str) -> str:
    """The screen as SVG, drawn by rich."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        console = Console(
            record=True, width=screen.columns, file=nowhere, color_system="truecolor", force_terminal=True
        )
        for row in range(screen.lines):
            line = Text(no_wrap=True, end="")
            for column in range(screen.columns):
                cell = screen.buffer[row][column]
                line.append(cell.data or "", _style(cell))
            console.print(line)
        return _FETCHED_FONT.sub("", console.export_svg(title=title, theme=THEME))


def _style(cell: pyte.screens.Char) -> Style:
    return Style(
        color=_colour(cell.fg),
        bgcolor=_colour(cell.bg),
        bold=cell.bold,
        italic=cell.italics,
        underline=cell.underscore,
        reverse=cell.reverse,
        strike=cell.strikethrough,
    )


def _colour(name: str) -> str | None:
    if name == "default":
        return None
    if len(name) == 6 and all(digit in "0123456789abcdefABCDEF" for digit in name):
        return f"#{name}"
    # pyte calls yellow brown, and bright colours brightred …
    return name.replace("brown", "yellow").replace("bright", "bright_")


def main() -> None:
    """Reads the command line and writes the picture."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("name", help="the picture is written to docs/pictures/NAME.svg")
    parser.add_argument("command", help='what to run, such as "dlteach lesson cnn"')
    parser.add_argument("--keys", nargs="*", default=[], help='typed one after the other; "\\n" is Enter')
    parser.add_argument("--settle", type=float, default=1.0, help="seconds without output that count as still")
    parser.add_argument("--limit", type=float, default=120.0, help="seconds to wait for stillness")
    parser.add_argument("--columns", type=int, default=80)
    parser.add_argument("--rows", type=int, default=24)
    parser.add_argument("--title", help="of the window; the command when left out")
    parser.add_argument("--text", action="store_true", help="print the screen as text instead of writing a picture")
    given = parser.parse_args()
    keys = [key.encode().decode("unicode_escape") for key in given.keys]
    screen = play(shlex.split(given.command), keys, given.columns, given.rows, given.settle, given.limit)
    if given.text:
        print("\n".join(line.rstrip() for line in screen.display))
        return
    PICTURES.mkdir(parents=True, exist_ok=True)
    path = PICTURES / f"{given.name}.svg"
    path.write_text(picture(screen, given.title or given.command), encoding="utf-8")
    print(path, file=sys.stderr)


if __name__ == "__main__":
    main()
