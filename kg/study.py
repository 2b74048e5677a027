"""A graph for programs and notebooks: questions give rows as dataclasses or a pandas data frame, networks are
networkx graphs.

    from kg import open_store

    graph = open_store("out")
    for row in graph.query("agreements-with-country", country="JP"):
        print(row.signed_on, row.agreement_en)
    graph.query("countries-by-ties", country="TH").to_pandas()
    graph.to_networkx("countries", years=(2019, 2022))
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, make_dataclass
from datetime import date
from html import escape
from keyword import iskeyword
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from kg.model import KgError
from kg.store import XSD, Answer, Literal, Query, Store, Term, Value, iter_queries, load_query
from kg.store import open_store as open_backend

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

Cell = str | int | float | bool | date | None
"""A value of a row: whole days are dates, years and counts are whole numbers, other dates stay text."""

_NUMBERS = {XSD + name: float for name in ("decimal", "double", "float")}
_SHOWN = 20  # rows that a notebook shows


class Rows(Sequence[Any]):
    """The rows of an answer: dataclasses that have its columns as fields."""

    def __init__(self, name: str, columns: Sequence[str], cells: Sequence[Sequence[Cell]]) -> None:
        self.columns = tuple(columns)
        words = (word.capitalize() for word in re.split(r"\W+", name) if word)
        fields = [column + "_" if iskeyword(column) else column for column in self.columns]
        self.row_type: type[Any] = make_dataclass(
            "".join(words) or "Row", [(field, Cell) for field in fields], frozen=True, slots=True
        )
        self._rows = [self.row_type(*row) for row in cells]

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> Any: ...
    @overload
    def __getitem__(self, index: slice) -> list[Any]: ...
    def __getitem__(self, index: int | slice) -> Any:
        return self._rows[index]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def to_pandas(self) -> pd.DataFrame:
        """A data frame with the columns of the answer. KgError when pandas is not installed."""
        try:
            import pandas as pd
        except ImportError as error:
            raise KgError("a data frame needs pandas: pip install 'diplomatic-kg[jupyter]'") from error
        rows = [tuple(asdict(row).values()) for row in self._rows]
        return pd.DataFrame(rows, columns=list(self.columns))

    def _repr_html_(self) -> str:
        """How a notebook shows it."""
        head = "".join(f"<th>{escape(column)}</th>" for column in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(str('' if v is None else v))}</td>" for v in asdict(row).values())
            for row in self._rows[:_SHOWN]
        )
        rest = len(self) - _SHOWN
        more = f"<p>… {rest:,} more rows</p>" if rest > 0 else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


class Study:
    """An open graph, to be asked and measured."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def questions(self) -> list[Query]:
        """The questions of the library, with their parameters."""
        return list(iter_queries())

    def query(self, question: str | Path, /, **values: Value) -> Rows:
        """Answer a question of the library by name, the query of a ``.rq`` file, or SPARQL text.

        ``values`` are those of its parameters; those not given take their defaults. A CONSTRUCT gives rows of
        subject, predicate and object, an ASK one row with the column ``answer``. QueryError when there is no
        such question, a parameter is wrong or missing, or the SPARQL cannot be read.
        """
        asked = load_query(question)
        return _build_rows(asked.name, self.store.query(asked, **values))

    def to_networkx(
        self, projection: str | None = None, *, years: tuple[int, int] | None = None, evidence: bool = False
    ) -> nx.Graph[str]:
        """The network as a networkx graph.

        Without ``projection`` all of it: a MultiDiGraph, an edge for every fact, with its quotes when
        ``evidence`` is asked for (see ``kg.network.build_network``). With one of ``officials``,
        ``countries``, ``bodies`` and ``agreements`` a plain graph whose edges carry ``weight`` and ``years``;
        ``years`` keeps the ties from the first to the last of two years.
        """
        from kg.network import build_network, build_projection

        if projection is None:
            if years is not None:
                raise KgError("years go with a projection: officials, countries, bodies or agreements")
            return build_network(self.store, evidence=evidence)
        return build_projection(build_network(self.store, evidence=False), projection, years)


def open_study(path: Path | str | None = None) -> Study:
    """Open a build's folder, its ``store/`` or an RDF file; None opens $KG_STORE or ``out/store``.

    StoreError when there is none.
    """
    from kg.settings import load_settings

    return Study(open_backend(load_settings().store_path if path is None else Path(path)))


def _build_rows(name: str, answer: Answer) -> Rows:
    if answer.kind == "boolean":
        return Rows(name, ["answer"], [[answer.boolean]])
    from kg.export import tabulate

    columns, rows = tabulate(answer)
    return Rows(name, columns, [[_read(term) for term in row] for row in rows])


def _read(term: Term | None) -> Cell:
    if not isinstance(term, Literal):
        return term
    text, datatype = term.text, term.datatype
    try:
        if datatype in (XSD + "integer", XSD + "gYear"):
            return int(text)
        if datatype in _NUMBERS:
            return float(text)
        if datatype == XSD + "boolean":
            return text in ("true", "1")
        if datatype == XSD + "date":
            return date.fromisoformat(text)
    except ValueError:
        return text
    return text
