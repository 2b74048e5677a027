"""The two public collections of thaigov.go.th items → their archives in a folder, whole and checked.

An archive that is there already and still is what was fetched is left alone; one that was cut short is gone
on with, if the server still has the same.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.model import KgError, hash_file

_TIMEOUT = 60
_PIECE = 1 << 18
LICENCE = (
    "public domain: news of the Thai government, section 7 of the Thai Copyright Act B.E. 2537, as the "
    "collections themselves state"
)


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection: its name, what it holds, and the address of its archive."""

    name: str
    about: str
    address: str


COLLECTIONS: Mapping[str, Collection] = {
    one.name: one
    for one in (
        Collection(
            "thaigov",
            "thaigov.go.th items, mainly of 2014–2020, collected by PyThaiNLP",
            "https://github.com/PyThaiNLP/thaigov-corpus/archive/refs/heads/master.zip",
        ),
        Collection(
            "thaigov-v2",
            "thaigov.go.th items since September 2020, collected by PyThaiNLP",
            "https://github.com/PyThaiNLP/thaigov-v2-corpus/archive/refs/heads/master.zip",
        ),
    )
}


class FetchError(KgError):
    """A collection that cannot be fetched whole."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """An archive in its place: its size, its SHA-256, and whether it was there already."""

    path: Path
    size: int
    sha256: str
    kept: bool = False


def fetch_collection(
    name: str,
    folder: Path,
    *,
    address: str = "",
    sha256: str = "",
    progress: Callable[[str, int, int], None] = lambda stage, done, total: None,
) -> Fetched:
    """Download the archive of a collection into ``folder`` as ``NAME.zip``, beside what is known of it.

    ``sha256``: what its hash must be. ``address``: where to get it from instead. Raises FetchError when the
    server gives less than it promised, something else, or a damaged archive.
    """
    collection = COLLECTIONS.get(name)
    if collection is None:
        raise FetchError(f"there is no collection {name!r}: {', '.join(COLLECTIONS)}")
    address = address or collection.address
    path, part, begun, note = (folder / f"{name}.zip{end}" for end in ("", ".part", ".begun", ".json"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        known = _read_note(note)
        if path.is_file() and known.get("address") == address:
            digest = hash_file(path)
            if digest == known.get("sha256") and sha256 in ("", digest):
                return Fetched(path, path.stat().st_size, digest, kept=True)
        etag = _download(address, part, begun, progress)
        digest = _check(part, address, sha256)
        told = {
            "collection": collection.name, "about": collection.about, "licence": LICENCE, "address": address,
            "etag": etag, "bytes": part.stat().st_size, "sha256": digest,
        }  # fmt: skip
        note.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise FetchError(f"{folder}: the archive cannot be written ({error})") from error
    return Fetched(path, path.stat().st_size, digest)


def _read_note(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def _download(address: str, part: Path, note: Path, progress: Callable[[str, int, int], None]) -> str:
    """Fetch into ``part``, from where an earlier try ended if the server still has the same; its ETag.

    ``note`` keeps the ETag of what ``part`` holds the beginning of.
    """
    begun = _read_note(note)
    have = part.stat().st_size if part.is_file() and begun.get("address") == address else 0
    headers = {"Accept-Encoding": "identity"}
    if have and begun.get("etag"):
        headers |= {"Range": f"bytes={have}-", "If-Range": str(begun["etag"])}
    with _open(address, headers) as answer:
        goes_on = answer.status == 206
        if goes_on and not str(answer.headers.get("Content-Range", "")).startswith(f"bytes {have}-"):
            raise FetchError(f"{address}: the server sends another part than was asked for; try again")
        etag = str(answer.headers.get("ETag") or "")
        note.write_text(json.dumps({"address": address, "etag": etag}), encoding="utf-8")
        length = answer.headers.get("Content-Length")
        done = have if goes_on else 0
        total = done + int(length) if length else 0
        with part.open("ab" if goes_on else "wb") as file:
            for piece in _iter_pieces(answer, address):
                file.write(piece)
                done += len(piece)
                progress("fetch", done, total)
    if total and done != total:
        raise FetchError(f"{address}: {done:,} of {total:,} bytes came; the same command goes on from there")
    note.unlink(missing_ok=True)
    return etag


def _iter_pieces(answer: Any, address: str) -> Iterator[bytes]:
    from http.client import HTTPException

    try:
        while piece := answer.read(_PIECE):
            yield piece
    except (HTTPException, OSError) as error:
        raise FetchError(
            f"{address}: the connection broke off ({error}); the same command goes on from there"
        ) from error


@contextmanager
def _open(address: str, headers: Mapping[str, str]) -> Iterator[Any]:
    import urllib.error
    import urllib.request
    from http.client import HTTPException

    request = urllib.request.Request(address, headers=dict(headers))
    try:
        answer = urllib.request.urlopen(request, timeout=_TIMEOUT)
    except urllib.error.HTTPError as error:
        raise FetchError(f"{address}: the server answers {error.code} {error.reason}") from error
    except (urllib.error.URLError, HTTPException, OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise FetchError(f"{address}: the server cannot be reached ({reason})") from error
    with answer:
        yield answer


def _check(part: Path, address: str, sha256: str) -> str:
    """The SHA-256 of a whole archive; what is not one is deleted."""
    digest = hash_file(part)
    wrong = ""
    if sha256 and digest != sha256.lower():
        wrong = f"its SHA-256 is {digest} and not {sha256}"
    else:
        try:
            with zipfile.ZipFile(part) as archive:
                damaged = archive.testzip()  # the checksum of every file in it
            wrong = f"{damaged} in it is damaged" if damaged else ""
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            wrong = f"it is no whole zip archive ({error})"
    if wrong:
        part.unlink()
        raise FetchError(f"{address}: {wrong}. It was deleted; try again")
    return digest
