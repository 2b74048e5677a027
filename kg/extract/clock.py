"""A bound on the time that one article may take, however it was written."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

MAX_SECONDS = 60.0  # of the processor; the longest real articles take two


class TimeUp(BaseException):
    """The time is over. No ``Exception``, so that nothing on the way takes it for an odd piece of text."""


@contextmanager
def bound_time(seconds: float) -> Iterator[None]:
    """Raise `TimeUp` in the block once it has used so much time of the processor.

    Where no signal can do that (in another thread than the first, on Windows) nothing is bounded.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(*_: object) -> None:
        raise TimeUp

    before = signal.signal(signal.SIGVTALRM, ring)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds, 1)
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
