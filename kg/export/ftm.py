"""The graph as FollowTheMoney entities, one JSON object a line, as Aleph and OpenSanctions' tools read them.

An official is a Person; an organisation a PublicBody, Company or Organization, by its kind, with a
Membership in what it is part of and a Succession to what came after it; a post a Position; a tenure an
Occupancy, with start and end only where a source states them, and the dates of observation as its dates;
an activity an Event; a participation an UnknownLink from the actor to the Event, with the role; an
agreement a Document, with a Documentation to each party and signatory; an article an Article. Countries
are no entities there but values of ``country``. FollowTheMoney allows few characters in ids, so ours are
hashed; ``notes`` (of things) and ``recordId`` (of links) keep the IRI.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any

from kg.export.facts import Facts
from kg.graph import DCTERMS, SCHEMA
from kg.store import Store

Entity = dict[str, Any]
_COMPANIES = ("company", "bank", "state-enterprise")
_PUBLIC = (
    "ministry", "department", "agency", "government", "embassy", "consulate", "parliament", "court",
    "military", "police", "local-government", "royal-institution", "office", "committee", "council",
)  # fmt: skip


def find_entity_id(iri: str) -> str:
    """The id of a thing's entity: its kind and 16 hex digits of its IRI's hash.

    >>> find_entity_id("https://example.org/diplomatic-kg/id/country/TH")
    'country-b8023b6d37b53d05'
    """
    kind = iri.partition("/id/")[2].partition("/")[0]
    return f"{kind}-{hashlib.sha256(iri.encode()).hexdigest()[:16]}"


def iter_entities(store: Store) -> Iterator[Entity]:
    """The entities, kind by kind, each by its IRI."""
    facts = Facts(store)
    makers: tuple[tuple[str, Callable[[Facts, str], Iterable[Entity]]], ...] = (
        ("Article", _make_article),
        ("Official", _make_person),
        ("Organisation", _make_body),
        ("Post", _make_position),
        ("Tenure", _make_occupancy),
        ("DiplomaticActivity", _make_event),
        ("Agreement", _make_document),
    )
    for kind, make in makers:
        for iri in facts.things(kind):
            yield from make(facts, iri)


def _build(schema: str, entity_id: str, **properties: Iterable[str]) -> Entity:
    """An entity; values that are empty and properties without a value are left out."""
    kept = {name: list(dict.fromkeys(filter(None, values))) for name, values in properties.items()}
    return {"id": entity_id, "schema": schema, "properties": {n: v for n, v in sorted(kept.items()) if v}}


def _describe(facts: Facts, iri: str) -> dict[str, list[str]]:
    """What all things say: names, the IRI, where they are told."""
    return {
        "name": [label.text for label in facts.names(iri)],
        "alias": [label.text for label in facts.names(iri, "altLabel")],
        "notes": [iri],
        **_prove(facts, iri),
    }


def _prove(facts: Facts, iri: str) -> dict[str, list[str]]:
    articles = facts.articles(iri)
    return {
        "proof": [find_entity_id(article) for article in articles],
        "sourceUrl": [facts.one(article, SCHEMA + "url") for article in articles],
    }


def _countries(facts: Facts, iris: Iterable[str]) -> list[str]:
    return sorted({facts.one(iri, "isoCode").lower() for iri in iris} - {""})


def _make_article(facts: Facts, iri: str) -> Iterator[Entity]:
    title = facts.one(iri, DCTERMS + "title")
    yield _build(
        "Article",
        find_entity_id(iri),
        name=[title or facts.one(iri, DCTERMS + "identifier")],
        title=[title],
        fileName=[facts.one(iri, DCTERMS + "identifier")],
        publishedAt=[facts.one(iri, DCTERMS + "issued")],
        sourceUrl=[facts.one(iri, SCHEMA + "url")],
        notes=[iri],
    )


def _make_person(facts: Facts, iri: str) -> Iterator[Entity]:
    country = _countries(facts, facts.iris(iri, "country"))
    yield _build("Person", find_entity_id(iri), country=country, **_describe(facts, iri))


def _make_body(facts: Facts, iri: str) -> Iterator[Entity]:
    kind = facts.code(iri, "bodyKind")
    schema = "Company" if kind in _COMPANIES else "PublicBody" if kind in _PUBLIC else "Organization"
    country = _countries(facts, facts.iris(iri, "country"))
    own = find_entity_id(iri)
    yield _build(schema, own, country=country, classification=[kind], **_describe(facts, iri))
    for parent in facts.iris(iri, "partOfBody"):
        other = find_entity_id(parent)
        yield _build("Membership", f"{own}-in-{other}", member=[own], organization=[other], role=["part of"])
    for successor in facts.iris(iri, "succeededBy"):
        other = find_entity_id(successor)
        yield _build("Succession", f"{own}-then-{other}", predecessor=[own], successor=[other])


def _make_position(facts: Facts, iri: str) -> Iterator[Entity]:
    yield _build(
        "Position",
        find_entity_id(iri),
        country=_countries(facts, [*facts.iris(iri, "forCountry"), *facts.iris(iri, "accreditedTo")]),
        organization=map(find_entity_id, facts.iris(iri, "postIn")),
        **_describe(facts, iri),
    )


def _make_occupancy(facts: Facts, iri: str) -> Iterator[Entity]:
    yield _build(
        "Occupancy",
        find_entity_id(iri),
        holder=map(find_entity_id, facts.iris(iri, "holder")),
        post=map(find_entity_id, facts.iris(iri, "post")),
        startDate=[facts.one(iri, "statedStart")],
        endDate=[facts.one(iri, "statedEnd")],
        date=[facts.one(iri, "firstObserved"), facts.one(iri, "lastObserved")],
        status=["ended" if facts.one(iri, "former") == "true" else ""],
        description=["acting" if facts.one(iri, "acting") == "true" else ""],
        recordId=[iri],
        **_prove(facts, iri),
    )


def _make_event(facts: Facts, iri: str) -> Iterator[Entity]:
    own = find_entity_id(iri)
    parts = facts.iris(iri, "participation")
    first, last = facts.one(iri, "date"), facts.one(iri, "endDate")
    place = facts.one(iri, "place")
    dates = {"startDate": [first], "endDate": [last]} if last else {"date": [first]}
    yield _build(
        "Event",
        own,
        **dates,
        location=[facts.one(iri, "venue"), facts.name(place, "th"), facts.name(place, "en")],
        country=_countries(
            facts, [*facts.iris(iri, "inCountry"), *(side for p in parts for side in facts.iris(p, "side"))]
        ),
        involved=_entities(facts, parts),
        organizer=_entities(facts, [part for part in parts if facts.code(part, "role") == "host"]),
        summary=[facts.code(iri, "activityKind"), facts.code(iri, "activityStatus")],
        keywords=sorted(topic.rpartition("/")[2] for topic in facts.iris(iri, "topic")),
        **_describe(facts, iri),
    )
    for part in parts:
        actor = facts.one(part, "actor")
        if not facts.is_a(actor, "Country"):
            yield _build(
                "UnknownLink",
                find_entity_id(part),
                subject=[find_entity_id(actor)],
                object=[own],
                role=[facts.code(part, "role")],
                date=[first],
                status=["inferred" if facts.one(part, "inferred") == "true" else ""],
                recordId=[part],
                **_prove(facts, part),
            )


def _entities(facts: Facts, parts: Iterable[str]) -> list[str]:
    """The persons and bodies among the actors: posts and countries cannot be involved there."""
    actors = sorted({facts.one(part, "actor") for part in parts})
    return [find_entity_id(a) for a in actors if facts.is_a(a, "Official") or facts.is_a(a, "Organisation")]


def _make_document(facts: Facts, iri: str) -> Iterator[Entity]:
    own = find_entity_id(iri)
    changes = facts.iris(iri, "statusChange")
    signed = [facts.one(c, "date") for c in changes if facts.code(c, "agreementStatus") == "signed"]
    parties = facts.iris(iri, "party")
    yield _build(
        "Document",
        own,
        title=[facts.name(iri, "th")],
        fileName=[facts.name(iri, "th")],
        date=signed,
        country=_countries(facts, parties),
        keywords=[facts.code(iri, "agreementKind"), facts.code(iri, "latestStatus")],
        **_describe(facts, iri),
    )
    tied = [(party, "party") for party in parties if not facts.is_a(party, "Country")]
    tied += [(signatory, "signatory") for signatory in facts.iris(iri, "signatory")]
    for other, role in tied:
        entity = find_entity_id(other)
        yield _build("Documentation", f"{own}-{role}-{entity}", document=[own], entity=[entity], role=[role])


def write_entities(store: Store, output: IO[str]) -> None:
    """Write the entities as JSON Lines."""
    for entity in iter_entities(store):
        output.write(json.dumps(entity, ensure_ascii=False) + "\n")
