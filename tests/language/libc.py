"""The C library as a judge."""

from __future__ import annotations

import ctypes
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_LIBC = ctypes.CDLL(None)
_LIBC.setlocale.restype = ctypes.c_char_p
_LC_ALL = 6


@contextmanager
def _c_locale() -> Iterator[None]:
    """The C locale for a while: Python's own files have other encodings."""
    before = _LIBC.setlocale(_LC_ALL, None)
    _LIBC.setlocale(_LC_ALL, b"C")
    try:
        yield
    finally:
        _LIBC.setlocale(_LC_ALL, before)


GLIBC = hasattr(_LIBC, "gnu_get_libc_version")

FNM_PATHNAME, FNM_PERIOD, FNM_CASEFOLD = 1, 4, 16
_REG_EXTENDED, _REG_ICASE, _REG_NOSUB = 1, 2, 8


def fnmatch(pattern: str, text: str, flags: int = 0) -> bool:
    """Whether the C library says that the pattern matches."""
    with _c_locale():
        return bool(_LIBC.fnmatch(pattern.encode("latin-1"), text.encode("latin-1"), flags) == 0)


def regex(pattern: str, texts: list[str], *, ignore_case: bool = False) -> list[bool] | None:
    """What regexec(3) says of each text; None where regcomp(3) refuses the pattern."""
    compiled = ctypes.create_string_buffer(1024)
    flags = _REG_EXTENDED | _REG_NOSUB | (_REG_ICASE if ignore_case else 0)
    with _c_locale():
        if _LIBC.regcomp(compiled, pattern.encode("latin-1"), flags) != 0:
            return None
        try:
            return [_LIBC.regexec(compiled, text.encode("latin-1"), 0, None, 0) == 0 for text in texts]
        finally:
            _LIBC.regfree(compiled)
