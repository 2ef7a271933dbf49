"""Questions as Moodle XML, for Moodle's question bank.

Reference: https://docs.moodle.org/en/Moodle_XML_format
"""

from __future__ import annotations

from xml.etree import ElementTree

from dlteach.drill.question import Question, shown
from dlteach.export import accepted
from dlteach.export.instances import Instance, card_of, instances, title_of
from dlteach.export.plain_text import clean, literal_html, prose_html, without_markup
from dlteach.language import _

RIGHT, WRONG = "100", "0"
# a wrong tick takes away what the right ones gave
ALL_WRONG = "-100"
TYPES = {
    "choice": "multichoice",
    "several": "multichoice",
    "order": "matching",
    "match": "matching",
    "cloze": "shortanswer",
    "typed": "shortanswer",
    "shape": "shortanswer",
    "number": "numerical",
    "flash": "essay",
}


def moodle_xml(topic: str) -> bytes:
    """All questions of a topic as one XML file.

    Flash cards become essay questions with the answer as the grader's note, in a category of their own.

    Raises:
        UsageError: when there is no deck on the topic.
        ContentError: when its deck is broken.
    """
    quiz = ElementTree.Element("quiz")
    title = clean(title_of(topic)).replace("/", "//")
    everything = instances(topic)
    for name, wanted in ((_("graded"), False), (_("to be told in one's own words"), True)):
        part = [instance for instance in everything if (instance.question.kind == "flash") is wanted]
        if part:
            _category(quiz, f"$course$/top/dlteach/{title}/{name}")
        for instance in part:
            _question(quiz, instance)
    ElementTree.indent(quiz)
    return ElementTree.tostring(quiz, encoding="utf-8", xml_declaration=True)


def _category(quiz: ElementTree.Element, path: str) -> None:
    made = ElementTree.SubElement(quiz, "question", type="category")
    _text(made, "category", path)


def _question(quiz: ElementTree.Element, instance: Instance) -> None:
    question = instance.question
    made = ElementTree.SubElement(quiz, "question", type=TYPES[question.kind])
    _text(made, "name", f"{without_markup(question.prompt)[:80].rstrip()} ({instance.id})")
    _html(made, "questiontext", prose_html(question.prompt) + how_to_write(question))
    _html(made, "generalfeedback", prose_html(question.explanation))
    _value(made, "defaultgrade", "1")
    _value(made, "penalty", "0.3333333")
    _value(made, "hidden", "0")
    _value(made, "idnumber", clean(instance.id))
    _BODIES[question.kind](made, question)
    if question.hint:
        _html(made, "hint", literal_html(question.hint))
    tags = ElementTree.SubElement(made, "tags")
    for tag in filter(None, ("dlteach", instance.card.topic, question.lesson, card_of(instance.id))):
        _text(tags, "tag", tag)


def how_to_write(question: Question) -> str:
    """How to write a shape where answers are compared letter by letter, as HTML."""
    if question.kind != "shape":
        return ""
    return f"<p>{_('Write a shape such as (26, 26, 32); a batch size of None may be left out.')}</p>"


def _choice(made: ElementTree.Element, question: Question) -> None:
    several = question.kind == "several"
    _value(made, "single", "false" if several else "true")
    _value(made, "shuffleanswers", "true")
    _value(made, "answernumbering", "abc")
    for option in question.options:
        fraction = share(question) if option.right else (ALL_WRONG if several else WRONG)
        _answer(made, fraction, literal_html(option.text), option.remark, format="html")


def share(question: Question) -> str:
    """What one right choice is worth in percent, with the five decimals that Moodle knows."""
    return f"{100 / sum(option.right for option in question.options):.5f}".rstrip("0").rstrip(".")


def _typed(made: ElementTree.Element, question: Question) -> None:
    _value(made, "usecase", "0")
    for text in accepted.texts(question):
        _answer(made, RIGHT, _literally(text))
    for wrong, remark in question.mistakes.items():
        _answer(made, WRONG, _literally(shown(wrong)), remark)


def _literally(text: str) -> str:
    # a star would stand for any text
    return clean(text).replace("*", "\\*")


def _shape(made: ElementTree.Element, question: Question) -> None:
    _value(made, "usecase", "0")
    for text in accepted.shapes(question.answer):
        _answer(made, RIGHT, text)
    for wrong, remark in question.mistakes.items():
        for text in accepted.shapes(wrong)[:3]:
            _answer(made, WRONG, text, remark)


def _number(made: ElementTree.Element, question: Question) -> None:
    # the first answer that fits counts, so the right ones come first
    for value, tolerance in accepted.numbers(question.answer, question.tolerance):
        _value(_answer(made, RIGHT, repr(value)), "tolerance", f"{tolerance:g}")
    for wrong, remark in question.mistakes.items():
        for value, tolerance in accepted.numbers(wrong, question.tolerance):
            _value(_answer(made, WRONG, repr(value), remark), "tolerance", f"{tolerance:g}")


def _pairs(made: ElementTree.Element, question: Question) -> None:
    _value(made, "shuffleanswers", "true")
    for left, right in pairs(question):
        part = ElementTree.SubElement(made, "subquestion", format="html")
        ElementTree.SubElement(part, "text").text = literal_html(left)
        _text(part, "answer", right)


def pairs(question: Question) -> list[tuple[str, str]]:
    """What belongs together; an order is a matching of places and steps."""
    if question.kind == "match":
        return list(question.pairs)
    assert isinstance(question.answer, tuple)
    return [(_("Place {place}").format(place=place), str(step)) for place, step in enumerate(question.answer, start=1)]


def _essay(made: ElementTree.Element, question: Question) -> None:
    _value(made, "responseformat", "editor")
    _value(made, "responserequired", "1")
    _value(made, "responsefieldlines", "5")
    _value(made, "attachments", "0")
    _html(made, "graderinfo", literal_html(shown(question.answer)))


def _answer(
    made: ElementTree.Element, fraction: str, text: str, feedback: str = "", format: str = "moodle_auto_format"
) -> ElementTree.Element:
    answer = ElementTree.SubElement(made, "answer", fraction=fraction, format=format)
    ElementTree.SubElement(answer, "text").text = text
    _html(answer, "feedback", literal_html(feedback))
    return answer


def _html(parent: ElementTree.Element, name: str, html: str) -> None:
    part = ElementTree.SubElement(parent, name, format="html")
    ElementTree.SubElement(part, "text").text = html


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    part = ElementTree.SubElement(parent, name)
    ElementTree.SubElement(part, "text").text = clean(text)


def _value(parent: ElementTree.Element, name: str, value: str) -> None:
    ElementTree.SubElement(parent, name).text = value


_BODIES = {
    "choice": _choice,
    "several": _choice,
    "order": _pairs,
    "match": _pairs,
    "cloze": _typed,
    "typed": _typed,
    "shape": _shape,
    "number": _number,
    "flash": _essay,
}
