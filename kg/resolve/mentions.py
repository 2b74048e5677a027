"""Claims of one article after another → what each article says about each of its persons, bodies and
activities."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from kg.lexicon import RITES
from kg.model import Article, Claim, Extraction
from kg.resolve.decisions import Decisions
from kg.resolve.knowledge import Knowledge
from kg.resolve.names import clean_form, clean_person_name
from kg.resolve.posts import Office, parse_office

_NEXT = 400  # letters between a date and what is told next
_HOUR = re.compile(r"(?:เวลา|at)\s*(?:ประมาณ\s*)?([0-2]?\d)[.:]?([0-5]\d)\s*(?:น\.|hrs?\b|hours\b)")
_BETWEEN = re.compile(r"[)\s,]{0,4}(?:เมื่อ)?")  # a date and its hour
_CIRCLES = {  # talks of two leaders and a few, and those of their delegations after them
    "restricted": re.compile(
        r"กลุ่มเล็ก|วงเล็ก|สองต่อสอง|[Ff]our[- ]?[Ee]yes|small[- ]group|restricted (?:session|meeting)"
    ),
    "full": re.compile(r"เต็มคณะ|[Pp]lenary|full delegation|extended (?:session|meeting)"),
}
_TELLS = re.compile(
    r"หลัง|ก่อน|เผย|กล่าว|แถลง|สัมภาษณ์|ชี้แจง|เดินทาง|ระบุ|\b(?:said|told|stated|disclosed|depart\w*)\b"
)


@dataclass(slots=True)
class PostSaid:
    """An article gives a person a post."""

    office: Office
    text: str
    claim: str
    org: str = ""  # key of the organisation mention
    org_name: str = ""
    terms: list[tuple[str, str, str]] = field(default_factory=list)  # start or end, the date, the claim


@dataclass(slots=True)
class PersonSaid:
    """What an article says about a person."""

    key: str
    article: str
    published: str
    diplomatic: bool
    name: str = ""
    latin: str = ""
    aliases: list[str] = field(default_factory=list)
    posts: list[PostSaid] = field(default_factory=list)
    claims: list[str] = field(default_factory=list)
    royal: bool = False  # named by a royal style, which is of one person alone


@dataclass(slots=True)
class BodySaid:
    """What an article says about an organisation."""

    key: str
    article: str
    diplomatic: bool
    name: str = ""
    aliases: list[str] = field(default_factory=list)
    country: str = ""
    kind: str = ""
    curated: str = ""
    claims: list[str] = field(default_factory=list)


@dataclass(slots=True)
class PartSaid:
    """An article names an actor in an activity: ``actor`` is a mention key, ``country:XX`` or ``post:…``."""

    actor: str
    role: str
    side: str
    capacity: str
    label: str
    claim: str


@dataclass(slots=True)
class ActivitySaid:
    """What an article says about an activity. ``values`` maps a property to (value, claim) pairs; ``rite``
    tells of what kind a ceremony is that no name tells apart, ``hour`` when on its day it was (``13:30``),
    ``circle`` whether talks were ``restricted`` or ``full``."""

    key: str
    article: str
    published: str
    values: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    parts: list[PartSaid] = field(default_factory=list)
    claims: list[str] = field(default_factory=list)

    def get(self, name: str) -> str:
        """The first value of a property, or an empty string."""
        found = self.values.get(name)
        return found[0][0] if found else ""

    @property
    def focal(self) -> bool:
        """True when the article reports it as its news."""
        return self.get("focal").lower() not in ("false", "0", "no")


@dataclass(slots=True)
class AgreementSaid:
    """What an article says about an agreement. ``statuses`` holds (status, date, signing activity's
    key, claim)."""

    key: str
    article: str
    published: str
    name: str = ""
    type: str = ""
    parties: list[str] = field(default_factory=list)
    signatories: list[str] = field(default_factory=list)
    statuses: list[tuple[str, str, str, str]] = field(default_factory=list)
    claims: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Said:
    """Everything that all articles say, by mention key, in the order of the articles."""

    persons: dict[str, PersonSaid] = field(default_factory=dict)
    bodies: dict[str, BodySaid] = field(default_factory=dict)
    activities: dict[str, ActivitySaid] = field(default_factory=dict)
    agreements: dict[str, AgreementSaid] = field(default_factory=dict)

    def add(self, other: Said) -> None:
        """Take in what another article says."""
        self.persons.update(other.persons)
        self.bodies.update(other.bodies)
        self.activities.update(other.activities)
        self.agreements.update(other.agreements)


def order_of(article: str) -> tuple[int, int, str]:
    """Sorts article ids as numbers first, then as text; also sorts mention keys by their article."""
    head = article.partition("#")[0].partition("~")[0]
    return (0, int(head), article) if head.isdecimal() else (1, 0, article)


def _iter_claims(claims: Iterable[Claim], decisions: Decisions | None) -> Iterable[Claim]:
    for claim in sorted(claims, key=lambda c: (c.subject, c.kind, c.property, c.evidence.start, c.id)):
        amended = decisions.amend(claim) if decisions else claim
        if amended is not None:
            yield amended


def _is_told(status: Claim, name: Claim | None) -> bool:
    """False for an instrument that is only named: "proposed" with no more evidence than the name itself."""
    if status.value != "proposed" or name is None or status.get("date") or status.get("signed_at"):
        return True
    said, own = status.evidence, name.evidence
    return not (own.start <= said.start and said.end <= own.end)


def _find_circle(text: str, start: int, end: int) -> str:
    """``restricted`` or ``full`` for talks told to be of few or of whole delegations; "" otherwise."""
    told = {name for name, words in _CIRCLES.items() if words.search(text, max(0, start - 30), end + 60)}
    return told.pop() if len(told) == 1 else ""


def _find_hour(text: str, start: int, end: int) -> str:
    """The hour (``13:30``) behind a date, or behind that but nearer to what is told; "" when there
    is none or something else is told in between."""
    between = _BETWEEN.match(text, start)
    if between is None or not start <= end <= start + _NEXT or not _HOUR.match(text, between.end()):
        return ""
    told = [*_HOUR.finditer(text, start, end)]
    if not told or _TELLS.search(text, told[-1].end(), end):
        return ""
    return f"{int(told[-1][1]):02}:{told[-1][2]}"


def collect_mentions(
    items: Sequence[tuple[Article, Extraction]],
    known: Knowledge,
    decisions: Decisions | None,
    all_items: bool,
) -> Said:
    """Read the claims of all items. Items that are not diplomatic give persons and bodies only (to
    learn tenures); with ``all_items`` everything counts. A second text under one article id gets ``~2``
    in its mention keys."""
    touched = decisions if decisions and decisions.touched_claims() else None
    ordered = sorted(
        items, key=lambda item: (*order_of(item[0].id), item[0].text, sorted(c.id for c in item[1].claims))
    )
    said = Said()
    seen: dict[str, int] = {}
    for article, extraction in ordered:
        seen[article.id] = seen.get(article.id, 0) + 1
        suffix = f"~{seen[article.id]}" if seen[article.id] > 1 else ""
        said.add(collect_article(article, extraction, known, touched, all_items=all_items, suffix=suffix))
    return said


def collect_article(
    article: Article,
    extraction: Extraction,
    known: Knowledge,
    decisions: Decisions | None = None,
    *,
    all_items: bool = False,
    suffix: str = "",
) -> Said:
    """What one article says; ``suffix`` ends its mention keys. See ``collect_mentions``."""
    said = Said()
    counts = all_items or extraction.diplomatic
    prefix = f"{article.id}#"
    published = article.published or extraction.published

    def key_of(local: str) -> str:
        return local + suffix if local.startswith(prefix) else local

    claims = list(_iter_claims(extraction.claims, decisions))
    local_bodies: dict[str, BodySaid] = {}
    for claim in claims:
        if claim.kind != "organisation":
            continue
        key = key_of(claim.subject)
        body = local_bodies.setdefault(key, BodySaid(key, article.id, counts))
        body.claims.append(claim.id)
        if claim.property == "name":
            body.name = body.name or clean_form(claim.value)
            body.kind = body.kind or claim.get("kind")
            body.curated = body.curated or claim.get("gazetteer")
        elif claim.property == "alias":
            body.aliases.append(clean_form(claim.value))
        elif claim.property == "country":
            body.country = body.country or claim.value
        elif claim.property == "kind":
            body.kind = body.kind or claim.value
    said.bodies.update((k, b) for k, b in local_bodies.items() if b.name)
    local_persons: dict[str, PersonSaid] = {}
    for claim in claims:
        if claim.kind not in ("person", "post"):
            continue
        key = key_of(claim.subject)
        person = local_persons.setdefault(key, PersonSaid(key, article.id, published, counts))
        if claim.kind == "person":
            person.claims.append(claim.id)
            if claim.property == "name":
                person.name = person.name or clean_person_name(claim.value)
                person.royal = person.royal or claim.evidence.rule == "royal-style"
            elif claim.property == "latin":
                person.latin = person.latin or clean_person_name(claim.value)
            elif claim.property == "alias":
                person.aliases.append(clean_form(claim.value))
            continue
        org = key_of(claim.get("org"))
        org_name = claim.get("org_name") or (local_bodies[org].name if org in local_bodies else "")
        office = parse_office(claim.value, claim.get("country"), org_name, known)
        former = office.former or claim.get("former").lower() in ("true", "1", "yes")
        acting = office.acting or claim.get("acting").lower() in ("true", "1", "yes")
        if (former, acting) != (office.former, office.acting):
            office = replace(office, former=former, acting=acting)
        person.posts.append(
            PostSaid(office, clean_form(claim.value), claim.id, org if org in local_bodies else "", org_name)
        )
    for claim in claims:
        if claim.kind == "term" and (holder := local_persons.get(key_of(claim.subject))):
            for post in holder.posts:
                if post.claim in claim.basis:
                    post.terms.append((claim.property, claim.value, claim.id))
    said.persons.update((k, p) for k, p in local_persons.items() if p.name)
    if not counts:
        return said
    triggers = {c.subject: c.evidence.start for c in claims if c.kind == "activity" and c.property == "type"}
    names: dict[str, Claim] = {}
    for claim in claims:
        if claim.kind == "agreement" and claim.property == "name":
            names.setdefault(claim.subject, claim)
    for claim in claims:
        key = key_of(claim.subject)
        if claim.kind == "activity":
            activity = said.activities.setdefault(key, ActivitySaid(key, article.id, published))
            activity.values.setdefault(claim.property, []).append((key_of(claim.value), claim.id))
            if claim.property == "type":
                if claim.evidence.rule in RITES:
                    activity.values["rite"] = [(claim.evidence.rule, claim.id)]
                if circle := _find_circle(article.text, claim.evidence.start, claim.evidence.end):
                    activity.values["circle"] = [(circle, claim.id)]
            elif claim.property == "date" and (
                hour := _find_hour(article.text, claim.evidence.end, triggers.get(claim.subject, 0))
            ):
                activity.values["hour"] = [(hour, claim.id)]
            activity.claims.append(claim.id)
        elif claim.kind == "participation":
            activity = said.activities.setdefault(key, ActivitySaid(key, article.id, published))
            activity.parts.append(
                PartSaid(
                    key_of(claim.value),
                    claim.get("role") or "participant",
                    claim.get("side"),
                    clean_form(claim.get("capacity")),
                    clean_form(claim.get("label")),
                    claim.id,
                )
            )
        elif claim.kind in ("agreement", "status"):
            agreement = said.agreements.setdefault(key, AgreementSaid(key, article.id, published))
            agreement.claims.append(claim.id)
            if claim.kind == "status" and _is_told(claim, names.get(claim.subject)):
                signed_at = key_of(claim.get("signed_at"))
                agreement.statuses.append((claim.value, claim.get("date"), signed_at, claim.id))
            elif claim.kind == "status":
                continue
            elif claim.property == "name":
                agreement.name = agreement.name or clean_form(claim.value)
            elif claim.property == "type":
                agreement.type = agreement.type or claim.value
            elif claim.property == "party":
                agreement.parties.append(key_of(claim.value))
            elif claim.property == "signatory":
                agreement.signatories.append(key_of(claim.value))
    return said


# ---------------------------------------------------------------- what was said, as rows to keep


def pack_said(said: Said) -> list[Any]:
    """What was said as nested lists of strings and truth values, which ``unpack_said`` turns back."""
    return [
        [_pack(thing) for thing in things.values()]
        for things in (said.persons, said.bodies, said.activities, said.agreements)
    ]


def _pack(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_pack(one) for one in value]
    names = _FIELDS.get(type(value))
    return value if names is None else [_pack(getattr(value, name)) for name in names]


def unpack_said(rows: Sequence[Any]) -> Said:
    """What ``pack_said`` packed. ValueError or TypeError when the rows are of another form."""
    persons, bodies, activities, agreements = rows
    said = Said()
    for row in persons:
        row[_POSTS] = [PostSaid(Office(*office), *rest) for office, *rest in row[_POSTS]]
        said.persons[row[0]] = PersonSaid(*row)
    for row in bodies:
        said.bodies[row[0]] = BodySaid(*row)
    for row in activities:
        row[_VALUES] = {name: [(v, c) for v, c in pairs] for name, pairs in row[_VALUES].items()}
        row[_PARTS] = [PartSaid(*part) for part in row[_PARTS]]
        said.activities[row[0]] = ActivitySaid(*row)
    for row in agreements:
        row[_STATUSES] = [(status, when, at, claim) for status, when, at, claim in row[_STATUSES]]
        said.agreements[row[0]] = AgreementSaid(*row)
    return said


_FIELDS = {
    cls: tuple(f.name for f in fields(cls))
    for cls in (PersonSaid, PostSaid, Office, BodySaid, ActivitySaid, PartSaid, AgreementSaid)
}
_POSTS = _FIELDS[PersonSaid].index("posts")
_VALUES = _FIELDS[ActivitySaid].index("values")
_PARTS = _FIELDS[ActivitySaid].index("parts")
_STATUSES = _FIELDS[AgreementSaid].index("statuses")
