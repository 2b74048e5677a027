"""Where ontology/, queries/ and data/ are, and what the environment says. The only reader of the environment.

===============  ===============================================  ====================================
variable         means                                            default
===============  ===============================================  ====================================
``KG_BASE_IRI``  what the IRIs of the data begin with             https://example.org/diplomatic-kg/
``KG_STORE``     the store that commands open                     ./out/store
``KG_LANG``      the language of labels in answers, th or en      th
``KG_WORKERS``   processes that extract                           one per core
``KG_USER``      the name for a SPARQL server that asks for one
``KG_PASSWORD``  its password
===============  ===============================================  ====================================
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.model import KgError

ONTOLOGY_IRI = "https://example.org/diplomatic-kg/ontology#"
SCHEME_IRI = "https://example.org/diplomatic-kg/scheme/"
DEFAULT_BASE_IRI = "https://example.org/diplomatic-kg/"

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:.")
_PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment decides. ``workers`` 0 means one per core."""

    base_iri: str = DEFAULT_BASE_IRI
    store_path: Path = Path("out/store")
    lang: str = "th"
    workers: int = 0


class SettingsError(KgError):
    """A setting that cannot be used."""


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from ``environ`` (default: the process environment)."""
    env = os.environ if environ is None else environ
    lang = env.get("KG_LANG", "") or "th"
    if lang not in ("th", "en"):
        raise SettingsError(f"KG_LANG is {lang!r}: use th or en")
    workers = env.get("KG_WORKERS", "") or "0"
    if not workers.isdecimal():
        raise SettingsError(f"KG_WORKERS is {workers!r}: use a whole number, 0 for one per core")
    return Settings(
        base_iri=parse_base_iri(env.get("KG_BASE_IRI", "") or DEFAULT_BASE_IRI),
        store_path=Path(env.get("KG_STORE", "") or "out/store"),
        lang=lang,
        workers=int(workers),
    )


def load_login(environ: Mapping[str, str] | None = None) -> tuple[str, str]:
    """The name and the password for servers that ask for them, from ``KG_USER`` and ``KG_PASSWORD``."""
    env = os.environ if environ is None else environ
    return env.get("KG_USER", ""), env.get("KG_PASSWORD", "")


def parse_base_iri(text: str) -> str:
    """Check an IRI that data ids are appended to, and end it in ``/`` (or leave its ``#``)."""
    if not _ABSOLUTE.match(text):
        raise SettingsError(
            f"the base IRI {text!r} is not absolute: begin it with a scheme, as in https://…/"
        )
    if any(ch in text for ch in '<>"{}|^`\\') or any(ord(ch) <= 0x20 for ch in text):
        raise SettingsError(f"the base IRI {text!r} holds a character that no IRI may hold")
    return text if text.endswith(("/", "#")) else text + "/"


def ontology_path() -> Path:
    """The folder of the ontology's Turtle files."""
    return _find_share_path("ontology")


def queries_path() -> Path:
    """The folder of the library's ``.rq`` files."""
    return _find_share_path("queries")


def data_path() -> Path:
    """The folder of the gazetteer, the patterns, the decisions and the sample articles."""
    return _find_share_path("data")


def _find_share_path(name: str) -> Path:
    for folder in (_PACKAGE.parent, _PACKAGE / "_share"):
        if (folder / name).is_dir() and (folder != _PACKAGE.parent or (folder / "pyproject.toml").is_file()):
            return folder / name
    raise SettingsError(f"there is no folder {name}/ beside {_PACKAGE} nor in {_PACKAGE / '_share'}")
