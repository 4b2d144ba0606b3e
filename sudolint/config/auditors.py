"""Auditors, one for each kind of surroundings that settings describe."""

from __future__ import annotations

from sudolint.audit import Auditor
from sudolint.policy.places import WRITABLE, Places
from sudolint.policy.surroundings import NOTHING_KNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sudolint.config.settings import Settings
    from sudolint.packs import Packs


class Auditors:
    """Makes auditors; keeps them, with what they compiled."""

    def __init__(self, packs: Packs) -> None:
        self._packs = packs
        self._made: dict[object, Auditor] = {}

    def under(self, settings: Settings) -> Auditor:
        """What audits under some settings."""
        key = (settings.target, settings.sudo_version, settings.writable, settings.distro)
        if key not in self._made:
            places = Places((*WRITABLE, *settings.writable)) if settings.writable else NOTHING_KNOWN.places
            around = NOTHING_KNOWN._replace(target=settings.program, places=places, distro=settings.distro)
            self._made[key] = Auditor(self._packs, around)
        return self._made[key]
