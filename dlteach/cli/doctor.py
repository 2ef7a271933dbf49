"""`dlteach doctor`: what is installed, what trains, where things are kept, and what to mend."""

from __future__ import annotations

import click


@click.command()
@click.option("--backend", type=click.Choice(["tensorflow", "jax", "torch"]), help="The backend to look at.")
@click.option("--plain", is_flag=True, help="No colours and no drawing.")
def command(backend: str | None, plain: bool) -> None:
    """Tell what dlteach runs on, and what to do when the GPU is not seen."""
    from dlteach.screen import Screen
    from dlteach.store import home
    from dlteach.training.examination import examine
    from dlteach.views import Table

    screen = Screen(plain=plain)
    with screen.wait("Importing Keras …"):
        examination = examine(backend)
    rows = [*examination.rows, ["journal and lessons", str(home())]]
    screen.view(Table("dlteach doctor", ["what", "found"], rows))
    for advice in examination.advice:
        screen.markdown(advice)
