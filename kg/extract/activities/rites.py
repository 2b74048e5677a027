"""Dinners and welcomes of a journey or of talks, told in passing: … ก่อนเข้าร่วมงานเลี้ยงอาหารค่ำ ที่ B เป็นเจ้าภาพ."""

from __future__ import annotations

import re
from dataclasses import replace

from kg.extract.activities.found import (
    GATHERINGS,
    TALKS,
    ActivityFound,
    Part,
    build_part,
    core_of,
    fill_gaps,
    put_day,
    side_of,
    words,
)
from kg.extract.activities.settle import day_before, find_trip, put_place
from kg.extract.people import PersonFound
from kg.extract.view import View

_RITE = re.compile(
    r"(?P<goes>ร่วม(?:ใน)?(?:งาน(?:พระราชทาน)?เลี้ยง|พิธีต้อนรับ)(?!ละศีลอด))"
    r"|(?:เป็นเจ้าภาพ(?:จัด|ใน|งาน|การ)*|จัด(?:งาน)?|ร่วมกัน)เลี้ยง(?=อาหาร|รับรอง|ต้อนรับ)"
)
_WHICH = re.compile(r"พิธีต้อนรับ|กลางวัน|ค่ำ|เย็น|เช้า|รับรอง|ต้อนรับ")
# งานเลี้ยงอาหารค่ำ (Welcome Banquet) ที่|A และภริยา เป็นเจ้าภาพ
_BY_WHOM = re.compile(r"(?:(?!และ|ก่อน|จากนั้น)[^\n,]){0,60}?(?:ซึ่ง|ที่|โดย|จัดโดย)(?:มี|ได้รับเกียรติจาก)? ?")
_HOSTS = re.compile(r"[^\n]{0,40}?(?:เป็นเจ้าภาพ|จัด|พระราชทาน|เป็นประธาน)")
_FOR_WHOM = re.compile(r"(?:(?!ซึ่ง|โดย|จากนั้น)[^\n]){0,60}?(?:แก่|ต้อนรับ|เลี้ยงรับรอง)(?:คณะของ|คณะ)? ?")
# A และภริยา จะเข้า|ร่วมงานเลี้ยง
_DOES = re.compile(
    r"(?:[ ,]|และ(?:คณะ|ภริยา|คู่สมรส)|พร้อม(?:ด้วย)?(?:คณะ|ภริยา)|ได้|จะ|ยัง|มีกำหนด(?:การ)?|ให้เกียรติ|เข้า|ใน(?:ช่วง)?(?:ค่ำ|เย็น|บ่าย|เช้า)(?:วันเดียวกัน)?)*"
)
_BESIDE = re.compile(r"(?:(?!จากนั้น|และ(?!ภริยา|คณะ)|ก่อน|โดย)[^\n]){0,160}?")  # up to where it was held
_NOT_DONE = re.compile(r"(?:หลัง(?:จาก)?|เสร็จสิ้น|ระหว่าง|ก่อนหน้านี้)(?:การ)?(?:ได้)?(?:เข้า)?$|เชิญ[^\n]{0,24}$")


def read_rites(view: View, found: list[ActivityFound]) -> list[ActivityFound]:
    """The dinners and welcomes of the journey or the talks that are reported, save those that are ``found`` already."""
    text = view.scan.text
    news = [a for a in found if a.focal and a.type in ("visit", *TALKS, *GATHERINGS)]
    out: list[ActivityFound] = []
    begin = view.scan.article.body_start
    told_of = "เลี้ยง" in text or "พิธีต้อนรับ" in text
    for m in _RITE.finditer(text, begin) if news and told_of else ():
        line = view.scan.line_of(m.start())
        if _NOT_DONE.search(text, max(line[0], m.start() - 40), m.start()):
            continue
        told = [*found, *out]
        if any(m.start() - 30 < at < m.end() + 20 for a in told for at in (a.start, a.trigger[0], *a.again)):
            continue
        rite = _read_rite(view, m, line, news)
        if rite is not None and not any(_is_told(view, rite, a) for a in told):
            out.append(rite)
    return out


def _read_rite(
    view: View, m: re.Match[str], line: tuple[int, int], news: list[ActivityFound]
) -> ActivityFound | None:
    text = view.scan.text
    trip = find_trip(news)
    anchor = next((a for a in reversed(news) if line[0] <= a.trigger[0] < m.start()), trip or news[0])
    before = view.actors_in(max(line[0], m.start() - 200), m.start(), ("person", "post", "body"))
    subject = next((a for a in before[-1:] if _DOES.fullmatch(text, a.end, m.start())), None)
    led = (_BY_WHOM if m["goes"] else _FOR_WHOM).match(text, m.end(), line[1])
    at = led.end() if led else line[1]
    named = view.actors_in(at, min(line[1], at + 200), ("person", "post", "body"))[:1]
    other = next((a for a in named if a.start - at < 2), None)
    if other is not None and m["goes"] and not _HOSTS.match(text, other.end, line[1]):
        other = None
    if led and other is None and not m["goes"] and (subject is None or side_of(view, subject) in ("", "TH")):
        return None  # for others than those who are named
    host, guest = (other, subject) if m["goes"] else (subject, other)
    activity = ActivityFound("ceremony", m.start(), m.end(), "welcome" if "พิธี" in m.group() else "banquet")
    for mention, role in ((host, "host"), (guest, "guest")):
        if mention is not None:
            activity.participants.append(build_part(view, mention, role, activity.rule))
    activity.country = (
        (activity.participants[0].side if host else "")
        or _visited(view, m.end(), line[1], news)
        or anchor.country
        or (trip.country if trip else "")
    )
    _complete(activity, [a for a in (anchor, trip) if a is not None])
    if len({p.side for p in activity.participants} - {""}) < 2:
        return None
    place = next(iter(view.places_in(m.end(), min(line[1], m.end() + 200))), None)
    if place is not None and _BESIDE.fullmatch(text, m.end(), place.start):
        put_place(activity, place)
    day = day_before(view, m.start(), trip)
    if day is not None:
        put_day(activity, day)
    elif len(anchor.date) == 10 and not anchor.end_date:
        fill_gaps(activity, anchor, ("date",))
    if anchor.status == "planned" or words("planned").search(text, max(line[0], m.start() - 40), m.start()):
        activity.status = "planned"
    return activity


def _visited(view: View, start: int, end: int, news: list[ActivityFound]) -> str:
    """Of a journey to several countries the one whose people or places are told next, else ""."""
    visited = {a.country for a in news if a.type == "visit"}
    told = (side_of(view, a) for a in view.actors_in(start, end)) if len(visited) > 1 else ()
    return next((country for country in told if country in visited), "")


def _complete(activity: ActivityFound, news: list[ActivityFound]) -> None:
    """Whoever of host and guest is not told is one of the two of the talks before, or of the journey."""
    sides = {p.side for p in activity.participants}
    roles = {p.role for p in activity.participants}
    for part in [p for a in news for p in core_of(a) if isinstance(p.actor, PersonFound)]:
        role = "host" if part.side == activity.country else "guest"
        if part.side not in sides and role not in roles:
            sides.add(part.side)
            roles.add(role)
            activity.participants.append(replace(part, role=role, rule=activity.rule))
    if "host" not in roles and activity.country not in sides | {"", "TH"}:
        at = (activity.start, activity.end)
        activity.participants.append(
            Part("country:" + activity.country, "host", *at, activity.country, "", activity.rule)
        )


def _is_told(view: View, rite: ActivityFound, other: ActivityFound) -> bool:
    """Is it a ceremony of that kind and day that is found already?"""
    if other.type != "ceremony" or (rite.date and other.date and rite.date != other.date):
        return False
    text = view.scan.text
    mine, theirs = (set(_WHICH.findall(text, a.start, a.end + 30)) for a in (rite, other))
    return bool(mine & theirs)
