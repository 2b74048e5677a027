"""What an activity was about."""

from __future__ import annotations

import functools
import re

from kg.extract.activities.found import ActivityFound
from kg.extract.view import View
from kg.lexicon import load_lexicon


@functools.cache
def _topic_words() -> list[tuple[str, re.Pattern[str]]]:
    topics = load_lexicon().patterns["topics"]["topics"]
    return [(t, re.compile("|".join(map(re.escape, map(str, w))))) for t, w in topics.items()]


def add_topics(view: View, found: list[ActivityFound]) -> None:
    """Give the reported activities their topics: those whose words stand most often in the article."""
    reported = [a for a in found if a.focal]
    if not reported:
        return
    text = view.scan.text
    counts = []
    for topic, pattern in _topic_words():
        hits = list(pattern.finditer(text))
        if hits:
            weight = len(hits) + (4 if hits[0].start() < view.scan.article.body_start else 0)
            counts.append((weight, topic, hits[0]))
    counts.sort(key=lambda c: (-c[0], c[1]))
    for activity in reported:
        activity.topics = [(topic, m.start(), m.end()) for weight, topic, m in counts[:4] if weight >= 2]
