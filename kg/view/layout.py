"""Where the nodes stand: computed once, in plain arithmetic, so that the same graph always gives the same
picture.

Communities are placed first, then their members around them, then everything is settled by short-range forces
on a grid. Only the four operations and square roots are used, which give the same bits on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from kg.network import find_communities

if TYPE_CHECKING:
    import networkx as nx

Point = tuple[float, float]

_LENGTH = 72.0  # how far apart tied nodes like to stand
_TURN = (-0.7373688780783197, 0.6754902942615238)  # cosine and sine of the golden angle
_REACH = 3.0  # repulsion is felt this many lengths away
_GAP = 14.0  # free space kept between two shapes
_COMMUNITY = 8  # members from which on a group is a community of the map


def build_layout(ties: nx.Graph[str], sizes: Mapping[str, float]) -> dict[str, tuple[int, int]]:
    """Folded ties and the nodes' radii → a whole-numbered position per node, the largest component in the
    middle."""
    import networkx as nx

    parts = sorted(
        (sorted(part) for part in nx.connected_components(ties)), key=lambda part: (-len(part), part)
    )
    blocks = [_place_component(ties, part, sizes) for part in parts]
    placed: dict[str, tuple[int, int]] = {}
    for part, points, (at_x, at_y) in zip(parts, blocks, _pack(blocks), strict=True):
        for name, (x, y) in zip(part, points, strict=True):
            placed[name] = (round(x + at_x), round(y + at_y))
    return placed


def extend_layout(
    core: Mapping[str, tuple[int, int]], ties: nx.Graph[str], sizes: Mapping[str, float]
) -> dict[str, tuple[int, int]]:
    """Give the nodes of ``ties`` that have no place yet one between those they are tied to.

    The core keeps its shape, so that the reader knows it again; it only grows to make room.
    """
    fresh = sorted(name for name in ties if name not in core)
    if not fresh:
        return dict(core)
    grow = sqrt(len(ties) / max(1, len(core)))
    placed: dict[str, Point] = {name: (x * grow, y * grow) for name, (x, y) in core.items()}
    crowd: dict[Point, int] = {}
    waiting = sorted(fresh, key=lambda name: (-len(ties[name]), name))
    while waiting:
        later: list[str] = []
        for name in waiting:
            known = sorted(other for other in ties[name] if other in placed)
            if not known:
                later.append(name)
                continue
            # the less an anchor is tied elsewhere the more it draws: a hub would pull everything to itself
            pulls = [1.0 / sqrt(len(ties[other])) for other in known]
            x = sum(placed[other][0] * pull for other, pull in zip(known, pulls, strict=True)) / sum(pulls)
            y = sum(placed[other][1] * pull for other, pull in zip(known, pulls, strict=True)) / sum(pulls)
            cell = (x // _LENGTH, y // _LENGTH)
            crowd[cell] = crowd.get(cell, 0) + 1
            aside = _sunflower(crowd[cell] + 1, _LENGTH * 0.45)[-1]
            placed[name] = (x + aside[0], y + aside[1])
        if len(later) == len(waiting):  # tied to nothing that is drawn: rows beneath everything
            blocks = [list(placed.values()) or [(0.0, 0.0)], *([(0.0, 0.0)] for _ in later)]
            placed.update(zip(later, _pack(blocks)[1:], strict=True))
            break
        waiting = later
    names = sorted(placed)
    points = _part_shapes([placed[name] for name in names], [sizes[name] for name in names])
    return {name: (round(x), round(y)) for name, (x, y) in zip(names, points, strict=True)}


@dataclass(frozen=True, slots=True)
class Community:
    """A disc on the map: where it is, and who stands in it, the strongest first."""

    x: int
    y: int
    radius: int
    members: tuple[str, ...]


def build_map(
    ties: nx.Graph[str], sizes: Mapping[str, float]
) -> tuple[dict[str, tuple[int, int]], list[Community]]:
    """Folded ties and the nodes' radii → a position per node and the communities, largest first.

    Every community is a disc of smaller ones, each with its strongest members in the middle; who belongs to
    none of at least eight stands in rings around them all.
    """
    groups = find_communities(ties)
    large = [group for group in groups if len(group) >= _COMMUNITY]
    discs = [_place_members(ties, group, sizes) for group in large]
    reach = [radius + _LENGTH for _, radius in discs]
    centres = _place_discs(reach, _count_between(ties, large))
    placed: dict[str, tuple[int, int]] = {}
    found = []
    edge = 0.0
    for group, (points, radius), (at_x, at_y) in zip(large, discs, centres, strict=True):
        for name, (x, y) in points.items():
            placed[name] = (round(x + at_x), round(y + at_y))
        members = tuple(sorted(group, key=lambda name: (-sizes[name], name)))
        found.append(Community(round(at_x), round(at_y), round(radius), members))
        edge = max(edge, sqrt(at_x * at_x + at_y * at_y) + radius)
    alone = [name for group in groups if len(group) < _COMMUNITY for name in group]
    inner = (edge + 2 * _LENGTH) / (_LENGTH * 0.38)
    start = round(inner * inner) if large else 0
    cos, sin = 1.0, 0.0
    for number, name in enumerate(alone):
        away = _LENGTH * 0.38 * sqrt(start + number)
        placed[name] = (round(away * cos), round(away * sin))
        cos, sin = cos * _TURN[0] - sin * _TURN[1], cos * _TURN[1] + sin * _TURN[0]
    return placed, found


def _place_members(
    ties: nx.Graph[str], group: Sequence[str], sizes: Mapping[str, float]
) -> tuple[dict[str, Point], float]:
    """The members of a community around its middle, and how far they reach."""
    inner = ties.subgraph(group)
    parts = find_communities(inner)
    balls = [_LENGTH * 0.5 * sqrt(len(part) + 1) + max(sizes[name] for name in part) for part in parts]
    centres = _place_discs(balls, _count_between(inner, parts))
    points: dict[str, Point] = {}
    for part, (at_x, at_y) in zip(parts, centres, strict=True):
        ordered = sorted(part, key=lambda name: (-sizes[name], name))
        for name, (x, y) in zip(ordered, _sunflower(len(part), _LENGTH * 0.78), strict=True):
            points[name] = (at_x + x, at_y + y)
    names = sorted(points)
    apart = _part_shapes([points[name] for name in names], [sizes[name] for name in names])
    mean_x = sum(x for x, _ in apart) / len(apart)
    mean_y = sum(y for _, y in apart) / len(apart)
    points = {name: (x - mean_x, y - mean_y) for name, (x, y) in zip(names, apart, strict=True)}
    return points, max(sqrt(x * x + y * y) + sizes[name] for name, (x, y) in points.items())


def _count_between(ties: nx.Graph[str], groups: Sequence[Sequence[str]]) -> dict[tuple[int, int], int]:
    """How many ties join each two groups."""
    group_of = {name: index for index, group in enumerate(groups) for name in group}
    between: dict[tuple[int, int], int] = {}
    for a, b in ties.edges():
        if a in group_of and b in group_of and group_of[a] != group_of[b]:
            one, two = sorted((group_of[a], group_of[b]))
            between[one, two] = between.get((one, two), 0) + 1
    return between


def _pack(blocks: Sequence[Sequence[Point]]) -> list[Point]:
    """How far to move each block: the first stays, the others stand in rows beneath it, as wide as it is."""
    moves: list[Point] = []
    left = right = x = y = row = 0.0
    for number, points in enumerate(blocks):
        low_x, high_x = min(p[0] for p in points), max(p[0] for p in points)
        low_y, high_y = min(p[1] for p in points), max(p[1] for p in points)
        if not number:
            left, right = low_x, max(high_x, low_x + 6 * _LENGTH)
            x, y = left, high_y + 1.2 * _LENGTH
            moves.append((0.0, 0.0))
            continue
        if x > left and x + (high_x - low_x) > right:
            x, y, row = left, y + row + _LENGTH, 0.0
        moves.append((x - low_x, y - low_y))
        x += high_x - low_x + 1.3 * _LENGTH
        row = max(row, high_y - low_y)
    return moves


def _place_component(ties: nx.Graph[str], part: Sequence[str], sizes: Mapping[str, float]) -> list[Point]:
    if len(part) == 1:
        return [(0.0, 0.0)]
    number = {name: i for i, name in enumerate(part)}
    inner = ties.subgraph(part)
    edges = sorted(
        (min(number[a], number[b]), max(number[a], number[b]), float(data.get("weight", 1)))
        for a, b, data in inner.edges(data=True)
        if a != b
    )
    radii = [sizes[name] for name in part]
    group = [0] * len(part)
    start: list[Point]
    if len(part) > 12:
        groups = find_communities(inner)
        for index, members in enumerate(groups):
            for name in members:
                group[number[name]] = index
        start = _place_groups(group, len(groups), edges)
    else:
        start = _sunflower(len(part), _LENGTH)
    degree = [0] * len(part)
    for a, b, _ in edges:
        degree[a] += 1
        degree[b] += 1
    strength = [
        1.0 / sqrt(min(degree[a], degree[b])) * (1.0 if group[a] == group[b] else 0.35) for a, b, _ in edges
    ]
    rounds = max(60, min(260, 180_000 // len(part)))
    points = _settle(start, [(a, b) for a, b, _ in edges], strength, degree, rounds)
    points = _part_shapes(points, radii)
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    return [(x - mean_x, y - mean_y) for x, y in points]


def _sunflower(count: int, step: float) -> list[Point]:
    points, (cos, sin) = [], (1.0, 0.0)
    for index in range(count):
        reach = step * sqrt(index + 0.5) * 0.62
        points.append((reach * cos, reach * sin))
        cos, sin = cos * _TURN[0] - sin * _TURN[1], cos * _TURN[1] + sin * _TURN[0]
    return points


def _place_groups(group: Sequence[int], count: int, edges: Sequence[tuple[int, int, float]]) -> list[Point]:
    """Communities as big balls that attract each other by their ties; members as a sunflower in each."""
    members: list[list[int]] = [[] for _ in range(count)]
    for node, index in enumerate(group):
        members[index].append(node)
    radius = [_LENGTH * sqrt(len(m)) * 0.75 for m in members]
    between: dict[tuple[int, int], int] = {}
    for a, b, _ in edges:
        one, two = sorted((group[a], group[b]))
        if one != two:
            between[one, two] = between.get((one, two), 0) + 1
    weights = {pair: n / sqrt(len(members[pair[0]]) * len(members[pair[1]])) for pair, n in between.items()}
    centre = _attract(_sunflower(count, 2.0 * _LENGTH * sqrt(len(group) / count)), radius, weights)
    points: list[Point] = [(0.0, 0.0)] * len(group)
    for index, nodes in enumerate(members):
        for node, (x, y) in zip(nodes, _sunflower(len(nodes), _LENGTH), strict=True):
            points[node] = (centre[index][0] + x, centre[index][1] + y)
    return points


def _place_discs(radius: Sequence[float], between: Mapping[tuple[int, int], int]) -> list[Point]:
    """Discs that do not overlap, those with many ties to each other close together."""
    area = sum(r * r for r in radius)
    start = _sunflower(len(radius), 1.6 * sqrt(area / max(1, len(radius))))
    weights = {
        (one, two): count / (radius[one] * radius[two]) * _LENGTH * _LENGTH * 0.5
        for (one, two), count in between.items()
    }
    return _part_shapes([(x, y) for x, y in _attract(start, radius, weights)], radius, 200)


def _attract(
    start: Sequence[Point], radius: Sequence[float], weights: Mapping[tuple[int, int], float]
) -> list[list[float]]:
    """Balls drawn together by their ties and to the middle, that push each other off where they touch."""
    count = len(start)
    centre = [list(p) for p in start]
    turns = 150 if count <= 40 else max(8, 240_000 // (count * count))
    for turn in range(turns):
        heat = 1.0 - turn / turns
        move = [[0.0, 0.0] for _ in range(count)]
        for (one, two), weight in sorted(weights.items()):
            dx, dy = centre[two][0] - centre[one][0], centre[two][1] - centre[one][1]
            pull = 0.04 * min(1.0, weight)
            for node, sign in ((one, 1), (two, -1)):
                move[node][0] += sign * dx * pull
                move[node][1] += sign * dy * pull
        for one in range(count):
            move[one][0] -= centre[one][0] * 0.02
            move[one][1] -= centre[one][1] * 0.02
            for two in range(one + 1, count):
                dx, dy = centre[two][0] - centre[one][0], centre[two][1] - centre[one][1]
                gone = sqrt(dx * dx + dy * dy) or 1.0
                near = radius[one] + radius[two] - gone
                if near > 0:
                    push = near / gone * 0.5
                    for node, sign in ((one, -1), (two, 1)):
                        move[node][0] += sign * dx * push
                        move[node][1] += sign * dy * push
        for node in range(count):
            centre[node][0] += move[node][0] * (0.3 + 0.7 * heat)
            centre[node][1] += move[node][1] * (0.3 + 0.7 * heat)
    return centre


def _settle(
    start: Sequence[Point],
    edges: Sequence[tuple[int, int]],
    strength: Sequence[float],
    degree: Sequence[int],
    rounds: int,
) -> list[Point]:
    """Springs along the edges, repulsion among the near ones, a light pull to the middle, steps that grow
    smaller."""
    xs, ys = [x for x, _ in start], [y for _, y in start]
    count, reach = len(xs), _REACH * _LENGTH
    mass = [1.0 + 0.25 * sqrt(d) for d in degree]
    for turn in range(rounds):
        heat = _LENGTH * (0.9 * (1.0 - turn / rounds) ** 2 + 0.03)
        move_x, move_y = [0.0] * count, [0.0] * count
        cells: dict[tuple[int, int], list[int]] = {}
        for i in range(count):
            cells.setdefault((int(xs[i] // reach), int(ys[i] // reach)), []).append(i)
        for (cx, cy), here in cells.items():
            for nx_, ny_ in ((cx, cy), (cx + 1, cy), (cx - 1, cy + 1), (cx, cy + 1), (cx + 1, cy + 1)):
                there = here if (nx_, ny_) == (cx, cy) else cells.get((nx_, ny_))
                if there is None:
                    continue
                for k, i in enumerate(here):
                    x, y, m = xs[i], ys[i], mass[i]
                    sum_x = sum_y = 0.0
                    for j in there[k + 1 :] if there is here else there:
                        dx, dy = x - xs[j], y - ys[j]
                        far = dx * dx + dy * dy
                        if far >= reach * reach:
                            continue
                        if far < 1.0:
                            dx, dy, far = 1.0 + 0.01 * (i - j), 0.5, 1.25
                        push = _LENGTH * _LENGTH * m * mass[j] / far * (1.0 - far / (reach * reach))
                        push_x, push_y = dx * push, dy * push
                        sum_x += push_x
                        sum_y += push_y
                        move_x[j] -= push_x
                        move_y[j] -= push_y
                    move_x[i] += sum_x
                    move_y[i] += sum_y
        for (a, b), tight in zip(edges, strength, strict=True):
            dx, dy = xs[b] - xs[a], ys[b] - ys[a]
            gone = sqrt(dx * dx + dy * dy)
            pull = tight * min(gone, 12 * _LENGTH) / _LENGTH
            move_x[a] += dx * pull
            move_y[a] += dy * pull
            move_x[b] -= dx * pull
            move_y[b] -= dy * pull
        for i in range(count):
            dx, dy = move_x[i] - xs[i] * 0.02, move_y[i] - ys[i] * 0.03
            gone = sqrt(dx * dx + dy * dy)
            if gone > heat:
                dx, dy = dx / gone * heat, dy / gone * heat
            xs[i] += dx
            ys[i] += dy
    return list(zip(xs, ys, strict=True))


def _part_shapes(points: Sequence[Point], radii: Sequence[float], rounds: int = 24) -> list[Point]:
    """Move shapes that overlap apart."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    cell = 2 * max(radii, default=0.0) + _GAP
    for _ in range(rounds):
        cells: dict[tuple[int, int], list[int]] = {}
        for i in range(len(xs)):
            cells.setdefault((int(xs[i] // cell), int(ys[i] // cell)), []).append(i)
        moved = False
        for (cx, cy), here in cells.items():
            for other in ((cx, cy), (cx + 1, cy), (cx - 1, cy + 1), (cx, cy + 1), (cx + 1, cy + 1)):
                there = cells.get(other, [])
                for k, i in enumerate(here):
                    for j in there[k + 1 :] if there is here else there:
                        dx, dy = xs[i] - xs[j], ys[i] - ys[j]
                        want = radii[i] + radii[j] + _GAP
                        far = dx * dx + dy * dy
                        if far >= want * want:
                            continue
                        if far < 0.01:
                            dx, dy, far = 0.1 * (1 + (i + j) % 3), 0.1, 0.02 + 0.01 * ((1 + (i + j) % 3) ** 2)
                        gone = sqrt(far)
                        push = (want - gone) / gone * 0.5
                        xs[i] += dx * push
                        ys[i] += dy * push
                        xs[j] -= dx * push
                        ys[j] -= dy * push
                        moved = True
        if not moved:
            break
    return list(zip(xs, ys, strict=True))
