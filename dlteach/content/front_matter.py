"""Reads what stands between the `---` lines at the top of a lesson."""

from __future__ import annotations

from typing import NamedTuple

from dlteach.content.lesson import Lesson, Setting
from dlteach.content.records import Place, Record, compose
from dlteach.language import _

FIELDS = ("title", "summary", "order", "requires", "minutes", "model", "data", "settings")
SETTING_FIELDS = ("default", "help", "choices", "minimum", "maximum")


class Parts(NamedTuple):
    """The two parts of a lesson file; `body_line` is the line the Markdown begins on, counted from 1."""

    front_matter: str
    body: str
    body_line: int


def split(text: str, place: Place) -> Parts:
    """Cut a lesson at the `---` line that ends its front matter."""
    lines = text.splitlines(keepends=True)
    if not lines or lines[0].rstrip() != "---":
        place.fault(
            1, _("The lesson has no front matter"), _("Begin with '---', 'title: …' and the other fields, '---'.")
        )
        return Parts("", text, 1)
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == "---":
            return Parts("".join(lines[1:number]), "".join(lines[number + 1 :]), number + 2)
    place.fault(1, _("The front matter does not end"), _("Put a line '---' after its last field."))
    return Parts("", "", len(lines) + 1)


def read(topic: str, front_matter: str, place: Place) -> Lesson:
    """Read the front matter into a lesson that has no sections yet."""
    node = compose(front_matter, place, above=1) if front_matter else None
    if node is None:
        return Lesson(topic, title=topic, summary="", order=0, minutes=1, path=place.path)
    record = Record(node, place, _("the front matter"), FIELDS, above=1)
    return Lesson(
        topic=topic,
        title=record.text("title", required=True),
        summary=record.text("summary", required=True),
        order=record.whole_number("order", required=True),
        minutes=record.whole_number("minutes", required=True, minimum=1),
        path=place.path,
        requires=record.texts("requires"),
        model=record.text("model"),
        data=record.texts("data"),
        settings=tuple(
            setting
            for name, fields in record.named_records("settings", _("the setting"), SETTING_FIELDS)
            if (setting := _setting(name, fields)) is not None
        ),
    )


def _setting(name: str, record: Record) -> Setting | None:
    if not name.isidentifier():
        record.fault(
            _("'{name}' cannot be typed as --set {name}=…").format(name=name),
            _("Name it with letters, digits and '_'."),
        )
    explanation = record.text("help", required=True)
    if "default" not in record.nodes:
        record.fault(
            _("{what} has no 'default'").format(what=record.what),
            _("Add the value that is used when the learner sets none."),
        )
        return None
    default = record.value("default")
    if default is None:
        return None
    choices = record.texts("choices")
    minimum, maximum = record.number("minimum"), record.number("maximum")
    written = record.text("default")
    if choices and written not in choices:
        record.fault(
            _("The default '{written}' of {what} is none of its choices").format(written=written, what=record.what),
            _("Add it to them."),
            "default",
        )
    if minimum is not None or maximum is not None:
        if isinstance(default, bool) or not isinstance(default, int | float):
            record.fault(
                _("{what} has bounds, but '{written}' is no number").format(what=record.what, written=written),
                _("Use 'choices'."),
                "default",
            )
        elif (minimum is not None and default < minimum) or (maximum is not None and default > maximum):
            record.fault(
                _("The default {written} of {what} is out of its bounds").format(written=written, what=record.what),
                _("Widen them."),
                "default",
            )
    return Setting(name, default, explanation, choices, minimum, maximum)
