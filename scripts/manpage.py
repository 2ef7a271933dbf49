"""Writes the manual page docs/dlteach.1 from the commands' own help: python scripts/manpage.py."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from command_help import Help, commands

import dlteach

TARGET = Path(__file__).resolve().parents[1] / "docs" / "dlteach.1"
ENVIRONMENT = (
    ("DLTEACH_HOME", "The folder of your journal; by default the one for user data of your system."),
    ("DLTEACH_PACKS", "Folders of lessons and decks by others, separated like PATH."),
    ("DLTEACH_LANG", "The language to speak, such as de; otherwise that of LC_ALL, LC_MESSAGES or LANG."),
    ("KERAS_BACKEND", "tensorflow, jax or torch: what Keras runs on."),
    ("NO_COLOR", "When set, output has no colours."),
)
EXIT = (("0", "done"), ("1", "a clear error"), ("2", "wrong usage"), ("130", "interrupted"))


def page() -> str:
    """The manual page in roff."""
    whole, *each = commands()
    parts = [
        f'.TH DLTEACH 1 "" "dlteach {dlteach.__version__}" "User commands"',
        ".SH NAME\ndlteach \\- learn deep-learning architectures from a terminal",
        f".SH SYNOPSIS\n.B {_roff(whole.usage)}",
        f".SH DESCRIPTION\n{_paragraphs(whole.text)}",
        f".SH OPTIONS\n{_options(whole)}",
        ".SH COMMANDS",
        *(f".SS {_roff(one.usage)}\n{_paragraphs(one.text)}\n{_options(one)}" for one in each),
        ".SH ENVIRONMENT\n" + "\n".join(f".TP\n.B {name}\n{_roff(text)}" for name, text in ENVIRONMENT),
        ".SH EXIT STATUS\n" + "\n".join(f".TP\n.B {code}\n{text}" for code, text in EXIT),
    ]
    return "\n".join(parts) + "\n"


def _options(one: Help) -> str:
    return "\n".join(f".TP\n.B {_roff(spelling)}\n{_roff(text)}" for spelling, text in one.options)


def _paragraphs(text: str) -> str:
    shown = []
    for paragraph in text.split("\n\n"):
        if paragraph.startswith("    "):
            lines = "\n".join(_roff(line.strip()) for line in paragraph.split("\n"))
            shown.append(f".PP\n.nf\n{lines}\n.fi")
        else:
            shown.append(f".PP\n{_roff(paragraph)}")
    return "\n".join(shown)


def _roff(text: str) -> str:
    text = text.replace("\\", "\\e").replace("-", "\\-")
    # understood whatever the encoding
    text = "".join(sign if sign.isascii() else f"\\[u{ord(sign):04X}]" for sign in text)
    # a line that begins with one of these would be a request
    return f"\\&{text}" if text.startswith((".", "'")) else text


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
