"""All that a store knows of one official, organisation, country or agreement, line by line with its
source.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.graph import DIP, SKOS
from kg.model import KgError
from kg.store import Literal

if TYPE_CHECKING:
    from kg.store import Store

KINDS = ("Official", "Organisation", "Country", "Agreement")
_PREFIXES = """PREFIX dip: <https://example.org/diplomatic-kg/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX schema: <https://schema.org/>
"""


class NotFoundError(KgError):
    """Nothing, or more than one thing, goes by a name."""


@dataclass(frozen=True, slots=True)
class Source:
    """An article that says a line: its id, address and date ("" when unknown)."""

    id: str
    url: str
    issued: str


@dataclass(frozen=True, slots=True)
class Line:
    """One fact: when, what, and the articles that say it, the earliest first."""

    when: str
    text: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Facts of one sort in order of time, undated ones first; ``total`` counts also those left out."""

    title: str
    lines: tuple[Line, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Dossier:
    """A thing's id, kind, names and facts."""

    id: str
    kind: str
    title: str
    names: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing that a name may mean; ``weight`` is how often the graph speaks of it."""

    iri: str
    kind: str
    name: str
    exact: bool
    weight: int

    @property
    def id(self) -> str:
        """The path of its IRI after ``id/``."""
        return _local(self.iri)


def find_things(store: Store, name: str) -> list[Candidate]:
    """What goes by a name, a part of one, a country's code, or an id such as ``person/…``: the likeliest
    first.
    """
    wanted = _fold(name)
    if not wanted:
        return []
    if "/" in name and (now := find_replacement(store, name)):
        wanted = _fold(_local(now))
    kinds = " ".join(f"dip:{kind}" for kind in KINDS)
    query = f"""{_PREFIXES}
SELECT ?thing ?kind ?label WHERE {{
  VALUES ?kind {{ {kinds} }}
  ?thing a ?kind .
  {{ ?thing skos:prefLabel|skos:altLabel|skos:hiddenLabel|dip:isoCode ?label }}
}}"""
    found: dict[str, tuple[str, str, bool]] = {}
    for row in store.query(query):
        iri, kind, label = row["thing"] or "", (row["kind"] or "").removeprefix(DIP), row["label"] or ""
        folded = _fold(label)
        local = _local(iri)
        exact = wanted in (folded, _fold(local), _fold(iri), _fold(local.partition("/")[2]))
        if exact or (wanted in folded and kind != "Country"):
            known = found.get(iri)
            if known is None or (exact and not known[2]) or (exact == known[2] and label < known[1]):
                found[iri] = (kind, label, exact)
    candidates = [
        Candidate(iri, kind, label, exact, sum(1 for _ in store.iter_pointing(iri)))
        for iri, (kind, label, exact) in found.items()
    ]
    return sorted(candidates, key=lambda c: (not c.exact, -c.weight, c.iri))


def find_replacement(store: Store, name: str) -> str:
    """The IRI of what took the place of an id (``person/…``, or an IRI) that was merged away; "" for none."""
    query = """PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT ?old ?new WHERE { ?old dcterms:isReplacedBy ?new }"""
    wanted = {_fold(name), _fold(_local(name))}
    return next(
        (row["new"] or "" for row in store.query(query) if _fold(_local(row["old"] or "")) in wanted), ""
    )


def find_thing(store: Store, name: str) -> Candidate:
    """The one thing that goes by a name. NotFoundError lists what else it may be."""
    candidates = find_things(store, name)
    exact = [candidate for candidate in candidates if candidate.exact] or candidates
    if not candidates:
        raise NotFoundError(f"nobody and nothing in the graph is called {name!r}; give a part of the name")
    if len(exact) > 1:
        listed = "\n".join(f"  kg show {c.id}   # {c.kind}: {c.name}" for c in exact[:20])
        more = f"\n  … and {len(exact) - 20} more" if len(exact) > 20 else ""
        raise NotFoundError(f"{name!r} may be any of {len(exact)}; name one by its id:\n{listed}{more}")
    return exact[0]


def build_dossier(store: Store, name: str, lang: str = "th", limit: int = 0) -> Dossier:
    """All that the graph says of the thing called ``name``, with labels in ``lang`` where there are such.

    ``limit`` keeps the latest facts of each section; 0 keeps all.
    """
    return _Reader(store, find_thing(store, name), lang, limit).read()


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _local(iri: str) -> str:
    return iri.partition("/id/")[2] or iri


_WORDS = {
    "posts": ("ตำแหน่งตามเวลา", "Posts over time"),
    "holders": ("ผู้ดำรงตำแหน่ง", "Holders of its posts"),
    "activities": ("กิจกรรม", "Activities"),
    "agreements": ("ความตกลง", "Agreements"),
    "statuses": ("สถานะตามเวลา", "Status over time"),
    "parties": ("ภาคี", "Parties"),
    "signatories": ("ผู้ลงนาม", "Signatories"),
    "country": ("ประเทศ", "Country"),
    "kind": ("ประเภท", "Kind"),
    "part_of": ("สังกัด", "Part of"),
    "successor": ("หน่วยงานที่สืบต่อ", "Succeeded by"),
    "acting": ("รักษาการ", "acting"),
    "former": ("อดีต", "former"),
    "inferred": ("อนุมานจากตำแหน่ง", "inferred from the post"),
    "status": ("สถานะล่าสุด", "Latest status"),
    "at": ("ใน", "at"),
}

_TENURES = """SELECT DISTINCT ?fact ?holder ?post ?first ?last ?acting ?former ?country WHERE {{
  {pattern}
  ?fact a dip:Tenure ; dip:holder ?holder ; dip:post ?post .
  OPTIONAL {{ ?fact dip:firstObserved ?first }}
  OPTIONAL {{ ?fact dip:lastObserved ?last }}
  OPTIONAL {{ ?fact dip:acting ?acting }}
  OPTIONAL {{ ?fact dip:former ?former }}
}}"""
_ACTIVITIES = """SELECT DISTINCT ?fact ?activity ?kind ?date ?end ?role ?actor ?inferred WHERE {{
  {pattern}
  ?fact a dip:Participation ; dip:activity ?activity ; dip:role ?role ; dip:actor ?actor .
  ?activity dip:activityKind ?kind .
  OPTIONAL {{ ?activity dip:date ?date }}
  OPTIONAL {{ ?activity dip:endDate ?end }}
  OPTIONAL {{ ?fact dip:inferred ?inferred }}
}}"""
_AGREEMENTS = """SELECT DISTINCT ?fact ?status ?date ?reported WHERE {{
  {pattern}
  ?fact a dip:Agreement .
  OPTIONAL {{ ?fact dip:latestStatus ?status }}
  OPTIONAL {{
    ?fact dip:statusChange ?change .
    OPTIONAL {{ ?change dip:date ?date }}
    OPTIONAL {{ ?change dip:reported ?reported }}
  }}
}}"""
_STATUSES = """SELECT DISTINCT ?fact ?status ?date ?reported ?activity WHERE {
  ?thing dip:statusChange ?fact .
  ?fact dip:agreementStatus ?status .
  OPTIONAL { ?fact dip:date ?date }
  OPTIONAL { ?fact dip:reported ?reported }
  OPTIONAL { ?fact dip:signedAt ?activity }
}"""


_Row = dict[str, str | None]


class _Reader:
    """Reads the facts about one thing."""

    def __init__(self, store: Store, candidate: Candidate, lang: str, limit: int) -> None:
        self._store = store
        self._iri = candidate.iri
        self._kind = candidate.kind
        self._lang = lang
        self._limit = limit
        self._others: dict[str, list[str]] = {}
        self._words = {word: pair[lang == "en"] for word, pair in _WORDS.items()}
        self._labels: dict[str, str] = {}
        self._articles: dict[str, Source] = {}

    def read(self) -> Dossier:
        names = sorted(
            {
                row["label"] or ""
                for row in self._ask("SELECT ?label WHERE { ?thing skos:prefLabel|skos:altLabel ?label }")
            }
        )
        title = self._label(self._iri)
        sections = [section for section in self._iter_sections() if section.lines]
        return Dossier(
            _local(self._iri),
            self._kind,
            title,
            tuple(name for name in names if name != title),
            tuple(self._iter_facts()),
            tuple(sections),
        )

    # -- what is asked of each kind

    def _iter_facts(self) -> Iterator[tuple[str, str]]:
        asked = {
            "country": "dip:country", "kind": "dip:bodyKind|dip:agreementKind", "part_of": "dip:partOfBody",
            "successor": "dip:succeededBy", "status": "dip:latestStatus", "parties": "dip:party",
            "signatories": "dip:signatory",
        }  # fmt: skip
        for word, path in asked.items():
            values = [
                row["value"] or "" for row in self._ask(f"SELECT ?value WHERE {{ ?thing {path} ?value }}")
            ]
            if values:
                yield self._words[word], " · ".join(sorted(map(self._label, values)))

    def _iter_sections(self) -> Iterator[Section]:
        if self._kind == "Agreement":
            yield self._section("statuses", _STATUSES, "fact", self._tell_status)
            return
        tenures, acts, party = {
            "Official": ("?fact dip:holder ?thing .", "?fact dip:actor ?thing .", "dip:signatory"),
            "Organisation": ("?post dip:postIn ?thing .", "?fact dip:actor ?thing .", "dip:party"),
            "Country": ("?post dip:forCountry ?thing .", "?fact dip:side|dip:actor ?thing .", "dip:party"),
        }[self._kind]
        word = "posts" if self._kind == "Official" else "holders"
        yield self._section(word, _TENURES.format(pattern=tenures), "fact", self._tell_tenure)
        yield self._section("activities", _ACTIVITIES.format(pattern=acts), "activity", self._tell_activity)
        query = _AGREEMENTS.format(pattern=f"?fact {party} ?thing .")
        yield self._section("agreements", query, "fact", self._tell_agreement)

    def _section(
        self, word: str, query: str, subject: str, tell: Callable[[str, list[_Row]], str]
    ) -> Section:
        """Group the rows by what they are about, put them in order of time, and tell the latest of them."""
        groups: dict[str, list[_Row]] = {}
        for row in self._ask(query):
            groups.setdefault(row[subject] or "", []).append(row)
        ordered = sorted((_find_time(rows), about) for about, rows in groups.items())
        shown = ordered[-self._limit :] if self._limit else ordered
        facts = [row["fact"] or "" for _, about in shown for row in groups[about]]
        said = self._cite(facts)
        if subject == "activity":
            self._others = self._find_others(about for _, about in shown)
        lines = []
        for when, about in shown:
            rows = groups[about]
            sources = {source for row in rows for source in said.get(row["fact"] or "", ())}
            by_date = tuple(sorted(sources, key=lambda source: (source.issued, source.id)))
            lines.append(Line(when, tell(about, rows), by_date))
        return Section(self._words[word], tuple(lines), len(ordered))

    def _tell_tenure(self, _: str, rows: list[_Row]) -> str:
        row = rows[0]
        marks = [self._words[mark] for mark in ("acting", "former") if row[mark] == "true"]
        text = self._label(row["post"])
        if self._kind != "Official":
            text = f"{self._label(row['holder'])}: {text}"
        return f"{text} ({', '.join(marks)})" if marks else text

    def _tell_activity(self, activity: str, rows: list[_Row]) -> str:
        kind, name = self._label(rows[0]["kind"]), self._label(activity)
        text = name if name.startswith(kind) else f"{kind}: {name}"
        if self._kind == "Country":
            return f"{text} — {_few([self._label(row['actor']) for row in rows])}"
        told = sorted({self._label(row["role"]) for row in rows})
        if any(row["inferred"] == "true" for row in rows):
            told.append(self._words["inferred"])
        text += f" ({', '.join(told)})"
        others = [self._label(actor) for actor in self._others.get(activity, ())]
        return f"{text} — {_few(others)}" if others else text

    def _tell_agreement(self, agreement: str, rows: list[_Row]) -> str:
        status = rows[0]["status"]
        return self._label(agreement) + (f" ({self._label(status)})" if status else "")

    def _tell_status(self, _: str, rows: list[_Row]) -> str:
        row = rows[0]
        where = f" {self._words['at']} {self._label(row['activity'])}" if row["activity"] else ""
        return self._label(row["status"]) + where

    def _find_others(self, activities: Iterable[str]) -> dict[str, list[str]]:
        """Who else took part: activity → actors."""
        found: dict[str, list[str]] = {}
        query = "SELECT DISTINCT ?of ?actor WHERE {{ {values} ?of dip:participation/dip:actor ?actor }}"
        for row in self._ask_about(query, activities):
            if row["actor"] != self._iri:
                found.setdefault(row["of"] or "", []).append(row["actor"] or "")
        return {activity: sorted(actors) for activity, actors in found.items()}

    # -- asking

    def _ask(self, query: str) -> list[dict[str, str | None]]:
        # The thing's IRI came out of the store; it goes in as a term.
        return list(self._store.query(f"# params: thing=iri\n{_PREFIXES}{query}", thing=self._iri))

    def _ask_about(self, query: str, iris: Iterable[str]) -> Iterator[dict[str, str | None]]:
        """Ask about many things of the store, some at a time; ``{values}`` binds ``?of``."""
        wanted = sorted(set(iris))
        for start in range(0, len(wanted), 400):
            values = " ".join(f"<{iri}>" for iri in wanted[start : start + 400])
            yield from self._store.query(_PREFIXES + query.format(values=f"VALUES ?of {{ {values} }}"))

    def _label(self, iri: str | None) -> str:
        if not iri:
            return ""
        if iri not in self._labels:
            names = {
                term.lang: term.text
                for _, _, term in self._store.iter_triples(iri, SKOS + "prefLabel")
                if isinstance(term, Literal)
            }
            fallback = next((names[lang] for lang in sorted(names)), _local(iri))
            self._labels[iri] = names.get(self._lang, fallback)
        return self._labels[iri]

    def _cite(self, facts: Iterable[str | None]) -> dict[str, tuple[Source, ...]]:
        """The articles behind each fact, the earliest first."""
        query = """SELECT DISTINCT ?of ?article ?id ?url ?issued WHERE {{
  {values}
  {{ ?of dip:evidence/dip:article ?article }} UNION {{ ?of dip:reportedIn ?article }}
  ?article dcterms:identifier ?id .
  OPTIONAL {{ ?article schema:url ?url }}
  OPTIONAL {{ ?article dcterms:issued ?issued }}
}}"""
        found: dict[str, set[Source]] = {}
        for row in self._ask_about(query, (fact for fact in facts if fact)):
            source = Source(row["id"] or "", row["url"] or "", row["issued"] or "")
            found.setdefault(row["of"] or "", set()).add(source)
        return {of: tuple(sorted(sources, key=lambda s: (s.issued, s.id))) for of, sources in found.items()}


def _find_time(rows: list[_Row]) -> str:
    """When the rows' fact was: a date, a span, or "" when nobody says."""
    first = min(row.get("date") or row.get("first") or row.get("reported") or "9" for row in rows)
    last = max(row.get("end") or row.get("last") or "" for row in rows)
    if first == "9":
        return ""
    return f"{first} – {last}" if last and last != first else first


def _few(names: Sequence[str], limit: int = 6) -> str:
    unique = list(dict.fromkeys(names))
    more = f" +{len(unique) - limit}" if len(unique) > limit else ""
    return " · ".join(unique[:limit]) + more
