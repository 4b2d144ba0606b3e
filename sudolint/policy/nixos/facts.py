"""What a configuration says outside its sudo policy that bears on who becomes root."""

from __future__ import annotations

from sudolint.policy.model import Fact
from sudolint.policy.nixos.configuration import Node
from sudolint.policy.nixos.failures import EvaluationError, ExhaustedError, OpaqueError
from sudolint.policy.nixos.grants import named
from sudolint.policy.nixos.operators import coerced, element_of
from sudolint.policy.nixos.text import NOWHERE, String
from sudolint.policy.nixos.values import Attrs, Builtin, Closure, Either, Null, Package, Path, value_span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from sudolint.policy.nixos.evaluator import Evaluator
    from sudolint.policy.nixos.values import Value
    from sudolint.source import Span

    T = TypeVar("T")

OPTIONS = """
users.users.*.extraGroups
users.users.*.group
users.users.*.uid
users.groups.*.members
users.extraUsers.*.extraGroups
users.extraGroups.*.members
users.users.root.openssh.authorizedKeys.keys
users.users.root.openssh.authorizedKeys.keyFiles
users.allowNoPasswordLogin
users.mutableUsers
services.openssh.settings.PermitRootLogin
services.openssh.permitRootLogin
nix.settings.trusted-users
nix.settings.extra-trusted-users
nix.trustedUsers
security.sudo.execWheelOnly
security.sudo-rs.execWheelOnly
security.sudo.wheelNeedsPassword
security.sudo-rs.wheelNeedsPassword
security.doas.wheelNeedsPassword
security.wrappers.*.source
security.wrappers.*.owner
security.wrappers.*.group
security.wrappers.*.setuid
security.wrappers.*.setgid
security.wrappers.*.capabilities
security.polkit.adminIdentities
security.polkit.extraConfig
security.pam.services.*.text
security.pam.services.*.rootOK
security.pam.services.*.sshAgentAuth
security.pam.services.*.unixAuth
security.pam.services.*.allowNullPassword
security.pam.sshAgentAuth.enable
security.pam.enableSSHAgentAuth
virtualisation.docker.rootless.enable
""".split()
"""The options that are looked at; `*` stands for any name."""


def facts_of(root: Node) -> list[Fact]:
    """Each value of those options that the files define, with its place."""
    found: list[Fact] = []
    for option in OPTIONS:
        _Option(root.system.ev, option, found).below(root, option.split("."), "")
    return found


class _Option:
    """One of the options, in a configuration."""

    def __init__(self, ev: Evaluator, option: str, found: list[Fact]) -> None:
        self._ev = ev
        self._option = option
        self._found = found

    def below(self, value: Value, steps: list[str], subject: str) -> None:
        """Find the facts of the option, from a set on the way to it."""
        for name, inner in self._tried(self._members, value, steps[0]):
            about = self._called(name, inner) if steps[0] == "*" else subject
            if len(steps) > 1:
                self.below(inner, steps[1:], about)
                continue
            for place in self._tried(self._places, value, name):
                self._values(inner, about, place)

    def _tried(self, what: Callable[..., list[T]], *arguments: Value) -> list[T]:
        """What there is; what NixOS refuses here is none of sudo's business."""
        try:
            return what(*arguments)
        except ExhaustedError:
            raise
        except (EvaluationError, OpaqueError, RecursionError):
            return []

    def _members(self, value: Value, step: str) -> list[tuple[str, Value]]:
        found = self._ev.force(value)
        if not isinstance(found, Attrs) or isinstance(found, Package):
            return []
        names = found.names() if step == "*" else [step]
        return [(name, inner) for name in names if (inner := found.find(name)) is not None]

    def _places(self, value: Value, name: str) -> list[Span]:
        """Where an option is defined; nowhere, if it has its default."""
        found = self._ev.force(value)
        place = found.place_of(name) if isinstance(found, Node) else value_span(found.find(name))
        return [] if place is None else [place]

    def _called(self, name: str, value: Value) -> str:
        """The name of an account, which may be another than that of the option."""
        if not self._option.startswith("users."):
            return name
        own = self._tried(lambda: [self._ev.force(one) for _, one in self._members(value, "name")])
        return own[0].text if own and isinstance(own[0], String) else name

    def _values(self, written: Value, subject: str, place: Span) -> None:
        """Add the values of an option: itself, or the elements of a list."""
        own = value_span(written)
        place = place if own.source is NOWHERE.source else own
        for value in self._tried(lambda: [self._ev.force(written)]):
            if isinstance(value, list):
                for element in value:
                    self._values(element_of(element), subject, place)
            else:
                self._found += self._tried(self._facts, value, subject, place)

    def _facts(self, value: Value, subject: str, place: Span) -> list[Fact]:
        if isinstance(value, Either):
            value = self._ev.decide(value, place)
        if isinstance(value, Null | Closure | Builtin):
            return []
        if isinstance(value, bool | int | Path):
            text = value.text if isinstance(value, Path) else str(value).lower()
        else:
            string = coerced(self._ev, value, place)
            text = string.text
            place = place if string.span.source is NOWHERE.source else string.span
        holes = self._ev.holes
        return [Fact(self._option, named(subject, holes), named(text, holes), place.origin)]
