"""Comparing written names: keys that forgive spacing and marks, and similarities that forgive a slip of
the pen."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from kg.memo import remember

_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_PUNCTUATION = re.compile(r"[\s.,'\"“”‘’`´()\[\]{}\-–—_/:;·ฯ!?…]+")
_LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏ]")
_THAI = re.compile(r"[฀-๿]")
_TITLES = re.compile(
    r"^(?:ฯพณฯ|นางสาว|น\.ส\.|นาย(?!ก)|นาง(?=\s|[ก-ฮเ-ไ])|(?:พล|พ|ร|น|จ)\.\s?(?:[อทตรสจ]\.\s?){1,2}(?:หญิง)?|"
    r"(?:ว่าที่)?พล(?:เอก|โท|ตรี)|พลเรือ(?:เอก|โท|ตรี)|พลอากาศ(?:เอก|โท|ตรี)|พลตำรวจ(?:เอก|โท|ตรี)|"
    r"(?:สมเด็จ(?:ฯ|อัครมหา)?\s*)?(?:มหา|อัคค?ร?|อัครมหา|อัคคมหา){1,2}เสนาบดี(?:เดโช)?\s*(?=\S)|"
    r"สมเด็จ(?:ฯ|มหาบวรธิบดี)\s+(?!เจ้า|พระ|กรม)(?=\S+\s\S)|"
    r"อาวุโส(?=\s)|กอง(?:เอก|ใหญ่|โท|ตรี)(?=\s)|ศ\.|รศ\.|ผศ\.|ดร\.|ศาสตราจารย์|นพ\.|พญ\.|ม\.ร\.ว\.|ม\.ล\.|"
    r"(?:H\.?\s?E\.?|Mr|Mrs|Ms|Miss|Dr|Prof|Gen|General|Sir|Dato'?|Datuk|Tan Sri|Hon)\.?\s)\s*",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s(?:ดำรงตำแหน่ง|รกน?\.|ผอ\.?|ฯลฯ|ผช\.|หน\.|ท่าน|และ(?:(?:\S{1,2}\.){1,3}\S*)?|พร้อมด้วย|"
    r"(?:กล่าว|หรือไม่|หารือ|ปล่อยคาราวาน)\S*)$|[’']s$|(?<=[a-z-]{4})\.\s+[A-Z].*$"
)
# letters that sound alike and are mistaken for one another; tone marks, the silencer and short vowel
# signs say little
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("ศษซ", "ส"),
        "ณ": "น",
        "ญ": "ย",
        "ฬ": "ล",
        "ฎ": "ด",
        "ฏ": "ต",
        "ฐ": "ท",
        "ฑ": "ท",
        "ฒ": "ท",
        "ธ": "ท",
        "ถ": "ท",
        "ภ": "พ",
        "ผ": "พ",
        "ฝ": "ฟ",
        "ฆ": "ค",
        "ข": "ค",
        "ใ": "ไ",
        "ฌ": "ช",
        **dict.fromkeys("่้๊๋์็ํะิีึืุูา", None),
        "ำ": "ม",
        "ฤ": "ร",
        "ฮ": "ห",
        "ั": None,
    }
)


@lru_cache(maxsize=200_000)
def clean_form(text: str) -> str:
    """A written form made comparable and still readable: NFC, one kind of space, sara am and sara ae whole.

    >>> clean_form("เเพทองธาร  ชินวัตร")
    'แพทองธาร ชินวัตร'
    """
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    text = text.replace("ํา", "ำ").replace("เเ", "แ")
    return re.sub(r"\s+", " ", text).strip(" ,;:\"“”'")


@lru_cache(maxsize=200_000)
def clean_person_name(text: str) -> str:
    """A person's name without titles and the mark of abbreviation; ``ณ`` of a surname stands free."""
    text = clean_form(text)
    while True:
        bare = _TITLES.sub("", text).strip()
        if bare == text or len(bare) < 3:
            break
        text = bare
    text = _TAIL.sub("", text)
    cut = re.match(r"(?!สมเด็จ|พระ|เจ้า|กรม)(\S{3,}?)ฯ", text)
    text = (cut.group(1) if cut else text.rstrip("ฯ")).strip()
    return re.sub(r"\sณ\s?(?=[ก-ฮเ-ไ])", " ณ ", text)


def is_latin(text: str) -> bool:
    """True when the form is written in Latin letters and in no Thai ones."""
    return bool(_LATIN.search(text)) and not _THAI.search(text)


def find_language(text: str) -> str:
    """``th`` for a form with Thai letters, ``en`` for one with Latin letters, else an empty string."""
    if _THAI.search(text):
        return "th"
    return "en" if _LATIN.search(text) else ""


def fold_latin(text: str) -> str:
    """Latin letters without accents, in lower case."""
    text = text.replace("ı", "i").replace("ø", "o").replace("Ø", "o").replace("đ", "d").replace("Đ", "d")
    whole = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in whole if not unicodedata.combining(c))


@lru_cache(maxsize=200_000)
def build_name_key(text: str) -> str:
    """The key under which two spellings are one name: no spaces or punctuation; Latin words in any order.

    >>> build_name_key("NASHIDA Kazuya") == build_name_key("Kazuya Nashida")
    True
    """
    if is_latin(text):
        words = [w for w in _PUNCTUATION.split(fold_latin(text)) if w]
        return " ".join(sorted(words))
    return _PUNCTUATION.sub("", clean_form(text)).casefold()


@remember
def build_text_key(text: str) -> str:
    """A key for bodies, posts and titles: letters and digits only, word order kept, Thai digits as
    Arabic ones."""
    text = unicodedata.normalize("NFKC", clean_form(text)).casefold()
    return _PUNCTUATION.sub("", fold_digits(text.replace("ํา", "ำ")))


def fold_digits(text: str) -> str:
    """Thai and other digits as Arabic ones."""
    return "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in text)


@lru_cache(maxsize=200_000)
def build_skeleton(text: str) -> str:
    """The sounds that are left of a Thai name when easily mistaken letters and marks are made one."""
    if is_latin(text):
        return re.sub(r"[aeiouyhw\s]+|(.)(?=\1)", "", fold_latin(text))
    return re.sub(r"(.)\1+", r"\1", _PUNCTUATION.sub("", clean_form(text)).translate(_ALIKE))


_SOUND_OF_THAI = {
    letter: sound
    for letters, sound in (
        ("กขคฆ", "k"),
        ("ง", "N"),
        ("จฉชฌ", "c"),
        ("ซศษส", "s"),
        ("ดตถทธฎฏฐฑฒ", "t"),
        ("นณญ", "n"),
        ("บปผพภ", "p"),
        ("ฝฟ", "f"),
        ("ม", "m"),
        ("รลฬ", "r"),
    )
    for letter in letters
}
_SOUNDS_OF_LATIN = (
    ("ng", "N"),
    ("ch", "c"),
    ("sh", "c"),
    ("ts", "s"),
    ("th", "t"),
    ("kh", "k"),
    ("ph", "p"),
    ("j", "c"),
    ("c", "k"),
    ("q", "k"),
    ("g", "k"),
    ("k", "k"),
    ("x", "s"),
    ("z", "s"),
    ("s", "s"),
    ("d", "t"),
    ("t", "t"),
    ("b", "p"),
    ("p", "p"),
    ("f", "f"),
    ("v", "f"),
    ("m", "m"),
    ("n", "n"),
    ("l", "r"),
    ("r", "r"),
)


@lru_cache(maxsize=200_000)
def find_consonants(text: str) -> str:
    """The consonant sounds of a name in either script, alike ones made one: weak evidence, for use
    beside a post.

    >>> find_consonants("ชินโซ อาเบะ"), find_consonants("Shinzo Abe")
    ('cnsp', 'cnsp')
    """
    if not is_latin(text):
        text = re.sub(r"[ก-ฮ][ิุ]?์", "", text).replace("ำ", "ม")
        return "".join(_SOUND_OF_THAI.get(letter, "") for letter in text)
    rest, sounds = fold_latin(text), ""
    while rest:
        for spelling, sound in _SOUNDS_OF_LATIN:
            if rest.startswith(spelling):
                sounds += sound
                rest = rest[len(spelling) :]
                break
        else:
            rest = rest[1:]
    return sounds


@remember
def count_edits(left: str, right: str) -> int:
    """Damerau-Levenshtein distance (insert, delete, replace, swap of neighbours)."""
    if left == right:
        return 0
    if not left or not right:
        return len(left) + len(right)
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        now = [i]
        for j, b in enumerate(right, 1):
            cost = min(row[j] + 1, now[j - 1] + 1, row[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            now.append(cost)
        before, row = row, now
    return row[-1]


def find_likeness(left: str, right: str) -> float:
    """1.0 for equal strings down to 0.0, by edits over the longer one."""
    longest = max(len(left), len(right))
    return 1.0 if not longest else 1.0 - count_edits(left, right) / longest


@lru_cache(maxsize=200_000)
def split_name(name: str) -> tuple[str, str]:
    """Given name and the rest, each without spaces (``ณ ระนอง`` stays with the surname)."""
    words = name.split()
    if len(words) < 2:
        return name, ""
    return words[0], "".join(words[1:])


def _bound_likeness(left: str, right: str) -> float:
    """What the likeness cannot exceed: letters in common, whatever their order, over the longer one."""
    longest = max(len(left), len(right))
    return (Counter(left) & Counter(right)).total() / longest if longest else 1.0


@remember
def find_name_likeness(left: str, right: str) -> float:
    """How alike two full names in one script are: the whole, and neither given name nor surname by
    itself far off.

    Names in different scripts, and names of which one lacks a surname, are not alike at all.
    """
    if is_latin(left) != is_latin(right):
        return 0.0
    key_left, key_right = build_name_key(left), build_name_key(right)
    sounds_left, sounds_right = build_skeleton(left), build_skeleton(right)
    bound = _bound_likeness(key_left, key_right)
    if max(bound, (bound + _bound_likeness(sounds_left, sounds_right)) / 2) < 0.6:
        return 0.0
    whole = find_likeness(key_left, key_right)
    if whole == 1.0 or is_latin(left):
        return whole
    sounds = (
        find_likeness(sounds_left, sounds_right) if min(len(sounds_left), len(sounds_right)) >= 4 else 0.0
    )
    likeness = max(whole, (whole + sounds) / 2)
    (given, family), (other_given, other_family) = split_name(left), split_name(right)
    if len(left.split()) == len(right.split()) == 2:
        worst = min(
            max(find_likeness(a, b), find_likeness(build_skeleton(a), build_skeleton(b)))
            for a, b in ((given, other_given), (family, other_family))
        )
        if worst < 0.5:
            return min(likeness, 0.5)
        # a short given name with one other letter is as a rule another name
        if given != other_given and build_skeleton(given) != build_skeleton(other_given) and worst < 0.6:
            return min(likeness, 0.7)
    return likeness


def is_borne(names: Iterable[str], forms: Iterable[str]) -> bool:
    """True when one of the written forms may well be one of a known person's names, in either script: enough
    where the post agrees."""
    for name in names:
        for form in forms:
            if is_latin(name) != is_latin(form):
                one, two = find_consonants(name), find_consonants(form)
                if min(len(one), len(two)) >= 4 and find_likeness(one, two) >= 0.7:
                    return True
                continue
            if set(build_name_words(name)) <= set(build_name_words(form)):
                return True
            if find_name_likeness(name, form) >= (0.8 if is_latin(name) else 0.7):
                return True
    return False


def build_name_words(name: str) -> list[str]:
    """The words of a name without marks and capitals."""
    return [w for w in _PUNCTUATION.split(fold_latin(name) if is_latin(name) else clean_form(name)) if w]
