"""Find the files that are policies, and read them."""

from __future__ import annotations

import os
import sys

from sudolint.policy.load import NixOptions, nix_policy, sudoers_policy
from sudolint.source import Source
from sudolint.syntax.sudoers import files
from sudolint.syntax.sudoers.parser import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sudolint.policy.model import Policy
    from sudolint.syntax.sudoers.nodes import Sudoers

REVISION = "git:"
"""What names begin with of files in a revision: `git:REVISION:PATH`."""

_NIX_OPTIONS = (
    b"security.sudo",
    b"sudo.extra",
    b"sudo-rs",
    b"doas",
    b"sudo =",
    b"extraGroups",
    b"trusted-users",
    b"security.wrappers",
)
"""What a NixOS module has in it that says who may become root."""

_SKIPPED = (".git", ".hg", ".venv", "node_modules", "__pycache__", "result")


def find(paths: Iterable[str]) -> list[str]:
    """The policy files among paths; folders are searched, files are taken as they are."""
    found: dict[str, None] = {}
    for path in paths:
        if os.path.isdir(path):
            found |= dict.fromkeys(_search(path))
        else:
            found[path] = None
    return list(found)


def read(
    path: str,
    stdin_filename: str = "-",
    root: str | None = None,
    nix: NixOptions | None = None,
    texts: Mapping[str, str] | None = None,
) -> Policy:
    """The policy in a file and what it includes, or on standard input for `-`.

    `root` is a directory that stands for `/` in the paths of a policy, and that bounds what a module imports.
    `texts` are taken in place of what stands in files, by the paths that sources have.
    """
    if path.startswith(REVISION):
        return _of_revision(path, nix)
    if is_nix(path, stdin_filename):
        name = stdin_filename if path == "-" else path
        text = (texts or {}).get(name)
        options = (nix or NixOptions())._replace(root=root, texts=texts)
        return nix_policy(name, given_text(path) if text is None else text, options)
    return sudoers_policy(sudoers_tree(path, stdin_filename, root, texts))


def sudoers_tree(
    path: str, stdin_filename: str = "-", root: str | None = None, texts: Mapping[str, str] | None = None
) -> Sudoers:
    """The syntax tree of a sudoers file and what it includes, or of standard input for `-`."""
    name = stdin_filename if path == "-" else path
    text = (texts or {}).get(name) if path == "-" else None
    text = given_text(path) if text is None else text
    if text is None:
        return files.read(path, root, texts=texts)
    return parse(Source(name, text))


def is_policy(path: str, content: bytes) -> bool:
    """Whether a file is a policy, by its name and what stands in it."""
    folder, _, name = path.rpartition("/")
    if name.endswith(".nix"):
        return any(option in content for option in _NIX_OPTIONS)
    return name == "sudoers" or name.endswith(".sudoers") or _is_drop_in(folder, name)


def is_nix(path: str, stdin_filename: str = "-") -> bool:
    """Whether a file holds Nix rather than sudoers."""
    return (stdin_filename if path == "-" else path).endswith(".nix")


def given_text(path: str) -> str | None:
    """The text of a policy that isn't read from a file: of `-`."""
    return sys.stdin.buffer.read().decode("latin-1") if path == "-" else None


def _of_revision(name: str, nix: NixOptions | None) -> Policy:
    """The policy of `git:REVISION:PATH`, and what it imports or includes of that revision."""
    from sudolint.cli.revisions import checked_out

    with checked_out(name) as path:
        policy = read(path, root=os.curdir if is_nix(path) else None, nix=nix)
    begin = name[: name.rindex(":") + 1]
    for source in {*policy.sources, *(error.span.source for error in policy.errors)}:
        source.path = begin + source.path
    return policy


def _search(folder: str) -> Iterable[str]:
    for inner, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _SKIPPED)
        for name in sorted(names):
            path = os.path.normpath(os.path.join(inner, name))
            if is_policy(path, _content(path)):
                yield path


def _is_drop_in(folder: str, name: str) -> bool:
    return os.path.basename(folder) == "sudoers.d" and "." not in name and not name.endswith("~")


def _content(path: str) -> bytes:
    """What stands in a Nix file; of others only the name counts."""
    if not path.endswith(".nix"):
        return b""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""
