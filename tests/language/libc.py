"""The C library as a judge."""

from __future__ import annotations

import ctypes

_LIBC = ctypes.CDLL(None)
_LIBC.setlocale.restype = ctypes.c_char_p
_LIBC.setlocale(6, b"C")  # LC_ALL

GLIBC = hasattr(_LIBC, "gnu_get_libc_version")

FNM_PATHNAME, FNM_PERIOD, FNM_CASEFOLD = 1, 4, 16
_REG_EXTENDED, _REG_ICASE, _REG_NOSUB = 1, 2, 8


def fnmatch(pattern: str, text: str, flags: int = 0) -> bool:
    """Whether the C library says that the pattern matches."""
    return _LIBC.fnmatch(pattern.encode("latin-1"), text.encode("latin-1"), flags) == 0


def regex(pattern: str, texts: list[str], *, ignore_case: bool = False) -> list[bool] | None:
    """What regexec(3) says of each text; None where regcomp(3) refuses the pattern."""
    compiled = ctypes.create_string_buffer(1024)
    flags = _REG_EXTENDED | _REG_NOSUB | (_REG_ICASE if ignore_case else 0)
    if _LIBC.regcomp(compiled, pattern.encode("latin-1"), flags) != 0:
        return None
    try:
        return [_LIBC.regexec(compiled, text.encode("latin-1"), 0, None, 0) == 0 for text in texts]
    finally:
        _LIBC.regfree(compiled)
