"""Models from `.keras` files: those of this package, and foreign ones as far as they are safe to open."""

from __future__ import annotations

import importlib
import re
import zipfile
from pathlib import Path

import keras

from dlteach.errors import ModelError
from dlteach.language import _
from dlteach.models import catalogue


def register() -> None:
    """Imports every family, so that Keras knows all classes of this package by name.

    `keras.saving.load_model` finds the classes of a package only once they are imported; `import dlteach.models` alone
    does not import them. `load` does this for you.
    """
    for module in catalogue.modules():
        importlib.import_module(module)


def load(path: str | Path) -> keras.Model:
    """Loads a model that was saved with `model.save("name.keras")`, in any process.

    Keras's safe mode is on: a file that carries Python code (a Lambda layer) is refused, for opening it would run it.

    Args:
        path: the `.keras` file.

    Raises:
        ModelError: there is no such file, it is no `.keras` file, it needs a class that is not imported, or it
            carries code.
    """
    if not Path(path).is_file():
        raise ModelError(_("there is no file {path}").format(path=path), _("Give the path of a .keras file."))
    if not zipfile.is_zipfile(path):
        raise ModelError(_("this is no .keras file"), _('Save the model with model.save("name.keras").'), str(path))
    register()
    try:
        return keras.saving.load_model(path, safe_mode=True)
    except Exception as error:  # Keras raises ValueError, TypeError, KeyError or its own, by what is wrong
        raise _told(error, str(path)) from error


def _told(error: Exception, place: str) -> ModelError:
    message = str(error)
    if "unsafe" in message or "safe_mode" in message:
        remedy = _("If you trust its author, load it yourself with keras.saving.load_model(..., safe_mode=False).")
        return ModelError(_("this file carries Python code, which would run on opening"), remedy, place)
    stranger = re.search(r"Could not locate (?:class|function) '([^']+)'", message)
    if stranger:
        remedy = _("Import the module that defines it, then load the file again.")
        return ModelError(_("this file needs {name}, which is not imported").format(name=stranger[1]), remedy, place)
    first_line = message.strip().split("\n")[0][:200]
    return ModelError(
        _("Keras cannot read this file: {message}").format(message=first_line),
        _("Save it again with model.save()."),
        place,
    )
