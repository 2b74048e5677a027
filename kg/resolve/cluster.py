"""Putting mentions together under constraints: what was joined, by which rule, and what must stay apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kg.model import build_slug


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """Two nodes and why they were held to be one (or nearly): ``rule``, and a ``score`` from 0 to 1."""

    kind: str
    left: str
    right: str
    rule: str
    score: float


class Clusters:
    """Sets of nodes that grow by ``join`` and respect ``part``. Nodes are strings; the outcome depends
    on the order of calls only, so callers sort what they feed in."""

    def __init__(self, kind: str, nodes: Iterable[str] = ()) -> None:
        self.kind = kind
        self._parent: dict[str, str] = {}
        self._size: dict[str, int] = {}
        self._apart: dict[str, set[str]] = defaultdict(set)
        self.links: list[Link] = []
        self.refused: list[Link] = []
        for node in nodes:
            self.add(node)

    def add(self, node: str) -> None:
        """Make the node known."""
        if node not in self._parent:
            self._parent[node] = node
            self._size[node] = 1

    def __contains__(self, node: str) -> bool:
        return node in self._parent

    def find(self, node: str) -> str:
        """The node that stands for the set."""
        root = node
        while self._parent[root] != root:
            root = self._parent[root]
        while self._parent[node] != root:
            self._parent[node], node = root, self._parent[node]
        return root

    def is_apart(self, left: str, right: str) -> bool:
        """True when the two sets were told to stay two."""
        return self.find(right) in self._apart[self.find(left)]

    def part(self, left: str, right: str) -> None:
        """Keep the sets of the two nodes apart from now on (no effect when they are one already)."""
        left, right = self.find(left), self.find(right)
        if left != right:
            self._apart[left].add(right)
            self._apart[right].add(left)

    def join(self, left: str, right: str, rule: str, score: float = 1.0) -> bool:
        """Make the two sets one unless they are to stay apart; True when they are one afterwards."""
        first, second = sorted((left, right))
        link = Link(self.kind, first, second, rule, round(score, 3))
        left, right = self.find(left), self.find(right)
        if left == right:
            return True
        if right in self._apart[left]:
            self.refused.append(link)
            return False
        if (self._size[left], right) < (self._size[right], left):
            left, right = right, left
        self._parent[right] = left
        self._size[left] += self._size.pop(right)
        for other in self._apart.pop(right, set()):
            self._apart[other].discard(right)
            self._apart[other].add(left)
            self._apart[left].add(other)
        self.links.append(link)
        return True

    def groups(self) -> list[list[str]]:
        """All sets, each sorted, in order of their first node."""
        found: dict[str, list[str]] = defaultdict(list)
        for node in sorted(self._parent):
            found[self.find(node)].append(node)
        return sorted(found.values())


def find_old_ids(
    kind: str, things: Iterable[tuple[str, Iterable[tuple[Iterable[str], str]]]]
) -> dict[str, set[str]]:
    """What each thing's parts would go by had they not been joined: old id → ids of the things.

    ``things`` holds an id and, for each part, its written forms and its country; the country is in the old
    id where several parts share a form.
    """
    owners: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for ident, parts in things:
        for forms, country in parts:
            for slug in {build_slug(form) for form in forms}:
                owners[f"{kind}/{slug}"].append((ident, country))
    found: dict[str, set[str]] = defaultdict(set)
    for old, owned in owners.items():
        for ident, country in owned:
            found[old].add(ident)
            if len(owned) > 1 and country:
                found[f"{old}-{country.lower()}"].add(ident)
    return found
