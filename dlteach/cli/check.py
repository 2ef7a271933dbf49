"""`dlteach check`: proves lessons and decks."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("path", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--plain", is_flag=True, help="No colours and no drawing.")
def command(path: Path | None, plain: bool) -> int:
    """Check lessons and decks: their form, ids, links and questions.

    PATH is a lesson, a deck, or a folder of them; without it, everything installed is checked. Each fault is one line:
    file, line number, what is wrong, what to write instead. The exit code is 1 when there is a fault.
    """
    from dlteach.content.check import check
    from dlteach.screen import Screen

    screen = Screen(plain=plain)
    findings = check(path)
    for finding in findings:
        # one unbroken line each, as editors expect of a compiler
        click.echo(str(finding))
    if findings:
        screen.line(f"{len(findings)} {'fault' if len(findings) == 1 else 'faults'} found.", style="bold red")
        return 1
    screen.line("All is well: no fault found.", style="green")
    return 0
