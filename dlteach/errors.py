"""Every error a user, an author or a machine can cause. Each says what is wrong, where, and what to do.

DlteachError
├── UsageError        an impossible option or value; exit code 2
├── ContentError      a lesson or deck is broken; names file and line
├── DataError         a data set is unknown or cannot be had
├── DeviceError       a backend or device is missing, or out of memory
├── ModelError        a model or a model file cannot be built or read
└── JournalError      the learner's journal cannot be read or written
"""

from __future__ import annotations


class DlteachError(Exception):
    """Something went wrong that the reader can do something about.

    Args:
        problem: one sentence without its full stop that names the thing.
        remedy: one sentence that says what to do about it.
        place: where it is, as "file:line" or a file, when there is such a place.
    """

    exit_code = 1

    def __init__(self, problem: str, remedy: str = "", place: str | None = None):
        self.problem = problem.rstrip(".")
        self.remedy = remedy
        self.place = place
        super().__init__(problem, remedy, place)

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{where}{self.problem}.{remedy}"


class UsageError(DlteachError):
    """An option or value that cannot be meant."""

    exit_code = 2


class ContentError(DlteachError):
    """A lesson or a deck does not follow the schema or names something that does not exist."""


class DataError(DlteachError):
    """A data set is unknown, damaged, or cannot be downloaded."""


class DeviceError(DlteachError):
    """A backend or device is missing or has no memory left."""


class ModelError(DlteachError):
    """A model, or a file that should hold one, cannot be built or read."""


class JournalError(DlteachError):
    """The learner's journal cannot be opened, read or written."""
