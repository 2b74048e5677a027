"""The values that the stages hand to each other, and the errors they raise.

Everything here is a frozen, slotted dataclass, a named tuple (made by the dozen in each article, for they are quicker
to make) or a plain function over strings. Positions are ``start`` and ``end``:
half-open character offsets into ``Article.text``. Dates are ISO 8601 strings in the Common Era, precise to the day
(``2019-09-02``), the month (``2019-09``) or the year (``2019``); "" or None means the article does not say.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

ActivityType = Literal[
    "courtesy_call",
    "bilateral_meeting",
    "multilateral_meeting",
    "call",
    "visit",
    "signing",
    "ceremony",
    "message",
]
Role = Literal[
    "host", "guest", "participant", "chair", "co_chair", "speaker", "signatory", "witness", "delegate"
]
AgreementType = Literal[
    "mou", "agreement", "treaty", "fta", "declaration", "action_plan", "letter_of_intent", "contract", "other"
]
AgreementStatus = Literal["proposed", "approved", "signed", "in_force", "expired"]

ACTIVITY_TYPES: tuple[str, ...] = (
    "courtesy_call", "bilateral_meeting", "multilateral_meeting", "call", "visit", "signing", "ceremony", "message",
)  # fmt: skip
ROLES: tuple[str, ...] = (
    "host", "guest", "participant", "chair", "co_chair", "speaker", "signatory", "witness", "delegate",
)  # fmt: skip
AGREEMENT_TYPES: tuple[str, ...] = (
    "mou", "agreement", "treaty", "fta", "declaration", "action_plan", "letter_of_intent", "contract", "other",
)  # fmt: skip
AGREEMENT_STATUSES: tuple[str, ...] = ("proposed", "approved", "signed", "in_force", "expired")


# ---------------------------------------------------------------- errors


class KgError(Exception):
    """A problem the user can act on; its text names the file and says what to do. ``exit_code`` 2: could not run."""

    exit_code = 2


class ReadError(KgError):
    """A path that cannot be read as articles."""


class LexiconError(KgError):
    """A gazetteer or pattern file that breaks a rule of the data."""


class QueryError(KgError):
    """A query that does not exist, does not parse, or misses a parameter."""


class StoreError(KgError):
    """A store that is missing, locked or damaged."""


class DecisionError(KgError):
    """A decisions file that cannot be used."""


# ---------------------------------------------------------------- reading


@dataclass(frozen=True, slots=True)
class Article:
    """One news item as kept: ``text`` is what every offset points into (title, newline, body).

    ``id`` is the number at the end of the source address, else ``h`` + 12 hex digits of the content's hash.
    ``published`` is the item's own date line ("" when it has none); ``path`` says where it was read from.
    """

    id: str
    url: str
    title: str
    published: str
    text: str
    path: str = ""
    body_start: int = 0  # where the body begins in text; [0, body_start) is the title and its newline


@dataclass(frozen=True, slots=True)
class Reject:
    """Something that was read and not used: a file, an article or a claim, with the reason."""

    path: str
    reason: str
    detail: str = ""


# ---------------------------------------------------------------- claims


class Evidence(NamedTuple):
    """Where an article says it: ``quote == article.text[start:end]``; ``rule`` names the rule that found it."""

    article: str
    start: int
    end: int
    quote: str
    rule: str


class Claim(NamedTuple):
    """One statement of one article, before resolution.

    ``subject`` and, where ``value`` names a thing, ``value`` are local names inside the article:
    ``22808#person/1``, ``22808#organisation/2``, ``22808#activity/1``, ``22808#agreement/1``. A value may also be
    ``country:TH``, ``post:<post as written>`` (an actor given by post alone) or a plain string.

    ===============  ==========================================  ====================================================
    kind             properties                                  qualifiers
    ===============  ==========================================  ====================================================
    person           name, latin, alias                          optional
    post             holdsPost (value: the post as written)      org (local name), org_name, country, former, acting
    term             start, end (value: a date) of the post of   post (as written), wording (of the date)
                     the claim that is its basis
    organisation     name, alias, country                        optional, kind (ministry, company, ...)
    activity         type, name, date, end, venue, city,         optional; on ``date``: ``wording`` (as written)
                     country, status, focal, topic, part_of
    participation    participant (value: a local name,           role, side (country code), capacity (post as
                     ``country:XX`` or ``post:...``)             written), label (the text as written)
    agreement        name, type, party (local organisation,      optional
                     ``country:XX`` or a body's code "EU"),
                     signatory (local person)
    status           status                                      date (ISO), signed_at (local activity)
    ===============  ==========================================  ====================================================

    ``basis`` holds the ids of the claims an inferred claim rests on (empty: read off the text).
    """

    id: str
    kind: str
    subject: str
    property: str
    value: str
    evidence: Evidence
    qualifiers: tuple[tuple[str, str], ...] = ()
    confidence: float = 1.0
    basis: tuple[str, ...] = ()

    def get(self, qualifier: str, default: str = "") -> str:
        """The value of a qualifier, or ``default``."""
        for key, value in self.qualifiers:
            if key == qualifier:
                return value
        return default


def build_claim(
    kind: str,
    subject: str,
    property: str,
    value: str,
    evidence: Evidence,
    qualifiers: dict[str, str] | None = None,
    confidence: float = 1.0,
    basis: tuple[str, ...] = (),
) -> Claim:
    """Make a claim whose id is derived from all it says, so the same text always yields the same id."""
    quals = tuple(sorted([(k, v) for k, v in qualifiers.items() if v != ""])) if qualifiers else ()
    e = evidence
    key = f"{kind}\x1f{subject}\x1f{property}\x1f{value}\x1f{e.start}\x1f{e.end}\x1f{e.rule}"
    if quals:
        key += "".join([f"\x1f{k}={v}" for k, v in quals])
    digest = hashlib.sha1(key.encode()).hexdigest()[:10]
    return Claim(
        f"{evidence.article}-{digest}", kind, subject, property, value, evidence, quals, confidence, basis
    )


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one article yields. ``diplomatic`` is the verdict of the article as a whole."""

    article: str
    published: str
    diplomatic: bool
    claims: tuple[Claim, ...]
    rejects: tuple[Reject, ...] = ()


# ---------------------------------------------------------------- resolved things


@dataclass(frozen=True, slots=True)
class Label:
    """A written form. ``role`` is ``preferred``, ``alternative`` or ``hidden`` (SKOS); ``lang`` "th", "en" or ""."""

    text: str
    lang: str
    role: str = "preferred"


@dataclass(frozen=True, slots=True)
class Person:
    """A resolved official or other named participant."""

    id: str
    labels: tuple[Label, ...]
    country: str = ""
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Organisation:
    """A resolved body. ``kind`` is a concept of the body-kind scheme (``ministry``, ``company``, ...)."""

    id: str
    labels: tuple[Label, ...]
    kind: str = ""
    country: str = ""
    parent: str = ""
    successor: str = ""
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """An office that persons hold: a post exists apart from its holders."""

    id: str
    labels: tuple[Label, ...]
    organisation: str = ""
    country: str = ""
    accredited_to: str = ""
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tenure:
    """A person seen in a post: first and last date of observation; an end is never inferred from silence.

    ``start`` and ``end`` are the dates that a source states for the term; "" where none does.
    """

    id: str
    holder: str
    post: str
    first: str = ""
    last: str = ""
    acting: bool = False
    former: bool = False
    claims: tuple[str, ...] = ()
    start: str = ""
    end: str = ""


@dataclass(frozen=True, slots=True)
class Activity:
    """A resolved diplomatic activity; ``part_of`` is the activity it happened in."""

    id: str
    type: str
    labels: tuple[Label, ...]
    date: str = ""
    end: str = ""
    venue: str = ""
    city: str = ""
    country: str = ""
    status: str = "held"
    focal: bool = True
    part_of: str = ""
    topics: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Participation:
    """An actor in an activity. ``actor`` is a person's, organisation's, country's or post's id.

    ``inferred`` with ``reason`` when the article gives a post alone and the holder was found from a tenure's id.
    """

    id: str
    activity: str
    actor: str
    role: str
    side: str = ""
    capacity: str = ""
    inferred: bool = False
    reason: str = ""
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Agreement:
    """A resolved instrument; its history is in its status changes.

    ``extends`` are the agreements that it prolongs, amends or upgrades; ``superseded_by`` the one that took
    its place.
    """

    id: str
    type: str
    labels: tuple[Label, ...]
    parties: tuple[str, ...] = ()
    signatories: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    extends: tuple[str, ...] = ()
    superseded_by: str = ""


@dataclass(frozen=True, slots=True)
class StatusChange:
    """An agreement reported in a status. ``date`` is the date of the change when the article tells it, and
    ``reported`` the date of the article; ``activity`` is the signing where it happened."""

    id: str
    agreement: str
    status: str
    date: str = ""
    reported: str = ""
    activity: str = ""
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A mention that was not given an identity: the claim, why, and the ids that stayed possible."""

    claim: str
    reason: str
    text: str
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolution:
    """The graph before RDF: every list sorted by id.

    ``redirects`` are (an id that was merged away, the id that took its place); ``matches`` (an id of ours, the
    address of the same thing elsewhere) as decided.
    """

    persons: tuple[Person, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    posts: tuple[Post, ...] = ()
    tenures: tuple[Tenure, ...] = ()
    activities: tuple[Activity, ...] = ()
    participations: tuple[Participation, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    statuses: tuple[StatusChange, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()
    redirects: tuple[tuple[str, str], ...] = ()
    matches: tuple[tuple[str, str], ...] = ()


# ---------------------------------------------------------------- ids

_NOT_SLUG = re.compile(r"[^\w฀-๿]+")


@lru_cache(maxsize=50_000)  # names come again and again
def build_slug(text: str, limit: int = 80) -> str:
    """A readable, stable piece of an id: NFC, lower case, words joined by ``-``; cut ones end in a hash.

    >>> build_slug("Ban Ki-moon")
    'ban-ki-moon'
    """
    whole = _NOT_SLUG.sub("-", unicodedata.normalize("NFC", text).lower()).strip("-")
    if len(whole) <= limit:
        return whole or "h" + hashlib.sha1(text.encode()).hexdigest()[:10]
    return whole[: limit - 9].rstrip("-") + "-" + hashlib.sha1(whole.encode()).hexdigest()[:8]


def hash_file(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def build_key(*parts: str) -> str:
    """Ten hex digits that stand for the parts, in order."""
    return hashlib.sha1("\x1f".join(parts).encode()).hexdigest()[:10]
