"""Diplomatic activities: what happened between whom, when, where, in which role on which side.

The phrases that tell of an activity are data (``data/patterns/activities.yaml``). The headline and the first paragraph
tell what the item reports (focal); dated or named activities further down are background.
"""

from __future__ import annotations

import datetime
import functools
import itertools
import re
from dataclasses import dataclass, field, replace
from typing import Any

from kg.dates import DateMention
from kg.extract.organisations import BodyFound
from kg.extract.people import PersonFound, looks_foreign
from kg.extract.places import PlaceFound, find_places
from kg.extract.scan import build_starts, iter_matches
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
    optional: bool = False
    confidence: float = 0.8
    participants: list[Part] = field(default_factory=list)
    topics: list[tuple[str, int, int]] = field(default_factory=list)
    part_of: ActivityFound | None = None
    where: dict[str, tuple[int, int, str]] = field(default_factory=dict)
    zone: str = "body"
    trigger: tuple[int, int] = (0, 0)  # the phrase that tells of it


@dataclass(frozen=True, slots=True)
class Trigger:
    """A phrase of the text that tells of an activity."""

    id: str
    type: str
    roles: str
    named: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch that says one thing; ``zone`` is title, lede or body."""

    start: int
    end: int
    zone: str


@functools.cache
def _patterns() -> tuple[dict[str, dict[str, object]], re.Pattern[str]]:
    data = load_lexicon().patterns["activities"]
    owner: dict[str, dict[str, object]] = {}
    for trigger in [*data["triggers"], *data["english"]]:
        for phrase in trigger["phrases"]:
            owner.setdefault(str(phrase), trigger)
    ordered = sorted(owner, key=len, reverse=True)
    return owner, re.compile("|".join(re.escape(p) for p in ordered))


@functools.cache
def _phrase_starts() -> Any:
    return build_starts(_patterns()[0])


@functools.cache
def _words(key: str) -> re.Pattern[str]:
    return re.compile(
        "|".join(
            sorted(
                map(re.escape, map(str, load_lexicon().patterns["activities"][key])), key=len, reverse=True
            )
        )
    )


@functools.cache
def _topic_words() -> list[tuple[str, re.Pattern[str]]]:
    topics = load_lexicon().patterns["topics"]["topics"]
    return [(t, re.compile("|".join(map(re.escape, map(str, w))))) for t, w in topics.items()]


_REPORTS = re.compile(
    r"เปิดเผย(?:ว่า|ถึง)?|แถลง(?:ว่า|ผล|ข่าว)?|เผยว่า|กล่าวว่า|ระบุว่า|ให้สัมภาษณ์|รายงานว่า|ชี้แจงว่า|said that|revealed that|disclosed"
)
_SUMMARY = re.compile(r"(?:โดย)?สรุป(?:สาระ|ผล|ประเด็น|ได้)|(?:โดย)?มีสาระสำคัญ|(?:เปิดเผย|แถลง|กล่าว)ภายหลัง|ดังนี้")


_GOES_ON = re.compile(
    r"(?:เข้าเยี่ยมคารวะ|เข้าพบ|เข้าร่วม|ให้การต้อนรับ|เป็นประธาน|พร้อมด้วย|ร่วมลงนาม|ร่วมหารือ|หารือ|ได้หารือ|และ|เพื่อ|ณ ห้อง|ณ กรุง|ณ ทำเนียบ|ณ กระทรวง|ณ โรงแรม|ร่วมกับ)(?![^\n]{0,40}(?:เปิดเผย|กล่าวว่า))"
)
_SUMMARY_LINE = re.compile(
    r"(?:สรุปสาระ|สาระสำคัญ|สรุปได้|สรุปผล|ประเด็นสำคัญ)[^\n]{0,60}(?=\n|$)|ดังนี้ ?:? ?(?=\n|$)"
)


def find_sentences(view: View) -> list[Sentence]:
    """Title, lede (the first paragraph that tells something) and the rest, cut at lines and at words that open a new thought."""
    text = view.scan.text
    article = view.scan.article
    out = [Sentence(0, max(0, article.body_start - 1), "title")]
    cut = re.compile(r"(?<= )(?:" + _words("discourse").pattern + ")")
    pos = article.body_start
    lede_chars = 0
    lede_done = False
    summary = _SUMMARY_LINE.search(text, pos, pos + 3000)
    until = summary.end() if summary and text.count("\n", pos, summary.start()) < 6 else 0
    while pos < len(text):
        end = text.find("\n", pos)
        end = len(text) if end < 0 else end
        while end - pos > 40 and end + 1 < len(text) and _GOES_ON.match(text, end + 1):
            # the paragraph was broken in the middle of a sentence
            nxt = text.find("\n", end + 1)
            end = len(text) if nxt < 0 else nxt
        line = text[pos:end]
        if line.strip():
            zone = "body"
            if not lede_done:
                zone = "lede"
                lede_chars += len(line)
                if end >= until > 0 or (
                    until == 0 and (lede_chars > 900 or (len(line) > 120 and _dated_trigger(view, pos, end)))
                ):
                    lede_done = True
            starts = [pos] + [m.start() for m in cut.finditer(text, pos + 1, end)] + [end]
            for a, b in itertools.pairwise(starts):
                if b > a:
                    out.append(Sentence(a, b, zone))
        pos = end + 1
    return out


def _dated_trigger(view: View, start: int, end: int) -> bool:
    """Does the line tell an activity with its date? Then the lede is complete."""
    dated = any(start <= d.start < end and len(d.date) == 10 for d in view.scan.dates)
    return dated and _patterns()[1].search(view.scan.text, start, end) is not None


def find_triggers(view: View, sentence: Sentence) -> list[Trigger]:
    """The phrases of the sentence that tell of an activity."""
    owner, pattern = _patterns()
    text = view.scan.text
    out = []
    for m in iter_matches(pattern, _phrase_starts(), text, sentence.start, sentence.end):
        t = owner[m.group()]
        after = text[m.end() : m.end() + 24].lstrip()
        before = text[max(sentence.start, m.start() - 24) : m.start()].rstrip()
        if any(after.startswith(str(w)) for w in t.get("unless_after", ())):  # type: ignore[attr-defined]
            continue
        if any(before.endswith(str(w)) for w in t.get("unless_before", ())):  # type: ignore[attr-defined]
            continue
        if t["type"] == "signing" and re.search(
            r"(?:เห็นชอบ|อนุมัติ|พิจารณา|อนุญาต|มอบหมาย)(?:ให้|การ|ต่อการ|ร่าง|ให้มีการ)*$", before
        ):
            continue
        if m.group() in ("หารือ", "ร่วมหารือ") and sentence.zone != "title":
            near = [
                a
                for a in view.actors_in(m.end(), sentence.end, ("person", "post", "body"))
                if a.start - m.end() < 4
            ]
            if not near and not re.match(r" ?(?:ร่วม)?กับ", text[m.end() : m.end() + 8]):
                continue
        if (
            m.group().startswith(("หารือ", "พบหารือ"))
            and before.endswith(("การ", "ผล", "การพบ"))
            and not m.group().startswith("หารือทวิภาคี")
        ) and not re.search(
            r"(?:เปิดเผย|กล่าว|แถลง)(?:ว่า)? ?(?:ถึง)?(?:ผล)?(?:ภาย)?(?:หลัง)?(?:จาก)?(?:เสร็จสิ้น)?การ(?:พบ)?$",
            before,
        ):
            continue
        if m.group() in ("พบ", "เจรจากับ", "พบปะกับ") and text[m.end() : m.end() + 5].lstrip().startswith("กับ"):
            at = m.end() + text[m.end() : m.end() + 5].index("กับ") + 3
            if not [
                a for a in view.actors_in(at, sentence.end, ("person", "post", "body")) if a.start - at < 4
            ]:
                continue
        if m.group() == "พบ" and (
            not re.match(
                r" ?(?:นาย|นาง|พล|เอกอัคร|ผู้(?:นำ|ว่า|แทน|บริหาร|อำนวย|บัญชา|ช่วย)|รัฐมนตรี|รอง|ประธาน|H\.E|กับ|รมว|คณะ|ออท)",
                text[m.end() : m.end() + 12],
            )
            or before.endswith(("ค้น", "ประสบ", "เคย", "ตรวจ", "พบ", "จะ", "ได้"))
        ):
            continue
        out.append(
            Trigger(str(t["id"]), str(t["type"]), str(t["roles"]), bool(t.get("named")), m.start(), m.end())
        )
    return out


_SENT_BY = re.compile(r"(?:รับ(?:การ)?มอบ(?:หมาย)?(?:หน้าที่)?|ได้รับคำสั่ง)(?:จาก)? ?(?:ท่าน)? ?$")
_HONOURS = re.compile(r"(?:ร่วม)?(?:เป็นเกียรติ|เป็นประธาน|เข้าร่วม|ร่วม|เป็นสักขีพยาน)(?:ใน|เปิด)?(?:งาน)? ?$")


@dataclass(slots=True)
class _Group:
    """Actors of one stretch: those who act, and those who accompany them."""

    principals: list[ActorMention]
    delegates: list[ActorMention]
    bodies: list[ActorMention]
    countries: list[ActorMention]


def _group(view: View, start: int, end: int, places: list[PlaceFound]) -> _Group:
    text = view.scan.text
    group = _Group([], [], [], [])
    accompanied = sender = False
    last_end = start
    for actor in view.actors_in(start, end):
        if any(p.start <= actor.start < p.end for p in places):
            continue
        between = text[last_end : actor.start]
        if _words("delegates").search(between):
            accompanied = True
        if (
            re.search(r"ร่วมคณะ|ติดตาม(?:คณะ)?|ตามคณะ|ร่วมเดินทาง", between)
            and actor.kind in ("person", "post")
            and group.principals
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
        sender = False
        if actor.kind in ("person", "post"):
            if _speaks_for_others(actor) and not accompanied:
                continue
            (group.delegates if accompanied else group.principals).append(actor)
        elif actor.kind == "body":
            group.bodies.append(actor)
        else:
            group.countries.append(actor)
        last_end = actor.end
    return group


def _speaks_for_others(actor: ActorMention) -> bool:
    """A spokesperson reports; he is no side of the talks."""
    posts = actor.actor.posts if isinstance(actor.actor, PersonFound) else [actor.post] if actor.post else []
    return (bool(posts) and "โฆษก" in (posts[0].text if posts[0] else "")[:12]) or any(
        "pokes" in (p.text if p else "") for p in posts
    )


def _narrator_cut(view: View, sentence: Sentence, trigger: Trigger) -> int:
    """Where the telling begins: after โฆษก… เปิดเผยว่า, when someone else stands between it and the trigger."""
    text = view.scan.text
    start = sentence.start
    for m in _REPORTS.finditer(text, sentence.start, trigger.start):
        if re.match(
            r" ?ตน| ?(?:ได้)?รับมอบหมาย| ?(?:ถึง)?(?:ผล)?(?:ภาย)?(?:หลัง)?(?:จาก)?(?:เสร็จสิ้น)?การ(?:ได้)?(?:พบ)?(?:ปะ)?(?:และ)?หารือ",
            text[m.end() : m.end() + 30],
        ):
            continue
        if view.actors_in(m.end(), trigger.start, ("person", "post", "body")):
            start = m.end()
    return start


def _same(a: Actor, b: Actor) -> bool:
    if isinstance(a, str) or isinstance(b, str):
        return a == b
    return a is b


def _unique(mentions: list[ActorMention]) -> list[ActorMention]:
    out: list[ActorMention] = []
    for m in mentions:
        if not any(_same(m.actor, o.actor) for o in out):
            out.append(m)
    return out


def _part(view: View, m: ActorMention, role: str, rule: str) -> Part:
    capacity = m.post.text if m.post is not None else ""
    if not capacity and isinstance(m.actor, PersonFound) and m.actor.posts:
        capacity = m.actor.posts[0].text
    side = view.country_of(m.actor) or (m.post.country if m.post is not None else "")
    abroad = (
        m.post is not None
        and m.kind == "post"
        and (_is_international(view, m.post.org) or _is_abroad(view, m.post.org))
    )
    return Part(m.actor, role, m.start, m.end, side, capacity, rule, abroad=abroad)


def _side(view: View, m: ActorMention) -> str:
    if m.post is not None and m.kind == "post":
        return m.post.country
    return view.country_of(m.actor)


_BOTH = re.compile(r"(?:ผู้นำ|รัฐมนตรี|นายกรัฐมนตรี|ฝ่าย|ประธานาธิบดี)(?:ของ)?(?:ทั้งสอง|ทั้ง 2)|ทั้งสองฝ่าย|ทั้งสองท่าน")


def _principals_so_far(view: View, position: int) -> list[ActorMention]:
    """The two persons of opposite sides last named before a place: whom ผู้นำทั้งสอง means."""
    out: list[ActorMention] = []
    for actor in reversed(
        [a for a in view.actors if a.end <= position and a.kind == "person" and not _speaks_for_others(a)]
    ):
        if any(_same(actor.actor, o.actor) for o in out):
            continue
        if not out or _side(view, actor) != _side(view, out[0]):
            out.append(actor)
        if len(out) == 2:
            break
    return sorted(out, key=lambda a: a.start)


def _two_sided(
    view: View,
    sentence: Sentence,
    trigger: Trigger,
    places: list[PlaceFound],
    background: list[ActorMention],
    done: list[Actor],
) -> list[Part]:
    """Participants of a call, a meeting or a conversation between two sides."""
    text = view.scan.text
    begin = _narrator_cut(view, sentence, trigger)
    limit = sentence.end
    stop = _SUMMARY.search(text, trigger.end, sentence.end)
    if stop:
        limit = stop.start()
    left = _group(view, begin, trigger.start, places)
    right = _group(view, trigger.end, limit, places)
    roles = trigger.roles
    a, b = _unique(left.principals), _unique(right.principals)
    a = [m for m in a if not any(_same(m.actor, d) for d in done)] or a
    a_delegates, b_delegates = list(left.delegates), list(right.delegates)
    b = [m for m in b if not any(_same(m.actor, x.actor) for x in a)]
    if re.match(r" ?ระหว่าง", text[trigger.end : trigger.end + 9]) or text[
        trigger.start : trigger.end
    ].endswith("ระหว่าง"):
        # … การหารือระหว่าง A และ B: both stand after the phrase; who stands before it attends
        two = b or [*right.bodies, *right.countries][:2]
        if len(two) >= 2:
            a_delegates += [m for m in a if _side(view, m) in ("TH", _side(view, two[0]))]
            a, b = two[:1], two[1:2]
    if not a and left.bodies:
        a = left.bodies[-1:]
    # what follows the object after a delegate marker belongs to either side; keep those near
    if not b:
        sides = [_side(view, m) for m in a]
        foreign = [m for m, s in zip(a, sides, strict=True) if s not in ("TH", "")]
        home = [m for m, s in zip(a, sides, strict=True) if s in ("TH", "")]
        if foreign and home:
            first, second = (home, foreign) if a[0] in home else (foreign, home)
            a, b = first, second
            if roles in ("guest-host", "host-guest"):
                a, b, roles = foreign, home, "guest-host"
        elif right.bodies:
            b = right.bodies[:1]
        else:
            mine = {s for s in sides if s}
            others = [m for m in background if not any(_same(m.actor, x.actor) for x in a)]
            opposite = [m for m in others if _side(view, m) and _side(view, m) not in mine]
            if opposite:
                b = opposite[:1]
            elif right.countries and (
                sentence.zone == "title"
                or (
                    right.countries[0].start - trigger.end < 8
                    and trigger.id in ("talks", "call", "message", "handover")
                )
            ):
                b = [c for c in right.countries if _side(view, c) not in mine][:1]
    elif len(b) > 1:
        side = _side(view, b[0])
        joined = [b[0]]
        for m in b[1:]:
            gap = text[joined[-1].end : m.start]
            if len(gap) < 12 and re.fullmatch(r"[ ,]*(?:และ|กับ)?[ ]*", gap) and _side(view, m) == side:
                joined.append(m)
            else:
                break
        b = joined
    if len(a) > 1 and b:
        my_side = _side(view, a[0])
        a = [m for m in a if _side(view, m) == my_side or m is a[0]]
        theirs = {_side(view, m) for m in b}
        a = [m for m in a if _side(view, m) not in theirs or m is a[-1]] or a
    if not a:
        mine = {_side(view, m) for m in b}
        others = [m for m in background if not any(_same(m.actor, x.actor) for x in b)]
        opposite = [m for m in others if _side(view, m) and _side(view, m) not in mine]
        a = opposite[:1]
    if (not a or not b) and _BOTH.search(text, sentence.start, trigger.end):
        two = _principals_so_far(view, trigger.start)
        if len(two) == 2:
            a, b = two[:1], two[1:]
    role_a, role_b = {
        "guest-host": ("guest", "host"), "host-guest": ("host", "guest"), "equals": ("participant", "participant"),
        "sends": ("participant", "participant"),
    }.get(roles, ("participant", "participant"))  # fmt: skip
    parts = [_part(view, m, role_a, trigger.id) for m in a] + [_part(view, m, role_b, trigger.id) for m in b]
    known = [p.actor for p in parts]
    for m in [*a_delegates, *b_delegates]:
        if not any(_same(m.actor, k) for k in known) and m.kind == "person":
            parts.append(_part(view, m, "delegate", "accompanies"))
            known.append(m.actor)
    return parts


_NAME_STOP = re.compile(
    r" ?(?:เมื่อวันที่|เมื่อ|ระหว่างวันที่|ในวันที่|วันที่|ณ |ที่(?=โรงแรม|ห้อง|กรุง|ทำเนียบ|อาคาร|ศูนย์)|โดย|ซึ่ง|พร้อม|ภายใต้|เพื่อ|เวลา|ว่า|จาก|จัดโดย|ผ่าน|และได้|ได้|ในฐานะ|ในโอกาส| นาย|ร่วมกับ| กับ|จะ|มี|เป็น|ตาม|ในปี|ใน(?:ประเด็น|หัวข้อ)|สรุป|กล่าว|ต่อที่ประชุม| ที่ |รวมทั้ง|หลังจาก|แล้ว|ด้วย|ประกอบด้วย|ถก|ให้กับ|at |on |in |held)"
)


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
            closing = [
                text.find(c, end + 1, min(len(text), limit + 60))
                for c in {"“": '”"', '"': '"”', "‘": "’'"}[ch]
            ]
            j = min((c for c in closing if c >= 0), default=-1)
            if j < 0:
                break
            end = j + 1
            continue
        if ch == "(":
            j = text.find(")", end, limit)
            if j < 0 or re.search(r"วันที่|เวลา|นาย|นาง|พ\.ศ", text[end:j]):
                break
            end = j + 1
            continue
        if ch in "\n,;)":
            break
        m = _NAME_STOP.match(text, end)
        if (
            m
            and end > pos
            and (ch == " " or m.group()[0] != " ")
            and (
                ch == " "
                or m.group().strip()
                in ("เมื่อวันที่", "ระหว่างวันที่", "ในวันที่", "โดย", "ซึ่ง", "เพื่อ", "ภายใต้", "จัดโดย", "ในฐานะ", "พร้อม")
            )
        ):
            break
        end += 1
    while end > pos and text[end - 1] in " -–":
        end -= 1
    return pos, end


_PROPER = re.compile(
    r"ครั้งที่|สมัยที่|สมัยสามัญ|[“\"‘]|[A-Z][A-Za-z]{2,}|ระดับ(?:รัฐมนตรี|ผู้นำ|สูง)|สุดยอด|ประจำปี|นานาชาติ|สมัชชา|คณะกรรม|อาเซียน|เอเปค|วันชาติ|รัฐมนตรี|ระหว่างประเทศ|เฉลิมฉลอง|งานเลี้ยง|20[0-9]{2}|25[0-9]{2}"
)


def find_activities(view: View) -> list[ActivityFound]:
    """The activities of the article, the reported ones first; see the module's text."""
    sentences = find_sentences(view)
    head = [s for s in sentences if s.zone != "body"]
    background = _unique(
        [m for s in head for m in view.actors_in(s.start, s.end, ("person", "post")) if s.zone == "lede"]
    )
    background += [
        m
        for s in head
        if s.zone == "title"
        for m in view.actors_in(s.start, s.end, ("person", "post"))
        if not any(_same(m.actor, b.actor) for b in background)
    ]
    found: list[ActivityFound] = []
    for sentence in head:
        found.extend(_read_sentence(view, sentence, background, found))
    found = _merge(view, found)
    _settle_calls(view, found)
    found += _read_named_meetings(view, found)
    found += _read_background(view, [s for s in sentences if s.zone == "body"], found, background)
    _add_speakers(view, found)
    _add_countries(view, found)
    _date_by_head(view, found)
    _add_hosts(found)
    _inherit_places(found)
    for activity in found:
        if activity.trigger == (0, 0):
            activity.trigger = (activity.start, activity.end)
    _set_parts(view, found)
    found = [a for a in found if _is_foreign(view, a)]
    for activity in found:
        _add_topics(view, activity)
    return found


_NAMED_MEETING = re.compile(
    r"(?<![ก-๙])(?:ในห้วง|ในช่วง|ระหว่าง|ในโอกาส|ใน)?(?:การเข้าร่วม|เข้าร่วม|ร่วม|จัด)?"
    r"(?P<name>การประชุม(?:สุดยอด|ระดับ|รัฐมนตรี|ผู้นำ|คณะกรรม|คณะทำงาน|สมัชชา|นานาชาติ|เจ้าหน้าที่|สมัยสามัญ)[^\n,;“”]{2,110}?(?:ครั้งที่|สมัยที่) ?[0-9๐-๙/]+)"
)


def _read_named_meetings(view: View, known: list[ActivityFound]) -> list[ActivityFound]:
    """Numbered meetings told in passing, with their own date: การประชุมสุดยอด… ครั้งที่ 38 … ในเดือนตุลาคม 2564."""
    text = view.scan.text
    out: list[ActivityFound] = []
    for m in _NAMED_MEETING.finditer(text, view.scan.article.body_start):
        name = re.sub(r"\s+", " ", m.group("name"))
        if not _words("international_words").search(name) and not any(
            h.id != "TH" for h in view.scan.countries_in(m.start("name"), m.end())
        ):
            continue
        plain = name.replace(" ", "")
        if any(
            a.name and (plain[:24] in a.name.replace(" ", "") or a.name.replace(" ", "")[:24] in plain)
            for a in [*known, *out]
        ):
            continue
        after = [
            d
            for d in view.scan.dates
            if 0 <= d.start - m.end() < 90
            and "\n" not in text[m.end() : d.start]
            and d.rule not in ("bare-year", "year-range")
        ]
        if not after:
            continue
        day = after[0]
        activity = ActivityFound(
            "multilateral_meeting",
            m.start("name"),
            m.end(),
            "numbered-meeting",
            name=name,
            focal=False,
            zone="body",
        )
        between = {h.id for h in view.scan.countries_in(m.start("name"), m.end())}
        if len(between) == 2 and "TH" in between:
            activity.type = "bilateral_meeting"
            activity.participants = [
                Part("country:" + c, "participant", m.start("name"), m.end(), c, "", "numbered-meeting")
                for c in sorted(between)
            ]
        activity.where["name"] = (m.start("name"), m.end(), "event-name")
        activity.date, activity.end_date = day.date, day.end_date
        activity.where["date"] = (day.start, day.end, "date-" + day.rule)
        places = [
            p for p in find_places(view.scan, m.end(), min(len(text), m.end() + 140)) if p.city or p.country
        ]
        if places:
            activity.city, activity.country = places[0].city, places[0].country
            activity.where["country"] = (places[0].start, places[0].end, "place-country")
        host = re.match(r"[^\n]{0,60}?(?:โดย|ซึ่ง|ที่)(?:มี)? ?", text[m.end() : m.end() + 80])
        hosts = [
            c
            for c in view.actors_in(m.end(), min(len(text), m.end() + 120), ("country",))
            if re.match(r" ?(?:จะ)?(?:เป็น)?เจ้าภาพ", text[c.end : c.end + 18])
        ]
        if host and hosts:
            activity.participants.append(_part(view, hosts[0], "host", "hosts"))
        published = view.scan.article.published
        if activity.date[:10] > published[: len(activity.date[:10])]:
            activity.status = "planned"
        if activity.participants:
            out.append(activity)
    return out


_STAGED = re.compile(r"ผู้ลงนาม|ร่วมลงนาม|สักขีพยาน|ผู้แทนลงนาม")
_PROGRAMME = re.compile(r"กำหนดการ|มีกำหนดเดินทาง|มีกำหนดการ|ภารกิจสำคัญ|ดังต่อไปนี้|กำหนดเยือน")


def _read_background(
    view: View, sentences: list[Sentence], focal: list[ActivityFound], people: list[ActorMention]
) -> list[ActivityFound]:
    """Activities told further down: dated or named ones. In a programme of a visit or a round-up they are news themselves."""
    text = view.scan.text
    head = text[: min(len(text), view.scan.article.body_start + 1500)]
    trip = next((a for a in focal if a.type == "visit" and a.zone in ("title", "lede")), None)
    programme = trip is not None and (trip.status == "planned" or _PROGRAMME.search(head) is not None)
    lead = (
        [ActorMention(p.start, p.end, p.actor, "person") for p in trip.participants if p.role == "guest"]
        if trip
        else []
    )
    out: list[ActivityFound] = []
    focal_days = [
        d for d in view.scan.dates if len(d.date) == 10 and any(f.focal and f.date == d.date for f in focal)
    ]
    for sentence in sentences:
        dates = [
            d
            for d in view.scan.dates
            if sentence.start <= d.start < sentence.end and d.rule not in ("bare-year", "year-range")
        ]
        staged = _STAGED.search(text, sentence.start, sentence.end)
        places: list[PlaceFound] | None = None
        for trigger in find_triggers(view, sentence):
            near = [d for d in dates if -130 < d.start - trigger.start < 130]
            if trigger.type == "signing" and not near and staged:
                near = [d for d in focal_days if d.start < trigger.start][-1:]
            talk = trigger.type in _TALK and trigger.end - trigger.start >= 7
            if not near and not programme and not talk:
                continue
            if (
                trigger.type == "signing"
                and (
                    not near
                    or re.search(
                        r"(?:ภายหลัง|หลัง|ก่อน|ใน|ต่อ|ให้มี|พิธี)?การ$",
                        text[max(0, trigger.start - 10) : trigger.start],
                    )
                )
                and not programme
            ):
                continue
            if (
                talk
                and not near
                and not programme
                and re.search(
                    r"(?:จะ|หวัง|พร้อม|เชิญ|ขอ|ให้|การ|เพื่อ)(?:มี|ได้|ให้|การ)?$",
                    text[max(0, trigger.start - 12) : trigger.start],
                )
            ):
                continue
            gathering = trigger.id in ("presides", "attends", "reception")
            if (
                gathering
                and not programme
                and (
                    not any(len(d.date) == 10 for d in near)
                    or not view.actors_in(sentence.start, trigger.start, ("person",))
                )
            ):
                continue
            if places is None:
                places = find_places(view.scan, sentence.start, sentence.end)
            activity = _read_trigger(view, sentence, trigger, places, lead or [], [])
            if activity is None and programme and lead and trigger.type in _TALK:
                activity = _programme_item(view, sentence, trigger, lead, places)
            if activity is None:
                continue
            if len(_core(activity)) < 2 and activity.type not in (
                "visit",
                "signing",
                "ceremony",
                "multilateral_meeting",
            ):
                continue
            if talk and not near and not programme:
                core = _core(activity)
                if not all(isinstance(p.actor, PersonFound) for p in core) or len({p.side for p in core}) < 2:
                    continue
                if re.search(r"(?:ที่ผ่านมา|เมื่อครั้ง|ก่อนหน้านี้|เคย)", text[sentence.start : sentence.end]):
                    continue
                activity.date = (
                    activity.date
                    if activity.date and activity.where.get("date", (0, 0, ""))[0] >= sentence.start
                    else ""
                )
            if talk and not near and not activity.date and _SAME_DAY.match(text, sentence.start):
                anchor = next((f for f in focal if f.focal and len(f.date) == 10), None)
                if anchor is not None:
                    activity.date = anchor.date
                    activity.where["date"] = anchor.where.get("date", (anchor.start, anchor.end, anchor.rule))
            same_day = bool(near) and any(
                f.date and activity.date and f.date <= activity.date <= (f.end_date or f.date)
                for f in focal
                if f.focal
            )
            if (
                gathering
                and not programme
                and (
                    not activity.name
                    or not any(isinstance(p.actor, PersonFound) for p in activity.participants)
                )
            ):
                continue
            same_day = same_day or (
                gathering
                and bool(activity.date)
                and any(f.focal and f.date and abs(_days(f.date, activity.date)) <= 3 for f in focal)
            )
            activity.focal = programme or (gathering and same_day) or (talk and (not near or same_day))
            if programme and trip is not None:
                activity.country = activity.country or trip.country
                activity.status = (
                    trip.status
                    if not activity.date or activity.date >= (trip.date or "")
                    else activity.status
                )
                if not activity.date:
                    before = [
                        d
                        for d in view.scan.dates
                        if d.end <= activity.start
                        and len(d.date) == 10
                        and d.rule not in ("bare-year", "year-range")
                    ]
                    activity.date = before[-1].date if before else ""
            if any(_twins(activity, other) for other in [*focal, *out]):
                continue
            out.append(activity)
    return out


_SAME_DAY = re.compile(
    r"(?:ใน)?ช่วง(?:เช้า|บ่าย|เย็น|ค่ำ)|จากนั้น|ต่อมา|ต่อจากนั้น|ในโอกาสนี้|โอกาสนี้|เวลา|ในวันเดียวกัน|วันเดียวกัน|ภายหลัง|ก่อนหน้านี้|ในการนี้|ในห้วง|ก่อนพิธี|หลังจาก"
)


def _days(a: str, b: str) -> int:
    """Days from a to b; a large number when either is not precise to the day."""
    if len(a) != 10 or len(b) != 10:
        return 9999
    return (datetime.date.fromisoformat(b) - datetime.date.fromisoformat(a)).days


def _twins(a: ActivityFound, b: ActivityFound) -> bool:
    if a.type in _TALK and b.type in _TALK and a.where.get("date", (0, 0, ""))[2].startswith("date-today"):
        return _same_sides(a, b)
    if a.type != b.type and not (a.type in _TALK and b.type in _TALK):
        return False
    if a.type == "visit":
        return a.country == b.country and (not a.date or not b.date or a.date[:7] == b.date[:7])
    if a.type == "signing":
        return (not a.date or not b.date or a.date == b.date) and (_overlap(a, b) or a.start == b.start)
    return _overlap(a, b) and (not a.date or a.date == b.date) and (a.type not in _TALK or _same_sides(a, b))


def _programme_item(
    view: View, sentence: Sentence, trigger: Trigger, lead: list[ActorMention], places: list[PlaceFound]
) -> ActivityFound | None:
    """A line of a programme that names the counterpart alone: the traveller is the other side."""
    right = _group(view, trigger.end, sentence.end, places)
    others = [*right.principals, *right.bodies, *right.countries]
    others = [m for m in others if not any(_same(m.actor, x.actor) for x in lead)][:3]
    if not others:
        return None
    activity = ActivityFound(trigger.type, trigger.start, trigger.end, trigger.id, zone=sentence.zone)
    role_a, role_b = ("guest", "host") if trigger.type == "courtesy_call" else ("participant", "participant")
    activity.participants = [
        _part(view, lead[0], role_a, "programme"),
        *[_part(view, m, role_b, trigger.id) for m in others],
    ]
    _set_when(view, sentence, activity)
    _set_where(view, sentence, activity, places)
    return activity


def _co_chairs(
    view: View,
    sentence: Sentence,
    trigger: Trigger,
    gatherings: list[ActivityFound],
    places: list[PlaceFound],
) -> bool:
    """… ได้ทำหน้าที่เป็นประธานร่วม (Co-Chair) กับ …: tells a role in the gathering just named, and names no new one."""
    text = view.scan.text
    known = [
        a
        for a in gatherings
        if a.type in ("multilateral_meeting", "ceremony", "bilateral_meeting") and a.start < trigger.start
    ]
    follow = re.match(r"(?:ร่วม)? ?(?:\([^()\n]{1,30}\))? ?(?:กับ|ร่วมกับ|คู่กับ)", text[trigger.end : sentence.end])
    if not known or not follow:
        return False
    meeting = known[-1]
    left = _group(view, _narrator_cut(view, sentence, trigger), trigger.start, places)
    at = trigger.end + follow.end()
    right = list(view.actors_in(at, min(sentence.end, at + 160), ("person", "post")))[:1]
    for m in [*left.principals[-1:], *right]:
        mine = [p for p in meeting.participants if _same(p.actor, m.actor)]
        for p in mine:
            p.role = "co_chair"
        if not mine:
            meeting.participants.append(_part(view, m, "co_chair", "co-chair"))
    return bool(right)


def _read_sentence(
    view: View, sentence: Sentence, background: list[ActorMention], earlier: list[ActivityFound]
) -> list[ActivityFound]:
    out: list[ActivityFound] = []
    places = find_places(view.scan, sentence.start, sentence.end)
    text = view.scan.text
    for trigger in find_triggers(view, sentence):
        done: list[Actor] = []
        if out and out[-1].type in (*_TALK, "ceremony") and trigger.type in _TALK:
            objects = [p for p in out[-1].participants if p.start > out[-1].start]
            last = max((p.end for p in objects), default=out[-1].end)
            between = text[last : trigger.start]
            if re.match(r"[^ก-๙]*(?:และ|พร้อม|ก่อน|จากนั้น|รวมทั้ง|ตลอดจน|แล)", between) and not view.actors_in(
                last, trigger.start, ("person", "post")
            ):
                done = [p.actor for p in objects]
        if trigger.id == "presides" and _co_chairs(view, sentence, trigger, [*earlier, *out], places):
            continue
        if trigger.id == "receives" and any(a.type in ("ceremony", "multilateral_meeting") for a in out):
            near = [p for p in out[-1].participants if p.end <= trigger.start]
            if near:
                max(near, key=lambda p: p.end).role = "host"
            continue
        if trigger.id == "courtesy-call" and out and out[-1].rule == "receives":
            after = view.actors_in(trigger.end, min(sentence.end, trigger.end + 40), ("person", "post"))
            if not after:
                # A ให้การต้อนรับ B ในโอกาสเข้าเยี่ยมคารวะ: the roles are those of the reception
                out[-1].type = "courtesy_call"
                continue
        activity = _read_trigger(view, sentence, trigger, places, background, done)
        if activity is not None:
            out.append(activity)
    return out


def _read_trigger(
    view: View,
    sentence: Sentence,
    trigger: Trigger,
    places: list[PlaceFound],
    background: list[ActorMention],
    done: list[Actor],
) -> ActivityFound | None:
    text = view.scan.text
    activity = ActivityFound(trigger.type, trigger.start, trigger.end, trigger.id, zone=sentence.zone)
    activity.trigger = (trigger.start, trigger.end)
    if _words("cancelled").search(text, sentence.start, sentence.end):
        return None
    if trigger.type == "signing":
        if not _read_signing(view, sentence, trigger, activity, places):
            return None
    elif trigger.roles in ("guest-host", "host-guest", "equals", "sends"):
        activity.participants = _two_sided(view, sentence, trigger, places, background, done)
        if len([p for p in activity.participants if p.role != "delegate"]) < 2:
            return None
        if not activity.participants:
            return None
    elif trigger.roles == "speech":
        if not _read_speech(view, sentence, trigger, activity):
            return None
    elif trigger.roles == "travels":
        if not _read_visit(view, sentence, trigger, activity, places, background):
            return None
    else:
        if not _read_gathering(view, sentence, trigger, activity, places):
            return None
    _set_when(view, sentence, activity)
    _set_where(view, sentence, activity, places)
    window = text[max(sentence.start, activity.start - 60) : min(sentence.end, activity.end + 20)]
    planned = _words("planned").search(window)
    published = view.scan.article.published
    if planned or (
        activity.date and published and activity.date[:10] > published and len(activity.date) == 10
    ):
        activity.status = "planned"
        if activity.date and published and len(activity.date) == 10 and activity.date < published:
            activity.status = "held"
    return activity


_WITNESS = re.compile(r"สักขีพยาน|เป็นพยาน|witness")


def _between(text: str, bodies: list[ActorMention], start: int, end: int) -> list[ActorMention]:
    """The two bodies of ระหว่าง A และ B, or none."""
    for m in re.finditer(r"ระหว่าง ?", text[start:end]):
        at = start + m.end()
        first = next((b for b in bodies if at <= b.start <= at + 2), None)
        second = next((b for b in bodies if first and b.start >= first.end), None)
        if (
            first
            and second
            and re.fullmatch(r"(?: ?\([^)\n]*\))?[^ก-๙\n]{0,40}(?:และ|กับ) ?", text[first.end : second.start])
        ):
            return [first, second]
    return []


def _read_signing(
    view: View, sentence: Sentence, trigger: Trigger, activity: ActivityFound, places: list[PlaceFound]
) -> bool:
    """Who signed and who witnessed: persons of the sentence and the next one of the paragraph, else bodies, else countries."""
    text = view.scan.text
    line_end = view.scan.line_of(trigger.start)[1]
    start = _narrator_cut(view, sentence, trigger)
    end = min(line_end, max(sentence.end, trigger.end + 500))
    stop = _SUMMARY.search(text, trigger.end, end)
    if stop:
        end = stop.start()
    actors = [
        a
        for a in view.actors_in(start, end)
        if not any(p.start <= a.start < p.end for p in places)
        and not (a.kind in ("person", "post") and _speaks_for_others(a))
    ]
    persons = _unique(
        [
            a
            for a in actors
            if a.kind == "person"
            or (a.kind == "post" and a.post is not None and (a.post.org or a.post.country))
        ]
    )
    witnesses: list[ActorMention] = []
    for m in _WITNESS.finditer(text, start, end):
        after = [a for a in persons if 0 <= a.start - m.end() < 30]
        before = [a for a in persons if a.end <= m.start()]
        opened = text.rfind("โดยมี", start, m.start())
        marked = re.match(r"(?:ของ|จาก)? ?", text[m.end() : m.end() + 4])
        if after and marked and not before:
            witnesses += after[:2]
        elif before:
            group = [a for a in before if a.start > opened] if opened >= 0 else before[-1:]
            run = [before[-1]]
            for a in reversed(before[:-1]):
                if (
                    a in group
                    and len(text[a.end : run[0].start]) < 14
                    and re.search(r"และ|,", text[a.end : run[0].start])
                ):
                    run.insert(0, a)
                else:
                    break
            witnesses += run
    signers = [a for a in persons if a not in witnesses]
    honoured = text.startswith("พิธี", trigger.start) and _HONOURS.search(
        text, max(start, trigger.start - 40), trigger.start
    )
    guests = [a for a in signers if honoured and a.end <= trigger.start]
    signers = [a for a in signers if a not in guests]
    by = re.search(
        r"โดย(?:มี)? ?(?=นาย|นาง|พล|ดร|ศ\.|รศ\.|Mr|Ms|H\.E|รัฐมนตรี|ปลัด|อธิบดี|รอง|นพ|น\.ส)",
        text[trigger.end : min(end, trigger.end + 260)],
    )
    after_by = [a for a in signers if by and a.start >= trigger.end + by.start()]
    if after_by and sentence.zone != "title":
        signers = after_by
    if (signers and sentence.zone != "title") or len(signers) >= 2:
        activity.participants = [_part(view, a, "signatory", trigger.id) for a in signers[:8]]
    else:
        bodies = [a for a in actors if a.kind == "body" and abs(a.start - trigger.start) < 260]
        left = [a for a in bodies if a.end <= trigger.start]
        if len(left) > 1 and re.search(r"โดย", text[left[-2].end : left[-1].start]):
            left = left[-1:]
        right = [a for a in bodies if a.start >= trigger.end]
        aside = re.search(r"ซึ่ง|เพื่อ|ภายใต้", text[trigger.end : end])
        if aside:
            near = [a for a in right if a.start < trigger.end + aside.start()]
            right = near or right
        bodies = _unique(
            _between(text, [a for a in actors if a.kind == "body"], trigger.end, end) or [*left, *right]
        )
        countries = _unique([a for a in actors if a.kind == "country" and abs(a.start - trigger.start) < 160])
        chosen = bodies if len(bodies) >= 2 else countries if len(countries) >= 2 else bodies
        activity.participants = [_part(view, a, "signatory", trigger.id) for a in chosen[:8]]
        activity.participants += [_part(view, a, "signatory", trigger.id) for a in signers]
    activity.participants += [_part(view, a, "witness", "witness") for a in witnesses]
    if honoured:
        role = "chair" if "ประธาน" in honoured.group() else "participant"
        present = guests[-1:] if role == "chair" else guests[:8]
        activity.participants += [_part(view, a, role, "at-the-ceremony") for a in present]
    if _WITNESS.search(text, start, end) and not witnesses and _BOTH.search(text, start, end):
        for leader in _principals_so_far(view, trigger.start):
            activity.participants = [p for p in activity.participants if not _same(p.actor, leader.actor)]
            activity.participants.append(_part(view, leader, "witness", "both-leaders"))
    if re.search(
        r"(?:ซึ่ง|ที่)(?:ได้)?(?:มีการ)?$", text[max(0, trigger.start - 14) : trigger.start]
    ) and not re.search("ลงนาม|MO[Uu]|จับมือ", text[: view.scan.article.body_start]):
        activity.focal = False
    return bool(activity.participants)


def _read_visit(
    view: View,
    sentence: Sentence,
    trigger: Trigger,
    activity: ActivityFound,
    places: list[PlaceFound],
    background: list[ActorMention],
) -> bool:
    text = view.scan.text
    left = _group(view, _narrator_cut(view, sentence, trigger), trigger.start, places)
    near = view.scan.countries_in(trigger.end, min(sentence.end, trigger.end + 40))
    if not near and sentence.zone == "title":
        near = [h for h in view.scan.countries_in(sentence.start, trigger.start) if h.id != "TH"][-1:]
    if near:  # การเยือนสหรัฐฯ ของ X: X travels, whoever tells of it
        of = re.match(
            r"[ฯ ]*(?:อย่างเป็นทางการ)? ?ของ(?:ท่าน)? ?", text[near[0].end : min(sentence.end, near[0].end + 40)]
        )
        if of:
            at = near[0].end + of.end()
            owner = [m for m in view.actors_in(at, sentence.end, ("person", "post")) if m.start - at <= 1][:1]
            if owner:
                left = _Group(owner, [], [], [])
    if not near or not left.principals:
        return False
    official = re.search(
        r"อย่างเป็นทางการ|ระหว่างวันที่|official|ตามคำเชิญ",
        text[trigger.start : min(sentence.end, trigger.end + 120)],
    )
    dated = any(
        len(d.date) >= 7 and -20 < d.start - trigger.start < 90 and d.rule not in ("bare-year", "year-range")
        for d in view.scan.dates
        if sentence.start <= d.start < sentence.end
    )
    if sentence.zone != "title" and not official and not dated:
        return False
    destination = near[0].id
    able = [m for m in left.principals if _side(view, m) != destination]
    if not able:
        return False
    traveller = able[-1] if destination == "TH" else able[0]
    if destination == "TH" and _side(view, traveller) == "":
        return False
    if re.search(r"โอกาส(?:ที่)?(?:เดินทาง)?(?:มา)?$", text[max(0, trigger.start - 16) : trigger.start]):
        activity.focal = "เยือน" in text[: view.scan.article.body_start]
        hosts = [m for m in left.principals if _side(view, m) == destination]
        if hosts and activity.focal:
            activity.participants = [_part(view, hosts[0], "host", "receives-visitor")]
    activity.country = destination
    activity.where["country"] = (near[0].start, near[0].end, "visited-country")
    activity.participants = [_part(view, traveller, "guest", trigger.id), *activity.participants]
    for m in left.delegates:
        if m.kind == "person":
            activity.participants.append(_part(view, m, "delegate", "accompanies"))
    invited = re.search(r"คำเชิญของ|คำเชิญ|การเชิญของ|at the invitation of", text[sentence.start : sentence.end])
    if invited:
        at = sentence.start + invited.end()
        hosts = [
            m
            for m in view.actors_in(at, min(sentence.end, at + 120), ("person", "post"))
            if not _same(m.actor, traveller.actor)
        ]
        if hosts:
            activity.participants.append(_part(view, hosts[0], "host", "invitation"))
    return True


def _foreigners(view: View) -> bool:
    """Does any foreign official or officer of an international organisation stand in the article, or missions in its
    first part?"""
    for person in view.people:
        for post in person.posts:
            if (post.country not in ("", "TH") and not post.former) or _is_international(view, post.org):
                return True
    head = view.scan.text[: view.scan.article.body_start + 1200]
    return (
        re.search(
            r"คณะทูต(?:านุทูต)?[^\n]{0,40}(?:เข้าร่วม|ร่วมงาน|ร่วมพิธี)|สถานเอกอัครราชทูต[^\n]{0,40}ประเทศต่าง|สถานทูตต่าง",
            head,
        )
        is not None
    )


def _read_speech(view: View, sentence: Sentence, trigger: Trigger, activity: ActivityFound) -> bool:
    """A headline ถ้อยแถลงนายกรัฐมนตรี สำหรับการประชุม …: the speaker right after the word, then the gathering."""
    text = view.scan.text
    if sentence.zone != "title" or trigger.start > sentence.start + 40:
        return False
    speakers = [
        m for m in view.actors_in(trigger.end, sentence.end, ("person", "post")) if m.start - trigger.end < 6
    ]
    if not speakers:
        return False
    link = re.compile(
        r"[^\n]{0,24}?(?:ใน|สำหรับ|ต่อ|เนื่องใน|ณ)(?:โอกาส)?(?:พิธีเปิด)?(?:ที่)? ?(?=การประชุม|ประชุม|งาน|เวที|พิธี|การสัมมนา|[A-Z“])"
    ).match(text, speakers[0].end)
    if not link or link.end() >= sentence.end:
        return False
    s, e = _read_name(text, link.end(), sentence.end)
    name = re.sub(r"\s+", " ", text[s:e])
    if not _words("international_words").search(name) and not _foreigners(view):
        return False
    activity.type = "multilateral_meeting" if _words("meeting_words").search(name) else "ceremony"
    if _PROPER.search(name):
        activity.name = name
        activity.where["name"] = (s, e, "event-name")
    activity.end = max(activity.end, e)
    activity.participants = [_part(view, speakers[0], "speaker", trigger.id)]
    return True


_CHAIRS = re.compile(r" ?(?:ได้|ร่วม)?(?:ทำหน้าที่|เป็น)ประธาน")
_SPEAKS = re.compile(
    r" ?(?:ได้|ร่วม|มา|ขึ้น|เป็นผู้)*(?:เป็น ?[Kk]eynote|เป็น ?วิทยากร|เป็นองค์ปาฐก|กล่าวปาฐกถา|กล่าวสุนทรพจน์|กล่าวเปิด|กล่าวต้อนรับ|กล่าวรายงาน|ปาฐกถา|กล่าวถ้อยแถลง|กล่าวคำปราศรัย|บรรยาย)"
)


def _read_gathering(
    view: View, sentence: Sentence, trigger: Trigger, activity: ActivityFound, places: list[PlaceFound]
) -> bool:
    text = view.scan.text
    phrase = text[trigger.start : trigger.end]
    begin = _narrator_cut(view, sentence, trigger)
    aside = text.rfind("ในโอกาส", begin, trigger.start)
    told_aside = aside >= 0 and bool(view.actors_in(aside, trigger.start, ("person", "post")))
    if told_aside:  # …เข้าเยี่ยมคารวะ B ในโอกาสที่ A ได้รับเชิญเป็นประธานในพิธี: B is not at that ceremony
        begin = aside
    left = _group(view, begin, trigger.start, [])
    offset = trigger.end
    for word in ("การประชุม", "ประชุม", "งาน", "พิธี", "การสัมมนา", "ประชุมคณะกรรม", "การ"):
        if phrase.endswith(word):
            offset = trigger.end - len(word)
            break
    if trigger.id == "committee" or trigger.id == "reception":
        offset = trigger.start
    s, e = _read_name(text, offset, sentence.end)
    name = text[s:e].strip()
    cut = re.match(
        r"[^“\"]{0,24}?(?:ใน|ต่อ|กล่าว|และ|เปิด|เปิดตัว)[^“\"]{0,14}?(?=งาน|การประชุม|ประชุม|พิธี|การสัมมนา|โครงการ|เวที|สมัชชา)",
        name,
    )
    if cut and (trigger.id == "attends" or name.startswith(("ใน", "กล่าว", "และ", "เปิด"))):
        s += cut.end()
        name = text[s:e].strip()
    cut = re.fullmatch(
        r"(?:ที่)?(?:การ)?(?:ประชุม|งาน|สัมมนา|เวที|พิธีเปิดงาน)(?:วิชาการ|นานาชาติ|สัมมนา)? ?[“\"]([^”\"]+)[”\"]", name
    )
    if cut:
        s, e = s + cut.start(1), s + cut.end(1)
        name = cut.group(1)
    cut = re.match(r"(?:ที่ประชุม|พิธีเปิดงาน|พิธีเปิดการประชุม|พิธีเปิด|งาน|ประชุม) ?(?=[A-Z“])", name)
    if cut:
        s += cut.end()
        name = text[s:e].strip()
    if not left.principals and not left.bodies:
        return False
    if re.match(r"(?:ใน)?พิธี(?:ร่วม)?ลงนาม|ลงนาม|การลงนาม", name):
        return False
    if trigger.roles == "attends" and trigger.id not in ("committee",) and not name:
        return False
    meeting = _words("meeting_words").search(name)
    if trigger.id in ("attends", "presides"):
        joint = re.search(r"คณะกรรม(?:าธิ)?การร่วม|คณะทำงานร่วม|\bJ(?:BC|TC|C|AWG|WG|CR)\b|Joint", name)
        spoke = re.search(r"ปาฐกถา|สุนทรพจน์|วิทยากร|ถ้อยแถลง|อภิปราย", phrase)
        activity.type = "multilateral_meeting" if meeting or spoke else "ceremony"
        between = {h.id for h in view.scan.countries_in(s, e)}
        if (
            meeting
            and len(between) == 2
            and "TH" in between
            and not re.search(r"นานาชาติ|สัมมนา|งาน|[Ff]orum|อาเซียน|ASEAN|Seminar|ธุรกิจ|Business", name)
        ):
            joint = joint or meeting
        if joint and len({h.id for h in view.scan.countries_in(sentence.start, sentence.end)}) <= 2:
            activity.type = "bilateral_meeting"
    international = (
        _words("international_words").search(name)
        or any(
            _side(view, m) not in ("", "TH") or (isinstance(m.actor, BodyFound) and is_international(m.actor))
            for m in view.actors_in(sentence.start, sentence.end)
        )
        or _foreigners(view)
    )
    if not international:
        return False
    if trigger.roles == "presides" and re.match(r"(?:กับ|ร่วม|\()", name or "กับ"):
        later = re.search(r"ใน(?:พิธีเปิด)?(?=การประชุม|งาน|พิธี|การสัมมนา)", text[trigger.end : sentence.end])
        if later:
            s, e = _read_name(text, trigger.end + later.end(), sentence.end)
            name = text[s:e].strip()
            meeting = _words("meeting_words").search(name)
            activity.type = "multilateral_meeting" if meeting else "ceremony"
    numbered = re.search(r"(?:ครั้งที่|สมัยที่|ประจำปี) ?[0-9๐-๙/]+", name)
    if (
        numbered
        and re.match(r" ?[“\"(]", name[numbered.end() :])
        and not name[numbered.end() :].lstrip().startswith("(")
    ):
        e = s + numbered.end()
        name = text[s:e].strip()
    if re.match(
        r"(?:พร้อม|ในหัวข้อ|ภายใต้|จำนวน|และ|ประกอบด้วย|ซึ่ง|ดังกล่าว|ครั้งนี้|ร่วมกับ|กับ|โดย|ของ|ที่(?!ประชุม)|เพื่อ|นี้|ต่าง|เรื่อง|ได้|จะ|ให้|ใน)",
        name,
    ):
        if trigger.roles != "presides" or not meeting:
            return False
        name = ""
    if name.count("(") > name.count(")"):
        e = s + name.rindex("(")
        name = text[s:e].strip()
        e = s + len(name)
    own_side = re.match(r"ฝ่าย[ก-๙]{2,12}?(?:สำหรับ|ใน)(?=การประชุม|ประชุม)", name)
    if own_side:
        s += own_side.end()
        name = name[own_side.end() :]
    if _PROPER.search(name) and len(name) > 8:
        activity.name = re.sub(r"\s+", " ", name)
        activity.where["name"] = (s, e, "event-name")
    activity.end = max(activity.end, e)
    role = "chair" if trigger.roles == "presides" else "participant"
    if re.search(r"ร่วม", phrase) and trigger.roles == "presides":
        role = "co_chair"
    if re.search(r"ปาฐกถา|สุนทรพจน์|วิทยากร|ถ้อยแถลง|keynote|remarks|addressed", phrase):
        role = "speaker"
    for m in _unique(left.principals[-1:] if len(left.principals) == 1 else left.principals):
        activity.participants.append(_part(view, m, role, trigger.id))
    for m in left.delegates:
        if not any(_same(m.actor, p.actor) for p in activity.participants):
            activity.participants.append(_part(view, m, "participant", "accompanies"))
    after = _group(view, max(e, trigger.end), sentence.end, places)
    marked = re.search(
        r"โดยมี|พร้อมด้วย|ร่วมด้วย|เข้าร่วม|ร่วมงาน|ร่วมพิธี|ร่วมเป็นเกียรติ|ได้รับเกียรติ|ร่วมกับ|ประธานร่วม|ตลอดจน|เป็นประธาน",
        text[max(e, trigger.end) : sentence.end],
    )
    for m in [*after.principals, *after.delegates] if marked else []:
        if m.kind == "person" and not any(_same(m.actor, p.actor) for p in activity.participants):
            activity.participants.append(_part(view, m, "participant", "named-attendee"))
    along = re.search(r"ร่วมกับ(?:ผู้แทน|คณะผู้แทน|ผู้บริหาร)(?:ของ|จาก)? ?", text[e : sentence.end])
    if along:
        for m in view.actors_in(e + along.end(), min(sentence.end, e + along.end() + 80), ("body",))[:1]:
            if not any(_same(m.actor, p.actor) for p in activity.participants):
                activity.participants.append(_part(view, m, "participant", "together-with"))
    if activity.type == "multilateral_meeting":
        for m in _listed_countries(view, max(e, trigger.end), view.scan.line_of(trigger.start)[1]):
            if not any(_same(m.actor, p.actor) for p in activity.participants):
                activity.participants.append(_part(view, m, "participant", "listed-country"))
    for part in activity.participants:
        if _SPEAKS.match(text, part.end):
            part.role = "speaker"
        elif _CHAIRS.match(text, part.end) and part.role == "participant":
            part.role = "chair"
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
            for p in [p for p in activity.participants if _same(p.actor, m.actor)]:
                activity.participants.remove(p)
            activity.participants.append(_part(view, m, "host", "invitation"))
    host = re.search(r"จัดโดย|ซึ่งจัดโดย|จัดขึ้นโดย", text[sentence.start : sentence.end])
    if host:
        at = sentence.start + host.end()
        for m in view.actors_in(at, sentence.end, ("body",)):
            if not any(_same(m.actor, p.actor) for p in activity.participants):
                activity.participants.append(_part(view, m, "host", "organised-by"))
    return bool(activity.participants)


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
        run: list[ActorMention] = []
        at = opener.end()
        for actor in view.actors_in(at, end):
            if actor.kind != "country" or not _LIST_GAP.fullmatch(text, at, actor.start):
                break
            run.append(actor)
            at = actor.end
        if len(run) >= 2:
            found += run
    return _unique(found)


_EFFECT = re.compile(r"(?:เริ่มใช้|มีผล|บังคับใช้|ใช้บังคับ)[ก-๙ ]{0,12}$")


def _in_relative_clause(text: str, start: int, date: DateMention, trigger: int) -> bool:
    """Is the date that of a clause with ซึ่ง closed by โดย before the trigger? (…ซึ่งเห็นชอบแล้วเมื่อวันที่ 24 … โดย X จะเป็นผู้ลงนาม)"""
    opened = text.rfind("ซึ่ง", max(start, date.start - 110), date.start)
    return opened >= 0 and date.end <= trigger and text.find("โดย", date.end, date.end + 12) >= 0


def _set_when(view: View, sentence: Sentence, activity: ActivityFound) -> None:
    ranked = [d for d in view.scan.dates if d.rule not in ("bare-year", "year-range")]
    inside = [d for d in ranked if sentence.start <= d.start and d.end <= sentence.end]
    if activity.type in _TALK or activity.type == "signing":
        # talks have a day or a month; a lone year is of their subject
        inside = [
            d
            for d in inside
            if len(d.date) > 4 and not _EFFECT.search(view.scan.text, max(0, d.start - 24), d.start)
        ]
        main = [
            d for d in inside if not _in_relative_clause(view.scan.text, sentence.start, d, activity.start)
        ]
        inside = main or inside
    if "name" in activity.where:
        ns, ne, _ = activity.where["name"]
        inside = [d for d in inside if not (ns <= d.start and d.end <= ne and len(d.date) < 10)]
    best: DateMention | None = None
    if inside:
        days = [d for d in inside if len(d.date) == 10] or inside
        before = [d for d in days if d.end <= activity.start]
        after = [d for d in days if d.start >= activity.end]
        best = before[-1] if before else (after[0] if after else days[0])
        spans = [
            d
            for d in after
            if d.end_date
            and re.search(
                r"(?:จัดขึ้น|จัด|มีขึ้น|กำหนดจัด)[^ก-๙]*(?:ใน)?(?:ระหว่าง)?(?:วันที่)?[^ก-๙]*$",
                view.scan.text[max(0, d.start - 24) : d.start],
            )
        ]
        if spans and activity.type in ("multilateral_meeting", "ceremony"):
            best = spans[0]
        if activity.type == "visit":
            trip = [d for d in days if d.end_date and d.start >= activity.start - 40]
            best = trip[0] if trip else best
        if activity.type in _TALK and best.end_date:  # a day of the trip is nearer the talks than the trip
            of_trip = [d for d in days if not d.end_date and best.date <= d.date <= best.end_date]
            best = min(of_trip, key=lambda d: abs(d.start - activity.start), default=best)
    elif sentence.zone == "title":
        return
    if best is None and sentence.zone == "lede":
        start = view.scan.article.body_start
        near = [d for d in ranked if start <= d.start <= activity.start and len(d.date) == 10]
        best = near[-1] if near else None
        if best is None:
            later = [
                d
                for d in ranked
                if activity.end <= d.start <= activity.end + 1500
                and len(d.date) == 10
                and view.scan.text[d.start : d.end].startswith("วันนี้")
            ]
            best = later[0] if later else None
    if best is not None:
        activity.date = best.date
        activity.end_date = best.end_date if best.end_date and best.end_date != best.date else ""
        activity.where["date"] = (best.start, best.end, "date-" + best.rule)


def _set_where(view: View, sentence: Sentence, activity: ActivityFound, places: list[PlaceFound]) -> None:
    before = [p for p in places if p.end <= activity.start]
    following = [
        t.start for t in find_triggers(view, sentence) if t.start >= activity.end and t.type != activity.type
    ]
    limit = min(following, default=sentence.end)
    after = [p for p in places if activity.start <= p.start < limit]
    chosen = (before[-1] if before else None) or (after[0] if after else None)
    if chosen is None:
        return
    if chosen.venue:
        activity.venue = chosen.venue
        activity.where["venue"] = (*chosen.venue_span, "venue")
    if chosen.city:
        activity.city = chosen.city
        activity.where["city"] = (chosen.start, chosen.end, "city")
    if not chosen.country and chosen.venue and re.search("[ก-๙]", chosen.venue) and activity.type != "visit":
        abroad = (
            view.scan.country_in(sentence.start, activity.start) not in ("", "TH")
            and not activity.participants
        )
        if not abroad and not any(
            sentence.start <= p < sentence.end and h.id != "TH" for p, h in view.scan.city_at.items()
        ):
            activity.country = activity.country or "TH"
    if chosen.country and not activity.country:
        activity.country = chosen.country
        activity.where["country"] = (chosen.start, chosen.end, "place-country")


def _core(activity: ActivityFound) -> list[Part]:
    return [p for p in activity.participants if p.role not in ("delegate", "witness")]


def _overlap(a: ActivityFound, b: ActivityFound) -> bool:
    return any(_same(p.actor, q.actor) for p in _core(a) for q in _core(b))


def _same_sides(a: ActivityFound, b: ActivityFound) -> bool:
    """Do two mentions of talks mean the same two sides? A post without a name may stand for a named person of its side."""
    common = [p for p in _core(a) if any(_same(p.actor, q.actor) for q in _core(b))]
    if len(common) >= 2:
        return True
    left = [p for p in _core(a) if not any(_same(p.actor, q.actor) for q in _core(b))]
    right = [p for p in _core(b) if not any(_same(p.actor, q.actor) for q in _core(a))]
    if not left or not right:
        return bool(common) or not _core(a) or not _core(b)
    vague = all(isinstance(p.actor, (str, BodyFound)) for p in left) or all(
        isinstance(p.actor, (str, BodyFound)) for p in right
    )
    sides = {p.side for p in left} & {p.side for p in right}
    return vague and (bool(common) or bool(sides - {"", "TH"})) and bool(sides or common)


_TALK = ("courtesy_call", "bilateral_meeting", "call")


def _merge(view: View, found: list[ActivityFound]) -> list[ActivityFound]:
    """Several mentions of one activity are one: the fullest mention stays, the others fill its gaps."""
    rank = {"title": 1, "lede": 0, "body": 2}
    has_call = any(a.type == "courtesy_call" for a in found)
    out: list[ActivityFound] = []
    for activity in sorted(found, key=lambda a: (rank[a.zone], a.start)):
        twin = None
        for other in out:
            talk = other.type in _TALK and activity.type in _TALK
            if other.type != activity.type and not talk:
                continue
            if talk and (
                other.date == activity.date
                or not other.date
                or not activity.date
                or (other.zone != "body" and activity.zone != "body")
            ):
                bare = (
                    activity.zone == "title"
                    and other.zone == "lede"
                    and all(isinstance(p.actor, str) for p in _core(activity))
                )
                if bare or _same_sides(other, activity):
                    twin = other
                    break
            elif other.type == activity.type:
                dates_clash = other.date and activity.date and other.date != activity.date
                number = re.search(r"(?:ครั้งที่|สมัยที่) ?[0-9๐-๙/]+", activity.name)
                if number and number.group() in other.name and not dates_clash and _overlap(other, activity):
                    twin = other
                    break
                names_clash = (
                    other.name
                    and activity.name
                    and other.name[:20] != activity.name[:20]
                    and other.name not in activity.name
                    and activity.name not in other.name
                )
                if activity.type in ("visit", "signing") and not dates_clash:
                    twin = other
                    break
                if (
                    activity.zone == "title"
                    and other.zone == "lede"
                    and not dates_clash
                    and _overlap(other, activity)
                ):
                    twin = other
                    break
                if (
                    not dates_clash
                    and not names_clash
                    and (_overlap(other, activity) or (other.name and other.name == activity.name))
                ):
                    twin = other
                    break
        if twin is None:
            out.append(activity)
            continue
        if {twin.type, activity.type} == {"courtesy_call", "bilateral_meeting"} or (
            has_call and twin.type == "bilateral_meeting" and activity.type == "courtesy_call"
        ):
            if twin.type != "courtesy_call":
                # the call's roles win
                roles = {
                    id(p.actor) if not isinstance(p.actor, str) else p.actor: p.role
                    for p in activity.participants
                }
                twin.type, twin.rule = "courtesy_call", activity.rule
                twin.start, twin.end = activity.start, activity.end
                for p in twin.participants:
                    key = id(p.actor) if not isinstance(p.actor, str) else p.actor
                    if key in roles:
                        p.role = roles[key]
                    elif p.role == "participant":
                        p.role = "host" if p.side == "TH" else "guest"
        elif (
            twin.type == "bilateral_meeting"
            and activity.type == "bilateral_meeting"
            and {p.role for p in twin.participants} <= {"participant", "delegate"}
        ):
            roles = {
                id(p.actor) if not isinstance(p.actor, str) else p.actor: p.role
                for p in activity.participants
                if p.role in ("host", "guest")
            }
            for p in twin.participants:
                key = id(p.actor) if not isinstance(p.actor, str) else p.actor
                p.role = roles.get(key, p.role)
        for part in activity.participants:
            # a named person takes the place of a bare post of the same side
            for p in twin.participants:
                if (
                    isinstance(p.actor, str)
                    and p.actor.startswith("post:")
                    and isinstance(part.actor, PersonFound)
                    and p.side == part.side
                    and part.side not in ("",)
                    and not any(_same(q.actor, part.actor) for q in twin.participants)
                ):
                    p.actor, p.start, p.end, p.capacity = part.actor, part.start, part.end, part.capacity
        for prop in ("name", "date", "end_date", "venue", "city", "country"):
            if not getattr(twin, prop) and getattr(activity, prop):
                setattr(twin, prop, getattr(activity, prop))
                if prop in activity.where:
                    twin.where[prop] = activity.where[prop]
        if twin.type in ("ceremony", "multilateral_meeting") and activity.zone != "body":
            for part in activity.participants:
                if not any(_same(part.actor, p.actor) for p in twin.participants) and isinstance(
                    part.actor, PersonFound | BodyFound
                ):
                    twin.participants.append(replace(part))
        if twin.type == "signing":
            named = [
                p for p in activity.participants if isinstance(p.actor, PersonFound) and p.role == "signatory"
            ]
            if named and not any(
                isinstance(p.actor, PersonFound) and p.role == "signatory" for p in twin.participants
            ):
                twin.participants = [
                    *named,
                    *[p for p in [*activity.participants, *twin.participants] if p.role == "witness"],
                ]
        if activity.zone == "lede":
            for part in activity.participants:
                if not any(_same(part.actor, p.actor) for p in twin.participants) and part.role == "delegate":
                    twin.participants.append(replace(part))
        if activity.status == "planned" and (
            twin.zone == "title" or (twin.type == "signing" and activity.zone == "body")
        ):
            twin.status = "planned"
    return out


def _date_by_head(view: View, found: list[ActivityFound]) -> None:
    """A reported activity without a date of its own happened on the day the article names last before it appeared."""
    published = view.scan.article.published
    if len(published) != 10:
        return
    recent = [
        d
        for d in view.scan.dates
        if len(d.date) == 10
        and d.rule not in ("bare-year", "year-range")
        and 0 <= _days(d.date, published) <= 10
        and not d.end_date
    ]
    days = {d.date for d in recent}
    if not recent:
        return
    chosen = recent[0]
    if len(days) > 1 and chosen.start > view.scan.article.body_start + 1500:
        return
    for activity in found:
        if activity.focal and not activity.date and activity.status == "held" and activity.type != "visit":
            activity.date = chosen.date
            activity.where["date"] = (chosen.start, chosen.end, "head-date")


def _add_countries(view: View, found: list[ActivityFound]) -> None:
    """… จาก 5 ประเทศ ได้แก่ …: the countries of a list take part in the one gathering that the article reports."""
    gatherings = [a for a in found if a.focal and a.type in ("ceremony", "multilateral_meeting")]
    if len(gatherings) != 1:
        return
    gathering = gatherings[0]
    text = view.scan.text
    for m in re.finditer(
        r"(?:ประเทศ|ชาติ|สถานทูต|สถานเอกอัครราชทูต)[^\n]{0,50}?(?:ได้แก่|ประกอบด้วย|อาทิ|คือ|ดังนี้)", text
    ):
        if m.start() < gathering.start - 200 or m.start() > gathering.end + 2500:
            continue
        listed: list[ActorMention] = []
        pos = m.end()
        for actor in view.actors_in(m.end(), min(len(text), m.end() + 500), ("country",)):
            if len(text[pos : actor.start].strip(" ,และ0123456789.)(\n")) > 14:
                break
            listed.append(actor)
            pos = actor.end
        if len(listed) >= 3:
            for actor in listed:
                if not any(_same(actor.actor, p.actor) for p in gathering.participants):
                    gathering.participants.append(_part(view, actor, "participant", "listed-country"))
            return


_TOOK_FLOOR = re.compile(
    r" ?(?:ได้|ร่วม|ยัง|เป็นผู้|ให้เกียรติ)*(?:กล่าวรายงาน|กล่าวต้อนรับ|กล่าวเปิด|กล่าวปาฐกถา|กล่าวสุนทรพจน์|กล่าวถ้อยแถลง|กล่าวคำปราศรัย|ปาฐกถา|บรรยาย|กล่าวแสดงความยินดี|ร่วมอภิปราย|ร่วมเสวนา)"
)


def _add_speakers(view: View, found: list[ActivityFound]) -> None:
    """Who, further down, is told to have taken the floor at the one gathering that the article reports."""
    gatherings = [a for a in found if a.focal and a.type in ("ceremony", "multilateral_meeting")]
    if len(gatherings) != 1 or any(a.type in _TALK and a.focal for a in found):
        return
    gathering = gatherings[0]
    for m in view.actors:
        if (
            m.kind != "person"
            or m.start < gathering.end
            or m.start > gathering.end + 2500
            or not isinstance(m.actor, PersonFound)
        ):
            continue
        if not _TOOK_FLOOR.match(view.scan.text, m.end):
            continue
        mine = [p for p in gathering.participants if _same(p.actor, m.actor)]
        for p in mine:
            if p.role == "participant":
                p.role = "speaker"
        if not mine:
            gathering.participants.append(_part(view, m, "speaker", "took-the-floor"))


_AT_MARGIN = re.compile(r"ในห้วง|ระหว่าง|ในช่วง|ห้วง|นอกรอบ|ในโอกาส|ในการเข้าร่วม|ในการนี้")


def _set_parts(view: View, found: list[ActivityFound]) -> None:
    """Talks, signings and receptions of a visit are part of it; talks at the margins of a conference are part of that."""
    text = view.scan.text

    def shares(a: ActivityFound, b: ActivityFound) -> bool:
        return any(_same(p.actor, q.actor) for p in a.participants for q in b.participants)

    def within(inner: ActivityFound, outer: ActivityFound) -> bool:
        if not inner.date or not outer.date:
            return inner.focal and outer.focal
        return outer.date <= inner.date <= (outer.end_date or outer.date)

    for activity in found:
        if activity.type == "visit":
            continue
        trips = [
            v
            for v in found
            if v.type == "visit"
            and v.country == activity.country
            and within(activity, v)
            and shares(activity, v)
        ]
        if trips:
            activity.part_of = trips[0]
            continue
        if activity.type in _TALK or activity.type == "signing":
            line = view.scan.line_of(activity.trigger[0])[0]
            if _AT_MARGIN.search(text, line, activity.trigger[0]):
                meetings = [
                    g
                    for g in found
                    if g.type == "multilateral_meeting"
                    and g.name
                    and within(activity, g)
                    and shares(activity, g)
                    and g is not activity
                ]
                if meetings:
                    activity.part_of = meetings[0]


def _inherit_places(found: list[ActivityFound]) -> None:
    """What happened on the same trip and names no place of its own happened where the trip was."""
    trip = next((a for a in found if a.type == "visit" and a.focal and a.country), None)
    anchor = next(
        (
            a
            for a in found
            if a.focal and (a.city or a.venue) and a.country and (trip is None or a.country == trip.country)
        ),
        None,
    )
    for activity in found:
        if (
            not activity.focal
            or activity.country
            or activity.venue
            or activity.city
            or activity.type in ("call", "message")
        ):
            continue
        if (
            anchor is not None
            and activity.type in (*_TALK, "multilateral_meeting")
            and (
                trip is not None or (anchor.date == activity.date and anchor.zone == "lede" == activity.zone)
            )
        ):
            activity.city, activity.country = anchor.city, anchor.country
            if anchor.date == activity.date and activity.type in _TALK and anchor.start < activity.start:
                activity.venue = anchor.venue
            for prop in ("city", "country", "venue"):
                if prop in anchor.where:
                    activity.where[prop] = anchor.where[prop]
        elif trip is not None and activity.type != "visit":
            activity.country = trip.country
            if "country" in trip.where:
                activity.where["country"] = trip.where["country"]


def _add_hosts(found: list[ActivityFound]) -> None:
    """Who receives a visitor in the talks of a reported visit is its host."""
    for visit in found:
        if visit.type != "visit" or not visit.focal or any(p.role == "host" for p in visit.participants):
            continue
        guests = [p for p in visit.participants if p.role == "guest"]
        for talk in found:
            if talk.type in _TALK and any(_same(g.actor, p.actor) for g in guests for p in _core(talk)):
                hosts = [
                    p
                    for p in _core(talk)
                    if p.side == visit.country
                    and isinstance(p.actor, PersonFound)
                    and not any(_same(p.actor, g.actor) for g in guests)
                ]
                if hosts and visit.country == "TH":
                    visit.participants.append(replace(hosts[0], role="host", rule="receives-visitor"))
                    break


def _settle_calls(view: View, found: list[ActivityFound]) -> None:
    """An audience that the text calls เยี่ยมคารวะ is a courtesy call, also when the headline says หารือ."""
    body = view.scan.text[view.scan.article.body_start :]
    taking_leave = re.search(
        r"ในโอกาส(?:ที่)?(?:จะ)?(?:เข้า)?(?:มา)?รับ(?:ตำแหน่ง|หน้าที่)|พ้น(?:จาก)?(?:การ)?(?:ตำแหน่ง|หน้าที่|วาระ)|อำลา",
        body[:1500],
    )
    if taking_leave and not any(a.type == "courtesy_call" for a in found):
        for talk in found:
            envoys = [
                p
                for p in talk.participants
                if isinstance(p.actor, PersonFound) and any(q.envoy for q in p.actor.posts)
            ]
            if talk.type == "bilateral_meeting" and talk.focal and envoys and talk.country in ("", "TH"):
                talk.type = "courtesy_call"
                for part in talk.participants:
                    if part.role == "participant":
                        part.role = "guest" if part in envoys else "host"
                return
    if any(a.type == "courtesy_call" for a in found) or not re.search(
        r"เข้าเยี่ยมคารวะ|เข้าคารวะ|เยี่ยมคารวะ", body
    ):
        return
    talks = [a for a in found if a.type == "bilateral_meeting"]
    if len(talks) != 1 or talks[0].country not in ("", "TH"):
        return
    talk = talks[0]
    talk.type = "courtesy_call"
    for part in talk.participants:
        if part.role == "participant":
            part.role = "host" if part.side in ("TH", "") else "guest"


def _is_foreign(view: View, activity: ActivityFound) -> bool:
    """Does another country or an international organisation take part?"""
    core = _core(activity)
    if activity.type in _TALK and not activity.name and len(core) >= 2 and all(p.side == "TH" for p in core):
        return False
    for part in activity.participants:
        if part.side not in ("", "TH") or part.abroad:
            return True
        if isinstance(part.actor, BodyFound) and is_international(part.actor):
            return True
        if isinstance(part.actor, PersonFound):
            if any(_is_international(view, p.org) or _is_abroad(view, p.org) for p in part.actor.posts):
                return True
            if (
                part.side == ""
                and activity.type in _TALK
                and looks_foreign(part.actor)
                and any(p.side == "TH" for p in _core(activity))
            ):
                return True
    if activity.country not in ("", "TH"):
        return True
    if activity.type in ("ceremony", "multilateral_meeting") and _foreigners(view):
        return True
    if activity.type == "signing" and any(
        h.id != "TH" for h in view.scan.countries_in(activity.start - 120, activity.end + 200)
    ):
        return True
    return bool(activity.name and _words("international_words").search(activity.name))


def _is_abroad(view: View, org: str) -> bool:
    return any(b.country not in ("", "TH") for b in view.bodies if org and org in (b.name, *b.aliases))


def _is_international(view: View, org: str) -> bool:
    return any(is_international(b) for b in view.bodies if org and org in (b.name, *b.aliases))


def _add_topics(view: View, activity: ActivityFound) -> None:
    text = view.scan.text
    counts = []
    for topic, pattern in _topic_words():
        hits = list(pattern.finditer(text))
        if hits:
            weight = len(hits) + (4 if hits[0].start() < view.scan.article.body_start else 0)
            counts.append((weight, topic, hits[0]))
    counts.sort(key=lambda c: (-c[0], c[1]))
    if activity.focal:
        activity.topics = [(topic, m.start(), m.end()) for weight, topic, m in counts[:4] if weight >= 2]
