"""Unit tests for policies: who must be able to run what, and who must not."""

from __future__ import annotations

import os
import shlex
import tomllib

from sudolint.audit.denials import Denied
from sudolint.checks.context import holdings_of
from sudolint.errors import UsageError
from sudolint.policy.decide import Verdict, decide
from sudolint.policy.permits import NO
from sudolint.policy.situation import Request
from sudolint.policy.surroundings import NOTHING_KNOWN
from sudolint.records import NamedTuple
from sudolint.source import octets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from sudolint.packs import Packs
    from sudolint.policy.model import Grant, Policy, Witness
    from sudolint.policy.surroundings import Surroundings

_FILE = {"policy", "allow", "deny"}
_ENTRY = {"user", "host", "runas", "run", "reach", "password", "reason"}


class Expectation(NamedTuple):
    """That a user may, or may not, run or reach something."""

    allowed: bool
    user: str
    host: str
    runas_user: str
    argv: tuple[str, ...]
    """A command line to be decided; empty where `words` says what is meant."""
    words: str
    """A command in words, `docker exec`, to be reached in any spelling or in none."""
    password: bool | None
    reason: str

    @property
    def text(self) -> str:
        """The expectation as one line."""
        verb = "may" if self.allowed else "may not"
        what = f"reach `{self.words}`" if self.words else f"run `{shlex.join(self.argv)}`"
        password = {None: "", True: " with a password", False: " without a password"}[self.password]
        return f"{self.user} {verb} {what} as {self.runas_user}{password}"


class Outcome(NamedTuple):
    """What became of an expectation."""

    expectation: Expectation
    failure: str
    """What is so instead; empty where it holds."""
    grant: Grant | None
    """The grant by which it is so."""
    witness: Witness | None


def read_expectations(path: str, text: str) -> tuple[str, list[Expectation]]:
    """The path of the policy, beside the file, and what is expected of it. Raises UsageError."""
    try:
        data = tomllib.loads(text)
        _known(data, _FILE)
        policy = os.path.join(os.path.dirname(path), _text(data, "policy"))
        expectations = [
            expectation
            for key in ("allow", "deny")
            for entry in data.get(key, ())
            for expectation in _of_entry(entry, allowed=key == "allow")
        ]
    except (tomllib.TOMLDecodeError, ValueError) as error:
        raise UsageError(f"{path}: {error}") from None
    return policy, expectations


class Examiner:
    """Examines what is expected of one policy."""

    def __init__(self, policy: Policy, packs: Packs, around: Surroundings = NOTHING_KNOWN) -> None:
        self._policy = policy
        self._packs = packs
        self._places = around.places
        self._accounts = around.accounts
        self._holdings = holdings_of(policy, around.accounts, every_target=True)

    def examine(self, expectation: Expectation) -> Outcome:
        """Whether it holds: by the decider for a command line, by proof for words."""
        return self._reach(expectation) if expectation.words else self._run(expectation)

    def _run(self, expectation: Expectation) -> Outcome:
        user, host, runas_user = map(octets, (expectation.user, expectation.host, expectation.runas_user))
        argv = tuple(map(octets, expectation.argv))
        decision = decide(self._policy, Request(user, argv, host, runas_user), self._accounts)
        failure = ""
        if decision.verdict is Verdict.UNDECIDED:
            failure = f"undecided: {decision.reason}"
        elif (decision.verdict is Verdict.ALLOW) != expectation.allowed:
            failure = "is allowed" if decision.verdict is Verdict.ALLOW else "is not allowed"
        elif expectation.allowed and expectation.password not in (None, decision.password):
            failure = "asks for a password" if decision.password else "asks for no password"
        return Outcome(expectation, failure, decision.grant, None)

    def _reach(self, expectation: Expectation) -> Outcome:
        user, runas_user = octets(expectation.user), octets(expectation.runas_user)
        denied = Denied(octets(expectation.words), self._packs, self._places.patterns)
        undecided = ""
        for holding in self._holdings:
            holder = holding.holder
            if holder.user not in (user, "ALL") or holder.runas_user not in (runas_user, "ALL"):
                continue
            answer = denied.reached_by(holding)
            if answer.witness is not None and not answer.undecided:
                failure = "" if expectation.allowed else "can be reached"
                return Outcome(expectation, failure, holding.grant, answer.witness)
            if answer != NO:
                undecided = answer.undecided
        if undecided:
            return Outcome(expectation, f"undecided: {undecided}", None, None)
        return Outcome(expectation, "can't be reached" if expectation.allowed else "", None, None)


def _of_entry(entry: dict[str, Any], *, allowed: bool) -> Iterator[Expectation]:
    _known(entry, _ENTRY)
    about = (
        allowed,
        _text(entry, "user"),
        _text(entry, "host", "localhost"),
        _text(entry, "runas", "root"),
    )
    password, reason = entry.get("password"), _text(entry, "reason", "")
    lines, words = _texts(entry, "run"), _texts(entry, "reach")
    if not lines and not words:
        raise ValueError("an entry needs `run` or `reach`")
    for line in lines:
        argv = tuple(shlex.split(line))
        if not argv or not (argv[0].startswith("/") or argv[0] == "sudoedit"):
            raise ValueError(f"`run` needs command lines with a full path, not `{line}`")
        yield Expectation(*about, argv, "", password, reason)
    for text in words:
        yield Expectation(*about, (), text, password, reason)


def _known(table: dict[str, Any], keys: set[str]) -> None:
    if unknown := set(table) - keys:
        raise ValueError(f"unknown key `{min(unknown)}`; there are {', '.join(sorted(keys))}")


def _text(table: dict[str, Any], key: str, default: str | None = None) -> str:
    value = table.get(key, default)
    if not isinstance(value, str):
        raise ValueError(f"`{key}` must be a string")
    return value


def _texts(table: dict[str, Any], key: str) -> list[str]:
    value = table.get(key, [])
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
        raise ValueError(f"`{key}` must be a string or a list of strings")
    return values
