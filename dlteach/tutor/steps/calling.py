"""Steps that run something in the worker: build, train, look, experiment; and the table of trainings so far."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dlteach.content.lesson import Call, Runs
from dlteach.language import _
from dlteach.tutor.runs import comparison
from dlteach.tutor.stage import Stage


def call(step: Call, stage: Stage) -> None:
    """Runs the function, or shows what it showed before unless the learner asked for it again."""
    if step.markdown:
        stage.screen.markdown(step.markdown)
    kept = stage.outcomes.get(step.function)
    if kept is None or stage.repeat:
        stage.perform(step.function)
    else:
        stage.show(kept.views)
        if stage.prompter.playing:
            stage.screen.line(_("(Seen before with these settings; r runs it again.)"))


def runs(step: Runs, stage: Stage) -> None:
    """Compares the trainings of this lesson."""
    stage.screen.view(comparison(stage.journal.runs(stage.lesson.topic)))


HANDLERS: dict[type, Callable[[Any, Stage], None]] = {Call: call, Runs: runs}
