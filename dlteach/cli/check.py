"""`dlteach check`: proves lessons and decks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dlteach.language import _, ngettext

if TYPE_CHECKING:
    from dlteach.content.check import Finding
    from dlteach.screen import Screen


@click.command()
@click.argument("path", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--run/--no-run", "runs", default=None, help="Run every directive of the lessons at PATH, or do not.")
@click.option("--watch", is_flag=True, help="Check again at each change of PATH, until Ctrl-C.")
@click.option("--plain", is_flag=True, help="No colours and no drawing.")
@click.pass_context
def command(ctx: click.Context, path: Path | None, runs: bool | None, watch: bool, plain: bool) -> int:
    """Check lessons and decks: their form, ids, links, terms and questions.

    PATH is a lesson, a deck, or a folder of them; without it, everything installed is checked. Each fault is one line:
    file, line number, what is wrong, what to write instead. The exit code is 1 when there is a fault.

    Every answer must pass its own grading, and every wrong choice fail. With a PATH, each directive is run as well, with
    trainings of one epoch, and the length of the texts is told. With --watch, nothing is run unless you say --run.
    """
    from dlteach.screen import Screen

    screen = Screen(plain=plain)
    if watch:
        if path is None:
            raise click.UsageError(_("--watch needs a PATH: dlteach check --watch my_pack."), ctx)
        from dlteach.tutor.watching import check_at_each_change

        check_at_each_change(path, runs=bool(runs), trust=bool(ctx.parent and ctx.parent.params.get("trust")))
        return 0
    findings = _findings(screen, path, path is not None if runs is None else runs and path is not None)
    if findings:
        told = ngettext("{count} fault found.", "{count} faults found.", len(findings)).format(count=len(findings))
        screen.line(told, style="bold red")
        return 1
    screen.line(_("All is well: no fault found."), style="green")
    return 0


def _findings(screen: Screen, path: Path | None, runs: bool) -> list[Finding]:
    """Tells every fault as it is found. What has a fault in its form is not run."""
    from dlteach.content.check import check
    from dlteach.content.files import is_translation
    from dlteach.content.library import content_files
    from dlteach.screen.literal import literal

    findings: list[Finding] = []

    def tell(finding: Finding) -> None:
        findings.append(finding)
        # one unbroken line each, as editors expect of a compiler
        click.echo(literal(str(finding)).replace("\n", " "))

    for finding in check(path):
        tell(finding)
    if findings:
        return findings
    from dlteach.tutor import checking

    files = content_files(path)
    for deck in (file for file in files if file.suffix == ".yaml"):
        for finding in checking.prove_deck(deck):
            tell(finding)
    for lesson in (file for file in files if file.suffix == ".md" and path is not None):
        screen.line(checking.reading_of(lesson))
        # a translation runs the same functions
        if runs and not is_translation(lesson):
            _rehearse(screen, lesson, tell)
    return findings


def _rehearse(screen: Screen, lesson: Path, tell: Callable[[Finding], None]) -> None:
    from dlteach.drill.consent import is_allowed
    from dlteach.tutor import checking

    pack = checking.needs_consent(lesson)
    if pack is not None and not is_allowed(pack):
        screen.line(
            _("{lesson}: its directives were not run, because its Python is not allowed.").format(lesson=lesson.stem)
        )
        return
    for line, fault in checking.rehearsal_of(lesson):
        if fault is None:
            screen.line(f"  {line}", style="dim")
        else:
            tell(fault)
