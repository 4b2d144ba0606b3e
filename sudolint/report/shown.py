"""Text from a policy, made safe to print."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sudolint.source import readable

if TYPE_CHECKING:
    from sudolint.policy.model import Witness

_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
_PLAIN = re.compile(r"[A-Za-z0-9_@%+=:,./-]+")
_QUOTABLE = re.compile(r"[^\x00-\x1f\x7f-\x9f\ud800-\udfff]*")
_ESCAPES = {"\n": r"\n", "\r": r"\r", "\t": r"\t", "\x1b": r"\e"}


def shown(text: str) -> str:
    """Bytes-as-characters for people: signs that don't show, or that move others, as escapes."""
    return visible(readable(text))


def visible(text: str) -> str:
    """The text with signs that don't show, or that move others, as escapes."""
    return text if text.isascii() and text.isprintable() else _HIDDEN.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    sign = match[0]
    if sign in _ESCAPES:
        return _ESCAPES[sign]
    code = ord(sign)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is no UTF-8
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def command_line(witness: Witness) -> str:
    """The witness as one would paste it into a shell."""
    command, *arguments = witness.argv
    edits = command == "sudoedit"
    words = ["sudoedit" if edits else "sudo"]
    if witness.runas_user not in ("root", "#0"):
        words += ["-u", witness.runas_user]
    rest = arguments if edits else witness.argv
    if rest and rest[0].startswith("-"):
        words.append("--")
    return " ".join([_quoted(readable(word)) for word in (*words, *rest)])


def _quoted(word: str) -> str:
    if _PLAIN.fullmatch(word):
        return word
    if _QUOTABLE.fullmatch(word):
        return visible("'" + word.replace("'", "'\\''") + "'")
    escaped = word.replace("\\", "\\\\").replace("'", "\\'")
    return "$'" + visible(escaped) + "'"
