"""How good is the extraction on annotated articles: gold records and predicted ones → figures and errors.

Two records of one article are paired thing by thing, the most alike first: persons and bodies by their
written forms, posts by how they begin, activities by type and by what they share, instruments by name. Pairs
are right, what is left over is missed or extra; of pairs the single facts (date, country, role, …) are
counted apart. A thing marked ``optional`` may be found or not. Figures are sums over articles, so a 95 %
interval comes from drawing articles anew.
"""

from __future__ import annotations

import json
import random
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from operator import mul
from pathlib import Path
from typing import Any, TypeVar

from kg.model import Article, KgError, Reject

KINDS = ("persons", "posts", "organisations", "events", "participants", "agreements", "diplomatic")
SCORED = KINDS[:6]  # SCORE is the mean of their F1
DRAWS = 1000  # resamples behind an interval
SEED = 20190905
SOURCES = "SOURCES.tsv"  # beside records without texts: which file of the corpus each one is

_A = TypeVar("_A")
_B = TypeVar("_B")


class GoldError(KgError):
    """A folder of records, a record or a file of predictions that cannot be used."""


# ---------------------------------------------------------------- records


@dataclass(frozen=True, slots=True)
class PostEntry:
    """A post of a person in a record."""

    post: str
    org: str = ""
    country: str = ""
    former: bool = False


@dataclass(frozen=True, slots=True)
class NameEntry:
    """A person or a body of a record: ``latin`` and ``posts`` are a person's, ``country`` a body's."""

    name: str
    latin: str = ""
    aliases: tuple[str, ...] = ()
    posts: tuple[PostEntry, ...] = ()
    country: str = ""
    optional: bool = False

    def main_forms(self) -> frozenset[str]:
        """The name and its Latin spelling, as `clean_form` writes them."""
        return frozenset({clean_form(self.name), clean_form(self.latin)} - {""})

    def all_forms(self) -> frozenset[str]:
        """All written forms of at least two letters."""
        forms = {clean_form(form) for form in (self.name, self.latin, *self.aliases)}
        return frozenset(form for form in forms if len(form) > 1)


@dataclass(frozen=True, slots=True)
class PartEntry:
    """A participant: ``post`` is another string that a prediction may offer for ``who``."""

    who: str
    role: str = ""
    post: str = ""


@dataclass(frozen=True, slots=True)
class EventEntry:
    """An activity of a record; "" stands for null."""

    type: str
    name: str = ""
    date: str = ""
    end: str = ""
    venue: str = ""
    city: str = ""
    country: str = ""
    status: str = "held"
    focal: bool = True
    participants: tuple[PartEntry, ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class AgreementEntry:
    """An instrument of a record."""

    name: str
    type: str = ""
    status: str = ""
    parties: tuple[str, ...] = ()
    signed_on: str = ""
    signatories: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """What an article says, as annotated by a person or as extracted."""

    id: str
    published: str = ""
    diplomatic: bool = False
    persons: tuple[NameEntry, ...] = ()
    organisations: tuple[NameEntry, ...] = ()
    events: tuple[EventEntry, ...] = ()
    agreements: tuple[AgreementEntry, ...] = ()


class _Fields:
    """A JSON object read field by field; complains with the place in the file."""

    def __init__(self, value: Any, where: str) -> None:
        if not isinstance(value, dict):
            raise GoldError(f"{where}: a JSON object {{…}} is expected, not {_show(value)}")
        self._value: dict[str, Any] = value
        self._where = where

    def text(self, name: str, default: str = "") -> str:
        value = self._value.get(name)
        if value is None:
            return default
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if not isinstance(value, str):
            raise GoldError(f'{self._where}: "{name}" is to be a string, not {_show(value)}')
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        value = self._value.get(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise GoldError(f'{self._where}: "{name}" is to be true or false, not {_show(value)}')
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        values = self._list(name)
        for value in values:
            if not isinstance(value, str):
                raise GoldError(f'{self._where}: "{name}" is to be a list of strings; {_show(value)} is none')
        return tuple(values)

    def parts(self, name: str, read: Callable[[_Fields], _A]) -> tuple[_A, ...]:
        values = self._list(name)
        return tuple(read(_Fields(v, f"{self._where}, {name} {at}")) for at, v in enumerate(values, 1))

    def _list(self, name: str) -> list[Any]:
        value = self._value.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise GoldError(f'{self._where}: "{name}" is to be a list […], not {_show(value)}')
        return value


def _show(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:60] + "…"


def parse_record(value: Any, where: str, record_id: str = "") -> Record:
    """A JSON value → a Record with the id given, else its own. Raises GoldError naming ``where``."""
    top = _Fields(value, where)
    return Record(
        id=record_id or top.text("id"),
        published=top.text("published"),
        diplomatic=top.flag("diplomatic"),
        persons=top.parts("persons", _read_name),
        organisations=top.parts("organisations", _read_name),
        events=top.parts("events", _read_event),
        agreements=top.parts("agreements", _read_agreement),
    )


def _read_name(entry: _Fields) -> NameEntry:
    return NameEntry(
        entry.text("name"), entry.text("latin"), entry.texts("aliases"), entry.parts("posts", _read_post),
        entry.text("country"), entry.flag("optional"),
    )  # fmt: skip


def _read_post(entry: _Fields) -> PostEntry:
    return PostEntry(entry.text("post"), entry.text("org"), entry.text("country"), entry.flag("former"))


def _read_part(entry: _Fields) -> PartEntry:
    return PartEntry(entry.text("who"), entry.text("role"), entry.text("post"))


def _read_event(entry: _Fields) -> EventEntry:
    return EventEntry(
        entry.text("type"), entry.text("name"), entry.text("date"), entry.text("end"), entry.text("venue"),
        entry.text("city"), entry.text("country"), entry.text("status", "held"), entry.flag("focal", True),
        entry.parts("participants", _read_part), entry.flag("optional"),
    )  # fmt: skip


def _read_agreement(entry: _Fields) -> AgreementEntry:
    return AgreementEntry(
        entry.text("name"), entry.text("type"), entry.text("status"), entry.texts("parties"),
        entry.text("signed_on"), entry.texts("signatories"), entry.flag("optional"),
    )  # fmt: skip


def load_gold(folder: Path) -> dict[str, Record]:
    """The records of a folder by id (the file's name without .json), sorted by id. Raises GoldError."""
    if not folder.is_dir():
        what = "is a file" if folder.is_file() else "does not exist"
        raise GoldError(f"{folder}: {what}. Give a folder with a record <id>.json per article.")
    records = {}
    for path in sorted(folder.glob("*.json")):
        records[path.stem] = parse_record(_load_json(path), str(path), path.stem)
    if not records:
        raise GoldError(
            f"{folder}: no records. It should hold a file <id>.json per annotated article, and the article "
            "as <id>.txt beside it (or say where the articles are with --articles)."
        )
    return records


def _load_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise GoldError(f"{path}: cannot be read ({error.strerror}). Check its permissions.") from None
    except UnicodeDecodeError as error:
        raise GoldError(f"{path}: is not UTF-8 (byte {error.start}). Save it again as UTF-8.") from None
    except json.JSONDecodeError as error:
        raise GoldError(
            f"{path}:{error.lineno}:{error.colno}: no valid JSON ({error.msg}). Mend that line, or take the "
            "file out of the folder."
        ) from None
    except RecursionError:
        raise GoldError(f"{path}: is nested too deeply to be a record. Take it out of the folder.") from None


def load_predictions(path: Path) -> dict[str, Record]:
    """Records from JSON Lines, as ``kg extract`` prints them, by id; the last one of an id stands.

    Raises GoldError naming file and line.
    """
    records = {}
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                where = f"{path}:{number}"
                try:
                    value = json.loads(line)
                except (json.JSONDecodeError, RecursionError) as error:
                    raise GoldError(
                        f"{where}: no valid JSON ({error}). Each line is to hold one whole record; write the "
                        "file with kg extract PATH... > FILE.jsonl"
                    ) from None
                record = parse_record(value, where)
                if not record.id:
                    raise GoldError(f'{where}: the record has no "id"')
                records[record.id] = record
    except FileNotFoundError:
        raise GoldError(f"{path}: does not exist. Write it with kg extract PATH... > {path}") from None
    except OSError as error:
        raise GoldError(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError as error:
        raise GoldError(f"{path}: is not UTF-8 (byte {error.start}). Save it again as UTF-8.") from None
    return records


# ---------------------------------------------------------------- the articles of the records


def find_articles(
    folder: Path, ids: Iterable[str], elsewhere: Sequence[str | Path] = ()
) -> dict[str, Article]:
    """The articles of records: ``<id>.txt`` in the folder, else from files, folders or archives.

    Where the folder has a ``SOURCES.tsv`` (columns ``id`` and ``path``), an article is the file whose path
    ends like that; else the first one with the id. Raises ReadError for a path that cannot be opened.
    """
    from kg.text import iter_articles, iter_sources, parse_source

    wanted = set(ids)
    found: dict[str, Article] = {}
    for one in sorted(wanted):
        beside = folder / f"{one}.txt"
        if beside.is_file():
            for article in iter_articles([beside]):
                found[one] = article
    missing = wanted - found.keys()
    if not missing or not elsewhere:
        return found
    files = {path: one for one, path in load_sources(folder).items() if one in missing}
    by_id = missing - set(files.values())
    tails = {path.rpartition("/")[2] for path in files}
    rejects: list[Reject] = []
    for source in iter_sources(elsewhere, rejects):
        path = source.path.replace("\\", "/")
        name = path.rpartition("/")[2]
        listed = [one for tail, one in files.items() if path.endswith("/" + tail)] if name in tails else []
        stem = name.rpartition(".")[0]
        if not listed and stem not in by_id and not (by_id and _may_hold(source.raw, source.kind, by_id)):
            continue
        article_or_reject = parse_source(source)
        if isinstance(article_or_reject, Reject):
            continue
        own = article_or_reject.id if article_or_reject.id in by_id else stem
        for one in [*listed, *([own] if own in by_id and own not in found else [])]:
            found.setdefault(one, article_or_reject)
        if missing <= found.keys():
            break
    return found


_NUMBER = re.compile(rb"[0-9]+")


def _may_hold(raw: bytes, kind: str, ids: set[str]) -> bool:
    """Can an item have one of the ids? Cheap, for an archive holds far more items than are wanted."""
    if kind != "item" or not all(one.isascii() and one.isdecimal() for one in ids):
        return True
    tail = raw[-4000:].replace(b"\0", b"")  # the source line is the last; UTF-16 puts noughts between digits
    return any(number.decode() in ids for number in _NUMBER.findall(tail))


def load_sources(folder: Path) -> dict[str, str]:
    """Which file each record is of: ``SOURCES.tsv`` of the folder, {} without one. Raises GoldError."""
    import csv

    path = folder / SOURCES
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file, dialect="excel-tab")
        if not {"id", "path"} <= set(rows.fieldnames or ()):
            raise GoldError(f"{path}: its first line is to name the columns id and path, a tab between them")
        return {row["id"]: row["path"] for row in rows if row["id"] and row["path"]}


def extract_record(article: Article, record_id: str = "") -> Record:
    """What the extraction finds in an article, as a Record."""
    from kg.extract import extract_article
    from kg.extract.record import build_record

    value = build_record(article, extract_article(article))
    return parse_record(value, f"extraction of {record_id or article.id}", record_id or article.id)


# ---------------------------------------------------------------- likeness

_IGNORED = re.compile(r"[\s\u200b-\u200f\u2060\ufeffฯ.,'\"“”‘’()\[\]\-–—_/:;·]+")


@lru_cache(maxsize=200_000)
def clean_form(text: str) -> str:
    """A written form for comparison: NFKC, without spaces, punctuation and ฯ, and without case."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text)).casefold()


def _ratio(a: str, b: str, least: float = 0.0) -> float:
    """How alike two clean forms are, from 0 to 1; 0 when below ``least``."""
    if a == b:
        return 1.0
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    if least and (matcher.real_quick_ratio() < least or matcher.quick_ratio() < least):
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= least else 0.0


def is_same_text(a: str, b: str, ratio: float, share: float) -> bool:
    """Equal, or one holds the other and the shorter is at least ``share`` of it, or alike by ``ratio``."""
    x, y = clean_form(a), clean_form(b)
    if not x or not y:
        return False
    short, long = (x, y) if len(x) <= len(y) else (y, x)
    if x == y or (len(short) >= share * len(long) and short in long):
        return True
    return _ratio(x, y, ratio) >= ratio


def is_same_post(a: str, b: str) -> bool:
    """Equal, or one is how the other begins: a deputy is not a minister, Austria not Australia."""
    x, y = clean_form(a), clean_form(b)
    short, long = (x, y) if len(x) <= len(y) else (y, x)
    return bool(short) and long.startswith(short) and len(short) >= 0.6 * len(long)


def _name_likeness(gold: NameEntry, found: NameEntry) -> float:
    if found.main_forms() & gold.all_forms():
        return 1.0
    pairs = ((a, b) for a in found.main_forms() for b in gold.main_forms())
    return max((_ratio(a, b, 0.9) for a, b in pairs), default=0.0)


class _Actors:
    """The written forms by which a record's participants may be called."""

    def __init__(self, record: Record, aliases: bool) -> None:
        self._entries = [
            (entry.all_forms(), entry.all_forms() if aliases else entry.main_forms())
            for entry in (*record.persons, *record.organisations)
        ]

    def forms(self, who: str) -> frozenset[str]:
        own = clean_form(who)
        for every, told in self._entries:
            if own in every:
                return told | {own}
        return frozenset({own})


_CODE = re.compile(r"[A-Z]{2}")


def _part_likeness(gold: PartEntry, found: PartEntry, named: _Actors, offered: _Actors) -> float:
    wanted = named.forms(gold.who)
    given = offered.forms(found.who)
    if found.post:
        given = given | {clean_form(found.post)}
    if wanted & given:
        return 1.0
    if _CODE.fullmatch(gold.who) or _CODE.fullmatch(found.who):
        return 0.0
    return 0.9 if any(is_same_post(a, b) for a in wanted for b in given) else 0.0


def _event_likeness(gold: EventEntry, found: EventEntry, named: _Actors, offered: _Actors) -> float:
    if gold.type != found.type:
        return 0.0
    shared = len(_pair_parts(gold, found, named, offered))
    same_date = bool(gold.date) and gold.date == found.date
    same_name = bool(gold.name) and is_same_text(gold.name, found.name, 0.7, 0.5)
    same_country = bool(gold.country) and gold.country == found.country
    if not (shared or same_date or same_name or (same_country and not gold.date)):
        return 0.0
    everyone = len(gold.participants) + len(found.participants) - shared
    return 1 + same_date + same_name + same_country / 2 + 2 * shared / max(1, everyone)


def _agreement_likeness(gold: AgreementEntry, found: AgreementEntry) -> float:
    if is_same_text(gold.name, found.name, 0.6, 0.6):
        return 1 + _ratio(clean_form(gold.name), clean_form(found.name))
    same_parties = bool(gold.parties) and set(gold.parties) == set(found.parties)
    return 0.5 if gold.type == found.type and same_parties else 0.0


def pair_entries(
    gold: Sequence[_A], found: Sequence[_B], likeness: Callable[[_A, _B], float]
) -> list[tuple[int, int]]:
    """Positions that belong together, the most alike first, none twice; alike by 0 is not alike."""
    ranked = sorted(
        (-score, i, j)
        for i, wanted in enumerate(gold)
        for j, given in enumerate(found)
        if (score := likeness(wanted, given)) > 0
    )
    left_gold, left_found = set(range(len(gold))), set(range(len(found)))
    pairs = []
    for _, i, j in ranked:
        if i in left_gold and j in left_found:
            left_gold.remove(i)
            left_found.remove(j)
            pairs.append((i, j))
    return pairs


def _pair_parts(
    gold: EventEntry, found: EventEntry, named: _Actors, offered: _Actors
) -> list[tuple[int, int]]:
    return pair_entries(
        gold.participants, found.participants, lambda a, b: _part_likeness(a, b, named, offered)
    )


# ---------------------------------------------------------------- one article


@dataclass(frozen=True, slots=True)
class Mistake:
    """One error: ``kind`` is a kind or a fact, ``error`` "missed", "extra" or "wrong"."""

    article: str
    kind: str
    error: str
    what: str


@dataclass(slots=True)
class ArticleScore:
    """The counts of one article. ``right``, ``extra`` and ``missed`` are by kind; ``facts`` tell how many are
    right, and of how many.
    """

    article: str
    several_events: bool = False
    right: Counter[str] = field(default_factory=Counter)
    extra: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    facts: dict[str, tuple[int, int]] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    def _missed(self, kind: str, what: str) -> None:
        self.missed[kind] += 1
        self.mistakes.append(Mistake(self.article, kind, "missed", what))

    def _extra(self, kind: str, what: str) -> None:
        self.extra[kind] += 1
        self.mistakes.append(Mistake(self.article, kind, "extra", what))

    def _fact(self, fact: str, right: bool, what: str) -> None:
        old = self.facts.get(fact, (0, 0))
        self.facts[fact] = (old[0] + right, old[1] + 1)
        if not right:
            self.mistakes.append(Mistake(self.article, fact, "wrong", what))


def score_article(gold: Record, found: Record) -> ArticleScore:
    """Compare what was found in an article with what its annotation says."""
    score = ArticleScore(gold.id, several_events=sum(not e.optional for e in gold.events) > 1)
    if gold.published:
        same = gold.published == found.published
        score._fact("published date", same, _differ(gold.published, found.published))
    if gold.diplomatic and found.diplomatic:
        score.right["diplomatic"] += 1
    elif gold.diplomatic:
        score._missed("diplomatic", "is diplomatic")
    elif found.diplomatic:
        score._extra("diplomatic", "is not diplomatic")
    _score_persons(score, gold, found)
    _score_names(score, "organisations", gold.organisations, found.organisations)
    _score_events(score, gold, found)
    _score_agreements(score, gold, found)
    return score


def _differ(gold: object, found: object) -> str:
    return f"{_plain(found)} instead of {_plain(gold)}"


def _plain(value: object) -> str:
    if isinstance(value, tuple | list | set | frozenset):
        return "[" + ", ".join(sorted(map(str, value))) + "]"
    return str(value) if value != "" else "nothing"


def _score_names(
    score: ArticleScore, kind: str, gold: Sequence[NameEntry], found: Sequence[NameEntry]
) -> list[tuple[int, int]]:
    pairs = pair_entries(gold, found, _name_likeness)
    hit, used = {i for i, _ in pairs}, {j for _, j in pairs}
    for i, entry in enumerate(gold):
        if entry.optional:
            continue
        if i in hit:
            score.right[kind] += 1
        else:
            score._missed(kind, entry.name)
    for j, entry in enumerate(found):
        if j not in used:
            score._extra(kind, entry.name)
    return pairs


def _score_persons(score: ArticleScore, gold: Record, found: Record) -> None:
    pairs = _score_names(score, "persons", gold.persons, found.persons)
    for i, j in pairs:
        _score_posts(score, gold.persons[i], found.persons[j])
    hit, used = {i for i, _ in pairs}, {j for _, j in pairs}
    for i, person in enumerate(gold.persons):
        if i not in hit and not person.optional:
            for post in person.posts:
                score._missed("posts", f"{person.name}: {post.post}")
    for j, person in enumerate(found.persons):
        if j not in used:
            for post in person.posts:
                score._extra("posts", f"{person.name}: {post.post}")


def _score_posts(score: ArticleScore, gold: NameEntry, found: NameEntry) -> None:
    pairs = pair_entries(gold.posts, found.posts, lambda a, b: float(is_same_post(a.post, b.post)))
    score.right["posts"] += len(pairs)
    hit, used = {i for i, _ in pairs}, {j for _, j in pairs}
    for i, post in enumerate(gold.posts):
        if i not in hit:
            score._missed("posts", f"{gold.name}: {post.post}")
    for j, post in enumerate(found.posts):
        if j not in used:
            score._extra("posts", f"{gold.name}: {post.post}")
    for i, j in pairs:
        a, b = gold.posts[i], found.posts[j]
        about = f"{gold.name}, {a.post}: "
        score._fact("post country", a.country == b.country, about + _differ(a.country, b.country))
        if a.org:
            same = is_same_text(a.org, b.org, 0.85, 0.6)
            score._fact("post organisation", same, about + _differ(a.org, b.org))
        score._fact("post former", a.former == b.former, about + _differ(a.former, b.former))


def _score_events(score: ArticleScore, gold: Record, found: Record) -> None:
    named, offered = _Actors(gold, aliases=True), _Actors(found, aliases=False)
    pairs = pair_entries(gold.events, found.events, lambda a, b: _event_likeness(a, b, named, offered))
    partner = dict(pairs)
    used = set(partner.values())
    for i, event in enumerate(gold.events):
        if event.optional:
            continue
        if not event.focal:
            score._fact("background event found", i in partner, "not found: " + _describe_event(event))
        elif i in partner:
            score.right["events"] += 1
        else:
            score._missed("events", _describe_event(event))
            for part in event.participants:
                score._missed("participants", f"{event.type}: {part.who}")
    for j, event in enumerate(found.events):
        if j not in used:
            score._extra("events", _describe_event(event))
            for part in event.participants:
                score._extra("participants", f"{event.type}: {part.who}")
    for i, j in pairs:
        a, b = gold.events[i], found.events[j]
        score._fact("event focal", a.focal == b.focal, f"{_describe_event(a)}: {_differ(a.focal, b.focal)}")
        if a.focal and not a.optional:
            _score_event(score, a, b, named, offered)


def _describe_event(event: EventEntry) -> str:
    who = ", ".join(part.who for part in event.participants)
    return " ".join(part for part in (event.type, event.date, event.name, f"[{who}]") if part)


def _score_event(
    score: ArticleScore, gold: EventEntry, found: EventEntry, named: _Actors, offered: _Actors
) -> None:
    pairs = _pair_parts(gold, found, named, offered)
    score.right["participants"] += len(pairs)
    hit, used = {i for i, _ in pairs}, {j for _, j in pairs}
    for i, part in enumerate(gold.participants):
        if i not in hit:
            score._missed("participants", f"{gold.type}: {part.who}")
    for j, part in enumerate(found.participants):
        if j not in used:
            score._extra("participants", f"{gold.type}: {part.who}")
    for i, j in pairs:
        a, b = gold.participants[i], found.participants[j]
        score._fact("participant role", a.role == b.role, f"{gold.type}, {a.who}: {_differ(a.role, b.role)}")
    about = gold.type + ": "
    score._fact("event date", gold.date == found.date, about + _differ(gold.date, found.date))
    score._fact("event end", gold.end == found.end, about + _differ(gold.end, found.end))
    score._fact("event country", gold.country == found.country, about + _differ(gold.country, found.country))
    score._fact("event status", gold.status == found.status, about + _differ(gold.status, found.status))
    if gold.name:
        same = is_same_text(gold.name, found.name, 0.8, 0.5)
        score._fact("event name", same, about + _differ(gold.name, found.name))
    where, there = (gold.venue, gold.city), (found.venue, found.city)
    if any(where):
        same = any(is_same_text(a, b, 0.7, 0.3) for a in where for b in there)
        told, given = (", ".join(filter(None, place)) for place in (where, there))
        score._fact("event place", same, about + _differ(told, given))


def _score_agreements(score: ArticleScore, gold: Record, found: Record) -> None:
    pairs = pair_entries(gold.agreements, found.agreements, _agreement_likeness)
    hit, used = {i for i, _ in pairs}, {j for _, j in pairs}
    for i, one in enumerate(gold.agreements):
        if one.optional:
            continue
        if i in hit:
            score.right["agreements"] += 1
        else:
            score._missed("agreements", f"{one.status} {one.name}")
    for j, one in enumerate(found.agreements):
        if j not in used:
            score._extra("agreements", f"{one.status} {one.name}")
    named, offered = _Actors(gold, aliases=True), _Actors(found, aliases=False)
    for i, j in pairs:
        a, b = gold.agreements[i], found.agreements[j]
        about = a.name + ": "
        score._fact("agreement status", a.status == b.status, about + _differ(a.status, b.status))
        score._fact("agreement type", a.type == b.type, about + _differ(a.type, b.type))
        score._fact("agreement date", a.signed_on == b.signed_on, about + _differ(a.signed_on, b.signed_on))
        score._fact("agreement name", is_same_text(a.name, b.name, 0.85, 0.8), _differ(a.name, b.name))
        if a.parties or b.parties:
            same = set(map(clean_form, a.parties)) == set(map(clean_form, b.parties))
            score._fact("agreement parties", same, about + _differ(a.parties, b.parties))
        if a.signatories or b.signatories:
            shared = pair_entries(
                a.signatories, b.signatories, lambda x, y: float(bool(named.forms(x) & offered.forms(y)))
            )
            same = len(shared) == len(a.signatories) == len(b.signatories)
            score._fact("agreement signatories", same, about + _differ(a.signatories, b.signatories))


# ---------------------------------------------------------------- figures


@dataclass(frozen=True, slots=True)
class Figure:
    """``value`` with its 95 % interval: an F1 (then with precision and recall), an accuracy, or SCORE.

    ``support`` is of how many it is: things in the gold records, or facts compared.
    """

    value: float
    low: float
    high: float
    support: int
    precision: float | None = None
    recall: float | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a set of articles: SCORE, an F1 by kind, an accuracy by fact."""

    articles: int
    score: Figure
    kinds: Mapping[str, Figure]
    facts: Mapping[str, Figure]


def _f1(right: int, extra: int, missed: int) -> tuple[float, float, float]:
    """Precision, recall and F1; nothing found of nothing wanted is perfect."""
    precision = right / (right + extra) if right + extra else 1.0
    recall = right / (right + missed) if right + missed else 1.0
    both = precision + recall
    return precision, recall, 2 * precision * recall / both if both else 0.0


def build_figures(scores: Sequence[ArticleScore], draws: int = DRAWS, seed: int = SEED) -> Figures:
    """Sum scores up. An interval is the middle 95 % of ``draws`` draws of as many articles, with repeats."""
    facts = sorted({fact for score in scores for fact in score.facts})
    columns = [
        *([score.right[kind] for score in scores] for kind in KINDS),
        *([score.extra[kind] for score in scores] for kind in KINDS),
        *([score.missed[kind] for score in scores] for kind in KINDS),
        *([score.facts.get(fact, (0, 0))[0] for score in scores] for fact in facts),
        *([score.facts.get(fact, (0, 0))[1] for score in scores] for fact in facts),
    ]

    def tell(sums: Sequence[int]) -> tuple[list[tuple[float, float, float]], list[float | None]]:
        n, m = len(KINDS), len(facts)
        kinds = [_f1(sums[k], sums[n + k], sums[2 * n + k]) for k in range(n)]
        rest = sums[3 * n :]
        return kinds, [rest[f] / rest[m + f] if rest[m + f] else None for f in range(m)]

    kinds, rates = tell([sum(column) for column in columns])
    drawn: list[list[float]] = [[] for _ in range(1 + len(KINDS) + len(facts))]
    chance = random.Random(seed)
    for _ in range(draws if len(scores) > 1 else 0):
        weights = [0] * len(scores)
        for at in chance.choices(range(len(scores)), k=len(scores)):
            weights[at] += 1
        some_kinds, some_rates = tell([sum(map(mul, weights, column)) for column in columns])
        f1s = [f1 for _, _, f1 in some_kinds]
        values = [sum(f1s[: len(SCORED)]) / len(SCORED), *f1s, *some_rates]
        for at, value in enumerate(values):
            if value is not None:
                drawn[at].append(value)
    total = [f1 for _, _, f1 in kinds[: len(SCORED)]]
    support = {kind: sum(s.right[kind] + s.missed[kind] for s in scores) for kind in KINDS}
    head = sum(total) / len(SCORED)
    return Figures(
        len(scores),
        Figure(head, *_find_interval(drawn[0], head), sum(support[kind] for kind in SCORED)),
        {
            kind: Figure(f1, *_find_interval(drawn[1 + at], f1), support[kind], precision, recall)
            for at, (kind, (precision, recall, f1)) in enumerate(zip(KINDS, kinds, strict=True))
        },
        {
            fact: Figure(
                rate, *_find_interval(drawn[1 + len(KINDS) + at], rate), sum(columns[at - len(facts)])
            )
            for at, (fact, rate) in enumerate(zip(facts, rates, strict=True))
            if rate is not None
        },
    )


def _find_interval(drawn: list[float], value: float) -> tuple[float, float]:
    if not drawn:
        return value, value
    drawn.sort()
    cut = int(0.025 * len(drawn))
    return drawn[cut], drawn[len(drawn) - 1 - cut]


# ---------------------------------------------------------------- the whole


@dataclass(frozen=True, slots=True)
class Evaluation:
    """``everything`` is of all articles, ``several`` of those with several activities.

    ``without_text`` lists records whose article was not found (they are left out), ``without_prediction``
    those that the file of predictions passes over (they count as empty).
    """

    gold: str
    everything: Figures
    several: Figures
    mistakes: tuple[Mistake, ...] = ()
    without_text: tuple[str, ...] = ()
    without_prediction: tuple[str, ...] = ()


def evaluate(
    gold_dir: Path,
    *,
    predictions: Path | None = None,
    articles: Sequence[str | Path] = (),
    keep: Callable[[str], bool] = lambda record_id: True,
) -> Evaluation:
    """Score the extraction, or ``predictions``, on the records of a folder whose ids ``keep`` accepts.

    Texts are ``<id>.txt`` beside the records, else looked up in ``articles``. Raises GoldError and ReadError.
    """
    gold = {record_id: record for record_id, record in load_gold(gold_dir).items() if keep(record_id)}
    if predictions is not None:
        given = load_predictions(predictions)
        passed_over = tuple(record_id for record_id in gold if record_id not in given)
        scores = [
            score_article(record, given.get(record_id, Record(record_id)))
            for record_id, record in gold.items()
        ]
        return _sum_up(str(gold_dir), scores, (), passed_over)
    texts = find_articles(gold_dir, gold, articles)
    unread = tuple(record_id for record_id in gold if record_id not in texts)
    if gold and not texts:
        where = "in " + ", ".join(map(str, articles)) if articles else "beside its records"
        raise GoldError(
            f"{gold_dir}: of no record there is an article {where}. Put <id>.txt beside <id>.json, or say "
            "with --articles which file, folder or archive holds the articles."
        )
    scores = [
        score_article(record, extract_record(texts[record_id], record_id))
        for record_id, record in gold.items()
        if record_id in texts
    ]
    return _sum_up(str(gold_dir), scores, unread, ())


def _sum_up(
    gold: str, scores: list[ArticleScore], without_text: tuple[str, ...], without_prediction: tuple[str, ...]
) -> Evaluation:
    return Evaluation(
        gold,
        build_figures(scores),
        build_figures([score for score in scores if score.several_events]),
        tuple(mistake for score in scores for mistake in score.mistakes),
        without_text,
        without_prediction,
    )


def describe_evaluation(evaluation: Evaluation, errors: int = 0) -> dict[str, Any]:
    """An evaluation for JSON, rounded to four digits, with up to ``errors`` errors of each kind."""
    value: dict[str, Any] = {
        "gold": evaluation.gold,
        "without_text": list(evaluation.without_text),
        "without_prediction": list(evaluation.without_prediction),
        "all": _describe_figures(evaluation.everything),
        "several_events": _describe_figures(evaluation.several),
    }
    if errors:
        value["errors"] = [
            {"kind": m.kind, "article": m.article, "error": m.error, "what": m.what}
            for m in iter_mistakes(evaluation, errors)
        ]
    return value


def _describe_figures(figures: Figures) -> dict[str, Any]:
    def tell(figure: Figure, name: str) -> dict[str, Any]:
        parts = {"precision": figure.precision, "recall": figure.recall, name: figure.value}
        parts |= {"low": figure.low, "high": figure.high}
        told: dict[str, Any] = {key: round(part, 4) for key, part in parts.items() if part is not None}
        return {**told, "support": figure.support}

    return {
        "articles": figures.articles,
        "score": tell(figures.score, "f1"),
        **{kind: tell(figure, "f1") for kind, figure in figures.kinds.items()},
        **{fact: tell(figure, "accuracy") for fact, figure in figures.facts.items()},
    }


def iter_mistakes(evaluation: Evaluation, limit: int) -> Iterator[Mistake]:
    """Up to ``limit`` errors of each kind and sort, kinds before facts; 0 is all."""
    order = {kind: at for at, kind in enumerate(KINDS)}
    groups: dict[tuple[int, str, str], list[Mistake]] = {}
    for mistake in evaluation.mistakes:
        key = (order.get(mistake.kind, len(order)), mistake.kind, mistake.error)
        groups.setdefault(key, []).append(mistake)
    for key in sorted(groups):
        yield from groups[key][:limit] if limit else groups[key]


def render_evaluation(evaluation: Evaluation) -> Iterator[str]:
    """The lines of the table."""
    yield f"{evaluation.gold}: {_count_articles(evaluation.everything.articles)}"
    yield from _render_figures(evaluation.everything)
    if evaluation.several.articles:
        yield ""
        yield f"of these with several activities: {_count_articles(evaluation.several.articles)}"
        yield from _render_figures(evaluation.several)


def _count_articles(number: int) -> str:
    return f"{number:,} article" if number == 1 else f"{number:,} articles"


def _render_figures(figures: Figures) -> Iterator[str]:
    yield f"{'':24}{'precision':>10}{'recall':>8}{'F1':>8}   {'95 % interval':<15}{'gold':>6}"
    for kind, figure in figures.kinds.items():
        found = f"{figure.precision or 0.0:10.3f}{figure.recall or 0.0:8.3f}"
        yield f"{kind:24}{found}{figure.value:8.3f}   {_interval(figure)}{figure.support:6d}"
    head = figures.score
    yield f"{'SCORE (mean of six F1)':24}{'':18}{head.value:8.3f}   {_interval(head)}".rstrip()
    yield f"{'':24}{'accuracy':>26}   {'95 % interval':<15}{'of':>6}"
    for fact, figure in figures.facts.items():
        yield f"{fact:24}{'':18}{figure.value:8.3f}   {_interval(figure)}{figure.support:6d}"


def _interval(figure: Figure) -> str:
    return f"{figure.low:.3f} – {figure.high:.3f}  "


def render_mistakes(evaluation: Evaluation, limit: int) -> Iterator[str]:
    """The lines of the errors, by kind, each with its article."""
    shown = list(iter_mistakes(evaluation, limit))
    counted = Counter((m.kind, m.error) for m in evaluation.mistakes)
    head = None
    for mistake in shown:
        key = (mistake.kind, mistake.error)
        if key != head:
            head = key
            yield ""
            yield f"{mistake.kind}, {mistake.error}: {counted[key]:,}"
        yield f"  {mistake.article:>8}  {mistake.what}"
