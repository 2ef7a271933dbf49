"""Rehearses a lesson: runs the function of every directive once, in order, as the lesson would."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass

from dlteach.content.lesson import Call, Lesson, Predict
from dlteach.drill import normal
from dlteach.errors import ContentError, DlteachError
from dlteach.language import _, codes
from dlteach.tutor.messages import Start
from dlteach.tutor.options import check_data, settings_of
from dlteach.tutor.worker import Worker
from dlteach.views import Truth, View


@dataclass(frozen=True)
class Rehearsed:
    """One directive that was run: how long it took, how many views it showed, and what is wrong, if anything."""

    step: Call | Predict
    seconds: float
    views: int
    fault: ContentError | None = None


def rehearse(lesson: Lesson, epochs: int | None = 1) -> Iterator[Rehearsed]:
    """Run every build, train, look, experiment and predict of a lesson, and yield each as it ends.

    Args:
        lesson: any lesson.
        epochs: how long trainings go; None leaves it to the lesson.
    """
    steps = [step for section in lesson.sections for step in section.steps if isinstance(step, Call | Predict)]
    if not steps:
        return
    with tempfile.TemporaryDirectory() as folder:
        worker = Worker(
            Start(
                lesson=str(lesson.path.with_suffix(".py")),
                folder=folder,
                data=check_data(lesson, None),
                seed=0,
                epochs=epochs,
                backend=None,
                device="auto",
                settings=settings_of(lesson, {}),
                language=codes()[0],
            )
        )
        try:
            for step in steps:
                yield _run(lesson, step, worker)
        finally:
            worker.close()


def _run(lesson: Lesson, step: Call | Predict, worker: Worker) -> Rehearsed:
    begin = time.perf_counter()
    views: list[View] = []
    truth = None
    here = f"{lesson.path}:{step.line}"
    fault = None
    try:
        for answer in worker.call(step.function):
            if isinstance(answer, Truth):
                truth = answer
            elif isinstance(answer, View):
                views.append(answer)
    except DlteachError as error:
        fault = ContentError(
            _("'{function}' fails: {problem}").format(function=step.function, problem=error.problem),
            error.remedy,
            error.place or here,
        )
    else:
        problem = _problem(step, truth, len(views))
        if problem:
            fault = ContentError(*problem, here)
    return Rehearsed(step, time.perf_counter() - begin, len(views), fault)


def _problem(step: Call | Predict, truth: Truth | None, views: int) -> tuple[str, str] | None:
    if isinstance(step, Call):
        if views:
            return None
        problem, remedy = (
            _("'{function}' shows nothing"),
            _("Yield at least one view of dlteach.views, such as Result('…')."),
        )
        return problem.format(function=step.function), remedy
    if truth is None:
        problem, remedy = _("'{function}' returns no Truth"), _("Return dlteach.views.Truth(answer, words).")
    elif step.kind == "number" and normal.number(truth.answer) is None:
        problem, remedy = _("'{function}' says '{answer}', which is no number"), _("Return Truth('156', …).")
    elif step.kind == "shape" and normal.shape(truth.answer) is None:
        problem, remedy = _("'{function}' says '{answer}', which is no shape"), _("Return Truth('(28, 28, 6)', …).")
    elif step.kind == "choice" and truth.answer not in step.choices:
        problem = _("'{function}' says '{answer}', which is none of the choices")
        remedy = _("Return one of: {choices}.").format(choices="; ".join(step.choices))
    else:
        return None
    return problem.format(function=step.function, answer=truth.answer if truth else ""), remedy
