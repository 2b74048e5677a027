"""The stages joined: paths → articles → claims → things → store, Turtle, page and report.

A build writes into ``OUT/.next`` and puts all of it in place at the end, so that whatever interrupts it
leaves the last good graph. What was extracted is kept in ``OUT/cache.sqlite`` under the hash of the item's
bytes and of the code and data that read it, so that only new and changed items are ever extracted again. The
outputs depend on the set of items alone: not on their order, on where they lay, or on how many processes
worked.
"""

from __future__ import annotations

import gc
import hashlib
import io
import itertools
import json
import os
import re
import shutil
import sqlite3
import sys
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from importlib.metadata import PackageNotFoundError, requires
from importlib.metadata import version as find_installed
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol

from kg.memo import Memo, leave_functions, load_memo, recall_functions
from kg.model import (
    Article,
    Claim,
    Evidence,
    Extraction,
    KgError,
    QueryError,
    Reject,
    Resolution,
    StoreError,
    hash_file,
)
from kg.network import Quote
from kg.settings import DEFAULT_BASE_IRI, data_path, ontology_path, parse_base_iri
from kg.store import (
    NEXT,
    OLD,
    READY,
    ArticleFile,
    copy_store,
    finish_swap,
    iter_parts,
    lock_outputs,
    open_store,
    read_header,
    sort_key,
    write_pieces,
    write_turtle,
)

if TYPE_CHECKING:
    from kg.resolve import Decisions, Said
    from kg.resolve.blocks import Blocks, Judge, PairFinder, Verdict
    from kg.store import Store, Triple
    from kg.text import Source

CHUNK = 64  # items that travel to a worker at once
SHELF = 4096  # articles whose claims are held in memory while the graph is written
POOL_FROM = 256  # fewer items than this are extracted in this process
HELD_BYTES = 64_000_000  # new items up to this size are kept from the first reading
LISTED = 200  # examples of a kind that the report lists in full
_CACHE_FORM = 2  # of the tables in the cache
MEMO = "memo.sqlite"  # what the stages after extraction worked out, in the output folder
PAGE_NODES = 600  # nodes that the page opens with

Progress = Callable[[str, int, int], None]
"""Called with the stage, how far it is and how far it goes (0: nobody knows): ``("extract", 640, 20580)``."""


def _say_nothing(stage: str, done: int, total: int) -> None:
    return


@dataclass(frozen=True, slots=True)
class BuildResult:
    """Where the outputs are and what they hold. ``report`` is what report.json says."""

    out: Path
    report: Mapping[str, Any]
    unchanged: bool = False


class BuildError(KgError):
    """A build that cannot be done."""


# ---------------------------------------------------------------- one item: its article and claims, as bytes


@dataclass(frozen=True, slots=True)
class Item:
    """An item as the cache keeps it. ``body`` holds the article, or why it was rejected; ``claims`` the
    rest.
    """

    key: str
    article: str  # the article's id; "" for a reject
    published: str
    text_hash: str
    body: bytes = b""
    claims: bytes = b""


def _pack(value: object) -> bytes:
    return zlib.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), 1)


def _unpack(packed: bytes) -> Any:
    return json.loads(zlib.decompress(packed))


def pack_item(key: str, article: Article, extraction: Extraction) -> Item:
    """An article and what was extracted from it → the form that is cached."""
    rows = []
    for claim in extraction.claims:
        ev = claim.evidence
        quote = None if ev.quote == claim.value else ev.quote
        rows.append(
            [claim.id, claim.kind, claim.subject, claim.property, claim.value, ev.start, ev.end, ev.rule,
             list(claim.qualifiers), claim.confidence, list(claim.basis), quote]
        )  # fmt: skip
    a = article
    rejects = [[r.path, r.reason, r.detail] for r in extraction.rejects]
    claims = [extraction.published, extraction.diplomatic, rejects, rows]
    text_hash = hashlib.sha256(f"{a.title}\x1f{a.text}".encode("utf-8", "replace")).hexdigest()
    body = [a.id, a.url, a.title, a.published, a.text, a.body_start]
    return Item(key, a.id, a.published, text_hash, _pack(body), _pack(claims))


def unpack_article(item: Item, path: str = "") -> Article:
    """The article from its cached form."""
    article_id, url, title, published, text, body_start = _unpack(item.body)
    return Article(article_id, url, title, published, text, path, body_start)


def unpack_extraction(item: Item) -> Extraction:
    """What was extracted, from its cached form."""
    published, diplomatic, rejects, rows = _unpack(item.claims)
    one: dict[str, str] = {}  # of equal strings only one is kept
    share = one.setdefault
    claims = tuple(
        Claim(
            row[0], share(row[1], row[1]), share(row[2], row[2]), share(row[3], row[3]), row[4],
            Evidence(item.article, row[5], row[6], row[11] or row[4], share(row[7], row[7])),
            tuple((share(k, k), share(v, v)) for k, v in row[8]), row[9], tuple(row[10]),
        )
        for row in rows
    )  # fmt: skip
    return Extraction(item.article, published, diplomatic, claims, tuple(Reject(*row) for row in rejects))


def unpack_item(item: Item, path: str = "") -> tuple[Article, Extraction]:
    """The article and its extraction from their cached form."""
    return unpack_article(item, path), unpack_extraction(item)


def extract_item(key: str, source: Source) -> Item:
    """Parse and extract one item. A failure becomes a reject: one odd item never stops the others."""
    from kg.text import parse_source

    try:
        article = parse_source(source)
    except Exception as error:
        return _pack_reject(key, Reject("", "cannot be read", _describe(error)))
    if isinstance(article, Reject):
        return _pack_reject(key, article)
    return _extract(key, article)


def _extract(key: str, article: Article) -> Item:
    from kg.extract import extract_article

    try:
        return pack_item(key, article, extract_article(article))
    except Exception as error:
        return _pack_reject(key, Reject("", "extraction failed", _describe(error)))


def _pack_reject(key: str, reject: Reject) -> Item:
    return Item(key, "", "", "", _pack([reject.reason, reject.detail]))


def _describe(error: Exception) -> str:
    import traceback

    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({Path(frame.filename).name}:{frame.lineno})"


def _extract_chunk(chunk: Sequence[tuple[str, Source]]) -> list[Item]:
    """What a worker process does."""
    return [extract_item(key, source) for key, source in chunk]


def _start_worker() -> None:
    """Workers leave Ctrl-C to the process that started them, and end when it has ended."""
    import multiprocessing
    import signal
    import threading
    from multiprocessing.connection import wait as wait_for

    def leave() -> None:
        parent = multiprocessing.parent_process()
        if parent is not None:
            wait_for([parent.sentinel])
            os._exit(1)

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=leave, daemon=True).start()
    get_ready()


def get_ready() -> None:
    """Load what extraction needs once, and keep the collector of circles from looking through it all day."""
    from kg.extract import extract_article, get_ready

    get_ready()
    extract_article(Article("", "", "", "", ""))
    gc.freeze()
    gc.set_threshold(1_000_000, 50, 50)


# ---------------------------------------------------------------- the cache


def build_version() -> str:
    """A hash of the code, data and libraries that turn an item into claims: when it changes, the cache no
    longer counts.
    """
    package = Path(__file__).resolve().parent
    code = _hash_files(
        [package / f"{name}.py" for name in ("model", "text", "dates", "lexicon", "countries")],
        (package / "extract").rglob("*.py"),
        (data_path() / "gazetteer").rglob("*"),
        (data_path() / "patterns").rglob("*"),
    )
    return hashlib.sha256(f"{code} {list_libraries()} {sys.version}".encode()).hexdigest()


@lru_cache(maxsize=1)
def list_libraries() -> list[str]:
    """The libraries that this package asks for, with the versions that are installed."""
    found = []
    with suppress(PackageNotFoundError):
        for wanted in requires("diplomatic-kg") or ():
            if "extra ==" not in wanted and (name := re.match(r"[\w.-]+", wanted)):
                with suppress(PackageNotFoundError):
                    found.append(f"{name[0]} {find_installed(name[0])}")
    return sorted(found)


def _hash_files(*groups: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for group in groups:
        for path in sorted(path for path in group if path.is_file() and "__pycache__" not in path.parts):
            content = path.read_bytes()
            digest.update(f"{path.name}\x1f{len(content)}\x1f".encode())
            digest.update(content)
    return digest.hexdigest()


class Cache:
    """Items by key in one SQLite file, and beside them what they say, as resolution reads it.

    A broken file is thrown away: it only ever saves time.
    """

    def __init__(self, path: Path, version: str) -> None:
        self._path, self._version = path, version
        try:
            self._db = self._open()
        except sqlite3.DatabaseError:
            path.unlink(missing_ok=True)
            self._db = self._open()

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path)
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=OFF")
        if db.execute("PRAGMA user_version").fetchone() != (_CACHE_FORM,):
            db.execute("DROP TABLE IF EXISTS item")
            db.execute(f"PRAGMA user_version = {_CACHE_FORM}")
        db.execute(
            "CREATE TABLE IF NOT EXISTS item (key TEXT, version TEXT, article TEXT, published TEXT,"
            " text_hash TEXT, claims BLOB, body BLOB, PRIMARY KEY (key, version))"
        )
        db.execute(
            "CREATE TABLE IF NOT EXISTS said (key TEXT PRIMARY KEY, version TEXT, rows BLOB) WITHOUT ROWID"
        )
        for table in ("item", "said"):
            db.execute(f"SELECT count(*) FROM {table} WHERE version = ''").fetchone()
        return db

    def _select(self, columns: str, key: str) -> Any:
        return self._db.execute(
            f"SELECT {columns} FROM item WHERE key = ? AND version = ?", (key, self._version)
        ).fetchone()

    @property
    def version(self) -> str:
        """Which version of extraction the items are of."""
        return self._version

    def find(self, key: str) -> Item | None:
        """The item without what is packed, if it was extracted by this version."""
        row = self._select("article, published, text_hash", key)
        return Item(key, *row) if row else None

    def load(self, key: str) -> Item:
        """The item whole; KeyError when it is not there."""
        row = self._select("article, published, text_hash, body, claims", key)
        if row is None:
            raise KeyError(key)
        return Item(key, *row)

    def load_extraction(self, key: str) -> Extraction:
        """What was extracted from the item; KeyError when it is not there."""
        row = self._select("article, published, text_hash, claims", key)
        if row is None:
            raise KeyError(key)
        return unpack_extraction(Item(key, row[0], row[1], row[2], claims=row[3]))

    def add(self, items: Iterable[Item]) -> None:
        """Keep items, now and for later builds."""
        rows = [(i.key, self._version, i.article, i.published, i.text_hash, i.claims, i.body) for i in items]
        with self._db:
            self._db.executemany("INSERT OR REPLACE INTO item VALUES (?,?,?,?,?,?,?)", rows)

    def find_said(self, key: str, version: str) -> Any:
        """What the item says, as kept by ``add_said`` for this version; None when it was not."""
        row = self._db.execute(
            "SELECT rows FROM said WHERE key = ? AND version = ?", (key, version)
        ).fetchone()
        return _unpack(row[0]) if row else None

    def add_said(self, rows: Iterable[tuple[str, str, bytes]]) -> None:
        """Keep what items say: their keys, the version that read them, and the packed rows."""
        with self._db:
            self._db.executemany("INSERT OR REPLACE INTO said VALUES (?,?,?)", rows)

    def drop_others(self, keys: Iterable[str]) -> None:
        """Forget what other versions extracted, and the items that are not among ``keys``."""
        with self._db:
            self._db.execute("CREATE TEMP TABLE used (key TEXT PRIMARY KEY)")
            self._db.executemany("INSERT OR IGNORE INTO used VALUES (?)", ((key,) for key in keys))
            self._db.execute(
                "DELETE FROM item WHERE version <> ? OR key NOT IN (SELECT key FROM used)", (self._version,)
            )
            self._db.execute("DELETE FROM said WHERE key NOT IN (SELECT key FROM used)")
            self._db.execute("DROP TABLE used")

    def close(self) -> None:
        """Close the file."""
        self._db.close()


# ---------------------------------------------------------------- reading and extracting


@dataclass
class _Reading:
    """What was read: the items without their payloads, where each lay, and what was not used."""

    items: dict[str, Item] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    read: int = 0
    extracted: int = 0
    left: int = 0  # not extracted, for somebody stopped it


def hash_source(source: Source) -> str:
    """The key of an item: a hash of its bytes and of how they are read."""
    digest = hashlib.sha256(source.kind.encode() + b"\x1f")
    digest.update(source.raw)
    return digest.hexdigest()[:40]


def _read(
    paths: Sequence[str | Path],
    cache: Cache,
    old: Iterable[tuple[Item, str]],
    engine: Engine,
    stoppable: bool,
    progress: Progress,
) -> _Reading:
    """Read everything once to know what is new, then extract that.

    What is new stays in memory while it is little; else it is read once more. ``stoppable``: an interruption
    ends the extraction and no more, if there is anything yet.
    """
    from kg.text import iter_sources

    reading = _Reading()
    for item, path in old:
        reading.items[item.key] = item
        reading.paths[item.key] = path
    new: set[str] = set()
    held: list[tuple[str, Source]] = []
    room = HELD_BYTES
    for source in iter_sources(paths, reading.rejects):
        reading.read += 1
        if reading.read % 1000 == 0:
            progress("read", reading.read, 0)
        key = hash_source(source)
        known = reading.paths.get(key)
        reading.paths[key] = source.path if known is None else min(known, source.path)
        if known is not None:
            continue
        found = cache.find(key)
        if found is not None:
            reading.items[key] = found
            continue
        new.add(key)
        room -= len(source.raw)
        if room >= 0:
            held.append((key, source))
        else:
            held.clear()

    def iter_again() -> Iterator[tuple[str, Source]]:
        waiting = set(new)
        for source in iter_sources(paths, []):
            key = hash_source(source)
            if key in waiting:
                waiting.remove(key)
                yield key, source
        for key in waiting:  # changed while it was read
            reading.rejects.append(Reject(reading.paths.pop(key), "gone while it was read"))

    try:
        for items in engine.extract(iter(held) if room >= 0 else iter_again()):
            cache.add(items)
            for item in items:
                reading.items[item.key] = replace(item, body=b"", claims=b"")
            reading.extracted += len(items)
            progress("extract", reading.extracted, len(new))
    except KeyboardInterrupt:
        if not stoppable or not reading.extracted:
            raise
        reading.left = len(new - reading.items.keys())
        progress("stop", reading.extracted, len(new))
    return reading


class Engine(Protocol):
    """Where a build's work is done: ``extract`` items, ``compare`` mentions, ``write`` parts of N-Quads."""

    def extract(self, sources: Iterator[tuple[str, Source]]) -> Iterator[list[Item]]:
        """Extract a stream of items."""
        ...

    def compare(
        self, blocks: Blocks, things: Mapping[str, Any], pairs: PairFinder, judge: Judge
    ) -> list[Verdict]:
        """Compare what shares a blocking key."""
        ...

    def write(self, parts: Iterator[tuple[str, bytes]], folder: Path) -> None:
        """Write RDF, given in pieces with the name of their format, into a folder; or do not."""
        ...


@dataclass(frozen=True, slots=True)
class LocalEngine:
    """This machine, with so many processes."""

    workers: int

    def extract(self, sources: Iterator[tuple[str, Source]]) -> Iterator[list[Item]]:
        """Extract a stream of items, in processes of their own when they are many."""
        return _extract_all(sources, self.workers)

    def compare(
        self, blocks: Blocks, things: Mapping[str, Any], pairs: PairFinder, judge: Judge
    ) -> list[Verdict]:
        """Compare what shares a blocking key."""
        from kg.resolve.blocks import compare_here

        return compare_here(blocks, things, pairs, judge)

    def write(self, parts: Iterator[tuple[str, bytes]], folder: Path) -> None:
        """Nothing: graph.ttl and the store hold it all."""


def _extract_all(sources: Iterator[tuple[str, Source]], workers: int) -> Iterator[list[Item]]:
    """Extract a stream of items; in this process when they are few, else in a pool, a few chunks ahead."""
    chunks = _iter_chunks(sources)
    first: list[list[tuple[str, Source]]] = []
    for chunk in chunks:
        first.append(chunk)
        if sum(map(len, first)) >= POOL_FROM:
            break
    all_chunks = itertools.chain(first, chunks)
    if workers == 1 or sum(map(len, first)) < POOL_FROM:
        for chunk in all_chunks:
            yield _extract_chunk(chunk)
        return
    import multiprocessing

    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_start_worker)
    waiting: set[Future[list[Item]]] = set()
    try:
        for chunk in all_chunks:
            waiting.add(pool.submit(_extract_chunk, chunk))
            if len(waiting) >= workers * 3:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    yield future.result()
        for future in list(waiting):
            yield future.result()
    except BrokenProcessPool as error:
        raise BuildError(
            "a worker process ended unexpectedly (out of memory?). What was extracted is kept: run the build "
            "again, with --workers 1 if need be"
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _iter_chunks(sources: Iterator[tuple[str, Source]]) -> Iterator[list[tuple[str, Source]]]:
    chunk: list[tuple[str, Source]] = []
    for source in sources:
        chunk.append(source)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


# ---------------------------------------------------------------- one id, one text


@dataclass(frozen=True, slots=True)
class _Named:
    """An item and the id its article goes by in the graph."""

    id: str
    key: str


def name_items(items: Iterable[Item]) -> tuple[list[_Named], list[dict[str, Any]]]:
    """Give each different text its own id: (items by id, a list of what shared an id).

    Of several texts under one id the earliest keeps it and each other gets ``<id>-<6 hex digits of its
    hash>``; the same text twice counts once.
    """
    by_id: dict[str, dict[str, Item]] = defaultdict(dict)
    copies: Counter[str] = Counter()
    for item in items:
        if not item.article:
            continue
        known = by_id[item.article].get(item.text_hash)
        if known is not None:
            copies[item.article] += 1
        if known is None or item.key < known.key:
            by_id[item.article][item.text_hash] = item
    named: list[_Named] = []
    shared: list[dict[str, Any]] = []
    for article_id, texts in sorted(by_id.items()):
        ranked = sorted(texts.values(), key=lambda item: (item.published, item.text_hash))
        ids = [article_id, *(f"{article_id}-{item.text_hash[:6]}" for item in ranked[1:])]
        named += [_Named(name, item.key) for name, item in zip(ids, ranked, strict=True)]
        if len(ids) > 1 or copies[article_id]:
            shared.append({"id": article_id, "kept_as": ids, "copies": copies[article_id]})
    return sorted(named, key=lambda item: item.id), shared


def _settle_items(named: Sequence[_Named], reading: _Reading, cache: Cache) -> dict[str, str]:
    """Article id → its key in the cache. What goes by another id than its own is extracted under that."""
    keys: dict[str, str] = {}
    for one in named:
        key = one.key
        if one.id != reading.items[key].article:
            key = f"{one.key}#{one.id}"
            renamed = cache.find(key)
            if renamed is None:
                article = replace(unpack_article(cache.load(one.key)), id=one.id)
                renamed = _extract(key, article)
                cache.add([renamed])
            if not renamed.article:
                reading.rejects.append(Reject(one.id, _unpack(cache.load(key).body)[0]))
                continue
        keys[one.id] = key
    return keys


def _write_articles(
    path: Path,
    last: Path | None,
    named: Sequence[_Named],
    keys: Mapping[str, str],
    reading: _Reading,
    cache: Cache,
) -> None:
    """The file of the articles' texts: the ``last`` build's, if any, with what changed since."""
    wanted = {one.id: (one.key, reading.paths.get(one.key, "")) for one in named if one.id in keys}
    try:
        if last is not None:
            shutil.copyfile(last, path)
        with ArticleFile(path, create=True) as articles:
            kept = dict(articles.iter_keys())
            for article_id in kept.keys() - {i for i, one in wanted.items() if kept.get(i) == one}:
                articles.remove(article_id)
                del kept[article_id]
            for article_id in wanted.keys() - kept.keys():
                key, source = wanted[article_id]
                articles.add(unpack_article(cache.load(keys[article_id]), source), key)
    except (StoreError, sqlite3.Error):
        if last is None:
            raise
        path.unlink(missing_ok=True)
        _write_articles(path, None, named, keys, reading, cache)


@dataclass
class _Told:
    """What all articles say: for resolution, for the report, and where their claims are."""

    said: Said
    claims: ClaimShelf
    diplomatic: list[str] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)


class ClaimShelf(Mapping[str, Claim]):
    """The claims of a build by id, read from its cache article by article when they are asked for."""

    def __init__(self, cache: Cache, decisions_hash: str = "") -> None:
        self._cache, self._decisions_hash = cache, decisions_hash
        self._keys: dict[str, str] = {}
        self._marks: dict[str, str] = {}  # article → the ends of its claims' ids, with blanks between
        self._changed: dict[str, Extraction] = {}
        self._open = lru_cache(maxsize=SHELF)(self._load)

    def put(self, article_id: str, key: str, marks: str, changed: Extraction | None = None) -> None:
        """Make an article's claims known; ``changed``: by decisions, so that the cache has them otherwise."""
        self._keys[article_id], self._marks[article_id] = key, marks
        if changed is not None:
            self._changed[article_id] = changed

    def find_version(self, article_id: str) -> str:
        """What an article's claims depend on, beside the code."""
        key = self._keys.get(article_id, "")
        return f"{key} {self._decisions_hash}" if article_id in self._changed else key

    def _load(self, article_id: str) -> dict[str, Claim]:
        extraction = self._changed.get(article_id)
        if extraction is None:
            extraction = self._cache.load_extraction(self._keys[article_id])
        return {claim.id: claim for claim in extraction.claims}

    def __contains__(self, claim_id: object) -> bool:
        article_id, _, mark = str(claim_id).rpartition("-")
        return len(mark) == 10 and mark in self._marks.get(article_id, "")

    def __getitem__(self, claim_id: str) -> Claim:
        return self._open(claim_id.rpartition("-")[0])[claim_id]

    def __iter__(self) -> Iterator[str]:
        return (f"{article_id}-{mark}" for article_id, marks in self._marks.items() for mark in marks.split())

    def __len__(self) -> int:
        return sum((len(marks) + 1) // 11 for marks in self._marks.values())


def _collect(
    keys: Mapping[str, str],
    cache: Cache,
    decisions: Decisions | None,
    decisions_hash: str,
    all_items: bool,
    progress: Progress,
) -> _Told:
    """What each article says, from the cache where this version of resolution has read it before."""
    from kg.resolve import Said, collect_article, load_knowledge, order_of, pack_said, unpack_said

    version = _hash_files([Path(__file__), *(Path(__file__).parent / "resolve").glob("*.py")])
    version = f"{version} {cache.version} {all_items}"
    known = load_knowledge()
    touched = {claim.rpartition("-")[0] for claim in decisions.touched_claims()} if decisions else set()
    told = _Told(Said(), ClaimShelf(cache, decisions_hash))
    new: list[tuple[str, str, bytes]] = []
    for count, article_id in enumerate(sorted(keys, key=order_of), 1):
        key = keys[article_id]
        rows = None if article_id in touched else cache.find_said(key, version)
        changed = None
        if rows is None:
            article, extraction = unpack_item(cache.load(key))
            if article_id in touched and decisions:
                changed = extraction = decisions.apply(extraction, article.text)
            said = collect_article(article, extraction, known, all_items=all_items)
            marks = " ".join(claim.id.rpartition("-")[2] for claim in extraction.claims)
            rejects = [[r.path, r.reason, r.detail] for r in extraction.rejects]
            rows = [extraction.diplomatic, rejects, marks, pack_said(said)]
            if changed is None:
                new.append((key, version, _pack(rows)))
        diplomatic, rejects, marks, packed = rows
        if diplomatic or all_items:
            told.diplomatic.append(article_id)
        told.rejects += (Reject(*reject) for reject in rejects)
        told.claims.put(article_id, key, marks, changed)
        told.said.add(unpack_said(packed))
        if count % 500 == 0:
            progress("load", count, len(keys))
    cache.add_said(new)
    return told


def _list_rejects(reading: _Reading, cache: Cache) -> list[Reject]:
    """The sources that gave no article, beside what reading itself dropped."""
    rejects = list(reading.rejects)
    for key, item in reading.items.items():
        if not item.article:
            reason, detail = _unpack(cache.load(key).body)
            rejects.append(Reject(reading.paths.get(key, ""), reason, detail))
    return sorted(rejects, key=lambda r: (r.reason, r.path, r.detail))


# ---------------------------------------------------------------- build


def build(
    paths: Sequence[str | Path],
    out: Path | str,
    *,
    add: bool = False,
    workers: int | None = None,
    all_items: bool = False,
    base_iri: str = DEFAULT_BASE_IRI,
    decisions_path: Path | None = None,
    page: bool = True,
    engine: Engine | None = None,
    progress: Progress = _say_nothing,
) -> BuildResult:
    """Build the graph of the articles in ``paths`` into the folder ``out``.

    ``add`` keeps the articles that are already there. ``workers``: processes that extract (None or 0: one per
    core). Only articles that tell of diplomacy feed the graph, unless ``all_items``; the others still teach
    who holds which post. ``decisions_path``: what people decided about identity (default:
    ``data/decisions.yaml``). ``engine``: where the work is done, if not in processes of this machine.

    KeyboardInterrupt leaves the last good graph. Where there is none yet it ends the extraction, and the
    graph is made of what was extracted; the report tells how many items were ``not_reached``.
    """
    base_iri = parse_base_iri(base_iri)
    out = Path(out)
    if not paths and not add:
        raise BuildError("give at least one file, folder or archive of articles")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BuildError(f"{out}: the output folder cannot be made ({error.strerror})") from error
    with lock_outputs(out, ".build", wait=False):
        finish_swap(out)
        shutil.rmtree(out / NEXT, ignore_errors=True)
        shutil.rmtree(out / OLD, ignore_errors=True)
        gc.disable()  # it would look through millions of values, none of which is in a circle
        work = partial(
            _build,
            paths,
            out,
            add,
            engine or LocalEngine(workers or _count_cores()),
            all_items,
            base_iri,
            decisions_path,
            page,
            progress,
        )
        try:
            try:
                return work()
            except _DAMAGE as error:
                # The cache and the last build only ever save time: once more without what may be damaged.
                if getattr(error, "sqlite_errorname", "") in _NO_DAMAGE:
                    raise
                if not isinstance(error, KgError):
                    _drop_cache(out)
                shutil.rmtree(out / NEXT, ignore_errors=True)
                return work(trusting=False)
        except (OSError, sqlite3.Error, StoreError) as error:
            raise BuildError(
                f"{out}: the build stopped: {error}. The last good graph still stands; "
                "when the cause is gone, the same command goes on"
            ) from error
        finally:
            gc.freeze()  # what is left is old: else the first thing that is made has it all looked through
            gc.unfreeze()
            gc.enable()
            if not (out / NEXT / READY).is_file():
                shutil.rmtree(out / NEXT, ignore_errors=True)  # it may be what fills the disk


# What a damaged cache or last build may raise, and what SQLite raises though nothing is damaged.
_DAMAGE = (
    sqlite3.DatabaseError, zlib.error, ValueError, LookupError, TypeError, RuntimeError, StoreError,
    QueryError,
)  # fmt: skip
_NO_DAMAGE = ("SQLITE_FULL", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_BUSY", "SQLITE_PERM")


def _drop_cache(out: Path) -> None:
    for path in out.glob("cache.sqlite*"):
        path.unlink(missing_ok=True)


def watch_paths(paths: Sequence[str | Path], pause: float = 2.0) -> Iterator[None]:
    """Once at first, then whenever the files in ``paths`` have changed and rested for ``pause`` seconds."""
    built: dict[str, tuple[int, int]] | None = None
    while True:
        seen = dict(_iter_stamps(paths))
        if built is None or seen != built:
            time.sleep(pause if built is not None else 0)
            if built is None or seen == dict(_iter_stamps(paths)):
                built = seen
                yield
            continue
        time.sleep(pause)


def _iter_stamps(paths: Iterable[str | Path]) -> Iterator[tuple[str, tuple[int, int]]]:
    """Each file with its size and the time of its last change."""
    for given in paths:
        files = [given]
        if os.path.isdir(given):
            files = [os.path.join(folder, name) for folder, _, names in os.walk(given) for name in names]
        for path in files:
            with suppress(OSError):
                told = os.stat(path)
                yield str(path), (told.st_size, told.st_mtime_ns)


def _count_cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _build(
    paths: Sequence[str | Path],
    out: Path,
    add: bool,
    engine: Engine,
    all_items: bool,
    base_iri: str,
    decisions_path: Path | None,
    page: bool,
    progress: Progress,
    trusting: bool = True,
) -> BuildResult:
    decisions, decisions_hash = _load_decisions(decisions_path)
    version = build_version()
    with closing(Cache(out / "cache.sqlite", version)) as cache:
        old = _iter_old(out, cache) if add else []
        reading = _read(paths, cache, old, engine, not (out / "store").is_dir(), progress)
        named, shared = name_items(reading.items.values())
        if not named:
            rejects = _list_rejects(reading, cache)
            why = f" (the first: {rejects[0].path}: {rejects[0].reason})" if rejects else ""
            raise BuildError(f"none of the {reading.read:,} items read is an article{why}")
        state = _hash_state(named, version, decisions_hash, base_iri, all_items, page)
        if (done := _find_unchanged(out, state)) is not None:
            return BuildResult(out, done, unchanged=True)
        fresh = out / NEXT
        fresh.mkdir()
        memo = load_memo(out / MEMO if trusting else None, _hash_work(version, base_iri))
        last = _find_last(out, memo) if trusting else None
        keys = _settle_items(named, reading, cache)
        articles_path = fresh / "articles.sqlite"
        last_articles = last.folder / "articles.sqlite" if last else None
        _write_articles(articles_path, last_articles, named, keys, reading, cache)
        told = _collect(keys, cache, decisions, decisions_hash, all_items, progress)
        rejects = _list_rejects(reading, cache) + told.rejects
        cache.drop_others([*reading.items, *keys.values()])
        report = _make_graph(fresh, told, decisions, base_iri, page, last, memo, engine, progress)
    report = {
        "state": state,
        "read": reading.read,
        "not_reached": reading.left,
        "articles": len(keys),
        "sharing_an_id": shared,
        "dropped": _summarize_rejects(rejects),
        **report,
    }
    (fresh / "report.json").write_text(
        json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    _sync(fresh)
    (fresh / READY).touch()
    finish_swap(out)
    return BuildResult(out, report)


def _sync(folder: Path) -> None:
    """Ask the system to write a folder's files to disk before they count as complete."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())


def _load_decisions(path: Path | None) -> tuple[Decisions | None, str]:
    from kg.resolve import load_decisions

    path = path or data_path() / "decisions.yaml"
    if not path.is_file():
        return (load_decisions(path), "") if path != data_path() / "decisions.yaml" else (None, "")
    return load_decisions(path), hashlib.sha256(path.read_bytes()).hexdigest()


def _iter_old(out: Path, cache: Cache) -> Iterator[tuple[Item, str]]:
    """What the last build held, extracted anew where the cache has it no more."""
    path = out / "articles.sqlite"
    if not path.is_file():
        return
    with ArticleFile(path) as articles:
        for article, key in articles.iter_with_keys():
            item = cache.find(key)
            if item is None:
                # Under a shared id the text goes by another name; its own is the part before the hash.
                original = article.id[:-7] if _is_renamed(article, articles) else article.id
                item = _extract(key, replace(article, id=original))
                cache.add([item])
            yield replace(item, body=b"", claims=b""), article.path


def _is_renamed(article: Article, articles: ArticleFile) -> bool:
    return article.id[-7:-6] == "-" and articles.get(article.id[:-7]) is not None


def _hash_state(
    named: Sequence[_Named], version: str, decisions_hash: str, base_iri: str, all_items: bool, page: bool
) -> str:
    package = Path(__file__).resolve().parent
    code = _hash_files(
        package.rglob("*.py"), package.glob("view/*"), ontology_path().rglob("*"), data_path().rglob("*.yaml")
    )
    digest = hashlib.sha256(f"{version} {code} {decisions_hash} {base_iri} {all_items} {page}".encode())
    for one in named:
        digest.update(f"\x1f{one.id} {one.key}".encode())
    return digest.hexdigest()


def _find_unchanged(out: Path, state: str) -> Mapping[str, Any] | None:
    """The report of the last build, if it was of exactly this and its outputs are there."""
    try:
        report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(report, dict) or report.get("state") != state:
        return None
    sizes = report.get("sizes", {})
    if any(not (out / name).is_file() or (out / name).stat().st_size != size for name, size in sizes.items()):
        return None
    return report if (out / "store" / "CURRENT").is_file() else None


def _hash_work(version: str, base_iri: str) -> str:
    """What results of the stages after extraction depend on, beside what they are given."""
    package = Path(__file__).resolve().parent
    code = _hash_files(package.rglob("*.py"), package.glob("view/*"), ontology_path().rglob("*"))
    return f"{version} {code} {base_iri}"


@dataclass(frozen=True, slots=True)
class _Last:
    """The last build: its folder, and the pieces of its Turtle by key, with where they begin and end there
    and what they told of others. Derived triples stand after them all.
    """

    folder: Path
    pieces: Mapping[str, tuple[int, int, Sequence[Any]]]
    derived: int


def _find_last(out: Path, memo: Memo) -> _Last | None:
    """The last build when it is whole and its files are what its report says."""
    try:
        report = json.loads((out / "report.json").read_text(encoding="utf-8"))
        sizes = report["sizes"]
        whole = all((out / name).stat().st_size == size for name, size in sizes.items())
        whole = whole and (out / "store" / "CURRENT").is_file()
        if not whole or report["digests"] != _hash_outputs(out):
            return None
        known = memo.take("turtle") or {}
        if known.get("digest") != report["digests"]["graph.ttl"]:
            known = {"pieces": [], "derived": 0}
        return _Last(out, {key: (*at, told) for key, at, told in known["pieces"]}, known["derived"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


# ---------------------------------------------------------------- claims → store, Turtle, page


def _make_graph(
    fresh: Path,
    told: _Told,
    decisions: Decisions | None,
    base_iri: str,
    page: bool,
    last: _Last | None,
    memo: Memo,
    engine: Engine,
    progress: Progress,
) -> dict[str, Any]:
    from kg.graph import build_iri
    from kg.resolve import Said, trace_said

    progress("resolve", 0, 0)
    recall_functions(memo)
    resolution = trace_said(told.said, decisions, compare=engine.compare).resolution
    touched = decisions.touched_claims() if decisions else frozenset()
    told.said = Said()
    with ArticleFile(fresh / "articles.sqlite") as file:
        articles = {article.id: article for article in file.iter_heads()}

    def draw(store: Store, keys: Mapping[str, str]) -> None:
        from kg.view import write_page

        progress("page", 0, 0)
        book = _Book(memo, {build_iri(base_iri, thing): key for thing, key in keys.items()})
        write_page(store, fresh / "graph.html", limit=PAGE_NODES, book=book)
        book.save()

    graph = _write_graph(
        fresh,
        resolution,
        told.claims,
        articles,
        frozenset(told.diplomatic),
        base_iri,
        lambda claim: decisions.tell_changes(claim) if decisions and claim in touched else (),
        last,
        draw if page else lambda store, keys: None,
        progress,
    )
    engine.write(iter_parts(fresh / "graph.ttl", fresh / "store"), fresh / "nquads")
    if page and not graph.drawn:
        draw(open_store(fresh / "store"), graph.keys)
    digests = _hash_outputs(fresh)
    memo.put("turtle", {"digest": digests["graph.ttl"], "pieces": graph.pieces, "derived": graph.derived})
    leave_functions(memo)
    memo.save(fresh / MEMO)
    outputs = ("articles.sqlite", "graph.html", "graph.ttl")
    files = [fresh / name for name in outputs] + sorted((fresh / "store").glob("*.sst"))
    sizes = {path.relative_to(fresh).as_posix(): path.stat().st_size for path in files if path.is_file()}
    told_sizes = {"sizes": sizes, "digests": digests}
    return {"recognised": len(told.diplomatic), **graph.report, **told_sizes}


def _hash_outputs(folder: Path) -> dict[str, str]:
    """Hashes of what the next build takes over, if it is still as it was left."""
    return {name: hash_file(folder / name) for name in ("graph.ttl", "articles.sqlite")}


class _Book:
    """The quotes of things whose pieces are known, from one build to the next: the key of such a piece stands
    for the evidence of its thing as well.
    """

    def __init__(self, memo: Memo, keys: Mapping[str, str]) -> None:
        self._memo, self._keys = memo, keys
        self._old: dict[str, list[list[Any]]] = memo.take("quotes") or {}
        self._new: dict[str, list[list[Any]]] = {}

    def find(self, claim: str) -> list[Quote] | None:
        """The first quotes for a thing's IRI; None when they are not known."""
        key = self._keys.get(claim, "")
        if (rows := self._old.get(key)) is None:
            return None
        self._new[key] = rows
        return [Quote(*row) for row in rows]

    def keep(self, claim: str, quotes: Sequence[Quote]) -> None:
        """Keep quotes as the store has them."""
        if key := self._keys.get(claim):
            self._new[key] = [[q.article, q.text, q.start] for q in quotes]

    def save(self) -> None:
        """Leave those that were asked for to the next build."""
        self._memo.put("quotes", self._new)


def write_graph(
    folder: Path,
    resolution: Resolution,
    claims: Mapping[str, Claim],
    articles: Mapping[str, Article],
    *,
    listed: Iterable[str] = (),
    base_iri: str = DEFAULT_BASE_IRI,
) -> dict[str, Any]:
    """Write ``graph.ttl`` and ``store`` for one resolution into ``folder``; returns the counts for the
    report.

    The Turtle holds the dated things first and then the direct edges that the rules of the ontology derive
    from them.
    """
    return _write_graph(folder, resolution, claims, articles, frozenset(listed), base_iri).report


@dataclass(frozen=True, slots=True)
class _Graph:
    """What was written: the counts for the report, and what the next build needs to know of the Turtle."""

    report: dict[str, Any]
    keys: dict[str, str]  # of the things' pieces, by the things' ids
    pieces: list[tuple[str, tuple[int, int], Sequence[Any]]]
    derived: int
    drawn: bool


def _write_graph(
    folder: Path,
    resolution: Resolution,
    claims: Mapping[str, Claim],
    articles: Mapping[str, Article],
    listed: Collection[str],
    base_iri: str,
    notes: Callable[[str], Iterable[str]] = lambda claim: (),
    last: _Last | None = None,
    draw: Callable[[Store, Mapping[str, str]], None] = lambda store, keys: None,
    progress: Progress = _say_nothing,
) -> _Graph:
    """Write the Turtle and the store. Where the store is as quick before it is finished, ``draw`` it beside
    the work on derived triples, given the keys of its things' pieces.
    """
    from kg.graph import GraphBuilder, build_prefixes, load_concepts

    versions = claims.find_version if isinstance(claims, ClaimShelf) else None
    builder = GraphBuilder(resolution, claims, articles, listed, base_iri, load_concepts(), notes, versions)
    prefixes = build_prefixes(base_iri)
    turtle_path = folder / "graph.ttl"
    old = last.pieces if last else {}
    told: list[tuple[str, Sequence[Any]]] = []
    keys: dict[str, str] = {}

    def iter_pieces() -> Iterator[tuple[Sequence[Triple] | None, tuple[int, int]]]:
        for piece in builder.iter_pieces({key: kept[2] for key, kept in old.items()}):
            told.append((piece.key, piece.told))
            if piece.thing:
                keys[piece.thing] = piece.key
            yield piece.triples, old[piece.key][:2] if piece.triples is None else (0, 0)

    progress("turtle", 0, 0)
    last_path = last.folder / "graph.ttl" if last and old else None
    with turtle_path.open("wb") as file:
        places = write_pieces(iter_pieces(), file, prefixes, last_path)
    pieces = [(key, at, more) for (key, more), at in zip(told, places, strict=True)]
    progress("store", 0, builder.triple_count)
    store, settled = _load_graph(folder, last, pieces)
    with ThreadPoolExecutor(1) as beside:  # most of that work is the store's, and needs no Python
        waiting = beside.submit(derive_triples, store)
        if settled:
            draw(store, keys)
        derived = waiting.result()
    progress("derive", len(derived), 0)
    text = io.BytesIO()
    triples = builder.triple_count + write_turtle(derived, text, prefixes, header=False)
    with turtle_path.open("ab") as file:
        begin = file.tell()
        file.write(text.getbuffer())
    if settled and last:
        before = (last.folder / "graph.ttl").read_bytes()[last.derived :]
        store.replace_turtle(read_header(turtle_path), before, text.getvalue())
    else:
        store.extend((triple, "") for triple in derived)
    store.replace_named(builder.iter_unresolved())
    store.finish(settled=settled)
    report = {
        "found": _count_found(resolution, builder.evidence_count, builder.country_count, triples),
        "unresolved": _summarize_unresolved(resolution, claims),
        "left_out_of_the_graph": _summarize_rejects(builder.rejects),
    }
    return _Graph(report, keys, pieces, begin, settled)


def _load_graph(
    folder: Path, last: _Last | None, pieces: Sequence[tuple[str, tuple[int, int], Sequence[Any]]]
) -> tuple[Store, bool]:
    """A store of the folder's Turtle, and whether it is that of the last build with what changed.

    Of that build it then holds the derived triples as well.
    """
    new = {key for key, _, _ in pieces}
    if last is not None and len(new & last.pieces.keys()) > len(new) / 2:
        try:
            copy_store(last.folder / "store", folder / "store")
            store = open_store(folder / "store", read_only=False)
            with (last.folder / "graph.ttl").open("rb") as before, (folder / "graph.ttl").open("rb") as after:
                gone = _read_parts(before, (kept[:2] for key, kept in last.pieces.items() if key not in new))
                come = _read_parts(after, (at for key, at, _ in pieces if key not in last.pieces))
            store.replace_turtle(read_header(folder / "graph.ttl"), gone, come)
            return store, True
        except (StoreError, OSError):
            pass  # the last store is damaged; the Turtle is not
        shutil.rmtree(folder / "store", ignore_errors=True)
    store = open_store(folder / "store", read_only=False)
    store.load(folder / "graph.ttl")
    return store, False


def _read_parts(file: IO[bytes], parts: Iterable[tuple[int, int]]) -> bytes:
    found = []
    for start, end in parts:
        file.seek(start)
        found.append(file.read(end - start))
    return b"".join(found)


def derive_triples(store: Store, folder: Path | None = None) -> list[Triple]:
    """The direct edges (``metWith`` and the like) that the rules in ``ontology/rules`` make of a store,
    sorted.
    """
    derived: set[Triple] = set()
    for path in sorted(((folder or ontology_path()) / "rules").glob("*.rq")):
        answer = store.query(path)
        if answer.kind != "triples":
            raise StoreError(f"{path}: a rule is a CONSTRUCT query")
        derived.update(answer.iter_triples())
    return sorted(derived, key=sort_key)


# ---------------------------------------------------------------- the report


def _count_found(resolution: Resolution, evidence: int, countries: int, triples: int) -> dict[str, Any]:
    r = resolution
    return {
        "officials": len(r.persons),
        "organisations": len(r.organisations),
        "posts": len(r.posts),
        "tenures": len(r.tenures),
        "countries": countries,
        "activities": {"all": len(r.activities), **_count(a.type for a in r.activities)},
        "participations": len(r.participations),
        "agreements": {"all": len(r.agreements), **_count(a.type for a in r.agreements)},
        "statuses": {"all": len(r.statuses), **_count(s.status for s in r.statuses)},
        "evidence": evidence,
        "triples": triples,
    }


def _count(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))


def _summarize_unresolved(resolution: Resolution, claims: Mapping[str, Claim]) -> dict[str, Any]:
    mentions = resolution.unresolved
    examples = [
        {
            "article": claims[m.claim].evidence.article if m.claim in claims else "",
            "text": m.text,
            "reason": m.reason,
            "candidates": list(m.candidates),
        }
        for m in mentions[:LISTED]
    ]
    return {"all": len(mentions), "by_reason": _count(m.reason for m in mentions), "first": examples}


def _summarize_rejects(rejects: Sequence[Reject]) -> dict[str, Any]:
    first = [{"path": r.path, "reason": r.reason, "detail": r.detail} for r in rejects[:LISTED]]
    return {"all": len(rejects), "by_reason": _count(r.reason for r in rejects), "first": first}
