"""A SPARQL 1.1 server elsewhere: asked by queries, written by the Graph Store protocol or by updates.

Nothing is sent anywhere but to the addresses that the user gave. What comes back is handed on as bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from kg.model import StoreError

_TIMEOUT = 300  # seconds for one answer
_ADDRESS = re.compile(r"(https?):/{1,2}(?=[^/])", re.IGNORECASE)


class RemoteError(StoreError):
    """A server that cannot be reached, or that refuses."""


def find_address(path: Path | str) -> str:
    """The address that a ``--store`` gives, "" for a folder or a file. A Path keeps one slash of two."""
    text = str(path)
    match = _ADDRESS.match(text)
    return f"{match[1].lower()}://{text[match.end() :]}" if match else ""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a server answers queries, keeps graphs (Graph Store protocol) and takes updates."""

    query: str
    graphs: str
    update: str


def find_addresses(address: str) -> Addresses:
    """The three addresses of a server, by the one that is given.

    ``…/sparql`` is taken for Virtuoso's, anything else for the root of an Oxigraph server, or its ``/query``.
    """
    root = address.rstrip("/")
    if root.endswith("/sparql"):
        root = root.removesuffix("/sparql")
        return Addresses(f"{root}/sparql", f"{root}/sparql-graph-crud-auth", f"{root}/sparql-auth")
    root = root.removesuffix("/query")
    return Addresses(f"{root}/query", f"{root}/store", f"{root}/update")


class Remote:
    """A server. ``union``: its named graphs together are to be the default graph of a query."""

    def __init__(self, addresses: Addresses, user: str = "", password: str = "") -> None:
        import urllib.request

        self.addresses = addresses
        self.union = False
        handlers: list[Any] = []
        if user:
            known = urllib.request.HTTPPasswordMgrWithDefaultRealm()
            for address in (addresses.query, addresses.graphs, addresses.update):
                known.add_password(None, address, user, password)
            handlers += [
                urllib.request.HTTPDigestAuthHandler(known),
                urllib.request.HTTPBasicAuthHandler(known),
            ]
        self._opener = urllib.request.build_opener(*handlers)

    def ask(self, query: str, accept: str) -> tuple[str, bytes]:
        """Put a query; the media type of the answer and the answer.

        ValueError when the server finds the query wrong, RemoteError when it cannot be asked.
        """
        form = {"query": query, **({"union-default-graph": ""} if self.union else {})}
        headers = {"Accept": accept, "Content-Type": "application/x-www-form-urlencoded"}
        body, answered = self._send("POST", self.addresses.query, urlencode(form).encode(), headers)
        if limit := answered.get("X-SPARQL-MaxRows"):
            raise RemoteError(
                f"{self.addresses.query}: the server cuts its answers after {limit} rows; raise that limit "
                "(ResultSetMaxRows in virtuoso.ini)"
            )
        if said := answered.get("X-SQL-Message") or answered.get("X-Exec-DB-Error"):
            raise RemoteError(f"{self.addresses.query}: the answer is not whole: {said}")
        return answered.get_content_type(), body

    def put_graph(self, graph: str, triples: bytes) -> None:
        """Make N-Triples the whole content of a named graph."""
        address = f"{self.addresses.graphs}?{urlencode({'graph': graph})}"
        self._send("PUT", address, triples, {"Content-Type": "text/turtle; charset=utf-8"})

    def drop_graph(self, graph: str) -> None:
        """Delete a named graph."""
        address = f"{self.addresses.graphs}?{urlencode({'graph': graph})}"
        self._send("DELETE", address, None, {})

    def update(self, text: str) -> None:
        """Put a SPARQL update."""
        headers = {"Content-Type": "application/sparql-update; charset=utf-8"}
        self._send("POST", self.addresses.update, text.encode(), headers)

    def _send(
        self, method: str, address: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[bytes, Any]:
        import urllib.error
        import urllib.request
        from http.client import HTTPException

        request = urllib.request.Request(address, body, headers, method=method)
        try:
            with self._opener.open(request, timeout=_TIMEOUT) as answer:
                return answer.read(), answer.headers
        except urllib.error.HTTPError as error:
            said = " ".join(error.read(2000).decode("utf-8", "replace").split())[:300]
            if error.code == 400 and method == "POST":
                raise ValueError(f"the server at {address} finds it wrong: {said}") from error
            hint = " (give --user, and the password in KG_PASSWORD)" if error.code == 401 else ""
            raise RemoteError(f"{address}: the server refuses: {error.code} {said}{hint}") from error
        except (urllib.error.URLError, HTTPException, OSError) as error:
            reason = getattr(error, "reason", error)
            raise RemoteError(f"{address}: the server cannot be reached ({reason})") from error
