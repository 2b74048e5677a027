"""Resolution: claims of many articles → one identity per real person, body, post, activity and agreement.

``resolve`` is pure and does not depend on the order of its items. It works block by block: names, posts
and dates make blocking keys, and mentions are compared inside a block only. What a person decided
(``load_decisions``) always wins.
"""

from kg.resolve.decisions import Decision, Decisions, format_decision, load_decisions
from kg.resolve.knowledge import Knowledge, build_knowledge, load_knowledge
from kg.resolve.review import Pair, Side, explain, find_entities, find_path, list_doubts, list_joined
from kg.resolve.whole import Trace, resolve, trace_resolution

__all__ = [
    "Decision",
    "Decisions",
    "Knowledge",
    "Pair",
    "Side",
    "Trace",
    "build_knowledge",
    "explain",
    "find_entities",
    "find_path",
    "format_decision",
    "list_doubts",
    "list_joined",
    "load_decisions",
    "load_knowledge",
    "resolve",
    "trace_resolution",
]
