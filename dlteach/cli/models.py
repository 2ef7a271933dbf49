"""`dlteach models`: the architectures that can be built by name."""

from __future__ import annotations

import click

from dlteach.language import _


@click.command()
@click.option("--plain", is_flag=True, help="No colours and no drawing.")
def command(plain: bool) -> None:
    """List the architectures: year, parameters, paper and task."""
    from dlteach import models, views
    from dlteach.screen import Screen

    cards = [models.info(name) for name in models.names()]
    table = views.Table(
        title=_("Architectures"),
        columns=[_("name"), _("year"), _("parameters"), _("task"), _("paper")],
        rows=[[card.name, str(card.year), f"{card.parameters:,}", _(card.task), _reference(card)] for card in cards],
        numeric=[1, 2],
        note=_("dlteach summary NAME shows one layer by layer. Python: dlteach.models.build(NAME)."),
        name="models",
    )
    Screen(plain=plain).view(table)


def _reference(card) -> str:
    """The shortest address of a paper."""
    if card.arxiv:
        return f"arXiv:{card.arxiv}"
    return f"doi:{card.doi}" if card.doi else card.paper
