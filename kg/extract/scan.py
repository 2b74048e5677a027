"""One article with everything that the lexicon finds in it: the common ground of the extractors."""

from __future__ import annotations

import functools
import itertools
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeVar

import ahocorasick
import nlpo3

from kg.dates import DateMention, find_dates
from kg.lexicon import Hit, Lexicon, choose_hits, load_lexicon, lower_text
from kg.model import Article


@functools.cache
def load_words() -> str:
    """Load PyThaiNLP's word list into nlpo3 once per process and name it."""
    from pythainlp.corpus import corpus_path

    nlpo3.load_dict(str(Path(corpus_path()) / "words_th.txt"), "kg-thai")
    return "kg-thai"


LATIN = re.compile("[A-Za-z]")
THAI = re.compile("[ก-๙]")
# What is compared with each other is bounded, so that the time is; real articles hold a quarter of it at most.
MOST = {"names": 1000, "posts": 2500, "bodies": 4000, "countries": 5000, "dates": 2500, "activities": 200,
        "agreements": 400, "phrases of activities in a sentence": 80}  # fmt: skip
KEPT = 10_000  # results that are kept of what recurs: ten times as many make nothing quicker
_LONGEST = 120  # characters in which a name ends, and of a stretch that may come again and is worth keeping
_Value = TypeVar("_Value")


def _look_up(cached: functools._lru_cache_wrapper[_Value], run: str) -> _Value:
    return cached(run) if len(run) <= _LONGEST else cached.__wrapped__(run)


def tokens_of(run: str) -> tuple[str, ...]:
    """Dictionary words of a short stretch of Thai (maximal matching of nlpo3 over PyThaiNLP's word list).

    Short stretches recur, so results are kept. nlpo3 gives newmm's words some twenty times quicker.
    """
    return _look_up(_tokens_of, run)


@functools.lru_cache(maxsize=KEPT)
def _tokens_of(run: str) -> tuple[str, ...]:
    return tuple(nlpo3.segment(run, load_words(), safe=True))


Starts = Callable[[], Iterable[str]]
_STARTS: list[Starts] = []


def starts(words: Starts) -> Starts:
    """Mark a function as one that gives the words with which a longer pattern can begin; see `iter_matches`."""
    _STARTS.append(words)
    return words


@functools.cache
def _automaton() -> Any:
    """The lexicon's names and all those words in small letters: the owners of the name; the words written so: their
    length, themselves where letters are large or small, and the functions that gave them.
    """
    names = load_lexicon().automaton
    owners: dict[str, dict[str, list[Starts]]] = {}
    for words in _STARTS:
        for word in {*words()} - {""}:
            owners.setdefault(word.lower(), {}).setdefault(word, []).append(words)
    automaton = ahocorasick.Automaton()
    for key in {*names, *owners}:
        written = tuple(
            (len(word), word if key.upper() != key else "", tuple(given))
            for word, given in owners.get(key, {}).items()
        )
        automaton.add_word(key, (names.get(key, ()), written))
    automaton.make_automaton()
    return automaton


def iter_matches(
    pattern: re.Pattern[str], words: Starts, scan: Scan, low: int = 0, high: int | None = None
) -> Iterator[re.Match[str]]:
    """``pattern.finditer`` over the text, trying only where one of the words begins."""
    text = scan.text
    high = len(text) if high is None else high
    reach = low
    for place in scan.starts_in(words, low, high):
        if place < reach:
            continue
        m = pattern.match(text, place, high)
        if m and m.end() > place:
            yield m
            reach = m.end()


def stand_alone(word: str) -> str:
    """A Latin word that is no part of a longer one, as a pattern that opens with its first letter: searches skip to it."""
    first, rest = re.escape(word[0]), re.escape(word[1:])
    return f"{first}(?<![A-Za-z]{first}){rest}(?![A-Za-z])"


def longest_of(words: Iterable[str], letter: Callable[[str], str] = re.escape) -> str:
    """The longest of the words that stands in a place, as a pattern in which each beginning is written once: it reads
    every letter of the text once, where a plain list of the words tries one after the other. ``letter`` gives the
    pattern of a letter.
    """
    tree: dict[str, Any] = {}
    for word in words:
        branch = tree
        for one in word:
            branch = branch.setdefault(one, {})
        branch[""] = {}

    def render(branch: dict[str, Any]) -> str:
        ways = [letter(one) + render(rest) for one, rest in sorted(branch.items()) if one]
        if "" in branch:
            ways.append("")
        return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"

    return render(tree)


def first_of(words: Iterable[str]) -> str:
    """The letters with which words begin, as a pattern that looks ahead: what is none of them is refused at once."""
    letters = "".join(map(re.escape, sorted({word[0] for word in words if word})))
    return f"(?=[{letters}])"


@functools.cache
def stop_tokens() -> frozenset[str]:
    """Words that end an open-class name (``data/patterns/words.yaml``)."""
    return frozenset(load_lexicon().words["tokens"])


@functools.cache
def _stop_automaton() -> Any:
    automaton = ahocorasick.Automaton()
    for word in stop_tokens():
        automaton.add_word(word, len(word))
    automaton.make_automaton()
    return automaton


@functools.cache
def _stop_lengths() -> list[int]:
    return sorted(set(map(len, stop_tokens())))


def begins_with_stop(run: str) -> bool:
    """Is the first of the run's dictionary words one that ends an open-class name?"""
    stops = stop_tokens()
    return any(run[:length] in stops for length in _stop_lengths()) and tokens_of(run[:40])[0] in stops


@functools.cache
def thai_words() -> frozenset[str]:
    """The dictionary of Thai words that comes with PyThaiNLP."""
    from pythainlp.corpus import thai_words as words

    return frozenset(words())


def cut_run(run: str) -> int:
    """Where an open-class name inside a run without spaces ends: before the first function word, else ``len(run)``."""
    return _look_up(_cut_run, run)


@functools.lru_cache(maxsize=KEPT)
def _cut_run(run: str) -> int:
    run_start, stops = run[:_LONGEST], stop_tokens()
    if not any(last + 1 - length for last, length in _stop_automaton().iter(run_start)):
        return len(run)  # none is written past its beginning, so none can be a token
    offset, last = 0, ""
    for token in tokens_of(run_start):
        if last and token in stops and last not in _NOUN_OF and not _LONE.fullmatch(last):
            return offset
        offset += len(token)
        last = token
    return len(run)


# what makes a noun of the verb behind it: การ|จัดการปัญหา, การบริหาร|จัดการน้ำ, ราช|ดำเนิน
_NOUN_OF = ("การ", "ความ", "บริหาร", "การบริหาร", "ราช")
_THAILAND_AND = re.compile("ไทย ?[-–] ?$")
_AND_THAILAND = re.compile(" ?[-–] ?ไทย")
_LONE = re.compile("[ก-ฆจ-ฒด-ทน-ฮ]")  # no word, so that what follows is the rest of a name: โรงแรมอ|มา|รี


def foreign_looking(word: str) -> bool:
    """True for words that are not made of dictionary words: a transliterated name."""
    return _look_up(_foreign_looking, word)


@functools.lru_cache(maxsize=KEPT)
def _foreign_looking(word: str) -> bool:
    if word in thai_words():
        return False
    known = sum(len(t) for t in tokens_of(word) if t in thai_words() and len(t) > 2)
    return known < 0.6 * len(word)


class Taken:
    """Which characters of a text are taken."""

    def __init__(self, size: int) -> None:
        self._marks = bytearray(size)

    def add(self, start: int, end: int) -> None:
        """Take a stretch."""
        self._marks[start:end] = b"\1" * (end - start)

    def is_free(self, start: int, end: int) -> bool:
        """Is no character of the stretch taken?"""
        return self._marks.find(1, start, end) < 0


def starts_word(text: str, start: int, end: int) -> bool:
    """Does a word begin at ``start``? Asked only where a Thai letter stands before it (ทรัพยากรมนุษย์ holds no กรม)."""
    if not start or not ("ก" <= text[start - 1] <= "๎"):
        return True
    if text[start] in "ะัาำิีึืฺุู็่้๊๋์ๅ":
        return False
    if text.endswith(_WORD_ENDS, 0, start):
        return True
    low = _THAI_BEFORE.search(text, max(0, start - 18), start).start()  # type: ignore[union-attr]
    high = _THAI_AFTER.match(text, end).end()  # type: ignore[union-attr]
    return start - low in itertools.accumulate(map(len, tokens_of(text[low:high])))


# words that are the end of no longer one: what follows is another (the dictionary says the same)
_WORD_ENDS = (
    "และ", "ของ", "กับ", "โดย", "ให้", "ซึ่ง", "ประชุม", "ฐานะ", "ประธาน", "บริหาร", "หว่าง", "สังกัด", "จัดตั้ง", "ท่าน",
    "ที่", "ประเทศ", "ตำแหน่ง", "อำนวยการ", "แต่งตั้ง", "หรือ", "แทน", "ฝ่าย", "ขอบคุณ", "ชาว", "แก่", "ยัง", "นี้", "ทาง",
    "ด้าน", "กลุ่ม", "ผ่าน", "ด้วย",
)  # fmt: skip
_THAI_BEFORE = re.compile(r"[ก-๎]*\Z")
_THAI_AFTER = re.compile("[ก-๎]{0,12}")


@dataclass(slots=True)
class Scan:
    """An article, its lexicon hits by start, and its dates."""

    article: Article
    text: str
    lex: Lexicon
    body_at: dict[int, Hit] = field(default_factory=dict)
    weak_at: dict[int, Hit] = field(default_factory=dict)
    country_at: dict[int, Hit] = field(default_factory=dict)
    city_at: dict[int, Hit] = field(default_factory=dict)
    venue_at: dict[int, Hit] = field(default_factory=dict)
    province_at: dict[int, Hit] = field(default_factory=dict)
    left: set[str] = field(default_factory=set)  # what there was so much of that some was left
    _told_on: str = ""  # once the dates are found
    _dates: list[DateMention] | None = None  # once somebody has asked for them
    _places: dict[str, list[int]] = field(default_factory=dict)  # where the hits of a kind are, in order
    _starts: dict[Starts, dict[int, int]] = field(default_factory=dict)  # where words begin and first end
    # the same in order, once somebody has asked for them
    _starts_order: dict[Starts, tuple[list[int], list[int]]] = field(default_factory=dict)

    def keep_most(self, what: str, found: list[_Value]) -> list[_Value]:
        """The first of what was found, as many as an article can hold; ``left`` tells that there was more."""
        most = MOST[what]
        if len(found) > most:
            self.left.add(what)
        return found[:most]

    @property
    def dates(self) -> list[DateMention]:
        """The dates of the text, in order; found when first asked for, for most news from home has no use for them."""
        if self._dates is None:
            found = find_dates(self.text, self.article.published)
            told = self._told_on = self._day_of_telling(found)
            if told and any(d.rule in ("today", "tomorrow", "yesterday") for d in found):
                found = find_dates(self.text, told)
            self._dates = self.keep_most("dates", found)
        return self._dates

    @property
    def told_on(self) -> str:
        """The day before the article came out on which it says that it was told, or ""."""
        return self._told_on if self.dates else ""

    def _day_of_telling(self, found: list[DateMention]) -> str:
        """The day, told in the opening, that วันนี้ means further down: วันนี้ (19 พฤษภาคม 2567) in an item of the day after; else ""."""
        start, published = self.article.body_start, self.article.published
        for day in found:
            stated = day.rule in ("today-stated", "today-corrected") and day.start < start + 1200
            opens = day.rule == "day" and day.start < start + 60
            if day.start >= start and (stated or opens) and not day.end_date:
                return day.date if len(published) == len(day.date) == 10 and day.date < published else ""
        return ""

    def country_in(self, start: int, end: int) -> str:
        """The first country named in the stretch, as a code, or ""."""
        return next((h.id for h in self.countries_in(start, end)), "")

    def countries_in(self, start: int, end: int) -> list[Hit]:
        """Countries named in the stretch, in order."""
        if "country" not in self._places:
            self._places["country"] = sorted(self.country_at)
        places = self._places["country"]
        between = places[bisect_left(places, start) : bisect_left(places, end)]
        return [hit for place in between if (hit := self.country_at[place]).end <= end]

    def is_of_thailand_and(self, hit: Hit) -> bool:
        """Is the country named behind Thailand, of a thing of both (หอการค้าไทย-จีน)?"""
        return _THAILAND_AND.search(self.text, max(0, hit.start - 6), hit.start) is not None

    def is_and_thailand(self, hit: Hit) -> bool:
        """Is the country named before Thailand, of a thing of both (หอการค้าอินเดีย – ไทย)?"""
        return _AND_THAILAND.match(self.text, hit.end) is not None

    def hits_in(self, kind: str, start: int, end: int) -> Iterator[tuple[int, Hit]]:
        """The hits of a kind (country, city, province, venue) that begin in the stretch, in order."""
        found: dict[int, Hit] = getattr(self, f"{kind}_at")
        if kind not in self._places:
            self._places[kind] = sorted(found)
        places = self._places[kind]
        for number in range(bisect_left(places, start), len(places)):
            if places[number] >= end:
                return
            yield places[number], found[places[number]]

    def leads_abroad(self, start: int, end: int) -> bool:
        """Does another country, or a city of one, stand in the stretch?"""
        return any(hit.id != "TH" for hit in self.countries_in(start, end)) or any(
            hit.id != "TH" for _, hit in self.hits_in("city", start, end)
        )

    def look_up(self) -> dict[str, list[Hit]]:
        """One pass over the text: the names of the lexicon by kind, and where the words of every marked function begin."""
        text = self.text
        found = self._starts = {words: {} for words in _STARTS}
        names = []
        for last, (owners, written) in _automaton().iter(lower_text(text)):
            if owners:
                names.append((last, owners))
            for length, cased, functions in written:
                start = last + 1 - length
                if not cased or text.startswith(cased, start):
                    for words in functions:
                        found[words].setdefault(start, last)
        return choose_hits(text, names)

    def starts_in(self, words: Starts, low: int, high: int) -> list[int]:
        """Where one of the words lies in the stretch: their starts, in order."""
        if words not in self._starts_order:
            found = sorted(self._starts[words].items())
            self._starts_order[words] = [place for place, _ in found], [last for _, last in found]
        places, lasts = self._starts_order[words]
        first = bisect_left(places, low)
        if first == len(places) or places[first] >= high:
            return []
        reach = bisect_left(places, high, first)
        return [p for p, last in zip(places[first:reach], lasts[first:reach], strict=True) if last < high]

    def line_of(self, position: int) -> tuple[int, int]:
        """Start and end of the line that holds a position."""
        start = self.text.rfind("\n", 0, position) + 1
        end = self.text.find("\n", position)
        return start, len(self.text) if end < 0 else end


# how the next line of a narrow column goes on, and how one begins that opens a new paragraph
_GOES_ON = re.compile(
    r"และ|โดย|เพื่อ|ซึ่ง|ณ |ที่|ให้|เป็น|กับ|พร้อม|รวม|ใน|จาก|ของ|ต่อ|ร่วม|อย่าง|ด้วย|แก่|ไป|มา|ได้|หรือ|ผ่าน|ตาม|เมื่อ|เยือน|เช่น"
    r"|ตลอดจน|จัด|ภายใต้|ระหว่าง|แห่ง|สู่|แล้ว|มี|จะ|ว่า|ทั้ง(?!นี้)|อาทิ|\("
)
_NEW_PARAGRAPH = re.compile(
    r"\s|[•*\-–·]|[0-9๐-๙]+[.)]|ทั้งนี้|นอกจาก|สำหรับ|อนึ่ง|ต่อจากนี้|ต่อจากนั้น|จากนั้น|ในการนี้|ในโอกาสนี้|โอกาสนี้"
    r"|(?:ใน|เมื่อ)?วัน(?:ที่|จันทร์|อังคาร|พุธ|พฤหัส|ศุกร์|เสาร์|อาทิตย์)"
)
_STANDS_ALONE = re.compile(
    r"วัน[ก-๙ ]{0,24}(?:ที่)? ?[0-9๐-๙]{1,2} [ก-๙.]+ ?[0-9๐-๙.]+|[^\n]*(?:ขอเชิญรับฟัง|ไทยคู่ฟ้า)[^\n]{0,8}"
)


def join_narrow_lines(text: str, start: int) -> str:
    """A text set in a narrow column as running text: a space for each line break within a paragraph, so that every character keeps its place.

    A column it is when nearly all lines after ``start`` are short and every fifth goes on from the one before.
    Other texts come back as they are.
    """
    sizes = [len(line) for line in text[start:].split("\n") if line][:-1]
    if len(sizes) < 4 or max(sizes) > 220 or sum(20 <= n <= 140 for n in sizes) < 0.8 * len(sizes):
        return text
    lines = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text[start:])]
    if sum(_GOES_ON.match(text, start + a) is not None for a, _ in lines[1:]) < 0.2 * (len(lines) - 1):
        return text
    joined = list(text)
    for (begin, end), (following, _) in itertools.pairwise(lines):
        alone = _STANDS_ALONE.fullmatch(text, start + begin, start + end)
        if following == end + 1 and not alone and not _NEW_PARAGRAPH.match(text, start + following):
            joined[start + end] = " "
    return "".join(joined)


def build_scan(article: Article) -> Scan:
    """Look the lexicon's names up in an article."""
    lex = load_lexicon()
    text = join_narrow_lines(article.text, article.body_start)
    scan = Scan(article, text, lex)
    hits = scan.look_up()
    for kind in ("body", "weak", "country", "city", "venue", "province"):
        setattr(scan, f"{kind}_at", {hit.start: hit for hit in hits.get(kind, ())})
    for hit in hits.get("weak_country", ()):
        old = scan.country_at.get(hit.start)
        if (old is None or hit.end > old.end) and _weak_country_ok(text, hit):
            scan.country_at[hit.start] = hit
    for start in [s for s, h in scan.country_at.items() if not _country_ok(text, h)]:
        del scan.country_at[start]
    for start in [s for s in scan.city_at if text.endswith(_NAMED_AFTER, 0, s)]:
        del scan.city_at[start]
    for hit in [*scan.province_at.values(), *scan.venue_at.values()]:
        for start in range(hit.start + 1, hit.end):
            if start in scan.country_at and scan.country_at[start].end < hit.end:
                del scan.country_at[start]
    _extend_countries(scan)
    scan.country_at = dict(scan.keep_most("countries", sorted(scan.country_at.items(), key=itemgetter(0))))
    return scan


_STATES = (
    "สาธารณรัฐ|ราชอาณาจักร|สหพันธ์สาธารณรัฐ|สหพันธรัฐ|สหพันธ์|สหรัฐ|เครือรัฐ|รัฐเอกราช|รัฐ|ประเทศ|สุลต่าน|แกรนด์ดัชชี|ราชรัฐ"
)
_OF_STATES = "สังคมนิยมประชาธิปไตย|สังคมนิยม|ประชาธิปไตยประชาชน|ประชาธิปไตย|ประชาชน|อิสลาม|อาหรับ|แห่งสหภาพ|แห่ง"
_STATE_FORM = re.compile(f"(?:{_STATES})(?:{_OF_STATES})*$")
_STATE_WORDS = tuple(f"{_STATES}|{_OF_STATES}".split("|"))


def _extend_countries(scan: Scan) -> None:
    """A country's name takes the form of state before it along: สาธารณรัฐประชาชน + จีน, ราชอาณาจักร + เบลเยียม."""
    for hit in list(scan.country_at.values()):
        if not scan.text.endswith(_STATE_WORDS, 0, hit.start - scan.text.startswith("\n", hit.start - 1)):
            continue
        before = scan.text[max(0, hit.start - 40) : hit.start]
        m = _STATE_FORM.search(before)
        if m and before[: m.start()].endswith("ต่าง"):
            continue  # รัฐมนตรีต่างประเทศ + จีน
        if m:
            start = hit.start - len(m.group())
            old = scan.country_at.get(start)
            if old is None or old.end <= hit.end:
                scan.country_at[start] = Hit(start, hit.end, "country", hit.id, True)
                scan.country_at.pop(hit.start, None)


_CALLS_FOR_COUNTRY = re.compile(
    r"(ประเทศ|สาธารณรัฐ|ประจำ|รัฐบาล|เอกอัครราชทูต|(?:ไทย|อาเซียน) ?[-–] ?|ไทยกับ|ไทยและ|กับ|ของ|ชาว|นายกรัฐมนตรี|ประธานาธิบดี)\s*$"
)


def _weak_country_ok(text: str, hit: Hit) -> bool:
    """A weak country name counts after a word that calls for a country, or standing alone between spaces."""
    before = text[max(0, hit.start - 12) : hit.start]
    if _CALLS_FOR_COUNTRY.search(before):
        return True
    alone_before = hit.start == 0 or text[hit.start - 1] in ' \n(,“"'
    alone_after = hit.end >= len(text) or text[hit.end] in ' \n),”"ฯ'
    return alone_before and alone_after


# สุสานประธานาธิบดีโฮจิมินห์: whom a city is named after
_NAMED_AFTER = ("ประธานาธิบดี", "ประธาน", "ลุง")
_COUNTRY_TRAPS = {
    "จีน": (("", "ี"), ("", "ส์")),
    "ลาว": (("กล่", ""), ("ช", "")),
    "มาลี": (("ดวง", ""), ("วารี", ""), ("สุ", ""), ("", "รัตน์")),
    "ไทย": (),
}


def _country_ok(text: str, hit: Hit) -> bool:
    name = text[hit.start : hit.end]
    if (
        len(name) <= 4
        and name != "ไทย"
        and "ก" <= name[0] <= "๎"
        and not starts_word(text, hit.start, hit.end)
    ):
        return False
    for before, after in _COUNTRY_TRAPS.get(name, ()):
        if before and text.endswith(before, 0, hit.start):
            return False
        if after and text.startswith(after, hit.end):
            return False
    return True
