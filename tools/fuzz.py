"""Feed mutated articles, HTML pages, JSON Lines and archives to reading and extraction; count what became of them.

``make fuzz`` runs a million cases on all cores, ``make fuzz CASES=20000 ARTICLES=news.tar.gz`` fewer of your own.
Cases come in blocks of a thousand, each made from its number alone, so that a case can be made again
(``--replay BLOCK:CASE`` prints its bytes) and a run that was stopped goes on where it was (``--state FILE``).
``--guided SECONDS`` lets atheris look for inputs that reach code which no other did.

Checked of each: nothing is raised, the same bytes give the same, spans lie in the text and equal the quote, what
is kept comes back from the cache's form, and none takes longer than an article may. What is rejected is counted
with its reason, and the memory of the processes is watched.
"""

from __future__ import annotations

import argparse
import faulthandler
import gzip
import io
import json
import os
import random
import re
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from html import escape
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import FunctionType
from typing import Any

from kg.build import pack_item, unpack_item
from kg.extract import extract_article
from kg.extract.clock import MAX_SECONDS
from kg.model import Article, Extraction, ReadError, Reject
from kg.text import Source, iter_articles, iter_sources, parse_source

BLOCK = 1000
HANG = 600.0  # seconds after which fifty cases count as hanging: the process ends and says where it was
GROWTH = 60  # megabytes that a process may grow by, once it is warm
ENCODINGS = ("utf-8", "utf-8", "utf-8-sig", "cp874", "tis-620", "utf-16", "utf-16-le", "utf-16-be")
HOSTILE = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"> <svg/onload=alert(1)>', "javascript:alert(1)",
    "=HYPERLINK(\"http://x\")", "@SUM(1)", "\x1b[31m\x1b]0;x\x07", "\u202eกลับ\u202c", "\u2066\u200b\ufeff", "\0", "\ud800",
    '""" . } ; DROP ALL #', "<http://x/> a <y> .", "@prefix : <> .", "{{7*7}}", "../../etc/passwd", "%00", "&#0;", "&#xD800;",
    "<!--", "-->", "<![CDATA[", "]]>", "<table>" * 50, "</div>" * 50, "((((((", "))))))", "“" * 30, "[" * 30, "ๆๆๆๆ", "ฯฯฯฯ",
    "่้๊๋", "ํา", "เเ", "ำ้", " " * 80, "\t" * 40, "\n" * 40, "\r\n", "\u2028", "\u3000", "ก" * 1200, "1" * 60, "๙" * 60,
    "-" * 60, "." * 60, "นาย" * 20, "รัฐมนตรี" * 10, "กระทรวง" * 20, "รอง" * 40, "พล.อ." * 10, "Mr. " * 10, "ลงนาม" * 10,
    "หารือกับ" * 10, "วันที่ 31 กุมภาพันธ์ 2562", "วันที่ 99 มกราคม 9999", "0 0 0", "1/1/1", "พ.ศ. 0", "999999999999999999999",
    "ที่มา : https://example.org/" + "9" * 25, "\U0001f1f9\U0001f1ed", "e\u0301" * 40, "Z̸̧̢̛" * 20,
)  # fmt: skip


# ---------------------------------------------------------------- making cases


class Seeds:
    """Real items to start from, as text."""

    def __init__(self, paths: Sequence[str | Path]) -> None:
        self.texts = [
            text
            for source in iter_sources(paths, [])
            if (text := source.raw.decode("utf-8", "ignore")).strip() and len(text) < 40_000
        ]
        if not self.texts:
            raise SystemExit(f"{', '.join(map(str, paths))}: no articles to start from")

    def pick(self, rng: random.Random) -> str:
        """An item, mostly cut to a few of its lines: short ones are quick, so that more can be tried."""
        text = self.texts[rng.randrange(len(self.texts))]
        if rng.random() < 0.01:
            return text
        lines = text.split("\n")
        start = rng.randrange(max(1, len(lines) - 2))
        return "\n".join([*lines[:2], *lines[start : start + rng.randint(1, 3)]])[: rng.randint(40, 300)]


def mutate_text(rng: random.Random, text: str, other: str) -> str:
    """One to five changes of a text."""
    for _ in range(rng.randint(1, 5)):
        size = len(text)
        at = rng.randrange(size + 1)
        end = min(size, at + int(rng.expovariate(1 / 12)))
        kind = rng.randrange(9)
        if kind == 0:
            text = text[:at] + text[end:]
        elif kind == 1:
            text = text[:end] + text[at:end] * rng.randint(1, 12) + text[end:]
        elif kind == 2:
            text = text[:at] + rng.choice(HOSTILE) + text[at:]
        elif kind == 3:
            to = rng.randrange(size + 1)
            text = text[:at] + text[end:][:to] + text[at:end] + text[end:][to:]
        elif kind == 4:
            cut = rng.randrange(len(other) + 1)
            text = text[:at] + other[cut : cut + rng.randint(1, 300)] + text[at:]
        elif kind == 5:
            text = (
                text[:at]
                + chr(rng.choice((rng.randrange(0x0E01, 0x0E5C), rng.randrange(0x10FFFF))))
                + text[at:]
            )
        elif kind == 6:
            text = text[:at] + text[at:end][::-1] + text[end:]
        elif kind == 7:
            text = text.replace(
                *rng.choice(((" ", ""), (" ", "\n"), ("\n", " "), ("และ", "และ " * 5), ("น", "ณ")))
            )
        else:
            text = text[:at]
    return text


def mutate_bytes(rng: random.Random, raw: bytes) -> bytes:
    """A few bytes flipped, cut out or doubled."""
    data = bytearray(raw)
    for _ in range(rng.randint(1, 8)):
        if not data:
            break
        at = rng.randrange(len(data))
        kind = rng.randrange(4)
        if kind == 0:
            data[at] ^= 1 << rng.randrange(8)
        elif kind == 1:
            del data[at : at + rng.randint(1, 40)]
        elif kind == 2:
            data[at:at] = data[at : at + rng.randint(1, 40)]
        else:
            data[at:at] = rng.randbytes(rng.randint(1, 12))
    return bytes(data)


def _encode(rng: random.Random, text: str) -> bytes:
    raw = text.encode(rng.choice(ENCODINGS), "replace")
    return mutate_bytes(rng, raw) if rng.random() < 0.25 else raw


def make_page(rng: random.Random, text: str) -> str:
    """A text as an HTML page, its markup sometimes broken."""
    lines = text.split("\n")
    keep: Callable[[str], str] = escape if rng.random() < 0.8 else str
    tag = rng.choice(("p", "div", "td", "li", "section", "font"))
    extra = ("", " class=x", ' style="a:b"', " onclick=x()")
    body = "".join(f"<{tag}{rng.choice(extra)}>{keep(line)}</{tag}>\n" for line in lines)
    charset = rng.choice(("utf-8", "tis-620", "windows-874", "x-nonsense"))
    page = (
        f'<!doctype html><html><head><meta charset="{charset}"><title>{keep(lines[0])}</title>'
        f'<link rel=canonical href="https://example.org/{rng.randrange(10**6)}"></head><body><h1>{keep(lines[0])}</h1>'
        f"<{rng.choice(('article', 'main', 'div id=content', 'nav'))}>{body}</body></html>"
    )
    if rng.random() < 0.5:
        at = rng.randrange(len(page))
        page = (
            page[:at]
            + rng.choice(("<", ">", "</", "<!--", '"', "&#", "<script>", "<p " * 30))
            + page[at + rng.randint(0, 9) :]
        )
    return page


def make_line(rng: random.Random, text: str) -> bytes:
    """A text as a line of JSON, its fields sometimes of a wrong kind and its syntax sometimes broken."""
    odd = (None, 7, 1e400, True, [], {}, "", "x" * 300, -(10**30), text[:50])
    record: dict[str, Any] = {
        "id": rng.randrange(10**6),
        "title": text[:60],
        "text": text,
        "published": "2020-01-02",
    }
    if rng.random() < 0.5:
        record[rng.choice(("id", "url", "title", "text", "published"))] = rng.choice(odd)
    line = json.dumps(record, ensure_ascii=rng.random() < 0.5).encode("utf-8", "replace")
    return mutate_bytes(rng, line) if rng.random() < 0.4 else line


def make_archive(rng: random.Random, items: Sequence[tuple[str, bytes]]) -> tuple[str, bytes]:
    """Items in a .tar.gz, .tar or .zip (its name and bytes) with traps among them, its bytes sometimes broken."""
    buffer = io.BytesIO()
    form = rng.choice((".tar.gz", ".tar", ".zip", ".jsonl", ".json"))
    trap = rng.choice(
        (
            "../out.txt",
            "/etc/x.txt",
            "a/../../b.txt",
            "C:\\x.txt",
            "inner.zip",
            "x" * 300 + ".txt",
            "ข่าว.txt",
            ".hidden",
        )
    )
    if form in (".jsonl", ".json"):
        buffer.write(b"\n".join(raw for _, raw in items))
    elif form == ".zip":
        with zipfile.ZipFile(buffer, "w", rng.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as archive:
            for name, raw in (*items, (trap, b"x")):
                archive.writestr(name, raw)
    else:
        with tarfile.open(fileobj=buffer, mode="w:gz" if form == ".tar.gz" else "w") as tar:
            for name, raw in (*items, (trap, b"x")):
                member = tarfile.TarInfo(name)
                member.size = len(raw)
                if rng.random() < 0.1:
                    member.type = rng.choice(
                        (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE)
                    )
                    member.linkname, member.size = "/etc/passwd", 0
                tar.addfile(member, io.BytesIO(raw))
    raw = buffer.getvalue()
    if rng.random() < 0.6:
        raw = mutate_bytes(rng, raw)
    if form == ".tar.gz" and rng.random() < 0.2:
        raw = gzip.compress(raw, 1)
    return "case" + form, raw


@dataclass(frozen=True, slots=True)
class Case:
    """What is fed in: one item, or with ``file`` an archive of that name."""

    kind: str  # item, html, record or archive
    raw: bytes
    file: str = ""


def make_case(seeds: Seeds, block: int, number: int) -> Case:
    """The case of this number: always the same for the same seeds."""
    rng = random.Random(f"{block}:{number}")
    draw = rng.random()
    if draw < 0.04:
        items = []
        for at in range(rng.randint(1, 4)):
            text = mutate_text(rng, seeds.pick(rng), seeds.pick(rng))
            kind = rng.choice((".txt", ".html", ".jsonl", ".json"))
            raw = make_page(rng, text).encode("utf-8", "replace") if kind == ".html" else make_line(rng, text)
            items.append((f"{at}{kind}", _encode(rng, text) if kind == ".txt" else raw))
        return Case("archive", *reversed(make_archive(rng, items)))
    text = mutate_text(rng, seeds.pick(rng), seeds.pick(rng))
    if draw < 0.22:
        return Case("html", _encode(rng, make_page(rng, text)))
    if draw < 0.42:
        return Case("record", make_line(rng, text))
    return Case("item", _encode(rng, text))


# ---------------------------------------------------------------- what must hold


def check_article(article: Article, extraction: Extraction, *, twice: bool) -> None:
    """Raise AssertionError, saying what, unless an article and its extraction are as promised."""
    article.text.encode("utf-8")
    assert article.id, "an article without an id"
    assert article.text[: article.body_start] == article.title + "\n", (
        "the text does not begin with the title"
    )
    assert extraction.article == article.id
    for claim in extraction.claims:
        ev = claim.evidence
        assert ev.article == article.id, "evidence in another article"
        assert 0 <= ev.start < ev.end <= len(article.text), f"a span outside the text: {claim}"
        assert article.text[ev.start : ev.end] == ev.quote, (
            f"a quote that is not the text at its span: {claim}"
        )
        assert 0 < claim.confidence <= 1, f"a confidence beyond 0 and 1: {claim}"
    assert len({claim.id for claim in extraction.claims}) == len(extraction.claims), "two claims of one id"
    assert unpack_item(pack_item("key", article, extraction), article.path) == (article, extraction), (
        "not kept whole"
    )
    if twice:
        assert extract_article(article) == extraction, "another extraction the second time"


def read_case(case: Case, folder: Path) -> Iterator[Article | Reject]:
    """What reading makes of a case."""
    if not case.file:
        yield parse_source(Source("case", case.kind, case.raw))
        return
    path = folder / case.file
    path.write_bytes(case.raw)
    rejects: list[Reject] = []
    try:
        yield from iter_articles([path], rejects)
    except ReadError as error:
        yield Reject(str(path), "unreadable-archive", str(error))
    yield from rejects


@dataclass
class Tally:
    """What became of cases."""

    cases: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    rejects: Counter[str] = field(default_factory=Counter)
    claims: int = 0
    failures: list[str] = field(default_factory=list)
    slowest: list[tuple[float, str]] = field(default_factory=list)
    seconds: float = 0.0
    memory: list[list[int]] = field(default_factory=list)  # megabytes of a process: at its start, at most
    blocks: list[int] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Take another tally in."""
        for mine, theirs in (
            (self.cases, other.cases),
            (self.outcomes, other.outcomes),
            (self.rejects, other.rejects),
        ):
            mine.update(theirs)
        self.claims += other.claims
        self.failures = (self.failures + other.failures)[:100]
        self.slowest = sorted(map(tuple, [*self.slowest, *other.slowest]), reverse=True)[:10]
        self.seconds += other.seconds
        self.blocks += other.blocks


def run_case(seeds: Seeds, block: int, number: int, folder: Path, tally: Tally) -> None:
    """Feed one case in and tell the tally."""
    case = make_case(seeds, block, number)
    tally.cases[case.kind] += 1
    began = time.process_time()
    try:
        for result in read_case(case, folder):
            if isinstance(result, Reject):
                assert result.reason, "a reject without a reason"
                tally.outcomes["reject"] += 1
                tally.rejects[result.reason] += 1
                continue
            extraction = extract_article(result)
            tally.outcomes["diplomatic article" if extraction.diplomatic else "article"] += 1
            tally.rejects.update(reject.reason for reject in extraction.rejects)
            tally.claims += len(extraction.claims)
            check_article(result, extraction, twice=number % 50 == 0)
    except Exception as error:
        tally.outcomes["failure"] += 1
        tally.failures.append(f"{block}:{number} {type(error).__name__}: {error}"[:400])
    used = time.process_time() - began
    if used > 1.5 * MAX_SECONDS:
        tally.failures.append(f"{block}:{number} took {used:.0f} seconds")
    tally.slowest = sorted([*tally.slowest, (round(used, 3), f"{block}:{number}")], reverse=True)[:10]


# ---------------------------------------------------------------- the campaign

_SEEDS: Seeds


def _start(paths: Sequence[str]) -> None:
    global _SEEDS
    _SEEDS = Seeds(paths)
    os.environ["PYTHONHASHSEED"] = "0"


def measure_memory() -> int:
    """Megabytes that this process holds now."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") >> 20
    except (OSError, ValueError):
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def run_block(block: int, cases: int = BLOCK) -> tuple[Tally, int, int]:
    """The cases of one block; with the process and its memory in megabytes."""
    tally = Tally(blocks=[block])
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(cases):
            if number % 50 == 0:
                faulthandler.dump_traceback_later(HANG, exit=True)
            run_case(_SEEDS, block, number, Path(folder), tally)
        faulthandler.cancel_dump_traceback_later()
    tally.seconds = time.perf_counter() - began
    return tally, os.getpid(), measure_memory()


def run_blocks(paths: Sequence[str], blocks: Iterator[int], workers: int, until: float) -> Iterator[Tally]:
    """Run blocks in processes until they or the time end; yields the tally of each, with memory."""
    memory: dict[int, list[int]] = {}
    with ProcessPoolExecutor(workers, initializer=_start, initargs=(paths,)) as pool:
        waiting: set[Future[tuple[Tally, int, int]]] = set()
        while True:
            while (
                len(waiting) < workers and time.time() < until and (block := next(blocks, None)) is not None
            ):
                waiting.add(pool.submit(run_block, block))
            if not waiting:
                return
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                tally, process, megabytes = future.result()
                held = memory.setdefault(process, [megabytes, megabytes])
                held[1] = max(held[1], megabytes)
                if held[1] - held[0] > GROWTH:
                    tally.failures.append(f"process {process} grew from {held[0]} to {held[1]} MB")
                tally.memory = list(memory.values())
                yield tally


def describe(tally: Tally) -> dict[str, Any]:
    """A tally for JSON."""
    return {
        "cases": sum(tally.cases.values()),
        "by_kind": dict(sorted(tally.cases.items())),
        "outcomes": dict(sorted(tally.outcomes.items())),
        "rejects_by_reason": dict(tally.rejects.most_common()),
        "claims": tally.claims,
        "failures": tally.failures,
        "slowest_seconds": [list(pair) for pair in tally.slowest],
        "seconds_of_work": round(tally.seconds),
        "memory_megabytes_first_and_most": tally.memory,
    }


def load_state(path: Path) -> Tally:
    """The tally of earlier runs, empty if there is none."""
    if not path.is_file():
        return Tally()
    told = json.loads(path.read_text(encoding="utf-8"))
    return Tally(
        Counter(told["by_kind"]), Counter(told["outcomes"]), Counter(told["rejects_by_reason"]), told["claims"],
        told["failures"], [tuple(pair) for pair in told["slowest_seconds"]], told["seconds_of_work"],
        told["memory_megabytes_first_and_most"], told["blocks"],
    )  # fmt: skip


TARGETS = (  # by a case's first byte: its kind, and for archives the name of the file
    ("item", ""), ("html", ""), ("record", ""), ("archive", "case.zip"), ("archive", "case.tar"),
    ("archive", "case.tar.gz"), ("archive", "case.jsonl"),
)  # fmt: skip


def instrument() -> int:
    """Let atheris see every branch of reading and extraction; how many functions it sees."""
    import atheris

    seen = set()
    for module in [
        m for name, m in sys.modules.items() if name.startswith(("kg.text", "kg.dates", "kg.extract"))
    ]:
        owners = [module, *(v for v in vars(module).values() if isinstance(v, type))]
        for value in [value for owner in owners for value in vars(owner).values()]:
            found = getattr(value, "fget", value)  # a property
            found = getattr(found, "__wrapped__", found)  # one whose results are kept
            if isinstance(found, FunctionType) and found.__module__ == module.__name__ and found not in seen:
                atheris.instrument_func(found)
                seen.add(found)
    return len(seen)


def try_bytes(raw: bytes, folder: Path) -> None:
    """Read and extract what a case says by its first byte that it is; raises what must not be raised."""
    kind, file = TARGETS[raw[0] % len(TARGETS)] if raw else TARGETS[0]
    for result in read_case(Case(kind, raw[1:], file), folder):
        if isinstance(result, Article):
            check_article(result, extract_article(result), twice=False)
        else:
            assert result.reason, "a reject without a reason"


def make_starts(seeds: Seeds, count: int) -> Iterator[bytes]:
    """Cases to start from, of every kind by turns."""
    for number in range(count):
        rng = random.Random(number)
        target = number % len(TARGETS)
        kind, file = TARGETS[target]
        text = seeds.pick(rng)
        if kind == "html":
            raw = make_page(rng, text).encode("utf-8", "replace")
        elif kind == "record" or file.endswith(".jsonl"):
            raw = make_line(rng, text)
        elif kind == "item":
            raw = _encode(rng, text)
        else:
            items = [("0.txt", _encode(rng, text)), ("1.jsonl", make_line(rng, text))]
            made = ("", b"")
            while made[0] != file:
                made = make_archive(rng, items)
            raw = made[1]
        yield bytes([target]) + raw


def fuzz_guided(paths: Sequence[str], seconds: int) -> None:
    """Let atheris look for bytes that reach new code in reading and extraction. Ends the process."""
    import atheris

    print(f"functions seen: {instrument()}", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as cases:
        for number, raw in enumerate(make_starts(Seeds(paths), 700)):
            Path(folder, str(number)).write_bytes(raw)
        options = [f"-max_total_time={seconds}", "-max_len=3000", "-timeout=120", "-rss_limit_mb=3000",
                   "-print_final_stats=1", f"-artifact_prefix={tempfile.gettempdir()}/guided-"]  # fmt: skip
        atheris.Setup([sys.argv[0], *options, folder], lambda raw: try_bytes(raw, Path(cases)))
        atheris.Fuzz()


def run_guided(paths: Sequence[str], seconds: int) -> int:
    """Run `fuzz_guided` in a process of its own and print what it came to; 1 when something did not hold."""
    try:
        engine = f"atheris {version('atheris')}"
    except PackageNotFoundError:
        print(
            "the guided campaign is left out: atheris is not here (it has wheels for few Pythons)",
            file=sys.stderr,
        )
        return 0
    command = [sys.executable, __file__, *paths, "--guided-here", str(seconds)]
    said, failed = [], 0
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
        assert process.stderr is not None
        for raw in process.stderr:
            said.append(raw.decode("utf-8", "replace"))
            if said[-1].startswith("#") and "pulse" in said[-1]:
                print(said[-1], end="", file=sys.stderr)
        failed = process.wait()
    text = "".join(said)
    reached = re.findall(r"cov: (\d+) ft: (\d+)", text)
    numbers = dict(re.findall(r"stat::(\w+): +(\d+)", text))
    if failed or not reached:
        print(text[-6000:], file=sys.stderr)
    told = {
        "engine": engine,
        "seconds": seconds,
        "runs": int(numbers.get("number_of_executed_units", 0)),
        "functions_seen": int((re.findall(r"functions seen: (\d+)", text) or ["0"])[0]),
        "branches_at_start_and_end": [int(reached[0][0]), int(reached[-1][0])] if reached else [],
        "inputs_that_reached_new_code": int(numbers.get("new_units_added", 0)),
        "slowest_seconds": int(numbers.get("slowest_unit_time_sec", 0)),
        "peak_megabytes": int(numbers.get("peak_rss_mb", 0)),
        "failures": 1 if failed else 0,
    }
    print(json.dumps(told, indent=1))
    return 1 if failed else 0


def main() -> int:
    """Run the campaign; 1 when something did not hold."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("articles", nargs="*", default=["data/articles"], help="what to start from")
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after so long")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--state", type=Path, help="go on with, and write, this file")
    parser.add_argument("--replay", metavar="BLOCK:CASE", help="write the bytes of one case to stdout")
    parser.add_argument("--guided", type=int, metavar="SECONDS", help="let atheris look instead")
    parser.add_argument("--guided-here", type=int, metavar="SECONDS", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.replay:
        block, _, number = asked.replay.partition(":")
        case = make_case(Seeds(asked.articles), int(block), int(number))
        print(case.kind, case.file, file=sys.stderr)
        sys.stdout.buffer.write(case.raw)
        return 0
    if asked.guided:
        return run_guided(asked.articles, asked.guided)
    if asked.guided_here:
        fuzz_guided(asked.articles, asked.guided_here)
    total = load_state(asked.state) if asked.state else Tally()
    known = set(total.blocks)
    wanted = (block for block in range(-(-asked.cases // BLOCK)) if block not in known)
    said = began = time.time()
    before = sum(total.cases.values())
    for tally in run_blocks(asked.articles, wanted, asked.workers, began + asked.seconds):
        total.add(tally)
        total.memory = tally.memory
        for failure in tally.failures:
            print(failure, file=sys.stderr)
        if asked.state:
            told = describe(total) | {"blocks": sorted(total.blocks)}
            part = asked.state.with_name(asked.state.name + ".part")
            part.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            part.replace(asked.state)
        if time.time() - said > 20:
            said = time.time()
            done = sum(total.cases.values())
            print(
                f"{done:,} cases, {(done - before) / (said - began):,.0f}/s, {len(total.failures)} failures",
                file=sys.stderr,
            )
    print(json.dumps(describe(total), ensure_ascii=False, indent=1))
    return 1 if total.failures else 0


if __name__ == "__main__":
    sys.exit(main())
