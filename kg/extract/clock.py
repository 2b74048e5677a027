"""A bound on the time that one article may take, however it was written."""

from __future__ import annotations

import signal
import threading
from typing import Any

MAX_SECONDS = 60.0  # of the processor; the longest real articles take two


class TimeUp(BaseException):
    """The time is over. No ``Exception``, so that nothing on the way takes it for an odd piece of text."""


def _can_ring() -> bool:
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()


def _ring(*_: object) -> None:
    raise TimeUp


class bound_time:
    """A context that raises `TimeUp` in its block once that has used so much time of the processor.

    Where no signal can do that (in another thread than the first, on Windows) nothing is bounded.
    """

    kept = False  # whether the signal is this module's for good, so that it need not be given back each time

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._before: Any = None
        self._on = _can_ring()

    def __enter__(self) -> None:
        if self._on:
            if not self.kept:
                self._before = signal.signal(signal.SIGVTALRM, _ring)
            signal.setitimer(signal.ITIMER_VIRTUAL, self._seconds, 1)

    def __exit__(self, *_: object) -> None:
        if self._on:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            if not self.kept:
                signal.signal(signal.SIGVTALRM, self._before)


def keep_signal() -> None:
    """Take the signal for good: for a process that does nothing but extract."""
    if _can_ring():
        signal.signal(signal.SIGVTALRM, _ring)
        bound_time.kept = True
