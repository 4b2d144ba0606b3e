"""Numbers, durations and dates, as sudo reads them."""

from __future__ import annotations

import calendar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sudolint.syntax.sudoers.values import generalized_time, identifier, integer, timeout_seconds


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("007", 7),
        ("+5", 5),
        (" \t-5", -5),
        ("", None),
        ("-", None),
        ("5 ", None),
        ("0x5", None),
        ("\xb2", None),
        ("100", 100),
        ("101", None),
        ("-11", None),
        ("9" * 5000, None),
        ("0" * 5000 + "9", 9),
    ],
)
def test_integer(text: str, number: int | None) -> None:
    """Decimal digits after blanks and a sign, within bounds."""
    assert integer(text, -10, 100) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("-2", 2**32 - 2), ("-1", None), ("4294967295", None), ("4294967294", 2**32 - 2), ("x", None)],
)
def test_identifier(text: str, number: int | None) -> None:
    """An ID has 32 bits and is never -1."""
    assert identifier(text) == number


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1d2h3m4s", 93784),
        ("2h30", 7230),
        ("1D", 86400),
        ("1d2d", 259200),
        ("+5", 5),
        (" 5", 5),
        ("0", 0),
        ("2147483647", 2147483647),
        ("2147483648", None),
        ("2147483647s1", -(2**31)),
        ("2147483647s2147483648", None),
        ("1s2147483647s", None),
        ("4s1d", None),
        ("5x", None),
        ("-5", None),
        ("d", None),
        ("", None),
        ("9" * 5000, None),
    ],
)
def test_timeout(text: str, seconds: int | None) -> None:
    """Days, hours, minutes and seconds in that order; a number alone counts seconds."""
    assert timeout_seconds(text) == seconds


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("2017021408", "20170214080000Z"),
        ("201702140830Z", "20170214083000Z"),
        ("20170214083000.9Z", "20170214083000Z"),
        ("2017021408,5Z", "20170214083000Z"),
        ("201702140830.5Z", "20170214083030Z"),
        ("20170214083000+01", "20170214073000Z"),
        ("20170214083000-0130", "20170214100000Z"),
        ("20179914083000Z", "20250314083000Z"),
    ],
)
def test_date(text: str, same: str) -> None:
    """Fractions, zones and fields out of range come to a date in UTC."""
    assert generalized_time(text) == generalized_time(same) is not None


@pytest.mark.parametrize(
    "text", ["", "20170214", "2017021408300Z", "20170214083000+1", "20170214083000Zx", "19691231235959Z", "x"]
)
def test_no_date(text: str) -> None:
    """What sudo refuses as a date."""
    assert generalized_time(text) is None


@given(st.datetimes())
def test_dates_are_unix_time(date: object) -> None:
    """A date in UTC is what timegm(3) makes of it."""
    text = f"{date:%Y%m%d%H%M%S}".rjust(14, "0") + "Z"
    fields = [int(text[start:end]) for start, end in ((0, 4), (4, 6), (6, 8), (8, 10), (10, 12), (12, 14))]
    assert generalized_time(text) == calendar.timegm((*fields, 0, 0, 0))
