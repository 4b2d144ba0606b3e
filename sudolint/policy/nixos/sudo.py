"""The options security.sudo and security.sudo-rs, and the sudoers file that NixOS makes of them.

After nixos/modules/security/sudo.nix and sudo-rs.nix. Nothing is quoted: what values hold gets into the file.
"""

from __future__ import annotations

from sudolint.policy.nixos.configuration import Declaration, Node, Presets
from sudolint.policy.nixos.failures import AbortedError, EvaluationError
from sudolint.policy.nixos.library.arguments import items
from sudolint.policy.nixos.merging import Definition
from sudolint.policy.nixos.operators import element_of
from sudolint.policy.nixos.text import NOWHERE, String, computed, constant, joined
from sudolint.policy.nixos.types import BOOL, INT, LINES, PATH, STR, Type, either, is_set, is_string, list_of
from sudolint.policy.nixos.values import Attrs, Deferred, Many, Unknown, value_span
from sudolint.source import Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sudolint.policy.nixos.evaluator import Evaluator
    from sudolint.policy.nixos.values import Value

TAGS = """
NOPASSWD PASSWD NOEXEC EXEC SETENV NOSETENV LOG_INPUT NOLOG_INPUT LOG_OUTPUT NOLOG_OUTPUT
MAIL NOMAIL FOLLOW NOFLLOW INTERCEPT NOINTERCEPT
""".split()
"""What `options` of a command may be; NOFLLOW is NixOS's spelling."""

TAGS_OF_SUDO_RS = TAGS[:10]

_ROOT = "root     ALL=(ALL:ALL)    SETENV: ALL\n"
_WHEEL = "%wheel  ALL=(ALL:ALL)    SETENV: ALL\n"
STOCK = Source("nixos/modules/security/sudo.nix", _ROOT + _WHEEL)
"""What NixOS permits by itself."""


def submodule(options: dict[str, object]) -> Type:
    """A set of just these options."""
    return Type("submodule", "a set", is_set, Presets(options, closed=True))


def _missing(name: str) -> Declaration:
    def compute(node: Node) -> Value:
        place = node.definitions[0].place if node.definitions else NOWHERE
        raise EvaluationError(f"`{name}` is missing here", place)

    return Declaration(STR, compute=compute)


def _one_of(tags: list[str]) -> Type:
    def accepts(value: Value) -> bool:
        return is_string(value) and (not isinstance(value, String) or value.has_holes or value.text in tags)

    return Type("one", "a tag that NixOS knows", accepts)


NAMES = list_of(either(STR, INT))


def _rules(tags: list[str]) -> Type:
    command: dict[str, object] = {
        "command": _missing("command"),
        "options": Declaration(list_of(_one_of(tags)), []),
    }
    return list_of(
        submodule(
            {
                "users": Declaration(NAMES, []),
                "groups": Declaration(NAMES, []),
                "host": Declaration(STR, constant("ALL")),
                "runAs": Declaration(STR, constant("ALL:ALL")),
                "commands": Declaration(list_of(either(STR, submodule(command))), []),
            }
        )
    )


def _options(tags: list[str], enable: Declaration) -> dict[str, object]:
    """The options of sudo or sudo-rs."""
    return {
        "enable": enable,
        "package": Declaration(PATH, Unknown("the package")),
        "wheelNeedsPassword": Declaration(BOOL, True),
        "execWheelOnly": Declaration(BOOL, False),
        "defaultOptions": Declaration(list_of(_one_of(tags)), [constant("SETENV")]),
        "configFile": Declaration(LINES, added=_generated),
        "extraRules": Declaration(_rules(tags), added=_stock_rules),
        "extraConfig": Declaration(LINES, constant(""), added=_terminfo),
        "keepTerminfo": Declaration(BOOL, True),
    }


def _stock_rules(node: Node) -> list[Definition]:
    """What NixOS grants root and wheel."""
    ev = node.system.ev
    defaults = items(ev, node.find("defaultOptions"), NOWHERE)
    root = Span(STOCK, 0, len(_ROOT) - 1)
    wheel = wheel_place(node)
    tags = list(defaults)
    if not ev.decide(ev.force(node.find("wheelNeedsPassword")), NOWHERE):
        tags.insert(0, computed("NOPASSWD", wheel))
    return [
        Definition([_stock_rule("users", "root", defaults, root)], order=400, place=root),
        Definition([_stock_rule("groups", "wheel", tags, wheel)], order=600, place=wheel),
    ]


def wheel_place(node: Node) -> Span:
    """Where people say something of what %wheel may do; else in NixOS itself."""
    own = Span(STOCK, len(_ROOT), len(STOCK.text) - 1)
    if node.system.ev.decide(node.system.ev.force(node.find("wheelNeedsPassword")), NOWHERE):
        return own
    return node.place_of("wheelNeedsPassword") or own


def _stock_rule(kind: str, name: str, tags: list[Value], place: Span) -> Value:
    command = Attrs({"command": computed("ALL", place), "options": tags})
    rule = Attrs({kind: [computed(name, place)], "commands": [Deferred(lambda: command, place)]})
    return Deferred(lambda: rule, place)


def _terminfo(node: Node) -> list[Definition]:
    """The lines that keep the terminfo database: harmless, and left out; but they are a definition."""
    return [Definition(constant(""))]


def _generated(node: Node) -> list[Definition]:
    """The text of the sudoers file, without its comments."""
    ev = node.system.ev
    pieces: list[String] = []
    newline = constant("\n")
    for rule in items(ev, node.find("extraRules"), NOWHERE):
        for line in _lines(ev, rule):
            pieces += (line, newline)
    try:
        config = ev.string(ev.force(node.find("extraConfig")), NOWHERE)
        if config.text:
            pieces.append(config)
    except AbortedError:
        raise
    except EvaluationError as error:
        ev.errors[error] = None
    return [Definition(joined(pieces, NOWHERE))]


def _lines(ev: Evaluator, written: Value) -> list[String]:
    """The lines of a rule: for each user, then for each group."""
    try:
        rule = ev.force(element_of(written))
        if isinstance(rule, Unknown):
            ev.gaps[rule.text] = value_span(element_of(written))
            return []
        place = rule.definitions[0].place
        commands = _commands(ev, rule, place)
        if commands is None:
            return []
        middle = [ev.string(ev.force(rule.find(name)), place) for name in ("host", "runAs")]
        lines = []
        for kind, sign, gap in (("users", "", "     "), ("groups", "%", "  ")):
            for one in items(ev, rule.find(kind), place):
                name = holder(ev, ev.force(element_of(one)), sign, place)
                parts = (
                    name,
                    constant(gap),
                    middle[0],
                    constant("=("),
                    middle[1],
                    constant(")    "),
                    commands,
                )
                lines.append(joined(parts, place))
        return lines
    except AbortedError:
        raise
    except EvaluationError as error:
        ev.errors[error] = None
        return []


def holder(ev: Evaluator, value: Value, sign: str, place: Span, *, number: str = "#") -> String:
    """A user or group, with the signs that go before groups and before numbers."""
    if isinstance(value, int):
        return computed(f"{sign}{number}{value}", place)
    name = ev.string(value, place)
    return joined([computed(sign, place), name], place) if sign else name


def _commands(ev: Evaluator, rule: Node, place: Span) -> String | None:
    """The commands of a rule, each with its tags; None where there are none."""
    texts: list[String] = []
    for written in items(ev, rule.find("commands"), place):
        try:
            command = ev.force(element_of(written))
            if isinstance(command, String | Unknown):
                texts.append(ev.string(command, place))
            else:
                texts.append(_command(ev, command))
        except AbortedError:
            raise
        except EvaluationError as error:
            ev.errors[error] = None
    spaced: list[String] = []
    for number, text in enumerate(texts):
        if number:
            spaced.append(constant(", "))
        spaced.append(text)
    return joined(spaced, place) if spaced else None


def _command(ev: Evaluator, command: Node) -> String:
    place = command.definitions[0].place
    pieces: list[String] = []
    for tag in items(ev, command.find("options"), place):
        value = ev.force(element_of(tag))
        if isinstance(value, Unknown) or type(tag) is Many:
            if not ev.decide(Unknown(f"NOPASSWD is in {_expression(value)}"), place):
                continue
            value = computed("NOPASSWD", place)
        if pieces:
            pieces.append(constant(":"))
        pieces.append(ev.string(value, place))
    if pieces:
        pieces.append(constant(":"))
    return joined([*pieces, constant(" "), ev.string(ev.force(command.find("command")), place)], place)


def _expression(value: Value) -> str:
    return value.text if isinstance(value, Unknown) else "the options"


def _enabled(node: Node) -> Value:
    """Whether sudo is on where nothing says so: unless sudo-rs takes its place."""
    ev = node.system.ev
    other = section(node.system.root, "sudo-rs")
    return ev.negated(ev.truth(ev.force(other.find("enable")), NOWHERE))


def enabled_elsewhere(node: Node) -> Value:
    """Whether another module may turn on what is off by default: only where there is something to it."""
    if not node.names():
        return False
    return node.system.ev.conditions.decide(Unknown(f"{node.path}.enable"), elsewhere=True)


def section(root: Node, name: str) -> Node:
    """The options below `security.NAME`."""
    ev = root.system.ev
    found: Node = ev.force(ev.force(root.find("security")).find(name))
    return found


SUDO: dict[str, object] = {
    "sudo": _options(TAGS, Declaration(BOOL, compute=_enabled)),
    "sudo-rs": _options(TAGS_OF_SUDO_RS, Declaration(BOOL, compute=enabled_elsewhere)),
}


def sudoers_text(root: Node) -> String:
    """The sudoers file of a configuration; nothing where neither sudo nor sudo-rs is on."""
    ev = root.system.ev
    security: Node = ev.force(root.find("security"))
    for name in ("sudo-rs", "sudo"):
        node = section(root, name)
        root.system.check_names(node)
        if ev.decide(ev.force(node.find("enable")), NOWHERE):
            for definition in (*security.definitions, *node.definitions):
                if definition.value.rest is not None:
                    ev.gaps[definition.value.rest.text] = definition.place
            return ev.string(ev.force(node.find("configFile")), NOWHERE)
    return constant("")
