"""What a learner may type at every prompt besides an answer."""

from __future__ import annotations

from dataclasses import dataclass

WORDS = {
    "back": "b",
    "skip": "s",
    "again": "r",
    "glossary": "g",
    "level": "l",
    "jump": "j",
    "help": "?",
    "quit": "q",
}
SHORT = {short: word for word, short in WORDS.items()} | {"h": "help"}
WITH_ARGUMENT = ("glossary", "level", "jump")

HELP = """\
| type | and |
|---|---|
| Enter | go on |
| b, back | go back one screen |
| s, skip | skip to the next section |
| r, again | show or run this screen again |
| g TERM | look a term up, such as `g pooling layer` |
| l LEVEL | read overviews at another depth: `l basic`, `l medium`, `l detailed` |
| j SECTION | jump to a section; `j` alone lists them |
| ?, help | show this help |
| q, quit | stop here; the next `dlteach lesson` goes on at this place |

Where you are asked to type an answer, put a colon in front: `:b`, `:g stride`, `:q`. Ctrl-C during a training ends it and
keeps what was learned.
"""


@dataclass(frozen=True)
class Command:
    """A parsed command, by its full word."""

    word: str
    argument: str = ""


def parse(text: str, *, answering: bool = False) -> Command | None:
    """The command in a line typed at a prompt; None when the line is an answer.

    Args:
        text: the line as typed.
        answering: whether the prompt asks for words of the learner's own, where a command needs a leading colon.
    """
    text = text.strip()
    if text.startswith(":"):
        text = text[1:].strip()
    elif answering:
        return None
    first, _, rest = text.partition(" ")
    word = SHORT.get(first.lower(), first.lower())
    if word not in WORDS or (rest and word not in WITH_ARGUMENT):
        return None
    return Command(word, rest.strip())


class Navigate(Exception):
    """Leaves the present screen for another: back, skip, again, or jump to the section in `target`."""

    def __init__(self, where: str, target: str = ""):
        self.where = where
        self.target = target
        super().__init__(where, target)


class Quit(Exception):
    """The learner wants to stop here."""
