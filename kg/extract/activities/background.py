"""What an article tells beside its news: named meetings, invitations, past and coming visits.

What is named in passing makes no domestic item diplomatic: :func:`is_telling` says which background does.
"""

from __future__ import annotations

import re

from kg.dates import DateMention
from kg.extract.activities.found import TALKS, ActivityFound, build_part, core_of, same_actor, side_of
from kg.extract.activities.meetings import is_telling, read_meetings
from kg.extract.people import PersonFound
from kg.extract.view import ActorMention, View
from kg.lexicon import Hit

__all__ = ["find_background", "is_telling"]


def find_background(view: View, news: list[ActivityFound]) -> list[ActivityFound]:
    """The activities told beside the ``news``, in the order of the text by kind."""
    found = [*read_meetings(view, news), *read_trips(view, news)]
    for activity in found:
        activity.trigger = (activity.start, activity.end)
    return found


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
        if trip is not None and not any(_same_trip(trip, v) for v in [*news, *out]):
            out.append(trip)
        at = text.find("เยือน", at + 5)
    return out


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


def _visitor(view: View, news: list[ActivityFound]) -> ActorMention | None:
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
        guest = _visitor(view, news)
    if guest is None:
        return None
    side = side_of(view, guest)
    if side == country or (country == "TH" and side == "" and not isinstance(guest.actor, PersonFound)):
        return None
    activity = ActivityFound(
        "visit", at, max(place.end, guest.end), "told-visit", country=country, focal=False
    )
    activity.where["country"] = (place.start, place.end, "visited-country")
    day = _trip_day(view, at, max(place.end, guest.end if guest.start > at else place.end), line)
    if day is not None:
        activity.date = day.date
        activity.end_date = day.end_date if day.end_date != day.date else ""
        activity.where["date"] = (day.start, day.end, "date-" + day.rule)
    around = text[max(line[0], at - 40) : min(line[1], place.end + 60)]
    if not invited:
        if _THIS_TRIP.search(text, at, min(line[1], place.end + 40)):
            return None
        if day is None and not _OFFICIAL.search(text, place.end, min(line[1], place.end + 60)):
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
