"""What is found of an instrument, and the words that its readers share."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from kg.extract.activities import ActivityFound
from kg.extract.organisations import BodyFound
from kg.extract.people import PersonFound
from kg.extract.scan import longest_of, stand_alone, starts
from kg.extract.view import Actor
from kg.lexicon import load_lexicon


@dataclass(slots=True)
class AgreementFound:
    """An instrument of the article."""

    name: str
    type: str
    start: int
    end: int
    rule: str = ""
    status: str = "proposed"
    date: str = ""  # of its signing
    date_end: int = 0  # where the words end that tell when a thing in force was signed
    parties: list[Actor] = field(default_factory=list)
    signatories: list[PersonFound] = field(default_factory=list)
    signed_at: ActivityFound | None = None
    status_span: tuple[int, int] | None = None
    confidence: float = 0.8
    known: str = ""  # which of the known instruments it is, by its dates
    bare: bool = False  # a kind of instrument without a subject or a side of its own
    listed: int = -1  # where the counted list begins of which it is an item
    parties_from: str = ""  # name, clause (the words around it), or news (the two sides that it is about)
    told: bool = False  # the text beside it tells its status
    approved: bool = False  # a cabinet or parliament agreed, whatever came of it
    by_use: bool = (
        False  # in force because it is made use of (ภายใต้, ตาม), without a word of its coming into force
    )


@dataclass(frozen=True, slots=True)
class Head:
    """A word with which an instrument's name begins, or a name that is known as a whole."""

    th: str
    type: str
    strict: bool = False  # an everyday word as well: it needs sides or a subject
    named: bool = False  # known by its name alone
    joined: bool = False  # a proper name may be glued to it
    signed: bool = False  # an instrument only where it is signed
    adopted: bool = False  # of a league or between several states, and signed or adopted
    parties: tuple[str, ...] = ()
    signed_on: str = ""
    since: str = ""  # in force since


@functools.cache
def heads() -> tuple[dict[str, Head], re.Pattern[str]]:
    """The heads of ``data/patterns/agreements.yaml`` by their word, and one pattern of those that tell an instrument
    by themselves, the longest first."""
    owner = {}
    for entry in load_lexicon().patterns["agreements"]["heads"]:
        fields = {str(k): v for k, v in entry.items()}
        fields["parties"] = tuple(map(str, fields.get("parties", ())))
        for key in ("signed_on", "since"):
            fields[key] = str(fields.get(key, ""))
        owner[str(fields["th"])] = Head(**fields)
    return owner, _pattern_of(word for word, head in owner.items() if not head.adopted)


@functools.cache
def any_head() -> re.Pattern[str]:
    """The words of all heads, those too that tell an instrument only where they are adopted."""
    return _pattern_of(heads()[0])


def _pattern_of(words: Iterable[str]) -> re.Pattern[str]:
    ordered = sorted(words, key=len, reverse=True)
    latin = [stand_alone(word) for word in ordered if word.isascii()]
    return re.compile("|".join([longest_of(word for word in ordered if not word.isascii()), *latin]))


@starts
def head_starts() -> Iterable[str]:
    """The words of the heads."""
    return heads()[0]


@functools.cache
def words(key: str) -> re.Pattern[str]:
    """A list of ``data/patterns/agreements.yaml`` as one pattern, the longest first."""
    data = load_lexicon().patterns["agreements"]
    values = data["status"][key] if key in data["status"] else data[key]
    return re.compile(longest_of(map(str, values)))


@functools.cache
def trade_since() -> dict[frozenset[str], str]:
    """Free-trade agreements by their parties, with the day since when they are in force."""
    rows = load_lexicon().patterns["agreements"]["trade"]
    return {frozenset(map(party_of, row["parties"])): str(row["since"]) for row in rows}


@functools.cache
def trade_in_part() -> frozenset[frozenset[str]]:
    """The parties of those of them that are in force for some goods only."""
    rows = load_lexicon().patterns["agreements"]["trade"]
    return frozenset(frozenset(map(party_of, row["parties"])) for row in rows if row.get("part"))


@functools.cache
def unions() -> dict[str, str]:
    """Countries that trade as members of a union: code → the union's code."""
    rows = load_lexicon().patterns["agreements"]["customs_unions"]
    return {str(c): str(row["code"]) for row in rows for c in row["members"]}


def circle_in(text: str) -> list[str]:
    """The states of the circle that is named first in a text, or [] (อาเซียนบวกสาม: ASEAN, China, Japan, Korea)."""
    plain = re.sub(r"\s", "", text).replace("–", "-")
    named = [
        (plain.index(word), [party_of(code) for code in row["parties"]])
        for row in load_lexicon().patterns["agreements"]["circles"]
        for word in row["words"]
        if word in plain
    ]
    return min(named)[1] if named else []


@functools.cache
def _known() -> tuple[dict[str, Head], re.Pattern[str]]:
    named = {h.th: h for h in heads()[0].values() if h.named and h.th.isascii()}
    return named, re.compile("|".join(map(stand_alone, sorted(named, key=len, reverse=True))))


def known_in(name: str) -> Head | None:
    """The known instrument whose short name stands in ``name`` (ความตกลง JTEPA), if any."""
    named, pattern = _known()
    m = pattern.search(name)
    return named[m.group()] if m else None


def party_of(code: str) -> str:
    """A party of the data as an actor: a union's code, else a country."""
    return f"code:{code}" if code in ("EU", "ASEAN", "UN") else f"country:{code}"


def party_keys(agreement: AgreementFound) -> frozenset[str]:
    """The parties as comparable strings."""
    return frozenset(
        p if isinstance(p, str) else p.key if isinstance(p, BodyFound) else p.name for p in agreement.parties
    )
