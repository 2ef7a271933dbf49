"""What of a lesson is spoken, and by whom: the dialogue in two voices, all other text by the teacher."""

from __future__ import annotations

from collections.abc import Iterator

from dlteach.content import lesson as steps
from dlteach.content.files import in_language
from dlteach.content.lesson import Lesson, Section
from dlteach.speech.voice import ENGLISH, STUDENT, TEACHER, Line
from dlteach.speech.words import paragraphs

# a section whose label ends so sums the lesson up
RECAP = "-recap"


def language_of(lesson: Lesson) -> str:
    """The code of the language a lesson is told in, such as "de" where it is read in its German translation."""
    code = in_language(lesson.path).stem.partition(".")[2]
    return code.partition("_")[0] or ENGLISH


def title_lines(lesson: Lesson) -> list[Line]:
    """The title and the summary."""
    language = language_of(lesson)
    return [*_told(lesson.title, language), *_told(lesson.summary, language)]


def heading_lines(section: Section, language: str = ENGLISH) -> list[Line]:
    """A section's title."""
    return _told(section.title, language)


def step_lines(step: steps.Step, level: str, language: str = ENGLISH) -> list[Line]:
    """What is said at a step: its text. Programs, tables, questions and whatever is computed are looked at instead.

    Args:
        step: any step of a lesson.
        level: the depth of an overview; the first that was written stands in for a missing one.
        language: the code of the language it is told in.
    """
    match step:
        case steps.Dialogue():
            return [
                Line(TEACHER if speaker.lower() == TEACHER else STUDENT, said)
                for speaker, text in step.turns
                for said in paragraphs(text, language)
            ]
        case steps.Overview():
            return _told(step.depths.get(level) or next(iter(step.depths.values())), language)
        case steps.Prose() | steps.Analogy() | steps.Example() | steps.Call():
            return _told(step.markdown, language)
        case steps.Memory():
            return _memory(step, language)
    return []


def lesson_lines(lesson: Lesson, level: str = steps.LEVELS[0]) -> Iterator[list[Line]]:
    """What of a lesson can be followed without a screen: title, overview, dialogue, analogies, memory aids, recap.

    Yields:
        The lines of the title, then those of each step; longer pauses belong between them.
    """
    yield title_lines(lesson)
    for section in lesson.sections:
        for step in section.steps:
            alone = isinstance(step, steps.Overview | steps.Dialogue | steps.Analogy | steps.Memory)
            recap = isinstance(step, steps.Prose) and section.label.endswith(RECAP)
            if (alone or recap) and (lines := step_lines(step, level, language_of(lesson))):
                yield lines


def _memory(step: steps.Memory, language: str) -> list[Line]:
    from dlteach.content.decks import load_deck

    aid = next(aid for aid in load_deck(step.id.partition("/")[0]).memory_aids if aid.id == step.id)
    return [line for text in (aid.phrase, aid.text, aid.meaning) for line in _told(text, language)]


def _told(markdown: str, language: str) -> list[Line]:
    return [Line(TEACHER, said) for said in paragraphs(markdown, language)]
