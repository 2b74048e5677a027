"""Posts as a grammar: [modifier]* head + complement, joint posts split, country and body read off.

The heads and what completes them are data (``data/patterns/posts.yaml``).
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from kg.extract.organisations import BodyMention
from kg.extract.scan import (
    THAI,
    Scan,
    Taken,
    begins_with_stop,
    cut_run,
    first_of,
    iter_matches,
    longest_of,
    starts,
    starts_word,
    tokens_of,
)
from kg.lexicon import Hit, PostHead, load_lexicon

_CHUNK = re.compile(r"[^\s,;:()\[\]“”\"‘’!?/•…]+")
_ENVOY_TO = re.compile(r" ?(?:ประจำ|ณ) ?")
_SEAT = re.compile("ประจำ ?(?:ประเทศ|ราชอาณาจักร)?")
_OF_COUNTRY = re.compile(" ?(?:แห่ง|ของ)? ?(?:ประเทศ)?")
_TO_COUNTRY = re.compile(" ?(?:วิสามัญ ?ผู้มีอำนาจเต็ม)?(?: ?แห่ง| ?ของ)? ?(?:ประเทศ)?")
_PART_OF_COUNTRY = re.compile("(?:รัฐ|แคว้น|มณฑล|เขตบริหารพิเศษ)[ก-๙]+")
_GOES_ON = re.compile("ประจำ|แห่ง|ฝ่าย|คนที่|จำกัด|ภาคที่|สาขา|เขต|ด้าน(?=[ก-๙])|กลุ่ม(?=[ก-๙])|ประเทศ")
_FOR_GENERIC = ("ประเทศต่าง", "ทั้ง", "และ")


# who acts in a post is told with it: รักษาราชการแทนอธิบดี…
_ACTS = re.compile("(?:ผู้)?รักษา(?:การ|ราชการ)(?:แทน)? ?$")


@dataclass(slots=True)
class PostMention:
    """A post as written. ``text`` is the post in full; ``names_person`` tells that it stands for its holder alone."""

    start: int
    end: int
    text: str
    head: str
    org: str = ""
    country: str = ""
    accredited: str = ""
    former: bool = False
    acting: bool = False
    truncated: bool = False  # written with ฯ: a reference to a post spelled out elsewhere
    gov: bool = False
    envoy: bool = False
    joint: int = 0  # position among joint posts
    canon: str = ""  # the post with abbreviations spelled out


@functools.cache
def _head_pattern() -> re.Pattern[str]:
    lex = load_lexicon()
    one = longest_of(lex.post_heads)
    mod = f"(?P<mods>(?:{longest_of(lex.post_modifiers)}(?:ใน)?(?:ตำแหน่ง)? ?){{0,6}})"
    deputies = "|".join(map(re.escape, lex.post_deputies))
    deputy = f"(?P<deputy>(?:{deputies}) ?(?={one}|รอง|ผู้ช่วย)){{0,6}}"
    return re.compile(f"{first_of(_head_starts())}{mod}{deputy}(?P<head>{one})")


@functools.cache
def _and_head() -> re.Pattern[str]:
    """และ before a post's head."""
    return re.compile("และ(?=" + re.sub(r"\?P<\w+>", "?:", _head_pattern().pattern) + ")")


@starts
def _head_starts() -> Iterable[str]:
    lex = load_lexicon()
    return [*lex.post_heads, *lex.post_modifiers, *lex.post_deputies]


_MINISTERS = "Foreign|Defen[cs]e|Finance|Commerce|Interior|Energy|Health|Labou?r|Trade|Industry|Education|Transport|Agriculture|Tourism|Digital|Justice|Culture|Environment|Public Health|Foreign Affairs"


@functools.cache
def _english_pattern() -> re.Pattern[str]:
    lex = load_lexicon()
    heads = sorted(lex.english_posts, key=len, reverse=True)
    return re.compile(
        r"(?P<mods>(?:[Ff]ormer |[Aa]cting |Ex-|Outgoing |Incoming ){0,6})(?P<head>\b(?:(?:(?:Deputy |Vice |Vice-|Assistant )?(?:"
        + _MINISTERS
        + r") Minister)|"
        + "|".join(map(re.escape, heads))
        + r"))\b"
    )


@starts
def _english_starts() -> Iterable[str]:
    words = (
        "Former ",
        "former ",
        "Acting ",
        "acting ",
        "Ex-",
        "Outgoing ",
        "Incoming ",
        "Deputy ",
        "Vice ",
        "Vice-",
        "Assistant ",
    )
    return [
        *words,
        *_MINISTERS.split("|"),
        "Defence",
        "Defense",
        "Labor",
        "Labour",
        *load_lexicon().english_posts,
    ]


_OF_BODIES = ("กรรมการ", "กรรมาธิการ", "รัฐมนตรี")


def find_posts(scan: Scan, bodies: list[BodyMention]) -> list[PostMention]:
    """Every post written in the text, joint ones split, in order."""
    body_at = {b.start: b for b in bodies}
    found: list[PostMention] = []
    reach = 0
    for m in iter_matches(_head_pattern(), _head_starts, scan):
        if m.start() < reach:
            continue
        head = scan.lex.post_heads[m.group("head")]
        rest = scan.text[m.end() : m.end() + 20]
        if rest.startswith(head.excluded):
            continue
        if scan.text.endswith(("ระดับ", "การประชุม", "ประชุม", "เวที", "ทำเนียบ", "บ้านพัก"), 0, m.start()):
            continue
        if "ทำหน้าที่" in (m.group("mods") or "") and m.group("head") in ("ประธาน", "เลขานุการ"):
            continue
        if m.group("head") in ("กรรมการ", "ประธาน", "เลขานุการ") and rest[:2] in ("ที่", "ใน"):
            continue
        if scan.text.endswith(("คณะ", "อนุ"), 0, m.start()) and scan.text.startswith(_OF_BODIES, m.start()):
            continue  # คณะกรรมการ, คณะรัฐมนตรี
        if scan.text.startswith("สภาผู้ว่าการ", m.start() - 3):
            continue  # สภาผู้ว่าการธนาคารโลก: a board of governors
        if not starts_word(scan.text, m.start(), m.end()):
            continue
        group = _read_joint(scan, body_at, m, head)
        found.extend(group)
        if group:
            reach = max(reach, group[-1].end)
    taken = Taken(len(scan.text))
    for post in found:
        taken.add(post.start, post.end)
    for m in iter_matches(_english_pattern(), _english_starts, scan):
        read = _read_english(scan, m)
        if read and taken.is_free(read.start, read.start + 1):
            _add_thai_body(scan, body_at, read)
            found.append(read)
            taken.add(read.start, read.end)
    found.sort(key=lambda p: p.start)
    for post in found:
        if not post.org and THAI.match(post.text):  # อัครราชทูตที่ปรึกษา ประจำสถานเอกอัครราชทูต…
            named = (body_at[at] for at in range(post.start, post.end) if at in body_at)
            post.org = next((body.name for body in named if body.end <= post.end), "")
    for before, post in itertools.pairwise(found):
        if "A" <= post.text[:1] <= "Z" and scan.text[before.end : post.start] in (" and ", ", and "):
            post.joint = before.joint + 1
            post.country = post.country or before.country
    return found


_OF_BODY = re.compile(" (?:ของ ?)?")


def _add_thai_body(scan: Scan, body_at: dict[int, BodyMention], post: PostMention) -> None:
    """CEO บริษัท…, CEO ขององค์การ…: an English office of a body that is named in Thai."""
    behind = _OF_BODY.match(scan.text, post.end)
    body = body_at.get(behind.end()) if behind else None
    if body is not None and THAI.match(body.name):
        post.end, post.org, post.country = body.end, body.name, body.country
        post.text = post.canon = scan.text[post.start : body.end]


_JOINED = re.compile(r" ?(?:และ|/|ควบตำแหน่ง|พร้อมด้วยตำแหน่ง) ?(?:ในฐานะ)?")


def _read_joint(
    scan: Scan, body_at: dict[int, BodyMention], m: re.Match[str], head: PostHead
) -> list[PostMention]:
    out = [_read_one(scan, body_at, m, head)]
    text = scan.text
    while len(out) < 5:
        end = out[-1].end
        join = _JOINED.match(text, end)
        nxt = _head_pattern().match(text, join.end()) if join else None
        if not nxt:
            break
        # "A และ B" are joint only when B is not another person's: นายกรัฐมนตรีและประธานาธิบดี… are two people
        nhead = scan.lex.post_heads[nxt.group("head")]
        if nhead.envoy and not head.envoy:
            break
        body = body_at.get(nxt.end())
        if body is not None and body.kind == "international-organisation" and nhead.th == "เลขาธิการ":
            break  # นายกรัฐมนตรีญี่ปุ่นและเลขาธิการอาเซียน are two people
        if text[nxt.end() : nxt.end() + 20].startswith(nhead.excluded):
            break
        post = _read_one(scan, body_at, nxt, nhead)
        post.joint = len(out)
        if not post.country:
            post.country = out[0].country
        out.append(post)
    # a body written once completes all: กรรมการ และรักษาการกรรมการผู้จัดการ EXIM BANK
    if len(out) > 1 and out[-1].org and out[-1].text.endswith(out[-1].org):
        for post in out[:-1]:
            if (
                not post.org
                and not post.gov
                and scan.lex.post_heads[post.head].takes == "any"
                and not post.country
            ):
                post.org = out[-1].org
                post.text = f"{post.text} {post.org}"
                post.canon = post.text
                post.country = post.country or out[-1].country
    return out


def _next_chunk(text: str, pos: int) -> str:
    m = _CHUNK.match(text, pos)
    return m.group() if m else ""


_AT_SEAT = re.compile(r"( ?ณ ?)(?:กรุง|นคร)?")
_POST_TAIL = re.compile(
    r" ?\(?ฝ่าย(?:การเมือง|ความมั่นคง|บริหาร|วิชาการ|ต่างประเทศ|พลเรือน)\)?|คนที่ ?[0-9๐-๙หนึ่งสองสาม]+"
)


_OF_WHOM = re.compile(" ?ของ(?=[ก-๙A-Z])")
_OFFICES = ("รัฐบาล", "รองนายกรัฐมนตรี", "นายกรัฐมนตรี")
_FIELD = re.compile("(?:ด้าน|ฝ่าย)[ก-๎]{4,}")
# a state of a union, of which a minister may be: …กระทรวงคลัง ของรัฐฉาน
_OF_STATE = re.compile(
    " ?(?:ของ|(?<= ))รัฐ(?!มนตรี|บาล|สภา|ธรรม|วิสาหกิจ|สมาชิก|ภาคี|อิส|ประ|ต่าง|ใน|ที่|และ|โดย|นี้|ไทย)([ก-๎]{3,})"
)


def _read_rest(scan: Scan, body_at: dict[int, BodyMention], end: int) -> int:
    """Where a post ends that goes on with whose it is or with its field: …ของเอเปค, …ของรัฐบาล, …ด้านเศรษฐกิจ."""
    text = scan.text
    if m := _OF_WHOM.match(text, end):
        owner = scan.country_at.get(m.end()) or scan.body_at.get(m.end()) or body_at.get(m.end())
        office = next((word for word in _OFFICES if text.startswith(word, m.end())), "")
        if owner is not None or office:
            end = owner.end if owner is not None else m.end() + len(office)
    if m := _FIELD.match(text, end):
        end += cut_run(m.group())
    return end


def _read_one(scan: Scan, body_at: dict[int, BodyMention], m: re.Match[str], head: PostHead) -> PostMention:
    text = scan.text
    mods = m.group("mods") or ""
    start = m.start() + len(mods)
    acts = _ACTS.search(mods) if mods else None
    if acts:
        start = m.start() + acts.start()
    pos = m.end()
    org = head.org
    country = ""
    accredited = ""
    lex = scan.lex
    former = "อดีต" in mods
    acting = bool(mods) and any(a in mods for a in lex.acting)
    named_after = body_at.get(start)
    if named_after is not None and named_after.end > pos:
        # an office that is a body by itself: ข้าหลวงใหญ่ผู้ลี้ภัยแห่งสหประชาชาติ
        name = named_after.name
        return PostMention(
            start,
            named_after.end,
            name,
            head.th,
            name,
            "",
            "",
            former,
            acting,
            False,
            head.gov,
            head.envoy,
            0,
            name,
        )
    if head.full and head.full.startswith("รัฐมนตรี") and head.th.endswith("."):
        end, org = _read_abbreviated(scan, pos)
        if text.startswith("อาเซียน", end):
            end, org = end + len("อาเซียน"), ""  # รมว.กห.อาเซียน: the members' ministers
    elif head.takes == "none":
        end = pos
        abroad = scan.country_at.get(pos)
        if abroad is not None and abroad.id != "TH":
            end, country = abroad.end, abroad.id
    elif head.takes == "country":
        end, country, accredited = _read_country(scan, pos, head)
        if head.envoy and not country:
            mission = next((body_at[at] for at in range(pos, pos + 3) if at in body_at), None)
            if mission is not None and mission.kind == "embassy":  # อุปทูต สถานเอกอัครราชทูต…
                end, country = max(end, mission.end), mission.country
            if mission is not None and mission.end <= end:
                org = mission.name
    else:
        probe = pos - len(head.body) if head.body else pos
        end, org_found = _read_body(scan, body_at, probe, pos, scan.line_of(pos)[1], head)
        org = org or org_found
    # ฝ่าย… / คนที่ … / (ฝ่ายการเมือง) completes many posts
    tail = _POST_TAIL.match(text, end)
    if tail:
        end = tail.end()
    if head.takes != "country" and head.gov and not country:
        end, country = _read_trailing_country(scan, end)
    end = _read_rest(scan, body_at, end)
    state = _OF_STATE.match(text, end) if country != "TH" and head.th.startswith("รัฐมนตรี") else None
    if state and end not in scan.country_at:
        end = state.start(1) + cut_run(state[1])
    if "ผู้แทนถาวร" in head.th and (at := _AT_SEAT.match(text, end)):
        city = scan.city_at.get(at.end()) or scan.city_at.get(at.end(1))  # กรุงโรม or โรม
        end = city.end if city else end
    full = text[start:end]
    truncated = text[end : end + 1] == "ฯ" or full.endswith("ฯ") or text[end : end + 2] == " ฯ"
    name = " ".join(full.split()).strip(" ฯ-–,")
    how = acts.group() if acts else ""
    canon = name.removeprefix(how)
    if head.full:
        stem = head.th.rstrip("ฯ")
        front, _, rest = canon.partition(stem)
        rest = rest.lstrip("ฯ")
        if head.full == "นายกรัฐมนตรี":
            canon = front + head.full + rest
            name = name if head.th.endswith(".") else how + canon  # นรม. stays as written
        else:
            canon = front + head.full + (org or rest.strip() if head.full.startswith("รัฐมนตรี") else rest)
    if not country:
        inside = scan.countries_in(pos, end)
        if inside and (seat := text.find("ประจำ", pos, end)) >= 0:
            inside = [h for h in inside if h.start < seat]
        inside = [h for h in inside if not text.endswith(("ใน", "ในประเทศ"), 0, h.start)]  # where a body sits
        if inside:
            desk = text.find("ฝ่าย", pos, end)  # กระทรวงการต่างประเทศอียิปต์ ฝ่ายเอเชีย ออสเตรเลีย…
            inside = [h for h in inside if h.start < desk] or inside
            foreign = [h for h in inside if h.id != "TH"]
            country = (foreign or inside)[-1].id
    end = start + len(text[start:end].rstrip(" -–,"))
    return PostMention(
        start,
        end,
        name,
        head.th,
        org,
        country,
        accredited,
        former,
        acting,
        truncated,
        head.gov,
        head.envoy,
        0,
        canon,
    )


def _read_abbreviated(scan: Scan, pos: int) -> tuple[int, str]:
    """รมว.กต., รมว. ศธ., รมช.ศึกษาธิการ, รมว.กระทรวงกลาโหม → the end and the body."""
    text = scan.text
    start = pos + 1 if text[pos : pos + 1] == " " else pos
    given = re.compile(r"[ก-๎]{4,16}").match(text, start)
    if given:
        known = [given.group()[:n] for n in range(4, len(given.group()) + 1)]
        longest = max((name for name in known if name in scan.lex.known_given), key=len, default="")
        # วิทยา is no name where วิทยาศาสตร์ stands
        if longest:
            word = tokens_of(text[start : start + 40])[0]
            if not (len(word) > len(longest) and word.startswith(longest)):
                return pos, ""
    m = re.compile(r"(?:กระทรวง)?[ก-๙]+(?:\.[ก-ฮ]+)*\.?").match(text, start)
    if not m:
        return pos, ""
    run = m.group()
    weak = scan.weak_at.get(start) or scan.body_at.get(start)
    if weak:
        return weak.end, scan.lex.bodies[weak.id].name_th
    short = re.compile(r"[ก-ฮ]{1,4}\.").match(text, start)
    if short:
        return short.end(), ""
    cut = cut_run(run)
    for body in scan.lex.bodies.values():
        if body.kind == "ministry" and body.country == "TH":
            core = body.name_th.removeprefix("กระทรวง").removeprefix("การ")
            if core and (
                run.startswith(core) or run.startswith("การ" + core) or run.startswith("กระทรวง" + core)
            ):
                return start + run.index(core) + len(core), body.name_th
    return start + cut, ""


def _read_country(scan: Scan, pos: int, head: PostHead) -> tuple[int, str, str]:
    """Country after a head: direct, after แห่ง or a space; then ประจำ + country for envoys."""
    text = scan.text
    end, country, accredited = pos, "", ""
    m = _TO_COUNTRY.match(text, pos)
    probe = m.end() if m else pos
    hit = scan.country_at.get(probe) or scan.country_at.get(pos)
    if hit and not (text[pos : pos + 1] == " " and hit.id == "TH" and not head.envoy and probe == pos + 1):
        end, country = hit.end, hit.id
    elif (
        head.envoy
        and (mission := scan.body_at.get(pos) or scan.body_at.get(probe))
        and not scan.lex.bodies[mission.id].country
    ):
        end = mission.end
    elif not head.envoy:
        body = _PART_OF_COUNTRY.match(text, probe)
        if body and probe == pos:
            end = pos + cut_run(body.group())
    if head.envoy:
        to = _ENVOY_TO.match(text, end)
        if to:
            inner = re.compile(r"(?:ประเทศ|ราชอาณาจักร|สาธารณรัฐ)? ?").match(text, to.end())
            after = inner.end() if inner else to.end()
            where = scan.country_at.get(to.end()) or scan.country_at.get(after)
            city = scan.city_at.get(to.end()) or scan.city_at.get(after)
            bodyhit = scan.body_at.get(to.end())
            if bodyhit:
                end = bodyhit.end
            elif where:
                end, accredited = where.end, where.id
            elif city:
                end, accredited = city.end, city.id
            else:
                chunk = _next_chunk(text, to.end())
                named = to.group().strip() != "ณ" or re.match(r"กรุง|นคร|เมือง", chunk or "")
                if chunk and named and not any(chunk.startswith(w) for w in _FOR_GENERIC):
                    end = to.end() + cut_run(chunk)
            seat = re.compile(
                r" ?(?:และ(?:ประเทศ)?[ก-๙]+ ?)?(?:ถิ่นพำนัก|มีถิ่นพำนัก|\(ถิ่นพำนัก|โดยมีถิ่นพำนัก) ?ณ ?(?:กรุง)?[ก-๙]+\)?"
            ).match(text, end)
            if seat:
                end = seat.end()
        if (
            not country
            and accredited
            and accredited != "TH"
            and end > pos
            and not any(pos <= p < end for p in scan.body_at)
        ):
            country = "TH"
        if country == "TH" and not accredited:
            to2 = scan.country_at.get(end)
            if to2:
                end = to2.end
    return end, country, accredited


def _read_trailing_country(scan: Scan, end: int) -> tuple[int, str]:
    """A country written after the post: …กระทรวงการต่างประเทศสหราชอาณาจักร, … ของสาธารณรัฐเกาหลี, … สปป.ลาว."""
    m = _OF_COUNTRY.match(scan.text, end)
    probe = m.end() if m else end
    hit = (
        scan.country_at.get(end)
        or scan.country_at.get(probe)
        or (scan.country_at.get(end + 1) if scan.text[end : end + 1] == " " else None)
    )
    if hit and (hit.id != "TH" or probe == end):
        return hit.end, hit.id
    return end, ""


_BODY_WORDS = re.compile(
    r"กระทรวง|กรม|สำนัก|สํานัก|สถาบัน|มหาวิทยาลัย|บริษัท|ธนาคาร|สมาคม|สมาพันธ์|สหพันธ์|สภา|หอการค้า|องค์การ|คณะ|ศูนย์|มูลนิธิ|โรงพยาบาล|โรงเรียน|"
    r"สถาน|กอง|พรรค|การ|ฝ่าย|กลุ่ม|ภาค|เขต|จังหวัด|ประจำ|แห่ง|ด้าน|สาขา|ของ|วิทยาลัย|อาวุโส|ใหญ่|บริหาร|สายงาน|ผู้|หน่วย|ทีม|โครงการ|เครือ|กรุงเทพ|เทศบาล|ส่วน|คน"
)


def _read_body(
    scan: Scan, body_at: dict[int, BodyMention], probe: int, pos: int, line_end: int, head: PostHead
) -> tuple[int, str]:
    """The end of a post that a body or a run of words completes, and the body's name when one is inside."""
    text = scan.text
    body = body_at.get(probe)
    org = ""
    end = pos
    if body and body.end > pos:
        end, org = body.end, body.name
    else:
        if head.takes == "body" and text[pos : pos + 1] != " ":
            # a body must follow directly for weak heads such as ผู้แทน or หัวหน้า
            chunk = _next_chunk(text, pos)
            country = scan.country_at.get(pos)
            if head.gov:
                end = country.end if country else pos + (cut_run(chunk) if chunk else 0)
            elif body_at.get(pos):
                end, org = body_at[pos].end, body_at[pos].name
            elif _BODY_WORDS.match(chunk) or re.match("พิเศษ|ระดับ|ประจำ", chunk):
                end = pos + cut_run(chunk)
        elif text[pos : pos + 1] not in (" ", ""):
            chunk = _next_chunk(text, pos)
            joined = _and_head().search(chunk)
            if joined:
                chunk = chunk[: joined.start()]
            reach = pos + len(chunk)
            inner = next((at for at in range(pos + 1, min(reach, pos + 41)) if at in body_at), None)
            if inner is not None and cut_run(head.th + text[pos:inner]) >= len(head.th) + inner - pos:
                end, org = body_at[inner].end, body_at[inner].name
            else:
                cut = cut_run(head.th + chunk) - len(head.th)
                end = pos + (cut if cut > 0 else cut_run(chunk)) if chunk else pos
    # go on over spaces while what follows is still the post
    for _ in range(6):
        if text[end : end + 1] == "ฯ" or end >= line_end:
            break
        if text[end : end + 1] == "(" or text[end : end + 2] == " (":
            tail = re.compile(
                r" ?\((?:มหาชน|องค์การมหาชน|ประเทศไทย|ไทย|ฝ่าย[ก-๙]+|ด้าน[ก-๙]+|บริหาร[ก-๙]*|โควิด-19)\)"
            ).match(text, end)
            if tail:
                end = tail.end()
                continue
            abbr = re.compile(r" ?\([A-Za-zก-๙.& ]{2,30}\)(?= ?(?:กระทรวง|สำนักงาน|มหาวิทยาลัย|กรม))").match(
                text, end
            )
            if abbr and org:
                break
            break
        if text[end : end + 1] == " ":
            nxt = end + 1
            follow = body_at.get(nxt)
            chunk = _next_chunk(text, nxt)
            if follow and org and text.startswith("คณะกรรมการ", nxt):
                break  # …ของสมาคม คณะกรรมการ…: who else is there
            if follow and not _head_pattern().match(text, nxt):
                # a body after a space belongs to the post when the post has none, or is its parent
                end = follow.end
                org = org or follow.name
                continue
            if not chunk or _head_pattern().match(text, nxt):
                break
            country = scan.country_at.get(nxt)
            if country and country.end - nxt >= len(chunk) - 1 and country.id != "TH":
                end = country.end
                continue
            if _GOES_ON.match(chunk) and not re.match(r"ฝ่าย(?:ไทย|เรา)|ด้าน(?:นาย|เอก|นาง|พล)", chunk):
                if not chunk.startswith("ฝ่าย") and begins_with_stop(chunk):
                    break
                cut = cut_run(chunk)
                end = nxt + max(cut, 3)
                continue
            if end == pos and head.takes == "any" and re.match(r"[A-Z]", chunk):
                latin = re.compile(r"[A-Z][\w&.'’-]*(?: (?:[A-Z][\w&.'’-]*|of|for|and|the|&))*").match(
                    text, nxt
                )
                if latin and not re.match(r"(?:H\.E|Mr|Mrs|Ms|Dr)\b", latin.group()):
                    end = latin.end()
                    org = org or latin.group()
                    continue
            break
        seat = _SEAT.match(text, end)
        if (
            seat
            and end > pos
            and (where := scan.country_at.get(end + 5) or scan.country_at.get(seat.end())) is not None
        ):
            end = where.end
            continue
        if end in body_at and end > pos:
            follow = body_at[end]
            end = follow.end
            org = org or follow.name
            continue
        if (country := scan.country_at.get(end)) is not None and end > pos:
            end = country.end
            continue
        break
    return min(end, line_end), org


@functools.cache
def _english_tail() -> re.Pattern[str]:
    portfolios = "|".join(load_lexicon().portfolios)
    goes_on = rf",(?= (?:Ministry|Department|Office|(?:{portfolios})\b(?! (?:Minister|Secretary))))"
    return re.compile(rf"(?: (?:of|for|to|and|the|at|in|on|de|[A-Z&][\w&.'’-]*|{goes_on})|{goes_on})*")


# posts in English that stand straight before their holder's name
NAMED_AFTER = (
    "Prime Minister",
    "Deputy Prime Minister",
    "President",
    "Vice President",
    "Government Spokesperson",
    "Deputy Government Spokesperson",
    "Ambassador",
)
_NAME_AFTER = re.compile(
    r" (?!(?:Foreign|Minister|Prime|Deputy|Vice|The|His|Her|Affairs|Office|General|Gen|Dr|Mr|Mrs|Ms|Miss|Sir|Extraordinary|Designate|Plenipotentiary)\b)[A-Z][a-zà-ÿ’'-]+(?: [A-Z]\.)? [A-Z][a-zà-ÿ’'-]+"
)


@functools.cache
def _english_also() -> re.Pattern[str]:
    posts = "|".join(map(re.escape, load_lexicon().english_posts))
    return re.compile(rf",? and (?=(?:[A-Z][a-z]+ ){{0,2}}(?:{posts})\b)")


def _country_before(scan: Scan, start: int) -> Hit | None:
    """The country whose name or adjective stands right before, as one of another country's offices has it."""
    if scan.text[start - 1 : start] != " ":
        return None
    hits = scan.countries_in(max(0, start - 30), start - 1)
    return hits[-1] if hits and hits[-1].end == start - 1 and hits[-1].id != "TH" else None


def _read_english(scan: Scan, m: re.Match[str]) -> PostMention | None:
    text = scan.text
    tail = _english_tail().match(text, m.end())
    end = tail.end() if tail else m.end()
    piece = text[m.start() : end]
    piece = re.sub(r"(?: (?:of|for|to|and|the|at|in|on|de|,))+$", "", piece)
    also = _english_also().search(piece)
    if also:
        piece = piece[: also.start()]
    if m.group("head") in NAMED_AFTER and _NAME_AFTER.match(text, m.end()):
        piece = text[m.start() : m.end()]  # Prime Minister Jane Doe
    # stop where the sentence ends, and before a person's title
    cut = re.search(
        r"(?<=[a-z]{4})\.(?= |$)| (?:and )?(?:H\.E\.|Mr\.?|Mrs\.?|Ms\.?|Dr\.?|Gen\.?|General|Prof\.?|Sir|Pol\.|Admiral|His|Her)(?= |$)",
        piece,
    )
    if cut:
        piece = piece[: cut.start()]
    end = m.start() + len(piece)
    mods = m.group("mods") or ""
    name = re.sub(r"\s+", " ", piece[len(mods) :])
    country = scan.country_in(m.start(), end)
    head = m.group("head").strip()
    start = m.start() + len(mods)
    before = _country_before(scan, start) if not mods else None
    thai = (
        head == "Ambassador"
        and not mods
        and text.startswith("Thai ", start - 5)
        and text.startswith(" to ", m.end())
    )
    if thai:  # Thai Ambassador to China
        start, country, name = start - 5, "TH", f"Thai {name}"
    if before is not None and not country:  # Malaysian Prime Minister
        start, country = before.start, before.id
        name = f"{text[start : before.end]} {name}"
    canon = name
    if "cting" in mods:
        start = m.start() + mods.index("cting") - 1
        name = "Acting " + canon
    return PostMention(
        start, end, name, head, "", country, "", "ormer" in mods or "Ex-" in mods, "cting" in mods,
        False, head in ("Prime Minister", "President", "Minister", "Ambassador"), head == "Ambassador",
        canon=canon,
    )  # fmt: skip
