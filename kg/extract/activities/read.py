"""Diplomatic activities: what happened between whom, when, where, in which role on which side.

The phrases that tell of an activity are data (``data/patterns/activities.yaml``). The headline and the first paragraph
tell what the item reports (focal); dated or named activities further down are background.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

from kg.dates import DateMention
from kg.extract.activities.attendance import add_attendance, add_companions, add_entourage
from kg.extract.activities.found import (
    ANNOUNCES_SIGNING,
    GATHERINGS,
    TALKS,
    ActivityFound,
    Part,
    Sentence,
    Trigger,
    build_part,
    core_of,
    count_days,
    fill_gaps,
    find_lead,
    forget,
    overlap,
    principals_so_far,
    put_day,
    same_actor,
    same_sides,
    side_of,
    speaks_for_others,
    unique_actors,
    words,
)
from kg.extract.activities.gatherings import (
    add_countries,
    add_greeted,
    add_pairs,
    add_speakers,
    read_co_chairs,
    read_gathering,
    read_others,
    read_speech,
)
from kg.extract.activities.merge import (
    is_titled,
    join_nameless,
    join_signing,
    merge_activities,
    name_participants,
    twins,
)
from kg.extract.activities.rites import read_rites
from kg.extract.activities.sentences import find_sentences, find_triggers, heads_line
from kg.extract.activities.settle import (
    add_hosts,
    date_by_head,
    date_trips,
    day_before,
    drop_bodies,
    drop_days_of_telling,
    drop_days_of_trips,
    drop_places_of_telling,
    fill_places,
    find_trip,
    inherit_places,
    is_foreign_activity,
    look_ahead,
    move_indoors,
    name_countries,
    name_once,
    place_by_province,
    place_guests,
    place_named,
    set_parts,
    set_when,
    set_where,
    settle_audiences,
    settle_calls,
    settle_remote_talks,
    settle_status,
    settle_two_sided,
    share_planned_day,
    share_plans,
    widen_days,
)
from kg.extract.activities.signings import is_of_both, is_watched, read_signing
from kg.extract.activities.talks import LISTED, read_other_counterparts, read_programme_item, read_two_sides
from kg.extract.activities.topics import add_topics
from kg.extract.activities.visits import read_other_destinations, read_visit, set_occasions_apart
from kg.extract.organisations import BodyFound
from kg.extract.people import PersonFound
from kg.extract.places import PlaceFound
from kg.extract.view import Actor, ActorMention, View


def find_activities(view: View) -> tuple[list[ActivityFound], list[ActivityFound]]:
    """The activities of the article, the reported ones first, and those that nothing tells to be with others than our own;
    see the module's text.
    """
    sentences = find_sentences(view)
    head = [s for s in sentences if s.zone != "body"]
    background = unique_actors(
        [
            m
            for zone in ("lede", "title")
            for s in head
            if s.zone == zone
            for m in view.actors_in(s.start, s.end, ("person", "post"))
        ]
    )
    found: list[ActivityFound] = []
    for sentence in head:
        found.extend(_read_sentence(view, sentence, background, found))
    if not found:  # the first paragraphs only repeat the headline: the news is told in the next ones
        sentences = _extend_lede(view, sentences)
        for sentence in sentences[len(head) :]:
            if sentence.zone == "lede":
                found.extend(_read_sentence(view, sentence, background, found))
    found = merge_activities(view.scan.keep_most("activities", found))
    settle_calls(view, found)
    found += _read_background(view, [s for s in sentences if s.zone == "body"], found)
    if not found:
        return [], []
    found += read_rites(view, found)
    settle_audiences(view, found)
    settle_remote_talks(view, found)
    add_attendance(view, found)
    join_nameless(found)
    add_companions(view, found)
    add_speakers(view, found)
    add_countries(view, found)
    add_greeted(view, found)
    add_pairs(view, found)
    date_by_head(view, found)
    widen_days(view, found)
    date_trips(view, found)
    drop_days_of_telling(view, found)
    add_hosts(found)
    add_entourage(view, found)
    trip = find_trip(found)
    inherit_places(found, trip, () if trip is not None and trip.type == "visit" else TALKS)
    found = [a for a in found if not (_told_otherwise(a, found) or _is_headline_of(a, found))]
    foreign = [is_foreign_activity(view, a) for a in found]
    at_home = [a for a, is_foreign in zip(found, foreign, strict=True) if not is_foreign]
    found = [a for a, is_foreign in zip(found, foreign, strict=True) if is_foreign]
    fill_places(view, found)
    move_indoors(view, found)
    place_named(view, found)
    inherit_places(found, find_trip(found))
    settle_status(view, found)
    share_plans(found)
    drop_places_of_telling(view, found)
    place_by_province(view, found)
    place_guests(view, found)
    drop_days_of_trips(view, found)
    share_planned_day(found)
    settle_two_sided(view, found)
    name_countries(view, found)
    drop_bodies(found)
    name_once(found)
    set_occasions_apart(view, found)
    set_parts(view, found)
    add_topics(view, found)
    return found, at_home


def _told_otherwise(wishes: ActivityFound, found: list[ActivityFound]) -> bool:
    """Was it said in talks of the two, or written in a message that is told of?"""
    return wishes.rule == "wishes" and any(
        (a.type in TALKS and a.status == "held" and same_sides(wishes, a))
        or (a.type == "message" and a.rule != "wishes" and overlap(wishes, a))
        for a in found
    )


def _is_headline_of(talk: ActivityFound, found: list[ActivityFound]) -> bool:
    """Are talks that the headline alone tells, with a side misread, those of the same countries told below?"""
    abroad = {p.side for p in core_of(talk)} - {"", "TH"}
    return (
        talk.zone == "title"
        and talk.type == "bilateral_meeting"
        and not talk.again
        and any(
            a.zone != "title" and a.type in TALKS and a.focal and abroad <= {p.side for p in core_of(a)}
            for a in found
        )
    )


def _extend_lede(view: View, sentences: list[Sentence]) -> list[Sentence]:
    """The same sentences, those of the next two lines counted to the lede."""
    first = next((s for s in sentences if s.zone == "body"), None)
    if first is None:
        return sentences
    end = first.start
    for _ in range(2):
        end = view.scan.line_of(end)[1] + 1
    return [s._replace(zone="lede") if s.zone == "body" and s.start < end else s for s in sentences]


_RITES = ("banquet", "honours")  # of two sides, told in passing


def _find_reporter(view: View) -> list[ActorMention]:
    """Whose talks a report tells under headings, when nothing else is news: the first of ours in its opening."""
    opening = view.actors_in(0, view.scan.article.body_start + _OPENING, ("person", "post"))
    ours = [m for m in opening if not speaks_for_others(m) and side_of(view, m) in ("TH", "")]
    return ours[:1]


_OPENING = 900  # characters of the body that say whose news it is


_STAGED = re.compile(r"ผู้ลงนาม|ร่วมลงนาม|สักขีพยาน|ผู้แทนลงนาม")


_PROGRAMME = re.compile(r"กำหนดการ|มีกำหนดเดินทาง|มีกำหนดการ|ภารกิจสำคัญ|ดังต่อไปนี้|กำหนดเยือน")


_PROGRAMME_LINE = re.compile(r"(?:กำหนดการ|ภารกิจ)[^\n]{0,60}(?:ดังนี้|ดังต่อไปนี้|ได้แก่|:) ?(?:\n|$)")


def _long_ago(view: View, dates: list[DateMention]) -> bool:
    """Are these days all more than two weeks before the item came out? Then they are of no programme of what is ahead."""
    published = view.scan.article.published
    days = [d for d in dates if len(d.date) == 10]
    return bool(published and days) and all(count_days(d.date, published) > 14 for d in days)


_COMES_TO = re.compile(r"(?:ไปยัง|ถึง|เยือน|ณ)(?:(?!กว่า|เท่ากับ)[^\n]){0,80}$")


def _stop_on_the_way(view: View, activity: ActivityFound, focal: list[ActivityFound]) -> None:
    """On a trip to several countries talks are in that of whom they are with, all else in the one told last before it as
    where the travellers come to.
    """
    stops = {a.country for a in focal if a.type == "visit" and a.focal}
    if len(stops) < 2:
        return
    met = [p for p in core_of(activity) if p.side in stops and activity.type in TALKS]
    if met:
        activity.country = met[0].side
        activity.where["country"] = (met[0].start, met[0].end, "stop-of-the-trip")
        return
    scan, start = view.scan, view.scan.article.body_start
    told = [
        *scan.countries_in(start, activity.start),
        *(h for _, h in scan.hits_in("city", start, activity.start)),
    ]
    for hit in sorted(told, key=lambda h: -h.start):
        if hit.id in stops and _COMES_TO.search(scan.text, max(start, hit.start - 90), hit.start):
            activity.country = hit.id
            activity.where["country"] = (hit.start, hit.end, "stop-of-the-trip")
            return


def _focal_days(view: View, focal: list[ActivityFound], head_end: int) -> list[DateMention]:
    """The days of the news wherever they are written, else the first day that the head names."""
    reported = [f for f in focal if f.focal and f.type in TALKS] or [f for f in focal if f.focal]
    days = [d for d in view.scan.dates if len(d.date) == 10]
    return [d for d in days if any(f.date == d.date for f in reported)] or [
        d for d in days if d.end <= head_end
    ][:1]


def _read_background(
    view: View, sentences: list[Sentence], focal: list[ActivityFound]
) -> list[ActivityFound]:
    """Activities told further down: dated or named ones. In a programme of a visit or a round-up they are news themselves."""
    text = view.scan.text
    head = text[: min(len(text), view.scan.article.body_start + 1500)]
    trip = find_trip(focal)
    visit = trip is not None and trip.type == "visit"
    opening = text[: view.scan.article.body_start + 400]
    on_programme = trip is not None and (
        (visit and trip.status == "planned") or _PROGRAMME.search(head if visit else opening) is not None
    )
    heading = _PROGRAMME_LINE.search(text, view.scan.article.body_start) if trip is not None else None
    lead = find_lead(view, focal, trip)
    out: list[ActivityFound] = []
    for sentence in sentences:
        triggers = find_triggers(view, sentence)
        if not triggers:
            continue
        dates = [
            d
            for d in view.scan.dates
            if sentence.start <= d.start < sentence.end and d.rule not in ("bare-year", "year-range")
        ]
        staged = _STAGED.search(text, sentence.start, sentence.end)
        places: list[PlaceFound] | None = None
        for trigger in triggers:
            if trigger.id == "handover" or (
                trigger.roles in ("attends", "presides")
                and _INVITES_SOMEONE.search(text, max(sentence.start, trigger.start - 130), trigger.start)
            ):
                continue
            if trigger.type in TALKS and (
                _THANKED.search(text, max(sentence.start, trigger.start - 130), trigger.start)
                or _WISHED.search(text, max(sentence.start, trigger.start - 70), trigger.start)
            ):
                continue
            near = [
                d
                for d in dates
                if -130 < d.start - trigger.start < 130
                and not (trigger.type == "signing" and len(d.date) == 4)  # the year of what is signed
            ]
            listed = heading is not None and sentence.start >= heading.start()
            programme = (on_programme or listed) and not _long_ago(view, near)
            if trigger.type == "signing" and not near and staged and programme:
                near = [d for d in [day_before(view, trigger.start, trip)] if d is not None]
            if trigger.type == "signing" and not near and staged:
                near = [d for d in _focal_days(view, focal, len(head)) if d.start < trigger.start][-1:]
            talk = trigger.id in _RITES or (trigger.type in TALKS and trigger.end - trigger.start >= 7)
            news = trigger.type == "signing" and _is_news(view, trigger, focal)
            witnessed = news or (bool(near) and is_watched(text, trigger))
            gathering = trigger.id in ("presides", "opens", "attends", "reception", "organises")
            sequel = (
                gathering
                and _SEQUEL.match(text, sentence.start) is not None
                and bool(view.actors_in(sentence.start, trigger.start, ("person",)))
            )
            if not near and not programme and not talk and not news and not sequel:
                continue
            if (
                trigger.type == "signing"
                and not witnessed
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
            ahead = text[max(0, trigger.start - 30) : trigger.start]
            hoped = (
                talk
                and not near
                and not programme
                and not heads_line(view, trigger.start)
                and re.search(r"(?:จะ|หวัง|พร้อม|เชิญ|ขอ|ให้|(?<!ร่วม)(?<!มี)การ|เพื่อ)(?:มี|ได้|ให้|การ)?$", ahead)
            )
            went = _WENT_TO.search(text, max(sentence.start, trigger.start - 160), trigger.start)
            meet = "|เพื่อ" if text.startswith("พบ", trigger.start) else ""
            if hoped and not went and not re.search(rf"(?:จะ|กำหนด(?:การ)?{meet})(?:ได้)?$", ahead):
                continue
            hoped = hoped if not went else None
            if (
                gathering
                and not programme
                and (
                    not (sequel or any(len(d.date) == 10 for d in near))
                    or not view.actors_in(sentence.start, trigger.start, ("person",))
                )
            ):
                continue
            if places is None:
                places = view.places_in(sentence.start, sentence.end)
            headed = trigger.type in TALKS and heads_line(view, trigger.start)
            told_by = lead or (_find_reporter(view) if headed else [])
            activity = _read_trigger(view, sentence, trigger, triggers, places, told_by, [])
            if activity is None and programme and lead and trigger.type in TALKS:
                activity = read_programme_item(view, sentence, trigger, triggers, lead, places)
            if activity is None or (trigger.id == "attends" and not activity.name):
                continue
            two_sided = (
                activity.type in TALKS and not activity.name
            )  # of a named one the name may tell the other side
            if two_sided and len(core_of(activity)) < 2:
                continue
            of_the_day = _SAME_DAY.match(text, sentence.start) is not None
            if talk and not near and not programme:
                core = core_of(activity)
                named = all(
                    isinstance(p.actor, PersonFound)
                    or p.rule == LISTED
                    or (p.side and str(p.actor).startswith("post:"))
                    or _is_met(p, trigger)
                    or any(same_actor(p.actor, m.actor) for m in told_by)
                    for p in core
                )
                named = named or (of_the_day and any(isinstance(p.actor, PersonFound) for p in core))
                if not named or len({p.side for p in core}) < 2:
                    continue
                if (
                    hoped
                ):  # จะหารือกับ: an appointment when the counterpart is named and a day or an hour is told
                    if not _APPOINTED.search(text, sentence.start, trigger.start) or _HOPES.search(
                        text, max(sentence.start, trigger.start - 60), trigger.start
                    ):
                        continue
                    activity.status = "planned"
                if _RECALLS.search(text, sentence.start, sentence.end):
                    continue
                activity.date = (
                    activity.date
                    if activity.date and activity.where.get("date", (0, 0, ""))[0] >= sentence.start
                    else ""
                )
            if not near and (news or trigger.id in _RITES):
                activity.date, activity.end_date = "", ""
            if sequel and len(activity.date) < 10:
                forget(activity, "date")
            if not near and not activity.date:
                day = day_before(view, trigger.start, trip if programme else None)
                goes_on = (talk or sequel) and of_the_day
                if day is not None and (news or trigger.id in _RITES or goes_on):
                    put_day(activity, day)
                elif goes_on and (anchor := next((f for f in focal if f.focal and len(f.date) == 10), None)):
                    fill_gaps(activity, anchor, ("date",))
            if trigger.type == "signing" and staged and near and not activity.date:
                activity.date = near[-1].date
                activity.where["date"] = (near[-1].start, near[-1].end, "date-" + near[-1].rule)
            if trigger.type == "signing" and not programme:
                signers = [p for p in activity.participants if p.role == "signatory"]
                known = any(a.type == "signing" and activity.date in ("", a.date) for a in focal)
                if (known and len(signers) < 2 and not witnessed) or not (activity.date or news):
                    continue
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
                and any(f.focal and f.date and abs(count_days(f.date, activity.date)) <= 3 for f in focal)
            )
            activity.sequel = sequel or (
                talk and not near and _SEQUEL.match(text, sentence.start) is not None
            )
            days_ago = count_days(activity.date, view.scan.article.published)
            recent = 0 <= days_ago <= _STILL_NEWS and trigger.id != "receives"
            if recent and any(f.focal and f.type in TALKS and f.date > activity.date for f in focal):
                around = max(sentence.start, trigger.start - 130), min(sentence.end, trigger.end + 130)
                recent = _RECALLS.search(text, *around) is None
            activity.focal = (
                programme
                or news
                or sequel
                or ((gathering or witnessed) and same_day)
                or (talk and (not near or same_day or recent))
            )
            meant = trigger.id == "talks" and activity.status == "planned"
            if not activity.focal and (trigger.id == "receives" or meant):
                continue  # ขอบคุณที่ให้การต้อนรับเมื่อ…, จะเจรจากับ…: of a visit spoken of, or only meant
            if programme and trip is not None:
                if not activity.country or "country" not in activity.where:
                    _stop_on_the_way(view, activity, focal)
                away = abs(count_days(trip.end_date or trip.date, activity.date))
                if not activity.country and not 3 < away < 9999:  # a later stop is elsewhere
                    activity.country = trip.country
                activity.status = (
                    trip.status
                    if not activity.date or activity.date >= (trip.date or "")
                    else activity.status
                )
                if not activity.date and (day := day_before(view, activity.start, trip)) is not None:
                    put_day(activity, day)
            for told in [activity, *_spread(view, sentence, trigger, activity)]:
                earlier = [*focal, *out]
                same = next((other for other in earlier if twins(told, other) or _watches(told, other)), None)
                if same is None:
                    out = view.scan.keep_most("activities", [*out, told])
                elif told.type in ("visit", *TALKS):
                    if told.type in TALKS:
                        name_participants(same, told)
                    came = [p for p in told.participants if p.role == "delegate" and not same.has(p.actor)]
                    same.participants += came
                elif told.type in GATHERINGS:
                    same.participants += [
                        p
                        for p in told.participants
                        if isinstance(p.actor, PersonFound) and not same.has(p.actor)
                    ]
                elif told.type == "signing":
                    join_signing(same, told)
                    if _watches(told, same):
                        fill_gaps(same, told, ("venue", "city", "country"))
                    same.again.append(told.trigger[0])
    return out


def _watches(told: ActivityFound, signing: ActivityFound) -> bool:
    """โดยมี A และ B ร่วมเป็นสักขีพยานในพิธีลงนาม: are those told of witnesses only, of the signing of that day told before?"""
    witnesses = told.type == "signing" == signing.type and all(p.role == "witness" for p in told.participants)
    same_day = not told.date or not signing.date or told.date == signing.date
    return witnesses and same_day and signing.focal and signing.status == told.status


_RECALLS = re.compile("ที่ผ่านมา|เมื่อครั้ง|ก่อนหน้านี้|เคย|หลายโอกาส|หลายครั้ง|เพิ่งได้")
_STILL_NEWS = 45  # days for which talks that an item dates are news


def _is_met(part: Part, trigger: Trigger) -> bool:
    """Is an office or a body of elsewhere told behind the phrase, as the one who was met?"""
    if part.start < trigger.end or part.side == "TH":
        return False
    return isinstance(part.actor, BodyFound) or (
        part.side != "" and not str(part.actor).startswith("country:")
    )


# ขอบคุณที่รองนายกรัฐมนตรีให้เข้าพบในวันนี้, ยินดีที่ได้พบปะกับ…: a courtesy within the talks reported
_THANKED = re.compile(
    r"(?:(?:ขอบคุณ|ยินดี|ดีใจ|เป็นเกียรติ|ชื่นชม|ประทับใจ|พอใจ)[^\n]{0,30}?(?:ที่|กับ|ต่อ|สำหรับ)|(?:ประทับใจ|พอใจ)ใน)[^\n]{0,80}$"
)
_WISHED = re.compile(r"หวัง(?:เป็นอย่างยิ่ง)?ว่า[^\n]*$")  # หวังว่าจะได้มีโอกาสพบหารือกับ…
_INVITES_SOMEONE = re.compile(r"(?<!รับ)(?<!คำ)(?<!การ)เชิญ(?!ชวน)[^\n]*$")


def _is_news(view: View, trigger: Trigger, focal: list[ActivityFound]) -> bool:
    """A signing told below is news when the headline announces one that the head does not tell, or when those who held the reported talks sign or witness it."""
    text = view.scan.text
    if any(a.type == "signing" and is_foreign_activity(view, a) for a in focal):
        return False
    if is_watched(text, trigger) or is_of_both(text, trigger):
        return any(a.type in TALKS and a.focal for a in focal)
    before = text[max(0, trigger.start - 24) : trigger.start]
    return ANNOUNCES_SIGNING.search(text, 0, view.scan.article.body_start) is not None and not re.search(
        r"(?:หลัง|ก่อน|เพื่อ|เคย|ได้เคย)(?:จาก)?(?:การ)?(?:ได้)?$", before
    )


# ได้เดินทางไปยังสำนักงาน… เพื่อร่วมหารือกับ: what he went there for took place
_WENT_TO = re.compile(r"(?<!จะ)(?:ได้)?(?:เดินทางไป|เดินทางมา|เข้า)(?:ที่|ยัง|ณ)?[^\n]{2,120}เพื่อ(?:ร่วม|เข้า)?$")
_APPOINTED = re.compile(r"จากนั้น|ช่วง(?:เช้า|บ่าย|เย็น|ค่ำ)|เวลา|กำหนด|วันที่|ก่อนที่|ในวัน")
_HOPES = re.compile(r"หวัง|ยินดีที่จะ|พร้อมที่จะ")
_SEQUEL = re.compile(r"(?:ต่อ|หลัง)?จากนั้น|ต่อมา")
_SAME_DAY = re.compile(
    r"(?:โดย)?(?:ใน)?ช่วง(?:เช้า|บ่าย|เย็น|ค่ำ)|จากนั้น|ต่อมา|ต่อจากนั้น|ในโอกาสนี้|โอกาสนี้|เวลา|ในวันเดียวกัน|วันเดียวกัน|ภายหลัง|ก่อนหน้านี้|ในการนี้|ในห้วง|ก่อนพิธี|หลังจาก"
)


def _read_sentence(
    view: View, sentence: Sentence, background: list[ActorMention], earlier: list[ActivityFound]
) -> list[ActivityFound]:
    out: list[ActivityFound] = []
    welcomed_by: list[ActorMention] = []
    text = view.scan.text
    triggers = find_triggers(view, sentence)
    places = view.places_in(sentence.start, sentence.end) if triggers else []
    for trigger in triggers:
        done: list[Actor] = []
        if out and out[-1].type in (*TALKS, "ceremony") and trigger.type in TALKS:
            objects = [p for p in out[-1].participants if p.start > out[-1].start]
            last = max((p.end for p in objects), default=out[-1].end)
            between = text[last : trigger.start]
            if re.match(r"[^ก-๙]*(?:และ|พร้อม|ก่อน|จากนั้น|รวมทั้ง|ตลอดจน|แล)", between) and not view.actors_in(
                last, trigger.start, ("person", "post")
            ):
                done = [p.actor for p in objects]
        if trigger.id == "presides" and read_co_chairs(view, sentence, trigger, [*earlier, *out], places):
            continue
        if (
            trigger.id == "receives"
            and any(t.type == "visit" and t.start > trigger.end for t in triggers)
            and _MAKES_READY.search(text, max(sentence.start, trigger.start - 24), trigger.start)
        ):
            welcomed_by += view.actors_in(sentence.start, trigger.start, ("person", "post"))[-1:]
            continue  # พร้อมให้การต้อนรับ B เยือน…: of the visit
        if trigger.id == "receives" and _ARRIVES.search(
            text, max(sentence.start, trigger.start - 800), trigger.start
        ):
            _meet_arrival(view, sentence, trigger, [*earlier, *out])
            continue
        if trigger.id == "chaired-talks" and any(a.type in GATHERINGS for a in out):
            continue  # เข้าร่วมการประชุม … โดยมี B เป็นประธานการประชุมร่วมกับ C: of that meeting
        if trigger.id == "receives" and any(a.type in GATHERINGS for a in out):
            _receive_all(view, sentence, trigger, out[-1])
            continue
        told = out or ([] if view.actors_in(sentence.start, trigger.start) else earlier)
        if trigger.id == "courtesy-call" and told and told[-1].rule == "receives":
            after = view.actors_in(trigger.end, min(sentence.end, trigger.end + 40), ("person", "post"))
            if not after:
                # A ให้การต้อนรับ B ในโอกาสเข้าเยี่ยมคารวะ: the roles are those of the reception
                told[-1].type = "courtesy_call"
                continue
        if (
            trigger.id == "came-to-talk"
            and out
            and out[-1].type in TALKS
            and _ON_COMING.search(text, max(0, trigger.start - 20), trigger.start)
        ):
            # A หารือกับ B ในโอกาสเข้าพบ: B came to A
            for part in out[-1].participants:
                if part.role == "participant":
                    part.role = "guest" if part.start >= out[-1].end else "host"
            continue
        activity = _read_trigger(view, sentence, trigger, triggers, places, background, done)
        if activity is not None and not _joins_gathering(view, sentence, activity, [*earlier, *out]):
            if activity.type == "visit" and not any(p.role == "host" for p in activity.participants):
                activity.participants += [
                    build_part(view, m, "host", "receives-visitor") for m in welcomed_by
                ]
            activity.sequel = _SEQUEL.match(text, sentence.start) is not None
            out.append(activity)
            out.extend(_spread(view, sentence, trigger, activity))
    return out


_MAKES_READY = re.compile(r"(?:พร้อม|เตรียม|รอ)(?:ที่จะ)?$")

# … เดินทางถึงท่าอากาศยาน… โดยมี B รอให้การต้อนรับ
_ARRIVES = re.compile(
    r"เดินทาง(?:มา)?ถึง ?(?:ท่าอากาศยาน|สนามบิน|กรุง|นคร|เมือง|ประเทศ)[^\n]{0,180}มี[^\n]{2,600}?(?:รอ|คอย|มา|ร่วม)*$"
)


def _meet_arrival(view: View, sentence: Sentence, trigger: Trigger, told: list[ActivityFound]) -> None:
    """Who waits at the airport is a host of the visit that the headline tells, which begins on that day."""
    trip = next((a for a in reversed(told) if a.type == "visit"), None)
    if trip is None:
        return
    if not trip.date:
        set_when(view, sentence, trip)
    people = view.actors_in(sentence.start, trigger.start, ("person", "post"))
    if people and not trip.has(people[-1].actor):
        trip.participants.append(build_part(view, people[-1], "host", "receives-visitor"))


def _receive_all(view: View, sentence: Sentence, trigger: Trigger, meeting: ActivityFound) -> None:
    """Who receives those who came to a gathering is its host: the people after โดยมี, else the one right before."""
    text = view.scan.text
    opened = max(text.rfind(word, sentence.start, trigger.start) for word in ("โดยมี", "และมี"))
    hosts = view.actors_in(opened, trigger.start, ("person",)) if opened >= 0 else []
    for host in hosts:
        if not meeting.has(host.actor):
            meeting.participants.append(build_part(view, host, "host", "receives"))
    near = [p for p in meeting.participants if p.end <= trigger.start]
    if near and not hosts:
        max(near, key=lambda p: p.end).role = "host"


def _spread(view: View, sentence: Sentence, trigger: Trigger, activity: ActivityFound) -> list[ActivityFound]:
    """Talks with several counterparts of different countries are several talks, two meetings named at once are two."""
    if activity.type in GATHERINGS or activity.name:
        return read_others(view, sentence, activity)
    if activity.type == "visit":
        return read_other_destinations(view, sentence, activity) if "country" in activity.where else []
    if activity.type == "message":
        return _spread_message(view, trigger, activity)
    if activity.type not in TALKS or trigger.roles not in ("equals", "guest-host"):
        return []
    ours = [p for p in activity.participants if p.end <= trigger.start]
    return [
        replace(activity, participants=[*ours, part], where=dict(activity.where), topics=[])
        for part in read_other_counterparts(view, sentence, trigger, activity.participants)
    ]


def _spread_message(view: View, trigger: Trigger, activity: ActivityFound) -> list[ActivityFound]:
    """A มีสารถึง B และ C: each gets a message of his own."""
    senders = [p for p in activity.participants if p.end <= trigger.start]
    addressed = [
        p for p in activity.participants if p.start >= trigger.end and isinstance(p.actor, PersonFound)
    ]
    out = []
    for last, part in itertools.pairwise(addressed if senders else []):
        if "และ" in view.scan.text[last.end : part.start]:
            activity.participants.remove(part)
            out.append(replace(activity, participants=[*senders, part], where=dict(activity.where)))
    return out


_ON_COMING = re.compile(r"ในโอกาส(?:ที่)?(?:ได้)?(?:มา)?$")
_WITH = re.compile(r"โดยมี|พร้อมด้วย|ได้รับเกียรติ")


def _joins_gathering(
    view: View, sentence: Sentence, activity: ActivityFound, told: list[ActivityFound]
) -> bool:
    """A จัดการประชุม… โดยมี B เป็นประธานเปิด, C เข้าร่วมประชุม: they are added to the gathering that the line has told of."""
    line = view.scan.line_of(activity.start)[0]
    if (
        activity.type == "multilateral_meeting"
        and not activity.name
        and told
        and told[-1].type == "bilateral_meeting"
        and told[-1].start >= line
        and any(told[-1].has(p.actor) for p in activity.participants)
    ):  # the meeting of two sides again: A หารือกับ B … โดยมี C เข้าร่วมประชุม
        told[-1].participants += [
            p if told[-1].name else replace(p, role="delegate")
            for p in activity.participants
            if not told[-1].has(p.actor)
        ]
        return True
    if (
        activity.type not in GATHERINGS
        or not told
        or not (told[-1].type in GATHERINGS or told[-1].rule in ("presides", "attends", "committee"))
        or told[-1].start < line
    ):
        return False
    meeting = told[-1]
    with_them = _WITH.search(view.scan.text, max(meeting.end, sentence.start), activity.trigger[0])
    if not with_them and (activity.name or meeting.start < sentence.start):
        return False
    if activity.name and is_titled(activity.name):
        return False
    for part in activity.participants:
        mine = [p for p in meeting.participants if same_actor(p.actor, part.actor)]
        for p in mine:
            if p.role == "participant":
                p.role = part.role
        if not mine:
            meeting.participants.append(part)
    return True


_RECALLED = re.compile(
    r"(?:(?:ตาม|ภายใต้|จาก)(?:บันทึก|ข้อตกลง|ความตกลง|กรอบ|สัญญา|MO[UCA]|ฉบับ)[^\n]{0,80}(?:ที่|ซึ่ง)(?:ทั้งสอง(?:ฝ่าย|ประเทศ)|ทั้ง 2 (?:ฝ่าย|ประเทศ)|ไทย[^ \n]{0,14})? ?|\((?:ที่|ซึ่ง))(?:ได้|เคย|ได้มีการ|มีการ)?(?:ร่วม)?(?:กัน)?$"
    r"|(?:ยินดี|ชื่นชม)(?:เป็นอย่างยิ่ง|อย่างยิ่ง)?ที่[^\n]{2,40}(?:ได้|ได้มีการ|มีการ)(?:ร่วม)?(?:กัน)?$"
)
# หลังจากการลงนาม…, หลังจากที่ไทยและลาวได้มีการลงนาม…
_AFTERWARDS = re.compile(r"ผล(?:มา)?จากการ$|(?:ภาย)?หลัง(?:จาก)?(?:ที่[^\n]{0,34})?(?:ได้)?(?:มี)?(?:การ)?$")
# เชิญชวนนักลงทุนเข้าร่วมงาน…, หารือเพื่อเชิญเข้าร่วมการประชุม…
_INVITES = re.compile(r"เชิญชวน[^\n]{0,36}$|(?<!รับ)(?<!คำ)(?:เพื่อ)?เชิญ(?:ให้)?$")

# นายกรัฐมนตรีอันวาร์ได้เชิญนายกรัฐมนตรีเยือนมาเลเซีย: no visit yet
_INVITES_TO_COME = re.compile(
    r"(?:(?<!คำ)(?<!รับ)(?<!ที่)(?<!ทรง)|(?:ย้ำ|แจ้ง|มี|ส่ง|มอบ)คำ)เชิญ(?!ชวน)[^\n ]{2,50}?(?:มา|ไป|เดินทาง|เดินทางมา|เดินทางไป)? ?$"
)

# เสนอให้มีการประชุมหารือกับ, เสนอการหารือ: no talks yet
_PROPOSED = re.compile(r"(?:(?:เสนอ|ขอ|ควร)ให้มี|เสนอ(?:ให้)?)(?:การ)?(?:จัด)?(?:การ)?$")


# จากนั้นนายกรัฐมนตรีจะ|เป็นเจ้าภาพเลี้ยงอาหารค่ำ
_WILL = re.compile(r"(?<!ก่อน)(?<!ที่)(?<!ว่า)(?:จะ|กำหนด(?:การ)?)(?:ได้|มี|เข้า|ร่วม)*$")

# who leaves for a gathering has not been there yet
_ON_THE_WAY = re.compile(
    r"(?:ออกเดินทาง|ก่อน(?:การ|ออก)?เดินทาง|เดินทางถึง|ถึงท่าอากาศยาน)[^\n]{0,250}(?:เพื่อ|เริ่มต้นภารกิจการ|เตรียม)$"
)


def _read_trigger(
    view: View,
    sentence: Sentence,
    trigger: Trigger,
    triggers: list[Trigger],
    places: list[PlaceFound],
    background: list[ActorMention],
    done: list[Actor],
) -> ActivityFound | None:
    text = view.scan.text
    activity = ActivityFound(trigger.type, trigger.start, trigger.end, trigger.id, zone=sentence.zone)
    if trigger.roles in ("attends", "presides") and _INVITES.search(
        text, max(sentence.start, trigger.start - 44), trigger.start
    ):
        return None
    if trigger.roles == "travels" and _INVITES_TO_COME.search(
        text, max(sentence.start, trigger.start - 60), trigger.start
    ):
        return None
    if trigger.type in TALKS and _PROPOSED.search(
        text, max(sentence.start, trigger.start - 30), trigger.start
    ):
        return None
    if trigger.type == "signing":
        if not read_signing(view, sentence, trigger, activity, places):
            return None
    elif trigger.roles in ("guest-host", "host-guest", "equals", "sends"):
        activity.participants = read_two_sides(view, sentence, trigger, places, background, done, triggers)
        if len(core_of(activity)) < 2:
            return None
        if trigger.id == "wishes" and all(p.start < trigger.end for p in activity.participants):
            return None  # for what happened, to nobody who is named
    elif trigger.roles == "both-before":
        both = principals_so_far(view, trigger.start)
        activity.participants = [build_part(view, m, "participant", trigger.id) for m in both]
        if len(both) < 2:
            return None
    elif trigger.roles == "speech":
        if not read_speech(view, sentence, trigger, activity):
            return None
    elif trigger.roles == "travels":
        if not read_visit(view, sentence, trigger, activity, places):
            return None
    else:
        if not read_gathering(view, sentence, trigger, activity):
            return None
    if activity.focal or trigger.roles not in ("attends", "presides"):
        if not activity.date:
            set_when(view, sentence, activity, triggers)
        set_where(view, sentence, activity, places, triggers)
    if trigger.roles == "both-before":  # who is at home receives the other
        for part in activity.participants:
            part.role = "host" if part.side == (activity.country or "TH") else "guest"
    if trigger.type == "signing" and (
        _RECALLED.search(text, max(sentence.start, trigger.start - 110), trigger.start)
        or (
            _AFTERWARDS.search(text, max(sentence.start, trigger.start - 60), trigger.start)
            and not ANNOUNCES_SIGNING.search(text, 0, view.scan.article.body_start)
        )
    ):
        # ตามบันทึกความเข้าใจ ที่ได้ลงนามเมื่อ…: no news, and of the day told right after
        days = [d for d in view.scan.dates if trigger.end <= d.start < min(sentence.end, trigger.end + 60)]
        if not days:
            return None
        near = range(trigger.start - 30, trigger.end + 100)
        activity.participants = [p for p in activity.participants if p.start in near]
        if not activity.participants:
            return None
        put_day(activity, days[0])
        for place in ("venue", "city", "country"):
            if activity.where.get(place, (trigger.start, 0, ""))[0] not in near:
                forget(activity, place)
        activity.focal = False
    window = text[max(sentence.start, activity.start - 60) : min(sentence.end, activity.end + 20)]
    planned = words("planned").search(window) or (
        trigger.type == "signing" and words("authorised").search(text, sentence.start, activity.end + 20)
    )
    planned = planned or _WILL.search(text, max(sentence.start, trigger.start - 24), trigger.start)
    if trigger.id == "attends":
        planned = planned or _ON_THE_WAY.search(text, sentence.start, trigger.start)
    published = view.scan.article.published
    if planned or (
        published and len(activity.date) in (7, 10) and activity.date > published[: len(activity.date)]
    ):
        activity.status = "planned"
        if activity.date and published and len(activity.date) == 10 and activity.date < published:
            activity.status = "held"
        else:
            look_ahead(view, activity)
    return activity
