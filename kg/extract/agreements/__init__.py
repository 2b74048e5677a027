"""Agreements: particular instruments, their kind, parties, signatories, and the furthest status the article reports."""

from __future__ import annotations

import re

from kg.extract.activities import ActivityFound
from kg.extract.activities.found import build_part
from kg.extract.agreements.found import AgreementFound, Head, any_head, head_starts, heads, known_in
from kg.extract.agreements.lists import find_lists, read_items
from kg.extract.agreements.merge import merge_agreements
from kg.extract.agreements.names import cut_tail, is_bare, is_particular, read_left, read_name
from kg.extract.agreements.parties import is_league, set_parties, sides_of_news
from kg.extract.agreements.status import find_usual, set_status, stands_whole
from kg.extract.organisations import BodyFound
from kg.extract.people import PersonFound
from kg.extract.scan import MOST, Taken, iter_matches
from kg.extract.view import ActorMention, View

__all__ = ["AgreementFound", "find_agreements", "is_foreign"]

_CONTRACT = re.compile(r"สัญญา(?:สนับสนุน|เงินกู้|ซื้อขาย|จ้าง(?!แรงงาน|งาน)|ความร่วมมือ|ร่วม|ให้ความช่วยเหลือ)")
_PROGRAMME = re.compile(
    r"แผนงาน(?:ความร่วมมือ(?:ทาง|ด้าน)?เศรษฐกิจ(?:ใน|ของ)?อนุภูมิภาค|(?:การ)?พัฒนาเขตเศรษฐกิจ| ?(?:GMS|IMT))"  # GMS, IMT-GT
)
_CONSENT = re.compile(r"กับ ?(?:สำนักงบ|สงป|กรมบัญชีกลาง|กค\.|กระทรวงการคลัง)")  # ขอทำความตกลง | กับสำนักงบประมาณ
_PREDICATE = re.compile(r"เป็น$")  # RCEP เป็นความตกลงการค้าเสรีที่…: said of one named already
_GLOSS = re.compile(r"[”\"]? ?\((?=[A-Z])[^()\n]{8,260}\)")
_FREE_TRADE = re.compile(r"การค้าเสรี|เสรีการค้า|\bFTA\b|เอฟทีเอ|^ความตกลง C?EPA\b")
_UNDERSTANDING = re.compile(r"(?:ข้อตกลง|ความตกลง|ความร่วมมือ)[ก-๙]{0,20} ?\(?(?:MO[UuC]|Memorandum)")
_SIGNED = re.compile(
    r"(?:(?:ลงนาม(?:ใน|กรอบ)?|พิธีลงนาม|รับรอง|ออก|เห็นชอบ)(?:เอกสาร|บันทึก|ต่อ)? ?(?:ร่าง)?|ร่าง) ?$"
)
_MADE = re.compile(r"(?:ลงนาม(?:ใน|จัดทำ)?(?:ร่าง)?|ร่วม(?:ลงนาม)?) ?$")
_SIGNS = re.compile(r"(?:ลงนาม|ทำ)(?:ใน)?(?:ร่าง)? ?$")
_SAID = re.compile(r" ?(?:ที่|ซึ่ง)(?:ได้|ไทย|ทั้งสอง)?(?:ประเทศ|ฝ่าย)?(?:ได้)?(?:มีการ)?(?:ร่วม)?(?:กัน)?(?:ลงนาม|จัดทำ)")
_ADOPTED = re.compile(r"(?:รับรอง|ออก|เห็นชอบ)(?:ต่อ|ใน)?(?:ร่าง)? ?$")
_KEPT = re.compile(
    r"(?:ภายใต้(?:กรอบ)?|ตาม|เตรียมทำ|จัดทำ|ปรับปรุง|ต่ออายุ|แก้ไข|ภายหลังการลงนาม|หลังการลงนาม)(?:ใน)?(?:ร่าง)? ?$"
)
_NEGOTIATED = re.compile(
    r"(?:เจรจา(?:จัดทำ|เพื่อจัดทำ|การจัดทำ)?|จัดทำ|ผลักดัน|เปิดการเจรจา|รื้อฟื้น|ทำ)(?:ร่าง|กรอบ)?(?:ความตกลง|ข้อตกลง)? ?$"
)
_RENEWED = re.compile(r"ยกระดับ|ปรับปรุง|แก้ไข|พิธีสาร|ฉบับใหม่")
_INTERNATIONAL = re.compile(
    r"เอเปค|APEC|อาเซียน|ASEAN|สหประชาชาติ|ระหว่างประเทศ|เอเชีย|ผู้นำ|รัฐมนตรี|BIMSTEC|ACMECS|บิมสเทค"
)


def find_agreements(view: View, activities: list[ActivityFound]) -> list[AgreementFound]:
    """The instruments of the article, one entry each, with the furthest status reported."""
    text = view.scan.text
    owner, pattern = heads()
    found: list[AgreementFound] = []
    offices = Taken(len(text))
    for body in view.bodies:
        for b in body.mentions:
            if text.startswith(("กรม", "กอง", "ฝ่าย", "สำนัก"), b.start):  # กรมสนธิสัญญาและกฎหมาย
                offices.add(b.start + 1, b.end)
    lists = find_lists(view.scan)
    for papers in lists:
        for item in read_items(view.scan, papers):
            name = " ".join(text[item.start : item.end].split())
            listed = AgreementFound(name, item.type, item.start, item.end, "instrument-listed")
            listed.listed = papers.start
            head = Head("", item.type)
            set_status(view, listed, head, None)
            set_parties(view, listed, head, activities)
            found.append(listed)
            offices.add(item.start, item.end)
    reach = 0
    for m in iter_matches(any_head(), head_starts, view.scan):
        if len(found) > MOST["agreements"]:
            break
        if m.start() < reach or not _begins(text, m) or not offices.is_free(m.start(), m.start() + 1):
            continue
        if text.endswith("ทำ", 0, m.start()) and _CONSENT.match(text, m.end()):
            continue
        head = owner[m.group()]
        inner = pattern.match(text, m.end() + (text[m.end() : m.end() + 1] == " "))
        if inner and (head.signed or (owner[inner.group()].named and owner[inner.group()].type == "mou")):
            continue  # ความร่วมมือ MOU…, เอกสารแถลงการณ์…, ข้อตกลง MOU 43
        if head.adopted and not _SIGNED.search(text, max(0, m.start() - 24), m.start()):
            continue
        start = read_left(text, m.start(), head)
        if text.endswith("กรอบ", 0, start) and head.type != "mou":
            start -= 4
        if start < reach:
            start = m.start()
        if found and _is_gloss(text, found[-1], start, head):
            continue
        end = read_name(view, m.start(), m.end(), head)
        end = start + len(cut_tail(text[start:end].rstrip(), head))
        name = " ".join(text[start:end].split())
        gloss = _GLOSS.match(text, end)
        bare = not head.named and is_bare(head, name)
        if bare and not _is_definite(view, head, m.start(), end, activities):
            continue
        if not bare and not is_particular(view, head, name, start, end):
            continue
        if not head.named and _PREDICATE.search(text, max(0, start - 5), start) and "ว่าด้วย" not in name:
            continue
        if head.signed and "ว่าด้วย" not in name and not _SIGNED.search(text, max(0, start - 24), start):
            continue
        known = None if head.named else known_in(name)
        if known and (known.type == "fta" or head.type != "declaration"):  # a statement on AOIP is another
            head = known
        reach = gloss.end() if gloss else end
        pieces = re.split(r" (?:และ ?)?(?=ไทยกับ)", name) if head.type == "fta" else [name]
        at = start
        for piece in pieces:
            at = max(at, text.find(piece[:8], at, end + 1))
            stop = end if piece is pieces[-1] else at + len(piece)
            one = piece if piece is pieces[0] else f"{m.group()} ระหว่าง{piece}"
            agreement = AgreementFound(one, head.type, at, stop, "instrument-" + head.type, bare=bool(bare))
            at = stop
            agreement.listed = next((x.start for x in lists if x.holds(start)), -1)
            agreement.known = f"{head.signed_on}/{head.since}" if head.since else ""
            if _FREE_TRADE.search(one):
                agreement.type = "fta"
            elif _UNDERSTANDING.match(one):
                agreement.type = "mou"
            set_status(view, agreement, head, found[-1] if found else None)
            set_parties(view, agreement, head, activities)
            if agreement.bare and head.type == "mou" and len(agreement.parties) < 2:
                continue  # signed by somebody, it is not said between whom
            agreement.status = agreement.status or find_usual(view, agreement, head)
            if agreement.status == "approved" and agreement.type == "fta":
                if find_usual(view, agreement, head) == "in_force" and not _RENEWED.search(agreement.name):
                    agreement.status, agreement.approved = "in_force", False  # what is approved only helps it
            if agreement.status == "proposed" and stands_whole(view, agreement):
                agreement.status = "in_force"  # what is negotiated renews it
            found.append(agreement)
        if (
            text.startswith("ฯ", end)
            and (before := [f for f in found[:-1] if f.name.startswith(name)])
            and found[-1].start == start
        ):
            # ปฏิญญาร่วมฯ: the one spelled out before
            found[-1].name, found[-1].parties = before[-1].name, before[-1].parties
            found[-1].parties_from = before[-1].parties_from
    found.sort(key=lambda a: a.start)
    out = merge_agreements(view, view.scan.keep_most("agreements", found))
    for agreement in out:
        adopted = agreement.status_span and text.startswith("รับรอง", agreement.status_span[0])
        if not (adopted and agreement.type == "declaration"):
            _set_signing(agreement, activities)
        view.bodies += [p for p in agreement.parties if isinstance(p, BodyFound) and p not in view.bodies]
    for signing in activities:
        if signing.type == "signing":
            _seat_parties(view, signing, [a for a in out if a.signed_at is signing])
    return out


def _seat_parties(view: View, signing: ActivityFound, signed: list[AgreementFound]) -> None:
    """The bodies whose instruments are signed there sign, where no person and no body is told to; states whose leaders watch do not."""
    signers = [p for p in signing.participants if p.role == "signatory"]
    if not all(isinstance(p.actor, str) and p.actor.startswith("country:") for p in signers):
        return
    parties = {id(b): b for a in signed for b in a.parties if isinstance(b, BodyFound)}
    if parties or any(p.role == "witness" for p in signing.participants):
        signing.participants = [p for p in signing.participants if p not in signers]
    for body in parties.values():
        near = min(body.mentions, key=lambda m: abs(m.start - signed[0].start))
        mention = ActorMention(near.start, near.end, body, "body")
        if not signing.has(body):
            signing.participants.append(build_part(view, mention, "signatory", "party"))


def _is_gloss(text: str, last: AgreementFound, start: int, head: Head) -> bool:
    """Is it the English name in brackets of the instrument named just before?"""
    return (
        head.th.isascii()
        and not head.named
        and text[max(0, start - 1) : start] in ("(", "[")
        and start - last.end < 200
        and "\n" not in text[last.end : start]
    )


def _begins(text: str, m: re.Match[str]) -> bool:
    """Does an instrument begin here? สนธิสัญญา and คำสัญญา hold no สัญญา."""
    if m.group() in ("สัญญา", "ความตกลง", "ข้อตกลง"):
        if text.endswith(("สนธิ", "อนุ", "คำ", "ได้"), 0, m.start()):
            return False
        return (
            m.group() != "สัญญา"
            or _CONTRACT.match(text, m.start()) is not None
            or (
                _MADE.search(text, max(0, m.start() - 20), m.start()) is not None
                and text.startswith(("การ", "ซื้อ", "เช่า"), m.end())
            )
        )
    if text.endswith("องค์การ", 0, m.start()):  # องค์การสนธิสัญญาแอตแลนติกเหนือ
        return False
    return _PROGRAMME.match(text, m.start()) is None


def _is_definite(view: View, head: Head, start: int, end: int, activities: list[ActivityFound]) -> bool:
    """A bare head counts where it is signed between two named sides, or where two countries negotiate it."""
    text = view.scan.text
    before = text[max(0, start - 30) : start]
    if head.strict:
        return False
    if head.type == "fta":
        return _NEGOTIATED.search(before) is not None and bool(sides_of_news(activities))
    if head.th == "บันทึกการประชุม":
        return _MADE.search(before) is not None and bool(sides_of_news(activities))
    if head.type not in ("mou", "declaration", "letter_of_intent") and head.th != "หนังสือแลกเปลี่ยน":
        return False
    if head.type == "declaration" and _ADOPTED.search(before):
        return True
    if head.type == "mou" and (
        _SAID.match(text, end) or _KEPT.search(before) or re.search(r"ระหว่าง|ฉบับใหม่", text[start:end])
    ):
        return True
    if head.type == "mou" and _SIGNS.search(before):
        return True
    return bool(
        _MADE.search(before) and (re.search(r"ระหว่าง|กับ", text[end : end + 60]) or sides_of_news(activities))
    )


_NEAR, _IN_LIST = (
    400,
    2500,
)  # characters to the signing; the only one of an article is that of a long list too


def _set_signing(agreement: AgreementFound, activities: list[ActivityFound]) -> None:
    """Tie a signed instrument to the signing of the article and take its date, signatories and parties."""
    if agreement.status != "signed":
        return
    signings = [a for a in activities if a.type == "signing"]
    far = {id(a): min(abs(at - agreement.start) for at in (a.start, *a.again)) for a in signings}
    near = [a for a in signings if far[id(a)] < _NEAR or a.zone == "title"]
    if not near:
        if len(signings) == 1 and far[id(signings[0])] < _IN_LIST and signings[0].status == "held":
            agreement.date = agreement.date or (signings[0].date if len(signings[0].date) == 10 else "")
        return
    signing = min(near, key=lambda a: far[id(a)])
    if signing.status == "planned" and agreement.date in ("", signing.date):
        agreement.status, agreement.date = "approved" if agreement.approved else "proposed", ""
        return
    agreement.signed_at = signing
    agreement.date = agreement.date or (signing.date if len(signing.date) == 10 else "")
    agreement.signatories = [
        p.actor for p in signing.participants if p.role == "signatory" and isinstance(p.actor, PersonFound)
    ]
    if not agreement.parties:
        bodies = [p.actor for p in signing.participants if isinstance(p.actor, BodyFound)]
        sides = sorted({p.side for p in signing.participants if p.side})
        if len(bodies) >= 2:
            agreement.parties = list(bodies)
        elif len(sides) >= 2:
            agreement.parties = ["country:" + s for s in sides]


def is_foreign(agreement: AgreementFound) -> bool:
    """Is another state, or a body of another state, a party of something that is news? An instrument in force alone
    is a background to domestic news as well."""
    if agreement.status in ("in_force", "expired") and agreement.type != "fta":
        return False
    if agreement.type in ("declaration", "treaty") and agreement.status in ("approved", "signed"):
        if _INTERNATIONAL.search(agreement.name):
            return True
    for party in agreement.parties:
        if isinstance(party, BodyFound):
            if party.country not in ("", "TH") or (
                not party.country and len(agreement.parties) > 1 and is_league(party)
            ):
                return True
        elif (
            isinstance(party, str)
            and party != "country:TH"
            and (party.startswith("country:") or len(agreement.parties) > 1)
        ):
            return True
    return False
