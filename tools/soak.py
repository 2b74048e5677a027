"""Stop builds at random moments, and load the server, for as long as it takes to believe that both hold.

``soak.py builds --kills 200`` starts builds and ends each with SIGKILL at a random moment. After each the last good
graph must answer, and the next build must end with the bytes of one that nothing disturbed.

``soak.py server --clients 50 --seconds 300`` lets clients read pages and ask queries of a store, some of which never
end, and counts statuses, seconds and the memory of the server and its workers. Only this machine is asked.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

from kg.build import POOL_FROM, build
from kg.store import open_store

# ---------------------------------------------------------------- builds that are killed


@dataclass(frozen=True, slots=True)
class State:
    """Articles, and the bytes and size of their graph when nothing disturbs the build."""

    paths: tuple[Path, ...]
    turtle: bytes
    triples: int


def prepare_states(
    articles: Sequence[Path], folder: Path, names: Sequence[str] = ("some", "all", "many")
) -> list[State]:
    """Sets of articles: some, all, and so many that processes share the work."""
    sets: dict[str, Sequence[Path]] = {"some": articles[:9], "all": articles[:14]}
    if "many" in names:
        many = folder / "many.jsonl"
        with many.open("w", encoding="utf-8") as file:
            for number in range(POOL_FROM + 20):
                lines = articles[number % len(articles)].read_text(encoding="utf-8").split("\n")
                text = "\n".join([f"{lines[0]} {number}", *lines[1:3]])
                file.write(json.dumps({"id": str(number), "text": text}, ensure_ascii=False) + "\n")
        sets["many"] = [many]
    states = []
    for name in names:
        build(sets[name], folder / name, page=False)
        turtle = (folder / name / "graph.ttl").read_bytes()
        states.append(State(tuple(sets[name]), turtle, len(open_store(folder / name))))
    return states


def start_build(state: State, out: Path) -> subprocess.Popen[bytes]:
    """A build in a process of its own, that can be killed with all that it starts."""
    command = [
        sys.executable,
        "-m",
        "kg",
        "build",
        *map(str, state.paths),
        "--out",
        str(out),
        "--no-page",
        "-q",
    ]
    return subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )


def wait_for_moment(process: subprocess.Popen[bytes], out: Path, rng: random.Random, longest: float) -> None:
    """Wait for a random moment to kill a build at, and raise TimeoutExpired then; or until it ended."""
    place = rng.choice(
        (None, out / ".next", out / ".next", out / ".next" / "store", out / ".next" / ".ready")
    )
    if place is None:
        process.wait(rng.uniform(0.05, 1.05 * longest))
        return
    while process.poll() is None:
        if place.exists():
            process.wait(rng.uniform(0, 0.02 if place.name == ".ready" else 0.5))
            return
        time.sleep(0.0005)


def describe_moment(out: Path) -> str:
    """When a build was killed, by what it left."""
    fresh = out / ".next"
    if (fresh / ".ready").is_file():
        return "while its outputs were put in place"
    if (fresh / "store").is_dir():
        return "while it filled the store"
    return "while it wrote other outputs" if fresh.is_dir() else "while it read and extracted, or was done"


def kill_builds(
    states: Sequence[State], out: Path, kills: int, rng: random.Random, whole_group: float = 0.5
) -> Counter[str]:
    """Kill builds at random moments; AssertionError when something was lost. Returns when they were killed."""
    build(states[0].paths, out, page=False)
    held, told = states[0], Counter[str]()
    longest = dict.fromkeys(range(len(states)), 3.0)
    while told["kills"] < kills:
        number = rng.choices(range(len(states)), [5, 5, 1][: len(states)])[0]
        state = states[number]
        process = start_build(state, out)
        began = time.monotonic()
        try:
            wait_for_moment(process, out, rng, longest[number])
        except subprocess.TimeoutExpired:
            if rng.random() < whole_group:
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()  # its workers are left behind
            process.wait()
            told["kills"] += 1
            told[describe_moment(out)] += 1
            print(json.dumps(told), file=sys.stderr)
        else:
            longest[number] = time.monotonic() - began
            told["ended before the kill"] += 1
        count = len(open_store(out))
        assert count in (held.triples, state.triples), f"the store holds {count} triples"
        answer = open_store(out).query("SELECT (COUNT(*) AS ?n) WHERE { ?s a ?class }")
        assert next(iter(answer))["n"] not in ("0", None), "the store does not answer"
        turtle = (out / "graph.ttl").read_bytes()
        assert turtle in (held.turtle, state.turtle), "graph.ttl is neither the last good one nor the new one"
        if rng.random() < 0.5:
            held = held if turtle == held.turtle else state
            continue  # the next build is killed as well
        done = start_build(state, out)
        _, said = done.communicate(timeout=300)
        assert done.returncode == 0, f"the next build failed: {said.decode()}"
        assert (out / "graph.ttl").read_bytes() == state.turtle, "the next build ended with other bytes"
        assert len(open_store(out)) == state.triples, "the next build's store holds something else"
        assert not (out / ".next").exists(), "something is left behind"
        held = state
        told["builds that went on to the end"] += 1
    return told


def count_orphans() -> int:
    """Processes of builds that are still there though their master is not."""
    found = subprocess.run(["ps", "-eo", "ppid,args"], capture_output=True, text=True, check=True).stdout
    return sum(
        line.split()[0] == "1" and "multiprocessing" in line and sys.executable in line
        for line in found.splitlines()
    )


# ---------------------------------------------------------------- the server under load

RUNAWAYS = (
    "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT ?a ?d WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a = ?i && ?d = ?c && ?g = ?f) }",
    "SELECT * WHERE { ?s (!<http://x/>|^!<http://x/>)* ?o }",
)
QUERIES = (
    "SELECT ?s WHERE { ?s a <https://example.org/diplomatic-kg/ontology#Agreement> } LIMIT 20",
    "SELECT ?c (COUNT(?s) AS ?n) WHERE { ?s a ?c } GROUP BY ?c",
    "ASK { ?s ?p ?o }",
)
REFUSED = (
    "INSERT DATA { <http://a/> <http://b/> <http://c/> }",
    "LOAD <http://127.0.0.1/x>",
    "SELECT * WHERE { SERVICE <http://127.0.0.1/x> { ?s ?p ?o } }",
)


@dataclass
class Load:
    """What clients saw: seconds by sort of request, statuses that were not wanted, what was refused or ended."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def tell(self, sort: str, status: int, wanted: Sequence[int], seconds: float, body: bytes) -> None:
        """Count one answer."""
        with self.lock:
            self.seconds.setdefault(sort, []).append(seconds)
            self.statuses[f"{sort} {status}"] += 1
            if status not in wanted:
                self.errors.append(f"{sort}: {status} {body[:200]!r}")


@contextmanager
def run_server(store: Path, *options: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A server on a free port of this machine."""
    command = [sys.executable, "-m", "kg", "serve", "--store", str(store), "--port", "0", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    try:
        address = process.stdout.readline().decode()
        yield process, int(address.rpartition(":")[2].strip("/\n"))
    finally:
        process.terminate()
        process.wait(20)


def _ask(connection: http.client.HTTPConnection, path: str, accept: str) -> tuple[int, bytes]:
    connection.request("GET", path, headers={"accept": accept})
    answer = connection.getresponse()
    return answer.status, answer.read()


def run_client(
    port: int, seed: int, until: float, things: Sequence[str], load: Load, *, runaway: bool
) -> None:
    """One client: pages, lookups and now and then a query that is refused; or nothing but queries without end."""
    rng = random.Random(seed)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    while time.time() < until:
        draw = rng.random()
        html = "text/html"
        if runaway:
            sort, wanted = "runaway query", (503,)
            path, accept = "/sparql?" + urlencode({"query": rng.choice(RUNAWAYS)}), "application/json"
        elif draw < 0.05:
            sort, wanted = "refused query", (403,)
            path, accept = "/sparql?" + urlencode({"query": rng.choice(REFUSED)}), "application/json"
        elif draw < 0.25:
            sort, wanted = "query", (200,)
            path, accept = "/sparql?" + urlencode({"query": rng.choice(QUERIES)}), "application/json"
        elif draw < 0.45:
            sort, wanted, accept = "search", (200,), html
            path = "/search?q=" + quote(rng.choice(("สมชาย", "ญี่ปุ่น", "minister", "กระทรวง", "zzz", "ไทย")))
        elif draw < 0.5:
            sort, wanted, accept, path = (
                "list",
                (200,),
                html,
                rng.choice(("/", "/activities", "/agreements", "/questions")),
            )
        else:
            sort, wanted, accept = "dossier", (200,), html
            path = "/id/" + quote(rng.choice(things))
        began = time.perf_counter()
        try:
            status, body = _ask(connection, path, accept)
        except (OSError, http.client.HTTPException) as error:
            status, body = 0, repr(error).encode()
            connection.close()
        load.tell(sort, status, wanted, time.perf_counter() - began, body)
        time.sleep(rng.uniform(0, 0.4))
    connection.close()


def measure_memory(process: int) -> tuple[int, int]:
    """Megabytes that a process holds, and those of all that it started."""
    rows = subprocess.run(["ps", "-eo", "pid,ppid,rss"], capture_output=True, text=True, check=True).stdout
    held, children = 0, 0
    for line in rows.splitlines()[1:]:
        pid, parent, size = map(int, line.split())
        held += size if pid == process else 0
        children += size if parent == process else 0
    return held >> 10, children >> 10


def load_server(store: Path, clients: int, seconds: float, *options: str) -> dict[str, object]:
    """Load a server, one client in sixteen with queries that never end; what was seen, for JSON."""
    opened = open_store(store)
    rows = opened.query("SELECT ?s WHERE { VALUES ?c { <https://example.org/diplomatic-kg/ontology#Official> "
                        "<https://example.org/diplomatic-kg/ontology#Organisation> } ?s a ?c } ORDER BY ?s LIMIT 300")  # fmt: skip
    things = [str(row["s"]).partition("/id/")[2] for row in rows]
    load, memory = Load(), []
    with run_server(store, *options) as (server, port):
        until = time.time() + seconds
        threads = [
            threading.Thread(
                target=run_client,
                args=(port, seed, until, things, load),
                kwargs={"runaway": seed % 16 == 0},
            )
            for seed in range(clients)
        ]
        _ask(http.client.HTTPConnection("127.0.0.1", port, timeout=120), "/", "text/html")
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            memory.append(measure_memory(server.pid))
            time.sleep(min(2, seconds / 10))
        for thread in threads:
            thread.join()
    return {
        "clients": clients,
        "seconds": seconds,
        "requests": sum(map(len, load.seconds.values())),
        "errors": load.errors[:20],
        "statuses": dict(sorted(load.statuses.items())),
        "seconds_by_sort": {
            sort: {"median": round(_quantile(all_, 0.5), 3), "p99": round(_quantile(all_, 0.99), 3), "most": round(max(all_), 3)}
            for sort, all_ in sorted(load.seconds.items())
        },
        "server_megabytes": {"after a third": memory[len(memory) // 3][0], "most": max(own for own, _ in memory)},
        "workers_megabytes_most": max(others for _, others in memory),
    }  # fmt: skip


def _quantile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def main() -> int:
    """Run one of the two; 1 when something did not hold."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    builds = commands.add_parser("builds")
    builds.add_argument("--kills", type=int, default=200)
    builds.add_argument("--seed", type=int, default=0)
    server = commands.add_parser("server")
    server.add_argument("--store", type=Path, default=Path("out"))
    server.add_argument("--clients", type=int, default=50)
    server.add_argument("--seconds", type=float, default=300)
    asked = parser.parse_args()
    if asked.command == "server":
        told = load_server(asked.store, asked.clients, asked.seconds)
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return 1 if told["errors"] else 0
    with tempfile.TemporaryDirectory() as folder:
        articles = sorted(Path("data/articles").glob("*.txt"))
        states = prepare_states(articles, Path(folder))
        counted = kill_builds(states, Path(folder, "out"), asked.kills, random.Random(asked.seed))
        time.sleep(2)
        counted["processes left behind"] = count_orphans()
    print(json.dumps(dict(counted), indent=1))
    return 1 if counted["processes left behind"] else 0


if __name__ == "__main__":
    sys.exit(main())
