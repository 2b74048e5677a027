"""All of resolution, joined: claims of many articles → the things they speak of."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kg.model import Article, Extraction, Label, Organisation, Post, Resolution, Tenure, Unresolved
from kg.resolve.activities import ActorFinder, Doings, resolve_activities
from kg.resolve.agreements import Instruments, resolve_agreements
from kg.resolve.blocks import Comparer, compare_here
from kg.resolve.bodies import Bodies, build_curated_body, resolve_bodies
from kg.resolve.cluster import Link
from kg.resolve.decisions import Decisions, is_address
from kg.resolve.knowledge import Knowledge, load_knowledge
from kg.resolve.mentions import Said, collect_mentions
from kg.resolve.names import find_language
from kg.resolve.persons import People, resolve_persons
from kg.resolve.posts import Office
from kg.resolve.tenures import Calendar, build_calendar, move_offices


@dataclass(frozen=True, slots=True)
class Trace:
    """How a resolution came about: ``ids`` maps every mention key to an entity's id, ``links`` are the
    mentions that were joined and why, ``doubts`` those that were left apart although much speaks for
    one."""

    resolution: Resolution
    ids: Mapping[str, str]
    links: tuple[Link, ...]
    doubts: tuple[Link, ...]
    said: Said


def resolve(
    items: Sequence[tuple[Article, Extraction]],
    decisions: Decisions | None = None,
    *,
    all_items: bool = False,
    knowledge: Knowledge | None = None,
) -> Resolution:
    """Give every person, body, post, activity and agreement of the items one identity.

    The outcome does not depend on the order of ``items``. Items that are not diplomatic teach who held
    which post when and nothing else, unless ``all_items``. Recorded ``decisions`` always win.
    """
    return trace_resolution(items, decisions, all_items=all_items, knowledge=knowledge).resolution


def trace_resolution(
    items: Sequence[tuple[Article, Extraction]],
    decisions: Decisions | None = None,
    *,
    all_items: bool = False,
    knowledge: Knowledge | None = None,
) -> Trace:
    """Like ``resolve``, with the reasons kept."""
    known = knowledge or load_knowledge()
    decided = decisions or Decisions()
    return trace_said(collect_mentions(items, known, decided, all_items), decided, knowledge=known)


def trace_said(
    said: Said,
    decisions: Decisions | None = None,
    *,
    knowledge: Knowledge | None = None,
    compare: Comparer = compare_here,
) -> Trace:
    """Like ``trace_resolution``, of what articles were already found to say, in the order of their ids.

    ``compare`` goes through the blocks of mentions; the outcome does not depend on how.
    """
    known = knowledge or load_knowledge()
    decided = decisions or Decisions()
    people = resolve_persons(said, known, decided, compare)
    bodies = resolve_bodies(said, known, decided, compare)
    countries = {p.id: p.country for p in people.persons}
    move_offices(said, people.ids, countries, known)
    calendar, tenures, strays = build_calendar(said, people.ids, known, countries)
    finder = ActorFinder(said, people.ids, bodies.ids, calendar, countries, known)
    doings = resolve_activities(said, finder, decided, compare)
    homes = {o.id: o.country for o in bodies.organisations}
    instruments = resolve_agreements(said, people.ids, bodies.ids, doings.ids, known, decided, homes, compare)
    resolution = _gather(said, people, bodies, calendar, tenures, strays, doings, instruments, known)
    ids = {**people.ids, **bodies.ids, **doings.ids, **instruments.ids}
    redirects = _list_redirects(people, bodies, doings, instruments, resolution)
    matches = _list_matches(resolution, ids, dict(redirects), decided)
    resolution = replace(resolution, redirects=redirects, matches=matches)
    decided_pairs = {frozenset(ids.get(t, t) for t in d.targets) for d in decided.pairs()}
    doubts = {*people.doubts, *bodies.doubts, *doings.doubts, *instruments.doubts}
    return Trace(
        resolution,
        ids,
        tuple(sorted({*people.links, *bodies.links, *doings.links, *instruments.links})),
        tuple(sorted(d for d in doubts if frozenset((ids[d.left], ids[d.right])) not in decided_pairs)),
        said,
    )


def _gather(
    said: Said,
    people: People,
    bodies: Bodies,
    calendar: Calendar,
    tenures: list[Tenure],
    strays: list[Unresolved],
    doings: Doings,
    instruments: Instruments,
    known: Knowledge,
) -> Resolution:
    """Keep what diplomatic items speak of, with the tenures that they need, complete to the first and
    last sighting."""
    public_claims: set[str] = set()
    for mention in said.persons.values():
        if mention.diplomatic:
            public_claims.update(p.claim for p in mention.posts)
    reasons = {p.reason for p in doings.participations if p.reason}
    actors = {p.actor for p in doings.participations}
    kept_tenures = [t for t in tenures if t.id in reasons or not public_claims.isdisjoint(t.claims)]
    needed = {x for x in actors if x.startswith("person/")}
    needed |= {s for a in instruments.agreements for s in a.signatories}
    needed |= {t.holder for t in kept_tenures}
    bounds: dict[str, set[str]] = defaultdict(set)
    for post in calendar.posts():
        for o in calendar.seen(post):
            bounds[o.claim].add(date.fromordinal(o.day).isoformat())
    stated = {term[2] for p in said.persons.values() for post in p.posts for term in post.terms}
    shown = public_claims | stated
    kept_tenures = [replace(t, claims=_select_claims(t, shown, bounds)) for t in kept_tenures]
    tenure_claims: dict[str, set[str]] = defaultdict(set)
    post_claims: dict[str, set[str]] = defaultdict(set)
    for tenure in kept_tenures:
        tenure_claims[tenure.holder].update(tenure.claims)
        post_claims[tenure.post].update(tenure.claims)
    for post, claims in doings.office_claims.items():
        post_claims[post].update(claims)
    public_person_claims = {c for p in said.persons.values() if p.diplomatic for c in p.claims}
    persons = []
    for person in people.persons:
        if person.id in needed:
            own = tuple(c for c in person.claims if c in public_person_claims) or person.claims[:3]
            persons.append(replace(person, claims=own or tuple(sorted(tenure_claims[person.id]))))
    posts, post_bodies = _build_posts(said, bodies, calendar, doings, post_claims, known)
    organisations = _gather_bodies(said, bodies, doings, post_bodies, instruments, known)
    known_bodies = {o.id for o in organisations}
    posts = [p if p.organisation in known_bodies else replace(p, organisation="") for p in posts]
    return Resolution(
        tuple(persons),
        tuple(sorted(organisations, key=lambda o: o.id)),
        tuple(sorted(posts, key=lambda p: p.id)),
        tuple(kept_tenures),
        doings.activities,
        doings.participations,
        instruments.agreements,
        instruments.statuses,
        tuple(
            sorted(
                _gather_unresolved(strays, public_claims, doings, instruments),
                key=lambda u: (u.claim, u.reason),
            )
        ),
    )


def _list_redirects(
    people: People, bodies: Bodies, doings: Doings, instruments: Instruments, resolution: Resolution
) -> tuple[tuple[str, str], ...]:
    """``(old id, id)`` for what things of the resolution would go by had nothing been joined. An old id that
    could be of two things is none."""
    targets: dict[str, set[str]] = {**people.old_ids, **bodies.old_ids}
    for found in (doings, instruments):
        for key, old in found.own_ids.items():
            targets[old] = {found.ids[key]}
    kept = {p.id for p in resolution.persons} | {o.id for o in resolution.organisations}
    kept |= {a.id for a in resolution.activities} | {a.id for a in resolution.agreements}
    taken = {*people.ids.values(), *bodies.ids.values(), *doings.ids.values(), *instruments.ids.values()}
    return tuple(
        (old, next(iter(new)))
        for old, new in sorted(targets.items())
        if len(new) == 1 and old not in taken and new <= kept
    )


def _list_matches(
    resolution: Resolution, ids: Mapping[str, str], redirects: Mapping[str, str], decisions: Decisions
) -> tuple[tuple[str, str], ...]:
    """``(id, address)`` for each entry elsewhere that was decided to be the same as a person or body."""
    kept = {p.id for p in resolution.persons} | {o.id for o in resolution.organisations}
    found = set()
    for decision in decisions.pairs():
        ours, theirs = sorted(decision.targets, key=is_address)
        now = ids.get(ours, redirects.get(ours, ours))
        if decision.action == "same" and is_address(theirs) and now in kept:
            found.add((now, theirs))
    return tuple(sorted(found))


def _select_claims(tenure: Tenure, shown: set[str], bounds: Mapping[str, set[str]]) -> tuple[str, ...]:
    """The claims that are shown, and whatever else shows the first and the last date."""
    kept = {c for c in tenure.claims if c in shown}
    for day in (tenure.first, tenure.last):
        witnesses = [c for c in tenure.claims if day and day in bounds.get(c, ())]
        if witnesses and not kept.intersection(witnesses):
            kept.add(min(witnesses))
    return tuple(sorted(kept or set(tenure.claims[:1])))


def _gather_unresolved(
    strays: list[Unresolved], public: set[str], doings: Doings, instruments: Instruments
) -> Iterable[Unresolved]:
    yield from (u for u in strays if u.claim in public)
    yield from doings.unresolved
    yield from instruments.unresolved


def _build_posts(
    said: Said,
    bodies: Bodies,
    calendar: Calendar,
    doings: Doings,
    claims: Mapping[str, set[str]],
    known: Knowledge,
) -> tuple[list[Post], dict[str, set[str]]]:
    """All posts that a tenure, an actor or a capacity needs, and the bodies they belong to with the
    claims for it."""
    texts: dict[str, Counter[str]] = defaultdict(Counter)
    orgs: dict[str, Counter[str]] = defaultdict(Counter)
    for person in said.persons.values():
        for post in person.posts:
            ident = post.office.id
            if ident in claims:
                texts[ident][_clean_label(post.text)] += 1
                if post.org in bodies.ids:
                    orgs[ident][bodies.ids[post.org]] += 1
    found = []
    needed: dict[str, set[str]] = defaultdict(set)
    for ident in sorted(claims):
        office = calendar.offices.get(ident) or doings.offices[ident]
        for text in doings.office_texts.get(ident, ()):
            texts[ident].setdefault(_clean_label(text), 0)
        body = f"org/{office.body}" if office.body else ""
        if not body and orgs[ident]:
            body = min(orgs[ident], key=lambda o: (-orgs[ident][o], o))
        if body:
            needed[body].update(claims[ident])
        found.append(
            Post(
                ident,
                _label_post(office, texts[ident], known),
                body,
                office.country,
                office.accredited_to,
                tuple(sorted(claims[ident])),
            )
        )
    return found, needed


def _clean_label(text: str) -> str:
    for word in ("อดีต", "รักษาการ", "รักษาราชการแทน"):
        text = text.removeprefix(word).strip()
    return text.rstrip("ฯ ") if text not in ("นายกฯ", "รองนายกฯ") else text


def _label_post(office: Office, texts: Mapping[str, int], known: Knowledge) -> tuple[Label, ...]:
    """Preferred: the office's full name, with the country where that is not Thailand; all written forms
    besides."""
    th, en = known.country_names.get(office.country, ("", ""))
    written = sorted((t for t in texts if t), key=lambda t: (-texts[t], -len(t), t))
    if office.accredited_to and office.title == "เอกอัครราชทูต":
        to_th = known.country_names.get(office.accredited_to, ("", ""))[0]
        preferred = (
            f"เอกอัครราชทูต{th}ประจำ{'ประเทศ' if office.accredited_to == 'TH' else ''}{to_th}"
            if th and to_th
            else ""
        )
    elif office.country not in ("", "TH") and find_language(office.title) == "th" and th:
        preferred = office.title if th in office.title else f"{office.title} ({th})"
    else:
        preferred = office.title
    if office.body_text:
        preferred += f" {office.body_text}"
    preferred = preferred or (written[0] if written else office.title)
    labels = [Label(preferred, find_language(preferred))]
    if en and office.title == "นายกรัฐมนตรี":
        labels.append(Label(f"Prime Minister of {en}", "en"))
    labels += [Label(t, find_language(t), "alternative") for t in sorted(written) if t != preferred]
    return tuple(labels)


def _gather_bodies(
    said: Said,
    bodies: Bodies,
    doings: Doings,
    post_bodies: Mapping[str, set[str]],
    instruments: Instruments,
    known: Knowledge,
) -> list[Organisation]:
    """Bodies that diplomatic items name, those that posts and agreements need, and the gazetteer's kin
    of all."""
    public_claims = {c for b in said.bodies.values() if b.diplomatic for c in b.claims}
    parties: dict[str, set[str]] = defaultdict(set)  # and those that took part, named or not
    for part in doings.participations:
        if part.actor.startswith("org/"):
            parties[part.actor].update(part.claims)
    for agreement in instruments.agreements:
        for party in agreement.parties:
            if party.startswith("org/"):
                parties[party].update(agreement.claims)
    found: dict[str, Organisation] = {}
    for body in bodies.organisations:
        own = tuple(c for c in body.claims if c in public_claims)
        if own:
            found[body.id] = replace(body, claims=own)
        elif body.id in post_bodies or body.id in parties:
            more = {*body.claims[:1], *post_bodies.get(body.id, ()), *parties.get(body.id, ())}
            found[body.id] = replace(body, claims=tuple(sorted(more)))
    for ident in sorted({*post_bodies, *parties} - found.keys()):
        claims = tuple(sorted({*post_bodies.get(ident, ()), *parties.get(ident, ())}))
        curated = ident.removeprefix("org/")
        if curated in known.bodies:
            found[ident] = build_curated_body(curated, known, claims)
        elif ident in parties:
            name = curated.upper() if curated.isascii() else curated
            found[ident] = Organisation(ident, (Label(name, find_language(name)),), claims=claims)
    queue = sorted(found)
    while queue:
        body = found[queue.pop()]
        for kin in (body.parent, body.successor):
            if kin and kin not in found and kin.removeprefix("org/") in known.bodies:
                found[kin] = build_curated_body(kin.removeprefix("org/"), known, body.claims[:1])
                queue.append(kin)
    return [found[k] for k in sorted(found)]
