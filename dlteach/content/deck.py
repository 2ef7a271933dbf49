"""A deck as data: the terms, memory aids and written questions of one topic, read from `quizzes/topic.yaml`."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

QUESTION_KINDS = ("choice", "several", "order", "match", "cloze", "typed", "flash", "number", "shape")


@dataclass(frozen=True)
class Term:
    """A glossary term. `confused_with` are ids of terms it is taken for; `lesson` is a section label."""

    id: str
    term: str
    definition: str
    line: int
    aliases: tuple[str, ...] = ()
    confused_with: tuple[str, ...] = ()
    lesson: str = ""
    acronym: str = ""


@dataclass(frozen=True)
class MemoryAid:
    """A phrase made to be remembered. `kind`: memory gem, rhyme, story, phrase, acronym or analogy.

    `letters` are what its letters stand for; `roles` say who is who: what of the story, and what it stands for.
    """

    id: str
    kind: str
    phrase: str
    meaning: str
    line: int
    text: str = ""
    letters: tuple[tuple[str, str], ...] = ()
    roles: tuple[tuple[str, str], ...] = ()

    @property
    def markdown(self) -> str:
        """What a lesson shows of it: phrase, letters unless phrase or meaning spell them out, story and meaning."""
        said = f"{self.phrase} {self.meaning}".lower()
        spelled = any(word.lower() not in said for _, word in self.letters)
        letters = "\n".join(f"- **{letter}**: {word}" for letter, word in self.letters) if spelled else ""
        return "\n\n".join(filter(None, (f"**{self.phrase}**", letters, self.text, self.meaning)))


@dataclass(frozen=True)
class Choice:
    """A wrong choice and the remark that says why it is wrong."""

    text: str
    remark: str


@dataclass(frozen=True)
class WrittenQuestion:
    """A question written by an author. A cloze's prompt holds `{{...}}` around what is left out.

    `answers` are the right choices of the kind "several", or the steps of the kind "order" in their order; `pairs` are
    what belongs together in the kind "match". `answer` then says the same in one line.
    """

    id: str
    kind: str
    prompt: str
    answer: str
    line: int
    aliases: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    explanation: str = ""
    hint: str = ""
    lesson: str = ""
    answers: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Deck:
    """Everything to be drilled on one topic."""

    topic: str
    path: Path
    terms: tuple[Term, ...] = field(default=())
    memory_aids: tuple[MemoryAid, ...] = field(default=())
    questions: tuple[WrittenQuestion, ...] = field(default=())
