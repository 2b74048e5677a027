"""Visits as a table of travel in the form of COLT, the Country and Organization Leader Travel dataset.

One row for each traveller on each visit that was held abroad. COLT's columns keep their names; those
that news cannot fill are left out. A cell says ``Yes`` where the graph shows it and is empty where it
does not: that something is not in the news does not mean that it did not happen. ``LeaderRole``: ``G``
head of government, ``S`` head of state (whether or not also of government), ``F`` foreign, ``D``
defence, ``E`` finance minister, ``I`` head of an international organisation; empty for other travellers.
At the end stand the Thai names, and the sources, as many as there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import IO

from kg.countries import find_alpha3
from kg.export.cells import write_rows
from kg.export.facts import Facts
from kg.graph import DIP
from kg.store import Store

COLUMNS = (
    "TripID", "LeaderID", "LeaderCountryOrIGO", "LeaderCountryISO", "LeaderRole", "LeaderTitle",
    "LeaderFullName", "CountryVisited", "CountryVisitedISO", "CityVisited", "TripYear", "TripStartDate",
    "TripEndDate", "TripDuration", "MetHostHoGS", "HostHOGSName", "AttendedMultilatEvent",
    "NameMultilatEvent", "MetNonhostHOGS", "NonhostHOGSNames", "SignedAgreement", "CulturalSiteOrCeremony",
    "MetIGOLeader", "IGOLeaderName", "Notes", "LeaderFullNameTH", "LeaderTitleTH",
)  # fmt: skip
_ROLES = (
    ("G", r"นายกรัฐมนตรี|Prime Minister(?!['’])|Federal Chancellor|Chancellor of (?!the Exch)|Premier of"),
    ("S", r"ประธานาธิบดี|ประธานประเทศ|สมเด็จพระราชาธิบดี|พระมหากษัตริย์|กษัตริย์|สุลต่าน|สมเด็จพระจักรพรรดิ|"
          r"President of|King of|Queen of|Emperor of|Sultan of"),
    ("F", r"รัฐมนตรีว่าการกระทรวง(?:การ)?ต่างประเทศ|รัฐมนตรี(?:กระทรวง)?(?:การ)?ต่างประเทศ|"
          r"(?:Minister (?:of|for) )?Foreign (?:Affairs|Minister)"),
    ("D", r"รัฐมนตรีว่าการกระทรวง(?:กลาโหม|ป้องกันประเทศ)|รัฐมนตรี(?:กระทรวง)?กลาโหม|"
          r"Minister (?:of|for) (?:National )?Defen[cs]e|Defen[cs]e Minister"),
    ("E", r"รัฐมนตรีว่าการกระทรวง(?:การ)?คลัง|รัฐมนตรี(?:กระทรวง)?(?:การ)?คลัง|"
          r"Minister (?:of|for) Finance|Finance Minister"),
)  # fmt: skip
_HEADS_OF_BODIES = re.compile(
    "เลขาธิการ|ผู้อำนวยการใหญ่|ประธาน|Secretary[- ]General|Director[- ]General|President|Chair"
)


def find_role(facts: Facts, post: str) -> str:
    """COLT's code for who holds a post (its IRI), or ""."""
    labels = [label.text for label in facts.names(post)]
    body = facts.one(post, "postIn")
    if body and facts.code(body, "bodyKind") == "international-organisation":
        return "I" if any(_HEADS_OF_BODIES.match(label) for label in labels) else ""
    for role, pattern in _ROLES:
        if any(re.match(pattern, label) for label in labels):
            return role
    return ""


def iter_travel(store: Store) -> Iterator[list[str]]:
    """The rows of the table, its head first, by date, visit and traveller."""
    facts = Facts(store)
    trips = []
    for visit in facts.things("Visit"):
        country = facts.one(visit, "inCountry")
        if not country or facts.code(visit, "activityStatus") != "held":
            continue
        for part in facts.iris(visit, "participation"):
            if _travels(facts, part, country):
                sources = facts.sources(visit)
                trips.append(([_fill(facts, visit, part, country)[name] for name in COLUMNS], sources))
    links = max((len(sources) for _, sources in trips), default=1)
    yield [*COLUMNS, *(f"SourceLink{number}" for number in range(1, links + 1))]
    start = COLUMNS.index("TripStartDate")
    for row, sources in sorted(trips, key=lambda trip: (trip[0][start], trip[0])):
        yield [*row, *sources, *[""] * (links - len(sources))]


def _travels(facts: Facts, part: str, country: str) -> bool:
    actor = facts.one(part, "actor")
    home = facts.one(part, "side") or facts.one(actor, "country")
    at_home = facts.code(part, "role") in ("host", "witness") or home == country
    return facts.is_a(actor, "Official") and bool(home or facts.one(part, "capacity")) and not at_home


def _fill(facts: Facts, visit: str, part: str, country: str) -> dict[str, str]:
    leader, post = facts.one(part, "actor"), facts.one(part, "capacity")
    home = facts.one(part, "side") or facts.one(leader, "country")
    body = facts.one(post, "postIn") if not home else ""
    row = dict.fromkeys(COLUMNS, "")
    row["TripID"] = _local(part)
    row["LeaderID"] = _local(leader)
    row["LeaderCountryOrIGO"] = facts.name(home or body, "en")
    row["LeaderCountryISO"] = find_alpha3(facts.one(home, "isoCode"))
    row["LeaderRole"] = find_role(facts, post)
    row["LeaderTitle"], row["LeaderTitleTH"] = facts.name(post, "en"), facts.name(post, "th", other=False)
    row["LeaderFullName"] = facts.name(leader, "en")
    row["LeaderFullNameTH"] = facts.name(leader, "th", other=False)
    row["CountryVisited"] = facts.name(country, "en")
    row["CountryVisitedISO"] = find_alpha3(facts.one(country, "isoCode"))
    row["CityVisited"] = facts.name(facts.one(visit, "place"), "en")
    row["TripYear"], row["TripStartDate"] = facts.one(visit, "year"), facts.one(visit, "date")
    row["TripEndDate"] = facts.one(visit, "endDate")
    row["TripDuration"] = _count_days(row["TripStartDate"], row["TripEndDate"])
    row["Notes"] = facts.name(visit, "en")
    within = sorted(subject for subject, _, _ in facts.store.iter_pointing(visit, DIP + "partOf"))
    within = [activity for activity in within if facts.code(activity, "activityStatus") == "held"]
    own = [a for a in within if leader in {facts.one(p, "actor") for p in facts.iris(a, "participation")}]
    _tell(row, "AttendedMultilatEvent", "NameMultilatEvent", [
        facts.name(a, "en") for a in own if facts.code(a, "activityKind") == "multilateral-meeting"
    ])  # fmt: skip
    _tell(row, "SignedAgreement", "", [a for a in within if facts.code(a, "activityKind") == "signing"])
    _tell(row, "CulturalSiteOrCeremony", "", [a for a in own if facts.code(a, "activityKind") == "ceremony"])
    met: dict[str, list[str]] = {"host": [], "other": [], "I": []}
    for activity in [visit, *own]:
        if facts.code(activity, "activityKind") == "multilateral-meeting":
            continue
        for other in facts.iris(activity, "participation"):
            role, side = find_role(facts, facts.one(other, "capacity")), facts.one(other, "side")
            actor = facts.one(other, "actor")
            if actor == leader or (side and side == home) or role not in ("G", "S", "I"):
                continue
            if _is_former(facts, actor, facts.one(other, "capacity")):
                continue
            sort = "I" if role == "I" else "host" if side == country else "other"
            met[sort].append(facts.name(actor, "en"))
    _tell(row, "MetHostHoGS", "HostHOGSName", met["host"])
    _tell(row, "MetNonhostHOGS", "NonhostHOGSNames", met["other"])
    _tell(row, "MetIGOLeader", "IGOLeaderName", met["I"])
    return row


def _is_former(facts: Facts, person: str, post: str) -> bool:
    """True for somebody who is only known to have held the post before."""
    tenures = [tenure for tenure, _, _ in facts.store.iter_pointing(person, DIP + "holder")]
    seen = [facts.one(tenure, "former") == "true" for tenure in tenures if facts.one(tenure, "post") == post]
    return bool(seen) and all(seen)


def _tell(row: dict[str, str], flag: str, column: str, found: list[str]) -> None:
    if found:
        row[flag] = "Yes"
        if column:
            row[column] = "; ".join(dict.fromkeys(found))


def _count_days(first: str, last: str) -> str:
    if len(first) == len(last) == 10:
        return str((date.fromisoformat(last) - date.fromisoformat(first)).days + 1)
    return ""


def _local(iri: str) -> str:
    return iri.partition("/id/")[2] or iri


def write_travel(store: Store, output: IO[str], *, spreadsheet: bool = False) -> None:
    """Write the table of travel as CSV."""
    write_rows(iter_travel(store), output, spreadsheet=spreadsheet)
