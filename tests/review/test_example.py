"""The document that shows what reviews look like is what reviews look like."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sudolint.review import markdown
from sudolint.review.summary import summary
from tests.conftest import ROOT
from tests.review.ai_worker import DOCKER_GROUP, EXEC, MENDED, PATH, WHITELIST
from tests.review.forge import MemoryForge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sudolint.review.model import Forge, Review

DOCUMENT = ROOT / "examples" / "review.md"
UPDATE = "SUDOLINT_UPDATE_EXAMPLES"

HEAD = """\
# Reviews

What `sudolint review` posts on three pull requests about one user, word for word: the
[worker](ai-worker.nix) that drives containers over SSH. A test compares this page with what the command makes
of these changes; `{update}=1 python -m pytest tests/review/test_example.py` writes it anew.
"""

STEPS = (
    (
        "Out of the docker group, into a list of commands",
        "The group made the worker root. The list that takes its place was meant to be safe.",
        DOCKER_GROUP,
        WHITELIST,
    ),
    (
        "One command more",
        "Only what is new is commented: the other lines were there before.",
        WHITELIST,
        EXEC,
    ),
    (
        "Mended",
        "Nothing at any line. Comments of earlier pushes are resolved, the summary says what became of it.",
        WHITELIST,
        MENDED,
    ),
)


def document(reviewed: Callable[[Forge], Review]) -> str:
    """The page."""
    parts = [HEAD.format(update=UPDATE)]
    for title, words, old, new in STEPS:
        review = reviewed(MemoryForge({PATH: old}, {PATH: new}))
        parts += [f"## {title}\n", f"{words}\n", "The summary:\n", quote(summary(review))]
        for comment in review.comments:
            line = new.splitlines()[comment.line - 1].strip()
            parts += [f"{comment.path}, line {comment.line}: {markdown.code(line)}\n", quote(comment.body)]
    return "\n".join(parts)


def quote(body: str) -> str:
    """A body as a quotation, without its mark."""
    return "".join(quoted_lines(markdown.MARKER.sub("", body)))


def quoted_lines(body: str) -> Iterator[str]:
    """Its lines."""
    for line in body.strip().split("\n"):
        yield f"> {line}".rstrip() + "\n"


def test_the_document(reviewed: Callable[[Forge], Review]) -> None:
    """The page is up to date."""
    text = document(reviewed)
    if os.environ.get(UPDATE):
        DOCUMENT.write_text(text)
    assert DOCUMENT.read_text() == text
