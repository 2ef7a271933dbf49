"""Out of memory, told as advice."""

from __future__ import annotations

from dlteach.errors import DeviceError
from dlteach.language import _

SIGNS = ("ResourceExhausted", "RESOURCE_EXHAUSTED", "OutOfMemory", "out of memory", "MemoryError")


def as_memory_error(error: Exception) -> DeviceError | None:
    """The error as advice when it says that memory ran out; None for any other error."""
    text = f"{type(error).__name__} {error}"
    if not any(sign in text for sign in SIGNS):
        return None
    return DeviceError(
        _("The device has too little memory for this training"),
        _("Try a smaller batch with --set batch_size=16, or --device cpu. Other programs on the GPU take memory too."),
    )
