"""A small world made by hand, with names that try to break out of every syntax; and real builds of the
sample.
"""

from __future__ import annotations

import gc
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from kg.build import build, write_graph
from kg.model import (
    Activity,
    Agreement,
    Article,
    Claim,
    Evidence,
    Label,
    Organisation,
    Participation,
    Person,
    Post,
    Resolution,
    StatusChange,
    Tenure,
    Unresolved,
    build_claim,
)
from kg.store import Store, open_store

# Started in the background, the tests would hand on to what they start that Ctrl-C is not heard.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

HOSTILE = (
    "<script>alert('สวัสดี')</script>",
    'a"b\\"c\'d\'\'\'e"""f',
    "x . } ; DROP ALL ; INSERT DATA { <a> <b> <c> } #",
    '=HYPERLINK("http://example.org")',
    "ไทย\u202eกลับ\u200b\x1b[31m\x07\nสอง\tสาม\rสี่",
    "@prefix dip: <http://evil.example/> .",
    "<http://evil.example/> a 'x'@th .",
)
TOLD = (  # an item with a hostile text wherever a name can stand
    "นาย{0} ใจดี รัฐมนตรีว่าการกระทรวงพาณิชย์ หารือกับนาย{0} ยามาดะ เอกอัครราชทูตญี่ปุ่นประจำประเทศไทย "
    "และลงนามบันทึกความเข้าใจว่าด้วย {0} ณ โรงแรม {0} “{0}” เมื่อวันที่ 5 กันยายน 2562"
)


def measure_seconds(run: Callable[[], object]) -> float:
    """Seconds of the processor that a call takes, without looking for circles in what other tests left."""
    gc.collect()
    gc.disable()
    try:
        began = time.process_time()
        run()
        return time.process_time() - began
    finally:
        gc.enable()


@dataclass
class World:
    """A resolution with the claims and articles it stands on."""

    resolution: Resolution
    claims: dict[str, Claim]
    articles: dict[str, Article]
    listed: list[str] = field(default_factory=list)


class WorldMaker:
    """Makes articles and claims whose spans are true."""

    def __init__(self) -> None:
        self.claims: dict[str, Claim] = {}
        self.articles: dict[str, Article] = {}

    def article(self, number: str, published: str, title: str, body: str, url: str = "") -> Article:
        text = f"{title}\n{body}"
        url = url or f"https://example.org/sample/{number}"
        self.articles[number] = Article(number, url, title, published, text, body_start=len(title) + 1)
        return self.articles[number]

    def claim(self, number: str, quote: str, kind: str = "activity", value: str = "x", **more: object) -> str:
        start = self.articles[number].text.index(quote)
        evidence = Evidence(number, start, start + len(quote), quote, "by-hand")
        basis = more.pop("basis", ())
        claim = build_claim(kind, f"{number}#{kind}/1", "name", value, evidence, confidence=0.85, basis=basis)  # type: ignore[arg-type]
        self.claims[claim.id] = claim
        return claim.id

    def tell(
        self, number: str, quote: str, kind: str, name: str, value: str, more: dict[str, str] | None = None
    ) -> str:
        """A claim with any property and qualifiers."""
        start = self.articles[number].text.index(quote)
        evidence = Evidence(number, start, start + len(quote), quote, "by-hand")
        claim = build_claim(kind, f"{number}#{kind}/1", name, value, evidence, more)
        self.claims[claim.id] = claim
        return claim.id


@pytest.fixture(scope="session")
def world() -> World:
    """Two countries, two ministers, a call, a signing, an agreement, and every hostile name."""
    make = WorldMaker()
    make.article(
        "1",
        "2019-09-05",
        "รัฐมนตรีพบเอกอัครราชทูต",
        "นายสมชาย ใจดี ให้เอกอัครราชทูตญี่ปุ่นเข้าเยี่ยมคารวะ และลงนามบันทึกความเข้าใจ",
    )
    make.article(
        "2", "2019-10-01", "Minister signs", "Taro Yamada of Japan signed the memorandum in Kyoto in 2019."
    )
    for number, name in enumerate(HOSTILE):
        make.article(
            f"9{number}",
            "2020-01-02",
            f"ข่าว {name}",
            f"เรื่องของ {name} จบ",
            url=f"https://example.org/{number}",
        )
    held = make.claim("1", "นายสมชาย ใจดี", "post")
    call = make.claim("1", "เข้าเยี่ยมคารวะ")
    host = make.claim("1", "นายสมชาย ใจดี ให้เอกอัครราชทูตญี่ปุ่นเข้าเยี่ยมคารวะ", "participation")
    guest = make.claim("1", "เอกอัครราชทูตญี่ปุ่นเข้าเยี่ยมคารวะ", "participation", basis=(held,))
    signed = make.claim("2", "signed the memorandum", "status")
    doubt = make.claim("2", "memorandum", "agreement")
    people = [
        Person("person/สมชาย-ใจดี", (Label("สมชาย ใจดี", "th"), Label("Somchai Jaidee", "en")), "TH", (held,)),
        Person(
            "person/taro-yamada",
            (Label("Taro Yamada", "en"), Label("Yamada", "en", "alternative")),
            "JP",
            (guest,),
        ),
    ]
    for number, name in enumerate(HOSTILE):
        people.append(
            Person(
                f"person/hostile-{number}",
                (Label(name, ""),),
                "",
                (make.claim(f"9{number}", name, "person", name),),
            )
        )
    resolution = Resolution(
        persons=tuple(people),
        organisations=(
            Organisation(
                "org/th-moc",
                (Label("กระทรวงพาณิชย์", "th"), Label("Ministry of Commerce", "en")),
                "ministry",
                "TH",
            ),
        ),
        posts=(
            Post("post/th-moc-minister", (Label("รัฐมนตรีว่าการกระทรวงพาณิชย์", "th"),), "org/th-moc", "TH"),
            Post("post/jp-ambassador-th", (Label("เอกอัครราชทูตญี่ปุ่นประจำประเทศไทย", "th"),), "", "JP", "TH"),
        ),
        tenures=(
            Tenure(
                "tenure/a",
                "person/สมชาย-ใจดี",
                "post/th-moc-minister",
                "2019-09-05",
                "2019-09-05",
                claims=(held,),
            ),
            Tenure(
                "tenure/b", "person/taro-yamada", "post/jp-ambassador-th", "2019", "2019-10", claims=(guest,)
            ),
        ),
        activities=(
            Activity(
                "activity/2019-09-05-courtesy-call-aa",
                "courtesy_call",
                (),
                "2019-09-05",
                venue="ทำเนียบรัฐบาล",
                city="กรุงเทพมหานคร",
                country="TH",
                topics=("trade",),
                articles=("1",),
                claims=(call,),
            ),
            Activity(
                "activity/2019-signing-bb",
                "signing",
                (Label("Signing in Kyoto", "en"),),
                "2019",
                city="Kyoto",
                country="JP",
                articles=("2",),
                claims=(signed,),
            ),
            Activity(
                "activity/undated-cc",
                "visit",
                (),
                "",
                end="2019-09-30",
                status="planned",
                focal=False,
                articles=("2",),
                claims=(signed,),
            ),
        ),
        participations=(
            Participation(
                "participation/a",
                "activity/2019-09-05-courtesy-call-aa",
                "person/สมชาย-ใจดี",
                "host",
                "TH",
                "post/th-moc-minister",
                claims=(host,),
            ),
            Participation(
                "participation/b",
                "activity/2019-09-05-courtesy-call-aa",
                "person/taro-yamada",
                "guest",
                "JP",
                "post/jp-ambassador-th",
                True,
                "tenure/b",
                claims=(guest,),
            ),
            Participation(
                "participation/c", "activity/2019-signing-bb", "country/XK", "participant", claims=(signed,)
            ),
        ),
        agreements=(
            Agreement(
                "agreement/mou-1",
                "mou",
                (Label("บันทึกความเข้าใจ", "th"),),
                ("country/TH", "JP"),
                ("person/taro-yamada",),
                ("2",),
                (signed,),
            ),
        ),
        statuses=(
            StatusChange(
                "status/a",
                "agreement/mou-1",
                "signed",
                "2019",
                "2019-10-01",
                "activity/2019-signing-bb",
                (signed,),
            ),
            StatusChange("status/b", "agreement/mou-1", "proposed", "", "2019-09-05", claims=(call,)),
        ),
        unresolved=(Unresolved(doubt, "two candidates", "the minister", ("person/taro-yamada", "JP")),),
    )
    return World(resolution, make.claims, make.articles, ["1"])


@pytest.fixture(scope="session")
def world_path(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with graph.ttl and store of the world."""
    folder = tmp_path_factory.mktemp("world")
    write_graph(folder, world.resolution, world.claims, world.articles, listed=world.listed)
    return folder


@pytest.fixture(scope="session")
def world_store(world_path: Path) -> Store:
    """The world's store, open for reading."""
    return open_store(world_path)


SAMPLE = Path(__file__).parent.parent / "data" / "articles"


@pytest.fixture(scope="session")
def sample_path() -> Path:
    """The folder of sample articles."""
    return SAMPLE


@pytest.fixture(scope="session")
def sample_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of the sample articles."""
    out = tmp_path_factory.mktemp("sample") / "out"
    build([SAMPLE], out, workers=1)
    return out


@pytest.fixture(scope="session")
def sample_store(sample_out: Path) -> Store:
    """The sample's store, open for reading."""
    return open_store(sample_out)


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """A folder with copies of four sample articles."""
    folder = tmp_path / "few"
    folder.mkdir()
    for path in sorted(SAMPLE.glob("*.txt"))[:4]:
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No setting of the machine reaches a test."""
    for name in ("KG_BASE_IRI", "KG_STORE", "KG_LANG", "KG_WORKERS"):
        monkeypatch.delenv(name, raising=False)
    yield
    assert sys.stdout is not None


BROWSER_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, driven by playwright; the test is skipped where one of them is absent."""
    names = ("chromium", "chromium-browser", "google-chrome")
    chromium = next((path for name in names if (path := shutil.which(name))), None)
    if chromium is None:
        pytest.skip("there is no Chromium (apt-get install chromium)")
    sync_api = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed (pip install playwright)"
    )
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=BROWSER_FLAGS)
        yield opened
        opened.close()
