"""Who is observed in which post on which dates, and who held it on a given one."""

from __future__ import annotations

import bisect
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from kg.model import Tenure, Unresolved, build_key
from kg.resolve.knowledge import Knowledge
from kg.resolve.mentions import ActivitySaid, Said
from kg.resolve.names import build_text_key, count_edits, is_borne
from kg.resolve.posts import Office, parse_office

_WINDOW = 60  # days around an observation in which other holders are counted
_EVENT_LAG = 90  # an activity reported within these days tells of its own date as well
_MARGIN = 45  # days past the first or last observation in which the holder is still taken for granted
_LONE_MARGIN = 120  # the same where nobody else is ever seen on that side
_SAME_YEAR = 365  # and for officials of Thailand in one fiscal year, for they change on its first day
_GUEST_GAP = 500  # days between two observations of a well-seen holder in which nobody else is believed
_BETWEEN = 1500  # days between two observations of one holder that are bridged
_REIGN = (
    7300  # the same for a monarch, and the days past the first or last observation of the only one ever seen
)
_MONTH = 31  # days; in a longer time one holder must be seen before and after it as well
_SILENCE = 150  # days without a sighting of one of several holders, while _MANY of others are seen: two terms
_MANY = 15
_LONG = 120  # days to the other holder that make a near observation decide
_CHANGE = 3  # days at either end of a curated term for which it does not count
_HANDOVER = 7  # nearest observation within these days decides between two holders


_OFFICIAL = re.compile(r"ปลัดกระทรวง|อธิบดี|ผู้ว่าราชการจังหวัด|เลขาธิการ(?!นายก|พรรค)|ผู้บัญชาการ")
_MINISTER = re.compile(r"รัฐมนตรี(?:ว่าการ(?:กระทรวง)?|กระทรวง|(?=\S))(?!ช่วย|ประจำ|อาวุโส|ต่าง ๆ)")


def _find_core(title: str) -> str:
    """What a minister sees to, by the words of the post."""
    return build_text_key(_MINISTER.sub("", title, count=1)).removeprefix("กระทรวง")


def _are_alike(core: str, other: str) -> bool:
    """One word for what ministers see to within the other, or a long one but for a slip or two."""
    return (
        core in other or other in core or (min(len(core), len(other)) >= 15 and count_edits(core, other) <= 2)
    )


@dataclass(frozen=True, slots=True, order=True)
class Observation:
    """A person seen in a post on a day (an ordinal), by a claim of an article."""

    day: int
    person: str
    article: str
    claim: str
    diplomatic: bool


def parse_day(text: str) -> int | None:
    """The ordinal of an ISO date that is precise to the day, else None."""
    if len(text) != 10:
        return None
    try:
        return date.fromisoformat(text).toordinal()
    except ValueError:
        return None


def _iso(day: int) -> str:
    return date.fromordinal(day).isoformat()


def _fiscal_year(day: int) -> int:
    """Thailand's, which begins on 1 October."""
    return date.fromordinal(day + 92).year


class Calendar:
    """All observations by post, with those set aside that contradict many others."""

    def __init__(self) -> None:
        self._seen: dict[str, list[Observation]] = defaultdict(list)
        self.offices: dict[str, Office] = {}
        self.aside: list[tuple[Observation, str, str]] = []
        self._days: dict[str, list[int]] = {}
        self._tenure_of: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
        self._ministers: dict[str, list[str]] = defaultdict(list)
        self._terms: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
        self._records: dict[str, list[tuple[int, int, frozenset[str]]]] = defaultdict(list)

    def add(self, office: Office, observation: Observation) -> None:
        """Record an observation of a regular (not former, not acting) holder."""
        self.offices.setdefault(office.id, office)
        self._seen[office.id].append(observation)

    def settle(self) -> None:
        """Sort, drop doubles, and set aside what cannot be: a single sighting amid another holder's many."""
        for post in sorted(self._seen):
            kept = sorted(set(self._seen[post]))
            if self.offices[post].single:
                kept = self._drop_strays(post, self._drop_crowds(post, kept))
            self._seen[post] = kept
            if _MINISTER.match(self.offices[post].title):
                self._ministers[self.offices[post].country].append(post)
            self._days[post] = [o.day for o in kept]

    def _drop_crowds(self, post: str, seen: list[Observation]) -> list[Observation]:
        """Set aside who is seen only where the same article gives the post to somebody else as well."""
        holders: dict[str, set[str]] = defaultdict(set)
        articles: dict[str, set[str]] = defaultdict(set)
        for o in seen:
            holders[o.article].add(o.person)
            articles[o.person].add(o.article)
        kept = []
        for o in seen:
            rivals = sorted(holders[o.article] - {o.person}, key=lambda p: (-len(articles[p]), p))
            if rivals and all(len(holders[a]) > 1 for a in articles[o.person]):
                self.aside.append((o, post, rivals[0]))
            else:
                kept.append(o)
        return kept

    def _drop_strays(self, post: str, seen: list[Observation]) -> list[Observation]:
        days = [o.day for o in seen]
        kept = []
        if len({o.person for o in seen}) == 1:
            return seen
        for o in seen:
            low = bisect.bisect_left(days, o.day - _WINDOW)
            high = bisect.bisect_right(days, o.day + _WINDOW)
            around = seen[low:high]
            if all(x.person == o.person for x in around):
                kept.append(o)
                continue
            articles: dict[str, set[str]] = defaultdict(set)
            for other in around:
                articles[other.person].add(other.article)
            before = {x.person for x in around if x.day <= o.day and x.person != o.person}
            after = {x.person for x in around if x.day >= o.day and x.person != o.person}
            rivals = sorted(before & after, key=lambda p: (-len(articles[p]), p))
            if rivals and len(articles[rivals[0]]) >= 3 * len(articles[o.person]):
                self.aside.append((o, post, rivals[0]))
            else:
                kept.append(o)
        return self._drop_guests(post, self._drop_echoes(post, kept))

    def _drop_echoes(self, post: str, seen: list[Observation]) -> list[Observation]:
        """Set aside who is named in the midst of another's reports: a former holder whom the news recalls."""
        told = sorted({(o.day, o.article, o.person) for o in seen})
        persons = [person for _, _, person in told]
        late: dict[tuple[str, str], str] = {}
        for at, (_, article, person) in enumerate(told):
            before, after = (
                Counter(part) for part in (persons[max(0, at - 4) : at], persons[at + 1 : at + 5])
            )
            for rival in sorted((before.keys() & after.keys()) - {person}):
                if before[rival] >= 3 and after[rival] >= 3:
                    late[article, person] = rival
        self.aside += [(o, post, late[o.article, o.person]) for o in seen if (o.article, o.person) in late]
        return [o for o in seen if (o.article, o.person) not in late]

    def _drop_guests(self, post: str, seen: list[Observation]) -> list[Observation]:
        """Set aside who is seen in one or two articles only, in the midst of one well-seen holder's term."""
        articles: dict[str, set[str]] = defaultdict(set)
        for o in seen:
            articles[o.person].add(o.article)
        firm = [o for o in seen if len(articles[o.person]) >= 4]
        days = [o.day for o in firm]
        kept = []
        for o in seen:
            at = bisect.bisect_left(days, o.day)
            if len(articles[o.person]) <= 2 and 0 < at < len(firm):
                before, after = firm[at - 1], firm[at]
                if before.person == after.person and after.day - before.day <= _GUEST_GAP:
                    self.aside.append((o, post, before.person))
                    continue
            kept.append(o)
        return kept

    def posts(self) -> list[str]:
        """Ids of all posts with observations."""
        return sorted(self._seen)

    def seen(self, post: str) -> list[Observation]:
        """The observations of a post in order of time."""
        return self._seen.get(post, [])

    def add_terms(self, forms: Mapping[str, Collection[str]], known: Knowledge) -> None:
        """Learn which of the persons seen in a post (``forms``: person → written names) is the holder of a
        curated term: the one who bears the name, most often seen there."""
        for term in known.terms:
            post = parse_office(term.post, term.country, "", known).id
            seen = Counter(o.person for o in self._seen.get(post, ()))
            bearers = [p for p in seen if is_borne(term.names, forms.get(p, ()))]
            low, high = (
                date.fromisoformat(term.first).toordinal(),
                date.fromisoformat(term.last).toordinal(),
            )
            self._records[post].append((low, high, frozenset(bearers)))
            if bearers:
                self._terms[post].append((low, high, min(bearers, key=lambda p: (-seen[p], p))))

    def find_holder(self, post: str, low: int, high: int) -> tuple[str, tuple[str, ...]]:
        """``(person, rivals)`` for the days from ``low`` to ``high``: the one holder, or "" and
        who might be meant. One article alone does not vouch for a holder on other days than its own
        where others are seen in the post within two years, unless it is of public record."""
        for first, last, person in self._terms.get(post, ()):
            if first + _CHANGE <= low and high <= last - _CHANGE:
                return person, ()
        holder, rivals = self._find_holder(post, low, high)
        for first, last, bearers in self._records.get(post, ()):
            if holder and holder not in bearers and first + _CHANGE <= low and high <= last - _CHANGE:
                return "", tuple(sorted({holder, *rivals}))  # by public record somebody else
        if holder:
            seen, days = self._seen[post], self._days[post]
            inside = {o.person for o in seen[bisect.bisect_left(days, low) : bisect.bisect_right(days, high)]}
            around = seen[bisect.bisect_left(days, low - 730) : bisect.bisect_right(days, high + 730)]
            articles = {o.article for o in around if o.person == holder}
            others = {o.person for o in around} - {holder}
            if holder not in inside and len(articles) == 1 and others:
                return "", tuple(sorted({holder, *others}))
        return holder, rivals

    def find_only(self, office: Office) -> Office:
        """The office of that title which one country alone has, for one whose country is not told."""
        same = [
            other
            for posts in self._ministers.values()
            for post in posts
            if (other := self.offices[post]).country
            and other.title.replace(" ", "") == office.title.replace(" ", "")
        ]
        return same[0] if len({other.country for other in same}) == 1 else office

    def find_kin(self, office: Office) -> list[str]:
        """Posts of ministers of the same country whose names hold the other's word for what they see to."""
        longer = replace(office, title=office.title.replace("ผู้อำนวยการ", "ผู้อำนวยการใหญ่", 1)).id
        if office.title.startswith("ผู้อำนวยการ") and not office.country and self.seen(longer):
            return [longer]
        own = _MINISTER.match(office.title)
        core = _find_core(office.title)
        if not own or len(core) < 4 or not office.country:
            return []
        return [
            post
            for post in self._ministers.get(office.country, ())
            if _are_alike(core, _find_core(self.offices[post].title))
        ]

    def _find_holder(self, post: str, low: int, high: int) -> tuple[str, tuple[str, ...]]:
        """The nearest observations before, on and after the days."""
        seen, days = self._seen.get(post, []), self._days.get(post, [])
        if not seen:
            return "", ()
        inside = {o.person for o in seen[bisect.bisect_left(days, low) : bisect.bisect_right(days, high)]}
        before_at = bisect.bisect_left(days, low) - 1
        after_at = bisect.bisect_right(days, high)
        before = seen[before_at] if before_at >= 0 else None
        after = seen[after_at] if after_at < len(seen) else None
        if len(inside) == 1:
            holder = next(iter(inside))
            ends = {x.person for x in (before, after) if x}
            if high - low > _MONTH and (ends != {holder} or not (before and after)):
                return "", tuple(sorted(ends | inside))
            near = {x.person for x in (before, after) if x and abs(x.day - low) <= _HANDOVER}
            if not self.offices[post].single and near - {holder}:
                return "", tuple(sorted(near | inside))
            return holder, ()
        if inside:
            return "", tuple(sorted(inside))
        if not self.offices[post].single:
            if self.offices[post].title.startswith("รัฐมนตรีช่วยว่าการ"):
                around = seen[bisect.bisect_left(days, low - 180) : bisect.bisect_right(days, high + 180)]
                both = before and after and low - before.day <= 120 and after.day - high <= 120
                if both and len({o.person for o in around}) == 1:
                    return around[0].person, ()
            near = {
                o.person
                for o in seen[bisect.bisect_left(days, low - 365) : bisect.bisect_right(days, high + 365)]
            }
            return "", tuple(sorted(near))
        if before and after:
            if before.person == after.person:
                if after.day - before.day <= (_REIGN if self._reigns(post) else _BETWEEN):
                    return before.person, ()
                return "", (before.person,)
            if self._is_official(post):
                years = [_fiscal_year(day) for day in (before.day, low, high, after.day)]
                if years[3] - years[0] == 1 and years[1] == years[2]:  # the one change of the year is between
                    return (before.person if years[1] == years[0] else after.person), ()
            back, on = low - before.day, after.day - high
            close, far, person = (back, on, before.person) if back < on else (on, back, after.person)
            first = on < back and all(o.person != person for o in seen[:after_at])
            if first and close > _HANDOVER and self._is_of_cabinet(post):
                return "", tuple(sorted({before.person, after.person}))  # a new minister is seen at once
            if close <= _HANDOVER < far - close or (close <= _MARGIN and far >= max(6 * close, _LONG)):
                return person, ()
            return "", tuple(sorted({before.person, after.person}))
        nearest = before or after
        if nearest is None:
            return "", ()
        distance = low - nearest.day if before else nearest.day - high
        if self._reigns(post) and distance <= _REIGN and len({o.person for o in seen}) == 1:
            return nearest.person, ()
        same_year = self._is_official(post) and _fiscal_year(nearest.day) == _fiscal_year(low)
        sure = distance <= (_SAME_YEAR if same_year else _LONE_MARGIN)
        return (nearest.person, ()) if sure else ("", (nearest.person,))

    def _is_official(self, post: str) -> bool:
        """True for a post of Thailand's administration, whose holders change with the fiscal year."""
        office = self.offices[post]
        return office.country == "TH" and not office.accredited_to and bool(_OFFICIAL.match(office.title))

    def _is_of_cabinet(self, post: str) -> bool:
        """True for a minister's post of Thailand, whose holder is in the news from his first day on."""
        office = self.offices[post]
        return office.country == "TH" and office.title.startswith(("รัฐมนตรี", "นายกรัฐมนตรี"))

    def _reigns(self, post: str) -> bool:
        """True for a monarch's post, which is held for life."""
        return self.offices[post].title == "สมเด็จพระราชาธิบดี"

    def remember(self, tenure: Tenure, days: Iterable[int]) -> None:
        """Note which tenure the observations of a holder belong to."""
        own = self._tenure_of[tenure.post, tenure.holder]
        own += [(day, tenure.id) for day in set(days)]
        own.sort()

    def find_distance(self, post: str, person: str, day: int) -> int | None:
        """Days from a day to the nearest observation of a person in a post; None when there is none."""
        own = self._tenure_of.get((post, person), [])
        at = bisect.bisect_left(own, (day, ""))
        return min((abs(d - day) for d, _ in own[max(0, at - 1) : at + 1]), default=None)

    def find_tenure(self, post: str, person: str, day: int) -> str:
        """The tenure by which a person holds a post around a day: that of the nearest observation."""
        own = self._tenure_of.get((post, person), [])
        at = bisect.bisect_left(own, (day, ""))
        near = own[max(0, at - 1) : at + 1]
        return min(near, key=lambda x: (abs(x[0] - day), x))[1] if near else ""


def _observed_days(published: str, own: list[ActivitySaid]) -> list[int]:
    """The days on which an article shows a person in a post: its own date and that of the news; a background
    activity of long ago counts at its own time only."""
    day = parse_day(published)
    dated = [d for a in own if (d := parse_day(a.get("date"))) is not None]
    if day is None:
        return sorted(set(dated))[:1]
    if own and not any(a.focal for a in own):
        past = [d for d in dated if d < day - _EVENT_LAG]
        if past:
            return sorted(set(past))
        if any(
            a.get("date")[:4].isdecimal() and int(a.get("date")[:4]) < int(published[:4]) - 1 for a in own
        ):
            return []
    near = [d for d in dated if 0 <= day - d <= _EVENT_LAG]
    return sorted({day, *near})


def move_offices(
    said: Said, persons: Mapping[str, str], countries: Mapping[str, str], known: Knowledge
) -> None:
    """Give a post that only seemed to be Thailand's to the country that its holder turned out to serve."""
    for key, person in said.persons.items():
        country = countries.get(persons[key], "")
        if country in ("", "TH"):
            continue
        for post in person.posts:
            office = post.office
            if office.country == "TH" and not office.stated:
                moved = parse_office(post.text, country, post.org_name, known)
                post.office = replace(moved, former=office.former, acting=office.acting)


def _find_misplaced(
    said: Said, persons: Mapping[str, str], countries: Mapping[str, str]
) -> list[tuple[str, Office, str]]:
    """``(person, office, claim)`` of one state's offices that are given to somebody who is seen far more
    often in those of another state, which he serves."""
    articles: dict[tuple[str, str], set[str]] = defaultdict(set)
    given = [
        (persons[key], post.office, post.claim, person.article)
        for key, person in said.persons.items()
        for post in person.posts
        if post.office.country and post.office.of_state
    ]
    for who, office, _, article in given:
        articles[who, office.country].add(article)
    return [
        (who, office, claim)
        for who, office, claim, _ in given
        if (home := countries.get(who, "")) not in ("", office.country)
        and len(articles[who, home]) >= 3 * len(articles[who, office.country])
    ]


def build_calendar(
    said: Said, persons: Mapping[str, str], known: Knowledge, countries: Mapping[str, str] | None = None
) -> tuple[Calendar, list[Tenure], list[Unresolved]]:
    """Observe all posts of all persons (``persons``: mention key → id) and make tenures of them.

    ``countries`` tells whom each person serves. Returns the calendar, the tenures with all claims they stand
    on, and the claims that contradict many others.
    """
    misplaced = {
        claim: (who, office) for who, office, claim in _find_misplaced(said, persons, countries or {})
    }
    own: dict[str, list[ActivitySaid]] = defaultdict(list)
    for activity in said.activities.values():
        for actor in {p.actor for p in activity.parts}:
            own[actor].append(activity)
    calendar = Calendar()
    special: dict[tuple[str, str, bool, bool], list[tuple[str, int | None]]] = defaultdict(list)
    for key, person in said.persons.items():
        for given in person.posts:
            office = given.office
            if given.claim in misplaced:
                continue
            days = _observed_days(person.published, own.get(key, []))
            calendar.offices.setdefault(office.id, office)
            if office.former or office.acting:
                slot = (persons[key], office.id, office.acting and not office.former, office.former)
                special[slot] += [(given.claim, d) for d in days] or [(given.claim, None)]
                continue
            for day in days:
                calendar.add(
                    office, Observation(day, persons[key], person.article, given.claim, person.diplomatic)
                )
            if not days:
                special[persons[key], office.id, False, False].append((given.claim, None))
    calendar.settle()
    forms: dict[str, set[str]] = defaultdict(set)
    for key, person in said.persons.items():
        forms[persons[key]].update(f for f in (person.name, person.latin) if f)
    calendar.add_terms(forms, known)
    tenures: list[Tenure] = []
    for post in calendar.posts():
        for holder, terms in sorted(_split_terms(calendar, post).items()):
            for number, term in enumerate(terms, 1):
                ident = "tenure/" + build_key(holder, post, "regular", str(number))
                claims = {o.claim for o in term}
                if number == len(terms):
                    claims |= {c for c, _ in special.pop((holder, post, False, False), [])}
                tenure = Tenure(
                    ident, holder, post, _iso(term[0].day), _iso(term[-1].day), claims=tuple(sorted(claims))
                )
                tenures.append(tenure)
                calendar.remember(tenure, (o.day for o in term))
    for (holder, ident, acting, former), found in sorted(special.items()):
        word = "former" if former else ("acting" if acting else "undated")
        for number, stand in enumerate(_split_stands(found) if acting and not former else [found]):
            days = sorted(d for _, d in stand if d is not None)
            tenure = Tenure(
                "tenure/" + build_key(holder, ident, word, *([str(number + 1)] if number else [])),
                holder,
                ident,
                _iso(days[0]) if days and not former else "",
                _iso(days[-1]) if days and not former else "",
                acting,
                former,
                tuple(sorted({c for c, _ in stand})),
            )
            tenures.append(tenure)
            if acting and not former:
                calendar.remember(tenure, days)
    stated = {post.claim: post.terms for person in said.persons.values() for post in person.posts}
    tenures = [_state_term(tenure, stated) for tenure in tenures]
    strays = [
        Unresolved(
            o.claim,
            "another holder is observed around this date",
            calendar.offices[post].title,
            tuple(sorted({o.person, rival})),
        )
        for o, post, rival in calendar.aside
    ]
    strays += [
        Unresolved(claim, "the holder serves another country", office.title, (who,))
        for claim, (who, office) in misplaced.items()
    ]
    kept = {c for t in tenures for c in t.claims}
    unique = {
        u.claim: u for u in sorted(strays, key=lambda u: (u.claim, u.candidates)) if u.claim not in kept
    }
    return calendar, sorted(tenures, key=lambda t: t.id), [unique[c] for c in sorted(unique)]


def _state_term(tenure: Tenure, stated: Mapping[str, list[tuple[str, str, str]]]) -> Tenure:
    """The tenure with the start and end that articles state: what most of them say, or the more precise."""
    told = [term for claim in tenure.claims for term in stated.get(claim, ())]
    dates: dict[str, str] = {}
    for edge in ("start", "end"):
        said = Counter(value for name, value, _ in told if name == edge)
        if said:
            dates[edge] = min(said, key=lambda value: (-said[value], -len(value), value))
    claims = tuple(sorted({*tenure.claims, *(claim for _, _, claim in told)}))
    return replace(tenure, claims=claims, start=dates.get("start", ""), end=dates.get("end", ""))


def _split_stands(found: list[tuple[str, int | None]]) -> list[list[tuple[str, int | None]]]:
    """The times for which somebody stood in, by the days of sightings; undated ones go with the last."""
    terms: list[list[tuple[str, int | None]]] = [[]]
    last: int | None = None
    for claim, day in sorted(found, key=lambda x: (x[1] is None, x[1] or 0, x[0])):
        if day is not None and last is not None and day - last > _LONG:
            terms.append([])
        terms[-1].append((claim, day))
        last = day if day is not None else last
    return terms


def _split_terms(calendar: Calendar, post: str) -> dict[str, list[list[Observation]]]:
    """Each holder's observations as terms: a new one begins where another holder is seen in between."""
    terms: dict[str, list[list[Observation]]] = {}
    seen = calendar.seen(post)
    single = calendar.offices[post].single
    last_at: dict[str, int] = {}
    for index, o in enumerate(seen):
        mine = terms.setdefault(o.person, [])
        if mine and not single:
            gap = o.day - mine[-1][-1].day
            if gap > _SILENCE and index - last_at[o.person] > _MANY:
                mine.append([])
        if mine and single:
            between = Counter(x.person for x in seen[last_at[o.person] + 1 : index])
            days = {
                p: (
                    min(x.day for x in seen[last_at[o.person] + 1 : index] if x.person == p),
                    max(x.day for x in seen[last_at[o.person] + 1 : index] if x.person == p),
                )
                for p in between
            }
            cut = any(
                n >= 2
                and days[p][1] > mine[-1][-1].day
                and days[p][0] < o.day
                and o.day - mine[-1][-1].day > _WINDOW
                for p, n in between.items()
            )
            if cut:
                mine.append([])
        if not mine:
            mine.append([])
        mine[-1].append(o)
        last_at[o.person] = index
    return terms
