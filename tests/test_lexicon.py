"""The data of extraction: what breaks a rule is refused by name, and what is added by a line is extracted."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kg import settings
from kg.extract import extract_article
from kg.extract.record import build_record
from kg.lexicon import load_bodies, load_lexicon, load_yaml
from kg.model import Article, LexiconError

GOOD = """\
- id: th-lanterns
  name_th: กรมโคมลอยแห่งชาติ
  name_en: Department of Lanterns
  kind: department
  country: TH
  aliases: [กรมโคมลอย]
  weak: [กคล.]
  source: made for a test
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "lanterns.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_file_is_read(tmp_path: Path) -> None:
    bodies = load_bodies(write(tmp_path, GOOD))
    body = bodies["th-lanterns"]
    assert body.names == ("กรมโคมลอยแห่งชาติ", "Department of Lanterns", "กรมโคมลอย")
    assert (body.weak, body.country, body.source) == (("กคล.",), "TH", "made for a test")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param(GOOD + GOOD, "th-lanterns stands twice", id="duplicate-id"),
        pytest.param(
            GOOD + "- {id: th-kites, name_th: กรมว่าว, aliases: [กรมโคมลอย], source: made for a test}\n",
            "'กรมโคมลอย' is a strong name of both th-lanterns and th-kites",
            id="strong-name-with-two-owners",
        ),
        pytest.param(
            GOOD + "- {id: th-kites, name_en: DEPARTMENT OF LANTERNS, source: made for a test}\n",
            "is a strong name of both",
            id="two-owners-but-for-capitals",
        ),
        pytest.param(
            GOOD.replace("  source: made for a test\n", ""), "th-lanterns has no source", id="no-source"
        ),
        pytest.param(GOOD.replace("made for a test", '""'), "th-lanterns has no source", id="empty-source"),
        pytest.param(
            GOOD.replace("Department of Lanterns", "De\u0301partement"), "is not in NFC", id="name-not-in-nfc"
        ),
        pytest.param(GOOD.replace("[กรมโคมลอย]", "[Cafe\u0301]"), "is not in NFC", id="alias-not-in-nfc"),
        pytest.param(
            GOOD.replace("[กคล.]", "[Cafe\u0301]"),
            "is not in NFC",
            id="weak-name-not-in-nfc",
        ),
        pytest.param("- {name_th: กรมไร้รหัส, source: x}\n", "every entry needs an id", id="no-id"),
        pytest.param("- กรมไร้รหัส\n", "every entry needs an id", id="no-mapping"),
        pytest.param("- id: [\n", "not valid YAML", id="no-yaml"),
    ],
)  # fmt: skip
def test_a_breach_is_refused_with_the_files_name(tmp_path: Path, text: str, says: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(LexiconError) as caught:
        load_bodies(path)
    assert str(path) in str(caught.value)
    assert says in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match=r"nowhere\.yaml: the file is missing"):
        load_yaml(tmp_path / "nowhere.yaml")


def test_a_weak_name_may_have_two_owners(tmp_path: Path) -> None:
    other = GOOD.replace("th-lanterns", "th-kites").replace("โคมลอย", "ว่าว").replace("Lanterns", "Kites")
    assert set(load_bodies(write(tmp_path, GOOD + other))) == {"th-lanterns", "th-kites"}


def forget() -> None:
    """Make every part of the program read its data anew."""
    for name, module in list(sys.modules.items()):
        if name == "kg" or name.startswith("kg."):
            for thing in list(vars(module).values()):
                clear: Callable[[], None] | None = getattr(thing, "cache_clear", None)
                if clear is not None:
                    clear()


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of data/ that the lexicon reads instead of the real one."""
    folder = tmp_path / "data"
    for part in ("gazetteer", "patterns"):
        shutil.copytree(settings.data_path() / part, folder / part)
    monkeypatch.setattr(settings, "data_path", lambda: folder)
    forget()
    yield folder
    monkeypatch.undo()
    forget()


def extract(title: str, body: str) -> dict[str, Any]:
    article = Article("9900002", "", title, "2019-09-05", f"{title}\n{body}", body_start=len(title) + 1)
    return build_record(article, extract_article(article))


def edit(path: Path, old: str, new: str) -> None:
    """Change one place of a data file: a line more, or a word more in a list."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8")
    forget()


def test_a_new_body_is_an_edit_of_data(data: Path) -> None:
    title, body = "ข่าวท้องถิ่น", "นิลุบลสถานเปิดรับอาสาสมัครใหม่ และ Lotus Bureau จะอบรมให้"
    assert extract(title, body)["organisations"] == []
    path = data / "gazetteer" / "organisations.yaml"
    line = (
        "- {id: th-lotus, name_th: นิลุบลสถาน, name_en: Lotus Bureau, country: TH, source: made for a test}\n"
    )
    path.write_text(path.read_text(encoding="utf-8") + line, encoding="utf-8")
    forget()
    assert extract(title, body)["organisations"] == [
        {"name": "นิลุบลสถาน", "aliases": ["Lotus Bureau"], "country": "TH"}
    ]


def test_a_new_kind_of_body_is_an_edit_of_data(data: Path) -> None:
    title, body = "ข่าวท้องถิ่น", "ประชาชนชมนิลุบลคารสยามรัตน์ ที่จังหวัดตรัง"
    assert extract(title, body)["organisations"] == []
    edit(data / "patterns" / "organisations.yaml", "heads:\n", "heads:\n  - {th: นิลุบลคาร, kind: agency}\n")
    assert [o["name"] for o in extract(title, body)["organisations"]] == ["นิลุบลคารสยามรัตน์"]


def test_a_new_post_is_an_edit_of_data(data: Path) -> None:
    title, body = "ข่าวท้องถิ่น", "นายสมชาย ใจซื่อตรง นิลุบลธิการกระทรวงวัฒนธรรม เปิดตลาดดอกไม้"
    assert [p["posts"] for p in extract(title, body)["persons"]] == [[]]
    edit(data / "patterns" / "posts.yaml", "heads:\n", "heads:\n  - {th: นิลุบลธิการ, takes: body}\n")
    (person,) = extract(title, body)["persons"]
    assert person["name"] == "สมชาย ใจซื่อตรง"
    assert person["posts"] == [
        {"post": "นิลุบลธิการกระทรวงวัฒนธรรม", "org": "กระทรวงวัฒนธรรม", "country": "TH", "former": False}
    ]


def test_a_new_title_is_an_edit_of_data(data: Path) -> None:
    title, body = "ข่าวท้องถิ่น", "นิลุบลวงศ์สมชาย ใจซื่อตรง เปิดตลาดดอกไม้"
    assert extract(title, body)["persons"] == []
    edit(data / "patterns" / "titles.yaml", "\nthai:\n", "\nthai:\n  - นิลุบลวงศ์\n")
    assert [p["name"] for p in extract(title, body)["persons"]] == ["สมชาย ใจซื่อตรง"]


def test_a_new_trigger_phrase_is_an_edit_of_data(data: Path) -> None:
    title = "เอกอัครราชทูตเปรูที่กรุงเทพฯ"
    body = "นายเฟร์นันโด กีโรส เอกอัครราชทูตเปรูประจำประเทศไทย เข้านอบน้อมสนทนานายวิษณุ เครืองาม รองนายกรัฐมนตรี"
    assert extract(title, body)["events"] == []
    edit(
        data / "patterns" / "activities.yaml",
        "phrases: [เข้าเยี่ยมคาราวะ,",
        "phrases: [เข้านอบน้อมสนทนา, เข้าเยี่ยมคาราวะ,",
    )
    (event,) = extract(title, body)["events"]
    assert event["type"] == "courtesy_call"
    assert [(p["who"], p["role"]) for p in event["participants"]] == [
        ("เฟร์นันโด กีโรส", "guest"),
        ("วิษณุ เครืองาม", "host"),
    ]


def test_a_new_instrument_is_an_edit_of_data(data: Path) -> None:
    title = "ไทย-ภูฏานลงนามร่วมกัน"
    body = "ไทยและภูฏานลงนามสมานบัตรว่าด้วยการอนุรักษ์เสือโคร่งระหว่างไทยกับภูฏาน เมื่อวันที่ 4 กันยายน 2562"
    assert extract(title, body)["agreements"] == []
    edit(data / "patterns" / "agreements.yaml", "heads:\n", "heads:\n  - {th: สมานบัตร, type: treaty}\n")
    (agreement,) = extract(title, body)["agreements"]
    assert agreement["name"].startswith("สมานบัตรว่าด้วยการอนุรักษ์เสือโคร่ง")
    assert (agreement["type"], agreement["status"]) == ("treaty", "signed")


def test_a_breach_stops_the_lexicon(data: Path) -> None:
    path = data / "gazetteer" / "organisations.yaml"
    path.write_text(path.read_text(encoding="utf-8") + GOOD + GOOD, encoding="utf-8")
    forget()
    with pytest.raises(LexiconError, match=r"organisations\.yaml: the id th-lanterns stands twice"):
        load_lexicon()


def test_the_real_data_are_sound() -> None:
    lexicon = load_lexicon()
    assert len(lexicon.bodies) > 500
    assert all(body.source for body in lexicon.bodies.values())
    assert {body.parent for body in lexicon.bodies.values() if body.parent} <= set(lexicon.bodies)
    assert {body.successor for body in lexicon.bodies.values() if body.successor} <= set(lexicon.bodies)
