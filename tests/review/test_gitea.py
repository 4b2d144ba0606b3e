"""Pull requests on Gitea and Forgejo, played through on a server of our own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sudolint.review import markdown
from sudolint.review.gitea import Gitea
from sudolint.review.model import ForgeError
from tests.review.gitea_server import GiteaServer
from tests.review.server import Reply, Trouble

if TYPE_CHECKING:
    from collections.abc import Callable

    from sudolint.review.model import Forge
    from sudolint.review.sync import Done
    from tests.review.clock import FakeTime

    Post = Callable[[Forge], Done]

TOKEN = "gitea-very-secret"  # noqa: S105
PATH = "etc/sudoers.d/staff"
BEFORE = "alice ALL = /usr/bin/id\n" * 12
VIM = "bob ALL = (root) /usr/bin/vim /etc/hosts\n"
LESS = "carol ALL = (root) /usr/bin/less /var/log/syslog\n"


def client(server: GiteaServer, time: FakeTime) -> Gitea:
    """Who reviews."""
    return Gitea("owner/repo", 1, TOKEN, server.url, time.clock)


def state(server: GiteaServer) -> list[tuple[int, bool]]:
    """Line of each of our comments, and whether it is resolved."""
    return [(one["position"], one["resolver"] is not None) for one in server.threads]


def test_a_pull_request(posted: Post, time: FakeTime) -> None:
    """Comments come and are resolved and opened again as the change goes on; answered ones are left alone."""
    with GiteaServer({PATH: BEFORE, "x": ""}, {PATH: BEFORE + VIM + LESS}) as server:
        forge = client(server, time)
        posted(forge)
        posted(forge)
        assert state(server) == [(13, False), (14, False)]
        server.reply(server.threads[1], "On purpose.")
        server.push({PATH: BEFORE})
        posted(forge)
        assert state(server) == [(13, True), (14, False), (14, False)]
        server.push({PATH: BEFORE + VIM})
        posted(forge)
        assert state(server)[0] == (13, False)
        assert len(server.comments) == 1
        assert "1 high." in server.comments[0]["body"]


def test_servers_that_cannot_resolve(posted: Post, time: FakeTime) -> None:
    """On older servers the comment itself says that it is mended."""
    with GiteaServer({PATH: BEFORE}, {PATH: BEFORE + VIM}) as server:
        server.can_resolve = False
        forge = client(server, time)
        posted(forge)
        server.push({PATH: BEFORE})
        posted(forge)
        assert server.threads[0]["body"].startswith(markdown.MENDED)


def test_troubles(posted: Post, time: FakeTime) -> None:
    """Lost answers are got over, nothing is posted twice, and the token is never shown."""
    with GiteaServer({PATH: BEFORE}, {PATH: BEFORE + VIM + LESS}) as server:
        server.troubles = [
            Trouble("GET", "/files$", Reply(503, {})),
            Trouble("POST", "/reviews$", carried_out=True),
            Trouble("POST", "/comments$", Reply(502, {})),
        ]
        posted(client(server, time))
        assert server.troubles == []
        assert len(server.reviews) == 1
        assert len(server.comments) == 1
        server.troubles = [Trouble("GET", "/1$", Reply(401, {"message": f"token {TOKEN} is invalid"}))]
        with pytest.raises(ForgeError, match="token is refused") as caught:
            posted(client(server, time))
        assert TOKEN not in str(caught.value)
