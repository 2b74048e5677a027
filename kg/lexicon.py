"""Reads ``data/gazetteer`` and ``data/patterns`` into one immutable index; the only reader of YAML for extraction.

All gazetteer names are found in one Aho-Corasick pass over the text. A name is *strong* (means its owner wherever it
stands) or *weak* (only where an article defines it, or after a post's head). The data are checked when loaded: NFC,
unique ids, no strong name with two owners; a breach raises :class:`kg.model.LexiconError` with the file's name.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import ahocorasick
import yaml

from kg import settings
from kg.model import LexiconError

# posts of several people at once, none of them named: อธิบดีทุกกรม, รัฐมนตรีจากประเทศคู่เจรจา, เอกอัครราชทูตประเทศต่าง ๆ
GROUPS = re.compile(
    r"^คณะ(?!บดี)|^(?:สมาชิก|ผู้เชี่ยวชาญ|ผู้ทรงคุณวุฒิ|เจ้าหน้าที่|กรรมการ(?!ผู้|อำนวย|บริหาร|ใหญ่)|อัยการ(?!สูงสุด))|"
    r"ทุก(?:ท่าน|คน|กรม|จังหวัด|ประเทศ|กระทรวง)|ทั้ง(?:สอง|สาม|หมด|หลาย)|ต่าง ?ๆ|"
    r"ประเทศ(?:สมาชิก|คู่เจรจา|หุ้นส่วน|คู่ค้า)|ที่(?:เกี่ยวข้อง|รับผิดชอบ|กำกับดูแล|ดูแล)|และเจ้าหน้าที่|\d จังหวัด|"
    r"(?:จังหวัด|เจ้าแขวง)ชายแดน|จังหวัดและ|จากประเทศ(?:[ก-๙]+(?: |และ)|$)|แต่ละ$|"
    r"^รองนายกรัฐมนตรี ?(?:และ)?รัฐมนตรี$|[0-9๐-๙] ?(?:ประเทศ|เขตเศรษฐกิจ|ชาติ|กระทรวง)"
)
RITES = ("welcome", "honours", "banquet", "handover")  # rules by which ceremonies without a name are found
_LATIN_OR_DIGIT = frozenset(re.findall("[A-Za-zÀ-ÖØ-öø-ÿ0-9]", "".join(map(chr, range(256)))))


def are_two_rites(one: str, other: str) -> bool:
    """Are these the rules of two ceremonies of one day, with the same people? The guard of honour is part of the welcome."""
    both = {one, other}
    return len(both) == 2 and both <= set(RITES) and both != {"welcome", "honours"}


@dataclass(frozen=True, slots=True)
class Body:
    """A body of the gazetteer."""

    id: str
    name_th: str
    name_en: str
    kind: str
    country: str
    names: tuple[str, ...]
    weak: tuple[str, ...]
    parent: str = ""
    successor: str = ""
    source: str = ""


class Hit(NamedTuple):
    """A gazetteer name in a text: ``kind`` is ``body``, ``country``, ``city`` or ``venue``; ``id`` its owner."""

    start: int
    end: int
    kind: str
    id: str
    strong: bool


@dataclass(frozen=True, slots=True)
class PostHead:
    """The first word of a post and what completes it (see ``data/patterns/posts.yaml``)."""

    th: str
    takes: str
    full: str = ""
    body: str = ""
    org: str = ""
    gov: bool = False
    envoy: bool = False
    excluded: tuple[str, ...] = ()
    beside: bool = False


@dataclass(frozen=True, slots=True)
class BodyHead:
    """The first word of an open-class body's name."""

    th: str
    kind: str
    run: str
    excluded: tuple[str, ...]
    minimum: int = 0
    not_before: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lexicon:
    """Everything that extraction looks up."""

    bodies: dict[str, Body]
    countries: dict[str, str]  # ISO code -> Thai short name
    country_en: dict[str, str]
    titles: dict[str, Any]
    words: dict[str, Any]
    post_heads: dict[str, PostHead]
    body_heads: dict[str, BodyHead]
    post_modifiers: tuple[str, ...]
    post_deputies: tuple[str, ...]  # tried in this order
    acting: frozenset[str]
    english_posts: tuple[str, ...]
    portfolios: tuple[str, ...]
    patterns: dict[str, Any]
    known_names: frozenset[str] = frozenset()
    known_given: frozenset[str] = frozenset()
    royals: tuple[tuple[str, re.Pattern[str]], ...] = ()
    generic_bodies: frozenset[str] = frozenset()
    country_forms: frozenset[str] = frozenset()
    automaton: Any = field(repr=False, default=None)

    def find_hits(self, text: str) -> list[Hit]:
        """All names of the gazetteer in ``text``, the longest at each place, in order, not overlapping within a kind."""
        chosen = choose_hits(text, self.automaton.iter(lower_text(text)))
        return sorted((hit for hits in chosen.values() for hit in hits), key=lambda h: (h.start, -h.end))


_CALL_FOR_BODY = ("กระทรวง", "กรม", "ปลัด", "รมว.", "รมช.", "สป.", "ผอ.", "โฆษก")


_DEPENDENT = frozenset("ะัาำิีึืฺุู็่้๊๋์ๅ")  # what stands here is part of the syllable before it


def _needs_edges(name: str, kind: str) -> bool:
    """Does a name count only where nothing is glued to it? A Latin or numeric one, and a short Thai one of a body."""
    short = kind in ("body", "weak") and "ก" <= name[0] <= "๎" and (len(name) <= 4 or "." in name)
    return short or name[0] in _LATIN_OR_DIGIT or name[-1] in _LATIN_OR_DIGIT


def _has_edges(text: str, start: int, end: int, kind: str) -> bool:
    """Does a Latin or numeric name not continue into letters, and does a short Thai one stand alone?"""
    first, last = text[start], text[end - 1]
    if start and first in _LATIN_OR_DIGIT and text[start - 1] in _LATIN_OR_DIGIT:
        return False
    if end < len(text):
        nxt = text[end]
        if last in _LATIN_OR_DIGIT and (
            nxt in _LATIN_OR_DIGIT or (nxt == "." and text[end + 1 : end + 2].islower())
        ):
            return False  # google.com
    if kind in ("body", "weak") and "ก" <= first <= "๎" and (end - start <= 4 or "." in text[start:end]):
        # short names and abbreviations stand between spaces or punctuation
        short = end - start <= 4 or "." in text[start : min(end, start + 8)]  # unlike สำนักงาน กสทช.
        if short and start and ("ก" <= text[start - 1] <= "๎" or text[start - 1] == "."):
            # glued to a word that calls for a body: กระทรวงอว., รมว.กต.
            if not text.endswith(_CALL_FOR_BODY, max(0, start - 8), start):
                return False
        if end < len(text) and last != "." and "ก" <= text[end] <= "๎" and "." in text[start:end]:
            return False
    return True


def lower_text(text: str) -> str:
    """The text in small letters, as the automaton wants it, every character in its place."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)


def choose_hits(text: str, matches: Iterable[tuple[int, tuple[Any, ...]]]) -> dict[str, list[Hit]]:
    """Of the automaton's matches in a text those that count, by kind: the longest at each place, in order, none within
    another.
    """
    by_kind: dict[str, list[tuple[int, int, bool, str]]] = {}  # in the order in which they are chosen
    for last, owners in matches:
        end = last + 1
        if text[end : end + 1] in _DEPENDENT:
            continue
        for length, kind, owner, strong, cased, edged in owners:
            start = end - length
            if cased and text[start:end] != cased:
                continue
            if not edged or _has_edges(text, start, end, kind):
                by_kind.setdefault(kind, []).append((start, -end, not strong, owner))
    chosen: dict[str, list[Hit]] = {}
    for kind, hits in by_kind.items():
        hits.sort()
        those = chosen[kind] = []
        reach = -1
        for start, minus_end, weak, owner in hits:
            if start >= reach:
                reach = -minus_end
                those.append(Hit(start, reach, kind, owner, not weak))
    return chosen


def load_yaml(path: Path) -> Any:
    """Parse a YAML file of the data. Raises LexiconError naming the file and the line."""
    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        with path.open(encoding="utf-8") as f:
            return yaml.load(f, Loader=loader)
    except FileNotFoundError:
        raise LexiconError(f"{path}: the file is missing; restore it from the project") from None
    except yaml.YAMLError as error:
        raise LexiconError(f"{path}: not valid YAML: {error}") from None


def _nfc(value: str, path: Path) -> str:
    if unicodedata.normalize("NFC", value) != value:
        raise LexiconError(f"{path}: {value!r} is not in NFC")
    return value


def load_bodies(path: Path) -> dict[str, Body]:
    """The gazetteer of bodies by id. Raises LexiconError for a duplicate id, a strong name with two owners, no source."""
    bodies: dict[str, Body] = {}
    owner: dict[str, str] = {}
    for entry in load_yaml(path) or []:
        if not isinstance(entry, dict) or "id" not in entry:
            raise LexiconError(f"{path}: every entry needs an id: {entry!r}")
        ident = str(entry["id"])
        if ident in bodies:
            raise LexiconError(f"{path}: the id {ident} stands twice")
        if not entry.get("source"):
            raise LexiconError(f"{path}: {ident} has no source")
        th, en = str(entry.get("name_th") or ""), str(entry.get("name_en") or "")
        names = tuple(dict.fromkeys(_nfc(str(n), path) for n in [th, en, *(entry.get("aliases") or [])] if n))
        for name in names:
            key = name.casefold()
            if owner.setdefault(key, ident) != ident:
                raise LexiconError(f"{path}: {name!r} is a strong name of both {owner[key]} and {ident}")
        bodies[ident] = Body(
            ident, th, en, str(entry.get("kind") or "other"), str(entry.get("country") or ""), names,
            tuple(_nfc(str(n), path) for n in entry.get("weak") or []), str(entry.get("parent") or ""),
            str(entry.get("successor") or ""), str(entry["source"]),
        )  # fmt: skip
    return bodies


def _cldr_names() -> tuple[dict[str, str], dict[str, str]]:
    from babel import Locale

    def pick(locale: str) -> dict[str, str]:
        names = Locale.parse(locale).territories
        return {code: name for code, name in names.items() if re.fullmatch(r"[A-Z]{2}", code)}

    drop = {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"}
    th, en = pick("th"), pick("en")
    return ({c: n for c, n in th.items() if c not in drop}, {c: n for c, n in en.items() if c not in drop})


def _add(
    index: dict[str, list[tuple[int, str, str, bool, str, bool]]],
    name: str,
    kind: str,
    owner: str,
    strong: bool,
) -> None:
    key = name.lower()
    if len(key) != len(name) or len(name) < 2:
        return
    cased = name if re.fullmatch(r"[A-Z0-9&./\- ]{2,6}", name) or (name.isascii() and len(name) <= 5) else ""
    entries = index.setdefault(key, [])
    item = (len(name), kind, owner, strong, cased, _needs_edges(name, kind))
    if not any(e[1] == kind for e in entries):
        entries.append(item)


@functools.cache
def load_lexicon() -> Lexicon:
    """The lexicon of ``data/`` (read once per process)."""
    gaz, pat = settings.data_path() / "gazetteer", settings.data_path() / "patterns"
    bodies = load_bodies(gaz / "organisations.yaml")
    th, en = _cldr_names()
    index: dict[str, list[tuple[int, str, str, bool, str, bool]]] = {}
    for body in bodies.values():
        for name in body.names:
            _add(index, name, "body", body.id, True)
    for body in bodies.values():
        for name in body.weak:
            _add(index, name, "weak", body.id, False)
    extra = (load_yaml(gaz / "countries.yaml") or {}) if (gaz / "countries.yaml").exists() else {}
    entries = extra.get("countries", []) if isinstance(extra, dict) else extra
    weak: set[str] = set()
    for entry in entries:
        code = str(entry["code"])
        for name in entry.get("weak") or []:
            weak.add(str(name))
            _add(index, str(name), "weak_country", code, False)
        for name in entry.get("names") or []:
            if str(name) not in weak:
                _add(index, str(name), "country", code, True)
        for name in entry.get("cities") or []:
            _add(index, str(name), "city", code, True)
    for code, name in th.items():
        if name not in weak:
            _add(index, name, "country", code, True)
    for code, name in en.items():
        if name not in weak and len(name) > 3:
            _add(index, name, "country", code, True)
    provinces = extra.get("provinces", []) if isinstance(extra, dict) else []
    for name in provinces:
        _add(index, str(name), "province", "TH", True)
    places_path = gaz / "thai_places.yaml"
    if places_path.exists():
        places = load_yaml(places_path) or {}
        for name in _iter_names(places.get("venues") if isinstance(places, dict) else places):
            _add(index, name, "venue", "TH", True)
        for name in _iter_names(places.get("provinces") if isinstance(places, dict) else []):
            _add(index, name, "province", "TH", True)
    automaton = ahocorasick.Automaton()
    for key, owners in index.items():
        automaton.add_word(key, tuple(owners))
    automaton.make_automaton()

    names = _load_names(gaz / "names.txt")
    titles = load_yaml(pat / "titles.yaml")
    words = load_yaml(pat / "words.yaml")
    posts = load_yaml(pat / "posts.yaml")
    heads = {
        h["th"]: PostHead(
            h["th"], h["takes"], h.get("full", ""), h.get("body", ""), h.get("org", ""), bool(h.get("gov")),
            bool(h.get("envoy")), tuple(h.get("not", ())), bool(h.get("beside")),
        )
        for h in posts["heads"]
    }  # fmt: skip
    org_patterns = load_yaml(pat / "organisations.yaml")
    body_heads = {
        h["th"]: BodyHead(
            h["th"],
            h["kind"],
            h.get("run", ""),
            (*h.get("not", ()), *org_patterns["never"]),
            int(h.get("min", 0)),
            tuple(h.get("not_before", ())),
        )
        for h in org_patterns["heads"]
    }
    patterns = {}
    for name in ("activities", "agreements", "dealings", "terms", "topics"):
        path = pat / f"{name}.yaml"
        if path.exists():
            patterns[name] = load_yaml(path)
    return Lexicon(
        bodies, th, en, titles, words, heads, body_heads, tuple(posts["modifiers"]), tuple(posts["deputies"]), frozenset(posts["acting"]),
        tuple(posts["english"]), tuple(posts["portfolios"]), patterns, names, frozenset(n.split(" ")[0] for n in names if len(n.split(" ")[0]) > 3), _load_royals(gaz / "royals.yaml"),
        frozenset(org_patterns.get("generic", ())), frozenset(n for e in entries for n in e.get("names") or []), automaton,
    )  # fmt: skip


def _load_names(path: Path) -> frozenset[str]:
    """Full names of office-holders, one a line, learnt from articles (see the file's head)."""
    if not path.exists():
        return frozenset()
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def _load_royals(path: Path) -> tuple[tuple[str, re.Pattern[str]], ...]:
    data = load_yaml(path) or {}
    return tuple(
        (
            str(r["name"]),
            re.compile("|".join(re.escape(str(f)) for f in sorted(r["forms"], key=len, reverse=True))),
        )
        for r in data.get("royals", [])
    )


def _iter_names(value: Any) -> Iterator[str]:
    """Every name in a nested list of strings and mappings with name_th/name_en/names/aliases/rooms."""
    if isinstance(value, str):
        if len(value) > 3:
            yield value
    elif isinstance(value, list):
        for item in value:
            yield from _iter_names(item)
    elif isinstance(value, dict):
        for key in ("name", "name_th", "name_en", "names", "aliases", "rooms", "buildings", "th", "en"):
            if key in value:
                yield from _iter_names(value[key])
