"""Predict, then run: the learner commits to a guess, Keras tells the truth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dlteach.content.lesson import Predict
from dlteach.drill import normal
from dlteach.language import _, mark
from dlteach.tutor.outcomes import Outcome
from dlteach.tutor.stage import Stage

ASKS_FOR = {
    "number": mark("Your number:"),
    "shape": mark("Your shape, such as 28, 28, 6:"),
    "choice": mark("Your answer:"),
}


def predict(step: Predict, stage: Stage) -> None:
    """Asks for a guess unless the lesson plays straight through, then shows what really happens."""
    screen = stage.screen
    screen.panel(_("Predict, then run"), step.prompt)
    for number, choice in enumerate(step.choices, 1):
        screen.line(f"  {number}  {choice}")
    kept = stage.outcomes.get(step.function)
    given = kept.given if kept and not stage.repeat else None
    # whoever comes back to this page has not guessed again
    counted = given is not None and kept is not None and kept.truth is not None
    if given is None and stage.prompter.playing:
        given = _guess(step, stage)
        if kept is None:
            # Keras may take its time, and an interruption must not cost the guess
            stage.outcomes.put(step.function, Outcome(given=given))
    elif given is not None:
        screen.line(_("You had guessed: {given}").format(given=given))
    if kept is None or kept.truth is None or stage.repeat:
        kept = stage.perform(step.function)
    truth = kept.truth
    assert truth is not None
    if given is not None:
        right = is_right(step, given, truth.answer)
        if not counted:
            stage.journal.record_prediction(stage.lesson.topic, step.function, given, truth.answer, right)
        stage.outcomes.put(step.function, Outcome(kept.views, truth, given))
        screen.line(
            _("Yes: {answer}.").format(answer=truth.answer) if right else _corrected(step, given, truth.answer),
            style="bold",
        )
    else:
        screen.line(_corrected(step, None, truth.answer), style="bold")
    if truth.words:
        screen.markdown(truth.words)
    stage.show(truth.views)


def is_right(step: Predict, given: str, truth: str) -> bool:
    """Whether a guess agrees with the truth: shapes exactly, numbers within the step's tolerance, choices by their text."""
    if step.kind == "shape":
        guessed, real = normal.shape(given), normal.shape(truth)
        return guessed is not None and real is not None and normal.without_batch(guessed) == normal.without_batch(real)
    if step.kind == "number":
        guess, value = normal.number(given), normal.number(truth)
        return guess is not None and value is not None and abs(guess - value) <= step.tolerance
    return given == truth


def _corrected(step: Predict, given: str | None, truth: str) -> str:
    # a choice may be a sentence of its own, which does not go on behind "it is"
    if step.kind == "choice":
        return (
            _("Right is: {truth}.").format(truth=truth)
            if given is None
            else _("You said: {given}. Right is: {truth}.").format(given=given, truth=truth)
        )
    return (
        _("It is {truth}.").format(truth=truth)
        if given is None
        else _("You said {given}; it is {truth}.").format(given=given, truth=truth)
    )


def _guess(step: Predict, stage: Stage) -> str:
    while True:
        text = stage.prompter.answer(_(ASKS_FOR[step.kind]), choices=len(step.choices))
        if step.kind == "shape" and normal.shape(text) is None:
            stage.screen.line(_("A shape is written as numbers with commas, such as 28, 28, 6."))
        elif step.kind == "number" and normal.number(text) is None:
            stage.screen.line(_("Please type a number."))
        elif step.kind == "choice":
            if text.isdigit() and 1 <= int(text) <= len(step.choices):
                return step.choices[int(text) - 1]
            stage.screen.line(_("Please type a number from 1 to {count}.").format(count=len(step.choices)))
        else:
            return text


HANDLERS: dict[type, Callable[[Any, Stage], None]] = {Predict: predict}
