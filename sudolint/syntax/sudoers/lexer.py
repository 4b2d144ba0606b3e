"""Text to tokens, as sudo's scanner (plugins/sudoers/toke.l) sees them.

Text is bytes-as-characters. What a character means depends on the start condition that the text before
it left.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from sudolint.syntax.sudoers import patterns
from sudolint.syntax.sudoers.patterns import (
    ARGUMENTS,
    BANGS,
    CAPITALS,
    COMMAND,
    COMMENT,
    CONTINUATION,
    DIGEST_SIZES,
    DIRECTORY_OPTIONS,
    END_OF_LINE,
    GROUP,
    ID,
    KEYWORD,
    MARK,
    NETWORK,
    OPTIONS,
    PATH,
    QUOTE,
    TAG,
    TAGS,
    WORD,
    command_name,
    lexeme,
    line_start,
    matcher,
    unescape,
)
from sudolint.syntax.sudoers.scanner import Scanner

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from sudolint.syntax.lalr import Token

# Start conditions that share `lexeme`: most places, the binding of a Defaults line, after the name of a
# digest, after CWD or CHROOT. The others are the methods of Scanner.
INITIAL, BINDING, DIGEST, DIRECTORY = range(4)

_MARKS = {",": "COMMA", "=": "EQUAL", ":": "COLON", "(": "LPAR", ")": "RPAR"}
_SCOPES = {":": "DEFAULTS_USER", ">": "DEFAULTS_RUNAS", "@": "DEFAULTS_HOST", "!": "DEFAULTS_CMND"}
_ALIASES = {"U": "USER_ALIAS", "R": "RUNAS_ALIAS", "H": "HOST_ALIAS", "C": "CMND_ALIAS"}


class Lexer:
    """Reads the tokens of one text.

    A token is (terminal, value, start, end); a fifth element tells how far sudo had read when it had the
    token, where that may be on a later line.
    """

    __slots__ = ("_algorithm", "_cuts", "_last_line", "_no_regex", "_scanner", "_text")

    def __init__(self, text: str) -> None:
        self._cuts: list[tuple[int, int]] = []
        if "\0" in text:
            text = self._cut(text)
        self._last_line = len(text) if text.endswith("\n") else text.rfind("\n") + 1
        """Where the last line begins, if no newline ends it."""
        self._text = text if text.endswith("\n") else text + "\n"
        self._scanner = Scanner(self._text)
        self._algorithm = ""
        self._no_regex = 0

    def lines(self) -> Iterator[list[Token]]:
        """Yield the tokens of each logical line; the last may lack its NEWLINE."""
        position = 0
        while position < len(self._text):
            tokens = self._scanner.tokens = []
            position = self._line(position)
            yield [self._placed(token) for token in tokens] if self._cuts else tokens

    def _cut(self, text: str) -> str:
        """The text without what sudo doesn't see: the rest of a line from a null byte on."""
        parts: list[str] = []
        kept = seen = 0
        for match in re.finditer(r"\0.*", text):
            parts.append(text[seen : match.start()])
            kept += match.start() - seen
            seen = match.end()
            self._cuts.append((kept, seen - kept))
        return "".join([*parts, text[seen:]])

    def _placed(self, token: Token) -> Token:
        """The token at its place in the text before it was cut."""
        places = []
        for offset in token[2:]:
            before = bisect_left(self._cuts, (offset,))
            places.append(offset + self._cuts[before - 1][1] if before else offset)
        return (*token[:2], *places)

    def _line(self, position: int) -> int:
        """Read a logical line; where the next begins."""
        text, scanner = self._text, self._scanner
        add = scanner.tokens.append
        state, position = self._line_start(position)
        while True:
            if state != INITIAL:
                state, position, found = self._special(state, position)
                if found:
                    continue
            match = lexeme(text, position)
            if match is None:
                return position
            kind = match.lastindex
            position = match.end()
            if kind == WORD:
                value = match[WORD]
                start = position - len(value)
                add(("WORD", unescape(value) if "\\" in value else value, start, position))
                if state == DIRECTORY:
                    state = INITIAL
            elif kind == MARK:
                add((_MARKS[match[MARK]], None, position - 1, position))
            elif kind == ARGUMENTS:
                arguments = match[ARGUMENTS]
                if "\t" in arguments or "  " in arguments:
                    arguments = " " + " ".join(filter(None, arguments.replace("\t", " ").split(" ")))
                add(("COMMAND", (match[PATH], arguments[1:] or None), match.start(PATH), position))
            elif kind == END_OF_LINE or (kind == COMMENT and text[position - 1] == "\n"):
                add(("NEWLINE", None, match.start(kind), position))
                scanner.continued = False
                return position
            elif kind == CAPITALS:
                state = self._capitals(match, state)
            elif kind == TAG and match[CAPITALS] in TAGS:
                add(("TAG", match[CAPITALS], match.start(CAPITALS), position))
            elif kind == GROUP and len(value := match[GROUP]) > 1 and value != "%:":
                terminal = "NETGROUP" if value[0] == "+" else "USERGROUP"
                add((terminal, unescape(value), position - len(value), position))
            elif kind == BANGS:
                if len(match[BANGS]) % 2:
                    add(("BANG", None, match.start(BANGS), position))
            elif kind == CONTINUATION:
                scanner.continued = True
                if state == INITIAL:
                    state, position = self._line_start(position)
            else:
                state, position = self._rare(match, state)

    def _special(self, state: int, position: int) -> tuple[int, int, bool]:
        """Read what has its own rules outside of INITIAL; what `_rare` gives, and whether there was any."""
        text, scanner = self._text, self._scanner
        if state == BINDING and (match := matcher(patterns.BINDING_GAP)(text, position)):
            if not match[1]:
                return INITIAL, scanner.parameters(match.end()), True
            scanner.tokens.append(("COMMA", None, match.start(1), match.end(1)))
            return state, match.end(), True
        if state == DIGEST and (match := matcher(patterns.BASE64)(text, position)):
            return INITIAL, scanner.digest(match, self._algorithm), True
        if (match := matcher(patterns.UNSHARED)(text, position)) is None:
            return state, position, False
        start = match.start(1)
        if match[1] != "#":
            return *self._command(start, state), True
        if state == BINDING and (number := matcher(patterns.ID_ALONE)(text, start)):
            scanner.tokens.append(("WORD", number[0], start, number.end()))
            return state, number.end(), True
        return state, scanner.invalid(start, start + 1), True

    def _line_start(self, position: int) -> tuple[int, int]:
        """Read what only a line can begin with; the start condition and position after it."""
        scanner = self._scanner
        while match := line_start(self._text, position):
            blanks, scope, scoped, alias, include, rest = match.groups()
            position = match.end()
            start = match.start() + len(blanks or "")
            if scanner.continued:
                end = match.end(3) if scoped else position
                scanner.invalid(start, end, "invalid line continuation")
                if not include:
                    return INITIAL, end
                position += len(rest) + 1  # sudo passes over the line, with its end
            elif include:
                return INITIAL, self._include(include, start, position)
            else:
                terminal = _ALIASES[alias[0]] if alias else _SCOPES[scope] if scope else "DEFAULTS"
                scanner.tokens.append((terminal, None, start, position))
                return INITIAL if alias else BINDING, position
        return INITIAL, position

    def _include(self, keyword: str, start: int, end: int) -> int:
        """Read an include and its path; the position after it."""
        terminal = "INCLUDEDIR" if keyword.endswith("dir") else "INCLUDE"
        self._scanner.tokens.append((terminal, None, start, end))
        return self._scanner.include_path(end)

    def _capitals(self, match: re.Match[str], state: int) -> int:
        """Read ALL, the name of an option, or an alias; the start condition after it."""
        name = match[CAPITALS]
        terminal = "ALL" if name == "ALL" else "ALIAS"
        if state == INITIAL and name in OPTIONS:
            terminal = "OPTION"
            if name in DIRECTORY_OPTIONS:
                state = DIRECTORY
        self._scanner.tokens.append((terminal, name, match.start(CAPITALS), match.end(CAPITALS)))
        return state

    def _rare(self, match: re.Match[str], state: int) -> tuple[int, int]:
        """Read what `_line` leaves to it; the start condition and position after it."""
        text, scanner = self._text, self._scanner
        kind = match.lastindex or 0
        start, end = match.span(kind)
        if kind == NETWORK and (network := matcher(patterns.NETWORK_ALONE)(text, start)):
            if _compressed_once(network[0]):
                scanner.tokens.append(("NETWORK", network[0], start, network.end()))
            else:
                scanner.invalid(start, network.end(), "invalid IPv6 address")
            return state, network.end()
        if kind == TAG and match[CAPITALS]:
            return self._capitals(match, state), match.end(CAPITALS)
        if kind in (TAG, KEYWORD):
            return self._keyword(match[KEYWORD], *match.span(KEYWORD), state)
        if kind == COMMAND:
            return self._command(start, state)
        if kind == GROUP and state in (INITIAL, BINDING):
            scanner.invalid(start, end, "empty netgroup" if match[GROUP] == "+" else "empty group")
            return state, end
        if kind in (GROUP, NETWORK) and (word := matcher(patterns.WORD_ALONE)(text, start)):
            scanner.tokens.append(("WORD", unescape(word[0]), start, word.end()))
            return INITIAL if state == DIRECTORY else state, word.end()
        if kind == ID:
            scanner.tokens.append(("WORD", match[ID], start, end))
            return state, end
        if kind == QUOTE and state != DIGEST:
            position, ended = scanner.string(end)
            return state if ended and state == BINDING else INITIAL, position
        if kind == COMMENT and start >= self._last_line:
            scanner.tokens.append(("NEWLINE", None, start, end))  # for sudo the end of the file ends it
            return state, end
        return state, scanner.invalid(start, start + 1)

    def _keyword(self, word: str, start: int, end: int, state: int) -> tuple[int, int]:
        """Read a word that means something at some places."""
        scanner = self._scanner
        if word in DIGEST_SIZES:
            self._algorithm = word
            scanner.tokens.append(("ALGORITHM", word, start, end))
            return DIGEST, end
        if word == "sudoedit":
            if state != BINDING:
                return INITIAL, scanner.arguments(word, start, end)
            scanner.tokens.append(("COMMAND", (word, None), start, end))
        elif state != INITIAL:
            scanner.tokens.append(("WORD", word, start, end))
        elif scanner.continued:
            scanner.invalid(start, end, "invalid line continuation")
        else:
            return INITIAL, self._include(word, start, end)
        return INITIAL if state == DIRECTORY else state, end

    def _command(self, start: int, state: int) -> tuple[int, int]:
        """Read a path or regular expression, or the word that goes on where these end."""
        text, scanner = self._text, self._scanner
        word = matcher(patterns.WORD_ALONE)(text, start)
        word_end = word.end() if word else start
        end = self._path_end(start) if text[start] == "/" else self._regex_end(start)
        if end < word_end or (state == DIRECTORY and (text[start] == "/" or end == word_end)):
            end = max(end, word_end)
            scanner.tokens.append(("WORD", unescape(text[start:end]), start, end))
            return INITIAL if state == DIRECTORY else state, end
        name = command_name(text[start:end])
        if state == BINDING or name.endswith("/"):
            scanner.tokens.append(("COMMAND", (name, None), start, end))
            return state, end
        return INITIAL, scanner.arguments(name, start, end)

    def _path_end(self, start: int) -> int:
        path = matcher(patterns.PATH_ALONE)(self._text, start)
        return path.end() if path else start

    def _regex_end(self, start: int) -> int:
        """Where a regular expression ends: at the last `$` that what is before doesn't end at."""
        if start < self._no_regex:
            return start
        match = matcher(patterns.REGEX)(self._text, start)
        stop = match.end() if match else start
        end = self._text.rfind("$", start, stop + 1) + 1
        if end == 0:
            self._no_regex = stop  # nor will there be one for a `^` on the way
        return end or start


def _compressed_once(network: str) -> bool:
    """Whether an address and its mask have `::` at most once each."""
    return ":::" not in network and all(part.count("::") < 2 for part in network.split("/"))
