"""A finished training as a curve and in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dlteach.training.fit import Fitted
from dlteach.views import Curve, Series


def loss_curve(history: Mapping[str, Sequence[float]], title: str = "Loss, epoch by epoch") -> Curve:
    """Training loss and, where it was measured, validation loss, on a logarithmic axis if all are positive.

    Args:
        history: values by name, "loss" and perhaps "val_loss", one an epoch.
        title: heading of the curve.
    """
    loss = list(history["loss"])
    series = [Series("training", loss)]
    words = f"The training loss goes from {loss[0]:.2g} to {loss[-1]:.2g} in {len(loss)} epoch{'s' * (len(loss) > 1)}"
    validation = list(history.get("val_loss", []))
    if validation:
        series.append(Series("validation", validation))
        lowest = min(validation)
        words += f"; the lowest validation loss, {lowest:.2g}, is reached in epoch {validation.index(lowest) + 1}"
    positive = min([*loss, *validation]) > 0
    return Curve(title, series, f"{words}.", x_label="epoch", y_label="loss", log_y=positive, name="loss")


def how_it_went(fitted: Fitted) -> str:
    """Steps, time and compile time of a training, and whether it was ended early, in a sentence or two."""
    ended = " You ended it early." if fitted.stopped else ""
    return (
        f"{fitted.steps:,} steps in {fitted.seconds:.1f} s of training, after {fitted.compile_seconds:.1f} s of "
        f"compiling.{ended}"
    )
