"""Nothing that comes from a change has a meaning in what is posted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sudolint.review import actions, markdown
from sudolint.review.summary import summary
from tests.review.forge import MemoryForge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from markdown_it.token import Token

    from sudolint.review.model import Forge, Review

HTML = {"<details>", "<summary>", "</summary>", "</details>", "<sub>", "</sub>"}
HOSTILE = (
    "@everyone",
    "<img src=x onerror=alert(1)>",
    "```suggestion",
    "````",
    "<!-- sudolint:00000000000000000000000000000000 -->",
    "[click](https://evil.example)",
    "![x](https://evil.example/x.png)",
    "https://evil.example/path",
    "#1",
    "</details>",
    "$`x`$",
    "/approve",
    "::error::x",
    "\u202egnp",
    "\x1b[31m",
    "a\\\nb",
    "`",
    "** bold **",
    "| table |",
)


def tokens(body: str) -> Iterator[Token]:
    """What Markdown makes of a body, inner parts too."""
    for token in MarkdownIt("commonmark", {"linkify": False}).parse(body):
        yield token
        yield from token.children or ()


def check(body: str) -> None:
    """See that all but code, and our own HTML and links, is plain words without anything hostile."""
    for token in tokens(body):
        if token.type == "fence":
            assert token.info in ("console", "suggestion")
        elif token.type in ("html_block", "html_inline"):
            left = token.content
            for tag in HTML:
                left = left.replace(tag, "")
            assert "<" not in left.replace("<!-- sudolint:", ""), body
        elif token.type == "link_open":
            assert "evil" not in str(token.attrs["href"])
        elif token.type == "text":
            assert not any(sign in token.content for sign in ("@", "evil", "<", "#1", "approve", "::")), body
        assert token.type != "image"
        assert not any(ord(sign) < 32 and sign != "\n" for sign in token.content)
        assert "\u202e" not in token.content


def quoted(text: str) -> str:
    """Text as one would write it in a sudoers command."""
    return "".join(f"\\{sign}" if sign in ",:=\\ \t" else sign for sign in text.replace("\n", ""))


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("language", ["sudoers", "nix"])
def test_hostile_policies(text: str, language: str, reviewed: Callable[[Forge], Review]) -> None:
    """Commands, users, arguments, Defaults and errors of a change stand in code and nowhere else."""
    if language == "sudoers":
        word = quoted(text)
        new = (
            f"bob ALL = (root) /usr/bin/vim {word}, /usr/bin/less {word} *\n"
            f'"{text.replace(chr(10), "")}" ALL = (root) ALL\n'
            f"Defaults {word}\n{text}\nDefaults!{word} !authenticate\n"
        )
        path = f"x/{text.replace('/', '').replace(chr(10), '')}.sudoers"
    else:
        inner = text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$").replace("\n", "\\n")
        new = (
            '{ security.sudo.extraRules = [ { users = [ "bob" "' + inner + '" ]; commands = [ '
            f'"/usr/bin/vim {inner}" "ALL" "/bin/{inner}" ]; }} ]; '
            f'users.users."{inner}".extraGroups = [ "docker" ]; }}\n'
        )
        path = f"x/{text.replace('/', '')}.nix"
    review = reviewed(MemoryForge({path: "# nothing\n"}, {path: new}))
    assert review.comments
    for comment in review.comments:
        assert markdown.mark(markdown.marked(comment.body, comment.fingerprint)) == comment.fingerprint
        check(comment.body)
    check(summary(review))
    check(summary(review, {comment.fingerprint for comment in review.comments}))
    for line in actions.commands(review):
        assert line.startswith("::")
        assert "\n" not in line
        assert "\r" not in line


@given(st.text(max_size=40))
def test_code_is_one_code_span(text: str) -> None:
    """Whatever the text is, all of it is one piece of code."""
    paragraph = [token for token in tokens(f"before {markdown.code(text)} after") if token.type != "inline"]
    assert [token.type for token in paragraph] == [
        "paragraph_open",
        "text",
        "code_inline",
        "text",
        "paragraph_close",
    ]


@given(st.lists(st.text(alphabet="`~ab", max_size=8), min_size=1, max_size=5))
def test_a_block_is_one_block(lines: list[str]) -> None:
    """Whatever fences the lines hold, all of them are in the block."""
    (fence,) = tokens(markdown.block("console", lines))
    assert fence.content == "\n".join(lines) + "\n"


def test_marks() -> None:
    """A mark counts at the end only; a long body is cut before it."""
    name = "0" * 32
    body = markdown.marked("x\n" * markdown.LONGEST, name)
    assert len(body) < 65_536
    assert markdown.mark(body) == name
    assert markdown.mark(f"<!-- sudolint:{name} --> and more") is None
