"""Checks of the files that a policy is put together from."""

from __future__ import annotations

import re

from sudolint.checks.context import Hit
from sudolint.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from sudolint.checks.context import Context

_NUMBER = r"0*([0-9]+)"
_LOCAL_DATE = r"NOT(?:BEFORE|AFTER)\s*=\s*[0-9.,]+(?![0-9.,Z+-])"
DROP_INS = "/etc/sudoers.d"


def ignored_file(context: Context) -> Iterator[Hit]:
    """Yield each file in a directory of drop-ins that sudo passes over because of its name."""
    for inclusion in context.policy.inclusions:
        for name in inclusion.passed_over:
            if name != "README" and not name.startswith("."):
                yield Hit(inclusion.span, detail=f"`{name}`")


def writable_inclusion(context: Context) -> Iterator[Hit]:
    """Yield each include from a place where callers can write."""
    for inclusion in context.policy.inclusions:
        if context.around.places.covers(inclusion.path.rstrip("/") + "/x"):
            yield Hit(inclusion.span, detail=f"`{inclusion.path}`")


def other_inclusion(context: Context) -> Iterator[Hit]:
    """Yield each include of something else than the usual directory."""
    for inclusion in context.policy.inclusions:
        if not inclusion.directory or inclusion.path.rstrip("/") != DROP_INS:
            yield Hit(inclusion.span, detail=f"`{inclusion.path}`")


def hash_inclusion(context: Context) -> Iterator[Hit]:
    """Yield each include that looks like a comment."""
    for inclusion in context.policy.inclusions:
        if inclusion.span.text.startswith("#"):
            yield Hit(inclusion.span)


def after_inclusion(context: Context) -> Iterator[Hit]:
    """Yield each entry that comes after an include of drop-ins, and so overrides them."""
    last = {
        inclusion.span.source: inclusion.span.end
        for inclusion in context.policy.inclusions
        if inclusion.directory
    }
    if last:
        entries = [grant.entry for grant in context.granted]
        entries += [setting.span for setting in context.policy.settings]
        for span in entries:
            if span.start > last.get(span.source, span.start):
                yield Hit(span)


def unnatural_order(context: Context) -> Iterator[Hit]:
    """Yield each file whose number is read before a smaller one: names are compared as text."""
    before: tuple[str, int] | None = None
    for source in context.policy.sources[1:]:
        folder, _, name = source.path.rpartition("/")
        match = re.match(_NUMBER, name)
        number = int(match[1][:9]) if match else None
        if before is not None and before[0] == folder and number is not None and number < before[1]:
            yield Hit(Span(source, 0, 0), detail=f"`{name}` is read after `{before[1]}...`")
        before = (folder, number) if number is not None else None


def byte_order_mark(context: Context) -> Iterator[Hit]:
    """Yield each file with a byte order mark, which is a part of its first word."""
    for source in context.policy.sources:
        if source.text.startswith("\xef\xbb\xbf") and not source.path.endswith(".nix"):
            yield Hit(Span(source, 0, 3))


def local_date(context: Context) -> Iterator[Hit]:
    """Yield each date that doesn't say of what zone it is."""
    seen = set()
    for grant in context.policy.grants:
        dated = grant.options.notbefore is not None or grant.options.notafter is not None
        if dated and grant.entry not in seen:
            seen.add(grant.entry)
            source, start, _ = grant.entry
            for match in re.finditer(_LOCAL_DATE, grant.entry.text):
                yield Hit(Span(source, start + match.start(), start + match.end()))
