"""What the figures were measured on."""

from __future__ import annotations

import importlib.metadata
import platform
from pathlib import Path

from dlteach.training.devices import cards_in_machine, cores

PACKAGES = ("keras", "tensorflow", "jax", "torch", "transformers")


def describe() -> dict[str, str]:
    """Processor, cores, Python and the versions of the libraries compared."""
    found = {"processor": _processor(), "cores": cores(), "python": platform.python_version()}
    if cards():
        found["gpu"] = ", ".join(cards())
    for package in PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def cards() -> list[str]:
    """NVIDIA cards that the driver knows; in some sandboxes only their device files are seen."""
    return cards_in_machine() or ["NVIDIA GPU" for _ in Path("/dev").glob("nvidia[0-9]*")]


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()
