"""Look the versions of requirements.lock up among known vulnerabilities.

``make vulnerabilities ADVISORIES=FILE`` reads a dump of advisories in the OSV form (a folder or a zip of JSON files),
without a network. Without one, pip-audit asks the package index. The exit code is 0 only when every version was looked
up and none is known to be vulnerable; 1 when one is; 2 when some could not be looked up.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from packaging.version import InvalidVersion, Version

LOCK = Path(__file__).parent.parent / "requirements.lock"
ECOSYSTEM = "PyPI"


@dataclass
class Findings:
    """What is known: how many advisories were read and up to when, what could not be looked up, what is vulnerable."""

    advisories: int = 0
    latest: str = ""
    unknown: list[str] = field(default_factory=list)
    vulnerable: list[str] = field(default_factory=list)


def normalize(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def read_versions(lock: Path) -> dict[str, str]:
    """Name → version of a lock."""
    found = re.findall(r"^([A-Za-z0-9._-]+)==([^\s\\;]+)", lock.read_text(encoding="utf-8"), re.MULTILINE)
    return {normalize(name): version for name, version in found}


def iter_advisories(path: Path) -> Iterator[dict[str, Any]]:
    """The advisories of a dump; ValueError when it is none."""
    try:
        if path.is_dir():
            for file in sorted(path.rglob("*.json")):
                yield json.loads(file.read_text(encoding="utf-8"))
            return
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.endswith(".json"):
                    yield json.loads(archive.read(name))
    except (OSError, zipfile.BadZipFile, ValueError) as problem:
        raise ValueError(f"{path}: is no dump of advisories ({problem})") from problem


def is_affected(version: str, affected: dict[str, Any]) -> bool:
    """Does an advisory's entry name this version, or does one of its ranges hold it?"""
    if version in affected.get("versions", ()):
        return True
    mine = Version(version)
    for reach in affected.get("ranges", ()):
        if reach.get("type") != "ECOSYSTEM":
            continue
        inside = False
        for event in reach["events"]:  # in the order of versions
            try:
                if "introduced" in event:
                    inside = inside or event["introduced"] == "0" or mine >= Version(event["introduced"])
                elif "fixed" in event:
                    inside = inside and mine < Version(event["fixed"])
                elif "last_affected" in event:
                    inside = inside and mine <= Version(event["last_affected"])
            except InvalidVersion:
                continue
        if inside:
            return True
    return False


def look_up(versions: dict[str, str], dump: Path) -> Findings:
    """What a dump knows of these versions. Advisories that were withdrawn say nothing."""
    found = Findings()
    for advisory in iter_advisories(dump):
        entries = [
            a for a in advisory.get("affected", ()) if a.get("package", {}).get("ecosystem") == ECOSYSTEM
        ]
        if not entries or advisory.get("withdrawn"):
            continue
        found.advisories += 1
        found.latest = max(found.latest, str(advisory.get("modified", ""))[:10])
        for entry in entries:
            name = normalize(entry["package"]["name"])
            if name in versions and is_affected(versions[name], entry):
                told = f"{name} {versions[name]}: {advisory['id']} {advisory.get('summary', '')}".strip()
                if told not in found.vulnerable:
                    found.vulnerable.append(told)
    if not found.advisories:  # silence is not a clean bill
        found.unknown = sorted(versions)
    return found


def ask_index(versions: dict[str, str], lock: Path) -> Findings:
    """What pip-audit learns from the package index. What the index knows nothing of is unknown, not fine."""
    command = [sys.executable, "-m", "pip_audit", "-r", str(lock), "--require-hashes", "--disable-pip",
               "--progress-spinner", "off", "--format", "json"]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True)
    try:
        told = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        print(done.stderr.strip()[-500:], file=sys.stderr)
        return Findings(unknown=sorted(versions))
    seen = {normalize(entry["name"]): entry for entry in told if "vulns" in entry}
    return Findings(
        unknown=sorted(set(versions) - set(seen)),
        vulnerable=[f"{n} {e['version']}: {v['id']}" for n, e in sorted(seen.items()) for v in e["vulns"]],
    )


def main() -> int:
    """Say what is known; see the module's text for the exit codes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument(
        "--advisories", type=Path, help="a dump in the OSV form: a folder or a zip of JSON files"
    )
    parser.add_argument("--lock", type=Path, default=LOCK)
    asked = parser.parse_args()
    versions = read_versions(asked.lock)
    try:
        found = look_up(versions, asked.advisories) if asked.advisories else ask_index(versions, asked.lock)
    except ValueError as problem:
        print(problem, file=sys.stderr)
        return 2
    for line in found.vulnerable:
        print(line)
    if found.unknown:
        print(
            f"{len(found.unknown)} of {len(versions)} versions could not be looked up, so nothing is known of them: "
            "give a dump of advisories (ADVISORIES=FILE)",
            file=sys.stderr,
        )
        return 1 if found.vulnerable else 2
    among = (
        f" among {found.advisories:,} advisories, the latest of {found.latest}" if found.advisories else ""
    )
    print(
        f"{len(versions)} versions looked up{among}: {len(found.vulnerable)} vulnerabilities", file=sys.stderr
    )
    return 1 if found.vulnerable else 0


if __name__ == "__main__":
    sys.exit(main())
