"""What is known of an article before its activities are read: who stands where in the text."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from kg.extract.organisations import BodyFound
from kg.extract.people import SEVERAL, PersonFound, has_thai_name, looks_foreign, merge_posts
from kg.extract.places import PlaceFound, find_places
from kg.extract.posts import PostMention
from kg.extract.scan import LATIN, THAI, Scan, foreign_looking
from kg.lexicon import GROUPS, load_lexicon

Actor = PersonFound | BodyFound | str  # a string is "country:XX" or "post:…"


@dataclass(slots=True)
class ActorMention:
    """An actor at a place in the text: a named person, a post standing for its holder, a body, a country."""

    start: int
    end: int
    actor: Actor
    kind: str  # person, post, body, country
    post: PostMention | None = None


class _Stretches:
    """Stretches of a text, none within another, to tell whether one of them holds another."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def add(self, start: int, end: int) -> None:
        """Take a stretch in, in place of those that it holds."""
        if self.hold(start, end):
            return
        first = bisect_left(self._starts, start)
        last = bisect_right(self._ends, end, first)
        self._starts[first:last], self._ends[first:last] = [start], [end]

    def hold(self, start: int, end: int) -> bool:
        """Does one of them begin at ``start`` or before, and end at ``end`` or after?"""
        before = bisect_right(self._starts, start)
        return before > 0 and self._ends[before - 1] >= end


@dataclass(slots=True)
class View:
    """Scan, persons, bodies and posts of an article, and the actors in order of the text once somebody asks for them."""

    scan: Scan
    people: list[PersonFound]
    bodies: list[BodyFound]
    posts: list[PostMention]
    _actors: list[ActorMention] | None = None
    _starts: list[int] = field(default_factory=list)
    # posts with their plain words, by rank
    _held: dict[tuple[bool, bool], list[tuple[PersonFound, PostMention, str]]] = field(default_factory=dict)
    _body_spans: list[tuple[int, int]] | None = None
    _holders: dict[tuple[object, ...], PersonFound | None] = field(
        default_factory=dict
    )  # whom a bare post means
    body_of: dict[str, BodyFound] = field(default_factory=dict)  # by every written form
    topics: list[tuple[int, str, re.Match[str]]] | None = None  # once somebody has asked for them

    def __post_init__(self) -> None:
        self.body_of = {form: b for b in self.bodies for form in [b.name, *b.aliases]}
        self._spell_out_bodies()
        self._settle_countries()
        self._settle_strangers()

    @property
    def actors(self) -> list[ActorMention]:
        """Who and what may take part, in order of the text."""
        if self._actors is None:
            self._actors = self._find_actors()
            self._starts = [actor.start for actor in self._actors]
        return self._actors

    def _spell_out_bodies(self) -> None:
        """A post that names its body by an abbreviation takes the body's longest name in the article."""
        known = load_lexicon().bodies
        official = {known[b.gazetteer_id].name_th: b.name for b in self.bodies if b.gazetteer_id in known}
        for post in self.posts:
            short = official.get(post.org, "")
            if post.org not in self.body_of and short in post.text and post.country in ("", "TH"):
                post.org = short or post.org  # as the article calls it
            body = self.body_of.get(post.org)
            if body is None or not post.text.endswith(post.org) or len(body.name) <= len(post.org):
                continue
            if post.org in body.name or (re.search(r"[A-Z]", body.name) and THAI.search(post.org)):
                continue
            if body.kind in ("bank", "company", "state-enterprise") or post.head.startswith(
                ("รมว", "รมช", "รมต")
            ):
                continue
            prefix = post.text[: len(post.text) - len(post.org)].rstrip()
            post.text = post.canon = prefix + (" " if LATIN.match(body.name) else "") + body.name
            post.org = body.name
        spelled = {p.text.replace(" ", ""): p.text for p in self.posts if "." not in p.text}
        for post in self.posts:  # รมว.คลัง where the article tells รัฐมนตรีว่าการกระทรวงการคลัง as well
            if "." in post.text or post.text.startswith(("รมว", "รมช")):
                post.text = spelled.get(post.canon.replace(" ", ""), post.text)
        ministries = sorted(
            [(m.start, b.name) for b in self.bodies if b.kind == "ministry" for m in b.mentions]
            + [(p.start, p.org) for p in self.posts if p.org.startswith("กระทรวง")]
        )
        for post in self.posts:  # ปลัดกระทรวงฯ is of the ministry last named
            if post.truncated and post.text.endswith("กระทรวง"):
                before = [name for start, name in ministries if start < post.start]
                if before:
                    post.org = before[-1]
                    post.text = post.canon = post.text.removesuffix("กระทรวง") + before[-1]
        for person in self.people:
            person.posts = merge_posts(person.posts)

    def places_in(self, start: int, end: int) -> list[PlaceFound]:
        """Where a stretch says that things were, in order; ``ณ อยุธยา`` of a person's name is no place."""
        places = find_places(self.scan, start, end)
        if not places:
            return places
        names = [(m.start, m.end) for person in self.people for m in person.mentions]
        return [p for p in places if not any(first < p.start < last for first, last in names)]

    @property
    def news_country(self) -> str:
        """The one foreign country that headline and lede name most, or ""."""
        counts: dict[str, int] = {}
        for _, hit in self.scan.hits_in("country", 0, self.scan.article.body_start + 900):
            if hit.id != "TH":
                counts[hit.id] = counts.get(hit.id, 0) + 1
        best = sorted(counts, key=lambda c: (-counts[c], c))
        return best[0] if best and (len(best) == 1 or counts[best[0]] > counts[best[1]]) else ""

    def _settle_countries(self) -> None:
        """Give every post a country: its own, its body's, an ambassador's sender; else the holder's other posts', else Thailand."""
        for post in self.posts:
            if post.country:
                continue
            body = self.body_of.get(post.org)
            if body:
                post.country = "" if is_international(body) else body.country
                if body.kind == "ministry" and not body.country:
                    # the country was written beside another mention of the post
                    post.country = next(
                        (p.country for p in self.posts if p.country and p.text.startswith(post.text)), ""
                    )
        self._settle_shared()
        for person in self.people:
            for m in person.mentions:  # President Jane Doe of Chile
                of = _OF.match(self.scan.text, m.end)
                hit = self.scan.country_at.get(of.end()) if of else None
                for post in m.posts if hit else ():
                    post.country = post.country or (hit.id if hit else "")
        for person in self.people:
            foreign_style = all(not THAI.search(m.title) for m in person.mentions) and any(
                LATIN.search(m.name + m.title) for m in person.mentions
            )
            if not foreign_style or not self._in_thai(person) or self._serves_many(person):
                continue
            if not any(p.country for p in person.posts):
                here = person.mentions[0]
                near = [
                    h
                    for h in self.scan.countries_in(max(0, here.start - 160), here.end + 160)
                    if h.id != "TH"
                ]
                if near:
                    person.country = min(near, key=lambda h: abs(h.start - here.start)).id
                    for post in person.posts:
                        post.country = person.country
        for person in self.people:
            known = next((p.country for p in person.posts if p.country and p.country != "TH"), "")
            for post in person.posts:
                body = self.body_of.get(post.org)
                if not post.country and not (body and is_international(body)):
                    post.country = known or "TH"
                    if (
                        not known
                        and post.gov
                        and not post.org
                        and self.news_country
                        and THAI.search(person.name)
                        and looks_foreign(person)
                    ):
                        post.country = self.news_country
                    latin = LATIN.search(person.name + person.latin) is not None
                    if (
                        not known
                        and not post.gov
                        and looks_foreign(person)
                        and (latin or not post.org)
                        and self._in_thai(person)
                    ):
                        person.country = "?"
                        if latin and not (body and body.country == "TH" and body.gazetteer_id):
                            post.country = self.news_country
            if person.country == "?":
                person.country = ""
            else:
                person.country = (
                    person.country or known or next((p.country for p in person.posts if p.country), "")
                )

    def _settle_shared(self) -> None:
        """Who presides over a chamber or friendship group of Thailand and another country serves his own of the two."""
        scan = self.scan
        holders = {id(post): person for person in self.people for post in person.posts}
        for post in self.posts:
            if not post.country or post.envoy:
                continue
            for hit in scan.countries_in(post.start, post.end):
                theirs = scan.is_and_thailand(hit)
                if post.country not in (hit.id, "TH") or not (theirs or scan.is_of_thailand_and(hit)):
                    continue
                holder = holders.get(id(post))
                foreign = theirs and not (holder and has_thai_name(holder))
                post.country = hit.id if foreign or (holder and looks_foreign(holder)) else "TH"

    def _settle_strangers(self) -> None:
        """Who looks foreign and was given Thailand for want of a country is of the country named beside him, else of the news.

        Two persons cannot hold one of Thailand's offices of government at once; and whose name is also or only given
        in Latin letters within Thai text is hardly ever a Thai official.
        """
        thai = {
            form for b in self.bodies if b.gazetteer_id and b.country == "TH" for form in [b.name, *b.aliases]
        }
        holders: dict[
            str, list[PersonFound]
        ] = {}  # Thailand's offices of government → who is said to hold them
        for person in self.people:
            for post in person.posts:
                if person.country == "TH" and post.gov and not post.former and not SEVERAL.match(post.text):
                    holders.setdefault(_plain(post), []).append(person)
        for person in self.people:
            if person.country not in ("TH", "") or any(p.former for p in person.posts):
                continue
            if self._serves_many(person):
                continue
            if _OF_THAILAND.match(self.scan.text, person.mentions[0].end):
                person.country = "TH"
                continue
            named_thai = any(
                "ไทย" in p.text or "Thai" in p.text or (not p.gov and p.org in thai) for p in person.posts
            )
            foreign = looks_foreign(person)
            latin = bool(person.latin or LATIN.search(person.name)) and self._in_thai(person)
            shared = [
                other
                for p in person.posts
                if p.gov and not p.acting and p.country == "TH"
                for other in holders.get(_plain(p), ())
                if other is not person and other.country == "TH" and not looks_foreign(other)
            ]
            line = self.scan.line_of(person.mentions[0].start)
            second = any(line[0] <= o.mentions[0].start < person.mentions[0].start for o in shared)
            stranger = (
                (latin and not named_thai)
                or (shared and (foreign or second))
                or (not person.posts and foreign)
            )
            here = person.mentions[0]
            end = max([here.end, *(p.end for p in here.posts)])
            beside = (
                foreign
                and bool(person.posts)
                and not named_thai
                and self._in_thai(person)
                and any(
                    h.id != "TH"
                    for h in self.scan.countries_in(end, max(end + 45, _within_name(self.scan.text, end)))
                )
            )
            owner = self._country_completing(person, end)
            if not stranger and not beside and not owner:
                continue
            near = [h for h in self.scan.countries_in(end, end + 120) if h.id != "TH"] if person.posts else []
            person.country = owner or (near[0].id if near else self.news_country)
            for post in person.posts:
                if post.country in ("TH", "") and "ไทย" not in post.text:
                    post.country = person.country

    def _serves_many(self, person: PersonFound) -> bool:
        """Does the person hold office in an international organisation, and so for no country?"""
        bodies = (self.body_of.get(p.org) for p in person.posts)
        return any(body is not None and is_international(body) for body in bodies)

    def _country_completing(self, person: PersonFound, end: int) -> str:
        """The foreign country that ends a post written in more words than were read as the post, or ""."""
        text = self.scan.text
        if not any(p.gov and p.country in ("TH", "") and "ไทย" not in p.text for p in person.posts):
            return ""
        m = _MORE_OF_POST.match(text, end)
        if m is None and any(p.envoy for p in person.posts):
            m = _TO_THAILAND.match(text, end)
        hits = [h for h in self.scan.countries_in(end, m.end() + 45) if h.id != "TH"] if m else []
        if not m or not hits:
            return ""
        return hits[0].id if hits[0].start <= m.end() else ""

    def _in_thai(self, person: PersonFound) -> bool:
        """Does the person's name stand in running Thai text?"""
        m = person.mentions[0]
        around = self.scan.text[max(0, m.start - 140) : m.start] + self.scan.text[m.end : m.end + 140]
        return len(re.findall(r"[ก-๙]", around)) > 12

    def _holder_of(self, post: PostMention) -> PersonFound | None:
        """The person of this article whom a bare post means, or None when none or several fit."""
        wanted = _plain(post)
        told = (wanted, post.head, post.org, post.country, post.envoy, post.truncated)  # all that tells it
        if told not in self._holders:
            held = self._held.get(_rank(wanted), ())
            fits = list({id(p): p for p, own, have in held if self._means(post, wanted, own, have)}.values())
            if len(fits) > 1:
                fits = [p for p in fits if any(_plain(o) == wanted for o in p.posts)]
            if len(fits) > 1 and wanted == "PrimeMinister":  # the one of whom the article tells
                fits = [min(fits, key=lambda p: p.mentions[0].start)]
            self._holders[told] = fits[0] if len(fits) == 1 else None
        return self._holders[told]

    def _called(self, post: PostMention) -> PersonFound | None:
        """The one person of this article whose given name stands behind a shortened post (รมว.สมชาย, รองนายกฯ “สมชาย”), or
        whose surname behind that of a premier or president.
        """
        plain = post.text.removeprefix("รอง")
        if plain not in (post.head, "นายกรัฐมนตรี") or not plain.startswith(_BEFORE_NAMES):
            return None
        leads = plain in ("นายกรัฐมนตรี", "ประธานาธิบดี")
        quoted = _OPENS_QUOTE.match(self.scan.text, post.end)
        at = quoted.end() if quoted else post.end + (not leads and self.scan.text.startswith(" ", post.end))
        if not THAI.match(self.scan.text, at):
            return None
        called = [
            person
            for person in self.people
            if any(
                len(name) > 2 + leads and self.scan.text.startswith(name, at)
                for m in person.mentions
                for name in (m.given, m.surname if leads else "")
            )
        ]
        return called[0] if len(called) == 1 else None

    @staticmethod
    def _means(post: PostMention, wanted: str, own: PostMention, have: str) -> bool:
        """May the bare ``post`` stand for ``own``, a post of its rank spelled out beside a name? Both come with their
        plain words.
        """
        if post.country and own.country and post.country != own.country:
            return False
        if wanted in ("นายกรัฐมนตรี", "PrimeMinister") and not post.country and own.country not in ("", "TH"):
            return False  # without a country it is Thailand's, whoever else is named
        if wanted == have:
            return True
        if post.envoy and own.envoy and post.head[:4] == own.head[:4]:
            return True
        of = have.removeprefix("รัฐมนตรีว่าการกระทรวง")
        minister = _MINISTER_OF.fullmatch(wanted) if of != have else None
        if minister and of.startswith((minister[1], f"การ{minister[1]}")):
            return True  # รัฐมนตรีเกษตรฯ is รัฐมนตรีว่าการกระทรวงเกษตรและสหกรณ์
        if post.head == own.head and post.country == own.country != "TH" and not post.org and not own.org:
            return bool(post.country)  # ประธานาธิบดีสิงคโปร์ is ประธานาธิบดีแห่งสาธารณรัฐสิงคโปร์
        if have.startswith(wanted) or (
            wanted.startswith(have) and post.country == own.country and post.country
        ):
            return post.truncated or len(wanted) >= 0.5 * len(have) or len(wanted) >= 12
        return bool(post.org and post.org == own.org and post.head == own.head and wanted[:6] == have[:6])

    def _find_actors(self) -> list[ActorMention]:
        out: list[ActorMention] = []
        covered = _Stretches()
        for person in self.people:
            for own in person.posts:
                if not own.former:
                    have = _plain(own)
                    self._held.setdefault(_rank(have), []).append((person, own, have))
            for m in person.mentions:
                start, end = m.start, m.end
                for p in m.posts:
                    start, end = min(start, p.start), max(end, p.end)
                covered.add(start, end)
                if not _SENT_BY.search(self.scan.text, max(0, start - 14), start):
                    out.append(ActorMention(start, end, person, "person", m.posts[0] if m.posts else None))
        within_bodies = _Stretches()  # สภาผู้ส่งออกแห่ง|ประธานาธิบดีสหรัฐ: a piece of a body's name
        for body in self.bodies:
            for b in body.mentions:
                within_bodies.add(b.start + 1, b.end)
        before: PersonFound | None = None  # who holds the post before, when it was joined to none
        for post, further in itertools.zip_longest(self.posts, self.posts[1:]):
            if covered.hold(post.start, post.end) or within_bodies.hold(post.start, post.end):
                continue
            if _OF_MEMBERS.match(self.scan.text, post.end):
                continue
            if post.country in ("", "TH") and _OF_MANY.match(self.scan.text, post.end):
                covered.add(post.start, post.end)
                continue  # รัฐมนตรีและผู้แทนระดับสูงจากประเทศสมาชิก
            holder = self._holder_of(post) or self._called(post) or self._glossed(post)
            # รองนายกรัฐมนตรีและรัฐมนตรีว่าการ… is one person, นายกรัฐมนตรีและประธานาธิบดี… are two
            if post.joint and (holder is None or before is None or holder is before):
                continue
            before = holder
            if holder is None and post.envoy:  # เอกอัครราชทูต Ann Carr ผู้แทนการค้า…
                holder = next((p for p in self.people for m in p.mentions if m.start == post.end + 1), None)
            before_it = max(0, post.start - 24), post.start
            if _SAYS_WHAT.search(self.scan.text, *before_it) or _SENT_BY.search(self.scan.text, *before_it):
                covered.add(post.start, post.end)
                continue  # นาย A ในฐานะประธาน…, นาย A เป็นผู้แทนรัฐมนตรี…: A takes part
            if holder is not None:
                out.append(ActorMention(post.start, post.end, holder, "person", post))
            elif post.head == "ผู้แทน" and post.org in self._senders():
                continue  # ผู้แทนธนาคาร…: the body takes part
            elif post.former or self._is_no_office(post):
                pass  # อดีตประธานาธิบดีสหรัฐฯ: one of many, and not who is so now
            elif post.gov or post.country not in ("", "TH") or post.org:
                end, name = post.end, post.text
                if (
                    further
                    and further.joint
                    and _WITH_MINISTRY.match(post.text)
                    and _MINISTRY.match(further.text)
                ):
                    end, name = further.end, f"{name}และ{further.text}"  # one person
                elif many := _OF_GROUP.match(self.scan.text, post.end):
                    end, name = many.end(), name + many.group()
                out.append(ActorMention(post.start, end, "post:" + name, "post", post))
            covered.add(post.start, post.end)
        for body in self.bodies:
            for b in body.mentions:
                if covered.hold(b.start, b.end):
                    continue
                out.append(ActorMention(b.start, b.end, body, "body"))
                covered.add(b.start, b.end)
        for hit in self.scan.country_at.values():
            if covered.hold(hit.start, hit.end):
                continue
            out.append(ActorMention(hit.start, hit.end, "country:" + hit.id, "country"))
        out.sort(key=lambda a: (a.start, -a.end))
        return out

    def _is_no_office(self, post: PostMention) -> bool:
        """Is a post without a name part of a longer name, or told right before in another language?"""
        text = self.scan.text
        if not _FOR_BODY.match(post.text) and _WITHIN_NAME.search(text, max(0, post.start - 12), post.start):
            return True
        if post.text in _LEADERS and not post.country:  # นายกรัฐมนตรี มอร์ริสัน is not Thailand's
            called = _CALLED.match(text, post.end)
            if called and foreign_looking(called[1]):
                return True
        return LATIN.match(post.text) is not None and (
            self._is_gloss(post) or _OWNED.match(text, post.end) is not None
        )

    def names_group(self, at: int) -> bool:
        """Do the words of a post that begins there mean several people, none of them by name?"""
        post = next((p for p in self.posts if p.start == at), None)
        if post is None:
            return False
        if post.envoy and not (post.country or post.accredited or post.org or post.truncated):
            return True  # เอกอัครราชทูตประเทศต่าง ๆ
        return not _FOR_BODY.match(post.text) and bool(
            GROUPS.search(post.text) or _OF_GROUP.match(self.scan.text, post.end)
        )

    def _is_gloss(self, post: PostMention) -> bool:
        """Is it a post in Latin letters in brackets behind Thai words, the same in another language?"""
        return LATIN.match(post.text) is not None and bool(
            _GLOSS.search(self.scan.text, max(0, post.start - 70), post.start)
        )

    def _glossed(self, post: PostMention) -> PersonFound | None:
        """The person whose post, told right before, is told again in brackets."""
        if not self._is_gloss(post) or _OWNED.match(self.scan.text, post.end):
            return None
        at = self.scan.text.rindex("(", 0, post.start)
        named = [
            (end, person)
            for person in self.people
            for m in person.mentions
            if (end := max([m.end, *(p.end for p in m.posts if p.end <= at)])) <= at <= end + 60
        ]
        end, person = max(named, key=lambda one: one[0], default=(at, None))
        told = self.scan.text[end:at]
        return person if "\n" not in told and not any(end < p.start < at for p in self.posts) else None

    def _senders(self) -> set[str]:
        """The bodies that send somebody to take part for them; who stands for an international one holds an office."""
        return {b.name for b in self.bodies if not is_international(b)}

    def actors_in(
        self, start: int, end: int, kinds: tuple[str, ...] = ("person", "post", "body", "country")
    ) -> list[ActorMention]:
        """Actors wholly inside the stretch, in order."""
        actors = self.actors
        first = bisect_left(self._starts, start)
        last = bisect_right(self._starts, end)
        return [a for a in actors[first:last] if a.end <= end and a.kind in kinds]

    def actors_from(self, start: int, end: int) -> list[ActorMention]:
        """Actors that begin in the stretch, in order."""
        actors = self.actors
        return actors[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def bodies_in(self, start: int, end: int) -> list[tuple[int, int]]:
        """Where bodies are named wholly inside the stretch, in order."""
        if self._body_spans is None:
            self._body_spans = sorted((m.start, m.end) for body in self.bodies for m in body.mentions)
        spans = self._body_spans
        return [
            span
            for span in spans[bisect_left(spans, (start, 0)) : bisect_left(spans, (end, 0))]
            if span[1] <= end
        ]

    def country_of(self, actor: Actor) -> str:
        """The side an actor stands on, as a country code, or ""."""
        if isinstance(actor, PersonFound):
            return actor.country
        if isinstance(actor, BodyFound):
            return actor.country
        if actor.startswith("country:"):
            return actor[8:]
        return ""


def is_international(body: BodyFound) -> bool:
    """An international organisation or the mission of one (an embassy of no country)."""
    return body.kind == "international-organisation" or (bool(body.gazetteer_id) and not body.country)


# รัฐมนตรีว่าการกระทรวงการคลัง | จากประเทศสมาชิก 189 ประเทศ: no one's
_OF_MEMBERS = re.compile(
    r" ?(?:จาก|ของ) ?(?:กลุ่ม)?(?:ประเทศ|ชาติ)?(?:สมาชิก|ต่าง)| ?(?:จาก|ของ)(?:ทุก|หลาย|นานา)(?:ประเทศ|ชาติ)| ?(?:อาเซียน|เอเปค)"
    r"| ?และผู้ว่าการธนาคารกลาง ?(?:อาเซียน|เอเปค|ของ|จาก|ประเทศ)| ?ในฐานะ[^ \n]{4,30} [0-9๐-๙]+ ?ประเทศสมาชิก"
)
# … กระทรวงการค้าและอุตสาหกรรม | และกระทรวงวัฒนธรรม ชุมชน และเยาวชนแห่งสิงคโปร์; … กระทรวงแถลงข่าว | วัฒนธรรมและการท่องเที่ยว ลาว
_PORTFOLIO = "(?:วัฒนธรรม|(?:การ)?(?:ท่องเที่ยว|กีฬา|ค้า|ประมง|สื่อสาร)|อุตสาหกรรม|ป่าไม้|เกษตร(?:กรรม)?|สิ่งแวดล้อม|พลังงาน|แรงงาน|วิทยาศาสตร์|เทคโนโลยี|เยาวชน|ชุมชน)"
_MORE_OF_POST = re.compile(
    rf" ?และ(?:กระทรวง|สำนักงาน)[^,\n]{{2,60}}?(?:แห่ง|ของ)| {_PORTFOLIO}(?: ?(?:และ)?{_PORTFOLIO}){{0,3}}(?:แห่ง|ของ| )"
)
_TO_THAILAND = re.compile(r"[ก-๙ ]{4,70}(?=ประจำประเทศไทย)")
# what a name with its posts and bodies runs up to: … ประธานเจ้าหน้าที่บริหารธนาคาร… แห่งญี่ปุ่น | เข้าเยี่ยมคารวะ
_OWN_WORDS = re.compile(
    r"(?:(?!เข้า|หารือ|พบ|โดย|พร้อม|กับ| เพื่อ|ณ |นาย|นาง|M[rs]|กล่าว|และคณะ|เยือน|(?<!ระห)ว่า|\n).){0,130}"
)


_LEADERS = ("นายกรัฐมนตรี", "ประธานาธิบดี")
_CALLED = re.compile(r" ?([ก-๎]{4,12})(?![ก-๙])")
_OPENS_QUOTE = re.compile(' ?[“"‘]')
_BEFORE_NAMES = ("รมว", "รมช", "รมต", "นายกรัฐมนตรี", "ประธานาธิบดี")
# what shows that those of many states are meant, up to there neither a name nor what is done
_OF_MANY = re.compile(
    r"(?:(?!นาย|นาง|พล|พร้อม|กับ|คณะ|เข้า|ร่วม|หารือ|กล่าว|เป็น|พบ|ได้|จะ|เยือน|ประชุม|เลขาธิการ)[ก-๎ ]){0,60}"
    r"(?:(?:จาก|ของ)ประเทศ(?:สมาชิก|ต่าง)|กว่า ?[0-9๐-๙]+ ?ประเทศ)"
)
# behind a post that several hold: รัฐมนตรีที่|กำกับดูแล…
_OF_GROUP = re.compile(
    r"(?:ที่)?(?:กำกับดูแล|เกี่ยวข้อง?|รับผิดชอบ)| ?ทุก(?:ท่าน|คน)|จากประเทศ|(?:ของ)?แต่ละ|"
    r" ?(?:จาก|จำนวน|ใน|ของ)? ?[0-9๐-๙]+ ?(?:ประเทศ|เขตเศรษฐกิจ|ชาติ|กระทรวง)|"
    r"(?<=รองนายกรัฐมนตรี) ?(?:และ)?รัฐมนตรี(?!ว่าการ|ช่วย|ประจำ)"
)
_FOR_BODY = re.compile("ผู้(?:แทน(?!การค้า)|เชี่ยวชาญ|ทรงคุณวุฒิ)|เจ้าหน้าที่|รัฐมนตรี.*อาเซียน")  # who may come for a body
# before the head of a post that is part of a longer name (สำนัก|เลขาธิการ…), or is somebody's who is not meant (ภริยา|รัฐมนตรี…)
_WITHIN_NAME = re.compile("(?:สำนัก|สถาน|คณะ|กลุ่มบริษัท|สภา|ภริยา|ภรรยา|คู่สมรส|ทูตฝ่าย)$")
_GLOSS = re.compile(r"[ก-๙ฯ] ?\([^()\n]{0,60}$")  # รัฐมนตรีว่าการกระทรวงการคลัง (Minister of Finance
_OWNED = re.compile(r"[’']s (?!Official|Visit|Working|State)[A-Z]")  # The President’s Award
# two posts of one person
_WITH_MINISTRY = re.compile(r"(?:รอง ?)?(?:นายกรัฐมนตรี|นายกฯ|นรม\.)$")
_MINISTRY = re.compile(r"รัฐมนตรีว่าการ|รมว\.")
# before a post that tells what somebody is, or for whom somebody comes
# A ได้รับมอบหมายจาก|B เข้าร่วม: A takes part
_SENT_BY = re.compile("มอบหมาย ?จาก ?$")
_SAYS_WHAT = re.compile("(?:ใน)?ฐานะ(?:ที่)?(?:เป็น)?(?:ผู้แทน)?(?:ของ)? ?$|(?:เป็น|ผู้แทน(?:ของ)?) ?$|ตำแหน่ง$")
_OF = re.compile(" of (?:the )?")
_OF_THAILAND = re.compile(",? (?:the )?(?:Thailand[’']s|Thai) ")  # Ann Carr, Thailand’s Trade Representative


def _within_name(text: str, end: int) -> int:
    """Where the words end that may still tell of the bodies of the one named before ``end``."""
    m = _OWN_WORDS.match(text, end)
    return m.end() if m else end


def _rank(plain: str) -> tuple[bool, bool]:
    """Is it a deputy's post, or a former one?"""
    return plain.startswith("รอง"), plain.startswith("อดีต")


_MINISTER_OF = re.compile(r"รัฐมนตรี(?!ว่าการ|ช่วย|ประจำ)([ก-๙]{4,})")


def _plain(post: PostMention) -> str:
    plain = (post.canon or post.text).replace(" ", "").rstrip("ฯ")
    return _ASSISTANT.sub("ผู้ช่วยรัฐมนตรีประจำ", plain) if plain.startswith("ผ") else plain


_ASSISTANT = re.compile(r"(?:ผช\.|ผู้ช่วย)รัฐมนตรี(?:ว่าการ|ประจำ)")  # ผช.รมว. is ผู้ช่วยรัฐมนตรีประจำกระทรวง…
