"""Which mentions of an organisation are one body: the gazetteer's, else the same name in the same country."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kg.lexicon import Body
from kg.model import Label, Organisation, build_slug
from kg.resolve.blocks import Comparer, compare_here, iter_pairs
from kg.resolve.cluster import Clusters, Link, find_old_ids
from kg.resolve.decisions import Decisions
from kg.resolve.knowledge import Knowledge
from kg.resolve.mentions import BodySaid, Said, order_of
from kg.resolve.names import build_skeleton, build_text_key, count_edits, find_language, is_latin

# what many bodies are called, and names that lost their number: another body in another article
_GENERIC = re.compile(
    r"(?:คณะกรรมาธิการ(?:วิสามัญ|สามัญ)?|คณะ(?:อนุ)?กรรมการ(?:ร่วม)?|คณะทำงาน(?:ร่วม)?|คณะผู้แทน|สำนักงาน|สมาคม|มูลนิธิ|บริษัท|สถาบัน|"
    r"มหาวิทยาลัย|ธนาคาร|กองทุน|ศูนย์|โรงเรียน|โรงพยาบาล|committee|company|bank|university)"
    r"|(?:คณะ(?:อนุ)?กรรมการ|คณะทำงาน|สำนักงาน|สมาคม|มูลนิธิ|บริษัท|สถาบัน|มหาวิทยาลัย|ธนาคาร|กองทุน|ศูนย์|โรงเรียน|โรงพยาบาล|องค์กร|สายการบิน|วิทยาลัย)"
    r"(?:เริ่ม|ตัวอย่าง|ต้นแบบ|นำร่อง|ชุดใหม่|ดีเด่น|คุณภาพ|ภาคเหนือ|ภาคใต้|ภาคกลาง|ภาคตะวันออก|เฉียงเหนือ|การท่องเที่ยว|มากขึ้น|ประเทศ|เดียวกัน|ดังกล่าว|อื่น|ใหม่|ทั้งหมด|ทั่วไป|ทั่วประเทศ|ใกล้บ้าน|startup|สตาร์ทอัพ|ข่าวสาร|ข่าว|ชั้นนำ|ระดับโลก|ระดับสูง|ระดับชาติ|ผู้บริหาร|ผู้เชี่ยวชาญ|ต่าง|ภาครัฐ|ภาคเอกชน|เอกชน|พาณิชย์|ของรัฐ|ท้องถิ่น|มหาวิทยาลัย|โรงเรียน|โรงพยาบาล|"
    r"ทางหลวง|แขวงทางหลวง|บำรุงทาง|บริการประชาชน|ขนาดใหญ่|นานาชาติ|ข้ามชาติ|จังหวัด|อำเภอ|เขต|ประจำ|สมาชิก|เฉพาะกิจ|พิเศษ|วิชาการ|ดำเนินงาน|"
    r"ดำเนินการ|อำนวยการ|บริหาร|จัดการ|จัดงาน|ประสานงาน|ปฏิบัติการ|เจ้าหน้าที่|ผู้ประกอบการ|ในเครือ|แห่งชาติ|กลาง|และ|ที่เกี่ยวข้อง|ทุกแห่ง|ด้าน)+"
    r"|สำนักงาน(?:อุตสาหกรรม|แรงงาน|สาธารณสุข|วัฒนธรรม|เกษตร|พาณิชย์|ประมง|ที่ดิน|ขนส่ง|คลัง|ปศุสัตว์|พัฒนาชุมชน|ศึกษาธิการ|จัดหางาน)"
    r"|(?:smart|digital|green|international)(?:university|city|farm|school|hospital|bank|company)"
    r"|สภา(?:วัฒนธรรม|ผู้ว่าการ|แห่งชาติ|นิติบัญญัติ|ประชาชน|ธุรกิจ|นักเรียน|นักศึกษา|นิสิต|เด็ก|เยาวชน|และ|ที่ปรึกษา|ทาง|การค้า|เศรษฐกิจ|เกษตรกร|ร่วม|ระหว่างประเทศ|ผู้แทน|องค์กร|ชุมชน|คณาจารย์|มหาวิทยาลัย|สถาบัน|ท้องถิ่น|จังหวัด|เทศบาล|ผู้นำ|ผู้สูงอายุ)+"
    r"|โรงเรียน(?:บ้าน|ชุมชน)[ก-๎]{2,12}|บริษัทเกิดการ.*"
    # joint committees, where the name says no more of the two countries than that Thailand is one
    r"|คณะ(?:อนุ)?กรรม(?:การ|าธิการ)ร่วม(?:ด้าน|ทาง|ว่าด้วย|เพื่อ|การ|ความ|ค้า|เศรษฐกิจ|ร่วมมือ|ทวิภาคี|วิทยาศาสตร์|เทคโนโลยี|มั่นคง|ลงทุน|"
    r"และ|ระหว่าง|ประเทศ|ไทย|เทคนิค|พลังงาน|ระดับสูง|ระดับรัฐมนตรี|ต่อต้าน|มนุษย์)*"
    r"|(?:joint|expert)?(?:commission|committee|workinggroup|secretariat|ministry|department|government)"
    r"|.*(?:พื้นที่|เขต|จังหวัด|อำเภอ|ตำบล|สาขา|กลุ่มที่|ฉบับที่|ครั้งที่|ภาคที่|เขตที่)"
)
# words of which the name of no one body is made
_PLAIN_WORDS = (
    "ชั้นนำ|เล็ก|ใหญ่|ประกันชีวิต|ประกันภัย|ประกัน|คู่ค้า|คู่สัญญา|มากกว่า|ร้อยละ|น้ำมัน|ห้างร้าน|ห้าง|ร้านค้า|โรงงาน|มีแผน|ยังอยู่|ที่ปรึกษา|ส่งออก|นำเข้า|สถานประกอบการ|"
    "ให้ความสนใจ|สนใจ|เงินทุน|หลักทรัพย์|ย่อย|ใด|ก็ได้|ก่อสร้าง|สำคัญ|เป้าหมาย|ตั้งเป้า|ดังนี้|กว่า|เอสเอ็มอี|รถยนต์|ประชารัฐ|คิด|คาด|วิจัย|ผลิตวัคซีน|นายจ้าง|นวัตกรรม|"
    "พันธมิตร|สำรวจ|พลังงาน|ยอดขาย|แนวโน้ม|ตั้งแต่|จำนวนมาก|การเงิน|ยินดี|นักลงทุน|ราย|เกี่ยว|นอมินี|จิตเวช|ประกันสังคม|เรียบร้อย|สูงสุด|พี่น้อง|สัตว์|เครือข่าย|เฉพาะ|ทาง|โรค|"
    "ภาคสนาม|ทันที|ทางเลือก|ทหาร|ผู้สูงอายุ|ผู้สูงวัย|ก่อน|ภายนอก|ภายใน|อัจฉริยะ|ทุติยภูมิ|สีเขียว|ระดับ|ขับเคลื่อน|ผู้ทรงคุณวุฒิ|หมู่บ้าน|ตามกฎหมาย|ตามคำสั่ง|คัดเลือก|"
    "ผู้ชำนาญการ|นโยบาย|เตรียมการ|ข้อมูลข่าวสาร|สอบสวน|วินัย|ส่งเสริม|สถานศึกษา|แก้ไขปัญหา|กองทุน|รัฐมนตรี|ตัดสินผลงาน|ความปลอดภัย|สวัสดิการ|แต่งตั้ง|ตรวจรับพัสดุ|วินิจฉัย|"
    "กลั่นกรอง|ความร่วมมือ|ผู้จัดงาน|ตรวจประเมิน|ผู้แทน|รัฐบาล|คุ้มครอง|เห็นสมควร|บูรณาการ|เปรียบเทียบ|ยุทธศาสตร์|เร่งรัด|อนุรักษ์|ตรวจสอบ|สิทธิ|กฎหมาย|สตรี|วิเคราะห์|ป้องกัน|"
    "โครงการ|สัญญา|สมาคม|ศูนย์|ปลัดกระทรวง|เลขานุการ|เลขาธิการ|กรม|ส่วนภูมิภาค|ภูมิภาค|แห่งใหม่|แห่งใหญ่|ผู้ว่าการ|อธิการบดี|ผู้ช่วยทูต|กีฬา|ศิลปะ|ธุรกิจ|การค้า|อุตสาหกรรม|ประมง|"
    "ศิษย์เก่า|ชมรม|ด้วยกัน|โรงแรม|ผู้ผลิต|ผู้ส่งออก|สหกรณ์|สื่อ|มิตรภาพ|มูลนิธิ|บริษัท|องค์กร|ชายขอบ|สาธิต|ครอบครัว|ด้อยโอกาส|การศึกษาพิเศษ|สอนภาษา|กวดวิชา|สอนขับรถ|อนุบาล|"
    "จิตอาสา|ตาดีกา|เปิดเทอม|เทศบาล|ปรับ|ให้บริการ|ขออภัย|ข้าว|รัฐ|ที่ดิน|แต่|ตัวแทนจำหน่าย|สินค้าเกษตร|หมาย|ประชาชน|ต้นไม้|ปุ๋ย|อินทรีย์|โคกระบือ|เจ้าหนี้|หวัง|ความดี|มากยิ่งขึ้น|"
    "เชื่อมั่น|ปัจจุบัน|บ้าน|นำมา|นำไปใช้|สร้างโอกาส|เท่ากับ|ผู้|ข้างต้น|แห่ง|แรงงาน|ระงับ|ร่วมมือ|ผู้รับบริการ|ก้าว|ขั้นต่ำ|ยั่งยืน|การกุศล|เด็ก|อาสาสมัคร|หนังสือ|พลัง|รณรงค์|"
    "ผู้หญิง|เจ้าสังกัด|ส่วนราชการ|เดียว|กิจการ|เขา|สูง|ตัวแทน|รวม|อาจ|หมุนเวียน|ช่วยเหลือ|ทั้งสิ้น|พี่เลี้ยง|โลก|การพัฒนา|วิชาชีพ|วิชาการ|จังหวัด|พาณิชย์|กำกับ|ดูแล"
)
_FIELDS = (
    "วิทยาศาสตร์|เทคโนโลยี|ศึกษา|ความเป็นไปได้|ต่อต้าน|ปราบปราม|ทุจริต|ปฏิบัติ|ไทย|สาธารณกุศล|สาธารณะ|ชาวไร่อ้อย|ชาวนา|พัฒนา|ปฏิรูป|สนับสนุน|บริการ|ข้อมูล|สารสนเทศ|ประชาสัมพันธ์|"
    "ฝึกอบรม|ทดสอบ|มาตรฐาน|ความเป็นเลิศ|ชุมชน|เยาวชน|เกษตรกร|ท้องถิ่น|วัฒนธรรม|สาธารณสุข|แพทย์|สุขภาพ|เศรษฐกิจ|สังคม|สิ่งแวดล้อม|ทรัพยากร|ธรรมชาติ|น้ำ|คมนาคม|ขนส่ง|ท่องเที่ยว|"
    "การศึกษา|อาชีวศึกษา|เกษตร|ผลไม้|อาหาร|ยา|ร่วม|ผู้ประกอบการ|ศาสนา|บริหาร|จัดการ|ประสานงาน|เฝ้าระวัง|แก้ไข|ปัญหา|ภัย|พิบัติ|อำนวยการ|ควบคุม|คุม|ประพฤติ|ยุติธรรม|จัดหางาน|"
    "ฝีมือ|สรรพากร|สรรพสามิต|บังคับคดี|โยธาธิการ|ผังเมือง|ปกครอง|สถิติ|ศุลกากร|ทูต|แสดง|จำหน่าย|สาธิต|เรียนรู้|เด็กเล็ก|นักเรียน|ประถม|มัธยม|ต่างประเทศ|ระหว่างประเทศ|ใหม่|ดิจิทัล"
)
_PLAIN = re.compile(
    rf"(?:คณะ(?:กรรมการ|กรรมาธิการ)(?:บริหาร)?|กระทรวง|กรม|บริษัท|มหาวิทยาลัย|วิทยาลัย|ธนาคาร|โรงพยาบาล|สายการบิน)"
    rf"(?:{_PLAIN_WORDS}|การ|และ|ด้าน|ของ|ที่|ใน|มี|อยู่)+"
    rf"|(?:คณะ(?:อนุกรรมการ|ทำงาน)|สำนักงาน|สมาคม|มูลนิธิ|สถาบัน|กองทุน|โรงเรียน|ศูนย์|องค์การ|องค์กร)"
    rf"(?:{_PLAIN_WORDS}|{_FIELDS}|การ|และ|ด้าน|ของ|ที่|ใน|มี|อยู่)+"
)
_LEGAL_FORMS = {build_text_key(t) for t in ("องค์การมหาชน", "มหาชน", "Public Organization", "จำกัด")}
# a company's legal form, and an abbreviation in brackets: with them or without them it is one name
_LEGAL_FORM = re.compile(
    r"\(องค์การมหาชน\)|(?:กลุ่ม)?บริษัท(?:ในเครือ)?|สายการบิน(?=\s*[A-Z])|ห้างหุ้นส่วน(?:จำกัด)?|(?:บมจ|บจก|บจ|หจก)\.|\(มหาชน\)?|จำก(?:ัด|ดั)(?:\s*มหาชน)?|"
    r"\b(?:Public\s+)?(?:Company|Co)\.?,?\s*(?:Limited|Ltd)\b\.?|\b(?:Limited|Ltd|Inc|PLC|LLC|GmbH)\b\.?|"
    r"\((?:[A-Z][A-Za-z&. -]{1,12}|[ก-ฮ.]{2,12})\)|[’']s$",
    re.IGNORECASE,
)
# what kind of body a name begins with; the rest tells it apart
_HEAD = re.compile(
    r"(?:สำนักงาน)?คณะ(?:อนุ)?(?:กรรมการ|กรรมาธิการ|ทำงาน|มนตรี)(?:ร่วม|วิสามัญ|สามัญ|แห่งชาติ|บริหาร)*|กระทรวง(?:การ)?|ทบวง|กรม(?:การ)?|"
    r"สำนักงาน|สำนัก|มหาวิทยาลัย|วิทยาลัย|สมาคม|สมาพันธ์|สหพันธ์|สถาบัน|สภา|องค์การ|องค์กร|มูลนิธิ|ธนาคาร|หอการค้า|ศูนย์|"
    r"โรงเรียน|โรงพยาบาล|กองทุน|กองทัพ|วิสาหกิจชุมชน(?:กลุ่ม)?|สถานเอกอัครราชทูต|สถานกงสุล(?:ใหญ่)?|เทศบาล(?:นคร|เมือง|ตำบล)?|องค์การบริหารส่วน(?:ตำบล|จังหวัด)|วัด"
)
_TAIL = re.compile(r"(?:(?:แห่ง)?ประเทศไทย|แห่งชาติ)$")  # how names of all kinds of bodies end
_BRANCH = re.compile(r"(?<!แห่ง)ประเทศไทย|\((?:ไทยแลนด์|Thailand)\)")
_LATIN = re.compile(r"[A-Za-z]{3}")
_POSSESSIVE = re.compile(r"(?<=[A-Za-z])['’]s$")
_OF_YEAR = re.compile(r"(?<=[ก-๎])\s*ประจำปี(?:งบประมาณ|การศึกษา)?(?:\s*พ\.ศ\.)?\s*\d*$")
# a committee of two countries is told now as of one, now as of the other
_OF_TWO = re.compile(r"คณะ(?:อนุ)?(?:กรรมการ|กรรมาธิการ|ทำงาน)(?:ร่วม|เพื่อ|ชายแดน|ทวิภาคี).*ไทย")
_TWICE = re.compile(r"^(กรม|กระทรวง|คณะ(?:อนุ)?กรรมการ|สำนักงาน|มหาวิทยาลัย|บริษัท|องค์การ)\s*\1(?=[ก-๎])")
_KINDRED = 0.3  # the share of the shorter name that is in the other too
_LOCAL = ("โรงเรียน", "โรงพยาบาล", "วัด", "เทศบาล", "องค์การบริหารส่วน")  # villages' names differ by a letter
_NATIONAL = ("คณะกรรมการ", "กองทุน", "สถาบัน")  # of which the country has one of a name
# where a body is or what part of one it is: another body at another place
_PLACE = re.compile(r"(?:จังหวัด|อำเภอ|ตำบล|เขต|เมือง|เทศบาล|ภาค|สาขา|ประจำ)(.*)$")
# what a sentence goes on to say after a name
_RUN_ON = re.compile(
    r"และ(?:ร่าง|ได้|คณะ|ยัง|จะ|ที่)|เป็น(?!ธรรม)|ได้|ร่วมกับ|ซึ่ง|โดย|เพื่อให้|จะ|จัด(?=ขึ้น|การ?ประชุม|งาน|กิจกรรม)|เข้าร่วม|เข้าพบ|ณ(?!กรุง(?!เทพ)|นคร|เมือง)|"
    r"ว่า(?!ด้วย)|พร้อม|ให้(?!โทษ)|ทั้งนี้|ในฐานะ|ในการ|ในวัน|มีมติ|ดำเนิน|นำ(?=โดย|คณะ)|ที่(?=ได้|มี|จะ|เป็น|ร่วม)|ดังกล่าว|รับผิดชอบ|ตั้งแต่|รวมถึง|"
    r"เสนอ"
)
_SMALL = re.compile(
    r"(?<=บริหาร)จัดการ|ระดับ(?=ภูมิภาค)|การ|ความ|ด้าน|แห่ง|ของ|และ|ว่าด้วย|ผู้|ใน|ทาง|เพื่อ|สำหรับ|กิจ|ระหว่าง(?!ประเทศ)|(?<=ไทย)กับ"
)  # words that are left out at times
_ABOUT = re.compile(r"(?:เรื่อง|(?<!เก็บ)(?<!งาน)(?<!ความผิด)(?<!ปัญหา)เกี่ยว(?:กับ)?)$")  # where a name ran on
_CUT = ("การ", "และ", "ของ", "ด้าน", "เพื่อ", "ประเทศ")  # a name that ends so lacks its end


@dataclass(slots=True)
class _Node:
    key: str
    country: str
    curated: str = ""
    names: frozenset[tuple[str, str]] = frozenset()  # (head, the rest) of each name, legal forms off
    forms: Counter[str] = field(default_factory=Counter)
    aliases: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    mentions: list[str] = field(default_factory=list)
    province: str = ""  # with whose name the body's ends

    @property
    def form(self) -> str:
        return min(self.forms, key=lambda f: (-self.forms[f], f))

    @property
    def is_ministry(self) -> bool:
        """True when an article takes it for a ministry."""
        return "ministry" in self.kinds


@dataclass(frozen=True, slots=True)
class Bodies:
    """The organisations found; ``ids`` maps a mention key to an organisation's id, ``old_ids`` an id that was
    merged away to those that may have taken its place."""

    organisations: tuple[Organisation, ...]
    ids: Mapping[str, str]
    old_ids: Mapping[str, set[str]]
    links: tuple[Link, ...]
    doubts: tuple[Link, ...]


def find_curated(body: BodySaid, known: Knowledge) -> str:
    """The gazetteer id that a mention means by its name, or by an unmistakable other form of it."""
    told = known.bodies.get(body.curated)
    if told and (told.id in known.body_names.get(build_text_key(body.name), ()) or _is_kindred(body, told)):
        return told.id
    name = _tidy(body.name)
    found = known.find_body(name, body.country)
    if found is None and not body.country:
        found = known.find_body(name, "TH")
    if found is None:
        bare, code = known.split_country(name)
        if code and bare and (not body.country or code == body.country):
            found = known.find_body(bare, code)
    if found is None:
        strong = {
            b.id for a in body.aliases if (b := known.find_body(a, body.country, weak=False)) and len(a) > 3
        }
        if len(strong) == 1:
            candidate = known.bodies[strong.pop()]
            same_country = not body.country or not candidate.country or body.country == candidate.country
            if same_country and _is_kindred(body, candidate):
                found = candidate
    return found.id if found else ""


def _tidy(name: str) -> str:
    """The name without article, possessive (The Society’s), a year or a head written twice (กรมกรมการข้าว)."""
    return _OF_YEAR.sub("", _TWICE.sub(r"\1", _POSSESSIVE.sub("", name.removeprefix("The ")))) or name


def _is_kindred(body: BodySaid, candidate: Body) -> bool:
    """True when the written name has a good part of a known name, or stands beside a whole one.

    An abbreviation alone (กอช.) can be of several bodies.
    """
    names = {
        build_text_key(n) for n in candidate.names + candidate.weak if is_latin(n) == is_latin(body.name)
    }
    whole = {build_text_key(n) for n in candidate.names if len(n.split()) > 1}
    own = _find_pieces(build_text_key(body.name))
    if not names or (_LATIN.search(body.name) and not is_latin(body.name)):
        return True
    if len(own) < 8:
        return bool(body.curated)
    if any(build_text_key(a) in whole for a in body.aliases):
        return True
    return any(len(own & (other := _find_pieces(n))) >= _KINDRED * min(len(own), len(other)) for n in names)


def _find_pieces(key: str) -> set[str]:
    """Cut what tells a name apart, without kind of body and common endings, in pieces of three letters."""
    head = _HEAD.match(key)
    rest = _TAIL.sub("", key[head.end() :] if head else key)
    return {rest[i : i + 3] for i in range(len(rest) - 2)}


def find_plain_key(name: str, country: str, known: Knowledge) -> tuple[str, str]:
    """``(key, country)``: the name without its country's name where that says no more than ``country``
    does."""
    bare, code = known.split_country(name)
    if (
        code
        and bare
        and (not country or country == code)
        and len(build_text_key(bare)) >= 7
        and bare.startswith(
            ("กระทรวง", "สถานเอกอัครราชทูต", "สถานทูต", "รัฐสภา", "สภาผู้แทน", "กองทัพ", "Ministry", "ministry")
        )
    ):
        return build_text_key(bare), code
    return build_text_key(name), country


def resolve_bodies(
    said: Said, known: Knowledge, decisions: Decisions, compare: Comparer = compare_here
) -> Bodies:
    """Group all mentions of organisations."""
    solo = {t for d in decisions.pairs() for t in d.targets if t in said.bodies}
    nodes = _build_nodes(said, known, solo)
    clusters = Clusters("organisation", sorted(nodes))
    _apply_decisions(clusters, nodes, known, decisions)
    doubts: list[Link] = []
    links = _find_links(nodes, _find_countries(said), known, doubts)
    alike = compare(_build_blocks(nodes), nodes, _find_pairs, _compare)
    ordered = sorted(links) + sorted(
        ((left, right, rule, score) for left, right, score, rule in alike), key=lambda x: (-x[3], *x)
    )
    for left, right, rule, score in ordered:
        one, two = nodes[clusters.find(left)], nodes[clusters.find(right)]
        if one.curated and two.curated and one.curated != two.curated:
            continue
        if clusters.join(left, right, rule, score):
            root = nodes[clusters.find(left)]
            root.curated = root.curated or one.curated or two.curated
    return _build_bodies(said, nodes, clusters, known, doubts)


def _build_nodes(said: Said, known: Knowledge, solo: set[str]) -> dict[str, _Node]:
    nodes: dict[str, _Node] = {}
    for body in said.bodies.values():
        curated = find_curated(body, known)
        if curated:
            country, key = known.bodies[curated].country, f"={curated}"
        else:
            name, home = _tidy(body.name), "TH" if _OF_TWO.match(body.name) else body.country
            plain, country = build_text_key(name), home
            if plain not in known.common_names:
                plain, country = find_plain_key(name, home, known)
            key = f"{plain}|{country}"
            if _is_generic(plain, known) or (not country and body.kind == "ministry"):
                key += f"|{body.article}"
        if body.key in solo:
            key = f"{key}|{body.key}"
        node = nodes.setdefault(key, _Node(key, country, curated))
        node.forms[body.name] += 1
        for alias in body.aliases:
            node.aliases[alias] += 1
        if body.kind:
            node.kinds[body.kind] += 1
        node.mentions.append(body.key)
    ends = tuple(known.provinces)
    for node in nodes.values():
        if node.curated or node.key.count("|") == 1:
            node.names = frozenset(_split_names(node, known))
            key = build_text_key(node.form)
            if key.endswith(ends):
                node.province = max((p for p in ends if key.endswith(p)), key=len)
    return nodes


def _split_names(node: _Node, known: Knowledge) -> Iterable[tuple[str, str]]:
    """The node's names (the gazetteer's where it has some) as (head, the rest), with and without the name of
    its own country."""
    body = known.bodies.get(node.curated)
    for name in body.names if body else node.forms:
        bare, code = known.split_country(name)
        own = code == node.country and (code != "TH" or "ไทย" in name[len(bare) :])
        # the company of this country is not the whole
        firm = "company" in node.kinds or "บริษัท" in name
        own = own and not (firm and _BRANCH.search(name))
        for text in (name, bare) if code and own and not bare.endswith(_CUT) else (name,):
            key = _ABOUT.sub("", build_text_key(_LEGAL_FORM.sub(" ", text).replace("&", " and ")))
            head = _HEAD.match(key)
            kind, rest = (head[0], key[head.end() :]) if head else ("", key)
            if len(rest) >= 10 and rest.isascii():
                kind = ""
            if len(rest) >= (8 if text != name else 4):
                yield kind, rest


def _build_blocks(nodes: Mapping[str, _Node]) -> dict[tuple[str, ...], list[str]]:
    blocks: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for key, node in sorted(nodes.items()):
        # a misspelt body of the world may have been taken for one of Thailand
        for country in {node.country, "TH"} if node.curated and not node.country else (node.country,):
            for head, rest in sorted(node.names):
                blocks["begins", country, head, rest[:8]].append(key)
                blocks["ends", country, head, _TAIL.sub("", rest)[-8:]].append(key)
    return blocks


def _find_pairs(block: tuple[str, ...], members: Mapping[str, _Node]) -> Iterable[tuple[str, str]]:
    for left, right in iter_pairs(list(members)):
        if not (members[left].curated and members[right].curated):
            yield left, right


def _compare(left: _Node, right: _Node) -> tuple[float, str] | None:
    """``(score, rule)`` for two bodies of one country with names that begin or end alike."""
    ends = sorted((left.province, right.province), key=len)
    if all(ends) and not ends[1].endswith(ends[0]):
        return None  # ระยอง and ระนอง
    found: tuple[float, str] | None = None
    for head, rest in left.names:
        for other, more in right.names:
            if head == other and (verdict := _compare_names(head, rest, more)):
                found = max(found or verdict, verdict)
    return found


def _compare_names(head: str, one: str, two: str) -> tuple[float, str] | None:
    short, long = (one, two) if len(one) <= len(two) else (two, one)
    if short == long:
        return 0.9, "the same name but for legal form or country"
    if long.startswith(short) and _RUN_ON.match(long, len(short)):
        whole = len(head + short) >= 14 and len(short) >= 6 and not short.endswith(_CUT)
        return (0.8, "the same name, one run on into the sentence") if whole else None
    bare = _SMALL.sub("", short)
    if len(bare) >= 8 and bare == _SMALL.sub("", long):
        return 0.87, "the same name but for small words"
    if len(short) >= 12 and long == short + "แห่งชาติ" and head.startswith(_NATIONAL):
        return 0.83, "the same name, one says that it is national"
    if len(short) < 7 or len(long) - len(short) > 2 or (Counter(short) - Counter(long)).total() > 2:
        return None
    edits = count_edits(short, long)
    sounds = build_skeleton(short)
    same_sound = len(sounds) >= 8 and not is_latin(short) and sounds == build_skeleton(long)
    if edits > (4 if same_sound else 2) or re.findall(r"\d+", short) != re.findall(r"\d+", long):
        return None
    if same_sound:
        return 0.85, "spelling"
    places = [found[1] if (found := _PLACE.search(text)) else "" for text in (short, long)]
    if head.startswith(_LOCAL) or places[0] != places[1]:
        return None
    return (0.84, "spelling") if len(head + short) >= (14 if edits == 1 else 32) else None


def _apply_decisions(
    clusters: Clusters, nodes: Mapping[str, _Node], known: Knowledge, decisions: Decisions
) -> None:
    for wanted in ("same", "different"):
        for decision in decisions.pairs():
            if decision.action != wanted or not all(
                t.startswith("org/") or "#organisation/" in t for t in decision.targets
            ):
                continue
            groups = [
                sorted(
                    k
                    for k, n in nodes.items()
                    if target in n.mentions
                    or target == f"org/{n.curated}"
                    or target in {f"org/{build_slug(f)}" for f in n.forms}
                    or target in {f"org/{build_slug(f)}-{n.country.lower()}" for f in n.forms if n.country}
                )
                for target in decision.targets
            ]
            if not all(groups):
                continue
            if wanted == "same":
                for node in [*groups[0][1:], *groups[1]]:
                    clusters.join(groups[0][0], node, "decision")
            else:
                for left in groups[0]:
                    for right in groups[1]:
                        clusters.part(left, right)


def _is_generic(key: str, known: Knowledge) -> bool:
    """True for a name that any body of its kind could bear."""
    return key in known.common_names or bool(_GENERIC.fullmatch(key) or _PLAIN.fullmatch(key))


def _find_countries(said: Said) -> dict[str, set[str]]:
    """The countries that each article speaks of, by its persons' posts and the sides of its activities."""
    found: dict[str, set[str]] = defaultdict(set)
    for person in said.persons.values():
        found[person.article].update(p.office.country for p in person.posts)
    for body in said.bodies.values():
        found[body.article].add(body.country)
    for activity in said.activities.values():
        found[activity.article].update(p.side for p in activity.parts)
        found[activity.article].add(activity.get("country"))
    return found


def _is_spoken_of(node: _Node, country: str, around: Mapping[str, set[str]]) -> bool:
    """True when all articles that name the body speak of the country."""
    return all(country in around.get(m.partition("#")[0], ()) for m in node.mentions)


def _find_links(
    nodes: Mapping[str, _Node], around: Mapping[str, set[str]], known: Knowledge, doubts: list[Link]
) -> list[tuple[str, str, str, float]]:
    links: list[tuple[str, str, str, float]] = []
    by_name: dict[str, list[_Node]] = defaultdict(list)
    by_curated: dict[str, list[str]] = defaultdict(list)
    for key, node in sorted(nodes.items()):
        if node.curated:
            by_curated[node.curated].append(key)
        elif not _is_generic(key.partition("|")[0], known):
            by_name[key.partition("|")[0]].append(node)
    for keys in by_curated.values():
        links += [(keys[0], k, "gazetteer", 1.0) for k in keys[1:]]
    for members in by_name.values():
        stated = {n.country for n in members if n.country}
        for index, node in enumerate(members):
            for other in members[index + 1 :]:
                if node.country == other.country:
                    if node.country or not (node.is_ministry or other.is_ministry):
                        links.append((node.key, other.key, "same name and country", 1.0))
                    continue
                bare, full = (node, other) if other.country else (other, node)
                if bare.country:
                    continue
                # every government has such a ministry: it is that of the country the article speaks of
                possible = (
                    {c for c in stated if _is_spoken_of(bare, c, around)} if bare.is_ministry else stated
                )
                if possible == {full.country}:
                    links.append((node.key, other.key, "same name", 0.95))
                elif len(stated) == 1:
                    first, second = sorted((node.key, other.key))
                    doubts.append(Link("organisation", first, second, "same name, country not told", 0.6))
    # another form of the name: only when all articles that tell what it stands for agree
    owners: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for key, node in nodes.items():
        own = {build_text_key(form) for form in node.forms}
        for alias, count in node.aliases.items():
            short = build_text_key(alias)
            # the gazetteer knows the forms of its bodies; a name cut short says nothing in another article
            longer = any(a != alias and build_text_key(a).startswith(short) for a in node.aliases)
            if not node.curated and not longer and not any(short in n or n in short for n in own):
                owners[short, node.country][key] += count
    for (alias, country), counted in sorted(owners.items()):
        target = f"{alias}|{country}"
        if target not in nodes or len(alias) < 3 or alias in _LEGAL_FORMS:
            continue
        best = min(counted, key=lambda k: (-counted[k], k))
        other_script = is_latin(nodes[best].form) != is_latin(nodes[target].form)
        firm = counted[best] >= 2 or (len(alias) >= 5 and other_script) or len(alias) >= 8
        if best != target and counted[best] >= 0.9 * counted.total() and firm:
            links.append((best, target, "another form of the name", 0.9))
        elif best != target:
            first, second = sorted((best, target))
            doubts.append(Link("organisation", first, second, "another form of the name", 0.5))
    return links


def _build_bodies(
    said: Said, nodes: Mapping[str, _Node], clusters: Clusters, known: Knowledge, doubts: list[Link]
) -> Bodies:
    groups = [[nodes[k] for k in keys] for keys in clusters.groups()]
    naturals = []
    for members in groups:
        curated = min((n.curated for n in members if n.curated), default="")
        naturals.append(curated or build_slug(min(f for n in members for f in n.forms)))
    owners = Counter(naturals)
    ids: dict[str, str] = {}
    parts: list[tuple[str, list[tuple[Iterable[str], str]]]] = []
    found = []
    taken: set[str] = set()
    for members, natural in zip(groups, naturals, strict=True):
        mentions = sorted((m for n in members for m in n.mentions), key=lambda m: (order_of(m), m))
        curated = natural if any(n.curated == natural for n in members) else ""
        country = min((n.country for n in members if n.country), default="")
        ident = f"org/{natural}"
        if owners[natural] > 1 and not curated:
            ident += f"-{country.lower() or 'x'}"
        if ident in taken:
            ident += "-" + build_slug(mentions[0])
        taken.add(ident)
        kinds = Counter(k for n in members for k in n.kinds.elements())
        body = known.bodies.get(curated)
        found.append(
            Organisation(
                ident,
                _choose_labels(members, (body.name_th, body.name_en) if body else ("", "")),
                body.kind if body else (min(kinds, key=lambda k: (-kinds[k], k)) if kinds else ""),
                body.country if body else country,
                f"org/{body.parent}" if body and body.parent else "",
                f"org/{body.successor}" if body and body.successor else "",
                tuple(sorted({c for m in mentions for c in said.bodies[m].claims})),
            )
        )
        ids.update(dict.fromkeys(mentions, ident))
        parts.append((ident, [(n.forms, n.country) for n in members]))
    first = {k: min(n.mentions, key=lambda m: (order_of(m), m)) for k, n in nodes.items()}
    return Bodies(
        tuple(sorted(found, key=lambda o: o.id)),
        ids,
        find_old_ids("org", parts),
        tuple(sorted({Link(x.kind, first[x.left], first[x.right], x.rule, x.score) for x in clusters.links})),
        tuple(sorted({Link(x.kind, first[x.left], first[x.right], x.rule, x.score) for x in doubts})),
    )


def build_curated_body(ident: str, known: Knowledge, claims: tuple[str, ...] = ()) -> Organisation:
    """The organisation of a gazetteer id that no article names by itself (a post's body, a parent, a
    successor)."""
    body = known.bodies[ident]
    labels = [Label(body.name_th, "th")] if body.name_th else []
    if body.name_en:
        labels.append(Label(body.name_en, "en"))
    parent, successor = (f"org/{x}" if x else "" for x in (body.parent, body.successor))
    return Organisation(f"org/{ident}", tuple(labels), body.kind, body.country, parent, successor, claims)


def find_code(name: str, known: Knowledge) -> str:
    """The id of a body given by its code or name alone (``EU``): the gazetteer's, else one made of the
    name."""
    body = known.find_body(name) if name else None
    if body:
        return f"org/{body.id}"
    return f"org/{build_slug(name)}" if name else ""


def _choose_labels(members: list[_Node], curated: tuple[str, str]) -> tuple[Label, ...]:
    forms: Counter[str] = Counter()
    aliases: Counter[str] = Counter()
    for node in members:
        forms.update(node.forms)
        aliases.update(node.aliases)
    preferred = {lang: name for lang, name in zip(("th", "en"), curated, strict=True) if name}
    for form in sorted(forms, key=lambda f: (-forms[f], -len(f), f)):
        preferred.setdefault(find_language(form) or "th", form)
    for alias in sorted(aliases, key=lambda f: (-aliases[f], -len(f), f)):
        if len(alias) > 12 and " " in alias:
            preferred.setdefault(find_language(alias) or "th", alias)
    taken = set(preferred.values())
    labels = [Label(text, lang) for lang, text in sorted(preferred.items(), reverse=True)]
    for form in sorted({*forms, *aliases} - taken):
        best = preferred.get(find_language(form) or "th", "")
        slip = (
            form not in aliases
            and len(form) >= 10
            and forms[form] * 3 <= forms.get(best, 0)
            and 0 < count_edits(build_text_key(form), build_text_key(best)) <= 2
        )
        labels.append(Label(form, find_language(form), "hidden" if slip else "alternative"))
    return tuple(labels)
