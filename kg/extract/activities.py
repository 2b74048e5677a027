"""Diplomatic activities (first rough cut)."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.extract.view import Actor, View


@dataclass(slots=True)
class Part:
    actor: Actor
    role: str
    start: int
    end: int
    side: str = ""
    capacity: str = ""
    rule: str = ""
    confidence: float = 0.8


@dataclass(slots=True)
class ActivityFound:
    type: str
    start: int
    end: int
    rule: str = ""
    name: str = ""
    date: str = ""
    end_date: str = ""
    venue: str = ""
    city: str = ""
    country: str = ""
    status: str = "held"
    focal: bool = True
    optional: bool = False
    confidence: float = 0.8
    participants: list[Part] = field(default_factory=list)
    topics: list[tuple[str, int, int]] = field(default_factory=list)
    part_of: "ActivityFound | None" = None
    where: dict[str, tuple[int, int, str]] = field(default_factory=dict)


def is_diplomatic(view: View) -> bool:
    return True


def find_activities(view: View) -> list[ActivityFound]:
    return []
