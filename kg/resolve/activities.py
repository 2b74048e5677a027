"""Which reports are of one activity: the same kind on the same date with the same principals."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from kg.lexicon import GROUPS, are_two_rites
from kg.model import Activity, Label, Participation, Unresolved, build_key
from kg.resolve.blocks import Comparer, compare_here, iter_pairs
from kg.resolve.bodies import find_code
from kg.resolve.cluster import Clusters, Link
from kg.resolve.decisions import Decisions
from kg.resolve.knowledge import Knowledge, build_style_key
from kg.resolve.mentions import ActivitySaid, PartSaid, PersonSaid, Said, order_of
from kg.resolve.names import (
    build_name_key,
    build_text_key,
    find_consonants,
    find_language,
    find_likeness,
    find_name_likeness,
    fold_digits,
    is_latin,
    split_name,
)
from kg.resolve.posts import Office, parse_office
from kg.resolve.tenures import Calendar, parse_day

_TWO_SIDED = {"courtesy_call", "bilateral_meeting", "call"}
_GROUP = {"courtesy_call": "talks", "bilateral_meeting": "talks"}
_RANK = ("host", "chair", "co_chair", "guest", "signatory", "speaker", "witness", "participant", "delegate")
_BYSTANDERS = {"delegate", "witness"}
_INSTANCE = re.compile(r"(?:ครั้งที่|สมัยที่)\s*\d+|\b\d+(?:st|nd|rd|th)\b|(?:19|20|25)\d\d", re.IGNORECASE)
_NUMBER = re.compile(r"(?:ครั้งที่|สมัยที่|ประจำปี|ปี(?=\d))")
_PROPER = re.compile(r"(?:การ)?ประชุม|งาน|เวที|พิธี|สัมมนา|การ|วัน|เทศกาล|โครงการ|[A-Z“\"0-9]")
_WITH_NAME = re.compile(r"^(?P<head>รมว|รมช|รมต|รัฐมนตรี|นายกฯ|รองนายกฯ|ปลัดฯ)\.?\s*(?P<name>[ก-ฮเ-ไ][ก-๎]{2,})$")
# who comes for a body or a country, and what each member of an international body has: no post of one person
_SENT = re.compile(
    r"(?:หัวหน้า)?(?:คณะ)?(?:ผู้แทน(?!การค้า|ทางการค้า|พิเศษ|ถาวร|ระดับ|ประจำ)|ผู้เชี่ยวชาญ|เจ้าหน้าที่)(?:ระดับสูง)?(?:จาก|ของ|แห่ง)?\s*"
)
_MEMBERS = re.compile(r"(?:รัฐมนตรี(?!ว่าการ|ช่วย)|ผู้นำ|ผู้ว่าการธนาคารกลาง|เจ้าหน้าที่อาวุโส|ผู้บัญชาการ|รมว\.|รมต\.)")
_MISSION = re.compile(r"(?:สถานเอกอัครราชทูต|สถานทูต|สถานกงสุลใหญ่)")
_OF_GATHERINGS = re.compile(
    r"(?:เข้าร่วม|เข้า)?(?:การ)?ประชุม|ครั้งที่\d+|สมัยที่\d+|ประจำปี|ระดับ|และที่เกี่ยวข้อง|อย่างเป็นทางการ"
)
_PARTNER = (
    r"ญี่ปุ่น|จีน|เกาหลี|อินเดีย|ออสเตรเลีย|นิวซีแลนด์|แคนาดา|รัสเซีย|สหรัฐ|อังกฤษ|สหราชอาณาจักร|สหภาพยุโรป|ยุโรป|ฮ่องกง|"
    r"สหประชาชาติ|บวก(?:หนึ่ง|สาม)?|plus|\+\d?"
)
_LEVEL = r"ไม่เป็นทางการ|ผู้นำ|รัฐมนตรี|เจ้าหน้าที่|สมัยพิเศษ|เต็มคณะ|retreat|ภาคธุรกิจ|เยาวชน|รัฐสภา"
_PARTNERS = re.compile(f"{_PARTNER}|{_LEVEL}")
_DIALOGUE = re.compile(rf"(?:อาเซียน|asean)(?:กับ|และ)?({_PARTNER})")  # with whom ASEAN meets
_JOINT = re.compile(r"และ(?=ปลัดกระทรวง|เอกอัครราชทูต|อธิบดี|รัฐมนตรีว่าการ|รมว|ผู้ว่าการ|ผู้ว่าราชการ)")
_IN_THAI = (
    ("asean", "อาเซียน"),
    ("apec", "เอเปค"),
    ("bimstec", "บิมสเทค"),
    ("ความริเริ่มแห่งอ่าวเบงกอลสำหรับความร่วมมือหลากหลายสาขาทางวิชาการและเศรษฐกิจ", "บิมสเทค"),
    ("brics", "บริกส์"),
    ("นายกรัฐมนตรี", ""),
    ("รมว.", "รัฐมนตรี"),
    ("escap", "เอสแคป"),
    ("adb", "ธนาคารพัฒนาเอเชีย"),
    ("wha", "สมัชชาอนามัยโลก"),
    ("คณะกรรมาธิการเศรษฐกิจและสังคมแห่งสหประชาชาติสำหรับเอเชียและแปซิฟิก", "เอสแคป"),
    ("unga", "สมัชชาสหประชาชาติ"),
    ("unfss", "ระบบอาหารโลก"),
    ("food systems", "ระบบอาหารโลก"),
    ("summit", "สุดยอด"),
    ("leaders", "ผู้นำ"),
    ("japan", "ญี่ปุ่น"),
    ("china", "จีน"),
    ("korea", "เกาหลี"),
    ("australia", "ออสเตรเลีย"),
    ("india", "อินเดีย"),
    ("plus three", "บวกสาม"),
    ("u.s.", "สหรัฐ"),
    ("european union", "สหภาพยุโรป"),
    ("plenary", "เต็มคณะ"),
    ("retreat", "ไม่เป็นทางการ"),
)
_SUMMIT = re.compile(r"สุดยอด|ผู้นำ")
_OF_OTHERS = re.compile(
    r"ceo|business|investment|university|มหาวิทยาลัย|youth|parliament|vice president|รองประธานาธิบดี|"
    r"ผู้ประกอบการ|สตาร์ทอัพ|start-?up|"
    r"รัฐมนตรี|เจ้าหน้าที่|ภาคธุรกิจ|ธุรกิจ|เยาวชน|รัฐสภา|ภาคเอกชน|สตรี|คู่สมรส|อาหารค่ำ|อาหารกลางวัน|หารือระหว่าง"
)
_UNION = re.compile(
    r"เอสแคป|อาเซียน|เอเปค|บิมสเทค|บริกส์|ระบบอาหารโลก|แม่น้ำโขง|สหประชาชาติ|แอคเมคส์|acmecs|เอเชียตะวันออก|acd|สหภาพยุโรป|gcc|"
    r"ธนาคารพัฒนาเอเชีย|สมัชชาอนามัยโลก"
)
_PARTNER_WORD = re.compile(_PARTNER)
_PREPARES = re.compile(r"ประชุม(?:คณะ\S{0,12})?เตรียม|prepsom|perpsom|preparatory")
_WEEK = re.compile(r"สัปดาห์|week|aelw")
_SESSION = re.compile(r"ไม่เป็นทางการ|เต็มคณะ|เปิดการประชุม|ปิดการประชุม")
# names in Latin letters inside a name, and abbreviations with the number that stands by them
_PHRASE = re.compile(r"[A-Za-z][A-Za-z0-9'’&.:,/ -]*[A-Za-z0-9]")
_LETTERS = re.compile(r"(?<![A-Za-z])(?:[A-Z][A-Za-z]?[A-Z]+[A-Za-z]*(?:-[A-Z]+)*)(?:[ -]?\d+)?(?![A-Za-z])")
_COMMON_LETTERS = {
    "asean",
    "apec",
    "mou",
    "mous",
    "ceo",
    "sme",
    "smes",
    "msmes",
    "covid",
    "sdgs",
    "ict",
    "bcg",
    "usa",
    "fta",
    "aec",
}
_ORDINAL = re.compile(
    r"(?:ครั้งที่|สมัยที่)\s*(\d+)(?:\s*(?:[-–/,]|และ|ถึง)\s*(\d{1,3})(?!\d|\s*[ก-ฮ]{1,2}\.))?|"
    r"(\d+)(?:st|nd|rd|th)(?![a-z]| session of)"
)
_MORE = re.compile(
    r"(?<=.{12})(?:(?<=[\da-z])\s*ที่(?:ประเทศ|สหรัฐ|กรุง|นคร|เมือง)|(?<=\d)\s*การประชุม|และการประชุม(?:อื่น|ที่|สุดยอดที่|ต่าง)|และกิจกรรม|รวมถึง|ตลอดจน|และต่อด้วย|ในครั้งนี้)"
)  # what else there is
# when it is, at the end of a name
_DAY = re.compile(
    r"\s*(?:ระหว่าง|ใน|เมื่อ)?\s*(?:วัน\S*ที่\s*)?\d{1,2}(?:\s*[-–]\s*\d{1,2})?\s*"
    r"(?:(?:ม\.?ค|ก\.?พ|มี\.?ค|เม\.?ย|พ\.?ค|มิ\.?ย|ก\.?ค|ส\.?ค|ก\.?ย|ต\.?ค|พ\.?ย|ธ\.?ค)\.|[ก-๎]{3,7}(?:คม|ยน|พันธ์)).*$|\s*ในวันนี้$"
)
# what happens beside a gathering
_ASIDE = re.compile(
    r"dinner|luncheon|reception|เลี้ยง|แถลงข่าว|คู่ขนาน|sideevent|เตรียม|roundtable|โต๊ะกลม|นิทรรศการ"
)
_BEGINS_ASIDE = re.compile(rf"^(?:การ|งาน)?(?:ประชุม)?(?:{_ASIDE.pattern})")
# rules that do not put together what is told of two venues, however many reports stand between
_WITH_A_COUNTRY = "same principal, same other side, same date"
_WEAK = (_WITH_A_COUNTRY, "same persons and date")
_HALL = re.compile(r"ตึก\s*([ก-๎]{4})")  # by how its name begins
_LONG_BEFORE = 400  # days: so long before it is told or held by another report, it is another one
_NATIONAL_DAY = re.compile(r"วันชาติ|วันคล้ายวันพระราชสมภพ|วันเฉลิมพระชนมพรรษา|วันเอกราช|national\s?day")
_BANQUET = re.compile(r"เลี้ยง(?:อาหาร|ต้อนรับ|รับรอง)")
_BARE_TITLE = re.compile(
    r"(?:รอง)?(?:นายกรัฐมนตรี|ประธานาธิบดี)|(?:ผู้ช่วย)?รัฐมนตรี(?:ช่วย)?(?:ว่าการ)?|เอกอัครราชทูต|กงสุลใหญ่|อุปทูต|ผู้ว่าการ|อธิบดี|"
    r"ปลัดกระทรวง|เลขาธิการ|ประธาน(?:รัฐสภา|สภา)?|ผู้อำนวยการ(?:ใหญ่)?|ผู้ว่าราชการจังหวัด|ผู้แทนการค้าไทย|President|Minister|Ambassador"
)


def _has_style(key: str, style: str) -> bool:
    """Does a royal style stand in a text, and not a longer one of somebody else (พระบรมราชินีนาถ)?"""
    at = key.find(style)
    return at >= 0 and not key.startswith(("นาถ", "ใน"), at + len(style))


_CUT_OFF = re.compile(r"^รัฐมนตรี(?:ของ|ด้าน)$")  # รัฐมนตรีของแต่ละกระทรวง
_WITH_DELEGATION = re.compile(r"และคณะ(?:ผู้แทน)?$")
_MINISTERS_ALONE = re.compile(r"(?:ผู้ช่วย)?รัฐมนตรี(?:ช่วย)?|[Mm]inisters?")
_ENVOY = re.compile(r"เอกอัครราชทูต|อุปทูต|กงสุลใหญ่|ทูต|Ambassador")
_UNION_OF_STATES = re.compile(r"สหภาพยุโรป|อียู|EU|European Union|อาเซียน|ASEAN|สหประชาชาติ")
_OF_A_COUNTRY = re.compile(r"ประธานาธิบดี|President|ประธานประเทศ|สมเด็จพระราชาธิบดี")
# what a sentence goes on to say after a minister's title without a ministry
_RUN_ON = re.compile(r"(?<=^รัฐมนตรี)(?:\s*(?:เดินทาง|แจ้ง|ยัง|ที่$|ของ$|ด้าน$|และ|ได้|จะ).*)$|(?<=^รมต\.)\s*และ.*$")
_HEADS_OF = {
    "รมว": ("รัฐมนตรีว่าการ",),
    "รมช": ("รัฐมนตรีช่วยว่าการ",),
    "รมต": ("รัฐมนตรี",),
    "รัฐมนตรี": ("รัฐมนตรี",),
    "นายกฯ": ("นายกรัฐมนตรี",),
    "รองนายกฯ": ("รองนายกรัฐมนตรี",),
    "ปลัดฯ": ("ปลัดกระทรวง",),
}


@dataclass(slots=True)
class Part:
    """A participation of one article after resolution of its actor."""

    actor: str
    role: str
    side: str
    capacity: str
    claim: str
    inferred: bool = False
    reason: str = ""
    person_country: str = ""
    posts: frozenset[str] = frozenset()
    single: frozenset[str] = frozenset()  # those of them that one person holds at a time
    name: str = ""  # the person's name as this article writes it
    bodies: frozenset[str] = frozenset()  # the bodies that the person speaks for


@dataclass(slots=True)
class _Seen:
    """One article's activity with resolved actors."""

    said: ActivitySaid
    type: str
    day: int | None
    end: int | None
    parts: list[Part]
    names: set[str]
    agreements: set[str] = field(default_factory=set)
    brands: frozenset[str] = frozenset()  # what the name holds in Latin letters
    letters: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()  # which of a row of meetings it is
    nations: frozenset[str] = frozenset()  # whose national day it is

    def principals(self) -> dict[str, Part]:
        """The actors that are no bystanders, by id."""
        return {p.actor: p for p in self.parts if p.role not in _BYSTANDERS}


@dataclass(frozen=True, slots=True)
class Doings:
    """The activities found, who took part, and what stayed open. ``ids`` maps mention keys to activity
    ids, ``own_ids`` to what each report's id would be by itself."""

    activities: tuple[Activity, ...]
    participations: tuple[Participation, ...]
    unresolved: tuple[Unresolved, ...]
    ids: Mapping[str, str]
    own_ids: Mapping[str, str]
    offices: Mapping[str, Office]
    office_claims: Mapping[str, tuple[str, ...]]
    office_texts: Mapping[str, tuple[str, ...]]
    links: tuple[Link, ...]
    doubts: tuple[Link, ...]


class ActorFinder:
    """Turns an actor as an article gives it into an id, by persons, bodies, countries, and who held a
    post then."""

    def __init__(
        self,
        said: Said,
        persons: Mapping[str, str],
        bodies: Mapping[str, str],
        calendar: Calendar,
        countries: Mapping[str, str],
        known: Knowledge,
    ) -> None:
        self.said, self.persons, self.bodies = said, persons, bodies
        self.calendar, self.countries, self.known = calendar, countries, known
        self.offices: dict[str, Office] = {}
        self.claims: dict[str, set[str]] = defaultdict(set)
        self.texts: dict[str, Counter[str]] = defaultdict(Counter)
        self.unresolved: list[Unresolved] = []
        self._in_article: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._posts_of: dict[str, frozenset[str]] = {}
        self._single_of: dict[str, frozenset[str]] = {}
        self._full_names: dict[str, set[str]] = defaultdict(set)
        self._given_names: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self._royals: dict[str, set[str]] = defaultdict(set)
        self._leads_in: dict[str, set[str]] = defaultdict(set)
        for activity in said.activities.values():
            if activity.focal:
                leads = [p.actor for p in activity.parts if p.role not in _BYSTANDERS and p.actor in persons]
                self._leads_in[activity.article].update(persons[p] for p in leads)
        self._people_in: dict[str, list[PersonSaid]] = defaultdict(list)
        self._bodies_in: dict[tuple[str, str], str] = {}
        for key, body in sorted(said.bodies.items()):
            for name in (body.name, *body.aliases):
                self._bodies_in.setdefault((body.article, build_text_key(name)), bodies[key])
        royal = {name for _, _, name in known.styles}
        for key, person in said.persons.items():
            if person.royal and person.name in royal:
                self._royals[person.name].add(persons[key])
            self._people_in[person.article].append(person)
            for post in person.posts:
                if not post.office.former:
                    self._in_article[person.article][post.office.id].add(persons[key])
            given, family = split_name(person.name)
            if family:
                for form in (person.name, person.latin):
                    if is_latin(form):
                        self._full_names[build_name_key(form)].add(persons[key])
                for post in person.posts:
                    if not post.office.former and not post.office.acting:
                        self._given_names[build_name_key(given)].add((persons[key], post.office.id))
            self._posts_of[key] = frozenset(
                p.office.id for p in person.posts if not p.office.former and _is_telling(p.office)
            )
            self._single_of[key] = frozenset(
                p.office.id for p in person.posts if not p.office.former and p.office.single
            )

    def note_office(self, office: Office, text: str, claim: str) -> str:
        """Keep an office that an activity needs; its id."""
        self.offices.setdefault(office.id, office)
        self.claims[office.id].add(claim)
        self.texts[office.id][text] += 1
        return office.id

    def find(self, activity: ActivitySaid, part: PartSaid) -> Part | None:
        """The participation with its actor as an id; None when the actor is of a kind nobody knows."""
        capacity = ""
        if part.capacity:
            side = part.side or self._country_of(part.actor)
            office = parse_office(part.capacity, side, "", self.known)
            capacity = self.note_office(office, part.capacity, part.claim)
        found = Part(part.actor, part.role, part.side, capacity, part.claim)
        if part.actor in self.persons:
            found.actor = self.persons[part.actor]
            found.person_country = self.countries.get(found.actor, "") or part.side
            found.name = self.said.persons[part.actor].name
            found.bodies = frozenset(
                f"org/{p.office.body}" for p in self.said.persons[part.actor].posts if p.office.body
            )
            found.single = self._single_of.get(part.actor, frozenset())
            found.posts = self._posts_of.get(part.actor, frozenset()) | (
                {capacity} if capacity else frozenset()
            )
            return found
        if part.actor in self.bodies:
            found.actor = self.bodies[part.actor]
            return found
        kind, _, rest = part.actor.partition(":")
        if kind == "country" and rest:
            found.actor = f"country/{rest}"
            found.side = found.side or rest
            return found
        if kind == "code" and rest:
            found.actor = find_code(rest, self.known)
            return found
        if kind == "post" and rest:
            found.actor = self._find_sender(activity.article, rest, part.side)
            return found if found.actor else self._find_holder(activity, part, rest, found)
        self.unresolved.append(
            Unresolved(part.claim, "the actor is not described in the article", part.label or part.actor)
        )
        return None

    def _country_of(self, actor: str) -> str:
        person = self.said.persons.get(actor)
        if person:
            for post in person.posts:
                if post.office.country:
                    return post.office.country
        return ""

    def _find_sender(self, article: str, text: str, side: str) -> str:
        """The body or country for which somebody without a post comes (``ผู้แทนองค์การอนามัยโลก``), or whose
        members' ministers are meant (``รัฐมนตรีเศรษฐกิจอาเซียน``); "" for a post."""
        sent = _SENT.match(text)
        if sent:
            return self._find_named(article, text[sent.end() :], side)
        members = _MEMBERS.match(text)
        for start in range(members.end(), len(text) - 3) if members else ():
            body = self.known.find_body(text[start:])
            if body and body.kind == "international-organisation" and not body.country:
                return f"org/{body.id}"
        return ""

    def _find_named(self, article: str, name: str, side: str) -> str:
        here = self._bodies_in.get((article, build_text_key(name)))
        local = re.sub(r"\s*ประจำ(?:ประเทศ|ราชอาณาจักร)ไทย$", "", name)
        body = next((b for n in (name, local) for c in (side, "") if (b := self.known.find_body(n, c))), None)
        if here or body:
            return here or (f"org/{body.id}" if body else "")
        rest, code = self.known.split_country(local)
        if rest and code and (body := self.known.find_body(rest, code)):
            return f"org/{body.id}"
        return f"country/{code}" if code and (not rest or _MISSION.fullmatch(rest)) else ""

    def _find_holder(self, activity: ActivitySaid, part: PartSaid, text: str, found: Part) -> Part:
        named = (
            self._find_full_name(text)
            or self._find_royal(activity, text)
            or self._find_glossed(activity, part, text)
        )
        if named:
            found.actor, found.person_country = named, self.countries.get(named, "") or part.side
            return found
        rest = text
        alone = _WITH_DELEGATION.sub("", text)
        text = _RUN_ON.sub("", alone) or text
        ran_on = text != alone  # then it is what somebody says of a minister, and not who came
        office = parse_office(text, part.side or self._find_partner(activity, text), "", self.known)
        if not self.calendar.seen(office.id):  # two posts in a row, of which one person holds the first
            first, joined, second = _JOINT.sub("\n", text).partition("\n")
            one = (
                second if first.startswith("รอง") else first
            )  # of several deputies the one with the ministry
            office = parse_office(one, part.side, "", self.known) if joined else office
        members = activity.get("type") == "multilateral_meeting" and part.role in ("participant", "delegate")
        members = members and _MINISTERS_ALONE.fullmatch(text) is not None
        known = self._find_by_given_name(activity, text)
        if not (
            members or known or ran_on or office.body or office.former or office.accredited_to
        ) and _BARE_TITLE.fullmatch(office.title):
            told = self._find_span(activity)
            if not office.country or (office.country != "TH" and (not told or self._is_near(activity, told))):
                known = self._find_bare_title(activity.article, office)
        if known:
            office = self.calendar.offices[known[1]]
        if not office.country and office.title.startswith("รัฐมนตรีว่าการ"):
            office = self.calendar.find_only(office)
        post = self.note_office(office, text, part.claim)
        found.actor, found.posts = post, frozenset({post})
        found.side = found.side or office.country
        label = part.label or text

        def give_up(reason: str, candidates: Iterable[str] = ()) -> Part:
            self.unresolved.append(Unresolved(part.claim, reason, label, tuple(sorted(candidates))))
            return found

        if office.former:
            return give_up("a former holder, not named")
        if GROUPS.search(text) or _CUT_OFF.search(rest):
            return give_up("several people, or one of many, not named")
        if members:
            return give_up("ministers without a ministry at a gathering are those of its members")
        untold = not office.country or (office.country == "TH" and office.accredited_to in ("", "TH"))
        if (
            untold
            and not (known or office.body or _UNION_OF_STATES.search(text))
            and _ENVOY.fullmatch(office.title)
        ):
            return give_up("an envoy of a country that is not told")
        here = self._in_article[activity.article].get(post, set())
        if len(here) > 1 and not office.single:  # the article means the one whom its news is about
            here = (here & self._leads_in[activity.article]) or here
        span = self._find_span(activity)
        if span is None and not activity.get("date") and (day := parse_day(activity.published)) is not None:
            # the article means the one whom it names; else the holder of these months, if there is one
            lasting = self.calendar.find_holder(post, day, day)[0]
            ago = 180 if activity.focal else _LONG_BEFORE
            if (
                known
                or len(here) == 1
                or (office.single and lasting and self._held_before(post, lasting, day - ago))
            ):
                span = (day, day)
        if span is None:
            return give_up("the activity has no date to tell the holder by", self.calendar_persons(post))
        low, high = span
        holder: str
        rivals: tuple[str, ...]
        if known:
            holder, rivals = known[0], ()
        elif len(here) == 1 and self._is_near(activity, span):
            holder, rivals = next(iter(here)), ()
        else:
            holder, rivals = self.calendar.find_holder(post, low, high)
            then = parse_day(activity.published)
            if not holder and len(rivals) < 2 and then is not None and then < high:
                # who is to come is who held the post when that was told
                holder, rivals = self.calendar.find_holder(post, then, then)
            if not holder and not self.calendar.seen(post):
                post, holder, rivals = self._find_kin(office, low, high)
        if not holder:
            return give_up(
                "several holders are observed around this date"
                if len(rivals) > 1
                else (
                    "nobody is observed in this post"
                    if not rivals
                    else "the holder is not observed near this date"
                ),
                rivals,
            )
        tenure = self.calendar.find_tenure(post, holder, low)
        if not tenure:
            return give_up("the holder is not observed near this date", (holder,))
        found.actor, found.inferred, found.reason = holder, True, tenure
        found.capacity = found.capacity or post
        found.person_country = self.countries.get(holder, "") or office.country
        return found

    @staticmethod
    def _find_partner(activity: ActivitySaid, text: str) -> str:
        """The country that a head of state without one must be of: the only one but Thailand in the activity;
        "" otherwise."""
        if not _OF_A_COUNTRY.fullmatch(text):
            return ""
        sides = {p.side for p in activity.parts} | {activity.get("country")}
        return others.pop() if len(others := sides - {"", "TH"}) == 1 else ""

    def _held_before(self, post: str, holder: str, day: int) -> bool:
        """True when the holder held the post on an earlier day as well."""
        return self.calendar.find_holder(post, day, day)[0] == holder

    def _find_kin(self, office: Office, low: int, high: int) -> tuple[str, str, tuple[str, ...]]:
        """``(post, person, rivals)`` by the posts of which this one may be a short or other name."""
        found = {kin: self.calendar.find_holder(kin, low, high) for kin in self.calendar.find_kin(office)}
        holders = {holder for holder, _ in found.values() if holder}
        rivals = {rival for holder, others in found.values() for rival in ({holder} if holder else others)}
        if len(holders) == 1 and rivals == holders:
            holder = next(iter(holders))
            return min(kin for kin, (person, _) in found.items() if person == holder), holder, ()
        return office.id, "", tuple(sorted(rivals))

    def _find_full_name(self, text: str) -> str:
        """The person whose full Latin name ends a post: ``Prime Minister Paetongtarn Shinawatra``."""
        words = text.split()
        if not is_latin(text) or len(words) < 3:
            return ""
        owners = self._full_names.get(build_name_key(" ".join(words[-2:])), set())
        return next(iter(owners)) if len(owners) == 1 else ""

    def _find_royal(self, activity: ActivitySaid, text: str) -> str:
        """The person for whose name a royal style stands on the day: ``สมเด็จพระเทพรัตนราชสุดาฯ``."""
        if not text.startswith(("พระ", "สมเด็จพระ")) or "และ" in text:
            return ""
        key, day = build_style_key(text), activity.get("date") or activity.published
        names = {n for style, since, n in self.known.styles if since <= day and _has_style(key, style)}
        owners = self._royals.get(names.pop(), set()) if len(names) == 1 else set()
        return next(iter(owners)) if len(owners) == 1 else ""

    def _find_glossed(self, activity: ActivitySaid, part: PartSaid, text: str) -> str:
        """The one person of a Thai article's activity, or of its side, whose post this is in English."""
        here = self._people_in[activity.article]
        if not is_latin(text) or all(is_latin(person.name) for person in here):
            return ""
        if parse_office(text, part.side, "", self.known).accredited_to:
            return ""  # an envoy is none of the others
        with_role = {p.actor for p in activity.parts if p.role == part.role}
        for group in ([p for p in here if p.key in with_role], here):
            owners = {
                self.persons[p.key]
                for p in group
                if not part.side or self.countries.get(self.persons[p.key], "") in ("", part.side)
            }
            if owners:
                return next(iter(owners)) if len(owners) == 1 else ""
        return ""

    def _find_by_given_name(self, activity: ActivitySaid, text: str) -> tuple[str, str] | None:
        """``(person, post)`` for a shortened post with a given name (``รมว.นฤมล``): the one such
        minister of the time."""
        match = _WITH_NAME.match(text)
        span = self._find_span(activity)
        if not match or span is None:
            return None
        heads = _HEADS_OF[match["head"]]
        found: dict[str, tuple[int, str]] = {}
        for person, post in self._given_names.get(build_name_key(match["name"]), ()):
            if (
                self.calendar.offices[post].title.startswith(heads)
                and self.calendar.offices[post].country == "TH"
            ):
                distance = self.calendar.find_distance(post, person, span[0])
                if distance is not None and distance <= 120:
                    found[person] = min(found.get(person, (distance, post)), (distance, post))
        if len(found) != 1:
            return None
        person, (_, post) = next(iter(found.items()))
        return person, post

    def _find_bare_title(self, article: str, office: Office) -> tuple[str, str] | None:
        """``(person, post)`` for a title alone (``ประธานาธิบดี``, ``รัฐมนตรีภูฏาน``): the one person to whom the
        article gives it with more words, or the one of them whom its news is about."""
        found = {
            (person, post)
            for post, persons in self._in_article[article].items()
            for person in persons
            if (o := self.calendar.offices.get(post))
            and o.title.startswith(office.title)
            and not o.former
            and office.country in ("", o.country)
        }
        leads = {(person, post) for person, post in found if person in self._leads_in[article]}
        if len({self.calendar.offices[post].country for _, post in found}) > 1:
            leads = set()  # of one country's and another's it is either
        for group in (found, leads):
            if len({person for person, _ in group}) == 1:
                return min(group)
        return None

    def calendar_persons(self, post: str) -> list[str]:
        """All who are observed in a post at any time."""
        return sorted({o.person for o in self.calendar.seen(post)})

    @staticmethod
    def _is_near(activity: ActivitySaid, span: tuple[int, int]) -> bool:
        day = parse_day(activity.published)
        return day is not None and min(abs(day - edge) for edge in span) <= 60

    @staticmethod
    def _find_span(activity: ActivitySaid) -> tuple[int, int] | None:
        text = activity.get("date")
        day = parse_day(text)
        if day is not None:
            return day, day
        if re.fullmatch(r"\d{4}-\d\d", text):
            first = parse_day(text + "-01")
            return (first, first + 27) if first is not None else None
        if re.fullmatch(r"\d{4}", text):
            first, told = parse_day(text + "-01-01"), parse_day(activity.published)
            held = activity.get("status") in ("", "held")
            if first is None or (held and told is not None and told < first):
                return None
            last = first + 364
            if told is not None and first < told < last:  # it was before that was told, or is to be after it
                return (first, told) if held else (told, last)
            return first, last
        if not text and (activity.focal or activity.get("status") not in ("", "held")):
            day = parse_day(activity.published)
            return (day, day) if day is not None else None
        return None


def _is_telling(office: Office) -> bool:
    """False for a title that many bear at once in one country ("Executive Director")."""
    if office.single or office.body or office.body_text:
        return True
    return bool(office.country) and office.title.startswith(("รอง", "รัฐมนตรี", "ผู้ช่วยรัฐมนตรี"))


def resolve_activities(
    said: Said, finder: ActorFinder, decisions: Decisions, compare: Comparer = compare_here
) -> Doings:
    """Group all reported activities and join their participations."""
    named_in: dict[str, set[str]] = defaultdict(set)
    for agreement in said.agreements.values():
        for _, _, signed_at, _ in agreement.statuses:
            if signed_at:
                named_in[signed_at].add(build_text_key(agreement.name))
    seen: dict[str, _Seen] = {}
    for key, activity in said.activities.items():
        if not activity.get("type"):
            continue
        parts = [p for x in activity.parts if (p := finder.find(activity, x)) is not None]
        day, end = parse_day(activity.get("date")), parse_day(activity.get("end"))
        told = [_DAY.sub("", v) or v for v, _ in activity.values.get("name", [])]
        told += [bare for v in told if len(bare := re.sub(r"\([^()]*\)?", " ", v).strip()) >= 15]
        names = {build_text_key(v).removeprefix("การ") for v in told if len(build_text_key(v)) >= 5}
        seen[key] = _Seen(
            activity, activity.get("type"), day, end if end is not None else day, parts, names, named_in[key],
            *_find_latin(activity.get("name")), _find_numbers(activity.get("name")),
            _find_nations(activity.get("name"), finder.known),
        )  # fmt: skip
    clusters = Clusters("activity", sorted(seen))
    _apply_decisions(clusters, seen, decisions)
    by_article: dict[str, list[str]] = defaultdict(list)
    for key in seen:
        by_article[key.partition("#")[0] + ("~" + key.partition("~")[2] if "~" in key else "")].append(key)
    links: list[tuple[float, str, str, str]] = []
    for members in by_article.values():
        for index, left in enumerate(members):
            for right in members[index + 1 :]:
                if _is_told_twice(seen[left], seen[right]):
                    links.append((0.98, left, right, "told twice in one article"))
                else:
                    clusters.part(left, right)
    doubts: list[Link] = []
    for left, right, score, rule in compare(_build_blocks(seen), seen, _find_pairs, _compare):
        if rule.endswith("?"):
            doubts.append(Link("activity", left, right, rule.rstrip("?"), score))
        else:
            links.append((score, left, right, rule))
    together = {clusters.find(group[0]): group for group in clusters.groups()}
    for score, left, right, rule in sorted(
        _drop_ambiguous(links, seen, doubts), key=lambda t: (-t[0], t[1], t[2], t[3])
    ):
        one, two = together[clusters.find(left)], together[clusters.find(right)]
        apart = _find_apart(rule, [seen[a] for a in one], [seen[b] for b in two])
        if apart:
            doubts.append(Link("activity", left, right, f"{rule}, {apart}", 0.6))
        elif clusters.join(left, right, rule, score) and one is not two:
            together[clusters.find(left)] = one + two
    return _build_activities(seen, clusters, finder, doubts)


def _drop_ambiguous(
    links: list[tuple[float, str, str, str]], seen: Mapping[str, _Seen], doubts: list[Link]
) -> list[tuple[float, str, str, str]]:
    """The links without those of talks with a country, told without a person of it, that could be the talks
    with one person as well as with another."""
    met: dict[str, set[str]] = defaultdict(set)
    for _, left, right, rule in links:
        if rule == _WITH_A_COUNTRY:
            for one, two in ((left, right), (right, left)):
                own = _sides(p for p in seen[one].parts if _is_person(p.actor))
                met[one] |= {
                    a for a, p in seen[two].principals().items() if _is_person(a) and _side(p) not in own
                }
    kept = []
    for score, left, right, rule in links:
        if rule == _WITH_A_COUNTRY and any(len(met[key]) > 1 for key in (left, right)):
            doubts.append(Link("activity", left, right, f"{rule}, or with another person", 0.6))
        else:
            kept.append((score, left, right, rule))
    return kept


def _find_latin(name: str) -> tuple[frozenset[str], frozenset[str]]:
    """Phrases in Latin letters, and abbreviations with their numbers, without what many names hold."""
    found = _PHRASE.findall(name)
    phrases = {build_text_key(m.replace("&", " and ")) for m in found}
    letters = {build_text_key(m) for m in _LETTERS.findall(name)}
    letters |= {"".join(re.findall(r"\b[A-Z]", m)).casefold() for m in found}  # World Food Forum: WFF
    return (
        frozenset(p for p in phrases if len(p) >= 12),
        frozenset(x for x in letters if len(x) >= 3 and x.rstrip("0123456789") not in _COMMON_LETTERS),
    )


def _find_pairs(block: tuple[str, ...], members: Mapping[str, _Seen]) -> Iterable[tuple[str, str]]:
    for left, right in iter_pairs(list(members)):
        if members[left].said.article != members[right].said.article:
            yield left, right


def _apply_decisions(clusters: Clusters, seen: Mapping[str, _Seen], decisions: Decisions) -> None:
    short = {build_key(key): key for key in seen}
    for wanted in ("different", "same"):
        for decision in decisions.pairs():
            targets = [t if t in seen else short.get(t.rpartition("-")[2], "") for t in decision.targets]
            if (
                decision.action != wanted
                or not all(targets)
                or not all(t.startswith("activity/") or "#activity/" in t for t in decision.targets)
            ):
                continue
            if wanted == "same":
                clusters.join(targets[0], targets[1], "decision")
            else:
                clusters.part(targets[0], targets[1])


def _build_blocks(seen: Mapping[str, _Seen]) -> dict[tuple[str, ...], list[str]]:
    blocks: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for key, item in seen.items():
        group = _GROUP.get(item.type, item.type)
        for name in item.names:
            if (
                group == "multilateral_meeting"
                and item.said.get("name")
                and _INSTANCE.search(item.said.get("name"))
            ):
                blocks["instance", group, name].append(key)
        if item.day is None or item.end is None:
            continue
        days = (
            range(item.day, min(item.end, item.day + 14) + 1)
            if group in ("visit", "multilateral_meeting")
            else [item.day]
        )
        for day in days:
            for name in item.names:
                blocks["name", group, name, str(day)].append(key)
            if group == "multilateral_meeting":
                for letters in item.letters:
                    blocks["letters", group, letters, str(day)].append(key)
                if item.names and item.said.get("country"):
                    blocks["country", group, item.said.get("country"), str(day)].append(key)
            heads = {p.actor: p for p in item.parts} if group == "signing" else item.principals()
            for actor, part in heads.items():
                blocks["actor", group, actor, str(day)].append(key)
                for post in part.posts:
                    blocks["actor", group, post, str(day)].append(key)
    return blocks


def _sides(parts: Iterable[Part]) -> set[str]:
    return {s for p in parts if (s := p.side or p.person_country)}


def _side(part: Part) -> str:
    return part.side or part.person_country


def _is_person(actor: str) -> bool:
    return actor.startswith("person/")


def _same_actor(left: Part, right: Part) -> bool:
    """True for one actor, holders of one post, and a body and the one who speaks for it."""
    if left.actor == right.actor:
        return True
    named = _is_person(left.actor) and _is_person(right.actor)
    if left.posts & right.posts and (not named or left.single & right.single):
        return True
    return left.actor in right.bodies or right.actor in left.bodies


def _share_beginning(left: str, right: str) -> bool:
    """True when most of the shorter name begins the longer one too, numbers included: ``…ครั้งที่ 69 (…)``."""
    length = next(
        (i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right))
    )
    if length < 20:
        return False
    return bool(re.search(r"\d\D", left[:length])) or length >= 0.85 * min(len(left), len(right))


def _share_venue(left: _Seen, right: _Seen) -> bool:
    one, two = sorted(
        (build_text_key(left.said.get("venue")), build_text_key(right.said.get("venue"))), key=len
    )
    return len(one) >= 8 and one in two


def _is_held_at(left: _Seen, right: _Seen) -> bool:
    """True when the one report's venue stands in the other's name, and it has no name itself."""
    venue = build_text_key(left.said.get("venue"))
    return not left.names and len(venue) >= 15 and any(venue in name for name in right.names)


def _differ_in_venue(left: _Seen, right: _Seen) -> bool:
    """True when both reports tell a venue and the two have hardly a piece in common."""
    pieces = []
    for item in (left, right):
        venue = build_text_key(item.said.get("venue"))
        pieces.append({venue[i : i + 6] for i in range(len(venue) - 5)})
    return all(len(x) >= 6 for x in pieces) and not pieces[0] & pieces[1]


def _find_apart(rule: str, one: list[_Seen], two: list[_Seen]) -> str:
    """What tells two sets of reports apart whatever the rule that would join them says; "" if nothing."""
    if _GROUP.get(one[0].type) == _GROUP.get(two[0].type) == "talks":
        pairs = [(a, b) for a in one for b in two]
        if any(_differ_in_hour(a, b) for a, b in pairs):
            return "two hours"
        if any(_differ_in_hall(a, b) for a, b in pairs):
            return "two halls"
        if len({x.said.get("circle") for x in (*one, *two)} - {""}) == 2:
            return "in a small and in a full circle"
    venues = rule in _WEAK and any(_differ_in_venue(a, b) for a in one for b in two)
    return "two venues" if venues else ""


def _differ_in_hall(left: _Seen, right: _Seen) -> bool:
    """True for talks that two reports set in two buildings of one seat (ตึกไทยคู่ฟ้า, ตึกสันติไมตรี)."""
    halls = [set(_HALL.findall(x.said.get("venue"))) for x in (left, right)]
    return all(halls) and not halls[0] & halls[1]


def _differ_in_hour(left: _Seen, right: _Seen) -> bool:
    """True for talks of one day that two reports tell to have been held at hours half an hour apart or more.

    Abroad whole hours may be those of the other country's clock.
    """
    hours = [x.said.get("hour") for x in (left, right) if x.said.get("status") == "held"]
    if len(hours) < 2 or not all(hours) or left.day != right.day:
        return False
    one, two = (int(hour[:2]) * 60 + int(hour[3:]) for hour in hours)
    home = {left.said.get("country"), right.said.get("country")} <= {"TH", ""}
    return abs(one - two) >= 30 and (home or abs(one - two) % 60 != 0)


def _has_plain_name(item: _Seen) -> bool:
    """False when the name is but a piece of a sentence."""
    return bool(_PROPER.match(item.said.get("name")))


def _share_name(left: _Seen, right: _Seen) -> bool:
    if left.names & right.names:
        return True
    if _differ_in_numbers(left, right):
        return False
    partners = [{p for name in x.names for p in _DIALOGUE.findall(name)} for x in (left, right)]
    if partners[0] != partners[1]:
        return False
    if any(_share_beginning(a, b) for a in left.names for b in right.names):
        return True
    return any(
        (len(a) >= 12 and len(b) >= 12 and (a in b or b in a)) or find_likeness(a, b) >= 0.9
        for a in left.names
        for b in right.names
        if re.findall(r"\d+", a) == re.findall(r"\d+", b)
    ) or any(_is_numbered(*sorted((a, b), key=len)) for a in left.names for b in right.names)


def _is_numbered(short: str, long: str) -> bool:
    """True when the longer name is the shorter one and its number or year."""
    return len(short) >= 15 and long.startswith(short) and bool(_NUMBER.match(long[len(short) :]))


def _overlap(left: _Seen, right: _Seen, slack: int = 0) -> bool:
    if left.day is None or right.day is None or left.end is None or right.end is None:
        return False
    return left.day <= right.end + slack and right.day <= left.end + slack


def _is_told_twice(left: _Seen, right: _Seen) -> bool:
    """True for talks of the same persons of two sides on the same day in one article, if it does not set them
    in two places."""
    if left.type == right.type == "multilateral_meeting":
        if _is_part_of_other(left, right):
            return False
        if _overlap(left, right, 2) and left.numbers in (frozenset(), right.numbers):
            beside = [_find_asides(_fold_name(x)) for x in (left, right)]
            alike = _share_name(left, right) or _is_same_session(left, right)
            alike = alike or bool(
                left.principals().keys() & right.principals().keys() and _share_latin(left, right)
            )
            return alike and beside[0] == beside[1]
        undated = left.day is None or right.day is None
        clear = all(_INSTANCE.search(x.said.get("name")) for x in (left, right))
        return bool(left.names & right.names) and (left.day == right.day or (undated and clear))
    persons = [{a: p for a, p in item.principals().items() if _is_person(a)} for item in (left, right)]
    if left.type == right.type == "visit":
        country = left.said.get("country")
        return (
            bool(country)
            and country == right.said.get("country")
            and persons[0].keys() == persons[1].keys()
            and bool(persons[0])
            and _overlap(left, right, 1)
        )
    if left.type == right.type == "ceremony":
        unnamed = left.day is not None and left.day == right.day and not (left.names or right.names)
        return (
            unnamed
            and len(persons[0]) >= 2
            and persons[0].keys() == persons[1].keys()
            and _share_venue(left, right)
        )
    if _GROUP.get(left.type) != "talks" or _GROUP.get(right.type) != "talks":
        return False
    if left.day is None or left.day != right.day:
        return False
    if any(
        left.said.get(name) and right.said.get(name) and left.said.get(name) != right.said.get(name)
        for name in ("venue", "city", "country", "name", "status")
    ):
        return False
    return persons[0].keys() == persons[1].keys() and len(_sides(persons[0].values())) >= 2


def _compare(left: _Seen, right: _Seen) -> tuple[float, str] | None:
    """``(score, rule)`` for two reports of different articles; a rule ending in ``?`` is a doubt, None:
    not one."""
    one, two = left.principals(), right.principals()
    common = one.keys() & two.keys()
    persons = {a for a in common if _is_person(a)}
    group = _GROUP.get(left.type, left.type)
    if (
        left.said.get("country")
        and right.said.get("country")
        and left.said.get("country") != right.said.get("country")
    ):
        far = group not in ("call", "message")
    else:
        far = False
    if group == "multilateral_meeting":
        return _compare_conferences(left, right, common, persons, far)
    if group == "visit":
        if far or not persons or not _overlap(left, right):
            return None
        guests = {
            a
            for a in persons
            if one[a].role in ("guest", "participant") and two[a].role in ("guest", "participant")
        }
        if guests and left.said.get("country") and left.said.get("country") == right.said.get("country"):
            return 0.95, "same visitor, country and dates"
        if guests and len(persons) >= 2:
            return 0.93, "same persons and dates"
        if guests and _shares_side(one, two, guests):
            return 0.9, "same visitor, other side and dates"
        return (0.6, "same visitor and dates?") if guests else None
    if left.day is None or left.day != right.day:
        return None
    if group == "ceremony":
        if left.names and right.names:
            if left.nations and right.nations:
                same = not far and bool(left.nations & right.nations)
                return (0.83, "same country's national day") if same else None
            beside = [_find_asides(_fold_name(x)) - {"นิทรรศการ"} for x in (left, right)]
            same = bool(left.names & right.names) or beside[0] == beside[1]
            meal = [
                x.said.get("rite") == "banquet" or bool(_BANQUET.search(_fold_name(x))) for x in (left, right)
            ]
            if meal[0] != meal[1]:
                return 0.5, "same name and date, one is a meal?"
            if same and _share_name(left, right) and (common or not far):
                return 0.95, "same name and date"
            vague = not (_has_plain_name(left) and _has_plain_name(right))
            if vague and len(persons) >= 2 and _share_venue(left, right):
                return 0.82, "same persons, venue and date"
            if common and not far and len(persons) >= 2 and _is_same_feast(left, right):
                return 0.82, "same participants, feast and date"
            alike = _share_latin(left, right) or (beside[0] == beside[1] and _has_like_name(left, right))
            if persons and not far and alike:
                return 0.81, "same person and date, much of the name"
            return (0.5, "same persons and date, another name?") if len(persons) >= 2 else None
        if are_two_rites(left.said.get("rite"), right.said.get("rite")):
            return 0.6, "same persons and date, another occasion?"
        if len(persons) >= 2 and not far and (not (left.names or right.names) or _share_venue(left, right)):
            welcomed = (_is_welcome(one) and _is_chaired(two)) or (_is_welcome(two) and _is_chaired(one))
            if welcomed or _differ_in_venue(left, right):
                return 0.6, "same persons and date, another occasion?"
            return 0.9, "same persons and date"
        if len(persons) >= 2 and far and len(_sides(one[a] for a in persons)) >= 2:
            return 0.82, "same persons of two sides and date, at a border"
        if persons and len(common) >= 2 and not far and _share_venue(left, right):
            return 0.88, "same participants, venue and date"
        if persons and not far and not (left.names or right.names) and _share_venue(left, right):
            return 0.82, "same person, venue and date"
        if persons and not far and (_is_held_at(left, right) or _is_held_at(right, left)):
            return 0.81, "same person and date, one's venue is in the other's name"
        return (0.5, "same person and date?") if persons else None
    if group == "signing":
        everybody = {p.actor: p for p in left.parts if p.actor in {x.actor for x in right.parts}}
        heads = [p for a, p in everybody.items() if _is_person(a)]
        if _have_other_signatories(left, right):
            return 0.5, "same persons and date, other signatories?"
        if len(heads) >= 2 and len(_sides(heads)) >= 2 and not far:
            return 0.9, "same persons of two sides and date"
        if left.agreements and right.agreements and not _alike(left.agreements, right.agreements):
            return (0.5, "same persons and date, another agreement?") if len(persons) >= 2 else None
        if len(common) >= 2 or (persons and left.agreements and right.agreements):
            return 0.92, "same signatories and date"
        rest = [
            [p for p in x.parts if p.actor not in everybody and p.role != "delegate"] for x in (left, right)
        ]
        if heads and not far and any(_same_actor(a, b) for a in rest[0] for b in rest[1]):
            return 0.86, "same person, a body and who speaks for it, same date"
        bare = [not any(p.role == "signatory" for p in x.parts) for x in (left, right)]
        venues = {x.said.get("venue") for x in (left, right)} - {""}
        others = [any(_is_person(p.actor) for p in parts) for parts in rest]
        if heads and not far and any(bare) and len(venues) < 2 and not all(others):
            return 0.8, "same person and date, one names no signatory"
        signed = {a for a in persons if one[a].role == two[a].role == "signatory"}
        if signed and not far and not _has_rivals(one, two, signed):
            return 0.82, "same signatory and date, no other signatory differs"
        either = {a for a in persons if "signatory" in (one[a].role, two[a].role)}
        if (
            either
            and not far
            and not _has_rivals(one, two, either)
            and not (left.said.focal and right.said.focal)
        ):
            return 0.81, "same person and date, no signatory differs, told as news once"
        abroad = [{p.side for p in x.parts} - {"", "TH"} for x in (left, right)]
        if all(abroad) and not abroad[0] & abroad[1]:
            return None  # one with Japan, one with Vietnam
        planned = {left.said.get("status"), right.said.get("status")} == {"planned", "held"}
        if planned and heads and not far and not _has_rivals(one, two, {p.actor for p in heads}):
            return 0.81, "same person and date, planned and held"
        return (0.5, "same signatory and date?") if persons else None
    verdict = _compare_talks(left, right, common, persons, far)
    if verdict and any(_is_joint_session(a, b) for a, b in ((left, right), (right, left))):
        return 0.7, "same principals and date, one is a numbered session?"
    if (
        verdict
        and left.names
        and right.names
        and not (_share_name(left, right) or _has_like_name(left, right) or _share_latin(left, right))
    ):
        return 0.7, "same principals and date, another name?"
    return verdict


def _is_joint_session(left: _Seen, right: _Seen) -> bool:
    """True for the numbered meeting of two cabinets or commissions beside talks that have no name."""
    return (
        bool(left.numbers)
        and _is_chaired(left.principals())
        and not right.names
        and not _is_chaired(right.principals())
    )


def _is_welcome(parts: Mapping[str, Part]) -> bool:
    return {"host", "guest"} <= {p.role for p in parts.values()}


def _is_chaired(parts: Mapping[str, Part]) -> bool:
    return bool({"chair", "co_chair"} & {p.role for p in parts.values()})


def _has_rivals(one: Mapping[str, Part], two: Mapping[str, Part], shared: set[str]) -> bool:
    """True when each report names a signatory whom the other does not."""
    extra = [
        {a for a, p in parts.items() if p.role == "signatory" and _is_person(a)} - shared
        for parts in (one, two)
    ]
    return bool(extra[0] and extra[1])


def _have_other_signatories(left: _Seen, right: _Seen) -> bool:
    """True when both reports tell who signed with whom, and nobody signed by both, for himself or a body."""
    signers = [[p for p in x.parts if p.role == "signatory"] for x in (left, right)]
    told = all(len(x) >= 2 for x in signers)
    told = told and not any(p.actor.startswith(("country/", "post/")) for x in signers for p in x)
    return told and not any(_same_actor(a, b) for a in signers[0] for b in signers[1])


def _alike(left: set[str], right: set[str]) -> bool:
    return any(
        a[:45] == b[:45] or a in b or b in a or find_likeness(a, b) >= 0.85
        for a in left
        for b in right
        if a and b
    )


def _shares_side(one: Mapping[str, Part], two: Mapping[str, Part], besides: Iterable[str]) -> bool:
    own = {_side(one[a]) for a in besides}
    return bool((_sides(one.values()) - own) & (_sides(two.values()) - own) - {""})


def _compare_talks(
    left: _Seen, right: _Seen, common: set[str], persons: set[str], far: bool
) -> tuple[float, str] | None:
    one, two = left.principals(), right.principals()
    if len(common) >= 2:
        sides = _sides(one[a] for a in common)
        if persons and (len(sides) >= 2 or len(sides) < len(common)):
            with_whom = [_sides(p for p in x.parts if _is_person(p.actor)) - sides for x in (left, right)]
            if len(sides) == 1 and bool(with_whom[0]) != bool(with_whom[1]):
                return 0.7, "same persons of one side and date, one told with another side?"
            if len(persons) >= 2 or not far:
                return 0.97, "same principals and date"
            return 0.7, "same principals and date, another country?"
        helpers = {p.actor for p in left.parts if _is_person(p.actor)} & {p.actor for p in right.parts}
        if helpers and any(a.startswith("post/") for a in common) and not far:
            return 0.83, "same post on the other side, same delegates and date"
        if left.names and right.names and not far and _share_name(left, right):
            return 0.9, "same sides, name and date"
        return (0.7, "same sides and date?")
    if not common:
        return None
    shared = next(iter(common))
    home = _side(one[shared])
    rest_one = [p for a, p in one.items() if a != shared]
    rest_two = [p for a, p in two.items() if a != shared]
    if any(_same_actor(a, b) for a in rest_one for b in rest_two):
        return (0.93, "same principal, same post on the other side, same date") if not far else None
    others_one, others_two = _sides(rest_one) - {home, ""}, _sides(rest_two) - {home, ""}
    if not persons:
        return None
    people_one = [p for p in rest_one if _is_person(p.actor) and _side(p) != home]
    people_two = [p for p in rest_two if _is_person(p.actor) and _side(p) != home]
    if others_one & others_two and _is_another_post(rest_one, rest_two, home):
        return 0.6, "same principal, same other side, another post?"
    firms = {p.actor for p in (*rest_one, *rest_two) if p.actor.startswith("org/") and _side(p) != home}
    if firms and not firms & {b for p in (*people_one, *people_two) for b in p.bodies}:
        return 0.6, "same principal, same other side, another body?"
    if others_one & others_two and not (people_one and people_two) and not far:
        if not (people_one or people_two) or _differ_in_venue(left, right):
            return 0.6, "same principal, same other side, another venue?"
        calls = [x.said.get("type") == "courtesy_call" for x in (left, right)]
        if any(calls) and any("ประชุม" in x.said.get("name") for x in (left, right)):
            return 0.6, "same principal, same other side, a call and a meeting with a name?"
        return 0.85, _WITH_A_COUNTRY
    if not others_one & others_two:
        return None
    foreign = "TH" not in others_one & others_two
    if foreign and not far and any(_sound_alike(a.name, b.name) for a in people_one for b in people_two):
        return 0.84, "same principal and date, other side's name alike"
    return 0.6, "same principal, same other side, other persons?"


def _is_another_post(one: list[Part], two: list[Part], home: str) -> bool:
    """True when the one report gives the other side by a post that the other report's people do not hold."""
    for these, those in ((one, two), (two, one)):
        posts = {p.actor for p in these if p.actor.startswith("post/") and _side(p) != home}
        held = {x for p in those if _side(p) != home for x in p.posts}
        if posts and held and not posts & held:
            return True
    return False


def _sound_alike(left: str, right: str) -> bool:
    """True for two ways to write a foreigner's name, in one script or two: enough where all else agrees."""
    if not left or not right:
        return False
    if build_name_key(left) == build_name_key(right):
        return True
    short, long = sorted((left, right), key=len)
    if " " not in short and len(short) >= 3 and long.startswith(short):  # a name that was cut short
        return True
    if is_latin(left) == is_latin(right):
        return find_name_likeness(left, right) >= (0.8 if is_latin(left) else 0.7)
    one, two = find_consonants(left), find_consonants(right)
    return min(len(one), len(two)) >= 4 and find_likeness(one, two) >= 0.6


def _has_same_days(left: _Seen, right: _Seen) -> bool:
    """True for two gatherings of several days with the same first and last day."""
    return (left.day, left.end) == (right.day, right.end) and (left.end or 0) > (left.day or 0)


def _begin_alike(left: _Seen, right: _Seen) -> bool:
    return any(a[:25] == b[:25] and len(a) >= 25 for a in left.names for b in right.names)


def _has_like_name(left: _Seen, right: _Seen) -> bool:
    """True for two names of one gathering: most of what tells it apart is in both, no numbers or partners
    differ."""
    one, two = (
        _OF_GATHERINGS.sub("", build_text_key(re.sub(r"\(.*?(?:\)|$)", "", x.said.get("name"))))
        for x in (left, right)
    )
    if min(len(one), len(two)) < 8:
        return False
    numbers = [set(re.findall(r"\d+", text)) for text in (one, two)]
    if all(numbers) and numbers[0] != numbers[1]:
        return False
    partners = [set(_PARTNERS.findall(text)) for text in (one, two)]
    pieces = [{text[i : i + 3] for i in range(len(text) - 2)} for text in (one, two)]
    return partners[0] == partners[1] and len(pieces[0] & pieces[1]) >= 0.75 * min(map(len, pieces))


def _find_numbers(name: str) -> frozenset[str]:
    """Which of a row of meetings it is: ``ครั้งที่ 5``, ``5th``, ``ครั้งที่ 44 และ 45``."""
    told = _ORDINAL.findall(fold_digits(name.casefold()))
    return frozenset(number for found in told for number in found if number)


def _find_nations(name: str, known: Knowledge) -> frozenset[str]:
    """Whose national day a name speaks of, but Thailand's."""
    key = build_text_key(name)
    if not _NATIONAL_DAY.search(key):
        return frozenset()
    names = ((code, build_text_key(text)) for code, both in known.country_names.items() for text in both)
    return frozenset(code for code, text in names if code != "TH" and len(text) >= 3 and text in key)


def _differ_in_numbers(left: _Seen, right: _Seen) -> bool:
    """True for two of a row of meetings, or one of them and what is told of two together."""
    return bool(left.numbers and right.numbers and left.numbers != right.numbers)


def _find_asides(key: str) -> set[str]:
    return {"โต๊ะกลม" if x == "roundtable" else x for x in _ASIDE.findall(key)}


def _share_latin(left: _Seen, right: _Seen) -> bool:
    """True for two names with a phrase or an abbreviation in Latin letters in common that do not differ in
    their number, partners or level."""
    phrases = any(a in b or b in a for a in left.brands for b in right.brands)
    letters = left.letters & right.letters or any(
        a.rstrip("0123456789") == b or b.rstrip("0123456789") == a
        for a in left.letters
        for b in right.letters
    )
    if not phrases and not letters:
        return False
    keys = [_fold_name(x) for x in (left, right)]
    levels = [set(_PARTNERS.findall(key)) for key in keys]
    asides = [_find_asides(key) - {"นิทรรศการ"} for key in keys]
    return (
        asides[0] == asides[1]
        and not _differ_in_numbers(left, right)
        and (
            levels[0] == levels[1]
            or any(
                not level and not _has_plain_name(x) for level, x in zip(levels, (left, right), strict=True)
            )
            or ((phrases or bool(left.numbers & right.numbers)) and not (levels[0] and levels[1]))
        )
    )


def _fold_name(item: _Seen) -> str:
    """The name with the words for bodies, partners and levels in Thai."""
    text = _MORE.split(item.said.get("name").casefold(), maxsplit=1)[0]
    for word, thai in _IN_THAI:
        text = text.replace(word, thai)
    return build_text_key(text)


def _is_same_session(left: _Seen, right: _Seen) -> bool:
    """True for two names with the same number, body, partners and level."""
    told = []
    for item in (left, right):
        key = _fold_name(item)
        told.append((item.numbers, set(_UNION.findall(key)), set(_PARTNERS.findall(key))))
    return told[0] == told[1] and bool(told[0][0]) and bool(told[0][1])


def _is_same_feast(left: _Seen, right: _Seen) -> bool:
    """True for banquets that are not two meals of one day."""
    names = [build_text_key(x.said.get("name")) for x in (left, right)]
    meals = [set(re.findall(r"กลางวัน|ค่ำ|เช้า|เย็น", name)) for name in names]
    return all(map(_BANQUET.search, names)) and not (all(meals) and meals[0] != meals[1])


def _is_part_of_other(left: _Seen, right: _Seen) -> bool:
    """True for a week of meetings and one of them, what prepares a meeting or is held beside it and it, and
    for summits of two bodies told together and one."""
    keys = [_fold_name(x) for x in (left, right)]
    if any(len({bool(word.search(key)) for key in keys}) == 2 for word in (_WEEK, _PREPARES)):
        return True
    if any(_BEGINS_ASIDE.match(a) and not _find_asides(b) for a, b in (keys, keys[::-1])):
        return True
    few, many = sorted((set(_UNION.findall(key)) for key in keys), key=len)
    joined = any("และ" in key for key in keys if set(_UNION.findall(key)) == many)
    return bool(few) and few < many and joined


def _is_same_summit(left: _Seen, right: _Seen) -> bool:
    """True for meetings of the leaders of the same bodies and partners, in whatever words: one in a day."""
    told, summits = [], []
    for item in (left, right):
        key = _fold_name(item)
        if _OF_OTHERS.search(key):
            return False
        summits.append(bool(_SUMMIT.search(key)))
        told.append((set(_UNION.findall(key)), set(_PARTNER_WORD.findall(key)), set(_SESSION.findall(key))))
    # with whom a body meets tells enough; what the meeting is need stand in one of the names only
    return told[0] == told[1] and bool(told[0][0]) and (all(summits) or (any(summits) and bool(told[0][1])))


def _compare_conferences(
    left: _Seen, right: _Seen, common: set[str], persons: set[str], far: bool
) -> tuple[float, str] | None:
    if left.names and right.names:
        if _differ_in_numbers(left, right) and not left.names & right.names:
            return None
        if _is_part_of_other(left, right):
            return None
        if not _share_name(left, right):
            vague = not (_has_plain_name(left) and _has_plain_name(right))
            if vague and len(persons) >= 2 and left.day == right.day and _share_venue(left, right):
                return 0.82, "same persons, venue and date"
            if persons and _has_same_days(left, right) and _begin_alike(left, right):
                return 0.81, "same person, first and last day, names begin alike"
            if common and _overlap(left, right) and _share_latin(left, right):
                return 0.83, "same participant and date, the same name in Latin letters"
            at_one = left.said.get("country") and left.said.get("country") == right.said.get("country")
            if at_one and not vague:
                if _overlap(left, right) and _is_same_session(left, right):
                    return 0.82, "same country and days, the same numbered meeting"
                if left.day == right.day and _share_latin(left, right):
                    return 0.81, "same country and date, the same name in Latin letters"
                if left.day == right.day and (_has_like_name(left, right) or _is_same_summit(left, right)):
                    return 0.8, "same country and date, much of the name"
            if common and _has_same_days(left, right) and _is_same_summit(left, right):
                return 0.81, "same participant, first and last day, a summit of the same bodies"
            if (
                common
                and _overlap(left, right)
                and not far
                and left.numbers
                and left.numbers == right.numbers
            ):
                levels = [set(_PARTNERS.findall(_fold_name(x))) for x in (left, right)]
                if _is_same_session(left, right) or (_begin_alike(left, right) and levels[0] == levels[1]):
                    return 0.82, "same participant and days, the same numbered meeting"
            if persons and left.day == right.day and not far:
                if _has_like_name(left, right):
                    return 0.81, "same person and date, much of the name"
                if _is_same_summit(left, right):
                    return 0.81, "same person and date, a summit of the same bodies"
            return None
        if _overlap(left, right, 2):
            return 0.95, "same name and dates"
        instance = all(_INSTANCE.search(x.said.get("name")) for x in (left, right))
        apart = left.day is not None and right.day is not None
        if instance and not (apart or _are_of_other_years(left, right) or _is_told_before(left, right)):
            return 0.9, "same numbered meeting"
        # news of what was held tells its own day
        news = all(x.said.focal and x.said.get("status") in ("", "held") for x in (left, right))
        if left.numbers and left.numbers == right.numbers and _overlap(left, right, 30) and not news:
            return 0.88, "same numbered meeting, told on other dates"
        return 0.5, "same name, other dates?"
    if far or left.day is None or left.day != right.day:
        return None
    if len(persons) >= 2:
        return 0.85, "same persons and date"
    if persons and not (left.names or right.names) and _share_venue(left, right):
        return 0.84, "same person, venue and date"
    city = left.said.get("city")
    if len(common) >= 2 and city and city == right.said.get("city") and not (left.names or right.names):
        return 0.81, "same participants, city and date"
    if persons and _has_same_days(left, right):
        return 0.83, "same person, same first and last day"
    return (0.5, "same person and date?") if persons else None


def _is_told_before(left: _Seen, right: _Seen) -> bool:
    """True when one report tells as held what by the other came later."""
    for one, two in ((left, right), (right, left)):
        told = parse_day(one.said.published)
        held = one.day is None and one.said.get("status") in ("", "held")
        if held and told is not None and two.day is not None and told + _LONG_BEFORE < two.day:
            return True
    return False


def _are_of_other_years(left: _Seen, right: _Seen) -> bool:
    """True for meetings of a low number, as a row of one year has them, told to be in two years."""
    years = {x.said.get("date")[:4] for x in (left, right)} - {""}
    numbers = left.numbers | right.numbers
    return len(years) > 1 and bool(numbers) and max(map(int, numbers)) <= 5


def _choose(values: list[tuple[str, str]], longest: bool = False) -> str:
    """The value of most articles; among equals the longest, or else the first in order."""
    counted = Counter(value for value, _ in sorted(set(values)) if value)
    if not counted:
        return ""
    return min(counted, key=lambda v: (-counted[v], -len(v) if longest else 0, v))


def _build_activities(
    seen: Mapping[str, _Seen],
    clusters: Clusters,
    finder: ActorFinder,
    doubts: list[Link],
) -> Doings:
    ids: dict[str, str] = {}
    groups: list[tuple[str, list[str]]] = []
    for keys in clusters.groups():
        members = sorted(keys, key=lambda k: (order_of(k), k))
        ident = _build_id(seen, members)
        groups.append((ident, members))
        ids.update(dict.fromkeys(members, ident))
    activities, participations = [], []
    for ident, members in groups:
        activities.append(_build_activity(ident, members, seen, ids))
        participations += _join_parts(ident, [seen[m] for m in members], finder)
    rows = {ident: _find_row([seen[m] for m in members]) for ident, members in groups}
    activities = _cut_circles(_place_talks(_place_in_rows(activities, rows), participations))
    open_doubts = sorted(
        {d for d in doubts if ids[d.left] != ids[d.right] and not clusters.is_apart(d.left, d.right)}
    )
    return Doings(
        tuple(sorted(activities, key=lambda a: a.id)),
        tuple(sorted(participations, key=lambda p: p.id)),
        tuple(finder.unresolved),
        ids,
        {key: _build_id(seen, [key]) for key in seen},
        finder.offices,
        {k: tuple(sorted(v)) for k, v in finder.claims.items()},
        {k: tuple(sorted(v, key=lambda t: (-v[t], t))) for k, v in finder.texts.items()},
        tuple(sorted(clusters.links)),
        tuple(open_doubts),
    )


def _find_row(members: list[_Seen]) -> tuple[str, frozenset[str]]:
    """``(name, numbers)`` of a gathering that is one or more of a row: the name up to its number."""
    for item in members:
        name = fold_digits(item.said.get("name"))
        if item.numbers and (at := _ORDINAL.search(name)):
            return build_text_key(name[: at.start()]).removeprefix("การ"), item.numbers
    return "", frozenset()


def _place_in_rows(
    activities: list[Activity], rows: Mapping[str, tuple[str, frozenset[str]]]
) -> list[Activity]:
    """One of a row of meetings becomes part of what is told of it and the next together, in those days."""
    joint: dict[str, list[Activity]] = defaultdict(list)
    for activity in activities:
        name, numbers = rows[activity.id]
        if len(numbers) > 1 and name:
            joint[name].append(activity)
    placed = []
    for activity in activities:
        name, numbers = rows[activity.id]
        day = parse_day(activity.date)
        around = {
            whole.id
            for whole in joint.get(name, ())
            if numbers < rows[whole.id][1]
            and day is not None
            and (first := parse_day(whole.date)) is not None
            and first - 2 <= day <= (parse_day(whole.end) or first) + 2
        }
        if len(around) == 1 and not activity.part_of:
            activity = replace(activity, part_of=around.pop())
        placed.append(activity)
    return placed


def _place_talks(activities: list[Activity], participations: list[Participation]) -> list[Activity]:
    """Talks, signings and ceremonies become part of the one visit of other articles in which they must have
    happened: of a person who took part, in those days, to the country where they were or that they met."""
    persons: dict[str, set[str]] = defaultdict(set)
    sides: dict[str, set[str]] = defaultdict(set)
    visitors: dict[str, set[str]] = defaultdict(set)
    for part in participations:
        sides[part.activity].add(part.side)
        if _is_person(part.actor) and part.role not in _BYSTANDERS:
            persons[part.activity].add(part.actor)
            if part.role == "guest":
                visitors[part.activity].add(part.actor)
    visits: dict[str, list[Activity]] = defaultdict(list)
    for activity in activities:
        if activity.type == "visit" and activity.country and parse_day(activity.date) is not None:
            for person in visitors[activity.id]:
                visits[person].append(activity)
    placed = []
    for activity in activities:
        found = {
            visit.id
            for person in persons[activity.id]
            for visit in visits.get(person, ())
            if visit.date <= activity.date <= (visit.end or visit.date)
            and visit.country == (activity.country or visit.country)
            and visit.country in sides[activity.id]
        }
        inner = activity.type in (*_TWO_SIDED, "signing", "ceremony") and len(activity.date) == 10
        if inner and not activity.part_of and len(found) == 1 and activity.type != "call":
            activity = replace(activity, part_of=found.pop())
        placed.append(activity)
    return placed


def _cut_circles(activities: list[Activity]) -> list[Activity]:
    """No activity is part of itself, however many reports were put together."""
    parents = {a.id: a.part_of for a in activities if a.part_of}
    for ident in sorted(parents):
        above, seen = parents.get(ident, ""), {ident}
        while above and above not in seen:
            seen.add(above)
            above = parents.get(above, "")
        if above == ident:
            del parents[ident]
    return [replace(a, part_of=parents.get(a.id, "")) for a in activities]


def _build_id(seen: Mapping[str, _Seen], members: list[str]) -> str:
    """The id of the reports together: of the first of them, with their date and kind."""
    kind = _choose_type(seen, members).replace("_", "-")
    return f"activity/{_choose_date(seen, members) or 'undated'}-{kind}-{build_key(members[0])}"


def _values(seen: Mapping[str, _Seen], members: list[str], name: str) -> list[tuple[str, str]]:
    return [(v, seen[m].said.article) for m in members for v, _ in seen[m].said.values.get(name, [])]


def _choose_date(seen: Mapping[str, _Seen], members: list[str]) -> str:
    values = _values(seen, members, "date")
    precise = max((len(v) for v, _ in values), default=0)
    return _choose([(v, a) for v, a in values if len(v) == precise])


def _choose_type(seen: Mapping[str, _Seen], members: list[str]) -> str:
    counted = Counter(seen[m].type for m in members)
    return min(counted, key=lambda t: (-counted[t], t != "courtesy_call", t))


def _build_activity(
    ident: str, members: list[str], seen: Mapping[str, _Seen], ids: Mapping[str, str]
) -> Activity:
    day = _choose_date(seen, members)
    ends = [(v, a) for v, a in _values(seen, members, "end") if v >= day]
    names = Counter(v for v, _ in sorted(set(_values(seen, members, "name"))) if v)
    preferred: dict[str, str] = {}
    for name in sorted(names, key=lambda n: (-names[n], -len(n), n)):
        preferred.setdefault(find_language(name) or "th", name)
    labels = [Label(text, lang) for lang, text in sorted(preferred.items(), reverse=True)]
    labels += [
        Label(n, find_language(n), "alternative") for n in sorted(set(names) - set(preferred.values()))
    ]
    parents = [(ids[v], a) for v, a in _values(seen, members, "part_of") if v in ids and ids[v] != ident]
    statuses = {seen[m].said.get("status") or "held" for m in members}
    return Activity(
        ident,
        _choose_type(seen, members),
        tuple(labels),
        day,
        _choose(ends),
        _choose(_values(seen, members, "venue"), longest=True),
        _choose(_values(seen, members, "city"), longest=True),
        _choose(_values(seen, members, "country")),
        next(status for status in ("held", "cancelled", "postponed", "planned") if status in statuses),
        any(seen[m].said.focal for m in members),
        _choose(parents),
        tuple(sorted({v for v, _ in _values(seen, members, "topic") if v})),
        tuple(sorted({seen[m].said.article for m in members}, key=order_of)),
        tuple(sorted({c for m in members for c in seen[m].said.claims})),
    )


def _join_parts(ident: str, members: list[_Seen], finder: ActorFinder) -> list[Participation]:
    # an actor by post alone is the person whom another report of this activity names in that post
    named: dict[str, set[str]] = defaultdict(set)
    for item in members:
        for part in item.parts:
            if _is_person(part.actor) and not part.inferred:
                for post in part.posts:
                    named[post].add(part.actor)
    roles: dict[str, dict[str, list[tuple[Part, str]]]] = defaultdict(lambda: defaultdict(list))
    for item in members:
        for part in item.parts:
            if part.actor.startswith("post/") and len(named.get(part.actor, ())) == 1:
                holder = next(iter(named[part.actor]))
                tenure = finder.calendar.find_tenure(part.actor, holder, item.day or 0)
                if tenure:
                    finder.unresolved = [u for u in finder.unresolved if u.claim != part.claim]
                    part.capacity = part.capacity or part.actor
                    part.actor, part.inferred, part.reason = holder, True, tenure
            roles[part.actor][part.role].append((part, item.said.article))
    found = []
    for actor, by_role in sorted(roles.items()):
        articles = {role: {a for _, a in parts} for role, parts in by_role.items()}
        top = min(by_role, key=lambda r: (-len(articles[r]), _RANK.index(r) if r in _RANK else 99, r))
        kept = [top]
        # a second role stands by itself only where one article gives both
        kept += [r for r in sorted(by_role) if r != top and any(articles[r] & articles[k] for k in kept)]
        for role in kept:
            parts = list(by_role[role])
            if role == top:
                parts += [x for r in sorted(by_role) if r not in kept for x in by_role[r]]
            stated = any(not p.inferred for p, _ in parts)
            reasons = [(p.reason, a) for p, a in parts if p.reason]
            found.append(
                Participation(
                    "participation/" + build_key(ident, actor, role),
                    ident,
                    actor,
                    role,
                    _choose([(p.side or p.person_country, a) for p, a in parts]),
                    _choose([(p.capacity, a) for p, a in parts]),
                    not stated,
                    "" if stated else _choose(reasons),
                    tuple(sorted({p.claim for p, _ in parts})),
                )
            )
    return found
