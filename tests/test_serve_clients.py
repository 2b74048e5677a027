"""The running server: clients that others wrote, and a walk through it in a real browser."""

from __future__ import annotations

import csv
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlencode

import pytest
import rdflib
from SPARQLWrapper import CSV, JSON, N3, POST, TURTLE, XML, SPARQLExceptions, SPARQLWrapper

DIP = "https://example.org/diplomatic-kg/ontology#"
BASE = "https://example.org/diplomatic-kg/id/"
PRAYUT = f"{BASE}person/ประยุทธ์-จันทร์โอชา"
PREF = "http://www.w3.org/2004/02/skos/core#prefLabel"
NAMES = f"SELECT ?name WHERE {{ <{PRAYUT}> <{PREF}> ?name }} ORDER BY ?name"


def start(*arguments: str) -> tuple[subprocess.Popen[str], str]:
    """A server in a process of its own, and the address that it prints."""
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", "serve", "--port", "0", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


@pytest.fixture(scope="module")
def address(sample_out: Path) -> Iterator[str]:
    process, printed = start("--store", str(sample_out), "--lang", "th")
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", printed)
    yield printed.rstrip("/")
    process.send_signal(signal.SIGINT)
    assert process.wait(15) in (0, 130, -signal.SIGINT)


def wrapper(address: str, query: str, form: str, method: str = "GET") -> Any:
    client = SPARQLWrapper(f"{address}/sparql")
    client.setQuery(query)
    client.setReturnFormat(form)
    client.setMethod(method)
    return client.query()


# ---------------------------------------------------------------- other people's clients


@pytest.mark.parametrize("method", ["GET", POST])
def test_sparqlwrapper_reads_rows(address: str, method: str) -> None:
    found = wrapper(address, NAMES, JSON, method).convert()
    assert {row["name"]["value"] for row in found["results"]["bindings"]} == {
        "Prayut Chan-o-cha",
        "ประยุทธ์ จันทร์โอชา",
    }
    document = wrapper(address, NAMES, XML, method).convert()
    assert len(document.getElementsByTagName("result")) == 2
    assert wrapper(address, NAMES, CSV, method).convert().decode().splitlines()[0] == "name"


def test_sparqlwrapper_posts_directly_and_reads_graphs(address: str) -> None:
    client = SPARQLWrapper(f"{address}/sparql")
    client.setQuery(NAMES)
    client.setMethod(POST)
    client.setRequestMethod("postdirectly")
    client.setReturnFormat(JSON)
    assert len(client.queryAndConvert()["results"]["bindings"]) == 2
    query = f"CONSTRUCT {{ ?s a <{DIP}Country> }} WHERE {{ ?s a <{DIP}Country> }}"
    for form in (TURTLE, N3):
        raw = wrapper(address, query, form).convert()
        assert len(rdflib.Graph().parse(data=raw, format="turtle")) > 10
    assert len(wrapper(address, f"DESCRIBE <{BASE}country/TH>", XML).convert()) > 3
    assert wrapper(address, "ASK { ?s ?p ?o }", JSON).convert()["boolean"] is True


def test_sparqlwrapper_gets_errors_it_understands(address: str) -> None:
    with pytest.raises(SPARQLExceptions.QueryBadFormed):
        wrapper(address, "SELECT * WHERE { ?s", JSON)


def test_rdflib_uses_the_endpoint_as_a_store(address: str) -> None:
    from rdflib.plugins.stores.sparqlstore import SPARQLStore

    for method in ("GET", "POST", "POST_FORM"):
        store = SPARQLStore(f"{address}/sparql", method=method)
        graph = rdflib.Graph(store)
        names = set(graph.objects(rdflib.URIRef(PRAYUT), rdflib.SKOS.prefLabel))
        assert rdflib.Literal("Prayut Chan-o-cha", lang="en") in names
        answer = graph.query(NAMES)
        assert [str(row.name) for row in answer] == ["Prayut Chan-o-cha", "ประยุทธ์ จันทร์โอชา"]
        countries = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s a <{DIP}Country> ; ?p ?o }}"
        built = graph.query(countries).graph
        assert built is not None
        assert len(built) > 40
        assert bool(graph.query("ASK { ?s ?p ?o }"))
    with pytest.raises(ValueError, match="wrong"):
        rdflib.Graph(SPARQLStore(f"{address}/sparql")).query("SELECT * { SERVICE <http://a/> { ?s ?p ?o } }")


def test_another_store_asks_us_by_a_federated_query(address: str) -> None:
    import pyoxigraph

    other = pyoxigraph.Store()
    other.add(
        pyoxigraph.Quad(
            pyoxigraph.NamedNode(PRAYUT), pyoxigraph.NamedNode("http://p/liked"), pyoxigraph.Literal("yes")
        )
    )
    query = (
        f"SELECT ?who ?name {{ ?who <http://p/liked> ?x . SERVICE <{address}/sparql> "
        "{ ?who <http://www.w3.org/2004/02/skos/core#prefLabel> ?name } }"
    )
    assert {str(row["name"].value) for row in other.query(query)} == {"Prayut Chan-o-cha", "ประยุทธ์ จันทร์โอชา"}
    by_rdflib = rdflib.Graph()
    by_rdflib.add((rdflib.URIRef(PRAYUT), rdflib.URIRef("http://p/liked"), rdflib.Literal("yes")))
    assert len(list(by_rdflib.query(query))) == 2


def curl(*arguments: str) -> str:
    return subprocess.run(["curl", "-s", *arguments], capture_output=True, text=True, check=True).stdout


def test_curl_gets_what_it_asks_for(address: str) -> None:
    assert curl(
        "-H", "Accept: text/csv", "--data-urlencode", f"query={NAMES}", f"{address}/sparql"
    ).startswith("name\nPrayut")
    written = curl(
        "-o",
        os.devnull,
        "-w",
        "%{http_code} %{content_type}",
        "-G",
        "--data-urlencode",
        "query=SELECT",
        f"{address}/sparql",
    )
    assert written == "400 text/plain; charset=utf-8"
    assert curl("-H", "Accept: text/turtle", f"{address}/id/country/TH").startswith("@prefix")
    assert "id/country/TH" in curl("-H", "Accept: application/ld+json", f"{address}/id/country/TH")
    assert curl("-I", "-o", os.devnull, "-w", "%{http_code}", f"{address}/id/country/TH") == "200"
    assert curl("-o", os.devnull, "-w", "%{http_code}", "-H", "Host: evil.example", f"{address}/") == "421"


def test_a_store_that_is_not_there_and_a_port_that_is_taken(
    tmp_path: Path, sample_out: Path, address: str
) -> None:
    port = address.rpartition(":")[2]
    for arguments, said in (
        (["--store", str(tmp_path), "--port", "0"], "there is no store"),
        (["--store", str(sample_out), "--port", port], "--port"),
    ):
        command = [sys.executable, "-m", "kg", "serve", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert done.returncode == 2
        assert said in done.stderr
        assert "Traceback" not in done.stderr


def test_beyond_this_machine_it_warns_and_asks_for_a_token(sample_out: Path) -> None:
    process, printed = start("--store", str(sample_out), "--host", "0.0.0.0")
    try:
        match = re.fullmatch(r"http://0\.0\.0\.0:(\d+)/\?token=([\w-]{20,})", printed)
        assert match
        local = f"http://127.0.0.1:{match[1]}"
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{local}/healthz")
        assert refused.value.code == 401
        request = urllib.request.Request(
            f"{local}/sparql?{urlencode({'query': NAMES})}", headers={"authorization": f"Bearer {match[2]}"}
        )
        assert urllib.request.urlopen(request).status == 200
    finally:
        process.send_signal(signal.SIGINT)
        _, talk = process.communicate(timeout=15)
    assert "Warning" in talk


def test_workers_end_with_the_server(sample_out: Path) -> None:
    process, printed = start("--store", str(sample_out))
    urllib.request.urlopen(f"{printed}sparql?{urlencode({'query': NAMES})}").read()
    children = subprocess.run(
        ["ps", "--ppid", str(process.pid), "-o", "pid="], capture_output=True, text=True
    )
    workers = [int(pid) for pid in children.stdout.split()]
    assert workers
    process.kill()
    process.wait()
    for _ in range(100):
        if not any(Path(f"/proc/{pid}").exists() for pid in workers):
            break
        import time

        time.sleep(0.1)
    assert not any(Path(f"/proc/{pid}").exists() for pid in workers)


# ---------------------------------------------------------------- in a browser


class Walk:
    """A tab, what its console said, and the requests it made elsewhere."""

    def __init__(self, browser: Any, address: str, **options: Any) -> None:
        self.address = address
        self.context = browser.new_context(accept_downloads=True, **options)
        self.page = self.context.new_page()
        self.said: list[str] = []
        self.elsewhere: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self._note(request.url))

    def _note(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:")):
            self.elsewhere.append(url)

    def go(self, path: str) -> None:
        self.page.goto(self.address + path, wait_until="networkidle")

    def finish(self) -> None:
        self.context.close()
        assert self.said == []
        assert self.elsewhere == []


@pytest.fixture
def walk(browser: Any, address: str) -> Iterator[Walk]:
    tab = Walk(browser, address, locale="en-GB", viewport={"width": 1280, "height": 900})
    yield tab
    tab.finish()


@pytest.mark.parametrize(
    ("typed", "name"), [("prayuth", "Prayut Chan-o-cha"), ("ประยุทธ จันโอชา", "Prayut Chan-o-cha")]
)
def test_finding_the_prime_minister_and_reading_one_meeting(walk: Walk, typed: str, name: str) -> None:
    page = walk.page
    walk.go("/")
    page.keyboard.press("/")
    page.keyboard.type(typed)
    option = page.locator("#hits-main [role=option]").first
    option.wait_for()
    assert name in option.inner_text()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/id/person/**")
    assert page.locator("h1").inner_text() == name
    bar = page.locator('#activities svg a.bar[aria-label^="2022"]')
    bar.click()
    page.wait_for_url("**from=2022&to=2022**")
    assert "Fumio Kishida" in page.locator("#counterparts").inner_text()
    event = page.locator("#activities .event", has_text="bilateral meeting").first
    event.locator("summary").click()
    quote = event.locator("blockquote mark").first
    said = quote.inner_text()
    assert len(said) > 5
    event.locator("blockquote footer a").first.click()
    page.wait_for_url("**/id/article/**quote=**")
    chosen = page.locator("mark.chosen")
    assert "".join(chosen.all_inner_texts()) == said
    assert chosen.first.is_visible()
    box = chosen.first.bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 900
    page.go_back()
    page.wait_for_url("**/id/person/**")
    assert page.url.partition("#")[0].endswith("from=2022&to=2022")


def test_asking_a_question_and_taking_the_table_along(walk: Walk, tmp_path: Path) -> None:
    page = walk.page
    walk.go("/questions?lang=en")
    page.get_by_role("link", name="Agreements with a country").click()
    page.locator("select[name=country]").select_option("CN")
    page.get_by_role("button", name="Ask").click()
    page.wait_for_url("**country=CN**")
    rows = page.locator("table.answer tbody tr").count()
    assert rows > 0
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download CSV").click()
    target = tmp_path / "answer.csv"
    waiting.value.save_as(target)
    with target.open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.reader(file))) == rows + 1


def test_what_was_agreed_with_japan_and_is_pending(walk: Walk) -> None:
    page = walk.page
    walk.go("/between?lang=en")
    page.locator("input[name=a]").fill("thail")
    page.locator("#hits-a [role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator("input[name=b]").fill("ญี่ปุน")
    page.locator("#hits-b [role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**b=country**")
    assert unquote(page.url).endswith("a=country/TH&b=country/JP")
    assert page.locator("#signed li, #pending li, #untold li").count() > 0
    assert page.locator("#activities svg a.bar").count() >= 2


def test_the_editor_completes_runs_and_explains(walk: Walk) -> None:
    page = walk.page
    walk.go("/sparql?lang=en")
    area = page.locator("#query")
    area.fill("")
    area.press_sequentially("SELECT ?s ?name WHERE { ?s a dip:Coun")
    page.locator("#terms [role=option]").first.wait_for()
    page.keyboard.press("Tab")
    area.press_sequentially(" ; skos:prefLa")
    page.keyboard.press("Enter")
    area.press_sequentially(" ?name } LIMIT 7")
    assert "dip:Country ; skos:prefLabel ?name } LIMIT 7" in area.input_value()
    assert area.input_value().count("PREFIX ") == 2
    page.keyboard.press("Control+Enter")
    page.locator("#table tbody tr").nth(6).wait_for()
    assert page.locator("#table tbody tr").count() == 7
    assert "LIMIT" in unquote(page.url)
    assert page.locator("#table a").first.get_attribute("href").startswith("/id/country/")
    with page.expect_download() as waiting:
        page.locator("#downloads a[data-form=csv]").click()
    assert waiting.value.suggested_filename == "answer.csv"
    page.reload(wait_until="networkidle")
    page.locator("#table tbody tr").nth(6).wait_for()
    assert not page.locator("#draw").is_visible()


def test_the_editor_draws_answers_that_are_edges(walk: Walk) -> None:
    page = walk.page
    triples = f"CONSTRUCT {{ ?a <{DIP}with> ?b }} WHERE {{ ?t <{DIP}holder> ?a ; <{DIP}post> ?b }} LIMIT 20"
    rows = f"SELECT ?a ?b WHERE {{ ?t <{DIP}holder> ?a ; <{DIP}post> ?b }} LIMIT 20"
    for query in (triples, rows):
        walk.go(f"/sparql?{urlencode({'query': query, 'lang': 'en'})}")
        page.locator("#draw").click()
        page.locator("#drawing canvas").wait_for()
        assert page.evaluate("document.querySelector('#drawing canvas').width") > 100


def test_the_editor_shows_why_a_query_failed(browser: Any, address: str) -> None:
    walk = Walk(browser, address, locale="en-GB")
    walk.go("/sparql?lang=en")
    walk.page.locator("#query").fill("SELECT * { ?s ")
    walk.page.locator("#run").click()
    problem = walk.page.locator(".problem")
    problem.wait_for()
    assert "does not parse" in problem.inner_text()
    assert all("400" in message for message in walk.said)
    assert walk.elsewhere == []
    walk.context.close()


def test_pages_fit_narrow_screens_and_know_the_dark(browser: Any, address: str) -> None:
    walk = Walk(browser, address, locale="th-TH", viewport={"width": 360, "height": 740}, color_scheme="dark")
    pages = [
        "/",
        "/search?q=ประยุทธ์",
        f"/id/{PRAYUT.removeprefix(BASE)}",
        "/id/article/9000001",
        "/agreements",
        "/activities",
        "/between?a=country/TH&b=country/JP",
        "/questions",
        "/questions/agreements-with-country",
        "/sparql",
    ]
    for path in pages:
        walk.go(path)
        width = walk.page.evaluate("document.documentElement.scrollWidth")
        assert width <= 360, path
        red, green, blue = walk.page.evaluate(
            "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)"
        )
        assert red + green + blue < 150
        assert walk.page.locator("html").get_attribute("lang") == "th"
    walk.finish()


def test_pages_work_without_scripts(browser: Any, address: str) -> None:
    walk = Walk(browser, address, locale="en-GB", java_script_enabled=False)
    walk.go("/")
    walk.page.locator("#q-main").fill("kishida")
    walk.page.locator("#q-main").press("Enter")
    walk.page.wait_for_url("**/search?q=kishida")
    walk.page.get_by_role("link", name="Fumio Kishida", exact=True).first.click()
    assert walk.page.locator("h1").inner_text() == "Fumio Kishida"
    walk.finish()


def test_a_page_prints_without_its_controls(walk: Walk) -> None:
    walk.go(f"/id/{PRAYUT.removeprefix(BASE)}?lang=en")
    walk.page.emulate_media(media="print")
    assert not walk.page.locator("header.top").is_visible()
    assert walk.page.locator("h1").is_visible()


def test_hostile_names_do_nothing_in_a_browser(browser: Any, world_path: Path) -> None:
    process, printed = start("--store", str(world_path), "--lang", "en")
    try:
        walk = Walk(browser, printed.rstrip("/"), locale="en-GB")
        walk.page.on("dialog", lambda dialog: walk.said.append("dialog"))
        for number in range(7):
            walk.go(f"/id/person/hostile-{number}")
            walk.go(f"/id/article/9{number}")
        walk.go("/")
        walk.page.locator("#q-main").press_sequentially("script")
        walk.page.locator("#hits-main [role=option]").first.wait_for()
        assert "<script>" in walk.page.locator("#hits-main").inner_text()
        walk.finish()
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(15)
