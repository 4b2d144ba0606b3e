"""The same policy, written in different ways, renders to the same text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.policy.nixos.evaluated import lines

NAMES = st.sampled_from(["alice", "bob", "%x", "ci-runner", "ops"])
COMMANDS = st.sampled_from(
    ["ALL", "/bin/a", "/bin/a *", "/usr/bin/docker run -v '/:/x'", "!/bin/b", "/x/${y}"]
)
TAGS = st.lists(st.sampled_from(["NOPASSWD", "SETENV", "NOEXEC", "PASSWD"]), max_size=2, unique=True)


def nix(value: object) -> str:
    """A value as literal Nix."""
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("${", "\\${") + '"'
    if isinstance(value, list):
        return "[ " + " ".join(map(nix, value)) + " ]"
    assert isinstance(value, dict)
    return "{ " + " ".join(f"{key} = {nix(inner)};" for key, inner in value.items()) + " }"


commands = st.one_of(COMMANDS, st.fixed_dictionaries({"command": COMMANDS, "options": TAGS}))
rules = st.fixed_dictionaries(
    {"users": st.lists(NAMES, max_size=2), "commands": st.lists(commands, max_size=3)},
    optional={
        "groups": st.lists(NAMES, max_size=2),
        "host": st.just("web"),
        "runAs": st.sampled_from(["root", "ALL", ":docker"]),
    },
)
policies = st.lists(rules, max_size=4)


def module(extra_rules: str, before: str = "") -> str:
    """A module with these rules."""
    return f"{{ config, lib, pkgs, ... }}: {before} {{ security.sudo.extraRules = {extra_rules}; }}"


def written(policy: list[dict[str, object]]) -> list[str]:
    """The lines of a policy as literal Nix."""
    return lines(module(nix(policy)))


@given(policies)
def test_let_and_map(policy: list[dict[str, object]]) -> None:
    """Rules that `map` makes of their parts, and that have names, are the literal rules."""
    parts = [nix([rule, rule["commands"]]) for rule in policy]
    built = (
        f"map (part: builtins.head part // {{ commands = map same (lib.last part); }}) [ {' '.join(parts)} ]"
    )
    assert lines(module(built, "let same = c: c; in")) == written(policy)


@given(policies, st.data())
def test_mk_if_and_mk_merge(policy: list[dict[str, object]], data: st.DataObject) -> None:
    """Rules in mkMerge, with mkIf around what holds and other rules in mkIf that doesn't, come out alike."""
    pieces = []
    for rule in policy:
        piece = f"[ {nix(rule)} ]"
        shape = data.draw(st.sampled_from(["plain", "if", "nested", "false", "order"]))
        if shape == "if":
            piece = f"(lib.mkIf (1 < 2) {piece})"
        elif shape == "nested":
            piece = f"(lib.mkMerge [ (lib.mkIf true (lib.mkMerge [ {piece} ])) ])"
        elif shape == "order":
            piece = f"(lib.mkOrder 1000 {piece})"
        elif shape == "false":
            piece += ' (lib.mkIf false [ { users = [ "nobody" ]; commands = [ "ALL" ]; } ])'
        pieces.append(piece)
    assert lines(module(f"lib.mkMerge [ {' '.join(pieces)} ]")) == written(policy)


@given(policies)
def test_strings(policy: list[dict[str, object]]) -> None:
    """Commands that are put together by interpolation and concatenation are those written out."""

    def built(value: object, key: str = "") -> str:
        if isinstance(value, str):
            half = len(value) // 2
            if "${" in value or "'" in value:
                return nix(value)
            return f"(\"{value[:half]}\" + ''${{part {nix(value[half:])}}}'')" if value else '""'
        if isinstance(value, list):
            return "[ " + " ".join(built(one, key) for one in value) + " ]"
        assert isinstance(value, dict)
        pairs = [f"{name} = {built(one) if name != 'options' else nix(one)};" for name, one in value.items()]
        return "{ " + " ".join(pairs) + " }"

    assert lines(module(built(policy), "let part = s: s; in")) == written(policy)


@given(policies)
def test_the_order_of_modules(policy: list[dict[str, object]]) -> None:
    """Rules of imported modules come in the order of imports backwards, then the module's own."""
    half = len(policy) // 2
    first = f"{{ security.sudo.extraRules = {nix(policy[:half])}; }}"
    text = f"{{ ... }}: {{ imports = [ {first} ]; security.sudo.extraRules = {nix(policy[half:])}; }}"
    assert lines(text) == written(policy)


@given(policies)
def test_options_in_the_files(policy: list[dict[str, object]]) -> None:
    """Rules that go through an option declared in the files are the literal rules."""
    text = f"""
    {{ config, lib, ... }}:
    {{
      options.my.rules = lib.mkOption {{ type = lib.types.listOf lib.types.anything; default = [ ]; }};
      config.my.rules = {nix(policy)};
      config.security.sudo.extraRules = config.my.rules;
    }}
    """
    assert lines(text) == written(policy)
