"""Scoring: what pairs with what, what counts as right, and what users are told when files cannot be used."""

from __future__ import annotations

import json
import tarfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from kg.cli import commands
from kg.evaluate import (
    KINDS,
    AgreementEntry,
    ArticleScore,
    EventEntry,
    GoldError,
    NameEntry,
    PartEntry,
    PostEntry,
    Record,
    build_figures,
    clean_form,
    describe_evaluation,
    evaluate,
    find_articles,
    is_same_post,
    is_same_text,
    iter_mistakes,
    load_gold,
    load_predictions,
    pair_entries,
    parse_record,
    render_evaluation,
    render_mistakes,
    score_article,
)

MINISTER = PostEntry("รัฐมนตรีว่าการกระทรวงพาณิชย์", "กระทรวงพาณิชย์", "TH")
SOMCHAI = NameEntry("สมชาย ใจดี", aliases=("สมชาย",), posts=(MINISTER,))
TARO = NameEntry(
    "ทาโร ยามาดะ", latin="Taro Yamada", posts=(PostEntry("เอกอัครราชทูตญี่ปุ่นประจำประเทศไทย", "", "JP"),)
)
CALL = EventEntry(
    "courtesy_call", date="2019-09-02", venue="ห้องรับรอง กระทรวงพาณิชย์", country="TH",
    participants=(PartEntry("ทาโร ยามาดะ", "guest"), PartEntry("สมชาย ใจดี", "host")),
)  # fmt: skip
MOU = AgreementEntry("บันทึกความเข้าใจว่าด้วยการค้าสินค้าเกษตร", "mou", "signed", ("TH", "JP"), "2019-09-02")
GOLD = Record(
    "1", "2019-09-05", True, (SOMCHAI, TARO), (NameEntry("กระทรวงพาณิชย์", country="TH"),), (CALL,), (MOU,)
)


def counts(score: ArticleScore, kind: str) -> tuple[int, int, int]:
    return score.right[kind], score.extra[kind], score.missed[kind]


def call_with(**changed: Any) -> Record:
    return replace(GOLD, events=(replace(CALL, **changed),))


# ---------------------------------------------------------------- likeness


def test_forms_are_compared_without_spaces_marks_and_case() -> None:
    assert clean_form("นายก ฯ (Prime-Minister)") == clean_form("นายกprime minister")
    assert clean_form("น้ํา") == clean_form("น้ำ"), "sara am in two pieces"


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("รัฐมนตรีว่าการกระทรวงพาณิชย์", "รัฐมนตรีว่าการกระทรวงพาณิชย์ฯ", True),
        ("เอกอัครราชทูตอินโดนีเซียประจำประเทศไทย", "เอกอัครราชทูตอินโดนีเซีย", True),
        ("รองนายกรัฐมนตรี", "นายกรัฐมนตรี", False),
        ("นายกรัฐมนตรีออสเตรีย", "นายกรัฐมนตรีออสเตรเลีย", False),
        ("รัฐมนตรี", "รัฐมนตรีว่าการกระทรวงการต่างประเทศ", False),
        ("", "", False),
    ],
)
def test_posts_are_the_same_when_one_begins_like_the_other(a: str, b: str, same: bool) -> None:
    assert is_same_post(a, b) is same
    assert is_same_post(b, a) is same


def test_a_name_inside_a_much_longer_one_is_another() -> None:
    assert is_same_text("การประชุมอาเซียน", "การประชุมอาเซียน ครั้งที่ 35", 0.85, 0.6)
    assert not is_same_text("อาเซียน", "การประชุมสุดยอดผู้นำอาเซียน ครั้งที่ 35", 0.85, 0.6)


def test_the_most_alike_are_paired_first_and_none_twice() -> None:
    likeness = {(0, 0): 0.5, (0, 1): 0.9, (1, 1): 0.8, (1, 0): 0.0}
    assert pair_entries([0, 1], [0, 1], lambda a, b: likeness[a, b]) == [(0, 1)]


# ---------------------------------------------------------------- one article


def test_a_perfect_record_has_no_errors() -> None:
    score = score_article(GOLD, GOLD)
    assert score.mistakes == []
    assert {kind: counts(score, kind) for kind in KINDS} == {
        "persons": (2, 0, 0), "posts": (2, 0, 0), "organisations": (1, 0, 0), "events": (1, 0, 0),
        "participants": (2, 0, 0), "agreements": (1, 0, 0), "diplomatic": (1, 0, 0),
    }  # fmt: skip
    assert all(right == of for right, of in score.facts.values())
    assert {"event date", "event place", "participant role", "agreement parties"} <= score.facts.keys()


def test_an_empty_record_misses_everything() -> None:
    score = score_article(GOLD, Record("1"))
    assert {kind: counts(score, kind) for kind in KINDS} == {
        "persons": (0, 0, 2), "posts": (0, 0, 2), "organisations": (0, 0, 1), "events": (0, 0, 1),
        "participants": (0, 0, 2), "agreements": (0, 0, 1), "diplomatic": (0, 0, 1),
    }  # fmt: skip


def test_what_is_extra_counts_with_its_posts_and_participants() -> None:
    score = score_article(Record("1", "2019-09-05"), GOLD)
    assert {kind: counts(score, kind) for kind in KINDS} == {
        "persons": (0, 2, 0), "posts": (0, 2, 0), "organisations": (0, 1, 0), "events": (0, 1, 0),
        "participants": (0, 2, 0), "agreements": (0, 1, 0), "diplomatic": (0, 1, 0),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("found", "right"),
    [
        (NameEntry("สมชาย"), 1),  # an alias
        (NameEntry("Taro Yamada"), 1),  # the Latin spelling
        (NameEntry("ทาโร ยามาดา"), 1),  # a letter apart
        (NameEntry("สมชัย รักดี"), 0),
    ],
)
def test_persons_pair_by_any_of_their_forms(found: NameEntry, right: int) -> None:
    score = score_article(GOLD, Record("1", persons=(found,)))
    assert counts(score, "persons") == (right, 1 - right, 2 - right)


def test_a_found_alias_is_no_name_of_another() -> None:
    other = NameEntry("มานะ มีชัย", aliases=("สมชาย ใจดี",))
    assert counts(score_article(GOLD, Record("1", persons=(other,))), "persons") == (0, 1, 2)


def test_optional_things_may_be_found_or_not() -> None:
    may = replace(SOMCHAI, optional=True)
    gold = Record("1", persons=(may,), events=(replace(CALL, optional=True),))
    missing = score_article(gold, Record("1"))
    assert counts(missing, "persons") == counts(missing, "events") == counts(missing, "posts") == (0, 0, 0)
    found = score_article(gold, GOLD)
    assert counts(found, "persons") == (0, 1, 0), "only Taro is extra"
    assert counts(found, "events") == (0, 0, 0)
    assert counts(found, "participants") == (0, 0, 0)


def test_a_background_activity_counts_apart() -> None:
    gold = call_with(focal=False)
    missing = score_article(gold, Record("1"))
    assert counts(missing, "events") == counts(missing, "participants") == (0, 0, 0)
    assert missing.facts["background event found"] == (0, 1)
    found = score_article(gold, GOLD)
    assert found.facts["background event found"] == (1, 1)
    assert found.facts["event focal"] == (0, 1)
    assert counts(found, "events") == (0, 0, 0)


def test_activities_of_other_types_never_pair() -> None:
    score = score_article(GOLD, call_with(type="bilateral_meeting"))
    assert counts(score, "events") == (0, 1, 1)
    assert counts(score, "participants") == (0, 2, 2)


def test_a_shared_country_pairs_only_where_no_date_is_known() -> None:
    strangers = (PartEntry("มานะ มีชัย", "guest"),)
    found = call_with(date="2020-01-01", participants=strangers)
    assert counts(score_article(GOLD, found), "events") == (0, 1, 1)
    assert counts(score_article(call_with(date=""), found), "events") == (1, 0, 0)


def test_a_participant_may_be_found_by_post() -> None:
    gold = call_with(
        participants=(PartEntry("เอกอัครราชทูตญี่ปุ่นประจำประเทศไทย", "guest"), PartEntry("TH", "host"))
    )
    by_post = call_with(participants=(PartEntry("ทาโร ยามาดะ", "guest", "เอกอัครราชทูตญี่ปุ่นประจำประเทศไทย"),))
    assert counts(score_article(gold, by_post), "participants") == (1, 0, 1)
    by_name = call_with(participants=(PartEntry("ทาโร ยามาดะ", "guest"),))
    assert counts(score_article(gold, by_name), "participants") == (0, 1, 2)


def test_country_codes_are_no_beginnings_of_names() -> None:
    gold = call_with(participants=(PartEntry("TH", "host"),))
    found = call_with(participants=(PartEntry("THA", "host"),))
    assert counts(score_article(gold, found), "participants") == (0, 1, 1)


@pytest.mark.parametrize(
    ("changed", "fact"),
    [
        ({"date": "2019-09-03"}, "event date"),
        ({"end": "2019-09-04"}, "event end"),
        ({"country": "JP"}, "event country"),
        ({"status": "planned"}, "event status"),
        ({"focal": False}, "event focal"),
        ({"venue": "โรงแรมแห่งหนึ่งในเชียงใหม่"}, "event place"),
        (
            {"participants": (PartEntry("ทาโร ยามาดะ", "host"), PartEntry("สมชาย ใจดี", "host"))},
            "participant role",
        ),
    ],
)
def test_each_fact_of_an_activity_is_compared(changed: dict[str, Any], fact: str) -> None:
    score = score_article(GOLD, call_with(**changed))
    assert [name for name, (right, of) in score.facts.items() if right < of] == [fact]
    assert [(m.kind, m.error) for m in score.mistakes] == [(fact, "wrong")]


@pytest.mark.parametrize(
    ("changed", "fact"),
    [
        ({"status": "proposed"}, "agreement status"),
        ({"type": "agreement"}, "agreement type"),
        ({"parties": ("TH",)}, "agreement parties"),
        ({"signed_on": ""}, "agreement date"),
        ({"signatories": ("สมชาย ใจดี",)}, "agreement signatories"),
        ({"name": "บันทึกความเข้าใจว่าด้วยการค้า"}, "agreement name"),
    ],
)
def test_each_fact_of_an_agreement_is_compared(changed: dict[str, Any], fact: str) -> None:
    score = score_article(GOLD, replace(GOLD, agreements=(replace(MOU, **changed),)))
    assert [name for name, (right, of) in score.facts.items() if right < of] == [fact]


def test_agreements_pair_by_type_and_parties_when_names_differ() -> None:
    other = replace(MOU, name="MOU ฉบับใหม่")
    assert counts(score_article(GOLD, replace(GOLD, agreements=(other,))), "agreements") == (1, 0, 0)
    strange = replace(other, parties=("TH", "VN"))
    assert counts(score_article(GOLD, replace(GOLD, agreements=(strange,))), "agreements") == (0, 1, 1)


def test_errors_tell_article_and_thing() -> None:
    mistakes = score_article(GOLD, Record("1", persons=(SOMCHAI, NameEntry("มานะ มีชัย")))).mistakes
    told = {(m.article, m.kind, m.error, m.what) for m in mistakes}
    assert ("1", "persons", "missed", "ทาโร ยามาดะ") in told
    assert ("1", "persons", "extra", "มานะ มีชัย") in told
    assert ("1", "posts", "missed", "ทาโร ยามาดะ: เอกอัครราชทูตญี่ปุ่นประจำประเทศไทย") in told


# ---------------------------------------------------------------- figures


def test_figures_are_sums_over_articles() -> None:
    scores = [score_article(GOLD, GOLD), score_article(replace(GOLD, id="2"), Record("2"))]
    figures = build_figures(scores)
    persons = figures.kinds["persons"]
    assert (persons.precision, persons.recall, persons.support) == (1.0, 0.5, 4)
    assert persons.value == pytest.approx(2 / 3)
    assert figures.score.value == pytest.approx(2 / 3)
    assert figures.facts["published date"].value == 0.5
    assert figures.facts["event date"].support == 1


def test_nothing_wanted_and_nothing_found_is_perfect() -> None:
    assert build_figures([score_article(Record("1"), Record("1"))]).score.value == 1.0


def test_intervals_hold_the_figure_and_are_the_same_each_time() -> None:
    scores = [score_article(GOLD, GOLD if n % 3 else Record("1")) for n in range(30)]
    figures = build_figures(scores)
    assert figures == build_figures(scores)
    assert 0 < figures.score.low < figures.score.value < figures.score.high < 1
    few = build_figures(scores[:6])
    assert few.score.high - few.score.low > figures.score.high - figures.score.low


def test_one_article_has_no_spread() -> None:
    figure = build_figures([score_article(GOLD, GOLD)]).score
    assert (figure.low, figure.value, figure.high) == (1.0, 1.0, 1.0)


_names = st.builds(NameEntry, name=st.text("กขค AB", max_size=6), posts=st.just((MINISTER,)))
_records = st.builds(
    Record, id=st.just("1"), diplomatic=st.booleans(), persons=st.lists(_names, max_size=4).map(tuple)
)


@given(_records, _records)
def test_right_and_missed_make_up_the_gold_record(gold: Record, found: Record) -> None:
    score = score_article(gold, found)
    right, extra, missed = counts(score, "persons")
    assert right + missed == len(gold.persons)
    assert right + extra == len(found.persons)
    assert score.right["posts"] + score.missed["posts"] == sum(len(p.posts) for p in gold.persons)
    assert 0 <= build_figures([score], draws=2).score.value <= 1


# ---------------------------------------------------------------- files


def write_gold(folder: Path, text: str = "", record: dict[str, Any] | None = None) -> Path:
    folder.mkdir(exist_ok=True)
    value = record or {"published": "2019-09-05", "diplomatic": True, "persons": [{"name": "สมชาย ใจดี"}]}
    (folder / "7.json").write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    if text:
        (folder / "7.txt").write_text(text, encoding="utf-8")
    return folder


TEXT = """นายกรัฐมนตรีหารือ

วันพฤหัสบดีที่ 5 กันยายน 2562
นายสมชาย ใจดี รัฐมนตรีว่าการกระทรวงพาณิชย์ กล่าวว่าการค้าดีขึ้น

ที่มา : https://example.org/news/7
"""


def run(*args: object) -> Result:
    return CliRunner().invoke(commands, ["evaluate", *map(str, args)])


def test_null_and_absent_fields_are_empty() -> None:
    record = parse_record({"events": [{"type": "visit", "date": None, "name": None}]}, "here", "1")
    assert record.events == (EventEntry("visit"),)
    assert record.persons == ()
    assert record.id == "1"


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ([], "a JSON object"),
        ({"persons": "x"}, '"persons" is to be a list'),
        ({"persons": [{"name": "ก", "aliases": [1]}]}, 'persons 1: "aliases"'),
        ({"events": [{"type": "visit"}, {"focal": "yes"}]}, 'events 2: "focal" is to be true or false'),
        ({"events": [{"participants": [{"who": []}]}]}, 'events 1, participants 1: "who"'),
    ],
)
def test_a_record_of_another_shape_is_named_with_the_place(value: Any, told: str) -> None:
    with pytest.raises(GoldError) as caught:
        parse_record(value, "gold/7.json")
    assert str(caught.value).startswith("gold/7.json")
    assert told in str(caught.value)


def test_a_broken_file_is_named_with_line_and_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "7.json").write_text('{"persons": [\n  {"name": }\n]}', encoding="utf-8")
    result = run(tmp_path)
    assert result.exit_code == 2
    assert f"{tmp_path / '7.json'}:2:12" in result.stderr
    assert "Mend that line" in result.stderr
    assert result.stdout == ""


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    (tmp_path / "7.json").write_bytes('{"published": "วันนี้"}'.encode("cp874"))
    with pytest.raises(GoldError, match=r"7\.json: is not UTF-8"):
        load_gold(tmp_path)


def test_a_folder_without_records_says_what_it_should_hold(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert result.exit_code == 2
    assert "no records" in result.stderr
    assert "<id>.json" in result.stderr
    assert "does not exist" in run(tmp_path / "nowhere").stderr


def test_records_without_any_article_say_where_to_put_it(tmp_path: Path) -> None:
    result = run(write_gold(tmp_path / "gold"))
    assert result.exit_code == 2
    assert "--articles" in result.stderr


def test_an_article_beside_its_record_is_extracted_and_scored(tmp_path: Path) -> None:
    result = run(write_gold(tmp_path / "gold", TEXT))
    assert result.exit_code == 0, result.stderr
    persons = next(line for line in result.stdout.splitlines() if line.startswith("persons"))
    assert persons.split()[1:4] == ["1.000", "1.000", "1.000"]


def test_articles_are_looked_up_by_id_in_folders_and_archives(tmp_path: Path) -> None:
    gold = write_gold(tmp_path / "gold")
    news = tmp_path / "news" / "2019"
    news.mkdir(parents=True)
    (news / "other.txt").write_text(
        TEXT.replace("/7", "/8").replace("สมชาย ใจดี", "มานะ มีชัย"), encoding="utf-8"
    )
    (news / "some name.txt").write_text(TEXT, encoding="utf-8")
    packed = tmp_path / "news.tar.gz"
    with tarfile.open(packed, "w:gz") as tar:
        tar.add(news, "2019")
    for where in (tmp_path / "news", packed):
        found = find_articles(gold, ["7", "9"], [where])
        assert list(found) == ["7"]
        assert "สมชาย ใจดี" in found["7"].text
        assert evaluate(gold, articles=[where]).everything.kinds["persons"].value == 1.0


def test_the_list_of_sources_decides_between_items_of_one_id(tmp_path: Path) -> None:
    gold = write_gold(tmp_path / "gold")
    for name, person in (("a.txt", "มานะ มีชัย"), ("b\t1.txt", "สมชาย ใจดี")):
        (tmp_path / name).write_text(TEXT.replace("สมชาย ใจดี", person), encoding="utf-8")
    assert "มานะ" in find_articles(gold, ["7"], [tmp_path])["7"].text
    (gold / "SOURCES.tsv").write_text(f'id\tpath\n7\t"{tmp_path.name}/b\t1.txt"\n', encoding="utf-8")
    assert "สมชาย" in find_articles(gold, ["7"], [tmp_path])["7"].text
    (gold / "SOURCES.tsv").write_text("7\tx.txt\n", encoding="utf-8")
    with pytest.raises(GoldError, match="columns id and path"):
        find_articles(gold, ["7"], [tmp_path])


def test_records_without_article_are_left_out_and_named(tmp_path: Path) -> None:
    gold = write_gold(tmp_path / "gold", TEXT)
    (gold / "8.json").write_text('{"persons": [{"name": "มานะ มีชัย"}]}', encoding="utf-8")
    result = run(gold, "--format", "json")
    assert result.exit_code == 0
    assert "left out" in result.stderr
    assert "8" in result.stderr
    value = json.loads(result.stdout)
    assert value["without_text"] == ["8"]
    assert value["all"]["articles"] == 1
    assert value["all"]["persons"]["recall"] == 1.0


def test_predictions_take_the_place_of_the_extraction(tmp_path: Path) -> None:
    gold = write_gold(tmp_path / "gold")
    (gold / "8.json").write_text('{"persons": [{"name": "มานะ มีชัย"}]}', encoding="utf-8")
    records = tmp_path / "records.jsonl"
    records.write_text('{"id": 7, "persons": [{"name": "สมชาย ใจดี"}]}\n\n', encoding="utf-8")
    result = evaluate(gold, predictions=records)
    assert result.without_prediction == ("8",)
    assert result.everything.kinds["persons"].recall == 0.5
    assert result.everything.kinds["persons"].precision == 1.0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"id": "7"}\n{"id": ', ":2: no valid JSON"),
        ('{"persons": []}', 'has no "id"'),
        ("[]", "a JSON object"),
    ],
)
def test_broken_predictions_are_named_with_the_line(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "records.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(GoldError) as caught:
        load_predictions(path)
    assert told in str(caught.value)
    with pytest.raises(GoldError, match="does not exist"):
        load_predictions(tmp_path / "none.jsonl")


def test_errors_are_printed_by_kind_and_no_more_than_asked_for(tmp_path: Path) -> None:
    gold = write_gold(
        tmp_path / "gold", TEXT, {"persons": [{"name": f"คนที่ {n}"} for n in "กขค"], "published": "2000-01-01"}
    )
    result = run(gold, "--errors", "2")
    lines = result.stdout.splitlines()
    start = lines.index("persons, missed: 3")
    assert [line.split() for line in lines[start + 1 : start + 3]] == [["7", "คนที่", "ก"], ["7", "คนที่", "ข"]]
    assert lines[start + 3] == ""
    assert any("2019-09-05 instead of 2000-01-01" in line for line in lines)
    assert "persons, missed" not in run(gold).stdout


def test_all_errors_are_told_with_nought_as_limit() -> None:
    gold = [Record(str(n), persons=(NameEntry(f"คนที่ {n}"),)) for n in range(5)]
    scores = [score_article(one, Record(one.id)) for one in gold]
    from kg.evaluate import Evaluation

    figures = build_figures(scores)
    result = Evaluation("gold", figures, figures, tuple(m for s in scores for m in s.mistakes))
    assert len(list(iter_mistakes(result, 0))) == 5
    assert len(list(iter_mistakes(result, 2))) == 2
    assert sum("คนที่" in line for line in render_mistakes(result, 3)) == 3


def test_the_table_tells_all_and_those_with_several_activities(tmp_path: Path) -> None:
    gold = write_gold(tmp_path / "gold", TEXT)
    records = tmp_path / "records.jsonl"
    records.write_text('{"id": "7"}', encoding="utf-8")
    table = "\n".join(render_evaluation(evaluate(gold, predictions=records)))
    assert "several activities" not in table
    for word in (*KINDS, "SCORE", "95 %", "published date"):
        assert word in table
    two = {
        "events": [{"type": "visit", "date": "2019"}, {"type": "call", "date": "2019"}],
        "diplomatic": True,
    }
    write_gold(gold, record=two)
    result = evaluate(gold, predictions=records)
    assert "of these with several activities: 1 article" in list(render_evaluation(result))
    assert describe_evaluation(result)["several_events"]["events"]["support"] == 2


def test_predictions_and_articles_exclude_each_other(tmp_path: Path) -> None:
    result = run(write_gold(tmp_path / "gold"), "--predictions", "x.jsonl", "--articles", "y")
    assert result.exit_code == 2
    assert "one of them" in result.stderr
