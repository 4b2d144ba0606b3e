"""Commands of which the files hold only a part: whatever fills the rest is taken into account."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sudolint.audit import Auditor
from sudolint.language.automaton import Automaton
from sudolint.policy.decide import Verdict, decide
from sudolint.policy.load import policy_from_text
from sudolint.policy.matching import UndecidableError, covers
from sudolint.policy.model import Cmnd, CmndKind, Policy
from sudolint.policy.permitted import command_lines, word
from sudolint.policy.situation import Request

if TYPE_CHECKING:
    from sudolint.packs import Packs

HOLE = "<config.x>"
PATTERNS = [
    f"/bin/docker run {HOLE}",
    f"/bin/docker {HOLE}",
    f"/bin/docker {HOLE} run *",
    f"/bin/docker run {HOLE}x {HOLE} -q",
    f"/bin/docker run {HOLE} {HOLE} -q",
    f"/bin/{HOLE}",
    f"/bin/{HOLE} run",
    f'/bin/{HOLE} ""',
    f"/bin/docker ^run {HOLE}$",
    f"{HOLE} -a [bc]",
    f"sudoedit /etc/{HOLE}/x*",
]
FILLINGS = st.sampled_from(
    ["", "a", "run", "/bin/docker", "/bin/docker run", "-q b", "x", "[bc]", "docker *"]
)
ARGUMENTS = st.lists(st.sampled_from(["run", "a", "-q", "b", "x", "-a", "/etc/a/b/x"]), max_size=4)


def only(text: str) -> Policy:
    """A policy that grants just this, with its holes marked as those of a Nix file are."""
    policy = policy_from_text(
        "p", f"alice ALL = {text.replace(HOLE, '/hole' if text[0] == '<' else 'hole')}\n"
    )
    assert not policy.errors
    grant = policy.grants[0]
    if HOLE not in text:
        return policy
    path, _, arguments = text.partition(" ")
    holed = Cmnd(
        CmndKind.UNKNOWN if HOLE in path else grant.cmnd.kind, path, arguments or None, holes=(HOLE,)
    )
    return policy._replace(grants=(grant._replace(cmnd=holed),))


@pytest.mark.parametrize("text", PATTERNS)
@given(filling=FILLINGS, arguments=ARGUMENTS)
def test_nothing_that_a_hole_may_permit_is_ruled_out(text: str, filling: str, arguments: list[str]) -> None:
    """What any filling of the holes permits is undecided for the matcher and in the language of the Cmnd."""
    filled = policy_from_text("p", f"alice ALL = {text.replace(HOLE, filling)}\n")
    if filled.errors:
        return
    holed = only(text).grants[0].cmnd
    argv = ("sudoedit" if text.startswith("sudoedit") else "/bin/docker", *arguments)
    language = command_lines(holed)
    assert language.inexact
    if any(covers(grant.cmnd, argv) for grant in filled.grants):
        with pytest.raises(UndecidableError):
            covers(holed, argv)
        assert Automaton(language.expression).accepts(word(argv))


@pytest.mark.parametrize("text", PATTERNS)
@given(arguments=ARGUMENTS)
def test_matcher_and_language_agree(text: str, arguments: list[str]) -> None:
    """A command line that the matcher rules out is not in the language, and the other way round."""
    holed = only(text).grants[0].cmnd
    argv = ("sudoedit" if text.startswith("sudoedit") else "/bin/docker", *arguments)
    try:
        possible = covers(holed, argv)
    except UndecidableError:
        possible = True
    assert Automaton(command_lines(holed).expression).accepts(word(argv)) == possible


@pytest.mark.parametrize(
    ("text", "argv", "verdict"),
    [
        (f"/bin/docker run {HOLE}", ("/bin/docker", "run", "x"), Verdict.UNDECIDED),
        (f"/bin/docker run {HOLE}", ("/bin/docker", "ps"), Verdict.UNMATCHED),
        (f"/bin/docker run {HOLE}", ("/bin/podman", "run", "x"), Verdict.UNMATCHED),
        (f"/nix/{HOLE}/bin/docker ps", ("/nix/x/bin/docker", "ps"), Verdict.UNDECIDED),
        (f"/nix/{HOLE}/bin/docker ps", ("/nix/x/bin/docker", "rm"), Verdict.UNMATCHED),
        (f"/nix/{HOLE}/bin/docker", ("/nix/x/bin/sh",), Verdict.UNMATCHED),
        (HOLE, ("/bin/sh", "-c", "id"), Verdict.UNDECIDED),
    ],
)
def test_the_known_part_counts(text: str, argv: tuple[str, ...], verdict: Verdict) -> None:
    """What contradicts the known part is surely not permitted; the rest is undecided, and names the hole."""
    decision = decide(only(text), Request("alice", argv))
    assert decision.verdict is verdict
    assert (HOLE in decision.reason) is (verdict is Verdict.UNDECIDED)


@pytest.mark.parametrize(
    "text", [f"/bin/docker run {HOLE}", f"/nix/{HOLE}/bin/docker run *", f"/bin/docker {HOLE}"]
)
def test_findings_are_undecided(packs: Packs, text: str) -> None:
    """An escape that only some filling permits is reported, but as undecided and without a witness."""
    findings = [one for one in Auditor(packs).audit(only(text)).findings if one.grant is not None]
    assert findings
    assert all(HOLE in finding.undecided and finding.witness is None for finding in findings)


def test_a_hole_in_a_denial_takes_nothing_away_for_sure(packs: Packs) -> None:
    """A denial with a hole leaves what it may deny undecided."""
    granted = only("/bin/docker run *").grants[0]
    denied = only(f"/bin/docker run {HOLE}").grants[0]._replace(negated=True)
    policy = only("/bin/docker run *")._replace(grants=(granted, denied))
    assert decide(policy, Request("alice", ("/bin/docker", "run", "x"))).verdict is Verdict.UNDECIDED
    findings = [one for one in Auditor(packs).audit(policy).findings if one.grant is not None]
    assert findings
    assert all(finding.undecided for finding in findings)
