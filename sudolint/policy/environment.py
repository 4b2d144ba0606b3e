"""What commands get to see of their caller's environment."""

from __future__ import annotations

from fnmatch import fnmatchcase

from sudolint.policy.decide import concerns
from sudolint.policy.in_force import value_of
from sudolint.policy.model import Scope
from sudolint.policy.situation import Parameters, Situation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from sudolint.policy.accounts import Accounts
    from sudolint.policy.model import Policy, Setting
    from sudolint.policy.situation import Request
    from sudolint.policy.targets import Target

_DELETED = """
BASHOPTS BASH_ENV CDPATH CLASSPATH ENV FPATH GLOBIGNORE HOSTALIASES IFS JAVA_TOOL_OPTIONS LD_* LOCALDOMAIN
NLSPATH NODE_OPTIONS NULLCMD PATH_LOCALE PERL5DB PERL5LIB PERL5OPT PERLIO_DEBUG PERLLIB PS4 PYTHONHOME
PYTHONINSPECT PYTHONPATH PYTHONUSERBASE READNULLCMD RES_OPTIONS RUBYLIB RUBYOPT SHELLOPTS TERMCAP TERMINFO
TERMINFO_DIRS TERMPATH TMPPREFIX ZDOTDIR _RLD*
""".split()
"""What is removed where the rest is kept, unless `env_delete` says otherwise (env.c of the newest)."""

_LISTS, _SWITCHES = ("env_keep", "env_delete"), ("env_reset", "always_set_home")
"""The parameters that bear on it; sudo-rs knows the first one only."""


class Environments:
    """Finds which variables a policy lets through, to whom and to which commands."""

    def __init__(self, policy: Policy, accounts: Accounts, target: Target) -> None:
        self._policy = policy
        self._accounts = accounts
        self._parameters: Parameters | None = None
        known = _LISTS[:1] if target.program == "sudo-rs" else (*_LISTS, *_SWITCHES)
        self._settings = [one for one in policy.settings if one.name in known]
        self._names = [
            word.partition("=")[0]
            for one in self._settings
            if one.name == "env_keep" and one.operator != "-="
            for word in one.value.split()
        ]
        self._resets = not any(one.name == "env_reset" and value_of(one) == "off" for one in self._settings)
        self._of_commands = any(one.scope is Scope.CMND for one in self._settings)
        self._known: dict[Request, Environment] = {}

    def may_let(self, names: Iterable[str]) -> bool:
        """Whether one of these variables may be anybody's own; False is certain."""
        return not self._resets or any(_alike(name, word) for name in names for word in self._names)

    def of(self, request: Request) -> Environment:
        """What this command of this user gets."""
        key = request if self._of_commands else request._replace(argv=())
        if key not in self._known:
            self._parameters = self._parameters or Parameters(self._policy.settings)
            situation = Situation(self._policy, request, self._accounts, self._parameters)
            general = [one for one in self._settings if one.scope is not Scope.CMND and situation.binds(one)]
            bound = [one for one in self._settings if one.scope is Scope.CMND]
            self._known[key] = Environment(
                [*general, *[one for one in bound if concerns(one, request, situation)]]
            )
        return self._known[key]


class Environment:
    """Which variables a command has as its caller sets them."""

    def __init__(self, settings: Iterable[Setting]) -> None:
        """Take the settings that concern it, in the order in which they are applied."""
        self._unreset: Setting | None = None
        self._deleted: dict[str, Setting | None] = dict.fromkeys(_DELETED)
        self._kept: dict[str, Setting | None] = {}
        self._sets_home = False
        for setting in settings:
            match setting.name:
                case "always_set_home":
                    self._sets_home = value_of(setting) == "on"
                case "env_reset":
                    self._unreset = setting if value_of(setting) == "off" else None
                case "env_keep":
                    _change(self._kept, setting)
                case _:
                    _change(self._deleted, setting)

    def lets(self, name: str) -> Setting | None:
        """The setting because of which a variable, or one that a pattern covers, is the caller's own."""
        if name == "HOME" and self._sets_home:
            return None
        if self._unreset is not None:
            return None if any(_alike(name, word) for word in self._deleted) else self._unreset
        for word, setting in self._kept.items():
            kept, narrowed, value = word.partition("=")
            if (not narrowed or "*" in value) and not value.startswith("()") and _alike(name, kept):
                return setting
        return None


def _change(words: dict[str, Setting | None], setting: Setting) -> None:
    """Change a list as a setting says."""
    if setting.operator in ("=", "!"):
        words.clear()
    for word in setting.value.split():
        if setting.operator == "-=":
            words.pop(word, None)
        elif setting.operator != "!":
            words[word] = setting


def _alike(one: str, other: str) -> bool:
    """Whether two patterns of names have something in common, as far as these here go."""
    return fnmatchcase(one, other) or fnmatchcase(other, one)
