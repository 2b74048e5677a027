"""The graph → JSON-LD in the plain names of ``ontology/context.jsonld``, whose context the file carries."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import IO, Any

from kg.settings import ontology_path
from kg.store import XSD, Literal, Quad, Term, Triple

_TRUTH = {"true": True, "false": False}
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def write_jsonld(quads: Iterable[Quad], output: IO[bytes]) -> None:
    """Write statements, which come sorted by graph and subject, a node a line."""
    said = json.loads((ontology_path() / "context.jsonld").read_text(encoding="utf-8"))
    names = _Names(said["@context"])
    output.write(f'{{"@context": {_dump(said["@context"])},\n"@graph": [\n'.encode())
    for number, line in enumerate(_iter_lines(quads, names)):
        output.write(f"{',' if number else ''}{line}\n".encode())
    output.write(b"]}\n")


def _iter_lines(quads: Iterable[Quad], names: _Names) -> Iterator[str]:
    for graph, told in groupby(quads, key=lambda quad: quad[1]):
        triples = (triple for triple, _ in told)
        nodes = (_dump(names.build_node(*one)) for one in groupby(triples, key=lambda triple: triple[0]))
        if graph:
            yield f'{{"id": {_dump(graph)}, "@graph": [\n' + "\n,".join(nodes) + "\n]}"
        else:
            yield from nodes


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


class _Names:
    """The terms of a context, by what they stand for."""

    def __init__(self, context: dict[str, Any]) -> None:
        self._context = context
        self._names: dict[str, str] = {}  # IRI → the term for it
        self._kinds: dict[str, str] = {}  # term → what its texts are: "@id", a datatype, "@language" or ""
        for name, said in context.items():
            told = said if isinstance(said, dict) else {"@id": str(said)}
            iri = self._expand(told.get("@id", ""))
            if iri.startswith("http"):
                self._names[iri] = name
                by_language = "@language" in told.get("@container", ())
                self._kinds[name] = "@language" if by_language else self._expand(told.get("@type", ""))

    def _expand(self, text: str) -> str:
        prefix, colon, local = text.partition(":")
        return f"{self._context[prefix]}{local}" if colon and prefix in self._context else text

    def build_node(self, subject: str, triples: Iterable[Triple]) -> dict[str, Any]:
        """What is said of one subject. A value that does not fit the term of its property stands under the
        property's IRI.
        """
        node: dict[str, Any] = {"id": subject}
        for _, predicate, term in triples:
            name = self._names.get(predicate, predicate)
            kind = self._kinds.get(name, "")
            if predicate == _TYPE:
                node.setdefault("type", []).append(self._names.get(str(term), term))
            elif kind != "@language":
                node.setdefault(name, []).append(_build_value(term, kind))
            elif isinstance(term, Literal) and term.lang:
                node.setdefault(name, {}).setdefault(term.lang, []).append(term.text)
            else:
                node.setdefault(predicate, []).append(_build_value(term, ""))
        return {
            key: value[0] if isinstance(value, list) and len(value) == 1 else value
            for key, value in node.items()
        }


def _build_value(term: Term, kind: str) -> object:
    """A value as the term's kind of text if it is one, else in full."""
    if not isinstance(term, Literal):
        return term if kind == "@id" else {"id": term}
    if term.lang:
        return {"@value": term.text, "@language": term.lang}
    if term.datatype == kind:
        return _TRUTH.get(term.text, term.text) if kind == XSD + "boolean" else term.text
    return {"@value": term.text, "@type": term.datatype} if term.datatype else {"@value": term.text}
