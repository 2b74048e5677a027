"""What the values of a question's parameters can be completed to: names in the graph, countries, years."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.countries import load_countries
from kg.graph import DCTERMS, DIP, RDF, SKOS
from kg.settings import SCHEME_IRI
from kg.store import Literal, Param, Store

_CLASSES = {
    "official": "Official",
    "organisation": "Organisation",
    "post": "Post",
    "activity": "DiplomaticActivity",
    "agreement": "Agreement",
}
_SCHEMES = {"topic": "topic", "instrument": "agreement-kind"}
_LABELS = (SKOS + "prefLabel", SKOS + "altLabel")


def find_values(store: Store, param: Param, typed: str = "", limit: int = 50) -> list[tuple[str, str]]:
    """Values that a parameter may take and that hold what was typed, each with what it means, if more is to
    be said.

    Values that begin with it come first, the shorter before the longer. A type with endless values (``int``,
    ``string``, ``iri``) gives its default.
    """
    wanted = typed.strip().casefold()
    found = {
        value: about
        for value, about in _iter_values(store, param)
        if wanted in value.casefold() or wanted in about.casefold()
    }

    def rank(item: tuple[str, str]) -> tuple[bool, bool, int, str]:
        value = item[0].casefold()
        return not value.startswith(wanted), wanted not in value, len(value), value

    return sorted(found.items(), key=rank)[:limit]


def _iter_values(store: Store, param: Param) -> Iterator[tuple[str, str]]:
    if param.type in _CLASSES:
        for iri, _, _ in store.iter_pointing(DIP + _CLASSES[param.type], RDF + "type"):
            yield from ((label, "") for label in _iter_labels(store, iri))
    elif param.type in _SCHEMES:
        for iri, _, _ in store.iter_pointing(SCHEME_IRI + _SCHEMES[param.type], SKOS + "inScheme"):
            labels = " · ".join(sorted(_iter_labels(store, iri), reverse=True))
            yield from ((code, labels) for code in _iter_texts(store, iri, SKOS + "notation"))
    elif param.type == "country":
        for iri, _, _ in store.iter_pointing(DIP + "Country", RDF + "type"):
            for code in _iter_texts(store, iri, DIP + "isoCode"):
                yield code, " · ".join(filter(None, load_countries().get(code, ())))
    elif param.type == "article":
        for iri, _, _ in store.iter_pointing(DIP + "Article", RDF + "type"):
            title = next(_iter_texts(store, iri, DCTERMS + "title"), "")
            yield from ((number, title) for number in _iter_texts(store, iri, DCTERMS + "identifier"))
    elif param.type in ("year", "date"):
        told = store.iter_triples(None, DIP + param.type)
        length = {"year": 4, "date": 10}[param.type]
        yield from ((day, "") for day in _texts(told) if len(day) == length)
    elif param.type == "lang":
        yield from (("th", "ไทย"), ("en", "English"))
    elif param.default is not None:
        yield param.default, ""


def _iter_labels(store: Store, iri: str) -> Iterator[str]:
    for predicate in _LABELS:
        yield from _iter_texts(store, iri, predicate)


def _iter_texts(store: Store, iri: str, predicate: str) -> Iterator[str]:
    return _texts(store.iter_triples(iri, predicate))


def _texts(triples: Iterable[tuple[str, str, object]]) -> Iterator[str]:
    return (term.text for _, _, term in triples if isinstance(term, Literal))
