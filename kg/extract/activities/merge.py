"""Several mentions of one activity are one."""

from __future__ import annotations

import re
from dataclasses import replace

from kg.dates import arabic_digits
from kg.extract.activities.found import (
    GATHERINGS,
    TALKS,
    ActivityFound,
    Part,
    core_of,
    count_days,
    fill_gaps,
    is_strange_firm,
    overlap,
    same_actor,
    same_sides,
    words,
)
from kg.extract.activities.visits import ELSEWHERE
from kg.extract.organisations import BodyFound
from kg.extract.people import PersonFound
from kg.lexicon import are_two_rites

# what makes a gathering's name its own: a number, a year, a title in Latin letters
_TITLED = re.compile(r"[0-9๐-๙]|[A-Za-z]{3}")


def is_titled(name: str) -> bool:
    """Is the name a gathering's own, or one that describes any?"""
    return _TITLED.search(name) is not None


def plain_name(name: str) -> str:
    """A name as it is compared: no spaces, quotes or Thai digits, and not the word การประชุม or งาน before it."""
    plain = re.sub(r"[\s“”\"‘’'–—-]|ประจำ(?=ปี)|พ\.ศ\.", "", arabic_digits(name))
    return re.sub(r"^(?:การประชุม|ประชุม|งาน|พิธีเปิด|พิธี|กิจกรรม)(?=.{8})", "", plain)


def is_one_name(a: str, b: str) -> bool:
    """Are two names of gatherings one: one within the other, or with the same title in Latin letters?"""
    mine, theirs = plain_name(a), plain_name(b)
    if not mine or not theirs:
        return False
    numbers = [set(re.findall(r"(?:ครั้งที่|สมัยที่)([0-9/]+)", n)) for n in (mine, theirs)]
    if numbers[0] and numbers[1] and not numbers[0] & numbers[1]:
        return False
    titles = [set(re.findall(r"[a-z]{3,}|20[0-9]{2}", n.casefold())) for n in (a, b)]
    return mine in theirs or theirs in mine or len(titles[0] & titles[1]) >= 2 or bool(_short(a) & _short(b))


def _short(name: str) -> set[str]:
    """The abbreviations in the name of a gathering that are its own: AMRDPE, not ASEAN."""
    return {word for word in _CAPITALS.findall(name) if not words("international_words").fullmatch(word)}


_CAPITALS = re.compile(r"(?<![A-Za-z])[A-Z]{5,}(?![A-Za-z])")


def _is_call_beside_meeting(a: ActivityFound, b: ActivityFound) -> bool:
    """Is one a call that somebody pays before the meeting of a committee, which the other is?"""
    return a.type in TALKS and b.type in TALKS and a.type != b.type and bool(a.name or b.name)


def twins(a: ActivityFound, b: ActivityFound) -> bool:
    """Do two activities told in different places mean the same one?"""
    if a.type in TALKS and a.sequel and a.name and not b.name:
        return False
    if _is_call_beside_meeting(a, b):
        return False
    if a.type in TALKS and b.type in TALKS and a.where.get("date", (0, 0, ""))[2].startswith("date-today"):
        return same_sides(a, b)
    if (a.type != b.type and not (a.type in TALKS and b.type in TALKS)) or are_two_rites(a.rule, b.rule):
        return False
    if a.type == "visit":
        return a.country == b.country and (not a.date or not b.date or a.date[:7] == b.date[:7])
    if a.type == "signing":
        shared = any(b.has(p.actor) for p in a.participants) or _by_country(a, b) or _by_country(b, a)
        return (not a.date or not b.date or a.date == b.date) and (shared or a.start == b.start)
    if a.type in GATHERINGS and len(a.name) > 20 and len(b.name) > 20 and not is_one_name(a.name, b.name):
        return False
    one_name = len(a.name) > (8 if a.type == "ceremony" else 20) and plain_name(a.name) == plain_name(b.name)
    if a.type in GATHERINGS and one_name:
        return not a.date or _same_days(a, b)
    return overlap(a, b) and (not a.date or a.date == b.date) and (a.type not in TALKS or same_sides(a, b))


def name_participants(activity: ActivityFound, other: ActivityFound) -> None:
    """A person named in ``other`` takes the place of a bare post of his side, in talks of his country too."""
    bare = ("post:", "country:") if activity.type in TALKS else ("post:",)
    for part in other.participants:
        if not isinstance(part.actor, PersonFound) or not part.side or part.role == "delegate":
            continue
        for p in activity.participants:
            if (
                isinstance(p.actor, str)
                and p.actor.startswith(bare)
                and p.actor != "country:TH"
                and p.side == part.side
                and not activity.has(part.actor)
            ):
                p.actor, p.start, p.end, p.capacity = part.actor, part.start, part.end, part.capacity


def join_signing(signing: ActivityFound, other: ActivityFound) -> None:
    """Who watches a signing by another mention of it is its witness, and signs nothing; persons who sign stand for bodies."""
    for part in other.participants:
        if part.role not in ("witness", "participant"):
            continue
        mine = [p for p in signing.participants if same_actor(p.actor, part.actor)]
        for p in mine if part.role == "witness" else ():
            p.role = "witness"
        if not mine:
            signing.participants.append(replace(part))
    named = [p for p in other.participants if _is_signer(p) and not signing.has(p.actor)]
    if named and not any(_is_signer(p) for p in signing.participants):
        watching = [p for p in signing.participants if p.role != "signatory"]
        signing.participants = [*map(replace, named), *watching]


def _by_country(a: ActivityFound, b: ActivityFound) -> bool:
    """Are those who sign the one only the countries of those who sign the other?"""
    signers = [p for p in a.participants if p.role == "signatory"]
    sides = {p.side for p in b.participants if p.role == "signatory"}
    return (
        all(p.actor == "country:" + p.side for p in signers)
        and len(sides) > 1
        and {p.side for p in signers} == sides
    )


def _is_signer(part: Part) -> bool:
    return isinstance(part.actor, PersonFound) and part.role == "signatory"


def _is_abroad(part: Part) -> bool:
    """Does the participant stand on the side of another country?"""
    return part.side not in ("", "TH")


def _to_another(a: ActivityFound, b: ActivityFound) -> bool:
    """Are these messages between a side of ours and two different people of elsewhere?"""
    abroad = [
        [p for p in m.participants if _is_abroad(p) and isinstance(p.actor, PersonFound)] for m in (a, b)
    ]
    return (
        a.type == "message"
        and all(abroad)
        and not any(same_actor(p.actor, q.actor) for p in abroad[0] for q in abroad[1])
    )


def _same_days(a: ActivityFound, b: ActivityFound) -> bool:
    """Do two activities begin on one day, or one in the month that is told of the other; or is one a visit or a gathering
    within whose days the other falls?
    """
    shorter, longer = sorted((a.date, b.date), key=len)
    if a.date == b.date or (shorter and longer.startswith(shorter)):
        return True
    if a.type not in ("visit", *GATHERINGS):
        return False
    return a.date <= (b.end_date or b.date) and b.date <= (a.end_date or a.date)


def join_nameless(found: list[ActivityFound]) -> None:
    """A gathering without a name whose organisers all hold a named one of those days is that one, told again; so is one of
    which only the country that hosts it is told, when one other is.
    """
    for activity in [a for a in found if a.type in GATHERINGS and not a.name and a.participants]:
        before = [a for a in found if _is_before(activity, a)]
        if activity.rule in ("attends", "reception") and len(before) == 1:  # who else was there
            before[0].participants += [p for p in activity.participants if not before[0].has(p.actor)]
            before[0].again.append(activity.trigger[0])
            found.remove(activity)
            continue
        talk = next((a for a in found if _is_of_talk(activity, a)), None)
        if talk is not None:
            talk.again.append(activity.trigger[0])
            found.remove(activity)
            continue
        if any(p.role != "host" for p in activity.participants):
            continue
        named = [
            a
            for a in found
            if a.name
            and a.type == activity.type
            and a.focal == activity.focal
            and activity.date
            and _same_days(activity, a)
            and (not activity.country or activity.country == a.country)
        ]
        hosts = [p for p in activity.participants if isinstance(p.actor, str)]
        for other in named:
            known = all(other.has(p.actor) for p in activity.participants)
            if known or (len(named) == 1 and len(hosts) == len(activity.participants)):
                other.participants += [p for p in hosts if not other.has(p.actor)]
                other.again.append(activity.trigger[0])
                found.remove(activity)
                break


def _is_before(activity: ActivityFound, other: ActivityFound) -> bool:
    """Is the other a gathering of the kind and the day, told before or the one where the text was spoken?"""
    return (
        other.type == activity.type
        and other.focal == activity.focal
        and other.date in ("" if other.rule == "speech" else activity.date, activity.date)
        and other.start < activity.start
    )


def _is_of_talk(meeting: ActivityFound, talk: ActivityFound) -> bool:
    """A หารือกับ B … โดยมีหน่วยงานที่เกี่ยวข้องเข้าร่วมประชุม: is the meeting the talk before, told again?"""
    return (
        meeting.type == "multilateral_meeting"
        and talk.type in TALKS
        and talk.focal
        and talk.start < meeting.start
        and talk.date == meeting.date
        and all(talk.has(p.actor) for p in meeting.participants)
    )


def _at_home(a: ActivityFound, b: ActivityFound) -> bool:
    """Is a body of the one whom somebody of the other serves: กระทรวงเกษตรฯ หารือ…, then its minister by name?"""
    return any(
        isinstance(p.actor, BodyFound)
        and isinstance(q.actor, PersonFound)
        and any(post.org and post.org in (p.actor.name, *p.actor.aliases) for post in q.actor.posts)
        for x, y in ((a, b), (b, a))
        for p in core_of(x)
        for q in core_of(y)
    )


def merge_activities(found: list[ActivityFound]) -> list[ActivityFound]:
    """Several mentions of one activity are one: the fullest mention stays, the others fill its gaps."""
    rank = {"title": 1, "lede": 0, "body": 2}
    out: list[ActivityFound] = []
    for activity in sorted(found, key=lambda a: (rank[a.zone], a.start)):
        twin = None
        for other in out:
            talk = other.type in TALKS and activity.type in TALKS
            if talk and activity.sequel and activity.name and not other.name:
                continue  # received first, then the meeting of the committee
            if _is_call_beside_meeting(other, activity):
                continue
            if other.name and activity.name and other.start == activity.start:
                continue  # one phrase names two meetings
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
                    and (
                        all(isinstance(p.actor, str) for p in core_of(activity))
                        or (
                            not any(isinstance(p.actor, PersonFound) for p in core_of(activity))
                            and (
                                _at_home(activity, other)
                                or any(is_strange_firm(p) for p in activity.participants)
                            )
                        )
                    )
                )
                if bare or same_sides(other, activity):
                    twin = other
                    break
            elif other.type == activity.type and not _to_another(other, activity):
                if are_two_rites(other.rule, activity.rule):
                    continue
                dates_clash = other.date and activity.date and not _same_days(other, activity)
                if (
                    other.type == "multilateral_meeting"
                    and other.name
                    and not activity.name
                    and 0 < count_days(other.date, activity.date) < 7
                ):
                    dates_clash = False  # he speaks on another day of the conference
                mine, theirs = plain_name(activity.name), plain_name(other.name)
                if mine == theirs and len(mine) > 30 and count_days(*sorted((activity.date, other.date))) < 7:
                    dates_clash = False  # told twice by its full name
                number = re.search(r"(?:ครั้งที่|สมัยที่)[0-9/]+", mine)
                told = overlap(other, activity) or activity.zone == "title"
                if number and number.group() in theirs and not dates_clash and told:
                    twin = other
                    break
                one_name = is_one_name(activity.name, other.name)
                names_clash = (
                    mine
                    and theirs
                    and mine[:20] != theirs[:20]
                    and not one_name
                    and is_titled(mine)
                    and is_titled(theirs)
                )
                if mine == theirs and len(mine) > 30 and is_titled(mine):
                    twin = other  # the day of one is that of something else
                    break
                if ELSEWHERE in (activity.rule, other.rule) and activity.country != other.country:
                    continue  # เยือน A และ B
                if activity.type in ("visit", "signing") and not dates_clash:
                    twin = other
                    break
                by_country = activity.type in GATHERINGS and all(
                    isinstance(p.actor, str) and p.role == "host" for p in activity.participants
                )
                if (
                    activity.zone == "title"
                    and other.zone == "lede"
                    and not dates_clash
                    and (overlap(other, activity) or (by_country and not names_clash))
                ):
                    twin = other
                    break
                met = overlap(other, activity) or one_name or _at_home(other, activity)
                if not dates_clash and not names_clash and met:
                    twin = other
                    break
        if twin is None:
            out.append(activity)
            continue
        twin.again.append(activity.trigger[0])
        if {twin.type, activity.type} == {"courtesy_call", "bilateral_meeting"}:
            if twin.type != "courtesy_call":
                # the call's roles win where the talks have none
                roles = {
                    id(p.actor) if not isinstance(p.actor, str) else p.actor: p.role
                    for p in activity.participants
                }
                twin.type, twin.rule = "courtesy_call", activity.rule
                twin.start, twin.end = activity.start, activity.end
                known = {p.role for p in twin.participants}
                for p in twin.participants if not {"host", "guest"} <= known else ():
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
        name_participants(twin, activity)
        if twin.type in TALKS and not any(_is_abroad(p) for p in twin.participants):
            twin.participants += [replace(p) for p in core_of(activity) if _is_abroad(p)]
        if twin.type in TALKS and activity.zone != "title":  # a council, then its president by name
            people = [p for p in core_of(activity) if isinstance(p.actor, PersonFound) and p.side != "TH"]
            if not any(isinstance(p.actor, PersonFound) and p.side != "TH" for p in core_of(twin)):
                twin.participants += [replace(p) for p in people if not twin.has(p.actor)]
        if twin.type in TALKS and all(_is_abroad(p) for p in twin.participants):
            twin.participants += [
                replace(p) for p in core_of(activity) if p.side == "TH" and isinstance(p.actor, PersonFound)
            ]
        fill_gaps(twin, activity, ("date", "venue", "city", "country"))
        if twin.date == activity.date or twin.date > activity.end_date:
            fill_gaps(twin, activity, ("end_date",))
        if "" < twin.end_date < twin.date:  # told on a later day
            twin.date, twin.where["date"] = activity.date, activity.where["date"]
        if twin.type != "courtesy_call":
            fill_gaps(twin, activity, ("name",))
        if twin.type in GATHERINGS and activity.zone != "body":
            for part in activity.participants:
                if not twin.has(part.actor) and (
                    isinstance(part.actor, PersonFound | BodyFound) or part.rule.startswith("listed")
                ):
                    twin.participants.append(replace(part))
        if twin.type == "signing":
            join_signing(twin, activity)
        if activity.zone == "lede":
            for part in activity.participants:
                if not twin.has(part.actor) and part.role == "delegate":
                    twin.participants.append(replace(part))
        if activity.status == "planned" and (
            twin.zone == "title"
            or twin.where.get("date")
            == activity.where.get("date")  # dated by the words that tell it is to come
            or (twin.type == "signing" and activity.zone == "body")
        ):
            twin.status = "planned"
    return out
