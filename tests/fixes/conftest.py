"""Short ways to a mended policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sudolint.fixes.engine import Fixer
from sudolint.policy.load import nix_policy, policy_from_text
from sudolint.source import octets

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sudolint.audit import Auditor
    from sudolint.findings import Finding
    from sudolint.fixes.engine import Mended
    from sudolint.packs import Packs
    from sudolint.policy.model import Policy


@pytest.fixture(scope="session")
def mended(packs: Packs, auditor: Auditor) -> Callable[..., Mended]:
    """Mend a text of sudoers, or of Nix, by the fixes of some rules; of all rules where none is named."""

    def run(text: str, *rules: str, unsafe: bool = False, path: str = "policy") -> Mended:
        def read(texts: Mapping[str, str]) -> Policy:
            found = texts.get(path, octets(text))
            return nix_policy(path, found) if path.endswith(".nix") else policy_from_text(path, found)

        def audit(policy: Policy) -> Sequence[Finding]:
            return auditor.audit(policy, (), lambda rule: not rules or rule.id in rules).findings

        policy = read({})
        return Fixer(read, audit, packs, auditor, unsafe=unsafe).mend(policy, audit(policy))

    return run
