"""What holds for every text."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sudolint.source import Source
from sudolint.syntax.sudoers.nodes import Defaults, Kind, Member, UserSpec
from sudolint.syntax.sudoers.parser import parse
from sudolint.syntax.sudoers.printer import sudoers_text
from tests.syntax.sudoers import strategies

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sudolint.syntax.sudoers.nodes import Sudoers


def bare(node: Any) -> Any:
    """A node without its places."""
    if isinstance(node, list):
        return [bare(one) for one in node]
    if isinstance(node, tuple) and hasattr(node, "_fields"):
        fields = zip(node._fields, node, strict=True)
        return type(node), [bare(value) for name, value in fields if name not in ("source", "start", "end")]
    return node


def nodes(node: Any) -> Iterator[Any]:
    """Yield all nodes below a node, itself too."""
    if isinstance(node, list):
        for one in node:
            yield from nodes(one)
    elif isinstance(node, tuple) and hasattr(node, "_fields"):
        yield node
        for one in node:
            yield from nodes(one)


def tree_of(text: str) -> Sudoers:
    """The tree of a text."""
    return parse(Source("in", text))


@given(st.binary(max_size=200).map(lambda data: data.decode("latin-1")))
@example('a ALL=/x "\\\r')
@example("a\0b")
def test_any_bytes(text: str) -> None:
    """Whatever the bytes, there is a tree, and every error has a place in the text."""
    for error in tree_of(text).errors:
        assert 0 <= error.span.start <= error.span.end <= len(text) + 1
        assert error.span.begin.line <= text.count("\n") + 2


@given(strategies.damaged())
def test_damaged_policies(text: str) -> None:
    """A damaged policy is read to its end, and what is read prints and reads back the same."""
    tree = tree_of(text)
    again = tree_of(sudoers_text(tree))
    assert again.errors == []
    assert bare(again.entries) == bare(tree.entries)


@given(strategies.policies)
def test_print_is_the_inverse(text: str) -> None:
    """Printing a tree and parsing that gives the tree; printing that again gives the same text."""
    tree = tree_of(text)
    printed = sudoers_text(tree)
    again = tree_of(printed)
    assert again.errors == []
    assert bare(again.entries) == bare(tree.entries)
    assert sudoers_text(again) == printed


@given(strategies.policies)
def test_spans(text: str) -> None:
    """Every node's span lies in its parent's and slices the text to what it names, without blanks around."""
    for entry in tree_of(text).entries:
        for node in nodes(entry):
            if not hasattr(node, "start"):
                continue
            written = text[node.start : node.end]
            assert written
            assert written.strip(" \t\r\n") == written or written.startswith("\\ ") or written.endswith("\\ ")
            assert entry.start <= node.start < node.end <= entry.end
            if isinstance(node, Member) and node.kind is not Kind.WORD and not set(written) & set('"\\'):
                assert written.lstrip("! \t") == node.name


@given(strategies.entries, strategies.damaged(), strategies.entries)
def test_good_lines_survive(before: str, bad: str, after: str) -> None:
    """A good line is kept whatever comes before or after it, once that has ended."""
    kept = bare(tree_of(f"{before}\n{bad}\n\n{after}\n").entries)
    for line in (before, after):
        alone = tree_of(line + "\n")
        if not alone.errors and all(isinstance(entry, UserSpec | Defaults) for entry in alone.entries):
            assert all(entry in kept for entry in bare(alone.entries))


@pytest.mark.parametrize(
    "repeated",
    [
        *[
            "\\",
            "#",
            '"',
            "!",
            "(",
            "^",
            ":",
            "\0",
            "a,",
            "a=",
            "^a$ ",
            "\\\n",
            "/a\\",
            "x \\\n",
            "#-",
            "% ",
            "::",
        ],
        *["a ALL=/b ", "@include ", "Defaults ", "a\\ ", "a ALL=sudoedit \\*", '"\\', "a ALL=^\\#", "1."],
        *["\t\\", "#\r", "sha224:", "CWD=/a b ", "CWD=#", "a ALL=/sudoedit b "],
    ],
)
def test_linear(repeated: str) -> None:
    """Text that repeats one thing is read in a time that grows with its length and no faster."""
    tree_of(repeated)  # whatever is compiled only once
    times = []
    for size in (20_000, 80_000):
        text = repeated * (size // len(repeated))
        best = float("inf")
        for _ in range(3):
            start = perf_counter()
            tree_of(text)
            best = min(best, perf_counter() - start)
        times.append(best)
    assert times[1] < 12 * times[0] + 0.1
