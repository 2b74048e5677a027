"""The explorer's pages: what a request asks for → what a template is given."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from kg.model import KgError
from kg.serve.catalogue import (
    GATHERING,
    OPEN_STATUSES,
    Activity,
    Agreement,
    Catalogue,
    Quote,
    Tenure,
    Thing,
    find_state,
    rank,
)
from kg.serve.charts import Figures, Mark, count_years, draw_bars, draw_lanes, find_range, parse_time
from kg.serve.negotiate import choose, choose_language
from kg.serve.search import Hit, Index
from kg.serve.speech import LANGUAGES, format_date, format_span, format_year, say
from kg.serve.ties import Picture, build_picture, tie_of
from kg.store import Store

PAGE = 30
ACTIVITY_KINDS = (
    "bilateral-meeting",
    "courtesy-call",
    "call",
    "visit",
    "signing",
    "multilateral-meeting",
    "ceremony",
    "message",
)
STATUSES = ("proposed", "approved", "signed", "in-force", "expired")
_HERE = Path(__file__).parent
_SAFE = "/%:@!$'()*+,;=~-._"
_DOTS_LIMIT = 300
_TENURES = 8
_OPENED = 40  # nodes that may be open at once
_NODE_KINDS = ("country", "official", "organisation", "post", "activity", "agreement")


class NotFoundError(Exception):
    """There is nothing at this address."""


class BadRequestError(Exception):
    """A parameter that cannot be used; its text says which and why."""


@dataclass(slots=True)
class View:
    """The state of a server: the store as read, and how it is shown."""

    store: Store
    default_lang: str = "th"
    catalogue: Catalogue = field(init=False)
    index: Index = field(init=False)
    state: str = field(init=False)
    report: Mapping[str, Any] = field(init=False)
    counts: Counter[str] = field(init=False)
    templates: Environment = field(init=False)
    cache: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.catalogue = Catalogue(self.store)
        self.index = Index(self.catalogue)
        self.state, self.report = find_state(self.store)
        self.counts = Counter(thing.kind for thing in self.catalogue.things.values())
        self.templates = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def language(self, request: Request) -> str:
        """The language of a page: asked for, remembered, the browser's, ours."""
        for asked in (request.query_params.get("lang", ""), request.cookies.get("kg_lang", "")):
            if asked in LANGUAGES:
                return asked
        return choose_language(request.headers.get("accept-language", ""), self.default_lang)

    def render(self, request: Request, template: str, status: int = 200, **values: Any) -> Response:
        """A page in the language of the request."""
        lang = self.language(request)
        text = self.templates.get_template(template).render(Page(self, request, lang).words() | values)
        response = HTMLResponse(text, status, headers={"vary": "Accept, Accept-Language, Cookie"})
        response.headers["cache-control"] = "private, no-cache"
        if request.query_params.get("lang") in LANGUAGES:
            response.set_cookie("kg_lang", lang, max_age=31536000, samesite="lax", httponly=True, path="/")
        return response


class Page:
    """What templates call: names, links, dates and words in one language."""

    def __init__(self, view: View, request: Request, lang: str) -> None:
        self._view = view
        self._catalogue = view.catalogue
        self._request = request
        self.lang = lang

    def words(self) -> dict[str, Any]:
        """The names that every template knows."""
        catalogue = self._catalogue
        other = "en" if self.lang == "th" else "th"
        return {
            "lang": self.lang,
            "other": other,
            "t": self.say,
            "url": url_of,
            "name": self.name,
            "thing": catalogue.things.get,
            "day": lambda date: format_date(date, self.lang),
            "span": lambda first, last: format_span(first, last, self.lang),
            "year": lambda year: format_year(year, self.lang),
            "moment": self.moment,
            "period_name": self.period_name,
            "link_year": self.link_year,
            "num": lambda number: f"{number:,}",
            "concept": lambda scheme, name: catalogue.concept(scheme, name, self.lang),
            "activity": catalogue.activities.get,
            "agreement": catalogue.agreements.get,
            "source": catalogue.sources.get,
            "quotes": lambda fact, limit=12: pick_quotes(catalogue.quotes(fact, limit), limit),
            "quotes_of": self.quotes_of,
            "headline": self.headline,
            "short": self.short,
            "stalled": catalogue.stalled,
            "iri": catalogue.iri,
            "here": self.here,
            "path": self._request.url.path,
            "counts": self._view.counts,
            "latest": catalogue.latest(),
            "state": self._view.state[:12],
            "query": self._request.query_params.get("q", ""),
            "STATUSES": STATUSES,
            "GATHERING": GATHERING,
            "draw_years": self.draw_years,
            "draw_activities": self.draw_activities,
            "draw_tenures": self.draw_tenures,
        }

    def say(self, key: str, **values: object) -> str:
        """A word."""
        return say(key, self.lang, **values)

    def name(self, thing_id: str) -> str:
        """What a thing is called; activities without a name of their own by who took part."""
        activity = self._catalogue.activities.get(thing_id)
        return self.headline(activity) if activity else self._catalogue.name(thing_id, self.lang)

    def headline(self, activity: Activity) -> str:
        """A line that tells an activity: its own name, else its kind and who took part."""
        thing = self._catalogue.things[activity.id]
        name = thing.name(self.lang)
        kind = self._catalogue.concept("activity-kind", activity.kind, self.lang)
        if not is_made_up(thing, activity):
            return name
        actors = list(dict.fromkeys(part.actor for part in activity.parts))
        told = [self._catalogue.name(actor, self.lang) for actor in actors[:2]]
        if not told and activity.country:
            told = [self._catalogue.name(activity.country, self.lang)]
        kind = kind[:1].upper() + kind[1:]
        return (
            f"{kind}: {' – '.join(told)}{f' +{len(actors) - 2}' if len(actors) > 2 else ''}" if told else name
        )

    def short(self, activity: Activity, except_id: str = "") -> str:
        """A headline beside which the kind already stands: without it, and without ``except_id``."""
        thing = self._catalogue.things[activity.id]
        if not is_made_up(thing, activity):
            return thing.name(self.lang)
        actors = list(dict.fromkeys(part.actor for part in activity.parts if part.actor != except_id))
        actors = actors or [activity.country or activity.place]
        told = " – ".join(self._catalogue.name(actor, self.lang) for actor in actors[:2] if actor)
        return f"{told} +{len(actors) - 2}" if len(actors) > 2 else told or self.headline(activity)

    def here(self, **changes: object) -> str:
        """This address with some parameters changed; None takes one away."""
        pairs = {name: value for name, value in self._request.query_params.items() if name != "token"}
        for name, value in changes.items():
            if value is None or value == "":
                pairs.pop(name, None)
            else:
                pairs[name] = str(value)
        raw = self._request.scope.get("raw_path") or quote(self._request.scope["path"]).encode()
        path = "/" + quote(raw.decode("latin-1").partition("?")[0].lstrip("/"), _SAFE)
        return path + ("?" + urlencode(pairs) if pairs else "")

    def quotes_of(self, agreement: Agreement) -> list[Quote]:
        """The words by which an agreement got its status, else those that name it."""
        for fact in [*(change.id for change in reversed(agreement.changes)), agreement.id]:
            if found := pick_quotes(self._catalogue.quotes(fact, 4), 2):
                return found
        return []

    def moment(self, text: str) -> str:
        """A year, month or day as the filter takes it, in the calendar of the language."""
        return format_year(text[:4], self.lang) + text[4:]

    def period_name(self, period: Period) -> str:
        """A period in words; of an open one also from or until when."""
        if period.first and period.last:
            return format_span(period.first, period.last, self.lang)
        key = "since" if period.first else "until"
        return say(key, self.lang, date=format_date(period.first or period.last, self.lang)) if period else ""

    def link_year(self, year: str, target: str = "", anchor: str = "") -> str:
        """The address of what happened in a year, on this page or on ``target``; of the year that is chosen
        already, that of all years.
        """
        if target:
            return f"{target}?from={year}&to={year}{anchor}"
        now = "" if year == read_period(self._request).year else year
        return self.here(**{"from": now, "to": now, "year": None, "page": None}) + anchor

    def draw_years(
        self,
        figures: Figures,
        scheme: str,
        label: str,
        target: str = "",
        anchor: str = "",
        broad: bool = False,
    ) -> Markup:
        """Counts by year as bars that lead to their year."""
        period = read_period(self._request)
        return draw_bars(
            figures,
            label,
            year_name=lambda year: format_year(year, self.lang),
            group_name=lambda group: self._catalogue.concept(scheme, group, self.lang),
            link=lambda year: self.link_year(year, target, anchor),
            chosen=period.covers if period and not target else None,
            width=1080 if broad else 720,
        )

    def draw_activities(self, activities: Sequence[Activity], label: str, broad: bool = False) -> Markup:
        """Activities as dots by kind over time; nothing where there are too few or too many to tell apart."""
        few = activities if len(activities) <= _DOTS_LIMIT else ()
        dated = [(a, when) for a in few if a.date and (when := parse_time(a.date)) is not None]
        if len(dated) < 2:
            return Markup("")
        first, last = find_range(Counter(int(when) for _, when in dated))
        names = {
            kind: self._catalogue.concept("activity-kind", kind, self.lang)
            for kind in ACTIVITY_KINDS
            if any(activity.kind == kind for activity, _ in dated)
        }
        marks = [
            Mark(
                names[activity.kind],
                when,
                url_of(activity.id),
                " · ".join(
                    (format_date(activity.date, self.lang), names[activity.kind], self.headline(activity))
                ),
                f"f-{activity.kind}" + ("" if activity.status in ("", "held") else " planned"),
            )
            for activity, when in dated
            if first <= when < last + 1 and activity.kind in names
        ]
        return draw_lanes(marks, list(names.values()), label, self._date_name, 1080 if broad else 720)

    def draw_tenures(self, tenures: Sequence[Tenure], by: str, label: str) -> Markup:
        """Posts over time, one lane for each post or holder (``by``)."""
        marks = []
        for tenure in tenures:
            start, end = parse_time(tenure.first), parse_time(tenure.last or tenure.first, end=True)
            if start is None or end is None:
                continue
            other = tenure.post if by == "post" else tenure.holder
            name = self._catalogue.name(other, self.lang)
            told = f"{name} {format_span(tenure.first, tenure.last, self.lang)}"
            look = "faint" if tenure.former or tenure.acting else ""
            marks.append(Mark(name, start, url_of(other), told, look, max(start, end)))
        lanes = list(dict.fromkeys(mark.lane for mark in marks))
        return draw_lanes(marks, lanes, label, self._date_name) if marks else Markup("")

    def _date_name(self, date: str) -> str:
        return format_date(date, self.lang)


def url_of(thing_id: str, **query: str) -> str:
    """The address of a thing's page on this server."""
    return _path_of(thing_id) + ("?" + urlencode(query) if query else "")


@lru_cache(maxsize=1 << 16)
def _path_of(thing_id: str) -> str:
    return "/id/" + quote(thing_id, _SAFE)


def is_made_up(thing: Thing, activity: Activity) -> bool:
    """Is an activity's name only its kind and date?"""
    return all(
        not name
        or (bool(activity.date) and name.endswith(activity.date))
        or (not activity.date and len(name) < 28)
        for name in thing.names.values()
    )


# ---------------------------------------------------------------- statements


@dataclass(frozen=True, slots=True)
class Statement:
    """A fact in words: of what (an id), its kind, the things and texts that tell it."""

    id: str
    kind: str
    subject: str
    text: str = ""
    object: str = ""
    when: str = ""
    marks: tuple[str, ...] = ()


def describe_fact(catalogue: Catalogue, fact: str, lang: str) -> Statement | None:
    """What the fact with this id states."""
    if part := catalogue.parts.get(fact):
        role = catalogue.concept("role", part.role, lang)
        inferred = (say("inferred", lang),) if part.inferred else ()
        activity = catalogue.activities[part.activity]
        return Statement(fact, "participation", part.actor, role, part.activity, activity.date, inferred)
    if tenure := catalogue.tenures.get(fact):
        flags = (("acting", tenure.acting), ("former", tenure.former))
        marks = tuple(say(mark, lang) for mark, said in flags if said)
        return Statement(fact, "tenure", tenure.holder, "", tenure.post, tenure.first, marks)
    if change := catalogue.changes.get(fact):
        status = catalogue.concept("agreement-status", change.status, lang)
        return Statement(fact, "status", change.agreement, status, change.signed_at, change.when)
    if thing := catalogue.things.get(fact):
        activity_of = catalogue.activities.get(fact)
        return Statement(fact, thing.kind, fact, when=activity_of.date if activity_of else "")
    return None


# ---------------------------------------------------------------- parameters


def _number(request: Request, name: str, fallback: int) -> int:
    text = request.query_params.get(name, "")
    if not text:
        return fallback
    if not text.isdecimal() or not 1 <= int(text[:9]) <= 10**8:
        raise BadRequestError(f"{name}={text[:40]}")
    return int(text)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time from one year, month or day to another, both included; either end may be open."""

    first: str = ""
    last: str = ""

    def __bool__(self) -> bool:
        return bool(self.first or self.last)

    @property
    def year(self) -> str:
        """The one year that it is, or ""."""
        return self.first if self.first == self.last and len(self.first) == 4 else ""

    def covers(self, start: str, end: str = "") -> bool:
        """Does any of what was from ``start`` to ``end`` lie in it? Of a month or year some day may."""
        begun = bool(start) and (not self.last or start <= self.last + "~")
        return not self or (begun and (end or start) + "~" >= self.first)


def read_period(request: Request) -> Period:
    """The period that a request asks for: ``from`` and ``to``, or one ``year``, by either calendar."""
    given = request.query_params
    first, last = (_moment(name, given.get(name, "")) for name in ("from", "to"))
    if not first and not last:
        first = last = _moment("year", given.get("year", ""))
    return Period(last, first) if first and last and first > last + "~" else Period(first, last)


def _moment(name: str, text: str) -> str:
    """A year, month or day as ISO has it; of the Buddhist Era too."""
    text = text.strip()
    if not text:
        return ""
    found = re.fullmatch(r"([12]\d{3})((?:-\d\d){0,2})", text)
    if found:
        year = int(found[1]) - 543 if int(found[1]) >= 2400 else int(found[1])
        told = f"{year:04}{found[2]}"
        with suppress(ValueError):
            date.fromisoformat(told + "-01-01"[len(told) - 4 :])
            return told
    raise BadRequestError(f"{name}={text[:40]}: a year, month or day, as 2019, 2019-09 or 2019-09-02")


@dataclass(frozen=True, slots=True)
class Paged:
    """One page of a list."""

    items: Sequence[Any]
    page: int
    pages: int
    total: int


def cut(items: Sequence[Any], page: int, size: int = PAGE) -> Paged:
    """The page with this number; beyond the last one, the last."""
    pages = max(1, -(-len(items) // size))
    page = min(page, pages)
    return Paged(items[(page - 1) * size : page * size], page, pages, len(items))


# ---------------------------------------------------------------- start and search


def show_home(view: View, request: Request) -> Response:
    """The start page."""
    catalogue = view.catalogue
    if "home" not in view.cache:
        busy = Counter(
            {t.id: len(catalogue.activities_of.get(t.id, ())) for t in catalogue.of_kind("official")}
        )
        dated = sorted(
            (
                a
                for a in catalogue.activities.values()
                if len(a.date) == 10 and a.status in ("", "held") and a.parts
            ),
            key=lambda a: (a.date, a.id),
            reverse=True,
        )[:6]
        stalled = sorted(
            (a for a in catalogue.agreements.values() if catalogue.stalled(a)),
            key=lambda a: (a.last, a.id),
            reverse=True,
        )
        view.cache["home"] = {
            "chart": count_years(((a.year, a.kind) for a in catalogue.activities.values()), ACTIVITY_KINDS),
            "officials": sorted(busy.items(), key=lambda item: (-item[1], item[0]))[:8],
            "pairs": _pairs(catalogue)[:8],
            "recent": dated,
            "stalled_ones": stalled[:5],
            "stalled_count": len(stalled),
            "questions": _pick_questions(),
        }
    return view.render(request, "home.html", **view.cache["home"])


def _pairs(catalogue: Catalogue) -> list[tuple[str, str, int]]:
    """Pairs of countries by what they did together."""
    counted: Counter[tuple[str, str]] = Counter()
    for activity in catalogue.activities.values():
        if activity.kind != GATHERING and 2 <= len(activity.sides) <= 4:
            for place, one in enumerate(activity.sides):
                for two in activity.sides[place + 1 :]:
                    counted[one, two] += 1
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return [(two, one, n) if two == "country/TH" else (one, two, n) for (one, two), n in ordered]


def _pick_questions() -> list[Any]:
    from kg.store import iter_queries

    wanted = (
        "counterparts-of-post-in-year",
        "agreements-with-country",
        "ambassadors-who-called",
        "who-links-two-countries",
        "agreements-never-signed",
    )
    known = {query.name: query for query in iter_queries()}
    return [known[name] for name in wanted if name in known]


def show_search(view: View, request: Request) -> Response:
    """Everything found for what was typed."""
    query = request.query_params.get("q", "").strip()[:200]
    kind = request.query_params.get("kind", "")
    hits = view.index.find(query, 400) if query else []
    found = Counter(hit.thing.kind for hit in hits)
    shown = [hit for hit in hits if not kind or hit.thing.kind == kind]
    return view.render(
        request,
        "search.html",
        q=query,
        kind=kind,
        found=found,
        hits=cut(shown, _number(request, "page", 1), 40),
        lines=_Lines(view, view.language(request)),
    )


class _Lines:
    """The second line of a thing in a list: what tells it from others of its name."""

    def __init__(self, view: View, lang: str) -> None:
        self._catalogue = view.catalogue
        self._lang = lang

    def __call__(self, hit: Hit) -> str:
        return " · ".join(self.pieces(hit))

    def pieces(self, hit: Hit) -> list[str]:
        catalogue, lang, thing = self._catalogue, self._lang, hit.thing
        told: list[str] = []
        if hit.through:
            told.append(say("through", lang, post=catalogue.name(hit.through, lang)))
        elif hit.matched and hit.matched != thing.name(lang) and thing.kind not in ("activity", "article"):
            told.append(hit.matched)
        if thing.kind == "official":
            tenures = [t for t in catalogue.tenures_of.get(thing.id, ()) if t.post != hit.through]
            # seen on one day alone, a post may be a slip of one article
            best = max(tenures, key=lambda t: (not t.former, t.first != t.last, t.last), default=None)
            if best:
                told.append(catalogue.name(best.post, lang))
        if thing.kind in ("official", "organisation", "post") and thing.country:
            told.append(catalogue.name(thing.country, lang))
        if thing.kind == "activity" and (activity := catalogue.activities[thing.id]).date:
            told.append(format_date(activity.date, lang))
        if thing.kind == "agreement":
            agreement = catalogue.agreements[thing.id]
            told.append(catalogue.concept("agreement-status", agreement.status, lang))
        if thing.kind == "article" and (source := catalogue.sources[thing.id]).issued:
            told.append(format_date(source.issued, lang))
        if thing.kind in ("official", "organisation", "country") and (
            count := len(catalogue.activities_of.get(thing.id, ()))
        ):
            told.append(say("activities_count", lang, n=f"{count:,}"))
        return told


def find_suggestions(view: View, request: Request) -> list[dict[str, str]]:
    """What the search box offers for what was typed."""
    lang = view.language(request)
    kinds = tuple(k for k in request.query_params.get("kinds", "").split(",") if k)
    lines, page = _Lines(view, lang), Page(view, request, lang)
    hits = view.index.find(request.query_params.get("q", ""), 10, kinds)
    return [
        {
            "id": hit.thing.id,
            "kind": hit.thing.kind,
            "kind_name": say(f"kind_{hit.thing.kind}", lang),
            "name": page.name(hit.thing.id),
            "line": lines(hit),
            "url": url_of(hit.thing.id),
        }
        for hit in hits
    ]


# ---------------------------------------------------------------- things


def show_thing(view: View, request: Request, thing_id: str) -> Response:
    """The page of whatever has this id."""
    catalogue = view.catalogue
    thing = catalogue.things.get(thing_id)
    if thing is None:
        return _show_fact(view, request, thing_id)
    if thing.kind == "article":
        return _show_article(view, request, thing)
    if thing.kind == "activity":
        return _show_activity(view, request, thing)
    if thing.kind == "agreement":
        return _show_agreement(view, request, thing)
    return _show_dossier(view, request, thing)


def _show_dossier(view: View, request: Request, thing: Thing) -> Response:
    catalogue = view.catalogue
    period, kind = read_period(request), request.query_params.get("kind", "")
    with_ = request.query_params.get("with", "")
    every = [catalogue.activities[a] for a in _activities_of(catalogue, thing)]
    in_period = [a for a in every if period.covers(a.date, a.end)]
    actors, countries = catalogue.counterparts(thing.id, in_period)
    by_kind = Counter(a.kind for a in in_period)
    shown = [a for a in in_period if not kind or a.kind == kind]
    if with_:
        theirs = set(catalogue.activities_of.get(with_, ()))
        shown = [a for a in shown if a.id in theirs]
    tenures, fewer = _split_tenures(catalogue, _tenures_of(catalogue, thing))
    agreements = [catalogue.agreements[a] for a in catalogue.agreements_of.get(thing.id, ())]
    bars = count_years(((a.year, a.kind) for a in every), ACTIVITY_KINDS)
    return view.render(
        request,
        "dossier.html",
        it=thing,
        period=period,
        kind_chosen=kind,
        with_chosen=with_,
        kinds=[(k, by_kind[k]) for k in ACTIVITY_KINDS if by_kind[k]],
        total=len(every),
        rows=cut(shown, _number(request, "page", 1)),
        bars=bars if bars and len(bars.years) > 1 else None,
        events=shown,
        tenures=tenures,
        fewer=fewer,
        actors=rank(actors, 12),
        actor_count=len(actors),
        countries=rank(countries, 12),
        agreements=agreements,
        places=rank(_places(in_period), 8) if thing.kind != "place" else [],
        body=catalogue.post_body.get(thing.id, ""),
        accredited=catalogue.accredited.get(thing.id, ""),
        parent=catalogue.body_parent.get(thing.id, ""),
        successor=catalogue.body_next.get(thing.id, ""),
        posts=sorted(catalogue.posts_of.get(thing.id, ()), key=lambda p: (-catalogue.things[p].weight, p))[
            :12
        ],
        officials=sorted(
            catalogue.officials_of.get(thing.id, ()), key=lambda p: (-catalogue.things[p].weight, p)
        )[:12],
        bodies=sorted(catalogue.bodies_of.get(thing.id, ()), key=lambda p: (-catalogue.things[p].weight, p))[
            :12
        ],
        fact_of=_Facts(catalogue, thing),
    )


def _activities_of(catalogue: Catalogue, thing: Thing) -> Sequence[str]:
    if thing.kind != "place":
        return catalogue.activities_of.get(thing.id, [])
    there = [a for a in catalogue.activities.values() if a.place == thing.id]
    return [a.id for a in sorted(there, key=lambda a: (a.date, a.id), reverse=True)]


def _tenures_of(catalogue: Catalogue, thing: Thing) -> list[Tenure]:
    if thing.kind in ("official", "post"):
        return catalogue.tenures_of.get(thing.id, [])
    if thing.kind == "organisation":
        found = [
            t for post in catalogue.posts_of.get(thing.id, ()) for t in catalogue.tenures_of.get(post, ())
        ]
        return sorted(found, key=lambda t: (t.last, t.first, t.id), reverse=True)[:40]
    return []


def _places(activities: Iterable[Activity]) -> dict[str, list[str]]:
    """Where activities were, each place with them; a country where nothing closer is told."""
    found: dict[str, list[str]] = defaultdict(list)
    for activity in activities:
        if where := activity.place or activity.country:
            found[where].append(activity.id)
    return found


def _split_tenures(catalogue: Catalogue, tenures: Sequence[Tenure]) -> tuple[list[Tenure], list[Tenure]]:
    """The tenures that the news tells of most, and those it hardly mentions; each in their order."""
    if len(tenures) <= _TENURES:
        return list(tenures), []
    told = {tenure.id: catalogue.support(tenure.id) for tenure in tenures}
    least = sorted(told.values(), reverse=True)[_TENURES - 1]
    floor = max(least, max(told.values()) / 20)
    main = [tenure for tenure in tenures if told[tenure.id] >= floor][: 2 * _TENURES]
    return main, [tenure for tenure in tenures if tenure not in main]


class _Facts:
    """The quotes by which an activity stands on a thing's page: those that speak of the thing first."""

    def __init__(self, catalogue: Catalogue, thing: Thing) -> None:
        self._catalogue = catalogue
        self._thing = thing

    def __call__(self, activity: Activity) -> list[Quote]:
        catalogue, thing_id = self._catalogue, self._thing.id
        mine = [
            part.id
            for part in activity.parts
            if thing_id in (part.actor, part.side, part.capacity, catalogue.post_body.get(part.capacity))
        ]
        return pick_quotes(said for fact in [*mine[:3], activity.id] for said in catalogue.quotes(fact, 4))


def pick_quotes(quotes: Iterable[Quote], limit: int = 3) -> list[Quote]:
    """The longest quotes, none of which another already shows with its surroundings; as the news came."""
    kept: list[Quote] = []
    for one in sorted(quotes, key=lambda q: (q.start - q.end, q.source.issued, q.source.id, q.start)):
        shown = any(
            other.source.id == one.source.id
            and other.start - len(other.before) <= one.start
            and one.end <= other.end + len(other.after)
            for other in kept
        )
        if not shown:
            kept.append(one)
    return sorted(kept[:limit], key=lambda q: (q.source.issued or "9", q.source.id, q.start))


def _show_activity(view: View, request: Request, thing: Thing) -> Response:
    catalogue = view.catalogue
    activity = catalogue.activities[thing.id]
    sides: dict[str, list[Any]] = defaultdict(list)
    for part in activity.parts:
        actor = catalogue.things.get(part.actor)
        sides[part.side or (part.actor if actor and actor.kind == "country" else "")].append(part)
    signed = [
        catalogue.agreements[c.agreement]
        for c in catalogue.changes.values()
        if c.signed_at == thing.id and c.agreement in catalogue.agreements
    ]
    return view.render(
        request,
        "activity.html",
        it=thing,
        a=activity,
        sides=sorted(sides.items(), key=lambda item: (item[0] == "", item[0] != "country/TH", item[0])),
        signed=signed,
        inner=[catalogue.activities[i] for i in catalogue.within.get(thing.id, ())],
        said=pick_quotes(catalogue.quotes(thing.id), 4),
    )


def _show_agreement(view: View, request: Request, thing: Thing) -> Response:
    catalogue = view.catalogue
    agreement = catalogue.agreements[thing.id]
    shown = (said for change in agreement.changes for said in pick_quotes(catalogue.quotes(change.id, 3), 3))
    told = {said.span for said in shown}
    return view.render(
        request,
        "agreement.html",
        it=thing,
        g=agreement,
        said=[said for said in pick_quotes(catalogue.quotes(thing.id), 6) if said.span not in told],
    )


def _show_fact(view: View, request: Request, fact: str) -> Response:
    """Evidence leads into its article; other facts show what they state and by which quotes."""
    catalogue = view.catalogue
    if fact.startswith("evidence/"):
        quote_ = catalogue.quote(fact)
        if quote_ is None:
            raise NotFoundError
        address = url_of(quote_.source.id, quote=fact.partition("/")[2]) + "#quote"
        return RedirectResponse(address, 303)
    statement = describe_fact(catalogue, fact, view.language(request))
    if statement is None:
        raise NotFoundError
    return view.render(request, "statement.html", s=statement, fact=fact)


# ---------------------------------------------------------------- articles


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an article's text and the numbers of the statements that rest on it."""

    text: str
    statements: tuple[int, ...]
    chosen: bool
    first: bool


def _show_article(view: View, request: Request, thing: Thing) -> Response:
    catalogue, lang = view.catalogue, view.language(request)
    source = catalogue.sources[thing.id]
    chosen = request.query_params.get("quote", "")
    chosen_fact = request.query_params.get("fact", "")
    statements: list[tuple[Statement, Quote]] = []
    for fact, said in catalogue.facts_of_article(thing.id):
        statement = describe_fact(catalogue, fact, lang)
        if statement:
            statements.append((statement, said))
    text = catalogue.text(source.number)
    spans = [
        (said.start, said.end, number, said.id == f"evidence/{chosen}" or statement.id == chosen_fact)
        for number, (statement, said) in enumerate(statements)
    ]
    head: list[Piece] = []
    lines: list[list[Piece]] = []
    if text is not None:
        marked = _mark(text.text, spans)
        if text.body_start and marked:
            head, marked = marked[0], marked[1:]
        lines = [line for line in marked if line]
    grouped: dict[str, list[tuple[int, Statement, Quote]]] = defaultdict(list)
    for number, (statement, said) in enumerate(statements):
        grouped[statement.kind].append((number, statement, said))
    order = ("activity", "participation", "agreement", "status", "tenure", "official", "organisation")
    told = [(kind, _once(grouped[kind], f"evidence/{chosen}")) for kind in order if kind in grouped]
    return view.render(
        request,
        "article.html",
        it=thing,
        src=source,
        head=head,
        lines=lines,
        told=told,
        has_text=text is not None,
        chosen=chosen,
        statement_count=len({s.id for s, _ in statements}),
    )


def _once(
    rows: Sequence[tuple[int, Statement, Quote]], chosen: str
) -> list[tuple[list[int], Statement, list[Quote]]]:
    """Each statement once: the numbers of its marks, and its longest quotes with the chosen one."""
    found: dict[str, tuple[list[int], Statement, list[Quote]]] = {}
    for number, statement, said in rows:
        numbers, _, quotes = found.setdefault(statement.id, ([], statement, []))
        numbers.append(number)
        quotes.append(said)
    told = []
    for numbers, statement, quotes in found.values():
        shown = {said.id: said for said in pick_quotes(quotes, 3)}
        shown |= {said.id: said for said in quotes if said.id == chosen}
        told.append((numbers, statement, sorted(shown.values(), key=lambda q: (q.start, q.end))))
    return told


def _mark(text: str, spans: Sequence[tuple[int, int, int, bool]]) -> list[list[Piece]]:
    """The text's lines, cut where a quote begins or ends."""
    bounds = sorted(
        {
            0,
            len(text),
            *(edge for start, end, _, _ in spans for edge in (start, end) if 0 <= edge <= len(text)),
        }
    )
    lines: list[list[Piece]] = [[]]
    first = True
    for start, end in pairwise(bounds):
        over = tuple(number for s, e, number, _ in spans if s <= start and end <= e)
        chosen = any(c for s, e, _, c in spans if s <= start and end <= e)
        for line in text[start:end].splitlines(keepends=True):
            stripped = line.rstrip("\r\n")
            if stripped:
                lines[-1].append(Piece(stripped, over, chosen, chosen and first))
                first = first and not chosen
            if stripped != line:
                lines.append([])
    return lines


# ---------------------------------------------------------------- two sides


def show_between(view: View, request: Request) -> Response:
    """Everything between two countries, bodies or officials."""
    catalogue = view.catalogue
    period = read_period(request)
    asked = {side: request.query_params.get(side, "").strip()[:200] for side in ("a", "b")}
    found = {side: _find_side(view, text) for side, text in asked.items()}
    unknown = [asked[side] for side in asked if asked[side] and not found[side]]
    one, two = found["a"], found["b"]
    values: dict[str, Any] = {"one": one, "two": two, "asked": asked, "unknown": unknown, "period": period}
    if one is None or two is None:
        return view.render(request, "between.html", pairs=_pairs(catalogue)[:16], **values)
    every = catalogue.shared(one.id, two.id)
    shown = [a for a in every if period.covers(a.date, a.end)]
    agreements = catalogue.shared_agreements(one.id, two.id)
    done = [g for g in agreements if g.status and g.status not in OPEN_STATUSES]
    pending = [g for g in agreements if g.status in OPEN_STATUSES]
    pairs: dict[tuple[str, str], list[str]] = defaultdict(list)
    for activity in shown:
        if activity.kind == GATHERING:
            continue
        for left in _people(catalogue, activity, one):
            for right in _people(catalogue, activity, two):
                if left != right:
                    pairs[left, right].append(activity.id)
    ordered = sorted(pairs.items(), key=lambda item: (-len(item[1]), item[0]))
    topics = Counter(topic for activity in shown for topic in activity.topics)
    return view.render(
        request,
        "between.html",
        pairs=[],
        rows=cut(shown, _number(request, "page", 1)),
        total=len(every),
        bars=count_years(((a.year, a.kind) for a in every), ACTIVITY_KINDS),
        events=shown,
        met=ordered[:15],
        met_count=len(ordered),
        done=done,
        pending=pending,
        untold=[g for g in agreements if not g.status],
        topics=topics.most_common(8),
        fact_of=_Facts(catalogue, one),
        **values,
    )


def _find_side(view: View, text: str) -> Thing | None:
    if not text:
        return None
    kinds = ("country", "official", "organisation")
    thing = view.catalogue.things.get(text)
    if thing is not None and thing.kind in kinds:
        return thing
    hits = view.index.find(text, 1, kinds)
    return hits[0].thing if hits else None


def _people(catalogue: Catalogue, activity: Activity, side: Thing) -> list[str]:
    """Who was there for a side; for a body those who hold its posts, or itself."""
    if side.kind == "country":
        found = [p.actor for p in activity.parts if p.side == side.id and p.actor.startswith("person/")]
    elif side.kind == "official":
        found = [side.id]
    else:
        told = ((part, catalogue.post_body.get(part.capacity)) for part in activity.parts)
        found = [part.actor for part, body in told if side.id in (part.actor, part.capacity, body)]
    return list(dict.fromkeys(found))


# ---------------------------------------------------------------- lists


def show_agreements(view: View, request: Request) -> Response:
    """The tracker of agreements."""
    catalogue, lang = view.catalogue, view.language(request)
    wanted = {
        name: request.query_params.get(name, "").strip()
        for name in ("party", "with", "kind", "status", "topic", "words")
    }
    period, stalled_only = read_period(request), bool(request.query_params.get("stalled"))
    words = wanted["words"].casefold().split()
    tied = [set(catalogue.agreements_of.get(wanted[n], ())) for n in ("party", "with") if wanted[n]]
    shown = []
    for agreement in catalogue.agreements.values():
        thing = catalogue.things[agreement.id]
        if (
            (wanted["kind"] and agreement.kind != wanted["kind"])
            or (wanted["status"] and agreement.status != wanted["status"])
            or (wanted["topic"] and wanted["topic"] not in agreement.topics)
            or any(agreement.id not in theirs for theirs in tied)
            or (period and not any(period.covers(change.when) for change in agreement.changes))
            or (stalled_only and not catalogue.stalled(agreement))
            or not all(word in " ".join([*thing.names.values(), *thing.others]).casefold() for word in words)
        ):
            continue
        shown.append(agreement)
    shown.sort(key=lambda g: (g.last, g.id), reverse=True)
    every = catalogue.agreements.values()
    parties = {p for g in every for p in g.parties}
    return view.render(
        request,
        "agreements.html",
        wanted=wanted,
        period=period,
        stalled_only=stalled_only,
        rows=cut(shown, _number(request, "page", 1), 40),
        every=len(catalogue.agreements),
        by_status=Counter(g.status for g in shown),
        stalled_count=sum(catalogue.stalled(g) for g in shown),
        parties=_options(parties, lambda p: catalogue.name(p, lang), lambda p: not p.startswith("country/")),
        kinds=_options(
            {g.kind for g in every if g.kind}, lambda k: catalogue.concept("agreement-kind", k, lang)
        ),
        years=sorted({c.when[:4] for g in every for c in g.changes if c.when}, reverse=True),
        topics=_options({t for g in every for t in g.topics}, lambda k: catalogue.concept("topic", k, lang)),
        bars=count_years(((c.when[:4], c.status) for g in shown for c in g.changes), STATUSES),
    )


def _options(
    values: Iterable[str], name: Callable[[str], str], later: Callable[[str], bool] = lambda value: False
) -> list[tuple[str, str]]:
    return sorted(((value, name(value)) for value in values), key=lambda pair: (later(pair[0]), pair[1]))


def find_activities(view: View, request: Request) -> tuple[list[Activity], list[Activity], dict[str, str]]:
    """The activities that a request's filter lets through, the latest first; those of all time; it."""
    catalogue = view.catalogue
    names = ("country", "kind", "topic", "status", "who")
    wanted = {name: request.query_params.get(name, "").strip() for name in names}
    period = read_period(request)
    wanted |= {"from": period.first, "to": period.last}
    allowed: set[str] | None = None
    for name in ("country", "who"):
        if wanted[name]:
            theirs = set(catalogue.activities_of.get(wanted[name], ()))
            allowed = theirs if allowed is None else allowed & theirs
    every = [
        a
        for a in catalogue.activities.values()
        if (allowed is None or a.id in allowed)
        and (not wanted["kind"] or a.kind == wanted["kind"])
        and (not wanted["topic"] or wanted["topic"] in a.topics)
        and (not wanted["status"] or a.status == wanted["status"])
    ]
    return [a for a in every if period.covers(a.date, a.end)], every, wanted


def find_agreements(view: View, wanted: Mapping[str, str]) -> list[Agreement]:
    """The agreements that a filter of activities lets through, the latest first; with a kind or a status of
    activities, none.
    """
    catalogue, period = view.catalogue, Period(wanted["from"], wanted["to"])
    if wanted["kind"] or wanted["status"]:
        return []
    tied = [set(catalogue.agreements_of.get(wanted[n], ())) for n in ("country", "who") if wanted[n]]
    shown = [
        agreement
        for agreement in catalogue.agreements.values()
        if all(agreement.id in theirs for theirs in tied)
        and (not wanted["topic"] or wanted["topic"] in agreement.topics)
        and (not period or any(period.covers(change.when) for change in agreement.changes))
    ]
    return sorted(shown, key=lambda g: (g.last, g.id), reverse=True)


def find_picture(
    view: View, request: Request, activities: Sequence[Activity], wanted: Mapping[str, str]
) -> tuple[Picture, str]:
    """The network that a request asks for of what its filter lets through, and a name that nobody has.

    ``focus`` is where one starts from (an id or a name), ``open`` the ids opened since.
    """
    catalogue = view.catalogue
    asked = request.query_params.get("focus", "").strip()[:300]
    start = catalogue.things.get(asked)
    if start is None and asked:
        hits = view.index.find(asked, 1, _NODE_KINDS)
        start = hits[0].thing if hits else None
    opened = request.query_params.get("open", "").split("|")[:_OPENED]
    centres = dict.fromkeys([*([start.id] if start else []), *(i for i in opened if i in catalogue.things)])
    picture = build_picture(catalogue, activities, find_agreements(view, wanted), list(centres))
    return picture, asked if start is None else ""


def show_network(view: View, request: Request) -> Response:
    """The network, the timeline and the list under one filter; as JSON its parts, for a page that is open."""
    catalogue, lang = view.catalogue, view.language(request)
    activities, every, wanted = find_activities(view, request)
    picture, unknown = find_picture(view, request, activities, wanted)
    picked = [p for p in request.query_params.get("pick", "").split("|")[:2] if p in picture.nodes]
    agreements: list[Agreement] = []
    if picked:
        through = set(picture.ties[tie].through) if (tie := tie_of(*picked)) in picture.ties else set()
        if len(picked) == 1:
            through = {a for tie in picture.ties if picked[0] in tie for a in picture.ties[tie].through}
            through |= set(catalogue.activities_of.get(picked[0], ())) | {picked[0]}
        activities = every = [activity for activity in activities if activity.id in through]
        agreements = [catalogue.agreements[a] for a in through if a in catalogue.agreements]
    elif picture.centres:
        theirs = {a for centre in picture.centres for a in catalogue.activities_of.get(centre, ())}
        theirs.update(picture.centres)
        activities, every = ([a for a in some if a.id in theirs] for some in (activities, every))
    page = Page(view, request, lang)
    data = {
        "nodes": [
            [node, page.name(node), catalogue.things[node].kind, weight, node in picture.centres]
            for node, weight in picture.nodes.items()
        ],
        "ties": [[*pair, len(tie.through), tie.own] for pair, tie in sorted(picture.ties.items())],
        "picked": picked,
        "period": [page.moment(wanted[end]) for end in ("from", "to")],
    }
    part: dict[str, Any] = {
        "picture": picture,
        "picked": picked,
        "opened": lambda node: "|".join(dict.fromkeys([*picture.centres, node])),
        "rows": cut(activities, _number(request, "page", 1), 12),
        "agreements": sorted(agreements, key=lambda g: (g.last, g.id), reverse=True),
        "bars": count_years(((a.year, a.kind) for a in every), ACTIVITY_KINDS),
        "events": activities,
        "wanted": wanted,
        "fact_of": lambda activity: pick_quotes(catalogue.quotes(activity.id, 4), 2),
    }
    if choose(request.headers.get("accept", ""), ("text/html", "application/json")) == "application/json":
        words = page.words() | part
        parts = ((name, view.templates.get_template(f"network_{name}.html")) for name in ("list", "time"))
        told = {name: template.render(words) for name, template in parts}
        headers = {"vary": "Accept, Accept-Language, Cookie", "cache-control": "private, no-cache"}
        return JSONResponse(data | told, headers=headers)
    return view.render(
        request,
        "network.html",
        data=data,
        unknown=unknown,
        start=next(iter(picture.centres), ""),
        **part,
        **find_filter_options(view, lang),
    )


def find_filter_options(view: View, lang: str) -> dict[str, Any]:
    """What the filter of activities offers: countries, topics, years, kinds."""
    catalogue = view.catalogue
    if "filter" not in view.cache:
        every = catalogue.activities.values()
        view.cache["filter"] = (
            {side for activity in every for side in activity.sides},
            {topic for activity in every for topic in activity.topics},
            count_years(((activity.year, "") for activity in every), ("",)),
        )
    sides, topics, figures = view.cache["filter"]
    return {
        "countries": _options(sides, lambda side: catalogue.name(side, lang)),
        "topics": _options(topics, lambda topic: catalogue.concept("topic", topic, lang)),
        "years": figures.years[::-1] if figures else (),
        "kinds": ACTIVITY_KINDS,
    }


def show_activities(view: View, request: Request) -> Response:
    """All activities, filtered."""
    catalogue, lang = view.catalogue, view.language(request)
    shown, every, wanted = find_activities(view, request)
    return view.render(
        request,
        "activities.html",
        wanted=wanted,
        rows=cut(shown, _number(request, "page", 1)),
        **find_filter_options(view, lang),
        as_network="/network?" + urlencode({name: value for name, value in wanted.items() if value}),
        bars=count_years(((a.year, a.kind) for a in every), ACTIVITY_KINDS),
        events=shown,
        fact_of=lambda activity: pick_quotes(catalogue.quotes(activity.id, 4), 2),
    )


def describe_problem(error: KgError) -> str:
    """An error's text without the places that only a command line's user knows."""
    return re.sub(r"^\S+\.rq(?::\d+){0,2}: ", "", str(error))
