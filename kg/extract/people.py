"""Persons: a title with a name, the Latin name in brackets, the posts beside it, and shorter forms later on."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from kg.extract.posts import NAMED_AFTER, PostMention
from kg.extract.posts import _head_pattern as _post_head_pattern
from kg.extract.posts import _head_starts as _post_head_starts
from kg.extract.scan import (
    KEPT,
    LATIN,
    THAI,
    Scan,
    Taken,
    first_of,
    foreign_looking,
    iter_matches,
    longest_of,
    starts,
    starts_word,
    thai_words,
    tokens_of,
)
from kg.lexicon import load_lexicon

_THAI_WORD = re.compile(r"[ก-๎]+(?:[-–][ก-๎]+)*")
_THAI_INITIAL = re.compile(r"[ก-๎]{1,4}\.(?=[ ก-๎])")
_LATIN_WORD = r"[A-ZÀ-ÖØ-ÞĀ-Ž][A-Za-zÀ-ÖØ-öø-ÿĀ-ž’'`´-]*\.?"
_BRACKET = re.compile(r" ?\(([^()\n]{2,80})\)")


@dataclass(slots=True)
class PersonMention:
    """A person's name in the text, with its title. ``start`` is where the title begins."""

    start: int
    end: int  # the end of the name, a Latin name in brackets included
    name_start: int
    name_end: int
    name: str
    latin: str = ""
    latin_span: tuple[int, int] = (0, 0)
    title: str = ""
    given: str = ""
    surname: str = ""
    posts: list[PostMention] = field(default_factory=list)
    rule: str = "titled-name"
    shared: list[PostMention] = field(default_factory=list)  # written once, behind the last of several names


@dataclass(slots=True)
class PersonFound:
    """A person of the article with all mentions and posts."""

    name: str
    latin: str = ""
    aliases: list[str] = field(default_factory=list)
    posts: list[PostMention] = field(default_factory=list)
    mentions: list[PersonMention] = field(default_factory=list)
    country: str = ""


def _letter_of_title(letter: str) -> str:
    """A letter of a title as a pattern: its spaces may be left out, and stand behind full stops."""
    return {" ": " ?", ".": r"\. ?"}.get(letter) or re.escape(letter)


@functools.cache
def _title_pattern() -> re.Pattern[str]:
    titles = load_lexicon().titles
    latin = sorted(titles["latin"], key=len, reverse=True)
    one_th = longest_of(titles["thai"], _letter_of_title)
    one_th += "".join(rf"|(?<![ก-๙]){re.escape(t)}(?= )" for t in titles["alone"])
    one_en = "|".join(re.escape(t) + ("" if t.endswith(".") else "(?![A-Za-z])") for t in latin)
    unit = rf"(?:{one_th}|(?:ท่าน|สส\.|สว\.)(?= ?[A-Z][a-z])|ท่าน(?! ?(?:{one_th}))(?= ?{_NAMES.pattern})|{first_of(latin)}(?<![A-Za-z])(?:{one_en}))"
    more = "|".join(re.escape(t) for t in titles["continues"])
    goes_on = first_of([*_title_starts(), *titles["continues"]])
    return re.compile(rf"{first_of(_title_starts())}{unit}(?: ?{goes_on}(?:{unit}|{more}))*")


@starts
def _title_starts() -> Iterable[str]:
    titles = load_lexicon().titles
    # a title may be written with or without the space inside: begin with its first piece
    return [
        re.split(r"(?<=\.)| ", t)[0]
        for t in [*titles["thai"], *titles["alone"], *titles["latin"], "ท่าน", "สส.", "สว."]
    ]


@functools.cache
def _single_title() -> re.Pattern[str]:
    titles = load_lexicon().titles
    return re.compile(
        longest_of([*titles["thai"], *titles["alone"]], lambda one: r"\. ?" if one == "." else re.escape(one))
    )


@functools.cache
def _particles() -> tuple[frozenset[str], frozenset[str]]:
    p = load_lexicon().titles["particles"]
    return frozenset(p["latin"]), frozenset(p["thai"])


@functools.cache
def _after_space() -> tuple[str, ...]:
    return tuple(load_lexicon().words["after_space"])


@functools.cache
def _after_space_pattern() -> re.Pattern[str]:
    return re.compile(longest_of(_after_space()))


@functools.cache
def _glued() -> re.Pattern[str]:
    return re.compile(longest_of(load_lexicon().words["glued"]))


@functools.cache
def _given_names() -> frozenset[str]:
    from pythainlp.corpus import thai_female_names, thai_male_names

    return frozenset(thai_female_names()) | frozenset(thai_male_names())


@functools.cache
def _surnames() -> frozenset[str]:
    from pythainlp.corpus import thai_family_names

    return frozenset(thai_family_names())


def _after_space_long(word: str) -> bool:
    """Begins with a function word too long to be a name's first syllable (เดินทาง, เปิดเผย), or is a post's head."""
    m = _after_space_pattern().match(word)
    return _post_head_pattern().match(word) is not None or (m is not None and len(m.group()) >= 6)


@functools.lru_cache(maxsize=KEPT)
def is_stop_word(word: str) -> bool:
    """Does a word after a space begin something else than a name's next part?"""
    always = load_lexicon().words["always"]
    if word not in always and (word in _surnames() or word in _given_names()):
        return False
    if _post_head_pattern().match(word) or word.startswith(
        ("และ", "หรือ", "พร้อม", "โดย", "ซึ่ง", "ได้", "เพื่อ", "เมื่อ")
    ):
        return True
    m = _after_space_pattern().match(word)
    if not m:
        return False
    first = tokens_of(word[:40])[0]
    begin = m.group()
    if first not in _after_space() and not first.startswith(begin):
        return len(begin) >= 6
    if begin in always or len(begin) > 4 or len(word) == len(begin) or len(word) > 16:
        return True
    rest = word[len(begin) :]
    return len(rest) < 2 or _after_space_pattern().match(rest) is not None


@functools.cache
def _no_titles() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Title → before what and after what it is none."""
    titles = load_lexicon().titles
    before = {t: tuple(str(w) for w in words if w) for t, words in titles["not_preceded_by"].items()}
    after = {
        t: tuple(lead + str(w) for w in words if w for lead in (("", " ") if t[0].isascii() else ("",)))
        for t, words in titles["not_followed_by"].items()
    }
    return before, after


_THAI_RUN = re.compile(r"[ก-๎]*\Z")


def _title_ok(text: str, start: int, title: str, end: int) -> bool:
    m = _single_title().match(text, start)
    first = m.group().replace(" ", "") if m else title
    if first in ("ศ.", "รศ.", "ผศ.", "ดร.", "อ.", "นพ.", "ทพ."):  # the end of วศ. and สดร.
        run = _THAI_RUN.search(text, max(0, start - 12), start)
        if run and 0 < len(run.group()) <= 2 and run.group() != "มี":
            return False
    before, after = _no_titles()
    if text.endswith(before.get(first, ()), 0, start):
        return False
    if first == "ท่าน" and not _CAPITAL.match(
        text, end + text.startswith(" ", end)
    ):  # a style only where a whole name and a post follow
        return _is_styled(text, end)
    if first in load_lexicon().titles["alone"] and not _LATIN_STYLED.match(text, end):
        return False
    for key in {title, title.split(" ")[-1], first}:
        if key in after and text.startswith(after[key], end):
            return _begins_like_word(text, end)
    if first == "นาย" and _COUNTED.search(text, max(0, start - 8), start):
        word = _THAI_WORD.match(text, end + 1) if text[end : end + 1] == " " else None
        if word and (is_stop_word(word.group()) or word.group().startswith(_no_given())):
            return False  # ทหาร 5 นาย: a classifier
    if first == "นาย" and _is_premier(text, start, end):
        return False
    return not (
        first in _SHORT_TITLES
        and start
        and re.match(r"[ก-๙]", text[start - 1])
        and not (first == "คุณ" and text.endswith(("และ", "กับ", "โดย", "อาทิ", "ได้แก่", "แก่"), 0, start))
    )


def _title_behind(text: str, start: int, end: int) -> int | None:
    """Where the title begins that stands behind the first of several, when that is none."""
    first = _single_title().match(text, start)
    at = first.end() + text.startswith(" ", first.end()) if first else end
    rest = _title_pattern().match(text, at) if at < end else None
    return at if rest and rest.end() == end and _title_ok(text, at, rest.group(), end) else None


def _begins_like_word(text: str, pos: int) -> bool:
    """Is it a given name that only begins like a word that goes with the title, with its surname and post behind:
    นายเรืองศักดิ์ … อธิบดี?
    """
    m = _TWO_NAMES.match(text, pos)
    return m is not None and m.group(1) in _given_names() and _post_follows(text, m.end())


def _is_styled(text: str, pos: int) -> bool:
    """Does a whole name of Thai letters stand there, with a post behind it?"""
    pos += text.startswith(" ", pos)
    m = _NAMES.match(text, pos)
    while m is not None and not _post_follows(text, m.end()):
        m = _NAMES.match(text, pos, m.end() - 1) if " " in m.group().strip() else None
    words = m.group().split() if m else []
    return len(words) > 1 and not any(is_stop_word(w) or w.startswith(_no_given()) for w in words)


_NAMES = re.compile(r"[ก-๎]{2,14}(?: [ก-๎]{2,14}){1,3}(?= )")
_TWO_NAMES = re.compile(r"([ก-๎]{4,}) [ก-๎]{3,}")


def _is_premier(text: str, start: int, end: int) -> bool:
    """Is นายก the head of government or of an association, written without ฯ: ท่านนายกมีภารกิจ, นายกเศรษฐา?"""
    word = _THAI_WORD.match(text, end)
    if word is None or not word.group().startswith("ก") or word.group() in _given_names():
        return False
    rest = word.group()[1:]
    if text.endswith("ท่าน", 0, start):
        return True
    known = load_lexicon().known_given
    if any(rest[:size] in known for size in range(4, len(rest) + 1)):
        return True
    if len(rest) <= 2 or rest[0] in _NO_FIRST:
        return False
    head, *words = tokens_of(f"นายก{rest[:40]}")
    plain = head == "นายก" and len(words[0]) > 2 and all(word in thai_words() for word in words)
    return plain or tokens_of(rest[:40])[0] in _after_space()  # นายกสุดปลื้ม


_SHORT_TITLES = ("คุณ", "ตุน", "เชค", "มิส", "ดาโต", "เซอร์", "ชีค")  # words also begin and end with them
_NO_FIRST = tuple("ะัาำิีึืฺุู็่้๊๋์ๅฯๆ")  # no word begins with these
_LATIN_STYLED = re.compile(r" ?[ก-๎ ]{3,40}\((?:H\. ?E\. ?)?U[ .]")  # อู วิน มยิน (H.E. U Win Myint)
_COUNTED = re.compile(r"[0-9๐-๙] ?$")
# พร้อม is also a syllable of surnames: วงศ์พร้อมรัตน์
_WITHIN_NAME = re.compile(r"พร้อม(?!ด้วย|ทั้ง|กับ|คณะ|ภริ|ภรร|นำ|ผู้|นาย|เจ้า|ให้|ที่|เพื่อ|เดิน|เข้า)[ก-๙]")
_LONGEST_NAME = 200  # characters of a run that a name's end is looked for in


def _cut_glued(word: str, minimum: int) -> int:
    """Where a name's word is glued to what follows: พุทธิพงษ์กล่าว… → the length of พุทธิพงษ์."""
    for m in _glued().finditer(word, 0, _LONGEST_NAME):
        if m.start() >= minimum and not _WITHIN_NAME.match(word, m.start()):
            return m.start()
    return len(word)


def _cut_post(scan: Scan, start: int, end: int, minimum: int) -> int:
    """Where the word in a stretch is glued to a post's head: its length up to there."""
    high = min(end, start + _LONGEST_NAME)
    for m in iter_matches(_post_head_pattern(), _post_head_starts, scan, start, high):
        if m.start() >= start + minimum and len(m.group()) >= 4:
            return m.start() - start
    return end - start


@functools.cache
def _particle_run() -> re.Pattern[str]:
    """Particles between the words of a Latin name: `` van der``, `` al-``."""
    particles = "|".join(map(re.escape, sorted(_particles()[0], key=len, reverse=True)))
    return re.compile(rf"(?: (?:{particles}))+(?= [A-ZÀ-Þ])| (?:al|el|ul|ad|as|ar|az|an)-(?=[A-Z])")


_GLUED_INITIAL = re.compile(r"(?<![A-Za-z])[A-Z]\.(?=[A-Z][.a-z])")  # J.Doe, J. D.Doe


def _read_latin(text: str, pos: int) -> int:
    """The end of a Latin personal name at ``pos``."""
    pattern = re.compile(_LATIN_WORD)
    end = pos
    first = True
    while True:
        m = pattern.match(text, end + (not first and text.startswith(" ", end)))
        if m:
            end = m.end()
            first = False
            if len(m.group()) > 5 and m.group().endswith("."):
                break  # no abbreviation: the sentence ends
        else:
            if first:
                return pos
            run = _particle_run().match(text, end)
            if run:
                end = run.end()
                if text[end - 1 : end] == "-":
                    tail = pattern.match(text, end)
                    end = tail.end() if tail else end
                continue
            break
        if text[end : end + 1] != " " and not _GLUED_INITIAL.match(text, end - 2):
            break
    tail = re.search(
        r" (?:MP|Ph\.?D\.?|Jr|Advisor|Adviser|Director|Minister|Prime|Deputy|Ambassador|President|Vice|Chairman|Secretary|Head|Chief|Governor|Managing|Executive|CEO|Senior|Special|Permanent|Foreign|Representative|Commissioner|General|Professor|Country|Regional|Founder|Co|Mr|Mrs|Ms|Miss|Dr)\b.*$",
        text[pos:end],
    )
    if tail:
        end = pos + tail.start()
    while end > pos and text[end - 1] in ".-’'" and not re.search(r"\b(?:Jr|Sr|[A-Z])\.$", text[pos:end]):
        end -= 1
    return end


def _known_pair(given: str, surname: str) -> bool:
    """Is this given name and surname a person of the learnt list, or the surname one of the dictionary of surnames?"""
    return f"{given} {surname}" in load_lexicon().known_names or (
        surname in _surnames() and given in _given_names()
    )


def _surname_follows(scan: Scan, pos: int) -> bool:
    m = _THAI_WORD.match(scan.text, pos + 1) if scan.text[pos : pos + 1] == " " else None
    return bool(m) and (m.group() in _surnames() or _post_follows(scan.text, m.end())) if m else False


def _post_follows(text: str, pos: int) -> bool:
    """Does a post begin right after ``pos``? Then what stands before it is a surname, whatever it looks like."""
    return text[pos : pos + 1] == " " and (_post_head_pattern().match(text, pos + 1) is not None)


def _post_soon(text: str, pos: int) -> bool:
    """Does a post begin at ``pos``, or after one more word?"""
    m = re.compile(" [ก-๎]{2,14}(?= )").match(text, pos)
    return _post_follows(text, pos) or (m is not None and _post_follows(text, m.end()))


def _ends_like_word(text: str, rest: str, end: int) -> bool:
    """Are the last letters of a word before a post part of the surname, though they could be a word glued to it?"""
    return (
        len(rest) <= 4 and rest != "ว่า" and not rest.startswith(_leads_to_post()) and _post_follows(text, end)
    )


@functools.cache
def _leads_to_post() -> tuple[str, ...]:
    return tuple(load_lexicon().words["leads_to_post"])


@functools.cache
def _no_given() -> tuple[str, ...]:
    return tuple(load_lexicon().words["no_given"])


def _read_thai(scan: Scan, pos: int) -> tuple[int, str, str]:
    """A Thai-script name at ``pos`` → (end, given, rest). ``end == pos`` when nothing there is a name."""
    text = scan.text
    m = _THAI_WORD.match(text, pos)
    if not m or text[pos] in _NO_FIRST or _post_head_pattern().match(text, pos):
        return pos, "", ""
    word = m.group()
    cut = min(_cut_post(scan, pos, m.end(), 2), _cut_glued(word, 3))
    # a known given name glued to a verb that is no listed one: จุรินทร์มุ่งให้
    if (
        cut == len(word)
        and len(word) > 9
        and word not in _given_names()
        and not _surname_follows(scan, pos + cut)
    ):
        for size in range(min(len(word) - 2, 14), 3, -1):
            rest = word[size:]
            if (
                word[:size] in _given_names()
                and rest[0] not in "ะัาำิีึืฺุู็่้๊๋์ๅ"
                and tokens_of(rest)[0] in _after_space()
            ):
                cut = size
                break
    if len(word) - cut <= 3 and _surname_follows(scan, pos + len(word)):  # บุนยัง วอละจิด ประธานประเทศ…
        after = pos + len(word) + 1
        if not is_stop_word(text[after : after + 12].split(" ")[0]) and not _title_pattern().match(
            text, after
        ):
            cut = len(word)
    given = word[:cut]
    if given.startswith(_no_given()) and given not in _given_names():
        return pos, "", ""
    if len(given) < 2:
        return pos, "", ""
    end = pos + cut
    if (
        cut == len(word) <= 4
        and text[end : end + 1] == "."
        and re.match(r" ?[ก-๎]{2,}", text[end + 1 : end + 6])
    ):
        end += 1
        given += "."
    if cut < len(word) or text[end : end + 1] == "ฯ" or given.endswith("ฯ"):
        return end, given, ""
    parts: list[str] = []
    while len(parts) < 7:
        glued = (
            bool(parts) and parts[-1].endswith(".") and end < len(text) and "ก" <= text[end] <= "ไ"
        )  # ต.แสงจันทร์
        if not glued and text[end : end + 1] != " ":
            break
        nxt = end if glued else end + 1
        initial = _THAI_INITIAL.match(text, nxt)
        if (
            initial
            and not _title_pattern().match(text, nxt)
            and len(parts) < 3
            and initial.group()
            not in (
                "ครม.",
                "กทม.",
                "ศบค.",
                "คสช.",
                "รมว.",
                "รมช.",
                "พ.ศ.",
                "ผอ.",
                "สส.",
                "สว.",
                "น.",
                "อว.",
                "ดร.",
                "ศ.",
                "รศ.",
                "ผศ.",
            )
        ):
            if re.fullmatch(r"[ก-ฮ]{2,4}\.", initial.group()) or text.startswith("ร.น", nxt):
                break
            if initial.group() in scan.lex.post_heads:
                break
            parts.append(initial.group())
            end = initial.end()
            continue
        w = _THAI_WORD.match(text, nxt)
        if not w:
            break
        chunk = w.group()
        if chunk == "ณ" and text[w.end() : w.end() + 1] == " ":
            place = _THAI_WORD.match(text, w.end() + 1)
            if (
                place
                and parts
                and (
                    w.end() + 1 in scan.province_at
                    or place.group()
                    in (
                        "อยุธยา",
                        "ระนอง",
                        "นคร",
                        "เชียงใหม่",
                        "ลำปาง",
                        "สงขลา",
                        "พัทลุง",
                        "ถลาง",
                        "บางช้าง",
                        "ป้อมเพชร",
                        "น่าน",
                        "ป้อมเพชร์",
                        "พิชัย",
                        "มหาไชย",
                        "วิเชียร",
                        "ตะกั่วทุ่ง",
                        "ลำพูน",
                        "นครพนม",
                        "ร้อยเอ็ด",
                        "กาฬสินธุ์",
                        "สุวรรณ",
                        "จัมปาศักดิ์",
                        "อุบล",
                    )
                )
            ):
                parts.append("ณ")
                parts.append(place.group())
                end = place.end()
            break
        of_father = bool(parts) and parts[-1] == "บิน" and _title_pattern().match(text, nxt)  # … บิน ตุน ฮุสเซน
        if (chunk in _particles()[1] or of_father) and text[w.end() : w.end() + 1] == " " and chunk != "ณ":
            follow = _THAI_WORD.match(text, w.end() + 1)
            if follow and not is_stop_word(follow.group()):
                parts.append(chunk)
                end = w.end()
                continue
        if nxt in scan.country_at and not parts and scan.country_at[nxt].end >= w.end():
            break
        past_post = _cut_post(scan, nxt, w.end(), 2)
        cut = min(past_post, _cut_glued(chunk, 3))
        if cut < past_post and not parts and _ends_like_word(text, chunk[cut:], w.end()):
            cut = past_post  # สุระสัจจะ ประธาน…: the last syllable of the surname
        if _post_head_pattern().match(text, nxt) and chunk not in _surnames():
            break
        if not parts and cut == len(chunk) and len(chunk) > 3 and _known_pair(given, chunk):
            parts.append(chunk)
            end = w.end()
            continue
        if _title_pattern().match(text, nxt) and chunk not in _surnames():
            # the first letters of a surname may look like a title: คุณาธรรม, ตุนทกิจ
            short = next((t for t in _SHORT_TITLES if chunk.startswith(t)), "")
            within = text.startswith(_NO_FIRST, nxt + len(short)) or _post_follows(text, w.end())
            if not short or parts or not within:
                break
        if is_stop_word(chunk) and not (
            chunk not in ("หารือ", "ต้อนรับ")
            and not parts
            and cut == len(chunk)
            and len(chunk) > 4
            and _post_follows(text, w.end())
            and not chunk.startswith(("และ", "หรือ", "ซึ่ง", "ได้"))
            and not _after_space_long(chunk)
        ):
            break
        if cut < len(chunk):
            piece = chunk[:cut]
            # the last short word of a Chinese name: โก๊ะ จ๊ก ตงรัฐมนตรี…
            glued_post = bool(parts) and cut == past_post and max(map(len, [*parts, piece])) <= 5
            glued_post = glued_post and not is_stop_word(piece)
            if (not parts or glued_post) and len(piece) >= 2:
                parts.append(piece)
                end = nxt + cut
            break
        if not parts:
            parts.append(chunk)
            end = w.end()
            if chunk.endswith("ฯ"):
                break
            continue
        # a foreign name of many words that a post follows, though some of its words are Thai ones too
        strange = given not in _given_names() and foreign_looking(given) and cut == len(chunk) <= 14
        if strange and not is_stop_word(chunk) and nxt not in scan.country_at and _post_soon(text, w.end()):
            parts.append(chunk)
            end = w.end()
            continue
        # third and later words: double surnames that a post follows, and foreign names
        if (
            len(parts) == 1
            and cut == len(chunk)
            and _post_follows(text, w.end())
            and nxt not in scan.country_at
            and nxt not in scan.body_at
            and (chunk in _surnames() or (not is_stop_word(chunk) and len(chunk) > 2))
        ):
            parts.append(chunk)
            end = w.end()
            continue
        if (
            parts[-1] in _particles()[1]
            or parts[-2:-1] == ["บิน"]
            or (foreign_looking(chunk) and nxt not in scan.country_at and nxt not in scan.body_at)
        ) and (chunk in _surnames() or len(chunk) <= 14):
            parts.append(chunk)
            end = w.end()
            continue
        break
    while parts and parts[-1] in _particles()[1] and len(parts) > 1:
        end -= len(parts.pop()) + 1
    return end, given, " ".join(parts)


def find_people(scan: Scan) -> list[PersonMention]:
    """All titled names of the article (and names in brackets after them), in order."""
    text = scan.text
    found: list[PersonMention] = [*_find_royals(scan), *_find_initialled(scan)]
    taken = Taken(len(text))
    for royal in found:
        taken.add(royal.start, royal.end)
    reach = 0
    for m in iter_matches(_title_pattern(), _title_starts, scan):
        if m.start() < reach:
            continue
        title = m.group()
        start, pos = m.start(), m.end()
        if not _title_ok(text, start, title, pos):
            further = _title_behind(text, start, pos)  # ขอบ|คุณ นาย…: a word's end before the title
            if further is None:
                continue
            start, title = further, text[further:pos]
        if text[pos : pos + 1] == " ":
            pos += 1
        if not taken.is_free(start, start + 1):
            continue
        mention = _read_person(scan, start, pos, title)
        if mention:
            found.append(mention)
            reach = mention.end
    titled = Taken(len(text))  # a name in brackets is read with the one before it: นาย … (Anna B. Carr)
    for mention in found:
        if mention.rule != "initialled-name":
            titled.add(mention.start, mention.end)
    found = [f for f in found if f.rule != "initialled-name" or titled.is_free(f.start, f.end)]
    found.sort(key=lambda f: f.start)
    _join_bracketed(scan, found)
    for mention in found:
        _name_before_bracket(text, mention)
    return found


_UNTITLED = re.compile(r"(?:(?<= )|(?<=ของ)|(?<=กับ))[ก-๎]{3,20}(?: [ก-๎]{2,14}){0,3} ?$")


def _name_before_bracket(text: str, mention: PersonMention) -> None:
    """อูวินมยิน (H.E. U Win Myint): the foreign word right before the brackets is the name in Thai letters."""
    if (
        mention.latin
        or not text.startswith(")", mention.end)
        or text[mention.start - 1 : mention.start] != "("
    ):
        return
    m = _UNTITLED.search(text, max(0, mention.start - 60), mention.start - 1)
    words = m.group().split() if m else []
    while words and not foreign_looking(words[0]):
        words.pop(0)
    if not words or not all(map(foreign_looking, words)) or not _post_follows(text, mention.end + 1):
        return
    mention.latin, mention.latin_span = mention.name, (mention.name_start, mention.name_end)
    mention.name = " ".join(words)
    mention.name_end = mention.start - 1 - (text[mention.start - 2] == " ")
    mention.name_start = mention.start = text.rindex(words[0], 0, mention.name_end)
    mention.given, mention.surname = words[0], " ".join(words[1:])
    mention.end += 1


_INITIAL = re.compile(r" [A-Z]\. [A-Z]")
_BURMESE = re.compile(r"U(?<![A-Za-z.]U) ((?:[A-Z][a-z]+ ){1,3}[A-Z][a-z]+)(?= ?[ก-๎])")
_INITIALLED = re.compile(r"(?<![A-Za-z.])[A-Z][a-z]+ [A-Z]\. [A-Z][a-zA-Z-]{2,}(?![A-Za-z])")


def _find_initialled(scan: Scan) -> list[PersonMention]:
    """Untitled Latin names with a middle initial: James J. Heckman."""
    out: list[PersonMention] = []
    for m in _BURMESE.finditer(scan.text):  # U Soe Nyunt Lwin รัฐมนตรี…
        styled = re.search(r"(?:Mr|Mrs|Ms|Dr|H\.E)\.? ?$", scan.text[max(0, m.start() - 6) : m.start()])
        if not styled and _post_follows(scan.text, m.end()):
            s, e = m.span(1)
            out.append(PersonMention(m.start(), e, s, e, m.group(1), title="U"))
    if not _INITIAL.search(scan.text):
        return out
    for m in _INITIALLED.finditer(scan.text):
        out.append(PersonMention(m.start(), m.end(), m.start(), m.end(), m.group(), rule="initialled-name"))
    return [p for p in out if not _title_pattern().search(scan.text, max(0, p.start - 12), p.start)]


@starts
def _royal_forms() -> Iterable[str]:
    return [form for _, p in load_lexicon().royals for form in p.pattern.replace("\\", "").split("|")]


def _find_royals(scan: Scan) -> list[PersonMention]:
    """Royal persons of the gazetteer, by their styles."""
    out: list[PersonMention] = []
    if not scan.starts_in(_royal_forms, 0, len(scan.text)):
        return out
    for name, pattern in load_lexicon().royals:
        for m in iter_matches(pattern, _royal_forms, scan):
            out.append(
                PersonMention(m.start(), m.end(), m.start(), m.end(), name, given=name, rule="royal-style")
            )
    return out


_GOES_ON = re.compile(
    r",| (?:[ก-๙]|of (?:the )?[A-Z]|[a-z(])|[.]? ?$|\. "
)  # behind a name in an English sentence
_NAME_GOES_ON = re.compile(
    r"(?:กับ|และ|ฯ|กล่าว|เปิดเผย|พร้อม|ได้(?!รับ))| (?:กล่าว|เปิดเผย|พร้อม|ลงพื้นที่|นำ|หารือ|พบ|ชู|เผย|ย้ำ)|$|\n"
)


# two or more words like Ann B. de Carr straight before a post in Thai letters
_LATIN_BEFORE_POST = re.compile(
    r"(?<![A-Za-z0-9&-] )(?<![A-Za-z0-9&-])([A-Z][a-zà-ÿ’'-]+(?: (?:[A-Z]\.|bin|van|von|de|der|al|[A-Z][a-zà-ÿ’'-]+)){0,3}"
    r" [A-Z][a-zà-ÿ’'-]+) $"
)
_LISTS = re.compile("(?:และ|กับ|โดย|ทั้ง|ได้แก่|อาทิ|คือ|ด้วย|จำกัด|มหาชน\\)|Ltd\\.|Inc\\.|,) ?$")
_NO_NAME = re.compile(
    r"\b(?:Group|Foundation|Corporation|Corp|Holdings?|Hotel|Business|International|Asian?|Thai|School|College|Institute|"
    r"Communications?|Technology|Energy|Air|Project|Network|Alliance|Initiative|Global|World|Development|Trade|Digital|"
    r"Authority|Agency|Union|Chamber|Services?|Systems?|Solutions?|Industr\w+|Media|News|Park|City|Airport|Airlines?)\b"
)
_TWO_WORDS = re.compile(r"(?<![ก-๙])([ก-๎]{2,20}) ([ก-๎]{3,24})(?![ก-๙])")


@starts
def _known_names() -> Iterable[str]:
    return load_lexicon().known_names


_LEADERS = (*NAMED_AFTER, "ประธานาธิบดี", "นายกรัฐมนตรี", "เอกอัครราชทูต")


@functools.cache
def _leaders() -> dict[str, str]:
    """How leaders of other countries are called straight behind their office → the country."""
    told = load_lexicon().words["leaders"]
    return {str(name): str(country) for country, names in told.items() for name in names}


@functools.cache
def _given_openings() -> frozenset[str]:
    """With what the given names of known officials begin."""
    return frozenset(name[:4] for name in load_lexicon().known_given)


@functools.cache
def _leader_names() -> re.Pattern[str]:
    return re.compile(longest_of(_leaders()))


def _is_leader(text: str, known: re.Match[str]) -> bool:
    """Is it the whole of a name, with no further foreign word of it behind?"""
    more = _THAI_WORD.match(text, known.end() + 1) if text.startswith(" ", known.end()) else None
    goes_on = " " not in known.group() and more is not None and foreign_looking(more.group())
    return not goes_on and starts_word(text, known.end(), known.end() + 1)


def find_untitled(scan: Scan, people: list[PersonMention], posts: list[PostMention]) -> list[PersonMention]:
    """Names without a title: after the post of a head of state or government, and learnt names of known officials."""
    text = scan.text
    out: list[PersonMention] = []
    taken = Taken(len(text))
    for person in people:
        taken.add(person.start, person.end)

    for post in posts:
        pos = post.end + 1
        if post.head in _LEADERS and post.text.endswith(post.head) and text[post.end : pos] == " ":
            end = _read_latin(text, pos)
            name = text[pos:end]
            if " " in name and _GOES_ON.match(text, end) and _latin_inside(name) and taken.is_free(pos, end):
                out.append(PersonMention(pos, end, pos, end, name, rule="name-after-post"))
                taken.add(pos, end)

    for post in posts:
        if post.head not in ("นายกรัฐมนตรี", "ประธานาธิบดี", "นายกฯ") or post.envoy:
            continue
        pos = post.end
        if text[pos : pos + 1] == "ฯ":
            continue
        if text[pos : pos + 1] == " ":
            pos += 1
        known = _leader_names().match(text, pos) if post.text.endswith(post.head) else None
        if known and taken.is_free(pos, known.end()) and _is_leader(text, known):
            name = known.group()
            post.country = post.country or _leaders()[name]
            given, _, rest = name.partition(" ")
            out.append(
                PersonMention(
                    pos,
                    known.end(),
                    pos,
                    known.end(),
                    name,
                    given=given,
                    surname=rest,
                    rule="leader-after-post",
                )
            )
            taken.add(pos, known.end())
            continue
        m = _THAI_WORD.match(text, pos)
        if (
            not m
            or not taken.is_free(pos, m.end())
            or pos in scan.country_at
            or pos in scan.body_at
            or is_stop_word(m.group())
        ):
            continue
        end, given, rest = _read_thai(scan, pos)
        glued = (
            pos == post.end
            and not rest
            and len(given) > 2
            and foreign_looking(given)
            and given == m.group()
            and not any(p in scan.country_at for p in range(pos, end))
        )
        if glued:
            out.append(
                PersonMention(pos, end, pos, end, given, "", (0, 0), "", given, "", rule="name-glued-to-post")
            )
            taken.add(pos, end)
            continue
        if (
            end <= pos
            or not rest
            or not (
                _known_pair(given, rest.split(" ")[0])
                or (foreign_looking(given) and foreign_looking(rest.replace(" ", "")))
            )
        ):
            continue
        mention = PersonMention(
            pos,
            end,
            pos,
            end,
            re.sub(r"\s+", " ", text[pos:end]),
            "",
            (0, 0),
            "",
            given,
            rest,
            rule="name-after-post",
        )
        bracket = _BRACKET.match(text, end)
        latin = _latin_inside(bracket.group(1)) if bracket else ""
        if latin:
            at = text.index(latin, end)
            mention.latin, mention.latin_span, mention.end = (
                latin,
                (at, at + len(latin)),
                bracket.end() if bracket else end,
            )
        out.append(mention)
        taken.add(pos, end)
    for post in posts:
        if not (post.gov or post.head.startswith(("รอง", "ปลัด", "โฆษก", "เลขา", "รมต"))):
            continue
        pos = post.end
        while text[pos : pos + 1] in ("ฯ", " ") and pos - post.end < 2:
            pos += 1
        m = _THAI_WORD.match(text, pos)
        if not m or not taken.is_free(pos, pos + 4):
            continue
        word = m.group()
        for size in range(min(len(word), 16), 3, -1) if word[:4] in _given_openings() else ():
            if word[:size] not in scan.lex.known_given:
                continue
            if word[:size] in thai_words() and not _NAME_GOES_ON.match(text, pos + size):
                continue
            if size == len(word) or _glued().match(word, size) or _after_space_pattern().match(word, size):
                if (
                    pos > post.end
                    and size == len(word)
                    and text[m.end() : m.end() + 1] == " "
                    and f"{word} {text[m.end() + 1 :].split(' ')[0]}" in scan.lex.known_names
                ):
                    break
                out.append(
                    PersonMention(
                        pos,
                        pos + size,
                        pos,
                        pos + size,
                        word[:size],
                        "",
                        (0, 0),
                        "",
                        word[:size],
                        "",
                        rule="post-and-given-name",
                    )
                )
                taken.add(pos, pos + size)
                break
    for post in posts:
        if not post.gov or post.country in ("", "TH") or text[post.start - 1 : post.start] != " ":
            continue
        line = text.rfind("\n", 0, post.start) + 1
        words: list[str] = []
        pos = post.start - 1
        while pos > line and len(words) < 6:
            begin = max(text.rfind(" ", line, pos), line - 1) + 1
            word = text[begin:pos]
            core = re.sub(r"^(?:และ|กับ|ได้แก่|คือ)", "", word)
            if (
                not core
                or not re.fullmatch(r"[ก-๎-]+", core)
                or not (foreign_looking(core) or core in _particles()[1])
                or begin in scan.country_at
                or begin in scan.body_at
            ):
                break
            words.insert(0, core)
            pos = begin - 1
            if core != word:
                break
        if len(words) < 2:
            continue
        start = post.start - 1 - len(" ".join(words))
        if taken.is_free(start, post.start - 1) and text[start : post.start - 1] == " ".join(words):
            name = " ".join(words)
            mention = PersonMention(
                start,
                post.start - 1,
                start,
                post.start - 1,
                name,
                "",
                (0, 0),
                "",
                words[0],
                " ".join(words[1:]),
            )
            mention.rule = "name-before-post"
            out.append(mention)
            taken.add(start, post.start - 1)
    ends = {post.end for post in posts}
    for post in posts:
        if (
            text[post.start - 1 : post.start] != " "
            or not "a" <= text[post.start - 2 : post.start - 1] <= "ÿ"
        ):
            continue
        m = _LATIN_BEFORE_POST.search(text, max(0, post.start - 70), post.start)
        if not m or not THAI.match(post.text) or not taken.is_free(*m.span(1)):
            continue
        name = m.group(1)
        listed = m.start(1) - 1 in ends or _LISTS.search(text, max(0, m.start(1) - 12), m.start(1))
        if listed and _latin_inside(name) == name and not _NO_NAME.search(name):
            start, end = m.span(1)
            out.append(PersonMention(start, end, start, end, name, rule="name-before-post"))
            taken.add(start, end)
    begun = [at for at in scan.starts_in(_known_names, 0, len(text)) if not THAI.match(text[at - 1 : at])]
    lines = dict.fromkeys(
        map(scan.line_of, begun)
    )  # those that hold a known name without a title glued to it
    for m in itertools.chain.from_iterable(_TWO_WORDS.finditer(text, *line) for line in lines):
        if f"{m.group(1)} {m.group(2)}" in scan.lex.known_names and taken.is_free(m.start(), m.end()):
            out.append(
                PersonMention(
                    m.start(),
                    m.end(),
                    m.start(),
                    m.end(),
                    m.group(),
                    "",
                    (0, 0),
                    "",
                    m.group(1),
                    m.group(2),
                    rule="learnt-name",
                )
            )
            taken.add(m.start(), m.end())
    return out


_CAPITAL = re.compile("[A-ZÀ-Þ]")
_BEFORE_BRACKET = re.compile(r"([ก-๎][ก-๎ .\-]{1,110}?) ?\(((?:[A-Za-z.’']+ )*)")


def _read_person(scan: Scan, start: int, pos: int, title: str) -> PersonMention | None:
    text = scan.text
    latin_title = LATIN.search(title) is not None
    if _CAPITAL.match(text, pos):
        end = _read_latin(text, pos)
        if end <= pos + 1:
            return None
        name = text[pos:end]
        if latin_title and name in ("President", "Minister", "Prime Minister"):
            return None
        mention = PersonMention(start, end, pos, end, name, "", (0, 0), title)
        bracket = _BRACKET.match(text, end)
        if bracket:
            inner = re.sub(r"^\s*(?:" + _title_pattern().pattern + r") ?", "", bracket.group(1))
            if re.fullmatch(r"[ก-๎ .\-]{4,60}", inner) and not is_stop_word(inner) and len(inner.split()) <= 6:
                at = text.index(inner, end)
                mention.latin, mention.latin_span = name, (pos, end)
                mention.name, mention.name_start, mention.name_end = inner, at, at + len(inner)
                mention.end = bracket.end()
        return mention
    if (latin_title and not THAI.match(text, pos)) or text.startswith("แห่ง", pos):
        return None
    end, given, rest = _read_thai(scan, pos)
    if end == pos:
        return None
    # a name that a Latin one in brackets follows reaches up to the bracket
    high = min(len(text), pos + 140)
    ahead = _BRACKET.search(text, pos, high) if text.find("(", end, high) >= 0 else None
    bracket_name = _BEFORE_BRACKET.match(text, pos) if ahead and ahead.start() > end else None
    if ahead and bracket_name and bracket_name.end(1) <= ahead.start():
        latin = _latin_inside(ahead.group(1))
        between = text[end : ahead.start()]
        if latin and "\n" not in between and len(between) < 100 and not re.search(r"[,0-9“”]", between):
            words = between.split()
            if (
                words
                and len(words) + 1 + len(rest.split()) <= len(latin.split()) + 2
                and not any(_post_head_pattern().match(w) or _title_pattern().match(w) for w in words)
                and not any(is_stop_word(w) and not foreign_looking(w) for w in words)
            ):
                end = ahead.start()
                rest = text[pos:end].split(" ", 1)[1] if " " in text[pos:end] else ""
    name = " ".join(text[pos:end].split())
    if not rest and len(given) > 16 and given not in _given_names():
        return None
    mention = PersonMention(start, end, pos, end, name, "", (0, 0), title, given, rest)
    bracket = _BRACKET.match(text, end)
    if bracket:
        latin = _latin_inside(bracket.group(1))
        if latin:
            at = text.index(latin, end)
            mention.latin, mention.latin_span = latin, (at, at + len(latin))
            mention.end = bracket.end()
        elif re.fullmatch(r"ร\.?น\.?", bracket.group(1)):
            mention.end = bracket.end()
    return mention


@functools.cache
def _latin_titles() -> tuple[str, ...]:
    return tuple(sorted(load_lexicon().titles["latin"], key=len, reverse=True))


def _latin_inside(inner: str) -> str:
    """A Latin personal name inside brackets, its titles taken off, or ""."""
    rest = re.sub(r"^(?:The )?(?:Right|Rt\.?) Hon(?:ou?rable|\.) ", "", inner.strip())
    rest = re.sub(r",? (?:MP|PhD|Ph\.D\.|CMG|OBE|KCMG)$", "", rest)
    changed = True
    while changed:
        changed = False
        for t in _latin_titles() if rest.startswith(_latin_titles()) else ():
            if rest.startswith(t) and (rest[len(t) : len(t) + 1] in (" ", ".", "") or t.endswith(".")):
                rest = rest[len(t) :].lstrip(" .")
                changed = True
                break
    if not re.match(r"[A-ZÀ-Þ]", rest or "ก"):
        return ""
    if not re.fullmatch(r"[A-Za-zÀ-ÖØ-öø-ÿĀ-žḀ-ỹ .,’'`´‘-]+", rest):
        return ""
    words = rest.split()
    if len(words) == 1 and (rest.isupper() or len(rest) < 4):
        return ""
    if re.search(
        r"\b(?:Minister|Ministry|Office|Department|University|Bank|Council|Association|Agreement|Forum|Summit|Meeting|Ambassador|Center|Centre|Company|Thailand|Board|Committee|Program|Fund)\b",
        rest,
    ):
        return ""
    return rest.strip(" ,")


_TO_JOINT = re.compile(",? ?(?:และ|and|/|,)? ?(?:ใน)?(?:ฐานะ|ตำแหน่ง)? ?")
_OPENS_BRACKET = re.compile(r" ?\( ?")
# between a post and the one who holds it: POST NAME, POST (NAME), POST (ABBREVIATION) (NAME), POST คือ NAME
_NAMES_HOLDER = re.compile(r" {0,2}|(?: ?\([^()\n]{1,40}\))? ?(?:\(|คือ) ?")


@functools.cache
def _joints() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What may stand between a name and its post, and between that and a further post."""
    mods = "|".join(map(re.escape, sorted(load_lexicon().post_modifiers, key=len, reverse=True)))
    return (
        re.compile(
            r"(?: จูเนียร์| of [A-Z][a-z]+(?: [A-Z]{2,4}\b)?\)?)?"
            r"(?: ?\([^()\n]{1,90}\)){0,2} ?(?:[,–-] ?)?(?:ซึ่ง|ใน)?(?:ดำรงตำแหน่ง|ตำแหน่ง|ฐานะ|ในฐานะ|ในตำแหน่ง)?(?:เป็น)? ?(?:ประธานและ)?"
            rf"(?:(?:{mods})(?:ใน)?(?:ตำแหน่ง)? ?)*"
        ),
        re.compile(
            r" ?(?:\([^()\n]{1,40}\) ?)?"
            rf"(?:(?:และ)?(?:ใน)?ฐานะ ?(?:เป็น)?|(?:และ)?(?:{mods})(?:ใน)?(?:ตำแหน่ง)? ?)+"
        ),
    )


def attach_posts(scan: Scan, people: list[PersonMention], posts: list[PostMention]) -> set[int]:
    """Give each name the posts written beside it (after it, else right before). Returns the starts of the posts used."""
    text = scan.text
    used: set[int] = set()
    by_start = {p.start: i for i, p in enumerate(posts)}
    gap, also = _joints()
    for i, person in enumerate(people):
        limit = people[i + 1].start if i + 1 < len(people) else len(text)
        pos = person.end
        said = True  # is it said that what follows is a further post of the same person?
        for _ in range(6):
            g = gap.match(text, pos)
            at = None
            bracket = _OPENS_BRACKET.match(text, pos)
            for candidate in (g.end() if g else pos, pos, pos + 1, bracket.end() if bracket else pos):
                if candidate in by_start and candidate < limit:
                    at = candidate
                    break
            if at is None and not person.posts:
                at = _find_post_behind_rest(text, pos, by_start.keys())
            if at is None or at >= limit:
                break
            post = posts[by_start[at]]
            if not said:
                if not _goes_beside(scan, person.posts[-1], post):
                    break
                if post.head.startswith("หัวหน้า"):
                    post.org = post.org or person.posts[-1].org
            between = text[pos:at]
            if "\n" in between and (
                between != "\n"
                or pos < scan.article.body_start
                or any(
                    post.end <= other.start <= post.end + 2 and not _speaks_for_named(text, post)
                    for other in people[i + 1 : i + 2]
                )
            ):
                break  # only a line broken between name and post goes on
            person.posts.append(post)
            used.add(post.start)
            pos = post.end
            while (nxt := _joint_after(posts, by_start, text, pos, limit)) is not None:
                person.posts.append(nxt)
                used.add(nxt.start)
                pos = nxt.end
            more = also.match(text, pos)
            said = more is not None and bool(more.group().strip())
            if said and more is not None and more.end() in by_start:
                pos = more.end()
    for i, person in enumerate(people):
        if person.posts:
            continue
        back = [
            p
            for p in posts
            if p.end <= person.start
            and p.start not in used
            and person.start - p.end <= 50
            and _NAMES_HOLDER.fullmatch(text, p.end, person.start)
            and not _speaks_for_named(text, p)
        ]
        if back and not text[back[-1].start - 3 : back[-1].start].endswith("และ "):
            last = back[-1]
            chain = [last]
            while (
                prev := next(
                    (
                        p
                        for p in posts
                        if p.end <= chain[0].start
                        and chain[0].joint
                        and chain[0].start - p.end <= 5
                        and p.start not in used
                    ),
                    None,
                )
            ) is not None:
                chain.insert(0, prev)
                if not prev.joint:
                    break
            person.posts.extend(chain)
            used.update(p.start for p in chain)
    for person, after in reversed([*itertools.pairwise(people)]):
        full = person.surname or LATIN.search(person.name)
        if full and not person.posts and _IN_A_ROW.fullmatch(text, person.end, after.start):
            shared = after.shared or [p for p in after.posts[:1] if p.start >= after.end]
            person.shared = [p for p in shared if SEVERAL.match(p.text)]
    for person in people:
        if not person.posts and (style := text.find(_MONARCH, person.start, person.name_start)) >= 0:
            person.posts.append(_read_reign(scan, person, style))
    return used


# what is left of a name that was read too short: Ann | de la-Cruz, นางแอนนา | คาร์โลวา
_REST_LATIN = re.compile(
    r"(?: ?[–-] ?[A-Za-z]+| [A-Za-z][a-z/’'.-]*){1,3} ?(?:\([^()\n]{2,60}\))? ?(?=[ก-๙])"
)
_REST_THAI = re.compile(r" ([ก-๎]{2,14})(?: ([ก-๎]{2,14}))? ")


def _find_post_behind_rest(text: str, pos: int, starts: Collection[int]) -> int | None:
    """Where a post begins that stands behind the rest of a name, if one does."""
    latin = _REST_LATIN.match(text, pos)
    if latin and latin.end() in starts:
        return latin.end()
    thai = _REST_THAI.match(text, pos)
    if thai and thai.end() in starts:
        words = [w for w in thai.groups() if w]
        if all(foreign_looking(w) and not is_stop_word(w) for w in words):
            return thai.end()
    return None


_MONARCH = "สมเด็จพระราชาธิบดี"


def _read_reign(scan: Scan, person: PersonMention, start: int) -> PostMention:
    """The style before a monarch's name is the post; the country is the first that is told behind the name."""
    line_end = min(scan.line_of(person.end)[1], person.end + 60)
    country = next((h.id for h in scan.countries_in(person.end, line_end)), "")
    end = start + len(_MONARCH)
    return PostMention(start, end, _MONARCH, _MONARCH, country=country, gov=True, canon=_MONARCH)


# นาย A นาย B และนาย C รองปลัดกระทรวง…
_IN_A_ROW = re.compile(",? ?(?:และ ?)?")
# offices that several hold at once
SEVERAL = re.compile(
    r"รอง|ผู้ช่วย|ผู้ตรวจราชการ|รัฐมนตรีช่วย|รมช|ที่ปรึกษา|เลขานุการ|[Dd]eputy|[Vv]ice|[Aa]ssistant|[Aa]dvis"
)


def _goes_beside(scan: Scan, post: PostMention, further: PostMention) -> bool:
    """Is a post written right after another one of the same holder?"""
    if further.joint or further.truncated:
        return False
    party_leader = post.head == "หัวหน้าพรรค" and further.gov
    return party_leader or (further.head in scan.lex.post_heads and scan.lex.post_heads[further.head].beside)


def _speaks_for_named(text: str, post: PostMention) -> bool:
    """โฆษกประจำรองนายกรัฐมนตรี (นาย A): the name in brackets is of him for whom the spokesman speaks."""
    return text.startswith("โฆษกประจำ", post.start) and _OPENS_BRACKET.match(text, post.end) is not None


_APPOINTED = re.compile(
    r"(?:ได้รับ(?:การ)?(?:แต่งตั้ง|เลือกตั้ง|เลือก|โปรดเกล้าฯ แต่งตั้ง)|เข้ารับตำแหน่ง|ดำรงตำแหน่ง)(?:ให้)?(?:ดำรงตำแหน่ง|เป็น|ใน(?:ตำแหน่ง|ฐานะ))? ?$"
)


def attach_appointments(
    scan: Scan, people: list[PersonMention], posts: list[PostMention], used: set[int]
) -> None:
    """… ได้รับแต่งตั้งเป็น POST gives the post to the person named before it in the sentence."""
    text = scan.text
    for post in posts:
        if post.start in used or not _APPOINTED.search(text, max(0, post.start - 60), post.start):
            continue
        before = [
            p
            for p in people
            if p.end <= post.start and post.start - p.end < 90 and "\n" not in text[p.end : post.start]
        ]
        if before and not any(_same_post(post, own) for own in before[-1].posts):
            before[-1].posts.append(post)
            used.add(post.start)


def _same_post(a: PostMention, b: PostMention) -> bool:
    x, y = a.text.replace(" ", ""), b.text.replace(" ", "")
    return x.startswith(y) or y.startswith(x)


def _joint_after(
    posts: list[PostMention], by_start: dict[int, int], text: str, pos: int, limit: int
) -> PostMention | None:
    m = _TO_JOINT.match(text, pos)
    at = m.end() if m else pos
    post = posts[by_start[at]] if at in by_start and at < limit else None
    if post is None or not post.joint or (post.head == "ผู้แทน" and post.org):
        return None  # เลขาธิการ… และผู้แทนบริษัท…: someone else
    return post


def merge_people(scan: Scan, mentions: list[PersonMention]) -> list[PersonFound]:
    """Mentions → persons of the article: the same name, a given name alone, a spelling variant are one."""
    found: list[PersonFound] = []
    _drop_false_surnames(mentions)
    _join_bracketed(scan, mentions)
    known = _Known()
    full = [m for m in mentions if m.surname or " " in m.name or LATIN.search(m.name)]
    for m in full:
        number = known.find_same(m)
        if number is None:
            number = len(found)
            found.append(PersonFound(m.name, m.latin))
        person = found[number]
        person.mentions.append(m)
        known.add(number, m)
        if m.latin and not person.latin:
            person.latin = m.latin
        if m.name != person.name and m.name != person.latin and m.name not in person.aliases:
            person.aliases.append(m.name)
    named = set(map(id, full))
    for m in mentions:
        if id(m) in named:
            continue
        number = known.find_given(m.given)
        if number is None:
            number = known.find_surname(m.given, found)
            if number is not None:
                surname = next(
                    x.surname for x in found[number].mentions if x.surname and m.given.startswith(x.surname)
                )
                m.name = m.given = surname
                m.end = m.name_end = m.name_start + len(surname)
        if number is None and len(m.given) > 5:
            # glued: the given name of someone named in full begins this word
            number = known.find_glued(m.given)
            if number is not None:
                given = next(
                    x.given for x in found[number].mentions if x.given and m.given.startswith(x.given)
                )
                m.name = m.given = given
                m.name_end = m.name_start + len(given)
                m.end = min(m.end, m.name_end)
        if number is None:
            number = len(found)
            found.append(PersonFound(m.name, m.latin))
        owner = found[number]
        if m.name != owner.name and m.name not in owner.aliases:
            owner.aliases.append(m.name)
        if m.latin and not owner.latin:
            owner.latin = m.latin
        owner.mentions.append(m)
        known.add(number, m)
    _add_given_names(scan, found)
    for person in found:
        # Thai is the name, Latin the latin, when both stand
        if LATIN.search(person.name) and not THAI.search(person.name):
            thai = next((x.name for x in person.mentions if THAI.search(x.name)), "")
            if thai:
                person.latin = person.latin or person.name
                person.name = thai
        person.posts = merge_posts(p for m in person.mentions for p in m.posts) or merge_posts(
            p for m in person.mentions for p in m.shared
        )
    return found


def _add_given_names(scan: Scan, found: list[PersonFound]) -> None:
    """“จุรินทร์” or จุรินทร์ in a headline is the one whom the text names in full: mentions of given names alone."""
    text = scan.text
    owners: dict[str, list[PersonFound]] = {}
    for person in found:
        for given in {
            m.given for m in person.mentions if m.surname and len(m.given) > 2 and THAI.match(m.given)
        }:
            owners.setdefault(given, []).append(person)
    taken = Taken(len(text))
    for person in found:
        for m in person.mentions:
            taken.add(m.start, m.end)
    quoting = any(mark in text for mark in "“\"‘'")
    reach = len(text) if quoting else scan.article.body_start  # without quotes only the headline is asked
    for given, persons in owners.items():
        if len(persons) > 1:
            continue
        person = persons[0]
        bare = len(given) > 3 and given not in thai_words()
        at = text.find(given, 0, reach)
        while at >= 0:
            end = at + len(given)
            before, after = text[max(0, at - 1) : at], text[end : end + 1]
            quoted = before in ("“", '"', "‘", "'") and after in ("”", '"', "’", "'", "ฯ")
            headline = (
                bare
                and end < scan.article.body_start
                and before in ("", " ", "\n")
                and after in ("", " ", "ฯ")
            )
            if (quoted or headline) and taken.is_free(at, end):
                mention = PersonMention(at, end, at, end, given, given=given, rule="given-name-alone")
                person.mentions.append(mention)
                taken.add(at, end)
                if given not in person.aliases:
                    person.aliases.append(given)
            at = text.find(given, end, reach)


def _join_bracketed(scan: Scan, mentions: list[PersonMention]) -> None:
    """A Latin name in brackets after a Thai one's post is the same person: นาย… รัฐมนตรี… (H.E. Mr. …)."""
    text = scan.text
    joined: set[int] = set()
    for before, m in itertools.pairwise(mentions):
        if before.latin or not THAI.search(before.name) or not LATIN.search(m.name):
            continue
        opened = text.rfind("(", max(0, m.start - 4), m.start + 1)
        reach = max([before.end, *(p.end for p in before.posts)])
        if opened >= reach and re.fullmatch(r"\s*(?:\([^()]{1,30}\)\s*)?", text[reach:opened]):
            before.latin, before.latin_span = m.name, (m.name_start, m.name_end)
            for post in m.posts:
                before.posts.append(post)
            joined.add(id(m))
    mentions[:] = [m for m in mentions if id(m) not in joined]


def _drop_false_surnames(mentions: list[PersonMention]) -> None:
    """นลินี เสริม…: after someone was named in full, the same given name with a verb behind it is the given name alone."""
    surnames: dict[str, dict[str, int]] = {}
    for m in mentions:
        if m.surname:
            score = 2 if m.posts or m.latin else 1
            surnames.setdefault(m.given, {}).setdefault(m.surname, 0)
            surnames[m.given][m.surname] += score
    for m in mentions:
        known = surnames.get(m.given, {})
        if m.surname and len(known) > 1 and not m.posts and not m.latin:
            best = max(known, key=lambda k: known[k])
            if (
                m.surname != best
                and known[best] > known[m.surname]
                and not _near(m.surname, best)
                and " " not in m.surname
            ):
                m.surname = ""
                m.name, m.name_end, m.end = m.given, m.name_start + len(m.given), m.name_start + len(m.given)


def _near(a: str, b: str) -> bool:
    return (
        bool(a)
        and bool(b)
        and a[0] == b[0]
        and min(len(a), len(b)) >= 4
        and 2.0 * min(len(a), len(b)) / (len(a) + len(b)) >= 0.86  # else they cannot be so much alike
        and SequenceMatcher(None, a, b).ratio() >= 0.86
    )


def _are_one(x: PersonMention, m: PersonMention) -> bool:
    """Do two names in full mean one person?"""
    if (
        x.name == m.name
        or (m.latin and m.latin.casefold() in (x.latin.casefold(), x.name.casefold()))
        or (x.latin and x.latin.casefold() == m.name.casefold())
    ):
        return True
    if m.surname and x.surname:
        short, long = sorted((x.given, m.given), key=len)
        if x.surname == m.surname and (
            _near(x.given, m.given) or (len(short) >= 4 and long.startswith(short))
        ):
            return True
        return x.given == m.given and (
            _near(x.surname, m.surname) or x.surname.startswith(m.surname) or m.surname.startswith(x.surname)
        )
    if m.surname or x.surname or not LATIN.search(m.name) or not LATIN.search(x.name):
        return False
    a, b = x.name.split(), m.name.split()
    return (len(b) == 1 and b[0] in (a[0], a[-1])) or (len(a) == 1 and a[0] in (b[0], b[-1]))


class _Known:
    """The persons of an article by their names, numbered as they were found: a name is compared with those that
    share a part of it, not with all.
    """

    def __init__(self) -> None:
        self._seen: set[tuple[int, str, str, str, str]] = set()
        self._by_part: dict[tuple[str, ...], list[tuple[int, PersonMention]]] = {}
        self._by_given: dict[str, int] = {}
        self._by_letter: dict[str, dict[str, int]] = {}
        self._by_surname: dict[str, list[int]] = {}

    @staticmethod
    def _parts(m: PersonMention) -> set[tuple[str, ...]]:
        """What a name shares with any other that may be the same person's."""
        parts: set[tuple[str, ...]] = {("name", m.name.casefold())}
        if m.latin:
            parts.add(("name", m.latin.casefold()))
        if m.surname:
            parts |= {("surname", m.surname, m.given[:1]), ("given", m.given, m.surname[:1])}
        elif LATIN.search(m.name):
            words = m.name.split()
            parts |= {("word", words[0]), ("word", words[-1])}
        return parts

    def add(self, number: int, m: PersonMention) -> None:
        """Take a name of a person in."""
        told = (number, m.name, m.latin, m.given, m.surname)
        if told in self._seen:
            return
        self._seen.add(told)
        for part in self._parts(m):
            self._by_part.setdefault(part, []).append((number, m))
        for lowest in (self._by_given, self._by_letter.setdefault(m.given[:1], {})):
            lowest[m.given] = min(number, lowest.get(m.given, number))
        if m.surname:
            self._by_surname.setdefault(m.surname, []).append(number)

    def find_same(self, m: PersonMention) -> int | None:
        """The first person with a name in full that means the same."""
        fits = (
            number for part in self._parts(m) for number, x in self._by_part.get(part, ()) if _are_one(x, m)
        )
        return min(fits, default=None)

    def find_given(self, given: str) -> int | None:
        """The first person of this given name, or of one spelled much like it."""
        best = self._by_given.get(given)
        for other, number in self._by_letter.get(given[:1], {}).items():
            if (best is None or number < best) and _near(other, given):
                best = number
        return best

    def find_surname(self, word: str, found: list[PersonFound]) -> int | None:
        """The first person, a foreigner, with whose surname a word begins."""
        fits = (
            number
            for end in range(4, len(word) + 1)
            for number in self._by_surname.get(word[:end], ())
            if " " not in word[:end]
            and (LATIN.search(found[number].latin) or foreign_looking(word[:end]) or word[:end] in _leaders())
        )
        return min(fits, default=None)

    def find_glued(self, word: str) -> int | None:
        """The first person with whose given name a word begins."""
        fits = (self._by_given[word[:end]] for end in range(4, len(word) + 1) if word[:end] in self._by_given)
        return min(fits, default=None)


def merge_posts(posts: object) -> list[PostMention]:
    """One entry per post: the longest form of those that begin alike."""
    out: list[PostMention] = []
    for post in posts:  # type: ignore[attr-defined]
        if not post.text or len(post.text) < 3:
            continue
        for i, old in enumerate(out):
            a, b = (old.canon or old.text).replace(" ", ""), (post.canon or post.text).replace(" ", "")
            if a == b or a.startswith(b) or b.startswith(a):
                if (len(b) > len(a) and not old.country) or (len(b) > len(a) and len(b) <= 1.8 * len(a)):
                    out[i] = post
                break
        else:
            out.append(post)
    return out


def has_thai_name(person: PersonFound) -> bool:
    """Is the given name or the surname one that Thais are known to bear?"""
    given, _, surname = person.name.partition(" ")
    return given in _given_names() or surname in _surnames()


def looks_foreign(person: PersonFound) -> bool:
    """A name in Latin letters, or transliterated: a given name that is no Thai one and no dictionary words."""
    if person.latin or LATIN.search(person.name):
        return True
    given = person.name.split(" ")[0]
    return (
        given not in _given_names()
        and foreign_looking(given)
        and person.name not in load_lexicon().known_names
    )
