"""Rights to run programs as root that a NixOS configuration gives without sudo.

They are audited as what they amount to: a grant of the same command.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sudolint.findings import Finding, Severity
from sudolint.policy.load import policy_from_text
from sudolint.policy.model import Cmnd, CmndKind, Policy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sudolint.checks.load import PolicyRule
    from sudolint.policy.model import Fact, Grant

_RULES = "security.doas.extraRules."
_WORD = r"(?:\{[^}]*\}|\S+)"
_PERMIT = re.compile(
    rf"permit((?:\s+(?:nopass|nolog|persist|keepenv|setenv\s*\{{[^}}]*\}}))*)\s+({_WORD})(.*)"
)
_REST = re.compile(r"(?:\s+as\s+(\S+))?(?:\s+cmd\s+(\S+))?(?:\s+(args)(.*))?\s*")
_SPECIAL = re.compile(r"([*?\[\]\\])")


class Right(NamedTuple):
    """That a user may run a command as root."""

    rule: str
    user: str
    path: str | None
    """None: any command."""
    arguments: tuple[str, ...] | None
    """None: any arguments."""
    fact: Fact

    @property
    def text(self) -> str:
        """The command, for people."""
        return " ".join([self.path or "any command", *(self.arguments or ())])


def findings(
    policy: Policy, rules: Mapping[str, PolicyRule], audited: Callable[[Policy], list[Finding]]
) -> Iterator[Finding]:
    """The worst of what each such right amounts to."""
    for right in (*_wrappers(policy), *_doas_rules(policy), *_doas_lines(policy)):
        worst = max(audited(_as_policy(right)), key=lambda finding: finding.severity, default=None)
        if worst is not None and worst.severity > Severity.LOW:
            detail = f"{right.user} runs `{right.text}`: {worst.rule.title}"
            if right.fact.condition:
                detail += f", where {right.fact.condition}"
            yield Finding(
                rules[right.rule].rule,
                worst.severity,
                right.fact.span,
                None,
                None,
                worst.undecided,
                worst.needs,
                detail,
            )


def _as_policy(right: Right) -> Policy:
    """The policy that grants the same by sudo."""
    template: Grant = policy_from_text("", "ALL ALL=(root) NOPASSWD: ALL\n").grants[0]
    if right.path is None:
        return Policy((template,), (), ())
    arguments = right.arguments
    pattern = None if arguments is None else _SPECIAL.sub(r"\\\1", " ".join(arguments)) or '""'
    path = right.path if "/" in right.path else f"/run/current-system/sw/bin/{right.path}"
    return Policy((template._replace(cmnd=Cmnd(CmndKind.FILE, path, pattern)),), (), ())


def _wrappers(policy: Policy) -> Iterator[Right]:
    """Wrappers that run a program as root, whoever calls them."""
    about: dict[str, dict[str, Fact]] = {}
    for fact in policy.facts:
        if fact.option.startswith("security.wrappers."):
            about.setdefault(fact.subject, {})[fact.option.rpartition(".")[2]] = fact
    for facts in about.values():
        source, setuid, owner = facts.get("source"), facts.get("setuid"), facts.get("owner")
        if source and setuid and setuid.value == "true" and (owner is None or owner.value in ("root", "0")):
            yield Right("setuid-wrapper", "whoever is on the machine", source.value, None, setuid)


def _doas_rules(policy: Policy) -> Iterator[Right]:
    """What `security.doas.extraRules` permits."""
    by_rule: dict[str, dict[str, list[Fact]]] = {}
    for fact in policy.facts:
        if fact.option.startswith(_RULES):
            by_rule.setdefault(fact.subject, {}).setdefault(fact.option[len(_RULES) :], []).append(fact)
    for rule in by_rule.values():
        command = rule.get("cmd")
        given = rule.get("args")
        arguments = None if given is None else tuple([fact.value for fact in given if fact.value])
        if any(fact.value != "root" for fact in rule.get("runAs", ())):
            continue
        for kind, sign in (("users", ""), ("groups", ":")):
            for holder in rule.get(kind, ()):
                if holder.value not in ("", "root", "wheel"):
                    path = command[0].value if command else None
                    place = command[0] if command else holder
                    yield Right("doas-rule", f"`{sign}{holder.value}`", path, arguments, place)


def _doas_lines(policy: Policy) -> Iterator[Right]:
    """What the lines of `security.doas.extraConfig` permit."""
    for fact in policy.facts:
        if fact.option == "security.doas.extraConfig":
            for line in fact.value.splitlines():
                if (permit := _PERMIT.match(line.strip())) and (rest := _REST.fullmatch(permit[3])):
                    target, path, limited, words = rest.groups()
                    arguments = tuple(words.split()) if limited else None
                    if target in (None, "root") and permit[2] not in ("root", ":wheel"):
                        yield Right("doas-rule", f"`{permit[2]}`", path, arguments, fact)
