"""Fixes: what goes away goes away, and nothing else changes."""

from __future__ import annotations

import shutil
import subprocess
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sudolint.packs import Packs
from sudolint.policy.decide import decide
from sudolint.policy.load import policy_from_text
from sudolint.policy.situation import Request

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sudolint.checks.load import Example
    from sudolint.fixes.engine import Mended
    from sudolint.policy.decide import Decision
    from sudolint.policy.model import Policy

RULES = Packs().rules
EXAMPLES = [(rule.rule.id, example) for rule in RULES.values() if rule.rule.fixable for example in rule.flags]
NOT_FIXED = {
    "alice ALL=(root) CHROOT=* /usr/bin/id",  # a Defaults entry is deleted, an option of a grant isn't
}


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_what_a_rule_finds_in_its_examples_is_fixed(
    mended: Callable[..., Mended], rule: str, example: Example
) -> None:
    """Each example of a rule with a fix is mended, by a text that has none of it left."""
    unsafe = RULES[rule].rule.fixable == "unsafe"
    path = "module.nix" if example.language == "nix" else "policy"
    result = mended(example.text, rule, unsafe=unsafe, path=path)
    if example.text not in NOT_FIXED:
        assert rule in {finding.rule.id for finding in result.findings}
        (_, text) = result.texts[path]
        assert not mended(text, rule, unsafe=unsafe, path=path).texts
        assert not result.new.errors


def test_unsafe_fixes_wait_for_a_word(mended: Callable[..., Mended]) -> None:
    """What takes something away is left alone unless that is wanted."""
    text = "alice ALL=(root) NOPASSWD: ALL\n"
    assert not mended(text, "nopasswd-all").texts
    assert mended(text, "nopasswd-all", unsafe=True).texts["policy"][1] == "alice ALL=(root) ALL\n"


TEXTS = {
    "an alias goes with its line, comments stay": (
        "User_Alias OLD = carol   # who left\n# all\nalice ALL=(root) /bin/id\n",
        "# who left\n# all\nalice ALL=(root) /bin/id\n",
    ),
    "the first of several aliases": (
        "User_Alias OLD = carol : NEW = alice\nNEW ALL=(root) /bin/id\n",
        "User_Alias NEW = alice\nNEW ALL=(root) /bin/id\n",
    ),
    "the last of several aliases": (
        "User_Alias NEW = alice \\\n  : OLD = carol # x\nNEW ALL=(root) /bin/id\n",
        "User_Alias NEW = alice # x\nNEW ALL=(root) /bin/id\n",
    ),
    "a command within a list hands on what it says": (
        "a ALL=(root) NOPASSWD: /bin/x, /bin/y\na ALL=(root) NOPASSWD: /bin/x\n",
        "a ALL=(root) NOPASSWD: /bin/y\na ALL=(root) NOPASSWD: /bin/x\n",
    ),
    "and what the next one says itself counts": (
        "a ALL=(b) NOEXEC: NOPASSWD: /bin/x, (root) PASSWD: /bin/y\na ALL=(b) NOPASSWD: /bin/x\n",
        "a ALL=(root) NOEXEC: PASSWD: /bin/y\na ALL=(b) NOPASSWD: /bin/x\n",
    ),
    "a privilege goes as a whole": (
        "a ALL=(root) /bin/x : web=(root) /bin/y\na ALL=(root) /bin/x\n",
        "a web=(root) /bin/y\na ALL=(root) /bin/x\n",
    ),
    "a tag that does nothing is kept for those who need it": (
        "a ALL=(root) NOEXEC: sudoedit /etc/motd, /bin/x\n",
        "a ALL=(root) sudoedit /etc/motd, NOEXEC: /bin/x\n",
    ),
    "continued lines": (
        "a ALL = NOPASSWD: \\\n\t/bin/x, \\\n\t/bin/y\n",
        "a ALL = (root) NOPASSWD: \\\n\t/bin/x, \\\n\tNOPASSWD: /bin/y\n",
    ),
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_what_the_text_looks_like(mended: Callable[..., Mended], text: tuple[str, str]) -> None:
    """Formatting and comments stay as they are but for what is mended."""
    assert mended(text[0], *SAFE).texts["policy"] == text


KEPT = {
    "a drop-in may be what others rely on": ("User_Alias OLD = carol\n", "etc/sudoers.d/old"),
    "what isn't read may use an alias": ("@include /etc/more\nUser_Alias OLD = carol\n", "policy"),
    "another account is the default": ("Defaults runas_default=web\na ALL=/bin/x\n", "policy"),
    "a file with errors": ("User_Alias OLD = carol\na ALL\n", "policy"),
    "what a later entry permits with a password": ("a ALL=NOPASSWD: /bin/x\na ALL=/bin/x\n", "policy"),
}


@pytest.mark.parametrize("kept", KEPT.values(), ids=KEPT)
def test_what_is_left_alone(mended: Callable[..., Mended], kept: tuple[str, str]) -> None:
    """Where a fix might change what is meant, there is none."""
    rules = [rule for rule in SAFE if rule not in ("unsaid-runas", "overridden-nopasswd")]
    rules += ["unsaid-runas"] if "runas_default" in kept[0] else []
    assert not mended(kept[0], *rules, path=kept[1]).texts


def test_a_password_that_guards_everyone_stays(mended: Callable[..., Mended]) -> None:
    """Of a pair of entries that only together are harmless neither goes alone."""
    text = "Defaults targetpw\nALL ALL=(ALL) ALL\n"
    assert not mended(text, unsafe=True).texts.get("policy", ("", text))[1].startswith("ALL")


MODULE = """{ pkgs, ... }: {
  # Who may do what.
  security.sudo.extraRules = [
    { users = [ "bob" ];
      commands = [
        { command = "/run/current-system/sw/bin/ls *"; options = [ "NOPASSWD" ]; }
        "/run/current-system/sw/bin/who"   # and this
      ];
    }
  ];
  security.sudo.extraConfig = ''
    alice ALL = (root) NOPASSWD: /run/current-system/sw/bin/id *, \\
      /run/current-system/sw/bin/who
  '';
}
"""


def test_nix(mended: Callable[..., Mended]) -> None:
    """In a module the literals and option lists are edited, the rest stays."""
    changed = mended(MODULE, "lone-star", "carried-tag", path="m.nix").texts["m.nix"][1]
    assert '"/run/current-system/sw/bin/ls"; options' in changed
    assert "bin/id, \\\n      NOPASSWD: /run/current-system/sw/bin/who\n" in changed
    assert '{ command = "/run/current-system/sw/bin/who"; options = [ "NOPASSWD" ]; }   # and this' in changed
    changed = mended(MODULE, "nopasswd", unsafe=True, path="m.nix").texts["m.nix"][1]
    assert 'sw/bin/ls *"; options = [ ]; }\n        "/run/current-system/sw/bin/who"   # and this' in changed
    assert "(root) /run/current-system/sw/bin/id *, \\\n      /run/current-system/sw/bin/who\n" in changed


# ---- Properties

SAFE = [rule.rule.id for rule in RULES.values() if rule.rule.fixable == "safe"]


def _one(*choices: str) -> st.SearchStrategy[str]:
    return st.sampled_from(choices)


_COMMANDS = _one(
    "/bin/x", "/bin/x *", "/bin/x -a", "/bin/y", "/bin/", "ALL", "sudoedit /etc/motd", "C1", "C2"
)
_SPECS = st.builds(
    "{}{}{}{}{}".format,
    _one("", "", "(root) ", "(bob)", "(ALL : ALL) "),
    _one("", "", "", "NOTAFTER=20200101000000Z ", "CWD=/srv "),
    _one("", "", "NOPASSWD: ", "PASSWD:", "NOEXEC: ", "SETENV:NOEXEC:"),
    _one("", "", "", "!"),
    _COMMANDS,
)
_LISTS = st.lists(_SPECS, min_size=1, max_size=4).map(", ".join)
_PRIVILEGES = st.lists(st.builds("{} = {}".format, _one("ALL", "web"), _LISTS), min_size=1, max_size=2)
_SPECIFICATIONS = st.builds(
    "{} {}{}".format, _one("alice", "bob", "U1", "ALL"), _PRIVILEGES.map(" : ".join), _one("", "", "  # why")
)
_LINES = st.one_of(
    _SPECIFICATIONS,
    _SPECIFICATIONS,
    _SPECIFICATIONS,
    _one(
        "User_Alias U1 = alice, carol",
        "Cmnd_Alias C1 = /bin/x, !/bin/x -a : C2 = /bin/y, C1",
        "Cmnd_Alias C2 = /bin/z \\\n   : C3 = C2   # three",
        "# a comment",
        "# sudolint: ignore[dead-grant] known",
        "",
        "Defaults !authenticate",
        "Defaults authenticate, insults",
        "Defaults:alice passwd_tries=1, !insults",
        "Defaults passwd_tries=3",
        "Defaults runas_default=bob",
        "#includedir /etc/sudoers.d",
    ),
)


@st.composite
def policies(draw: st.DrawFn) -> str:
    """A policy in which some entries stand twice, with each alias defined once."""
    lines = draw(st.lists(_LINES, min_size=1, max_size=7))
    lines += draw(st.lists(st.sampled_from(lines), max_size=2))
    seen: set[str] = set()
    kept = []
    for line in lines:
        names = {name for name in ("U1", "C1", "C2", "C3") if "_Alias" in line and f"{name} =" in line}
        if not names & seen:
            seen |= names
            kept.append(line)
    return "".join(line + "\n" for line in kept)


_REQUESTS = [
    Request(user, argv, host, runas, None, int(time.time()))
    for user in ("alice", "bob", "carol")
    for host in ("web", "db")
    for runas in ("root", "bob")
    for argv in (("/bin/x",), ("/bin/x", "-a"), ("/bin/y", "b"), ("/bin/z",), ("sudoedit", "/etc/motd"))
]


def _answers(policy: Policy) -> list[object]:
    """What sudo would decide of many requests, and what would hold for the commands."""
    return [_answer(decide(policy, request)) for request in _REQUESTS]


def _answer(decision: Decision) -> object:
    grant = decision.grant
    if grant is None or grant.negated:
        return decision.verdict
    tags = grant.tags
    if grant.cmnd.kind.value == "sudoedit":
        tags = tags._replace(noexec=None, setenv=None)
    return decision.verdict, decision.password, tags, grant.options


@settings(max_examples=250)
@given(text=policies())
def test_safe_fixes_change_no_decision(
    mended: Callable[..., Mended], text: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Requests are decided the same before and after, and what was fixed is found no more."""
    result = mended(text, *SAFE)
    before, after = policy_from_text("policy", text), result.new
    assert _answers(before) == _answers(after)
    for path, (_, changed) in result.texts.items():
        assert _answers(policy_from_text(path, changed)) == _answers(before)
    assert bool(result.texts) == bool(result.findings)
    if result.texts:
        again = mended(result.texts["policy"][1], *SAFE)
        assert not again.texts, "once is enough"


@pytest.mark.skipif(shutil.which("visudo") is None, reason="visudo is not installed")
@settings(max_examples=60)
@given(text=policies())
def test_visudo_takes_what_was_fixed(
    mended: Callable[..., Mended], text: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """What visudo accepts before it accepts after, strictly."""
    folder = tmp_path_factory.mktemp("policy")
    result = mended(text, *SAFE)
    if result.texts:
        old, new = result.texts["policy"]
        if _accepts(old, folder):
            assert _accepts(new, folder)


def _accepts(text: str, folder: Path) -> bool:
    path = folder / "policy"
    path.write_text(text)
    return subprocess.run(["visudo", "-csf", path], capture_output=True, check=False).returncode == 0
