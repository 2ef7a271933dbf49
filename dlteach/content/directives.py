"""Turns each fenced directive of a lesson into its step: one small function a directive."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from dlteach.content.blocks import Block
from dlteach.content.files import did_you_mean, original
from dlteach.content.lesson import (
    CALL_KINDS,
    LEVELS,
    PREDICT_KINDS,
    Analogy,
    Ask,
    Call,
    Code,
    Dialogue,
    Drill,
    Example,
    Memory,
    Overview,
    Predict,
    Runs,
    Step,
)
from dlteach.content.records import Place, is_count
from dlteach.language import _, either

_OPTION = re.compile(r":([a-z_]+):\s*(.*)")
_TARGET = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_][\w.]*")
_TURN = re.compile(r"(Teacher|Student):\s*(.*)")
_ID = re.compile(r"[a-z][a-z0-9_]*/[a-z0-9]+(-[a-z0-9]+)*")
SPEAKERS = ("Teacher", "Student")


def step(block: Block, place: Place) -> Step | None:
    """Return the step a directive describes; a faulty one is reported and left out."""
    read = _READERS.get(block.name)
    if read is None:
        names = list(_READERS)
        place.fault(
            block.line,
            _("There is no directive '{{{directive}}}'").format(directive=block.name),
            did_you_mean(block.name, names),
        )
        return None
    return read(block, place)


def is_id(text: str) -> bool:
    """Tell whether a text has the form of an id, topic/slug."""
    return _ID.fullmatch(text) is not None


def _overview(block: Block, place: Place) -> Step | None:
    if block.argument not in LEVELS:
        return _wrong_argument(block, place, _("Write one of its depths: {depths}.").format(depths=", ".join(LEVELS)))
    body = _body(block, place)
    return Overview(block.line, {block.argument: body}) if body else None


def _dialogue(block: Block, place: Place) -> Step | None:
    _no_argument(block, place)
    turns: list[tuple[str, list[str]]] = []
    for offset, line in enumerate(block.text.splitlines(), start=1):
        if match := _TURN.match(line):
            turns.append((match[1], [match[2]]))
        elif turns:
            turns[-1][1].append(line)
        elif line.strip():
            place.fault(block.line + offset, _("Nobody says this line"), _("Begin it with 'Teacher: ' or 'Student: '."))
            return None
    said = tuple((speaker, "\n".join(lines).strip()) for speaker, lines in turns)
    if {speaker for speaker, _ in said} != set(SPEAKERS):
        place.fault(block.line, _("A dialogue needs both speakers"), _("Write lines 'Teacher: …' and 'Student: …'."))
        return None
    return Dialogue(block.line, said)


def _analogy(block: Block, place: Place) -> Step | None:
    _no_argument(block, place)
    body = _body(block, place)
    return Analogy(block.line, body) if body else None


def _example(block: Block, place: Place) -> Step | None:
    _no_argument(block, place)
    body = _body(block, place)
    return Example(block.line, body) if body else None


def _memory(block: Block, place: Place) -> Step | None:
    _no_body(block, place)
    if not is_id(block.argument):
        return _wrong_argument(block, place, _("Write the id of a memory aid, such as cnn/capture-compress-classify."))
    return Memory(block.line, block.argument)


def _code(block: Block, place: Place) -> Step | None:
    _no_body(block, place)
    if not _TARGET.fullmatch(block.argument):
        return _wrong_argument(block, place, _("Write module:object, such as dlteach.scratch:conv2d."))
    return Code(block.line, block.argument)


def _call(block: Block, place: Place) -> Step | None:
    if not block.argument.isidentifier():
        return _wrong_argument(
            block,
            place,
            _("Write the name of a function in the lesson's {lesson}.py.").format(lesson=original(place.path).stem),
        )
    return Call(block.line, block.name, block.argument, block.text.strip())


def _predict(block: Block, place: Place) -> Step | None:
    if not block.argument.isidentifier():
        return _wrong_argument(
            block,
            place,
            _("Write the name of a function in the lesson's {lesson}.py.").format(lesson=original(place.path).stem),
        )
    options, lines = _options(block, place, ("kind", "tolerance"))
    kind = options.get("kind", "")
    if kind not in PREDICT_KINDS:
        place.fault(
            block.line,
            _("The prediction '{name}' has no kind, or an unknown one").format(name=block.argument),
            _("Add a line ':kind: {kinds}' under its first line.").format(kinds=either(PREDICT_KINDS)),
        )
        return None
    tolerance = _tolerance(options.get("tolerance", "0"), kind, block, place)
    choices = tuple(line[2:].strip() for line in lines if line.startswith("- ")) if kind == "choice" else ()
    prompt = "\n".join(line for line in lines if not (choices and line.startswith("- "))).strip()
    if not prompt:
        place.fault(
            block.line,
            _("The prediction '{name}' asks nothing").format(name=block.argument),
            _("Write the question in its body."),
        )
        return None
    if kind == "choice" and len(set(choices)) < max(2, len(choices)):
        place.fault(
            block.line,
            _("The prediction '{name}' needs two or more different choices").format(name=block.argument),
            _("List them as lines '- …' under the question."),
        )
        return None
    return Predict(block.line, block.argument, kind, prompt, choices, tolerance)


def _ask(block: Block, place: Place) -> Step | None:
    _no_body(block, place)
    if not is_id(block.argument):
        return _wrong_argument(block, place, _("Write the id of a question, such as cnn/why-share-weights."))
    return Ask(block.line, block.argument)


def _drill(block: Block, place: Place) -> Step | None:
    _no_body(block, place)
    if not is_count(block.argument) or int(block.argument) < 1:
        return _wrong_argument(block, place, _("Write how many cards it has, such as 5."))
    return Drill(block.line, int(block.argument))


def _runs(block: Block, place: Place) -> Step | None:
    _no_argument(block, place)
    _no_body(block, place)
    return Runs(block.line)


_READERS: dict[str, Callable[[Block, Place], Step | None]] = {
    "overview": _overview,
    "dialogue": _dialogue,
    "analogy": _analogy,
    "example": _example,
    "memory": _memory,
    "code": _code,
    **dict.fromkeys(CALL_KINDS, _call),
    "predict": _predict,
    "ask": _ask,
    "drill": _drill,
    "runs": _runs,
}


def _wrong_argument(block: Block, place: Place, remedy: str) -> Step | None:
    if block.argument:
        problem = _("'{{{directive}}}' is followed by '{name}'")
    else:
        problem = _("'{{{directive}}}' is followed by nothing")
    place.fault(block.line, problem.format(directive=block.name, name=block.argument), remedy)
    return None


def _no_argument(block: Block, place: Place) -> None:
    if block.argument:
        place.fault(
            block.line,
            _("'{{{directive}}}' is followed by '{name}'").format(directive=block.name, name=block.argument),
            _("Leave that away."),
        )


def _body(block: Block, place: Place) -> str:
    if not block.text.strip():
        place.fault(
            block.line,
            _("'{{{directive}}}' is empty").format(directive=block.name),
            _("Write its text between the two fence lines."),
        )
    return block.text.strip()


def _no_body(block: Block, place: Place) -> None:
    if block.text.strip():
        place.fault(
            block.line + 1,
            _("'{{{directive}}}' shows no text of its own").format(directive=block.name),
            _("Move the text out of the fence."),
        )


def _options(block: Block, place: Place, known: tuple[str, ...]) -> tuple[dict[str, str], list[str]]:
    """Split leading `:name: value` lines from the rest of a directive's body."""
    lines = block.text.splitlines()
    options: dict[str, str] = {}
    while lines and (match := _OPTION.fullmatch(lines[0].strip())):
        if match[1] not in known:
            line = block.line + 1 + len(options)
            place.fault(
                line,
                _("'{{{directive}}}' has no option ':{option}:'").format(directive=block.name, option=match[1]),
                did_you_mean(match[1], list(known)),
            )
        options[match[1]] = match[2].strip()
        lines.pop(0)
    return options, lines


def _tolerance(written: str, kind: str, block: Block, place: Place) -> float:
    try:
        tolerance = float(written)
    except ValueError:
        tolerance = -1.0
    if not 0 <= tolerance < math.inf or (tolerance and kind != "number"):
        place.fault(
            block.line,
            _("The tolerance of the prediction '{name}' is '{written}'").format(name=block.argument, written=written),
            _("Write how far off a number may be, such as ':tolerance: 0.5'; shapes and choices have none."),
        )
        return 0.0
    return tolerance
