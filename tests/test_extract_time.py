"""No text, however it was made, holds the extraction up: its time is bounded whatever comes."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

import kg.extract
from kg.extract import extract_article
from kg.extract.clock import TimeUp, bound_time
from kg.extract.scan import _cut_run, _foreign_looking, _tokens_of
from kg.model import Article
from kg.text import parse_article

# What patterns for letters, brackets, names, posts, bodies, dates and treaties could stumble over.
PIECES = [
    " ", "ก", "กา", "้", "1", "๑", "(", ")", "[", '"', "“", "-", ".", "/", "ฯ", "ๆ", "\n",
    "a", "A", "Aa ", "Mr. ", "ก ก ", "ก.", "(ก", "“ก", "1-", "นาย", "นายก", "พล.อ. ", "ดร.",
    "H.E. ", "นายสมชาย ใจดี ", "รอง", "อดีต", "รักษาการ", "รัฐมนตรีว่าการกระทรวง",
    "เอกอัครราชทูต", "กระทรวง", "กรม", "สำนักงาน", "อธิบดีกรม", "บริษัท", "มหาวิทยาลัย",
    "Minister of ", "University of ", "the ", "of ", "and ", "ณ ", "ที่", "วันที่ 1",
    "1 มกราคม 2560", "พ.ศ. ", "ระหว่างวันที่ ", "เวลา 1", "จีน", "จีน ", "ไทย-",
    "สาธารณรัฐ", "ประธานาธิบดีแห่ง", "บันทึกความเข้าใจว่าด้วย", "ลงนาม", "ลงนามใน",
    "ครั้งที่ 1/", "เข้าเยี่ยมคารวะ", "หารือกับ", "พบหารือ", "เยือนจีน", "met with ",
    "visit to ", "อาเซียน ", "และ", "😀", "İ",
]  # fmt: skip


def make(piece: str, size: int) -> Article:
    article = parse_article(("หัวข้อข่าว\n" + piece * (size // len(piece))).encode(), "hostile.txt")
    assert isinstance(article, Article)
    return article


@pytest.mark.parametrize("piece", PIECES)
def test_no_repetition_holds_the_extraction_up(piece: str) -> None:
    article = make(piece, 20_000)
    extract_article(make("ก", 10))  # the lexicon is loaded
    began = time.process_time()
    extract_article(article)
    assert time.process_time() - began < 6


def test_an_article_that_takes_too_long_is_left_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    extract_article(make("ก", 10))
    monkeypatch.setattr(kg.extract, "MAX_SECONDS", 0.2)
    began = time.process_time()
    extraction = extract_article(make("หารือกับ", 400_000))
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
