"""The network that is explored: from where one looks, what is opened, and what a filter of activities leaves.

Worked out from the catalogue in memory at every step, so that each click is answered at once.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from kg.serve.catalogue import Activity, Agreement, Catalogue
from kg.serve.results import clean_xml

CROWD = 12  # an activity with more actors says little about any two of them
OPENED = 24  # neighbours that opening a node brings
FIRST = 40  # actors shown when nothing is opened
_AGREEMENTS = 8  # agreements that opening a node brings


@dataclass(slots=True)
class Tie:
    """A line: the activities (or the agreement) that join two nodes; ``own``: one only came for the other."""

    through: list[str] = field(default_factory=list)
    own: bool = True


@dataclass(frozen=True, slots=True)
class Picture:
    """Nodes, each with what it weighs here, and the ties between them; ``centres`` are those opened."""

    nodes: dict[str, int]
    ties: dict[tuple[str, str], Tie]
    centres: tuple[str, ...]


def build_picture(
    catalogue: Catalogue,
    activities: Sequence[Activity],
    agreements: Sequence[Agreement],
    centres: Sequence[str],
) -> Picture:
    """The network of some activities and agreements around some things; around none, of the busiest."""
    allowed = {activity.id: activity for activity in activities}
    shown: dict[str, None] = dict.fromkeys(centres)
    for centre in centres:
        shown |= dict.fromkeys(_find_neighbours(catalogue, centre, allowed))
    if not centres:
        counted: Counter[str] = Counter()
        for activity in activities:
            if len(activity.members) <= CROWD:
                counted.update(activity.members)
        shown |= dict.fromkeys(_rank(catalogue, counted)[:FIRST])
    agreed = {agreement.id: agreement for agreement in agreements}
    for centre in centres:
        theirs = (a for a in catalogue.agreements_of.get(centre, ()) if a in agreed)
        shown |= dict.fromkeys(list(theirs)[:_AGREEMENTS])
    shown = {node: None for node in shown if node in catalogue.things}
    ties: dict[tuple[str, str], Tie] = {}
    for activity in activities:
        _tie_activity(activity, shown, ties)
    for node in shown:
        if (agreement := agreed.get(node)) is not None:
            for party in _parties(catalogue, agreement):
                if party in shown:
                    tie = ties.setdefault(tie_of(node, party), Tie())
                    tie.through.append(node)
                    tie.own = False
    weight = Counter[str]()
    for (one, two), tie in ties.items():
        weight.update({one: len(tie.through), two: len(tie.through)})
    return Picture({node: weight[node] for node in shown}, ties, tuple(c for c in centres if c in shown))


def tie_of(*ends: str) -> tuple[str, str]:
    """The key of the tie between two nodes; of one node alone, what no tie has."""
    return min(ends), max(ends)


def _parties(catalogue: Catalogue, agreement: Agreement) -> list[str]:
    countries = (catalogue.things[p].country for p in agreement.parties if p in catalogue.things)
    return list(dict.fromkeys([*agreement.parties, *agreement.signatories, *(c for c in countries if c)]))


def _find_neighbours(catalogue: Catalogue, centre: str, allowed: dict[str, Activity]) -> list[str]:
    if (activity := catalogue.activities.get(centre)) is not None:
        return list(activity.members)
    if (agreement := catalogue.agreements.get(centre)) is not None:
        signed = (c.signed_at for c in agreement.changes if c.signed_at in catalogue.activities)
        return [*_parties(catalogue, agreement), *dict.fromkeys(signed)]
    counted: Counter[str] = Counter()
    for activity_id in catalogue.activities_of.get(centre, ()):
        if activity_id in allowed:
            members = allowed[activity_id].members
            if len(members) <= CROWD:
                counted.update(member for member in members if member != centre)
    return _rank(catalogue, counted)[:OPENED]


def _rank(catalogue: Catalogue, counted: Counter[str]) -> list[str]:
    weight = {node: catalogue.things[node].weight for node in counted if node in catalogue.things}
    return sorted(weight, key=lambda node: (-counted[node], -weight[node], node))


def _tie_activity(activity: Activity, shown: Collection[str], ties: dict[tuple[str, str], Tie]) -> None:
    """Join the members of an activity that are shown, or them to it when it is shown itself."""
    here = [member for member in activity.members if member in shown]
    if activity.id in shown:
        for member in here:
            tie = ties.setdefault(tie_of(activity.id, member), Tie())
            tie.through.append(activity.id)
            tie.own = False
    if len(activity.members) > CROWD or len(here) < 2:
        return
    for one, two in combinations(here, 2):
        tie = ties.setdefault(tie_of(one, two), Tie())
        tie.through.append(activity.id)
        if tie.own:
            tie.own = _are_of_one_side(activity, one, two)


def _are_of_one_side(activity: Activity, one: str, two: str) -> bool:
    """Did both come for the same country, or one for the other?"""
    sides = {end: {part.side for part in activity.parts if part.actor == end} - {""} for end in (one, two)}
    return two in sides[one] or one in sides[two] or bool(sides[one] & sides[two])


def render_graphml(catalogue: Catalogue, picture: Picture) -> bytes:
    """A picture as GraphML: names, kinds, and how many activities and agreements tie each two."""
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    for node, weight in sorted(picture.nodes.items()):
        thing = catalogue.things[node]
        told = {"kind": thing.kind, "name_th": thing.name("th"), "name_en": thing.name("en")}
        told |= {"iri": catalogue.iri(node), "country": thing.country}
        graph.add_node(clean_xml(node), weight=weight, **{key: clean_xml(text) for key, text in told.items()})
    for (one, two), tie in sorted(picture.ties.items()):
        graph.add_edge(
            clean_xml(one), clean_xml(two), weight=len(tie.through), through=clean_xml(" ".join(tie.through))
        )
    output = io.BytesIO()
    nx.write_graphml(graph, output, encoding="utf-8")
    return output.getvalue()
