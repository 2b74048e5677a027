"""Meetings named beside the news: recalled, announced, or at whose margins the news happened."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from kg.dates import DateMention, arabic_digits, common_era
from kg.extract.activities.found import (
    GATHERINGS,
    LATIN_COMMA,
    PREPARED,
    SENTENCE_ENDS,
    TALKS,
    ActivityFound,
    Part,
    build_part,
    core_of,
    fill_gaps,
    find_closing,
    is_own_meeting,
    put_day,
    same_actor,
    speaks_for_others,
    words,
)
from kg.extract.activities.settle import ROOMS, is_of_trip, put_place
from kg.extract.organisations import BodyFound
from kg.extract.people import PersonFound
from kg.extract.scan import MOST, iter_matches, stand_alone, starts
from kg.extract.view import ActorMention, View, is_international
from kg.lexicon import RITES, load_lexicon


@dataclass(slots=True)
class MeetingNamed:
    """A meeting's proper name in the text, and where it stands."""

    start: int
    end: int
    name: str


def _words_of(key: str) -> list[str]:
    """A list of ``data/patterns/activities.yaml``, the longest words first."""
    return sorted(map(str, load_lexicon().patterns["activities"][key]), key=lambda w: (-len(w), w))


@functools.cache
def _listed(key: str) -> re.Pattern[str]:
    """The words of a list as one pattern; Latin ones stand alone."""
    return re.compile("|".join(stand_alone(w) if w.isascii() else re.escape(w) for w in _words_of(key)))


@functools.cache
def _not_content() -> re.Pattern[str]:
    """What tells only the kind and the number of a meeting."""
    return re.compile(rf"(?:{_listed('meeting_kinds').pattern}|การ)+|{_NUMBER}|ประจำปี")


_HEAD_WORDS = ("การประชุม", "งานประชุม", "ประชุม", "การสัมมนา", "งานสัมมนา", "สัมมนา", "เวที", "งาน")


@functools.cache
def _head() -> re.Pattern[str]:
    """What opens a meeting's name: การประชุม, งาน before a Latin name, COP26."""
    known = "|".join(map(re.escape, _words_of("known_meetings")))
    return re.compile(
        r"(?:การ|งาน)?(?:ประชุม|สัมมนา)(?!ดังกล่าว|นี้|ครั้งนี้|ฯ)"
        r"|(?:เวที|(?<![ก-๎])งาน|(?<=ใน)งาน|(?<=ร่วม)งาน|(?<=เปิด)งาน|(?<=จัด)งาน|(?<=หลังจาก)งาน|(?<=การ)งาน) ?(?=[“\"]?[A-Z][A-Za-z-]{2,})"
        r"|งาน(?:นิทรรศการ|แสดง|มหกรรม|เทศกาล)(?=[ก-๎ ]{3,60}\([A-Z][A-Za-z&,:’ -]{5,60} 20[0-9]{2}\))"
        rf"|(?<![A-Za-z])(?:{known}) ?-?(?:20)?[0-9]{{2}}(?![0-9])"
    )


@starts
def _head_starts() -> Iterable[str]:
    return [*_HEAD_WORDS, *_words_of("known_meetings")]


_NO_HEAD = re.compile(
    r"(?:ห้อง|ศูนย์|ระบบ|หอ|ผู้เข้าร่วม|ผู้ร่วม|องค์|วาระ|ระเบียบวาระ|เอกสาร|รายงาน|บันทึก|(?:ปฏิญญา|ถ้อยแถลง|แถลงการณ์|แถลงข่าว|ข้อมติ)(?:ร่วม|ประธาน|ผู้นำ)?(?:ของ)?"
    r"|ผลลัพธ์(?:ของ)?|คณะกรรมการ(?:อำนวยการ)?(?:จัด)?|จัด(?:การ|งาน)ประชุมและ|สถานที่(?:จัด)?|ประธานที่|รูปแบบ|เป็น|ถือเป็น|นับเป็น|ไม่มี|หัวข้อ|หาร|กรอบ(?:ของ)?|ภายใต้)$"
)
_NUMBER = r"(?:ครั้งที่|สมัยที่|รอบที่|วาระที่) ?[0-9๐-๙]{1,3}(?:/[0-9๐-๙]{4})?(?: ?(?:และ|-|–) ?[0-9๐-๙]{1,3}(?![0-9๐-๙]| ?(?:มกรา|กุมภา|มีนา|เมษา|พฤษภา|มิถุนา|กรกฎา|สิงหา|กันยา|ตุลา|พฤศจิกา|ธันวา)))?"
_NUMBERED = re.compile(_NUMBER)
_WITH_PARTNERS = re.compile(" ?(?:ร่วม)?กับ(?:ประเทศ)?คู่เจรจา")
_STOP_ANYWHERE = re.compile(
    r"ภายใต้(?=หัวข้อ|แนวคิด|ธีม|การ|กรอบ)|ในหัวข้อ|หัวข้อ|คือ|ที่ผ่านมา|ที่กำลัง|ที่จะ|ที่จัด|ที่ได้|ที่(?=ไทย|ประเทศ|กรุง|เมือง|นคร|โรงแรม)|ในปี|ในเดือน|ในวันที่|ในช่วง|ในห้วง|ในครั้ง|ในโอกาส|ในต้น|ในปลาย|ในระหว่าง|เมื่อ|ซึ่ง|โดย(?!สาร)|ณ "
    r"|ระหว่างวัน|ระหว่างการ|เพื่อ|จะ(?!งอย)|ครั้งนี้|ดังกล่าว|ครั้งต่อ|ครั้งหน้า|ครั้งล่าสุด|ต่อไป|ร่วมกับ|ผ่านระบบ|ประสบ|ให้(?!บริการ)|สำเร็จ|อันเป็น|(?<!ระห)ว่า(?!ด้วย|การ|ง)|แล้ว|จำนวน|และ(?=ได้|เชื่อ|ขอ|การประชุม|พร้อม|เข้า|เชิญ|ร่วม|กล่าว)|ตลอดจน|รวมทั้ง|รวมถึง|มาแล้ว|นอกจาก|(?<!การ)พิจารณา"
)
_STOP_AFTER_SPACE = re.compile(
    r"เมื่อ|ใน|วันที่|ระหว่าง|ณ|ที่|โดย|ซึ่ง|พร้อม|เพื่อ|จาก|ผ่าน|และ|ได้|จะ|มี|เป็น|ตาม(?!กรอบ)|สรุป|กล่าว|รวม|ตลอดจน|ภายหลัง|หลัง|แล้ว|ด้วย(?!ความ)|ประกอบ|ให้|นาย|นาง|พล|เพราะ|สำหรับ|ต่อ|เนื่อง|ทั้ง|กับ|ร่วม|จึง|ก็|ยัง|ถือ|นับ|อย่างไร|ก่อน|ผู้(?!นำ|แทน|บริหาร|ว่าการ|เชี่ยวชาญ)|ต่าง|ไทย(?! ?[-–])|ประเทศไทย|อีก|นอกจาก|นั้น|นี้|รัฐบาล|รัฐมนตรี(?:ช่วย)?ว่าการกระทรวง[ก-๎]{2,40}?(?:ได้|จะ)|เอกอัคร|เวลา|จัด|เช่น|อาทิ|ถก|รับรอง|เสนอ|เน้น|สอดคล้อง|ย้ำ|ตอกย้ำ|ยืนยัน|คณะของ|ฝ่าย|หลาย|ใช้|[*•]|[0-9๐-๙]{1,2}[.)]"
)
_MEETING_WORD = re.compile(
    r"ประชุม|สัมมนา|Summit|Forum|Conference|Meeting|Dialogue|Congress|Assembly|Workshop|Seminar|Symposium"
)
_MEETING_WORD_EN = re.compile(
    r"Summit|Forum|Conference|Meeting|Dialogue|Congress|Assembly|Workshop|Seminar|Symposium|Leaders"
)
_PROPER_LATIN = re.compile(r"[A-Z][A-Za-z]{2,}|[A-Z][0-9][A-Z]|[“\"‘]")

_BRACKET = re.compile(r" ?\((?=[A-Z0-9]|[ก-๎ .]{2,16}\))(?:[^()\n]|\([^()\n]{1,40}\)){2,130}\)")
_CLOSED = (") ", "” ", '" ', "’ ")
_LONG_NAME = re.compile(r"ว่าด้วย|คณะกรรม(?:าธิ)?การร่วม|คณะทำงานร่วม")
_LATIN_GOES_ON = re.compile(r"ครั้งที่|สมัยที่|สมัย|รอบที่|ว่าด้วย|ประจำ|ด้าน|ระดับ|เรื่อง|หรือ|ไทย ?[-–]|และ(?= ?[A-Z])")
_GOES_ON = re.compile(r"(?:และ|เพื่อ|การ)[^\n()]{3,90}?(?=\([A-Z][^()\n]{8,110}\)|ครั้งที่ ?[0-9๐-๙])")


_MARKS = frozenset("ะัาำิีึืฺุู็่้๊๋์ํ๎")  # nothing begins with these


_LATIN_OPENS = re.compile(r" ?[A-Z“\"‘]")
_BRACKETED = re.compile(r"\([^()]*\)")
_WHICH = re.compile(r"(?:ครั้งที่|สมัยที่|รอบที่) ?([0-9๐-๙]+)")


def _read_title(text: str, start: int, limit: int) -> int:
    """Where a meeting's name that begins at ``start`` ends: at its number, else before words that go on about it."""
    end = start
    latin = _LATIN_OPENS.match(text, start, limit) is not None
    while end < limit:
        ch = text[end]
        if ch in _MARKS:
            end += 1
            continue
        if ch in '“"‘':
            close = find_closing(text, end, limit)
            if close < 0:
                break
            end = close + 1
            continue
        if ch == "(":
            bracket = _BRACKET.match(text, end, limit)
            if not bracket:
                break
            end = bracket.end()
            continue
        if (ch in "\n,;)”/#" and not LATIN_COMMA.match(text, end, limit)) or (
            ch == "." and SENTENCE_ENDS.match(text, end)
        ):
            break
        if end > start:
            number = _NUMBERED.match(text, end) if ch in "คสรว" else None
            if number:
                end = number.end()
                partners = _WITH_PARTNERS.match(text, end, limit)
                end = partners.end() if partners else end
                bracket = _BRACKET.match(text, end, limit)
                end = bracket.end() if bracket else end
                break
            if (
                "ก" <= ch <= "ฮ"
                and (
                    (latin and text[end - 1] == " ")
                    or text[end - 1] in "”’"
                    or text[end - 2 : end] in _CLOSED
                )
                and not _LATIN_GOES_ON.match(text, end)
            ):
                break
            if (
                text[end - 1] == " "
                and text[end - 2] not in "-–"
                and (_STOP_AFTER_SPACE.match(text, end) or words("name_ends").match(text, end))
            ) or _STOP_ANYWHERE.match(text, end):
                goes_on = _GOES_ON.match(text, end, limit) if _LONG_NAME.search(text, start, end) else None
                if not goes_on:
                    break
                end = goes_on.end()
                continue
        end += 1
    while end > start and text[end - 1] in " -–:":
        end -= 1
    return end


_ENGLISH = re.compile(
    r"(?:the|hosting|at|Thailand[’']s) (?P<name>(?:[0-9]{1,3}(?:st|nd|rd|th) )?(?:[A-Z0-9][A-Za-z0-9’'.&–+-]*,? (?:of |on |the |for |and |in )?){1,9}"
    r"(?:Summit|Forum|Conference|Meeting|Dialogue|Assembly|Congress|Workshop|Symposium)s?(?: of the [A-Z][a-z]+| on (?:[A-Z][A-Za-z]+ ?){1,6})?(?: [0-9]{4})?|Summit of the [A-Z][a-z]+)"
)


_EN_PLAIN = re.compile(
    r"General Assembly|Joint Commission Meeting|(?:[A-Z][a-z]+ )?(?:Workshop|Meeting|Conference|Forum|Dialogue|Congress|Assembly)s?"
)


def find_meetings(view: View) -> list[MeetingNamed]:
    """The proper names of meetings in the body of the text."""
    text = view.scan.text
    out: list[MeetingNamed] = []
    thai = (
        re.search("[ก-ฮ]", text[view.scan.article.body_start : view.scan.article.body_start + 600])
        is not None
    )
    for m in () if thai else _ENGLISH.finditer(text, view.scan.article.body_start):
        if _EN_PLAIN.fullmatch(m.group("name")):
            continue
        out.append(MeetingNamed(m.start("name"), m.end("name"), m.group("name")))
    reach = view.scan.article.body_start
    for m in iter_matches(_head(), _head_starts, view.scan, reach):
        if m.start() < reach or _NO_HEAD.search(text, max(0, m.start() - 24), m.start()):
            continue
        limit = text.find("\n", m.start())
        limit = min(len(text) if limit < 0 else limit, m.start() + 300)
        end = _read_title(text, m.end(), limit)
        session = _SESSION.search(text, m.start(), end)
        if session and session.end() == end and _is_of_committee(view, m.start(), session.start()):
            end = session.start()
        name = " ".join(text[m.start() : end].split())
        if len(name) < 6 or not _is_proper(view, name, m.start(), end, m.end() - m.start()):
            continue
        week = m.start() - len(_WEEK) if text.endswith(_WEEK, 0, m.start()) else m.start()
        out.append(MeetingNamed(week, end, " ".join(text[week:end].split())))
        reach = end
    return sorted(out, key=lambda m: m.start)


# คณะอนุกรรมการ… เพื่อเตรียมการจัดการประชุมเอเปค ปี พ.ศ. 2565 | ครั้งที่ 2/2564: the session is the committee's
_SESSION = re.compile(r" ?ครั้งที่ ?[0-9๐-๙]{1,2}/(?:25|๒๕)[0-9๐-๙]{2}")
_COMMITTEE_FOR = re.compile(r"คณะ(?:อนุ)?กรรมการ[^\n]{0,90}เตรียม[^\n]{0,150}$")


def _is_of_committee(view: View, start: int, end: int) -> bool:
    """Does the session of a committee that prepares the meeting stand behind its name?"""
    text = view.scan.text
    line = view.scan.line_of(start)[0]
    return _SESSION.match(text, end) is not None and _COMMITTEE_FOR.search(text, line, start) is not None


_WEEK = "สัปดาห์"  # สัปดาห์|การประชุมผู้นำ…: is no single one of them
_NO_NAME = re.compile(
    r"(?:H\.E\.|M[rs]{1,2}\.|นาย(?!ก)|นางสาว|ที่|กับ|ร่วมกับ|และ|ใน|ของ|เพื่อ|โดย|หารือ(?!ประจำปี|ระดับ)|ว่า|ทางไกล$|ทวิภาคี|ร่วมกัน|ผู้ถือหุ้น|คณะรัฐมนตรี(?!ร่วม)|ครม"
    r"|(?:สุดยอด|ระดับผู้นำ)?(?:ที่เกี่ยวข้อง|อื่น|ฯ))"
)
_CIRCLE = re.compile(r"(?:กรอบ|กลุ่ม)?(?:อาเซียน|เอเปค|อาเซม|[A-Z][A-Z0-9]{1,6})\.?")
# การประชุมเอเปค 2022, การประชุมเอเปคของไทย: that of one year or host
_CIRCLE_ONCE = re.compile(
    rf"{_CIRCLE.pattern}(?P<once> ?(?:ของ(?:ประเทศ)?ไทย|(?:ประจำ)?(?:ปี)? ?(?:ค\.ศ\.|พ\.ศ\.)? ?(?:20|25|๒๐|๒๕)[0-9๐-๙]{{2}}))?"
)
_HOSTED_NEXT = re.compile(r" ?(?:(?:ที่|ซึ่ง)(?:ประเทศ)?ไทย|ที่กรุงเทพ)")
_CIRCLES_JOINED = re.compile(_CIRCLE.pattern + " ?[-–]")
_BIDS = re.compile(r"(?:เสนอ|สมัคร|ประมูล|ชิง)[^\n]{0,60}เจ้าภาพ(?:ใน)?(?:การ)?(?:จัด)? ?$")
_OF_A_YEAR = re.compile(r"[A-Z][A-Za-z]{2,}[^\n]*(?<![0-9])20[0-9]{2}(?![0-9])")
_FAIR = re.compile(r"Expo|Fair|Exhibition|Festival|Week|Show|20[0-9]{2}")
_PLACED_NEXT = re.compile(
    r" ?(?:ณ |ระหว่างวันที่|เมื่อวันที่|ในวันที่|ในเดือน|เมื่อเดือน|ที่(?=กรุง|เมือง|นคร|ประเทศ|ศูนย์|ไบเทค|อิมแพ็ค)|ซึ่ง(?:มีกำหนด)?(?:จะ)?จัด)"
)
_DATED_NEXT = re.compile(r" ?(?:เมื่อ|ในเดือน|ในวันที่|ระหว่างวันที่|ในปี|ปี ?[0-9๐-๙]|ประจำปี)")


def _is_proper(view: View, name: str, start: int, end: int, head: int) -> bool:
    """Is it the name of one meeting among states, or with an international organisation?"""
    text = view.scan.text
    rest = name[head:].strip()
    bare = _BRACKETED.sub("", rest).strip()
    latin = _PROPER_LATIN.search(bare)
    numbered = _NUMBERED.search(rest)
    kind = _listed("meeting_kinds").match(rest)
    if _NO_NAME.match(rest):
        return False
    if text.endswith("ที่", 0, start) and not (kind or re.match("[A-Z][a-z]+ [A-Z]", rest)):
        return False  # ที่ประชุมรับรอง…: the meeting spoken of
    foreign = [h for h in view.scan.countries_in(start, end) if h.id != "TH"]
    if _listed("two_sided_meetings").search(name):
        return bool(numbered or foreign or _PROPER_LATIN.search(rest))
    if "A" <= name[:1] <= "Z":  # COP26
        return True
    if name.startswith("งาน") and not _MEETING_WORD.search(name):
        if _BIDS.search(text, max(0, start - 90), start):
            return False
        return _OF_A_YEAR.search(name) is not None or (
            _FAIR.search(name) is not None and _PLACED_NEXT.match(text, end) is not None
        )
    if not bare and _MEETING_WORD_EN.search(rest):  # การประชุม (Belt and Road Forum)
        return True
    content = _not_content().sub("", bare).strip()
    if not content:
        return False
    circle = _CIRCLE_ONCE.fullmatch(bare)
    if circle:
        hosted = _HOSTS_BEFORE.search(text, max(0, start - 30), start)
        told = circle["once"] or hosted or _DATED_NEXT.match(text, end) or _HOSTED_NEXT.match(text, end)
        return bool(told)
    if "แห่งชาติ" in name and not foreign and not latin and not _listed("many_sided_meetings").search(name):
        return False
    titled = latin is not None and (
        _MEETING_WORD_EN.search(name) is not None
        or numbered is not None
        or re.match(r"[A-Z][^ ]* [A-Z0-9]|[“\"‘][A-Z]", bare[latin.start() :]) is not None
    )
    international = (
        titled
        or bool(foreign)
        or words("international_words").search(name) is not None
        or _listed("international_meetings").search(name) is not None
        or any(
            isinstance(m.actor, BodyFound) and is_international(m.actor)
            for m in view.actors_in(start, end, ("body",))
        )
    )
    return international and bool(numbered or latin or kind or _CIRCLES_JOINED.match(rest))


def _forms_of(name: str) -> list[str]:
    """The name's parts in brackets, abbreviations among them."""
    out = []
    for inner in re.findall(r"\(([^()]{2,110})\)", name):
        out += [piece.strip() for piece in re.split(r"[:：]|หรือ", inner) if len(piece.strip()) > 2]
    return out


def _plain(name: str) -> str:
    """A name without spaces, signs, bracketed forms and its head word, for comparison."""
    name = _BRACKETED.sub("", name) if "(" in name else name
    return arabic_digits(_SIGNS.sub("", _KIND.sub("", name.strip()))).casefold()


_KIND = re.compile(rf"^(?:{_WEEK})?(?:การ|งาน|ที่)?(?:เข้าร่วม)?(?:พิธีเปิด)?(?:การ)?(?:ประชุม|สัมมนา|งาน|เวที|กิจกรรม)")
_SIGNS = re.compile(r"[\s“”\"‘’'().,:–-]+")


_UP_TO_NUMBER = re.compile(r"(?:ครั้งที่|สมัยที่|รอบที่)[0-9]+.*$")


_LATIN_WORD = re.compile(r"[A-Z][A-Za-z]{2,}|20[0-9]{2}")


def _number_of(name: str) -> str:
    number = _WHICH.search(name)
    return arabic_digits(number.group(1)) if number else ""


def same_meeting(a: str, b: str) -> bool:
    """Do two names mean one meeting: equal numbers, and one name within the other or within its bracketed forms?"""
    first, second = _number_of(a), _number_of(b)
    if first and second and first != second:
        return False
    x, y = _plain(a), _plain(b)
    if not x or not y:
        return False
    x1, y1 = _UP_TO_NUMBER.sub("", x), _UP_TO_NUMBER.sub("", y)
    if x1 and y1 and (x1.startswith(y1) or y1.startswith(x1)):
        return True
    special = re.compile("สมัยพิเศษ|สมัยวิสามัญ")
    if (special.search(a) is None) != (special.search(b) is None) and (first or second):
        return False
    forms_a = [x, x1, *(_plain(f) for f in _forms_of(a))]
    forms_b = [y, y1, *(_plain(f) for f in _forms_of(b))]
    for u in forms_a:
        for v in forms_b:
            if len(u) > 2 and len(v) > 2 and (u == v or (min(len(u), len(v)) > 12 and (u in v or v in u))):
                return True
    if first and first == second and set(re.findall(r"[A-Z]{3,}", a)) & set(re.findall(r"[A-Z]{3,}", b)):
        return True
    latin_a, latin_b = set(_LATIN_WORD.findall(a)), set(_LATIN_WORD.findall(b))
    if min(len(latin_a), len(latin_b)) > 1 and (latin_a <= latin_b or latin_b <= latin_a):
        return True
    shorter = min(len(x1), len(y1))
    common = 0
    while common < shorter and x1[common] == y1[common]:
        common += 1
    return common >= max(12, 0.6 * shorter)


def read_meetings(view: View, news: list[ActivityFound]) -> list[ActivityFound]:
    """Meetings named beside the news, each with its date, place, host and those said to take part."""
    out: list[ActivityFound] = []
    in_full: list[tuple[ActivityFound, MeetingNamed]] = []
    for meeting in find_meetings(view):
        if is_own_meeting(view, meeting.name):
            continue
        told = next((a for a in news if _covers(a, meeting)), None)
        if told is not None:
            _tell_again(view, meeting, told)
            in_full.append((told, meeting))
            continue
        if _names_the_news(view, meeting, news):
            continue
        known = next((a for a in out if same_meeting(a.name, meeting.name)), None)
        activity = _build_meeting(view, meeting, news)
        if (
            not activity.date and len(view.scan.text) > 20_000
        ):  # a summary of decisions: documents of meetings, rather than meetings
            continue
        if known is None:
            out.append(activity)
            if len(out) > MOST["activities"]:
                break
            continue
        in_full.append((known, meeting))
        fill_gaps(known, activity, ("date", "end_date", "city", "country"))
        for part in activity.participants:
            if not known.has(part.actor):
                known.participants.append(part)
    for activity, meeting in in_full:  # only now, for the short name is the one told again
        _name_in_full(meeting, activity)
    return view.scan.keep_most("activities", [a for a in out if not _is_spoken_of(a)])


# a number, a quoted title, a title of three Latin words
_ONE_OF_ITS_KIND = re.compile(r"[0-9๐-๙“\"‘]|[A-Z][A-Za-z-]+ [A-Z][A-Za-z-]+ [A-Z][A-Za-z-]+")


def _is_spoken_of(activity: ActivityFound) -> bool:
    """Is nothing told of the meeting but a name that any of its kind may have: การประชุมสุดยอดเอเชียตะวันออก?"""
    told = activity.date or activity.city or activity.country or activity.venue or activity.participants
    return not (activity.focal or told or _ONE_OF_ITS_KIND.search(activity.name))


def _covers(activity: ActivityFound, meeting: MeetingNamed) -> bool:
    """Is the meeting the activity itself?"""
    if activity.type not in (*GATHERINGS, "bilateral_meeting"):
        return False
    rite = activity.name.startswith("พิธี")  # of the meeting that its name holds
    if activity.name and not rite and same_meeting(activity.name, meeting.name):
        return True
    if activity.type in TALKS:
        return False
    return activity.start <= meeting.start < activity.end


_SHORT_FORM = re.compile(r"[A-Z][A-Z0-9+–-]{2,}")
_BESIDE = 30  # characters between a name and its day: … ครั้งที่ 20 (AFMGM+3) จัดขึ้นใน|วันที่ …


# การประชุม Trade Winds| Mission and Business Forum 2023, การประชุมเจ้าหน้าที่อาวุโส…| (The 17th …)
_LATIN_ON = re.compile(r" [A-Z][A-Za-z]| ?\([A-Z]")


def _name_in_full(meeting: MeetingNamed, activity: ActivityFound) -> None:
    """An activity called by an abbreviation, or by the beginning of its name, takes the one that the article gives in full: การประชุม GBC."""
    short = _SHORT_FORM.search(activity.name)
    spelled = (
        short and "(" not in activity.name and short.group() in "".join(_BRACKETED.findall(meeting.name))
    )
    rest = meeting.name.removeprefix(activity.name) if activity.name else ""
    more = len(rest) < len(meeting.name) and _LATIN_ON.match(rest) and not _number_of(activity.name)
    if spelled or more:
        activity.name = meeting.name
        activity.where["name"] = (meeting.start, meeting.end, "event-name")


def _tell_again(view: View, meeting: MeetingNamed, activity: ActivityFound) -> None:
    """A reported gathering takes the day that stands beside its name further down, if it has none or only the days of several meetings."""
    if not activity.focal or activity.start == meeting.start or (activity.date and not activity.end_date):
        return
    day = _date_of(view, meeting, *view.scan.line_of(meeting.start))
    if day is None or len(day.date) < 10:
        return
    beside = 0 <= day.start - meeting.end < _BESIDE
    if not activity.date or (beside and activity.date <= day.date <= activity.end_date):
        put_day(activity, day)


_SPOKEN_OF = re.compile(r"(?:การ)?ประชุม(?:ใน)?(?:วันนี้|ครั้งนี้|ดังกล่าว|นี้)")


def _names_the_news(view: View, meeting: MeetingNamed, news: list[ActivityFound]) -> bool:
    """A gathering reported without a name takes the name that stands in its sentence or in the headline."""
    for activity in news:
        if activity.focal and activity.type in GATHERINGS and activity.rule not in RITES:
            if activity.name and not _SPOKEN_OF.match(activity.name):
                continue
            if activity.start - 200 < meeting.start < activity.end + 200 or in_headline(view, meeting.name):
                activity.name = meeting.name
                activity.where["name"] = (meeting.start, meeting.end, "event-name")
                if _MEETING_WORD.search(meeting.name):
                    two = _is_two_sided(view, meeting)
                    activity.type = "bilateral_meeting" if two else "multilateral_meeting"
                return True
    return False


# คณะอนุกรรมการ… ครั้งที่ 1/2567 เพื่อเตรียมการจัด|การประชุม…: the committee met, the meeting is to come
_PREPARED = re.compile(
    "เตรียม(?:การ|ความพร้อม|พร้อม|งาน|ท่าที(?:ของ)?(?:ไทย)?)?(?:คณะผู้แทน(?:ไทย)?)? ?(?:ใน|สำหรับ|เพื่อ|จัด|เป็นเจ้าภาพ|การ)* ?$"
)


def _build_meeting(view: View, meeting: MeetingNamed, news: list[ActivityFound]) -> ActivityFound:
    activity = ActivityFound(
        "multilateral_meeting", meeting.start, meeting.end, "named-meeting", name=meeting.name, focal=False
    )
    activity.where["name"] = (meeting.start, meeting.end, "event-name")
    if meeting.name.startswith("งาน") and not _MEETING_WORD.search(meeting.name):
        activity.type = "ceremony"
    line_start, line_end = view.scan.line_of(meeting.start)
    opens = not news and line_start <= view.scan.article.body_start and meeting.start - line_start < 40
    activity.focal = (
        opens
        or in_headline(view, meeting.name)
        or _joined_on_the_trip(view, meeting, news)
        or _is_reported(view, meeting, news)
    )
    if _is_two_sided(view, meeting):
        activity.type = "bilateral_meeting"
        sides = {h.id for h in view.scan.countries_in(meeting.start, meeting.end)}
        if len(sides) < 2:
            sides.add("TH")
        if len(sides) < 2 and view.news_country:
            sides.add(view.news_country)
        activity.participants = [
            Part("country:" + c, "participant", meeting.start, meeting.end, c, "", "named-meeting")
            for c in sorted(sides)
        ]
    day = _date_of(view, meeting, line_start, line_end)
    prepared = _PREPARED.search(view.scan.text, max(line_start, meeting.start - 60), meeting.start)
    if prepared or _is_of_committee(view, meeting.start, meeting.end):
        activity.rule = PREPARED
        day = day if day is not None and day.start > meeting.start else None
    if day is not None and not (
        activity.focal and len(day.date) == 4
    ):  # a year is of the name of what is news
        put_day(activity, day)
    held = next((a for a in news if a.focal and a.type == "multilateral_meeting" and "date" in a.where), None)
    if day is None and held is not None and _is_related(view, meeting):
        fill_gaps(activity, held, ("date", "end_date"))
    _place(view, meeting, activity, line_end)
    _add_actors(view, meeting, activity, news, line_start, line_end)
    _set_status(view, meeting, activity, news)
    return activity


def is_of_many(name: str) -> bool:
    """Does the name tell of more than two sides: อาเซียน, สุดยอด, ภูมิภาค?"""
    return _listed("many_sided_meetings").search(name.replace("ส่วนภูมิภาค", "")) is not None


def is_of_two(name: str) -> bool:
    """Is it the name of a standing committee of two, or of regular talks of two?"""
    return not is_of_many(name) and _listed("two_sided_meetings").search(name) is not None


def sides_named(view: View, start: int, end: int) -> set[str]:
    """The countries that the stretch names, and EU where it names the European Union."""
    union = {"EU"} if _UNION.search(view.scan.text, start, end) else set()
    return {h.id for h in view.scan.countries_in(start, end)} | union


_UNION = re.compile(r"สหภาพยุโรป|(?<![A-Z])EU(?![A-Z])")
_PAIR = re.compile(r"ไทย ?[-–—] ?[ก-๙]")
_MORE_SIDES = re.compile(r" ?(?:และ|กับ|,|-|–)")


def _is_two_sided(view: View, meeting: MeetingNamed) -> bool:
    """A standing committee of two, a summit between two leaders, or a numbered meeting that names Thailand and one other country."""
    sides = sides_named(view, meeting.start, meeting.end)
    of_more = _MORE_SIDES.match(view.scan.text, meeting.end) or is_of_many(meeting.name.replace("สุดยอด", ""))
    if len(sides) == 2 and "ระหว่าง" in meeting.name and not of_more:
        return True
    if is_of_many(meeting.name) or is_of_two(meeting.name):
        return is_of_two(meeting.name)
    return (
        len(sides) == 2
        and "TH" in sides
        and (_NUMBERED.search(meeting.name) is not None or _PAIR.search(meeting.name) is not None)
        and not re.search("สัมมนา|ธุรกิจ|(?<!ทาง)วิชาการ|Forum|Business|Seminar", meeting.name)
    )


_AND_OTHERS = re.compile(r"^ ?และการประชุม[ก-๎]{0,10} ?ๆ? ?ที่เกี่ยวข้อง(?:อื่น ?ๆ)?")


def _date_of(view: View, meeting: MeetingNamed, line_start: int, line_end: int) -> DateMention | None:
    """The date right after the name, or the one that opens the clause."""
    text = view.scan.text
    dates = [d for d in view.scan.dates if d.rule not in ("year-range",)]
    within = [d for d in dates if meeting.start <= d.start and d.end <= meeting.end and len(d.date) == 4]
    after = [
        d
        for d in dates
        if meeting.end <= d.start < min(line_end, meeting.end + 110) and d.rule != "bare-year"
    ]
    for d in after:
        between = _AND_OTHERS.sub("", text[meeting.end : d.start])
        if _head().search(between) or re.search(
            r"(?:(?<!ไม่มีการ)ลงนาม|เยือน|เพื่อ(?!เข้า)|ทั้งนี้|นอกจาก|ตั้งแต่)", between
        ):
            break
        return d
    before = [
        d
        for d in dates
        if line_start <= d.start and meeting.start - 110 < d.end <= meeting.start and d.rule != "bare-year"
    ]
    for d in reversed(before):
        if d.end_date and is_of_trip(view, d.start):
            break
        between = text[d.end : meeting.start]
        opened = text[max(line_start, d.start - 12) : d.start]
        opens_line = d.start - line_start < 4 and d.rule.startswith("today")
        if (
            re.search(r"เจ้าภาพ|จัด|มี|เข้าร่วม|ร่วม|ประชุม|ใน", between)
            and not re.search(r"ทั้งนี้|นอกจาก|ลงนาม", between)
            and (opens_line or re.search(r"ใน|เมื่อ|วันที่|ระหว่าง|ช่วง|โดย", opened))
            and len(between) < 90
        ):
            return d
        break
    return within[-1] if within else None


def _place(view: View, meeting: MeetingNamed, activity: ActivityFound, line_end: int) -> None:
    text = view.scan.text
    limit = min(line_end, meeting.end + 130)
    following = _head().search(text, meeting.end, limit)
    limit = following.start() if following else limit
    for place in view.places_in(meeting.end, limit):
        if activity.rule == PREPARED and place.venue.startswith(ROOMS):
            return  # where it is prepared
        if place.city or place.country or place.venue:
            put_place(activity, place)
            return


def _joined_on_the_trip(view: View, meeting: MeetingNamed, news: list[ActivityFound]) -> bool:
    """Is it told as a stop of the reported trip: จากนั้นได้ร่วมเปิด…?"""
    before = view.scan.text[max(0, meeting.start - 40) : meeting.start]
    joined = re.search(
        r"(?:จากนั้น|ต่อมา|ได้|และ)[ก-๎ ]{0,12}(?:เข้าร่วม|ร่วม|เปิด|กล่าวเปิด)(?:พิธี)?(?:เปิด)? ?$", before
    )
    return joined is not None and any(a.type == "visit" and a.focal and a.status == "held" for a in news)


# เปิดเผยถึงผล|การประชุม…, รับทราบรายงานผล|การประชุม…
_RESULTS_OF = re.compile(
    r"(?:เปิดเผย|เผย|แถลง|รับทราบ|รายงาน|พอใจ|ชื่นชม|สรุป|ติดตาม)(?:ถึง|ต่อ|รายงาน)*ผล(?:สำเร็จ)?(?:ของ)? ?$"
)


def _is_related(view: View, meeting: MeetingNamed) -> bool:
    """Is it one of the meetings that belong to another: การประชุม… และการประชุมอื่น ๆ ที่เกี่ยวข้อง ประกอบด้วย การประชุม A การประชุม B?"""
    first = max(view.scan.line_of(meeting.start)[0], meeting.start - 500)
    return _RELATED.search(view.scan.text, first, meeting.start) is not None


_RELATED = re.compile(r"ประชุม[^\n]{0,40}ที่เกี่ยวข้อง[^\n]{0,60}?(?:ประกอบด้วย|ได้แก่|อาทิ|คือ)(?:(?!โดย|ซึ่ง)[^\n])*$")
_ITEM = re.compile(r"(?:^|[\n ])[0-9๐-๙]{1,2}[.)] {0,2}(?:สำหรับ|ใน)?$")


def _is_reported(view: View, meeting: MeetingNamed, news: list[ActivityFound]) -> bool:
    """Does the item's head tell its results, or does it open an item of the list of what the reported meetings were?"""
    text = view.scan.text
    before = max(0, meeting.start - 40)
    if meeting.start < view.scan.article.body_start + 900 and _RESULTS_OF.search(text, before, meeting.start):
        return True
    listed = _ITEM.search(text, before, meeting.start) is not None or _is_related(view, meeting)
    return listed and any(a.focal and a.type == "multilateral_meeting" for a in news)


_MEET = re.compile(r"หารือ|พบ|คารวะ|เจรจา|คุย|เยือน")


def in_headline(view: View, name: str) -> bool:
    """Does the headline report the meeting of this name, rather than talks at its margins?"""
    title = view.scan.text[: view.scan.article.body_start]
    for m in _head().finditer(title):
        if same_meeting(title[m.start() : _read_title(title, m.end(), len(title))], name):
            aside = _MARGIN.search(title, max(0, m.start() - 40), m.start())
            spoken_in = (
                aside is not None and aside.group().strip() == "ใน" and not _MEET.search(title, 0, m.start())
            )
            return aside is None or spoken_in
    return False


_HOSTS_BEFORE = re.compile(
    r"(?:ใน(?:ฐานะ)?(?:การ)?)? ?(?:ที่)?(?:จะ|ได้|กำลัง|เตรียม|พร้อม|ยินดี|รับ)*(?:รับ)?(?:เป็น)?(?:การเป็น)?เจ้าภาพ(?:ร่วม)?(?:ใน)?(?:การ)?(?:จัด)?(?:ให้มี)?(?:ขึ้น)? ?$"
    r"|ใน(?:การ)จัด(?:ให้มี)?(?:งาน)? ?$|ดำรงตำแหน่งประธาน(?:จัด)? ?$|(?:จะ|ได้|กำลัง|เตรียม)จัด(?:ให้มี)? ?$"
)
_HOSTS_AFTER = re.compile(r"[^\n]{0,80}?(?:ที่|ซึ่ง|โดย)(?:มี)? ?(?=[^\n]{2,60}?เจ้าภาพ)")
_JOINS = re.compile(
    r"(?:เข้าร่วม|ร่วม|ไปร่วม|มาร่วม|เป็นประธาน|ประธาน|กล่าวถ้อยแถลง|กล่าวสุนทรพจน์|กล่าวเปิด|พบกัน[ก-๙]{0,10}|แถลง|(?:เปิด)?เผย(?:ถึง)?ผล)[ก-๙ ]{0,24}$"
)
_MARGIN = re.compile(
    r"(?:ในห้วง|ห้วง|ในช่วง|ช่วง|ในระหว่าง|(?<!อยู่)ระหว่าง|ในโอกาส|นอกรอบ|เนื่องใน|ใน)(?:ที่)?(?:เดินทาง)?(?:มา|ไป)?(?:ของ)?(?:การ)?(?:เข้า)?(?:ร่วม)? ?$"
)


def _add_actors(
    view: View,
    meeting: MeetingNamed,
    activity: ActivityFound,
    news: list[ActivityFound],
    line_start: int,
    line_end: int,
) -> None:
    text = view.scan.text
    before = text[max(line_start, meeting.start - 60) : meeting.start]
    low = max(line_start, meeting.start - 160)
    near = view.actors_in(low, meeting.start)
    hosts = _HOSTS_BEFORE.search(before)
    if hosts:
        at = meeting.start - (len(before) - hosts.start())
        owners = [a for a in near if a.end <= at + 2 and at - a.end < 30] or [
            a
            for a in view.actors_in(meeting.end, min(line_end, meeting.end + 30), ("country",))
            if text[meeting.end : a.start].strip() == "ของ"
        ]
        if owners:
            _join(view, activity, owners[-1], "host")
    elif (m := _HOSTS_AFTER.match(text[meeting.end : min(line_end, meeting.end + 150)])) is not None:
        at = meeting.end + m.end()
        for actor in view.actors_in(at, min(line_end, at + 70)):
            if actor.start - at <= 2:
                _join(view, activity, actor, "host")
            break
    elif activity.type == "multilateral_meeting":
        joins = _JOINS.search(before)
        if joins:
            at = meeting.start - (len(before) - joins.start())
            able = [
                a
                for a in near
                if a.kind in ("person", "post", "country")
                and at - a.end < 110
                and a.end <= at
                and not speaks_for_others(a)
            ]
            if able:
                _join(
                    view,
                    activity,
                    able[-1],
                    "chair" if joins.group().startswith(("เป็นประธาน", "ประธาน")) else "participant",
                )
    if activity.type == "multilateral_meeting" and _MARGIN.search(before):
        for talk in news:
            if (
                talk.type in TALKS
                and line_start <= talk.trigger[0] < line_end
                and abs(talk.trigger[0] - meeting.start) < 400
            ):
                for part in core_of(talk):
                    if isinstance(part.actor, PersonFound):
                        if not activity.has(part.actor):
                            activity.participants.append(replace(part, role="participant"))
                if talk.part_of is None:
                    talk.part_of = activity
    host = next((p for p in activity.participants if p.role == "host" and isinstance(p.actor, str)), None)
    if host is not None and not activity.country and host.side:
        activity.country = host.side
        activity.where["country"] = (host.start, host.end, "hosts")


def _join(view: View, activity: ActivityFound, mention: ActorMention, role: str) -> None:
    for part in activity.participants:
        if same_actor(part.actor, mention.actor):
            part.role = role
            return
    activity.participants.append(build_part(view, mention, role, "named-meeting"))


_YEAR = re.compile("(?<![0-9๐-๙])(?:20|25|๒๐|๒๕)[0-9๐-๙]{2}(?![0-9๐-๙])")
_PLANS = re.compile(r"จะ|กำหนด|เตรียม|เชิญ|พร้อม|หวัง|ครั้งต่อไป|กำลัง|คาด|ตอบรับ")
_PAST = re.compile(r"ที่ผ่านมา|เมื่อ|ประสบความสำเร็จ|ความสำเร็จ|ได้(?:เข้า)?ร่วม|ครั้งล่าสุด")


def _set_status(
    view: View, meeting: MeetingNamed, activity: ActivityFound, news: list[ActivityFound]
) -> None:
    text = view.scan.text
    published = view.scan.article.published
    if activity.date:
        size = len(activity.date)
        if activity.date > published[:size]:
            activity.status = "planned"
            return
        if activity.date < published[:size]:
            return
    years = [common_era(int(arabic_digits(year))) or 0 for year in _YEAR.findall(meeting.name)]
    if activity.rule == PREPARED or any(year > int(published[:4] or 9999) for year in years):
        activity.status = "planned"
        return
    window = text[max(0, meeting.start - 50) : meeting.start] + text[meeting.end : meeting.end + 50]
    reported = [a.status for a in news if a.focal]
    coming = activity.focal and not activity.date and reported and set(reported) == {"planned"}
    if coming or (_PLANS.search(window) and not _PAST.search(window)):
        activity.status = "planned"


def is_telling(activity: ActivityFound) -> bool:
    """Does the activity alone make an item diplomatic? A meeting with its date does that is the news abroad, one with its
    number and date that is the news or tells who takes part, one of two countries that is the news, and one prepared for.
    """
    if activity.focal and len({p.side for p in activity.participants} - {""}) > 1:
        return True
    hosted = bool(activity.date) and any(p.role == "host" for p in activity.participants)
    if activity.rule == PREPARED and activity.type == "multilateral_meeting" and (activity.focal or hosted):
        return True
    abroad = activity.focal and activity.country not in ("", "TH")
    numbered = _NUMBERED.search(activity.name) and (activity.focal or activity.participants)
    return bool(activity.date and (abroad or numbered))
