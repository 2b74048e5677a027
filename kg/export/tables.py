"""The graph as tidy tables: one fact a row, one value a cell, with a Frictionless data package."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from kg.export.cells import ExportError, write_rows
from kg.graph import DIP, RDF, RDFS, SKOS, build_prefixes
from kg.settings import SCHEME_IRI, ontology_path
from kg.store import Literal, Store, Term, open_output, open_store

_PREFIXES = build_prefixes()
_KINDS = {  # the first part of an id → the table that it is in
    "person": "officials", "org": "organisations", "post": "posts", "country": "countries",
    "activity": "activities", "participation": "participations", "agreement": "agreements",
    "status": "statuses", "tenure": "tenures", "place": "places", "article": "articles",
    "evidence": "evidence",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its name, the property that it shows (its IRI) and the form of its value.

    ``form``: ``id`` (of a thing), ``th``/``en`` (the label in that language), ``concept`` (a concept's code),
    ``date`` (a day, month or year), ``text``, ``integer``, ``number``, ``boolean``, ``url``; ``kind`` is the
    table that the thing is in, ``precision`` tells ``day``, ``month`` or ``year`` of a date, ``lang`` the
    language of a text.
    """

    name: str
    predicate: str
    form: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the class of its things, with a column for each of its properties that has one value.

    A table of links has no class; its rows are a thing and a value of one of ``predicates``.
    """

    about: str
    about_th: str
    columns: tuple[Column, ...]
    kind: str = ""
    predicates: tuple[str, ...] = ()


def _columns(*specs: str) -> tuple[Column, ...]:
    """``"role dip:role concept"`` → a column; ``!`` behind it: it is never empty."""
    columns = []
    for spec in specs:
        name, predicate, form = spec.split()
        columns.append(Column(name, _expand(predicate), form.removesuffix("!"), form.endswith("!")))
    return tuple(columns)


def _expand(name: str) -> str:
    prefix, _, local = name.partition(":")
    return _PREFIXES[prefix] + local


_NAMES = ("name_th skos:prefLabel th", "name_en skos:prefLabel en")
_DATE = ("date dip:date date", "date_precision dip:date precision")


def _things(kind: str, about: str, about_th: str, *specs: str) -> Table:
    return Table(about, about_th, _columns(*specs), kind)


def _links(about: str, about_th: str, predicates: str, *specs: str) -> Table:
    return Table(about, about_th, _columns(*specs), "", tuple(map(_expand, predicates.split())))


TABLES: dict[str, Table] = {
    "officials": _things("Official", "Persons", "บุคคล", *_NAMES, "country dip:country id"),
    "organisations": _things(
        "Organisation", "Bodies", "หน่วยงาน", *_NAMES, "kind dip:bodyKind concept",
        "country dip:country id", "part_of dip:partOfBody id", "succeeded_by dip:succeededBy id",
        "code skos:notation text",
    ),
    "posts": _things(
        "Post", "Posts", "ตำแหน่ง", *_NAMES, "organisation dip:postIn id", "country dip:forCountry id",
    ),
    "tenures": _things(
        "Tenure", "Persons seen in posts", "การดำรงตำแหน่ง", "official dip:holder id!", "post dip:post id!",
        "first_observed dip:firstObserved date", "last_observed dip:lastObserved date",
        "stated_start dip:statedStart date", "stated_end dip:statedEnd date",
        "acting dip:acting boolean", "former dip:former boolean",
    ),
    "activities": _things(
        "DiplomaticActivity", "Diplomatic activities", "กิจกรรมทางการทูต", "kind dip:activityKind concept!",
        *_NAMES, *_DATE, "end_date dip:endDate date", "status dip:activityStatus concept!",
        "focal dip:focal boolean!", "venue dip:venue text", "place dip:place id",
        "country dip:inCountry id", "part_of dip:partOf id",
    ),
    "participations": _things(
        "Participation", "Who took part in what, in which role", "การมีส่วนร่วม", "activity dip:activity id!",
        "actor_table dip:actor kind!", "actor dip:actor id!", "role dip:role concept!", "side dip:side id",
        "capacity dip:capacity id", "inferred dip:inferred boolean", "inferred_from dip:inferredFrom id",
    ),
    "agreements": _things(
        "Agreement", "Agreements", "ความตกลง", "kind dip:agreementKind concept!", *_NAMES,
        "latest_status dip:latestStatus concept", "superseded_by dip:supersededBy id",
    ),
    "statuses": _things(
        "AgreementStatusChange", "Agreements reaching a status", "การเปลี่ยนสถานะของความตกลง",
        "agreement dip:agreement id!", "status dip:agreementStatus concept!", *_DATE,
        "reported dip:reported date", "signed_at dip:signedAt id",
    ),
    "countries": _things("Country", "Countries", "ประเทศ", "code dip:isoCode text!", *_NAMES),
    "places": _things("Place", "Cities and localities", "สถานที่", *_NAMES, "country dip:country id"),
    "articles": _things(
        "Article", "The articles", "ข่าว", "number dcterms:identifier text!", "title dcterms:title text!",
        "language dcterms:title lang!", "issued dcterms:issued date", "url schema:url url",
    ),
    "evidence": _things(
        "Evidence", "Passages that say so", "หลักฐาน", "article dip:article id!", "start oa:start integer!",
        "end oa:end integer!", "quote oa:exact text!", "rule dip:rule text!",
        "confidence dip:confidence number!",
    ),
    "names": _links(
        "Every name of every thing", "ชื่อทั้งหมด", "skos:prefLabel skos:altLabel skos:hiddenLabel",
        "form dip:NamedEntity property!", "language skos:prefLabel lang!", "name skos:prefLabel text!",
    ),
    "citations": _links(
        "Which passage says what", "หลักฐานของแต่ละสิ่ง", "dip:evidence", "evidence dip:evidence id!",
    ),
    "reports": _links(
        "Which article reports what", "ข่าวที่รายงาน", "dip:reportedIn", "article dip:reportedIn id!",
    ),
    "topics": _links("What things are about", "หัวข้อ", "dip:topic", "topic dip:topic concept!"),
    "parties": _links(
        "Parties of agreements", "ภาคีของความตกลง", "dip:party", "party_table dip:party kind!",
        "party dip:party id!",
    ),
    "signatories": _links(
        "Who signed agreements", "ผู้ลงนาม", "dip:signatory", "official dip:signatory id!",
    ),
    "extensions": _links(
        "Agreements that extend others", "ความตกลงที่ขยายความตกลงอื่น", "dip:extends",
        "extended dip:extends id!",
    ),
    "accreditations": _links(
        "Countries to which posts are accredited", "ประเทศที่ประจำ", "dip:accreditedTo",
        "country dip:accreditedTo id!",
    ),
    "date_wordings": _links(
        "Dates as the sources word them", "ถ้อยคำวันที่ในข่าว", "dip:dateWording",
        "wording dip:dateWording text!",
    ),
    "other_claims": _links(
        "What some source says against the table", "สิ่งที่บางแหล่งให้ไว้ต่างออกไป",
        "dip:otherDate dip:otherKind dip:otherRole dip:otherSide", "about dip:otherDate property!",
        "said dip:otherDate value!",
    ),
    "direct_edges": _links(
        "Direct edges derived from the rows above", "เส้นตรงที่อนุมานจากตารางอื่น",
        "dip:metWith dip:holdsPost dip:visitedCountry dip:partyTo dip:signed dip:tookPartIn dip:involves"
        " dip:firstReport",
        "edge dip:metWith property!", "other_table dip:metWith kind!", "other dip:metWith id!",
    ),
    "inferences": _links(
        "Passages that inferred ones rest on", "หลักฐานที่ใช้อนุมาน", "prov:wasDerivedFrom",
        "rests_on prov:wasDerivedFrom id!",
    ),
    "changes": _links(
        "What people changed in a claim", "บันทึกการแก้ไข", "skos:changeNote", "note skos:changeNote text!",
    ),
    "same_as": _links(
        "The same things elsewhere", "สิ่งเดียวกันในแหล่งอื่น", "skos:exactMatch", "address skos:exactMatch url!",
    ),
    "concepts": Table(
        "The codes in use, with their names", "รหัสที่ใช้และชื่อ",
        _columns("scheme skos:inScheme text!", "code skos:notation text!", *_NAMES), "concept",
    ),
}  # fmt: skip
"""The tidy tables: those of things begin with the ``id``, those of links with ``table`` and ``id``."""


# ---------------------------------------------------------------- rows


def iter_table(store: Store, name: str) -> Iterator[list[str]]:
    """The rows of one tidy table, its head first, sorted."""
    if name not in TABLES:
        raise ExportError(f"there is no table {name!r}: choose from {', '.join(TABLES)}")
    table = TABLES[name]
    if table.kind == "concept":
        yield [column.name for column in table.columns]
        yield from sorted(_iter_concepts(store, table))
    elif table.kind:
        yield ["id", *(column.name for column in table.columns)]
        yield from _iter_things(store, table)
    else:
        yield ["table", "id", *(column.name for column in table.columns)]
        yield from sorted(_iter_links(store, table))


def _iter_things(store: Store, table: Table) -> Iterator[list[str]]:
    for iri in sorted(triple[0] for triple in store.iter_pointing(DIP + table.kind, RDF + "type")):
        facts: dict[str, list[Term]] = {}
        for _, predicate, term in store.iter_triples(iri):
            facts.setdefault(predicate, []).append(term)
        yield [_local(iri), *(_fill(column, facts.get(column.predicate, ())) for column in table.columns)]


def _iter_links(store: Store, table: Table) -> Iterator[list[str]]:
    for predicate in table.predicates:
        for iri, _, term in store.iter_triples(None, predicate):
            thing = _local(iri)
            if table_name := _table_of(thing):
                yield [table_name, thing, *(_show(c.form, predicate, term) for c in table.columns)]


def _iter_concepts(store: Store, table: Table) -> Iterator[list[str]]:
    for iri, _, term in store.iter_triples(None, SKOS + "inScheme"):
        facts: dict[str, list[Term]] = {}
        for _, predicate, said in store.iter_triples(iri):
            facts.setdefault(predicate, []).append(said)
        cells = [_fill(column, facts.get(column.predicate, ())) for column in table.columns[2:]]
        yield [str(term).removeprefix(SCHEME_IRI), iri.rpartition("/")[2], *cells]


def _fill(column: Column, terms: Iterable[Term]) -> str:
    shown = (_show(column.form, column.predicate, term) for term in terms)
    return min((text for text in shown if text), default="")


def _show(form: str, predicate: str, term: Term) -> str:
    if form == "property":
        return predicate.rpartition("#")[2]
    if isinstance(term, Literal):
        if form in ("th", "en"):
            return term.text if term.lang == form else ""
        if form == "lang":
            return term.lang
        if form == "precision":
            return {10: "day", 7: "month", 4: "year"}.get(len(term.text), "")
        return term.text
    local = _local(term)
    if form == "kind":
        return _table_of(local)
    return term.rpartition("/")[2] if form == "concept" or term.startswith(SCHEME_IRI) else local


def _local(iri: str) -> str:
    """The id of one of our things: what follows ``/id/`` in its IRI."""
    return iri.partition("/id/")[2] or iri


def _table_of(thing_id: str) -> str:
    return _KINDS.get(thing_id.partition("/")[0], "")


# ---------------------------------------------------------------- the data package


def describe_tables() -> dict[str, Any]:
    """The Frictionless data package of all tables, as ``datapackage.json`` holds it."""
    terms = _load_words()
    return {
        "profile": "tabular-data-package",
        "name": "diplomatic-kg",
        "title": "Diplomatic knowledge graph: tidy tables",
        "description": "One fact a row, one value a cell; ids are those of the graph. "
        "หนึ่งแถวต่อหนึ่งข้อเท็จจริง หนึ่งช่องต่อหนึ่งค่า รหัสตรงกับในกราฟ",
        "resources": [_describe_table(name, table, terms) for name, table in TABLES.items()],
    }


def _load_words() -> dict[str, dict[str, str]]:
    """What the ontology says of its terms: IRI → label_th, label_en, definition_th, definition_en."""
    words: dict[str, dict[str, str]] = {}
    ontology = open_store(ontology_path() / "ontology.ttl")
    for name, predicate in (("label", RDFS + "label"), ("definition", SKOS + "definition")):
        for iri, _, term in ontology.iter_triples(None, predicate):
            if isinstance(term, Literal):
                words.setdefault(iri, {})[f"{name}_{term.lang}"] = term.text
    return words


def _describe_table(name: str, table: Table, terms: dict[str, dict[str, str]]) -> dict[str, Any]:
    key = {"name": "id", "type": "string", "description": "The id of the thing in the graph"}
    fields: list[dict[str, Any]] = [_describe_column(column, terms) for column in table.columns]
    keys: list[dict[str, Any]] = []
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if table.kind == "concept":
        schema["primaryKey"] = ["scheme", "code"]
    elif table.kind:
        fields.insert(0, {**key, "constraints": {"required": True, "unique": True}})
        schema["primaryKey"] = ["id"]
    else:
        told = {"name": "table", "type": "string", "description": "The table in which the id stands"}
        fields[:0] = [
            {**told, "constraints": {"required": True, "enum": sorted(set(_KINDS.values()))}},
            {**key, "constraints": {"required": True}},
        ]
        schema["primaryKey"] = [field["name"] for field in fields]
    for column in table.columns:
        target = _TARGETS.get(column.predicate) if column.form == "id" else None
        if target:
            reference = {"resource": "" if target == name else target, "fields": "id"}
            keys.append({"fields": column.name, "reference": reference})
    if keys:
        schema["foreignKeys"] = keys
    return {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "title": f"{table.about} · {table.about_th}",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


_TYPES = {"integer": "integer", "number": "number", "boolean": "boolean"}
_TARGETS = {
    _expand(name): table
    for table, names in {
        "officials": "dip:holder dip:signatory",
        "organisations": "dip:partOfBody dip:succeededBy dip:postIn",
        "posts": "dip:post dip:capacity",
        "tenures": "dip:inferredFrom",
        "activities": "dip:activity dip:partOf dip:signedAt",
        "agreements": "dip:agreement dip:supersededBy dip:extends",
        "countries": "dip:country dip:forCountry dip:accreditedTo dip:inCountry dip:side",
        "places": "dip:place",
        "articles": "dip:article dip:reportedIn",
        "evidence": "dip:evidence prov:wasDerivedFrom",
    }.items()
    for name in names.split()
}


def _describe_column(column: Column, terms: dict[str, dict[str, str]]) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": _TYPES.get(column.form, "string")}
    if column.form == "url":
        field["format"] = "uri"
    if column.form == "boolean":
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.form == "date":
        constraints["pattern"] = "[12][0-9]{3}(-[01][0-9](-[0-3][0-9])?)?"
    if column.form == "precision":
        constraints["enum"] = ["day", "month", "year"]
    if column.form in ("kind", "property"):
        field["description"] = "The table of the next column" if column.form == "kind" else "The property"
    elif said := terms.get(column.predicate):
        field["title"] = f"{said['label_en']} · {said['label_th']}"
        field["description"] = f"{said['definition_en']} {said['definition_th']}"
    if column.form not in ("property", "value", "kind"):
        field["rdfType"] = column.predicate
    if constraints:
        field["constraints"] = constraints
    return field


# ---------------------------------------------------------------- files


def write_tables(store: Store, path: Path, *, spreadsheet: bool = False) -> list[Path]:
    """Write every table and ``datapackage.json`` into a folder or a ``.zip``; returns what was written."""
    package = json.dumps(describe_tables(), ensure_ascii=False, indent=1) + "\n"
    if path.suffix == ".zip":
        with open_output(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(zipfile.ZipInfo("datapackage.json"), package)
            for name in TABLES:
                text = io.StringIO()
                write_table(store, name, text, spreadsheet=spreadsheet)
                archive.writestr(zipfile.ZipInfo(f"{name}.csv"), text.getvalue())
        return [path]
    written = [path / "datapackage.json"]
    with open_output(written[0]) as file:
        file.write(package.encode())
    for name in TABLES:
        written.append(path / f"{name}.csv")
        with open_output(written[-1]) as file:
            wrapped = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
            write_table(store, name, wrapped, spreadsheet=spreadsheet)
            wrapped.detach()
    return written


def write_table(store: Store, name: str, output: IO[str], *, spreadsheet: bool = False) -> None:
    """Write one tidy table as CSV."""
    rows: Iterator[Sequence[str]] = iter_table(store, name)
    write_rows(rows, output, spreadsheet=spreadsheet)
