"""Write docs/questions.md, the list of the library's questions, from the heads of queries/*.rq.

Run it after adding a question: ``python tools/write_questions.py``.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from kg.store import Query, iter_queries

TARGET = Path(__file__).parent.parent / "docs" / "questions.md"


def render_questions(queries: list[Query]) -> str:
    """The page of the questions, by group, each with its parameters and their defaults."""
    lines = ["# The questions of the library", "", "Ask one with `kg query NAME --param key=value`.", ""]
    ordered = sorted(queries, key=lambda q: (q.note("group"), q.name))
    for group, members in groupby(ordered, key=lambda q: q.note("group")):
        lines += [f"## {group.capitalize()}", "", "| name | asks | parameters |", "|---|---|---|"]
        for query in members:
            params = ", ".join(f"`{p.name}={p.default}`" for p in query.params) or "none"
            lines.append(f"| `{query.name}` | {query.asks}<br>{query.note('asks_th')} | {params} |")
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    TARGET.write_text(render_questions(list(iter_queries())), encoding="utf-8")
    print(TARGET)
