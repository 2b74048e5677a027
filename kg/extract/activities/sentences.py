"""Title, lede and body as sentences, and the phrases in them that tell of an activity."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable
from typing import Any

from kg.extract.activities.found import (
    BRACKET,
    Sentence,
    Trigger,
    is_international_org,
    same_actor,
    side_of,
    words,
)
from kg.extract.people import PersonFound
from kg.extract.scan import iter_matches, longest_of, starts
from kg.extract.view import ActorMention, View
from kg.lexicon import load_lexicon


@functools.cache
def patterns() -> tuple[dict[str, dict[str, Any]], re.Pattern[str]]:
    """The phrases that tell of an activity: phrase → its entry, and one pattern of all."""
    data = load_lexicon().patterns["activities"]
    owner: dict[str, dict[str, Any]] = {}
    for entry in [*data["triggers"], *data["english"]]:
        trigger = dict(entry)
        for key in ("unless_after", "unless_before"):
            trigger[key] = tuple(map(str, entry.get(key, ())))
        for phrase in entry["phrases"]:
            owner.setdefault(str(phrase), trigger)
    return owner, re.compile(longest_of(owner))


@starts
def _phrase_starts() -> Iterable[str]:
    return patterns()[0]


_GOES_ON = re.compile(
    r"(?:(?:ได้)?(?:เข้าเยี่ยมคารวะ|เข้าพบ|เข้าร่วม|ให้การต้อนรับ|เป็นประธาน|ร่วมลงนาม|(?:ร่วม)?เป็นสักขีพยาน|เป็นผู้แทน|ร่วมหารือ|หารือ|พบหารือ|พบปะหารือ|(?:เดินทาง(?:ไป|มา)?)?เยือน)|พร้อมด้วย|และ|เพื่อ|ณ ห้อง|ณ กรุง|ณ ทำเนียบ|ณ กระทรวง|ณ โรงแรม|ร่วมกับ|ระหว่างวันที่[^\n]{4,40}?(?:25[0-9]{2}|๒๕[๐-๙]{2}) ?(?:โดย|ณ|เพื่อ|\n))(?![^\n]{0,40}(?:เปิดเผย|กล่าวว่า))"
)

# มีการลงนามทำธุรกิจในไทยอยู่แล้ว, ที่ไทยได้ร่วมลงนามไว้กับ…
_SIGNED_ONCE = re.compile(r"[^\n]{0,60}อยู่แล้ว|(?:กัน)?ไว้(?:กับ|แล้ว)|[^\n]{0,60}ในช่วงไม่กี่ปี")
_CONDOLES = re.compile(r"ลงนาม(?:แสดงความ|ไว้อาลัย|ถวาย|ในสมุด)")

# a line that breaks off: after a word that wants its object, or in a list of those present that the next line ends
_BREAKS_OFF = re.compile(
    r"(?:เข้าเยี่ยมคารวะ|เข้าพบ|หารือกับ|ร่วมกับ|ให้การต้อนรับ|โดยมี|พร้อมด้วย|และ|กับ|ลงนามใน|ร่วมลงนาม) ?$"
)
_OPEN_LIST = re.compile(r"(?:โดยมี|พร้อมด้วย|นำโดย)(?:(?!ร่วม|เป็น|ให้การ)[^\n]){10,400}$")
_LIST_ENDS = re.compile(
    r"(?:นาย|นาง|พล|ดร\.|M[rs]{1,2}\.?|Dr\.|H\.E|ผู้|รอง|เอกอัคร|เจ้าหน้าที่|คณะ|และ|พร้อม)[^\n]{0,250}?(?:เข้าร่วม|ร่วม(?:ให้การต้อนรับ|หารือ|เป็น|พิธี|งาน|การ))"
)


_SUMMARY_WORDS = ("สรุปสาระ", "สาระสำคัญ", "สรุปได้", "สรุปผล", "ประเด็นสำคัญ")
_SUMMARY_LINE = re.compile(rf"(?:{'|'.join(_SUMMARY_WORDS)})[^\n]{{0,60}}(?=\n|$)|ดังนี้ ?:? ?(?=\n|$)")


@starts
def _summary_starts() -> Iterable[str]:
    return [*_SUMMARY_WORDS, "ดังนี้"]


_TOLD_AFTER = re.compile(
    r"(?:เปิดเผย|กล่าว|แถลง|ให้สัมภาษณ์)(?:ว่า)? ?(?:ถึง)?(?:ผล)?(?:ภาย)?(?:หลัง)?(?:จาก)?(?:เสร็จสิ้น)?การ(?:พบ)?$"
)
PAIR_OF_COUNTRIES = re.compile(r"[ “\"‘(]*(?:ทวิภาคี)?[ “\"‘(]*(?:ไทย|Thailand) ?[-–—] ?")


@starts
def _discourse() -> Iterable[str]:
    return map(str, load_lexicon().patterns["activities"]["discourse"])


@functools.cache
def _new_thought() -> re.Pattern[str]:
    return re.compile("(?<= )(?:" + words("discourse").pattern + ")")


def find_sentences(view: View) -> list[Sentence]:
    """Title, lede (the first paragraph that tells something) and the rest, cut at lines and at words that open a new thought."""
    text = view.scan.text
    article = view.scan.article
    out = [Sentence(0, max(0, article.body_start - 1), "title")]
    cut = _new_thought()
    pos = article.body_start
    lede_chars = 0
    lede_done = False
    summary = next(iter_matches(_SUMMARY_LINE, _summary_starts, view.scan, pos, pos + 3000), None)
    until = summary.end() if summary and text.count("\n", pos, summary.start()) < 6 else 0
    while pos < len(text):
        end = text.find("\n", pos)
        end = len(text) if end < 0 else end
        while (
            end - pos > 40
            and end + 1 < len(text)
            and (_goes_on(text, pos, end) or _subject_waits(view, pos, end))
        ):
            # the paragraph was broken in the middle of a sentence
            nxt = text.find("\n", end + 1)
            end = len(text) if nxt < 0 else nxt
        line = text[pos:end]
        if line.strip():
            zone = "body"
            if not lede_done:
                zone = "lede"
                lede_chars += len(line)
                if end >= until > 0 or (
                    until == 0 and (lede_chars > 900 or (len(line) > 120 and _dated_trigger(view, pos, end)))
                ):
                    lede_done = True
            cuts = [m.start() for m in iter_matches(cut, _discourse, view.scan, pos + 1, end)]
            for a, b in itertools.pairwise([pos, *cuts, end]):
                if b > a:
                    out.append(Sentence(a, b, zone))
        pos = end + 1
    return out


def _goes_on(text: str, start: int, end: int) -> bool:
    """Was the paragraph broken in the middle of a sentence at the end of this line?"""
    if _GOES_ON.match(text, end + 1) or _BREAKS_OFF.search(text, max(start, end - 20), end):
        return True
    return (
        _LIST_ENDS.match(text, end + 1) is not None
        and _OPEN_LIST.search(text, max(start, end - 420), end) is not None
    )


_CALLS = re.compile(
    r"(?!เวลา|วันที่|เมื่อ|ได้|จากนั้น|ต่อมา|ใน)[^\n]{0,60}?(?:เข้าเยี่ยมคารวะ|เข้าเยี่ยมคำนับ|เข้าพบ|ให้การต้อนรับ)"
)


def _subject_waits(view: View, start: int, end: int) -> bool:
    """Does the line end with a person of whom the next one tells what he did, his office broken in two?"""
    people = view.actors_in(start, end, ("person",))
    if not people or end - people[-1].end > 30:
        return False
    did = _CALLS.match(view.scan.text, end + 1)
    return (
        did is not None
        and patterns()[1].search(view.scan.text, people[-1].start, end) is None
        and not view.actors_in(end + 1, did.end(), ("person", "post"))
    )


def _dated_trigger(view: View, start: int, end: int) -> bool:
    """Does the line tell an activity with its date? Then the lede is complete."""
    owner, pattern = patterns()
    told = (owner[m.group()]["id"] for m in iter_matches(pattern, _phrase_starts, view.scan, start, end))
    return any(kind != "sets-out" for kind in told) and any(
        start <= d.start < end and len(d.date) == 10 for d in view.scan.dates
    )


# 2. การหารือทวิภาคีกับ A, ส่วนการพบหารือกับ B
_HEADING = re.compile(r"[^ก-๙A-Za-z\n]{0,8}(?:ส่วน|สำหรับ)?(?:ใน)?(?:ผล)?การ")


def heads_line(view: View, position: int) -> bool:
    """Does the phrase at the position open its line as a heading, as those of a report on several talks do?"""
    return _HEADING.fullmatch(view.scan.text, view.scan.line_of(position)[0], position) is not None


_MEETS_WITH = ("ประชุมร่วมกับ", "ร่วมประชุมกับ", "ประชุมกับ")
_ATTENDS_WITH = (
    "เข้าร่วมการประชุมกับ",
    "เข้าร่วมประชุมกับ",
    "ร่วมการประชุมกับ",
    "เข้าร่วมการประชุมร่วมกับ",
    "เข้าร่วมประชุมร่วมกับ",
)


def _stands_next(view: View, position: int, end: int) -> bool:
    """Does a person or an office stand right after the position?"""
    return any(a.start - position < 4 for a in view.actors_in(position, end, ("person", "post")))


def _meets_firm(view: View, position: int, end: int) -> bool:
    """พบ[ผู้บริหาร]บริษัท A: does a body of elsewhere stand right after the position?"""
    near = view.actors_in(position, min(end, position + 100), ("body",))
    return any(side_of(view, m) != "TH" and m.start - position < 14 for m in near)


def find_triggers(view: View, sentence: Sentence) -> list[Trigger]:
    """The phrases of the sentence that tell of an activity."""
    if not view.scan.starts_in(_phrase_starts, sentence.start, sentence.end):
        return []
    owner, pattern = patterns()
    text = view.scan.text
    out = []
    for m in iter_matches(pattern, _phrase_starts, view.scan, sentence.start, sentence.end):
        t = owner[m.group()]
        if m.group() in (*_MEETS_WITH, *_ATTENDS_WITH) and not _stands_next(view, m.end(), sentence.end):
            if m.group() in _MEETS_WITH[1:]:
                continue
            t = owner["เข้าร่วมการประชุม"]  # … ประชุมร่วมกับหน่วยงานที่เกี่ยวข้อง
        after = text[m.end() : m.end() + 24].lstrip()
        before = text[max(sentence.start, m.start() - 24) : m.start()].rstrip()
        if after.startswith(t["unless_after"]):
            continue
        after_talks = _TOLD_AFTER.search(before) is not None
        headed = t["type"] == "bilateral_meeting" and heads_line(view, m.start())
        if not (after_talks or headed) and before.endswith(t["unless_before"]):
            continue
        if t["id"] == "wishes" and sentence.zone != "title":
            continue  # a courtesy within talks
        if t["id"] == "sets-out" and not view.scan.leads_abroad(m.end(), min(sentence.end, m.end() + 250)):
            continue  # within the country
        if t["type"] == "signing" and re.search(
            r"(?:เห็นชอบ|อนุมัติ|พิจารณา|อนุญาต|มอบหมาย|ประสงค์)(?:ให้|การ|ต่อการ|ในการ|ร่าง|ให้มีการ|ที่จะ|จะ)*$", before
        ):
            continue
        if t["type"] == "signing" and _SIGNED_ONCE.match(text, m.end(), sentence.end):
            continue
        if m.group() == "ลงนาม" and _CONDOLES.search(text, 0, view.scan.article.body_start):
            continue  # ภายหลังการลงนาม, in a book of condolence
        if before.endswith("เพื่อ") and m.group() == "หารือความร่วมมือ":
            continue  # what a meeting is for
        if m.group() in ("ให้การรับรอง", "กล่าวต้อนรับ") and not _stands_next(view, m.end(), sentence.end):
            continue  # to approve, or to open a conference; not to receive
        if m.group() == "กล่าวต้อนรับ" and sentence.zone == "body":
            continue  # he welcomes a new colleague to the conference
        if (
            m.group() == "ให้การต้อนรับ"
            and re.search(r"ร่วม(?:การ)?(?:ประชุม|หารือ)?(?:และ)?$", before)
            and re.match(r"ณ |ที่|และ|$", after)
        ):
            continue  # โดยมี A และ B ร่วมให้การต้อนรับ ณ …: who else received
        if m.group() == "ให้การต้อนรับ" and before.endswith("ที่") and after.startswith("อย่าง"):
            continue  # ขอบคุณที่ให้การต้อนรับอย่างอบอุ่น
        end = m.end()
        if "พูดคุย" in m.group() and t["type"] == "bilateral_meeting":
            end = _end_with(view, sentence, m.end(), abroad=True)
            if not end:
                continue
        if m.group() in ("หารือ", "ร่วมหารือ") and sentence.zone != "title":
            near = [
                a
                for a in view.actors_in(m.end(), sentence.end, ("person", "post", "body"))
                if a.start - m.end() < 4
            ]
            if (
                not near
                and not re.match(r" ?(?:ทวิภาคี)? ?(?:ร่วม)?กับ", text[m.end() : m.end() + 16])
                and not PAIR_OF_COUNTRIES.match(text, m.end())
                and not _both_stand_before(view, sentence, m.start())
            ):
                end = _end_with(view, sentence, m.end())
                if not end:
                    continue
        if (
            m.group().startswith(("หารือ", "พบหารือ", "พูดคุย"))
            and before.endswith(("การ", "ผล", "การพบ"))
            and not before.endswith(("มีการ", "ร่วมการ", "กำหนดการ"))
            and not m.group().startswith("หารือทวิภาคี")
            and not (after_talks or headed)
        ):
            continue
        if m.group() in ("พบ", "เจรจากับ", "พบปะกับ") and text[m.end() : m.end() + 5].lstrip().startswith("กับ"):
            at = m.end() + text[m.end() : m.end() + 5].index("กับ") + 3
            if not [
                a for a in view.actors_in(at, sentence.end, ("person", "post", "body")) if a.start - at < 4
            ]:
                continue
        if m.group() == "พบ" and text.startswith("ว่า", m.end()):
            continue
        if (
            m.group() == "พบ"
            and not _meets_firm(view, m.end(), sentence.end)
            and (
                not re.match(
                    r" ?(?:นาย|นาง|พล|เอกอัคร|ผู้(?:นำ|ว่า|แทน|บริหาร|อำนวย|บัญชา|ช่วย)|รัฐมนตรี|รอง|ประธาน|H\.E|กับ|รมว|คณะ|ออท)",
                    text[m.end() : m.end() + 12],
                )
                or before.endswith(("ค้น", "ประสบ", "เคย", "ตรวจ", "พบ", "จะ"))
                or (
                    before.endswith("ได้")
                    and (sentence.zone == "body" or "โอกาส" in before or "ที่" in before[-6:])
                )
            )
        ):
            continue
        out.append(Trigger(str(t["id"]), str(t["type"]), str(t["roles"]), m.start(), end))
    return view.scan.keep_most("phrases of activities in a sentence", out)


# หารือระดับทวิภาคีกับ, หารือ แลกเปลี่ยนข้อมูลการดำเนินงาน กับ, พูดคุยเป็นการส่วนตัวกับ: how or about what, then with whom
_WITH = re.compile(
    r"(?:(?!ว่า|ซึ่ง|โดย|ได้|จะ)[^\n]){0,70}?กับ(?:(?:(?!โดย|เพื่อ|ซึ่ง)[^\n]){0,60}?(?:ได้แก่|คือ) ?(?:\(?[1๑][.)] ?)?|(?:ทาง|ฝ่าย|ท่าน|คณะ)? ?)"
)


def _is_foreign_official(view: View, mention: ActorMention) -> bool:
    posts = mention.actor.posts if isinstance(mention.actor, PersonFound) else [mention.post]
    return side_of(view, mention) not in ("", "TH") or any(
        p and is_international_org(view, p.org) for p in posts
    )


def _end_with(view: View, sentence: Sentence, position: int, *, abroad: bool = False) -> int:
    """Where …กับ ends right before the first who is named, of another country if so asked; 0 when it does not."""
    near = view.actors_in(position, min(sentence.end, position + 250), ("person", "post", "body"))
    named = [m for m in near if m.kind != "body" or side_of(view, m) not in ("", "TH")][:1]
    if not named or (abroad and not _is_foreign_official(view, named[0])):
        return 0
    return named[0].start if _WITH.fullmatch(view.scan.text, position, named[0].start) else 0


# A รองนายกรัฐมนตรี และ B: the first's office may stand between
_AND = re.compile(r"(?:(?!โดย|พร้อม|ซึ่ง|ที่|เพื่อ|ร่วม|ได้|ให้|เป็น|ใน)[^\n]){0,160}?[ ,]*(?:และ|กับ|ร่วมกับ)[ ]*")


def _both_stand_before(view: View, sentence: Sentence, position: int) -> bool:
    """A และ B ได้ร่วมหารือ…: do two persons of two countries stand before, the second right there?"""
    text = view.scan.text
    people: list[ActorMention] = []
    for m in view.actors_in(sentence.start, position, ("person",)):
        if not any(same_actor(m.actor, p.actor) for p in people):  # again in brackets
            people.append(m)
    return (
        len(people) > 1
        and re.fullmatch(r"[^\n]{0,60}\n? ?(?:ได้)?", BRACKET.sub("", text[people[-1].end : position]))
        is not None
        and _AND.fullmatch(text, people[-2].end, people[-1].start) is not None
        and len({view.country_of(p.actor) for p in people[-2:]} - {""}) == 2
    )
