"""What an activity was about."""

from __future__ import annotations

import functools
import re
from typing import Any

import ahocorasick

from kg.extract.activities.found import ActivityFound
from kg.extract.view import View
from kg.lexicon import load_lexicon

_PREMIER_AND = ("นายกรัฐมนตรีและ", "นายกรัฐมนตรี และ")


@functools.cache
def _topic_words() -> tuple[Any, dict[str, re.Pattern[str]]]:
    """An automaton of all topics' words, each with its length and its topics, and a pattern of each topic's words."""
    topics: dict[str, list[str]] = load_lexicon().patterns["topics"]["topics"]
    owners: dict[str, list[str]] = {}
    for topic, words in topics.items():
        for word in map(str, words):
            owners.setdefault(word, []).append(topic)
    automaton = ahocorasick.Automaton()
    for word, given in owners.items():
        automaton.add_word(word, (len(word), tuple(given)))
    automaton.make_automaton()
    return automaton, {t: re.compile("|".join(map(re.escape, map(str, w)))) for t, w in topics.items()}


def _count_topics(view: View) -> list[tuple[int, str, re.Match[str]]]:
    """The topics of the article, the one whose words stand most often first: weight, topic, where it is first named."""
    text = view.scan.text
    automaton, patterns = _topic_words()
    places: dict[str, set[int]] = {}
    # a premier who is minister of defence too does not speak of defence
    second = [(p.start, p.end) for p in view.posts if p.joint and text.endswith(_PREMIER_AND, 0, p.start)]
    for last, (length, topics) in automaton.iter(text):
        start = last + 1 - length
        if (text[start] == "ค" and text.endswith("โทร", 0, start)) or (
            second and any(a <= start < b for a, b in second)
        ):
            continue
        for topic in topics:
            places.setdefault(topic, set()).add(start)
    counts = []
    for topic, starts in places.items():
        hits: list[re.Match[str]] = []
        for start in sorted(starts):
            if (not hits or start >= hits[-1].end()) and (m := patterns[topic].match(text, start)):
                hits.append(m)
        weight = len(hits) + (4 if hits[0].start() < view.scan.article.body_start else 0)
        counts.append((weight, topic, hits[0]))
    counts.sort(key=lambda c: (-c[0], c[1]))
    return counts


def add_topics(view: View, found: list[ActivityFound]) -> None:
    """Give the reported activities their topics: those whose words stand most often in the article."""
    reported = [a for a in found if a.focal]
    if not reported:
        return
    if view.topics is None:
        view.topics = _count_topics(view)
    counts = view.topics
    for activity in reported:
        activity.topics = [(topic, m.start(), m.end()) for weight, topic, m in counts[:4] if weight >= 2]
