"""`dlteach summary`: a model layer by layer, of the collection or from a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from dlteach.errors import UsageError
from dlteach.language import _


class Sizes(click.ParamType):
    """Sizes separated by commas, such as 32,32,3."""

    name = "H,W,C"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, ...]:
        """Reads the sizes; refuses what is no positive whole number."""
        try:
            sizes = tuple(int(part) for part in str(value).split(","))
        except ValueError:
            sizes = (0,)
        if min(sizes) < 1:
            self.fail(
                _("“{value}” is no shape; write sizes with commas, such as 32,32,3.").format(value=value), param, ctx
            )
        return sizes


@click.command()
@click.argument("model", metavar="NAME|FILE.keras")
@click.option("--input-shape", type=Sizes(), help="Shape of one example, without the batch.")
@click.option("--classes", type=click.IntRange(min=1), help="Number of classes.")
@click.option("--json", "as_json", is_flag=True, help="Exact numbers for another program.")
@click.option("--plain", is_flag=True, help="No colours and no drawing.")
def command(model: str, input_shape: tuple[int, ...] | None, classes: int | None, as_json: bool, plain: bool) -> None:
    """Show a model layer by layer: shapes, parameters, FLOPs, memory, receptive field.

    NAME is one of `dlteach models`. It is built without its weights, so that the largest takes seconds on any machine.
    A FILE.keras may come from any Keras project; one that carries Python code is refused.
    """
    from_file = model.endswith(".keras") or Path(model).is_file()
    if from_file and classes is not None:
        raise UsageError(
            _("--classes does not fit a file"), _("The number of classes is fixed in it; leave the option out.")
        )
    if not from_file:
        from dlteach import models

        models.info(model)  # a wrong name is told before Keras is imported
    from dlteach.training.quiet import import_keras

    import_keras()
    from dlteach.inspect.summary import summary

    if from_file:
        from dlteach import models

        result = summary(models.load(model), input_shape)
    else:
        result = _named(model, input_shape, classes)
    if as_json:
        click.echo(result.json())
        return
    from dlteach.screen import Screen

    Screen(plain=plain).view(result.table())


def _named(name: str, input_shape: tuple[int, ...] | None, classes: int | None):
    import inspect

    from dlteach import models
    from dlteach.inspect.summary import summary

    options: dict[str, Any] = {} if classes is None else {"classes": classes}
    accepted = inspect.signature(getattr(models, models.info(name).class_name)).parameters
    # a sequence model has no input_shape; the shape then fills its open length
    builds_shape = input_shape is not None and "input_shape" in accepted
    if builds_shape:
        options["input_shape"] = input_shape
    with models.weightless():
        built = models.build(name, **options)
    return summary(built, None if builds_shape else input_shape)
