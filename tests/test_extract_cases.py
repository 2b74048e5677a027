"""Golden cases: one short text per phenomenon, written for the project, and what must come out of it.

``tests/cases/<phenomenon>.yaml`` is a list of cases: ``name``, ``note``, ``published``, ``text`` (title,
newline, body) and ``expect``, in which only what is named is compared:

- ``persons``: a name, or a mapping of name, latin, aliases; ``absent_persons``; ``person_count``.
- ``posts``: ``who`` and ``post`` with, if wanted, org, country, former, acting; ``absent_posts``.
- ``organisations``: a name, or a mapping of name, aliases, country; ``absent_organisations``.
- ``events``: mappings of event fields, ``participants`` (``{who: role}``, role null: any), ``absent`` (who is
  no participant), ``topics`` and ``absent_topics``; ``absent_events`` (mappings that no event may match);
  ``event_count``.
- ``agreements``: mappings of agreement fields; ``name_has``: pieces of the name; ``absent_agreements``
  (pieces of names); ``agreement_count``.
- ``statuses``: mappings of an activity's type to its status, postponed and cancelled told apart from planned.
- ``terms``: ``who`` and ``post`` with the stated start and end of the term; ``term_count``.
- ``diplomatic``.

A case of ``known_gaps.yaml`` (which also tells its ``phenomenon``) is right by the annotation guidelines and
not yet met: it must fail, so that one which is met by now is moved to its phenomenon's file.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from kg.extract import extract_article, organisations, posts
from kg.extract.activities import attendance, sentences
from kg.extract.record import build_record
from kg.extract.scan import Starts
from kg.model import Article, Claim, Extraction

CASES = Path(__file__).parent / "cases"
GAPS = "known_gaps"
PHENOMENA = (
    "activities",
    "agreements",
    "background",
    "bodies",
    "calling_off",
    "dealings",
    "domestic",
    "english",
    "gatherings",
    "names",
    "posts",
    "references",
    "several",
    "terms",
    "topics",
)
EXPECTED_KEYS = {
    "persons", "absent_persons", "person_count", "posts", "absent_posts",
    "organisations", "absent_organisations", "events", "absent_events", "event_count",
    "agreements", "absent_agreements", "agreement_count", "diplomatic",
    "statuses", "terms", "term_count",
}  # fmt: skip
EVENT_KEYS = {
    "type", "name", "name_has", "date", "end", "venue", "city", "country", "status", "focal", "participants",
    "absent", "topics", "absent_topics",
}  # fmt: skip
AGREEMENT_KEYS = {"name", "name_has", "type", "status", "parties", "signed_on", "signatories"}


@dataclass(frozen=True)
class Case:
    """A golden case and the file it stands in."""

    file: str
    name: str
    note: str
    published: str
    text: str
    expect: dict[str, Any] = field(hash=False)
    phenomenon: str = ""


def iter_cases() -> Iterator[Case]:
    """Every case of every file, in order."""
    for path in sorted(CASES.glob("*.yaml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")) or []:
            yield Case(
                path.stem,
                entry["name"],
                entry["note"],
                str(entry["published"]),
                entry["text"].strip(),
                entry["expect"],
                entry.get("phenomenon", path.stem),
            )


ALL = list(iter_cases())
MET = [case for case in ALL if case.file != GAPS]
OPEN = [case for case in ALL if case.file == GAPS]


@functools.cache
def read_case(case: Case) -> tuple[Article, Extraction, dict[str, Any]]:
    """The case's article, its claims and their record; each event of the record also has its ``topics``."""
    title, _, _ = case.text.partition("\n")
    article = Article("9900001", "", title, case.published, case.text, body_start=len(title) + 1)
    extraction = extract_article(article)
    record = build_record(article, extraction)
    activities = [c for c in extraction.claims if c.kind == "activity"]
    cancelled = {c.subject for c in activities if (c.property, c.value) == ("status", "cancelled")}
    subjects = list(dict.fromkeys(c.subject for c in activities if c.subject not in cancelled))
    for subject, event in zip(subjects, record["events"], strict=True):
        event["topics"] = [
            c.value for c in extraction.claims if c.subject == subject and c.property == "topic"
        ]
    return article, extraction, record


def find_misses(case: Case) -> list[str]:
    """What the case names and the extraction does not give, or gives and must not, one line each."""
    _, extraction, record = read_case(case)
    expect = case.expect
    misses = [
        *_person_misses(expect, record),
        *_post_misses(expect, record, extraction.claims),
        *_body_misses(expect, record),
        *_event_misses(expect, record),
        *_agreement_misses(expect, record),
        *_status_misses(expect, extraction.claims),
        *_term_misses(expect, extraction.claims),
    ]
    if "diplomatic" in expect and expect["diplomatic"] != record["diplomatic"]:
        misses.append(f"diplomatic is {record['diplomatic']}")
    return misses


def _mapping(entry: object) -> dict[str, Any]:
    return entry if isinstance(entry, dict) else {"name": entry}


def _named(entries: list[dict[str, Any]], name: str) -> dict[str, Any] | None:
    return next((e for e in entries if e["name"] == name), None)


def _forms(entries: list[dict[str, Any]]) -> list[str]:
    return [form for e in entries for form in [e["name"], e.get("latin", ""), *e["aliases"]] if form]


def _same_person(wanted: str, name: str) -> bool:
    return wanted == name or wanted.replace(" ", "") == name.replace(" ", "")


def _person_misses(expect: dict[str, Any], record: dict[str, Any]) -> Iterator[str]:
    persons = record["persons"]
    names = [p["name"] for p in persons]
    for entry in map(_mapping, expect.get("persons", [])):
        person = _named(persons, entry["name"])
        if person is None:
            yield f"no person {entry['name']}; persons are {names}"
            continue
        if entry.get("latin", person["latin"]) != person["latin"]:
            yield f"{entry['name']}: the Latin name is {person['latin']!r}, not {entry['latin']!r}"
        for alias in entry.get("aliases", []):
            if alias not in person["aliases"]:
                yield f"{entry['name']}: no alias {alias}; aliases are {person['aliases']}"
    for name in expect.get("absent_persons", []):
        if name in _forms(persons):
            yield f"{name} is no person; persons are {names}"
    if expect.get("person_count", len(persons)) != len(persons):
        yield f"{len(persons)} persons {names}, not {expect['person_count']}"


def _post_misses(expect: dict[str, Any], record: dict[str, Any], claims: tuple[Claim, ...]) -> Iterator[str]:
    subjects = {c.subject: c.value for c in claims if c.kind == "person" and c.property == "name"}
    held = [(subjects[c.subject], c) for c in claims if c.kind == "post"]
    listed = [f"{who}: {claim.value}" for who, claim in held]
    for entry in expect.get("posts", []):
        claim = next((c for who, c in held if who == entry["who"] and c.value == entry["post"]), None)
        if claim is None:
            yield f"no post {entry['who']}: {entry['post']}; posts are {listed}"
            continue
        found = {
            "org": claim.get("org_name"),
            "country": claim.get("country"),
            "former": claim.get("former") == "true",
            "acting": claim.get("acting") == "true",
        }
        for key, value in found.items():
            if entry.get(key, value) != value:
                yield f"{entry['who']}: {entry['post']}: {key} is {value!r}, not {entry[key]!r}"
    for text in expect.get("absent_posts", []):
        for who, claim in held:
            if claim.value == text:
                yield f"{text} is no post of {who}"


def _status_misses(expect: dict[str, Any], claims: tuple[Claim, ...]) -> Iterator[str]:
    types = {c.subject: c.value for c in claims if c.kind == "activity" and c.property == "type"}
    found = [{types[c.subject]: c.value} for c in claims if c.kind == "activity" and c.property == "status"]
    for entry in expect.get("statuses", []):
        if entry not in found:
            yield f"no {entry} among {found}"


def _term_misses(expect: dict[str, Any], claims: tuple[Claim, ...]) -> Iterator[str]:
    names = {c.subject: c.value for c in claims if c.kind == "person" and c.property == "name"}
    found: dict[tuple[str, str], dict[str, str]] = {}
    told = [c for c in claims if c.kind == "term"]
    for claim in told:
        found.setdefault((names[claim.subject], claim.get("post")), {})[claim.property] = claim.value
    for entry in expect.get("terms", []):
        wanted = {edge: entry[edge] for edge in ("start", "end") if edge in entry}
        if found.get((entry["who"], entry["post"])) != wanted:
            yield f"no term {entry} among {found}"
    if expect.get("term_count", len(told)) != len(told):
        yield f"{len(told)} dates of terms {found}, not {expect['term_count']}"


def _body_misses(expect: dict[str, Any], record: dict[str, Any]) -> Iterator[str]:
    bodies = record["organisations"]
    names = [b["name"] for b in bodies]
    for entry in map(_mapping, expect.get("organisations", [])):
        body = _named(bodies, entry["name"])
        if body is None:
            yield f"no organisation {entry['name']}; organisations are {names}"
            continue
        if entry.get("country", body["country"]) != body["country"]:
            yield f"{entry['name']}: the country is {body['country']!r}, not {entry['country']!r}"
        for alias in entry.get("aliases", []):
            if alias not in body["aliases"]:
                yield f"{entry['name']}: no alias {alias}; aliases are {body['aliases']}"
    for name in expect.get("absent_organisations", []):
        if name in _forms(bodies):
            yield f"{name} is no organisation here; organisations are {names}"


def _name_faults(entry: dict[str, Any], name: str) -> Iterator[str]:
    if entry.get("name", name) != name:
        yield f"name {name!r}, not {entry['name']!r}"
    for piece in entry.get("name_has", []):
        if piece not in name:
            yield f"no {piece!r} in the name {name!r}"


def _event_faults(entry: dict[str, Any], event: dict[str, Any]) -> list[str]:
    faults = list(_name_faults(entry, event["name"]))
    for key in ("date", "end", "venue", "city", "country", "status", "focal"):
        if key in entry and entry[key] != event[key]:
            faults.append(f"{key} {event[key]!r}, not {entry[key]!r}")
    actors = event["participants"]
    for who, role in (entry.get("participants") or {}).items():
        part = next((p for p in actors if who in (p["who"], p.get("post"))), None)
        if part is None:
            faults.append(f"no participant {who} among {[p['who'] for p in actors]}")
        elif role is not None and part["role"] != role:
            faults.append(f"{who} is {part['role']}, not {role}")
    for who in entry.get("absent", []):
        if any(who in (p["who"], p.get("post")) for p in actors):
            faults.append(f"{who} is no participant")
    for topic in entry.get("topics", []):
        if topic not in event["topics"]:
            faults.append(f"no topic {topic} among {event['topics']}")
    faults += [f"topic {topic}" for topic in entry.get("absent_topics", []) if topic in event["topics"]]
    return faults


def _show_event(event: dict[str, Any]) -> str:
    return f"{event['type']} on {event['date']} of {[(p['who'], p['role']) for p in event['participants']]}"


def _event_misses(expect: dict[str, Any], record: dict[str, Any]) -> Iterator[str]:
    events = record["events"]
    free = list(range(len(events)))
    for entry in expect.get("events", []):
        fits = [i for i in free if events[i]["type"] == entry["type"]]
        if not fits:
            yield f"no event {entry['type']}; events are {[_show_event(e) for e in events]}"
            continue
        best = min(fits, key=lambda i: len(_event_faults(entry, events[i])))
        free.remove(best)
        yield from (f"{entry['type']}: {fault}" for fault in _event_faults(entry, events[best]))
    for entry in expect.get("absent_events", []):
        for event in events:
            if entry.get("type", event["type"]) == event["type"] and not _event_faults(entry, event):
                yield f"there must be no event like {entry}: {_show_event(event)}"
    if expect.get("event_count", len(events)) != len(events):
        yield f"{len(events)} events {[_show_event(e) for e in events]}, not {expect['event_count']}"


def _agreement_faults(entry: dict[str, Any], agreement: dict[str, Any]) -> list[str]:
    faults = list(_name_faults(entry, agreement["name"]))
    for key in ("type", "status", "signed_on"):
        if key in entry and entry[key] != agreement[key]:
            faults.append(f"{key} {agreement[key]!r}, not {entry[key]!r}")
    for key in ("parties", "signatories"):
        if key in entry and sorted(entry[key]) != sorted(agreement[key]):
            faults.append(f"{key} {agreement[key]}, not {entry[key]}")
    return faults


def _agreement_misses(expect: dict[str, Any], record: dict[str, Any]) -> Iterator[str]:
    agreements = record["agreements"]
    names = [a["name"] for a in agreements]
    free = list(agreements)
    for entry in expect.get("agreements", []):
        if not free:
            yield f"no agreement {entry}; agreements are {names}"
            continue
        best = min(free, key=lambda a: len(_agreement_faults(entry, a)))
        free.remove(best)
        yield from (f"{best['name']}: {fault}" for fault in _agreement_faults(entry, best))
    for piece in expect.get("absent_agreements", []):
        for name in names:
            if piece in name:
                yield f"{name} is no agreement here"
    if expect.get("agreement_count", len(agreements)) != len(agreements):
        yield f"{len(agreements)} agreements {names}, not {expect['agreement_count']}"


def _ids(cases: list[Case]) -> list[str]:
    return [f"{case.file}/{case.name}" for case in cases]


@pytest.mark.parametrize("case", MET, ids=_ids(MET))
def test_case(case: Case) -> None:
    misses = find_misses(case)
    assert not misses, "\n".join(["", f"{case.file}/{case.name} ({case.note}):", *misses, "", case.text])


@pytest.mark.parametrize("case", OPEN, ids=_ids(OPEN))
def test_known_gap_is_still_open(case: Case) -> None:
    assert find_misses(case), f"{case.name} is met by now: move it from {GAPS}.yaml to {case.phenomenon}.yaml"


@pytest.mark.parametrize("case", ALL, ids=_ids(ALL))
def test_every_claim_quotes_its_article(case: Case) -> None:
    article, extraction, _ = read_case(case)
    wrong = [
        f"{c.kind} {c.property}={c.value}: {e.quote!r}, but there stands {article.text[e.start : e.end]!r}"
        for c in extraction.claims
        for e in [c.evidence]
        if e.article != article.id
        or not 0 <= e.start < e.end <= len(article.text)
        or e.quote != article.text[e.start : e.end]
    ]
    assert not wrong, "\n".join(wrong)


def test_the_files_are_the_phenomena() -> None:
    assert {case.file for case in MET} == set(PHENOMENA)
    assert {case.phenomenon for case in OPEN} <= set(PHENOMENA)
    assert len(ALL) >= 90


@pytest.mark.parametrize("case", ALL, ids=_ids(ALL))
def test_a_case_can_fail(case: Case) -> None:
    """A misspelt key compares nothing, so it must not stand."""
    assert case.expect
    assert set(case.expect) <= EXPECTED_KEYS
    for key in ("events", "absent_events"):
        for entry in case.expect.get(key, []):
            assert set(entry) <= EVENT_KEYS
    for entry in case.expect.get("agreements", []):
        assert set(entry) <= AGREEMENT_KEYS
    for entry in case.expect.get("posts", []):
        assert set(entry) <= {"who", "post", "org", "country", "former", "acting"}
    for key, keys in (("persons", {"latin"}), ("organisations", {"country"})):
        for entry in map(_mapping, case.expect.get(key, [])):
            assert set(entry) <= {"name", "aliases"} | keys
            assert entry["name"] in case.text
    assert [other.name for other in ALL if other.name == case.name] == [case.name]
    assert "\n" in case.text, "a case has a title and a body"


def test_a_case_that_expects_other_things_fails() -> None:
    """The comparison itself: every key of ``expect`` can miss."""
    text = (
        "รองนายกรัฐมนตรีหารือ\nนายสมคิด จาตุศรีพิทักษ์ รองนายกรัฐมนตรี หารือกับ"
        "นายทาโร โคโนะ รัฐมนตรีว่าการกระทรวงการต่างประเทศญี่ปุ่น"
    )
    wrong: dict[str, Any] = {
        "persons": ["วิษณุ เครืองาม"],
        "absent_persons": ["สมคิด จาตุศรีพิทักษ์"],
        "person_count": 7,
        "posts": [{"who": "สมคิด จาตุศรีพิทักษ์", "post": "นายกรัฐมนตรี"}],
        "absent_posts": ["รองนายกรัฐมนตรี"],
        "organisations": ["กระทรวงพลังงาน"],
        "absent_organisations": ["กระทรวงการต่างประเทศญี่ปุ่น"],
        "events": [{"type": "signing"}],
        "absent_events": [{"type": "bilateral_meeting"}],
        "event_count": 5,
        "agreements": [{"type": "mou"}],
        "agreement_count": 2,
        "diplomatic": False,
    }
    for key, value in wrong.items():
        assert find_misses(Case("", key, "", "2019-09-05", text, {key: value})), key


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (attendance._OPENER, attendance._openers),
        (attendance._CAME, attendance._comings),
        (attendance._ENTOURAGE, attendance._parties),
        (attendance._ON_A_SIDE, attendance._on_sides),
        (attendance._SPEECH_BY, attendance._speeches),
        (organisations._CALLED, organisations._calls),
        (organisations._LEAD, organisations._leads),
        (posts._english_pattern(), posts._english_starts),
        (sentences._SUMMARY_LINE, sentences._summary_starts),
    ],
    ids=lambda given: getattr(given, "__name__", "pattern"),
)
def test_what_a_pattern_finds_begins_with_one_of_its_words(pattern: re.Pattern[str], words: Starts) -> None:
    """A pattern is tried only where such a word stands: whoever widens the pattern widens the words."""
    begin = tuple(words())
    found = [(case.text, m) for case in ALL for m in pattern.finditer(case.text)]
    assert found
    assert [m.group() for text, m in found if not text.startswith(begin, m.start())] == []
