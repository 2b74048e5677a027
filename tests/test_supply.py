"""What comes from others: locked by hash, under licences that fit, and asked for nothing over the network."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
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
