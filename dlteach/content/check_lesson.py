"""What a lesson must keep besides its form: all that it names exists, and every term it introduces is in a glossary."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from dlteach.content.files import did_you_mean, original, package_folder
from dlteach.content.lesson import TEXT_FILE, Ask, Call, Code, Drill, Lesson, Memory, Overview, Predict, Prose, Step
from dlteach.content.library import Library
from dlteach.content.names import folded, names
from dlteach.content.records import Place
from dlteach.content.source import definitions, find_source, offered
from dlteach.errors import ContentError
from dlteach.language import _

# `**a term**` introduces a term; a longer span, or one with commas, is a sentence that is stressed
_TERM = re.compile(r"[^\W_][^.!?:;,]*")
_MOST_WORDS = 4


def check_lesson(lesson: Lesson, library: Library, place: Place) -> None:
    """Report what a lesson names that does not exist, and the terms it introduces that no deck defines."""
    _check_requires(lesson, library, place)
    _check_model_and_data(lesson, place)
    steps = [step for section in lesson.sections for step in section.steps]
    _check_functions(steps, place)
    _check_terms(steps, library, place)
    for step in steps:
        match step:
            case Memory(line, id_) if id_ not in library.aid_ids():
                place.fault(
                    line,
                    _("There is no memory aid '{id}'").format(id=id_),
                    did_you_mean(id_, sorted(library.aid_ids())),
                )
            case Ask(line, id_) if id_ not in library.question_ids():
                place.fault(
                    line,
                    _("There is no question '{id}'").format(id=id_),
                    did_you_mean(id_, sorted(library.question_ids())),
                )
            case Code(line, target):
                try:
                    find_source(target, place.path.parent)
                except ContentError as error:
                    place.fault(line, error.problem, error.remedy)
            case Drill(line) if lesson.topic not in library.decks:
                remedy = _("Write quizzes/{topic}.yaml, or remove the drill.").format(topic=lesson.topic)
                place.fault(line, _("There is no deck '{topic}' to drill").format(topic=lesson.topic), remedy)


def _check_requires(lesson: Lesson, library: Library, place: Place) -> None:
    for topic in lesson.requires:
        if topic not in library.lessons and topic not in library.decks:
            remedy = did_you_mean(topic, sorted({*library.lessons, *library.decks}))
            place.fault(
                _line_of("requires", place),
                _("The lesson requires '{topic}', which does not exist").format(topic=topic),
                remedy,
            )
    cycle = _cycle(lesson.topic, library)
    if cycle:
        way = " → ".join(cycle)
        place.fault(
            _line_of("requires", place),
            _("The lessons require each other: {way}").format(way=way),
            _("Break the circle."),
        )


def _check_model_and_data(lesson: Lesson, place: Place) -> None:
    """Report a model or data set that no file of dlteach holds; the files are read, not imported."""
    if lesson.model:
        try:
            find_source(f"dlteach.models:{lesson.model}")
        except ContentError:
            models = [name for file in package_folder("dlteach.models").glob("*.py") for name in definitions(file)]
            remedy = did_you_mean(lesson.model, models)
            place.fault(
                _line_of("model", place), _("dlteach.models has no class '{model}'").format(model=lesson.model), remedy
            )
    known = sorted(file.stem for file in package_folder("dlteach.data").glob("[a-z]*.py") if file.stem != "dataset")
    for name in lesson.data:
        if name not in (*known, TEXT_FILE):
            place.fault(
                _line_of("data", place), _("There is no data set '{name}'").format(name=name), did_you_mean(name, known)
            )


def _cycle(topic: str, library: Library) -> list[str]:
    """Return a way along `requires` from a topic back to itself, or nothing."""
    ways = [[topic]]
    seen = set()
    while ways:
        way = ways.pop()
        lesson = library.lessons.get(way[-1])
        for following in lesson.requires if lesson else ():
            if following == topic:
                return [*way, topic]
            if following not in seen:
                seen.add(following)
                ways.append([*way, following])
    return []


def _line_of(field: str, place: Place) -> int:
    lines = place.path.read_text(encoding="utf-8", errors="replace").split("\n")
    return next((number for number, line in enumerate(lines, start=1) if line.startswith(f"{field}:")), 1)


def _check_functions(steps: list[Step], place: Place) -> None:
    """Report directives that name a function which the lesson's Python file does not define."""
    named = [step for step in steps if isinstance(step, Call | Predict)]
    if not named:
        return
    code = original(place.path).with_suffix(".py")
    if not code.is_file():
        remedy = _("Write {code} beside the lesson, with 'def {function}(…)'.").format(
            code=code.name, function=named[0].function
        )
        place.fault(
            named[0].line,
            _("There is no {code} with the function '{function}'").format(code=code.name, function=named[0].function),
            remedy,
        )
        return
    try:
        defined = offered(code)
    except ContentError as error:
        place.report(error)
        return
    for step in named:
        if step.function not in defined:
            write = _("Write 'def {function}(…)' there.").format(function=step.function)
            remedy = f"{write} {did_you_mean(step.function, defined)}"
            place.fault(
                step.line,
                _("{code} defines no function '{function}'").format(code=code.name, function=step.function),
                remedy,
            )


def _check_terms(steps: list[Step], library: Library, place: Place) -> None:
    """Report `**terms**` of the prose that no deck defines.

    In prose and overviews two stars mark a term where it is introduced, and one star is stress. Dialogues, analogies
    and examples are free.
    """
    known = {folded(name) for term in library.terms() for name in names(term)}
    for step in steps:
        match step:
            case Prose(line, markdown):
                texts = [(line, markdown)]
            case Overview(line, depths):
                texts = [(line, markdown) for markdown in depths.values()]
            case _:
                continue
        for first_line, markdown in texts:
            for line, term in _emphasised(markdown):
                if folded(term) not in known:
                    remedy = _("Define it in quizzes/{topic}.yaml, or write *{term}* if you only stress it.").format(
                        topic=place.path.stem, term=term
                    )
                    place.fault(
                        first_line + line,
                        _("The term '{term}' is introduced but not in the glossary").format(term=term),
                        remedy,
                    )
                    known.add(folded(term))


def _emphasised(markdown: str) -> Iterator[tuple[int, str]]:
    """Yield each term between double stars with its line, counted from 0."""
    for block in MarkdownIt("commonmark").parse(markdown):
        line = block.map[0] if block.map else 0
        inside: list[Token] | None = None
        for token in block.children or []:
            if token.type in ("softbreak", "hardbreak"):
                line += 1
            if token.type == "strong_open":
                inside = []
            elif token.type == "strong_close" and inside is not None:
                text = " ".join("".join(part.content or " " for part in inside).split()).rstrip(".:")
                if _TERM.fullmatch(text) and len(text.split()) <= _MOST_WORDS:
                    yield line, text
                inside = None
            elif inside is not None:
                inside.append(token)
