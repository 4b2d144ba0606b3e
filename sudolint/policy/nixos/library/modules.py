"""Functions for modules: properties of definitions, declarations of options, packages as commands."""

from __future__ import annotations

from sudolint.policy.nixos.describe import kind_of
from sudolint.policy.nixos.failures import EvaluationError, OpaqueError
from sudolint.policy.nixos.library.arguments import attrs, string, value_place
from sudolint.policy.nixos.library.strings import text
from sudolint.policy.nixos.programs import main_program
from sudolint.policy.nixos.text import computed, joined
from sudolint.policy.nixos.values import Attrs, Option, Package, Property, Unknown

TYPE_CHECKING = False
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


FUNCTIONS: dict[str, Native] = {
    "getBin": _first,
    "getDev": _first,
    "getExe": _get_exe,
    "getExe'": _get_exe_named,
    "getLib": _first,
    "getMan": _first,
    "getOutput": _second,
    "hiPrio": _first,
    "lowPrio": _first,
    "setPrio": _second,
    "literalExample": _first,
    "literalExpression": _first,
    "literalMD": _first,
    "mdDoc": _first,
    "mkAfter": _fixed("order", AFTER),
    "mkAliasOptionModule": _nothing,
    "mkAliasOptionModuleMD": _nothing,
    "mkAssert": _assert_definition,
    "mkBefore": _fixed("order", BEFORE),
    "mkChangedOptionModule": _nothing,
    "mkDefault": _fixed("override", DEFAULT),
    "mkEnableOption": _enable_option,
    "mkForce": _fixed("override", FORCE),
    "mkIf": _property("if"),
    "mkImageMediaOverride": _fixed("override", 60),
    "mkMerge": _merge,
    "mkMergedOptionModule": _nothing,
    "mkOption": _option,
    "mkOptionDefault": _fixed("override", OPTION_DEFAULT),
    "mkOrder": _property("order"),
    "mkOverride": _property("override"),
    "mkPackageOption": _package_option,
    "mkPackageOptionMD": _package_option,
    "mkRemovedOptionModule": _nothing,
    "mkRenamedOptionModule": _nothing,
    "mkRenamedOptionModuleWith": _nothing,
    "mkVMOverride": _fixed("override", 10),
}
"""What is made of the arguments of each; `index` says how many these are."""
