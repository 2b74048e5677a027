"""The explorer's two languages: its words, dates and numbers."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files

LANGUAGES = ("th", "en")

_MONTHS = {
    "th": ("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}


@lru_cache(maxsize=1)
def load_words() -> dict[str, tuple[str, str]]:
    """Every word of the pages: key → Thai, English."""
    raw = json.loads(files("kg.serve").joinpath("words.json").read_text(encoding="utf-8"))
    return {key: (pair[0], pair[1]) for key, pair in raw.items()}


def say(key: str, lang: str, **values: object) -> str:
    """The word for a key, its ``{name}`` places filled; for one thing its own word, if there is one.

    An unknown key is an error.
    """
    words = load_words()
    if str(values.get("n")) == "1":
        key = f"{key}_one" if f"{key}_one" in words else key
    return words[key][lang == "en"].format(**values)


def format_year(year: str, lang: str) -> str:
    """A year of the Common Era as it is written: in Thai that of the Buddhist Era.

    >>> format_year("2019", "th")
    '2562'
    """
    return str(int(year) + 543) if lang == "th" and year.isdecimal() else year


def format_date(date: str, lang: str) -> str:
    """An ISO date, month or year as it is written.

    >>> format_date("2019-09-02", "en"), format_date("2019-09", "th")
    ('2 Sep 2019', 'ก.ย. 2562')
    """
    pieces = date.split("-")
    if not all(piece.isdecimal() for piece in pieces) or len(pieces) > 3:
        return date
    words = [format_year(pieces[0], lang)]
    if len(pieces) > 1 and 1 <= int(pieces[1]) <= 12:
        words.insert(0, _MONTHS[lang][int(pieces[1]) - 1])
    if len(pieces) > 2:
        words.insert(0, str(int(pieces[2])))
    return " ".join(words)


def format_span(first: str, last: str, lang: str) -> str:
    """Two dates as one span; said once where they agree."""
    if not last or first == last:
        return format_date(first, lang)
    if not first:
        return format_date(last, lang)
    if len(first) == len(last) == 10 and first[:7] == last[:7]:
        return f"{int(first[8:])}–{format_date(last, lang)}"
    if first[:4] == last[:4] and len(first) == len(last):
        return f"{format_date(first, lang).rsplit(' ', 1)[0]} – {format_date(last, lang)}"
    return f"{format_date(first, lang)} – {format_date(last, lang)}"
