"""What the extraction reaches on annotated articles must not fall: floors.json, one part per set of articles.

``python tests/test_floors.py`` scores all parts; with ``--raise`` it also lifts the floors to a little under
what is reached now. It never lowers one: that is an edit by hand, with its reason in the commit.
"""

from __future__ import annotations

import csv
import json
import sys
from functools import cache
from pathlib import Path

import pytest

from kg.evaluate import KINDS, Evaluation, Figures, evaluate
from kg.extract import extract_article
from kg.model import Reject
from kg.text import iter_sources, parse_source

HERE = Path(__file__).resolve().parent
GOLD = HERE / "gold"
SAMPLE = HERE.parent / "data" / "articles"
SHARED = HERE.parent.parent / "shared"
DEV = SHARED / "gold" / "dev"
ARCHIVE = SHARED / "corpus" / "thaigov-sample.tar.gz"
FLOORS = HERE / "floors.json"
FROM_ARCHIVE = ("before", "read", "second", "third", "fourth", "fifth", "sixth", "after", "blind")
NO_FLOOR = ("held-out", "blind")  # no one looks at their errors: figures are told, nothing is held to them
SLACK = 0.01  # how far a new floor lies under what is reached
FACT_SLACK = 0.05  # of single facts more, for which of them are compared depends on what is found
FEWEST = 30  # facts compared; of fewer no floor is made


def is_held_out(record_id: str) -> bool:
    """Dev articles that no rule was tuned to: their figures are told, their errors never looked at."""
    return int(record_id) % 3 == 0


@cache
def score_part(part: str) -> Evaluation:
    """The evaluation of a part: dev, held-out, or a folder of gold."""
    if part == "sample":
        return evaluate(GOLD / "sample", articles=[SAMPLE])
    if part in FROM_ARCHIVE:
        return evaluate(GOLD / part, articles=[ARCHIVE])
    return evaluate(DEV, keep=lambda record_id: is_held_out(record_id) == (part == "held-out"))


@cache
def count_domestic() -> tuple[int, int]:
    """Of the items that a person judged domestic: how many there are, and how many yield an activity."""
    with (GOLD / "domestic.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, dialect="excel-tab")
        wanted = {row["path"] for row in rows if row["verdict"] == "domestic"}
    read = with_activity = 0
    for source in iter_sources([ARCHIVE], []):
        if source.path.removeprefix(f"{ARCHIVE}/") in wanted:
            article = parse_source(source)
            assert not isinstance(article, Reject), article
            read += 1
            with_activity += any(c.kind == "activity" for c in extract_article(article).claims)
    assert read == len(wanted)
    return read, with_activity


def list_values(figures: Figures) -> dict[str, float]:
    """All figures of a part by name."""
    named = {"SCORE": figures.score, **figures.kinds, **figures.facts}
    return {name: round(figure.value, 4) for name, figure in named.items()}


def load_floors() -> dict[str, dict[str, float]]:
    floors: dict[str, dict[str, float]] = json.loads(FLOORS.read_text(encoding="utf-8"))
    return floors


def describe(part: str) -> str:
    """A part's figures in a few lines, with those of its articles with several activities."""
    result = score_part(part)
    lines = []
    for name, figures in ((part, result.everything), ("  several activities", result.several)):
        head = figures.score
        kinds = "  ".join(f"{kind} {figures.kinds[kind].value:.3f}" for kind in KINDS)
        score = f"SCORE {head.value:.3f} ({head.low:.3f}–{head.high:.3f})"
        lines.append(f"{name:21}{figures.articles:4} articles  {score}  {kinds}")
    return "\n".join(lines)


needs_dev = pytest.mark.skipif(not DEV.is_dir(), reason=f"the annotated articles are not there: {DEV}")
needs_archive = pytest.mark.skipif(not ARCHIVE.is_file(), reason=f"the corpus is not there: {ARCHIVE}")
PARTS = [
    "sample",
    pytest.param("dev", marks=needs_dev),
    *(pytest.param(part, marks=needs_archive) for part in FROM_ARCHIVE if part not in NO_FLOOR),
]


@pytest.mark.parametrize("part", PARTS)
def test_no_figure_falls_below_its_floor(part: str) -> None:
    result = score_part(part)
    assert result.without_text == ()
    reached = list_values(result.everything)
    floors = load_floors()[part]
    assert floors.keys() <= reached.keys()
    fallen = {name: (reached[name], floor) for name, floor in floors.items() if reached[name] < floor}
    assert fallen == {}, f"{part}: reached, floor"


@needs_dev
def test_held_out_articles_are_scored_apart(capsys: pytest.CaptureFixture[str]) -> None:
    assert not load_floors().keys() & set(NO_FLOOR)
    held_out, dev = score_part("held-out"), score_part("dev")
    together = held_out.everything.articles + dev.everything.articles
    assert together == len(list(DEV.glob("*.json")))
    with capsys.disabled():
        print()
        for part in ("dev", "held-out", "sample", *(FROM_ARCHIVE if ARCHIVE.is_file() else ())):
            print(describe(part))


@needs_archive
def test_domestic_items_hardly_yield_activities() -> None:
    read, with_activity = count_domestic()
    assert read > 250
    assert with_activity / read <= load_floors()["domestic"]["with an activity, at most"]


@needs_dev
@pytest.mark.skipif(not (SHARED / "gold" / "score.py").is_file(), reason="there is no score.py to agree with")
def test_the_figures_agree_with_the_official_scorer(tmp_path: Path) -> None:
    import subprocess

    from kg.evaluate import describe_evaluation
    from kg.extract.record import build_record
    from kg.text import iter_articles

    predictions = tmp_path / "records.jsonl"
    texts = [DEV / f"{path.stem}.txt" for path in sorted(DEV.glob("*.json"))]
    with predictions.open("w", encoding="utf-8") as file:
        for article in iter_articles(texts):
            record = build_record(article, extract_article(article))
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    script = SHARED / "gold" / "score.py"
    done = subprocess.run(
        [sys.executable, str(script), "--json", str(DEV), str(predictions)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    theirs = json.loads(done.stdout)
    ours = describe_evaluation(evaluate(DEV, predictions=predictions))["all"]
    assert ours["articles"] == theirs.pop("articles")
    assert ours["score"]["f1"] == pytest.approx(theirs.pop("score"), abs=1e-4)
    assert theirs.pop("without_prediction") == 0
    for name, figures in theirs.items():
        for what, value in figures.items():
            assert ours[name][what] == pytest.approx(value, abs=1e-4), f"{name} {what}"


def list_new_floors(part: str) -> dict[str, float]:
    """Floors a little under what a part reaches; of the small parts of SCORE alone."""
    figures = score_part(part).everything
    floors = {"SCORE": figures.score.value - SLACK}
    if part in ("dev", "sample"):
        floors |= {kind: figure.value - SLACK for kind, figure in figures.kinds.items()}
        facts = {fact: figure for fact, figure in figures.facts.items() if figure.support >= FEWEST}
        floors |= {fact: figure.value - FACT_SLACK for fact, figure in facts.items()}
        floors["published date"] = figures.facts["published date"].value
    return {name: round(floor, 3) for name, floor in floors.items()}


def main() -> None:
    """Print every part's figures; with --raise, lift the floors."""
    floors = load_floors() if FLOORS.exists() else {}
    parts = ["sample"]
    parts += ["dev", "held-out"] if DEV.is_dir() else []
    parts += FROM_ARCHIVE if ARCHIVE.is_file() else ()
    for part in parts:
        print(describe(part))
        if part in NO_FLOOR:
            continue
        old = floors.setdefault(part, {})
        for name, floor in list_new_floors(part).items():
            old[name] = max(old.get(name, 0.0), floor)
    if ARCHIVE.is_file():
        read, with_activity = count_domestic()
        print(f"domestic: {with_activity} of {read} yield an activity")
        ceiling = floors.setdefault("domestic", {"with an activity, at most": 1.0})
        name = "with an activity, at most"
        ceiling[name] = min(ceiling[name], round(with_activity / read + SLACK, 3))
    if "--raise" in sys.argv[1:]:
        FLOORS.write_text(json.dumps(floors, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
