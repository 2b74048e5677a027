"""The worker processes: queries wait their turn, run with a bound on time and memory, and are ended at it.

A query that is not answered soon gives its turn to others and goes on in the background of the machine, so
that a few endless ones hold nobody up.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

_START_SECONDS = 60.0
_SLOW_SECONDS = 1.5  # after which a query gives up its turn
_KINDNESS, _SLOW_KINDNESS = 5, 15  # how far workers stand back for the pages


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a query.

    ``problem`` is "" or one of query, failed, rows, unacceptable, memory, time, busy.
    """

    body: bytes = b""
    media: str = ""
    problem: str = ""
    reason: str = ""
    rows: int = 0
    cut: bool = False


class Pool:
    """Worker processes over one store, started when first needed."""

    def __init__(self, path: Path, base: str, *, size: int, seconds: float, megabytes: int) -> None:
        self.size = size
        self.seconds = seconds
        self._arguments = [sys.executable, "-m", "kg.serve.worker", str(path), str(megabytes), base]
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()
        self._lock = threading.Lock()
        self._slots = threading.BoundedSemaphore(size)
        self._slow = threading.BoundedSemaphore(size)
        self._closed = False

    def run(self, request: Mapping[str, Any]) -> Outcome:
        """Evaluate one request; waits for a free worker as long as a query may take."""
        if not self._slots.acquire(timeout=2 * self.seconds):
            return Outcome(problem="busy")
        held = [self._slots]
        try:
            return self._run(request, held)
        finally:
            for semaphore in held:
                semaphore.release()

    def _run(self, request: Mapping[str, Any], held: list[threading.BoundedSemaphore]) -> Outcome:
        worker = self._take()
        if worker is None:
            return Outcome(problem="failed", reason="the store cannot be opened for queries")

        def step_aside() -> None:
            worker.stand_back()
            if self._slow.acquire(blocking=False):
                held.append(self._slow)
                held.remove(self._slots)
                self._slots.release()

        head, body, state = worker.ask({**request, "seconds": self.seconds}, self.seconds, step_aside)
        if state != "done":
            self._replace(worker)
            return Outcome(problem=state)
        with self._lock:
            spare = self._closed or worker.stood_back or len(self._idle) >= self.size
            if not spare:
                self._idle.append(worker)
        if spare:
            self._replace(worker)
        if problem := head.get("error"):
            return Outcome(problem=problem, reason=head.get("reason", ""))
        return Outcome(body, head["media"], rows=head.get("rows", 0), cut=head.get("cut", False))

    def _take(self) -> _Worker | None:
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                if worker.alive():
                    return worker
                self._all.discard(worker)
        worker = _Worker(self._arguments)
        with self._lock:
            self._all.add(worker)
        if worker.wait_ready():
            return worker
        self._drop(worker)
        return None

    def _drop(self, worker: _Worker) -> None:
        worker.end()
        with self._lock:
            self._all.discard(worker)

    def _replace(self, worker: _Worker) -> None:
        self._drop(worker)
        threading.Thread(target=self.warm, daemon=True).start()

    def warm(self) -> None:
        """Have one worker ready, so that the next query need not wait for it."""
        if self._closed or (worker := self._take()) is None:
            return
        with self._lock:
            closed = self._closed
            if not closed:
                self._idle.append(worker)
        if closed:
            self._drop(worker)

    def close(self) -> None:
        """End all workers."""
        with self._lock:
            self._closed = True
            workers, self._all, self._idle = list(self._all), set(), []
        for worker in workers:
            worker.end()

    def processes(self) -> list[int]:
        """The ids of the processes that are alive."""
        with self._lock:
            return [worker.pid for worker in self._all if worker.alive()]


def _lower(pid: int, kindness: int) -> None:
    if hasattr(os, "setpriority"):
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, pid, kindness)


class _Worker:
    """One process, with its two pipes."""

    def __init__(self, arguments: list[str]) -> None:
        self._process = subprocess.Popen(
            arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._buffer = bytearray()
        self.stood_back = False
        _lower(self.pid, _KINDNESS)

    @property
    def pid(self) -> int:
        """The id of the process."""
        return self._process.pid

    def alive(self) -> bool:
        """Does it still run?"""
        return self._process.poll() is None

    def wait_ready(self) -> bool:
        """Wait until the store is open."""
        return self._read_line(time.monotonic() + _START_SECONDS) is not None

    def stand_back(self) -> None:
        """Let everything else on the machine go first."""
        self.stood_back = True
        _lower(self.pid, _SLOW_KINDNESS)

    def ask(
        self, request: Mapping[str, Any], seconds: float, when_slow: Callable[[], None]
    ) -> tuple[dict[str, Any], bytes, str]:
        """Head, body and ``done``, ``time`` or ``memory`` (it died)."""
        started = time.monotonic()
        deadline = started + seconds
        try:
            sender = cast("IO[bytes]", self._process.stdin)
            sender.write(json.dumps(request).encode() + b"\n")
            sender.flush()
        except OSError:
            return {}, b"", "memory"
        line = self._read_line(min(deadline, started + _SLOW_SECONDS))
        if line is None and self.alive():
            when_slow()
            line = self._read_line(deadline)
        if line is None:
            return {}, b"", "time" if self.alive() else "memory"
        head = json.loads(line)
        while len(self._buffer) < head["length"]:
            if not self._read(time.monotonic() + 30):
                return {}, b"", "time" if self.alive() else "memory"
        body = bytes(self._buffer[: head["length"]])
        del self._buffer[: head["length"]]
        return head, body, "done"

    def _read_line(self, deadline: float) -> bytes | None:
        while b"\n" not in self._buffer:
            if not self._read(deadline):
                return None
        line, _, rest = bytes(self._buffer).partition(b"\n")
        self._buffer[:] = rest
        return line

    def _read(self, deadline: float) -> bool:
        receiver = cast("IO[bytes]", self._process.stdout)
        left = deadline - time.monotonic()
        try:
            if left <= 0 or not select.select([receiver], [], [], left)[0]:
                return False
            data = os.read(receiver.fileno(), 1 << 18)
        except (OSError, ValueError):  # it was ended meanwhile
            return False
        self._buffer += data
        if not data:
            self._process.wait(5)
        return bool(data)

    def end(self) -> None:
        """Kill it and clean up after it."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
