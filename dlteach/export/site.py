"""A lesson as a set of pages for a course site: an index, one page a section, a page to practise, the notebook."""

from __future__ import annotations

from pathlib import Path

from dlteach.content.lesson import Lesson, Section
from dlteach.content.lessons import load_lesson
from dlteach.errors import UsageError
from dlteach.export.files import write_file
from dlteach.export.notebook import notebook
from dlteach.export.report import Report
from dlteach.export.steps import told
from dlteach.language import _, ngettext

MARK = "made-by-dlteach.txt"


def write_site(topic: str, folder: Path) -> list[Path]:
    """Writes the pages of a lesson into a folder, which is made; pages of an earlier export are written over.

    Returns:
        The files that were written, the index first.

    Raises:
        UsageError: when there is no lesson on the topic, or the folder holds anything else.
        ContentError: when the lesson is broken.
    """
    pages = site(topic)
    if folder.is_dir() and not (folder / MARK).is_file() and any(folder.iterdir()):
        raise UsageError(
            _("'{folder}' holds other files").format(folder=folder),
            _("Name a new folder, or that of an earlier export."),
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            _("'{folder}' cannot be made ({reason})").format(folder=folder, reason=_(error.strerror or str(error))),
            _("Name another folder."),
        ) from error
    write_file(folder / MARK, b"Pages of dlteach; the next export of the lesson writes over them.\n")
    return [write_file(folder / name, content) for name, content in pages.items()]


def site(topic: str) -> dict[str, bytes]:
    """The pages of a lesson by file name."""
    from dlteach.drill.decks import topics
    from dlteach.export.practice import practice_page

    lesson = load_lesson(topic)
    pages = {"index.html": _index(lesson, topic in topics())}
    for number in range(len(lesson.sections)):
        pages[_name(lesson, number)] = _page(lesson, number)
    if topic in topics():
        pages["practice.html"] = practice_page(topic)
    pages[f"{topic}.ipynb"] = notebook(topic)
    return pages


def _name(lesson: Lesson, number: int) -> str:
    """The file of a section: named by its label, which never changes, so that a link to it stays good."""
    return f"{lesson.sections[number].label}.html"


def _index(lesson: Lesson, has_deck: bool) -> bytes:
    page = Report(
        lesson.title,
        ngettext("about {minutes} minute, played", "about {minutes} minutes, played", lesson.minutes).format(
            minutes=lesson.minutes
        ),
    )
    page.markdown(lesson.summary)
    entries = [f"1. [{_plain(section)}]({_name(lesson, n)})" for n, section in enumerate(lesson.sections)]
    page.markdown("\n".join(entries))
    if has_deck:
        page.markdown(_("[Practise the questions](practice.html), here in the browser."))
    page.markdown(
        _(
            "Build and train it yourself: in a terminal with `dlteach lesson {topic}`, "
            "or in Jupyter with [the notebook]({topic}.ipynb)."
        ).format(topic=lesson.topic)
    )
    return page.html().encode("utf-8", "replace")


def _page(lesson: Lesson, number: int) -> bytes:
    section = lesson.sections[number]
    page = Report(section.title, lesson.title)
    for step in section.steps:
        for part in told(step, lesson.topic, lesson.path.parent):
            if part.answer:
                page.question(part.markdown, part.answer)
            elif part.kind:
                page.panel(part.kind, part.markdown)
            elif part.markdown:
                page.markdown(part.markdown)
            if part.function:
                page.markdown(_("*Runs in the lesson:* `{function}`").format(function=part.function))
    ways = [_("[All sections](index.html)")]
    if number:
        ways.insert(0, f"[← {_plain(lesson.sections[number - 1])}]({_name(lesson, number - 1)})")
    if number + 1 < len(lesson.sections):
        ways.append(f"[{_plain(lesson.sections[number + 1])} →]({_name(lesson, number + 1)})")
    page.markdown(" · ".join(ways))
    return page.html().encode("utf-8", "replace")


def _plain(section: Section) -> str:
    """A title that cannot end the link it stands in."""
    return section.title.replace("\\", "").replace("[", "(").replace("]", ")")
