"""Content negotiation: which of the things on offer a client wants most."""

from __future__ import annotations

from collections.abc import Sequence


def parse_accept(header: str) -> list[tuple[str, float]]:
    """The media ranges of an Accept header with their qualities.

    >>> parse_accept("text/turtle;q=0.5, */*")
    [('text/turtle', 0.5), ('*/*', 1.0)]
    """
    ranges = []
    for part in header.split(","):
        media, *parameters = (piece.strip() for piece in part.split(";"))
        if not media:
            continue
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip().lower() == "q":
                try:
                    quality = min(1.0, max(0.0, float(value)))
                except ValueError:
                    quality = 0.0
        ranges.append((media.lower(), quality))
    return ranges


def _quality(offer: str, ranges: Sequence[tuple[str, float]]) -> float:
    best, closeness = 0.0, -1
    for media, quality in ranges:
        if media == offer:
            near = 2
        elif media == offer.partition("/")[0] + "/*":
            near = 1
        elif media == "*/*":
            near = 0
        else:
            continue
        if near > closeness:
            best, closeness = quality, near
    return best


def choose(header: str, offers: Sequence[str]) -> str | None:
    """The offer that the Accept header prefers; of equals the earlier. None: it takes none of them."""
    if not header.strip():
        return offers[0]
    ranges = parse_accept(header)
    scored = [(-_quality(offer, ranges), place, offer) for place, offer in enumerate(offers)]
    quality, _, offer = min(scored)
    return offer if quality < 0 else None


def choose_language(header: str, fallback: str) -> str:
    """``th`` or ``en`` by an Accept-Language header."""
    ranges = [(media.partition("-")[0], quality) for media, quality in parse_accept(header)]
    scored = [(quality, -place, lang) for place, (lang, quality) in enumerate(ranges) if lang in ("th", "en")]
    return max(scored)[2] if scored and max(scored)[0] > 0 else fallback
