"""The graph in Python: rows as dataclasses, data frames, networks; and the notebook runs."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from datetime import date
from pathlib import Path

import networkx as nx
import pytest

from kg import open_store
from kg.model import KgError, QueryError, StoreError
from kg.study import Study

NOTEBOOKS = sorted((Path(__file__).parent.parent / "docs" / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def graph(sample_out: Path) -> Study:
    return open_store(sample_out)


def test_opening_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store"):
        open_store(tmp_path)


def test_importing_is_light() -> None:
    code = "import sys, kg; print(kg.open_store.__doc__ and [m for m in sys.modules if m.startswith('kg.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_rows_are_dataclasses_with_values_of_their_types(graph: Study) -> None:
    rows = graph.query("counterparts-of-post-in-year", post="นายกรัฐมนตรี", year=2022)
    assert len(rows) >= 3
    assert rows.columns[0] == "date"
    for row in rows:
        assert dataclasses.is_dataclass(row)
        assert row.date.startswith("2022")
    with pytest.raises(dataclasses.FrozenInstanceError):
        rows[0].date = None
    assert rows[:2] == [rows[0], rows[1]]
    dip = "PREFIX dip: <https://example.org/diplomatic-kg/ontology#>"
    asked = "SELECT ?day (YEAR(?day) AS ?year) { ?a dip:date ?day FILTER (YEAR(?day) = 2022) }"
    days = graph.query(dip + asked)
    whole = [row for row in days if isinstance(row.day, date)]
    assert whole
    assert all(row.day.year == row.year == 2022 for row in whole)


def test_sparql_asks_and_constructs_too(graph: Study) -> None:
    assert graph.query("ASK { ?s ?p ?o }")[0].answer is True
    triples = graph.query("CONSTRUCT { ?s a ?c } WHERE { ?s a ?c } LIMIT 3")
    assert triples.columns == ("subject", "predicate", "object")
    assert len(triples) == 3
    numbers = graph.query(
        "SELECT (1.5 AS ?half) (true AS ?yes) ('x' AS ?class) (?nothing AS ?none) (2 AS ?two) WHERE { }"
    )
    assert dataclasses.astuple(numbers[0]) == (1.5, True, "x", None, 2)
    assert numbers[0].class_ == "x"
    with pytest.raises(QueryError):
        graph.query("SELECT * {")
    with pytest.raises(QueryError, match="no question"):
        graph.query("no-such-question")


def test_every_question_gives_rows(graph: Study) -> None:
    for question in graph.questions():
        rows = graph.query(question.name)
        assert rows.columns
        assert isinstance(len(rows), int)


def test_rows_become_a_data_frame(graph: Study) -> None:
    pandas = pytest.importorskip("pandas")
    rows = graph.query("agreements-with-country", country="JP")
    frame = rows.to_pandas()
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame.columns) == list(rows.columns)
    assert len(frame) == len(rows) > 0
    assert frame["agreement"].iloc[0] == rows[0].agreement
    empty = graph.query("SELECT ?a ?b { ?a ?b 'nothing' }").to_pandas()
    assert list(empty.columns) == ["a", "b"]


def test_a_data_frame_says_what_it_needs(graph: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(KgError, match="jupyter"):
        graph.query("countries-by-ties").to_pandas()


def test_rows_are_shown_as_text(graph: Study) -> None:
    shown = graph.query("SELECT ('<script>' AS ?x) (STR(?n) AS ?y) { VALUES ?n { 1 2 3 } }")._repr_html_()
    assert "&lt;script&gt;" in shown
    assert "<script>" not in shown


def test_the_network_comes_as_networkx(graph: Study) -> None:
    whole = graph.to_networkx()
    assert isinstance(whole, nx.MultiDiGraph)
    assert whole.nodes["country/TH"]["en"] == "Thailand"
    ties = graph.to_networkx("countries")
    some = graph.to_networkx("countries", years=(2022, 2022))
    assert 0 < some.size("weight") < ties.size("weight")
    with pytest.raises(KgError, match="projection"):
        graph.to_networkx(years=(2022, 2022))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebooks_run_and_plot(path: Path, sample_out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed (the extra jupyter)")
    pytest.importorskip("matplotlib")
    import nbformat

    notebook = nbformat.read(path, 4)
    assert all(not cell.get("outputs") for cell in notebook.cells), "outputs are not kept: run it to see them"
    monkeypatch.setenv("KG_STORE", str(sample_out))
    monkeypatch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    nbclient.NotebookClient(notebook, timeout=120).execute()
    pictures = [
        output
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if "image/png" in output.get("data", {})
    ]
    assert len(pictures) == 3
    said = [o for cell in notebook.cells for o in cell.get("outputs", ()) if o.output_type == "stream"]
    assert [o.text for o in said if o.name == "stderr"] == []
