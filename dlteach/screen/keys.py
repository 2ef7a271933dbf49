"""Waits for a key without taking it: whoever reads the line afterwards gets it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

# seconds between two looks at what goes on meanwhile
PULSE = 0.05


def wait_for_key(going_on: Callable[[], bool]) -> None:
    """Returns as soon as a key is pressed, which stays to be read, or when `going_on` turns false.

    Raises:
        KeyboardInterrupt: Ctrl-C.
    """
    try:
        import termios
        import tty
    except ImportError:
        _wait_on_windows(going_on)
        return
    import select

    handle = sys.stdin.fileno()
    before = termios.tcgetattr(handle)
    try:
        # single keys instead of whole lines; DRAIN keeps what was typed already
        tty.setcbreak(handle, termios.TCSADRAIN)
        while going_on() and not select.select([handle], [], [], PULSE)[0]:
            pass
    finally:
        termios.tcsetattr(handle, termios.TCSADRAIN, before)


def _wait_on_windows(going_on: Callable[[], bool]) -> None:
    import msvcrt

    pressed: Callable[[], bool] = vars(msvcrt)["kbhit"]
    while going_on() and not pressed():
        time.sleep(PULSE)
