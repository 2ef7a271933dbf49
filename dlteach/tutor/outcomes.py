"""What a lesson's functions have shown so far, kept on disk.

Going back, resuming and writing the report show it again without running anything. One file a function, in the folder of the
present settings: with other settings the lesson shows other things.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import msgspec

from dlteach.views import Truth, View


class Outcome(msgspec.Struct, frozen=True):
    """What one call showed; for a prediction also what the learner had guessed."""

    views: list[View] = []
    truth: Truth | None = None
    given: str | None = None


class Outcomes:
    """The outcomes kept in a folder."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._decoder = msgspec.json.Decoder(Outcome)

    def get(self, function: str) -> Outcome | None:
        """What the function showed; None when it has not run, or when what was kept cannot be read."""
        try:
            return self._decoder.decode(self._file(function).read_bytes())
        except (FileNotFoundError, msgspec.DecodeError):
            return None

    def put(self, function: str, outcome: Outcome) -> None:
        """Keeps what the function showed."""
        self.folder.mkdir(parents=True, exist_ok=True)
        unfinished = self._file(function).with_suffix(".partial")
        unfinished.write_bytes(msgspec.json.encode(outcome))
        unfinished.replace(self._file(function))

    def clear(self, but: str = "") -> None:
        """Forgets everything, models of the same settings included.

        Args:
            but: name of a folder inside that stays.
        """
        for path in self.folder.glob("*") if but else [self.folder]:
            if path.is_dir() and path.name != but:
                shutil.rmtree(path, ignore_errors=True)
            elif path.is_file():
                path.unlink(missing_ok=True)

    def _file(self, function: str) -> Path:
        return self.folder / f"{function}.json"


def fingerprint(**settings: object) -> str:
    """A short name for one combination of settings, the same in every session."""
    return hashlib.sha256(repr(sorted(settings.items())).encode()).hexdigest()[:12]
