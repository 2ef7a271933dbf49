"""One small handler for each kind of step; the engine knows only `show`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dlteach.content.lesson import Step
from dlteach.tutor.stage import Stage
from dlteach.tutor.steps import calling, drilling, predicting, reading

HANDLERS: dict[type, Callable[[Any, Stage], None]] = {
    **reading.HANDLERS,
    **calling.HANDLERS,
    **predicting.HANDLERS,
    **drilling.HANDLERS,
}


def show(step: Step, stage: Stage) -> None:
    """Presents one step.

    Raises:
        Navigate: the learner goes elsewhere in the middle of it.
        Quit: the learner stops in the middle of it.
    """
    HANDLERS[type(step)](step, stage)
