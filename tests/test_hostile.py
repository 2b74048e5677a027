"""Articles that carry scripts, syntax, formulas and escapes are harmless in all that comes out of them."""

from __future__ import annotations

import csv
import http.client
import json
import re
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner
from conftest import HOSTILE, TOLD
from soak import run_server

from kg.build import build
from kg.cli import commands

MORE = (
    "=1+1",
    "+SUM(1)",
    "-2+3",
    "@SUM(1)",
    "\x1b]0;title\x07",
    "\x9b31m",
    "\u2066x\u2069",
    "javascript:alert(1)",
)


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of hostile articles, its name hostile as well."""
    path = tmp_path_factory.mktemp("hostile") / "in\x1b[31m<b>.jsonl"
    lines = [
        {"id": f"9{n}", "title": text, "text": TOLD.format(text), "url": f"https://example.org/{text}",
         "published": "2019-09-05"}
        for n, text in enumerate([*HOSTILE, *MORE])
    ]  # fmt: skip
    path.write_text("".join(json.dumps(line) + "\n" for line in [*lines, {"text": 7}]), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def out(articles: Path) -> Path:
    """A build of the hostile articles."""
    build([articles], articles.parent / "out", workers=1, all_items=True)
    return articles.parent / "out"


def moves_a_terminal(text: str) -> list[str]:
    """The characters of a text that a terminal obeys, or that turn what follows around."""
    turning = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    return [ch for ch in text if ch in turning or (unicodedata.category(ch) == "Cc" and ch not in "\n\r\t")]


COMMANDS = (
    "query agreements-by-kind", "query activities-on-date --param date=2019-09-05 --format csv",
    "query activities-on-date --param date=2019-09-05 --format json", "show JP", "show TH", "validate",
    "review", "explain ยามาดะ", "export --format csv --table officials",
    "export --format csv --table evidence --raw",
    "export --format turtle", "export --format ntriples", "export --format nquads", "export --format trig",
    "export --format jsonld", "export --format graphml",
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_prints_what_moves_a_terminal(command: str, out: Path) -> None:
    result = CliRunner().invoke(commands, [*command.split(), "--store", str(out)])
    assert not isinstance(result.exception, Exception) or isinstance(result.exception, SystemExit)
    assert moves_a_terminal(result.output) == []


TOLD_TO_PEOPLE = (
    "query agreements-by-kind", "query activities-on-date --param date=2019-09-02", "show JP", "show TH",
    "review", "query agreements-by-kind --values kind", "explain TH",
    "network --measure degree", "view --help",
)  # fmt: skip


@pytest.mark.parametrize("command", TOLD_TO_PEOPLE)
def test_a_graph_of_others_moves_no_terminal(command: str, world_path: Path) -> None:
    result = CliRunner().invoke(commands, [*command.split(), "--store", str(world_path)])
    assert moves_a_terminal(result.output) == []


def test_a_hostile_graph_is_shown_without_what_moves_a_terminal(world_path: Path) -> None:
    query = "SELECT ?o WHERE { ?s ?p ?o FILTER(isLiteral(?o) && CONTAINS(STR(?o), 'กลับ')) }"
    shown = CliRunner().invoke(commands, ["query", query, "--store", str(world_path)])
    assert shown.exit_code == 0
    assert "�" in shown.output, "no cell held an escape: the test tries nothing"
    assert moves_a_terminal(shown.output) == []


@pytest.mark.parametrize("command", ["extract", "extract --format claims", "audit"])
def test_neither_do_those_that_read_articles(command: str, articles: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "kg", *command.split(), str(articles)], capture_output=True)
    assert done.returncode == 0
    assert moves_a_terminal(done.stdout.decode() + done.stderr.decode()) == []


def test_files_hold_it_as_text_only(out: Path) -> None:
    for name in ("graph.ttl", "report.json"):
        text = (out / name).read_text(encoding="utf-8")
        assert moves_a_terminal(text) == [], name
    page = (out / "graph.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert re.search(r"href=[\"']?javascript:", page) is None


FORMULA = re.compile(r"^[=+\-@\t\r＝＋－＠](?![0-9.]*$)")


def test_no_cell_begins_a_formula(out: Path, tmp_path: Path) -> None:
    CliRunner().invoke(commands, ["export", "--format", "csv", "--store", str(out), "-o", str(tmp_path)])
    cells = [
        cell
        for path in tmp_path.glob("*.csv")
        for row in csv.reader(path.open(encoding="utf-8", newline=""))
        for cell in row
    ]
    assert len(cells) > 500
    assert [cell for cell in cells if FORMULA.match(cell)] == []
    assert any(cell.startswith("'=") for cell in cells), (
        "no cell would have been a formula: the test tries nothing"
    )


@pytest.mark.skipif(shutil.which("soffice") is None, reason="there is no LibreOffice")
def test_a_spreadsheet_opens_it_without_a_formula(out: Path, tmp_path: Path) -> None:
    def count(*options: str) -> int:
        for path in tmp_path.iterdir():
            path.unlink()
        command = ["export", "--format", "csv", "--store", str(out), "--table", "articles", "-o"]
        CliRunner().invoke(commands, [*command, str(tmp_path / "x.csv"), *options])
        profile = f"-env:UserInstallation=file://{tmp_path.parent}/profile"
        filters = "--infilter=Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,0,true"
        subprocess.run(
            ["soffice", profile, "--headless", filters, "--convert-to", "fods", "--outdir", tmp_path,
             tmp_path / "x.csv"], check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        return (tmp_path / "x.fods").read_text(encoding="utf-8").count("table:formula=")

    assert count("--raw") > 0, "as they are, cells become formulas"
    assert count() == 0


def test_an_answer_that_the_editor_saves_holds_no_formula(out: Path) -> None:
    values = " ".join(json.dumps(text) for text in ("=1+1", "@SUM(1)", "-2+3", "-2", "สวัสดี"))
    query = f"SELECT ?x WHERE {{ VALUES ?x {{ {values} }} }}"
    editor = (Path(__file__).parent.parent / "kg/serve/static/editor.js").read_text(encoding="utf-8")
    assert 'spreadsheet: "1"' in editor
    with run_server(out) as (_, port):

        def ask(**more: str) -> list[str]:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request(
                "GET", "/sparql?" + urlencode({"query": query, **more}), headers={"accept": "text/csv"}
            )
            return [row[0] for row in csv.reader(connection.getresponse().read().decode().splitlines())][1:]

        assert ask() == ["=1+1", "@SUM(1)", "-2+3", "-2", "สวัสดี"], "the protocol's own CSV is as it is"
        assert ask(spreadsheet="1") == ["'=1+1", "'@SUM(1)", "'-2+3", "-2", "สวัสดี"]
