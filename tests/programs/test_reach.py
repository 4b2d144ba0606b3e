"""The quick look at a grant's arguments: what it rules out is never there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from sudolint.audit.programs import wrapped
from sudolint.packs import Packs
from sudolint.policy.accounts import Accounts
from sudolint.policy.holders import Holders
from sudolint.policy.load import policy_from_text
from sudolint.policy.matching import possible_arguments
from sudolint.policy.permits import NO, Permits
from sudolint.policy.places import Places
from sudolint.policy.question import Question
from sudolint.programs.compile import forms
from sudolint.programs.reach import Reach

if TYPE_CHECKING:
    from sudolint.programs.model import Escape, Program

PACKS = Packs()
PROGRAMS = [
    program for name in ("docker", "journalctl", "iptables", "sshd") if (program := PACKS.program(name))
]
ASKED = [(program, escape) for program in PROGRAMS for escape in program.escapes]
WANTED = {
    escape.rule.id: Question(program.names, forms(program, escape.shapes, Places().patterns))
    for program, escape in ASKED
}
SUDO = PACKS.program("sudo")
WRAPPED = {
    escape.rule.id: wrapped(SUDO, program.names, forms(program, escape.shapes, Places().patterns), ())
    for program, escape in ASKED
}
WORDS = st.sampled_from(
    "run ps exec compose up network ls web alpine -v --rm --vol -it -f --file /".split()
    + "/:/host * ? -* --* r* [p]s a:b -- -u".split()
)
PATTERNS = st.one_of(
    st.lists(WORDS, max_size=4).map(" ".join),
    st.sampled_from(
        [
            "^run (a|b)$",
            "^run -v .*$",
            "^(ps|run .*)$",
            "^ps|run .*$",
            "^network ls( -q)?$",
            "^ru?n .*$",
            "^ps .* a$",
        ]
    ),
)


@given(st.sampled_from(ASKED), PATTERNS)
def test_what_is_ruled_out_is_not_there(asked: tuple[Program, Escape], pattern: str) -> None:
    """Where the quick look says that a shape can't be among the arguments, the search finds none."""
    program, escape = asked
    escaped = pattern.replace(":", "\\:")
    policy = policy_from_text("policy", f"alice ALL = (root) /usr/bin/{program.name} {escaped}\n")
    grant = policy.grants[0]
    if not Reach(program, possible_arguments(grant.cmnd)).may_have(escape.shapes):
        holder = next(Holders(policy, Accounts()).of(0))
        assert Permits(grant, holder).find(WANTED[escape.rule.id]) == NO


@given(st.sampled_from(ASKED), PATTERNS)
def test_what_is_ruled_out_is_not_there_behind_sudo(asked: tuple[Program, Escape], pattern: str) -> None:
    """The same where the program is one that the granted one runs."""
    program, escape = asked
    arguments = f"{program.name} {pattern}".replace(":", "\\:").replace(f"{program.name} ^", "^")
    policy = policy_from_text("policy", f"alice ALL = (root) /usr/bin/sudo {arguments}\n")
    grant = policy.grants[0]
    if not Reach(program, possible_arguments(grant.cmnd), wrapped=True).may_have(escape.shapes):
        holder = next(Holders(policy, Accounts()).of(0))
        assert Permits(grant, holder).find(WRAPPED[escape.rule.id]) == NO


@given(st.sampled_from(PROGRAMS), st.one_of(st.none(), PATTERNS))
def test_all_that_may_be_reached_is_listed(program: Program, pattern: str | None) -> None:
    """The lists have each escape and denial of which a shape may be reached, in their order."""
    reach = Reach(program, pattern)
    assert reach.escapes() == [one for one in program.escapes if reach.may_have(one.shapes)]
    assert reach.denials() == [one for one in program.denials if reach.may_have(one.shapes)]
