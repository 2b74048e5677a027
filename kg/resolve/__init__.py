"""Resolution: claims of many articles → one identity per real person, body, post, activity and agreement.

``resolve`` is pure and does not depend on the order of its items. It works block by block: names, posts
and dates make blocking keys, and mentions are compared inside a block only. What a person decided
(``load_decisions``) always wins.
"""

from kg.resolve.decisions import (
    ACTIONS,
    VERDICTS,
    Decision,
    Decisions,
    append_decisions,
    format_decision,
    load_decisions,
)
from kg.resolve.knowledge import Knowledge, build_knowledge, load_knowledge
from kg.resolve.mentions import Said, collect_article, order_of, pack_said, unpack_said
from kg.resolve.review import (
    Pair,
    Side,
    explain,
    explain_pair,
    find_current,
    find_entities,
    find_path,
    find_targets,
    iter_lines,
    list_doubts,
    list_idle,
    list_joined,
)
from kg.resolve.whole import Trace, resolve, trace_resolution, trace_said

__all__ = [
    "ACTIONS",
    "VERDICTS",
    "Decision",
    "Decisions",
    "Knowledge",
    "Pair",
    "Said",
    "Side",
    "Trace",
    "append_decisions",
    "build_knowledge",
    "collect_article",
    "explain",
    "explain_pair",
    "find_current",
    "find_entities",
    "find_path",
    "find_targets",
    "format_decision",
    "iter_lines",
    "list_doubts",
    "list_idle",
    "list_joined",
    "load_decisions",
    "load_knowledge",
    "order_of",
    "pack_said",
    "resolve",
    "trace_resolution",
    "trace_said",
    "unpack_said",
]
