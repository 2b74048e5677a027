"""Agreements (first rough cut)."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.extract.activities import ActivityFound
from kg.extract.people import PersonFound
from kg.extract.view import Actor, View


@dataclass(slots=True)
class AgreementFound:
    name: str
    type: str
    start: int
    end: int
    rule: str = ""
    status: str = "proposed"
    date: str = ""
    parties: list[Actor] = field(default_factory=list)
    signatories: list[PersonFound] = field(default_factory=list)
    signed_at: ActivityFound | None = None
    status_span: tuple[int, int] | None = None
    optional: bool = False
    confidence: float = 0.8


def find_agreements(view: View, activities: list[ActivityFound]) -> list[AgreementFound]:
    return []
