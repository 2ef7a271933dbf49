"""Training that runs at the backend's speed and reports through callbacks; it draws nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import keras

    from dlteach.training.fit import Fitted

# the folder of a lesson's state that holds its trainings while they run; here, where Keras is not needed to know it
CHECKPOINTS = "checkpoints"


def train(model: keras.Model, x: Any, y: Any = None, *, epochs: int, **options: Any) -> Fitted:
    """Trains a compiled model, of this library or not, at the speed of the lessons. See `dlteach.training.trainer.train`.

    With `checkpoint="a file"` a training that was interrupted goes on where it stopped when the program is run again.

    Raises:
        ValueError: an option `kind` that there is not.
    """
    from dlteach.training import trainer

    return trainer.train(model, x, y, epochs=epochs, **options)


def distribute(devices: int | None = None) -> int:
    """Shares every later training of this program among several devices. See `dlteach.training.distribution.distribute`.

    Raises:
        DeviceError: there are not so many devices, or the backend is PyTorch.
    """
    from dlteach.training import distribution

    return distribution.distribute(devices)
