"""Builds: the same bytes from the same articles, nothing lost, nothing half done."""

from __future__ import annotations

import hashlib
import json
import random
import re
import shutil
import sqlite3
import tarfile
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from conftest import HOSTILE

import kg.build
import kg.extract
import kg.view
from kg.build import (
    BuildError,
    BuildResult,
    Cache,
    ClaimShelf,
    build,
    derive_triples,
    extract_item,
    hash_source,
    pack_item,
    unpack_item,
    watch_paths,
)
from kg.extract import extract_article
from kg.model import Article, Extraction, ReadError, StoreError
from kg.settings import ontology_path
from kg.store import NEXT, ArticleFile, Store, lock_outputs, open_store
from kg.text import Source, iter_articles
from kg.view import render_page

OUTPUTS = ("graph.ttl", "graph.html")


def read_outputs(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in OUTPUTS}


def read_quads(out: Path) -> set[object]:
    rows = open_store(out).query("SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }")
    return set(rows.iter_terms())


def report_of(out: Path) -> dict[str, object]:
    value: dict[str, object] = json.loads((out / "report.json").read_text(encoding="utf-8"))
    return value


# ---------------------------------------------------------------- the same bytes


def test_a_build_gives_everything(sample_out: Path) -> None:
    for name in ("store", "graph.ttl", "graph.html", "report.json", "articles.sqlite"):
        assert (sample_out / name).exists(), name
    assert not (sample_out / NEXT).exists()
    report = report_of(sample_out)
    assert report["articles"] == len(
        list(iter_articles([Path(__file__).parent.parent / "data" / "articles"]))
    )
    found = report["found"]
    assert isinstance(found, dict)
    assert found["officials"] > 20
    assert found["activities"]["all"] > 20
    assert found["agreements"]["all"] > 5


def test_two_builds_give_the_same_bytes(sample_out: Path, sample_path: Path, tmp_path: Path) -> None:
    build([sample_path], tmp_path / "again", workers=1)
    assert read_outputs(tmp_path / "again") == read_outputs(sample_out)
    assert read_quads(tmp_path / "again") == read_quads(sample_out)


def test_neither_order_nor_place_nor_workers_matter(
    sample_out: Path, sample_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kg.build, "POOL_FROM", 8)
    monkeypatch.setattr(kg.build, "CHUNK", 3)
    paths = sorted(sample_path.glob("*"))
    random.Random(7).shuffle(paths)
    with tarfile.open(tmp_path / "half.tar.gz", "w:gz") as archive:
        for path in paths[: len(paths) // 2]:
            archive.add(path, f"elsewhere/{path.name}")
    build([*paths[len(paths) // 2 :], tmp_path / "half.tar.gz"], tmp_path / "out", workers=2)
    assert read_outputs(tmp_path / "out") == read_outputs(sample_out)
    assert read_quads(tmp_path / "out") == read_quads(sample_out)


def test_adding_gives_the_bytes_of_building_at_once(few: Path, tmp_path: Path) -> None:
    paths = sorted(few.iterdir())
    build([few], tmp_path / "once")
    build(paths[2:], tmp_path / "twice")
    build(paths[:2], tmp_path / "twice", add=True)
    assert read_outputs(tmp_path / "twice") == read_outputs(tmp_path / "once")
    assert report_of(tmp_path / "twice")["articles"] == 4


def test_adding_works_without_the_cache(few: Path, tmp_path: Path) -> None:
    paths = sorted(few.iterdir())
    build([few], tmp_path / "once")
    build(paths[2:], tmp_path / "twice")
    (tmp_path / "twice" / "cache.sqlite").unlink()
    build(paths[:2], tmp_path / "twice", add=True)
    assert read_outputs(tmp_path / "twice") == read_outputs(tmp_path / "once")


def test_without_add_the_graph_is_that_of_the_given_paths(few: Path, tmp_path: Path) -> None:
    paths = sorted(few.iterdir())
    build(paths[:1], tmp_path / "one")
    build([few], tmp_path / "out")
    build(paths[:1], tmp_path / "out")
    assert read_outputs(tmp_path / "out") == read_outputs(tmp_path / "one")


def test_what_comes_changes_and_goes_gives_the_bytes_of_a_build_from_nothing(
    sample_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[bool] = []
    load_graph = kg.build._load_graph

    def spy(*given: Any) -> tuple[Store, bool]:
        store, settled = load_graph(*given)
        taken.append(settled)
        return store, settled

    monkeypatch.setattr(kg.build, "_load_graph", spy)
    (tmp_path / "in").mkdir()
    paths = sorted(sample_path.glob("*.txt"))
    for path in paths[3:]:
        shutil.copy(path, tmp_path / "in")
    build([tmp_path / "in"], tmp_path / "out")
    (tmp_path / "in" / paths[5].name).unlink()
    (tmp_path / "in" / "new.txt").write_text(item("777", BODY), encoding="utf-8")
    shutil.copy(paths[0], tmp_path / "in")
    changed = tmp_path / "in" / paths[8].name
    changed.write_text(changed.read_text(encoding="utf-8-sig") + "\n" + BODY, encoding="utf-8")
    for _ in range(2):  # the second time without the text that went, and with what had gone
        build([tmp_path / "in"], tmp_path / "out")
        build([tmp_path / "in"], tmp_path / "once")
        assert read_outputs(tmp_path / "out") == read_outputs(tmp_path / "once")
        assert read_quads(tmp_path / "out") == read_quads(tmp_path / "once")
        with (
            ArticleFile(tmp_path / "out" / "articles.sqlite") as one,
            ArticleFile(tmp_path / "once" / "articles.sqlite") as other,
        ):
            assert list(one.iter_with_keys()) == list(other.iter_with_keys())
        shutil.rmtree(tmp_path / "once")
        shutil.copy(paths[5], tmp_path / "in")
        (tmp_path / "in" / "new.txt").unlink(missing_ok=True)
    assert taken == [False, True, False, True, False], "what changed was put into the last build's store"


@pytest.mark.parametrize("seed", [7, 8])
def test_whatever_comes_changes_goes_and_is_decided_in_turn(
    sample_path: Path, tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kg.view, "MAP_NODES", 100 if seed == 7 else 3000)  # both kinds of page
    chance = random.Random(seed)
    pool = sorted(sample_path.glob("*.txt"))
    folder, decisions = tmp_path / "in", tmp_path / "decisions.yaml"
    folder.mkdir()
    for path in chance.sample(pool, 30):
        shutil.copy(path, folder)
    decisions.write_text("[]", encoding="utf-8")
    for turn in range(4):
        there = sorted(folder.iterdir())
        for path in chance.sample(there, 3):
            path.unlink()
        for path in chance.sample([path for path in there if path.exists()], 3):  # another's lines at the end
            more = chance.choice(pool).read_text(encoding="utf-8-sig").splitlines()[2:6]
            path.write_text("\n".join([path.read_text(encoding="utf-8-sig"), *more]), encoding="utf-8")
        for path in chance.sample(pool, 4):
            shutil.copy(path, folder)
        for out in ("out", f"once{turn}"):
            build([folder], tmp_path / out, decisions_path=decisions)
        assert read_outputs(tmp_path / "out") == read_outputs(tmp_path / f"once{turn}")
        assert read_quads(tmp_path / "out") == read_quads(tmp_path / f"once{turn}")
        decisions.write_text(decide(tmp_path / "out" / "graph.ttl", chance), encoding="utf-8")


def decide(turtle: Path, chance: random.Random) -> str:
    """A file of decisions about claims and persons of a graph."""
    text = turtle.read_text(encoding="utf-8")
    claims = chance.sample(sorted(set(re.findall(r"^evidence:(\d+-\w+) a", text, re.MULTILINE))), 6)
    persons = chance.sample(sorted(set(re.findall(r"^person:(\S+) a", text, re.MULTILINE))), 4)
    entries = [f"- reject: {claim}\n" for claim in claims[:3]]
    entries += [f"- amend: {claim}\n  set: {{role: chair}}\n" for claim in claims[3:]]
    entries.append(f"- same: [person/{persons[0]}, person/{persons[1]}]\n")
    entries.append(f"- different: [person/{persons[2]}, person/{persons[3]}]\n")
    return "".join(f"{entry}  who: Somchai\n  when: 2024-05-01\n" for entry in entries)


def spoil(memo: Path, shelf: str, change: Callable[[Any], Any]) -> None:
    """Put another value on a shelf of a memo, as if a build had left it there."""
    with closing(sqlite3.connect(memo)) as db, db:
        (packed,) = db.execute("SELECT packed FROM shelf WHERE name = ?", (shelf,)).fetchone()
        packed = zlib.compress(json.dumps(change(json.loads(zlib.decompress(packed)))).encode())
        digest = hashlib.sha256(packed).hexdigest()
        db.execute("UPDATE shelf SET packed = ?, digest = ? WHERE name = ?", (packed, digest, shelf))


def misquote(quotes: dict[str, list[list[Any]]]) -> dict[str, list[list[Any]]]:
    return {key: [[row[0], "nobody said so", row[2]] for row in rows] for key, rows in quotes.items()}


@pytest.mark.parametrize("changed", ["code", "libraries", "base"])
def test_what_other_code_or_data_worked_out_is_not_used(
    few: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    build([few], tmp_path / "out")
    spoil(tmp_path / "out" / "memo.sqlite", "quotes", misquote)
    shutil.copytree(tmp_path / "out", tmp_path / "trusting")
    (few / "new.txt").write_text(item("777", BODY), encoding="utf-8")
    build([few], tmp_path / "trusting")
    assert b"nobody said so" in (tmp_path / "trusting" / "graph.html").read_bytes(), "it would be used"
    base_iri = kg.build.DEFAULT_BASE_IRI
    if changed == "code":
        hash_files = kg.build._hash_files
        monkeypatch.setattr(kg.build, "_hash_files", lambda *groups: hash_files(*groups) + "new")
    elif changed == "libraries":
        monkeypatch.setattr(kg.build, "list_libraries", lambda: ["pyoxigraph 99"])
    else:
        base_iri = "https://elsewhere.example/"
    for out in ("out", "once"):
        build([few], tmp_path / out, base_iri=base_iri)
    assert read_outputs(tmp_path / "out") == read_outputs(tmp_path / "once")
    assert read_quads(tmp_path / "out") == read_quads(tmp_path / "once")


@pytest.mark.parametrize("damage", ["gone", "no database", "another table", "other bytes", "no JSON", "odd"])
def test_a_damaged_memo_only_costs_time(few: Path, tmp_path: Path, damage: str) -> None:
    build([few], tmp_path / "out")
    memo = tmp_path / "out" / "memo.sqlite"
    if damage == "gone":
        memo.unlink()
    elif damage == "no database":
        memo.write_bytes(b"x" * 5000)
    elif damage == "odd":
        spoil(memo, "turtle", lambda known: [known])
        spoil(memo, "quotes", lambda known: {key: [[1]] for key in known})
    else:
        with closing(sqlite3.connect(memo)) as db, db:
            if damage == "another table":
                db.execute("ALTER TABLE shelf RENAME TO other")
            elif damage == "other bytes":
                db.execute("UPDATE shelf SET packed = randomblob(50)")
            else:
                packed = zlib.compress(b"{")
                digest = hashlib.sha256(packed).hexdigest()
                db.execute("UPDATE shelf SET packed = ?, digest = ?", (packed, digest))
    (few / "new.txt").write_text(item("777", BODY), encoding="utf-8")
    for out in ("out", "once"):
        build([few], tmp_path / out)
    assert read_outputs(tmp_path / "out") == read_outputs(tmp_path / "once")
    assert read_quads(tmp_path / "out") == read_quads(tmp_path / "once")


def test_the_memo_holds_what_the_last_build_used_and_no_more(few: Path, tmp_path: Path) -> None:
    build([few], tmp_path / "once")
    (few / "new.txt").write_text(item("777", BODY), encoding="utf-8")
    build([few], tmp_path / "out")
    (few / "new.txt").unlink()
    build([few], tmp_path / "out")
    kept = []
    for out in ("out", "once"):
        with closing(sqlite3.connect(tmp_path / out / "memo.sqlite")) as db:
            rows = db.execute("SELECT name, packed FROM shelf WHERE name IN ('quotes', 'turtle')")
            kept.append({name: json.loads(zlib.decompress(packed)) for name, packed in rows})
    assert kept[0] == kept[1]
    assert kept[0]["quotes"]


@pytest.mark.parametrize("damage", ["store/CURRENT", "articles.sqlite", "graph.ttl", "report.json"])
def test_a_damaged_build_is_not_built_upon(few: Path, tmp_path: Path, damage: str) -> None:
    build([few], tmp_path / "out")
    path = tmp_path / "out" / damage
    path.write_bytes(b"x" * path.stat().st_size)
    (few / "new.txt").write_text(item("777", BODY), encoding="utf-8")
    build([few], tmp_path / "out")
    build([few], tmp_path / "once")
    assert read_outputs(tmp_path / "out") == read_outputs(tmp_path / "once")
    assert read_quads(tmp_path / "out") == read_quads(tmp_path / "once")


def test_files_too_many_to_hold_are_read_again(
    few: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build([few], tmp_path / "once")
    monkeypatch.setattr(kg.build, "HELD_BYTES", 1000)
    told: list[tuple[str, int, int]] = []
    build([few], tmp_path / "out", progress=lambda *at: told.append(at))
    assert read_outputs(tmp_path / "out") == read_outputs(tmp_path / "once")
    assert ("extract", 4, 4) in told


def test_watching_tells_of_what_comes_and_goes(tmp_path: Path) -> None:
    changes = watch_paths([tmp_path], pause=0.01)
    next(changes)
    (tmp_path / "a.txt").write_text("a")
    next(changes)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "b.txt").write_text("b")
    next(changes)
    (tmp_path / "a.txt").unlink()
    next(changes)


def test_claims_are_read_from_the_cache_when_asked_for(few: Path, tmp_path: Path) -> None:
    with closing(Cache(tmp_path / "cache.sqlite", "1")) as cache:
        shelf, all_claims = ClaimShelf(cache), []
        for article in iter_articles([few]):
            extraction = extract_article(article)
            cache.add([pack_item(f"key-{article.id}", article, extraction)])
            marks = " ".join(claim.id.rpartition("-")[2] for claim in extraction.claims)
            shelf.put(article.id, f"key-{article.id}", marks)
            all_claims += extraction.claims
        assert sorted(shelf) == sorted(claim.id for claim in all_claims)
        assert len(shelf) == len(all_claims)
        assert all(shelf[claim.id] == claim for claim in all_claims)
        for missing in ("", "1", all_claims[0].id[:-1], all_claims[0].id + "0", "1-0123456789"):
            assert missing not in shelf
            assert shelf.get(missing) is None


def test_another_base_iri_reaches_every_thing(few: Path, tmp_path: Path) -> None:
    build([few], tmp_path / "out", base_iri="https://data.example.net/kg")
    text = (tmp_path / "out" / "graph.ttl").read_text(encoding="utf-8")
    assert "<https://data.example.net/kg/id/article/>" in text
    assert "https://example.org/diplomatic-kg/id/" not in text


# ---------------------------------------------------------------- ids and texts


def item(number: str, body: str, date: str = "5 กันยายน 2562", title: str = "นายกรัฐมนตรีหารือ") -> str:
    return f"{title}\n\nวันพฤหัสบดีที่ {date}\n{title}\n{body}\n\nที่มา : https://example.org/sample/{number}\n"


BODY = (
    "นายสมชาย ใจดี รัฐมนตรีว่าการกระทรวงการต่างประเทศ หารือทวิภาคีกับนาย Taro Yamada "
    "เอกอัครราชทูตญี่ปุ่นประจำประเทศไทย ณ กระทรวงการต่างประเทศ"
)


def test_two_texts_under_one_id_are_both_kept_and_listed(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(item("777", BODY + " วันนี้", "6 กันยายน 2562"), encoding="utf-8")
    (tmp_path / "in" / "b.txt").write_text(item("777", BODY), encoding="utf-8")
    build([tmp_path / "in"], tmp_path / "out")
    (shared,) = report_of(tmp_path / "out")["sharing_an_id"]  # type: ignore[misc]
    assert shared["id"] == "777"
    first, second = shared["kept_as"]
    assert first == "777"
    assert second.startswith("777-")
    assert len(second) == len("777-") + 6
    with ArticleFile(tmp_path / "out" / "articles.sqlite") as articles:
        kept = {article.id: article.published for article in articles}
    assert kept == {"777": "2019-09-05", second: "2019-09-06"}
    text = (tmp_path / "out" / "graph.ttl").read_text(encoding="utf-8")
    assert f"article:{second}" in text
    assert f"evidence:{second}-" in text


def test_which_of_two_texts_keeps_the_id_does_not_depend_on_their_order(tmp_path: Path) -> None:
    for name, order in (("one", "ab"), ("other", "ba")):
        folder = tmp_path / name
        folder.mkdir()
        (folder / f"{order[0]}.txt").write_text(item("777", BODY), encoding="utf-8")
        (folder / f"{order[1]}.txt").write_text(item("777", BODY + " วันนี้"), encoding="utf-8")
        build([folder], tmp_path / f"{name}-out")
    assert read_outputs(tmp_path / "one-out") == read_outputs(tmp_path / "other-out")


def test_adding_to_a_build_with_shared_ids_keeps_them(tmp_path: Path) -> None:
    texts = [item("777", BODY), item("777", BODY + " วันนี้"), item("778", BODY + " เมื่อวาน")]
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    build([tmp_path / "0.txt", tmp_path / "1.txt"], tmp_path / "out")
    (tmp_path / "out" / "cache.sqlite").unlink()
    build([tmp_path / "2.txt"], tmp_path / "out", add=True)
    build([tmp_path / f"{number}.txt" for number in range(3)], tmp_path / "once")
    assert read_outputs(tmp_path / "out") == read_outputs(tmp_path / "once")


def test_the_same_text_twice_is_one(few: Path, tmp_path: Path) -> None:
    path = sorted(few.iterdir())[0]
    build([few], tmp_path / "once")
    (few / "copy.txt").write_bytes(path.read_bytes())
    (few / "marked.txt").write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    build([few], tmp_path / "twice")
    assert read_outputs(tmp_path / "twice") == read_outputs(tmp_path / "once")
    assert report_of(tmp_path / "twice")["articles"] == 4


# ---------------------------------------------------------------- evidence and hostile text


def test_quotes_are_the_text_at_their_offsets(sample_out: Path) -> None:
    query = """PREFIX dip: <https://example.org/diplomatic-kg/ontology#> PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT ?id ?start ?end ?quote {
  ?e dip:article/dcterms:identifier ?id ; oa:start ?start ; oa:end ?end ; oa:exact ?quote
}"""
    store = open_store(sample_out)
    with ArticleFile(sample_out / "articles.sqlite") as articles:
        texts = {article.id: article.text for article in articles}
    rows = list(store.query(query))
    assert len(rows) > 200
    for row in rows:
        start, end = int(row["start"] or ""), int(row["end"] or "")
        assert texts[row["id"] or ""][start:end] == row["quote"]
    article = store.article(rows[0]["id"] or "")
    assert article is not None
    assert article.text == texts[article.id]


def test_hostile_articles_build_and_stay_text(tmp_path: Path) -> None:
    lines = [
        json.dumps(
            {"id": f"9{number}", "url": f"https://example.org/{number}", "published": "2019-09-05",
             "title": f"รัฐมนตรีหารือ {name}",
             "text": f"นาย{name} ใจดี รัฐมนตรีว่าการกระทรวงการต่างประเทศ {name} {BODY}"}
        )
        for number, name in enumerate(HOSTILE)
    ]  # fmt: skip
    (tmp_path / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
    build([tmp_path / "in.jsonl"], tmp_path / "out")
    store = open_store(tmp_path / "out" / "graph.ttl")
    assert len(store.query("SELECT ?t { ?a <http://purl.org/dc/terms/title> ?t }")) == len(HOSTILE)
    assert not store.query(
        "ASK { ?s ?p ?o FILTER(CONTAINS(STR(?s), 'evil.example') || CONTAINS(STR(?p), 'evil.example')) }"
    )


# ---------------------------------------------------------------- the cache


@pytest.fixture
def extracted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the articles that were really extracted, in this process."""
    ids: list[str] = []

    def spy(article: Article) -> Extraction:
        ids.append(article.id)
        return extract_article(article)

    monkeypatch.setattr(kg.extract, "extract_article", spy)
    return ids


def test_only_new_and_changed_items_are_extracted_again(
    few: Path, tmp_path: Path, extracted: list[str]
) -> None:
    build([few], tmp_path / "out")
    assert len(extracted) == 4
    (few / "new.txt").write_text(item("777", BODY), encoding="utf-8")
    build([few], tmp_path / "out")
    assert extracted[4:] == ["777"]
    (few / "new.txt").write_text(item("777", BODY + " วันนี้"), encoding="utf-8")
    build([few], tmp_path / "out")
    assert extracted[5:] == ["777"]


def test_nothing_changed_is_told_and_costs_nothing(few: Path, tmp_path: Path) -> None:
    build([few], tmp_path / "out")
    before = read_outputs(tmp_path / "out")
    result = build([few], tmp_path / "out")
    assert result.unchanged
    assert read_outputs(tmp_path / "out") == before
    (tmp_path / "out" / "graph.ttl").write_text("cut")
    assert not build([few], tmp_path / "out").unchanged
    assert read_outputs(tmp_path / "out") == before


def test_new_code_or_data_makes_the_cache_void(
    few: Path, tmp_path: Path, extracted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    build([few], tmp_path / "out")
    monkeypatch.setattr(kg.build, "build_version", lambda: "another")
    build([few], tmp_path / "out")
    assert len(extracted) == 8


@pytest.mark.parametrize("damage", [b"", b"not a database at all" * 100, None])
def test_a_damaged_cache_only_costs_time(few: Path, tmp_path: Path, damage: bytes | None) -> None:
    build([few], tmp_path / "out")
    before = read_outputs(tmp_path / "out")
    cache = tmp_path / "out" / "cache.sqlite"
    cache.write_bytes(cache.read_bytes()[:5000] if damage is None else damage)
    (tmp_path / "out" / "report.json").unlink()
    build([few], tmp_path / "out")
    assert read_outputs(tmp_path / "out") == before


def test_packing_keeps_all(sample_path: Path) -> None:
    for article in iter_articles([sample_path]):
        extraction = extract_article(article)
        assert unpack_item(pack_item("key", article, extraction), article.path) == (article, extraction)


# ---------------------------------------------------------------- faults


def test_an_article_that_breaks_extraction_is_a_reject(
    few: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = sorted(few.iterdir())[1].stem

    def fail(article: Article) -> Extraction:
        if article.id == broken:
            raise ValueError("odd text")
        return extract_article(article)

    monkeypatch.setattr(kg.extract, "extract_article", fail)
    result = build([few], tmp_path / "out")
    assert result.report["articles"] == 3
    assert result.report["dropped"]["by_reason"] == {"extraction failed": 1}
    assert "ValueError: odd text" in result.report["dropped"]["first"][0]["detail"]
    assert result.report["dropped"]["first"][0]["path"].endswith(f"{broken}.txt")


@pytest.mark.parametrize("stage", ["extract", "resolve", "turtle", "store", "derive", "page"])
@pytest.mark.parametrize("fault", [KeyboardInterrupt, OSError])
def test_a_build_that_stops_leaves_the_last_good_graph(
    few: Path, tmp_path: Path, stage: str, fault: type[BaseException]
) -> None:
    paths = sorted(few.iterdir())
    page = stage == "page"
    build(paths[:2], tmp_path / "out", page=page)
    before, quads = (tmp_path / "out" / "graph.ttl").read_bytes(), read_quads(tmp_path / "out")

    def stop(at: str, done: int, total: int) -> None:
        if at == stage:
            raise fault("disk full")

    with pytest.raises((KeyboardInterrupt, BuildError)):
        build([few], tmp_path / "out", progress=stop, page=page)
    assert (tmp_path / "out" / "graph.ttl").read_bytes() == before
    assert read_quads(tmp_path / "out") == quads
    build([few], tmp_path / "out", page=page)
    build([few], tmp_path / "undisturbed", page=page)
    undisturbed = (tmp_path / "undisturbed" / "graph.ttl").read_bytes()
    assert (tmp_path / "out" / "graph.ttl").read_bytes() == undisturbed


def test_what_was_extracted_survives_an_interruption(few: Path, tmp_path: Path, extracted: list[str]) -> None:
    def stop(at: str, done: int, total: int) -> None:
        if at == "resolve":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build([few], tmp_path / "out", progress=stop)
    assert len(extracted) == 4
    build([few], tmp_path / "out")
    assert len(extracted) == 4


def test_the_first_build_stopped_while_it_extracts_gives_the_graph_so_far(
    few: Path, tmp_path: Path, extracted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.build.CHUNK", 1)

    def stop(stage: str, done: int, total: int) -> None:
        if stage == "extract" and done == 2:
            raise KeyboardInterrupt

    report = build([few], tmp_path / "out", progress=stop, workers=1).report
    assert (report["articles"], report["not_reached"]) == (2, 2)
    so_far = read_quads(tmp_path / "out")
    assert so_far
    with pytest.raises(KeyboardInterrupt):  # there is a graph now: it stands
        build([few], tmp_path / "out", progress=lambda *_: stop("extract", 2, 4), workers=1)
    assert read_quads(tmp_path / "out") == so_far
    assert build([few], tmp_path / "out").report["not_reached"] == 0
    assert len(extracted) == 4
    build([few], tmp_path / "once")
    assert read_outputs(tmp_path / "out") == read_outputs(tmp_path / "once")


def test_two_builds_at_once_are_one_too_many(few: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with lock_outputs(tmp_path / "out", ".build"), pytest.raises(StoreError, match="another build"):
        build([few], tmp_path / "out")


@pytest.mark.parametrize(
    ("make", "error", "said"),
    [
        (lambda path: [path / "none"], ReadError, "does not exist"),
        (lambda path: [], BuildError, "at least one"),
        (lambda path: [_empty(path)], BuildError, "none of the 1 items read is an article"),
    ],
)
def test_what_cannot_be_built_is_told(
    tmp_path: Path, make: Callable[[Path], list[Path]], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        build(make(tmp_path), tmp_path / "out")
    assert not (tmp_path / "out" / "graph.ttl").exists()


def _empty(path: Path) -> Path:
    (path / "empty.txt").write_text("\n")
    return path / "empty.txt"


def test_an_output_folder_that_cannot_be_made_is_told(few: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BuildError, match="cannot be made"):
        build([few], tmp_path / "file" / "out")


def test_a_broken_decisions_file_stops_before_anything_is_touched(few: Path, tmp_path: Path) -> None:
    build([few], tmp_path / "out")
    before = read_outputs(tmp_path / "out")
    (tmp_path / "decisions.yaml").write_text("- same: [a\n")
    with pytest.raises(Exception, match=r"decisions\.yaml"):
        build([few], tmp_path / "out", decisions_path=tmp_path / "decisions.yaml")
    assert read_outputs(tmp_path / "out") == before


def test_a_reader_keeps_its_store_while_another_is_built(few: Path, tmp_path: Path) -> None:
    paths = sorted(few.iterdir())
    build(paths[:1], tmp_path / "out")
    store = open_store(tmp_path / "out")
    asked = "SELECT ?a { ?a a <https://example.org/diplomatic-kg/ontology#Article> }"
    before = len(store.query(asked))
    build([few], tmp_path / "out")
    assert len(store.query(asked)) == before
    assert len(open_store(tmp_path / "out").query(asked)) > before


# ---------------------------------------------------------------- which articles feed the graph


DOMESTIC = item(
    "888", "กรมชลประทานเปิดประตูระบายน้ำในจังหวัดเชียงใหม่เพื่อช่วยเกษตรกรในฤดูแล้ง", title="กรมชลประทานเปิดประตูระบายน้ำ"
)


def test_only_diplomatic_articles_feed_the_graph(tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text(DOMESTIC, encoding="utf-8")
    (tmp_path / "other.txt").write_text(item("777", BODY), encoding="utf-8")

    def kept(result: BuildResult) -> set[str]:
        query = "SELECT ?id { ?a <http://purl.org/dc/terms/identifier> ?id }"
        return {row["id"] or "" for row in open_store(result.out).query(query)}

    paths = [tmp_path / "in.txt", tmp_path / "other.txt"]
    result = build(paths, tmp_path / "out")
    assert (result.report["articles"], result.report["recognised"]) == (2, 1)
    assert kept(result) == {"777"}
    assert kept(build(paths, tmp_path / "all", all_items=True)) == {"777", "888"}


def test_keys_tell_how_an_item_is_read() -> None:
    raw = b"<p>x</p>"
    assert hash_source(Source("a", "html", raw)) != hash_source(Source("a", "item", raw))
    assert hash_source(Source("a", "html", raw)) == hash_source(Source("b", "html", raw))


def test_an_item_that_cannot_be_read_is_a_reject() -> None:
    assert extract_item("k", Source("x.jsonl", "record", b"{}")).article == ""


def test_the_articles_file_is_an_ordinary_database(sample_out: Path, tmp_path: Path) -> None:
    shutil.copy(sample_out / "articles.sqlite", tmp_path / "copy.sqlite")
    with sqlite3.connect(tmp_path / "copy.sqlite") as db:
        (count,) = db.execute("SELECT count(*) FROM article WHERE length(text) > 100").fetchone()
    assert count == report_of(sample_out)["articles"]


# ---------------------------------------------------------------- time and certainty


def test_stated_terms_and_visits_put_off_reach_the_graph_with_their_words(tmp_path: Path) -> None:
    title = "เอกอัครราชทูตเปรูเข้าเยี่ยมคารวะรองนายกรัฐมนตรี"
    body = (
        "เมื่อวันที่ 4 กันยายน 2562 นายเฟร์นันโด กีโรส เอกอัครราชทูตเปรูประจำประเทศไทย "
        "เข้าเยี่ยมคารวะนายวิษณุ เครืองาม รองนายกรัฐมนตรี ในโอกาสเข้ารับตำแหน่งเมื่อเดือนสิงหาคม 2562"
    )
    off = "นายกรัฐมนตรียกเลิกการเยือนสาธารณรัฐประชาธิปไตยประชาชนลาวอย่างเป็นทางการ ซึ่งมีกำหนดในวันที่ 20 กันยายน 2562"
    later = "นายกรัฐมนตรีเลื่อนการเยือนญี่ปุ่นอย่างเป็นทางการออกไป เนื่องจากพายุไต้ฝุ่น"
    lines = [
        json.dumps({"id": ident, "published": "2019-09-05", "title": head, "text": text}, ensure_ascii=False)
        for ident, head, text in (
            ("1", title, body),
            ("2", "นายกรัฐมนตรียกเลิกการเยือนลาว", off),
            ("4", "นายกรัฐมนตรีเลื่อนการเยือนญี่ปุ่น", later),
        )
    ]
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    build([path], tmp_path / "out", workers=1)
    store = open_store(tmp_path / "out")
    prefixes = (
        "PREFIX dip: <https://example.org/diplomatic-kg/ontology#> PREFIX oa: <http://www.w3.org/ns/oa#> "
        "PREFIX state: <https://example.org/diplomatic-kg/scheme/activity-status/> "
    )
    terms = store.query(
        prefixes
        + "SELECT ?start (DATATYPE(?start) AS ?type) ?quote WHERE { ?tenure dip:statedStart ?start ; "
        'dip:evidence ?evidence . ?evidence dip:rule "term-start" ; oa:exact ?quote }'
    )
    (term,) = terms
    assert (term["start"], str(term["type"]).rpartition("#")[2]) == ("2019-08", "gYearMonth")
    assert "เข้ารับตำแหน่งเมื่อเดือนสิงหาคม 2562" in str(term["quote"])
    called_off = store.query(
        prefixes
        + "SELECT ?country ?status WHERE { ?visit dip:activityStatus ?status ; dip:inCountry ?country . "
        "FILTER(?status IN (state:postponed, state:cancelled)) }"
    )
    told = {(str(row["country"])[-2:], str(row["status"]).rpartition("/")[2]) for row in called_off}
    assert told == {("LA", "cancelled"), ("JP", "postponed")}
    rows = list(store.query("planned-activities"))
    assert {row["status_en"] for row in rows} == {"cancelled", "postponed"}
    assert not list(store.query(prefixes + "SELECT ?who WHERE { ?who dip:visitedCountry ?country }"))


def test_neither_rules_nor_the_page_ask_for_what_rules_make(sample_out: Path, tmp_path: Path) -> None:
    store = open_store(sample_out)
    made = {predicate for _, predicate, _ in derive_triples(store)}
    assert len(made) == len(list((ontology_path() / "rules").glob("*.rq")))
    bare = open_store(tmp_path / "bare", read_only=False)
    bare.extend((triple, "") for triple in store.iter_triples() if triple[1] not in made)
    assert derive_triples(bare) == derive_triples(store)
    assert render_page(bare) == render_page(store)
