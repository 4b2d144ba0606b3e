"""Decisions, against the recorded answers of the real sudo and case by case."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import pytest

from sudolint.policy.accounts import Accounts
from sudolint.policy.decide import Verdict, decide
from sudolint.policy.load import policy_from_text
from sudolint.policy.situation import Request
from sudolint.source import octets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = 1_793_000_000
"""In 2026, when the answers were recorded."""

VERDICTS = {"ALLOW": "allow", "DENY": "deny", "UNMATCHED": "unmatched"}


def recorded(fixtures: Path) -> Iterator[dict[str, Any]]:
    """Policies with questions and sudo's answers; without those that a disk, a network or a clock decides."""
    for case in json.loads((fixtures / "match-cases.json").read_text()):
        if case["depends"] is None:
            yield {
                "policy": case["policy"],
                "passwd": "passwd-cases",
                "group": "group-cases",
                "queries": [case],
            }
    with gzip.open(fixtures / "match-random.jsonl.gz", "rt") as file:
        yield from map(json.loads, file)


def request(query: dict[str, Any]) -> Request:
    """A recorded question."""

    def optional(key: str) -> str | None:
        return None if query[key] is None else octets(query[key])

    return Request(
        octets(query["user"]),
        tuple(map(octets, query["argv"])),
        octets(query["host"]),
        optional("runas_user"),
        optional("runas_group"),
        NOW,
    )


def test_recorded_answers(fixtures: Path) -> None:
    """Every verdict, and whether a password is asked, is what sudo said."""
    asked = 0
    for case in recorded(fixtures):
        policy = policy_from_text("policy", octets(case["policy"]))
        accounts = Accounts(
            *[(fixtures / case[what]).read_bytes().decode("latin-1") for what in ("passwd", "group")]
        )
        for query in case["queries"]:
            if query["verdict"] not in VERDICTS:
                continue
            asked += 1
            decision = decide(policy, request(query), accounts)
            where = (case["policy"], query)
            assert decision.certain.value == VERDICTS[query["verdict"]], where
            asks = query["password"] if query["sudo_asks"] is None else query["sudo_asks"]
            if query["verdict"] == "ALLOW" and asks is not None:
                assert decision.password == asks, where
    assert asked > 3000


def verdict(policy: str, *argv: str, **about: Any) -> Verdict:
    """What sudo would say to alice, or to whom else `about` names."""
    fields = {"user": "alice", **about}
    group = "adm:x:4:carol\n"
    decision = decide(policy_from_text("p", policy), Request(argv=argv, **fields), Accounts("", group))
    return decision.verdict


@pytest.mark.parametrize(
    ("policy", "argv", "expected"),
    [
        ("alice ALL = /bin/ls, !/bin/ls -l", ["/bin/ls", "-l"], "deny"),
        ("alice ALL = !/bin/ls, ALL", ["/bin/ls"], "allow"),
        ("alice ALL = ALL, !UNDEFINED", ["/bin/sh"], "allow"),
        ("Cmnd_Alias A = B\nCmnd_Alias B = A, /bin/ls\nalice ALL = A", ["/bin/ls"], "allow"),
        ("alice ALL = !!/bin/ls", ["/bin/ls"], "allow"),
        ("alice ALL = /bin/ls *", ["/bin/ls"], "allow"),
        ("alice ALL = /bin/", ["/bin/ls", "-l"], "allow"),
        ("alice ALL = /bin/", ["/bin/x/y"], "unmatched"),
        ("alice ALL = /usr/*/ls", ["/usr/.x/ls"], "unmatched"),
        ("Defaults fast_glob\nalice ALL = /usr/*/ls", ["/usr/.x/ls"], "allow"),
        ("alice ALL = ^/bin/(ls|id)$", ["/bin/id", "-u"], "allow"),
        ("alice ALL = /bin/ls ^a{256}$", ["/bin/ls", "a"], "unmatched"),
        ("alice ALL = sudoedit /etc/*", ["sudoedit", "/etc/a/b"], "unmatched"),
        ("%ops ALL = ALL", ["/bin/ls"], "unmatched"),
        ("+admins ALL = ALL", ["/bin/ls"], "undecided"),
        ("%:ad\\ group ALL = ALL", ["/bin/ls"], "undecided"),
        ("alice ALL = sha224:0GomF8mNN3wlDt1HD9XldjJ3SNgpFdbjO1+NsQ /bin/ls", ["/bin/ls"], "undecided"),
        ("alice ALL = NOTAFTER=20200101000000Z /bin/ls", ["/bin/ls"], "allow"),
    ],
)
def test_corners(policy: str, argv: list[str], expected: str) -> None:
    """Order, negation, undefined and circular aliases, patterns, and what isn't known."""
    assert verdict(policy, *argv).value == expected


def test_dates_count_when_the_time_is_known() -> None:
    """An entry whose time is over is passed over."""
    policy = "alice ALL = NOTAFTER=20200101000000Z /bin/ls"
    assert verdict(policy, "/bin/ls", time=NOW) is Verdict.UNMATCHED
    assert verdict(policy, "/bin/ls", time=0) is Verdict.ALLOW


def test_anyone_of_a_group() -> None:
    """A question may be asked for whoever is in a group."""
    policy = "%ops ALL = ALL, !/bin/sh\ncarol ALL = /bin/sh"
    assert verdict(policy, "/bin/ls", user="%ops") is Verdict.ALLOW
    assert verdict(policy, "/bin/sh", user="%ops") is Verdict.DENY


def test_aliases_that_explode_are_bounded() -> None:
    """Aliases that stand for more and more members end as a located error, or are seen to repeat."""
    lines = ["User_Alias A0 = alice, bob"]
    lines += [f"User_Alias A{n} = A{n - 1}, A{n - 1}" for n in range(1, 60)]
    policy = policy_from_text("p", "\n".join([*lines, "A59 ALL = /bin/ls"]))
    assert [member.name for member in policy.grants[0].users] == ["alice", "bob"]
