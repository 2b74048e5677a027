"""Proposed matches of officials and bodies with the entries of a reconciliation service.

Speaks the W3C Reconciliation API (0.2) with the one service whose address the user gives. What comes back is
never believed: each candidate becomes an ``unsure`` entry of a decisions file, for a person to make ``same``
or ``different``.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO, Any

from kg.model import KgError
from kg.resolve import Decision, append_decisions, load_decisions
from kg.store import Store

_TIMEOUT = 60  # seconds for one answer
_LARGEST = 20_000_000  # bytes of one answer
_BATCH = 20  # names asked for at once, unless the service wants fewer
_CANDIDATES = 3  # candidates asked for per name
_THINGS = """
PREFIX dip: <https://example.org/diplomatic-kg/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?thing ?class ?th ?en ?country WHERE {
  VALUES ?class { dip:Official dip:Organisation }
  ?thing a ?class .
  OPTIONAL { ?thing skos:prefLabel ?th . FILTER(LANG(?th) = "th") }
  OPTIONAL { ?thing skos:prefLabel ?en . FILTER(LANG(?en) = "en") }
  OPTIONAL { ?thing dip:country/dip:isoCode ?country . }
}
ORDER BY ?thing
"""


class LinkError(KgError):
    """A service that cannot be used."""


@dataclass(frozen=True, slots=True)
class NamedThing:
    """What the service is asked about: an id of ours and the name that is sent."""

    id: str
    name: str
    kind: str
    country: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A candidate: ``iri`` of the entry, its name, what it is said to be, the service's score and verdict."""

    thing: NamedThing
    iri: str
    name: str
    types: tuple[str, ...]
    score: float
    match: bool


def iter_named_things(store: Store, kind: str = "", lang: str = "th") -> Iterator[NamedThing]:
    """The officials and bodies of a store by id, each once, with the name in ``lang`` or else the other one.

    ``kind``: ``person`` or ``organisation`` alone.
    """
    seen: set[str] = set()
    for row in store.query(_THINGS):
        ident = (row["thing"] or "").rpartition("/id/")[2]
        found = "person" if (row["class"] or "").endswith("Official") else "organisation"
        names = (row["en"], row["th"]) if lang == "en" else (row["th"], row["en"])
        name = names[0] or names[1]
        if ident not in seen and name and kind in ("", found):
            seen.add(ident)
            yield NamedThing(ident, name, found, row["country"] or "")


def propose_links(service: str, things: Sequence[NamedThing]) -> list[Proposal]:
    """Ask the service about each thing, some at a time; the candidates in the order of the things.

    LinkError when the service cannot be reached or does not speak the API.
    """
    manifest = _fetch(service, None)
    versions = manifest.get("versions")
    if "name" not in manifest or (isinstance(versions, list) and not {"0.1", "0.2"}.intersection(versions)):
        raise LinkError(f"{service}: this is no reconciliation service of version 0.1 or 0.2")
    size = manifest.get("batchSize")
    size = min(size, _BATCH) if isinstance(size, int) and size > 0 else _BATCH
    space = str(manifest.get("identifierSpace") or "")
    found: list[Proposal] = []
    for start in range(0, len(things), size):
        batch = things[start : start + size]
        queries = {f"q{n}": {"query": thing.name, "limit": _CANDIDATES} for n, thing in enumerate(batch)}
        answer = _fetch(service, {"queries": json.dumps(queries, ensure_ascii=False)})
        for n, thing in enumerate(batch):
            found += _read_candidates(service, space, thing, answer.get(f"q{n}"))
    return found


def _read_candidates(service: str, space: str, thing: NamedThing, answer: Any) -> Iterator[Proposal]:
    if not isinstance(answer, dict) or not isinstance(answer.get("result"), list):
        raise LinkError(f"{service}: the answer about {thing.name!r} has no list of results")
    for candidate in answer["result"][:_CANDIDATES]:
        if not isinstance(candidate, dict) or not isinstance(candidate.get("id"), str):
            continue
        ident = candidate["id"]
        iri = ident if "://" in ident else space + urllib.parse.quote(ident, safe=":/#?=&;,@+~.-_")
        if not iri.startswith(("https://", "http://")):
            raise LinkError(f"{service}: its entries have no address: it tells no identifierSpace")
        score = candidate.get("score")
        yield Proposal(
            thing,
            iri,
            _clean(candidate.get("name") or ident),
            tuple(_read_types(candidate.get("type"))),
            float(score) if isinstance(score, (int, float)) else 0.0,
            candidate.get("match") is True,
        )


def _read_types(value: Any) -> Iterator[str]:
    for kind in value if isinstance(value, list) else []:
        yield _clean(kind.get("name") or kind.get("id") or "" if isinstance(kind, dict) else kind)


def _clean(text: object) -> str:
    """One line of printable text, however odd the answer."""
    return " ".join("".join(ch if ch.isprintable() else " " for ch in str(text)).split())[:200]


def write_proposals(path: Path, service: str, proposals: Iterable[Proposal], when: str) -> int:
    """Append each proposal as an ``unsure`` entry; what the file already speaks of stays. Returns how many
    were new."""
    known = set()
    if path.exists():
        known = {frozenset(entry.targets) for entry in load_decisions(path).entries}
    entries = []
    for proposal in proposals:
        targets = (proposal.thing.id, proposal.iri)
        if frozenset(targets) in known:
            continue
        known.add(frozenset(targets))
        about = [proposal.name, *proposal.types, f"score {proposal.score:g}"]
        about += ["the service takes it for a match"] if proposal.match else []
        why = f"{proposal.thing.name}: {', '.join(about)}"
        entries.append(Decision("unsure", targets, service, when, why))
    if entries:
        append_decisions(path, entries)
    return len(entries)


# ---------------------------------------------------------------- asking


class _StayThere(urllib.request.HTTPRedirectHandler):
    """Follows a redirect to the same host only: nobody else is told the names."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        old, new = urllib.parse.urlsplit(req.full_url), urllib.parse.urlsplit(newurl)
        if (old.scheme, old.netloc) != (new.scheme, new.netloc):
            raise LinkError(f"{req.full_url}: it sends on to {newurl}; give that address if you trust it")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _fetch(service: str, form: dict[str, str] | None) -> dict[str, Any]:
    """The JSON object that the service answers: to a form (POST), or its manifest (GET)."""
    if urllib.parse.urlsplit(service).scheme not in ("http", "https"):
        raise LinkError(f"{service}: give an address that begins with https:// or http://")
    data = urllib.parse.urlencode(form).encode() if form is not None else None
    request = urllib.request.Request(
        service, data, {"Accept": "application/json", "User-Agent": "diplomatic-kg"}
    )
    try:
        with urllib.request.build_opener(_StayThere).open(request, timeout=_TIMEOUT) as answer:
            body = answer.read(_LARGEST + 1)
    except urllib.error.HTTPError as error:
        raise LinkError(f"{service}: it answers {error.code} {error.reason}") from error
    except (OSError, HTTPException, ValueError) as error:
        raise LinkError(f"{service}: it cannot be reached ({error})") from error
    if len(body) > _LARGEST:
        raise LinkError(f"{service}: its answer is larger than {_LARGEST:,} bytes")
    try:
        value = json.loads(body)
    except ValueError as error:
        raise LinkError(f"{service}: its answer is not JSON") from error
    if not isinstance(value, dict):
        raise LinkError(f"{service}: its answer is no JSON object")
    return value
