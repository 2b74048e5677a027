"""Does an article deal with another country or an international organisation, where no activity of it could be read?"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

from kg.extract.activities.found import same_actor, side_of
from kg.extract.organisations import BodyFound
from kg.extract.people import PersonFound, looks_foreign
from kg.extract.scan import longest_of, starts
from kg.extract.view import Actor, ActorMention, View, is_international
from kg.lexicon import load_lexicon

_OPENING = 700  # characters of the body in which the news is told
_OFFICES = ("embassy", "ministry", "agency", "department", "government", "parliament", "military", "police")
_OWN = re.compile(r"(?<!ประจำ)(?<!ประจำประเทศ)(?<!ใน)(?<!ในประเทศ)ไทย(?!แลนด์)|^[^ ]* ณ |Thai")
_CLAUSE = re.compile(r"(?:ซึ่ง|เพื่อ|นอกจากนี้|ทั้งนี้|เนื่องจาก|ตามที่|กล่าวว่า|เปิดเผยว่า|\n)")
_RECALLED = re.compile(r"(?:เนื่องจาก|ตามที่)$")
_REGION = re.compile(r"(?:ใน|ของ|ภูมิภาค|แห่ง|สู่|ชาว|ประชาคม|กลุ่มประเทศ|ตลาด|เป้าหมาย[^ ]*)$")


@functools.cache
def _words(key: str) -> re.Pattern[str]:
    values = load_lexicon().patterns["dealings"][key]
    return re.compile(longest_of(map(str, values)))


@starts
def _abroad() -> Iterable[str]:
    return [str(word) for word in load_lexicon().patterns["dealings"]["abroad"]]


def stays_home(view: View) -> bool:
    """True when nothing in the article is of another country, of several, or of an international organisation."""
    scan = view.scan
    return not (
        scan.leads_abroad(0, len(scan.text))
        or any(is_international(body) or body.country not in ("", "TH") for body in view.bodies)
        or any(post.country not in ("", "TH") for post in view.posts)
        or scan.starts_in(_abroad, 0, len(scan.text))
    )


def deals_abroad(view: View) -> bool:
    """True when headline or opening tell that another country, its bodies or officials, or an international organisation
    take part, or when offices of other countries stand all over the article."""
    if (
        _deals_with_state(view)
        or _gathers_missions(view)
        or _shares_border(view)
        or _deals_with_authorities(view)
        or _speaks_of_two_sides(view)
    ):
        return True
    text, body_start = view.scan.text, view.scan.article.body_start
    opening = min(len(text), body_start + _OPENING)
    offices: list[Actor] = []
    for actor in view.actors:
        side = _other_side(actor)
        if side == "office" and not any(same_actor(actor.actor, other) for other in offices):
            offices.append(actor.actor)
        if actor.start >= opening:
            continue
        if side == "firm":
            if actor.start < body_start and _received(view):
                return True
        elif side and _acts(view, actor, side):
            return True
    return len(offices) > 1


def _gathers_missions(view: View) -> bool:
    """Does the first part tell of the diplomatic corps?"""
    return _words("corps").search(view.scan.text, 0, view.scan.article.body_start + 2 * _OPENING) is not None


_NEIGHBOURS = ("KH", "LA", "MM", "MY")


def _shares_border(view: View) -> bool:
    """Does it tell of a truce or of a standing committee with a neighbour?"""
    if not any(h.id in _NEIGHBOURS for h in view.scan.country_at.values()):
        return False
    return _words("border").search(view.scan.text) is not None


# ทั้งสองฝ่ายได้ร่วมหารือ, ทั้งสองประเทศจะส่งเสริม
_TWO_SIDES = re.compile(
    r"ทั้ง(?<!ของทั้ง)(?:สอง| 2 ?)(?:ฝ่าย|ประเทศ)[ก-๎ ]{0,20}?(?:หารือ|ตกลง|เห็นพ้อง|ลงนาม|ส่งเสริม|เจรจา)"
)
_AUTHORITIES = r"[ก-๎ ]{0,30}?(?:กับ|จาก|ไปยัง|ต่อ)(?:ทาง)? ?(?:ทางการ|รัฐบาล|หน่วยงาน|เจ้าหน้าที่|ตำรวจ)(?:ท้องถิ่น)?(?:ของ)?(?:ประเทศ)? ?"


@functools.cache
def _with_authorities() -> re.Pattern[str]:
    return re.compile(f"(?:{_words('asks').pattern}){_AUTHORITIES}")


def _deals_with_authorities(view: View) -> bool:
    """Does somebody talk or work with the authorities of another country that headline or opening name: ประสานกับทางการ|เคนยา?"""
    scan = view.scan
    named = {h.id for h in scan.countries_in(0, scan.article.body_start + _OPENING)} - {"TH"}
    found = (scan.country_at.get(m.end()) for m in (_with_authorities().finditer(scan.text) if named else ()))
    return any(hit is not None and hit.id in named for hit in found)


def _speaks_of_two_sides(view: View) -> bool:
    """Do two sides do something together, one of them of another country named in the headline or in that line?"""
    scan = view.scan
    told = [scan.line_of(m.start()) for m in _TWO_SIDES.finditer(scan.text)]
    return any(
        _is_of_elsewhere(view, actor)
        for start, end in ([(0, scan.article.body_start), *told] if told else ())
        for actor in view.actors_in(start, end)
    )


def _is_of_elsewhere(view: View, actor: ActorMention) -> bool:
    league = isinstance(actor.actor, BodyFound) and is_international(actor.actor)
    return league or side_of(view, actor) not in ("", "TH")


def _deals_with_state(view: View) -> bool:
    """Does the headline name a country as the one dealt with, or two countries that deal with each other?"""
    text, end = view.scan.text, view.scan.article.body_start
    hits = view.scan.countries_in(0, end)
    for last, hit in zip([None, *hits], hits, strict=False):
        if last is not None and re.fullmatch(r" ?[-–] ?", text[last.end : hit.start]) and last.id != hit.id:
            called = re.search(f'(?:{_words("called").pattern})[ “"]?$', text[: last.start])
            if not called and _words("joint").search(text, 0, end):
                return True
        before = re.search(r" ?(?:รัฐบาล|ประเทศ|ทางการ)?$", text[: hit.start])
        if hit.id != "TH" and before and re.search(f"(?:{_words('state').pattern})$", text[: before.start()]):
            return True
    return False


def _other_side(actor: ActorMention) -> str:
    """``office`` for a body or official of another country, ``league`` for an international organisation, ``firm`` for a
    foreign company, else ""."""
    if isinstance(actor.actor, BodyFound):
        body = actor.actor
        if body.kind == "international-organisation":
            return "league"
        if body.kind == "company":
            foreign = body.country not in ("", "TH") or (
                not body.country and re.search("[A-Za-z]{3}", body.name)
            )
            return "firm" if foreign and not _OWN.search(body.name) else ""
        if body.country in ("", "TH") or body.kind not in _OFFICES or _OWN.search(body.name):
            return ""
        return "office"
    post = actor.post
    if isinstance(actor.actor, PersonFound):
        person = actor.actor
        held = any((p.gov or p.envoy) and p.country not in ("", "TH") and not p.former for p in person.posts)
        strange = looks_foreign(person) or any(p.envoy for p in person.posts)
        return "office" if held and strange and person.country not in ("", "TH") else ""
    if (
        post is not None
        and (post.gov or post.envoy)
        and post.country not in ("", "TH")
        and "ไทย" not in post.text
    ):
        return "office"
    return ""


def _received(view: View) -> bool:
    """Does the headline tell that an office receives or meets somebody?"""
    return _words("received").search(view.scan.text, 0, view.scan.article.body_start) is not None


def _acts(view: View, actor: ActorMention, side: str) -> bool:
    text = view.scan.text
    low = max(view.scan.line_of(actor.start)[0], actor.start - (70 if side == "office" else 40))
    for cut in _CLAUSE.finditer(text, low, actor.start):
        low = cut.end()
    if _RECALLED.search(text, max(0, low - 9), low):
        return False
    if side == "league" and _REGION.search(text, low, actor.start):
        return False
    if _words("with" if side == "office" else "member").search(text, low, actor.start):
        return True
    if side == "league":
        after = re.compile(r" ?(?:\([^()\n]{2,60}\) ?)?").match(text, actor.end)
        return after is not None and _words("does").match(text, after.end()) is not None
    high = min(len(text), actor.end + 60)
    stop = _CLAUSE.search(text, actor.end, high)
    return _words("does").search(text, actor.end, stop.start() if stop else high) is not None
