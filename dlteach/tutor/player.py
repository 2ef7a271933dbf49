"""Plays a lesson: present a step, wait, go on. What each kind of step does stands in `steps/`."""

from __future__ import annotations

from dataclasses import dataclass

from dlteach.content.lesson import Section, Step
from dlteach.tutor.commands import Navigate, Quit
from dlteach.tutor.stage import Stage
from dlteach.tutor.steps import show


@dataclass(frozen=True)
class Spot:
    """One step and where it stands."""

    section: Section
    index: int
    step: Step


def play(stage: Stage, start: int) -> bool:
    """Plays the lesson from a spot on.

    Args:
        stage: everything the steps need.
        start: index into `spots(stage.lesson.sections)`.

    Returns:
        Whether the lesson was played to its end; False when the learner stopped before.
    """
    places = spots(stage.lesson.sections)
    position = start
    try:
        try:
            stage.prompter.pause()
        except Navigate as move:
            position = _target(places, position, move)
        while position < len(places):
            spot = places[position]
            if stage.prompter.playing:
                stage.journal.record_step(stage.lesson.topic, spot.section.label, spot.index)
            try:
                _present(stage, spot)
                stage.prompter.pause()
                stage.repeat = False
                position += 1
            except Navigate as move:
                stage.repeat = move.where == "again"
                position = _target(places, position, move)
    except Quit:
        return False
    if stage.prompter.playing:
        stage.journal.finish(stage.lesson.topic)
    return True


def spots(sections: tuple[Section, ...]) -> list[Spot]:
    """All steps of a lesson in order."""
    return [Spot(section, index, step) for section in sections for index, step in enumerate(section.steps)]


def find(places: list[Spot], label: str, index: int = 0) -> int | None:
    """Where a step stands, by its section's label.

    Returns:
        Its index in `places`; that of the section's last step when the section has become shorter; None when it is gone.
    """
    inside = [position for position, spot in enumerate(places) if spot.section.label == label]
    if not inside:
        return None
    return inside[min(index, len(inside) - 1)]


def _present(stage: Stage, spot: Spot) -> None:
    sections = stage.lesson.sections
    stage.screen.clear()
    if spot.index == 0 or stage.prompter.playing:
        number = sections.index(spot.section) + 1
        stage.screen.heading(spot.section.title, f"{stage.lesson.title} · {number} of {len(sections)}")
    show(spot.step, stage)


def _target(places: list[Spot], position: int, move: Navigate) -> int:
    if move.where == "back":
        return max(0, position - 1)
    if move.where == "jump":
        target = find(places, move.target)
        return position if target is None else target
    if move.where == "skip":
        here = places[position].section
        return next((i for i in range(position, len(places)) if places[i].section is not here), len(places))
    return position
