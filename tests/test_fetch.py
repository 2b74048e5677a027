"""Fetching against a server on this machine that breaks off, changes its mind and lies."""

from __future__ import annotations

import hashlib
import io
import json
import random
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli import commands
from kg.fetch import COLLECTIONS, FetchError, fetch_collection


def make_archive(seed: int) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for number in range(3):
            archive.writestr(f"corpus/{number}.txt", random.Random(seed + number).randbytes(300_000))
    return held.getvalue()


class Server:
    """Serves ``body``; ``cut``: breaks off after so many bytes; ``ranges``: goes on where one asks it to."""

    def __init__(self) -> None:
        self.body = make_archive(1)
        self.cut: int | None = None
        self.ranges = True
        self.sent: list[tuple[int, int]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                etag = f'"{hashlib.sha256(outer.body).hexdigest()[:8]}"'
                asked = self.headers.get("Range", "")
                goes_on = outer.ranges and asked and self.headers.get("If-Range") == etag
                start = int(asked[len("bytes=") : -1]) if goes_on else 0
                self.send_response(206 if goes_on else 200)
                if goes_on:
                    size = len(outer.body)
                    self.send_header("Content-Range", f"bytes {start}-{size - 1}/{size}")
                self.send_header("ETag", etag)
                self.send_header("Content-Length", str(len(outer.body) - start))
                self.end_headers()
                rest = outer.body[start:][: outer.cut]
                outer.sent.append((start, len(rest)))
                self.wfile.write(rest)

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}/master.zip"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.close()


def test_an_archive_is_fetched_checked_and_told_of(server: Server, tmp_path: Path) -> None:
    done = CliRunner().invoke(commands, ["fetch", "thaigov", "--to", str(tmp_path), "--from", server.address])
    assert done.exit_code == 0, done.stderr
    assert done.stdout == f"{tmp_path / 'thaigov.zip'}\n"
    assert "public domain" in done.stderr
    assert (tmp_path / "thaigov.zip").read_bytes() == server.body
    told = json.loads((tmp_path / "thaigov.zip.json").read_text())
    assert told["bytes"] == len(server.body)
    assert told["sha256"] == hashlib.sha256(server.body).hexdigest()
    assert "public domain" in told["licence"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["thaigov.zip", "thaigov.zip.json"]


def test_what_is_there_is_not_fetched_again_unless_it_was_damaged(server: Server, tmp_path: Path) -> None:
    fetch_collection("thaigov", tmp_path, address=server.address)
    assert fetch_collection("thaigov", tmp_path, address=server.address).kept
    assert len(server.sent) == 1
    path = tmp_path / "thaigov.zip"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert not fetch_collection("thaigov", tmp_path, address=server.address).kept
    assert path.read_bytes() == server.body


@pytest.mark.parametrize("ranges", [True, False])
def test_a_download_cut_short_goes_on(server: Server, tmp_path: Path, ranges: bool) -> None:
    server.ranges = ranges
    server.cut = 500_000
    with pytest.raises(FetchError, match="goes on"):
        fetch_collection("thaigov", tmp_path, address=server.address)
    assert not (tmp_path / "thaigov.zip").exists()
    server.cut = None
    fetch_collection("thaigov", tmp_path, address=server.address)
    assert (tmp_path / "thaigov.zip").read_bytes() == server.body
    assert server.sent[1][0] == (500_000 if ranges else 0)


def test_another_archive_than_was_begun_is_fetched_whole(server: Server, tmp_path: Path) -> None:
    server.cut = 500_000
    with pytest.raises(FetchError):
        fetch_collection("thaigov", tmp_path, address=server.address)
    server.cut, server.body = None, make_archive(9)
    fetch_collection("thaigov", tmp_path, address=server.address)
    assert (tmp_path / "thaigov.zip").read_bytes() == server.body


def test_a_wrong_hash_and_a_damaged_archive_are_refused(server: Server, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="SHA-256"):
        fetch_collection("thaigov", tmp_path, address=server.address, sha256="0" * 64)
    damaged = bytearray(server.body)
    damaged[400_000] ^= 1
    for body in (bytes(damaged), b"<html>not found</html>", server.body[:-50]):
        server.body = body
        with pytest.raises(FetchError, match=r"damaged|no whole zip"):
            fetch_collection("thaigov", tmp_path, address=server.address)
        assert list(tmp_path.glob("*.zip*")) == []


def test_what_cannot_be_fetched_is_told(server: Server, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="no collection"):
        fetch_collection("other", tmp_path)
    server.close()
    with pytest.raises(FetchError, match="cannot be reached"):
        fetch_collection("thaigov", tmp_path, address=server.address)
    (tmp_path / "file").write_text("")
    with pytest.raises(FetchError, match="cannot be written"):
        fetch_collection("thaigov", tmp_path / "file", address=server.address)


def test_collections_come_from_their_repositories_over_tls() -> None:
    assert set(COLLECTIONS) == {"thaigov", "thaigov-v2"}
    assert all(one.address.startswith("https://github.com/PyThaiNLP/") for one in COLLECTIONS.values())
