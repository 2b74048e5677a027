"""The explorer and the endpoint: every page, every form of answer, and what must be refused."""

from __future__ import annotations

import csv
import html
import io
import json
import os
import re
import string
import time
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from itertools import combinations
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlencode
from xml.etree import ElementTree

import pytest
import rdflib
from conftest import HOSTILE, World
from starlette.requests import Request
from starlette.testclient import TestClient

import kg.serve
from kg.build import write_graph
from kg.serve.app import Explorer, ServeConfig, create_app
from kg.serve.catalogue import Catalogue
from kg.serve.charts import count_years, draw_bars
from kg.serve.guard import Guard
from kg.serve.negotiate import choose, choose_language
from kg.serve.pages import read_period, url_of
from kg.serve.protocol import set_dataset
from kg.serve.search import Index, fold
from kg.serve.speech import format_date, format_span, load_words
from kg.serve.ties import CROWD
from kg.store import iter_queries, open_store

LOCAL = "http://127.0.0.1:8000"
PRAYUT = "person/ประยุทธ์-จันทร์โอชา"
HTML = {"accept": "text/html"}
HERE = Path(kg.serve.__file__).parent


@pytest.fixture(scope="module")
def explorer(sample_out: Path) -> Iterator[Explorer]:
    opened = Explorer(ServeConfig(store=sample_out, time_limit=20, row_limit=5000))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def client(explorer: Explorer) -> TestClient:
    return TestClient(
        create_app(explorer.config, explorer), base_url=LOCAL, headers={"accept-language": "en"}
    )


@pytest.fixture(scope="module")
def catalogue(explorer: Explorer) -> Catalogue:
    return explorer.view.catalogue


def ask(client: TestClient, query: str, accept: str = "application/sparql-results+json", **more: str):  # type: ignore[no-untyped-def]
    return client.get("/sparql", params={"query": query, **more}, headers={"accept": accept})


class Links(HTMLParser):
    """The links of a page, and what it would run or load."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.loads: list[str] = []
        self.inline: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "a" and given.get("href"):
            self.links.append(given["href"] or "")
        if tag in ("script", "img", "iframe") or (
            tag == "link" and given.get("rel") in ("stylesheet", "icon")
        ):
            self.loads.append(given.get("src") or given.get("href") or "")
        self.inline += [f"{tag} {name}" for name in given if name.startswith("on") or name == "style"]
        if tag == "style" or (tag == "script" and "src" not in given):
            self.inline.append(tag)


# ---------------------------------------------------------------- pages

PAGES = [
    "/",
    "/search?q=ประยุทธ์",
    "/search?q=qqqqq",
    "/search",
    f"/id/{PRAYUT}",
    f"/id/{PRAYUT}?year=2022",
    "/id/country/TH",
    "/id/country/JP?kind=signing",
    "/id/org/th-mdes",
    "/id/article/9000001",
    "/between",
    "/between?a=country/TH",
    "/between?a=country/TH&b=country/JP",
    "/between?a=Prayut&b=Kishida",
    "/between?a=nothing+at+all&b=JP",
    "/agreements",
    "/agreements?stalled=1",
    "/agreements?party=country/JP&status=signed",
    "/agreements?year=2565",
    "/activities",
    "/activities?country=country/JP&year=2022&kind=bilateral-meeting",
    "/activities?topic=trade&status=held",
    "/questions",
    "/network",
    "/network?focus=country/JP&depth=2",
    "/sparql",
    "/ontology",
]


@pytest.mark.parametrize("lang", ["th", "en"])
@pytest.mark.parametrize("address", PAGES)
def test_every_page_opens_in_both_languages_and_loads_only_ours(
    client: TestClient, address: str, lang: str
) -> None:
    response = client.get(address + ("&" if "?" in address else "?") + f"lang={lang}", headers=HTML)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert f'<html lang="{lang}">' in response.text
    page = Links(response.text)
    assert page.inline == []
    assert page.loads
    assert all(load.startswith(("/static/", "/network/")) for load in page.loads)
    assert "unsafe" not in response.headers["content-security-policy"]
    assert client.cookies.get("kg_lang") == lang
    client.cookies.clear()


def test_links_between_pages_lead_somewhere(client: TestClient) -> None:
    seen, waiting = set[str](), ["/"]
    while waiting and len(seen) < 250:
        address = waiting.pop(0)
        if (
            address in seen
            or not address.startswith("/")
            or address.startswith(("/network/frame", "/questions/", "/sparql?"))
        ):
            continue
        seen.add(address)
        response = client.get(address, headers=HTML)
        assert response.status_code == 200, address
        if address.count("=") < 2 and "format=" not in address:
            waiting += [link.partition("#")[0] for link in Links(response.text).links]
    assert len(seen) >= 250
    client.cookies.clear()


def test_a_thing_of_each_kind_has_a_page(client: TestClient, catalogue: Catalogue) -> None:
    for kind in ("official", "organisation", "country", "post", "activity", "agreement", "article", "place"):
        things = list(catalogue.of_kind(kind))
        assert things
        for thing in things:
            response = client.get(url_of(thing.id), headers=HTML)
            assert response.status_code == 200, thing.id
            assert response.text.count("<h1") == 1
    for fact in [next(iter(catalogue.tenures)), next(iter(catalogue.parts)), next(iter(catalogue.changes))]:
        assert "<blockquote" in client.get(url_of(fact), headers=HTML).text


def test_the_dossier_lists_counterparts_of_a_year_with_the_words_that_say_so(client: TestClient) -> None:
    page = client.get(f"/id/{PRAYUT}?year=2017", headers=HTML).text
    side = page.partition('id="counterparts"')[2].partition("</section>")[0]
    assert "Donald Trump" in side
    assert "Kishida" not in side
    whole = client.get(f"/id/{PRAYUT}", headers=HTML).text
    assert "Kishida" in whole.partition('id="counterparts"')[2].partition("</section>")[0]
    assert '<blockquote class="said">' in whole
    assert "Prime Minister of Thailand" in whole.partition('id="posts"')[2].partition("</section>")[0]
    assert client.get(f"/id/{PRAYUT}?year=2560", headers=HTML).text.count("Donald Trump") == page.count(
        "Donald Trump"
    )


def test_the_dossier_tells_agreements_with_their_history_and_words(
    client: TestClient, catalogue: Catalogue
) -> None:
    page = client.get("/id/country/JP", headers=HTML).text.partition('id="agreements"')[2]
    agreements = [catalogue.agreements[a] for a in catalogue.agreements_of["country/JP"]]
    shown = page.partition("</section>")[0]
    assert shown.count("<summary>Evidence") == len(agreements) > 2
    told = [re.findall("<span>([^<]+?) *<", line) for line in re.findall('who history">(.*?)</p>', shown)]
    wanted = [
        [catalogue.concept("agreement-status", change.status, "en") for change in agreement.changes]
        for agreement in agreements
        if len(agreement.changes) > 1
    ]
    assert told == wanted != []


def test_an_activity_shows_its_two_sides(client: TestClient, catalogue: Catalogue) -> None:
    activity = next(
        a for a in catalogue.activities.values() if len(a.sides) == 2 and a.kind == "bilateral-meeting"
    )
    page = client.get(url_of(activity.id), headers=HTML).text
    for side in activity.sides:
        assert f"<bdi>{catalogue.name(side, 'en')}</bdi>" in page
    assert page.count('class="sidebox"') == 2


def test_the_article_shows_the_quoted_words_marked(client: TestClient, catalogue: Catalogue) -> None:
    fact, said = catalogue.facts_of_article("article/9000009")[0]
    evidence = client.get(url_of(said.id), headers=HTML, follow_redirects=False)
    assert evidence.status_code == 303
    page = client.get(evidence.headers["location"], headers=HTML).text
    chosen = re.findall(r'<mark class="chosen"( id="quote" tabindex="-1")?[^>]*>([^<]*)</mark>', page)
    assert "".join(text for _, text in chosen) == said.text
    assert [bool(first) for first, _ in chosen].count(True) == 1
    body = page.partition('class="card reading"')[2].partition("</section>")[0]
    article = catalogue.text("9000009")
    assert article is not None
    told = re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", body.partition("</h2>")[2]))
    assert re.sub(r"\s+", "", article.text[article.body_start :]) == told.replace("&#39;", "'").replace(
        "&#34;", '"'
    )
    assert client.get(url_of("article/9000009", fact=fact), headers=HTML).text.count('id="quote"') == 1


PACTS = """
@prefix dip: <https://example.org/diplomatic-kg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix state: <https://example.org/diplomatic-kg/scheme/agreement-status/> .
@prefix kind: <https://example.org/diplomatic-kg/scheme/agreement-kind/> .
@base <https://example.org/diplomatic-kg/id/> .
<country/TH> a dip:Country ; dip:isoCode "TH" ; skos:prefLabel "Thailand"@en , "ไทย"@th .
<country/JP> a dip:Country ; dip:isoCode "JP" ; skos:prefLabel "Japan"@en , "ญี่ปุ่น"@th .
<org/jp-x> a dip:Organisation ; dip:country <country/JP> ; skos:prefLabel "Agency X"@en .
<article/1> a dip:Article ; dcterms:identifier "1" ; dcterms:title "News"@en ;
    dcterms:issued "2022-06-01"^^xsd:date .
state:proposed skos:prefLabel "proposed"@en . state:approved skos:prefLabel "approved"@en .
state:signed skos:prefLabel "signed"@en .
"""
STATES = {
    "old": ("proposed", "2019-01-05"),
    "new": ("proposed", "2022-01-05"),
    "slow": ("approved", "2020-05"),
    "done": ("signed", "2018-02-01"),
    "quiet": ("", ""),
}


def write_pacts(path: Path) -> Path:
    """Agreements of Thailand with Japan, or with a body of Japan, in several states."""
    text = PACTS
    for name, (status, date) in STATES.items():
        party = "org/jp-x" if name == "done" else "country/JP"
        text += f"<agreement/{name}> a dip:Agreement ; dip:agreementKind kind:mou ; "
        text += f'skos:prefLabel "Pact {name}"@en ; dip:party <country/TH> , <{party}>'
        if status:
            sort = "date" if len(date) == 10 else "gYearMonth"
            text += f" ; dip:latestStatus state:{status} ; dip:statusChange <status/{name}> .\n"
            text += f"<status/{name}> a dip:AgreementStatusChange ; dip:agreement <agreement/{name}> ; "
            text += f'dip:agreementStatus state:{status} ; dip:date "{date}"^^xsd:{sort}'
        text += " .\n"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def pacts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    explorer = Explorer(
        ServeConfig(store=write_pacts(tmp_path_factory.mktemp("pacts") / "pacts.ttl"), lang="en")
    )
    yield TestClient(create_app(explorer.config, explorer), base_url=LOCAL)
    explorer.close()


def named(text: str) -> set[str]:
    return set(re.findall(r"<bdi>Pact (\w+)</bdi>", text))


def test_two_sides_say_what_was_signed_and_what_is_pending(pacts: TestClient) -> None:
    page = pacts.get("/between?a=country/TH&b=country/JP", headers=HTML).text

    def part(name: str) -> set[str]:
        return named(page.partition(f'id="{name}"')[2].partition("</section>")[0])

    assert part("pending") == {"old", "new", "slow"}
    assert part("signed") == {"done"}
    assert part("untold") == {"quiet"}
    assert named(pacts.get("/between?a=country/TH&b=org/jp-x", headers=HTML).text) == {"done"}


def test_two_sides_are_counted_by_year(client: TestClient, catalogue: Catalogue) -> None:
    page = client.get("/between?a=country/TH&b=country/JP", headers=HTML).text
    years = {activity.year for activity in catalogue.shared("country/TH", "country/JP") if activity.year}
    assert page.count('class="bar" aria-label=') == len(years) >= 2
    assert 'id="met"' in page
    assert "Nothing between these two" in client.get("/between?a=country/LK&b=country/CH", headers=HTML).text


def test_whoever_meets_for_a_body_is_of_it(client: TestClient, catalogue: Catalogue) -> None:
    seen = 0
    for activity in catalogue.activities.values():
        bodies = {catalogue.post_body.get(part.capacity, part.actor) for part in activity.parts}
        for one, two in combinations(sorted(b for b in bodies if b.startswith("org/")), 2):
            page = client.get("/between", params={"a": one, "b": two}, headers=HTML).text
            met = re.findall(r'href="/id/([^"?]+)"', page.partition('id="met"')[2].partition("</section>")[0])
            of_them = {
                part.actor
                for shared in catalogue.shared(one, two)
                for part in shared.parts
                if {part.actor, catalogue.post_body.get(part.capacity)} & {one, two}
            }
            assert {unquote(thing) for thing in met if not thing.startswith("activity/")} <= of_them
            seen += len(met)
    assert seen > 10


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", set(STATES)),
        ("stalled=1", {"old", "slow"}),
        ("status=signed", {"done"}),
        ("status=approved", {"slow"}),
        ("kind=mou&year=2019", {"old"}),
        ("year=2562", {"old"}),
        ("kind=treaty", set()),
        ("party=country/JP", set(STATES)),
        ("party=org/jp-x", {"done"}),
        ("words=PACT+sl", {"slow"}),
        ("party=country/TH&with=org/jp-x", {"done"}),
        ("topic=trade", set()),
    ],
)
def test_the_tracker_filters_and_marks_what_stalls(pacts: TestClient, query: str, wanted: set[str]) -> None:
    page = pacts.get(f"/agreements?{query}", headers=HTML).text
    body = page.partition("<tbody>")[2]
    assert named(body) == wanted
    assert body.count('class="is-stalled"') == len(wanted & {"old", "slow"})


def test_activities_come_as_csv_that_no_spreadsheet_runs(client: TestClient) -> None:
    response = client.get("/activities?format=csv&year=2022")
    assert response.headers["content-type"].startswith("text/csv")
    assert response.content.startswith("\ufeff".encode())
    rows = list(csv.reader(io.StringIO(response.text.removeprefix("\ufeff"))))
    assert len(rows) > 5
    assert all(row[0].startswith("2022") for row in rows[1:])


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/nothing", 404),
        ("/id/person/nobody", 404),
        ("/id/", 404),
        ("/questions/none", 404),
        ("/network/nothing.js", 404),
        ("/activities?year=x", 400),
        ("/activities?from=2019-13", 400),
        ("/network?to=2019-02-30", 400),
        ("/activities?page=0", 400),
        ("/id/country/TH?format=pdf", 400),
        ("/static/../app.py", 404),
        ("/static/%2e%2e/app.py", 404),
        ("/network/frame?focus=person/nobody", 404),
    ],
)
def test_what_is_not_there_is_said_in_words(client: TestClient, address: str, status: int) -> None:
    response = client.get(address, headers=HTML)
    assert response.status_code == status
    assert f'<p class="over">{status}</p>' in response.text
    plain = client.get(address, headers={"accept": "text/turtle"})
    assert (plain.status_code, plain.headers["content-type"]) == (status, "text/plain; charset=utf-8")
    assert "content-security-policy" in plain.headers


def test_writing_is_not_possible_anywhere(client: TestClient) -> None:
    for address in ("/", "/id/country/TH", "/search", "/agreements", "/.well-known/void"):
        for method in ("POST", "PUT", "DELETE", "PATCH"):
            assert client.request(method, address).status_code == 405
    for method in ("PUT", "DELETE", "PATCH"):
        assert client.request(method, "/sparql").status_code == 405


# ---------------------------------------------------------------- languages and words


def test_the_language_is_asked_for_remembered_or_the_browsers(client: TestClient) -> None:
    def lang(**headers: str) -> str:
        return re.findall(r'<html lang="(..)">', client.get("/", headers={**HTML, **headers}).text)[0]

    client.cookies.clear()
    assert lang(**{"accept-language": "th-TH,th;q=0.9,en;q=0.5"}) == "th"
    assert lang(**{"accept-language": "de, en;q=0.5"}) == "en"
    assert lang(**{"accept-language": "fr"}) == "th"
    client.get("/?lang=th")
    assert lang(**{"accept-language": "en"}) == "th"
    client.cookies.clear()
    assert (
        'href="/activities?year=2019&amp;lang=th"' in client.get("/activities?year=2019", headers=HTML).text
    )


def test_every_word_of_the_templates_is_there_in_both_languages() -> None:
    words = load_words()
    used = set[str]()
    for path in HERE.glob("templates/*.html"):
        used |= set(re.findall(r'\bt\("([a-z_0-9]*[a-z0-9])"', path.read_text(encoding="utf-8")))
        used |= set(re.findall(r'\("((?:nav|home)_[a-z]+)"', path.read_text(encoding="utf-8")))
    for path in HERE.glob("*.py"):
        used |= set(re.findall(r'\bsay\(\s*"([a-z_0-9]+)"', path.read_text(encoding="utf-8")))
    assert used <= set(words)
    text = "".join(
        path.read_text(encoding="utf-8") for path in [*HERE.glob("templates/*.html"), *HERE.glob("*.py")]
    )
    built = re.compile("(kind|kinds|group|col|error|problem)_|.*_one$")
    assert [key for key in words if f'"{key}"' not in text and not built.match(key)] == []
    for key, (th, en) in words.items():
        assert th.strip(), key
        assert en.strip(), key
        fields = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (th, en)]
        assert fields[0] == fields[1], key
        assert re.search("[ก-๛]", th) or key in ("nav_sparql", "other_language"), key
        assert not re.search("[ก-๛]", en) or key == "other_language", key


@pytest.mark.parametrize(
    ("query", "start", "end", "inside"),
    [
        ("", "", "", True),
        ("year=2562", "2019-03-01", "", True),
        ("year=2019", "2018-12-30", "2019-01-02", True),
        ("from=2019-03", "2019", "", True),
        ("from=2019-03", "2019-02-28", "", False),
        ("from=2019-03-05&to=2019-03", "2019-03-31", "", True),
        ("to=2019-03", "2019-04-01", "2019-05-01", False),
        ("from=2020&to=2018", "2019", "", True),
        ("to=2019", "", "", False),
    ],
)
def test_a_period_lets_through_what_lies_in_it(query: str, start: str, end: str, inside: bool) -> None:
    scope = {"type": "http", "query_string": query.encode(), "headers": []}
    assert read_period(Request(scope)).covers(start, end) is inside


def test_charts_count_everything_once_and_need_no_script() -> None:
    pairs = [
        ("2018", "call"),
        ("2018", "call"),
        ("2020", "visit"),
        ("1950", "visit"),
        ("", "call"),
        ("2019", "x"),
    ]
    figures = count_years(pairs, ("visit", "call"))
    assert figures is not None
    assert (figures.years[0], figures.years[-1], figures.outside) == ("1950", "2020", 0)
    many = count_years(pairs + [("2019", "call")] * 190, ("visit", "call"))
    assert many is not None
    assert (many.years, many.outside) == (("2018", "2019"), 2)
    assert [many.total(year) for year in many.years] == [2, 190]
    assert count_years([("", "call")], ("call",)) is None
    drawn = draw_bars(
        many,
        'a "label"',
        year_name=lambda year: f"<{year}>",
        group_name=lambda group: f"{group} & \x00",
        link=lambda year: f"/?a=1&from={year}",
        chosen=lambda year: year == "2019",
    )
    root = ElementTree.fromstring(drawn)
    links = root.iter("{http://www.w3.org/2000/svg}a")
    bars = {link.get("aria-label"): link.attrib for link in links if link.get("class") == "bar"}
    assert list(bars) == ["<2018>: 2", "<2019>: 190"]
    assert bars["<2018>: 2"]["href"] == "/?a=1&from=2018"
    assert [bar.get("aria-current") for bar in bars.values()] == [None, "true"]
    for word in ("<style", "<script", "style=", "<!--", " id="):
        assert word not in drawn


def test_dates_are_written_as_the_language_does() -> None:
    assert format_date("2019-09-02", "th") == "2 ก.ย. 2562"
    assert format_date("2019-09", "en") == "Sep 2019"
    assert format_date("2019", "th") == "2562"
    assert format_date("not-a-date", "en") == "not-a-date"
    assert format_span("2019-09-02", "2019-09-03", "en") == "2–3 Sep 2019"
    assert format_span("2019-09-30", "2019-10-02", "en") == "30 Sep – 2 Oct 2019"
    assert format_span("2019", "2020-01", "en") == "2019 – Jan 2020"


# ---------------------------------------------------------------- search


@pytest.mark.parametrize(
    "typed",
    [
        "ประยุทธ์",
        "ประยุทธ",
        "ประยุทธ จันทรโอชา",
        "ประยุทธ์จันทร์โอชา",
        "พลเอก ประยุทธ์",
        "พลเอกประยุทธ์ จันทร์โอชา",
        "พล.อ.ประยุทธ์",
        "พล.อ. ประยุทธ์ จันทร์โอชา",
        "H.E. General Prayut",
        "นายกฯ 2561",
        "PM 2018",
        "PRAYUT",
        "prayuth chanocha",
        "Chan-o-cha",
        "chan o cha prayut",
        "prayth chanoca",
        "Prime Minister 2018",
        "นายกรัฐมนตรี 2561",
        "นายกรัฐมนตรีปี 2561",
    ],
)
def test_the_prime_minister_is_found_however_he_is_typed(client: TestClient, typed: str) -> None:
    hits = client.get("/api/search", params={"q": typed, "lang": "en"}).json()
    assert hits[0]["id"] == PRAYUT
    assert hits[0]["name"] == "Prayut Chan-o-cha"
    assert client.get(hits[0]["url"], headers=HTML).status_code == 200


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("jp", "country/JP"),
        ("ROK", "country/KR"),
        ("Burma", "country/MM"),
        ("ญีปุ่น", "country/JP"),
        ("กระทรวงดิจิตัล", "org/th-mdes"),
        ("กระทรวงดิจิทัล", "org/th-mdes"),
        ("kishda", "person/ฟูมิโอะ-คิชิดะ"),
        ("pham minh chinh", "person/ฝ่าม-มิงห์-จิ๊ญ"),
        ("Phạm Minh Chính", "person/ฝ่าม-มิงห์-จิ๊ญ"),
        ("ฟาม มินห์ จินห์", "person/ฝ่าม-มิงห์-จิ๊ญ"),
        ("รมว.กต.", "person/มาริษ-เสงี่ยมพงษ์"),
        ("ดร. คิชิดะ", "person/ฟูมิโอะ-คิชิดะ"),
        ("ออท.เกาหลีใต้", "post/เอกอัครราชทูต-kr-th"),
    ],
)
def test_names_are_found_in_other_spellings(client: TestClient, typed: str, found: str) -> None:
    assert client.get("/api/search", params={"q": typed}).json()[0]["id"] == found


def test_search_keeps_to_kinds_and_says_when_there_is_nothing(client: TestClient) -> None:
    hits = client.get("/api/search", params={"q": "ไทย", "kinds": "country"}).json()
    assert {hit["kind"] for hit in hits} == {"country"}
    assert client.get("/api/search", params={"q": "xqzv wvk"}).json() == []
    assert client.get("/api/search", params={"q": " ์ ่ "}).json() == []
    assert client.get("/api/search", params={"q": "a" * 5000}).status_code == 200


def test_folding_forgives_tone_marks_case_accents_and_sara_am() -> None:
    assert fold("นํ้า") == fold("น้ำ") == fold("นำ")
    assert fold("CHÍNH-Minh") == "chinh minh"


def test_search_is_quick_over_a_hundred_thousand_names(explorer: Explorer) -> None:
    class Many(Catalogue):
        def __init__(self) -> None:
            from kg.serve.catalogue import Thing

            names = (f"ชื่อที่{n} นามสกุล{n * 7919 % 100003}" for n in range(100_000))
            self.things = {
                f"person/{n}": Thing(f"person/{n}", "official", {"th": name}) for n, name in enumerate(names)
            }
            self.tenures_of = {}  # type: ignore[assignment]

    index = Index(Many())
    times = []
    for typed in ("ช", "ชื่อที่77", "นามสกุล1234", "ชื่อที 5 นามสกุล", "ไม่มีใครชื่อนี้เลย", "นมสกุล12345"):
        start = time.perf_counter()
        index.find(typed)
        times.append(time.perf_counter() - start)
    assert sorted(times)[len(times) // 2] < 0.1


# ---------------------------------------------------------------- questions


@pytest.mark.parametrize("name", [query.name for query in iter_queries()])
def test_every_question_has_a_form_and_an_answer(client: TestClient, name: str) -> None:
    response = client.get(f"/questions/{name}", headers=HTML)
    assert response.status_code == 200
    assert 'id="answer"' in response.text
    assert '<pre class="code">' in response.text


def test_a_question_is_answered_linked_and_downloaded(client: TestClient) -> None:
    address = "/questions/agreements-with-country?country=JP"
    page = client.get(address + "&lang=en", headers=HTML)
    assert 'href="/id/agreement/' in page.text
    assert '<option value="JP" selected>Japan</option>' in page.text
    assert re.search(r'<time datetime="(\d{4})-\d\d-\d\d">\d+ [A-Z][a-z]{2} \1</time>', page.text)
    assert re.search(r'href="https://example.org/sample/(\d+)"[^>]*><bdi>example.org/…/\1<', page.text)
    link = next(one for one in Links(page.text).links if "format=csv" in one)
    response = client.get(link)
    assert "attachment" in response.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(response.text.removeprefix("\ufeff"))))
    assert rows[0][:2] == ["signed_on", "agreement"]
    assert len(rows) - 1 == int(re.findall(r"<small>(\d+) rows?</small>", page.text)[0]) > 0
    sparql = re.findall(r'href="/sparql\?query=([^"]+)"', page.text)[0]
    assert "JP" in sparql
    client.cookies.clear()


def test_a_question_asked_again_is_not_evaluated_again(
    client: TestClient, explorer: Explorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    run = explorer.pool.run
    monkeypatch.setattr(explorer.pool, "run", lambda request: (asked.append(request), run(request))[1])
    address = "/questions/agreements-with-country?format=csv&country="
    first, again, other = (client.get(address + code).text for code in ("CN", "CN", "JP"))
    assert first == again != other
    assert len(asked) <= 2
    client.get("/questions/agreements-signed-in-year?year=abc")
    client.get("/questions/agreements-signed-in-year?year=abc")
    assert len(asked) >= 2  # what failed is asked again


def test_an_answer_that_is_too_long_is_cut_and_says_so(sample_out: Path) -> None:
    explorer = Explorer(ServeConfig(store=sample_out, row_limit=3, lang="en"))
    try:
        client = TestClient(create_app(explorer.config, explorer), base_url=LOCAL)
        address = "/questions/counterparts-of-post-in-year?post=นายกรัฐมนตรี&year=2022"
        page = client.get(address, headers=HTML).text
        assert page.partition("<tbody>")[2].count("<tr>") == 3
        assert "more than 3 rows and was cut" in page
        table = client.get(address + "&format=csv")
        assert len(table.text.splitlines()) == 4
        assert table.headers["x-kg-truncated"] == "3"
        assert "first-3-rows" in table.headers["content-disposition"]
        whole = client.get("/questions/counterparts-of-post-in-year?post=x&year=1999", headers=HTML).text
        assert "was cut" not in whole
    finally:
        explorer.close()


def test_a_question_with_a_wrong_value_says_which(client: TestClient) -> None:
    response = client.get("/questions/agreements-signed-in-year?year=abc", headers=HTML)
    assert response.status_code == 400
    assert "year" in response.text.partition('role="alert"')[2][:200]
    assert (
        client.get("/questions/agreements-signed-in-year?year=2562&format=csv").text
        == client.get("/questions/agreements-signed-in-year?year=2019&format=csv").text
    )


# ---------------------------------------------------------------- things as data


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("text/turtle", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ("application/n-triples", "application/n-triples"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("text/html", "text/html"),
        ("*/*", "text/html"),
        ("", "text/html"),
        ("text/html;q=0.3, text/turtle;q=0.8", "text/turtle"),
        ("application/*", "application/ld+json"),
    ],
)
def test_a_thing_comes_as_the_client_prefers(
    client: TestClient, catalogue: Catalogue, accept: str, media: str
) -> None:
    response = client.get(f"/id/{PRAYUT}", headers={"accept": accept})
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == media
    assert "Accept" in response.headers["vary"]
    assert 'type="text/turtle"' in response.headers["link"]
    if media != "text/html":
        form = {
            "text/turtle": "turtle",
            "application/ld+json": "json-ld",
            "application/n-triples": "nt",
            "application/rdf+xml": "xml",
        }
        graph = rdflib.Graph().parse(data=response.text, format=form[media])
        subject = rdflib.URIRef(catalogue.iri(PRAYUT))
        assert rdflib.Literal("Prayut Chan-o-cha", lang="en") in set(graph.objects(subject))
        assert set(
            graph.subjects(rdflib.URIRef("https://example.org/diplomatic-kg/ontology#holder"), subject)
        )


def test_descriptions_of_each_kind_agree_in_every_syntax(client: TestClient, catalogue: Catalogue) -> None:
    from rdflib.compare import to_isomorphic

    for kind in ("activity", "agreement", "article", "organisation", "country"):
        thing = next(catalogue.of_kind(kind))
        graphs = [
            to_isomorphic(
                rdflib.Graph().parse(data=client.get(url_of(thing.id, format=form)).text, format=parser)
            )
            for form, parser in (
                ("turtle", "turtle"),
                ("jsonld", "json-ld"),
                ("ntriples", "nt"),
                ("rdfxml", "xml"),
            )
        ]
        assert len(graphs[0]) > 3
        assert graphs[0] == graphs[1] == graphs[2] == graphs[3]


def test_an_unwanted_form_is_refused(client: TestClient) -> None:
    assert client.get("/id/country/TH", headers={"accept": "image/png"}).status_code == 406
    assert client.get("/id/person/nobody", headers={"accept": "text/turtle"}).status_code == 404


def test_choosing_follows_qualities_and_closeness() -> None:
    offers = ("text/html", "text/turtle", "application/ld+json")
    assert choose("text/*;q=0.5, text/turtle", offers) == "text/turtle"
    assert choose("*/*, text/html;q=0", offers) == "text/turtle"
    assert choose("text/html;q=abc", offers) is None
    assert choose_language("en;q=0, th", "en") == "th"


# ---------------------------------------------------------------- hostile names


@pytest.fixture(scope="module")
def hostile(world_path: Path) -> Iterator[TestClient]:
    explorer = Explorer(ServeConfig(store=world_path))
    yield TestClient(create_app(explorer.config, explorer), base_url=LOCAL)
    explorer.close()


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_names_stay_text(hostile: TestClient, number: int) -> None:
    response = hostile.get(f"/id/person/hostile-{number}", headers=HTML)
    assert response.status_code == 200
    assert "<script>alert" not in response.text
    page = Links(response.text)
    assert page.inline == []
    assert [load for load in page.loads if not load.startswith("/static/")] == []
    for form, parser in (("turtle", "turtle"), ("jsonld", "json-ld"), ("ntriples", "nt"), ("rdfxml", "xml")):
        text = hostile.get(f"/id/person/hostile-{number}?format={form}").text
        graph = rdflib.Graph().parse(data=text, format=parser)
        names = {
            str(o)
            for o in graph.objects(None, rdflib.URIRef("http://www.w3.org/2004/02/skos/core#prefLabel"))
        }
        from kg.graph import clean_literal

        assert clean_literal(HOSTILE[number]).strip() in names
        assert not any("evil" in s for s in map(str, graph.subjects()))


def test_hostile_names_stay_text_in_the_network(hostile: TestClient) -> None:
    for number, name in enumerate(HOSTILE):
        address = f"/network?focus=person/hostile-{number}&lang=en"
        page = hostile.get(address, headers=HTML).text
        assert Links(page).inline == []
        drawn = re.search(r'data-picture="(.*?)"', page)
        assert drawn
        nodes = json.loads(html.unescape(drawn[1]))["nodes"]
        assert fold(nodes[0][1]) == fold(name)
        data = hostile.get(address, headers={"accept": "application/json"}).json()
        assert "<script" not in data["list"] + data["time"]
        assert hostile.get(f"/network/save.graphml?focus=person/hostile-{number}").status_code == 200
    for broken in ("?open=|||", "?pick=a|b|c", "?focus=<script>alert(1)</script>", "?open=" + "x|" * 900):
        page = hostile.get("/network" + broken, headers=HTML)
        assert page.status_code == 200
        assert "<script>alert" not in page.text


def test_hostile_names_stay_text_in_search_questions_and_csv(hostile: TestClient) -> None:
    for text in HOSTILE:
        for address in ("/search", "/between", "/network", "/agreements", "/activities"):
            key = {"/between": "a", "/network": "focus", "/agreements": "words", "/activities": "who"}.get(
                address, "q"
            )
            page = hostile.get(address, params={key: text}, headers=HTML)
            assert page.status_code == 200
            assert Links(page.text).inline == []
            assert "<script>alert" not in page.text
        found = hostile.get("/api/search", params={"q": text})
        assert found.headers["content-type"] == "application/json"
        page = hostile.get("/questions/who-met-whom", params={"name": text}, headers=HTML)
        assert page.status_code == 200
        assert Links(page.text).inline == []
    query = 'SELECT ?x { VALUES ?x { "=1+1" "@a" } }'
    assert (
        hostile.get("/sparql", params={"query": query}, headers={"accept": "text/csv"}).text
        == "x\r\n=1+1\r\n@a\r\n"
    )


def test_an_article_that_carries_markup_is_shown_as_text(hostile: TestClient) -> None:
    page = hostile.get("/id/article/90", headers=HTML).text
    assert "&lt;script&gt;alert(&#39;สวัสดี&#39;)&lt;/script&gt;" in page


def test_links_cannot_be_turned_elsewhere(client: TestClient) -> None:
    response = client.get("http://127.0.0.1:8000//evil.example/x", headers=HTML)
    assert response.status_code == 404
    assert 'href="//evil' not in response.text
    assert not any(link.startswith("//") for link in Links(response.text).links)


# ---------------------------------------------------------------- the endpoint

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s a <https://example.org/diplomatic-kg/ontology#Official> }"


def test_a_query_is_taken_in_three_ways(client: TestClient, explorer: Explorer) -> None:
    answers = [
        client.get("/sparql", params={"query": COUNT}),
        client.post("/sparql", data={"query": COUNT}),
        client.post(
            "/sparql", content=COUNT, headers={"content-type": "application/sparql-query; charset=utf-8"}
        ),
    ]
    values = [response.json()["results"]["bindings"][0]["n"]["value"] for response in answers]
    assert values == [str(explorer.view.counts["official"])] * 3
    assert {response.headers["content-type"] for response in answers} == {"application/sparql-results+json"}


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/json", "application/json"),
        ("application/sparql-results+xml", "application/sparql-results+xml; charset=utf-8"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("*/*", "application/sparql-results+json"),
        ("text/turtle, text/csv;q=0.1", "text/csv; charset=utf-8"),
        ("application/xml", "application/xml; charset=utf-8"),
    ],
)
def test_rows_come_as_the_client_prefers(client: TestClient, accept: str, media: str) -> None:
    query = 'SELECT ?x ?y { VALUES (?x ?y) { ("ก"@th 1) (<http://a/b> UNDEF) ("<&\\t\\"" 2.5) } }'
    response = ask(client, query, accept)
    assert response.headers["content-type"] == media
    if "json" in media:
        rows = response.json()["results"]["bindings"]
        assert rows[0]["x"] == {"type": "literal", "value": "ก", "xml:lang": "th"}
        assert rows[1] == {"x": {"type": "uri", "value": "http://a/b"}}
    elif "xml" in media:
        from rdflib.plugins.sparql.results.xmlresults import XMLResultParser

        parsed = list(XMLResultParser().parse(io.BytesIO(response.content)).bindings)
        assert str(parsed[2][rdflib.Variable("x")]) == '<&\t"'
        assert rdflib.Variable("y") not in parsed[1]
    elif "csv" in media:
        assert list(csv.reader(io.StringIO(response.text)))[3] == ['<&\t"', "2.5"]
    else:
        assert response.text.splitlines()[1].split("\t") == [
            '"ก"@th',
            '"1"^^<http://www.w3.org/2001/XMLSchema#integer>',
        ]


@pytest.mark.parametrize(
    "accept", ["application/sparql-results+json", "application/sparql-results+xml", "text/csv"]
)
def test_ask_is_answered(client: TestClient, accept: str) -> None:
    assert "true" in ask(client, "ASK { ?s ?p ?o }", accept).text
    assert "false" in ask(client, "ASK { <http://a> <http://b> <http://c> }", accept).text


@pytest.mark.parametrize(
    ("accept", "parser"),
    [
        ("text/turtle", "turtle"),
        ("application/n-triples", "nt"),
        ("application/ld+json", "json-ld"),
        ("application/rdf+xml", "xml"),
    ],
)
def test_graphs_come_as_the_client_prefers(
    client: TestClient, catalogue: Catalogue, accept: str, parser: str
) -> None:
    labels = sum(len(thing.names) for thing in catalogue.of_kind("country"))
    query = (
        "CONSTRUCT { ?s <http://p/q> ?l . [] <http://p/r> ?s } WHERE "
        "{ ?s a <https://example.org/diplomatic-kg/ontology#Country> ; "
        "<http://www.w3.org/2004/02/skos/core#prefLabel> ?l }"
    )
    response = ask(client, query, accept)
    assert response.headers["content-type"].startswith(accept)
    graph = rdflib.Graph().parse(data=response.text, format=parser)
    assert len(set(graph.triples((None, rdflib.URIRef("http://p/q"), None)))) == labels > 40
    assert all(isinstance(s, rdflib.BNode) for s in graph.subjects(rdflib.URIRef("http://p/r")))
    described = ask(client, "DESCRIBE <https://example.org/diplomatic-kg/id/country/TH>", accept)
    assert len(rdflib.Graph().parse(data=described.text, format=parser)) >= 5


@pytest.mark.parametrize(
    ("query", "status", "reason"),
    [
        ("SELECT * WHERE { ?s ?p", 400, "1:"),
        ("", 400, "empty"),
        ("hello", 400, "no query"),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", 403, "INSERT"),
        ("PREFIX a: <a:>\nDELETE WHERE { ?s ?p ?o }", 403, "DELETE"),
        ("LOAD <http://example.org/>", 403, "LOAD"),
        ("CLEAR ALL", 403, "CLEAR"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 403, "SERVICE"),
        ("SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }", 403, "SERVICE"),
        ("SELECT * { s\\u0065rvice <http://127.0.0.1:9/> { ?s ?p ?o } }", 403, "SERVICE"),
        ("SELECT * { ?s ?p ?o } ; DROP ALL", 400, ""),
        ("SELECT ?s { ?s ?p ?o }", 400, "5,000 rows"),
    ],
)
def test_what_is_refused_is_refused_with_a_reason(
    client: TestClient, query: str, status: int, reason: str
) -> None:
    for response in (ask(client, query), client.post("/sparql", data={"query": query})):
        assert response.status_code == status
        assert response.headers["content-type"] == "text/plain; charset=utf-8"
        assert reason in response.text
        assert len(response.text) > 8


def test_requests_that_break_the_protocol(client: TestClient) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    cases = [
        (client.post("/sparql", content="query=a&query=b", headers=form), 400),
        (client.post("/sparql", content="x=1", headers=form), 400),
        (client.post("/sparql", content="query=%FF", headers=form), 400),
        (client.post("/sparql", content="update=CLEAR+ALL", headers=form), 403),
        (
            client.post(
                "/sparql", content="CLEAR ALL", headers={"content-type": "application/sparql-update"}
            ),
            403,
        ),
        (client.post("/sparql", content=COUNT, headers={"content-type": "text/plain"}), 415),
        (client.post("/sparql", content=COUNT), 415),
        (client.post("/sparql", content=b"\xff", headers={"content-type": "application/sparql-query"}), 400),
        (
            client.post(
                "/sparql?query=a", content=COUNT, headers={"content-type": "application/sparql-query"}
            ),
            400,
        ),
        (client.get("/sparql?query=a&query=b"), 400),
        (client.get("/sparql?update=CLEAR+ALL"), 403),
        (ask(client, COUNT, "image/png"), 406),
        (ask(client, COUNT, "text/turtle"), 406),
        (ask(client, "DESCRIBE <http://a>", "text/csv"), 406),
        (ask(client, COUNT, maxrows="0"), 400),
    ]
    for response, status in cases:
        assert response.status_code == status, response.request.url
        assert response.text.strip()


def test_a_bounded_answer_says_that_it_was_cut(client: TestClient, explorer: Explorer) -> None:
    query = "SELECT * { ?s ?p ?o }"
    cut = ask(client, query, maxrows="10")
    assert len(cut.json()["results"]["bindings"]) == 10
    assert cut.headers["x-kg-truncated"] == "10"
    for whole in (
        "SELECT * { ?s ?p ?o } LIMIT 10",
        "SELECT * { ?s ?p ?o } ORDER BY ?s LIMIT 10 OFFSET 3",
        query + f" OFFSET {len(explorer.view.store) - 1000}",
    ):
        response = ask(client, whole)
        assert response.status_code == 200
        assert "x-kg-truncated" not in response.headers
    assert ask(client, "SELECT * { ?s ?p ?o } LIMIT 999999").status_code == 400
    graph = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
    part = ask(client, graph, "application/n-triples", maxrows="10")
    assert len(part.text.splitlines()) == 100
    assert part.headers["x-kg-truncated"] == "100"
    whole = ask(client, graph, "application/n-triples")
    assert len(whole.text.splitlines()) > 10_000
    assert "x-kg-truncated" not in whole.headers
    assert ask(client, "SELECT * { ?s ?p ?o } LIMIT 5 # the end").status_code == 200
    assert (
        len(ask(client, "SELECT ?x { ?x ?y ?z } LIMIT 5 VALUES ?z { 1 }").json()["results"]["bindings"]) <= 5
    )


def test_queries_look_at_the_graphs_that_the_protocol_names(client: TestClient, explorer: Explorer) -> None:
    graphs = [r["g"] for r in explorer.view.store.query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")]
    assert graphs
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    own = "SELECT (COUNT(*) AS ?n) FROM <http://other/> { ?s ?p ?o }"

    def number(query: str, **more: str) -> int:
        return int(ask(client, query, **more).json()["results"]["bindings"][0]["n"]["value"])

    graph = str(graphs[0])
    inside = number(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
    assert number(count, **{"default-graph-uri": graph}) == inside > 0
    assert number(own, **{"default-graph-uri": graph}) == inside
    assert number("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", **{"named-graph-uri": graph}) == inside
    assert ask(client, count, **{"default-graph-uri": "not an iri>"}).status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p ?o }",
        "SELECT (EXISTS { ?a ?b ?c } AS ?x) WHERE { ?s ?p ?o }",
        "ASK { ?s ?p ?o }",
        "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "CONSTRUCT WHERE { ?s ?p ?o }",
        "DESCRIBE <http://a/where>",
        "DESCRIBE ?s WHERE { ?s ?p ?o }",
        "DESCRIBE <http://a> LIMIT 3",
        "SELECT * FROM <http://x> FROM NAMED <http://y> { ?s ?p ?o }",
        "# FROM { \nPREFIX from: <http://f/>\nSELECT ?from WHERE { ?from from:where 'where {' }",
    ],
)
def test_a_dataset_is_put_where_the_grammar_wants_it(query: str) -> None:
    import pyoxigraph

    store = pyoxigraph.Store()
    store.add(pyoxigraph.Quad(*(pyoxigraph.NamedNode(f"http://{x}") for x in "spog")))
    changed = set_dataset(query, ["http://g"], [])
    assert changed.count("FROM <http://g>") == 1
    assert "http://x" not in changed
    assert "http://y" not in changed
    store.query(changed)


def test_the_service_describes_itself_and_its_data(client: TestClient) -> None:
    response = client.get("/sparql", headers={"accept": "text/turtle"})
    assert response.status_code == 200
    graph = rdflib.Graph().parse(data=response.text, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    service = next(graph.subjects(rdflib.RDF.type, sd.Service))
    assert str(next(graph.objects(service, sd.endpoint))) == f"{LOCAL}/sparql"
    assert (service, sd.supportedLanguage, sd.SPARQL11Query) in graph
    response = client.get("/.well-known/void", headers={"accept": "application/ld+json"})
    void = rdflib.Graph().parse(data=response.text, format="json-ld")
    ns = rdflib.Namespace("http://rdfs.org/ns/void#")
    dataset = next(void.subjects(rdflib.RDF.type, ns.Dataset))
    assert str(next(void.objects(dataset, ns.sparqlEndpoint))) == f"{LOCAL}/sparql"
    assert int(str(next(void.objects(dataset, ns.triples)))) > 10_000
    terms = client.get("/api/terms?lang=th").json()
    assert ["dip:Official", "class", "บุคคลในวงการทูต"] in terms["terms"]
    assert "role" in terms["prefixes"]
    ontology = rdflib.Graph().parse(data=client.get("/ontology", headers={"accept": "text/turtle"}).text)
    assert len(ontology) > 500


# ---------------------------------------------------------------- limits

RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def test_a_runaway_query_is_ended_while_others_are_served(sample_out: Path) -> None:
    import signal
    import threading

    explorer = Explorer(ServeConfig(store=sample_out, time_limit=3, workers=3))
    client = TestClient(create_app(explorer.config, explorer), base_url=LOCAL)
    try:
        assert ask(client, COUNT).status_code == 200
        assert client.get("/id/country/TH", headers=HTML).status_code == 200
        results: list[tuple[int, float]] = []

        def run() -> None:
            start = time.monotonic()
            response = ask(TestClient(create_app(explorer.config, explorer), base_url=LOCAL), RUNAWAY)
            results.append((response.status_code, time.monotonic() - start))

        threads = [threading.Thread(target=run) for _ in range(2)]
        for thread in threads:
            thread.start()
        time.sleep(1)
        assert len(explorer.pool.processes()) == 2
        start = time.monotonic()
        assert ask(client, COUNT).status_code == 200
        assert client.get("/id/country/TH", headers=HTML).status_code == 200
        assert time.monotonic() - start < 2
        for thread in threads:
            thread.join()
        assert [status for status, _ in results] == [503, 503]
        assert all(2.9 < seconds < 8 for _, seconds in results)
        assert len(explorer.pool.processes()) == 1
        assert ask(client, COUNT).status_code == 200
        (idle,) = explorer.pool.processes()
        os.kill(idle, signal.SIGKILL)
        assert ask(client, RUNAWAY).status_code == 503
        ended = time.monotonic()
        while not explorer.pool.processes():  # nobody waits for the next worker to start
            assert time.monotonic() - ended < 10
            time.sleep(0.05)
    finally:
        explorer.close()
    assert explorer.pool.processes() == []


def test_a_query_that_eats_memory_is_ended(sample_out: Path) -> None:
    explorer = Explorer(ServeConfig(store=sample_out, time_limit=20, memory_limit=400))
    client = TestClient(create_app(explorer.config, explorer), base_url=LOCAL)
    try:
        query = "SELECT DISTINCT ?a ?c ?d ?f WHERE { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f"
        response = ask(client, query)
        assert response.status_code == 503, response.text
        assert "memory" in response.text
        assert ask(client, COUNT).status_code == 200
    finally:
        explorer.close()


def test_a_worker_that_was_killed_is_replaced(sample_out: Path) -> None:
    import os
    import signal

    explorer = Explorer(ServeConfig(store=sample_out, workers=1))
    client = TestClient(create_app(explorer.config, explorer), base_url=LOCAL)
    try:
        assert ask(client, COUNT).status_code == 200
        os.kill(explorer.pool.processes()[0], signal.SIGKILL)
        time.sleep(0.2)
        assert ask(client, COUNT).status_code == 200
    finally:
        explorer.close()


def test_large_requests_are_refused(client: TestClient) -> None:
    big = {"content-type": "application/sparql-query"}
    assert client.post("/sparql", content=b" " * (2 << 20), headers=big).status_code == 413

    def pieces() -> Iterator[bytes]:
        for _ in range(64):
            yield b" " * (1 << 16)

    assert client.post("/sparql", content=pieces(), headers=big).status_code == 413
    assert client.get("/id/" + "x" * 3000, headers=HTML).status_code == 404


# ---------------------------------------------------------------- who may ask


def test_other_host_names_are_refused(client: TestClient) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8000", "", "10.0.0.1"):
        assert client.get("/", headers={"host": host}).status_code == 421
        assert client.get("/sparql", params={"query": COUNT}, headers={"host": host}).status_code == 421
    for host in ("localhost", "localhost:1", "127.0.0.1:99", "[::1]:8000", "LOCALHOST"):
        assert client.get("/healthz", headers={"host": host}).status_code == 200


def test_browsers_are_told_what_to_forbid(client: TestClient) -> None:
    for address in (
        "/",
        "/static/explorer.js",
        "/id/country/TH?format=turtle",
        "/nothing",
        "/sparql?query=x",
    ):
        headers = client.get(address).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "no-referrer"
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self';")
        assert "frame-ancestors 'none'" in policy
        assert "access-control-allow-origin" not in headers
    frame = client.get("/network/frame?focus=country/JP", headers=HTML)
    assert "frame-ancestors 'self'" in frame.headers["content-security-policy"]
    assert "unsafe" not in frame.headers["content-security-policy"]
    assert "'sha256" not in frame.headers["content-security-policy"]
    parts = re.findall(r'(?:src|href)="(/network/[0-9a-f]+\.(?:js|css))"', frame.text)
    assert len(parts) == 3
    assert all(client.get(part).status_code == 200 for part in parts)
    assert "<style" not in frame.text


def read_bars(page: str) -> list[dict[str, str]]:
    """The attributes of the links that a chart's bars are."""
    return [dict(re.findall(r'([\w-]+)="([^"]*)"', bar)) for bar in re.findall(r'<a class="bar" [^>]*', page)]


def explore(client: TestClient, query: str) -> dict[str, Any]:
    found = client.get(f"/network?{query}", headers={"accept": "application/json"})
    assert found.headers["vary"].startswith("Accept")
    data: dict[str, Any] = found.json()
    return data


def test_the_network_the_timeline_and_the_list_have_one_filter(
    client: TestClient, catalogue: Catalogue
) -> None:
    query = "country=country/JP&from=2563-06&to=2022&lang=en"
    listed = client.get(f"/activities?{query}", headers=HTML).text
    assert "/network?country=country%2FJP&amp;from=2020-06&amp;to=2022" in listed
    every = [a for a in catalogue.activities.values() if "country/JP" in a.sides]
    wanted = [a for a in every if a.date and a.date <= "2022-12-31" and (a.end or a.date) >= "2020-06"]
    assert 3 < len(wanted) < len(every)
    data = explore(client, query)
    assert data["period"] == ["2020-06", "2022"]
    assert f"<small>{len(wanted)}</small>" in data["list"]
    for activity in wanted:
        assert quote(activity.id, "/:-") in data["list"]
        assert quote(activity.id, "/:-") in data["time"]
    assert sum(count for *_, count, _ in data["ties"]) > 0
    said = {b["aria-label"]: "aria-current" in b for b in read_bars(data["time"])}
    assert sum(int(label.partition(": ")[2]) for label in said) == sum(bool(a.date) for a in every)
    assert {label[:4]: chosen for label, chosen in said.items()} == {
        a.year: "2020" <= a.year <= "2022" for a in every if a.year
    }
    page = client.get(f"/network?{query}", headers=HTML).text
    drawn = re.search(r'data-picture="(.*?)"', page)
    assert drawn
    assert json.loads(html.unescape(drawn[1]))["nodes"] == data["nodes"]
    assert explore(client, query + "&topic=no-such-topic")["nodes"] == []
    client.cookies.clear()


def test_the_network_opens_from_node_to_node(client: TestClient, catalogue: Catalogue) -> None:
    kishida = "person/ฟูมิโอะ-คิชิดะ"
    first = {node for node, *_ in explore(client, f"focus={kishida}")["nodes"]}
    assert kishida in first
    assert PRAYUT in first
    data = explore(client, f"focus={kishida}&open={PRAYUT}&pick={kishida}|{PRAYUT}")
    second = {node for node, *_ in data["nodes"]}
    assert first < second
    assert {node for node, *_, opened in data["nodes"] if opened} == {kishida, PRAYUT}
    shared = set(catalogue.activities_of[kishida]) & set(catalogue.activities_of[PRAYUT])
    both = {ident for ident in shared if len(catalogue.activities[ident].members) <= CROWD}
    assert 3 < len(both) < len(shared), "a summit ties no two of its many guests"
    assert f"<small>{len(both)}</small>" in data["list"]
    assert data["picked"] == [kishida, PRAYUT]
    assert '<blockquote class="said">' in data["list"], "the sentence is there"
    tie = next(tie for tie in data["ties"] if set(tie[:2]) == {kishida, PRAYUT})
    assert tie[2:] == [len(both), False]
    japan = explore(client, "focus=Japan")
    assert any(node == "country/JP" and opened for node, *_, opened in japan["nodes"])
    agreed = next(node for node, _, kind, *_ in japan["nodes"] if kind == "agreement")
    assert {"country/JP"} < {node for node, *_ in explore(client, f"focus={agreed}")["nodes"]}
    unknown = client.get("/network?focus=zzzzqq&lang=en", headers=HTML).text
    assert "zzzzqq" in unknown
    client.cookies.clear()


def test_the_network_is_saved_as_it_is_shown(client: TestClient) -> None:
    import networkx as nx

    query = f"focus=country/JP&open={PRAYUT}&year=2022"
    data = explore(client, query)
    saved = client.get(f"/network/save.graphml?{query}")
    assert saved.headers["content-type"] == "application/graphml+xml"
    graph = nx.parse_graphml(saved.text)
    assert set(graph) == {node for node, *_ in data["nodes"]}
    assert {frozenset(edge): tie["weight"] for *edge, tie in graph.edges(data=True)} == {
        frozenset(pair): count for *pair, count, _ in data["ties"]
    }
    page = client.get(f"/network/save.html?{query}")
    assert page.headers["content-disposition"].startswith("attachment")
    kept = json.loads(re.search(r'id="data">(.*?)</script>', page.text, re.DOTALL)[1])  # type: ignore[index]
    names = {info["i"] for info in kept["info"]}
    assert "country/JP" in names
    assert all(not info.get("d") or info["d"].startswith("2022") for info in kept["info"] if info["k"] == 3)
    assert client.get("/network/save.exe", headers=HTML).status_code == 404


def test_the_whole_network_is_the_page_of_the_build(client: TestClient, sample_out: Path) -> None:
    frame = client.get("/network/frame?lang=en", headers=HTML).text
    built = (sample_out / "graph.html").read_text(encoding="utf-8")
    data = re.search(r'id="data">(.*?)</script>', built, re.DOTALL)
    assert data
    assert data[1] in frame


def test_other_sites_may_read_only_when_allowed(explorer: Explorer, client: TestClient) -> None:
    asked = {"origin": "https://a.example", "access-control-request-method": "POST"}
    assert client.options("/sparql", headers=asked).status_code == 403
    config = ServeConfig(store=explorer.config.store, origins=("https://a.example",))
    allowing = TestClient(create_app(config, explorer), base_url=LOCAL)
    response = allowing.get("/sparql", params={"query": COUNT}, headers={"origin": "https://a.example"})
    assert response.headers["access-control-allow-origin"] == "https://a.example"
    assert "Origin" in response.headers["vary"]
    assert "access-control-allow-credentials" not in response.headers
    assert allowing.options("/sparql", headers=asked).status_code == 204
    other = allowing.get("/sparql", params={"query": COUNT}, headers={"origin": "https://b.example"})
    assert "access-control-allow-origin" not in other.headers


def test_beyond_this_machine_a_token_is_needed(explorer: Explorer) -> None:
    config = ServeConfig(store=explorer.config.store, host="0.0.0.0", token="s3cret-ก")
    app = create_app(config, explorer)
    client = TestClient(app, base_url="http://192.0.2.7:8000", follow_redirects=False)
    assert client.get("/").status_code == 401
    assert client.get("/static/explorer.js").status_code == 401
    assert client.get("/?token=wrong").status_code == 401
    assert client.post("/sparql?token=" + quote("s3cret-ก"), data={"query": COUNT}).status_code == 401
    assert client.get("/", headers={"host": "evil.example", "cookie": "kg_token=s3cret"}).status_code == 421
    entered = client.get("/activities?" + urlencode({"year": "2019", "token": "s3cret-ก"}))
    assert (entered.status_code, entered.headers["location"]) == (303, "/activities?year=2019")
    cookie = entered.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    plain = ServeConfig(store=explorer.config.store, host="0.0.0.0", token="abc")
    client = TestClient(create_app(plain, explorer), base_url="http://192.0.2.7:8000")
    assert (
        client.get("/sparql", params={"query": COUNT}, headers={"authorization": "Bearer abc"}).status_code
        == 200
    )
    assert (
        client.get("/sparql", params={"query": COUNT}, headers={"authorization": "Bearer abd"}).status_code
        == 401
    )
    assert client.get("/?token=abc", headers=HTML).status_code == 200
    assert client.get("/agreements", headers=HTML).status_code == 200


def test_a_token_does_not_stay_in_links(explorer: Explorer) -> None:
    client = TestClient(create_app(explorer.config, explorer), base_url=LOCAL)
    assert "token" not in client.get("/activities?token=abc&year=2019", headers=HTML).text


# ---------------------------------------------------------------- the store under it


def test_a_new_build_is_served_without_a_restart(few: Path, tmp_path: Path) -> None:
    from kg.build import build

    out = tmp_path / "out"
    build([few], out, workers=1, page=False)
    explorer = Explorer(ServeConfig(store=out))
    client = TestClient(create_app(explorer.config, explorer), base_url=LOCAL)
    try:
        before = client.get("/api/search", params={"q": "9000014"}).json()
        assert client.get("/id/article/9000014", headers=HTML).status_code == 404
        assert before == []
        contents = "/questions/article-contents?article=9000014&format=csv"
        assert len(client.get(contents).text.splitlines()) == 1
        sample = Path(__file__).parent.parent / "data" / "articles" / "9000014.txt"
        (few / sample.name).write_bytes(sample.read_bytes())
        build([few], out, workers=1, page=False)
        assert client.get("/id/article/9000014", headers=HTML).status_code == 200
        assert len(client.get(contents).text.splitlines()) > 1
        assert (
            ask(client, "ASK { <https://example.org/diplomatic-kg/id/article/9000014> ?p ?o }").json()[
                "boolean"
            ]
            is True
        )
    finally:
        explorer.close()


def test_an_empty_store_and_a_bare_file_can_be_served(tmp_path: Path, sample_out: Path) -> None:
    empty = tmp_path / "empty.ttl"
    empty.write_text("", encoding="utf-8")
    for path in (empty, sample_out / "graph.ttl"):
        explorer = Explorer(ServeConfig(store=path))
        client = TestClient(create_app(explorer.config, explorer), base_url=LOCAL)
        try:
            for address in ("/", "/agreements", "/activities", "/between", "/search?q=x", "/sparql"):
                assert client.get(address, headers=HTML).status_code == 200
            assert ask(client, "ASK {}").json()["boolean"] is True
        finally:
            explorer.close()
    page = client.get("/id/article/9000009", headers=HTML)
    assert "only the quoted sentences" in client.get("/id/article/9000009?lang=en", headers=HTML).text
    assert page.status_code == 200


def test_the_guard_leaves_other_protocols_alone() -> None:
    import anyio

    seen = []

    async def app(scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        seen.append(scope["type"])

    anyio.run(Guard(app), {"type": "lifespan"}, None, None)
    assert seen == ["lifespan"]


def test_every_link_of_a_thing_comes_back_to_it(sample_out: Path) -> None:
    store = open_store(sample_out)
    catalogue = Catalogue(store)
    for thing_id in [*catalogue.things, "person/a%22b?c#d"]:
        assert unquote(url_of(thing_id).removeprefix("/id/")) == unquote(thing_id)


def test_answers_are_json_that_parses(client: TestClient) -> None:
    text = ask(client, "SELECT * { ?s ?p ?o } LIMIT 50").text
    assert json.loads(text)["head"]["vars"]


def test_an_id_that_was_merged_away_leads_to_the_one_that_stands(tmp_path: Path, world: World) -> None:
    moved = replace(world.resolution, redirects=(("person/old", "person/สมชาย-ใจดี"),))
    write_graph(tmp_path, moved, world.claims, world.articles, listed=world.listed)
    app = create_app(ServeConfig(tmp_path / "store"))
    with TestClient(app, base_url="http://127.0.0.1", follow_redirects=False) as client:
        answer = client.get("/id/person/old?format=ttl", headers=HTML)
        assert answer.status_code == 301
        assert answer.headers["location"] == url_of("person/สมชาย-ใจดี") + "?format=ttl"
        assert client.get("/id/person/older", headers=HTML).status_code == 404
