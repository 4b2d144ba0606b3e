"""Functions for modules: properties of definitions, declarations of options, packages as commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sudolint.policy.nixos.describe import kind_of
from sudolint.policy.nixos.failures import EvaluationError, OpaqueError
from sudolint.policy.nixos.library.arguments import attrs, string, value_place
from sudolint.policy.nixos.library.strings import text
from sudolint.policy.nixos.programs import main_program
from sudolint.policy.nixos.text import computed, joined
from sudolint.policy.nixos.values import Attrs, Option, Package, Property, Unknown

if TYPE_CHECKING:
    from sudolint.policy.nixos.evaluator import Evaluator
    from sudolint.policy.nixos.values import Native, Value
    from sudolint.source import Span

FORCE, NORMAL, DEFAULT, OPTION_DEFAULT = 50, 100, 1000, 1500
"""Priorities of definitions; the lowest one counts."""

BEFORE, MIDDLE, AFTER = 500, 1000, 1500
"""Places in the order of definitions."""


def _property(kind: str) -> Native:
    def function(_: Evaluator, args: list[Value], __: Span) -> Value:
        return Property(kind, args[0], args[1])

    return function


def _fixed(kind: str, term: int) -> Native:
    def function(_: Evaluator, args: list[Value], __: Span) -> Value:
        return Property(kind, term, args[0])

    return function


def _merge(_: Evaluator, args: list[Value], __: Span) -> Value:
    return Property("merge", None, args[0])


def _option(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return Option(attrs(ev, args[0], span), span)


def _enable_option(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return Option(Attrs({"default": False, "type": ev.names[" types"].find("bool")}), span)


def _package_option(ev: Evaluator, args: list[Value], span: Span) -> Value:
    """`mkPackageOption pkgs name { default = …; }`: both are a name or a path of names."""
    given = attrs(ev, args[2], span).find("default")
    package = ev.force(args[0])
    path = ev.force(args[1] if given is None else given)
    for name in path if isinstance(path, list) else [path]:
        package = ev.force(ev.attribute(package, string(ev, name, span).text))
    return Option(Attrs({"default": package}), span)


def _assert_definition(_: Evaluator, args: list[Value], __: Span) -> Value:
    return args[2]


def _nothing(_: Evaluator, __: list[Value], ___: Span) -> Value:
    return Attrs({})


def _get_exe(ev: Evaluator, args: list[Value], span: Span) -> Value:
    package = ev.force(args[0])
    place = value_place(args[0], span)
    if isinstance(package, Package):
        return joined(
            [computed(package.store_path, place), computed(f"/bin/{main_program(package)}", span)], span
        )
    if isinstance(package, Unknown):
        raise OpaqueError
    if isinstance(package, Attrs):
        name = ev.attribute(ev.force(ev.attribute(package, "meta")), "mainProgram")
        if name is not None:
            return joined([text(ev, package, span), computed("/bin/", span), string(ev, name, span)], span)
    raise EvaluationError(f"{kind_of(package)}, where a package is expected", place)


def _get_exe_named(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return joined([text(ev, args[0], span), computed("/bin/", span), string(ev, args[1], span)], span)


def _first(_: Evaluator, args: list[Value], __: Span) -> Value:
    return args[0]


def _second(_: Evaluator, args: list[Value], __: Span) -> Value:
    return args[1]


FUNCTIONS: dict[str, tuple[int, Native]] = {
    "getBin": (1, _first),
    "getDev": (1, _first),
    "getExe": (1, _get_exe),
    "getExe'": (2, _get_exe_named),
    "getLib": (1, _first),
    "getMan": (1, _first),
    "getOutput": (2, _second),
    "hiPrio": (1, _first),
    "lowPrio": (1, _first),
    "setPrio": (2, _second),
    "literalExample": (1, _first),
    "literalExpression": (1, _first),
    "literalMD": (1, _first),
    "mdDoc": (1, _first),
    "mkAfter": (1, _fixed("order", AFTER)),
    "mkAliasOptionModule": (2, _nothing),
    "mkAliasOptionModuleMD": (2, _nothing),
    "mkAssert": (3, _assert_definition),
    "mkBefore": (1, _fixed("order", BEFORE)),
    "mkChangedOptionModule": (3, _nothing),
    "mkDefault": (1, _fixed("override", DEFAULT)),
    "mkEnableOption": (1, _enable_option),
    "mkForce": (1, _fixed("override", FORCE)),
    "mkIf": (2, _property("if")),
    "mkImageMediaOverride": (1, _fixed("override", 60)),
    "mkMerge": (1, _merge),
    "mkMergedOptionModule": (3, _nothing),
    "mkOption": (1, _option),
    "mkOptionDefault": (1, _fixed("override", OPTION_DEFAULT)),
    "mkOrder": (2, _property("order")),
    "mkOverride": (2, _property("override")),
    "mkPackageOption": (3, _package_option),
    "mkPackageOptionMD": (3, _package_option),
    "mkRemovedOptionModule": (2, _nothing),
    "mkRenamedOptionModule": (2, _nothing),
    "mkRenamedOptionModuleWith": (1, _nothing),
    "mkVMOverride": (1, _fixed("override", 10)),
}
"""Names → how many arguments, and what is made of them."""
