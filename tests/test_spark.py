"""The same graph from a cluster: two workers, each a process of its own Java machine."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.build import BuildError, build
from kg.store import open_store

MASTER = "local-cluster[2,1,1024]"


def test_a_cluster_of_two_workers_gives_the_same_graph(
    sample_path: Path, sample_out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pyspark = pytest.importorskip("pyspark", reason="there is no PySpark: pip install 'diplomatic-kg[spark]'")
    if shutil.which("java") is None:
        pytest.skip("there is no Java: apt-get install openjdk-17-jre-headless")
    import kg.spark
    from kg.spark import start_spark

    monkeypatch.setattr(kg.spark, "_SLICE", 8)  # so that both have something to do
    monkeypatch.setenv("SPARK_HOME", str(Path(pyspark.__file__).parent))
    with start_spark(MASTER) as engine:
        build([sample_path], tmp_path / "out", engine=engine)
    for name in ("graph.ttl", "graph.html"):
        assert (tmp_path / "out" / name).read_bytes() == (sample_out / name).read_bytes(), name
    parts = sorted((tmp_path / "out" / "nquads").iterdir())
    assert [path.name for path in parts] == [f"part-{number:05}.nq" for number in range(len(parts))]
    quads = ox.Store()
    for path in parts:
        quads.load(path=str(path), format=ox.RdfFormat.N_QUADS)
    assert set(quads) == set(open_store(sample_out)._db)
    assert len(parts) > 1


def test_without_spark_one_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.spark import start_spark

    monkeypatch.setitem(__import__("sys").modules, "pyspark", None)
    with pytest.raises(BuildError, match=r"diplomatic-kg\[spark\]"), start_spark("local"):
        pass
