"""Claims of one article → the record of the annotation guidelines, as ``kg extract --format records`` prints it."""

from __future__ import annotations

from typing import Any

from kg.model import Article, Claim, Extraction


def build_record(article: Article, extraction: Extraction) -> dict[str, Any]:
    """The record (JSON-able) of an article's claims; claims of entities marked optional are left in."""
    persons: dict[str, dict[str, Any]] = {}
    bodies: dict[str, dict[str, Any]] = {}
    events: dict[str, dict[str, Any]] = {}
    agreements: dict[str, dict[str, Any]] = {}
    for c in extraction.claims:
        if c.kind == "person":
            p = persons.setdefault(c.subject, {"name": "", "latin": "", "aliases": [], "posts": []})
            if c.property == "alias":
                _append(p["aliases"], c.value)
            else:
                p[c.property] = c.value
        elif c.kind == "organisation":
            o = bodies.setdefault(c.subject, {"name": "", "aliases": [], "country": ""})
            if c.property == "alias":
                _append(o["aliases"], c.value)
            else:
                o[c.property] = c.value
    for c in extraction.claims:
        if c.kind == "post":
            posts = persons[c.subject]["posts"]
            posts.append({
                "post": c.value, "org": c.get("org_name"), "country": c.get("country"), "former": c.get("former") == "true",
            })  # fmt: skip
        elif c.kind == "activity":
            e = events.setdefault(c.subject, _new_event())
            if c.property == "focal":
                e["focal"] = c.value == "true"
            elif c.property in e:
                e[c.property] = c.value
        elif c.kind == "participation":
            e = events.setdefault(c.subject, _new_event())
            entry = {"who": _who(c, persons, bodies), "role": c.get("role")}
            if c.get("capacity"):
                entry["post"] = c.get("capacity")
            if not any(q["who"] == entry["who"] for q in e["participants"]):
                e["participants"].append(entry)
        elif c.kind == "agreement":
            a = agreements.setdefault(c.subject, _new_agreement())
            if c.property == "party":
                _append(a["parties"], _who(c, persons, bodies))
            elif c.property == "signatory":
                _append(a["signatories"], _who(c, persons, bodies))
            else:
                a[c.property] = c.value
        elif c.kind == "status":
            a = agreements.setdefault(c.subject, _new_agreement())
            a["status"] = c.value
            if c.value == "signed" and c.get("date"):
                a["signed_on"] = c.get("date")
    return {
        "id": article.id,
        "published": article.published,
        "diplomatic": extraction.diplomatic,
        "persons": list(persons.values()),
        "organisations": list(bodies.values()),
        "events": [
            {**e, "status": "planned" if e["status"] == "postponed" else e["status"]}
            for e in events.values()
            if e["status"] != "cancelled"
        ],
        "agreements": list(agreements.values()),
    }


def _append(values: list[str], value: str) -> None:
    if value not in values:
        values.append(value)


def _new_event() -> dict[str, Any]:
    return {
        "type": "", "name": "", "date": None, "end": None, "venue": "", "city": "", "country": "", "status": "held",
        "focal": True, "participants": [],
    }  # fmt: skip


def _new_agreement() -> dict[str, Any]:
    return {
        "name": "",
        "type": "other",
        "status": "proposed",
        "parties": [],
        "signed_on": None,
        "signatories": [],
    }


def _who(claim: Claim, persons: dict[str, dict[str, Any]], bodies: dict[str, dict[str, Any]]) -> str:
    value = claim.value
    if value in persons:
        return str(persons[value]["name"])
    if value in bodies:
        return str(bodies[value]["name"])
    scheme, _, rest = value.partition(":")
    return rest if scheme in ("country", "post", "code") else value
