"""Asks before the Python of a pack by another author runs, and remembers the answer for exactly that code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dlteach.errors import DlteachError
from dlteach.language import _

# what was answered in this process, by fingerprint: a "no" holds until the program ends
_answers: dict[str, bool] = {}
# how the command line asks; without it nothing of a pack runs
_ask: Callable[[Path, list[Path]], bool] | None = None


def set_asker(ask: Callable[[Path, list[Path]], bool] | None) -> None:
    """Name the function that puts the question: it gets the pack's folder and its Python files and returns the answer."""
    global _ask
    _ask = ask
    _answers.clear()


def is_allowed(pack: Path) -> bool:
    """Tell whether the pack's Python may run; asks when it is new or has changed.

    Raises:
        ContentError: when one of the pack's files leads out of its folder.
    """
    from dlteach.content.packs import fingerprint, python_files
    from dlteach.store import consents

    code = fingerprint(pack)
    if code not in _answers:
        if consents.is_given(code):
            _answers[code] = True
        elif _ask is None:
            return False
        else:
            _answers[code] = _ask(pack, python_files(pack))
            if _answers[code]:
                consents.give(code, pack)
    return _answers[code]


def require(pack: Path) -> None:
    """Go on only when the pack's Python may run.

    Raises:
        DlteachError: when it may not.
    """
    if not is_allowed(pack):
        raise DlteachError(
            _("The pack '{pack}' holds Python that you have not allowed to run").format(pack=pack),
            _("Read its files; then say yes when you are asked, or call `dlteach --trust …`."),
        )
