"""Links to another catalogue: asked of the one service that the user names, and only ever proposed."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from click.testing import CliRunner, Result

from kg.cli import commands
from kg.link import LinkError, NamedThing, iter_named_things, propose_links, write_proposals
from kg.resolve import load_decisions
from kg.store import open_store

SPACE = "https://catalogue.example/entity/"
MANIFEST = {"versions": ["0.2"], "name": "A small catalogue", "identifierSpace": SPACE, "batchSize": 2}
ENTRIES: dict[str, list[tuple[str, str, float, bool]]] = {
    "สมชาย ใจดี": [("Q1", "Somchai Jaidee", 97.5, True), ("Q2", "Somchai J.", 40, False)],
    "Taro Yamada": [("Q3", "Yamada\nTarō\u202e", 100, True)],
}


class Service(ThreadingHTTPServer):
    """A reconciliation service on loopback; ``asked`` holds the batches it was sent."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.asked: list[dict[str, dict[str, object]]] = []
        self.manifest: object = MANIFEST
        self.answer: bytes | None = None
        self.redirect = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/reconcile"


class Answering(BaseHTTPRequestHandler):
    server: Service

    def do_GET(self) -> None:
        if self.server.redirect:
            self.send_response(302)
            self.send_header("Location", self.server.redirect)
            self.end_headers()
            return
        self.reply(json.dumps(self.server.manifest).encode())

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        queries = json.loads(form["queries"][0])
        self.server.asked.append(queries)
        found = {
            key: {
                "result": [
                    {"id": i, "name": n, "score": s, "match": m, "type": [{"id": "Q5", "name": "human"}]}
                    for i, n, s, m in ENTRIES.get(str(query["query"]), [])
                ]
            }
            for key, query in queries.items()
        }
        self.reply(self.server.answer if self.server.answer is not None else json.dumps(found).encode())

    def reply(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        return


@pytest.fixture
def service() -> Iterator[Service]:
    server = Service()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def run(*args: str | Path, code: int = 0) -> Result:
    result = CliRunner().invoke(commands, [str(arg) for arg in args])
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result


THINGS = [
    NamedThing("person/สมชาย-ใจดี", "สมชาย ใจดี", "person"),
    NamedThing("person/taro-yamada", "Taro Yamada", "person"),
    NamedThing("org/x", "ไม่มีใครรู้จัก", "organisation"),
]


def test_each_name_is_asked_once_in_batches_the_service_likes(service: Service) -> None:
    found = propose_links(service.url, THINGS)
    assert [len(batch) for batch in service.asked] == [2, 1]
    assert [q["query"] for batch in service.asked for q in batch.values()] == [t.name for t in THINGS]
    assert [(p.thing.id, p.iri, p.score, p.match) for p in found] == [
        ("person/สมชาย-ใจดี", SPACE + "Q1", 97.5, True),
        ("person/สมชาย-ใจดี", SPACE + "Q2", 40.0, False),
        ("person/taro-yamada", SPACE + "Q3", 100.0, True),
    ]
    assert found[2].name == "Yamada Tarō"
    assert found[0].types == ("human",)


def test_proposals_are_open_decisions_and_are_not_asked_twice(service: Service, tmp_path: Path) -> None:
    path = tmp_path / "links.yaml"
    found = propose_links(service.url, THINGS)
    assert write_proposals(path, service.url, found, "2025-01-02") == 3
    entries = load_decisions(path).entries
    assert {e.action for e in entries} == {"unsure"}
    assert entries[0].targets == ("person/สมชาย-ใจดี", SPACE + "Q1")
    assert (entries[0].who, entries[0].when) == (service.url, "2025-01-02")
    assert "score 97.5" in entries[0].why
    path.write_text(path.read_text(encoding="utf-8").replace("- unsure", "- same", 1), encoding="utf-8")
    before = path.read_bytes()
    assert write_proposals(path, service.url, found, "2025-01-03") == 0
    assert path.read_bytes() == before


def test_the_command_asks_about_officials_and_bodies_of_a_store(
    service: Service, world_path: Path, tmp_path: Path
) -> None:
    out = tmp_path / "links.yaml"
    result = run(
        "link", "--service", service.url, "--store", world_path, "--proposals", out, "--kind", "person"
    )
    assert result.stdout.strip() == str(out)
    assert {e.targets[1] for e in load_decisions(out).entries} == {SPACE + "Q1", SPACE + "Q2", SPACE + "Q3"}
    names = [q["query"] for batch in service.asked for q in batch.values()]
    people = list(iter_named_things(open_store(world_path), "person"))
    assert names == [p.name for p in people]
    assert len({p.id for p in people}) == len(people)
    run(
        "link",
        "--service",
        service.url,
        "--store",
        world_path,
        "--proposals",
        out,
        "--limit",
        "1",
        "--lang",
        "en",
    )
    assert len([q for batch in service.asked for q in batch]) == len(names) + 1


def test_nothing_is_asked_without_an_address(world_path: Path) -> None:
    result = run("link", "--store", world_path, code=2)
    assert "--service" in result.stderr


@pytest.mark.parametrize(
    ("manifest", "answer", "said"),
    [
        ({"name": "x", "versions": ["9"], "identifierSpace": SPACE}, None, "no reconciliation service"),
        ({"hello": "world"}, None, "no reconciliation service"),
        (["x"], None, "no JSON object"),
        (MANIFEST, b"<html>", "not JSON"),
        (MANIFEST, b"{}", "no list of results"),
        ({**MANIFEST, "identifierSpace": ""}, None, "no identifierSpace"),
    ],
)
def test_what_is_no_such_service_is_named(
    service: Service, manifest: object, answer: bytes | None, said: str
) -> None:
    service.manifest, service.answer = manifest, answer
    with pytest.raises(LinkError, match=said):
        propose_links(service.url, THINGS)


def test_names_go_to_no_other_host(service: Service) -> None:
    other = Service()
    thread = threading.Thread(target=other.serve_forever, daemon=True)
    thread.start()
    try:
        service.redirect = other.url
        with pytest.raises(LinkError, match="give that address"):
            propose_links(service.url, THINGS)
        assert other.asked == []
    finally:
        other.shutdown()
        other.server_close()


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://example.org/x", "example.org"])
def test_other_addresses_than_http_are_refused(address: str) -> None:
    with pytest.raises(LinkError, match="https://"):
        propose_links(address, THINGS)


def test_a_service_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(LinkError, match="cannot be reached"):
        propose_links("http://127.0.0.1:9/", THINGS)
