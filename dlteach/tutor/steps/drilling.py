"""Steps that ask: one question in the middle of a lesson, and the short drill at its end. Answers enter the schedule."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from dlteach.content.lesson import Ask, Drill
from dlteach.language import _, mark
from dlteach.tutor.commands import Quit, parse
from dlteach.tutor.stage import Stage

KEYS = mark("b back · s skip · g TERM glossary · q quit")


def ask(step: Ask, stage: Stage) -> None:
    """Asks one question by its id."""
    from dlteach.drill.cards import find_card
    from dlteach.drill.session import Session
    from dlteach.drill.starting import schedule_of
    from dlteach.tutor.asking import ask_question, show_question, show_verdict

    card = find_card(step.id)
    if not stage.prompter.playing:
        show_question(stage.screen, card.question(random.Random(stage.options.seed)).arranged(random.Random(0)))
        return
    session = Session(stage.journal, [card], schedule_of(stage.journal))
    question = session.next()
    assert question is not None
    try:
        asked = ask_question(stage.screen, question, _commands(stage), _(KEYS))
    except EOFError:
        raise Quit from None
    session.answer(asked.given, asked.rating, hint=asked.hinted, slip=asked.slip)
    show_verdict(stage.screen, question, asked)


def drill(step: Drill, stage: Stage) -> None:
    """Asks a few cards of the topic: due ones first, then new ones."""
    from dlteach.drill.starting import start
    from dlteach.tutor.asking import run_session
    from dlteach.tutor.drilling import back_up, show_summary

    session = start(
        stage.journal,
        [stage.lesson.topic],
        count=step.count,
        seed=None if stage.prompter.playing else stage.options.seed,
    )
    summary = run_session(stage.screen, session, _commands(stage), asks=stage.prompter.playing)
    if stage.prompter.playing:
        show_summary(stage.screen, summary, stage.journal.today)
        back_up(stage.screen, stage.journal, summary)


def _commands(stage: Stage):
    def obey(text: str) -> bool:
        command = parse(text)
        if command is None:
            return False
        stage.prompter.obey(command)
        return True

    return obey


HANDLERS: dict[type, Callable[[Any, Stage], None]] = {Ask: ask, Drill: drill}
