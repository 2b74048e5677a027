"""A network → one self-contained page that opens offline: the data drawn by vis-network, nothing fetched from
anywhere.

pyvis keeps the nodes, edges and options and brings vis-network; the page around them, which asks nothing of
the network when it opens, is ours (``page.html``, ``page.css``, ``words.json`` and the scripts).
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib.resources import files
from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.model import KgError
from kg.network import (
    EVENT_KINDS,
    KINDS,
    PROJECTIONS,
    QuoteBook,
    Rows,
    build_meetings,
    build_network,
    build_shared,
    build_ties,
    find_backbone,
    find_focus,
    find_neighbourhood,
    find_strongest_actors,
    find_strongest_events,
    load_quotes,
)
from kg.store import open_output
from kg.view.layout import build_layout, build_map, extend_layout

if TYPE_CHECKING:
    import networkx as nx

SHAPES: dict[str, str] = {
    "official": "dot",
    "organisation": "square",
    "country": "hexagon",
    "activity": "diamond",
    "agreement": "star",
    "post": "triangleDown",
}
COLOURS: dict[str, str] = {  # Okabe and Ito's palette: told apart also by those who see fewer colours
    "official": "#0072b2",
    "organisation": "#009e73",
    "country": "#d55e00",
    "activity": "#e69f00",
    "agreement": "#cc79a7",
    "post": "#56b4e9",
}
_NIGHT: dict[str, str] = {  # the same hues, light enough for a dark page
    "official": "#4aa3e3",
    "organisation": "#22c095",
    "country": "#f0803c",
    "activity": "#f2b632",
    "agreement": "#e29ac4",
    "post": "#93d3f7",
}
_BASE_SIZE = {
    "official": 10.0,
    "organisation": 9.5,
    "country": 16.0,
    "activity": 8.0,
    "agreement": 10.5,
    "post": 9.0,
}
VIEWS: tuple[str, ...] = ("whole", "strongest", *PROJECTIONS)
"""What ``render_page`` can draw."""

MAP_NODES = 3000  # with more nodes than this the whole network is drawn as a map
_LINKS = 160  # lines between communities
_RESERVE = 4  # nodes kept beside the opened ones, to be searched and focused, as a multiple of the limit
_QUOTES = 3  # quotes kept per fact
_QUOTE_LENGTH = 420
_RELATIONS = (
    "participation",
    "tenure",
    "party",
    "signatory",
    "signed_at",
    "part_of",
    "in_country",
    "of_country",
    "body",
    "succeeded_by",
    "side",
    "met",
    "agreed",
)
_SCRIPTS = ("words.js", "graph.js", "picture.js", "panel.js", "controls.js")  # one scope, in this order
_MAP_SCRIPTS = ("words.js", "graph.js", "canvas.js", "picture.js", "panel.js", "controls.js")
_INFERRED, _FORMER, _ACTING = 1, 2, 4


def write_page(
    store: Rows,
    path: Path | str,
    *,
    view: str = "whole",
    focus: str | None = None,
    depth: int = 1,
    limit: int = 600,
    lang: str = "th",
    book: QuoteBook | None = None,
) -> None:
    """Write the page of ``render_page`` to ``path`` as UTF-8."""
    page = render_page(store, view=view, focus=focus, depth=depth, limit=limit, lang=lang, book=book)
    with open_output(Path(path)) as file:
        file.write(page.encode())


def render_page(
    store: Rows,
    *,
    view: str = "whole",
    focus: str | None = None,
    depth: int = 1,
    limit: int = 600,
    lang: str = "th",
    book: QuoteBook | None = None,
) -> str:
    """Draw what a store holds as one HTML page.

    ``view`` is one of ``VIEWS``: the whole network, as a map of its communities when it has more than
    ``MAP_NODES`` nodes; its strongest ties; or one kind of tie, as ``kg.network.build_meetings`` has them.
    ``focus`` (an id, an IRI or a name in any form) opens the page on that node and all within ``depth`` steps
    of it. At most ``limit`` nodes are drawn when the page opens, those with the strongest ties; up to four
    times as many more are in the page to be searched and opened, and the page says how many are not shown and
    not in it. A map holds everything. ``lang`` is the language it opens in, "th" or "en"; ``book`` knows
    quotes that the store need not be asked for. The same store gives the same text. KgError when nothing is
    called ``focus``.
    """
    if lang not in ("th", "en"):
        raise KgError(f"the page speaks th and en, not {lang!r}")
    if limit < 1 or depth < 1:
        raise KgError("limit and depth must be at least 1")
    if view not in VIEWS:
        raise KgError(f"there is no view {view!r}; there are {', '.join(VIEWS)}")
    graph = build_network(store, evidence=False)
    if view == "whole" and focus is None and len(graph) > MAP_NODES:
        return render_map(graph, store, lang=lang, book=book)
    if view in PROJECTIONS:
        graph = build_meetings(graph, view)
    return render_network(
        graph,
        store,
        focus=focus,
        depth=depth,
        limit=limit,
        lang=lang,
        events=view == "agreements",
        book=book,
    )


def render_map(
    graph: nx.MultiDiGraph[str],
    store: Rows | None = None,
    *,
    lang: str = "th",
    book: QuoteBook | None = None,
) -> str:
    """Draw all of a network, its communities first: one canvas, made for tens of thousands of nodes.

    ``store`` is asked for the quotes; None: those on the edges are used.
    """
    if store is not None:
        load_quotes(store, graph, most=_QUOTES, book=book)
    kept = _sort_nodes(graph, dict.fromkeys(graph, 0))
    number = {name: i for i, name in enumerate(kept)}
    sizes = {name: _size(graph.nodes[name]) for name in kept}
    # a body is not part of all that its country does
    ties = build_ties(graph, graph, but="of_country")
    places, communities = build_map(ties, sizes)
    member = {name: index for index, community in enumerate(communities) for name in community.members}
    data = _build_data(graph, graph, len(kept), kept, None, (places, places))
    data["meta"].update(lang=lang, depth=1, focus=None, member=[member.get(name, -1) for name in kept])
    data["meta"]["groups"] = [
        [c.x, c.y, c.radius, sorted(number[n] for n in c.members)[:3]] for c in communities
    ]
    data["meta"]["links"] = _count_links(ties, member)
    return _render(data, lang)


def _count_links(ties: nx.Graph[str], member: Mapping[str, int]) -> list[tuple[int, int, int]]:
    """The communities with the most ties between them, and how many."""
    counted: Counter[tuple[int, int]] = Counter()
    for a, b in ties.edges():
        one, two = sorted((member.get(a, -1), member.get(b, -1)))
        if one >= 0 and one != two:
            counted[one, two] += 1
    strongest = sorted(counted.items(), key=lambda link: (-link[1], link[0]))[:_LINKS]
    return [(one, two, count) for (one, two), count in strongest]


def render_network(
    graph: nx.MultiDiGraph[str],
    store: Rows | None = None,
    *,
    focus: str | None = None,
    depth: int = 1,
    limit: int = 600,
    lang: str = "th",
    events: bool = False,
    book: QuoteBook | None = None,
) -> str:
    """Draw a network that is already read, as ``render_page`` does.

    ``store`` is asked for the quotes of the part that is kept; None: those on the edges are used. With
    ``events`` activities and agreements are drawn from the start, however many there are.
    """
    centre = find_focus(graph, focus) if focus else None
    pool = dict.fromkeys(graph, 0) if centre is None else find_neighbourhood(graph, centre, depth)
    room = limit * (1 + _RESERVE)
    folded = len(pool) > limit  # too much to draw: open on the actors, tied by what they share
    if folded:
        eventful = any(data["kind"] in EVENT_KINDS for _, data in graph.nodes(data=True))
        actors = _pick_actors(graph, max(1, limit // 3) if eventful else limit, centre)
        opened = actors + find_strongest_events(graph, limit - len(actors), actors)
        more = find_strongest_actors(graph, limit, centre)
        rest = [*more, *find_strongest_events(graph, room, actors), *_sort_nodes(graph, pool)]
    else:
        opened = _sort_nodes(graph, pool)
        rest = [] if centre is None else _sort_nodes(graph, find_neighbourhood(graph, centre, depth + 1))
    kept = list(dict.fromkeys([*opened, *rest]))[:room]
    part: nx.MultiDiGraph[str] = graph.subgraph(kept).copy()
    if store is not None:
        load_quotes(store, part, most=_QUOTES, book=book)
    shared = find_backbone(build_shared(graph, actors)) if folded and eventful and not events else None
    data = _build_data(graph, part, len(opened), kept, shared)
    data["meta"].update(lang=lang, depth=depth, focus=kept.index(centre) if centre is not None else None)
    return _render(data, lang)


def _pick_actors(graph: nx.MultiDiGraph[str], limit: int, centre: str | None) -> list[str]:
    """The strongest actors; those that nothing ties to the others give up their place."""
    actors = find_strongest_actors(graph, limit + limit // 2, centre)
    shared, told = build_shared(graph, actors), build_ties(graph, actors)
    tied = [name for name in actors if shared.degree(name) or told.degree(name)]
    return (tied or actors)[:limit]


def _sort_nodes(graph: nx.MultiDiGraph[str], pool: Mapping[str, int]) -> list[str]:
    """Nodes by distance, then by weight."""
    return sorted(pool, key=lambda name: (pool[name], -graph.nodes[name]["weight"], name))


# ---------------------------------------------------------------- the data of the page


class _Table:
    """Values kept once and spoken of by number."""

    def __init__(self) -> None:
        self.rows: list[Any] = []
        self._number: dict[Any, int] = {}

    def add(self, row: Any) -> int:
        """The number of ``row``, which is kept when it is new."""
        if row not in self._number:
            self._number[row] = len(self.rows)
            self.rows.append(row)
        return self._number[row]


def _build_data(
    graph: nx.MultiDiGraph[str],
    part: nx.MultiDiGraph[str],
    opened: int,
    kept: Sequence[str],
    shared: nx.Graph[str] | None,
    places: tuple[Mapping[str, tuple[int, int]], Mapping[str, tuple[int, int]]] | None = None,
) -> dict[str, Any]:
    """All that the page shows: the nodes ``kept`` (the first ``opened`` of them at once) and the facts among
    them.

    ``shared`` (None: draw everything) holds the ties between actors through activities that start hidden;
    ``places`` are the positions of the opened nodes and of all, worked out here unless they are given.
    """
    number = {name: i for i, name in enumerate(kept)}
    sizes = {name: _size(part.nodes[name]) for name in kept}
    near, wide = places or _place(part, opened, kept, shared, sizes)
    concepts, notes, quotes, articles = _Table(), _Table(), _Table(), _Table()

    nodes: list[dict[str, Any]] = []
    infos: list[dict[str, Any]] = []
    for name in kept:
        data = part.nodes[name]
        x, y = near.get(name, wide[name])
        nodes.append({"id": number[name], "shape": SHAPES[data["kind"]], "size": sizes[name], "x": x, "y": y})
        infos.append(_build_info(name, data, concepts))

    facts: list[list[Any]] = []
    bundles: dict[tuple[int, int], list[int]] = {}
    for source, target, fact in sorted(
        part.edges(data=True), key=lambda e: (number[e[0]], number[e[1]], *_order(e[2]))
    ):
        row_quotes = []
        for quote in fact["quotes"][:_QUOTES]:
            source_row = part.graph["articles"].get(quote.article)
            article = articles.add(
                (source_row.title, source_row.url, source_row.issued)
                if source_row
                else (quote.article, "", "")
            )
            row_quotes.append(quotes.add((article, _shorten(quote.text))))
        flags = fact["inferred"] * _INFERRED + fact["former"] * _FORMER + fact["acting"] * _ACTING
        facts.append(
            [
                number[source],
                number[target],
                _RELATIONS.index(fact["relation"]),
                concepts.add(fact["role"]) if fact["role"] else -1,
                notes.add((fact["note_th"], fact["note_en"])) if fact["note_th"] or fact["note_en"] else -1,
                fact["start"],
                fact["end"],
                flags,
                row_quotes,
            ]
        )
        bundles.setdefault((number[source], number[target]), []).append(len(facts) - 1)
    edges: list[dict[str, Any]] = [
        {"from": one, "to": two, "facts": rows} for (one, two), rows in sorted(bundles.items())
    ]
    options: Mapping[str, Any] = {}
    if places is None:
        nodes, edges, options = _prepare(nodes, edges, [part.nodes[name] for name in kept])

    codes = sorted({code for info in infos for code in info.get("c", ())})
    names = {
        d["detail"]["code"]: (d["th"], d["en"]) for _, d in graph.nodes(data=True) if d["kind"] == "country"
    }
    known = part.graph["concepts"]
    return {
        "meta": {
            "total": len(graph),
            "open": opened,
            "off": list(EVENT_KINDS) if shared is not None else [],
            "kinds": [[kind, SHAPES[kind], COLOURS[kind], _NIGHT[kind]] for kind in KINDS],
            "relations": list(_RELATIONS),
        },
        "nodes": nodes,
        "edges": edges,
        "options": options,
        "info": infos,
        "wide": [] if wide is near else [at for name in kept for at in wide[name]],
        "facts": facts,
        "ties": [
            [*sorted((number[one], number[two])), sorted(tie["years"].items())]
            for one, two, tie in ([] if shared is None else shared.edges(data=True))
        ],
        "quotes": quotes.rows,
        "articles": articles.rows,
        "concepts": [[name, *known.get(name, ("", ""))] for name in concepts.rows],
        "notes": notes.rows,
        "countries": {code: names.get(code, (code, code)) for code in codes},
    }


def _prepare(
    nodes: Sequence[Mapping[str, Any]], edges: Sequence[Mapping[str, Any]], told: Sequence[Mapping[str, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], dict[str, Any]]:
    """Nodes, edges and options as pyvis hands them to vis-network."""
    from pyvis.network import Network

    net = Network(directed=True, cdn_resources="in_line")
    for node, data in zip(nodes, told, strict=True):
        look = {key: value for key, value in node.items() if key != "id"}
        net.add_node(node["id"], label=data["th"] or data["en"], group=data["kind"], **look)
    for edge in edges:
        width = round(1 + min(5.0, 0.8 * (len(edge["facts"]) - 1) ** 0.5), 1)
        net.add_edge(edge["from"], edge["to"], facts=edge["facts"], width=width, arrows="")
    net.set_options(json.dumps(_OPTIONS))
    drawn, lines, _, _, _, options = net.get_network_data()
    return drawn, lines, json.loads(options)


def _place(
    part: nx.MultiDiGraph[str],
    opened: int,
    kept: Sequence[str],
    shared: nx.Graph[str] | None,
    sizes: Mapping[str, float],
) -> tuple[dict[str, tuple[int, int]], dict[str, tuple[int, int]]]:
    """Positions of the opened nodes, and of all."""
    first, everything = build_ties(part, kept[:opened]), build_ties(part, kept)
    if shared is None:
        core = build_layout(first, sizes)
    else:
        ties = build_ties(part, shared)
        ties.add_edges_from(shared.edges(data=True))
        core = build_layout(ties, sizes)
    near = extend_layout(core, first, sizes)
    return near, near if opened == len(kept) else extend_layout(near, everything, sizes)


def _order(fact: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(fact[part]) for part in ("start", "relation", "role", "claim", "note_th", "note_en"))


def _size(data: Mapping[str, Any]) -> float:
    """A radius that grows with the square root of the facts, so that the area tells their number."""
    more = max(0, int(data["weight"]) - 1)
    return round(_BASE_SIZE[data["kind"]] + min(22.0, 1.7 * sqrt(more)), 1)


def _build_info(name: str, data: Mapping[str, Any], concepts: _Table) -> dict[str, Any]:
    """What the page tells of a node, empty values left out; the keys are short because there are thousands of
    them."""
    detail = data["detail"]
    info: dict[str, Any] = {
        "i": name,
        "k": KINDS.index(data["kind"]),
        "th": _undated(data["th"], data),
        "en": _undated(data["en"], data) if data["en"] != data["th"] else "",
        "a": list(data["aka"]),
        "h": list(data["hidden"]),
        "d": data["start"],
        "e": data["end"],
        "y": list(data["years"]),
        "c": list(data["countries"]),
        "w": data["weight"],
        "code": detail.get("code", ""),
        "t": [concepts.add(c) for c in detail.get("type", ())],
        "s": [concepts.add(c) for c in detail.get("status", ())],
        "p": [concepts.add(c) for c in detail.get("topic", ())],
        "v": detail.get("venue", ""),
        "l": [*detail["place"]] if any(detail.get("place", ())) else [],
        "H": [[date, concepts.add(status), seen] for date, status, seen in detail.get("history", ())],
        "P": [list(post) for post in detail.get("posts", ())],
    }
    return {key: value for key, value in info.items() if value not in ("", [])}


def _undated(text: str, data: Mapping[str, Any]) -> str:
    """A name without the ISO date behind it: the page writes dates in the reader's own calendar."""
    bare = text.removesuffix(data["start"]).rstrip() if data["start"] else text
    return bare or text


def _shorten(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _QUOTE_LENGTH else flat[: _QUOTE_LENGTH - 1].rstrip() + "…"


_OPTIONS: dict[str, Any] = {
    "layout": {"improvedLayout": False, "randomSeed": 1},
    "physics": {
        "enabled": False,
        "solver": "forceAtlas2Based",
        "forceAtlas2Based": {
            "gravitationalConstant": -60,
            "springLength": 70,
            "springConstant": 0.05,
            "avoidOverlap": 0.4,
        },
        "minVelocity": 1.5,
        "timestep": 0.4,
        "stabilization": False,
    },
    "interaction": {
        "hover": True,
        "hoverConnectedEdges": False,
        "selectConnectedEdges": False,
        "hideEdgesOnDrag": False,
        "hideEdgesOnZoom": False,
        "keyboard": {"enabled": True, "bindToWindow": False, "autoFocus": False},
        "multiselect": False,
        "tooltipDelay": 100,
        "zoomSpeed": 0.7,
    },
    "nodes": {"borderWidth": 1, "borderWidthSelected": 1, "labelHighlightBold": False},
    "edges": {"smooth": False, "hoverWidth": 1.5, "selectionWidth": 2, "arrows": {"to": {"enabled": False}}},
    "groups": {kind: {"shape": SHAPES[kind], "color": COLOURS[kind]} for kind in KINDS},
}


# ---------------------------------------------------------------- the page


def _render(data: Mapping[str, Any], lang: str) -> str:
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    here = files("kg.view")
    words = json.loads(here.joinpath("words.json").read_text(encoding="utf-8"))
    style = here.joinpath("page.css").read_text(encoding="utf-8")
    on_canvas = "groups" in data["meta"]
    names = _MAP_SCRIPTS if on_canvas else _SCRIPTS
    own = "\n".join(here.joinpath(name).read_text(encoding="utf-8") for name in names)
    scripts = [*([] if on_canvas else [_load_vis()]), f'(() => {{\n"use strict";\n{own}}})();']
    policy = "; ".join(
        [
            "default-src 'none'",
            "script-src " + " ".join(_source_hash(script) for script in scripts),
            "style-src " + _source_hash(style),
            "img-src data: blob:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )
    page = Environment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True).from_string(
        here.joinpath("page.html").read_text(encoding="utf-8")
    )
    return page.render(
        lang=lang,
        words=words[lang],
        policy=policy,
        style=Markup(style),
        data=Markup(_embed({key: value for key, value in data.items() if key != "quotes" or not on_canvas})),
        quotes=Markup(_embed(data["quotes"])) if on_canvas else "",
        all_words=Markup(_embed(words)),
        scripts=[Markup(script) for script in scripts],
    )


def _load_vis() -> str:
    """vis-network as pyvis ships it, without its pointer to a source map, which browsers would look for."""
    found = sorted(Path(str(files("pyvis"))).glob("lib/vis-*/vis-network.min.js"))
    if not found:
        raise KgError(
            "pyvis has no vis-network among its files; reinstall it: pip install --force-reinstall pyvis"
        )
    lines = found[-1].read_text(encoding="utf-8").rstrip().split("\n")
    text = "\n".join(line for line in lines if not line.startswith("//# sourceMappingURL"))
    return text.replace("</script", "<\\/script")


def _source_hash(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def _embed(value: Any) -> str:
    """JSON that no HTML parser can mistake for a tag or a comment."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text
