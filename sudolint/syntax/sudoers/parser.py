"""Text of a policy to its syntax tree."""

from __future__ import annotations

import gc
from itertools import chain

from sudolint.source import ErrorKind, PolicyError, Source, Span, octets
from sudolint.syntax.lalr import END, Rejected, bind
from sudolint.syntax.lalr import parse as run
from sudolint.syntax.sudoers import tables
from sudolint.syntax.sudoers.lexer import Lexer
from sudolint.syntax.sudoers.nodes import (
    ALIAS_KEYWORDS,
    Cmnd,
    CmndAlias,
    CmndSpec,
    Defaults,
    Digest,
    HostAlias,
    Include,
    Kind,
    Member,
    OptionSpec,
    Parameter,
    Privilege,
    RunasAlias,
    RunasSpec,
    Sudoers,
    TagSpec,
    UserAlias,
    UserSpec,
)
from sudolint.syntax.sudoers.patterns import DATE_OPTIONS, DIRECTORY_OPTIONS
from sudolint.syntax.sudoers.values import PATH_MAX, generalized_time, timeout_seconds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

    from sudolint.syntax.lalr import Token

ERRORS = 10_000
"""The most errors of a policy that are told."""

# Bound once: an Enum takes its time to look up a member.
_ALIAS, _ALL, _COMMAND, _WORD = Kind.ALIAS, Kind.ALL, Kind.COMMAND, Kind.WORD
_GROUP, _NETGROUP, _NETWORK = Kind.GROUP, Kind.NETGROUP, Kind.NETWORK

_SCOPES = {"DEFAULTS_USER": ":", "DEFAULTS_RUNAS": ">", "DEFAULTS_HOST": "@", "DEFAULTS_CMND": "!"}


def parse(source: Source, follow: Callable[[Include], Sequence[Source] | None] | None = None) -> Sudoers:
    """Parse a policy.

    `follow` says what to read at the place of an include, in order, or None to leave it unread.
    """
    collecting = gc.isenabled()
    gc.disable()  # nothing here is garbage, and looking for it takes half the time
    try:
        return _Builder(source, follow).tree()
    finally:
        if collecting:
            gc.enable()


class _Builder:
    """Makes the nodes of a tree; a method for each name in grammars/sudoers.lark."""

    def __init__(self, source: Source, follow: Callable[[Include], Sequence[Source] | None] | None) -> None:
        self._source = source
        self._follow = follow
        self._sudoers = Sudoers([], [], [])
        self._add = self._sudoers.entries.append
        self._files: list[tuple[Source, Iterator[list[Token]]]] = []
        self._defined: dict[tuple[type[Any], str], Span] = {}
        self._open(source)

    def tree(self) -> Sudoers:
        """Read all there is to read."""
        tokens = chain(chain.from_iterable(self._lines()), self._end())
        run(bind(tables, self), tokens, self._on_error, self._on_rejected)
        return self._sudoers

    def _open(self, source: Source) -> None:
        lexer = Lexer(source.text)
        if not source.text.endswith("\n"):
            source = Source(source.path, source.text + "\n")  # as sudo does
        self._files.append((source, self._read(source, lexer)))

    def _read(self, source: Source, lexer: Lexer) -> Iterator[list[Token]]:
        self._sudoers.sources.append(source)
        yield from lexer.lines()

    def _lines(self) -> Iterator[list[Token]]:
        """Yield the tokens of each line, those of an included file at its place."""
        while self._files:
            self._source, lines = self._files[-1]
            line = next(lines, None)
            if line is None:
                self._files.pop()
            else:
                yield line

    def _end(self) -> Iterator[Token]:
        size = len(self._source.text)
        yield (END, None, size, size)

    # Errors

    def _on_error(self, token: Token, expected: list[str]) -> None:
        from sudolint.syntax.sudoers.messages import syntax_error

        self._error(self._place(token), syntax_error(self._source.text, token, expected))

    def _on_rejected(self, token: Token, rejected: Rejected) -> None:
        message, start, end = rejected.args
        place = self._place(token)
        if self._source.text.find("\n", start, place.start) < 0:  # sudo names the line that it has read
            place = Span(self._source, start, end)
        self._error(place, message)

    def _place(self, token: Token) -> Span:
        """Where a token ends: of one on several lines, what is on the last that sudo has read."""
        text = self._source.text
        start, end, read = token[2], token[3], token[-1]
        line = text.rfind("\n", start, read) + 1 if token[0] != "NEWLINE" else 0
        return Span(self._source, max(start, line), max(end, line))

    def _error(self, span: Span, message: str) -> None:
        errors = self._sudoers.errors
        if len(errors) > ERRORS or (errors and errors[-1].span == span):
            return  # recovery may stumble over the same token twice
        if len(errors) < ERRORS:
            errors.append(PolicyError(ErrorKind.SYNTAX, span, message))
        else:
            errors.append(PolicyError(ErrorKind.LIMIT, span, "too many errors, no more are told"))

    # Productions

    def nothing(self, _: list[Any]) -> None:
        """A production that makes no node."""

    def first(self, values: list[Any]) -> list[Any]:
        """A list's first element."""
        return values

    def append(self, values: list[Any]) -> list[Any]:
        """A list and one more, after a comma or colon."""
        elements: list[Any] = values[0]
        elements.append(values[2])
        return elements

    def none(self, _: list[Any]) -> list[Any]:
        """An empty list."""
        return []

    def add(self, values: list[Any]) -> list[Any]:
        """A list and one more, with nothing in between."""
        elements: list[Any] = values[0]
        elements.append(values[1])
        return elements

    def keep(self, values: list[Any]) -> Any:
        """A list without what comes after it."""
        return values[0]

    def include(self, values: list[Any]) -> None:
        """An include of a file or of a directory."""
        directive, path = values[:2]
        node = Include(self._source, path[1], directive[0] == "INCLUDEDIR", False, directive[2], path[3])
        sources = self._follow(node) if self._follow else None
        self._add(node._replace(followed=sources is not None))
        for source in reversed(sources or ()):
            self._open(source)

    def defaults(self, values: list[Any]) -> None:
        """Parameters for all."""
        keyword, parameters = values[:2]
        self._add(Defaults(self._source, "", [], parameters, keyword[2], parameters[-1].end))

    def bound_defaults(self, values: list[Any]) -> None:
        """Parameters for some users, hosts or commands."""
        keyword, binding, parameters = values[:3]
        scope = _SCOPES[keyword[0]]
        self._add(Defaults(self._source, scope, binding, parameters, keyword[2], parameters[-1].end))

    def flag(self, values: list[Any]) -> Parameter:
        """A parameter without a value."""
        ((_, name, start, end),) = values
        return Parameter(name, "", None, start, end)

    def negated_flag(self, values: list[Any]) -> Parameter:
        """A parameter that is switched off."""
        (_, _, start, _), (_, name, _, end) = values
        return Parameter(name, "!", None, start, end)

    def assignment(self, values: list[Any]) -> Parameter:
        """A parameter with a value."""
        (_, name, start, _), operator, (_, value, _, end) = values
        return Parameter(name, operator[1], value, start, end)

    def user_alias(self, values: list[Any]) -> None:
        """A User_Alias."""
        self._define(UserAlias, values)

    def runas_alias(self, values: list[Any]) -> None:
        """A Runas_Alias."""
        self._define(RunasAlias, values)

    def host_alias(self, values: list[Any]) -> None:
        """A Host_Alias."""
        self._define(HostAlias, values)

    def cmnd_alias(self, values: list[Any]) -> None:
        """A Cmnd_Alias."""
        self._define(CmndAlias, values)

    def _define(self, kind: Any, values: list[Any]) -> None:
        (_, name, start, end), _, members = values
        place = Span(self._source, start, end)
        before = self._defined.setdefault((kind, name), place)
        if before is not place:
            at = f"{octets(before.source.path)}:{before.begin.line}"
            raise Rejected(f"duplicate {ALIAS_KEYWORDS[kind]} `{name}`, already defined at {at}", start, end)
        self._add(kind(self._source, name, members, start, members[-1].end))

    def reserved_word(self, values: list[Any]) -> None:
        """A keyword in place of an alias name."""
        ((_, name, start, end),) = values
        raise Rejected(f"reserved word `{name}` used as an alias name", start, end)

    def user_spec(self, values: list[Any]) -> None:
        """Users and what they may do."""
        users, privileges = values[:2]
        self._add(UserSpec(self._source, users, privileges, users[0].start, privileges[-1].end))

    def privilege(self, values: list[Any]) -> Privilege:
        """Hosts and what may be run there."""
        hosts, _, cmnd_specs = values
        return Privilege(hosts, cmnd_specs, hosts[0].start, cmnd_specs[-1].end)

    def cmnd_spec(self, values: list[Any]) -> CmndSpec:
        """A command, as whom and how it may be run."""
        runas, options, tags, cmnd = values
        first = runas or (options[0] if options else tags[0] if tags else cmnd)
        return CmndSpec(runas, options, tags, cmnd, first.start, cmnd.end)

    def runas_self(self, values: list[Any]) -> RunasSpec:
        """The invoking user."""
        return RunasSpec([], [], values[0][2], values[-1][3])

    def runas_users(self, values: list[Any]) -> RunasSpec:
        """Users alone."""
        return RunasSpec(values[1], [], values[0][2], values[-1][3])

    def runas_groups(self, values: list[Any]) -> RunasSpec:
        """The invoking user, with other groups."""
        return RunasSpec([], values[2], values[0][2], values[-1][3])

    def runas_both(self, values: list[Any]) -> RunasSpec:
        """Users and groups."""
        return RunasSpec(values[1], values[3], values[0][2], values[-1][3])

    def option_spec(self, values: list[Any]) -> OptionSpec:
        """An option, whose value sudo checks at once."""
        (_, name, start, _), _, (_, value, value_start, end) = values
        problem = _option_problem(name, value)
        if problem:
            raise Rejected(problem, value_start, end)
        return OptionSpec(name, value, start, end)

    def add_tag(self, values: list[Any]) -> list[TagSpec]:
        """Tags and one more."""
        tags: list[TagSpec] = values[0]
        _, name, start, end = values[1]
        tags.append(TagSpec(name, start, end))
        return tags

    # Members of lists

    def alias(self, values: list[Any]) -> Member:
        """A name in capitals."""
        ((_, name, start, end),) = values
        return Member(_ALIAS, name, False, start, end)

    def all(self, values: list[Any]) -> Member:
        """ALL."""
        ((_, name, start, end),) = values
        return Member(_ALL, name, False, start, end)

    def netgroup(self, values: list[Any]) -> Member:
        """A netgroup."""
        ((_, name, start, end),) = values
        return Member(_NETGROUP, name, False, start, end)

    def user_group(self, values: list[Any]) -> Member:
        """A group of users."""
        ((_, name, start, end),) = values
        return Member(_GROUP, name, False, start, end)

    def network(self, values: list[Any]) -> Member:
        """An address or a network."""
        ((_, name, start, end),) = values
        return Member(_NETWORK, name, False, start, end)

    def word(self, values: list[Any]) -> Member:
        """A name or a user ID."""
        ((_, name, start, end),) = values
        return Member(_WORD, name, False, start, end)

    def negated(self, values: list[Any]) -> Member:
        """A member after `!`."""
        (_, _, start, _), (kind, name, _, _, end) = values
        return Member(kind, name, True, start, end)

    # Commands

    def all_cmnds(self, values: list[Any]) -> Cmnd:
        """ALL."""
        ((_, name, start, end),) = values
        return Cmnd(_ALL, name, None, [], False, start, end)

    def alias_cmnd(self, values: list[Any]) -> Cmnd:
        """A Cmnd_Alias."""
        ((_, name, start, end),) = values
        return Cmnd(_ALIAS, name, None, [], False, start, end)

    def path_cmnd(self, values: list[Any]) -> Cmnd:
        """A path, directory, regular expression or `sudoedit`, and arguments."""
        _, (name, arguments), start, end = values[0][:4]
        if len(name) >= PATH_MAX:
            raise Rejected("command too long", start, end)
        return Cmnd(_COMMAND, name, arguments, [], False, start, end)

    def word_cmnd(self, values: list[Any]) -> Cmnd:
        """The pseudo command `list`; no other word is a command."""
        ((_, name, start, end),) = values
        if name != "list":
            raise Rejected("expected a fully-qualified path name", start, end)
        return Cmnd(_COMMAND, name, None, [], False, start, end)

    def negated_cmnd(self, values: list[Any]) -> Cmnd:
        """A command after `!`."""
        (_, _, start, _), (kind, name, arguments, digests, _, _, end) = values
        return Cmnd(kind, name, arguments, digests, True, start, end)

    def digest_cmnd(self, values: list[Any]) -> Cmnd:
        """A command after digests."""
        digests, (kind, name, arguments, _, negated, start, end) = values
        if kind is Kind.ALIAS:
            raise Rejected("a digest requires a path name", start, end)
        return Cmnd(kind, name, arguments, digests, negated, digests[0].start, end)

    def digest_spec(self, values: list[Any]) -> Digest:
        """A digest."""
        (_, algorithm, start, _), _, (_, value, _, end) = values
        return Digest(algorithm, value, start, end)


def _option_problem(name: str, value: str) -> str | None:
    """What sudo has against the value of an option."""
    if name in DIRECTORY_OPTIONS:
        if not value.startswith(("/", "~")) and value != "*":
            return f"values for `{name}` must start with `/`, `~` or `*`"
        return f"`{name}` path too long" if len(value) >= PATH_MAX else None
    if name == "TIMEOUT" and timeout_seconds(value) is None:
        return "invalid timeout value"
    if name in DATE_OPTIONS and generalized_time(value) is None:
        return f"invalid {name.lower()} value"
    return None
