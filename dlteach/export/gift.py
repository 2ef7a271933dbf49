"""Questions in GIFT, the plain text format that Moodle and many other programs read.

Reference: https://docs.moodle.org/en/GIFT_format
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dlteach.drill.question import Question, shown
from dlteach.export import accepted
from dlteach.export.instances import Instance, instances, title_of
from dlteach.export.moodle import how_to_write, pairs, share
from dlteach.export.plain_text import clean, literal_html, prose_html

_SPECIAL = re.compile(r"[\\~=#{}:]")


def gift_text(topic: str) -> bytes:
    """All questions of a topic that a program can grade; flash cards have no form in GIFT.

    Raises:
        UsageError: when there is no deck on the topic.
        ContentError: when its deck is broken.
    """
    title = escaped(title_of(topic).replace("/", "//"))
    parts = [f"// Questions on {topic}, written by dlteach", f"$CATEGORY: $course$/top/dlteach/{title}"]
    parts += [question_text(instance) for instance in instances(topic) if instance.question.kind != "flash"]
    return ("\n\n".join(parts) + "\n").encode("utf-8")


def question_text(instance: Instance) -> str:
    """One question: its name, its text as HTML, its answers in braces."""
    question = instance.question
    prompt = escaped(prose_html(question.prompt) + how_to_write(question))
    start = "{#" if question.kind == "number" else "{"
    explanation = prose_html(question.explanation)
    after = [f"\t####{escaped(explanation)}"] if explanation else []
    lines = [f"\t{line}" for line in _ANSWERS[question.kind](question)]
    return "\n".join([f"::{escaped(instance.id)}::[html]{prompt}{start}", *lines, *after, "}"])


def escaped(text: str) -> str:
    """The text with GIFT's own signs marked as text, on one line: a blank line would end the question.

    Example:
        >>> print(escaped("h = {a: 1}"))
        h \\= \\{a\\: 1\\}
    """
    marked = _SPECIAL.sub(r"\\\g<0>", clean(text))
    return marked.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def _plain(text: str) -> str:
    # an arrow would turn a short answer into a matching, and there is no sign that marks it as text
    return escaped(text.replace("->", "→"))


def _remark(text: str) -> str:
    return f"#{escaped(literal_html(text))}" if text else ""


def _choice(question: Question) -> Iterator[str]:
    for option in question.options:
        if question.kind == "choice":
            mark = "=" if option.right else "~"
        else:
            mark = f"~%{share(question)}%" if option.right else "~%-100%"
        yield mark + _guarded(literal_html(option.text)) + _remark(option.remark)


def _guarded(html: str) -> str:
    # a percent sign or a bracket in front would be read as a weight or a format
    start = {"%": "&#37;", "[": "&#91;"}.get(html[:1])
    return escaped(start + html[1:]) if start else escaped(html)


def _typed(question: Question) -> Iterator[str]:
    for text in accepted.texts(question):
        yield f"={_plain(text)}"
    for wrong, remark in question.mistakes.items():
        yield f"=%0%{_plain(shown(wrong))}{_remark(remark)}"


def _shape(question: Question) -> Iterator[str]:
    for text in accepted.shapes(question.answer):
        yield f"={text}"
    for wrong, remark in question.mistakes.items():
        for text in accepted.shapes(wrong)[:3]:
            yield f"=%0%{text}{_remark(remark)}"


def _number(question: Question) -> Iterator[str]:
    for value, tolerance in accepted.numbers(question.answer, question.tolerance):
        yield f"={value!r}:{tolerance:g}"
    for wrong, remark in question.mistakes.items():
        for value, tolerance in accepted.numbers(wrong, question.tolerance):
            yield f"=%0%{value!r}:{tolerance:g}{_remark(remark)}"


def _pairs(question: Question) -> Iterator[str]:
    for left, right in pairs(question):
        yield f"={escaped(literal_html(left))} -> {escaped(right)}"


_ANSWERS = {
    "choice": _choice,
    "several": _choice,
    "order": _pairs,
    "match": _pairs,
    "cloze": _typed,
    "typed": _typed,
    "shape": _shape,
    "number": _number,
}
