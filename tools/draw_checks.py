"""Draw samples of what resolution decided on a build, for a reader to judge: pairs that it joined and kept apart, holders
that it inferred, activities of several articles.

    python tools/draw_checks.py OUT FOLDER --seed 20261127

writes ``merged_pairs.tsv``, ``kept_apart_pairs.tsv``, ``inferred.tsv`` and ``activities.tsv`` into FOLDER with an empty column
``verdict``; ``reading.txt`` beside them holds the passages to judge by. The same build and seed draw the same rows.
Judge each row in the articles (right or wrong) and keep the tables in ``tests/checked``, with the day and the seed in its
README; ``reading.txt`` holds text of the articles and stays outside.

Pairs kept apart are drawn by lot from all that resolution itself compared because they share a block, each as likely as
any other; persons who share no more than a post, and bodies with names that are not alike, are left out.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from kg.cli import load_build
from kg.model import Claim
from kg.resolve import Decisions, Trace, load_knowledge, order_of, trace_said
from kg.resolve.blocks import Blocks, Judge, PairFinder, Verdict, compare_here
from kg.resolve.mentions import PartSaid, collect_mentions
from kg.resolve.names import find_likeness, is_latin

KINDS = ("person", "organisation", "activity", "agreement")
MODULES = dict(zip(("persons", "bodies", "activities", "agreements"), KINDS, strict=True))
EACH = 50  # pairs of a kind
HOLDERS = ACTIVITIES = 100


class Recorder:
    """The comparer of a single process, which keeps what it was given: for each kind the blocks, what is in them, and
    how pairs are found."""

    def __init__(self) -> None:
        self.kinds: dict[str, tuple[Blocks, Mapping[str, Any], PairFinder]] = {}

    def __call__(
        self, blocks: Blocks, things: Mapping[str, Any], pairs: PairFinder, judge: Judge
    ) -> list[Verdict]:
        self.kinds[MODULES[judge.__module__.rpartition(".")[2]]] = (blocks, things, pairs)
        return compare_here(blocks, things, pairs, judge)


class Sampler:
    """Draws from one resolution."""

    def __init__(
        self,
        trace: Trace,
        compared: Recorder,
        claims: dict[str, Claim],
        seed: int,
        skip: frozenset[str] = frozenset(),
    ) -> None:
        self.trace, self.claims, self.random = trace, claims, random.Random(seed)
        self.compared, self.skip = compared.kinds, skip
        said = trace.said
        self.said: dict[str, dict[str, Any]] = {
            "person": dict(said.persons),
            "organisation": dict(said.bodies),
            "activity": dict(said.activities),
            "agreement": dict(said.agreements),
        }

    # -- pairs

    def draw_merged(self, kind: str) -> list[tuple[str, str, str]]:
        """Pairs of one entity: half of them joined by a rule, half any two of its mentions."""
        links = [x for x in self.trace.links if x.kind == kind and self._are_told(x.left, x.right)]
        found = {(x.left, x.right): x.rule for x in self._pick(sorted(links), EACH // 2)}
        groups: dict[str, list[str]] = defaultdict(list)
        for mention in self.said[kind]:
            if mention in self.trace.ids:
                groups[self.trace.ids[mention]].append(mention)
        several = sorted(
            ident for ident, own in groups.items() if len({m.partition("#")[0] for m in own}) > 1
        )
        while len(found) < EACH:
            left, right = sorted(self.random.sample(groups[self.random.choice(several)], 2), key=order_of)
            if self._are_told(left, right):
                found.setdefault((left, right), "same cluster")
        return [(left, right, rule) for (left, right), rule in found.items()]

    def draw_apart(self, kind: str) -> list[tuple[str, str, str]]:
        """Pairs that were compared in some block and kept apart, all of them equally likely."""
        blocks, things, pairs = self.compared[kind]
        ids = {key: self.trace.ids.get(_list_mentions(things, key)[0]) for key in things}
        apart: dict[tuple[str, str], str] = {}
        for name in sorted(blocks):
            for left, right in pairs(name, {key: things[key] for key in sorted(set(blocks[name]))}):
                if ids[left] != ids[right] and _look_alike(kind, name[0], things[left], things[right]):
                    apart.setdefault((left, right), name[0])
        found: dict[tuple[str, str], str] = {}
        drawn = sorted(apart)
        self.random.shuffle(drawn)
        for one, two in drawn:
            left, right = (self.random.choice(_list_mentions(things, key)) for key in (one, two))
            if len(found) < EACH and self._are_told(left, right):
                found[left, right] = f"same block: {apart[one, two]}"
        return [(*sorted(pair, key=order_of), rule) for pair, rule in found.items()]

    def _are_told(self, left: str, right: str) -> bool:
        articles = {_article_of(mention) for mention in (left, right)}
        return len(articles) == 2 and not articles & self.skip

    def _pick(self, things: list[Any], count: int) -> list[Any]:
        return self.random.sample(things, min(count, len(things)))

    # -- what a row says

    def describe(self, mention: str) -> dict[str, Any]:
        """The facts of a mention, without a word of its article but names, posts and titles."""
        said = self.trace.said
        if mention in said.persons:
            person = said.persons[mention]
            posts = [
                {"text": p.text, "country": p.office.country, "org_name": p.org_name} for p in person.posts
            ]
            return _clean(
                {
                    "name": person.name,
                    "latin": person.latin,
                    "posts": list(map(_clean, posts)),
                    "published": person.published,
                }
            )
        if mention in said.bodies:
            body = said.bodies[mention]
            published = next((p.published for p in said.persons.values() if p.article == body.article), "")
            return _clean(
                {
                    "name": body.name,
                    "aliases": body.aliases,
                    "country": body.country,
                    "kind": body.kind,
                    "published": published,
                }
            )
        if mention in said.activities:
            activity = said.activities[mention]
            values = {
                name: v[0][0] for name, v in activity.values.items() if name not in ("part_of", "topic")
            }
            parts = [self._describe_part(p) for p in activity.parts]
            return {"values": values, "parts": parts, "published": activity.published}
        agreement = said.agreements[mention]
        return {
            "name": agreement.name,
            "type": agreement.type,
            "parties": [self._describe_actor(p) for p in agreement.parties],
            "statuses": [[s, d] for s, d, _, _ in agreement.statuses],
            "published": agreement.published,
        }

    def _describe_part(self, part: PartSaid) -> dict[str, Any]:
        return _clean(
            {
                "actor": self._describe_actor(part.actor),
                "role": part.role,
                "side": part.side,
                "capacity": part.capacity,
            }
        )

    def _describe_actor(self, actor: str) -> dict[str, Any]:
        for kind, known in (("person", self.trace.said.persons), ("organisation", self.trace.said.bodies)):
            if actor in known:
                facts = self.describe(actor)
                facts.pop("published", None)
                return {kind: facts}
        return {"code": actor}

    def quote(self, mention: str) -> list[str]:
        """Passages that the mention stands on."""
        said = self.trace.said
        for known in (said.persons, said.bodies, said.activities, said.agreements):
            if mention in known:
                one: Any = known[mention]
                ids = [*one.claims]
                ids += [p.claim for p in getattr(one, "posts", ())] + [
                    p.claim for p in getattr(one, "parts", ())
                ]
                return list(dict.fromkeys(self.claims[i].evidence.quote for i in ids if i in self.claims))
        return []

    # -- holders and activities

    def draw_holders(self) -> list[dict[str, str]]:
        """Participations whose holder was inferred from a tenure."""
        inferred = [
            p
            for p in self.trace.resolution.participations
            if p.inferred and not self.skip & {self.claims[c].evidence.article for c in p.claims}
        ]
        activities = {a.id: a for a in self.trace.resolution.activities}
        tenures = {t.id: t for t in self.trace.resolution.tenures}
        rows = []
        for part in self._pick(inferred, HOLDERS):
            claim, tenure = self.claims[part.claims[0]], tenures.get(part.reason)
            rows.append(
                {
                    "article": claim.evidence.article,
                    "post": claim.value.removeprefix("post:"),
                    "side": part.side,
                    "date": activities[part.activity].date,
                    "holder": part.actor,
                    "tenure": f"{tenure.first} – {tenure.last}" if tenure else "",
                    "activity": part.activity,
                    "claim": claim.id,
                }
            )
        return rows

    def draw_activities(self) -> list[dict[str, str]]:
        """Activities that several articles tell of."""
        several = [
            a
            for a in self.trace.resolution.activities
            if len(a.articles) > 1 and not self.skip & {*a.articles}
        ]
        mentions: dict[str, list[str]] = defaultdict(list)
        for mention in self.trace.said.activities:
            if mention in self.trace.ids:
                mentions[self.trace.ids[mention]].append(mention)
        return [
            {"activity": a.id, "mentions": " ".join(sorted(mentions[a.id], key=order_of))}
            for a in self._pick(several, ACTIVITIES)
        ]


def _list_mentions(things: Mapping[str, Any], key: str) -> list[str]:
    """The mentions of a thing that was compared: a name's, or the one that it is itself."""
    return sorted(getattr(things[key], "mentions", [key]))


def _look_alike(kind: str, block: str, left: Any, right: Any) -> bool:
    """False for persons who share a post and bodies that share a kind, and nothing of their names in one script: too
    easy a test."""
    if kind in ("activity", "agreement") or (kind == "person" and block != "post"):
        return True
    if is_latin(left.form) != is_latin(right.form):
        return kind == "person"
    return find_likeness(left.form, right.form) >= (0.4 if kind == "person" else 0.6)


def _article_of(mention: str) -> str:
    return mention.partition("#")[0].partition("~")[0]


def _clean(facts: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value for name, value in facts.items() if value not in ("", [], None) or name == "published"
    }


def build_pair_rows(
    sampler: Sampler, pairs: Iterable[tuple[str, str, str]], kind: str
) -> list[dict[str, str]]:
    """Rows of a table of pairs."""
    rows = []
    for left, right, rule in pairs:
        row = {"kind": kind, "verdict": "", "alone": "", "rule": rule}
        for side, mention in (("left", left), ("right", right)):
            facts = sampler.describe(mention)
            form = (
                facts.get("name")
                or f"{facts['values'].get('date', '')} {facts['values'].get('type', '')}".strip()
            )
            row |= {side: mention, f"{side}_article": mention.partition("#")[0], f"{side}_form": form}
        for side, mention in (("left", left), ("right", right)):
            row[f"{side}_facts"] = json.dumps(sampler.describe(mention), ensure_ascii=False, sort_keys=True)
        rows.append(row)
    return rows


def write_rows(path: Path, rows: list[dict[str, str]]) -> None:
    """A table of tab-separated values."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(
            file, list(rows[0]), delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None, lineterminator="\n"
        )
        writer.writeheader()
        writer.writerows(rows)


def main() -> None:
    """See the module's text."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path, help="a build")
    parser.add_argument("folder", type=Path, help="where the tables go")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--skip", nargs="*", default=[], metavar="ID", help="articles that nobody is to read")
    options = parser.parse_args()
    items = load_build(options.out)
    claims = {claim.id: claim for _, extraction in items for claim in extraction.claims}
    compared = Recorder()
    said = collect_mentions(items, load_knowledge(), Decisions(), all_items=False)
    trace = trace_said(said, compare=compared)
    write_samples(Sampler(trace, compared, claims, options.seed, frozenset(options.skip)), options.folder)


def write_samples(sampler: Sampler, folder: Path) -> None:
    """Draw all samples and write them into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "reading.txt").open("w", encoding="utf-8") as reading:
        for name, draw in (("merged_pairs", sampler.draw_merged), ("kept_apart_pairs", sampler.draw_apart)):
            rows = []
            for kind in KINDS:
                pairs = draw(kind)
                rows += build_pair_rows(sampler, pairs, kind)
                for number, (left, right, rule) in enumerate(pairs):
                    reading.write(f"\n== {name} {kind} {number} · {rule}\n")
                    for mention in (left, right):
                        facts = json.dumps(sampler.describe(mention), ensure_ascii=False)
                        reading.write(f"{mention} {facts}\n   {' | '.join(sampler.quote(mention))}\n")
            write_rows(folder / f"{name}.tsv", rows)
        write_rows(folder / "inferred.tsv", [{"verdict": "", **row} for row in sampler.draw_holders()])
        write_rows(folder / "activities.tsv", [{"verdict": "", **row} for row in sampler.draw_activities()])


if __name__ == "__main__":
    main()
