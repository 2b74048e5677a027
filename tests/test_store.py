"""The store: questions with bound parameters, refusals, clear messages, outputs replaced as one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import HOSTILE, World

from kg.graph import DIP, SKOS
from kg.model import QueryError, StoreError
from kg.settings import queries_path
from kg.store import (
    NEXT,
    READY,
    Literal,
    Param,
    Store,
    bind_params,
    check_no_service,
    finish_swap,
    iter_queries,
    load_query,
    open_store,
    parse_param,
)

PREFIXES = f"PREFIX dip: <{DIP}> PREFIX skos: <{SKOS}> "
TH = Literal("th")


def ask(store: Store, text: str, **bindings: str) -> list[dict[str, str | None]]:
    return list(store.query(PREFIXES + text, **bindings))


# ---------------------------------------------------------------- parameters


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?x WHERE { ?x dip:isoCode ?code }",
        "SELECT ?x WHERE { ?x dip:isoCode ?c FILTER(?c = ?code) }",
        "SELECT ?x ?code WHERE { ?x dip:isoCode ?c FILTER(?c = ?code) }",
        "SELECT ?x WHERE { ?x dip:isoCode ?c FILTER(BOUND(?code) && ?c = ?code) }",
        "SELECT ?x WHERE { ?x dip:isoCode ?c FILTER(!BOUND(?code) || ?c = ?code) }",
        "SELECT ?x WHERE { { SELECT ?x WHERE { ?x dip:isoCode ?c FILTER(?c = $code) } } }",
        "SELECT ?x WHERE { ?x a ?c OPTIONAL { ?x dip:isoCode ?d FILTER(?d = ?code) } FILTER(BOUND(?d)) }",
        "SELECT ?x WHERE { ?x dip:isoCode ?c MINUS { ?x dip:isoCode ?d FILTER(?d != ?code) } }",
        "SELECT ?x WHERE { { ?x dip:isoCode ?code } UNION { ?x dip:isoCode 'none' } }",
        "SELECT ?x WHERE { ?x dip:isoCode ?c FILTER EXISTS { ?x dip:isoCode ?d FILTER(?d = ?code) } }",
        "SELECT ?x ?code (COUNT(*) AS ?n) WHERE { ?x dip:isoCode ?c FILTER(?c = ?code) } GROUP BY ?x ?code",
        "SELECT ?x WHERE { ?x dip:isoCode ?c BIND(CONCAT(?code, '') AS ?d) FILTER(?c = ?d) }",
        "SELECT ?x WHERE { ?x dip:isoCode ?c } GROUP BY ?x HAVING (SAMPLE(?c) = ?code)",
        "SELECT ?x WHERE { VALUES ?y { 1 } ?x dip:isoCode ?c # ?code }\n FILTER(?c = ?code) }",
    ],
)
def test_a_parameter_reaches_every_place(world_store: Store, text: str) -> None:
    assert [row["x"] for row in ask(world_store, text, code="JP")] == [f"{_base()}country/JP"]


def _base() -> str:
    return "https://example.org/diplomatic-kg/id/"


def test_a_parameter_reaches_ask_and_construct(world_store: Store) -> None:
    assert world_store.query(PREFIXES + "ASK { ?x dip:isoCode ?code }", code="JP")
    assert not world_store.query(PREFIXES + "ASK { ?x dip:isoCode ?code }", code="ZZ")
    answer = world_store.query(
        PREFIXES + "CONSTRUCT { ?x skos:note ?code } WHERE { ?x dip:isoCode ?code }", code="JP"
    )
    assert list(answer.iter_triples()) == [(f"{_base()}country/JP", SKOS + "note", Literal("JP"))]


def test_a_parameter_can_count_answers(world_store: Store) -> None:
    text = "# params: many=int:2\n" + PREFIXES + "SELECT ?x WHERE { ?x dip:isoCode ?c } LIMIT ?many"
    assert len(world_store.query(text)) == 2
    assert len(world_store.query(text, many=1)) == 1
    with pytest.raises(QueryError, match="whole number from 0"):
        world_store.query(text, many=-1)


def test_an_open_parameter_leaves_the_variable_free(world_store: Store) -> None:
    text = "SELECT ?x WHERE { ?x dip:isoCode ?c FILTER(!BOUND(?code) || ?c = ?code) }"
    assert len(ask(world_store, text)) == 3


def test_values_and_as_keep_their_variables() -> None:
    text = "SELECT (1 AS ?a) WHERE { VALUES (?a ?b) { (1 2) } VALUES ?b { 2 } }"
    assert bind_params(text, {"a": TH, "b": TH}) == text


def test_strings_iris_and_comments_are_not_touched() -> None:
    text = 'SELECT * { ?s <http://e/?a> \'?a\', """?a""" # ?a\n }'
    assert bind_params(text, {"a": TH}) == text


def test_lines_stay_where_they_were() -> None:
    text = "SELECT ?a\nWHERE {\n ?s ?p ?a\n}\n"
    assert bind_params(text, {"a": TH}).count("\n") == text.count("\n")


@pytest.mark.parametrize(
    "name", [*HOSTILE, '" } UNION { ?x dip:isoCode "JP', "' || true || '", "\\", '"', "?name"]
)
def test_hostile_values_are_only_text(world_store: Store, name: str) -> None:
    text = "SELECT ?x WHERE { ?x skos:prefLabel ?l FILTER(STR(?l) = ?name) }"
    found = ask(world_store, text, name=name)
    expected = [n for n, one in enumerate(HOSTILE) if one == name and one.isprintable()]
    assert [row["x"] for row in found] == [f"{_base()}person/hostile-{number}" for number in expected]


@pytest.mark.parametrize(
    ("kind", "value", "term"),
    [
        ("string", "ก", Literal("ก")),
        ("string", "", Literal("")),
        ("year", "2562", Literal("2019", "", "http://www.w3.org/2001/XMLSchema#gYear")),
        ("year", "2019", Literal("2019", "", "http://www.w3.org/2001/XMLSchema#gYear")),
        ("int", "007", Literal("7", "", "http://www.w3.org/2001/XMLSchema#integer")),
        ("date", "2019-09-02", Literal("2019-09-02", "", "http://www.w3.org/2001/XMLSchema#date")),
        ("country", "เกาหลีใต้", Literal("KR")),
        ("country", "jp", Literal("JP")),
        ("lang", "en", Literal("en")),
        ("iri", "<http://e/x>", "http://e/x"),
        ("year", "", None),
    ],
)
def test_parameters_have_types(kind: str, value: str, term: object) -> None:
    assert parse_param(Param("p", kind), value) == term


@pytest.mark.parametrize(
    ("kind", "value"),
    [("year", "19"), ("int", "2; DROP"), ("date", "2 ก.ย."), ("country", "EU"), ("country", "Atlantis"),
     ("lang", "de"), ("iri", "x> . }"), ("iri", "http://e/ x"), ("int", "1e9")],
)  # fmt: skip
def test_values_of_another_type_are_refused(kind: str, value: str) -> None:
    with pytest.raises(QueryError, match="the parameter p is"):
        parse_param(Param("p", kind), value)


def test_headers_tell_parameters(tmp_path: Path) -> None:
    path = tmp_path / "q.rq"
    path.write_text(
        "# title: T\n# title_th: ท\n# params: a=string:x y — what, it: means; b=year:2019; c=country\n"
        "SELECT * {}",
        encoding="utf-8",
    )
    query = load_query(path)
    assert query.params == (
        Param("a", "string", "x y", "what, it: means"),
        Param("b", "year", "2019"),
        Param("c", "country"),
    )
    assert (query.title, query.note("title_th")) == ("T", "ท")


@pytest.mark.parametrize("header", ["a", "a:string", "a=colour:red", "a=string:x; ;"])
def test_broken_headers_name_the_line(tmp_path: Path, header: str) -> None:
    (tmp_path / "q.rq").write_text(f"# title: T\n# params: {header}\nSELECT * {{}}")
    with pytest.raises(QueryError, match=r"q\.rq:2: "):
        load_query(tmp_path / "q.rq")


def test_a_missing_parameter_is_asked_for(world_store: Store) -> None:
    with pytest.raises(QueryError, match="give the parameter c"):
        world_store.query("# params: c=country\nSELECT * { ?x ?p ?c }")


def test_an_unknown_parameter_is_refused(world_store: Store) -> None:
    with pytest.raises(QueryError, match="no parameter 'yaer'"):
        world_store.query("# params: year=year:2019\nSELECT * { ?x ?p ?year }", yaer="2019")


# ---------------------------------------------------------------- refusals and messages


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1:1/x> { ?s ?p ?o } }",
        "SELECT * { service silent <http://127.0.0.1:1/x> { ?s ?p ?o } }",
        "ASK { ?a ?b 1SERVICE<http://127.0.0.1:1/x>{?s ?p ?o} }",
        'PREFIX e: <http://e/> ASK { ?x e:n ?n FILTER(?n<e:b#> """\n) SERVICE e:a {?a ?b ?c} #"""\n}',
        "ASK { ?s ?p 'it\\'s' . SERVICE <http://127.0.0.1:1/> {} }",
        "ASK { ?s ?p ?o . S\\u0045RVICE <http://127.0.0.1:1/> {} }",
        "# comment '\nASK { SERVICE <http://127.0.0.1:1/> {} } # '",
        "PREFIX e: <http://e/x#> ASK { ?s e:a\\' ?o . SERVICE <http://127.0.0.1:1/> {} }  # '",
        "ASK { ?s <http://e/a'b> ?o . SERVICE <http://127.0.0.1:1/> {} . ?s <http://e/a'b> ?o }",
    ],
)
def test_service_is_refused_however_it_hides(world_store: Store, text: str) -> None:
    with pytest.raises(QueryError, match="SERVICE"):
        world_store.query(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?service { ?service ?p 'the SERVICE desk' } # service",
        'PREFIX s: <http://e/service#> SELECT * { ?s s:service """service""" }',
        "SELECT * { ?s ?p ?o FILTER(?o < 3 && ?o > 1 && STR(?s) != 'service') }",
    ],
)
def test_the_word_alone_is_no_call(text: str) -> None:
    check_no_service(text)


@pytest.mark.parametrize(
    "text",
    ["INSERT DATA { <a:a> <b:b> 1 }", "DROP ALL", "PREFIX x: <http://e/> CLEAR DEFAULT", "LOAD <http://e/>"],
)
def test_updates_are_no_queries(world_store: Store, text: str) -> None:
    before = len(world_store)
    with pytest.raises(QueryError, match="is no query"):
        world_store.query(text)
    assert len(world_store) == before


def test_a_syntax_error_names_file_and_line(world_store: Store, tmp_path: Path) -> None:
    path = tmp_path / "broken.rq"
    path.write_text("# params: n=string:x\nSELECT ?n\nWHERE { ?s ?p ?n .\n  ?s unknown:p ?n }\n")
    with pytest.raises(QueryError, match=r"broken\.rq:4:\d+: the query does not parse") as caught:
        world_store.query(path)
    assert "?s unknown:p ?n }" in str(caught.value)


def test_an_unknown_question_is_answered_with_near_ones(world_store: Store) -> None:
    with pytest.raises(QueryError, match="did you mean who-met-whom"):
        world_store.query("who-met-whon")


def test_an_unreadable_query_file_says_so(world_store: Store, tmp_path: Path) -> None:
    with pytest.raises(QueryError, match=r"none\.rq: the query cannot be read"):
        world_store.query(tmp_path / "none.rq")


# ---------------------------------------------------------------- opening


def test_a_store_opens_by_folder_by_database_and_by_turtle(world_path: Path) -> None:
    asked = PREFIXES + "SELECT ?x ?c WHERE { ?x dip:isoCode ?c } ORDER BY ?c"
    answers = [
        list(open_store(path).query(asked))
        for path in (world_path, world_path / "store", world_path / "graph.ttl")
    ]
    assert answers[0] == answers[1] == answers[2]
    assert [row["c"] for row in answers[0]] == ["JP", "TH", "XK"]


def test_a_missing_store_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="kg build ARTICLES --out"):
        open_store(tmp_path / "none")


def test_a_broken_turtle_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.ttl").write_text("<http://e/a> <http://e/b> .")
    with pytest.raises(StoreError, match=r"x\.ttl"):
        open_store(tmp_path / "x.ttl")


def test_a_damaged_store_is_named(world_path: Path, tmp_path: Path) -> None:
    shutil.copytree(world_path / "store", tmp_path / "store")
    (tmp_path / "store" / "CURRENT").write_text("rubbish\n")
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(tmp_path)


def test_the_same_bytes_in_every_process(world_path: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from kg.store import open_store; from kg.graph import build_prefixes\n"
        "for f in ('turtle','ntriples','nquads','trig'): "
        "open_store(sys.argv[1]).write(sys.stdout.buffer, f, build_prefixes())"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code, str(world_path)],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(queries_path().parent)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(outputs) == 1
    assert b"@prefix dip:" in outputs.pop()


# ---------------------------------------------------------------- the library


def test_every_question_is_complete(sample_store: Store) -> None:
    queries = list(iter_queries())
    assert len(queries) >= 12
    for query in queries:
        assert query.title, query.name
        assert query.asks, query.name
        assert query.note("asks_th"), query.name
        assert all(param.default is not None for param in query.params), query.name
        answer = sample_store.query(query)
        assert answer.columns, query.name


def test_questions_answer_alike_on_store_and_turtle(sample_out: Path) -> None:
    store, turtle = open_store(sample_out), open_store(sample_out / "graph.ttl")
    answered = 0
    for query in iter_queries():
        rows = [tuple(row.items()) for row in store.query(query)]
        assert sorted(rows, key=repr) == sorted((tuple(r.items()) for r in turtle.query(query)), key=repr), (
            query.name
        )
        answered += bool(rows)
    assert answered >= 12


# ---------------------------------------------------------------- outputs replaced as one


def _make_outputs(folder: Path, mark: str) -> None:
    (folder / "store").mkdir(parents=True)
    (folder / "store" / "data").write_text(mark)
    (folder / "graph.ttl").write_text(mark)
    (folder / "report.json").write_text(mark)


def _read_outputs(folder: Path) -> set[str]:
    return {(folder / name).read_text() for name in ("store/data", "graph.ttl", "report.json")}


@pytest.mark.parametrize("moved", [(), ("graph.ttl",), ("graph.ttl", "report.json")])
def test_a_swap_that_was_stopped_goes_on(tmp_path: Path, moved: tuple[str, ...]) -> None:
    _make_outputs(tmp_path, "old")
    _make_outputs(tmp_path / NEXT, "new")
    (tmp_path / NEXT / READY).touch()
    for name in moved:
        (tmp_path / NEXT / name).replace(tmp_path / name)
    finish_swap(tmp_path)
    assert _read_outputs(tmp_path) == {"new"}
    assert not (tmp_path / NEXT).exists()


def test_an_unfinished_build_changes_nothing(tmp_path: Path) -> None:
    _make_outputs(tmp_path, "old")
    _make_outputs(tmp_path / NEXT, "new")
    finish_swap(tmp_path)
    assert _read_outputs(tmp_path) == {"old"}


def test_opening_finishes_a_stopped_swap(world: World, world_path: Path, tmp_path: Path) -> None:
    shutil.copytree(world_path, tmp_path / NEXT)
    (tmp_path / NEXT / READY).touch()
    assert open_store(tmp_path / "store").query(PREFIXES + "ASK { ?x dip:isoCode 'XK' }")
    assert (tmp_path / "graph.ttl").is_file()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux names an open folder")
def test_the_folder_of_an_open_store_is_held(world_path: Path, tmp_path: Path) -> None:
    """A large database opens its files when it needs them, from the folder that was opened."""
    shutil.copytree(world_path, tmp_path / "out")
    store = open_store(tmp_path / "out")
    (tmp_path / "out").rename(tmp_path / "aside")
    links = []
    for link in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            links.append(link.readlink())
    assert tmp_path / "aside" / "store" in links
    assert store.query(PREFIXES + "ASK { ?x dip:isoCode 'XK' }")
