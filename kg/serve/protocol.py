"""The SPARQL 1.1 Protocol for queries: what a request asks for, and the answers that are not results."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request

from kg.graph import DCTERMS, RDF, XSD
from kg.model import QueryError
from kg.store import Literal, Triple, check_no_service, find_form

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
FORMATS = "http://www.w3.org/ns/formats/"
FOAF = "http://xmlns.com/foaf/0.1/"

_FORMAT_NAMES = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "JSON-LD",
    "RDF_XML",
)
_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")


@dataclass(frozen=True, slots=True)
class Asked:
    """A query with the dataset that the protocol gives it."""

    query: str
    defaults: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    rows: int = 0
    spreadsheet: bool = False  # CSV that a person opens: no cell is a formula


class ProtocolError(Exception):
    """A request that is not served: status and reason."""

    def __init__(self, status: int, reason: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.headers = headers or {}


async def read_request(request: Request) -> Asked | None:
    """What a request asks; None when it is a GET without a query."""
    pairs = _parse(request.url.query)
    if request.method == "POST":
        media, _, rest = request.headers.get("content-type", "").partition(";")
        media = media.strip().lower()
        charset = re.search(r"charset\s*=\s*\"?([\w-]+)", rest, re.IGNORECASE)
        if charset and charset[1].lower() not in ("utf-8", "utf8", "us-ascii"):
            raise ProtocolError(415, f"The body is in {charset[1]}: send UTF-8.")
        body = await request.body()
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError as error:
            raise ProtocolError(400, "The body is not UTF-8.") from error
        if media == "application/x-www-form-urlencoded":
            pairs += _parse(text)
        elif media == "application/sparql-query":
            if any(name == "query" for name, _ in pairs):
                raise ProtocolError(400, "There are two queries, one in the address and one in the body.")
            pairs.append(("query", text))
        elif media == "application/sparql-update":
            raise ProtocolError(403, "This endpoint only answers queries: updates are refused.")
        else:
            raise ProtocolError(
                415,
                "POST a query as application/sparql-query or application/x-www-form-urlencoded.",
                {"accept-post": "application/sparql-query, application/x-www-form-urlencoded"},
            )
    if any(name in ("update", "using-graph-uri", "using-named-graph-uri") for name, _ in pairs):
        raise ProtocolError(403, "This endpoint only answers queries: updates are refused.")
    queries = [value for name, value in pairs if name == "query"]
    if not queries and request.method != "POST":
        return None
    if len(queries) != 1:
        raise ProtocolError(400, f"Send one query in the parameter query; there are {len(queries)}.")
    rows = next((value for name, value in pairs if name == "maxrows"), "")
    if rows and not (rows.isdecimal() and 0 < int(rows) < 10**9):
        raise ProtocolError(400, "maxrows is a whole number from 1 up.")
    return Asked(
        queries[0],
        tuple(value for name, value in pairs if name == "default-graph-uri"),
        tuple(value for name, value in pairs if name == "named-graph-uri"),
        int(rows or 0),
        any(name == "spreadsheet" for name, _ in pairs),
    )


def _parse(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=100)
    except (UnicodeDecodeError, ValueError) as error:
        raise ProtocolError(400, "The parameters are not percent-encoded UTF-8.") from error


def check_query(text: str, *, services: bool = False) -> None:
    """Refuse, before anything is evaluated, what changes data; what asks other servers too, unless
    ``services``.
    """
    if not text.strip():
        raise ProtocolError(400, "The query is empty.")
    if "\0" in text:
        raise ProtocolError(400, "The query holds a NUL character.")
    form = find_form(text)
    if form in _UPDATES:
        raise ProtocolError(403, f"{form} changes data: this endpoint only answers queries.")
    if services:
        return
    try:
        check_no_service(text)
    except QueryError as error:
        raise ProtocolError(403, "The query uses SERVICE: asking other servers is refused here.") from error


# ---------------------------------------------------------------- the dataset of the protocol

_TOKEN = re.compile(
    r"""\s+|\#[^\n\r]*
      |\"\"\"(?:\"{0,2}(?:[^"\\]|\\.))*\"\"\"|'''(?:'{0,2}(?:[^'\\]|\\.))*'''
      |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*'
      |<[^<>"{}|^`\\\x00-\x20]*>|[?$]\w+|[^\W\d]?[\w.-]*:(?:[\w:.%-]|\\.)*|[^\W\d]\w*|.""",
    re.VERBOSE | re.DOTALL,
)


def set_dataset(text: str, defaults: Sequence[str], named: Sequence[str]) -> str:
    """The query over the graphs that the protocol names, in place of those of its own FROM clauses."""
    if not defaults and not named:
        return text
    for iri in (*defaults, *named):
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*", iri):
            raise ProtocolError(400, f"A graph's name is not an IRI: {iri[:200]}")
    clauses = (
        "".join(f" FROM <{iri}>" for iri in defaults) + "".join(f" FROM NAMED <{iri}>" for iri in named) + " "
    )
    kept: list[str] = []
    place: int | None = None
    depth = 0
    form = ""
    tokens = [match[0] for match in _TOKEN.finditer(text)]
    skip = -1
    for number, token in enumerate(tokens):
        if number <= skip:
            continue
        word = token.upper()
        if token in "({" and token:
            if token == "{" and not depth and place is None:
                if form == "CONSTRUCT":
                    form = "TEMPLATE"  # the template comes first
                else:
                    place = len(kept)
            depth += 1
        elif token in ")}" and token:
            depth -= 1
        elif not depth and word in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE") and not form:
            form = word
        elif not depth and word == "WHERE" and form and place is None:
            place = len(kept)
        elif not depth and word == "FROM" and form and place is None:
            place = len(kept)
            skip = _skip_source(tokens, number)
            continue
        elif not depth and word == "FROM" and form:
            skip = _skip_source(tokens, number)
            continue
        elif (
            not depth
            and form == "DESCRIBE"
            and place is None
            and word in ("LIMIT", "OFFSET", "ORDER", "GROUP", "VALUES")
        ):
            place = len(kept)
        kept.append(token)
    kept.insert(len(kept) if place is None else place, clauses)
    return "".join(kept)


def _skip_source(tokens: Sequence[str], number: int) -> int:
    """The place of the IRI that ends a FROM clause."""
    for place in range(number + 1, len(tokens)):
        token = tokens[place]
        if token.strip() and not token.startswith("#") and token.upper() != "NAMED":
            return place
    return len(tokens) - 1


# ---------------------------------------------------------------- descriptions of the service


def describe_service(endpoint: str, dataset: str, graphs: Iterable[str] = ()) -> list[Triple]:
    """The service description: what the endpoint speaks and what it holds."""
    default = dataset.partition("#")[0] + "#default-graph"
    triples: list[Triple] = [
        (endpoint, RDF + "type", SD + "Service"),
        (endpoint, SD + "endpoint", endpoint),
        (endpoint, SD + "supportedLanguage", SD + "SPARQL11Query"),
        (endpoint, SD + "feature", SD + "EmptyGraphs"),
        (endpoint, SD + "defaultDataset", dataset),
        *((endpoint, SD + "resultFormat", FORMATS + name) for name in _FORMAT_NAMES),
        (dataset, RDF + "type", SD + "Dataset"),
        (dataset, SD + "defaultGraph", default),
        (default, RDF + "type", SD + "Graph"),
    ]
    return triples


def describe_dataset(
    address: str,
    base: str,
    counts: dict[str, int],
    triples: int,
    classes: dict[str, str],
    examples: Sequence[str],
    issued: str,
) -> list[Triple]:
    """The VoID description of the dataset."""
    dataset = f"{address}/.well-known/void#dataset"

    def number(value: int) -> Literal:
        return Literal(str(value), "", XSD + "integer")

    told: list[Triple] = [
        (dataset, RDF + "type", VOID + "Dataset"),
        (dataset, DCTERMS + "title", Literal("Diplomatic knowledge graph", "en")),
        (dataset, DCTERMS + "title", Literal("กราฟความรู้ทางการทูต", "th")),
        (dataset, FOAF + "homepage", f"{address}/"),
        (dataset, VOID + "sparqlEndpoint", f"{address}/sparql"),
        (dataset, VOID + "uriSpace", Literal(f"{base}id/")),
        (dataset, VOID + "triples", number(triples)),
        *((dataset, VOID + "feature", FORMATS + name) for name in _FORMAT_NAMES[4:]),
        *((dataset, VOID + "exampleResource", iri) for iri in examples),
    ]
    if issued:
        told.append((dataset, DCTERMS + "modified", Literal(issued, "", XSD + "date")))
    for kind, count in sorted(counts.items()):
        part = f"{address}/.well-known/void#{kind}"
        told += [
            (dataset, VOID + "classPartition", part),
            (part, VOID + "class", classes[kind]),
            (part, VOID + "entities", number(count)),
        ]
    return told
