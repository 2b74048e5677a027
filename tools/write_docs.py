"""Write what is made from the ontology and the questions: ``make docs``.

``docs/ontology.html`` (every class, property and concept in Thai and English, with a diagram),
``docs/questions.md`` (the library) and ``ontology/context.jsonld`` (a JSON-LD context). Same input, same bytes.
"""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import Any

import rdflib
from jinja2 import Environment
from rdflib import DCTERMS, OWL, RDF, RDFS, SH, SKOS, VANN, XSD, URIRef
from write_questions import render_questions

from kg.settings import ONTOLOGY_IRI, SCHEME_IRI, ontology_path
from kg.store import iter_queries

ROOT = Path(__file__).parent.parent
ONTOLOGY = URIRef(ONTOLOGY_IRI.rstrip("#"))
DIP = rdflib.Namespace(ONTOLOGY_IRI)

# ---------------------------------------------------------------- the JSON-LD context

VOCABULARIES = {
    "dip": ONTOLOGY_IRI, "rdfs": str(RDFS), "skos": str(SKOS), "xsd": str(XSD), "dcterms": str(DCTERMS),
    "oa": "http://www.w3.org/ns/oa#", "prov": "http://www.w3.org/ns/prov#", "schema": "https://schema.org/",
}  # fmt: skip
LABELS = {"prefLabel": "skos", "altLabel": "skos", "hiddenLabel": "skos", "label": "rdfs", "title": "dcterms"}
BORROWED: dict[str, Any] = {
    "identifier": "dcterms:identifier",
    "issued": "dcterms:issued",
    "isReplacedBy": {"@id": "dcterms:isReplacedBy", "@type": "@id"},
    "url": {"@id": "schema:url", "@type": "xsd:anyURI"},
    "exact": "oa:exact",
    "start": "oa:start",
    "end": "oa:end",
    "wasDerivedFrom": {"@id": "prov:wasDerivedFrom", "@type": "@id"},
    "inScheme": {"@id": "skos:inScheme", "@type": "@id"},
    "broader": {"@id": "skos:broader", "@type": "@id"},
    "exactMatch": {"@id": "skos:exactMatch", "@type": "@id"},
    "notation": "skos:notation",
    "changeNote": "skos:changeNote",
    "Concept": "skos:Concept",
}


def build_context(graph: rdflib.Graph) -> dict[str, Any]:
    """The JSON-LD context: our terms by their plain names, and those of others that the graph uses."""
    terms: dict[str, Any] = {}
    for term in own_terms(graph):
        name = local(term)
        kinds = set(graph.objects(term, RDF.type))
        if OWL.ObjectProperty in kinds:
            terms[name] = {"@id": f"dip:{name}", "@type": "@id"}
        elif graph.value(term, RDFS.range) in (XSD.boolean, XSD.gYear, XSD.decimal, XSD.date):
            terms[name] = {"@id": f"dip:{name}", "@type": f"xsd:{local(graph.value(term, RDFS.range))}"}
        else:
            terms[name] = f"dip:{name}"
    labels = {n: {"@id": f"{p}:{n}", "@container": ["@language", "@set"]} for n, p in LABELS.items()}
    context = {"@version": 1.1, **VOCABULARIES, "id": "@id", "type": "@type"}
    return {"@context": context | dict(sorted((terms | BORROWED | labels).items()))}


# ---------------------------------------------------------------- what the page shows


def own_terms(graph: rdflib.Graph) -> list[URIRef]:
    """The classes and properties of our namespace, by name."""
    return sorted({s for s in graph.subjects(RDF.type) if isinstance(s, URIRef) and s.startswith(DIP)})


def local(node: object) -> str:
    """The name of a term within its namespace."""
    return str(node).rpartition("#")[2].rpartition("/")[2]


def _words(graph: rdflib.Graph, node: URIRef, prop: URIRef) -> dict[str, str]:
    return {str(v.language): str(v) for v in graph.objects(node, prop) if isinstance(v, rdflib.Literal)}


def _link(node: object) -> dict[str, str]:
    text = str(node)
    if text.startswith(ONTOLOGY_IRI):
        return {"href": f"#{local(node)}", "text": local(node)}
    if text.startswith(SCHEME_IRI):
        return {
            "href": f"#{text.removeprefix(SCHEME_IRI).replace('/', '--')}",
            "text": text.removeprefix(SCHEME_IRI),
        }
    for prefix, iri in (*VOCABULARIES.items(), *OTHERS.items()):
        if text.startswith(iri):
            return {"href": text, "text": f"{prefix}:{text.removeprefix(iri)}"}
    return {"href": text, "text": text}


OTHERS = {
    "org": "http://www.w3.org/ns/org#", "foaf": "http://xmlns.com/foaf/0.1/", "owl": str(OWL),
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/", "time": "http://www.w3.org/2006/time#",
    "eli": "http://data.europa.eu/eli/ontology#", "rdf": str(RDF),
}  # fmt: skip


def describe_term(graph: rdflib.Graph, shapes: rdflib.Graph, term: URIRef) -> dict[str, Any]:
    """All that the page says of a class or property."""
    links = {
        name: sorted((_link(o) for o in graph.objects(term, prop)), key=lambda link: link["text"])
        for name, prop in (
            ("sub", RDFS.subClassOf), ("sub_property", RDFS.subPropertyOf), ("domain", RDFS.domain),
            ("range", RDFS.range), ("inverse", OWL.inverseOf), ("disjoint", OWL.disjointWith),
            ("source", DCTERMS.source), ("see", RDFS.seeAlso),
        )
    }  # fmt: skip
    asked = [
        _words(shapes, shape, SH.message)
        for shape in sorted(shapes.subjects(SH.path, term), key=str)
        if isinstance(shape, URIRef)
    ]
    return {
        "name": local(term),
        "iri": str(term),
        "label": _words(graph, term, RDFS.label),
        "definition": _words(graph, term, SKOS.definition),
        "example": str(graph.value(term, SKOS.example) or ""),
        "note": [str(note) for note in graph.objects(term, SKOS.editorialNote)],
        "derived": str(graph.value(term, DIP.derivedBy) or ""),
        "links": {name: found for name, found in links.items() if found},
        "asked": asked,
    }


def describe_schemes(graph: rdflib.Graph) -> list[dict[str, Any]]:
    """The concept schemes with their concepts and matches."""
    found = []
    for scheme in sorted(graph.subjects(RDF.type, SKOS.ConceptScheme)):
        concepts = []
        for concept in sorted(graph.subjects(SKOS.inScheme, scheme)):
            matches = [
                (local(prop), _link(code))
                for prop in (SKOS.closeMatch, SKOS.broadMatch, SKOS.relatedMatch)
                for code in sorted(graph.objects(concept, prop))
            ]
            concepts.append(
                {
                    "id": str(concept).removeprefix(SCHEME_IRI).replace("/", "--"),
                    "code": local(concept),
                    "label": _words(graph, concept, SKOS.prefLabel),
                    "definition": _words(graph, concept, SKOS.definition),
                    "note": _words(graph, concept, SKOS.editorialNote),
                    "matches": matches,
                }
            )
        found.append(
            {
                "id": local(scheme),
                "label": _words(graph, scheme, SKOS.prefLabel),
                "definition": _words(graph, scheme, SKOS.definition),
                "concepts": concepts,
            }
        )
    return found


# ---------------------------------------------------------------- the diagram

# Where each class stands: column and row. Edges are drawn from the domains and ranges of the ontology.
PLACES = {
    "Organisation": (0, 0), "Post": (0, 2), "Tenure": (0, 4), "Official": (1, 4), "Country": (1, 0),
    "Participation": (1, 2), "Place": (2, 0), "DiplomaticActivity": (2, 2), "Agreement": (3, 0),
    "AgreementStatusChange": (3, 2), "Article": (3, 4), "Evidence": (2, 4),
}  # fmt: skip
WIDTH, HEIGHT, COLUMN, ROW = 206, 50, 305, 110
# An abstract domain or range is drawn at the class that most often stands there.
DRAWN = {"Actor": "Official", "EvidencedThing": "DiplomaticActivity", "ReportedThing": "DiplomaticActivity",
         "DatedThing": "DiplomaticActivity"}  # fmt: skip


def render_diagram(graph: rdflib.Graph) -> str:
    """The classes and how they hang together, as SVG; derived edges are dashed."""
    edges: dict[tuple[str, str], list[tuple[str, bool]]] = {}
    for term in own_terms(graph):
        if (term, RDF.type, OWL.ObjectProperty) not in graph:
            continue
        ends = [local(graph.value(term, prop)) for prop in (RDFS.domain, RDFS.range)]
        one, other = (DRAWN.get(end, end) for end in ends)
        if one in PLACES and other in PLACES:
            derived = (term, RDF.type, DIP.DerivedProperty) in graph
            edges.setdefault((one, other), []).append((local(term), derived))
    width, height = 4 * COLUMN, 5 * ROW + 20
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-20 -30 {width} {height}" role="img" '
        'aria-label="Classes and properties · คลาสและคุณสมบัติ">',
        '<defs><marker id="tip" viewBox="0 0 10 10" refX="10" refY="5" markerWidth="7" markerHeight="7" '
        'orient="auto-start-reverse"><path d="M0 0 L10 5 L0 10 z"/></marker></defs>',
    ]
    for (one, other), names in sorted(edges.items()):
        out += _draw_edges(one, other, sorted(names, key=lambda name: (name[1], name[0])), edges)
    for name, (column, row) in sorted(PLACES.items()):
        x, y = column * COLUMN, row * ROW
        label = _words(graph, DIP[name], RDFS.label)
        out.append(
            f'<a href="#{name}"><rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="8"/>'
            f'<text class="name" x="{x + WIDTH // 2}" y="{y + 20}">{escape(name)}</text>'
            f'<text class="thai" x="{x + WIDTH // 2}" y="{y + 39}">{escape(label["th"])}</text></a>'
        )
    return "\n".join([*out, "</svg>"])


def _draw_edges(
    one: str, other: str, names: list[tuple[str, bool]], edges: dict[tuple[str, str], list[tuple[str, bool]]]
) -> list[str]:
    """One line from class to class, the names of its properties along it; a loop for a class with itself."""
    (a, b), (c, d) = PLACES[one], PLACES[other]
    x1, y1 = a * COLUMN + WIDTH / 2, b * ROW + HEIGHT / 2
    x2, y2 = c * COLUMN + WIDTH / 2, d * ROW + HEIGHT / 2
    style = ' class="derived"' if all(derived for _, derived in names) else ""
    text = [name + (" ⤳" if derived else "") for name, derived in names]
    if one == other:
        top = y1 - HEIGHT / 2
        path = f"M{x1 + 55:g} {top:g} c 0 -26 40 -26 40 0"
        return [
            f'<path{style} d="{path}" marker-end="url(#tip)"/>',
            _draw_text(x1 + 100, top - 10, text, "start"),
        ]
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    shift = 12 if (other, one) in edges else 0
    ox, oy = -(y2 - y1) / length * shift, (x2 - x1) / length * shift
    x1, y1, x2, y2 = x1 + ox, y1 + oy, x2 + ox, y2 + oy
    sx, sy = _leave(x1, y1, x2, y2, a, b)
    ex, ey = _leave(x2, y2, x1, y1, c, d)
    near = 0.5 if abs(a - c) + abs(b - d) / 2 <= 1 else 0.32
    mx, my = sx + (ex - sx) * near, sy + (ey - sy) * near
    line = f'<line{style} x1="{sx:.0f}" y1="{sy:.0f}" x2="{ex:.0f}" y2="{ey:.0f}" marker-end="url(#tip)"/>'
    beside = {-1: "end", 1: "start"}.get((ox > 0) - (ox < 0), "middle") if x1 == x2 else "middle"
    gap = {"end": -6, "start": 6, "middle": 0}[beside]
    return [line, _draw_text(mx + gap, my - 4 - 6 * (len(text) - 1), text, beside)]


def _leave(x1: float, y1: float, x2: float, y2: float, column: int, row: int) -> tuple[float, float]:
    """Where a line from (x1, y1) towards (x2, y2) leaves its box."""
    left, top = column * COLUMN, row * ROW
    best = 1.0
    for bound, start, end in ((left, x1, x2), (left + WIDTH, x1, x2), (top, y1, y2), (top + HEIGHT, y1, y2)):
        if end != start and 0 < (bound - start) / (end - start) < best:
            best = (bound - start) / (end - start)
    return x1 + (x2 - x1) * best, y1 + (y2 - y1) * best


def _draw_text(x: float, y: float, lines: list[str], anchor: str) -> str:
    spans = "".join(
        f'<tspan x="{x:.0f}" dy="{12 if n else 0}">{escape(line)}</tspan>' for n, line in enumerate(lines)
    )
    return f'<text class="edge" text-anchor="{anchor}" x="{x:.0f}" y="{y:.0f}">{spans}</text>'


# ---------------------------------------------------------------- the page


def render_page() -> str:
    """docs/ontology.html."""
    folder = ontology_path()
    graph = rdflib.Graph().parse(folder / "ontology.ttl")
    schemes = rdflib.Graph().parse(folder / "schemes.ttl")
    shapes = rdflib.Graph().parse(folder / "shapes.ttl")
    text = (folder / "shapes.ttl").read_text(encoding="utf-8")
    start = text.index("# What a query may rely on")
    relied = [line.removeprefix("#").strip() for line in text[start:].split("\n\n")[0].splitlines()]
    terms = [describe_term(graph, shapes, term) for term in own_terms(graph)]
    classes = [t for t in terms if (URIRef(t["iri"]), RDF.type, OWL.Class) in graph]
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(
        (Path(__file__).parent / "ontology.html.jinja").read_text(encoding="utf-8")
    )
    rules = {
        folder_name: [
            {"name": path.name, "about": _read_head(path)}
            for path in sorted((folder / folder_name).glob("*.rq"))
        ]
        for folder_name in ("rules", "views")
    }
    return template.render(
        title=_words(graph, ONTOLOGY, DCTERMS.title),
        about=_words(graph, ONTOLOGY, DCTERMS.description),
        version=str(graph.value(ONTOLOGY, OWL.versionIRI)),
        licence=str(graph.value(ONTOLOGY, DCTERMS.license)),
        namespace=str(graph.value(ONTOLOGY, VANN.preferredNamespaceUri)),
        changes=sorted(
            (str(note.language), str(note)) for note in graph.objects(ONTOLOGY, SKOS.changeNote)
        )[::-1],
        diagram=render_diagram(graph),
        classes=classes,
        properties=[t for t in terms if t not in classes],
        schemes=describe_schemes(schemes),
        relied="\n".join(relied[2:]),
        rules=rules,
    ) + "\n"  # fmt: skip


def _read_head(path: Path) -> str:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("# ")]
    return " ".join(line.removeprefix("# ") for line in lines[1:])


def iter_files() -> list[tuple[Path, str]]:
    """Every file that is made, with its text."""
    graph = rdflib.Graph().parse(ontology_path() / "ontology.ttl")
    context = json.dumps(build_context(graph), ensure_ascii=False, indent=1) + "\n"
    return [
        (ROOT / "docs" / "ontology.html", render_page()),
        (ROOT / "docs" / "questions.md", render_questions(list(iter_queries()))),
        (ROOT / "ontology" / "context.jsonld", context),
    ]


if __name__ == "__main__":
    for path, text in iter_files():
        path.write_text(text, encoding="utf-8")
        print(path)
