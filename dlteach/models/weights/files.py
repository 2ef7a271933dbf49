"""Reading checkpoints as arrays by name, and putting them into a model's variables with a check of every shape."""

from __future__ import annotations

import importlib.util
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import keras
import numpy as np

from dlteach.errors import ModelError

# the element types of the safetensors format; bfloat16 is float32's upper half, and read apart
SAFETENSORS_TYPES = {
    **{"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2"},
    **{"I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "i1", "U8": "u1", "BOOL": "?"},
}


class WeightFile:
    """A checkpoint, opened once and asked by many: `with WeightFile(path) as file`.

    Attributes:
        path: where it is.
        kind: "safetensors", "keras" or "h5".

    Raises:
        ModelError: there is no such file, or it has another ending.
    """

    def __init__(self, path: str | Path):
        self.path = Path(path)
        self.kind = self.path.suffix.lstrip(".").lower()
        if self.kind not in ("safetensors", "keras", "h5"):
            remedy = "Give a .safetensors, .keras or .h5 file; safetensors.torch.save_file converts PyTorch's own."
            raise ModelError(f'"{path}" is no checkpoint that can be read safely', remedy)
        if not self.path.is_file():
            raise ModelError(f"there is no file {path}", "Download the checkpoint first and give its path.")

    def __enter__(self) -> WeightFile:
        return self

    def __exit__(self, *_) -> None:
        opened = self.__dict__.get("tensors")
        if isinstance(opened, Datasets):
            opened.file.close()

    @cached_property
    def tensors(self) -> Mapping[str, np.ndarray]:
        """Every array by its name in the file, read from disk when it is asked for."""
        try:
            return Safetensors(self.path) if self.kind == "safetensors" else Datasets(self.path, self.kind)
        except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
            raise ModelError("this checkpoint is damaged", "Download it again.", str(self.path)) from error

    @cached_property
    def config(self) -> dict[str, Any]:
        """How a `.keras` file describes its model; empty for other kinds."""
        if self.kind != "keras":
            return {}
        try:
            with zipfile.ZipFile(self.path) as archive:
                return json.loads(archive.read("config.json"))
        except (KeyError, ValueError, zipfile.BadZipFile) as error:
            raise ModelError("this is no .keras file", "Save it with model.save().", str(self.path)) from error

    def model(self, library: str | None = None) -> keras.Model:
        """Loads the model of a `.keras` file, with safe mode on.

        Args:
            library: the package that defines its classes, such as "keras_hub".

        Raises:
            ModelError: that package is not installed.
        """
        if library is not None:
            if importlib.util.find_spec(library) is None:
                name = library.replace("_", "-")
                raise ModelError(f"reading this file needs {name}", f"Run: pip install {name}", str(self.path))
            importlib.import_module(library)
        return keras.saving.load_model(self.path, compile=False, safe_mode=True)


class Safetensors(Mapping):
    """The arrays of a `.safetensors` file: eight bytes of length, a JSON header of that length, then the numbers."""

    def __init__(self, path: Path):
        self.bytes = np.memmap(path, mode="r")
        length = int(self.bytes[:8].view("<u8")[0])
        header = json.loads(bytes(self.bytes[8 : 8 + length]))
        self.entries = {name: entry for name, entry in header.items() if name != "__metadata__"}
        self.start = 8 + length

    def __getitem__(self, name: str) -> np.ndarray:
        entry = self.entries[name]
        first, last = entry["data_offsets"]
        raw = np.frombuffer(self.bytes[self.start + first : self.start + last], SAFETENSORS_TYPES[entry["dtype"]])
        if entry["dtype"] == "BF16":
            raw = (raw.astype("<u4") << 16).view("<f4")
        return raw.reshape(entry["shape"])

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)


class Datasets(Mapping):
    """The arrays of an HDF5 file, or of the one within a `.keras` file, by their path in it."""

    def __init__(self, path: Path, kind: str):
        import h5py

        source: Any = path
        if kind == "keras":
            with zipfile.ZipFile(path) as archive:
                source = io.BytesIO(archive.read("model.weights.h5"))
        self.file = h5py.File(source, "r")
        self.names: list[str] = []
        self.file.visititems(lambda name, item: self.names.append(name) if isinstance(item, h5py.Dataset) else None)

    def __getitem__(self, name: str) -> np.ndarray:
        return self.file[name][()]

    def __contains__(self, name: object) -> bool:
        return name in self.file

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)


def assign(variable, value: np.ndarray, place: str) -> None:
    """Sets a variable to an array from a checkpoint.

    Args:
        variable: the model's variable.
        value: the array.
        place: how a message names the array, such as "resnet50.safetensors, fc.weight".

    Raises:
        ModelError: the shapes differ.
    """
    if tuple(variable.shape) != tuple(np.shape(value)):
        problem = f"{variable.path} has shape {tuple(variable.shape)}, the file's array {tuple(np.shape(value))}"
        raise ModelError(problem, "Build the model with the checkpoint's own sizes.", place)
    variable.assign(value)
