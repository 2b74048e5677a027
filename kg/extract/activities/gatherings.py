"""Conferences, ceremonies and speeches: their names, chairs, speakers and attendees."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

from kg.extract.activities.attendance import read_list, read_list_before, role_after
from kg.extract.activities.found import (
    GATHERINGS,
    LATIN_COMMA,
    SENTENCE_ENDS,
    TALKS,
    ActivityFound,
    Group,
    Sentence,
    Trigger,
    build_part,
    find_closing,
    group_actors,
    has_foreigners,
    names_something_else,
    narrator_cut,
    put_day,
    same_actor,
    side_of,
    unique_actors,
    words,
)
from kg.extract.activities.meetings import is_of_many, is_of_two, sides_named
from kg.extract.organisations import BodyFound
from kg.extract.people import PersonFound
from kg.extract.places import PlaceFound
from kg.extract.view import ActorMention, View, is_international

_NAME_STOP = re.compile(
    r" ?(?:เมื่อวันที่|เมื่อ|ระหว่างวันที่|ในวันที่|วันที่|ณ |ที่(?=โรงแรม|ห้อง|กรุง|นคร|เมือง|จังหวัด|ประเทศ|สำนักงาน|ทำเนียบ|อาคาร|ศูนย์|จะ|กำหนด|จัด|ผ่านมา)|ณ(?=โรงแรม|ห้อง|กรุง)|โดย(?!สาร)|นอกจาก|ซึ่ง|พร้อม|ภายใต้|เพื่อ(?!การ|ความ|ฉลอง|เฉลิมฉลอง|รำลึก|สันติ)|เวลา|ว่า(?!ด้วย)|จาก|จัดโดย|ผ่าน|และ(?:ได้|มี|จะ|เสนอ|ขอแสดง|นายกรัฐมนตรี(?:จะ|ได้)| ?การ(?:เดินทาง|เยือน|หารือ)|ร่วม|ส่งมอบ|กล่าว|ปาฐกถา|บรรยาย|ลงนาม|หารือ|เป็น|มอบ|เยี่ยม|พบ|เดินทาง|ประกาศ)|ได้|ในฐานะ|ในโอกาส| นาย|ร่วมกับ| กับ|จะ|มี|เป็น|ตาม|ในปี|ใน(?:ประเด็น|หัวข้อ|ครั้ง|รูปแบบ|วัน|เดือน|ช่วง|ระหว่าง| |$)|สรุป|กล่าว|ต่อที่ประชุม| ที่ |รวมทั้ง|หลังจาก|แล้ว|ด้วย|ประกอบด้วย|ถก|ให้กับ|at |on (?!(?:the )?(?!Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)[A-Z])|in |held)"
)


# a quoted title ends the name, unless a number, a year or the foreign form follows
_AFTER_QUOTE = re.compile(r" ?(?!ครั้งที่|ประจำปี|ปี|สมัย|ระดับ|และ(?:งาน|การประชุม|นิทรรศการ))[ก-๎]{2}")


_BRACKET = re.compile(
    r"\((?:[^()]|\([^()]*\))*\)"
)  # one may hold another: (The Joint Development Strategy (JDS) for …)


_AND_OTHERS = re.compile(
    r" ?(?:และ|รวมถึง|รวมทั้ง|พร้อมทั้ง) ?การประชุม(?:ระดับ[ก-๎]{4,10}|สุดยอด)? ?(?:อื่น ?ๆ? ?)?ที่เกี่ยวข้อง"
)


# … ครั้งที่ 10 | ที่ลาวเป็นเจ้าภาพ, … (AMCC) | ยกระดับ…: what follows a number is of the name only after such a word
_NUMBER_ENDS = re.compile(
    r"(?<=[0-9๐-๙)]) (?![0-9๐-๙(\[“\"‘:/A-Za-z–-]|(?:ประจำ|ของ|หรือ|อย่าง|แผนงาน|ด้าน|เรื่อง|ว่าด้วย|สมัย|ระดับ|ช่วง|รูปแบบ|หัวข้อ|เพื่อ|เฉลิม|ฉลอง|ภายใต้|ประเทศ|ไทย ?[-–]|และ ?(?:[0-9๐-๙]|การประชุม|งาน|สัปดาห์)|ปี|พ\.ศ|ค\.ศ|ณ |(?<=\) )(?:ระหว่าง(?!วัน)|(?:การ)?ประชุม)|[ก-๎ ]{2,60}ครั้งที่))"
)
_NUMBERED = re.compile(r"(?:ครั้งที่|สมัยที่) ?[0-9๐-๙]{1,3}(?:/[0-9๐-๙]{4})?(?: ?\([^()\n]*\))?$")


# การประชุมสภาอาเซียน|เพื่อคนพิการ (ASEAN Disability Forum), …ทวิภาคี|เพื่อทบทวนบันทึก… ครั้งที่ 2
_FOR_WHOM = re.compile(
    r" ?เพื่อ(?!หารือ|พิจารณา|ติดตาม|ชี้แจง|รับ|เตรียม|ขับเคลื่อน|แสดง|ดำเนิน|สรุป)(?:(?!เมื่อ|ระหว่าง|ณ |โดย|ซึ่ง|ใน|และได้|นาย|นาง)[^\n()“\"]){4,90}?(?:\([A-Z][A-Za-z’'-]+ |ครั้งที่ ?[0-9๐-๙])"
)
_GOES_ON = re.compile(r"ของ(?=นาย|นาง|พล[.เ]|ท่าน|รัฐมนตรี|รองนายก)|(?<!ว่า)ด้วย(?=[ \n]|$)")


# การประชุม…ระหว่างอาเซียน กับจีน: the other side is of the name
_OF_SIDES = re.compile(r"ระหว่าง(?:(?!และ|กับ|วันที่)[^\n]){2,50}$")


def _read_name(text: str, start: int, limit: int) -> tuple[int, int]:
    """The span of an event's proper name that begins at ``start``: a quoted title, a numbered or titled meeting."""
    limit = min(limit, start + 190)
    pos = start
    while pos < limit and text[pos] == " ":
        pos += 1
    end = pos
    while end < limit:
        ch = text[end]
        if ch in '“"‘':
            j = find_closing(text, end, min(len(text), limit + 60))
            if j < 0:
                break
            end = j + 1
            if _AFTER_QUOTE.match(text, end, limit):
                break
            continue
        if ch == "(":
            bracket = _BRACKET.match(text, end, limit + 130)
            j = bracket.end() - 1 if bracket else -1
            if j < 0 or re.search(r"วันที่|เวลา|นาย|นาง|พ\.ศ", text[end:j]):
                break
            end = j + 1
            continue
        if (
            (ch in "\n,;)" and not LATIN_COMMA.match(text, end, limit))
            or (ch == "." and SENTENCE_ENDS.match(text, end))
            or (ch in "ขด" and end > pos and _GOES_ON.match(text, end))
            or (ch == " " and words("name_ends").match(text, end + 1, limit))
            or (ch == " " and _NUMBER_ENDS.match(text, end) and _NUMBERED.search(text, pos, end))
        ):
            break
        if ch == " " and text[end + 1 : end + 2] == " ":
            break
        if ch in " แ" and _AND_OTHERS.match(text, end):
            break
        m = _NAME_STOP.match(text, end)
        if (
            m
            and end > pos
            and (_NUMBERED.search(text, pos, end) or not _FOR_WHOM.match(text, end, limit + 60))
            and (ch == " " or m.group()[0] != " ")
            and not (m.group() == " กับ" and _OF_SIDES.search(text, pos, end))
            and (
                ch == " "
                or m.group().strip().startswith("และ")
                or m.group().strip()
                in ("เมื่อวันที่", "ระหว่างวันที่", "ในวันที่", "โดย", "ซึ่ง", "เพื่อ", "ภายใต้", "จัดโดย", "ในฐานะ", "พร้อม")
            )
        ):
            break
        end += 1
    while end > pos and text[end - 1] in " -–":
        end -= 1
    whole = _ENGLISH_FOLLOWS.match(text, end, limit + 200) if "(" not in text[pos:end] else None
    return pos, whole.end() if whole and end > pos else end


# การประชุมสภาอาเซียน|เพื่อคนพิการ (ASEAN Disabilities Forum): what the foreign form translates is the name
_ENGLISH_FOLLOWS = re.compile(
    r"เพื่อ(?:(?!ผ่าน)[^\n()“”,]){2,90}\([^()\n]{0,60}"
    r"(?:Conference|Meeting|Forum|Summit|Workshop|Training|Seminar|Symposium|Dialogue|Congress|Exhibition|Expo)[^()\n]{0,60}\)"
)


_PROPER = re.compile(
    r"ครั้งที่|สมัยที่|สมัยสามัญ|[“\"‘]|[A-Z][A-Za-z]{2,}|ระดับ(?:รัฐมนตรี|ผู้นำ|สูง)|สุดยอด|ประจำปี|นานาชาติ|สมัชชา|คณะกรรม|อาเซียน|เอเปค|วันชาติ|รัฐมนตรี|ระหว่างประเทศ|เฉลิมฉลอง|งานเลี้ยง|20[0-9]{2}|25[0-9]{2}"
)


# a long name that tells what is held, without a number or a title
_DESCRIBED = re.compile(
    r"(?:พิธี|เปิด|(?:การ)?(?:ประชุม|สัมมนา)(?:เชิง|ระดับ|วิชาการ|สัมมนา|ทวิภาคี)|งาน(?: ?การ|ฉลอง|ครบรอบ|เปิดตัว|มอบ)|โรงงาน|ฝึกซ้อม|รณรงค์|การ(?:จับคู่|ฝึกอบรม|ประกาศ|แข่งขัน|แสดง)|กิจกรรม|โครงการ|มหกรรม|นิทรรศการ|เทศกาล|เวที)(?![^\n]*(?:และมี|ที่กระทรวง))"
)


_CHAIRS_WITH = re.compile(r"(?:ร่วม)? ?(?:\([^()\n]{1,30}\))? ?(?:กับ|ร่วมกับ|คู่กับ) ?")


def read_co_chairs(
    view: View,
    sentence: Sentence,
    trigger: Trigger,
    gatherings: list[ActivityFound],
    places: list[PlaceFound],
) -> bool:
    """… ได้ทำหน้าที่เป็นประธานร่วม (Co-Chair) กับ …: tells a role in the gathering just named, and names no new one."""
    text = view.scan.text
    known = [
        a for a in gatherings if a.type in (*GATHERINGS, "bilateral_meeting") and a.start < trigger.start
    ]
    left = group_actors(view, narrator_cut(view, sentence, trigger), trigger.start, places)
    own_side = _OWN_SIDE.match(text, trigger.end, sentence.end)
    if known and own_side:
        for m in sorted([*left.principals, *left.delegates], key=lambda m: m.end)[-1:]:
            _set_co_chair(view, known[-1], m)
        return True
    follow = _CHAIRS_WITH.match(text, trigger.end, sentence.end)
    if not known or not follow:
        return False
    meeting = known[-1]
    at = follow.end()
    right = list(view.actors_in(at, min(sentence.end, at + 160), ("person", "post")))[:1]
    for m in [*left.principals[-1:], *right]:
        _set_co_chair(view, meeting, m)
    return bool(right)


def _set_co_chair(view: View, meeting: ActivityFound, m: ActorMention) -> None:
    """Let the one mentioned chair the meeting with others."""
    mine = [p for p in meeting.participants if same_actor(p.actor, m.actor)]
    for p in mine:
        p.role = "co_chair"
    if not mine:
        meeting.participants.append(build_part(view, m, "co_chair", "co-chair"))


# เป็นประธานร่วมฝ่ายญี่ปุ่น, of the meeting told before; not เป็นประธานฝ่ายไทยในการประชุม…
_OWN_SIDE = re.compile(r"(?:ร่วม)? ?(?:\([^()\n]{1,30}\))? ?ฝ่าย[ก-๙]{2,16}(?! ?(?:ใน|สำหรับ|การประชุม))")


_SPEAKS_AT = re.compile(
    r"(?:[^\n]{0,40}?(?:ใน|สำหรับ|ต่อ|เนื่องใน|ณ)(?:โอกาส)?(?:พิธีเปิด)?(?:ที่)?)? ?(?=การประชุม|ประชุม|งาน|เวที|พิธี|การสัมมนา|[A-Z“])"
)


def read_speech(view: View, sentence: Sentence, trigger: Trigger, activity: ActivityFound) -> bool:
    """A headline ถ้อยแถลงนายกรัฐมนตรี สำหรับการประชุม …: the speaker right after the word, then the gathering."""
    text = view.scan.text
    if sentence.zone != "title" or trigger.start > sentence.start + 40:
        return False
    speakers = [
        m for m in view.actors_in(trigger.end, sentence.end, ("person", "post")) if m.start - trigger.end < 6
    ]
    if not speakers:
        return False
    link = _SPEAKS_AT.match(text, speakers[0].end)
    if not link or link.end() >= sentence.end:
        return False
    s, e = _read_name(text, link.end(), sentence.end)
    name = re.sub(r"\s+", " ", text[s:e])
    if not words("international_words").search(text, trigger.end, sentence.end) and not has_foreigners(view):
        return False
    activity.type = "multilateral_meeting" if words("meeting_words").search(name) else "ceremony"
    if _PROPER.search(name):
        activity.name = name
        activity.where["name"] = (s, e, "event-name")
    activity.end = max(activity.end, e)
    activity.participants = [build_part(view, speakers[0], "speaker", trigger.id)]
    return True


_TAKES_FLOOR = re.compile(
    r"ปาฐกถา|สุนทรพจน์|วิทยากร|ถ้อยแถลง|บรรยาย|อภิปราย|กล่าวใน(?:พิธี|งาน|การประชุม)|(?:แถลง|กล่าว|รายงาน)(?:ต่อ|ใน)ที่ประชุม|keynote|remarks|addressed"
)
# A จะหารือกับ B ก่อนเข้าร่วมการประชุม: B is not told to be there
_MET = re.compile(r"(?:หารือ|พบ|พบปะ|คารวะ)(?!ร่วม)(?:ทวิภาคี|ข้อราชการ)? ?(?:กับ)? ?$")
# เข้าร่วมงาน … พร้อมกล่าวปาฐกถา
_THEN_SPEAKS = re.compile(
    r"[^\n]{0,60}?(?:และ|พร้อม|รวมทั้ง)(?:ทั้ง|ยัง|จะ|ได้|ร่วม|เป็นผู้|มีกำหนด)*กล่าว(?:ปาฐกถา|ถ้อยแถลง|สุนทรพจน์|คำปราศรัย)"
)
_VISITS_TO_ATTEND = re.compile(r"โอกาส(?:ที่)?[^\n]{0,30}(?:เยือน|เดินทาง)[^\n]{0,40}(?:เพื่อ)? ?$")


def read_gathering(view: View, sentence: Sentence, trigger: Trigger, activity: ActivityFound) -> bool:
    """Fill a conference or a ceremony: its name, chairs, speakers, attendees. False when the text tells of none."""
    text = view.scan.text
    phrase = text[trigger.start : trigger.end]
    begin = narrator_cut(view, sentence, trigger)
    aside = text.rfind("ในโอกาส", begin, trigger.start)
    told_aside = aside >= 0 and bool(view.actors_in(aside, trigger.start, ("person", "post")))
    if told_aside:  # …เข้าเยี่ยมคารวะ B ในโอกาสที่ A ได้รับเชิญเป็นประธานในพิธี: B is not at that ceremony
        begin = aside
    left = group_actors(view, begin, trigger.start, [])
    if _VISITS_TO_ATTEND.search(text[begin : trigger.start]):
        # B หารือกับ A ในโอกาสเยือนไทยเพื่อเข้าร่วมการประชุม…: beside the news, and the visitor's alone
        visitors = [m for m in left.principals if side_of(view, m) != "TH"]
        if visitors:
            activity.focal = False
            left = Group(visitors[-1:], [], [], [])
    others = [m for m in left.principals if _MET.search(text, max(begin, m.start - 40), m.start)]
    if others and (left.bodies or len(others) < len(left.principals)):
        left.principals = [m for m in left.principals if m not in others]
    organisers = read_list_before(view, begin, trigger.start) if trigger.roles == "organises" else []
    named_alone = trigger.id == "committee" and any(
        len(d.date) == 10 and trigger.end <= d.start < sentence.end for d in view.scan.dates
    )  # … การประชุมคณะกรรมาธิการร่วมไทย - ฮังการี ครั้งที่ 3 ในวันที่ 29: nobody need be named
    if not (organisers if trigger.roles == "organises" else left.principals or left.bodies or named_alone):
        return False
    found = _find_name(view, sentence, trigger)
    if found is None:
        return False
    s, e = found
    name = text[s:e]
    if not _is_international(view, max(sentence.start, s - 1500), min(sentence.end, e + 1500), name):
        return False
    activity.type = _find_type(view, sentence, trigger, s, e)
    if (_PROPER.search(name) and len(name) > 8) or (len(name) > 24 and _DESCRIBED.match(name)):
        activity.name = re.sub(r"\s+", " ", name)
        activity.where["name"] = (s, e, "event-name")
    activity.end = max(activity.end, e)
    if organisers:
        along = re.match(r" ?ร่วมกับ ?", text[e : sentence.end])
        partners = read_list(view, e + along.end(), sentence.end) if along else []
        hosts = unique_actors([*organisers, *(m for m in partners if m.kind == "body")])
        role = "participant" if activity.type == "bilateral_meeting" and len(hosts) > 1 else "host"
        activity.participants = [build_part(view, m, role, trigger.id) for m in hosts]
        return True
    role = "chair" if trigger.roles == "presides" else "participant"
    if re.search(r"ร่วม", phrase) and trigger.roles == "presides":
        role = "co_chair"
    held = "host" if role == "chair" else role  # a ministry opens what it holds
    after = max(e, trigger.end)
    spoke = _THEN_SPEAKS.match(text, after, sentence.end) if role == "participant" else None
    if _TAKES_FLOOR.search(phrase) or (
        spoke is not None and not view.actors_in(after, spoke.end(), ("person", "post"))
    ):
        role = "speaker"
    listed = read_list_before(view, begin, trigger.start)
    people = unique_actors(left.principals or listed)
    if not people and trigger.id == "attends":
        at = left.bodies[0].start
        if not re.search(r"ว่า|อาจ|เชิญ", text[max(begin, at - 40) : trigger.start]):
            people = unique_actors(left.bodies[-2:])
    for i, m in enumerate(people):
        # A ให้การต้อนรับ B ประธานในพิธี: B presides; A และ B เป็นประธาน: both do
        aside = role == "chair" and not all(
            re.fullmatch(r"[ ,]*(?:และ|กับ|ร่วมกับ)? ?", text[a.end : b.start])
            for a, b in itertools.pairwise(people[i:])
        )
        own = "participant" if aside else held if m.kind == "body" else role
        activity.participants.append(build_part(view, m, own, trigger.id))
    beside = _CHAIRS_WITH.match(text, trigger.end, sentence.end) if role == "co_chair" else None
    if beside is not None:  # เป็นประธานร่วมกับ B ในการประชุม
        first = view.actors_in(beside.end(), sentence.end, ("person", "post"))[:1]
        activity.participants += [
            build_part(view, m, role, trigger.id) for m in first if m.start == beside.end()
        ]
    sent = [m for m in listed if m.kind == "body"]
    if len(sent) < 2 or any(not text[m.end : sent[0].start].strip() for m in people + left.delegates):
        sent = []  # … หัวหน้ากลุ่ม สำนัก… กระทรวง…: where the last one named belongs
    together = "speaker" if role == "speaker" and text.endswith("ร่วม", 0, trigger.start) else "participant"
    if activity.type == "bilateral_meeting":
        together = "delegate"
    for m in [*left.delegates, *sent]:
        if not activity.has(m.actor):
            activity.participants.append(build_part(view, m, together, "accompanies"))
    if activity.type == "multilateral_meeting":
        for m in _listed_countries(view, max(e, trigger.end), view.scan.line_of(trigger.start)[1]):
            if not activity.has(m.actor):
                activity.participants.append(build_part(view, m, "participant", "listed-country"))
    for part in activity.participants:
        told = role_after(text, part.end)
        if told in ("speaker", "chair") and (told == "speaker" or part.role == "participant"):
            part.role = told
        elif (
            part.start > e
            and re.search(r"ร่วมกับ ?$", text[max(e, part.start - 10) : part.start])
            and role == "chair"
        ):
            part.role = "co_chair"
            for other in activity.participants:
                if other.role == "chair":
                    other.role = "co_chair"
    invited = re.search(r"คำเชิญของ|การเชิญของ", text[trigger.end : sentence.end])
    if invited:
        at = trigger.end + invited.end()
        for m in view.actors_in(at, min(sentence.end, at + 100), ("person", "post"))[:1]:
            for p in [p for p in activity.participants if same_actor(p.actor, m.actor)]:
                activity.participants.remove(p)
            activity.participants.append(build_part(view, m, "host", "invitation"))
    if not activity.participants and named_alone and activity.type == "bilateral_meeting":
        activity.participants = [
            build_part(
                view, ActorMention(h.start, h.end, "country:" + h.id, "country"), "participant", trigger.id
            )
            for h in view.scan.countries_in(s, e)
        ]
        put_day(activity, next(d for d in view.scan.dates if len(d.date) == 10 and d.start >= trigger.end))
    return bool(activity.participants)


# การประชุม… ครั้งที่ 8 (…) การประชุม… (…) และการประชุม… ครั้งที่ 10
_NEXT = re.compile(
    r"(?:(?:ครั้งที่|สมัยที่) ?[0-9๐-๙/]+(?: ?\((?:[^()\n]|\([^()\n]*\)){1,160}\))?|\))(?P<link> ?(?:และ|รวมถึง) ?| )(?=(?:การ)?ประชุม)"
)
_RELATED = re.compile(r"(?:การ)?ประชุม[ก-๎]{0,12} ?(?:ที่เกี่ยวข้อง|อื่น)")
_FOR_OTHERS = re.compile(
    r"เตรียม|คณะ(?:อนุ)?กรรมการ[ก-๎]{0,30}จัด"
)  # … อำนวยการจัดงาน A และการประชุม B: one meeting
_NO_OTHER = re.compile(rf"{_RELATED.pattern}|(?:การ)?ประชุม(?:ครั้ง|ดังกล่าว|นี้|ใน|เต็มคณะ)")


def read_others(view: View, sentence: Sentence, activity: ActivityFound) -> list[ActivityFound]:
    """The other meetings when one phrase names several: each its own activity with the same participants, day and place."""
    text = view.scan.text
    start, end, rule = activity.where.get("name", (0, 0, ""))
    told, out = activity, []
    while (m := _NEXT.search(text, start, end + 14)) and not _FOR_OTHERS.search(text, start, m.start()):
        told.name = re.sub(r"\s+", " ", text[start : m.start("link")])
        told.where["name"] = (start, m.start("link"), rule)
        start, end = _read_name(text, m.end(), sentence.end)
        name = re.sub(r"\s+", " ", text[start:end])
        if _NO_OTHER.match(name) or len(name) < 16 or not _PROPER.search(name):
            break
        told = replace(
            activity, name=name, participants=[replace(p) for p in activity.participants], again=[]
        )
        told.where = {**activity.where, "name": (start, end, rule)}
        out.append(told)
    return out


# what a gathering's name begins with, after the word that leads to it
# หน่วยงาน, ประสานงาน, แรงงาน hold no gathering
_EVENT = r"(?<!ประสาน)(?<!หน่วย)(?<!สำนัก)(?<!ราย)(?<!แรง)(?<!พนัก)(?<!โรง)(?<!ทำ)(?<!พลัง)งาน"
_NOUN = rf"(?=การประชุม|ประชุม|{_EVENT}|พิธี|การสัมมนา|สัมมนา|เวที|เทศกาล|นิทรรศการ|มหกรรม)"
_OPENS_NAME = re.compile(_NOUN + r"|[A-Z“\"]")
_AT = re.compile(r"(?:ใน|ต่อ|ณ |สำหรับ|ภายใต้)(?:พิธีเปิด)?(?:ที่)?" + _NOUN)
_BARE = re.compile(r"(?:งาน|การประชุม|ประชุม|พิธี|การสัมมนา|สัมมนา|เวที)(?: ?และ(?:ร่วม|แสดง|กล่าว|ปาฐกถา).*)?$")
_LEADS_IN = re.compile(
    rf"[^“\"]{{0,24}}?(?:ใน|ต่อ|กล่าว|และ|เปิด|เปิดตัว)[^“\"]{{0,14}}?(?={_EVENT}|การประชุม|ประชุม|พิธี|การสัมมนา|โครงการ|เวที|สมัชชา)"
)
_QUOTED = re.compile(
    r"(?:ที่)?(?:การ)?(?:ประชุม|งาน|สัมมนา|เวที|พิธีเปิดงาน)(?:วิชาการ|นานาชาติ|สัมมนา)? ?[“\"]([^”\"]+)[”\"]"
)
_SPECIAL = re.compile(r"พิเศษ ?(?=งาน|การประชุม|การสัมมนา|เวที)")  # กล่าวปาฐกถา|พิเศษงานสัมมนา…
_TOPIC = re.compile(
    r"(?:พิเศษ ?)?(?:เรื่อง|(?:ใน|ภายใต้)?หัวข้อ|ว่าด้วย|เกี่ยวกับ|หลัก)|พิเศษ ?(?:ใน)?[“\"]|สำหรับ|เนื่องใน|พร้อม|ผ่าน|ร่วมกับ|เพื่อ|ใน(?!พิธี)|กล่าว"
)
_NO_NAME = re.compile(
    r"(?:พิจารณา|ถึง|พิเศษ|พร้อม|ใน?หัวข้อ|ภายใต้|จำนวน|และ|ประกอบด้วย|ซึ่ง|ดังกล่าว|ครั้งนี้|ร่วมกับ|กับ|โดย|ของ|ที่(?!ประชุม)|เพื่อ|นี้|ต่าง|เรื่อง|ได้|จะ|ให้|ใน|อย่าง|ด้วย|ผ่าน|ขึ้น|ใหญ่ )"
)


def _find_name(view: View, sentence: Sentence, trigger: Trigger) -> tuple[int, int] | None:
    """The span of the name of the gathering that a phrase tells of, empty when it has none; None when it tells of none."""
    text = view.scan.text
    phrase = text[trigger.start : trigger.end]
    offset = trigger.end
    for word in (
        "การประชุม",
        "ประชุม",
        "งาน",
        "พิธี",
        "การสัมมนา",
        "สัมมนา",
        "เทศกาล",
        "นิทรรศการ",
        "มหกรรม",
        "การ",
    ):
        if phrase.endswith(word):
            offset = trigger.end - len(word)
            break
    if trigger.id in ("committee", "reception"):
        offset = trigger.start
    s, e = _read_name(text, offset, sentence.end)
    name = text[s:e].strip()
    cut = _LEADS_IN.match(name)
    if cut and (trigger.id == "attends" or name.startswith(("ใน", "กล่าว", "และ", "เปิด"))):
        s += cut.end()
        name = text[s:e].strip()
    kind = re.match(r"(?:การ)?ประชุม ?", name)
    if (
        trigger.roles in ("attends", "presides")
        and name
        and _is_person(view, s + (kind.end() if kind else 0))
    ):
        if trigger.roles == "attends":
            return None  # ประชุมร่วมกับนาย…: talks
        return s, s  # A เป็นประธานการประชุม B และ C ร่วมประชุม
    cut = _SPECIAL.match(name)
    if cut:
        s += cut.end()
        name = text[s:e].strip()
    cut = _QUOTED.fullmatch(name)
    if cut:
        s, e = s + cut.start(1), s + cut.end(1)
        name = cut.group(1)
    cut = re.match(
        r"(?:ที่ประชุม|พิธีเปิดงาน|พิธีเปิดการประชุม|พิธีเปิด|งาน|ประชุม) ?(?=[A-Z“])|(?:พิธีเปิด|ปิด)(?=การประชุม|งาน|การสัมมนา)",
        name,
    )
    if cut:
        s += cut.end()
        name = text[s:e].strip()
    if name and any(m.start == s and m.kind == "person" for m in view.actors_in(s, e, ("person",))):
        name, e = "", s  # who was there
    if (
        re.match(
            r"(?:ใน)?พิธี(?:ร่วม)?ลงนาม|ลงนาม|การลงนาม|(?:การ)?หารือ|การเจรจา|(?:ใน)?(?:ที่|การ)?(?:ประชุม)?ว่า|(?:การ)?ประชุม ?(?:กัน|ครั้ง(?:ต่อไป|นี้|หน้า|ถัดไป|ที่ผ่านมา|ล่าสุด)|คณะรัฐมนตรี(?!ร่วม|[^\n]{0,40}[-–]))",
            name,
        )
        or _ON_A_SITUATION.match(name)
        or _RELATED.match(name)
    ):
        return None
    if trigger.roles == "attends" and trigger.id != "committee" and not name:
        return None
    topic = _TOPIC.match(name)
    if topic or (_TAKES_FLOOR.search(phrase) and not _OPENS_NAME.match(name)):  # ปาฐกถาพิเศษ หัวข้อ “…” ในงาน …
        line_end = min(view.scan.line_of(trigger.start)[1], sentence.end + (250 if topic else 0))
        later = _AT.search(text, trigger.end, line_end)
        if later:
            s, e = _read_name(text, later.end(), line_end)
            name = text[s:e].strip()
        elif name and not topic and not _HEARERS.match(name):  # กล่าวถ้อยแถลง|เสนอแนวทาง…: what was said
            return _named_before(text, sentence.start, trigger.start)
    if trigger.roles == "presides" and re.match(r"(?:กับ|ร่วม|\()", name or "กับ"):
        later = re.search(r"ใน(?:พิธีเปิด)?" + _NOUN, text[trigger.end : sentence.end])
        if later:
            s, e = _read_name(text, trigger.end + later.end(), sentence.end)
            name = text[s:e].strip()
    numbered = re.search(r"(?:ครั้งที่|สมัยที่|ประจำปี) ?[0-9๐-๙/]+", name)
    if (
        numbered
        and re.match(r" ?[“\"(]", name[numbered.end() :])
        and not name[numbered.end() :].lstrip().startswith("(")
    ):
        e = s + numbered.end()
        name = text[s:e].strip()
    if not name or _BARE.match(name) or _NO_NAME.match(name):
        told = _named_before(text, sentence.start, trigger.start)
        if told is not None:
            return told
    if _NO_NAME.match(name):
        if trigger.roles != "presides" or not words("meeting_words").search(name):
            return None
        return s, s
    if name.count("(") > name.count(")"):
        e = s + name.rindex("(")
        name = text[s:e].strip()
    own_side = re.match(r"ฝ่าย[ก-๙]{2,12}? ?(?:สำหรับ|ใน)(?=การประชุม|ประชุม|พิธี|งาน)", name)
    if own_side:
        s += own_side.end()
        name = name[own_side.end() :]
    elif name.startswith("ฝ่าย") or _NO_TITLE.match(name):
        return s, s
    opened = _OPENING.search(text, max(sentence.start, s - 8), s) if _IS_OPENED.match(name) else None
    return opened.start() if opened else s, s + len(name)


_HEARERS = re.compile("ที่|ต่อ|ณ|แก่|ให้|ใน|หลัก|พิเศษ|ร่วม|ระดับ")
_NO_TITLE = re.compile(r"กล่าว|หัวข้อ|ประธาน|หลัก ?\(")
# พิธีเปิด|โรงงาน…, เปิด|ตัวหนังสือ…: the opening is the name
_IS_OPENED = re.compile(r"ตัว|หน้าดิน|โรงงาน|อาคาร|สำนักงาน|ศูนย์|สถาน|สะพาน|คูหา|Pavilion")
_OPENING = re.compile(r"(?:พิธี)?เปิด$")


def _is_person(view: View, position: int) -> bool:
    """Does a person or an office stand at the position? The ministers of many, รมว.กห.อาเซียน, are none."""
    return any(
        m.start == position and not (m.kind == "post" and is_of_many(view.scan.text[m.start : m.end + 8]))
        for m in view.actors_in(position, position + 250, ("person", "post"))
    )


_IN = re.compile(r"(?:ใน|ของ)(?=งาน|การประชุม|เวที|การสัมมนา)")


def _named_before(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The titled gathering named before the phrase: เปิดตัวรายงานในงาน Global Forum 2022 โดยมี X เป็นประธานเปิดงาน."""
    for m in reversed(list(_IN.finditer(text, start, end))):
        s, e = _read_name(text, m.end(), end)
        if re.search(r"[A-Za-z]{3}|ครั้งที่", text[s:e]):
            return s, e
    return None


_SHOW = re.compile(
    r"นิทรรศการ|มหกรรม|เทศกาล|Festival|Fair\b|Exhibition|Expo\b|งานวัน|วันชาติ|เฉลิมฉลอง|งานแสดง|ตลาดนัด"
)


# officials at home on what happens at a border: การประชุมติดตามสถานการณ์ชายแดนไทย-กัมพูชา
_ON_A_SITUATION = re.compile(
    r"(?:การ)?(?:ประชุม)?(?:หารือ|เตรียม[ก-๙]{0,16})?(?:เพื่อ)?(?:ติดตาม|รับมือ|แก้ไข|สั่งการ|เตรียมความพร้อม)[^\n]{0,60}(?:สถานการณ์|ปัญหา|ผลกระทบ|กรณี|เหตุ)|(?:การ)?ประชุม(?:ระดม|รับฟัง)ความ(?:คิด)?เห็น"
)


def _find_type(view: View, sentence: Sentence, trigger: Trigger, s: int, e: int) -> str:
    """Is the gathering with this name a conference, a ceremony, or a meeting of two sides?"""
    text = view.scan.text
    name = text[s:e]
    if trigger.id == "reception" or re.match(r"พิธี(?!เปิด)|งานเลี้ยง", name):
        return "ceremony"
    meeting = words("meeting_words").search(name + text[trigger.start : max(e, trigger.end)])
    spoke = re.search(r"ปาฐกถา|สุนทรพจน์|วิทยากร|ถ้อยแถลง|อภิปราย|บรรยาย|เสวนา", text[trigger.start : trigger.end])
    between = sides_named(view, s, e)
    two_sided = (
        meeting
        and len(between) == 2
        and "TH" in between
        and not re.search(r"นานาชาติ|สัมมนา|(?<![ก-๙])งาน|[Ff]orum|อาเซียน|ASEAN|Seminar|ธุรกิจ|Business", name)
    )
    if is_of_two(name) or two_sided:
        return "bilateral_meeting"
    show = _SHOW.search(name) and not re.match("(?:การ|งาน)?(?:ประชุม|สัมมนา)(?!และ)", name)
    return "multilateral_meeting" if (meeting or spoke) and not show else "ceremony"


def _is_international(view: View, start: int, end: int, name: str) -> bool:
    """Does anyone from abroad or an international body stand in the stretch, or an international word in the name?"""
    return (
        words("international_words").search(name) is not None
        or any(
            side_of(view, m) not in ("", "TH")
            or (isinstance(m.actor, BodyFound) and is_international(m.actor))
            for m in view.actors_in(start, end)
        )
        or has_foreigners(view)
    )


_COUNTRY_LIST = re.compile(
    r"(?:ประเทศ|ผู้แทน|สมาชิก|เข้าร่วม|รัฐมนตรี)[^\n:;]{0,60}?(?:ได้แก่|ประกอบด้วย|อาทิ|คือ)(?:ประเทศ)?[ :]*"
)


_LIST_GAP = re.compile(r"[ ,()/\-–A-Za-z0-9.]*(?:และ|รวมถึง|รวมทั้ง|ตลอดจน)? ?(?:ประเทศ)?")


def _listed_countries(view: View, start: int, end: int) -> list[ActorMention]:
    """The countries of a list of attendees: …จาก 5 ประเทศ ได้แก่ ฟิจิ อินโดนีเซีย และเมียนมา. Two or more make a list."""
    text = view.scan.text
    end = min(end, start + 900)
    found: list[ActorMention] = []
    for opener in _COUNTRY_LIST.finditer(text, start, end):
        if not re.search(r"ร่วม|ผู้แทน|สมาชิก", text[max(start, opener.start() - 60) : opener.end()]):
            continue
        if _are_others(text, opener):
            continue
        run: list[ActorMention] = []
        at = opener.end()
        for actor in view.actors_in(at, end):
            if actor.kind != "country" or not _LIST_GAP.fullmatch(text, at, actor.start):
                break
            run.append(actor)
            at = actor.end
        if len(run) >= 2:
            found += run
    return unique_actors(found)


def add_pairs(view: View, found: list[ActivityFound]) -> None:
    """The other country of a two-sided body of which nobody is named: … คณะอนุกรรมการร่วม (ไทย-ญี่ปุ่น) ว่าด้วย …."""
    for activity in found:
        if activity.type != "bilateral_meeting" or any(
            p.side not in ("", "TH") or p.actor == "country:TH" for p in activity.participants
        ):
            continue
        for thai in view.scan.countries_in(activity.start, min(len(view.scan.text), activity.end + 130)):
            between = _PAIRED.match(view.scan.text, thai.end)
            other = view.scan.country_at.get(between.end()) if thai.id == "TH" and between else None
            if other is not None and other.id != "TH":
                mention = ActorMention(other.start, other.end, "country:" + other.id, "country")
                activity.participants.append(build_part(view, mention, "participant", "two-sided-body"))
                break


_PAIRED = re.compile(r" ?(?:[-–—]|และ|กับ) ?(?=[ก-๙])")


# what the countries that take part are listed after
_THESE = r"[^\n]{0,50}?(?:ได้แก่|ประกอบด้วย|อาทิ|คือ|ดังนี้)"
_SO_MANY = r" ?[0-9๐-๙]+ ?ประเทศ(?:[^\n]{0,20}?เช่น| ?\()"
_COUNTRIES = re.compile(
    rf"ประเทศ{_THESE}|ชาติ{_THESE}|สถานทูต{_THESE}|สถานเอกอัครราชทูต{_THESE}|จาก{_SO_MANY}|รวม{_SO_MANY}|กว่า{_SO_MANY}"
    r"|ประชุม[^\n]{0,160}คู่เจรจา[^\n]{0,24}?(?:ได้แก่|ประกอบด้วย|อาทิ|คือ|\()"
    r"|ประชุม[^\n]{0,60}ประกอบด้วย(?= ?[0-9๐-๙]+ ประเทศสมาชิก)"
    r"|โดยมีผู้นำ[^\n]{0,30}จาก(?!ทั้ง)"
)
# หารือทวิภาคีกับรัฐมนตรี 5 ประเทศ ได้แก่, เอกอัครราชทูตประจำ 5 ประเทศ ได้แก่: of others than those at a meeting
_OF_OTHERS = re.compile(
    r"ทวิภาคี[^\n]{0,60}กับ[^\n]{0,60}$|ไปทำงาน|สัญชาติ|ข้อมูล|ส่งออก|(?<!ผู้)นำเข้า|ประจำประเทศ|ให้ความสนใจ|FTA"
)
_BETWEEN = re.compile(r"[0-9๐-๙]+ ?(?:ประเทศ|ชาติ|เขตเศรษฐกิจ)(?:สมาชิก)?|[ ,.()\n0-9๐-๙]|และ")


def _are_others(text: str, opener: re.Match[str]) -> bool:
    """Are the countries that follow those of something else than the meeting told before?"""
    return any(
        m.end() == opener.end() or m.start() > opener.start() - 60
        for m in _OF_OTHERS.finditer(text, max(0, opener.start() - 130), opener.end())
    )


def add_countries(view: View, found: list[ActivityFound]) -> None:
    """… จาก 5 ประเทศ ได้แก่ …: the countries of a list take part in the one gathering that the article reports, of several in
    the last that the line names before it.
    """
    gatherings = [a for a in found if a.focal and a.type in GATHERINGS and not a.sequel]
    text = view.scan.text
    for m in _COUNTRIES.finditer(text) if gatherings else ():
        line = view.scan.line_of(m.start())[0]
        here = [a for a in gatherings if line <= a.trigger[0] < m.start()]
        if not here and len(gatherings) > 1:
            continue
        gathering = max(here or gatherings, key=lambda a: a.trigger)
        if m.start() < gathering.start - 200 or m.start() > gathering.end + 2500:
            continue
        if gathering.type == "multilateral_meeting" and _are_others(text, m):
            continue
        listed: list[ActorMention] = []
        pos = m.end()
        for actor in view.actors_in(m.end(), min(len(text), m.end() + 500), ("country", "body")):
            own = isinstance(actor.actor, BodyFound) and not is_international(actor.actor)
            if own or len(_BETWEEN.sub("", text[pos : actor.start])) > 14:
                break
            listed.append(actor)
            pos = actor.end
        if sum(a.kind == "country" for a in listed) >= 3:
            led = gathering.participants if gathering.type == "multilateral_meeting" else []
            led = [
                p for p in led if isinstance(p.actor, PersonFound) or p.capacity
            ]  # who speaks for a country
            for actor in listed:
                told = gathering.has(actor.actor) or side_of(view, actor) in {p.side for p in led} - {""}
                if not told and not names_something_else(view, actor):
                    gathering.participants.append(build_part(view, actor, "participant", "listed-country"))
            return


# ท่านประธานาธิบดี… | ฯพณฯ …: with whom a speech opens
_IS_SPEECH = re.compile("คำกล่าว|ถ้อยแถลง|สุนทรพจน์|ปาฐกถา|คำปราศรัย")
_GREETED = re.compile("(?:ท่าน|ฯพณฯ)? ?")
_GREETINGS = 1200  # characters of the body that they may fill


def add_greeted(view: View, found: list[ActivityFound]) -> None:
    """Whom of another country a speech greets, on a line of their own, is at the gathering where it is made."""
    text, start = view.scan.text, view.scan.article.body_start
    gathering = next((a for a in found if a.focal and a.type in GATHERINGS), None)
    if gathering is None or not _IS_SPEECH.match(text):
        return
    for m in view.actors_in(start, start + _GREETINGS, ("person", "post")):
        first, last = view.scan.line_of(m.start)
        greeted = _GREETED.fullmatch(text, first, m.start) and last - m.end < 30
        if greeted and side_of(view, m) not in ("", "TH") and not gathering.has(m.actor):
            gathering.participants.append(build_part(view, m, "participant", "greeted"))


_TOOK_FLOOR = re.compile(
    r" ?(?:ได้|ร่วม|ยัง|เป็นผู้|ให้เกียรติ)*(?:กล่าวรายงาน|กล่าวนำเสนอ|กล่าวต้อนรับ|กล่าวเปิด|กล่าวปาฐกถา|กล่าวสุนทรพจน์|กล่าวถ้อยแถลง|กล่าวคำปราศรัย|ปาฐกถา|บรรยาย|กล่าวแสดงความยินดี|ร่วมอภิปราย|ร่วมเสวนา)"
)


def add_speakers(view: View, found: list[ActivityFound]) -> None:
    """Who, further down, is told to have taken the floor: at the gathering that he is known to be at, else at the one that the
    article reports.
    """
    gatherings = [a for a in found if a.focal and a.type in GATHERINGS and not a.sequel]
    alone = len(gatherings) == 1 and not any(a.type in TALKS and a.focal for a in found)
    for m in view.actors if gatherings else ():
        if not isinstance(m.actor, PersonFound) or not _TOOK_FLOOR.match(view.scan.text, m.end):
            continue
        told = [g for g in gatherings if g.end <= m.start <= g.end + 2500]
        for part in [p for g in told for p in g.participants if same_actor(p.actor, m.actor)]:
            if part.role == "participant" and sum(g.has(m.actor) for g in gatherings) == 1:
                part.role = "speaker"
        if told and alone and m.kind == "person" and not told[0].has(m.actor):
            told[0].participants.append(build_part(view, m, "speaker", "took-the-floor"))
