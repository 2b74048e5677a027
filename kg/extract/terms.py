"""Terms of office: since or until when somebody holds a post, where the article says so."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.dates import DateMention
from kg.extract.people import PersonFound, PersonMention
from kg.extract.posts import PostMention
from kg.extract.scan import iter_matches, starts
from kg.extract.view import View
from kg.lexicon import load_lexicon

_REACH = 130  # characters between the words and the date, a long post included
_VAGUE = re.compile(
    r"^(?:bare-year|fiscal-year|academic-year|today|yesterday|tomorrow|this-|next-|last-|same-)"
)
_EDGES = {"took_up": "start", "holds": "start", "left": "end"}
_LINKS = {"took_up": ("effective", "links"), "holds": ("effective",), "left": ("links",)}
_WITHIN = re.compile(r"(?: ?(?:สำนักงาน|กระทรวง|กรม|สำนัก|จังหวัด)[ก-๙]+){0,3}")  # the bodies that the post is in
_NOT_SAID = re.compile(r"(?:ไม่|มิ|หยุด|หาก|กรณี|ถ้า|เคย|แทน|not|if)[ก-๙ ]{0,12}$")


@dataclass(frozen=True, slots=True)
class TermFound:
    """A date (ISO, to the day, month or year) at which a person took up or left a post; ``edge`` is start or end."""

    person: PersonFound
    post: PostMention
    edge: str
    date: str
    wording: str
    start: int
    end: int


@functools.cache
def _words(*keys: str, repeated: bool = False) -> re.Pattern[str]:
    listed = load_lexicon().patterns["terms"]
    values = sorted((str(word) for key in keys for word in listed[key]), key=len, reverse=True)
    one = "|".join(rf"(?i:{re.escape(v)})" if v.isascii() else re.escape(v) for v in values)
    return re.compile(rf" ?(?:(?:{one}) ?)*" if repeated else one)


@starts
def _told() -> Iterable[str]:
    listed = load_lexicon().patterns["terms"]
    return (str(word) for key in _EDGES for word in listed[key])


def find_terms(view: View) -> list[TermFound]:
    """The terms that the article states of its persons, in the order of the text."""
    if not view.scan.starts_in(_told, 0, len(view.scan.text)):
        return []
    holders = sorted(
        ((m, person) for person in view.people for m in person.mentions), key=lambda pair: pair[0].start
    )
    found: dict[tuple[int, str, str], TermFound] = {}
    for key, edge in _EDGES.items():
        links = _words("since", *_LINKS[key], repeated=True)
        for match in iter_matches(_words(key), _told, view.scan):
            for term in _read_term(view, holders, edge, match, links):
                found.setdefault((id(term.person), term.post.text, term.edge), term)
    return sorted(found.values(), key=lambda term: (term.start, term.edge))


def _read_term(
    view: View,
    holders: list[tuple[PersonMention, PersonFound]],
    edge: str,
    match: re.Match[str],
    links: re.Pattern[str],
) -> Iterator[TermFound]:
    text = view.scan.text
    line_start, line_end = view.scan.line_of(match.start())
    dates = [d for d in view.scan.dates if match.end() <= d.start < min(line_end, match.end() + _REACH)]
    if not dates or _VAGUE.match(dates[0].rule):
        return
    named = _find_post(view, match.end())
    gap = match.end()
    if named and (bodies := _WITHIN.match(text, named.end)):
        gap = bodies.end() if bodies.end() <= dates[0].start else named.end
    if gap >= dates[0].start or not links.fullmatch(text, gap, dates[0].start):
        return
    holder = _find_holder(text, holders, line_start, match.start())
    start = match.start()
    if holder is not None:
        mention, person = holder
        post, start = _choose_post(mention, person, named), mention.start
    elif named is not None and not _NOT_SAID.search(text, max(line_start, start - 30), start):
        held = [(p, q) for p in view.people for q in p.posts if _is_same(q, named) and not q.former]
        if len(held) != 1:
            return
        person, post = held[0]
    else:
        return
    if post is None:
        return
    last = dates[0]
    yield _build(person, post, edge, last.date, last, start, text)
    if edge == "start":
        until = last.end_date
        if (
            not until
            and len(dates) > 1
            and _words("until").fullmatch(text[last.end : dates[1].start].strip())
        ):
            last, until = dates[1], dates[1].date
        if until:
            yield _build(person, post, "end", until, last, start, text)


def _build(
    person: PersonFound, post: PostMention, edge: str, date: str, told: DateMention, start: int, text: str
) -> TermFound:
    return TermFound(person, post, edge, date, text[told.start : told.end], start, told.end)


def _find_post(view: View, start: int) -> PostMention | None:
    """The post named right after the words."""
    return next((p for p in view.posts if start <= p.start <= start + 1), None)


def _find_holder(
    text: str, holders: list[tuple[PersonMention, PersonFound]], line_start: int, start: int
) -> tuple[PersonMention, PersonFound] | None:
    """Who took up or left it: named right before, or the only envoy of the line that speaks of an occasion."""
    before = [(m, p) for m, p in holders if line_start <= m.start and m.end <= start]
    if not before:
        return None
    nearest = before[-1]
    gap = text[_end_of(nearest[0], start) : start]
    if _NOT_SAID.search(gap):
        return None
    if _words("after_holder", repeated=True).fullmatch(gap):
        return nearest
    opening = re.search(r"[^ ]*$", gap)
    if opening is None or not _words("on_occasion", repeated=True).fullmatch(opening[0]) or not opening[0]:
        return None
    envoys = {id(p): (m, p) for m, p in before if any(post.envoy for post in m.posts)}
    return next(iter(envoys.values())) if len(envoys) == 1 else None


def _end_of(mention: PersonMention, start: int) -> int:
    """Where a name and the posts right after it end."""
    return max([mention.end, *(p.end for p in mention.posts if mention.end <= p.start and p.end <= start)])


def _choose_post(
    mention: PersonMention, person: PersonFound, named: PostMention | None
) -> PostMention | None:
    """The person's post that the words are about: the one they name, else the only one."""
    if named is not None:
        return next((p for p in person.posts if _is_same(p, named)), None)
    own = [p for p in person.posts if any(_is_same(p, q) for q in mention.posts)]
    return own[0] if len(own) == 1 else None


def _is_same(one: PostMention, other: PostMention) -> bool:
    return (one.canon or one.text, one.country) == (other.canon or other.text, other.country)
