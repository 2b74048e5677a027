"""What looks wrong or missing in what the extraction says of articles, for whoever extends the lexicon.

A probe looks for one kind of suspicion and gives findings, each with its place in an article. Nothing that a
probe finds is an error for certain: it is where to look first. Articles stream by; of each probe a sample of
fixed size is kept, chosen by a hash of what is found, so that it does not depend on the articles' order, and
how often each of the sample occurs is exact.
"""

from __future__ import annotations

import hashlib
import heapq
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache, cached_property
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from kg.lexicon import Lexicon, load_lexicon
from kg.model import Article, Claim, Extraction, KgError, Reject

if TYPE_CHECKING:
    from kg.extract.posts import PostMention

KINDS = ("persons", "posts", "organisations", "activities", "agreements")
LIMIT = 20  # findings of a probe that are shown unless told otherwise
COUNTED = 50_000  # names that are counted at once; beyond that the rarest are forgotten
AROUND = 60  # characters shown on either side of a place in the text

_THAI = re.compile(r"[ก-๎]")
_NOT_WORD = re.compile(r"[\s.,'\"“”‘’()\[\]\-–—_/:;·ฯ]+")


class AuditError(KgError):
    """A choice of probes that cannot be made."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something suspicious: ``value`` is what is claimed or stands there, ``quote`` the text around it.

    ``count`` is in how many places the probe found the same; the place given is the first of them.
    """

    probe: str
    kind: str
    value: str
    article: str
    start: int
    end: int
    quote: str
    why: str = ""
    count: int = 1


@dataclass(frozen=True)
class Reading:
    """An article with what was extracted from it, ready for the probes."""

    article: Article
    extraction: Extraction

    @cached_property
    def lexicon(self) -> Lexicon:
        """The lexicon that the article was read with."""
        return load_lexicon()

    @cached_property
    def _by_kind(self) -> dict[tuple[str, str], list[Claim]]:
        found: dict[tuple[str, str], list[Claim]] = {}
        for claim in self.extraction.claims:
            found.setdefault((claim.kind, claim.property), []).append(claim)
        return found

    @cached_property
    def _by_subject(self) -> dict[str, list[Claim]]:
        found: dict[str, list[Claim]] = {}
        for claim in self.extraction.claims:
            found.setdefault(claim.subject, []).append(claim)
        return found

    def claims(self, kind: str, name: str) -> list[Claim]:
        """The claims of a kind and property, in order."""
        return self._by_kind.get((kind, name), [])

    def values(self, subject: str, name: str) -> list[str]:
        """What is claimed of a subject by a property."""
        return [claim.value for claim in self._by_subject.get(subject, []) if claim.property == name]

    def participants(self, subject: str) -> list[Claim]:
        """The participations of an activity."""
        return [c for c in self._by_subject.get(subject, []) if c.kind == "participation"]

    @cached_property
    def post_mentions(self) -> list[PostMention]:
        """Every post written in the article, whether or not anyone is said to hold it."""
        from kg.extract.organisations import find_bodies
        from kg.extract.posts import find_posts
        from kg.extract.scan import build_scan

        scan = build_scan(self.article)
        return find_posts(scan, find_bodies(scan))

    def quote(self, start: int, end: int) -> str:
        """The text of a place with what stands around it on its line."""
        text = self.article.text
        low = max(text.rfind("\n", 0, start) + 1, start - AROUND)
        line_end = text.find("\n", end)
        high = min(len(text) if line_end < 0 else line_end, end + AROUND)
        return (
            ("…" if low > 0 and text[low - 1] != "\n" else "")
            + text[low:high].strip()
            + ("…" if high < len(text) and text[high] != "\n" else "")
        )


Look = Callable[[Reading], Iterator[tuple[str, int, int, str]]]
"""What a probe does with an article: value, start, end and why, for each finding."""


@dataclass(frozen=True, slots=True)
class Probe:
    """A named suspicion. ``about`` says what it looks for.

    ``counts`` is "" where each place is a finding, "value" where places with the same value are one, and
    "frequent" or "rare" where only those values are findings that many articles have, or only one.
    """

    name: str
    kind: str
    about: str
    look: Look
    counts: str = "value"


PROBES: list[Probe] = []


def _probe(kind: str, name: str, about: str, counts: str = "value") -> Callable[[Look], Look]:
    def register(look: Look) -> Look:
        PROBES.append(Probe(name, kind, about, look, counts))
        return look

    return register


# ---------------------------------------------------------------- persons


def _at(claim: Claim) -> tuple[int, int]:
    return claim.evidence.start, claim.evidence.end


@cache
def _post_words() -> re.Pattern[str]:
    """Beginnings of posts and of bodies that no name begins with."""
    lexicon = load_lexicon()
    heads = [head for head in lexicon.post_heads if len(head) > 3]
    heads += [head.th for head in lexicon.body_heads.values() if len(head.th) > 3]
    modifiers = [word for word in lexicon.post_modifiers if len(word) > 3]
    longest = sorted({*heads, *modifiers}, key=len, reverse=True)
    return re.compile("(?:รอง|ผู้ช่วย|ที่ปรึกษา)?(?:" + "|".join(map(re.escape, longest)) + ")")


@cache
def _function_words() -> frozenset[str]:
    words = load_lexicon().words
    return frozenset(word for key in ("after_space", "glued", "tokens") for word in words[key])


@cache
def _glued_words() -> re.Pattern[str]:
    """Function words long enough to be told inside a run of letters."""
    longest = sorted((w for w in load_lexicon().words["glued"] if len(w) > 3), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest)))


@cache
def _common_words() -> frozenset[str]:
    """Dictionary words of which no part of a known name is one."""
    from pythainlp.corpus import thai_family_names, thai_female_names, thai_male_names, thai_words

    names = {part for name in load_lexicon().known_names for part in name.split()}
    names |= thai_family_names() | thai_female_names() | thai_male_names()
    return frozenset(word for word in thai_words() if len(word) > 2) - names


@_probe("persons", "name-holds-post", "names of which a part is a post, a body or a country")
def _name_holds_post(reading: Reading) -> Iterator[tuple[str, int, int, str]]:
    for claim in reading.claims("person", "name"):
        for part in claim.value.split():
            match = _post_words().match(part)
            if match:
                yield claim.value, *_at(claim), f"{match.group()} begins a post or a body"
                break
            if part in reading.lexicon.country_forms or part in _country_names():
                yield claim.value, *_at(claim), f"{part} is a country"
                break


@cache
def _country_names() -> frozenset[str]:
    return frozenset(load_lexicon().countries.values())


@cache
def _particles() -> frozenset[str]:
    """Words inside foreign names, of which many are in a dictionary too: บิน, เดอ."""
    particles = load_lexicon().titles["particles"]
    return frozenset(word for words in particles.values() for word in words)


@_probe(
    "persons", "name-holds-common-word", "names of which a part is a common word, or holds what no name holds"
)
def _name_holds_common_word(reading: Reading) -> Iterator[tuple[str, int, int, str]]:
    for claim in reading.claims("person", "name"):
        parts = claim.value.split()
        odd = re.search(r"[0-9๐-๙ฯ\"“”:;/()]", claim.value)
        if odd:
            yield claim.value, *_at(claim), f"{odd.group()} stands in it"
        if odd or _particles() & set(parts):
            continue
        for part in parts:
            known = part in _function_words() or (len(parts) > 1 and part in _common_words())
            if known and (len(part) > 3 or len(parts) == 1):
                yield claim.value, *_at(claim), f"{part} is a common word"
                break
            glued = _glued_words().search(part, 3)
            if glued and glued.end() == len(part):
                yield claim.value, *_at(claim), f"ends in {glued.group()}"
                break


@_probe("persons", "single-word-name", "persons known by one word alone", "")
def _single_word_name(reading: Reading) -> Iterator[tuple[str, int, int, str]]:
    for claim in reading.claims("person", "name"):
        if " " not in claim.value.strip() and claim.evidence.rule != "royal-style":
            yield claim.value, *_at(claim), ""


@_probe("persons", "long-name", "names of more than five words, or of more than 40 letters")
def _long_name(reading: Reading) -> Iterator[tuple[str, int, int, str]]:
    for claim in reading.claims("person", "name"):
        if claim.evidence.rule == "royal-style":
            continue
        if len(claim.value) > 40 or len(claim.value.split()) > 5:
            yield claim.value, *_at(claim), f"{len(claim.value.split())} words, {len(claim.value)} letters"


@cache
def _titles() -> re.Pattern[str]:
    """Titles that are no part of another word, and what makes them one nevertheless."""
    titles = load_lexicon().titles
    unlike = titles["not_followed_by"]
    longer = "".join(f"(?!{re.escape(word)})" for word in titles["continues"])
    parts = []
    for title in sorted((t for t in titles["thai"] if len(t) > 3 and t != "นาง"), key=len, reverse=True):
        others = "".join(f"(?!{re.escape(str(word))})" for word in unlike.get(title, ()))
        parts.append(re.escape(title) + others + longer)
    before = "(?:(?<![ก-๎.])|" + "|".join(f"(?<={word})" for word in ("และ", "กับ", "โดย", "ให้", "ของ")) + ")"
    name = "(?P<name>[ก-ฮเ-ไ][ก-๎]{2,}(?: [ก-ฮเ-ไ][ก-๎]+)?)"
    return re.compile(before + "(?:" + "|".join(parts) + ") ?" + name)


@_probe("persons", "title-without-person", "titles before a word that no person of the article is called by")
def _title_without_person(reading: Reading) -> Iterator[tuple[str, int, int, str]]:
    called = {
        part
        for name in ("name", "alias")
        for claim in reading.claims("person", name)
        for part in [_NOT_WORD.sub("", claim.value), *claim.value.split()]
        if len(part) > 1
    }
    for match in _titles().finditer(reading.article.text):
        word = match["name"].split()[0].rstrip("ฯ")
        if not any(_begin_alike(word, part) for part in called) and not _post_words().match(word):
            yield word, match.start(), match.end(), ""


# ---------------------------------------------------------------- posts


@_probe(
    "posts",
    "post-without-person",
    "posts beside which no name was read, and that no person of the article holds",
)
def _post_without_person(reading: Reading) -> Iterator[tuple[str, int, int, str]]:
    held = [claim.value for claim in reading.claims("post", "holdsPost")]
    for mention in reading.post_mentions:
        telling = len(mention.text) > 7 and (mention.org or mention.country)
        if mention.truncated or mention.former or not telling:
            continue
        wanted = _NOT_WORD.sub("", mention.text)
        if not any(_begin_alike(wanted, _NOT_WORD.sub("", post)) for post in held):
            yield mention.text, mention.start, mention.end, ""


def _begin_alike(a: str, b: str) -> bool:
    return a.startswith(b) or b.startswith(a)


def _find_inside(reading: Reading, claim: Claim) -> tuple[int, int] | None:
    """Where a claim's value stands in its evidence, if it stands there as it is."""
    at = claim.evidence.quote.find(claim.value)
    return None if at < 0 else (claim.evidence.start + at, claim.evidence.start + at + len(claim.value))


@_probe("posts", "glued-post", "posts that are glued to another word, or that swallowed one")
def _glued_post(reading: Reading) -> Iterator[tuple[str, int, int, str]]:
    text = reading.article.text
    names = {part for claim in reading.claims("person", "name") for part in claim.value.split()}
    for claim in reading.claims("post", "holdsPost"):
        swallowed = _glued_words().search(claim.value, 6)
        if swallowed and claim.value[swallowed.start() - 1] in " ฯ":
            yield claim.value, *_at(claim), f"{swallowed.group()} stands in it"
            continue
        place = _find_inside(reading, claim)
        if place and place[1] < len(text) and _THAI.match(text[place[1]]):
            rest = text[place[1] : place[1] + 15]
            if not any(map(rest.startswith, ["ฯ", *names])) and not _starts_known_word(rest):
                yield claim.value, *place, f"goes on with {rest.split()[0]}"


def _starts_known_word(rest: str) -> bool:
    titles = load_lexicon().titles["thai"]
    return any(rest.startswith(word) for word in _function_words()) or any(map(rest.startswith, titles))


@_probe("posts", "long-post", "posts of more than 90 letters")
def _long_post(reading: Reading) -> Iterator[tuple[str, int, int, str]]:
    for claim in reading.claims("post", "holdsPost"):
        if len(claim.value) > 90:
            yield claim.value, *_at(claim), f"{len(claim.value)} letters"


@_probe("posts", "bare-post", "posts that name neither body nor country where the post alone says little")
def _bare_post(reading: Reading) -> Iterator[tuple[str, int, int, str]]:
    heads = reading.lexicon.post_heads
    for claim in reading.claims("post", "holdsPost"):
        head = heads.get(claim.value)
        if head is not None and head.takes in ("body", "any") and not claim.get("org_name"):
            yield claim.value, *_at(claim), ""


@cache
def _envoys() -> re.Pattern[str]:
    heads = [
        re.escape(head.th) for head in load_lexicon().post_heads.values() if head.envoy and len(head.th) > 4
    ]
    return re.compile("|".join(sorted(heads, key=len, reverse=True)))


@_probe(
    "posts",
    "envoy-without-country",
    "ambassadors and consuls of whom it is not known which country sent them",
)
def _envoy_without_country(reading: Reading) -> Iterator[tuple[str, int, int, str]]:
    for claim in reading.claims("post", "holdsPost"):
        if _envoys().match(claim.value) and not claim.get("country"):
            yield claim.value, *_at(claim), ""


# ---------------------------------------------------------------- organisations

_OPEN = ("body-open-class", "body-latin")


def _open_class(reading: Reading) -> Iterator[tuple[str, int, int, str]]:
    for claim in reading.claims("organisation", "name"):
        if claim.evidence.rule in _OPEN:
            yield claim.value, *_at(claim), ""


_probe(
    "organisations",
    "frequent-body",
    "bodies found by pattern alone in most articles: to be listed?",
    "frequent",
)(_open_class)
_probe(
    "organisations", "rare-body", "bodies found by pattern alone in one article: are they bodies?", "rare"
)(_open_class)


@_probe("organisations", "long-body", "names of bodies of more than 80 letters")
def _long_body(reading: Reading) -> Iterator[tuple[str, int, int, str]]:
    for claim in reading.claims("organisation", "name"):
        if len(claim.value) > 80:
            yield claim.value, *_at(claim), f"{len(claim.value)} letters"


@_probe("organisations", "body-holds-verb", "names of bodies found by pattern that hold a word no name holds")
def _body_holds_verb(reading: Reading) -> Iterator[tuple[str, int, int, str]]:
    for claim in reading.claims("organisation", "name"):
        if claim.evidence.rule not in _OPEN:
            continue
        match = re.search(r"(?:^| )(" + _glued_words().pattern + ")", claim.value)
        if match:
            yield claim.value, *_at(claim), f"{match.group(1)} stands in it"


@_probe("organisations", "bare-body", "bodies whose name is no more than the word that begins it")
def _bare_body(reading: Reading) -> Iterator[tuple[str, int, int, str]]:
    for claim in reading.claims("organisation", "name"):
        short = len(claim.value) < 4 and claim.evidence.rule in _OPEN
        if short or claim.value in reading.lexicon.body_heads:
            yield claim.value, *_at(claim), ""


# ---------------------------------------------------------------- activities


@cache
def _triggers() -> re.Pattern[str]:
    """Phrases that hardly ever stand in domestic news: of audiences, talks, calls, messages, envoys."""
    patterns = load_lexicon().patterns["activities"]
    kinds = ("courtesy_call", "bilateral_meeting", "call", "message")
    phrases = {
        phrase
        for trigger in [*patterns["triggers"], *patterns["english"]]
        if trigger["type"] in kinds
        for phrase in trigger["phrases"]
        if len(phrase) > 9
    }
    phrases |= {head.th for head in load_lexicon().post_heads.values() if head.envoy and len(head.th) > 9}
    return re.compile("|".join(map(re.escape, sorted({*phrases, "ทวิภาคี"}, key=len, reverse=True))))


@cache
def _signings() -> re.Pattern[str]:
    patterns = load_lexicon().patterns["activities"]
    phrases = {p for t in patterns["triggers"] if t["type"] == "signing" for p in t["phrases"]}
    return re.compile("|".join(map(re.escape, sorted(phrases, key=len, reverse=True))))


def _is_foreign_place(reading: Reading, start: int, end: int) -> bool:
    """Is another country than Thailand named on the line?"""
    text = reading.article.text
    low = text.rfind("\n", 0, start) + 1
    high = text.find("\n", end)
    line = text[low : high if high >= 0 else len(text)]
    return any(hit.kind == "country" and hit.id != "TH" for hit in reading.lexicon.find_hits(line))


@_probe(
    "activities",
    "trigger-without-activity",
    "words of audiences, talks and envoys in articles without any activity",
    "",
)
def _trigger_without_activity(reading: Reading) -> Iterator[tuple[str, int, int, str]]:
    if reading.claims("activity", "type"):
        return
    seen = set()
    for match in _triggers().finditer(reading.article.text):
        if match.group() not in seen:
            seen.add(match.group())
            yield match.group(), match.start(), match.end(), ""


@_probe(
    "activities",
    "signing-without-activity",
    "words of signing beside a foreign country in articles without any activity",
    "",
)
def _signing_without_activity(reading: Reading) -> Iterator[tuple[str, int, int, str]]:
    if reading.claims("activity", "type"):
        return
    for match in _signings().finditer(reading.article.text):
        if _is_foreign_place(reading, match.start(), match.end()):
            yield match.group(), match.start(), match.end(), ""
            return


@_probe(
    "activities",
    "title-without-activity",
    "titles that tell of talks, when no activity was found to be the news",
    "",
)
def _title_without_activity(reading: Reading) -> Iterator[tuple[str, int, int, str]]:
    title = reading.article.text[: reading.article.body_start]
    match = _triggers().search(title)
    if (
        match
        and reading.claims("activity", "type")
        and "true" not in {claim.value for claim in reading.claims("activity", "focal")}
    ):
        yield match.group(), match.start(), match.end(), ""


_TWO_SIDED = ("courtesy_call", "bilateral_meeting", "call", "signing", "message")


@_probe(
    "activities", "one-participant", "activities of two sides with one participant, and any with none", ""
)
def _one_participant(reading: Reading) -> Iterator[tuple[str, int, int, str]]:
    for claim in reading.claims("activity", "type"):
        parts = len(reading.participants(claim.subject))
        if parts < (2 if claim.value in _TWO_SIDED else 1):
            yield _call(reading, claim), *_at(claim), "one participant" if parts else "no participant"


def _call(reading: Reading, claim: Claim) -> str:
    """An activity in a few words."""
    return " ".join(
        [claim.value, *reading.values(claim.subject, "date"), *reading.values(claim.subject, "name")]
    )


@_probe("activities", "far-date", "activities dated more than two years before or after their article", "")
def _far_date(reading: Reading) -> Iterator[tuple[str, int, int, str]]:
    published = reading.article.published[:4]
    for claim in reading.claims("activity", "date"):
        if published and abs(int(claim.value[:4]) - int(published)) > 2:
            yield (
                claim.value,
                *_at(claim),
                f"the article is of {reading.article.published}",
            )


@_probe("activities", "news-without-date", "activities reported as news without a date", "")
def _news_without_date(reading: Reading) -> Iterator[tuple[str, int, int, str]]:
    for claim in reading.claims("activity", "type"):
        if reading.values(claim.subject, "focal") == ["true"] and not reading.values(claim.subject, "date"):
            yield _call(reading, claim), *_at(claim), ""


@_probe(
    "activities",
    "twin-activities",
    "two activities of one article with the same type, date and participants",
    "",
)
def _twin_activities(reading: Reading) -> Iterator[tuple[str, int, int, str]]:
    groups: dict[tuple[str, str], list[tuple[Claim, set[str]]]] = {}
    for claim in reading.claims("activity", "type"):
        who = {part.value for part in reading.participants(claim.subject)}
        date = "".join(reading.values(claim.subject, "date"))
        groups.setdefault((claim.value, date), []).append((claim, who))
    for group in groups.values():
        for (_, a), (claim, b) in combinations(group, 2):
            if a and b and (a <= b or b <= a):
                yield _call(reading, claim), *_at(claim), "the same persons or bodies take part in another"


@_probe("activities", "domestic-activity", "activities in which nobody is seen to be from abroad", "")
def _domestic_activity(reading: Reading) -> Iterator[tuple[str, int, int, str]]:
    foreign = {
        claim.subject
        for claim in reading.extraction.claims
        if (claim.kind == "organisation" and claim.property == "country" and claim.value != "TH")
        or (claim.kind == "organisation" and claim.get("kind") == "international-organisation")
        or (claim.kind == "post" and claim.get("country") not in ("", "TH"))
    }
    for claim in reading.claims("activity", "type"):
        parts = reading.participants(claim.subject)
        abroad = [c for c in reading.values(claim.subject, "country") if c != "TH"]
        if abroad or any(
            part.value in foreign
            or part.get("side") not in ("", "TH")
            or (part.value.startswith("country:") and part.value != "country:TH")
            for part in parts
        ):
            continue
        yield _call(reading, claim), *_at(claim), ""


# ---------------------------------------------------------------- agreements


@cache
def _instruments() -> re.Pattern[str]:
    heads = {
        str(head["th"]) for head in load_lexicon().patterns["agreements"]["heads"] if not head.get("strict")
    }
    return re.compile(
        "|".join(map(re.escape, sorted((h for h in heads if len(h) > 7), key=len, reverse=True)))
    )


@_probe(
    "agreements",
    "instrument-without-agreement",
    "instruments named beside a foreign country where no agreement was found",
    "",
)
def _instrument_without_agreement(reading: Reading) -> Iterator[tuple[str, int, int, str]]:
    if reading.claims("agreement", "name"):
        return
    for match in _instruments().finditer(reading.article.text):
        if _is_foreign_place(reading, match.start(), match.end()):
            yield match.group(), match.start(), match.end(), ""
            return


@_probe("agreements", "long-agreement", "names of instruments of more than 150 letters")
def _long_agreement(reading: Reading) -> Iterator[tuple[str, int, int, str]]:
    for claim in reading.claims("agreement", "name"):
        if len(claim.value) > 150:
            yield claim.value, *_at(claim), f"{len(claim.value)} letters"


@_probe("agreements", "generic-agreement", "instruments whose name says no more than their kind")
def _generic_agreement(reading: Reading) -> Iterator[tuple[str, int, int, str]]:
    for claim in reading.claims("agreement", "name"):
        match = _instruments().match(claim.value)
        if match and len(claim.value) - match.end() < 8:
            yield claim.value, *_at(claim), ""


@_probe("agreements", "agreement-without-party", "instruments of which no party was found")
def _agreement_without_party(reading: Reading) -> Iterator[tuple[str, int, int, str]]:
    for claim in reading.claims("agreement", "name"):
        if not reading.values(claim.subject, "party"):
            yield claim.value, *_at(claim), ""


# ---------------------------------------------------------------- over many articles


def select_probes(kinds: Sequence[str] = ()) -> list[Probe]:
    """The probes of kinds or names; all of them without any. Raises AuditError for one that is not known."""
    for kind in kinds:
        if kind not in KINDS and all(probe.name != kind for probe in PROBES):
            names = ", ".join(probe.name for probe in PROBES)
            raise AuditError(
                f"there is no kind or probe {kind!r}. Kinds: {', '.join(KINDS)}. Probes: {names}."
            )
    return [probe for probe in PROBES if not kinds or probe.kind in kinds or probe.name in kinds]


def iter_findings(reading: Reading, probes: Iterable[Probe]) -> Iterator[Finding]:
    """What the probes find in one article."""
    for probe in probes:
        for value, start, end, why in probe.look(reading):
            yield Finding(
                probe.name, probe.kind, value, reading.article.id, start, end, reading.quote(start, end), why
            )


@dataclass(frozen=True, slots=True)
class Section:
    """What a probe found in all articles: the findings shown, and in how many places there is something."""

    probe: Probe
    findings: tuple[Finding, ...]
    places: int

    @property
    def complete(self) -> bool:
        """Are these no sample? The frequent ones are the most frequent of all, whatever is left out."""
        return self.probe.counts == "frequent" or self.places == sum(f.count for f in self.findings)


class _Sample:
    """Findings with the ``size`` smallest hashes of their keys, and how often each occurs. 0 keeps all.

    What was once left out never comes in later, for the bar only sinks: so the counts of those left in
    the end are complete.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: dict[str, Finding] = {}
        self._heap: list[tuple[int, str]] = []
        self.places = 0

    def add(self, finding: Finding, key: str) -> None:
        self.places += finding.count
        old = self._kept.get(key)
        if old is not None:
            self._kept[key] = _join(old, finding)
            return
        rank = -int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big")
        if self._size and len(self._heap) >= self._size:
            if rank <= self._heap[0][0]:
                return
            _, gone = heapq.heapreplace(self._heap, (rank, key))
            del self._kept[gone]
        else:
            heapq.heappush(self._heap, (rank, key))
        self._kept[key] = finding

    def findings(self) -> tuple[Finding, ...]:
        return tuple(sorted(self._kept.values(), key=lambda f: (-f.count, *_place(f), f.value)))


class _Tally:
    """In how many articles values occur, with the first place of each.

    Past ``COUNTED`` values the rarest are forgotten, so that a count may then be too small; those of frequent
    values hardly suffer.
    """

    def __init__(self, size: int, order: str) -> None:
        self._size = size
        self._order = order
        self._first: dict[str, Finding] = {}
        self.places = 0

    def add(self, finding: Finding, key: str) -> None:
        self.places += finding.count
        old = self._first.get(key)
        self._first[key] = finding if old is None else _join(old, finding)
        least = 0
        while len(self._first) > COUNTED:
            least += 1
            self._first = {value: f for value, f in self._first.items() if f.count > least}

    def findings(self) -> tuple[Finding, ...]:
        if self._order == "rare":
            sample = _Sample(self._size)
            for key, finding in self._first.items():
                if finding.count == 1:
                    sample.add(finding, key)
            return sample.findings()
        often = [finding for finding in self._first.values() if finding.count > 1]
        often.sort(key=lambda f: (-f.count, f.value))
        return tuple(often[: self._size] if self._size else often)


def _join(a: Finding, b: Finding) -> Finding:
    return replace(min(a, b, key=_place), count=a.count + b.count)


def _place(finding: Finding) -> tuple[int, str, int]:
    return len(finding.article), finding.article, finding.start


@dataclass(slots=True)
class Audit:
    """What an audit came to. ``rejects`` are items that could not be read."""

    articles: int = 0
    sections: list[Section] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)


def audit(
    paths: Iterable[str | Path],
    kinds: Sequence[str] = (),
    limit: int = LIMIT,
    progress: Callable[[int], None] = lambda done: None,
) -> Audit:
    """Look through the articles of files, folders, archives; keep ``limit`` findings of a probe (0: all).

    Raises AuditError for an unknown kind, ReadError for a path that cannot be opened.
    """
    probes = select_probes(kinds)
    result = Audit()
    kept: dict[str, _Sample | _Tally] = {
        probe.name: _Tally(limit, probe.counts) if probe.counts in ("frequent", "rare") else _Sample(limit)
        for probe in probes
    }
    alone = {probe.name for probe in probes if not probe.counts}
    for reading in iter_readings(paths, result.rejects):
        for finding in iter_findings(reading, probes):
            place = f"{finding.article} {finding.start} " if finding.probe in alone else ""
            kept[finding.probe].add(finding, place + finding.value)
        result.articles += 1
        progress(result.articles)
    result.sections = [Section(p, kept[p.name].findings(), kept[p.name].places) for p in probes]
    return result


def iter_every(
    paths: Iterable[str | Path],
    kinds: Sequence[str] = (),
    rejects: list[Reject] | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> Iterator[Finding]:
    """Every finding as it is met, none of them kept; the frequent and the rare come last."""
    probes = select_probes(kinds)
    tallies = {p.name: _Tally(0, p.counts) for p in probes if p.counts in ("frequent", "rare")}
    dropped = rejects if rejects is not None else []
    for done, reading in enumerate(iter_readings(paths, dropped), 1):
        for finding in iter_findings(reading, probes):
            if finding.probe in tallies:
                tallies[finding.probe].add(finding, finding.value)
            else:
                yield finding
        progress(done)
    for tally in tallies.values():
        yield from tally.findings()


def iter_readings(paths: Iterable[str | Path], rejects: list[Reject]) -> Iterator[Reading]:
    """Each article of the paths with what is extracted from it; what cannot be read goes to ``rejects``."""
    from kg.extract import extract_article
    from kg.text import iter_articles

    for article in iter_articles(paths, rejects):
        try:
            extraction = extract_article(article)
        except Exception as error:  # one odd article must not end the look at all the others
            rejects.append(Reject(article.path, "extraction failed", f"{type(error).__name__}: {error}"))
            continue
        rejects += extraction.rejects
        yield Reading(article, extraction)


def describe_finding(finding: Finding) -> dict[str, str | int]:
    """A finding for JSON Lines."""
    return asdict(finding)


def render_audit(result: Audit) -> Iterator[str]:
    """The lines of the table: the probes by kind, each with what it looks for and what it found."""
    for section in result.sections:
        if not section.findings:
            continue
        yield f"{section.probe.kind} · {section.probe.name}: {section.probe.about}"
        for finding in section.findings:
            times = f" ×{finding.count:,}" if finding.count > 1 else ""
            why = f"  — {finding.why}" if finding.why else ""
            yield f"  {_clip(finding.value, 120)}{times}{why}"
            yield f"      {finding.article}:{finding.start}  {_clip(finding.quote, 280)}"
        shown = sum(finding.count for finding in section.findings)
        if not section.complete:
            yield f"  … a sample: {shown:,} of {section.places:,} places"
        yield ""
    nothing = [section.probe.name for section in result.sections if not section.findings]
    if nothing:
        yield "nothing found: " + ", ".join(nothing)


def _clip(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most * 2 // 3]} … {text[-most // 3 :]}"
