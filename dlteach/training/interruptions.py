"""The checkpoints of a lesson: one for each training that a call of one of its functions runs, in their order.

A function may train several networks, or one in stretches. Interrupted and called again, it runs through the same trainings:
those that had ended are not repeated, the one that was interrupted goes on, the rest begins.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dlteach.language import _
from dlteach.training import CHECKPOINTS, checkpoint
from dlteach.training.resuming import Checkpoint

SUFFIX = ".checkpoint"


class Interruptions:
    """Hands out the checkpoints of a lesson's trainings.

    Args:
        folder: of the lesson with its present settings; those with other settings lie beside it.
        wishes: the present settings by name.
        say: is called with each line that the learner should know.
    """

    def __init__(self, folder: Path, wishes: dict[str, Any], say: Callable[[str], None]):
        self._folder, self._wishes, self._say = folder, wishes, say
        self._function = ""
        self._number = 0

    def begin(self, function: str) -> None:
        """A function of the lesson is called; its trainings are counted from here. Without a name nothing is kept."""
        self._function, self._number = function, 0

    def next(self, title: str) -> Checkpoint | None:
        """The checkpoint of the next training; None where no function was begun.

        Where this training was interrupted with other settings, and is not kept with these, that is told.
        """
        if not self._function:
            return None
        self._number += 1
        file = f"{self._function}-{self._number}{SUFFIX}"
        path = self._folder / CHECKPOINTS / file
        if not path.exists():
            self._tell_of_others(file, title)
        return Checkpoint(path, self._say, way_back=_("--restart begins anew"), wishes=self._wishes, keeps_result=True)

    def forget(self, function: str) -> None:
        """Removes the checkpoints of a function: what it showed is kept, or it is to begin anew."""
        # also the half of a file that a killed program left behind
        for file in (self._folder / CHECKPOINTS).glob(f"{function}-*{SUFFIX}*"):
            with contextlib.suppress(OSError):
                file.unlink()

    def _tell_of_others(self, file: str, title: str) -> None:
        for other in sorted(self._folder.parent.glob(f"*/{CHECKPOINTS}/{file}")):
            header = checkpoint.header_of(other)
            wishes = header.get("wishes") if header else None
            if header is None or not isinstance(wishes, dict) or header["saved"]["ended"] is not None:
                continue
            changed = [name for name in self._wishes if wishes.get(name) != self._wishes[name]]
            if changed:
                text = _("{title}: an interrupted training with {then} is kept; this one, with {now}, begins anew.")
                self._say(text.format(title=title, then=_told(wishes, changed), now=_told(self._wishes, changed)))
                return


def _told(wishes: dict[str, Any], names: list[str]) -> str:
    """Settings as they are written, such as "epochs=3, seed=1"."""
    default = _("the lesson's own")
    return ", ".join(f"{name}={default if wishes.get(name) is None else wishes[name]}" for name in names)
