"""Training that runs at the backend's speed and reports through callbacks; it draws nothing."""

from __future__ import annotations


def distribute(devices: int | None = None) -> int:
    """Shares every later training of this program among several devices. See `dlteach.training.distribution.distribute`.

    Raises:
        DeviceError: there are not so many devices, or the backend is PyTorch.
    """
    from dlteach.training import distribution

    return distribution.distribute(devices)
