"""The screen: everything that is shown to the learner passes here."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from typing import IO, TYPE_CHECKING, Protocol

from rich.cells import cell_len

from dlteach.language import _
from dlteach.screen import colours
from dlteach.screen.ask import read_line
from dlteach.screen.literal import literal, without_boxes
from dlteach.screen.pager import Pager
from dlteach.screen.surface import Surface
from dlteach.screen.wrap import wrap

if TYPE_CHECKING:
    from dlteach.screen.live import Progressing, Waiting
    from dlteach.views import View


class Sound(Protocol):
    """Something that is heard."""

    @property
    def speaking(self) -> bool:
        """Whether it goes on."""

    def stop(self) -> None:
        """Ends it at once."""


# Spaces at the start of a line, and a short mark such as "1." or "-" with the spaces after it.
_MARK = r"(?:[-*•] +|\d{1,2}[.)] +|\S{1,3} {2,})"
_HANGING = re.compile(rf" +{_MARK}?|{_MARK}")


class Screen:
    """Draws text and views, asks, and shows progress, in colour or in plain words.

    Args:
        plain: no escape codes, no drawn lines, pictures told in words. Also on when the output is no terminal, or a
            terminal that cannot place the cursor (`TERM=dumb`).
        file: where to draw; the process's output when left out.
        width: columns; the terminal's when left out, 80 when there is none.
        height: rows; the terminal's when left out, 24 when there is none.

    Attributes:
        plain: whether drawing is in plain words.
        interactive: whether a person sits before it: input and output are terminals.
        pause_handler: called when the screen is full; waits for a key by default. Replace it to take commands there.

        sound: what is heard beside the screen, if anything; the first key at a prompt stops it.

    Example:
        >>> screen = Screen(plain=True)
        >>> screen.line("Three filters")
        Three filters
    """

    def __init__(
        self, plain: bool = False, file: IO[str] | None = None, width: int | None = None, height: int | None = None
    ):
        self._file = file if file is not None else sys.stdout
        terminal = _is_terminal(self._file)
        self.plain = plain or not terminal or os.environ.get("TERM", "").lower() in ("dumb", "unknown")
        self.interactive = terminal and _is_terminal(sys.stdin)
        self.pause_handler: Callable[[], object] = self._wait_for_enter
        self.sound: Sound | None = None
        self._surface = Surface(self._file, self.plain, width, height)
        self._pager = Pager(self._file, self._surface.unicode, self._room, lambda: self.pause_handler())

    @property
    def width(self) -> int:
        """Columns of the output."""
        return self._surface.width

    @property
    def height(self) -> int:
        """Rows of the output."""
        return self._surface.height

    def _room(self) -> int:
        # One row for the pause's own prompt, one for the line feed after it.
        return self.height - 2 if self.interactive and not self.plain else 0

    def line(self, text: str = "", style: str | None = None) -> None:
        """Text exactly as it is, wrapped, in one style ("bold", "dim", "green", …); an indent or a list mark hangs."""
        shown = without_boxes(literal(text)) if self.plain else literal(text)
        lines: list[str] = []
        for row in shown.split("\n"):
            mark = _HANGING.match(row)
            lines += wrap(row, self._surface.prose_width, " " * cell_len(mark.group()) if mark else "")
        if not self.plain and style:
            lines = [part for row in lines for part in self._surface.text(row, style)]
        self._pager.write(lines)

    def aside(self, text: str) -> None:
        """One line while something runs: unlike `line` it never stops for a key."""
        shown = without_boxes(literal(text)) if self.plain else literal(text)
        lines = wrap(shown, self._surface.prose_width)
        self._pager.raw("".join(f"{line}\n" for line in lines))
        self._pager.count(len(lines))

    def heading(self, title: str, subtitle: str = "") -> None:
        """A title on a line of its own, with a quieter line under it."""
        title, subtitle = " ".join(literal(title).split()), " ".join(literal(subtitle).split())
        lines = ["", *self._styled(title, colours.HEADING)]
        if subtitle:
            lines += self._styled(subtitle, colours.SUBTITLE)
        self._pager.write([*lines, ""], together=True, ahead=4, passing=True)

    def _styled(self, text: str, style: str) -> list[str]:
        if self.plain:
            return wrap(without_boxes(text), self._surface.prose_width)
        return self._surface.text(text, style, self._surface.prose_width)

    def markdown(self, text: str) -> None:
        """Markdown prose: headings, lists, emphasis, code, quotes and tables. HTML in it is shown as text."""
        from dlteach.screen.prose import draw_markdown

        block: list[str] = []
        for line in [*draw_markdown(text, self._surface), ""]:
            block.append(line)
            if not line:
                # A page ends between two paragraphs rather than inside one.
                self._pager.write(block, together=True)
                block = []

    def dialogue(self, turns: list[tuple[str, str]] | tuple[tuple[str, str], ...]) -> None:
        """A conversation: each turn is a speaker and Markdown."""
        from dlteach.screen.prose import draw_turn

        for place, (speaker, text) in enumerate(turns):
            self._pager.write([*draw_turn(speaker, text, place, self._surface), ""], together=True)

    def panel(self, kind: str, markdown: str) -> None:
        """An aside with a coloured margin: `kind` is "analogy", "example" or "memory" (or any other heading)."""
        from dlteach.screen.prose import draw_panel

        self._pager.write([*draw_panel(kind, markdown, self._surface), ""], together=True)

    def view(self, view: View) -> None:
        """Draws anything of `dlteach.views`, scaled to the screen."""
        from dlteach.screen.drawing import draw

        blocks = draw(view, self._surface)
        blocks[-1].append("")
        whole = sum(map(len, blocks))
        if len(blocks) == 1 or whole <= self._room():
            blocks = [[line for block in blocks for line in block]]
        for block in blocks:
            self._pager.write(block, together=True)

    def clear(self) -> None:
        """Empties the terminal; does nothing in plain mode and in a pipe."""
        if not self.plain:
            self._pager.raw("\x1b[2J\x1b[H")
        self._pager.reset()

    def ask(self, prompt: str, hint: str = "") -> str:
        """Asks for one line.

        Args:
            prompt: what is asked, shown literally; only its last line stands on the line of the answer. Empty: ">".
            hint: what can be typed, shown quietly above the prompt.

        Returns:
            What was typed, as it was typed.

        Raises:
            EOFError: the input has ended.
            KeyboardInterrupt: Ctrl-C was pressed.
        """
        if hint:
            self._pager.raw("".join(f"{line}\n" for line in self._styled(literal(hint), colours.NOTE)))
        *above, last = self._styled(literal(prompt).rstrip("\n"), colours.PROMPT)
        self._pager.raw("".join(f"{line}\n" for line in above))
        last = self._pager.known(f"{last or '>'} ")
        try:
            if self.interactive and self.sound is not None and self.sound.speaking:
                self._listen(last, self.sound)
            return read_line(last, self._file, self.interactive)
        finally:
            self._pager.reset()

    def _listen(self, prompt: str, sound: Sound) -> None:
        """Stands at the prompt while something is heard; the first key ends that and counts as typed."""
        from dlteach.screen.keys import wait_for_key

        self._file.write(prompt)
        self._file.flush()
        try:
            wait_for_key(lambda: sound.speaking)
        finally:
            sound.stop()
            # the prompt is written again, in the same place
            self._file.write("\r")
            self._file.flush()

    def error(self, text: str) -> None:
        """One line on the error output: "Error: …"."""
        shown = _("Error: {text}").format(text=literal(text))
        errors = Surface(sys.stderr, plain=self.plain or not _is_terminal(sys.stderr))
        lines = errors.text(shown, colours.ERROR) if not errors.plain else [shown]
        Pager(sys.stderr, errors.unicode, lambda: 0, lambda: None).write(lines)

    def progress(self) -> Progressing:
        """A context whose `update(views.Progress)` shows where a training stands."""
        from dlteach.screen.live import Progressing

        return Progressing(self._surface, self._pager)

    def wait(self, message: str) -> Waiting:
        """A context that shows the message while something takes its time."""
        from dlteach.screen.live import Waiting

        return Waiting(message, self._surface, self._pager)

    def _wait_for_enter(self) -> None:
        self.ask(_("— more: Enter —"))
        if not self.plain:
            # Take the prompt away again, so that the text reads on.
            self._pager.raw("\x1b[1A\x1b[2K")


def _is_terminal(file: IO[str] | None) -> bool:
    try:
        return file is not None and file.isatty()
    except ValueError:
        return False
