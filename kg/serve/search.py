"""Search over names in Thai and Latin letters, as one types: tone marks, spaces, case and accents are
no matter.

The folded names stand in one long string that is scanned, which takes a few milliseconds for a hundred
thousand names; when nothing holds what was typed, the names that share most of its letter triples are near.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass
from math import log2

from kg.lexicon import Lexicon, load_lexicon
from kg.serve.catalogue import Catalogue, Thing

_DROPPED = re.compile("[\u0300-\u036f\u0e2f\u0e3a\u0e47-\u0e4e]")
_NOT_WORD = re.compile(r"[^\w\u0e30-\u0e3a\u0e40-\u0e46]+|_")
_YEAR = re.compile(r"(?:19|20|25)\d\d")
_POSTS = {  # how posts are abbreviated when typed, beside how the news does, and what their names hold
    "อออท": "เอกอัครราชทูต",
    "ปธน": "ประธานาธิบดี",
    "pm": "prime minister",
    "dpm": "deputy prime minister",
    "fm": "minister of foreign affairs",
}
_LINKING = ("of", "in", "the", "ปี", "พศ", "คศ", "พ", "ค", "ศ")
_ORDER = {
    "official": 8,
    "country": 8,
    "organisation": 6,
    "post": 5,
    "agreement": 3,
    "activity": 2,
    "article": 1,
}
_SCANNED = 4000  # places looked at per scan
_FUZZY_KINDS = ("official", "organisation", "country", "post", "agreement")


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing found: the form of its name that matched, how well, and the post that led to it, if so."""

    thing: Thing
    matched: str
    score: float
    through: str = ""


def fold(text: str) -> str:
    """Text as the search compares it: words apart by one space, without case, accents and tone marks.

    >>> fold("Phạm Minh  CHÍNH")
    'pham minh chinh'
    """
    plain = _DROPPED.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return " ".join(_NOT_WORD.sub(" ", plain).split())


class Index:
    """The names of a catalogue, folded."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        lexicon = load_lexicon()
        titles = {_join(title) for title in ("ท่าน", *lexicon.titles["thai"], *lexicon.titles["latin"])}
        self._titles = sorted(titles, key=lambda title: (-len(title), title))
        self._posts = _POSTS | {
            _join(head.th): head.full for head in lexicon.post_heads.values() if head.full
        }
        countries = _find_country_names(lexicon)
        self._things: list[Thing] = []
        self._forms: list[str] = []
        self._keys: list[str] = []
        starts = array("L")
        triples: dict[str, array[int]] = defaultdict(lambda: array("L"))
        place = 0
        for thing in catalogue.things.values():
            if thing.kind not in _ORDER:
                continue
            forms = [*thing.names.values(), *thing.others, *thing.hidden]
            forms += [thing.detail, *countries[thing.detail]] if thing.kind == "country" else []
            for form in dict.fromkeys(forms):
                key = _join(form)
                if not key:
                    continue
                if thing.kind in _FUZZY_KINDS:
                    written = fold(form).split()
                    for triple in set().union(*(_triples(word) for word in [*written, key])):
                        triples[triple].append(len(self._things))
                self._things.append(thing)
                self._forms.append("" if form in thing.hidden else form)
                self._keys.append(key)
                starts.append(place)
                place += len(key) + 1
        self._text = "\n".join(self._keys)
        self._starts = starts
        self._triples = dict(triples)

    def find(self, query: str, limit: int = 20, kinds: tuple[str, ...] = ()) -> list[Hit]:
        """The best hits for what was typed. A year in it (2018 or 2561) prefers who held a post then."""
        words = fold(query[:200]).split()
        if not words:
            return []
        year, rest = _split_year(words)
        bare = self._strip_titles(rest)
        hits = self._match(words)
        for other, bonus in ((rest, -2), (bare, -4)):
            if other != words:
                self._merge(hits, self._match(other), bonus)
        if (post := self._posts.get(rest[0])) is not None:
            self._merge(hits, self._match_post(post, rest[1:]), 0)
        if not hits:
            hits = self._near(bare)
        hits.update(self._holders(hits, year))
        found = [hit for hit in hits.values() if not kinds or hit.thing.kind in kinds]
        found.sort(key=lambda hit: (-hit.score, hit.thing.id))
        return found[:limit]

    def _strip_titles(self, words: list[str]) -> list[str]:
        """The words without the titles before a name: of several words, or in Thai written in one with it."""
        for title in self._titles:
            left, rest = title, words
            while left and rest and left.startswith(rest[0]):
                left, rest = left[len(rest[0]) :], rest[1:]
            if not left and rest:
                return self._strip_titles(rest)
            if rest and rest[0].startswith(left) and len(rest[0]) > len(left) + 2 and left[0] >= "\u0e00":
                return self._strip_titles([rest[0][len(left) :], *rest[1:]])
        return words

    def _match(self, words: list[str]) -> dict[str, Hit]:
        """Names that hold all the words, or all the letters in a row."""
        found: dict[str, Hit] = {}
        whole = "".join(words)
        longest = max(words, key=len)
        for wanted, others in {whole: [], longest: [w for w in words if w != longest]}.items():
            at, seen = self._text.find(wanted), 0
            while at >= 0 and seen < _SCANNED:
                number = bisect_right(self._starts, at) - 1
                key, start = self._keys[number], self._starts[number]
                if all(word in key for word in others):
                    self._keep(found, number, self._score(number, wanted, at - start, whole))
                at = self._text.find(wanted, start + len(key))
                seen += 1
            if len(words) == 1:
                break
        return found

    def _merge(self, hits: dict[str, Hit], more: dict[str, Hit], bonus: float) -> None:
        """Take in what was found in another way, where that is better."""
        for thing_id, hit in more.items():
            if thing_id not in hits or hits[thing_id].score < hit.score + bonus:
                hits[thing_id] = Hit(hit.thing, hit.matched, hit.score + bonus)

    def _match_post(self, name: str, words: list[str]) -> dict[str, Hit]:
        """Posts with this in their names: of the bodies and countries that follow, or with these words."""
        wanted = fold(name)
        found = self._match([*wanted.split(), *words])
        places = sorted(self._match(words).values(), key=lambda h: -h.score)[:3] if words else []
        for rank, place in enumerate(h for h in places if h.thing.kind in ("organisation", "country")):
            for post in self._catalogue.posts_of.get(place.thing.id, ()):
                thing = self._catalogue.things[post]
                if wanted in fold(" ".join(thing.names.values())):
                    found[post] = Hit(thing, "", place.score + 12 - 4 * rank + log2(1 + thing.weight))
        return found

    def _score(self, number: int, wanted: str, offset: int, whole: str) -> float:
        key, thing = self._keys[number], self._things[number]
        fit = 40.0 if key == whole else 18.0 if offset == 0 else 6.0
        cover = 10.0 * min(1.0, len(wanted) / len(key))
        return fit + cover + _ORDER[thing.kind] + 2.2 * log2(1 + thing.weight)

    def _keep(self, found: dict[str, Hit], number: int, score: float) -> None:
        thing = self._things[number]
        if thing.id not in found or found[thing.id].score < score:
            found[thing.id] = Hit(thing, self._forms[number], score)

    def _near(self, words: list[str]) -> dict[str, Hit]:
        """Names that share most letter triples with what was typed, as a whole or in their words."""
        wanted = set().union(*(_triples(word) for word in [*words, "".join(words)]))
        if len(wanted) < 3:
            return {}
        counted: Counter[int] = Counter()
        for triple in wanted:
            counted.update(self._triples.get(triple, ()))
        found: dict[str, Hit] = {}
        for number, count in counted.most_common(400):
            part, whole = count / len(wanted), count / (len(wanted) + len(self._keys[number]))
            if part >= 0.5 or whole >= 0.3:
                bonus = 0.6 * log2(1 + self._things[number].weight)
                self._keep(found, number, 20 * part + 10 * whole + bonus)
        return found

    def _holders(self, hits: dict[str, Hit], year: str) -> dict[str, Hit]:
        """Who held the posts that were found best."""
        posts = sorted((h for h in hits.values() if h.thing.kind == "post"), key=lambda h: -h.score)[:5]
        found: dict[str, Hit] = {}
        for hit in posts:
            for tenure in self._catalogue.tenures_of.get(hit.thing.id, ()):
                person = self._catalogue.things.get(tenure.holder)
                if person is None or (year and not tenure.covers(year)) or tenure.former:
                    continue
                score = hit.score + (8 if year else -3) + 1.2 * log2(1 + person.weight)
                known = found.get(person.id) or hits.get(person.id)
                if known is None or known.score < score:
                    found[person.id] = Hit(person, "", score, hit.thing.id)
        return found


def _split_year(words: list[str]) -> tuple[str, list[str]]:
    """A year of the Common Era, or "", and the other words without those that only lead to it."""
    years = [int(word) for word in words if _YEAR.fullmatch(word)]
    rest = [word for word in words if not _YEAR.fullmatch(word) and word not in _LINKING]
    if not years or not rest:
        return "", words
    if len(rest[-1]) > 4:
        rest[-1] = rest[-1].removesuffix("ปี")
    return str(years[0] - 543 if years[0] >= 2400 else years[0]), rest


def _join(text: str) -> str:
    return fold(text).replace(" ", "")


def _find_country_names(lexicon: Lexicon) -> dict[str, list[str]]:
    """The forms that the gazetteer knows of countries, former names and abbreviations too, by code."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in sorted(lexicon.country_forms):
        for _, kind, code, *_ in lexicon.automaton.get(name.lower(), ()):
            if kind == "country":
                found[code].append(name)
    return found


def _triples(key: str) -> set[str]:
    padded = f"^{key}$"
    return {padded[i : i + 3] for i in range(len(padded) - 2)}
