"""What tests of reviews share: a pull request that is played through, and who reviews it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sudolint.cli.policies import is_policy
from sudolint.review.run import review_of
from sudolint.review.sync import synchronize
from tests.review.clock import FakeTime

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sudolint.packs import Packs
    from sudolint.review.model import Forge, Review
    from sudolint.review.sync import Done


@pytest.fixture(scope="session")
def descriptions(fixtures: Path) -> Path:
    """GitHub's own descriptions of its interfaces."""
    folder = fixtures / "github"
    if not folder.is_dir():
        pytest.skip(f"no descriptions of GitHub's interfaces at {folder}")
    return folder


@pytest.fixture
def time() -> FakeTime:
    """A clock on which waiting takes no time."""
    return FakeTime()


@pytest.fixture(scope="session")
def reviewed(packs: Packs) -> Callable[[Forge], Review]:
    """Work out what there is to say."""
    return lambda forge: review_of(forge, forge.pull(), packs, is_policy)


@pytest.fixture(scope="session")
def posted(packs: Packs) -> Callable[[Forge], Done]:
    """Say it, as a run on a push does."""

    def run(forge: Forge) -> Done:
        pull = forge.pull()
        return synchronize(forge, pull, review_of(forge, pull, packs, is_policy))

    return run
