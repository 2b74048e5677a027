"""What a person decided about identity and about single claims: a reviewed text file that always wins.

The file is a YAML list. An entry joins, parts or leaves open two things, each given by an id
(``person/…``, ``org/…``, ``activity/…``, ``agreement/…``), by a mention key (``22808#person/1``) or
as an entry elsewhere (``https://…``)::

    - same: [person/ประยุทธ์-จันทร์โอชา, 22808#person/2]
      who: Somchai
      when: 2024-05-01
      why: the same rank and post in both articles
    - reject: 22808-0a1b2c3d4e
      who: Somchai
      when: 2024-05-01
      why: the caption names another person
    - amend: 22808-0a1b2c3d4e
      set: {role: chair}
      who: Somchai
      when: 2024-05-01
      why: the text says ประธานร่วม

``amend`` sets ``value``, any qualifier of the claim, or ``quote`` (another passage of the article, which the
claim rests on from then on); an empty value takes a qualifier away.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from kg.model import Claim, DecisionError, Extraction

VERDICTS = ("same", "different", "unsure")
ACTIONS = (*VERDICTS, "reject", "amend")
_FIELDS = {"who", "when", "why", "set"}


@dataclass(frozen=True, slots=True)
class Decision:
    """One entry: ``action`` is same, different, unsure, reject or amend; ``targets`` two things or one
    claim's id."""

    action: str
    targets: tuple[str, ...]
    who: str = ""
    when: str = ""
    why: str = ""
    changes: tuple[tuple[str, str], ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Decisions:
    """All entries of a file, in its order; of two about the same pair the later one counts."""

    entries: tuple[Decision, ...] = ()

    def pairs(self) -> list[Decision]:
        """The verdicts on pairs that count, in order of the pair. Two things that are the same as one entry
        elsewhere are the same, unless the file says otherwise."""
        latest: dict[tuple[str, ...], Decision] = {}
        for entry in self.entries:
            if entry.action in VERDICTS:
                latest[tuple(sorted(entry.targets))] = entry
        entries: dict[str, list[Decision]] = defaultdict(list)
        for pair in sorted(latest):
            for target in pair:
                if latest[pair].action == "same" and is_address(target):
                    entries[target].append(latest[pair])
        for address, same in sorted(entries.items()):
            ours = sorted({t for d in same for t in d.targets if not is_address(t)})
            for one, two in pairwise(ours):
                latest.setdefault(
                    (one, two), replace(same[-1], targets=(one, two), why=f"both are {address}")
                )
        return [latest[pair] for pair in sorted(latest)]

    def amend(self, claim: Claim) -> Claim | None:
        """The claim as decided: itself, a changed copy under the same id, or None when it was rejected."""
        for entry in self.entries:
            if entry.targets != (claim.id,):
                continue
            if entry.action == "reject":
                return None
            if entry.action == "amend":
                qualifiers = dict(claim.qualifiers)
                value = claim.value
                for key, new in entry.changes:
                    if key == "quote":
                        continue
                    if key == "value":
                        value = new
                    elif new == "":
                        qualifiers.pop(key, None)
                    else:
                        qualifiers[key] = new
                claim = claim._replace(value=value, qualifiers=tuple(sorted(qualifiers.items())))
        return claim

    def apply(self, extraction: Extraction, text: str) -> Extraction:
        """An article's claims as decided, with the passages that decisions point to in its ``text``.

        DecisionError for a quote that the article does not hold.
        """
        if self.touched_claims().isdisjoint(c.id for c in extraction.claims):
            return extraction
        kept = []
        for claim in extraction.claims:
            amended = self.amend(claim)
            if amended is not None:
                kept.append(self._move(amended, text))
        return replace(extraction, claims=tuple(kept))

    def _move(self, claim: Claim, text: str) -> Claim:
        for entry in self.entries:
            quote = dict(entry.changes).get("quote") if entry.targets == (claim.id,) else None
            if quote:
                start = text.find(quote)
                if start < 0:
                    raise DecisionError(
                        f"line {entry.line} of the decisions: article {claim.evidence.article} does not "
                        f"hold the quote {quote!r}; copy it letter by letter"
                    )
                evidence = claim.evidence._replace(start=start, end=start + len(quote), quote=quote)
                claim = claim._replace(evidence=evidence)
        return claim

    def tell_changes(self, claim: str) -> tuple[str, ...]:
        """What people changed about a claim, one line per decision: the change, the reason, who and when."""
        return tuple(
            f"{', '.join(f'{key}: {new}' for key, new in entry.changes)} "
            f"({'; '.join(filter(None, [entry.why, f'{entry.who}, {entry.when}']))})"
            for entry in self.entries
            if entry.action == "amend" and entry.targets == (claim,)
        )

    def touched_claims(self) -> frozenset[str]:
        """Ids of the claims that some entry rejects or amends."""
        return frozenset(e.targets[0] for e in self.entries if e.action in ("reject", "amend"))


def is_address(target: str) -> bool:
    """True for an entry elsewhere (``https://…``), false for an id or a mention key of ours."""
    return "://" in target


def _read_entry(node: yaml.Node, path: Path) -> Decision:
    line = node.start_mark.line + 1

    def fail(message: str, at: int = line) -> DecisionError:
        return DecisionError(f"{path}:{at}: {message}")

    if not isinstance(node, yaml.MappingNode):
        raise fail("a decision is a mapping such as 'same: [ID, ID]'")
    fields: dict[str, Any] = {}
    lines: dict[str, int] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        at = key_node.start_mark.line + 1
        if key in fields:
            raise fail(f"'{key}' stands twice", at)
        if key not in ACTIONS and key not in _FIELDS:
            raise fail(f"unknown field '{key}'; known are {', '.join([*ACTIONS, *sorted(_FIELDS)])}", at)
        if isinstance(value_node, yaml.SequenceNode):
            fields[key] = [str(item.value) for item in value_node.value]
        elif isinstance(value_node, yaml.MappingNode):
            fields[key] = {str(k.value): str(v.value) for k, v in value_node.value}
        else:
            fields[key] = str(value_node.value)
        lines[key] = at
    actions = [a for a in ACTIONS if a in fields]
    if len(actions) != 1:
        raise fail(f"a decision says exactly one of {', '.join(ACTIONS)}")
    action = actions[0]
    raw = fields[action]
    changes: tuple[tuple[str, str], ...] = ()
    if action in VERDICTS:
        if not isinstance(raw, list) or len(raw) != 2 or raw[0] == raw[1] or not all(raw):
            raise fail(f"'{action}' takes two different ids: {action}: [ID, ID]", lines[action])
        targets = tuple(raw)
    else:
        if not isinstance(raw, str) or not raw:
            raise fail(f"'{action}' takes the id of one claim", lines[action])
        targets = (raw,)
    if action == "amend":
        wanted = fields.get("set")
        if not isinstance(wanted, dict) or not wanted:
            raise fail("'amend' needs what to change: set: {role: chair}")
        changes = tuple(sorted(wanted.items()))
    elif "set" in fields:
        raise fail("'set' belongs to 'amend' only", lines["set"])
    for needed in ("who", "when"):
        if not isinstance(fields.get(needed), str) or not fields[needed]:
            raise fail(f"a decision says {needed}: add '{needed}: …'")
    return Decision(action, targets, fields["who"], fields["when"], str(fields.get("why", "")), changes, line)


def load_decisions(path: Path) -> Decisions:
    """Read a decisions file; a missing path or a broken entry raises DecisionError with file and line."""
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except OSError as error:
        raise DecisionError(
            f"{path}: cannot be read ({error.strerror}); give the path of a decisions file"
        ) from error
    except UnicodeDecodeError as error:
        raise DecisionError(f"{path}: is not UTF-8 text") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DecisionError(f"{path}:{line}: is not YAML: {error.problem}") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise DecisionError(f"{path}: is not YAML: {str(error).splitlines()[0]}") from error
    if node is None:
        return Decisions()
    if isinstance(node, yaml.ScalarNode) and node.value == "":
        return Decisions()
    if not isinstance(node, yaml.SequenceNode):
        raise DecisionError(f"{path}:{node.start_mark.line + 1}: the file is a list of decisions")
    return Decisions(tuple(_read_entry(entry, path) for entry in node.value))


def format_decision(decision: Decision) -> str:
    """The entry as the lines that are appended to a decisions file."""

    def quote(text: str) -> str:
        return (
            yaml.safe_dump(text, allow_unicode=True, width=1000, default_flow_style=True)
            .removesuffix("\n...\n")
            .strip()
        )

    if decision.action in VERDICTS:
        first = f"- {decision.action}: [{', '.join(quote(t) for t in decision.targets)}]"
    else:
        first = f"- {decision.action}: {quote(decision.targets[0])}"
    lines = [first]
    if decision.changes:
        lines.append("  set: {" + ", ".join(f"{k}: {quote(v)}" for k, v in decision.changes) + "}")
    for name in ("who", "when", "why"):
        value = getattr(decision, name)
        if value:
            lines.append(f"  {name}: {quote(value)}")
    return "\n".join(lines) + "\n"


def append_decisions(path: Path, decisions: Iterable[Decision]) -> None:
    """Write entries at the end of a decisions file, which is made when it is missing, else read first.

    DecisionError when the file or an entry cannot be used; the file is then as it was.
    """
    text = ""
    if path.exists():
        load_decisions(path)
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        if isinstance(node, yaml.SequenceNode) and node.flow_style:
            if node.value:
                raise DecisionError(
                    f"{path}:{node.start_mark.line + 1}: write each decision on lines of its own, '- same: …'"
                )
            text = text[: node.start_mark.index] + text[node.end_mark.index :].lstrip("\n")
    if text and not text.endswith("\n"):
        text += "\n"
    added = "".join(map(format_decision, decisions))
    node = yaml.compose(added, Loader=yaml.SafeLoader)
    for entry in node.value if isinstance(node, yaml.SequenceNode) else ():
        _read_entry(entry, path)
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(text + added, encoding="utf-8")
        os.replace(part, path)
    except OSError as error:
        raise DecisionError(f"{path}: cannot be written ({error.strerror})") from error
    finally:
        part.unlink(missing_ok=True)
