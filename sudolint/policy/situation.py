"""Who asks whom where: what the lists of a policy say of one user, host and target.

Every list is looked through from its end, and the first member that matches decides (match.c).
"""

from __future__ import annotations

from itertools import chain

from sudolint.policy.accounts import Accounts, User, id_of
from sudolint.policy.bound import says
from sudolint.policy.matching import LONGEST, fnmatch, lower
from sudolint.policy.model import Kind, Scope
from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sudolint.policy.accounts import Group
    from sudolint.policy.model import Grant, Member, Policy, Runas, Setting


class Request(NamedTuple):
    """A command line that a user gives to sudo."""

    user: str
    """A name, `#uid`, or a member as in a User_List (`%ci`, `+hosts`) for anyone whom it covers."""
    argv: tuple[str, ...] = ()
    host: str = "localhost"
    runas_user: str | None = None
    """As after `-u`; or a member as in a Runas_List for anyone whom it covers."""
    runas_group: str | None = None
    """As after `-g`."""
    time: int | None = None
    """Seconds since the epoch; None: dates are taken to hold."""


class Match:
    """What a list says of something, as bits of an integer; several where that isn't known."""

    ALLOW = 1
    DENY = 2
    UNSPEC = 4


class Flags:
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
        self.rootpw = False
        self.targetpw = False
        self.runaspw = False
        self.noexec = False
        self.intercept = False

    @property
    def asks_for_another(self) -> bool:
        """Whether the password asked for isn't the user's own."""
        return self.rootpw or self.targetpw or self.runaspw

    def apply(self, setting: Setting) -> None:
        """Take over a parameter, where it is one of these."""
        if setting.name in vars(self):
            on = setting.operator != "!"
            value: bool | str = on
            if not isinstance(vars(self)[setting.name], bool):
                value = setting.value if on else ""
            setattr(self, setting.name, value)


_EARLY = ("match_group_by_gid", "runas_default")
"""Parameters that sudo sets before all others (sudoers.c, early_defaults)."""


_MATCHING = ("case_insensitive_user", "case_insensitive_group", "match_group_by_gid", "use_netgroups")
"""Parameters by which the same list may say something else."""

BEARING = frozenset(vars(Flags()))
"""The names of these parameters."""

_CONFINING = ("noexec", "intercept")
"""Parameters, and tags, by which a command runs no others, or only those that are permitted, too."""

DECIDING = BEARING.difference(_CONFINING)
"""Those that decisions depend on."""


_REASONS = 20
"""How many reasons are told."""


class Parameters:
    """The Defaults that bear on decisions, but for those of commands; by the names they are bound to."""

    def __init__(self, settings: Sequence[Setting]) -> None:
        self._by_user: dict[str, list[list[tuple[int, Setting]]]] = {"": []}
        self.confining: list[Setting] = []
        """Those that are bound to commands and say whether these run others."""
        lists: dict[int, list[tuple[int, Setting]]] = {}
        for numbered in enumerate(settings):
            setting = numbered[1]
            if setting.name not in BEARING:
                continue
            if setting.scope is Scope.CMND:
                if setting.name in _CONFINING:
                    self.confining.append(setting)
                continue
            plain = setting.scope is Scope.USER and all(one.kind is Kind.NAME for one in setting.members)
            members = id(setting.members) if plain else 0
            if members not in lists:
                lists[members] = []
                for name in {lower(one.name) for one in setting.members} if plain else ("",):
                    self._by_user.setdefault(name, []).append(lists[members])
            lists[members].append(numbered)

    @property
    def general(self) -> int:
        """How many may concern anyone."""
        return sum([len(numbered) for numbered in self._by_user[""]])

    def of(self, user: str) -> list[Setting]:
        """Those that may concern a user, in their order."""
        lists = [*self._by_user[""], *(self._by_user.get(lower(user), ()) if user else ())]
        return [setting for _, setting in sorted(chain(*lists), key=_number)]


def _number(numbered: tuple[int, Setting]) -> int:
    return numbered[0]


class Situation:
    """A user on a host who asks to become someone, and what grants and Defaults say of that."""

    def __init__(
        self, policy: Policy, request: Request, accounts: Accounts, parameters: Parameters | None = None
    ) -> None:
        """`parameters` are those of the policy, where they are known already."""
        self.flags = Flags()
        self.reasons: dict[str, None] = {}
        """Why some lists said more than one thing."""
        self._request = request
        self._accounts = accounts
        self._cache: dict[tuple[str, int], int] = {}
        self._short_host = request.host.partition(".")[0]
        self._user = self._account(request.user)
        self._runas_user = self._user
        self._runas_group: Group | None = None
        parameters = parameters or Parameters(policy.settings)
        self._confining = parameters.confining
        self._set_defaults(parameters.of(self._user.name))

    @property
    def user(self) -> str:
        """The name of the account of whoever asks."""
        return self._user.name

    def applies(self, grant: Grant) -> int:
        """Whether a grant's users, hosts, dates and runas fit: ALLOW, UNSPEC or both."""
        certain = not grant.condition
        if grant.condition:
            self.reasons[f"it is not known whether {grant.condition}"] = None
        for match in (
            self._cached("user", grant.users, self._is_user),
            self._cached("host", grant.hosts, self._is_host),
            self._date(grant),
            self._runas(grant.runas),
        ):
            if not match & Match.ALLOW:
                return Match.UNSPEC
            certain = certain and match == Match.ALLOW
        return Match.ALLOW if certain else Match.ALLOW | Match.UNSPEC

    def asks(self, grant: Grant | None) -> bool:
        """Whether sudo asks for a password (check.c): not root, nor anyone who stays who she is."""
        asks = self.flags.authenticate
        if grant is not None and grant.tags.nopasswd is not None:
            asks = not grant.tags.nopasswd
        if not asks or self._user.uid == 0:
            return False
        groups = self._accounts.groups_of(self._user)
        if self._user.name == self._runas_user.name:
            own = [self._user.gid, *[group.gid for group in groups]]
            return self._runas_group is not None and self._runas_group.gid not in own
        exempt = self.flags.exempt_group
        return not exempt or exempt not in [group.name for group in groups]

    def confines(self, grant: Grant) -> bool:
        """Whether sudo keeps what is granted from running other commands that aren't permitted."""
        for name in _CONFINING:
            confines = getattr(grant.tags, name)
            if confines is None:
                confines = getattr(self.flags, name)
                for setting in self._confining:
                    if setting.name == name and (said := says(setting, grant.cmnd)) is not None:
                        confines = said
            if confines:
                return True
        return False

    def _set_defaults(self, settings: Sequence[Setting]) -> None:
        """Apply Defaults as sudo does, but for those bound to commands (`decide` does that)."""
        for setting in settings:
            if setting.name in _EARLY and self.binds(setting):
                self.flags.apply(setting)
        self._find_target()
        for setting in settings:
            if self.binds(setting):
                self.flags.apply(setting)
                if setting.name in _MATCHING:
                    self._cache.clear()
        self._find_target()

    def _find_target(self) -> None:
        self._cache.clear()
        request = self._request
        if request.runas_user is not None:
            self._runas_user = self._account(request.runas_user)
        elif request.runas_group is not None:
            self._runas_user = self._user
        else:
            self._runas_user = self._account(self.flags.runas_default)
        if request.runas_group is not None:
            self._runas_group = self._accounts.group(request.runas_group)

    def _account(self, name: str) -> User:
        return self._accounts.user(name) or User(name, -1, -1)

    def binds(self, setting: Setting) -> bool:
        """Whether a Defaults entry surely concerns this user, host or target; none that is about commands."""
        match setting.scope:
            case Scope.GENERIC:
                return True
            case Scope.HOST:
                return self._cached("host", setting.members, self._is_host) == Match.ALLOW
            case Scope.USER:
                return self._cached("user", setting.members, self._is_user) == Match.ALLOW
            case Scope.RUNAS:
                return self._cached("runas", setting.members, self._is_runas_user) == Match.ALLOW
            case Scope.CMND:
                return False

    def _date(self, grant: Grant) -> int:
        now, options = self._request.time, grant.options
        if now is None:
            return Match.ALLOW
        early = options.notbefore is not None and now < options.notbefore
        late = options.notafter is not None and now > options.notafter
        return Match.UNSPEC if early or late else Match.ALLOW

    def _cached(self, what: str, members: Sequence[Member], matches: Callable[[Member], bool | None]) -> int:
        key = (what, id(members))
        if key not in self._cache:
            self._cache[key] = self._says(members, matches)
        return self._cache[key]

    def _says(self, members: Sequence[Member], matches: Callable[[Member], bool | None]) -> int:
        """What a list says; `matches` tells of one member, None where that isn't known."""
        result = 0
        for member in reversed(members):
            matched = matches(member)
            if matched is False:
                continue
            result |= Match.DENY if member.negated else Match.ALLOW
            if matched:
                return result
            if len(self.reasons) < _REASONS:
                self.reasons[f"it is not known who `{member.text}` is"] = None
        return result | Match.UNSPEC

    def _is_user(self, member: Member) -> bool | None:
        asked = self._request.user
        if asked == (member.name if member.kind is Kind.NAME else member.text.removeprefix("!")):
            return True  # it was asked for anyone whom the member covers
        return self._is(member, self._user)

    def _is(self, member: Member, user: User) -> bool | None:
        """Whether a user is the member, or in the group that it names."""
        match member.kind:
            case Kind.ALL:
                return True
            case Kind.NAME:
                return _same(member.name, user.name, self.flags.case_insensitive_user)
            case Kind.ID:
                if user.uid >= 0:
                    return id_of(member.name) == user.uid
                return None if self._accounts.users is None else False
            case Kind.GROUP | Kind.GROUP_ID:
                return self._in_group(member, user)
            case Kind.PLUGIN_GROUP | Kind.UNKNOWN:
                return None
            case Kind.NETGROUP:
                return None if self.flags.use_netgroups else False
            case _:
                return False

    def _in_group(self, member: Member, user: User) -> bool | None:
        if (user.name, member.name) in self._accounts.memberships:
            return True
        if self._accounts.groups is None:
            return None
        groups = self._accounts.groups_of(user)
        if member.kind is Kind.GROUP_ID:
            gid = id_of(member.name)
            return any(group.gid == gid for group in groups)
        fold = self.flags.case_insensitive_group
        return any(_same(member.name, group.name, fold) for group in groups)

    def _is_host(self, member: Member) -> bool | None:
        if self._request.host == member.text.removeprefix("!"):
            return True
        match member.kind:
            case Kind.ALL:
                return True
            case Kind.NAME:
                host = self._request.host if "." in member.name else self._short_host
                if any(sign in member.name for sign in "\\?*[]"):
                    if len(member.name) * len(host) > LONGEST:
                        return None
                    return fnmatch(member.name, host, fold=True)
                return _same(member.name, host, True)
            case Kind.NETGROUP:
                return None if self.flags.use_netgroups else False
            case Kind.UNKNOWN:
                return None
            case _:  # the addresses of the machine are not known: none
                return False

    def _runas(self, runas: Runas) -> int:
        users, groups = runas
        if users is None and groups is None:
            same = _same(self.flags.runas_default, self._runas_user.name, self.flags.case_insensitive_user)
            as_user = Match.ALLOW if same else Match.UNSPEC
        elif users is None:
            as_user = Match.ALLOW if self._is_myself() else Match.UNSPEC
        else:
            as_user = self._cached("runas", users, self._is_runas_user)
        if self._request.runas_group is None:
            return as_user
        as_group = self._runas_groups(groups, as_user)
        if Match.DENY in (as_user, as_group):
            return Match.UNSPEC
        if as_user == Match.UNSPEC and groups is not None and self._runas_user.name == self._user.name:
            return as_group
        both = as_user & as_group & Match.ALLOW
        return both | (0 if as_user == as_group == Match.ALLOW else Match.UNSPEC)

    def _runas_groups(self, groups: tuple[Member, ...] | None, as_user: int) -> int:
        if groups:
            match = self._cached("group", groups, self._is_runas_group)
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

    def _is_runas_user(self, member: Member) -> bool | None:
        if member.kind is Kind.MYSELF:
            return self._is_myself()
        if self._request.runas_user == member.text.removeprefix("!"):
            return True
        return self._is(member, self._runas_user)

    def _is_runas_group(self, member: Member) -> bool | None:
        group = self._runas_group
        wanted = group.name if group else self._request.runas_group or ""
        match member.kind:
            case Kind.ALL:
                return True
            case Kind.ID:
                return group is not None and id_of(member.name) == group.gid
            case Kind.NAME:
                return _same(member.name, wanted, self.flags.case_insensitive_group)
            case Kind.UNKNOWN:
                return None
            case _:
                return False


def _same(one: str, other: str, fold: bool) -> bool:
    return one == other or (fold and lower(one) == lower(other))
