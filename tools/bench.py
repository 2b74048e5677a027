"""Measures what README.md says about speed, side by side in one run, and writes its table.

    make bench                          # everything; a quarter of an hour on two cores
    make bench ONLY=extraction,queries  # some rows; the others stay as they are in the table

Needs the sample of the public collections (SAMPLE=…, default: ../shared/corpus/thaigov-sample.tar.gz) and the
baselines: pip install -c constraints.txt -e '.[bench]'.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
BEGIN, END = "<!-- bench: written by `make bench` -->", "<!-- /bench -->"
SEED = 6
ITEMS = 1000  # random items that extraction is measured on, three times, never the same
CRF_SHARE = 10  # of them every tenth is given to the CRF
POOL_ITEMS = 4000
RDFLIB_SECONDS = 100  # for all questions together on rdflib
RDFLIB_CAP = 20  # for one of them
TURTLE_TRIPLES = 200_000
KG = [sys.executable, "-m", "kg"]


@dataclass(frozen=True)
class Row:
    """A line of the table: what is measured, the bar, what came out, and whether that is within the bar."""

    what: str
    bar: str
    found: str
    holds: bool

    def render(self, name: str) -> str:
        return f"| {self.what} <!-- {name} --> | {self.bar} | {self.found} | {'yes' if self.holds else '**no**'} |"


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def median_time(
    work: Callable[[], Any], times: int = 3, clock: Callable[[], float] = time.perf_counter
) -> float:
    found = []
    for _ in range(times):
        began = clock()
        work()
        found.append(clock() - began)
    return statistics.median(found)


@dataclass(frozen=True)
class Spent:
    """What a command took: seconds, seconds of the processor, peak MiB of the largest of its processes."""

    seconds: float
    cpu: float
    memory: float


def run(command: Sequence[str]) -> Spent:
    """Run a command to its end."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=ROOT)
    assert process.stderr is not None
    talk = process.stderr.read().decode("utf-8", "replace")
    _, status, used = os.wait4(process.pid, 0)
    spent = time.perf_counter() - began
    if status:
        raise SystemExit(f"{' '.join(command)} failed:\n{talk}")
    return Spent(spent, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


class Bench:
    """One run. Builds of the sample are made once, when a row first needs them."""

    def __init__(self, sample: Path, folder: Path) -> None:
        self.sample, self.folder = sample, folder
        self._first: Spent | None = None

    # -- what rows share

    def read_items(self, count: int) -> list[Any]:
        """Random items of the sample, as they lie in it."""
        from kg.text import iter_sources

        sources = list(iter_sources([self.sample], []))
        return random.Random(SEED).sample(sources, min(count, len(sources)))

    @property
    def news(self) -> Path:
        """The sample, unpacked."""
        folder = self.folder / "news"
        if not folder.is_dir():
            with tarfile.open(self.sample) as archive:
                archive.extractall(folder, filter="data")
        return folder

    def list_news(self) -> list[Path]:
        return sorted(path for path in self.news.rglob("*") if path.is_file())

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def build_first(self) -> Spent:
        """The first build of the sample."""
        if self._first is None:
            news = self.news
            shutil.rmtree(self.out, ignore_errors=True)
            self._first = run([*KG, "build", str(news), "--out", str(self.out)])
        return self._first

    # -- rows

    def extraction(self) -> Iterator[Row]:
        import nlpo3
        from pythainlp.corpus import corpus_path
        from pythainlp.tag import thainer

        from kg.build import get_ready
        from kg.extract import extract_article
        from kg.model import Article
        from kg.text import parse_source

        get_ready()
        nlpo3.load_dict(str(Path(corpus_path()) / "words_th.txt"), "words")
        # It asks for version 1.5 of the model and for tags of words, neither of which comes with it: 1.5.1
        # and other tags do.
        thainer.get_corpus_path = lambda name, version="": str(
            Path(corpus_path()) / "thainer_crf_1_5_1.model"
        )
        tagger = thainer.ThaiNameTagger(version="1.5")
        tagger.pos_tag_name = "orchid_ud"
        tagger.get_ner("นายสมชายเดินทางไปเชียงใหม่")
        texts: list[str] = []

        def extract(item: Any) -> None:
            article = parse_source(item)
            if isinstance(article, Article):
                extract_article(article)
                texts.append(article.text)

        def measure(work: Callable[[Any], Any], given: Sequence[Any]) -> float:
            """How many a second a core does, whoever else is there."""
            began = time.process_time()
            for one in given:
                work(one)
            return len(given) / (time.process_time() - began)

        rates = []
        items = self.read_items(3 * ITEMS)
        for part in (items[:ITEMS], items[ITEMS : 2 * ITEMS], items[2 * ITEMS :]):
            texts.clear()
            rates.append(
                (
                    measure(extract, part),
                    measure(tagger.get_ner, texts[::CRF_SHARE]),
                    measure(lambda text: nlpo3.segment(text, "words"), texts),
                )
            )
        ours, crf, tokens = (statistics.median(found) for found in zip(*rates, strict=True))
        times_crf = statistics.median(one / other for one, other, _ in rates)
        times_tokens = statistics.median(one / other for one, _, other in rates)
        yield Row(
            "extraction, reading included, one core",
            "≥ 250 articles/s",
            f"{ours:,.0f} articles/s",
            ours >= 250,
        )
        yield Row(
            "— against ThaiNER's CRF (PyThaiNLP)",
            "≥ 10 ×",
            f"{times_crf:.1f} × ({crf:,.0f}/s)",
            times_crf >= 10,
        )
        yield Row(
            "— against nlpo3 merely tokenising", "≥ 0.3 ×", f"{times_tokens:.2f} × ({tokens:,.0f}/s)",
            times_tokens >= 0.3,
        )  # fmt: skip

    def workers(self) -> Iterator[Row]:
        from kg.build import _extract_all, hash_source

        items = [(hash_source(item), item) for item in self.read_items(POOL_ITEMS)]

        def measure(workers: int) -> float:
            """Items per second between the first chunk and the last, so without loading the lexicon."""
            chunks = _extract_all(iter(items), workers)
            for _ in range(workers):
                next(chunks)
            began, done = time.perf_counter(), 0
            for chunk in chunks:
                done += len(chunk)
            return done / (time.perf_counter() - began)

        one, two = measure(1), measure(2)
        yield Row(
            "two workers against one", "≥ 1.8 ×", f"{two / one:.2f} × ({two:,.0f} and {one:,.0f}/s)",
            two >= 1.8 * one,
        )  # fmt: skip

    def build(self) -> Iterator[Row]:
        first = self.build_first()
        seconds, memory = first.seconds, first.memory
        yield Row(
            f"`kg build` of {len(self.list_news()):,} items, to store, Turtle and page", "≤ 180 s on two cores",
            f"{seconds:.0f} s", seconds <= 180,
        )  # fmt: skip
        yield Row("— its largest process", "≤ 1.5 GiB", f"{memory / 1024:.2f} GiB", memory <= 1536)

    def again(self) -> Iterator[Row]:
        first = self.build_first().seconds
        command = [*KG, "build", str(self.news), "--out", str(self.out)]
        same = statistics.median(run(command).seconds for _ in range(3))
        yield Row("the same build again", "≤ 5 %", f"{same / first:.1%} ({same:.1f} s)", same <= 0.05 * first)
        files = self.list_news()
        for path in (later := random.Random(SEED).sample(files, len(files) // 100)):
            path.rename(path.with_name(f".{path.name}"))  # hidden files are not read
        run(command)
        for path in later:
            path.with_name(f".{path.name}").rename(path)
        more = run(command).seconds
        yield Row("— with 1 % new", "≤ 15 %", f"{more / first:.1%} ({more:.1f} s)", more <= 0.15 * first)

    def large(self) -> Iterator[Row]:
        first = self.build_first()
        path = self.folder / "large.tar"
        factor = 4
        items = write_copies(self.list_news(), path, factor)
        spent = run([*KG, "build", str(path), "--out", str(self.folder / "large")])
        path.unlink()
        shutil.rmtree(self.folder / "large")
        yield Row(
            f"{items:,} items (the sample {factor} times, other ids)", f"≤ {factor} × the processor's time",
            f"{spent.cpu / first.cpu:.2f} × ({spent.cpu:.0f} s; {spent.seconds / first.seconds:.2f} × by the clock)",
            spent.cpu <= factor * first.cpu,
        )  # fmt: skip
        yield Row(
            "— memory", "≤ 2 × that of the sample",
            f"{spent.memory / first.memory:.2f} × ({spent.memory / 1024:.2f} GiB)",
            spent.memory <= 2 * first.memory,
        )  # fmt: skip

    def queries(self) -> Iterator[Row]:
        import rdflib

        from kg.store import bind_params, collect_terms, iter_queries, open_store

        self.build_first()
        store = open_store(self.out)
        asked = list(iter_queries())
        ours = {q.name: median_time(lambda q=q: store.query(q)) for q in asked}  # type: ignore[misc]
        spent = sorted(ours.values())
        middle, high = statistics.median(spent), spent[int(0.95 * len(spent))]
        slow = sorted(ours, key=ours.__getitem__)[-3:]
        say(f"slowest: {', '.join(f'{name} {ours[name] * 1000:.0f} ms' for name in slow)}")
        yield Row(
            f"the {len(asked)} questions on that store, median",
            "≤ 50 ms",
            f"{middle * 1e3:.0f} ms",
            middle <= 0.05,
        )
        yield Row("— 95th percentile", "≤ 500 ms", f"{high * 1e3:.0f} ms", high <= 0.5)
        say("loading rdflib's Memory store …")
        graph = rdflib.Graph()
        graph.parse(self.out / "graph.ttl", format="turtle")
        theirs: dict[str, float] = {}
        random.Random(SEED).shuffle(asked)
        until = time.perf_counter() + RDFLIB_SECONDS
        for query in asked:
            if time.perf_counter() > until:
                break
            text = bind_params(query.text, collect_terms(query, {}))
            began = time.perf_counter()
            with time_limit(RDFLIB_CAP):
                list(graph.query(text))
            theirs[query.name] = time.perf_counter() - began
        ratio = statistics.median(theirs[name] / ours[name] for name in theirs)
        cut = sum(seconds >= RDFLIB_CAP for seconds in theirs.values())
        yield Row(
            "— against rdflib's Memory store, median", "≥ 20 ×",
            f"{ratio:,.0f} × ({len(theirs)} questions, {cut} of them cut off at {RDFLIB_CAP} s)", ratio >= 20,
        )  # fmt: skip

    def turtle(self) -> Iterator[Row]:
        import io

        import rdflib

        from kg.graph import build_prefixes
        from kg.store import open_store, sort_key, write_turtle

        self.build_first()
        part = self.folder / "part.ttl"
        with (self.out / "graph.ttl").open("rb") as file, part.open("wb") as target:
            for number, line in enumerate(file):
                if number >= TURTLE_TRIPLES and not line.startswith(b"\t"):
                    break
                target.write(line)
        store, graph = open_store(part), rdflib.Graph()
        graph.parse(part, format="turtle")
        prefixes = build_prefixes()
        triples = list(store.iter_triples())
        ours = median_time(lambda: write_turtle(sorted(triples, key=sort_key), io.BytesIO(), prefixes))
        theirs = median_time(lambda: graph.serialize(format="turtle", encoding="utf-8"), 1)
        yield Row(
            f"byte-stable Turtle of {len(graph):,} triples against rdflib's serializer", "≥ 5 ×",
            f"{theirs / ours:.1f} × ({ours:.1f} s)", theirs >= 5 * ours,
        )  # fmt: skip

    def startup(self) -> Iterator[Row]:
        self.build_first()
        for what, bar, command in (
            ("`kg --help`", 150, [*KG, "--help"]),
            ("`kg query` on that store", 400, [*KG, "query", "ASK { ?s ?p ?o }", "--store", str(self.out)]),
        ):
            run(command)
            spent = statistics.median(run(command).seconds for _ in range(9)) * 1000
            yield Row(f"start-up: {what}", f"≤ {bar} ms", f"{spent:.0f} ms", spent <= bar)

    def page(self) -> Iterator[Row]:
        from playwright.sync_api import sync_playwright

        self.build_first()
        requests: list[str] = []
        found = []
        program = next(
            filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
        )
        if program is None:
            raise SystemExit("there is no Chromium for the row on the page")
        flags = [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
        ]
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=flags)
            for _ in range(3):
                page = browser.new_page()
                page.on("request", lambda request: requests.append(request.url))
                began = time.perf_counter()
                page.goto((self.out / "graph.html").as_uri(), wait_until="commit")
                # the page allows no evaluated text, so it cannot wait for a condition by itself
                while not page.evaluate(DRAWN):
                    if time.perf_counter() - began > 120:
                        raise SystemExit("the page was not drawn within two minutes")
                    time.sleep(0.02)
                found.append(time.perf_counter() - began)
                page.close()
            browser.close()
        spent = statistics.median(found)
        others = [url for url in requests if not url.startswith(("file:", "data:", "blob:"))]
        yield Row(
            "page of the whole sample, usable in Chromium", "≤ 3 s, no request",
            f"{spent:.1f} s, {len(others)} requests", spent <= 3 and not others,
        )  # fmt: skip


DRAWN = "Boolean(window.kgView && (kgView.labels() > 0 || kgView.network.frames > 0))"


@contextmanager
def time_limit(seconds: int) -> Iterator[None]:
    """End what runs inside after so many seconds, without a word."""

    class TimeIsUp(BaseException):
        pass

    def end(*_: object) -> None:
        raise TimeIsUp

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(seconds)
    try:
        yield
    except TimeIsUp:
        pass
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def write_copies(paths: Sequence[Path], target: Path, times: int) -> int:
    """An archive of items, several times, each time under other ids; how many there are."""
    import io

    count = 0
    with tarfile.open(target, "w") as archive:
        for copy in range(times):
            for path in paths:
                raw = path.read_bytes()
                # The id is the number at the end of the source address; an item without one gets a last line.
                changed = re.sub(rb"(\d+)(\s*)\Z", rb"%d\1\2" % (copy + 1), raw) if copy else raw
                if copy and changed == raw:
                    changed = raw + b"\n%d\n" % copy
                entry = tarfile.TarInfo(f"{copy}/{count}{path.suffix}")
                entry.size = len(changed)
                archive.addfile(entry, io.BytesIO(changed))
                count += 1
    return count


NAMES = (
    "extraction", "workers", "build", "again", "queries", "turtle", "startup", "page", "large",
)  # fmt: skip


def write_table(name: str, rows: Sequence[Row]) -> None:
    """Put rows into the README's table; those of other names stay."""
    text = README.read_text(encoding="utf-8")
    before, found, rest = text.partition(BEGIN)
    old, ended, after = rest.partition(END)
    if not found or not ended:
        raise SystemExit(f"{README}: the lines {BEGIN} and {END} are not there")
    lines: dict[str, list[str]] = {}
    for line in old.splitlines():
        if match := re.search(r"<!-- (\w+) -->", line):
            lines.setdefault(match[1], []).append(line)
    lines[name] = [row.render(name) for row in rows]
    table = ["| what | bar | measured | holds |", "|---|---|---|---|"]
    table += [line for known in NAMES for line in lines.get(known, ())]
    README.write_text(f"{before}{BEGIN}\n\n" + "\n".join(table) + f"\n\n{END}{after}", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument(
        "--sample", type=Path, default=ROOT.parent / "shared" / "corpus" / "thaigov-sample.tar.gz"
    )
    parser.add_argument("--only", default="", help=f"some of: {', '.join(NAMES)}")
    parser.add_argument("--folder", type=Path, help="where builds go, kept afterwards")
    given = parser.parse_args()
    chosen = [name for name in re.split(r"[,\s]+", given.only) if name] or list(NAMES)
    if unknown := set(chosen) - set(NAMES):
        parser.error(f"no such row: {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    if not given.sample.is_file():
        raise SystemExit(f"{given.sample}: the sample is not there; give SAMPLE=FILE.tar.gz")
    folder = given.folder or Path(tempfile.mkdtemp(prefix="kg-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    bench = Bench(given.sample.resolve(), folder)
    began = time.perf_counter()
    try:
        for name in chosen:
            say(f"{name} …")
            rows = list(getattr(bench, name)())
            for row in rows:
                print(row.render(name), flush=True)
            write_table(name, rows)
    finally:
        if given.folder is None:
            shutil.rmtree(folder, ignore_errors=True)
    say(f"{time.perf_counter() - began:.0f} s on {os.cpu_count()} cores, Python {platform.python_version()}")


if __name__ == "__main__":
    main()
