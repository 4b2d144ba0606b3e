"""Differences of generated policies: none is missed, and each witness proves one."""

from __future__ import annotations

import itertools
import random
import time
from typing import TYPE_CHECKING, NamedTuple

import pytest

from sudolint.difference.cases import Cases
from sudolint.difference.compare import Comparison
from sudolint.difference.guards import PASSWORD
from sudolint.difference.sides import Side
from sudolint.language.search import Effort
from sudolint.policy.accounts import Accounts
from sudolint.policy.decide import Decider, Verdict
from sudolint.policy.load import policy_from_text
from sudolint.policy.situation import Request
from tests import real_sudo
from tests.difference import pairs

if TYPE_CHECKING:
    from sudolint.difference.cases import Case
    from sudolint.difference.compare import Found
    from sudolint.policy.decide import Decision
    from sudolint.policy.model import Policy

PAIRS = 400
GUESSES = 400
NOW = int(time.time())
LATER = 1_924_000_000
"""In 2030, when some of the dates are over."""

NAMES = {"\x7fuser": "somebody", "\x7ftarget": "another", "\x7fgroup": "some"}


class Compared(NamedTuple):
    """Two policies, and what is said of their difference."""

    old: Policy
    new: Policy
    added: list[Found]
    removed: list[Found]
    unasked: list[Found]


def compared(old: str, new: str) -> Compared:
    """What is said of the difference of two texts."""
    policies = policy_from_text("old", old), policy_from_text("new", new)
    assert not policies[0].errors + policies[1].errors, (old, new)
    codes: dict[object, int] = {}
    before, after = (Side(policy, Accounts(), codes) for policy in policies)
    cases = Cases((before.plain, after.plain), NOW)
    effort = Effort(1_000_000)
    forth, back = (Comparison(*sides, cases, effort) for sides in ((after, before), (before, after)))
    added, removed = list(forth.beyond()), list(back.beyond())
    told = [{found.number for found in some} for some in (added, removed)]
    return Compared(*policies, added, removed, list(forth.without(PASSWORD, *told)))


@pytest.fixture(scope="module")
def differences() -> list[Compared]:
    """Some hundred pairs."""
    chance = random.Random(20261130)  # noqa: S311 - the same pairs each time
    found = []
    for _ in range(PAIRS):
        old = pairs.draft(chance)
        found.append(compared(old.text, pairs.edited(chance, old).text))
    return found


def concrete(case: Case, argv: tuple[str, ...]) -> tuple[Request, Accounts]:
    """A case with names that people have, and the accounts in which it is so."""
    parties = dict.fromkeys([case.user, case.target])
    passwd = ["root:x:0:0::/root:/bin/sh"]
    members: dict[str, list[str]] = {}
    for number, party in enumerate(parties):
        name = NAMES.get(party.name, party.name)
        if party.uid != 0:
            uid = party.uid if party.uid > 0 else 2000 + number
            passwd.append(f"{name}:x:{uid}:{3000 + number}::/:/bin/sh")
        for member in party.groups:
            members.setdefault(NAMES.get(member.name, member.name), []).append(name)
    group = None if case.group is None else NAMES.get(case.group, case.group)
    if group is not None:
        members.setdefault(group, [])
    groups = [f"{name}:x:{4000 + n}:{','.join(some)}" for n, (name, some) in enumerate(members.items())]
    user, target = (NAMES.get(party.name, party.name) for party in (case.user, case.target))
    request = Request(user, argv, case.host, target, group, NOW if case.time is None else case.time)
    return request, Accounts("\n".join(passwd), "\n".join(groups))


def decided(policy: Policy, found: Found) -> Decision:
    """What is decided about the witness of a difference."""
    assert found.answer.witness is not None, found.answer
    request, accounts = concrete(found.case, found.answer.witness.argv)
    return Decider(policy, accounts).decide(request)


def test_each_witness_proves_a_difference(differences: list[Compared]) -> None:
    """The decider permits it by one policy, and not by the other one, or there only with a password."""
    witnesses = 0
    for one in differences:
        where = (one.old.sources[0].text, one.new.sources[0].text)
        for found, here, there in (
            *((found, one.new, one.old) for found in one.added),
            *((found, one.old, one.new) for found in one.removed),
        ):
            witnesses += 1
            assert decided(here, found).verdict is Verdict.ALLOW, (where, found)
            assert decided(there, found).verdict is not Verdict.ALLOW, (where, found)
        for found in one.unasked:
            witnesses += 1
            now, before = decided(one.new, found), decided(one.old, found)
            assert (now.verdict, now.password) == (Verdict.ALLOW, False), (where, found)
            assert (before.verdict, before.password) == (Verdict.ALLOW, True), (where, found)
    assert witnesses > 500


ARGV = (
    *[("/opt/t/x", *more) for more in ((), ("a",), ("a", "b"), ("a b",), ("b",), ("",), ("aa",), ("a,b",))],
    *[("/opt/t/y",), ("/opt/t/z",), ("/opt/t/.q",), ("/opt/q",), ("/opt/t/x", "ab"), ("/opt/t/x", "c", "a")],
    *[("sudoedit", "/etc/a"), ("sudoedit", "/etc/b"), ("sudoedit", "/etc/b/c"), ("list",)],
)
MEMBERS = [
    ("alice", "ops"),
    ("alice", "adm"),
    ("carol", "ops"),
    ("carol", "adm"),
    ("bob", "ops"),
    ("app", "ops"),
]
WHO = [
    (user, host, target, group)
    for user in ("alice", "bob", "carol")
    for host in ("web1", "web2", "other", "wub1", "webx")
    for target, group in (
        *(("root", None), ("app", None), ("other", None), (user, None), (None, "adm"), ("root", "adm")),
        *(("root", "grp"), ("app", "adm"), ("#1000", None)),
    )
]


def accounts(members: tuple[tuple[str, str], ...], alice: int) -> Accounts:
    """A machine with a few users."""
    uids = {"root": 0, "alice": alice, "bob": 2001, "carol": 2002, "app": 2003, "other": 2004}
    passwd = [f"{name}:x:{uid}:{uid and 3000 + uid}::/:" for name, uid in uids.items()]
    groups = [
        f"{name}:x:{number}:{','.join([user for user, group in members if group == name])}"
        for number, name in enumerate(("ops", "adm", "grp"), 100)
    ]
    return Accounts("\n".join(passwd), "\n".join(groups))


def test_no_difference_is_missed(differences: list[Compared]) -> None:
    """Whatever request is tried: where the policies decide otherwise, the grant that does it is told of."""
    chance = random.Random(1)  # noqa: S311 - the same requests each time
    choices = [*itertools.chain.from_iterable(itertools.combinations(MEMBERS, size) for size in range(4))]
    differing = 0
    for one in differences:
        told = [
            {id(policy.grants[found.number]) for found in some}
            for policy, some in ((one.new, one.added), (one.old, one.removed), (one.new, one.unasked))
        ]
        where = (one.old.sources[0].text, one.new.sources[0].text)
        for _ in range(20):
            known = accounts(chance.choice(choices), chance.choice((2000, 2000, 1000)))
            before, after = Decider(one.old, known), Decider(one.new, known)
            for _ in range(GUESSES // 20):
                user, host, target, group = chance.choice(WHO)
                asked = Request(user, chance.choice(ARGV), host, target, group, chance.choice((NOW, LATER)))
                old, new = before.decide(asked), after.decide(asked)
                was, now = (one.verdict is Verdict.ALLOW for one in (old, new))
                differing += was is not now
                assert was or not now or id(new.grant) in told[0], (where, asked, known.groups)
                assert now or not was or id(old.grant) in told[1], (where, asked, known.groups)
                if was and now and old.password and not new.password:
                    assert id(new.grant) in told[2] or told[0] or told[1], (where, asked, known.groups)
    assert differing > 4000


def asked_of_sudo(policy: Policy, found: Found) -> real_sudo.Question | None:
    """The witness of a difference as a question to the real sudo; None: it can't be asked."""
    text = policy.sources[0].text
    user, host, target, group, moment, *_ = found.case
    assert found.answer.witness is not None
    argv = list(found.answer.witness.argv)
    who, whom = (NAMES.get(party.name, party.name) for party in (user, target))
    groups = sorted([member.name for member in user.groups])
    question = real_sudo.Question(text, who, host, whom, argv, "", groups)
    other_groups = bool(target.groups) and who != whom
    unnamed = user.uid > 0 and not who.startswith("#")
    if group or other_groups or unnamed or moment not in (None, NOW) or not real_sudo.answers(question):
        return None  # what sudo makes of -g has changed from version to version
    return question


def test_the_real_sudo_tells_them_apart(differences: list[Compared]) -> None:
    """`sudo -l` accepts a witness by one policy, and refuses it by the other."""
    if reason := real_sudo.why_not():
        pytest.skip(reason)
    asked: list[tuple[real_sudo.Question, bool]] = []
    for one in differences:
        if "(:adm)" in one.old.sources[0].text + one.new.sources[0].text:
            continue  # sudo before 1.9.14 takes it for a group alone: nobody becomes herself by it
        for found, here, there in (
            *((found, one.new, one.old) for found in one.added),
            *((found, one.old, one.new) for found in one.removed),
        ):
            for policy, allowed in ((here, True), (there, False)):
                question = asked_of_sudo(policy, found)
                if question is not None:
                    asked.append((question, allowed))
    answers = real_sudo.ask([question for question, _ in asked])
    assert [one for one, answer in zip(asked, answers, strict=True) if one[1] is not answer] == []
    assert len(answers) > 500
