"""What machines are given: descriptions of things as RDF, the ontology and its terms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from kg.graph import DIP, OA, RDF, RDFS, SKOS, build_prefixes, load_concepts
from kg.serve.catalogue import Catalogue
from kg.serve.results import render_graph
from kg.settings import ONTOLOGY_IRI, SCHEME_IRI, ontology_path
from kg.store import Literal, Store, Triple, open_store, sort_key

FORMS: dict[str, str] = {
    "turtle": "text/turtle",
    "jsonld": "application/ld+json",
    "ntriples": "application/n-triples",
    "rdfxml": "application/rdf+xml",
}
"""What ``?format=`` may ask for."""

BORROWED = (
    "rdf:type",
    "rdfs:label",
    "skos:prefLabel",
    "skos:altLabel",
    "skos:hiddenLabel",
    "skos:notation",
    "skos:broader",
    "skos:inScheme",
    "skos:Concept",
    "oa:exact",
    "oa:start",
    "oa:end",
    "dcterms:identifier",
    "dcterms:title",
    "dcterms:issued",
    "schema:url",
    "prov:wasDerivedFrom",
    "xsd:date",
    "xsd:gYear",
    "xsd:integer",
)
"""The terms of other vocabularies that the data uses."""

_LINKED = 1500  # facts that a description follows
_EVIDENCE = DIP + "evidence"


def describe_thing(catalogue: Catalogue, thing_id: str) -> list[Triple]:
    """What the graph says of a thing: its triples, those of the facts it is made of, their evidence."""
    store = catalogue.store
    facts = [thing_id]
    if activity := catalogue.activities.get(thing_id):
        facts += [part.id for part in activity.parts]
    elif agreement := catalogue.agreements.get(thing_id):
        facts += [change.id for change in agreement.changes]
    else:
        facts += [tenure.id for tenure in catalogue.tenures_of.get(thing_id, ())]
    triples: set[Triple] = set()
    for fact in facts[:_LINKED]:
        triples.update(store.iter_triples(catalogue.iri(fact)))
    cited = sorted(
        {term for _, predicate, term in triples if predicate == _EVIDENCE and isinstance(term, str)}
    )
    for evidence in cited[:_LINKED]:
        triples.update(store.iter_triples(evidence))
    if thing_id.startswith("article/"):
        for _, quote in catalogue.facts_of_article(thing_id):
            triples.update(store.iter_triples(catalogue.iri(quote.id)))
    return sorted(triples, key=sort_key)


def render_thing(catalogue: Catalogue, thing_id: str, form: str) -> str | None:
    """The description in an RDF syntax; None when the graph says nothing of it."""
    triples = describe_thing(catalogue, thing_id)
    return render_graph(triples, form, build_prefixes(catalogue.base)) if triples else None


@dataclass(frozen=True, slots=True)
class OntologyTerm:
    """A term of the vocabulary: its short form, sort, labels and definitions by language."""

    name: str
    curie: str
    iri: str
    sort: str
    label: dict[str, str]
    about: dict[str, str]


@lru_cache(maxsize=1)
def load_ontology() -> Store:
    """The ontology, in memory."""
    return open_store(ontology_path() / "ontology.ttl")


@lru_cache(maxsize=1)
def load_terms() -> tuple[OntologyTerm, ...]:
    """The terms of the ontology and the concepts of its schemes, by name."""
    store = load_ontology()
    found = []
    for iri in store.iter_subjects():
        if iri.startswith(ONTOLOGY_IRI):
            said = list(store.iter_triples(iri))
            sorts = [str(term) for _, predicate, term in said if predicate == RDF + "type"]
            sort = "class" if any(s.endswith("Class") for s in sorts) else "property"
            name = iri.removeprefix(ONTOLOGY_IRI)
            labels = _by_language(said, RDFS + "label")
            found.append(
                OntologyTerm(name, f"dip:{name}", iri, sort, labels, _by_language(said, SKOS + "definition"))
            )
    for iri, triples in load_concepts().items():
        if iri.startswith(SCHEME_IRI):
            scheme, _, name = iri.removeprefix(SCHEME_IRI).partition("/")
            if name and scheme not in ("cameo", "plover"):
                labels = _by_language(triples, SKOS + "prefLabel")
                found.append(
                    OntologyTerm(
                        f"{scheme}/{name}",
                        f"{scheme}:{name}",
                        iri,
                        "concept",
                        labels,
                        _by_language(triples, SKOS + "definition"),
                    )
                )
    return tuple(sorted(found, key=lambda term: (term.sort, term.curie)))


def _by_language(triples: object, wanted: str) -> dict[str, str]:
    found = {"th": "", "en": ""}
    for _, predicate, term in triples:  # type: ignore[attr-defined]
        if predicate == wanted and isinstance(term, Literal) and term.lang in found:
            found[term.lang] = term.text
    return found


def query_prefixes(base: str) -> dict[str, str]:
    """The prefixes that the editor knows: ours, and one for each concept scheme."""
    schemes = {term.name.partition("/")[0] for term in load_terms() if term.sort == "concept"}
    return build_prefixes(base) | {scheme: f"{SCHEME_IRI}{scheme}/" for scheme in sorted(schemes)}


__all__ = ["FORMS", "OA", "describe_thing", "load_ontology", "load_terms", "query_prefixes", "render_thing"]
