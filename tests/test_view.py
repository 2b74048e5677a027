"""The page: one file, nothing fetched, hostile text harmless, and in real Chromium it draws, searches,
filters, focuses."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from test_network import KISHIDA, MINI, PRAYUT, TALKS, Rows

from kg.model import KgError
from kg.network import build_network, build_ties
from kg.view import render_map, render_network, render_page, write_page
from kg.view.layout import build_layout

AMBASSADOR = "person/ซาตู-ซุยก์การี-เคลฟเวน"
DRAWN = 52  # officials, bodies, countries, activities and agreements of the fixture


@pytest.fixture(scope="module")
def html() -> str:
    return render_page(Rows(MINI.read_bytes()))


def _data(html: str, name: str = "data") -> Any:
    match = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', html, re.DOTALL)
    assert match
    return json.loads(match[1])


# ---------------------------------------------------------------- the file


def test_the_page_holds_everything_and_points_nowhere(html: str) -> None:
    assert "vis-network" in html
    bare = re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL)
    assert not re.search(r"""(src|href)\s*=""", bare)
    assert not re.search(r"@import|url\(", bare)
    assert "sourceMappingURL" not in html
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert policy
    assert "default-src &#39;none&#39;" in policy[1]
    assert "unsafe" not in policy[1]


def test_the_same_store_gives_the_same_bytes(html: str, tmp_path: Path) -> None:
    write_page(Rows(MINI.read_bytes()), tmp_path / "a.html")
    assert (tmp_path / "a.html").read_bytes() == html.encode()
    code = (
        "import sys, hashlib; sys.path[:0] = sys.argv[1:3]\n"
        "import kg.view\nfrom test_network import MINI, Rows\nrows = Rows(MINI.read_bytes())\n"
        "pages = [kg.view.render_page(rows, view=view) for view in kg.view.VIEWS]\n"
        "kg.view.MAP_NODES = 0\npages.append(kg.view.render_page(rows))\n"
        "print(*(hashlib.sha256(page.encode()).hexdigest() for page in pages))"
    )
    here = Path(__file__).parent
    prints = {
        subprocess.run(
            [sys.executable, "-c", code, str(here), str(here.parent)],
            env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(prints) == 1, "the page depends on the order of hashes"


def test_a_large_graph_opens_on_its_strongest_ties_and_counts_the_hidden(html: str) -> None:
    small = _data(render_page(Rows(MINI.read_bytes()), limit=9))
    assert small["meta"]["open"] == 9
    assert len(small["nodes"]) == 45
    assert small["meta"]["total"] == len(_data(html)["nodes"]) == DRAWN
    assert [info["i"] for info in small["info"][:3]] == ["country/TH", PRAYUT, "country/KR"]
    assert small["meta"]["off"] == ["activity", "agreement"]
    assert _data(html)["meta"]["off"] == []


def test_ties_of_a_large_graph_count_what_is_not_in_the_page() -> None:
    data = _data(render_page(Rows(MINI.read_bytes()), limit=9, focus=KISHIDA, depth=2))
    names = [info["i"] for info in data["info"]]
    years = {frozenset((names[a], names[b])): dict(map(tuple, counts)) for a, b, counts in data["ties"]}
    assert years[frozenset((PRAYUT, KISHIDA))] == {2022: 4}


def test_focus_opens_on_the_neighbourhood() -> None:
    data = _data(render_page(Rows(MINI.read_bytes()), focus="Finland", depth=1, lang="en"))
    names = [info["i"] for info in data["info"]]
    assert names[data["meta"]["focus"]] == "country/FI"
    assert set(names[: data["meta"]["open"]]) == {"country/FI", AMBASSADOR}
    assert PRAYUT not in names, "the page is about the neighbourhood"


def test_bad_wishes_are_refused() -> None:
    rows = Rows(MINI.read_bytes())
    for wish in ({"focus": "Metternich"}, {"lang": "fr"}, {"limit": 0}, {"depth": 0}):
        with pytest.raises(KgError):
            render_page(rows, **wish)  # type: ignore[arg-type]


def test_quotes_are_kept_once_and_short() -> None:
    rows = Rows(MINI.read_bytes())
    graph = build_network(rows)
    data = _data(render_network(graph))
    assert len({tuple(quote) for quote in data["quotes"]}) == len(data["quotes"])
    edge = next(d for _, _, d in graph.edges(data=True) if d["quotes"])
    quote = type(edge["quotes"][0])(edge["quotes"][0].article, "ยาว " * 3000)
    for _, _, fact in graph.edges(data=True):
        fact["quotes"] = (quote,) * 50
    assert len(render_network(graph)) < len(render_page(rows)) + 20_000


# ---------------------------------------------------------------- the layout


def test_positions_are_apart_and_the_same_every_time() -> None:
    graph = build_network(Rows(MINI.read_bytes()))
    ties, sizes = build_ties(graph, graph), dict.fromkeys(graph, 9.0)
    places = build_layout(ties, sizes)
    assert places == build_layout(ties, sizes)
    spots = sorted(places.values())
    assert len(spots) == len(graph)
    closest = (
        min((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 for i, a in enumerate(spots) for b in spots[i + 1 :])
        ** 0.5
    )
    assert closest >= 2 * 9.0


def test_tied_nodes_stand_nearer_than_others() -> None:
    ties = nx.disjoint_union(nx.complete_graph(12), nx.complete_graph(12))
    ties.add_edge(0, 12)
    ties = nx.relabel_nodes(ties, str)
    places = build_layout(ties, dict.fromkeys(ties, 8.0))

    def far(a: str, b: str) -> float:
        return ((places[a][0] - places[b][0]) ** 2 + (places[a][1] - places[b][1]) ** 2) ** 0.5

    inside = [far(str(a), str(b)) for a in range(12) for b in range(a)]
    across = [far(str(a), str(b)) for a in range(12) for b in range(12, 24)]
    assert sum(inside) / len(inside) < 0.6 * sum(across) / len(across)


def test_components_do_not_lie_on_each_other() -> None:
    ties = nx.Graph([("a", "b"), ("c", "d"), ("e", "f")])
    ties.add_nodes_from("ghijkl")
    places = build_layout(ties, dict.fromkeys(ties, 10.0))
    spots = list(places.values())
    assert all(
        (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 >= 400 for i, a in enumerate(spots) for b in spots[i + 1 :]
    )
    assert build_layout(nx.Graph(), {}) == {}


# ---------------------------------------------------------------- in Chromium


class Tab:
    """A page open in the browser that keeps all it says and asks for."""

    def __init__(self, browser: Any, path: Path, **context: Any) -> None:
        self.context = browser.new_context(
            viewport=context.pop("viewport", {"width": 1280, "height": 800}), **context
        )
        self.page = self.context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        self.page.on("dialog", lambda dialog: (self.said.append("dialog"), dialog.dismiss()))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(path.as_uri())
        self.page.wait_for_function("window.kgView && kgView.labels() > 0")

    def run(self, script: str, *args: Any) -> Any:
        return self.page.evaluate(script, *args)

    def shown(self) -> list[str]:
        return self.run("kgView.visible().map((i) => kgView.info(i).i)")

    def settle(self) -> None:
        self.run("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def close(self) -> None:
        self.context.close()
        assert self.said == []
        own = [url for url in self.asked if url.startswith("file:")]
        assert len(own) == 1
        assert [url for url in self.asked if not url.startswith(("file:", "blob:"))] == []


@pytest.fixture
def mini(html: str, tmp_path: Path, browser: Any) -> Iterator[Tab]:
    path = tmp_path / "graph.html"
    path.write_text(html, encoding="utf-8")
    tab = Tab(browser, path)
    yield tab
    tab.close()


_INKED = """(box) => { // share of the canvas's pixels in a box that carry ink
  const seen = document.querySelector('#network canvas'), ratio = seen.width / seen.clientWidth;
  const [x, y, w, h] = (box || [0, 0, seen.clientWidth, seen.clientHeight]).map((n) => n * ratio);
  const copy = document.createElement('canvas');
  copy.width = w; copy.height = h;
  const pen = copy.getContext('2d', { willReadFrequently: true });
  pen.drawImage(seen, -x, -y);
  const dots = pen.getImageData(0, 0, w, h).data;
  let inked = 0;
  for (let i = 3; i < dots.length; i += 4) inked += dots[i] > 60;
  return inked / (dots.length / 4);
}"""
_PLACE = """(ids) => { // the middle of some nodes, in pixels of the window
  const frame = document.querySelector('#network').getBoundingClientRect();
  const spots = ids.map((id) => kgView.screen(kgView.indexOf(id)));
  const mean = (key) => spots.reduce((sum, spot) => sum + spot[key], 0) / spots.length;
  return [mean('x') + frame.x, mean('y') + frame.y];
}"""
_LINE = """(pair) => { // the name of the line between two nodes
  const [a, b] = pair.map(kgView.indexOf).sort((x, y) => x - y);
  return a + '-' + b;
}"""


def test_it_draws_and_asks_for_nothing(mini: Tab) -> None:
    assert len(mini.shown()) == DRAWN
    assert mini.run(_INKED) > 0.005
    spot = mini.run("kgView.screen(kgView.indexOf('country/TH'))")
    assert mini.run(_INKED, [spot["x"] - 6, spot["y"] - 6, 12, 12]) > 0.95, (
        "a country is drawn where it is said to be"
    )
    assert str(DRAWN) in mini.page.inner_text("#status")


def test_thai_is_drawn_with_a_font_that_has_it(mini: Tab) -> None:
    widths = mini.run("""() => { const c = document.createElement('canvas').getContext('2d');
      c.font = '40px ' + getComputedStyle(document.body).fontFamily;
      return ['กี', 'ก', 'ญี่ปุ่น', '\\u{10FFFE}', 'กรม'].map((t) => c.measureText(t).width); }""")
    assert widths[0] == pytest.approx(widths[1], abs=1), "a vowel above takes no room of its own"
    assert widths[4] > 1.5 * widths[1]
    assert mini.run("document.documentElement.lang") == "th"
    assert "ประยุทธ์ จันทร์โอชา" in mini.page.inner_text("#panel")
    mini.run("kgView.select(kgView.indexOf('country/JP'))")
    mini.settle()
    spot = mini.run("kgView.screen(kgView.indexOf('country/JP'))")
    assert mini.run(_INKED, [spot["x"] - 24, spot["y"] + 18, 48, 26]) > 0.12, "the name stands below the node"


@pytest.mark.parametrize("typed", ["ประยุทธ์", "ประยุทธ จันทร", "prayut", "PRAYUTH  chan"])
def test_search_finds_thai_and_latin_and_enter_opens(mini: Tab, typed: str) -> None:
    mini.page.keyboard.press("/")
    mini.page.keyboard.type(typed)
    mini.page.wait_for_selector("#hits li[role=option]")
    assert "ประยุทธ์ จันทร์โอชา" in mini.page.inner_text("#hits li >> nth=0")
    mini.page.keyboard.press("Enter")
    assert mini.page.inner_text("#panel h2") == "ประยุทธ์ จันทร์โอชา"
    assert mini.page.is_hidden("#hits")


def test_search_says_when_there_is_nothing(mini: Tab) -> None:
    mini.page.fill("#search", "Metternich")
    assert mini.page.locator("#hits li").count() == 1
    mini.page.keyboard.press("Enter")
    assert mini.run("kgView.state.node") is None


def test_kinds_can_be_hidden_and_hidden_activities_still_tie(mini: Tab) -> None:
    mini.page.click("[data-kind=activity]")
    mini.settle()
    assert not [name for name in mini.shown() if name.startswith("activity/")]
    line = mini.run(_LINE, [PRAYUT, KISHIDA])
    assert line in mini.run("kgView.lines()")
    mini.run("(line) => kgView.selectEdge(line)", line)
    assert "การหารือไทย-ญี่ปุ่น" in mini.page.inner_text("#panel")
    mini.page.click("#reset")
    mini.settle()
    assert len(mini.shown()) == DRAWN


def test_years_filter(mini: Tab) -> None:
    mini.run("""() => { const from = document.getElementById('year-from'); from.value = 2022;
        from.dispatchEvent(new Event('input')); }""")
    mini.settle()
    shown = mini.shown()
    assert TALKS in shown
    assert "activity/2019-09-02-signing-1f975d" not in shown
    assert "person/kim-kyung-wook" not in shown
    assert PRAYUT in shown
    assert "2565–2566" in mini.page.inner_text("#years-out")


def test_country_filter(mini: Tab) -> None:
    mini.page.select_option("#country", "FI")
    mini.settle()
    shown = mini.shown()
    assert {"country/FI", AMBASSADOR, "activity/2020-06-23-courtesy-call-25d2d1", PRAYUT} <= set(shown)
    assert TALKS not in shown
    assert "country/KR" not in shown


def test_focus_two_steps_and_the_way_back(mini: Tab) -> None:
    mini.run("(id) => kgView.select(kgView.indexOf(id))", KISHIDA)
    mini.page.click("#panel [data-depth='1']")
    near = mini.shown()
    assert set(near) == {KISHIDA, "country/JP", TALKS} | {
        "activity/2022-05-01-visit-3d2746",
        "activity/2022-05-02-signing-f8e712",
        "activity/2022-07-08-message-a11126",
    }
    mini.page.click("#panel [data-depth='2']")
    assert set(near) < set(mini.shown())
    mini.run("(id) => kgView.select(kgView.indexOf(id))", "country/JP")
    mini.page.click("#panel [data-depth='1']")
    assert KISHIDA in mini.shown()
    mini.page.click("#back")
    assert mini.run("kgView.info(kgView.state.focus).i") == KISHIDA
    mini.page.click("#whole")
    assert len(mini.shown()) == DRAWN


def test_double_click_focuses_and_escape_leaves(mini: Tab) -> None:
    x, y = mini.run(_PLACE, ["country/KR"])
    mini.page.mouse.dblclick(x, y)
    mini.settle()
    assert mini.run("kgView.state.focus !== null && kgView.info(kgView.state.focus).i") == "country/KR"
    assert "เกาหลีใต้" in mini.page.inner_text("#crumbs")
    mini.page.keyboard.press("Escape")
    assert len(mini.shown()) == DRAWN


def test_clicking_a_line_shows_the_sentence_and_its_article(mini: Tab) -> None:
    x, y = mini.run(_PLACE, [AMBASSADOR, "country/FI"])
    mini.page.mouse.click(x, y)
    mini.page.wait_for_selector("#panel blockquote")
    assert "เอกอัครราชทูตฟินแลนด์ประจำประเทศไทย" in mini.page.inner_text("#panel")
    link = mini.page.locator("#panel blockquote a").first
    assert link.get_attribute("href").startswith("https://")
    assert link.get_attribute("target") == "_blank"
    assert "noopener" in link.get_attribute("rel")
    assert len(mini.page.inner_text("#panel blockquote p")) > 10


def test_a_tooltip_tells_date_and_quote(mini: Tab) -> None:
    x, y = mini.run(_PLACE, [AMBASSADOR, "country/FI"])
    mini.page.mouse.move(x - 40, y - 40)
    mini.page.mouse.move(x, y)
    mini.page.wait_for_selector("#tip:not([hidden]) q")
    assert "2563" in mini.page.inner_text("#tip")


def test_the_language_can_be_switched(mini: Tab) -> None:
    mini.page.click("#language")
    assert mini.run("document.documentElement.lang") == "en"
    text = mini.page.inner_text("body")
    assert "Prayut Chan-o-cha" in text
    assert "Diplomatic activities" in text
    mini.run("(id) => kgView.select(kgView.indexOf(id))", TALKS)
    assert "2 May 2022" in mini.page.inner_text("#panel")
    mini.page.click("#language")
    assert "2 พ.ค. 2565" in mini.page.inner_text("#panel")


def test_nothing_moves_until_it_is_asked_to(mini: Tab) -> None:
    before = mini.run("kgView.network.getPositions()")
    mini.page.wait_for_timeout(300)
    assert mini.run("kgView.network.getPositions()") == before
    mini.page.click(".switch")
    mini.page.wait_for_timeout(600)
    assert mini.run("kgView.network.getPositions()") != before
    mini.page.click(".switch")


def test_it_can_be_used_with_keys_alone(mini: Tab) -> None:
    mini.page.keyboard.press("/")
    mini.page.keyboard.type("japan")
    mini.page.keyboard.press("ArrowDown")
    mini.page.keyboard.press("ArrowUp")
    mini.page.keyboard.press("Enter")
    assert mini.run("document.activeElement.id") == "panel"
    for _ in range(12):
        mini.page.keyboard.press("Tab")
        if mini.run("document.activeElement.dataset.depth") == "1":
            break
    mini.page.keyboard.press("Enter")
    assert mini.run("kgView.info(kgView.state.focus).i") == "country/JP"
    mini.page.keyboard.press("Escape")
    assert mini.run("kgView.state.focus") is None
    scale = mini.run("kgView.network.getScale()")
    mini.page.keyboard.press("+")
    assert mini.run("kgView.network.getScale()") > scale


def test_the_browser_goes_back_and_a_bookmark_opens(mini: Tab, html: str, browser: Any) -> None:
    mini.run("(id) => kgView.focusOn(kgView.indexOf(id), 2)", KISHIDA)
    address = mini.page.url
    assert "#" in address
    mini.run("(id) => kgView.focusOn(kgView.indexOf(id), 1)", "country/KR")
    mini.page.go_back()
    assert mini.run("[kgView.info(kgView.state.focus).i, kgView.state.depth]") == [KISHIDA, 2]
    mini.page.go_back()
    assert len(mini.shown()) == DRAWN
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    page.wait_for_function("window.kgView")
    assert page.evaluate("kgView.info(kgView.state.focus).i") == KISHIDA
    context.close()


def test_the_picture_can_be_saved(mini: Tab) -> None:
    with mini.page.expect_download() as download:
        mini.page.click("#save")
    saved = Path(download.value.path()).read_bytes()
    assert saved.startswith(b"\x89PNG")
    assert len(saved) > 10_000


def test_narrow_screens(html: str, tmp_path: Path, browser: Any) -> None:
    path = tmp_path / "graph.html"
    path.write_text(html, encoding="utf-8")
    tab = Tab(browser, path, viewport={"width": 375, "height": 740}, color_scheme="dark", has_touch=True)
    assert tab.run("document.documentElement.scrollWidth") <= 375
    assert tab.page.is_hidden("#side")
    tab.page.click("#filters-toggle")
    assert tab.page.is_visible("#kinds")
    tab.page.click("[data-kind=country]")
    tab.settle()
    assert "country/TH" not in tab.shown()
    tab.page.click("#filters-toggle")
    tab.run("(id) => kgView.select(kgView.indexOf(id), true)", KISHIDA)
    box = tab.page.locator("#panel").bounding_box()
    y = tab.run("(id) => kgView.screen(kgView.indexOf(id)).y", KISHIDA)
    top = tab.page.locator("#network").bounding_box()["y"]
    assert y + top < box["y"], "what was picked is not under the panel"
    tab.close()


HOSTILE = "</script><script>window.hit=1</script><img src=x onerror=window.hit=2>\"'`${alert(1)}<!--"


@pytest.mark.parametrize("as_map", [False, True])
def test_hostile_text_stays_text(tmp_path: Path, browser: Any, as_map: bool) -> None:
    said = HOSTILE.replace("\\", "\\\\").replace('"', '\\"')
    text = f"""
    @prefix dip: <https://example.org/diplomatic-kg/ontology#> . @prefix : <http://x/id/> .
    @prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix oa: <http://www.w3.org/ns/oa#> .
    @prefix dcterms: <http://purl.org/dc/terms/> . @prefix schema: <https://schema.org/> .
    :c a dip:Country ; dip:isoCode "{said}" ; skos:prefLabel "{said}"@en .
    :o a dip:Official ; skos:prefLabel "{said}"@th , "{said}"@en ; skos:altLabel "{said} too" .
    :m a dip:DiplomaticActivity ; skos:prefLabel "{said}"@en ; dip:venue "{said}" ;
      dip:date "2020-01-02{said}" ; dip:inCountry :c .
    :p a dip:Participation ; dip:activity :m ; dip:actor :o ; dip:evidence :e , :f .
    :e dip:article :a ; oa:exact "{said}" . :f dip:article :b ; oa:exact "two" .
    :a dcterms:title "{said}" ; schema:url "javascript:window.hit=3" .
    :b dcterms:title "good" ; schema:url "https://example.org/b" ."""
    rows = Rows(text.encode())
    html = render_map(build_network(rows), rows) if as_map else render_page(rows, focus="o")
    assert HOSTILE not in html
    assert html.count("</script>") == 4
    path = tmp_path / "hostile.html"
    path.write_text(html, encoding="utf-8")
    tab = Tab(browser, path)
    tab.run("kgView.select(kgView.indexOf('m'))")
    tab.run("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    tab.settle()
    assert HOSTILE in tab.page.inner_text("#panel")
    tab.run("kgView.lines().forEach((line) => kgView.selectEdge(line))")
    tab.page.fill("#search", "window.hit")
    assert tab.page.locator("#hits li[role=option]").count() == 3
    tab.page.click("#language")
    tab.run("kgView.select(kgView.indexOf('o'))")
    tab.run("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    tab.settle()
    links = tab.run("[...document.querySelectorAll('a[href]')].map((a) => a.getAttribute('href'))")
    assert links == ["https://example.org/b"]
    assert tab.run("window.hit") is None
    assert tab.run("document.querySelectorAll('#panel img, #panel script').length") == 0
    tab.close()


def test_a_planted_script_would_not_run(html: str, tmp_path: Path, browser: Any) -> None:
    """The policy itself holds, whatever the page's own code does."""
    path = tmp_path / "planted.html"
    path.write_text(
        html.replace(
            "</body>", "<script>window.hit = 1</script><img src='https://example.org/x.png'></body>"
        ),
        "utf-8",
    )
    context = browser.new_context()
    page = context.new_page()
    sent: list[str] = []
    page.on("requestfinished", lambda request: sent.append(request.url))
    page.goto(path.as_uri())
    page.wait_for_function("window.kgView")
    assert page.evaluate("window.hit") is None
    assert not [url for url in sent if url.startswith("http")]
    context.close()


def test_an_empty_graph_says_so(tmp_path: Path, browser: Any) -> None:
    path = tmp_path / "empty.html"
    write_page(Rows(b""), path, lang="en")
    context = browser.new_context()
    page = context.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(path.as_uri())
    page.wait_for_function("window.kgView")
    assert page.is_visible("#empty")
    assert said == []
    context.close()


# ---------------------------------------------------------------- a large graph


def _build_large() -> str:
    """Turtle of some 3,000 nodes: 60 countries, 400 officials, 2,500 activities that the first officials
    dominate."""
    base = "https://example.org/diplomatic-kg/id/"
    lines = [
        "@prefix dip: <https://example.org/diplomatic-kg/ontology#> .",
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix oa: <http://www.w3.org/ns/oa#> .",
        "@prefix dcterms: <http://purl.org/dc/terms/> . @prefix schema: <https://schema.org/> .",
    ]

    def say(thing: str, *facts: str) -> None:
        lines.append(f"<{base}{thing}> {' ; '.join(facts)} .")

    for i in range(60):
        say(
            f"country/C{i}",
            "a dip:Country",
            f'dip:isoCode "C{i}"',
            f'skos:prefLabel "ประเทศ {i}"@th , "Land {i}"@en',
        )
    for i in range(400):
        say(
            f"person/{i}", "a dip:Official", f'skos:prefLabel "บุคคล {i}"@th , "Person {i}"@en',
            f"dip:country <{base}country/C{i % 60}>",
        )  # fmt: skip
        say(
            f"post/{i}",
            "a dip:Post",
            f'skos:prefLabel "Post {i}"@en',
            f"dip:forCountry <{base}country/C{i % 60}>",
        )
        say(f"tenure/{i}", "a dip:Tenure", f"dip:holder <{base}person/{i}>", f"dip:post <{base}post/{i}>")
    for i in range(2500):
        date, quote = (
            f"{2015 + i % 10}-0{1 + i % 9}-1{i % 9}",
            f"ประโยคที่ {i} " + "หารือความร่วมมือด้านเศรษฐกิจและการค้า" * 4,
        )
        say(
            f"activity/{i}",
            "a dip:DiplomaticActivity",
            f'dip:date "{date}"',
            f'skos:prefLabel "การหารือ {date}"@th',
        )
        say(f"article/{i}", f'dcterms:title "ข่าว {i}"', f'schema:url "https://example.org/{i}"')
        for actor in sorted({i * i % 7, 7 + i * 31 % 40, i * 17 % 400, i * 101 % 400}):
            say(f"evidence/{i}-{actor}", f"dip:article <{base}article/{i}>", f'oa:exact "{quote} {actor}"')
            say(
                f"participation/{i}-{actor}", "a dip:Participation", f"dip:activity <{base}activity/{i}>",
                f"dip:actor <{base}person/{actor}>", f"dip:evidence <{base}evidence/{i}-{actor}>",
            )  # fmt: skip
    return "\n".join(lines)


@pytest.fixture(scope="module")
def large_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("large") / "graph.html"
    write_page(Rows(_build_large().encode()), path, lang="en")
    return path


def test_a_large_page_stays_handy(large_path: Path) -> None:
    assert large_path.stat().st_size < 9_000_000
    data = _data(large_path.read_text("utf-8"))
    assert data["meta"]["total"] == 2960
    assert len(data["nodes"]) == 2960
    assert data["meta"]["open"] == 600


@pytest.fixture
def large(large_path: Path, browser: Any) -> Iterator[Tab]:
    tab = Tab(browser, large_path)
    yield tab
    tab.close()


def test_a_large_graph_can_be_used_within_three_seconds(large_path: Path, browser: Any) -> None:
    """The best of a few openings counts: the machine may be busy with other things."""
    times = []
    for _ in range(4):
        tab = Tab(browser, large_path)
        times.append(tab.run("performance.now()"))
        tab.close()
        if times[-1] < 3000:
            return
    pytest.fail(f"usable only after {min(times):.0f} ms")


def test_a_large_graph_opens_on_actors_and_says_what_is_hidden(large: Tab) -> None:
    shown = large.shown()
    assert 100 < len(shown) <= 200
    assert all(name.startswith(("person/", "country/")) for name in shown)
    text = large.page.inner_text("#status")
    assert f"{len(shown)} of 2,960" in text
    assert f"{2960 - len(shown):,} hidden" in text
    assert large.run("kgView.lines().length") > 200


def test_a_large_graph_tells_through_what_actors_are_tied(large: Tab) -> None:
    people = "(line) => line.split('-').every((i) => kgView.info(+i).i.startsWith('person/'))"
    large.run(f"kgView.selectEdge(kgView.lines().find({people}))")
    assert "shared activities" in large.page.inner_text("#panel")
    large.page.click("#panel .tie details summary >> nth=0")
    large.page.wait_for_selector("#panel blockquote")
    large.page.click("#panel .tie .row >> nth=0")
    assert large.run("kgView.info(kgView.state.node).i").startswith("activity/")
    assert "การหารือ" in large.page.inner_text("#panel h2")


def test_a_large_graph_can_be_unfolded_searched_and_filtered(large: Tab) -> None:
    large.page.click("[data-kind=activity]")
    large.settle()
    assert len(large.shown()) == 600
    large.page.click("#extent")
    large.settle()
    assert len(large.shown()) == 2960
    large.page.click("#reset")
    large.page.click("#extent")
    large.settle()
    hidden = next(f"person/{i}" for i in range(399, 0, -1) if f"person/{i}" not in large.shown())
    large.page.keyboard.press("/")
    large.page.keyboard.type(hidden.replace("/", " "))
    large.page.keyboard.press("Enter")
    assert hidden in large.shown()
    assert large.run("kgView.info(kgView.state.focus).i") == hidden
    large.page.click("#whole")
    large.run("""() => { const to = document.getElementById('year-to'); to.value = 2015;
        to.dispatchEvent(new Event('input')); }""")
    large.settle()
    assert 0 < large.run("kgView.lines().length") < 700
    assert large.run("kgView.state.years.join()") == "2015,2015"


# ---------------------------------------------------------------- one kind of tie


@pytest.mark.parametrize(
    ("view", "kinds", "relations"),
    [
        ("officials", {"official"}, {"met"}),
        ("countries", {"country"}, {"met", "agreed"}),
        ("bodies", {"official", "organisation", "country"}, {"tenure"}),
        ("agreements", {"agreement", "country", "organisation"}, {"party", "signatory", "signed_at"}),
    ],
)
def test_views_show_one_kind_of_tie(view: str, kinds: set[str], relations: set[str]) -> None:
    data = _data(render_page(Rows(MINI.read_bytes()), view=view))
    drawn = {data["meta"]["kinds"][info["k"]][0] for info in data["info"]}
    assert drawn <= kinds | {"activity", "official"}
    assert drawn & kinds
    told = {data["meta"]["relations"][fact[2]] for fact in data["facts"]}
    assert told
    assert told <= relations
    assert all(fact[8] for fact in data["facts"]), "each has its sentence"


def test_countries_have_a_slider_of_years_that_weighs_their_ties(tmp_path: Path, browser: Any) -> None:
    path = tmp_path / "countries.html"
    write_page(Rows(MINI.read_bytes()), path, view="countries", lang="en")
    tab = Tab(browser, path)
    line = tab.run(_LINE, ["country/TH", "country/JP"])
    width = f"kgView.network.body.edges['{line}']?.options.width ?? 0"
    whole = tab.run(width)
    years = tab.run("kgView.state.years")
    slide = """(year) => {
      const [a, b] = ['year-from', 'year-to'].map((id) => document.getElementById(id));
      a.value = year; b.value = year;
      a.dispatchEvent(new Event('input')); b.dispatchEvent(new Event('input'));
    }"""
    tab.run(slide, 2022)
    tab.settle()
    assert 0 < tab.run(width) <= whole
    tab.run(slide, years[0])
    tab.settle()
    assert tab.run(f"kgView.lines().includes('{line}')") is False
    tab.page.click("#reset")
    tab.page.click("#play")
    seen = set()
    for _ in range(60):
        tab.page.wait_for_timeout(60)
        first, last = tab.run("kgView.state.years")
        seen.add((first, last))
    assert len(seen) >= 2
    assert all(first == last for first, last in seen), "one year at a time"
    tab.page.click("#play")
    stopped = tab.run("kgView.state.years")
    tab.page.wait_for_timeout(1300)
    assert tab.run("kgView.state.years") == stopped
    tab.close()


# ---------------------------------------------------------------- a map of 20,000


def _build_towns(towns: int = 40, size: int = 500) -> nx.MultiDiGraph:
    """Communities of a country, officials and their activities, some of which reach into the next one."""
    graph: nx.MultiDiGraph = nx.MultiDiGraph(concepts={}, articles={})
    told: dict[str, Any] = {"aka": (), "hidden": (), "start": "", "end": "", "countries": (), "weight": 0}
    fact = dict.fromkeys(("role", "side", "end", "note_th", "note_en", "claim"), "")
    fact |= {"inferred": False, "former": False, "acting": False, "quotes": ()}
    for town in range(towns):
        for number in range(size):
            kind = "country" if not number else "official" if number < size // 5 else "activity"
            name = f"{kind}/{town}-{number}"
            start = f"20{10 + number % 15}-05-0{1 + number % 9}" if kind == "activity" else ""
            years = (int(start[:4]),) * 2 if start else ()
            detail = {"code": f"{town}"} if kind == "country" else {}
            called = {"th": f"{kind} {town} {number}", "en": f"{kind} {town} {number}"}
            dated = {"start": start, "years": years, "detail": detail}
            graph.add_node(name, **told | called | dated | {"kind": kind, "iri": f"http://x/id/{name}"})
            if kind == "activity":
                ends = [f"official/{town}-{1 + number % (size // 5 - 1)}", f"country/{town}-0"]
                if number % 50 == 0:
                    ends.append(f"country/{(town + 1) % towns}-0")
                for end in ends:
                    graph.add_edge(end, name, relation="participation", **fact | {"start": start})
    for name in graph:
        graph.nodes[name]["weight"] = graph.degree(name)
    return graph


@pytest.fixture(scope="module")
def map_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("map") / "map.html"
    path.write_text(render_map(_build_towns(), lang="en"), encoding="utf-8")
    return path


_FRAMES = """(way) => new Promise((done) => { // pictures per second while it is moved for a second
  const n = kgView.network; let frames = 0, start = performance.now();
  const step = (time) => {
    frames++;
    if (way === 'pan') n.at.x += Math.sin(frames / 9) * 25 / n.scale;
    else n.scale *= frames % 40 < 20 ? 1.06 : 1 / 1.06;
    n.move();
    if (time - start < 1000) requestAnimationFrame(step); else done(frames / (time - start) * 1000);
  };
  requestAnimationFrame(step);
})"""


def test_a_map_of_20000_opens_at_once_moves_smoothly_and_opens_into_communities(
    map_path: Path, browser: Any
) -> None:
    import time

    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    started = time.monotonic()
    page.goto(map_path.as_uri(), wait_until="commit")
    while not page.evaluate("Boolean(window.kgView && kgView.network.frames > 0 && kgView.visible().length)"):
        assert time.monotonic() - started < 30
        time.sleep(0.02)
    assert time.monotonic() - started < 3
    assert page.evaluate("kgView.visible().length") == 20_000
    assert "20,000" in page.inner_text("#status")
    for way in ("pan", "zoom"):
        assert page.evaluate(_FRAMES, way) > 20
    page.keyboard.press("0")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    group = page.evaluate(
        "(() => { const data = JSON.parse(document.getElementById('data').textContent).meta.groups;"
        "const at = kgView.network.canvasToDOM({ x: data[3][0], y: data[3][1] });"
        "const box = document.querySelector('#network').getBoundingClientRect();"
        "const name = kgView.info(data[3][3][0]).th;"
        "return { count: data.length, x: at.x + box.x, y: at.y + box.y, name }; })()"
    )
    assert group["count"] == 40, "each town is a community"
    scale = page.evaluate("kgView.network.scale")
    page.mouse.click(group["x"], group["y"])
    page.wait_for_timeout(600)
    assert page.evaluate("kgView.network.scale") > 3 * scale
    assert group["name"] in page.inner_text("#panel h2")
    assert page.evaluate("kgView.labels()") > 10, "its members have names now"
    page.keyboard.press("Escape")
    page.wait_for_timeout(100)
    assert page.evaluate("kgView.state.group") is None
    page.fill("#search", "official 7 3")
    page.keyboard.press("Enter")
    assert "official 7 3" in page.inner_text("#panel h2")
    page.evaluate("kgView.focusOn(kgView.indexOf('official/7-3'), 1)")
    assert 2 < page.evaluate("kgView.visible().length") < 60
    page.go_back()
    page.wait_for_timeout(100)
    assert page.evaluate("kgView.visible().length") == 20_000
    assert said == []
    context.close()


def test_a_map_is_the_same_every_time_and_no_community_lies_on_another() -> None:
    graph = _build_towns(12, 60)
    data = _data(render_map(graph))
    groups = data["meta"]["groups"]
    for number, (x, y, radius, _) in enumerate(groups):
        for other_x, other_y, other_radius, _ in groups[:number]:
            assert (x - other_x) ** 2 + (y - other_y) ** 2 > ((radius + other_radius) * 0.98) ** 2
    turned: nx.MultiDiGraph = nx.MultiDiGraph(**graph.graph)
    turned.add_nodes_from(reversed(list(graph.nodes(data=True))))
    turned.add_edges_from(reversed(list(graph.edges(data=True))))
    assert _data(render_map(turned)) == data


def test_a_large_network_is_drawn_as_a_map(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.view.MAP_NODES", DRAWN - 1)
    page = render_page(Rows(MINI.read_bytes()))
    assert "groups" in _data(page)["meta"]
    assert "quotes" not in _data(page)
    assert _data(page, "quotes") == _data(render_page(Rows(MINI.read_bytes()), view="strongest"))["quotes"]
    assert "visjs.github.io" not in page
    assert "groups" not in _data(render_page(Rows(MINI.read_bytes()), focus=KISHIDA))["meta"]
