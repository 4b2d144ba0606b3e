"""What is known around a policy: accounts, places, the sudo that it is meant for."""

from __future__ import annotations

from sudolint.policy.accounts import Accounts
from sudolint.policy.places import Places
from sudolint.policy.targets import Target
from sudolint.records import NamedTuple


class Surroundings(NamedTuple):
    """All that a policy doesn't say itself, as far as it is known."""

    places: Places
    accounts: Accounts
    target: Target
    distro: str = ""
    """Whose sudo it is: `debian`, `fedora` ...; empty where that isn't known."""


NOTHING_KNOWN = Surroundings(Places(), Accounts(), Target())
