"""What was worked out once and need not be worked out again: kept from one build to the next.

A result is kept under all that it depends on, and a whole file under the version of the code and data that
made it, so that what is found is what would be worked out. A file that is missing, broken or of another
version is an empty one: it only ever saves time. What a build did not use is not kept for the next.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import update_wrapper
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

_P = ParamSpec("_P")
_R = TypeVar("_R")

_MOST = 500_000  # results of one function held at once
_functions: dict[str, _Remembered] = {}


class Memo:
    """Values by the name of their shelf, in one SQLite file; see ``load_memo``."""

    def __init__(self, version: str = "") -> None:
        self._version = version
        self._old: dict[str, tuple[str, bytes]] = {}
        self._new: dict[str, bytes] = {}

    def take(self, shelf: str) -> Any:
        """What the last build put on a shelf, as JSON has it; None when there is nothing."""
        digest, packed = self._old.get(shelf, ("", b""))
        if not packed or hashlib.sha256(packed).hexdigest() != digest:
            return None
        with suppress(ValueError, zlib.error):
            return json.loads(zlib.decompress(packed))
        return None

    def put(self, shelf: str, value: Any) -> None:
        """Leave a value of JSON for the next build."""
        self._new[shelf] = zlib.compress(
            json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"), 1
        )

    def save(self, path: Path) -> None:
        """Write what was put into a new file."""
        path.unlink(missing_ok=True)
        with closing(sqlite3.connect(path)) as db, db:
            db.execute("PRAGMA synchronous=OFF")
            db.execute("CREATE TABLE shelf (name TEXT PRIMARY KEY, version TEXT, digest TEXT, packed BLOB)")
            db.executemany(
                "INSERT INTO shelf VALUES (?,?,?,?)",
                ((n, self._version, hashlib.sha256(p).hexdigest(), p) for n, p in sorted(self._new.items())),
            )


def load_memo(path: Path | None, version: str) -> Memo:
    """The memo in a file, if it is there, whole and of this version; else an empty one."""
    memo = Memo(version)
    if path is not None and path.is_file():
        with (
            suppress(sqlite3.Error),
            closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db,
        ):
            rows = db.execute("SELECT name, digest, packed FROM shelf WHERE version = ?", (version,))
            memo._old = {str(name): (str(digest), bytes(packed)) for name, digest, packed in rows}
    return memo


def hash_parts(*parts: object) -> str:
    """A short hash of values that ``repr`` tells apart."""
    return hashlib.blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


# ---------------------------------------------------------------- pure functions over plain values


@dataclass
class _Remembered:
    """What a function gave: in the last build, and in this process."""

    old: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    used: dict[tuple[Any, ...], Any] = field(default_factory=dict)


def remember(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """Keep the results of a pure function of strings that gives a string or a number, in this process and
    from one build to the next.
    """
    kept = _functions[f"{function.__module__}.{function.__qualname__}"] = _Remembered()

    def call(*args: Any) -> Any:
        try:
            return kept.used[args]
        except KeyError:
            found = kept.old[args] if args in kept.old else cast(Any, function)(*args)
            if len(kept.used) >= _MOST:
                kept.used.clear()
            kept.used[args] = found
            return found

    return cast(Callable[_P, _R], update_wrapper(call, function))


def recall_functions(memo: Memo) -> None:
    """Begin anew, with what the functions gave in the last build."""
    for name, kept in _functions.items():
        rows = memo.take(name)
        kept.old = {tuple(args): value for args, value in rows} if isinstance(rows, list) else {}
        kept.used = {}


def leave_functions(memo: Memo) -> None:
    """Keep for the next build what the functions gave in this one."""
    for name, kept in _functions.items():
        memo.put(name, list(kept.used.items()))
        kept.old = {}
