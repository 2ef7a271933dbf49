"""`dlteach review`."""

from __future__ import annotations

import click

from dlteach.language import _


@click.command("review", short_help="Review what is due, over all topics.")
@click.option(
    "--count", type=click.IntRange(min=1), help="How many cards; by default what is due and the day's new ones."
)
@click.option("--seed", type=int, help="Draw the same cards and numbers again.")
@click.option("--plain", is_flag=True, help="No colours, no drawing; for screen readers and pipes.")
def command(count: int | None, seed: int | None, plain: bool) -> None:
    """Reviews the cards that are due, mixed over all the topics you have begun."""
    from dlteach.drill.starting import begun_topics, start
    from dlteach.screen import Screen
    from dlteach.store import Journal
    from dlteach.tutor.drilling import drill

    screen = Screen(plain=plain)
    with Journal.open() as journal:
        topics = begun_topics(journal)
        if not topics:
            screen.line(_("There is nothing to review yet. Begin with `dlteach lesson cnn` or `dlteach quiz cnn`."))
            return
        session = start(journal, topics, count=count, seed=seed)
        if session.next() is None:
            screen.line(_("Nothing is due, and today's new cards are done. `dlteach progress` says what comes when."))
            return
        drill(screen, session)
