"""Query rows → networkx graphs: who and what is tied to whom, by which fact, on which date, on whose word.

The graph of ``build_network`` has one node per official, organisation, country, activity and agreement (and
per post that acts without a named holder), and one edge per fact. Nothing here knows HTML; nothing else knows
networkx.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt
from typing import TYPE_CHECKING, Any, Protocol

from kg.model import KgError
from kg.settings import ONTOLOGY_IRI, SCHEME_IRI

if TYPE_CHECKING:
    import networkx as nx

KINDS: tuple[str, ...] = ("official", "organisation", "country", "activity", "agreement", "post")
"""What a node can be. A post is a node only when an article names it as the actor without its holder."""

ACTOR_KINDS: tuple[str, ...] = ("official", "organisation", "country", "post")
EVENT_KINDS: tuple[str, ...] = ("activity", "agreement")
PROJECTIONS: tuple[str, ...] = ("officials", "countries", "bodies", "agreements")
MEASURES: tuple[str, ...] = ("degree", "betweenness", "eigenvector", "communities")

_PREFIXES = f"""PREFIX dip: <{ONTOLOGY_IRI}>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX schema: <https://schema.org/>
"""
_BATCH = 400  # claims asked for in one query
_CROWD = 12  # an activity with more actors than this says little about who met whom


class Rows(Protocol):
    """Whatever answers SPARQL text with rows: mappings from variable to string (None or absent: unbound)."""

    def query(self, query: str, /) -> Iterable[Mapping[str, str | None]]:
        """Answer one SELECT query."""
        ...


@dataclass(frozen=True, slots=True)
class Quote:
    """The words of an article that say a fact; ``article`` is a key of ``graph.graph["articles"]`` (its IRI
    in a ``QuoteBook``).
    """

    article: str
    text: str
    start: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """An article as a reader wants it named: title, address ("" when unknown) and date of issue."""

    title: str
    url: str
    issued: str


# ---------------------------------------------------------------- reading the store


def build_network(store: Rows, *, evidence: bool = True) -> nx.MultiDiGraph[str]:
    """Read the whole network from a store.

    Nodes are named by the path of their IRI after ``id/`` and carry ``kind``, ``th`` and ``en`` (names,
    either may be ""), ``aka`` (other written forms), ``hidden`` (forms for search only), ``iri``, ``start``,
    ``end`` (dates, "" when untold), ``years`` (first, last) or (), ``countries`` (ISO codes it has to do
    with), ``weight`` (facts that touch it) and ``detail`` (concept ids and strings: ``type``, ``status``,
    ``topic``, ``venue``, ``place``, ``code``, ``history``).

    Edges carry ``relation`` (participation, tenure, party, signatory, signed_at, part_of, in_country,
    of_country, body, succeeded_by, side), ``role`` (concept id or ""), ``note_th``/``note_en`` (the post or
    capacity),
    ``start``, ``end``, ``side``, ``inferred``, ``former``, ``acting``, ``claim`` (the IRI whose evidence it
    rests on) and ``quotes`` (a tuple of Quote; empty until ``load_quotes`` when ``evidence`` is false).
    ``graph.graph`` holds ``concepts`` (id → (th, en)) and ``articles`` (id → Source).
    """
    import networkx as nx

    reader = _Reader(store)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    nodes, facts = reader.read()
    for node in sorted(nodes):
        graph.add_node(node, **nodes[node])
    for fact in sorted(facts, key=_fact_key):
        source, target = fact.pop("source"), fact.pop("target")
        graph.add_edge(source, target, **fact)
    graph.graph["concepts"] = reader.concepts()
    graph.graph["articles"] = {}
    _weigh(graph)
    if evidence:
        load_quotes(store, graph)
    return graph


class QuoteBook(Protocol):
    """Keeps what ``load_quotes`` found for as long as the store would say the same."""

    def find(self, claim: str) -> Sequence[Quote] | None:
        """The first quotes for a claim's IRI; None when they are not known."""
        ...

    def keep(self, claim: str, quotes: Sequence[Quote]) -> None:
        """The first quotes for a claim's IRI, as the store has them."""
        ...


def load_quotes(
    store: Rows, graph: nx.MultiDiGraph[str], *, most: int | None = None, book: QuoteBook | None = None
) -> None:
    """Put the evidence on the edges of ``graph`` (say, of a part of the network) and their articles beside
    it: of each fact the first ``most`` quotes. What the ``book`` knows the store is not asked for.
    """
    quotes: dict[str, Sequence[Quote]] = {}
    asked: list[str] = []
    for claim in sorted({data["claim"] for _, _, data in graph.edges(data=True) if data["claim"]}):
        known = book.find(claim) if book else None
        if known is None:
            asked.append(claim)
        else:
            quotes[claim] = known
    for start in range(0, len(asked), _BATCH):
        part = asked[start : start + _BATCH]
        found: dict[str, set[Quote]] = {claim: set() for claim in part}
        values = " ".join(f"<{claim}>" for claim in part)
        for row in _rows(
            store,
            "SELECT ?claim ?article ?quote ?start WHERE { VALUES ?claim { " + values + " } "
            "?claim dip:evidence ?e . ?e oa:exact ?quote ; dip:article ?article . "
            "OPTIONAL { ?e oa:start ?start } }",
        ):
            where = int(row["start"]) if row.get("start", "").isdigit() else 0
            found[row["claim"]].add(Quote(row["article"], row["quote"], where))
        for claim, rows in found.items():
            quotes[claim] = sorted(rows, key=lambda q: (q.article, q.start, q.text))[:most]
            if book:
                book.keep(claim, quotes[claim])
    for _, _, data in graph.edges(data=True):
        told = quotes.get(data["claim"], ())
        data["quotes"] = tuple(Quote(_local(q.article), q.text, q.start) for q in told)
    articles = {quote.article for rows in quotes.values() for quote in rows}
    graph.graph["articles"] = dict(sorted(_read_articles(store, sorted(articles)).items()))


def _read_articles(store: Rows, iris: Sequence[str]) -> dict[str, Source]:
    found: dict[str, dict[str, str]] = {iri: {} for iri in iris}
    values = "VALUES ?s { " + " ".join(f"<{iri}>" for iri in iris) + " }" if len(iris) <= _BATCH else ""
    for slot, name in (("title", "dcterms:title"), ("issued", "dcterms:issued"), ("url", "schema:url")):
        for row in _rows(store, f"SELECT ?s ?o WHERE {{ {values} ?s {name} ?o }}"):
            if (got := found.get(row["s"])) is not None:
                got[slot] = min(got.get(slot, row["o"]), row["o"])
    return {
        _local(iri): Source(got.get("title", ""), got.get("url", ""), got.get("issued", ""))
        for iri, got in found.items()
    }


def _rows(store: Rows, query: str) -> Iterator[dict[str, str]]:
    """Rows with the unbound variables left out."""
    for row in store.query(_PREFIXES + query):
        yield {name: str(value) for name, value in row.items() if value is not None}


def _local(iri: str) -> str:
    """The path after ``id/``; an IRI of another form stays whole."""
    _, found, tail = iri.partition("/id/")
    return tail if found else iri


def _concept(iri: str) -> str:
    """``role/co-chair`` for a concept's IRI."""
    return iri.removeprefix(SCHEME_IRI)


def _fact_key(fact: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(
        str(fact[part])
        for part in ("source", "target", "relation", "role", "start", "claim", "note_th", "note_en")
    )


class _Reader:
    """One reading of a store: each class of thing in one query, joined here."""

    def __init__(self, store: Rows) -> None:
        self.store = store
        self.pref: dict[str, dict[str, str]] = defaultdict(dict)
        self.alt: dict[str, set[str]] = defaultdict(set)
        self.hidden: dict[str, set[str]] = defaultdict(set)
        self.nodes: dict[str, dict[str, Any]] = {}
        self.facts: list[dict[str, Any]] = []
        self.pairs: dict[str, list[tuple[str, str]]] = {}  # by property

    def read(self) -> tuple[dict[str, dict[str, Any]], list[dict[str, Any]]]:
        self._read_labels()
        countries = self._read_things("Country", "isoCode")
        bodies = self._read_things("Organisation", "bodyKind country partOfBody succeededBy")
        officials = self._read_things("Official", "country")
        posts = self._read_things("Post", "postIn forCountry accreditedTo")
        activities = self._read_things(
            "DiplomaticActivity",
            "activityKind date endDate venue place inCountry activityStatus focal partOf topic",
        )
        agreements = self._read_things("Agreement", "agreementKind party signatory latestStatus topic")
        tenures = self._read_things("Tenure", "holder post firstObserved lastObserved acting former")
        participations = self._read_things("Participation", "activity actor role side capacity inferred")
        changes = self._read_things(
            "AgreementStatusChange", "agreement agreementStatus date reported signedAt"
        )
        self.posts = posts
        self.codes = {
            iri: _first(got, "isoCode") or _local(iri).rpartition("/")[2] for iri, got in countries.items()
        }

        for iri in countries:
            self._add_node(iri, "country", countries=[iri], detail={"code": self.codes[iri]})
        for iri, got in bodies.items():
            self._add_node(
                iri, "organisation", countries=got["country"], detail={"type": _concepts(got["bodyKind"])}
            )
        for iri, got in officials.items():
            self._add_node(iri, "official", countries=got["country"])
        for iri, got in activities.items():
            self._add_activity(iri, got)
        history: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        for got in changes.values():
            agreement, status = _first(got, "agreement"), _first(got, "agreementStatus")
            history[agreement].append((_first(got, "date"), _concept(status), _first(got, "reported")))
        for iri, got in agreements.items():
            self._add_agreement(iri, got, sorted(set(history.get(iri, [])), key=lambda h: (h[0] or h[2], h)))
        self._add_tenures(tenures)
        self._add_participations(participations)
        self._add_structure(bodies, activities, agreements, changes)
        return self.nodes, self.facts

    def concepts(self) -> dict[str, tuple[str, str]]:
        """Names of the concepts of all schemes that the store knows."""
        return {
            _concept(iri): (labels.get("th", ""), labels.get("en", ""))
            for iri, labels in sorted(self.pref.items())
            if iri.startswith(SCHEME_IRI)
        }

    def _read_labels(self) -> None:
        rows = _rows(
            self.store,
            "SELECT ?s ?form ?text (LANG(?text) AS ?lang) WHERE "
            "{ VALUES ?form { skos:prefLabel skos:altLabel skos:hiddenLabel } ?s ?form ?text }",
        )
        for row in rows:
            form = row["form"].rpartition("#")[2]
            if form == "prefLabel":
                lang, text = row.get("lang", "") or "", row["text"]
                old = self.pref[row["s"]].get(lang)
                self.pref[row["s"]][lang] = text if old is None else min(old, text)
            else:
                (self.alt if form == "altLabel" else self.hidden)[row["s"]].add(row["text"])

    def _read_things(self, kind: str, properties: str) -> dict[str, dict[str, list[str]]]:
        """Every instance of a class → its values by property, sorted."""
        names = properties.split()
        things: dict[str, dict[str, list[str]]] = {}
        for row in _rows(self.store, f"SELECT ?s WHERE {{ ?s a dip:{kind} }}"):
            things.setdefault(row["s"], {name: [] for name in names})
        for name in names:
            for subject, value in self._read_property(name):
                if subject in things:
                    things[subject][name].append(value)
        for got in things.values():
            for name in names:
                if len(got[name]) > 1:
                    got[name] = sorted(set(got[name]))
        return dict(sorted(things.items()))

    def _read_property(self, name: str) -> list[tuple[str, str]]:
        """Who has the property, with what value: a scan of it alone, much quicker than one of a class."""
        if name not in self.pairs:
            rows = _rows(self.store, f"SELECT ?s ?o WHERE {{ ?s dip:{name} ?o }}")
            self.pairs[name] = [(row["s"], row["o"]) for row in rows]
        return self.pairs[name]

    def _names(self, iri: str) -> tuple[str, str]:
        """Thai and English name. One without a language goes by its letters; where there is none, the id."""
        labels = self.pref.get(iri, {})
        thai, english = labels.get("th", ""), labels.get("en", "")
        for lang, text in sorted(labels.items()):
            if lang not in ("th", "en"):
                if re.search(r"[฀-๿]", text):
                    thai = thai or text
                else:
                    english = english or text
        if not thai and not english:
            english = _local(iri).rpartition("/")[2].replace("-", " ")
        return thai, english

    def _add_node(
        self,
        iri: str,
        kind: str,
        *,
        start: str = "",
        end: str = "",
        countries: Iterable[str] = (),
        detail: Mapping[str, Any] | None = None,
    ) -> None:
        thai, english = self._names(iri)
        shown = {thai, english}
        self.nodes[_local(iri)] = {
            "kind": kind,
            "iri": iri,
            "th": thai,
            "en": english,
            "aka": tuple(sorted(self.alt.get(iri, set()) - shown)),
            "hidden": tuple(sorted(self.hidden.get(iri, set()) - shown)),
            "start": start,
            "end": end,
            "years": (),
            "countries": {code for code in (self.codes.get(c, "") for c in countries) if code},
            "weight": 0,
            "detail": dict(detail or {}),
        }

    def _add_activity(self, iri: str, got: Mapping[str, list[str]]) -> None:
        place = ("", "")
        if got["place"]:
            place = self._names(got["place"][0])
        self._add_node(
            iri,
            "activity",
            start=_first(got, "date"),
            end=_first(got, "endDate"),
            countries=got["inCountry"],
            detail={
                "type": _concepts(got["activityKind"]),
                "status": _concepts(got["activityStatus"]),
                "topic": _concepts(got["topic"]),
                "venue": _first(got, "venue"),
                "place": place,
                "focal": _first(got, "focal") != "false",
            },
        )

    def _add_agreement(
        self, iri: str, got: Mapping[str, list[str]], history: list[tuple[str, str, str]]
    ) -> None:
        dated = sorted(date for date, status, _ in history if date)
        reported = sorted(seen for _, _, seen in history if seen)
        signed = [date for date, status, _ in history if date and status.endswith("/signed")]
        self._add_node(
            iri,
            "agreement",
            start=(signed or dated or reported or [""])[0],
            end="",
            countries=[party for party in got["party"] if party in self.codes],
            detail={
                "type": _concepts(got["agreementKind"]),
                "status": _concepts(got["latestStatus"]),
                "topic": _concepts(got["topic"]),
                "history": tuple(history),
            },
        )

    def _add_fact(self, source: str, target: str, relation: str, claim: str, **more: Any) -> None:
        source, target = _local(source), _local(target)
        if source == target or source not in self.nodes or target not in self.nodes:
            return
        fact: dict[str, Any] = {
            "source": source,
            "target": target,
            "relation": relation,
            "claim": claim,
            "role": "",
            "note_th": "",
            "note_en": "",
            "start": "",
            "end": "",
            "side": "",
            "inferred": False,
            "former": False,
            "acting": False,
            "quotes": (),
        }
        self.facts.append(fact | more)

    def _add_tenures(self, tenures: Mapping[str, dict[str, list[str]]]) -> None:
        for iri, got in tenures.items():
            holder, post = _first(got, "holder"), _first(got, "post")
            if _local(holder) not in self.nodes:
                continue
            where = self.posts.get(post, {})
            body, country = _first(where, "postIn"), _first(where, "forCountry")
            thai, english = self._names(post) if post else ("", "")
            for code in (self.codes.get(country, ""), *self._countries_of(body)):
                if code:
                    self.nodes[_local(holder)]["countries"].add(code)
            first, last = _first(got, "firstObserved"), _first(got, "lastObserved")
            self.nodes[_local(holder)]["detail"].setdefault("posts", []).append((first, last, thai, english))
            self._add_fact(
                holder,
                body if _local(body) in self.nodes else country,
                "tenure",
                iri,
                note_th=thai,
                note_en=english,
                start=first,
                end=last,
                former=_first(got, "former") == "true",
                acting=_first(got, "acting") == "true",
            )

    def _countries_of(self, iri: str) -> list[str]:
        node = self.nodes.get(_local(iri))
        return sorted(node["countries"]) if node else []

    def _add_participations(self, participations: Mapping[str, dict[str, list[str]]]) -> None:
        sides: dict[tuple[str, str], tuple[str, str]] = {}
        for iri, got in participations.items():
            activity, actor, side = _first(got, "activity"), _first(got, "actor"), _first(got, "side")
            event = self.nodes.get(_local(activity))
            if event is None:
                continue
            if actor in self.posts and _local(actor) not in self.nodes:
                self._add_post(actor)
            node = self.nodes.get(_local(actor))
            if node is None:
                continue
            capacity = _first(got, "capacity")
            thai, english = self._names(capacity) if capacity and capacity != actor else ("", "")
            code = self.codes.get(side, "")
            if code:
                event["countries"].add(code)
                if node["kind"] != "country":
                    node["countries"].add(code)
                    sides.setdefault((actor, side), (iri, event["start"]))
            if node["kind"] == "country":
                event["countries"].update(node["countries"])
            self._add_fact(
                actor,
                activity,
                "participation",
                iri,
                role=_concept(_first(got, "role")),
                note_th=thai,
                note_en=english,
                start=event["start"],
                end=event["end"],
                side=code,
                inferred=_first(got, "inferred") == "true",
            )
        tied = {(fact["source"], fact["target"]) for fact in self.facts}
        bodies = {fact["source"]: set[str]() for fact in self.facts}
        for fact in self.facts:
            bodies[fact["source"]].add(fact["target"])
        for (actor, side), (iri, date) in sorted(sides.items()):
            who, country = _local(actor), _local(side)
            through = any(self.codes[side] in self.nodes[body]["countries"] for body in bodies.get(who, ())
                          if self.nodes[body]["kind"] == "organisation")  # fmt: skip
            if (who, country) not in tied and not through and self.nodes[who]["kind"] != "organisation":
                self._add_fact(actor, side, "side", iri, start=date)

    def _add_post(self, iri: str) -> None:
        got = self.posts[iri]
        body, country = _first(got, "postIn"), _first(got, "forCountry")
        self._add_node(iri, "post", countries=[country])
        self.nodes[_local(iri)]["countries"].update(self._countries_of(body))
        self._add_fact(iri, body if _local(body) in self.nodes else country, "body", "")

    def _add_structure(
        self,
        bodies: Mapping[str, dict[str, list[str]]],
        activities: Mapping[str, dict[str, list[str]]],
        agreements: Mapping[str, dict[str, list[str]]],
        changes: Mapping[str, dict[str, list[str]]],
    ) -> None:
        for iri, got in bodies.items():
            for country in got["country"]:
                self._add_fact(iri, country, "of_country", iri)
            for body in got["partOfBody"]:
                self._add_fact(iri, body, "body", iri)
            for body in got["succeededBy"]:
                self._add_fact(iri, body, "succeeded_by", iri)
        for iri, got in activities.items():
            date = self.nodes[_local(iri)]["start"]
            for country in got["inCountry"]:
                self._add_fact(iri, country, "in_country", iri, start=date)
            for whole in got["partOf"]:
                self._add_fact(iri, whole, "part_of", iri, start=date)
        for iri, got in agreements.items():
            date = self.nodes[_local(iri)]["start"]
            for party in got["party"]:
                self._add_fact(iri, party, "party", iri, start=date)
                self.nodes[_local(iri)]["countries"].update(self._countries_of(party))
            for official in got["signatory"]:
                self._add_fact(official, iri, "signatory", iri, start=date)
        for iri, got in changes.items():
            for activity in got["signedAt"]:
                date = _first(got, "date") or self.nodes.get(_local(activity), {}).get("start", "")
                self._add_fact(_first(got, "agreement"), activity, "signed_at", iri, start=date)


def _first(got: Mapping[str, Sequence[str]], name: str) -> str:
    values = got.get(name)
    return values[0] if values else ""


def _concepts(iris: Iterable[str]) -> tuple[str, ...]:
    return tuple(_concept(iri) for iri in iris)


def _weigh(graph: nx.MultiDiGraph[str]) -> None:
    """Freeze the sets, and give each node its years and its weight."""
    years: dict[str, set[int]] = defaultdict(set)
    weight: Counter[str] = Counter()
    for source, target, data in graph.edges(data=True):
        for end in (source, target):
            years[end].update(parse_years(data["start"], data["end"]))
            weight[end] += data["relation"] != "of_country"
    for name, data in graph.nodes(data=True):
        own = parse_years(data["start"], data["end"]) if data["kind"] in EVENT_KINDS else sorted(years[name])
        data["years"] = (own[0], own[-1]) if own else ()
        data["countries"] = tuple(sorted(data["countries"]))
        data["weight"] = weight[name]
        if "posts" in data["detail"]:
            data["detail"]["posts"] = tuple(sorted(set(data["detail"]["posts"])))


def parse_years(*dates: str) -> list[int]:
    """The years of ISO dates, sorted; what is no date gives none.

    >>> parse_years("2019-09-02", "", "2021")
    [2019, 2021]
    """
    return sorted({int(date[:4]) for date in dates if re.match(r"\d{4}(?!\d)", date)})


# ---------------------------------------------------------------- finding


def clean_name(text: str) -> str:
    """Fold a name for comparing: case, accents, Thai tone marks, spaces and punctuation make no difference.

    >>> clean_name("Ban  Ki-Moon") == clean_name("ban ki moon")
    True
    """
    folded = unicodedata.normalize("NFKD", text).casefold().replace("\u0e4d\u0e32", "\u0e33")
    return "".join(c for c in folded if c.isalnum() or "\u0e30" <= c <= "\u0e3a" or c == "\u0e47")


def find_nodes(graph: nx.MultiDiGraph[str], text: str) -> list[str]:
    """Nodes that ``text`` may mean, best first: its id or IRI, an exact name, a name that holds it. May be
    empty."""
    if text in graph:
        return [text]
    if _local(text) in graph:
        return [_local(text)]
    wanted = clean_name(text)
    if not wanted:
        return []
    found: list[tuple[int, int, str]] = []
    for name, data in graph.nodes(data=True):
        forms = [clean_name(form) for form in (data["th"], data["en"], *data["aka"], *data["hidden"]) if form]
        if data["kind"] == "country" and data["detail"].get("code", "").casefold() == text.strip().casefold():
            forms.append(wanted)
        ranks = [
            0 if form == wanted else 1 if form.startswith(wanted) else 2 for form in forms if wanted in form
        ]
        if ranks:
            found.append((min(ranks), -data["weight"], name))
    return [name for _, _, name in sorted(found)]


def find_focus(graph: nx.MultiDiGraph[str], text: str) -> str:
    """The one node that ``text`` means best; KgError when there is none."""
    found = find_nodes(graph, text)
    if not found:
        raise KgError(
            f"nothing in the graph is called {text!r}; try a shorter form, or the name in Thai or English"
        )
    return found[0]


def find_neighbourhood(graph: nx.MultiDiGraph[str], start: str, depth: int = 1) -> dict[str, int]:
    """Nodes within ``depth`` steps of ``start`` (0 for itself), edges taken either way."""
    reached, edge = {start: 0}, [start]
    for step in range(1, depth + 1):
        edge = sorted({n for name in edge for n in _iter_neighbours(graph, name)} - reached.keys())
        reached.update(dict.fromkeys(edge, step))
    return reached


def find_strongest_actors(graph: nx.MultiDiGraph[str], limit: int, centre: str | None = None) -> list[str]:
    """At most ``limit`` officials, bodies, countries and posts with the most facts, strongest first.

    With ``centre`` only those tied to it count, directly or through an activity or agreement, by how many
    facts tie them to it; the centre itself comes first.
    """
    weight: Mapping[str, int]
    if centre is None:
        weight = {n: d["weight"] for n, d in graph.nodes(data=True) if d["kind"] in ACTOR_KINDS}
    else:
        counts: Counter[str] = Counter()
        for name in _iter_neighbours(graph, centre):
            if graph.nodes[name]["kind"] in EVENT_KINDS:
                counts.update(set(_iter_neighbours(graph, name)))
            else:
                counts[name] += 1
        weight = {name: n for name, n in counts.items() if graph.nodes[name]["kind"] in ACTOR_KINDS}
    return sorted(weight, key=lambda n: (n != centre, -weight[n], -graph.nodes[n]["weight"], n))[:limit]


def find_strongest_events(graph: nx.MultiDiGraph[str], limit: int, actors: Collection[str]) -> list[str]:
    """At most ``limit`` activities and agreements that join the most, and the strongest, of ``actors``."""
    inside = set(actors)
    value: dict[str, tuple[bool, float, str]] = {}
    for name, data in graph.nodes(data=True):
        if data["kind"] in EVENT_KINDS:
            joined = inside & set(_iter_neighbours(graph, name))
            best = sorted((graph.nodes[actor]["weight"] for actor in joined), reverse=True)
            worth = sum(sqrt(actor) / (1 + place) for place, actor in enumerate(best))
            if joined:
                value[name] = (len(joined) < 2, -worth, name)
    return sorted(value, key=value.__getitem__)[:limit]


def _iter_neighbours(graph: nx.MultiDiGraph[str], name: str) -> Iterator[str]:
    """Nodes one fact away, either way, each once per direction."""
    yield from graph.successors(name)
    yield from graph.predecessors(name)


# ---------------------------------------------------------------- projections and measures


def build_projection(
    graph: nx.MultiDiGraph[str], name: str, years: tuple[int, int] | None = None
) -> nx.Graph[str]:
    """A plain graph of one kind of tie; edges carry ``weight``, ``years`` (year → count) and ``through`` (the
    activities and agreements behind it, sorted), nodes what they carry in ``graph``.

    ``officials``: who took part in the same activity, not on the same side. ``countries``: who met or agreed.
    One with more than a dozen of them says little about any two and is left out.
    ``bodies``: officials and the organisations they were seen in. ``agreements``: agreements and their
    parties. ``years`` keeps the ties of those years only (first, last; both inclusive).
    """
    import networkx as nx

    if name not in PROJECTIONS:
        raise KgError(f"no projection {name!r}; there are {', '.join(PROJECTIONS)}")
    ties: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)  # pair → what it goes through → date
    if name == "officials":
        for event, data in graph.nodes(data=True):
            if data["kind"] == "activity" and _is_gathering(data):
                sides = _sides_of(graph, event, ("official",))
                if len(sides) > _CROWD:
                    continue
                for (one, here), (two, there) in combinations(sorted(sides.items()), 2):
                    if not (here & there):
                        ties[one, two][event] = data["start"]
    elif name == "countries":
        by_code = {d["detail"]["code"]: n for n, d in graph.nodes(data=True) if d["kind"] == "country"}
        for event, data in graph.nodes(data=True):
            if data["kind"] == "agreement":
                codes = set(data["countries"])
            elif data["kind"] == "activity" and _is_gathering(data):
                sides = _sides_of(graph, event, ACTOR_KINDS)
                codes = {code for side in sides.values() for code in side}
            else:
                continue
            if len(codes) > _CROWD:
                continue
            for one, two in combinations(sorted(by_code[c] for c in codes if c in by_code), 2):
                ties[one, two][event] = data["start"]
    else:
        relation = "tenure" if name == "bodies" else "party"
        for source, target, fact in graph.edges(data=True):
            if fact["relation"] == relation:
                ties[min(source, target), max(source, target)][fact["claim"]] = fact["start"]
    projected: nx.Graph[str] = nx.Graph()
    for (one, two), through in sorted(ties.items()):
        kept = {event: date for event, date in through.items() if years is None or _within(date, years)}
        if kept:
            for end in (one, two):
                projected.add_node(end, **graph.nodes[end])
            counts = Counter(year for date in kept.values() for year in parse_years(date))
            projected.add_edge(
                one, two, weight=len(kept), years=dict(sorted(counts.items())), through=tuple(sorted(kept))
            )
    return projected


def build_meetings(graph: nx.MultiDiGraph[str], name: str) -> nx.MultiDiGraph[str]:
    """A projection with each fact behind it as an edge of its own: a part of the network, in its form.

    Officials and countries are tied by edges ``met`` and ``agreed``, one for every activity and agreement,
    dated, named in ``note_th``/``note_en``, with its evidence as claim; bodies and agreements keep their
    edges. Nodes weigh what the view holds of them.
    """
    import networkx as nx

    projected = build_projection(graph, name)
    part: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    part.graph.update(graph.graph)
    for node in sorted(projected):
        part.add_node(node, **graph.nodes[node])
    if name in ("bodies", "agreements"):
        wanted = {"bodies": ("tenure",), "agreements": ("party", "signatory", "signed_at")}[name]
        for source, target, fact in graph.edges(data=True):
            if fact["relation"] in wanted:
                for end in (source, target):
                    if end not in part:
                        part.add_node(end, **graph.nodes[end])
                part.add_edge(source, target, **fact)
    else:
        for one, two, tie in sorted(projected.edges(data=True), key=lambda edge: edge[:2]):
            for event in tie["through"]:
                data = graph.nodes[event]
                relation = "agreed" if data["kind"] == "agreement" else "met"
                part.add_edge(one, two, **_fact(relation, data))
    _weigh(part)
    return part


def _fact(relation: str, event: Mapping[str, Any]) -> dict[str, Any]:
    """An edge that stands for an activity or agreement."""
    told = dict.fromkeys(("role", "side"), "") | dict.fromkeys(("inferred", "former", "acting"), False)
    names = {"note_th": event["th"], "note_en": event["en"], "claim": event["iri"]}
    dates = {"start": event["start"], "end": event["end"]}
    return told | names | dates | {"relation": relation, "quotes": ()}


def _is_gathering(data: Mapping[str, Any]) -> bool:
    """Did people come together there? What was not held, or a message, brought nobody together."""
    kinds = {kind.rpartition("/")[2] for kind in data["detail"]["type"]}
    status = {status.rpartition("/")[2] for status in data["detail"]["status"]}
    return "message" not in kinds and status <= {"held"}


def _within(date: str, years: tuple[int, int]) -> bool:
    return any(years[0] <= year <= years[1] for year in parse_years(date))


def _sides_of(graph: nx.MultiDiGraph[str], event: str, kinds: Collection[str]) -> dict[str, set[str]]:
    """Actors of an activity → the countries they came for (empty: not told)."""
    sides: dict[str, set[str]] = defaultdict(set)
    for actor, _, fact in graph.in_edges(event, data=True):
        if fact["relation"] == "participation" and graph.nodes[actor]["kind"] in kinds:
            told = {fact["side"]} - {""}
            known = set(graph.nodes[actor]["countries"])
            sides[actor] |= told or (known if len(known) == 1 else set())
    return sides


def measure_nodes(graph: nx.Graph[str], measure: str) -> dict[str, float]:
    """A centrality (or the number of the community, largest first) for each node of a projection."""
    import networkx as nx

    if measure not in MEASURES:
        raise KgError(f"no measure {measure!r}; there are {', '.join(MEASURES)}")
    if not graph:
        return {}
    plain, names = _as_numbers(graph)
    values: dict[int, float]
    if measure == "degree":
        values = {node: float(degree) for node, degree in plain.degree(weight="weight")}
    elif measure == "betweenness":
        sample = None if len(plain) <= 1500 else 300
        values = nx.betweenness_centrality(plain, k=sample, seed=1)
    elif measure == "eigenvector":
        values = _eigenvector(plain)
    else:
        groups = find_communities(graph)
        return {name: float(number) for number, group in enumerate(groups) for name in group}
    return {names[node]: round(value, 6) for node, value in sorted(values.items())}


def find_years(graph: nx.Graph[str]) -> list[int]:
    """The years in which a projection has ties."""
    return sorted({year for _, _, tie in graph.edges(data=True) for year in tie["years"]})


def take_year(graph: nx.Graph[str], year: int) -> nx.Graph[str]:
    """A projection's ties of one year, weighted by that year alone."""
    import networkx as nx

    taken: nx.Graph[str] = nx.Graph()
    for one, two, tie in graph.edges(data=True):
        if count := tie["years"].get(year, 0):
            for end in (one, two):
                taken.add_node(end, **graph.nodes[end])
            taken.add_edge(one, two, weight=count, years={year: count})
    return taken


def _iter_parts(graph: nx.Graph[str], by_year: bool) -> Iterator[tuple[list[str], nx.Graph[str]]]:
    """The whole projection; or the part of each year, the year before it as a row's first cell."""
    if not by_year:
        yield [], graph
        return
    for year in find_years(graph):
        yield [str(year)], take_year(graph, year)


def iter_ties(graph: nx.Graph[str], *, by_year: bool = False, lang: str = "th") -> Iterator[list[str]]:
    """The ties of a projection as rows, their head first, the strongest on top; ``by_year`` year by year."""
    yield [*(["year"] if by_year else []), "one", "other", "ties", "one_id", "other_id"]
    for first, part in _iter_parts(graph, by_year):
        for one, two, tie in sorted(part.edges(data=True), key=lambda e: (-e[2]["weight"], *sorted(e[:2]))):
            one, two = sorted((one, two), key=lambda n: (-graph.degree(n, weight="weight"), n))
            names = [_name(graph.nodes[node], lang) for node in (one, two)]
            yield [*first, *names, str(tie["weight"]), one, two]


def iter_ranks(
    graph: nx.Graph[str], measures: Sequence[str], *, by_year: bool = False, lang: str = "th"
) -> Iterator[list[str]]:
    """The nodes of a projection as rows, their head first, ranked by the first of ``measures``.

    Communities are numbered from 1, the largest first. ``by_year`` ranks each year's own network.
    """
    yield [*(["year"] if by_year else []), "rank", "name", "kind", *measures, "id"]
    for first, part in _iter_parts(graph, by_year):
        values = [measure_nodes(part, measure) for measure in measures]
        strength = dict(part.degree(weight="weight"))
        sign = 1 if measures[0] == "communities" else -1
        ranked = sorted(part, key=lambda n: (sign * values[0][n], -strength[n], n))
        for rank, node in enumerate(ranked, 1):
            told = [_format_value(measure, got[node]) for measure, got in zip(measures, values, strict=True)]
            data = graph.nodes[node]
            yield [*first, str(rank), _name(data, lang), data["kind"], *told, node]


def build_measured(
    graph: nx.Graph[str], measures: Sequence[str], *, by_year: bool = False, dynamic: bool = False
) -> nx.Graph[str]:
    """A projection with plain attributes only, as other programs read it: names, kind, measures, weights.

    ``by_year`` adds them for every year: as ``degree_2019`` and ``ties_2019``, or, when ``dynamic``, with the
    time in which they hold, as Gephi's time line wants it.
    """
    import networkx as nx

    plain: nx.Graph[str] = nx.Graph()
    totals = {measure: measure_nodes(graph, measure) for measure in measures}
    for node in sorted(graph):
        data = graph.nodes[node]
        told = {"label": data["en"] or data["th"], "name_th": data["th"], "name_en": data["en"]}
        told |= {"kind": data["kind"], "iri": data["iri"], "countries": " ".join(data["countries"])}
        plain.add_node(node, **told)
        if not (by_year and dynamic):
            plain.nodes[node].update({m: _number(m, totals[m][node]) for m in measures})
    for one, two, tie in sorted(graph.edges(data=True), key=lambda e: sorted(e[:2])):
        plain.add_edge(*sorted((one, two)), weight=tie["weight"])
        if by_year and dynamic:
            plain.edges[one, two]["spells"] = [(year, year + 1) for year in tie["years"]]
        elif by_year:
            plain.edges[one, two].update({f"ties_{year}": count for year, count in tie["years"].items()})
    if by_year:
        plain.graph["mode"] = "dynamic"
        for year in find_years(graph):
            part = take_year(graph, year)
            for measure in measures:
                for node, value in sorted(measure_nodes(part, measure).items()):
                    if dynamic:
                        told_by_year = plain.nodes[node].setdefault(measure, [])
                        told_by_year.append((_number(measure, value), year, year + 1))
                    else:
                        plain.nodes[node][f"{measure}_{year}"] = _number(measure, value)
    return plain


def _name(data: Mapping[str, Any], lang: str) -> str:
    return str((data["th"] or data["en"]) if lang == "th" else (data["en"] or data["th"]))


def _number(measure: str, value: float) -> float | int:
    if measure == "communities":
        return int(value) + 1
    return int(value) if measure == "degree" else value


def _format_value(measure: str, value: float) -> str:
    number = _number(measure, value)
    return str(number) if isinstance(number, int) else f"{number:.6f}"


def _eigenvector(plain: nx.Graph[int]) -> dict[int, float]:
    """Power iteration with a self-loop's worth of damping, so that a star settles too."""
    vector = dict.fromkeys(plain, 1.0)
    for _ in range(200):
        fresh = {
            n: vector[n] + sum(vector[m] * d.get("weight", 1) for m, d in plain[n].items()) for n in plain
        }
        top = max(fresh.values())
        fresh = {n: value / top for n, value in fresh.items()}
        if max(abs(fresh[n] - vector[n]) for n in plain) < 1e-9:
            return fresh
        vector = fresh
    return vector


def find_communities(graph: nx.Graph[str]) -> list[list[str]]:
    """Groups of nodes that are tied among themselves more than outwards; largest first, always the same for
    the same graph."""
    import networkx as nx

    plain, names = _as_numbers(graph)
    groups = nx.community.louvain_communities(plain, weight="weight", seed=1)
    found = [sorted(names[node] for node in group) for group in groups]
    return sorted(found, key=lambda group: (-len(group), group))


def _as_numbers(graph: nx.Graph[str]) -> tuple[nx.Graph[int], list[str]]:
    """The graph over 0..n-1 in the order of the names: sets of strings change their order from run to run,
    these do not."""
    import networkx as nx

    names = sorted(graph)
    number = {name: i for i, name in enumerate(names)}
    plain: nx.Graph[int] = nx.Graph()
    plain.add_nodes_from(range(len(names)))
    pairs = sorted(
        (*sorted((number[a], number[b])), d.get("weight", 1)) for a, b, d in graph.edges(data=True)
    )
    plain.add_weighted_edges_from((a, b, w) for a, b, w in pairs if a != b)
    return plain, names


def build_ties(graph: nx.MultiDiGraph[str], nodes: Iterable[str], but: str = "") -> nx.Graph[str]:
    """The facts among ``nodes``, ``but`` those of one relation, folded to one undirected edge per pair.

    ``weight`` counts them.
    """
    import networkx as nx

    inside = set(nodes)
    folded: nx.Graph[str] = nx.Graph()
    folded.add_nodes_from(sorted(inside))
    counts: Counter[tuple[str, str]] = Counter()
    for source, target, fact in graph.edges(data=True):
        if source in inside and target in inside and fact["relation"] != but:
            counts[min(source, target), max(source, target)] += 1
    folded.add_weighted_edges_from((one, two, count) for (one, two), count in sorted(counts.items()))
    return folded


def build_shared(graph: nx.MultiDiGraph[str], actors: Iterable[str]) -> nx.Graph[str]:
    """Actors tied by the activities and agreements they share: ``weight`` counts those, ``years`` by year (0:
    undated).

    One with more than a dozen actors says little about any two of them and is left out.
    """
    import networkx as nx

    inside = set(actors)
    shared: nx.Graph[str] = nx.Graph()
    shared.add_nodes_from(sorted(inside))
    counts: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    for event, data in graph.nodes(data=True):
        if data["kind"] in EVENT_KINDS:
            there = {
                actor
                for actor, _, fact in graph.in_edges(event, data=True)
                if fact["relation"] in ("participation", "signatory")
            } | {party for _, party, fact in graph.out_edges(event, data=True) if fact["relation"] == "party"}
            if len(there) <= _CROWD:
                year = data["years"][0] if data["years"] else 0
                for pair in combinations(sorted(there & inside), 2):
                    counts[pair][year] += 1
    for (one, two), years in sorted(counts.items()):
        shared.add_edge(one, two, weight=years.total(), years=dict(sorted(years.items())))
    return shared


def find_backbone(shared: nx.Graph[str], each: int = 5) -> nx.Graph[str]:
    """What is left of a graph when every node keeps only its ``each`` strongest ties."""
    import networkx as nx

    kept: nx.Graph[str] = nx.Graph()
    kept.add_nodes_from(shared.nodes(data=True))
    for name in shared:
        ties = sorted(shared[name].items(), key=lambda tie: (-tie[1]["weight"], tie[0]))
        kept.add_edges_from((name, other, data) for other, data in ties[:each])
    return kept
