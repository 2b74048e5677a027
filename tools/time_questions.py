"""Time every question of the library on a store: ``python tools/time_questions.py out``.

Prints milliseconds of processor time (the best of three), the slowest first, and ends with 1 if one took longer
than half a second.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from kg.store import iter_queries, open_store

LIMIT = 500  # milliseconds

if __name__ == "__main__":
    store = open_store(Path(sys.argv[1] if len(sys.argv) > 1 else "out"))
    taken = []
    for query in iter_queries():
        best = float("inf")
        for _ in range(3):
            start = time.process_time()
            rows = len(store.query(query))
            best = min(best, (time.process_time() - start) * 1000)
        taken.append((best, query.name, rows))
    for milliseconds, name, rows in sorted(taken, reverse=True):
        print(f"{milliseconds:6.0f}  {name}  {rows} rows")
    sys.exit(1 if max(taken)[0] > LIMIT else 0)
