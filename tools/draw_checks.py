"""Draw samples of what resolution decided on a build, for a reader to judge: pairs that it joined and kept apart, holders
that it inferred, activities of several articles.

    python tools/draw_checks.py OUT FOLDER --seed 20261127

writes ``merged_pairs.tsv``, ``kept_apart_pairs.tsv``, ``inferred.tsv`` and ``activities.tsv`` into FOLDER with an empty column
``verdict``; ``reading.txt`` beside them holds the passages to judge by. The same build and seed draw the same rows.
Judge each row in the articles (right or wrong) and keep the tables in ``tests/checked``, with the day and the seed in its
README; ``reading.txt`` holds text of the articles and stays outside.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from kg.cli import load_build
from kg.model import Claim
from kg.resolve import Trace, trace_resolution
from kg.resolve.mentions import PartSaid, order_of
from kg.resolve.names import build_name_key, build_skeleton, build_text_key, split_name

KINDS = ("person", "organisation", "activity", "agreement")
EACH = 50  # pairs of a kind
HOLDERS = ACTIVITIES = 100


class Sampler:
    """Draws from one resolution."""

    def __init__(
        self, trace: Trace, claims: dict[str, Claim], seed: int, skip: frozenset[str] = frozenset()
    ) -> None:
        self.trace, self.claims, self.random = trace, claims, random.Random(seed)
        self.skip = skip
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
        """Pairs of one block that were kept apart, from blocks drawn by lot."""
        blocks: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for mention, said in self.said[kind].items():
            if mention in self.trace.ids:
                for block in set(self._iter_blocks(kind, said)):
                    blocks[block].append(mention)
        usable = [b for b, own in sorted(blocks.items()) if len({self.trace.ids[m] for m in own}) > 1]
        found: dict[tuple[str, str], None] = {}
        while len(found) < EACH:
            left, right = sorted(self.random.sample(blocks[self.random.choice(usable)], 2), key=order_of)
            if self.trace.ids[left] != self.trace.ids[right] and self._are_told(left, right):
                found.setdefault((left, right))
        return [(left, right, "same block") for left, right in found]

    def _iter_blocks(self, kind: str, said: Any) -> Iterator[tuple[str, ...]]:
        if kind == "person":
            given, family = split_name(said.name)
            countries = {p.office.country for p in said.posts} or {""}
            for post in said.posts:
                yield "post", post.office.id
            for country in countries:
                yield "given", country, build_name_key(given)
                yield "family", country, build_name_key(family)
            yield "sound", build_skeleton(said.name)
        elif kind == "organisation":
            key = build_text_key(said.name)
            yield "name", key[:12]
            yield "end", key[-12:]
        elif kind == "activity":
            group = {"courtesy_call": "talks", "bilateral_meeting": "talks"}.get(
                said.get("type"), said.get("type")
            )
            if len(said.get("date")) == 10:
                for part in said.parts:
                    yield "actor", group, said.get("date"), self.trace.ids.get(part.actor, part.actor)
                if said.get("name"):
                    yield "name", group, said.get("date"), build_text_key(said.get("name"))[:12]
        else:
            key = build_text_key(said.name)
            parties = sorted(self.trace.ids.get(p, p) for p in said.parties)
            yield "name", key[:20]
            if len(parties) >= 2:
                yield "parties", said.type, *parties
            for status, when, _, _ in said.statuses:
                if status == "signed" and when:
                    yield "signed", when, *parties[:1]

    def _are_told(self, left: str, right: str) -> bool:
        articles = {mention.partition("#")[0].partition("~")[0] for mention in (left, right)}
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
    write_samples(
        Sampler(trace_resolution(items), claims, options.seed, frozenset(options.skip)), options.folder
    )


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
