"""Text from a policy, made safe to print."""

from __future__ import annotations

import re

from sudolint.source import readable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sudolint.policy.model import Witness

_HIDDEN = (
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\ufffe\uffff\U000e0000-\U000e0fff]"
)
_COMMAND = r"#(?<=##)(?=[A-Za-z]*\[)"
"""In `##[error]` and the like, which CI services take for commands wherever they stand in a log."""
_ESCAPED = f"{_HIDDEN}|{_COMMAND}"
_PLAIN = re.compile(r"[A-Za-z0-9_@%+=:,./-]+")
_ESCAPES = {"\n": r"\n", "\r": r"\r", "\t": r"\t", "\x1b": r"\e"}


def shown(text: str) -> str:
    """Bytes-as-characters for people: signs that don't show, or that move others, as escapes."""
    return visible(readable(text))


def visible(text: str) -> str:
    """The text with signs that don't show, or that move others or command a log, as escapes."""
    if text.isascii() and text.isprintable() and "##" not in text:
        return text
    return re.sub(_ESCAPED, _escape, text)


def unheeded(json: str) -> str:
    """A JSON text that says the same and holds no command for a log."""
    return re.sub(_COMMAND, r"\\u0023", json) if "##" in json else json


def _escape(match: re.Match[str]) -> str:
    sign = match[0]
    if sign in _ESCAPES:
        return _ESCAPES[sign]
    code = ord(sign)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is no UTF-8
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def cut(text: str, length: int) -> str:
    """The text, or as much of it as that many characters hold with the sign that something is missing."""
    return text if len(text) <= length else text[: length - 1] + "…"


def command_line(witness: Witness) -> str:
    """The witness as one would paste it into a shell."""
    command, *arguments = witness.argv
    if command == "list":
        return f"sudo -l -U {_quoted(readable(_someone(witness.runas_user)))}"
    edits = command == "sudoedit"
    words = ["sudoedit" if edits else "sudo"]
    usual = (witness.user,) if witness.runas_group else ("root", "#0")
    if witness.runas_user not in usual:
        words += ["-u", _someone(witness.runas_user)]
    if witness.runas_group:
        words += ["-g", "GROUP" if witness.runas_group == "ALL" else witness.runas_group]
    rest = arguments if edits else witness.argv
    if rest and rest[0].startswith("-"):
        words.append("--")
    return " ".join([_quoted(readable(word)) for word in (*words, *rest)])


def _someone(name: str) -> str:
    """A user to become; where it may be any of several, in the words of manuals."""
    return "USER" if name == "ALL" or name.startswith(("%", "+")) else name


def _quoted(word: str) -> str:
    if _PLAIN.fullmatch(word):
        return word
    if visible(word) == word:
        return "'" + word.replace("'", "'\\''") + "'"
    escaped = word.replace("\\", "\\\\").replace("'", "\\'")
    return "$'" + visible(escaped) + "'"
