"""How long a lesson takes to read, and how long its sentences are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt

from dlteach.content.lesson import Analogy, Call, Dialogue, Example, Lesson, Overview, Predict, Prose, Step

# adults read about 240 words of English a minute (Brysbaert 2019, doi:10.1016/j.jml.2019.104047); learning takes longer
WORDS_A_MINUTE = 200
_SENTENCE_END = re.compile(r"(?<=[.!?:])[\"”’)]*\s+")
_WORD = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class Reading:
    """What reading a lesson takes: `longest` counts the words of its longest sentence, which stands about `line`."""

    words: int
    sentences: int
    longest: int
    line: int

    @property
    def minutes(self) -> float:
        """Minutes of reading, without running, answering and thinking."""
        return self.words / WORDS_A_MINUTE

    @property
    def average(self) -> float:
        """Words in a sentence, on average."""
        return self.words / self.sentences if self.sentences else 0.0


def measure(lesson: Lesson) -> Reading:
    """Count the words and sentences of a lesson's text; of an overview's depths the first one counts, as it is shown."""
    words = sentences = longest = line = 0
    for step in (step for section in lesson.sections for step in section.steps):
        for text in _texts(step):
            for sentence in _sentences(text):
                count = sum(bool(_WORD.search(word)) for word in sentence.split())
                words += count
                sentences += count > 0
                if count > longest:
                    longest, line = count, step.line
    return Reading(words, sentences, longest, line)


def _texts(step: Step) -> list[str]:
    match step:
        case Overview(_, depths):
            return list(depths.values())[:1]
        case Dialogue(_, turns):
            return [text for _, text in turns]
        case Predict():
            return [step.prompt]
        case Prose() | Analogy() | Example() | Call():
            return [step.markdown]
    return []


def _sentences(markdown: str) -> Iterator[str]:
    """Yield the sentences of paragraphs, list items and headings; tables and code are looked at rather than read."""
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    in_table = False
    for token in tokens:
        if token.type in ("table_open", "table_close"):
            in_table = token.type == "table_open"
        if token.type == "inline" and not in_table:
            plain = "".join(part.content if part.content else " " for part in token.children or [])
            yield from filter(None, _SENTENCE_END.split(plain))
