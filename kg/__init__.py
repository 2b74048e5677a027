"""Turns Thai government news into a knowledge graph of diplomatic activity that shows its evidence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.study import Study

__version__ = "0.1.0"
__all__ = ["__version__", "open_store"]


def open_store(path: Path | str | None = None) -> Study:
    """Open a graph for a program or notebook: see ``kg.study``. ``path`` as ``kg --store`` takes it."""
    from kg.study import open_study

    return open_study(path)
