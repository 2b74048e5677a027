"""What resolution knows beforehand: curated bodies and persons, and names of countries and cities."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from kg import lexicon, settings
from kg.lexicon import Body
from kg.model import LexiconError
from kg.resolve.names import build_name_key, build_text_key, clean_form

# what stands before a country's short name in its long one, and joins it to a post
_FORMAL = re.compile(
    r"(?:(?<!ต่าง)(?<!ระหว่าง)ประเทศ|แห่ง|ของ|ประจำ|สาธารณรัฐ|ราชอาณาจักร|สหราชอาณาจักร|สหพันธ์?|สมาพันธ์?รัฐ?|สังคมนิยม|ประชาธิปไตย|ประชาชน|"
    r"อาหรับ|อิสลาม|เครือรัฐ|รัฐ|เอกราช|สหภาพ|สห|สุลต่าน|ราชรัฐ|แกรนด์ดัชชี|พหุชนชาติ|เขตบริหารพิเศษ|กรุง|นคร|"
    r"(?<![A-Za-z])(?:of|the|kingdom|republic|federal|democratic|socialist|people's|islamic|state|union|commonwealth|for|to)(?![A-Za-z]))$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class CuratedPerson:
    """A person of ``data/gazetteer/people.yaml``; ``names`` are all spellings, the preferred Thai and
    English first."""

    id: str
    name_th: str
    name_en: str
    country: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CuratedTerm:
    """A term of ``data/gazetteer/terms.yaml``: the post and country as written there, the holder's names,
    first and last day (for those in office: the day when the file was last checked)."""

    post: str
    country: str
    names: tuple[str, ...]
    first: str
    last: str


@dataclass(frozen=True)
class Knowledge:
    """Look-ups over the gazetteer. Country and city names are keyed without spaces and punctuation."""

    bodies: Mapping[str, Body]
    places: Mapping[str, str]  # key of a country's or city's name -> ISO code
    country_names: Mapping[str, tuple[str, str]]  # ISO code -> Thai and English name
    people: Mapping[str, CuratedPerson]
    body_names: Mapping[str, tuple[str, ...]]  # key of a strong or weak name -> ids of bodies
    weak_names: frozenset[tuple[str, str]]  # (key, body id)
    person_names: Mapping[str, tuple[str, ...]]  # name key -> curated ids
    longest_place: int
    terms: tuple[CuratedTerm, ...] = ()
    instruments: tuple[tuple[str, str], ...] = ()  # (name, short name) of agreements known by their name
    common_names: frozenset[str] = frozenset()  # keys of names that many bodies bear
    styles: tuple[
        tuple[str, str, str], ...
    ] = ()  # (key of a royal style, since when, whose name it stands for)
    provinces: frozenset[str] = frozenset()  # keys of the names of Thailand's provinces

    @cached_property
    def _splits(self) -> dict[str, tuple[str, str]]:
        return {}  # what was split before: the same names come again and again

    def find_body(self, name: str, country: str = "", weak: bool = True) -> Body | None:
        """The one body a written name can mean; weak names count when ``weak``, and only within a
        stated country."""
        key = build_text_key(name)
        found = []
        for ident in self.body_names.get(key, ()):
            body = self.bodies[ident]
            if country and body.country and body.country != country:
                continue
            if (key, ident) in self.weak_names and not (
                weak and (not body.country or body.country == country)
            ):
                continue
            found.append(body)
        strong = [b for b in found if (key, b.id) not in self.weak_names]
        chosen = strong or found
        return chosen[0] if len(chosen) == 1 else None

    def split_country(self, text: str) -> tuple[str, str]:
        """Take a country's name with all that belongs to it off the end: ``("นายกรัฐมนตรี", "JP")``.

        Returns the text unchanged and an empty code when it does not end in a country's name.
        """
        if text not in self._splits:
            self._splits[text] = self._split_country(text)
        return self._splits[text]

    def _split_country(self, text: str) -> tuple[str, str]:
        bare = text.rstrip(" .,)")
        compact = [(i, c) for i, c in enumerate(bare) if c not in " -–.'’()"]
        folded = "".join(c for _, c in compact).casefold()
        if len(folded) != len(compact):
            return text, ""
        for length in range(min(self.longest_place, len(folded)), 1, -1):
            code = self.places.get(folded[-length:])
            if not code:
                continue
            start = compact[len(compact) - length][0]
            if bare.endswith("มหาดไทย"):
                return text, ""
            if folded[-length].isascii() and start and bare[start - 1].isalpha():
                continue
            rest = bare[:start].rstrip()
            while True:
                shorter = _FORMAL.sub("", rest).rstrip(" ,-–(")
                if shorter == rest:
                    return rest, code
                rest = shorter
        return text, ""

    def find_country(self, text: str) -> str:
        """The code of the country that a text names as a whole (``ราชอาณาจักรไทย``), else an empty string."""
        rest, code = self.split_country(text)
        return code if code and not rest else ""


def load_people(path: Path) -> dict[str, CuratedPerson]:
    """Curated persons by id; LexiconError for a missing source or id, a doubled id, or a name with two
    owners."""
    people: dict[str, CuratedPerson] = {}
    owner: dict[str, str] = {}
    if not path.exists():
        return people
    for entry in lexicon.load_yaml(path) or []:
        if not isinstance(entry, dict) or not entry.get("id"):
            raise LexiconError(f"{path}: every entry needs an id: {entry!r}")
        ident = str(entry["id"])
        if ident in people:
            raise LexiconError(f"{path}: the id {ident} stands twice")
        if not entry.get("source"):
            raise LexiconError(f"{path}: {ident} has no source")
        th, en = str(entry.get("name_th") or ""), str(entry.get("name_en") or "")
        names = tuple(dict.fromkeys(clean_form(str(n)) for n in [th, en, *(entry.get("aliases") or [])] if n))
        for name in names:
            if owner.setdefault(build_name_key(name), ident) != ident:
                raise LexiconError(f"{path}: {name!r} names both {owner[build_name_key(name)]} and {ident}")
        people[ident] = CuratedPerson(ident, th, en, str(entry.get("country") or ""), names)
    return people


def load_terms(path: Path) -> tuple[CuratedTerm, ...]:
    """Curated terms; LexiconError for an entry without post or source, for a day that is none, and for terms
    in one post that overlap."""
    found: list[CuratedTerm] = []
    data = lexicon.load_yaml(path) or {}
    for entry in data.get("terms") or []:
        if not isinstance(entry, dict) or not entry.get("post") or not entry.get("source"):
            raise LexiconError(f"{path}: every entry needs a post and a source: {entry!r}")
        until = ""
        for th, en, *days in entry.get("holders") or []:
            try:
                first, last = (str(day or data.get("checked")) for day in days)
                ordered = until <= first and date.fromisoformat(first) <= date.fromisoformat(last)
            except ValueError as error:
                raise LexiconError(f"{path}: {entry['post']}, {en}: {error}") from error
            if not ordered:
                raise LexiconError(f"{path}: {entry['post']}, {en}: {first} – {last} is out of order")
            until = last
            found.append(
                CuratedTerm(str(entry["post"]), str(entry.get("country") or ""), (th, en), first, last)
            )
    return tuple(found)


def load_common_names(path: Path) -> frozenset[str]:
    """Keys of names that many bodies bear; LexiconError when the file holds anything else."""
    names = (lexicon.load_yaml(path) or {}).get("names") or []
    if not all(isinstance(name, str) and name for name in names):
        raise LexiconError(f"{path}: every entry under names is a name")
    return frozenset(map(build_text_key, names))


def load_styles(path: Path) -> tuple[tuple[str, str, str], ...]:
    """(key, since when, name) of styles that stand for a royal's name; LexiconError for a false day."""
    found = []
    for royal in (lexicon.load_yaml(path) or {}).get("royals") or []:
        for style, since in (royal.get("called") or {}).items():
            try:
                date.fromisoformat(str(since))
            except ValueError as error:
                raise LexiconError(f"{path}: {style}: {error}") from error
            found.append((build_style_key(str(style)), str(since), str(royal["name"])))
    return tuple(found)


def build_style_key(style: str) -> str:
    """A royal style without what is written in more than one way: spaces and ฯ."""
    return style.replace(" ", "").replace("ฯ", "")


def load_instruments(path: Path) -> tuple[tuple[str, str], ...]:
    """(name, short name) of agreements that everybody knows; LexiconError without a source, for an entry
    without a name, and for a name of two agreements."""
    data = lexicon.load_yaml(path) or {}
    if data and not data.get("source"):
        raise LexiconError(f"{path}: it has no source")
    owner: dict[str, str] = {}
    found = []
    for entry in data.get("instruments") or []:
        if not isinstance(entry, dict) or not entry.get("short") or not entry.get("names"):
            raise LexiconError(f"{path}: every entry needs a short name and names: {entry!r}")
        short = str(entry["short"])
        for name in (short, *map(str, entry["names"])):
            if owner.setdefault(build_text_key(name), short) != short:
                raise LexiconError(f"{path}: {name!r} names both {owner[build_text_key(name)]} and {short}")
            found.append((name, short))
    return tuple(found)


def build_knowledge(
    bodies: Mapping[str, Body],
    places: Iterable[tuple[str, str]],
    country_names: Mapping[str, tuple[str, str]],
    people: Mapping[str, CuratedPerson],
    terms: tuple[CuratedTerm, ...] = (),
    instruments: tuple[tuple[str, str], ...] = (),
    common_names: frozenset[str] = frozenset(),
    styles: tuple[tuple[str, str, str], ...] = (),
    provinces: frozenset[str] = frozenset(),
) -> Knowledge:
    """Index bodies, (place name, ISO code) pairs, persons, terms, instruments, styles and provinces."""
    body_names: dict[str, dict[str, None]] = {}
    weak: set[tuple[str, str]] = set()
    for body in bodies.values():
        for name in body.names:
            body_names.setdefault(build_text_key(name), {})[body.id] = None
        for name in body.weak:
            key = build_text_key(name)
            if body.id not in body_names.get(key, {}):
                body_names.setdefault(key, {})[body.id] = None
                weak.add((key, body.id))
    place_codes: dict[str, str] = {}
    for name, code in places:
        key = re.sub(r"[ \-–.'’()]", "", name).casefold()
        if len(key) > 1:
            place_codes.setdefault(key, code)
    person_names: dict[str, dict[str, None]] = {}
    for person in people.values():
        for name in person.names:
            person_names.setdefault(build_name_key(name), {})[person.id] = None
    return Knowledge(
        bodies,
        place_codes,
        country_names,
        people,
        {k: tuple(sorted(v)) for k, v in body_names.items()},
        frozenset(weak),
        {k: tuple(sorted(v)) for k, v in person_names.items()},
        max(map(len, place_codes), default=0),
        terms,
        instruments,
        common_names,
        styles,
        provinces,
    )


def _read_places(words: lexicon.Lexicon) -> tuple[list[tuple[str, str]], frozenset[str]]:
    """(place name, ISO code) of the countries, then of the cities; and the keys of the provinces' names."""
    automaton: Any = words.automaton
    countries, cities, provinces = [], [], set()
    for name, owners in sorted(automaton.items()):
        for _, kind, owner, *_ in owners:
            if kind in ("country", "weak_country"):
                countries.append((name, owner))
            elif kind == "city":
                cities.append((name, owner))
            elif kind == "province":
                provinces.add(build_text_key(name))
    return countries + cities, frozenset(provinces)


@functools.cache
def load_knowledge() -> Knowledge:
    """The knowledge of ``data/gazetteer`` (read once per process)."""
    words = lexicon.load_lexicon()
    people = load_people(settings.data_path() / "gazetteer" / "people.yaml")
    names = {code: (name, words.country_en.get(code, "")) for code, name in words.countries.items()}
    terms = load_terms(settings.data_path() / "gazetteer" / "terms.yaml")
    instruments = load_instruments(settings.data_path() / "gazetteer" / "instruments.yaml")
    common_names = load_common_names(settings.data_path() / "gazetteer" / "common_names.yaml")
    places, provinces = _read_places(words)
    styles = load_styles(settings.data_path() / "gazetteer" / "royals.yaml")
    return build_knowledge(
        words.bodies, places, names, people, terms, instruments, common_names, styles, provinces
    )  # fmt: skip
