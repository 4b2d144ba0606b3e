"""What sudo would decide: the last match wins.

sudoers(5): "When multiple entries match for a user, they are applied in order. Where there are multiple
matches, the last match is used." Every list is therefore looked through from its end.
"""

from __future__ import annotations

from enum import Enum, IntFlag
from typing import TYPE_CHECKING, NamedTuple

from sudolint.policy.accounts import ROOT, Accounts, User, id_of
from sudolint.policy.matching import UndecidableError, covers, fnmatch, lower
from sudolint.policy.model import Kind, Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sudolint.policy.accounts import Group
    from sudolint.policy.model import Cmnd, Grant, Member, Policy, Runas, Setting


class Request(NamedTuple):
    """A command line that a user gives to sudo."""

    user: str
    """A name, `#uid`, or `%group` for someone in that group."""
    argv: tuple[str, ...]
    host: str = "localhost"
    runas_user: str | None = None
    """As after `-u`."""
    runas_group: str | None = None
    """As after `-g`."""
    time: int | None = None
    """Seconds since the epoch; None: dates are taken to hold."""


class Verdict(Enum):
    """The answer; DENY: the last matching entry is a negated command."""

    ALLOW = "allow"
    DENY = "deny"
    UNMATCHED = "unmatched"
    UNDECIDED = "undecided"


class Decision(NamedTuple):
    """What sudo would decide, and by which grant."""

    verdict: Verdict
    grant: Grant | None
    password: bool
    """Whether sudo would ask the user for a password."""
    reason: str = ""
    """Why it is undecided."""


class Match(IntFlag):
    """What a list may say of something; several bits where it isn't known."""

    ALLOW = 1
    DENY = 2
    UNSPEC = 4


_FLIPPED = [Match(bits & 4 | (bits & 1) << 1 | (bits & 2) >> 1) for bits in range(8)]


class _Flags:
    """The Defaults that bear on a decision, with the values they start from."""

    def __init__(self) -> None:
        self.authenticate = True
        self.runas_default = "root"
        self.fast_glob = False
        self.case_insensitive_user = True
        self.case_insensitive_group = True
        self.match_group_by_gid = False
        self.use_netgroups = True
        self.exempt_group = ""

    def apply(self, setting: Setting) -> None:
        """Take over one parameter, where it is one of these."""
        if isinstance(getattr(self, setting.name, None), bool):
            setattr(self, setting.name, setting.operator != "!")
        elif hasattr(self, setting.name):
            setattr(self, setting.name, "" if setting.operator == "!" else setting.value)


_EARLY = ("match_group_by_gid", "runas_default")
"""Parameters that sudo sets before all others (sudoers.c, early_defaults)."""


def decide(policy: Policy, request: Request, accounts: Accounts | None = None) -> Decision:
    """What sudo would decide about the request."""
    return _Deciding(policy, request, accounts or Accounts()).decision()


class _Deciding:
    """One request with what is known of its user, its host and its target."""

    def __init__(self, policy: Policy, request: Request, accounts: Accounts) -> None:
        self._policy = policy
        self._request = request
        self._accounts = accounts
        self._flags = _Flags()
        self._reasons: list[str] = []
        self._cache: dict[tuple[int, str], Match] = {}
        self._short_host = request.host.partition(".")[0]
        self._user = accounts.user(request.user) or User(request.user, -1, -1)
        self._runas_user = self._user
        self._runas_group: Group | None = None

    def decision(self) -> Decision:
        self._set_defaults()
        possible: list[tuple[Verdict, Grant | None]] = []
        for grant in reversed(self._policy.grants):
            match = self._match(grant)
            if match & Match.ALLOW:
                possible.append((Verdict.ALLOW, grant))
            if match & Match.DENY:
                possible.append((Verdict.DENY, grant))
            if not match & Match.UNSPEC:
                break
        else:
            possible.append((Verdict.UNMATCHED, None))
        verdict, deciding = possible[0]
        if len({one for one, _ in possible}) > 1:
            return Decision(Verdict.UNDECIDED, deciding, self._asks(deciding), "; ".join(self._reasons))
        return Decision(verdict, deciding, self._asks(deciding))

    def _set_defaults(self) -> None:
        settings = self._policy.settings
        for setting in settings:
            if setting.name in _EARLY and self._applies(setting):
                self._flags.apply(setting)
        self._find_target()
        for setting in settings:
            if setting.scope is not Scope.CMND and self._applies(setting):
                self._flags.apply(setting)
        if any(setting.name == "runas_default" for setting in settings):
            self._find_target()
        for setting in settings:
            if setting.scope is Scope.CMND and self._applies(setting):
                self._flags.apply(setting)

    def _find_target(self) -> None:
        self._cache.clear()
        request = self._request
        if request.runas_user is not None:
            self._runas_user = self._account(request.runas_user)
        elif request.runas_group is not None:
            self._runas_user = self._user
        else:
            self._runas_user = self._account(self._flags.runas_default)
        if request.runas_group is not None:
            self._runas_group = self._accounts.group(request.runas_group)

    def _account(self, name: str) -> User:
        return self._accounts.user(name) or User(name, -1, -1)

    def _applies(self, setting: Setting) -> bool:
        match setting.scope:
            case Scope.GENERIC:
                return True
            case Scope.HOST:
                return self._members(setting.members, self._host) == Match.ALLOW
            case Scope.USER:
                return self._members(setting.members, self._user_is) == Match.ALLOW
            case Scope.RUNAS:
                return self._members(setting.members, self._runas_is) == Match.ALLOW
            case Scope.CMND:
                for cmnd, negated in reversed(setting.cmnds):
                    if self._covers(cmnd) != Match.UNSPEC:
                        return not negated
                return False

    def _match(self, grant: Grant) -> Match:
        """What a grant says of the request."""
        certain = True
        for match in (
            self._cached("user", grant.users, self._user_is),
            self._cached("host", grant.hosts, self._host),
            self._date(grant),
            self._runas(grant.runas),
        ):
            if not match & Match.ALLOW:
                return Match.UNSPEC
            certain = certain and match == Match.ALLOW
        match = self._covers(grant.cmnd)
        if grant.condition:
            self._reasons.append(f"it is not known whether {grant.condition}")
            certain = False
        if grant.negated:
            match = _FLIPPED[match]
        return match if certain else match | Match.UNSPEC

    def _date(self, grant: Grant) -> Match:
        now, options = self._request.time, grant.options
        if now is None:
            return Match.ALLOW
        early = options.notbefore is not None and now < options.notbefore
        late = options.notafter is not None and now > options.notafter
        return Match.UNSPEC if early or late else Match.ALLOW

    def _covers(self, cmnd: Cmnd) -> Match:
        try:
            covered = covers(cmnd, self._request.argv, fast_glob=self._flags.fast_glob)
        except UndecidableError as reason:
            self._reasons.append(str(reason))
            return Match.ALLOW | Match.UNSPEC
        return Match.ALLOW if covered else Match.UNSPEC

    def _cached(
        self, what: str, members: tuple[Member, ...], matches: Callable[[Member], bool | None]
    ) -> Match:
        key = (id(members), what)
        if key not in self._cache:
            self._cache[key] = self._members(members, matches)
        return self._cache[key]

    def _members(self, members: Sequence[Member], matches: Callable[[Member], bool | None]) -> Match:
        """What a list says; `matches` tells of one member, None where that isn't known."""
        result = Match(0)
        for member in reversed(members):
            matched = matches(member)
            if matched is False:
                continue
            result |= Match.DENY if member.negated else Match.ALLOW
            if matched:
                return result
            self._reasons.append(f"it is not known who `{member.text}` is")
        return result | Match.UNSPEC

    def _user_is(self, member: Member) -> bool | None:
        if self._request.user == member.text:  # asked for someone in that very group
            return True
        return self._is(member, self._user)

    def _is(self, member: Member, user: User) -> bool | None:
        """Whether a user is the member, or in the group that it names."""
        match member.kind:
            case Kind.ALL:
                return True
            case Kind.NAME:
                return self._same_name(member.name, user)
            case Kind.ID:
                if user.uid >= 0:
                    return id_of(member.name) == user.uid
                return None if self._accounts.users is None and user.name != ROOT.name else False
            case Kind.GROUP | Kind.GROUP_ID:
                return self._in_group(member, user)
            case Kind.PLUGIN_GROUP | Kind.UNKNOWN:
                return None
            case Kind.NETGROUP:
                return None if self._flags.use_netgroups else False
            case _:
                return False

    def _same_name(self, name: str, user: User) -> bool:
        if name.startswith("#") and id_of(name[1:]) == user.uid >= 0:
            return True
        return _same(name, user.name, self._flags.case_insensitive_user)

    def _in_group(self, member: Member, user: User) -> bool | None:
        if self._accounts.groups is None:
            return None
        fold = self._flags.case_insensitive_group
        groups = self._accounts.groups_of(user)
        if member.kind is Kind.GROUP_ID:
            gid = id_of(member.name)
            return any(group.gid == gid for group in groups)
        return any(_same(member.name, group.name, fold) for group in groups)

    def _host(self, member: Member) -> bool | None:
        match member.kind:
            case Kind.ALL:
                return True
            case Kind.NAME:
                host = self._request.host if "." in member.name else self._short_host
                if any(sign in member.name for sign in "\\?*[]"):
                    return fnmatch(member.name, host, fold=True)
                return _same(member.name, host, True)
            case Kind.NETGROUP:
                return None if self._flags.use_netgroups else False
            case Kind.UNKNOWN:
                return None
            case _:  # the addresses of the machine are not known: none
                return False

    def _runas(self, runas: Runas) -> Match:
        users, groups = runas
        if users is None and groups is None:
            same = self._same_name(self._flags.runas_default, self._runas_user)
            as_user = Match.ALLOW if same else Match.UNSPEC
        elif users is None:
            as_user = Match.ALLOW if self._is_myself() else Match.UNSPEC
        else:
            as_user = self._cached("runas", users, self._runas_is)
        if self._request.runas_group is None:
            return as_user
        as_group = self._runas_groups(groups, as_user)
        if (
            as_group == Match.ALLOW
            and as_user == Match.UNSPEC
            and self._runas_user.name == self._user.name
            and groups is not None
        ):
            return Match.ALLOW
        if as_user == as_group or Match.DENY in (as_user, as_group):
            return Match.UNSPEC if Match.DENY in (as_user, as_group) else as_user
        both = as_user & as_group
        return both | Match.UNSPEC if both else Match.UNSPEC

    def _runas_groups(self, groups: tuple[Member, ...] | None, as_user: Match) -> Match:
        if groups:
            match = self._cached("group", groups, self._group_is)
            if match != Match.UNSPEC:
                return match
        if as_user & Match.ALLOW and self._runas_group is not None:
            if self._accounts.groups is None and self._runas_user.gid < 0:
                return Match.ALLOW | Match.UNSPEC
            own = self._accounts.groups_of(self._runas_user)
            if self._runas_group.gid in [self._runas_user.gid, *[group.gid for group in own]]:
                return Match.ALLOW
        return Match.UNSPEC

    def _is_myself(self) -> bool:
        request = self._request
        return (request.runas_user is None and request.runas_group is not None) or (
            self._runas_user.name == self._user.name
        )

    def _runas_is(self, member: Member) -> bool | None:
        return self._is_myself() if member.kind is Kind.MYSELF else self._is(member, self._runas_user)

    def _group_is(self, member: Member) -> bool | None:
        group = self._runas_group
        wanted = group.name if group else self._request.runas_group or ""
        match member.kind:
            case Kind.ALL:
                return True
            case Kind.ID:
                return group is not None and id_of(member.name) == group.gid
            case Kind.NAME:
                return _same(member.name, wanted, self._flags.case_insensitive_group)
            case Kind.UNKNOWN:
                return None
            case _:
                return False

    def _asks(self, grant: Grant | None) -> bool:
        """Whether sudo asks for a password (check.c): not root, nor anyone who stays who she is."""
        asks = self._flags.authenticate
        if grant is not None and grant.tags.nopasswd is not None:
            asks = not grant.tags.nopasswd
        if not asks or self._user.uid == 0:
            return False
        if self._user.name == self._runas_user.name:
            return self._runas_group is not None and self._runas_group.gid not in [
                self._user.gid,
                *[group.gid for group in self._accounts.groups_of(self._user)],
            ]
        exempt = self._flags.exempt_group
        return not exempt or exempt not in [group.name for group in self._accounts.groups_of(self._user)]


def _same(one: str, other: str, fold: bool) -> bool:
    return one == other or (fold and lower(one) == lower(other))
