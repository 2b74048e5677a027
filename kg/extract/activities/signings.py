"""Who signs, and who witnesses."""

from __future__ import annotations

import itertools
import re

from kg.extract.activities.attendance import qualifies, read_list, stand_before
from kg.extract.activities.found import (
    BOTH,
    SUMMARY,
    ActivityFound,
    Sentence,
    Trigger,
    build_part,
    narrator_cut,
    principals_so_far,
    same_actor,
    speaks_for_others,
    unique_actors,
)
from kg.extract.organisations import BodyFound
from kg.extract.places import PlaceFound
from kg.extract.view import ActorMention, View

_HONOURS = re.compile(r"(?:ร่วม)?(?:เป็นเกียรติ|เป็นประธาน|เข้าร่วม|ร่วม|เป็นสักขีพยาน)(?:ใน|เปิด)?(?:งาน)? ?$")


def _is_asean(actor: ActorMention) -> bool:
    return isinstance(actor.actor, BodyFound) and actor.actor.gazetteer_id == "asean"


# โดยมี A และ B เข้าร่วม, right behind the last of those who only were there
_CAME = re.compile(r"(?:ได้|ให้เกียรติ|มา)*(?:เข้าร่วม(?!ลงนาม|การลงนาม|เป็นสักขี)|ร่วม(?:เป็นเกียรติ|ใน?พิธี|งาน))")
_WITNESS = re.compile(r"สักขีพยาน|เป็นพยาน|witness")


def _after_between(text: str, persons: list[ActorMention]) -> list[ActorMention]:
    """The persons of ระหว่าง A และ B, โดย A กับ B."""
    out: list[ActorMention] = []
    for a in persons:
        lead = text[max(0, a.start - 14) : a.start]
        if re.search(r"(?:ระหว่าง|โดย(?:มี)?) ?$", lead) or (out and re.search(r"(?:และ|กับ) ?$", lead)):
            out.append(a)
    return out


_WITH = re.compile("โดยมี|พร้อมด้วย")
_JOINED = re.compile(r"(?:[^\nก-๙]|รัฐบาล|และ|กับ|ฝ่าย|ประเทศ|แห่ง|ร่วม)*")
_BYNAME = re.compile(r"(?: ?\([^)\n]*\))?")
_THERE = re.compile(r"(?:ซึ่ง|โดย)มี ?")  # งาน X ซึ่งมี A และ B ลงนาม…
# A รัฐมนตรี… จะเป็นประธานในพิธี
_CHAIRS = re.compile(r"(?:(?!ลงนาม|สักขีพยาน|โดยมี|พร้อมด้วย|นาย|นาง)[^\n]){0,60}?เป็นประธาน(?:ใน|พิธี|และ)")
_WATCHED = re.compile(r"สักขีพยาน ?(?:ใน|ต่อ)?(?:พิธี)?(?:การ)?(?:ร่วม)?$")


_SENT = re.compile(r" (?:และ|กับ|ร่วมกับ) ?(?:ผู้แทน|ตัวแทน)(?:จาก|ของ)? ?$")
# นายกรัฐมนตรีของทั้งสองประเทศได้ร่วมเป็นสักขีพยาน: both, though the words for one of them name him
_BOTH_WATCH = re.compile(rf"(?:{BOTH.pattern})(?:ประเทศ)? ?(?:ได้|จะ)?(?:ร่วม)?(?:กัน)?(?:เป็น)?สักขีพยาน")


def is_watched(text: str, trigger: Trigger) -> bool:
    """Is the signing told as one that somebody witnesses: ร่วมเป็นสักขีพยานการลงนาม?"""
    return _WATCHED.search(text, max(0, trigger.start - 30), trigger.start) is not None


_BOTH_SIGN = re.compile(
    r"(?<!ซึ่ง)(?<!ที่)(?:ทั้งสอง|ทั้ง 2 ?)(?:ฝ่าย|ท่าน|รัฐมนตรี)? ?(?:ก็)?(?:ยัง)?(?:ได้|จะ)?(?:มีการ)?(?:ร่วม|ร่วมกัน)?$"
)


def is_of_both(text: str, trigger: Trigger) -> bool:
    """Do the two sides of the talks sign: ต่อจากนั้น ทั้งสองฝ่ายได้ลงนาม…?"""
    return _BOTH_SIGN.search(text, max(0, trigger.start - 40), trigger.start) is not None


def _between(view: View, bodies: list[ActorMention], start: int, end: int) -> list[ActorMention]:
    """The two bodies of ระหว่าง A และ B, those of ระหว่าง A B C และ D, or none."""
    text = view.scan.text
    for m in _BETWEEN.finditer(text, start, end):
        at = m.end()
        first = next((b for b in bodies if at <= b.start <= at + 2), None)
        past = _BYNAME.match(text, first.end) if first else None
        second = next((b for b in bodies if past and b.start >= past.end()), None)
        if (
            first
            and second
            and past
            and re.fullmatch(r"[^ก-๙\n]{0,40}(?:และ|กับ) ?", text[past.end() : second.start])
        ):
            return [first, second]
        run = read_list(view, first.start, end) if first else []
        gaps = [re.sub(r"\([^()\n]{1,60}\)", "", text[a.end : b.start]) for a, b in itertools.pairwise(run)]
        if len(run) > 2 and all(a.kind == "body" for a in run) and all(map(_LISTED.fullmatch, gaps)):
            return run
    return []


_LISTED = re.compile(r"[ ,\n]*(?:และ|กับ)? ?")
_BETWEEN = re.compile(
    r"ระหว่าง ?(?:[0-9๐-๙]{1,2} ?(?:หน่วยงาน|องค์กร|ฝ่าย|บริษัท|สถาบัน) ?(?:ประกอบด้วย|ได้แก่|คือ) ?)?"
)


def joined_before(text: str, people: list[ActorMention]) -> list[ActorMention]:
    """The last of the people and those joined to it: A และ B."""
    run = [people[-1]]
    for a in reversed(people[:-1]):
        gap = re.sub(r"\([^()\n]{1,60}\)", "", text[a.end : run[0].start])
        if len(gap) >= 14 or not re.search(r"และ|กับ|,", gap):
            break
        run.insert(0, a)
    return run


_UNREAL = re.compile(r"(?:มิได้|ไม่ได้|ยังไม่|(?:ผลักดัน|เร่งรัด|เร่ง)(?:ให้)?)(?:มี)?(?:การ)?$")
_IMPERSONAL = re.compile(r"มีการ(?:ร่วม)?$")
_BY_WHOM = re.compile(r"เป็นผู้(?:แทน)?(?:ร่วม)?(?:กัน)?ลงนาม(?: ?(?:ร่วม)?กับ ?)?")
_SUBJECT = re.compile(r"(?:ซึ่ง|โดย|และ|ว่า|ล่าสุด) ?$")
_WHOSE = re.compile(r"(?:ของ|แทน|เชิญ|เข้าพบ) ?$")


def _told_signers(text: str, persons: list[ActorMention], start: int, end: int) -> list[ActorMention]:
    """The persons of โดยมี A และ B เป็นผู้ลงนาม, or A เป็นผู้ร่วมลงนามกับ C."""
    out: list[ActorMention] = []
    for m in _BY_WHOM.finditer(text, start, end):
        before = [a for a in persons if start <= a.start and a.end <= m.start()]
        if before and m.start() - before[-1].end < 40:
            out += joined_before(text, before)
            out += [a for a in persons if "กับ" in m.group() and 0 <= a.start - m.end() < 3]
    return out


def _act(
    text: str, trigger: Trigger, signers: list[ActorMention], actors: list[ActorMention]
) -> list[ActorMention]:
    """Without those who only stand before a signing that is told without a subject, or whose subject is a body."""
    if _IMPERSONAL.search(text, max(0, trigger.start - 12), trigger.start):
        return [a for a in signers if trigger.start <= a.start < trigger.end + 400]
    last = next(
        (
            a
            for a in reversed(actors)
            if a.end <= trigger.start and a.kind != "country" and not text.endswith("(", 0, a.start)
        ),
        None,
    )
    if last is None or last.kind != "body" or not _SUBJECT.search(text, 0, last.start):
        return signers
    before = [a for a in signers if a.end <= last.start]
    joined = before and re.fullmatch(r"[^ก-๙]{0,3}(?:และ|กับ|ร่วมกับ) ?", text[before[-1].end : last.start])
    return signers if joined else [a for a in signers if a.start >= trigger.start]


def read_signing(
    view: View, sentence: Sentence, trigger: Trigger, activity: ActivityFound, places: list[PlaceFound]
) -> bool:
    """Who signed and who witnessed: persons of the sentence and the next one of the paragraph, else bodies, else countries."""
    text = view.scan.text
    line_end = view.scan.line_of(trigger.start)[1]
    start = narrator_cut(view, sentence, trigger)
    if _UNREAL.search(text, max(start, trigger.start - 24), trigger.start):
        return False
    end = min(line_end, max(sentence.end, trigger.end + 500))
    stop = SUMMARY.search(text, trigger.end, end)
    if stop:
        end = stop.start()
    actors = [
        a
        for a in view.actors_in(start, end)
        if not any(p.start <= a.start < p.end for p in places)
        and not (a.kind in ("person", "post") and speaks_for_others(a))
    ]
    persons = unique_actors(
        [
            a
            for a in actors
            if a.kind == "person"
            or (a.kind == "post" and a.post is not None and (a.post.org or a.post.country))
        ]
    )
    witnesses: list[ActorMention] = []
    watched = False  # the sentence is about the witnesses: who signs is told with ระหว่าง or โดย
    for m in _WITNESS.finditer(text, start, end):
        after = [a for a in persons if 0 <= a.start - m.end() < 30]
        before = [a for a in persons if a.end <= m.start()]
        marked = re.match(r"(?:ของ|จาก)? ?", text[m.end() : m.end() + 4])
        if after and marked and not before:
            witnesses += after[:2]
        elif before:
            lists = (
                read_list(view, opener.end(), m.start())
                for opener in _WITH.finditer(text, max(start, m.start() - 1500), m.start())
            )
            signs = "ลงนาม" in text[before[-1].end : m.start()]
            listed = next((run for run in lists if before[-1] in run and not signs), [])
            if not listed and "โดยมี" not in text[start : m.start()] and m.start() <= trigger.start:
                listed, watched = before, True  # A พบ B และร่วมเป็นสักขีพยานการลงนาม: both
            witnesses += listed or joined_before(text, before)
            if re.match(r" ?ร่วมกับ", text[m.end() : m.end() + 8]):
                witnesses += after[:1]
    witnesses = unique_actors([a for a in witnesses if a in persons])
    present = [
        a
        for m in _CAME.finditer(text, trigger.end, end)
        for a in stand_before(view, trigger.end, m.start())
        if a in persons and a not in witnesses
    ]
    persons = [a for a in persons if a not in present]
    watched = watched or (bool(witnesses) and is_watched(text, trigger))
    signers = [a for a in persons if a not in witnesses]
    if watched:
        signers = _after_between(text, [a for a in signers if a.start >= trigger.end])
    signers = [a for a in signers if not _WHOSE.search(text, max(0, a.start - 8), a.start)]
    rite = text.rfind("พิธี", max(start, trigger.start - 8), trigger.start + 4)
    honoured = rite >= 0 and _HONOURS.search(text, max(start, rite - 40), rite)
    guests = [a for a in signers if honoured and a.end <= trigger.start]
    signers = [a for a in signers if a not in guests]
    by = re.search(
        r"โดย(?:มี)? ?(?=นาย|นาง|พล|ดร|ศ\.|รศ\.|Mr|Ms|H\.E|รัฐมนตรี|ปลัด|อธิบดี|รอง|นพ|น\.ส)",
        text[trigger.end : min(end, trigger.end + 260)],
    )
    after_by = [a for a in signers if by and a.start >= trigger.end + by.start()]
    if after_by and sentence.zone != "title":
        signers = after_by
    there = _THERE.search(text, sentence.start, trigger.start)
    pair = [a for a in signers if there and there.end() <= a.start < trigger.start]
    if len(pair) > 1:
        signers = pair
    if not honoured and len(pair) < 2:
        signers = _act(text, trigger, signers, actors)
    both = principals_so_far(view, trigger.start) if is_of_both(text, trigger) else []
    signers = _told_signers(text, persons, start, end) or both or signers
    witnesses = [a for a in witnesses if a not in signers]
    chairs = [a for a in signers if _CHAIRS.match(text, a.end)]
    signers = [a for a in signers if a not in chairs]
    if (signers and sentence.zone != "title") or len(signers) >= 2:
        sent = [  # ระหว่าง A และผู้แทน B
            a
            for a in actors
            if a.kind == "body" and a.start > signers[-1].end and _SENT.search(text, signers[-1].end, a.start)
        ]
        activity.participants = [
            build_part(view, a, "signatory", trigger.id) for a in [*signers[:8], *sent[:1]]
        ]
    else:
        bodies = [a for a in actors if a.kind == "body" and abs(a.start - trigger.start) < 260]
        owners = [b for a, b in itertools.pairwise(bodies) if qualifies(text, a, b, a.end)]
        bodies = [a for a in bodies if a not in owners]  # กรม… กระทรวง… is one
        left = [a for a in bodies if a.end <= trigger.start]
        if len(left) > 1 and re.search(r"โดย", text[left[-2].end : left[-1].start]):
            left = left[-1:]
        right = [a for a in bodies if a.start >= trigger.end]
        aside = re.search(r"ซึ่ง|เพื่อ|ภายใต้", text[trigger.end : end])
        if aside:
            near = [a for a in right if a.start < trigger.end + aside.start()]
            right = near or right
        sides = _between(view, [a for a in actors if a.kind == "body"], trigger.end, end)
        bodies = unique_actors(sides or ([] if watched else [*left, *right]))
        near_by = [
            a for a in actors if (a.kind == "country" or _is_asean(a)) and abs(a.start - trigger.start) < 160
        ]
        countries = [] if watched else unique_actors(near_by)
        if countries and not any(
            _JOINED.fullmatch(text, a.end, b.start)
            for a, b in itertools.pairwise(near_by)
            if a.actor != b.actor
        ):
            countries = []  # a contract of workers in Libya is none of two states
        chosen = bodies if len(bodies) >= 2 else countries if len(countries) >= 2 else bodies
        activity.participants = [build_part(view, a, "signatory", trigger.id) for a in chosen[:8]]
        activity.participants += [build_part(view, a, "signatory", trigger.id) for a in signers]
    activity.participants += [build_part(view, a, "witness", "witness") for a in witnesses]
    activity.participants += [build_part(view, a, "chair", "at-the-ceremony") for a in chairs]
    activity.participants += [build_part(view, a, "participant", "present") for a in present]
    if honoured:
        role = "chair" if "ประธาน" in honoured.group() else "participant"
        seated = guests[-1:] if role == "chair" else guests[:8]
        activity.participants += [build_part(view, a, role, "at-the-ceremony") for a in seated]
    both_watch = len(witnesses) == 1 and _BOTH_WATCH.search(text, start, trigger.start) is not None
    if both_watch or (_WITNESS.search(text, start, end) and not witnesses and BOTH.search(text, start, end)):
        for leader in principals_so_far(view, trigger.start):
            activity.participants = [
                p for p in activity.participants if not same_actor(p.actor, leader.actor)
            ]
            activity.participants.append(build_part(view, leader, "witness", "both-leaders"))
    if re.search(
        r"(?:ซึ่ง|ที่)(?:ได้)?(?:มีการ)?$", text[max(0, trigger.start - 14) : trigger.start]
    ) and not re.search("ลงนาม|MO[Uu]|จับมือ", text[: view.scan.article.body_start]):
        activity.focal = False
    return bool(activity.participants)
