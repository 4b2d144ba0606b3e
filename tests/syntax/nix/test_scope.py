"""Which variables mean something."""

import pytest

from sudolint.syntax.nix.scope import GLOBALS, undefined_variables
from tests.syntax.nix.nix import needs_nix, parsed
from tests.syntax.nix.trees import tree

UNDEFINED = {
    "x": ["x"],
    "map true null builtins": [],
    "__add 1 (__curPos)": [],
    "add": ["add"],
    "x: x y": ["y"],
    "{ a, b ? a + c, ... } @ all: [ a b all c ]": ["c", "c"],
    "let a = b; b = a; in [ a c ]": ["c"],
    "let inherit a; in a": ["a"],
    "let inherit (a) b; a = { }; in b": [],
    "{ a = 1; b = a; }": ["a"],
    "rec { a = 1; b = a; ${c} = a; }": ["c"],
    "rec { a.b = a; inherit (a) c; d = c; }": [],
    "x: rec { inherit x y; z = y; }": ["y"],
    "rec { ${a} = 1; b = d; }": ["a", "d"],
    "{ inherit (x) y; z = y; }": ["x", "y"],
    "let { a = 1; body = a; }": [],
    "with { }; x": [],
    "with x; y": ["x"],
    "with { }; (y: z) (with q; 1)": [],
    "[ (with { }; x) x ]": ["x"],
    "x.y or z": ["x", "z"],
    '{ } ? "${x}".${y}': ["x", "y"],
    "\"${x}\" + ./${y} + ''${z}''": ["x", "y", "z"],
    "f: f or": ["or"],
    "let or = 1; in f: f or": [],
    "assert a; if b then c else d": ["a", "b", "c", "d"],
    "-a + !b": ["a", "b"],
    "let map = 1; in map": [],
}


@pytest.mark.parametrize("text", UNDEFINED)
def test_undefined(text: str) -> None:
    """A variable that nothing around it binds is reported, in the order of the text; `with` may bind any."""
    assert [var.name for var in undefined_variables(tree(text))] == UNDEFINED[text]


@needs_nix
@pytest.mark.parametrize("text", UNDEFINED)
def test_nix_agrees(text: str) -> None:
    """Nix refuses to read what has an undefined variable, and nothing else of this."""
    assert (parsed(text) is None) == bool(UNDEFINED[text])


LATER = """
break __addDrvOutputDependencies __convertHash __exec __fetchClosure __fetchFinalTree __flakeRefToString
__getFlake __importNative __outputOf __parseFlakeRef __readFileType __traceVerbose __warn
"""
"""Globals that came with later versions of Nix than 2.8, or that only its settings bring about."""


@needs_nix
def test_globals() -> None:
    """Each global name is one to Nix, too."""
    unknown = {name for name in GLOBALS if parsed(name) is None}
    assert unknown <= {*LATER.split()}
