"""The facts of things, for exports that look at a thing from several sides."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from kg.graph import DIP, RDF, SCHEMA, SKOS
from kg.store import Literal, Store, Term


class Facts:
    """What a store says, by the IRI of the thing; kept once read."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._read = lru_cache(maxsize=200_000)(self._find)

    def _find(self, iri: str) -> dict[str, tuple[Term, ...]]:
        found: dict[str, list[Term]] = {}
        for _, predicate, term in self.store.iter_triples(iri) if iri else ():
            found.setdefault(predicate, []).append(term)
        return {predicate: tuple(sorted(terms, key=str)) for predicate, terms in found.items()}

    def things(self, kind: str) -> list[str]:
        """The IRIs of all things of a class of ours, sorted."""
        return sorted({subject for subject, _, _ in self.store.iter_pointing(DIP + kind, RDF + "type")})

    def all(self, iri: str, name: str) -> Sequence[Term]:
        """The values of a property of ours."""
        return self._read(iri).get(name if "/" in name else DIP + name, ())

    def iris(self, iri: str, name: str) -> list[str]:
        """The things that a property leads to."""
        return [term for term in self.all(iri, name) if not isinstance(term, Literal)]

    def one(self, iri: str, name: str) -> str:
        """The (first) value of a property as text, or ""."""
        for term in self.all(iri, name):
            return term.text if isinstance(term, Literal) else term
        return ""

    def code(self, iri: str, name: str) -> str:
        """The last part of the concept that a property leads to, or ""."""
        return self.one(iri, name).rpartition("/")[2]

    def names(self, iri: str, label: str = "prefLabel") -> list[Literal]:
        """The labels of a thing."""
        return [term for term in self.all(iri, SKOS + label) if isinstance(term, Literal)]

    def name(self, iri: str, lang: str, *, other: bool = True) -> str:
        """The label in a language, else (if ``other``) in another, else ""."""
        names = self.names(iri)
        wanted = [name.text for name in names if name.lang == lang]
        return next(iter(wanted or ([name.text for name in names] if other else [])), "")

    def is_a(self, iri: str, kind: str) -> bool:
        """True for a thing of this class of ours."""
        return DIP + kind in self.all(iri, RDF + "type")

    def articles(self, iri: str) -> list[str]:
        """The articles that report a thing or hold its evidence."""
        return self.iris(iri, "reportedIn") or sorted(
            {article for passage in self.iris(iri, "evidence") for article in self.iris(passage, "article")}
        )

    def sources(self, iri: str) -> list[str]:
        """The addresses of the articles that report a thing or hold its evidence, by article."""
        return [url for article in self.articles(iri) if (url := self.one(article, SCHEMA + "url"))]
