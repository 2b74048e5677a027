"""What holds for every article and every graph, tried on made-up and mutated ones."""

from __future__ import annotations

import gc
import io
import json
import random
import re
import sys
import tracemalloc
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from conftest import HOSTILE, SAMPLE, TOLD
from fuzz import (
    TARGETS,
    Seeds,
    Tally,
    check_article,
    make_starts,
    mutate_text,
    run_case,
    run_guided,
    try_bytes,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.build import build
from kg.export import RDF_FORMATS, write_graph_file
from kg.extract import extract_article
from kg.extract.scan import longest_of
from kg.graph import validate_turtle
from kg.model import Article, Extraction
from kg.store import Store, open_store
from kg.text import iter_articles, parse_article

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib's own
ITEMS = sorted(SAMPLE.glob("*.txt"))
ARTICLES = list(iter_articles(ITEMS))
LINES = sorted({line for article in ARTICLES for line in article.text.split("\n")})
PIECES = st.sampled_from(
    [*LINES, *HOSTILE, "นายสมชาย ใจดี ", "ลงนามบันทึกความเข้าใจ", "กับ", "และ", " ", "(", ")", "“", "ฯ", "\n"]
)


# ---------------------------------------------------------------- extraction


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES, max_size=8), st.sampled_from(["", " ", "\n"]), st.integers(0, 10**6))
def test_spans_lie_in_the_text_and_equal_the_quote(pieces: list[str], between: str, seed: int) -> None:
    rng = random.Random(seed)
    text = mutate_text(rng, between.join(pieces), rng.choice(LINES))
    article = parse_article(text.encode("utf-8", "replace"), "any")
    if isinstance(article, Article):
        check_article(article, extract_article(article), twice=True)


@given(st.sets(st.text("ab.", min_size=1, max_size=4), min_size=1), st.text("ab.", max_size=8))
def test_a_pattern_of_words_reads_the_longest(words: set[str], text: str) -> None:
    found = re.match(longest_of(words), text)
    assert (found[0] if found else "") == max((w for w in words if text.startswith(w)), key=len, default="")
    plain = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    assert bool(re.fullmatch(longest_of(words), text)) == bool(re.fullmatch(plain, text))


def test_mutated_articles_pages_records_and_archives(tmp_path: Path) -> None:
    seeds, tally = Seeds([SAMPLE]), Tally()
    for number in range(1200):
        run_case(seeds, 7, number, tmp_path, tally)
    assert tally.failures == []
    assert set(tally.cases) == {"item", "html", "record", "archive"}
    assert {"article", "diplomatic article", "reject"} <= set(tally.outcomes)
    assert {"bad-json", "undecodable"} <= set(tally.rejects)
    assert {"path-outside", "absolute-path", "nested-archive", "broken-member", "broken-archive"} & set(
        tally.rejects
    )


def iter_caches() -> Iterator[tuple[Any, int, int | None]]:
    """The functions of reading and extraction whose results are kept: how many are, and how many may be."""
    for module in [m for n, m in sys.modules.items() if n.startswith(("kg.text", "kg.dates", "kg.extract"))]:
        for value in list(vars(module).values()):
            if hasattr(value, "cache_info") and value.__module__ == module.__name__:
                yield value, value.cache_info().currsize, value.cache_info().maxsize


def test_memory_does_not_grow_with_the_number_of_articles(tmp_path: Path) -> None:
    seeds = Seeds([SAMPLE])
    for number in range(600):
        run_case(seeds, 101, number, tmp_path, Tally())
    caches = list(iter_caches())
    assert max(count for _, count, _ in caches) > 100
    for cache, count, most in caches:  # those without a bound hold what was made of the lexicon, once
        assert most is not None or count <= 50, cache
        assert most is None or most <= 10_000, cache
    gc.collect()
    tracemalloc.start()
    for number in range(600):
        run_case(seeds, 103, number, tmp_path, Tally())
    for cache, _, most in iter_caches():
        if most is not None:
            cache.cache_clear()
    gc.collect()
    kept = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert kept < 150_000, f"{kept:,} bytes are kept of 600 cases, in no cache"


def test_a_campaign_would_notice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def shift(article: Article) -> Extraction:
        found = extract_article(article)
        moved = [
            c._replace(evidence=c.evidence._replace(start=c.evidence.start + 1, end=c.evidence.end + 1))
            for c in found.claims
        ]
        return Extraction(found.article, found.published, found.diplomatic, tuple(moved))

    monkeypatch.setattr("fuzz.extract_article", shift)
    seeds, tally = Seeds([SAMPLE]), Tally()
    for number in range(40):
        run_case(seeds, 1, number, tmp_path, tally)
    assert any("quote" in failure or "outside" in failure for failure in tally.failures)


@pytest.mark.parametrize(
    "planned", ["จะลงนาม", "มีกำหนดลงนาม", "เตรียมลงนาม", "จะหารือกับนายทาโร่ ยามาดะ และลงนาม"]
)
def test_what_lies_ahead_is_read_where_nothing_has_a_date(planned: str) -> None:
    told = f"นายสมชาย ใจดี รัฐมนตรีว่าการกระทรวงพาณิชย์ เปิดเผยว่า ไทยและญี่ปุ่น{planned}บันทึกความเข้าใจว่าด้วยการค้า"
    article = parse_article(f"ไทยและญี่ปุ่น{planned}บันทึกความเข้าใจ\n{told}".encode(), "any")
    assert isinstance(article, Article)
    assert article.published == ""
    extraction = extract_article(article)
    check_article(article, extraction, twice=True)
    assert extraction.diplomatic
    assert all(claim.property != "date" for claim in extraction.claims if claim.kind == "activity")


def test_the_guided_campaign_tries_every_kind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    starts = list(make_starts(Seeds([SAMPLE]), 4 * len(TARGETS)))
    assert {raw[0] for raw in starts} == set(range(len(TARGETS)))
    for raw in [b"", *starts]:
        try_bytes(raw, tmp_path)

    def fail(*_: object) -> Extraction:
        raise IndexError

    monkeypatch.setattr("fuzz.extract_article", fail)
    with pytest.raises(IndexError):
        try_bytes(starts[0], tmp_path)

    def find_none(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("fuzz.version", find_none)
    assert run_guided([str(SAMPLE)], 1) == 0
    assert "left out: atheris is not here" in capsys.readouterr().err


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(ARTICLES), min_size=1, max_size=6), st.sampled_from(ARTICLES))
def test_what_was_read_before_changes_no_claim(others: list[Article], article: Article) -> None:
    alone = extract_article(article)
    for other in others:
        extract_article(other)
    assert extract_article(article) == alone


# ---------------------------------------------------------------- builds


@settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_order_and_copies_do_not_matter(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    some = data.draw(st.lists(st.sampled_from(ITEMS), min_size=2, max_size=9, unique=True))
    again = data.draw(st.permutations([*some, *data.draw(st.lists(st.sampled_from(some), max_size=4))]))
    folder = tmp_path_factory.mktemp("order")
    build(some, folder / "one", workers=1, page=False)
    build(again, folder / "other", workers=1, page=False)
    assert (folder / "one" / "graph.ttl").read_bytes() == (folder / "other" / "graph.ttl").read_bytes()


EVIDENCE = """
PREFIX dip: <https://example.org/diplomatic-kg/ontology#> PREFIX oa: <http://www.w3.org/ns/oa#>
SELECT ?evidence ?article ?start ?end ?quote ?rule WHERE {
  ?evidence dip:article ?article ; oa:start ?start ; oa:end ?end ; oa:exact ?quote ; dip:rule ?rule }
"""


def read_evidence(store: Store) -> dict[str, dict[str, str | None]]:
    return {str(row["evidence"]): row for row in store.query(EVIDENCE)}


def test_an_added_article_changes_no_other_articles_claims(tmp_path: Path) -> None:
    rng = random.Random(5)
    for number in range(3):
        some = rng.sample(ITEMS, 8)
        out = tmp_path / str(number)
        build(some[:7], out, workers=1, page=False)
        before = read_evidence(open_store(out))
        build(some[7:], out, add=True, workers=1, page=False)
        after = read_evidence(open_store(out))
        assert before
        for evidence, row in before.items():
            assert after.get(evidence) == row, "the evidence of another article changed"


# ---------------------------------------------------------------- graphs


@pytest.fixture(scope="module")
def hostile_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of articles that carry scripts, syntax, formulas and escapes wherever a name can stand."""
    folder = tmp_path_factory.mktemp("hostile")
    lines = [
        json.dumps({"id": f"9{number}", "title": f"รัฐมนตรีหารือ {text}", "published": "2019-09-05",
                    "url": f"https://example.org/{number}", "text": TOLD.format(text)}, ensure_ascii=False)
        for number, text in enumerate([*HOSTILE, "=1+1", "+SUM(1)", "-2+3", "@x", "{{7*7}}"])
    ]  # fmt: skip
    path = folder / "in.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    build([path], folder / "out", workers=1)
    return folder / "out"


FORMATS = {
    "turtle": (ox.RdfFormat.TURTLE, "turtle"),
    "ntriples": (ox.RdfFormat.N_TRIPLES, "nt"),
    "nquads": (ox.RdfFormat.N_QUADS, "nquads"),
    "trig": (ox.RdfFormat.TRIG, "trig"),
    "jsonld": (ox.RdfFormat.JSON_LD, "json-ld"),
}


def iter_rdflib(raw: bytes, form: str) -> Iterator[tuple[str, ...]]:
    """Statements as rdflib reads them, in N-Triples' terms."""
    dataset = rdflib.Dataset()
    dataset.parse(data=raw, format=form)
    for subject, predicate, value, graph in dataset.quads():
        told = rdflib.Literal(str(value)) if _is_plain(value) else value
        yield str(graph or ""), subject.n3(), predicate.n3(), told.n3()


def _is_plain(value: object) -> bool:
    """A string, written with its datatype or without."""
    return isinstance(value, rdflib.Literal) and value.datatype == rdflib.XSD.string


def iter_oxigraph(raw: bytes, form: ox.RdfFormat) -> Iterator[tuple[str, ...]]:
    """Statements as pyoxigraph reads them, written by it and read by rdflib as single terms."""
    lines = io.BytesIO()
    ox.serialize(ox.parse(io.BytesIO(raw), format=form), lines, ox.RdfFormat.N_QUADS)
    return iter_rdflib(lines.getvalue(), "nquads")


@pytest.mark.parametrize("form", RDF_FORMATS)
@pytest.mark.parametrize("which", ["sample_out", "hostile_out", "world_path"])
def test_every_export_comes_back_alike_from_two_libraries(
    which: str, form: str, request: pytest.FixtureRequest
) -> None:
    store = open_store(request.getfixturevalue(which))
    output = io.BytesIO()
    write_graph_file(store, output, form)
    theirs, ours = FORMATS[form]
    quads = set(iter_oxigraph(output.getvalue(), theirs))
    assert quads == set(iter_rdflib(output.getvalue(), ours))
    whole = form not in ("turtle", "ntriples")
    assert len(quads) == (len(store) if whole else len(set(store.iter_triples())))


@pytest.mark.parametrize("which", ["sample_out", "hostile_out", "world_path"])
def test_every_graph_conforms_to_the_shapes(which: str, request: pytest.FixtureRequest) -> None:
    report = validate_turtle(request.getfixturevalue(which) / "graph.ttl")
    assert report.violations == ()
    assert report.triples > 400
