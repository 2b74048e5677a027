"""What comes from others: locked by hash, under licences that fit, and asked for nothing over the network."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import check_vulnerabilities
import pytest
from soak import run_server
from write_licences import collect, is_compatible

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements.lock"


def read_lock() -> dict[str, tuple[str, list[str]]]:
    """Name → version and hashes."""
    found: dict[str, tuple[str, list[str]]] = {}
    for entry in re.split(r"\n(?=\S)", LOCK.read_text(encoding="utf-8")):
        match = re.match(r"([A-Za-z0-9._-]+)==(\S+)", entry)
        if match:
            name = re.sub(r"[-_.]+", "-", match[1]).lower()
            found[name] = match[2], re.findall(r"--hash=sha256:([0-9a-f]{64})", entry)
    return found


def test_everything_installed_for_tests_is_locked_by_hash() -> None:
    locked = read_lock()
    assert all(hashes for _, hashes in locked.values())
    needed = collect(("serve", "dev"))
    assert len(needed) > 40
    assert {name for name in needed if name not in locked} == set(), "write the lock anew: make lock"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    for text in (*project["dependencies"], *extras["serve"], *extras["dev"]):
        name = re.sub(r"[-_.]+", "-", re.split(r"[^A-Za-z0-9._-]", text)[0]).lower()
        assert name in locked, f"{name}: write the lock anew: make lock"
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "--require-hashes" in makefile


def test_the_lock_is_of_the_pinned_versions() -> None:
    locked = read_lock()
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        name, equals, version = line.partition("==")
        key = re.sub(r"[-_.]+", "-", name).lower()
        if equals and key in locked:
            assert locked[key][0] == version, f"{name}: write the lock anew: make lock"


def test_licences_are_listed_and_fit() -> None:
    page = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    for name, (_, licence) in collect(("serve", "dev")).items():
        assert licence, f"{name} does not say its licence: read it, and tell tools/write_licences.py"
        assert is_compatible(licence), f"{name}: {licence}"
        assert f"| {name} |" in page, f"{name} is not listed: python tools/write_licences.py"


@pytest.mark.parametrize(
    ("licence", "fits"),
    [("MIT", True), ("GPL-3.0-only", False), ("GPL-2.0 OR MIT", True), ("MIT AND AGPL-3.0", False),
     ("", False), ("LGPL-2.1-only", True), ("Proprietary", False)],
)  # fmt: skip
def test_a_licence_that_does_not_fit_is_noticed(licence: str, fits: bool) -> None:
    assert is_compatible(licence) is fits


def test_what_is_installed_fits_together() -> None:
    done = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


# ---------------------------------------------------------------- known vulnerabilities


def advise(number: int, name: str, *events: dict[str, str], **more: object) -> dict[str, object]:
    package = {"ecosystem": more.pop("ecosystem", "PyPI"), "name": name}
    affected = {"package": package, "ranges": [{"type": "ECOSYSTEM", "events": list(events)}],
                "versions": more.pop("versions", [])}  # fmt: skip
    return {
        "id": f"TEST-{number}",
        "modified": f"2026-01-{number:02d}T00:00:00Z",
        "affected": [affected],
        **more,
    }


ADVISORIES = [
    advise(1, "Some_Package", {"introduced": "0"}, {"fixed": "2.0"}),
    advise(2, "some.package", {"introduced": "2.1"}, {"last_affected": "2.4"}, {"introduced": "3.0"}),
    advise(3, "other", versions=["1.0", "1.5"]),
    advise(4, "other", {"introduced": "0"}, withdrawn="2026-01-05T00:00:00Z"),
    advise(5, "other", {"introduced": "0"}, ecosystem="npm"),
    advise(6, "third", {"introduced": "0"}, {"fixed": "1.10"}),
]


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    ("lock", "told"),
    [
        ({"some-package": "1.9", "other": "1.1"}, ["TEST-1"]),
        ({"some-package": "2.0", "third": "1.10"}, []),
        ({"some-package": "2.4", "third": "1.9"}, ["TEST-2", "TEST-6"]),
        ({"some-package": "2.5"}, []),
        ({"some-package": "3.1", "other": "1.5"}, ["TEST-2", "TEST-3"]),
        ({"unheard-of": "1.0"}, []),
    ],
)
def test_a_vulnerable_version_is_told(
    lock: dict[str, str], told: list[str], packed: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    path = tmp_path / "requirements.lock"
    path.write_text("".join(f"{name}=={version} \\\n    --hash=sha256:0\n" for name, version in lock.items()))
    dump = tmp_path / ("all.zip" if packed else "all")
    if packed:
        with zipfile.ZipFile(dump, "w") as archive:
            for advisory in ADVISORIES:
                archive.writestr(f"{advisory['id']}.json", json.dumps(advisory))
    else:
        dump.mkdir()
        for advisory in ADVISORIES:
            (dump / f"{advisory['id']}.json").write_text(json.dumps(advisory))
    monkeypatch.setattr(sys, "argv", ["x", "--lock", str(path), "--advisories", str(dump)])
    assert check_vulnerabilities.main() == (1 if told else 0)
    said = capsys.readouterr()
    assert re.findall(r"TEST-\d", said.out) == told
    assert f"{len(lock)} versions looked up among 4 advisories, the latest of 2026-01-06" in said.err


def test_what_could_not_be_looked_up_is_not_called_safe(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK")
    for dump in (empty, broken, tmp_path / "absent"):
        monkeypatch.setattr(sys, "argv", ["x", "--advisories", str(dump)])
        assert check_vulnerabilities.main() == 2
        assert "could not be looked up" in (said := capsys.readouterr().err) or "no dump" in said
    answer = {"dependencies": [{"name": "some", "skip_reason": "not found"}, {"name": "rdflib", "vulns": []}]}
    done = subprocess.CompletedProcess([], 0, json.dumps(answer), "No known vulnerabilities found")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: done)
    monkeypatch.setattr(sys, "argv", ["x"])
    assert check_vulnerabilities.main() == 2
    count = len(read_lock())
    assert f"{count - 1} of {count} versions could not be looked up" in capsys.readouterr().err


# ---------------------------------------------------------------- no network

GUARD = """
import sys
tried = []
def watch(event, arguments):
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.sendto") or (
        event == "socket.connect" and isinstance(arguments[1], tuple)
    ):
        tried.append((event, repr(arguments[1:])))
        raise PermissionError(f"the network is not to be used: {event} {arguments[1:]}")
sys.addaudithook(watch)
from click.testing import CliRunner
from kg.cli import commands
for line in sys.stdin.read().splitlines():
    result = CliRunner().invoke(commands, line.split("|"))
    print(result.exit_code, len(tried), line)
    if result.exit_code not in (0, 1):
        print(result.output)
"""


def run_offline(lines: list[str], folder: Path) -> list[tuple[int, int, str]]:
    """Exit code and tries at the network of commands in a process that has none."""
    apart = ["unshare", "-n"] if shutil.which("unshare") else []
    if apart and subprocess.run([*apart, "true"], capture_output=True).returncode:
        apart = []
    done = subprocess.run(
        [*apart, sys.executable, "-c", GUARD],
        input="\n".join(lines),
        capture_output=True,
        text=True,
        cwd=folder,
    )
    assert done.returncode == 0, done.stderr
    told = re.findall(r"^(\d+) (\d+) (.*)$", done.stdout, re.MULTILINE)
    assert len(told) == len(lines), done.stdout
    return [(int(code), int(tried), line) for code, tried, line in told]


def test_no_command_uses_the_network_unasked(tmp_path: Path, sample_path: Path) -> None:
    some = [str(path) for path in sorted(sample_path.glob("*.txt"))[:6]]
    lines = [
        "|".join(["build", *some, "--out", "out", "--workers", "1"]),
        "query",
        "query|agreements-with-country|--param|country=JP",
        "query|SELECT * WHERE { ?s ?p ?o } LIMIT 3|--format|json",
        "show|TH",
        "view|-o|x.html",
        "network|--measure|degree",
        *(f"export|--format|{form}|-o|x.{form}" for form in ("turtle", "trig", "jsonld", "graphml")),
        "export|--format|csv|-o|tables",
        "validate",
        "|".join(["extract", *some[:2]]),
        "|".join(["audit", *some[:2]]),
        "review",
        "explain|ไทย",
    ]
    for code, tried, line in run_offline(lines, tmp_path):
        assert tried == 0, line
        assert code == 0 or line.startswith("explain"), line


def test_only_an_address_that_is_given_is_asked(tmp_path: Path, sample_out: Path) -> None:
    told = run_offline(
        [f"link|--service|http://127.0.0.1:9/api|--store|{sample_out}", "query|agreements-by-kind|--store|http://127.0.0.1:9/"],
        tmp_path,
    )  # fmt: skip
    assert [code for code, _, _ in told] == [2, 2]
    assert 0 < told[0][1] < told[1][1]


WATCH = """
import os, sys
def tell(*words):
    with open(os.environ["KG_WATCHED"], "a") as file:
        print(*words, file=file)
def watch(event, arguments):
    asked = event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.sendto")
    if asked or (event == "socket.connect" and isinstance(arguments[1], tuple)):
        tell(event, arguments)
sys.addaudithook(watch)
tell("watched", sys.argv)
"""


def test_the_explorer_and_its_workers_ask_nobody(
    sample_out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(WATCH)
    monkeypatch.setenv(
        "PYTHONPATH", os.pathsep.join([str(tmp_path), *filter(None, [os.getenv("PYTHONPATH")])])
    )
    monkeypatch.setenv("KG_WATCHED", str(tmp_path / "asked"))
    paths = ["/", "/search?q=x", "/id/country/JP", "/questions/agreements-by-kind", "/network", "/ontology",
             "/between?a=TH&b=JP", "/sparql?query=ASK%7B%3Fs%20%3Fp%20%3Fo%7D"]  # fmt: skip
    with run_server(sample_out) as (_, port):
        for path in paths:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", path)
            assert connection.getresponse().status == 200, path
            connection.close()
    told = (tmp_path / "asked").read_text().splitlines()
    assert len(told) >= 2, "the server and a worker are watched"
    assert [line for line in told if not line.startswith("watched")] == []
