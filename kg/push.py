"""The graph of a store → a SPARQL server, article graph by article graph.

Each thing goes into the named graph of one article: evidence and the article itself into their own, what
rests on evidence into that of its first article; countries, posts and the like into a shared one. A graph
holds, beside its triples, their hash. So a push that was stopped goes on where it was, and a second one sends
only what differs. Mentions that were not resolved stay at home: they are not part of the graph's answers.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from kg.graph import DIP, RDF, SCHEMA
from kg.model import StoreError
from kg.remote import Remote
from kg.store import Store, ask_server, write_ntriples

SHARED = "shared"  # the graph of what no article owns
_PAGE = 2000  # hashes asked for at once
_BATCH = 1000  # triples in one update


@dataclass(frozen=True, slots=True)
class PushResult:
    """How many graphs were sent, how many were there already, and how many were deleted."""

    sent: int
    kept: int
    dropped: int


def push_store(
    store: Store,
    remote: Remote,
    *,
    by_update: bool = False,
    progress: Callable[[str, int, int], None] = lambda stage, done, total: None,
) -> PushResult:
    """Make the server hold the default graph of ``store`` in named graphs, sending only what differs.

    ``by_update``: send SPARQL updates, to a server without the Graph Store protocol. Graphs of the same data
    that the store has no more are deleted; others are left alone. Raises RemoteError.
    """
    homes, base = _find_homes(store)
    if not homes:
        raise StoreError("the store holds nothing to send")
    there = dict(_iter_hashes(remote, base))
    sent = kept = 0
    for count, (name, subjects) in enumerate(sorted(homes.items()), 1):
        triples = write_ntriples(triple for subject in subjects for triple in store.iter_triples(subject))
        digest = hashlib.sha256(triples).hexdigest()
        if there.pop(name, None) == digest:
            kept += 1
        else:
            _send(remote, f"{base}{name}", triples, _mark(base, name, digest), by_update)
            sent += 1
        progress("push", count, len(homes))
    for name in sorted(there):
        if by_update:
            remote.update(f"DROP SILENT GRAPH <{base}{name}>")
        else:
            remote.drop_graph(f"{base}{name}")
    return PushResult(sent, kept, len(there))


def _mark(base: str, name: str, digest: str) -> bytes:
    return f'<{base}graph/{name}> <{SCHEMA}sha256> "{digest}" .\n'.encode()


def _send(remote: Remote, graph: str, triples: bytes, mark: bytes, by_update: bool) -> None:
    if not by_update:
        remote.put_graph(graph, triples + mark)
        return
    remote.update(f"DROP SILENT GRAPH <{graph}>")
    lines = [*triples.splitlines(), mark]  # the mark comes last: without it the graph counts as not sent
    for start in range(0, len(lines), _BATCH):
        data = b"\n".join(lines[start : start + _BATCH]).decode()
        remote.update(f"INSERT DATA {{ GRAPH <{graph}> {{\n{data}\n}} }}")


def _find_homes(store: Store) -> tuple[Mapping[str, list[str]], str]:
    """Graph → the subjects that go there; and what the IRIs of all data begin with.

    An article's graph is named by the article's IRI.
    """
    owner: dict[str, str] = {}  # evidence → article
    for subject, _, article in store.iter_triples(None, f"{DIP}article"):
        owner[subject] = str(article)
    first: dict[str, str] = {}  # thing → its first evidence
    for subject, _, term in store.iter_triples(None, f"{DIP}evidence"):
        evidence = str(term)
        if subject not in first or evidence < first[subject]:
            first[subject] = evidence
    articles = {subject for subject, _, _ in store.iter_pointing(f"{DIP}Article", f"{RDF}type")}
    base = next((a.rpartition("/id/")[0] + "/id/" for a in sorted(articles)), "")
    homes: dict[str, list[str]] = defaultdict(list)
    for subject in store.iter_subjects():
        article = (
            subject if subject in articles else owner.get(subject) or owner.get(first.get(subject, ""), "")
        )
        homes[article.removeprefix(base) or SHARED].append(subject)
    return homes, base


def _iter_hashes(remote: Remote, base: str) -> Iterator[tuple[str, str]]:
    """The graphs that the server holds of this data: name, hash. Asked for page by page."""
    last = ""
    while True:
        rows = ask_server(
            remote,
            f"SELECT ?mark ?hash WHERE {{ GRAPH ?graph {{ ?mark <{SCHEMA}sha256> ?hash }} "
            f'FILTER(STRSTARTS(STR(?mark), "{base}graph/") && STR(?mark) > "{last}") }} '
            f"ORDER BY STR(?mark) LIMIT {_PAGE}",
        )
        for row in rows:
            last = str(row["mark"])
            yield last.removeprefix(f"{base}graph/"), str(row["hash"])
        if len(rows) < _PAGE:
            return
