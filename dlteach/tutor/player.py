"""Plays a lesson: present a screen, wait, go on. What each kind of step does stands in `steps/`."""

from __future__ import annotations

from dataclasses import dataclass

from dlteach.content.lesson import Ask, Call, Code, Overview, Predict, Prose, Section, Step
from dlteach.language import _
from dlteach.tutor.commands import Navigate, Quit
from dlteach.tutor.stage import Stage
from dlteach.tutor.steps import show

# prose that leads up to one of these stands on one screen with it
LED_UP_TO = (Call, Code, Predict, Ask)
# but a training draws its curve below, and would push longer prose away: about five lines leave room for both
TRAINS = ("train", "experiment")
LONG = 400


@dataclass(frozen=True)
class Page:
    """The steps of one screen. `index` counts within the section and is that of the first."""

    section: Section
    index: int
    steps: tuple[Step, ...]


def play(stage: Stage, start: int) -> bool:
    """Plays the lesson from a page on; the title page is already on the screen.

    Args:
        stage: everything the steps need.
        start: index into `pages(stage.lesson.sections)`.

    Returns:
        Whether the lesson was played to its end; False when the learner stopped before.
    """
    all_pages = pages(stage.lesson.sections)
    position = start
    try:
        try:
            stage.prompter.pause()
        except Navigate as move:
            position = _target(all_pages, position, move)
        while position < len(all_pages):
            page = all_pages[position]
            if stage.prompter.playing:
                stage.journal.record_step(stage.lesson.topic, page.section.label, page.index)
            try:
                _present(stage, page)
                stage.prompter.pause()
                stage.repeat = False
                position += 1
            except Navigate as move:
                stage.repeat = move.where == "again"
                position = _target(all_pages, position, move)
    except Quit:
        return False
    if stage.prompter.playing:
        stage.journal.finish(stage.lesson.topic)
    return True


def pages(sections: tuple[Section, ...]) -> list[Page]:
    """All screens of a lesson in order: one step each, but prose stands together with what it leads up to."""
    found = []
    for section in sections:
        index = 0
        while index < len(section.steps):
            steps = section.steps[index : index + 2]
            if not (len(steps) == 2 and _belong_together(*steps)):
                steps = steps[:1]
            found.append(Page(section, index, steps))
            index += len(steps)
    return found


def _belong_together(prose: Step, step: Step) -> bool:
    if not (isinstance(prose, Prose) and isinstance(step, LED_UP_TO)):
        return False
    return not (isinstance(step, Call) and step.kind in TRAINS and len(prose.markdown) > LONG)


def find(all_pages: list[Page], label: str, index: int = 0) -> int | None:
    """Where a step stands, by its section's label.

    Returns:
        The page's index in `all_pages`; that of the section's last one when the section has become shorter; None when
        the section is gone.
    """
    inside = [position for position, page in enumerate(all_pages) if page.section.label == label]
    if not inside:
        return None
    return max((position for position in inside if all_pages[position].index <= index), default=inside[0])


def _present(stage: Stage, page: Page) -> None:
    sections = stage.lesson.sections
    stage.narrator.hush()
    stage.screen.clear()
    if page.index == 0 or stage.prompter.playing:
        number = sections.index(page.section) + 1
        stage.screen.heading(
            page.section.title,
            _("{title} · {number} of {count}").format(title=stage.lesson.title, number=number, count=len(sections)),
        )
    stage.prompter.at_overview = isinstance(page.steps[0], Overview)
    if page.index == 0:
        stage.narrator.heading(page.section)
    for step in page.steps:
        with stage.narrator.step(step, stage.prompter.level):
            show(step, stage)


def _target(all_pages: list[Page], position: int, move: Navigate) -> int:
    if move.where == "back":
        return max(0, position - 1)
    if move.where == "jump":
        target = find(all_pages, move.target)
        return position if target is None else target
    if move.where == "skip":
        here = all_pages[position].section
        return next((i for i in range(position, len(all_pages)) if all_pages[i].section is not here), len(all_pages))
    return position
