"""SARIF: the standard's rules and those of code scanning."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from sudolint.findings import Suppression
from sudolint.report import sarif
from tests.conftest import ROOT
from tests.report.policies import POLICY, hostile, rendered, report

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sudolint.audit import Report


@pytest.fixture(autouse=True)
def _anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GITHUB_WORKSPACE", "GITHUB_ACTIONS", "CI_PROJECT_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def multitool() -> str:
    """The validator of SARIF's authors; tests that need it skip where it isn't."""
    path = os.environ.get("SUDOLINT_SARIF_MULTITOOL") or shutil.which("Sarif.Multitool")
    if path is None:
        pytest.skip(
            "no Sarif.Multitool in PATH (set SUDOLINT_SARIF_MULTITOOL; npm: @microsoft/sarif-multitool)"
        )
    return path


def run_of(about: Report) -> dict[str, Any]:
    """The one run in the log."""
    log = json.loads(rendered("sarif", about))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def complaints(multitool: str, log: str, folder: Path) -> list[tuple[str, str]]:
    """What the validator says beside notes: level and rule."""
    path, result = folder / "log.sarif", folder / "result.sarif"
    path.write_text(log)
    done = subprocess.run(
        [
            multitool,
            "validate",
            str(path),
            *("--rule-kind", "Sarif;Ghas", "--level", "Error;Warning", "--output", str(result)),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    run = json.loads(result.read_text(encoding="utf-8-sig"))["runs"][0]
    return [(one.get("level", "warning"), one["ruleId"]) for one in run["results"]]


def test_the_standard(multitool: str, tmp_path: Path) -> None:
    """The validator has nothing to say, hostile policies and errors included."""
    about = report(POLICY + hostile())
    first = about.findings[0]._replace(suppression=Suppression(in_source=True, reason="[known](x) {0}"))
    about = about._replace(findings=about.findings[1:], ignored=(first,))
    assert complaints(multitool, rendered("sarif", about), tmp_path) == []


def test_the_examples(multitool: str, tmp_path: Path, report_of: Callable[[Path], Report]) -> None:
    """Nor has it about the report on a NixOS module by all rules."""
    about = report_of(ROOT / "examples" / "ai-worker.nix")
    assert complaints(multitool, rendered("sarif", about), tmp_path) == []


def test_the_validator_complains(multitool: str, tmp_path: Path) -> None:
    """It does about a result without a place: the tests above can fail."""
    log = json.loads(rendered("sarif", report(POLICY)))
    del log["runs"][0]["results"][0]["locations"]
    assert [level for level, _ in complaints(multitool, json.dumps(log), tmp_path)]


def test_results_and_rules_agree() -> None:
    """Each result points at its rule; rules have what code scanning shows."""
    run = run_of(report(POLICY))
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted(rule["id"] for rule in rules)
    assert run["results"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    for rule in rules:
        assert rule["shortDescription"]["text"].endswith(".")
        assert rule["help"]["markdown"]
        assert "security" in rule["properties"]["tags"]


def test_the_alias_and_its_use() -> None:
    """A command in an alias is reported there; where the alias is used is a related location."""
    results = [result for result in run_of(report(POLICY))["results"] if result["ruleId"] == "tool-look"]
    places = [
        (
            one["locations"][0]["physicalLocation"]["region"]["startLine"],
            [place["physicalLocation"]["region"]["startLine"] for place in one.get("relatedLocations", ())],
        )
        for one in results
    ]
    assert (1, [2]) in places
    assert (3, []) in places


def test_errors_are_notifications() -> None:
    """An error in the text says that the run was no success, and where."""
    (invocation,) = run_of(report(POLICY))["invocations"]
    assert not invocation["executionSuccessful"]
    (notification,) = invocation["toolExecutionNotifications"]
    assert notification["level"] == "error"
    assert notification["locations"][0]["physicalLocation"]["region"]["startLine"] == 5
    (invocation,) = run_of(report("alice ALL = /usr/bin/tool look\n"))["invocations"]
    assert invocation == {"executionSuccessful": True, "toolExecutionNotifications": []}


def test_what_is_ignored(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It is suppressed, in the source or by a baseline; for code scanning, which would open it, left out."""
    path, known = tmp_path / "policy.sudoers", tmp_path / "known.json"
    check = [sys.executable, "-m", "sudolint", "check", "--isolated", "--exit-zero", str(path)]
    path.write_text("bob ALL = /home/bob/x\n")
    subprocess.run([*check, "--write-baseline", str(known)], check=True, capture_output=True)
    path.write_text(
        "# sudolint: ignore[unused-alias] in the way, not for what stands below\n"
        "bob ALL = /home/bob/x  # sudolint: ignore[no-such-*] nor this\n"
        "# sudolint: ignore[writable-command] [moved](soon) {0}\n"
        "alice ALL = /home/alice/x\n"
    )

    def suppressions() -> dict[int, dict[str, str]]:
        run = [*check, "--baseline", str(known), "--output-format", "sarif"]
        log = json.loads(subprocess.run(run, check=True, capture_output=True).stdout)
        return {
            result["locations"][0]["physicalLocation"]["region"]["startLine"]: result["suppressions"][0]
            for result in log["runs"][0]["results"]
            if result["ruleId"] == "writable-command"
        }

    assert suppressions() == {
        2: {"kind": "external", "status": "accepted"},
        4: {"kind": "inSource", "status": "accepted", "justification": "[moved](soon) {0}"},
    }
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert suppressions() == {}


def test_no_more_results_than_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worst are kept, and the run says how many are missing."""
    monkeypatch.setattr(sarif, "RESULTS", 2)
    about = report(POLICY)
    run = run_of(about)
    assert {result["level"] for result in run["results"]} == {"error"}
    assert len(run["results"]) == 2
    last = run["invocations"][0]["toolExecutionNotifications"][-1]
    assert last["message"]["text"].startswith(f"{len(about.findings) - 2} results")


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("a b/ü:%.nix", "a%20b/%C3%BC%3A%25.nix"),
        ("/elsewhere/x", "file:///elsewhere/x"),
        ("./x", "x"),
        ("\udcff", "%FF"),
    ],
)
def test_paths_are_uris(path: str, uri: str) -> None:
    """Relative to where one stands, and encoded; bytes that are no UTF-8 too."""
    location = run_of(report(POLICY, path))["results"][0]["locations"][0]
    assert location["physicalLocation"]["artifactLocation"] == {"uri": uri}
