"""A Sphinx extension that knows the directives of lessons, so that Jupyter Book builds `lessons/` as it stands.

Name it in `_config.yml` under `sphinx: extra_extensions`. Nothing of a lesson is run.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive, directives
from docutils.statemachine import StringList

from dlteach.content.blocks import Block
from dlteach.content.directives import step
from dlteach.content.lesson import CALL_KINDS
from dlteach.content.records import Place
from dlteach.export.steps import Told, told

NAMES = (
    *("overview", "dialogue", "analogy", "example", "memory", "code", "predict", "ask", "drill", "runs"),
    *CALL_KINDS,
)
# the numbers of the lines do not matter here: `dlteach check` names them
_LINE = 1


class LessonDirective(Directive):
    """Any directive of a lesson, shown as a box of text."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    # MyST takes the options off the text
    option_spec = {"kind": directives.unchanged, "tolerance": directives.unchanged}  # noqa: RUF012

    def run(self) -> list[nodes.Node]:
        """The nodes of this directive; a faulty one is an error of the build, with file and line."""
        lesson = Path(self.state.document.settings.env.doc2path(self.state.document.settings.env.docname))
        options = [f":{name}: {value}" for name, value in self.options.items()]
        text = "\n".join([*options, *self.content])
        argument = self.arguments[0] if self.arguments else ""
        made = step(Block("directive", _LINE, text, name=self.name, argument=argument), Place(lesson))
        if made is None:
            raise self.error(f"{{{self.name}}} {argument}: see `dlteach check`.")
        parts = told(made, lesson.stem, lesson.parent)
        return [node for part in parts for node in self._shown(part)]

    def _shown(self, part: Told) -> list[nodes.Node]:
        inside: nodes.Element = nodes.admonition(classes=["note"]) if part.kind else nodes.container()
        if part.kind:
            inside += nodes.title(text=part.kind)
        self._parse(part.markdown, inside)
        if part.answer:
            hidden = nodes.admonition(classes=["tip", "dropdown"])
            hidden += nodes.title(text="Answer")
            self._parse(part.answer, hidden)
            inside += hidden
        if part.function:
            inside += nodes.paragraph(
                "", "", nodes.emphasis(text="Runs in the lesson: "), nodes.literal(text=part.function)
            )
        return [inside]

    def _parse(self, markdown: str, into: nodes.Element) -> None:
        self.state.nested_parse(StringList(markdown.splitlines(), self.name), self.content_offset, into)


def setup(app: Any) -> dict[str, bool]:
    """Register the directives with Sphinx; `code` takes the place of docutils' own."""
    for name in NAMES:
        app.add_directive(name, LessonDirective, override=True)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
