"""Resolved things and their claims → RDF triples by the vocabulary in ontology/; SHACL. Owner of rdflib.

Triples come as plain values in one canonical order: kind by kind, id by id, predicate by predicate. So the
same things always give the same bytes, and only the things themselves are held in memory, never their
triples.

The direct edges that people ask for (``metWith`` and the like) are not made here: they are CONSTRUCT rules in
``ontology/rules``, run over the finished store by ``build``.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from kg.countries import find_territory_code, load_countries, load_geonames, parse_country_code
from kg.memo import hash_parts
from kg.model import (
    AGREEMENT_STATUSES,
    Activity,
    Agreement,
    Article,
    Claim,
    KgError,
    Label,
    Organisation,
    Participation,
    Person,
    Post,
    Reject,
    Resolution,
    StatusChange,
    Tenure,
    Unresolved,
    build_slug,
)
from kg.settings import DEFAULT_BASE_IRI, ONTOLOGY_IRI, SCHEME_IRI, ontology_path
from kg.store import Literal, Store, Term, Triple, open_store

if TYPE_CHECKING:
    import rdflib

DIP = ONTOLOGY_IRI
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
OA = "http://www.w3.org/ns/oa#"
PROV = "http://www.w3.org/ns/prov#"
DCTERMS = "http://purl.org/dc/terms/"
SCHEMA = "https://schema.org/"
GEONAMES = "https://sws.geonames.org/"
SHACL = "http://www.w3.org/ns/shacl#"

VALIDATION_BATCH = 60_000  # triples that SHACL sees at once


def build_prefixes(base_iri: str = DEFAULT_BASE_IRI) -> dict[str, str]:
    """The prefixes of our Turtle: prefix → IRI, in the order they are written."""
    data = f"{base_iri}id/"
    return {
        "dip": DIP,
        "rdf": RDF,
        "rdfs": RDFS,
        "xsd": XSD,
        "skos": SKOS,
        "oa": OA,
        "prov": PROV,
        "dcterms": DCTERMS,
        "schema": SCHEMA,
        "activity": f"{data}activity/",
        "agreement": f"{data}agreement/",
        "article": f"{data}article/",
        "country": f"{data}country/",
        "evidence": f"{data}evidence/",
        "mention": f"{data}mention/",
        "organisation": f"{data}org/",
        "participation": f"{data}participation/",
        "person": f"{data}person/",
        "place": f"{data}place/",
        "post": f"{data}post/",
        "status": f"{data}status/",
        "tenure": f"{data}tenure/",
    }


# ---------------------------------------------------------------- IRIs and literals

_ADDRESS = re.compile(r'https?://[^\x00-\x20<>"{}|^`\\\x7f]+')
_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\%\x7f-\xa0]|[^\S ]')


def build_iri(base_iri: str, thing_id: str) -> str:
    """The IRI of one of our things. Thai letters stand; what an IRI may not hold is percent-encoded.

    >>> build_iri("https://example.org/diplomatic-kg/", "country/TH")
    'https://example.org/diplomatic-kg/id/country/TH'
    """
    if _NOT_IN_IRI.search(thing_id) or not thing_id.isprintable():
        thing_id = "".join(ch if _stands_in_iri(ch) else _percent(ch) for ch in thing_id)
    return f"{base_iri}id/{thing_id}"


def build_concept_iri(scheme: str, name: str) -> str:
    """The IRI of a concept, named as in Python or in kebab-case.

    >>> build_concept_iri("activity-kind", "courtesy_call")
    'https://example.org/diplomatic-kg/scheme/activity-kind/courtesy-call'
    """
    return f"{SCHEME_IRI}{scheme}/{_percent_all(name.strip().lower().replace('_', '-').replace(' ', '-'))}"


def build_class_iri(activity_type: str) -> str:
    """The class of a type of activity: ``courtesy_call`` → ``…#CourtesyCall``."""
    return DIP + "".join(part.capitalize() for part in activity_type.split("_"))


def build_date(text: str) -> Literal | None:
    """A date known to the day, the month or the year as a typed literal; None when there is no such day."""
    if re.fullmatch(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}", text):
        try:
            date.fromisoformat(text)
        except ValueError:
            return None
        return Literal(text, "", XSD + "date")
    if re.fullmatch(r"[12][0-9]{3}-(0[1-9]|1[0-2])", text):
        return Literal(text, "", XSD + "gYearMonth")
    if re.fullmatch(r"[12][0-9]{3}", text):
        return Literal(text, "", XSD + "gYear")
    return None


def find_language(text: str) -> str:
    """The language tag for a text of ours: ``th`` when it holds a Thai letter, else ``en``."""
    return "th" if any("\u0e01" <= ch <= "\u0e5b" for ch in text) else "en"


def clean_literal(text: str) -> str:
    """Text that every RDF syntax can carry: control characters (except tab and line ends) become spaces."""
    if text.isprintable():
        return text
    return "".join(
        " " if unicodedata.category(ch) in ("Cc", "Cs", "Cn") and ch not in "\n\t" else ch for ch in text
    )


def _stands_in_iri(ch: str) -> bool:
    return ch.isprintable() and not _NOT_IN_IRI.match(ch)


def _percent(ch: str) -> str:
    return "".join(f"%{byte:02X}" for byte in ch.encode("utf-8", "replace"))


def _percent_all(text: str) -> str:
    return "".join(ch if _stands_in_iri(ch) and ch not in "/?#" else _percent(ch) for ch in text)


# ---------------------------------------------------------------- the graph


@dataclass
class GraphBuilder:
    """Writes one resolution as triples. ``rejects`` collects what the closed vocabulary has no place for.

    ``articles`` are all those that a claim may cite; ``listed`` names those that the graph describes even if
    none does. ``concepts`` maps the IRIs of the known concepts to what is said of them (see
    ``load_concepts``); ``notes`` tells of a claim's id what people changed about it;
    ``versions`` of an article's id what its claims and notes depend on (None: nobody knows).
    """

    resolution: Resolution
    claims: Mapping[str, Claim]
    articles: Mapping[str, Article]
    listed: Collection[str] = ()
    base_iri: str = DEFAULT_BASE_IRI
    concepts: Mapping[str, Sequence[Triple]] = field(default_factory=dict)
    notes: Callable[[str], Iterable[str]] = lambda claim_id: ()
    versions: Callable[[str], str] | None = None
    rejects: list[Reject] = field(default_factory=list)

    def __post_init__(self) -> None:
        r = self.resolution
        self._ids = {
            thing.id
            for things in (
                r.persons, r.organisations, r.posts, r.tenures, r.activities, r.participations, r.agreements,
                r.statuses,
            )
            for thing in things
        }  # fmt: skip
        self._persons = {p.id for p in r.persons}
        self._matches: dict[str, list[str]] = defaultdict(list)
        for ident, address in r.matches:
            self._matches[ident].append(address)
        self._activities = {a.id: a for a in r.activities}
        self._rejected: set[Reject] = set()
        self._all = _Told()  # by what was described so far
        self._told = _Told()  # by what is being described
        self._participations: dict[str, list[str]] = defaultdict(list)
        for participation in r.participations:
            self._participations[participation.activity].append(participation.id)
        self._changes: dict[str, list[StatusChange]] = defaultdict(list)
        for change in r.statuses:
            self._changes[change.agreement].append(change)

    # -- what callers ask for

    @property
    def evidence_count(self) -> int:
        """How many pieces of evidence the default graph holds, once its triples were taken."""
        return len(self._all.evidence)

    @property
    def triple_count(self) -> int:
        """How many triples the default graph holds, once they were taken."""
        return self._all.triples

    @property
    def country_count(self) -> int:
        """How many countries the default graph describes, once its triples were taken."""
        return len(self._all.countries)

    def iter_triples(self) -> Iterator[Triple]:
        """The default graph: what graph.ttl holds. Call it once."""
        for piece in self.iter_pieces():
            yield from piece.triples or ()

    def iter_pieces(self, known: Mapping[str, Sequence[Any]] = MappingProxyType({})) -> Iterator[Piece]:
        """The default graph in pieces, each of whole subjects; call this once, and nothing beside it.

        ``known`` holds, by key, what pieces of an earlier graph told (see ``Piece.told``): those that would
        be the same come without their triples. It takes ``versions`` to know that.
        """
        r, told = self.resolution, self._all
        kinds: tuple[tuple[Sequence[Any], Callable[[Any], Iterable[tuple[str, Term]]]], ...] = (
            (r.persons, self._describe_person),
            (r.organisations, self._describe_organisation),
            (r.posts, self._describe_post),
            (r.tenures, self._describe_tenure),
            (r.activities, self._describe_activity),
            (r.participations, self._describe_participation),
            (r.agreements, self._describe_agreement),
            (r.statuses, self._describe_status),
        )
        for things, describe in kinds:
            for thing in sorted(things, key=lambda thing: thing.id):
                blocks: list[_Block] = [(self._iri(thing.id), partial(describe, thing))]
                yield self._piece(self._sign_thing(thing), blocks, known, thing.id)
        for place_id, name in sorted(told.places.items()):
            blocks = [(self._iri(place_id), partial(self._describe_place, name))]
            yield self._piece(hash_parts(place_id, name), blocks, known)
        for code in sorted(told.countries):
            blocks = [(self._iri(f"country/{code}"), partial(self._describe_country, code))]
            yield self._piece(hash_parts("country", code), blocks, known)
        # Article by article, as claims may be read from a file.
        for _, group in groupby(sorted(told.evidence), lambda claim_id: claim_id.partition("-")[0]):
            cited = list(group)
            yield self._piece(self._sign_claims(cited, *cited), self._list_evidence(cited), known)
        for article_id in sorted(told.reported.union(self.listed)):
            blocks = [(self._iri(f"article/{article_id}"), partial(self._describe_article, article_id))]
            yield self._piece(hash_parts(article_id, self.articles.get(article_id)), blocks, known)
        for concept in sorted(told.concepts):
            if facts := [(predicate, term) for _, predicate, term in self.concepts.get(concept, ())]:
                yield self._piece(hash_parts(concept, facts), [(concept, partial(iter, facts))], known)
        targets: dict[str, list[str]] = defaultdict(list)
        for old, new in r.redirects:
            if new in self._ids:
                targets[old].append(new)
        for old, news in sorted(targets.items()):
            replaced = [(DCTERMS + "isReplacedBy", self._iri(new)) for new in news]
            yield self._piece(hash_parts(old, replaced), [(self._iri(old), partial(iter, replaced))], known)

    def iter_unresolved(self) -> Iterator[tuple[Triple, str]]:
        """What was not resolved, article by article: triples with the IRI of their named graph.

        Call it after ``iter_triples``: evidence that the default graph already holds is not said again.
        """
        told = set(self._all.evidence)
        for mention in sorted(self.resolution.unresolved, key=lambda m: (m.claim, m.reason, m.text)):
            claim = self.claims.get(mention.claim)
            if claim is None:
                self._reject("claim", "unresolved mention without its claim", mention.claim)
                continue
            graph = self._iri(f"article/{claim.evidence.article}")
            subject = self._iri(f"mention/{mention.claim}")
            for triple in self._order(subject, self._describe_mention(mention)):
                yield triple, graph
            if mention.claim not in told:
                told.add(mention.claim)
                for triple in self._order(self._evidence_iri(mention.claim), self._describe_evidence(claim)):
                    yield triple, graph
        self._absorb(self._told)

    # -- one thing each

    def _describe_person(self, person: Person) -> Iterator[tuple[str, Term]]:
        yield RDF + "type", DIP + "Official"
        yield from self._label(person.labels, person.id)
        if person.country and (country := self._country(person.country)):
            yield DIP + "country", country
        yield from self._match(person.id)
        yield from self._cite(person.claims)

    def _describe_organisation(self, body: Organisation) -> Iterator[tuple[str, Term]]:
        yield RDF + "type", DIP + "Organisation"
        yield from self._label(body.labels, body.id)
        yield from self._concept("bodyKind", "body-kind", body.kind, body.id)
        if body.country and (country := self._country(body.country)):
            yield DIP + "country", country
        yield from self._link("partOfBody", body.parent, body.id)
        yield from self._link("succeededBy", body.successor, body.id)
        if code := find_territory_code(name.text for name in body.labels if name.lang == "en"):
            yield SKOS + "notation", Literal(code)
        yield from self._match(body.id)
        yield from self._cite(body.claims)

    def _describe_post(self, post: Post) -> Iterator[tuple[str, Term]]:
        yield RDF + "type", DIP + "Post"
        yield from self._label(post.labels, post.id)
        yield from self._link("postIn", post.organisation, post.id)
        if post.country and (country := self._country(post.country)):
            yield DIP + "forCountry", country
        if post.accredited_to and (country := self._country(post.accredited_to)):
            yield DIP + "accreditedTo", country

    def _describe_tenure(self, tenure: Tenure) -> Iterator[tuple[str, Term]]:
        yield RDF + "type", DIP + "Tenure"
        yield from self._link("holder", tenure.holder, tenure.id)
        yield from self._link("post", tenure.post, tenure.id)
        yield from self._date("firstObserved", tenure.first, tenure.id)
        yield from self._date("lastObserved", tenure.last, tenure.id)
        yield from self._date("statedStart", tenure.start, tenure.id)
        yield from self._date("statedEnd", tenure.end, tenure.id)
        if tenure.acting:
            yield DIP + "acting", _TRUE
        if tenure.former:
            yield DIP + "former", _TRUE
        yield from self._cite(tenure.claims)

    def _describe_activity(self, activity: Activity) -> Iterator[tuple[str, Term]]:
        yield RDF + "type", DIP + "DiplomaticActivity"
        yield RDF + "type", build_class_iri(activity.type)
        yield from self._label(activity.labels or self._name_activity(activity), activity.id)
        yield from self._concept("activityKind", "activity-kind", activity.type, activity.id)
        if when := build_date(activity.date):
            yield DIP + "date", when
            yield DIP + "year", Literal(activity.date[:4], "", XSD + "gYear")
        elif activity.date:
            self._reject(activity.id, "no such date", activity.date)
        if activity.end and build_date(activity.date):
            yield from self._date("endDate", activity.end, activity.id)
        yield from self._describe_reports(activity)
        if activity.venue:
            yield DIP + "venue", Literal(clean_literal(activity.venue))
        if activity.city.strip():
            place_id = f"place/{build_slug(activity.city)}"
            self._told.places[place_id] = activity.city
            yield DIP + "place", self._iri(place_id)
        if activity.country and (country := self._country(activity.country)):
            yield DIP + "inCountry", country
        yield from self._concept("activityStatus", "activity-status", activity.status, activity.id)
        yield DIP + "focal", _TRUE if activity.focal else _FALSE
        yield from self._link("partOf", activity.part_of, activity.id)
        for topic in activity.topics:
            yield from self._concept("topic", "topic", topic, activity.id)
        for participation_id in self._participations.get(activity.id, ()):
            yield DIP + "participation", self._iri(participation_id)
        yield from self._report(activity.articles)
        yield from self._cite(activity.claims)

    def _describe_reports(self, activity: Activity) -> Iterator[tuple[str, Term]]:
        """How the sources word the date, and what some of them say against the date and kind that stand."""
        for claim in self._claims_of(activity.claims, "activity", "date"):
            yield DIP + "dateWording", _build_wording(claim)
            if activity.date and not _agrees(claim.value, activity.date, activity.end):
                yield from self._date("otherDate", claim.value, activity.id)
        for claim in self._claims_of(activity.claims, "activity", "type"):
            if claim.value != activity.type:
                yield from self._concept("otherKind", "activity-kind", claim.value, activity.id)

    def _describe_participation(self, part: Participation) -> Iterator[tuple[str, Term]]:
        yield RDF + "type", DIP + "Participation"
        yield from self._link("activity", part.activity, part.id)
        yield from self._actor("actor", part.actor, part.id)
        yield from self._concept("role", "role", part.role, part.id)
        if part.side and (country := self._country(part.side)):
            yield DIP + "side", country
        yield from self._link("capacity", part.capacity, part.id)
        if part.inferred:
            yield DIP + "inferred", _TRUE
            yield from self._link("inferredFrom", part.reason, part.id)
        for claim in self._claims_of(part.claims, "participation", "participant"):
            role, side = claim.get("role"), claim.get("side")
            if role not in ("", part.role) and "participant" not in (role, part.role):
                yield from self._concept("otherRole", "role", role, part.id)
            if part.side and side not in ("", part.side) and (country := self._country(side)):
                yield DIP + "otherSide", country
        yield from self._cite(part.claims)

    def _describe_agreement(self, agreement: Agreement) -> Iterator[tuple[str, Term]]:
        yield RDF + "type", DIP + "Agreement"
        yield from self._label(agreement.labels, agreement.id)
        yield from self._concept("agreementKind", "agreement-kind", agreement.type, agreement.id)
        for party in agreement.parties:
            yield from self._actor("party", party, agreement.id)
        for signatory in agreement.signatories:
            yield from self._link("signatory", signatory, agreement.id)
        for extended in agreement.extends:
            yield from self._link("extends", extended, agreement.id)
        yield from self._link("supersededBy", agreement.superseded_by, agreement.id)
        changes = self._changes.get(agreement.id, ())
        for change in changes:
            yield DIP + "statusChange", self._iri(change.id)
        if changes:
            latest = max((change.status for change in changes), key=_rank_status)
            yield from self._concept("latestStatus", "agreement-status", latest, agreement.id)
        yield from self._report(agreement.articles)
        yield from self._cite(agreement.claims)

    def _describe_status(self, change: StatusChange) -> Iterator[tuple[str, Term]]:
        yield RDF + "type", DIP + "AgreementStatusChange"
        yield from self._link("agreement", change.agreement, change.id)
        yield from self._concept("agreementStatus", "agreement-status", change.status, change.id)
        yield from self._date("date", change.date, change.id)
        if signing := self._activities.get(change.activity):
            for claim in self._claims_of(signing.claims, "activity", "date"):
                if claim.value == change.date:
                    yield DIP + "dateWording", _build_wording(claim)
        if len(change.reported) == 10:
            yield from self._date("reported", change.reported, change.id)
        yield from self._link("signedAt", change.activity, change.id)
        yield from self._cite(change.claims)

    def _describe_place(self, name: str) -> Iterator[tuple[str, Term]]:
        yield RDF + "type", DIP + "Place"
        yield from self._label((Label(name, ""),), name)

    def _describe_country(self, code: str) -> Iterator[tuple[str, Term]]:
        yield RDF + "type", DIP + "Country"
        th, en = load_countries()[code]
        labels = [Label(en, "en")] + ([Label(th, "th")] if th else [])
        yield from self._label(labels, code)
        yield DIP + "isoCode", Literal(code)
        if number := load_geonames().get(code):
            yield SKOS + "exactMatch", f"{GEONAMES}{number}/"

    def _describe_evidence(self, claim: Claim) -> Iterator[tuple[str, Term]]:
        evidence = claim.evidence
        yield RDF + "type", DIP + "Evidence"
        yield DIP + "article", self._iri(f"article/{evidence.article}")
        self._told.reported.add(evidence.article)
        yield OA + "exact", Literal(clean_literal(evidence.quote))
        yield OA + "start", Literal(str(evidence.start), "", XSD + "integer")
        yield OA + "end", Literal(str(evidence.end), "", XSD + "integer")
        yield DIP + "rule", Literal(clean_literal(evidence.rule))
        yield DIP + "confidence", Literal(_format_decimal(claim.confidence), "", XSD + "decimal")
        for note in self.notes(claim.id):
            yield SKOS + "changeNote", Literal(clean_literal(note))
        for basis in claim.basis:
            if basis in self.claims:
                yield PROV + "wasDerivedFrom", self._evidence_iri(basis)

    def _describe_article(self, article_id: str) -> Iterator[tuple[str, Term]]:
        yield RDF + "type", DIP + "Article"
        yield DCTERMS + "identifier", Literal(article_id)
        article = self.articles.get(article_id)
        if article is None:
            self._reject(f"article/{article_id}", "cited and not among the articles")
            return
        title = clean_literal(article.title).strip() or article_id
        yield DCTERMS + "title", Literal(title, find_language(title))
        if issued := build_date(article.published):
            yield DCTERMS + "issued", issued
        if article.url.startswith(("https://", "http://")):
            yield SCHEMA + "url", Literal(clean_literal(article.url), "", XSD + "anyURI")

    def _describe_mention(self, mention: Unresolved) -> Iterator[tuple[str, Term]]:
        yield RDF + "type", DIP + "UnresolvedMention"
        yield DIP + "mentionText", Literal(clean_literal(mention.text))
        yield DIP + "reason", Literal(clean_literal(mention.reason))
        for candidate in mention.candidates:
            code = parse_country_code(candidate)
            yield DIP + "candidate", self._iri(f"country/{code}" if code else candidate)
        yield DIP + "evidence", self._evidence_iri(mention.claim)

    # -- pieces

    def _piece(
        self, key: str, blocks: Iterable[_Block], known: Mapping[str, Sequence[Any]], thing_id: str = ""
    ) -> Piece:
        told = known.get(key)
        if told is not None:
            self._absorb(_Told.load(told))
            return Piece(key, None, told, thing_id)
        triples = [triple for subject, describe in blocks for triple in self._order(subject, describe())]
        now, self._told = self._told, _Told()
        now.triples = len(triples)
        self._absorb(now)
        return Piece(key, triples, now.pack(), thing_id)

    def _absorb(self, told: _Told) -> None:
        self._all.add(told)
        for reject in told.rejects:
            if reject not in self._rejected:
                self._rejected.add(reject)
                self.rejects.append(reject)

    def _sign_thing(self, thing: Any) -> str:
        """What the description of a thing depends on, as a hash: itself, the ids among its values that lead
        somewhere, what belongs to it, and the versions of the articles whose claims it cites.
        """
        if self.versions is None:
            return ""
        around: list[object] = [
            self._matches.get(thing.id), self._participations.get(thing.id), self._changes.get(thing.id)
        ]  # fmt: skip
        cited = list(thing.claims)
        for name in thing.__slots__:
            value = getattr(thing, name)
            if isinstance(value, str):
                around.append(value in self._ids)
            elif isinstance(value, tuple) and name not in ("claims", "labels", "articles"):
                around += [ident in self._ids for ident in value]
        if isinstance(thing, StatusChange) and (signing := self._activities.get(thing.activity)):
            around.append(signing.claims)
            cited += signing.claims
        return self._sign_claims(cited, thing, around)

    def _sign_claims(self, cited: Iterable[str], *parts: object) -> str:
        if self.versions is None:
            return ""
        lost = [claim_id for claim_id in cited if claim_id not in self.claims]
        articles = sorted({claim_id.rpartition("-")[0] for claim_id in cited})
        return hash_parts(parts, lost, [self.versions(article_id) for article_id in articles])

    def _order(self, subject: str, facts: Iterable[tuple[str, Term]]) -> Iterator[Triple]:
        """The facts of one subject, each once: types first, then by property, IRIs before literals."""
        for predicate, term in sorted(set(facts), key=_order_fact):
            yield subject, predicate, term

    def _iri(self, thing_id: str) -> str:
        return build_iri(self.base_iri, thing_id)

    def _evidence_iri(self, claim_id: str) -> str:
        return build_iri(self.base_iri, f"evidence/{claim_id}")

    def _label(self, labels: Iterable[Label], thing_id: str) -> Iterator[tuple[str, Term]]:
        """SKOS labels: one preferred per language (the first), the others alternative, hidden ones hidden."""
        preferred: dict[str, str] = {}
        others: list[tuple[str, Literal]] = []
        for label in labels:
            text = clean_literal(label.text).strip()
            if not text:
                continue
            lang = label.lang if label.lang in ("th", "en") else find_language(text)
            if label.role == "preferred" and lang not in preferred:
                preferred[lang] = text
            else:
                others.append(("hidden" if label.role == "hidden" else "alt", Literal(text, lang)))
        if not preferred:
            name = next((literal for kind, literal in others if kind == "alt"), None)
            name = name or Literal(thing_id.rpartition("/")[2] or thing_id)
            preferred[name.lang or find_language(name.text)] = name.text
        for lang, text in preferred.items():
            yield SKOS + "prefLabel", Literal(text, lang)
            yield RDFS + "label", Literal(text, lang)
        alternatives = {literal for kind, literal in others if kind == "alt"}
        for kind, literal in others:
            if preferred.get(literal.lang) == literal.text or (kind == "hidden" and literal in alternatives):
                continue
            yield f"{SKOS}{kind}Label", literal

    def _name_activity(self, activity: Activity) -> Iterator[Label]:
        """A name for an activity that has none of its own: its kind and its date."""
        concept = build_concept_iri("activity-kind", activity.type)
        kinds = {
            term.lang: term.text
            for _, predicate, term in self.concepts.get(concept, ())
            if predicate == SKOS + "prefLabel" and isinstance(term, Literal)
        }
        for lang, kind in (kinds or {"en": activity.type.replace("_", " ")}).items():
            yield Label(f"{kind} {activity.date}".strip(), lang)

    def _date(self, name: str, text: str, thing_id: str) -> Iterator[tuple[str, Term]]:
        if when := build_date(text):
            yield DIP + name, when
        elif text:
            self._reject(thing_id, "no such date", text)

    def _concept(self, name: str, scheme: str, value: str, thing_id: str) -> Iterator[tuple[str, Term]]:
        if not value:
            return
        concept = build_concept_iri(scheme, value)
        if self.concepts and concept not in self.concepts:
            self._reject(thing_id, f"the ontology has no such {scheme}", value)
            return
        self._told.concepts.add(concept)
        yield DIP + name, concept

    def _country(self, text: str) -> str | None:
        code = parse_country_code(text)
        if code is None:
            self._reject("country", "no such country", text)
            return None
        self._told.countries.add(code)
        return self._iri(f"country/{code}")

    def _actor(self, name: str, actor: str, thing_id: str) -> Iterator[tuple[str, Term]]:
        if parse_country_code(actor):
            country = self._country(actor)
            if country:
                yield DIP + name, country
        else:
            yield from self._link(name, actor, thing_id)

    def _match(self, thing_id: str) -> Iterator[tuple[str, Term]]:
        for address in self._matches.get(thing_id, ()):
            if _ADDRESS.fullmatch(address):
                yield SKOS + "exactMatch", address
            else:
                self._reject(thing_id, "no address that the graph can hold", address)

    def _link(self, name: str, target: str, thing_id: str) -> Iterator[tuple[str, Term]]:
        if target in self._ids:
            yield DIP + name, self._iri(target)
        elif target:
            self._reject(thing_id, f"{name} leads nowhere", target)

    def _report(self, articles: Iterable[str]) -> Iterator[tuple[str, Term]]:
        for article_id in articles:
            self._told.reported.add(article_id)
            yield DIP + "reportedIn", self._iri(f"article/{article_id}")

    def _cite(self, claim_ids: Iterable[str]) -> Iterator[tuple[str, Term]]:
        for claim_id in claim_ids:
            if claim_id in self.claims:
                self._told.evidence.add(claim_id)
                yield DIP + "evidence", self._evidence_iri(claim_id)
            else:
                self._reject("claim", "cited and not among the claims", claim_id)

    def _claims_of(self, claim_ids: Iterable[str], kind: str, name: str) -> Iterator[Claim]:
        for claim_id in claim_ids:
            claim = self.claims.get(claim_id)
            if claim is not None and (claim.kind, claim.property) == (kind, name):
                yield claim

    def _list_evidence(self, cited: Iterable[str]) -> Iterator[_Block]:
        """An article's cited claims, and those of it that the cited ones rest on."""
        closed = set(cited)
        waiting = list(closed)
        while waiting:
            for basis in self.claims[waiting.pop()].basis:
                if basis in self.claims and basis not in closed:
                    closed.add(basis)
                    waiting.append(basis)
        self._told.evidence |= closed
        for claim_id in sorted(closed):
            yield self._evidence_iri(claim_id), partial(self._describe_evidence, self.claims[claim_id])

    def _reject(self, path: str, reason: str, detail: str = "") -> None:
        self._told.rejects[Reject(path, reason, detail)] = None


@dataclass(frozen=True, slots=True)
class Piece:
    """Some subjects of the graph with all that is said of them; ``triples`` is None where that is known.

    ``key`` stands for all that they depend on ("": nobody knows), ``told`` is what they told of other
    subjects and of what was left out, as JSON has it; ``thing`` is the id of the one thing described, if any.
    """

    key: str
    triples: Sequence[Triple] | None
    told: Sequence[Any]
    thing: str = ""


@dataclass(slots=True)
class _Told:
    """What descriptions tell of other subjects: those to be described too; and what they left out."""

    countries: set[str] = field(default_factory=set)
    places: dict[str, str] = field(default_factory=dict)
    concepts: set[str] = field(default_factory=set)
    evidence: set[str] = field(default_factory=set)
    reported: set[str] = field(default_factory=set)
    rejects: dict[Reject, None] = field(default_factory=dict)
    triples: int = 0

    def add(self, other: _Told) -> None:
        self.countries |= other.countries
        for ident, name in other.places.items():
            self.places[ident] = min(self.places.get(ident, name), name)
        self.concepts |= other.concepts
        self.evidence |= other.evidence
        self.reported |= other.reported
        self.triples += other.triples

    def pack(self) -> list[Any]:
        sets = [sorted(found) for found in (self.countries, self.concepts, self.evidence, self.reported)]
        rejects = [[r.path, r.reason, r.detail] for r in self.rejects]
        return [self.triples, *sets, sorted(self.places.items()), rejects]

    @classmethod
    def load(cls, packed: Sequence[Any]) -> _Told:
        triples, countries, concepts, evidence, reported, places, rejects = packed
        return cls(
            set(countries), dict(places), set(concepts), set(evidence), set(reported),
            dict.fromkeys(Reject(*row) for row in rejects), triples,
        )  # fmt: skip


_Block = tuple[str, Callable[[], Iterable[tuple[str, Term]]]]
"""A subject and what tells its facts."""


_TRUE = Literal("true", "", XSD + "boolean")
_FALSE = Literal("false", "", XSD + "boolean")


def _order_fact(fact: tuple[str, Term]) -> tuple[bool, str, bool, tuple[str, ...]]:
    predicate, term = fact
    literal = isinstance(term, Literal)
    return (
        predicate != RDF + "type",
        predicate,
        literal,
        tuple(term) if isinstance(term, Literal) else (term,),
    )


def _build_wording(claim: Claim) -> Literal:
    return Literal(clean_literal(claim.get("wording", claim.evidence.quote)))


def _agrees(said: str, day: str, end: str) -> bool:
    """True for a date that is the same day or a day of the same span, if less precisely told."""
    return said.startswith(day) or day.startswith(said) or day <= said <= end


def _rank_status(status: str) -> int:
    return AGREEMENT_STATUSES.index(status) if status in AGREEMENT_STATUSES else -1


def _format_decimal(number: float) -> str:
    text = f"{number:.4f}".rstrip("0")
    return text + "0" if text.endswith(".") else text


# ---------------------------------------------------------------- the ontology


def load_concepts(folder: Path | None = None) -> dict[str, list[Triple]]:
    """The concepts of the ontology: IRI → its type, scheme, labels and broader concepts, as triples."""
    graph = _load_turtle(_iter_ontology_paths(folder or ontology_path(), shapes=False))
    kept = {SKOS + name for name in ("prefLabel", "altLabel", "inScheme", "broader", "notation")}
    concepts: dict[str, list[Triple]] = {}
    for node in set(graph.subjects(_uri(RDF + "type"), _uri(SKOS + "Concept"))):
        subject = str(node)
        facts: list[Triple] = [(subject, RDF + "type", SKOS + "Concept")]
        for predicate, value in graph.predicate_objects(node):
            if str(predicate) in kept:
                facts.append((subject, str(predicate), _plain(value)))
                if str(predicate) == SKOS + "prefLabel":
                    facts.append((subject, RDFS + "label", _plain(value)))
        concepts[subject] = sorted(set(facts), key=lambda fact: _order_fact(fact[1:]))
    return concepts


def _iter_ontology_paths(folder: Path, *, shapes: bool) -> Iterator[Path]:
    for path in sorted(folder.rglob("*.ttl")):
        if ("shape" in path.name) == shapes:
            yield path


def _load_turtle(paths: Iterable[Path]) -> rdflib.Graph:
    import rdflib

    graph = rdflib.Graph()
    for path in paths:
        try:
            graph.parse(path, format="turtle")
        except Exception as error:
            raise OntologyError(f"{path}: {first_line(error)}") from error
    return graph


def _uri(iri: str) -> rdflib.URIRef:
    import rdflib

    return rdflib.URIRef(iri)


def _plain(node: object) -> Term:
    import rdflib

    if isinstance(node, rdflib.Literal):
        return Literal(str(node), node.language or "", str(node.datatype or ""))
    return str(node)


def first_line(error: Exception) -> str:
    """What an exception says in one line; its kind when it says nothing."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


class OntologyError(KgError):
    """An ontology or shapes file that cannot be used."""


# ---------------------------------------------------------------- SHACL


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that breaks a shape: the thing, the property (or ""), what is wrong, the value and the
    severity.
    """

    focus: str
    path: str
    message: str
    value: str
    severity: str


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """What SHACL said. ``conforms`` when nothing is worse than a warning."""

    conforms: bool
    violations: tuple[Violation, ...]
    triples: int
    batches: int


class ValidationError(KgError):
    """A file that could not be validated at all."""


def validate_turtle(
    path: Path, folder: Path | None = None, *, batch: int = VALIDATION_BATCH, lang: str = "en"
) -> ValidationReport:
    """Check an RDF file against the shapes in ``folder`` (default: ours), about ``batch`` triples at a time.

    Each batch holds whole subjects, and beside them what shapes ask about their neighbours: the types of what
    they point to, and what points to them by the properties that a shape follows backwards. pySHACL gets
    rdflib's own Memory store: others type plain literals in ways that mislead it.
    """
    if not path.is_file():
        raise ValidationError(f"{path}: there is no such file")
    shapes = _load_turtle(_iter_ontology_paths(folder or ontology_path(), shapes=True))
    if not len(shapes):
        raise ValidationError(f"there are no shapes (*shape*.ttl) in {folder or ontology_path()}")
    data = open_store(path)
    violations: set[Violation] = set()
    batches = 0
    for part, focus in _iter_batches(data, shapes, batch):
        batches += 1
        violations.update(v for v in _validate_part(part, shapes, lang) if v.focus in focus)
    found = tuple(sorted(violations, key=lambda v: (v.focus, v.path, v.message, v.value)))
    return ValidationReport(not any(v.severity == "Violation" for v in found), found, len(data), batches)


def _iter_batches(
    data: Store, shapes: rdflib.Graph, batch: int
) -> Iterator[tuple[rdflib.Graph, Collection[str]]]:
    """Split a store: (subjects with what is needed of their neighbours, the subjects to check)."""
    import rdflib

    backwards = sorted({str(node) for node in shapes.objects(None, _uri(SHACL + "inversePath"))})
    part, focus = rdflib.Graph(), set[str]()
    types: dict[str, list[str]] = {}

    def describe(iri: str) -> None:
        """Add the types of a neighbour."""
        if iri not in types:
            found = data.iter_triples(iri, RDF + "type")
            types[iri] = [term for _, _, term in found if not isinstance(term, Literal)]
        for kind in types[iri]:
            part.add((_uri(iri), _uri(RDF + "type"), _uri(kind)))

    for subject in data.iter_subjects():
        focus.add(subject)
        for triple in data.iter_triples(subject):
            part.add(_build_rdflib(triple))
            if not isinstance(triple[2], Literal):
                describe(triple[2])
            elif triple[1] in backwards:
                for other in data.iter_pointing(triple[2], triple[1]):
                    part.add(_build_rdflib(other))
        for predicate in backwards:
            for triple in data.iter_pointing(subject, predicate):
                part.add(_build_rdflib(triple))
                describe(triple[0])
        if len(part) >= batch:
            yield part, focus
            part, focus = rdflib.Graph(), set()
            types.clear()
    if focus:
        yield part, focus


def _build_rdflib(triple: Triple) -> tuple[rdflib.URIRef, rdflib.URIRef, rdflib.URIRef | rdflib.Literal]:
    import rdflib

    subject, predicate, term = triple
    if isinstance(term, Literal):
        value = rdflib.Literal(term.text, lang=term.lang or None, datatype=term.datatype or None)
        return _uri(subject), _uri(predicate), value
    return _uri(subject), _uri(predicate), _uri(term)


def _validate_part(part: rdflib.Graph, shapes: rdflib.Graph, lang: str) -> Iterator[Violation]:
    import pyshacl
    import rdflib

    try:
        _, results, text = pyshacl.validate(part, shacl_graph=shapes, inplace=True)
    except Exception as error:
        raise ValidationError(f"the shapes cannot be applied: {first_line(error)}") from error
    if not isinstance(results, rdflib.Graph):
        raise ValidationError(f"the shapes cannot be applied: {text}")
    for result in results.subjects(_uri(RDF + "type"), _uri(SHACL + "ValidationResult")):
        said = {
            name: sorted(
                results.objects(result, _uri(SHACL + name)), key=lambda node: _rank_language(node, lang)
            )
            for name in ("focusNode", "resultPath", "resultMessage", "value", "resultSeverity")
        }
        first = {
            name: "" if not nodes or isinstance(nodes[0], rdflib.BNode) else str(nodes[0])
            for name, nodes in said.items()
        }
        severity = first["resultSeverity"].rpartition("#")[2] or "Violation"
        yield Violation(
            first["focusNode"], first["resultPath"], first["resultMessage"], first["value"], severity
        )


def _rank_language(node: rdflib.term.Node, lang: str) -> tuple[bool, str]:
    return getattr(node, "language", None) != lang, str(node)
