"""The process that evaluates queries: one at a time, read from its input, answered on its output.

A running query cannot be interrupted from inside, so it runs where it can be ended: by its master, by the
alarm it sets itself, or by the bound on its memory. Started as ``python -m kg.serve.worker STORE``.

A request is a line of JSON, an answer a line of JSON that says how many bytes follow.
"""

from __future__ import annotations

import json
import re
import signal
import sys
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from kg.graph import build_prefixes
from kg.model import KgError, QueryError
from kg.serve.results import UnwritableError, render_graph, render_rows
from kg.store import Answer, Query, Store, describe_term, find_form, load_query, open_store

if TYPE_CHECKING:
    import networkx as nx

# A LIMIT that ends a query, so that another cannot follow it.
_LIMIT = re.compile(r"(\bLIMIT\s+)(\d+)(?=\s*(?:OFFSET\s+\d+\s*)?\Z)", re.IGNORECASE)


def main(arguments: list[str]) -> None:
    """Serve requests until the input ends."""
    path, memory, base = Path(arguments[0]), int(arguments[1]), arguments[2]
    output = sys.stdout.buffer
    sys.stdout = sys.stderr
    _bound_memory(memory)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)  # ends the process, also in the middle of a query
    store = open_store(path)
    drawer = _Drawer(store)
    _send(output, {"ready": True}, b"")
    for line in sys.stdin.buffer:
        request = json.loads(line)
        _set_alarm(int(request["seconds"]) + 2)
        head, body = drawer.answer(request) if "network" in request else _answer(store, request, base)
        _set_alarm(0)
        _send(output, head, body)


class _Drawer:
    """Draws networks; reads the whole one from the store once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._graph: nx.MultiDiGraph[str] | None = None

    def answer(self, request: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
        """The network around ``network``, an id ("" is the whole one), or of the events ``only`` and theirs.

        ``network`` None only reads it.
        """
        from kg.network import build_network
        from kg.view import render_network

        try:
            if self._graph is None:
                self._graph = build_network(self._store, evidence=False)
            graph, focus, depth = self._graph, request["network"], int(request["depth"])
            if focus is None:
                return {"media": "text/html"}, b""
            known = focus if focus in graph else None
            if request["only"] is not None:
                graph = graph.subgraph(_find_part(graph, request["only"], known))
                known = known if known in graph else None
            limit = 220 if known else 600
            page = render_network(
                graph, self._store, focus=known, depth=depth, limit=limit, lang=request["lang"]
            )
            return {"media": "text/html"}, page.encode("utf-8", "replace")
        except KgError as error:
            return {"error": "failed", "reason": str(error)}, b""


def _find_part(graph: nx.MultiDiGraph[str], events: Sequence[str], focus: str | None) -> set[str]:
    """Events with those who took part in them, and what those belong to."""
    kept = {event for event in events if event in graph} | ({focus} if focus else set())
    kept |= {
        other for event in list(kept) for other in (*graph.successors(event), *graph.predecessors(event))
    }
    wanted = set(events) | ({focus} if focus else set())
    return {node for node in kept if node in wanted or graph.nodes[node]["kind"] != "activity"}


def _set_alarm(seconds: int) -> None:
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def _bound_memory(megabytes: int) -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if megabytes:
        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        resource.setrlimit(resource.RLIMIT_DATA, (megabytes << 20, hard))


def _send(output: BinaryIO, head: Mapping[str, Any], body: bytes) -> None:
    output.write(json.dumps({**head, "length": len(body)}).encode() + b"\n" + body)
    output.flush()


def _answer(store: Store, request: Mapping[str, Any], base: str) -> tuple[dict[str, Any], bytes]:
    try:
        if "question" in request:
            return _ask(store, request)
        rows = int(request["rows"])
        store.services = bool(request.get("services"))
        answer, cut = _evaluate(store, request["query"], rows, bool(request["cut"]))
        forms: Mapping[str, str] = request["graph" if answer.kind == "triples" else "table"]
        if not forms:
            return {"error": "unacceptable"}, b""
        media, form = next(iter(forms.items()))
        shown = len(answer)
        if answer.kind == "triples":
            shown = min(shown, 10 * rows)
            text = render_graph(islice(answer.iter_triples(), shown), form, build_prefixes(base))
        else:
            shown = min(shown, rows)
            text = render_rows(answer, form, shown, spreadsheet=request.get("spreadsheet", False))
        return {"media": media, "rows": shown, "cut": cut}, text.encode("utf-8", "replace")
    except TooManyRowsError as error:
        return {"error": "rows", "reason": str(error)}, b""
    except UnwritableError as error:
        return {"error": "unacceptable", "reason": str(error)}, b""
    except QueryError as error:
        parse = error.__cause__ is None or isinstance(error.__cause__, SyntaxError)
        return {"error": "query" if parse else "failed", "reason": str(error).removeprefix("query: ")}, b""
    except KgError as error:
        return {"error": "failed", "reason": str(error)}, b""
    except MemoryError:
        return {"error": "memory"}, b""
    except Exception as error:
        return {
            "error": "failed",
            "reason": f"the query cannot be answered: {type(error).__name__}: {error}",
        }, b""


class TooManyRowsError(Exception):
    """More rows than are given out at once."""


def _evaluate(store: Store, text: str, rows: int, cut: bool) -> tuple[Answer, bool]:
    """The answer, and whether it has more than ``rows`` rows (ten times as many triples) and is cut there.

    Unless ``cut`` is allowed such an answer is refused. No more rows than needed are read.
    """
    if find_form(text) == "SELECT":
        try:
            answer = store.query(_wrap(f"{text}\nLIMIT {rows + 1}"))
        except QueryError as error:
            if not isinstance(error.__cause__, SyntaxError):
                raise
            answer = store.query(_wrap(_LIMIT.sub(lambda m: m[1] + str(min(int(m[2]), rows + 1)), text)))
    else:
        answer = store.query(_wrap(text))
    limit = rows if answer.kind == "rows" else 10 * rows
    if len(answer) <= limit:
        return answer, False
    if not cut:
        things = "rows" if answer.kind == "rows" else "triples"
        raise TooManyRowsError(
            f"the answer has more than {limit:,} {things}: add LIMIT, and OFFSET for the rest"
        )
    return answer, True


def _wrap(text: str) -> Query:
    return Query("query", "", "", (), text, Path("query"))


def _ask(store: Store, request: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Answer a question of the library; ``cut``: with its first ``rows`` rows only."""
    answer = store.query(load_query(request["question"]), **request["params"])
    most = int(request["rows"])
    told: dict[str, Any] = {"columns": list(answer.columns), "rows": [], "cut": len(answer) > most}
    if answer.kind == "boolean":
        told["boolean"] = answer.boolean
    elif answer.kind == "triples":
        told["columns"] = ["subject", "predicate", "object"]
        told["rows"] = [[describe_term(t) for t in triple] for triple in islice(answer.iter_triples(), most)]
    else:
        told["rows"] = [
            [None if t is None else describe_term(t) for t in row]
            for row in islice(answer.iter_terms(), most)
        ]
    return {"media": "application/json"}, json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")


if __name__ == "__main__":
    main(sys.argv[1:])
