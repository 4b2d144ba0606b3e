"""Policies for Hypothesis: made of what sudoers(5) knows, whole and damaged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Sequence

_GAPS = ("", " ", "\t", " \\\n ", "\\ \t\r\n")


def _one(*choices: str) -> st.SearchStrategy[str]:
    return st.sampled_from(choices)


@st.composite
def _joined(draw: st.DrawFn, element: st.SearchStrategy[str], sign: str = ",", size: int = 3) -> str:
    """Elements with a sign in between and blanks around it."""
    elements = draw(st.lists(element, min_size=1, max_size=size))
    gap = draw(st.sampled_from(_GAPS))
    return f"{gap}{sign} ".join(elements)


def _negatable(element: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(str.__add__, _one("", "", "", "!", "!!", "! "), element)


_NAMES = ("alice", "ALL", "A1", "B", "MAIL", "NOT_DEFINED", '"a b"', r"dom\\user", "x", r"\x41", "\xfc", "#0")
_USERS = _joined(_negatable(_one(*_NAMES, "%wheel", "%#10", "%:ad", "+admins", '"%Domain Users"', r"\ ")))
_GROUPS = _joined(_negatable(_one("adm", "ALL", "A1", "#5", '"a b"')))
_HOSTS = _joined(_negatable(_one("ALL", "web*", "A1", "10.0.0.0/8", "fe80::1/64", "+web", '"1.2.3.4"')))
_ARGUMENTS = _one(
    "", " ", " -l", " a  b", r" a\ b ", r" \*x\\", ' ""', " ^a+$", r" ^a\$ b, c$", " a=b \\= \\:", " x\\\n y"
)
_DIGESTS = _one("", "", "", f"sha224:{'0' * 56} ", f"sha256 : {'ab' * 32} , sha224:{'F' * 56}\t")
_PATHS = _one(
    "/bin/ls", "/usr/bin/", r"/a\,b", r"/a\ b", "/x[a-z]*", "^/bin/a|b$", r"^/a\$", "/usr/bin/sudoedit"
)
_COMMANDS = st.one_of(
    st.builds(str.__add__, _PATHS, _ARGUMENTS),
    _one("ALL", "list", "A1", "MAIL", "sudoedit", "sudoedit /etc/a\\:b /x"),
)
_CMNDS = st.builds(str.__add__, _DIGESTS, _negatable(_COMMANDS))
_RUNAS = st.one_of(
    _one("", "()", "(:)", "( : adm)"),
    st.builds("({})".format, _USERS),
    st.builds("({} :{})".format, _USERS, _GROUPS),
)
_OPTIONS = _joined(
    _one("", "CWD=/a ", 'CWD="~/a b" ', "CHROOT=* ", "TIMEOUT=2h30 ", "NOTAFTER=20301231235959Z ")
    | _one("ROLE=r ", "TYPE = t ", "PRIVS=a\\,b ", "LIMITPRIVS=c ", "APPARMOR_PROFILE=p "),
    "",
    2,
)
_TAGS = _joined(_one("", "NOPASSWD:", "PASSWD :", "NOEXEC: ", "SETENV:", "NOSETENV:", "LOG_INPUT:\t"), "", 2)
_CMND_SPECS = _joined(st.builds("{} {} {} {}".format, _RUNAS, _OPTIONS, _TAGS, _CMNDS))
_PRIVILEGES = _joined(st.builds("{} = {}".format, _HOSTS, _CMND_SPECS), " :")
_PARAMETERS = _joined(
    _one("env_reset", "!lecture", "!!set_home", "umask=022", 'editor = "/a b:/c\\"d"', "env_keep += A\\ B")
    | _one("env_check-=x", "syslog", "bogus", "passprompt=\\=\\,\\#x", 'mailsub="\\x\\\n  y"')
)
_SCOPES = st.one_of(
    st.just(""),
    st.builds(str.__add__, _one(":", ">"), _one("alice,bob", "!A1", '"a b"', "%wheel , #5")),
    st.builds(str.__add__, _one("@"), _one("web*", "10.0.0.0/8,ALL", "!+web")),
    st.builds(str.__add__, _one("!"), _one("/bin/ls", "ALL", "list, sudoedit", r"^/a b\$", "!A1")),
)
_ALIASES = st.one_of(
    st.builds("{}_Alias {} = {}".format, _one("User", "Runas"), _one("A1", "A2", "MAIL"), _USERS),
    st.builds("Host_Alias {} = {}".format, _one("A1", "B"), _HOSTS),
    st.builds("{}_Alias {} ={}".format, _one("Cmnd", "Cmd"), _one("A1", "MAIL"), _joined(_CMNDS)),
)
_OTHERS = _one("", "# comment \\", "#include", "@includedir /no such", "\t", 'root ALL=ALL # "x"')

entries = st.one_of(
    st.builds("{} {}".format, _USERS, _PRIVILEGES),
    st.builds("Defaults{} {}".format, _SCOPES, _PARAMETERS),
    _ALIASES,
    _OTHERS,
)
"""Lines, most of which sudo accepts."""

_DAMAGE = (
    *"\\\"'\n\r\t\0,:=!()#%+@>^$*",
    "\\\n",
    "ALL",
    "NOPASSWD:",
    "Defaults",
    "User_Alias",
    "@include ",
    "#1",
    "sha224",
    "::1",
    "list",
    "/b ",
)


def texts(lines: Sequence[str]) -> str:
    """Lines as a text."""
    return "".join(line + "\n" for line in lines)


policies = st.lists(entries, max_size=6).map(texts)
"""Whole policies."""


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A policy with up to three damages: something put in, taken out or cut off."""
    text = draw(policies)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        length = draw(st.integers(0, 3))
        text = text[:at] + draw(st.sampled_from(("", *_DAMAGE))) + text[at + length :]
    return text
