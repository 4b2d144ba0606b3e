"""The command as people and workflows call it."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from sudolint.cli.review import command
from sudolint.errors import UsageError
from sudolint.review import client
from sudolint.review.handover import read_handover
from tests.review.github_server import GitHubServer
from tests.review.server import Reply, Trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

TOKEN = "ghs_very-secret-0123456789"  # noqa: S105
BEFORE = "root ALL = (ALL:ALL) ALL\n"
VIM = "bob ALL = (root) /usr/bin/vim /etc/hosts\n"


@pytest.fixture
def server(descriptions: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[GitHubServer]:
    """A pull request with one bad grant."""
    monkeypatch.setattr(client, "BETWEEN_WRITES", 0.0)
    with GitHubServer(descriptions, {"sudoers": BEFORE}, {"sudoers": BEFORE + VIM}) as server:
        yield server
        assert server.invalid == []


@pytest.fixture
def run(server: GitHubServer, tmp_path: Path) -> Run:
    """Run `sudolint review github` as on Actions, for an event."""

    def call(*arguments: str, event: dict[str, Any] | None = None, **environment: str) -> Result:
        payload = tmp_path / "event.json"
        payload.write_text(json.dumps(event or {"pull_request": {"number": 1}}))
        variables = {
            "GITHUB_REPOSITORY": "owner/repo",
            "GITHUB_API_URL": server.url,
            "GITHUB_EVENT_PATH": str(payload),
            "GITHUB_TOKEN": TOKEN,
            "GITHUB_ACTIONS": "true",
            "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        }
        words = ["github", *arguments]
        result = CliRunner().invoke(command, words, env=variables | environment, standalone_mode=False)
        assert TOKEN not in result.output
        return result

    return call


def test_on_actions(server: GitHubServer, run: Run) -> None:
    """All of it comes from the environment; the status says that something came to be permitted."""
    assert run().return_value == 1
    assert run("--exit-zero").return_value == 0
    assert len(server.threads) == 1
    assert len(server.comments) == 1


def test_a_dry_run_writes_nothing(server: GitHubServer, run: Run) -> None:
    """The comments are printed, and nothing but questions is sent."""
    result = run("--dry-run")
    assert "--- sudoers:2" in result.output
    assert "`bob`" in result.output
    assert {call.verb for call in server.calls} == {"GET"}


def test_a_fork_falls_back(server: GitHubServer, run: Run, tmp_path: Path) -> None:
    """Without the right to comment all is said by annotations and on the page of the job."""
    server.troubles = [Trouble("POST", "/reviews$", Reply(403, {"message": "Resource not accessible"}))]
    result = run()
    assert "::error file=sudoers,line=2,title=sudolint::" in result.output
    page = (tmp_path / "summary.md").read_text()
    assert "`sudoers:2`" in page
    assert "**Fix:**" in page
    assert server.threads == server.comments == []


def test_in_two_steps(server: GitHubServer, run: Run, tmp_path: Path) -> None:
    """What the first job wrote only says which pull request; the second one works all out again."""
    file = tmp_path / "findings.json"
    run("--dry-run", "--output-file", str(file))
    document = json.loads(file.read_text())
    assert document["findings"][0]["line"] == 2
    document["findings"] = [{"path": "x", "line": 1, "severity": "low", "message": "@everyone"}]
    file.write_text(json.dumps(document))
    event = {"workflow_run": {"head_sha": server.head, "head_repository": {"full_name": "fork/repo"}}}
    run("--from", str(file), event=event)
    assert len(server.threads) == 1
    assert "`bob`" in server.threads[0]["comments"][0]["body"]
    assert "@everyone" not in str(server.threads + server.comments)


@pytest.mark.parametrize(
    ("change", "event", "reason"),
    [
        ({"head": "f" * 40}, {}, "another commit"),
        ({}, {"head_sha": "f" * 40}, "another commit"),
        ({}, {"head_repository": {"full_name": "someone/else"}}, "another repository"),
        ({"number": 1.5}, {}, "no number"),
        ({"number": True}, {}, "no number"),
        ({"number": -1}, {}, "no number"),
        ({"head": "../../x"}, {}, "no commit"),
        ({"schema": 2}, {}, "no file of"),
    ],
)
def test_what_was_handed_over_is_not_trusted(
    change: dict[str, Any],
    event: dict[str, Any],
    reason: str,
    server: GitHubServer,
    run: Run,
    tmp_path: Path,
) -> None:
    """A file that says something else than the event, or nonsense, leads to no comment at all."""
    file = tmp_path / "findings.json"
    file.write_text(json.dumps({"schema": 1, "number": 1, "head": server.head, "findings": []} | change))
    known = {"head_sha": server.head, "head_repository": {"full_name": "fork/repo"}}
    result = run("--from", str(file), event={"workflow_run": known | event})
    assert isinstance(result.exception, UsageError)
    assert reason in str(result.exception)
    assert {call.verb for call in server.calls} <= {"GET"}


def test_files_that_are_none(tmp_path: Path) -> None:
    """Whatever bytes a file holds, there is one clear error."""
    file = tmp_path / "findings.json"
    for content in (b"", b"\xff", b"[]", b"[" * 100_000, b"{" + b" " * 6_000_000 + b"}"):
        file.write_bytes(content)
        with pytest.raises(UsageError):
            read_handover(str(file))


def test_without_the_extra(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the libraries aren't installed the error says how to get them."""
    monkeypatch.setitem(sys.modules, "github", None)
    result = run()
    assert isinstance(result.exception, UsageError)
    assert "sudolint[review]" in str(result.exception)


def test_without_a_token(run: Run) -> None:
    """Without a token the error names the variable."""
    result = run(GITHUB_TOKEN="")
    assert isinstance(result.exception, UsageError)
    assert "GITHUB_TOKEN" in str(result.exception)
