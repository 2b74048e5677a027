"""How far an instrument has come, as the words around it tell: the furthest that the article reports."""

from __future__ import annotations

import re

from kg.extract.activities.found import count_days
from kg.extract.agreements.found import (
    AgreementFound,
    Head,
    heads,
    party_keys,
    trade_in_part,
    trade_since,
    words,
)
from kg.extract.view import View

_FUTURE = re.compile(
    r"(?<!ที่ผ่านมา)(?:จะ|เตรียม|มีกำหนด|กำหนดการ|กำหนด(?=ลงนาม)|คาดว่า|คาดหวัง|(?<!นาย)(?<!นาง)หวัง(?=ว่า|ให้|จะ|ที่)|รอ(?=การ|ลงนาม)|ให้มีการ|ให้(?=รัฐมนตรี|นาย|ผู้|เอก|อธิบดี|ปลัด|กระทรวง|กรม|เลขา|รอง)|เพื่อ(?=ลงนาม|ร่วมลงนาม|การลงนาม|รับรอง|ให้)|สามารถ|ผลักดัน|เร่ง|พร้อม(?=ลงนาม|ที่)|สนับสนุน(?=ให้|การลงนาม)|หารือ(?=เกี่ยวกับการ|เรื่องการ|ถึงการ)|หาก(?=มี|ได้|สามารถ|ลงนาม)|อยู่ระหว่าง|เสนอ|พิจารณา|ขอความเห็นชอบ|เห็นชอบ|อนุมัติ|อนุญาต|ควร|ยังไม่|ก่อน(?=การ|ลงนาม|ที่)|นำไปสู่|มุ่ง|ต้องการ|ประสงค์|แผน(?=ลงนาม|การลงนาม)|แนวทาง(?=การ|ลงนาม)|ความพร้อม|โอกาสใน|will |to be |expected to )"
)
_PAST = re.compile(
    r"(?:(?<!จะ)(?<!ให้)(?<!ราย)(?<!คาดว่าจะ)ได้(?!แก่|รับ|อย่าง)|ภายหลัง|หลังจาก|หลัง(?=การลงนาม)|ประสบความสำเร็จ|สำเร็จ|ยินดี(?:ที่|ต่อ|กับ)|เคย|เมื่อวันที่|เมื่อปี|วานนี้|ที่ผ่านมา)"
)
_SIGNS = re.compile(
    r"ลงนาม|รับรอง|เซ็น|signed|signing|adopted|adoption|exchange of|ออก(?=แถลงการณ์|ปฏิญญา|ถ้อยแถลง)|ประกาศ(?=ปฏิญญา|เจตนารมณ์)|แลกเปลี่ยน(?=บันทึก|หนังสือ|ความตกลง|ข้อตกลง|MO)"
)
_DRAFT = re.compile(r"(?:ใน|ต่อ|กรอบ)? ?ร่าง")  # ลงนามใน|ร่าง
_BREAK = re.compile(r"นอกจากนี้|ทั้งนี้|อีกทั้ง|ตลอดจน|รวมถึง|ซึ่ง|คือ |ขณะที่|ได้แก่|พร้อมกันนี้|โอกาสนี้|ในวันนี้|(?<=[ก-๙])\. ")
_DONE = re.compile(r"[^\n]{0,30}?(?:ไปเมื่อ|ไปแล้ว|เมื่อวันที่|แล้วเมื่อ|เมื่อปี|(?:เป็นผล)?สำเร็จ|ในครั้งนี้|แล้ว(?= |$))")
_CHAINED = re.compile(r"[ ,]*(?:และ|รวมทั้ง|ตลอดจน|รวมถึง|พร้อมทั้ง)?(?:การ)?(?:ร่าง)? ?(?:[0-9(]+[).] ?)?")
_ORDINAL = re.compile(r"(?:ฉบับ|เรื่อง)(?:แรก|สุดท้าย|ที่ ?[^ ]{1,6}) ?(?:คือ|ได้แก่)? ?$")
_ISSUED = re.compile(r"(?:ได้มีการ|ออก|เผยแพร่|รับรอง|เห็นชอบ|แถลง)(?:ต่อ|ร่วมกัน|ร่าง)?$")
_OWNED = re.compile(r"(?:(?:ประเทศ|ไทย|ฝ่าย|จีน|ญี่ปุ่น|กัน)(?:ต่าง)?มี|ต่อยอดจาก|มีอยู่แล้วคือ)(?:กรอบ)? ?$")
_MADE = re.compile(r"(?<!จะ)(?<!ให้)(?<!สามารถ)(?<!อาจ)ได้(?:มีการ|เคย|ร่วมกัน|ร่วม)?(?:จัดทำ|ทำ) ?$")
_LISTED = re.compile(r"(?:ลงนาม|รับรอง|แลกเปลี่ยน)[^\n]{0,220}?(?:ได้แก่|ประกอบด้วย|อาทิ|ดังนี้|คือ|ดังต่อไปนี้)")
_OPENS = re.compile(r"(?:ได้แก่|ดังนี้|คือ|ประกอบด้วย|ฉบับ|:)\s*$")
_NEW_THOUGHT = re.compile(r" (?:ทั้งนี้|นอกจากนี้|โดย|ซึ่ง|นายกรัฐมนตรี|รัฐมนตรี|ขณะที่|อีกทั้ง|จะ)")
_AFTER = (
    (
        "in_force",
        re.compile(
            r"[^\n]{0,90}?(?<!จะ)(?<!ให้)(?:มีผล(?:บังคับใช้|ใช้บังคับ)|เริ่มใช้บังคับ|(?:ได้)?ให้สัตยาบัน(?:แล้ว| ?เมื่อ))"
        ),
    ),
    (
        "signed",
        re.compile(
            r"[^ก-๙\n]{0,4}(?:ฉบับนี้ |ดังกล่าว )?(?:ซึ่ง|ที่)?(?:ทั้งสองฝ่าย)?(?:ได้|สามารถ)?(?:มีการ)?(?:ร่วม)?(?:กัน)?ลงนาม(?:ได้)?"
        ),
    ),
    ("in_force", re.compile(r"[^\n]{0,30}?(?:ที่มีอยู่|(?:ซึ่ง|ที่)ใช้บังคับ|ที่มีผล|ในปัจจุบัน|ที่ไทยเป็นภาคี|ซึ่งไทยเป็นภาคี)")),
    (
        "proposed",
        re.compile(
            r"[^\n]{0,26}?(?:ซึ่งคาดว่า|อยู่ระหว่าง|ให้แล้วเสร็จ|ให้สำเร็จ|ให้บรรลุ|จะ(?:มีผล|แล้วเสร็จ|ลงนาม|มีการลงนาม)|โดยเร็ว|ในอนาคต|ฉบับใหม่|ที่กำลัง)"
        ),
    ),
)
_THEN_SIGNED = re.compile(r"[^\n]{0,22}?(?:ซึ่ง|และ)(?:ทั้งสองฝ่าย)?ได้(?:มีการ)?(?:ร่วม)?(?:กัน)?ลงนาม")
_LATER_SIGNED = re.compile(
    r"(?:บันทึกความเข้าใจ|บันทึกข้อตกลง|บันทึกความร่วมมือ|ความตกลง|ข้อตกลง|MO[UuCc])ฯ? ?(?:ดังกล่าว|นี้|ฉบับนี้|ฉบับดังกล่าว)"
    r" ?(?:ได้)?(?:มีการ)?(?:ร่วม)?(?:กัน)?ลงนาม(?:กัน)?(?:แล้ว)?(?:ไป)?(?= ?(?:เมื่อ|ใน|ณ|โดย|วันที่))"
)
_HEADING = re.compile(r"^[ \t]*[0-9๐-๙]{1,3}[.)][ \t]*(?:เรื่อง|ขอความเห็นชอบ|ร่าง|การ|ผล)", re.MULTILINE)
_ITEM = re.compile(r"[ \t]*(?:\(?[0-9๐-๙]{1,2}(?:\.[0-9๐-๙]{1,2})*[.)]|[-–•*๏])[ \t]*")
_TALKED = re.compile(r"เจรจา(?:จัดทำ)? ?$")
_CABINET = re.compile(
    r"(?:คณะรัฐมนตรี|ครม\.?) ?\([^()\n]{3,40}\) ?(?:ได้)?(?:มีมติ)?(?:เห็นชอบ|อนุมัติ|รับทราบและเห็นชอบ|ให้ความเห็นชอบ)|ครม\. ?ผ่านร่าง"
)
_DECIDED = re.compile(
    r"คณะรัฐมนตรี(?:มีมติ|ได้มีมติ)?(?:ใน)?(?:เห็นชอบ|อนุมัติ|ให้ความเห็นชอบ)|คณะรัฐมนตรีมีมติ ?(?:ดังนี้)?[^\n]{0,6}\n?[^\n]{0,12}(?:เห็นชอบ|อนุมัติ)"
)


def set_status(view: View, agreement: AgreementFound, head: Head, last: AgreementFound | None) -> None:
    """Set the status that the text tells ("" if it tells none), its evidence span, and the date of signing beside it."""
    text = view.scan.text
    line_start, line_end = view.scan.line_of(agreement.start)
    known = head.named or agreement.type == "treaty"
    status, span = _told_before(text, agreement, line_start, known)
    agreement.by_use = status == "in_force"
    later = None
    if status not in ("signed", "proposed"):
        for key, pattern in _AFTER:
            m = pattern.match(text, agreement.end, line_end)
            if m is None or (status == "in_force" and key == "proposed"):
                continue
            if status == "in_force" and key == "signed":
                break  # made use of: ตามความตกลงที่ได้ลงนามเมื่อ…
            if key == "in_force" and (_FUTURE.search(m.group()) or heads()[1].search(m.group())):
                continue
            if key == "signed" and _FUTURE.search(m.group()) and not _DONE.match(text, m.end()):
                key = "proposed"
            status, span = key, (agreement.start, m.end())
            agreement.by_use = False
            break
    signed_then = _THEN_SIGNED.match(text, agreement.end, line_end) if status == "proposed" else None
    if signed_then:
        status, span = "signed", (agreement.start, signed_then.end())
    if not status:
        status = _told_by_list(view, agreement, line_start)
    if not status and last is not None and last.told and _CHAINED.fullmatch(text, last.end, agreement.start):
        status = last.status
    if status in ("", "proposed"):
        later = _find_later_signing(view, agreement)
        if later:
            status, span = "signed", later.span()
    agreement.told = bool(status)
    drafted = status == "signed" and text.endswith("ร่าง", 0, agreement.start)  # …ให้รัฐมนตรีรับรองร่าง
    if (
        (drafted or status in ("", "proposed", "approved"))
        and not _TALKED.search(text, max(line_start, agreement.start - 20), agreement.start)
        and _approved(view, agreement, line_start)
    ):
        status, span = "approved", span or (agreement.start, agreement.end)
        agreement.told = agreement.approved = True
    ended = words("expired").search(text, agreement.end, min(line_end, agreement.end + 40))
    if ended:
        status, span = "expired", (agreement.start, ended.end())
    if status != "in_force" and _is_known_to_stand(view, head):
        status, span, agreement.by_use = "in_force", None, False
        agreement.told, agreement.approved = True, False
    agreement.status = status
    if span and "\n" not in text[span[0] : span[1]] and span[1] - span[0] < 400:
        agreement.status_span = span
    if agreement.status == "signed":
        agreement.date = _date_beside(view, agreement, later)
        if agreement.date > (view.scan.article.published or "9"):  # the day is still to come
            agreement.approved = agreement.approved or _approved(view, agreement, line_start)
            agreement.status, agreement.date = "approved" if agreement.approved else "proposed", ""
    elif agreement.status == "in_force":
        agreement.date, agreement.date_end = _date_told(view, agreement)
        later = None if agreement.date else _find_later_signing(view, agreement)
        if later:  # …มีผลใช้บังคับแล้ว ความตกลงนี้ลงนามเมื่อวันที่…
            agreement.date = _date_beside(view, agreement, later)


_NEWS_DAYS = 60  # for as long its adoption may be the news


def _is_known_to_stand(view: View, head: Head) -> bool:
    """Is it in force on the article's day for a while, whatever is planned with it?"""
    published = view.scan.article.published
    return bool(head.since and published) and count_days(head.since, published) >= _NEWS_DAYS


def _told_before(
    text: str, agreement: AgreementFound, line_start: int, known: bool
) -> tuple[str, tuple[int, int] | None]:
    """The status that the nearest telling word before the name gives."""
    low = max(line_start, agreement.start - (24 if known else 60))
    best, status = -1, ""
    span: tuple[int, int] | None = None
    for key in ("proposed", "signed", "in_force"):
        for m in words(key).finditer(text, low, agreement.start):
            if m.end() > best:
                best, status, span = m.end(), key, (m.start(), agreement.end)
    signs = None
    for signs in _SIGNS.finditer(text, low, agreement.start):
        pass
    if signs and (status == "signed" or (status == "proposed" and signs.start() > low)):
        if status == "signed" or signs.end() >= best or _DRAFT.fullmatch(text, signs.end(), best):
            ahead = _is_ahead(text, signs.start(), line_start) and not _DONE.match(text, agreement.end)
            status = "proposed" if ahead else "signed"
            span = (signs.start(), agreement.end)
    if agreement.type == "declaration" and status != "signed":
        issued = _ISSUED.search(text, low, agreement.start)
        decided = issued and words("approved").search(text, max(line_start, low - 200), issued.end() + 4)
        if issued and not decided and not _is_ahead(text, issued.start(), line_start):
            return "signed", (issued.start(), agreement.end)
    if _OWNED.search(text, low, agreement.start):
        return "in_force", (low, agreement.end)
    made = _MADE.search(text, low, agreement.start) if status == "proposed" else None
    if made:
        return "signed", (made.start(), agreement.end)
    if status == "in_force" and best < agreement.start - 16:
        return "", None
    return status, span


def _is_ahead(text: str, verb: int, line_start: int) -> bool:
    """Is the act at ``verb`` still to come, as its clause says?"""
    low = max(line_start, verb - 110)
    for m in _BREAK.finditer(text, low, verb):
        low = m.end()
    future = past = -1
    for m in _FUTURE.finditer(text, low, verb + 1):
        future = m.start()
    for m in _PAST.finditer(text, low, verb + 1):
        past = m.start()
    if future < 0 or past > future:
        return False
    return verb - future < 40 or not re.search(r" (?:และ|โดย|ซึ่ง|พร้อม)", text[future:verb])


def _told_by_list(view: View, agreement: AgreementFound, line_start: int) -> str:
    """An item of a list takes the status of the words that open the list."""
    text = view.scan.text
    counted = agreement.listed
    if counted >= 0:
        return "proposed" if _is_ahead(text, counted, text.rfind("\n", 0, counted) + 1) else "signed"
    low = max(line_start, agreement.start - 700)
    listed = _LISTED.search(text, low, agreement.start)
    opening = listed.start() if listed else -1
    if _ORDINAL.search(text, max(line_start, agreement.start - 30), agreement.start):
        first = _SIGNS.search(text, low, agreement.start)
        opening = first.start() if first else opening
    elif listed is None or _NEW_THOUGHT.search(text, listed.end(), agreement.start):
        opening = -1
        at = line_start
        for _ in range(40):
            if not _is_item(text, line_start) or agreement.start - line_start > 160 or at < 1:
                break
            before, at = at, text.rfind("\n", 0, at - 1) + 1
            if not _is_item(text, at):
                m = _SIGNS.search(text, max(at, before - 300), before)
                opening = m.start() if m and _OPENS.search(text, max(at, before - 20), before) else -1
                break
    if opening < 0:
        return ""
    return "proposed" if _is_ahead(text, opening, text.rfind("\n", 0, opening) + 1) else "signed"


def _is_item(text: str, at: int) -> bool:
    """Does a line begin as an item of a list of instruments: with a number, a dot, or the instrument itself?"""
    return _ITEM.match(text, at) is not None or heads()[1].match(text, at) is not None


def _approved(view: View, agreement: AgreementFound, line_start: int) -> bool:
    """Did the cabinet or parliament agree: in the headline, before it in its line, or in its item of a summary?"""
    text = view.scan.text
    pattern = words("approved")
    low = max(line_start, agreement.start - 3000)
    stretches = ((0, view.scan.article.body_start), (low, agreement.start))
    if any(p.search(text, *stretch) for p in (pattern, _CABINET) for stretch in stretches):
        return True
    heading = _HEADING.match(text, line_start)
    if heading is None:
        return False
    until = min(len(text), agreement.end + 600)
    following = _HEADING.search(text, agreement.end, until)
    until = following.start() if following else until
    return _DECIDED.search(text, agreement.end, until) is not None


def _find_later_signing(view: View, agreement: AgreementFound) -> re.Match[str] | None:
    """Where the text says later that ดังกล่าว was signed, the instrument being the nearest one of its kind before."""
    if agreement.type not in ("mou", "agreement", "fta"):
        return None
    high = min(len(view.scan.text), agreement.end + 1500)
    said = _LATER_SIGNED.search(view.scan.text, agreement.end, high)
    if said is None or heads()[1].search(view.scan.text, agreement.end, said.start()):
        return None
    return said


def find_usual(view: View, agreement: AgreementFound, head: Head) -> str:
    """What an instrument is when nothing beside it tells: known ones by their dates, others by their kind."""
    published = view.scan.article.published
    since = head.since or (trade_since().get(party_keys(agreement), "") if agreement.type == "fta" else "")
    if since and published >= since:
        return "in_force"
    if head.signed_on or head.since:
        return "signed" if head.signed_on and published >= head.signed_on else "proposed"
    if agreement.type == "fta":
        return "proposed"
    if head.named or agreement.type in ("treaty", "action_plan", "declaration"):
        return "in_force"
    near = view.scan.text[max(0, agreement.start - 12) : agreement.start]
    return "proposed" if _WANTED.search(near) else "in_force"


def stands_whole(view: View, agreement: AgreementFound) -> bool:
    """Is it a free-trade agreement of two sides that is in force as a whole, of which no new edition is told?"""
    parties = party_keys(agreement)
    if agreement.type != "fta" or len(parties) < 2 or parties in trade_in_part():
        return False
    since = trade_since().get(parties, "9")
    return view.scan.article.published >= since and not _NEW_EDITION.search(agreement.name)


_NEW_EDITION = re.compile(r"ฉบับ|ปรับปรุง|ยกระดับ")
_WANTED = re.compile(r"(?:ทำ|มี|เป็น|สนับสนุน|แนวทาง) ?$")
_CLAUSE = re.compile(r"(?:(?!และ|ซึ่ง)[^\n]){0,40}")
_EFFECT = re.compile(r"มีผล|เริ่ม|ตั้งแต่|บังคับใช้")
_IN_YEAR = re.compile(
    r"(?: ?จำนวน ?[0-9๐-๙]+ ?[ก-๙]+)? ?(?:เมื่อ|ตั้งแต่|ใน)ปี ?(?=(?:พ\.ศ\.|ค\.ศ\.)? ?[0-9๐-๙]{4})"
)
_SIGNED_WHEN = re.compile(r" ?(?:ที่|ซึ่ง)[^\n]{0,160}?(?:ลงนาม|รับรอง)[^\n]{0,20}?เมื่อ(?:วัน|ปี|เดือน|ช่วง)? ?")


def _date_told(view: View, agreement: AgreementFound) -> tuple[str, int]:
    """When it was signed, as the words that follow the name tell, and where they end: …ที่ได้ลงนามร่วมกันเมื่อปี 2534."""
    said = _SIGNED_WHEN.match(view.scan.text, agreement.end)
    if said is None and (
        agreement.status == "signed"
        or _SIGNS.search(view.scan.text, max(0, agreement.start - 16), agreement.start)
    ):
        said = _IN_YEAR.match(view.scan.text, agreement.end)
    if said is None or heads()[1].search(said.group()):
        return "", 0
    dates = (d for d in view.scan.dates if said.end() - 8 <= d.start <= said.end() + 8)
    return next(((d.date, d.end) for d in dates), ("", 0))


def _date_beside(view: View, agreement: AgreementFound, later: re.Match[str] | None) -> str:
    """The day, or the month, of the signing as the words beside the name tell it."""
    dates = [d for d in view.scan.dates if len(d.date) > 4]
    if later:
        return next((d.date for d in dates if later.start() <= d.start <= later.end() + 40), "")
    told, _ = _date_told(view, agreement)
    if told:
        return told
    line_start, line_end = view.scan.line_of(agreement.start)
    near = [d for d in dates if line_start <= d.start < line_end]
    after = [
        d
        for d in near
        if agreement.end <= d.start <= agreement.end + 60
        and not _EFFECT.search(view.scan.text, agreement.end, d.start)
    ]
    before = [
        d
        for d in near
        if d.end <= agreement.start
        and (len(d.date) == 10 or _CLAUSE.fullmatch(view.scan.text, d.end, agreement.start))
    ]
    chosen = after[:1] or before[-1:]
    return chosen[0].date if chosen else ""
