"""Rights to run programs as root that a NixOS configuration gives without sudo.

They are audited as what they amount to: a grant of the same command.
"""

from __future__ import annotations

from sudolint.findings import Finding, Severity
from sudolint.policy.load import policy_from_text
from sudolint.policy.model import Cmnd, CmndKind, Policy
from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sudolint.checks.load import PolicyRule
    from sudolint.policy.model import Fact, Grant
    from sudolint.source import Span


class Right(NamedTuple):
    """That a user may run a command as root."""

    rule: str
    user: str
    cmnd: Cmnd
    span: Span
    condition: str

    @property
    def text(self) -> str:
        """The command, for people."""
        if self.cmnd.kind is CmndKind.ALL:
            return "any command"
        return self.cmnd.path if self.cmnd.arguments == '""' else self.cmnd.text


def findings(
    policy: Policy, rules: Mapping[str, PolicyRule], audited: Callable[[Policy], list[Finding]]
) -> Iterator[Finding]:
    """The worst of what each such right amounts to."""
    for right in (*_wrappers(policy), *_by_doas(policy)):
        worst = max(audited(_as_policy(right)), key=lambda finding: finding.severity, default=None)
        if worst is not None and worst.severity > Severity.LOW:
            detail = f"{right.user} runs `{right.text}`: {worst.rule.title}"
            if right.condition:
                detail += f", where {right.condition}"
            yield Finding(
                rules[right.rule].rule,
                worst.severity,
                right.span,
                None,
                None,
                worst.undecided,
                worst.needs,
                detail,
            )


def _as_policy(right: Right) -> Policy:
    """The policy that grants the same by sudo."""
    template: Grant = policy_from_text("", "ALL ALL=(root) NOPASSWD: ALL\n").grants[0]
    cmnd = right.cmnd
    if "/" not in cmnd.path and cmnd.kind is CmndKind.FILE:
        cmnd = cmnd._replace(path=f"/run/current-system/sw/bin/{cmnd.path}")
    return Policy((template._replace(cmnd=cmnd),), (), ())


def _wrappers(policy: Policy) -> Iterator[Right]:
    """Wrappers that run a program as root, whoever calls them."""
    about: dict[str, dict[str, Fact]] = {}
    for fact in policy.facts:
        if fact.option.startswith("security.wrappers."):
            about.setdefault(fact.subject, {})[fact.option.rpartition(".")[2]] = fact
    for facts in about.values():
        source, setuid, owner = facts.get("source"), facts.get("setuid"), facts.get("owner")
        if source and setuid and setuid.value == "true" and (owner is None or owner.value in ("root", "0")):
            cmnd = Cmnd(CmndKind.FILE, source.value)
            yield Right("setuid-wrapper", "whoever is on the machine", cmnd, setuid.span, setuid.condition)


def _by_doas(policy: Policy) -> Iterator[Right]:
    """What doas permits to others than root and %wheel."""
    for grant in policy.doas:
        targets = [member.text for member in grant.runas.users or ()]
        user = grant.users[0].text.replace("%", ":")
        if not grant.negated and user not in ("root", ":wheel") and targets in (["ALL"], ["root"]):
            yield Right("doas-rule", f"`{user}`", grant.cmnd, grant.span, grant.condition)
