"""Which Defaults are in force, and for whom.

sudo applies them in two passes: first all that aren't bound to commands, in the order of the files, whatever
they are bound to; when the command is known those bound to commands (sudoers.c, defaults.c). What a later one
of a pass overrides for all whom it concerns is not in force.
"""

from __future__ import annotations

from sudolint.policy.model import CmndKind, Scope

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sudolint.policy.model import Setting
    from sudolint.policy.targets import Target

_IGNORED_BY_SUDO_RS = frozenset(
    """always_query_group_plugin always_set_home env_reset fqdn ignore_dot lecture mailerpath mail_badpass
    match_group_by_gid visiblepw verifypw log_denied insults env_delete""".split()
)


def value_of(setting: Setting) -> str:
    """What it sets its parameter to: `on`, `off` or a text."""
    if setting.operator == "!":
        return "off"
    return setting.value if setting.operator else "on"


class InForce:
    """The Defaults of a policy, by name."""

    def __init__(self, settings: Sequence[Setting], target: Target) -> None:
        self._by_name: dict[str, list[Setting]] = {}
        for setting in settings:
            if target.program == "sudo-rs" and setting.name in _IGNORED_BY_SUDO_RS:
                continue
            if setting.name == "tty_tickets":  # an older way to say it
                value = "global" if setting.operator == "!" else "tty"
                setting = setting._replace(name="timestamp_type", operator="=", value=value)
            self._by_name.setdefault(setting.name, []).append(setting)
        self._found: dict[str, tuple[list[Setting], list[tuple[Setting, Setting]]]] = {}

    def of(self, name: str) -> list[Setting]:
        """Those that set a parameter which is no list, in their order."""
        return self._split(name)[0]

    def overridden(self) -> Iterator[tuple[Setting, Setting]]:
        """Each that has no effect, with the later one because of which it has none; not those of lists."""
        for name, settings in self._by_name.items():
            if len(settings) > 1 and not any(one.operator in ("+=", "-=") for one in settings):
                yield from self._split(name)[1]

    def generally(self, name: str) -> Setting | None:
        """The one that holds for all who aren't named anywhere."""
        generic = [one for one in self.of(name) if one.scope is Scope.GENERIC]
        return generic[-1] if generic else None

    def words(self, name: str) -> Iterator[tuple[str, Setting]]:
        """The words that are added to a list, and not taken out of it again."""
        gone: dict[object, set[str]] = {}
        emptied: set[object] = set()
        for setting in reversed(self._by_name.get(name, ())):
            reach = _reach(setting)
            around: tuple[object, ...] = (reach,)
            if setting.scope is not Scope.CMND:
                around = (reach, _EVERYONE)
            words = setting.value.split()
            if setting.operator in ("=", "+="):
                for word in words:
                    if not any(key in emptied or word in gone.get(key, ()) for key in around):
                        yield word, setting
            if setting.condition:
                continue
            if setting.operator in ("=", "!"):
                emptied.add(reach)
            elif setting.operator == "-=":
                gone.setdefault(reach, set()).update(words)

    def changes(self, name: str) -> Sequence[Setting]:
        """All that say something of a list."""
        return self._by_name.get(name, ())

    def _split(self, name: str) -> tuple[list[Setting], list[tuple[Setting, Setting]]]:
        if name not in self._found:
            kept: list[Setting] = []
            lost: list[tuple[Setting, Setting]] = []
            later: dict[object, Setting] = {}
            for setting in reversed(self._by_name.get(name, ())):
                reach = _reach(setting)
                over = later.get(reach) or later.get(_ANY_COMMAND)
                if over is None and setting.scope is not Scope.CMND:
                    over = later.get(_EVERYONE)
                if over is None:
                    kept.append(setting)
                else:
                    lost.append((setting, over))
                if not setting.condition:
                    later.setdefault(reach, setting)
            if _ANY_COMMAND in later:
                over = later[_ANY_COMMAND]
                lost += [(one, over) for one in kept if one.scope is not Scope.CMND]
                kept = [one for one in kept if one.scope is Scope.CMND]
            self._found[name] = kept[::-1], lost
        return self._found[name]


_EVERYONE = Scope.GENERIC
_ANY_COMMAND = Scope.CMND


def _reach(setting: Setting) -> object:
    """For whom it is, so that two for the same are equal."""
    if setting.scope is Scope.GENERIC:
        return _EVERYONE
    if setting.scope is Scope.CMND:
        if len(setting.cmnds) == 1 and setting.cmnds[0][0].kind is CmndKind.ALL and not setting.cmnds[0][1]:
            return _ANY_COMMAND
        return setting.cmnds
    return setting.scope, setting.members
