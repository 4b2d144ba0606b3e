"""Unit tests for policies: who must be able to run what, and who must not."""

from __future__ import annotations

import os
import shlex

from sudolint import compiled
from sudolint.audit.denials import Denied
from sudolint.checks.context import Holding
from sudolint.errors import LimitError, UsageError
from sudolint.policy.decide import Decider, Verdict
from sudolint.policy.holders import Holder, effort_for
from sudolint.policy.permits import NO
from sudolint.policy.situation import Match, Request, Situation
from sudolint.policy.surroundings import NOTHING_KNOWN
from sudolint.records import NamedTuple
from sudolint.source import octets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from sudolint.language.search import Effort
    from sudolint.packs import Packs
    from sudolint.policy.accounts import Accounts
    from sudolint.policy.model import Grant, Policy, Witness
    from sudolint.policy.surroundings import Surroundings

_FILE = {"policy", "allow", "deny"}
_HOST = "localhost"
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
        where = "" if self.host == _HOST else f" on {self.host}"
        return f"{self.user} {verb} {what} as {self.runas_user}{where}{_password(self.password)}"


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
        data = compiled.read(text)
        _known(data, _FILE)
        policy = os.path.join(os.path.dirname(path), _text(data, "policy"))
        expectations = [
            expectation
            for key in ("allow", "deny")
            for entry in _entries(data, key)
            for expectation in _of_entry(entry, allowed=key == "allow")
        ]
    except ValueError as error:  # TOML's own errors, too
        raise UsageError(f"{path}: {error}") from None
    return policy, expectations


class Examiner:
    """Examines what is expected of one policy."""

    def __init__(
        self,
        policy: Policy,
        packs: Packs,
        around: Surroundings = NOTHING_KNOWN,
        now: int | None = None,
    ) -> None:
        """`now` is the time that dates are compared with; None: they are taken to hold."""
        self._policy = policy
        self._packs = packs
        self._places = around.places
        self._accounts = around.accounts.having(policy.members)
        self._now = now
        self._decider = Decider(policy, self._accounts)
        self._effort = effort_for(policy)
        self._holdings: dict[Request, list[Holding]] = {}

    def examine(self, expectation: Expectation) -> Outcome:
        """Whether it holds: by the decider for a command line, by proof for words."""
        user, host, runas_user = map(octets, (expectation.user, expectation.host, expectation.runas_user))
        argv = tuple(map(octets, expectation.argv))
        request = Request(user, argv, host, runas_user, time=self._now)
        return self._reach(expectation, request) if expectation.words else self._run(expectation, request)

    def _run(self, expectation: Expectation, request: Request) -> Outcome:
        decision = self._decider.decide(request)
        allowed = decision.verdict is Verdict.ALLOW
        as_said = expectation.password in (None, decision.password)
        failure = ""
        if decision.verdict is Verdict.UNDECIDED:
            failure = f"undecided: {decision.reason}"
        elif expectation.allowed and not allowed:
            failure = "is not allowed"
        elif expectation.allowed and not as_said:
            failure = "asks for a password" if decision.password else "asks for no password"
        elif allowed and as_said and not expectation.allowed:
            failure = f"is allowed{_password(expectation.password)}"
        return Outcome(expectation, failure, decision.grant, None)

    def _reach(self, expectation: Expectation, request: Request) -> Outcome:
        denied = Denied(octets(expectation.words), self._packs, self._places.patterns)
        undecided: tuple[str, Grant | None, Witness | None] = ("", None, None)
        try:
            holdings = self._held_by(request)
            self._effort.spend(len(holdings) // 4)
        except LimitError as error:
            return Outcome(expectation, f"undecided: {error}", None, None)
        for holding in holdings:
            if expectation.password not in (None, holding.holder.password):
                continue
            answer = denied.reached_by(holding)
            if answer.witness is not None and not answer.undecided:
                failure = "" if expectation.allowed else f"can be reached{_password(expectation.password)}"
                return Outcome(expectation, failure, holding.grant, answer.witness)
            if answer != NO and not undecided[0]:
                undecided = answer.undecided, holding.grant, answer.witness
        reason, grant, witness = undecided
        if reason:
            return Outcome(expectation, f"undecided: {reason}", grant, witness)
        failure = f"can't be reached{_password(expectation.password)}" if expectation.allowed else ""
        return Outcome(expectation, failure, None, None)

    def _held_by(self, request: Request) -> list[Holding]:
        """The grants that are for who asks, whatever the command. Raises LimitError."""
        request = request._replace(argv=())
        if request not in self._holdings:
            self._effort.spend(len(self._policy.grants))
            found = _holdings(self._policy, request, self._accounts, self._effort)
            self._holdings[request] = list(found)[::-1]
        return self._holdings[request]


def _holdings(policy: Policy, request: Request, accounts: Accounts, effort: Effort) -> Iterator[Holding]:
    """The grants that are for who asks, the last one first."""
    situation = Situation(policy, request, accounts)
    judged = [(grant, situation.applies(grant)) for grant in policy.grants]
    reason = "; ".join(situation.reasons)
    denials: tuple[Grant, ...] = ()
    doubtful: tuple[Grant, ...] = ()
    for grant, applies in reversed(judged):
        if not applies & Match.ALLOW:
            continue
        if not grant.negated:
            yield Holding(
                grant,
                Holder(
                    request.user,
                    request.host,
                    request.runas_user or "",
                    denials,
                    doubtful,
                    situation.flags.fast_glob,
                    situation.asks(grant),
                    "" if applies == Match.ALLOW else reason,
                    confined=situation.confines(grant),
                    effort=effort,
                ),
            )
        elif applies == Match.ALLOW:
            denials = (grant, *denials)
        else:
            doubtful = (grant, *doubtful)


def _password(asked: bool | None) -> str:
    return {None: "", True: " with a password", False: " without a password"}[asked]


def _entries(data: dict[str, Any], key: str) -> list[dict[str, Any]]:
    entries = data.get(key, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ValueError(f"`{key}` must be tables: write `[[{key}]]`")
    return entries


def _of_entry(entry: dict[str, Any], *, allowed: bool) -> Iterator[Expectation]:
    _known(entry, _ENTRY)
    about = (
        allowed,
        _text(entry, "user"),
        _text(entry, "host", _HOST),
        _text(entry, "runas", "root"),
    )
    password, reason = entry.get("password"), _text(entry, "reason", "")
    if password not in (None, True, False):
        raise ValueError("`password` must be true or false")
    lines, words = _texts(entry, "run"), _texts(entry, "reach")
    if not lines and not words:
        raise ValueError("an entry needs `run` or `reach`")
    for line in lines:
        argv = tuple(shlex.split(line))
        if not argv or not (argv[0].startswith("/") or argv[0] == "sudoedit"):
            raise ValueError(f"`run` needs command lines with a full path, not `{line}`")
        yield Expectation(*about, argv, "", password, reason)
    for text in words:
        if not text.split():
            raise ValueError("`reach` needs a command in words: `docker exec`")
        yield Expectation(*about, (), text, password, reason)


def _known(table: dict[str, Any], keys: set[str]) -> None:
    for unknown in sorted(set(table) - keys):
        from difflib import get_close_matches

        close = get_close_matches(unknown, keys, n=1)
        hint = f"did you mean `{close[0]}`?" if close else f"there are {', '.join(sorted(keys))}"
        raise ValueError(f"unknown key `{unknown}`; {hint}")


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
