"""Steps that are read: prose, overview, dialogue, analogy, example, memory aid, source."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dlteach.content.lesson import Analogy, Code, Dialogue, Example, Memory, Overview, Prose
from dlteach.language import _
from dlteach.tutor.stage import Stage
from dlteach.views import Source


def prose(step: Prose, stage: Stage) -> None:
    """Markdown as it stands."""
    stage.screen.markdown(step.markdown)


def overview(step: Overview, stage: Stage) -> None:
    """The topic at the learner's depth, or the nearest that was written."""
    level = stage.prompter.level
    stage.screen.markdown(step.depths.get(level) or next(iter(step.depths.values())))
    others = [depth for depth in step.depths if depth != level]
    if stage.prompter.playing and others:
        stage.screen.line()
        stage.screen.line(
            _("This is the {level} overview. Other depths: {others}").format(
                level=level, others=", ".join("l " + depth for depth in others)
            )
        )


def dialogue(step: Dialogue, stage: Stage) -> None:
    """Teacher and student talk."""
    stage.screen.dialogue(list(step.turns))


def analogy(step: Analogy, stage: Stage) -> None:
    """A concept told through something familiar."""
    stage.screen.panel("analogy", step.markdown)


def example(step: Example, stage: Stage) -> None:
    """Where it is used."""
    stage.screen.panel("example", step.markdown)


def memory(step: Memory, stage: Stage) -> None:
    """A memory aid with what it stands for."""
    from dlteach.content.decks import load_deck

    deck = load_deck(step.id.partition("/")[0])
    aid = next(aid for aid in deck.memory_aids if aid.id == step.id)
    stage.screen.panel(aid.kind, aid.markdown)


def code(step: Code, stage: Stage) -> None:
    """The source that runs, found without running it."""
    from dlteach.content.source import find_source, without_docstring

    found = find_source(step.target, stage.lesson.path.parent)
    stage.screen.view(Source(found.origin, without_docstring(found.code)))


HANDLERS: dict[type, Callable[[Any, Stage], None]] = {
    Prose: prose,
    Overview: overview,
    Dialogue: dialogue,
    Analogy: analogy,
    Example: example,
    Memory: memory,
    Code: code,
}
