"""Each format: what it prints for a small policy, and the rules of those who read it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest

from sudolint import __version__
from sudolint.report import github, markdown
from sudolint.report.html_parts import SCRIPT, STYLE
from tests.report.policies import FORMATS, POLICY, hostile, rendered, report, suppressed
from tests.report.schemas import GITLAB, RDJSON, check_junit, check_schema

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion


@pytest.fixture(autouse=True)
def _anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths and contents don't depend on the CI service that the tests run on."""
    for name in ("GITHUB_WORKSPACE", "GITHUB_ACTIONS", "CI_PROJECT_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("name", sorted({*FORMATS} - {"text", "json", "concise"}))
def test_small_report(snapshot: SnapshotAssertion, name: str) -> None:
    """The whole report on a small policy with an error in it."""
    about = report(POLICY)
    about = about._replace(findings=about.findings[1:], ignored=(suppressed(about.findings[0]),))
    text = rendered(name, about)
    for part, stand_in in ((__version__, "VERSION"), (STYLE, "STYLE"), (SCRIPT, "SCRIPT")):
        text = text.replace(part, stand_in)
    text = re.sub(r'timestamp="[^"]*"', 'timestamp="TIME"', text)
    assert re.sub(r"sha256-[^']*", "HASH", text) == snapshot


@pytest.mark.parametrize("name", FORMATS)
def test_clean_report(name: str) -> None:
    """Where nothing was found every format still prints a report."""
    text = rendered(name, report("alice ALL = /usr/bin/tool look\n"))
    assert text.strip() or name == "concise"


@pytest.mark.parametrize(("name", "schema"), [("gitlab", GITLAB), ("rdjson", RDJSON)])
def test_schemas(name: str, schema: dict[str, Any]) -> None:
    """Reports with and without findings, by all rules too, are as their readers ask."""
    for policy in (POLICY + POLICY, hostile(), "alice ALL = /usr/bin/tool look\n"):
        check_schema(rendered(name, report(policy)), schema)


def test_gitlab_issues() -> None:
    """Every issue has its own fingerprint even where two grants are the same, and lines in their order."""
    issues = json.loads(rendered("gitlab", report(POLICY + POLICY)))
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) > 0
    for issue in issues:
        assert issue["location"]["lines"]["begin"] <= issue["location"]["lines"]["end"]


def test_gitlab_fingerprints_outlive_other_lines() -> None:
    """They don't hold line numbers."""

    def prints(policy: str) -> list[str]:
        return [issue["fingerprint"] for issue in json.loads(rendered("gitlab", report(policy)))]

    assert prints("# a comment\n\n" + POLICY) == prints(POLICY)


def test_rdjson_columns() -> None:
    """They count bytes, and the end is behind the last one."""
    policy = "al\xc3\xafce ALL = /usr/bin/tool start \xc3\xa9*\n"
    diagnostics = json.loads(rendered("rdjson", report(policy)))["diagnostics"]
    assert diagnostics
    for diagnostic in diagnostics:
        assert diagnostic["location"] == {
            "path": "policy",
            "range": {"start": {"line": 1, "column": 14}, "end": {"line": 1, "column": len(policy)}},
        }


def test_junit_elements() -> None:
    """The tree is as those schemas say, and the counts are those of the elements."""
    about = report(POLICY)
    about = about._replace(findings=about.findings[1:], ignored=(suppressed(about.findings[0]),))
    text = rendered("junit", about)
    check_junit(text)
    (suite,) = ElementTree.fromstring(text).iter("testsuite")  # noqa: S314
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", suite.attrib["timestamp"])
    assert int(suite.attrib["tests"]) == len(list(suite.iter("testcase")))
    assert int(suite.attrib["failures"]) == len(list(suite.iter("failure"))) > 0
    assert int(suite.attrib["errors"]) == len(list(suite.iter("error"))) == 1
    assert int(suite.attrib["skipped"]) == len(list(suite.iter("skipped"))) == 1


def test_github_takes_ten_of_a_level() -> None:
    """The worst come first, every place before any has a second one, and what is left out is counted."""
    policy = "".join([f"user{number} ALL = /usr/bin/tool *, /home/me/x\n" for number in range(7)])
    about = report(policy)
    lines = rendered("github", about).splitlines()
    errors = [line for line in lines if line.startswith("::error ")]
    assert len(errors) == github.LIMIT
    assert len({re.findall("line=.*endColumn", line)[0] for line in errors}) == github.LIMIT
    assert lines[0].startswith("::error ")
    shown = sum(line.startswith("::") for line in lines)
    assert f"{len(about.findings) - shown} more not annotated" in lines[-2]


def test_paths_from_the_top_of_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    """CI services know paths from there, wherever they start the command."""
    monkeypatch.setenv("GITHUB_WORKSPACE", "/work space")
    about = report(POLICY, "/work space/a, b/policy")
    assert "::error file=a%2C b/policy,line=" in rendered("github", about)


def test_markdown_fits_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """A report that is too long ends with how much of it is missing."""
    monkeypatch.setattr(markdown, "SIZE", 4000)
    text = rendered("markdown", report(POLICY * 20))
    assert len(text.encode()) <= 4000
    assert re.search(r"\d+ more sections are left out", text)


def test_titles_of_any_language() -> None:
    """A pack's texts may hold any sign; every format prints them."""
    about = report(POLICY)
    first = about.findings[0]
    rule = first.rule._replace(title="naïve … 根", why="„why“", fix="«fix»")
    about = about._replace(findings=(first._replace(rule=rule),))
    for name in FORMATS:
        text = rendered(name, about)
        assert "根" in text or "\\u6839" in text
