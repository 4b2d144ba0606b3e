"""The tree: what stands in it, what survives an error, what is said of one."""

from __future__ import annotations

import gc

import pytest

from sudolint.source import Source
from sudolint.syntax.sudoers.nodes import CmndAlias, Include, Kind, Sudoers, UserSpec
from sudolint.syntax.sudoers.parser import ERRORS, parse
from sudolint.syntax.sudoers.printer import sudoers_text


def tree_of(text: str) -> Sudoers:
    """The tree of a text."""
    return parse(Source("in", text))


def test_user_spec() -> None:
    """Every part of a user specification has its node, and each node its place."""
    text = (
        "alice, !%wheel h1 = (root : adm) CWD=/srv NOPASSWD : sha224:" + "0" * 56 + " ! /bin/ls  -l , ALL\n"
    )
    (spec,) = tree_of(text).entries
    assert isinstance(spec, UserSpec)
    (privilege,) = spec.privileges
    first, second = privilege.cmnd_specs
    assert [(user.kind, user.name, user.negated) for user in spec.users] == [
        (Kind.WORD, "alice", False),
        (Kind.GROUP, "%wheel", True),
    ]
    assert first.runas is not None
    assert [user.name for user in first.runas.users] == ["root"]
    assert [group.name for group in first.runas.groups] == ["adm"]
    assert [(option.name, option.value) for option in first.options] == [("CWD", "/srv")]
    assert [tag.name for tag in first.tags] == ["NOPASSWD"]
    assert (first.cmnd.name, first.cmnd.arguments, first.cmnd.negated) == ("/bin/ls", "-l", True)
    assert [digest.algorithm for digest in first.cmnd.digests] == ["sha224"]
    assert second.runas is None
    assert second.cmnd.kind is Kind.ALL
    written = [
        text[node.start : node.end]
        for node in (
            spec.users[1],
            privilege,
            first.runas,
            first.options[0],
            first.tags[0],
            first.cmnd,
            second,
        )
    ]
    assert written == [
        "!%wheel",
        text[text.index("h1") : -1],
        "(root : adm)",
        "CWD=/srv",
        "NOPASSWD :",
        text[text.index("sha224") : text.index("  -l") + 4],
        "ALL",
    ]


@pytest.mark.parametrize(
    ("runas", "users", "groups"),
    [("()", 0, 0), ("(:)", 0, 0), ("(a)", 1, 0), ("(a, b : c)", 2, 1), ("( : c, !d)", 0, 2)],
)
def test_runas(runas: str, users: int, groups: int) -> None:
    """A Runas_Spec without users stands for the invoking user, whatever its groups."""
    (spec,) = tree_of(f"a ALL = {runas} ALL\n").entries
    assert isinstance(spec, UserSpec)
    written = spec.privileges[0].cmnd_specs[0].runas
    assert written is not None
    assert (len(written.users), len(written.groups)) == (users, groups)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a ALL=ALL\nb b b\nc ALL=ALL\n", "a ALL = ALL\nc ALL = ALL\n"),
        ("a ALL=/b : ALL=bad\n", "a ALL = /b\n"),
        ("a ALL=/b : ALL\n", "a ALL = /b\n"),
        ("a ALL=/b : ALL=/c : bad\n", "a ALL = /b : ALL = /c\n"),
        ("a ALL=/b : ALL=TIMEOUT=x /c\n", ""),
        ("a ALL=/b : ALL=/c, bad\n", "a ALL = /b\n"),
        ("a ALL=/b : )\n", ""),
        ("Cmnd_Alias A=/a : B=bad : C=/c\n", "Cmnd_Alias A = /a\n"),
        ("Host_Alias A=a B=b\n", "Host_Alias A = a\n"),
        ("User_Alias A=a\nUser_Alias A=b : B=c\nUser_Alias C=c\n", "User_Alias A = a\nUser_Alias C = c\n"),
        ("User_Alias A=a : ALL=b\n", "User_Alias A = a\n"),
        ("User_Alias A=a, !\n", ""),
        ("Defaults a, b c\nDefaults d\n", "Defaults d\n"),
        ("@include a b\n", "@include a\n"),
        ("a ALL=ALL\nb ALL=ALL \\", "a ALL = ALL\n"),
        ('a "b\nc ALL=ALL\n', "c ALL = ALL\n"),
        ("a ALL=/b\\\n,\nc ALL=ALL\n", "c ALL = ALL\n"),
    ],
)
def test_recovery(text: str, kept: str) -> None:
    """Beside an error the same survives as with sudo."""
    tree = tree_of(text)
    assert tree.errors
    assert sudoers_text(tree) == kept


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("a ALL\n", (1, 6), "expected `,` or `=`, found the end of the line"),
        ("a ALL=\n", (1, 7), "expected a command or a tag, found the end of the line"),
        ("a ALL=(r:) ALL\n", (1, 10), "expected a group, found `)`"),
        ("User_Alias a=b\n", (1, 12), "expected the name of an alias, found `a`"),
        ("User_Alias ALL=b\n", (1, 12), "reserved word `ALL` used as an alias name"),
        ("Host_Alias A=a\nHost_Alias A=b\n", (2, 12), "duplicate Host_Alias `A`, already defined at in:1"),
        ("a ALL=ls\n", (1, 7), "expected a fully-qualified path name"),
        ("a ALL=ALL #5\n", (1, 11), "found `#5`, which is a user ID and no comment"),
        ("a ALL=/b\r\n", (1, 9), "sudo doesn't see a command that the end of line CR LF follows at once"),
        ("a ALL=NOPASSWD: CWD=/ /b\n", (1, 17), "Runas comes first, then options, then tags"),
        ("a ALL=CWD=b /b\n", (1, 11), "values for `CWD` must start with `/`, `~` or `*`"),
        ("a ALL=TIMEOUT=b /b\n", (1, 15), "invalid timeout value"),
        ("a ALL=NOTBEFORE=1 /b\n", (1, 17), "invalid notbefore value"),
        (f"a ALL=sha224:{'0' * 56} A\n", (1, 71), "a digest requires a path name"),
        ("a ALL=sudoedit b\n", (1, 16), "a file name for sudoedit must start with `/`"),
        ("a ALL=/b \\.\n", (1, 10), "in arguments this character can't be escaped"),
        (f"a ALL=/{'b' * 4096}\n", (1, 7), "command too long"),
        ("Defaults a b\n", (1, 12), "expected `,` or the end of the line, found `b`"),
        ("Defaults A\n", (1, 10), "expected the name of a parameter, found `A`"),
        ("=\n", (1, 1), "expected an entry, found `=`"),
        ("a ALL=ALL \\\n", (2, 1), "expected `:` or the end of the line, found the end of the file"),
        ("a >" + "b" * 90 + "\n", (1, 3), "expected a host or `,`, found `>`"),
    ],
)
def test_messages(text: str, place: tuple[int, int], message: str) -> None:
    """An error is where its cause is, and says in the manual's words what should be there."""
    (error,) = tree_of(text).errors
    assert tuple(error.span.begin) == place
    assert message in error.message


def test_error_of_a_long_token() -> None:
    """An error in a token on several lines is on the one where sudo had read it."""
    (error,) = tree_of("a ALL /b x\\\n y\\\n\n").errors
    assert error.span.begin.line == 3


def test_include() -> None:
    """What `follow` gives is read in place of the directive; aliases are defined once for all files."""
    asked: list[Include] = []

    def follow(include: Include) -> list[Source] | None:
        asked.append(include)
        return (
            None
            if include.path == "no"
            else [Source("b", "Cmnd_Alias B=/b"), Source("c", "Cmnd_Alias A=/c\n")]
        )

    text = "Cmnd_Alias A=/a\n@include no\n@includedir yes\nCmnd_Alias C=/c\n"
    tree = parse(Source("a", text), follow)
    aliases = [(entry.name, entry.source.path) for entry in tree.entries if isinstance(entry, CmndAlias)]
    assert aliases == [("A", "a"), ("B", "b"), ("C", "a")]
    assert [(one.path, one.directory) for one in asked] == [("no", False), ("yes", True)]
    assert [source.path for source in tree.sources] == ["a", "b", "c"]
    (error,) = tree.errors
    assert error.span.source.path == "c"
    assert "already defined at a:1" in error.message


def test_included_line_goes_on() -> None:
    """As with sudo, a line that an included file leaves open goes on after the directive."""
    tree = parse(Source("a", "@include b\n, /c\n"), lambda _: [Source("b", "a ALL=ALL \\\n")])
    assert tree.errors == []
    assert sudoers_text(tree) == "a ALL = ALL, /c\n"


def test_too_many_errors() -> None:
    """The list of errors has an end."""
    assert len(tree_of("a\n" * (ERRORS + 10)).errors) == ERRORS + 1


def test_leaves_garbage_collection_as_it_was() -> None:
    """Parsing switches garbage collection off, and on again where it was on."""
    tree_of("a ALL=ALL\n")
    assert gc.isenabled()
    gc.disable()
    try:
        tree_of("a\n")
        assert not gc.isenabled()
    finally:
        gc.enable()
