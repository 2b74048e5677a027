"""The questions in queries/: told in both languages, bound to the ontology, answered alike by two engines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from kg.settings import queries_path
from kg.store import NAMED_TYPES, Literal, bind_params, load_query

MINI = Path(__file__).parent / "fixtures" / "mini.ttl"
GROUPS = {"officials", "meetings", "visits", "agreements", "countries", "networks", "sources"}
XSD = "http://www.w3.org/2001/XMLSchema#"
TYPES = {
    "string": ("", r".+"),
    "country": ("", r"[A-Z]{2}"),
    "year": (f"{XSD}gYear", r"[12]\d{3}"),
    "date": (f"{XSD}date", r"[12]\d{3}-\d\d-\d\d"),
    "int": (f"{XSD}integer", r"\d+"),
    "lang": ("", r"th|en"),
    **dict.fromkeys(NAMED_TYPES, ("", r".+")),
}
HEADER = re.compile(
    r"# title: (?P<title>.+)\n# title_th: (?P<title_th>.+)\n# asks: (?P<asks>.+\?)\n"
    r"# asks_th: (?P<asks_th>.+)\n"
    r"# group: (?P<group>[a-z]+)\n# params: (?P<params>.+)\n# params_th: (?P<params_th>.+)\n\n"
)
# Questions to which the example graph rightly has no answer.
UNANSWERED = {"approvals-without-signature"}
# The defaults are for the sample articles; what fits the example graph where they do not.
FITTING = {
    "agreements-signed-by-person": {"name": "พุทธิพงษ์"},
    "article-contents": {"article": "9000901"},
    "trips-of-post-in-year": {"post": "ปลัดกระทรวงดิจิทัลเพื่อเศรษฐกิจและสังคม", "year": "2019"},
    "topics-that-rose": {"partner": "JP"},
}
# What people ask first; other parts of the program rely on these names.
ASKED_FOR = {
    "who-met-whom", "counterparts-of-post-in-year", "agreements-with-country", "ambassadors-who-called",
    "agreements-never-signed", "agreement-history", "posts-of-person",
    "holders-of-post", "activities-of-country",
    "visits-by-country", "meetings-by-topic", "busiest-officials",
    "countries-by-ties", "evidence-of-activity",
    "claims-with-one-source", "where-sources-disagree", "conference-attendance", "trips-of-official-in-year",
    "farewell-calls", "article-contents",
}  # fmt: skip

Row = tuple[str | None, ...]


@dataclass(frozen=True)
class Question:
    name: str
    text: str
    header: dict[str, str]
    params: dict[str, tuple[str, str]]  # name → type, default


@lru_cache
def load_question(name: str) -> Question:
    text = (queries_path() / f"{name}.rq").read_text(encoding="utf-8")
    header = HEADER.match(text)
    assert header, f"{name}: the header is not of the form that is wanted"
    params = {}
    if header["params"] != "none":
        for part in header["params"].split("; "):
            param = re.fullmatch(r"(\w+)=([a-z]+):(.+?) — (.+)", part)
            assert param, f"{name}: {part}"
            params[param[1]] = (param[2], param[3])
    return Question(name, text, header.groupdict(), params)


NAMES = sorted(path.stem for path in queries_path().glob("*.rq"))


@lru_cache
def engines() -> tuple[rdflib.Graph, ox.Store]:
    store = ox.Store()
    store.load(path=MINI, format=ox.RdfFormat.TURTLE)
    return rdflib.Graph().parse(MINI), store


def plain(value: object) -> str:
    """A value as text; Oxigraph writes 1.0 as 1."""
    return re.sub(r"^(\d+)\.0$", r"\1", str(value))


def ask_rdflib(name: str, /, **given: str) -> list[Row]:
    question = load_question(name)
    bindings = {}
    for param, (kind, default) in question.params.items():
        bindings[param] = rdflib.Literal(given.get(param, default), datatype=TYPES[kind][0] or None)
    rows = engines()[0].query(question.text, initBindings=bindings)
    return [tuple(None if value is None else plain(value) for value in row) for row in rows]


def ask_oxigraph(name: str, /, **given: str) -> list[Row]:
    question = load_question(name)
    terms = {
        p: Literal(given.get(p, default), "", TYPES[kind][0])
        for p, (kind, default) in question.params.items()
    }
    rows = engines()[1].query(bind_params(question.text, terms))
    return [tuple(None if value is None else plain(value.value) for value in row) for row in rows]


def columns(name: str) -> list[str]:
    text = load_question(name).text
    projection = re.search(r"^SELECT (?:DISTINCT )?(.+)\nWHERE", text, re.MULTILINE)
    assert projection, name
    return re.findall(r"\?(\w+)", projection[1])


def answers(name: str, /, **given: str) -> list[dict[str, str]]:
    """The answers of both engines, which are the same."""
    one, other = ask_rdflib(name, **given), ask_oxigraph(name, **given)
    assert one == other
    return [{k: v for k, v in zip(columns(name), row, strict=True) if v is not None} for row in one]


# ---------------------------------------------------------------- every question


def test_there_are_questions_in_every_group() -> None:
    assert len(NAMES) >= 40
    assert set(NAMES) >= ASKED_FOR
    assert {load_question(name).header["group"] for name in NAMES} == GROUPS
    assert len({load_question(name).header["asks"] for name in NAMES}) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_questions_are_told_in_both_languages(name: str) -> None:
    header = load_question(name).header
    for key in ("title_th", "asks_th"):
        assert re.search("[ก-๛]", header[key])
    for key in ("title", "asks"):
        assert not re.search("[ก-๛]", header[key])


@pytest.mark.parametrize("name", NAMES)
def test_parameters_are_typed_used_and_have_defaults(name: str) -> None:
    question = load_question(name)
    body = question.text.split("\n\n", 1)[1]
    for param, (kind, default) in question.params.items():
        assert kind in TYPES
        assert re.fullmatch(TYPES[kind][1], default)
        assert re.search(rf"\?{param}\b", body)
        assert param not in columns(name), "a parameter is no answer"
        assert not re.search(rf"AS \?{param}\b", body), "a parameter is bound from outside"


@pytest.mark.parametrize("name", NAMES)
def test_answers_are_ordered_and_labelled(name: str) -> None:
    question = load_question(name)
    shown = columns(name)
    assert re.search(r"^ORDER BY", question.text, re.MULTILINE)
    assert "GRAPH" not in question.text
    for column in shown:
        if column.endswith(("_th", "_en")):
            assert column[:-3] + "_th" in shown
            assert column[:-3] + "_en" in shown
    assert any(column.endswith("_th") for column in shown)


@pytest.mark.parametrize("name", NAMES)
def test_parameters_are_explained_in_both_languages(name: str) -> None:
    question = load_query(name)
    assert [p.name for p in question.params] == list(load_question(name).params)
    for param in question.params:
        assert param.type != "string", "say what the text names, so that it can be completed"
        assert param.about
        assert re.search("[ก-๛]", param.about_th), param.name


DATED = re.compile(r"date|end|first|last|year|day|since|on$|seen|from$|to$|reported|issued")


@pytest.mark.parametrize("name", NAMES)
def test_answers_have_dates_and_source_links(name: str) -> None:
    assert "source" in columns(name)
    assert [column for column in columns(name) if DATED.search(column)] != []
    rows = answers(name, **FITTING.get(name, {}))
    assert all(row.get("source", "https://").startswith("https://") for row in rows)
    assert rows == [] or any("source" in row for row in rows)


@pytest.mark.parametrize("name", NAMES)
def test_both_engines_answer_alike(name: str) -> None:
    rows = answers(name, **FITTING.get(name, {}))
    assert (rows == []) == (name in UNANSWERED)
    assert len(rows) < 60, "a label of something unbound takes in every label there is"
    assert len({tuple(sorted(row.items())) for row in rows}) == len(rows)


@pytest.mark.parametrize("name", NAMES)
def test_a_parameter_that_fits_nothing_gives_no_answer(name: str) -> None:
    question = load_question(name)
    wrong = {"country": "ZZ", "year": "1815", "date": "1815-06-09", "int": "0"}
    given = {param: wrong.get(kind, "Metternich") for param, (kind, _) in question.params.items()}
    if question.params and set(given.values()) != {"0"}:
        assert answers(name, **given) == []


@pytest.mark.parametrize("name", NAMES)
def test_values_are_bound_and_never_read_as_sparql(name: str) -> None:
    given = {
        p: '" } . ?x ?y ?z . {' for p, (kind, _) in load_question(name).params.items() if kind in NAMED_TYPES
    }
    if given:
        assert answers(name, **given) == []


# ---------------------------------------------------------------- some answers, checked by hand


def test_with_whom_did_the_prime_minister_meet() -> None:
    (row,) = answers("counterparts-of-post-in-year", post="นายกรัฐมนตรี", year="2018")
    assert (row["date"], row["other_en"], row["side_en"]) == ("2018-09-26", "Glyn T. Davies", "United States")
    assert row["source"] == "https://example.org/articles/9000902"
    met = {
        row["other_en"]
        for row in answers("counterparts-of-post-in-year", post="prime minister of thailand", year="2020")
    }
    assert met == {"Satu Suikkari-Kleven", "Xi Jinping"}


def test_a_post_named_in_full_is_that_post_alone() -> None:
    assert {row["office_en"] for row in answers("holders-of-post", post="นายกรัฐมนตรี")} == {
        "Prime Minister of Thailand"
    }
    both = {row["office_en"] for row in answers("holders-of-post", post="ายกรัฐมนตร")}
    assert both == {"Prime Minister of Thailand", "Prime Minister of Japan"}


def test_ambassadors_called_on_the_prime_minister() -> None:
    rows = answers("ambassadors-who-called", year="2020")
    assert [(row["date"], row["ambassador_en"], row["country_en"]) for row in rows] == [
        ("2020-06-23", "Satu Suikkari-Kleven", "Finland")
    ]


def test_who_met_whom_leaves_out_colleagues_conferences_and_what_was_only_planned() -> None:
    rows = answers("who-met-whom", name="prayut")
    assert {row["other_en"] for row in rows} == {
        "Glyn T. Davies", "Satu Suikkari-Kleven", "Xi Jinping", "Kishida Fumio",
    }  # fmt: skip
    assert [row["other_th"] for row in answers("who-met-whom", name="Kim Kyung")] == ["อัจฉรินทร์ พัฒนพันธ์ชัย"]


def test_agreements_with_japan_were_signed_when_and_by_whom() -> None:
    rows = answers("agreements-with-country", country="JP")
    assert [(row["signed_on"], row["agreement_en"], row.get("signatory_en")) for row in rows] == [
        ("2020-11-15", "Regional Comprehensive Economic Partnership Agreement", "Jurin Laksanawisit"),
        ("2022-05-02", "Agreement concerning the Transfer of Defence Equipment and Technology", None),
    ]


def test_an_agreement_has_a_history() -> None:
    rows = answers("agreement-history", agreement="RCEP")
    assert [(row["date"], row["status_en"]) for row in rows] == [
        ("2020-11", "approved"), ("2020-11-15", "signed"),
        ("2022-01-01", "in force"), ("2022-02-01", "in force"),
    ]  # fmt: skip


def test_sources_disagree_about_dates() -> None:
    rows = answers("where-sources-disagree", year="2022")
    assert {(row["about_en"], row["one"], row["other"]) for row in rows} == {
        ("date of a status", "2022-01-01", "2022-02-01"),
        ("date of an activity", "2022-05-02", "2022-05-01"),
        ("kind of an activity", "bilateral-meeting", "courtesy-call"),
        ("role of an actor", "guest", "chair"),
        ("side of an actor", "JP", "US"),
    }
    sources = {row["source"] for row in rows if row["about_en"] == "date of an activity"}
    assert {source[-7:] for source in sources} == {"9000906", "9000912"}


def test_a_trip_lists_whom_the_traveller_met() -> None:
    rows = answers("trips-of-official-in-year", name="อัจฉรินทร์", year="2019")
    assert {row["country_en"] for row in rows} == {"South Korea"}
    # the agency that came along is of the traveller's own side
    assert {row.get("met_en", row.get("met_th")) for row in rows} == {"Kim Kyung Wook", "Ban Ki-moon"}


def test_farewell_calls_tell_since_when_the_caller_was_seen() -> None:
    (row,) = answers("farewell-calls", year="2020")
    assert (row["caller_en"], row["host_en"], row["seen_since"]) == (
        "Satu Suikkari-Kleven", "Prayut Chan-o-cha", "2020-06-23",
    )  # fmt: skip


def test_a_holder_who_was_inferred_is_marked() -> None:
    rows = [
        row for row in answers("activities-of-person", name="ประยุทธ์ จันทร์โอชา") if row["inferred"] == "true"
    ]
    assert [row["activity_en"] for row in rows] == ["Message of condolence to the Prime Minister of Japan"]


def test_an_undated_meeting_spoils_no_count() -> None:
    rows = {row["other_en"]: row for row in answers("countries-by-ties", country="TH")}
    china = [rows["China"][column] for column in ("activities", "first", "last")]
    assert china == ["2", "2020-07-14", "2020-07-14"]
    assert rows["Japan"]["activities"] == "4"


def test_approvals_without_signature_are_found_when_the_years_allowed_are_over() -> None:
    text = load_question("approvals-without-signature").text
    done = "VALUES ?done { status:signed status:in-force status:expired }"
    assert done in text
    never_signed = text.replace(
        done, "VALUES ?done { status:expired }"
    )  # as if no signature had been reported
    for years, expected in (("2", ["2020-11"]), ("3", [])):
        given = {"kind": Literal("fta"), "years": Literal(years, "", f"{XSD}integer")}
        bound = bind_params(never_signed, given)
        assert [row["approved_on"].value for row in engines()[1].query(bound)] == expected
