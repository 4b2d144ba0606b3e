"""Regular expressions for what rules call by name: `{below}`, `{secret}`, `{obeyed}`."""

from __future__ import annotations

import re

WRITABLE = ("/home", "/tmp", "/var/tmp", "/dev/shm", "/run/user")  # noqa: S108 - named, not used
"""Directories below which a caller can put files."""

_DEPTH = 8
"""Out of how deep a directory a path is followed on its way back by `..`."""


def _top() -> str:
    """Some components of a path that lead from the root back to it: `/srv/app/../..`, `//.`."""
    # No colon and no comma, which end a path: `/srv:/data`, `src=/srv,dst=/data`.
    name, nothing = r"/([^/. :,]|\.[^/. :,]|\.\.[^/ :,])[^/ :,]*", r"/\.?"
    back = ""
    for _ in range(_DEPTH):
        back = rf"({name}{back}/\.\.|{nothing})*"
    return rf"(({name}{back})?/\.\.|{nothing})"


_TOP = _top()
_ROUND = f"{_TOP}*"

_NEAR = r"([^/ :-][^ :]*/)?"
"""What may stand before the name of a file in the directory of the caller, who chooses it."""
_JOB = "anyjobofthecaller"
"""A name in a directory of jobs; so long that the whole path of such a file is preferred as a witness."""

_FILES = "|".join(
    [
        r"passwd|group|g?shadow|sudoers|sudo\.conf|doas\.conf",  # who is who
        r"(ana)?crontab|profile|environment|(ba|z)sh[^ ]*|csh\.[^ ]*",  # what runs at its time, at a login
        r"fstab|inittab|rc[0-9S]?\.[^ ]*|sysctl\.conf|ld\.so\.[^ ]*|security/(pam_env|namespace)[^ ]*",
        r"ssh/sshd?_config[^ ]*|systemd/(system|user)[^ ]*|NetworkManager/dispatcher\.d[^ ]*",
    ]
)
_DIRECTORIES = "|".join(
    [
        r"sudoers\.d|pam\.d|polkit-1|dbus-1",
        r"cron[a-z.]*|profile\.d|logrotate\.d|update-motd\.d|apt",
        r"init\.d|default|udev|network|modprobe\.d|sysctl\.d|grub\.d|supervisor|nixos",
    ]
)
_KERNEL = r"/proc/(sys/kernel/(core_pattern|modprobe|hotplug)|sysrq-trigger)|/sys/kernel/uevent_helper"
_SYSTEM = "|".join(
    [
        r"etc|boot|var/spool/cron|(usr/(local/)?)?(s?bin|lib[a-z0-9]*)",
        r"usr/share/(bash-completion|dbus-1|initramfs-tools|polkit-1)",
    ]
)
_ABOVE = "usr|usr/local|usr/share"


class Places:
    """The named patterns of rules, with the places that callers can write to."""

    def __init__(self, writable: tuple[str, ...] = WRITABLE) -> None:
        self.writable = writable
        place = "/(" + "|".join([re.escape(path.strip("/")) for path in writable]) + ")"
        self.patterns = {
            # what the path of a file may begin with, whose path from the root follows
            "root": _ROUND,
            # the root of the file system itself
            "top": f"({_TOP}+)",
            # a directory below which a caller can put files
            "place": place,
            # it, or a path below it, wherever the path begins
            "below": rf"({_ROUND}{place}(/[^ ]*)?)",
            # such a path, or one in the caller's own directory
            "writable": rf"({_ROUND}{place}(/.*)?|[^/ -][^:]*)",
            # a file that only root may read
            "secret": rf"({_ROUND}/etc/shadow|{_NEAR}shadow)",
            # a file that root obeys, of a name that nobody would fix in a policy
            "target": rf"({_ROUND}/etc/cron\.d/job|{_NEAR}{_JOB})",
            # any file that root, or the kernel for it, obeys, or the directory of such files
            "obeyed": (
                rf"({_ROUND}(/etc/({_FILES}|({_DIRECTORIES})(/[^ ]*)?)|/(usr/)?lib/systemd(/[^ ]*)?"
                rf"|/var/spool/cron(/[^ ]*)?|/root/\.[^ ]*|{_KERNEL})|{_NEAR}{_JOB})"
            ),
            # a program or setting of the system
            "system": rf"({_ROUND}/+(({_SYSTEM})/[^ ]*|root/\.[^ ]*)[^ /])",
            # such a file, or a directory that one may be in
            "above": rf"({_ROUND}/+(({_SYSTEM})(/[^ ]*)?|root(/(\.[^ ]*)?)?|({_ABOVE})/?)?)",
            # a name that nobody would fix in a policy: the caller has the choice
            "free": ".*any",
        }

    def covers(self, path: str) -> bool:
        """Whether a caller can put a file at this path, or replace it."""
        return any(path.startswith(place.rstrip("/") + "/") for place in self.writable)
