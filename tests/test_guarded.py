"""Nobody gets in: a real server over a real store is asked for what it must not do, and loaded."""

from __future__ import annotations

import http.client
import json
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from soak import load_server, run_server

JSON = {"accept": "application/sparql-results+json"}


@pytest.fixture(scope="module")
def port(sample_out: Path) -> Iterator[int]:
    """The port of a server over the sample."""
    with run_server(sample_out) as (_, port):
        yield port


def ask(
    port: int, path: str, method: str = "GET", body: bytes | None = None, **headers: str
) -> tuple[int, bytes, dict[str, str]]:
    """Status, body and headers of one request."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, {**JSON, **told})
        answer = connection.getresponse()
        return answer.status, answer.read(), {k.lower(): v for k, v in answer.getheaders()}
    finally:
        connection.close()


@contextmanager
def listen() -> Iterator[tuple[int, list[bytes]]]:
    """A port of this machine, and what was sent to it; it answers as an endpoint with one row."""
    rows = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"theirs"}}]}}'
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\nConnection: close\r\n"
    sent: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        stop = threading.Event()

        def accept() -> None:
            while not stop.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                with connection:
                    connection.settimeout(5)
                    sent.append(connection.recv(65536))
                    connection.sendall(head + b"Content-Length: %d\r\n\r\n" % len(rows) + rows)

        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield server.getsockname()[1], sent
        finally:
            stop.set()
            thread.join()


SERVICES = (
    "SELECT * WHERE {{ SERVICE <http://127.0.0.1:{0}/> {{ ?s ?p ?x }} }}",
    "SELECT * WHERE {{ SERVICE SILENT <http://127.0.0.1:{0}/> {{ ?s ?p ?x }} }}",
    "SELECT * WHERE {{ BIND(<http://127.0.0.1:{0}/> AS ?e) seRvice ?e {{ ?s ?p ?x }} }}",
    "SELECT * WHERE {{ S\\u0045RVICE <http://127.0.0.1:{0}/> {{ ?s ?p ?x }} }}",
    "ASK {{ FILTER EXISTS {{ SERVICE <http://127.0.0.1:{0}/> {{ ?s ?p ?x }} }} }}",
    "SELECT * WHERE {{ ?s ?p '#' . SERVICE <http://127.0.0.1:{0}/> {{ ?s ?p ?x }} }}",
    "PREFIX s: <http://127.0.0.1:{0}/> SELECT * WHERE {{ SERVICE s: {{ ?s ?p ?x }} }}",
    "CONSTRUCT {{ ?s ?p ?x }} {{ {{ SELECT * {{ SERVICE <http://127.0.0.1:{0}/> {{ ?s ?p ?x }} }} }} }}",
)
UPDATES = (
    "LOAD <http://127.0.0.1:{0}/x.ttl>",
    "LOAD SILENT <http://127.0.0.1:{0}/x.ttl> INTO GRAPH <http://g/>",
    "INSERT DATA {{ <http://a/> <http://b/> <http://c/> }}",
    "DELETE WHERE {{ ?s ?p ?o }}",
    "CLEAR ALL",
    "DROP ALL",
    "WITH <http://g/> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}",
    "PREFIX a: <http://a/> #\n INSERT {{ a:a a:b a:c }} WHERE {{}}",
)


def test_neither_services_nor_updates_reach_anything(port: int) -> None:
    count = ask(port, "/sparql?" + urlencode({"query": "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"}))[1]
    with listen() as (other, sent):
        for text in (*SERVICES, *UPDATES):
            query = text.format(other)
            assert ask(port, "/sparql?" + urlencode({"query": query}))[0] == 403, query
            form = urlencode({"query": query}).encode()
            kind = "application/x-www-form-urlencoded"
            assert ask(port, "/sparql", "POST", form, content_type=kind)[0] == 403, query
            raw = query.encode()
            assert ask(port, "/sparql", "POST", raw, content_type="application/sparql-update")[0] == 403
            assert ask(port, "/sparql", "POST", raw, content_type="application/sparql-query")[0] == 403
            update = urlencode({"update": query}).encode()
            assert ask(port, "/sparql", "POST", update, content_type=kind)[0] == 403
        asked = {  # a dataset of the protocol is loaded as little
            "query": "SELECT * { ?s ?p ?o } LIMIT 1",
            "default-graph-uri": f"http://127.0.0.1:{other}/",
        }
        assert json.loads(ask(port, "/sparql?" + urlencode(asked))[1])["results"]["bindings"] == []
    assert sent == []
    assert (
        ask(port, "/sparql?" + urlencode({"query": "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"}))[1] == count
    )


def test_services_are_asked_when_that_is_switched_on(sample_out: Path) -> None:
    with listen() as (other, sent), run_server(sample_out, "--allow-service") as (_, port):
        query = SERVICES[0].format(other).replace("*", "?x", 1)
        status, body, _ = ask(port, "/sparql?" + urlencode({"query": query}))
        assert status == 200
        assert b"theirs" in body
        assert ask(port, "/sparql?" + urlencode({"query": UPDATES[2].format(0)}))[0] == 403
    assert len(sent) == 1


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "POST"])
def test_no_address_takes_anything(port: int, method: str) -> None:
    for path in ("/", "/activities", "/id/country/TH", "/static/explorer.js", "/search?q=x"):
        assert ask(port, path, method, b"x")[0] in (404, 405)


def test_requests_beyond_measure_are_cut_off(port: int) -> None:
    head = b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
    for request in (
        head + b"Content-Length: 2000000\r\n\r\n",
        b"GET /" + b"a" * (4 << 20) + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * (4 << 20) + b"\r\n\r\n",
        head + b"Transfer-Encoding: chunked\r\n\r\n" + b"10000\r\n" + b"x" * 0x10000 + b"\r\n" * 40,
    ):
        with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
            try:
                connection.sendall(request)
                status = connection.recv(100)
            except (ConnectionResetError, BrokenPipeError):
                continue
            assert status == b"" or int(status.split()[1]) in (400, 413, 414, 431), status
    assert ask(port, "/healthz")[0] == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "", "localhost.evil.example:80", "[::2]"]
)
def test_other_names_are_not_answered_to(port: int, host: str) -> None:
    status, body, _ = ask(port, "/id/country/TH", host=host)
    assert status in (400, 421)
    assert "ไทย".encode() not in body


def test_other_sites_get_no_permission(port: int) -> None:
    _, _, headers = ask(port, "/sparql?query=ASK%7B%7D", origin="https://evil.example")
    assert "access-control-allow-origin" not in headers
    status, _, headers = ask(
        port, "/sparql", "OPTIONS", origin="https://evil.example", access_control_request_method="POST"
    )
    assert status == 403
    assert "access-control-allow-origin" not in headers


INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)[^>]*>|\son[a-z]+\s*=\s*[\"']|javascript:|<style|\sstyle\s*=\s*[\"']",
    re.IGNORECASE,
)


def test_no_page_holds_a_script_and_the_policy_forbids_it(port: int, sample_out: Path) -> None:
    paths = [
        "/",
        "/search?q=ไทย",
        "/id/country/TH",
        "/id/country/JP?lang=en",
        "/between?a=TH&b=JP",
        "/agreements",
    ]
    paths += [
        "/activities",
        "/questions",
        "/questions/agreements-by-kind",
        "/network",
        "/sparql",
        "/ontology",
        "/nowhere",
    ]
    for path in paths:
        status, body, headers = ask(port, quote(path, safe="/?=&"), accept="text/html")
        assert status == (404 if path == "/nowhere" else 200), path
        policy = dict(
            part.strip().partition(" ")[::2] for part in headers["content-security-policy"].split(";")
        )
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == "'self'"
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] in ("DENY", "SAMEORIGIN")
        shown = re.sub(r"<textarea.*?</textarea>|<option.*?</option>", "", body.decode(), flags=re.DOTALL)
        assert INLINE.search(shown) is None, (path, INLINE.search(shown))


def test_beyond_this_machine_a_token_and_a_warning(sample_out: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "kg",
        "serve",
        "--store",
        str(sample_out),
        "--host",
        "0.0.0.0",
        "--port",
        "0",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        address = process.stdout.readline().decode()
        try:
            found = re.search(r":(\d+)/\?token=(\S{20,})", address)
            assert found, address
            assert b"Warning" in process.stderr.readline()
            assert ask(int(found[1]), "/")[0] == 401
            assert ask(int(found[1]), "/sparql?query=ASK%7B%7D")[0] == 401
            assert ask(int(found[1]), "/healthz", authorization=f"Bearer {found[2]}")[0] == 200
            assert ask(int(found[1]), "/", authorization=f"Bearer {found[2]}x")[0] == 401
        finally:
            process.terminate()


def test_a_server_under_load_serves_while_runaway_queries_are_ended(sample_out: Path) -> None:
    told = load_server(sample_out, 12, 12, "--time-limit", "6")
    assert told["errors"] == []
    assert told["statuses"]["runaway query 503"] >= 1  # type: ignore[index]
    assert told["statuses"]["refused query 403"] >= 1  # type: ignore[index]
    assert told["statuses"]["dossier 200"] >= 20  # type: ignore[index]
