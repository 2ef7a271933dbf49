"""`dlteach topics`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import click

from dlteach.language import _

if TYPE_CHECKING:
    from dlteach.content.lesson import Lesson
    from dlteach.store import Journal


class _Row(NamedTuple):
    topic: str
    title: str
    minutes: int | None
    cards: int
    seen: int
    lesson: str


@click.command("topics", short_help="List the lessons and quizzes, and how far you are.")
@click.option("--json", "as_json", is_flag=True, help="Everything as JSON.")
@click.option("--plain", is_flag=True, help="No colours, no drawing; for screen readers and pipes.")
def command(as_json: bool, plain: bool) -> None:
    """Lists every topic with its title, its minutes, its cards, and how far you are."""
    from dlteach.errors import JournalError
    from dlteach.screen import Screen

    screen = Screen(plain=plain)
    journal, trouble = None, ""
    try:
        journal = _existing_journal()
    except JournalError as error:
        # what there is to learn can be told without it
        trouble = str(error)
    rows = _rows(journal)
    if journal is not None:
        journal.close()
    if as_json:
        import json

        click.echo(json.dumps([row._asdict() for row in rows], indent=2, ensure_ascii=False))
    else:
        _show(screen, rows)
    if trouble:
        screen.error(trouble)


def _existing_journal() -> Journal | None:
    """Open the journal where there is one; looking at the topics does not make one."""
    from dlteach.store import Journal, home
    from dlteach.store.journal import FILE_NAME

    return Journal.open() if (home() / FILE_NAME).is_file() else None


def _rows(journal: Journal | None) -> list[_Row]:
    from dlteach.content.lessons import topics
    from dlteach.drill import decks as quizzes
    from dlteach.drill.cards import cards_of
    from dlteach.tutor.lessons import outline_of

    decks = quizzes.topics()
    outlines = sorted((outline_of(topic) for topic in topics()), key=lambda lesson: (lesson.order, lesson.topic))
    lessons: dict[str, Lesson | None] = {outline.topic: outline for outline in outlines}
    rows = []
    for topic, lesson in {**lessons, **{topic: None for topic in decks if topic not in lessons}}.items():
        cards = len(cards_of(topic)) if topic in decks else 0
        seen = len(journal.states(topic)) if journal else 0
        title, minutes = (lesson.title, lesson.minutes) if lesson else (_("quiz only"), None)
        rows.append(_Row(topic, title, minutes, cards, seen, _how_far(topic, journal) if lesson else ""))
    return rows


def _how_far(topic: str, journal: Journal | None) -> str:
    if journal is None:
        return _("not begun")
    if topic in journal.finished():
        return _("finished")
    position = journal.position(topic)
    if position is None:
        return _("not begun")
    from dlteach.tutor.lessons import lesson_of

    labels = [section.label for section in lesson_of(topic).sections]
    return (
        _("section {number} of {count}").format(number=labels.index(position[0]) + 1, count=len(labels))
        if position[0] in labels
        else _("begun")
    )


def _show(screen, rows: list[_Row]) -> None:
    from dlteach.views import Table

    table = [
        [row.topic, row.title, str(row.minutes or ""), f"{row.cards:,}", f"{row.seen:,}", row.lesson] for row in rows
    ]
    columns = [_("topic"), _("title"), _("minutes"), _("cards"), _("seen"), _("lesson")]
    note = _("`dlteach lesson TOPIC` plays a lesson, `dlteach quiz TOPIC` drills its cards.")
    screen.view(Table(_("Topics"), columns, table, numeric=[2, 3, 4], note=note))
