"""Checks of what commands get to see of the caller's environment, and of where they find programs."""

from __future__ import annotations

from fnmatch import fnmatchcase

from sudolint.checks.context import Hit
from sudolint.checks.settings import hit
from sudolint.policy.environment import Environments
from sudolint.policy.in_force import value_of
from sudolint.policy.model import CmndKind, Scope
from sudolint.policy.situation import Request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sudolint.checks.context import Context, Holding
    from sudolint.policy.model import Setting
    from sudolint.policy.obeyed import Obeyed

_FUNCTION = "BASH_FUNC_x"
"""The name under which bash hands on a function."""


def kept_variable(context: Context, scopes: str, *patterns: str) -> Iterator[Hit]:
    """Yield each variable of those that commands are given as the caller has it.

    `scopes` is `anywhere`, or `generally` for those that not only some commands are given.
    """
    names = {name for name in patterns if "*" not in name}
    wild = [name for name in patterns if "*" in name]
    resets_home = context.value("always_set_home") == "on"
    for word, setting in context.in_force.words("env_keep"):
        if setting.scope is Scope.CMND and scopes == "generally":
            continue
        name, narrowed, value = word.partition("=")
        if narrowed:
            if not value.startswith("()"):
                continue
            name = _FUNCTION
        if "*" in name:
            if not name.strip("*"):
                found = "LD_*" in wild  # everything: said once
            else:
                found = any(fnmatchcase(one, name) for one in (*names, *wild))
        else:
            found = name in names or any(fnmatchcase(name, one) for one in wild)
        if found and not (name == "HOME" and resets_home):
            yield hit(setting, f"`{word}`")


def obeyed_variable(context: Context) -> Iterator[Hit]:
    """Yield each grant as root of a program that obeys variables which its caller sets."""
    environments = Environments(context.policy, context.around.accounts, context.around.target)
    if not environments.may_let(("*",)):
        return
    for holding in context.roots():
        grant, holder = holding
        cmnd = grant.cmnd
        if cmnd.kind is not CmndKind.FILE or (grant.tags.setenv and not grant.tags.setenv_implied):
            continue
        let: dict[str, Setting] = {}
        argv: tuple[str, ...] | None = None
        for obeyed in context.obeyed(cmnd.path.rpartition("/")[2]):
            if obeyed.may_be_by(cmnd.arguments) and environments.may_let(obeyed.names):
                line = _obeying(holding, obeyed)
                request = Request(holder.user, line or (cmnd.path,), holder.host, holder.runas_user)
                environment = environments.of(request)
                more = {name: by for name in obeyed.names if (by := environment.lets(name)) is not None}
                argv = argv or (line if more else None)
                let = more | let
        if let:
            first = next(iter(let.values()))
            detail = f"{_listed(let)}, by `{first.span.text}`"
            if argv is not None and context.doubt(holding, argv) == "":
                found = holding.hit(argv, detail)
            else:
                found = Hit(grant.span, grant, undecided=holder.unknown, detail=detail)
            if first.condition:
                found = found._replace(undecided=f"it is not known whether {first.condition}")
            yield found


def _unreset(context: Context) -> bool:
    return any(value_of(setting) == "off" for setting in context.in_force.of("env_reset"))


_SHOWN = 3
"""How many names are said."""


def _listed(names: Iterable[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    more = len(quoted) - _SHOWN
    return ", ".join(quoted[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _obeying(holding: Holding, obeyed: Obeyed) -> tuple[str, ...] | None:
    """A command line that a grant may well permit and that obeys the variables; None: none is at hand."""
    argv = _plain(holding)
    if argv is None:
        from sudolint.policy.permits import Permits
        from sudolint.policy.permitted import ANY_ARGUMENTS
        from sudolint.policy.question import Question

        witness = Permits(holding.grant, holding.holder).find(Question((), [(ANY_ARGUMENTS,)])).witness
        return witness.argv if witness and obeyed.may_be_by(" ".join(witness.argv[1:])) else None
    if obeyed.may_be_by(" ".join(argv[1:])):
        return argv
    return (argv[0], obeyed.words[0].replace("*", "x"), *argv[1:]) if obeyed.words else None


def shortened_list(context: Context, name: str) -> Iterator[Hit]:
    """Yield what takes variables from a list of those that are removed or examined, where that matters."""
    if name == "env_delete" and not _unreset(context):
        return
    for setting in context.in_force.changes(name):
        if setting.operator in ("=", "-=", "!"):
            yield hit(setting)


def relative_secure_path(context: Context) -> Iterator[Hit]:
    """Yield each secure_path by which programs are found where the caller happens to be."""
    for setting in context.in_force.of("secure_path"):
        value = value_of(setting)
        if value != "off":
            for directory in value.split(":"):
                if not directory.startswith("/"):
                    yield hit(setting, f"`{directory}`" if directory else "an empty entry")


def writable_secure_path(context: Context) -> Iterator[Hit]:
    """Yield each directory of a secure_path that callers can write to."""
    for setting in context.in_force.of("secure_path"):
        for directory in value_of(setting).split(":"):
            if directory.startswith("/") and context.around.places.covers(directory.rstrip("/") + "/x"):
                yield hit(setting, f"`{directory}`")


def missing_secure_path(context: Context) -> Iterator[Hit]:
    """Find that commands get the caller's PATH."""
    if context.start is None:
        return
    value = context.value("secure_path")
    if value is None:
        unknown = "what sudo was built with is not known (`distro` says it)"
        yield Hit(context.start, undecided=unknown)
    elif value in ("off", ""):
        yield Hit(context.start)


def setenv(context: Context) -> Iterator[Hit]:
    """Yield each grant as root whose caller sets the environment; ALL needs none of it."""
    for holding in context.roots():
        grant = holding.grant
        if grant.tags.setenv and not grant.tags.setenv_implied and _runs_file(holding):
            argv = _plain(holding)
            if argv is not None and context.doubt(holding, argv) == "":
                yield holding.hit(argv)
            else:
                yield Hit(grant.span, grant, undecided=holding.holder.unknown)


def _runs_file(holding: Holding) -> bool:
    return holding.grant.cmnd.kind not in (CmndKind.ALL, CmndKind.SUDOEDIT, CmndKind.LIST)


def _plain(holding: Holding) -> tuple[str, ...] | None:
    """A command line that a grant may well permit; None where none is at hand."""
    cmnd = holding.grant.cmnd
    arguments = cmnd.arguments or ""
    if (
        cmnd.kind is not CmndKind.FILE
        or arguments.startswith("^")
        or any(sign in arguments for sign in "?[\\")
    ):
        return None
    return (cmnd.path, *[word for word in arguments.replace("*", "").split(" ") if word not in ("", '""')])
