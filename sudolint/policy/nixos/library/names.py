"""The global names of the Nix language, and the library of nixpkgs."""

from __future__ import annotations

from sudolint.policy.nixos.library.index import FUNCTIONS
from sudolint.policy.nixos.packages import SYSTEM, Packages, packages
from sudolint.policy.nixos.text import constant
from sudolint.policy.nixos.types import lib_types
from sudolint.policy.nixos.values import NULL, Attrs, Builtin, Unknown
from sudolint.syntax.nix.scope import GLOBALS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from sudolint.policy.nixos.values import Value

_NAMESPACES = """
asserts attrsets customisation debug derivations fileset filesystem fixedPoints lists meta modules options
sources strings trivial versions
"""


class Library(Attrs):
    """`lib`; what isn't known of it may still be there."""

    __slots__ = ()

    def beyond(self, name: str) -> Value | None:
        """A function that is not known here."""
        return Unknown(f"lib.{name}")


def _library() -> Library:
    library = Library({**FUNCTIONS, "types": lib_types(), "true": True, "false": False})
    library.values |= dict.fromkeys(_NAMESPACES.split(), library)
    append = library.values.pop("path.append")
    library.values["path"] = Attrs({"append": append}, Unknown("lib.path"))
    return library


def _globals() -> dict[str, Value]:
    """What is in scope everywhere; those that nothing is known of are unknown values."""
    constants: dict[str, Value] = {
        "true": True,
        "false": False,
        "null": NULL,
        "currentSystem": constant(SYSTEM),
        "nixPath": Unknown("builtins.nixPath"),
        "nixVersion": Unknown("builtins.nixVersion"),
        "langVersion": 6,
        "storeDir": constant("/nix/store"),
        "currentTime": Unknown("builtins.currentTime"),
    }
    names: dict[str, Value] = {}
    inside: dict[str, Value] = dict(constants)
    for name in GLOBALS:
        plain = name.removeprefix("__")
        if plain in constants:
            names[name] = constants[plain]
        elif plain in FUNCTIONS:
            names[name] = inside[plain] = FUNCTIONS[plain]
        else:
            names[name] = inside[plain] = Unknown(f"builtins.{plain}")
    builtins = Attrs(inside, Unknown("builtins"))
    inside["builtins"] = names["builtins"] = builtins
    return names


LIBRARY = _library()
PACKAGES: Packages = packages(LIBRARY)
_GLOBALS = _globals()

_TO_PACKAGES = Builtin("import nixpkgs", 1, lambda _, __, ___: PACKAGES)
_NIXPKGS = r"(?:inputs\.)?nixpkgs[\w-]*"
_FAMOUS = [
    (rf"{_NIXPKGS}\.lib", LIBRARY),
    (rf"{_NIXPKGS}\.legacyPackages\.[^ ]+?", PACKAGES),
    (rf"import (?:<nixpkgs>|{_NIXPKGS})", _TO_PACKAGES),
    ("import <nixpkgs/lib>", LIBRARY),
]
"""What is known of expressions that would otherwise be unknown, by patterns of these."""


def names(paths: Mapping[str, str]) -> dict[str, Value]:
    """The names that an evaluation starts from; `paths` are the directories that `<name>` leads to."""
    return {
        **_GLOBALS,
        " famous": _FAMOUS,
        " lib": LIBRARY,
        " paths": paths,
        " pkgs": PACKAGES,
        " types": LIBRARY.values["types"],
    }
