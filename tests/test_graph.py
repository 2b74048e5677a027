"""Resolved things → RDF: canonical, readable by everyone, within the closed vocabulary, and by the shapes."""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from conftest import HOSTILE, World, WorldMaker

from kg.countries import find_country, load_countries, parse_country_code
from kg.graph import (
    DIP,
    OA,
    PROV,
    RDF,
    RDFS,
    SKOS,
    XSD,
    GraphBuilder,
    ValidationError,
    build_date,
    build_iri,
    build_prefixes,
    load_concepts,
    validate_turtle,
)
from kg.model import Activity, Agreement, Label, Participation, Person, Resolution, StatusChange
from kg.settings import DEFAULT_BASE_IRI, ontology_path
from kg.store import Literal, Store, Term, Triple, write_turtle

ID = f"{DEFAULT_BASE_IRI}id/"


def describe(world: World, resolution: Resolution) -> tuple[list[Triple], GraphBuilder]:
    builder = GraphBuilder(resolution, world.claims, world.articles, (), concepts=load_concepts())
    return list(builder.iter_triples()), builder


def values(triples: list[Triple], subject: str, predicate: str) -> set[object]:
    return {o for s, p, o in triples if s == ID + subject and p == predicate}


# ---------------------------------------------------------------- the file


def test_rdflib_and_pyoxigraph_read_the_same_graph(world_path: Path) -> None:
    one = rdflib.Graph().parse(world_path / "graph.ttl")
    other = list(ox.parse(path=str(world_path / "graph.ttl")))
    assert {(str(s), str(p), str(o)) for s, p, o in one} == {
        (q.subject.value, q.predicate.value, q.object.value) for q in other
    }
    assert len(one) == len(other) > 300


def test_there_are_no_blank_nodes(world_path: Path) -> None:
    graph = rdflib.Graph().parse(world_path / "graph.ttl")
    assert not any(isinstance(node, rdflib.BNode) for triple in graph for node in triple)


def test_prefixes_come_sorted_whatever_the_backend_does(world: World) -> None:
    triples, _ = describe(world, world.resolution)
    output = io.BytesIO()
    write_turtle(triples, output, build_prefixes())
    header = [line for line in output.getvalue().decode().splitlines() if line.startswith("@prefix")]
    assert header == sorted(header)
    assert len(header) == len(build_prefixes())


def test_triples_come_once_and_grouped_by_subject(world: World) -> None:
    triples, _ = describe(world, world.resolution)
    assert len(triples) == len(set(triples))
    runs = [s for i, (s, _, _) in enumerate(triples) if i == 0 or triples[i - 1][0] != s]
    assert [s for s, count in Counter(runs).items() if count > 1] == []


def test_order_of_things_does_not_matter(world: World) -> None:
    r = world.resolution
    turned = replace(
        r, persons=r.persons[::-1], activities=r.activities[::-1], participations=r.participations[::-1],
        statuses=r.statuses[::-1], tenures=r.tenures[::-1],
    )  # fmt: skip
    assert describe(world, turned)[0] == describe(world, r)[0]


# ---------------------------------------------------------------- hostile text


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_names_stay_text(world_path: Path, number: int) -> None:
    graph = rdflib.Graph().parse(world_path / "graph.ttl")
    person = rdflib.URIRef(f"{ID}person/hostile-{number}")
    (label,) = graph.objects(person, rdflib.URIRef(SKOS + "prefLabel"))
    expected = re.sub(r"[\x00-\x08\x0b-\x1f]", " ", HOSTILE[number]).strip()
    assert str(label) == expected
    assert {str(kind) for kind in graph.objects(person, rdflib.RDF.type)} == {DIP + "Official"}


@pytest.mark.parametrize(
    "thing_id",
    [
        "person/a b",
        'person/"><x',
        "person/ก<ข>",
        "org/{a}|b^`\\",
        "place/\u202eกลับ",
        "post/a\nb",
        "person/50%",
    ],
)
def test_iris_hold_nothing_an_iri_may_not(thing_id: str) -> None:
    iri = build_iri(DEFAULT_BASE_IRI, thing_id)
    assert ox.NamedNode(iri).value == iri
    assert not re.search(r'[\x00-\x20<>"{}|^`\\\u202e]', iri)


def test_thai_letters_stand_in_iris() -> None:
    assert build_iri(DEFAULT_BASE_IRI, "person/ประยุทธ์-จันทร์โอชา") == f"{ID}person/ประยุทธ์-จันทร์โอชา"


def test_different_hostile_ids_stay_different() -> None:
    assert build_iri(DEFAULT_BASE_IRI, "person/a b") != build_iri(DEFAULT_BASE_IRI, "person/a%20b")


# ---------------------------------------------------------------- labels, dates, countries


def test_one_preferred_label_per_language(world: World) -> None:
    labels = (
        Label("ก", "th"), Label("ข", "th"), Label("A", ""), Label("ก", "th", "alternative"),
        Label("A", "en", "hidden"), Label("ค", "th", "hidden"),
    )  # fmt: skip
    triples, _ = describe(world, Resolution(persons=(Person("person/x", labels),)))
    preferred = values(triples, "person/x", SKOS + "prefLabel")
    assert (
        preferred == {Literal("ก", "th"), Literal("A", "en")} == values(triples, "person/x", RDFS + "label")
    )
    assert values(triples, "person/x", SKOS + "altLabel") == {Literal("ข", "th")}
    assert values(triples, "person/x", SKOS + "hiddenLabel") == {Literal("ค", "th")}


def test_a_thing_without_a_name_is_called_by_its_id(world: World) -> None:
    triples, _ = describe(world, Resolution(persons=(Person("person/สมชาย", (Label(" ", "th"),)),)))
    assert values(triples, "person/สมชาย", SKOS + "prefLabel") == {Literal("สมชาย", "th")}


def test_an_unnamed_activity_is_called_by_kind_and_date(world: World) -> None:
    triples, _ = describe(world, world.resolution)
    assert values(triples, "activity/2019-09-05-courtesy-call-aa", SKOS + "prefLabel") == {
        Literal("การเข้าเยี่ยมคารวะ 2019-09-05", "th"),
        Literal("courtesy call 2019-09-05", "en"),
    }


@pytest.mark.parametrize(
    ("text", "kind"),
    [("2019-09-02", "date"), ("2020-02-29", "date"), ("2019-09", "gYearMonth"), ("2019", "gYear")],
)
def test_dates_keep_their_precision(text: str, kind: str) -> None:
    assert build_date(text) == Literal(text, "", XSD + kind)


@pytest.mark.parametrize("text", ["2019-02-30", "2019-13", "2019-00", "วันนี้", "0201-01-01", "2019-9-2", ""])
def test_days_that_do_not_exist_are_no_dates(text: str) -> None:
    assert build_date(text) is None


def test_impossible_dates_are_left_out_and_told(world: World) -> None:
    activity = replace(world.resolution.activities[0], date="2019-02-30", end="2019-03-01")
    triples, builder = describe(world, replace(world.resolution, activities=(activity,), participations=()))
    for name in ("date", "year", "endDate"):
        assert not values(triples, activity.id, DIP + name)
    assert ("no such date", "2019-02-30") in {(r.reason, r.detail) for r in builder.rejects}


def test_countries_have_both_names_and_unions_are_none() -> None:
    countries = load_countries()
    assert countries["XK"] == ("โคโซโว", "Kosovo")
    assert countries["TH"] == ("ไทย", "Thailand")
    assert {"PS", "TW", "HK", "MO", "VA"} <= set(countries)
    assert not {"EU", "UN"} & set(countries)
    assert all(th and en for th, en in countries.values())
    assert parse_country_code("country/kr") == "KR"
    assert parse_country_code("EU") is None
    assert find_country("ญี่ปุ่น") == find_country("japan") == "JP"


def test_what_is_no_country_is_left_out_and_told(world: World) -> None:
    triples, builder = describe(world, Resolution(persons=(Person("person/x", (Label("X", "en"),), "EU"),)))
    assert not values(triples, "person/x", DIP + "country")
    assert [(r.reason, r.detail) for r in builder.rejects] == [("no such country", "EU")]


# ---------------------------------------------------------------- meaning


def test_links_that_lead_nowhere_are_left_out_and_told(world: World) -> None:
    gone = replace(world.resolution, posts=())
    triples, builder = describe(world, gone)
    assert not [t for t in triples if t[1] == DIP + "capacity"]
    assert {r.detail for r in builder.rejects if r.reason.endswith("leads nowhere")} == {
        "post/th-moc-minister", "post/jp-ambassador-th",
    }  # fmt: skip


def test_participation_and_activity_point_at_each_other(world: World) -> None:
    triples, _ = describe(world, world.resolution)
    there = {(s, o) for s, p, o in triples if p == DIP + "participation"}
    back = {(o, s) for s, p, o in triples if p == DIP + "activity"}
    assert there == back
    assert len(there) == 3


def test_latest_status_is_the_furthest(world: World) -> None:
    triples, _ = describe(world, world.resolution)
    (latest,) = values(triples, "agreement/mou-1", DIP + "latestStatus")
    assert str(latest).endswith("/agreement-status/signed")


def test_evidence_says_where_and_inferred_ones_on_what_they_rest(world: World) -> None:
    triples, _ = describe(world, world.resolution)
    guest = next(p for p in world.resolution.participations if p.inferred)
    (evidence,) = values(triples, guest.id, DIP + "evidence")
    claim = world.claims[str(evidence).removeprefix(ID + "evidence/")]
    local = str(evidence).removeprefix(ID)
    assert values(triples, local, OA + "exact") == {Literal("เอกอัครราชทูตญี่ปุ่นเข้าเยี่ยมคารวะ")}
    assert values(triples, local, OA + "start") == {Literal(str(claim.evidence.start), "", XSD + "integer")}
    assert values(triples, local, DIP + "confidence") == {Literal("0.85", "", XSD + "decimal")}
    assert values(triples, local, PROV + "wasDerivedFrom") == {f"{ID}evidence/{claim.basis[0]}"}
    assert values(triples, f"evidence/{claim.basis[0]}", OA + "exact") == {Literal("นายสมชาย ใจดี")}


def test_article_texts_are_not_in_the_turtle(world: World, world_path: Path) -> None:
    assert "และลงนามบันทึกความเข้าใจ" in world.articles["1"].text
    assert "และลงนามบันทึกความเข้าใจ" not in (world_path / "graph.ttl").read_text(encoding="utf-8")


def test_unresolved_mentions_stay_in_their_articles_graph(world_store: Store) -> None:
    ask = "ASK { ?m a <" + DIP + "UnresolvedMention> }"
    assert not world_store.query(ask)
    rows = list(
        world_store.query(
            f"SELECT ?g ?text ?who ?quote WHERE {{ GRAPH ?g {{ ?m <{DIP}mentionText> ?text ; "
            f"<{DIP}candidate> ?who ; <{DIP}evidence> ?e . ?e <{OA}exact> ?quote }} }} ORDER BY ?who"
        )
    )
    assert {row["g"] for row in rows} == {f"{ID}article/2"}
    assert [row["who"] for row in rows] == [f"{ID}country/JP", f"{ID}person/taro-yamada"]
    assert {row["quote"] for row in rows} == {"memorandum"}


def test_derived_edges_follow_from_the_dated_things(world_store: Store) -> None:
    def edges(name: str) -> set[tuple[str, str]]:
        return {
            (s.removeprefix(ID), str(o).removeprefix(ID))
            for s, _, o in world_store.iter_triples(None, DIP + name)
        }

    one, other = "person/สมชาย-ใจดี", "person/taro-yamada"
    assert edges("metWith") == {(one, other), (other, one)}
    assert edges("holdsPost") == {(one, "post/th-moc-minister"), (other, "post/jp-ambassador-th")}
    assert edges("partyTo") == {("country/TH", "agreement/mou-1"), ("country/JP", "agreement/mou-1")}


def test_every_term_is_in_the_ontology(world_path: Path) -> None:
    ontology = rdflib.Graph().parse(ontology_path() / "ontology.ttl")
    declared = {str(subject) for subject in ontology.subjects()}
    graph = rdflib.Graph().parse(world_path / "graph.ttl")
    used = {str(p) for p in graph.predicates()} | {str(o) for o in graph.objects(None, rdflib.RDF.type)}
    assert {term for term in used if term.startswith(DIP)} - declared == set()
    assert len({term for term in used if term.startswith(DIP)}) > 40


def test_unknown_concepts_are_left_out_and_told(world: World) -> None:
    activity = replace(world.resolution.activities[0], topics=("trade", "astrology"))
    triples, builder = describe(world, replace(world.resolution, activities=(activity,), participations=()))
    assert [str(o).rpartition("/")[2] for o in values(triples, activity.id, DIP + "topic")] == ["trade"]
    assert ("the ontology has no such topic", "astrology") in {(r.reason, r.detail) for r in builder.rejects}


def test_concepts_in_use_bring_their_labels(world: World) -> None:
    triples, _ = describe(world, world.resolution)
    labels = {(s, o) for s, p, o in triples if p == SKOS + "prefLabel" and "/scheme/activity-kind/" in s}
    assert {s.rpartition("/")[2] for s, _ in labels} == {"courtesy-call", "signing", "visit"}
    assert {o.lang for _, o in labels if isinstance(o, Literal)} == {"th", "en"}


def test_another_base_iri(world: World) -> None:
    base = "https://data.example.net/kg/"
    builder = GraphBuilder(world.resolution, world.claims, world.articles, (), base)
    subjects = {s for s, _, _ in builder.iter_triples()}
    assert subjects
    assert all(s.startswith(base + "id/") for s in subjects)


# ---------------------------------------------------------------- shapes


def test_the_world_conforms(world_path: Path) -> None:
    report = validate_turtle(world_path / "graph.ttl")
    assert report.violations == ()
    assert report.conforms
    assert report.batches == 1


def _break(path: Path, target: Path) -> None:
    graph = rdflib.Graph().parse(path)
    one = rdflib.URIRef(ID + "participation/a")
    graph.remove((one, rdflib.URIRef(DIP + "role"), None))
    graph.remove((rdflib.URIRef(ID + "country/JP"), rdflib.RDF.type, None))
    graph.remove((rdflib.URIRef(ID + "activity/2019-signing-bb"), rdflib.URIRef(DIP + "participation"), None))
    graph.add(
        (rdflib.URIRef(ID + "person/taro-yamada"), rdflib.URIRef(DIP + "colour"), rdflib.Literal("red"))
    )
    graph.add((rdflib.URIRef(ID + "country/XK"), rdflib.URIRef(DIP + "isoCode"), rdflib.Literal("TH")))
    graph.serialize(target, "turtle")


def test_broken_graphs_are_caught_alike_whole_and_in_batches(world_path: Path, tmp_path: Path) -> None:
    _break(world_path / "graph.ttl", tmp_path / "broken.ttl")
    whole = validate_turtle(tmp_path / "broken.ttl")
    pieces = validate_turtle(tmp_path / "broken.ttl", batch=60)
    assert pieces.batches > 5
    assert not whole.conforms
    assert {v.focus for v in whole.violations} >= {
        f"{ID}{name}"
        for name in (
            "participation/a",
            "activity/2019-signing-bb",
            "person/taro-yamada",
            "country/XK",
            "country/TH",
        )
    }
    assert pieces.violations == whole.violations


def test_messages_come_in_the_asked_language(world_path: Path, tmp_path: Path) -> None:
    _break(world_path / "graph.ttl", tmp_path / "broken.ttl")
    thai = validate_turtle(tmp_path / "broken.ttl", lang="th").violations
    english = validate_turtle(tmp_path / "broken.ttl", lang="en").violations
    assert all(re.search("[ก-๙]", v.message) for v in thai)
    assert not any(re.search("[ก-๙]", v.message) for v in english)


@pytest.mark.parametrize("text", ["<a> <b> ", "not turtle at all", "@prefix x: <http://e/> . x:a x:b x:c"])
def test_files_that_are_no_turtle_could_not_run(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.ttl").write_text(text)
    with pytest.raises(Exception, match=r"x\.ttl") as caught:
        validate_turtle(tmp_path / "x.ttl")
    assert caught.value.exit_code == 2  # type: ignore[attr-defined]


def test_missing_files_could_not_run(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="no such file"):
        validate_turtle(tmp_path / "none.ttl")


def test_an_activity_may_take_part_in_nothing(world: World) -> None:
    lonely = Activity(
        "activity/x", "visit", (), articles=("1",), claims=world.resolution.activities[0].claims
    )
    stray = Participation("participation/x", "activity/none", "person/none", "guest")
    triples, builder = describe(world, Resolution(activities=(lonely,), participations=(stray,)))
    assert values(triples, "activity/x", RDF + "type") == {DIP + "DiplomaticActivity", DIP + "Visit"}
    assert len(builder.rejects) == 2


def test_what_sources_say_against_each_other_stands_side_by_side() -> None:
    make = WorldMaker()
    make.article("1", "2022-05-03", "หารือ", "เมื่อวันที่ 2 พฤษภาคม 2565 นายกรัฐมนตรีหารือกับนายคิชิดะ")
    make.article("2", "2022-05-04", "หารือ", "เมื่อวันที่ 1 พ.ค. 65 นายกฯ ให้นายคิชิดะเข้าเยี่ยมคารวะ เมื่อเดือนนี้")
    told = [
        make.tell("1", "วันที่ 2 พฤษภาคม 2565", "activity", "date", "2022-05-02"),
        make.tell("2", "วันที่ 1 พ.ค. 65", "activity", "date", "2022-05-01"),
        make.tell("2", "เดือนนี้", "activity", "date", "2022-05"),
        make.tell("1", "หารือกับ", "activity", "type", "bilateral_meeting"),
        make.tell("2", "เข้าเยี่ยมคารวะ", "activity", "type", "courtesy_call"),
    ]
    parts = [
        make.tell("1", "นายคิชิดะ", "participation", "participant", "x", {"role": "guest", "side": "JP"}),
        make.tell("2", "นายคิชิดะ", "participation", "participant", "x", {"role": "host", "side": "KR"}),
        make.tell("2", "คิชิดะเข้า", "participation", "participant", "x", {"role": "participant"}),
    ]
    activity = Activity(
        "activity/a", "bilateral_meeting", (), "2022-05-02", articles=("1", "2"), claims=tuple(told)
    )
    signing = StatusChange("status/a", "agreement/a", "signed", "2022-05-02", activity=activity.id)
    resolution = Resolution(
        persons=(Person("person/k", (Label("คิชิดะ", "th"),), "JP"),),
        activities=(activity,),
        participations=(
            Participation("participation/a", activity.id, "person/k", "guest", "JP", claims=tuple(parts)),
        ),
        agreements=(Agreement("agreement/a", "mou", (Label("บันทึก", "th"),)),),
        statuses=(signing,),
    )
    builder = GraphBuilder(resolution, make.claims, make.articles, concepts=load_concepts())
    triples = set(builder.iter_triples())
    said = {(s.rpartition("/id/")[2], p.removeprefix(DIP), _last(o)) for s, p, o in triples}
    assert {row for row in said if row[1].startswith(("other", "dateWording"))} == {
        ("activity/a", "dateWording", "วันที่ 2 พฤษภาคม 2565"),
        ("activity/a", "dateWording", "วันที่ 1 พ.ค. 65"),
        ("activity/a", "dateWording", "เดือนนี้"),
        ("activity/a", "otherDate", "2022-05-01"),
        ("activity/a", "otherKind", "courtesy-call"),
        ("participation/a", "otherRole", "host"),
        ("participation/a", "otherSide", "KR"),
        ("status/a", "dateWording", "วันที่ 2 พฤษภาคม 2565"),
    }


def _last(term: Term) -> str:
    return term.text if isinstance(term, Literal) else term.rpartition("/")[2]
