"""The network's page, as ``kg view`` draws it, in a frame: its scripts and style as files of their own.

Drawing a large network takes seconds, so a worker does it and the last pages are kept.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections import OrderedDict

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


class Networks:
    """Draws networks and keeps the last ones."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._lock = threading.Lock()
        self._pages: OrderedDict[tuple[str, int, str], str] = OrderedDict()
        self._parts: dict[str, tuple[str, str]] = {}

    def prepare(self) -> None:
        """Have the network read before anyone asks for it."""
        self._pool.run({"network": None, "depth": 1, "lang": "th"})

    def page(self, focus: str, depth: int, lang: str) -> str:
        """The self-contained page around a thing, or of the whole network."""
        key = (focus, depth, lang)
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
                return self._pages[key]
        outcome = self._pool.run({"network": focus, "depth": depth, "lang": lang})
        if outcome.problem:
            raise DrawingError(outcome.reason or outcome.problem)
        with self._lock:
            page = self._pages[key] = outcome.body.decode()
            while len(self._pages) > _KEPT:
                self._pages.popitem(last=False)
        return page

    def frame(self, focus: str, depth: int, lang: str) -> str:
        """The page with its style and scripts taken out, so that it needs nothing inline."""
        page = _META_POLICY.sub("", self.page(focus, depth, lang))
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
