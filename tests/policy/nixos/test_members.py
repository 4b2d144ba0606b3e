"""Groups that a module puts users into count where the same configuration grants them something."""

from __future__ import annotations

from sudolint.audit import Auditor
from sudolint.audit.denials import Intention
from sudolint.packs import Packs
from sudolint.policy.accounts import Accounts
from sudolint.policy.decide import Verdict, decide
from sudolint.policy.load import nix_policy
from sudolint.policy.situation import Request

MODULE = """\
{ config, ... }:
{
  users.users.alice.extraGroups = [ "ops" ];
  users.groups.ops.members = [ "bob" ];
  users.users.carol.extraGroups = if config.x then [ "ops" ] else [ ];
  security.sudo.extraRules = [ { groups = [ "ops" ]; commands = [ "/bin/docker exec *" ]; } ];
}
"""


def test_decisions() -> None:
    """Members are allowed; of somebody else, or a member under a condition, it isn't known."""
    policy = nix_policy("module.nix", MODULE)
    accounts = Accounts(memberships=policy.members)
    argv = ("/bin/docker", "exec", "web", "sh")
    verdicts = {
        user: decide(policy, Request(user, argv), accounts).verdict
        for user in ("alice", "bob", "carol", "dave")
    }
    assert verdicts == {
        "alice": Verdict.ALLOW,
        "bob": Verdict.ALLOW,
        "carol": Verdict.UNDECIDED,
        "dave": Verdict.UNDECIDED,
    }


def test_denied_commands() -> None:
    """What a member is meant not to reach is found in the grant to her group; for others it is undecided."""
    policy = nix_policy("module.nix", MODULE)
    auditor = Auditor(Packs())
    for user, certain in (("alice", True), ("dave", False)):
        report = auditor.audit(policy, [Intention(("docker exec",), (user,))])
        (found,) = [finding for finding in report.findings if finding.rule.id == "denied-command"]
        assert (not found.undecided) is certain
