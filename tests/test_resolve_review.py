"""Decisions as a user makes them: listed, written down, explained, and stronger than every rule."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from kg.build import build
from kg.cli import commands
from kg.model import DecisionError
from kg.resolve import Decision, append_decisions, load_decisions
from kg.settings import data_path
from kg.store import open_store

ENVOYS = {
    "7001": ("1 มีนาคม 2562", "นายโอลิเวียร์ มาร์แตง เอกอัครราชทูตฝรั่งเศสประจำประเทศไทย"),
    "7002": ("4 มีนาคม 2562", "นายโอลิเวียร์ มาร์แตง รัฐมนตรีว่าการกระทรวงพาณิชย์เบลเยียม"),
}


def run(*args: str | Path, code: int = 0) -> Result:
    result = CliRunner().invoke(commands, [str(arg) for arg in args])
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result


@pytest.fixture(scope="module")
def envoys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An ambassador and a minister of one name from two countries, in two items."""
    folder = tmp_path_factory.mktemp("envoys")
    for number, (day, envoy) in ENVOYS.items():
        text = (
            f"นายดอน ปรมัตถ์วินัย พบเอกอัครราชทูต\n\nวันที่ {day}\n"
            f"วันที่ {day} นายดอน ปรมัตถ์วินัย รัฐมนตรีว่าการกระทรวงการต่างประเทศ ให้การต้อนรับ {envoy} "
            f"ซึ่งเข้าเยี่ยมคารวะ ณ กระทรวงการต่างประเทศ\n\nที่มา : https://example.org/news/{number}\n"
        )
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    return folder


def find_people(out: Path, name: str) -> set[str]:
    rows = open_store(out).query(
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
        f'SELECT DISTINCT ?p {{ ?p skos:prefLabel|skos:altLabel ?l . FILTER(STR(?l) = "{name}") }}'
    )
    return {str(row["p"]).rpartition("/id/")[2] for row in rows}


def graph_of(paths: list[Path], out: Path, decisions: Path | None = None) -> str:
    build(paths, out, workers=1, page=False, decisions_path=decisions)
    return (out / "graph.ttl").read_text(encoding="utf-8")


# ---------------------------------------------------------------- listing and recording


def test_a_doubt_is_listed_with_both_sides_and_their_quotes(envoys: Path) -> None:
    result = run("review", envoys, "--kind", "person")
    assert "same name, another country" in result.stdout
    for word in (
        "  A  โอลิเวียร์ มาร์แตง",
        "  B  โอลิเวียร์ มาร์แตง",
        "7001#person/",
        "7002#person/",
        "ฝรั่งเศส",
        "เบลเยียม",
    ):
        assert word in result.stdout
    assert "1 pairs to decide" in result.stderr


def test_decisions_win_over_the_rules_and_survive_rebuilds(envoys: Path, tmp_path: Path) -> None:
    out, decisions = tmp_path / "out", tmp_path / "decisions.yaml"
    graph_of([envoys], out)
    apart = find_people(out, "โอลิเวียร์ มาร์แตง")
    assert len(apart) == 2
    run(
        "review",
        "--record",
        "same",
        *sorted(apart),
        "--who",
        "สมศรี",
        "--why",
        "คนเดียวกัน",
        "--decisions",
        decisions,
    )
    first = graph_of([envoys], out, decisions)
    assert len(find_people(out, "โอลิเวียร์ มาร์แตง")) == 1
    assert graph_of([envoys], tmp_path / "again", decisions) == first
    assert (
        "0 pairs to decide"
        in run("review", "--store", out, "--decisions", decisions, "--kind", "person").stderr
    )
    # the later verdict counts, and more articles change nothing
    run("review", "--record", "different", *sorted(apart), "--who", "สมชาย", "--decisions", decisions)
    graph_of([envoys, data_path() / "articles" / "9000001.txt"], out, decisions)
    assert find_people(out, "โอลิเวียร์ มาร์แตง") == apart


def test_what_the_rules_joined_can_be_parted(tmp_path: Path) -> None:
    sample = [data_path() / "articles" / f"900000{n}.txt" for n in (1, 2)]
    out, decisions = tmp_path / "out", tmp_path / "decisions.yaml"
    graph_of(sample, out)
    joined = find_people(out, "พุทธิพงษ์ ปุณณกันต์")
    assert len(joined) == 1
    lines = run("explain", next(iter(joined)), "--store", out)
    assert next(iter(joined)) in lines.stderr
    from kg.extract import extract_article
    from kg.text import iter_articles

    mentions = [
        claim.subject
        for article in iter_articles(sample, [])
        for claim in extract_article(article).claims
        if claim.kind == "person" and claim.property == "name" and "พุทธิพงษ์" in claim.value
    ]
    assert len(mentions) == 2
    run("review", "--record", "different", *mentions, "--who", "สมชาย", "--decisions", decisions)
    graph_of(sample, out, decisions)
    assert len(find_people(out, "พุทธิพงษ์ ปุณณกันต์")) == 2


def test_a_claim_that_somebody_rejects_is_not_in_the_graph(envoys: Path, tmp_path: Path) -> None:
    from kg.extract import extract_article
    from kg.text import iter_articles

    decisions = tmp_path / "decisions.yaml"
    claims = [c for a in iter_articles([envoys / "7001.txt"], []) for c in extract_article(a).claims]
    guest = next(c for c in claims if c.kind == "participation" and c.get("role") == "guest")
    assert f"evidence:{guest.id} " in graph_of([envoys], tmp_path / "before")
    run("review", "--record", "reject", guest.id, "--who", "สมศรี", "--why", "ผิดคน", "--decisions", decisions)
    assert f"evidence:{guest.id} " not in graph_of([envoys], tmp_path / "out", decisions)
    run(
        "review",
        "--record",
        "amend",
        guest.id,
        "--set",
        "role=delegate",
        "--who",
        "สมศรี",
        "--decisions",
        decisions,
    )
    assert [e.changes for e in load_decisions(decisions).entries] == [(), (("role", "delegate"),)]


def test_the_file_keeps_its_comments_and_says_who_when_and_why(tmp_path: Path) -> None:
    path = tmp_path / "decisions.yaml"
    path.write_text("# kept\n[]\n", encoding="utf-8")
    run("review", "--record", "same", "person/ก", "22808#person/2", "--who", "สมศรี: ๑", "--why", "# ยศเดียวกัน",
        "--when", "2024-05-01", "--decisions", path)  # fmt: skip
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# kept\n- same: [")
    assert yaml.safe_load(text) == [
        {"same": ["person/ก", "22808#person/2"], "who": "สมศรี: ๑", "when": "2024-05-01", "why": "# ยศเดียวกัน"}
    ]
    before = text
    run("review", "--record", "unsure", "org/ก", "org/ข", "--who", "ส", "--decisions", path)
    assert path.read_text(encoding="utf-8").startswith(before)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["same", "a", "b"], "--who"),
        (["same", "a", "--who", "x"], "2 ids"),
        (["same", "a", "a", "--who", "x"], "two different ids"),
        (["reject", "a", "b", "--who", "x"], "1 id"),
        (["amend", "a", "--who", "x"], "set: {role: chair}"),
        (["amend", "a", "--who", "x", "--set", "role"], "NAME=VALUE"),
        (["merge", "a", "b", "--who", "x"], "one of same"),
    ],
)
def test_a_verdict_that_cannot_be_is_refused_and_the_file_stays(
    tmp_path: Path, args: list[str], said: str
) -> None:
    path = tmp_path / "decisions.yaml"
    path.write_text("- same: [a, b]\n  who: x\n  when: '1'\n", encoding="utf-8")
    before = path.read_bytes()
    assert said in run("review", "--record", *args, "--decisions", path, code=2).stderr
    assert path.read_bytes() == before


def test_a_broken_file_is_not_written_to(tmp_path: Path) -> None:
    path = tmp_path / "decisions.yaml"
    path.write_text("- same: [a\n", encoding="utf-8")
    with pytest.raises(DecisionError, match=r"decisions\.yaml:"):
        append_decisions(path, [Decision("same", ("a", "b"), "x", "1")])
    path.write_text("[{same: [a, b], who: x, when: y}]\n", encoding="utf-8")
    with pytest.raises(DecisionError, match="lines of its own"):
        append_decisions(path, [Decision("same", ("a", "c"), "x", "1")])


def test_decisions_about_what_is_not_there_are_told(envoys: Path, tmp_path: Path) -> None:
    path = tmp_path / "decisions.yaml"
    entries = [
        Decision("same", ("person/ไม่มี", "person/ไม่มีอีก"), "x", "1"),
        Decision("unsure", ("person/โอลิเวียร์-มาร์แตง-fr", "https://example.org/entity/Q1"), "x", "1"),
    ]
    append_decisions(path, entries)
    said = run("review", envoys, "--decisions", path).stderr
    assert "without effect: same person/ไม่มี" in said
    assert "Q1" not in said


# ---------------------------------------------------------------- explain


def test_explain_names_the_reason_step_by_step(tmp_path: Path) -> None:
    sample = str(data_path() / "articles")
    said = run("explain", "Anutin Charnvirakul", "อนุทิน ชาญวีรกูล", "--articles", sample)
    assert said.stderr.startswith("one: person/อนุทิน-ชาญวีรกูล")
    apart = run("explain", "เศรษฐา ทวีสิน", "แพทองธาร ชินวัตร", "--articles", sample)
    assert apart.stderr.startswith("two: ")
    assert "nobody and nothing" in run("explain", "ไม่มีใคร", "--articles", sample, code=2).stderr
    assert "there is no build" in run("explain", "ก", "--store", tmp_path / "none", code=2).stderr


# ---------------------------------------------------------------- agreements of the sample


def test_what_was_announced_and_never_signed_on_the_sample(sample_out: Path) -> None:
    rows = open_store(sample_out).query("agreements-never-signed")
    assert {row["agreement_th"] or row["agreement_en"] for row in rows} == {
        "ความตกลงการค้าเสรีไทย-สหภาพยุโรป",
        "ความตกลงหุ้นส่วนทางเศรษฐกิจไทย-สาธารณรัฐเกาหลี (EPA)",
    }


# ---------------------------------------------------------------- what decisions leave in the graph

MARTIN = "person/โอลิเวียร์-มาร์แตง"
ENTRY = "https://registry.example.org/entity/Q7"


def decide(tmp_path: Path, *decisions: Decision) -> Path:
    path = tmp_path / "decisions.yaml"
    append_decisions(path, decisions)
    return path


def test_an_entry_elsewhere_that_was_accepted_stands_in_the_graph(envoys: Path, tmp_path: Path) -> None:
    ids = (
        sorted(find_people(tmp_path / "out", "โอลิเวียร์ มาร์แตง"))
        if graph_of([envoys], tmp_path / "out")
        else []
    )
    match = f"skos:exactMatch <{ENTRY}>"
    for action, told in (("unsure", 0), ("different", 0), ("same", 1)):
        path = tmp_path / f"{action}.yaml"
        append_decisions(path, [Decision(action, (ids[0], ENTRY), "Somchai", "2024-05-01")])
        assert graph_of([envoys], tmp_path / "out", path).count(match) == told
    both = decide(tmp_path, *(Decision("same", (ident, ENTRY), "Somchai", "2024-05-01") for ident in ids))
    assert graph_of([envoys], tmp_path / "out", both).count(match) == 1
    assert len(find_people(tmp_path / "out", "โอลิเวียร์ มาร์แตง")) == 1


def test_an_id_that_was_merged_away_leads_to_the_one_that_stands(envoys: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    graph_of([envoys], out)
    one, two = sorted(find_people(out, "โอลิเวียร์ มาร์แตง"))
    path = decide(tmp_path, Decision("same", (one, "person/ดอน-ปรมัตถ์วินัย"), "Somchai", "2024-05-01"))
    graph_of([envoys], out, path)
    gone = run("show", MARTIN, "--store", out).output
    assert "ดอน ปรมัตถ์วินัย" not in gone.partition("\n")[0]  # the other Martin goes by the plain name now
    assert find_people(out, "โอลิเวียร์ มาร์แตง") == {"person/ดอน-ปรมัตถ์วินัย", MARTIN}
    path = decide(tmp_path, Decision("same", (two, "person/ดอน-ปรมัตถ์วินัย"), "Somchai", "2024-05-02"))
    turtle = graph_of([envoys], out, path)
    assert "dcterms:isReplacedBy <https://example.org/diplomatic-kg/id/person/ดอน-ปรมัตถ์วินัย>" in turtle or (
        "dcterms:isReplacedBy person:ดอน-ปรมัตถ์วินัย" in turtle
    )
    assert "ดอน ปรมัตถ์วินัย" in run("show", MARTIN, "--store", out).output


def test_an_amended_claim_says_so_and_cites_the_passage_of_the_decision(envoys: Path, tmp_path: Path) -> None:
    lines = run("extract", envoys, "--format", "claims").stdout.splitlines()
    claim = next(
        c
        for c in map(json.loads, lines)
        if c["kind"] == "participation" and dict(c["qualifiers"])["role"] == "guest"
    )
    changes = (("quote", "ซึ่งเข้าเยี่ยมคารวะ"), ("role", "witness"))
    path = decide(
        tmp_path, Decision("amend", (claim["id"],), "Somchai", "2024-05-01", "stood by", changes=changes)
    )
    graph_of([envoys], tmp_path / "out", path)
    rows = list(
        open_store(tmp_path / "out").query(
            "PREFIX dip: <https://example.org/diplomatic-kg/ontology#> PREFIX oa: <http://www.w3.org/ns/oa#> "
            "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> SELECT ?role ?exact ?note WHERE { "
            "?part dip:role ?role ; dip:evidence ?e . ?e oa:exact ?exact ; skos:changeNote ?note }"
        )
    )
    assert [(str(r["role"]).rpartition("/")[2], r["exact"]) for r in rows] == [("witness", "ซึ่งเข้าเยี่ยมคารวะ")]
    assert rows[0]["note"] == "quote: ซึ่งเข้าเยี่ยมคารวะ, role: witness (stood by; Somchai, 2024-05-01)"
    assert run("validate", tmp_path / "out" / "graph.ttl")


def test_a_quote_that_the_article_does_not_hold_is_told(envoys: Path, tmp_path: Path) -> None:
    claim = json.loads(run("extract", envoys, "--format", "claims").stdout.splitlines()[0])["id"]
    wrong = (("quote", "ไม่มีในข่าว"),)
    path = decide(tmp_path, Decision("amend", (claim,), "Somchai", "2024-05-01", changes=wrong))
    with pytest.raises(DecisionError, match=r"line 1 .*ไม่มีในข่าว"):
        graph_of([envoys], tmp_path / "out", path)
