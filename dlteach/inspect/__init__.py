"""Looking into models: counts, receptive fields, feature maps, saliency, attention, mistakes, gradients.

Everything returns plain data or `dlteach.views`, and every picture carries words computed from its numbers. The
functions are imported on first use, because most of them need Keras.

Example:
    >>> from dlteach import inspect
    >>> inspect.summary(model).table()
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any

_HOME = {
    "attention_map": "attention",
    "bleu": "bleu",
    "confusion_matrix": "confusion",
    "feature_maps": "feature_maps",
    "filters": "feature_maps",
    "flops": "flops",
    "grad_cam": "saliency",
    "gradient_curve": "gradients",
    "gradient_norms": "gradients",
    "how_it_went": "history",
    "loss_curve": "history",
    "receptive_field": "receptive_field",
    "saliency": "saliency",
    "summary": "summary",
    "worst_mistakes": "confusion",
}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


class _Package(ModuleType):
    """Keeps `dlteach.inspect.summary` the function, though its file has the same name.

    Importing a file makes Python set it as an attribute of its package; where the file holds a function of the same
    name, the function is set instead.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(value, ModuleType) and _HOME.get(name) == name:
            value = getattr(value, name)
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
