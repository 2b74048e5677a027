"""Which reports are of one instrument, and its history of status changes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from kg.model import Agreement, Label, StatusChange, Unresolved, build_key, build_slug
from kg.resolve.blocks import Comparer, compare_here, iter_pairs
from kg.resolve.bodies import find_code
from kg.resolve.cluster import Clusters, Link
from kg.resolve.decisions import Decisions
from kg.resolve.knowledge import Knowledge
from kg.resolve.mentions import AgreementSaid, Said, order_of
from kg.resolve.names import build_text_key, find_language
from kg.resolve.tenures import parse_day

_COMPATIBLE = {"mou": "text", "agreement": "text", "other": "text", "treaty": "text", "contract": "text"}
_GENERIC = re.compile(
    r"บันทึกความเข้าใจ(?:ความร่วมมือ)?|บันทึกข้อตกลง(?:ความร่วมมือ)?|บันทึกความตกลง|ความตกลง(?:ว่าด้วย)?|ข้อตกลง|ความร่วมมือ|แถลงการณ์ร่วม|ปฏิญญา(?:ร่วม)?|"
    r"เอกสารผลลัพธ์|หนังสือแลกเปลี่ยน|แผนปฏิบัติการ(?:ร่วม)?|ถ้อยแถลง(?:ร่วม)?|(?:ประกาศ)?เจตนารมณ์|ร่วมกัน|หนังสือแสดงเจตจำนง|สัญญา|อนุสัญญา|พิธีสาร|การลงนาม(?:ใน)?|ร่าง|ฉบับ|ระหว่าง|รัฐบาล(?:แห่ง)?|ทางการ|ฝ่ายหนึ่ง|อีกฝ่าย|ทาง(?=เศรษฐกิจ)|กับ|และ|ของ|ว่าด้วย|เกี่ยวกับ|ด้าน|ใน|การ|"
    r"\b(?:memorandum of (?:understanding|cooperation)|mou|mous|moc|agreement|"
    r"joint (?:statement|declaration)|declaration|protocol|"
    r"action plan|letter of intent|loi|on|between|and|the|of|for|in|with|cooperation)\b",
    re.IGNORECASE,
)
_SHORT_NAME = re.compile(
    r"(?<![A-Za-z])(?:RCEP|CPTPP|ATIGA|AFTA|NAFTA|TPP|CMIM|[A-Z]{2,6}FTA|[A-Z]{1,4}TEPA|AJCEP|TNZCEP|TPCEP)(?![A-Za-z])"
)
_SECOND = re.compile(
    r"ฉบับใหม่|ฉบับเดิม|ฉบับที่(?!\s*\.\.)|ระยะที่|แก้ไข|ต่ออายุ|ขยาย|ปรับปรุง|ยกระดับ|เพิ่มเติม|ศึกษาความเป็นไปได้|ผลการศึกษา|feasibility|upgrade|extension|amend|renew",
    re.IGNORECASE,
)
_THAI_SHORT_NAMES = (("อาร์เซ็ป", "RCEP"), ("อาร์เซป", "RCEP"))
_PASSING = {"declaration", "action_plan", "letter_of_intent"}  # made anew every few years under one name
_SEVERAL = re.compile(
    r"คู่เจรจา|ประเทศ(?:คู่ค้า|อื่น|ต่าง)|ควบคู่|บวก(?:หนึ่ง|สาม|หก)|\+\s?[136](?!\d)|ต่าง\s?ๆ|(?:ทุก|หลาย)ฉบับ"
)  # several at once
_ABOUT = re.compile(  # what is said about another instrument, or is to be negotiated of it
    r"(?:ร่าง)?(?:ปฏิญญา|แถลงการณ์|ถ้อยแถลง|เอกสารขอบเขต|โครงสร้างการเจรจา)|"
    r"(?:[Jj]oint )?(?:[Ss]tatement|[Dd]eclaration|[Tt]erms of [Rr]eference)\b"
)
_AND_ANOTHER = re.compile(r"(?:และ|รวมถึง)\s*(?:การเข้าร่วม|(?:กรอบ)?(?:ความ|ข้อ)ตกลง|FTA)")  # a second one
_EXPLAINED = re.compile(r"(?<=[A-Za-z])\s+(?:คือ|ซึ่ง|ประกอบด้วย)")  # a short name, and who is in it
_OF_ANOTHER = re.compile(r"^(?:บันทึก|MOU|MoU|พิธีสาร|กรอบ(?!ความตกลง\s?FTA)|แถลงการณ์|หนังสือ)")
# a trade agreement whose parties only the sentence tells
_BARE = re.compile(r"(?:[Mm]ini )?(?:(?:ความ|ข้อ)ตกลง)?\s*(?:(?:เขต)?การค้าเสรี)?\s*\(?(?:FTAs?)?\)?$")
_COUNTRY_WORDS = re.compile(
    r"ราชอาณาจักรไทย|ประเทศไทย|ไทย|thailand|thai|สปป\.?|สาธารณรัฐ(?:ประชาชน|สังคมนิยม|ประชาธิปไตย)*|ราชอาณาจักร|"
    r"สหพันธ์|แห่ง|สหภาพ(?!ยุโรป|เศรษฐกิจ|โทร|รัฐสภา|ไปรษณีย์)",
    re.IGNORECASE,
)
_EXTENDS = re.compile(
    r"ต่ออายุ|ขยาย(?:อายุ|ระยะเวลา|เวลา)|(?:ฉบับ|พิธีสาร(?:เพื่อ)?|ความตกลงเพื่อ)(?:แก้ไข|ปรับปรุง)|แก้ไขเพิ่มเติม|"
    r"(?:พิธีสาร(?:เพื่อ)?|ความตกลงเพื่อ|ฉบับ)ยกระดับ|ยกระดับความตกลง|\b(?:upgrad|extension|extend|amend|renew)",
    re.IGNORECASE,
)
_RENEWAL = re.compile(r"ต่ออายุ|ขยายอายุ|\b(?:renew|extension)", re.IGNORECASE)
_REPLACES = re.compile(r"ฉบับใหม่|ฉบับที่\s*[2-9]|ระยะที่\s*[2-9]|ทดแทน|แทนที่")
_LONG_AGO = 15 * 365  # days; an earlier date beside a signing is as a rule another event's
_YEAR = re.compile(r"(?<!\d)(?:19|20|25)\d\d(?!\d)")
_SURE = {  # rules by which two names in one article are of one instrument too
    "same short name",
    "free trade agreement of the same parties",
    "same name",
    "same name of its own",
    "nearly the same name, same parties",
    "one long subject within the other, same parties",
}
_OWN_STATEMENT = re.compile(r"^(?:คำ)?แถลงการณ์(?:ของ)?(?:รัฐบาล|กระทรวง|สำนักนายก)")
_LABEL = re.compile(r"\([A-Z][A-Za-z@ -]*\d+\)")  # what a conference or the like is called: (COP26)
_BUDDHIST = range(2450, 2600)
_YEARS = frozenset(range(1900, 2100))
_YEAR_SAID = re.compile(r"(?:[พค]\.\s?ศ\.|ปี)?\s*(?<!\d)((?:[2๒][50๕๐]|19)[\d๐-๙]{2})(?!\d)")
_SESSION = re.compile(r"\s*(?:สมัย|ครั้ง)ที่\s*[\d๐-๙]+.*$")  # of those who are bound by a convention
_UNIONS = re.compile(
    r"สหประชาชาติ|อาเซียน|สหภาพยุโรป|asean|เอเปค"
)  # words of a core that say with whom, not what
_TELLING = re.compile(r"ไทย|ระหว่าง(?!ประเทศ$)|ว่าด้วย|ด้าน|ระยะ\d|pca|[a-z]on[a-z]|between")
_FIELD = re.compile(r"(?<!การค้า)ด้าน(?!การค้า|เศรษฐกิจ(?!ดิจิทัล)|นี้)")
_SUBJECT = re.compile(
    r"(?:ว่าด้วย|เกี่ยวกับ|ด้าน(?!นี้)|เรื่อง|เพื่อ)\s*(.+?)(?=\s*(?:ระหว่าง|กับ|ของ(?:ทั้ง)?สอง|(?<!แรงงาน)ไทย|อาเซียน|ASEAN|$))"
)
_RUN_ON = re.compile(r"ไปสู่|มีผล|ซึ่ง|ที่|โดย|เมื่อ|เพื่อให้|ให้|จะ|ได้|แล้ว|ร่วมกัน|ดังกล่าว|นี้|อย่าง|ในวัน|ณ|พร้อม|ภายใน|ต่อไป")
_LETTERS = re.compile(r"(?<![A-Za-z])[A-Z][A-Za-z]?[A-Z]+[A-Za-z]*(?![A-Za-z])")
_COMMON_LETTERS = {
    "MOU",
    "MOUS",
    "MOC",
    "MOA",
    "LOI",
    "LOU",
    "LOE",
    "FTA",
    "ASEAN",
    "APEC",
    "ACMECS",
    "BIMSTEC",
    "BRICS",
    "EU",
    "UN",
    "MOI",
    "JS",
    "ROK",
    "PRC",
    "USA",
    "UK",
    "SME",
    "BOI",
    "ICT",
    "RD",
    "UAE",
}
_PHRASE = re.compile(r"[A-Za-z][A-Za-z'’,&. -]{14,}[A-Za-z]")
_ENTITLED = re.compile(
    r"ปฏิญญา(?!ร่วม|ระดับ|ผู้นำ|รัฐมนตรี|การประชุม|ว่าด้วย|ของ|อาเซียน)|(?:เป้าหมาย|วิสัยทัศน์|แถลงการณ์)กรุง"
)  # one of its name
_CONVENTION = re.compile(
    r"(?:กรอบ)?อนุสัญญา|กฎบัตร|ธรรมนูญ|สนธิสัญญา|ความตกลง(?:ปารีส|มาร์ราเกช)|พิธีสาร(?:เกียวโต|มอนทรีออล|นาโงยา|คาร์ตาเฮนา|ส่วนเสริม)"
)
_VAGUE = re.compile(
    r"ระหว่างวันที่|แนบท้าย|เพิ่มเติม|ดังกล่าว|ทั้งสอง|ต่าง|(?:ว่าด้วย|ด้าน|เพื่อ)$|^อนุสัญญา(?:สหประชาชาติ)?$|"
    r"^(?:เอกสาร|ถ้อยแถลง|แถลงการณ์|ปฏิญญา)(?:ผลลัพธ์|ร่วม)?(?:ของ)?การประชุม(?:ร่วม|ระดับสูง|รัฐมนตรี)?ฯ?$"
)
# treaties that a country makes with many others, one by one
_ONE_OF_MANY = re.compile(r"ส่งผู้ร้ายข้ามแดน|โอนตัวนักโทษ|ทางอาญา|ภาษีซ้อน|extradition", re.IGNORECASE)
_BETWEEN_ONE = re.compile(r"ระหว่าง(?:กระทรวง|กรม|สำนักงาน|สภา|หอการค้า)(?:(?!กับ|และ| - ).)*$")
_REGION = re.compile(
    r"มณฑล|เมือง|นคร|จังหวัด|แคว้น|รัฐ(?!บาล|อเมริกา|อาหรับ|เกาหลี|ประชาชน|สังคม|อ่าว|ประชาธิปไตย|เช็ก|อิสลาม)"
)


@dataclass(slots=True)
class _Seen:
    said: AgreementSaid
    name_key: str
    core: str
    plain: str  # the name without what stands in brackets
    letters: frozenset[str]
    phrases: frozenset[str]
    subject: str
    numbers: frozenset[int]
    short: str
    second: bool
    parties: frozenset[str]
    alone: bool  # Thailand is the only party that the article names
    sides: frozenset[str]  # the parties' countries, where they have one
    signatories: frozenset[str]
    signed: set[int]
    signings: set[str]
    partners: frozenset[str]  # the countries in the name, but Thailand


@dataclass(slots=True)
class _State:
    """What the mentions of a set say together."""

    parties: Counter[frozenset[str]] = field(default_factory=Counter)
    shorts: set[str] = field(default_factory=set)
    signed: set[int] = field(default_factory=set)

    def main_parties(self) -> frozenset[str]:
        """The parties that most mentions give."""
        return min(self.parties, key=lambda p: (-self.parties[p], sorted(p)), default=frozenset())

    def add(self, other: _State) -> None:
        """Take in another set."""
        self.parties.update(other.parties)
        self.shorts |= other.shorts
        self.signed |= other.signed


class _AgreementClusters(Clusters):
    """Sets of mentions of agreements with what each says as a whole."""

    def __init__(self, seen: Mapping[str, _Seen]) -> None:
        super().__init__("agreement", sorted(seen))
        self.state = {
            key: _State(
                Counter([item.sides] if item.sides else []),
                {item.short} if item.short else set(),
                set(item.signed),
            )
            for key, item in seen.items()
        }

    def merge(self, left: str, right: str, rule: str, score: float = 1.0) -> None:
        """Join two sets and what they say."""
        one, two = self.state[self.find(left)], self.state[self.find(right)]
        if one is not two and self.join(left, right, rule, score):
            one.add(two)
            self.state[self.find(left)] = one


@dataclass(frozen=True, slots=True)
class Instruments:
    """The agreements found and their status changes; ``ids`` maps mention keys to agreement ids,
    ``own_ids`` to what each mention's id would be by itself."""

    agreements: tuple[Agreement, ...]
    statuses: tuple[StatusChange, ...]
    unresolved: tuple[Unresolved, ...]
    ids: Mapping[str, str]
    own_ids: Mapping[str, str]
    links: tuple[Link, ...]
    doubts: tuple[Link, ...]


@dataclass(slots=True)
class _Context:
    persons: Mapping[str, str]
    bodies: Mapping[str, str]
    activities: Mapping[str, str]
    known: Knowledge
    unresolved: list[Unresolved] = field(default_factory=list)

    def find_party(self, party: str) -> str:
        """The id of a party: an organisation's, a country's, or a body's by its code (``EU``)."""
        if party in self.bodies:
            return self.bodies[party]
        kind, _, code = party.partition(":")
        if kind == "country" and code:
            return f"country/{code}"
        if "#" in party:
            return ""
        return find_code(code if kind == "code" else party, self.known)


def _find_core(name: str, known: Knowledge) -> str:
    """What is left of a name without the words that every instrument has and its parties' countries."""
    text = re.sub(r"\([^)]*\)", " ", name).rstrip("ฯ ")
    text = _GENERIC.sub(" ", text)
    for th, en in known.country_names.values():
        if th in text:
            text = text.replace(th, " ")
        if en and en in text:
            text = text.replace(en, " ")
    return build_text_key(_COUNTRY_WORDS.sub(" ", text))


def _find_subject(name: str, known: Knowledge) -> str:
    """What the instrument is about, as far as its name says so; no parties, no bodies."""
    found = _SUBJECT.search(re.sub(r"\([^)]*\)", " ", name))
    return _find_core(found[1], known) if found else ""


def _find_sides(
    parties: frozenset[str], name: str, homes: Mapping[str, str], known: Knowledge
) -> frozenset[str]:
    """The parties' countries; where the article tells fewer than two, those of which the name speaks as well,
    in place of bodies of which nothing else is known."""
    sides = frozenset(f"country/{homes[p]}" if homes.get(p) else p for p in parties)
    if not parties or sum(s.startswith("country/") for s in sides) > 1:
        return sides
    spoken = {f"country/{code}" for code, (th, _) in known.country_names.items() if th in name}
    if not spoken - {"country/TH"}:
        return sides
    told = {s for s in sides if s.startswith("country/") or s.removeprefix("org/") in known.bodies}
    return frozenset(told | spoken)


def _find_partners(name: str, known: Knowledge) -> frozenset[str]:
    text = re.sub(r"\([^()]*\)?", " ", name)
    return frozenset(c for c, (th, _) in known.country_names.items() if c != "TH" and th in text)


def _find_numbers(name: str) -> frozenset[int]:
    """The numbers in a name, years of the Buddhist era as those of the common one."""
    text = _LABEL.sub(" ", _EXPLAINED.split(name, maxsplit=1)[0])
    return frozenset(map(_to_common_era, map(int, re.findall(r"\d+", text))))


def _to_common_era(year: int) -> int:
    return year - 543 if year in _BUDDHIST else year


def _find_short(name: str) -> str:
    """The one well-known short name in a name, as ``RCEP``; "" when there is none or more than one, or when
    the name is of several agreements."""
    name = _AND_ANOTHER.split(_EXPLAINED.split(name, maxsplit=1)[0], maxsplit=1)[0]
    if _SEVERAL.search(name) or _ABOUT.match(name):
        return ""
    found = set(_SHORT_NAME.findall(name)) | {short for thai, short in _THAI_SHORT_NAMES if thai in name}
    return found.pop() if len(found) == 1 else ""


def _fold_name(name: str) -> str:
    """What tells an instrument's whole name apart: without the words that every instrument has."""
    text = _YEAR_SAID.sub(lambda m: f" {_to_common_era(int(m[1]))}", name.strip().removeprefix("กรอบ"))
    key = build_text_key(_GENERIC.sub(" ", text)).replace("ทางเศรษฐกิจ", "เศรษฐกิจ")
    key = re.sub(r"(?:ค้าเสรี|freetrade(?:area)?|fta)+", "fta", key)
    return key if key == "เขตftaอาเซียน" else key.replace("เขตfta", "fta")


def _find_curated(name: str, curated: Mapping[str, str]) -> str:
    """The short name of the instrument of the gazetteer that this name, or one in its brackets, is; ""
    otherwise."""
    name = _AND_ANOTHER.split(name, maxsplit=1)[0]
    outside = _SESSION.sub("", re.sub(r"\([^()]*\)?", " ", name)).strip()
    if _CONVENTION.match(outside):  # of which year a convention is may be said or not
        outside = _YEAR_SAID.sub("", outside)
    inside = [piece for text in re.findall(r"\(([^()]*)\)", name) for piece in re.split(r"[:;]|หรือ", text)]
    of_another = _OF_ANOTHER.match(name) or _ABOUT.match(name) or _SECOND.search(name)
    found = {
        short
        for text in (outside, *([] if of_another else inside))
        if (short := curated.get(_fold_name(text)))
    }
    return found.pop() if len(found) == 1 else ""


def _learn_shorts(said: Said, known: Knowledge) -> dict[str, str]:
    """Long names that stand beside one and the same short name whenever they stand beside any."""
    beside: dict[str, set[str]] = defaultdict(set)
    for agreement in said.agreements.values():
        short = _find_short(agreement.name)
        core = _find_core(agreement.name, known)
        if short and len(core) >= 20:
            beside[core].add(short)
    return {core: min(shorts) for core, shorts in beside.items() if len(shorts) == 1}


def _is_fit(one: frozenset[str], two: frozenset[str], fta: bool) -> bool:
    """True when two lists of parties can be of one instrument: one may be incomplete, but not a free trade
    agreement's, where each partner makes another one."""
    if not one or not two or one <= two or two <= one:
        return not fta or not one or not two or _trade_parties(one) == _trade_parties(two)
    return False


def _trade_parties(parties: frozenset[str]) -> frozenset[str]:
    return parties - {"country/TH"} if len(parties) > 2 else parties


def resolve_agreements(
    said: Said,
    persons: Mapping[str, str],
    bodies: Mapping[str, str],
    activities: Mapping[str, str],
    known: Knowledge,
    decisions: Decisions,
    homes: Mapping[str, str] | None = None,
    compare: Comparer = compare_here,
) -> Instruments:
    """Group all mentions of instruments. A name that any two instruments could bear joins only with the
    same parties on the same signing; names, numbers and kinds that differ stay apart. ``homes``: the
    countries of bodies, by id."""
    context = _Context(persons, bodies, activities, known)
    learned = _learn_shorts(said, known)
    curated = {_fold_name(name): short for name, short in known.instruments}
    shorts = {word for _, short in known.instruments for word in short.split()}
    seen: dict[str, _Seen] = {}
    for key, agreement in said.agreements.items():
        if not agreement.name and not agreement.type:
            continue
        parties = frozenset(p for x in agreement.parties if (p := context.find_party(x)))
        alone = parties == {"country/TH"}
        if alone:  # that Thailand is one of them tells nothing
            parties = frozenset()
        told = parse_day(agreement.published)
        signed = {
            d
            for s, when, _, _ in agreement.statuses
            if s == "signed"
            and (d := parse_day(when)) is not None
            and (told is None or told - d <= _LONG_AGO)
        }
        core = _find_core(agreement.name, known)
        short = _find_short(agreement.name) or learned.get(core, "")
        own = ""  # of an instrument of the gazetteer
        lasting = agreement.type in ("fta", "agreement", "treaty")
        if not lasting and (len(short) < 5 or _OF_ANOTHER.match(agreement.name)):
            short = ""
        if agreement.type not in ("mou", "contract", "letter_of_intent"):
            own = _find_curated(agreement.name, curated)
            short = own or short
        seen[key] = _Seen(
            agreement,
            build_text_key(agreement.name),
            core,
            build_text_key(re.sub(r"\([^()]*\)?", " ", agreement.name)),
            frozenset(
                x
                for x in _LETTERS.findall(agreement.name)
                if x.upper() not in _COMMON_LETTERS and len(x) > 2 and (x in shorts or not known.find_body(x))
            ),
            frozenset(map(build_text_key, _PHRASE.findall(agreement.name))),
            _find_subject(agreement.name, known),
            frozenset() if own else _find_numbers(agreement.name),
            short,
            bool(_SECOND.search(agreement.name)),
            parties,
            alone,
            _find_sides(parties, agreement.name, homes or {}, known),
            frozenset(persons[s] for s in agreement.signatories if s in persons),
            signed,
            {activities[a] for _, _, a, _ in agreement.statuses if a in activities},
            _find_partners(agreement.name, known),
        )
    clusters = _AgreementClusters(seen)
    short_keys = {build_key(key): key for key in seen}
    for wanted in ("different", "same"):
        for decision in decisions.pairs():
            targets = [t if t in seen else short_keys.get(t.rpartition("-")[2], "") for t in decision.targets]
            if decision.action != wanted or not all(targets):
                continue
            if wanted == "same":
                clusters.merge(targets[0], targets[1], "decision")
            else:
                clusters.part(targets[0], targets[1])
    by_article: dict[str, list[str]] = defaultdict(list)
    for key, item in seen.items():
        by_article[item.said.article].append(key)
    links: list[tuple[float, str, str, str]] = []
    for members in by_article.values():
        for index, left in enumerate(members):
            for right in members[index + 1 :]:
                verdict = _compare(seen[left], seen[right])
                if _is_told_twice(seen[left], seen[right]) or (verdict and verdict[1] in _SURE):
                    links.append((0.98, left, right, "told twice in one article"))
                else:
                    clusters.part(left, right)
    doubts: list[Link] = []
    for left, right, score, rule in compare(_build_blocks(seen), seen, _find_pairs, _compare):
        if rule.endswith("?"):
            doubts.append(Link("agreement", left, right, rule.rstrip("?"), score))
        else:
            links.append((score, left, right, rule))
    for link in _drop_ambiguous(links, seen, doubts):
        _join(clusters, seen, link)
    return _build_agreements(seen, clusters, context, doubts)


def _is_told_twice(left: _Seen, right: _Seen) -> bool:
    """True for one instrument that an article names twice, whole and shorter."""
    short, long = sorted((left.plain, right.plain), key=len)
    kinds = {_COMPATIBLE.get(x.said.type, x.said.type) for x in (left, right) if x.said.type}
    names = short == long or (len(short) >= 25 and long.startswith(short) and not _adds_subject(short, long))
    names = names or (left.core == right.core and len(left.core) >= 14)
    fit = _is_fit(left.parties, right.parties, fta=True) or _is_fit(left.sides, right.sides, fta=True)
    return (
        names
        and len(kinds) < 2
        and len(left.core) >= 6
        and fit
        and (left.numbers, left.second) == (right.numbers, right.second)
    )


def _find_pairs(block: tuple[str, ...], members: Mapping[str, _Seen]) -> Iterable[tuple[str, str]]:
    for left, right in iter_pairs(list(members), 299):
        if members[left].said.article != members[right].said.article:
            yield left, right


def _build_blocks(seen: Mapping[str, _Seen]) -> dict[tuple[str, ...], list[str]]:
    blocks: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for key, item in seen.items():
        blocks["name", item.name_key].append(key)
        if item.core:
            blocks["core", item.core].append(key)
        if item.short:
            blocks["short", item.short].append(key)
        if item.said.type == "fta" and len(item.parties) == 2:
            blocks["fta", *sorted(item.parties)].append(key)
        for day in sorted(item.signed):
            for party in item.parties:
                blocks["signed", str(day), party].append(key)
        for signing in item.signings:
            blocks["signing", signing].append(key)
        if len(item.parties) >= 2 and len(item.core) >= 8:
            blocks["parties", *sorted(item.parties), item.core[:6]].append(key)
            blocks["parties", *sorted(item.parties), "end", item.core[-6:]].append(key)
    return blocks


def _runs_on(left: str, right: str) -> bool:
    """True when one name is the other and the beginning of what the sentence says next."""
    short, long = sorted((left, right), key=len)
    return len(short) >= 25 and long.startswith(short) and bool(_RUN_ON.match(long[len(short) :]))


def _adds_subject(left: str, right: str) -> bool:
    """True when one name is the other and one more subject."""
    short, long = sorted((left, right), key=len)
    return long.startswith(short) and long[len(short) :].startswith(("และ", "รวมถึง", "ตลอดจน"))


def _is_near(left: _Seen, right: _Seen, days: int = 400) -> bool:
    """True when the two were reported within so many days, or one has no date."""
    one, two = parse_day(left.said.published), parse_day(right.said.published)
    return one is None or two is None or abs(one - two) <= days


def _grams(text: str) -> set[str]:
    return {text[i : i + 3] for i in range(len(text) - 2)}


def _likeness(left: str, right: str) -> float:
    one, two = _grams(left), _grams(right)
    return len(one & two) / len(one | two) if one and two else float(left == right)


def _overlap(left: str, right: str) -> float:
    """How much of the shorter text is in the longer one too."""
    one, two = _grams(left), _grams(right)
    return len(one & two) / min(len(one), len(two)) if one and two else float(left == right)


def _drop_ambiguous(
    links: list[tuple[float, str, str, str]], seen: Mapping[str, _Seen], doubts: list[Link]
) -> list[tuple[float, str, str, str]]:
    """The links, the likeliest first, without those of a mention that names no parties and could be
    the agreement of one pair of sides as well as of another."""
    sides: dict[str, set[frozenset[str]]] = defaultdict(set)
    for _, left, right, rule in links:
        if rule.startswith("same name"):
            for one, two in ((left, right), (right, left)):
                if not seen[one].parties and seen[two].parties:
                    sides[one].add(seen[two].parties)
    vague = {key for key, found in sides.items() if any(not (a <= b or b <= a) for a in found for b in found)}
    kept = []
    for score, left, right, rule in sorted(links, key=lambda t: (-t[0], t[1], t[2], t[3])):
        if rule.startswith("same name") and (left in vague) != (right in vague):
            doubts.append(Link("agreement", left, right, "same name, parties not told", 0.5))
        else:
            kept.append((score, left, right, rule))
    return kept


def _join(clusters: _AgreementClusters, seen: Mapping[str, _Seen], link: tuple[float, str, str, str]) -> None:
    """Join two sets unless, taken whole, they differ in parties, short name or date of signing."""
    score, left, right, rule = link
    first, second = clusters.find(left), clusters.find(right)
    if first == second:
        return
    one, two = clusters.state[first], clusters.state[second]
    if one.shorts and two.shorts and one.shorts != two.shorts:
        return
    trade = rule in ("same short name", "free trade agreement of the same parties")
    if (
        one.signed
        and two.signed
        and min(abs(a - b) for a in one.signed for b in two.signed) > 3
        and not trade
    ):
        return
    if rule != "same short name":
        mine, theirs = one.main_parties(), two.main_parties()
        if mine and theirs and not (mine <= theirs or theirs <= mine):
            return
    clusters.merge(left, right, rule, score)


def _compare(left: _Seen, right: _Seen) -> tuple[float, str] | None:
    """``(score, rule)`` for two mentions; a rule ending in ``?`` is a doubt, None: not one."""
    kinds = {_COMPATIBLE.get(x.said.type, x.said.type) for x in (left, right) if x.said.type}
    same_signing = bool(left.signings & right.signings)
    if (
        len(kinds) > 1
        and not same_signing
        and not (kinds == {"fta", "text"} and _is_one_trade_deal(left, right))
    ):
        return None
    same_short = bool(left.short) and left.short == right.short
    if all(_RENEWAL.search(x.said.name) for x in (left, right)) and not _is_near(left, right, 300):
        return None  # each renewal is one of its own
    if _OWN_STATEMENT.match(left.said.name) and left.said.published != right.said.published:
        return None  # a government issues many under one title
    if _is_same_plan(left, right):
        return 0.9, "plan of the same parties and years"
    if _is_plan_of_these_years(left, right) or _is_plan_of_these_years(right, left):
        return 0.88, "plan of the same name and parties, one in the years of the other"
    differing = left.numbers ^ right.numbers
    if _differ_in_version(left, right) or (differing and not (same_short and differing <= _YEARS)):
        return None
    apart = bool(left.signed and right.signed and not (left.signed & right.signed))
    near = apart and min(abs(a - b) for a in left.signed for b in right.signed) <= 3
    trade = "fta" in (left.said.type, right.said.type)
    parties = left.parties & right.parties or left.sides & right.sides
    fit = _is_fit(left.parties, right.parties, trade) or (
        len(left.sides) >= 2 and _is_fit(left.sides, right.sides, trade)
    )
    same_parties = (len(left.parties) >= 2 and left.parties == right.parties) or (
        len(left.sides) >= 2 and left.sides == right.sides
    )
    if same_short:
        return 0.95, "same short name"
    told = left.said.published == right.said.published and left.name_key == right.name_key
    if apart and not near and not (told and same_parties):
        return (
            (0.5, "same name, signed on other dates?")
            if left.name_key == right.name_key and same_parties
            else None
        )
    local = bool(_REGION.search(left.said.name)) or bool(_REGION.search(right.said.name))
    bare = all(_BARE.match(x.said.name) for x in (left, right))
    if (
        left.said.type == right.said.type == "fta"
        and same_parties
        and not (left.short and right.short)
        and not local
        and (not bare or _is_near(left, right, 200))
        and not _is_of_one_field(left.said.name) ^ _is_of_one_field(right.said.name)
        and not _SEVERAL.search(left.said.name)
        and not _SEVERAL.search(right.said.name)
        and not any(p.match(x.said.name) for p in (_OF_ANOTHER, _ABOUT) for x in (left, right))
    ):
        return 0.93, "free trade agreement of the same parties"
    likeness = 1.0 if left.core == right.core else _likeness(left.core, right.core)
    telling = all(len(_UNIONS.sub("", x.core)) >= 10 for x in (left, right))
    if not (left.parties and right.parties) and {left.said.type, right.said.type} == {"mou", "agreement"}:
        return None
    if not fit:
        if trade and left.said.type == right.said.type and _has_partner_in_letters(left, right):
            return 0.86, "free trade agreement with a body of the same name in Latin letters"
        doubtful = likeness == 1.0 and telling and left.said.type != "fta"
        return (0.5, "same name, other parties?") if doubtful else None
    if (same_signing or (left.signed & right.signed)) and parties:
        if left.core and right.core:
            alike = likeness >= 0.5 or _is_one_within(left.core, right.core)
        else:  # a name that tells nothing: of the same kind at least
            alike = left.said.type == right.said.type
        if alike:
            return 0.92, "same parties, same signing"
        return 0.5, "same parties, same signing, another name?"
    if same_parties and not trade and _share_letters(left, right) and _is_near(left, right, 1500):
        return 0.89, "same parties, the same name in Latin letters"
    if (
        same_parties
        and min(map(len, (left.core, right.core))) >= 6
        and _is_one_within(left.core, right.core)
        and len(left.parties) >= 3
        and not _PASSING & {left.said.type, right.said.type}
        and _is_near(left, right)
    ):
        return 0.86, "one name within the other, the same three parties or more"
    passing = bool(_PASSING & {left.said.type, right.said.type}) and not left.numbers
    plain = left.plain
    if not (_VAGUE.search(plain) or _VAGUE.search(right.plain)):
        own = len(_UNIONS.sub("", left.core))
        lasting = left.said.type == right.said.type == "treaty" and all(
            _CONVENTION.match(x.plain) for x in (left, right)
        )
        many = _ONE_OF_MANY.search(left.core) and not same_parties
        if lasting and left.core == right.core and own >= 4 and not many:
            return 0.91, "same name of its own"
        entitled = plain.replace("ของ", "") == right.plain.replace("ของ", "") and _ENTITLED.match(plain)
        long_ago = 200 if passing and own < 10 else 1500
        if entitled and own >= (6 if passing else 4) and _is_near(left, right, long_ago):
            return 0.91, "same name of its own"
    if (
        same_parties
        and left.said.type == right.said.type
        and not (trade or passing)
        and min(map(len, (left.core, right.core))) >= 15
        and _is_one_within(left.core, right.core)
        and not _adds_subject(left.name_key, right.name_key)
        and _is_near(left, right, 60)
    ):
        return 0.85, "one name within the other, same parties, in two months"
    if (
        left.name_key == right.name_key
        and len(left.core) >= 6
        and not (left.parties or right.parties)
        and not _VAGUE.search(plain)
        and _is_near(left, right, 14)
    ):
        return 0.85, "same name, no parties named, within a fortnight"
    whole = (
        same_parties
        and min(len(left.subject), len(right.subject)) >= 25
        and left.said.type == right.said.type
    )
    if whole and _is_near(left, right, 1000) and _is_one_within(left.subject, right.subject):
        return 0.86, "one long subject within the other, same parties"
    if (passing or not (left.parties or right.parties)) and not _is_near(left, right):
        return None
    if all(_BETWEEN_ONE.search(x.said.name) for x in (left, right)) and not _is_near(left, right, 200):
        return None
    if _SEVERAL.search(left.said.name) or _SEVERAL.search(right.said.name):
        return (0.95, "same name") if left.name_key == right.name_key and _is_near(left, right) else None
    if passing and bool(left.parties) != bool(right.parties) and not _is_near(left, right, 60):
        return None
    untold = not (left.parties and right.parties)
    same_name = left.plain == right.plain
    long = len(left.core) >= (20 if not same_name else (8 if _is_near(left, right, 7) else 14))
    long = long and (same_name or len(left.core) >= 20)
    lasting = "treaty" in (left.said.type, right.said.type) or _is_near(left, right, 200)
    lasting = lasting and not _ONE_OF_MANY.search(left.core)
    if passing and untold and not same_name:
        return None
    if passing and not same_parties and left.partners != right.partners:
        return None  # of ASEAN's ministers, and of theirs and China's
    if telling and likeness == 1.0 and (parties or (untold and long and lasting)):
        return 0.95, "same name"
    if telling and likeness >= 0.85 and same_parties:
        return 0.9, "nearly the same name, same parties"
    if same_parties and _runs_on(left.name_key, right.name_key):
        return 0.88, "the same name, one run on into the sentence"
    if (
        same_parties
        and left.said.type == right.said.type
        and not trade
        and min(len(left.subject), len(right.subject)) >= 10
        and _overlap(left.subject, right.subject) >= 0.8
        and not _adds_subject(left.name_key, right.name_key)
        and _is_near(left, right, 1500)
    ):
        return 0.87, "one name within the other, same parties"
    if likeness >= 0.6 and same_parties and telling:
        return likeness, "similar name, same parties?"
    if left.name_key == right.name_key and bool(left.parties) != bool(right.parties):
        rare = len(left.subject) >= 14 or re.search(r"ระยะ\d", left.name_key)
        if len(left.core) >= 6 and not _VAGUE.search(plain) and _is_near(left, right, 3):
            return 0.84, "same name"
        if _TELLING.search(left.name_key) and _is_near(left, right, 250 if rare else 30):
            return 0.84, "same name"
    if (
        same_parties
        and not (trade or passing)
        and left.said.type == right.said.type
        and min(len(left.core), len(right.core)) >= 8
        and _overlap(left.core, right.core) >= 0.75
        and not _adds_subject(left.name_key, right.name_key)
        and _is_near(left, right, 3)
    ):
        return 0.84, "much of the name, same parties, in three days"
    if (same_name or (likeness == 1.0 and len(left.core) >= 4)) and same_parties:
        if _is_near(left, right, 0 if passing else 30) and left.core and not _is_one_of_many(left, right):
            return 0.85, "same general name, same parties, in one month"
        if _TELLING.search(left.name_key) and _is_near(left, right, 450 if left.subject else 150):
            return 0.85, "same general name, same parties, at about the same time"
        return 0.5, "same general name, same parties?"
    return None


def _differ_in_version(left: _Seen, right: _Seen) -> bool:
    """True for an instrument and its amendment or extension; a new one may be told of on one day without that
    word."""
    if left.second == right.second or left.said.published != right.said.published:
        return left.second != right.second
    return len({bool(_SECOND.search(x.said.name.replace("ฉบับใหม่", ""))) for x in (left, right)}) == 2


def _is_of_one_field(name: str) -> bool:
    """True for what a trade agreement says of one field only (``ด้านเศรษฐกิจดิจิทัล``)."""
    return bool(_FIELD.search(name))


def _is_same_plan(left: _Seen, right: _Seen) -> bool:
    """True for plans of one name for the same span of years, whether or not both count them."""
    plans = (
        left.said.type == right.said.type == "action_plan"
        and len(left.sides) >= 2
        and left.sides == right.sides
    )
    years = [x.numbers & _YEARS for x in (left, right)]
    return (
        plans
        and len(years[0]) == 2
        and years[0] == years[1]
        # of five years there are the whole plan and those for transport, for tourism
        and (bool(left.subject) == bool(right.subject) or max(years[0]) - min(years[0]) != 4)
        and _overlap(left.core, right.core) >= 0.6
    )


def _is_plan_of_these_years(left: _Seen, right: _Seen) -> bool:
    """True when a plan told without its years is spoken of in those of one of its name."""
    plans = left.said.type == right.said.type == "action_plan" and not right.numbers and not right.second
    years = left.numbers & _YEARS
    told = right.said.published[:4]
    return (
        plans
        and left.numbers == years
        and len(years) == 2
        and len(left.sides) == 2
        and "country/TH" in left.sides
        and left.sides == right.sides
        and told.isdecimal()
        and min(years) <= int(told) <= max(years)
        and len(right.core) >= 10
        and re.sub(r"(?:[พค]ศ|ปี)*\d+", "", left.core) == right.core
    )


def _is_one_within(left: str, right: str) -> bool:
    return left in right or right in left


def _is_one_trade_deal(left: _Seen, right: _Seen) -> bool:
    """True for an agreement that one article takes for one of free trade and the other not."""
    if left.short and left.short == right.short:
        return True
    same_sides = len(left.sides) >= 2 and left.sides == right.sides
    contained = _is_one_within(left.core, right.core)
    if not same_sides or not contained or min(len(left.core), len(right.core)) < 10:
        return False
    return left.core == right.core or _is_near(left, right, 30)


def _is_one_of_many(left: _Seen, right: _Seen) -> bool:
    return any(x.said.type in ("contract", "letter_of_intent") for x in (left, right))


def _has_partner_in_letters(left: _Seen, right: _Seen) -> bool:
    """True for agreements of one country with a body that both names give in the same Latin letters."""
    mine = [{p for p in x.parties if p.startswith("country/")} for x in (left, right)]
    bodies = [x.parties - own for x, own in zip((left, right), mine, strict=True)]
    single = all(len(x) == 1 and len(own) == 1 for x, own in zip(bodies, mine, strict=True))
    return single and mine[0] == mine[1] and bool(left.letters & right.letters)


def _share_letters(left: _Seen, right: _Seen) -> bool:
    """True for two names with an abbreviation or a phrase in Latin letters in common."""
    if left.letters & right.letters:
        return True
    return any(_is_one_within(a, b) for a in left.phrases for b in right.phrases)


def _build_agreements(
    seen: Mapping[str, _Seen], clusters: Clusters, context: _Context, doubts: list[Link]
) -> Instruments:
    ids: dict[str, str] = {}
    agreements: list[Agreement] = []
    statuses: list[StatusChange] = []
    said_of: dict[str, list[_Seen]] = {}
    for keys in clusters.groups():
        members = [seen[k] for k in sorted(keys, key=lambda k: (order_of(k), k))]
        names = Counter(m.said.name for m in members if m.said.name)
        preferred: dict[str, str] = {}
        for name in sorted(names, key=lambda n: (-names[n], -len(n), n)):
            preferred.setdefault(find_language(name) or "th", name)
        kinds = Counter(m.said.type for m in members if m.said.type)
        labels = [Label(text, lang) for lang, text in sorted(preferred.items(), reverse=True)]
        labels += [
            Label(n, find_language(n), "alternative") for n in sorted(set(names) - set(preferred.values()))
        ]
        ident = _build_id(members[0].said)
        ids.update((m.said.key, ident) for m in members)
        said_of[ident] = members
        agreements.append(
            Agreement(
                ident,
                min(kinds, key=lambda k: (-kinds[k], k)) if kinds else "other",
                tuple(labels),
                _choose_parties(members),
                tuple(sorted({s for m in members for s in m.signatories})),
                tuple(sorted({m.said.article for m in members}, key=order_of)),
                tuple(sorted({c for m in members for c in m.said.claims})),
            )
        )
        statuses += _build_statuses(ident, members, context)
    agreements = _link_successors(sorted(agreements, key=lambda a: a.id), said_of, context.known)
    return Instruments(
        tuple(agreements),
        tuple(sorted(statuses, key=lambda s: s.id)),
        tuple(context.unresolved),
        ids,
        {key: _build_id(item.said) for key, item in seen.items()},
        tuple(sorted(clusters.links)),
        tuple(
            sorted(
                {d for d in doubts if ids[d.left] != ids[d.right] and not clusters.is_apart(d.left, d.right)}
            )
        ),
    )


def _find_base(name: str, known: Knowledge) -> str:
    """The core of a name without the words and numbers by which a renewal differs from what it renews."""
    text = re.sub(r"พิธีสาร|(?:พ\.\s?ศ\.|ค\.\s?ศ\.|ปี)|[0-9๐-๙]+", " ", name)
    text = _EXTENDS.sub(lambda m: m[0][:0], _REPLACES.sub(" ", text))
    return _find_core(_SECOND.sub(" ", text), known)


def _link_successors(
    agreements: list[Agreement], members: Mapping[str, list[_Seen]], known: Knowledge
) -> list[Agreement]:
    """The agreements with the ones that they extend, and with the ones that took their place.

    Only among agreements of the same sides, and only where the earlier one is beyond doubt: a renewal of the
    one agreement that it can renew, a numbered plan and the next one of the same name.
    """
    families: dict[tuple[object, ...], list[Agreement]] = defaultdict(list)
    for agreement in agreements:
        seen = members[agreement.id]
        sides = max((m.sides for m in seen), key=lambda s: (len(s), sorted(s)), default=frozenset())
        base = _find_base(seen[0].said.name, known)
        if len(sides) >= 2 and agreement.type == "fta":
            families["fta", sides].append(agreement)
        if len(sides) >= 2 and len(base) >= 10:
            families[_COMPATIBLE.get(agreement.type, agreement.type), sides, base].append(agreement)
    extends: dict[str, set[str]] = defaultdict(set)
    superseded: dict[str, str] = {}
    for family in families.values():
        second = [a for a in family if any(m.second for m in members[a.id])]
        first = [a for a in family if a not in second]
        for agreement in second:
            name = " ".join(m.said.name for m in members[agreement.id] if m.second)
            if len(first) == 1 and _EXTENDS.search(name):
                extends[agreement.id].add(first[0].id)
            elif len(first) == 1 and _REPLACES.search(name):
                superseded.setdefault(first[0].id, agreement.id)
        plans = sorted(
            (max(_YEAR.findall(a.labels[0].text)), a.id)
            for a in first
            if a.type in ("action_plan", "mou", "agreement") and _YEAR.search(a.labels[0].text)
        )
        for (year, one), (then, two) in pairwise(plans):
            if year < then:
                superseded.setdefault(one, two)
    return [
        replace(a, extends=tuple(sorted(extends[a.id])), superseded_by=superseded.get(a.id, ""))
        for a in agreements
    ]


def _build_id(said: AgreementSaid) -> str:
    return f"agreement/{build_slug(said.name or said.type, 60)}-{build_key(said.key)}"


def _choose_parties(members: list[_Seen]) -> tuple[str, ...]:
    """The parties of the most frequent list, and all that a third of the mentions with parties name."""
    lists = Counter(m.parties for m in members if m.parties)
    if not lists:
        return ("country/TH",) if any(m.alone for m in members) else ()
    named = Counter(p for m in members for p in m.parties)
    main = min(lists, key=lambda p: (-lists[p], -len(p), sorted(p)))
    return tuple(sorted(main | {p for p in named if 3 * named[p] >= lists.total()}))


def _build_statuses(ident: str, members: list[_Seen], context: _Context) -> list[StatusChange]:
    """One change per status and date; a report without a date joins the only dated one of its status."""
    found: dict[tuple[str, str], list[tuple[str, str, str]]] = defaultdict(list)
    for member in members:
        for status, when, signed_at, claim in member.said.statuses:
            activity = context.activities.get(signed_at, "")
            found[status, when].append((member.said.published, activity, claim))
    for status in {s for s, _ in found}:
        dated = sorted(w for s, w in found if s == status and w)
        if (status, "") in found and len(dated) == 1:
            found[status, dated[0]] += found.pop((status, ""))
    changes = []
    for (status, when), reports in sorted(found.items()):
        activities = Counter(a for _, a, _ in reports if a)
        changes.append(
            StatusChange(
                "status/" + build_key(ident, status, when),
                ident,
                status,
                when,
                min((p for p, _, _ in reports if p), default=""),
                min(activities, key=lambda a: (-activities[a], a)) if activities else "",
                tuple(sorted({c for _, _, c in reports})),
            )
        )
    return changes
