"""The geometry of the charts: numbers in, places on the page out. Templates draw them as SVG."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kg.serve.catalogue import Activity, Change, Tenure

_SPAN = 25  # years that a chart shows whatever lies in them


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a bar: its group, height and place from the top, and how many it stands for."""

    group: str
    y: float
    height: float
    count: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A year's bar."""

    year: str
    x: float
    width: float
    total: int
    blocks: tuple[Block, ...]
    labelled: bool


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars by year, stacked by group."""

    width: int
    height: int
    floor: float
    bars: tuple[Bar, ...]
    groups: tuple[str, ...]
    top: int
    lines: tuple[tuple[float, int], ...] = ()
    outside: int = 0


def build_bars(
    pairs: Iterable[tuple[str, str]], order: Sequence[str], width: int = 720, height: int = 190
) -> BarChart:
    """Pairs of year and group → bars for every year from the first to the last.

    Few that lie far from all others are left out and counted as ``outside``.
    """
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for year, group in pairs:
        if year.isdecimal():
            counted[year][group] += 1
    if not counted:
        return BarChart(width, height, 0, (), (), 0)
    totals = {int(year): sum(groups.values()) for year, groups in counted.items()}
    first, last = find_range(totals)
    outside = sum(count for year, count in totals.items() if not first <= year <= last)
    years = [str(year) for year in range(first, last + 1)]
    for year in counted.keys() - set(years):
        del counted[year]
    top = max(sum(groups.values()) for groups in counted.values())
    left, floor, roof = 34.0, height - 24.0, 12.0
    scale = _round_up(top)
    step = (width - left - 6) / len(years)
    bar_width = min(46.0, step * 0.72)
    every = max(1, -(-len(years) // max(1, int((width - left) / 58))))
    bars = []
    for place, year in enumerate(years):
        y = floor
        blocks = []
        for group in order:
            count = counted[year][group] if year in counted else 0
            if not count:
                continue
            tall = (floor - roof) * count / scale
            y -= tall
            blocks.append(Block(group, round(y, 1), round(tall, 1), count))
        x = left + step * place + (step - bar_width) / 2
        bars.append(
            Bar(
                year,
                round(x, 1),
                round(bar_width, 1),
                sum(b.count for b in blocks),
                tuple(blocks),
                place % every == 0,
            )
        )
    used = [group for group in order if any(group in groups for groups in counted.values())]
    lines = tuple(
        (round(floor - (floor - roof) * part / scale, 1), part)
        for part in sorted({scale // 2, scale} if scale > 1 else {1})
    )
    return BarChart(width, height, floor, tuple(bars), tuple(used), top, lines, outside)


def find_range(totals: Mapping[int, int]) -> tuple[int, int]:
    """The first and last of the years, without a stray hundredth at either end when they span decades."""
    years = sorted(totals)
    if years[-1] - years[0] <= _SPAN:
        return years[0], years[-1]
    allowed = max(1, sum(totals.values()) // 100)
    low, high = 0, len(years) - 1
    gone = 0
    while low < high and gone + totals[years[low]] <= allowed:
        gone += totals[years[low]]
        low += 1
    gone = 0
    while low < high and gone + totals[years[high]] <= allowed:
        gone += totals[years[high]]
        high -= 1
    return years[low], years[high]


def _round_up(number: int) -> int:
    """A round number from ``number`` up, even so that its half is one too."""
    if number <= 2:
        return max(1, number)
    size = int("1" + "0" * (len(str(number)) - 1))
    for factor in (1, 2, 3, 4, 5, 6, 8, 10):
        if factor * size >= number and (factor * size) % 2 == 0:
            return factor * size
    return 10 * size


@dataclass(frozen=True, slots=True)
class Span:
    """A bar of time on a lane."""

    id: str
    label: str
    x: float
    width: float
    y: float
    start: str
    end: str
    faint: bool = False


@dataclass(frozen=True, slots=True)
class Dot:
    """A moment on a lane."""

    id: str
    group: str
    x: float
    y: float
    date: str
    planned: bool = False


@dataclass(slots=True)
class TimeChart:
    """Lanes over a common axis of years."""

    width: int
    height: int
    left: float
    spans: list[Span] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)
    lanes: list[tuple[str, float]] = field(default_factory=list)
    ticks: list[tuple[str, float]] = field(default_factory=list)


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


def _axis(chart: TimeChart, first: float, last: float) -> tuple[float, float]:
    """Ticks at years; gives the origin and the scale."""
    low, high = int(first), int(last) + 1
    scale = (chart.width - chart.left - 14) / max(1, high - low)
    every = max(1, -(-(high - low + 1) // max(2, int((chart.width - chart.left) / 60))))
    for year in range(low, high + 1):
        if (year - low) % every == 0:
            chart.ticks.append((str(year), round(chart.left + (year - low) * scale, 1)))
    return float(low), scale


def build_tenures(tenures: Sequence[Tenure], labels: Sequence[str], width: int = 720) -> TimeChart | None:
    """Posts over time, one lane each, the earliest on top."""
    dated = [
        (t, label)
        for t, label in zip(tenures, labels, strict=True)
        if t.first and parse_time(t.first) is not None
    ]
    if not dated or len(dated) > 24:
        return None
    lanes: dict[str, list[Tenure]] = {}
    for tenure, label in dated:
        lanes.setdefault(label, []).append(tenure)
    chart = TimeChart(width, 34 + 30 * len(lanes), 12)
    times = [parse_time(t.first) or 0.0 for t, _ in dated] + [
        parse_time(t.last or t.first, end=True) or 0.0 for t, _ in dated
    ]
    low, scale = _axis(chart, min(times), max(times))
    for number, (label, members) in enumerate(lanes.items()):
        y = 8.0 + 30 * number
        chart.lanes.append((label, y))
        for tenure in members:
            start = parse_time(tenure.first) or low
            end = max(start, parse_time(tenure.last or tenure.first, end=True) or start)
            x = chart.left + (start - low) * scale
            chart.spans.append(
                Span(
                    tenure.id,
                    label,
                    round(x, 1),
                    round(max(5.0, (end - start) * scale), 1),
                    y,
                    tenure.first,
                    tenure.last or tenure.first,
                    tenure.former or tenure.acting,
                )
            )
    return chart


def build_dots(activities: Sequence[Activity], order: Sequence[str], width: int = 720) -> TimeChart | None:
    """Activities as dots, one lane per kind; dots of one place stand above each other."""
    dated = [(a, when) for a in activities if a.date and (when := parse_time(a.date)) is not None]
    if len(dated) < 2:
        return None
    first, last = find_range(Counter(int(when) for _, when in dated))
    dated = [(a, when) for a, when in dated if first <= when < last + 1]
    kinds = [kind for kind in order if any(a.kind == kind for a, _ in dated)]
    chart = TimeChart(width, 30 + 26 * len(kinds), 12)
    times = [when for _, when in dated]
    low, scale = _axis(chart, min(times), max(times))
    row = {kind: 14.0 + 26 * number for number, kind in enumerate(kinds)}
    chart.lanes = list(row.items())
    taken: Counter[tuple[str, int]] = Counter()
    for activity, when in dated:
        if activity.kind not in row:
            continue
        x = chart.left + (when - low) * scale
        place = (activity.kind, int(x / 5))
        shift = (0, -5, 5, -9, 9)[min(4, taken[place])]
        taken[place] += 1
        chart.dots.append(
            Dot(
                activity.id,
                activity.kind,
                round(x, 1),
                row[activity.kind] + shift,
                activity.date,
                activity.status == "planned",
            )
        )
    return chart


def build_history(changes: Sequence[Change], order: Sequence[str], width: int = 720) -> TimeChart | None:
    """An agreement's changes of status as dots on steps."""
    dated = [(c, when) for c in changes if c.when and (when := parse_time(c.when)) is not None]
    if not dated:
        return None
    seen = [status for status in order if any(c.status == status for c, _ in dated)]
    chart = TimeChart(width, 34 + 28 * len(seen), 12)
    times = [when for _, when in dated]
    low, scale = _axis(chart, min(times), max(times))
    row = {status: 16.0 + 28 * number for number, status in enumerate(reversed(seen))}
    chart.lanes = list(row.items())
    for change, when in dated:
        x = chart.left + (when - low) * scale
        chart.dots.append(Dot(change.id, change.status, round(x, 1), row[change.status], change.when))
    return chart
