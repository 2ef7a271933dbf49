"""What a learner may type at every prompt besides an answer."""

from __future__ import annotations

from dataclasses import dataclass

from dlteach.language import _, mark

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

# what is typed, and what it does
KEYS = (
    ("Enter", mark("go on")),
    ("b, back", mark("go back one screen")),
    ("s, skip", mark("skip to the next section")),
    ("r, again", mark("show or run this screen again")),
    (mark("g TERM"), mark("look a term up, such as `g pooling layer`")),
    (mark("l LEVEL"), mark("read overviews at another depth: `l basic`, `l medium`, `l detailed`")),
    (mark("j SECTION"), mark("jump to a section; `j` alone lists them")),
    ("?, help", mark("show this help")),
    ("q, quit", mark("stop here; the next `dlteach lesson` goes on at this place")),
)
COLON = mark(
    "Where you are asked to type an answer, put a colon in front: `:b`, `:g stride`, `:q`. Ctrl-C during a training ends it "
    "and keeps what was learned."
)


def help_text() -> str:
    """All commands, in Markdown."""
    rows = [(_("type"), _("and")), ("---", "---"), *((_(typed), _(does)) for typed, does in KEYS)]
    table = "\n".join(f"| {typed} | {does} |" for typed, does in rows)
    return f"{table}\n\n{_(COLON)}\n"


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
    first, _space, rest = text.partition(" ")
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
