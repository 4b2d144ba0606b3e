"""Pairs of policies: a generated one, and what an edit makes of it."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import random

COMMANDS = (
    "/opt/t/x",
    "/opt/t/x a",
    "/opt/t/x a*",
    '/opt/t/x ""',
    "/opt/t/x ^a+$",
    "/opt/t/x *",
    "/opt/t/*",
    "/opt/t/",
    "ALL",
    "sudoedit /etc/*",
    "sudoedit /etc/a",
    "list",
    "^/opt/t/[xy]$",
    "/opt/t/y",
    "/opt/t/x [!a]*",
    "/opt/t/x a b",
    "/opt/t/x ^b?$",
    "/opt/t/x a\\,b",
    "TOOLS",
)
USERS = (
    *("alice", "bob", "ALL", "%ops", "alice, bob", "ALL, !alice", "%ops, !alice", "ALL, !%ops", "PEOPLE"),
    *("%ops, bob", "!bob, ALL", "ALL, !bob", "#1000", "%adm", "%ops, !%adm", "ALL, !PEOPLE"),
)
HOSTS = ("ALL",) * 8 + ("web1", "web2", "ALL, !web1", "web*", "web1, web2", "SERVERS", "w?b1")
RUNAS = (
    *("", "", "", "", "(root) ", "(ALL) ", "(app) ", "(ALL, !root) ", "(ALL, !app) ", "(root, app) "),
    *("(root:adm) ", "(:adm) ", "(ALL:ALL) ", "() ", "(%ops) ", "(TARGETS) ", "(ALL:ALL, !adm) ", "(#0) "),
)
DATES = ("", "NOTAFTER=20200101000000Z ", "NOTBEFORE=20300101000000Z ", "NOTAFTER=20300101000000Z ")
TAGS = ("",) * 8 + ("NOPASSWD: ", "PASSWD: ")
DEFAULTS = (
    *("runas_default=app", "!authenticate", ":alice !authenticate", "@web1 runas_default=app", "fast_glob"),
    *("!/opt/t/x !authenticate", ":%ops runas_default=app", ">app !authenticate", " exempt_group=adm"),
)
ALIASES = (
    ("User_Alias PEOPLE = alice, bob", "User_Alias PEOPLE = ALL, !alice"),
    ("Host_Alias SERVERS = web1, web2",),
    ("Runas_Alias TARGETS = root, app",),
    ("Cmnd_Alias TOOLS = /opt/t/x a, /opt/t/y", "Cmnd_Alias TOOLS = ALL, !/opt/t/x"),
)


class Draft(NamedTuple):
    """A policy in parts."""

    aliases: list[str]
    defaults: list[str]
    entries: list[list[str]]

    @property
    def text(self) -> str:
        """As sudoers."""
        entries = [f"{users} {hosts} = {commands}" for users, hosts, commands in self.entries]
        return "\n".join([*self.aliases, *self.defaults, *entries]) + "\n"


def draft(chance: random.Random) -> Draft:
    """A policy of a few entries."""
    entries = [_entry(chance) for _ in range(chance.randint(1, 3))]
    return Draft(_aliases(chance), _defaults(chance, 0.3), entries)


def edited(chance: random.Random, old: Draft) -> Draft:
    """The same after an edit or two."""
    new = deepcopy(old)
    for _ in range(chance.choice((1, 1, 1, 2))):
        what = chance.randrange(20)
        if what < 3:
            new.aliases[:] = _aliases(chance)
        elif what < 5:
            new.defaults[:] = _defaults(chance, 0.6)
        elif what < 7:
            new.entries.insert(chance.randint(0, len(new.entries)), _entry(chance))
        elif what < 9 and len(new.entries) > 1:
            new.entries.pop(chance.randrange(len(new.entries)))
        elif what < 10:
            chance.shuffle(new.entries)
        else:
            part = chance.randrange(3)
            chance.choice(new.entries)[part] = _entry(chance)[part]
    return new


def _aliases(chance: random.Random) -> list[str]:
    return [chance.choice(alternatives) for alternatives in ALIASES]


def _defaults(chance: random.Random, often: float) -> list[str]:
    if chance.random() > often:
        return []
    setting = chance.choice(DEFAULTS)
    bound = setting.startswith((":", "@", ">", " ")) or setting.startswith("!/")
    return [f"Defaults{'' if bound else ' '}{setting}"]


def _entry(chance: random.Random) -> list[str]:
    commands = [
        (chance.choice(RUNAS) if number == 0 or chance.random() < 0.2 else "")
        + (chance.choice(DATES) if chance.random() < 0.15 else "")
        + chance.choice(TAGS)
        + ("!" if chance.random() < 0.3 else "")
        + chance.choice(COMMANDS)
        for number in range(chance.randint(1, 3))
    ]
    return [chance.choice(USERS), chance.choice(HOSTS), ", ".join(commands)]
