"""Nix from strangers: it ends soon, with an answer or an error, and nothing outside the tree is read."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sudolint.policy.load import NixOptions, nix_policy
from sudolint.source import ErrorKind
from tests.policy.nixos.evaluated import policy

if TYPE_CHECKING:
    from pathlib import Path

    from sudolint.policy.model import Policy

SECONDS = 10
"""What the worst 100 kB may take."""


def one(user: str) -> str:
    """A rule for a user."""
    return f'{{ users = [ "{user}" ]; commands = [ "ALL" ]; }}'


def rule(user: str) -> str:
    """A module with one rule, for the user that an expression gives."""
    rules = f'[ {{ users = [ ({user}) ]; commands = [ "ALL" ]; }} ]'
    return f"{{ lib, config, pkgs, ... }}: {{ security.sudo.extraRules = {rules}; }}"


DEEP = 20_000

TEXTS = {
    "parentheses": rule("(" * DEEP + '"u"' + ")" * DEEP),
    "lists": rule('"u"') + " # " + "[" * DEEP,
    "nested lists": rule("(builtins.head " + "[" * DEEP + "]" * DEEP + ")"),
    "nested sets": rule('"u"').replace(
        "security", "x = " + "{ a = " * DEEP + "1" + "; }" * DEEP + "; security"
    ),
    "lets": rule("let a = 1; in " * DEEP + '"u"'),
    "ifs": rule("if true then " * DEEP + '"u"' + ' else "v"' * DEEP),
    "functions": rule("(" + "x: " * DEEP + '"u"' + ")"),
    "additions": rule('"u"' + ' + "v"' * DEEP),
    "minuses": rule("(toString (" + "- " * DEEP + "1))"),
    "nots": rule("(if " + "!" * DEEP + 'true then "u" else "v")'),
    "selections": rule("config" + ".a" * DEEP),
    "attribute path": rule('"u"').replace("security", ".".join(["a"] * DEEP) + " = 1; security"),
    "interpolations": rule('"${' * 5000 + "1" + '}"' * 5000),
    "unclosed": rule('"u"').replace("security", "a = [ (" * DEEP),
    "quotes": "''" * 50_000,
    "dollars": rule('"' + "$" * 90_000 + '"'),
    "zero bytes": rule('"u"') + "\0" * 90_000,
    "itself": rule("(let x = x; in x)"),
    "each other": rule("(let a = b; b = a; in a)"),
    "its own option": rule("config.my.x").replace("security", "my.x = config.my.x; security"),
    "endless": rule("(let f = n: f (n + 1); in f 0)"),
    "endless and deep": rule("(let f = n: 1 + f n; in f 0)"),
    "endless list": rule("(let f = xs: f (xs ++ xs); in f [ 1 ])"),
    "endless text": rule('(let f = s: f (s + s); in f "ab")'),
    "omega": rule("((x: x x) (x: x x))"),
    "y": rule("(let y = f: (x: f (x x)) (x: f (x x)); in y (f: n: f n) 1)"),
    "range": rule("(toString (lib.range 1 1000000000))"),
    "genList": rule("(toString (builtins.genList (x: x) 1000000000))"),
    "replicate": rule('(lib.concatStrings (lib.replicate 1000000000 "a"))'),
    "fixedWidth": rule('(lib.fixedWidthString 1000000000 "0" "1")'),
    "doubling": rule(
        "(builtins.elemAt (" + "".join(f"let l{n + 1} = l{n} ++ l{n}; in " for n in range(60)) + "l60) 5)"
    ).replace("(builtins", "(let l0 = [ 1 ]; in builtins"),
    "doubling text": rule(
        'let s0 = "a"; ' + "".join(f"s{n + 1} = s{n} + s{n}; " for n in range(60)) + "in s60"
    ),
    "doubling rules": '{ lib, ... }: let r0 = [ { users = [ "u" ]; commands = [ "ALL" ]; } ]; '
    + "".join(f"r{n + 1} = r{n} ++ r{n}; " for n in range(40))
    + "in { security.sudo.extraRules = r40; }",
    "matching": rule('(toString (builtins.match "(a*)*b" "' + "a" * 5000 + '"))'),
    "splitting": rule('(toString (builtins.split "(x+x+)+y" "' + "x" * 5000 + '"))'),
    "json": rule("(builtins.fromJSON ''" + "[" * DEEP + "'')"),
    "toml": rule("(builtins.fromTOML ''a = " + "[" * DEEP + "'')"),
    "replacing": rule('(builtins.replaceStrings [ "" ] [ "' + "a" * 900 + '" ] "' + "b" * 50_000 + '")'),
    "sorting": rule("(toString (builtins.sort (a: b: true) (lib.range 1 100000)))"),
    "closure": rule(
        "(toString (builtins.genericClosure { startSet = [ { key = 0; } ]; "
        "operator = x: [ { key = x.key + 1; } ]; }))"
    ),
    "foldl": rule("(toString (builtins.foldl' (a: b: a ++ [ b ] ++ a) [ ] (lib.range 1 100)))"),
    "strict fold": rule("(toString (lib.foldr (a: b: a + b) 0 (lib.range 1 100000)))"),
    "import itself": rule('"u"').replace("security", "imports = [ ./module.nix ]; security"),
    "conditions": "{ config, lib, ... }: lib.mkMerge [ "
    + " ".join(
        f"(lib.mkIf config.a{n}.enable {{ security.sudo.extraRules = [ {one('u')} ]; }})" for n in range(400)
    )
    + " ]",
    "formula": rule(
        "(if " + " && ".join(f"(config.a{n} || config.b{n})" for n in range(1000)) + ' then "u" else "v")'
    ),
    "many rules": rule('"u"').replace(
        "[ {", "[ " + '{ users = [ "x" ]; commands = [ "/bin/x" ]; } ' * 1500 + "{"
    ),
    "many users": rule('"u"').replace('("u")', " ".join(f'"u{n}"' for n in range(8000))),
    "modules": "{ imports = builtins.genList "
    '(n: { security.sudo.extraConfig = "u${toString n} ALL=ALL\\n"; }) 100000; }',
    "module that imports": "let m = { imports = [ m ]; }; in m",
    "modules that import themselves": "{ imports = [ "
    + "(import ./module.nix) " * 4000
    + "]; security.sudo.extraRules = [ ]; }",
    "modules of modules": "let m = { imports = builtins.genList (n: m) 100; }; in m",
    "functor": "let f = { __functor = self: self; }; in f",
    "curried forever": "let f = x: f; in f",
    "type of itself": "{ lib, ... }: let t = lib.types.submodule "
    "{ options.a = lib.mkOption { type = t; default = { }; }; }; in "
    '{ options.x = lib.mkOption { type = t; }; config.x = { }; config.security.sudo.extraConfig = ""; }',
    "recursive flake": "{ outputs = { self, ... }: "
    "{ nixosConfigurations.a = self.nixosConfigurations.a; }; }",
    "huge numbers": rule("(toString (9223372036854775807 * 9223372036854775807))"),
    "versions": rule('(toString (builtins.compareVersions "' + "1." * 40_000 + '" "1"))'),
    "lines": '{ security.sudo.extraConfig = "' + "u ALL=ALL\\\\\\n" * 7000 + '"; }',
    "sudoers": "{ security.sudo.extraConfig = ''" + "a ALL = (" * 9000 + "''; }",
}


@pytest.mark.parametrize("name", TEXTS)
def test_it_ends(name: str) -> None:
    """A text that is made to take forever, or all memory, ends within seconds, with errors of one line."""
    text = TEXTS[name]
    start = time.process_time()
    found = policy(text)
    assert time.process_time() - start < SECONDS
    assert all("\n" not in error.message and len(error.message) < 1000 for error in found.errors)


@pytest.mark.parametrize("name", ["itself", "each other", "its own option"])
def test_infinite_recursion_is_found(name: str) -> None:
    """A value that needs itself is an error, as in Nix."""
    (error,) = policy(TEXTS[name]).errors
    assert "infinite recursion" in error.message
    assert error.kind is ErrorKind.VALUE


@pytest.mark.parametrize(
    "name", ["endless", "endless and deep", "omega", "y", "doubling rules", "range", "modules of modules"]
)
def test_a_bound_that_is_reached_is_said(name: str) -> None:
    """What was given up is an error of kind LIMIT, or something that is not known; it is never silent."""
    found = policy(TEXTS[name])
    unsure = [grant for grant in found.grants if not grant.builtin and "<" in grant.users[0].text]
    assert any(error.kind is ErrorKind.LIMIT for error in found.errors) or unsure or found.gaps


NOISE = st.lists(
    st.sampled_from(
        """
        { } [ ] ( ) ; : = , . ... @ ? // ++ + - * / == != < > <= >= && || ! -> | |> let in if then else with
        rec inherit assert or a b x lib config pkgs true null 1 2.5 "s" "${ }" '' ''${ ''' ./x /etc <nixpkgs>
        https://x.y __curPos mkIf map security.sudo.extraRules users commands = "ALL" \n
        """.split()
    ),
    max_size=60,
).map(" ".join)


@settings(max_examples=300)
@given(NOISE)
def test_any_text(text: str) -> None:
    """Any text gives a policy, whose errors have places in it."""
    for one in (text, "{ lib, config, ... }: { security.sudo.extraRules = " + text + "; }"):
        found = policy(one)
        for error in found.errors:
            assert 0 <= error.span.start <= error.span.end <= len(error.span.source.text)


# ---- Files


def read(folder: Path, text: str, **options: object) -> Policy:
    """The policy of a module in a folder."""
    module = folder / "module.nix"
    module.write_text(text)
    return nix_policy(str(module), None, NixOptions(**options))  # type: ignore[arg-type]


STRANGE = '{ security.sudo.extraConfig = "secret ALL=(ALL) ALL\\n"; }'


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A tree of files with something beside it that is none of it."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.nix").write_text(STRANGE)
    (tmp_path / "tree").mkdir()
    return tmp_path / "tree"


def secrets(found: Policy) -> bool:
    """Whether something of the file outside got into a policy."""
    return any("secret" in member.text for grant in found.grants for member in grant.users) or any(
        source.path.endswith("secret.nix") for source in found.sources
    )


@pytest.mark.parametrize(
    "text",
    [
        "{ imports = [ ../outside/secret.nix ]; security.sudo.enable = true; }",
        "{ imports = [ ./link.nix ]; security.sudo.enable = true; }",
        "{ imports = [ ./folder/secret.nix ]; security.sudo.enable = true; }",
        "{ security.sudo.extraConfig = builtins.readFile ../outside/secret.nix; }",
        "{ security.sudo.extraConfig = builtins.readFile ./link.nix; }",
        '{ security.sudo.extraConfig = builtins.readFile (./. + "/../outside/secret.nix"); }',
        "{ security.sudo.extraConfig = builtins.toJSON (builtins.readDir ../outside); }",
        "{ security.sudo.extraConfig = toString (import ../outside/secret.nix); }",
        '{ security.sudo.extraConfig = builtins.toJSON (import (toString ./. + "/folder/secret.nix")); }',
    ],
)
def test_nothing_outside_is_read(tree: Path, text: str) -> None:
    """Neither paths that lead out of the tree nor links do so."""
    (tree / "link.nix").symlink_to("../outside/secret.nix")
    (tree / "folder").symlink_to("../outside")
    assert not secrets(read(tree, text))


def test_what_is_named_may_be_read(tree: Path) -> None:
    """With a root, or as an import path, the other directory may be read."""
    text = "{ imports = [ ../outside/secret.nix ]; }"
    assert secrets(read(tree, text, root=str(tree.parent)))
    assert secrets(read(tree, text, paths=(str(tree.parent / "outside"),)))
    assert secrets(read(tree, "{ imports = [ <lab/secret.nix> ]; }", paths=(f"lab={tree.parent}/outside",)))


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/stdin", "/proc/self/mem", "/dev/tty"])
def test_devices(tree: Path, device: str) -> None:
    """A device, even one that a link in the tree leads to, is not read."""
    (tree / "device").symlink_to(device)
    start = time.process_time()
    found = read(
        tree,
        f"{{ imports = [ {device} ./device ]; security.sudo.extraConfig = builtins.readFile ./device; }}",
    )
    assert time.process_time() - start < 2
    assert found.gaps


def test_a_pipe_in_the_tree(tree: Path) -> None:
    """A named pipe that nobody writes to is not waited for."""
    os.mkfifo(tree / "pipe.nix")
    start = time.process_time()
    read(tree, "{ imports = [ ./pipe.nix ]; security.sudo.extraConfig = builtins.readFile ./pipe.nix; }")
    assert time.process_time() - start < 2
    assert nix_policy(str(tree / "pipe.nix")).errors


def test_imports_in_a_circle(tree: Path) -> None:
    """Modules that import one another count once each."""
    (tree / "other.nix").write_text(
        '{ imports = [ ./module.nix ]; security.sudo.extraConfig = "o ALL=ALL\\n"; }'
    )
    found = read(
        tree, '{ imports = [ ./other.nix ./other.nix ]; security.sudo.extraConfig = "m ALL=ALL\\n"; }'
    )
    assert not found.errors
    assert [grant.users[0].text for grant in found.grants if not grant.builtin] == ["o", "m"]


def test_many_files(tree: Path) -> None:
    """A thousand files are read in time; errors in them are at their own places."""
    for number in range(1000):
        (tree / f"m{number}.nix").write_text(f'{{ security.sudo.extraConfig = "u{number} ALL=ALL\\n"; }}')
    (tree / "m7.nix").write_text("{ security.sudo.extraConfig = 1;\n }")
    start = time.process_time()
    found = read(tree, '{ imports = map (n: ./. + "/m${toString n}.nix") (builtins.genList (n: n) 1000); }')
    assert time.process_time() - start < SECONDS
    assert [os.path.basename(error.span.source.path) for error in found.errors] == ["m7.nix"]


def test_a_file_that_is_missing() -> None:
    """A file that isn't there is one error about it."""
    (error,) = nix_policy("/nonexistent/module.nix").errors
    assert error.kind is ErrorKind.READ
