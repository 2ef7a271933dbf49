"""`dlteach quiz TOPIC`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dlteach.drill.kinds import KINDS
from dlteach.language import _

if TYPE_CHECKING:
    from dlteach.drill.cards import Card

FILE = click.Path(dir_okay=False, path_type=Path)


LISTED = "\b\nKinds of questions:\n" + "\n".join(f"  {name:<9} {what}" for name, what in KINDS.items())


@click.command("quiz", short_help="Drill one topic's cards.", epilog=LISTED)
@click.argument("topic", required=False)
@click.option(
    "--count", type=click.IntRange(min=1), help="How many cards; by default what is due and the day's new ones."
)
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    metavar="KIND",
    type=click.Choice(tuple(KINDS)),
    help="Only this kind, as listed below; may be given several times.",
)
@click.option("--cram", is_flag=True, help="Practise any cards; your schedule stays as it is.")
@click.option("--seed", type=int, help="Draw the same cards and numbers again.")
@click.option("--plain", is_flag=True, help="No colours, no drawing; for screen readers and pipes.")
@click.option("--from", "own_model", type=FILE, metavar="F.keras", help="Ask about your own model, as practice.")
def command(
    topic: str | None,
    count: int | None,
    kinds: tuple[str, ...],
    cram: bool,
    seed: int | None,
    plain: bool,
    own_model: Path | None,
) -> None:
    """Drills the cards of TOPIC: terms, memory aids, questions, and computed questions with fresh numbers.

    Cards that are due come first, then a few new ones. Every answer is saved before the next question is shown.

    \b
    dlteach quiz lstm                     what is due today
    dlteach quiz lstm --count 5           five cards
    dlteach quiz cnn --kind computed      shapes and counts only
    dlteach quiz keras --kind broken      find the fault in a model
    dlteach quiz cnn --cram               practise before an exam
    dlteach quiz --from my.keras          shapes and counts of your own model
    """
    if topic is None and own_model is None:
        raise click.UsageError(_("Name a topic, such as `dlteach quiz lstm`; `dlteach topics` lists them."))
    from dlteach.drill.starting import start
    from dlteach.screen import Screen
    from dlteach.store import Journal
    from dlteach.tutor.drilling import drill

    screen = Screen(plain=plain)
    with Journal.open() as journal:
        if own_model is not None:
            from dlteach.drill.starting import practise

            drill(screen, practise(journal, _cards_of(own_model), count=count, kinds=kinds, seed=seed))
            return
        assert topic is not None
        session = start(journal, [topic], count=count, kinds=kinds, cram=cram, seed=seed)
        if session.next() is None:
            screen.line(_("Nothing is due here, and today's new cards are done."))
            screen.line(
                _(
                    "`dlteach quiz {topic} --count 10` asks ahead of time, `--cram` practises without the schedule."
                ).format(topic=topic)
            )
            return
        drill(screen, session)


def _cards_of(file: Path) -> tuple[Card, ...]:
    from dlteach.training.quiet import import_keras

    import_keras()
    from dlteach import models
    from dlteach.tutor.own_model import cards_of_model

    return cards_of_model(models.load(str(file)))
