"""The evaluator against Nix: its own tests, and generated expressions."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sudolint.policy.nixos.failures import EvaluationError
from sudolint.policy.nixos.values import Thunk
from tests.policy.nixos.evaluated import evaluator, printed, value

if TYPE_CHECKING:
    from pathlib import Path

NIX = shutil.which("nix-instantiate")

EVALUATED = """
any-all attrs attrs2 attrs3 attrs4 attrs6 backslash-newline-1 backslash-newline-2 baseNameOf break
builtins-add builtins-dirOf builtins callable-attrs catattrs comments concat concatstringssep context curpos
deepseq delayed-with-inherit delayed-with deprecate-cursed-or dotdotslash-abs-fatal dotdotslash-path-fatal
dotslash-abs-fatal dotslash-path-fatal dynamic-attrs-2 dynamic-attrs-3 dynamic-attrs-bare dynamic-attrs
empty-args eq equal-function-attrset-distinct-similar equal-function-attrset-identical
equal-function-direct-distinct-similar equal-function-direct-identical equal-function-list-distinct-similar
equal-function-list-identical float floor-ceil foldlStrict-lazy-elements
foldlStrict-lazy-initial-accumulator fromjson-escapes fromjson functionargs hashstring home-path-warn if
ind-string intersectAttrs let logic mapattrs merge-dynamic-attrs nested-with new-let null-dynamic-attrs
overrides patterns readfile regex-match regex-split regression-20220122 regression-20220125
regrettable-rec-attrset-merge remove repeated-empty-attrs repeated-empty-list replacestrings scope-1 scope-2
scope-3 scope-4 scope-6 scope-7 seq short-path-literal-warn short-path-variation sort splitversion string
strings-as-attrs-names substring-context substring toString-returning-path tojson tryeval-failed-thunk-reeval
tryeval types url-literal-default url-literal-quoted-fatal url-literal-warn warn-indentation
warn-indentation2 with
""".split()
"""Those of Nix's tests that come out as Nix prints them; the others need files, hashes or the store."""


@pytest.mark.parametrize("name", EVALUATED)
def test_evaluation(fixtures: Path, name: str) -> None:
    """Nix's test evaluates to what Nix prints."""
    folder = fixtures / "nix-lang"
    ev = evaluator(str(folder))
    source = ev.files.enter(str(folder / f"eval-okay-{name}.nix"))
    tree = ev.files.tree(source)
    assert tree is not None
    got = printed(ev, Thunk(tree, ev.scope(source)))
    got = got.replace(str(folder), "/pwd/lang").replace(str(folder.parent), "/pwd")
    assert got == (folder / f"eval-okay-{name}.exp").read_text(encoding="latin-1").strip()


# ---- Generated expressions, by the type of their values

NAMES = ("a", "b", "c", "x")
WORDS = st.sampled_from(["", "a", "b-c", "x y", "%", "${", "''", "$", '"', "\\", "\n", "é", "/bin/sh", "  "])


def quoted(text: str) -> str:
    """A string literal."""
    text = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return '"' + text.replace("${", "\\${") + '"'


INTEGERS = st.integers(-9, 99).map(lambda number: str(number) if number >= 0 else f"({number})")
STRINGS = st.one_of(
    WORDS.map(quoted),
    WORDS.filter(lambda text: "\\" not in text).map(
        lambda text: (
            "''" + text.replace("''", "'''").replace("${", "''${").replace("$", "''$") + " ''"
            if "$" not in text
            else quoted(text)
        )
    ),
)


def compound(kinds: dict[str, st.SearchStrategy[str]]) -> dict[str, st.SearchStrategy[str]]:
    """One level more of each type."""
    integer, string, truth, items, attrs = (kinds[kind] for kind in ("int", "str", "bool", "list", "set"))

    def form(text: str, *parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.tuples(*parts).map(lambda values: text.format(*values))

    def any_of(own: st.SearchStrategy[str]) -> list[st.SearchStrategy[str]]:
        name = st.sampled_from(NAMES)
        return [
            own,
            form("(if {} then {} else {})", truth, own, own),
            form("(let {0} = {1}; in {0})", name, own),
            form("(let {0} = {1}; inherit (rec {{ y = {0}; }}) y; in y)", name, own),
            form("(({0}: {0}) {1})", name, own),
            form("(({{ {0} ? {1}, ... }}: {0}) {2})", name, own, st.sampled_from(["{ }", "{ q = 1; }"])),
            form("(with {{ {0} = {1}; }}; {0})", name, own),
            form("(rec {{ {0} = {1}; z = {0}; }}).z", name, own),
            form("({{ {0} = {1}; }}.{0} or {2})", name, own, own),
            form("(builtins.head [ {} ])", own),
            form("({{ {0} = {1}; }} // {{ {0} = {2}; }}).{0}", name, own, own),
        ]

    return {
        "int": st.one_of(
            *any_of(integer),
            form("({} + {})", integer, integer),
            form("({} - {} * 2)", integer, integer),
            form("(builtins.length {})", items),
            form("(builtins.stringLength {})", string),
            form("(builtins.foldl' (a: b: a + b) 0 (map builtins.stringLength {}))", items),
        ),
        "str": st.one_of(
            *any_of(string),
            form("({} + {})", string, string),
            form('"<${{{}}}>"', string),
            form("''\n    ${{{}}}\n      b\n  ''", string),
            form("(toString {})", integer),
            form("(builtins.concatStringsSep {} {})", string, items),
            form("(builtins.substring 1 3 {})", string),
            form('(builtins.replaceStrings [ "a" " " ] [ "bb" "" ] {})', string),
            form("(builtins.toJSON {})", attrs),
        ),
        "bool": st.one_of(
            *any_of(truth),
            form("({} == {})", attrs, attrs),
            form("({} < {})", integer, integer),
            form("({} && !{} || {})", truth, truth, truth),
            form("({} -> {})", truth, truth),
            form("({} ? a)", attrs),
            form("(builtins.elem {} {})", string, items),
            form("({} <= {})", string, string),
            form("(builtins.all (s: s != {}) {})", string, items),
        ),
        "list": st.one_of(
            *any_of(items),
            form("[ {} {} ]", string, string),
            form("({} ++ {})", items, items),
            form("(map (s: s + {}) {})", string, items),
            form("(builtins.filter (s: s != {}) {})", string, items),
            form("(builtins.attrNames {})", attrs),
            form("(builtins.concatMap (s: [ s {} ]) {})", string, items),
            form("(builtins.genList (n: toString n) 3)"),
            form("(builtins.sort (p: q: p < q) {})", items),
            form("(builtins.concatLists [ {} {} ])", items, items),
        ),
        "set": st.one_of(
            *any_of(attrs),
            form("({} // {})", attrs, attrs),
            form("{{ a = {}; b.c = {}; }}", string, integer),
            form("rec {{ a = {}; b = a; }}", string),
            form("(builtins.mapAttrs (n: v: n) {})", attrs),
            form('(builtins.listToAttrs [ {{ name = "a"; value = {}; }} ])', integer),
            form('(removeAttrs {} [ "a" ])', attrs),
            form("(builtins.intersectAttrs {} {})", attrs, attrs),
        ),
    }


def expressions() -> st.SearchStrategy[str]:
    """Expressions of all types, some levels deep."""
    kinds: dict[str, st.SearchStrategy[str]] = {
        "int": INTEGERS,
        "str": STRINGS,
        "bool": st.sampled_from(["true", "false"]),
        "list": st.just("[ ]"),
        "set": st.just("{ }"),
    }
    for _ in range(3):
        kinds = compound(kinds)
    return st.one_of(*kinds.values())


def asked(expression: str) -> tuple[bool, Any]:
    """Whether Nix can evaluate an expression, and what it is."""
    assert NIX is not None
    done = subprocess.run(
        [NIX, "--eval", "--strict", "--json", "--readonly-mode", "-E", expression],
        capture_output=True,
        check=False,
        timeout=60,
    )
    if done.returncode != 0:
        return False, None
    return True, json.loads(done.stdout.decode("utf-8", "surrogateescape"))


@pytest.mark.skipif(NIX is None, reason="nix-instantiate is not installed")
@settings(max_examples=150)
@given(expressions())
def test_generated_expressions(expression: str) -> None:
    """Nix comes to the same value, or refuses the expression too."""
    good, wanted = asked(expression)
    if good:
        assert value(expression) == wanted
    else:
        with pytest.raises(EvaluationError):
            value(expression)


WRONG = """
1 + "a"
"a" + 1
[ ] ++ { }
{ } // [ ]
if 1 then 2 else 3
!1
{ a = 1; }.b
(x: x) 1 2
({ a }: a) { }
({ a }: a) { a = 1; b = 2; }
builtins.head [ ]
builtins.elemAt [ 1 ] 1
"${1}"
"${[ ]}"
"${null}"
let x = x; in x
let a = b; b = a; in a
rec { a = a + 1; }.a
builtins.add 1 "a"
1 < "a"
assert false; 1
throw "no"
abort "no"
builtins.substring (-1) 1 "a"
builtins.map 1 [ 2 ]
builtins.attrNames [ ]
builtins.length { }
builtins.stringLength 1
1 / 0
builtins.fromJSON "{"
builtins.listToAttrs [ { name = 1; value = 2; } ]
builtins.foldl' (a: b: a) 0 1
builtins.concatStringsSep "," [ 1 ]
builtins.genList (x: x) (-1)
""".strip().splitlines()


@pytest.mark.parametrize("expression", WRONG)
def test_wrong_expressions(expression: str) -> None:
    """What Nix refuses is refused, with one line of words."""
    if NIX is not None:
        assert not asked(expression)[0]
    with pytest.raises(EvaluationError) as caught:
        value(expression)
    assert caught.value.message
    assert "\n" not in caught.value.message


LAZY = [
    ('let x = throw "no"; in 1', 1),
    ('(x: 1) (throw "no")', 1),
    ('builtins.length [ (throw "no") ]', 1),
    ('{ a = throw "no"; b = 1; }.b', 1),
    ("let xs = [ 1 ] ++ xs; in 2", 2),
    ('(builtins.tryEval (throw "no")).success', False),
    ('true || throw "no"', True),
    ('false && throw "no"', False),
    ("({ a, b ? a }: b) { a = 3; }", 3),
    ("with { x = 1; }; let x = 2; in x", 2),
    ("let fix = f: let x = f x; in x; in (fix (self: { a = 1; b = self.a + 1; })).b", 2),
]


@pytest.mark.parametrize(("expression", "wanted"), LAZY)
def test_laziness(expression: str, wanted: object) -> None:
    """What isn't needed isn't worked out."""
    assert value(expression) == wanted
