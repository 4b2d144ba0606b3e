"""Reading where sudo's scanner has rules of its own: arguments, parameters, strings, include paths."""

from __future__ import annotations

import re

from sudolint.syntax.sudoers import patterns
from sudolint.syntax.sudoers.patterns import DIGEST_SIZES, matcher, unescape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sudolint.syntax.lalr import Token

INVALID = "INVALID"
"""The terminal of what sudo has no token for; its value says why, or is None."""


class Scanner:
    """Reads parts of a text and appends their tokens; each method returns where it stopped.

    None of them reads the end of a line: that is left to the lexer.
    """

    __slots__ = ("continued", "text", "tokens")

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[Token] = []
        self.continued = False
        """Whether the line that is being read continues one."""

    def invalid(self, start: int, end: int, reason: str | None = None) -> int:
        """Something that sudo has no token for."""
        self.tokens.append((INVALID, reason, start, end))
        return end

    def arguments(self, name: str, start: int, position: int) -> int:
        """What follows a command, up to the end of its arguments."""
        match_argument = matcher(patterns.ARGUMENT)
        pieces: list[str] = []
        end = position
        blank = False
        while match := match_argument(self.text, position):
            kind = match.lastindex
            if kind == 7 and not pieces and match[7][0] == "^":
                return self._regex_arguments(name, start, position)
            position = match.end()
            if kind in (1, 2):
                blank = True
                self.continued |= kind == 2
            elif kind == 5:  # sudo forgets the command before CR LF
                return match.start()
            elif kind == 6:
                self.tokens.append(("COMMAND", (name, "".join(pieces) or None), start, end, match.start()))
                return match.start()
            elif kind is None:
                self.invalid(match.start(), position, "in arguments this character can't be escaped")
            elif name == "sudoedit" and (blank or not pieces) and match[0][0] != "/":
                return self.invalid(match.start(), position, "a file name for sudoedit must start with `/`")
            else:
                if blank and pieces:
                    pieces.append(" ")
                pieces.append(match[kind])
                blank = False
                end = position
        return position

    def _regex_arguments(self, name: str, start: int, position: int) -> int:
        """Arguments that are one regular expression, up to the `$` at its end."""
        match_piece = matcher(patterns.REGEX_ARGUMENT)
        pieces: list[str] = []
        while match := match_piece(self.text, position):
            kind = match.lastindex
            position = match.end()
            if kind == 1:
                self.continued = True
            elif kind == 2:
                pieces.append(match[2])
            elif kind == 3:  # sudo forgets the command before CR LF
                return match.start()
            elif kind == 4:
                return self.invalid(match.start(), match.start(), "unterminated regular expression")
            elif kind == 5:
                self.continued = False
                self.tokens.append(("COMMAND", (name, "".join([*pieces, "$"])), start, position))
                return position
            elif kind == 6:
                pieces.append(match[6].lstrip(" \t") if self.continued else match[6])
                self.continued = False
            else:
                self.invalid(match.start(), position)
        return position

    def digest(self, match: re.Match[str], algorithm: str) -> int:
        """A digest; one of the wrong length is passed over, as sudo does."""
        digest, size = match[1], DIGEST_SIZES[algorithm]
        if re.fullmatch("[0-9A-Fa-f]+", digest):
            length = 2 * size
        elif digest.endswith("="):
            length = (size + 2) // 3 * 4
        else:
            length = (4 * size + 2) // 3
        if len(digest) == length:
            self.tokens.append(("DIGEST", digest, match.start(1), match.end(1)))
        return match.end(1)

    def parameters(self, position: int) -> int:
        """The parameters of a Defaults line, up to its end."""
        add = self.tokens.append
        match_name = match_next = matcher(patterns.PARAMETER)
        match_assignment = matcher(patterns.ASSIGNMENT)
        while match := match_next(self.text, position):
            kind = match.lastindex or 0
            start, position = match.span(kind)
            if kind == 1:
                self.continued = True
            elif kind in (2, 3):
                return start
            elif kind == 4:
                if len(match[4]) % 2:
                    add(("BANG", None, start, position))
            elif kind == 5:
                add(("PARAMETER", match[5], start, position))
                match_next = match_assignment
            elif kind == 6:
                add(("COMMA", None, start, position))
                match_next = match_name
            elif kind == 7:
                add(("OPERATOR", match[7], start, position))
            elif kind == 8:
                position, ended = self.string(position, groups=False)
                if not ended:
                    return position
            elif kind == 9:
                add(("WORD", unescape(match[9]), start, position))
            else:
                self.invalid(position - 1, position)
        return position

    def string(self, position: int, *, groups: bool = True) -> tuple[int, bool]:
        """A string from after its opening quote on, and whether it has an end.

        `groups`: whether `%` or `+` at its beginning make it a group.
        """
        start = position - 1
        match_body = matcher(patterns.STRING)
        parts: list[str] = []
        while match := match_body(self.text, position):
            parts.append(match[0])
            position = match.end()
            if self.text.startswith('"', position):
                break
            if position == len(self.text):
                return position, False
            if self.text.startswith(("\n", "\r\n"), position):
                return self.invalid(position, position, "unexpected line break in string"), False
            position = self.invalid(position, position + 1)
        position += 1
        body = "".join(parts)
        value = re.sub(patterns.STRING_CONTINUED, "", body)
        self.continued |= value != body
        value = value.replace('\\"', '"')
        terminal = {"%": "USERGROUP", "+": "NETGROUP"}.get(value[:1], "WORD") if groups else "WORD"
        if not value:
            self.invalid(start, position, "empty string")
        elif groups and value in ("%", "%:", "+"):
            self.invalid(start, position, "empty netgroup" if value == "+" else "empty group")
        else:
            self.tokens.append((terminal, value, start, position))
        return position, True

    def include_path(self, position: int) -> int:
        """The path after @include or @includedir."""
        match_path = matcher(patterns.INCLUDE_PATH)
        while match := match_path(self.text, position):
            kind = match.lastindex or 0
            start, position = match.span(kind)
            if kind == 1:
                self.continued = True
            elif kind == 2:
                return start
            elif kind == 3:
                return self.string(position)[0]
            elif kind == 4:
                self.tokens.append(("WORD", unescape(match[4]), start, position))
                return position
            else:
                self.invalid(position - 1, position)
        return position
