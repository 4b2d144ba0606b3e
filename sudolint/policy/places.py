"""Regular expressions for what rules call by name: `{writable}`, `{free}`."""

from __future__ import annotations

WRITABLE = ("/home", "/tmp", "/var/tmp", "/dev/shm", "/run/user")  # noqa: S108 - named, not used
"""Directories below which a caller can put files."""


class Places:
    """The named patterns of rules, with the places that callers can write to."""

    def __init__(self, writable: tuple[str, ...] = WRITABLE) -> None:
        self.writable = writable
        below = "|".join(path.strip("/").replace(".", r"\.") for path in writable)
        self.patterns = {
            # below such a directory, relative to the caller's own, or led there by `..`
            "writable": rf"(/({below})(/.*)?|[^/ -][^:]*|/[^ ]*(/\.\.){{8}}/({below})/.*)",
            # a file that only root may read, whatever directory the path begins with
            "secret": r"(/etc/shadow|[^ ]*(/\.\.){8}/etc/shadow)",
            # a file that root obeys
            "target": r"(/etc/cron\.d/job|[^ ]*(/\.\.){8}/etc/cron\.d/job)",
            # a name that nobody would fix in a policy: the caller has the choice
            "free": ".*any",
        }

    def covers(self, path: str) -> bool:
        """Whether a caller can put a file at this path, or replace it."""
        return any(path.startswith(place.rstrip("/") + "/") for place in self.writable)
