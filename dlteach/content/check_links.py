"""Links of a lesson's text: each leads to a web page, to a section of a lesson, or to a file of the lesson's own folder."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt

from dlteach.content.files import did_you_mean
from dlteach.content.lesson import Analogy, Call, Dialogue, Example, Lesson, Overview, Predict, Prose, Step
from dlteach.content.library import Library
from dlteach.content.records import Place
from dlteach.language import _


def check_links(lesson: Lesson, library: Library, place: Place) -> None:
    """Report links that lead nowhere, or out of the lesson's folder. Pages of the web are not fetched."""
    for section in lesson.sections:
        for step in section.steps:
            for text in _texts(step):
                for line, target in _links(text):
                    problem = _problem(target, library, place)
                    if problem:
                        place.fault(
                            step.line + line,
                            problem[0],
                            problem[1],
                        )


def _problem(target: str, library: Library, place: Place) -> tuple[str, str] | None:
    try:
        parts = urlsplit(target)
    except ValueError:
        return _("The link '{target}' cannot be read").format(target=target), _(
            "Write https://… with a name or number as its host."
        )
    if parts.scheme in ("http", "https"):
        return (
            None
            if parts.netloc
            else (_("The link '{target}' names no page").format(target=target), _("Write https://host/page."))
        )
    if parts.scheme or parts.netloc:
        remedy = _("Write https://… for a page of the web.")
        return _("The link '{target}' begins with '{scheme}'").format(
            target=target, scheme=parts.scheme or "//"
        ), remedy
    if not parts.path:
        known = sorted(library.labels())
        return (
            None
            if parts.fragment in known
            else (_("The link '{target}' names no section").format(target=target), did_you_mean(parts.fragment, known))
        )
    folder = place.path.parent.resolve()
    try:
        file = (folder / unquote(parts.path)).resolve()
        exists = file.exists()
    except (ValueError, OSError):
        return _("The link '{target}' is no name of a file").format(target=target), _("Correct its name.")
    if not file.is_relative_to(folder):
        return _("The link '{target}' leads out of the lesson's folder").format(target=target), _(
            "Put the file beside the lesson, or link to a page of the web."
        )
    return (
        None
        if exists
        else (
            _("The link '{target}' leads to a file that is not there").format(target=target),
            _("Correct its name, or add the file."),
        )
    )


def _texts(step: Step) -> list[str]:
    match step:
        case Overview(_, depths):
            return list(depths.values())
        case Dialogue(_, turns):
            return [text for _, text in turns]
        case Predict():
            return [step.prompt]
        case Prose() | Analogy() | Example() | Call():
            return [step.markdown]
    return []


def _links(markdown: str) -> Iterator[tuple[int, str]]:
    """Yield the target of each link and picture with the line its paragraph begins on, counted from 0."""
    for block in MarkdownIt("commonmark").enable("table").parse(markdown):
        for token in block.children or []:
            target = token.attrs.get("href" if token.type == "link_open" else "src")
            if target is not None and token.type in ("link_open", "image"):
                yield block.map[0] if block.map else 0, str(target)
