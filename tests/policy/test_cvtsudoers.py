"""JSON as cvtsudoers prints it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given

from sudolint.policy.cvtsudoers import json_text
from sudolint.source import Source
from sudolint.syntax.sudoers.parser import parse
from tests.syntax.sudoers import strategies
from tests.syntax.sudoers.recorded import recorded

if TYPE_CHECKING:
    from pathlib import Path


def converted(text: str) -> Any:
    """The JSON of a text, read again."""
    return json.loads(json_text(parse(Source("in", text))) or "null")


def specs(text: str) -> Any:
    """The Cmnd_Specs of a text's first privilege."""
    return converted(text)["User_Specs"][0]["Cmnd_Specs"]


def test_recorded_json(fixtures: Path) -> None:
    """The JSON of every recorded policy that sudo accepts is the recorded one, to the byte."""
    for case in recorded(fixtures):
        if case.accepted:
            assert (case.name, json_text(parse(Source("in", case.text)))) == (case.name, case.json)


def test_layout() -> None:
    """Objects of one plain value stay on a line, everything else has a line each."""
    assert json_text(parse(Source("in", "!a ALL=!/b\nDefaults x\n"))) == (
        """{
    "Defaults": [
    ],
    "User_Specs": [
        {
            "User_List": [
                {
                    "username": "a",
                    "negated": true
                }
            ],
            "Host_List": [
                { "hostname": "ALL" }
            ],
            "Cmnd_Specs": [
                {
                    "Commands": [
                        {
                            "command": "/b",
                            "negated": true
                        }
                    ]
                }
            ]
        }
    ]
}
"""
    )


def test_nothing() -> None:
    """A policy that says nothing has no JSON at all."""
    assert json_text(parse(Source("in", "# nothing\n"))) == ""


def test_strings() -> None:
    """Control characters are escaped, bytes from 0x80 on stand as they are."""
    text = 'a\x01\\"\\\\\x08\x0c\\x0a\\x0d\\x09\x7f\xff ALL=ALL\n'
    assert r'"a\u0001\"\\\b\f\n\r\t\u007f' + '\xff"' in json_text(parse(Source("in", text)))


@pytest.mark.parametrize(
    ("user", "member"),
    [
        ("a", {"username": "a"}),
        ("ALL", {"username": "ALL"}),
        ("#010", {"userid": 10}),
        ("#-2", {"userid": 4294967294}),
        ("#-1", {"username": "#-1"}),
        ('"#x"', {"username": "#x"}),
        ("%a", {"usergroup": "a"}),
        ("%#5", {"usergid": 5}),
        ("%:a", {"nonunixgroup": "a"}),
        ("%:#5", {"nonunixgid": 5}),
        ("+a", {"netgroup": "a"}),
        ("A", {"useralias": "A"}),
        ("B", {"username": "B"}),
    ],
)
def test_members(user: str, member: dict[str, Any]) -> None:
    """Each sort of member has its key; an alias that isn't defined is a name."""
    assert converted(f"User_Alias A=x\n{user} ALL=ALL\n")["User_Specs"][0]["User_List"] == [member]


@pytest.mark.parametrize(
    ("cmnd_specs", "commands"),
    [
        ("/a, /b", [2]),
        ("/a, (root) /b", [1, 1]),
        ("(root) /a, (root) /b", [1, 1]),
        ("(root) /a, /b", [2]),
        ("NOPASSWD: /a, NOPASSWD: /b", [2]),
        ("NOPASSWD: /a, PASSWD: /b", [1, 1]),
        ("/a, ALL", [2]),
        ("ALL, /a", [2]),
        ("ALL, SETENV: /a", [1, 1]),
        ("SETENV: /a, ALL", [2]),
        ("CWD=/ /a, CWD=/ /b", [1, 1]),
        ("CWD=/ /a, /b", [2]),
        ("TIMEOUT=5 /a, TIMEOUT=6 /b", [2]),
        ("ROLE=r TYPE=t /a, ROLE=r /b", [1, 1]),
    ],
)
def test_merging(cmnd_specs: str, commands: list[int]) -> None:
    """Commands go together where a Cmnd_Spec inherits all, not where it says the same again."""
    assert [len(spec["Commands"]) for spec in specs(f"a ALL = {cmnd_specs}\n")] == commands


def test_inheritance() -> None:
    """Runas, each option, pairs of options and each tag are inherited; what ALL implies is not."""
    text = "a ALL = (root) ROLE=r TYPE=t CWD=/ NOPASSWD: ALL, TYPE=u NOEXEC: /b\n"
    first, second = specs(text)
    assert first["Options"] == [
        {"runcwd": "/"},
        {"authenticate": False},
        {"setenv": True},
        {"role": "r"},
        {"type": "t"},
    ]
    assert second["runasusers"] == first["runasusers"] == [{"username": "root"}]
    assert second["Options"] == [{"runcwd": "/"}, {"authenticate": False}, {"noexec": True}]


@given(strategies.policies)
def test_is_json(text: str) -> None:
    """What is printed is JSON, whatever the policy."""
    converted(text)
