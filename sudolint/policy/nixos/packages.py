"""`pkgs`: packages by their names, and the functions that make scripts and packages out of what is given."""

from __future__ import annotations

from sudolint.policy.nixos.failures import OpaqueError
from sudolint.policy.nixos.library.arguments import attrs, string
from sudolint.policy.nixos.text import String, constant
from sudolint.policy.nixos.values import Attrs, Builtin, Closure, Package, Path, Unknown, attribute

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sudolint.policy.nixos.evaluator import Evaluator
    from sudolint.policy.nixos.values import Native, Value
    from sudolint.source import Span

SYSTEM = "x86_64-linux"


class Packages(Attrs):
    """All packages; any name may be one."""

    __slots__ = ()

    def beyond(self, name: str) -> Value | None:
        """The package of a name."""
        return Package(name, f"pkgs.{attribute(name)}")


def _made(ev: Evaluator, name: String, text: Value, span: Span) -> Package:
    """A package that is a file or directory of a name, and the script in it."""
    package = Package(name.text, f"pkgs.{attribute(name.text)}")
    body = None if text is None else ev.force(text)
    if isinstance(body, String):
        ev.scripts[package.store_path] = body
    return package


def _script(text_at: int, name_at: int = 0) -> Native:
    """A function of a name and a text, among other arguments."""

    def function(ev: Evaluator, args: list[Value], span: Span) -> Value:
        return _made(ev, string(ev, args[name_at], span), args[text_at], span)

    return function


def _named(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return _made(ev, string(ev, args[0], span), None, span)


def _of_set(ev: Evaluator, args: list[Value], span: Span) -> Value:
    """A function of a set with a `name`, and perhaps a `text`."""
    given = attrs(ev, args[0], span)
    for key in ("pname", "name"):
        name = ev.attribute(given, key)
        if name is not None:
            return _made(ev, string(ev, name, span), given.find("text"), span)
    raise OpaqueError


def _of_function(ev: Evaluator, args: list[Value], span: Span) -> Value:
    """`stdenv.mkDerivation`, which also takes a function of the final set."""
    given = ev.force(args[0])
    if isinstance(given, Closure):
        given = ev.call(given, [Unknown("finalAttrs")], span)
    return _of_set(ev, [given], span)


def _call_package(ev: Evaluator, args: list[Value], span: Span) -> Value:
    """`callPackage f overrides`: a function with the packages that it asks for."""
    function = ev.force(args[0])
    if isinstance(function, Path):
        function = ev.load(function.text)
    if not isinstance(function, Closure) or function.node.formals is None:
        raise OpaqueError
    given = attrs(ev, args[1], span)
    packages = ev.names[" pkgs"]
    values: dict[str, Value] = {}
    for formal in function.node.formals.formals:
        name = formal.name.name
        value = ev.attribute(given, name)
        if value is None and formal.default is None:
            value = ev.attribute(packages, name)
        if value is not None:
            values[name] = value
    return ev.call(function, [Attrs(values)], span)


def _run_command(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return _made(ev, string(ev, args[0], span), None, span)


_FUNCTIONS: dict[str, tuple[int, Native]] = {
    "buildEnv": (1, _of_set),
    "callPackage": (2, _call_package),
    "linkFarm": (2, _named),
    "runCommand": (3, _run_command),
    "runCommandCC": (3, _run_command),
    "runCommandLocal": (3, _run_command),
    "runCommandNoCC": (3, _run_command),
    "symlinkJoin": (1, _of_set),
    "writeBash": (2, _script(1)),
    "writeBashBin": (2, _script(1)),
    "writeDash": (2, _script(1)),
    "writeDashBin": (2, _script(1)),
    "writeScript": (2, _script(1)),
    "writeScriptBin": (2, _script(1)),
    "writeShellApplication": (1, _of_set),
    "writeShellScript": (2, _script(1)),
    "writeShellScriptBin": (2, _script(1)),
    "writeText": (2, _script(1)),
    "writeTextFile": (1, _of_set),
}

_WRITERS = ("Bash", "Dash", "Fish", "JS", "Nu", "Perl", "PyPy3", "Python3", "Ruby")


def _platform() -> Attrs:
    linux = {"isLinux": True, "isDarwin": False, "isx86_64": True, "isAarch64": False, "is64bit": True}
    return Attrs({"system": constant(SYSTEM), **linux}, Unknown("pkgs.stdenv.hostPlatform"))


def packages(library: Attrs) -> Packages:
    """The set `pkgs`."""
    functions = {name: Builtin(f"pkgs.{name}", arity, made) for name, (arity, made) in _FUNCTIONS.items()}
    platform = _platform()
    derivation = Builtin("pkgs.stdenv.mkDerivation", 1, _of_function)
    stdenv = Attrs(
        {"mkDerivation": derivation, "hostPlatform": platform, "system": constant(SYSTEM), **platform.values},
        Unknown("pkgs.stdenv"),
    )
    writers: dict[str, Value] = {}
    for language in _WRITERS:
        for suffix in ("", "Bin"):
            name = f"write{language}{suffix}"
            simple = language in ("Bash", "Dash", "Fish")
            writers[name] = Builtin(f"pkgs.writers.{name}", 2 if simple else 3, _script(1 if simple else 2))
    found = Packages(
        {
            **functions,
            "config": Unknown("pkgs.config"),
            "hostPlatform": platform,
            "lib": library,
            "stdenv": stdenv,
            "stdenvNoCC": stdenv,
            "system": constant(SYSTEM),
            "writers": Attrs({**functions, **writers}, Unknown("pkgs.writers")),
        }
    )
    variant = Builtin("pkgs.extend", 1, lambda _, __, ___: found)
    found.values |= {"extend": variant, "appendOverlays": variant}
    return found
