"""What another sudo than 1.9.18 would refuse, or read otherwise."""

from __future__ import annotations

from sudolint.policy.matching import is_regex
from sudolint.policy.model import CmndKind, Kind
from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sudolint.policy.model import Grant, Member, Policy
    from sudolint.source import Span


VERSION = "1.9.18"
"""The sudo that policies are read for where nothing else is said."""


REGEX_SINCE = (1, 9, 10)
"""The sudo that brought regular expressions."""


class Target(NamedTuple):
    """The program that a policy is meant for."""

    program: str = "sudo"
    """`sudo` or `sudo-rs`."""
    version: tuple[int, ...] = (1, 9, 18)
    """Of sudo; a patch level counts as a further number."""


class Deviation(NamedTuple):
    """Something that the target doesn't take as sudo 1.9.18 does."""

    span: Span
    grant: Grant | None
    what: str
    refused: bool
    """Whether the entry is lost; else it means something else."""


def deviations(policy: Policy, target: Target) -> Iterator[Deviation]:
    """Everything in the policy that the target refuses or reads otherwise."""
    if target.program == "sudo-rs":
        yield from _sudo_rs(policy)
    else:
        yield from _older(policy, target.version)


def version_of(text: str) -> tuple[int, ...] | None:
    """The numbers of a version such as `1.9.13p3`; None where it is none."""
    parts = text.replace("p", ".").split(".")
    return tuple(map(int, parts)) if all(part.isascii() and part.isdigit() for part in parts) else None


_RS_SETTINGS = frozenset(
    """always_query_group_plugin always_set_home env_reset fqdn lecture mailerpath mail_badpass
    match_group_by_gid use_pty visiblepw pwfeedback env_editor editor rootpw targetpw runaspw noexec
    noninteractive_auth passwd_tries passwd_timeout secure_path verifypw timestamp_timeout timestamp_type
    env_keep env_check env_delete umask umask_override ignore_dot insults setenv apparmor_profile
    mail_always mail_no_user mail_no_host mail_no_perms mail_all_cmnds""".split()
)
"""The Defaults that sudo-rs 0.2.14 knows, if only to ignore them (its src/defaults/mod.rs)."""

_RS_IGNORED_TAGS = {
    "log_input": "LOG_INPUT",
    "log_output": "LOG_OUTPUT",
    "mail": "MAIL",
    "follow": "FOLLOW",
}


def _sudo_rs(policy: Policy) -> Iterator[Deviation]:
    """After sudo-rs 0.2.14: its README and src/sudoers."""
    seen: set[tuple[Span, int, int, int]] = set()
    for grant in policy.grants:
        cmnd, span = grant.cmnd, grant.span
        pattern = cmnd.arguments or ""
        if cmnd.kind is CmndKind.REGEX or is_regex(pattern):
            yield Deviation(span, grant, "sudo-rs has no regular expressions", refused=True)
        elif any(sign in pattern.removesuffix(" *") for sign in "*?[") and pattern != "*":
            what = "sudo-rs takes a wildcard in arguments only as a last `*` by itself"
            yield Deviation(span, grant, what, refused=True)
        elif pattern == "*" or pattern.endswith(" *"):
            what = "sudo-rs compares arguments word by word: the blanks of this entry are boundaries"
            yield Deviation(span, grant, what, refused=False)
        if cmnd.digests:
            yield Deviation(span, grant, "sudo-rs has no digests", refused=True)
        options = grant.options
        for value, name in (
            (options.chroot, "CHROOT"),
            (options.timeout, "TIMEOUT"),
            (options.notbefore, "NOTBEFORE"),
            (options.notafter, "NOTAFTER"),
            (options.role, "ROLE"),
            (options.type, "TYPE"),
            (options.privs, "PRIVS"),
            (options.limitprivs, "LIMITPRIVS"),
        ):
            if value is not None:
                yield Deviation(span, grant, f"sudo-rs has no {name}", refused=True)
        if grant.tags.intercept:
            yield Deviation(span, grant, "sudo-rs has no INTERCEPT", refused=True)
        for field, name in _RS_IGNORED_TAGS.items():
            if getattr(grant.tags, field):
                yield Deviation(span, grant, f"sudo-rs ignores {name}", refused=False)
        lists = (grant.entry, id(grant.users), id(grant.hosts), id(grant.runas.users))
        if lists not in seen:
            seen.add(lists)
            yield from _rs_members(grant)
    for setting in policy.settings:
        if setting.name not in _RS_SETTINGS:
            yield Deviation(setting.span, None, f"sudo-rs doesn't know `{setting.name}`", refused=True)


def _rs_members(grant: Grant) -> Iterator[Deviation]:
    members: tuple[Member, ...] = (*grant.users, *grant.hosts, *(grant.runas.users or ()))
    for kind, what in (
        (Kind.NETGROUP, "has no netgroups"),
        (Kind.PLUGIN_GROUP, "asks no plug-ins for groups"),
    ):
        found = [one for one in members if one.kind is kind]
        if found:
            yield Deviation(grant.entry, grant, f"sudo-rs {what} ({_named(found)})", refused=True)
    found = [
        one
        for one in grant.hosts
        if one.kind is Kind.NETWORK or (one.kind is Kind.NAME and any(sign in one.name for sign in "*?["))
    ]
    if found:
        what = f"sudo-rs takes hosts by name only ({_named(found)})"
        yield Deviation(grant.entry, grant, what, refused=True)


def _named(members: Sequence[Member]) -> str:
    """The first of some members, and how many more there are."""
    more = f" and {len(members) - 1} more" if len(members) > 1 else ""
    return f"`{members[0].text}`{more}"


def _older(policy: Policy, version: tuple[int, ...]) -> Iterator[Deviation]:
    """After the news of sudo's releases."""
    lost = " (and before 1.9.3 an entry in error makes the whole policy void)" if version < (1, 9, 3) else ""
    for grant in policy.grants:
        for since, what in _features(grant):
            if version < since:
                name = ".".join(map(str, since))
                yield Deviation(grant.span, grant, f"{what} came with sudo {name}{lost}", refused=True)
        if (
            version < REGEX_SINCE
            and grant.cmnd.kind is not CmndKind.REGEX
            and is_regex(grant.cmnd.arguments or "")
        ):
            what = (
                "before sudo 1.9.10 a regular expression for arguments is a pattern with literal `^` and `$`"
            )
            yield Deviation(grant.span, grant, what, refused=False)
        all_without = grant.cmnd.kind is CmndKind.ALL and grant.tags.setenv is False
        if all_without and not grant.negated and version < (1, 9, 17):
            what = "before sudo 1.9.17 ALL brings SETENV although NOSETENV was said earlier in the list"
            yield Deviation(grant.span, grant, what, refused=False)


def _features(grant: Grant) -> Iterator[tuple[tuple[int, ...], str]]:
    """What a grant uses, with the version that brought it."""
    cmnd, options, tags = grant.cmnd, grant.options, grant.tags
    if cmnd.kind is CmndKind.REGEX:
        yield REGEX_SINCE, "regular expressions"
    if cmnd.kind is CmndKind.LIST:
        yield (1, 9, 13), "the command `list`"
    if len(cmnd.digests) > 1 or (cmnd.digests and cmnd.kind is CmndKind.ALL):
        yield (1, 9, 0), "several digests, and digests of ALL,"
    elif cmnd.digests:
        yield (1, 8, 7), "digests"
    if options.apparmor_profile is not None:
        yield (1, 9, 11), "APPARMOR_PROFILE"
    if options.chdir is not None or options.chroot is not None:
        yield (1, 9, 3), "CWD and CHROOT"
    if options.timeout is not None or options.notbefore is not None or options.notafter is not None:
        yield (1, 8, 20), "TIMEOUT, NOTBEFORE and NOTAFTER"
    if tags.intercept is not None:
        yield (1, 9, 8), "INTERCEPT"
    if tags.follow is not None:
        yield (1, 8, 15), "FOLLOW and NOFOLLOW"
    if tags.mail is not None:
        yield (1, 8, 13), "MAIL and NOMAIL"
