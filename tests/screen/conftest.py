import io
import re

import pytest

from dlteach.screen import Screen

CODES = re.compile("\x1b\\[[0-9;?]*[A-Za-z]")


class Paper(io.StringIO):
    """Text in memory that says it is a terminal, with an encoding of its own."""

    def __init__(self, terminal=True, encoding="utf-8"):
        super().__init__()
        self.terminal = terminal
        self.known = encoding

    encoding = property(lambda self: self.known)

    def isatty(self):
        return self.terminal


@pytest.fixture
def drawn(monkeypatch):
    """Draws on a terminal of a given kind and returns what was written."""

    def draw(action, colour="truecolor", encoding="utf-8", plain=False, terminal=True, width=80, height=24):
        monkeypatch.setenv("TERM", "xterm-256color")
        monkeypatch.delenv("NO_COLOR", raising=False)
        monkeypatch.delenv("COLORTERM", raising=False)
        if colour == "truecolor":
            monkeypatch.setenv("COLORTERM", "truecolor")
        if colour is None:
            monkeypatch.setenv("NO_COLOR", "1")
        paper = Paper(terminal, encoding)
        action(Screen(plain=plain, file=paper, width=width, height=height))
        return paper.getvalue()

    return draw


@pytest.fixture
def bare():
    """Takes the colour codes out of written lines."""
    return lambda text: [CODES.sub("", line) for line in text.split("\n")]
