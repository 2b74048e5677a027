"""Reading: the drifting forms of an item, Unicode repair, encodings, pages, records, folders and archives."""

from __future__ import annotations

import gzip
import io
import json
import os
import tarfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import measure_seconds
from hypothesis import example, given, settings
from hypothesis import strategies as st

import kg.text
from kg.model import Article, ReadError, Reject
from kg.text import (
    clean_composition,
    clean_entities,
    clean_invisible,
    clean_letters,
    clean_markup,
    clean_private,
    clean_spaces,
    clean_styles,
    clean_text,
    clean_thai,
    iter_articles,
    parse_article,
    parse_html,
    parse_record,
)

TITLE = "ไทยและสาธารณรัฐเกาหลีลงนามบันทึกความเข้าใจด้านเมืองอัจฉริยะ"
BODY = "วันนี้ (2 กันยายน 2562) นายกรัฐมนตรีให้การต้อนรับประธานาธิบดีสาธารณรัฐเกาหลี ณ ทำเนียบรัฐบาล"
SOURCE = "ที่มา : https://www.example.org/news/contents/details/9000001"
DATE = "วันจันทร์ที่ 2 กันยายน 2562"
PREFIX = "รัฐบาลไทย-ข่าวทำเนียบรัฐบาล-"
ITEM = f"{PREFIX}{TITLE}\n\n\n{DATE}\n02/09/2562\nพิมพ์\n{TITLE}\n{TITLE}\n{BODY}\n\n{SOURCE}\n"


def read(text: str | bytes) -> Article:
    result = parse_article(text if isinstance(text, bytes) else text.encode(), "item.txt")
    assert isinstance(result, Article), result
    return result


def reason(raw: bytes) -> str:
    result = parse_article(raw, "item.txt")
    assert isinstance(result, Reject)
    return result.reason


# ---------------------------------------------------------------- one item


def test_an_item_is_read_whole() -> None:
    article = read(ITEM)
    assert article.id == "9000001"
    assert article.url == "https://www.example.org/news/contents/details/9000001"
    assert article.title == TITLE
    assert article.published == "2019-09-02"
    assert article.text == f"{TITLE}\n{BODY}"
    assert article.text[article.body_start :] == BODY
    assert article.path == "item.txt"


@pytest.mark.parametrize(
    "header",
    [
        f"\ufeff{PREFIX}{TITLE}\n\n{DATE}\n{TITLE}",
        f"รัฐบาลไทย-Government News-{TITLE}\n\n{DATE}\nพิมพ์",
        f"รัฐบาลไทย-{TITLE}\nวันที่ 2 กันยายน 2562",
        f"{TITLE}\n2 ก.ย. 2562\n{TITLE}\n{TITLE}",
        f"{TITLE}\nวันจันทร์ที่ ๒ กันยายน ๒๕๖๒",
        f"{TITLE}\n02/09/2562\nพิมพ์\n{TITLE}",
        f"{TITLE}\n\n   {DATE}   \n\n\n   5,243  \n\n   พิมพ์   \n\xa0\n   {TITLE}",
        f"{TITLE}\n{DATE}\n{TITLE.replace('ลงนาม', ' ลงนาม  ')}",
        f"{TITLE}\n{DATE}\n{TITLE[:30]}\n{TITLE[30:]}\n{TITLE}",
        f"{TITLE}\r\n\r\n{DATE}\r\n{TITLE}\r",
        f"{TITLE}\n{DATE}\n{TITLE} [กระทรวงดิจิทัลเพื่อเศรษฐกิจและสังคม]",
        f"{TITLE}\n{DATE}\np.p1 {{margin: 0.0px; font: 16.0px Helvetica}}\nspan.s1 {{font-kerning: none}}",
    ],
)
def test_headers_of_all_years(header: str) -> None:
    article = read(f"{header}\n{BODY}\n{SOURCE}")
    assert article.published == "2019-09-02"
    assert article.title.startswith(TITLE)
    assert article.text[article.body_start :] == BODY


def test_a_bracketed_ministry_is_no_reason_to_keep_the_repeat() -> None:
    article = read(f"{TITLE} [กระทรวงพาณิชย์]\nวันจันทร์ที่ 2 กันยายน 2562\n{TITLE}\n{BODY}")
    assert article.text == f"{TITLE} [กระทรวงพาณิชย์]\n{BODY}"


def test_a_title_cut_off_by_the_site_is_completed_by_its_repeat() -> None:
    article = read(f"{TITLE}\nวันจันทร์ที่ 2 กันยายน 2562\n{TITLE} ณ ทำเนียบรัฐบาล\n{BODY}")
    assert article.text == f"{TITLE} ณ ทำเนียบรัฐบาล\n{BODY}"


def test_a_date_line_of_the_body_stays() -> None:
    article = read(f"{TITLE}\nวันอังคารที่ 3 กันยายน 2562\n{TITLE}\nวันที่ 2 กันยายน 2562\n{BODY}")
    assert article.published == "2019-09-03"
    assert article.text == f"{TITLE}\nวันที่ 2 กันยายน 2562\n{BODY}"


def test_an_english_item_with_its_thai_date_line() -> None:
    article = read(
        "รัฐบาลไทย-ข่าวทำเนียบรัฐบาล-\u200bThailand and the Republic of Korea sign MoU\n\nวันจันทร์ที่ 2 กันยายน 2562\n"
        "\u200bThailand and the Republic of Korea sign MoU\nThe Prime Minister met the President.\n"
    )
    assert (
        article.text == "Thailand and the Republic of Korea sign MoU\nThe Prime Minister met the President."
    )
    assert article.published == "2019-09-02"


def test_a_broadcast_has_its_date_in_the_opening_line() -> None:
    article = read(f"พลเอก ประยุทธ์ กล่าวในรายการทางโทรทัศน์ วันศุกร์ที่ 5 กันยายน 2557 เวลา 20.15 น.\n\n{BODY}")
    assert article.published == "2014-09-05"


def test_without_date_line_published_is_empty() -> None:
    assert read(f"{TITLE}\n{BODY}\n{SOURCE}").published == ""


def test_without_source_the_id_is_the_hash_of_the_text() -> None:
    first, again, other = (
        read(f"{TITLE}\n{BODY}"),
        read(f"\ufeff{TITLE}\n\n{BODY}\n"),
        read(f"{TITLE}\n{BODY} ก"),
    )
    assert first.id == again.id != other.id
    assert first.id[0] == "h"
    assert len(first.id) == 13


def test_only_the_last_source_line_is_the_items_own() -> None:
    article = read(f"{TITLE}\n{BODY}\nที่มา : https://example.com/12\n{SOURCE}")
    assert article.id == "9000001"
    assert article.text.endswith("https://example.com/12")


def test_a_first_line_that_is_a_paragraph_is_cut_without_loss() -> None:
    paragraph = " ".join(["สวัสดีพี่น้องประชาชน"] * 60)
    article = read(f"{paragraph}\n{BODY}")
    assert len(article.title) <= 200
    assert article.text.replace("\n", " ") == f"{paragraph} {BODY}"


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "empty"),
        (b" \n\xef\xbb\xbf\n ", "empty"),
        ("\u200b\n".encode(), "empty"),
        (bytes(range(256)) * 8, "undecodable"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(255, 0, -1)) * 4, "undecodable"),
        (
            "รัฐบาลไทย-\n\n\nวันพฤหัสบดีที่ 1 มกราคม 2513\n\nที่มา : https://example.org/details/41105".encode(),
            "no-text",
        ),
        (SOURCE.encode(), "no-text"),
        (b"x" * (kg.text.MAX_ARTICLE + 1), "too-large"),
    ],
    ids=["nothing", "blank", "invisible", "binary", "picture", "taken-down", "source-only", "huge"],
)
def test_rejects_have_reasons(raw: bytes, why: str) -> None:
    assert reason(raw) == why


# ---------------------------------------------------------------- encodings and repair


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "tis-620", "cp874"]
)
def test_encodings_are_recognised(encoding: str) -> None:
    article = read(ITEM.encode(encoding))
    assert article.text == f"{TITLE}\n{BODY}"
    assert article.id == "9000001"


def test_utf8_with_a_few_lost_bytes_stays_utf8() -> None:
    raw = ITEM.encode()
    article = read(raw[:400] + b"\xe0" + raw[400:])
    assert article.title == TITLE


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("ก\u0e4dา", "กำ"),
        ("น\u0e4d\u0e49า", "น้ำ"),
        ("น\u0e49\u0e4dา", "น้ำ"),
        ("นำ\u0e49", "น้ำ"),
        ("เเละ", "และ"),
        ("ท\u0e48\u0e35", "ที่"),
        ("สิทธ\u0e4c\u0e34", "สิทธิ์"),
        ("ที่\u0e48", "ที่"),
        ("ญาณส\u0e4dวโร", "ญาณสํวโร"),  # Pali, right as it is
    ],
)
def test_thai_repair(broken: str, whole: str) -> None:
    assert clean_thai(broken) == whole


@pytest.mark.parametrize(
    ("step", "before", "after"),
    [
        (clean_markup, "ก<br/>ข<b>ค</b><style>p {a:b}</style><!-- x -->ง", "ก\nขคง"),
        (clean_markup, "2 < 3 และ 5 > 4 <ก>", "2 < 3 และ 5 > 4 <ก>"),
        (clean_styles, "p.p1 {margin: 0px}\nspan.s1 {font: 1px}\nก", "\n\nก"),
        (clean_styles, "/* Style Definitions */ table.MsoNormalTable {mso-style-name:x;}ก", "ก"),
        (clean_styles, "Normal 0 false false false EN-US X-NONE TH\nก", "\nก"),
        (clean_styles, "Normal 0 degrees", "Normal 0 degrees"),
        (clean_styles, "ชุด {ก, ข}", "ชุด {ก, ข}"),
        (
            clean_entities,
            "&quot;ก&quot;&nbsp;&amp; &#3585; a&b; x?a=1&copy=2",
            '"ก"\xa0& ก a&b; x?a=1&copy=2',
        ),
        (clean_private, "ท\uf70b\uf0b7", "ท้•"),
        (clean_invisible, "ก\u200b\u202e\ufeff\0\xadข", "กข"),
        (clean_spaces, " ก\xa0\t ข \n\n \u3000ค ", "ก ข\nค"),
    ],
)
def test_cleaning_steps(step: Callable[[str], str], before: str, after: str) -> None:
    assert step(before) == after


def test_thai_digits_stay() -> None:
    assert clean_text("ครั้งที่ ๒/๒๕๖๒") == "ครั้งที่ ๒/๒๕๖๒"


# ---------------------------------------------------------------- pages and records

PAGE = f"""<!doctype html><html><head><meta charset="utf-8"><title>{TITLE} - รัฐบาลไทย</title>
<link rel="canonical" href="https://example.org/news/9000002"><style>p {{color: red}}</style></head>
<body><header><h1>ข่าวทั้งหมด</h1></header><nav><ul><li>หน้าแรก</li></ul></nav>
<article><h1>{TITLE}</h1><p>วันจันทร์ที่ 2 กันยายน 2562</p><div>{BODY}<script>alert(1)</script></div>
<p>ย่อหน้า<b>ที่สอง</b>&nbsp;จบ</p></article><footer>ติดต่อเรา</footer></body></html>"""


@pytest.mark.parametrize("encoding", ["utf-8", "cp874"])
def test_a_page(encoding: str) -> None:
    page = PAGE if encoding == "utf-8" else PAGE.replace("utf-8", "windows-874")
    article = parse_html(page.encode(encoding), "page.html")
    assert isinstance(article, Article)
    assert (article.id, article.title, article.published) == ("9000002", TITLE, "2019-09-02")
    assert article.text == f"{TITLE}\n{BODY}\nย่อหน้าที่สอง จบ"


def test_a_page_without_main_part_and_with_machine_date() -> None:
    date = "<meta property='article:published_time' content='2019-09-05T08:00:00+07:00'>"
    raw = f"<h1>{TITLE}</h1>{date}<p>{BODY}"
    article = parse_html(raw.encode(), "page.html")
    assert isinstance(article, Article)
    assert (article.published, article.text) == ("2019-09-05", f"{TITLE}\n{BODY}")
    assert article.id.startswith("h")


def test_a_page_nested_without_end_is_refused_at_once() -> None:
    began = time.perf_counter()
    result = parse_html(b"<div>" * 500_000, "page.html")
    assert isinstance(result, Reject)
    assert result.reason == "unreadable-html"
    assert time.perf_counter() - began < 5


def test_a_record() -> None:
    record = {
        "id": "7",
        "url": "https://example.org/x",
        "published": "2562-09-02",
        "title": TITLE,
        "text": BODY,
    }
    article = parse_record(record, "a.jsonl:1")
    assert article == Article(
        "7", "https://example.org/x", TITLE, "2019-09-02", f"{TITLE}\n{BODY}", "a.jsonl:1", len(TITLE) + 1
    )


def test_a_record_of_an_article_comes_back_the_same() -> None:
    first = read(ITEM)
    record = {
        "id": first.id,
        "url": first.url,
        "published": first.published,
        "title": first.title,
        "text": first.text,
    }
    again = parse_record(json.loads(json.dumps(record)), first.path)
    assert again == first


@pytest.mark.parametrize("record", [None, 1, [], "x", {}, {"text": 1}, {"text": ""}, {"title": "ก"}])
def test_what_is_no_record_is_rejected(record: object) -> None:
    assert isinstance(parse_record(record, "a.json"), Reject)


# ---------------------------------------------------------------- paths


def drop(rejects: list[Reject], under: Path) -> list[tuple[str, str]]:
    return [(os.path.relpath(r.path, under), r.reason) for r in rejects]


def test_a_folder_is_read_in_the_order_of_its_paths(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "2.txt").write_text(f"{TITLE} สอง\n{BODY}", encoding="utf-8")
    (tmp_path / "a.jsonl").write_text(
        json.dumps({"id": "j", "title": "t", "text": BODY}) + "\n\nnot json\n", encoding="utf-8"
    )
    (tmp_path / "1.txt").write_text(f"{TITLE} หนึ่ง\n{BODY}", encoding="utf-8")
    (tmp_path / "c.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "d.json").write_text(json.dumps([{"id": "k", "text": BODY}, 5]), encoding="utf-8")
    (tmp_path / "e.csv").write_text("x", encoding="utf-8")
    (tmp_path / ".hidden.txt").write_text("x", encoding="utf-8")
    rejects: list[Reject] = []
    articles = list(iter_articles([tmp_path], rejects))
    assert [os.path.relpath(a.path, tmp_path) for a in articles] == [
        "1.txt",
        "a.jsonl:1",
        "c.html",
        "d.json:1",
        "b/2.txt",
    ]
    assert drop(rejects, tmp_path) == [
        ("a.jsonl:3", "bad-json"),
        ("d.json:2", "not-a-record"),
        ("e.csv", "unknown-kind"),
    ]
    assert list(iter_articles([tmp_path])) == articles


def test_a_missing_path_says_so(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"nothing\.txt: does not exist\. Give a file"):
        list(iter_articles([tmp_path / "nothing.txt"]))


def test_a_pipe_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    rejects: list[Reject] = []
    assert list(iter_articles([tmp_path], rejects)) == []
    assert drop(rejects, tmp_path) == [("pipe.txt", "not-a-file")]
    with pytest.raises(ReadError, match="neither a file nor a folder"):
        list(iter_articles([tmp_path / "pipe.txt"]))


def test_a_link_to_a_folder_above_does_not_go_round(tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_text(ITEM, encoding="utf-8")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "loop").symlink_to(tmp_path)
    assert len(list(iter_articles([tmp_path]))) == 1


# ---------------------------------------------------------------- archives


def add(tar: tarfile.TarFile, name: str, raw: bytes, kind: bytes = tarfile.REGTYPE, target: str = "") -> None:
    member = tarfile.TarInfo(name)
    member.type, member.linkname, member.size = kind, target, len(raw)
    tar.addfile(member, io.BytesIO(raw))


REFUSED = [
    ("../out.txt", "path-outside"),
    ("a/../../out.txt", "path-outside"),
    ("/etc/out.txt", "absolute-path"),
    ("C:\\out.txt", "absolute-path"),
    ("..\\out.txt", "path-outside"),
    ("inner.zip", "nested-archive"),
    ("inner.tar.gz", "nested-archive"),
    ("table.csv", "unknown-kind"),
]


def test_a_tar_archive_is_streamed_and_its_traps_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.tar.gz"
    with tarfile.open(path, "w:gz") as tar:
        add(tar, "z/1.txt", ITEM.encode())
        for name, _ in REFUSED:
            add(tar, name, ITEM.encode())
        add(tar, "soft.txt", b"", tarfile.SYMTYPE, "/etc/passwd")
        add(tar, "hard.txt", b"", tarfile.LNKTYPE, "z/1.txt")
        add(tar, "device.txt", b"", tarfile.CHRTYPE)
        add(tar, "a/2.jsonl", json.dumps({"id": "j", "text": BODY}).encode())
    rejects: list[Reject] = []
    articles = list(iter_articles([path], rejects))
    assert [a.path for a in articles] == [f"{path}/z/1.txt", f"{path}/a/2.jsonl:1"]
    assert [(r.path.removeprefix(f"{path}/"), r.reason) for r in rejects] == [
        *REFUSED, ("soft.txt", "link"), ("hard.txt", "link"), ("device.txt", "not-a-file"),
    ]  # fmt: skip


def test_a_zip_archive_is_read_and_its_traps_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("z/1.txt", ITEM)
        for name, _ in REFUSED:
            archive.writestr(name, ITEM)
        link = zipfile.ZipInfo("soft.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    rejects: list[Reject] = []
    articles = list(iter_articles([path], rejects))
    assert [a.path for a in articles] == [f"{path}/z/1.txt"]
    assert [r.reason for r in rejects] == [*(why for _, why in REFUSED), "link"]


def test_a_member_without_a_name_is_no_article(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x", ITEM)
        archive.writestr("1.txt", ITEM)
        archive.filelist[0].filename = ""
    rejects: list[Reject] = []
    assert [a.id for a in iter_articles([path], rejects)] == ["9000001"]
    assert [r.reason for r in rejects] == ["unknown-kind"]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, zipfile.ZIP_DEFLATED])
def test_a_broken_member_costs_no_other(method: int, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("0.txt", ITEM.replace("9000001", "9000000"))
        archive.writestr("1.txt", ITEM)
    raw = bytearray(path.read_bytes())
    raw[45:60] = b"\xff" * 15
    path.write_bytes(raw)
    rejects: list[Reject] = []
    assert [a.id for a in iter_articles([path], rejects)] == ["9000001"]
    assert [r.reason for r in rejects] == ["broken-member"]


def test_a_text_that_is_no_article_is_refused() -> None:
    words = "ก ข ค ง\n" * 60_000
    told = parse_article(words.encode(), "any")
    assert isinstance(told, Reject)
    assert told.reason == "too-large"
    assert f"{kg.text.MAX_TEXT}" in told.detail
    assert isinstance(parse_article(words[: kg.text.MAX_TEXT - 100].encode(), "any"), Article)


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_members_of_absurd_size_are_refused(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kg.text, "MAX_MEMBER", 10_000)
    path = tmp_path / f"a.{kind}"
    big = b"x" * 10_001
    if kind == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("big.txt", big)
            archive.writestr("1.txt", ITEM)
    else:
        with tarfile.open(path, "w:gz") as tar:
            add(tar, "big.txt", big)
            add(tar, "1.txt", ITEM.encode())
    rejects: list[Reject] = []
    assert [a.id for a in iter_articles([path], rejects)] == ["9000001"]
    assert [r.reason for r in rejects] == ["too-large"]
    assert "a member has at most 10000" in rejects[0].detail, "it was read before it was refused"


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_a_bomb_is_stopped(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kg.text, "FREE_ALLOWANCE", 100_000)
    monkeypatch.setattr(kg.text, "MAX_RATIO", 3)
    path = tmp_path / f"a.{kind}"
    zeros = b"0" * 60_000
    if kind == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for i in range(5):
                archive.writestr(f"{i}.txt", zeros)
    else:
        with tarfile.open(path, "w:gz") as tar:
            for i in range(5):
                add(tar, f"{i}.txt", zeros)
    rejects: list[Reject] = []
    assert len(list(iter_articles([path], rejects))) < 3
    assert rejects[-1].reason == "archive-too-large"


def test_a_tar_header_as_large_as_memory_is_stopped(tmp_path: Path) -> None:
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.XHDTYPE, 200 * 2**20
    path = tmp_path / "a.tar.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(header.tobuf(tarfile.USTAR_FORMAT))
        for _ in range(200):
            file.write(b"\0" * 2**20)
    rejects: list[Reject] = []
    assert list(iter_articles([path], rejects)) == []
    assert [r.reason for r in rejects] == ["archive-too-large"]


def test_a_cut_archive_gives_what_it_has_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.tar.gz"
    with tarfile.open(path, "w:gz", compresslevel=0) as tar:
        for i in range(20):
            add(tar, f"{i}.txt", f"{TITLE} {i}\n{BODY * 20}".encode())
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    rejects: list[Reject] = []
    assert 5 < len(list(iter_articles([path], rejects))) < 15
    assert [r.reason for r in rejects] == ["broken-archive"]


@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz", "a.tgz", "a.tar"])
def test_what_is_no_archive_is_an_error_when_named_and_a_reject_when_found(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"no archive at all" * 99)
    with pytest.raises(ReadError, match="is no readable archive"):
        list(iter_articles([tmp_path / name]))
    rejects: list[Reject] = []
    assert list(iter_articles([tmp_path], rejects)) == []
    assert drop(rejects, tmp_path) == [(name, "broken-archive")]


# ---------------------------------------------------------------- properties

PIECES = [
    ITEM, TITLE, BODY, SOURCE, DATE, "\n", " ", "\0", "<style>", "</style>", "<!--", "{", "}",
    "a {b:c}", "&#55555555;", "&#xd800;", "&nbsp;", "Normal 0 false", "flowplayer(",
    "Your browser does not support the video tag.", "เเ", "ํา", "่ิ", "\u2028", "พิมพ์", "<p>",
    "<table><tr>", "\r",
]  # fmt: skip
PARTS = st.sampled_from(
    [*(piece.encode() for piece in PIECES), b"\xff\xfe", b"\xef\xbb\xbf", b"\xe0\xb9", b"\xa1\xd2"]
)
BYTES = st.one_of(st.binary(max_size=300), st.lists(PARTS, max_size=12).map(b"".join))


@settings(max_examples=400, deadline=None)
@given(BYTES)
@example(b"\xff\xfe\x00\xd8")
def test_any_bytes_are_an_article_or_a_reject(raw: bytes) -> None:
    for parse in (parse_article, parse_html):
        result = parse(raw, "any")
        assert result == parse(raw, "any")
        if isinstance(result, Article):
            assert result.text[: result.body_start] == result.title + "\n"
            assert result.id
            result.text.encode("utf-8")
        else:
            assert result.reason


@settings(max_examples=1000, deadline=None)
@given(
    st.text(
        "กรเแาำํ\u0e31\u0e34\u0e38\u0e3a\u0e47่้๊๋์ฯ๑aé\u0301\n \x07\x7f\xa0\xad\u200b\u2028“–\uf70b", max_size=12
    )
)
def test_letters_are_repaired_as_by_the_steps(text: str) -> None:
    letters = clean_thai(clean_composition(clean_invisible(text)))
    assert clean_spaces(clean_letters(text)) == clean_spaces(letters)
    assert not {"\xa0", "\t", "\u2028"} & {*clean_letters(text)}


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_unicode_repair_is_done_once(text: str) -> None:
    once = clean_spaces(clean_invisible(clean_thai(clean_spaces(clean_invisible(text)))))
    assert clean_spaces(clean_invisible(once)) == once
    assert "\n\n" not in once


@pytest.mark.parametrize(
    "piece",
    ["<a ", "<style", "<!--", "{", "a{", "x{:}", "&", "่ิ", "Normal 0 ", "วันนี้ \n", "ที่มา : https://x/1\n"],
)
def test_time_is_linear(piece: str) -> None:
    small, large = (
        measure_seconds(lambda size=size: parse_article((piece * (size // len(piece))).encode(), "any"))
        for size in (250_000, 1_000_000)
    )
    assert large < 10 * max(small, 0.02)
