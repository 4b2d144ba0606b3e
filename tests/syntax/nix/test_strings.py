"""What strings say, and where in the source it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sudolint.source import Source
from sudolint.syntax.nix.nodes import Interpolation, Path, Str, Text
from sudolint.syntax.nix.parser import parse
from tests.syntax.nix.nix import evaluated, needs_nix
from tests.syntax.nix.trees import text_of, tree

SAY = {
    '"a\\nb\\tc\\rd"': "a\nb\tc\rd",
    '"\\a\\"\\\\\\$"': 'a"\\$',
    '"a\r\nb\rc\nd"': "a\nb\nc\nd",
    '"\\\r\n"': "\r\n",
    '"$${a} $ $"': "$${a} $ $",
    '"\\${a}$\\{b}"': "${a}${b}",
    '""': "",
    "''''": "",
    "''   ''": "",
    "''\n    foo\n      bar\n  ''": "foo\n  bar\n",
    "''foo\n    bar\n  ''": "foo\n    bar\n",
    "''  \n  foo''": "foo",
    "''\t\n  foo''": "\t\n  foo",
    "''\n  \tfoo\n    bar\n''": "\tfoo\n  bar\n",
    "''\n    a\n     \n    b''": "a\n \nb",
    "''\n    a\n\n    b''": "a\n\nb",
    "''\n  a\r\n  b''": "a\r\nb",
    "''a  ''": "a  ",
    "''\n  a\n  b\n  c''": "a\nb\nc",
    "''a\\n''\\n''\\${x}''$'''\"''": "a\\n\n${x}$''\"",
    "''\n    ''\\n  a\n    b''": "\na\nb",
    "x:y": "x:y",
}


@pytest.mark.parametrize("text", SAY)
def test_say(text: str) -> None:
    """Escapes, indentation, the first and the last line of a string."""
    found = tree(text)
    assert isinstance(found, Str)
    assert text_of(found) == SAY[text]


def test_holes_are_not_indented() -> None:
    """A hole begins the text of its line; what it yields is none of the indentation's business."""
    found = tree("''\n    a\n  ${x}\n    b ${y}''")
    assert isinstance(found, Str)
    assert [part.value if isinstance(part, Text) else None for part in found.parts] == [
        "  a\n",
        None,
        "\n  b ",
        None,
    ]


def test_paths() -> None:
    """A path is kept as it is written."""
    found = tree("./a/${x}b/${y}")
    assert isinstance(found, Path)
    assert [part.value if isinstance(part, Text) else None for part in found.parts] == [
        "./a/",
        None,
        "b/",
        None,
    ]
    assert text_of(tree("~/a/../b")) == "~/a/../b"


def test_holes_have_a_place() -> None:
    """A hole reaches from its `${` to its `}`."""
    text = "''\n  a ${ x }${y} ''"
    found = tree(text)
    assert isinstance(found, Str)
    holes = [part for part in found.parts if isinstance(part, Interpolation)]
    assert [text[hole.start : hole.end] for hole in holes] == ["${ x }", "${y}"]


def test_way_back_to_the_source() -> None:
    """Each character of a value leads to where it is written, across escapes, indentation and line ends."""
    text = "''\n    alice ALL = ALL\n      bob''\\tALL\n  ''"
    found = tree(text)
    assert isinstance(found, Str)
    (part,) = found.parts
    assert isinstance(part, Text)
    assert part.value == "alice ALL = ALL\n  bob\tALL\n"
    source = Source("test.nix", text)
    for word, position in (("alice", (2, 5)), ("bob", (3, 7)), ("\t", (3, 10)), ("ALL\n", (3, 14))):
        assert source.position(part.place(part.value.rindex(word))) == position
    assert part.place(len(part.value)) == len(text) - 2


pieces = st.sampled_from(
    [
        *(
            "a",
            "b",
            " ",
            "  ",
            "    ",
            "\n",
            "\n",
            "\n  ",
            "\n    ",
            "$",
            "$$",
            "'",
            "'''",
            "''$",
            "''\\n",
            "''\\ ",
        ),
        *('"', "{", "}", "\t", "\r", "\r\n", "''\\${", "\\", '${"h"}', '${" \n  "}', '${""}', "${''q''}"),
    ]
)
indented = st.lists(pieces, max_size=14).map(lambda inside: "''" + "".join(inside) + "''")
quoted_pieces = st.sampled_from(
    [
        "a",
        " ",
        "\n",
        "$",
        "$$",
        "'",
        "''",
        "\\n",
        "\\$",
        '\\"',
        "\\\\",
        "{",
        "\r\n",
        "\r",
        "\\${",
        '${"h"}',
        "\\\r",
        "\t",
    ]
)
quoted = st.lists(quoted_pieces, max_size=12).map(lambda inside: '"' + "".join(inside) + '"')


def is_string(text: str) -> bool:
    """Whether the text is one string."""
    parsed = parse(Source("test.nix", text))
    return not parsed.errors and isinstance(parsed.tree, Str)


@given((indented | quoted).filter(is_string))
def test_characters_stand_where_they_lead(text: str) -> None:
    """A character of a value is the one at its place in the source, or an escape stands there."""
    found = tree(text)
    assert isinstance(found, Str)
    for part in found.parts:
        if isinstance(part, Text):
            for offset, character in enumerate(part.value):
                written = text[part.place(offset)]
                assert written == character or written in "\\'\r"
            assert part.start <= part.place(len(part.value)) <= part.end


@needs_nix
@given(st.lists((indented | quoted).filter(is_string), min_size=20, max_size=20))
def test_nix_agrees(strings: list[str]) -> None:
    """Strings say what they say to Nix."""
    assert [text_of(tree(text)) for text in strings] == evaluated("[\n" + "\n".join(strings) + "\n]")
