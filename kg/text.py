"""Raw files to articles: boilerplate off, Unicode repaired, offsets kept.

In: paths (files, folders, archives) or the bytes of one item. Out: `Article` values whose ``text`` is what
every later offset points into, and `Reject` values for all that was read and not used. Repair happens in
small ``clean_*`` steps, str to str, before any offset exists. Bytes of any kind are fine: what cannot be an
article is rejected with a reason; only a path that the user named and that cannot be read raises `ReadError`.
"""

from __future__ import annotations

import gzip
import hashlib
import html
import json
import lzma
import os
import re
import stat
import struct
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from kg.dates import parse_date_line, parse_iso_date
from kg.model import Article, ReadError, Reject

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

__all__ = [
    "CLEANERS", "MAX_ARTICLE", "MAX_MEMBER", "Source", "clean_text", "clean_title", "decode_bytes",
    "iter_articles", "iter_sources", "parse_article", "parse_html", "parse_record", "parse_source",
]  # fmt: skip

MAX_MEMBER = 50 * 2**20  # bytes of one file, or one member of an archive
MAX_ARTICLE = 5 * 2**20  # bytes of one article, markup included
MAX_TEXT = 400_000  # characters of one article (the longest real one has 230,000)
MAX_ARCHIVE = 16 * 2**30  # bytes that an archive may unpack to
MAX_RATIO = 250  # times its own size that an archive may unpack to, once past a free allowance
FREE_ALLOWANCE = 256 * 2**20
_STEP = 4 * 2**20  # bytes of tar headers that may stand between two members

# ---------------------------------------------------------------- decoding


def decode_bytes(raw: bytes) -> str | None:
    """The text of a file in UTF-8, UTF-16 or a Thai 8-bit encoding (TIS-620, Windows-874); None if binary."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    if raw.startswith(b"\xef\xbb\xbf"):
        raw = raw[3:]
    if b"\0" in raw:
        return _decode_wide(raw)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    lenient = raw.decode("utf-8", "replace")
    broken = lenient.count("\ufffd")
    high = len(raw) - len(raw.translate(None, bytes(range(128, 256))))
    if broken * 20 < high:  # UTF-8 with a few bytes lost
        return lenient
    if raw[:4096].translate(None, _TEXT_BYTES):
        return None
    thai = len(raw) - len(raw.translate(None, _TIS_BYTES))
    if thai * 2 >= high:
        return raw.decode("cp874", "replace")
    return None


_TEXT_BYTES = bytes([*range(9, 14), 27, *range(32, 127), *range(128, 256)])
_TIS_BYTES = bytes([0x80, 0x85, *range(0x91, 0x98), *range(0xA0, 0xDB), *range(0xDF, 0xFC)])


def _decode_wide(raw: bytes) -> str | None:
    """UTF-16 without a mark, told by where the zero and Thai (0x0E) high bytes lie; else without its NULs."""
    head = raw[: min(len(raw), 4096) & ~1]
    marks = [sum(1 for b in head[i::2] if b in (0, 0x0E)) for i in (0, 1)]
    half = len(head) // 2
    if half and marks[1] > 0.7 * half and marks[0] < 0.4 * half:
        return raw.decode("utf-16-le", "replace")
    if half and marks[0] > 0.7 * half and marks[1] < 0.4 * half:
        return raw.decode("utf-16-be", "replace")
    if raw.count(b"\0") * 100 > len(raw):
        return None
    return decode_bytes(raw.replace(b"\0", b""))


# ---------------------------------------------------------------- cleaning steps

_NEWLINE = re.compile("\r\n?|[\u2029\x0b\x0c\x85]")
_NEWLINES = "\r\u2029\x0b\x0c\x85"
_HIDDEN = (
    "\0-\x08\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff"
)
_INVISIBLE = re.compile(f"[{_HIDDEN}]")
_WIDE_SPACES = "\xa0\t\u2028\u3000\u202f\u205f\u1680" + "".join(map(chr, range(0x2000, 0x200B)))
_PLAYER_LINE = re.compile(r"Your browser does not support the (?:audio|video)[a-z ]{0,20}\.?")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_UNSEEN = re.compile(f"[{_HIDDEN}\ue000-\uf8ff]")
_PRIVATE_MAP = dict(
    zip(
        range(0xF700, 0xF71B),
        "ฐิีึื่้๊๋์่้๊๋์ญัํ็่้๊๋์ฺุู",
        strict=True,
    )
)
_ENTITY = re.compile("&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_BLOCK_TAGS = (
    "address|article|aside|blockquote|body|br|center|dd|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|head|"
    "header|hr|html|li|main|nav|ol|p|pre|section|table|tbody|td|tfoot|th|thead|title|tr|ul"
)
_INLINE_TAGS = (
    "a|abbr|acronym|b|base|bdo|big|button|caption|cite|code|col|colgroup|del|dfn|em|embed|font|i|iframe|img|input|ins|"
    "kbd|label|link|map|meta|noscript|object|option|param|q|s|samp|script|select|small|span|strike|strong|style|sub|"
    r"sup|svg|textarea|time|tt|u|var|video|audio|source|path|[ovwm]:\w{1,40}|xml|\?xml|!doctype"
)
_BLOCK_TAG = re.compile(rf"</?(?:{_BLOCK_TAGS})(?:[\s/][^<>]{{0,4000}})?/?>", re.IGNORECASE)
_INLINE_TAG = re.compile(rf"</?(?:{_INLINE_TAGS})(?:[\s/:][^<>]{{0,4000}})?/?>", re.IGNORECASE)
_ENCLOSED = (("<!--", "-->"), ("<style", "</style>"), ("<script", "</script>"), ("<xml", "</xml>"))
_SELECTOR = re.compile(r"[@.#*A-Za-z][\w.#:@,>*()\" \t-]{0,200}$", re.ASCII)
_WORD_LINE = re.compile(
    r"[ \t]*Normal[ \t\n]+0(?:[ \t\n]+(?:[0-9]+|false|true|st|pt|EN-\w{2}|X-NONE|[A-Z]{2}(?:-[A-Z]{2,4})?|"
    r"MicrosoftInternetExplorer4|Clean|DocumentNotSpecified))*[ \t]*(?=[\r\n]|$)",
    re.ASCII,
)
_TONE_FIRST = re.compile("([\u0e48-\u0e4c])([\u0e31\u0e34-\u0e3a\u0e47])")
_DOUBLED = re.compile("([\u0e31\u0e34-\u0e3a\u0e47-\u0e4d])\\1+")
_SARA_AM = re.compile("\u0e4d([\u0e48-\u0e4b])\u0e32")
_AM_TONE = re.compile("\u0e33([\u0e48-\u0e4b])")
# two marks of which the second is no tone over a vowel
_MISPLACED = re.compile(
    "[\u0e31\u0e33-\u0e3a\u0e47-\u0e4d](?:[\u0e31\u0e34-\u0e3a\u0e47]|(?<=[\u0e33\u0e48-\u0e4d])[\u0e48-\u0e4d])"
)


def clean_newlines(text: str) -> str:
    """Every kind of line break becomes ``\\n``."""
    return _NEWLINE.sub("\n", text) if any(mark in text for mark in _NEWLINES) else text


def clean_player(text: str) -> str:
    """The script and the fallback line of an embedded audio or video player go."""
    if "Your browser does not" in text:
        text = _PLAYER_LINE.sub("", text)
    if "flowplayer" in text:
        starts = [at for mark in ('$("#video', "var container", "flowplayer") if (at := text.find(mark)) >= 0]
        end = text.find("\n});", text.rfind("flowplayer("))
        if 0 <= end - min(starts) < 6000:
            text = text[: min(starts)] + text[end + 4 :]
    return text


def clean_markup(text: str) -> str:
    """HTML tags, comments, style and script blocks go; a block's edge becomes a line break."""
    if "<" not in text:
        return text
    for opening, closing in _ENCLOSED:
        text = _cut_enclosed(text, opening, closing)
    if "<" not in text:
        return text
    return _INLINE_TAG.sub("", _BLOCK_TAG.sub("\n", text))


def _cut_enclosed(text: str, opening: str, closing: str) -> str:
    """Cut every ``opening … closing``; one without an end is left for the tag patterns."""
    lower = text.lower()
    if len(lower) != len(text) or opening not in lower:
        return text
    parts, done = [], 0
    while (start := lower.find(opening, done)) >= 0:
        end = lower.find(closing, start)
        if end < 0:
            break
        parts.append(text[done:start])
        done = end + len(closing)
    return "".join(parts) + text[done:]


def clean_styles(text: str) -> str:
    """CSS rules (``p.p1 {margin: 0px}``) and Word's leavings (``Normal 0 false false false EN-US``) go."""
    if "Normal" in text:
        text = _WORD_LINE.sub("", text)
    if "{" not in text:
        return text
    parts, done, at = [], 0, 0
    while (opening := text.find("{", at)) >= 0:
        closing = text.find("}", opening)
        if closing < 0:
            break
        at = opening + 1
        inner = text[opening + 1 : min(closing, opening + 4000)]
        line = text.rfind("\n", done, opening) + 1 or done
        selector = _SELECTOR.search(text, max(line, opening - 200), opening)
        if selector is None or closing - opening > 4000 or not (":" in inner or not inner.strip()):
            continue
        start = selector.start()
        if text[max(done, start - 120) : start].rstrip().endswith("*/"):  # /* Style Definitions */
            comment = text.rfind("/*", max(done, start - 120), start)
            start = comment if comment >= 0 else start
        parts.append(text[done:start])
        done = at = closing + 1
    return "".join(parts) + text[done:]


def clean_entities(text: str) -> str:
    """``&nbsp;``, ``&amp;``, ``&#39;`` become the characters they stand for."""
    if "&" not in text:
        return text
    return _ENTITY.sub(lambda m: html.unescape(m[0]), text)


def clean_private(text: str) -> str:
    """Glyph codes of old Thai fonts (private use area) become letters; symbol-font bullets become ``•``."""
    return _PRIVATE.sub(
        lambda m: _PRIVATE_MAP.get(ord(m[0]), "•" if "\uf000" <= m[0] <= "\uf0ff" else ""), text
    )


def clean_invisible(text: str) -> str:
    """Control, zero-width, bidirectional, private and other unseen characters go; breaks and tabs stay."""
    return _INVISIBLE.sub("", clean_private(text)) if _UNSEEN.search(text) else text


def clean_thai(text: str) -> str:
    """Thai typed in the wrong order or pieces: split sara am, doubled sara e, tone marks before their vowel.

    >>> clean_thai("ก\\u0e4dา เเละ")
    'กำ และ'
    """
    if "เเ" in text:
        text = text.replace("เเ", "แ")
    if "\u0e4d" in text:
        text = _SARA_AM.sub("\\1\u0e33", text.replace("\u0e4d\u0e32", "\u0e33"))
    if not _MISPLACED.search(text):
        return text
    text = _AM_TONE.sub("\\1\u0e33", text)
    text = _TONE_FIRST.sub(r"\2\1", text)
    return _DOUBLED.sub(r"\1", text)


def clean_composition(text: str) -> str:
    """Unicode normal form C."""
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def clean_spaces(text: str) -> str:
    """Any space becomes a plain one, runs shrink to one; blank lines and spaces at lines' edges go."""
    return _trim_lines(_plain_spaces(text))


def _plain_spaces(text: str) -> str:
    for mark in _WIDE_SPACES:
        if mark in text:
            text = text.replace(mark, " ")
    return text


def _trim_lines(text: str) -> str:
    while "  " in text:
        text = text.replace("  ", " ")
    return "\n".join([line for raw in text.split("\n") if (line := raw.strip(" "))])


_MOST_RUN = 1000  # characters without a space (the longest real run has 970)
_MOST_LINE = 6000  # characters of a line, which real ones pass hardly ever
_LONG_RUN = re.compile(rf"(?<!\S)https?://\S*|(\S{{{_MOST_RUN}}})(?=\S)")


def clean_lengths(text: str) -> str:
    """Runs without a space and lines longer than anybody writes are broken: what reads them takes longer than
    in proportion.
    """
    half = _MOST_RUN // 2  # a longer run fills one of the pieces of this length
    pieces = (text[at : at + half] for at in range(0, len(text) - half + 1, half))
    if any(" " not in piece and "\n" not in piece for piece in pieces):
        text = _LONG_RUN.sub(lambda m: m[1] + " " if m[1] else m[0], text)
    lines = text.split("\n") if len(text) > _MOST_LINE else ()
    if any(len(line) > _MOST_LINE for line in lines):
        text = "\n".join(piece for line in lines for piece in _break_line(line))
    return text


def _break_line(line: str) -> Iterator[str]:
    """A line in pieces that are short enough, cut at spaces."""
    done = 0
    while len(line) - done > _MOST_LINE:
        cut = line.rfind(" ", done, done + _MOST_LINE)
        if cut <= done:
            break
        yield line[done:cut]
        done = cut + 1
    yield line[done:]


_MARKS = "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e3a\u0e47"  # over and under a letter, before the tone
_TONES = "\u0e48\u0e49\u0e4a\u0e4b\u0e4c"
_CODE_PAGE = bytes(range(256)).decode("cp874", "replace")
# for each byte of the Thai code page: a bit for what it is, and the bits of what may not stand behind it
_IS = bytes(
    8 if _UNSEEN.match(c) or c == "\u0e4d" else 1 * (c in _MARKS) + 2 * (c in _TONES) + 4 * (c == "เ")
    for c in _CODE_PAGE
)
_BARS = bytes(
    8 + 1 * (c in _MARKS + _TONES + "ำ") + 2 * (c in _TONES + "ำ") + 4 * (c == "เ") for c in _CODE_PAGE
)


def _is_in_order(text: str) -> bool:
    """Is a text of ASCII, Thai letters and common signs alone, all seen and none where it may not stand?

    Nearly all are. This tells it for all pairs of letters at once, in a fifth of the time in which the steps
    find nothing to do.
    """
    try:
        letters = text.encode("cp874")
    except UnicodeEncodeError:
        return False
    barred = (b"\n" + letters[:-1]).translate(_BARS)
    return not int.from_bytes(barred, "little") & int.from_bytes(letters.translate(_IS), "little")


def clean_letters(text: str) -> str:
    """Unseen characters go, the others come into normal form C, Thai ones into order; spaces become plain."""
    text = text.replace("\u200b", "")
    if _is_in_order(text):
        return text.replace("\xa0", " ").replace(
            "\t", " "
        )  # the only spaces of the code page besides the plain one
    return _plain_spaces(clean_thai(clean_composition(clean_invisible(text))))


CLEANERS: tuple[Callable[[str], str], ...] = (
    clean_player,
    clean_markup,
    clean_styles,
    clean_entities,
    clean_newlines,
    clean_letters,
    _trim_lines,
    clean_lengths,
)


def clean_text(text: str) -> str:
    """All steps in order."""
    for step in CLEANERS:
        text = step(text)
    return text


# ---------------------------------------------------------------- one item

_SECTIONS = (
    "ข่าวทำเนียบรัฐบาล|ข่าวนายกรัฐมนตรี|ข่าวรองนายกรัฐมนตรี|ข่าวคณะโฆษก|ข่าวรัฐมนตรีประจำสำนักนายกรัฐมนตรี|"
    "ข่าวกระทรวง|ข่าวทันสถานการณ์โควิด-19|ข่าวที่น่าสนใจ|ข่าวประชาสัมพันธ์|ด้านเศรษฐกิจ|ด้านสังคม|ด้านความมั่นคง|ด้านการศึกษาฯ|"
    "ด้านวัฒนธรรมท่องเที่ยวฯ|ด้านกฎหมาย|สรุปข่าวการประชุม ครม.|สรุปข่าวการประชุมคณะรัฐมนตรี|Government News|"
    "ทัน LINE ไทยคู่ฟ้า|เรียนรู้สู้โควิด-19"
)
_SITE_PREFIX = re.compile(rf"รัฐบาลไทย ?[-–—|:] ?(?:(?:{_SECTIONS}) ?[-–—|:] ?)?")
_SITE_SUFFIX = re.compile(r" ?[-–—|] ?(?:รัฐบาลไทย|ทำเนียบรัฐบาล|Royal Thai Government|www\.thaigov\.go\.th)$")
_SOURCE = re.compile(r"(?:ที่มา|แหล่งที่มา|Source) ?[:：]? ?(https?://[^\s<>\"]{1,2000})")
_SOURCE_NUMBER = re.compile(r"[/=]([0-9]{1,18})/?(?:[?#][^/]*)?$")
_VIEWS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})*(?: ?(?:ครั้ง|views?|วิว))?")
_PRINT = frozenset({"พิมพ์", "Print", "พิมพ์หน้านี้", "อ่านต่อ", "แชร์", "Share"})
_BRACKETED = re.compile(r" ?[\[(【][^\[\]()【】]{0,120}[\])】]$")
_BROADCAST = re.compile(
    r"(วัน[ก-๎]{3,9}ที่ ?[0-9๐-๙]{1,2} ?[ก-๎.]{3,12} ?[0-9๐-๙]{4}) ?เวลา ?[0-9๐-๙]{1,2}[.:][0-9๐-๙]{2} ?น\.?$"
)
_EPOCH = "1970-01-01"  # what the site writes for an item that has been taken down
_LONG_TITLE = 400
_HEADER = 14  # lines at most before the body begins


def parse_article(raw: bytes, path: str) -> Article | Reject:
    """One item in the form of the published collections. Never raises.

    Rejects: ``too-large``, ``empty``, ``undecodable``, ``no-text`` (no more than a date and a source line).
    """
    decoded = _decode(raw, path, decode_bytes)
    if isinstance(decoded, Reject):
        return decoded
    text = clean_text(decoded)
    if not text:
        return Reject(path, "empty")
    lines = text.split("\n")
    url = _take_source(lines)
    if not lines:
        return Reject(path, "no-text", "nothing but a source line")
    return _finish(path, url, *_read_header(clean_title(lines[0]), lines[1:]))


def _decode(raw: bytes, path: str, decode: Callable[[bytes], str | None]) -> str | Reject:
    """The text of an item's bytes, or why there is none."""
    if len(raw) > MAX_ARTICLE:
        return Reject(path, "too-large", f"{len(raw)} bytes; an article has at most {MAX_ARTICLE}")
    if not raw.strip():
        return Reject(path, "empty")
    text = decode(raw)
    return Reject(path, "undecodable", "neither UTF-8, UTF-16 nor Windows-874") if text is None else text


def clean_title(title: str) -> str:
    """A title without the names of the site and the section in front of it and behind it."""
    if title.startswith("รัฐบาลไทย"):
        title = _SITE_PREFIX.sub("", title, count=1)
    return _SITE_SUFFIX.sub("", title).strip()


def _take_source(lines: list[str]) -> str:
    """The address in the last source line, which is taken out of ``lines``; "" when none is near the end."""
    for at in range(len(lines) - 1, max(-1, len(lines) - 40), -1):
        if len(lines[at]) < 2100 and (m := _SOURCE.fullmatch(lines[at])):
            del lines[at]
            return m[1]
    return ""


def _finish(
    path: str, url: str, title: str, published: str, body: list[str], given_id: str = ""
) -> Article | Reject:
    """The article, once its parts are known."""
    if not body and not title:
        return Reject(path, "no-text", "nothing but a title line, a date or a source line")
    if published == _EPOCH:
        published = ""
    text = title + "\n" + "\n".join(body)
    if len(text) > MAX_TEXT:
        return Reject(path, "too-large", f"{len(text)} characters; an article has at most {MAX_TEXT}")
    number = _SOURCE_NUMBER.search(url)
    article_id = given_id or (number[1] if number else "h" + hashlib.sha256(text.encode()).hexdigest()[:12])
    return Article(article_id, url, title, published, text, path, len(title) + 1)


_ALNUM = re.compile(r"[^\W_]+")


@lru_cache(maxsize=64)  # titles come again and again in their item
def _key(line: str) -> str:
    """A line without spaces and punctuation, to tell whether it repeats the title."""
    return "".join(_ALNUM.findall(line)).casefold()


_OPENING = re.compile("[^[(【]{0,24}")


def _begins(line: str, key: str) -> bool:
    """Whether the key of a line can be this one, told by its first letters: brackets may be no part of it."""
    first = next(filter(str.isalnum, line), "")
    if not key.startswith(first.casefold()):
        return False
    opening = _OPENING.match(line)
    return opening is None or key.startswith("".join(_ALNUM.findall(opening[0])).casefold())


def _read_header(title: str, lines: list[str]) -> tuple[str, str, list[str]]:
    """Title, date of publication and body, without date lines, ``พิมพ์``, view counts, repeats of the title.

    A repeat that only goes on where the title was cut off becomes the title.
    """
    long_date = short_date = ""
    keys = {_key(title), _key(_BRACKETED.sub("", title))} - {""}
    at = 0
    while at < len(lines) and at < _HEADER:
        line = lines[at]
        iso = parse_date_line(line) if len(line) < 60 else None
        if line in _PRINT or (_VIEWS.fullmatch(line) and (long_date or short_date)):
            taken = 1
        elif iso and line[-5:-4] == "/" and not short_date:
            short_date, taken = iso, 1
        elif iso and not long_date and not short_date:
            long_date, taken = iso, 1
        else:
            taken = max((_repeats(key, lines, at) for key in keys), default=0)
        if not taken and _continues(title, line):
            title, taken = line, 1
            keys.add(_key(line))
        if not taken:
            break
        at += taken
    body = lines[at:]
    published = long_date or short_date or _late_date(title, body)
    body[:6] = [
        line
        for line in body[:6]
        if len(line) > 900 or not any(map(partial(_begins, line), keys)) or _key(line) not in keys
    ]
    title, body = _split_title(title, body)
    return title, published, body


def _continues(title: str, line: str) -> bool:
    """Whether a line is the title in full, of which the title line has only the beginning."""
    if not 20 < len(title) < len(line) <= min(len(title) + 80, _LONG_TITLE):
        return False
    return _key(line).startswith(_key(title))


def _repeats(key: str, lines: list[str], at: int) -> int:
    """How many lines from ``at`` on repeat the title: one, or up to three that it was broken into; else 0."""
    if len(lines[at]) > 4 * len(key) + 200 or not _begins(lines[at], key):
        return 0
    if _key(lines[at]) == key or _key(_BRACKETED.sub("", lines[at])) == key:
        return 1
    joined = ""
    for count in range(3):
        if at + count >= len(lines):
            return 0
        joined += _key(lines[at + count])
        if joined == key:
            return count + 1
        if not key.startswith(joined):
            return 0
    return 0


def _late_date(title: str, body: list[str]) -> str:
    """The date of an item whose header has none, or "".

    A date line with its weekday below other opening lines is taken out of ``body``; radio and television
    programmes have date and time at the end of an opening line.
    """
    for i, line in enumerate(body[:6]):
        if len(line) < 60 and line.startswith("วัน") and (iso := parse_date_line(line)):
            del body[i]
            return iso
    for line in [title, *body[:6]]:
        m = _BROADCAST.search(line[-80:])
        if m and (iso := parse_date_line(m[1])):
            return iso
    return ""


def _split_title(title: str, body: list[str]) -> tuple[str, list[str]]:
    """A first line that is a whole paragraph is cut at a space: its beginning is the title, the rest body."""
    if len(title) <= _LONG_TITLE:
        return title, body
    cut = title.rfind(" ", 0, 200)
    if cut < 40:
        return title, body
    return title[:cut], [title[cut + 1 :], *body]


# ---------------------------------------------------------------- HTML pages

_CHARSET = re.compile(rb"<meta[^<>]{0,200}?charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([\w-]{3,20})", re.IGNORECASE)
_DROPPED = frozenset({
    "script", "style", "noscript", "template", "svg", "iframe", "object", "nav", "header", "footer",
    "aside", "form", "button", "select", "input", "textarea", "figure", "video", "audio", "canvas", "head"
})  # fmt: skip
_BLOCKS = frozenset({
    "address", "article", "blockquote", "body", "br", "center", "dd", "div", "dl", "dt", "fieldset",
    "figcaption", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre",
    "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"
})  # fmt: skip
_MAIN = "[itemprop=articleBody], article, main, [role=main], .entry-content, .news-content, #content"
_DATE_META = (
    "meta[property='article:published_time']",
    "meta[name='date']",
    "meta[itemprop=datePublished]",
    "meta[name='dcterms.issued']",
    "meta[name='DC.date.issued']",
    "meta[name='pubdate']",
    "time[datetime]",
)


_DEEPEST = 1000
_MOST_TAGS = 200_000
_TAG = re.compile("<(/?)([A-Za-z][A-Za-z0-9]{0,20})")
_NOT_NESTING = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr", "p", "li", "td", "th", "tr", "dd", "dt", "option", "path", "rect", "circle", "line", "use",
})  # fmt: skip


def parse_html(raw: bytes, path: str) -> Article | Reject:
    """One HTML page: title from its heading, text from its main part, id from its address. Never raises."""
    from selectolax.lexbor import LexborHTMLParser

    decoded = _decode(raw, path, _decode_html)
    if isinstance(decoded, Reject):
        return decoded
    if decoded.count("<") > _MOST_TAGS:
        return Reject(path, "unreadable-html", f"more than {_MOST_TAGS} tags")
    if _is_too_deep(decoded):
        return Reject(path, "unreadable-html", f"elements nested more than {_DEEPEST} deep")
    try:
        root = LexborHTMLParser(clean_invisible(clean_newlines(decoded))).root
        if root is None:
            return Reject(path, "no-text")
        return _read_page(root, path)
    except Exception as problem:  # native code: whatever it refuses is this page's trouble alone
        return Reject(path, "unreadable-html", f"{type(problem).__name__}: {problem}"[:200])


def _is_too_deep(page: str) -> bool:
    """Whether elements nest so deep that a parser takes quadratic time over them; no written page does."""
    if page.count("<") < _DEEPEST:
        return False
    open_tags: dict[str, int] = {}
    depth = 0
    for m in _TAG.finditer(page):
        name = m[2].lower()
        if name in _NOT_NESTING:
            continue
        held = open_tags.get(name, 0)
        if not m[1]:
            open_tags[name] = held + 1
            depth += 1
            if depth > _DEEPEST:
                return True
        elif held:
            open_tags[name] = held - 1
            depth -= 1
    return False


def _read_page(root: LexborNode, path: str) -> Article | Reject:
    """The article on a parsed page."""
    canonical = _attribute(root, "link[rel=canonical]", "href")
    url = canonical or _attribute(root, "meta[property='og:url']", "content")
    text = _main_text(root)
    lines = text.split("\n") if text else []
    source = _take_source(lines)
    title, published, body = _read_header(_page_title(root), lines)
    for query in _DATE_META:
        name = "datetime" if query.startswith("time") else "content"
        if iso := parse_iso_date(_attribute(root, query, name)):
            published = iso
            break
    return _finish(path, url or source, title, published, body)


def _page_title(root: LexborNode) -> str:
    """The heading that the page's own title names, else the first heading, else the page's title."""
    named = _first_line(_attribute(root, "meta[property='og:title']", "content"))
    if not named and (node := root.css_first("title")) is not None:
        named = _first_line(node.text() or "")
    headings = [heading for node in root.css("h1")[:5] if (heading := _first_line(_node_text(node)))]
    inside = [heading for heading in headings if named and _key(heading) and _key(heading) in _key(named)]
    return clean_title(max(inside, key=len) if inside else headings[0] if headings else named)


def _decode_html(raw: bytes) -> str | None:
    """As the page declares itself when that is a Thai 8-bit encoding, else as any file."""
    declared = _CHARSET.search(raw[:4096])
    if declared and declared[1].lower() in (b"tis-620", b"windows-874", b"iso-8859-11", b"cp874"):
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            return raw.decode("cp874", "replace")
    return decode_bytes(raw)


def _attribute(root: LexborNode, query: str, name: str) -> str:
    """An attribute of the first node that the query finds, cleaned; "" when there is none."""
    node = root.css_first(query)
    value = node.attributes.get(name) if node is not None else None
    return clean_spaces(clean_invisible(value))[:2000] if value else ""


def _first_line(text: str) -> str:
    return clean_text(text).replace("\n", " ").strip()


def _main_text(root: LexborNode) -> str:
    """The cleaned text of the page's main part: the longest marked one, else the whole body."""
    best = ""
    for node in root.css(_MAIN)[:20]:
        text = clean_text(_node_text(node, "header"))
        if len(text) > len(best):
            best = text
    if len(best) >= 80:
        return best
    body = root.css_first("body")
    return clean_text(_node_text(body if body is not None else root)) or best


def _node_text(top: LexborNode, keep: str = "") -> str:
    """The text under a node, a line break at each block's edges; without recursion, so depth is no danger."""
    parts: list[str] = []
    stack: list[LexborNode | str] = [top]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            parts.append(node)
            continue
        tag = node.tag or ""
        if tag == "-text":
            parts.append((node.text_content or "").replace("\n", " "))
            continue
        if (tag in _DROPPED and tag != keep) or tag.startswith("-") or tag.startswith("_"):
            continue
        if tag in _BLOCKS:
            parts.append("\n")
            stack.append("\n")
        children = []
        child = node.child
        while child is not None:
            children.append(child)
            child = child.next
        stack.extend(reversed(children))
    return "".join(parts)


# ---------------------------------------------------------------- JSON records


def parse_record(record: Any, path: str) -> Article | Reject:
    """One record: ``text`` and, where known, ``id``, ``url``, ``published`` and ``title``. Never raises."""
    if not isinstance(record, dict):
        return Reject(path, "not-a-record", "a JSON object with at least a text is expected")
    text = record.get("text")
    if not isinstance(text, str):
        return Reject(path, "no-text", 'the record has no "text"')
    if len(text) > MAX_ARTICLE:
        return Reject(path, "too-large", f"{len(text)} characters; an article has at most {MAX_ARTICLE}")
    title = _first_line(_string(record, "title"))
    url = clean_spaces(clean_invisible(_string(record, "url")))[:2000]
    lines = [line for line in clean_text(text).split("\n") if line]
    if not title and lines:
        title, lines = lines[0], lines[1:]
    stated = _string(record, "published").strip()
    title, published, body = _read_header(title, lines)
    published = parse_iso_date(stated) or parse_date_line(stated) or published
    given_id = _ID_NOISE.sub("", _string(record, "id"))[:80]
    return _finish(path, url, title, published, body, given_id)


_ID_NOISE = re.compile(r"[^\w.-]+")


def _string(record: dict[Any, Any], name: str) -> str:
    value = record.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < 10**18 else ""
    return value if isinstance(value, str) else ""


def _parse_line(raw: bytes, path: str) -> Article | Reject:
    """One line of JSON Lines."""
    try:
        decoded = decode_bytes(raw)
        if decoded is None:
            return Reject(path, "undecodable")
        return parse_record(json.loads(decoded), path)
    except (ValueError, RecursionError) as problem:
        return Reject(path, "bad-json", str(problem)[:200])


# ---------------------------------------------------------------- files, folders, archives


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of one item and how to read them; ``kind`` is "item", "html" or "record"."""

    path: str
    kind: str
    raw: bytes


_KINDS = {
    ".txt": "item",
    ".htm": "html",
    ".html": "html",
    ".xhtml": "html",
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".json": "json",
}
_ARCHIVES = (".tar.gz", ".tgz", ".tar", ".zip")
_PACKED = (*_ARCHIVES, ".gz", ".bz2", ".xz", ".zst", ".7z", ".rar", ".lz4", ".jar", ".cab", ".iso")


def parse_source(source: Source) -> Article | Reject:
    """The article in one source, or why there is none."""
    if source.kind == "html":
        return parse_html(source.raw, source.path)
    if source.kind == "record":
        return _parse_line(source.raw, source.path)
    return parse_article(source.raw, source.path)


def iter_articles(paths: Iterable[str | Path], rejects: list[Reject] | None = None) -> Iterator[Article]:
    """All articles of files, folders and archives, in a fixed order; what is not used goes to ``rejects``.

    Raises `ReadError` for a path that is missing or cannot be opened.
    """
    dropped = rejects if rejects is not None else []
    for source in iter_sources(paths, dropped):
        result = parse_source(source)
        if isinstance(result, Reject):
            dropped.append(result)
        else:
            yield result


def iter_sources(paths: Iterable[str | Path], rejects: list[Reject]) -> Iterator[Source]:
    """The raw items of the paths, unparsed: for a caller that parses in other processes.

    Raises `ReadError` for a path that is missing or cannot be opened, before anything of it is yielded.
    """
    for given in paths:
        path = Path(given)
        try:
            mode = os.stat(path).st_mode
        except (OSError, ValueError) as problem:
            reason = (
                "does not exist" if isinstance(problem, FileNotFoundError) else f"cannot be read ({problem})"
            )
            raise ReadError(
                f"{given}: {reason}. Give a file, a folder, or a .tar.gz or .zip of articles."
            ) from None
        if stat.S_ISDIR(mode):
            yield from _iter_folder(path, rejects)
        elif stat.S_ISREG(mode):
            yield from _iter_file(path, rejects, named=True)
        else:
            raise ReadError(
                f"{given}: is neither a file nor a folder. Save it to a file first, then give that file."
            )


def _iter_folder(top: Path, rejects: list[Reject]) -> Iterator[Source]:
    """Every file under a folder, in the order of its path; hidden files and links to folders are left out."""

    def complain(problem: OSError) -> None:
        if str(problem.filename) == str(top):
            raise ReadError(f"{top}: cannot be opened ({problem.strerror}). Check its permissions.") from None
        rejects.append(Reject(str(problem.filename), "unreadable", problem.strerror or ""))

    for folder, folders, names in os.walk(top, onerror=complain):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(names):
            if name.startswith("."):
                continue
            path = Path(folder, name)
            try:
                regular = stat.S_ISREG(os.stat(path).st_mode)
            except OSError as problem:
                rejects.append(Reject(str(path), "unreadable", problem.strerror or ""))
                continue
            if regular:
                yield from _iter_file(path, rejects, named=False)
            else:
                rejects.append(Reject(str(path), "not-a-file"))


def _suffix(name: str) -> str:
    return os.path.splitext(name)[1].lower()


def _iter_file(path: Path, rejects: list[Reject], *, named: bool) -> Iterator[Source]:
    """One file; ``named``: the user named it, so that it must be readable and its kind is not asked about."""
    name = path.name.lower()
    if name.endswith(_ARCHIVES):
        yield from _iter_archive(path, rejects, named=named)
        return
    kind = _KINDS.get(_suffix(name))
    if name.endswith(_PACKED):
        if named:
            raise ReadError(
                f"{path}: this kind of archive is not read. Repack it as .tar.gz or .zip, or unpack it."
            )
        rejects.append(
            Reject(str(path), "unknown-kind", "an archive of another kind than .tar.gz, .tgz, .tar and .zip")
        )
        return
    if kind is None and not named:
        rejects.append(Reject(str(path), "unknown-kind", "neither .txt, .html, .json, .jsonl nor an archive"))
        return
    try:
        with open(path, "rb") as file:
            if kind == "lines":
                yield from _iter_lines(file, str(path), rejects)
                return
            raw = file.read(MAX_MEMBER + 1)
    except OSError as problem:
        if named:
            raise ReadError(
                f"{path}: cannot be opened ({problem.strerror}). Check its permissions."
            ) from None
        rejects.append(Reject(str(path), "unreadable", problem.strerror or ""))
        return
    yield from _iter_bytes(raw, str(path), kind or "item", rejects)


def _iter_bytes(raw: bytes, path: str, kind: str, rejects: list[Reject]) -> Iterator[Source]:
    """The items in the bytes of one file."""
    if len(raw) > MAX_MEMBER:
        rejects.append(Reject(path, "too-large", f"more than {MAX_MEMBER} bytes"))
    elif kind == "json":
        yield from _iter_json(raw, path, rejects)
    elif kind == "lines":
        yield from _iter_lines(raw.splitlines(), path, rejects)
    else:
        yield Source(path, kind, raw)


def _iter_lines(lines: Iterable[bytes], path: str, rejects: list[Reject]) -> Iterator[Source]:
    """JSON Lines: a source per line that is not blank."""
    number = 0
    reader = (
        iter(lines) if not hasattr(lines, "readline") else iter(lambda: lines.readline(MAX_ARTICLE * 4), b"")
    )
    for line in reader:
        number += 1
        if not line.strip():
            continue
        if len(line) >= MAX_ARTICLE * 4:
            rejects.append(Reject(f"{path}:{number}", "too-large", "a line of JSON longer than any article"))
            continue
        yield Source(f"{path}:{number}", "record", line)


def _iter_json(raw: bytes, path: str, rejects: list[Reject]) -> Iterator[Source]:
    """A .json file: one record, a list of records, or JSON Lines after all."""
    decoded = decode_bytes(raw)
    if decoded is None:
        rejects.append(Reject(path, "undecodable"))
        return
    try:
        value = json.loads(decoded)
    except (ValueError, RecursionError) as problem:
        lines = raw.splitlines()
        if len(lines) > 1 and lines[0].lstrip().startswith(b"{") and lines[0].rstrip().endswith(b"}"):
            yield from _iter_lines(lines, path, rejects)
        else:
            rejects.append(Reject(path, "bad-json", str(problem)[:200]))
        return
    if isinstance(value, list):
        for i, record in enumerate(value, 1):
            yield Source(f"{path}:{i}", "record", json.dumps(record, ensure_ascii=True).encode())
    else:
        yield Source(path, "record", raw)


# ---------------------------------------------------------------- archives


class _TooMuchError(Exception):
    """An archive that unpacks to more than it may."""


class _Meter:
    """A reader that stops when an archive unpacks to absurd sizes, be it in members or in headers."""

    def __init__(self, file: IO[bytes], packed: int) -> None:
        self.file = file
        self.total = 0
        self.most = min(MAX_ARCHIVE, FREE_ALLOWANCE + packed * MAX_RATIO)
        self.step = _STEP

    def allow(self, size: int) -> None:
        """The next member's bytes may be read, and some headers after it."""
        self.step = size + _STEP

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(size)
        self.total += len(data)
        self.step -= len(data)
        if self.total > self.most or self.step < 0:
            raise _TooMuchError
        return data


# what the readers of archives raise on bytes that are none
_BROKEN = (
    tarfile.TarError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, ValueError,
    LookupError, NotImplementedError, RuntimeError, OverflowError,
)  # fmt: skip


def _iter_archive(path: Path, rejects: list[Reject], *, named: bool) -> Iterator[Source]:
    """The members of a .tar, .tar.gz or .zip, in its own order, streamed."""
    opened = False
    members = _iter_zip if path.name.lower().endswith(".zip") else _iter_tar
    try:
        for source in members(path, rejects):
            opened = True
            yield source
        return
    except _TooMuchError:
        rejects.append(
            Reject(str(path), "archive-too-large", "it unpacks to more than an archive of articles would")
        )
        return
    except OSError as problem:
        if isinstance(problem, PermissionError):
            detail = problem.strerror or ""
        else:
            detail = str(problem)
    except (*_BROKEN, MemoryError) as problem:
        detail = str(problem) or type(problem).__name__
    if named and not opened:
        raise ReadError(f"{path}: is no readable archive ({detail[:200]}). Fetch or pack it again.")
    rejects.append(Reject(str(path), "broken-archive", detail[:200]))


def _member_trouble(name: str) -> str:
    """Why a member's name is refused, or ""."""
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", name) or "\0" in name:
        return "absolute-path"
    if ".." in parts:
        return "path-outside"
    if name.lower().endswith(_PACKED):
        return "nested-archive"
    return ""


def _iter_member(name: str, raw: bytes, path: str, rejects: list[Reject]) -> Iterator[Source]:
    kind = _KINDS.get(_suffix(name))
    yield from _iter_bytes(raw, path, kind or "item", rejects)


def _wanted(name: str, shown: str, size: int, rejects: list[Reject]) -> bool:
    """Whether a regular member is read; a refusal is recorded. Hidden files are passed by silently."""
    trouble = _member_trouble(name)
    if trouble:
        rejects.append(Reject(shown, trouble))
        return False
    if name.rsplit("/", 1)[-1].startswith("."):
        return False
    if _suffix(name) not in _KINDS:
        rejects.append(Reject(shown, "unknown-kind", "neither .txt, .html, .json nor .jsonl"))
        return False
    if size > MAX_MEMBER:
        rejects.append(Reject(shown, "too-large", f"{size} bytes; a member has at most {MAX_MEMBER}"))
        return False
    return True


def _iter_tar(path: Path, rejects: list[Reject]) -> Iterator[Source]:
    with open(path, "rb") as packed:
        size = os.fstat(packed.fileno()).st_size
        magic = packed.read(2)
        packed.seek(0)
        plain: IO[bytes] = gzip.GzipFile(fileobj=packed) if magic == b"\x1f\x8b" else packed  # type: ignore[assignment]
        meter = _Meter(plain, size)
        with tarfile.open(fileobj=meter, mode="r|", encoding="utf-8", errors="replace") as tar:  # type: ignore[call-overload]
            while (member := tar.next()) is not None:
                tar.members = []  # else every header of a large archive stays in memory
                shown = f"{path}/{member.name}"
                if meter.total + member.size > meter.most:
                    raise _TooMuchError
                meter.allow(member.size)
                if member.isdir():
                    continue
                if not member.isreg():
                    reason = "link" if member.issym() or member.islnk() else "not-a-file"
                    rejects.append(Reject(shown, reason))
                    continue
                if not _wanted(member.name, shown, member.size, rejects):
                    continue
                reader = tar.extractfile(member)
                if reader is not None:
                    yield from _iter_member(member.name, reader.read(), shown, rejects)


def _iter_zip(path: Path, rejects: list[Reject]) -> Iterator[Source]:
    with zipfile.ZipFile(path) as archive:
        left = min(MAX_ARCHIVE, FREE_ALLOWANCE + os.path.getsize(path) * MAX_RATIO)
        for member in archive.infolist():
            shown = f"{path}/{member.filename}"
            if member.filename.endswith("/"):
                continue
            if stat.S_ISLNK(member.external_attr >> 16):
                rejects.append(Reject(shown, "link"))
                continue
            if not _wanted(member.filename, shown, member.file_size, rejects):
                continue
            if member.flag_bits & 1:
                rejects.append(Reject(shown, "encrypted", "unpack it with its password first"))
                continue
            try:
                with archive.open(member) as reader:
                    raw = reader.read(MAX_MEMBER + 1)
            except (*_BROKEN, OSError, MemoryError) as problem:
                rejects.append(Reject(shown, "broken-member", str(problem)[:200]))
                continue
            left -= len(raw)
            if left < 0:
                raise _TooMuchError
            yield from _iter_member(member.filename, raw, shown, rejects)
