"""`sudolint can`: what sudo would decide."""

from __future__ import annotations

import json
import time as clock
from typing import Any

import click

from sudolint.cli.output import write
from sudolint.cli.policies import read
from sudolint.errors import UsageError
from sudolint.policy.accounts import Accounts
from sudolint.policy.decide import Decider, Decision, Verdict
from sudolint.policy.situation import Request
from sudolint.report.shown import shown
from sudolint.source import octets
from sudolint.syntax.sudoers.values import generalized_time

_FILE = click.Path(exists=True, dir_okay=False)


@click.command(context_settings={"ignore_unknown_options": True})
@click.option("-f", "--file", "policy_path", type=_FILE, required=True, help="The policy.")
@click.option("-H", "--host", default="localhost", show_default=True, help="Where the command is given.")
@click.option("-u", "--runas-user", help="Whom to run the command as: a name, or `#` and a user id.")
@click.option("-g", "--runas-group", help="Which group to run it as.")
@click.option("--passwd", type=_FILE, help="User accounts, as in passwd(5).")
@click.option("--group", type=_FILE, help="Groups, as in group(5).")
@click.option("--at", "time", help="When: YYYYmmddHHMMSSZ, as in NOTBEFORE, instead of now.")
@click.option("--queries", type=_FILE, help="Ask many at once: JSON lines in, JSON lines out.")
@click.argument("user", required=False)
@click.argument("argv", nargs=-1)
def command(
    policy_path: str,
    host: str,
    runas_user: str | None,
    runas_group: str | None,
    passwd: str | None,
    group: str | None,
    time: str | None,
    queries: str | None,
    user: str | None,
    argv: tuple[str, ...],
) -> int:
    """Say whether sudo would let USER run the command line ARGV.

    Write `--` before the command line. Exits with 0 if it would, with 1 if not.
    """
    policy = read(policy_path)
    now = _time(time)
    accounts = Accounts(_text(passwd), _text(group), policy.members)
    decider = Decider(policy, accounts)
    if queries is not None:
        with open(queries, encoding="utf-8", errors="surrogateescape") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    write(_answer(decider.decide(_query(line, now, f"{queries}:{number}"))))
        return 0
    if user is None or not argv:
        raise click.UsageError("name a user and, after `--`, a command line")
    query = {"user": user, "host": host, "runas_user": runas_user, "runas_group": runas_group, "argv": argv}
    decision = decider.decide(_request(query, now))
    write(_sentence(decision))
    return 0 if decision.verdict is Verdict.ALLOW else 1


def _text(path: str | None) -> str | None:
    if path is None:
        return None
    with open(path, "rb") as file:
        return file.read().decode("latin-1")


def _time(text: str | None) -> int:
    if text is None:
        return int(clock.time())
    seconds = generalized_time(text)
    if seconds is None:
        raise click.BadParameter(f"`{text}` is no date such as 20301231235959Z", param_hint="--at")
    return seconds


def _query(line: str, now: int, where: str) -> Request:
    """What a line of JSON asks. Raises UsageError."""
    try:
        query = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{where}: no JSON: {error}") from None
    wanted = isinstance(query, dict) and isinstance(query.get("user"), str) and _are_words(query.get("argv"))
    further = (query.get(key) for key in ("host", "runas_user", "runas_group")) if wanted else ()
    if not wanted or not all(one is None or isinstance(one, str) for one in further):
        raise UsageError(f'{where}: a question is written {{"user": "ci", "argv": ["/bin/id"]}}')
    try:
        return _request(query, now)
    except UnicodeEncodeError as error:
        raise UsageError(f"{where}: {error}") from None


def _are_words(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(word, str) for word in value)


def _request(query: dict[str, Any], now: int) -> Request:
    def optional(key: str) -> str | None:
        value = query.get(key)
        return None if value is None else octets(value)

    return Request(
        octets(query["user"]),
        tuple([octets(argument) for argument in query["argv"]]),
        octets(query.get("host") or "localhost"),
        optional("runas_user"),
        optional("runas_group"),
        now,
    )


def _answer(decision: Decision) -> str:
    """A decision as a line of JSON; what isn't known counts as no match."""
    answer: dict[str, Any] = {
        "verdict": decision.certain.value,
        "password": decision.password,
        "path": None,
        "line": None,
    }
    if decision.grant is not None:
        answer["path"] = decision.grant.span.source.path
        answer["line"] = decision.grant.span.begin.line
    if decision.verdict is Verdict.UNDECIDED:
        answer["undecided"] = shown(decision.reason)
    return json.dumps(answer)


def _sentence(decision: Decision) -> str:
    if decision.verdict is Verdict.UNDECIDED:
        return f"undecided: {shown(decision.reason)}"
    if decision.grant is None:
        return "not allowed: no entry matches"
    span = decision.grant.span
    place = f"{shown(span.source.path)}:{span.begin.line}:{span.begin.column}: {shown(span.text)}"
    if decision.verdict is Verdict.DENY:
        return f"not allowed by {place}"
    return f"allowed by {place} ({'with' if decision.password else 'without'} a password)"
