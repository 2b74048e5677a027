"""Who else took part in a gathering: its organisers, those who spoke, those listed as attending."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence

from kg.extract.activities.found import (
    BRACKET,
    GATHERINGS,
    TALKS,
    ActivityFound,
    Part,
    build_part,
    core_of,
    names_something_else,
    same_actor,
    side_of,
)
from kg.extract.activities.settle import is_foreign_activity
from kg.extract.organisations import BodyFound
from kg.extract.scan import iter_matches, starts
from kg.extract.view import ActorMention, View
from kg.lexicon import load_lexicon

_REACH = 2500  # how far below its first sentence a gathering is still told of
_LIST = 800  # how long a list of organisers is; one of attendees may be twice that

# what an actor right before it did at the gathering
_DID = [
    ("chair", r"เป็นประธาน|ทำหน้าที่(?:เป็น)?ประธาน|ประธานใน(?:พิธี|การ)"),
    (
        "speaker",
        r"กล่าว(?:รายงาน|ต้อนรับ|เปิด|ปาฐกถา|สุนทรพจน์|ถ้อยแถลง|คำปราศรัย|คำกล่าว|แสดงความยินดี|อวยพร|ขอบคุณผู้|ปิด|สรุป)"
        r"|ปาฐกถา|(?:เป็น)?(?:ผู้)?บรรยาย|เป็น(?:วิทยากร|องค์ปาฐก|ผู้กล่าว|ผู้ร่วมเสวนา|ผู้ร่วมอภิปราย)|(?:ร่วม)?(?:อภิปราย|เสวนา)|[Kk]eynote",
    ),
    ("host", r"เป็น(?:หน่วยงาน)?(?:เจ้าภาพ|แม่งาน|ผู้จัด)|ให้การต้อนรับ"),
]  # fmt: skip
_ROLE_WORD = re.compile(
    r" ?(?:\([^()\n]{1,60}\) ?)?(?:ได้|ร่วม|ยัง|มา|ขึ้น|จะ|ให้เกียรติ|เป็นผู้|ทำหน้าที่|เข้าร่วม| ){0,5}(?:"
    + "|".join(f"(?P<{role}>{pattern})" for role, pattern in _DID)
    + ")"
)

# words of a clause: a list of actors does not go on beyond them
_CLAUSE = (
    r"\n(?!และ|เข้าร่วม|ร่วม|นาย|นาง|ดร\.|พล|M[rs]{1,2}\.|H\.E)|(?<!สถาบัน)(?<!กองทุน)(?<!ธนาคาร)(?<!มูลนิธิ)(?<!สมาคม)(?<!ดิจิทัล)(?<!ศูนย์)เพื่อ|ซึ่ง|(?<![ก-๙])ณ |เมื่อ|(?<!ผู้)(?<!รัฐมนตรี)ว่า(?!การ|ราชการ)|กล่าว|เปิดเผย|วันที่|จัดขึ้น|โอกาสนี้|ในการนี้"
    r"|ภายใต้|หลังจาก|ภายหลัง|ทั้งนี้|เป็น|เข้าร่วม|ร่วม(?=งาน|พิธี|ประชุม|กิจกรรม|เป็น|ใน|ลงนาม|หารือ|เปิด|ให้)|และมี|ให้(?!เกียรติ)|เดินทาง|ลงนาม|เชิญ|อาจ(?!ารย์)|ที่(?=โรงแรม|ห้อง|ศูนย์|ได้|มี|จะ)"
)
ENDS_LIST = re.compile(_CLAUSE + "|โดย|ได้(?!แก่|รับเกียรติ)")
_SPEAKS = re.compile(r" ?(?:ฯ ?)?(?:ได้|ยัง)?(?:กล่าว|เปิดเผย|เผย|แถลง|ให้สัมภาษณ์|ระบุ)")
_POSTED = re.compile(
    r" ?(?:ประจำ[^\n ]{2,30} ?)?ณ (?:กรุง|นคร|เมือง)[^\n ]{2,20} ?(?=[^\n ])"
)  # ผู้แทนถาวรไทย ณ นครนิวยอร์ก

_OPENER = re.compile(
    r"โดยมี|พร้อมด้วย|พร้อมทั้ง|พร้อม(?=ผู้นำ| ?(?:นาย|นาง|พล(?:เอก|โท|ตรี)))|ร่วมด้วย|ได้รับเกียรติ(?:จาก)?|นำโดย|งานนี้(?:ยัง)?มี|ครั้งนี้(?:ยัง)?มี|ดังกล่าว(?:ยัง)?มี|ในงาน(?:ยัง)?มี|และ(?:ยัง)?มี|ยัง(?:ยัง)?มี"
    r"|รวมทั้ง(?:มี)?|ตลอดจน|ได้แก่|อาทิ|ประกอบด้วย|ร่วมกับ|(?:ซึ่ง|จะ)มี(?=ผู้แทน|ตัวแทน|ผู้บริหาร|ผู้นำ)"
)


@starts
def _openers() -> Iterable[str]:
    return (
        "โดยมี", "พร้อม", "ร่วมด้วย", "ได้รับเกียรติ", "นำโดย", "งานนี้", "ครั้งนี้", "ดังกล่าว", "ในงาน", "และมี", "และยังมี", "ยังมี",
        "ยังยังมี", "รวมทั้ง", "ตลอดจน", "ได้แก่", "อาทิ", "ประกอบด้วย", "ร่วมกับ", "ซึ่งมี", "จะมี",
    )  # fmt: skip


_ATTENDS = re.compile(
    r" ?(?:ฯลฯ|เป็นต้น)? ?(?:ได้|ให้เกียรติ|มา|จะ)*+(?:เข้าร่วม|ร่วม(?:งาน|พิธี|เปิด|ประชุม|การประชุม|กิจกรรม|เป็นเกียรติ|เป็นสักขีพยาน|สังเกตการณ์|รับฟัง|ชม|แสดงความยินดี|การสัมมนา|สัมมนา|ด้วย|ให้)|เป็นเกียรติ|เป็นสักขีพยาน|ให้การต้อนรับ|รับเสด็จ|เป็นผู้แทน)"
)

# what a body listed among those who attend stands after
_SENT = re.compile(r"(?:ผู้แทน|ผู้บริหาร(?:ระดับสูง)?|จาก|และ|,|ได้แก่|อาทิ|ประกอบด้วย)(?:จาก|ของ)? ?$")

_STAFF = re.compile(r"เจ้าหน้าที่|บุคลากร|พนักงาน")

# พร้อมด้วยผู้แทนจากหน่วยงานที่เกี่ยวข้อง ได้แก่: bodies that sent somebody follow
_SENDS = re.compile(r"ผู้แทน[^\n]{0,70}(?:ได้แก่|อาทิ|ประกอบด้วย)[ :]*$")

# แถลงผลการประชุม… พร้อมด้วย A: who stands beside the one who tells
_RESULTS = re.compile(r"(?:แถลง|เผย)(?:ข่าว)?(?:ถึง)?ผล")

# lists of anything: only of those who take part when the words before say so
_NAMELY = re.compile(r"ได้แก่|อาทิ|ประกอบด้วย")
# a list that need not be closed by attending, unless it is of those at talks told in between
_OPENS = re.compile(r"โดยมี|พร้อมด้วย|ได้รับเกียรติจาก|อาทิ|ได้แก่")
_OF_TALKS = re.compile(r"หารือ|ลงนาม")
_PARTY = re.compile(r"ผู้ร่วมคณะ|คณะผู้แทน|ทีม|ผู้เข้าร่วม|ผู้ร่วม")

_HELD_BY = re.compile(r"จัด(?:งาน|ขึ้น|การประชุม|ประชุม|สัมมนา|กิจกรรม)?(?:ขึ้น)? ?(?:ร่วมกัน)?โดย ?")

_HOLDS = re.compile(
    r"จัด(?<!การจัด)(?<!ผู้จัด)(?<!กำหนดจัด)(?<!ที่จัด)(?:ขึ้น(?<!โดยจัดขึ้น)(?! ?(?:ร่วมกัน)?โดย)|(?:งาน|การประชุม|ประชุม|สัมมนา|การสัมมนา|(?:การ)?ฝึกอบรม|กิจกรรม|การแสดง|พิธี|นิทรรศการ))"
    r"|เป็น(?:หน่วยงาน)?(?:หลัก|เจ้าภาพ|แม่งาน|ผู้จัด)|ให้การต้อนรับ"
)

_SPEECH_BY = re.compile(
    r"(?:การ|คำ|มี)(?:บรรยาย|ปาฐกถา|ปราศรัย|อ่านสาร|กล่าว(?:ต้อนรับ|เปิด|รายงาน|สุนทรพจน์)|เสวนา|อภิปราย)[^\n]{0,160}? โดย ?(?!มี)"
    r"|(?:วิทยากร|ผู้ทรงคุณวุฒิ|ผู้เชี่ยวชาญ|ผู้บรรยาย|ผู้(?:เข้า)?ร่วม(?:เสวนา|อภิปราย|การเสวนา|การอภิปราย))[^\n]{0,60}?(?:ประกอบด้วย|ได้แก่|อาทิ|คือ)[ :]*"
)


@starts
def _speeches() -> Iterable[str]:
    kinds = ("บรรยาย", "ปาฐกถา", "ปราศรัย", "อ่านสาร", "กล่าว", "เสวนา", "อภิปราย")
    speakers = ("วิทยากร", "ผู้ทรงคุณวุฒิ", "ผู้เชี่ยวชาญ", "ผู้บรรยาย", "ผู้ร่วม", "ผู้เข้าร่วม")
    return [*speakers, *(noun + kind for noun in ("การ", "คำ", "มี") for kind in kinds)]


_OF = re.compile(
    r"(?:ของ|จาก|แห่ง|ใน|สังกัด|ที่|ประธาน|ระหว่าง)(?:กลุ่ม)?(?:ประเทศ)?(?:สมาชิก)? ?$|(?:กลุ่มประเทศ|สมาชิก|การประชุม)(?:ประเทศ)? ?$"
)

# as ENDS_LIST, but a list before the verb holds กระทรวง… โดยกรม… and ได้
_ENDS_BEFORE = re.compile("ได้แก่|อาทิ|ประกอบด้วย|โดยมี|" + _CLAUSE)

# A และ B ภายใต้โครงการ… จัด…, ลาว ในฐานะประธานอาเซียน เป็นเจ้าภาพ
_SCHEME = re.compile(
    r" ?(?:ภายใต้(?:โครงการ|แผนงาน|กรอบ|ความร่วมมือ)[^\n]{0,90}|ในฐานะ(?:ประธาน|ประเทศ|เจ้าภาพ)[^\n]{0,140})$"
)

_JOINED = re.compile(
    r"(?:[ ,/()–-]|[A-Z]{2,8}|ร่วมกับ|ร่วมกัน|ร่วม|และ|กับ|ด้วย|พร้อม|รวมทั้ง|รวมถึง|ตลอดจน|โดย|ความร่วมมือ|ของ|ฯ|ได้|จะ|จึง|ยัง|มีกำหนด|เป็นผู้|ดำเนินการ|ประเทศ|หน่วยงาน|ประธาน|ในฐานะ|ภริยา|คู่สมรส)*+"
)

_POLICY = re.compile(r"นโยบาย(?:ของ)?(?: ?ฯพณฯ|ท่าน)? ?$")
_IN_PAIR = re.compile(r"[-–—]")

_SAME = re.compile(
    r"(?:ใน)?(?:การ)?(?:จัด)?(?:การประชุม|ประชุม|การสัมมนา|สัมมนา|งาน|กิจกรรม|พิธี|นิทรรศการ)?(?:ที่สำคัญ)?(?:ดังกล่าว|ครั้งนี้|นี้)"
    r"|(?:(?:ใน)?(?:การ)?จัด(?:การ)?ประชุม)?(?:ใน(?:วัน|ครั้ง)|ระหว่าง|เมื่อ| ?ณ |(?:จัด)?ขึ้น| ?$|\n)"
)


def role_after(text: str, end: int) -> str:
    """The role that the words right after an actor tell, or ""."""
    m = _ROLE_WORD.match(text, end, min(len(text), end + 90))
    return str(m.lastgroup) if m else ""


def read_list(view: View, start: int, end: int) -> list[ActorMention]:
    """The actors listed from ``start`` on: to the first word of a clause that tells no role of the one before it."""
    text = view.scan.text
    out: list[ActorMention] = []
    at = start
    whose: ActorMention | None = None  # what the last one listed is of
    for actor in view.actors_in(start, min(end, start + 2 * _LIST)):
        told = (
            (_ROLE_WORD.match(text, at, actor.start) or _POSTED.match(text, at, actor.start)) if out else None
        )
        gap = told.end() if told else at
        if actor.kind == "country" and text.endswith("(", 0, actor.start):
            continue  # ผู้นำอาเซียน (ยกเว้นเมียนมา)
        between = BRACKET.sub("", text[gap : actor.start])
        if out and actor.kind == "person" and between.strip(" ,") == "\n":
            between = ""  # a list broken in two lines
        if actor.start - gap > 160 or ENDS_LIST.search(between):
            break
        if "\n" in text[gap : actor.start] and _SPEAKS.match(text, actor.end):
            break
        if (
            whose is not None
            and _is_ministry(whose)
            and _is_ministry(actor)
            and not text[at : actor.start].strip()
        ):
            out.append(whose)  # สำนักงานตำรวจแห่งชาติ กระทรวงยุติธรรม กระทรวงมหาดไทย: a list of bodies
            whose = None
        if whose is None and out and qualifies(text, out[-1], actor, at):
            whose = actor
        else:
            out.append(actor)
            whose = None
        at = actor.end
    return out


def _is_ministry(actor: ActorMention) -> bool:
    return isinstance(actor.actor, BodyFound) and actor.actor.kind == "ministry"


def qualifies(text: str, before: ActorMention, actor: ActorMention, at: int) -> bool:
    """กระทรวง… เกาหลีใต้, กรม… กระทรวง…, องค์การ… (Agency…): does what stands right after a body tell whose or what body it is?"""
    gap = BRACKET.sub("", text[at : actor.start]).strip()
    if before.kind != "body" or gap not in ("", "("):
        return False
    if actor.kind == "country" or gap:
        return True
    one, other = before.actor, actor.actor
    if not (isinstance(one, BodyFound) and isinstance(other, BodyFound)):
        return False
    return one.kind != "ministry" == other.kind and not _is_of_another(one, other)


def _is_of_another(body: BodyFound, ministry: BodyFound) -> bool:
    """Is the body known to belong elsewhere than to the ministry?"""
    known = load_lexicon().bodies
    one, other = known.get(body.gazetteer_id), known.get(ministry.gazetteer_id)
    if one is None or other is None or not one.parent:
        return False
    owner = known.get(one.parent)
    return one.parent not in (other.id, other.successor) and (owner is None or owner.successor != other.id)


def read_list_before(view: View, start: int, end: int) -> list[ActorMention]:
    """Bodies and countries of a list that ends at ``end``: A ร่วมกับ B และ C จัด…; a person alone: X เป็นเจ้าภาพ."""
    text = view.scan.text
    out: list[ActorMention] = []
    scheme = _SCHEME.search(text, max(start, end - 160), end)
    at = end = scheme.start() if scheme else end
    for actor in reversed(view.actors_in(max(start, end - _LIST), end)):
        if text.rfind("(", start, actor.start) > text.rfind(")", start, actor.start):
            continue  # สมาคม… (ABC Thailand Chapter)
        between = BRACKET.sub("", text[actor.end : at])
        along = between.lstrip(" ").startswith("ร่วมกับ")  # A ร่วมกับ… จัด: A, whoever the other is
        if at - actor.end > (120 if along else 60) or _ENDS_BEFORE.search(text, actor.end, at):
            break
        linked = _JOINED.fullmatch(between) is not None
        if not out and not linked and not along and "และ" not in between:
            break
        if not between and text.startswith("คณะ", actor.start):  # คณะกรรมการจัดงาน
            break
        if actor.kind in ("person", "post"):
            if out and between.strip() == "ร่วมกับ":
                return [actor, *out]
            sent = _POLICY.search(text, max(start, actor.start - 30), actor.start)
            return [actor] if linked and not out and not sent else out
        if actor.kind == "country" and _IN_PAIR.search(text, max(start, actor.start - 3), actor.end + 3):
            break  # นิทรรศการไทย – ญี่ปุ่น ได้จัดขึ้น
        if out and qualifies(text, actor, out[0], actor.end):
            out.pop(0)
        if actor.kind == "country" and out and between.strip() == "โดย":
            break  # ประเทศไทย โดยกระทรวง… จัด: the ministry is the host
        if _OF.search(text, max(start, actor.start - 12), actor.start):
            out = [m for m in out if not same_actor(m.actor, actor.actor)]
            if actor.kind == "country" and not text.endswith(("ของ", "แห่ง"), 0, actor.start):
                break
        elif (actor.kind == "body" and not names_something_else(view, actor)) or (
            linked and (not out or between.strip())
        ):
            out.insert(0, actor)
        at = actor.start
    return out


def add_attendance(view: View, found: list[ActivityFound], news: Sequence[ActivityFound] = ()) -> None:
    """Add to each gathering who is told to have held it, to those that are the news also who addressed or attended them.

    What the ``news`` tells has its own already.
    """
    known = {id(a) for a in news}
    told = sorted((a for a in [*found, *news] if a.type != "signing"), key=lambda a: a.trigger)
    for i, gathering in enumerate(told):
        two_sided = gathering.type == "bilateral_meeting" and gathering.name
        if id(gathering) in known or (gathering.type not in GATHERINGS and not two_sided):
            continue
        begin, line_end = view.scan.line_of(gathering.trigger[0])
        later = [
            a.trigger[0]
            for a in told[i + 1 :]
            if a.trigger[0] > gathering.end and (a.focal or not gathering.focal)
        ]
        reach = _REACH if len(told) > 1 else len(view.scan.text)
        end = min([gathering.end + reach if gathering.focal else line_end, len(view.scan.text), *later])
        if gathering.focal:
            _add_attendees(view, gathering, gathering.end if gathering.name else gathering.trigger[1], end)
            _add_present(view, gathering, gathering.end if gathering.name else gathering.trigger[1], end)
            _add_speakers(view, gathering, gathering.end, end)
        if not two_sided:
            _add_hosts(view, gathering, begin, end)
            _seat_guests(view, gathering)
    for signing in [a for a in found if a.type == "signing" and a.focal and a.zone != "title"]:
        after = [a.trigger[0] for a in [*found, *news] if a.trigger[0] > signing.trigger[1]]
        end = min([view.scan.line_of(signing.trigger[1])[1] + 900, len(view.scan.text), *after])
        _add_present(view, signing, signing.trigger[1], end)
    _add_chairs(view, [a for a in found if a.type == "multilateral_meeting" and a.focal])


# who leads a meeting told before: X ทำหน้าที่ประธานการประชุม, X ในฐานะประธานการประชุมกล่าวว่า
_LED = re.compile(
    r" ?(?:\([^()\n]{1,60}\) ?)?(?:ของ[^\n]{2,40}? )?(?:ได้|จะ|ใน)?(?:ทำหน้าที่(?:เป็น)?|ฐานะ(?:เจ้าภาพและ)?|เป็น)ประธาน(?P<with>ร่วม)?(?:ใน)?(?:การ|ที่)ประชุม"
    r"(?:ดังกล่าว|ครั้งนี้|ฯ)?(?=[^ก-๙]|ได้|กล่าว|จึง|โดย|ซึ่ง|และ|$)"
)


def _add_chairs(view: View, meetings: list[ActivityFound]) -> None:
    """… การประชุม … ครั้งที่ 59 มี X ทำหน้าที่ประธานการประชุม: the chair of the meeting that the line names, else of the last one."""
    text = view.scan.text
    for actor in view.actors if meetings else ():
        told = _LED.match(text, actor.end) if _is_named(actor) else None
        before = [a for a in meetings if a.trigger[0] < actor.start]
        if told is None or not before:
            continue
        start = view.scan.line_of(actor.start)[0]
        line = text[start : actor.start]
        meant = [max(before, key=lambda a: (_named_at(a, line), a.trigger))]
        if "การประชุมอื่น" in line:  # ในการประชุม… ครั้งที่ 29 และการประชุมอื่น ๆ ที่เกี่ยวข้อง
            meant = before
        led = [actor]
        other = view.actors_in(start, actor.start, ("person", "post"))[-1:] if told["with"] else []
        if other and _AND.fullmatch(text, other[0].end, actor.start):
            led = [*other, actor]
        for meeting, m in itertools.product(meant, led):
            _join(view, meeting, m, "co_chair" if told["with"] else "chair", "leads-meeting")


def _named_at(meeting: ActivityFound, line: str) -> int:
    """Where the line names the meeting's number last, or -1."""
    number = _NUMBER.search(meeting.name)
    hits = list(re.finditer(re.escape(number.group()) + "(?![0-9๐-๙])", line)) if number else []
    return hits[-1].start() if hits else -1


_TITLE = re.compile(r"[A-Z][A-Za-z]{3,}")
_AND = re.compile(r"(?:ของ[^\n]{2,40}?)?[ ,]*(?:และ|กับ|ร่วมกับ) ?")
_NUMBER = re.compile(r"ครั้งที่ ?[0-9๐-๙]+")


def _join(view: View, gathering: ActivityFound, actor: ActorMention, role: str, rule: str) -> None:
    """Add an actor, or tell more of one who takes part already."""
    for p in gathering.participants:
        if same_actor(p.actor, actor.actor) or _same_post(p, actor):
            if p.role == "participant" and role != "delegate":
                p.role = role
            return
    gathering.participants.append(build_part(view, actor, role, rule))


def _same_post(part: Part, actor: ActorMention) -> bool:
    """ประธานาธิบดีแห่งสหรัฐอเมริกา and ประธานาธิบดีสหรัฐฯ: the same post without a name?"""
    return (
        actor.kind == "post"
        and actor.post is not None
        and isinstance(part.actor, str)
        and not actor.post.org
        and part.side == actor.post.country != ""
        and part.actor.startswith("post:" + actor.post.head)
    )


def _is_named(actor: ActorMention) -> bool:
    """Is it a person or a particular post? (เอกอัครราชทูต alone is any, เลขาธิการอาเซียน is one.)"""
    if actor.kind == "person":
        return True
    post = actor.post
    return (
        actor.kind == "post"
        and post is not None
        and bool(post.org or (post.country and post.country != "TH"))
    )


def _add_attendees(view: View, gathering: ActivityFound, begin: int, end: int) -> None:
    """โดยมี A, B และ C เข้าร่วม: in the sentence of the gathering, or later where the list is closed by attending."""
    text = view.scan.text
    lines = [view.scan.line_of(at) for at in (gathering.trigger[0], *gathering.again)]
    reached = begin
    for m in iter_matches(_OPENER, _openers, view.scan, begin, end):
        if m.start() < reached:
            continue
        near = gathering.trigger[0] if m.start() - gathering.end < 4 else begin
        ahead = text[max(0, near - 30, m.start() - 120 if near < begin else m.start() - 60) : m.start()]
        if _NAMELY.match(m.group()) and not re.search(r"ร่วม|ผู้แทน|แขก|ทีม", ahead):
            continue
        if m.group() == "พร้อมด้วย" and m.start() - gathering.end < 4 and _RESULTS.search(ahead):
            continue
        run = read_list(view, m.end(), end)
        if not run or run[0].start - m.end() > 60:
            continue
        last = run[-1].end
        verb = ENDS_LIST.search(text, last, min(end, last + 160))
        closed = role_after(text, last)
        attends = verb is not None and _ATTENDS.match(text, verb.start())
        here = any(start <= m.start() <= stop + 1 for start, stop in lines)
        if gathering.type not in GATHERINGS and not here:
            continue
        left_open = _OPENS.fullmatch(m.group()) and not _OF_TALKS.search(ahead)
        if not (
            closed or attends or here or left_open or (_NAMELY.match(m.group()) and _PARTY.search(ahead))
        ):
            continue
        reached = last
        people = [a for a in run if a.kind in ("person", "post")]
        last_kind = ""
        sent = spoken_for = False
        for i, actor in enumerate(run):
            role = role_after(text, actor.end)
            sent = sent or _SENDS.search(text, max(begin, actor.start - 90), actor.start) is not None
            if not role and (
                closed == "host"
                or (closed and len(people) == 2 and "และ" in text[people[0].end : people[1].start])
            ):
                role = closed
            before = text[run[i - 1].end if i else m.end() : actor.start]
            listed = (
                actor.kind == "body"
                and (_SENT.search(before) or (not before.strip() and last_kind != "person"))
                and not _STAFF.search(before)
                and not ("ผู้บริหาร" in before and _is_ministry(actor))
                and not (i and run[i - 1].kind == "person" and run[i - 1].post is None and "ผู้แทน" in before)
            )
            if actor.kind == "post" and text.endswith(("ผู้แทน", "ผู้แทน "), 0, actor.start):
                continue  # ในฐานะผู้แทนรัฐมนตรี: somebody else came
            spoken_for = here and ("ผู้แทน" in before or (spoken_for and before.strip(" ,") in ("", "และ")))
            told = closed or attends or spoken_for
            if _is_named(actor) or (told and listed) or (sent and actor.kind == "body"):
                _join(view, gathering, actor, role or _usual_role(view, gathering, actor), "listed-attendee")
            last_kind = actor.kind


# what those listed did, right behind the last of them; what they came to needs no name
_CAME = re.compile(
    r"(?:เข้าร่วม|(?<!ประธาน)(?<!เจ้าภาพ)ร่วม(?:เป็นเกียรติ|เป็นสักขีพยาน|สังเกตการณ์|รับฟัง|แสดงความยินดี|(?=งาน|พิธี|ประชุม|การประชุม|กิจกรรม|สัมมนา|การสัมมนา|ด้วย)))"
    r"(?:ใน)?(?:การ)?(?:งาน|พิธี|ประชุม|กิจกรรม|สัมมนา)?(?:หารือ|เชิงปฏิบัติการ|(?:การ)?ลงนาม)?(?:ฯ|ดังกล่าว|ครั้งนี้|ในครั้งนี้|ด้วย)?(?= ?(?:\n|ณ |ที่|ด้วย|โดย|เพื่อ|ซึ่ง|เมื่อ|กว่า|จำนวน|รวม|ทั้งสิ้น|ผ่าน|และกล่าว|[(0-9๐-๙]|$))"
    r"|(?P<many>(?:รวม|ทั้งสิ้น|ทั้งหมด)(?:จำนวน|ประมาณ|กว่า|ทั้งสิ้น)* ?[0-9๐-๙,]+ ?(?:คน|ท่าน))"
)
_DID_COME = re.compile(r"(?:ได้|ให้เกียรติ|มา|จะ)+$")


@starts
def _comings() -> Iterable[str]:
    witness = ("เป็นเกียรติ", "เป็นสักขีพยาน", "สังเกตการณ์", "รับฟัง", "แสดงความยินดี", "ด้วย")
    occasions = ("งาน", "พิธี", "ประชุม", "การประชุม", "กิจกรรม", "สัมมนา", "การสัมมนา")
    return ["เข้าร่วม", *(f"ร่วม{what}" for what in (*witness, *occasions)), "รวม", "ทั้งสิ้น", "ทั้งหมด"]


# whose people they are: ผู้แทนจาก A, รัฐมนตรีด้านการขนส่งของ A
_THEIRS = re.compile(
    r"(?:จาก|ผู้แทน|ตัวแทน|(?:รัฐมนตรี|ผู้นำ|ผู้บริหาร|เจ้าหน้าที่|หัวหน้าคณะ)[^\n]{0,40}ของ)(?:ทั้ง|สาธารณรัฐ)?(?:ประเทศ)?(?:สมาชิก)? ?$"
    r"|(?:ผู้แทน|ตัวแทน|ผู้บริหาร|เจ้าหน้าที่|หน่วยงาน|องค์กร)[^\n]{0,80}(?:ได้แก่|อาทิ|ประกอบด้วย|เช่น)[ :]*$"
)
_AND_MORE = re.compile(r"[ ,]*(?:และ|รวมทั้ง|รวมถึง|ตลอดจน)?(?:ประเทศ)? ?")


def _add_present(view: View, gathering: ActivityFound, begin: int, end: int) -> None:
    """A, ผู้แทนจาก B และ C เข้าร่วม: who stands right before the word that tells that they came, whatever opens the list."""
    text = view.scan.text
    for m in iter_matches(_CAME, _comings, view.scan, begin, end):
        if m["many"] and gathering.type == "signing":
            continue
        did = _DID_COME.search(text, max(begin, m.start() - 40), m.start())
        run = stand_before(view, begin, did.start() if did and not m["many"] else m.start())
        watched = "witness" if gathering.type == "signing" and "สักขีพยาน" in m.group() else ""
        countries = sum(actor.kind == "country" for actor in run)
        last, sent = "", False
        at = max(begin, run[0].start - 110) if run else begin
        for actor in run:
            before = text[at : actor.start]
            if not _AND_MORE.fullmatch(before):
                of_person = last == "person" and actor.kind == "body"  # A ผู้แทน B
                sent = not of_person and _THEIRS.search(before) is not None
            at, last = actor.end, actor.kind
            if actor.kind in ("body", "country"):
                named = sent and not names_something_else(view, actor) and text[actor.start - 1] != "-"
            else:
                named = _is_named(actor)
            if named and (actor.actor != "country:TH" or countries > 2):
                role = role_after(text, actor.end) or watched or _usual_role(view, gathering, actor)
                _join(view, gathering, actor, role, "present")


def stand_before(view: View, begin: int, end: int) -> list[ActorMention]:
    """The actors between whom and ``end`` no other clause begins."""
    run: list[ActorMention] = []
    for actor in reversed(view.actors_in(max(begin, end - 2 * _LIST), end)):
        gap = BRACKET.sub("", view.scan.text[actor.end : end])
        if len(gap) > 120 or ENDS_LIST.search(gap):
            break
        run.insert(0, actor)
        end = actor.start
    return run


_IS_GIVEN = re.compile(r"รับมอบ(?!รางวัล|โล่|ใบ|ประกาศ|เกียรติ|ปริญญา|เครื่องราช)")


def _seat_guests(view: View, gathering: ActivityFound) -> None:
    """Who comes to a dinner that somebody else gives is a guest there, and so is who brings what is given to our side."""
    told = view.scan.text[gathering.trigger[0] : gathering.end + 12]
    if gathering.rule == "handover" and _IS_GIVEN.match(told):
        for part in gathering.participants:
            if part.rule == "handover" and not isinstance(part.actor, BodyFound):
                part.role = "host" if part.side == "TH" else "guest"
    if (
        gathering.type == "ceremony"
        and "เลี้ยงอาหาร" in told
        and any(p.role == "host" for p in gathering.participants)
    ):
        for part in gathering.participants:
            if part.role == "participant" and part.rule not in ("accompanies", "listed-attendee"):
                part.role = "guest"


def _usual_role(view: View, meeting: ActivityFound, actor: ActorMention) -> str:
    """Those at a gathering are participants; at a meeting of two sides the first of a side is, the others accompany."""
    sides = {p.side for p in core_of(meeting)} | {"", "TH"}
    leads = actor.kind in ("person", "post") and side_of(view, actor) not in sides
    return "delegate" if meeting.type in TALKS and not leads else "participant"


# โดยมี A, B และผู้แทน C เข้าร่วมหารือ, told after the talks; โอกาสนี้ A ร่วมให้การต้อนรับ
_BEGINS = re.compile(r"โดยมี|ซึ่งมี|(?<= )มี(?= )|พร้อมด้วย|โอกาสนี้|ในการนี้|ทั้งนี้|\n")
_WENT_ALONG = re.compile(r"ร่วม(?:เดินทาง|คณะ)(?:ไป|มา)?(?:ด้วย|ในครั้งนี้)?(?= ?(?:\n|โดย|ซึ่ง|$))")
_TOOK_PART = re.compile(
    r"(?:ให้การต้อนรับและร่วม|เข้าร่วม|ร่วม)(?:(?:ให้)?(?:การ)?(?:ต้อนรับ|ประชุมหารือ|หารือ|รับฟัง|ประชุม|เยี่ยมคารวะ)|(?<=เข้าร่วม)|(?=ด้วย))"
    r"(?:ด้วย|ในครั้งนี้|ในการนี้(?:ด้วย)?|ฯ)?(?= ?(?:\n|ณ |ที่|ด้วย|โดย|เพื่อ|ซึ่ง|เมื่อ|$))"
)


def add_companions(view: View, found: list[ActivityFound]) -> None:
    """Those who, further down, are listed as having taken part in the talks that the article reports, or gone along on its journey."""
    text = view.scan.text
    told = sorted(
        (a for a in found if a.type != "visit" and is_foreign_activity(view, a)), key=lambda a: a.end
    )
    talks = [a.end for a in told if a.type in TALKS and a.focal]
    for m in _TOOK_PART.finditer(text, min(talks)) if talks else ():
        talk = next((a for a in reversed(told) if a.end < m.start() < a.end + _REACH), None)
        if talk is not None and talk.type in TALKS and talk.focal:
            _accompany(view, talk, m.start())
    for talk in [a for a in told if a.type in TALKS and a.focal]:
        _add_introduced(view, talk)
    for journey in [a for a in found if a.type == "visit" and a.focal][:1]:
        for m in _WENT_ALONG.finditer(text, journey.end):
            _accompany(view, journey, m.start())
        _add_receivers(view, journey)


# เดินทางถึงท่าอากาศยาน… โดยมี B และ C ให้การต้อนรับ
_WAITED = re.compile(
    r"เดินทาง(?:มา)?ถึง[^\n]{2,200}?มี(?P<who>[^\n]{2,500}?)(?:รอ|คอย|มา|ร่วม|เป็นผู้แทน)*(?:ให้การ|การ)?(?:ต้อนรับ|รับเสด็จ)"
)


def _add_receivers(view: View, journey: ActivityFound) -> None:
    """Who of the country visited waits for the traveller where he arrives is a host of the journey."""
    for m in _WAITED.finditer(view.scan.text, view.scan.article.body_start):
        for actor in view.actors_in(*m.span("who"), ("person", "post")):
            if side_of(view, actor) == journey.country and not journey.has(actor.actor):
                journey.participants.append(build_part(view, actor, "host", "receives-visitor"))


# พร้อมแนะนำ นาวาเอก … ผู้ช่วยทูตทหาร…: the successor came along
_INTRODUCES = re.compile(r"(?:พร้อม|เพื่อ|และ)(?:ทั้ง)?(?:ได้)?แนะนำ(?:ตัว)? ?")


def _add_introduced(view: View, talk: ActivityFound) -> None:
    """Whom the guest introduces to the host is a guest too."""
    guests = {p.side for p in talk.participants if p.role == "guest"}
    for m in _INTRODUCES.finditer(view.scan.text, talk.start, talk.end + 800) if guests else ():
        for actor in view.actors_in(m.end(), m.end() + 200, ("person",))[:1]:
            if actor.start - m.end() < 2 and side_of(view, actor) in guests and not talk.has(actor.actor):
                talk.participants.append(build_part(view, actor, "guest", "introduced"))


_ENTOURAGE = re.compile(
    r"(?:คณะ(?:ผู้แทน|เดินทาง)?(?:ไทย|ของ[^\n]{2,30}?)|(?:และ|พร้อม(?:ด้วย)?|นำ)คณะ|ผู้ร่วมคณะ|ผู้ร่วมเดินทาง|ผู้ติดตาม|ฝ่ายไทย|ทีมประเทศไทย)"
    r"(?:[^\n]{0,30}?(?:ประกอบ(?:ไป)?ด้วย|ได้แก่)|มี(?= ?(?:นาย|นาง|พล)))"
    r"|(?:ร่วม(?:เดินทาง|คณะ)(?:ไป|มา)?(?:ด้วย)?|เดินทาง(?:ไป|มา|ร่วม)*ด้วย)[^\n]{0,12}?(?:อาทิ|ได้แก่|ประกอบด้วย)"
)


@starts
def _parties() -> Iterable[str]:
    return (
        "คณะ", "และคณะ", "พร้อมคณะ", "พร้อมด้วยคณะ", "นำคณะ", "ผู้ร่วมคณะ", "ผู้ร่วมเดินทาง", "ผู้ติดตาม", "ฝ่ายไทย", "ทีมประเทศไทย",
        "ร่วมเดินทาง", "ร่วมคณะ", "เดินทาง",
    )  # fmt: skip


# โดยฝ่ายไทยมีผู้เข้าร่วม ดังนี้, สำหรับคณะรัฐมนตรีฝ่ายลาว ประกอบด้วย: who stood on a side of the talks told before
_ON_A_SIDE = re.compile(
    r"(?:ฝ่าย[ก-๙]{2,16} ?(?:ซึ่ง|โดย)?(?:มี[^\n]{2,40}?(?:ดังนี้|ได้แก่)|(?:นำโดย[^\n]{2,40})?ประกอบด้วย)"
    r"|(?:ผู้|ที่|บุคคล[ก-๙]{0,8}|คณะ[ก-๙]{0,24})(?:เข้า)?ร่วม(?:การ)?(?:หารือ|ประชุม|ต้อนรับ)?[^\n]{0,16}?(?:ประกอบด้วย|ดังนี้|ได้แก่|อาทิ))[ :]*\n?"
)


@starts
def _on_sides() -> Iterable[str]:
    return ("ฝ่าย", "บุคคล", "คณะ", "ผู้ร่วม", "ผู้เข้าร่วม", "ที่ร่วม", "ที่เข้าร่วม")


_WHO_FOLLOW = re.compile(r" ?(?:ประกอบด้วย|ได้แก่|ดังนี้)")


def add_entourage(view: View, found: list[ActivityFound]) -> None:
    """คณะของนายกรัฐมนตรีประกอบด้วย …: who is listed accompanies the trip, else the talks, that the article reports."""
    reported = [a for a in found if a.focal and a.type in ("visit", *TALKS)] or [
        a for a in found if a.focal and a.type in GATHERINGS
    ]
    if not reported:
        return
    trip = next((a for a in reported if a.type == "visit"), None)
    text = view.scan.text
    talks = sorted((a for a in reported if a.type != "visit"), key=lambda a: a.end)
    lists = [
        (m, _of_side(view, talks, m) or trip or _told_beside(view, talks, m.start()))
        for m in iter_matches(_ENTOURAGE, _parties, view.scan, view.scan.article.body_start)
    ]
    for m in iter_matches(_ON_A_SIDE, _on_sides, view.scan, view.scan.article.body_start):
        told = [a for a in talks if a.end < m.start()]
        lists += [(m, told[-1])] if told else []
    for m, chosen in lists:
        for actor in read_list(view, m.end(), len(text)):
            if _SPEAKS.match(text, actor.end):
                break
            if _WHO_FOLLOW.match(text, actor.end):
                continue  # รัฐมนตรีฝ่ายมาเลเซีย ประกอบด้วย: they follow
            named = actor.kind == "person" or (actor.kind == "post" and _is_named(actor))
            if named and not chosen.has(actor.actor):
                role = "participant" if chosen.type in GATHERINGS else "delegate"
                chosen.participants.append(build_part(view, actor, role, "entourage"))


def _of_side(view: View, talks: list[ActivityFound], opener: re.Match[str]) -> ActivityFound | None:
    """Of ฝ่ายไทยประกอบด้วย, the talks that its line tells of before it."""
    start = view.scan.line_of(opener.start())[0]
    told = [a for a in talks if any(start <= at < opener.start() for at in (a.trigger[0], *a.again))]
    return told[-1] if told and opener.group().startswith("ฝ่าย") else None


def _told_beside(view: View, talks: list[ActivityFound], at: int) -> ActivityFound:
    """The talks that the line of a place tells of, else the first."""
    start, end = view.scan.line_of(at)
    return next((a for a in talks if start <= a.trigger[0] <= end), talks[0])


def _accompany(view: View, activity: ActivityFound, end: int) -> None:
    """Add to the activity, as those who accompany a side, the persons and bodies listed right before ``end``."""
    text = view.scan.text
    openers = list(_BEGINS.finditer(text, max(end - _LIST, activity.end), end))
    at = openers[-1].end() if openers else _begin_of_people(view, activity.end, end)
    run = read_list(view, at, end)
    if not run or ENDS_LIST.search(text, run[-1].end, end):
        return
    for actor in run:
        sent = actor.kind == "body" and re.search(r"ผู้แทน(?:จาก)?$", text[at : actor.start])
        if (actor.kind == "person" or sent) and not activity.has(actor.actor):
            activity.participants.append(build_part(view, actor, "delegate", "took-part"))
        at = actor.end


def _begin_of_people(view: View, begin: int, end: int) -> int:
    """Where the two persons or more that stand right before ``end``, with nothing between them, begin."""
    text = view.scan.text
    at, many = end, 0
    for person in reversed(view.actors_in(max(begin, end - _LIST), end, ("person",))):
        if not _JOINED.fullmatch(BRACKET.sub("", text[person.end : at])):
            break
        at, many = person.start, many + 1
    return at if many > 1 else end


def _add_speakers(view: View, gathering: ActivityFound, begin: int, end: int) -> None:
    """การบรรยาย เรื่อง … โดย A และ B."""
    for m in iter_matches(_SPEECH_BY, _speeches, view.scan, begin, end):
        for actor in read_list(view, m.end(), min(end, m.end() + 1200))[:8]:
            first = actor.start - m.end() < 4
            if _is_named(actor) or (actor.kind == "body" and first):
                _join(view, gathering, actor, "speaker", "speech-by")


def _add_hosts(view: View, gathering: ActivityFound, begin: int, end: int) -> None:
    """จัดโดย A ร่วมกับ B; A และ B ได้จัดงานนี้; โดย A เป็นเจ้าภาพ."""
    text = view.scan.text
    for m in _HELD_BY.finditer(text, begin, end):
        for i, actor in enumerate(read_list(view, m.end(), min(end, m.end() + 400))):
            government = actor.kind == "country" and text.endswith("รัฐบาล", m.end(), actor.start)
            if actor.kind == "body" or government or (i == 0 and _is_named(actor)):
                _join(view, gathering, actor, "host", "organised-by")
    for m in _HOLDS.finditer(text, begin, end):
        if not _is_of(view, gathering, m):
            continue
        at = m.start()
        thanked = _WHO.search(text, max(begin, at - 24), at)
        if thanked and (m.group().startswith("เป็น") or (thanked["did"] and m.group() != "จัดขึ้น")):
            at = thanked.start()
        for actor in read_list_before(view, max(begin, at - 500), at):
            _join(view, gathering, actor, "host", "organises")


# ขอบคุณ A ที่เป็นเจ้าภาพ, A ที่ได้ริเริ่มจัด
_WHO = re.compile(r"(?:ที่|ซึ่ง)(?:จะ|ร่วม|(?P<did>ได้|ริเริ่ม))*$")


def _is_of(view: View, gathering: ActivityFound, m: re.Match[str]) -> bool:
    """Is what is told to be held this gathering, and not another one?"""
    text = view.scan.text
    if re.match(r"(?:จัด)?(?:งาน)?เลี้ยง", text[m.end() : m.end() + 12]):
        return "เลี้ยง" in text[gathering.trigger[0] : gathering.end]
    line_start, line_end = view.scan.line_of(m.start())
    year = gathering.date[:4]
    if any(
        line_start <= d.start < line_end and abs(d.start - m.start()) < 120 and year and d.date[:4] != year
        for d in view.scan.dates
    ):
        return False
    after = text[m.end() : m.end() + 100]
    own = _NUMBER.findall(gathering.name)[-1:]
    unsaid = (  # … ซึ่งจีนเป็นเจ้าภาพ: of the meeting numbered last
        m.group().endswith("เจ้าภาพ")
        and re.match(r" (?!(?:การ)?(?:ประชุม|จัด)|งาน)", after) is not None
        and not (own and _NUMBER.findall(text, line_start, m.start())[-1:] not in ([], own))
    )
    if m.group() == "จัดขึ้น" or unsaid or _SAME.match(after) or not gathering.name:
        return True
    plain = re.sub(r"\W", "", gathering.name)
    told = re.sub(r"\W", "", after)
    titles = [set(_TITLE.findall(t)) for t in (gathering.name, text[m.end() : m.end() + 140])]
    return told[:10] in plain or plain[:12] in told or len(titles[0] & titles[1]) > 1
