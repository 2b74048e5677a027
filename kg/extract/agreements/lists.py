"""Numbered lists of papers: …ลงนามบันทึกความเข้าใจ 3 ฉบับ ได้แก่ 1) … 2) …"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.extract.agreements.found import heads
from kg.extract.scan import Scan

_COUNT = re.compile(r"([2-9๒-๙]|[1-4๑-๔][0-9๐-๙]) ?$")
_OPENING = re.compile(
    r"ฉบับ(?:(?!สาระ|ประเด็น|เนื้อหา|ด้าน|อันดับ)[^\n]){0,60}?(?:ได้แก่|ดังนี้|ประกอบด้วย|คือ|ดังต่อไปนี้|:)?[ .]*(?:\n[^\n]{8,90})?[\s.]{0,6}(?=\(?[1๑][.)])"
)
_TOLD = re.compile(r"ลงนาม|(?<!ใบ)รับรอง|แลกเปลี่ยน(?!เรียน|ความคิด)|MO[Uu]")
_FAR = 2500  # characters from one number to the next
_LEAD = re.compile(r"(?:(?:พิธี)?(?:การ)?ลงนาม(?:ใน)?)?(?:\(?ร่าง\)?)? ?")
_NAME = re.compile(
    r"(?:(?! ?(?:ซึ่ง|โดย(?!การ)|เป็น(?:การ|แนว|แผน)|มี(?:เนื้อ|สาระ|วัตถุ))| เพื่อ(?:เป็น|ใช้|ให้)| และ ?$| ระหว่างวันที่|\([A-Z])[^\n]){20,260}(?: ?\([A-Z][^()\n]{8,250}\))?"
)
_KINDS = (
    ("แผน", "action_plan"),
    ("ปฏิญญา", "declaration"),
    ("แถลง", "declaration"),
    ("วิสัยทัศน์", "declaration"),
)


@dataclass(frozen=True, slots=True)
class PaperList:
    """A numbered list of papers: the stretch of the words that open it and its items."""

    start: int  # where the word stands that tells what is done with them
    end: int
    items: tuple[tuple[int, int], ...]

    def holds(self, pos: int) -> bool:
        """Does an item begin at ``pos``, or with a few words before it?"""
        return any(start <= pos < min(end, start + 30) for start, end in self.items)


@dataclass(frozen=True, slots=True)
class Item:
    """A paper of a list that does not begin with a word for an instrument."""

    start: int
    end: int
    type: str


def find_lists(scan: Scan) -> list[PaperList]:
    """The lists of an article in which as many papers as are counted are told one by one."""
    text = scan.text
    out: list[PaperList] = []
    at = text.find("ฉบับ")
    while at >= 0:
        count, m = _COUNT.search(text, max(0, at - 4), at), _OPENING.match(text, at)
        at = text.find("ฉบับ", at + 1)
        if count is None or m is None or (out and count.start() < out[-1].items[-1][1]):
            continue
        low = max(scan.line_of(count.start())[0], count.start() - 260)
        told = list(_TOLD.finditer(text, low, m.end()))
        items = _read_items(scan, m.end(), int(count.group(1))) if told else []
        if len(items) > 1:
            out.append(PaperList(told[-1].start(), m.end(), tuple(items)))
    return out


def _read_items(scan: Scan, start: int, count: int) -> list[tuple[int, int]]:
    """The items that begin with 1, 2, 3 … from ``start`` on, each to the next one or to the end of its line."""
    text = scan.text
    marks: list[re.Match[str]] = []
    pos = start
    for number in range(1, count + 1):
        thai = "".join(chr(ord("๐") + int(digit)) for digit in str(number))
        mark = re.compile(rf"(?<![0-9๐-๙.,])\(?(?:{number}|{thai})[.)](?![0-9๐-๙]) ?").search(
            text, pos, pos + _FAR
        )
        if mark is None:
            break
        marks.append(mark)
        pos = mark.end()
    if not marks:
        return []  # another number than the list's: 5 ฉบับ มูลค่า 1.7 ล้านบาท
    ends = [m.start() for m in marks[1:]] + [len(text)]
    return [(m.end(), min(e, scan.line_of(m.end())[1])) for m, e in zip(marks, ends, strict=True)]


def read_items(scan: Scan, papers: PaperList) -> list[Item]:
    """The papers of a list whose names begin with no word for an instrument (ข้อปฏิบัติว่าด้วย…, ความร่วมมือด้าน…)."""
    text = scan.text
    owner, pattern = heads()
    told = next((owner[m.group()] for m in pattern.finditer(text, papers.start, papers.end)), None)
    out = []
    for start, end in papers.items:
        lead = _LEAD.match(text, start, end)
        at = lead.end() if lead else start
        head = pattern.match(text, at, end)
        name = _NAME.match(text, at, end)
        if name is None or (head and not owner[head.group()].signed):
            continue
        own = next((kind for word, kind in _KINDS if text.startswith(word, at)), "")
        kind = own or ("mou" if told is not None and told.type == "mou" else "other")
        out.append(Item(at, at + len(name.group().rstrip()), kind))
    return out
