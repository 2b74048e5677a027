"""What the explorer shows, read once from the store: things with their names, and the facts that tie them.

Things are named by the path of their IRI after ``id/`` (``person/…``), concepts by the last part of theirs
(``courtesy-call``). Quotes stay in the store, which is asked for those of the facts on a page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kg.graph import DCTERMS, DIP, OA, RDF, SCHEMA, SKOS
from kg.model import Article as Text
from kg.settings import SCHEME_IRI
from kg.store import Literal, Store, Term

CLASSES: dict[str, str] = {
    "official": "Official",
    "organisation": "Organisation",
    "country": "Country",
    "post": "Post",
    "activity": "DiplomaticActivity",
    "agreement": "Agreement",
    "article": "Article",
    "place": "Place",
}
"""The kinds of things that have a page, each with its class in the ontology."""

GATHERING = "multilateral-meeting"
_TEXTS_KEPT = 4000
_BEFORE, _AFTER, _ENOUGH = 80, 110, 170  # characters of context; a quote this long needs none
OPEN_STATUSES = ("proposed", "approved")


@dataclass(slots=True)
class Thing:
    """Something with a page: its id, kind, names by language, and the other forms it is written in."""

    id: str
    kind: str
    names: dict[str, str]
    others: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    country: str = ""
    detail: str = ""
    weight: int = 0

    def name(self, lang: str) -> str:
        """The preferred name in ``lang``, else in the other language, else the id's last part."""
        return self.names.get(lang) or next(iter(self.names.values()), "") or self.id.rpartition("/")[2]


@dataclass(slots=True)
class Part:
    """An actor in an activity."""

    id: str
    activity: str
    actor: str
    role: str = ""
    side: str = ""
    capacity: str = ""
    inferred: bool = False
    inferred_from: str = ""


@dataclass(slots=True)
class Activity:
    """A dated activity with its parts; ``sides`` are the countries that took part, ``members`` all."""

    id: str
    kind: str = ""
    date: str = ""
    end: str = ""
    venue: str = ""
    place: str = ""
    country: str = ""
    status: str = ""
    focal: bool = True
    part_of: str = ""
    topics: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    parts: list[Part] = field(default_factory=list)
    sides: tuple[str, ...] = ()
    members: tuple[str, ...] = ()

    @property
    def year(self) -> str:
        """The year it began in, or ""."""
        return self.date[:4]


@dataclass(slots=True)
class Tenure:
    """A person seen in a post."""

    id: str
    holder: str
    post: str
    first: str = ""
    last: str = ""
    acting: bool = False
    former: bool = False

    def covers(self, year: str) -> bool:
        """Was the person seen in the post in this year, or both before and after it?"""
        return bool(self.first) and self.first[:4] <= year <= (self.last or self.first)[:4]


@dataclass(slots=True)
class Change:
    """An agreement reported in a status."""

    id: str
    agreement: str
    status: str = ""
    date: str = ""
    reported: str = ""
    signed_at: str = ""

    @property
    def when(self) -> str:
        """When the status was reached, else when it was reported."""
        return self.date or self.reported


@dataclass(slots=True)
class Agreement:
    """An agreement with its history, the earliest change first."""

    id: str
    kind: str = ""
    status: str = ""
    parties: tuple[str, ...] = ()
    signatories: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    changes: list[Change] = field(default_factory=list)
    topics: tuple[str, ...] = ()

    @property
    def first(self) -> str:
        """The date of the first news of it, or ""."""
        return next((change.when for change in self.changes if change.when), "")

    @property
    def last(self) -> str:
        """The date of the latest news of it, or ""."""
        return max((change.reported or change.when for change in self.changes), default="")


@dataclass(slots=True)
class Source:
    """An article: its identifier, title, date of issue and address."""

    id: str
    number: str
    title: str = ""
    issued: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that say a fact: where they stand, which rule found them, how certain it is, and what is around
    them.
    """

    id: str
    source: Source
    text: str
    start: int
    end: int
    rule: str
    confidence: str
    before: str = ""
    after: str = ""

    @property
    def span(self) -> tuple[str, int, int]:
        """The article and where in it the words stand."""
        return self.source.id, self.start, self.end


class Catalogue:
    """Everything but the quotes, in memory."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.base = _find_base(store)
        self.things: dict[str, Thing] = {}
        self.activities: dict[str, Activity] = {}
        self.agreements: dict[str, Agreement] = {}
        self.tenures: dict[str, Tenure] = {}
        self.parts: dict[str, Part] = {}
        self.changes: dict[str, Change] = {}
        self.sources: dict[str, Source] = {}
        self.concepts: dict[str, dict[str, dict[str, str]]] = {}
        self.accredited: dict[str, str] = {}
        self.post_body: dict[str, str] = {}
        self.body_parent: dict[str, str] = {}
        self.body_next: dict[str, str] = {}
        self.activities_of: dict[str, list[str]] = defaultdict(list)
        self.agreements_of: dict[str, list[str]] = defaultdict(list)
        self.tenures_of: dict[str, list[Tenure]] = defaultdict(list)
        self.posts_of: dict[str, list[str]] = defaultdict(list)
        self.bodies_of: dict[str, list[str]] = defaultdict(list)
        self.officials_of: dict[str, list[str]] = defaultdict(list)
        self.within: dict[str, list[str]] = defaultdict(list)
        self.reported_by: dict[str, list[str]] = defaultdict(list)
        self._prefix = f"{self.base}id/"
        self._texts: dict[str, Text | None] = {}
        self._kept: dict[str, str] = {}
        self._read()
        self._latest = max((source.issued for source in self.sources.values()), default="")
        self._tie()

    # -- names

    def iri(self, thing_id: str) -> str:
        """The IRI of an id."""
        return self._prefix + thing_id

    def find_replacement(self, thing_id: str) -> str:
        """The id that took the place of one that was merged away; "" for none."""
        found = self.store.iter_triples(self.iri(thing_id), DCTERMS + "isReplacedBy")
        return next((self.local(str(new)) for _, _, new in found), "")

    def local(self, iri: str) -> str:
        """The id of an IRI; concepts give their last part, other IRIs themselves."""
        if iri.startswith(self._prefix):
            return iri[len(self._prefix) :]
        if iri.startswith(SCHEME_IRI):
            return iri[len(SCHEME_IRI) :].partition("/")[2]
        return iri

    def name(self, thing_id: str, lang: str) -> str:
        """What a thing is called; an id without a name gives its last part."""
        thing = self.things.get(thing_id)
        return thing.name(lang) if thing else thing_id.rpartition("/")[2]

    def concept(self, scheme: str, name: str, lang: str) -> str:
        """What a concept is called."""
        names = self.concepts.get(scheme, {}).get(name, {})
        return names.get(lang) or next(iter(names.values()), "") or name.replace("-", " ")

    def of_kind(self, kind: str) -> Iterator[Thing]:
        """The things of one kind."""
        return (thing for thing in self.things.values() if thing.kind == kind)

    # -- quotes and texts

    def quotes(self, fact: str, limit: int = 12) -> list[Quote]:
        """The sentences that say a fact (named by its id), by article and place."""
        iris = [
            t for _, _, t in self.store.iter_triples(self.iri(fact), DIP + "evidence") if isinstance(t, str)
        ]
        found = [quote for iri in sorted(iris)[:limit] if (quote := self.quote(self.local(iri)))]
        return sorted(found, key=lambda q: (q.source.issued or "9", q.source.number, q.start, q.end))

    def quote(self, evidence: str) -> Quote | None:
        """One piece of evidence by its id."""
        said: dict[str, Term] = {p: o for _, p, o in self.store.iter_triples(self.iri(evidence))}
        article = said.get(DIP + "article")
        if not isinstance(article, str):
            return None
        number = self.local(article)
        source = self.sources.get(number) or Source(number, number.rpartition("/")[2])
        places = [_text(said.get(OA + name)) for name in ("start", "end")]
        start, end = (int(place) if place.isdecimal() else 0 for place in places)
        exact = _text(said.get(OA + "exact"))
        article_text = self.text(source.number)
        before, after = _find_context(article_text.text, start, end) if article_text else ("", "")
        rule, confidence = _text(said.get(DIP + "rule")), _text(said.get(DIP + "confidence"))
        return Quote(evidence, source, exact, start, end, rule, confidence, before, after)

    def facts_of_article(self, article: str) -> list[tuple[str, Quote]]:
        """What an article says: the fact's id with its quote, in the order of the text."""
        found = []
        for iri, _, _ in self.store.iter_pointing(self.iri(article), DIP + "article"):
            quote = self.quote(self.local(iri))
            if quote is None:
                continue
            for fact, _, _ in self.store.iter_pointing(iri, DIP + "evidence"):
                found.append((self.local(fact), quote))
        return sorted(found, key=lambda pair: (pair[1].start, pair[1].end, pair[0]))

    def text(self, number: str) -> Text | None:
        """The text of an article, from beside the store."""
        if number not in self._texts:
            if len(self._texts) >= _TEXTS_KEPT:
                self._texts.clear()
            self._texts[number] = self.store.article(number)
        return self._texts[number]

    # -- reading

    def _column(self, predicate: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        local, kept = self.local, self._kept

        def keep(text: str) -> str:
            return kept.setdefault(text, text)

        for subject, _, term in self.store.iter_triples(None, predicate):
            value = local(term) if isinstance(term, str) else term.text
            found[keep(local(subject))].append(keep(value))
        return found

    def _read(self) -> None:
        names: dict[str, dict[str, str]] = defaultdict(dict)
        for subject, _, term in self.store.iter_triples(None, SKOS + "prefLabel"):
            if isinstance(term, Literal):
                names[subject][term.lang] = term.text
        others: dict[str, list[str]] = defaultdict(list)
        hidden: dict[str, list[str]] = defaultdict(list)
        for table, label in ((others, "altLabel"), (hidden, "hiddenLabel")):
            for subject, _, term in self.store.iter_triples(None, SKOS + label):
                if isinstance(term, Literal):
                    table[subject].append(term.text)
        for kind, name in CLASSES.items():
            for iri, _, _ in self.store.iter_pointing(DIP + name, RDF + "type"):
                thing_id = self._kept.setdefault(self.local(iri), self.local(iri))
                self.things[thing_id] = Thing(
                    thing_id,
                    kind,
                    names.get(iri, {}),
                    tuple(sorted(others.get(iri, ()))),
                    tuple(hidden.get(iri, ())),
                )
        for iri, said in names.items():
            if iri.startswith(SCHEME_IRI):
                scheme, _, name = iri[len(SCHEME_IRI) :].partition("/")
                self.concepts.setdefault(scheme, {})[name] = said
        self._read_activities()
        self._read_agreements()
        self._read_people()
        self._read_sources()
        self._kept.clear()

    def _read_activities(self) -> None:
        for thing in list(self.of_kind("activity")):
            self.activities[thing.id] = Activity(thing.id)
        for attribute, name in (
            ("kind", "activityKind"),
            ("date", "date"),
            ("end", "endDate"),
            ("venue", "venue"),
            ("place", "place"),
            ("country", "inCountry"),
            ("status", "activityStatus"),
            ("part_of", "partOf"),
        ):
            for subject, values in self._column(DIP + name).items():
                if activity := self.activities.get(subject):
                    setattr(activity, attribute, min(values))
        for subject, values in self._column(DIP + "topic").items():
            if activity := self.activities.get(subject):
                activity.topics = tuple(sorted(values))
        for subject, values in self._column(DIP + "focal").items():
            if activity := self.activities.get(subject):
                activity.focal = values != ["false"]
        actors = self._column(DIP + "actor")
        for subject, values in self._column(DIP + "activity").items():
            if values[0] in self.activities and subject in actors:
                self.parts[subject] = Part(subject, values[0], min(actors[subject]))
        for attribute, name in (
            ("role", "role"),
            ("side", "side"),
            ("capacity", "capacity"),
            ("inferred_from", "inferredFrom"),
        ):
            for subject, values in self._column(DIP + name).items():
                if part := self.parts.get(subject):
                    setattr(part, attribute, min(values))
        for subject in self._column(DIP + "inferred"):
            if part := self.parts.get(subject):
                part.inferred = True

    def _read_agreements(self) -> None:
        for thing in list(self.of_kind("agreement")):
            self.agreements[thing.id] = Agreement(thing.id)
        for attribute, name in (("kind", "agreementKind"), ("status", "latestStatus")):
            for subject, values in self._column(DIP + name).items():
                if agreement := self.agreements.get(subject):
                    setattr(agreement, attribute, min(values))
        for attribute, name in (("parties", "party"), ("signatories", "signatory")):
            for subject, values in self._column(DIP + name).items():
                if agreement := self.agreements.get(subject):
                    setattr(agreement, attribute, tuple(sorted(values)))
        for subject, values in self._column(DIP + "agreement").items():
            self.changes[subject] = Change(subject, values[0])
        for attribute, name in (
            ("status", "agreementStatus"),
            ("date", "date"),
            ("reported", "reported"),
            ("signed_at", "signedAt"),
        ):
            for subject, values in self._column(DIP + name).items():
                if change := self.changes.get(subject):
                    setattr(change, attribute, min(values))

    def _read_people(self) -> None:
        posts = self._column(DIP + "post")
        for subject, values in self._column(DIP + "holder").items():
            if subject in posts:
                self.tenures[subject] = Tenure(subject, values[0], posts[subject][0])
        for attribute, name in (("first", "firstObserved"), ("last", "lastObserved")):
            for subject, values in self._column(DIP + name).items():
                if tenure := self.tenures.get(subject):
                    setattr(tenure, attribute, min(values))
        for attribute in ("acting", "former"):
            for subject, values in self._column(DIP + attribute).items():
                if tenure := self.tenures.get(subject):
                    setattr(tenure, attribute, values != ["false"])
        for name in ("country", "forCountry"):
            for subject, values in self._column(DIP + name).items():
                if thing := self.things.get(subject):
                    thing.country = min(values)
        for attribute, name in (("detail", "bodyKind"), ("detail", "isoCode")):
            for subject, values in self._column(DIP + name).items():
                if thing := self.things.get(subject):
                    setattr(thing, attribute, min(values))
        for table, name in (
            (self.post_body, "postIn"),
            (self.body_parent, "partOfBody"),
            (self.body_next, "succeededBy"),
            (self.accredited, "accreditedTo"),
        ):
            table.update({subject: min(values) for subject, values in self._column(DIP + name).items()})

    def _read_sources(self) -> None:
        titles = self._column(DCTERMS + "title")
        issued, urls = self._column(DCTERMS + "issued"), self._column(SCHEMA + "url")
        numbers = self._column(DCTERMS + "identifier")
        for thing in list(self.of_kind("article")):
            number = numbers.get(thing.id, [thing.id.rpartition("/")[2]])[0]
            title = titles.get(thing.id, [number])[0]
            self.sources[thing.id] = Source(
                thing.id, number, title, issued.get(thing.id, [""])[0], urls.get(thing.id, [""])[0]
            )
            thing.names = {"": title}
        for subject, values in self._column(DIP + "reportedIn").items():
            for holder in (self.activities.get(subject), self.agreements.get(subject)):
                if holder is not None:
                    holder.articles = tuple(sorted(values, key=lambda a: (self._issued(a), a)))
            for article in values:
                self.reported_by[article].append(subject)

    def _issued(self, article: str) -> str:
        source = self.sources.get(article)
        return source.issued if source else ""

    # -- tying

    def _tie(self) -> None:
        for part in sorted(self.parts.values(), key=lambda p: (p.role, p.id)):
            self.activities[part.activity].parts.append(part)
        latest_first = sorted(self.activities.values(), key=self._recency, reverse=True)
        self.activities = {activity.id: activity for activity in latest_first}
        for activity in latest_first:
            there: dict[str, None] = {}
            sides: set[str] = set()
            for part in activity.parts:
                there[part.actor] = None
                actor = self.things.get(part.actor)
                country = part.side or (part.actor if actor and actor.kind == "country" else "")
                if country:
                    sides.add(country)
                if part.capacity:
                    there[part.capacity] = None
                    if body := self.post_body.get(part.capacity):
                        there[body] = None
            activity.sides = tuple(sorted(sides))
            activity.members = tuple(dict.fromkeys([*(p.actor for p in activity.parts), *activity.sides]))
            for thing_id in [*there, *(side for side in activity.sides if side not in there)]:
                self.activities_of[thing_id].append(activity.id)
            if activity.part_of:
                self.within[activity.part_of].append(activity.id)
        for change in sorted(self.changes.values(), key=lambda c: (c.when or "9", c.reported, c.id)):
            if agreement := self.agreements.get(change.agreement):
                agreement.changes.append(change)
                if change.signed_at in self.activities:
                    topics = {*agreement.topics, *self.activities[change.signed_at].topics}
                    agreement.topics = tuple(sorted(topics))
        for agreement in self.agreements.values():
            tied = dict.fromkeys([*agreement.parties, *agreement.signatories])
            for party in agreement.parties:  # a country has to do with what its bodies agree on
                thing = self.things.get(party)
                if thing and thing.kind == "organisation" and thing.country:
                    tied[thing.country] = None
            for thing_id in tied:
                self.agreements_of[thing_id].append(agreement.id)
        for tenure in self.tenures.values():
            self.tenures_of[tenure.holder].append(tenure)
            self.tenures_of[tenure.post].append(tenure)
        for post, body in self.post_body.items():
            self.posts_of[body].append(post)
        for thing in self.things.values():
            if thing.kind == "post" and thing.country:
                self.posts_of[thing.country].append(thing.id)
            elif thing.kind == "organisation" and thing.country:
                self.bodies_of[thing.country].append(thing.id)
            elif thing.kind == "official" and thing.country:
                self.officials_of[thing.country].append(thing.id)
        for listed in self.agreements_of.values():
            listed.sort(key=lambda a: (self.agreements[a].first, a), reverse=True)
        for tenures in self.tenures_of.values():
            tenures.sort(key=lambda t: (t.first or "9", t.last, t.id))
        for listed in self.within.values():
            listed.sort(key=self._when)
        for thing in self.things.values():
            thing.weight = (
                len(self.activities_of.get(thing.id, ()))
                + 2 * len(self.agreements_of.get(thing.id, ()))
                + len(self.tenures_of.get(thing.id, ()))
            )
            if activity_of := self.activities.get(thing.id):
                thing.weight = len(activity_of.parts) + len(activity_of.articles)
            elif agreement_of := self.agreements.get(thing.id):
                thing.weight = len(agreement_of.changes) + len(agreement_of.parties)

    def _when(self, activity: str) -> tuple[str, str]:
        return self.activities[activity].date, activity

    def _recency(self, activity: Activity) -> tuple[bool, str, str]:
        """Sorts the latest last; what lies beyond the latest news, and so is a plan or a slip, first."""
        return activity.date[:7] <= self._latest[: len(activity.date[:7])], activity.date, activity.id

    # -- what pages ask

    def counterparts(
        self, thing_id: str, activities: Iterable[Activity]
    ) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        """Whom a thing dealt with: officials and bodies, and countries, each with the activities.

        Gatherings of many do not count, nor does one's own side.
        """
        actors: dict[str, list[str]] = defaultdict(list)
        countries: dict[str, list[str]] = defaultdict(list)
        kind = self.things[thing_id].kind if thing_id in self.things else ""
        for activity in activities:
            if activity.kind == GATHERING:
                continue
            if kind == "country":
                own = {thing_id}
                mine = {part.actor for part in activity.parts if part.side == thing_id} | {thing_id}
            else:
                parts = [p for p in activity.parts if self._is_of(p, thing_id)]
                own = {p.side for p in parts if p.side}
                mine = {p.actor for p in parts} | {thing_id}
            for actor in dict.fromkeys(
                p.actor for p in activity.parts if p.actor not in mine and not (p.side and p.side in own)
            ):
                if actor not in self.things or self.things[actor].kind != "country":
                    actors[actor].append(activity.id)
            for side in activity.sides:
                if side not in own and side != thing_id:
                    countries[side].append(activity.id)
        return dict(actors), dict(countries)

    def _is_of(self, part: Part, thing_id: str) -> bool:
        return thing_id in (part.actor, part.capacity, self.post_body.get(part.capacity, ""))

    def support(self, fact: str) -> int:
        """How many pieces of evidence a fact has."""
        return sum(1 for _ in self.store.iter_triples(self.iri(fact), DIP + "evidence"))

    def shared(self, one: str, two: str) -> list[Activity]:
        """The activities in which both took part, the latest first."""
        theirs = set(self.activities_of.get(two, ()))
        return [self.activities[a] for a in self.activities_of.get(one, ()) if a in theirs]

    def shared_agreements(self, one: str, two: str) -> list[Agreement]:
        """The agreements to which both are tied, the latest first."""
        theirs = set(self.agreements_of.get(two, ()))
        return [self.agreements[a] for a in self.agreements_of.get(one, ()) if a in theirs]

    def latest(self) -> str:
        """The date of the latest article, or ""."""
        return self._latest

    def stalled(self, agreement: Agreement) -> bool:
        """Was it proposed or approved, and is there no word of it in the two years before the latest news?"""
        if agreement.status not in OPEN_STATUSES or not agreement.last:
            return False
        return bool(self._latest) and _years_between(agreement.last, self._latest) >= 2


def _years_between(one: str, two: str) -> float:
    def number(date: str) -> float:
        pieces = [int(piece) for piece in date.split("-") if piece.isdecimal()] + [1, 1]
        return pieces[0] + (pieces[1] - 1) / 12 if pieces else 0.0

    return number(two) - number(one)


def _find_context(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after a quote on its line, cut at spaces."""
    if not 0 <= start < end <= len(text) or end - start >= _ENOUGH:
        return "", ""
    line = text.rfind("\n", 0, start) + 1
    before = text[max(line, start - _BEFORE) : start]
    if start - _BEFORE > line:
        before = "…" + (before.partition(" ")[2] if " " in before[:-1] else before)
    stop = text.find("\n", end)
    stop = len(text) if stop < 0 else stop
    after = text[end : min(stop, end + _AFTER)]
    if end + _AFTER < stop:
        after = (after.rpartition(" ")[0] if " " in after[1:] else after) + "…"
    return before, after


def _text(term: Term | None) -> str:
    return term.text if isinstance(term, Literal) else term or ""


def _find_base(store: Store) -> str:
    from kg.settings import load_settings

    for name in ("Country", "Article", "Official", "Organisation"):
        for iri, _, _ in store.iter_pointing(DIP + name, RDF + "type"):
            base, found, _ = iri.partition("/id/")
            if found:
                return base + "/"
            base, found, _ = iri.partition("#id/")
            if found:
                return base + "#"
    return load_settings().base_iri


def find_state(store: Store) -> tuple[str, Mapping[str, object]]:
    """What the build said of itself: the state's hash and the report; empty without one."""
    import json

    path = (store.folder or Path()) / "report.json"
    try:
        report = json.loads(path.read_text(encoding="utf-8")) if store.folder else {}
    except (OSError, ValueError):
        report = {}
    return (str(report.get("state", "")), report) if isinstance(report, dict) else ("", {})


def rank(counted: Mapping[str, Sequence[str]], limit: int = 0) -> list[tuple[str, Sequence[str]]]:
    """The most frequent first; ``limit`` 0 is all."""
    ordered = sorted(counted.items(), key=lambda item: (-len(item[1]), item[0]))
    return ordered[:limit] if limit else ordered
