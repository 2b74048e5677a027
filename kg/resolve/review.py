"""Doubtful pairs to decide, and the reasons behind what was joined: what ``kg review`` and ``kg
explain`` show."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg.model import Activity, Agreement, Claim, Extraction, Organisation, Person, build_key, build_slug
from kg.resolve.cluster import Link
from kg.resolve.decisions import Decision, Decisions, is_address
from kg.resolve.mentions import order_of
from kg.resolve.names import build_name_key, build_text_key
from kg.resolve.whole import Trace


@dataclass(frozen=True, slots=True)
class Side:
    """One of two mentions laid side by side: what it is called, what it was resolved to, and the quotes.

    ``claims`` are the ids of the claims that the quotes stand for, in their order.
    """

    mention: str
    entity: str
    name: str
    details: tuple[str, ...]
    quotes: tuple[str, ...]
    claims: tuple[str, ...] = ()


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
    quotes: dict[str, str] = {}
    for ident in ids:
        if ident in claims and claims[ident].evidence.quote:
            quotes.setdefault(claims[ident].evidence.quote, ident)
    shown = list(quotes.items())[:4]
    entity = trace.ids.get(mention, "")
    return Side(
        mention,
        entity,
        name,
        tuple(dict.fromkeys(d for d in details if d)),
        tuple(q for q, _ in shown),
        tuple(c for _, c in shown),
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


def list_joined(
    trace: Trace, extractions: list[Extraction] | tuple[Extraction, ...] = (), below: float = 2.0
) -> list[Pair]:
    """The pairs that were joined by a rule with a score less than ``below``, the least likely first."""
    claims = _index_claims(extractions)
    links = [x for x in trace.links if x.score < below and x.rule != "decision"]
    return [
        Pair(x.kind, x.rule, x.score, _describe(trace, x.left, claims), _describe(trace, x.right, claims))
        for x in sorted(links, key=lambda x: (x.score, x.kind, order_of(x.left), x))
    ]


def find_targets(pair: Pair) -> tuple[str, str]:
    """What a decision about a pair names: the two ids, which people can read, or the two mentions where
    both are one thing as yet."""
    left, right = pair.left.entity, pair.right.entity
    return (left, right) if left and right and left != right else (pair.left.mention, pair.right.mention)


def find_current(trace: Trace, ident: str) -> str:
    """The id that a thing goes by now, given one it goes or went by, or a mention key; "" when unknown.

    An id from before a merge lives on: persons and bodies by the form of the name in it, activities and
    agreements by the mention it was made of.
    """
    if ident in trace.ids:
        return trace.ids[ident]
    known = set(trace.ids.values())
    if ident in known:
        return ident
    kind, _, rest = ident.partition("/")
    if kind not in ("person", "org", "activity", "agreement"):
        return ""
    key = rest.rpartition("-")[2]
    found = {now for m, now in trace.ids.items() if build_key(m) == key and now.startswith(kind + "/")}
    if not found and kind in ("person", "org"):
        found = {now for old, now in _iter_old_names(trace, kind) if old == rest}
    return found.pop() if len(found) == 1 else ""


def _iter_old_names(trace: Trace, kind: str) -> Iterator[tuple[str, str]]:
    things: tuple[Person | Organisation, ...] = trace.resolution.persons
    if kind == "org":
        things = trace.resolution.organisations
    for thing in things:
        for slug in {build_slug(label.text) for label in thing.labels}:
            yield slug, thing.id
            if thing.country:
                yield f"{slug}-{thing.country.lower()}", thing.id


def list_idle(trace: Trace, decisions: Decisions, extractions: Iterable[Extraction] = ()) -> list[Decision]:
    """The decisions that touch nothing: what they name is not among the claims (any more)."""
    claims = {c.id for e in extractions for c in e.claims}
    return [
        d
        for d in decisions.entries
        if any(
            t not in claims if d.action in ("reject", "amend") else not find_current(trace, t)
            for t in d.targets
            if not is_address(t)
        )
    ]


def find_entities(trace: Trace, name: str) -> list[str]:
    """Ids of the persons, bodies, activities and agreements that a name, an id or a mention key may mean."""
    current = find_current(trace, name)
    if current:
        return [current]
    result = trace.resolution
    entities: list[Person | Organisation | Activity | Agreement] = [
        *result.persons,
        *result.organisations,
        *result.activities,
        *result.agreements,
    ]
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


def _name_key(trace: Trace, mention: str) -> str:
    said = trace.said
    if mention in said.persons:
        return build_name_key(said.persons[mention].name)
    if mention in said.bodies:
        return build_text_key(said.bodies[mention].name)
    return mention


def _find_mentions(trace: Trace, name: str) -> list[str]:
    """The mentions that a name means: those written so, else all of the things that go by it."""
    if name in trace.ids:
        return [name]
    wanted = set(find_entities(trace, name))
    own = sorted((m for m, e in trace.ids.items() if e in wanted), key=lambda m: (order_of(m), m))
    keys = {build_name_key(name), build_text_key(name)}
    return [m for m in own if _name_key(trace, m) in keys] or own


def explain_pair(
    trace: Trace, name: str, other: str, extractions: list[Extraction] | tuple[Extraction, ...] = ()
) -> tuple[str, list[Pair]]:
    """Whether two names, ids or mentions are one, in a line, and the steps between them; for two that were
    kept apart, the doubts about it."""
    left, right = _find_mentions(trace, name), _find_mentions(trace, other)
    shared = sorted({trace.ids[m] for m in left} & {trace.ids[m] for m in right})
    claims = _index_claims(extractions)

    def show(links: Iterable[Link]) -> list[Pair]:
        return [
            Pair(x.kind, x.rule, x.score, _describe(trace, x.left, claims), _describe(trace, x.right, claims))
            for x in links
        ]

    if not shared:
        one, two = ({trace.ids[m] for m in mentions} for mentions in (left, right))
        ids = " and ".join(", ".join(sorted(group)) or "nothing" for group in (one, two))
        sides = {frozenset((a, b)) for a in one for b in two}
        doubts = [d for d in trace.doubts if frozenset((trace.ids[d.left], trace.ids[d.right])) in sides]
        return f"two: {ids}", show(doubts)
    first = next(m for m in left if trace.ids[m] == shared[0])
    last = next(m for m in right if trace.ids[m] == shared[0])
    path = find_path(trace, first, last)
    return f"one: {shared[0]}" + ("" if path else ", by the same name and country"), show(path)


def find_path(trace: Trace, left: str, right: str) -> list[Link]:
    """The chain of links that makes two mentions one; empty when they are not, or need none."""
    entity = trace.ids.get(left)
    if entity is None or entity != trace.ids.get(right):
        return []
    edges: dict[str, list[tuple[str, Link]]] = defaultdict(list)
    anchors: dict[str, list[str]] = defaultdict(list)
    for link in trace.links:
        if trace.ids.get(link.left) == entity:
            edges[link.left].append((link.right, link))
            edges[link.right].append((link.left, link))
    for mention in sorted(edges):  # mentions under one name hang together without a link
        anchors[_name_key(trace, mention)].append(mention)
    goals = {right, *anchors[_name_key(trace, right)]}
    starts = [left, *anchors[_name_key(trace, left)]]
    if goals.intersection(starts):
        return []
    paths: dict[str, list[Link]] = {start: [] for start in starts}
    queue = deque(starts)
    while queue:
        here = queue.popleft()
        if here in goals:
            return paths[here]
        steps: list[tuple[str, list[Link]]] = [(there, [link]) for there, link in edges[here]]
        steps += [(there, []) for there in anchors[_name_key(trace, here)]]
        for there, way in steps:
            if there not in paths:
                paths[there] = [*paths[here], *way]
                queue.append(there)
    return []


def iter_lines(pair: Pair) -> Iterator[str]:
    """A pair for reading: the rule and its score, then each side with its details, claims and quotes."""
    yield f"{pair.kind}: {pair.rule}  {pair.score:.2f}"
    for letter, side in (("A", pair.left), ("B", pair.right)):
        yield f"  {letter}  {side.name}   {side.entity}   [{side.mention}]"
        if side.details:
            yield f"     {' · '.join(side.details)}"
        for claim, quote in zip(side.claims, side.quotes, strict=True):
            yield f"     {claim}  “{quote}”"
