"""The ontology: complete in both languages, sound under reasoning; its shapes catch what they say they do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import owlrl
import pyshacl
import pytest
import rdflib
from rdflib import DCTERMS, OWL, RDF, RDFS, SH, SKOS, XSD, BNode, Literal, URIRef

from kg import model
from kg.settings import ontology_path, queries_path
from kg.store import open_store

FIXTURES = Path(__file__).parent / "fixtures"
DIP = rdflib.Namespace("https://example.org/diplomatic-kg/ontology#")
SHAPE = rdflib.Namespace("https://example.org/diplomatic-kg/shapes#")
SCHEME = "https://example.org/diplomatic-kg/scheme/"
ONTOLOGY = URIRef("https://example.org/diplomatic-kg/ontology")
ABSTRACT = {"NamedEntity", "Actor", "DatedThing", "ReportedThing", "EvidencedThing", "DerivedProperty"}


@lru_cache
def load(name: str) -> rdflib.Graph:
    folder = FIXTURES if name in ("mini", "aligned") else ontology_path()
    return rdflib.Graph().parse(folder / f"{name}.ttl")


def local(node: object) -> str:
    return str(node).rpartition("#")[2]


def own_terms() -> list[URIRef]:
    return sorted({s for s in load("ontology").subjects(RDF.type) if str(s).startswith(str(DIP))})


def is_property(term: URIRef) -> bool:
    kinds = {OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}
    return bool(kinds & set(load("ontology").objects(term, RDF.type)))


def languages(values: Iterator[rdflib.term.Node]) -> list[str]:
    return sorted(str(value.language) for value in values if isinstance(value, Literal))


# ---------------------------------------------------------------- the ontology


def test_the_ontology_says_what_it_is() -> None:
    graph = load("ontology")
    assert (ONTOLOGY, RDF.type, OWL.Ontology) in graph
    assert str(graph.value(ONTOLOGY, OWL.versionIRI)).startswith(f"{ONTOLOGY}/")
    assert graph.value(ONTOLOGY, DCTERMS.license) == URIRef("https://creativecommons.org/licenses/by/4.0/")
    assert languages(graph.objects(ONTOLOGY, SKOS.changeNote)) == ["en"] * 3 + ["th"] * 3
    assert not list(graph.objects(ONTOLOGY, OWL.imports))


@pytest.mark.parametrize("name", ["ontology", "schemes", "mini"])
def test_there_are_no_blank_nodes(name: str) -> None:
    assert not [node for triple in load(name) for node in triple if isinstance(node, BNode)]


@pytest.mark.parametrize("term", own_terms(), ids=local)
def test_every_term_is_told_in_both_languages(term: URIRef) -> None:
    graph = load("ontology")
    assert languages(graph.objects(term, RDFS.label)) == ["en", "th"]
    assert languages(graph.objects(term, SKOS.definition)) == ["en", "th"]
    thai = [str(v) for v in graph.objects(term, SKOS.definition) if getattr(v, "language", "") == "th"]
    assert re.search("[ก-๛]", thai[0])
    assert graph.value(term, SKOS.example)
    assert graph.value(term, DCTERMS.source)
    assert graph.value(term, RDFS.isDefinedBy) == ONTOLOGY


@pytest.mark.parametrize("term", [t for t in own_terms() if is_property(t)], ids=local)
def test_every_property_has_a_domain_and_a_range(term: URIRef) -> None:
    graph = load("ontology")
    assert [d for d in graph.objects(term, RDFS.domain) if (d, RDF.type, OWL.Class) in graph] != []
    ranges = list(graph.objects(term, RDFS.range))
    assert len(ranges) == 1
    if str(ranges[0]).startswith(str(DIP)):
        assert (ranges[0], RDF.type, OWL.Class) in graph


def test_every_term_occurs_in_the_example_graph() -> None:
    mini = load("mini")
    used = {local(p) for p in mini.predicates()} | {local(c) for c in mini.objects(None, RDF.type)}
    assert {local(t) for t in own_terms()} - used == ABSTRACT | {"derivedBy"}


def iter_sources() -> Iterator[tuple[str, str]]:
    paths = [ontology_path() / "shapes.ttl", *sorted(ontology_path().rglob("*.rq"))]
    for path in [*paths, *sorted(queries_path().glob("*.rq"))]:
        yield path.name, re.sub(r'"(?:[^"\\\n]|\\.)*"', '""', path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "text"), list(iter_sources()), ids=lambda value: value if len(value) < 60 else ""
)
def test_every_term_in_use_is_declared(name: str, text: str) -> None:
    declared = {local(term) for term in own_terms()}
    code = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    assert set(re.findall(r"\bdip:(\w+)", code)) <= declared
    concepts = {str(c) for c in load("schemes").subjects(RDF.type, SKOS.Concept)}
    prefixes = dict(re.findall(rf"(?i)prefix\s+(\w+):\s+<({SCHEME}[^>]+)>", code))
    for prefix, iri in prefixes.items():
        for name_ in re.findall(rf"(?<![\w/]){prefix}:([\w-]+)", code):
            assert iri + name_ in concepts
    schemes = {str(c) for c in load("schemes").subjects(RDF.type, SKOS.ConceptScheme)}
    for iri in re.findall(rf"<({SCHEME}[^>]+)>", code):
        assert iri in concepts | schemes or iri in prefixes.values()


# ---------------------------------------------------------------- the schemes


def members(scheme: str) -> set[str]:
    found = load("schemes").subjects(SKOS.inScheme, URIRef(SCHEME + scheme))
    return {str(concept).removeprefix(f"{SCHEME}{scheme}/") for concept in found}


@pytest.mark.parametrize(
    ("scheme", "names"),
    [
        ("activity-kind", model.ACTIVITY_TYPES),
        ("role", model.ROLES),
        ("agreement-kind", model.AGREEMENT_TYPES),
        ("agreement-status", model.AGREEMENT_STATUSES),
    ],
)
def test_schemes_agree_with_the_model(scheme: str, names: tuple[str, ...]) -> None:
    assert members(scheme) == {name.replace("_", "-") for name in names}


def test_every_concept_is_told_in_both_languages() -> None:
    graph = load("schemes")
    concepts = sorted(graph.subjects(RDF.type, SKOS.Concept))
    assert len(concepts) > 90
    for concept in concepts:
        assert languages(graph.objects(concept, SKOS.prefLabel)) == ["en", "th"], concept
        assert languages(graph.objects(concept, SKOS.definition)) == ["en", "th"], concept
        (scheme,) = graph.objects(concept, SKOS.inScheme)
        assert str(concept).startswith(f"{scheme}/")
        above = {*graph.objects(concept, SKOS.topConceptOf), *graph.objects(concept, SKOS.broader)}
        assert len(above) == 1, concept
        assert above == {scheme} or (above.pop(), SKOS.inScheme, scheme) in graph, concept
        name = str(concept).removeprefix(f"{scheme}/")
        assert [str(n) for n in graph.objects(concept, SKOS.notation)] == [name.replace("-", "_")]


def test_close_matches_lead_to_described_codes() -> None:
    graph = load("schemes")
    matched: dict[str, set[str]] = {}
    for prop in (SKOS.closeMatch, SKOS.broadMatch, SKOS.relatedMatch):
        for concept, code in graph.subject_objects(prop):
            if str(code).startswith(SCHEME):
                assert (code, RDF.type, SKOS.Concept) in graph, code
                if prop == SKOS.closeMatch:
                    name = str(concept).removeprefix(SCHEME)
                    matched.setdefault(name, set()).add(str(code).removeprefix(SCHEME))
    assert matched == {
        "activity-kind/call": {"cameo/041", "plover/consult-phone"},
        "activity-kind/visit": {"cameo/042", "cameo/043", "plover/consult-visit"},
        "activity-kind/multilateral-meeting": {"plover/consult-multilateral"},
    }


def test_signing_has_no_close_match_and_says_so() -> None:
    signing = URIRef(f"{SCHEME}activity-kind/signing")
    graph = load("schemes")
    assert not list(graph.objects(signing, SKOS.closeMatch))
    notes = list(graph.objects(signing, SKOS.editorialNote))
    assert languages(iter(notes)) == ["en", "th"]
    assert all("PLOVER" in note and "CAMEO" in note for note in notes)


# ---------------------------------------------------------------- reasoning

SPOKEN = {
    RDFS.label, RDFS.seeAlso, RDFS.isDefinedBy, SKOS.definition,
    SKOS.example, SKOS.editorialNote, SKOS.prefLabel,
    SKOS.altLabel, SKOS.hiddenLabel, DCTERMS.source, DCTERMS.title,
}  # fmt: skip

# What a thing of each class is taken for in the vocabularies we are aligned to. Nothing more, nothing less.
TAKEN_FOR = {
    "Official": "foaf:Agent foaf:Person prov:Agent prov:Person schema:Person schema:Thing sem:Actor sem:Core",
    "Organisation": "foaf:Agent foaf:Organization org:Organization prov:Agent prov:Organization "
    "schema:Organization schema:Thing sem:Actor sem:Core",
    "Post": "org:Post sem:Actor sem:Core",
    "Country": "schema:AdministrativeArea schema:Country schema:Place schema:Thing "
    "sem:Actor sem:Core sem:Place",
    "Place": "schema:Place schema:Thing sem:Core sem:Place",
    "Tenure": "org:Membership",
    "Participation": "sem:Constraint sem:Role",
    "DiplomaticActivity": "prov:Activity schema:Event schema:Thing sem:Core sem:Event",
    "Agreement": "prov:Entity schema:CreativeWork schema:Thing",
    "AgreementStatusChange": "",
    "Article": "foaf:Document prov:Entity schema:Article schema:CreativeWork schema:NewsArticle schema:Thing",
    "Evidence": "oa:Selector oa:TextPositionSelector oa:TextQuoteSelector prov:Entity",
    "UnresolvedMention": "",
}
PREFIXES = {
    "foaf": "http://xmlns.com/foaf/0.1/", "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "schema": "https://schema.org/", "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "oa": "http://www.w3.org/ns/oa#", "skos": str(SKOS), "eli": "http://data.europa.eu/eli/ontology#",
    "time": "http://www.w3.org/2006/time#",
}  # fmt: skip


VIEWS = sorted((ontology_path() / "views").glob("*.rq"))
# What the views add: the types of ELI, and those of the new nodes.
VIEWED = {"Agreement": "eli:LegalResource"}
NEW_NODES = {
    "time:Instant": "time:TemporalEntity", "time:Interval": "time:TemporalEntity",
    "oa:Annotation": "", "oa:SpecificResource": "",
}  # fmt: skip


def expand(graph: rdflib.Graph) -> list[str]:
    """Add what RDFS and OWL RL say follows; returns what is wrong."""
    owlrl.DeductiveClosure(owlrl.RDFS_OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(
        graph
    )
    wrong = [str(o) for _, p, o in graph if "agent-ont" in str(p)]
    return wrong + [f"{s} {p} {o}" for s, p, o in graph.triples((None, OWL.sameAs, None)) if s != o]


def join(*graphs: rdflib.Graph) -> rdflib.Graph:
    """The ontology, the aligned vocabularies and the graphs, without the words that nothing follows from."""
    joined = rdflib.Graph()
    for graph in (load("ontology"), load("aligned"), *graphs):
        for triple in graph:
            if triple[1] not in SPOKEN:
                joined.add(triple)
    return joined


def reason(extra: str = "") -> tuple[rdflib.Graph, list[str]]:
    """The closure of the ontology, the aligned vocabularies and the example graph; what is wrong in it."""
    graph = join(load("mini"))
    if extra:
        graph.parse(
            data="".join(f"@prefix {p}: <{iri}> ." for p, iri in PREFIXES.items())
            + f"@prefix dip: <{DIP}> . {extra}"
        )
    return graph, expand(graph)


def expand_name(name: str) -> URIRef:
    prefix, _, local_name = name.partition(":")
    return URIRef(PREFIXES[prefix] + local_name)


@pytest.fixture(scope="module")
def closure() -> rdflib.Graph:
    graph, wrong = reason()
    assert wrong == []
    return graph


@pytest.fixture(scope="module")
def sample(sample_out: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(sample_out / "graph.ttl")


def find_silly_types(graph: rdflib.Graph, told: rdflib.Graph, more: dict[str, str]) -> list[tuple[str, str]]:
    """Things whose types outside our ontology are not just those that their class is to be taken for."""
    silly = []
    for name, taken_for in TAKEN_FOR.items():
        names = [*taken_for.split(), *([more[name]] if name in more else [])]
        wanted = {expand_name(other) for other in names}
        for thing in told.subjects(RDF.type, DIP[name]):
            types = {t for t in graph.objects(thing, RDF.type) if str(t).startswith(tuple(PREFIXES.values()))}
            if not {expand_name(other) for other in taken_for.split()} <= types <= wanted:
                silly.append((str(thing), " ".join(sorted(types))))
    return silly


def test_the_sample_and_its_views_are_sound_under_reasoning(sample: rdflib.Graph) -> None:
    views = rdflib.Graph()
    for path in VIEWS:
        for triple in sample.query(path.read_text(encoding="utf-8")):
            views.add(triple)
    graph = join(sample, views)
    assert expand(graph) == []
    assert set(TAKEN_FOR) - {local(c) for c in sample.objects(None, RDF.type)} == {"UnresolvedMention"}
    assert find_silly_types(graph, sample, VIEWED) == []
    for name, taken_for in NEW_NODES.items():
        nodes = set(views.subjects(RDF.type, expand_name(name)))
        assert nodes, name
        wanted = {expand_name(name), *(expand_name(other) for other in taken_for.split())}
        for node in nodes:
            assert set(graph.objects(node, RDF.type)) - {OWL.Thing, RDFS.Resource} == wanted, node


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: path.stem)
def test_views_make_what_they_say_alike_in_both_engines(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    named = re.match(r"# makes: (.+)\n", text)
    assert named
    made = set(load("mini").query(text))
    store = open_store(FIXTURES / "mini.ttl").query(path)
    assert {(str(s), str(p)) for s, p, _ in made} == {(s, p) for s, p, _ in store.iter_triples()}
    assert len(made) == len(list(store.iter_triples()))
    assert {expand_name(name) for name in named[1].split(", ")} <= {p for _, p, _ in made} | {
        expand_name("eli:amends")
    }
    assert not [node for triple in made for node in triple if isinstance(node, BNode)]


def test_a_silly_type_is_found(closure: rdflib.Graph) -> None:
    graph, _ = reason(f"dip:post <{RDFS.subPropertyOf}> org:member .")
    assert any("foaf" in types for _, types in find_silly_types(graph, load("mini"), {}))
    assert find_silly_types(closure, load("mini"), {}) == []


@pytest.mark.parametrize("name", sorted(TAKEN_FOR))
def test_reasoning_gives_no_silly_types(closure: rdflib.Graph, name: str) -> None:
    things = set(load("mini").subjects(RDF.type, DIP[name]))
    assert things
    expected = {URIRef(PREFIXES[term.split(":")[0]] + term.split(":")[1]) for term in TAKEN_FOR[name].split()}
    for thing in things:
        types = {
            t
            for t in closure.objects(thing, RDF.type)
            if not str(t).startswith((str(DIP), str(OWL), str(RDFS)))
        }
        assert types == expected, thing
        own = set(load("mini").objects(thing, RDF.type))
        inherited = {
            t for o in own for t in closure.objects(o, RDFS.subClassOf) if str(t).startswith(str(DIP))
        }
        assert {
            t for t in closure.objects(thing, RDF.type) if str(t).startswith(str(DIP))
        } == inherited | own, thing


@pytest.mark.parametrize(
    ("mistake", "sign"),
    [
        (
            "dip:evidence <http://www.w3.org/2000/01/rdf-schema#subPropertyOf> prov:wasDerivedFrom .",
            "prov#Activity",
        ),
        (
            "dip:reportedIn <http://www.w3.org/2000/01/rdf-schema#subPropertyOf> prov:wasQuotedFrom .",
            "prov#Activity",
        ),
        ("dip:party <http://www.w3.org/2000/01/rdf-schema#range> dip:Organisation .", "Country"),
    ],
)
def test_a_wrong_alignment_is_found_by_reasoning(mistake: str, sign: str) -> None:
    _, wrong = reason(mistake)
    assert any(sign in message for message in wrong)


# ---------------------------------------------------------------- the shapes


def results(graph: rdflib.Graph) -> set[tuple[str, str]]:
    """What SHACL finds: (shape, kind of constraint). On a copy of the shapes: pySHACL adds to them."""
    shapes = rdflib.Graph()
    shapes += load("shapes")
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes, inplace=True, advanced=False)
    assert isinstance(report, rdflib.Graph)
    found = set()
    for result in report.subjects(RDF.type, SH.ValidationResult):
        component = local(report.value(result, SH.sourceConstraintComponent)).removesuffix(
            "ConstraintComponent"
        )
        found.add((local(report.value(result, SH.sourceShape)), component))
        assert languages(report.objects(result, SH.resultMessage)) == ["en", "th"], found
        assert report.value(result, SH.resultSeverity) == SH.Violation
    return found


def test_the_shapes_are_shapes_and_the_example_conforms() -> None:
    fresh = [rdflib.Graph().parse(path) for path in (FIXTURES / "mini.ttl", ontology_path() / "shapes.ttl")]
    conforms, _, text = pyshacl.validate(fresh[0], shacl_graph=fresh[1], inplace=True, meta_shacl=True)
    assert conforms, text


def test_the_lists_of_concepts_are_the_schemes() -> None:
    shapes, seen = load("shapes"), set()
    for shape, start in shapes.subject_objects(SH["in"]):
        values = [str(v) for v in rdflib.collection.Collection(shapes, start)]
        if values[0].startswith(SCHEME):
            scheme = values[0].removeprefix(SCHEME).split("/")[0]
            seen.add(scheme)
            assert {v.removeprefix(f"{SCHEME}{scheme}/") for v in values} == members(scheme), shape
    assert seen == {
        "activity-kind", "activity-status", "agreement-kind", "agreement-status",
        "body-kind", "role", "topic",
    }  # fmt: skip


# Broken graphs, one per constraint: each takes the example graph and breaks one thing of one node.

NOTHING = URIRef("urn:x:nothing")
# properties that come in pairs: who changes one changes the other, lest two shapes be broken
PAIRED = {DIP.activity: DIP.participation, DIP.agreement: DIP.statusChange, DIP.party: DIP.partyTo}
COMPONENTS = {
    SH.minCount: "MinCount", SH.maxCount: "MaxCount", SH.datatype: "Datatype",
    SH["class"]: "Class", SH["in"]: "In",
    SH.nodeKind: "NodeKind", SH.pattern: "Pattern", SH.minLength: "MinLength", SH.uniqueLang: "UniqueLang",
    SH.languageIn: "LanguageIn", SH.equals: "Equals", SH.disjoint: "Disjoint",
    SH.hasValue: "HasValue", SH["or"]: "Or",
    SH.lessThan: "LessThan", SH.closed: "Closed",
    SH.minInclusive: "MinInclusive", SH.maxInclusive: "MaxInclusive",
}  # fmt: skip
# one mistake that two shapes rightly report
ALSO = {
    ("partyTo", "Class"): {"partyTo-inverse"},
    ("partyTo", "NodeKind"): {"partyTo-inverse"},
    ("metWith", "Class"): {"metWith-both-ways"},
    ("metWith", "NodeKind"): {"metWith-both-ways"},
    ("activityKind", "In"): {"courtesy-call-kind"},
    ("activityKind", "MinCount"): {"courtesy-call-kind"},
    ("end", "Datatype"): {"start-before-end"},
    ("end", "MaxCount"): {"start-before-end"},
    ("start", "Datatype"): {"start-before-end"},
    ("inferred", "In"): {"inferred-true"},
    ("participation", "Class"): {"participation-inverse"},
    ("participation", "NodeKind"): {"participation-inverse"},
    ("statusChange", "Class"): {"statusChange-inverse"},
    ("statusChange", "NodeKind"): {"statusChange-inverse"},
    ("activity-class", "MaxCount"): {"visit-kind"},
}


def own_constraints(shape: URIRef) -> list[str]:
    return sorted(COMPONENTS[p] for p in set(load("shapes").predicates(shape)) if p in COMPONENTS)


def iter_cases() -> Iterator[tuple[str, str]]:
    shapes = load("shapes")
    for kind in (SH.PropertyShape, SH.NodeShape):
        for shape in sorted(s for s in shapes.subjects(RDF.type, kind) if isinstance(s, URIRef)):
            for component in own_constraints(shape):
                yield local(shape), component


def pick_focus(graph: rdflib.Graph, shape: URIRef, path: rdflib.term.Node | None) -> URIRef:
    """A node that the shape looks at, with a value for the path where there is one."""
    shapes = load("shapes")
    nodes: list[URIRef] = []
    for owner in sorted(shapes.subjects(SH.property, shape)) or [shape]:
        if target := shapes.value(owner, SH.targetClass):
            nodes += sorted(graph.subjects(RDF.type, target))
        else:
            nodes += sorted(graph.subjects(shapes.value(owner, SH.targetSubjectsOf)))
    having = [node for node in nodes if path is None or (node, path, None) in graph]
    return (having or nodes)[0]


def put(graph: rdflib.Graph, focus: URIRef, path: URIRef, values: list[rdflib.term.Node]) -> None:
    """Give the node these values for the path, and keep what hangs together together."""
    pair = PAIRED.get(path)
    if pair:
        for old in set(graph.objects(focus, path)):
            graph.remove((old, pair, focus))
        for new in values:
            if isinstance(new, URIRef) and (new, RDF.type, None) in graph:
                graph.add((new, pair, focus))
    graph.remove((focus, path, None))
    for new in values:
        graph.add((focus, path, new))
    if path == SKOS.prefLabel:
        graph.remove((focus, RDFS.label, None))
        for new in values:
            graph.add((focus, RDFS.label, new))


def vary(graph: rdflib.Graph, path: URIRef, value: rdflib.term.Node) -> rdflib.term.Node:
    """Another value that would do as well."""
    if isinstance(value, Literal) and value.datatype == XSD.boolean:
        return Literal(not value.toPython())
    if isinstance(value, Literal) and value.datatype == XSD.anyURI:
        return Literal(f"{value}x", datatype=XSD.anyURI)
    if isinstance(value, Literal) and value.datatype is None:
        return Literal(f"{value}x", lang=value.language)
    others = sorted(v for v in graph.objects(None, path) if v != value and type(v) is type(value))
    if isinstance(value, Literal):
        return others[0] if others else Literal(str(value).replace("20", "19"), datatype=value.datatype)
    (kind, *_) = sorted(
        t for t in graph.objects(value, RDF.type) if str(t).startswith(str(DIP)) or t == SKOS.Concept
    )
    concept = str(value).rpartition("/")[0]
    same = sorted(
        s
        for s in graph.subjects(RDF.type, kind)
        if s != value and (kind != SKOS.Concept or str(s).startswith(concept))
    )
    return same[0]


def break_graph(shape_name: str, component: str) -> rdflib.Graph:
    """The example graph with one constraint broken."""
    shapes, shape = load("shapes"), SHAPE[shape_name]
    graph = rdflib.Graph()
    for triple in load("mini"):
        graph.add(triple)
    path = shapes.value(shape, SH.path)
    plain = path if isinstance(path, URIRef) else None
    focus = pick_focus(graph, shape, plain)
    old = sorted(graph.objects(focus, plain)) if plain else []
    match component:
        case "MinCount":
            if plain == RDF.type:
                graph.remove((focus, RDF.type, None))
                graph.add((focus, RDF.type, DIP.DiplomaticActivity))
            elif plain == SKOS.prefLabel and shape_name == "concept-prefLabel":
                put(graph, focus, plain, old[:1])
            else:
                put(graph, focus, plain, [])
        case "MaxCount" if shape_name == "activity-class":
            graph.add((focus, RDF.type, DIP.Visit))
        case "MaxCount" if shape_name == "isoCode-unique":
            (code, twin) = (
                graph.value(focus, DIP.isoCode),
                sorted(graph.subjects(RDF.type, DIP.Country))[-1],
            )
            graph.set((twin, DIP.isoCode, code))
        case "MaxCount" if shape_name == "inferred":
            put(graph, focus, plain, [*old, Literal("1", datatype=XSD.boolean, normalize=False)])
        case "MaxCount":
            put(graph, focus, plain, [*old, vary(graph, plain, old[0])])
        case "Datatype":
            wrong = Literal("x", lang="en") if (shape, SH.datatype, XSD.string) in shapes else Literal("x")
            put(graph, focus, plain, [wrong])
        case "Class" if plain:
            put(graph, focus, plain, [*old, URIRef(f"{SCHEME}role/host")][-1:])
        case "Class":
            focus = NOTHING
            target = shapes.value(shape, SH.targetSubjectsOf)
            if target:
                value = Literal("ZZ") if target == DIP.isoCode else sorted(graph.objects(None, target))[0]
                graph.add((focus, target, value))
            else:
                graph.add((focus, RDF.type, shapes.value(shape, SH.targetClass)))
                kind = shapes.value(shapes.value(shape, SH.property), SH.hasValue)
                graph.add((focus, DIP.activityKind, kind))
        case "Or" if plain:
            put(
                graph,
                focus,
                plain,
                [URIRef(f"{SCHEME}role/host") if isinstance(old[0], URIRef) else Literal("soon")],
            )
        case "Or":
            missing = {
                "date-with-year": DIP.year,
                "end-with-date": DIP.date,
                "status-with-latest": DIP.latestStatus,
            }
            if shape_name == "end-with-date":
                focus = sorted(graph.subjects(DIP.endDate))[0]
                graph.remove((focus, DIP.year, None))
            graph.remove((focus, missing[shape_name], None))
        case "NodeKind" if plain:
            put(graph, focus, plain, [*old[1:], Literal("x")])
        case "NodeKind":
            blank = BNode()
            for _, p, o in list(graph.triples((focus, None, None))):
                graph.add((blank, p, o))
        case "In" if plain == RDF.type:
            put(graph, focus, plain, [DIP.DiplomaticActivity, NOTHING])
        case "In":
            put(graph, focus, plain, [Literal(False) if shape_name == "inferred" else NOTHING])
        case "HasValue" if shape_name == "inferred-true":
            graph.remove((focus, DIP.inferred, None))
        case "HasValue":
            graph.set((focus, plain, vary(graph, plain, old[0])))
        case "Pattern":
            wrong = {"isoCode": Literal("th"), "url": Literal("ftp://x", datatype=XSD.anyURI)}
            put(graph, focus, plain, [wrong.get(shape_name, Literal("2 September 2019"))])
        case "MinLength":
            put(graph, focus, plain, [Literal("", lang=getattr(old[0], "language", None))])
        case "UniqueLang":
            put(graph, focus, plain, [*old, Literal("one more", lang=old[0].language)])
        case "LanguageIn":
            values = [*old, Literal("un nom", lang="fr")]
            put(graph, focus, plain, values if shape_name != "title" else values[-1:])
        case "Equals" if shape_name == "label":
            graph.add((focus, RDFS.label, Literal("another", lang="en")))
        case "Equals":
            wanted = shapes.value(shape, SH.equals)
            focus = sorted(graph.subjects(wanted))[0]
            graph.remove((focus, wanted, sorted(graph.objects(focus, wanted))[0]))
        case "Disjoint":
            same = sorted(shapes.objects(shape, SH.disjoint))[-1]
            graph.add((focus, plain, sorted(graph.objects(focus, same))[0]))
        case "LessThan":
            graph.set((focus, plain, graph.value(focus, shapes.value(shape, SH.lessThan))))
        case "MinInclusive" | "MaxInclusive":
            value = {"MinInclusive": "-0.5", "MaxInclusive": "1.5"}[component]
            whole = (shape, SH.datatype, XSD.integer) in shapes
            put(
                graph,
                focus,
                plain,
                [Literal("-1", datatype=XSD.integer) if whole else Literal(value, datatype=XSD.decimal)],
            )
        case "Closed":
            graph.add((focus, URIRef("urn:x:unknown"), Literal("x")))
        case _:
            raise AssertionError(f"no way is known to break {component} of {shape_name}")
    return graph


@pytest.mark.parametrize(("shape", "component"), list(iter_cases()))
def test_each_broken_graph_is_caught_by_its_shape_alone(shape: str, component: str) -> None:
    found = results(break_graph(shape, component))
    assert (shape, component) in found
    if component == "NodeKind" and load("shapes").value(SHAPE[shape], SH.path) is None:
        return  # a copy without a name is missed by the things that should point to it, too
    assert {name for name, _ in found} == {shape} | ALSO.get((shape, component), set())


def test_what_every_shape_asks_can_be_broken() -> None:
    shapes = load("shapes")
    for shape in shapes.subjects(RDF.type, SH.PropertyShape):
        assert own_constraints(shape), shape
    known = set(COMPONENTS) | {
        RDF.type, SH.path, SH.severity, SH.message, SH.property, SH.targetClass, SH.targetSubjectsOf,
        SH.ignoredProperties,
    }  # fmt: skip
    assert {p for s, p in shapes.subject_predicates() if isinstance(s, URIRef)} <= known


# ---------------------------------------------------------------- the rules


@pytest.mark.parametrize("path", sorted((ontology_path() / "rules").glob("*.rq")), ids=lambda path: path.stem)
def test_rules_make_the_direct_edges_of_the_example(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    made = re.match(r"# makes: dip:(\w+)\n", text)
    assert made
    prop = DIP[made[1]]
    assert (prop, RDF.type, DIP.DerivedProperty) in load("ontology")
    assert str(load("ontology").value(prop, DIP.derivedBy)) == f"rules/{path.name}"
    given = rdflib.Graph()
    for triple in load("mini"):
        if triple[1] != prop:
            given.add(triple)
    assert set(given.query(text)) == set(load("mini").triples((None, prop, None)))


def test_every_derived_property_has_its_rule() -> None:
    derived = load("ontology").subjects(RDF.type, DIP.DerivedProperty)
    files = {str(load("ontology").value(prop, DIP.derivedBy)) for prop in derived}
    assert files == {f"rules/{path.name}" for path in (ontology_path() / "rules").glob("*.rq")}
