"""What is found of an activity, and small questions about actors that all readers ask."""

from __future__ import annotations

import datetime
import functools
import re
from dataclasses import dataclass, field
from typing import NamedTuple

from kg.dates import DateMention
from kg.extract.organisations import BodyFound
from kg.extract.people import PersonFound
from kg.extract.places import PlaceFound
from kg.extract.scan import stand_alone
from kg.extract.view import Actor, ActorMention, View, is_international
from kg.lexicon import load_lexicon


@dataclass(slots=True)
class Part:
    """A participant: the actor, its role, and where the text names it."""

    actor: Actor
    role: str
    start: int
    end: int
    side: str = ""
    capacity: str = ""
    rule: str = ""
    confidence: float = 0.8
    abroad: bool = False  # a post of another country's or an international body


@dataclass(slots=True)
class ActivityFound:
    """An activity of the article; ``where`` holds the evidence span of single properties."""

    type: str
    start: int
    end: int
    rule: str = ""
    name: str = ""
    date: str = ""
    end_date: str = ""
    venue: str = ""
    city: str = ""
    country: str = ""
    status: str = "held"
    focal: bool = True
    confidence: float = 0.8
    participants: list[Part] = field(default_factory=list)
    topics: list[tuple[str, int, int]] = field(default_factory=list)
    part_of: ActivityFound | None = None
    where: dict[str, tuple[int, int, str]] = field(default_factory=dict)
    zone: str = "body"
    trigger: tuple[int, int] = (0, 0)  # the phrase that tells of it
    sequel: bool = False  # told in a sentence of what came after: ต่อจากนั้น …
    again: list[int] = field(default_factory=list)  # where other sentences tell of it

    def __post_init__(self) -> None:
        if self.trigger == (0, 0):
            self.trigger = (self.start, self.end)

    def has(self, actor: Actor) -> bool:
        """Does the actor take part, in whatever role?"""
        return any(same_actor(p.actor, actor) for p in self.participants)


class Trigger(NamedTuple):
    """A phrase of the text that tells of an activity."""

    id: str
    type: str
    roles: str
    start: int
    end: int


class Sentence(NamedTuple):
    """A stretch that says one thing; ``zone`` is title, lede or body."""

    start: int
    end: int
    zone: str


@functools.cache
def words(key: str) -> re.Pattern[str]:
    """The words of a list of ``data/patterns/activities.yaml`` as one pattern; Latin capitals (UN) stand alone, other Latin words in any case."""
    ordered = sorted(map(str, load_lexicon().patterns["activities"][key]), key=len, reverse=True)
    return re.compile("|".join(map(_word, ordered)))


def _word(word: str) -> str:
    """A word as a pattern that opens with its first letter, to which a search skips."""
    first, rest = re.escape(word[0]), re.escape(word[1:])
    if not word.isascii():
        return first + rest
    if word.isupper():
        return stand_alone(word)
    return "|".join(f"{re.escape(letter)}(?i:{rest})" for letter in {word[0].lower(): 0, word[0].upper(): 0})


REPORTS = re.compile(
    r"เปิดเผย(?:ว่า|ถึง)?|แถลง(?:ว่า|ผล|ข่าว)?|เผยว่า|กล่าวว่า|ระบุว่า|ให้สัมภาษณ์|รายงานว่า|ชี้แจงว่า|said that|revealed that|disclosed"
)


SUMMARY = re.compile(
    r"โดยสรุป(?:สาระ|ผล|ประเด็น|ได้)|สรุป(?:สาระ|ผล|ประเด็น|ได้)|โดยมีสาระสำคัญ|มีสาระสำคัญ"
    r"|เปิดเผยภายหลัง|แถลงภายหลัง|กล่าวภายหลัง|ดังนี้"
)


_SENT_BY = re.compile(r"(?:รับ(?:การ)?มอบ(?:หมาย)?(?:หน้าที่)?|ได้รับคำสั่ง)(?:จาก)? ?(?:ท่าน)? ?$")


# โดยพลตรี… ได้สรุปสาระสำคัญของการสนทนา: who tells of it
_SUMS_UP = re.compile(r" ?(?:ได้(?:กล่าว)?|กล่าว)สรุป(?:สาระ|ผล|ประเด็น)")


_TELLS = re.compile(r" ?(?:ได้)?(?:สรุป|เปิดเผย|กล่าว|แถลง|เผย)")
# ภารกิจ ประกอบด้วย การหารือกับ X: no list of people
_DEEDS = re.compile(r"(?:ประกอบด้วย|ได้แก่|ตลอดจน|รวมทั้ง) ?(?:1[.)] ?)?(?:การ|พบ|หารือ|เข้า)")
_ALONG = re.compile(r"พร้อม(?:กับ)? ?$")  # A พร้อมนาย B
# … รวมทั้งแนวคิดของ X, … ตลอดจนรายงานต่อ X: X accompanies nobody
_NOT_BESIDE = ("ของ", "ต่อ", "ถึง", "แก่", "ซึ่ง")


@dataclass(slots=True)
class Group:
    """Actors of one stretch: those who act, and those who accompany them."""

    principals: list[ActorMention]
    delegates: list[ActorMention]
    bodies: list[ActorMention]
    countries: list[ActorMention]


def group_actors(view: View, start: int, end: int, places: list[PlaceFound]) -> Group:
    """The actors of a stretch: who acts, who accompanies, bodies, countries; those who only sent somebody are left out."""
    text = view.scan.text
    group = Group([], [], [], [])
    accompanied = sender = sent = False
    spokesmen: list[ActorMention] = []
    last_end, last_kind = start, ""
    for actor in view.actors_in(start, end):
        if any(p.start <= actor.start < p.end for p in places):
            continue
        between = text[last_end : actor.start]
        if (
            actor.kind == "post"
            and last_kind == "person"
            and between.endswith("(")
            and text.startswith(")", actor.end)
        ):
            last_end = actor.end
            continue  # A เอกอัครราชทูต… (Ambassador of …)
        last_kind = actor.kind
        accompanied = accompanied or words("delegates").search(_DEEDS.sub("", between)) is not None
        if actor.kind == "person" and group.principals and _ALONG.search(between):
            accompanied = True
        if (
            group.principals
            and actor.kind in ("person", "post")
            and re.search(r"ร่วมคณะ|(?<!ผู้)ติดตาม(?!ผล|ความ|การ|งาน|สถานการณ์)(?:คณะ)?|ตามคณะ|ร่วมเดินทาง", between)
        ):
            group.delegates.extend(group.principals)
            group.principals = [actor]
            last_end = actor.end
            continue
        if group.principals and actor.kind in ("person", "post"):
            if _SENT_BY.search(between):
                sender = True
                last_end = actor.end
                continue
            if sender and not re.search(r"[ก-๙]{2}", between):  # his post, in brackets
                last_end = actor.end
                continue
            if "มอบหมาย" in between:
                group.principals = []
                sent = True
        sender = False
        if actor.kind in ("person", "post"):
            tells = speaks_for_others(actor) and (not accompanied or _TELLS.match(text, actor.end))
            if tells or _SUMS_UP.match(text, actor.end):
                spokesmen.append(actor)
                continue
            if accompanied and between.endswith(_NOT_BESIDE):
                continue
            if _POLICY_OF.search(text, max(start, actor.start - 40), actor.start):
                continue
            (group.delegates if accompanied else group.principals).append(actor)
        elif actor.kind == "body":
            if not names_something_else(view, actor):
                group.bodies.append(actor)
        elif not _ABOUT_COUNTRY.search(view.scan.text, max(0, actor.start - 40), actor.start):
            group.countries.append(actor)
        last_end = actor.end
    if sent and not group.principals:  # A มอบหมายให้คณะผู้บริหาร ประกอบด้วย B และ C เข้าพบ
        group.principals, group.delegates = group.delegates, []
    if not (group.principals or group.delegates):  # เลขานุการรัฐมนตรีและโฆษกกระทรวง เข้าร่วมงาน: nobody else does
        group.principals = [m for m in spokesmen if _holds_more(m) and not REPORTS.search(text, m.end, end)]
    return group


# รัฐบาลภายใต้การนำของ X, ตามนโยบายของ X: he is not there
_POLICY_OF = re.compile(
    r"(?:ภายใต้การ(?:นำ|กำกับดูแล|กำกับ|บริหาร)|(?:ตาม|จาก)(?:นโยบาย|ข้อสั่งการ|แนวทาง|แนวนโยบาย|ดำริ|บัญชา)|สนองนโยบาย)(?:ของ)?(?:ท่าน)? ?$"
)

# อพยพคนไทยออกจากอิสราเอล, ผู้หนีภัยการสู้รบจากเมียนมา, ส่งออกไปจีน, ชายแดนไทย-กัมพูชา: no one speaks for the country
_ABOUT_COUNTRY = re.compile(
    r"(?:ออกจาก|(?:หนีภัย|ลี้ภัย)[ก-๙]{0,20}จาก|(?:ส่งออก|นำเข้า)[ก-๙]{0,8}|ชายแดนไทย ?[-–] ?|โครงการ[^\n]{0,20}[-–] ?|ตลาด|สถานการณ์[ก-๙]{0,8}|(?:คนไทย|แรงงานไทย|คนงานไทย)[ก-๙]{0,6}ใน)(?:ประเทศ)?$"
)


# อนุสัญญาสหประชาชาติ, เขตเศรษฐกิจเอเปค, การประชุมรัฐมนตรีอาเซียน: what an organisation's name tells the kind of
_KIND_BEFORE = re.compile(
    r"(?:ประชุม(?:รัฐมนตรี|สุดยอด|ผู้นำ|ระดับ|เจ้าหน้าที่)?[ก-๙]{0,30}|สมาชิก|ภูมิภาค|กรอบ|เขตเศรษฐกิจ|อนุสัญญา|สนธิสัญญา|แม่แบบ|โครงการ|ประชาคม) ?$"
)
_GOES_ON_AS_A_NAME = re.compile(
    r" ?[-–] ?[A-Zก-๙]|พารา|เกมส์|คัพ|ซัมมิต|พลัส|บวก| (?:Con|Sum|For|Green|Fra)[a-z]+|ว่าด้วย|ด้าน"
)


def names_something_else(view: View, actor: ActorMention) -> bool:
    """Is the international organisation only a word within the name of a meeting, a treaty or a region?"""
    if not (isinstance(actor.actor, BodyFound) and is_international(actor.actor)):
        return False
    text = view.scan.text
    return (
        _KIND_BEFORE.search(text, max(0, actor.start - 50), actor.start) is not None
        or _GOES_ON_AS_A_NAME.match(text, actor.end) is not None
    )


def speaks_for_others(actor: ActorMention) -> bool:
    """A spokesperson reports; he is no side of the talks."""
    posts = actor.actor.posts if isinstance(actor.actor, PersonFound) else [actor.post] if actor.post else []
    return any(p and ("โฆษก" in p.text[:12] or "pokes" in p.text) for p in posts)


def _holds_more(actor: ActorMention) -> bool:
    """Does the spokesperson hold another post too?"""
    posts = actor.actor.posts if isinstance(actor.actor, PersonFound) else []
    return any("โฆษก" not in p.text for p in posts)


def narrator_cut(view: View, sentence: Sentence, trigger: Trigger) -> int:
    """Where the telling begins: after โฆษก… เปิดเผยว่า, when someone else stands between it and the trigger."""
    text = view.scan.text
    start = sentence.start
    for m in REPORTS.finditer(text, sentence.start, trigger.start):
        if re.match(
            r" ?(?:(?:ใน)?(?:เมื่อ|ระหว่าง)?วันที่[\s\S]{3,40}?)?(?:ตน|(?:ได้)?นำคณะ)| ?(?:วันนี้ ?)?(?:(?:ภาย)?หลัง(?:จาก)?(?:ที่)?)?(?:ได้)?(?:รับมอบหมาย|เป็นประธาน|เข้าร่วม|อนุญาตให้|ให้การต้อนรับ|ต้อนรับ)| ?(?:ถึง)?(?:ผล)?(?:ภาย)?(?:หลัง)?(?:จาก)?(?:เสร็จสิ้น)?การ(?:ได้)?(?:พบ)?(?:ปะ)?(?:และ)?หารือ| ?(?:ภาย)?หลัง(?:จาก)?(?:ที่)?(?:ได้)?(?:เดินทาง|นำ|หารือ|เข้าพบ|พบ|ร่วม|ลงนาม|เยือน|(?:การ)?(?:ร่วม)?เป็นสักขีพยาน)",
            text[m.end() : m.end() + 50],
        ):
            continue
        if view.actors_in(m.end(), trigger.start, ("person", "post", "body")):
            start = m.end()
    return start


def same_actor(a: Actor, b: Actor) -> bool:
    """Are two actors one: the same person, body, post or country?"""
    if isinstance(a, str) or isinstance(b, str):
        return a == b
    return a is b


def unique_actors(mentions: list[ActorMention]) -> list[ActorMention]:
    """The first mention of each actor, in order."""
    first: dict[str | int, ActorMention] = {}
    for m in mentions:
        first.setdefault(m.actor if isinstance(m.actor, str) else id(m.actor), m)
    return list(first.values())


def build_part(view: View, m: ActorMention, role: str, rule: str) -> Part:
    """The participant that a mention makes in a role; ``rule`` says how it was found."""
    capacity = m.post.text if m.post is not None else ""
    if not capacity and isinstance(m.actor, PersonFound) and m.actor.posts:
        capacity = m.actor.posts[0].text
    side = view.country_of(m.actor) or (m.post.country if m.post is not None else "")
    abroad = (
        m.post is not None
        and m.kind == "post"
        and (is_international_org(view, m.post.org) or is_abroad(view, m.post.org))
    )
    return Part(m.actor, role, m.start, m.end, side, capacity, rule, abroad=abroad)


def side_of(view: View, m: ActorMention) -> str:
    """The side a mention stands on, as a country code, or ""."""
    if m.post is not None and m.kind == "post":
        return m.post.country
    return view.country_of(m.actor)


BOTH = re.compile(r"(?:ผู้นำ|รัฐมนตรี|นายกรัฐมนตรี|ฝ่าย|ประธานาธิบดี)(?:ของ)?(?:ทั้งสอง|ทั้ง 2)|ทั้งสองฝ่าย|ทั้งสองท่าน")


def principals_so_far(view: View, position: int) -> list[ActorMention]:
    """The two persons of opposite sides last named before a place: whom ผู้นำทั้งสอง means."""
    out: list[ActorMention] = []
    for actor in reversed(
        [a for a in view.actors if a.end <= position and a.kind == "person" and not speaks_for_others(a)]
    ):
        if any(same_actor(actor.actor, o.actor) for o in out):
            continue
        if not out or side_of(view, actor) != side_of(view, out[0]):
            out.append(actor)
        if len(out) == 2:
            break
    return sorted(out, key=lambda a: a.start)


def count_days(a: str, b: str) -> int:
    """Days from a to b; a large number when either is not precise to the day."""
    if len(a) != 10 or len(b) != 10:
        return 9999
    return (datetime.date.fromisoformat(b) - datetime.date.fromisoformat(a)).days


def find_lead(view: View, focal: list[ActivityFound], trip: ActivityFound | None) -> list[ActorMention]:
    """Whose day the item tells: the traveller, else Thailand's first person of the news. Sentences without a subject are his."""
    if trip is not None and trip.type == "visit":
        return [
            ActorMention(p.start, p.end, p.actor, "person") for p in trip.participants if p.role == "guest"
        ]
    ours = [p for a in focal if a.focal for p in a.participants if p.side == "TH" and p.role != "delegate"]
    for kind in ("person", "post"):  # an office alone only where the news names nobody
        for part in ours:
            mentions = view.actors_in(part.start, part.end, (kind,))
            if mentions and same_actor(mentions[0].actor, part.actor):
                return mentions[:1]
    return []


def has_foreigners(view: View) -> bool:
    """Does any foreign official or officer of an international organisation stand in the article, or missions in its
    first part?"""
    for person in view.people:
        for post in person.posts:
            if (post.country not in ("", "TH") and not post.former) or is_international_org(view, post.org):
                return True
    head = view.scan.text[: view.scan.article.body_start + 1200]
    return (
        re.search(
            r"คณะทูต(?:านุทูต)?[^\n]{0,40}(?:เข้าร่วม|ร่วมงาน|ร่วมพิธี)|สถานเอกอัครราชทูต[^\n]{0,40}ประเทศต่าง|สถานทูตต่าง",
            head,
        )
        is not None
    )


def core_of(activity: ActivityFound) -> list[Part]:
    """The participants who are neither delegates nor witnesses."""
    return [p for p in activity.participants if p.role not in ("delegate", "witness")]


def overlap(a: ActivityFound, b: ActivityFound) -> bool:
    """Do two activities share a main participant?"""
    return any(same_actor(p.actor, q.actor) for p in core_of(a) for q in core_of(b))


_LATIN = re.compile("[A-Za-z]{2}[a-z]")


def is_strange_firm(part: Part) -> bool:
    """Is the participant a company that nothing tells the country of, with a name in Latin letters?"""
    return (
        isinstance(part.actor, BodyFound)
        and part.actor.kind == "company"
        and not part.side
        and _LATIN.search(part.actor.name) is not None
    )


LEADS_STATE = re.compile(
    r"นายกรัฐมนตรี|ประธานาธิบดี|ประธานประเทศ|ประธาน[ก-๙ ]{0,12}สภา|ประธานรัฐสภา|พระบาทสมเด็จ|สมเด็จพระ|พระราชาธิบดี"
)


def _other_office(bare: Part, named: Part) -> bool:
    """Is the first an office alone that the second, a person with his posts, does not hold?"""
    if not (isinstance(bare.actor, str) and LEADS_STATE.match(bare.actor.removeprefix("post:"))):
        return False
    if not isinstance(named.actor, PersonFound):
        return False
    if not named.actor.posts:
        return "ราชาธิบดี" in bare.actor
    return not any(post.text[:6] == bare.actor[5:11] for post in named.actor.posts)


def _may_be_another(actor: Actor) -> bool:
    """May a bare post, a country or a body stand for somebody named elsewhere? A king's style stands for him alone."""
    return isinstance(actor, BodyFound) or (
        isinstance(actor, str) and not actor.startswith(("post:พระบาท", "post:สมเด็จ"))
    )


_STATE_OFFICE = re.compile(
    "รัฐมนตรี|ประธานาธิบดี|ราชาธิบดี|เอกอัครราชทูต|สภาแห่งชาติ|รัฐสภา|ผู้บริหารสูงสุด|Minister|President of|Ambassador"
)


def _is_firm_beside_office(firm: Part, other: Part) -> bool:
    """Is the first a company, and the second who holds an office of state?"""
    if not (isinstance(firm.actor, BodyFound) and firm.actor.kind == "company"):
        return False
    posts = [post.text for post in other.actor.posts] if isinstance(other.actor, PersonFound) else []
    return any(map(_STATE_OFFICE.search, posts or [str(other.actor)]))


def same_sides(a: ActivityFound, b: ActivityFound) -> bool:
    """Do two mentions of talks mean the same two sides? A post without a name may stand for a named person of its side."""
    common = [p for p in core_of(a) if any(same_actor(p.actor, q.actor) for q in core_of(b))]
    if len(common) >= 2:
        return True
    left = [p for p in core_of(a) if not any(same_actor(p.actor, q.actor) for q in core_of(b))]
    right = [p for p in core_of(b) if not any(same_actor(p.actor, q.actor) for q in core_of(a))]
    if not left or not right:
        return bool(common) or not core_of(a) or not core_of(b)
    vague = any(all(_may_be_another(p.actor) for p in parts) for parts in (left, right))
    sides = {p.side for p in left} & {p.side for p in right}
    strangers = [{p.side for p in parts} - {"", "TH"} for parts in (left, right)]
    if all(strangers) and not sides:
        return False  # of two other countries
    if all(isinstance(p.actor, BodyFound) and not is_international(p.actor) for p in [*left, *right]):
        return False  # two companies
    if any(_other_office(p, q) or _other_office(q, p) for p in left for q in right):
        return False  # the king and the minister
    if any(_is_firm_beside_office(p, q) or _is_firm_beside_office(q, p) for p in left for q in right):
        return False  # the company and the minister
    return vague and (bool(common) or bool(sides - {"", "TH"}))


ANNOUNCES_SIGNING = re.compile(r"ลงนาม|MO[Uu]|เอ็มโอยู")  # of a headline
TALKS = ("courtesy_call", "bilateral_meeting", "call")
GATHERINGS = ("ceremony", "multilateral_meeting")
PREPARED = "prepared-meeting"  # the rule of a meeting that is spoken of where it is prepared


def put_day(activity: ActivityFound, day: DateMention) -> None:
    """Give an activity its date, and where the text tells it."""
    activity.date = day.date
    activity.end_date = day.end_date if day.end_date != day.date else ""
    activity.where["date"] = (day.start, day.end, "date-" + day.rule)


def fill_gaps(activity: ActivityFound, other: ActivityFound, properties: tuple[str, ...]) -> None:
    """Give an activity what it lacks and another telling of it has."""
    for prop in properties:
        if not getattr(activity, prop) and getattr(other, prop):
            setattr(activity, prop, getattr(other, prop))
            if prop in other.where:
                activity.where[prop] = other.where[prop]


def forget(activity: ActivityFound, *properties: str) -> None:
    """Take from an activity what was read for it, and where."""
    for prop in properties:
        setattr(activity, prop, "")
        activity.where.pop(prop, None)


# AWARDS UNFPA|, Thailand 2024; not …, Mr. A
LATIN_COMMA = re.compile(r"(?<=[A-Za-z]), ?(?!Mr|Ms|Dr|Prof|H\.E|Miss)[A-Z][A-Za-z]+")
SENTENCE_ENDS = re.compile(
    r"(?<=[a-z0-9)][a-z0-9)])\. (?=[A-Z])"
)  # of an English name: … Summit (Retreat). The …


BRACKET = re.compile(r"\([^()\n]{1,80}\)")

_CLOSES = {"“": '”"', '"': '"”', "‘": "’'"}


def find_closing(text: str, at: int, limit: int) -> int:
    """Where the quotation that opens at ``at`` is closed before ``limit``, or -1."""
    closing = (text.find(quote, at + 1, limit) for quote in _CLOSES[text[at]])
    return min((c for c in closing if c >= 0), default=-1)


def is_abroad(view: View, org: str) -> bool:
    """Is the body of this name one of another country?"""
    return any(b.country not in ("", "TH") for b in view.bodies if org and org in (b.name, *b.aliases))


def is_international_org(view: View, org: str) -> bool:
    """Is the body of this name an international organisation?"""
    return any(is_international(b) for b in view.bodies if org and org in (b.name, *b.aliases))


def is_own_meeting(view: View, name: str) -> bool:
    """การประชุมคณะกรรมการประชาคมอาเซียนกระทรวงมหาดไทย: does the name tell of a meeting of a Thai ministry's own?"""
    return any(
        b.country == "TH"
        and b.kind in ("ministry", "department")
        and b.name in name
        and re.search(rf"(?<!ว่าการ){re.escape(b.name)}(?: ?ครั้งที่.*)?$", name)
        for b in view.bodies
    )
