"""Which device trains: what can be known before Keras is imported, what Keras then found, and how it is set up."""

from __future__ import annotations

import importlib
import os
from dataclasses import dataclass, replace
from pathlib import Path

from dlteach.errors import DeviceError
from dlteach.language import _, ngettext
from dlteach.training.quiet import TITLES, choose_backend, import_keras

NVIDIA_CARDS = Path("/proc/driver/nvidia/gpus")


@dataclass(frozen=True)
class Device:
    """Where Keras computes.

    Attributes:
        kind: "cpu" or "gpu".
        count: how many the backend sees.
        capability: CUDA's compute capability, such as (9, 0).
        replicas: how many devices share a training.
    """

    backend: str
    kind: str
    name: str
    count: int = 1
    capability: tuple[int, int] | None = None
    replicas: int = 1

    def __str__(self) -> str:
        several = f"{self.count} × " if self.count > 1 else ""
        told = _("{title} on the {kind} ({name})")
        if self.replicas > 1:
            told = _("{title} on the {kind} ({name}), each batch shared by {replicas} devices")
        return told.format(
            title=TITLES[self.backend], kind=self.kind.upper(), name=several + self.name, replicas=self.replicas
        )


def cards_in_machine() -> list[str]:
    """Names of the NVIDIA cards the driver knows, without asking any library."""
    names = []
    for information in sorted(NVIDIA_CARDS.glob("*/information")):
        for line in information.read_text(errors="replace").splitlines():
            if line.startswith("Model:"):
                names.append(line.split(":", 1)[1].strip())
    return names


def cores() -> str:
    """How many processor cores this program may use, in words."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return ngettext("{count} core", "{count} cores", count).format(count=count)


def expected(backend: str | None = None, device: str = "auto") -> str:
    """What a training will most likely run on, told in a blink because nothing is imported."""
    title = TITLES[choose_backend(backend)]
    cards = [] if device == "cpu" else cards_in_machine()
    return (
        _("{title} on the GPU ({card})").format(title=title, card=cards[0])
        if cards
        else _("{title} on the CPU ({cores})").format(title=title, cores=cores())
    )


def prepare(backend: str | None = None, device: str = "auto", devices: int = 1) -> Device:
    """Imports Keras on the backend, restricts it to the device and sets its memory up.

    TensorFlow takes memory as it needs it instead of all of it at once; JAX keeps compiled programs between runs.

    Args:
        backend: "tensorflow", "jax" or "torch"; None for the default.
        device: "auto", "cpu" or "gpu".
        devices: how many are to share a lesson's trainings. In your own program use `dlteach.training.distribute`.

    Raises:
        DeviceError: a GPU is asked for and the backend sees none, there are fewer devices than asked for, or the backend
            is not installed.
    """
    name = choose_backend(backend)
    _set_environment(name, device)
    import_keras(name)
    found = {"tensorflow": _tensorflow, "jax": _jax, "torch": _torch}[name](device)
    if device == "gpu" and found.kind != "gpu":
        cards = cards_in_machine()
        if cards:
            problem = _("{title} sees no GPU, although the machine has {card}")
        else:
            problem = _("{title} sees no GPU, and the driver knows none")
        raise DeviceError(
            problem.format(title=TITLES[name], card=cards[0] if cards else ""),
            _("Run `dlteach doctor` to learn why, or use --device cpu."),
        )
    return _sharing(found, devices) if devices > 1 else found


def current() -> Device:
    """What Keras, already imported, computes on."""
    keras = import_keras()
    return {"tensorflow": _tensorflow, "jax": _jax, "torch": _torch}[keras.backend.backend()]("auto")


def _sharing(found: Device, devices: int) -> Device:
    from dlteach.training import distribution

    distribution.choose_devices(devices)
    if found.backend == "jax":
        distribution.distribute(devices)
    return replace(found, replicas=devices)


def _set_environment(backend: str, device: str) -> None:
    if device == "cpu":
        os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
        os.environ["KERAS_TORCH_DEVICE"] = "cpu"
        if backend == "jax":
            os.environ["JAX_PLATFORMS"] = "cpu"
    os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
    if backend == "jax" and "JAX_COMPILATION_CACHE_DIR" not in os.environ:
        import platformdirs

        os.environ["JAX_COMPILATION_CACHE_DIR"] = str(Path(platformdirs.user_cache_dir("dlteach")) / "jax")


def _tensorflow(device: str) -> Device:
    tensorflow = importlib.import_module("tensorflow")
    cards = tensorflow.config.list_physical_devices("GPU")
    if not cards or device == "cpu":
        return Device("tensorflow", "cpu", cores())
    for card in cards:
        try:
            tensorflow.config.experimental.set_memory_growth(card, True)
        except RuntimeError:
            # the card is already in use by this program: too late to choose, and harmless
            break
    details = tensorflow.config.experimental.get_device_details(cards[0])
    return Device("tensorflow", "gpu", details.get("device_name", "GPU"), len(cards), details.get("compute_capability"))


def _jax(device: str) -> Device:
    jax = importlib.import_module("jax")
    cards = [card for card in jax.devices() if card.platform != "cpu"]
    if not cards or device == "cpu":
        return Device("jax", "cpu", cores())
    capability = getattr(cards[0], "compute_capability", None)
    parts = tuple(int(part) for part in str(capability).split(".")) if capability else None
    return Device("jax", "gpu", cards[0].device_kind, len(cards), parts if parts and len(parts) == 2 else None)


def _torch(device: str) -> Device:
    torch = importlib.import_module("torch")
    if device == "cpu" or not torch.cuda.is_available():
        return Device("torch", "cpu", cores())
    return Device(
        "torch", "gpu", torch.cuda.get_device_name(0), torch.cuda.device_count(), torch.cuda.get_device_capability(0)
    )
