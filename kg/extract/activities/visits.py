"""Trips to another country."""

from __future__ import annotations

import re
from dataclasses import replace

from kg.dates import DateMention
from kg.extract.activities.attendance import read_list
from kg.extract.activities.found import (
    ActivityFound,
    Group,
    Sentence,
    Trigger,
    build_part,
    group_actors,
    narrator_cut,
    same_actor,
    side_of,
)
from kg.extract.activities.talks import find_represented
from kg.extract.organisations import BodyFound
from kg.extract.people import PersonFound
from kg.extract.places import PlaceFound
from kg.extract.view import ActorMention, View
from kg.lexicon import Hit

_LEADER = re.compile(r"นายกรัฐมนตรี|ประธานาธิบดี|มกุฎราชกุมาร|(?:สมเด็จ)?พระราชาธิบดี|Prime Minister|President of")


# เชิญ A ไปเยือน…, อยู่ระหว่างการเดินทางเยือน…: of no journey that is news
_IN_PASSING = re.compile("(?<!คำ)เชิญ|ระหว่าง")
_AHEAD = re.compile(r"(?:กำหนด(?:การ)?|เตรียม(?:ตัว)?)(?:จะ)?(?:ออก)?(?:เดินทาง)? ?$")
_SETS_OUT = re.compile(
    r" ?(?:ฯ ?)?(?:ได้|จะ|มี|กำหนด(?:การ)?|เตรียม|นำคณะ(?:ผู้แทน)?)* ?"
)  # between a body and its journey
# กรณีนักศึกษาเดินทางไปฝึกงาน, ความคืบหน้าของการเดินทางไปตรวจรับรอง…: others go than he who tells of it
_OTHERS_GO = re.compile(
    r"กรณี|นักศึกษา|นักเรียน|แรงงาน|ประชาชน|คนไทย|ชาวไทย|ผู้[ก-๙]{2,}|เด็ก|เยาวชน|การ$|[^\n]{160}"
)
_JOINED = re.compile(r" ?(?:และ|กับ) ?")
_BESIDE_ME = re.compile(r"ตน(?:และ|พร้อมกับ|พร้อม|ร่วมกับ) ?$")  # A เปิดเผยว่า ตนและ B
_ALONG = re.compile(r"พร้อมด้วย|พร้อมกับ|พร้อมคณะ[^\n]{0,20}?(?:ประกอบด้วย|ได้แก่|นำโดย)")  # A เยือน… พร้อมด้วย B
_SPOUSE = re.compile(r" ?(?:ภริยา|ภรรยา|คู่สมรส|สามี)")
_TRIP_OF = re.compile(r"[ฯ ]*(?:อย่างเป็นทางการ)? ?ของ(?:ท่าน)? ?")
_THIS_TIME = re.compile(r"[ฯ ]*(?:ใน)?ครั้งนี้")


def _leads(mention: ActorMention) -> bool:
    """Is the traveller a head of state or of government, whose visit is news wherever it is told?"""
    posts = mention.actor.posts if isinstance(mention.actor, PersonFound) else [mention.post]
    return any(p is not None and not p.former and _LEADER.match(p.canon or p.text) is not None for p in posts)


# what else happened on the day: its date is not the trip's
_ELSE = re.compile(r"คารวะ|คำนับ|อำลา|หารือ|พบ|ลงนาม|เชิญ|โอกาส|เปิดเผย|แถลง|กล่าว")


def _opens_with(view: View, sentence: Sentence, day: DateMention, trigger: Trigger) -> bool:
    """Does the lede tell the day first, then who travels: วันที่ 8 เมษายน A พร้อมด้วย B และ C เดินทางเยือน…?"""
    if len(day.date) < 10 or sentence.zone != "lede":
        return False
    return _ELSE.search(view.scan.text, day.end, trigger.start) is None


def _serves_there(mention: ActorMention, country: str) -> bool:
    """Is it an envoy who is posted to the country?"""
    posts = mention.actor.posts if isinstance(mention.actor, PersonFound) else [mention.post]
    return any(p is not None and p.accredited == country for p in posts)


def _places_in(view: View, start: int, end: int) -> list[Hit]:
    """The countries named in the stretch, the cities before the first; เยือนนิวเดลี นำทีม Thailand is to India."""
    countries = view.scan.countries_in(start, end)
    stop = countries[0].start if countries else end
    return [*(hit for _, hit in view.scan.hits_in("city", start, stop)), *countries]


def read_visit(
    view: View,
    sentence: Sentence,
    trigger: Trigger,
    activity: ActivityFound,
    places: list[PlaceFound],
) -> bool:
    """Fill a visit: who travels where, with whom, invited by whom. False when the text tells of none."""
    text = view.scan.text
    left = group_actors(view, narrator_cut(view, sentence, trigger), trigger.start, places)
    near = _places_in(view, trigger.end, min(sentence.end, trigger.end + 40))
    if trigger.id == "sets-out" and not near:
        near = _places_in(view, trigger.end, min(sentence.end, trigger.end + 250))[:1]
    if not near and sentence.zone == "title":
        near = [h for h in view.scan.countries_in(sentence.start, trigger.start) if h.id != "TH"][-1:]
    if near:  # การเยือนสหรัฐฯ [และแคนาดา] ของ X: X travels, whoever tells of it
        last = near[0].end
        for other in near[1:]:
            last = other.end if re.fullmatch(r"[ ,]*(?:และ)?[ ]*", text[last : other.start]) else last
        of = _TRIP_OF.match(text, last, min(sentence.end, last + 40))
        if of:
            at = of.end()
            owner = [m for m in view.actors_in(at, sentence.end, ("person", "post")) if m.start - at <= 1][:1]
            if owner:
                left = Group(owner, [], [], [])
    travellers = left.principals or [
        m for m in left.bodies[-1:] if _SETS_OUT.fullmatch(text, m.end, trigger.start)
    ]
    if not near or not travellers:
        return False
    told = max(m.end for m in [*travellers, *left.delegates])
    if trigger.id == "sets-out" and _OTHERS_GO.search(text, told, trigger.start):
        return False
    if sentence.zone != "title" and _THIS_TIME.match(text, near[0].end):
        return False  # ในการเยือนครั้งนี้ tells of no other visit
    official = re.search(
        r"(?:อย่าง)?(?:ไม่)?เป็นทางการ|เพื่อการทำงาน|ระหว่างวันที่|[Oo]fficial|[Ww]orking [Vv]isit|[Ss]tate [Vv]isit|ตามคำเชิญ",
        text[trigger.start : min(sentence.end, trigger.end + 120)],
    )
    # a line that opens with the journey may tell its purpose before its days
    near_by = 90 if sentence.zone == "body" or trigger.id == "sets-out" else sentence.end
    dated = any(
        len(d.date) >= 7
        and (
            -20 < d.start - trigger.start < near_by
            or (d.start < trigger.start and (d.end_date or _opens_with(view, sentence, d, trigger)))
        )
        and d.rule not in ("bare-year", "year-range")
        for d in view.scan.dates
        if sentence.start <= d.start < sentence.end
    )
    ahead = _AHEAD.search(text, max(sentence.start, trigger.start - 24), trigger.start)
    destination = near[0].id
    reported = sentence.zone == "title" or (
        sentence.zone == "lede"
        and destination != "TH"
        and _IN_PASSING.search(text, max(sentence.start, trigger.start - 60), trigger.start) is None
    )
    if not (reported or official or dated or ahead):
        return False
    able = [m for m in travellers if side_of(view, m) != destination and not _serves_there(m, destination)]
    if not able:
        return False
    if destination == "TH":
        able = [m for m in able if side_of(view, m)][-1:]
        if not able:
            return False
    traveller = able[0]
    if re.search(r"โอกาส(?:ที่)?(?:เดินทาง)?(?:มา)?$", text[max(0, trigger.start - 16) : trigger.start]):
        if sentence.zone == "title" and not (official or dated or _leads(traveller)):
            return False  # A หารือกับ B ในโอกาสเยือนไทย
        activity.focal = "เยือน" in text[: view.scan.article.body_start] or (
            _leads(traveller) and (dated or "แขกของรัฐบาล" in text[trigger.start : trigger.start + 80])
        )
        hosts = [m for m in left.principals if side_of(view, m) == destination]
        if hosts and activity.focal:
            activity.participants = [build_part(view, hosts[0], "host", "receives-visitor")]
    activity.country = destination
    activity.where["country"] = (near[0].start, near[0].end, "visited-country")
    if near[0].start in view.scan.city_at and not (activity.city or activity.venue):
        activity.city = text[near[0].start : near[0].end]
        activity.where["city"] = (near[0].start, near[0].end, "visited-city")
    together = [traveller]
    for m in able[1:]:  # A รัฐมนตรี… และ B อธิบดี… เดินทางเยือน
        joined = m.kind == "person" and _JOINED.fullmatch(text, together[-1].end, m.start)
        if joined and not _SPOUSE.match(text, m.end):
            together.append(m)
    activity.participants = [
        *(build_part(view, m, "guest", trigger.id) for m in together),
        *activity.participants,
    ]
    spouses = [m for m in left.principals if _SPOUSE.match(text, m.end)]
    beside = [
        m for m in left.principals if _BESIDE_ME.search(text, max(sentence.start, m.start - 16), m.start)
    ]
    for m in [*spouses, *beside, *left.delegates]:
        if m.kind == "person":
            activity.participants.append(build_part(view, m, "delegate", "accompanies"))
    along = _ALONG.search(text, near[0].end, min(sentence.end, near[0].end + 160))
    for m in read_list(view, along.end(), sentence.end) if along else []:
        mine = m.kind == "person" and side_of(view, m) == side_of(view, traveller)
        if mine and not activity.has(m.actor):
            activity.participants.append(build_part(view, m, "delegate", "accompanies"))
    homes = {post.org for m in travellers if isinstance(m.actor, PersonFound) for post in m.actor.posts}
    for m in find_represented(view, max(sentence.start, trigger.start - 900), trigger.start):
        if isinstance(m.actor, BodyFound) and m.actor.name not in homes and not activity.has(m.actor):
            activity.participants.append(build_part(view, m, "delegate", "represented"))
    invited = re.search(
        r"คำเชิญของ|คำเชิญ|การเชิญของ|[Aa]t the invitation of", text[sentence.start : sentence.end]
    )
    if invited:
        at = sentence.start + invited.end()
        near_host = view.actors_in(at, min(sentence.end, at + 120))
        hosts = [
            m for m in near_host if m.kind in ("person", "post") and not same_actor(m.actor, traveller.actor)
        ] or [
            m for m in near_host[:1] if text[at : m.start].strip() in ("", "ของ", "รัฐบาล", "ของรัฐบาล", "ฝ่าย")
        ]
        if hosts:
            activity.participants.append(build_part(view, hosts[0], "host", "invitation"))
    return True


def set_occasions_apart(view: View, found: list[ActivityFound]) -> None:
    """จะลงนามในช่วงการเยือนไทยของ B: a visit that the opening names as the occasion of what is reported is background,
    unless the headline announces it.
    """
    text = view.scan.text
    if "เยือน" in text[: view.scan.article.body_start]:
        return
    for visit in found:
        if visit.type == "visit" and visit.zone == "lede" and "country" in visit.where:
            begins = visit.trigger[0]
            noun = text.startswith("การ", begins) or text.endswith("การ", 0, begins)
            if noun and _TRIP_OF.match(text, visit.where["country"][1]):
                visit.focal = False


ELSEWHERE = "other-destination"
_NEXT_COUNTRY = re.compile(r"[ ,]*(?:และ|รวมถึง|ตลอดจน)? ?(?:ประเทศ)?")


def read_other_destinations(view: View, sentence: Sentence, visit: ActivityFound) -> list[ActivityFound]:
    """เยือน A และ B: the same journey to each of the countries that are told after the first."""
    text = view.scan.text
    first, end, _ = visit.where["country"]
    seen, last, out = [visit.country], end, []
    for hit in view.scan.countries_in(end, min(sentence.end, end + 200)):
        if not _NEXT_COUNTRY.fullmatch(text, last, hit.start):
            break
        last = hit.end
        of_state = hit.id == "CN" and seen[-1] in ("HK", "MO")
        if hit.id not in seen and hit.id != "TH" and not of_state:
            where = {**visit.where, "country": (hit.start, hit.end, "visited-country")}
            for place in ("venue", "city"):
                where.pop(place, None)
            parts = [p for p in visit.participants if p.role != "host"]
            out.append(
                replace(
                    visit, rule=ELSEWHERE, venue="", city="", country=hit.id, participants=parts, where=where
                )
            )
            seen.append(hit.id)
    return out if re.search("และ|,", text[first:last]) else []
