"""What the figures were measured on."""

from __future__ import annotations

import importlib.metadata
import platform
from pathlib import Path

from dlteach.training.devices import cores

PACKAGES = ("keras", "tensorflow", "jax", "torch", "transformers")


def describe() -> dict[str, str]:
    """Processor, cores, Python and the versions of the libraries compared."""
    found = {"processor": _processor(), "cores": cores(), "python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()
