"""What an article tells beside its news: named meetings, invitations, past and coming visits.

What is named in passing makes no domestic item diplomatic: :func:`is_telling` says which background does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kg.dates import DateMention
from kg.extract.activities.attendance import add_attendance
from kg.extract.activities.found import (
    PREPARED,
    TALKS,
    ActivityFound,
    Part,
    build_part,
    core_of,
    count_days,
    find_lead,
    forget,
    put_day,
    same_actor,
    side_of,
    unique_actors,
)
from kg.extract.activities.gatherings import add_greeted
from kg.extract.activities.meetings import in_headline, is_telling, read_meetings, same_meeting
from kg.extract.activities.settle import date_by_head, fill_places, place_named, widen_days
from kg.extract.organisations import BodyFound
from kg.extract.people import PersonFound
from kg.extract.scan import starts
from kg.extract.view import ActorMention, View, is_international
from kg.lexicon import Hit

__all__ = ["find_background", "is_telling"]


def find_background(
    view: View, news: list[ActivityFound], at_home: Sequence[ActivityFound] = ()
) -> list[ActivityFound]:
    """The activities told beside the ``news``, in the order of the text by kind.

    A gathering read as one ``at_home`` that has the name of an international one is that one.

    What was read as news and is told in passing is set apart on the way: conferences at whose margins talks took
    place, and what happened weeks before the rest.
    """
    set_margins_apart(view, news)
    set_past_apart(news)
    meetings = [m for m in read_meetings(view, news) if not _is_mechanism(m)]
    for meeting in meetings:
        for told in [a for a in at_home if a.name and same_meeting(a.name, meeting.name)]:
            meeting.focal = meeting.focal or told.focal
            meeting.participants += [p for p in told.participants if not meeting.has(p.actor)]
    add_attendance(view, [a for a in meetings if a.focal and a.rule != PREPARED], news)
    add_greeted(view, meetings if not any(a.focal for a in news) else [])
    _seat_lead(view, meetings, news)
    found = [
        *meetings,
        *read_trips(view, news),
        *read_signings(view, news),
        *read_talks(view, news),
        *read_anniversaries(view, news),
    ]
    for activity in found:  # those that the headline reports; a year is of their name
        if activity.focal and len(activity.date) == 4:
            forget(activity, "date")
    date_by_head(view, found)
    widen_days(view, found)
    place_named(view, found)
    fill_places(view, found)
    return found


def _seat_lead(view: View, meetings: list[ActivityFound], news: Sequence[ActivityFound]) -> None:
    """At a meeting that is news too, and of which nobody is told, is who is told to attend the others."""
    empty = [a for a in meetings if a.focal and a.type == "multilateral_meeting" and not a.participants]
    attended = [a for a in news if a.focal and a.type == "multilateral_meeting" and a.name]
    for lead in find_lead(view, attended, None)[:1] if empty else ():
        for meeting in empty:
            meeting.participants.append(
                replace(build_part(view, lead, "participant", "told-of"), confidence=0.6)
            )


def _is_mechanism(meeting: ActivityFound) -> bool:
    """ใช้เวทีการประชุม JTC, ประเทศเดียวที่มีการประชุม JC: is a committee of two spoken of, and no session of it?"""
    of_two = meeting.type == "bilateral_meeting" and not meeting.focal
    return of_two and not meeting.date and meeting.status == "held" and not re.search(r"\d", meeting.name)


_TO_JOIN = re.compile(
    r"(?:ในโอกาส|ในห้วง|ระหว่าง|ซึ่ง|และ|เพื่อ|ในช่วง|ก่อน)[ก-๎ ]{0,30}?(?:เข้า)?(?:ร่วม)?$|โอกาส[^\n]{0,110}(?:และ|เพื่อ)(?:เข้า)?(?:ร่วม)?$"
)


def set_margins_apart(view: View, news: list[ActivityFound]) -> None:
    """A conference in or for which the talks of its sentence took place is background, unless the headline names it."""
    text = view.scan.text
    for meeting in news:
        if (
            meeting.type != "multilateral_meeting"
            or not meeting.focal
            or meeting.zone != "lede"
            or not meeting.name
        ):
            continue
        line = view.scan.line_of(meeting.trigger[0])
        talk = next(
            (t for t in news if t.type in TALKS and t.focal and line[0] <= t.trigger[0] < meeting.trigger[0]),
            None,
        )
        if talk is None or not _TO_JOIN.search(
            text, max(talk.trigger[1], meeting.trigger[0] - 150), meeting.trigger[0]
        ):
            continue
        if in_headline(view, meeting.name):
            continue
        meeting.focal = False
        day = meeting.where.get("date")
        if day is not None and day[0] < talk.trigger[0]:  # the day of the talks
            meeting.date = meeting.end_date = ""
            del meeting.where["date"]
        if talk.part_of is None:
            talk.part_of = meeting


def set_past_apart(news: list[ActivityFound]) -> None:
    """What happened weeks before the rest of the news is background."""
    days = [a.date for a in news if a.focal and len(a.date) == 10]
    if not days:
        return
    latest = max(days)
    for activity in news:
        if activity.focal and activity.zone != "title" and activity.date and activity.date[:7] < latest[:7]:
            if len(activity.date) < 10 or count_days(activity.date, latest) > 25:
                activity.focal = False


_TO_GO = r"(?:ได้|ให้|ที่|มา|ไป|เข้า|เดินทาง|การ|พิจารณา|จะ|ใน|กลับ|มี|โอกาส|เพื่อ|ร่วม|เสด็จพระราชดำเนิน|เสด็จ|ทรง|ฯ| )*"
_BEFORE_TRIP = re.compile(
    r"[^ก-ฮA-Z\n]{0,3}(?:และ(?:คณะ|ภริยา)[ก-๎]{0,18})?(?:ในช่วง|ในห้วง|ระหว่าง|ในโอกาส|ใน)?(?:ได้|เคย|จะ|ยัง|ก็|ซึ่ง|มีกำหนด(?:การ)?|มีแผน(?:ที่)?|เตรียม|พร้อม(?:ที่)?|กำหนด|กำลัง)*"
    + _TO_GO
    + r"$"
)
_INVITES = re.compile(r"(?<!ตาม)(?<!ตามคำ)(?<!รับ)เชิญ(?:ชวน)?")
_OFFICIAL = re.compile(
    r"อย่างเป็นทางการ|ในฐานะ(?:พระราช)?(?:อาคันตุกะ|แขก)|[Oo]fficial [Vv]isit|[Ss]tate [Vv]isit|[Ww]orking [Vv]isit"
)
_ON_OCCASION = re.compile(r"โอกาส(?:ที่)?(?:การ)?(?:ได้)?(?:เดินทาง)?(?:มา|ไป)?$")
_IMPLIED = re.compile(
    r"(?:ตอบรับ|รับ|ฝาก|ย้ำ)คำเชิญ(?:ที่)?(?:จะ)?(?:ให้)?(?:เดินทาง)?(?:มา|ไป)?$|(?:เทียบ|พร้อม|กล่าว|เรียน|ขอ|ได้)เชิญ(?:ให้)?(?:เดินทาง)?(?:มา|ไป)?$|ไทย(?:พร้อม(?:ที่)?)?จะ(?:เดินทาง)?(?:ไป)?$"
)
_THIS_TRIP = re.compile(r"ครั้งนี้|ในวันนี้|ดังกล่าว|เที่ยวนี้")
_OWNER = re.compile(r"[ฯ ]*(?:อย่างเป็นทางการ|ครั้งแรก)?[ฯ ]*(?:ของ|โดย)(?:ท่าน|คณะ)? ?")
_COMING = re.compile(r"จะ|กำหนด|เตรียม|แผน|พร้อม|เชิญ|หวัง|คาด|ประสงค์")


def _destination(view: View, at: int, limit: int) -> Hit | None:
    """The country or city named right after เยือน."""
    text = view.scan.text
    for spot in (at, at + 1, at + 2):
        hit = view.scan.country_at.get(spot) or view.scan.city_at.get(spot)
        if hit is not None and not text[at:spot].strip() and hit.end <= limit:
            return hit
    city = re.match(r" ?(?:กรุง|นคร|เมือง|รัฐ|มณฑล|แคว้น)?", text[at : at + 8])
    if city and city.end():
        return view.scan.city_at.get(at + city.end()) or view.scan.country_at.get(at + city.end())
    return None


def _trip_day(view: View, at: int, end: int, line: tuple[int, int]) -> DateMention | None:
    """The date of a trip: the one after it in its clause, else the one that opens the clause."""
    text = view.scan.text
    dates = [
        d
        for d in view.scan.dates
        if d.rule not in ("bare-year", "year-range", "fiscal-year", "academic-year")
    ]
    for d in dates:
        if end <= d.start < min(line[1], end + 110):
            between = text[end : d.start]
            if re.search(r"เยือน|ลงนาม|ทั้งนี้|นอกจาก|นับตั้งแต่|หลังจาก|รับตำแหน่ง|ครบรอบ", between):
                break
            if len(d.date) < 10 and re.search(r"ซึ่ง|โดย|พร้อม|ประชุม|และ(?!คณะ|ภริยา)", between):
                break
            return d
    for d in reversed(dates):
        if line[0] <= d.start and at - 100 < d.end <= at:
            between = text[d.end : at]
            opened = text[max(line[0], d.start - 10) : d.start]
            if re.search(r"เมื่อ|ใน|วันที่|โดย", opened) and not re.search(
                r"ลงนาม|ทั้งนี้|นอกจาก|หารือ|ครบรอบ", between
            ):
                return d
            break
    return None


def read_trips(view: View, news: list[ActivityFound]) -> list[ActivityFound]:
    """Invitations to visit, and visits that are dated or official, told beside the news."""
    text = view.scan.text
    out: list[ActivityFound] = []
    at = text.find("เยือน", view.scan.article.body_start)
    while at >= 0:
        trip = _read_trip(view, at, news)
        told = next((v for v in news if v.type == "visit" and v.trigger[0] <= at < v.trigger[1]), None)
        if trip is not None and told is not None:  # the very words that told of the news
            if trip.date and trip.date != told.date:
                told.date, told.end_date, told.status = trip.date, trip.end_date, trip.status
                told.where["date"] = trip.where["date"]
        elif trip is not None and not any(_same_trip(trip, v) for v in [*news, *out]):
            out.append(trip)
            if _ON_OCCASION.search(text, max(0, at - 24), at):
                for talk in news:  # …หารือ… ในโอกาสเยือนไทย: the talks are part of the visit
                    if (
                        talk.type in TALKS
                        and talk.focal
                        and talk.part_of is None
                        and _shares_guest(trip, talk)
                    ):
                        talk.part_of = trip
        at = text.find("เยือน", at + 5)
    return out


def _shares_guest(trip: ActivityFound, talk: ActivityFound) -> bool:
    return any(
        same_actor(p.actor, q.actor) for p in trip.participants if p.role == "guest" for q in core_of(talk)
    )


def _same_trip(a: ActivityFound, b: ActivityFound) -> bool:
    if b.type != "visit" or a.country != b.country:
        return False
    shared = any(
        same_actor(p.actor, q.actor)
        for p in a.participants
        for q in b.participants
        if p.role == q.role == "guest"
    )
    if a.date and b.date and a.date[:7] != b.date[:7] and a.date[:4] != b.date:
        return False
    return shared or bool(a.date and b.date and a.date[:7] == b.date[:7])


_ROYAL = re.compile(
    r"(?:พระบาทสมเด็จ|สมเด็จพระ|สมเด็จเจ้าฟ้า|พระเจ้าวรวงศ์เธอ|พระเจ้าหลานเธอ|เจ้าชาย|เจ้าหญิง)[^\n]{4,130}?(?= ?(?:เสด็จ|ใน(?:โอกาส|คราว|การ|ห้วง)|ที่(?:จะ|ได้|ผ่าน)|ซึ่ง|เมื่อ|ได้|ทรง|มี|ระหว่าง|และ(?=ทั้ง|ได้)|เป็น|จะ|อย่าง|โดย|วันที่)|$)",
    re.MULTILINE,
)
_OWN_ROYALS = re.compile("สยาม|เทพรัตน|มหิดล|ภูมิพล|วชิร|พัชรกิติยา|สิริ|จุลจอม|บรมราช|พระบรม|พระนางเจ้า")


def _royal_traveller(view: View, low: int, at: int, owner: int) -> ActorMention | None:
    """The royal style that stands as the traveller, before เสด็จฯ เยือน or after …เยือน<country>ของ."""
    text = view.scan.text
    found = _ROYAL.match(text, owner) if owner else None
    if found is None:
        for found in _ROYAL.finditer(text, low, at):
            pass
    if found is None or (not owner and at - found.end() > 60):
        return None
    return ActorMention(found.start(), found.end(), "post:" + found.group().strip(), "post")


def _visitor(news: list[ActivityFound]) -> ActorMention | None:
    """The foreign side of the talks reported."""
    for talk in news:
        if talk.type in TALKS and talk.focal:
            for part in core_of(talk):
                if isinstance(part.actor, PersonFound) and part.side != "TH":
                    return ActorMention(part.start, part.end, part.actor, "person")
    return None


def _read_trip(view: View, at: int, news: list[ActivityFound]) -> ActivityFound | None:
    text = view.scan.text
    line = view.scan.line_of(at)
    end = at + len("เยือน")
    place = _destination(view, end, line[1])
    if place is None:
        return None
    country = place.id
    low = max(line[0], at - 150)
    before = [a for a in view.actors_in(low, at) if a.kind in ("person", "post")]
    invite = None
    for invite in _INVITES.finditer(text, low, at):
        pass
    guest: ActorMention | None = None
    if before and _BEFORE_TRIP.fullmatch(text[before[-1].end : at]):
        guest = before[-1]
    elif (
        before
        and invite is not None
        and re.fullmatch(r"[ก-๎]{2,12}(?:เดินทาง)?(?:มา|ไป)?", text[before[-1].end : at])
    ):
        guest = before[-1]  # นายกรัฐมนตรีอาเบะเยือน…
    invited = invite is not None and guest is not None and invite.end() <= guest.start < invite.end() + 60
    owner = _OWNER.match(text, place.end, line[1])
    if owner and not invited:
        owners = [
            a
            for a in view.actors_in(owner.end(), min(line[1], owner.end() + 160), ("person", "post"))
            if a.start - owner.end() <= 1
        ]
        if owners:
            guest = owners[0]
    if guest is None and country == "TH" and _ON_OCCASION.search(text, max(line[0], at - 24), at):
        guest = _visitor(news)
    if guest is None and (implied := _IMPLIED.search(text, low, at)) is not None:
        guest = next((m for m in _principals(news) if (side_of(view, m) == "TH") == (country != "TH")), None)
        invited = guest is not None and "เชิญ" in implied.group()
    royal = (
        _royal_traveller(view, low, at, owner.end() if owner else 0)
        if "เสด็จ" in text[max(low, at - 26) : at]
        else None
    )
    if royal is not None:
        guest = royal
        if country == "TH" and _OWN_ROYALS.search(text, royal.start, royal.end):
            return None
    if guest is None:
        return None
    side = side_of(view, guest)
    if royal is None and (
        side == country or (country == "TH" and side == "" and not isinstance(guest.actor, PersonFound))
    ):
        return None
    activity = ActivityFound(
        "visit", at, max(place.end, guest.end), "told-visit", country=country, focal=False
    )
    activity.where["country"] = (place.start, place.end, "visited-country")
    day = _trip_day(view, at, max(place.end, guest.end if guest.start > at else place.end), line)
    if day is not None:
        put_day(activity, day)
    around = text[max(line[0], at - 40) : min(line[1], place.end + 60)]
    if not invited:
        if _THIS_TRIP.search(text, at, min(line[1], place.end + 40)):
            return None
        if (
            day is None
            and royal is None
            and not _OFFICIAL.search(text, place.end, min(line[1], place.end + 60))
        ):
            return None
    activity.participants = [build_part(view, guest, "guest", "invitation" if invited else "told-visit")]
    if invited:
        activity.rule = "invitation"
        hosts = [
            a
            for a in before
            if invite is not None and a.end <= invite.start() and side_of(view, a) == country
        ]
        if hosts:
            activity.participants.append(build_part(view, hosts[-1], "host", "invitation"))
    published = view.scan.article.published
    if activity.date:
        if activity.date > published[: len(activity.date)]:
            activity.status = "planned"
    if not activity.date or activity.date == published[: len(activity.date)]:
        if invited or _COMING.search(around):
            activity.status = "planned"
    return activity


_PARTIES = re.compile(r"[^\n]{0,90}?ระหว่าง ?")
_NO_SIGNING = re.compile(
    r"(?:ผู้|พยานการ|พยานใน(?:การ|พิธี)|พิธี|พร้อม|รอการ|ก่อนการ|ก่อน|หลังการ|หลังจากการ|ภายหลังการ|ร่าง)$"
)
_INSTRUMENT = re.compile(
    r"บันทึก|ความตกลง|ข้อตกลง|กรอบความ|M[Oo][UA]|L[Oo]I|สนธิสัญญา|พิธีสาร|อนุสัญญา|ความร่วมมือ|แถลงการณ์|ปฏิญญา|หนังสือ(?:แลกเปลี่ยน|แสดงเจตจำนง)|FTA|RCEP|PCA|EPA|Agreement|สัญญา(?!เงินกู้)"
)
_SIGNED_ON = re.compile(r"(?:เมื่อ|ในวันที่|ในเดือน|ในช่วง|ไปเมื่อ|วันที่|ภายใน|ช่วง|ปลาย|ต้น|กลาง|เดือน|ปี)[ก-๎ ]{0,8}$")
_OF_OTHER = re.compile(
    r"เริ่มใช้|มีผล|บังคับใช้|ใช้บังคับ|เยือน|หารือ|เห็นชอบ|อนุมัติ|ครบรอบ|ตั้งแต่|ทั้งนี้|นอกจาก|ครบ|สิ้นสุด|หมดอายุ|จัดทำ|เปิด|ให้แล้วเสร็จ|สัตยาบัน|จัดขึ้น|นำเสนอ|เสนอต่อ"
)


_DONE = re.compile(
    r"(?:ได้|มีการ|ความสำเร็จ[ก-๎ ]{0,8}การ|เช่น ?การ|อาทิ ?การ|ตลอดจนการ|ขอบคุณ[^\n]{0,60}|เคย[^\n]{0,70})(?:ร่วม)?$"
)
_NOT_DONE = re.compile(r"จะ|เตรียม|เพื่อ|คาด|กำหนด|เร่ง|ผลักดัน|พิจารณา|หวัง|ยังไม่|ไม่ได้|ขั้นตอน|ให้มีการ|อาจ|สามารถ")


def read_signings(view: View, news: list[ActivityFound]) -> list[ActivityFound]:
    """Signings beside the news: those of another day, and those without a day that name both parties."""
    text = view.scan.text
    published = view.scan.article.published
    out: list[ActivityFound] = []
    signings = [a for a in news if a.type == "signing"]
    known = {d for a in signings for d in (a.date, a.end_date) if d}
    days = {a.date for a in news if a.focal}
    at = text.find("ลงนาม", view.scan.article.body_start)
    while at >= 0:
        here, at = at, text.find("ลงนาม", at + 5)
        line = view.scan.line_of(here)
        end = here + len("ลงนาม")
        if _NO_SIGNING.search(text, max(line[0], here - 12), here):
            continue
        day = _signing_day(view, end, line)
        if day is not None:
            if day.date in known or day.date in days:
                continue
            signers = _signers(view, here, day.start, line) or _both_countries(view, here, day.start, line)
        else:
            clause = text[max(line[0], here - 80) : here]
            if (
                not _DONE.search(clause)
                or _NOT_DONE.search(clause[-24:])
                or not _INSTRUMENT.search(text, end, min(line[1], end + 24))
            ):
                continue
            signers = _signers(view, here, min(line[1], end + 200), line)
            if len(signers) < 2 or not any(_abroad(view, m) for m in signers):
                continue
            if any(
                same_actor(p.actor, m.actor)
                for a in [*signings, *out]
                for p in a.participants
                for m in signers
                if not isinstance(m.actor, str)
            ):
                continue
            if any(a.focal for a in signings):
                continue
        activity = ActivityFound("signing", here, end, "earlier-signing", focal=False)
        if day is not None:
            put_day(activity, day)
            known.add(day.date)
            if day.date > published[: len(day.date)]:
                activity.status = "planned"
        activity.participants = [build_part(view, m, "signatory", "earlier-signing") for m in signers]
        out.append(activity)
    return out


def _signing_day(view: View, end: int, line: tuple[int, int]) -> DateMention | None:
    """The day told of what was signed: …ลงนาม<instrument> เมื่อวันที่ …."""
    text = view.scan.text
    for day in view.scan.dates:
        if not end <= day.start < min(line[1], end + 130) or day.rule in ("bare-year", "year-range"):
            continue
        between = text[end : day.start]
        if len(day.date) < 7 and not between.endswith(("เมื่อ", "เมื่อ ", "เมื่อช่วง")):
            return None
        if day.date < "1945" or _OF_OTHER.search(between) or "ลงนาม" in between:
            return None
        if not _SIGNED_ON.search(between) or not _INSTRUMENT.search(text, max(line[0], end - 115), day.start):
            return None
        return day
    return None


def _abroad(view: View, mention: ActorMention) -> bool:
    """Is the party of another country, or an international organisation?"""
    if isinstance(mention.actor, BodyFound) and is_international(mention.actor):
        return True
    return side_of(view, mention) not in ("", "TH")


def _signers(view: View, at: int, end: int, line: tuple[int, int]) -> list[ActorMention]:
    """Who signed: the two of ระหว่าง A และ B, else those who stand before the verb and the one after ร่วมกับ."""
    text = view.scan.text
    between = _PARTIES.match(text, at, end)
    if between:
        after = unique_actors(
            [a for a in view.actors_in(between.end(), end) if a.kind in ("body", "country")]
        )[:2]
        if len(after) == 2 and after[0].start - between.end() < 30:
            return after
    run: list[ActorMention] = []
    edge = at
    for actor in reversed(view.actors_in(max(line[0], at - 120), at)):
        if actor.kind == "post" and not (actor.post and (actor.post.org or actor.post.country)):
            break
        if not _JOINED.fullmatch(text[actor.end : edge]):
            break
        run.insert(0, actor)
        edge = actor.start
    with_whom = re.search("(?:ร่วม)?กับ ?", text[at:end])
    if with_whom and len(unique_actors(run)) == 1:
        place = at + with_whom.end()
        run += [a for a in view.actors_in(place, end, ("body", "country")) if a.start - place <= 1][:1]
    return unique_actors(run)


_JOINED = re.compile(
    r"(?:และ|กับ|ร่วมกับ|ได้|จะ|มีการ|ร่วม|ดำเนินการ|สามารถ|การ|ประเทศ|ฝ่าย|โดย|[ ,]|\([^()]{1,40}\))*"
)


def _both_countries(view: View, at: int, end: int, line: tuple[int, int]) -> list[ActorMention]:
    """Thailand and the country that the news is about, where both are said to have signed."""
    told = view.scan.text[max(line[0], at - 110) : end]
    if not view.news_country or re.search("ประเทศสมาชิก|อาเซียน|RCEP|ภาคี", told) or not _TOGETHER.search(told):
        return []
    return _first_of(view, ("TH", view.news_country))


def _first_of(view: View, countries: tuple[str, ...]) -> list[ActorMention]:
    """The first mention of each country."""
    found = (next((a for a in view.actors if a.actor == "country:" + c), None) for c in countries)
    return [a for a in found if a is not None]


_TALK = "หารือ(?:ทวิภาคี|ทางโทรศัพท์|ร่วม)?(?:กัน)?"
_TALKED = re.compile(
    rf"{_TALK}|พบ{_TALK}|ประชุม{_TALK}|พบปะ(?:หารือ)?(?:กัน)?|พบกัน|ได้พบ|การพบ(?!ว่า)|เข้าพบ|สนทนาทางโทรศัพท์"
)


@starts
def _talks() -> Iterable[str]:
    return ("หารือ", "พบปะ", "พบกัน", "ได้พบ", "การพบ", "เข้าพบ", "สนทนาทางโทรศัพท์")


_TOGETHER = re.compile(r"กัน(?![กีๆ])|ทั้งสอง|ทั้ง 2|สองฝ่าย")
_RECALLS = re.compile(
    r"หลังจาก|ภายหลัง|สืบเนื่อง|เป็นผล|ผลจาก|จากผล|ผลการ|ต่อยอด|สานต่อ|ล่าสุด|เมื่อครั้ง|ครั้งก่อน|ก่อนหน้านี้|อีกครั้ง|ที่ผ่านมา|เคย|นับตั้งแต่|ตามที่|ประสบความสำเร็จ|ทราบว่า|ติดตาม|ในคราว"
)
_NOT_BETWEEN = re.compile(
    r"ทั้งนี้|นอกจาก|ดังกล่าวมี|ครั้งนี้|วันนี้|ครั้งที่|กรณี|โดยเริ่ม|ลงนาม|มีมติ|เห็นชอบ|ตั้งแต่|รับตำแหน่ง|รับหน้าที่|ครบรอบ|สถาปนา|เหตุ|เยือน(?=[^ก-๎])|ฉบับ"
)


def read_talks(view: View, news: list[ActivityFound]) -> list[ActivityFound]:
    """Talks of an earlier day recalled with their date: …ภายหลังการหารือระหว่าง A กับ B เมื่อวันที่ …."""
    text = view.scan.text
    published = view.scan.article.published
    out: list[ActivityFound] = []
    if not view.scan.starts_in(_talks, view.scan.article.body_start, len(text)):
        return out
    taken = {a.date for a in news if a.type in TALKS}
    for day in view.scan.dates:
        if (
            day.rule in ("bare-year", "year-range", "fiscal-year", "academic-year")
            or day.date in taken
            or len(day.date) < 7  # a year is of their subject
            or day.start < view.scan.article.body_start
        ):
            continue
        if day.date >= published[: len(day.date)] or 0 <= count_days(day.date, published) <= 3:
            continue
        if any(a.focal and a.date[:10] <= day.date <= (a.end_date or a.date) for a in news if a.date):
            continue
        line = view.scan.line_of(day.start)
        told = None
        for told in _TALKED.finditer(text, max(line[0], day.start - 150), day.start):
            pass
        if told is None or _NOT_BETWEEN.search(text, told.end(), day.start):
            continue
        if not re.search(r"(?:เมื่อ|วันที่|เดือน|ช่วง|ต้น|ปลาย)[ก-๎ ]{0,10}$", text[told.end() : day.start]):
            continue
        recent = count_days(day.date, published) < 15 if len(day.date) == 10 else False
        if recent and not _RECALLS.search(text, max(line[0], told.start() - 90), min(line[1], day.end + 24)):
            continue
        sides = _talkers(view, news, told.start(), told.end(), day.start, line)
        if len(sides) < 2:
            continue
        phone = re.search("โทรศัพท์|ทางไกล", text[told.start() : day.start])
        activity = ActivityFound(
            "call" if phone else "bilateral_meeting",
            told.start(),
            told.end(),
            "recalled-talks",
            focal=False,
        )
        put_day(activity, day)
        activity.participants = [build_part(view, m, "participant", "recalled-talks") for m in sides]
        place = next(
            (p for p in view.places_in(day.end, min(line[1], day.end + 60)) if p.city or p.country),
            None,
        )
        if place is not None and not phone:
            activity.city, activity.country = place.city, place.country
            activity.where["city"] = activity.where["country"] = (place.start, place.end, "place")
        taken.add(day.date)
        out.append(activity)
    return out


def _talkers(
    view: View, news: list[ActivityFound], start: int, told: int, end: int, line: tuple[int, int]
) -> list[ActorMention]:
    """The two who talked: after ระหว่าง, or before the verb and after กับ, or, of those who talked together, the two of the news."""
    text = view.scan.text
    after = [a for a in view.actors_in(told, end) if a.kind in ("person", "post", "body")]
    if re.match(r" ?(?:ร่วมกัน)?ระหว่าง", text[told:end]):
        pair = _one_a_side(view, after)
        if len(pair) == 2:
            return pair
    principals = _principals(news)
    persons = [a for a in after if a.kind != "body"]
    if not persons and _TOGETHER.search(text, max(line[0], start - 70), min(end, told + 40)):
        return principals
    met = [a for a in after if re.fullmatch(r" ?(?:ร่วม)?(?:กับ)? ?(?:ท่าน|คณะ)?", text[told : a.start])]
    if met:
        before = [a for a in view.actors_in(max(line[0], start - 110), start) if a.kind in ("person", "post")]
        other = [
            a
            for a in [*reversed(before), *principals]
            if side_of(view, a) != side_of(view, met[0]) and not same_actor(a.actor, met[0].actor)
        ]
        return [*other[:1], met[0]] if other else []
    return []


def _one_a_side(view: View, mentions: list[ActorMention]) -> list[ActorMention]:
    """The first mention, and the first of another side."""
    first = mentions[:1]
    return first + [m for m in mentions[1:] if side_of(view, m) != side_of(view, first[0])][:1]


def _principals(news: list[ActivityFound]) -> list[ActorMention]:
    """The two sides of the talks reported, a person each."""
    for talk in news:
        if talk.type in TALKS and talk.focal:
            persons = [p for p in core_of(talk) if isinstance(p.actor, PersonFound)]
            home = [p for p in persons if p.side == "TH"][:1]
            away = [p for p in persons if p.side != "TH"][:1]
            if home and away:
                return [ActorMention(p.start, p.end, p.actor, "person") for p in (*home, *away)]
    return []


# ทั้งสองประเทศได้ร่วมเฉลิมฉลองการ|ครบรอบ 60 ปี การสถาปนาความสัมพันธ์ทางการทูต เมื่อปี 2561
_CELEBRATE = re.compile(
    r"(?:ได้|จะ|มี|จัด|ร่วม|ยัง|กัน)+(?:การ|กิจกรรม|งาน)*(?P<feast>(?:เฉลิม)?ฉลอง)(?:การ|วาระ|โอกาส|เนื่องใน|ใน| )*$"
)
_BOTH_SIDES = re.compile(r"(?:ทั้งสอง|สอง|ทั้ง 2) ?(?:ฝ่าย|ประเทศ)|ไทย(?:และ|กับ| ?[-–] ?)[ก-๎]{3,20} ?$")
_OF_TIES = re.compile(r"ครบรอบ ?[0-9๐-๙]{1,3} ?ปี[ก-๎ ]{0,24}?ความสัมพันธ์(?:ทางการทูต)?")


def read_anniversaries(view: View, news: list[ActivityFound]) -> list[ActivityFound]:
    """Anniversaries of diplomatic relations that two countries are told to celebrate on a day or in a year."""
    text = view.scan.text
    at = text.find("ครบรอบ", view.scan.article.body_start)
    while at >= 0:
        here, at = at, text.find("ครบรอบ", at + 5)
        line = view.scan.line_of(here)
        told = _CELEBRATE.search(text, max(line[0], here - 60), here)
        ties = _OF_TIES.match(text, here)
        if (
            told is None
            or ties is None
            or not _BOTH_SIDES.search(text, max(line[0], told.start() - 70), told.start())
        ):
            continue
        day = next(
            (d for d in view.scan.dates if ties.end() <= d.start < min(line[1], ties.end() + 50)), None
        )
        day = day or next(
            (
                d
                for d in reversed(view.scan.dates)
                if max(line[0], told.start() - 60) <= d.start < told.start()
            ),
            None,
        )
        named = (h.id for h in view.scan.countries_in(told.start() - 60, min(line[1], ties.end() + 50)))
        other = next((c for c in named if c != "TH"), view.news_country)
        if day is None or not other or other == "TH":
            continue
        activity = ActivityFound("ceremony", told.start(), ties.end(), "anniversary", focal=False)
        activity.name = text[told.start("feast") : ties.end()]
        activity.where["name"] = (told.start("feast"), ties.end(), "event-name")
        put_day(activity, day)
        if day.date > view.scan.article.published[: len(day.date)]:
            activity.status = "planned"
        activity.participants = [
            Part("country:" + c, "participant", told.start(), ties.end(), c, "", "anniversary")
            for c in ("TH", other)
        ]
        return [activity]
    return []
