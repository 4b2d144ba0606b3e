"""The lexer: Nix text → tokens.

Nix's lexer has four modes: code, and the inside of strings, indented strings and paths. Here a string is one
token up to its end or its first `${`, so that the mode only matters at the `}` that closes a hole.
"""

from __future__ import annotations

import re

from sudolint.syntax.lalr import END

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sudolint.syntax.lalr import Token
    from sudolint.syntax.nix.errors import Errors

KEYWORDS = {
    word: word.upper()
    for word in ("if", "then", "else", "assert", "with", "let", "in", "rec", "inherit", "or")
}

SIGNS = {
    "{": "LBRACE",
    "}": "RBRACE",
    "${": "DOLLAR_BRACE",
    "[": "LBRACKET",
    "]": "RBRACKET",
    "(": "LPAR",
    ")": "RPAR",
    ";": "SEMICOLON",
    ":": "COLON",
    ",": "COMMA",
    "@": "AT",
    ".": "DOT",
    "...": "ELLIPSIS",
    "=": "EQUALS",
    "?": "QUESTION",
    "|>": "PIPE_INTO",
    "<|": "PIPE_FROM",
    "->": "IMPLIES",
    "||": "OR_ELSE",
    "&&": "AND",
    "==": "EQUAL",
    "!=": "NOT_EQUAL",
    "<": "LESS",
    "<=": "LESS_EQUAL",
    ">": "GREATER",
    ">=": "GREATER_EQUAL",
    "//": "UPDATE",
    "!": "NOT",
    "+": "PLUS",
    "-": "MINUS",
    "*": "TIMES",
    "/": "DIVIDE",
    "++": "CONCAT",
}

_UNCLOSED = {'"': "STRING", "''": "INDENTED", "/*": None}
"""What begins something that may never be closed → the terminal of that."""

_ID = "[a-zA-Z_][a-zA-Z0-9_'-]*+"
_STRING = r'(?:[^$"\\]++|\\[\s\S]|\$(?:\$|(?!\{)))*+'
_INDENTED = r"(?:[^$']++|\$(?:\$|(?!\{))|'(?!')|''(?:[$']|\\[\s\S]))*+"
_CHAR = "[a-zA-Z0-9._+-]"  # of a path

# `a.b.c` may turn out to begin a path or a URI, so each name in it is looked through to its end. The bound
# keeps that linear; no file name is longer.
_UP_TO_NAME_MAX = "{0,255}+"

# flex takes the longest match, `re` the first one: the order of the alternatives makes them agree.
# An empty group at the end of each tells which it was.
_CODE = re.compile(
    rf"""
    [ \t\r\n]*+ (?: (?: \#[^\r\n]*+ | /\*(?:[^*]++|\*(?!/))*+\*/ ) [ \t\r\n]*+ )*+ ()
    (?: {_ID} (?: (?![.+:/])                                          (?P<WORD>)
                | (?:\.{_ID}){{1,64}}+ (?![+:/]|\.[a-zA-Z0-9._+/:-])      (?P<WORDS>) )
      | (?: [;\[\](),@:] | ==?+ )                                     (?P<SIGN>)
      | \$?+ \{{                                                      (?P<OPEN>)
      | \}}                                                           (?P<CLOSE>)
      | " {_STRING} (?: " (?P<STRING>) | \$\{{ (?P<STRING_HEAD>) )
      | '' {_INDENTED} (?: '' (?P<INDENTED>) | \$\{{ (?P<INDENTED_HEAD>) )
      | [a-zA-Z] [a-zA-Z0-9+.-]{_UP_TO_NAME_MAX} : [a-zA-Z0-9%/?:@&=+$,_.!~*'-]++  (?P<URI>)
      | (?: ~ | {_CHAR}{_UP_TO_NAME_MAX} )
        (?: / | (?:/{_CHAR}++)++ (?: / (?: / (?: {_CHAR}++ (?:/{_CHAR}++)*+ /?+ )?+ )?+ )?+ )
        \$\{{                                                         (?P<PATH_HEAD>)
      | (?: ~ | {_CHAR}{_UP_TO_NAME_MAX} ) (?:/{_CHAR}++)++ /?+        (?P<PATH>)
      | < {_CHAR}++ (?:/{_CHAR}++)*+ >                                (?P<SEARCH_PATH>)
      | {_ID}                                                         (?P<NAME>)
      | (?: [1-9][0-9]*+\.[0-9]*+ | 0?\.[0-9]++ ) (?:[Ee][+-]?[0-9]++)?+  (?P<FLOAT>)
      | [0-9]++                                                       (?P<INT>)
      | (?: " | '' | /\* )                                            (?P<UNCLOSED>)
      | (?: \.\.\. | <[=|]?+ | >=?+ | \|[>|] | && | !=?+ | ->?+ | //?+ | \+\+?+ | [*?.] )  (?P<OPERATOR>)
      | (?: [\x80-\xff]++ | [\s\S] )                                  (?P<ILLEGAL>)
      |                                                               (?P<EOF>)
    )""",
    re.VERBOSE,
)

_REST = {
    "STRING_HEAD": rf'\}}{_STRING}(?:"(?P<TAIL>)|\$\{{(?P<MIDDLE>))',
    "INDENTED_HEAD": rf"\}}{_INDENTED}(?:''(?P<TAIL>)|\$\{{(?P<MIDDLE>))",
    "PATH_HEAD": rf"\}}(?:{_CHAR}|/)*+(?:\$\{{(?P<MIDDLE>)|(?P<TAIL>))",
}
"""What follows a hole, from its `}` on; compiled when first needed."""


def tokenize(text: str, errors: Errors) -> list[Token]:
    """The tokens of a text; the last two are EOF and END.

    What is no token is reported and left out. What is never closed is read as if it were at the end of the
    file; the value of EOF then says what that is.
    """
    tokens: list[Token] = []
    add = tokens.append
    holes: list[tuple[str, int, int]] = []  # the open ones: their HEAD, where it is, braces open around it
    braces = 0  # open in the innermost hole
    end = 0
    while True:
        for match in _CODE.finditer(text, end):
            kind = match.lastgroup
            start = match.start(1)
            end = match.end()
            value = text[start:end]
            if kind == "WORD" or kind == "NAME":
                add((KEYWORDS.get(value, "ID"), value, start, end))
            elif kind == "SIGN" or kind == "OPERATOR":
                add((SIGNS[value], value, start, end))
            elif kind == "WORDS":
                for word in value.split("."):
                    dot = start + len(word)
                    add((KEYWORDS.get(word, "ID"), word, start, dot))
                    start = dot + 1
                    add(("DOT", ".", dot, start))
                tokens.pop()
            elif kind == "OPEN":
                braces += 1
                add((SIGNS[value], value, start, end))
            elif kind == "CLOSE":
                if braces:
                    braces -= 1
                elif holes:
                    break
                add((SIGNS[value], value, start, end))
            elif kind in _REST:
                holes.append((kind, start, braces))
                braces = 0
                add((kind, value, start, end))
            elif kind == "EOF":
                return [*tokens, ("EOF", "", end, end), (END, "", end, end)]
            elif kind == "UNCLOSED":
                return [*tokens, *_cut_off(text, _UNCLOSED[value], start, start, errors)]
            elif kind == "ILLEGAL":
                errors.report(start, end, _unexpected(value))
            else:
                if kind == "PATH" and value[-1] == "/":
                    errors.report(start, end, "a path can't end in a slash")
                add((kind, value, start, end))
        head, began, around = holes.pop()
        rest = re.compile(_REST[head]).match(text, start)
        if rest is None:
            return [*tokens, *_cut_off(text, "TAIL", start, began, errors)]
        end = rest.end()
        if rest.lastgroup == "MIDDLE":
            holes.append((head, began, around))
        else:
            braces = around
        if head == "PATH_HEAD" and text[end - 1] == "/":
            errors.report(start, end, "a path can't end in a slash")
        add((rest.lastgroup, rest[0], start, end))


def _unexpected(value: str) -> str:
    """What to say of characters that begin no token."""
    shown = value if value.isprintable() or value > "\x7f" else repr(value)[1:-1]
    return f"`{shown}` means nothing outside of strings and comments"


def _cut_off(text: str, terminal: str | None, start: int, began: int, errors: Errors) -> list[Token]:
    """The last tokens of a text in which what began somewhere takes up all from `start` on."""
    quote = next(quote for quote in _UNCLOSED if text.startswith(quote, began))
    what = {'"': "string", "''": "indented string", "/*": "comment"}[quote]
    errors.report(began, began + len(quote), f"this {what} is never closed")
    end = len(text)
    token = [(terminal, text[start:] + quote, start, end)] if terminal else []
    return [*token, ("EOF", quote, end, end), (END, "", end, end)]
