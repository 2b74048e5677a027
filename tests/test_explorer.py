"""The explorer as its users walk it, in real Chromium: find, list, open, read, compare, ask, expand, save."""

from __future__ import annotations

import csv
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import networkx as nx
import pytest
from soak import run_server

PRAYUT = "person/ประยุทธ์-จันทร์โอชา"
KISHIDA = "person/ฟูมิโอะ-คิชิดะ"


@pytest.fixture(scope="module")
def site(sample_out: Path) -> Iterator[str]:
    """The address of ``kg serve`` over the sample."""
    with run_server(sample_out) as (_, port):
        yield f"http://127.0.0.1:{port}"


class Walk:
    """A tab that keeps what it says and asks for; at its end nothing was complained of, nothing left here."""

    def __init__(self, browser: Any, site: str, **context: Any) -> None:
        self.site = site
        self.context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **context})
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        self.page.on("request", lambda request: self.asked.append(request.url))

    def open(self, address: str) -> None:
        self.page.goto(self.site + address)

    def find(self, typed: str) -> None:
        """Type into the search box and take the first suggestion."""
        self.page.keyboard.press("/")
        self.page.keyboard.type(typed)
        self.page.wait_for_selector(".find .hits:not([hidden]) [role=option]")
        self.page.keyboard.press("ArrowDown")
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def path(self) -> str:
        return unquote(urlsplit(self.page.url).path)

    def query(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.page.url).query)

    def until(self, condition: str) -> None:
        started = time.monotonic()
        while not self.page.evaluate(condition):
            assert time.monotonic() - started < 15, condition
            time.sleep(0.03)

    def click_node(self, node: str) -> None:
        """Click a node of the network where it stands."""
        self.until("!document.getElementById('network-picture').hasAttribute('aria-busy')")
        x, y = self.page.evaluate(
            """(id) => {
              const { network } = kgNetwork;
              network.setOptions({ physics: { enabled: false } });
              network.fit({ animation: false });
              const box = document.getElementById('network-picture');
              box.scrollIntoView({ block: 'center', behavior: 'instant' });
              const at = network.canvasToDOM(network.getPosition(id)), frame = box.getBoundingClientRect();
              return [at.x + frame.x, at.y + frame.y];
            }""",
            node,
        )
        self.page.mouse.click(x, y)

    def nodes(self) -> set[str]:
        return {node for node, *_ in self.page.evaluate("kgNetwork.shown().nodes")}

    def ties(self) -> int:
        """How often nodes of the network are tied."""
        return sum(count for *_, count, _ in self.page.evaluate("kgNetwork.shown().ties"))

    def close(self) -> None:
        self.context.close()
        assert self.said == []
        assert [url for url in self.asked if not url.startswith((self.site, "blob:", "data:"))] == []


@pytest.fixture
def walk(browser: Any, site: str) -> Iterator[Walk]:
    walk = Walk(browser, site, locale="en-GB")
    yield walk
    walk.close()


@pytest.mark.parametrize(
    "typed", ["prayuth chanocha 2018", "Prime Minister 2018", "นายกรัฐมนตรี 2561", "ประยุทธ"]
)
def test_the_prime_minister_of_2018_his_counterparts_a_meeting_and_its_sentence(
    walk: Walk, typed: str
) -> None:
    walk.open("/")
    walk.find(typed)
    page = walk.page
    assert walk.path() == f"/id/{PRAYUT}"
    page.click("figure.chart a.bar[aria-label^='2018']")
    assert (walk.query()["from"], walk.query()["to"]) == (["2018"], ["2018"])
    assert "Theresa May" in page.inner_text(".ranking")
    meeting = page.locator(".event", has=page.locator(".chip.a-bilateral-meeting"), has_text="Theresa May")
    meeting.first.locator(".head a.to").click()
    assert walk.path().startswith("/id/activity/2018-06-20-bilateral-meeting")
    page.locator("details.evidence summary").first.click()
    said = page.locator("blockquote.said").first
    words = said.locator("mark").inner_text()
    said.locator("footer a").first.click()
    assert walk.path() == "/id/article/9000012"
    page.locator("mark.chosen").first.wait_for()
    chosen = "".join(page.locator("mark.chosen").all_inner_texts())
    assert chosen.replace(" ", "") == words.replace(" ", "")
    assert page.locator("mark.chosen").first.is_visible()
    assert page.locator("a[href='https://example.org/sample/9000012']").count() > 0
    page.go_back()
    assert walk.path().startswith("/id/activity/")


def test_what_was_signed_with_japan_and_never_entered_into_force(walk: Walk) -> None:
    walk.open("/agreements?lang=en")
    page = walk.page
    with page.expect_navigation():
        page.select_option("select[name=party]", "country/JP")
    with page.expect_navigation():
        page.select_option("select[name=status]", "signed")
    assert (walk.query()["party"], walk.query()["status"]) == (["country/JP"], ["signed"])
    page.wait_for_load_state()
    rows = page.locator("main").inner_text()
    assert "ไทย-ญี่ปุ่น" in rows or "ไทยและญี่ปุ่น" in rows
    links = page.locator("main a.to[href^='/id/agreement/']")
    assert links.count() > 0
    links.first.click()
    assert page.locator(".steps .done.s-signed").count() == 1
    assert page.locator(".steps .done.s-in-force").count() == 0


def test_thailand_and_china_by_year(walk: Walk) -> None:
    walk.open("/between?lang=en")
    page = walk.page
    for side, typed in (("a", "thailand"), ("b", "จีน")):
        page.fill(f"input[name={side}]", typed)
        page.wait_for_selector(".pick .hits:not([hidden]) [role=option]")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
    page.click("form button.strong")
    assert (walk.query()["a"], walk.query()["b"]) == (["country/TH"], ["country/CN"])
    bars = page.locator("figure.chart a.bar")
    counted = {
        label[:4]: int(label.split(": ")[1])
        for label in (bars.nth(n).get_attribute("aria-label") for n in range(bars.count()))
    }
    assert counted["2022"] > 0
    page.click("figure.chart a.bar[aria-label^='2022']")
    assert (walk.query()["from"], walk.query()["to"]) == (["2022"], ["2022"])
    page.click("figure.chart .figures summary")
    row = page.locator(".figures tbody tr", has_text="2022").first.locator("td").first
    assert int(row.inner_text()) == counted["2022"]
    assert page.locator("ol.events > .event .date time[datetime^='2022']").count() >= counted["2022"]


def test_a_question_is_asked_and_its_answer_downloaded(walk: Walk, tmp_path: Path) -> None:
    walk.open("/questions?lang=en")
    page = walk.page
    page.click("a[href*='/questions/counterparts-of-post-in-year']")
    page.fill("input[name=year]", "2022")
    page.keyboard.press("Enter")
    page.wait_for_selector("#answer table")
    assert walk.query()["year"] == ["2022"]
    shown = page.locator("#answer tbody tr").count()
    with page.expect_download() as download:
        page.click("a[href*='format=csv']")
    path = tmp_path / "answer.csv"
    download.value.save_as(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == shown > 3
    assert all(row["date"].startswith("2022") for row in rows)
    assert "Fumio Kishida" in {row["other_en"] for row in rows}


def test_a_network_is_expanded_twice_filtered_to_2019_and_saved(walk: Walk, tmp_path: Path) -> None:
    walk.open("/network?focus=country/JP&lang=en")
    page = walk.page
    walk.until("Boolean(window.kgNetwork)")
    first = walk.nodes()
    assert KISHIDA in first
    walk.click_node(KISHIDA)
    walk.until("kgNetwork.shown().nodes.filter((n) => n[4]).length === 2")
    assert "Fumio Kishida" in page.inner_text("#network-list .picked")
    page.focus("#network-list details.facets summary")
    page.keyboard.press("Enter")  # whoever has no mouse opens nodes from the list
    page.locator("#network-list details.facets a", has_text="Prayut Chan-o-cha").first.press("Enter")
    walk.until("kgNetwork.shown().nodes.filter((n) => n[4]).length === 3")
    wide, every = walk.nodes(), walk.ties()
    assert first < wide
    page.fill("input[name=to]", "2562")  # by the Buddhist calendar too
    page.press("input[name=to]", "Tab")
    walk.until("document.querySelector('input[name=to]').value === '2019'")
    earlier, ties = walk.nodes(), walk.ties()
    page.click("#network-time a.bar[aria-label^='2019']")
    walk.until("document.querySelectorAll('#network-time a.bar[aria-current]').length === 1")
    assert (walk.query()["from"], walk.query()["to"]) == (["2019"], ["2019"])
    assert [page.input_value(f"input[name={end}]") for end in ("from", "to")] == ["2019", "2019"]
    assert 0 < walk.ties() < ties < every
    dates = page.locator("#network-list .event time").evaluate_all("(all) => all.map((t) => t.dateTime)")
    assert dates
    assert all(date.startswith("2019") for date in dates)
    for form in ("graphml", "html"):
        with page.expect_download() as download:
            page.click(f"a[data-save={form}]")
        download.value.save_as(tmp_path / f"network.{form}")
    with page.expect_download() as download:
        page.click("#network-png")
    download.value.save_as(tmp_path / "network.png")
    assert (tmp_path / "network.png").read_bytes().startswith(b"\x89PNG")
    assert set(nx.read_graphml(tmp_path / "network.graphml")) == walk.nodes()
    assert 'id="data">' in (tmp_path / "network.html").read_text(encoding="utf-8")
    page.go_back()
    walk.until("kgNetwork.shown().nodes.length === " + str(len(earlier)))
    assert [page.input_value(f"input[name={end}]") for end in ("from", "to")] == ["", "2019"]
    page.go_back()
    walk.until("kgNetwork.shown().nodes.length === " + str(len(wide)))
    assert page.input_value("input[name=to]") == ""
    page.go_back()
    walk.until("kgNetwork.shown().nodes.filter((n) => n[4]).length === 2")


def test_a_line_of_the_network_leads_to_the_sentence(walk: Walk) -> None:
    walk.open(f"/network?focus={KISHIDA}&pick={KISHIDA}|{PRAYUT}&lang=en")
    page = walk.page
    page.locator("#network-list details.evidence summary").first.click()
    page.locator("#network-list blockquote.said footer a").first.click()
    assert walk.path().startswith("/id/article/")
    assert page.locator("mark.chosen").first.is_visible()


def test_the_drawn_network_opens_from_the_explorer(walk: Walk) -> None:
    walk.open("/network?lang=en")
    walk.page.locator("a[href^='/network/frame']").first.evaluate("(link) => link.removeAttribute('target')")
    walk.page.click("a[href^='/network/frame']")
    walk.until("Boolean(window.kgView) && kgView.visible().length > 20")
    assert walk.page.get_attribute("html", "lang") == "en"
    walk.page.fill("#search", "kishida")
    walk.page.keyboard.press("Enter")
    assert "Fumio Kishida" in walk.page.inner_text("#panel")


def test_the_editor_completes_runs_and_draws(walk: Walk) -> None:
    walk.open("/sparql?lang=en")
    page = walk.page
    box = page.locator("#query")
    box.fill("SELECT ?one ?other WHERE { ?one dip:metW")
    box.press("End")
    box.press_sequentially("it")
    page.wait_for_selector("#terms:not([hidden]) [role=option]")
    assert "dip:metWith" in page.inner_text("#terms")
    box.press("Enter")
    assert "PREFIX dip:" in box.input_value(), "its prefix is there too"
    box.press_sequentially(" ?other } LIMIT 20")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#table table")
    assert page.locator("#table tbody tr").count() == 20
    page.click("#draw")
    page.wait_for_selector("#drawing canvas")
    page.go_back()


@pytest.mark.parametrize("lang", ["th", "en"])
@pytest.mark.parametrize("dark", [False, True])
def test_pages_fit_narrow_screens_and_print(browser: Any, site: str, lang: str, dark: bool) -> None:
    scheme = "dark" if dark else "light"
    walk = Walk(browser, site, viewport={"width": 360, "height": 740}, color_scheme=scheme, locale=lang)
    things = (f"/id/{PRAYUT}", "/id/article/9000012", "/between?a=country/TH&b=country/CN")
    lists = ("/search?q=prayut", "/activities", "/agreements", "/questions/countries-by-ties")
    for address in ("/", *things, *lists, "/network", "/sparql"):
        walk.open(address)
        assert walk.page.get_attribute("html", "lang") == lang
        assert walk.page.evaluate("document.documentElement.scrollWidth") <= 360, address
        ground = walk.page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (sum(map(int, re.findall(r"\d+", ground)[:3])) < 300) is dark
    walk.page.emulate_media(media="print")
    walk.open(f"/id/{PRAYUT}")
    assert not walk.page.locator("header.top").is_visible()
    walk.close()
