"""The application: which address is answered by what."""

from __future__ import annotations

import csv
import io
import json
import re
import threading
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlencode

import anyio
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from kg.export import clean_cell
from kg.graph import build_iri, build_prefixes
from kg.model import KgError
from kg.serve import pages
from kg.serve.catalogue import CLASSES
from kg.serve.guard import BodyTooLargeError, Guard
from kg.serve.machine import BORROWED, FORMS, load_ontology, load_terms, query_prefixes, render_thing
from kg.serve.negotiate import choose
from kg.serve.network import FRAME_POLICY, DrawingError, Networks, Wish
from kg.serve.pages import BadRequestError, NotFoundError, View
from kg.serve.pool import Outcome, Pool
from kg.serve.protocol import (
    Asked,
    ProtocolError,
    check_query,
    describe_dataset,
    describe_service,
    read_request,
    set_dataset,
)
from kg.serve.results import GRAPH_TYPES, ROW_TYPES, render_graph
from kg.serve.speech import format_date, say
from kg.serve.ties import render_graphml
from kg.settings import ONTOLOGY_IRI
from kg.store import NAMED_TYPES, Query, iter_queries, load_query, open_store, sort_key

_STATIC = Path(__file__).parent / "static"
_RDF_OFFERS = ("text/html", *(media for media in FORMS.values()))
_TABLE_ROWS = 500
_DRAWING_SECONDS = 120.0
_DATE = re.compile(r"\d{4}-\d\d(-\d\d)?")
_QUESTION_NAME = re.compile("[a-z0-9-]+")
_SAVED_EVENTS = 600  # activities and agreements in a saved page
_KEPT_BYTES = 64 << 20  # of answers to questions


@dataclass(frozen=True, slots=True)
class ServeConfig:
    """How a store is served: seconds and rows per query, megabytes per worker, bytes per request.

    ``origins`` are the web sites that may read answers; ``warm`` starts at once what is slow to start. With
    ``services`` queries may make this machine ask other servers (``SERVICE``).
    """

    store: Path
    host: str = "127.0.0.1"
    token: str = ""
    lang: str = "th"
    origins: tuple[str, ...] = ()
    time_limit: float = 20.0
    row_limit: int = 100_000
    services: bool = False
    memory_limit: int = 2048
    workers: int = 4
    body_limit: int = 1 << 20
    warm: bool = False


class Explorer:
    """A store that is served: its pages, its workers, its networks. Read again when a build replaced it."""

    def __init__(self, config: ServeConfig) -> None:
        self.config = config
        self._lock = threading.Lock()
        self._closing: list[Pool] = []
        self._stamp = _stamp(config.store)
        self._open()

    def _open(self) -> None:
        store = open_store(self.config.store)
        self.view = View(store, self.config.lang)
        path, base = store.path or self.config.store, self.view.catalogue.base
        self.pool = Pool(
            path,
            base,
            size=self.config.workers,
            seconds=self.config.time_limit,
            megabytes=self.config.memory_limit,
        )
        self.drawers = Pool(
            path, base, size=1, seconds=_DRAWING_SECONDS, megabytes=2 * self.config.memory_limit
        )
        self.networks = Networks(self.drawers, store.folder / "graph.html" if store.folder else None)
        self.answers = Answers()

    def refresh(self) -> None:
        """Open the store again if another build has taken its place."""
        stamp = _stamp(self.config.store)
        if stamp == self._stamp or not stamp:
            return
        with self._lock:
            if stamp == self._stamp:
                return
            before = (self.pool, self.drawers)
            try:
                self._open()
            except KgError:
                return
            self._stamp = stamp
            for pool in before:  # what is being asked now may still be answered
                closing = threading.Timer(2 * self.config.time_limit, pool.close)
                closing.daemon = True
                closing.start()
            self._closing += before

    def warm(self) -> None:
        """Start what is slow to start, and answer the questions as they open, while nobody waits for them."""
        self.pool.warm()
        self.networks.prepare()
        for query in iter_queries():
            ask_question(self, query, fill_params(query, {}, self.config.lang))

    def close(self) -> None:
        """End the workers."""
        for pool in (self.pool, self.drawers, *self._closing):
            pool.close()


class Answers:
    """The last answers to questions of the library, which stay true as long as the store does."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, ...], bytes] = OrderedDict()
        self._size = 0

    def find(self, key: tuple[str, ...]) -> bytes | None:
        """The answer kept under a key."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: tuple[str, ...], body: bytes) -> None:
        """Keep an answer; the longest unused ones give way."""
        with self._lock:
            self._size += len(body) - len(self._kept.pop(key, b""))
            self._kept[key] = body
            while self._size > _KEPT_BYTES:
                self._size -= len(self._kept.popitem(last=False)[1])


def fill_params(query: Query, given: Mapping[str, str], lang: str) -> dict[str, str]:
    """The values of a question's parameters: as given, else as the question suggests."""
    suggested = ((p.name, lang if p.type == "lang" else p.default or "") for p in query.params)
    return {name: given.get(name, value)[:500] for name, value in suggested}


def ask_question(explorer: Explorer, query: Query, values: Mapping[str, str]) -> Outcome:
    """The answer to a question of the library, evaluated by a worker unless it is known."""
    key = (query.name, *values.values())
    if (body := explorer.answers.find(key)) is not None:
        return Outcome(body, "application/json")
    answers = explorer.answers
    rows = explorer.config.row_limit
    outcome = explorer.pool.run({"question": query.name, "params": values, "rows": rows})
    if not outcome.problem:
        answers.keep(key, outcome.body)
    return outcome


def _stamp(path: Path) -> tuple[int, int]:
    for one in (path / "store" / "CURRENT", path / "CURRENT", path):
        try:
            found = one.stat()
        except OSError:
            continue
        if not one.is_dir():
            return found.st_ino, found.st_mtime_ns
    return 0, 0


def create_app(config: ServeConfig, explorer: Explorer | None = None) -> Guard:
    """The ASGI application over a store, guarded. ``explorer``: one that is already open."""
    explorer = explorer or Explorer(config)
    asking = _Asking(explorer)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        if config.warm:
            threading.Thread(target=explorer.warm, daemon=True).start()
        yield
        explorer.close()

    def page(show: Callable[[View, Request], Response]) -> Callable[[Request], Response]:
        def endpoint(request: Request) -> Response:
            explorer.refresh()
            return show(explorer.view, request)

        return endpoint

    routes = [
        Route("/", page(pages.show_home)),
        Route("/search", page(pages.show_search)),
        Route("/api/search", page(_suggest)),
        Route("/id/{path:path}", page(_thing), name="thing"),
        Route("/between", page(pages.show_between)),
        Route("/agreements", page(pages.show_agreements)),
        Route("/activities", page(_activities)),
        Route("/questions", page(_questions)),
        Route("/questions/{name}", asking.question),
        Route("/network", page(pages.show_network)),
        Route("/network/frame", lambda request: _frame(explorer, request)),
        Route("/network/save.{form:str}", lambda request: _save_network(explorer, request)),
        Route("/network/{part}", lambda request: _network_part(explorer, request)),
        Route("/sparql", asking.sparql, methods=["GET", "HEAD", "POST"]),
        Route("/api/terms", page(_terms)),
        Route("/ontology", page(_ontology)),
        Route("/.well-known/void", page(_void)),
        Route("/opensearch.xml", page(_opensearch)),
        Route("/healthz", lambda request: PlainTextResponse("ok\n")),
        Route("/favicon.ico", _icon),
        Route("/static/vis-network.js", _vis),
        Mount("/static", _Static(directory=_STATIC)),
    ]

    def show_error(
        request: Request, status: int, detail: str, headers: Mapping[str, str] | None = None
    ) -> Response:
        accept = request.headers.get("accept", "")
        if "text/html" not in accept:
            return PlainTextResponse(detail + "\n", status, dict(headers or {}))
        lang = explorer.view.language(request)
        known = status if status in (400, 404, 405, 406, 503) else 500
        response = explorer.view.render(
            request, "error.html", status, code=status, heading=say(f"error_{known}", lang), detail=detail
        )
        response.headers.update(headers or {})
        return response

    async def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        lang = explorer.view.language(request)
        detail = say("error_404_help", lang) if error.status_code == 404 else str(error.detail)
        return show_error(request, error.status_code, detail, error.headers)

    async def on_missing(request: Request, error: Exception) -> Response:
        return show_error(request, 404, say("error_404_help", explorer.view.language(request)))

    async def on_bad(request: Request, error: Exception) -> Response:
        return show_error(request, 400, str(error))

    async def on_protocol(request: Request, error: Exception) -> Response:
        assert isinstance(error, ProtocolError)
        return PlainTextResponse(error.reason + "\n", error.status, error.headers)

    async def on_drawing(request: Request, error: Exception) -> Response:
        return show_error(request, 503, str(error))

    async def on_fault(request: Request, error: Exception) -> Response:
        return show_error(request, 500, type(error).__name__)

    async def on_large(request: Request, error: Exception) -> Response:
        return PlainTextResponse(f"The request is larger than {config.body_limit:,} bytes.\n", 413)

    app = Starlette(
        routes=routes,
        lifespan=lifespan,
        exception_handlers={
            HTTPException: on_http,
            NotFoundError: on_missing,
            BadRequestError: on_bad,
            ProtocolError: on_protocol,
            BodyTooLargeError: on_large,
            DrawingError: on_drawing,
            Exception: on_fault,
        },
    )
    return Guard(
        app, host=config.host, token=config.token, origins=config.origins, body_limit=config.body_limit
    )


class _Static(StaticFiles):
    """Our own files; browsers ask each time whether they changed."""

    def file_response(self, *arguments: Any, **more: Any) -> Response:
        response = super().file_response(*arguments, **more)
        response.headers["cache-control"] = "no-cache"
        return response


# ---------------------------------------------------------------- things


def _thing(view: View, request: Request) -> Response:
    """A thing as HTML or RDF, as the client prefers or ``format`` says."""
    thing_id = request.path_params["path"]
    known = thing_id if thing_id in view.catalogue.things else _stored_id(view, thing_id)
    if known not in view.catalogue.things and (now := view.catalogue.find_replacement(known)):
        rest = request.url.query
        return RedirectResponse(pages.url_of(now) + (f"?{rest}" if rest else ""), 301)
    asked = request.query_params.get("format", "")
    if asked:
        if asked not in FORMS:
            raise BadRequestError(f"format={asked[:40]}: {', '.join(FORMS)}")
        media = FORMS[asked]
    else:
        chosen = choose(request.headers.get("accept", ""), _RDF_OFFERS)
        if chosen is None:
            raise HTTPException(406, f"This address answers as {', '.join(_RDF_OFFERS)}.", {"vary": "Accept"})
        media = chosen
    address = pages.url_of(known)
    links = ", ".join(
        f'<{address}?format={form}>; rel="alternate"; type="{kind}"' for form, kind in FORMS.items()
    )
    if media == "text/html":
        response = pages.show_thing(view, request, known)
    else:
        form = next(form for form, kind in FORMS.items() if kind == media)
        text = render_thing(view.catalogue, known, form)
        if text is None:
            raise NotFoundError
        response = Response(text, media_type=f"{media}; charset=utf-8", headers={"vary": "Accept"})
    response.headers["link"] = links
    return response


def _stored_id(view: View, path: str) -> str:
    """The id as the store has it: there, what an IRI cannot hold stays percent-encoded."""
    base = view.catalogue.base
    return build_iri(base, path).removeprefix(f"{base}id/")


def _suggest(view: View, request: Request) -> Response:
    return JSONResponse(
        pages.find_suggestions(view, request), headers={"cache-control": "private, max-age=60"}
    )


# ---------------------------------------------------------------- activities


def _activities(view: View, request: Request) -> Response:
    if request.query_params.get("format") != "csv":
        return pages.show_activities(view, request)
    shown, _, _ = pages.find_activities(view, request)
    lang = view.language(request)
    page, catalogue = pages.Page(view, request, lang), view.catalogue
    rows = [["date", "end", "kind", "activity", "who", "status", "country", "id", "source"]]
    for activity in shown:
        source = catalogue.sources.get(activity.articles[0]) if activity.articles else None
        rows.append(
            [
                activity.date,
                activity.end,
                catalogue.concept("activity-kind", activity.kind, lang),
                page.headline(activity),
                " | ".join(dict.fromkeys(catalogue.name(p.actor, lang) for p in activity.parts)),
                activity.status,
                catalogue.name(activity.country, lang) if activity.country else "",
                catalogue.iri(activity.id),
                source.url if source else "",
            ]
        )
    return _csv(rows, "activities.csv")


def _csv(rows: list[list[str]], name: str) -> Response:
    """A table for spreadsheets: with a byte-order mark, and no cell that is taken for a formula."""
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\r\n")
    for row in rows:
        writer.writerow([clean_cell(cell) for cell in row])
    return Response(
        "\ufeff" + output.getvalue(),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"},
    )


# ---------------------------------------------------------------- questions

_GROUPS = ("officials", "meetings", "agreements", "countries", "visits", "networks", "sources", "other")


def _questions(view: View, request: Request) -> Response:
    groups: dict[str, list[Query]] = {}
    for query in iter_queries():
        groups.setdefault(query.note("group") or "other", []).append(query)
    ordered = sorted(
        groups.items(), key=lambda item: (_GROUPS.index(item[0]) if item[0] in _GROUPS else 99, item[0])
    )
    return view.render(request, "questions.html", groups=ordered, known_groups=_GROUPS)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of an answer: its text, where it leads, and the date it is."""

    text: str
    href: str = ""
    outside: bool = False
    number: bool = False
    date: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """An answer to look at."""

    columns: list[str]
    rows: list[list[Cell]]
    total: int
    cut: bool = False
    boolean: bool | None = None


@dataclass(frozen=True, slots=True)
class FormField:
    """A parameter in a form."""

    name: str
    type: str
    label: str
    value: str
    about: str
    kinds: str


class _Asking:
    """The addresses that ask workers."""

    def __init__(self, explorer: Explorer) -> None:
        self._explorer = explorer

    async def _wait(self, ask: Callable[..., Outcome], *arguments: Any) -> Outcome:
        limiter = anyio.CapacityLimiter(1)  # its own, so that waiting queries never hold up pages
        return await anyio.to_thread.run_sync(ask, *arguments, limiter=limiter)

    def _explain(self, outcome: Outcome, lang: str) -> str:
        if outcome.problem in ("time", "memory", "busy"):
            return say(f"problem_{outcome.problem}", lang, seconds=f"{self._explorer.config.time_limit:g}")
        return outcome.reason

    # -- the library

    async def question(self, request: Request) -> Response:
        """A question: its form, and its answer when its values are given or need not be."""
        self._explorer.refresh()
        view = self._explorer.view
        name = request.path_params["name"]
        try:
            query = load_query(name) if _QUESTION_NAME.fullmatch(name) else None
        except KgError:
            query = None
        if query is None:
            raise NotFoundError
        values = fill_params(query, request.query_params, view.language(request))
        outcome = None
        if all(values[param.name] or param.default == "" for param in query.params):
            outcome = await self._wait(ask_question, self._explorer, query, values)
        return await anyio.to_thread.run_sync(self._show_answer, view, request, query, values, outcome)

    def _show_answer(
        self, view: View, request: Request, query: Query, values: dict[str, str], outcome: Outcome | None
    ) -> Response:
        lang = view.language(request)
        table, problem, raw = None, "", None
        if outcome is not None and outcome.problem:
            problem = pages.describe_problem(KgError(self._explain(outcome, lang)))
        elif outcome is not None:
            raw = json.loads(outcome.body)
        if request.query_params.get("format") == "csv":
            if raw is None:
                return PlainTextResponse((problem or "Give every parameter.") + "\n", 400)
            rows = [raw["columns"], *([_plain(cell) for cell in row] for row in raw["rows"])]
            if not raw["cut"]:
                return _csv(rows, f"{query.name}.csv")
            response = _csv(rows, f"{query.name}-first-{len(raw['rows'])}-rows.csv")
            response.headers["x-kg-truncated"] = str(len(raw["rows"]))
            return response
        if raw is not None:
            table = _build_table(pages.Page(view, request, lang), view, raw)
        shared = {name: value for name, value in values.items() if value}
        address = f"/questions/{query.name}" + (f"?{urlencode(shared)}" if shared else "")
        suffix = "_th" if lang == "th" else ""
        return view.render(
            request,
            "question.html",
            200 if not problem else 400,
            q=query,
            title=query.note(f"title{suffix}") or query.title,
            asks=query.note(f"asks{suffix}") or query.asks,
            fields=[
                FormField(
                    p.name,
                    "string" if p.type in NAMED_TYPES else p.type,
                    _label(p.name, lang),
                    values[p.name],
                    p.about if lang == "en" else p.about_th,
                    p.type if p.type in CLASSES else "",
                )
                for p in query.params
            ],
            countries=sorted(
                (
                    (t.detail or t.id.rpartition("/")[2], t.name(lang))
                    for t in view.catalogue.of_kind("country")
                ),
                key=lambda pair: pair[1],
            ),
            table=table,
            problem=problem,
            share=address,
            sparql=_with_values(query, values),
            csv=address + ("&" if shared else "?") + "format=csv",
        )

    # -- the endpoint

    async def sparql(self, request: Request) -> Response:
        """The SPARQL protocol; for browsers, the editor."""
        self._explorer.refresh()
        accept = request.headers.get("accept", "")
        if request.method in ("GET", "HEAD") and "text/html" in accept:
            return _editor(self._explorer.view, request)
        asked = await read_request(request)
        if asked is None:
            return _service_description(request, accept)
        return await self._answer(asked, accept)

    async def _answer(self, asked: Asked, accept: str) -> Response:
        check_query(asked.query, services=self._explorer.config.services)
        text = set_dataset(asked.query, asked.defaults, asked.named)
        limit = self._explorer.config.row_limit
        table, graph = choose(accept, tuple(ROW_TYPES)), choose(accept, tuple(GRAPH_TYPES))
        if table is None and graph is None:
            raise ProtocolError(
                406, f"Rows come as {', '.join(ROW_TYPES)}; graphs as {', '.join(GRAPH_TYPES)}."
            )
        outcome = await self._wait(
            self._explorer.pool.run,
            {
                "query": text,
                "rows": min(asked.rows or limit, limit),
                "cut": bool(asked.rows),
                "services": self._explorer.config.services,
                "table": {table: ROW_TYPES[table]} if table else {},
                "spreadsheet": asked.spreadsheet,
                "graph": {graph: GRAPH_TYPES[graph]} if graph else {},
            },
        )
        if not outcome.problem:
            headers = {"vary": "Accept"}
            if outcome.cut:
                headers["x-kg-truncated"] = str(outcome.rows)
            media = outcome.media if "json" in outcome.media else f"{outcome.media}; charset=utf-8"
            return Response(outcome.body, media_type=media, headers=headers)
        status = {"query": 400, "rows": 400, "unacceptable": 406, "failed": 500}.get(outcome.problem, 503)
        reason = self._explain(outcome, "en")
        if outcome.problem == "unacceptable" and not reason:
            offers = ", ".join(dict.fromkeys(GRAPH_TYPES if table else ROW_TYPES))
            reason = f"The answer to this query comes as {offers}."
        headers = {"retry-after": "5"} if outcome.problem == "busy" else {}
        return PlainTextResponse(reason + "\n", status, headers)


def _with_values(query: Query, values: Mapping[str, str]) -> str:
    """The SPARQL of a question with its values in place, as it can be run anywhere."""
    from kg.store import bind_params, parse_param

    try:
        terms = {p.name: term for p in query.params if (term := parse_param(p, values[p.name])) is not None}
        return bind_params(query.text, terms)
    except KgError:
        return query.text


def _label(name: str, lang: str) -> str:
    key = f"col_{name}"
    from kg.serve.speech import load_words

    return say(key, lang) if key in load_words() else name.replace("_", " ")


def _plain(cell: Mapping[str, str] | None) -> str:
    return cell["value"] if cell else ""


def _build_table(page: pages.Page, view: View, raw: Mapping[str, Any]) -> Table:
    """An answer's raw rows as cells: of ``x``, ``x_th`` and ``x_en`` one, that leads to ``x``."""
    if "boolean" in raw:
        return Table([], [], 1, boolean=bool(raw["boolean"]))
    place = {name: number for number, name in enumerate(raw["columns"])}
    bases = list(dict.fromkeys(name[:-3] if name[-3:] in ("_th", "_en") else name for name in raw["columns"]))
    lang, other = ("th", "en") if page.lang == "th" else ("en", "th")
    columns = []
    for base in bases:
        texts = [place[n] for n in (f"{base}_{lang}", f"{base}_{other}") if n in place]
        columns.append((base, place.get(base), texts))
    rows = []
    for row in raw["rows"][:_TABLE_ROWS]:
        cells = []
        for _, at, texts in columns:
            whole = row[at] if at is not None else None
            text = next((row[n]["value"] for n in texts if row[n]), "")
            cells.append(_build_cell(page, view, whole, text))
        rows.append(cells)
    return Table([_label(base, lang) for base, _, _ in columns], rows, len(raw["rows"]), bool(raw["cut"]))


def _build_cell(page: pages.Page, view: View, term: Mapping[str, str] | None, text: str) -> Cell:
    if term is None:
        return Cell(text)
    value = term["value"]
    if term["type"] == "uri":
        local = view.catalogue.local(value)
        if local in view.catalogue.activities:
            return Cell(page.name(local), pages.url_of(local))
        if local != value and local in view.catalogue.things:
            return Cell(text or page.name(local), pages.url_of(local))
        if local != value and value.startswith(view.catalogue.base + "id/"):
            return Cell(text or local, pages.url_of(local))
        return Cell(text or unquote(value), value if value.startswith(("http://", "https://")) else "", True)
    number = term.get("datatype", "").endswith(("#integer", "#decimal", "#double"))
    if _DATE.fullmatch(value):
        return Cell(format_date(value, page.lang), date=value)
    if value.startswith(("http://", "https://")) and " " not in value:
        return Cell(text or _shorten(value), value, True)
    return Cell(text or value, number=number)


def _shorten(address: str) -> str:
    """An address as its host and its end."""
    host, _, path = unquote(address.partition("://")[2]).partition("/")
    start, slash, end = path.rstrip("/").rpartition("/")
    return host.removeprefix("www.") + ("/…" if start else "") + (f"/{end[-40:]}" if slash or end else "")


# ---------------------------------------------------------------- network


def _frame(explorer: Explorer, request: Request) -> Response:
    """The drawn network, as ``kg view`` makes it: around a thing, or whole."""
    explorer.refresh()
    view = explorer.view
    focus = request.query_params.get("focus", "")
    if focus and focus not in view.catalogue.things:
        raise NotFoundError
    depth = 2 if request.query_params.get("depth") == "2" else 1
    headers = {
        "content-security-policy": FRAME_POLICY,
        "x-frame-options": "SAMEORIGIN",
        "cache-control": "private, no-cache",
    }
    page = explorer.networks.frame(Wish(focus, depth, view.language(request)))
    return Response(page, media_type="text/html; charset=utf-8", headers=headers)


def _save_network(explorer: Explorer, request: Request) -> Response:
    """What a network page shows, to keep: as one offline page, or as GraphML."""
    explorer.refresh()
    view = explorer.view
    activities, _, wanted = pages.find_activities(view, request)
    picture, _ = pages.find_picture(view, request, activities, wanted)
    form = request.path_params["form"]
    if form not in ("html", "graphml"):
        raise NotFoundError
    if form == "graphml":
        body: str | bytes = render_graphml(view.catalogue, picture)
        media = "application/graphml+xml"
    else:
        through = (event for tie in picture.ties.values() for event in tie.through)
        agreements = (node for node in picture.nodes if node in view.catalogue.agreements)
        events = tuple(dict.fromkeys([*agreements, *through]))[:_SAVED_EVENTS]
        start = next(iter(picture.centres), "")
        body = explorer.networks.draw(Wish(start, 2, view.language(request), events))
        media = "text/html; charset=utf-8"
    headers = {"content-disposition": f"attachment; filename=network.{form}"}
    return Response(body, media_type=media, headers=headers)


def _network_part(explorer: Explorer, request: Request) -> Response:
    found = explorer.networks.part(request.path_params["part"])
    if found is None:
        raise NotFoundError
    text, media = found
    headers = {"cache-control": "private, max-age=31536000, immutable"}
    return Response(text, media_type=f"{media}; charset=utf-8", headers=headers)


@lru_cache(maxsize=1)
def _load_vis() -> str:
    """vis-network as pyvis brings it, without the address of its source map."""
    found = sorted(Path(str(files("pyvis"))).glob("lib/vis-*/vis-network.min.js"))
    lines = found[-1].read_text(encoding="utf-8").split("\n") if found else []
    return "\n".join(line for line in lines if not line.startswith("//# sourceMappingURL"))


def _vis(request: Request) -> Response:
    headers = {"cache-control": "private, max-age=86400"}
    return Response(_load_vis(), media_type="text/javascript; charset=utf-8", headers=headers)


def _icon(request: Request) -> Response:
    """The icon for pages that name none, as the drawn network."""
    return FileResponse(_STATIC / "icon.svg", media_type="image/svg+xml")


# ---------------------------------------------------------------- for machines

_EXAMPLE = """SELECT ?activity ?name ?date WHERE {
  ?activity a dip:DiplomaticActivity ;
      skos:prefLabel ?name ;
      dip:date ?date .
}
ORDER BY DESC(?date)
LIMIT 50
"""


def _address(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}"


def _prefix_lines(prefixes: Mapping[str, str], text: str) -> str:
    return "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in prefixes.items() if f"{name}:" in text)


def _editor(view: View, request: Request) -> Response:
    lang = view.language(request)
    prefixes = query_prefixes(view.catalogue.base)
    suffix = "_th" if lang == "th" else ""
    examples = [
        (
            query.note(f"title{suffix}") or query.title,
            _with_values(query, {p.name: p.default or "" for p in query.params}),
        )
        for query in iter_queries()
    ]
    text = request.query_params.get("query", "") or _prefix_lines(prefixes, _EXAMPLE) + "\n" + _EXAMPLE
    return view.render(
        request,
        "editor.html",
        text=text,
        examples=examples[:14],
        endpoint=_address(request) + "/sparql",
        data_base=view.catalogue.base,
    )


def _service_description(request: Request, accept: str) -> Response:
    media = choose(accept, tuple(GRAPH_TYPES))
    if media is None:
        raise ProtocolError(400, "Send a query in the parameter query.")
    address = _address(request)
    triples = describe_service(f"{address}/sparql", f"{address}/.well-known/void#dataset")
    prefixes = build_prefixes() | {"sd": "http://www.w3.org/ns/sparql-service-description#"}
    return Response(
        render_graph(sorted(triples, key=sort_key), GRAPH_TYPES[media], prefixes),
        media_type=f"{media}; charset=utf-8",
        headers={"vary": "Accept"},
    )


def _void(view: View, request: Request) -> Response:
    media = choose(request.headers.get("accept", ""), tuple(GRAPH_TYPES)) or "text/turtle"
    catalogue = view.catalogue
    examples = [
        catalogue.iri(thing.id)
        for kind in ("official", "activity", "agreement")
        for thing in sorted(catalogue.of_kind(kind), key=lambda t: (-t.weight, t.id))[:1]
    ]
    triples = describe_dataset(
        _address(request),
        catalogue.base,
        {kind: view.counts[kind] for kind in CLASSES},
        len(view.store),
        {kind: ONTOLOGY_IRI + name for kind, name in CLASSES.items()},
        examples,
        catalogue.latest(),
    )
    prefixes = build_prefixes() | {"void": "http://rdfs.org/ns/void#", "foaf": "http://xmlns.com/foaf/0.1/"}
    return Response(
        render_graph(sorted(triples, key=sort_key), GRAPH_TYPES[media], prefixes),
        media_type=f"{media}; charset=utf-8",
        headers={"vary": "Accept"},
    )


def _terms(view: View, request: Request) -> Response:
    lang = view.language(request)
    return JSONResponse(
        {
            "prefixes": query_prefixes(view.catalogue.base),
            "terms": [
                *([t.curie, t.sort, t.label[lang] or t.label["en"]] for t in load_terms()),
                *([curie, "other", ""] for curie in BORROWED),
            ],
        }
    )


def _ontology(view: View, request: Request) -> Response:
    asked = request.query_params.get("format", "")
    media = FORMS.get(asked) or choose(request.headers.get("accept", ""), _RDF_OFFERS)
    if media is None:
        raise HTTPException(406, f"This address answers as {', '.join(_RDF_OFFERS)}.")
    if media == "text/html":
        return view.render(request, "ontology.html", terms=load_terms(), namespace=ONTOLOGY_IRI)
    triples = sorted(load_ontology().iter_triples(), key=sort_key)
    form = next(form for form, kind in FORMS.items() if kind == media)
    return Response(
        render_graph(triples, form, build_prefixes()),
        media_type=f"{media}; charset=utf-8",
        headers={"vary": "Accept"},
    )


def _opensearch(view: View, request: Request) -> Response:
    from xml.sax.saxutils import escape

    address = escape(_address(request))
    name = escape(say("title", view.language(request)))
    return Response(
        '<?xml version="1.0" encoding="UTF-8"?>\n<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">'
        f'<ShortName>{name}</ShortName><Url type="text/html" template="{address}/search?q={{searchTerms}}"/>'
        "</OpenSearchDescription>\n",
        media_type="application/opensearchdescription+xml",
    )


__all__ = ["Explorer", "ServeConfig", "create_app"]
