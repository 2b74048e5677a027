"""Bodies: names of the gazetteer, and open-class names that begin with a word such as กระทรวง or บริษัท."""

from __future__ import annotations

import difflib
import functools
import itertools
import re
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kg.extract.scan import (
    LATIN,
    THAI,
    Scan,
    Taken,
    begins_with_stop,
    cut_run,
    foreign_looking,
    iter_matches,
    longest_of,
    starts,
    starts_word,
    thai_words,
    tokens_of,
)
from kg.lexicon import Body, BodyHead, Hit, load_lexicon
from kg.model import build_slug

_CHUNK = re.compile(r"[^\s,;:()\[\]“”\"‘’!?/•…]+")
_LATIN_NAME = re.compile(
    r"(?:[A-Z][\w&.'’-]*|of|for|and|the|in|on|de|&)(?: +(?:[A-Z][\w&.'’-]*|of|for|and|the|in|on|de|&|\d{2,4}))*"
)
_COMPANY_END = re.compile(
    r"จำกัด(?: ?\(มหาชน\))?|จํากัด(?: ?\(มหาชน\))?|มหาชน|[Cc]o\., ?[Ll]td\.?|Corporation Limited|Company Limited|Limited|Ltd\.?|Inc\.?|PLC\.?|Corporation"
)
_TAIL = re.compile(
    r"(?: ?\((?:มหาชน|องค์การมหาชน|ประเทศไทย|ไทย|ไทยแลนด์|Thailand|Public Organization)\))?"
    r"(?: จำกัด(?: ?\(มหาชน\)|(?![ก-๎])))?"
    r"(?: ?ในพระบรมราชูปถัมภ์)?"
)
_DEFINED = re.compile(r" ?\(([^()\n]{2,90})\)")
_THAI_ABBR = re.compile(
    r"^(?:[ก-ฮ]{1,3}(?:\.[ก-ฮ]{1,3})*\.?|[ก-ฮ]{2,8}\.|[ก-๙]{2,14}|[A-Z][A-Za-z&./-]{1,14})$"
)


_NO_BODY = re.compile(
    r"^(?:A|An|The \d+\w*) |\b(?:Co-Founder|Founder|CEO|VP|Meeting|Conference|Forum|Annual|President|Minister|Ministers|Ministers’|Director|Advisor|Chairman|Chairperson|Governor|Governors|Summit|Dialogue|Agreement|Memorandum|Project|Programme|Program|Advisory Group on)\b|^(?:Steering|Working|Line|Aging|Ageing|Focus|Expert|Task|Technical|Core|Support|Contact|National|Civil|Digital|Smart|Sub|Business|Private) (?:Group|Society|Network|Union|Institute|Agency|Council|Bank|Authority)$|^(?:Co\.|Inc)"
    r"|\b(?:Working Group|Thai Government and Ministry)$|^(?:Data|Credit|Food|Blood) Bank$|^(?:Trade|Strategic) (?:Alliance|Network)$"
    r"|\b(?:Economy|Manpower|Aged|Aging|Ageing|Future|Information) (?:and |& )?Society$"
    r"|^(?:The|Joint|Joint Border|Joint Boundary|General Border) (?:Council|Commission|Group|Union|Authority|Secretariat|Foundation|Association|Company)$"
)
_WORD = r"[A-Z][A-Za-z&’'.-]*"
_LATIN_BODY = re.compile(
    rf"(?<![A-Za-z])(?:(?:Ministry|Department|University|Bank|Board|Office|Institute|Embassy|Chamber|Federation|Council|Association|Bureau) of (?:the )?{_WORD}(?:(?: of| and| for| &|,)? (?:the )?(?!(?:The )?(?:Ministry|Minister|Department|Government)){_WORD}){{0,5}}"
    rf"|(?:{_WORD} (?:(?:of|for|on|in) (?:the )?|(?:and|&) (?!the ))*){{1,7}}(?:Agency|Institute|Council|Association|University|Ministry|Department|Bank|Corporation Limited|Corporation|Company Limited|[Cc]o\., ?[Ll]td\.?|Limited|Ltd\.?|Inc\.?|Group|Foundation|Coalition|Authority|Commission|Federation|Organization|Organisation|Union|Network|Chamber of Commerce(?: in {_WORD})?|Holdings|Academy|Secretariat|Alliance|Society|College)"
    rf"(?: (?:for|of|on) (?:the )?{_WORD}(?:,? (?:(?:and|&) )?(?:of (?:the )?)?{_WORD}){{0,3}})?)(?![A-Za-z])"
)


@dataclass(slots=True)
class BodyMention:
    """A body's name in the text. ``key`` says which names are one body within the article."""

    start: int
    end: int
    name: str
    key: str
    kind: str = ""
    country: str = ""
    gazetteer_id: str = ""
    rule: str = "body-gazetteer"
    defines: tuple[tuple[int, int, str], ...] = ()


@dataclass(slots=True)
class BodyFound:
    """A body of the article with all its mentions."""

    key: str
    name: str
    aliases: list[str] = field(default_factory=list)
    country: str = ""
    kind: str = ""
    gazetteer_id: str = ""
    mentions: list[BodyMention] = field(default_factory=list)


@functools.cache
def _country_names() -> frozenset[str]:
    lex = load_lexicon()
    return frozenset(lex.countries.values()) | lex.country_forms


@functools.cache
def _head_pattern() -> re.Pattern[str]:
    return re.compile(longest_of(load_lexicon().body_heads))


@starts
def _head_starts() -> Iterable[str]:
    return load_lexicon().body_heads


# associations and councils of many countries: สมาพันธ์นักหนังสือพิมพ์อาเซียน
_JOINED_KINDS = ("association", "organisation", "council", "chamber")
# สำนักงานองค์การอนามัยโลก…, กองทุน…แห่งสหประชาชาติ, and not who is accredited to one
_OF_LEAGUE = re.compile(
    "(?<!ประจำ)(?<!ประจำองค์การ)(?:สหประชาชาติ|สหภาพยุโรป|องค์การอนามัยโลก|องค์การระหว่างประเทศ)"
)
_OF_MANY = re.compile(r"อาเซียน|ASEAN|แห่งเอเชีย|เอเชีย ?แปซิฟิก|ระหว่างประเทศ$|แห่งโลก$|นานาชาติ$")


def _excluded(text: str, end: int, head: BodyHead) -> bool:
    rest = text[end : end + 24].lstrip(" ")
    if not rest or rest[0] in ',;:)]”"\n.!?':
        return True
    if not rest.startswith(head.excluded):
        return False
    if not rest.startswith("ที่"):
        return True
    # กระทรวงที่ดิน is a ministry, กระทรวงที่เกี่ยวข้อง is none
    return any(rest.startswith(w) and (w != "ที่" or tokens_of(rest)[0] == w) for w in head.excluded)


def _chunk_end(text: str, pos: int) -> int:
    m = _CHUNK.match(text, pos)
    return m.end() if m else pos


# what stands beside a body in a list, and is no part of its name
_NO_NAME = re.compile(
    r"นาย(?!จ้าง)|นาง|พล(?:เอก|โท|ตรี|อากาศ|เรือ|ตำรวจ|ตํารวจ|\.)|ภาคเอกชน|ภาคส่วน|ภาครัฐ|ภาคี|อธิการบดี|รัฐมนตรี|ปลัด|ผู้(?:แทน|บริหาร|ว่า|อำนวยการ|เกี่ยวข้อง|เข้า|มี)|หน่วยงาน|หัวหน้า|เจ้าหน้าที่|คณะ(?!กรรม|อนุ)|ประธาน|เลขา|อธิบดี|เอกอัคร|สื่อมวลชน|แขกผู้"
)


_NEW_CLAUSE = (
    "และ", "กับ", "พร้อม", "นาย", "นาง", "พลเอก", "พลโท", "พลตรี", "พล.", "ดร.", "ฯ", "ร่วม", "ได้", "จะ", "บริหาร",
)  # fmt: skip


def _is_stop_chunk(chunk: str) -> bool:
    """Does a chunk after a space begin a new clause rather than go on with a name?"""
    if not chunk:
        return True
    return chunk.startswith(_NEW_CLAUSE) or _NO_NAME.match(chunk) is not None or begins_with_stop(chunk)


# กระทรวง อว., สำนักงาน ก.พ.: what stands apart from the word before it is an abbreviation
_SHORT_NAME = re.compile(r"[ก-ฮ]{2,4}\.?|(?:[ก-ฮ]{1,2}\.)+[ก-ฮ]?ฯ?")
_DASH = re.compile(" ?[–-] ?")


def _before_another(scan: Scan, start: int, end: int) -> int:
    """Where a name ends: before และ and another body that is known: กระทรวงมหาดไทย|และยูนิเซฟ."""
    at = scan.text.find("และ", start, end)
    while at >= 0:
        if at + 3 in scan.body_at:
            return at
        at = scan.text.find("และ", at + 3, end)
    return end


_BEYOND_COUNTRY = re.compile("เป็น|และ|ว่าด้วย|ได้|จะ|คน|กลับ")


def _up_to_country(scan: Scan, start: int, end: int) -> int:
    """Where the name of an authority ends: with its country: กระทรวงกฎหมายสาธารณรัฐสิงคโปร์|เป็นเจ้าภาพ."""
    hits = (h.end for h in scan.countries_in(start, end) if h.id != "TH")
    return next((at for at in hits if _BEYOND_COUNTRY.match(scan.text, at)), end)


def read_body(scan: Scan, start: int, head: BodyHead, limit: int = 110) -> int:
    """The end of the open-class body name whose head stands at ``start``; ``start`` when there is none."""
    text = scan.text
    pos = start + len(head.th)
    line_end = scan.line_of(start)[1]
    stop = min(line_end, start + limit)
    if head.kind == "embassy":
        return _read_embassy(scan, start, pos, stop)
    if head.run == "company":
        m = _COMPANY_END.search(text, pos, min(stop, pos + 70))
        if m and not re.search(r"[,;:“”\"]|บริษัท|และ(?:นาย|บริษัท)| ได้|โดย|ซึ่ง", text[pos : m.start()]):
            end = m.end()
            tail = _TAIL.match(text, end)
            return tail.end() if tail else end
    if text[pos : pos + 1] == " ":
        nxt = pos + 1
        latin = _LATIN_NAME.match(text, nxt)
        if latin:
            return _with_tail(text, latin.end())
        if head.kind in ("university", "school", "organisation", "hospital"):
            return start  # มหาวิทยาลัย รวม…: the word alone names none
        end = _chunk_end(text, nxt)
        if end == nxt or _is_stop_chunk(text[nxt:end]):
            return start
        cut = cut_run(text[nxt:end])
        if cut <= 2 or (head.kind not in ("company", "bank") and not _SHORT_NAME.fullmatch(text, nxt, end)):
            return start
        end = nxt + cut
        return _with_tail(text, _go_on(scan, end, head) if end == _chunk_end(text, nxt) else end)
    end = _chunk_end(text, pos)
    run = text[pos:end]
    if not run:
        return start
    latin = _LATIN_NAME.match(text, pos)
    if latin and latin.end() >= end:
        return _with_tail(text, latin.end())
    task = _TASK.match(run) if head.kind in ("committee", "team") else None
    begun = task.end() if task else 0
    cut = begun + cut_run(run[begun:]) if task else cut_run(head.th + run) - len(head.th)
    purpose = _PURPOSE.match(run, cut) if cut > 2 and head.kind in ("foundation", "institute") else None
    if purpose and not begins_with_stop(run[purpose.end() :]):
        cut = purpose.end() + cut_run(run[purpose.end() :])  # มูลนิธิหนังสือเพื่อเด็ก
    cut = _cut_at_next_head(run, begun, cut, head)
    if cut < 2:
        return start
    end = pos + cut
    if (paired := _with_pair(scan, start, end)) > end:
        return paired
    if cut < len(run):
        end = _with_aim(scan, _with_owner(scan, end, head), head)
        return _go_on(scan, end, head) if head.kind == "office" else end
    end = _with_tail(text, _go_on(scan, end, head))
    # a list: กระทรวงการค้า อุตสาหกรรม และพลังงาน, คณะกรรมการร่วมว่าด้วยการค้า การลงทุน และ…
    listed = head.kind == "ministry" or (head.kind in _FIELDED and _fields_at(scan, end))
    if listed and text[end - 1] != "ฯ":
        probe = end
        for _ in range(6):
            if text[probe : probe + 1] != " ":
                break
            until = _fields_at(scan, probe)
            if until:
                told, probe = text[probe:until], until
                owner = scan.country_at.get(probe)
                if "และ" in told and owner is not None and owner.id != "TH":
                    return owner.end
                if "และ" in told:
                    return _with_aim(scan, _with_owner(scan, probe, head), head)
                continue
            nxt_end = _chunk_end(text, probe + 1)
            chunk = text[probe + 1 : nxt_end]
            if nxt_end > stop or not chunk or (probe + 1) in scan.country_at or _head_pattern().match(chunk):
                break
            if chunk.startswith("และ") and len(chunk) > 3:
                body_cut = cut_run(chunk[3:])
                if (
                    body_cut > 2
                    and not _head_pattern().match(chunk, 3)
                    and not _NO_NAME.match(chunk, 3)
                    and not chunk.startswith(("ภริยา", "ภรรยา", "คู่สมรส"), 3)
                ):
                    last = probe + 4 + body_cut
                    owner = next(iter(scan.countries_in(probe + 5, _chunk_end(text, probe + 4))), None)
                    last = owner.end if owner and owner.start <= last else _with_owner(scan, last, head)
                    return _with_aim(scan, _with_pair(scan, probe, last), head)
                break
            if _is_stop_chunk(chunk) or cut_run(chunk) < len(chunk) or len(chunk) > 24:
                break
            probe = nxt_end
    return end


def _with_pair(scan: Scan, start: int, end: int) -> int:
    """The end of a name that ends with two countries: …ไทย – จีน."""
    pair = _DASH.match(scan.text, end)
    other = scan.country_at.get(pair.end()) if pair else None
    return other.end if other and any(h.end == end for h in scan.countries_in(start, end)) else end


_FIELDED = (
    "committee",
    "team",
    "department",
)  # kinds whose names may tell several fields, as those of ministries do
# what a committee is for, as a verb that would else end its name
_TASKS = "จัดทำ|จัดหา|จัดการ|จัดงาน|กำกับ|ติดตาม|ประสานงาน|เตรียมการ|กำหนด(?!ให้|ว่า|วัน|จะ)|พิจารณา(?!แล้ว|เห็น|อนุมัติ|ว่า)"
_TASK = re.compile(
    rf"(?:เฉพาะกิจ)?(?:(?:{_TASKS})(?:และ(?:{_TASKS}))*|ร่วม(?!ครั้ง|กัน|กับ|ประชุม|พิจารณา|หารือ|มือ|ลง|เดิน|คณะ|รับ|เป็น|แสดง|งาน))(?=[ก-๎]{{3}})"
)
# what a foundation or institute is for
_PURPOSE = re.compile(r"เพื่อ(?=[ก-๎]{3})")
# what a name goes on with, without a space, by the kind of body: … ร่วม, … ต่อการค้า, … เพื่อผู้สูงอายุ
_FOR = r"เพื่อ(?!แจก|ดูแล|จัด|เตรียม|แก้|บูรณาการ|ผู้ใช้|ช่วย|สร้าง|หา|รับ|ส่ง|นำ|ชี้|เจรจา|การยังชีพ|การเกษียณ|ความสะดวก|ไป|ทำ|ตอบ|ขับ|เร่ง|ลด|เพิ่ม)(?=[ก-๎]{3})|(?<=รับมือ)กับ"
_JOINT = r"|ร่วม(?=ว่าด้วย|สำหรับ|ด้าน|ระหว่าง|ไทย|[^ก-๎]|$)|ต่อ(?=การ)|ตาม(?=นโยบาย)|ระหว่าง(?!วัน|การ|ปี|เดือน|กัน|ที่|นาย|เวลา)(?=[ก-๎])"
_OF = r"|ของ(?!ตน|เรา|รัฐบาล|แต่ละ|ทั้ง|ทุก|นาย|ท่าน|คณะ|ประเทศ|ไทย|ฝ่าย|ผู้|หน่วย|จังหวัด|สังกัด|รอง|ปลัด|รัฐมนตรี|เจ้า|องค์กร)(?=[ก-๎])"
_IN = r"|ใน(?!การ|วัน|ปี|เดือน|ครั้ง|โอกาส|วาระ|ฐานะ|ด้าน|เรื่อง|พื้นที่|ทุก|แต่ละ|ช่วง|ขณะ|อนาคต|ปัจจุบัน|ประเด็น|นาม|รูปแบบ|กรอบ|ลักษณะ|สังกัด|กำกับ|ประเทศ|จังหวัด|ไทย|ที่|ระดับ|หลาย|บาง|ส่วน|เวลา)(?=[ก-๎]{3})"
_AIMS = {
    kind: re.compile(words)
    for kinds, words in (
        (("agency", "organisation"), _FOR),
        (("office",), _FOR + _JOINT + _OF + "|ฝ่าย(?=[ก-๎]{3})"),
        (("institute",), _FOR + _JOINT + _OF),
        (("committee", "team", "council", "association", "foundation"), _FOR + _JOINT + _OF + _IN),
    )
    for kind in kinds
}


def _with_aim(scan: Scan, end: int, head: BodyHead) -> int:
    """The end of a name that goes on, without a space, with what the body is for or of."""
    text = scan.text
    for _ in range(2) if head.kind in _AIMS else ():
        stop = _chunk_end(text, end)
        aim = _AIMS[head.kind].match(text, end, stop)
        if aim is None or _head_pattern().match(text, aim.end()) or begins_with_stop(text[aim.end() : stop]):
            break
        run = text[aim.end() : stop]
        cut = _cut_at_next_head(run, 0, cut_run(run), head)
        if run and cut < 3:
            break
        end = aim.end() + cut
    return end


_OWNER = re.compile(r" ?(?:แห่ง|ของ|(?=ประเทศ))(?:ประเทศ|สาธารณรัฐ|ราชอาณาจักร)?")
_WITHIN = re.compile(r" ?ใน(?:ประเทศ|สาธารณรัฐ|ราชอาณาจักร)?")


def _owner_at(scan: Scan, end: int, pattern: re.Pattern[str] = _OWNER) -> Hit | None:
    """The country behind a name: … ของญี่ปุ่น, … แห่งสาธารณรัฐเกาหลี."""
    m = pattern.match(scan.text, end)
    spots = range(end, m.end() + 1) if m else ()
    return next((scan.country_at[p] for p in spots if p in scan.country_at), None)


def _with_owner(scan: Scan, end: int, head: BodyHead) -> int:
    """The end of a name that a country completes: … ของญี่ปุ่น, of an association or organisation also … ในเวียดนาม."""
    if head.kind == "company":
        return end
    hit = _owner_at(scan, end)
    if hit is None and head.kind not in ("ministry", "department"):
        hit = _owner_at(scan, end, _WITHIN)
    return hit.end if hit else end


@functools.cache
def _company_words() -> frozenset[str]:
    return frozenset(load_lexicon().words["company"])


@functools.cache
def _field() -> str:
    """Any field of a ministry, as a pattern."""
    return longest_of(load_lexicon().words["portfolios"])


@functools.cache
def _portfolios() -> re.Pattern[str]:
    """Fields after a space: `` การค้าและอุตสาหกรรม``, `` วัฒนธรรม``."""
    return re.compile(rf" {_field()}(?:และ{_field()})?")


def _fields_at(scan: Scan, pos: int) -> int:
    """The end of the fields after a space at ``pos``, where nothing but whose they are follows; 0 when there are none."""
    m = _portfolios().match(scan.text, pos)
    if m is None:
        return 0
    end = m.end()
    alone = (
        not THAI.match(scan.text, end) or scan.text.startswith(("แห่ง", "ของ"), end) or end in scan.country_at
    )
    return end if alone else 0


def _go_on(scan: Scan, end: int, head: BodyHead) -> int:
    """Further words after a space: transliterated words of a company's name, the seat of an office, the province of a school."""
    text = scan.text
    if head.kind in ("company", "bank"):
        for _ in range(4):
            if text[end : end + 1] != " ":
                break
            stop = _chunk_end(text, end + 1)
            chunk = text[end + 1 : stop]
            if chunk == "ประเทศไทย":
                return stop
            if (
                not chunk
                or not re.match(r"[ก-๙A-Z]", chunk)
                or end + 1 in scan.country_at
                or end + 1 in scan.body_at
            ):
                break
            if re.match(r"[A-Z]", chunk):
                latin = _LATIN_NAME.match(text, end + 1)
                end = latin.end() if latin else end
                continue
            if chunk not in _company_words() and (not foreign_looking(chunk) or _is_stop_chunk(chunk)):
                break
            end = stop
        return end
    if head.kind in ("office", "agency") and (seat := _SEAT_OF_OFFICE.match(text, end)):
        there = scan.country_at.get(seat.end()) or scan.city_at.get(seat.end())
        mission = _MISSION.match(text, seat.end())
        if mission and "ประจำ" in seat.group():  # สำนักงานแรงงาน ประจำสถานเอกอัครราชทูต ณ กรุงโซล
            return max(end, _read_embassy(scan, end, mission.end(), len(text)))
        abroad = "ณ" not in seat.group() or _SENT_ABROAD.search(text, max(0, end - 60), end)
        return there.end if there and abroad else end
    if (
        head.kind in ("school", "hospital", "university")
        and (hit := scan.province_at.get(end + 1)) is not None
        and hit.end == _chunk_end(text, end + 1)
        and text[end] == " "
        and not text.startswith(("จ.", "จังหวัด"), end + 1)  # จ.ตรัง, จังหวัดตรัง: where it is
    ):
        return hit.end
    return end


# bodies that have namesakes in other places, and what tells one of them: … เขต 5, … (ชั่วคราว), … ของจังหวัด
_BRANCHED = ("agency", "committee", "office")
_BRANCH = re.compile(
    r"(?:(?<=ความมั่นคง)ของมนุษย์|(?<=การทุจริต)ในภาครัฐ)?(?:"
    r"(?:ของ)?(?:จังหวัด|เขต|อำเภอ)[ก-๎]{3,}|(?:ของ)?จังหวัด"
    r"| ?(?:เขต|ภาค)(?:ที่)? ?[0-9๐-๙]+|(?<=ภาค)ที่ ?[0-9๐-๙]+|(?<=พื้นที่) ?[0-9๐-๙]+(?: ?[-–] ?[0-9๐-๙]+)?"
    r"|(?<=โควิด) ?[-–]? ?(?:19|๑๙)|(?<=โคโรนา) ?(?:2019|๒๐๑๙)| ภาคการ[ก-๎]{3,}| สาขา[ก-๎]{3,}| \((?:ชั่วคราว|ส่วนหน้า|สาขา[ก-๎]+)\))?"
)


def _with_branch(text: str, end: int) -> int:
    """The end of a name with the district, province or branch of which the body is."""
    m = _BRANCH.match(text, end)
    if not m or m.end() == end:
        return end
    run = m.group().lstrip()
    return m.end() if " " in run or ")" in run else m.end() - len(run) + cut_run(run)


_LONG_FORM = re.compile(r"\(([A-Z][A-Za-z&,’'. -]{7,}[a-z])\s?[:,–-]\s?$")


def _is_short_for_another(text: str, start: int, body: Body) -> bool:
    """(Country Partnership Framework: CPF) is not the company of these letters: do none of the words agree?"""
    m = _LONG_FORM.search(text, max(0, start - 90), start)
    if not m:
        return False
    words = set(re.findall(r"[a-z]{4,}", m[1].casefold()))
    return not any(words & set(re.findall(r"[a-z]{4,}", n.casefold())) for n in (body.name_en, *body.names))


# offices that sit in other countries' cities: behind any other ณ tells where the news was
_SENT_ABROAD = re.compile(r"สำนักงาน(?:แรงงาน|ที่ปรึกษา(?:ฝ่าย|ด้าน)?(?:การ)?[ก-๎]*|เศรษฐกิจการลงทุน|(?:การ)?เกษตร)\Z")
_MISSION = re.compile("สถาน(?:เอกอัครราชทูต|ทูต|กงสุลใหญ่)")
_SEAT_OF_OFFICE = re.compile(r" ?ประจำ(?:ประเทศ(?=[^ไ]))?| ณ ")
_SEAT = re.compile(r" ?(?:ประจำ|ณ) ?")
_BRANCH_ABROAD = re.compile(r" ?สำนักงาน(?=กรุง|นคร|เมือง)")
_SEAT_ABROAD = re.compile(r" ?(?:ประจำ|ณ|\([ก-ฮ.]{2,8}\) ?(?:ณ)?) ?")


def _read_embassy(scan: Scan, start: int, pos: int, stop: int) -> int:
    """สถานเอกอัครราชทูต [country] [ประจำ country | ณ city] → its end, or ``start`` when neither follows."""
    text = scan.text
    end = pos
    gap = 1 if text[pos : pos + 1] == " " else 0
    hit = scan.country_at.get(pos) or scan.country_at.get(pos + gap)
    named = False
    if hit:
        end, named = hit.end, True
    m = _SEAT.match(text, end)
    if m:
        place = next(
            (d[p] for p in (m.end(),) for d in (scan.city_at, scan.country_at, scan.province_at) if p in d),
            None,
        )
        if place and place.id == "TH" and not hit:
            return start  # สถานเอกอัครราชทูตประจำประเทศไทย: those of any country
        if place:
            end, named = place.end, True
            if (
                text[end : end + 1] == " "
                and (wider := scan.country_at.get(end + 1))
                and text[m.start() : m.end()].strip() == "ประจำ"
                and not hit
            ):
                end = wider.end
        else:
            if text.startswith(("ประเทศต้น", "ประเทศต่าง"), m.end()):
                return start
            where = re.compile(r"(?:กรุง|นคร|เมือง|นครรัฐ|จังหวัด|ประเทศ|ราชอาณาจักร)?[ก-๙]+").match(text, m.end())
            if where and not where.group().startswith(("ต่าง", "ใน", "ที่")):
                cut = cut_run(where.group())
                end, named = m.end() + cut, True
    return end if named and end <= stop + 20 else start


_AND = re.compile("และ|กับ|หรือ")


def _cut_at_next_head(run: str, begun: int, cut: int, head: BodyHead) -> int:
    """Two bodies written together are two: cut before และ + another body's head; a company ends at และ."""
    for m in _AND.finditer(run, begun, cut):
        rest = run[m.end() :]
        if (
            m.group() != "และ"
            or not rest
            or _head_pattern().match(rest)
            or _NO_NAME.match(rest)
            or head.kind in ("company", "party")
            or m.end() >= cut
        ):
            return m.start()
    return cut


def _with_tail(text: str, end: int) -> int:
    m = _TAIL.match(text, end)
    return m.end() if m else end


def clean_name(name: str) -> str:
    """A body's name without a trailing ฯ and surplus spaces."""
    return " ".join(name.split()).strip(" ฯ-–.,")


_LATIN_RUN = re.compile(r"[A-Z][A-Za-z&’'., -]{7,}")
_LATIN_TAILS = (
    " of ", "Agency", "Institute", "Council", "Association", "University", "Ministry", "Department", "Bank",
    "Corporation", "Limited", "Ltd", "Inc", "Group", "Foundation", "Coalition", "Authority", "Commission",
    "Federation", "Organization", "Organisation", "Union", "Network", "Chamber", "Holdings", "Academy",
    "Secretariat", "Alliance", "Society", "College",
)  # fmt: skip
_LATIN_TAIL = re.compile("|".join(_LATIN_TAILS))


@starts
def _latin_tails() -> Iterable[str]:
    return _LATIN_TAILS


def _iter_latin_bodies(scan: Scan) -> Iterator[re.Match[str]]:
    """Bodies named in Latin letters, looked for only in runs of Latin text that hold a word of theirs."""
    text = scan.text
    for run in _LATIN_RUN.finditer(text) if scan.starts_in(_latin_tails, 0, len(text)) else ():
        if _LATIN_TAIL.search(text, run.start(), run.end()):
            yield from _LATIN_BODY.finditer(text, run.start(), run.end() + 1)


# where a body's name tells but where or what something is: ภูมิภาคอาเซียน, ภาคการบินไทย; อนุสัญญาสหประชาชาติ
_NAMED_BY_UN = ("ภาค", "อนุสัญญา", "ศูนย์การประชุม")


@functools.cache
def _home_ministries() -> dict[str, str]:
    """The ministries of Thailand: name → id."""
    bodies = load_lexicon().bodies.values()
    return {b.name_th: b.id for b in bodies if b.kind == "ministry" and b.country == "TH"}


@functools.lru_cache(maxsize=1024)
def _meant_ministry(name: str) -> str:
    """The id of the Thai ministry that a name with a slip or two means (กระทรวงสาธาณสุข), or ""."""
    close = difflib.get_close_matches(name, _home_ministries(), 1, 0.93)
    return _home_ministries()[close[0]] if close else ""


_LEADS = ("อาทิ", "ได้แก่", "เช่น", "คือ", "บริษัท")
_LEAD = re.compile(rf"(?:{'|'.join(_LEADS)})[ :]{{0,2}}(?=[A-Z])")
_FIRM = r"[A-Z][\w&’'+-]*(?: [A-Z&][\w&’'+-]*){0,3}"
_NEXT_FIRM = r"(?:, ?(?:และ|and)? ?| ?/ ?| ?และ ?| and )"
_FIRMS = re.compile(rf"{_FIRM}(?:{_NEXT_FIRM}{_FIRM}){{1,40}}(?!\w)")
_OF_FIRMS = re.compile(
    r"บริษัท|ผู้ผลิต|นักธุรกิจ|เอกชน|ผู้ประกอบการ|สื่อ(?:มวลชน|ต่างประเทศ)|แพลตฟอร์ม|หน่วยงาน|องค์กร|ค่ายรถ|สายการบิน"
)


# agreements, meetings and kinds of firms with members, chairs and representatives: no bodies
_NO_MEMBERSHIP = re.compile(
    r"(?:CPTPP|RCEP|FTA|SMEs?|MSMEs?|NGOs?|CLM\w*|EEC|[A-Z]{2,}M|ADMM\S*|SOM\w*|\w+-\d+)\b"
)


_TECHNICAL = re.compile(r"(?:AI|IoT|SMEs?|Data|Smart|Digital|Cloud)\b")


@starts
def _leads() -> Iterable[str]:
    return _LEADS


def _listed_firms(scan: Scan, known: list[BodyMention]) -> list[BodyMention]:
    """Names in Latin letters that are told in one list with a company that is known, or as companies: เช่น Google, Stripe และ Intel."""
    text = scan.text
    firms = {c.start: c.end for c in known if c.kind in ("company", "bank")}
    taken = Taken(len(text))
    found: list[BodyMention] = []
    for lead in iter_matches(_LEAD, _leads, scan):
        listed = _FIRMS.match(text, lead.end())
        if listed is None:
            continue
        items = list(re.finditer(_FIRM, listed.group()))
        spans = [(lead.end() + m.start(), lead.end() + m.end()) for m in items]
        if any(_TECHNICAL.match(m.group()) for m in items):
            continue  # เช่น AI, IoT และ Smart Devices
        of_firms = _OF_FIRMS.search(text, max(0, lead.start() - 60), lead.end())
        if not of_firms and not any(firms.get(start) == end for start, end in spans):
            continue
        if not found:
            for c in known:
                taken.add(c.start, c.end)
        found += [
            BodyMention(start, end, name, "name:" + build_slug(name), "company", "", "", "body-listed")
            for start, end in spans
            if taken.is_free(start, end) and not _NO_BODY.search(name := text[start:end])
        ]
    return found


# what stands before the name of a body in Latin letters; behind an office a name may be its holder's, but for an abbreviation
_CALLS = ("หน่วยงาน", "ห้างสรรพสินค้า", "พิพิธภัณฑ์", "ผู้บริหาร", "ในเครือ", "โรงงาน", "สมาคม", "สมาชิก", "นิตยสาร")
_OFFICES = ("ประธาน", "ผู้อำนวยการ", "เลขาธิการ", "ผู้แทน")
_CALLED = re.compile(
    rf"(?:{'|'.join(_CALLS)}|(?P<office>{'|'.join(_OFFICES)}))(?:จาก|ของ)? ?(?P<name>[A-Z][\w&’'+.-]*(?: (?:(?:of|for|and|the|in|on|&) )*[A-Z][\w&’'+-]*){{0,7}})",
    re.ASCII,
)
_NO_PERSON = re.compile(r"[A-Z]{2}| of | for ")


@starts
def _calls() -> Iterable[str]:
    return (*_CALLS, *_OFFICES)


def _called_bodies(scan: Scan, known: list[BodyMention]) -> Iterator[BodyMention]:
    """Bodies that only the word before them tells to be such: หน่วยงาน Homeland Security Investigation, เลขาธิการ OECD."""
    text = scan.text
    taken: Taken | None = None
    for m in iter_matches(_CALLED, _calls, scan):
        start, name = m.start("name"), m["name"].rstrip(".")
        end = start + len(name)
        if (
            len(name) < (2 if m["office"] else 3)
            or _NO_MEMBERSHIP.match(name)
            or _STYLED.match(name)
            or _NO_BODY.search(name)
        ):
            continue
        if (m["office"] and not _NO_PERSON.search(name)) or start in scan.country_at:
            continue
        if taken is None:
            taken = Taken(len(text))
            for c in known:
                taken.add(c.start, c.end)
        if taken.is_free(start, end):
            yield BodyMention(start, end, name, "name:" + build_slug(name), "other", "", "", "body-called")


# how many there are of a kind of body, none of which is named: 3 บริษัท …, ทุกกระทรวง…
_COUNTED = re.compile(
    r"(?:ทุก|หลาย|ทั้งสอง|แต่ละ)$|(?<!ที่)(?<!ชั้น)(?<!กด)(?<![0-9๐-๙.,/-])(?<!ที่ )(?<!ชั้น )(?<!กด ) ?[0-9๐-๙]{1,3} $"
)
_COUNTS = ("ทุก", "หลาย", "ทั้งสอง", "แต่ละ", *(f"{digit} " for digit in "0123456789๐๑๒๓๔๕๖๗๘๙"))
_COUNTS += tuple(f"{count}\n" for count in _COUNTS)
_BODY_WORDS = ("กระทรวง", "กรม", "สำนักงาน")
_BODY_WORD = re.compile(rf"(?:{'|'.join(_BODY_WORDS)})\s?\Z")


# จัดตั้งศูนย์…, เป็นศูนย์…: what is to be set up, or is like one
_DESCRIBED = re.compile("ที่(?! ?[0-9๐-๙])|จาก|สู่|ต่าง|อย่าง")
_TO_BE = re.compile(r"(?:ตั้ง|เป็น) ?[“\"]?$")


_DEALT_WITH = ("ร่วมกับ", "มอบหมาย", "มอบหมายให้", "ผู้แทน", "ผู้แทนจาก", "ผู้ว่าราชการ", "ประสานกับ", "หน่วยงานของ")
_DEALT_WITH_FROM = tuple(word + gap for word in _DEALT_WITH for gap in ("", " "))
_DOES = re.compile(r" ?(?:ฯ ?)?(?:\(กทม\.?\) ?)?(?:ได้(?!แก่)|จะ|จัดตั้ง|ร่วมกับ|ในฐานะ)")
_DOER = ("\n", "ให้", "และ", "และ ", "โดย", "โดย ")  # what stands before one who does something, and no place


def _acts(scan: Scan, hit: Hit) -> bool:
    """Is the name, which is that of a city too, told of as of its administration: ร่วมกับกรุงเทพมหานคร, กรุงเทพมหานครได้…?"""
    if hit.start not in scan.city_at:
        return False
    does = _DOES.match(scan.text, hit.end) is not None and scan.text.endswith(_DOER, 0, hit.start)
    return does or scan.text.endswith(_DEALT_WITH_FROM, 0, hit.start)


_OF_HOME = re.compile(" ?แห่งราชอาณาจักรไทย")
_IN_FULL = re.compile("(?:แห่งราชอาณาจักรไทย|ในพระบรมราชูปถัมภ์)$")
_PATRONAGE = re.compile(" ?ในพระบรมราชูปถัมภ์")


@functools.cache
def _counterparts() -> dict[tuple[str, str], str]:
    """Other countries' bodies that are called as one of Thailand is, with the country's name: (name, country) → id."""
    lex = load_lexicon()
    home = {b.name_th for b in lex.bodies.values() if b.country == "TH" and b.kind in _OF_STATES}
    lands = _country_names()
    return {
        (name, b.country): b.id
        for b in lex.bodies.values()
        if b.country not in ("", "TH")
        for cut in range(4, len(b.name_th))
        if (name := b.name_th[:cut]) in home and b.name_th[cut:] in lands
    }


_OF_STATES = ("ministry", "department", "office", "central-bank", "military", "parliament")


def _body_of_country(scan: Scan, hit: Hit, land: Hit, called: str) -> BodyMention:
    """The body of another country that is called as one of Thailand is, from its name to the country's."""
    body = scan.lex.bodies[hit.id]
    known_as = _counterparts().get((body.name_th, land.id), "")
    key = known_as or f"name:{build_slug(called)}:{land.id}"
    text = scan.text[hit.start : land.end]
    return BodyMention(hit.start, land.end, text, key, body.kind, land.id, known_as, "body-of-country")


def find_bodies(scan: Scan) -> list[BodyMention]:
    """All mentions of bodies, gazetteer names first, in order of the text, not overlapping."""
    text, lex = scan.text, scan.lex
    found: list[BodyMention] = []
    candidates: list[BodyMention] = []
    named = {h.id for h in scan.body_at.values()}
    for hit in scan.weak_at.values():
        called = text.endswith(_BODY_WORDS, 0, hit.start - text.endswith((" ", "\n"), 0, hit.start))
        before = _BODY_WORD.search(text, max(0, hit.start - 10), hit.start) if called else None
        body = lex.bodies[hit.id]
        land = scan.country_at.get(hit.end) if body.kind == "ministry" and text[hit.end - 1] == "." else None
        if land and land.id != "TH" and not before and text[hit.start - 1] != ".":  # กห.บรูไน, not รมว.กห.บรูไน
            candidates.append(_body_of_country(scan, hit, land, body.name_th))
        elif before and body.name_th.startswith(before.group().strip()):
            start = hit.start - len(before.group())
            if start in scan.body_at:
                continue
            candidates.append(
                BodyMention(
                    start,
                    hit.end,
                    text[start : hit.end].replace("\n", ""),  # กระทรวง | เกษตรและสหกรณ์ of two lines
                    body.id,
                    body.kind,
                    body.country,
                    body.id,
                    "body-abbreviation",
                )
            )
        elif _acts(scan, hit) or (
            (hit.id in named or (body.kind == "ministry" and text[hit.end - 1] == "."))
            and hit.end - hit.start > 2
            and text[hit.start : hit.end] not in thai_words()  # คมนาคม is a field before it is a ministry
        ):
            candidates.append(
                BodyMention(
                    hit.start,
                    hit.end,
                    text[hit.start : hit.end],
                    body.id,
                    body.kind,
                    body.country,
                    body.id,
                    "body-abbreviation",
                )
            )
    for hit in scan.body_at.values():
        body = lex.bodies[hit.id]
        end = hit.end
        if hit.start in scan.country_at and scan.country_at[hit.start].end > end:
            continue  # แอลจี|เรีย
        if body.name_th in lex.generic_bodies or text[hit.start : end] in lex.generic_bodies:
            continue
        if text.endswith(_NAMED_BY_UN if body.id == "un" else "ภาค", 0, hit.start):
            continue
        if (
            body.kind == "company"
            and text[hit.start : end].isupper()
            and _is_short_for_another(text, hit.start, body)
        ):
            continue
        of_state = body.country == "TH" and body.kind in _OF_STATES
        foreign = (scan.country_at.get(end) or _owner_at(scan, end)) if of_state else None
        if foreign and foreign.id != "TH":
            # ของญี่ปุ่น or just ญี่ปุ่น
            candidates.append(_body_of_country(scan, hit, foreign, text[hit.start : end]))
            continue
        abroad = (
            re.match(r"(?:ใน|แห่ง)", text[end : end + 5])
            if body.kind in ("chamber", "association", "council")
            else None
        )
        if abroad and (there := scan.country_at.get(end + abroad.end())) and there.id != "TH":
            name = text[hit.start : there.end]
            candidates.append(
                BodyMention(
                    hit.start,
                    there.end,
                    name,
                    "name:" + build_slug(name),
                    body.kind,
                    there.id,
                    "",
                    "body-of-country",
                )
            )
            continue
        sent = text.endswith("ในต่างประเทศ", 0, end) or _SENT_ABROAD.search(text, hit.start, end)
        seat = (_SEAT_ABROAD if sent else _BRANCH_ABROAD).match(text, end)
        if seat and (there := scan.city_at.get(seat.end())):
            name = text[hit.start : there.end]
            candidates.append(
                BodyMention(hit.start, there.end, name, "name:" + build_slug(name), body.kind, body.country)
            )
            continue
        if body.country == "TH" and (full := (_OF_HOME if of_state else _PATRONAGE).match(text, end)):
            end = full.end()
        candidates.append(
            BodyMention(hit.start, end, text[hit.start : end], body.id, body.kind, body.country, body.id)
        )
    known = {c.start: c for c in sorted(candidates, key=lambda c: c.end) if c.gazetteer_id}
    for m in iter_matches(_head_pattern(), _head_starts, scan):
        head = lex.body_heads[m.group()]
        if m.start() in known and not _may_go_on(scan, known[m.start()]):
            continue  # it would not be chosen
        if head.not_before and text.endswith(head.not_before, 0, m.start()):
            continue
        if _excluded(text, m.end(), head) or not starts_word(text, m.start(), m.end()):
            continue
        counted = text.endswith(_COUNTS, 0, m.start()) and _COUNTED.search(
            text, max(0, m.start() - 12), m.start()
        )
        if counted and not _COMPANY_END.search(text, m.end(), m.end() + 60):
            continue
        end = read_body(scan, m.start(), head)
        if head.kind in ("ministry", "department", "office") or head.th == "สายการบิน":
            end = _up_to_country(scan, m.end(), end)
        if head.kind in ("ministry", "department"):
            end = _before_another(scan, m.end(), end)
        if end <= m.end() or _DESCRIBED.match(text, end):
            continue  # โรงพยาบาลคู่มิตร|ที่…: one of a kind that is then described
        if head.kind == "agency" and _TO_BE.search(text, max(0, m.start() - 10), m.start()):
            if not _DEFINED.match(text, end):
                continue
        if head.kind in _BRANCHED:
            end = _with_branch(text, end)
        elif head.kind in _JOINED_KINDS and text.startswith("ในต่างประเทศ", end):
            end += len("ในต่างประเทศ")  # another than the one at home
        name = clean_name(text[m.start() : end])
        if len(name) < max(len(head.th) + 2, head.minimum) and not _DEFINED.match(text, end):
            continue
        if name[len(head.th) :].strip() in _country_names() and head.kind not in (
            "embassy",
            "chamber",
            "military",
        ):
            continue
        if name in lex.generic_bodies or (head.run == "company" and _is_any_company(scan, m.end(), end)):
            continue
        # text[start:end] must equal what is kept, give or take the trimmed edge
        end = m.start() + len(text[m.start() : end].rstrip(" ฯ-–.,"))
        inside = [h.id for h in scan.countries_in(m.start(), end)]
        meant = _meant_ministry(name) if head.kind == "ministry" and not inside else ""
        if meant:
            candidates.append(
                BodyMention(m.start(), end, name, meant, head.kind, "TH", meant, "body-misspelt")
            )
            continue
        # every Thai ministry stands in the gazetteer: one that does not is another country's
        country = next((c for c in inside if c != "TH"), "" if head.kind == "ministry" else "TH")
        country = "" if head.kind == "team" else country  # whose it is, is not told by what it works on
        if head.run == "company" and not THAI.search(name[len(head.th) :]):
            country = "TH" if "TH" in inside else ""  # บริษัท Apple Inc.: nothing tells whose it is
        kind = head.kind
        if kind not in ("committee", "agency") and country not in ("", "TH"):
            others = [h for h in scan.countries_in(m.start(), end) if h.id != "TH"]
            country = "" if all(map(scan.is_of_thailand_and, others)) else country  # สมาคมมิตรภาพไทย-จีน
        if not inside and ((kind in _JOINED_KINDS and _OF_MANY.search(name)) or _OF_LEAGUE.search(name)):
            kind, country = "international-organisation", ""
        candidates.append(
            BodyMention(
                m.start(), end, name, "name:" + build_slug(name), kind, country, "", "body-open-class"
            )
        )
    for m in _iter_latin_bodies(scan):
        if (
            len(m.group().split()) >= 2
            and not any(m.start() >= c.start and m.end() <= c.end for c in candidates)
            and not _NO_BODY.search(m.group())
        ):
            name = m.group().strip()
            country = next((h.id for h in scan.countries_in(m.start(), m.end())), "")
            candidates.append(
                BodyMention(
                    m.start(),
                    m.start() + len(name),
                    name,
                    "name:" + build_slug(name),
                    "other",
                    country,
                    "",
                    "body-latin",
                )
            )
    candidates += _listed_firms(scan, candidates)
    candidates += list(_called_bodies(scan, candidates))
    candidates.sort(key=lambda c: (c.start, -(c.end - c.start), c.rule))
    reach = -1
    for i, c in enumerate(candidates):
        if c.start < reach:
            continue
        best = c
        same = [] if c.gazetteer_id else [d for d in candidates[i + 1 : i + 6] if d.start == c.start]
        gazetteer = [d for d in same if d.gazetteer_id]
        if gazetteer:
            g = max(gazetteer, key=lambda d: d.end)
            # an open-class run that goes on past a gazetteer name: trust the gazetteer unless the rest completes the name
            rest = text[g.end : c.end]
            joined = g.kind == "ministry" and _MORE_FIELDS.match(rest) and _only_fields(rest)
            owner = _owner_at(scan, g.end)
            completes = _COMPLETES.match(rest) and not (g.kind == "ministry" and rest.startswith("จังหวัด"))
            lands = {h.id for h in scan.countries_in(g.end, c.end)}  # กระทรวงอุตสาหกรรม|พื้นฐานของนิวซีแลนด์
            foreign_one = g.kind == "ministry" and g.country == "TH" and lands and "TH" not in lands
            if not (joined or foreign_one) and (not completes or (owner and owner.id == "TH" == g.country)):
                best = g  # สำนักงานเศรษฐกิจการคลังแห่งประเทศไทย is สำนักงานเศรษฐกิจการคลัง
        found.append(best)
        reach = best.end
    _read_definitions(scan, found)
    gloss_at = {p: (a, b) for body in found for a, b, _ in body.defines for p in range(a, b)}
    return [c for c in found if not _is_within(c, gloss_at.get(c.start))] if gloss_at else found


def _is_within(body: BodyMention, gloss: tuple[int, int] | None) -> bool:
    """Is it but a part of a name in brackets? ASEAN in (U.S.–ASEAN Business Council: USABC)."""
    return gloss is not None and body.end <= gloss[1] and (body.start, body.end) != gloss


# what goes on with a name of the gazetteer, that of a ministry and that of any body
_MORE_FIELDS = re.compile(
    r"(?: [ก-๎]{3,30}){1,4} ?และ|(?: [ก-๎]{3,30}){0,2} [ก-๎]{3,20}และ|และ(?!กระทรวง|นาย|นาง|รัฐมนตรี|หน่วย|คณะ|ผู้)"
)
_COMPLETES = re.compile(r"แห่ง|เพื่อ|ประจำ|จังหวัด|ภาค|เขต|สาขา| ณ | ?\(")


def _only_fields(rest: str) -> bool:
    """Does what goes on name fields of a ministry, and none who comes with it?"""
    pieces = [piece for piece in re.split(r" ?และ ?| ", rest) if piece]
    return bool(pieces) and all(re.match(_field(), piece) for piece in pieces)


@functools.cache
def _further_field() -> re.Pattern[str]:
    """What begins with a further field of a ministry, or with an ``และ`` that stands alone: `` การค้า``, ``และอุตสาหกรรม``."""
    return re.compile(rf"(?: ?และ ?| )+{_field()}|และ(?![ก-๎])")


def _may_go_on(scan: Scan, body: BodyMention) -> bool:
    """May what follows a name of the gazetteer be part of a longer name? A short one may begin a long one with a slip."""
    text = scan.text
    if _COMPLETES.match(text, body.end):
        return True
    if body.kind != "ministry":
        return False
    if not text.startswith((" ", "และ"), body.end):
        return (
            not text.startswith("ฯ", body.end - 1)
            and not text.startswith("ฯ", body.end)
            and any(h.id != "TH" for h in scan.countries_in(body.end, _chunk_end(text, body.end)))
        )
    return body.rule != "body-gazetteer" or _further_field().match(text, body.end) is not None


def _is_any_company(scan: Scan, start: int, end: int) -> bool:
    """บริษัทญี่ปุ่น, บริษัทผลิตรถยนต์, บริษัทรถยนต์เยอรมนี: companies of a country or a trade, not one of a name."""
    rest = scan.text[start:end]
    if _COMPANY_END.search(rest) or LATIN.search(rest) or rest.endswith(" ประเทศไทย"):
        return False
    words = tokens_of(rest)
    if rest[0] != " " and all(len(word) > 2 and word in thai_words() for word in words):
        return True
    countries = list(scan.countries_in(start, end))
    return bool(countries) and (countries[0].start == start or countries[-1].end == end)


_PIECE = re.compile(r"[^:;,]+|(?<=[:;,])[^:;,]+")
_STYLED = re.compile(r"(?:H\.?E\.?|Mr|Mrs|Ms|Dr)\b")


def _read_definitions(scan: Scan, found: list[BodyMention]) -> None:
    """``… (ABC)`` right after a body's name defines an abbreviation or gives the name in another language."""
    text = scan.text
    for mention in found:
        m = _DEFINED.match(text, mention.end) if text.startswith(("(", " ("), mention.end) else None
        if not m:
            continue
        defined = []
        inner = m.group(1)
        base = m.start(1)
        for part in _PIECE.finditer(inner):
            piece = part.group().strip()
            lead = len(part.group()) - len(part.group().lstrip())
            if 2 <= len(piece) <= 80 and (
                _THAI_ABBR.match(piece) or re.match(r"^[A-Z][A-Za-z&’' .,/–-]+$", piece)
            ):
                if _STYLED.match(piece) or piece in (
                    "องค์การมหาชน",
                    "มหาชน",
                    "ประเทศไทย",
                ):
                    continue
                start = base + part.start() + lead
                named = scan.body_at.get(start)
                if named and named.end == start + len(piece) and mention.gazetteer_id not in ("", named.id):
                    continue  # กรมความร่วมมือระหว่างประเทศ กระทรวงการต่างประเทศ (TICA)
                defined.append((start, start + len(piece), piece))
        mention.defines = tuple(defined)


def merge_bodies(scan: Scan, mentions: list[BodyMention]) -> list[BodyFound]:
    """Mentions of one article, in order → bodies, joined by gazetteer id, by name, by abbreviations the article defines."""
    lex = scan.lex
    by_key: dict[str, BodyFound] = {}
    alias_to: dict[str, str] = {}
    for mention in mentions:
        for _, _, piece in mention.defines:
            alias_to.setdefault(piece.casefold(), mention.key)
    # definitions may name a gazetteer body under its abbreviation
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while key in parent:
            key = parent[key]
        return key

    for mention in mentions if alias_to else ():
        owner = alias_to.get(mention.name.casefold())
        if owner and root(owner) != root(mention.key):
            parent[root(mention.key)] = root(owner)
    for mention in mentions:
        key = root(mention.key)
        body = by_key.get(key)
        if body is None:
            body = by_key[key] = BodyFound(
                key, mention.name, [], mention.country, mention.kind, mention.gazetteer_id
            )
        if mention.gazetteer_id and not body.gazetteer_id:
            body.gazetteer_id, body.country, body.kind = mention.gazetteer_id, mention.country, mention.kind
        body.mentions.append(mention)
        for form in [mention.name, *[piece for _, _, piece in mention.defines]]:
            if form != body.name and form not in body.aliases:
                body.aliases.append(form)
    # a shorter open-class name that begins a longer one is the same body, cut short (กระทรวงดิจิทัลฯ)
    _join_truncated(scan, by_key)
    for body in by_key.values():
        if not body.aliases:
            continue
        forms = [body.name, *body.aliases]
        thai = [f for f in forms if THAI.search(f)]
        pool = thai or forms
        mention_names = [m.name for m in body.mentions]
        best = max((f for f in pool if f in mention_names), key=len, default=body.name)
        if body.gazetteer_id:
            gaz = lex.bodies[body.gazetteer_id]
            if gaz.name_th in forms and best != f"{gaz.name_th} จำกัด (มหาชน)" and not _IN_FULL.search(best):
                best = gaz.name_th
        body.aliases = [f for f in dict.fromkeys(forms) if f != best]
        body.name = best
    return list(by_key.values())


_OF_COUNTRY = re.compile(r" ?(?:แห่ง|ของ)?(?:ประเทศ|สาธารณรัฐ|ราชอาณาจักร|สหพันธ์|สหราช)(?!ไทย)")


def _join_truncated(scan: Scan, by_key: dict[str, BodyFound]) -> None:
    if all(body.gazetteer_id for body in by_key.values()):
        return
    text = scan.text
    forms = sorted((form, key) for key, body in by_key.items() for form in {body.name, *body.aliases})
    for key in list(by_key):
        body = by_key[key]
        if body.gazetteer_id:
            continue
        short = body.name
        clipped = all(text[m.end : m.end + 2].strip().startswith("ฯ") for m in body.mentions)
        longer = itertools.takewhile(
            lambda entry: entry[0].startswith(short),  # noqa: B023
            itertools.islice(forms, bisect_left(forms, (short, "")), None),
        )
        rivals = {k for _, k in longer if k != key and k in by_key}
        if not rivals and clipped and body.kind in ("ministry", "department", "office"):
            full = [
                b
                for b in scan.lex.bodies.values()
                if b.country == "TH" and b.name_th.startswith(short) and b.kind == body.kind
            ]
            if len(full) == 1:
                body.gazetteer_id, body.country = full[0].id, "TH"
                continue
        if len(rivals) == 1:
            rival = by_key[rivals.pop()]
            spelled_out = body.kind in ("company", "other") and rival.name.startswith(short + " ")
            owned = _OF_COUNTRY.match(rival.name, len(short)) is not None
            if clipped or spelled_out or owned or len(short) >= 0.6 * len(rival.name):
                rival.mentions.extend(body.mentions)
                rival.aliases.extend(f for f in [body.name, *body.aliases] if f not in rival.aliases)
                for form in {body.name, *body.aliases}:
                    insort(forms, (form, rival.key))
                del by_key[key]
