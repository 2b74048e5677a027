"""One instrument named twice, short and in full, is one."""

from __future__ import annotations

import functools
import re

from kg.extract.agreements.found import AgreementFound, party_keys
from kg.extract.organisations import BodyFound
from kg.extract.view import View

_ORDER = {"expired": 5, "in_force": 4, "signed": 3, "approved": 2, "proposed": 1}
_HEAD = re.compile(
    r"^(?:กรอบ)?(?:บันทึก(?:ความเข้าใจ|ความร่วมมือ|ข้อตกลง|ความตกลง)|ความตกลง|ข้อตกลง|สัญญา|MO[UuC]|เอ็มโอยู|ความร่วมมือ|Memorandum of Understanding|แถลงการณ์ร่วม|ปฏิญญา|แผนปฏิบัติการ|FTA|เอฟทีเอ)(?:ความร่วมมือ|ร่วม|การค้าเสรี|เขตการค้าเสรี)?"
)
_SIDES = re.compile(r"(?:ระหว่าง|ร่วมกับ|กับ|ไทย ?[ก-๙]*[-–]|[-–] ?ไทย|อาเซียน ?[-–]).*$", re.DOTALL)
_NUMBER = re.compile(r"[0-9๐-๙]+")
_YEARS = re.compile(r"ครั้งที่|ฉบับที่|ระยะที่|ปี|25[0-9]{2}|20[0-9]{2}")  # one of several, by its number
_FAMILIES = {"mou": "mou", "letter_of_intent": "letter", "agreement": "agreement", "contract": "contract"}
_SHORT = ("RCEP", "CPTPP", "AKFTA", "JTEPA", "AFTA", "ACFTA", "PCA", "ATIGA", "TAFTA", "FTAAP")


@functools.lru_cache(maxsize=4096)
def _key(name: str) -> str:
    return re.sub(r"[\s()–\-“”\"ฯ]+", "", name).casefold()


@functools.lru_cache(maxsize=4096)
def _subject(name: str) -> str:
    """What an instrument is about: ความตกลงด้านยุทโธปกรณ์ไทย–ญี่ปุ่น → ยุทโธปกรณ์."""
    rest = _HEAD.sub("", re.sub(r"\([^()]*\)", "", name)).strip(" ฯ")
    rest = re.sub(r"การ(?:ตรวจ)?ลงตรา", "วีซ่า", rest).replace("ซึ่งกันและกัน", "")
    rest = re.sub(r"ฉบับ(?:แรก|ใหม่|ปรับปรุง)", "", rest)
    rest = re.sub(r"^(?:ว่า ?ด้วย|ด้าน|ความร่วมมือ|การ|เรื่อง|ทาง|ที่|เพื่อ|ใน|ฉบับใหม่|ร่วมกัน|ร่วม| )+", "", rest)
    return _key(_SIDES.sub("", rest))


@functools.lru_cache(maxsize=4096)
def _meeting(name: str) -> str:
    """Which meeting issued a statement: แถลงการณ์ร่วม (Joint Communique) ของการประชุมรัฐมนตรีแรงงานอาเซียน ครั้งที่ 27."""
    name = re.sub(r"\([^()]*\)|ของ|การประชุม|ระดับ|ร่าง", "", name).replace("รมต.", "รัฐมนตรี")
    return _key(name) if "ครั้งที่" in name else ""


def _theme(name: str) -> str:
    """The last words of what an instrument is about: …ว่าด้วยความร่วมมือด้านยุทโธปกรณ์ → ยุทโธปกรณ์."""
    return _subject(name.rpartition("ว่าด้วย")[2])


def _are_one(view: View, first: AgreementFound, second: AgreementFound) -> bool:
    if first.listed == second.listed >= 0:
        return False  # told one by one
    key, other = _key(second.name), _key(first.name)
    if key == other or (len(min(key, other, key=len)) > 12 and (key in other or other in key)):
        return True
    stems = {_key(a.name.split("(")[0]) for a in (first, second)}
    if len(stems) == 1 and len(stems.pop()) > 24:
        return True
    if (first.known and first.known == second.known) or any(
        n in first.name and n in second.name for n in _SHORT
    ):
        return True
    if first.type != second.type and not _is_work(first, second):
        return False
    if first.type == second.type == "declaration" and _meeting(first.name) == _meeting(second.name) != "":
        return True
    about, over = _theme(first.name), _theme(second.name)
    shared = next((i for i, (a, b) in enumerate(zip(about, over, strict=False)) if a != b), 0)
    if (
        shared >= max(24, 0.7 * min(len(about), len(over)))
        and party_keys(first) == party_keys(second)
        and (_NUMBER.findall(key) == _NUMBER.findall(other) or not _YEARS.search(key + other))
    ):
        return True
    mine, yours = party_keys(second), party_keys(first)
    if second.type == "fta":
        return bool(mine) and mine == yours
    if (
        first.type == second.type in _FAMILIES
        and len(about) > 3
        and about == over
        and _are_of_one_pair(first, second)
    ):
        return True
    if second.bare or first.bare:
        return not (first.known or second.known) or (bool(mine) and mine == yours)
    a, b = _subject(first.name), _subject(second.name)
    in_title = first.start < view.scan.article.body_start <= second.start
    if in_title and (
        (len(a) >= 6 and a in b)
        or (len(b) >= 6 and a.startswith(b) and len(mine) > 1)
        or (not a and mine and mine == yours)
    ):
        return True
    if first.type != second.type:
        one = len(min(a, b, key=len)) >= 6 and (a in b or b in a)
        pair = _is_work(first, second) and _are_of_one_pair(first, second)
        done = {"signed", "approved"} & {first.status, second.status}
        return bool(done) and (one or mine == yours or in_title or pair)
    if (
        second.type in _FAMILIES
        and mine
        and mine == yours
        and "news" not in (first.parties_from, second.parties_from)
    ):
        return not a or not b or (len(min(a, b, key=len)) >= 6 and (a in b or b in a))
    return False


def _are_of_one_pair(first: AgreementFound, second: AgreementFound) -> bool:
    """Are the parties of both of the same states, as far as they are told?"""
    one, two = (
        {p.country if isinstance(p, BodyFound) else str(p).removeprefix("country:") for p in a.parties} - {""}
        for a in (first, second)
    )
    told = "news" not in (first.parties_from, second.parties_from)
    of_bodies = [[p for p in a.parties if isinstance(p, BodyFound)] for a in (first, second)]
    if [] in of_bodies and not all(p.country for bodies in of_bodies for p in bodies):
        return one <= two or two <= one  # nothing tells whose one of the bodies is
    return not one or not two or one == two or (not told and bool(one & two - {"TH"}))


def _is_work(first: AgreementFound, second: AgreementFound) -> bool:
    """Is one only told as ความร่วมมือ that was signed, the other by the kind of instrument?"""
    short = [a for a in (first, second) if a.name.startswith("ความร่วมมือ")]
    return len(short) == 1 and all(a.type in _FAMILIES for a in (first, second))


def _fuller(twin: AgreementFound, agreement: AgreementFound) -> bool:
    """Is the second mention the fuller name? One that ends in a headline's telling is not."""
    if agreement.bare != twin.bare:
        return twin.bare and not agreement.name.startswith("ความร่วมมือ")
    if len(agreement.name) <= len(twin.name):
        return False
    return agreement.name.startswith(
        (
            "บันทึก",
            "ความตกลง",
            "MOU",
            "MoU",
            "ข้อตกลง",
            "FTA",
            "สัญญา",
            "กรอบ",
            "แถลงการณ์",
            "ปฏิญญา",
            "แผน",
            twin.name[:6],
        )
    )


def _reports_more(twin: AgreementFound, agreement: AgreementFound) -> bool:
    """Does the second mention report a further status? That it is made use of says less than what was done with it."""
    if twin.told and agreement.told and twin.by_use != agreement.by_use:
        return twin.by_use
    return (agreement.told, _ORDER[agreement.status]) > (twin.told, _ORDER[twin.status])


_FIRM = {"": 0, "news": 1, "clause": 2, "name": 3}


def _tells_more(view: View, twin: AgreementFound, agreement: AgreementFound) -> bool:
    """Are the parties of the second mention the better ones: told at all, nearer by, or bodies where the headline has states?"""
    if len(agreement.parties) <= 1:
        return bool(agreement.parties) and not twin.parties
    if len(twin.parties) <= 1 or _FIRM[agreement.parties_from] > _FIRM[twin.parties_from]:
        return True
    in_title = twin.start < view.scan.article.body_start
    return (
        (in_title or not any(isinstance(p, BodyFound) for p in twin.parties))
        and agreement.parties_from != "news"
        and sum(isinstance(p, BodyFound) for p in agreement.parties) > 1
    )


def merge_agreements(view: View, found: list[AgreementFound]) -> list[AgreementFound]:
    """Each instrument once, under its fullest name and with the furthest status."""
    out: list[AgreementFound] = []
    for agreement in found:
        twin = next((other for other in out if _are_one(view, other, agreement)), None)
        if twin is None:
            out.append(agreement)
            continue
        in_title = twin.start < view.scan.article.body_start
        if _fuller(twin, agreement):
            if twin.name.startswith("ความร่วมมือ"):
                twin.type = agreement.type
            twin.name, twin.start, twin.end = agreement.name, agreement.start, agreement.end
            twin.bare = twin.bare and agreement.bare
        if _tells_more(view, twin, agreement):
            twin.parties, twin.parties_from = agreement.parties, agreement.parties_from
        if _reports_more(twin, agreement):
            twin.status, twin.date, twin.told = agreement.status, agreement.date, agreement.told
            twin.date_end = agreement.date_end
            twin.status_span, twin.by_use = agreement.status_span, agreement.by_use
        elif agreement.status == twin.status and in_title and not twin.date:
            twin.date = agreement.date
        twin.approved = twin.approved or agreement.approved
    return _drop_headlines(view, out)


def _drop_headlines(view: View, found: list[AgreementFound]) -> list[AgreementFound]:
    """Without an instrument that only the headline names, where the body tells one of its kind: the same in other words."""
    body = view.scan.article.body_start
    if any(a.start >= body and a.status == "signed" and not a.name.startswith("ความร่วมมือ") for a in found):
        found = [a for a in found if a.start >= body or not a.name.startswith("ความร่วมมือ")]
    told = [a for a in found if a.start >= body and a.type in _FAMILIES and not a.by_use]
    named = [a for a in found if a.start < body and a.type in _FAMILIES]
    kinds = {_FAMILIES[a.type] for a in told}
    if len(told) != 1 or len(named) != 1:
        return [a for a in found if not any(a is n for n in named) or _FAMILIES[a.type] not in kinds]
    (full,), (short,) = told, named
    if _FAMILIES[full.type] != _FAMILIES[short.type] or (full.status == "in_force") != (
        short.status == "in_force"
    ):
        return found
    if _reports_more(full, short):
        full.status, full.date, full.told = short.status, full.date or short.date, short.told
    return [a for a in found if a is not short]
