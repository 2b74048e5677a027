"""The network as read from a store: nodes, facts with their evidence, projections and measures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest

from kg.model import KgError
from kg.network import (
    ACTOR_KINDS,
    KINDS,
    build_meetings,
    build_network,
    build_projection,
    build_shared,
    build_ties,
    clean_name,
    find_backbone,
    find_communities,
    find_focus,
    find_neighbourhood,
    find_nodes,
    find_strongest_actors,
    find_strongest_events,
    find_years,
    iter_ranks,
    iter_ties,
    load_quotes,
    measure_nodes,
    parse_years,
)

MINI = Path(__file__).parent / "fixtures" / "mini.ttl"
PRAYUT = "person/ประยุทธ์-จันทร์โอชา"
KISHIDA = "person/คิชิดะ-ฟูมิโอะ"
TALKS = "activity/2022-05-02-bilateral-meeting-e04a43"


class Rows:
    """SPARQL over Turtle in memory, with as little between as can be; counts what was asked."""

    def __init__(self, turtle: bytes) -> None:
        self.store = ox.Store()
        self.store.load(turtle, format=ox.RdfFormat.TURTLE)
        self.asked: list[str] = []

    def query(self, query: str, /) -> Iterator[dict[str, str | None]]:
        self.asked.append(query)
        result = self.store.query(query)
        assert isinstance(result, ox.QuerySolutions)
        names = [variable.value for variable in result.variables]
        for row in result:
            yield {name: None if row[name] is None else row[name].value for name in names}


@pytest.fixture(scope="module")
def rows() -> Rows:
    return Rows(MINI.read_bytes())


@pytest.fixture(scope="module")
def graph(rows: Rows) -> nx.MultiDiGraph:
    return build_network(rows)


def _facts(graph: nx.MultiDiGraph, source: str, target: str) -> list[dict]:
    return list(graph.get_edge_data(source, target, default={}).values())


# ---------------------------------------------------------------- what is read


def test_every_thing_of_the_store_is_a_node_of_its_kind(rows: Rows, graph: nx.MultiDiGraph) -> None:
    for kind, name in (("Official", "official"), ("Organisation", "organisation"), ("Country", "country"),
                       ("DiplomaticActivity", "activity"), ("Agreement", "agreement")):  # fmt: skip
        query = f"SELECT DISTINCT ?s WHERE {{ ?s a <https://example.org/diplomatic-kg/ontology#{kind}> }}"
        iris = {row["s"] for row in rows.query(query)}
        assert iris
        assert {d["iri"] for _, d in graph.nodes(data=True) if d["kind"] == name} == iris


def test_names_in_both_languages_and_other_forms(graph: nx.MultiDiGraph) -> None:
    node = graph.nodes[PRAYUT]
    assert (node["th"], node["en"]) == ("ประยุทธ์ จันทร์โอชา", "Prayut Chan-o-cha")
    assert "พลเอก ประยุทธ์ จันทร์โอชา" in node["aka"]
    assert "Prayuth Chan-ocha" in node["hidden"]
    assert graph.nodes["person/kim-kyung-wook"]["th"] == ""


def test_a_participation_is_an_edge_with_role_capacity_date_and_evidence(graph: nx.MultiDiGraph) -> None:
    (fact,) = _facts(graph, KISHIDA, TALKS)
    assert fact["relation"] == "participation"
    assert fact["role"] == "role/guest"
    assert fact["note_th"] == "นายกรัฐมนตรีญี่ปุ่น"
    assert fact["start"] == "2022-05-02"
    assert fact["quotes"], "a participation without its evidence"
    for quote in fact["quotes"]:
        source = graph.graph["articles"][quote.article]
        assert source.title
        assert source.url.startswith("https://")
        assert source.issued


def test_concepts_have_names(graph: nx.MultiDiGraph) -> None:
    thai, english = graph.graph["concepts"]["role/guest"]
    assert thai
    assert english == "guest"


def test_a_tenure_ties_to_the_body_else_to_the_country(graph: nx.MultiDiGraph) -> None:
    assert [f["relation"] for f in _facts(graph, PRAYUT, "org/th-government")] == ["tenure"]
    (fact,) = _facts(graph, KISHIDA, "country/JP")
    assert (fact["relation"], fact["note_en"]) == ("tenure", "Prime Minister of Japan")
    assert (fact["start"], fact["end"]) == ("2022-05-01", "2022-07-08")
    (acting,) = _facts(graph, "person/ประวิตร-วงษ์สุวรรณ", "org/th-government")
    assert acting["acting"]


def test_a_post_is_a_node_only_where_it_acts_without_a_name(graph: nx.MultiDiGraph) -> None:
    assert [n for n, d in graph.nodes(data=True) if d["kind"] == "post"] == ["post/เลขาธิการอาเซียน"]
    assert _facts(graph, "post/เลขาธิการอาเซียน", "org/asean")


def test_years_and_countries_are_those_of_the_facts(graph: nx.MultiDiGraph) -> None:
    assert graph.nodes[PRAYUT]["years"] == (2018, 2022)
    assert graph.nodes[TALKS]["countries"] == ("JP", "TH")
    rcep = "agreement/regional-comprehensive-economic-partnership-agreement-f0b5cf"
    assert graph.nodes[rcep]["countries"] == ("CN", "JP", "KR", "TH")
    assert graph.nodes[rcep]["start"] == "2020-11-15"
    assert [status for _, status, _ in graph.nodes[rcep]["detail"]["history"]][
        -1
    ] == "agreement-status/in-force"


def test_evidence_can_be_loaded_later_for_a_part(rows: Rows, graph: nx.MultiDiGraph) -> None:
    bare = build_network(rows, evidence=False)
    assert not any(d["quotes"] for _, _, d in bare.edges(data=True))
    part = bare.subgraph([KISHIDA, TALKS]).copy()
    load_quotes(rows, part)
    assert _facts(part, KISHIDA, TALKS) == _facts(graph, KISHIDA, TALKS)
    assert set(part.graph["articles"]) == {
        q.article for _, _, d in part.edges(data=True) for q in d["quotes"]
    }


def test_reading_twice_gives_the_same(rows: Rows, graph: nx.MultiDiGraph) -> None:
    again = build_network(Rows(MINI.read_bytes()))
    assert list(again.nodes(data=True)) == list(graph.nodes(data=True))
    assert list(again.edges(data=True)) == list(graph.edges(data=True))


def test_a_thing_without_a_label_is_called_by_its_id_and_a_loose_end_makes_no_node() -> None:
    bare = build_network(
        Rows(
            b"""@prefix dip: <https://example.org/diplomatic-kg/ontology#> .
            @prefix person: <http://my.org/id/person/> . @prefix activity: <http://my.org/id/activity/> .
            person:nobody-known a dip:Official .
            activity:a a dip:DiplomaticActivity .
            <http://my.org/id/participation/p> a dip:Participation ; dip:activity activity:a ;
              dip:actor person:nobody-known .
            <http://my.org/id/participation/q> a dip:Participation ; dip:activity activity:a ;
              dip:actor person:missing ."""
        )
    )
    assert sorted(bare) == ["activity/a", "person/nobody-known"]
    assert bare.nodes["person/nobody-known"]["en"] == "nobody known"
    assert bare.number_of_edges() == 1


def test_an_empty_store_is_an_empty_network() -> None:
    empty = build_network(Rows(b""))
    assert len(empty) == 0
    assert find_strongest_actors(empty, 10) == []
    assert build_projection(empty, "officials").number_of_nodes() == 0


def test_parse_years_leaves_out_what_is_no_date() -> None:
    assert parse_years("2019-09", "", "x", "20190", "2018") == [2018, 2019]


# ---------------------------------------------------------------- finding


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (PRAYUT, PRAYUT),
        ("https://example.org/diplomatic-kg/id/country/JP", "country/JP"),
        ("ประยุทธ์ จันทร์โอชา", PRAYUT),
        ("ประยุทธจันทรโอชา", PRAYUT),  # no spaces, no marks above
        ("PRAYUT chan o cha", PRAYUT),
        ("prayuth", PRAYUT),  # a hidden form
        ("jp", "country/JP"),
        ("Fumio  Kishida", KISHIDA),
    ],
)
def test_find_focus_by_any_form(graph: nx.MultiDiGraph, text: str, found: str) -> None:
    assert find_focus(graph, text) == found


def test_what_is_not_there_is_said(graph: nx.MultiDiGraph) -> None:
    assert find_nodes(graph, "  ") == []
    with pytest.raises(KgError, match="Metternich"):
        find_focus(graph, "Metternich")


def test_clean_name_keeps_different_names_apart() -> None:
    assert clean_name("นำ้ใจ") == clean_name("น\u0e4dาใจ") == clean_name("น้ำใจ")
    assert clean_name("มาลี") != clean_name("มะลิ")


def test_neighbourhood_counts_steps(graph: nx.MultiDiGraph) -> None:
    one, two = find_neighbourhood(graph, "country/FI", 1), find_neighbourhood(graph, "country/FI", 2)
    assert set(one.values()) == {0, 1}
    assert set(one) < set(two)
    assert two["activity/2020-06-23-courtesy-call-25d2d1"] == 2


def test_strongest_actors_come_first_and_within_the_limit(graph: nx.MultiDiGraph) -> None:
    assert find_strongest_actors(graph, 3) == ["country/TH", PRAYUT, "country/KR"]
    everyone = find_strongest_actors(graph, 1000)
    assert len(everyone) == sum(d["kind"] in ACTOR_KINDS for _, d in graph.nodes(data=True))


def test_strongest_around_someone_are_those_most_tied_to_them(graph: nx.MultiDiGraph) -> None:
    around = find_strongest_actors(graph, 1000, PRAYUT)
    assert around[0] == PRAYUT
    assert [name for name in around if name.startswith("person/")][1] == KISHIDA
    assert "org/th-government" in around
    assert "person/ban-ki-moon" not in around


def test_strongest_events_join_those_that_are_there(graph: nx.MultiDiGraph) -> None:
    events = find_strongest_events(graph, 3, [PRAYUT, KISHIDA])
    assert len(events) == 3
    assert all({PRAYUT, KISHIDA} <= set(graph.predecessors(event)) for event in events)
    assert find_strongest_events(graph, 3, []) == []


def test_shared_activities_tie_actors_by_year(graph: nx.MultiDiGraph) -> None:
    shared = build_shared(graph, [PRAYUT, KISHIDA, "country/TH", "country/JP"])
    assert shared.edges[PRAYUT, KISHIDA]["years"] == {2022: 4}
    assert shared.edges["country/JP", "country/TH"]["weight"] == 2, "two agreements"


def test_a_crowd_ties_nobody() -> None:
    text = "@prefix dip: <https://example.org/diplomatic-kg/ontology#> . @prefix : <http://x/id/> ."
    text += ":m a dip:DiplomaticActivity . :n a dip:DiplomaticActivity ."
    for i in range(40):
        event = "m" if i else "n"
        text += (
            f":o{i} a dip:Official . :p{i} a dip:Participation ; dip:activity :{event} ; dip:actor :o{i} ."
        )
    text += ":q a dip:Participation ; dip:activity :n ; dip:actor :o1 ."
    graph = build_network(Rows(text.encode()))
    assert list(build_shared(graph, graph).edges) == [("o0", "o1")]


def test_the_backbone_keeps_the_strongest_of_each() -> None:
    star = nx.Graph()
    star.add_weighted_edges_from([("a", x, w) for w, x in enumerate("bcdefgh", 1)] + [("b", "c", 9)])
    kept = find_backbone(star, each=1)
    assert sorted(map(sorted, kept.edges)) == [["a", x] for x in "defgh"] + [["b", "c"]]


# ---------------------------------------------------------------- projections and measures


def test_officials_who_met(graph: nx.MultiDiGraph) -> None:
    met = build_projection(graph, "officials")
    tie = met.edges[PRAYUT, KISHIDA]
    assert TALKS in tie["through"]
    assert "activity/2022-07-08-message-a11126" not in tie["through"], "a message brings nobody together"
    assert tie["weight"] == len(tie["through"])
    assert tie["years"] == {2022: 3}
    assert all(d["kind"] == "official" for _, d in met.nodes(data=True))


def test_those_of_one_side_did_not_meet_each_other() -> None:
    text = """@prefix dip: <https://example.org/diplomatic-kg/ontology#> . @prefix : <http://x/id/> .
    <http://x/id/country/TH> a dip:Country ; dip:isoCode "TH" .
    <http://x/id/country/JP> a dip:Country ; dip:isoCode "JP" .
    :a a dip:Official . :b a dip:Official . :c a dip:Official . :m a dip:DiplomaticActivity .
    :p1 a dip:Participation ; dip:activity :m ; dip:actor :a ; dip:side <http://x/id/country/TH> .
    :p2 a dip:Participation ; dip:activity :m ; dip:actor :b ; dip:side <http://x/id/country/TH> .
    :p3 a dip:Participation ; dip:activity :m ; dip:actor :c ; dip:side <http://x/id/country/JP> ."""
    met = build_projection(build_network(Rows(text.encode())), "officials")
    assert sorted(map(sorted, met.edges)) == [["a", "c"], ["b", "c"]]


def test_countries_and_their_ties_by_year(graph: nx.MultiDiGraph) -> None:
    ties = build_projection(graph, "countries")
    assert ties.edges["country/TH", "country/JP"]["weight"] >= 4
    only = build_projection(graph, "countries", years=(2022, 2022))
    assert only.has_edge("country/TH", "country/JP")
    assert not only.has_edge("country/TH", "country/KR")


def test_bodies_and_agreements(graph: nx.MultiDiGraph) -> None:
    assert build_projection(graph, "bodies").has_edge("person/ban-ki-moon", "org/un")
    agreed = build_projection(graph, "agreements")
    assert agreed.has_edge("agreement/thailand-european-union-free-trade-agreement-e1ec66", "org/eu")
    with pytest.raises(KgError, match="officials"):
        build_projection(graph, "enemies")


def test_measures_rank_the_best_connected_first(graph: nx.MultiDiGraph) -> None:
    met = build_projection(graph, "officials")
    for measure in ("degree", "betweenness", "eigenvector"):
        values = measure_nodes(met, measure)
        assert set(values) == set(met)
        assert max(values, key=values.__getitem__) == PRAYUT
    groups = measure_nodes(met, "communities")
    assert groups[PRAYUT] == groups[KISHIDA]
    with pytest.raises(KgError, match="betweenness"):
        measure_nodes(met, "fame")
    assert measure_nodes(nx.Graph(), "degree") == {}


def test_ties_and_ranks_as_rows(graph: nx.MultiDiGraph) -> None:
    met = build_projection(graph, "officials")
    head, *rows = iter_ties(met, lang="en")
    assert head == ["one", "other", "ties", "one_id", "other_id"]
    assert len(rows) == met.number_of_edges()
    assert [int(row[2]) for row in rows] == sorted((int(row[2]) for row in rows), reverse=True)
    assert {rows[0][3], rows[0][4]} <= set(met)
    head, *rows = iter_ranks(met, ["degree", "communities"], lang="en")
    assert head == ["rank", "name", "kind", "degree", "communities", "id"]
    assert rows[0][1:] == ["Prayut Chan-o-cha", "official", rows[0][3], rows[0][4], PRAYUT]
    assert [row[0] for row in rows] == [str(n) for n in range(1, len(met) + 1)]
    assert {row[4] for row in rows} == {str(n) for n in range(1, 1 + len({row[4] for row in rows}))}


def test_ties_and_ranks_of_each_year_are_those_of_its_own_network(graph: nx.MultiDiGraph) -> None:
    ties = build_projection(graph, "countries")
    _, *rows = iter_ties(ties, by_year=True)
    assert sum(int(row[3]) for row in rows if row[0] == "2022") == sum(
        tie["weight"] for *_, tie in build_projection(graph, "countries", (2022, 2022)).edges(data=True)
    )
    _, *rows = iter_ranks(ties, ["degree"], by_year=True)
    for year in find_years(ties):
        own = measure_nodes(build_projection(graph, "countries", (year, year)), "degree")
        assert {row[5]: float(row[4]) for row in rows if row[0] == str(year)} == own


def test_meetings_keep_each_fact_behind_a_tie(graph: nx.MultiDiGraph) -> None:
    met = build_meetings(graph, "officials")
    between = met.subgraph([PRAYUT, KISHIDA]).edges(data=True)
    claims = {data["claim"] for *_, data in between}
    assert claims == {graph.nodes[event]["iri"] for event in
                      build_projection(graph, "officials").edges[PRAYUT, KISHIDA]["through"]}  # fmt: skip
    assert {data["relation"] for *_, data in met.edges(data=True)} == {"met"}
    assert met.nodes[PRAYUT]["weight"] == met.degree(PRAYUT)
    agreed = build_meetings(graph, "agreements")
    assert {data["relation"] for *_, data in agreed.edges(data=True)} <= {"party", "signatory", "signed_at"}
    assert {data["kind"] for _, data in agreed.nodes(data=True)} >= {"agreement", "country"}


def test_a_crowd_of_countries_ties_none() -> None:
    text = """@prefix dip: <https://example.org/diplomatic-kg/ontology#> . @prefix : <http://x/id/> .
    :m a dip:DiplomaticActivity . """
    for number in range(13):
        code = f"A{chr(65 + number)}"
        text += f"""<http://x/id/country/{code}> a dip:Country ; dip:isoCode "{code}" .
        :p{number} a dip:Participation ; dip:activity :m ; dip:actor <http://x/id/country/{code}> . """
    assert len(build_projection(build_network(Rows(text.encode())), "countries")) == 0


def test_communities_do_not_depend_on_the_order_of_nodes(graph: nx.MultiDiGraph) -> None:
    ties = build_ties(graph, graph)
    turned = nx.Graph()
    turned.add_nodes_from(reversed(list(ties)))
    turned.add_edges_from(reversed(list(ties.edges(data=True))))
    assert find_communities(ties) == find_communities(turned)
    assert sorted(name for group in find_communities(ties) for name in group) == sorted(graph)


def test_kinds_are_those_of_the_graph(graph: nx.MultiDiGraph) -> None:
    assert {d["kind"] for _, d in graph.nodes(data=True)} == set(KINDS)
