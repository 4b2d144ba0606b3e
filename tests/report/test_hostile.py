"""Nothing in a policy becomes markup, a command or a directive, whatever the format."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sudolint.report.html_parts import SCRIPT, STYLE
from sudolint.report.markdown import SIZE
from sudolint.report.shown import visible
from tests.report.policies import FORMATS, MARK, PIECES, hostile, long, rendered, report, suppressed
from tests.report.schemas import GITLAB, RDJSON, check_junit, check_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from markdown_it.token import Token

    from sudolint.audit import Report

PATH = "a`b]|<HOSTILE>'\"&%0A::error ##[x]@HOSTILE .sudoers"
LONGEST = 10_000
"""No line of a report is longer, however long those of the policy are."""

_VOID = {"meta", "input", "br"}
_TAGS = set(
    """html head meta title style body h1 h2 h3 p ul li b code pre i mark span div section article header
    details summary fieldset label input a footer script svg g rect path text
    table thead tbody tr th td div br""".split()
)
_ATTRIBUTES = set(
    """lang charset http-equiv content name class id href rel hidden type value checked data-severity viewbox
    role aria-label d x y width height rx""".split()
)
_COMMAND = re.compile(
    r"::(error|warning|notice) file=[^:,]*,line=\d+,endLine=\d+(,col=\d+,endColumn=\d+)?,title=[^:,]*::.*"
)


def check_visible(text: str) -> None:
    """Lines show nothing but themselves."""
    for line in text.split("\n"):
        assert visible(line) == line


def check_log(name: str, text: str) -> None:
    """Printed in a job, no format makes a command of what stands in the policy."""
    assert not re.search(r"##[A-Za-z]*\[", text)
    assert name == "github" or not re.search(r"^\s*::", text, re.MULTILINE)


def check_json(text: str) -> None:
    """Strings show nothing but themselves."""

    def strings(value: Any) -> Iterator[str]:
        match value:
            case str():
                yield value
            case dict():
                for key, inner in value.items():
                    yield key
                    yield from strings(inner)
            case list():
                for inner in value:
                    yield from strings(inner)
            case _:
                pass

    for one in strings(json.loads(text)):
        check_visible(one)


def check_gitlab(text: str) -> None:
    """Beside that, it is as GitLab asks."""
    check_json(text)
    check_schema(text, GITLAB)


def check_rdjson(text: str) -> None:
    """Beside that, it is as reviewdog asks."""
    check_json(text)
    check_schema(text, RDJSON)


def check_sarif(text: str) -> None:
    """Beside that, messages hold no links and no placeholders."""
    check_json(text)
    run = json.loads(text)["runs"][0]
    for one in (*run["results"], *run["invocations"][0]["toolExecutionNotifications"]):
        message = one["message"]["text"]
        assert not re.search(r"(?<!\\)\[[^\]]*(?<!\\)\]\(", message)
        assert not re.search(r"(?<!\{)\{\d+\}(?!\})", message)


def check_github(text: str) -> None:
    """Lines are commands of ours, at most ten of a level, or say nothing of the policy."""
    check_visible(text)
    commands = [line for line in text.split("\n") if MARK in line or line.lstrip().startswith("::")]
    for line in commands:
        assert _COMMAND.fullmatch(line)
    for level in ("error", "warning", "notice"):
        assert sum(line.startswith(f"::{level} ") for line in commands) <= 10


def check_xml(text: str) -> None:
    """The document is XML with our elements; the policy is only in texts and attributes."""
    check_visible(text)
    check_junit(text)
    for element in ElementTree.fromstring(text).iter():  # noqa: S314
        assert MARK not in "".join(element.attrib)


def check_markdown(text: str) -> None:
    """What comes from the policy stands in code spans; our links, tables and folds are all there is."""
    assert len(text.encode()) < SIZE
    check_visible(text)

    def leaves(tokens: list[Token]) -> Iterator[Token]:
        for token in tokens:
            yield from leaves(token.children) if token.children else (token,)

    for token in leaves(MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)):
        match token.type:
            case "code_inline":
                continue
            case "html_inline":
                assert token.content == "<br>"
            case "html_block":
                assert re.fullmatch(
                    r"(<details>\n<summary>\d+ more ways?</summary>|</details>)\n*", token.content
                )
            case "link_open":
                assert str(token.attrs["href"]).startswith("https://")
            case _:
                assert token.type not in ("image", "fence", "code_block")
                assert MARK not in token.content
                assert "@" not in token.content


class Page(HTMLParser):
    """Reads a page, and holds it to what ours may contain."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.raw: dict[str, str] = {"script": "", "style": ""}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in _TAGS
        for name, value in attrs:
            assert name in _ATTRIBUTES
            assert MARK not in (value or "") or name == "aria-label"
            if name == "id":
                self.ids.append(value or "")
            if name == "href":
                assert re.match(r"https?://|#grant-\d+$", value or "")
                self.targets.append(value or "")
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in self.raw:
            self.raw[self.open[-1]] += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


def check_html(text: str) -> None:
    """Elements and attributes are ours, ids are unique, links lead somewhere; the policy is only text."""
    page = Page()
    page.feed(text)
    page.close()
    assert page.open == []
    assert page.raw == {"script": SCRIPT, "style": STYLE} or page.raw == {"script": "", "style": STYLE}
    assert len(set(page.ids)) == len(page.ids)
    assert {target[1:] for target in page.targets if target.startswith("#")} <= set(page.ids)
    check_visible(text)


CHECKS: dict[str, Callable[[str], object]] = {
    "concise": check_visible,
    "github": check_github,
    "gitlab": check_gitlab,
    "html": check_html,
    "json": json.loads,
    "junit": check_xml,
    "markdown": check_markdown,
    "rdjson": check_rdjson,
    "sarif": check_sarif,
    "text": check_visible,
}


@pytest.fixture(scope="module")
def hostile_report() -> Report:
    """What there is to say about all that at once."""
    about = report(hostile(), PATH)
    ignored = [suppressed(finding)._replace(detail=MARK) for finding in about.findings[::7]]
    about = about._replace(ignored=tuple(ignored))
    assert len(about.findings) > 50
    assert len(about.errors) > 10
    return about


@pytest.fixture(scope="module")
def long_report() -> Report:
    """What there is to say about lines without end."""
    about = report(long())
    assert {finding.rule.id for finding in about.findings} >= {"tool-look", "tool-start"}
    return about


@pytest.mark.parametrize("name", FORMATS)
def test_hostile_policy(hostile_report: Report, name: str) -> None:
    """A policy and a path full of what the formats give a meaning to are text in each of them."""
    text = rendered(name, hostile_report, PATH)
    text.encode()
    assert MARK in text
    check_log(name, text)
    CHECKS[name](text)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    "path", ["::error::x", " ::stop-commands::x", "##[error]x", "a ##vso[task.complete]x"]
)
def test_a_path_is_no_command(path: str, name: str) -> None:
    """Lines may begin with the path; GitHub and Azure take some for commands wherever they stand."""
    check_log(name, rendered(name, report("alice ALL = /usr/bin/tool *\nbob\n", path), path))


@pytest.mark.parametrize("name", sorted({*FORMATS} - {"json"}))
def test_long_lines(long_report: Report, name: str) -> None:
    """Of a long line only what tells is shown."""
    assert max(map(len, rendered(name, long_report).split("\n"))) < LONGEST


@given(st.lists(st.sampled_from(PIECES) | st.characters(max_codepoint=255), max_size=6).map("".join))
def test_hostile_texts(piece: str) -> None:
    """So they are whatever is put together from such pieces and other bytes."""
    about = report(hostile(piece.replace("\n", " ")))
    for name, check in CHECKS.items():
        text = rendered(name, about)
        check_log(name, text)
        check(text)
