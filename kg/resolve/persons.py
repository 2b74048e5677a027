"""Which mentions of a person are one person: by full name first, then by spelling where post and
country agree."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from kg.model import Label, Person, build_key, build_slug
from kg.resolve.blocks import Comparer, compare_here, iter_pairs
from kg.resolve.cluster import Clusters, Link, find_old_ids
from kg.resolve.decisions import Decisions
from kg.resolve.knowledge import CuratedPerson, Knowledge
from kg.resolve.mentions import PersonSaid, Said, order_of
from kg.resolve.names import (
    build_name_key,
    build_skeleton,
    count_edits,
    find_consonants,
    find_language,
    find_likeness,
    find_name_likeness,
    is_latin,
    split_name,
)
from kg.resolve.posts import find_title_key

_FAR_YEARS = 6
_LARGE_BLOCK = 60
_FAMILY_FIRST = ("CN", "HU", "JP", "KR", "TW")  # whose names are written either way round
_KEYED = re.compile(r"-[0-9a-f]{10}$")  # an id that ends in the key of a mention


@dataclass(slots=True)
class _Node:
    """Mentions under one name and country: the unit that is joined."""

    key: str
    country: str
    forms: Counter[str] = field(default_factory=Counter)
    latin: Counter[str] = field(default_factory=Counter)
    aliases: Counter[str] = field(default_factory=Counter)
    mentions: list[str] = field(default_factory=list)
    articles: set[str] = field(default_factory=set)
    offices: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    single: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)
    sure: int = 0  # mentions whose country the article itself tells

    @property
    def form(self) -> str:
        """The most frequent form, the first in order among equals."""
        return min(self.forms, key=lambda f: (-self.forms[f], f)) if self.forms else self.key

    @property
    def full(self) -> bool:
        """True when the name has more than one word."""
        return " " in self.form


@dataclass(frozen=True, slots=True)
class People:
    """The persons found: ``ids`` maps a mention key to a person's id, ``old_ids`` an id that was merged away
    to those that may have taken its place."""

    persons: tuple[Person, ...]
    ids: Mapping[str, str]
    old_ids: Mapping[str, set[str]]
    links: tuple[Link, ...]
    doubts: tuple[Link, ...]


def find_country(person: PersonSaid, sides: Mapping[str, str]) -> str:
    """The country a mention's posts serve, the most frequent one; else the side on which the person
    took part."""
    stated = Counter(p.office.country for p in person.posts if p.office.country and p.office.stated)
    if stated:
        return min(stated, key=lambda c: (-stated[c], c))
    if sides.get(person.key, "TH") != "TH":
        return sides[person.key]
    counted = Counter(p.office.country for p in person.posts if p.office.country)
    if counted:
        return min(counted, key=lambda c: (-counted[c], c))
    return sides.get(person.key, "")


def _is_sure(person: PersonSaid, country: str) -> bool:
    """True when the article itself tells the country by a post's text."""
    return any(p.office.country == country and p.office.stated for p in person.posts)


def resolve_persons(
    said: Said, known: Knowledge, decisions: Decisions, compare: Comparer = compare_here
) -> People:
    """Group all mentions of persons. See the module's text for what counts as one."""
    sides: dict[str, str] = {}
    for activity in said.activities.values():
        for part in activity.parts:
            if part.side and part.actor in said.persons:
                sides.setdefault(part.actor, part.side)
    solo = {t for d in decisions.pairs() for t in d.targets if t in said.persons}
    nodes = _build_nodes(said.persons, sides, solo)
    clusters = Clusters("person", sorted(nodes))
    _apply_decisions(clusters, nodes, decisions)
    doubts: list[Link] = []
    links: list[tuple[float, str, str, str]] = []
    links += _link_names(nodes, doubts)
    links += _link_curated(nodes, known, clusters)
    links += _link_latin(nodes)
    links += _drop_strangers(_link_spellings(nodes, doubts, compare), nodes, known)
    votes: dict[str, Counter[str]] = {}
    for group in clusters.groups():
        votes[clusters.find(group[0])] = _count_votes(nodes[k] for k in group)
    _join_all(clusters, votes, links)
    _join_all(clusters, votes, _link_short(nodes, clusters, doubts))
    _join_all(clusters, votes, _link_short_alike(nodes, clusters))
    kept = [
        d
        for d in doubts
        if clusters.find(d.left) != clusters.find(d.right) and not clusters.is_apart(d.left, d.right)
    ]
    return _build_people(said, nodes, clusters, known, kept)


def _build_nodes(
    persons: Mapping[str, PersonSaid], sides: Mapping[str, str], solo: set[str]
) -> dict[str, _Node]:
    by_name: dict[str, list[PersonSaid]] = defaultdict(list)
    for person in persons.values():
        by_name[build_name_key(person.name)].append(person)
    nodes: dict[str, _Node] = {}

    def put(key: str, country: str, person: PersonSaid) -> None:
        if person.key in solo:
            key = f"{key}|{person.key}"
        node = nodes.get(key)
        if node is None:
            node = nodes[key] = _Node(key, country)
        node.forms[person.name] += 1
        if person.latin:
            node.latin[person.latin] += 1
        for alias in person.aliases:
            node.aliases[alias] += 1
        node.mentions.append(person.key)
        node.articles.add(person.article)
        node.sure += _is_sure(person, country)
        for post in person.posts:
            ident = post.office.id
            node.offices[ident].append("" if post.office.former else person.published)
            node.titles.add(find_title_key(post.office))
            if post.office.single:
                node.single.add(ident)

    for name, members in sorted(by_name.items()):
        full = any(" " in m.name for m in members)
        found = {m.key: find_country(m, sides) for m in members}
        if not full:
            for member in members:
                if member.royal:
                    put(f"{name}|royal", "TH", member)
                else:
                    put(f"{name}|{found[member.key]}|{member.key}", found[member.key], member)
            continue
        counted = Counter(c for c in found.values() if c)
        main = min(counted, key=lambda c: (-counted[c], c)) if counted else ""
        for member in members:
            country = found[member.key] or (
                main if counted and counted[main] >= 0.8 * counted.total() else ""
            )
            put(f"{name}|{country}", country, member)
    return nodes


def find_nodes(nodes: Mapping[str, _Node], target: str) -> list[str]:
    """The nodes an id or mention key of a decision means."""
    if "#" in target:
        return [k for k, n in nodes.items() if target in n.mentions]
    found = []
    for key, node in nodes.items():
        natural = {f"person/{build_slug(form)}" for form in node.forms}
        natural |= {f"{n}-{node.country.lower()}" for n in natural if node.country}
        if target in natural or (_KEYED.search(target) and target[-10:] in map(build_key, node.mentions)):
            found.append(key)
    return sorted(found)


def _apply_decisions(clusters: Clusters, nodes: Mapping[str, _Node], decisions: Decisions) -> None:
    pairs = [
        d for d in decisions.pairs() if all(t.startswith("person/") or "#person/" in t for t in d.targets)
    ]
    for decision in pairs:
        groups = [find_nodes(nodes, t) for t in decision.targets]
        if decision.action == "same" and all(groups):
            first = groups[0][0]
            for node in [*groups[0][1:], *groups[1]]:
                clusters.join(first, node, "decision")
    for decision in pairs:
        groups = [find_nodes(nodes, t) for t in decision.targets]
        if decision.action == "different":
            for left in groups[0]:
                for right in groups[1]:
                    clusters.part(left, right)


def _count_votes(nodes: Iterable[_Node]) -> Counter[str]:
    """How much speaks for each country: what articles state counts five times what was taken for granted."""
    votes: Counter[str] = Counter()
    for node in nodes:
        if node.country:
            votes[node.country] += len(node.mentions) + 4 * node.sure
    return votes


def _choose_country(votes: Counter[str]) -> str:
    return min(votes, key=lambda c: (-votes[c], c)) if votes else ""


def _join_all(
    clusters: Clusters, votes: dict[str, Counter[str]], links: Iterable[tuple[float, str, str, str]]
) -> None:
    """Join the links, the likeliest first; spelling never joins persons of two countries."""
    for score, left, right, rule in sorted(set(links), key=lambda t: (-t[0], t[1], t[2], t[3])):
        first, second = clusters.find(left), clusters.find(right)
        if first == second:
            continue
        one, two = _choose_country(votes[first]), _choose_country(votes[second])
        if one and two and one != two and not rule.startswith(("same name", "curated name")):
            continue
        if clusters.join(left, right, rule, score):
            votes[clusters.find(left)] = votes[first] + votes[second]


def _link_names(nodes: Mapping[str, _Node], doubts: list[Link]) -> list[tuple[float, str, str, str]]:
    """The same full name under several countries: one person when a post agrees or one country is a
    rare slip."""
    by_name: dict[str, list[_Node]] = defaultdict(list)
    for node in nodes.values():
        if node.full:
            by_name[node.key.partition("|")[0]].append(node)
    links = []
    for members in by_name.values():
        members.sort(key=lambda n: (-len(n.mentions), n.key))
        for index, node in enumerate(members):
            for other in members[index + 1 :]:
                if node.country == other.country:
                    links.append((1.0, node.key, other.key, "same name and country"))
                elif node.titles & other.titles:
                    links.append((0.98, node.key, other.key, "same name and post"))
                elif not other.country or not node.country:
                    if len({n.country for n in members if n.country}) == 1:
                        links.append((0.97, node.key, other.key, "same name"))
                elif _is_slip(node, other) or _is_slip(other, node):
                    links.append((0.96, node.key, other.key, "same name, country not stated"))
                else:
                    doubts.append(_doubt(node, other, "same name, another country", 0.9))
    return links


def _is_slip(node: _Node, other: _Node) -> bool:
    """True when the country of the first is no more than a guess: never told, or told far less often."""
    return not node.sure or (node.sure == 1 and other.sure >= 2) or 5 * node.sure <= other.sure


def _may_be(person: CuratedPerson, node: _Node, form: str) -> bool:
    """False when an article tells another country and the name is short enough for two to bear it."""
    fits = not node.country or not person.country or node.country == person.country
    return fits or not node.sure or len(build_name_key(form)) >= 12


def _link_curated(
    nodes: Mapping[str, _Node], known: Knowledge, clusters: Clusters
) -> list[tuple[float, str, str, str]]:
    """Spellings of one curated person are one; those of two are kept apart for good."""
    by_person: dict[str, list[str]] = defaultdict(list)
    for key, node in sorted(nodes.items()):
        for form in sorted(node.forms):
            for ident in known.person_names.get(build_name_key(form), ()):
                if node.full and _may_be(known.people[ident], node, form):
                    by_person[ident].append(key)
    for ident, keys in sorted(by_person.items()):
        for other, others in sorted(by_person.items()):
            if ident < other:
                for left in keys:
                    for right in others:
                        clusters.part(left, right)
    return [(0.99, keys[0], key, "curated name") for keys in by_person.values() for key in keys[1:]]


def _drop_strangers(
    links: list[tuple[float, str, str, str]], nodes: Mapping[str, _Node], known: Knowledge
) -> list[tuple[float, str, str, str]]:
    """The links without those by sound across scripts that bring a stranger to a curated person, whose
    names in both scripts are known."""
    curated = {k for k, n in nodes.items() if any(build_name_key(f) in known.person_names for f in n.forms)}
    return [
        x for x in links if not (x[3].startswith("Thai and Latin") and (x[1] in curated or x[2] in curated))
    ]


def _link_latin(nodes: Mapping[str, _Node]) -> list[tuple[float, str, str, str]]:
    """A Latin spelling that an article sets beside the Thai one is as good as the name, within one
    country."""
    by_latin: dict[str, set[str]] = defaultdict(set)
    for key, node in nodes.items():
        for form in [
            *node.latin,
            *(f for f in node.forms if is_latin(f)),
            *(a for a in node.aliases if is_latin(a)),
        ]:
            latin = build_name_key(form)
            if " " in latin and len(latin) >= 7:
                by_latin[latin].add(key)
    links = []
    for keys in by_latin.values():
        members = sorted((nodes[k] for k in keys), key=lambda n: n.key)
        for index, node in enumerate(members):
            for other in members[index + 1 : index + 40]:
                if node.country == other.country or not node.country or not other.country:
                    links.append((0.95, node.key, other.key, "same Latin spelling"))
    return links


def _years_apart(left: Iterable[str], right: Iterable[str]) -> int:
    one = sorted({int(d[:4]) for d in left if d[:4].isdecimal()})
    two = sorted({int(d[:4]) for d in right if d[:4].isdecimal()})
    return min((abs(a - b) for a in one for b in two), default=0)


def _shared_offices(left: _Node, right: _Node) -> tuple[set[str], bool]:
    """Posts both hold within a few years, and whether one of them is held by one person at a time."""
    shared = {
        o
        for o in left.offices.keys() & right.offices.keys()
        if _years_apart(left.offices[o], right.offices[o]) <= _FAR_YEARS
    }
    return shared, bool(shared & (left.single | right.single))


def _is_turned_round(left: str, right: str) -> bool:
    """True for ``มาเอดะ ทาดาชิ`` and ``ทะดะชิ มะเอะดะ``."""
    one, two = ([build_skeleton(word) for word in name.split()] for name in (left, right))
    return len(one) == 2 and one[0] != one[1] and one == two[::-1] and min(map(len, one)) > 2


def _contains_words(left: str, right: str) -> bool:
    """One name is the other with further words before, between or after, first or last word being equal."""
    one, two = sorted((left.split(), right.split()), key=len)
    if len(one) < 2 or len(one) == len(two):
        return False
    return set(one) <= set(two) and (one[0] == two[0] or one[-1] == two[-1])


def _compare_sounds(left: str, right: str) -> float:
    """How alike the consonants of two names are, whole or without what one says after two words."""
    names = (left, right)
    short = [" ".join(name.split()[:2]) for name in names]
    return max(find_likeness(*map(find_consonants, pair)) for pair in (names, short))


def _compare_words(left: str, right: str) -> float:
    """The sounds of first and last words in either order, or of two words and the first two of more: how
    alike the less alike half is, plus a little."""
    one = [find_consonants(w) for w in (left.split()[0], left.split()[-1])]
    two = [find_consonants(w) for w in (right.split()[0], right.split()[-1])]
    straight = min(find_likeness(one[0], two[0]), find_likeness(one[1], two[1]))
    crossed = min(find_likeness(one[0], two[1]), find_likeness(one[1], two[0]))
    short, longer = sorted((left.split(), right.split()), key=len)
    if len(short) == 2 < len(longer):
        pairs = zip(short, longer, strict=False)
        straight = max(straight, min(find_likeness(*map(find_consonants, pair)) for pair in pairs))
    return max(straight, crossed) + 0.2


def _sound_alike(left: _Node, right: _Node, shared: set[str]) -> bool:
    """True for two foreign names whose halves have the same consonants but for one, in one post at one time:
    the ways to write a foreigner in Thai are many."""
    if "TH" in (left.country, right.country) or not left.country or is_latin(left.form):
        return False
    if all(_years_apart(left.offices[o], right.offices[o]) > 1 for o in shared):
        return False
    one, two = find_consonants(left.form), find_consonants(right.form)
    return min(len(one), len(two)) >= 5 and count_edits(one, two) <= 2 and one[0] == two[0]


def _judge(left: _Node, right: _Node) -> tuple[float, str] | None:
    """``(score, rule)`` for two nodes with different names; a rule ending in ``?`` is a doubt, None no
    candidate."""
    if left.country and right.country and left.country != right.country:
        return None
    form, other = left.form, right.form
    if left.country == right.country and left.country in _FAMILY_FIRST and _is_turned_round(form, other):
        return 0.9, "the name's words the other way round"
    shared, single = _shared_offices(left, right)
    likeness = find_name_likeness(form, other)
    together = bool(left.articles & right.articles)
    if shared and _contains_words(form, other):
        return (
            (0.9, "longer form of the name, same post")
            if not together
            else (0.8, "longer form of the name, same post?")
        )
    if is_latin(form) != is_latin(other):
        sounds, other_sounds = find_consonants(form), find_consonants(other)
        if not single or min(len(sounds), len(other_sounds)) < 3 or not left.country:
            return None
        likeness = min(_compare_sounds(form, other), _compare_words(form, other))
        held = shared & (left.single | right.single)
        apart = min(_years_apart(left.offices[o], right.offices[o]) for o in held)
        if apart > 1 and (likeness < 0.9 or min(len(sounds), len(other_sounds)) < 6):
            return None
        if likeness >= (0.75 if left.country == "TH" else 0.6):
            return 0.7 + likeness / 10, "Thai and Latin spelling, same post and time"
        return (likeness, "Thai and Latin spelling, same post and time?") if likeness >= 0.4 else None
    if shared:
        wanted = 0.7 if single else 0.79
        if single and _sound_alike(left, right, shared):
            wanted = 0.62
        if together:
            wanted = max(wanted, 0.85)
        if likeness >= wanted:
            return likeness, "spelling, same post"
        return (likeness, "spelling, same post?") if likeness >= 0.62 else None
    if not left.country or left.country != right.country:
        sounds = build_skeleton(form)
        alike = likeness >= 0.93 or (likeness >= 0.89 and sounds == build_skeleton(other))
        if alike and not together and len(form) >= 14 and (left.country or right.country):
            return max(likeness, 0.9) - 0.05, "spelling, one without country"
        return None
    if together:
        return (likeness, "spelling, same country?") if likeness >= 0.9 else None
    key, other_key = build_name_key(form), build_name_key(other)
    edits = count_edits(key, other_key)
    shortest = min(len(key), len(other_key))
    echo = build_skeleton(form) == build_skeleton(other) and len(build_skeleton(form)) >= 6
    words, other_words = split_name(form), split_name(other)
    half = words[0] == other_words[0] or words[1] == other_words[1]
    if is_latin(form):
        if edits == 1 and shortest >= 14:
            return likeness - 0.03, "spelling, same country"
        return (likeness, "spelling, same country?") if likeness >= 0.86 else None
    if left.country != "TH" and shortest >= 16 and likeness >= 0.93:
        return likeness - 0.05, "spelling, same country"
    if half and shortest >= 10 and (edits == 1 or (edits <= 2 and (echo or shortest >= 18))):
        return likeness - 0.03, "spelling, same country"
    if not half and echo and edits <= 3:
        return likeness - 0.05, "spelling, same country"
    return (likeness, "spelling, same country?") if likeness >= 0.86 else None


def _doubt(left: _Node, right: _Node, rule: str, score: float) -> Link:
    first, second = sorted((left.key, right.key))
    return Link("person", first, second, rule, round(score, 3))


def _link_spellings(
    nodes: Mapping[str, _Node], doubts: list[Link], compare: Comparer
) -> list[tuple[float, str, str, str]]:
    """Pairs of full names that share a post, or a country and half of the name."""
    blocks: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for key, node in sorted(nodes.items()):
        if not node.full:
            continue
        for office in node.offices:
            blocks["post", office].append(key)
        given, family = split_name(node.form)
        if node.country:
            blocks["given", node.country, build_name_key(given)].append(key)
            blocks["family", node.country, build_name_key(family)].append(key)
            blocks["sound", node.country, build_skeleton(node.form)].append(key)
            if node.country in _FAMILY_FIRST:
                blocks["words", node.country, *sorted(map(build_skeleton, node.form.split()))].append(key)
        elif len(family) >= 5:
            blocks["whole", build_skeleton(node.form)].append(key)
        blocks["whole", build_skeleton(node.form)].append(key)
    links = []
    for left, right, score, rule in compare(blocks, nodes, _find_pairs, _judge):
        if rule.endswith("?"):
            doubts.append(_doubt(nodes[left], nodes[right], rule.rstrip("?"), score))
        else:
            links.append((score, left, right, rule))
    return links


def _find_pairs(block: tuple[str, ...], members: Mapping[str, _Node]) -> Iterable[tuple[str, str]]:
    """All pairs of a small block with different names; in a large one only those that share the beginning of
    a word or its sounds."""
    for left, right in _iter_near(list(members), members):
        if left.partition("|")[0] != right.partition("|")[0]:
            yield left, right


def _iter_near(keys: list[str], nodes: Mapping[str, _Node]) -> Iterable[tuple[str, str]]:
    if len(keys) <= _LARGE_BLOCK:
        yield from iter_pairs(keys)
        return
    parts: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        given, family = split_name(nodes[key].form)
        for word in {"g" + build_skeleton(given)[:3], "f" + build_skeleton(family)[:3]}:
            parts[word].append(key)
    for _, members in sorted(parts.items()):
        yield from iter_pairs(members, 199)


def _link_short(
    nodes: Mapping[str, _Node], clusters: Clusters, doubts: list[Link]
) -> list[tuple[float, str, str, str]]:
    """A given name, surname or nickname alone: the one full name that held the same post at about that
    time."""
    index: dict[tuple[str, str], set[str]] = defaultdict(set)
    offices: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    weight: Counter[str] = Counter()
    for key, node in nodes.items():
        if not node.full:
            continue
        root = clusters.find(key)
        weight[root] += len(node.mentions)
        for office, dates in node.offices.items():
            offices[root][office] += dates
            words = [*node.form.split(), *node.aliases]
            for word in words:
                index[office, build_name_key(word)].add(root)
    links = []
    for key, node in sorted(nodes.items()):
        if node.full:
            continue
        name = build_name_key(node.form)
        for office, dates in sorted(node.offices.items()):
            roots = sorted(
                r for r in index.get((office, name), ()) if _years_apart(dates, offices[r][office]) <= 2
            )
            total = sum(weight[r] for r in roots)
            roots.sort(key=lambda r: (-weight[r], r))
            if roots and weight[roots[0]] >= 0.9 * total:
                links.append((0.85, roots[0], key, "part of the name, same post"))
            else:
                doubts.extend(_doubt(nodes[r], node, "part of the name, several holders", 0.5) for r in roots)
    return links


def _link_short_alike(nodes: Mapping[str, _Node], clusters: Clusters) -> list[tuple[float, str, str, str]]:
    """The same single name in the same post within two years, where no full name was found for it."""
    named: set[str] = {clusters.find(key) for key, node in nodes.items() if node.full}
    by_post: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for key, node in sorted(nodes.items()):
        if not node.full and clusters.find(key) not in named:
            for office, dates in node.offices.items():
                by_post[office, build_name_key(node.form)].append((max(dates), key))
    links = []
    for members in by_post.values():
        members.sort()
        for (when, left), (then, right) in pairwise(members):
            if _years_apart([when], [then]) <= 2:
                links.append((0.8, left, right, "same single name, same post"))
    return links


def _choose_labels(nodes: list[_Node], curated: tuple[str, str, tuple[str, ...]] | None) -> tuple[Label, ...]:
    """Preferred: the most frequent full form in each language; hidden: rare misspellings of it; else
    alternative."""
    forms: Counter[str] = Counter()
    extra: Counter[str] = Counter()
    for node in nodes:
        forms.update(node.forms)
        forms.update(node.latin)
        extra.update(node.aliases)
    preferred: dict[str, str] = {}
    if curated:
        for lang, name in (("th", curated[0]), ("en", curated[1])):
            if name:
                preferred[lang] = name
        for name in curated[2]:
            extra.setdefault(name, 0)
    for form in sorted(forms, key=lambda f: (" " not in f, -forms[f], f)):
        preferred.setdefault(find_language(form) or "th", form)
    labels = {Label(text, lang, "preferred") for lang, text in preferred.items()}
    taken = set(preferred.values())
    for form in sorted({*forms, *extra} - taken):
        lang = find_language(form)
        best = preferred.get(lang or "th", "")
        slip = (
            form in forms
            and " " in form
            and forms[form] * 3 <= forms.get(best, 0)
            and count_edits(build_name_key(form), build_name_key(best)) <= 2
            and form not in extra
        )
        labels.add(Label(form, lang, "hidden" if slip else "alternative"))
    return tuple(
        sorted(labels, key=lambda x: (x.role != "preferred", x.role, x.lang != "th", x.lang, x.text))
    )


def _build_people(
    said: Said, nodes: Mapping[str, _Node], clusters: Clusters, known: Knowledge, doubts: list[Link]
) -> People:
    groups = []
    for keys in clusters.groups():
        members = [nodes[k] for k in keys]
        country = _choose_country(_count_votes(members))
        curated = sorted(
            {
                ident
                for n in members
                if n.full
                for f in n.forms
                for ident in known.person_names.get(build_name_key(f), ())
                if _may_be(known.people[ident], n, f)
            }
        )
        best = known.people[curated[0]] if curated else None
        labels = _choose_labels(members, (best.name_th, best.name_en, best.names) if best else None)
        if best:
            country = best.country or country
        groups.append((members, country, best, labels))
    # the smallest natural key: full forms before short ones, misspellings never
    naturals = []
    for members, _, best, labels in groups:
        if best:
            naturals.append(best.id)
            continue
        hidden = {x.text for x in labels if x.role == "hidden"}
        forms = {n.form for n in members} - hidden or {f for n in members for f in n.forms} - hidden
        naturals.append(build_slug(min(forms, key=lambda f: (" " not in f, is_latin(f), f))))
    owners = Counter(naturals)
    ids: dict[str, str] = {}
    parts: list[tuple[str, list[tuple[Iterable[str], str]]]] = []
    persons = []
    taken: set[str] = set()
    for (members, country, best, labels), natural in zip(groups, naturals, strict=True):
        mentions = sorted((m for n in members for m in n.mentions), key=lambda m: (order_of(m), m))
        ident = "person/" + natural
        if owners[natural] > 1 and not best:
            ident += "-" + (country.lower() or build_key(mentions[0]))
            if any(" " not in n.form for n in members) or ident in taken:
                ident = f"person/{natural}-{build_key(mentions[0])}"
        elif ident in taken:
            ident += "-" + build_key(mentions[0])
        taken.add(ident)
        claims = sorted({c for m in mentions for c in said.persons[m].claims})
        persons.append(Person(ident, labels, country, tuple(claims)))
        ids.update(dict.fromkeys(mentions, ident))
        parts.append((ident, [(n.forms, n.country) for n in members]))
    first = {k: min(n.mentions, key=lambda m: (order_of(m), m)) for k, n in nodes.items()}
    links = [Link("person", first[x.left], first[x.right], x.rule, x.score) for x in clusters.links]
    shown = [Link("person", first[x.left], first[x.right], x.rule, x.score) for x in doubts]
    return People(
        tuple(sorted(persons, key=lambda p: p.id)),
        ids,
        find_old_ids("person", parts),
        tuple(sorted(set(links))),
        tuple(sorted(set(shown))),
    )
