"""Reads YAML field by field, so that each fault is reported with its file and line and with what to write instead.

Text is taken as it is written: `answer: 1e-3` and `answer: yes` stay these very characters, although YAML would read
a number and a truth value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

from dlteach.content.files import did_you_mean, shown
from dlteach.errors import ContentError
from dlteach.language import _

# libyaml is about ten times as fast as PyYAML's own parser; both give the same nodes
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_MOST_DIGITS = 9

Report = Callable[[ContentError], None]


def is_count(text: str) -> bool:
    """Tell whether a text is a whole number that something can be counted by: Python refuses to read the longest."""
    return text.isdecimal() and len(text) <= _MOST_DIGITS


def raise_first(error: ContentError) -> None:
    """Report a fault by raising it: what loading does, where checking collects."""
    raise error


class Place:
    """A file that is being read: makes faults with "file:line" and hands them to `report`."""

    def __init__(self, path: Path, report: Report = raise_first):
        self.path = path
        self.report = report

    def text(self) -> str:
        """Read the file; where it is no UTF-8 text, that is reported, and what cannot be read is marked."""
        content = self.path.read_bytes()
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            self.fault(line, _("This is not UTF-8 text"), _("Save the file in the encoding UTF-8."))
            text = content.decode("utf-8", "replace")
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def fault(self, line: int, problem: str, remedy: str) -> None:
        """Report one fault in this file."""
        self.report(ContentError(problem, remedy, f"{shown(self.path)}:{line}"))


class Record:
    """One YAML mapping. Each method reads one field; what is wrong with it is reported and a default returned.

    Args:
        node: the mapping as composed by PyYAML.
        place: the file it stands in.
        what: what the mapping describes, as the reader calls it, such as "the term 'lstm/gate'".
        fields: the names it may have.
        above: how many lines of the file precede the YAML text.
    """

    def __init__(self, node: yaml.Node, place: Place, what: str, fields: tuple[str, ...], above: int = 0):
        self.place = place
        self.what = what
        self.above = above
        self.line = node.start_mark.line + 1 + above
        self.nodes: dict[str, yaml.Node] = {}
        if not isinstance(node, yaml.MappingNode):
            self.fault(
                _("{what} is not a mapping").format(what=what),
                _("Write it as 'name: value' lines; it may have {fields}.").format(fields=", ".join(fields)),
            )
            return
        for key, value in node.value:
            line = key.start_mark.line + 1 + above
            if not isinstance(key, yaml.ScalarNode):
                place.fault(
                    line,
                    _("{what} has a field whose name is not text").format(what=what),
                    _("Write 'name: value' lines."),
                )
                continue
            name = str(key.value)
            if fields and name not in fields:
                place.fault(
                    line,
                    _("{what} has no field '{name}'").format(what=what, name=name),
                    did_you_mean(name, list(fields)),
                )
            elif name in self.nodes:
                place.fault(
                    line,
                    _("{what} has the field '{name}' twice").format(what=what, name=name),
                    _("Keep one of the two."),
                )
            else:
                self.nodes[name] = value

    def fault(self, problem: str, remedy: str, field: str | None = None) -> None:
        """Report a fault at the line of a field, or of the whole record."""
        self.place.fault(self.line_of(field), problem, remedy)

    def line_of(self, field: str | None) -> int:
        """Return the line a field's value starts on, or the record's own line."""
        node = self.nodes.get(field) if field else None
        return self.line if node is None else node.start_mark.line + 1 + self.above

    def text(self, field: str, required: bool = False) -> str:
        """Return a scalar as the text that was written."""
        node = self.nodes.get(field)
        if node is None or (isinstance(node, yaml.ScalarNode) and not node.value.strip()):
            if required:
                self.fault(
                    _("{what} has no '{field}'").format(what=self.what, field=field),
                    _("Add a line '{field}: …'.").format(field=field),
                    field,
                )
            return ""
        return self._scalar(node, field)

    def texts(self, field: str) -> tuple[str, ...]:
        """Return a list of scalars as text; a missing field is an empty list."""
        node = self.nodes.get(field)
        if node is None:
            return ()
        if not isinstance(node, yaml.SequenceNode):
            self.fault(
                _("'{field}' of {what} is not a list").format(field=field, what=self.what),
                _("Write '{field}: [one, two]'.").format(field=field),
                field,
            )
            return ()
        return tuple(filter(None, (self._scalar(item, field) for item in node.value)))

    def whole_number(self, field: str, required: bool = False, minimum: int = 0) -> int:
        """Return a whole number of at least `minimum`, or the minimum where the field is missing."""
        written = self.text(field, required)
        if not written:
            return minimum
        if not is_count(written) or int(written) < minimum:
            self.fault(
                _("'{field}' of {what} is '{written}'").format(field=field, what=self.what, written=written),
                _("Write a whole number, {minimum} or more.").format(minimum=minimum),
                field,
            )
            return minimum
        return int(written)

    def value(self, field: str) -> str | int | float | bool | None:
        """Return a scalar as YAML understands it: number, truth value or text."""
        node = self.nodes.get(field)
        if node is None:
            return None
        value = _plain(node)
        if not isinstance(value, str | int | float | bool):
            self.fault(
                _("'{field}' of {what} is not a single value").format(field=field, what=self.what),
                _("Write one number, word or text."),
                field,
            )
            return None
        return value

    def number(self, field: str) -> float | None:
        """Return a number, or None where the field is missing or is none."""
        value = self.value(field)
        if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
            return value
        self.fault(
            _("'{field}' of {what} is not a number").format(field=field, what=self.what),
            _("Write a number such as 0.5."),
            field,
        )
        return None

    def records(self, field: str, what: str, fields: tuple[str, ...]) -> Iterator[Record]:
        """Yield the mappings of a list."""
        node = self.nodes.get(field)
        if node is None:
            return
        if not isinstance(node, yaml.SequenceNode):
            self.fault(
                _("'{field}' of {what} is not a list").format(field=field, what=self.what),
                _("Begin each of them with '- '."),
                field,
            )
            return
        for item in node.value:
            yield Record(item, self.place, what, fields, self.above)

    def named_records(self, field: str, what: str, fields: tuple[str, ...]) -> Iterator[tuple[str, Record]]:
        """Yield (name, mapping) of a mapping of mappings."""
        node = self.nodes.get(field)
        if node is None:
            return
        outer = Record(node, self.place, f"'{field}'", (), self.above)
        for name, inner in outer.nodes.items():
            yield name, Record(inner, self.place, f"{what} '{name}'", fields, self.above)

    def pairs(self, field: str) -> tuple[tuple[str, str], ...]:
        """Return a list of pairs of text, such as [[G, Gated], [R, Regularly]]."""
        node = self.nodes.get(field)
        if node is None:
            return ()
        pairs: list[tuple[str, str]] = []
        for item in node.value if isinstance(node, yaml.SequenceNode) else [node]:
            if not isinstance(item, yaml.SequenceNode) or len(item.value) != 2:
                remedy = _("Write '{field}: [[G, Gated], [R, …]]'.").format(field=field)
                self.fault(
                    _("'{field}' of {what} is not a list of pairs").format(field=field, what=self.what), remedy, field
                )
                return ()
            pairs.append((self._scalar(item.value[0], field), self._scalar(item.value[1], field)))
        return tuple(pairs)

    def _scalar(self, node: yaml.Node, field: str) -> str:
        if isinstance(node, yaml.ScalarNode):
            return str(node.value).strip()
        line = node.start_mark.line + 1 + self.above
        self.place.fault(
            line,
            _("'{field}' of {what} is not text").format(field=field, what=self.what),
            _("Put it in quotes: {field}: '…'.").format(field=field),
        )
        return ""


def compose(text: str, place: Place, above: int = 0) -> yaml.Node | None:
    """Parse YAML text into nodes that know their lines; a fault in the syntax is reported with its line."""
    try:
        node = yaml.compose(text, _LOADER)
    except RecursionError:
        place.fault(1 + above, _("This is nested too deeply"), _("Write lists and mappings a few levels deep."))
        return None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = _("This is not YAML: {problem}").format(problem=error.problem or error.context)
        remedy = _(
            "Put text that holds ': ', '#', '{' or a leading quote or bracket in quotes, and indent with spaces."
        )
        place.fault((mark.line + 1 if mark else 1) + above, problem, remedy)
        return None
    except yaml.YAMLError as error:
        place.fault(
            1 + above,
            _("This is not YAML: {error}").format(error=error),
            _("Write plain text in UTF-8 without control characters."),
        )
        return None
    if node is None:
        place.fault(1 + above, _("There is nothing here"), _("Write at least one 'name: value' line."))
    return node


def _plain(node: yaml.Node) -> object:
    loader = yaml.SafeLoader("")
    try:
        return loader.construct_object(node, deep=True)
    except (yaml.YAMLError, ValueError, LookupError, AttributeError, TypeError, RecursionError):
        # a date that no calendar has, a number of thousands of digits, a tag that does not fit: PyYAML stumbles over each
        return None
