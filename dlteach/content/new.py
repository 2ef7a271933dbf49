"""Writes a small working lesson or deck for an author to change."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from dlteach.content.files import TOPIC, deck_homes, lesson_homes, topic_files
from dlteach.errors import UsageError
from dlteach.language import _

# kind → the part of a pack it belongs to, and its suffix
KINDS = {"lesson": ("lessons", ".md"), "deck": ("quizzes", ".yaml")}


def write_new(kind: str, topic: str, folder: Path) -> list[Path]:
    """Write the two files of a new lesson or deck into the folders `lessons` or `quizzes` of a pack.

    Args:
        kind: "lesson" or "deck".
        topic: its name, in small letters, digits and "_".
        folder: the pack; it is made where it is missing.

    Returns:
        The files that were written.

    Raises:
        UsageError: when the name cannot be used, is taken, or a file of that name is there already.
    """
    part, suffix = KINDS[kind]
    if not TOPIC.fullmatch(topic):
        refused = _("'{topic}' cannot name a lesson") if kind == "lesson" else _("'{topic}' cannot name a deck")
        raise UsageError(
            refused.format(topic=topic),
            _("Use small letters, digits and '_', beginning with a letter."),
        )
    taken = topic_files(lesson_homes() if kind == "lesson" else deck_homes(), suffix).get(topic)
    if taken and taken[0].pack is None:
        there = (
            _("dlteach has a lesson '{topic}' already")
            if kind == "lesson"
            else _("dlteach has a deck '{topic}' already")
        )
        raise UsageError(
            there.format(topic=topic),
            _("Choose another name; yours would never be found."),
        )
    targets = {name: folder / part / f"{topic}{name}" for name in (suffix, ".py")}
    for path in targets.values():
        if path.exists():
            raise UsageError(
                _("'{path}' is there already").format(path=path), _("Choose another name, or another folder with --in.")
            )
    for name, path in targets.items():
        template = files("dlteach.content").joinpath("templates", f"{kind}{name}.template").read_text(encoding="utf-8")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_filled(template, topic), encoding="utf-8")
    return list(targets.values())


def _filled(template: str, topic: str) -> str:
    title = topic.replace("_", " ").capitalize()
    return template.replace("@TITLE@", title).replace("@LABEL@", topic.replace("_", "-")).replace("@TOPIC@", topic)
