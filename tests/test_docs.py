"""What is made from the ontology is of today, and the JSON-LD context loses nothing."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import rdflib
from rdflib import OWL, RDF

from kg.settings import ontology_path

ROOT = Path(__file__).parent.parent
write_docs = pytest.importorskip("write_docs")

MADE = write_docs.iter_files()


@pytest.mark.parametrize(("path", "text"), MADE, ids=[path.name for path, _ in MADE])
def test_what_is_made_is_of_today(path: Path, text: str) -> None:
    assert path.read_text(encoding="utf-8") == text, "run: make docs"


def test_the_page_tells_every_term_in_both_languages_and_shows_the_diagram() -> None:
    page = (ROOT / "docs" / "ontology.html").read_text(encoding="utf-8")
    graph = rdflib.Graph().parse(ontology_path() / "ontology.ttl")
    for term in write_docs.own_terms(graph):
        name = write_docs.local(term)
        (article,) = re.findall(rf'<article id="{name}">(.*?)</article>', page, re.DOTALL)
        assert re.search("[ก-๛]", article), name
        for said in ("Example · ", "Idea from · "):
            assert said in article, name
        if (term, RDF.type, OWL.Class) not in graph:
            assert "Domain · " in article, name
            assert "Range · " in article, name
    drawing = page[page.index("<svg") : page.index("</svg>")]
    assert drawing.count("<rect") == len(write_docs.PLACES)
    for name in ("holder", "statusChange", "metWith ⤳", "evidence"):
        assert f">{name}<" in drawing
    anchors = set(re.findall(r'id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= anchors
    assert not re.findall(r'(?:src|@import)[ =]+"?https?:', page), "the page asks for nothing from elsewhere"


def test_the_context_loses_nothing(sample_out: Path) -> None:
    context = json.loads((ontology_path() / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    graph = rdflib.Graph().parse(sample_out / "graph.ttl")
    text = graph.serialize(format="json-ld", context=context, ensure_ascii=False)
    assert set(rdflib.Graph().parse(data=text, format="json-ld")) == set(graph)
    nodes = json.loads(text)["@graph"]
    assert not [key for node in nodes for key in node if ":" in key], "not every property has a plain name"
    officials = [node for node in nodes if node.get("@type", node.get("type")) == "Official"]
    official = next(node for node in officials if "country" in node and "th" in node["prefLabel"])
    assert re.search("[ก-๛]", str(official["prefLabel"]["th"]))
    assert official["country"].startswith("http")


def test_a_document_written_by_hand_reads_as_our_terms() -> None:
    context = json.loads((ontology_path() / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    said = {
        "@context": context, "id": "urn:x:1", "type": "Tenure", "holder": "urn:x:2", "acting": True,
        "prefLabel": {"th": "ทดสอบ"},
    }  # fmt: skip
    graph = rdflib.Graph().parse(data=json.dumps(said), format="json-ld")
    dip = rdflib.Namespace("https://example.org/diplomatic-kg/ontology#")
    one, two = rdflib.URIRef("urn:x:1"), rdflib.URIRef("urn:x:2")
    assert (one, RDF.type, dip.Tenure) in graph
    assert (one, dip.holder, two) in graph
    assert (one, dip.acting, rdflib.Literal(True)) in graph
    assert (one, rdflib.SKOS.prefLabel, rdflib.Literal("ทดสอบ", lang="th")) in graph
