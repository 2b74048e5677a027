"""Comparing inside blocks: mentions that share a blocking key are held against each other, others never.

How the blocks are gone through is left to a ``Comparer``: one after the other here, or spread over a cluster.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Protocol

Blocks = Mapping[tuple[str, ...], Sequence[str]]
"""Blocking key → the keys of what shares it."""

Judge = Callable[[Any, Any], tuple[float, str] | None]
"""Two things → how likely they are one, and the rule that says so; None when nothing does."""

Verdict = tuple[str, str, float, str]
"""Two keys, the score, the rule."""

PairFinder = Callable[[tuple[str, ...], Mapping[str, Any]], Iterable[tuple[str, str]]]
"""A blocking key and what is in the block → the pairs to compare."""


class Comparer(Protocol):
    """Compares what shares a block. The verdicts come once each, in order of their pair."""

    def __call__(
        self, blocks: Blocks, things: Mapping[str, Any], pairs: PairFinder, judge: Judge
    ) -> list[Verdict]: ...


def compare_here(blocks: Blocks, things: Mapping[str, Any], pairs: PairFinder, judge: Judge) -> list[Verdict]:
    """The Comparer of a single process: each pair is judged once, in however many blocks it is."""
    checked: set[tuple[str, str]] = set()
    verdicts: list[Verdict] = []
    for block, keys in blocks.items():
        for left, right in pairs(block, {key: things[key] for key in sorted(set(keys))}):
            if (left, right) not in checked:
                checked.add((left, right))
                if (verdict := judge(things[left], things[right])) is not None:
                    verdicts.append((left, right, *verdict))
    return sorted(verdicts)


def compare_block(
    block: tuple[str, ...], members: Mapping[str, Any], pairs: PairFinder, judge: Judge
) -> Iterator[Verdict]:
    """The verdicts of one block."""
    ordered = dict(sorted(members.items()))
    for left, right in pairs(block, ordered):
        if (verdict := judge(ordered[left], ordered[right])) is not None:
            yield left, right, *verdict


def iter_pairs(members: Sequence[str], most: int | None = None) -> Iterator[tuple[str, str]]:
    """All pairs, each key with at most so many that come after it."""
    for index, left in enumerate(members):
        for right in islice(members, index + 1, None if most is None else index + 1 + most):
            yield left, right
