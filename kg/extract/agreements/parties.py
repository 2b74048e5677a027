"""Between whom an instrument is: states and unions of states, or bodies."""

from __future__ import annotations

import itertools
import re

from kg.extract.activities.attendance import qualifies
from kg.extract.activities.found import TALKS, ActivityFound
from kg.extract.agreements.found import AgreementFound, Head, circle_in, party_of, unions
from kg.extract.organisations import BodyFound, BodyMention
from kg.extract.people import PersonFound
from kg.extract.scan import cut_run, foreign_looking
from kg.extract.view import Actor, ActorMention, View

_UNIONS = {"eu": "code:EU", "asean": "code:ASEAN", "un": "code:UN"}
_BETWEEN = re.compile(r"ระหว่าง(?!ประเทศ|กัน|วัน)|between ")
_WITH = re.compile(r"(?:ร่วม)?กับ|with ")
_OWNED = re.compile(r" ?(?:ของ|แห่ง|ประจำ|ประเทศ|[(\[])? ?(?:รัฐบาล)?(?:ประเทศ|ราชอาณาจักร)? ?$")
_LISTED = re.compile(r"(?:ได้แก่|ประกอบด้วย|สมาชิก|ระหว่าง)[^\n]{0,120}$")
_OPEN = ("declaration", "treaty", "action_plan", "other")


def set_parties(view: View, agreement: AgreementFound, head: Head, activities: list[ActivityFound]) -> None:
    """Set the parties that the name tells, else those the words around it tell, else the two sides of the news."""
    told: list[Actor] = [party_of(p) for p in head.parties]
    if not told and not head.named and agreement.type in ("declaration", "action_plan", "treaty"):
        told = [*circle_in(agreement.name)]
    told = told or _told_by_name(view, agreement)
    agreement.parties, agreement.parties_from = told, "name"
    if head.parties or len(told) >= 2 or told == ["code:ASEAN"]:
        return
    agreement.parties, agreement.parties_from = _told_elsewhere(view, agreement, head, activities, told)


def _told_elsewhere(
    view: View, agreement: AgreementFound, head: Head, activities: list[ActivityFound], told: list[Actor]
) -> tuple[list[Actor], str]:
    """The parties and what tells them, where the name gives none or one."""
    if told == ["code:UN"] and agreement.type == "treaty":
        return [], ""  # open to all states
    made = (
        agreement.status != "in_force" and agreement.type != "fta" and not (told and agreement.type in _OPEN)
    )
    if not told and (league := _framework_of(view, agreement)):
        return [league], "name"
    around = _told_around(view, agreement, told) if made else []
    if len(around) >= 2 and not (_all_at_home(around) and sides_of_news(activities)):
        return around, "clause"
    members = _members(view, agreement)
    if members:
        return members, "clause"
    if told and told != ["country:TH"] and not (head.named and agreement.type == "fta"):
        home = agreement.type in ("fta", "mou", "agreement", "contract") and (
            isinstance(told[0], str) or is_league(told[0])
        )
        return ["country:TH", *told] if home else told, "name"
    if (
        (told and agreement.type == "action_plan")
        or (head.named and agreement.type == "fta")
        or (agreement.type in _OPEN and (agreement.type == "declaration" or not agreement.bare))
    ):
        if agreement.type in ("declaration", "action_plan") and not told:
            if _OF_TWO.search(agreement.name) and (sides := sides_of_news(activities)):
                return sides, "news"
            told = [] if head.named or _WIDER.search(agreement.name) else _circle_of_news(view)
            return told, "news" if told else "name"
        return ([] if agreement.type == "fta" else told), "name"
    if head.named and head.since:
        return told, "name"  # of many states, whoever speaks of it
    sides = _pair_beside(view, agreement) or sides_of_news(activities)
    if not sides and agreement.type == "agreement" and not _OF_ALL.search(agreement.name):
        lands = {hit.id for hit in view.scan.country_at.values()} - {"TH"}
        sides = ["country:TH", *("country:" + c for c in lands)] if len(lands) == 1 else []
    if agreement.type == "fta":
        sides = _unique([party_of(unions().get(str(s)[8:], str(s)[8:])) for s in sides])
    return (sides, "news") if sides else (told, "name")


def _all_at_home(parties: list[Actor]) -> bool:
    """Are they bodies of Thailand only, who in news of two countries hardly sign with each other?"""
    return all(isinstance(p, BodyFound) and p.country == "TH" for p in parties)


_WITHIN_FRAME = re.compile(r"(?:ของ|ภายใต้กรอบ|ในกรอบ|กรอบ|การค้าเสรี) ?(?:ความร่วมมือ ?)?$")


def _framework_of(view: View, agreement: AgreementFound) -> Actor | None:
    """The league in whose framework it is made, as the name tells: …ภายใต้กรอบ BIMSTEC."""
    text = view.scan.text
    if _SIDED.search(text, agreement.start, agreement.end):
        return None
    for a in view.actors_in(agreement.start, agreement.end + 30, ("body",)):
        if is_league(a.actor) and isinstance(_party(a.actor), BodyFound):
            if _WITHIN_FRAME.search(text, agreement.start, a.start):
                return a.actor
    return None


_SIDED = re.compile(r"ระหว่าง(?!กัน|วัน|ประเทศ)|กับ|[-–]")


def _circle_of_news(view: View) -> list[Actor]:
    """The circle of states of which the headline tells, ASEAN and its one partner, or ASEAN alone."""
    title = view.scan.text[: view.scan.article.body_start]
    if circle := circle_in(title):
        return [*circle]
    paired = _WITH_PARTNER.search(title)
    partner = view.scan.country_at.get(paired.end()) if paired else None
    if partner is not None:
        return ["code:ASEAN", "country:" + partner.id]
    alone = re.search(r"(?:อาเซียน|ASEAN)(?! ?[-–+])", title) is not None
    return ["code:ASEAN"] if alone and not _WIDER.search(title) else []


_OF_ALL = re.compile(r"^ความร่วมมือ|ระหว่างประเทศ|พหุภาคี|ทวิภาคี")
_OF_TWO = re.compile(r"หุ้นส่วน|พันธมิตร|ทวิภาคี|ระหว่างกัน|เจตจำนง")
_WITH_PARTNER = re.compile(r"(?:อาเซียน|ASEAN) ?[-–] ?")
_WIDER = re.compile(r"(?:อาเซียน|ASEAN) ?[-–+]|บวกสาม|เอเชียตะวันออก(?!เฉียง)|EAS\b")


def _pair_beside(view: View, agreement: AgreementFound) -> list[Actor]:
    """Two countries written as a pair (ไทย-กัมพูชา) in the line of the instrument or in the headline."""
    text = view.scan.text
    line_start, line_end = view.scan.line_of(agreement.start)
    for low, high in ((line_start, line_end), (0, view.scan.article.body_start)):
        pairs: set[frozenset[str]] = set()
        hits = view.scan.countries_in(low, high)
        for first, second in itertools.pairwise(hits):
            if first.id != second.id and re.fullmatch(r" ?[-–] ?", text[first.end : second.start]):
                pairs.add(frozenset((first.id, second.id)))
        if len(pairs) == 1:
            return ["country:" + c for c in sorted(pairs.pop())]
    return []


def sides_of_news(activities: list[ActivityFound]) -> list[Actor]:
    """The two countries whose talks the article reports; [] when the news is not of two countries."""
    sides: set[str] = set()
    for a in activities:
        if a.focal and a.type in (*TALKS, "visit", "signing"):
            sides |= {p.side for p in a.participants if p.side}
            if a.type == "visit" and a.country:
                sides.add(a.country)
    return ["country:" + s for s in sorted(sides)] if len(sides) == 2 else []


def _party(actor: Actor) -> Actor:
    return _UNIONS.get(actor.gazetteer_id, actor) if isinstance(actor, BodyFound) else actor


def _is_body(actor: Actor) -> bool:
    return isinstance(actor, BodyFound)


def is_league(actor: Actor) -> bool:
    """A body that acts beside states: an international organisation or a union of states."""
    if isinstance(actor, BodyFound):
        return actor.kind == "international-organisation"
    return isinstance(actor, str) and actor.startswith("code:")


def _unique(actors: list[Actor]) -> list[Actor]:
    out: list[Actor] = []
    for a in actors:
        if not any(a is b or a == b for b in out):
            out.append(a)
    return out


def _heads_of(view: View, agreement: AgreementFound, start: int, end: int) -> list[ActorMention]:
    """Bodies and countries, and provinces and towns, of a stretch without those that only tell whose another one is."""
    text = view.scan.text
    out: list[ActorMention] = []
    for a in view.actors_in(start, end, ("body", "country")):
        if text.count("(", start, a.start) > text.count(")", start, a.start) and out:
            continue
        gap = text[out[-1].end : a.start] if out else "-"
        listed = not gap.strip() and a.kind == "body" and not qualifies(text, out[-1], a, out[-1].end)
        if out and out[-1].kind == "body" and _OWNED.fullmatch(gap) and not listed:
            continue  # ธนาคารกลางมาเลเซีย ธนาคารกลางอินโดนีเซีย are two, กรม… กระทรวง… is one
        if (
            a.actor == "country:CN"
            and out
            and out[-1].actor in ("country:HK", "country:MO")
            and a.start - out[-1].end < 3
        ):
            continue
        out.append(a)
    places = _places_in(view, start, end) if agreement.type not in (*_OPEN, "fta") else []
    return sorted([*out, *places], key=lambda a: a.start) if places else out


_PLACE = re.compile(r"(?:จังหวัด|จ\. ?|เมือง(?!พี่|น้อง)|นคร(?:หลวง)?|อำเภอ|แขวง|มณฑล|เขตปกครองตนเอง)(?=[ก-๎]{3})")
_BESIDE = re.compile(r"(?:กับ|และ|ระหว่าง|โดย) ?$")
_WHERE = re.compile(r" (?:จังหวัด|จ\.|ประเทศ|มณฑล|สาธารณรัฐ)")
_WITHIN = re.compile(r"(?:อำเภอ|เมือง)[ก-๎]+ $")
_ACTS = re.compile(r" ?(?:และ|กับ|ได้|จะ|มีการ|ร่วม)")


def _places_in(view: View, start: int, end: int, *, acts: bool = False) -> list[ActorMention]:
    """The provinces and towns that stand beside another side of an instrument, or that act: MOU กับจังหวัดมิเอะ."""
    text = view.scan.text
    out: list[ActorMention] = []
    for m in _PLACE.finditer(text, start, end):
        first = not acts and m.start() - start < 2
        if not (acts or first or _BESIDE.search(text, start, m.start())):
            continue
        stop = _place_end(view, m.end())
        if _WITHIN.search(text, max(start, m.start() - 30), m.start()):
            continue
        if stop <= m.end() or (acts and not _ACTS.match(text, stop)):
            continue
        name = text[m.start() : stop]
        body = view.body_of.get(name)
        if body is None:
            country = "TH" if m.end() in view.scan.province_at else _land_of(view, m.end(), stop)
            body = view.body_of[name] = BodyFound(name, name, [], country, "place")
            mention = BodyMention(m.start(), stop, name, name, "place", country, "", "place-of-instrument")
            body.mentions.append(mention)
        out.append(ActorMention(m.start(), stop, body, "body"))
    return out


def _land_of(view: View, start: int, end: int) -> str:
    """The country of a town abroad: known, told right after it, or the one last named before it."""
    if hit := view.scan.city_at.get(start):
        return hit.id
    after = [h for h in view.scan.countries_in(end, end + 40) if h.start - end < 20]
    before = [h for h in view.scan.countries_in(0, start) if h.id != "TH"]
    return next((h.id for h in [*after, *reversed(before)]), "")


def _place_end(view: View, start: int) -> int:
    """The end of the name of a place that begins at ``start``; ``start`` when it is no name."""
    hit = view.scan.province_at.get(start) or view.scan.city_at.get(start)
    if hit is not None:
        return hit.end
    text = view.scan.text
    run = re.compile("[ก-๎]+").match(text, start)
    name = run.group() if run else ""
    if name and _WHERE.match(text, start + len(name)):
        return start + len(name)
    name = name[: cut_run(name)].partition("ของ")[0]
    return start + len(name) if foreign_looking(name) else start


def _settle(actors: list[Actor]) -> list[Actor]:
    """Both ends of an instrument are of one kind: states (and leagues of states), or bodies."""
    actors = _unique([_party(a) for a in actors])
    bodies = [a for a in actors if _is_body(a) and not is_league(a)]
    states = [a for a in actors if a not in bodies]
    if len(bodies) >= 2 or (bodies and any(map(is_league, states))):
        return [a for a in actors if not (isinstance(a, str) and a.startswith("country:"))]
    places = [b for b in bodies if isinstance(b, BodyFound) and b.kind == "place"]
    if places and states:
        homes = {"country:" + b.country for b in places}
        return [a for a in actors if a in bodies or a not in homes]
    if bodies and states:
        return states if len(states) > 1 or states == ["country:TH"] else ["country:TH", *states]
    return actors


def _told_by_name(view: View, agreement: AgreementFound) -> list[Actor]:
    text = view.scan.text
    s, e = agreement.start, agreement.end
    gloss = _GLOSS.search(text, s + 8, e)  # …ระหว่าง A กับ B (Memorandum of Understanding between A and B)
    if gloss and _BETWEEN.search(text, s, gloss.start()):
        e = gloss.start()
    between = None
    for between in _BETWEEN.finditer(text, s, e):
        pass
    abroad = _TO_WORK.search(text, s, e)
    actors = [
        a
        for a in _heads_of(view, agreement, between.end() if between else s, e)
        if a.kind != "country" or not abroad or a.start < abroad.start()
    ]
    if between:
        sides = _named_sides(view, actors, between.end(), e)
        return _settle([*sides, *_told_after_whom(view, e)])
    joined = _WITH.search(text, s, e)
    if joined:
        after = [a for a in actors if a.start >= joined.start()]
        if after and after[0].start - joined.end() < 12:
            before = [a for a in actors if a.end <= joined.start()][-1:]
            return _settle([a.actor for a in [*before, *after]])
    told: list[Actor] = []
    last = None
    for a in actors:
        party = _party(a.actor)
        paired = last is not None and re.fullmatch(r" ?[-–] ?", text[last.end : a.start])
        if isinstance(party, str) or (is_league(party) and (agreement.type == "fta" or paired)):
            told.append(party)
        last = a
    return _unique(told)


_GLOSS = re.compile(r" ?\([A-Z][^()\n]*\bbetween ", re.IGNORECASE)
_SIDE = re.compile(
    r"(?![ก-๙ ]*(?:ต่าง ?ๆ|ทั้งสอง))(?!รัฐ(?:บาล|มนตรี|สมาชิก)|ผู้|นาย|นาง|นัก|ประชา|ประเทศ|ภาค|หลาย|ทั้ง|กลุ่มประเทศ|หน่วยงาน(?:ที่|ภาค|อื่น|$)|[0-9๐-๙])"
    r"(?:(?!ว่าด้วย|เกี่ยวกับ|ซึ่ง|จำนวน|ในการ| (?:ใน|เพื่อ|ณ|โดย|พร้อม|ตาม|ประเทศ|สาธารณรัฐ|ราชอาณาจักร|และ|กับ|เรื่อง|ด้าน|เป็น))[^()“”\"\n]){4,90}"
)
_OF_ITS_LAND = re.compile(r"(?<=[A-Z]) ?ของ[ก-๙]+$|ของประเทศ[ก-๙]+$")
_OF_HOME = r"(?: ?\([^()\n]*\)| ?(?:ของ|แห่ง)?(?:ประเทศ|ราชอาณาจักร)?ไทย)*"
_AND_SIDE = re.compile(rf"{_OF_HOME}[”\"]? ?(?:และ|กับ|ร่วมกับ) ?[“\"]?")
_BEFORE_SIDE = re.compile(r"(?: ?\([^()\n]*\)| ?ประเทศ[ก-๙]+)* ?(?:และ|กับ|ร่วมกับ) ?")


def _named_sides(view: View, actors: list[ActorMention], start: int, end: int) -> list[Actor]:
    """The sides of ระหว่าง A กับ B; one of them that is no known body is one by its place beside a body."""
    told: list[Actor] = [a.actor for a in actors]
    bodies = [a for a in actors if a.kind == "body" and not is_league(_party(a.actor))]
    if not bodies or len({a.actor.key for a in bodies if isinstance(a.actor, BodyFound)}) > 1:
        return told
    text = view.scan.text
    known = bodies[0]
    if known.start - start < 3:
        link = next((m for a in bodies if (m := _AND_SIDE.match(text, a.end, end))), None)
        side = _read_side(view, link.end(), end) if link else None
        return [known.actor, side] if side else told
    side = _read_side(view, start + (text[start : start + 1] == " "), known.start)
    joined = side and _BEFORE_SIDE.fullmatch(text, side.mentions[0].end, known.start)
    return [side, known.actor] if side and joined else told


def _read_side(view: View, start: int, end: int) -> BodyFound | None:
    """The body that a side of an instrument is, though nothing but its place tells that it is one."""
    text = view.scan.text
    m = _SIDE.match(text, start, end)
    land = view.scan.country_at.get(start)
    if m is None or (land is not None and not re.match(" [A-Z]", text[land.end :])):
        return None
    name = _OF_ITS_LAND.sub("", m.group().strip())
    known = view.body_of.get(name)
    if known is not None:
        return known
    lands = {hit.id for hit in view.scan.countries_in(start, min(end, m.end() + 30))}
    if not (lands - {"TH"} or re.search("[A-Za-z]{3}", name)):
        return None
    country = next(iter(lands)) if len(lands) == 1 else ""
    stop = start + len(name)
    body = BodyFound(name, name, [], country)
    body.mentions.append(BodyMention(start, stop, name, name, country=country, rule="side-of-instrument"))
    view.body_of[name] = body
    return body


_BY = re.compile(r" ?โดย ?")
_AND = re.compile(r"(?: ?หรือ ?[^ ]{2,30})? ?(?:และ|กับ|ร่วมกับ) ?")


def _told_after_whom(view: View, end: int) -> list[Actor]:
    """The other parties of ระหว่าง A โดยนาย X และ B โดยนาย Y กับนาย Z ประธาน C: a person stands for his body."""
    out: list[Actor] = []
    text = view.scan.text
    pos = end
    while by := _BY.match(text, pos):
        acts = [a for a in view.actors_in(by.end(), by.end() + 300) if a.start - by.end() < 2][:1]
        link = _AND.match(text, acts[0].end) if acts else None
        others: list[ActorMention] = []
        if link:
            low = link.end()
            told = [*view.actors_in(low, low + 300), *_places_in(view, low, low + 20)]
            others = [a for a in told if a.start - low < 2]
        if not others:
            break
        other = others[0]
        body = view.body_of.get(other.post.org) if other.post is not None else None
        if body is not None:
            out.append(body)
        elif other.kind in ("body", "country"):
            out.append(other.actor)
        pos = other.end
    return out


_TO_WORK = re.compile(r"ไป(?:ทำงาน|ฝึก)")  # …จัดส่งแรงงานไปทำงานในญี่ปุ่น: where they go
_SIGN = re.compile(r"ลงนาม|จัดทำ|เซ็น|ทำ(?=บันทึก|MO|ความตกลง|ข้อตกลง)|แลกเปลี่ยน(?=บันทึก)|จับมือ|signed")
_NO_DOER = re.compile(
    r"(?:ทั้งสอง|ทั้ง ?2 |สอง)(?:ฝ่าย|ประเทศ)(?:ยัง)?(?:จะ|ได้)?(?:มีการ|ร่วมกัน|ร่วม)?$"
)  # ทั้งสองฝ่ายได้ลงนาม…
_CLAUSE = re.compile(
    r"(?:โดย(?!เฉพาะ|มี|ก)|ซึ่ง|นอกจากนี้|ทั้งนี้|พร้อมทั้ง|รวมถึง|กล่าว[ก-๎ ]{0,16}?ว่า|เสริมอีกว่า|เผยว่า|ระบุว่า|สักขีพยาน(?:ใน)?|เป็นประธาน(?:ใน)?(?:พิธี)?|\n|[0-9]{4}\) )"
)


_WITH_WHOM = re.compile(
    r"[^ก-๙\n]{0,4}(?:(?:ใน|ครั้งนี้|ในครั้งนี้|ดังกล่าว|ร่วมกัน|ทั้ง ?[0-9]+ ?ฉบับ|ฉบับนี้|เมื่อวันที่ [^ ]+ [^ ]+ [^ ]+)? ?){0,2}(ระหว่าง|ร่วมกับ|กับ) ?"
)
_BETWEEN_WHOM = re.compile(
    r"(?:(?!โดย|ซึ่ง|เพื่อ|ที่|และ|จะ|ได้|มี|ให้|พร้อม|ภาย|จาก|การ(?:เยือน|ประชุม|หารือ|เดินทาง)|บันทึก|ความตกลง|ข้อตกลง|MO[UuC])[^\n]){0,45}?(ระหว่าง)(?!กัน|วันที่|ประเทศ|การ) ?"
)


def _told_around(view: View, agreement: AgreementFound, told: list[Actor]) -> list[Actor]:
    """Who signs or makes it with whom, as the clause says: A และ B ลงนาม…, A ลงนาม… กับ B, …ระหว่าง A กับ B."""
    text = view.scan.text
    line_start, line_end = view.scan.line_of(agreement.start)
    after: list[Actor] = []
    tail = _WITH_WHOM.match(text, agreement.end, line_end)
    if tail is None and agreement.type not in _OPEN:
        tail = _BETWEEN_WHOM.match(text, agreement.end, line_end)
    if tail:
        stretch = min(line_end, tail.end() + 260)
        stop = re.compile(r"โดย(?:มี)? ?|ณ |เพื่อ|ซึ่ง|เมื่อ|ใน(?:วัน|ครั้ง|การ)|ว่าด้วย|ที่").search(
            text, tail.end(), stretch
        )
        listed = _heads_of(view, agreement, tail.end(), stop.start() if stop else stretch)
        if listed and listed[0].start - tail.end() < 24:
            kept = listed[:1]
            for a in listed[1:]:
                if re.search(r"และ|กับ|,|ร่วมกับ", text[kept[-1].end : a.start]) and a.start - kept[-1].end < 90:
                    kept.append(a)
                else:
                    break
            after = [a.actor for a in kept]
            if len(kept) == 1 and stop and tail.group(1) == "ระหว่าง":
                after += _told_after_whom(view, stop.start())
            if tail.group(1) == "ระหว่าง" or (len(after) >= 2 and not told):
                return _settle(after)
    low = max(line_start, agreement.start - 420)
    signs = list(_SIGN.finditer(text, low, agreement.start))
    if not signs:
        return []
    verb = signs[-1].start()
    if _NO_DOER.search(text, low, verb):
        return []
    before = low
    for cut in _CLAUSE.finditer(text, low, verb):
        before, low = low if text.startswith(("ซึ่ง", "กล่าว"), cut.start()) else cut.end(), cut.end()
    subjects = _subjects(view, low, verb) or _subjects(view, before, verb)  # A และ B …ซึ่งได้ลงนาม
    return _settle([*subjects, *(told or after)])


def _subjects(view: View, low: int, verb: int) -> list[Actor]:
    """Bodies of a clause's subject; persons stand for their body, ministers for their country."""
    out: list[Actor] = []
    last: ActorMention | None = None
    actors = [*view.actors_in(low, verb), *_places_in(view, low, verb, acts=True)]
    for a in sorted(actors, key=lambda a: a.start):
        if last and last.kind == "body" and a.kind == "country" and a.start - last.end < 14:
            continue
        if last and qualifies(view.scan.text, last, a, last.end):
            continue  # กรม… กระทรวง…
        if a.kind == "body" and re.search(r"โดย ?$", view.scan.text[max(low, a.start - 5) : a.start]):
            continue  # acts for the one before
        last = a
        if isinstance(a.actor, BodyFound) or a.kind == "country":
            out.append(a.actor)
        elif a.post is not None and not a.post.former:
            body = view.body_of.get(a.post.org)
            if body is not None and body.kind not in ("ministry", ""):
                out.append(body)
            elif a.post.country:
                out.append("country:" + a.post.country)
        elif isinstance(a.actor, PersonFound) and a.actor.country:
            out.append("country:" + a.actor.country)
    return out


def _members(view: View, agreement: AgreementFound) -> list[Actor]:
    """The members of an instrument of many, where the text lists at least four beside it."""
    if agreement.type not in ("fta", "agreement", "treaty", "mou"):
        return []
    text = view.scan.text
    line_start = view.scan.line_of(agreement.start)[0]
    signs = re.search(
        r"(?:ได้)?(?:ร่วม)?(?:กัน)?(?:ลงนาม|จัดทำ)(?:ใน)?(?:ร่าง)?$", text[line_start : agreement.start]
    )
    if signs and agreement.type == "fta":
        before = _subjects(view, max(line_start, agreement.start - 300), agreement.start)
        signers = _unique([_party(a) for a in before if isinstance(a, str) or is_league(_party(a))])
        if len(signers) >= 4:
            return signers
    end = min(view.scan.line_of(agreement.start)[1], agreement.end + 320)
    found: list[ActorMention] = []
    for a in view.actors_in(agreement.end, end, ("body", "country")):
        if isinstance(a.actor, BodyFound) and not is_league(_party(a.actor)):
            continue
        if found and a.start - found[-1].end > 60:
            break
        found.append(a)
    actors = _unique([_party(a.actor) for a in found])
    if len(actors) < 4 or not found or not _LISTED.search(text, agreement.end, found[-1].start):
        return []
    return actors
