"""What a configuration says outside its sudo policy that bears on who becomes root."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sudolint.policy.model import Fact
from sudolint.policy.nixos.configuration import Node
from sudolint.policy.nixos.failures import AbortedError, EvaluationError, OpaqueError
from sudolint.policy.nixos.grants import named
from sudolint.policy.nixos.operators import element_of
from sudolint.policy.nixos.text import NOWHERE, String
from sudolint.policy.nixos.values import Attrs, Package, Path, Unknown, value_span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sudolint.policy.nixos.evaluator import Evaluator
    from sudolint.policy.nixos.values import Value
    from sudolint.source import Span

OPTIONS = """
users.users.*.extraGroups
users.users.*.group
users.users.*.uid
users.groups.*.members
users.extraUsers.*.extraGroups
users.extraGroups.*.members
nix.settings.trusted-users
nix.trustedUsers
security.wrappers.*.source
security.wrappers.*.owner
security.wrappers.*.setuid
security.wrappers.*.capabilities
security.polkit.extraConfig
security.pam.services.*.text
security.pam.services.*.rootOK
security.pam.services.*.sshAgentAuth
security.pam.services.*.unixAuth
security.pam.sshAgentAuth.enable
security.pam.enableSSHAgentAuth
virtualisation.docker.rootless.enable
""".split()
"""The options that are looked at; `*` stands for any name."""


def facts_of(root: Node) -> Iterator[Fact]:
    """Each value of those options that the files define, with its place."""
    for option in OPTIONS:
        yield from _Option(root.system.ev, option).below(root, option.split("."), "")


class _Option:
    """One of the options, in a configuration."""

    def __init__(self, ev: Evaluator, option: str) -> None:
        self._ev = ev
        self._option = option

    def below(self, value: Value, steps: list[str], subject: str) -> Iterator[Fact]:
        """The facts of the option, from a set on the way to it."""
        try:
            found = self._ev.force(value)
            if not isinstance(found, Attrs) or isinstance(found, Package):
                return
            for name in found.names() if steps[0] == "*" else steps[:1]:
                inner = found.find(name)
                about = name if steps[0] == "*" else subject
                if inner is None:
                    continue
                if len(steps) > 1:
                    yield from self.below(inner, steps[1:], about)
                    continue
                place = found.place_of(name) if isinstance(found, Node) else value_span(inner)
                if place is not None:  # else it has its default
                    yield from self._values(inner, self._option, about, place)
        except AbortedError:
            raise
        except (EvaluationError, OpaqueError):
            return  # what NixOS refuses here is none of sudo's business

    def _values(self, written: Value, option: str, subject: str, place: Span) -> Iterator[Fact]:
        """The values of an option: itself, or the elements of a list."""
        found = self._ev.force(written)
        own = value_span(written)
        place = place if own.source is NOWHERE.source else own
        if isinstance(found, list):
            for element in found:
                yield from self._values(element_of(element), option, subject, place)
        else:
            yield from self._fact(found, option, subject, place)

    def _fact(self, value: Value, option: str, subject: str, place: Span) -> Iterator[Fact]:
        if isinstance(value, bool | int | Path):
            text = value.text if isinstance(value, Path) else str(value).lower()
            yield Fact(option, subject, text, place.origin)
        elif isinstance(value, String | Unknown | Package):
            string = self._ev.string(value, place)
            place = place if string.span.source is NOWHERE.source else string.span
            yield Fact(option, subject, named(string.text, self._ev.holes), place.origin)
