"""What Defaults that are bound to commands say of those that a grant permits."""

from __future__ import annotations

from sudolint.policy.matching import may_cover_path, only_path
from sudolint.policy.model import CmndKind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sudolint.policy.model import Cmnd, Setting


def says(setting: Setting, cmnd: Cmnd) -> bool | None:
    """What a flag is set to for all that a Cmnd covers; None: nothing is said of all of it."""
    for bound, negated in reversed(setting.cmnds):
        if bound.kind is CmndKind.ALL or not is_apart(bound, cmnd):
            return None if negated else setting.operator != "!"
    return None


def is_apart(bound: Cmnd, cmnd: Cmnd) -> bool:
    """Whether a Cmnd that Defaults are bound to is not known to cover all that another one covers."""
    path = only_path(cmnd)
    if path is None or not may_cover_path(bound, path, fast_glob=True):
        return True
    return bound.arguments not in (None, cmnd.arguments)
