"""The option security.doas, and the doas.conf that NixOS makes of it.

After nixos/modules/security/doas.nix. Nothing is quoted.
"""

from __future__ import annotations

from sudolint.policy.nixos.configuration import Declaration, Node
from sudolint.policy.nixos.failures import AbortedError, EvaluationError
from sudolint.policy.nixos.library.arguments import items
from sudolint.policy.nixos.merging import Definition
from sudolint.policy.nixos.operators import element_of
from sudolint.policy.nixos.sudo import (
    NAMES,
    STOCK,
    enabled_elsewhere,
    holder,
    section,
    submodule,
    wheel_place,
)
from sudolint.policy.nixos.text import NOWHERE, String, computed, constant, joined
from sudolint.policy.nixos.types import BOOL, LINES, PATH, STR, list_of, null_or
from sudolint.policy.nixos.values import NULL, Attrs, Deferred, Null, Unknown, value_span
from sudolint.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from sudolint.policy.nixos.evaluator import Evaluator
    from sudolint.policy.nixos.values import Value

_KEPT = "SSH_AUTH_SOCK TERMINFO TERMINFO_DIRS"

_FLAGS = (("noPass", "nopass"), ("noLog", "nolog"), ("persist", "persist"), ("keepEnv", "keepenv"))

_RULE: dict[str, object] = {
    **dict.fromkeys([name for name, _ in _FLAGS], Declaration(BOOL, False)),
    "setEnv": Declaration(list_of(STR), []),
    "users": Declaration(NAMES, []),
    "groups": Declaration(NAMES, []),
    "runAs": Declaration(null_or(STR), NULL),
    "cmd": Declaration(null_or(STR), NULL),
    "args": Declaration(null_or(list_of(STR)), NULL),
}


def _stock_rule(node: Node) -> list[Definition]:
    place = wheel_place(node)
    group = computed("wheel", place)
    no_password = not node.system.ev.decide(node.system.ev.force(node.find("wheelNeedsPassword")), NOWHERE)
    rule = Attrs({"groups": [group], "noPass": no_password})
    return [Definition([Deferred(lambda: rule, place)], order=600, place=place)]


DOAS: dict[str, object] = {
    "enable": Declaration(BOOL, compute=enabled_elsewhere),
    "package": Declaration(PATH, Unknown("the package")),
    "wheelNeedsPassword": Declaration(BOOL, True),
    "extraRules": Declaration(list_of(submodule(_RULE)), added=_stock_rule),
    "extraConfig": Declaration(LINES, constant("")),
}


def doas_text(root: Node) -> String:
    """The doas.conf of a configuration, without its comments; nothing where doas is not on."""
    ev = root.system.ev
    node = section(root, "doas")
    root.system.check_names(node)
    if not ev.decide(ev.force(node.find("enable")), NOWHERE):
        return constant("")
    newline = constant("\n")
    pieces: list[String] = []
    for written in items(ev, node.find("extraRules"), NOWHERE):
        try:
            rule = ev.force(element_of(written))
            if isinstance(rule, Unknown):
                ev.gaps[rule.text] = value_span(element_of(written))
                continue
            for line in _lines(ev, rule):
                pieces += (line, newline)
        except AbortedError:
            raise
        except EvaluationError as error:
            ev.errors[error] = None
    pieces.append(ev.string(ev.force(node.find("extraConfig")), NOWHERE))
    last = computed("permit nopass keepenv root", Span(STOCK, 0, 0))
    return joined([*pieces, newline, last, newline], NOWHERE)


def _lines(ev: Evaluator, rule: Node) -> Iterator[String]:
    """The lines of a rule: for each user, then for each group."""
    place = rule.definitions[0].place
    flags = [word for name, word in _FLAGS if ev.decide(ev.force(rule.find(name)), place)]
    kept = _words(ev, rule.find("setEnv"), place)
    before: list[str | String] = ["permit", *flags, "setenv", "{", _KEPT, *kept, "}"]
    after: list[str | String] = []
    for option, word in (("runAs", "as"), ("cmd", "cmd")):
        value = ev.force(rule.find(option))
        if not isinstance(value, Null):
            after += (word, ev.string(value, place))
    arguments = ev.force(rule.find("args"))
    if not isinstance(arguments, Null):
        after += ("args", *_words(ev, arguments, place))
    for kind, sign in (("users", ""), ("groups", ":")):
        for one in items(ev, rule.find(kind), place):
            name = holder(ev, ev.force(element_of(one)), sign, place, number="")
            yield _spaced([*before, name, *after], place)


def _words(ev: Evaluator, value: Value, place: Span) -> list[String]:
    return [ev.string(ev.force(element_of(one)), place) for one in items(ev, value, place)]


def _spaced(words: list[str | String], place: Span) -> String:
    pieces: list[String] = []
    for number, word in enumerate(words):
        if number:
            pieces.append(constant(" "))
        pieces.append(computed(word, place) if isinstance(word, str) else word)
    return joined(pieces, place)
