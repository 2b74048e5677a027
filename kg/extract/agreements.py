"""Agreements: particular instruments, their kind, parties, signatories, and the furthest status the article reports."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from typing import Any

from kg.extract.activities import ActivityFound
from kg.extract.organisations import BodyFound
from kg.extract.people import PersonFound
from kg.extract.scan import build_starts, iter_matches, tokens_of
from kg.extract.view import Actor, View
from kg.lexicon import load_lexicon


@dataclass(slots=True)
class AgreementFound:
    """An instrument of the article."""

    name: str
    type: str
    start: int
    end: int
    rule: str = ""
    status: str = "proposed"
    date: str = ""
    parties: list[Actor] = field(default_factory=list)
    signatories: list[PersonFound] = field(default_factory=list)
    signed_at: ActivityFound | None = None
    status_span: tuple[int, int] | None = None
    optional: bool = False
    confidence: float = 0.8
    generic: bool = False


@functools.cache
def _heads() -> tuple[dict[str, dict[str, object]], re.Pattern[str]]:
    data = load_lexicon().patterns["agreements"]["heads"]
    owner = {str(h["th"]): h for h in data}
    parts = []
    for th in sorted(owner, key=len, reverse=True):
        word = re.escape(th)
        parts.append(rf"(?<![A-Za-z]){word}(?![A-Za-z])" if th.isascii() else word)
    return owner, re.compile("|".join(parts))


@functools.cache
def _head_starts() -> Any:
    return build_starts(_heads()[0])


@functools.cache
def _status_words() -> dict[str, re.Pattern[str]]:
    data = load_lexicon().patterns["agreements"]["status"]
    return {
        k: re.compile("|".join(sorted(map(re.escape, v), key=len, reverse=True))) for k, v in data.items()
    }


_COMPLEMENT = re.compile(
    r" ?(?:ว่าด้วย|ด้าน|เกี่ยวกับ|เรื่อง|ระหว่าง|ความร่วมมือ|การ(?=ค้า|เป็นหุ้นส่วน|จ้าง|ลงทุน|บริการ|ขนส่ง|ยกเว้น|ซื้อขาย|พัฒนา|เดินรถ)|ใน(?:การ|ด้าน|สาขา)|เพื่อ|ไทย|อาเซียน|ASEAN|Thai|RCEP|CPTPP|TPP|FTA|EU|ทาง(?:การ|เศรษฐกิจ|อากาศ|วิชาการ|วัฒนธรรม)|สหประชาชาติ|ระดับ|หุ้นส่วน|ยานยนต์|ปารีส|ทวิภาคี|ที่จะ|ซื้อขาย|จัดตั้ง|ฉบับ|ปี |กับ|ของ|ร่วม|แก้|สนับสนุน|on |between |with |for )"
)
_STOP_TOKENS = frozenset(
    [
        "ซึ่ง",
        "โดย",
        "เมื่อ",
        "ณ",
        "พร้อม",
        "พร้อมทั้ง",
        "รวมทั้ง",
        "รวมถึง",
        "ได้",
        "จะ",
        "ให้",
        "เป็น",
        "มี",
        "ที่",
        "แล้ว",
        "ตลอดจน",
        "แต่",
        "หาก",
        "ทำให้",
        "ส่งผล",
        "คาด",
        "ยัง",
        "ต่อไป",
        "สืบเนื่อง",
        "อีกทั้ง",
        "ตาม",
        "นั้น",
        "นี้",
        "ดังกล่าว",
        "จึง",
        "ต่าง",
        "อาทิ",
        "เช่น",
        "ว่า",
        "ผ่าน",
        "คือ",
        "ร่วมกัน",
        "ระหว่างกัน",
        "สำเร็จ",
        "เสร็จ",
        "ฉบับนี้",
        "ไว้",
        "ไปแล้ว",
        "ภายใน",
        "ภายใต้",
        "ตั้งแต่",
        "รับ",
        "ขอ",
        "เห็น",
        "ทั้งนี้",
        "นอกจากนี้",
        "ขณะที่",
        "เนื่องจาก",
        "ถือ",
        "ประกอบด้วย",
    ]
)


def _and_goes_on(view: View, pos: int) -> bool:
    """Does และ at ``pos`` join words of the name (a country, a body, a field) rather than begin a new thought?"""
    after = pos + 3
    spot = after + 1 if view.scan.text[after : after + 1] == " " else after
    if spot in view.scan.country_at or spot in view.scan.body_at:
        return True
    rest = view.scan.text[after : after + 24]
    if re.match(r"(?:ได้|จะ|ร่าง|มี|นาย|ให้|ร่วม|การลงนาม|พร้อม|ความตกลง|บันทึก|ทั้ง|เห็น|ข้อตกลง|ความคืบหน้า)", rest):
        return False
    return (
        re.match(
            r"(?:การ|ความ|ด้าน|รัฐบาล|กระทรวง|กรม|สำนักงาน|ราชอาณาจักร|สาธารณรัฐ|ประเทศ|มหาวิทยาลัย|บริษัท|ธนาคาร|สถาบัน|องค์|[A-Z]|วิจัย|เทคโนโลยี|นวัตกรรม|กีฬา|สิ่งแวดล้อม|การลงทุน|วัฒนธรรม)",
            rest,
        )
        is not None
    )


def _read_name(view: View, start: int, head_end: int) -> int:
    """The end of an instrument's name: head, bracketed abbreviation, complement to the next boundary."""
    text = view.scan.text
    line_end = view.scan.line_of(head_end)[1]
    limit = min(line_end, start + 230)
    end = head_end
    for _ in range(3):
        m = re.compile(r" ?\([^()\n]{2,90}\)").match(text, end)
        if m and m.end() <= limit:
            end = m.end()
    m = _COMPLEMENT.match(text, end)
    country = next((p for p in (end, end + 1) if p in view.scan.country_at), None)
    quoted = re.compile(r" ?[“\"][^”\"\n]{3,120}[”\"]").match(text, end)
    if quoted:
        end = quoted.end()
        m = _COMPLEMENT.match(text, end)
    if not m and country is None:
        return end
    if m and country is None:
        pos = m.end()
        end = max(end, m.start() + 1)
    else:
        pos = country if country is not None else end
    bodies_at = {b.start: b.end for body in view.bodies for b in body.mentions if start < b.start < limit}
    while pos < limit:
        if pos in bodies_at:
            pos = min(bodies_at[pos], limit)
            continue
        ch = text[pos]
        if ch in " ":
            nxt = text[pos + 1 : pos + 40]
            if not nxt or nxt[0] in " ;,:":
                break
            bracket = re.compile(r" \([^()\n]{2,80}\)").match(text, pos)
            if bracket:
                pos = bracket.end()
                continue
            if re.match(r"[–-] ?", nxt):
                pos += 2
                continue
            if (
                re.match(r"(?:ระหว่าง|กับ|และ|ว่าด้วย|ด้าน|ครั้งที่|ฉบับ|ระยะ|หรือ(?= ?[A-Zก-ฮ]))", nxt)
                or re.match(r"[A-Z0-9“]", nxt)
                or pos + 1 in view.scan.country_at
                or pos + 1 in view.scan.body_at
                or (pos + 1 in bodies_at and re.search(r"ระหว่าง|กับ|และ", text[start:pos]) is not None)
                or text[pos - 1] in "–-"
                or re.search(r"(?:ระหว่าง|และ|กับ|ของ|ว่าด้วย|ด้าน)$", text[start:pos])
                or (nxt.startswith("การ") and "ว่าด้วย" in text[start:pos] and "และการ" in text[pos : pos + 60])
            ):
                if nxt.startswith("และ") and not _and_goes_on(view, pos + 1):
                    break
                if nxt.startswith("ด้าน") and re.match(r"ด้าน(?:นาย|เอก|รัฐ)", nxt):
                    break
                pos += 1
                continue
            break
        if ch in '\n;,“”"':
            if ch == "“":
                close = text.find("”", pos, limit)
                if close > 0:
                    pos = close + 1
                    continue
            break
        if ch == ")":
            break
        if "ก" <= ch <= "๙":
            run = re.compile(r"[ก-๙]+").match(text, pos)
            assert run is not None
            word_end = min(run.end(), limit)
            offset = pos
            stopped = False
            for i, token in enumerate(tokens_of(text[pos:word_end])):
                if token == "เป็น" and text.endswith(("ความ", "การ"), 0, offset):
                    offset += len(token)
                    continue
                if (
                    token in _STOP_TOKENS
                    and offset > end
                    and not (token == "ที่" and text.startswith("ที่จะ", offset))
                    and not text.startswith(("ที่ดิน", "มีส่วน"), offset)
                ):
                    stopped = True
                    break
                if token == "เพื่อ" and offset > end + 12 and i:
                    stopped = True
                    break
                if (
                    token in ("ใน", "เพื่อ")
                    and re.match(
                        r"ใน(?:ปี|วัน|เดือน|โอกาส|ช่วง|ครั้ง|กรอบ|ประเด็น|ระหว่าง|ขณะ|ที่)", text[offset : offset + 10]
                    )
                    and offset > end
                ):
                    stopped = True
                    break
                offset += len(token)
            pos = offset
            if stopped:
                break
            continue
        pos += 1
    also = re.compile(r" ?(?:หรือ ?|\()(RCEP|CPTPP|AFTA|JTEPA|PCA|FTA)\)?(?![A-Za-z])").match(text, pos)
    if also:
        pos = also.end()
    name_end = pos
    while name_end > start and text[name_end - 1] in " -–,.:(":
        name_end -= 1
    name = text[start:name_end]
    if name.count("“") > name.count("”"):
        name = name[: name.rindex("“")].rstrip()
    count = re.search(r" ?[0-9]{1,3}$", name)
    if count and re.match(
        r"\s*(?:ฉบับ|ราย|แห่ง|คู่|เรื่อง|โครงการ|หน่วยงาน|ประเทศ|บริษัท|จังหวัด)", text[start + len(name) :]
    ):
        name = name[: count.start()]
    name_end = start + len(
        re.sub(r"(?: ?(?:และ|กับ|ของ|ด้าน|ในเรื่อง|ใน|เพื่อ|ระหว่าง|ว่าด้วยการ|ว่าด้วย|จำนวน))+$", "", name)
    )
    return name_end


def find_agreements(view: View, activities: list[ActivityFound]) -> list[AgreementFound]:
    """The instruments of the article, one entry each, with the furthest status reported."""
    text = view.scan.text
    owner, pattern = _heads()
    found: list[AgreementFound] = []
    reach = 0
    for m in iter_matches(pattern, _head_starts(), text):
        if m.start() < reach:
            continue
        head = owner[m.group()]
        end = _read_name(view, m.start(), m.end())
        if m.group() == "สัญญา" and not re.match(
            r"สัญญา(?:สนับสนุน|เงินกู้|ซื้อขาย|จ้าง|ความร่วมมือ|ร่วม)", text[m.start() : m.start() + 30]
        ):
            continue
        if text[max(0, m.start() - 4) : m.start()].endswith(("สนธิ", "อนุ", "คำ", "ได้ความ")) and m.group() in (
            "สัญญา",
            "ตกลง",
        ):
            continue
        gloss = re.compile(r" ?\((?=[A-Z])[^()\n]{8,260}\)").match(text, end)
        name = re.sub(r"\s+", " ", text[m.start() : end]).strip()
        bare = len(name) <= len(m.group()) + 1 or re.fullmatch(re.escape(m.group()) + r" ?\([^()]*\)", name)
        named = bool(head.get("named"))
        if bare and not named and (head.get("strict") or not _definite(view, m.start(), end)):
            continue
        if (
            head.get("strict")
            and not named
            and not re.search(r"ระหว่าง|ว่าด้วย|ไทย|ร่วม|อาเซียน|ASEAN|ที่จะ|EU|สหประชาชาติ|[A-Z]{3,}", name)
        ):
            continue
        if (
            re.fullmatch(
                re.escape(m.group())
                + r" ?(?:ฉบับ(?!ใหม่ ?ของ).*|ระหว่างกัน|ของไทย|กับประเทศคู่.*|ต่าง.*|ที่.*|ใน(?:ด้าน|สาขา)ต่าง.*|กับประเทศต่าง.*|กับต่างประเทศ|ทวิภาคี|ร่วม)",
                name,
            )
            and not named
        ):
            continue
        tail = re.search(r" ?(?:ฉบับ|ไปสู่[^ ]*|ต่อไป|อย่าง[^ ]*|ให้[^ ]*|ร่วมกัน|ระหว่างกัน)$", name)
        if tail and tail.start() > len(m.group()) + 3:
            name = name[: tail.start()].rstrip()
            end = m.start() + len(text[m.start() : end]) - (len(tail.group()))
        split = re.split(r" (?:และ)?(?=ไทยกับ)", name)
        if len(split) > 1 and head["type"] == "fta":
            at = m.start()
            for piece in split:
                at = text.index(piece[:8], at)
                one = piece if piece.startswith(m.group()) else f"{m.group()} ระหว่าง{piece}"
                part = AgreementFound(one.strip(" และ"), "fta", at, at + len(piece), "instrument-list")
                part.parties = _parties(view, part, head)
                _set_status(view, part, named)
                found.append(part)
                at += len(piece)
            reach = end
            continue
        agreement = AgreementFound(
            name,
            str(head["type"]),
            m.start(),
            end,
            "instrument-" + str(head["type"]),
            generic=bool(bare) and not named,
        )
        if "การค้าเสรี" in name or re.search(r"\bFTA\b", name):
            agreement.type = "fta"
        agreement.parties = _parties(view, agreement, head)
        _set_status(view, agreement, named)
        if text[end : end + 1] == "ฯ" and (named_before := [f for f in found if f.name.startswith(name)]):
            # ปฏิญญาร่วมฯ: the one spelled out before
            agreement.name, agreement.parties = named_before[-1].name, named_before[-1].parties
        found.append(agreement)
        reach = gloss.end() if gloss else end
    out = _merge(view, found)
    for agreement in out:
        _set_signing(view, agreement, activities)
        if not agreement.parties and not owner_named(agreement):
            agreement.parties = _sides_of_news(activities)
    return out


def owner_named(agreement: AgreementFound) -> bool:
    """Is it an instrument of many parties, or one known by its name alone?"""
    return (
        agreement.type in ("treaty", "action_plan", "declaration", "other")
        or re.search(r"RCEP|CPTPP|AFTA|TPP|ปารีส|อาเซียน", agreement.name) is not None
    )


def _sides_of_news(activities: list[ActivityFound]) -> list[Actor]:
    """The two countries whose talks the article reports; [] when the news is not of two countries."""
    sides: set[str] = set()
    for a in activities:
        if a.focal and a.type in ("courtesy_call", "bilateral_meeting", "call", "visit", "signing"):
            sides |= {p.side for p in a.participants if p.side}
            if a.type == "visit" and a.country:
                sides.add(a.country)
    return ["country:" + s for s in sorted(sides)] if len(sides) == 2 else []


def _definite(view: View, start: int, end: int) -> bool:
    """A bare head (MOU, บันทึกความเข้าใจ) counts in the headline or where it is signed between two named sides."""
    text = view.scan.text
    before = text[max(0, start - 30) : start]
    after = text[end : end + 60]
    if not re.match(r"บันทึก|MO|เอ็มโอ|Memo|FTA|เอฟ|แถลงการณ์ร่วม|ปฏิญญา", text[start:end]):
        return False
    return bool(
        re.search(r"ลงนาม(?:ใน|จัดทำ)?(?:ร่าง)? ?$|ร่วม(?:ลงนาม)? ?$", before)
        and re.search(r"ระหว่าง|กับ|ร่วมกับ", after)
    )


def _party(view: View, actor: Actor) -> Actor:
    if isinstance(actor, BodyFound):
        code = {"eu": "code:EU", "asean": "code:ASEAN", "un": "code:UN", "efta": "code:EFTA"}.get(
            actor.gazetteer_id
        )
        return code or actor
    return actor


def _parties(view: View, agreement: AgreementFound, head: dict[str, object]) -> list[Actor]:
    if head.get("parties"):
        return ["country:" + str(c) for c in head["parties"]]  # type: ignore[attr-defined]
    text = view.scan.text
    s, e = agreement.start, agreement.end
    inside = view.actors_in(s, e, ("body", "country"))
    bodies: list[Actor] = []
    states: list[Actor] = []
    for a in inside:
        party = _party(view, a.actor)
        if isinstance(party, BodyFound):
            if party.kind != "international-organisation" or "ระหว่าง" in text[s : a.start]:
                if party not in bodies:
                    bodies.append(party)
        elif party not in states:
            states.append(party)
    between = "ระหว่าง" in text[s:e] or "กับ" in text[s:e]
    if between and len(bodies) >= 2:
        return bodies
    if between and bodies and states and len(states) < 2:
        # a ministry with another state: both ends are of one kind
        return states if "country:TH" in states else ["country:TH", *states]
    if (
        len(states) == 1
        and states[0] != "country:TH"
        and agreement.type in ("fta", "mou", "agreement", "treaty")
    ) and (re.search(r"กับ", text[s:e]) or agreement.type == "fta"):
        states.insert(0, "country:TH")
    if len(states) >= 2:
        return states
    return states


_ISSUED = re.compile(r"(?:ออก|เผยแพร่|รับรอง|เห็นชอบ)(?:ต่อ|ร่วมกัน|ร่าง)?$")
_OWNED = re.compile(r"(?:(?:ประเทศ|ไทย|ฝ่าย|จีน|ญี่ปุ่น|กัน)(?:ต่าง)?มี|ต่อยอดจาก|มีอยู่แล้วคือ)$")
_SIGNED_LIST = re.compile(
    r"(?<!จะ)(?:ลงนาม|รับรอง)(?:ใน)?(?:เอกสาร|ความตกลง|บันทึก|ความร่วมมือ)[^\n]{0,60}?(?:ได้แก่|ประกอบด้วย|อาทิ|ดังนี้|คือ)"
)
_NEW_THOUGHT = re.compile(r" (?:ทั้งนี้|นอกจากนี้|โดย|ซึ่ง|นายกรัฐมนตรี|รัฐมนตรี|ขณะที่|อีกทั้ง|จะ)")
_LATER_SIGNED = re.compile(
    r"(?:บันทึกความเข้าใจ|บันทึกข้อตกลง|บันทึกความร่วมมือ|ความตกลง|ข้อตกลง|MO[UuCc])(?:ดังกล่าว|ฉบับนี้|ฉบับดังกล่าว)"
    r"(?:ได้)?(?:มีการ)?(?:ร่วม)?(?:กัน)?ลงนาม(?:กัน)?(?:แล้ว)?(?:ไป)?(?= ?(?:เมื่อ|ใน|ณ|โดย|วันที่))"
)


def _find_later_signing(view: View, agreement: AgreementFound) -> re.Match[str] | None:
    """Where the text says later that ดังกล่าว was signed, the instrument being the nearest one of its kind before."""
    if agreement.type not in ("mou", "agreement"):
        return None
    said = _LATER_SIGNED.search(view.scan.text, agreement.end)
    if said is None or _heads()[1].search(view.scan.text, agreement.end, said.start()):
        return None
    return said


def _set_status(view: View, agreement: AgreementFound, named: bool) -> None:
    text = view.scan.text
    line_start, line_end = view.scan.line_of(agreement.start)
    before = text[max(line_start, agreement.start - 60) : agreement.start]
    after = text[agreement.end : min(line_end, agreement.end + 70)]
    words = _status_words()
    title = text[: view.scan.article.body_start]
    status = ""
    span: tuple[int, int] | None = None
    best = -1
    for key in ("proposed", "signed", "in_force"):
        for m in words[key].finditer(before):
            if m.end() > best:
                best, status = m.end(), key
                span = (agreement.start - len(before) + m.start(), agreement.end)
    told = re.match(r"[^ก-๙]{0,3}(?:ซึ่ง|ที่)?(?:ได้)?(?:มีการ)?(?:ร่วม)?ลงนาม", after)
    if told and status in ("", "in_force"):
        status, span = "signed", (agreement.start, agreement.end + told.end())
    if status == "signed" and re.search(
        r"(?:จะ|เตรียม|กำหนด|พร้อม|คาดว่า|รอ|ให้มีการ|เพื่อ|สามารถ|ผลักดัน)[^ ]{0,14} ?(?:ร่วม)?ลงนาม[^ ]{0,12}$",
        before,
    ):
        status = "proposed"
    issued = _ISSUED.search(before) if agreement.type == "declaration" else None
    if issued and status != "signed":
        status, span = "signed", (agreement.start - len(before) + issued.start(), agreement.end)
    if not status:
        listed = _SIGNED_LIST.search(text, line_start, agreement.start)
        if listed and not _NEW_THOUGHT.search(text, listed.end(), agreement.start):
            status = "signed"
    if not status and _OWNED.search(before):
        status = "in_force"
    if not status or (
        status == "in_force" and not told and best < len(before) - 14 and not _OWNED.search(before)
    ):
        status = ""
        for key, pattern in (
            ("signed", r"(?:ซึ่ง)?(?:ได้)?(?:มีการ)?(?:ร่วม)?ลงนาม"),
            ("in_force", r"มีผลบังคับใช้|มีผลใช้บังคับ|ที่มีอยู่|(?:ซึ่ง|ที่)ใช้บังคับ"),
            ("proposed", r"ซึ่งคาดว่า|อยู่ระหว่าง|ให้แล้วเสร็จ|ที่จะ|จะ|โดยเร็ว"),
        ):
            m2 = re.search(pattern, after)
            if m2 and m2.start() < 30:
                status = key
                span = (agreement.start, agreement.end + m2.end())
                if key == "signed" and re.search(r"จะ|คาดว่า|เตรียม", after[: m2.start()] + before[-12:]):
                    status = "proposed"
                break
    said = None if status == "signed" else _find_later_signing(view, agreement)
    if said:
        status, span = "signed", said.span()
    approved = words["approved"].search(title) or words["approved"].search(text, line_start, agreement.start)
    if approved and status in ("", "proposed", "signed"):
        status = "approved"
        span = span or (agreement.start, agreement.end)
    ended = words["expired"].search(after[:40])
    if ended:
        status, span = "expired", (agreement.start, agreement.end + ended.end())
    if not status:
        if named or agreement.type in ("treaty", "action_plan"):
            status = "in_force"
        elif agreement.type == "fta":
            status = "proposed"
        else:
            status = "in_force" if re.search(r"(?:ตาม|ใน|ของ|ผ่าน) ?$", before) else "proposed"
    agreement.status = status
    if span:
        s, e = span
        if "\n" not in text[s:e] and e - s < 400:
            agreement.status_span = span
    if status == "signed":
        near = [
            d
            for d in view.scan.dates
            if len(d.date) == 10
            and d.rule not in ("bare-year", "year-range")
            and line_start <= d.start < line_end
        ]
        if said:
            near = [
                d for d in view.scan.dates if len(d.date) == 10 and said.start() <= d.start <= said.end() + 40
            ]
        after_dates = [d for d in near if agreement.end <= d.start <= agreement.end + 60] or (
            near if said else []
        )
        before_dates = [d for d in near if d.end <= agreement.start]
        chosen = after_dates[:1] or before_dates[-1:]
        if chosen:
            agreement.date = chosen[0].date


_ORDER = {"expired": 5, "in_force": 4, "signed": 3, "approved": 2, "proposed": 1}


def _key(agreement: AgreementFound) -> str:
    return re.sub(r"[\s()–\-“”\"ฯ]+", "", agreement.name).casefold()


_HEADLINE_HEAD = re.compile(
    r"^(?:ร่าง)?(?:บันทึกความเข้าใจ|บันทึกความร่วมมือ|บันทึกข้อตกลง|ความตกลง|ข้อตกลง|สัญญา|MO[UC]|เอ็มโอยู)"
)
_HEADLINE_TAIL = re.compile(r"(?:ระหว่าง|ร่วมกับ|กับ|ไทย[ก-๙]*[-–]|[-–]ไทย| ).*$")


def _subject(name: str) -> str:
    """What a headline says an instrument is about: ความตกลงด้านยุทโธปกรณ์ไทย–ญี่ปุ่น → ยุทโธปกรณ์."""
    rest = _HEADLINE_HEAD.sub("", name).strip()
    rest = re.sub(r"^(?:ว่าด้วย|ด้าน|ความร่วมมือ|การ|เรื่อง)+", "", rest)
    return _HEADLINE_TAIL.sub("", rest)


def _merge(view: View, found: list[AgreementFound]) -> list[AgreementFound]:
    """The same instrument named twice, or short and in full, is one."""
    out: list[AgreementFound] = []
    for agreement in found:
        twin = None
        key = _key(agreement)
        for other in out:
            okey = _key(other)
            if key == okey or (len(min(key, okey, key=len)) > 12 and (key in okey or okey in key)):
                twin = other
                break
            if (
                agreement.type == other.type
                and agreement.parties
                and _codes(agreement) == _codes(other)
                and agreement.type == "fta"
            ):
                twin = other
                break
            short = [
                n
                for n in ("RCEP", "CPTPP", "AKFTA", "JTEPA", "AFTA")
                if n in agreement.name and n in other.name
            ]
            if short:
                twin = other
                break
            if agreement.generic and agreement.type == other.type:
                twin = other
                break
            if other.start < view.scan.article.body_start <= agreement.start and agreement.type == other.type:
                subject = _subject(other.name)
                if len(subject) >= 6 and subject in agreement.name:
                    twin = other
                    break
        if twin is None:
            out.append(agreement)
            continue
        if len(agreement.name) > len(twin.name) and agreement.name.startswith(
            ("บันทึก", "ความตกลง", "MOU", "ข้อตกลง", "FTA", "สัญญา", twin.name[:6])
        ):
            twin.name, twin.start, twin.end = agreement.name, agreement.start, agreement.end
        if agreement.parties and not twin.parties:
            twin.parties = agreement.parties
        if _ORDER[agreement.status] > _ORDER[twin.status] and not (
            twin.status == "proposed" and agreement.status == "in_force"
        ):
            twin.status, twin.date, twin.status_span = agreement.status, agreement.date, agreement.status_span
    return out


def _codes(agreement: AgreementFound) -> frozenset[str]:
    return frozenset(
        p if isinstance(p, str) else p.key if isinstance(p, BodyFound) else p.name for p in agreement.parties
    )


def _set_signing(view: View, agreement: AgreementFound, activities: list[ActivityFound]) -> None:
    """Tie a signed instrument to the signing of the article and take its date, signatories and parties."""
    if agreement.status != "signed":
        return
    signings = [a for a in activities if a.type == "signing"]
    near = [a for a in signings if abs(a.start - agreement.start) < 400 or a.zone == "title"]
    if not near:
        return
    signing = min(near, key=lambda a: abs(a.start - agreement.start))
    if signing.status == "planned" and agreement.date in ("", signing.date):
        agreement.status, agreement.date = "proposed", ""
        return
    agreement.signed_at = signing
    agreement.date = agreement.date or (signing.date if len(signing.date) == 10 else "")
    agreement.signatories = [
        p.actor for p in signing.participants if p.role == "signatory" and isinstance(p.actor, PersonFound)
    ]
    if not agreement.parties:
        bodies = [p.actor for p in signing.participants if isinstance(p.actor, BodyFound)]
        if len(bodies) >= 2:
            agreement.parties = list(bodies)
        else:
            sides = sorted({p.side for p in signing.participants if p.side})
            if len(sides) >= 2:
                agreement.parties = ["country:" + s for s in sides]


def is_foreign(agreement: AgreementFound) -> bool:
    """Is another state, or a body of another state, a party of something that is news? An instrument in force alone
    is a background to domestic news as well."""
    if agreement.status in ("in_force", "expired") and agreement.type != "fta":
        return False
    if agreement.type in ("declaration", "treaty") and agreement.status in ("approved", "signed"):
        if re.search(
            r"เอเปค|APEC|อาเซียน|ASEAN|สหประชาชาติ|ระหว่างประเทศ|เอเชีย|ผู้นำ|รัฐมนตรี|BIMSTEC|ACMECS|บิมสเทค",
            agreement.name,
        ):
            return True
    for party in agreement.parties:
        if isinstance(party, BodyFound):
            if party.country not in ("", "TH"):
                return True
        elif (
            isinstance(party, str)
            and party != "country:TH"
            and (party.startswith("country:") or len(agreement.parties) > 1)
        ):
            return True
    return False
