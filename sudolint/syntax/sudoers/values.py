"""Numbers, durations and dates, as sudo reads them."""

from __future__ import annotations

import re

PATH_MAX = 4096
"""Of Linux: sudo refuses a path of this length."""

_INT_MAX = 2**31 - 1
_SECONDS = {"d": 86400, "h": 3600, "m": 60, "s": 1}


def integer(text: str, lowest: int, highest: int) -> int | None:
    """The number that a text is, if within bounds (sudo_strtonum): decimal, after blanks and a sign."""
    match = re.fullmatch(r"[ \t-\r]*([+-]?)0*([0-9]{1,20})", text)
    if match is None:
        return None
    number = int(match[1] + match[2])
    return number if lowest <= number <= highest else None


def identifier(text: str) -> int | None:
    """The user or group ID that a text is (sudo_strtoid): 32 bits, never -1."""
    number = integer(text, -(2**31), 2**32 - 1)
    return None if number is None or number in (-1, 2**32 - 1) else number % 2**32


def timeout_seconds(text: str) -> int | None:
    """The seconds of a duration such as `1d2h3m4s` or `90`, as sudo reads TIMEOUT; None where it refuses.

    Units must not grow again; a number without one counts seconds and is the last.
    """
    total = position = 0
    units = "dhms"
    part = re.compile(r"[ \t-\r]*([+-]?[0-9]+)(.)?", re.DOTALL)
    while match := part.match(text, position):
        number = int(match[1][:20])
        unit = (match[2] or "s").lower()
        if unit not in units or not 0 <= number <= _INT_MAX // _SECONDS[unit]:
            return None
        units = units[units.index(unit) :]
        number *= _SECONDS[unit]
        if match[2] and number > _INT_MAX - total:
            return None
        total += number
        position = match.end()
        if position == len(text):
            wrapped = (total + 2**31) % 2**32 - 2**31  # sudo doesn't check the last sum of its C ints
            return None if wrapped == -1 else wrapped
    return None


def generalized_time(text: str) -> int | None:
    """The Unix time of a date such as `20301231235959Z`, as sudo reads NOTBEFORE; None where it refuses.

    A date without a zone is taken for UTC: whose local time it means isn't in the policy. Fields out of
    range carry over, as in timegm(3).
    """
    match = re.fullmatch(
        r"([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})(?:([0-9]{2})([0-9]{2})?)?(?:[.,]([0-9]))?"
        r"(?:Z|([+-])([0-9]{2})([0-9]{2})?)?",
        text,
    )
    if match is None:
        return None
    year, month, day, hour, minute, second, tenths = (int(field or 0) for field in match.groups()[:7])
    if match[5] is None:
        minute = 6 * tenths
    elif match[6] is None:
        second = 6 * tenths
    offset = int(match[9] or 0) * 60 + int(match[10] or 0)
    if match[8] == "-":
        offset = -offset
    time = (((_days(year, month) + day - 1) * 24 + hour) * 60 + minute - offset) * 60 + second
    return None if time == -1 else time


def _days(year: int, month: int) -> int:
    """Days from 1970 to the first of a month of the Gregorian calendar."""
    year, month = year + (month - 3) // 12, (month - 3) % 12  # years begin with March
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * month + 2) // 5 - 719468
