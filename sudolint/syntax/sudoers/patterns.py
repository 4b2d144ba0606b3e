"""What tokens look like, named as in sudo's scanner (plugins/sudoers/toke.l).

flex takes the longest match, and of equals the first rule; these patterns are so bounded and ordered that
their first match is the longest. Those of rare things are compiled when first needed.
"""

from __future__ import annotations

import re
from functools import cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Match = Callable[[str, int], re.Match[str] | None]

TAGS = frozenset(
    no + tag
    for tag in ("EXEC", "FOLLOW", "INTERCEPT", "LOG_INPUT", "LOG_OUTPUT", "MAIL", "PASSWD", "SETENV")
    for no in ("", "NO")
)
DIRECTORY_OPTIONS = ("CHROOT", "CWD")
DATE_OPTIONS = ("NOTAFTER", "NOTBEFORE")
OPTIONS = frozenset(
    (*DATE_OPTIONS, *DIRECTORY_OPTIONS, "APPARMOR_PROFILE", "LIMITPRIVS", "PRIVS", "ROLE", "TIMEOUT", "TYPE")
)
DIGEST_SIZES = {"sha224": 28, "sha256": 32, "sha384": 48, "sha512": 64}

_CHARACTER = r'(?:[^#>!=:,() \t\r\n\\"]|\\[^\t\n])'  # of a word
_ID = r"\#-?[0-9]++"
_CONTINUED = r"\\[ \t]*+\r?\n"
_COMMENT = r"\#(?:-[^\r\n0-9].*|[^\r\n0-9-].*)?+(?:\r?\n)?"

# Groups of `lexeme`. COMMAND and NETWORK only tell where one may begin; TAG is the colon after it.
PATH, ARGUMENTS, COMMAND, NETWORK, CAPITALS, KEYWORD, TAG, GROUP, WORD = range(1, 10)
MARK, END_OF_LINE, BANGS, ID, COMMENT, CONTINUATION, QUOTE = range(10, 17)

lexeme = re.compile(
    rf"""[ \t]*+(?:
      (/[^,:=\\ \t\r\n\#]++)(?<!/)(?<!/sudoedit)
        ((?:[ \t]++[^\#\\:, \t\r\n=^][^\#\\:, \t\r\n]*+)*+)(?=[ \t]*+[\#:,\n])
    | ([/^])
    | ((?=[0-9A-Fa-f]{{0,4}}:[0-9A-Fa-f]{{0,4}}:|[0-9]{{1,3}}\.[0-9]))
    | (?:([A-Z][A-Z0-9_]*+)|(sudoedit|sha(?:224|256|384|512)|@include(?:dir)?))(?!{_CHARACTER})([ \t]*+:)?
    | (%:?{_ID}|(?:%:?|\+){_CHARACTER}++|%:?|\+)
    | (?!{_CONTINUED})({_CHARACTER}++)
    | ([,=:()])
    | (\r?\n)
    | (!++)
    | ({_ID})
    | ({_COMMENT})
    | ({_CONTINUED})
    | (")
    | (.)
    )""",
    re.VERBOSE,
).match

# What only a line can begin with: Defaults, with a scope and the word that must follow that, an alias
# keyword, #include. Where more of a word follows they are part of that, unless blanks precede them.
line_start = re.compile(
    rf"""(?:([ \t]++)?+
      (?: Defaults (?:([:@>!])[ \t]*+(?=(!*+"?(?:{_ID}|{_CHARACTER}++))))?
        | (User|Runas|Host|Cmn?d)_Alias
      ) (?(1)|(?(2)|(?!{_CHARACTER}))))
    | (\#include(?:dir)?+)(?=([ \t]++.*))
    """,
    re.VERBOSE,
).match

WORD_ALONE = _CHARACTER + "++"
PATH_ALONE = r"/(?:[^,:=\\ \t\r\n#]|\\[,:= \t#])++"
REGEX = r"\^(?:[^#\r\n$\\]|\\[#$]|\\)*+"  # without the `$` at its end
ID_ALONE = _ID
# A path may begin like a digest and be longer.
BASE64 = r"[ \t]*+([A-Za-z0-9=][A-Za-z0-9+/=]*+|[+/][A-Za-z0-9+/=]*+(?![^,:=\\ \t\r\n#]|\\[,:= \t#]))"
UNSHARED = r"[ \t]*+([/^#])"
BINDING_GAP = r"[ \t]*+(,)[ \t]*+|[ \t]++"

# Groups: blank, continuation, pattern sign that keeps its backslash, sign that loses it, CR LF, end, piece.
ARGUMENT = (
    rf"([ \t]++)|({_CONTINUED})|(\\[*?[\]!^])|\\([:\\,= \t#])|(\r\n)|([#:,\r\n]|=(?![^#\\:, \t\r\n]))"
    r"|([^#\\:, \t\r\n]++)|."
)
# Groups: continuation, escaped character, CR LF, what must not be here, end, piece.
REGEX_ARGUMENT = rf"({_CONTINUED})|(\\[^\r\n])|(\r\n)|([#\r\n])|(\$)|([^#\\\r\n$]++)|."
STRING = rf'(?:[^"\r\n\\]|\\"|{_CONTINUED}[ \t]*+|\\(?!{_CONTINUED}))*+'
STRING_CONTINUED = _CONTINUED + r"[ \t]*+"
# Groups: continuation, end of line, comment, bangs, and then name, or comma, operator, quote, value.
PARAMETER = rf"[ \t]*+(?:({_CONTINUED})|(\r?\n)|({_COMMENT})|(!++)|([a-z_]++)|.)"
ASSIGNMENT = (
    rf"[ \t]*+(?:({_CONTINUED})|(\r?\n)|({_COMMENT})|(!++)|(?!)()|(,)|([+-]?=)|(\")"
    r'|((?:[^!#=, \t\r\n\\"]|\\[^\r\n])(?:[^#=, \t\r\n\\"]|\\[^\r\n])*+)|.)'
)
# Groups: continuation, end of line, quote, path.
INCLUDE_PATH = rf"[ \t]*+(?:({_CONTINUED})|(\r?\n)|(\")|([^ \t\n\r\f\v](?:\\[ \t]|[^ \t\n\r\f\v])*+)|.)"

_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})"
_IPV4 = rf"{_OCTET}(?:\.{_OCTET}){{3}}"
_HEX16 = "[0-9A-Fa-f]{1,4}+"
_IPV6 = rf"(?:(?:(?:{_HEX16})?:){{2,6}}:{_IPV4}|(?:(?:{_HEX16})?:){{2,7}}+(?:{_HEX16})?)"
NETWORK_ALONE = (
    rf"{_IPV6}(?:/(?:{_IPV6}|12[0-8]|1[01][0-9]|[1-9][0-9]|[0-9]))?"
    rf"|{_IPV4}(?:/(?:{_IPV4}|3[0-2]|[12]?[0-9]))?(?!{_CHARACTER})"
)


@cache
def matcher(pattern: str) -> Match:
    """What matches a pattern at a position."""
    return re.compile(pattern).match


def unescape(text: str) -> str:
    r"""What a word stands for: `\xHH` is that byte, `\c` is c; a null byte ends it, as in C."""
    if "\\" not in text:
        return text
    plain = re.sub(r"(?s)\\(?:x([0-9A-Fa-f]{2})|(.))", _unescaped, text)
    return plain.partition("\0")[0]


def _unescaped(match: re.Match[str]) -> str:
    return chr(int(match[1], 16)) if match[1] else match[2]


def command_name(text: str) -> str:
    """The command that a path or regular expression stands for."""
    if text.startswith("^"):
        return text
    name = re.sub(r"\\([,:= \t#])", r"\1", text)
    return "sudoedit" if name.endswith("/sudoedit") else name
