"""`dlteach new`: begin a lesson or a deck of your own."""

from __future__ import annotations

from pathlib import Path

import click

from dlteach.language import _


@click.command("new", short_help="Begin a lesson or a deck of your own.")
@click.argument("kind", type=click.Choice(["lesson", "deck"]))
@click.argument("name")
@click.option(
    "--in",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("."),
    metavar="FOLDER",
    help="The pack to write into; the current folder by default.",
)
def command(kind: str, name: str, folder: Path) -> None:
    """Writes a small lesson or deck that works as it is, for you to change.

    \b
    dlteach new lesson sorting --in my_pack     my_pack/lessons/sorting.md and sorting.py
    dlteach new deck sorting --in my_pack       my_pack/quizzes/sorting.yaml and sorting.py
    dlteach check my_pack                       prove them
    dlteach --from my_pack lesson sorting       play it
    """
    from dlteach.content.files import shown
    from dlteach.content.new import write_new

    for path in write_new(kind, name, folder):
        click.echo(_("{path} was written.").format(path=shown(path)))
    where = folder if str(folder) != "." else Path(".")
    play = f"dlteach --from {where} {'lesson' if kind == 'lesson' else 'quiz'} {name}"
    click.echo(
        _("Change them, prove them with `dlteach check {where}`, use them with `{play}`.").format(
            where=where, play=play
        )
    )
