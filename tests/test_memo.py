"""What is kept from one build to the next, and what is not."""

from __future__ import annotations

from pathlib import Path

from kg.memo import hash_parts, leave_functions, load_memo, recall_functions, remember

calls: list[tuple[str, str]] = []


@remember
def join(left: str, right: str) -> str:
    """The two, joined."""
    calls.append((left, right))
    return left + right


def test_a_function_is_asked_once_also_in_the_next_build(tmp_path: Path) -> None:
    calls.clear()
    assert (join("ก", "\ud800"), join("ก", "\ud800"), join("a", "b")) == ("ก\ud800", "ก\ud800", "ab")
    assert calls == [("ก", "\ud800"), ("a", "b")]
    assert (join.__name__, join.__doc__) == ("join", "The two, joined.")
    memo = load_memo(None, "1")
    leave_functions(memo)
    memo.save(tmp_path / "memo.sqlite")

    recall_functions(load_memo(tmp_path / "memo.sqlite", "1"))
    assert join("ก", "\ud800") == "ก\ud800"
    assert len(calls) == 2
    memo = load_memo(None, "1")
    leave_functions(memo)
    memo.save(tmp_path / "memo.sqlite")

    recall_functions(load_memo(tmp_path / "memo.sqlite", "1"))
    assert join("a", "b") == "ab"
    assert len(calls) == 3, "the build before did not ask for it"


def test_a_function_of_another_version_is_asked_again(tmp_path: Path) -> None:
    calls.clear()
    recall_functions(load_memo(None, "1"))
    join("x", "y")
    memo = load_memo(None, "1")
    leave_functions(memo)
    memo.save(tmp_path / "memo.sqlite")
    recall_functions(load_memo(tmp_path / "memo.sqlite", "2"))
    join("x", "y")
    assert calls == [("x", "y"), ("x", "y")]


def test_values_come_back_as_they_were_left(tmp_path: Path) -> None:
    memo = load_memo(None, "1")
    memo.put("a", {"ไทย": [1, 0.1, None, "\ud800"]})
    memo.save(tmp_path / "memo.sqlite")
    again = load_memo(tmp_path / "memo.sqlite", "1")
    assert again.take("a") == {"ไทย": [1, 0.1, None, "\ud800"]}
    assert again.take("b") is None
    assert load_memo(tmp_path / "memo.sqlite", "2").take("a") is None


def test_a_hash_tells_apart_what_reads_alike() -> None:
    assert hash_parts("a", "b") == hash_parts("a", "b")
    assert len({hash_parts("a", "b"), hash_parts("ab"), hash_parts(("a", "b")), hash_parts("a", ["b"])}) == 4
    assert hash_parts("\ud800") != hash_parts("\udfff")
