"""Writes a lesson as the learner saw it: its text, what was shown, what was guessed and answered."""

from __future__ import annotations

import random
import re
from pathlib import Path

from dlteach.content import lesson as steps
from dlteach.content.decks import load_deck
from dlteach.content.source import find_source, without_docstring
from dlteach.export.figures import save_figure
from dlteach.export.report import Report
from dlteach.language import _
from dlteach.tutor.outcomes import Outcomes
from dlteach.tutor.stage import Stage
from dlteach.views import Curve, Heatmap, Picture, Source


def write_report(stage: Stage, path: Path) -> None:
    """Writes one self-contained HTML page.

    Raises:
        DlteachError: the file cannot be written.
    """
    lesson = stage.lesson
    report = Report(lesson.title, lesson.summary)
    for section in lesson.sections:
        report.section(section.title, section.label)
        for step in section.steps:
            _add(report, step, stage)
    report.write(path)


def save_figures(stage: Stage) -> Path | None:
    """Writes every picture, curve and matrix the lesson has shown as a PNG file.

    Returns:
        The folder they are in; None when nothing was shown.

    Raises:
        DlteachError: a file cannot be written.
    """
    folder = stage.outcomes.folder / "figures"
    called = [step.function for section in stage.lesson.sections for step in section.steps if hasattr(step, "function")]
    outcomes = [outcome for outcome in map(stage.outcomes.get, called) if outcome]
    views = [view for outcome in outcomes for view in outcome.views if isinstance(view, Picture | Curve | Heatmap)]
    if not views:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    for number, view in enumerate(views, 1):
        save_figure(view, folder / f"{number:02}-{_file_name(view.name or view.title)}.png")
    return folder


def _file_name(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _add(report: Report, step: steps.Step, stage: Stage) -> None:
    if isinstance(step, steps.Prose):
        report.markdown(step.markdown)
    elif isinstance(step, steps.Overview):
        for depth, markdown in step.depths.items():
            report.panel(_("{level} overview").format(level=depth), markdown)
    elif isinstance(step, steps.Dialogue):
        report.dialogue(list(step.turns))
    elif isinstance(step, steps.Analogy | steps.Example):
        report.panel(_("Analogy") if isinstance(step, steps.Analogy) else _("Example"), step.markdown)
    elif isinstance(step, steps.Memory):
        deck = load_deck(step.id.partition("/")[0])
        aid = next(aid for aid in deck.memory_aids if aid.id == step.id)
        report.panel(aid.kind.capitalize(), aid.markdown)
    elif isinstance(step, steps.Code):
        found = find_source(step.target, stage.lesson.path.parent)
        report.view(Source(found.origin, without_docstring(found.code)))
    elif isinstance(step, steps.Call):
        if step.markdown:
            report.markdown(step.markdown)
        _add_outcome(report, stage.outcomes, step.function)
    elif isinstance(step, steps.Predict):
        outcome = stage.outcomes.get(step.function)
        truth = outcome.truth if outcome else None
        prompt = step.prompt + "".join(f"\n{number}. {choice}" for number, choice in enumerate(step.choices, 1))
        report.question(
            prompt, truth.answer if truth else "", truth.words if truth else "", outcome.given if outcome else None
        )
        _add_outcome(report, stage.outcomes, step.function)
    elif isinstance(step, steps.Ask):
        _add_question(report, step.id, stage)
    elif isinstance(step, steps.Runs):
        from dlteach.tutor.runs import comparison

        report.view(comparison(stage.journal.runs(stage.lesson.topic)))


def _add_question(report: Report, id: str, stage: Stage) -> None:
    from dlteach.drill.cards import find_card
    from dlteach.drill.grading import answer_parts, answer_text

    card = find_card(id)
    question = card.question(random.Random(stage.options.seed))
    asked = [f"{left}: ?" for left, _ in question.pairs] + [option.text for option in question.options]
    prompt = question.prompt + "\n" + "".join(f"\n- {text}" for text in asked)
    answer = "".join(f"- {part}\n" for part in answer_parts(question)) or answer_text(question)
    report.question(prompt, answer, question.explanation, stage.journal.last_answer(card.id))


def _add_outcome(report: Report, outcomes: Outcomes, function: str) -> None:
    outcome = outcomes.get(function)
    for view in outcome.views if outcome else []:
        report.view(view)
