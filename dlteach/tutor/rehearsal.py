"""Rehearses a lesson: runs the function of every directive once, in order, as the lesson would."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass

from dlteach.content.lesson import Call, Lesson, Predict
from dlteach.drill import normal
from dlteach.errors import ContentError, DlteachError
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
        fault = ContentError(f"'{step.function}' fails: {error.problem}", error.remedy, error.place or here)
    else:
        problem = _problem(step, truth, len(views))
        if problem:
            fault = ContentError(f"'{step.function}' {problem[0]}", problem[1], here)
    return Rehearsed(step, time.perf_counter() - begin, len(views), fault)


def _problem(step: Call | Predict, truth: Truth | None, views: int) -> tuple[str, str] | None:
    if isinstance(step, Call):
        return None if views else ("shows nothing", "Yield at least one view of dlteach.views, such as Result('…').")
    if truth is None:
        return "returns no Truth", "Return dlteach.views.Truth(answer, words)."
    if step.kind == "number" and normal.number(truth.answer) is None:
        return f"says '{truth.answer}', which is no number", "Return Truth('156', …)."
    if step.kind == "shape" and normal.shape(truth.answer) is None:
        return f"says '{truth.answer}', which is no shape", "Return Truth('(28, 28, 6)', …)."
    if step.kind == "choice" and truth.answer not in step.choices:
        return f"says '{truth.answer}', which is none of the choices", f"Return one of: {'; '.join(step.choices)}."
    return None
