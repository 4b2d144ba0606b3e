"""Short ways from Nix text to what comes of it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from sudolint.policy.load import NixOptions, nix_policy, nixos_sudoers
from sudolint.policy.nixos.conditions import Conditions
from sudolint.policy.nixos.evaluation import STACK
from sudolint.policy.nixos.evaluator import Budget, Evaluator, Holes
from sudolint.policy.nixos.files import Files
from sudolint.policy.nixos.library.names import names
from sudolint.policy.nixos.text import String
from sudolint.policy.nixos.values import Attrs, Builtin, Closure, Null, Package, Path, Thunk, attribute
from sudolint.source import octets, readable

if TYPE_CHECKING:
    from sudolint.policy.model import Grant, Policy


_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def policy(text: str, **options: Any) -> Policy:
    """The policy of a module."""
    return nix_policy("module.nix", octets(text), NixOptions(**options))


def lines(text: str, *, assume: bool = True, **options: Any) -> list[str]:
    """The lines of the sudoers file that NixOS would write, without its own rules for root and %wheel."""
    rendered, errors = nixos_sudoers("module.nix", octets(text), NixOptions(**options), assume=assume)
    assert not errors, errors[0].message
    return [line for line in readable(rendered).splitlines() if not line.startswith(("root ", "%wheel "))]


def messages(text: str, **options: Any) -> list[tuple[int, str]]:
    """Line and message of each error in a module."""
    return [(error.span.begin.line, readable(error.message)) for error in policy(text, **options).errors]


def evaluator(root: str) -> Evaluator:
    """An evaluator that may read files below a directory."""
    return Evaluator(names({}), Files(root), Conditions(True), Budget(), Holes())


def value(text: str) -> Any:
    """The value of an expression, in terms of JSON; strings of packages, functions and paths as `<kind>`."""
    ev = evaluator("/var/empty")
    source = ev.files.enter("/var/empty/expression.nix", octets(text))
    tree = ev.files.tree(source)
    assert tree is not None
    assert not ev.files.errors, ev.files.errors
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(STACK)
    try:
        return plain(ev, Thunk(tree, ev.scope(source)))
    finally:
        sys.setrecursionlimit(limit)


def plain(ev: Evaluator, written: Any) -> Any:
    """A value in terms of JSON."""
    found = ev.force(written)
    if isinstance(found, bool | int | float):
        return found
    if isinstance(found, String):
        return readable(found.text) if not found.has_holes else f"<string {ev.holes.texts}>"
    if isinstance(found, Null):
        return None
    if isinstance(found, list):
        return [plain(ev, one) for one in found]
    if isinstance(found, Attrs) and not isinstance(found, Package):
        return {readable(name): plain(ev, found.find(name)) for name in sorted(found.names())}
    if isinstance(found, Path):
        return f"<path {found.text}>"
    return "<function>" if isinstance(found, Builtin | Closure) else f"<{type(found).__name__}>"


def printed(ev: Evaluator, written: Any) -> str:
    """A value as `nix-instantiate --eval --strict` prints it."""
    found = ev.force(written)
    if isinstance(found, bool):
        return "true" if found else "false"
    if isinstance(found, int):
        return str(found)
    if isinstance(found, float):
        return f"{found:g}"
    if isinstance(found, Null):
        return "null"
    if isinstance(found, Path):
        return found.text
    if isinstance(found, String):
        return '"' + "".join(_ESCAPES.get(sign, sign) for sign in found.text).replace("${", "\\${") + '"'
    if isinstance(found, list):
        return "[ " + "".join(f"{printed(ev, one)} " for one in found) + "]"
    if isinstance(found, Attrs) and not isinstance(found, Package):
        pairs = [f"{attribute(name)} = {printed(ev, found.find(name))}; " for name in sorted(found.names())]
        return "{ " + "".join(pairs) + "}"
    return "<LAMBDA>" if isinstance(found, Closure) else "<PRIMOP>"


def described(found: Policy) -> list[str]:
    """What is in a policy besides NixOS's own grants, one line each."""
    found_lines = [f"error: {error.message}" for error in found.errors]
    found_lines += [f"line {gap.span.begin.line}: {gap.message}" for gap in found.gaps]
    found_lines += [_described("sudo", grant) for grant in found.grants if not grant.builtin]
    found_lines += [_described("doas", grant) for grant in found.doas if not grant.builtin]
    found_lines += [
        f"Defaults {setting.operator if setting.operator == '!' else ''}{setting.name}"
        + (f" {setting.operator} {setting.value}" if setting.value else "")
        + _under(setting.condition)
        for setting in found.settings
    ]
    found_lines += [
        f"{fact.option} {fact.subject}: {fact.value.splitlines()[0]}{_under(fact.condition)}"
        for fact in found.facts
    ]
    return [readable(line) for line in found_lines]


def _described(kind: str, grant: Grant) -> str:
    users = ", ".join(member.text for member in grant.users)
    hosts = ", ".join(member.text for member in grant.hosts)
    targets = ", ".join(member.text for member in grant.runas.users or ())
    groups = ", ".join(member.text for member in grant.runas.groups or ())
    runas = f"{targets}:{groups}" if groups else targets
    tags = "".join(f"{tag}: " for tag in grant.tags.names)
    sign = "!" if grant.negated else ""
    place = f"line {grant.span.begin.line}: "
    return f"{place}{kind} {users} {hosts}=({runas}) {tags}{sign}{grant.cmnd.text}{_under(grant.condition)}"


def _under(condition: str) -> str:
    return f" if {condition}" if condition else ""
