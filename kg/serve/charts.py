"""The charts: counts by year, and what happened when, drawn by pygal as SVG that needs no script.

The only module that knows pygal. Colours and fonts are those of the page's own style sheet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pygal
from markupsafe import Markup
from pygal.style import Style

from kg.serve.results import clean_xml

_SPAN = 25  # years that a chart shows whatever lies in them
_LOOK = Style(label_font_size=12, major_label_font_size=12)
_ROOM = 1.06  # how much higher than its highest bar a chart is
_FOLDED = 40  # letters of a lane's name


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts by year and group: what a chart draws and its table tells. ``outside``: in years left out."""

    years: tuple[str, ...]
    groups: tuple[str, ...]
    counts: Mapping[tuple[str, str], int]
    outside: int = 0

    def total(self, year: str) -> int:
        """All of a year."""
        return sum(self.counts.get((year, group), 0) for group in self.groups)


def count_years(pairs: Iterable[tuple[str, str]], order: Sequence[str]) -> Figures | None:
    """Pairs of year and group → their counts, for every year from the first to the last; None: no pairs.

    Few that lie far from all others are left out and counted.
    """
    counts = Counter((year, group) for year, group in pairs if year.isdecimal() and group in order)
    if not counts:
        return None
    totals: Counter[int] = Counter()
    for (year, _), count in counts.items():
        totals[int(year)] += count
    first, last = find_range(totals)
    years = tuple(str(year) for year in range(first, last + 1))
    inside = {key: count for key, count in counts.items() if key[0] in years}
    groups = tuple(group for group in order if any(key[1] == group for key in inside))
    return Figures(years, groups, inside, counts.total() - sum(inside.values()))


def find_range(totals: Mapping[int, int]) -> tuple[int, int]:
    """The first and last of the years; of decades without a stray one, or hundredth, at either end."""
    years = sorted(totals)
    count = sum(totals.values())
    if years[-1] - years[0] > _SPAN:
        for end in (0, -1):
            spare = max(int(count > 20), count // 100)
            while len(years) > 1 and totals[years[end]] <= spare:
                spare -= totals[years.pop(end)]
    return years[0], years[-1]


def draw_bars(
    figures: Figures,
    label: str,
    *,
    year_name: Callable[[str], str],
    group_name: Callable[[str], str],
    link: Callable[[str], str],
    chosen: Callable[[str], bool] | None = None,
    width: int = 720,
    height: int = 190,
) -> Markup:
    """A bar for every year, stacked by group; each leads to the ``link`` of its year.

    ``chosen`` tells which years are looked at: the others fade.
    """
    totals = {year: figures.total(year) for year in figures.years}
    top = max(totals.values()) * _ROOM
    chart = pygal.StackedBar(
        **_settings(width, height),
        range=(0, top),
        order_min=0,
        min_scale=2,
        max_scale=4,
        value_formatter=lambda value: f"{value:,.0f}",
        show_minor_x_labels=False,
        x_labels_major_every=_step(len(figures.years), width),
    )
    chart._series_margin = max(0.14, 0.5 - 23 * len(figures.years) / width)  # no bar is wider than 46
    chart.x_labels = [year_name(year) for year in figures.years]
    looks = {year: " dim" if chosen and not chosen(year) else "" for year in figures.years}
    told = {}
    for year in figures.years:
        counts = [(group, figures.counts.get((year, group), 0)) for group in figures.groups]
        lines = [f"{group_name(group)} {count:,}" for group, count in counts if count]
        told[year] = [f"{year_name(year)}: {totals[year]:,}", *lines]
    for group in figures.groups:
        values: list[Any] = []
        for year in figures.years:
            count = figures.counts.get((year, group), 0)
            look = {"class": f"part f-{group}{looks[year]}", "tabindex": "-1", "aria-hidden": "true"}
            values.append(_point(count, link(year), told[year], look) if count else None)
        chart.add(group, values)
    rest: list[Any] = []  # the room above a bar belongs to it
    for year in figures.years:
        look = {"class": "bar", "aria-label": told[year][0]}
        if chosen and chosen(year):
            look["aria-current"] = "true"
        rest.append(_point(top - totals[year], link(year), told[year], look) if totals[year] else None)
    chart.add("", rest)
    return _render(chart, label, "group")


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment on a lane, or with an ``end`` a stretch of time: where it leads, what it tells, its look."""

    lane: str
    start: float
    href: str
    told: str
    look: str = ""
    end: float | None = None


def draw_lanes(
    marks: Sequence[Mark],
    lanes: Sequence[str],
    label: str,
    date_name: Callable[[str], str],
    width: int = 720,
) -> Markup:
    """Marks over a common axis of years, or of quarters of few; each on its lane, the first on top.

    Moments that fall together stand above each other. ``date_name`` writes years and months.
    """
    low = int(min(mark.start for mark in marks))
    high = int(max(mark.end or mark.start for mark in marks)) + 1
    years = high - low > 2
    row = {lane: float(len(lanes) - 1 - number) for number, lane in enumerate(lanes)}
    chart = pygal.XY(
        **_settings(width, 44 + 26 * len(lanes)),
        xrange=(low, high),
        range=(-0.5, len(lanes) - 0.5),
        x_value_formatter=lambda when: date_name(f"{when:.0f}" if years else _month(when)),
        x_labels=list(range(low, high + 1, _step(high - low + 1, width - 200)))
        if years
        else [low + quarter / 4 for quarter in range(4 * (high - low) + 1)],
        show_x_guides=True,
        dots_size=5,
        allow_interruptions=True,
    )
    chart.y_labels = [{"label": _fold(lane), "value": y} for lane, y in row.items()]
    taken: Counter[tuple[str, int]] = Counter()
    values: list[Any] = []
    for mark in marks:
        place = (mark.lane, int((mark.start - low) / (high - low) * width / 5))
        y = row[mark.lane] + (0.0, 0.2, -0.2, 0.36, -0.36)[min(4, taken[place])]
        taken[place] += 1
        look = {"class": mark.look, "tabindex": "-1"}
        values.append(_point((mark.start, y), mark.href, [mark.told], look))
        if mark.end is not None:
            values += [_point((mark.end, y), mark.href, [mark.told], look), (mark.end, None)]
    chart.add("", values, stroke=any(mark.end is not None for mark in marks))
    return _render(chart, label, "img")


def _month(when: float) -> str:
    return f"{int(when)}-{round(when % 1 * 12) + 1:02}"


def parse_time(date: str, *, end: bool = False) -> float | None:
    """A date as a number of years: to the day, the month or the year; ``end`` takes the end of it."""
    pieces = date.split("-")
    if not all(piece.isdecimal() for piece in pieces):
        return None
    year = int(pieces[0])
    if len(pieces) == 1:
        return year + (1.0 if end else 0.0)
    month = int(pieces[1]) - 1
    if len(pieces) == 2:
        return year + (month + (1 if end else 0)) / 12
    return year + month / 12 + (int(pieces[2]) - (0 if end else 1)) / 372


# ---------------------------------------------------------------- pygal


def _settings(width: int, height: int) -> dict[str, Any]:
    return {
        "width": width,
        "height": height,
        "margin": 6,
        "margin_top": 12,
        "spacing": 6,
        "style": _LOOK,
        "show_legend": False,
        "truncate_label": 12,
        "no_prefix": True,
        "js": (),
        "css": (),
        "disable_xml_declaration": True,
    }


def _step(years: int, width: int) -> int:
    """Every how many years one is named."""
    return max(1, -(-years * 58 // width))


def _fold(text: str) -> str:
    return clean_xml(text if len(text) <= _FOLDED else text[: _FOLDED - 1].rstrip() + "…")


def _point(value: Any, href: str, told: Sequence[str], look: Mapping[str, str]) -> dict[str, Any]:
    return {"value": value, "xlink": {"href": href, **look}, "tooltip": clean_xml("\n".join(told))}


def _render(chart: Any, label: str, role: str) -> Markup:
    """A chart as SVG to stand in a page, without what pygal adds for its own styles, scripts and tooltips."""

    def clean(root: Any) -> Any:
        del root.attrib["id"]
        root.attrib.update({"role": role, "aria-label": label})
        for node in reversed(list(root.iter())):
            for child in list(node):
                look = child.get("class", "") if isinstance(child.tag, str) else ""
                if (
                    not isinstance(child.tag, str)  # a comment, with today's date
                    or child.tag in ("defs", "desc")
                    or (child.tag == "title" and node.tag != "a")
                    or look in ("plot tooltip-overlay", "background")
                    or (child.tag == "rect" and float(child.get("height", 1)) == 0)
                    or (child.tag == "g" and not len(child))
                ):
                    node.remove(child)
            for name in [name for name in node.attrib if str(name).endswith("}href")]:
                node.attrib["href"] = node.attrib.pop(name)
        return root

    chart.add_xml_filter(clean)
    return Markup(chart.render(is_unicode=True))
