"""Write docs/licences.md, the licences of all that is installed for running and for testing, as it says itself.

Run it after adding a dependency: ``python tools/write_licences.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

TARGET = Path(__file__).parent.parent / "docs" / "licences.md"
PROJECT = "diplomatic-kg"
# What may be used by, and shipped beside, a program under Apache-2.0. Those of the second group are used as
# they are, unchanged and replaceable, which is what they ask.
FREE = ("Apache", "MIT", "BSD", "0BSD", "ISC", "PSF", "Python Software Foundation", "Unlicense", "CC0", "CNRI",
        "HPND", "Zlib", "MIT-0", "W3C")  # fmt: skip
UNCHANGED = ("MPL", "Mozilla", "LGPL", "Lesser General Public", "Artistic")
SAID = {  # where a package's own words are long or missing: read in its licence file
    "text-unidecode": "Artistic-1.0 OR GPL-2.0-or-later",
}


def normalize(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def iter_needed(
    name: str, extras: tuple[str, ...], seen: set[tuple[str, tuple[str, ...]]]
) -> Iterator[Distribution]:
    """What a package needs here, and what that needs; not the package itself."""
    for text in distribution(name).requires or ():
        needed = Requirement(text)
        if needed.marker and not any(needed.marker.evaluate({"extra": extra}) for extra in (*extras, "")):
            continue
        key = (normalize(needed.name), tuple(sorted(needed.extras)))
        if key in seen:
            continue
        seen.add(key)
        try:
            yield distribution(needed.name)
        except PackageNotFoundError:
            continue
        yield from iter_needed(needed.name, tuple(needed.extras), seen)


def find_licence(package: Distribution) -> str:
    """A package's licence, in few words, as its metadata say; "" when they do not."""
    told = package.metadata
    name = normalize(told["Name"])
    if name in SAID:
        return SAID[name]
    if told.get("License-Expression"):
        return str(told["License-Expression"])
    sorts = [c.rpartition(" :: ")[2] for c in told.get_all("Classifier") or () if c.startswith("License ::")]
    named = [sort for sort in sorts if sort != "OSI Approved"]
    return ", ".join(named) or (told.get("License") or "").strip().split("\n")[0][:60]


def is_compatible(licence: str) -> bool:
    """May it be used here? Of several joined by AND all must do, of those joined by OR one."""
    return any(
        all(any(word in part for word in (*FREE, *UNCHANGED)) for part in re.split(r" AND |, ", choice))
        for choice in re.split(r" OR ", licence.replace("(", "").replace(")", ""))
    )


def collect(extras: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    """Name → version and licence of what the project needs with these extras."""
    return {
        normalize(package.metadata["Name"]): (package.version, find_licence(package))
        for package in iter_needed(PROJECT, extras, set())
    }


def render_licences() -> str:
    """The page: what runs, and what only tests need."""
    running, testing = collect(("serve",)), collect(("serve", "dev"))
    lines = ["# Licences of what is used", "",
             "Written by `tools/write_licences.py` from what the packages say of themselves. None is changed or copied",
             "into this project.", ""]  # fmt: skip
    for title, names in (("To run", set(running)), ("To test", set(testing) - set(running))):
        lines += [f"## {title}", "", "| package | licence |", "|---|---|"]
        lines += [f"| {name} | {testing[name][1].replace('|', '/')} |" for name in sorted(names)]
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    TARGET.write_text(render_licences(), encoding="utf-8")
