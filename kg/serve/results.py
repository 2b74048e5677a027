"""Answers in the formats of SPARQL 1.1: JSON, XML, CSV, TSV for rows and truth, RDF for triples."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from xml.sax.saxutils import escape, quoteattr

from kg.export import clean_cell
from kg.store import Answer, Literal, Term, Triple, describe_term

ROW_TYPES: dict[str, str] = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/json": "json",
    "application/xml": "xml",
    "text/xml": "xml",
}
"""What SELECT and ASK may be answered in, the preferred first: media type → format."""

GRAPH_TYPES: dict[str, str] = {
    "text/turtle": "turtle",
    "application/n-triples": "ntriples",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdfxml",
    "application/x-turtle": "turtle",
    "text/plain": "ntriples",
    "application/json": "jsonld",
    "application/xml": "rdfxml",
    "text/xml": "rdfxml",
}
"""What CONSTRUCT and DESCRIBE may be answered in, the preferred first."""

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


_Row = tuple[Term | None, ...]


class UnwritableError(ValueError):
    """An answer that the format cannot hold."""


# ---------------------------------------------------------------- rows


def render_rows(answer: Answer, form: str, limit: int | None = None, *, spreadsheet: bool = False) -> str:
    """The answer of a SELECT or ASK as ``json``, ``xml``, ``csv`` or ``tsv``; at most ``limit`` rows.

    For a ``spreadsheet`` no cell of CSV is a formula; without, cells are as the protocol wants them.
    """
    rows = islice(answer.iter_terms(), limit) if answer.kind == "rows" else iter(())
    if form == "json":
        return _render_json(answer, rows)
    if form == "xml":
        return _render_xml(answer, rows)
    if answer.kind == "boolean":
        return "true\n" if answer.boolean else "false\n"
    return _render_csv(answer, rows, spreadsheet) if form == "csv" else _render_tsv(answer, rows)


def _render_json(answer: Answer, rows: Iterator[_Row]) -> str:
    if answer.kind == "boolean":
        return json.dumps({"head": {}, "boolean": answer.boolean})
    columns = answer.columns
    bindings = [
        {name: describe_term(term) for name, term in zip(columns, row, strict=True) if term is not None}
        for row in rows
    ]
    return json.dumps(
        {"head": {"vars": list(columns)}, "results": {"bindings": bindings}}, ensure_ascii=False
    )


# What XML 1.0 cannot hold in any form.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def clean_xml(text: str) -> str:
    """Text that XML can hold: what it cannot becomes ``�``."""
    return _NOT_XML.sub("\ufffd", text)


def _xml(text: str) -> str:
    return escape(clean_xml(text), {"\r": "&#13;"})


def _attribute(text: str) -> str:
    return quoteattr(clean_xml(text))


def _render_xml(answer: Answer, rows: Iterator[_Row]) -> str:
    out = ['<?xml version="1.0" encoding="UTF-8"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">']
    if answer.kind == "boolean":
        out.append(f"<head/><boolean>{'true' if answer.boolean else 'false'}</boolean></sparql>\n")
        return "".join(out)
    out.append(
        "<head>"
        + "".join(f"<variable name={_attribute(n)}/>" for n in answer.columns)
        + "</head>\n<results>\n"
    )
    for row in rows:
        out.append("<result>")
        for name, term in zip(answer.columns, row, strict=True):
            if term is None:
                continue
            out.append(f"<binding name={_attribute(name)}>")
            if isinstance(term, Literal):
                mark = f" xml:lang={_attribute(term.lang)}" if term.lang else ""
                mark += f" datatype={_attribute(term.datatype)}" if term.datatype else ""
                out.append(f"<literal{mark}>{_xml(term.text)}</literal>")
            elif term.startswith("_:"):
                out.append(f"<bnode>{_xml(term[2:])}</bnode>")
            else:
                out.append(f"<uri>{_xml(term)}</uri>")
            out.append("</binding>")
        out.append("</result>\n")
    out.append("</results>\n</sparql>\n")
    return "".join(out)


def _render_csv(answer: Answer, rows: Iterator[_Row], spreadsheet: bool) -> str:
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\r\n")
    writer.writerow(answer.columns)
    for row in rows:
        cells = ("" if t is None else t.text if isinstance(t, Literal) else t for t in row)
        writer.writerow([clean_cell(cell) if spreadsheet else cell for cell in cells])
    return output.getvalue()


def _render_tsv(answer: Answer, rows: Iterator[_Row]) -> str:
    lines = ["\t".join("?" + name for name in answer.columns)]
    lines += ["\t".join("" if t is None else format_term(t) for t in row) for row in rows]
    return "\n".join(lines) + "\n"


# ---------------------------------------------------------------- triples

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_NOT_IN_IRI = re.compile(r"[\x00-\x20<>\"{}|^`\\]")
_LOCAL = re.compile(r"[A-Za-z0-9_\u0e00-\u0e7f](?:[\w\u0e00-\u0e7f-]*[\w\u0e00-\u0e7f])?")


def _quote(text: str) -> str:
    text = "".join(_ESCAPES.get(ch, ch) for ch in text)
    return '"' + re.sub("[\x00-\x1f\x7f]", lambda m: f"\\u{ord(m[0]):04X}", text) + '"'


def format_term(term: Term) -> str:
    """A term as N-Triples has it.

    >>> format_term(Literal("สวัสดี", "th"))
    '"สวัสดี"@th'
    """
    if isinstance(term, Literal):
        if term.lang:
            return f"{_quote(term.text)}@{term.lang}"
        return _quote(term.text) + (f"^^<{term.datatype}>" if term.datatype else "")
    if term.startswith("_:"):
        return term
    return "<" + _NOT_IN_IRI.sub(lambda m: f"\\u{ord(m[0]):04X}", term) + ">"


def render_graph(triples: Iterable[Triple], form: str, prefixes: Mapping[str, str]) -> str:
    """Triples, sorted by subject, as ``turtle``, ``ntriples``, ``jsonld`` or ``rdfxml``."""
    if form == "ntriples":
        return "".join(f"{format_term(s)} {format_term(p)} {format_term(o)} .\n" for s, p, o in triples)
    if form == "turtle":
        return _render_turtle(list(triples), prefixes)
    if form == "jsonld":
        return _render_jsonld(triples, prefixes)
    return _render_rdfxml(triples)


def _render_turtle(triples: Sequence[Triple], prefixes: Mapping[str, str]) -> str:
    used: dict[str, str] = {}
    longest = sorted(prefixes.items(), key=lambda item: -len(item[1]))

    def write(term: Term) -> str:
        if isinstance(term, Literal):
            if term.datatype and not term.lang:
                return f"{_quote(term.text)}^^{write(term.datatype)}"
            return format_term(term)
        for prefix, iri in longest:
            if term.startswith(iri) and _LOCAL.fullmatch(term[len(iri) :]):
                used[prefix] = iri
                return f"{prefix}:{term[len(iri) :]}"
        return format_term(term)

    body: list[str] = []
    for subject, facts in _group(triples):
        lines = []
        for predicate, terms in facts.items():
            verb = "a" if predicate == _RDF + "type" else write(predicate)
            lines.append(f"{verb} {' , '.join(write(term) for term in terms)}")
        body.append(f"{write(subject)} " + " ;\n    ".join(lines) + " .\n")
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in sorted(used.items()))
    return head + ("\n" if head else "") + "\n".join(body)


def _group(triples: Iterable[Triple]) -> Iterator[tuple[str, dict[str, list[Term]]]]:
    subjects: dict[str, dict[str, list[Term]]] = {}
    for subject, predicate, term in triples:
        subjects.setdefault(subject, {}).setdefault(predicate, []).append(term)
    yield from subjects.items()


def _render_jsonld(triples: Iterable[Triple], prefixes: Mapping[str, str]) -> str:
    used: dict[str, str] = {}
    longest = sorted(prefixes.items(), key=lambda item: -len(item[1]))

    def shorten(iri: str) -> str:
        for prefix, start in longest:
            if iri.startswith(start) and len(iri) > len(start) and not iri[len(start) :].startswith("//"):
                used[prefix] = start
                return f"{prefix}:{iri[len(start) :]}"
        return iri

    nodes: list[dict[str, object]] = []
    for subject, facts in _group(triples):
        node: dict[str, object] = {"@id": subject}
        for predicate, terms in facts.items():
            if predicate == _RDF + "type":
                node["@type"] = [shorten(str(term)) for term in terms]
                continue
            values: list[dict[str, str]] = []
            for term in terms:
                if not isinstance(term, Literal):
                    values.append({"@id": term})
                elif term.lang:
                    values.append({"@value": term.text, "@language": term.lang})
                elif term.datatype:
                    values.append({"@value": term.text, "@type": shorten(term.datatype)})
                else:
                    values.append({"@value": term.text})
            node[shorten(predicate)] = values
        nodes.append(node)
    return json.dumps({"@context": dict(sorted(used.items())), "@graph": nodes}, ensure_ascii=False, indent=1)


_NAME_END = re.compile(r"[A-Za-z_\u0e01-\u0e2e][\w.-]*$")


def _render_rdfxml(triples: Iterable[Triple]) -> str:
    out = [f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF xmlns:rdf="{_RDF}">\n']
    for subject, facts in _group(triples):
        about = (
            f"rdf:nodeID={_attribute(subject[2:])}"
            if subject.startswith("_:")
            else f"rdf:about={_attribute(subject)}"
        )
        out.append(f"<rdf:Description {about}>\n")
        for predicate, terms in facts.items():
            name = _NAME_END.search(predicate)
            if name is None or name.start() == 0:
                raise UnwritableError(f"RDF/XML cannot hold the property {predicate}: ask for Turtle")
            space = _attribute(predicate[: name.start()])
            for term in terms:
                tag = f"<n:{name[0]} xmlns:n={space}"
                if not isinstance(term, Literal):
                    told = (
                        f"rdf:nodeID={_attribute(term[2:])}"
                        if term.startswith("_:")
                        else f"rdf:resource={_attribute(term)}"
                    )
                    out.append(f"{tag} {told}/>\n")
                    continue
                mark = f" xml:lang={_attribute(term.lang)}" if term.lang else ""
                mark += f" rdf:datatype={_attribute(term.datatype)}" if term.datatype else ""
                out.append(f"{tag}{mark}>{_xml(term.text)}</n:{name[0]}>\n")
        out.append("</rdf:Description>\n")
    out.append("</rdf:RDF>\n")
    return "".join(out)
