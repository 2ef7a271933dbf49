"""The one place that imports Keras: it picks the backend first and keeps start-up messages off the screen."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import os
import sys
from collections.abc import Iterator
from types import ModuleType

from dlteach.errors import DeviceError
from dlteach.language import _

BACKENDS = ("tensorflow", "jax", "torch")
TITLES = {"tensorflow": "TensorFlow", "jax": "JAX", "torch": "PyTorch"}


def installed(module: str) -> bool:
    """Whether a module can be imported, without importing it."""
    return importlib.util.find_spec(module) is not None


def choose_backend(wanted: str | None = None) -> str:
    """The backend to use: the one wanted, or $KERAS_BACKEND, or TensorFlow, or what is installed.

    Raises:
        DeviceError: the backend is unknown or not installed, or none is.
    """
    name = wanted or os.environ.get("KERAS_BACKEND")
    if name:
        if name not in BACKENDS:
            raise DeviceError(
                _("There is no backend “{name}”").format(name=name),
                _("Choose one of {backends}.").format(backends=", ".join(BACKENDS)),
            )
        if not installed(name):
            raise DeviceError(
                _("The backend {title} is not installed").format(title=TITLES[name]),
                _("Install it with: pip install 'dlteach[{name}]'").format(name=name),
            )
        return name
    for name in BACKENDS:
        if installed(name):
            return name
    raise DeviceError(
        _("No backend for Keras is installed"),
        _("Install one with: pip install 'dlteach[tensorflow]', or the lighter 'dlteach[jax]'"),
    )


@contextlib.contextmanager
def quiet_stderr() -> Iterator[None]:
    """Sends descriptor 2 to a file while a library starts up; if the start-up fails, the text is shown after all.

    TensorFlow's C++ code writes there directly, so replacing `sys.stderr` would not catch it.
    """
    # the first screen of a lesson asks this module for the backend, and need not wait for this import
    import tempfile

    sys.stderr.flush()
    kept = os.dup(2)
    with tempfile.TemporaryFile() as sink:
        os.dup2(sink.fileno(), 2)
        try:
            yield
        except BaseException:
            os.dup2(kept, 2)
            sink.seek(0)
            os.write(2, sink.read())
            raise
        finally:
            os.dup2(kept, 2)
            os.close(kept)


def import_keras(backend: str | None = None) -> ModuleType:
    """Imports Keras on a backend, silently.

    Args:
        backend: "tensorflow", "jax" or "torch"; None takes $KERAS_BACKEND or what is installed.

    Returns:
        The module `keras`.

    Raises:
        DeviceError: the backend is not there, or Keras already runs on another one.
    """
    if "keras" in sys.modules:
        keras = sys.modules["keras"]
        running = keras.backend.backend()
        if backend and backend != running:
            raise DeviceError(
                _("Keras already runs on {title} in this program").format(title=TITLES[running]),
                _("Choose the backend before importing keras."),
            )
        return keras
    name = choose_backend(backend)
    os.environ["KERAS_BACKEND"] = name
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    with quiet_stderr():
        keras = importlib.import_module("keras")
    if name == "tensorflow":
        # what absl and TensorFlow's Python side say is for TensorFlow's developers
        importlib.import_module("tensorflow").get_logger().setLevel("ERROR")
    return keras
