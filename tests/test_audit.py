"""The probes: each finds what it says it looks for, leaves what is sound alone, and gives the place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import kg.audit
from kg.audit import (
    KINDS,
    PROBES,
    AuditError,
    Finding,
    Reading,
    audit,
    iter_every,
    iter_findings,
    render_audit,
    select_probes,
)
from kg.cli import commands
from kg.model import Article, Claim, Evidence, Extraction, build_claim

Told = tuple[str, str, str, str, dict[str, str]]


def read(text: str, *claims: Told, title: str = "ข่าว") -> Reading:
    """An article and claims about it: (subject, property, value, quote, qualifiers).

    The kind is told by the subject or the property. A qualifier ``rule`` names the rule that found it.
    """
    article = Article("7", "", title, "2019-09-05", f"{title}\n{text}", body_start=len(title) + 1)
    made: list[Claim] = []
    for subject, name, value, quote, more in claims:
        start = article.text.index(quote)
        evidence = Evidence("7", start, start + len(quote), quote, more.get("rule", "by-hand"))
        kind = {"holdsPost": "post", "participant": "participation", "status": "status"}.get(name)
        kind = kind or subject.partition("/")[0]
        quals = {key: told for key, told in more.items() if key != "rule"}
        made.append(build_claim(kind, f"7#{subject}", name, value, evidence, quals))
    return Reading(article, Extraction("7", "2019-09-05", True, tuple(made)))


def look(probe: str, reading: Reading) -> list[tuple[str, str]]:
    """Value and reason of what a probe finds, after a check of the place."""
    found = list(iter_findings(reading, select_probes([probe])))
    for finding in found:
        text = reading.article.text
        assert 0 <= finding.start < finding.end <= len(text)
        assert text[finding.start : finding.end].strip() in finding.quote
        assert (finding.article, finding.probe) == ("7", probe)
    return [(finding.value, finding.why) for finding in found]


def values(probe: str, reading: Reading) -> list[str]:
    return [value for value, _ in look(probe, reading)]


def named(name: str, text: str = "", **more: str) -> Reading:
    return read(text or f"นาย{name} กล่าวว่า", ("person/1", "name", name, name, more))


# ---------------------------------------------------------------- persons


@pytest.mark.parametrize(
    ("probe", "name", "why"),
    [
        ("name-holds-post", "สมชาย รัฐมนตรีว่าการ", "รัฐมนตรีว่าการ begins a post or a body"),
        ("name-holds-post", "กระทรวง อว", "กระทรวง begins a post or a body"),
        ("name-holds-post", "เมียนมา พ้นขุมนรก", "เมียนมา is a country"),
        ("name-holds-common-word", "สมชาย เปิดเผย", "เปิดเผย is a common word"),
        ("name-holds-common-word", "สมชาย ใจดีเปิดเผย", "ends in เปิดเผย"),
        ("name-holds-common-word", "โดย", "โดย is a common word"),
        ("name-holds-common-word", "สุริยะฯ กล้า", "ฯ stands in it"),
        ("single-word-name", "สมชาย", ""),
        ("long-name", "ก" * 41, "1 words, 41 letters"),
        ("long-name", "เอ บี ซี ดี อี เอฟ", "6 words, 18 letters"),
    ],
)
def test_odd_names_are_found(probe: str, name: str, why: str) -> None:
    assert look(probe, named(name)) == [(name, why)]


@pytest.mark.parametrize("probe", [p.name for p in PROBES if p.kind == "persons"])
@pytest.mark.parametrize("name", ["สมชาย ใจดี", "ประยุทธ์ จันทร์โอชา", "โมฮัมหมัด บิน ซัลมาน"])
def test_plain_names_are_left_alone(probe: str, name: str) -> None:
    assert look(probe, named(name)) == []


def test_a_royal_style_is_no_short_name() -> None:
    assert values("single-word-name", named("พระบาทสมเด็จพระเจ้าอยู่หัว", rule="royal-style")) == []


def test_titles_before_unread_names_are_found() -> None:
    text = "นางสาวมานี มีนา และพลเอก ประวิตร วงษ์สุวรรณ พร้อมด้วย นางสาวมานีฯ ร่วมงาน นายกรัฐมนตรีกล่าว"
    assert values("title-without-person", read(text)) == ["มานี", "ประวิตร", "มานี"]
    known: Told = ("person/1", "name", "มานี มีนา", "มานี มีนา", {})
    assert values("title-without-person", read(text, known)) == ["ประวิตร"]


# ---------------------------------------------------------------- posts


def held(post: str, text: str, name: str = "สมชาย ใจดี", **more: str) -> Reading:
    return read(
        text, ("person/1", "name", name, name, {}), ("person/1", "holdsPost", post, f"{name} {post}", more)
    )


def test_posts_that_nobody_holds_are_found() -> None:
    text = "สมชาย ใจดี ปลัดกระทรวงพาณิชย์ หารือร่วมกับรัฐมนตรีว่าการกระทรวงการต่างประเทศ และปลัดกระทรวงพาณิชย์ยืนยัน"
    reading = held("ปลัดกระทรวงพาณิชย์", text)
    assert values("post-without-person", reading) == ["รัฐมนตรีว่าการกระทรวงการต่างประเทศ"]


@pytest.mark.parametrize(
    ("post", "after", "why"),
    [
        ("ผู้แทน", "สโมสรเรือ", "goes on with สโมสรเรือ"),
        ("ปลัดกระทรวงพาณิชย์ เปิดเผยผล", "", "เปิดเผย stands in it"),
    ],
)
def test_glued_posts_are_found(post: str, after: str, why: str) -> None:
    assert look("glued-post", held(post, f"สมชาย ใจดี {post}{after} วันนี้")) == [(post, why)]


@pytest.mark.parametrize("after", ["", " กล่าวว่า", "กล่าวว่า", "ฯ กล่าวว่า", "และคณะ", "สมชาย", "นายมานะ มีชัย"])
def test_posts_that_end_where_a_word_ends_are_left_alone(after: str) -> None:
    text = f"สมชาย ใจดี ปลัดกระทรวงพาณิชย์{after} วันนี้"
    assert look("glued-post", held("ปลัดกระทรวงพาณิชย์", text)) == []


def test_long_bare_and_stateless_posts_are_found() -> None:
    long = "ผู้อำนวยการ" + "สำนัก" * 20
    assert look("long-post", held(long, f"สมชาย ใจดี {long}")) == [(long, f"{len(long)} letters")]
    assert values("bare-post", held("รัฐมนตรี", "สมชาย ใจดี รัฐมนตรี กล่าว")) == ["รัฐมนตรี"]
    assert values("bare-post", held("รัฐมนตรี", "สมชาย ใจดี รัฐมนตรี กล่าว", org_name="กรม")) == []
    assert values("bare-post", held("นายกรัฐมนตรี", "สมชาย ใจดี นายกรัฐมนตรี กล่าว")) == []
    envoy = "เอกอัครราชทูตประจำประเทศไทย"
    assert values("envoy-without-country", held(envoy, f"สมชาย ใจดี {envoy}")) == [envoy]
    assert values("envoy-without-country", held(envoy, f"สมชาย ใจดี {envoy}", country="JP")) == []


# ---------------------------------------------------------------- organisations


def body(name: str, rule: str = "body-open-class") -> Reading:
    return read(f"วันนี้ {name} แถลงข่าว", ("organisation/1", "name", name, name, {"rule": rule}))


def test_odd_bodies_are_found() -> None:
    long = "สมาคม" + "ผู้ค้า" * 14
    assert values("long-body", body(long)) == [long]
    assert values("bare-body", body("บริษัท")) == ["บริษัท"]
    assert look("body-holds-verb", body("บริษัท ใหญ่ เปิดเผย")) == [("บริษัท ใหญ่ เปิดเผย", "เปิดเผย stands in it")]


def test_bodies_of_the_gazetteer_are_left_alone() -> None:
    reading = body("กระทรวงพาณิชย์", "body-gazetteer")
    for probe in select_probes(["organisations"]):
        assert look(probe.name, reading) == [], probe.name


# ---------------------------------------------------------------- activities


def activity(kind: str, *who: str, date: str = "2019-09-02", focal: str = "true", **sides: str) -> Reading:
    text = "นายสมชาย พบทูต เมื่อวันที่ 2 กันยายน"
    claims = [
        ("activity/1", "type", kind, "พบ", {}),
        ("activity/1", "focal", focal, "พบ", {}),
        *(("activity/1", "participant", one, "นายสมชาย", {"side": sides.get("side", "")}) for one in who),
    ]
    if date:
        claims.append(("activity/1", "date", date, "2 กันยายน", {}))
    return read(text, *claims)


@pytest.mark.parametrize(
    "word", ["เข้าเยี่ยมคารวะ", "ทวิภาคี", "เอกอัครราชทูต", "โทรศัพท์หารือ", "held a bilateral meeting with"]
)
def test_trigger_words_without_an_activity_are_found(word: str) -> None:
    reading = read(f"วันนี้มีการ {word} กับ แขก และ {word} อีก")
    assert values("trigger-without-activity", reading) == [word]
    with_activity = read(f"วันนี้ {word} กับแขก", ("activity/1", "type", "call", word, {}))
    assert values("trigger-without-activity", with_activity) == []


def test_signing_and_instruments_count_beside_a_foreign_country() -> None:
    abroad = "ไทยและญี่ปุ่น ลงนาม บันทึกความเข้าใจ"
    at_home = "กรมและสมาคม ลงนาม บันทึกความเข้าใจ\nข่าวจากญี่ปุ่น"
    for probe, word in (
        ("signing-without-activity", "ลงนาม"),
        ("instrument-without-agreement", "บันทึกความเข้าใจ"),
    ):
        assert values(probe, read(abroad)) == [word]
        assert values(probe, read(at_home)) == []
    found = read(abroad, ("agreement/1", "name", "บันทึกความเข้าใจ", "บันทึกความเข้าใจ", {}))
    assert values("instrument-without-agreement", found) == []


def test_a_title_of_talks_wants_an_activity_that_is_the_news() -> None:
    def article(focal: str) -> Reading:
        return read(
            "สองฝ่ายพบกัน", ("activity/1", "type", "visit", "พบ", {}), ("activity/1", "focal", focal, "พบ", {}),
            title="ทูตเข้าเยี่ยมคารวะรัฐมนตรี",
        )  # fmt: skip

    assert values("title-without-activity", article("false")) == ["เข้าเยี่ยมคารวะ"]
    assert values("title-without-activity", article("true")) == []


@pytest.mark.parametrize(
    ("kind", "who", "why"),
    [
        ("courtesy_call", ["7#person/1"], ["one participant"]),
        ("courtesy_call", ["7#person/1", "country:JP"], []),
        ("multilateral_meeting", ["7#person/1"], []),
        ("multilateral_meeting", [], ["no participant"]),
    ],
)
def test_activities_of_too_few_are_found(kind: str, who: list[str], why: list[str]) -> None:
    assert [reason for _, reason in look("one-participant", activity(kind, *who))] == why


@pytest.mark.parametrize(
    ("date", "far"),
    [("2019-09-02", 0), ("2021", 0), ("2017-01", 0), ("2022-01-01", 1), ("1996", 1), ("2562-09-02", 1)],
)
def test_dates_far_from_the_article_are_found(date: str, far: int) -> None:
    assert len(look("far-date", activity("visit", date=date))) == far


def test_news_without_a_date_is_found() -> None:
    assert values("news-without-date", activity("visit", date="")) == ["visit"]
    assert values("news-without-date", activity("visit", date="", focal="false")) == []
    assert values("news-without-date", activity("visit")) == []


def test_twins_are_found() -> None:
    def two(*second: str, date: str = "2019-09-02") -> Reading:
        told = [
            ("activity/1", "2019-09-02", ["7#person/1", "country:JP"]),
            ("activity/2", date, list(second)),
        ]
        claims: list[Told] = []
        for subject, when, who in told:
            claims.append((subject, "type", "call", "หารือ", {}))
            claims.append((subject, "date", when, "2 กันยายน", {}))
            claims += [(subject, "participant", one, "หารือ", {}) for one in who]
        return read("หารือ เมื่อ 2 กันยายน", *claims)

    assert len(values("twin-activities", two("country:JP"))) == 1
    assert values("twin-activities", two("country:JP", "country:VN")) == []
    assert values("twin-activities", two("country:JP", date="2019-09-03")) == []


def test_activities_without_anyone_from_abroad_are_found() -> None:
    assert len(values("domestic-activity", activity("signing", "7#person/1", "country:TH"))) == 1
    assert values("domestic-activity", activity("signing", "7#person/1", "country:JP")) == []
    assert values("domestic-activity", activity("signing", "7#person/1", side="JP")) == []
    minister = read(
        "นายสมชาย ทูต พบ",
        ("activity/1", "type", "call", "พบ", {}),
        ("activity/1", "participant", "7#person/1", "พบ", {}),
        ("person/1", "holdsPost", "ทูต", "ทูต", {"country": "JP"}),
    )
    assert values("domestic-activity", minister) == []


# ---------------------------------------------------------------- agreements


def test_odd_agreements_are_found() -> None:
    def agreement(name: str, *party: str) -> Reading:
        parties: list[Told] = [("agreement/1", "party", one, "ลงนาม", {}) for one in party]
        return read(f"ลงนาม {name}", ("agreement/1", "name", name, name, {}), *parties)

    plain = "บันทึกความเข้าใจว่าด้วยความร่วมมือด้านการเกษตร"
    for probe in ("long-agreement", "generic-agreement", "agreement-without-party"):
        assert values(probe, agreement(plain, "country:JP")) == []
    assert values("agreement-without-party", agreement(plain)) == [plain]
    assert values("generic-agreement", agreement("บันทึกความเข้าใจ MOU")) == ["บันทึกความเข้าใจ MOU"]
    assert len(values("long-agreement", agreement(plain + "และการค้า" * 14))) == 1


# ---------------------------------------------------------------- over many articles


def test_every_probe_has_a_kind_and_says_what_it_looks_for() -> None:
    assert {probe.kind for probe in PROBES} == set(KINDS)
    assert len({probe.name for probe in PROBES}) == len(PROBES)
    assert all(len(probe.about) > 20 for probe in PROBES)


def test_probes_are_chosen_by_kind_or_name() -> None:
    assert select_probes() == PROBES
    assert {probe.kind for probe in select_probes(["posts", "far-date"])} == {"posts", "activities"}
    with pytest.raises(AuditError, match=r"no kind or probe 'people'.*persons"):
        select_probes(["people"])


def write_news(folder: Path, bodies: list[str]) -> Path:
    folder.mkdir(exist_ok=True)
    for number, text in enumerate(bodies):
        page = (
            f"ข่าวที่ {number}\n\nวันพฤหัสบดีที่ 5 กันยายน 2562\n{text}\n\nที่มา : https://example.org/news/{number}\n"
        )
        (folder / f"{number}.txt").write_text(page, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty items: many with one unknown company, some with their own; trigger words and no activity."""
    bodies = []
    for number in range(30):
        firm = "ทองเอก" if number % 3 else f"ไผ่{'กขคงจฉชซญ'[number // 3 % 9]}ทอง"
        bodies.append(f"บริษัท {firm} จำกัด ยินดีกับงานของคณะทูต ระบบเข้าเยี่ยมคารวะออนไลน์ของบริษัท {firm} จำกัด เปิดแล้ว")
    return write_news(tmp_path_factory.mktemp("audit") / "news", bodies)


def sections(found: kg.audit.Audit) -> dict[str, tuple[Finding, ...]]:
    return {section.probe.name: section.findings for section in found.sections}


def test_frequent_and_rare_bodies_are_told_apart(news: Path) -> None:
    found = sections(audit([news], ["organisations"]))
    first = found["frequent-body"][0]
    assert (first.value, first.count) == ("บริษัท ทองเอก จำกัด", 20)
    assert all(f.count == 1 for f in found["rare-body"])
    assert {f.value for f in found["rare-body"]} >= {"บริษัท ไผ่ขทอง จำกัด", "บริษัท ไผ่คทอง จำกัด"}
    assert "บริษัท ทองเอก จำกัด" not in {f.value for f in found["rare-body"]}


def test_a_sample_is_kept_and_the_whole_counted(news: Path) -> None:
    every = audit([news], ["trigger-without-activity"], limit=0)
    few = audit([news], ["trigger-without-activity"], limit=5)
    assert every.articles == few.articles == 30
    assert len(every.sections[0].findings) == every.sections[0].places == few.sections[0].places >= 30
    assert len(few.sections[0].findings) == 5
    assert set(few.sections[0].findings) < set(every.sections[0].findings)
    assert any("a sample: 5 of" in line for line in render_audit(few))
    assert not any("a sample" in line for line in render_audit(every))


def test_the_order_of_the_articles_changes_nothing(news: Path) -> None:
    paths = sorted(news.iterdir())
    assert audit(paths, limit=4).sections == audit(paths[::-1], limit=4).sections


def iter_values(kept: kg.audit._Sample | kg.audit._Tally) -> Iterator[tuple[str, int]]:
    return ((f.value, f.count) for f in kept.findings())


def make_findings(names: list[str]) -> list[Finding]:
    return [Finding("p", "persons", name, str(at), at, at + 1, name) for at, name in enumerate(names)]


def test_the_counts_of_a_sample_are_exact() -> None:
    names = [f"n{at % 50}" for at in range(500)]
    sample = kg.audit._Sample(7)
    for finding in make_findings(names):
        sample.add(finding, finding.value)
    assert sample.places == 500
    assert [count for _, count in iter_values(sample)] == [10] * 7


def test_counting_stays_within_bounds_and_keeps_the_frequent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kg.audit, "COUNTED", 100)
    tally = kg.audit._Tally(3, "frequent")
    names = [f"rare{at}" if at % 4 else "often" for at in range(2000)]
    for finding in make_findings(names):
        tally.add(finding, finding.value)
        assert len(tally._first) <= 100
    assert next(iter_values(tally)) == ("often", 500)


def test_every_finding_can_be_streamed(news: Path) -> None:
    streamed = list(iter_every([news], ["trigger-without-activity", "frequent-body"]))
    kept = audit([news], ["trigger-without-activity", "frequent-body"], limit=0)
    assert sorted(map(repr, streamed)) == sorted(repr(f) for s in kept.sections for f in s.findings)


def test_an_article_that_cannot_be_extracted_is_set_aside(
    news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import kg.extract

    def fail(article: Article) -> Extraction:
        raise RuntimeError("odd")

    monkeypatch.setattr(kg.extract, "extract_article", fail)
    found = audit([news])
    assert found.articles == 0
    assert {reject.reason for reject in found.rejects} == {"extraction failed"}


# ---------------------------------------------------------------- the command


def run(*args: object) -> Result:
    return CliRunner().invoke(commands, ["audit", *map(str, args)])


def test_the_table_tells_probe_value_and_quote(news: Path) -> None:
    result = run(news, "--kind", "trigger-without-activity", "--limit", "3")
    assert result.exit_code == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[0].startswith("activities · trigger-without-activity: words of audiences")
    assert "เข้าเยี่ยมคารวะ" in lines[1]
    assert "ระบบเข้าเยี่ยมคารวะออนไลน์" in lines[2]
    assert "30 articles" in result.stderr


@pytest.mark.parametrize("limit", ["0", "3"])
def test_json_lines_tell_the_place_in_the_article(news: Path, limit: str) -> None:
    result = run(news, "--kind", "trigger-without-activity", "--format", "jsonl", "--limit", limit)
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(rows) == (3 if limit == "3" else 30)
    assert all(row.keys() == set(Finding.__dataclass_fields__) for row in rows)
    assert {row["value"] for row in rows} == {"เข้าเยี่ยมคารวะ"}


def test_bad_arguments_end_in_a_message(news: Path) -> None:
    unknown = run(news, "--kind", "people")
    assert unknown.exit_code == 2
    assert "Kinds: persons" in unknown.stderr
    missing = run(news / "nowhere")
    assert missing.exit_code == 2
    assert "does not exist" in missing.stderr


def test_the_sample_articles_can_be_audited(sample_path: Path) -> None:
    found = audit([sample_path], limit=2)
    assert found.articles > 40
    assert all(len(section.findings) <= 2 for section in found.sections)
    for section in found.sections:
        for finding in section.findings:
            assert finding.quote
            assert finding.kind == section.probe.kind
