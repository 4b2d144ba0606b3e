"""Read a policy from files, whatever language it is written in."""

from __future__ import annotations

from sudolint.policy.defaults import check_defaults
from sudolint.policy.sudoers import policy_of
from sudolint.records import NamedTuple
from sudolint.source import Source
from sudolint.syntax.sudoers.parser import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from sudolint.policy.model import Policy
    from sudolint.source import PolicyError
    from sudolint.syntax.sudoers.nodes import Sudoers


def sudoers_policy(tree: Sudoers) -> Policy:
    """The policy of a tree; Defaults that sudo refuses are errors of it."""
    policy = policy_of(tree)
    return policy._replace(errors=(*policy.errors, *check_defaults(tree)))


class NixOptions(NamedTuple):
    """How a Nix file is to be read."""

    root: str | None = None
    """The directory that imports are read in; None: the repository that the file is in, or its folder."""
    host: str | None = None
    """Which of a flake's machines is meant; None: all of them."""
    known: tuple[tuple[str, str], ...] = ()
    """Values for expressions that the files don't decide, such as `config.my.user`."""
    paths: tuple[str, ...] = ()
    """Directories that imports may be read in besides, `NAME=DIRECTORY` for those that `<NAME>` means."""
    texts: Mapping[str, str] | None = None
    """What to take in place of what stands in files, by the paths that sources have."""


def nix_policy(path: str, text: str | None = None, options: NixOptions | None = None) -> Policy:
    """The policy of a NixOS module or flake; `text` is what stands in the file, where that is known already.

    Raises UsageError where the options name a machine that isn't there.
    """
    from sudolint.policy.nixos.evaluation import policy

    return policy(path, text, options or NixOptions())


def nixos_sudoers(
    path: str, text: str | None = None, options: NixOptions | None = None, *, assume: bool = True
) -> tuple[str, tuple[PolicyError, ...]]:
    """The sudoers file that NixOS would write for a module or flake, and what is wrong with that.

    Conditions that the files don't decide go one way: in whole the one that `assume` says.
    Raises UsageError where the file describes several machines and none is named.
    """
    from sudolint.policy.nixos.evaluation import rendered

    return rendered(path, text, options or NixOptions(), assume)


def policy_from_text(path: str, text: str) -> Policy:
    """The policy in a text of sudoers; what it includes is not read."""
    return sudoers_policy(parse(Source(path, text)))
