"""Says what Python a pack would run, and asks whether it may."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from dlteach.language import _
from dlteach.screen.literal import literal

_MOST_NAMED = 8


def asker(trusting: bool) -> Callable[[Path, list[Path]], bool]:
    """Return the function that asks; one that trusts says yes by itself, one without a terminal says no."""

    def ask(pack: Path, files: list[Path]) -> bool:
        if trusting:
            return True
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            _tell(
                _(
                    "The Python of the pack {pack} has not been allowed and is left out; `dlteach --trust …` allows it."
                ).format(pack=pack)
            )
            return False
        _tell(_("The pack {pack} comes with Python by its author:").format(pack=pack))
        for file in files[:_MOST_NAMED]:
            _tell(_("  {file} ({size:,} bytes)").format(file=file.relative_to(pack), size=file.stat().st_size))
        if len(files) > _MOST_NAMED:
            _tell(_("  and {count} more").format(count=len(files) - _MOST_NAMED))
        _tell(
            _("It would run with your rights: it could read and change all that you can. Run it only if you trust it.")
        )
        sys.stderr.write(_("May it run, now and later, as long as it does not change? [y/N] "))
        sys.stderr.flush()
        return sys.stdin.readline().strip().lower() in ("y", "yes", _("y"), _("yes"))

    return ask


def _tell(line: str) -> None:
    encoding = sys.stderr.encoding or "ascii"
    # the pack chose its files' names: on one line, and without a sign that steers the terminal
    shown = literal(line).replace("\n", " ")
    print(shown.encode(encoding, "replace").decode(encoding), file=sys.stderr)
