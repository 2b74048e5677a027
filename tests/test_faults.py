"""Whatever happens to a build: the last good graph answers, the next build ends as if nothing had happened,
and the message says what to do.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from soak import State, count_orphans, kill_builds, prepare_states, start_build

from kg.build import BuildError, build
from kg.cli import commands
from kg.model import KgError
from kg.resolve import load_decisions
from kg.resolve.decisions import DecisionError
from kg.store import open_output, open_store

linux = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")


@pytest.fixture(scope="module")
def last(tmp_path_factory: pytest.TempPathFactory, sample_path: Path) -> Path:
    """A build of eight articles; nobody writes to it."""
    out = tmp_path_factory.mktemp("last") / "out"
    build(sorted(sample_path.glob("*.txt"))[:8], out, workers=1, page=False)
    return out


@pytest.fixture(scope="module")
def more(sample_path: Path) -> list[Path]:
    """Ten articles, eight of them those of ``last``."""
    return sorted(sample_path.glob("*.txt"))[:10]


@pytest.fixture(scope="module")
def wanted(more: list[Path], tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The Turtle of ``more``, built without disturbance."""
    out = tmp_path_factory.mktemp("wanted") / "out"
    build(more, out, workers=1, page=False)
    return (out / "graph.ttl").read_bytes()


@pytest.fixture
def out(last: Path, tmp_path: Path) -> Path:
    """A copy of the last build, to be harmed."""
    return Path(shutil.copytree(last, tmp_path / "out"))


def run(arguments: list[object], prepare: Callable[[], None] | None = None) -> tuple[int, str]:
    """The exit code and the talk of a command in a process of its own."""
    command = [sys.executable, "-m", "kg", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, preexec_fn=prepare, timeout=120)
    return done.returncode, done.stderr.decode()


def answers(out: Path, last: Path) -> bool:
    """Does a build still answer as the last good one did?"""
    count = len(open_store(last))
    same = (out / "graph.ttl").read_bytes() == (last / "graph.ttl").read_bytes()
    return same and len(open_store(out)) == count > 100


# ---------------------------------------------------------------- killed


def test_builds_that_are_killed_lose_nothing(tmp_path: Path, sample_path: Path) -> None:
    states = prepare_states(sorted(sample_path.glob("*.txt")), tmp_path, ("some", "all"))
    counted = kill_builds(states, tmp_path / "out", 5, random.Random(3))
    assert counted["kills"] == 5
    assert counted["builds that went on to the end"] > 0


@linux
def test_workers_end_with_the_build_that_started_them(tmp_path: Path, sample_path: Path) -> None:
    state = prepare_states(sorted(sample_path.glob("*.txt"))[:14], tmp_path, ("many",))[0]
    process = start_build(state, tmp_path / "out")
    workers: set[int] = set()
    while not workers and process.poll() is None:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii")
        workers = {int(child) for child in children.split()}
        time.sleep(0.01)
    time.sleep(1)
    process.kill()
    process.wait()
    assert workers
    for _ in range(100):
        if count_orphans() == 0 and not any(Path(f"/proc/{pid}").exists() for pid in workers):
            return
        time.sleep(0.1)
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
    pytest.fail("workers are left behind")


def test_ctrl_c_in_the_first_build_leaves_a_graph_that_the_same_command_completes(
    tmp_path: Path, sample_path: Path
) -> None:
    articles = sorted(sample_path.glob("*.txt"))
    with (tmp_path / "many.jsonl").open("w", encoding="utf-8") as file:
        for number in range(450):
            text = articles[number % len(articles)].read_text(encoding="utf-8-sig")
            file.write(json.dumps({"id": str(number), "text": f"{number} {text}"}, ensure_ascii=False) + "\n")
    state, out = State((tmp_path / "many.jsonl",), b"", 0), tmp_path / "out"
    process = start_build(state, out)
    assert process.stderr is not None

    def has_extracted() -> bool:
        with (
            contextlib.suppress(sqlite3.Error),
            contextlib.closing(sqlite3.connect(f"file:{out / 'cache.sqlite'}?mode=ro", uri=True)) as cache,
        ):
            return bool(cache.execute("SELECT count(*) FROM item").fetchone()[0])
        return False

    while process.poll() is None and not has_extracted():
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)  # to this one alone, as workers leave it to it
    said = process.stderr.read().decode()
    assert process.wait() == 130, said
    assert "items to go" in said
    assert len(open_store(out)) > 100
    assert run(["build", *state.paths, "--out", out, "--no-page"])[0] == 0
    assert run(["build", *state.paths, "--out", tmp_path / "once", "--no-page"])[0] == 0
    assert (out / "graph.ttl").read_bytes() == (tmp_path / "once" / "graph.ttl").read_bytes()


def test_watching_builds_whatever_comes_until_ctrl_c(tmp_path: Path, sample_path: Path) -> None:
    news, out = tmp_path / "news", tmp_path / "out"
    news.mkdir()
    paths = sorted(sample_path.glob("*.txt"))[:4]
    (news / "empty.txt").write_bytes(b"")  # nothing to build of at first: told, and it goes on
    command = [sys.executable, "-m", "kg", "build", str(news), "--out", str(out), "--watch", "--no-page"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def wait_for(good: Callable[[], bool]) -> None:
        until = time.monotonic() + 100
        while not good():
            assert process.poll() is None, process.stderr.read() if process.stderr else ""
            assert time.monotonic() < until, "the build did not come"
            time.sleep(0.1)

    def holds(count: int) -> bool:
        with contextlib.suppress(OSError, ValueError):
            return bool(json.loads((out / "report.json").read_text("utf-8"))["articles"] == count)
        return False

    try:
        wait_for((out / ".build.lock").exists)
        for path in paths[:3]:
            shutil.copy(path, news)
        wait_for(lambda: holds(3))
        (news / paths[0].name).unlink()
        shutil.copy(paths[3], news / "sub.txt")
        (news / paths[1].name).write_bytes(paths[1].read_bytes() + b"\nOne more line.\n")
        wait_for(lambda: holds(3) and b"sub.txt" in (out / "articles.sqlite").read_bytes())
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
    finally:
        process.kill()
    assert run(["build", news, "--out", tmp_path / "once", "--no-page"])[0] == 0
    assert (out / "graph.ttl").read_bytes() == (tmp_path / "once" / "graph.ttl").read_bytes()


def test_readers_see_a_whole_graph_while_builds_replace_each_other(
    out: Path, more: list[Path], last: Path
) -> None:
    counts = {len(open_store(last))}
    build(more, out, workers=1, page=False)
    counts.add(len(open_store(out)))
    problems: list[BaseException] = []
    stop = threading.Event()

    def read() -> None:
        try:
            while not stop.is_set():
                assert len(open_store(out)) in counts
        except BaseException as error:
            problems.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(6):
        build(more[: 8 + 2 * (number % 2)], out, workers=1, page=False)
    stop.set()
    for reader in readers:
        reader.join()
    assert problems == []


# ---------------------------------------------------------------- a disk that takes no more


@linux
@pytest.mark.parametrize("most", [1, 20_000, 60_000, 150_000])
def test_files_that_cannot_grow(most: int, out: Path, last: Path, more: list[Path], wanted: bytes) -> None:
    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    code, said = run(["build", *more, "--out", out, "--no-page", "-q"], bound)
    assert code == 2, said
    assert "the build stopped" in said
    assert "The last good graph still stands" in said
    assert "Traceback" not in said
    assert answers(out, last)
    assert not (out / ".next").exists()
    build(more, out, workers=1, page=False)
    assert (out / "graph.ttl").read_bytes() == wanted


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Mounts a disk of so many kilobytes."""
    mounted: list[Path] = []

    def mount(kilobytes: int) -> Path:
        path = tmp_path / f"disk-{kilobytes}"
        path.mkdir()
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(path)], capture_output=True
        )
        if done.returncode:
            pytest.skip("no small disk can be mounted here")
        mounted.append(path)
        return path

    yield mount
    for path in mounted:
        subprocess.run(["umount", str(path)], check=False)


@linux
@pytest.mark.parametrize("kilobytes", [100, 400, 1000])
def test_a_full_disk(kilobytes: int, small_disk: Callable[[int], Path], more: list[Path]) -> None:
    disk = small_disk(kilobytes)
    code, said = run(["build", *more, "--out", disk / "out", "--no-page", "-q"])
    assert code == 2, said
    assert "the build stopped" in said
    assert "full" in said or "No space left" in said
    assert not (disk / "out" / ".next").exists()


@linux
@pytest.mark.parametrize(
    "command",
    ["export --format ntriples", "export --format graphml", "query agreements-by-kind", "show JP"],
)
def test_output_that_cannot_be_written_is_told(command: str, last: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "kg", *command.split(), "--store", str(last)],
            stdout=full,
            stderr=subprocess.PIPE,
        )
    assert done.returncode == 2
    assert b"No space left" in done.stderr
    assert b"Traceback" not in done.stderr


def test_outputs_take_their_place_when_they_are_whole(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "file.txt"
    with open_output(path) as file:
        file.write(b"first")

    def stop() -> None:
        with open_output(path) as file:
            file.write(b"half of the sec")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop()
    assert path.read_bytes() == b"first"
    assert [one.name for one in path.parent.iterdir()] == ["file.txt"]


@linux
def test_a_device_is_written_to_and_not_replaced(last: Path) -> None:
    runner = CliRunner()
    assert runner.invoke(commands, ["export", "--store", str(last), "-o", "/dev/null"]).exit_code == 0
    assert Path("/dev/null").is_char_device()


# ---------------------------------------------------------------- folders that may only be read


def _drop_power_over_permissions() -> None:
    """Even for root, permissions hold after this."""
    libc = ctypes.CDLL(None)
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        libc.prctl(24, capability, 0, 0, 0)


@linux
def test_a_read_only_folder_is_read_and_not_built_into(out: Path, last: Path, more: list[Path]) -> None:
    for path in [*out.rglob("*"), out]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        code, said = run(["build", *more, "--out", out, "-q"], _drop_power_over_permissions)
        assert code == 2, said
        assert str(out) in said
        assert "ermission" in said
        assert "Traceback" not in said
        code, said = run(["show", "JP", "--store", out], _drop_power_over_permissions)
        assert code == 0, said
        code, said = run(["build", *more, "--out", out / "new" / "er", "-q"], _drop_power_over_permissions)
        assert code == 2
        assert "cannot be made" in said
    finally:
        for path in [out, *out.rglob("*")]:
            path.chmod(0o755 if path.is_dir() else 0o644)
    assert answers(out, last)


# ---------------------------------------------------------------- opened twice


def test_a_store_is_read_by_several_and_built_by_one(out: Path, more: list[Path]) -> None:
    first, second = open_store(out), open_store(out)
    code, said = run(["query", "SELECT (1 AS ?n) WHERE { ?s ?p ?o } LIMIT 1", "--store", out])
    assert code == 0, said
    assert len(first) == len(second)
    with pytest.raises(KgError, match="another build is writing there"):
        build(more, out, workers=1, progress=lambda *_: build(more, out, workers=1))
    assert len(open_store(out)) > 100


# ---------------------------------------------------------------- damaged files


def _cut(raw: bytes) -> bytes:
    return raw[: len(raw) // 2]


def _scratch(raw: bytes) -> bytes:
    middle = len(raw) // 2
    return raw[:middle] + bytes(len(raw[middle : middle + 5000])) + raw[middle + 5000 :]


@pytest.mark.parametrize("harm", [_cut, _scratch, lambda raw: b"", lambda raw: raw[:100]])
@pytest.mark.parametrize(
    "name", ["cache.sqlite", "articles.sqlite", "graph.ttl", "report.json", "store/*.sst"]
)
def test_damaged_files_only_cost_time(
    name: str, harm: Callable[[bytes], bytes], out: Path, more: list[Path], wanted: bytes
) -> None:
    for path in out.glob(name):
        raw = path.read_bytes()
        path.unlink()  # the copy may share its bytes
        path.write_bytes(harm(raw))
    build(more, out, workers=1, page=False)
    assert (out / "graph.ttl").read_bytes() == wanted
    answer = open_store(out).query("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    assert int(next(iter(answer))["n"] or 0) == wanted.count(b" .\n") or len(open_store(out)) > 100


def test_a_store_that_lost_a_file_is_built_again_though_nothing_changed(
    out: Path, last: Path, sample_path: Path
) -> None:
    next(out.glob("store/*.sst")).unlink()
    result = build(sorted(sample_path.glob("*.txt"))[:8], out, workers=1, page=False)
    assert not result.unchanged
    assert answers(out, last)


@pytest.mark.parametrize(
    "text",
    [
        b"\xff\xfe\x00",
        b"[",
        b"{",
        b"- {a: 1}",
        b"a: b",
        b"\t- x",
        b"- same: [a",
        b"\0",
        b"[" * 20_000,
        b"- same: 7",
    ],
    ids=range(10),
)
def test_a_broken_decisions_file_is_told_and_nothing_is_touched(
    text: bytes, out: Path, last: Path, more: list[Path], tmp_path: Path
) -> None:
    path = tmp_path / "decisions.yaml"
    path.write_bytes(text)
    with pytest.raises(DecisionError, match=r"decisions\.yaml"):
        load_decisions(path)
    with pytest.raises(DecisionError):
        build(more, out, workers=1, decisions_path=path)
    assert answers(out, last)


def test_a_failure_that_no_file_explains_is_raised(
    out: Path, more: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kg.build._write_graph", fail)
    with pytest.raises(BuildError, match="the same command goes on"):
        build(more, out, workers=1)
