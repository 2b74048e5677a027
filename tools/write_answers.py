"""Write the answer to every question of the library on the sample: ``make answers``.

Each goes to ``tests/answers/NAME.csv`` as it comes, so that a change shows as a diff, line by line, to be read
beside the articles in ``data/articles``. What a reader found is written in ``tests/answers/CHECKED.md``.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from kg.build import build
from kg.export import write_answer
from kg.store import Store, iter_queries, open_store

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "tests" / "answers"


def iter_answers(store: Store, only: str = "") -> list[tuple[Path, str]]:
    """The file of every question (or of one) with its answer as CSV."""
    found = []
    for query in iter_queries():
        if only and query.name != only:
            continue
        text = io.StringIO()
        write_answer(store.query(query), text, "csv")
        found.append((FOLDER / f"{query.name}.csv", text.getvalue()))
    return found


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        build([ROOT / "data" / "articles"], Path(folder) / "out", page=False)
        answers = iter_answers(open_store(Path(folder) / "out"))
    for path in set(FOLDER.glob("*.csv")) - {path for path, _ in answers}:
        path.unlink()
    changed = 0
    for path, text in answers:
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            changed += 1
            print(path)
    print(
        f"{changed} of {len(answers)} answers changed; read them with git diff tests/answers", file=sys.stderr
    )
