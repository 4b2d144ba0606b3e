"""What a doas.conf permits, as grants. After doas.conf(5)."""

from __future__ import annotations

import re

from sudolint.policy.model import Cmnd, CmndKind, Grant, Kind, Member, Options, Runas, Tags
from sudolint.policy.nixos.text import Rendered
from sudolint.records import NamedTuple
from sudolint.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from sudolint.policy.nixos.text import String

_TOKEN = re.compile(r'#.*|\\\n|(?P<end>\n)|(?P<word>[{}]|(?:"(?:\\.|[^"\\\n])*"|\\[^\n]|[^\s{}"#\\])+)')
_ESCAPE = re.compile(r'\\(.)|"')
_PATTERN = re.compile(r"([*?\[\\])")
_FLAGS = ("nopass", "nolog", "persist", "keepenv", "setenv")

_ALL = (Member(Kind.ALL, "ALL"),)


class _Word(NamedTuple):
    """A word of doas.conf, without quotes, and where it stands."""

    text: str
    span: Span


def doas_grants(string: String, path: str) -> Iterator[Grant]:
    """What a doas.conf permits and denies, in order, as grants; lines that make no sense are left out.

    As for sudo the last one that matches counts.
    """
    source = Rendered(path, string)
    words: list[_Word] = []
    for token in _TOKEN.finditer(string.text + "\n"):
        if token["word"]:
            words.append(_Word(_ESCAPE.sub(r"\1", token["word"]), Span(source, *token.span())))
        elif token["end"]:
            grant = _grant(words)
            if grant is not None:
                yield grant
            words = []


def _grant(words: list[_Word]) -> Grant | None:
    texts = [word.text for word in words]
    if len(words) < 2 or texts[0] not in ("permit", "deny"):
        return None
    at = 1
    flags = set()
    while at < len(texts) and texts[at] in _FLAGS:
        flags.add(texts[at])
        at += 1
        if texts[at - 1] == "setenv" and "}" in texts[at:]:
            at = texts.index("}", at) + 1
    if at == len(texts):
        return None
    user, span = _member(texts[at]), words[at].span
    runas = _ALL
    if texts[at + 1 : at + 2] == ["as"] and len(texts) > at + 2:
        runas = (Member(Kind.NAME, texts[at + 2]),)
        at += 2
    cmnd = Cmnd(CmndKind.ALL, "ALL")
    if texts[at + 1 : at + 2] == ["cmd"] and len(texts) > at + 2:
        cmnd = Cmnd(CmndKind.FILE, texts[at + 2], _arguments(texts[at + 3 :]))
        span = words[at + 2].span
    return Grant(
        users=(user,),
        hosts=_ALL,
        runas=Runas(runas, None),
        tags=Tags(nopasswd="nopass" in flags or None, setenv="keepenv" in flags or None),
        options=Options(),
        cmnd=cmnd,
        negated=texts[0] == "deny",
        span=span,
        entry=words[0].span._replace(end=words[-1].span.end),
    )


def _arguments(texts: list[str]) -> str | None:
    """The arguments as sudoers has them; doas knows no patterns."""
    if texts[:1] != ["args"]:
        return None
    return _PATTERN.sub(r"\\\1", " ".join(texts[1:])) or '""'


def _member(text: str) -> Member:
    name = text.removeprefix(":")
    if name == text:
        return Member(Kind.ID if name.isdigit() else Kind.NAME, name)
    return Member(Kind.GROUP_ID if name.isdigit() else Kind.GROUP, name)
