"""Builds on Apache Spark: the same pure functions, spread over a cluster; the same graph as of a local build.

Articles are extracted in a map over partitions. Mentions are compared in groups by blocking key. The graph is
written, beside the usual outputs, as parts of N-Quads. The machine that starts the build reads the articles
and keeps the cache, so the workers need nothing but Spark and this package.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.build import BuildError, Item, extract_item, get_ready
from kg.graph import first_line
from kg.resolve.blocks import Blocks, Judge, PairFinder, Verdict, compare_block
from kg.store import render_nquads

if TYPE_CHECKING:
    from kg.text import Source

_ROUND = 4096  # items that are sent out at once, so that this machine holds no more of them
_SLICE = 64  # items in a partition


class SparkEngine:
    """Where a build extracts, compares and writes: a Spark cluster."""

    def __init__(self, context: Any) -> None:
        self._context = context

    def extract(self, sources: Iterator[tuple[str, Source]]) -> Iterator[list[Item]]:
        """Extract a stream of items: a map over partitions."""
        while part := list(islice(sources, _ROUND)):
            slices = max(1, len(part) // _SLICE)
            yield self._context.parallelize(part, slices).mapPartitions(_extract_part).collect()

    def compare(
        self, blocks: Blocks, things: Mapping[str, Any], pairs: PairFinder, judge: Judge
    ) -> list[Verdict]:
        """Compare what shares a blocking key: a group by that key."""
        rows = [(block, (key, things[key])) for block, keys in blocks.items() for key in sorted(set(keys))]
        if not rows:
            return []

        def compare_group(group: tuple[tuple[str, ...], Iterable[tuple[str, Any]]]) -> list[Verdict]:
            return list(compare_block(group[0], dict(group[1]), pairs, judge))

        grouped = self._context.parallelize(rows).groupByKey()
        return sorted(grouped.flatMap(compare_group).distinct().collect())

    def write(self, parts: Iterator[tuple[str, bytes]], folder: Path) -> None:
        """Write RDF, given in pieces with the name of their format, as N-Quads: one file per piece."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        numbered = enumerate(parts)
        while some := list(islice(numbered, 64)):
            written = self._context.parallelize(some, len(some)).map(_render_part)
            for number, text in written.collect():
                (folder / f"part-{number:05}.nq").write_bytes(text)


def _extract_part(part: Iterable[tuple[str, Source]]) -> Iterator[Item]:
    get_ready()
    for key, source in part:
        yield extract_item(key, source)


def _render_part(part: tuple[int, tuple[str, bytes]]) -> tuple[int, bytes]:
    number, (rdf_format, text) = part
    return number, render_nquads(text, rdf_format)


@contextmanager
def start_spark(master: str) -> Iterator[SparkEngine]:
    """A Spark application on ``master`` (``local[2]``, ``spark://…``, ``yarn``), ended afterwards."""
    try:
        from pyspark import SparkConf, SparkContext
    except ImportError as error:
        raise BuildError("builds on Spark need PySpark: pip install 'diplomatic-kg[spark]'") from error
    conf = SparkConf().setMaster(master).setAppName("kg build")
    conf.setIfMissing("spark.ui.enabled", "false")
    try:
        context = SparkContext(conf=conf)
    except Exception as error:
        raise BuildError(f"Spark does not start on {master}: {first_line(error)}") from error
    context.setLogLevel("ERROR")
    if context.pythonExec == "python3":  # nobody chose another by PYSPARK_PYTHON
        context.pythonExec = sys.executable
    try:
        yield SparkEngine(context)
    finally:
        context.stop()
