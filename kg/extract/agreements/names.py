"""Where the name of an instrument ends, and whether it names a particular one."""

from __future__ import annotations

import functools
import re

from kg.extract.agreements.found import Head, heads
from kg.extract.scan import tokens_of
from kg.extract.view import View
from kg.lexicon import load_lexicon

_LONGEST = 420
_BRACKET = re.compile(r" ?\((?!ลงวันที่|วันที่|เมื่อ)[^()\n]{2,260}\)")
_QUOTED = re.compile(r" ?[“\"][^”\"\n]{3,120}[”\"]")
_COMPLEMENT = re.compile(
    r" ?(?:ว่า ?ด้วย|ด้าน(?!นาย)|เกี่ยวกับ|เรื่อง|ต่อ(?:การ|กรอบ)|ระหว่าง(?!กัน|การ(?:เยือน|ประชุม|หารือ|เดินทาง))|ความร่วมมือ|ความสัมพันธ์|การ(?=ค้า|เป็นหุ้นส่วน|จ้าง|ลงทุน|บริการ|ขนส่ง|ยกเว้น|ซื้อขาย|พัฒนา|เดินรถ|ประชุม|แลกเปลี่ยน|ดำเนิน|จัดตั้ง|คุ้มครอง|ส่งเสริม|ต่อต้าน|ท่องเที่ยว|เดินทาง|เชื่อม|ป้องกัน|บริหาร)|ใน(?:การ|ด้าน|สาขา|เรื่อง)|เพื่อ|ไทย|อาเซียน|เอเปค|ASEAN|APEC|Thai|RCEP|CPTPP|TPP|JTEPA|FTA|EU|PCA|ทาง(?:การ|เศรษฐกิจ|อากาศ|วิชาการ|วัฒนธรรม)|สหประชาชาติ|ระดับ|ระยะ|เชิง|หุ้นส่วน|ยานยนต์|ทวิภาคี|ที่จะ|ที่เห็นชอบร่วมกัน|ยกเว้น(?=การ|วีซ่า|ภาษี)|ซื้อขาย|จัดตั้ง|โครงการ|พาณิชย์อิเล็กทรอนิกส์|ฉบับ|ปี |บิมสเทค|[0-9๐-๙]{1,2} ฝ่าย|ร่วมกับ|กับ|ของ|ร่วม|แก้|สนับสนุน|แสดง|วิสัยทัศน์|ผู้นำ|รัฐมนตรี|กรุง|ประเทศเจ้าบ้าน|สำหรับ(?=การ(?!ลงนาม|เยือน|ประชุม|หารือ)|ความ|โครงการ)|หรือ [A-Z]{2}|[ก-๙]{2,24} ระหว่าง|on |between |with |for |of |to )"
)
_BETWEEN = re.compile(r" ?ระหว่าง")
_FOR_MEETING = re.compile(r" ?สำหรับการประชุม")
_LATIN = re.compile(r" ?(?=[A-Z][A-Za-z]{2})")
_YEAR = re.compile(r" ?(?:ปี ?)?(?:พ\.ศ\. ?)?[0-9๐-๙]{2,4}(?! ?(?:ฉบับ|ราย|คู่|คน|แห่ง|ประเทศ|[0-9,.]))")  # MOU 44
_PART = re.compile(r" ?[0-9๐-๙]{1,3}(?= ?ว่าด้วย)")  # พิธีสาร 3 ว่าด้วย…
_WORK = re.compile(r" ?การ(?!ลงนาม|เจรจา|ที่|หารือ|จัดทำ|มี|เป็น|เยือน)")
_NEXT_IN_LIST = re.compile(r" \(?[0-9๐-๙]{1,2}[.)] ?(?=[^0-9๐-๙\s])")  # … 2. ความตกลง
_JOINS = re.compile(
    r"(?:between |ระหว่าง(?!กัน|วัน)|เกี่ยวกับ|ใน(?:ด้าน|สาขา|ความร่วมมือ)|กับ|และ|ว่าด้วย|ด้าน(?!นาย|เอก|รัฐ)|เรื่อง|ครั้งที่|ฉบับที่|ระยะ|สมัยที่|สำหรับปี|ประจำปี|สำหรับการประชุม(?=[A-Zก-ฮเ-ไ ])|ปี ?[0-9๐-๙]|พ\.ศ|ค\.ศ|หรือ(?= ?[A-Zก-ฮ])|ฉบับปรับปรุง|แห่ง)"
)
_NUMBERED = re.compile(r"(?:ครั้ง|ฉบับ|ระยะ|สมัย|ศตวรรษ)ที่ ?(?:[0-9๐-๙]{1,4}|สอง|สาม|สี่|ห้า)")
_UNIT = re.compile(r" ?(?:ปี|ประเทศ|ฝ่าย|ชาติ)(?=[ \n]|ว่า|$)")
_YEARS = re.compile(
    r" ?(?:(?:ภาย)?หลัง)?(?:ปี ?)?(?:[0-9๐-๙]{4}|พ\.ศ\.|ค\.ศ\.)[ 0-9๐-๙–\-./คพศ]{0,24}(?<=[0-9๐-๙])"
)
_DANGLING = re.compile(
    r"(?: ?(?:และ|กับ|ร่วมกับ|ของ|(?<!รอบ)ด้าน|ในเรื่อง|ใน|เพื่อ|ระหว่าง|ว่าด้วยการ|ว่าด้วย|จำนวน|ทั้ง|เกี่ยวกับ|เรื่อง|แห่ง|หรือ|ครั้ง|ฉบับ|ต่อ|จากการ|โดยการ|(?<![A-Za-z])(?:on|between|with|for|of|to|and|the)))+$"
)
_COUNTED = re.compile(r" ?[0-9๐-๙]{1,3}$")
_COUNTER = re.compile(
    r"\s*(?:ฉบับ|ราย|แห่ง|คู่|เรื่อง|โครงการ|หน่วยงาน|ประเทศ|บริษัท|จังหวัด|สาขา|ด้าน|เดือน|วัน|ข้อ|กระทรวง)"
)
_FIRM = re.compile(r"(?:.[Ll]td|.Inc|Corp| [Cc]o|r\.l|S\.A|.plc)\.")
_INSIDE = re.compile(
    r"ไป(?=ทำงาน|ฝึก)|ผ่าน(?:แดน|ประเทศที่)|เป็น(?:หุ้นส่วน|พันธมิตร)|(?:ครั้ง|ฉบับ|ระยะ|สมัย)(?!นี้)|ที่จะ|ที่ดิน|ตามระบบ|ให้เป็นไปตาม|มีส่วน|ว่าด้วย|ซึ่งชนิด|โดยเฉพาะสตรีและเด็ก"
)
_STILL = re.compile(r"(?:ให้|เป็น|มี|ใน|รับ)[ก-๙]{0,80} ?ระหว่าง(?!กัน|วัน|ประเทศ)")  # the sides are yet to come
_QUALITY = re.compile(
    r"ที่(?:ยั่งยืน|เกี่ยวข้อง|ดีใน|มีความ|มีทักษะ|แน่นแฟ้น|ครอบคลุม|ใกล้สูญพันธุ์|ปลอดภัย|สะอาด|ก้าวหน้า|เป็นมิตร|ผิดกฎหมาย|เท่าเทียม)"
)
_UNDER = re.compile(r" ?ภายใต้")
_ALONG = re.compile(r"ภายใต้|ตาม(?!ที่)")
_BECOMES = re.compile(r"เป็น(?!การ|ผล)")
_WHEN = re.compile(r"ใน(?:ปี|วัน|เดือน|โอกาส|ช่วง|ครั้ง|กรอบ|ประเด็น|ระหว่าง|ขณะ|ที่|อนาคต|เร็ว)")
_NEW_ITEM = re.compile(
    r"(?:ได้|จะ|ร่าง|มี|นาย|นาง|พล|ให้|ร่วม|การลงนาม|การแถลง|การหารือ|การจัด|พร้อม|ความตกลง|บันทึก|ทั้ง|เห็น|ข้อตกลง|ความคืบหน้า|ผลักดัน|เร่ง|สนับสนุน|ปฏิญญา|แถลง|อนุสัญญา|พิธีสาร|แผน|MO[Uu]|FTA|ขอ|ยินดี|ยืนยัน|หวัง|เชื่อ|เป็น|รวม|ปรับ|ขยาย)"
)
_NOUN = re.compile(
    r"(?:การ|ความ|ด้าน|รัฐบาล|กระทรวง|กรม|สำนักงาน|ราชอาณาจักร|สาธารณรัฐ|ประเทศ|มหาวิทยาลัย|บริษัท|ธนาคาร|สถาบัน|องค์|[A-Z]|วิจัย|เทคโนโลยี|นวัตกรรม|กีฬา|สิ่งแวดล้อม|วัฒนธรรม|วิทยาศาสตร์|เศรษฐกิจ|สังคม)"
)
_NEXT_PAIR = re.compile(r"(?:และ ?)?ไทยกับ")
_PENDING = re.compile(r"ระหว่าง(?!กัน)(?!.*(?:และ|กับ| ?[-–] ?[ก-ฮเ-ไA-Z])).*$", re.DOTALL)
_SUBJECT = re.compile(r"ว่า ?ด้วย|ด้าน|เรื่อง|เกี่ยวกับ")


@functools.cache
def _stop_tokens() -> frozenset[str]:
    return frozenset(map(str, load_lexicon().patterns["agreements"]["name_ends"]))


def _and_goes_on(view: View, start: int, pos: int, closed: bool) -> bool:
    """Does และ at ``pos`` join words of the name (a side, a field) rather than begin a new thought?"""
    text = view.scan.text
    spot = pos + 3 + (text[pos + 3 : pos + 4] == " ")
    if _PENDING.search(text, start, pos):
        return True
    if closed:
        return False
    if _NEW_ITEM.match(text, spot):
        return False
    return spot in view.scan.country_at or spot in view.scan.body_at or _NOUN.match(text, spot) is not None


_IN_BRACKETS = re.compile(r"\([^()]*\)")
_ALSO_CALLED = re.compile(r" ?(?:หรือ ?|\()(?:RCEP|CPTPP|AFTA|JTEPA|PCA|FTA)\)?(?![A-Za-z])")
_OR = re.compile(r" ?หรือ ?")
_EDITION = re.compile(
    r" ?ฉบับ(?:ใหม่|สมบูรณ์|ปรับปรุง|แก้ไข)(?: ?(?:สำหรับ)?ปี ?(?:ค\.ศ\. ?|พ\.ศ\. ?)?[0-9๐-๙]{4}(?: ?[-–] ?[0-9๐-๙]{4})?)?"
)
_STILL_SUBJECT = re.compile(r" [ก-๙A-Za-z ]{2,120}?ว่าด้วย")
_WHICH_MEETING = re.compile(r" (?:ครั้งที่|สมัยที่)")
_LEADS_ON = re.compile(r"(?:ระหว่าง|เรื่อง|และ|กับ|ของ|ว่าด้วย|ว่า|ด้าน|ต่อ|แห่ง)$")
_OPENS = re.compile(r"[A-Z0-9๐-๙“–-]")
_TWO_TASKS = re.compile(r"การ[^\n]{0,55}และการ")
_FIELDS = re.compile(r" ([ก-๙]{2,36})(?: [ก-๙]{2,36})?(?: ?และ)")


def _subject_follows(text: str, before: str, pos: int) -> bool:
    """Are the sides still being told after the space at ``pos``, the subject after them: ระหว่าง A และ B C ว่าด้วย…?"""
    if "ระหว่าง" not in before or "ว่าด้วย" in before:
        return False
    told = _STILL_SUBJECT.match(text, pos)
    if told is None or _GLOSS_BREAK.search(told.group()):
        return False
    return not any(not heads()[0][m.group()].signed for m in heads()[1].finditer(told.group()))


def _is_enumerated(text: str, start: int, pos: int) -> bool:
    """Is the word after the space at ``pos`` one of several fields: สตรี สันติภาพ และความมั่นคง?"""
    m = _FIELDS.match(text, pos)
    if m is None or not _SUBJECT.search(text, start, pos):
        return False
    if m.group(1).startswith(("เพื่อ", "บน", "ภายใต้", "ผ่าน", "อัน")):
        return False
    return not _NEW_ITEM.match(m.group(1)) and not any(t in _stop_tokens() for t in tokens_of(m.group(1)))


_ENGLISH_ENDS = (
    r"(?:would|will|was|were|which|that|is|are|has|have|had|can|could|may|through|during|at|by|as|after|before|since"
    r"|also|including|under|to (?!the )|aims?|signed|in (?:order|which|[0-9]))\b"
)


def _space_goes_on(
    view: View,
    start: int,
    pos: int,
    entities: dict[int, int],
    people: frozenset[int],
    lands: int,
    closed: bool,
) -> bool:
    """Does the name go on after the space at ``pos``?"""
    text = view.scan.text
    at = pos + 1
    before = text[start:pos]
    if not text[at : at + 1].strip() or text[at] in ";,:/" or at in people:
        return False
    if _NEXT_IN_LIST.match(text, pos):
        return False
    if text.startswith("ระหว่าง", at) and (lands > 1 or "ระหว่าง" in before):
        return False
    if _NEXT_PAIR.match(text, at):
        return closed
    if text.startswith("และ", at):
        return _and_goes_on(view, start, at, closed)
    if (
        text[at] in "–-"
        or (_JOINS.match(text, at) and not (closed and text.startswith("ร่วม", at)))
        or _YEARS.match(text, pos)
    ):
        return True
    if text[pos - 1].isdigit() and _UNIT.match(text, at):
        return True
    if _LEADS_ON.search(before) or _subject_follows(text, before, pos):
        return True
    if before[-1:] in "–-":
        return at in entities or text[at].isascii()
    if closed:
        return at in entities and re.compile(r" ?[-–] ?(?=[A-Zก-ฮ])").match(text, entities[at]) is not None
    if _OPENS.match(text, at):
        return True
    if before[-1:].isascii() and re.compile(rf"(?!{_ENGLISH_ENDS})[a-z]|ของ|จำกัด|แห่ง|ประเทศ").match(text, at):
        return True
    if at in entities:
        return at in view.scan.country_at or re.search(r"ระหว่าง|กับ|และ", before) is not None
    if _TWO_TASKS.match(text, at) and "ว่าด้วย" in before:
        return True
    return _is_enumerated(text, start, pos)


def _is_inside(view: View, head: Head, head_end: int, offset: int, *, glued: bool) -> bool:
    """Does the word at ``offset``, which ends a name elsewhere, stand inside this one?"""
    text = view.scan.text
    if _INSIDE.match(text, offset) or (text.startswith("ไป", offset) and offset + 2 in view.scan.country_at):
        return True
    if head.type == "action_plan" and _UNDER.match(text, offset):
        return True
    if not _SUBJECT.search(text, head_end, offset):
        return False
    if glued and _QUALITY.match(text, offset):
        return True
    along = _ALONG.match(text, offset) or (head.type == "treaty" and _BECOMES.match(text, offset))
    return bool((glued and along) or _STILL.match(text, offset))


def _read_run(view: View, head: Head, head_end: int, pos: int, high: int) -> tuple[int, bool]:
    """Where the name ends inside a run of Thai letters, and whether a word ended it."""
    text = view.scan.text
    stops = _stop_tokens()
    offset = pos
    previous = "การ" if text.endswith("การ", 0, pos) else ""
    for i, token in enumerate(tokens_of(text[pos:high])):
        numbered = _NUMBERED.match(text, offset)
        if numbered:
            return numbered.end(), False
        if token == "และ" and _another_begins(text, offset + len(token)):
            return offset, True
        ends = token in stops and previous not in ("การ", "ความ", "ผู้", "ที่")
        if offset > head_end and not _is_inside(view, head, head_end, offset, glued=bool(i)):
            aim = (
                i
                and token == "เพื่อ"
                and offset > head_end + 12
                and not text.endswith(("ร่วมมือ", "ธนาคาร"), 0, offset)
            )
            if ends or aim or _WHEN.match(text, offset):
                return offset, True
        offset += len(token)
        previous = token
    return offset, False


def _another_begins(text: str, pos: int) -> bool:
    """Does another instrument's name begin here: …และ|ความตกลงปารีส, not …ไมตรีและความร่วมมือ?"""
    owner, pattern = heads()
    m = pattern.match(text, pos)
    return m is not None and not owner[m.group()].signed and not owner[m.group()].strict


_SHORTENED = re.compile("ฯ(?= ?(?:ว่าด้วย|ด้าน|การ(?!ลงนาม)|ระหว่าง))")


def read_name(view: View, start: int, head_end: int, head: Head) -> int:
    """The end of an instrument's name: head, bracketed abbreviation, complement to the next boundary."""
    text = view.scan.text
    limit = min(view.scan.line_of(head_end)[1], start + _LONGEST)
    end = head_end
    shortened = _SHORTENED.match(text, end)
    end = shortened.end() if shortened else end
    for _ in range(3):
        bracket = _BRACKET.match(text, end, limit)
        end = bracket.end() if bracket else end
    quoted = _QUOTED.match(text, end, limit)
    end = quoted.end() if quoted else end
    if head.named and text.startswith("(", head_end - len(head.th) - 1) and text.startswith(")", head_end):
        return head_end + (start < head_end - len(head.th))
    link = _BETWEEN.match(text, end) if head.named and not head.since else None
    told_between = link is not None and link.end() in view.scan.country_at  # ข้อตกลงหยุดยิงระหว่างไทยกับกัมพูชา
    if (
        head.named
        and not told_between
        and not re.compile(r" ?ว่าด้วย").match(text, end)
        and end not in view.scan.country_at
    ):
        years = _YEARS.match(text, end, limit)
        return years.end() if years and not head.th.isascii() else end
    complement = _COMPLEMENT.match(text, end) or (
        (head.type == "mou" and (_WORK.match(text, end) or _YEAR.match(text, end)))
        or (head.type in ("agreement", "contract") and _is_signed(text, start) and _WORK.match(text, end))
        or (head.type == "treaty" and _PART.match(text, end))
        or (head.type == "action_plan" and _UNDER.match(text, end))
        or (head.type in ("mou", "agreement", "treaty") and not head.th.isascii() and _LATIN.match(text, end))
    )
    if head.type == "declaration" and (meant := _FOR_MEETING.match(text, end)):
        complement = meant
    if complement and head.type in ("declaration", "fta") and complement.group().strip() in ("เพื่อ", "ในการ"):
        return end
    glued = not complement and (shortened or (head.joined and _is_glued(text, head_end)))
    at = next((p for p in (end, end + 1) if p in view.scan.country_at), None)
    if not complement and not glued and at is None:
        return end if head.named else _reach_gloss(text, head_end, end, limit)
    entities = dict(view.bodies_in(start + 1, limit))
    for hit in view.scan.countries_in(start + 1, limit):
        if entities.get(hit.start, 0) < hit.end:
            entities[hit.start] = hit.end
    starts = sorted(entities)
    people = frozenset(a.start for a in view.actors_from(start + 1, limit) if a.kind == "person")
    if glued:
        pos = end + (text[end] == " ")
    elif complement and (numbered := _NUMBERED.match(text, end + (text[end] == " "))):
        pos = numbered.end()
    elif complement:
        pos = min(complement.end(), min((s for s in starts if s >= end), default=limit))
    else:
        pos = at or end
    closed = False
    sides = lands = 0
    while pos < limit:
        if pos in people:
            break
        if pos in entities:
            lands += pos in view.scan.country_at
            pos = entities[pos]
            sides += 1
            closed = closed or (head.type == "fta" and sides > 1)
            continue
        bracket = _BRACKET.match(text, pos, limit)
        if bracket:
            pos = bracket.end()
            closed = not _PENDING.search(text, start, pos)
            continue
        years = _YEARS.match(text, pos)
        if years and pos > end:
            pos = years.end()
            closed = not _PENDING.search(text, start, pos)
            continue
        unit = _UNIT.match(text, pos) if text[pos - 1].isdigit() else None
        if unit:
            pos = unit.end()
            continue
        ch = text[pos]
        if ch == " ":
            if not _space_goes_on(view, start, pos, entities, people, lands, closed):
                break
            pos += 1
        elif ch == "“" or (ch == '"' and _SUBJECT.search(text, pos - 12, pos)):
            close = text.find("”" if ch == "“" else '"', pos + 1, limit)
            if close < 0:
                break
            pos = close + 1
        elif ch in '\n;:,”")(' or (
            ch == "." and text[pos + 1 : pos + 2] in (" ", "\n", "") and text[pos - 2 : pos - 1].islower()
        ):
            break
        elif "ก" <= ch <= "๙":
            high = min(_run_end(text, pos, limit), next((s for s in starts if s > pos), limit))
            pos, ended = _read_run(view, head, head_end, pos, high)
            if ended:
                break
        else:
            pos += 1
    also = _ALSO_CALLED.match(text, pos)
    end = _trim(text, start, also.end() if also else min(pos, limit))
    edition = _EDITION.match(text, end, limit)
    end = edition.end() if edition else end
    meeting = head.type != "declaration" and _WHICH_MEETING.search(text, head_end, end)
    if meeting:
        return meeting.start()  # which meeting of its members
    return _reach_other_name(view, _reach_gloss(text, head_end, end, limit))


def _reach_other_name(view: View, end: int) -> int:
    """The end of the same instrument's other name, told right after it with หรือ; ``end`` where there is none."""
    text = view.scan.text
    link = _OR.match(text, end)
    other = heads()[1].match(text, link.end()) if link else None
    if other is None:
        return end
    head = heads()[0][other.group()]
    return end if head.strict and not head.joined else read_name(view, other.start(), other.end(), head)


_GLOSS_GAP = re.compile(
    r"(?! ?(?:คือ|ผ่าน|สมัยที่|ซึ่ง|ใน(?:ปี|วัน|เดือน)|โดย(?!การ)))[ก-๙0-9 :–-]{2,100}? ?(?=\([A-Z])"
)
_GLOSS_BREAK = re.compile(r"อาทิ|เช่น|ได้แก่|ด้วยวาจา|โดยมี|ดังกล่าว|ลงนาม|ซึ่ง|นาย|จะ")
_ENGLISH_NAME = re.compile(
    r"\((?![^()\n]*Committee)[^()\n]*\b(?:Agreement|Memorandum|MO[UC]|Protocol|Treaty|Convention|Declaration|Statement|Communiqu|Plan|Framework"
    r"|Road ?map|Partnership|Strateg|Blueprint|Arrangement|Vision|Agenda|Guideline|Goals|Discussion|Program)[^()\n]*\)"
)


def _reach_gloss(text: str, head_end: int, end: int, limit: int) -> int:
    """The end of a name that its English one follows in brackets: all before that belongs to it."""
    gap = None if _ENGLISH_NAME.search(text, head_end, end) else _GLOSS_GAP.match(text, end, limit)
    english = _ENGLISH_NAME.match(text, gap.end(), limit) if gap else None
    if gap is None or english is None or _GLOSS_BREAK.search(gap.group()) or heads()[1].search(gap.group()):
        return end
    return english.end()


def _is_glued(text: str, pos: int) -> bool:
    """Is a name glued to the head (พิธีสารเกียวโต), rather than the next word of the sentence?"""
    if text.startswith(("ฯ", "และ", "หรือ"), pos):
        return False
    if not "ก" <= text[pos : pos + 1] <= "ไ" or _NEW_ITEM.match(text, pos):
        return False
    first = next(iter(tokens_of(text[pos : _run_end(text, pos, len(text))])), "")
    return first not in _stop_tokens()


_RUN = re.compile("[ก-๙]+")


def _run_end(text: str, pos: int, limit: int) -> int:
    run = _RUN.match(text, pos, limit)
    return run.end() if run else pos + 1


def _trim(text: str, start: int, end: int) -> int:
    """Dangling words, counts and open quotes taken off a name's end."""
    name = text[start:end].rstrip(" -–,.:(")
    if name.count("“") > name.count("”"):
        name = name[: name.rindex("“")].rstrip()
    count = _COUNTED.search(name)
    if count and _COUNTER.match(text, start + len(name)) and not _NUMBERED.search(name, count.start() - 10):
        name = name[: count.start()]
    name = _DANGLING.sub("", name).rstrip(" -–,.:(")
    firm = _FIRM.match(text, start + len(name) - 4, end)
    return firm.end() if firm else start + len(name)


_MUTUAL = re.compile(
    r"(?:ความร่วมมือ)?(?:ระหว่าง(?:กัน|ทั้งสอง[^ ]*|รัฐบาลทั้งสอง[^ ]*|(?:2|สอง) ?(?:ประเทศ|ฝ่าย|หน่วยงาน))|ฉบับใหม่|(?:ที่เห็นชอบ)?ร่วมกัน"
    r"|between the two (?:countries|sides))?"
)
_GENERIC = re.compile(
    r" ?(?:ฉบับ(?!ใหม่ ?ของ|(?:แรก|ที่ ?[0-9๐-๙]+) ?(?:ด้าน|ว่าด้วย|ระหว่าง|เรื่อง)).*|FTA|เอฟทีเอ|between the two.*|ระหว่าง(?:ประเทศ(?! ?(?:ว่าด้วย|เกี่ยว|ด้าน)).*|หน่วยงาน|ภาครัฐ|ภาคเอกชน|ภาค.*)|ของไทย|กับประเทศ(?:คู่|อื่น|ต่าง).*|กับ(?:มิตร|นานา|คู่).*|ต่าง.*|ที่.*|ใน(?:ด้าน|สาขา|เรื่อง|การ)?ต่าง.*|ต่างประเทศ|(?:ทวิภาคี|พหุภาคี)(?! ?(?:ว่าด้วย|ระหว่าง|ด้าน)).*|ร่วม(?:มือ)?|ร่วมกัน.*|ทาง(?:การค้า|เศรษฐกิจ|การค้าระหว่างประเทศ|ธุรกิจ)?|การค้า|ความร่วมมือ(?:ระหว่าง(?:กัน|ประเทศ|หน่วยงาน.*))?|ด้านต่าง.*|อื่น.*|ของ(?:ทั้ง|ประเทศ|สอง).*)?"
)


def _rest(head: Head, name: str) -> str:
    """The name without its head and brackets, กรอบ before it too."""
    left, _, right = name.partition(head.th)
    return _IN_BRACKETS.sub("", left.removeprefix("กรอบ") + right).strip(" ฯ")


def is_bare(head: Head, name: str) -> bool:
    """Is there nothing but the kind, or only that it is one between the two (FTA ระหว่างกัน)?"""
    rest = _rest(head, name)
    return _MUTUAL.fullmatch(rest) is not None


_ABROAD = re.compile(
    r"^(?:ความร่วมมือ)?ร่วม(?!กับ)|หุ้นส่วน(?:ทาง|เชิง)?ยุทธศาสตร์|อาเซียน|ASEAN|เอเปค|APEC|ภูมิภาค|แม่โขง|ล้านช้าง|สหประชาชาติ|EU|BIMSTEC|ACMECS|GMS|IMT|between"
)
_ENGLISH_PLAN = re.compile(
    r"^(?!.*(?:ชาติ|National|Thai)).*\((?=[A-Z])[^()]*(?:Plan|Agenda|Strateg|Road ?map)"
)
_ENGLISH_STATEMENT = re.compile(r"\([^()]*(?:Communiqu|Statement|Declaration)")
_OF_MANY = re.compile(r"ระหว่าง|ว่าด้วย|ร่วม|อาเซียน|ASEAN|เอเปค|APEC|การประชุม|รัฐมนตรี|ผู้นำ|สหประชาชาติ|[-–]|กรุง")
_SUBSTANCE = re.compile(
    r"ระหว่าง|เรื่อง|ว่าด้วย|ไทย|ร่วม|อาเซียน|ASEAN|ที่จะ|EU|สหประชาชาติ|[A-Z]{3,}|(?<!กำ)กับ|การประชุม|รัฐมนตรี|ผู้นำ|between|with the"
)
_SIDES = re.compile(r"ระหว่าง|ร่วมกัน|(?<!กำ)กับ")
_SIGNED = re.compile(r"ลงนาม(?:ใน)?(?:ร่าง)? ?$")
_COUNT = re.compile(
    r" ?(?:ที่สำคัญ ?|ร่วมกัน ?)?(?:จำนวน ?|รวม ?|ทั้ง ?)?(?:หลาย|ต่าง ?ๆ|[2-9๒-๙]|[1-9๑-๙][0-9๐-๙]|สอง|สาม|สี่|ห้า) ?ฉบับ(?! ?ใน)"
)
_LIST = re.compile(r"[^\n]{0,200}?(?:ได้แก่|ดังนี้|อาทิ|ประกอบด้วย|คือ|ดังต่อไปนี้)[^ก-๙]{0,12}(?:ร่าง)?")
_VAGUE = re.compile(r"(?:กับ|ระหว่าง[^ ]*และ) ?(?:ประเทศ|เมือง|กลุ่มประเทศ(?!ยู)|หลาย|อีก|นานา|มิตร|คู่|หน่วยงาน|ภาค)")


def _is_signed(text: str, start: int) -> bool:
    """Is what begins at ``start`` told right there to be signed?"""
    return _SIGNED.search(text, max(0, start - 16), start) is not None


def _is_listed(text: str, counted: int) -> bool:
    """Are the instruments, whose number is told up to ``counted``, not told one by one after it?"""
    listed = _LIST.match(text, counted)
    return text.startswith("หลาย", counted - 8) or (
        listed is not None and heads()[1].match(text, listed.end()) is not None
    )


def is_particular(view: View, head: Head, name: str, start: int, end: int) -> bool:
    """Does the name tell a particular instrument, not a kind of instruments (ความตกลงระหว่างประเทศ)?"""
    if head.named:
        return True
    rest = _rest(head, name)
    if _GENERIC.fullmatch(rest):
        return False
    counted = _COUNT.match(view.scan.text, end)
    if counted and not _SUBJECT.search(rest) and _is_listed(view.scan.text, counted.end()):
        return False
    if _VAGUE.match(rest) and not view.actors_in(start, end, ("body", "country")):
        return False
    if head.type == "action_plan":
        kinds = ("country", "body") if _SIDES.search(rest) else ("country",)
        return bool(_ABROAD.search(rest) or _ENGLISH_PLAN.search(name)) or any(
            a.actor != "country:TH" and getattr(a.actor, "country", "") != "TH"
            for a in view.actors_in(start, end, kinds)
        )
    if _is_signed(view.scan.text, start) and (
        head.type == "agreement" or (head.type == "contract" and rest.startswith(("การ", "ซื้อ", "เช่า")))
    ):
        return True
    if "เจตนารมณ์" in head.th or head.type == "contract":
        return _SIDES.search(rest) is not None or "ของ" in rest or "ร่วม" in head.th
    if head.th == "แถลงการณ์":
        if _ENGLISH_STATEMENT.search(name):
            return True
        return _OF_MANY.search(rest) is not None and not rest.startswith(("กรณี", "เรื่อง", "ประณาม"))
    if head.adopted:
        return _ABROAD.search(rest) is not None
    if head.th == "เอกสาร":
        return _ABROAD.search(rest) is not None and _SUBJECT.search(rest) is not None
    if head.th.isascii() and not name.startswith(head.th) and _is_signed(view.scan.text, start):
        return True
    return not head.strict or bool(_SUBSTANCE.search(rest))


_SPELLED = re.compile(r"(?<![A-Za-z])[A-Z][A-Za-z-]+(?: (?:[A-Z][A-Za-z-]+|and|for|of|the|on|in)){2,14} \($")
_LEFT = re.compile(
    r"(?<![A-Za-z])(?:[A-Z][A-Za-z'’.]*(?:[-–] ?[A-Z][A-Za-z]*)* (?:and |on |of |– |- )?){1,6}$"
)


def read_left(text: str, start: int, head: Head) -> int:
    """Where an English name begins: its proper words stand before the head (Air Services Agreement)."""
    if not head.th.isascii():
        return start
    if head.named:
        spelled = _SPELLED.search(text, max(0, start - 120), start)
        return spelled.start() if spelled else start
    low = max(0, start - 90)
    m = _LEFT.search(text[low:start].rsplit("\n", 1)[-1])
    if m is None:
        return start
    words = re.sub(r"^(?:(?:The|This|An?|In|Under|Both|Signing|New|Framework of) )+", "", m.group())
    return start - len(words)


_TAIL = re.compile(
    r" ?(?:ฉบับ|ไปสู่[^ ]*|ต่อไป|อย่าง(?!ยั่งยืน|ใกล้ชิด)[^ ]*|(?<!การ)ให้(?!เป็นไปตาม)[^ ]*|ร่วมมือกัน|ร่วมกัน|ระหว่างกัน|นี้|โดยเร็ว)$"
)


def cut_tail(name: str, head: Head) -> str:
    """The name without words that only tell how it goes on (ต่อไป, ร่วมกัน)."""
    tail = _TAIL.search(name)
    return name[: tail.start()].rstrip() if tail and tail.start() > len(head.th) + 3 else name
