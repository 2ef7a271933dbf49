"""Examines the machine for `dlteach doctor`: versions, devices, the settings chosen, and what hinders a GPU."""

from __future__ import annotations

import importlib.metadata
import platform
from dataclasses import dataclass

from dlteach.language import _, mark
from dlteach.training.choices import KINDS, choose
from dlteach.training.devices import Device, cards_in_machine, prepare
from dlteach.training.quiet import BACKENDS, TITLES, installed

NO_GPU = {
    "tensorflow": mark(
        "The machine has {card}, but TensorFlow does not see it. Its CUDA libraries come with: "
        "`pip install 'dlteach[gpu]'`. They exist for Linux and WSL 2 only. If they are installed, compare the driver's "
        "CUDA version in `nvidia-smi` with the one TensorFlow was built for."
    ),
    "jax": mark(
        "The machine has {card}, but JAX does not see it. Install its CUDA build with: `pip install 'jax[cuda13]'` "
        "(or `jax[cuda12]` for an older driver)."
    ),
    "torch": mark(
        "The machine has {card}, but PyTorch does not see it. Choose a CUDA build of PyTorch that fits the driver; "
        "`nvidia-smi` shows the driver's CUDA version."
    ),
}
_MODELS = {
    "dense": mark("dense models"),
    "convolutional": mark("convolutional models"),
    "recurrent": mark("recurrent models"),
    "attention": mark("attention models"),
    "adversarial": mark("adversarial models"),
    "style_based": mark("style-based models"),
}


@dataclass(frozen=True)
class Examination:
    """What was found, as rows of name and finding, and advice in Markdown."""

    rows: list[list[str]]
    advice: list[str]


def examine(backend: str | None = None) -> Examination:
    """Imports Keras on a backend and looks around.

    Raises:
        DeviceError: the backend is not installed.
    """
    device = prepare(backend)
    cards = cards_in_machine()
    rows = [
        [
            "Python",
            _("{python} on {system} {machine}").format(
                python=platform.python_version(), system=platform.system(), machine=platform.machine()
            ),
        ],
        ["dlteach", _version("dlteach")],
        ["Keras", _version("keras")],
        *(
            [TITLES[name], _version(name) + (_(" (in use)") if name == device.backend else "")]
            for name in BACKENDS
            if installed(name)
        ),
        [_("trains on"), str(device)],
        [_("devices for --devices"), _devices()],
        [_("cards in the machine"), ", ".join(cards) or _("no NVIDIA card")],
        *_choices(device),
    ]
    advice = [_(NO_GPU[device.backend]).format(card=cards[0])] if cards and device.kind == "cpu" else []
    return Examination(rows, advice)


def _choices(device: Device) -> list[list[str]]:
    rows = [[_("precision"), choose(device, "convolutional").precision]]
    for kind in KINDS:
        choices = choose(device, kind)
        xla = {True: _("XLA on"), False: _("XLA off"), "auto": _("compiled by Keras")}[choices.jit_compile]
        rows.append(
            [
                _(_MODELS[kind]),
                _("{xla}, up to {steps} steps a call. {reason}").format(
                    xla=xla, steps=choices.steps_per_call, reason=choices.reason
                ),
            ]
        )
    return rows


def _devices() -> str:
    from dlteach.training.distribution import names

    found = names()
    return f"{len(found)}: {', '.join(found)}"


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return _("from source")
