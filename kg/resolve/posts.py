"""A post as written → the office it means: the same office for every way of writing it, another one per
country."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, replace

from kg.model import build_slug
from kg.resolve.knowledge import Knowledge
from kg.resolve.names import build_text_key, clean_form, count_edits

# offices that one person holds at a time
_SINGLE = re.compile(
    r"^(?:นายกรัฐมนตรี|ประธานาธิบดี|รองประธานาธิบดี|รัฐมนตรีว่าการ|ปลัดกระทรวง|อธิบดี|เลขาธิการ|เอกอัครราชทูต|ข้าหลวงใหญ่|"
    r"ผู้ว่าการ|ผู้ว่าราชการ|ผู้บัญชาการ|ผู้อำนวยการใหญ่|ประธานรัฐสภา|ประธานสภาผู้แทนราษฎร|ประธานวุฒิสภา|โฆษกประจำสำนักนายก|"
    r"มกุฎราชกุมาร|สุลต่าน|สมเด็จพระราชาธิบดี|ผู้ประสานงานสหประชาชาติประจำประเทศ|ประธานผู้แทนการค้าไทย|ผู้แทนการค้า$|ผู้สำเร็จราชการ|จุฬาราชมนตรี|ผู้อำนวยการ(?=สำนักงาน|สถาบัน|ธนาคาร|องค์การ))"
)
# and those of which each body has one; a committee's name in the title tells which body
_SINGLE_IN_BODY = re.compile(
    r"(?:ประธาน(?:กรรมการ|เจ้าหน้าที่บริหาร|สภา|บริษัท)?|กรรมการผู้จัดการ(?:ใหญ่)?|อธิการบดี|ผู้อำนวยการ(?:ใหญ่)?|ผู้จัดการใหญ่|นายกสมาคม|เลขาธิการ)$"
)
_HEADS_OF_BODIES = ("ประธาน", "กรรมการผู้จัดการ", "อธิการบดี", "ผู้จัดการใหญ่")  # with the body's name behind
_SINGLE_CHAIR = re.compile(
    r"ประธาน(?:คณะ(?:กรรมการ|กรรมาธิการ|มนตรี|อนุกรรมการ|ทำงาน)|สภา|หอการค้า|องค์การ|สมาคม|มูลนิธิ|ธนาคาร|ศาล|สหพันธ์|สมาพันธ์)\S{8}"
)
_STATE_HEADS = (
    "นายกรัฐมนตรี",
    "รองนายกรัฐมนตรี",
    "ประธานาธิบดี",
    "รองประธานาธิบดี",
    "รัฐมนตรีว่าการ",
    "รัฐมนตรีช่วยว่าการ",
    "รองรัฐมนตรี",
    "รัฐมนตรี",
    "ปลัดกระทรวง",
    "รองปลัดกระทรวง",
    "ประธานรัฐสภา",
    "ประธานสภา",
    "ประธานวุฒิสภา",
    "เลขาธิการ",
    "สมเด็จพระ",
    "มุขมนตรี",
    "ผู้ว่าการ",
    "ประธานสมัชชา",
    "อธิบดี",
    "มกุฎราชกุมาร",
    "สุลต่าน",
    "ประธานประเทศ",
    "ผู้บัญชาการทหาร",
    "ผู้บัญชาการตำรวจแห่งชาติ",
    "ผู้สำเร็จราชการ",
    "ผู้แทนการค้า",
    "รองผู้แทนการค้า",
)
_ACTING = re.compile(
    r"^(?:ผู้)?(?:รักษาการ(?:ใน)?(?:ตำแหน่ง|แทน)?|รักษาราชการ(?:ใน)?(?:ตำแหน่ง|แทน)?|ปฏิบัติหน้าที่(?:แทน)?|acting\s)\s*",
    re.I,
)
_FORMER = re.compile(r"^(?:อดีต|former\s|ex-)\s*", re.I)
_SHORT = (
    (re.compile(r"^รองนายก(?:ฯ|รัฐมนตรีฯ)(?=\s|$)|^รอง\s?นรม\.?"), "รองนายกรัฐมนตรี"),
    (re.compile(r"^นายก(?:ฯ|รัฐมนตรีฯ)(?=\s|$)|^นรม\.?(?=\s|$)"), "นายกรัฐมนตรี"),
    (re.compile(r"^(?:รมว\.?|รัฐมนตรีว่าการฯ?)\s*(?:กระทรวง)?\s*(?=\S)"), "รัฐมนตรีว่าการกระทรวง"),
    (re.compile(r"^(?:รมช\.?|รัฐมนตรีช่วยว่าการฯ?|รัฐมนตรีช่วย)\s*(?:กระทรวง)?\s*(?=\S)"), "รัฐมนตรีช่วยว่าการกระทรวง"),
    (
        re.compile(r"^(?:รมต\.?|รัฐมนตรี)\s*ประจำ\s*(?:สำนักนายก(?:ฯ|รัฐมนตรี)?|นร\.?).*$"),
        "รัฐมนตรีประจำสำนักนายกรัฐมนตรี",
    ),
    (
        re.compile(
            r"^(?:รมต\.?|รัฐมนตรี)\s*(?:กระทรวง|(?=การ?ต่างประเทศ|ต่างประเทศ|กลาโหม|พาณิชย์|คลัง|พลังงาน|คมนาคม))\s*"
        ),
        "รัฐมนตรีว่าการกระทรวง",
    ),
    (re.compile(r"^ปกท\.?\s*"), "ปลัดกระทรวง"),
    (re.compile(r"^ปล\.\s?กห\.?"), "ปลัดกระทรวงกลาโหม"),
    (re.compile(r"^(รอง)?ปลัด\s*(?=[ก-ฮ]{1,4}\.)"), r"\1ปลัดกระทรวง"),
    (re.compile(r"^ผวจ\.?\s*(?:จังหวัด)?"), "ผู้ว่าราชการจังหวัด"),
    (re.compile(r"^ผบ\.?\s?ทบ\.?"), "ผู้บัญชาการทหารบก"),
    (re.compile(r"^ผบ\.?\s?ทร\.?"), "ผู้บัญชาการทหารเรือ"),
    (re.compile(r"^ผบ\.?\s?ทอ\.?"), "ผู้บัญชาการทหารอากาศ"),
    (re.compile(r"^ผบ\.?\s?ทสส\.?"), "ผู้บัญชาการทหารสูงสุด"),
    (re.compile(r"^ผบ\.?\s?ตร\.?"), "ผู้บัญชาการตำรวจแห่งชาติ"),
    (re.compile(r"^ออท\.?\s*"), "เอกอัครราชทูต"),
    (re.compile(r"^ผอ\.?\s*"), "ผู้อำนวยการ"),
    (
        re.compile(r"^(รอง|ผู้ช่วย)?โฆษก(?:ประจำ)?\s*(?:สำนักนายก(?:ฯ|รัฐมนตรี)|รัฐบาล)$"),
        r"\1โฆษกประจำสำนักนายกรัฐมนตรี",
    ),
)
_ENGLISH = (
    (re.compile(r"^(?:deputy|vice)[ -]prime minister\b", re.I), "รองนายกรัฐมนตรี"),
    (re.compile(r"^prime minister\b", re.I), "นายกรัฐมนตรี"),
    (re.compile(r"^vice[ -]president\b(?=\s+of\s+(?:the\s+)?(?:[A-Z]))", re.I), "รองประธานาธิบดี"),
    (
        re.compile(r"^(?:foreign minister|minister (?:of|for) foreign affairs)\b", re.I),
        "รัฐมนตรีว่าการกระทรวงการต่างประเทศ",
    ),
    (re.compile(r"^(?:commerce minister|minister (?:of|for) commerce)\b", re.I), "รัฐมนตรีว่าการกระทรวงพาณิชย์"),
    (
        re.compile(r"^(?:defen[cs]e minister|minister (?:of|for) (?:national )?defen[cs]e)\b", re.I),
        "รัฐมนตรีว่าการกระทรวงกลาโหม",
    ),
    (re.compile(r"^(?:finance minister|minister (?:of|for) finance)\b", re.I), "รัฐมนตรีว่าการกระทรวงการคลัง"),
)
_ENVOY = re.compile(
    r"^(?P<head>(?:ว่าที่)?เอกอัครราชทูต(?:วิสามัญ)?(?:ผู้มีอำนาจเต็ม)?|ข้าหลวงใหญ่|อุปทูต(?:รักษาการ(?:แทนเอกอัครราชทูต)?)?|อัครราชทูตที่ปรึกษา|อัครราชทูต|"
    r"กงสุลใหญ่|กงสุลกิตติมศักดิ์)(?P<rest>.*)$"
)
_ENVOY_ENGLISH = re.compile(
    r"^(?P<acting>chargé d['’]affaires[\w .]*?|(?P<head>ambassador(?: extraordinary and plenipotentiary)?))"
    r"\s+of\s+(?P<left>.+?)(?:\s+to\s+(?P<right>.+))?$",
    re.I,
)
# Malaysian Prime Minister, Japan’s Foreign Minister; Ambassador to China
_OF_BEFORE = re.compile(
    r"^(?P<of>[A-Z][A-Za-z. ]{1,30}?)(?:[’']s)? (?P<post>"
    r"(?:(?:Deputy|Vice|Foreign|Defen[cs]e|Finance|Commerce)[ -])?"
    r"(?:Prime Minister|President|Minister|Ambassador))(?P<to> to .+)?$"
)
_ENVOY_TO = re.compile(r"^Ambassador to (?:the )?(?P<to>.+)$")
# the secretary and the assistants of a minister
_STAFF = re.compile(
    r"^(?P<head>เลขา(?:นุการ|ฯ)?|ผู้ช่วย|ผช\.)\s*(?:รัฐมนตรี(?:ว่าการ|ประจำ)?\s*(?=\S)|(?=รมว))(?P<of>.+)$"
)
_OF_THAILAND = re.compile(r"(?<=\S)\s*(?:ของ|แห่ง)(?:ประเทศ|ราชอาณาจักร)?ไทย$")
_ABBREVIATION = re.compile(r"\s*\((?:[A-Za-z][A-Za-z .&-]{1,20}|[ก-ฮ.]{2,10})\)\s*$")
_WITH = re.compile(r"\s*(?:ถิ่น(?:พำนัก|ที่พำนัก|ฐาน)|มีถิ่น|และ(?:ดำรง|เขต)|โดยมี).*$")


# what a sentence goes on to say after a post
_RUN_ON = re.compile(
    r"(?<=\S)(?:\s+(?:at|in|on|and|who|to discuss)\s.*|"
    r"\s+(?:กระทรวง(?=\S*และ)|เลขาธิการ|ผู้บริหาร|แขกผู้มีเกียรติ|คุณ(?=\S)|คณะกรรมาธิการยุโรป)\S*.*|"
    r"(?:เป็นไปได้|เป็นไปด้วย|ก่อนการประชุม|แจ้งให้|มีมติ|ในโอกาสเดินทาง).*)$"
)
_ENGLISH_MINISTRY = re.compile(r"รัฐมนตรี(?:ว่าการ)?(?:กระทรวง)?\s*(?P<ministry>[A-Z][A-Za-z ,&-]+)$")
_SHORT_MINISTRY = re.compile(
    r"(?P<head>รัฐมนตรี(?:ช่วย)?ว่าการ)กระทรวง(?P<ministry>[ก-ฮ]{1,3}\.)\s*(?P<rest>.*)$"
)
_MINISTERS_ALL = ("รัฐมนตรี", "รมว.", "รมช.", "ปลัดกระทรวง")
_MINISTERS = ("รัฐมนตรีว่าการ", "รัฐมนตรีช่วย", "รัฐมนตรีประจำ")
_BARE_MINISTRY = re.compile(r"กระทรวง(ต่างประเทศ|คลัง|ท่องเที่ยว|อุดมศึกษา|พัฒนาสังคม)")
_UNDER_MINISTRY = re.compile(r"^((?:รอง)?(?:อธิบดี|เลขาธิการ)\S+)\s+กระทรวง\S+.*$")


_THAI_SPACE = re.compile(r"(?<=[ก-๎]) +(?=[ก-๎])")  # between Thai words a space is written or not


@functools.lru_cache(maxsize=100_000)
def _build_office_id(title: str, body: str, country: str, accredited_to: str) -> str:
    name = _THAI_SPACE.sub("", f"{title} {body}".strip())
    return "post/" + build_slug(" ".join(p for p in (name, country, accredited_to) if p))


@dataclass(frozen=True, slots=True, order=True)
class Office:
    """What a written post means. ``title`` is the text without country and shortenings; ``body`` a
    gazetteer id."""

    title: str
    country: str
    accredited_to: str = ""
    body: str = ""
    body_text: str = ""
    acting: bool = False
    former: bool = False
    stated: bool = True  # False when nothing in the text says that it is Thailand's

    @property
    def id(self) -> str:
        """The post's id."""
        return _build_office_id(self.title, self.body_text, self.country, self.accredited_to)

    @property
    def of_state(self) -> bool:
        """True for an office of a country's government or parliament, and for its envoys."""
        return bool(self.accredited_to) or self.title.startswith(_STATE_HEADS)

    @property
    def single(self) -> bool:
        """True for an office that one person holds at a time."""
        if self.body or self.body_text:
            own = _SINGLE_IN_BODY.match(self.title) or self.title.startswith(_HEADS_OF_BODIES)
            if own:
                return True
        return bool(_SINGLE.match(self.title) or _SINGLE_CHAIR.match(self.title))


def _parse_envoy(text: str, country: str, known: Knowledge) -> tuple[str, str, str] | None:
    """Head, country represented, and country (or body) of accreditation, for an ambassador's post."""
    found = _ENVOY.match(text)
    if found:
        head, rest = found["head"], _WITH.sub("", found["rest"])
        if head.startswith(("เอกอัครราชทูต", "ว่าที่เอกอัครราชทูต")):
            head = "เอกอัครราชทูต"
        if "ผู้แทนถาวร" in rest or "ประจำกระทรวง" in rest or "ที่ปรึกษา" in rest:
            return None
        left, _, right = rest.partition("ประจำ")
        if not right and re.search(r"(?:^|\s)ณ\s?", left):
            left, right = re.split(r"(?:^|\s)ณ\s?", left, maxsplit=1)
            country = known.split_country(left.strip())[1] or ("" if country in ("",) else country)
        right = re.sub(r"^\s*ณ\s?", "", right.strip())
        sent = known.split_country(left.strip())[1] or country
        to = known.split_country(right)[1] if right else ""
        if not to and right:
            body = known.find_body(right)
            to = f"org/{body.id}" if body else ""
            if not to:
                return None
        if right and not sent and to != "TH":
            sent = "TH"
        if not to and sent and sent != "TH":
            to = "TH"
        return head, sent, to
    english = _ENVOY_ENGLISH.match(text)
    if english:
        sent = known.split_country(english["left"])[1] or country
        to = known.split_country(english["right"])[1] if english["right"] else ""
        return (
            ("เอกอัครราชทูต" if english["head"] else "อุปทูต"),
            sent,
            to or ("TH" if sent and sent != "TH" else ""),
        )
    return None


def _complete_ministry(text: str, country: str, org_name: str, known: Knowledge) -> tuple[str, str]:
    """``(title, gazetteer id)`` with the ministry's name in full where the gazetteer knows the short one."""
    head, word, rest = text.partition("กระทรวง")
    if not word:
        return text, ""
    rest = rest.strip()
    for form in (word + rest, rest, rest.rstrip("ฯ "), word + "การ" + rest, word + rest.rstrip("ฯ ")):
        body = known.find_body(form, country or "TH") if form.strip() else None
        if body and body.kind == "ministry":
            return head + body.name_th, body.id
    body = known.find_body(org_name, "TH") if org_name and country == "TH" else None
    if (
        body
        and body.kind == "ministry"
        and count_edits(build_text_key(word + rest), build_text_key(body.name_th)) <= 2
    ):
        return head + body.name_th, body.id
    return text, ""


def _find_body(title: str, org_name: str, country: str, known: Knowledge) -> tuple[str, str]:
    """``(title, gazetteer id)`` for a post that ends in a body's name or comes with one."""
    for start in [
        m.end()
        for m in re.finditer(
            r"^(?:รอง|ผู้ช่วย)?(?:ประธานกรรมการ|ประธานคณะ|ประธาน|เลขาธิการ|อธิบดี|ผู้อำนวยการใหญ่|ผู้อำนวยการ|ผู้ว่าการ|ปลัด|โฆษก|"
            r"กรรมการผู้จัดการใหญ่|กรรมการผู้จัดการ|ผู้จัดการใหญ่|ผู้จัดการ|อธิการบดี)\s*",
            title,
        )
    ]:
        body = known.find_body(title[start:], country)
        if body:
            return title[:start].strip() + (body.name_th or body.name_en), body.id
    if org_name:
        body = known.find_body(org_name, country)
        if body:
            return title, body.id
    return title, ""


def parse_office(text: str, country: str, org_name: str, known: Knowledge) -> Office:
    """Read a post as written, with the country it serves and the body it belongs to as far as the
    article tells."""
    return _parse_office(clean_form(text), country, clean_form(org_name), known)


_OFFICES: dict[tuple[int, str, str, str], Office] = {}


def _parse_office(text: str, country: str, org_name: str, known: Knowledge) -> Office:
    slot = (id(known), text, country, org_name)
    office = _OFFICES.get(slot)
    if office is None:
        if len(_OFFICES) > 500_000:
            _OFFICES.clear()
        office = _read_office(text, country, org_name, known)
        office = _OFFICES[slot] = replace(office, stated=_is_stated(office, text, org_name, known))
    return office


# a state of a union; some unions and countries are named so too
_OF_STATE = re.compile(
    r"^รัฐมนตรี.*\S ?(?:ของ|(?<= ))รัฐ(?=[ก-ฮเแโใไ][ก-๎]{2,})"
    r"(?!มนตรี|บาล|สภา|วิสาหกิจ|สมาชิก|ภาคี|คูเวต|กาตาร์|บาห์เรน|อิส|สุลต่าน|ปาเลสไตน์|บรูไน|เอกราช|เอริเทรีย|ลิเบีย|ต่าง|ที่|และ|ใน)"
)


def _is_stated(office: Office, text: str, org_name: str, known: Knowledge) -> bool:
    """False for a post of Thailand whose text could as well be another country's, and for one of a
    joint body."""
    if office.accredited_to or not office.country:
        return True
    thai = "ไทย" in (text + org_name).replace("มหาดไทย", "") or bool(
        re.search(r"thai", text + org_name, re.I)
    )
    if office.country != "TH":
        return not thai
    return thai or (bool(office.body) and known.bodies[office.body].kind != "ministry")


def _read_staff(text: str, known: Knowledge) -> Office | None:
    """The office of a Thai minister's secretary or assistant, however shortened: ``ผช.รมว.ดศ.``."""
    staff = _STAFF.match(text)
    if not staff:
        return None
    of = _parse_office(
        staff["of"] if staff["of"].startswith("รมว") else "รัฐมนตรี" + staff["of"], "TH", "", known
    )
    ministry = known.bodies.get(of.body)
    if ministry is None or ministry.kind != "ministry" or not of.title.startswith("รัฐมนตรีว่าการ"):
        return None
    head = "ผู้ช่วยรัฐมนตรีประจำ" if staff["head"].startswith("ผ") else "เลขานุการรัฐมนตรีว่าการ"
    return Office(head + ministry.name_th, "TH", body=ministry.id)


def _turn_english(text: str, country: str, known: Knowledge) -> str:
    """A post in English with its country before it or its envoy's host behind it, in the order of the others:
    ``Chinese Ambassador`` → ``Ambassador of China``."""
    before, to = _OF_BEFORE.match(text), _ENVOY_TO.match(text)
    if before and country and known.find_country(before["of"]) == country:
        post, host = before["post"], before["to"] or ""
        name = known.country_names.get(country, ("", ""))[1]
        if post == "President":
            return "ประธานาธิบดี"
        return f"{post} of {name}{host}" if post == "Ambassador" and name else post + host
    if to and country and known.find_country(to["to"]) == country != "TH":
        return f"Ambassador of Thailand to {to['to']}"  # the country told is the host
    return text


# a body's abbreviation behind the title: ประธาน USABC, โฆษก ศบค.
_SHORT_BODY = re.compile(r"(?<=[ก-๎]) ?(?:[A-Z][A-Z.&-]+|(?<= )[ก-ฮ]{2,5}\.?|(?:[ก-ฮ]\.){2,})$")


def _spell_out(text: str, org_name: str) -> str:
    """A post with its body's name in place of the abbreviation at its end."""
    short = _SHORT_BODY.search(text) if len(org_name) > 8 and org_name not in text else None
    return text[: short.start()] + org_name if short and not org_name.isascii() else text


def _read_office(text: str, country: str, org_name: str, known: Knowledge) -> Office:
    text = _spell_out(text, org_name)
    acting = former = False
    while True:
        bare = _FORMER.sub("", text)
        if bare != text:
            former, text = True, bare
            continue
        bare = _ACTING.sub("", text)
        if bare == text or not bare:
            break
        acting, text = True, bare
    text = _turn_english(text, country, known)
    if country in ("", "TH"):
        staff = _read_staff(text, known)
        if staff is not None:
            return replace(staff, acting=acting, former=former)
        text = _OF_THAILAND.sub("", text) if text.startswith(_MINISTERS_ALL) else text
    for pattern, full in (*_SHORT, *_ENGLISH):
        changed = pattern.sub(full, text, count=1)
        if changed != text:
            text = changed
            break
    if text.startswith("รัฐมนตรี") and not text.startswith(_MINISTERS) and country in ("", "TH"):
        ministry = known.find_body(text.removeprefix("รัฐมนตรี").rstrip("ฯ "), "TH")
        if ministry and ministry.kind == "ministry":
            text = "รัฐมนตรีว่าการ" + ministry.name_th
    if country not in ("", "TH") and _OF_STATE.match(text):
        return Office(text.strip(), country, acting=acting, former=former)  # not the union's minister
    text = _RUN_ON.sub("", text).replace("องค์การสหประชาชาติ", "สหประชาชาติ")
    english = _ENGLISH_MINISTRY.match(text)
    if english and (body := known.find_body(english["ministry"], country)) and body.kind == "ministry":
        text = "รัฐมนตรีว่าการ" + body.name_th
    short = _SHORT_MINISTRY.match(text)
    if short and country not in ("", "TH") and (body := known.find_body(short["ministry"], "TH")):
        text = f"{short['head']}{body.name_th} {short['rest']}".strip()
    text = _ABBREVIATION.sub("", text).rstrip("ฯ ").strip()
    text = _BARE_MINISTRY.sub(r"กระทรวงการ\1", text)
    text = _UNDER_MINISTRY.sub(r"\1", text)
    envoy = _parse_envoy(text, country, known)
    if envoy:
        head, sent, to = envoy
        return Office(head, sent, to, acting=acting, former=former)
    body_id = ""
    if "กระทรวง" in text and country in ("TH", ""):
        text, body_id = _complete_ministry(text, country, org_name, known)
        if body_id:
            country = "TH"
    if not body_id and text.startswith(_STATE_HEADS) and not text.endswith("ผู้แทนการค้าไทย"):
        rest, code = known.split_country(text)
        if code and rest and (not country or code == country) and not rest.endswith(("ธนาคาร", "กระทรวง")):
            text, country = rest.rstrip("ฯ "), country or code
    if not country and text in (
        "นายกรัฐมนตรี",
        "รองนายกรัฐมนตรี",
        "รัฐมนตรีประจำสำนักนายกรัฐมนตรี",
        "โฆษกประจำสำนักนายกรัฐมนตรี",
        "รองโฆษกประจำสำนักนายกรัฐมนตรี",
        "ผู้แทนการค้าไทย",
        "ประธานผู้แทนการค้าไทย",
    ):
        country = "TH"
    if not body_id:
        text, body_id = _find_body(text, org_name, country, known)
    key = build_text_key(text)
    body_text = ""
    if org_name and not text.startswith(("นายกรัฐมนตรี", "รองนายกรัฐมนตรี", "ประธานาธิบดี")):
        body = known.bodies.get(body_id)
        official = (body.name_th or body.name_en) if body else ""
        home = body is None or body.country in ("", "TH")
        name = build_text_key(official if home else known.split_country(official)[0]) or build_text_key(
            org_name
        )
        own = build_text_key(org_name)
        core = name.removeprefix("กระทรวง").removeprefix("สำนักงาน").removeprefix("องค์การ").removeprefix("คณะ")
        if name not in key and own not in key and not (core and core in key):
            body_text = official or known.split_country(org_name)[0] or org_name
    if text.startswith(("รัฐมนตรีว่าการ", "รัฐมนตรีช่วยว่าการ")):
        body_text = ""
    return Office(text, country, "", body_id, body_text, acting, former)


@functools.lru_cache(maxsize=100_000)
def find_title_key(office: Office) -> str:
    """The office's title and body alone, for comparing offices of different countries."""
    return build_text_key(office.title + office.body_text)
