"""When and where an activity was, what it was part of, and what the whole article settles about it."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import replace

from kg.dates import DateMention
from kg.extract.activities.found import (
    ANNOUNCES_SIGNING,
    GATHERINGS,
    PREPARED,
    TALKS,
    ActivityFound,
    Part,
    Sentence,
    Trigger,
    build_part,
    core_of,
    count_days,
    fill_gaps,
    forget,
    has_foreigners,
    is_abroad,
    is_international_org,
    is_own_meeting,
    is_strange_firm,
    put_day,
    same_actor,
    same_sides,
    side_of,
    words,
)
from kg.extract.organisations import BodyFound
from kg.extract.people import PersonFound, looks_foreign
from kg.extract.places import PlaceFound
from kg.extract.scan import THAI
from kg.extract.view import View, is_international

# เตรียมนำคณะเยือนบังกลาเทศในเดือนกรกฎาคม 2567
_COMING_MONTH = re.compile(r"[^\n ]{2,40}?(?:ใน)?(?:ช่วง)?(?:ต้น|กลาง|ปลาย)?เดือน[^\n]{0,6}")
_PREPARES = re.compile(r"เตรียม|มีกำหนด|มีแผน")
_EFFECT = re.compile(r"(?:เริ่มใช้|มีผล|บังคับใช้|ใช้บังคับ)[ก-๙ ]{0,12}$")
_RESOLVED = re.compile(r"(?:มติ(?:คณะรัฐมนตรี)?|(?:การ|ที่)ประชุม ?(?:คณะรัฐมนตรี(?!ร่วม)|ครม\.?))[ก-๙ .()]{0,20}$")


def _in_relative_clause(text: str, start: int, date: DateMention, trigger: int) -> bool:
    """Is the date that of a clause with ซึ่ง closed by โดย before the trigger? (…ซึ่งเห็นชอบแล้วเมื่อวันที่ 24 … โดย X จะเป็นผู้ลงนาม)"""
    opened = text.rfind("ซึ่ง", max(start, date.start - 110), date.start)
    return opened >= 0 and date.end <= trigger and text.find("โดย", date.end, date.end + 12) >= 0


def _told_of(
    dates: list[DateMention], triggers: Sequence[Trigger], activity: ActivityFound
) -> DateMention | None:
    """The day right after the activity's phrase, when the one before it follows the phrase of another activity.

    … มีกำหนดเยือนลาวในวันที่ 8 ตุลาคม รวมทั้งเข้าร่วมการประชุมสุดยอดอาเซียน ระหว่างวันที่ 9 - 11 ตุลาคม: each has its own.
    """
    others = [t for t in triggers if t.type != activity.type]
    after = next((d for d in dates if d.start >= activity.end), None)
    before = next((d for d in reversed(dates) if d.end <= activity.start), None)
    if after is None or any(activity.end <= t.start < after.start for t in others):
        return None
    later = any(t.start > after.end for t in others)
    earlier = before is not None and any(t.end <= before.start for t in others)
    return after if earlier or (activity.type == "visit" and later) else None


_TOLD_BY = re.compile(r"เปิดเผย|เผยว่า|กล่าวว่า|ระบุว่า|แถลงว่า|ชื่นชม|แสดงความยินดี")
_OWN_DAY = re.compile(
    r"(?:(?!ซึ่ง|ทั้งนี้|นอกจาก|โดย|และจะ|หลังจาก|ตั้งแต่)[^\n]){0,170}?(?:เมื่อ|ใน|ระหว่าง|ช่วง)[ก-๎]{0,6} ?"
)


def _told_later(
    text: str,
    best: DateMention,
    after: list[DateMention],
    triggers: Sequence[Trigger],
    activity: ActivityFound,
) -> DateMention | None:
    """The day right behind the activity's phrase, when the one before it is that of who tells: วันที่ 9 โฆษก… เปิดเผยว่า … ลงนาม… เมื่อวันที่ 4."""
    if not after or best.start > activity.start or not _TOLD_BY.search(text, best.end, activity.start):
        return None
    if any(activity.end <= t.start < after[0].start for t in triggers):
        return None
    return after[0] if _OWN_DAY.fullmatch(text, activity.end, after[0].start) else None


def _of_a_gathering(date: DateMention, activity: ActivityFound, triggers: Sequence[Trigger]) -> bool:
    """หารือกับ A ซึ่งจะเป็นเจ้าภาพจัดการประชุม… ระหว่างวันที่ …: days told right after a gathering that stands behind the talks."""
    return bool(date.end_date) and any(
        t.type in GATHERINGS and activity.end <= t.start < date.start for t in triggers
    )


def _is_past(text: str, date: DateMention, triggers: Sequence[Trigger]) -> bool:
    """การเยือนเมื่อวันที่ 16 พฤษภาคม ที่ผ่านมา: is it the day of what another phrase before it tells?"""
    return text[date.end : date.end + 12].lstrip(") ").startswith("ที่ผ่านมา") and any(
        t.end <= date.start for t in triggers
    )


def _is_of_resolution(text: str, date: DateMention) -> bool:
    """มติคณะรัฐมนตรี 23 มกราคม 2566: is it the day of a resolution?"""
    return _RESOLVED.search(text, max(0, date.start - 36), date.start) is not None


# แถลงวันนี้ (29 มกราคม 2563) ว่า …: not of what is told, save in … เปิดเผยวันนี้ภายหลังการหารือ …
_TELLING = re.compile(r"(?:เปิดเผย|แถลง|แจ้ง|เผย|กล่าว|ให้สัมภาษณ์)(?:ใน)?$")
_AFTER_WHAT = re.compile(r" ?(?:ภาย)?หลัง(?!(?:จาก)?(?:ที่)?(?:ได้)?รับมอบ)")


def _is_of_telling(text: str, date: DateMention) -> bool:
    """Is it the day, called today, on which somebody says what follows?"""
    if not date.rule.startswith("today"):
        return False
    told = _TELLING.search(text, max(0, date.start - 14), date.start) is not None
    return (told and not _AFTER_WHAT.match(text, date.end)) or text.startswith("ว่า", date.end)


def _is_beside_the_news(text: str, date: DateMention) -> bool:
    """Is it the day of a resolution, or of the telling, and not of what is told?"""
    return _is_of_resolution(text, date) or _is_of_telling(text, date)


def _long_ago(date: DateMention, published: str) -> bool:
    """Is a date so far back that the news is not of that day? (… ได้เข้ารับตำแหน่งเมื่อ ก.พ. 66)"""
    if len(published) != 10 or len(date.date) < 7:
        return False
    day = (date.end_date or date.date) + ("-28" if len(date.date) == 7 and not date.end_date else "")
    return _NEWS_DAYS * 4 < count_days(day, published) < 9999


# การประชุม… ครั้งที่ 29 | ระหว่างวันที่ 27 - 29 กันยายน: the day that stands right after the name
_BESIDE = re.compile(
    r" ?(?:ซึ่ง)?(?:มี)?(?:กำหนด)?(?:จะ)?(?:จัด|มี)?(?:ขึ้น)? ?(?:ใน|ระหว่าง|เมื่อ|ช่วง)* ?(?:วัน[ก-๙]{0,9})?(?:ที่)? ?"
)


# วันนี้ … ออกเดินทาง… เพื่อร่วมการประชุม…: the day on which somebody leaves for a meeting is not that of the meeting
_LEAVES = re.compile(r"เดินทาง(?!ถึง|มาถึง)")


def _is_of_leaving(text: str, date: DateMention, activity: ActivityFound) -> bool:
    told = date.end <= activity.start and not date.end_date
    return told and _LEAVES.search(text, date.end, activity.start) is not None


_NEAR_MONTH = 120  # characters behind what it tells of; a month further down is of what is planned or counted


def set_when(
    view: View, sentence: Sentence, activity: ActivityFound, triggers: Sequence[Trigger] = ()
) -> None:
    """Give an activity the date that its sentence, else the lede, tells; ``triggers`` are the sentence's."""
    ranked = [d for d in view.scan.dates if d.rule not in ("bare-year", "year-range")]
    inside = [
        d
        for d in ranked
        if sentence.start <= d.start
        and d.end <= sentence.end
        and not _is_beside_the_news(view.scan.text, d)
        and not (d.end <= activity.start and _is_past(view.scan.text, d, triggers))
    ]
    if activity.type in TALKS or activity.type == "signing":
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
    inside = [d for d in inside if len(d.date) != 7 or d.start - activity.end < _NEAR_MONTH]
    if activity.type in TALKS:
        inside = [d for d in inside if not _of_a_gathering(d, activity, triggers)]
    if sentence.zone != "body" and activity.type in TALKS:
        inside = [d for d in inside if not _long_ago(d, view.scan.article.published)]
    if "name" in activity.where:
        ns, ne, _ = activity.where["name"]
        inside = [d for d in inside if not (ns <= d.start and d.end <= ne and len(d.date) < 10)]
    best: DateMention | None = None
    if inside:
        days = [d for d in inside if len(d.date) == 10] or inside
        before = [d for d in days if d.end <= activity.start]
        after = [d for d in days if d.start >= activity.end]
        best = before[-1] if before else (after[0] if after else days[0])
        beside = (
            after[:1] if after and _BESIDE.fullmatch(view.scan.text, activity.end, after[0].start) else []
        )
        spans = beside or [
            d
            for d in after
            if d.end_date
            and re.search(
                r"(?:จัดขึ้น|จัด|มีขึ้น|กำหนดจัด)[^ก-๙]*(?:ใน)?(?:ระหว่าง)?(?:วันที่)?[^ก-๙]*$",
                view.scan.text[max(0, d.start - 24) : d.start],
            )
        ]
        if spans and activity.type in GATHERINGS:
            best = spans[0]
        coming = _COMING_MONTH.match(view.scan.text, activity.end) if activity.type == "visit" else None
        months = [d for d in inside if coming and len(d.date) == 7 and d.start in range(*coming.span())]
        if months and _PREPARES.search(view.scan.text, sentence.start, activity.start):
            best = months[0]
        elif activity.type == "visit":
            trip = [d for d in days if d.end_date and d.start >= activity.start - 40]
            best = trip[0] if trip else best
        best = (
            _told_of(days, triggers, activity)
            or _told_later(view.scan.text, best, after, triggers, activity)
            or best
        )
        if (
            activity.type in (*TALKS, "signing") and best.end_date
        ):  # a day of the trip is nearer the talks than the trip
            of_trip = [d for d in days if not d.end_date and best.date <= d.date <= best.end_date]
            best = min(of_trip, key=lambda d: abs(d.start - activity.start), default=best)
    elif sentence.zone == "title":
        return
    if (
        best is not None
        and activity.type == "multilateral_meeting"
        and _is_of_leaving(view.scan.text, best, activity)
    ):
        return
    if best is not None and len(best.date) == 4 and (sentence.zone != "body" or activity.type in GATHERINGS):
        best = None  # a year is of what is spoken of, or of the meeting's name
    if best is None and sentence.zone == "lede":
        start = view.scan.article.body_start
        near = [
            d
            for d in ranked
            if start <= d.start <= activity.start
            and len(d.date) == 10
            and not _is_beside_the_news(view.scan.text, d)
        ]
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
        put_day(activity, best)


# สถานเอกอัครราชทูต ณ กรุงโตเกียว, เอกอัครราชทูตไทย ณ กรุงธากา: where an office is
_SERVES = re.compile("(?:ทูต|กงสุลใหญ่|กงสุล)[ก-๎]{0,24} ?$")


def _leave_offices(view: View, places: list[PlaceFound]) -> list[PlaceFound]:
    """The places without those where an office is, unless no others are told: … ณ ห้อง… ประธาน JETRO ณ กรุงเทพฯ เข้าเยี่ยมคารวะ…."""
    if len(places) < 2:
        return places
    text = view.scan.text
    left = [p for p in places if not _SERVES.search(text, max(0, p.start - 40), p.start)] or places
    if any(p.venue for p in left):
        return [p for p in left if not any(q.start <= p.start < q.end for q in view.posts)] or left
    return left


def set_where(
    view: View,
    sentence: Sentence,
    activity: ActivityFound,
    places: list[PlaceFound],
    triggers: list[Trigger],
) -> None:
    """Give an activity the venue, city and country that its sentence tells; ``triggers`` are the sentence's."""
    if activity.type == "visit" and activity.country != "TH":
        places = [p for p in places if p.country != "TH"]  # ณ ท่าอากาศยานทหาร กรุงเทพฯ …: where it sets out
    places = _leave_offices(view, places)
    before = [p for p in places if p.end <= activity.start]
    if activity.type != "visit" and before and _TELLS.search(view.scan.text, before[-1].end, activity.start):
        # … ณ ทำเนียบรัฐบาล โฆษก… เปิดเผยว่า A จะเข้าร่วมการประชุม… ณ กรุงฮานอย: where it is told, if it will be elsewhere
        elsewhere = [p for p in places if activity.start <= p.start]
        before = [] if elsewhere else before
    following = [
        t.start
        for t in triggers
        if t.start >= activity.end
        and t.type != activity.type
        and not (t.type in TALKS and activity.type in TALKS)
        and not (
            activity.type in TALKS
            and _WITHIN.search(view.scan.text, max(activity.end, t.start - 40), t.start)
        )
    ]
    limit = min(following, default=sentence.end)
    after = [p for p in places if activity.start <= p.start < limit]
    chosen = (before[-1] if before else None) or (after[0] if after else None)
    if chosen is None:
        return
    put_place(activity, chosen)
    if not chosen.country and chosen.venue and THAI.search(chosen.venue) and activity.type != "visit":
        abroad = (
            view.scan.country_in(sentence.start, activity.start) not in ("", "TH")
            and not activity.participants
        )
        cities = view.scan.hits_in("city", sentence.start, sentence.end)
        if not abroad and not any(hit.id != "TH" for _, hit in cities):
            activity.country = activity.country or "TH"


# หารือกับ B ระหว่างการเข้าร่วมการประชุม… ณ …: both were there
_WITHIN = re.compile(r"(?:ระหว่าง|ห้วง|โอกาส|ช่วง|นอกรอบ|คู่ขนาน)[ก-๙ ]{0,24}$")
_DAY_OF_TALKS = 1200  # how far from the words that tell of talks their day may stand


def _find_dateline(view: View) -> DateMention | None:
    """The day that the body opens with, on a line of its own: วันที่ 23 กันยายน 2562 ณ นครนิวยอร์ก, above a speech."""
    start = view.scan.article.body_start
    end = view.scan.line_of(start)[1]
    first = next((d for d in view.scan.dates if start <= d.start < start + 14 and len(d.date) == 10), None)
    told = end - start > 160 or view.actors_in(start, end, ("person",))
    return None if first is None or told or first.date > view.scan.article.published else first


_SHORT = 60  # characters of a line that holds but a date


def _is_of_release(view: View, date: DateMention) -> bool:
    """Is it the day under the text, on a line of its own: when the item was written?"""
    start, end = view.scan.line_of(date.start)
    return end - start < _SHORT and not view.scan.text[end:].strip()


def _date_by_title(view: View, found: list[ActivityFound]) -> None:
    """A reported gathering without a date is of the one day or span of days that the headline tells behind its name."""
    title = view.scan.text[: view.scan.article.body_start]
    days = [d for d in view.scan.dates if d.end <= len(title) and len(d.date) == 10]
    for activity in found if len(days) == 1 else ():
        named = activity.focal and activity.type in GATHERINGS and len(activity.name) > 20
        if named and not activity.date and activity.name[:40] in title:
            put_day(activity, days[0])


def date_by_head(view: View, found: list[ActivityFound]) -> None:
    """A reported activity without a date of its own happened on the day the article names last before it appeared, talks beside others only if it stands not far off."""
    published = view.scan.article.published
    if len(published) != 10 or not found:
        return
    recent = [
        d
        for d in view.scan.dates
        if len(d.date) == 10
        and d.rule not in ("bare-year", "year-range")
        and 0 <= count_days(d.date, published) <= 10
        and not d.end_date
        and not _is_beside_the_news(view.scan.text, d)
        and not _is_of_release(view, d)
    ]
    _date_by_title(view, found)
    dateline = _find_dateline(view)
    if dateline is not None:
        for activity in found:
            if activity.zone == "title" and activity.type in GATHERINGS and not activity.date:
                put_day(activity, dateline)
    if not recent:
        return
    chosen = recent[0]
    if len({d.date for d in recent}) > 1 and chosen.start > view.scan.article.body_start + 1500:
        return
    reported = [a for a in found if a.focal and a.type != "visit"]
    alone = chosen.start < view.scan.article.body_start + _OPENING and not any(
        len(d.date) == 10 and d.date != chosen.date and -60 < count_days(d.date, published) < 60
        for d in view.scan.dates
    )
    for activity in reported:
        far = len(reported) > 1 and abs(chosen.start - activity.trigger[0]) > _DAY_OF_TALKS
        if far and activity.type in TALKS and not alone:
            continue
        if (
            chosen.rule == "today"
            and activity.zone == "lede"
            and chosen.start > view.scan.line_of(activity.trigger[0])[1]
        ):
            continue  # … วันนี้เราได้รับความร่วมมือ …: today in what is said further down
        if not activity.date and activity.status == "held":
            activity.date = chosen.date
            activity.where["date"] = (chosen.start, chosen.end, "head-date")


_GATHERS = re.compile(r"(?:การ)?(?:ประชุม|สัมมนา|ฝึกอบรม|อบรม|งาน) ?")
_SAME_AGAIN = re.compile(r"(?:ประชุม|สัมมนา|อบรม|งาน)(?:ดังกล่าว|ครั้งนี้|นี้|ฯ)")
_OF_ANOTHER = re.compile(
    r"ห้วง|(?:ใน|ช่วง|ระหว่าง)(?:ช่วง|ระหว่าง)?การประชุม|เยือน|เดินทาง|ตั้งแต่|โครงการ|พำนัก|ลงนาม|ภายใต้(?:การ|งาน)|คู่ขนาน|นอกรอบ"
)
_OF_ONE_DAY = ("วาระ", "พิธี")
_TOLD_BEFORE = 300  # characters before the days of a gathering that name it


def widen_days(view: View, found: list[ActivityFound]) -> None:
    """A gathering of several days reported on one of them was on all: วันนี้ … เปิดการประชุม A … การประชุม A จัดขึ้นระหว่างวันที่ 3 – 5 …."""
    text = view.scan.text
    spans = [d for d in view.scan.dates if len(d.date) == len(d.end_date) == 10 and "week" not in d.rule]
    spans.sort(key=lambda d: count_days(d.date, d.end_date))
    for activity in found if spans else ():
        rule = activity.where.get("date", (0, 0, ""))[2]
        reported = rule == "head-date" or rule.startswith("date-today")
        if not (reported and activity.focal and activity.type in GATHERINGS and activity.name):
            continue
        if activity.name.startswith(_OF_ONE_DAY):
            continue
        core = _GATHERS.sub("", activity.name, count=1).casefold()[:12]
        for days in spans:
            if not days.date <= activity.date <= days.end_date:
                continue
            told = text[max(view.scan.article.body_start, days.start - _TOLD_BEFORE) : days.start].casefold()
            named = told.rfind(core)
            if named < 0:
                named = max((m.start() for m in _SAME_AGAIN.finditer(told)), default=-1)
            if named >= 0 and not _OF_ANOTHER.search(told, named):
                put_day(activity, days)
                break


_OPENING = 900  # characters of the body that tell of the trip


def date_trips(view: View, found: list[ActivityFound]) -> None:
    """A reported visit without days of its own was on the first span of days that the opening tells, or one told further down of the visit."""
    start = view.scan.article.body_start
    spans = [d for d in view.scan.dates if start <= d.start and len(d.date) == 10 and len(d.end_date) == 10]
    of_trips = [d for d in spans if _VISIT_ON.search(view.scan.text, max(start, d.start - 120), d.start)]
    opening = [d for d in spans if d.start < start + _OPENING]
    for activity in found:
        if activity.type == "visit" and activity.focal and not activity.date:
            to = [
                d
                for d in of_trips
                if activity.country in {h.id for h in view.scan.countries_in(d.start - 120, d.start)}
            ]
            for day in [*to, *opening][:1]:
                put_day(activity, day)


_VISIT_ON = re.compile(r"เยือน(?:(?!ลงนาม|ประชุม)[^\n])*$")
_TODAY = re.compile(r"(?:เช้า|บ่าย|เย็น|ค่ำ|วัน|คืน)นี้|เวลา ?[0-9๐-๙]")


def look_ahead(view: View, activity: ActivityFound) -> None:
    """What lies ahead is not on the day it is told: วันนี้ (17 กันยายน) … เปิดเผยว่า … มีกำหนดเดินทาง … 18 – 24 กันยายน."""
    if "date" not in activity.where:
        return
    _, told, rule = activity.where["date"]
    begins = activity.trigger[0]
    if begins < view.scan.article.body_start < told and activity.type == "signing":
        begins = min(view.scan.line_of(told)[1], told + 400)  # told in the headline, dated by who tells it
    today = rule.startswith("date-today") or 0 <= count_days(activity.date, view.scan.article.published) < 4
    if not today or not _TELLS.search(view.scan.text, min(told, begins), begins):
        return
    if _TODAY.search(view.scan.text, max(told, begins - 60), begins):
        return
    ahead = [
        d
        for d in view.scan.dates
        if told < d.start < told + 700 and len(d.date) == 10 and d.date > activity.date
    ]
    if ahead:
        put_day(activity, ahead[0])
    else:
        forget(activity, "date", "end_date")


_AT_MARGIN = re.compile(r"ในห้วง|ระหว่าง|ในช่วง|ห้วง|นอกรอบ|ในโอกาส|ในการเข้าร่วม|ในการนี้")


_TELLS = re.compile(r"เปิดเผย|เผย|กล่าว(?!ต้อนรับ|เปิด|ปาฐก|สุนทร|ถ้อยแถลง)|แถลงข่าว|ให้สัมภาษณ์")


def drop_places_of_telling(view: View, found: list[ActivityFound]) -> None:
    """Where somebody tells of what lies ahead is not where it will be: … ณ ทำเนียบรัฐบาล … เปิดเผยว่า … จะเข้าร่วมการประชุม …."""
    for activity in found:
        span = activity.where.get("venue")
        if activity.status != "planned" or activity.type in TALKS or span is None:
            continue
        if span[1] < activity.trigger[0] and _TELLS.search(view.scan.text, span[1], activity.trigger[0]):
            forget(activity, "venue", "city")
            if "country" not in activity.where or activity.where["country"][2] == "place-country":
                forget(activity, "country")


_TOLD_OF = re.compile(
    r"(?:เปิดเผย|เผย|กล่าว|แถลงข่าว|ให้สัมภาษณ์|ชี้แจง)(?:(?!(?:ภาย)?หลัง)[^\n]){0,200}?"
    r"(?:ถึงกรณี|ต่อกรณี|ถึงการ|ถึงผลการ|ก่อน(?:ออก)?เดินทาง|สรุปผล(?:สำเร็จ)?(?:ของ)?การ(?!ประชุม|หารือ))[^\n]{0,160}$"
)


# … ให้สัมภาษณ์สื่อมวลชนสรุปผลการเยือน…, … เมื่อเสร็จสิ้นภารกิจ…: asked about what lasted for days, or is still to come
_ASKED = re.compile(
    r"(?:ให้สัมภาษณ์|ตอบข้อสงสัย|ตอบข้อซักถาม|ตอบคำถาม)[^\n]{0,40}?"
    r"(?:สรุปผล|ใน[ก-๎]{0,8}เดินทาง|(?:หลัง|เมื่อ)เสร็จสิ้น(?:การ|ภารกิจ)|เกี่ยวกับการ|ถึง(?:ภาพรวม|ผลสำเร็จ)|หลังการประชุมคณะรัฐมนตรี)"
)


def drop_days_of_telling(view: View, found: list[ActivityFound]) -> None:
    """The day on which somebody is asked about talks is not theirs: วันนี้ … ให้สัมภาษณ์ถึงกรณีที่ A พบหารือกับ B."""
    text, start = view.scan.text, view.scan.article.body_start
    interview = _ASKED.search(text, start, start + _OPENING)
    for activity in found:
        if "date" not in activity.where:
            continue
        told, begins = activity.where["date"][1], activity.trigger[0]
        if interview and told <= interview.start() < begins and "\n" not in text[told : interview.start()]:
            if not _TODAY.search(text, max(interview.end(), begins - 60), begins):
                forget(activity, "date", "end_date")
            continue
        if activity.status != "held":
            continue
        asked = text[max(told, begins - 400) : begins]
        if _TOLD_OF.search(asked) and not _TODAY.search(asked[-60:]):
            forget(activity, "date", "end_date")


# เดินทางเยือนเยอรมนี ระหว่าง|วันที่ 16 - 18 มกราคม … เพื่อเข้าร่วมการประชุม A
_DAYS_OF_TRIP = re.compile(r"(?:เยือน|เดินทาง)(?:(?!ประชุม|(?<![ก-๎])งาน)[^\n]){0,110}$")


def is_of_trip(view: View, position: int) -> bool:
    """Are the days that begin at the position those of a journey?"""
    return _DAYS_OF_TRIP.search(view.scan.text, max(0, position - 130), position) is not None


def drop_days_of_trips(view: View, found: list[ActivityFound]) -> None:
    """Talks, signings and gatherings on a trip of several days were on some of them, nobody says on which."""
    for activity in found:
        at, _, rule = activity.where.get("date", (0, 0, ""))
        if activity.type in GATHERINGS and activity.end_date and at < activity.trigger[0]:
            if is_of_trip(view, at):
                forget(activity, "date", "end_date")
            continue
        if activity.name or not (activity.end_date or "range" in rule):
            continue
        afar = view.scan.line_of(at) != view.scan.line_of(activity.trigger[0])
        if activity.type in TALKS or (activity.type == "signing" and afar):
            forget(activity, "date", "end_date")


def share_planned_day(found: list[ActivityFound]) -> None:
    """What is planned without a day is on the day of all the rest that is planned, if that is one: a visit of a day with its programme."""
    dated = [a for a in found if a.focal and a.date]
    days = {(a.date, a.end_date, a.status) for a in dated}
    if len(days) != 1 or dated[0].status != "planned" or dated[0].end_date or len(dated[0].date) < 10:
        return
    for activity in found:
        if (
            activity.focal
            and activity.status == "planned"
            and not activity.date
            and activity.type != "message"
        ):
            fill_gaps(activity, dated[0], ("date",))


def name_once(found: list[ActivityFound]) -> None:
    """Who has another role in an activity is not also one who accompanies in it; the first named speaks for a country."""
    for activity in found:
        for country in activity.participants if activity.type in TALKS else ():
            if not isinstance(country.actor, str) or not country.actor.startswith("country:"):
                continue
            people = [
                p
                for p in activity.participants
                if isinstance(p.actor, PersonFound) and p.side == country.side
            ]
            if people and all(p.role == "delegate" for p in people):
                people[0].role = country.role
                activity.participants = [p for p in activity.participants if p is not country]
        leading = [p for p in activity.participants if p.role != "delegate"]
        activity.participants = [
            p
            for p in activity.participants
            if p.role != "delegate" or not any(same_actor(p.actor, q.actor) for q in leading)
        ]


def name_countries(view: View, found: list[ActivityFound]) -> None:
    """In talks told as those of another country, the one person of it who is nowhere else spoke for it."""
    for talk in found:
        for part in talk.participants if talk.type in TALKS and talk.focal else ():
            if not part.actor == f"country:{part.side}" != "country:TH":
                continue
            people = [m for m in view.actors if m.kind == "person" and side_of(view, m) == part.side]
            first = {id(m.actor): m for m in reversed(people) if not any(a.has(m.actor) for a in found)}
            if len(first) == 1:
                talk.participants.remove(part)
                talk.participants.append(
                    build_part(view, next(iter(first.values())), part.role, "only-of-the-country")
                )
                break


_BY_LIST = ("accompanies", "listed-attendee", "listed-country", "present", "represented", "took-part")


def drop_bodies(found: list[ActivityFound]) -> None:
    """A body that the headline sends is there in its officer who takes part, a country of a list in the one of it who is
    named; the bodies that a list tells came beside others."""
    for activity in found:
        if activity.type == "signing":
            continue
        people = [p for p in activity.participants if isinstance(p.actor, PersonFound)]
        held = {post.org for p in people if isinstance(p.actor, PersonFound) for post in p.actor.posts}
        sides = {p.side for p in activity.participants if p in people or p.capacity}
        activity.participants = [p for p in activity.participants if not _is_there_in(p, held, sides)]


def _is_there_in(part: Part, held: set[str], sides: set[str]) -> bool:
    """Is the body or the country there in somebody who holds a post of it, or stands on its side?"""
    if isinstance(part.actor, BodyFound):
        told = part.role not in ("participant", "speaker", "guest") or part.rule in _BY_LIST
        return not told and not held.isdisjoint((part.actor.name, *part.actor.aliases))
    return (
        part.rule in ("listed-country", "present")
        and part.actor == f"country:{part.side}"
        and part.side in sides
    )


def set_parts(view: View, found: list[ActivityFound]) -> None:
    """Talks, signings and receptions of a visit are part of it; talks at the margins of a conference are part of that."""
    text = view.scan.text

    def shares(a: ActivityFound, b: ActivityFound) -> bool:
        return any(b.has(p.actor) for p in a.participants)

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
        if activity.type in TALKS or activity.type == "signing":
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


_SOMEWHERE = ("multilateral_meeting", "ceremony", "signing", *TALKS)


def fill_places(view: View, found: list[ActivityFound]) -> None:
    """A reported activity that names no place where it is told was where its paragraph, else the item's head, says.

    A place told only further down counts when the item tells of no other.
    """
    bare = [
        a
        for a in found
        if a.focal
        and a.type in _SOMEWHERE
        and a.rule != PREPARED
        and not (a.venue or a.city)
        and (a.zone != "body" or a.country in ("", "TH"))
    ]
    if not bare:
        return
    text = view.scan.text
    start = view.scan.article.body_start
    places = [p for p in view.places_in(start, len(text)) if p.venue or p.city]
    places = [p for p in places if text.startswith(("ณ", "ที่", "at", "เวลาท้องถิ่น"), p.start)]
    places = [*_find_dateline_place(view), *places]
    if not places:
        return
    places = _leave_offices(view, places)
    names = {(p.venue or p.city) for p in places}
    for activity in bare:
        at = activity.trigger[0] if activity.zone != "title" else start
        line = view.scan.line_of(max(at, start))
        around = [p for p in places if line[0] <= p.start < line[1]]
        after = [p for p in around if p.start >= at]
        head = [p for p in places if p.start < start + 500]
        chosen = (after or around[-1:] or (head if activity.zone != "body" or len(names) == 1 else []))[:1]
        if not chosen and len(names) == 1:
            chosen = places[:1]
        if not chosen and activity.type in TALKS and activity.zone != "body":
            chosen = [p for p in places if p.start < start + 1500 and p.venue.startswith(ROOMS)][:1]
        if not chosen:
            continue
        there = chosen[0].country
        if (there and activity.country not in ("", there)) or (
            there not in ("", "TH") and activity.type in TALKS and _meets_envoy(activity)
        ):
            continue
        put_place(activity, chosen[0])


_DATELINE = re.compile(r"[^\n/:–—]{0,32}(?:[/:–—]| - )")


def _find_dateline_place(view: View) -> list[PlaceFound]:
    """The city that the body opens with: กรุงเทพฯ 23 เมษายน 2568 – …, จังหวัดหนองคาย : วันที่ …."""
    start = view.scan.article.body_start
    abroad, at_home = view.scan.city_at.get(start), view.scan.province_at.get(start)
    hit = abroad or at_home
    if hit is None or not _DATELINE.match(view.scan.text, hit.end):
        return []
    return [PlaceFound(start, hit.end, "", view.scan.text[start : hit.end], abroad.id if abroad else "TH")]


ROOMS = ("ห้อง", "ตึก", "ทำเนียบ")
_TALKS_IN = re.compile(r"หารือ(?!ว่า)(?:(?! ณ )[^\n]){0,90}$")


def move_indoors(view: View, found: list[ActivityFound]) -> None:
    """Who is received in front of a house holds the talks where they are told to be: … ณ บริเวณสนามหญ้าหน้าตึก… จากนั้น หารือเต็มคณะ ณ ตึก…."""
    text = view.scan.text
    for talk in found:
        if talk.type in TALKS and talk.venue.startswith(("บริเวณ", "สนาม", "หน้า")):
            for place in view.places_in(talk.trigger[1], talk.trigger[1] + 1500):
                if place.venue and _TALKS_IN.search(
                    text, max(talk.trigger[1], place.start - 110), place.start
                ):
                    put_place(talk, place)
                    break


def _meets_envoy(activity: ActivityFound) -> bool:
    """Is another country's ambassador to Thailand one of the two?"""
    return any(
        isinstance(p.actor, PersonFound)
        and any(post.envoy and "ไทย" in post.text and post.country != "TH" for post in p.actor.posts)
        for p in core_of(activity)
    )


def place_by_province(view: View, found: list[ActivityFound]) -> None:
    """A reported gathering or signing without a place is in Thailand when headline and opening name only its provinces."""
    opening = view.scan.article.body_start + 500
    if not any(start < opening for start in view.scan.province_at) or any(
        hit.id != "TH" for _, hit in view.scan.hits_in("city", 0, opening)
    ):
        return
    for activity in found:
        if activity.focal and not activity.country and activity.type in ("signing", *GATHERINGS):
            activity.country = "TH"


_VISITS_US = re.compile(
    r"(?:โอกาส|ระหว่าง|ห้วง|ในการ|ช่วง|ได้|คณะ)[^\n]{0,30}?(?:เยือน|เดินทางมา)(?:ยัง)?(?:ประเทศ|ราชอาณาจักร)?ไทย"
)


_MET = ("courtesy_call", "bilateral_meeting", "signing")


def place_guests(view: View, found: list[ActivityFound]) -> None:
    """Talks and signings that name no place were at home when the opening tells that the guest came on a visit: ให้การต้อนรับ A ในโอกาสเดินทางเยือนประเทศไทย."""
    text = view.scan.text
    visit = _VISITS_US.search(text, 0, view.scan.article.body_start + _OPENING)
    if visit is None:
        return
    for talk in found:
        if talk.type not in _MET or talk.country or talk.venue or talk.city:
            continue
        if talk.focal and any(p.side != "TH" for p in core_of(talk)):
            talk.country = "TH"
            talk.where["country"] = (visit.start(), visit.end(), "visits-thailand")


_FROM_AFAR = re.compile(
    r"ทางไกล|ออนไลน์|(?:ผ่าน|ใน)(?:ทาง)?(?:ระบบ|รูปแบบ)|วี?ดิ?ทัศน์|[Vv]ideo|[Oo]nline|[Vv]irtual|VTC|Zoom"
)


def leave_out_groups(view: View, found: list[ActivityFound]) -> None:
    """Posts of several people who are not named take no part beside others: who is listed at a gathering, or the two
    sides of talks, are told without them.
    """
    for activity in found:
        rest = [
            p
            for p in activity.participants
            if not (isinstance(p.actor, str) and p.actor.startswith("post:") and view.names_group(p.start))
        ]
        main = [p for p in rest if p.role not in ("delegate", "witness")]
        if len(main) >= (1 if activity.type in GATHERINGS else 2):
            activity.participants = rest


def share_country(view: View, found: list[ActivityFound]) -> None:
    """Where all the reported activities that tell of a country were, the others of the report and of their days were too.

    A venue tells its country by the city that it is named after.
    """
    for activity in found:
        span = activity.where.get("venue")
        if span is not None and not activity.country and activity.type not in ("call", "message"):
            activity.country = next((hit.id for _, hit in view.scan.hits_in("city", span[0], span[1])), "")
        receives = activity.rule == "receives" and not activity.country
        if receives and any(p.role == "host" and p.side == "TH" for p in activity.participants):
            activity.country = "TH"
    placed = [a for a in found if a.focal and a.country and a.type not in ("call", "message")]
    if len({a.country for a in placed}) != 1:
        return
    days = {a.date for a in placed} | {a.end_date for a in placed}
    for activity in found:
        if activity.country or activity.type in ("call", "message", "visit"):
            continue
        if activity.rule == PREPARED:
            continue
        told = view.scan.text[activity.start : activity.end + 150]
        if (activity.focal or activity.date in days - {""}) and not _FROM_AFAR.search(told):
            activity.country = placed[0].country
            if "country" in placed[0].where:
                activity.where["country"] = placed[0].where["country"]


# what may not stand between a gathering's name and its place: the words begin to tell of something else
_ELSEWHERE = re.compile(
    r"หารือ|พบ|กล่าว|นาย|นาง|พลเอก|เปิดเผย|เดินทาง|เยือน|โดย(?!มี)|เพื่อ|การประชุม(?![^\n]{0,12}ที่เกี่ยวข้อง)|ความ|สนับสนุน|\n(?! ?ณ)"
)
_PLACED = re.compile(r"(?:ณ|ที่|ใน) ?(?:ประเทศ)?")
_HOSTS = re.compile(r" ?(?:(?:ใน)?ฐานะ|โดย[ก-๎]{2,24})? ?(?:จะ|ได้|รับ)*(?:เป็น)?เจ้าภาพ(?:จัด)?")
_COME_TO = re.compile(r"(?:เยือน|เดินทาง(?:ไป|มา|ถึง)?(?:ยัง)?|ไปยัง|ถึง) ?[^\n]{0,60}$")
_TO_ATTEND = re.compile(r"[^\n]{0,40}?(?:เพื่อ|ในการ|ภารกิจการ) ?(?:เข้า)?(?:ร่วม)?[ก-๎]{0,12} ?")
_WHILE = re.compile(r"(?:ใน)?(?:ห้วง|ระหว่าง|ช่วง)(?:การ)?(?:เข้า)?(?:ร่วม)? ?$")


def place_named(view: View, found: list[ActivityFound]) -> None:
    """A gathering that names no place was where the words beside its name say.

    … การประชุมสุดยอดผู้นำ G20 ที่กรุงโรม; ไทยเป็นเจ้าภาพ…; เดินทางถึงกรุงปักกิ่ง … เพื่อเข้าร่วม…; ณ เมืองดาวอส … ในห้วงการประชุม….
    """
    for activity in found:
        if activity.type not in GATHERINGS or "name" not in activity.where:
            continue
        if activity.country or activity.venue or activity.city:
            continue
        place = _place_beside(view, *activity.where["name"][:2])
        if place is not None:
            put_place(activity, place)


def _place_beside(view: View, start: int, end: int) -> PlaceFound | None:
    scan, text = view.scan, view.scan.text
    line = scan.line_of(start)
    for m in _PLACED.finditer(text, end, min(end + 110, len(text))):
        hit = scan.city_at.get(m.end()) or scan.country_at.get(m.end())
        if hit and not _ELSEWHERE.search(text, end, m.start()):
            city = text[hit.start : hit.end] if hit.start in scan.city_at else ""
            return PlaceFound(m.start(), hit.end, city=city, country=hit.id)
    for hit in scan.countries_in(max(line[0], start - 120), min(line[1], end + 90)):
        hosts = _HOSTS.match(text, hit.end)
        before = hosts is not None and hosts.end() <= start <= hosts.end() + 4
        after = hosts is not None and hit.start >= end and not _ELSEWHERE.search(text, end, hit.start)
        comes = hit.end <= start and _COME_TO.search(text, line[0], hit.start) is not None
        if before or after or (comes and _TO_ATTEND.fullmatch(text, hit.end, start)):
            return PlaceFound(hit.start, hit.end, country=hit.id)
    if _WHILE.search(text, line[0], start):
        near = [p for p in view.places_in(max(line[0], start - 120), start) if p.country]
        if near and not _ELSEWHERE.search(text, near[-1].end, start):
            return near[-1]
    return None


# the words before the name of a city, and regions, which a city of theirs stands for
_CITY_HEAD = re.compile("(?:มหา)?(?:กรุง|นคร|เมือง)(?:หลวง)?")
_REGION = re.compile("รัฐ|มลรัฐ|มณฑล|แคว้น|เขต|จังหวัด|แขวง")
_GOES_TO = re.compile(r"(?:ณ|ที่|ถึง|ไปยัง|ไป|เยือน|ใน) ?$|(?:ณ|ที่|ถึง|ยัง)[^\n]{3,60} $")


def fill_cities(view: View, found: list[ActivityFound]) -> None:
    """What happened abroad at no place that is told was in the one city of that country that the item's head names, of
    several in the first where somebody goes or something is.
    """
    text = view.scan.text
    head = view.scan.article.body_start + 1500
    cities: dict[str, dict[str, tuple[int, int]]] = {}
    for spot, hit in view.scan.hits_in("city", 0, head):
        name = text[spot : hit.end]
        cities.setdefault(hit.id, {}).setdefault(_CITY_HEAD.sub("", name, count=1) or name, (spot, hit.end))
    for activity in found:
        if not activity.focal or activity.country == "TH" or activity.city or activity.venue:
            continue
        told = list(cities.get(activity.country, {}).values())
        told = [span for span in told if not _REGION.match(text, span[0])] or told
        if len(told) > 1:
            told = [span for span in told if _GOES_TO.search(text, max(0, span[0] - 70), span[0])][:1]
        if told:
            start, end = told[0]
            activity.city = text[start:end]
            activity.where["city"] = (start, end, "city-of-the-news")


def put_place(activity: ActivityFound, place: PlaceFound) -> None:
    """Give an activity its place, and where the text tells it."""
    if place.venue:
        activity.venue = place.venue
        activity.where["venue"] = (*place.venue_span, "venue")
    if place.city:
        activity.city = place.city
        activity.where["city"] = (place.start, place.end, "city")
    if place.country and not activity.country:
        activity.country = place.country
        activity.where["country"] = (place.start, place.end, "place-country")


def day_before(view: View, position: int, trip: ActivityFound | None) -> DateMention | None:
    """The day told last before the place in its line; in the programme of a trip also a day of the trip told further up."""
    line = view.scan.line_of(position)[0]
    told = [d for d in view.scan.dates if d.end <= position and len(d.date) == 10 and not d.end_date]
    return next(
        (
            d
            for d in reversed(told)
            if d.start >= line
            or (
                trip is not None
                and not d.rule.startswith("today")  # not the day on which it is told
                and (d.start - view.scan.line_of(d.start)[0] < 12 or trip.date <= d.date <= trip.end_date)
            )
        ),
        None,
    )


def find_trip(found: list[ActivityFound]) -> ActivityFound | None:
    """The journey that the item reports: a visit, else a conference or ceremony in another country."""
    head = [a for a in found if a.focal and a.zone in ("title", "lede")]
    return next((a for a in head if a.type == "visit" and a.country), None) or next(
        (a for a in head if a.type in GATHERINGS and a.country not in ("", "TH")),
        None,
    )


def inherit_places(
    found: list[ActivityFound], trip: ActivityFound | None, only: tuple[str, ...] = ()
) -> None:
    """What happened on the same trip and names no place of its own happened where the trip was; ``only`` these kinds learn it."""
    anchor = next(
        (
            a
            for a in found
            if a.focal and (a.city or a.venue) and a.country and (trip is None or a.country == trip.country)
        ),
        None,
    )
    for activity in found:
        if only and activity.type not in only:
            continue
        if trip is not None and trip.country != "TH" and activity.focal:
            unknown = activity.country == "TH" and "country" not in activity.where  # for want of another
            placed = activity.type in TALKS and not activity.country and (activity.venue or activity.city)
            if unknown or placed:
                activity.country = trip.country
                continue
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
            and activity.type in (*TALKS, "multilateral_meeting")
            and (
                trip is not None or (anchor.date == activity.date and anchor.zone == "lede" == activity.zone)
            )
        ):
            activity.city, activity.country = anchor.city, anchor.country
            if anchor.date == activity.date and activity.type in TALKS and anchor.start < activity.start:
                activity.venue = anchor.venue
            for prop in ("city", "country", "venue"):
                if prop in anchor.where:
                    activity.where[prop] = anchor.where[prop]
        elif anchor is not None and anchor.date == activity.date and activity.sequel:
            activity.country = anchor.country  # what came after, on one day abroad
            if "country" in anchor.where:
                activity.where["country"] = anchor.where["country"]
        elif trip is not None and activity.type != "visit":
            activity.country = trip.country
            if "country" in trip.where:
                activity.where["country"] = trip.where["country"]


_NEWS_DAYS = 60  # what lies further back is recalled
_FRESH_DAYS = 10  # and what lies further back than that, if it is told to be past and something else is new
_PAST = re.compile(r"ที่ผ่านมา|ที่แล้ว")


def settle_status(view: View, found: list[ActivityFound]) -> None:
    """What has its day after the item appeared is planned, what has it before is past; of months ago is no news."""
    published = view.scan.article.published
    for activity in found:
        if len(activity.date) == 7 and activity.type == "signing" and activity.zone == "lede":
            headline = view.scan.text[: view.scan.article.body_start]
            activity.focal = activity.focal and ANNOUNCES_SIGNING.search(headline) is not None
        if len(activity.date) == 7 and activity.zone != "title":
            told = view.scan.text[activity.trigger[0] : activity.trigger[0] + 300]
            if count_days(activity.date + "-28", published) > _FRESH_DAYS and _PAST.search(told):
                activity.focal = False  # เดินทางเยือน… ช่วงเดือนมีนาคมที่ผ่านมา
        if len(activity.date) != 10 or len(published) != 10:
            continue
        last = activity.end_date if len(activity.end_date) == 10 else activity.date
        if activity.date > (view.scan.told_on or published):
            activity.status = "planned"
        elif last < published:
            activity.status = "held"
        if activity.focal and activity.zone != "title" and count_days(last, published) > _NEWS_DAYS:
            activity.focal = False
        newer = any(a.focal and len(a.date) == 10 and a.date > last and a.date <= published for a in found)
        if (
            newer
            and count_days(last, published) > _FRESH_DAYS
            and _PAST.search(view.scan.text, activity.trigger[0], activity.trigger[0] + 300)
        ):
            activity.focal = False  # of what came before the news


def share_plans(found: list[ActivityFound]) -> None:
    """In an item of what lies ahead, told first, what has no day of its own is planned too."""
    first = next((a for a in found if a.focal and a.zone in ("title", "lede")), None)
    if first is None or first.status != "planned" or len(first.date) == 7:
        return
    for activity in found:
        if activity.focal and activity.type != "visit" and not activity.date:
            activity.status = "planned"


_OFF = ("postponed", "cancelled")
_UNSAID = re.compile(
    r"(?:ไม่|มิ|ไม่ได้|ไม่มีการ|หรือ|หาก|กรณี|อาจ|ห้าม|not |if |or )(?:จะ|ให้|ได้|มีการ|สามารถ|จำเป็นต้อง|ต้อง|ควร|be )*$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[^\n.;:]{0,50}")


def settle_calling_off(view: View, found: list[ActivityFound]) -> None:
    """What is told beside its name to be put off or called off has that status, with the words as evidence."""
    for activity in found:
        for status in _OFF:
            if span := _find_calling_off(view, activity, status):
                activity.status = status
                activity.where["status"] = (*span, status)


def _find_calling_off(view: View, activity: ActivityFound, status: str) -> tuple[int, int] | None:
    text = view.scan.text
    start, end = activity.trigger
    for match in words(f"{status}_of").finditer(text, max(0, start - 40), end):
        if not text[match.end() : start].strip() and not _UNSAID.search(
            text, max(0, match.start() - 40), match.start()
        ):
            return match.start(), max(end, match.end())
    ends = max(end, activity.where["name"][1]) if "name" in activity.where else end
    then = words(f"{status}_then").search(text, ends, min(len(text), ends + 70))
    if then and _BETWEEN.fullmatch(text, ends, then.start()) and not _UNSAID.search(text, ends, then.start()):
        return start, then.end()
    return None


def add_hosts(found: list[ActivityFound]) -> None:
    """Who receives a visitor in the talks of a reported visit is its host."""
    for visit in found:
        if visit.type != "visit" or any(p.role == "host" for p in visit.participants):
            continue
        guests = [p for p in visit.participants if p.role == "guest"]
        for talk in found:
            if talk.type in TALKS and any(
                same_actor(g.actor, p.actor) for g in guests for p in core_of(talk)
            ):
                hosts = [
                    p
                    for p in core_of(talk)
                    if p.side == visit.country
                    and isinstance(p.actor, PersonFound)
                    and not any(same_actor(p.actor, g.actor) for g in guests)
                ]
                if hosts and visit.country == "TH":
                    visit.participants.append(replace(hosts[0], role="host", rule="receives-visitor"))
                    break


@functools.cache
def _remotely() -> re.Pattern[str]:
    """หารือ… ผ่านระบบการประชุมทางไกล, ผ่านระบบ Zoom; not what only some of those at one table did, nor a mixed form."""
    return re.compile(
        r"(?<!และ)(?<!ร่วม)(?:ผ่าน|ด้วย)(?:ทาง)? ?(?:ระบบ|รูปแบบ|โปรแกรม|แอปพลิเคชัน)? ?(?:การ)?(?:สื่อสาร|ประชุม|โทรศัพท์)?(?:ทาง)? ?"
        rf"(?:{words('remote').pattern})(?![^\n]{{0,24}}(?:[Hh]ybrid|กึ่งออนไลน์))"
    )


def settle_remote_talks(view: View, found: list[ActivityFound]) -> None:
    """Talks of two sides by telephone or screen are a call; those of a committee that has a name stay what they are."""
    for activity in found:
        if activity.type != "bilateral_meeting" or activity.name:
            continue
        for start in (activity.trigger[0], *activity.again):
            end = min(view.scan.line_of(start)[1], start + 500)
            if _remotely().search(view.scan.text, start, end):
                activity.type = "call"
                break


_MEETS = re.compile(r"(?:การ)?ประชุม(?:หารือ|พิจารณา|คณะ(?:อนุ)?กรรมการ|คณะทำงาน|ระดับ(?:วิชาการ|รัฐมนตรี)|ร่วม)|$")


def settle_two_sided(view: View, found: list[ActivityFound]) -> None:
    """A committee or a session without a name at which people of Thailand and of one other country meet is a meeting of two sides.

    Talks of that day of the same two that were told of beside it are it.
    """
    for activity in list(found):
        if activity.type != "multilateral_meeting" or not _MEETS.match(activity.name):
            continue
        end = min(activity.end + 120, view.scan.line_of(activity.end)[1])
        headline = view.scan.text[: view.scan.article.body_start]
        told = activity.name or view.scan.text[activity.start : end]
        if words("international_words").search(told) or words("many_sided_meetings").search(
            activity.name or headline + told
        ):
            continue
        parts = activity.participants
        sides = {p.side for p in parts} - {""}
        people = {p.side for p in parts if isinstance(p.actor, PersonFound)}
        of_many = any(
            p.role == "speaker" or (isinstance(p.actor, BodyFound) and is_international(p.actor))
            for p in parts
        )
        if len(sides) == 2 and "TH" in sides and sides <= people and not of_many:
            activity.type = "bilateral_meeting"
            led: set[str] = set()
            for part in parts:  # who is listed after the first of a side came with him
                if part.side in led and part.role == "participant" and part.rule in _BY_LIST:
                    part.role = "delegate"
                elif part.side not in led and part.role == "delegate":
                    part.role = "participant"
                led.add(part.side)
            for talk in [
                a for a in found if a.type in TALKS and a is not activity and a.date == activity.date
            ]:
                if not talk.name and same_sides(talk, activity):
                    parts += [p for p in talk.participants if not activity.has(p.actor)]
                    found.remove(talk)


_ATTACHE = re.compile(r"(?:รอง)?ผู้ช่วยทูต")
_OF_OFFICE = "(?:จาก)?(?:การ)?(?:กำหนด)?(?:ตำแหน่ง|หน้าที่|วาระ)"
_COMES_OR_GOES = re.compile(
    rf"ในโอกาส(?<!ตราตั้งในโอกาส)(?:ที่)?(?:จะ)?(?:เข้า)?(?:มา)?รับ(?:ตำแหน่ง|หน้าที่)|พ้น{_OF_OFFICE}|ครบ{_OF_OFFICE}|อำลา|(?:ในโอกาส(?:ที่)?(?:เข้า|มา)?|เพื่อ)แนะนำตัว"
)
_IN_PASSING = 220  # how far behind a reception its reason stands


def _comes_or_goes(part: Part, near: bool) -> bool:
    """May the words of taking up or leaving a post be of this guest? Of an envoy anywhere, of others right behind the reception."""
    if part.role == "host":
        return False
    if isinstance(part.actor, PersonFound) and any(
        post.envoy or _ATTACHE.match(post.text) for post in part.actor.posts
    ):
        return True
    return near and part.role == "guest" and part.side not in ("", "TH")


def settle_audiences(view: View, found: list[ActivityFound]) -> None:
    """An audience at which an envoy takes up or leaves his post is a courtesy call; where it is told to be talks (หารือกับ) it stays so."""
    talks = sorted((a for a in found if a.type in TALKS), key=lambda a: a.trigger)
    text, begin = view.scan.text, view.scan.article.body_start
    ends = [talk.trigger[0] for talk in talks[1:]] + [len(text)]
    for talk, end in zip(talks, ends, strict=False):
        reason = _COMES_OR_GOES.search(text, begin, min(end, begin + 1500))
        begin = end
        if reason is None or not talk.focal or talk.country not in ("", "TH"):
            continue
        near = 0 <= reason.start() - talk.trigger[1] < _IN_PASSING
        guests = [p for p in talk.participants if _comes_or_goes(p, near)]
        if talk.type == "bilateral_meeting" and talk.rule != "talks" and guests:
            talk.type = "courtesy_call"
            for part in talk.participants:
                if part.role == "participant":
                    part.role = "guest" if part in guests else "host"


_CALLS_ON = re.compile("เข้าคารวะ|เยี่ยมคารวะ")


def settle_calls(view: View, found: list[ActivityFound]) -> None:
    """An audience that the text calls เยี่ยมคารวะ is a courtesy call, also when the headline says หารือ."""
    talks = [a for a in found if a.type == "bilateral_meeting"]
    if any(a.type == "courtesy_call" for a in found):
        return
    if len(talks) != 1 or (talks[0].country not in ("", "TH") and talks[0].rule != "came-to-talk"):
        return
    if "ครั้งที่" in talks[0].name or not _CALLS_ON.search(view.scan.text):
        return
    talk = talks[0]
    talk.type = "courtesy_call"
    for part in talk.participants:
        if part.role == "participant":
            part.role = "host" if part.side in ("TH", "") else "guest"


_OF_TIES = re.compile(r"ความสัมพันธ์ทางการทูต|diplomatic relations")
_ENVOY = re.compile(r"post:(?:เอกอัครราชทูต|อุปทูต|กงสุลใหญ่|กงสุลกิตติมศักดิ์)(?! ณ)")


def _is_strange(part: Part) -> bool:
    """Is the participant a person with a foreign name?"""
    return isinstance(part.actor, PersonFound) and looks_foreign(part.actor) and " ณ " not in part.actor.name


def is_foreign_activity(view: View, activity: ActivityFound) -> bool:
    """Does another country or an international organisation take part?"""
    core = core_of(activity)
    if activity.type in TALKS and not activity.name and len(core) >= 2:
        strange = [_is_strange(p) for p in core]
        if any(strange) and not all(strange) and len({p.side for p in core} - {""}) < 2:
            return True  # a foreigner and one of ours, whose countries nothing tells rightly
        if all(p.side == "TH" for p in core) and all(p.side in ("", "TH") for p in activity.participants):
            return False
    if (
        activity.type in TALKS
        and len(core) >= 2
        and len({p.side for p in core}) == 1
        and core[0].side not in ("", "TH")
    ):
        return False  # one and the same side, told twice
    for part in activity.participants:
        if part.side not in ("", "TH") or part.abroad:
            return True
        if (
            isinstance(part.actor, str)
            and _ENVOY.match(part.actor)
            and "ไทย" not in part.actor.split("ประจำ")[0]
        ):
            return True
        if isinstance(part.actor, BodyFound) and (
            is_international(part.actor) or (activity.type in TALKS and is_strange_firm(part))
        ):
            return True
        if isinstance(part.actor, PersonFound):
            if any(is_international_org(view, p.org) or is_abroad(view, p.org) for p in part.actor.posts):
                return True
            if (
                part.side == ""
                and activity.type in TALKS
                and looks_foreign(part.actor)
                and any(p.side == "TH" for p in core)
            ):
                return True
    if activity.country not in ("", "TH"):
        return True
    if activity.rule == "handover" and any(
        h.id != "TH" for h in view.scan.countries_in(0, view.scan.article.body_start)
    ):
        return True
    if is_own_meeting(view, activity.name):
        return False
    if activity.type in GATHERINGS:
        start, end, _ = activity.where.get("name", (0, 0, ""))
        told = view.scan.text[activity.start : activity.end + 100]
        if (
            _OF_TIES.search(told)
            or has_foreigners(view)
            or any(h.id != "TH" for h in view.scan.countries_in(start, end))
        ):
            return True
    if activity.type == "signing":
        far = 400 if "ระหว่าง" in view.scan.text[activity.end : activity.end + 120] else 200
        if any(h.id != "TH" for h in view.scan.countries_in(activity.start - 120, activity.end + far)):
            return True
    if re.search("สหประชาชาติ|United Nations", activity.venue):
        return True
    return bool(activity.name and words("international_words").search(activity.name))
