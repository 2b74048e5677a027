"""What other programs get: tidy tables that keep their word, travel as in COLT, FollowTheMoney entities."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from conftest import HOSTILE
from frictionless import Package
from frictionless import validate as validate_package

from kg.export import write_graph_file
from kg.export.facts import Facts
from kg.export.ftm import find_entity_id, iter_entities
from kg.export.linked import write_jsonld
from kg.export.tables import TABLES, describe_tables, iter_table, write_tables
from kg.export.travel import COLUMNS, find_role, iter_travel
from kg.graph import DIP, RDF, RDFS, XSD
from kg.settings import DEFAULT_BASE_IRI, ontology_path
from kg.store import Literal, Store, open_store

BASE = f"{DEFAULT_BASE_IRI}id/"
MINI = Path(__file__).parent / "fixtures" / "mini.ttl"


@pytest.fixture(scope="module")
def mini() -> Store:
    return open_store(MINI)


def read(store: Store, name: str) -> list[dict[str, str]]:
    head, *rows = iter_table(store, name)
    return [dict(zip(head, row, strict=True)) for row in rows]


# ---------------------------------------------------------------- tidy tables


@pytest.mark.parametrize("which", ["sample_store", "world_store", "mini"])
def test_the_tables_are_a_valid_data_package(
    which: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    write_tables(request.getfixturevalue(which), tmp_path)
    report = validate_package(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten(["resource", "type", "message"])[:5]
    assert report.stats["tasks"] == len(TABLES)


def test_a_broken_reference_is_found_by_the_data_package(mini: Store, tmp_path: Path) -> None:
    write_tables(mini, tmp_path)
    path = tmp_path / "tenures.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("post/th-prime-minister", "post/nothing"), encoding="utf-8")
    report = validate_package(str(tmp_path / "datapackage.json"))
    assert {kind for (kind,) in report.flatten(["type"])} == {"foreign-key"}


def test_tables_hold_every_triple_of_the_graph(mini: Store) -> None:
    """Every fact about a thing of the graph is in some cell; types are what the tables are."""
    cells = Counter()
    for name in TABLES:
        for row in read(mini, name):
            cells.update(row.values())
    apart = {RDF + "type", RDFS + "label"}
    apart |= {DIP + name for name in ("participation", "statusChange", "year", "nameKey")}
    missing = []
    for subject in mini.iter_subjects():
        if "/id/" not in subject or "/id/mention/" in subject:
            continue
        for _, predicate, term in mini.iter_triples(subject):
            if predicate in apart:
                continue
            value = term.text if isinstance(term, Literal) else term.partition("/id/")[2] or term
            if value not in cells and value.rpartition("/")[2] not in cells:
                missing.append((subject, predicate, value))
    assert missing == []


def test_tables_are_tidy(mini: Store) -> None:
    for name in TABLES:
        head, *rows = iter_table(mini, name)
        assert len(set(head)) == len(head)
        assert len({tuple(row) for row in rows}) == len(rows), name
        assert all(len(row) == len(head) for row in rows)
    dates = {row["date"]: row["date_precision"] for row in read(mini, "activities")}
    assert dates["2020-07-14"] == "day"
    statuses = {(row["date"], row["date_precision"]) for row in read(mini, "statuses")}
    assert ("2020-11", "month") in statuses
    said = {(row["about"], row["said"]) for row in read(mini, "other_claims")}
    assert said == {
        ("otherDate", "2022-05-01"), ("otherKind", "courtesy-call"),
        ("otherRole", "chair"), ("otherSide", "country/US"),
    }  # fmt: skip


def test_columns_are_explained_by_the_ontology() -> None:
    package = Package.from_descriptor(describe_tables())
    wanted = {"officials", "tenures", "activities", "participations", "agreements", "statuses", "evidence"}
    assert wanted <= {resource.name for resource in package.resources}
    for resource in describe_tables()["resources"]:
        for field in resource["schema"]["fields"]:
            if field.get("rdfType", "").startswith(DIP):
                assert "·" in field["title"], field
                assert any("ก" <= ch <= "๛" for ch in field["description"]), field


# ---------------------------------------------------------------- JSON-LD


def test_jsonld_is_told_in_the_names_of_the_context(mini: Store) -> None:
    output = io.BytesIO()
    write_graph_file(mini, output, "jsonld")
    said = json.loads(output.getvalue())
    context = json.loads((ontology_path() / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    assert said["@context"] == context
    nodes = {node["id"].removeprefix(BASE): node for node in said["@graph"]}
    assert {key for node in nodes.values() for key in node} <= set(context), "a property without a plain name"
    talks = nodes["activity/2019-09-02-bilateral-meeting-b1cc1f"]
    assert talks["type"] == ["BilateralMeeting", "DiplomaticActivity"]
    assert talks["prefLabel"]["en"] == ["Thai-Korean talks on smart cities"]
    assert talks["involves"] == [f"{BASE}country/KR", f"{BASE}country/TH"]
    assert (talks["focal"], talks["year"]) == (True, "2019")
    assert talks["date"] == {"@value": "2019-09-02", "@type": f"{XSD}date"}


def test_jsonld_loses_nothing_that_fits_no_term() -> None:
    quads = [
        (("urn:x:1", RDFS + "label", Literal("no language")), ""),
        (("urn:x:1", DIP + "acting", Literal("perhaps")), ""),
        (("urn:x:1", DIP + "holder", Literal("a text", "en")), ""),
        (("urn:x:1", DIP + "venue", "urn:x:2"), ""),
        (("urn:x:1", "urn:x:property", Literal("3", "", XSD + "integer")), ""),
        (("urn:x:2", DIP + "venue", Literal("</script>")), "urn:x:graph"),
    ]
    output = io.BytesIO()
    write_jsonld(quads, output)
    store = Store(ox.Store())
    store._db.load(output.getvalue(), format=ox.RdfFormat.JSON_LD)
    assert sorted(store.iter_quads(), key=str) == sorted(quads, key=str)


# ---------------------------------------------------------------- travel in the form of COLT


def travel(store: Store) -> list[dict[str, str]]:
    head, *rows = iter_travel(store)
    assert tuple(head[: len(COLUMNS)]) == COLUMNS
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_travel_of_the_sample(sample_store: Store) -> None:
    rows = travel(sample_store)
    assert len({row["TripID"] for row in rows}) == len(rows) >= 10
    (kishida,) = [row for row in rows if row["LeaderFullName"] == "Fumio Kishida"]
    assert {name: kishida[name] for name in COLUMNS[2:8] + COLUMNS[10:16] if kishida[name]} == {
        "LeaderCountryOrIGO": "Japan", "LeaderCountryISO": "JPN", "LeaderRole": "G",
        "LeaderTitle": "Prime Minister of Japan", "LeaderFullName": "Fumio Kishida",
        "CountryVisited": "Thailand", "TripYear": "2022", "TripStartDate": "2022-05-01",
        "TripEndDate": "2022-05-02", "TripDuration": "2", "MetHostHoGS": "Yes",
        "HostHOGSName": "Prayut Chan-o-cha",
    }  # fmt: skip
    assert kishida["SourceLink1"] == "https://example.org/sample/9000018"
    for row in rows:
        assert row["LeaderCountryISO"] != row["CountryVisitedISO"]
        flags = [name for name in COLUMNS if name.startswith(("Met", "Attended", "Signed"))]
        assert {row[name] for name in flags} <= {"Yes", ""}


def test_who_only_was_head_of_government_is_none(mini: Store) -> None:
    facts = Facts(mini)
    assert find_role(facts, f"{BASE}post/th-prime-minister") == "G"
    assert {find_role(facts, post) for post in facts.things("Post")} <= {"G", "S", "F", "D", "E", "I", ""}


# ---------------------------------------------------------------- FollowTheMoney


def has(entity: dict[str, Any], name: str) -> bool:
    return bool(entity["properties"].get(name))


def check_entities(entities: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    """What the followthemoney package has against entities."""
    ftm = pytest.importorskip("followthemoney", reason="the extra ftm (followthemoney) is not installed")
    by_id = {entity["id"]: entity for entity in entities}
    wrong: list[tuple[str, ...]] = []
    for entity in entities:
        schema = ftm.model.get(entity["schema"])
        try:
            schema.validate(entity)
        except Exception as error:
            wrong.append((entity["id"], str(error)))
        wrong += [(entity["id"], name, "missing") for name in schema.required if not has(entity, name)]
        proxy = ftm.model.get_proxy(entity, cleaned=False)
        for name, values in entity["properties"].items():
            if sorted(proxy.get(name)) != sorted(values):
                wrong.append((entity["id"], name, "not kept", str(values)))
            prop = schema.get(name)
            for value in values if prop.type.name == "entity" else ():
                if value not in by_id:
                    wrong.append((entity["id"], name, "leads nowhere"))
                elif not ftm.model.get(by_id[value]["schema"]).is_a(prop.range):
                    wrong.append((entity["id"], name, "leads to", by_id[value]["schema"]))
    return wrong


@pytest.mark.parametrize("which", ["sample_store", "mini"])
def test_followthemoney_takes_every_entity(which: str, request: pytest.FixtureRequest) -> None:
    entities = list(iter_entities(request.getfixturevalue(which)))
    assert len({entity["id"] for entity in entities}) == len(entities)
    expected = "Article Document Event Occupancy Person Position PublicBody UnknownLink"
    assert set(expected.split()) <= {entity["schema"] for entity in entities}
    assert check_entities(entities) == []


def test_the_check_of_entities_can_fail(mini: Store) -> None:
    entities = list(iter_entities(mini))
    occupancy = next(entity for entity in entities if entity["schema"] == "Occupancy")
    del occupancy["properties"]["holder"]
    event = next(entity for entity in entities if entity["schema"] == "Event")
    event["properties"]["involved"] = [occupancy["id"]]
    event["properties"]["country"] = ["Japan and Korea"]
    assert {identity for identity, *_ in check_entities(entities)} == {occupancy["id"], event["id"]}


def test_entities_say_what_the_graph_says(mini: Store) -> None:
    by_id = {entity["id"]: entity for entity in iter_entities(mini)}
    person = by_id[find_entity_id(f"{BASE}person/ประยุทธ์-จันทร์โอชา")]
    assert person["schema"] == "Person"
    assert person["properties"]["country"] == ["th"]
    assert "Prayut Chan-o-cha" in person["properties"]["name"]
    said = [entity["properties"] for entity in by_id.values()]
    held = [properties for properties in said if properties.get("holder") == [person["id"]]]
    assert "startDate" not in held[0], "an observation is no start of a term"
    links = [properties["role"] for properties in said if properties.get("subject") == [person["id"]]]
    assert ["host"] in links


def test_hostile_names_stay_data(world_store: Store) -> None:
    lines = [json.dumps(entity, ensure_ascii=False) for entity in iter_entities(world_store)]
    names = {name for line in lines for name in json.loads(line)["properties"].get("name", ())}
    assert {HOSTILE[0], HOSTILE[1], HOSTILE[3]} <= names
    output = io.StringIO()
    csv.writer(output).writerows(iter_travel(world_store))
    assert output.getvalue().startswith("TripID,")
