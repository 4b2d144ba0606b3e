"""Regular expressions for what rules call by name: `{below}`, `{secret}`, `{obeyed}`."""

from __future__ import annotations

import re

WRITABLE = ("/home", "/tmp", "/var/tmp", "/dev/shm", "/run/user")  # noqa: S108 - named, not used
"""Directories below which a caller can put files."""

_DEPTH = 8
"""Out of how deep a directory a path is followed on its way back by `..`."""


_NAME = r"([^/. :,]|\.[^/. :,]|\.\.[^/ :,])[^/ :,]*"
"""A component of a path. No colon and no comma, which end a path: `/srv:/data`, `src=/srv,dst=/data`."""


def _back() -> str:
    """Components of a path behind another one that lead nowhere: `/app/..`, `/.`."""
    back = ""
    for _ in range(_DEPTH):
        back = rf"(/{_NAME}{back}/\.\.|/\.?)*"
    return back


_BACK = _back()
_TOP = rf"((/{_NAME}{_BACK})?/\.\.|/\.?)"
"""Some components of a path that lead from the root back to it: `/srv/app/../..`, `//.`."""
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


_NEUTRAL = rf"/+(?!({_SYSTEM}|root|usr|var/?$|proc|sys|dev)(/|$))[^/]"
"""Directories in which no file is one that root obeys or keeps secret."""


def _up(directory: str) -> str:
    """Names by which a path leads from a directory up to the root: `..`, `app/../../.`."""
    stay = rf"(({_NAME}{_BACK}/\.\.|\.)/+)*"
    return stay + rf"\.\./+{stay}" * (len([one for one in directory.split("/") if one]) - 1) + r"\.\."


class Places:
    """The named patterns of rules, with the places that callers can write to."""

    def __init__(self, writable: tuple[str, ...] = WRITABLE, directory: str = "") -> None:
        """`directory` is where commands are run, if the caller can't choose it or write there."""
        self.writable = writable
        self.directory = directory
        place = "/(" + "|".join([re.escape(path.strip("/")) for path in writable]) + ")"
        start = rf"({_ROUND}|{_up(directory)}{_ROUND})" if directory else _ROUND
        here = "" if directory else r"|[^/ -][^:]*"
        shadow, job = ("", "") if directory else (rf"|{_NEAR}shadow", rf"|{_NEAR}{_JOB}")
        self.patterns = {
            # what the path of a file may begin with, whose path from the root follows
            "root": start,
            # the root of the file system itself
            "top": rf"({_TOP}+|{_up(directory)}{_ROUND})" if directory else rf"({_TOP}+)",
            # a directory below which a caller can put files
            "place": place,
            # it, or a path below it, wherever the path begins
            "below": rf"({start}{place}(/[^ ]*)?)",
            # such a path, or one in the caller's own directory
            "writable": rf"({start}{place}(/.*)?{here})",
            # a file that only root may read
            "secret": rf"({start}/etc/shadow{shadow})",
            # a file that root obeys, of a name that nobody would fix in a policy
            "target": rf"({start}/etc/cron\.d/job{job})",
            # any file that root, or the kernel for it, obeys, or the directory of such files
            "obeyed": (
                rf"({start}(/etc/({_FILES}|({_DIRECTORIES})(/[^ ]*)?)|/(usr/)?lib/systemd(/[^ ]*)?"
                rf"|/var/spool/cron(/[^ ]*)?|/root/\.[^ ]*|{_KERNEL}){job})"
            ),
            # a program or setting of the system
            "system": rf"({start}/+(({_SYSTEM})/[^ ]*|root/\.[^ ]*)[^ /])",
            # such a file, or a directory that one may be in
            "above": rf"({start}/+(({_SYSTEM})(/[^ ]*)?|root(/(\.[^ ]*)?)?|({_ABOVE})/?)?)",
            # a name that nobody would fix in a policy: the caller has the choice
            "free": ".*any",
        }

    def covers(self, path: str) -> bool:
        """Whether a caller can put a file at this path, or replace it."""
        return any(path.startswith(place.rstrip("/") + "/") for place in self.writable)

    def leaves(self, directory: str | None) -> bool:
        """Whether the directory of a command, as in sudoers, leaves it to the caller what is found there."""
        fixed = directory is not None and directory.startswith("/") and ".." not in directory
        return directory is None or not fixed or self.covers(directory.rstrip("/") + "/x")

    def run_in(self, directory: str | None) -> Places:
        """The same for commands that are run in a directory, as far as the caller hasn't a say in it.

        What lies in one of the system is of the system by any name, as if the caller stood there.
        """
        if directory is None or self.leaves(directory) or not re.match(_NEUTRAL, directory):
            return self
        return Places(self.writable, directory)
