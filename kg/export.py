"""Answers and graphs → what other programs read: CSV, SPARQL JSON, Turtle, GraphML, tidy tables."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from kg.graph import DIP, RDF, build_prefixes, clean_literal
from kg.model import KgError
from kg.store import Literal, Store, Term, describe_term, open_output, write_turtle

if TYPE_CHECKING:
    import networkx as nx

    from kg.store import Answer

RDF_FORMATS = ("turtle", "ntriples", "nquads", "trig", "jsonld")
FORMATS = (*RDF_FORMATS, "graphml", "csv")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class ExportError(KgError):
    """Something that cannot be written in the form that was asked for."""


# ---------------------------------------------------------------- cells


def clean_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe before ``=``, ``+``, ``-``, ``@``.

    >>> clean_cell("=1+1")
    "'=1+1"
    """
    return "'" + text if text.startswith(_FORMULA) else text


def write_rows(rows: Iterable[Sequence[str | None]], output: IO[str], *, spreadsheet: bool = False) -> None:
    """Write rows as CSV; with ``spreadsheet`` no cell is taken for a formula."""
    writer = csv.writer(output, lineterminator="\n")
    for row in rows:
        cells = ("" if cell is None else cell for cell in row)
        writer.writerow([clean_cell(cell) if spreadsheet else cell for cell in cells])


# ---------------------------------------------------------------- answers


def write_answer(answer: Answer, output: IO[str], answer_format: str, *, spreadsheet: bool = False) -> None:
    """Write an answer as ``csv``, ``json`` (SPARQL 1.1 JSON results) or ``turtle`` (of a CONSTRUCT or
    DESCRIBE).
    """
    if answer_format == "turtle":
        if answer.kind != "triples":
            raise ExportError("turtle is for CONSTRUCT and DESCRIBE; give table, csv or json for this query")
        prefixes = build_prefixes()
        buffer = io.BytesIO()
        write_turtle(answer.iter_triples(), buffer, prefixes)
        output.write(buffer.getvalue().decode())
        return
    if answer.kind == "boolean":
        if answer_format == "json":
            json.dump({"head": {}, "boolean": answer.boolean}, output)
            output.write("\n")
        else:
            output.write("true\n" if answer.boolean else "false\n")
        return
    columns, rows = tabulate(answer)
    if answer_format == "csv":
        texts = ([None if term is None else _text(term) for term in row] for row in rows)
        write_rows([columns, *texts], output, spreadsheet=spreadsheet)
        return
    bindings = [
        {name: describe_term(term) for name, term in zip(columns, row, strict=True) if term is not None}
        for row in rows
    ]
    value = {"head": {"vars": list(columns)}, "results": {"bindings": bindings}}
    json.dump(value, output, ensure_ascii=False, indent=1)
    output.write("\n")


def tabulate(answer: Answer) -> tuple[tuple[str, ...], list[tuple[Term | None, ...]]]:
    """The columns and rows of an answer; triples become subject, predicate, object."""
    if answer.kind == "triples":
        return ("subject", "predicate", "object"), [*answer.iter_triples()]
    return answer.columns, list(answer.iter_terms())


def _text(term: Term) -> str:
    return term.text if isinstance(term, Literal) else term


# ---------------------------------------------------------------- tidy tables


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, the property it shows, and the language or the form of the value.

    ``form``: ``th``/``en`` (a label in that language), ``id`` (the thing's id), ``text`` (a literal),
    ``concept``.
    """

    name: str
    predicate: str
    form: str = "text"


def _columns(*specs: str) -> tuple[Column, ...]:
    """``"role dip:role concept"`` → a column."""
    prefixes = build_prefixes()
    columns = []
    for spec in specs:
        name, predicate, form = spec.split()
        prefix, _, local = predicate.partition(":")
        columns.append(Column(name, prefixes[prefix] + local, form))
    return tuple(columns)


_NAMES = ("name_th skos:prefLabel th", "name_en skos:prefLabel en", "other_names skos:altLabel text")

TABLES: dict[str, tuple[str, tuple[Column, ...]]] = {
    "officials": ("Official", _columns(*_NAMES, "country dip:country id", "evidence dip:evidence id")),
    "organisations": (
        "Organisation",
        _columns(
            *_NAMES, "kind dip:bodyKind concept", "country dip:country id", "part_of dip:partOfBody id",
            "succeeded_by dip:succeededBy id", "evidence dip:evidence id",
        ),
    ),
    "posts": (
        "Post",
        _columns(
            *_NAMES, "organisation dip:postIn id", "country dip:forCountry id",
            "accredited_to dip:accreditedTo id",
        ),
    ),
    "tenures": (
        "Tenure",
        _columns(
            "official dip:holder id", "post dip:post id", "first_observed dip:firstObserved text",
            "last_observed dip:lastObserved text", "acting dip:acting text", "former dip:former text",
            "evidence dip:evidence id",
        ),
    ),
    "activities": (
        "DiplomaticActivity",
        _columns(
            "kind dip:activityKind concept", *_NAMES, "date dip:date text", "end_date dip:endDate text",
            "status dip:activityStatus concept", "focal dip:focal text", "venue dip:venue text",
            "place dip:place id", "country dip:inCountry id", "part_of dip:partOf id", 
            "topics dip:topic concept", "articles dip:reportedIn id", "evidence dip:evidence id",
        ),
    ),
    "participations": (
        "Participation",
        _columns(
            "activity dip:activity id", "actor dip:actor id", "role dip:role concept", "side dip:side id",
            "capacity dip:capacity id", "inferred dip:inferred text", "inferred_from dip:inferredFrom id",
            "evidence dip:evidence id",
        ),
    ),
    "agreements": (
        "Agreement",
        _columns(
            "kind dip:agreementKind concept", *_NAMES, "parties dip:party id",
            "signatories dip:signatory id", "latest_status dip:latestStatus concept",
            "articles dip:reportedIn id", "evidence dip:evidence id",
        ),
    ),
    "statuses": (
        "AgreementStatusChange",
        _columns(
            "agreement dip:agreement id", "status dip:agreementStatus concept", "date dip:date text",
            "reported dip:reported text", "signed_at dip:signedAt id", "evidence dip:evidence id",
        ),
    ),
    "countries": ("Country", _columns("code dip:isoCode text", *_NAMES)),
    "places": ("Place", _columns(*_NAMES, "country dip:country id")),
    "articles": (
        "Article",
        _columns("title dcterms:title text", "issued dcterms:issued text", "url schema:url text"),
    ),
    "evidence": (
        "Evidence",
        _columns(
            "article dip:article id", "start oa:start text", "end oa:end text", "quote oa:exact text",
            "rule dip:rule text", "confidence dip:confidence text", "rests_on prov:wasDerivedFrom id",
        ),
    ),
}  # fmt: skip
"""The tidy tables: name → (class, columns). The first column of each is ``id``; several values stand apart by
``|``.
"""


def iter_table(store: Store, name: str) -> Iterator[list[str]]:
    """The rows of one tidy table, its head first, by id."""
    if name not in TABLES:
        raise ExportError(f"there is no table {name!r}: choose from {', '.join(TABLES)}")
    kind, columns = TABLES[name]
    yield ["id", *(column.name for column in columns)]
    for iri in sorted(triple[0] for triple in store.iter_pointing(DIP + kind, RDF + "type")):
        facts: dict[str, list[Term]] = {}
        for _, predicate, term in store.iter_triples(iri):
            facts.setdefault(predicate, []).append(term)
        yield [_local(iri), *(_join(facts.get(c.predicate, ()), c.form) for c in columns)]


def _join(terms: Iterable[Term], form: str) -> str:
    values = []
    for term in terms:
        if isinstance(term, Literal):
            if form == "text" or term.lang == form:
                values.append(term.text)
        elif form == "concept":
            values.append(term.rpartition("/")[2])
        else:
            values.append(_local(term))
    return "|".join(sorted(values))


def _local(iri: str) -> str:
    """The id of one of our things: what follows ``/id/`` in its IRI."""
    return iri.partition("/id/")[2] or iri


def write_tables(store: Store, path: Path, *, spreadsheet: bool = False) -> list[Path]:
    """Write every table into a folder, or into a ``.zip``; returns what was written."""
    if path.suffix == ".zip":
        with open_output(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in TABLES:
                text = io.StringIO()
                write_rows(iter_table(store, name), text, spreadsheet=spreadsheet)
                archive.writestr(zipfile.ZipInfo(f"{name}.csv"), text.getvalue())
        return [path]
    written = []
    for name in TABLES:
        target = path / f"{name}.csv"
        with open_output(target) as file:
            wrapped = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
            write_rows(iter_table(store, name), wrapped, spreadsheet=spreadsheet)
            wrapped.detach()
        written.append(target)
    return written


def write_table(store: Store, name: str, output: IO[str], *, spreadsheet: bool = False) -> None:
    """Write one tidy table as CSV."""
    write_rows(iter_table(store, name), output, spreadsheet=spreadsheet)


# ---------------------------------------------------------------- graphs


def write_graph_file(store: Store, output: IO[bytes], rdf_format: str) -> None:
    """Write a store in an RDF syntax. Turtle is the very graph.ttl of the build, if the store lies beside
    it.
    """
    turtle = store.folder / "graph.ttl" if store.folder else None
    if rdf_format == "turtle" and turtle is not None and turtle.is_file():
        with turtle.open("rb") as file:
            while block := file.read(1 << 20):
                output.write(block)
        return
    store.write(output, rdf_format, build_prefixes())


def write_graphml(store: Store, output: IO[str]) -> None:
    """Write the network (officials, organisations, countries, activities, agreements and their ties) as
    GraphML.
    """
    from kg.network import build_network

    graph = build_network(store, evidence=False)
    nodes = ("kind", "name_th", "name_en", "iri", "start", "end", "countries", "weight")
    edges = ("relation", "role", "start", "end", "side", "inferred", "former", "acting")
    write = output.write
    write('<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n')
    for name in nodes:
        kind = "int" if name == "weight" else "string"
        write(f'<key id="{name}" for="node" attr.name="{name}" attr.type="{kind}"/>\n')
    for name in edges:
        write(f'<key id="e_{name}" for="edge" attr.name="{name}" attr.type="string"/>\n')
    write('<graph edgedefault="directed">\n')
    for node in sorted(graph.nodes):
        data: dict[str, Any] = graph.nodes[node]
        told: dict[str, Any] = {**data, "name_th": data.get("th", ""), "name_en": data.get("en", "")}
        told["countries"] = " ".join(sorted(data.get("countries", ())))
        write(f"<node id={_attribute(node)}>{_format_data(told, nodes, '')}</node>\n")
    rows = sorted(
        (source, target, *(str(data.get(name) or "") for name in edges))
        for source, target, data in graph.edges(data=True)
    )
    for number, (source, target, *values) in enumerate(rows):
        told = dict(zip(edges, values, strict=True))
        write(
            f'<edge id="e{number}" source={_attribute(source)} target={_attribute(target)}>'
            f"{_format_data(told, edges, 'e_')}</edge>\n"
        )
    write("</graph>\n</graphml>\n")


def write_network(
    graph: nx.Graph[str],
    output: IO[bytes],
    graph_format: str,
    measures: Sequence[str] = (),
    *,
    by_year: bool = False,
) -> None:
    """Write a projection of the network with measures of its nodes as ``graphml``, or ``gexf`` for Gephi."""
    import networkx as nx

    from kg.network import build_measured

    plain = build_measured(graph, measures, by_year=by_year, dynamic=graph_format == "gexf")
    plain = nx.relabel_nodes(plain, {node: _clean_xml(node) for node in plain})
    for data in [*(d for _, d in plain.nodes(data=True)), *(d for *_, d in plain.edges(data=True))]:
        data.update({key: _clean_xml(value) for key, value in data.items() if isinstance(value, str)})
    if graph_format == "graphml":
        nx.write_graphml(plain, output)
        return
    text = "\n".join(nx.generate_gexf(plain))
    output.write((re.sub(r' lastmodifieddate="[^"]*"', "", text) + "\n").encode())  # no clock


def _attribute(text: object) -> str:
    return quoteattr(_clean_xml(str(text)))


def _format_data(values: dict[str, Any], names: Iterable[str], prefix: str) -> str:
    return "".join(
        f'<data key="{prefix}{name}">{escape(_clean_xml(str(values[name])))}</data>'
        for name in names
        if values.get(name) not in (None, "")
    )


def _clean_xml(text: str) -> str:
    return "".join(ch for ch in clean_literal(text) if ch not in "\ufffe\uffff")
