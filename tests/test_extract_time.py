"""No text, however it was made, holds the extraction up: its time is bounded whatever comes."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import measure_seconds

import kg.extract
from kg.extract import extract_article
from kg.extract.clock import TimeUp, bound_time
from kg.extract.organisations import BodyMention, find_bodies
from kg.extract.scan import MOST, Scan, _cut_run, _foreign_looking, _tokens_of
from kg.model import Article
from kg.text import iter_articles, parse_article

# What patterns for letters, brackets, names, posts, bodies, dates and treaties could stumble over.
PIECES = [
    " ", "ก", "กา", "้", "1", "๑", "(", ")", "[", '"', "“", "-", ".", "/", "ฯ", "ๆ", "\n",
    "a", "A", "Aa ", "Mr. ", "ก ก ", "ก.", "(ก", "“ก", "1-", "นาย", "นายก", "พล.อ. ", "ดร.",
    "H.E. ", "นายสมชาย ใจดี ", "รอง", "อดีต", "รักษาการ", "รัฐมนตรีว่าการกระทรวง",
    "เอกอัครราชทูต", "กระทรวง", "กรม", "สำนักงาน", "อธิบดีกรม", "บริษัท", "มหาวิทยาลัย",
    "Minister of ", "University of ", "the ", "of ", "and ", "ณ ", "ที่", "วันที่ 1",
    "1 มกราคม 2560", "พ.ศ. ", "ระหว่างวันที่ ", "เวลา 1", "จีน", "จีน ", "ไทย-",
    "สาธารณรัฐ", "ประธานาธิบดีแห่ง", "บันทึกความเข้าใจว่าด้วย", "ลงนาม", "ลงนามใน",
    "ครั้งที่ 1/", "เข้าเยี่ยมคารวะ", "(กระทรวงพาณิชย์) ", "กต. ", "การประชุม ", "กับญี่ปุ่น ",
    "นายสมชาย ใจดี (Mr. Somchai Jaidee) ", "หารือกับ", "พบหารือ", "เยือนจีน", "met with ",
    "Mr. John Smith, Minister of Foreign Affairs of Japan, met with ",
    "visit to ", "อาเซียน ", "และ", "😀", "İ",
]  # fmt: skip


def make(piece: str, size: int) -> Article:
    article = parse_article(("หัวข้อข่าว\n" + piece * (size // len(piece))).encode(), "hostile.txt")
    assert isinstance(article, Article)
    return article


def _word(rng: random.Random) -> str:
    """Something like a Thai name, hardly ever the same twice."""
    letters, vowels, ends = "กขคงจชดตถทนบปพมยรลวสหอ", ("า", "ี", "ุ", "", ""), ("", "น", "ง", "")
    return "".join(rng.choice(letters) + rng.choice(vowels) + rng.choice(ends) for _ in range(3))


# Texts in which everything is another person, body, instrument, meeting or day: comparing each with each
# takes the square of the time.
VARIED: dict[str, Callable[[Callable[[], str], int], str]] = {
    "names": lambda w, n: f"นาย{w()} {w()} ",
    "given names": lambda w, n: f"นายสมชาย {w()} นาย{w()}\n",
    "holders of posts": lambda w, n: f"นาย{w()} {w()} รัฐมนตรีว่าการกระทรวง{w()} ",
    "posts": lambda w, n: f"ปลัดกระทรวง{w()} อธิบดีกรม{w()} ",
    "lists": lambda w, n: f"{n}) นาย{w()} {w()}\n",
    "Latin names": lambda w, n: f"Mr. A{n}bc D{n}ef ".translate(str.maketrans("0123456789", "ghijklmnop")),
    "bodies": lambda w, n: f"กรม{w()} ",
    "cut bodies": lambda w, n: f"กระทรวง{w()}ฯ ",
    "abbreviations": lambda w, n: f"กระทรวง{w()} (ก{'กขคงจ'[n % 5]}.) ",
    "instruments": lambda w, n: f"ไทยและญี่ปุ่นลงนามบันทึกความเข้าใจว่าด้วย{w()}{w()} ",
    "talks in a line": lambda w, n: f"นาย{w()} {w()} หารือกับ นาย{w()} {w()} เอกอัครราชทูตญี่ปุ่น ",
    "talks": lambda w, n: f"นาย{w()} {w()} เอกอัครราชทูตญี่ปุ่นเข้าเยี่ยมคารวะนาย{w()} {w()}\n",
    "visits": lambda w, n: f"นาย{w()} {w()} เยือนจีน ระหว่างวันที่ {n % 20 + 1} มีนาคม 2560 - 2 เมษายน 2560\n",
    "meetings": lambda w, n: f"การประชุมสุดยอด{w()} ครั้งที่ {n} กับจีน เมื่อวันที่ {n % 28 + 1} มกราคม 2561 ณ กรุง{w()}\n",
    "quotations": lambda w, n: f"“{w()}” ({w()}) ",
}  # fmt: skip


def vary(kind: str, size: int) -> str:
    rng, parts, length = random.Random(1), [], 0
    while length < size:
        parts.append(VARIED[kind](lambda: _word(rng), len(parts)))
        length += len(parts[-1])
    return "".join(parts)[:size]


def measure(text: str) -> float:
    """Seconds of the processor that an article takes."""
    article = parse_article(("หัวข้อข่าว\n" + text).encode(), "hostile.txt")
    assert isinstance(article, Article)
    return measure_seconds(lambda: extract_article(article))


SIZE = 20_000


@pytest.fixture(scope="module")
def ordinary(sample_path: Path) -> float:
    """Seconds of the processor that as much of the sample takes."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(sample_path.glob("*.txt")))
    assert len(text) > SIZE
    measure(text[:1000])  # the lexicon is loaded
    return max(measure(text[:SIZE]), measure(text[-SIZE:]))


def takes_too_long(make_text: Callable[[int], str], ordinary: float) -> str:
    """How a text's time grows out of proportion, or "".

    Four times the text may take ten times as long, and up to eighty times as long as ordinary news. What is
    over that once may be the machine: it is measured again, up to twice, and the best counts.
    """
    small, large = 0.0, float("inf")
    for _ in range(3):
        small, large = max(small, measure(make_text(SIZE))), min(large, measure(make_text(4 * SIZE)))
        if large <= min(10 * max(small, ordinary), 80 * 4 * ordinary):
            return ""
    if large > 10 * max(small, ordinary):
        return f"four times the text takes {large / max(small, ordinary):.0f} times as long"
    if large > 80 * 4 * ordinary:
        return f"{large / (4 * ordinary):.0f} times as long as ordinary news"
    return ""


@pytest.mark.parametrize("piece", PIECES)
def test_no_repetition_holds_the_extraction_up(piece: str, ordinary: float) -> None:
    assert takes_too_long(lambda size: piece * (size // len(piece)), ordinary) == ""


@pytest.mark.parametrize("kind", VARIED)
def test_time_grows_with_the_text_whatever_it_names(kind: str, ordinary: float) -> None:
    assert takes_too_long(lambda size: vary(kind, size), ordinary) == ""


def test_growth_would_be_noticed(monkeypatch: pytest.MonkeyPatch, ordinary: float) -> None:
    def compare_all(scan: Scan) -> list[BodyMention]:
        for _ in range(len(scan.text) ** 3 // 3_000_000):
            pass
        return find_bodies(scan)

    monkeypatch.setattr(kg.extract, "find_bodies", compare_all)
    assert takes_too_long(lambda size: vary("bodies", size), ordinary) != ""


@pytest.mark.parametrize(
    ("kind", "what", "size"),
    [("names", "names", 30_000), ("bodies", "bodies", 50_000), ("instruments", "agreements", 40_000)],
)
def test_what_no_article_holds_so_much_of_is_left_and_told(kind: str, what: str, size: int) -> None:
    article = parse_article(("หัวข้อข่าว\n" + vary(kind, size)).encode(), "hostile.txt")
    assert isinstance(article, Article)
    extraction = extract_article(article)
    told = [reject.detail for reject in extraction.rejects if reject.reason == "too-many"]
    assert any(f"more than {MOST[what]:,} {what}:" in detail for detail in told), told
    assert extraction.claims != ()


def test_no_article_of_the_sample_is_left_in_part(sample_path: Path) -> None:
    for article in iter_articles(sorted(sample_path.glob("*.txt"))):
        assert extract_article(article).rejects == ()


def test_an_article_that_takes_too_long_is_left_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    extract_article(make("ก", 10))
    monkeypatch.setattr(kg.extract, "MAX_SECONDS", 0.2)
    began = time.process_time()
    extraction = extract_article(make("นายก", 300_000))
    assert time.process_time() - began < 10
    assert extraction.claims == ()
    assert [reject.reason for reject in extraction.rejects] == ["too-slow"]
    monkeypatch.undo()
    assert extract_article(make("นายสมชาย ใจดี รัฐมนตรีว่าการกระทรวงพาณิชย์ ", 100)).claims != ()


def test_time_that_is_up_passes_what_catches_exceptions() -> None:
    def go_on() -> None:
        while True:
            with suppress(Exception):
                sum(range(1000))

    with pytest.raises(TimeUp), bound_time(0.05):
        go_on()


def test_long_stretches_are_not_kept_in_memory() -> None:
    for cached in (_tokens_of, _cut_run, _foreign_looking):
        cached.cache_clear()
    extract_article(make("กรมการกงสุลและการต่างประเทศ", 20_000))
    for cached in (_tokens_of, _cut_run, _foreign_looking):
        assert cached.cache_info().currsize < 2000


def test_runs_and_lines_that_nobody_writes_are_broken() -> None:
    article = make("ก", 30_000)
    assert max(map(len, article.text.split())) <= 1000
    assert article.text.replace(" ", "").count("ก") >= 30_000
    assert max(map(len, make("ก ", 30_000).text.split("\n"))) <= 6000
    url = "https://example.org/" + "x" * 1500
    assert url in make(f"ที่ {url} นั้น", 3000).text
