"""A polite request to end a training early: the epoch is cut short, the best weights are kept, the lesson goes on."""

from __future__ import annotations

import threading


class StopRequest:
    """Set by whoever wants the training to end (Ctrl-C), read by the training after every call into the backend."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def set(self) -> None:
        """Asks the running training to stop."""
        self._event.set()

    def clear(self) -> None:
        """Forgets an earlier request; called when a new training starts."""
        self._event.clear()

    def __bool__(self) -> bool:
        return self._event.is_set()
