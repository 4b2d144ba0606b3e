"""Read a program's file: rules/programs/NAME.toml."""

from __future__ import annotations

from sudolint.errors import RuleError
from sudolint.findings import Effect, Rule, Severity
from sudolint.language import ere
from sudolint.policy.obeyed import Obeyed
from sudolint.programs.model import Command, Denial, Escape, Program, Requirement, Shape
from sudolint.programs.options import DIALECTS, VALUES
from sudolint.programs.safe import Safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from sudolint.language.expression import Expression

_PROGRAM = {
    "name",
    "names",
    "title",
    "harmless",
    "dialect",
    "options",
    "group",
    "value",
    "stops",
    "least",
    "most",
    "command",
    "escape",
    "denied",
    "safe",
    "wraps",
    "drops",
    "skips",
    "environment",
}
_COMMAND = {"also", "options", "stops", "least", "most", "opaque", "wraps", "drops", "skips"}
_ESCAPE = {
    "id",
    "title",
    "severity",
    "effect",
    "why",
    "fix",
    "needs",
    "executes",
    "references",
    "when",
    "example",
    "further",
    "flags",
    "passes",
}
_DENIED = {"id", "words", "when", "example", "further", "why"}
_SAFE = {"grant", "note", "conditions"}
_ENVIRONMENT = {"names", "words", "without", "flags", "passes"}
_WHEN = {"command", "option", "value", "operand", "also", "without", "operands", "exactly", "args"}
_ALSO = {"option", "value", "operand"}


NARROWED = "sudolint.fixes.shapes:narrowed"
"""What mends a grant of a program that gives away too much."""


def read_program(data: dict[str, Any], where: str) -> Program:
    """The program that a file describes. Raises RuleError, which names the file and what is wrong."""
    return _Reader(where).program(data)


class _Reader:
    """Turns the tables of a file into a Program and minds their keys and types."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._commands: dict[str, Command] = {}

    def program(self, data: dict[str, Any]) -> Program:
        self._known(data, _PROGRAM, "the file")
        name = self._text(data, "name")
        dialect = self._text(data, "dialect", "getopt_long")
        if dialect not in DIALECTS:
            raise self._error(f"no dialect `{dialect}`; there are {', '.join(DIALECTS)}")
        groups = data.get("group", {})
        values = {**VALUES, **{kind: self._pattern(text) for kind, text in data.get("value", {}).items()}}
        root = Command(
            name,
            [""],
            self._text(data, "options", ""),
            groups,
            values,
            DIALECTS[dialect],
            stops=data.get("stops", not DIALECTS[dialect].permutes),
            least=data.get("least", 0),
            most=data.get("most"),
            wraps=data.get("wraps", 0),
            drops=self._texts(data, "drops"),
            skips=self._text(data, "skips", ""),
        )
        # Where options may stand anywhere those of the program are those of its commands too.
        common = "" if root.stops else self._text(data, "options", "")
        self._commands = commands = {
            words: self._command(words, table, (groups, values), dialect, common)
            for words, table in data.get("command", {}).items()
        }
        if not root.stops:  # command words are operands among others, and options follow them
            for words, command in commands.items():
                if command.stops:
                    raise self._error(f"command `{words}`: `stops` needs `stops = true` for the program too")
        return Program(
            name,
            self._texts(data, "names") or (name,),
            self._text(data, "title", name),
            dialect,
            root,
            commands,
            [self._escape(table) for table in data.get("escape", ())],
            [self._denial(table, name) for table in data.get("denied", ())],
            self._text(data, "harmless", ""),
            [self._safe(table, name) for table in data.get("safe", ())],
            [self._obeyed(table) for table in data.get("environment", ())],
        )

    def _command(
        self,
        words: str,
        table: dict[str, Any],
        names: tuple[Mapping[str, str], Mapping[str, Expression]],
        dialect: str,
        common: str,
    ) -> Command:
        self._known(table, _COMMAND, f"command `{words}`")
        return Command(
            words,
            [words, *self._texts(table, "also")],
            f"{common} {self._text(table, 'options', '')}",
            *names,
            DIALECTS[dialect],
            stops=table.get("stops", not DIALECTS[dialect].permutes),
            least=table.get("least", 0),
            most=table.get("most"),
            opaque=table.get("opaque", False),
            wraps=table.get("wraps", 0),
            drops=self._texts(table, "drops"),
            skips=self._text(table, "skips", ""),
        )

    def _escape(self, table: dict[str, Any]) -> Escape:
        name = self._text(table, "id")
        self._known(table, _ESCAPE, name)
        try:
            severity = Severity.named(self._text(table, "severity"))
            effect = Effect(self._text(table, "effect"))
        except (KeyError, ValueError) as error:
            raise self._error(f"{name}: {error}") from None
        rule = Rule(
            name,
            self._text(table, "title"),
            severity,
            effect,
            self._text(table, "why", "").strip(),
            self._text(table, "fix", "").strip(),
            self._texts(table, "references"),
            fixable="unsafe" if severity > Severity.LOW else "",
            fix_with=NARROWED if severity > Severity.LOW else "",
        )
        return Escape(
            rule,
            self._texts(table, "needs"),
            self._shapes(table, name),
            self._examples(table),
            self._texts(table, "flags"),
            self._texts(table, "passes"),
            table.get("executes", False) is True,
        )

    def _denial(self, table: dict[str, Any], program: str) -> Denial:
        name = self._text(table, "id")
        self._known(table, _DENIED, name)
        words = self._text(table, "words")
        rule = Rule(
            name,
            f"reaches `{program} {words}` by another spelling",
            Severity.MEDIUM,
            Effect.DENIED,
            self._text(table, "why", "").strip(),
            "name the commands and options that are needed, without a wildcard before them",
        )
        return Denial(rule, words, self._shapes(table, name), self._examples(table))

    def _safe(self, table: dict[str, Any], program: str) -> Safe:
        self._known(table, _SAFE, "safe")
        grant = self._text(table, "grant")
        if grant.split(" ", 1)[0] != program:
            raise self._error(f"safe: a grant begins with `{program}`, not as `{grant}`")
        return Safe(grant, self._text(table, "note", ""), self._texts(table, "conditions"))

    def _obeyed(self, table: dict[str, Any]) -> Obeyed:
        self._known(table, _ENVIRONMENT, "environment")
        return Obeyed(
            tuple(self._text(table, "names").split()),
            self._texts(table, "words"),
            self._texts(table, "without"),
            self._texts(table, "flags"),
            self._texts(table, "passes"),
        )

    def _shapes(self, table: dict[str, Any], name: str) -> tuple[Shape, ...]:
        when = table.get("when", {})
        return tuple([self._shape(one, name) for one in (when if isinstance(when, list) else [when])])

    def _shape(self, when: dict[str, Any], name: str) -> Shape:
        self._known(when, _WHEN, name)
        if "args" in when and len(when) > 1:
            raise self._error(f"{name}: `args` stands alone: it is about all arguments")
        for words in self._texts(when, "command"):
            if words not in self._commands:
                raise self._error(f"{name}: no command `{words}`")
        requires = [self._requirement(when)] if "option" in when or "operand" in when else []
        for also in when.get("also", ()):
            self._known(also, _ALSO, name)
            requires.append(self._requirement(also))
        return Shape(
            self._texts(when, "command"),
            tuple(requires),
            self._texts(when, "without"),
            self._texts(when, "operands"),
            when.get("exactly", False),
            self._texts(when, "args"),
        )

    def _pattern(self, text: object) -> Expression:
        try:
            return ere.fullmatch(str(text))
        except ere.PatternError as error:
            raise self._error(f"bad regular expression `{text}`: {error}") from None

    def _requirement(self, table: dict[str, Any]) -> Requirement:
        if "operand" in table and ("option" in table or "value" in table):
            raise self._error("`operand` stands beside no `option` or `value`; put it into `also`")
        return Requirement(self._texts(table, "option"), table.get("operand", table.get("value")))

    def _examples(self, table: dict[str, Any]) -> tuple[tuple[str, ...], ...]:
        return (self._texts(table, "example"), *map(tuple, table.get("further", ())))

    def _known(self, table: Mapping[str, Any], keys: set[str], what: str) -> None:
        if not table.keys() <= keys:
            raise self._error(f"{what}: unknown key `{min(table.keys() - keys)}`")

    def _text(self, table: Mapping[str, Any], key: str, default: str | None = None) -> str:
        value = table.get(key, default)
        if not isinstance(value, str):
            raise self._error(f"`{key}` must be a string")
        return value

    def _texts(self, table: Mapping[str, Any], key: str) -> tuple[str, ...]:
        """A string or a list of strings."""
        if key not in table:
            return ()
        value: str | Sequence[str] = table[key]
        values = (value,) if isinstance(value, str) else tuple(value)
        if not all(isinstance(item, str) for item in values):
            raise self._error(f"`{key}` must be a string or a list of strings")
        return values

    def _error(self, message: str) -> RuleError:
        return RuleError(f"{self._where}: {message}")
