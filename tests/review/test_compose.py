"""What is said about a change, and what isn't."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sudolint.review import compose, tree
from sudolint.review.summary import summary
from tests.review.forge import MemoryForge

if TYPE_CHECKING:
    from collections.abc import Callable

    from sudolint.review.model import Forge, Review

    Reviewed = Callable[[Forge], Review]

PATH = "etc/sudoers"
ALIAS = "Cmnd_Alias EDIT = /usr/bin/vim\n" + "#\n" * 20 + "alice ALL = EDIT\n" + "#\n" * 20


def review(reviewed: Reviewed, old: str, new: str, path: str = PATH, **more: str) -> Review:
    """What there is to say about a change of one file."""
    files = {name.replace("__", "."): text for name, text in more.items()}
    return reviewed(MemoryForge({path: old, **files}, {path: new, **files}))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("bob ALL = /usr/bin/vim, /bin/ls\n", "bob ALL = /bin/ls, /usr/bin/vim\n"),
        ("bob ALL = /usr/bin/vim\n", "Cmnd_Alias EDIT = /usr/bin/vim\nUser_Alias WE = bob\nWE ALL = EDIT\n"),
        ("bob ALL = NOPASSWD: /usr/bin/vim\n", "bob ALL = /usr/bin/vim\n"),
        ("bob ALL = (ALL) /usr/bin/less *\n", "bob ALL = (ALL) /usr/bin/less /var/log/syslog\n"),
        ("bob ALL = ALL\n", "# more\n\nbob ALL = ALL\n"),
    ],
)
def test_nothing_new(old: str, new: str, reviewed: Reviewed) -> None:
    """What permits no more than before is no reason to speak, however it is written now."""
    assert review(reviewed, old, new).comments == ()


def test_where_an_alias_is_used(reviewed: Reviewed) -> None:
    """The comment stands where the alias is given to somebody else, and is about her."""
    (comment,) = review(reviewed, ALIAS, ALIAS + "bob ALL = EDIT\n").comments
    assert (comment.line, comment.inline) == (43, True)
    assert "`bob`" in comment.body
    assert "alice" not in comment.body


def test_where_an_alias_is_widened(reviewed: Reviewed) -> None:
    """The comment stands at the command that came to it."""
    new = ALIAS.replace("/usr/bin/vim", "/usr/bin/vim, \\\n /usr/bin/less")
    (comment,) = review(reviewed, ALIAS, new).comments
    assert (comment.line, comment.inline) == (2, True)
    assert "`alice`" in comment.body


def test_a_line_that_the_diff_does_not_show(reviewed: Reviewed) -> None:
    """What gets worse elsewhere in the file is said in the summary."""
    old = ALIAS.replace("alice", "STAFF") + "User_Alias STAFF = bob\n"
    found = review(reviewed, old, old.replace("= bob", "= bob, carol"))
    assert [comment.inline for comment in found.comments] == [False]
    assert "`etc/sudoers:1`" in summary(found)


def test_a_password_that_is_no_longer_asked(reviewed: Reviewed) -> None:
    """A grant that needs no password any more is commented where that is written, and is in the summary."""
    found = review(reviewed, "bob ALL = /usr/bin/vim\n", "bob ALL = NOPASSWD: /usr/bin/vim\n")
    (comment,) = found.comments
    assert "no longer asks for a password" in comment.body
    everywhere = review(reviewed, ALIAS, ALIAS + "Defaults !authenticate\n")
    assert [comment.line for comment in everywhere.comments] == [43]
    assert "Permitted without a password now" in summary(everywhere)


def test_what_is_gone(reviewed: Reviewed) -> None:
    """The summary says what is no longer permitted."""
    found = review(reviewed, "bob ALL = /usr/bin/vim\nDefaults !use_pty\n", "bob ALL = /bin/ls\n")
    text = summary(found)
    assert found.comments == ()
    assert "No longer permitted" in text
    assert "`/usr/bin/vim`" in text
    assert "`!use_pty`" in text.partition("Defaults that are gone")[2]


def test_settings_of_the_target_branch(reviewed: Reviewed) -> None:
    """What `fail-on` isn't about is no comment, only noticed; denied commands are found in new grants."""
    lenient = review(reviewed, "", "bob ALL = /usr/bin/vim\n", sudolint__toml="severity.'vim-*' = 'low'\n")
    assert lenient.comments == ()
    assert "Also noticed" in summary(lenient)
    deny = "[[deny]]\ncommands = ['docker ps']\n"
    strict = review(reviewed, "", "bob ALL = /usr/bin/docker ps *\n", sudolint__toml=deny)
    assert "denied-command" in strict.comments[0].body


def test_errors_that_are_new(reviewed: Reviewed) -> None:
    """An error that the old version hadn't is commented at its line; an old one isn't."""
    (comment,) = review(reviewed, "bob ALL =\n", "bob ALL =\nalice ALL = (\n").comments
    assert comment.line == 2
    assert "error" in comment.body


def test_what_a_module_imports_moved(reviewed: Reviewed) -> None:
    """A grant that is found by way of two changed files is one comment."""
    rules = '{ security.sudo.extraRules = [ { users = [ "bob" ]; commands = [ "/usr/bin/vim" ]; } ]; }\n'
    old = {"a.nix": "{ imports = [ ./b.nix ]; } # security.sudo\n", "b.nix": "{ } # security.sudo\n"}
    new = {"a.nix": "{ imports = [ ./b.nix ]; } # security.sudo!\n", "b.nix": rules}
    (comment,) = reviewed(MemoryForge(old, new)).comments
    assert (comment.path, comment.line) == ("b.nix", 1)


def test_what_nobody_can_read(reviewed: Reviewed, monkeypatch: pytest.MonkeyPatch) -> None:
    """A policy that is too large, or one of too many, isn't passed over without a word."""
    monkeypatch.setattr(tree, "SIZE", 1000)
    (comment,) = review(reviewed, "", "#" * 1001).comments
    assert "not read" in comment.body
    (comment,) = review(reviewed, "{ }", "{ }" + "#" * 1001, "a.nix").comments
    assert "not read" in comment.body
    monkeypatch.setattr(compose, "POLICIES", 2)
    files = {f"{number}.sudoers": "bob ALL = /bin/ls\n" for number in range(3)}
    (comment,) = reviewed(MemoryForge({}, files)).comments
    assert comment.path == "2.sudoers"


def test_files_that_the_host_does_not_list(reviewed: Reviewed) -> None:
    """Where a change has more files than the host lists, that is said."""
    forge = MemoryForge({PATH: ""}, {PATH: "# more\n"})
    forge.files_in_truth = 5
    (comment,) = reviewed(forge).comments
    assert "one of 4" in comment.body


def test_suggestions_are_proved(reviewed: Reviewed) -> None:
    """A fix is suggested where with it nothing is found at the line, escaped as the language wants it."""
    (comment,) = review(reviewed, "", "bob ALL = (root) /usr/bin/docker run *\n").comments
    assert (
        "```suggestion\nbob ALL = (root) /usr/bin/docker run --rm --network none alpine *\n```"
        in comment.body
    )
    new = "bob ALL = (root) /usr/bin/docker run *, ALL\n"
    assert not any("```suggestion" in comment.body for comment in review(reviewed, "", new).comments)
