"""Trees as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sudolint.source import Source
from sudolint.syntax.sudoers.parser import parse
from sudolint.syntax.sudoers.printer import sudoers_text
from tests.syntax.sudoers.recorded import recorded
from tests.syntax.sudoers.test_properties import bare

if TYPE_CHECKING:
    from pathlib import Path


def printed(text: str) -> str:
    """The canonical form of a text."""
    return sudoers_text(parse(Source("in", text)))


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("a,b  ALL=(root:adm)NOPASSWD:/bin/ls\t-l\n", "a, b ALL = (root : adm) NOPASSWD: /bin/ls -l\n"),
        ("a ALL=()CWD=/a\\ b TIMEOUT=5 !list:B=ALL\n", "a ALL = () CWD=/a\\ b TIMEOUT=5 !list : B = ALL\n"),
        ('"a b" ALL=ALL\n', "a\\ b ALL = ALL\n"),
        ('"ALL","FOO","1.2.3.4","list" ALL=ALL\n', "\\ALL, \\FOO, \\1.2.3.4, list ALL = ALL\n"),
        ('"Defaults","sudoedit","#1x" ALL=ALL\n', "\\Defaults, \\sudoedit, \\#1x ALL = ALL\n"),
        ("#5,%#6,%:a\\ b ALL=ALL\n", "#5, %#6, %:a\\ b ALL = ALL\n"),
        ("a fe80::1/64=ALL\n", "a fe80::1/64 = ALL\n"),
        ('a "fe80::1"=ALL\n', "a fe80\\:\\:1 = ALL\n"),
        ("a ALL=MAIL \\\n : B=ALL\n", "a ALL = MAIL \\\n: B = ALL\n"),
        ("a ALL=/b \\*\\\\x\\,\\ y\n", "a ALL = /b \\*\\\\x\\, y\n"),
        ("a ALL=/b x\\  ,ALL\n", "a ALL = /b x\\ , ALL\n"),
        ("a ALL=/b x\\  # c\n", "a ALL = /b x\\  #\n"),
        ("a ALL=/b x \\= y=z\n", "a ALL = /b x \\= y=z\n"),
        ("a ALL=^/b\\$ \\\n,/c$\n", "a ALL = ^/b\\$ \\\n, /c$\n"),
        ("Defaults  a,!b , c = d\n", "Defaults a, !b, c=d\n"),
        ('Defaults a="x y",b="p\\"q",c=\\"\n', 'Defaults a="x y", b="p\\"q", c="\\""\n'),
        ("Defaults a=\\x0a,b=x\\\\,c=\\x00\n", "Defaults a=\\x0a, b=x\\\\, c=\\x00\n"),
        ("Defaults:a ,b c\n", "Defaults:a, b c\n"),
        ("Cmd_Alias A=/b:B=/c\n", "Cmnd_Alias A = /b\nCmnd_Alias B = /c\n"),
        ('#include "a b"\n', '@include "a b"\n'),
        ("@includedir \\%x\n", "@includedir %x\n"),
        ("# nothing\n\n", ""),
    ],
)
def test_canonical_form(text: str, canonical: str) -> None:
    """The one way to write a policy."""
    assert printed(text) == canonical
    assert printed(canonical) == canonical


def test_followed_includes_are_left_out() -> None:
    """Where a file was read in place of an include, its entries stand there instead of the directive."""
    tree = parse(Source("a", "@include b\n"), lambda _: [Source("b", "b ALL=ALL\n")])
    assert sudoers_text(tree) == "b ALL = ALL\n"


def test_recorded_policies(fixtures: Path) -> None:
    """Every recorded policy, damaged ones too, reads back from its canonical form to the same tree."""
    for case in recorded(fixtures):
        tree = parse(Source("in", case.text))
        again = parse(Source("out", sudoers_text(tree)))
        assert (case.name, again.errors) == (case.name, [])
        assert bare(again.entries) == bare(tree.entries)
