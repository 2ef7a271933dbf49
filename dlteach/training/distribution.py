"""One training on several devices: each computes its share of every batch, and their gradients are averaged.

Data parallelism: every device holds the whole model and, of a batch of B examples, B / N. The mean of the shares' gradients
is the gradient of the whole batch, so N devices learn what one would, up to rounding.
"""

from __future__ import annotations

import importlib
from typing import Any

import keras

from dlteach.errors import DeviceError
from dlteach.language import _, mark, ngettext
from dlteach.training.quiet import TITLES

ON_TORCH = (
    mark("PyTorch trains on one device here"),
    mark("Use --backend jax or --backend tensorflow for several; in your own code, PyTorch's DistributedDataParallel."),
)


def distribute(devices: int | None = None) -> int:
    """Shares every later training of this program among several devices.

    Call it once, before models are built. On JAX it sets a `keras.distribution.DataParallel`, on TensorFlow a
    `tf.distribute.MirroredStrategy`; `fit` of Keras and of dlteach then use it. Batches must be multiples of the number of
    devices. Keep the batch size as it was: it counts the examples of all devices together.

    On JAX every result is that of one device up to rounding, dropout and batch normalisation included. On TensorFlow each
    device normalises over its own share, dropout is not that of one device, and `predict_on_batch` answers once for each device:
    use `predict`. Adversarial models train on several devices on JAX alone.

    Several machines, or processes: call `keras.distribution.initialize(addresses, number, own number)` first, on JAX, and
    give each process the same data; `dlteach.training.fit.fit` lets each compute its part.

    Args:
        devices: how many, the first ones of `names()`; None for all.

    Returns:
        How many devices share the work.

    Raises:
        DeviceError: there are not so many devices, or the backend is PyTorch.

    Example:
        >>> from dlteach.training import distribute
        >>> distribute(devices=4)
        4
    """
    chosen = choose_devices(devices)
    if keras.backend.backend() == "jax":
        keras.distribution.set_distribution(_data_parallel(chosen) if len(chosen) > 1 else None)
    elif keras.backend.backend() == "tensorflow" and len(chosen) > 1:
        importlib.import_module("tensorflow").distribute.experimental_set_strategy(mirrored(chosen))
    return len(chosen)


def names() -> list[str]:
    """The devices that a training can be shared among, as the backend names them: its GPUs, or else its CPU devices."""
    if keras.backend.backend() == "jax":
        return list(keras.distribution.list_devices())
    if keras.backend.backend() == "tensorflow":
        config = importlib.import_module("tensorflow").config
        found = config.list_logical_devices("GPU") or config.list_logical_devices("CPU")
        return [device.name.removeprefix("/device:").lower() for device in found]
    cuda = importlib.import_module("torch").cuda
    return [f"cuda:{number}" for number in range(cuda.device_count())] or ["cpu:0"]


def choose_devices(count: int | None) -> list[str]:
    """The first `count` devices, or all.

    Raises:
        DeviceError: there are not so many, or the backend is PyTorch and more than one is asked for.
    """
    found = names()
    wanted = len(found) if count is None else count
    if wanted > 1 and keras.backend.backend() == "torch":
        raise DeviceError(*map(_, ON_TORCH))
    if not 1 <= wanted <= len(found):
        problem = ngettext(
            "{wanted} devices are asked for, and {title} has {count} device: {devices}",
            "{wanted} devices are asked for, and {title} has {count} devices: {devices}",
            len(found),
        )
        raise DeviceError(
            problem.format(
                wanted=wanted, title=TITLES[keras.backend.backend()], count=len(found), devices=", ".join(found)
            ),
            _("Choose from 1 to {count}.").format(count=len(found)) if len(found) > 1 else _("Train on one device."),
        )
    if processes() > 1 and wanted != len(found):
        raise DeviceError(
            _("{processes} processes have {count} devices together, and {wanted} are asked for").format(
                processes=processes(), count=len(found), wanted=wanted
            ),
            _("Leave the number out: then all are used."),
        )
    return found[:wanted]


def mirrored(devices: list[str]) -> Any:
    """TensorFlow's strategy of equal copies on these devices."""
    return importlib.import_module("tensorflow").distribute.MirroredStrategy(devices)


def replicas(model: keras.Model) -> int:
    """How many devices share the training of a model."""
    if keras.backend.backend() == "tensorflow":
        return model.distribute_strategy.num_replicas_in_sync
    spread = keras.distribution.distribution()
    return spread.num_model_replicas if spread is not None else 1


def processes() -> int:
    """How many processes take part; more than one on JAX alone, after `keras.distribution.initialize`."""
    return importlib.import_module("jax").process_count() if keras.backend.backend() == "jax" else 1


def process() -> int:
    """The number of this process among them, from 0."""
    return importlib.import_module("jax").process_index() if keras.backend.backend() == "jax" else 0


def check_alone() -> None:
    """Lets one process pass.

    Raises:
        DeviceError: several share the training, each with a part of its state.
    """
    if processes() > 1:
        raise DeviceError(
            _("{processes} processes share this training, which no checkpoint can hold").format(processes=processes()),
            _("Leave the checkpoint out."),
        )


def check_batch(batch_size: int, shares: int) -> None:
    """Lets a batch pass that can be shared equally.

    Raises:
        DeviceError: it cannot.
    """
    if batch_size % shares:
        nearest = max(1, round(batch_size / shares)) * shares
        raise DeviceError(
            _("A batch of {batch_size} examples cannot be shared equally by {shares} devices").format(
                batch_size=batch_size, shares=shares
            ),
            _("Choose a multiple, such as {nearest}, or another number of devices.").format(nearest=nearest),
        )


def _data_parallel(devices: list[str]) -> Any:
    shares = len(devices) // processes()

    class EqualShares(keras.distribution.DataParallel):
        """Gives each device its share of a batch, or all of it where the shares would not be equal."""

        def get_data_layout(self, data_shape: Any) -> Any:
            if data_shape and data_shape[0] % shares == 0:
                return super().get_data_layout(data_shape)
            return keras.distribution.TensorLayout([None] * len(data_shape), self.device_mesh)

    # of several processes each is given its part by `shares`
    return EqualShares(devices=devices, auto_shard_dataset=False)
