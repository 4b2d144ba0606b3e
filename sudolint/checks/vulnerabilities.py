"""Checks for faults of the sudo that a policy is meant for, which matter by what the policy says."""

from __future__ import annotations

from sudolint.checks.context import Hit
from sudolint.checks.settings import hit
from sudolint.policy.in_force import value_of
from sudolint.policy.model import CmndKind, Kind
from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sudolint.checks.context import Context
    from sudolint.policy.model import Grant, Member


class Fault(NamedTuple):
    """A fault of some versions of sudo."""

    since: tuple[int, ...]
    fixed: tuple[int, ...]
    """The first version without it; a patch level counts as a further number."""
    grants: Callable[[Grant], bool] | None = None
    """The grants by which it is reached."""
    settings: tuple[str, ...] = ()
    """The Defaults by which it is reached: `pwfeedback=on`, `runas_default=...`."""
    program: str = "sudo"
    keeps: str = ""
    """The variable by which it is reached, where it is kept."""


def _edits(grant: Grant) -> bool:
    return grant.cmnd.kind is CmndKind.SUDOEDIT


def _edits_in_many(grant: Grant) -> bool:
    steps = [step for step in (grant.cmnd.arguments or "").split("/") if "*" in step or "?" in step]
    return _edits(grant) and len(steps) > 1


def _in_role(grant: Grant) -> bool:
    return _edits(grant) and bool(grant.options.role or grant.options.type)


def _in_root(grant: Grant) -> bool:
    return grant.options.chroot is not None


def _not_as_root(grant: Grant) -> bool:
    return bool(grant.runas.users) and _everyone_but(grant.runas.users or ())


def _everyone_but(members: tuple[Member, ...]) -> bool:
    return any(one.kind is Kind.ALL for one in members) and any(
        one.negated and one.text in ("!root", "!#0") for one in members
    )


def _for_some_host(grant: Grant) -> bool:
    return not any(one.kind is Kind.ALL and not one.negated for one in grant.hosts)


def _for_network(grant: Grant) -> bool:
    return any(one.kind is Kind.NETWORK and "/" in one.name and "." in one.name for one in grant.hosts)


def _confined(grant: Grant) -> bool:
    return bool(grant.tags.noexec)


def _sets_clock(grant: Grant) -> bool:
    return grant.cmnd.path.rpartition("/")[2] in ("date", "hwclock", "timedatectl")


def _between_dates(grant: Grant) -> bool:
    return grant.options.notbefore is not None and grant.options.notafter is not None


FAULTS = {
    "CVE-2025-32462": Fault((1, 8, 8), (1, 9, 17, 1), _for_some_host),
    "CVE-2023-22809": Fault((1, 8), (1, 9, 12, 2), _edits),
    "CVE-2019-14287": Fault((0,), (1, 8, 28), _not_as_root),
    "CVE-2019-18634": Fault((1, 7, 1), (1, 8, 31), None, ("pwfeedback=on",)),
    "CVE-2023-27320": Fault((1, 9, 8), (1, 9, 13, 2), _in_root),
    "CVE-2021-23240": Fault((0,), (1, 9, 5), _in_role),
    "CVE-2021-23239": Fault((0,), (1, 9, 5), _edits),
    "CVE-2016-7032": Fault((0,), (1, 8, 15), _confined),
    "CVE-2016-7076": Fault((1, 8, 15), (1, 8, 18, 1), _confined),
    "CVE-2015-5602": Fault((0,), (1, 8, 15), _edits_in_many),
    "CVE-2014-9680": Fault((0,), (1, 8, 12), keeps="TZ"),
    "CVE-2014-0106": Fault((0,), (1, 8, 5), None, ("env_reset=off",)),
    "CVE-2013-1775": Fault((0,), (1, 8, 6, 7), _sets_clock),
    "CVE-2012-2337": Fault((0,), (1, 8, 4, 5), _for_network),
    "CVE-2010-1646": Fault((0,), (1, 7, 2, 7), None, ("secure_path=...",)),
    "CVE-2010-0427": Fault((0,), (1, 6, 9, 21), None, ("runas_default=...",)),
    "CVE-2026-35535": Fault((0,), (1, 9, 18), None, ("mailto=...", "mail_always=on", "mail_all_cmnds=on")),
    "too early with both dates": Fault((1, 9, 15), (1, 9, 18), _between_dates),
    "CVE-2025-64517": Fault((0, 2, 5), (0, 2, 10), None, ("targetpw=on", "rootpw=on"), "sudo-rs"),
    "unlimited tries": Fault((0,), (0, 2, 10), None, ("passwd_tries=0",), "sudo-rs"),
}
"""By name."""


def faulty_version(context: Context, *names: str) -> Iterator[Hit]:
    """Yield what makes a fault of the target matter."""
    target = context.around.target
    for name in names:
        fault = FAULTS[name]
        if fault.program != target.program or not fault.since <= target.version < fault.fixed:
            continue
        version = ".".join(map(str, fault.fixed[:3]))
        if len(fault.fixed) > 3:
            version += f"p{fault.fixed[3]}"
        detail = f"{name}, mended in {fault.program} {version}"
        if fault.grants is not None:
            for grant in context.granted:
                if fault.grants(grant):
                    yield Hit(grant.span, grant, detail=detail)
        for wanted in fault.settings:
            parameter, _, value = wanted.partition("=")
            for setting in context.in_force.of(parameter):
                found = value_of(setting)
                if found == value or (value == "..." and found != "off"):
                    yield hit(setting, detail)
        for word, setting in context.in_force.words("env_keep") if fault.keeps else ():
            if word == fault.keeps:
                yield hit(setting, detail)
