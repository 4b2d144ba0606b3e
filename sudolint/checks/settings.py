"""Checks of Defaults that are in force, whatever line they are on."""

from __future__ import annotations

from sudolint.checks.context import Hit
from sudolint.checks.listing import listed
from sudolint.policy.in_force import value_of
from sudolint.policy.model import Scope

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sudolint.checks.context import Context
    from sudolint.policy.model import Setting

ANY = "..."
"""How rules say that a parameter is set to anything."""

_GROUPS = {
    "for everyone": (Scope.GENERIC, Scope.HOST),
    "for some": (Scope.USER, Scope.RUNAS),
    "for all commands": (Scope.GENERIC, Scope.HOST, Scope.USER, Scope.RUNAS),
    "for commands": (Scope.CMND,),
}
"""How rules say whom a setting must be bound to."""


def set_to(context: Context, *values: str) -> Iterator[Hit]:
    """Yield each parameter that is set to one of the values: `authenticate=off`, `exempt_group=...`."""
    scopes: Sequence[Scope] = tuple(Scope)
    for wanted in values:
        if wanted in _GROUPS:
            scopes = _GROUPS[wanted]
            continue
        name, _, value = wanted.partition("=")
        for setting in context.in_force.of(name):
            found = value_of(setting)
            if setting.scope in scopes and (found == value or (value == ANY and found not in ("off", ""))):
                yield hit(setting)


def not_set_to(context: Context, *values: str) -> Iterator[Hit]:
    """Find that a policy doesn't set a parameter for everyone: `use_pty=on`, `logfile=...`; any will do."""
    for wanted in values:
        name, _, value = wanted.partition("=")
        setting = context.in_force.generally(name)
        if setting is not None and (
            value_of(setting) == value or (value == ANY and value_of(setting) != "off")
        ):
            return
    if context.start is not None:
        names = " or ".join(dict.fromkeys([f"`{wanted.partition('=')[0]}`" for wanted in values]))
        yield Hit(context.start, detail=f"nothing sets {names}")


def listed_number(context: Context, name: str, *conditions: str) -> Iterator[Hit]:
    """Yield each setting of a number that meets one of the conditions: `> 15`, `< 0`, `= 0`."""
    for setting in context.in_force.of(name):
        number = number_of(value_of(setting))
        if number is not None and any(_meets(number, condition) for condition in conditions):
            yield hit(setting)


def number_in_force(context: Context, name: str, *conditions: str) -> Iterator[Hit]:
    """As `listed_number`; where nothing sets it, what sudo was built with counts, if that is known."""
    yield from listed_number(context, name, *conditions)
    if context.in_force.generally(name) is None and context.start is not None:
        built_in = context.value(name)
        if built_in is None:
            unknown = "what sudo was built with is not known (`distro` says it)"
            yield Hit(context.start, undecided=unknown, detail=f"nothing sets `{name}`")
            return
        number = number_of(built_in)
        if number is not None and any(_meets(number, condition) for condition in conditions):
            yield Hit(context.start, detail=f"nothing sets `{name}`, and sudo is built with {built_in}")


def own_password_unsaid(context: Context) -> Iterator[Hit]:
    """Find that a policy doesn't say for everyone whose password is asked for."""
    unsaid = []
    for name in ("rootpw", "targetpw", "runaspw"):
        setting = context.in_force.generally(name)
        if setting is None or value_of(setting) != "off":
            unsaid.append(f"`!{name}`")
    if unsaid and context.start is not None:
        yield Hit(context.start, detail=f"{', '.join(unsaid)} missing")


def open_umask(context: Context) -> Iterator[Hit]:
    """Yield each umask that lets others write what commands make."""
    for setting in context.in_force.of("umask"):
        value = value_of(setting)
        mask = 0o777 if value == "off" else _octal(value)
        if mask is not None and (mask == 0o777 or mask & 0o022 != 0o022):
            detail = "the user's own umask holds" if mask == 0o777 else ""
            yield hit(setting, detail)


def readable_log(context: Context) -> Iterator[Hit]:
    """Yield each mode of logs of input and output by which others read them."""
    for setting in context.in_force.of("iolog_mode"):
        mask = _octal(value_of(setting))
        if mask is not None and mask & 0o077:
            yield hit(setting)


def writable_path(context: Context, *names: str) -> Iterator[Hit]:
    """Yield each parameter that names a file which callers can put there."""
    for name in names:
        for setting in context.in_force.of(name):
            paths = value_of(setting).split(":" if name == "editor" else "\0")
            if any(context.around.places.covers(path) for path in paths):
                yield hit(setting)


def unlogged(context: Context) -> Iterator[Hit]:
    """Yield what switches off syslog where nothing else is logged to."""
    elsewhere = context.value("logfile") != "off" or any(context.in_force.words("log_servers"))
    for setting in context.in_force.of("syslog"):
        if value_of(setting) == "off" and not elsewhere:
            yield hit(setting)


def needed(context: Context, need: str, *values: str) -> Iterator[Hit]:
    """As `set_to`, where the policy has what makes it matter."""
    if _NEEDS[need](context):
        yield from set_to(context, *values)


def overridden_setting(context: Context) -> Iterator[Hit]:
    """Yield each setting that a later one undoes with another value."""
    for setting, later in context.in_force.overridden():
        if value_of(setting) != value_of(later):
            yield hit(setting, f"`{later.span.text}` comes later")


def replaced_list(context: Context) -> Iterator[Hit]:
    """Yield each `=` of a list that has values of its own, which are lost."""
    for name in ("env_keep", "env_check", "env_delete"):
        for setting in context.in_force.changes(name):
            if setting.operator == "=":
                yield hit(setting)


def unencrypted_log(context: Context) -> Iterator[Hit]:
    """Yield each log server that is spoken to in the clear."""
    for word, setting in context.in_force.words("log_servers"):
        if not word.endswith("(tls)"):
            yield hit(setting, f"`{word}`")


def changed_runas_default(context: Context) -> Iterator[Hit]:
    """Yield each `runas_default` on which entries without a Runas_Spec depend."""
    if any(grant.runas.users is None and grant.runas.groups is None for grant in context.granted):
        for setting in context.in_force.of("runas_default"):
            if setting.value not in ("root", "#0"):
                yield hit(setting)


def hit(setting: Setting, detail: str = "") -> Hit:
    """That a setting is so, with whom it is for."""
    if setting.scope is Scope.CMND:
        who = listed(["!" * negated + cmnd.text for cmnd, negated in setting.cmnds])
    else:
        who = listed([member.text for member in setting.members])
    parts = [detail] if detail else []
    if who:
        parts.append(f"for `{who}`")
    if setting.condition:
        parts.append(f"where {setting.condition}")
    return Hit(setting.span, detail=", ".join(parts))


def number_of(value: str) -> float | None:
    """A number as sudo reads one of minutes; None where it is none."""
    if value == "off":
        return 0
    try:
        return float(value) if value.strip("+-.0123456789") == "" else None
    except ValueError:
        return None


def _meets(number: float, condition: str) -> bool:
    sign, _, bound = condition.partition(" ")
    if sign == ">":
        return number > float(bound)
    return number < float(bound) if sign == "<" else number == float(bound)


def _octal(value: str) -> int | None:
    return int(value, 8) if value and not value.strip("01234567") else None


def _has_digests(context: Context) -> bool:
    return any(grant.cmnd.digests for grant in context.granted)


def _intercepts(context: Context) -> bool:
    return any(grant.tags.intercept for grant in context.granted) or any(
        value_of(setting) == "on" for setting in context.in_force.of("intercept")
    )


def _edits(context: Context) -> bool:
    return any(grant.cmnd.kind.value in ("sudoedit", "ALL") for grant in context.granted)


def _denies_patterns(context: Context) -> bool:
    return any(
        grant.negated and grant.cmnd.kind.value in ("glob", "directory") for grant in context.policy.grants
    )


_NEEDS = {
    "digests": _has_digests,
    "interception": _intercepts,
    "sudoedit": _edits,
    "denied patterns": _denies_patterns,
}
