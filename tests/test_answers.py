"""Every question has a stored answer on the sample, that somebody checked; two engines give it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import rdflib
from write_answers import iter_answers

from kg.store import Literal, Store, collect_terms, iter_queries, load_query

FOLDER = Path(__file__).parent / "answers"
NAMES = [query.name for query in iter_queries()]
# A minute in rdflib: that both engines answer alike is tested on the example graph.
SLOW = {"pairs-who-met-most"}


@pytest.fixture(scope="module")
def graph(sample_out: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(sample_out / "graph.ttl")


def plain(value: object) -> str:
    """A value as text; Oxigraph writes 1.0 as 1."""
    return re.sub(r"^(\d+)\.0$", r"\1", str(value))


@pytest.mark.parametrize("name", NAMES)
def test_the_answer_is_the_stored_one(name: str, sample_store: Store) -> None:
    answers = {path.stem: text for path, text in iter_answers(sample_store, name)}
    stored = (FOLDER / f"{name}.csv").read_text(encoding="utf-8")
    assert answers[name] == stored, "run make answers, and read git diff tests/answers beside the articles"


@pytest.mark.parametrize("name", [name for name in NAMES if name not in SLOW])
def test_rdflib_gives_the_same_answer_on_the_sample(
    name: str, sample_store: Store, graph: rdflib.Graph
) -> None:
    query = load_query(name)
    bindings = {
        param: rdflib.Literal(term.text, datatype=term.datatype or None)
        for param, term in collect_terms(query, {}).items()
        if isinstance(term, Literal)
    }
    rows = [
        tuple(None if value is None else plain(value) for value in row)
        for row in graph.query(query.text, initBindings=bindings)
    ]
    assert rows == [
        tuple(
            None if term is None else plain(term.text if isinstance(term, Literal) else term) for term in row
        )
        for row in sample_store.query(query).iter_terms()
    ]


def test_every_answer_was_checked() -> None:
    text = (FOLDER / "CHECKED.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `([\w-]+)` \| (right|partly|empty) \| (.+) \|$", text, re.MULTILINE)
    assert [name for name, _, _ in told] == NAMES
    assert {path.stem for path in FOLDER.glob("*.csv")} == set(NAMES)
    for name, verdict, _ in told:
        lines = (FOLDER / f"{name}.csv").read_text(encoding="utf-8").count("\n")
        assert (lines == 1) == (verdict == "empty"), name
