"""Doubtful pairs to decide, and the reasons behind what was joined: what ``kg review`` and ``kg
explain`` show."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass

from kg.model import Activity, Agreement, Claim, Extraction, Organisation, Person
from kg.resolve.cluster import Link
from kg.resolve.mentions import order_of
from kg.resolve.names import build_name_key, build_text_key
from kg.resolve.whole import Trace


@dataclass(frozen=True, slots=True)
class Side:
    """One of two mentions laid side by side: what it is called, what it was resolved to, and the quotes."""

    mention: str
    entity: str
    name: str
    details: tuple[str, ...]
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two mentions to compare, with the rule that brought them together (or nearly) and its score."""

    kind: str
    rule: str
    score: float
    left: Side
    right: Side


def _describe(trace: Trace, mention: str, claims: Mapping[str, Claim]) -> Side:
    said = trace.said
    name, details, ids = mention, [], []
    if mention in said.persons:
        person = said.persons[mention]
        name = f"{person.name} ({person.latin})" if person.latin else person.name
        details = [f"{p.text} {p.office.country}".strip() for p in person.posts] + [person.published]
        ids = person.claims + [p.claim for p in person.posts]
    elif mention in said.bodies:
        body = said.bodies[mention]
        name, details, ids = body.name, [body.country, *body.aliases], body.claims
    elif mention in said.activities:
        activity = said.activities[mention]
        name = f"{activity.get('date')} {activity.get('type')} {activity.get('name')}".strip()
        details = [f"{p.role}: {p.label or p.actor}" for p in activity.parts] + [
            activity.get("venue"),
            activity.get("city"),
        ]
        ids = activity.claims + [p.claim for p in activity.parts]
    elif mention in said.agreements:
        agreement = said.agreements[mention]
        name = agreement.name
        details = [agreement.type, *agreement.parties] + [
            f"{s} {d}".strip() for s, d, _, _ in agreement.statuses
        ]
        ids = agreement.claims
    quotes = [claims[i].evidence.quote for i in ids if i in claims]
    entity = trace.ids.get(mention, "")
    return Side(
        mention,
        entity,
        name,
        tuple(d for d in details if d),
        tuple(dict.fromkeys(q for q in quotes if q))[:4],
    )


def _index_claims(extractions: list[Extraction] | tuple[Extraction, ...]) -> dict[str, Claim]:
    return {c.id: c for e in extractions for c in e.claims}


def list_doubts(trace: Trace, extractions: list[Extraction] | tuple[Extraction, ...] = ()) -> list[Pair]:
    """The pairs that a person should look at, the likeliest first; pairs already decided are not among
    them."""
    claims = _index_claims(extractions)
    found = [
        Pair(d.kind, d.rule, d.score, _describe(trace, d.left, claims), _describe(trace, d.right, claims))
        for d in trace.doubts
        if trace.ids.get(d.left) != trace.ids.get(d.right)
    ]
    return sorted(
        found, key=lambda p: (-p.score, p.kind, order_of(p.left.mention), p.left.mention, p.right.mention)
    )


def list_joined(trace: Trace, extractions: list[Extraction] | tuple[Extraction, ...] = ()) -> list[Pair]:
    """The pairs that were joined by a rule, for checking a sample by hand."""
    claims = _index_claims(extractions)
    return [
        Pair(x.kind, x.rule, x.score, _describe(trace, x.left, claims), _describe(trace, x.right, claims))
        for x in trace.links
    ]


def find_entities(trace: Trace, name: str) -> list[str]:
    """Ids of the persons, bodies, activities and agreements that a name, an id or a mention key may mean."""
    if name in trace.ids:
        return [trace.ids[name]]
    result = trace.resolution
    entities: list[Person | Organisation | Activity | Agreement] = [
        *result.persons,
        *result.organisations,
        *result.activities,
        *result.agreements,
    ]
    if any(e.id == name for e in entities):
        return [name]
    key, other = build_name_key(name), build_text_key(name)
    exact = [e.id for e in entities if any(build_name_key(x.text) == key for x in e.labels)]
    return exact or [
        e.id for e in entities if any(other and other in build_text_key(x.text) for x in e.labels)
    ]


def explain(
    trace: Trace, name: str, extractions: list[Extraction] | tuple[Extraction, ...] = ()
) -> list[Pair]:
    """Why the mentions under a name are one: the links by which its mentions hang together, one per step.

    Mentions with the very same name and country need no link and are not listed.
    """
    wanted = set(find_entities(trace, name))
    claims = _index_claims(extractions)
    return [
        Pair(x.kind, x.rule, x.score, _describe(trace, x.left, claims), _describe(trace, x.right, claims))
        for x in trace.links
        if trace.ids.get(x.left) in wanted
    ]


def find_path(trace: Trace, left: str, right: str) -> list[Link]:
    """The chain of links that makes two mentions one; empty when they are not, or need none."""
    if trace.ids.get(left) != trace.ids.get(right):
        return []
    edges: dict[str, list[tuple[str, Link]]] = defaultdict(list)
    for link in trace.links:
        edges[link.left].append((link.right, link))
        edges[link.right].append((link.left, link))
    paths: dict[str, list[Link]] = {left: []}
    queue = deque([left])
    while queue:
        here = queue.popleft()
        if here == right:
            return paths[here]
        for there, link in edges[here]:
            if there not in paths:
                paths[there] = [*paths[here], link]
                queue.append(there)
    return []
