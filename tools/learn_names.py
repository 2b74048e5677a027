"""Learn the full names of office-holders from articles: names with a title and a post beside them in several items.

    python tools/learn_names.py ARTICLES... > data/gazetteer/names.txt

A name is kept when at least MIN items write it in full with a title and a post: such names have clear boundaries, and
knowing them finds the same people where they stand without title. Review the list before committing it.
"""

from __future__ import annotations

import collections
import os
import sys
from concurrent.futures import ProcessPoolExecutor

from kg.extract.organisations import find_bodies
from kg.extract.people import attach_posts, find_people
from kg.extract.posts import find_posts
from kg.extract.scan import build_scan
from kg.model import Article
from kg.text import iter_articles

MIN = 4


def names_of(articles: list[Article]) -> list[set[str]]:
    """Full names with a post, one set per article."""
    out = []
    for article in articles:
        scan = build_scan(article)
        people = find_people(scan)
        attach_posts(scan, people, find_posts(scan, find_bodies(scan)))
        out.append(
            {
                m.name
                for m in people
                if m.posts and m.given and m.surname and m.name.count(" ") == 1 and len(m.surname) > 2
            }
        )
    return out


def main() -> None:
    """Print the learnt names, sorted."""
    counts: collections.Counter[str] = collections.Counter()
    chunk: list[Article] = []
    jobs = []
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for article in iter_articles(sys.argv[1:]):
            if len(article.text) < 20_000:
                chunk.append(article)
            if len(chunk) == 200:
                jobs.append(pool.submit(names_of, chunk))
                chunk = []
        jobs.append(pool.submit(names_of, chunk))
        for job in jobs:
            for names in job.result():
                counts.update(names)
    print(
        f"# Full names of office-holders that at least {MIN} news items write with title and post; learnt by tools/learn_names.py."
    )
    print("# source: the public-domain thaigov collections, 2014-2025 (facts of names only)")
    for name in sorted(n for n, c in counts.items() if c >= MIN):
        print(name)


if __name__ == "__main__":
    main()
