"""Cells and rows of CSV."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from typing import IO

from kg.model import KgError

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-][0-9]+(?:\.[0-9]+)?")


class ExportError(KgError):
    """Something that cannot be written in the form that was asked for."""


def clean_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: but for numbers, an apostrophe before ``=``, ``+``,
    ``-``, ``@``.

    >>> clean_cell("=1+1")
    "'=1+1"
    """
    return "'" + text if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text


def write_rows(rows: Iterable[Sequence[str | None]], output: IO[str], *, spreadsheet: bool = False) -> None:
    """Write rows as CSV; for a ``spreadsheet`` with cells that it takes for no formulas."""
    writer = csv.writer(output, lineterminator="\n")
    for row in rows:
        cells = ("" if cell is None else cell for cell in row)
        writer.writerow([clean_cell(cell) if spreadsheet else cell for cell in cells])
