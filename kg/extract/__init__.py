"""Article → claims. ``extract_article`` is the one function that other stages call.

Split by kind of claim: people and their posts, organisations, activities, agreements. Nothing here is resolved across
articles, and one article's claims depend on that article's text and the lexicon alone.
"""

from __future__ import annotations

from kg.extract.activities import (
    ActivityFound,
    fill_cities,
    find_activities,
    find_background,
    is_telling,
    leave_out_groups,
    settle_calling_off,
    share_country,
)
from kg.extract.activities.topics import add_topics
from kg.extract.agreements import AgreementFound, find_agreements, is_foreign
from kg.extract.clock import MAX_SECONDS, TimeUp, bound_time, keep_signal
from kg.extract.dealings import deals_abroad, stays_home
from kg.extract.organisations import BodyFound, find_bodies, merge_bodies
from kg.extract.people import (
    PersonFound,
    attach_appointments,
    attach_posts,
    find_people,
    find_untitled,
    merge_people,
)
from kg.extract.posts import find_posts
from kg.extract.scan import MOST, Scan, build_scan, load_words
from kg.extract.terms import find_terms
from kg.extract.view import View
from kg.model import Article, Claim, Evidence, Extraction, Reject, build_claim

__all__ = ["extract_article", "get_ready"]


def get_ready() -> None:
    """Load what many articles need, in a process that does nothing but extract."""
    load_words()
    keep_signal()


def extract_article(article: Article) -> Extraction:
    """All claims of one article. Pure: the same text gives the same claims; never raises on odd text.

    ``diplomatic`` tells whether officials or bodies of one country deal with those of another or with an international
    organisation; when it is false there are no activity and agreement claims. An article that takes longer than any
    real one gives none, and a reject that says so.
    """
    try:
        with bound_time(MAX_SECONDS):
            return _extract(article)
    except TimeUp:
        reject = Reject(article.id, "too-slow", f"left after {MAX_SECONDS:g} seconds of reading")
        return Extraction(article.id, article.published, False, (), (reject,))


def _extract(article: Article) -> Extraction:
    scan = build_scan(article)
    body_mentions = scan.keep_most("bodies", find_bodies(scan))
    posts = scan.keep_most("posts", find_posts(scan, body_mentions))
    person_mentions = find_people(scan)
    person_mentions = sorted(
        [*person_mentions, *find_untitled(scan, person_mentions, posts)], key=lambda m: m.start
    )
    person_mentions = scan.keep_most("names", person_mentions)
    used = attach_posts(scan, person_mentions, posts)
    attach_appointments(scan, person_mentions, posts, used)
    people = merge_people(scan, person_mentions)
    bodies = merge_bodies(scan, body_mentions)
    view = View(scan, people, bodies, posts)
    diplomatic, activities, agreements = (False, [], []) if stays_home(view) else _find_dealings(view)
    claims = _build_claims(view, activities, agreements)
    rejects = tuple(
        Reject(article.id, "too-many", f"more than {MOST[what]:,} {what}: those that follow were left")
        for what in sorted(scan.left)
    )
    return Extraction(article.id, article.published, diplomatic, tuple(claims), rejects)


def _find_dealings(view: View) -> tuple[bool, list[ActivityFound], list[AgreementFound]]:
    """Whether the article tells of dealings with other countries, and if so their activities and agreements."""
    activities, at_home = find_activities(view)
    agreements = find_agreements(view, activities)
    background = find_background(view, activities, at_home)
    if not (
        activities
        or any(is_foreign(a) for a in agreements)
        or any(map(is_telling, background))
        or deals_abroad(view)
    ):
        return False, [], []
    add_topics(view, background)
    activities += background
    leave_out_groups(view, activities)
    share_country(view, activities)
    fill_cities(view, activities)
    settle_calling_off(view, activities)
    return True, activities, agreements


def _evidence(scan: Scan, start: int, end: int, rule: str) -> Evidence:
    return Evidence(scan.article.id, start, end, scan.article.text[start:end], rule)


def _build_claims(
    view: View, activities: list[ActivityFound], agreements: list[AgreementFound]
) -> list[Claim]:
    scan = view.scan
    aid = scan.article.id
    claims: list[Claim] = []
    person_id = {id(p): f"{aid}#person/{i}" for i, p in enumerate(view.people, 1)}
    body_id = {b.key: f"{aid}#organisation/{i}" for i, b in enumerate(view.bodies, 1)}
    for body in view.bodies:
        claims.extend(_body_claims(scan, body, body_id[body.key]))
    for person in view.people:
        claims.extend(_person_claims(scan, person, person_id[id(person)], view.body_of, body_id))
    held = {(c.subject, c.value): c.id for c in reversed(claims) if c.kind == "post"}
    for term in find_terms(view):
        sid = person_id[id(term.person)]
        quals = {"post": term.post.text, "wording": term.wording}
        told = _evidence(scan, term.start, term.end, f"term-{term.edge}")
        basis = (held[sid, term.post.text],)
        claims.append(build_claim("term", sid, term.edge, term.date, told, quals, 0.9, basis))

    def value_of(actor: object) -> str:
        if isinstance(actor, PersonFound):
            return person_id[id(actor)]
        if isinstance(actor, BodyFound):
            return body_id[actor.key]
        return str(actor)

    activity_id = {id(a): f"{aid}#activity/{i}" for i, a in enumerate(activities, 1)}
    for act in activities:
        sid = activity_id[id(act)]
        ev = _evidence(scan, act.start, act.end, act.rule)
        claims.append(build_claim("activity", sid, "type", act.type, ev, None, act.confidence))
        for prop in ("name", "date", "end_date", "venue", "city", "country"):
            value = getattr(act, prop)
            if value:
                s, e, rule = act.where.get(prop, (act.start, act.end, act.rule))
                claims.append(
                    build_claim(
                        "activity",
                        sid,
                        "end" if prop == "end_date" else prop,
                        value,
                        _evidence(scan, s, e, rule),
                    )
                )
        told = _evidence(scan, *act.where["status"]) if "status" in act.where else ev
        claims.append(build_claim("activity", sid, "status", act.status, told))
        claims.append(build_claim("activity", sid, "focal", "true" if act.focal else "false", ev))
        for topic, s, e in act.topics:
            claims.append(build_claim("activity", sid, "topic", topic, _evidence(scan, s, e, "topic-words")))
        if act.part_of is not None and id(act.part_of) in activity_id:
            claims.append(build_claim("activity", sid, "part_of", activity_id[id(act.part_of)], ev))
        for part in act.participants:
            # the shortest passage that holds trigger and actor
            start, end = min(part.start, act.trigger[0]), max(part.end, act.trigger[1])
            if end - start > 600 or "\n" in scan.text[start:end]:
                start, end = part.start, part.end
            quals = {
                "role": part.role,
                "side": part.side,
                "capacity": part.capacity,
                "label": scan.text[part.start : part.end],
            }
            claims.append(
                build_claim(
                    "participation",
                    sid,
                    "participant",
                    value_of(part.actor),
                    _evidence(scan, start, end, part.rule),
                    quals,
                    part.confidence,
                )
            )
    for i, agr in enumerate(agreements, 1):
        sid = f"{aid}#agreement/{i}"
        ev = _evidence(scan, agr.start, agr.end, agr.rule)
        claims.append(build_claim("agreement", sid, "name", agr.name, ev, None, agr.confidence))
        claims.append(build_claim("agreement", sid, "type", agr.type, ev))
        for party in agr.parties:
            claims.append(build_claim("agreement", sid, "party", value_of(party), ev))
        for person in agr.signatories:
            m = person.mentions[0]
            near = min(person.mentions, key=lambda x: abs(x.start - agr.start))
            m = near or m
            claims.append(
                build_claim(
                    "agreement",
                    sid,
                    "signatory",
                    value_of(person),
                    _evidence(scan, m.start, m.end, "signatory"),
                )
            )
        signing = activity_id.get(id(agr.signed_at), "") if agr.signed_at is not None else ""
        s, e = agr.status_span or (agr.start, agr.end)
        if agr.date and agr.status != "signed":  # made use of now, signed on a day that is told
            said = _evidence(scan, agr.start, max(agr.date_end, agr.end), "agreement-signed-on")
            claims.append(build_claim("status", sid, "status", "signed", said, {"date": agr.date}))
        claims.append(
            build_claim(
                "status",
                sid,
                "status",
                agr.status,
                _evidence(scan, s, e, "agreement-status"),
                {"date": agr.date if agr.status == "signed" else "", "signed_at": signing},
            )
        )
    return list({c.id: c for c in claims}.values())


def _body_claims(scan: Scan, body: BodyFound, sid: str) -> list[Claim]:
    first = body.mentions[0]
    named = next((m for m in body.mentions if m.name == body.name), first)
    ev = _evidence(scan, named.start, named.end, named.rule)
    out = [
        build_claim(
            "organisation",
            sid,
            "name",
            body.name,
            ev,
            {"kind": body.kind, "gazetteer": body.gazetteer_id},
        )
    ]
    for alias in body.aliases:
        spot = next(((m.start, m.end) for m in body.mentions if m.name == alias), None)
        if spot is None:
            spot = next(
                ((s, e) for m in body.mentions for s, e, piece in m.defines if piece == alias),
                (first.start, first.end),
            )
        out.append(build_claim("organisation", sid, "alias", alias, _evidence(scan, *spot, "body-alias")))
    if body.country:
        out.append(build_claim("organisation", sid, "country", body.country, ev))
    return out


def _person_claims(
    scan: Scan, person: PersonFound, sid: str, by_name: dict[str, BodyFound], body_id: dict[str, str]
) -> list[Claim]:
    named = next((m for m in person.mentions if m.name == person.name), person.mentions[0])
    out = [
        build_claim("person", sid, "name", person.name, _evidence(scan, named.start, named.end, named.rule))
    ]
    if person.latin:
        m = next((m for m in person.mentions if m.latin == person.latin), named)
        s, e = m.latin_span if m.latin_span[1] else (m.name_start, m.name_end)
        out.append(
            build_claim("person", sid, "latin", person.latin, _evidence(scan, s, e, "latin-in-brackets"))
        )
    for alias in person.aliases:
        m = next((m for m in person.mentions if m.name == alias), named)
        out.append(
            build_claim(
                "person", sid, "alias", alias, _evidence(scan, m.name_start, m.name_end, "name-again")
            )
        )
    for post in person.posts:
        holder = next((m for m in person.mentions if any(p is post for p in m.posts)), None)
        s, e = (
            (min(holder.start, post.start), max(holder.end, post.end)) if holder else (post.start, post.end)
        )
        body = by_name.get(post.org)
        quals = {
            "org": body_id[body.key] if body else "", "org_name": max(post.org, body.name if body else "", key=len), "country": post.country,
            "former": "true" if post.former else "", "acting": "true" if post.acting else "",
            "accredited": post.accredited,
        }  # fmt: skip
        out.append(
            build_claim("post", sid, "holdsPost", post.text, _evidence(scan, s, e, "post-beside-name"), quals)
        )
    return out
