"""Date expressions: each golden line is a phenomenon; the properties hold for any text."""

from __future__ import annotations

import pytest
from conftest import measure_seconds
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.dates import find_dates, parse_date_line, parse_iso_date

PUBLISHED = "2019-09-16"  # a Monday

GOLDEN = [
    # text, wording, date, end, rule
    ("ลงนามเมื่อวันที่ 2 กันยายน 2562 ณ กรุงโซล", "วันที่ 2 กันยายน 2562", "2019-09-02", "", "day"),
    ("พบกัน 2 ก.ย. 62 ที่โซล", "2 ก.ย. 62", "2019-09-02", "", "day"),
    ("พบกัน 2 ก.ย.62 ที่โซล", "2 ก.ย.62", "2019-09-02", "", "day"),
    ("บ่ายนี้ (24 ม.ค. 2562) ที่ทำเนียบ", "24 ม.ค. 2562", "2019-01-24", "", "day"),
    ("วันที่ ๒ กันยายน ๒๕๖๒", "วันที่ ๒ กันยายน ๒๕๖๒", "2019-09-02", "", "day"),
    ("๑๗ ก.ย. ๖๒", "๑๗ ก.ย. ๖๒", "2019-09-17", "", "day"),
    ("วันศุกร์ที่ 13 เดือนกันยายน พ.ศ. 2562", "วันศุกร์ที่ 13 เดือนกันยายน พ.ศ. 2562", "2019-09-13", "", "day"),
    ("เมื่อ 5 กรกฏาคม 2562", "5 กรกฏาคม 2562", "2019-07-05", "", "day"),
    ("วันที่ 2 กันยายน ค.ศ. 2019", "วันที่ 2 กันยายน ค.ศ. 2019", "2019-09-02", "", "day"),
    ("ประชุมวันที่ 2–3 กันยายน 2562", "วันที่ 2–3 กันยายน 2562", "2019-09-02", "2019-09-03", "day-range"),
    ("เยือนวันที่ 9 ถึง 11 พ.ย. 2562", "วันที่ 9 ถึง 11 พ.ย. 2562", "2019-11-09", "2019-11-11", "day-range"),
    (
        "ระหว่างวันที่ 30 พฤศจิกายน - 2 ธันวาคม 2565",
        "วันที่ 30 พฤศจิกายน - 2 ธันวาคม 2565", "2022-11-30", "2022-12-02", "day-range",
    ),
    (
        "30 ธันวาคม - 2 มกราคม 2563", "30 ธันวาคม - 2 มกราคม 2563", "2019-12-30", "2020-01-02", "day-range",
    ),
    (
        "30 ธ.ค. 2561 ถึง 2 ม.ค. 2562", "30 ธ.ค. 2561 ถึง 2 ม.ค. 2562", "2018-12-30", "2019-01-02", "day-range",
    ),
    (
        "วันจันทร์ที่ 2 - วันอังคารที่ 3 กันยายน 2562",
        "วันจันทร์ที่ 2 - วันอังคารที่ 3 กันยายน 2562", "2019-09-02", "2019-09-03", "day-range",
    ),
    ("วันที่ 2 และ 4 กันยายน 2562", "วันที่ 2 และ 4 กันยายน 2562", "2019-09-02", "2019-09-04", "day-list"),
    ("จะเดินทางวันที่ 29 ตค.นี้", "วันที่ 29 ตค.นี้", "2019-10-29", "", "day-noyear"),
    ("เมื่อวันที่ 20 ธันวาคมที่ผ่านมา", "วันที่ 20 ธันวาคมที่ผ่านมา", "2018-12-20", "", "day-noyear"),
    ("ในวันที่ 2 มกราคม จะเปิดงาน", "วันที่ 2 มกราคม", "2020-01-02", "", "day-noyear"),
    ("ในวันที่ 2 มกราคม ปีนี้", "วันที่ 2 มกราคม ปีนี้", "2019-01-02", "", "day-noyear"),
    ("วันที่ 3-5 พ.ย. นี้", "วันที่ 3-5 พ.ย. นี้", "2019-11-03", "2019-11-05", "day-range-noyear"),
    ("นัดหมาย 17/10/2566", "17/10/2566", "2023-10-17", "", "numeric"),
    ("นัดหมาย 2019-09-02 เช้า", "2019-09-02", "2019-09-02", "", "numeric"),
    (
        "วันนี้ (วันจันทร์ที่ 16 กันยายน 2562) เวลา 10.00 น.",
        "วันนี้ (วันจันทร์ที่ 16 กันยายน 2562)", "2019-09-16", "", "today-stated",
    ),
    ("วันนี้ 16 ก.ย. 62 เวลา 10.00 น.", "วันนี้ 16 ก.ย. 62", "2019-09-16", "", "today-stated"),
    ("เมื่อวานนี้ (15 กันยายน 2562)", "เมื่อวานนี้ (15 กันยายน 2562)", "2019-09-15", "", "yesterday-stated"),
    ("วันนี้ (16 กันยายน 2561) ที่ทำเนียบ", "วันนี้ (16 กันยายน 2561)", "2019-09-16", "", "today-corrected"),
    ("วันศุกร์ที่ผ่านมา (13 ก.ย. 62)", "วันศุกร์ที่ผ่านมา (13 ก.ย. 62)", "2019-09-13", "", "weekday-stated"),
    ("เดือนตุลาคมที่ผ่านมา", "เดือนตุลาคมที่ผ่านมา", "2018-10", "", "month-noyear"),
    ("ภายในเดือนตุลาคม จะเสร็จ", "เดือนตุลาคม", "2019-10", "", "month-noyear"),
    ("จัดในเดือนพฤศจิกายน 2563", "เดือนพฤศจิกายน 2563", "2020-11", "", "month"),
    ("สำรวจ (มกราคม ปี ค.ศ. 2018)", "มกราคม ปี ค.ศ. 2018", "2018-01", "", "month"),
    ("ช่วง ม.ค. - มี.ค. 2563", "ม.ค. - มี.ค. 2563", "2020-01", "2020-03", "month-range"),
    ("ในปี 2561 การค้า", "ปี 2561", "2018", "", "year"),
    ("ตั้งเป้าปี 59 ไว้", "ปี 59", "2016", "", "year"),
    ("พระราชบัญญัติ พ.ศ. 2561", "พ.ศ. 2561", "2018", "", "year"),
    ("เมื่อ ค.ศ. 2019", "ค.ศ. 2019", "2019", "", "year"),
    ("แผนปี 2561-2565", "ปี 2561-2565", "2018", "2022", "year-range"),
    ("ยุทธศาสตร์ พ.ศ. 2561 – 2580", "พ.ศ. 2561 – 2580", "2018", "2037", "year-range"),
    ("ฤดูการผลิตปี 2561/62", "ปี 2561/62", "2018", "2019", "year-range"),
    ("ฤดูการผลิตปี 61/62", "ปี 61/62", "2018", "2019", "year-range"),
    ("ปีงบประมาณ พ.ศ. 2562", "ปีงบประมาณ พ.ศ. 2562", "2019", "", "fiscal-year"),
    ("ปีการศึกษา 2562", "ปีการศึกษา 2562", "2019", "", "academic-year"),
    ("เข้าร่วมงาน GICC 2019 ที่โซล", "2019", "2019", "", "bare-year"),
    ("ครบรอบในปีนี้", "ปีนี้", "2019", "", "this-year"),
    ("จะเป็นเจ้าภาพปีหน้า", "ปีหน้า", "2020", "", "next-year"),
    ("ในปีที่ผ่านมา การค้า", "ปีที่ผ่านมา", "2018", "", "last-year"),
    ("ภายในเดือนนี้", "เดือนนี้", "2019-09", "", "this-month"),
    ("จะเยือนเดือนหน้า", "เดือนหน้า", "2019-10", "", "next-month"),
    ("สัปดาห์หน้า", "สัปดาห์หน้า", "2019-09-23", "2019-09-29", "next-week"),
    ("ประชุมวันศุกร์นี้", "วันศุกร์นี้", "2019-09-20", "", "weekday"),
    ("วันนี้ เวลา 10.00 น.", "วันนี้", "2019-09-16", "", "today"),
    ("หารือเมื่อวานนี้", "เมื่อวานนี้", "2019-09-15", "", "yesterday"),
    ("หารือวานนี้", "วานนี้", "2019-09-15", "", "yesterday"),
    ("จะพบกันพรุ่งนี้", "พรุ่งนี้", "2019-09-17", "", "tomorrow"),
    ("signed on 2 September 2019 in Seoul", "2 September 2019", "2019-09-02", "", "day"),
    ("signed on September 2, 2019", "September 2, 2019", "2019-09-02", "", "day"),
    ("on Monday, September 2, 2019", "Monday, September 2, 2019", "2019-09-02", "", "day"),
    ("held September 2-3, 2019, in Seoul", "September 2-3, 2019", "2019-09-02", "2019-09-03", "day-range"),
    ("held 2-3 September 2019", "2-3 September 2019", "2019-09-02", "2019-09-03", "day-range"),
    (
        "from 30 November to 2 December 2022",
        "30 November to 2 December 2022", "2022-11-30", "2022-12-02", "day-range",
    ),
    ("on the 2nd of September", "2nd of September", "2019-09-02", "", "day-noyear"),
    ("in November 2019 the summit", "November 2019", "2019-11", "", "month"),
    ("The minister met him today.", "today", "2019-09-16", "", "today"),
    ("They spoke yesterday.", "yesterday", "2019-09-15", "", "yesterday"),
    ("He will travel next year.", "next year", "2020", "", "next-year"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wording", "date", "end", "rule"), GOLDEN, ids=[g[0] for g in GOLDEN])
def test_expression(text: str, wording: str, date: str, end: str, rule: str) -> None:
    found = [(m.wording, m.date, m.end_date, m.rule) for m in find_dates(text, PUBLISHED)]
    assert found == [(wording, date, end, rule)]


@pytest.mark.parametrize(
    "text",
    [
        "การประชุมครั้งที่ 1/2562",  # a serial number
        "ทุกวันนี้การค้าเติบโต",  # nowadays, not today
        "ในช่วง 10 ปีที่ผ่านมา",  # the past ten years
        "หลายเดือนที่ผ่านมา",
        "วันที่ 12 มิถุนายนของทุกปี",  # each year
        "โทร 0 2562 1234",
        "จำนวน 2562 คน",
        "เวลา 10.30 น.",
        "he may 2 do so",
        "เงิน 2,562 บาท",
        "สมาคมและนายน้อย",
        "มาตรา 2019",
    ],
)
def test_not_a_date(text: str) -> None:
    assert find_dates(text, PUBLISHED) == []


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("วันที่ 31 กันยายน 2562", ["2019-09"]),  # no such day: the month stands
        ("วันที่ 29 กุมภาพันธ์ 2562", ["2019-02"]),
        ("45/13/2562", []),
        ("วันที่ 2 กันยายน 10.00 น.", ["2019-09-02"]),  # a time, no year
        ("วันที่ 2 กันยายน 30 ประเทศ", ["2019-09-02"]),  # a count, no year
        ("ประชุมครั้งที่ 4 เมษายน 2562", ["2019-04"]),  # the fourth meeting
        ("วันที่ 2 กันยายน และ 5 ตุลาคม 2561", ["2018-09-02", "2018-10-05"]),  # they share a year
        ("เมื่อ 3 ก.ย. 2562 ลงนาม และในวันเดียวกัน เข้าพบ", ["2019-09-03", "2019-09-03"]),
    ],
)
def test_odd_cases(text: str, dates: list[str]) -> None:
    assert [m.date for m in find_dates(text, PUBLISHED)] == dates


def test_without_publication_only_what_is_written_is_dated() -> None:
    text = "วันนี้ ปีหน้า วันที่ 3 ตุลาคม เดือนนี้ ปี 2562 และ 4 ก.ย. 2562"
    assert [m.date for m in find_dates(text)] == ["2019", "2019-09-04"]


def test_the_year_follows_publication_over_new_year() -> None:
    assert [m.date for m in find_dates("วันที่ 28 ธันวาคม", "2020-01-05")] == ["2019-12-28"]
    assert [m.date for m in find_dates("วันที่ 5 มกราคม", "2019-12-28")] == ["2020-01-05"]


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("วันจันทร์ที่ 2 กันยายน 2562", "2019-09-02"),
        ("วันพฤหัสบดีที่ ๕ กันยายน พ.ศ. ๒๕๖๒", "2019-09-05"),
        ("5 ก.ย. 2562", "2019-09-05"),
        ("05/09/2562", "2019-09-05"),
        ("Thursday, September 5, 2019", "2019-09-05"),
        ("วันศุกร์ที่ 5 กันยายน 2557 เวลา 20.15 น.", "2014-09-05"),
        ("วันที่ 31 กันยายน 2562", None),
        ("วันจันทร์ที่ 2 กันยายน 2562 นายกรัฐมนตรีหารือ", None),
        ("นายกรัฐมนตรี", None),
        ("", None),
    ],
)
def test_date_line(line: str, date: str | None) -> None:
    assert parse_date_line(line) == date


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2019-09-02T10:00:00+07:00", "2019-09-02"),
        ("2562-9-2", "2019-09-02"),
        ("2019-02-30", None),
        ("x", None),
    ],
)
def test_iso_date(value: str, date: str | None) -> None:
    assert parse_iso_date(value) == date


PIECES = st.sampled_from(
    ["วันที่ ", "วันนี้ ", "(", ")", " - ", "–", " และ ", "ถึง", "2", "31", "0", "62", "2562", "2019", "9999", " ",
     "\n", "ก.ย.", "กันยายน", "กุมภาพันธ์", "ม.ค.", "ตค.", "นี้", "ที่ผ่านมา", "ของทุกปี", "ปี ", "พ.ศ. ", "เดือน", "หน้า",
     "September", "May ", ",", "/", "-", "วันเดียวกัน", "เมื่อวาน", "วันศุกร์", "สัปดาห์", "today", "last year",
     "๒๕๖๒", "ครั้งที่ "]
)  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=30).map("".join))


@settings(max_examples=300, deadline=None)
@given(
    TEXTS,
    st.sampled_from(["", "2019-09-16", "2020-02-29", "9999-12-31", "1800-01-01", "2019-09", "2019", "x"]),
)
def test_spans_lie_in_the_text_and_dates_exist(text: str, published: str) -> None:
    end = 0
    for m in find_dates(text, published):
        assert end <= m.start < m.end <= len(text)
        assert m.wording == text[m.start : m.end]
        end = m.end
        for iso in filter(None, (m.date, m.end_date)):
            assert parse_iso_date((iso + "-01-01")[:10]) == (iso + "-01-01")[:10]
        assert not m.end_date or m.date < m.end_date


@pytest.mark.parametrize(
    "piece",
    [
        "1 - ",
        "1, 2 และ 3 - 4, ",
        "ม.ค. - ",
        "2 กันยายน - ",
        "ปี 61/62 ",
        "2562 - ",
        "วันเดียวกัน ",
        "May 2, ",
        "าคม",
    ],
)
def test_time_is_linear(piece: str) -> None:
    small, large = (
        measure_seconds(lambda size=size: find_dates(piece * (size // len(piece)), PUBLISHED))
        for size in (50_000, 200_000)
    )
    assert large < 10 * max(small, 0.02)
