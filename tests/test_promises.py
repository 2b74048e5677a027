"""Every promise names the tests that hold it, and those tests are there."""

from __future__ import annotations

import json
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "robustness.md").read_text(encoding="utf-8")


def test_every_promise_names_tests_that_exist() -> None:
    known = {
        name
        for path in (ROOT / "tests").glob("test_*.py")
        for name in re.findall(r"^def (test_\w+)\(", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    rows = [
        line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith("| promise | ")
    ]
    assert len(rows) > 25
    for row in rows:
        if not row.startswith("| harmless in"):
            named = re.findall(r"`(test_\w+)`", row)
            assert named, row
            assert set(named) <= known, row
    assert "docs/robustness.md" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_last_campaigns_are_told_as_they_ended() -> None:
    told = json.loads((ROOT / "docs" / "campaigns.json").read_text(encoding="utf-8"))
    fuzz, builds, server = told["fuzz"], told["builds"], told["server"]
    assert f"{fuzz['cases']:,} cases" in PAGE
    assert f"{builds['kills']} kills" in PAGE
    assert f"{server['requests']:,} requests" in PAGE
    again, guided = told["fuzz_again"], told["guided"]
    assert f"{again['cases']:,} cases" in PAGE
    assert f"{guided['runs']:,} runs" in PAGE
    assert fuzz["failures"] == again["failures"] == []
    assert guided["failures"] == 0
    assert f"{told['builds_again']['kills']} kills" in PAGE
    assert told["builds_again"]["processes left behind"] == 0
    for told_of in told.values():  # nothing is told of code that it was not run on
        assert told_of["version"] in PAGE or told_of["version"].startswith(("before ", "in the making of "))
    assert server["errors"] == []
    assert builds["processes left behind"] == 0
