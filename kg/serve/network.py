"""The network's page, as ``kg view`` draws it, in a frame: its scripts and style as files of their own.

Drawing a large network takes seconds, so a worker does it and the last pages are kept.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from kg.model import KgError
from kg.serve.pool import Pool

FRAME_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'"
)
_META_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>\n?')
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_KEPT = 16


class DrawingError(KgError):
    """A network that could not be drawn."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A page that is wanted: around a thing or whole; of all events, or of some."""

    focus: str = ""
    depth: int = 1
    lang: str = "th"
    only: tuple[str, ...] | None = None


class Networks:
    """Draws networks and keeps the last ones."""

    def __init__(self, pool: Pool, whole: Path | None = None) -> None:
        """``whole``: the page of the whole network that the build made, if it made one."""
        self._pool = pool
        self._whole = whole
        self._lock = threading.Lock()
        self._drawn: OrderedDict[Wish, str] = OrderedDict()
        self._parts: dict[str, tuple[str, str]] = {}

    def prepare(self) -> None:
        """Have the network read before anyone asks for it."""
        self._pool.run({"network": None, "depth": 1})

    def draw(self, wish: Wish) -> str:
        """The network as one self-contained page."""
        with self._lock:
            if wish in self._drawn:
                self._drawn.move_to_end(wish)
                return self._drawn[wish]
        if wish == Wish(lang=wish.lang) and self._whole is not None and self._whole.is_file():
            return self._whole.read_text(encoding="utf-8")  # it opens in the language of its address
        asked = {"network": wish.focus, "depth": wish.depth, "lang": wish.lang}
        outcome = self._pool.run({**asked, "only": None if wish.only is None else list(wish.only)})
        if outcome.problem:
            raise DrawingError(outcome.reason or outcome.problem)
        with self._lock:
            drawn = self._drawn[wish] = outcome.body.decode()
            while len(self._drawn) > _KEPT:
                self._drawn.popitem(last=False)
        return drawn

    def frame(self, wish: Wish) -> str:
        """The page with its style and scripts taken out, so that it needs nothing inline."""
        page = _META_POLICY.sub("", self.draw(wish))
        page = _STYLE.sub(
            lambda m: f'<link rel="stylesheet" href="/network/{self._keep(m[1], "css")}">', page, count=1
        )
        return _SCRIPT.sub(lambda m: f'<script src="/network/{self._keep(m[1], "js")}"></script>', page)

    def part(self, name: str) -> tuple[str, str] | None:
        """A style or script by its name: text and media type."""
        return self._parts.get(name)

    def _keep(self, text: str, kind: str) -> str:
        name = f"{hashlib.sha256(text.encode()).hexdigest()[:24]}.{kind}"
        self._parts[name] = (text, "text/css" if kind == "css" else "text/javascript")
        return name
