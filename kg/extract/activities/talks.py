"""Courtesy calls, talks, calls and messages: two sides."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from kg.extract.activities.attendance import ENDS_LIST, read_list
from kg.extract.activities.found import (
    BOTH,
    BRACKET,
    LEADS_STATE,
    SUMMARY,
    TALKS,
    ActivityFound,
    Group,
    Part,
    Sentence,
    Trigger,
    build_part,
    group_actors,
    narrator_cut,
    principals_so_far,
    same_actor,
    side_of,
    unique_actors,
)
from kg.extract.activities.sentences import PAIR_OF_COUNTRIES
from kg.extract.activities.settle import set_when, set_where
from kg.extract.organisations import BodyFound
from kg.extract.people import PersonFound, looks_foreign
from kg.extract.places import PlaceFound
from kg.extract.view import Actor, ActorMention, View, is_international


def read_two_sides(
    view: View,
    sentence: Sentence,
    trigger: Trigger,
    places: list[PlaceFound],
    background: list[ActorMention],
    done: list[Actor],
    triggers: Sequence[Trigger] = (),
) -> list[Part]:
    """Participants of a call, a meeting or a conversation between two sides; ``triggers`` are the sentence's."""
    text = view.scan.text
    begin = narrator_cut(view, sentence, trigger)
    limit = sentence.end
    following = next((t for t in triggers if t.start > trigger.end and t.type in TALKS), None)
    if following is not None and not _JOINTLY.fullmatch(text, trigger.end, following.start):
        limit = following.start
    stop = SUMMARY.search(text, trigger.end, sentence.end)
    if stop:
        limit = stop.start()
    left = group_actors(view, begin, trigger.start, places)
    right = group_actors(view, trigger.end, limit, places)
    roles = trigger.roles
    if (
        roles == "host-guest"
        and left.principals
        and left.delegates
        and (
            text.endswith(("รอ", "คอย"), begin, trigger.start)
            or (_RECEIVED_BY.search(text, begin, left.delegates[-1].start) and _receives(view, left, right))
        )
    ):  # A เดินทางถึง… โดยมี B รอให้การต้อนรับ, A หารือกับนักธุรกิจ… โดยมี B ให้การต้อนรับ
        right = Group(left.principals[:1], [], [], [])
        left = Group(left.delegates[-1:], left.delegates[:-1], [], [])
    a, b = unique_actors(left.principals), unique_actors(right.principals)
    a = [m for m in a if not any(same_actor(m.actor, d) for d in done)] or a
    if roles == "sends" and any(t.roles == "sends" and t.end < trigger.start for t in triggers):
        a = left.principals[-1:]  # A มีสารถึง B และ C มีสารถึง D
    if trigger.id == "banquet":  # A และ B เยี่ยมชม… และ A เป็นเจ้าภาพเลี้ยง…แก่ B: the one right before gives it
        a = left.principals[-1:]
    a_delegates, b_delegates = list(left.delegates), list(right.delegates)
    b = [m for m in b if not any(same_actor(m.actor, x.actor) for x in a)]
    both = len(left.principals) > 1 and len({side_of(view, m) for m in left.principals} - {""}) > 1
    countries, listed = (
        _with_countries(view, trigger, limit) if roles == "equals" and not both else ([], False)
    )
    if countries and (len(countries) > 1 or not b) and (listed or not b or countries[0].start < b[0].start):
        b = countries[:1]
    if re.match(r" ?ระหว่าง", text[trigger.end : trigger.end + 9]) or text[
        trigger.start : trigger.end
    ].endswith("ระหว่าง"):
        # … การหารือระหว่าง A และ B: both stand after the phrase; who stands before it attends
        two = b or [*right.bodies, *right.countries][:2]
        if len(two) >= 2:
            a_delegates += [m for m in a if side_of(view, m) in ("TH", side_of(view, two[0]))]
            a, b = two[:1], two[1:2]
    at_home = [m for m in background if side_of(view, m) == "TH"]
    if (
        not a
        and left.bodies
        and not (
            sentence.zone == "title"
            and at_home
            and any(isinstance(b.actor, BodyFound) and is_international(b.actor) for b in left.bodies[-1:])
        )
    ):
        a = left.bodies[-1:]
    if not a and roles == "guest-host":
        a = [
            c
            for c in left.countries[-1:]
            if _THEN_CALLS.fullmatch(text, c.end, trigger.start)
            and _GROUP_OF.search(text, max(begin, c.start - 90), c.start)
        ]
    if roles == "guest-host":  # A ให้ B เข้าพบ โดยมี C เข้าร่วม
        guests, hosts = _let_in(view, trigger, left, a)
        if hosts:
            b_delegates += [m for m in b if m not in hosts]
            a, b = guests, hosts
    if roles == "guest-host":
        a, leader = _led_in(view, left, a)
        a_delegates += leader
    # what follows the object after a delegate marker belongs to either side; keep those near
    if not b and text.startswith("เข้าเฝ้า", trigger.start):
        b = [
            ActorMention(m.start(), m.end(), "post:" + m.group(), "post")
            for m in _MAJESTY.finditer(text, sentence.start, limit)
        ]
    if not b:
        sides = [side_of(view, m) for m in a]
        foreign = [m for m, s in zip(a, sides, strict=True) if s not in ("TH", "")]
        home = [m for m, s in zip(a, sides, strict=True) if s in ("TH", "")]
        paired = _paired_country(view, trigger, sentence)
        if paired is not None and not foreign:
            b = [paired]
        elif foreign and home:
            first, second = (home, foreign) if a[0] in home else (foreign, home)
            a, b = first, second
            if roles == "host-guest" and first[-1].start < second[-1].start and second is foreign:
                a, b = foreign[-1:], home  # … ที่ B เป็นเจ้าภาพเลี้ยง: the one right before
            elif roles in ("guest-host", "host-guest"):
                a, b, roles = foreign, home, "guest-host"
        elif right.bodies:
            b = _listed_bodies(view, trigger, right.bodies, limit)
        else:
            opposite = _opposite(view, background, a)
            if opposite:
                b = opposite
            elif right.countries and (
                sentence.zone == "title"
                or _GROUP_OF.fullmatch(text, trigger.end, right.countries[0].start)
                or (
                    right.countries[0].start - trigger.end < 8
                    and trigger.id in ("talks", "call", "message", "handover")
                )
            ):
                b = [c for c in right.countries if side_of(view, c) not in sides][:1]
    elif len(b) > 1:
        b = _one_side(view, b)
    if len(a) > 1 and b:
        a = _one_party(view, a)
        theirs = {side_of(view, m) for m in b}
        a = [m for m in a if side_of(view, m) not in theirs or m is a[-1]] or a
    of_both = {side_of(view, m) for m in [*a, *b]}
    if a and b and len(of_both) == 1 and of_both != {""} and all(isinstance(m.actor, BodyFound) for m in a):
        # two bodies of one side for want of him who tells of it, or of the other side's body
        tellers = view.actors_in(sentence.start, begin, ("person",))
        a = [m for m in [*left.bodies, *tellers] if side_of(view, m) not in ("", *of_both)][-1:] or a
    if not a:
        a = _opposite(view, background, b)
    if (not a or not b) and BOTH.search(text, sentence.start, trigger.end):
        two = principals_so_far(view, trigger.start)
        if len(two) == 2:
            a, b = two[:1], two[1:]
    role_a, role_b = {"guest-host": ("guest", "host"), "host-guest": ("host", "guest")}.get(
        roles, ("participant", "participant")
    )
    in_list = (listed and b == countries[:1]) or (len(b) > 1 and all(m.kind == "body" for m in b))
    rule_b = LISTED if in_list else trigger.id
    parts = [build_part(view, m, role_a, trigger.id) for m in a] + [
        build_part(view, m, role_b, rule_b) for m in b
    ]
    known = [p.actor for p in parts]
    for m in [*a_delegates, *b_delegates]:
        if not any(same_actor(m.actor, k) for k in known) and m.kind == "person":
            role = "participant" if trigger.type == "ceremony" else "delegate"
            parts.append(build_part(view, m, role, "accompanies"))
            known.append(m.actor)
    homes = {post.org for k in known if isinstance(k, PersonFound) for post in k.posts}
    for m in find_represented(view, begin, limit) if sentence.zone != "title" else ():
        if (
            isinstance(m.actor, BodyFound)
            and m.actor.name not in homes
            and not any(same_actor(m.actor, k) for k in known)
        ):
            parts.append(build_part(view, m, "delegate", "represented"))
            known.append(m.actor)
    return parts


_RECEIVED_BY = re.compile(
    r"โดยมี ?(?:ฯพณฯ|ท่าน)? ?(?:นาย|นาง(?:สาว)?|M[rs]{1,2}\.|ดร\.|Dr\.|H\.E\.)?[ .A-Za-z]{0,8}$"
)


def _receives(view: View, left: Group, right: Group) -> bool:
    """Is the one who is told last before the phrase of elsewhere, and nobody told behind it?"""
    host = side_of(view, left.delegates[-1])
    return not right.principals and host not in ("", "TH", side_of(view, left.principals[0]))


def read_other_counterparts(
    view: View, sentence: Sentence, trigger: Trigger, parts: list[Part]
) -> list[Part]:
    """หารือทวิภาคีกับ A ญี่ปุ่น และ B สิงคโปร์, กับนายกรัฐมนตรีและประธานสภา, กับ (1) A (2) B: the counterparts after the first, each in talks of its own.

    Those taken from ``parts`` are no longer there.
    """
    sides = [p for p in parts if p.role != "delegate"]
    after = [p for p in sides if p.start >= trigger.end]
    before = [p for p in sides if p.start < trigger.end]
    if not after or not before:
        return []
    numbered = _read_numbered(view, trigger, after[0])
    if numbered:
        for part in after[1:]:
            parts.remove(part)
        return numbered
    told = {p.side for p in parts}
    text = view.scan.text
    leaders = [p for p in after if LEADS_STATE.match(p.capacity)]
    if len(leaders) == len(after) > 1 and len({p.capacity[:8] for p in leaders}) > 1:
        for part in after[1:]:
            parts.remove(part)
        return after[1:]
    out: list[Part] = []
    pos = max(p.end for p in after)
    # หารือร่วมกับเอกอัครราชทูต 3 ประเทศ ได้แก่ A B และ C: envoys come together
    envoys = isinstance(after[0].actor, str) and "ทูต" in text[trigger.end : after[0].start]
    kinds = ("person", "post", "country") if trigger.roles == "equals" else ("person", "post")
    for m in view.actors_in(pos, sentence.end):
        side = side_of(view, m)
        if m.kind not in kinds or not _RUN.fullmatch(text, pos, m.start) or side in ("", "TH"):
            break
        pos = m.end
        if side not in told and not envoys:
            told.add(side)
            out.append(build_part(view, m, after[0].role, trigger.id))
    return out


_NUMBER = re.compile(r"\(?([0-9๐-๙]{1,2})[.)] ?")


def _read_numbered(view: View, trigger: Trigger, first: Part) -> list[Part]:
    """หารือกับ… ได้แก่ (1) A … (2) B …: who stands right after each number of the line that follows the first."""
    text = view.scan.text
    if not re.search(rf"{_NUMBER.pattern}$", text[max(trigger.start, first.start - 8) : first.start]):
        return []
    end = view.scan.line_of(first.end)[1]
    out: list[Part] = []
    last = 1
    for number in _NUMBER.finditer(text, first.end, end):
        right = [m for m in view.actors_in(number.end(), end) if m.start - number.end() < 2][:1]
        if last < int(number[1]) < last + 3 and right and side_of(view, right[0]) != "TH":
            out.append(build_part(view, right[0], "participant", trigger.id))
            last = int(number[1])
    return out


def _with_countries(view: View, trigger: Trigger, end: int) -> tuple[list[ActorMention], bool]:
    """หารือทวิภาคี… กับจีน สิงคโปร์ และญี่ปุ่น: the countries right after กับ; and whether they are listed as those of the other sides."""
    text = view.scan.text
    run: list[ActorMention] = []
    listed = False
    for m in view.actors_in(trigger.end, min(end, trigger.end + 400), ("country",)):
        if run and _RUN.fullmatch(text, run[-1].end, m.start) is None:
            break
        if not run and _OBJECT.search(text, trigger.end, m.start):
            break
        if not run:
            listed = _OF_COUNTRIES.search(text, max(trigger.start, m.start - 150), m.start) is not None
        if run or listed or _WITH_COUNTRY.search(text, max(trigger.start, m.start - 16), m.start):
            run.append(m)
    return [m for m in run if m.actor != "country:TH"], listed and len(run) > 1


LISTED = "listed-countries"
_WITH_COUNTRY = re.compile(r"กับ(?:ประเทศ|ฝ่าย|(?:ผู้นำ|คณะผู้แทน|ผู้แทน)(?:จาก)?(?:ประเทศ)?)? ?$")
# กับรัฐมนตรีว่าการกระทรวงสาธารณสุข 5 ประเทศ ได้แก่ A, B; กับผู้แทนจากประเทศต่าง ๆ อาทิ A และ B
_OF_COUNTRIES = re.compile(
    r"กับ(?:(?!โดย|เพื่อ|ซึ่ง|พร้อม)[^\n]){0,90}?(?:ประเทศ(?: ?ต่าง ?ๆ|สมาชิก)?|ชาติ)(?: ?จำนวน)?(?: ?[0-9๐-๙]{1,2} ?ประเทศ)? ?(?:ได้แก่|อาทิ(?:เช่น)?|เช่น|คือ) ?$"
)
# เข้าเยี่ยมคารวะ[ณ …] และ[ร่วม]หารือกับ: one object for both
_JOINTLY = re.compile(r"[^\n]{0,24}|[^\n]{0,160}(?:และ|เพื่อ|พร้อม|ก่อน|โอกาส|ในการ)(?:ได้|ร่วม|เข้า|การ|ทั้ง)*")
_MAJESTY = re.compile("พระบาทสมเด็จพระเจ้าอยู่หัว|สมเด็จพระนางเจ้า ?(?:ฯ )?พระบรมราชินี")
# การหารือและรับฟังความคิดเห็นต่อสถานการณ์ด้านภาษีกับ…: what the talks are about
_OBJECT = re.compile(r"สถานการณ์|กรณี|ปัญหา|ผลกระทบ|มาตรการ|ภาษี")
_REPRESENTATIVES = re.compile(
    r"(?:ผู้แทน|ตัวแทน|เจ้าหน้าที่|ผู้บริหาร|นักธุรกิจ|ภาคธุรกิจ|คณะ)[ก-๙]{0,16}?(?: ?จาก ?|ระดับสูง ?)(?:บริษัท|กลุ่ม)?$|(?<!หัวหน้าคณะ)(?:ผู้แทน|ตัวแทน)$"
    r"|(?:ผู้แทน|ตัวแทน)จาก(?:(?!และ)[ก-๙.]){3,24}(?: [ก-๙.]{2,8})? ?และ ?$"  # beside a body that is not known
    r"|(?:ผู้แทน|คณะ)[ก-๙]{0,16} ?(?:เช่น|อาทิ|ได้แก่|ประกอบด้วย) ?$"
    r"|(?:พร้อมด้วย|ร่วมด้วย) ?$"
)
# A และ B, A, Senior Vice President of C และ B
_JOINED = re.compile(r"[ ,]*(?:และ|กับ)? *|[ ,]*[A-Z][A-Za-z,.&() -]{3,90}(?:และ|กับ) *")
# A ผู้อำนวยการภูมิภาคของ Harbour Group และ B: what is left of a post before the word that joins
_JOINS_LATE = re.compile(
    r"(?:(?!และ(?:ร่วม|เข้า|รับ|ได้|จะ|มี)|กับ|หารือ|พบ|คารวะ|เยือน|พร้อม)[^\n]){0,110}?(?:และ|,) ?"
)
_RUN = re.compile(r"[ ,]*(?:และ|รวมถึง|รวมทั้ง|ตลอดจน)?(?:ผู้แทน|ตัวแทน)?(?:จาก|กับ)?[ ]*(?:ประเทศ)?")


def _one_side(view: View, listed: list[ActorMention]) -> list[ActorMention]:
    """The first of those listed and those of its side that are joined to it; a post of no country goes with the name before it."""
    side = side_of(view, listed[0])
    out, at = listed[:1], listed[0].end
    for m in listed[1:]:
        gap = BRACKET.sub("", view.scan.text[at : m.start])
        mine = side_of(view, m)
        if m.kind == "person" or mine or _JOINED.fullmatch(gap):
            # for want of a country of his own a foreigner was taken to be of Thailand
            stranger = isinstance(m.actor, PersonFound) and mine == "TH" and looks_foreign(m.actor)
            if not _goes_on(gap) or (side != "" and mine not in (side, "") and not stranger):
                break
            out.append(m)
        at = m.end
    return out


def _one_party(view: View, listed: list[ActorMention]) -> list[ActorMention]:
    """The first of those who act, those of its side, and those joined to them: of a firm's head at home and the one abroad both call."""
    side = side_of(view, listed[0])
    out = listed[:1]
    for last, m in itertools.pairwise(listed):
        gap = BRACKET.sub("", view.scan.text[last.end : m.start])
        if side_of(view, m) == side or (last is out[-1] and m.kind == "person" and _goes_on(gap)):
            out.append(m)
    return out


def _goes_on(gap: str) -> bool:
    """A และ B, A (…), B: does a list go on over what stands between two?"""
    return _JOINED.fullmatch(gap) is not None or (
        _JOINS_LATE.fullmatch(gap) is not None and ENDS_LIST.search(gap) is None
    )


def _listed_bodies(view: View, trigger: Trigger, bodies: list[ActorMention], end: int) -> list[ActorMention]:
    """The first of the bodies and those listed right behind it: หารือกับบริษัท A บริษัท B และ C."""
    text = view.scan.text
    out, at = bodies[:1], bodies[0].end
    if _ABOUT.search(text, trigger.end, bodies[0].start):
        return out  # หารือความร่วมมือระหว่าง A และ B: what it is about
    for m in read_list(view, bodies[0].start, end)[1:]:
        gap = BRACKET.sub("", text[at : m.start])
        ours = _is_ours(m) and not _is_ours(bodies[0])
        if m.kind != "body" or ours or not (_RUN.fullmatch(gap) or _UNKNOWN.fullmatch(gap)):
            break
        out.append(m)
        at = m.end
    return out


def _is_ours(mention: ActorMention) -> bool:
    """Is it a body that the gazetteer knows to be of Thailand?"""
    return isinstance(mention.actor, BodyFound) and mention.actor.gazetteer_id.startswith("th-")


_ABOUT = re.compile("ระหว่าง(?!ประเทศ)")
# a firm that is not known
_UNKNOWN = re.compile(
    r"[ ,]*(?:(?:[A-Z][A-Za-z.&-]*[ ,]*){1,5}|(?!โดย|เพื่อ|ซึ่ง|ใน|ได้|ให้|เมื่อ)[ก-๎]{3,14} )(?:และ)? ?"
)


def find_represented(view: View, start: int, end: int) -> list[ActorMention]:
    """The bodies whose people came along: พร้อมด้วยผู้แทนจาก A, B และ C."""
    text = view.scan.text
    out: list[ActorMention] = []
    reached = start
    for m in view.actors_in(start, end, ("body",)):
        if m.start < reached or not _sends_along(view, start, m):
            continue
        for listed in read_list(view, m.start, end):
            if listed is not m and not _RUN.fullmatch(BRACKET.sub("", text[reached : listed.start])):
                break
            if listed.kind == "body":
                out.append(listed)
            reached = listed.end
    return out


def _sends_along(view: View, start: int, body: ActorMention) -> bool:
    """Does the body stand where those are told who sent somebody?"""
    text = view.scan.text
    told = _REPRESENTATIVES.search(text, max(start, body.start - 50), body.start)
    if told is not None:
        # Ms. B ผู้แทน A: what B is
        return not any(
            told.start() - 1 <= m.end <= told.start() and side_of(view, m) != "TH"
            for m in view.actors_in(start, body.start, ("person",))
        )
    sent = _SENT_ALONG.search(text, max(start, body.start - 120), body.start)
    return (
        sent is not None
        and ENDS_LIST.search(text, sent.end("who"), body.start) is None
        and not view.actors_in(sent.start(), body.start, ("person", "post"))
    )


# พร้อมด้วยผู้แทนหน่วยงานที่เกี่ยวข้อง เช่น A; ผู้แทน B ที่ไม่รู้จัก และ A
_SENT_ALONG = re.compile(
    r"(?<!หัวหน้าคณะ)(?P<who>ผู้แทน|ตัวแทน)(?:จาก)?[^\n]{2,110}?(?: และ|และ|,|เช่น|อาทิ|ได้แก่) ?$"
)


_LETS = re.compile(
    r"[^ก-๙]*(?:ได้)?(?:ให้|อนุญาตให้|เปิดโอกาสให้|เปิดห้อง[ก-๙]{0,12}ให้)(?: ?(?:คณะ|ผู้แทน|ผู้บริหาร|นักธุรกิจ|นักลงทุน|จาก|ของ)){0,4} ?$"
)


# กลุ่มสมาชิกรัฐสภาและภาคเอกชนของญี่ปุ่น เข้าเยี่ยมคารวะ, หารือร่วมกับคณะนักธุรกิจจากญี่ปุ่น: no one of them is named
_GROUP_OF = re.compile(
    r" ?(?:ร่วม)?(?:กับ)? ?(?:คณะ|กลุ่ม|ผู้แทน|ตัวแทน|สมาชิก|นักธุรกิจ|นักลงทุน|นักวิชาการ|ภาคเอกชน|ภาคธุรกิจ|ผู้ประกอบการ|ผู้บริหาร|ผู้นำ)[ก-๙ ]{0,70}$"
)
_THEN_CALLS = re.compile(r" ?(?:และคณะ)?(?:ได้|จะ|ขอ)? ?")
# A ให้คณะผู้บริหารสมาคม… นำโดย B เข้าพบ
_LETS_LED = re.compile(
    r"[^\n]{0,90}?(?: ?\([^()\n]{1,40}\))?[^ก-๙]*(?:ได้)?(?:อนุญาต)?ให้คณะ[^\n]{2,110}(?:นำโดย|โดยมี) ?$"
)
_LEADS = re.compile(r"(?: ?\([^()\n]{1,40}\))?[^ก-๙\n]*(?:ได้)?(?:นำ|พา)(?:คณะ)?[^\n]{0,70}$")


def _led_in(view: View, left: Group, a: list[ActorMention]) -> tuple[list[ActorMention], list[ActorMention]]:
    """A นำ B เข้าเยี่ยมคารวะ, with A of Thailand and B of elsewhere: B calls, A comes along. → guests, who leads them"""
    for leader in left.principals:
        if side_of(view, leader) != "TH":
            continue
        led = [
            m
            for m in [*left.principals, *left.bodies]
            if m.start > leader.end and _LEADS.match(view.scan.text, leader.end, m.start)
        ]
        foreign = [
            m
            for m in led
            if side_of(view, m) not in ("TH", "")
            or (isinstance(m.actor, BodyFound) and is_international(m.actor))
            or (isinstance(m.actor, PersonFound) and looks_foreign(m.actor))
        ]
        if foreign:
            return foreign[:2], [leader]
    return a, []


def _let_in(
    view: View, trigger: Trigger, left: Group, a: list[ActorMention]
) -> tuple[list[ActorMention], list[ActorMention]]:
    """A ให้ B เข้าพบ: the host stands first, the guest after ให้. → guests, hosts"""
    text = view.scan.text
    for host in left.principals:
        between = view.actors_in(host.end, trigger.start)
        nearest = next((m for m in between if m.kind != "country"), None)
        person = next((m for m in between if m.kind == "person"), None)
        if (nearest is not None and _LETS.match(text, host.end, nearest.start)) or (
            person is not None and _LETS_LED.match(text, host.end, person.start)
        ):
            guests = [m for m in [*left.principals, *left.bodies] if m.start > host.end]
            return guests[:2], [host]
    return a, []


def _opposite(view: View, background: list[ActorMention], ours: list[ActorMention]) -> list[ActorMention]:
    """The first of the news who stands on another side than ours, if any."""
    mine = {side_of(view, m) for m in ours}
    others = [m for m in background if not any(same_actor(m.actor, x.actor) for x in ours)]
    return [m for m in others if side_of(view, m) and side_of(view, m) not in mine][:1]


def _paired_country(view: View, trigger: Trigger, sentence: Sentence) -> ActorMention | None:
    """หารือทวิภาคี “ไทย-เวียดนาม”: the other country of the pair right after the phrase."""
    pair = PAIR_OF_COUNTRIES.match(view.scan.text, trigger.end)
    if pair is None:
        return None
    near = view.actors_in(pair.end(), min(sentence.end, pair.end() + 30), ("country",))
    return near[0] if near and near[0].start == pair.end() and near[0].actor != "country:TH" else None


def read_programme_item(
    view: View,
    sentence: Sentence,
    trigger: Trigger,
    triggers: list[Trigger],
    lead: list[ActorMention],
    places: list[PlaceFound],
) -> ActivityFound | None:
    """A line of a programme that names the counterpart alone: the traveller is the other side."""
    right = group_actors(view, trigger.end, sentence.end, places)
    others = [*right.principals, *right.bodies, *right.countries]
    others = [m for m in others if not any(same_actor(m.actor, x.actor) for x in lead)][:3]
    if not others:
        return None
    activity = ActivityFound(trigger.type, trigger.start, trigger.end, trigger.id, zone=sentence.zone)
    role_a, role_b = ("guest", "host") if trigger.type == "courtesy_call" else ("participant", "participant")
    activity.participants = [
        build_part(view, lead[0], role_a, "programme"),
        *[build_part(view, m, role_b, trigger.id) for m in others],
    ]
    set_when(view, sentence, activity)
    set_where(view, sentence, activity, places, triggers)
    return activity
