"""Pull requests on GitHub, played through on a server of our own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sudolint.findings import Severity
from sudolint.review import client, markdown
from sudolint.review.github import GitHub
from sudolint.review.model import ForbiddenError, ForgeError
from sudolint.review.sync import synchronize
from tests.review.ai_worker import BIN, EXEC, MENDED, PATH, WHITELIST
from tests.review.github_server import GitHubServer
from tests.review.server import Reply, Trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from sudolint.review.model import Forge, Review
    from sudolint.review.sync import Done
    from tests.review.clock import FakeTime

    Post = Callable[[Forge], Done]

TOKEN = "ghs_very-secret-0123456789"  # noqa: S105
SUDOERS = "etc/sudoers"
BEFORE = "root ALL = (ALL:ALL) ALL\nalice ALL = /usr/bin/id\n\n\n\n\n\n\n\n\n"
VIM = "bob ALL = (root) /usr/bin/vim /etc/hosts\n"
LESS = "carol ALL = (root) /usr/bin/less /var/log/syslog\n"


@pytest.fixture
def start(descriptions: Path, time: FakeTime) -> Iterator[Callable[..., tuple[GitHubServer, GitHub]]]:
    """Begin with two versions; the server, and the client that reviews."""
    servers = []

    def make(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[GitHubServer, GitHub]:
        server = GitHubServer(descriptions, old, new)
        servers.append(server)
        return server, GitHub("owner/repo", 1, TOKEN, server.url, time.clock)

    yield make
    for server in servers:
        server.__exit__()
        assert server.invalid == []


def lines(server: GitHubServer) -> dict[int, tuple[bool, str]]:
    """The threads by line: whether each is resolved, and how its first comment begins."""
    return {
        thread["line"]: (thread["resolved"], thread["comments"][0]["body"].partition("\n")[0])
        for thread in server.threads
    }


def writes(server: GitHubServer) -> list[str]:
    """The requests that changed something, since last asked."""
    found = [
        f"{call.verb} {call.path.removeprefix('/repos/owner/repo')}"
        for call in server.calls
        if call.verb != "GET" and "query(" not in str(call.body)
    ]
    server.calls.clear()
    return found


def test_a_pull_request_from_its_opening_to_its_close(
    start: Callable[..., tuple[GitHubServer, GitHub]], posted: Post
) -> None:
    """Each push leaves exactly the comments, open and resolved, that belong there."""
    old = {SUDOERS: BEFORE, "README": "hello\n"}
    server, forge = start(old, {SUDOERS: BEFORE + VIM + LESS, "README": "hello!\n"})

    posted(forge)  # opened with two bad grants
    assert list(lines(server)) == [11, 12]
    assert not any(resolved for resolved, _ in lines(server).values())
    assert "`bob`" in lines(server)[11][1]
    assert "2 high" in server.comments[0]["body"]
    assert writes(server) == ["POST /pulls/1/reviews", "POST /issues/1/comments"]

    server.push({SUDOERS: BEFORE + VIM + LESS, "README": "hello?\n"})
    posted(forge)  # pushed again, nothing new: nothing is said
    assert writes(server) == []

    ahead = "# a comment\n" + BEFORE
    server.rebase({SUDOERS: ahead, "README": "hello\n"}, {SUDOERS: ahead + VIM + LESS})
    posted(forge)  # rebased onto a longer file: the lines moved, the comments are the same
    assert writes(server) == []

    server.push({SUDOERS: ahead + LESS})
    posted(forge)  # half mended
    assert lines(server)[11][0]
    assert not lines(server)[12][0]
    assert writes(server) == ["POST /graphql", "PATCH /issues/comments/" + str(server.comments[0]["id"])]
    assert "1 high." in server.comments[0]["body"]

    server.reply(server.threads[1], "We know, and want it.")
    server.push({SUDOERS: ahead})
    posted(forge)  # all mended, but a person answered in one thread: it is left alone
    assert not lines(server)[12][0]
    assert writes(server) == ["PATCH /issues/comments/" + str(server.comments[0]["id"])]
    assert "permits nothing new" in server.comments[0]["body"]

    server.push({SUDOERS: ahead + VIM + LESS})
    posted(forge)  # force-pushed back: ours is opened again, nothing is said twice
    assert not lines(server)[11][0]
    assert [call for call in writes(server) if "reviews" in call] == []
    assert len(server.threads) == 2
    assert len(server.comments) == 1
    assert "2 high" in server.comments[0]["body"]

    server.is_open = False
    server.push({SUDOERS: ahead})
    assert posted(forge).plan.resolve == ()  # closed: nothing is touched any more
    assert writes(server) == []


def test_what_a_person_resolved_stays_resolved(
    start: Callable[..., tuple[GitHubServer, GitHub]], posted: Post
) -> None:
    """A thread that somebody else resolved isn't opened again, and its comment isn't repeated."""
    server, forge = start({SUDOERS: BEFORE}, {SUDOERS: BEFORE + VIM})
    posted(forge)
    server.close(server.threads[0])
    server.push({SUDOERS: BEFORE + VIM + "\n"})
    posted(forge)
    assert server.threads[0]["resolved"]
    assert len(server.threads) == 1


def test_troubles_on_the_way(
    start: Callable[..., tuple[GitHubServer, GitHub]], posted: Post, time: FakeTime
) -> None:
    """Limits, errors and dropped connections are waited out; nothing is posted twice."""
    server, forge = start({SUDOERS: BEFORE}, {SUDOERS: BEFORE + VIM + LESS})
    limits = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(time.seconds) + 100)}
    secondary = {"message": "You have exceeded a secondary rate limit. Please wait."}
    server.troubles = [
        Trouble("GET", "/pulls/1$", Reply(429, {"message": "slow down"}, {"retry-after": "17"})),
        Trouble("GET", "/files$", Reply(403, {"message": "API rate limit exceeded"}, limits)),
        Trouble("GET", "/contents/", None),
        Trouble("POST", "/graphql", Reply(502, {"message": "Server Error"})),
        Trouble("POST", "/graphql", Reply(200, {"errors": [{"type": "RATE_LIMITED", "message": "x"}]})),
        Trouble("POST", "/reviews$", Reply(403, secondary)),
        Trouble("POST", "/reviews$", Reply(500, {"message": "Server Error"})),
        Trouble("POST", "/reviews$", None, carried_out=True),
        Trouble("POST", "/issues/1/comments$", Reply(503, {}), carried_out=True),
    ]
    posted(forge)
    assert server.troubles == []
    assert len(server.threads) == 2
    assert len(server.reviews) == 1
    assert len(server.comments) == 1
    assert 17.0 in time.slept
    assert any(80 < seconds < 102 for seconds in time.slept)
    assert time.slept.count(client.SECONDARY) >= 1


def test_a_host_that_is_down_is_given_up(
    start: Callable[..., tuple[GitHubServer, GitHub]], posted: Post, time: FakeTime
) -> None:
    """After some tries there is an error that says what was wanted and why it failed."""
    server, forge = start({SUDOERS: BEFORE}, {SUDOERS: BEFORE + VIM})
    server.troubles = [Trouble("GET", "/pulls/1$", Reply(500, {})) for _ in range(client.TRIES)]
    with pytest.raises(ForgeError, match="read the pull request: it answers 500"):
        posted(forge)
    server.troubles = [Trouble("GET", "/pulls/1$", Reply(429, {}, {"retry-after": "10000"}))]
    with pytest.raises(ForgeError, match="asks to wait 10000 seconds"):
        posted(forge)


def test_one_line_that_is_refused(start: Callable[..., tuple[GitHubServer, GitHub]], posted: Post) -> None:
    """Where GitHub refuses one comment of many, the others are posted and that one is in the summary."""
    grants = [f"u{number} ALL = (root) /usr/bin/vim /etc/x{number}\n" for number in range(7)]
    server, forge = start({SUDOERS: BEFORE}, {SUDOERS: BEFORE + "".join(grants)})
    shows = server.shows
    server.shows = lambda path, line: shows(path, line) and line != 14  # type: ignore[method-assign]
    posted(forge)
    assert sorted(lines(server)) == [11, 12, 13, 15, 16, 17]
    assert "`etc/sudoers:14`" in server.comments[0]["body"]
    posted(forge)
    assert len(server.threads) == 6


def test_a_token_that_may_not_write(start: Callable[..., tuple[GitHubServer, GitHub]], posted: Post) -> None:
    """On pull requests from forks writing is forbidden, which is an error of its own kind."""
    server, forge = start({SUDOERS: BEFORE}, {SUDOERS: BEFORE + VIM})
    said = {"message": "Resource not accessible by integration"}
    server.troubles = [Trouble("POST", "/reviews$", Reply(403, said))]
    with pytest.raises(ForbiddenError, match="not accessible"):
        posted(forge)
    assert server.threads == []


def test_a_bad_token(start: Callable[..., tuple[GitHubServer, GitHub]], posted: Post) -> None:
    """A refused token is named as the reason, and never shown, even where the host repeats it."""
    server, forge = start({SUDOERS: BEFORE}, {SUDOERS: BEFORE + VIM})
    server.troubles = [Trouble("GET", "/pulls/1$", Reply(401, {"message": f"Bad credentials: {TOKEN}"}))]
    with pytest.raises(ForgeError, match="the token is refused") as caught:
        posted(forge)
    assert TOKEN not in str(caught.value)


def test_threads_that_the_token_may_not_resolve(
    start: Callable[..., tuple[GitHubServer, GitHub]], posted: Post
) -> None:
    """Where resolving is forbidden the comment says that it is mended, and speaks again when that is over."""
    server, forge = start({SUDOERS: BEFORE}, {SUDOERS: BEFORE + VIM})
    posted(forge)
    server.may_resolve = False
    server.push({SUDOERS: BEFORE})
    posted(forge)
    posted(forge)
    assert server.threads[0]["comments"][0]["body"].startswith(markdown.MENDED)
    server.push({SUDOERS: BEFORE + VIM})
    posted(forge)
    assert "`bob`" in lines(server)[11][1]
    assert len(server.threads) == 1


def test_many_files_and_threads(start: Callable[..., tuple[GitHubServer, GitHub]], posted: Post) -> None:
    """Lists are read to their last page; thirty comments stand at lines, the others are in the summary."""
    others = {f"docs/{number:03}.md": "x\n" for number in range(250)}
    grants = "".join(f"u{number} ALL = (root) /usr/bin/vim /etc/x{number}\n" for number in range(40))
    server, forge = start({"z/sudoers": BEFORE}, {**others, "z/sudoers": BEFORE + grants})
    posted(forge)
    assert len(server.threads) == 30
    assert len(server.reviews) == 1
    assert server.comments[0]["body"].count("- `z/sudoers:") == 10
    server.calls.clear()
    posted(forge)
    assert writes(server) == []


def test_files_that_were_renamed_deleted_or_are_too_large(
    start: Callable[..., tuple[GitHubServer, GitHub]], posted: Post
) -> None:
    """A new name is no news; what is deleted is no longer permitted; without a diff all is in the summary."""
    old = {"a.sudoers": BEFORE + VIM, "b.sudoers": LESS, "c.sudoers": BEFORE, "d.sudoers": VIM}
    new = {"e.sudoers": BEFORE + VIM, "c.sudoers": BEFORE + LESS, "f.sudoers": VIM + LESS}
    server, forge = start(old, new)
    server.renamed = {"e.sudoers": "a.sudoers", "f.sudoers": "d.sudoers"}
    server.without_patch = {"c.sudoers"}
    posted(forge)
    assert [(thread["path"], thread["line"]) for thread in server.threads] == [("f.sudoers", 2)]
    body = server.comments[0]["body"]
    assert "`c.sudoers:11`" in body
    assert "a.sudoers" not in body
    assert "e.sudoers" not in body
    assert "No longer permitted" in body


def test_a_stale_branch_is_not_blamed_for_what_its_target_mended(
    start: Callable[..., tuple[GitHubServer, GitHub]], posted: Post
) -> None:
    """The old version is the one that the change began with, which GitHub only gives by the diff."""
    server, forge = start({SUDOERS: VIM + BEFORE}, {SUDOERS: VIM + BEFORE + "# hello\n"})
    server.base = server.commit({SUDOERS: BEFORE})
    posted(forge)
    assert server.threads == []
    assert server.comments == []


def test_the_author_cannot_silence_the_review(
    start: Callable[..., tuple[GitHubServer, GitHub]], posted: Post
) -> None:
    """Settings and comments that say to ignore count from the target branch only."""
    ignored = "# sudolint: ignore[*] trust me\n" + VIM
    settings = "ignore = ['*']\nexclude = ['*']\n"
    server, forge = start({SUDOERS: BEFORE}, {SUDOERS: BEFORE + ignored, "sudolint.toml": settings})
    posted(forge)
    assert list(lines(server)) == [12]


def test_the_target_branch_decides_what_is_ignored(
    start: Callable[..., tuple[GitHubServer, GitHub]], posted: Post
) -> None:
    """What the target branch's settings ignore, or leave out, is not commented."""
    files = {
        SUDOERS: BEFORE,
        "etc/sudolint.toml": "extend = '../base.toml'\n",
        "base.toml": "ignore = ['vim-*']\n",
    }
    server, forge = start(files, {**files, SUDOERS: BEFORE + VIM + LESS, "base.toml": ""})
    posted(forge)
    assert list(lines(server)) == [12]


def test_a_push_meanwhile(
    start: Callable[..., tuple[GitHubServer, GitHub]], reviewed: Callable[[Forge], Review]
) -> None:
    """A review of a commit that isn't the last one any more is not posted."""
    server, forge = start({SUDOERS: BEFORE}, {SUDOERS: BEFORE + VIM})
    pull, review = forge.pull(), reviewed(forge)
    server.push({SUDOERS: BEFORE})
    assert "push meanwhile" in synchronize(forge, pull, review).stale
    assert server.threads == []


def test_the_ai_worker(start: Callable[..., tuple[GitHubServer, GitHub]], posted: Post) -> None:
    """One command more is one comment, at its line; mended, the thread is resolved."""
    server, forge = start({PATH: WHITELIST}, {PATH: EXEC})
    posted(forge)
    (thread,) = server.threads
    assert EXEC.splitlines()[thread["line"] - 1].strip().startswith(f'{{ command = "{BIN}/docker exec *"')
    assert "critical" in server.comments[0]["body"]
    server.push({PATH: MENDED})
    posted(forge)
    assert thread["resolved"]
    assert str(Severity.CRITICAL) not in server.comments[0]["body"]


def test_imports_are_fetched(start: Callable[..., tuple[GitHubServer, GitHub]], posted: Post) -> None:
    """What a module imports is read by the interface too, and what it lacks is nobody's fault."""
    module = '{{ users, ... }}: {{ imports = [ ./rules ./missing.nix ]; my.command = "{}"; }}\n'
    rules = (
        "{ lib, config, ... }: { options.my.command = lib.mkOption { }; config.security.sudo.extraRules = "
        '[ { users = [ "bob" ]; commands = [ config.my.command ]; } ]; }\n'
    )
    old = {"hosts/a.nix": "# security.sudo\n" + module.format("/bin/id"), "hosts/rules/default.nix": rules}
    new = {**old, "hosts/a.nix": "# security.sudo\n" + module.format("/usr/bin/vim /etc/hosts")}
    server, forge = start(old, new)
    posted(forge)
    assert "bob" in str(server.comments + server.threads)
    assert "error" not in str(server.comments)
