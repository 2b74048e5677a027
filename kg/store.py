"""The RDF store: open, load, ask. The only module that knows the backend, pyoxigraph.

A build's output folder holds ``store/`` (an embedded Oxigraph database), ``articles.sqlite`` (the texts,
which are not in the graph), ``graph.ttl`` and more. ``open_store`` takes that folder, its ``store/``, or a
Turtle file.

Queries look at the default graph, which is what ``graph.ttl`` holds. Parameters reach a query as RDF terms
that take the place of its variables. The backend's own substitutions would bind only what a SELECT shows, not
what ASK, CONSTRUCT or BOUND look at; ours leave an ordinary SPARQL 1.1 query that means the same on every
store, in which nothing from outside is anything but one serialized term.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby, islice
from mmap import ACCESS_READ, mmap
from operator import itemgetter
from pathlib import Path
from typing import IO, Any, NamedTuple
from typing import Literal as Choice

import pyoxigraph as ox

from kg.model import Article, QueryError, StoreError
from kg.remote import Remote, find_address, find_addresses
from kg.settings import ONTOLOGY_IRI, load_login, queries_path

XSD = "http://www.w3.org/2001/XMLSchema#"
LOAD_CHUNK = 250_000  # quads: enough to load quickly, few enough to need little memory
WRITE_CHUNK = 1000  # pieces that are written at once
NAMED_TYPES = ("official", "organisation", "post", "activity", "agreement", "article", "topic", "instrument")
"""Types of parameters whose value is text that names something of the graph, which can be completed."""
PARAM_TYPES = ("string", "country", "year", "date", "int", "lang", "iri", *NAMED_TYPES)


class Literal(NamedTuple):
    """A literal: its text, with a language tag or the IRI of a datatype (neither: a plain string)."""

    text: str
    lang: str = ""
    datatype: str = ""


Term = str | Literal
"""An IRI (``str``) or a literal."""

Triple = tuple[str, str, Term]
Quad = tuple[Triple, str]
"""A triple and the IRI of its graph; "" is the default graph."""


def describe_term(term: Term) -> dict[str, str]:
    """A term as the SPARQL 1.1 Query Results JSON Format has it."""
    if isinstance(term, Literal):
        told = {"type": "literal", "value": term.text}
        if term.lang:
            told["xml:lang"] = term.lang
        if term.datatype:
            told["datatype"] = term.datatype
        return told
    if term.startswith("_:"):
        return {"type": "bnode", "value": term[2:]}
    return {"type": "uri", "value": term}


# ---------------------------------------------------------------- terms to and from the backend

_node = lru_cache(maxsize=200_000)(ox.NamedNode)


def _build_term(term: Term) -> ox.NamedNode | ox.Literal:
    if isinstance(term, Literal):
        if term.lang:
            return ox.Literal(term.text, language=term.lang)
        if term.datatype:
            return ox.Literal(term.text, datatype=_node(term.datatype))
        return ox.Literal(term.text)
    return _node(term)


def _parse_term(term: Any) -> Term:
    if isinstance(term, ox.Literal):
        datatype = "" if term.language or term.datatype.value == XSD + "string" else term.datatype.value
        return Literal(term.value, term.language or "", datatype)
    return f"_:{term.value}" if isinstance(term, ox.BlankNode) else str(term.value)


def _parse_triple(triple: Any) -> Triple:
    return str(_parse_term(triple.subject)), triple.predicate.value, _parse_term(triple.object)


def _build_triples(triples: Iterable[Triple]) -> Iterator[ox.Triple]:
    for subject, predicate, term in triples:
        yield ox.Triple(_node(subject), _node(predicate), _build_term(term))


def _build_quads(quads: Iterable[Quad]) -> Iterator[ox.Quad]:
    default = ox.DefaultGraph()
    for (subject, predicate, term), graph in quads:
        yield ox.Quad(_node(subject), _node(predicate), _build_term(term), _node(graph) if graph else default)


# ---------------------------------------------------------------- writing Turtle


def write_turtle(
    triples: Iterable[Triple], file: IO[bytes], prefixes: Mapping[str, str], *, header: bool = True
) -> int:
    """Stream triples, in the order they come, to a file as Turtle; returns how many.

    Without ``header`` the text goes on from one that declared the same prefixes.
    """
    count = 0

    def counted() -> Iterator[ox.Triple]:
        nonlocal count
        for triple in _build_triples(triples):
            count += 1
            yield triple

    if header:
        _write_header(file, prefixes)
    # The backend writes its prefixes in no certain order, so its header gives way to ours.
    target: Any = _WithoutHeader(file)
    ox.serialize(counted(), target, ox.RdfFormat.TURTLE, prefixes=dict(prefixes))
    return count


def write_pieces(
    pieces: Iterable[tuple[Sequence[Triple] | None, tuple[int, int]]],
    file: IO[bytes],
    prefixes: Mapping[str, str],
    old: Path | None = None,
) -> list[tuple[int, int]]:
    """Write pieces of whole subjects as ``write_turtle`` writes them one after the other; returns where each
    begins in the file and ends.

    A piece is its triples or, where they are None, where its text stands in the file ``old``.
    """
    _write_header(file, prefixes)
    found: list[tuple[int, int]] = []
    at = file.tell()
    waiting: list[Sequence[Triple]] = []

    def write_waiting() -> None:
        nonlocal at
        text = io.BytesIO()
        write_turtle((triple for triples in waiting for triple in triples), text, prefixes, header=False)
        file.write(text.getbuffer())
        blocks = iter(text.getvalue().split(_STOP))
        for triples in waiting:
            subjects = sum(1 for _ in groupby(triples, itemgetter(0)))
            end = at + sum(len(block) + len(_STOP) for block in islice(blocks, subjects))
            found.append((at, end))
            at = end
        assert not any(blocks), "pieces of whole subjects"
        waiting.clear()

    with ExitStack() as stack:
        text: Any = b""
        if old is not None:
            text = stack.enter_context(
                mmap(stack.enter_context(old.open("rb")).fileno(), 0, access=ACCESS_READ)
            )
        for triples, (start, end) in pieces:
            if triples is not None:
                waiting.append(triples)
                if len(waiting) < WRITE_CHUNK:
                    continue
            if waiting:
                write_waiting()
            if triples is None:
                file.write(text[start:end])
                found.append((at, at + end - start))
                at += end - start
        if waiting:
            write_waiting()
    return found


def _write_header(file: IO[bytes], prefixes: Mapping[str, str]) -> None:
    file.write("".join(f"@prefix {name}: <{iri}> .\n" for name, iri in sorted(prefixes.items())).encode())


def read_header(path: Path) -> bytes:
    """The lines that declare prefixes."""
    head = b""
    with path.open("rb") as file:
        while (line := file.readline()).startswith(b"@prefix "):
            head += line
    return head


_STOP = b" .\n"  # ends what is said of a subject: no literal holds a bare line end
_BLOCK = re.compile(rb"^[^\s@][^\n]*\n(?:\t[^\n]*\n)*", re.MULTILINE)


def _iter_blocks(path: Path) -> Iterator[bytes]:
    """What a file of ``write_turtle`` says of one subject after another."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as text:
        for match in _BLOCK.finditer(text):
            yield match[0]


def iter_parts(turtle: Path, store: Path, subjects: int = 2000) -> Iterator[tuple[str, bytes]]:
    """A build's graph in pieces, each with the name of its format: so many subjects of the Turtle at a time,
    then the named graphs of its store.
    """
    head, blocks = read_header(turtle), _iter_blocks(turtle)
    while part := list(islice(blocks, subjects)):
        yield "turtle", head + b"".join(part)
    db = open_store(store)._db
    quads = [q for graph in db.named_graphs() for q in db.quads_for_pattern(None, None, None, graph)]
    yield "nquads", b"".join(sorted(f"{quad} .\n".encode() for quad in quads))


def render_nquads(text: bytes, rdf_format: str) -> bytes:
    """A piece of ``iter_parts`` as N-Quads, sorted."""
    if rdf_format == "nquads":
        return text
    quads = ox.parse(text, format=ox.RdfFormat.TURTLE)
    lines = ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
    return b"".join(sorted(lines.splitlines(keepends=True)))


class _WithoutHeader:
    """A file that drops the lines declaring prefixes with which the text written to it begins."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._head = b""
        self._open = False

    def write(self, data: bytes) -> int:
        if self._open:
            return self._file.write(data)
        self._head += bytes(data)
        while b"\n" in self._head:
            line, _, rest = self._head.partition(b"\n")
            if not line.startswith(b"@prefix "):
                self._open = True
                self._file.write(self._head)
                break
            self._head = rest
        return len(data)

    def flush(self) -> None:
        self._file.flush()


# ---------------------------------------------------------------- the library of questions


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter of a question; with ``default`` None it must be given.

    ``type`` is one of ``PARAM_TYPES``; ``about`` and ``about_th`` say what it means.
    """

    name: str
    type: str = "string"
    default: str | None = None
    about: str = ""
    about_th: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """A question of the library: its name (the file's), what it asks, its parameters and its SPARQL text.

    ``notes`` are all lines of its header, as ``title_th`` and ``group``.
    """

    name: str
    title: str
    asks: str
    params: tuple[Param, ...]
    text: str
    path: Path
    notes: tuple[tuple[str, str], ...] = ()

    def note(self, key: str) -> str:
        """Another line of the header, as ``# key: …``, or ""."""
        return dict(self.notes).get(key, "")


def iter_queries(folder: Path | None = None) -> Iterator[Query]:
    """The questions of the library, by name."""
    root = folder or queries_path()
    for path in sorted(root.rglob("*.rq"), key=lambda path: path.stem):
        yield load_query(path)


def load_query(source: str | Path, folder: Path | None = None) -> Query:
    """A question by its name in the library, from a ``.rq`` file, or given as SPARQL text."""
    if isinstance(source, str) and ("{" in source or (" " in source and not source.endswith(".rq"))):
        return _parse_query("query", source, Path("query"))
    path = Path(source)
    if path.suffix != ".rq":
        root = folder or queries_path()
        name = str(source)
        found = {path.stem: path for path in root.rglob("*.rq")}
        if name not in found:
            raise QueryError(f"there is no question named {name!r} in {root}: {_suggest(name, found)}")
        path = found[name]
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(f"{path}: the query cannot be read ({error})") from error
    return _parse_query(path.stem, text, path)


def _suggest(name: str, known: Iterable[str]) -> str:
    import difflib

    near = difflib.get_close_matches(name, list(known), 3, 0.5)
    return f"did you mean {', '.join(near)}?" if near else "`kg query` alone lists them"


_HEADER = re.compile(r"#\s*([A-Za-z][\w@-]*)\s*:\s*(.*?)\s*$")
_PARAM = re.compile(
    r"\s*[?$]?(?P<name>[A-Za-z_]\w*)\s*=\s*(?P<type>[a-z]+)"
    r"(?:\s*:\s*(?P<default>.*?))??(?:\s+[—–-]\s+(?P<about>.*?))?\s*"
)


def _parse_query(name: str, text: str, path: Path) -> Query:
    notes: list[tuple[str, str]] = []
    params: list[Param] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#"):
            if line.strip():
                break
            continue
        match = _HEADER.match(line)
        if not match:
            continue
        key, value = match[1].lower(), match[2]
        notes.append((key, value))
        if key in ("params", "param"):
            params += _parse_params(value, f"{path}:{number}")
    told = dict(notes)
    said = (part.strip().partition(" — ") for part in told.get("params_th", "").split(";"))
    thai = {name: about for name, _, about in said}
    params = [replace(param, about_th=thai.get(param.name, "")) for param in params]
    return Query(name, told.get("title", name), told.get("asks", ""), tuple(params), text, path, tuple(notes))


def _parse_params(text: str, where: str) -> Iterator[Param]:
    """``name=type:default — what it means; other=type`` → parameters; ``none`` → nothing."""
    if text.strip().lower() in ("", "none"):
        return
    for part in text.split(";"):
        match = _PARAM.fullmatch(part)
        if not match:
            raise QueryError(f"{where}: {part.strip()!r} is no parameter: write name=type:default — meaning")
        if match["type"] not in PARAM_TYPES:
            raise QueryError(f"{where}: {match['type']!r} is no type: use {', '.join(PARAM_TYPES)}")
        yield Param(match["name"], match["type"], match["default"], match["about"] or "")


# ---------------------------------------------------------------- parameters

Value = str | int | float | bool | None


def parse_param(param: Param, value: Value) -> Term | None:
    """The RDF term for a parameter's value; None leaves the variable open."""
    text = "" if value is None else str(value).strip()
    if not text:
        return Literal("") if param.type in ("string", *NAMED_TYPES) and value is not None else None

    def fail(wanted: str) -> QueryError:
        return QueryError(f"the parameter {param.name} is {text!r}: give {wanted}")

    if param.type == "int":
        if not re.fullmatch(r"[+-]?[0-9]{1,18}", text):
            raise fail("a whole number")
        return Literal(str(int(text)), "", XSD + "integer")
    if param.type == "year":
        if not re.fullmatch(r"[12][0-9]{3}", text):
            raise fail("a year, as in 2019")
        year = int(text) - (543 if int(text) >= 2400 else 0)
        return Literal(str(year), "", XSD + "gYear")
    if param.type == "date":
        if not re.fullmatch(r"[12][0-9]{3}-[01][0-9]-[0-3][0-9]", text):
            raise fail("a date, as in 2019-09-02")
        return Literal(text, "", XSD + "date")
    if param.type == "lang":
        if text not in ("th", "en"):
            raise fail("th or en")
        return Literal(text)
    if param.type == "country":
        from kg.countries import find_country

        code = find_country(text)
        if code is None:
            raise fail("a country's ISO code or name, as in JP or Japan")
        return Literal(code)
    if param.type == "iri":
        iri = text.removeprefix("<").removesuffix(">")
        if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", iri):
            raise fail("an IRI")
        try:
            return str(_node(iri).value)
        except ValueError as error:
            raise fail(f"an IRI ({error})") from error
    return Literal(text)


# ---------------------------------------------------------------- the words of a query

_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<comment>\#[^\n\r]*)
      | (?P<string>\"\"\"(?:\"{0,2}(?:[^"\\]|\\.))*\"\"\"|'''(?:'{0,2}(?:[^'\\]|\\.))*'''
                   |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
      | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
      | (?P<variable>[?$]\w+)
      | (?P<name>(?:[^\W_][\w.-]*)?:(?:[\w:.%-]|\\.)*)
      | (?P<word>[^\W\d]\w*)
      | (?P<sign>.)""",
    re.VERBOSE | re.DOTALL,
)


class _Token(NamedTuple):
    kind: str
    text: str
    start: int


def _iter_tokens(text: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "sign"
        if kind not in ("space", "comment"):
            yield _Token(kind, match[0], match.start())


def check_no_service(text: str) -> None:
    """Raise unless no reading of the query can hold a ``SERVICE`` call, which would send requests
    elsewhere.
    """
    unescaped = re.sub(
        r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})",
        lambda match: chr(min(int(match[1] or match[2], 16), sys.maxunicode)),
        text,
    )
    for reading in {text, unescaped}:
        if "service" in reading.lower() and _may_call_service(reading):
            raise QueryError("the query uses SERVICE: asking other servers is not allowed here")


def _may_call_service(text: str) -> bool:
    """Follow every way of reading ``<`` (an IRI begins, or less-than) at once; is SERVICE ever code?"""
    ends = {'"""': '"""', "'''": "'''", '"': '"', "'": "'"}
    states = {("code", 0)}  # (inside what, position to go on from)
    seen = set(states)
    while states:
        state, position = states.pop()
        assert state == "code"
        while position < len(text):
            ch = text[position]
            if ch == "#":
                end = re.compile(r"[\n\r]|\Z").search(text, position)
                position = end.end() if end else len(text)
            elif ch in "\"'":
                mark = next(mark for mark in ends if text.startswith(mark, position))
                end = re.compile(rf"(?:[^\\]|\\.)*?{mark}", re.DOTALL).match(text, position + len(mark))
                position = end.end() if end else len(text)
            elif ch == "<":
                iri = re.compile(r"<[^<>\"{}|^`\\\x00-\x20]*>").match(text, position)
                if iri and "//" in iri[0]:
                    position = iri.end()
                    continue
                if iri and ("code", iri.end()) not in seen:
                    seen.add(("code", iri.end()))
                    states.add(("code", iri.end()))
                position += 1
            elif ch in "?$":
                name = re.compile(r"[?$]\w*").match(text, position)
                position = name.end() if name else position + 1
            elif ch == ":":
                name = re.compile(r":(?:[\w:%-]|\.(?=[\w:%\\.-])|\\.)*").match(text, position)
                position = name.end() if name else position + 1
            elif text[position : position + 7].lower() == "service":
                return True
            else:
                position += 1
    return False


@dataclass
class _Group:
    """A ``{`` of the query. ``kind``: query (a whole or a sub-select), pattern, or data (of VALUES, of
    CONSTRUCT).
    """

    kind: str
    inner: int  # where its inside begins
    where: _Group | None = None  # of a query: its group of patterns
    shows: set[str] = field(
        default_factory=set
    )  # parameters whose value has to come out of the group as a variable
    word: str = ""  # of a query: the last keyword read in it, outside its groups


def bind_params(text: str, terms: Mapping[str, Term]) -> str:
    """The query with variables bound to terms, its lines where they were.

    A variable in a pattern or an expression gives way to the serialized term, ``BOUND(?it)`` to ``true``;
    where a variable must stay one (in what SELECT shows, in GROUP BY) it gets its value from a ``VALUES``
    block.
    """
    if not terms:
        return text
    tokens = list(_iter_tokens(text))
    stack = [_Group("query", 0)]
    groups = list(stack)
    edits: list[tuple[int, int, str]] = []
    parentheses = 0
    for index, token in enumerate(tokens):
        top = stack[-1]
        if token.kind == "sign":
            parentheses += (token.text == "(") - (token.text == ")")
            if token.text == "{":
                opened = _Group(_find_group_kind(tokens, index, top), token.start + 1)
                if opened.kind == "pattern" and top.kind == "query" and top.where is None:
                    top.where = opened
                stack.append(opened)
                groups.append(opened)
            elif token.text == "}" and len(stack) > 1:
                stack.pop()
        elif token.kind == "word":
            top.word = token.text.upper()
        elif token.kind == "variable" and token.text[1:] in terms:
            name = token.text[1:]
            span = (token.start, token.start + len(token.text))
            before = [other.text.upper() for other in tokens[max(0, index - 2) : index]]
            if before[-1:] == ["AS"] or _names_values(tokens, index):
                continue
            if before == ["BOUND", "("]:
                edits.append((tokens[index - 2].start, tokens[index + 1].start + 1, "true"))
            elif before[-1:] in (["LIMIT"], ["OFFSET"]):
                edits.append((*span, _format_count(name, terms[name])))
            elif top.kind == "query" and not (parentheses and top.word != "BY"):
                top.shows.add(name)
            else:
                written = _format(terms[name])
                edits.append((*span, f"({written})" if before[-1:] in (["FILTER"], ["HAVING"]) else written))
    for group in groups:
        if group.where is not None and group.shows:
            block = "".join(f" VALUES ?{name} {{ {_format(terms[name])} }}" for name in sorted(group.shows))
            edits.append((group.where.inner, group.where.inner, block + " "))
    for start, end, written in sorted(edits, reverse=True):
        text = text[:start] + written + text[end:]
    return text


def _find_group_kind(tokens: Sequence[_Token], index: int, top: _Group) -> str:
    after = tokens[index + 1].text.upper() if index + 1 < len(tokens) else ""
    if after == "SELECT":
        return "query"
    if top.kind == "data" or after == "|" or _names_values(tokens, index):
        return "data"
    return "data" if top.kind == "query" and top.word == "CONSTRUCT" else "pattern"


def _names_values(tokens: Sequence[_Token], index: int) -> bool:
    """Does ``VALUES ?x …`` or ``VALUES (?x ?y) …`` lead up to this token?"""
    index -= 1
    while index >= 0 and (tokens[index].kind == "variable" or tokens[index].text in ("(", ")")):
        index -= 1
    return index >= 0 and tokens[index].kind == "word" and tokens[index].text.upper() == "VALUES"


def _format(term: Term) -> str:
    return str(_build_term(term))


def _format_count(name: str, term: Term) -> str:
    if isinstance(term, Literal) and term.text.isdecimal():
        return term.text
    raise QueryError(f"the parameter {name} counts answers: give a whole number from 0 up")


def find_form(text: str) -> str:
    """SELECT, ASK, CONSTRUCT or DESCRIBE; or the first word of what is no query."""
    for token in _iter_tokens(text):
        word = token.text.upper()
        if token.kind == "word" and word not in ("PREFIX", "BASE", "VERSION"):
            return word
    return ""


# ---------------------------------------------------------------- answers


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gave. Iterating gives each row as ``{variable: text or None}``.

    ``kind`` is ``rows`` (SELECT), ``boolean`` (ASK) or ``triples`` (CONSTRUCT, DESCRIBE).
    """

    kind: Choice["rows", "boolean", "triples"]
    columns: tuple[str, ...] = ()
    boolean: bool = False
    _rows: tuple[Any, ...] = ()

    def __len__(self) -> int:
        return len(self._rows)

    def __bool__(self) -> bool:
        return self.boolean if self.kind == "boolean" else bool(self._rows)

    def __iter__(self) -> Iterator[dict[str, str | None]]:
        columns = self.columns
        for row in self._rows:
            yield {
                name: None if term is None else term.value for name, term in zip(columns, row, strict=True)
            }

    def iter_terms(self) -> Iterator[tuple[Term | None, ...]]:
        """The rows with IRIs told from literals, in the order of ``columns``."""
        for row in self._rows:
            yield tuple(None if term is None else _parse_term(term) for term in row)

    def iter_triples(self) -> Iterator[Triple]:
        """The triples of a CONSTRUCT or DESCRIBE, each once, sorted."""
        yield from sorted({_parse_triple(triple) for triple in self._rows}, key=sort_key)


def sort_key(triple: Triple) -> tuple[str, str, bool, tuple[str, ...]]:
    """Sort triples by subject, predicate, IRIs before literals."""
    term = triple[2]
    literal = isinstance(term, Literal)
    return triple[0], triple[1], literal, tuple(term) if isinstance(term, Literal) else (term,)


# ---------------------------------------------------------------- the store


class Store:
    """An open store. ``path`` is the database's folder, or None when it lives in memory. Queries that ask
    other servers (``SERVICE``) are refused unless ``services`` is set.
    """

    def __init__(self, db: Any, path: Path | None = None) -> None:
        self._db = db
        self.path = path
        self.services = False

    def __len__(self) -> int:
        return len(self._db)

    def query(self, query: str | Path | Query, /, **bindings: Value) -> Answer:
        """Answer a question of the library by name, the query of a ``.rq`` file, or SPARQL text.

        ``bindings`` give the parameters their values; those not given take the default of the query's header.
        """
        asked = query if isinstance(query, Query) else load_query(query)
        return self._evaluate(asked, bind_params(asked.text, collect_terms(asked, bindings)))

    def _evaluate(self, asked: Query, text: str) -> Answer:
        form = find_form(text)
        if form not in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"):
            _check_syntax(asked)
            raise QueryError(
                f"{asked.path}: {form or 'nothing'} is no query: use SELECT, ASK, CONSTRUCT or DESCRIBE"
            )
        if not self.services:
            try:
                check_no_service(text)
            except QueryError as error:
                raise QueryError(f"{asked.path}: {error}") from None
        try:
            result = self._db.query(text)
            if isinstance(result, ox.QueryBoolean):
                return Answer("boolean", boolean=bool(result))
            if isinstance(result, (ox.QueryTriples, list)):
                return Answer("triples", _rows=tuple(result))
            return Answer("rows", tuple(v.value for v in result.variables), _rows=tuple(map(tuple, result)))
        except SyntaxError as error:
            _check_syntax(asked)
            raise QueryError(
                f"{asked.path}: with its parameters the query does not parse: {error}"
            ) from error
        except (OSError, RuntimeError, ValueError) as error:
            _check_syntax(asked)
            raise QueryError(f"{asked.path}: the query cannot be answered: {error}") from error

    def load(self, path: Path) -> None:
        """Load an RDF file (its suffix tells the format) into a store that is open for writing."""
        rdf_format = ox.RdfFormat.from_extension(path.suffix.removeprefix("."))
        if rdf_format is None:
            raise StoreError(f"{path}: no RDF format has the suffix {path.suffix!r}")
        try:
            if self.path is None:
                self._db.bulk_load(path=str(path), format=rdf_format)
            else:
                quads = ox.parse(path=str(path), format=rdf_format)
                while chunk := list(islice(quads, LOAD_CHUNK)):
                    self._db.bulk_extend(chunk)
        except SyntaxError as error:
            raise StoreError(f"{path}{_format_position(error)}: {error.msg or error}") from error
        except OSError as error:
            raise StoreError(f"{path}: it cannot be loaded: {error}") from error

    def extend(self, quads: Iterable[Quad]) -> None:
        """Add triples to the graphs named beside them; "" is the default graph."""
        self._db.bulk_extend(_build_quads(quads))

    def replace_turtle(self, head: bytes, gone: bytes, come: bytes) -> None:
        """Take what one piece of our Turtle says out of the default graph, but for what another says, and add
        that.

        ``head`` declares the prefixes of both; each holds all that is said of its subjects.
        """

        def parse(blocks: set[bytes]) -> set[ox.Quad]:
            text = b"".join(block + _STOP for block in blocks if block)
            return set(ox.parse(head + text, format=ox.RdfFormat.TURTLE))

        before, after = set(gone.split(_STOP)), set(come.split(_STOP))
        old, new = parse(before - after), parse(after - before)
        for quad in old - new:
            self._db.remove(quad)
        self._db.extend(new - old)

    def replace_named(self, quads: Iterable[Quad]) -> None:
        """Make these the triples of the named graphs."""
        old = {
            quad
            for graph in self._db.named_graphs()
            for quad in self._db.quads_for_pattern(None, None, None, graph)
        }
        new = set(_build_quads(quads))
        for quad in old - new:
            self._db.remove(quad)
        self._db.extend(new - old)

    def finish(self, *, settled: bool = False) -> None:
        """Write everything to disk; unless ``settled``, ordered so that questions are answered two to three
        times as fast.
        """
        if self.path is not None:
            if not settled:
                self._db.optimize()
            self._db.flush()

    def iter_triples(self, subject: str | None = None, predicate: str | None = None) -> Iterator[Triple]:
        """Triples of the default graph, in no order."""
        pattern = [None if iri is None else _node(iri) for iri in (subject, predicate)]
        for quad in self._db.quads_for_pattern(pattern[0], pattern[1], None, ox.DefaultGraph()):
            yield _parse_triple(quad)

    def iter_subjects(self) -> Iterator[str]:
        """Each subject of the default graph once, sorted."""
        subjects = {quad.subject for quad in self._db.quads_for_pattern(None, None, None, ox.DefaultGraph())}
        yield from sorted(str(_parse_term(subject)) for subject in subjects)

    def iter_pointing(self, target: Term, predicate: str | None = None) -> Iterator[Triple]:
        """Triples of the default graph that have this object, in no order."""
        wanted = None if predicate is None else _node(predicate)
        for quad in self._db.quads_for_pattern(None, wanted, _build_term(target), ox.DefaultGraph()):
            yield _parse_triple(quad)

    def iter_quads(self) -> Iterator[Quad]:
        """All statements, sorted by graph, the default one first, then by subject, predicate and object."""
        for quad in sorted(self._db.quads_for_pattern(None, None, None, None), key=_sort_quad):
            graph = quad.graph_name
            yield _parse_triple(quad), "" if isinstance(graph, ox.DefaultGraph) else str(_parse_term(graph))

    def write(self, output: IO[bytes], rdf_format: str, prefixes: Mapping[str, str]) -> None:
        """Write the store sorted: the default graph as ``ntriples`` or ``turtle``, all as ``nquads`` or
        ``trig``.
        """
        formats = {
            "turtle": ox.RdfFormat.TURTLE,
            "ntriples": ox.RdfFormat.N_TRIPLES,
            "nquads": ox.RdfFormat.N_QUADS,
            "trig": ox.RdfFormat.TRIG,
        }
        only_default = rdf_format in ("turtle", "ntriples")
        graph = ox.DefaultGraph() if only_default else None
        quads = sorted(self._db.quads_for_pattern(None, None, None, graph), key=_sort_quad)
        rows: Iterable[Any] = (quad.triple for quad in quads) if only_default else quads
        target: Any = output
        if rdf_format in ("turtle", "trig"):
            _write_header(output, prefixes)
            target = _WithoutHeader(output)
            ox.serialize(rows, target, formats[rdf_format], prefixes=dict(prefixes))
        else:
            ox.serialize(rows, target, formats[rdf_format])

    # -- what lies beside the database

    @property
    def folder(self) -> Path | None:
        """The output folder of the build, if the store is in one."""
        return self.path.parent if self.path is not None else None

    def article(self, article_id: str) -> Article | None:
        """An article with its text, from beside the store; None when it is not there."""
        path = self.folder / "articles.sqlite" if self.folder else None
        if path is None or not path.is_file():
            return None
        with ArticleFile(path) as articles:
            return articles.get(article_id)


def _sort_quad(quad: Any) -> tuple[str, str, str, str]:
    return str(quad.graph_name), str(quad.subject), quad.predicate.value, str(quad.object)


def collect_terms(query: Query, bindings: Mapping[str, Value]) -> dict[str, Term]:
    """The terms for a question's parameters: those given, else the defaults. Unfit ones raise QueryError."""
    params = {param.name: param for param in query.params}
    others = {name for name in bindings if name not in params}
    if others:
        others -= {token.text[1:] for token in _iter_tokens(query.text) if token.kind == "variable"}
    for name in bindings:
        if name in others:
            known = ", ".join(params) or "none"
            raise QueryError(f"{query.path}: there is no parameter {name!r} (its parameters: {known})")
    terms: dict[str, Term] = {}
    for name in [*params, *(name for name in bindings if name not in params)]:
        param = params.get(name, Param(name))
        value: Value = bindings.get(name, param.default)
        if value is None and name in params:
            raise QueryError(f"{query.path}: give the parameter {name}, as in --param {name}=…")
        try:
            term = parse_param(param, value)
        except QueryError as error:
            raise QueryError(f"{query.path}: {error}") from None
        if term is not None:
            terms[name] = term
    return terms


def _check_syntax(query: Query) -> None:
    """Parse the query as it was written, over nothing, so that the message points into the user's text."""
    try:
        if find_form(query.text) in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"):
            ox.Store().query(query.text)
    except SyntaxError as error:
        said = str(error)
        match = re.search(r"at (\d+):(\d+): (.*)", said, re.DOTALL)
        if not match:
            raise QueryError(f"{query.path}: the query does not parse: {said}") from error
        lines = query.text.splitlines()
        line = lines[int(match[1]) - 1] if int(match[1]) <= len(lines) else ""
        expected = re.sub(r"\s+", " ", match[3])
        expected = expected if len(expected) <= 160 else expected[:160] + " …"
        raise QueryError(
            f"{query.path}:{match[1]}:{match[2]}: the query does not parse: {expected}\n  {line.strip()}"
        ) from error
    except (RuntimeError, ValueError, OSError):
        return


def _format_position(error: SyntaxError) -> str:
    return f":{error.lineno}" if error.lineno else ""


class _Rows:
    """Rows from elsewhere, with truth values written as everywhere else (Virtuoso writes 0 and 1)."""

    def __init__(self, result: ox.QuerySolutions) -> None:
        self.variables = result.variables
        self._rows = result

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        for row in self._rows:
            yield tuple(_TRUTH.get(term, term) for term in row)


_BOOLEAN = _node(XSD + "boolean")
_TRUTH = {
    ox.Literal(said, datatype=_BOOLEAN): ox.Literal(meant, datatype=_BOOLEAN)
    for said, meant in (("0", "false"), ("1", "true"))
}


class _RemoteDatabase:
    """A server elsewhere, with what a Store asks of its backend."""

    def __init__(self, remote: Remote) -> None:
        self._remote = remote

    def __len__(self) -> int:
        ((count,),) = self.query("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
        return int(count.value)

    def query(self, text: str) -> Any:
        form = find_form(text)
        if form in ("CONSTRUCT", "DESCRIBE"):
            kind, body = self._remote.ask(text, "application/n-triples, text/turtle;q=0.9")
            rdf_format = ox.RdfFormat.from_media_type(kind) or ox.RdfFormat.TURTLE
            return [quad.triple for quad in ox.parse(body, format=rdf_format)]
        _, body = self._remote.ask(text, "application/sparql-results+json")
        result = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
        if form == "ASK" and isinstance(result, ox.QuerySolutions):  # so Virtuoso answers
            said = b"true" if [row[0].value for row in result] == ["1"] else b"false"
            result = ox.parse_query_results(b'{"head": {}, "boolean": %s}' % said, ox.QueryResultsFormat.JSON)
        return result if isinstance(result, ox.QueryBoolean) else _Rows(result)

    def quads_for_pattern(self, subject: Any, predicate: Any, term: Any, graph: Any) -> Iterator[Any]:
        pattern = " ".join(
            f"?{name}" if one is None else str(one)
            for name, one in (("s", subject), ("p", predicate), ("o", term))
        )
        for triple in self.query(f"CONSTRUCT {{ {pattern} }} WHERE {{ {pattern} }}"):
            yield ox.Quad(triple.subject, triple.predicate, triple.object)


def ask_server(remote: Remote, query: str) -> Answer:
    """What a server answers to a SPARQL query, whether or not it holds a graph of ours."""
    return Store(_RemoteDatabase(remote)).query(query)


def write_ntriples(triples: Iterable[Triple]) -> bytes:
    """Triples as N-Triples, each once, sorted."""
    lines = ox.serialize(set(_build_triples(triples)), format=ox.RdfFormat.N_TRIPLES) or b""
    return b"".join(sorted(lines.splitlines(keepends=True)))


def _open_remote(address: str) -> Store:
    user, password = load_login()
    remote = Remote(find_addresses(address), user, password)
    database = _RemoteDatabase(remote)
    asked = f"ASK {{ ?thing <{ONTOLOGY_IRI}evidence> ?evidence }}"
    try:
        for remote.union in (False, True):
            if database.query(asked):
                return Store(database)
    except (ValueError, OSError, SyntaxError) as error:
        raise StoreError(f"{address}: this is no SPARQL endpoint ({error})") from error
    raise StoreError(f"{address}: the server holds no graph of ours. Send one: kg push {address}")


def open_store(path: Path | str, *, read_only: bool = True) -> Store:
    """Open a build's folder, its ``store``, an RDF file (loaded into memory), or a server by its address.

    ``read_only=False`` creates or opens a database for writing; readers and one writer must not share one.
    """
    if address := find_address(path):
        return _open_remote(address)
    path = Path(path)
    if path.is_file():
        store = Store(ox.Store())
        store.load(path)
        return store
    if not read_only:
        return Store(_open_database(path, read_only=False), path)
    pauses = [0.4, 0.2, 0.1]
    while True:
        try:
            found = _find_database(path)
            return Store(_open_database(found), found)
        except StoreError:  # a build may be putting another in its place
            if not pauses:
                raise
            time.sleep(pauses.pop())


def _find_database(path: Path) -> Path:
    """The database in a build's folder, or the folder that is one."""
    for folder in (path, path.parent):
        finish_swap(folder)
    if not _is_database(path) and _is_database(path / "store"):
        path = path / "store"
    if not _is_database(path):
        raise StoreError(f"{path}: there is no store. Make one: kg build ARTICLES --out {_guess_out(path)}")
    return path


def _open_database(path: Path, *, read_only: bool = True) -> ox.Store:
    try:
        return ox.Store.read_only(_hold_folder(path)) if read_only else ox.Store(str(path))
    except (OSError, RuntimeError) as error:
        raise StoreError(
            f"{path}: the store cannot be opened ({error}). Build it again with kg build"
        ) from error


_held: dict[tuple[int, int], int] = {}  # device and number of a folder → the descriptor that holds it


def _hold_folder(path: Path) -> str:
    """A name for this very folder, even if a build puts another in its place.

    A large database opens its files when it needs them, so the folder is held until the process ends, once.
    """
    if sys.platform != "linux":  # elsewhere a path is all there is
        return str(path)
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    stat = os.fstat(descriptor)
    held = _held.setdefault((stat.st_dev, stat.st_ino), descriptor)
    if held != descriptor:
        os.close(descriptor)
    return f"/proc/self/fd/{held}"


def copy_store(source: Path, target: Path) -> None:
    """Copy a database that nobody writes to. Files that a database never changes are shared, where the
    disk allows that.
    """
    target.mkdir()
    for path in source.iterdir():
        if path.suffix == ".sst":
            try:
                os.link(path, target / path.name)
                continue
            except OSError:
                pass
        shutil.copyfile(path, target / path.name)


def _is_database(path: Path) -> bool:
    return (path / "CURRENT").is_file()


def _guess_out(path: Path) -> Path:
    return path.parent if path.name == "store" else path


# ---------------------------------------------------------------- the texts beside the store


class ArticleFile:
    """The articles of a build in one SQLite file: id → title, address, date, text. A context manager."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        self._path = path
        try:
            if create:
                self._db = sqlite3.connect(path)
                self._db.executescript(
                    "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
                    "CREATE TABLE IF NOT EXISTS article (id TEXT PRIMARY KEY, key TEXT, url TEXT, title TEXT,"
                    " published TEXT, path TEXT, body_start INTEGER, text TEXT) WITHOUT ROWID;"
                )
            else:
                self._db = sqlite3.connect(f"file:{_quote_path(path)}?mode=ro", uri=True)
        except sqlite3.Error as error:
            raise StoreError(f"{path}: the articles cannot be opened ({error})") from error

    def __enter__(self) -> ArticleFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Write what is pending and close the file."""
        self._db.commit()
        self._db.close()

    def add(self, article: Article, key: str) -> None:
        """Keep an article; ``key`` is the hash of its content."""
        a = article
        row = (a.id, key, a.url, a.title, a.published, a.path, a.body_start, a.text)
        self._db.execute("INSERT OR REPLACE INTO article VALUES (?,?,?,?,?,?,?,?)", row)

    def remove(self, article_id: str) -> None:
        """Forget an article."""
        self._db.execute("DELETE FROM article WHERE id = ?", (article_id,))

    def get(self, article_id: str) -> Article | None:
        """The article with this id."""
        return next(self._select("WHERE id = ?", article_id), None)

    def __iter__(self) -> Iterator[Article]:
        """All articles by id."""
        return self._select("ORDER BY id")

    def iter_with_keys(self) -> Iterator[tuple[Article, str]]:
        """All articles by id, each with the hash of its content."""
        for article in self:
            row = self._db.execute("SELECT key FROM article WHERE id = ?", (article.id,)).fetchone()
            yield article, row[0]

    def iter_keys(self) -> Iterator[tuple[str, tuple[str, str]]]:
        """Each article's id with the hash of its content and where it lay."""
        for article_id, key, path in self._db.execute("SELECT id, key, path FROM article"):
            yield article_id, (key, path)

    def iter_heads(self) -> Iterator[Article]:
        """All articles by id, without their texts."""
        return self._select("ORDER BY id", text="''")

    def __len__(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM article").fetchone()[0])

    def _select(self, rest: str, *values: str, text: str = "text") -> Iterator[Article]:
        columns = f"id, url, title, published, {text}, path, body_start"
        try:
            for row in self._db.execute(f"SELECT {columns} FROM article {rest}", values):
                yield Article(*row)
        except sqlite3.Error as error:
            raise StoreError(f"{self._path}: the articles cannot be read ({error})") from error


def _quote_path(path: Path) -> str:
    from urllib.parse import quote

    return quote(str(path.resolve()))


# ---------------------------------------------------------------- outputs replaced as one

NEXT = ".next"  # what a build writes into, inside its output folder
OLD = ".old"  # what a folder that gives way to a new one is moved to
READY = ".ready"  # the file in it that says: complete, put it in place


def finish_swap(out: Path) -> None:
    """Put a finished build's outputs in place, also one that was stopped halfway through doing so.

    Until ``.next/.ready`` exists the old outputs stand; from then on each of the new ones is moved in, and
    doing that again after an interruption ends the same.
    """
    fresh = out / NEXT
    if not (fresh / READY).is_file():
        return
    try:
        with lock_outputs(out, ".swap"):
            if not (fresh / READY).is_file():
                return
            for path in sorted(fresh.iterdir()):
                if path.name == READY:
                    continue
                target = out / path.name
                if target.is_dir():  # moved out of the way, so that it is missing for no longer than a blink
                    shutil.rmtree(out / OLD, ignore_errors=True)
                    target.replace(out / OLD)
                path.replace(target)
            (fresh / READY).unlink()
            fresh.rmdir()
            shutil.rmtree(out / OLD, ignore_errors=True)
    except OSError as error:
        raise StoreError(f"{out}: a finished build cannot be put in place ({error})") from error


@contextmanager
def open_output(path: Path) -> Iterator[IO[bytes]]:
    """A file to write that takes the place of ``path`` once it is whole; its folder is made if need be.

    What is no file, as a pipe or a device, is written to. Raises StoreError when it cannot be written.
    """
    part = path.with_name(path.name + ".part") if path.is_file() or not path.exists() else path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            yield file
        if part != path:
            part.replace(path)
    except OSError as error:
        raise StoreError(f"{path}: it cannot be written ({error.strerror})") from error
    finally:
        if part != path:
            with suppress(OSError):
                part.unlink(missing_ok=True)


@contextmanager
def lock_outputs(out: Path, name: str, *, wait: bool = True) -> Iterator[None]:
    """Hold a lock file in an output folder. Without ``wait``, StoreError when another process holds it."""
    path = out / f"{name}.lock"
    with path.open("ab") as file:
        try:
            import fcntl
        except ImportError:  # not on Windows: there the lock is only good manners
            yield
            return
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError as error:
            raise StoreError(
                f"{out}: another build is writing there; wait for it, or give another --out"
            ) from error
        yield
