"""What a command gets to see of its caller's environment."""

from __future__ import annotations

from fnmatch import fnmatchcase

from sudolint.policy.decide import concerns
from sudolint.policy.in_force import value_of
from sudolint.policy.model import Scope
from sudolint.policy.situation import Situation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sudolint.policy.accounts import Accounts
    from sudolint.policy.model import Policy, Setting
    from sudolint.policy.situation import Request
    from sudolint.policy.targets import Target

_DELETED = """
BASHOPTS BASH_ENV CDPATH CLASSPATH ENV FPATH GLOBIGNORE HOSTALIASES IFS JAVA_TOOL_OPTIONS LD_* LOCALDOMAIN NLSPATH
NODE_OPTIONS NULLCMD PATH_LOCALE PERL5DB PERL5LIB PERL5OPT PERLIO_DEBUG PERLLIB PS4 PYTHONHOME PYTHONINSPECT
PYTHONPATH PYTHONUSERBASE READNULLCMD RES_OPTIONS RUBYLIB RUBYOPT SHELLOPTS TERMCAP TERMINFO TERMINFO_DIRS TERMPATH
TMPPREFIX ZDOTDIR _RLD*
""".split()
"""What is removed where the rest is kept, unless `env_delete` says otherwise (env.c of the newest)."""

_LISTS, _SWITCHES = ("env_keep", "env_delete"), ("env_reset", "always_set_home")
"""The parameters that bear on it; sudo-rs knows the first one only."""


class Environment:
    """Which variables one command of one user has as the caller sets them."""

    def __init__(self, policy: Policy, request: Request, accounts: Accounts, target: Target) -> None:
        situation = Situation(policy, request, accounts)
        self._resets: Setting | None = None
        self._deleted = {name: None for name in _DELETED}
        self._kept: dict[str, Setting] = {}
        self._sets_home = False
        known = _LISTS[:1] if target.program == "sudo-rs" else (*_LISTS, *_SWITCHES)
        settings = [one for one in policy.settings if one.name in known]
        for setting in settings:
            if setting.scope is not Scope.CMND and situation.binds(setting):
                self._apply(setting)
        for setting in settings:
            if setting.scope is Scope.CMND and concerns(setting, request, situation):
                self._apply(setting)

    def _apply(self, setting: Setting) -> None:
        match setting.name:
            case "always_set_home":
                self._sets_home = value_of(setting) == "on"
            case "env_reset":
                self._resets = None if value_of(setting) == "on" else setting
            case "env_keep":
                _change(self._kept, setting, setting)
            case _:
                _change(self._deleted, setting, None)

    def lets(self, name: str) -> Setting | None:
        """The setting because of which a variable, or one that a pattern covers, is the caller's own."""
        if name == "HOME" and self._sets_home:
            return None
        if self._resets is not None:
            return None if any(_alike(name, word) for word in self._deleted) else self._resets
        for word, setting in self._kept.items():
            kept, narrowed, value = word.partition("=")
            if (not narrowed or "*" in value) and not value.startswith("()") and _alike(name, kept):
                return setting
        return None


def _change(words: dict[str, Setting] | dict[str, None], setting: Setting, value: object) -> None:
    """Change a list as a setting says."""
    if setting.operator in ("=", "!"):
        words.clear()
    for word in setting.value.split():
        if setting.operator == "-=":
            words.pop(word, None)
        else:
            words[word] = value  # type: ignore[assignment]


def _alike(one: str, other: str) -> bool:
    """Whether two patterns of names have something in common, as far as these here go."""
    return fnmatchcase(one, other) or fnmatchcase(other, one)
