"""`dlteach quiz TOPIC`."""

from __future__ import annotations

import click


@click.command("quiz", short_help="Drill one topic's cards.")
@click.argument("topic")
@click.option(
    "--count", type=click.IntRange(min=1), help="How many cards; by default what is due and the day's new ones."
)
@click.option(
    "--kind", "kinds", multiple=True, metavar="KIND", help="Only this kind, such as choice, typed or computed."
)
@click.option("--cram", is_flag=True, help="Practise any cards; your schedule stays as it is.")
@click.option("--seed", type=int, help="Draw the same cards and numbers again.")
@click.option("--plain", is_flag=True, help="No colours, no drawing; for screen readers and pipes.")
def command(topic: str, count: int | None, kinds: tuple[str, ...], cram: bool, seed: int | None, plain: bool) -> None:
    """Drills the cards of TOPIC: terms, memory aids, questions, and computed questions with fresh numbers.

    Cards that are due come first, then a few new ones. Every answer is saved before the next question is shown.

    \b
    dlteach quiz lstm                     what is due today
    dlteach quiz lstm --count 5           five cards
    dlteach quiz cnn --kind computed      shapes and counts only
    dlteach quiz cnn --cram               practise before an exam
    """
    from dlteach.drill.starting import start
    from dlteach.screen import Screen
    from dlteach.store import Journal
    from dlteach.tutor.drilling import drill

    screen = Screen(plain=plain)
    with Journal.open() as journal:
        session = start(journal, [topic], count=count, kinds=kinds, cram=cram, seed=seed)
        if session.next() is None:
            screen.line("Nothing is due here, and today's new cards are done.")
            screen.line(
                f"`dlteach quiz {topic} --count 10` asks ahead of time, `--cram` practises without the schedule."
            )
            return
        drill(screen, session)
