"""`dlteach doctor`: what is installed, what trains, where things are kept, and what to mend."""

from __future__ import annotations

import click

from dlteach.language import _


@click.command()
@click.option("--backend", type=click.Choice(["tensorflow", "jax", "torch"]), help="The backend to look at.")
@click.option("--plain", is_flag=True, help="No colours and no drawing.")
def command(backend: str | None, plain: bool) -> None:
    """Tell what dlteach runs on, and what to do when the GPU is not seen."""
    from dlteach.screen import Screen
    from dlteach.speech.finding import find_voice, how_to_install
    from dlteach.store import home
    from dlteach.training.examination import examine
    from dlteach.views import Table

    screen = Screen(plain=plain)
    with screen.wait(_("Importing Keras …")):
        examination = examine(backend)
    rows = [*examination.rows, [_("journal and lessons"), str(home())]]
    voice = find_voice()
    rows.append([_("voice for --speak"), voice.name if voice else _("none")])
    screen.view(Table("dlteach doctor", [_("what"), _("found")], rows))
    for advice in [*examination.advice, *([] if voice else [how_to_install()])]:
        screen.markdown(advice)
