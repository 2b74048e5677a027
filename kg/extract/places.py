"""Where something happened: the venue, the city and the country of a stretch of text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.extract.scan import THAI, Scan, cut_run, foreign_looking

_VENUE = r"(?= ?(?:ห้อง|ตึก|อาคาร|โรงแรม|ทำเนียบ|กระทรวง|กรม|สำนัก|สํานัก|ศูนย์|กรุง|นคร|เมือง|จังหวัด|ประเทศ|สาธารณรัฐ|สถาน|มหาวิทยาลัย|สนามบิน|ท่าอากาศยาน|พระ|บ้าน|ลาน|หอ|เวที|บริเวณ|สวน|ชั้น|วัด|ไบเทค|อิมแพ็ค|รัฐสภา|สหประชาชาติ|โรง|พิพิธภัณฑ|แกรนด์|ฮอลล์|ธนาคาร|บริษัท|ที่ทำการ|เดอะ|ด่าน|อุทยาน|โถง|โรงพยาบาล|สภา|สนาม|ศาลา|กลางสะพาน|สะพาน|หน่วย|สวน|[ก-๎]{2,14} ?(?:เอ็กซ์โป|คอนเวนชั่น|คอนเวนชัน|เซ็นเตอร์|โฮเทล|รีสอร์ท)|[A-Z“\"]))"
# a place glued to the words before it: หารือที่กรุงโตเกียว, สักขีพยานณ โรงแรม…
_GLUED_VENUE = r"(?= ?(?:ห้อง|ตึก|อาคาร|โรงแรม|ทำเนียบ|ศูนย์การ|กรุง|นคร(?!บาล)|เมือง|ท่าอากาศยาน|หอประชุม|ศาลาว่าการ))"
_AFTER = {
    "ณ": ("รัฐมนตรี", "ประเทศไทย", "สหภาพยุโรป", "สักขีพยาน", "ประชุม"),
    "ที่": ("ขึ้น", "เข้าพบ", "หารือ", "ทวิภาคี", "ประชุม", "จัด", "พบปะ", "ลงนาม", "ตั้งอยู่"),
}
_GLUED = "|".join(
    rf"{at}(?:{'|'.join(f'(?<={word}{at})' for word in before)}){_GLUED_VENUE}"
    for at, before in _AFTER.items()
)
_AT = re.compile(
    rf"ณ(?<![ก-๙]ณ)(?:\.?{_VENUE}|(?= (?!สิ้น|วันที่|เดือน|ปี|ปัจจุบัน|เวลา|ขณะ|ช่วง|โอกาส)))|ที่(?<![ก-๙]ที่){_VENUE}|{_GLUED}"
)
_PLACE_WORD = re.compile(
    r"ห้อง|ตึก|อาคาร|ชั้น|โรงแรม|ทำเนียบ|กระทรวง|กรม|สำนัก|สํานัก|ศูนย์|กรุง|นคร|เมือง|จังหวัด|ประเทศ|เขต|ถนน|แขวง|อำเภอ|ตำบล|สถาน|มหาวิทยาลัย|รัฐ|มณฑล|ราชอาณาจักร|สาธารณรัฐ|สหพันธ์|ณ|และ(?=ห้อง)|โดยรอบ|ฝั่ง|ข้าง|ตลาด|บอลรูม|แกรนด์|โฮเทล|หอศิลป์|หอประชุม|หอสมุด|ศาลา|อารีน่า|พิพิธภัณฑ|นิคมอุตสาหกรรม|มหาศาลา|วัด|สวน|ฮอลล์|รีสอร์ท|คอนเวนชั่น|คอนเวนชัน|เอ็กซ์โป|แอนด์|เซ็นเตอร์|เซนเตอร์|พลาซ่า|พลาซา|อิมแพ็?ค|ไบเทค|บางนา|ท่าอากาศยาน|อ\.|จ\.|ต\.|ถ\.|[A-Z0-9][A-Za-z0-9]*"
)
_CHUNK = re.compile(r"[^\s,;()“”\"]+|“[^”\n]{1,60}”|\"[^\"\n]{1,60}\"")
_STOP = re.compile(
    r"โดย|ซึ่ง|เพื่อ|นาย|นาง|พล(?!าซ)|ดร\.|เวลา|วันที่|เมื่อ|ระหว่าง|ได้|เป็น|ใน|และ|พร้อม|จาก|มี|ว่า|รัฐมนตรี|เข้า|เอกอัคร|H\.E|Mr|ภาย|หลัง|ร่วม|สรุป|รอง|ปลัด|อธิบดี|ประธาน|หม่อม|คณะ|ผู้|เลขา|ที่|กล่าว|พบ|หารือ|เชิญ|ทั้ง|นอก|ศ\.|รศ\.|ผศ\.|น\.ส\.|จัด|ร้อย|ให้|กับ"
    r"|(?:พัน(?:ตำรวจ)?|นาวา(?:อากาศ)?|เรือ)(?:เอก|โท|ตรี)|ว่าที่|ศาสตราจารย์|พ\.[ตอท]"
)


# เอกอัครราชทูตอาร์เมเนีย ณ กรุงปักกิ่ง, ประจำสำนักงานใหญ่ ณ ประเทศสิงคโปร์: where someone serves. Thailand's own
# ambassador (เอกอัครราชทูต ณ กรุง…) mostly stands at the place he serves.
_OF_AN_OFFICE = re.compile(
    r"(?:(?:ทูต|กงสุล(?:ใหญ่)?)(?!ไทย)[ก-๎]{3,24}(?<!ไทย)|สำนักงานใหญ่(?:ตั้ง)?(?:อยู่)?|พำนัก(?:อยู่)?) ?$"
)

# สะพานมิตรภาพไทย – ลาว แห่งที่ 5
_PAIR = re.compile(r" ?[-–] ?")
_NUMBERED = re.compile(r" ?แห่งที่ ?[0-9๐-๙]{1,2}(?: ?\([^()\n]{2,40}\))?")
_CITY_NAMED = re.compile(r"(?:เมือง|กรุง|นคร) ((?!and |of )[A-Z][A-Za-z’'.-]+(?: [A-Z][A-Za-z’'-]+){0,2})")
_IN_BUILDING = re.compile("(?:ภาย)?ใน(?=ศาลา|ตึก|อาคาร|ทำเนียบ|กระทรวง|มหาวิทยาลัย|สำนักงาน|ศูนย์)")
# โรงแรม… ประตูน้ำ กรุงเทพมหานคร, after the districts
_IN_BANGKOK = re.compile(
    rf"(?: (?!{_STOP.pattern})(?:(?:เขต|แขวง|ถนน|ซอย) ?)?[ก-๎]{{2,20}}){{0,4}} (กรุงเทพมหานคร|กรุงเทพฯ|กทม\.?)"
)
# a hotel's, a room's or a district's name is read without its head: เขตบางรัก
_NAMED_HEAD = re.compile("โรงแรม|ห้อง|เขต|แขวง|ตำบล|ถนน")
_OWNED = re.compile("ของ(?!ตน|ท่าน|นาย|นาง|ผู้|คน)")
_REGION = re.compile("รัฐ|มณฑล|แคว้น|เขต")
_CITY_STATES = ("HK", "MO")
_LONGEST = 400  # characters that tell of one place


@dataclass(slots=True)
class PlaceFound:
    """A venue phrase with what it tells: the venue and the city as written, the country as a code."""

    start: int
    end: int
    venue: str = ""
    city: str = ""
    country: str = ""
    venue_span: tuple[int, int] = (0, 0)


def find_places(scan: Scan, start: int, end: int) -> list[PlaceFound]:
    """Venue phrases (ณ …, ที่ …) inside a stretch, in order."""
    out = []
    pos = start
    for spot, hit in scan.hits_in("city", start, end):
        # English: in Riyadh, at Jakarta, Indonesia
        if scan.text[max(0, spot - 3) : spot] in ("in ", "at ") and scan.text[spot].isascii():
            out.append(PlaceFound(spot - 3, hit.end, "", scan.text[spot : hit.end], hit.id))
    if not out:
        for spot, hit in scan.hits_in("country", start, end):
            if scan.text[max(0, spot - 3) : spot] == "in " and scan.text[spot].isascii():
                out.append(PlaceFound(spot - 3, hit.end, "", "", hit.id))
    out += _find_english_venues(scan, start, end)
    local = _find_local_times(scan, start, end)
    out += local
    while m := _AT.search(scan.text, pos, end):
        place = read_place(scan, m.end(), end, m.start())
        if (
            place
            and not place.venue
            and _OF_AN_OFFICE.search(scan.text, max(start, m.start() - 50), m.start())
        ):
            pos = max(place.end, m.end())
        elif place:
            by_clock = next((p for p in local if 0 <= place.start - p.end < _LOCAL_REACH), None)
            if by_clock and not place.country:
                place.city, place.country = place.city or by_clock.city, by_clock.country
            out.append(place)
            pos = max(place.end, m.end())
        else:
            pos = m.end()
    return out


_LOCAL_TIME = re.compile(r"เวลาท้องถิ่น(?:ของ)? ?(?:(?:ณ|ที่|ใน) ?)?(?:ประเทศ)?")
_LOCAL_REACH = 60


def _find_local_times(scan: Scan, start: int, end: int) -> list[PlaceFound]:
    """เวลา 18.00 น. (ตามเวลาท้องถิ่นกรุงเบอร์ลิน): the city or country by whose clock the time is told."""
    if scan.text.find("เวลาท้องถิ่น", start, end) < 0:
        return []
    out = []
    for m in _LOCAL_TIME.finditer(scan.text, start, end):
        city, country = scan.city_at.get(m.end()), scan.country_at.get(m.end())
        if city:
            out.append(PlaceFound(m.start(), city.end, "", scan.text[m.end() : city.end], city.id))
        elif country and country.id != "TH":
            out.append(PlaceFound(m.start(), country.end, "", "", country.id))
    return out


_AT_ENGLISH = re.compile(
    r"[Aa](?<![A-Za-z][Aa])t (?:the )?((?:[A-Z][\w’'-]+ (?:of |and )?)*[A-Z][\w’'-]+(?:, (?:the )?(?:[A-Z][\w’'-]+ (?:of )?)*[A-Z][\w’'-]+)*)"
)
_ENGLISH_VENUE = re.compile(
    r"(?:Room|Hall|Building|House|Hotel|Palace|Centre|Center|Ministry|Embassy|Airport|Headquarters|Ballroom)(?![a-z])"
)
_THAI_VENUE = re.compile(r"Government House|Thai Khu Fah|Bangkok|Santi Maitri|Bhakdi Bodin")


_CITY_BEYOND = re.compile(r"(?: \([A-Z]{2,8}\))?(?:, | in )")


def _find_english_venues(scan: Scan, start: int, end: int) -> list[PlaceFound]:
    """at the Ivory Room, Thai Khu Fah Building, Government House."""
    out = []
    for m in _AT_ENGLISH.finditer(scan.text, start, end):
        words = [w.end() for w in _ENGLISH_VENUE.finditer(m.group(1))]
        if words:
            s, e = m.start(1), m.start(1) + words[-1]
            country = "TH" if _THAI_VENUE.search(m.group(1)) else scan.country_in(s, m.end())
            beyond = _CITY_BEYOND.match(scan.text, e)
            city = scan.city_at.get(beyond.end()) if beyond and not country else None
            named = scan.text[city.start : city.end] if city else ""
            out.append(PlaceFound(m.start(), e, scan.text[s:e], named, city.id if city else country, (s, e)))
    return out


_CITY = re.compile(r"(?:กรุง|นคร|เมือง)")


def _cut_name(chunk: str) -> int:
    """Where the name of a venue ends within a run: ห้องทำงานของประธานาธิบดี|เพื่อ…"""
    head = _NAMED_HEAD.match(chunk)
    begun = head.end() if head else 0
    cut = begun + cut_run(chunk[begun:])
    owned = _OWNED.match(chunk, cut) if chunk.startswith("ห้อง") else None
    return owned.end() + cut_run(chunk[owned.end() :]) if owned else cut


def read_place(scan: Scan, pos: int, limit: int, start: int) -> PlaceFound | None:
    """The place phrase at ``pos``."""
    text = scan.text
    limit = min(limit, pos + _LONGEST)
    if text[pos : pos + 1] == " ":
        pos += 1
    begin = pos
    end = pos
    place = PlaceFound(start, start)
    venue_end = pos
    first = True
    named_city = _CITY_NAMED.match(text, begin, limit)
    if named_city:  # ณ เมือง Almere
        hit = scan.city_at.get(named_city.start(1))
        place.city = text[named_city.start(1) : hit.end] if hit else named_city.group()
        place.country = hit.id if hit else ""
        end = hit.end if hit else named_city.end()
        pos = end + _gap(text, end)
        first = False
    pair_end = begin  # a name that holds two countries tells neither
    while pos < limit:
        pair = _PAIR.match(text, end) if text.endswith("ไทย", begin, end) else None
        other = scan.country_at.get(pair.end()) if pair else None
        if other:
            more = _NUMBERED.match(text, other.end)
            end = venue_end = pair_end = more.end() if more else other.end
            pos = end + _gap(text, end)
            continue
        if pos in scan.city_at and (scan.city_at[pos].end - pos) >= 3:
            hit = scan.city_at[pos]
            if not place.city or not _REGION.match(text, pos):  # เมืองไหโข่ว มณฑลไห่หนาน
                place.city = text[pos : hit.end]
            place.country = hit.id
            end = pos = hit.end
            gap = _gap(text, pos)
            pos += gap
            first = False
            if gap == 0:
                country = scan.country_at.get(pos)
                if not country:
                    break
            continue
        if pos in scan.country_at and (not first or text[start:begin].startswith(("ณ", "ที่"))):
            hit = scan.country_at[pos]
            place.country = hit.id
            end = hit.end
            if hit.id in _CITY_STATES:
                place.city = place.city or text[pos:end]
            break
        prov = scan.province_at.get(pos) or (
            scan.province_at.get(pos + 7) if text.startswith("จังหวัด", pos) else None
        )
        if prov:
            place.city = place.city or text[pos : prov.end]
            place.country = "TH"
            end = pos = prov.end
            if text[pos : pos + 1] == "ฯ":
                end = pos = pos + 1
            pos += _gap(text, pos)
            first = False
            continue
        m = _CHUNK.match(text, pos)
        if not m:
            bracket = re.compile(r"\(([^()\n]{2,60})\)").match(text, pos)
            if bracket and not first and not re.search(r"วันที่|เวลา|นาย|นาง", bracket.group(1)):
                end = pos = bracket.end()
                venue_end = end
                pos += _gap(text, pos)
                continue
            break
        chunk = m.group()
        if chunk == "ณ" and not first:
            pos = m.end() + _gap(text, m.end())
            continue
        building = _IN_BUILDING.match(text, pos)
        if building and not first and building.end() < limit:
            pos = building.end()  # ห้อง… ในศาลาว่าการกลาโหม
            continue
        inner = _CITY.match(chunk)
        if inner and not first:
            city = chunk[: cut_run(chunk)]
            place.city = city.rstrip("ฯ") if city.endswith("ฯ") and not city.startswith("กรุงเทพ") else city
            if city.startswith("กรุงเทพ"):
                place.country = "TH"
            end = pos + len(city)
            pos = end + _gap(text, end)
            continue
        if first or _PLACE_WORD.match(chunk) or re.match(r"[0-9๐-๙A-Z“\"]", chunk):
            if not first and _STOP.match(chunk):
                break
            cut = len(chunk)
            if THAI.search(chunk) and chunk[0] not in '“"':
                cut = _cut_name(chunk)
            if first and chunk.startswith("กรุง") and len(chunk) > 5:
                place.city = chunk[:cut]
                if place.city.startswith("กรุงเทพ"):
                    place.country = "TH"
            # a city glued to the venue: โรงแรม…กรุงเทพฯ
            end = pos + cut
            owner = scan.body_at.get(end + len("ของ")) if text.startswith("ของ", end) else None
            if owner and owner.end <= limit:
                end, cut = owner.end, len(chunk)  # สำนักงานใหญ่ขององค์การอนามัยโลก
            venue_end = end
            first = False
            if cut < len(chunk):
                break
            pos = end + _gap(text, end)
            if text[end : end + 1] == "ฯ":
                end = venue_end = end + 1
                pos = end + _gap(text, end)
            continue
        # further words of a hotel's or hall's name
        previous = text[begin:end]
        named = re.search(
            r"(?:โรงแรม|ห้อง|ศูนย์การประชุม|อาคาร|ตึก|โรงภาพยนตร์|บริษัท)[^ ]*$",
            " ".join(previous.split(" ")[-2:]),
        )
        if (
            (
                named
                or (
                    foreign_looking(chunk)
                    and (
                        re.search(r"โรงแรม|ห้อง|อาคาร|ฮอลล์|ศูนย์|โรงภาพยนตร์|บริษัท", previous)
                        or foreign_looking(previous.split(" ")[-1])
                    )
                )
            )
            and len(chunk) < 22
            and not _STOP.match(chunk)
        ):
            cut = cut_run(chunk)
            end = venue_end = pos + cut
            pos = end + _gap(text, end)
            if cut < len(chunk):
                break
            continue
        break
    if end <= begin:
        return None
    if not place.country and (capital := _IN_BANGKOK.match(text, end, limit)):
        place.city, place.country = capital.group(1), "TH"
        end = capital.end()
    if not place.country:
        beyond = [h for h in scan.countries_in(end, min(limit, end + 34)) if h.id != "TH"]
        if beyond and re.fullmatch(
            r" ?(?:[ก-๎]{2,14} )?(?:ประเทศ)?|ของ(?:รัฐบาล|ประเทศ|ทางการ)?", text[end : beyond[0].start]
        ):
            place.country = beyond[0].id
    if not place.country and text.startswith("\n", end):  # ณ สำนักงาน… | กรุงจาการ์ตา: a broken line
        below = scan.city_at.get(end + 1)
        if below:
            place.city = place.city or text[end + 1 : below.end]
        below = below or scan.country_at.get(end + 1)
        place.country = below.id if below else ""
    place.end = end
    if venue_end > begin and not (place.city and text[begin:venue_end] == place.city):
        place.venue = text[begin:venue_end].strip(' ,“”"')
        place.venue_span = (begin, venue_end)
    if not place.country:
        for _, hit in scan.hits_in("country", pair_end, end):
            place.country = hit.id
        if place.country in ("", "TH") and (
            any(scan.hits_in("venue", begin, end))
            or re.search(
                r"ทำเนียบรัฐบาล|ศาลาว่าการกลาโหม|กรุงเทพ|ตึกไทยคู่ฟ้า|ตึกบัญชาการ|ตึกสันติไมตรี|ตึกภักดีบดินทร์|เมืองทองธานี|ไบเทค|รัฐสภา",
                text[begin:end],
            )
            or (
                not place.country
                and not place.city
                and re.search(r"กระทรวง|สำนักงานปลัด|ห้องรับรอง|กรม|มหาวิทยาลัย", text[begin:end])
                and not any(scan.hits_in("country", begin, end))
            )
            or any(scan.hits_in("province", begin, end))
        ):
            place.country = "TH"
    return place


def _gap(text: str, pos: int) -> int:
    return 2 if text.startswith(", ", pos) else 1 if text[pos : pos + 1] in (" ", ",") else 0
