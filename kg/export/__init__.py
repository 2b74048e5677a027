"""Answers and graphs → what other programs read: CSV, SPARQL JSON, Turtle, GraphML.

JSON-LD, tidy tables, leader travel and FollowTheMoney have modules of their own here.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Sequence
from typing import IO, TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from kg.export.cells import ExportError, clean_cell, write_rows
from kg.export.linked import write_jsonld
from kg.graph import build_prefixes, clean_literal
from kg.store import Literal, Store, Term, describe_term, write_turtle

if TYPE_CHECKING:
    import networkx as nx

    from kg.store import Answer

__all__ = [
    "FORMATS", "RDF_FORMATS", "ExportError", "clean_cell", "tabulate", "write_answer", "write_graph_file",
    "write_graphml", "write_network", "write_rows",
]  # fmt: skip

RDF_FORMATS = ("turtle", "ntriples", "nquads", "trig", "jsonld")
FORMATS = (*RDF_FORMATS, "graphml", "csv", "colt", "ftm")


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
    if rdf_format == "jsonld":
        write_jsonld(store.iter_quads(), output)
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
    plain = nx.relabel_nodes(plain, {node: clean_literal(node) for node in plain})
    for data in [*(d for _, d in plain.nodes(data=True)), *(d for *_, d in plain.edges(data=True))]:
        data.update({key: clean_literal(value) for key, value in data.items() if isinstance(value, str)})
    if graph_format == "graphml":
        nx.write_graphml(plain, output)
        return
    text = "\n".join(nx.generate_gexf(plain))
    output.write((re.sub(r' lastmodifieddate="[^"]*"', "", text) + "\n").encode())  # no clock


def _attribute(text: object) -> str:
    return quoteattr(clean_literal(str(text)))


def _format_data(values: dict[str, Any], names: Iterable[str], prefix: str) -> str:
    return "".join(
        f'<data key="{prefix}{name}">{escape(clean_literal(str(values[name])))}</data>'
        for name in names
        if values.get(name) not in (None, "")
    )
