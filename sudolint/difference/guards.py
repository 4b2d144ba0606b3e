"""What may stand between a user and a command that she is permitted: a password, NOEXEC, a chroot."""

from __future__ import annotations

from sudolint.difference.sides import meaning
from sudolint.policy.bound import says
from sudolint.policy.matching import only_path
from sudolint.policy.model import CmndKind, Scope
from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeAlias

    from sudolint.difference.cases import Case
    from sudolint.difference.sides import Side
    from sudolint.policy.model import Cmnd, Grant, Setting

    Test: TypeAlias = Callable[[Side, int, Case, Cmnd], bool]


class Guard(NamedTuple):
    """Something that guards a grant, or doesn't."""

    missing: str
    """How a command is permitted where it doesn't: `without a password`."""
    holds: Test
    """Whether it guards a grant in a case, as far as it covers a command."""
    fields: tuple[str, ...]
    """The tag or options that say so."""
    parameters: tuple[str, ...]
    """Those of Defaults that have a say in it."""

    def meaning(self, grant: Grant) -> tuple[object, ...]:
        """What is the same of grants that decide the same, and are guarded alike."""
        said = [
            getattr(part, field)
            for field in self.fields
            for part in (grant.tags, grant.options)
            if hasattr(part, field)
        ]
        return *meaning(grant), *said

    def matters(self, *sides: Side) -> bool:
        """Whether anything is said of it."""
        return any(
            side.settings_of(self.parameters)
            or any(
                getattr(said, field, None) is not None
                for grant in side.grants
                for said in (grant.tags, grant.options)
                for field in self.fields
            )
            for side in sides
        )

    def may_be_missing(self, side: Side, number: int) -> bool:
        """Whether a grant may be without it in some case."""
        said = [getattr(side.grants[number].tags, field, None) for field in self.fields]
        return self is not PASSWORD or said == [True] or bool(side.settings_of(self.parameters))


def _asks(side: Side, number: int, case: Case, cmnd: Cmnd) -> bool:
    grant = side.grants[number]
    if grant.tags.nopasswd is None:
        for setting in side.plain.settings:
            if _is_bound(setting) and (said := says(setting, cmnd)) is not None:
                grant = grant._replace(tags=grant.tags._replace(nopasswd=not said))
    return side.situation(case).asks(grant)


def _is_bound(setting: Setting) -> bool:
    return setting.scope is Scope.CMND and setting.name == "authenticate"


def bound_commands(side: Side) -> Iterator[Cmnd]:
    """The commands of which Defaults say whether a password is asked for."""
    for setting in side.plain.settings:
        if _is_bound(setting):
            yield from (cmnd for cmnd, _ in setting.cmnds if only_path(cmnd) is not None)


def _by_tag(tag: str, parameter: str, *, guards: bool, edits: bool = False) -> Guard:
    """A tag, with the parameter that counts where it isn't said."""
    words = f"without {tag.upper()}" if guards else f"with {tag.upper()}"

    def holds(side: Side, number: int, _: Case, cmnd: Cmnd) -> bool:
        if (cmnd.kind is CmndKind.SUDOEDIT) is not edits:  # the editor runs as the caller
            return True
        said = getattr(side.grants[number].tags, tag)
        return (side.general(parameter) == "on" if said is None else said) is guards

    return Guard(words, holds, (tag,), (parameter,))


def _by_options(*names: str, parameter: str) -> Guard:
    """Options with a value; `*` leaves the choice to the user."""

    def holds(side: Side, number: int, _: Case, cmnd: Cmnd) -> bool:
        if cmnd.kind is CmndKind.SUDOEDIT:
            return True
        values = [getattr(side.grants[number].options, name) for name in names]
        return any(value not in (None, "", "*", "off") for value in (*values, side.general(parameter)))

    return Guard(f"without {' and '.join(names).upper()}", holds, names, (parameter,))


PASSWORD = Guard("without a password", _asks, ("nopasswd",), ("authenticate", "exempt_group"))

GUARDS = (
    _by_tag("noexec", "noexec", guards=True),
    _by_tag("setenv", "setenv", guards=False),
    _by_tag("intercept", "intercept", guards=True),
    _by_tag("follow", "sudoedit_follow", guards=False, edits=True),
    _by_options("chroot", parameter="runchroot"),
    _by_options("role", "type", parameter="role"),
    _by_options("apparmor_profile", parameter="apparmor_profile"),
    _by_options("privs", "limitprivs", parameter="privs"),
)
"""All others."""
