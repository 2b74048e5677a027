"""The commands as a user meets them: what they print where, and with which exit code they end."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import click
import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib
from click.shell_completion import ShellComplete
from click.testing import CliRunner, Result
from conftest import HOSTILE

from kg.cli import clean_line, commands
from kg.export import clean_cell
from kg.export.tables import TABLES


def run(*args: str | Path, code: int = 0) -> Result:
    result = CliRunner().invoke(commands, [str(arg) for arg in args])
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result


# ---------------------------------------------------------------- errors


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["build", "none.txt", "--out", "OUT"], "does not exist"),
        (["query", "--store", "OUT", "countries-by-ties"], "there is no store"),
        (["query", "--store", "WORLD", "no-such-question"], "there is no question"),
        (["query", "--store", "WORLD", "SELECT * {"], "does not parse"),
        (["query", "--store", "WORLD", "-p", "lang", "who-met-whom"], "NAME=VALUE"),
        (["query", "--store", "WORLD", "-p", "nmae=x", "who-met-whom"], "no parameter 'nmae'"),
        (["query", "--store", "WORLD", "--format", "turtle", "who-met-whom"], "turtle is for CONSTRUCT"),
        (["show", "--store", "WORLD", "ไม่มีใคร"], "nobody and nothing"),
        (["show", "--store", "WORLD", "a"], "may be any of"),
        (["validate", "none.ttl"], "no such file"),
        (["export", "--store", "WORLD", "--format", "csv"], "give -o FOLDER"),
        (["export", "--store", "WORLD", "--format", "csv", "--table", "x"], "there is no table 'x'"),
        (["export", "--store", "WORLD", "--table", "officials"], "--table goes with"),
        (["view", "--store", "WORLD", "--focus", "ไม่มีใคร", "-o", "OUT/x.html"], "ไม่มีใคร"),
        (["extract", "none.txt"], "does not exist"),
    ],
)
def test_foreseen_errors_say_so_and_end_with_2(
    world_path: Path, tmp_path: Path, args: list[str], said: str
) -> None:
    full = [arg.replace("WORLD", str(world_path)).replace("OUT", str(tmp_path)) for arg in args]
    result = run(*full, code=2)
    assert said in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("name", list(commands.commands))
def test_help_tells_what_a_command_does(name: str) -> None:
    text = run(name, "--help").stdout
    assert "Examples:" in text
    assert f"kg {name}" in text


def test_settings_are_checked(monkeypatch: pytest.MonkeyPatch, world_path: Path) -> None:
    monkeypatch.setenv("KG_LANG", "de")
    assert "KG_LANG" in run("show", "JP", "--store", world_path, code=2).stderr
    monkeypatch.setenv("KG_LANG", "en")
    assert "Japan  (Country" in run("show", "JP", "--store", world_path).stdout
    monkeypatch.setenv("KG_STORE", str(world_path))
    assert "Japan  (Country" in run("show", "JP").stdout


# ---------------------------------------------------------------- build


def test_build_prints_paths_and_talks_beside(few: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = run("build", few, "--out", out)
    assert result.stdout.split() == [
        str(out / n) for n in ("store", "graph.ttl", "graph.html", "report.json")
    ]
    assert "Read 4 items: 4 articles" in result.stderr
    assert "kg query --store" in result.stderr
    again = run("build", few, "--out", out)
    assert "Nothing has changed" in again.stderr
    quiet = run("build", few, "--out", out, "--quiet", "--add")
    assert quiet.stderr == ""


# ---------------------------------------------------------------- extract


def test_extract_prints_records_line_by_line(few: Path) -> None:
    records = [json.loads(line) for line in run("extract", few).stdout.splitlines()]
    assert [r["id"] for r in records] == [path.stem for path in sorted(few.iterdir())]
    assert set(records[0]) == {
        "id",
        "published",
        "diplomatic",
        "persons",
        "organisations",
        "events",
        "agreements",
    }
    assert records[0]["diplomatic"] is True


def test_extract_prints_claims_with_evidence(few: Path) -> None:
    claims = [json.loads(line) for line in run("extract", few, "--format", "claims").stdout.splitlines()]
    assert len(claims) > 40
    for claim in claims:
        assert set(claim) == {
            "id", "kind", "subject", "property", "value", "qualifiers", "evidence", "confidence", "basis",
        }  # fmt: skip
        assert set(claim["evidence"]) == {"article", "start", "end", "quote", "rule"}
        assert claim["evidence"]["end"] - claim["evidence"]["start"] == len(claim["evidence"]["quote"])
    assert len({claim["id"] for claim in claims}) == len(claims)


# ---------------------------------------------------------------- query

ALL = (
    "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> SELECT ?x ?l { ?x skos:prefLabel ?l } ORDER BY ?x ?l"
)


def test_query_alone_lists_the_library() -> None:
    text = run("query", "--lang", "en").stdout
    assert "who-met-whom" in text
    assert "--param name=" in text


def test_query_by_name_file_and_text(world_path: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.rq").write_text("# params: c=country:JP\nPREFIX dip: <https://example.org/diplomatic-kg/ontology#>\n"
                                      "SELECT ?x { ?x dip:isoCode ?c }")  # fmt: skip
    assert "country:JP" in run("query", "--store", world_path, tmp_path / "mine.rq").stdout
    kosovo = run("query", "--store", world_path, tmp_path / "mine.rq", "-p", "c=โคโซโว").stdout
    assert "country:XK" in kosovo
    assert "yes" in run("query", "--store", world_path, "ASK { ?s ?p ?o }").stdout
    named = run("query", "--store", world_path, "who-met-whom", "-p", "name=สมชาย ใจดี").stdout
    assert "Taro Yamada" in named


def test_query_formats(world_path: Path) -> None:
    rows = list(csv.reader(io.StringIO(run("query", "--store", world_path, "--format", "csv", ALL).stdout)))
    value = json.loads(run("query", "--store", world_path, "--format", "json", ALL).stdout)
    assert rows[0] == value["head"]["vars"] == ["x", "l"]
    assert len(rows) - 1 == len(value["results"]["bindings"]) > 20
    assert {b["l"]["xml:lang"] for b in value["results"]["bindings"]} == {"th", "en"}
    construct = "CONSTRUCT WHERE { ?s <https://example.org/diplomatic-kg/ontology#isoCode> ?o }"
    turtle = run("query", "--store", world_path, "--format", "turtle", construct).stdout
    assert len(rdflib.Graph().parse(data=turtle, format="turtle")) == 3
    ask = run("query", "--store", world_path, "--format", "json", "ASK { ?s ?p 'no' }").stdout
    assert json.loads(ask) == {"head": {}, "boolean": False}


def test_tables_hold_nothing_that_moves_a_terminal(world_path: Path) -> None:
    text = run("query", "--store", world_path, ALL).stdout
    assert "<script>" in text
    assert not {"\x1b", "\x07", "\u202e", "\r"} & set(text)


def test_tables_show_the_asked_language(world_path: Path) -> None:
    asked = "SELECT ('ก' AS ?n_th) ('A' AS ?n_en) ('x' AS ?n) ('B' AS ?m_en) {}"
    thai = run("query", "--store", world_path, "--lang", "th", asked).stdout
    english = run("query", "--store", world_path, "--lang", "en", asked).stdout
    assert [thai.split()[0], thai.split()[1]] == ["n", "m"]
    assert "ก" in thai
    assert "A" not in thai
    assert "A" in english
    assert "ก" not in english
    assert "B" in thai


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "-1-x", "@x", "\tx", "\rx", "\n=1", "＝1"])
def test_spreadsheet_cells_are_defused(text: str) -> None:
    assert clean_cell(text) == "'" + text


def test_only_csv_for_spreadsheets_is_changed(world_path: Path) -> None:
    assert [clean_cell(number) for number in ("-1", "+2.5", "7")] == ["-1", "+2.5", "7"]
    plain = run("query", "--store", world_path, "--format", "csv", "--raw", ALL).stdout
    safe = run("query", "--store", world_path, "--format", "csv", ALL).stdout
    cells = [cell for row in csv.reader(io.StringIO(safe)) for cell in row]
    assert any(cell.startswith("=HYPERLINK") for row in csv.reader(io.StringIO(plain)) for cell in row)
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)


def test_control_characters_are_shown_as_such() -> None:
    assert clean_line("ก\x1b[31m\u202eข\u2066\x9b\nค") == "ก�[31m�ข���ค"
    assert clean_line("สวัสดี ZWNJ\u200c", keep="\n") == "สวัสดี ZWNJ\u200c"


# ---------------------------------------------------------------- view, show


def test_view_writes_a_page(world_path: Path, tmp_path: Path) -> None:
    target = tmp_path / "new" / "page.html"
    assert run("view", "--store", world_path, "-o", target).stdout.strip() == str(target)
    page = target.read_text(encoding="utf-8")
    assert "สมชาย ใจดี" in page
    assert HOSTILE[0] not in page


def test_show_official(world_path: Path) -> None:
    lines = run("show", "สมชาย ใจดี", "--store", world_path).stdout.splitlines()
    assert lines[0] == "สมชาย ใจดี  (Official, person/สมชาย-ใจดี)"
    text = "\n".join(lines)
    assert "2019-09-05  รัฐมนตรีว่าการกระทรวงพาณิชย์  [1] https://example.org/sample/1" in text
    assert "การเข้าเยี่ยมคารวะ 2019-09-05" in text
    assert "Taro Yamada" in text


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("กระทรวงพาณิชย์", ["Organisation, org/th-moc", "สมชาย ใจดี: รัฐมนตรีว่าการกระทรวงพาณิชย์"]),
        ("jp", ["ญี่ปุ่น  (Country, country/JP)", "บันทึกความเข้าใจ", "[2] https://example.org/sample/2"]),
        ("Japan", ["Country, country/JP"]),
        ("agreement/mou-1", ["บันทึกความเข้าใจ  (Agreement", "ญี่ปุ่น · ไทย", "Signing in Kyoto", "2019-09-05"]),
        ("yamada", ["Taro Yamada  (Official", "อนุมานจากตำแหน่ง"]),
    ],
)
def test_show_other_things(world_path: Path, name: str, parts: list[str]) -> None:
    text = run("show", name, "--store", world_path).stdout
    for part in parts:
        assert part in text


def test_show_speaks_english(world_path: Path) -> None:
    text = run("show", "Somchai Jaidee", "--store", world_path, "--lang", "en").stdout
    assert "Posts over time (1)" in text
    assert "courtesy call 2019-09-05 (host)" in text


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_show_takes_hostile_names(world_path: Path, number: int) -> None:
    text = run("show", f"person/hostile-{number}", "--store", world_path).stdout
    assert f"person/hostile-{number})" in text
    assert not {"\x1b", "\x07", "\u202e"} & set(text)


def test_show_limits_lines(sample_out: Path) -> None:
    every = run("show", "TH", "--store", sample_out, "--limit", "0").stdout
    few = run("show", "TH", "--store", sample_out, "--limit", "2").stdout
    assert len(few.splitlines()) < len(every.splitlines())
    assert "--limit 0" in few


# ---------------------------------------------------------------- export, validate


FORMATS = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "jsonld": ox.RdfFormat.JSON_LD,
}


@pytest.mark.parametrize("form", FORMATS)
def test_every_rdf_export_says_the_same(world_path: Path, tmp_path: Path, form: str) -> None:
    run("export", "--store", world_path, "--format", form, "-o", tmp_path / "x")
    triples, quads = set(), set()
    for quad in ox.parse(path=str(tmp_path / "x"), format=FORMATS[form]):
        (triples if isinstance(quad.graph_name, ox.DefaultGraph) else quads).add(quad.triple)
    default = {quad.triple for quad in ox.parse(path=str(world_path / "graph.ttl"))}
    assert triples == default
    assert bool(quads) == (form in ("nquads", "trig", "jsonld"))


def test_turtle_export_is_the_file_of_the_build(world_path: Path, tmp_path: Path) -> None:
    run("export", "--store", world_path, "-o", tmp_path / "x.ttl")
    assert (tmp_path / "x.ttl").read_bytes() == (world_path / "graph.ttl").read_bytes()
    assert run("export", "--store", world_path).stdout == (world_path / "graph.ttl").read_text(
        encoding="utf-8"
    )


def test_graphml_export_opens_in_networkx(world_path: Path, tmp_path: Path) -> None:
    run("export", "--store", world_path, "--format", "graphml", "-o", tmp_path / "x.graphml")
    ET.parse(tmp_path / "x.graphml")
    graph = nx.read_graphml(tmp_path / "x.graphml")
    assert graph.nodes["person/สมชาย-ใจดี"]["name_th"] == "สมชาย ใจดี"
    assert graph.nodes["person/สมชาย-ใจดี"]["kind"] == "official"
    assert graph.number_of_edges() > 5


def test_tables_export(world_path: Path, tmp_path: Path) -> None:
    run("export", "--store", world_path, "--format", "csv", "-o", tmp_path / "tables")
    tables = {}
    for name in TABLES:
        with (tmp_path / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            tables[name] = list(csv.DictReader(file))
    assert {row["id"] for row in tables["tenures"]} == {"tenure/a", "tenure/b"}
    row = next(row for row in tables["participations"] if row["id"] == "participation/b")
    assert (row["actor"], row["role"], row["side"], row["inferred"]) == (
        "person/taro-yamada", "guest", "country/JP", "true",
    )  # fmt: skip
    parties = [(row["id"], row["party_table"], row["party"]) for row in tables["parties"]]
    assert parties == [("agreement/mou-1", "countries", f"country/{code}") for code in ("JP", "TH")]
    quotes = {row["id"]: row["quote"] for row in tables["evidence"]}
    cited = [row["evidence"] for row in tables["citations"] if row["id"] == "participation/b"]
    assert [quotes[passage] for passage in cited] == ["เอกอัครราชทูตญี่ปุ่นเข้าเยี่ยมคารวะ"]
    names = {row["name_th"] or row["name_en"] for row in tables["officials"]}
    assert HOSTILE[0] in names


def test_tables_export_as_zip_and_alone(world_path: Path, tmp_path: Path) -> None:
    run("export", "--store", world_path, "--format", "csv", "-o", tmp_path / "x.zip", "--spreadsheet")
    shutil.unpack_archive(tmp_path / "x.zip", tmp_path / "x")
    officials = (tmp_path / "x" / "officials.csv").read_text(encoding="utf-8")
    assert "'=HYPERLINK" in officials
    alone = run("export", "--store", world_path, "--format", "csv", "--table", "officials", "--spreadsheet")
    assert alone.stdout == officials


def test_network_measures_as_table_csv_graphml_and_gexf(sample_out: Path, tmp_path: Path) -> None:
    asked = ("network", "--store", sample_out, "--projection", "countries", "--lang", "en")
    table = run(*asked, "--measure", "degree", "--limit", "1").stdout
    assert "Thailand" in table
    rows = list(csv.DictReader(io.StringIO(run(*asked, "--measure", "degree", "--format", "csv").stdout)))
    assert rows[0]["name"] == "Thailand"
    assert len(rows) > 10
    yearly = ("--measure", "degree", "--by", "year")
    years = list(csv.DictReader(io.StringIO(run(*asked, *yearly, "--format", "csv").stdout)))
    assert {row["year"] for row in years} >= {"2019", "2022"}
    ties = list(csv.DictReader(io.StringIO(run(*asked, "--format", "csv").stdout)))
    assert sum(int(row["ties"]) for row in ties if "country/TH" in (row["one_id"], row["other_id"])) == int(
        rows[0]["degree"]
    )
    run(*asked, *yearly, "--format", "graphml", "-o", tmp_path / "n.graphml")
    graph = nx.read_graphml(tmp_path / "n.graphml")
    assert graph.nodes["country/TH"]["degree"] == int(rows[0]["degree"])
    thai = next(row for row in years if row["id"] == "country/TH" and row["year"] == "2022")
    assert graph.nodes["country/TH"]["degree_2022"] == int(thai["degree"])
    run(*asked, *yearly, "-o", tmp_path / "n.gexf")  # the name says the format
    gexf = (tmp_path / "n.gexf").read_text(encoding="utf-8")
    assert "lastmodified" not in gexf
    dynamic = nx.read_gexf(tmp_path / "n.gexf")
    assert (int(thai["degree"]), "2022", "2023") in [
        (value, str(start), str(end)) for value, start, end in dynamic.nodes["country/TH"]["degree"]
    ]
    assert dynamic.nodes["country/TH"]["name_th"] == "ไทย"


def test_view_draws_what_is_asked_for(sample_out: Path, tmp_path: Path) -> None:
    path = tmp_path / "japan.html"
    view = ("view", "--store", sample_out, "-o", path)
    run(*view, "--view", "countries", "--focus", "ญี่ปุ่น", "--depth", "2", "--lang", "en")
    text = path.read_text(encoding="utf-8")
    assert '<html lang="en">' in text
    assert '"depth":2' in text
    assert "nothing in the graph is called" in run(*view, "--focus", "ไม่มีใคร", code=2).output
    run(*view, "--view", "enemies", code=2)


def test_validate_ends_with_0_1_or_2(world_path: Path, tmp_path: Path) -> None:
    assert "conforms" in run("validate", world_path / "graph.ttl").stderr
    assert run("validate", "--store", world_path).stdout == ""
    broken = tmp_path / "broken.ttl"
    text = (world_path / "graph.ttl").read_text(encoding="utf-8")
    assert '\tdip:isoCode "XK"' in text
    broken.write_text(text.replace('\tdip:isoCode "XK"', '\tdip:isoCode "Kosovo"'), encoding="utf-8")
    result = run("validate", broken, "--lang", "en", code=1)
    assert "country/XK" in result.stdout
    assert "two capital letters" in result.stdout
    broken.write_text("<a> <b>", encoding="utf-8")
    run("validate", broken, code=2)


def test_commands_are_listed_in_the_order_of_use() -> None:
    listed = commands.list_commands(click.Context(commands))
    assert listed.index("build") < listed.index("query") < listed.index("validate")


# ---------------------------------------------------------------- completion


def complete(words: list[str], typed: str) -> list[str]:
    finder = ShellComplete(commands, {}, "kg", "_KG_COMPLETE")
    return [str(item.value) for item in finder.get_completions(words, typed)]


def test_questions_parameters_and_values_are_completed(sample_out: Path) -> None:
    assert complete(["query"], "holders") == ["holders-of-post"]
    assert complete(["query", "trips-of-post-in-year", "-p"], "") == ["post=", "year="]
    asked = ["query", "--store", str(sample_out), "holders-of-post", "--param"]
    found = complete(asked, "post=นายกรัฐมนตรี")
    assert found[0] == "post=นายกรัฐมนตรี"
    assert len(found) > 2
    assert "year=2022" in complete(["query", "--store", str(sample_out), "farewell-calls", "-p"], "year=20")
    assert complete(["query", "no-such-question", "-p"], "post=") == []
    assert complete(["query", "--store", "nowhere", "holders-of-post", "-p"], "post=") == []


def test_values_of_a_parameter_are_listed(sample_out: Path) -> None:
    listed = run("query", "topics-between-countries", "--values", "country=jap", "--store", sample_out)
    assert listed.stdout.splitlines() == ["JP   ญี่ปุ่น · Japan"]
    kinds = run("query", "approvals-without-signature", "--values", "kind", "--store", sample_out)
    assert "mou   บันทึกความเข้าใจ · memorandum of understanding" in kinds.stdout.splitlines()
    wrong = run("query", "farewell-calls", "--values", "nobody=x", "--store", sample_out, code=2)
    assert "its parameters: post, year" in wrong.stderr


@pytest.mark.skipif(not shutil.which("bash"), reason="there is no bash")
def test_bash_gets_the_end_of_the_word_it_parted(sample_out: Path) -> None:
    environment = {**os.environ, "COMP_WORDS": "kg query farewell-calls -p year = 202", "COMP_CWORD": "6"}
    environment |= {"_KG_COMPLETE": "bash_complete", "KG_STORE": str(sample_out)}
    command = [sys.executable, "-c", "from kg.cli import main; main()"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    assert "plain,2022" in done.stdout.splitlines()
