"""Merge requests on GitLab, played through on a server of our own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sudolint.review.gitlab import GitLab
from sudolint.review.model import ForbiddenError, ForgeError
from tests.review.gitlab_server import GitLabServer
from tests.review.server import Reply, Trouble

if TYPE_CHECKING:
    from collections.abc import Callable

    from sudolint.review.model import Forge
    from sudolint.review.sync import Done
    from tests.review.clock import FakeTime

    Post = Callable[[Forge], Done]

TOKEN = "glpat-very-secret"  # noqa: S105
PATH = "etc/sudoers.d/staff"
BEFORE = "alice ALL = /usr/bin/id\n" * 12
VIM = "bob ALL = (root) /usr/bin/vim /etc/hosts\n"
LESS = "carol ALL = (root) /usr/bin/less /var/log/syslog\n"


def client(server: GitLabServer, time: FakeTime) -> GitLab:
    """Who reviews."""
    return GitLab("group/project", 1, TOKEN, server.url, time.clock)


def state(server: GitLabServer) -> list[tuple[int, bool]]:
    """Line of each discussion, and whether it is resolved."""
    return [(one["line"], one["notes"][0]["resolved"]) for one in server.discussions if "line" in one]


def test_a_merge_request(posted: Post, time: FakeTime) -> None:
    """Comments come and are resolved and opened again as the change goes on; answered ones are left alone."""
    with GitLabServer({PATH: BEFORE}, {PATH: BEFORE + VIM + LESS}) as server:
        forge = client(server, time)
        posted(forge)
        posted(forge)
        assert state(server) == [(13, False), (14, False)]
        server.reply(server.discussions[1], "On purpose.")
        server.push({PATH: BEFORE})
        posted(forge)
        assert state(server) == [(13, True), (14, False)]
        server.push({PATH: BEFORE + VIM})
        posted(forge)
        assert state(server) == [(13, False), (14, False)]
        (summary,) = [one for one in server.discussions if "individual_note" in one]
        assert "1 high." in summary["notes"][0]["body"]
        server.is_open = False
        server.push({PATH: BEFORE})
        posted(forge)
        assert state(server)[0] == (13, False)


def test_a_line_that_is_not_new(posted: Post, time: FakeTime) -> None:
    """A comment at a line that the diff only shows names the line in both versions, as GitLab demands."""
    old = "Cmnd_Alias EDIT = /usr/bin/id\n\nbob ALL = EDIT\n"
    new = "Cmnd_Alias EDIT = \\\n    /usr/bin/id, \\\n    /usr/bin/vim /etc/hosts\n\nbob ALL = EDIT\n"
    with GitLabServer({PATH: "#\n" + old}, {PATH: "#\n" + new}) as server:
        posted(client(server, time))
        assert state(server) == [(4, False)]
    alias = "User_Alias STAFF = bob\nSTAFF ALL = (root) /usr/bin/vim\n"
    with GitLabServer({PATH: alias}, {PATH: alias.replace("= bob", "= bob, eve")}) as server:
        posted(client(server, time))
        assert state(server) == [(2, False)]


def test_troubles(posted: Post, time: FakeTime) -> None:
    """Limits and lost answers are got over; nothing is posted twice; a refused line is in the summary."""
    with GitLabServer({PATH: BEFORE}, {PATH: BEFORE + VIM + LESS}) as server:
        server.troubles = [
            Trouble("GET", "/merge_requests/1$", Reply(429, {}, {"Retry-After": "33"})),
            Trouble("GET", "/raw$"),
            Trouble("POST", "/discussions$", carried_out=True),
            Trouble("POST", "/discussions$", Reply(400, {"message": "line_code"})),
            Trouble("POST", "/notes$", Reply(500, {}), carried_out=True),
        ]
        posted(client(server, time))
        assert server.troubles == []
        assert state(server) == [(13, False)]
        assert "`etc/sudoers.d/staff:14`" in server.discussions[1]["notes"][0]["body"]
        assert len(server.discussions) == 2
        assert 33.0 in time.slept


def test_tokens(posted: Post, time: FakeTime) -> None:
    """A refused token is named as the reason and not shown; one that may only read is an error of its own."""
    with GitLabServer({PATH: BEFORE}, {PATH: BEFORE + VIM}) as server:
        server.troubles = [Trouble("GET", "/1$", Reply(401, {"message": f"401 Unauthorized {TOKEN}"}))]
        with pytest.raises(ForgeError, match="token is refused") as caught:
            posted(client(server, time))
        assert TOKEN not in str(caught.value)
        server.troubles = [Trouble("POST", "/discussions$", Reply(403, {"message": "403 Forbidden"}))]
        with pytest.raises(ForbiddenError):
            posted(client(server, time))
