"""Thai and English date expressions in running text, as ISO dates of the Common Era with their spans.

In: text (Buddhist or Christian years, Thai digits, ranges, relative words) and the date it was published.
Out: `DateMention` values in text order that do not overlap, each naming the rule that read it, so that a
caller can rank or ignore them. Nothing here raises on odd text, and every pattern is bounded, so that time
is linear in the text.
"""

from __future__ import annotations

import re
from datetime import date as Day
from datetime import timedelta
from functools import lru_cache
from typing import NamedTuple

__all__ = ["DateMention", "find_dates", "parse_date_line", "parse_iso_date"]


class DateMention(NamedTuple):
    """One date expression: ``wording == text[start:end]``.

    ``date`` and ``end_date`` are ISO dates of the Common Era, to the day, the month or the year; ``end_date``
    is "" unless the expression covers more than one. ``rule`` is one of

    ===================  ====================================================================================
    day, day-range       day, month and year are written (``2 ก.ย. 2562``, ``2-3 September 2019``)
    day-list             days joined by "and" or commas: from the first to the last
    …-noyear             day-, day-range-, day-list-: the year was taken from the date of publication
    …-stated             today-, yesterday-, tomorrow-, weekday-, same-day-: such a word with its date beside
                         it (``วันนี้ (2 ก.ย. 2562)``)
    …-corrected          the same where the year written is a slip: the day fits the article, the year is off
    numeric              ``17/10/2566`` and ``2019-09-02``
    month, month-range   month and year are written; month-noyear, month-range-noyear as with days
    year, year-range     a year named as one (``ปี 2561``, ``พ.ศ. 2561``); a span of years (``2561-2565``)
    fiscal-year          ``ปีงบประมาณ 2562``; academic-year: ``ปีการศึกษา 2562``
    bare-year            a number that looks like a year, often part of a name (``GICC 2019``)
    today, yesterday,    words that count from the date of publication: also tomorrow, this-, next- and last-
    this-year, …         with month, year and week; weekday (``วันศุกร์นี้``)
    same-day             ``วันเดียวกัน``: the day named last
    ===================  ====================================================================================
    """

    start: int
    end: int
    date: str
    end_date: str
    wording: str
    rule: str


# ---------------------------------------------------------------- words

_FULL_TH = {
    "มกราคม": 1, "กุมภาพันธ์": 2, "กุมภาพันธุ์": 2, "กุมภาพันธ": 2, "มีนาคม": 3, "เมษายน": 4, "พฤษภาคม": 5,
    "พฤกษภาคม": 5, "พฤษาคม": 5, "มิถุนายน": 6, "มิถุนยน": 6, "กรกฎาคม": 7, "กรกฏาคม": 7, "กรฎาคม": 7,
    "สิงหาคม": 8, "กันยายน": 9, "ตุลาคม": 10, "พฤศจิกายน": 11, "พฤษจิกายน": 11, "พฤศจิการยน": 11,
    "ธันวาคม": 12, "มกรา": 1, "กุมภา": 2, "มีนา": 3, "เมษา": 4, "พฤษภา": 5, "มิถุนา": 6, "กรกฎา": 7,
    "สิงหา": 8, "กันยา": 9, "ตุลา": 10, "พฤศจิกา": 11, "ธันวา": 12,
}  # fmt: skip
_SHORT_TH = {
    "มค": 1, "กพ": 2, "มีค": 3, "เมย": 4, "พค": 5, "มิย": 6, "กค": 7, "สค": 8, "กย": 9, "ตค": 10, "พย": 11,
    "ธค": 12,
}  # fmt: skip
_FULL_EN = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_MONTHS = _FULL_TH | _SHORT_TH | {name[:3].lower(): i for i, name in enumerate(_FULL_EN, 1)}
_WEEKDAYS = {
    "จันทร์": 0, "อังคาร": 1, "พุธ": 2, "พฤหัสบดี": 3, "พฤหัสฯ": 3, "พฤหัส": 3, "ศุกร์": 4, "เสาร์": 5, "อาทิตย์": 6,
}  # fmt: skip


def _month_number(word: str) -> int:
    """The number of a month as one of the patterns below matched it."""
    bare = word.replace(".", "").replace(" ", "")
    if bare[:1].isascii():
        bare = bare[:3].lower()
    return _MONTHS[bare]


_S = r"[ \u00a0\t]{0,3}"
_THAI = "ก-ฮะ-๎"
_WD = "(?:" + "|".join(_WEEKDAYS) + ")"
_FULL_TH_RE = "(?:" + "|".join(sorted(_FULL_TH, key=lambda w: (-len(w), w))) + ")"
_SHORT_TH_RE = "(?:" + "|".join(rf"{k[:-1]}(?:\. ?)?{k[-1]}(?:\.|(?![{_THAI}]))" for k in _SHORT_TH) + ")"
_EN_RE = (
    r"(?:(?:"
    + "|".join(
        rf"{n[:3]}(?:{n[3:]})?|{n.upper()}" if n[3:] else rf"{n}|{n.upper()}"
        for n in _FULL_EN
        if n != "September"
    )
    + r"|Sept?(?:ember)?|SEPTEMBER)(?![A-Za-z])\.?)"
)
_SHORT_SAFE_TH_RE = "(?:" + "|".join(rf"{k[:-1]}\. ?{k[-1]}(?:\.|(?![{_THAI}]))" for k in _SHORT_TH) + ")"
_ORD = "(?:st|nd|rd|th)?"
_DASH = r"[-‐‑‒–—―−~]"
_ERA_NAME = rf"(?:พ\.?{_S}ศ\.?|ค\.?{_S}ศ\.?|พุทธศักราช|คริสต์ศักราช)"
_ERA = rf"(?:,{_S}|of{_S}|ปี{_S})?(?:{_ERA_NAME}{_S})?"
# What follows a two-digit number that is a count or a time, not a year.
_COUNTED = (
    "น\\.|นาฬิกา|คน|ราย(?!ได้|การ|ละเอียด|งาน)|ล้าน|แสน|หมื่น|บาท|ประเทศ|%|ปี|วัน(?!ที่|นี้)|แห่ง|ครั้ง(?!ที่)"
    "|จังหวัด|ตัน|ไร่|ชม\\.|ชั่วโมง|นาที|องค์|เดือน|หลัง|คดี|เรื่อง|ข้อ|ตัว"
)
_NOT_YEAR = rf"(?![0-9]|[.:,/][0-9]|{_S}(?:{_COUNTED}))"
_YEAR_AFTER = rf"(?:{_S}{_ERA}(?P<y4>[0-9]{{4}})(?![0-9])|{_S}(?P<tick>['’‘]?)(?P<y2>[0-9]{{2}}){_NOT_YEAR})?"

_DAY_MONTH = re.compile(
    rf"(?P<day>[0-9]{{1,2}}){_ORD}(?![0-9])"
    rf"(?P<more>(?:{_S}(?:{_DASH}|จนถึง|ถึง|และ|กับ|,|&|to|and){_S}"
    rf"(?:(?:วัน(?:{_WD})?)?ที่{_S})?[0-9]{{1,2}}{_ORD}){{0,6}})"
    rf"{_S}(?:เดือน|of )?{_S}(?P<month>{_FULL_TH_RE}|{_SHORT_TH_RE}|{_EN_RE})" + _YEAR_AFTER
)
_MONTH_DAY = re.compile(
    rf"(?P<month>{_EN_RE}){_S}(?P<day>[0-9]{{1,2}}){_ORD}(?![0-9:])"
    rf"(?P<more>(?:{_S}(?:{_DASH}|,|&|to|and){_S}(?:the )?[0-9]{{1,2}}{_ORD}(?![0-9:])){{0,6}})"
    rf"(?:{_S},?{_S}(?P<y4>[0-9]{{4}})(?![0-9]))?"
)
_NUMERIC = re.compile(
    r"(?<![/.-])(?:(?P<d>[0-9]{1,2})(?P<sep>[/.-])(?P<m>[0-9]{1,2})(?P=sep)(?P<y>[0-9]{4})"
    r"|(?P<iy>[0-9]{4})-(?P<im>[0-9]{2})-(?P<id>[0-9]{2}))(?![0-9/-]|\.[0-9])"
)
_MONTH_ALONE = re.compile(rf"(?P<month>{_FULL_TH_RE}|{_SHORT_SAFE_TH_RE}|{_EN_RE})" + _YEAR_AFTER)
_YEAR = re.compile(
    rf"(?<![0-9][.,/:])(?P<y>(?:1[89]|2[0-6])[0-9]{{2}})(?![0-9]|[.,:][0-9])"
    rf"(?:{_S}(?:{_DASH}|ถึง{_S}(?:ปี)?{_S}(?:พ\.ศ\.)?|/|to ){_S}"
    rf"(?P<z>[0-9]{{4}}|[0-9]{{2}})(?![0-9]|[.,:/%-][0-9]))?"
)
_YEAR2 = re.compile(
    rf"(?<![0-9])(?<![0-9] )ปี{_S}['’‘]?(?P<y2>[0-9]{{2}})(?:/(?P<z>[0-9]{{2}}))?{_NOT_YEAR}(?!{_DASH}?[0-9])"
)
_RELATIVE_TH = re.compile(
    rf"วัน(?:นี้|พรุ่งนี้|เดียวกัน|(?P<wd>{_WD}){_S}(?P<wdrel>นี้|หน้า|ที่ผ่านมา|ที่แล้ว|ที่จะถึง(?:นี้)?))"
    r"|พรุ่งนี้|วานนี้|(?<=เมื่อ)วาน(?!ซืน)"
    r"|(?P<unit>เดือน|ปี|สัปดาห์|อาทิตย์)(?P<rel>นี้|หน้า|ที่ผ่านมา|ที่แล้ว|ก่อน(?:หน้า(?:นี้)?)?)"
)
_RELATIVE_EN = re.compile(
    r"(?<![A-Za-z])(?:[Tt]oday|[Yy]esterday|[Tt]omorrow"
    r"|(?P<rel>[Tt]his|[Nn]ext|[Ll]ast) (?P<unit>year|month|week))(?![A-Za-z])"
)
_SUFFIX = re.compile(
    rf"{_S}(?:(?P<annual>ของทุก{_S}ปี|ทุก{_S}ปี|of every year|every year)"
    rf"|(?P<thisyear>ปี{_S}นี้|this year)|(?P<nextyear>ปีหน้า|next year)"
    rf"|(?P<lastyear>ปีที่แล้ว|ปีที่ผ่านมา|ปีก่อน|last year)|(?P<past>ที่ผ่านมา|ที่แล้ว|ที่ผ่านมานี้)"
    rf"|(?P<future>ที่จะถึง(?:นี้)?|หน้า(?![{_THAI}]))|(?P<near>(?:ศก)?นี้))"
)
_DAY_PREFIX = re.compile(
    rf"(?:วัน{_S}(?:{_WD})?{_S}ที่|วัน{_WD}|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?){_S}$"
)
_NOT_DAY = re.compile(rf"(?:ครั้ง|ลำดับ|ฉบับ|ชั้น|ข้อ|รุ่น|ระยะ|สมัย|ไตรมาส|หน้า|ลำดับ)(?:ที่)?{_S}$")
_MONTH_PREFIX = re.compile(
    rf"(?:เดือน|(?:[Ii]n|[Oo]f|[Ss]ince|[Uu]ntil|[Bb]y|[Ll]ast|[Tt]his|[Nn]ext|[Ee]arly|[Ll]ate) ){_S}$"
)
_YEAR_PREFIX = re.compile(
    rf"(?=[ปงพคFfAaYyIiSsBbUuDd \u00a0\t]|$)(?:(?P<fiscal>ปี{_S}งบประมาณ|(?:ปี)?งบประมาณปี|FY|[Ff]iscal [Yy]ear)"
    rf"|(?P<academic>ปี{_S}การศึกษา|[Aa]cademic [Yy]ear)"
    rf"|(?P<plain>ปี|[Yy]ear|(?:[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|[Dd]uring) (?:the year )?))?"
    rf"{_S}(?P<era>พ\.?{_S}ศ\.?|ค\.?{_S}ศ\.?|พุทธศักราช|คริสต์ศักราช|A\.?D\.?|B\.?E\.?)?{_S}$"
)
# what `_YEAR_PREFIX` ends with when it tells something
_YEAR_LEADS = (
    "ปี", "ปีงบประมาณ", "FY", "ear", "ปีการศึกษา", "n", "ince", "y", "ntil", "uring", "ศ", "ศ.", "ศักราช",
    "D", "D.", "E", "E.",
)  # fmt: skip
_NOT_A_YEAR_AFTER = re.compile(
    rf"{_S}(?:คน|ราย|ล้าน|แสน|หมื่น|พัน|บาท|เมตร|กิโล|กม\.|ตัน|ไร่|แห่ง|เมกะวัตต์|MW|km|persons|people|million"
    r"|%|หมู่บ้าน|ครัวเรือน|โครงการ|ชุด|เครื่อง|หน่วย|[0-9]{3})"
)
_NOT_A_YEAR_BEFORE = re.compile(
    r"(?:จำนวน|โทร\.?|โทรศัพท์|โทรสาร|เลขที่|มาตรา|สายด่วน|รหัส|ห้อง|ราคา|[$฿#+])[ :]{0,3}$"
)
_MANY = re.compile(r"(?:[0-9]|หลาย|กี่|สอง|สาม|สี่|ห้า|สิบ|ครึ่ง|ทุก|ราย|แต่ละ|ตลอด|รอบ|[0-9] ?-? ?)[ ]?$")
_MONTH_FOLLOWS = re.compile(
    rf"{_S}(?:{_DASH}|จนถึง|ถึง|to ){_S}(?:เดือน{_S})?(?:{_FULL_TH_RE}|{_SHORT_SAFE_TH_RE}|{_EN_RE})"
)
_RANGE_GAP = re.compile(rf"{_S}(?:{_DASH}|จนถึง|ถึง|to|until){_S}$")
_LIST_GAP = re.compile(rf"{_S}(?:และ|กับ|,|and|&|หรือ){_S}$")
_STATED_GAP = re.compile(rf"{_S}(?:\(|คือ|ตรงกับ|,|\[)?{_S}$")
_NOT_TODAY = re.compile(rf"(?:ทุก|จนถึง|จวบจน|ตราบจน|ตั้งแต่|ณ){_S}$")
_NUMBER = re.compile("[0-9]{1,2}")
_ANY_DASH = re.compile(rf"{_DASH}|ถึง|to")
_THAI_MARKS = frozenset("ัิีึืฺุู็่้๊๋์ํ๎ๅ")
_RELATIVE_DAYS = frozenset({"today", "yesterday", "tomorrow", "weekday", "same-day"})
_DAY_RULES = frozenset(
    {"day", "day-range", "day-list", "day-noyear", "day-range-noyear", "day-list-noyear", "numeric"}
)
_MONTH_RULES = frozenset({"month", "month-noyear"})
_SAME_DAY_REACH = 500  # characters back to the day that "the same day" means
_THAI_DIGITS = "๐๑๒๓๔๕๖๗๘๙"
_EN_START = re.compile(
    "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|" + "|".join(n.upper() for n in _FULL_EN) + ")"
)
_NUMBERS = re.compile("[0-9][0-9]*")  # quicker than [0-9]+: a search skips to what must come first
_DIGITS = frozenset("0123456789")
_NUMERIC_MARKS = frozenset("/.-")
# what may follow a day: a space, an ordinal's letter, what joins days, the month
_AFTER_DAY = frozenset(
    " \u00a0\tsnrt-‐‑‒–—―−~จถแก,&ao" + "เ" + "".join(word[0] for word in _FULL_TH | _SHORT_TH) + "JFMASOND"
)
_FULL_ENDING = re.compile(rf"{_FULL_TH_RE}\Z")
_SHORT_END = re.compile(rf"\.(?<=[มกพสตธ{chr(0xE34)}{chr(0xE35)}]\.) ?[คพย]")
_SHORT_START = re.compile(rf"[มกพสตธ]{chr(0xE34)}?{chr(0xE35)}?\. ?[คพย]|เม\. ?ย")


# ---------------------------------------------------------------- calendar


def arabic_digits(text: str) -> str:
    """The text with 0-9 for Thai digits; ``str.translate`` would take far longer than this."""
    for value, digit in enumerate(_THAI_DIGITS):
        if digit in text:
            text = text.replace(digit, str(value))
    return text


def common_era(year: int) -> int | None:
    """A four-digit year as one of the Common Era, or None outside 1800-2100 (Buddhist above 2400)."""
    if year > 2400:
        year -= 543
    return year if 1800 <= year <= 2100 else None


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return Day(year, month, day).isoformat()
    except ValueError:
        return None


@lru_cache(maxsize=256)
def _parse_day(iso: str) -> Day | None:
    """An ISO day, or a month or year at its middle; None for anything else."""
    try:
        if len(iso) == 10:
            day = Day.fromisoformat(iso)
        elif len(iso) == 7:
            day = Day(int(iso[:4]), int(iso[5:]), 15)
        else:
            day = Day(int(iso) if len(iso) == 4 else 0, 7, 1)
    except ValueError:
        return None
    return day if 1800 < day.year < 2100 else None


def _nearest_year(month: int, day: int, near: Day, lean: str = "") -> int | None:
    """The year that brings day and month closest to ``near``; ``lean`` "past" or "future" bars a side."""
    best: tuple[int, int] | None = None
    for year in (near.year, near.year - 1, near.year + 1):
        try:
            there = Day(year, month, day)
        except ValueError:
            continue
        gap = (there - near).days
        if (lean == "past" and gap > 0) or (lean == "future" and gap < 0):
            continue
        if best is None or abs(gap) < best[0]:
            best = (abs(gap), year)
    return best[1] if best else None


def _add_months(near: Day, step: int) -> str:
    total = near.year * 12 + near.month - 1 + step
    return f"{total // 12:04d}-{total % 12 + 1:02d}"


# ---------------------------------------------------------------- date lines

_DATE_LINE = re.compile(
    rf"{_S}(?:วัน{_S}(?:{_WD})?{_S}(?:ที่)?|ประจำวันที่|เมื่อวันที่)?{_S}(?P<day>[0-9]{{1,2}}){_S}(?:เดือน)?{_S}"
    rf"(?P<month>{_FULL_TH_RE}|{_SHORT_TH_RE}|{_EN_RE}){_S}{_ERA}(?P<y4>[0-9]{{4}})"
    rf"(?:{_S}(?:เวลา|,)?{_S}[0-9]{{1,2}}[.:][0-9]{{2}}{_S}(?:น\.?|hrs\.?)?)?{_S}"
)
_DATE_LINE_EN = re.compile(
    rf"{_S}(?:[A-Z][a-z]{{2,8}}day,? )?(?P<month>{_EN_RE}){_S}(?P<day>[0-9]{{1,2}}){_ORD},?{_S}"
    rf"(?P<y4>[0-9]{{4}}){_S}"
)
_DATE_LINE_NUMERIC = re.compile(rf"{_S}(?P<d>[0-9]{{1,2}})[/.-](?P<m>[0-9]{{1,2}})[/.-](?P<y>[0-9]{{4}}){_S}")


def parse_iso_date(value: str) -> str | None:
    """An ISO date or date-time (``2019-09-02T10:00:00+07:00``) as its day; a year above 2400 is Buddhist.

    >>> parse_iso_date("2562-09-02 10:00")
    '2019-09-02'
    """
    m = re.match(r"\s{0,8}([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?![0-9])", value)
    if not m:
        return None
    year = common_era(int(m[1]))
    return _iso(year, int(m[2]), int(m[3])) if year else None


def parse_date_line(line: str) -> str | None:
    """The ISO date of a line that is a date and nothing else, or None.

    >>> parse_date_line("วันจันทร์ที่ 2 กันยายน 2562")
    '2019-09-02'
    """
    if len(line) > 80:
        return None
    line = arabic_digits(line)
    m = _DATE_LINE.fullmatch(line) or _DATE_LINE_EN.fullmatch(line)
    if m:
        year = common_era(int(m["y4"]))
        return _iso(year, _month_number(m["month"]), int(m["day"])) if year else None
    n = _DATE_LINE_NUMERIC.fullmatch(line)
    if n:
        year = common_era(int(n["y"]))
        return _iso(year, int(n["m"]), int(n["d"])) if year else None
    return None


# ---------------------------------------------------------------- finding


class _Finder:
    """One pass over one text.

    Cheap anchors (numbers, month endings, a few words) say where a pattern is tried; what one rule has read
    is marked in ``taken``, so that later rules pass it by.
    """

    def __init__(self, text: str, published: str) -> None:
        self.text = text
        self.near = _parse_day(published)
        self.work = arabic_digits(text)
        self.taken = bytearray(len(text))
        self.found: list[DateMention] = []

    def run(self) -> list[DateMention]:
        """All rules in order of trust."""
        work, taken = self.work, self.taken
        numbers = [m.span() for m in _NUMBERS.finditer(work)]
        english = [m.start() for m in _EN_START.finditer(work)]
        for at in english:
            if not taken[at] and (m := _MONTH_DAY.match(work, at)):
                self.take(m, self.read_day(m))
        years: list[int] = []
        for start, end in numbers:
            if taken[start]:
                continue
            size = end - start
            if size <= 2:
                if start > 1 and work[start - 1] in ".,/:" and work[start - 2] in _DIGITS:
                    continue
                after = work[end + 1 : end + 2] if work.startswith(" ", end) else work[end : end + 1]
                if after in _AFTER_DAY and (m := _DAY_MONTH.match(work, start)):
                    self.take(m, self.read_day(m))
                elif work[end : end + 1] in _NUMERIC_MARKS and (m := _NUMERIC.match(work, start)):
                    self.take(m, self.read_numeric(m))
            elif size == 4:
                if work[end : end + 1] == "-" and (m := _NUMERIC.match(work, start)):
                    self.take(m, self.read_numeric(m))
                years.append(start)
        for at in self.iter_months(english):
            if not taken[at] and (m := _MONTH_ALONE.match(work, at)):
                self.take(m, self.read_month(m))
        for at in years:
            if not taken[at] and (m := _YEAR.match(work, at)):
                self.take(m, self.read_year(m))
        if self.near:
            self.find_relative()
        self.found.sort(key=lambda m: (m.start, -m.end))
        return self.join()

    def iter_months(self, english: list[int]) -> list[int]:
        """Where the name of a month begins, in order."""
        work = self.work
        places = list(english)
        for ending in ("าคม", "ายน", "าพันธ"):
            at = work.find(ending)
            while at >= 0:
                if m := _FULL_ENDING.search(work, max(0, at - 8), at + len(ending)):
                    places.append(m.start())
                at = work.find(ending, at + 1)
        reach = 0
        for end in _SHORT_END.finditer(work):
            if m := _SHORT_START.search(work, max(reach, end.start() - 3), end.end()):
                places.append(m.start())
                reach = m.end()
        places.sort()
        return places

    def find_relative(self) -> None:
        """Words that count from the date of publication."""
        work, taken = self.work, self.taken
        for anchor in ("วัน", "ปี", "เดือน", "พรุ่งนี้", "วาน", "สัปดาห์", "อาทิตย์"):
            at = work.find(anchor)
            while at >= 0:
                if not taken[at]:
                    if m := _RELATIVE_TH.match(work, at):
                        self.take(m, self.read_relative_th(m))
                    elif anchor == "ปี" and (m := _YEAR2.match(work, at)):
                        self.take(m, self.read_year2(m))
                at = work.find(anchor, at + len(anchor))
        latin = "y" in work or "w" in work or "h" in work  # quicker than the words
        if latin and any(
            word in work for word in ("oday", "esterday", "omorrow", " year", " month", " week")
        ):
            for m in _RELATIVE_EN.finditer(work):
                self.take(m, self.read_relative_en(m))

    def take(self, m: re.Match[str], mention: DateMention | None) -> None:
        """Keep what a rule read, and mark its place."""
        if mention is None:
            return
        start, end = min(m.start(), mention.start), mention.end
        if self.taken.find(1, start, end) >= 0:
            return
        self.found.append(mention)
        self.taken[start:end] = b"\1" * (end - start)

    def mention(self, start: int, end: int, first: str, last: str, rule: str) -> DateMention:
        return DateMention(start, end, first, last, self.text[start:end], rule)

    def before(self, start: int, width: int) -> str:
        return self.work[max(0, start - width) : start]

    def written_year(self, m: re.Match[str]) -> int | None:
        """The year in groups y4 or y2, in the Common Era; None when there is none or it is not believable."""
        groups = m.groupdict()
        if groups["y4"]:
            return common_era(int(groups["y4"]))
        if groups.get("y2"):
            return self.short_year(
                int(groups["y2"]), english=bool(groups["tick"]) and m["month"][0].isascii()
            )
        return None

    def short_year(self, number: int, english: bool = False) -> int | None:
        """A two-digit year: Buddhist (``62`` is 2562), after an English month and an apostrophe Christian."""
        year = 2000 + number if english else 1957 + number
        if self.near:
            return year if abs(year - self.near.year) <= 20 else None
        return year if 1990 <= year <= 2057 else None

    def read_day(self, m: re.Match[str]) -> DateMention | None:
        """Day or days with a month, with or without a year."""
        month = _month_number(m["month"])
        days = [int(m["day"]), *(int(d) for d in _NUMBER.findall(m["more"] or ""))]
        start, end = m.start(), m.end()
        before = self.before(start, 24)
        thai = not m["month"][0].isascii()
        if thai and _NOT_DAY.search(before):
            return None
        prefix = _DAY_PREFIX.search(before)
        if prefix:
            start -= len(before) - prefix.start()
        ranged = len(days) > 1
        listed = ranged and not _ANY_DASH.search(m["more"])
        year = self.written_year(m)
        if year is None and m["y4"] is None and "y2" in m.groupdict() and m["y2"]:
            end = m.start("y2")  # the two digits are no year: leave them outside
            end -= len(self.work[m.end("month") : end]) - len(
                self.work[m.end("month") : end].rstrip(" \u00a0\t'’‘")
            )
        elif year is None and m["y4"]:
            end = m.end("month")
        rule = "day-list" if listed else "day-range" if ranged else "day"
        if year is None:
            suffix = _SUFFIX.match(self.work, end)
            if suffix and suffix["annual"]:
                return None
            year = self.guess_year(month, days[0], suffix)
            if year is None:
                return None
            if suffix:
                end = suffix.end()
            rule += "-noyear"
        first = _iso(year, month, days[0])
        last = _iso(year, month, days[-1]) if ranged else ""
        if first is None or last is None:
            return None
        if last and last < first:
            if listed:
                first, last = last, first
            else:  # "30 - 2 ธันวาคม": the range began in the month before
                earlier = _add_months(Day(year, month, 1), -1)
                start_day = _iso(int(earlier[:4]), int(earlier[5:]), days[0])
                if start_day is None:
                    return None
                first = start_day
        return self.mention(start, end, first, last if last != first else "", rule)

    def guess_year(self, month: int, day: int, suffix: re.Match[str] | None) -> int | None:
        """The year of a day without one: by the words after it, else the nearest to publication."""
        if self.near is None:
            return None
        if suffix:
            if suffix["thisyear"]:
                return self.near.year
            if suffix["nextyear"]:
                return self.near.year + 1
            if suffix["lastyear"]:
                return self.near.year - 1
            if suffix["past"]:
                return _nearest_year(month, day, self.near, "past")
            if suffix["future"]:
                return _nearest_year(month, day, self.near, "future")
        return _nearest_year(month, day, self.near)

    def read_numeric(self, m: re.Match[str]) -> DateMention | None:
        """``17/10/2566`` or ``2019-09-02``."""
        if m["iy"]:
            year, month, day = int(m["iy"]), int(m["im"]), int(m["id"])
        else:
            if _NOT_DAY.search(self.before(m.start(), 24)):
                return None
            year, month, day = int(m["y"]), int(m["m"]), int(m["d"])
        era = common_era(year)
        iso = _iso(era, month, day) if era else None
        return self.mention(m.start(), m.end(), iso, "", "numeric") if iso else None

    def read_month(self, m: re.Match[str]) -> DateMention | None:
        """A month without a day."""
        word, start, end = m["month"], m.start(), m.end()
        thai = not word[0].isascii()
        before = self.before(start, 12)
        if (
            before
            and (before[-1].isalpha() or (thai and before[-1] in _THAI_MARKS))
            and not before.endswith("เดือน")
        ):
            full = word in _FULL_TH and len(word) > 5
            if not full:
                return None
        month = _month_number(word)
        prefix = _MONTH_PREFIX.search(before)
        if prefix and before[prefix.start() :].strip() == "เดือน":
            start -= len(before) - prefix.start()
        year = self.written_year(m)
        if year is not None:
            return self.mention(start, end, f"{year:04d}-{month:02d}", "", "month")
        end = m.end("month")
        if self.near is None:
            return None
        suffix = _SUFFIX.match(self.work, end)
        if suffix and suffix["annual"]:
            return None
        if (
            not prefix
            and not _MONTH_FOLLOWS.match(self.work, end)
            and (not thai or (not suffix and len(word) <= 5))
        ):
            return None
        if prefix and not suffix:
            lead = before[prefix.start() :].strip().lower()
            if lead == "last":
                year = _nearest_year(month, 1, self.near, "past")
            elif lead == "next":
                year = _nearest_year(month, 28, self.near, "future")
        year = year or self.guess_year(month, 15, suffix) or _nearest_year(month, 15, self.near)
        if year is None:
            return None
        if suffix:
            end = suffix.end()
        return self.mention(start, end, f"{year:04d}-{month:02d}", "", "month-noyear")

    def read_year(self, m: re.Match[str]) -> DateMention | None:
        """A four-digit year, alone or as a range; what stands before it says what kind."""
        year = common_era(int(m["y"]))
        if year is None or (year > 2026 + 40):
            return None
        before = self.before(m.start(), 32)
        told = before.rstrip(" \u00a0\t").endswith(_YEAR_LEADS)
        lead = _YEAR_PREFIX.search(before) if told else None
        named = lead is not None and (lead["fiscal"] or lead["academic"] or lead["plain"] or lead["era"])
        if not named:
            if before[-1:] and (before[-1] in "/.-_=#@&" or (before[-1].isascii() and before[-1].isalpha())):
                return None
            if before[-2:-1] in _DIGITS and before[-1:] == " ":  # part of a telephone number
                return None
            if _NOT_A_YEAR_BEFORE.search(before) or _NOT_A_YEAR_AFTER.match(self.work, m.end("y")):
                return None
        start = m.start() - (len(before) - lead.start()) if named and lead else m.start()
        start += len(self.text[start : m.start()]) - len(self.text[start : m.start()].lstrip(" \u00a0\t"))
        rule = "bare-year"
        if lead and named:
            rule = "fiscal-year" if lead["fiscal"] else "academic-year" if lead["academic"] else "year"
        end, last = m.end("y"), ""
        if m["z"]:
            z = int(m["z"])
            other = common_era(z) if len(m["z"]) == 4 else year - int(m["y"]) % 100 + z
            if len(m["z"]) == 2 and other is not None and other <= year:
                other = None
            if other is not None and year < other <= year + 200:
                end, last = m.end("z"), f"{other:04d}"
                rule = "year-range"
        return self.mention(start, end, f"{year:04d}", last, rule)

    def read_year2(self, m: re.Match[str]) -> DateMention | None:
        """``ปี 62``: a Buddhist year by its last two digits."""
        year = self.short_year(int(m["y2"]))
        if year is None:
            return None
        if m["z"]:
            following = year - int(m["y2"]) + int(m["z"])
            if following != year + 1:
                return None
            return self.mention(m.start(), m.end(), f"{year:04d}", f"{following:04d}", "year-range")
        return self.mention(m.start(), m.end(), f"{year:04d}", "", "year")

    def read_relative_th(self, m: re.Match[str]) -> DateMention | None:
        """``วันนี้``, ``เดือนหน้า``, ``ปีที่ผ่านมา``, ``วันศุกร์นี้`` and their like."""
        near = self.near
        if near is None:
            return None
        word = m[0]
        if m["unit"]:
            unit = {"เดือน": "month", "ปี": "year"}.get(m["unit"], "week")
            rel = {"นี้": "this", "หน้า": "next"}.get(m["rel"], "last")
            if _MANY.search(self.before(m.start(), 8)):
                return None
            return self.relative(m, unit, rel)
        if word.startswith("วันเดียวกัน"):
            return self.mention(m.start(), m.end(), "same", "", "same-day")
        if m["wd"]:
            target = _WEEKDAYS[m["wd"]]
            ahead = (target - near.weekday()) % 7
            if m["wdrel"] == "หน้า":
                ahead = (target - near.weekday()) + 7
            elif m["wdrel"] in ("ที่ผ่านมา", "ที่แล้ว"):
                ahead = ahead - 7
            elif m["wdrel"].startswith("ที่จะถึง"):
                ahead = ahead or 7
            return self.mention(m.start(), m.end(), _shift(near, ahead), "", "weekday")
        if word == "วันนี้" and _NOT_TODAY.search(self.before(m.start(), 8)):
            return None
        if "วาน" in word:
            start = m.start() - 5 if self.before(m.start(), 5) == "เมื่อ" else m.start()
            return self.mention(start, m.end(), _shift(near, -1), "", "yesterday")
        if "พรุ่งนี้" in word:
            return self.mention(m.start(), m.end(), _shift(near, 1), "", "tomorrow")
        return self.mention(m.start(), m.end(), near.isoformat(), "", "today")

    def read_relative_en(self, m: re.Match[str]) -> DateMention | None:
        """``today``, ``yesterday``, ``last month`` and their like."""
        near = self.near
        if near is None:
            return None
        if m["unit"]:
            return self.relative(m, m["unit"], m["rel"].lower())
        word = m[0].lower()
        step = {"today": 0, "yesterday": -1, "tomorrow": 1}[word]
        return self.mention(m.start(), m.end(), _shift(near, step), "", word)

    def relative(self, m: re.Match[str], unit: str, rel: str) -> DateMention | None:
        near = self.near
        if near is None:
            return None
        step = {"this": 0, "next": 1, "last": -1}[rel]
        last = ""
        if unit == "year":
            first = f"{near.year + step:04d}"
        elif unit == "month":
            first = _add_months(near, step)
        else:
            first = _shift(near, 7 * step - near.weekday())
            last = _shift(near, 7 * step - near.weekday() + 6)
        return self.mention(m.start(), m.end(), first, last, f"{rel}-{unit}")

    def join(self) -> list[DateMention]:
        """Neighbours that are one expression become one mention; overlaps and unresolved words go."""
        out: list[DateMention] = []
        day, day_end = "", 0  # the last day named, for "the same day"
        for mention in self.found:
            if mention.rule == "same-day":
                if not day or mention.start - day_end > _SAME_DAY_REACH:
                    continue
                mention = self.mention(mention.start, mention.end, day, "", "same-day")
            if out and mention.start < out[-1].end:
                continue
            joined = self.join_pair(out[-1], mention) if out else None
            if joined:
                out[-1:] = joined
            else:
                out.append(mention)
            if len(out[-1].date) == 10:
                day, day_end = out[-1].date, out[-1].end
        return out

    def join_pair(self, left: DateMention, right: DateMention) -> list[DateMention] | None:
        """What two neighbours make together: a stated "today", a range, a list with one year; else None."""
        if right.start - left.end > 16:
            return None
        gap = self.text[left.end : right.start]
        if left.rule in _RELATIVE_DAYS and right.rule in _DAY_RULES and _STATED_GAP.match(gap):
            return [self.state_day(left, right)]
        if left.end_date or len(left.date) != len(right.date):
            return None
        dated = left.rule in _DAY_RULES and right.rule in _DAY_RULES
        if not dated and not (left.rule in _MONTH_RULES and right.rule in _MONTH_RULES):
            return None
        ranged = _RANGE_GAP.match(gap) is not None
        if not ranged and not _LIST_GAP.match(gap):
            return None
        first = left.date
        if left.rule.endswith("noyear") and not right.rule.endswith("noyear"):
            first = right.date[:4] + first[4:]
            if first > right.date:
                first = f"{int(right.date[:4]) - 1:04d}" + first[4:]
            if len(first) == 10 and _parse_day(first) is None:
                return None
        if not ranged:
            kind = right.rule if left.rule.endswith("noyear") else left.rule
            return [self.mention(left.start, left.end, first, "", kind), right]
        last = right.end_date or right.date
        if not first < last:
            return None
        rule = ("day-range" if dated else "month-range") + (
            "-noyear" if right.rule.endswith("noyear") else ""
        )
        return [self.mention(left.start, right.end, first, last, rule)]

    def state_day(self, left: DateMention, right: DateMention) -> DateMention:
        """``วันนี้ (2 ก.ย. 2562)``: the date written stands, unless its year is an evident slip."""
        end = right.end
        if "(" in self.text[left.end : right.start] and self.text[end : end + 1] == ")":
            end += 1
        first, last, rule = right.date, right.end_date, f"{left.rule}-stated"
        written, near = _parse_day(first), self.near
        if written and near and abs((written - near).days) > 300:
            year = _nearest_year(written.month, written.day, near)
            fixed = _iso(year, written.month, written.day) if year else None
            there = _parse_day(fixed) if fixed else None
            if fixed and there and abs((there - near).days) <= 7:
                if last:
                    last = (
                        _iso(there.year + int(last[:4]) - written.year, int(last[5:7]), int(last[8:])) or ""
                    )
                first, rule = fixed, f"{left.rule}-corrected"
        return self.mention(left.start, end, first, last, rule)


def _shift(near: Day, days: int) -> str:
    """The ISO day so many days from another."""
    return (near + timedelta(days=days)).isoformat()


def find_dates(text: str, published: str = "") -> list[DateMention]:
    """Every date expression of a text, in order and without overlaps.

    ``published`` is the ISO date of the article: days without a year take the year nearest to it, and
    relative words count from it. Without it such expressions are left out.

    >>> [(m.wording, m.date) for m in find_dates("เมื่อวันที่ 2 กันยายน 2562")]
    [('วันที่ 2 กันยายน 2562', '2019-09-02')]
    """
    return _Finder(text, published).run()
