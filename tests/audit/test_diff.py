"""What changes from one policy to another."""

from __future__ import annotations

import pytest

from sudolint.audit.diff import difference
from sudolint.packs import Packs
from sudolint.policy.load import nix_policy, policy_from_text
from tests.conftest import ROOT

PACKS = Packs()
DOCKER = "alice ALL = (root) /usr/bin/docker "


@pytest.mark.parametrize(
    ("old", "new", "added", "removed", "unasked"),
    [
        (DOCKER + "run *", DOCKER + "run *", 0, 0, 0),
        (DOCKER + "run --rm alpine *", DOCKER + "run *", 1, 0, 0),
        (DOCKER + "run *", DOCKER + "run --rm alpine *", 0, 1, 0),
        (DOCKER + "ps", DOCKER + "images", 1, 1, 0),
        (DOCKER + "run *", DOCKER + "run *, !/usr/bin/docker run -v *", 0, 1, 0),
        ("alice ALL = (root) /bin/id", "alice ALL = (root) NOPASSWD: /bin/id", 0, 0, 1),
        ("alice ALL = (app) /bin/id", "alice ALL = (app, root) /bin/id", 1, 0, 0),
        ("Cmnd_Alias A = /bin/id\nalice ALL = A", "alice ALL = /bin/id", 0, 0, 0),
    ],
)
def test_differences(old: str, new: str, added: int, removed: int, unasked: int) -> None:
    """What came, went or needs no password any more, each with a witness; meaning counts, not text."""
    change = difference(policy_from_text("old", old + "\n"), policy_from_text("new", new + "\n"), PACKS)
    assert (len(change.added), len(change.removed), len(change.unasked)) == (added, removed, unasked)
    assert all(one.answer.witness for one in (*change.added, *change.removed, *change.unasked))
    assert change.worse is bool(added or unasked)


def test_the_docker_group() -> None:
    """Membership in the group docker, gone or come, is said, though the sudo list is the same."""
    text = (ROOT / "examples" / "ai-worker.nix").read_text()
    whitelist = nix_policy("new.nix", text)
    group = nix_policy(
        "old.nix", text.replace("isSystemUser = true;", 'isSystemUser = true; extraGroups = [ "docker" ];')
    )
    mended, broken = difference(group, whitelist, PACKS), difference(whitelist, group, PACKS)
    assert [finding.rule.id for finding in mended.besides_removed] == ["docker-group"]
    assert [finding.rule.id for finding in broken.besides_added] == ["docker-group"]
    assert not mended.worse
    assert broken.worse
    assert mended.added == mended.removed == broken.added == ()
