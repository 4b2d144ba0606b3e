"""Fixes at grants: each takes a finding and yields the edits by which it goes away."""

from __future__ import annotations

import re

from sudolint.fixes.edits import Edit
from sudolint.fixes.entry import Entry
from sudolint.fixes.module import options_of
from sudolint.policy.model import CmndKind
from sudolint.policy.sudoers import TAGS
from sudolint.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from sudolint.findings import Finding
    from sudolint.fixes.edits import Patient

_LONE_STAR = re.compile(r"\*(?:[ \t]|\n\\)+")
"""Read backwards."""
_LOOSE_DOT = re.compile(r"\[[^]]*\]|(?<=[A-Za-z0-9])(\.)(?=[a-z])")
_IDLE = ("NOEXEC", "INTERCEPT", "SETENV")


def removed(finding: Finding, patient: Patient) -> Iterator[Edit]:
    """Take a grant away that never decides."""
    if finding.grant is not None:
        yield from Entry(finding.grant).removed()


def written_tags(finding: Finding, patient: Patient) -> Iterator[Edit]:
    """Write the tags in front of a command that it has from those before it."""
    grant = finding.grant
    if grant is not None:
        names = [
            name
            for name, has in (
                ("NOPASSWD", grant.tags.nopasswd),
                ("SETENV", grant.tags.setenv and not grant.tags.setenv_implied),
            )
            if has and name not in grant.written
        ]
        options = options_of(grant)
        yield from options.with_all(names) if options else Entry(grant).with_tags(names)


def without_idle_tag(finding: Finding, patient: Patient) -> Iterator[Edit]:
    """Take a tag away that does nothing at sudoedit."""
    if finding.grant is not None and finding.detail in _IDLE:
        yield from Entry(finding.grant).without_tag(finding.detail, finding.grant.tags)


def without_lone_star(finding: Finding, patient: Patient) -> Iterator[Edit]:
    """Take `*` away where it is all the arguments."""
    place = finding.span.origin
    match = _LONE_STAR.match(place.text[::-1])
    if match:
        yield Edit(Span(place.source, place.end - match.end(), place.end), "")


def with_root(finding: Finding, patient: Patient) -> Iterator[Edit]:
    """Write `(root)` where that is what nothing means."""
    known = all(setting.name != "runas_default" for setting in patient.policy.settings)
    if finding.grant is not None and patient.whole and known:
        yield from Entry(finding.grant).with_runas("root")


def only_root(finding: Finding, patient: Patient) -> Iterator[Edit]:
    """Let a command be run as root instead of as anyone."""
    grant = finding.grant
    if grant is None:
        return
    entry = Entry(grant)
    runas = entry.spec and entry.spec.runas
    if runas and entry.next is None:
        place = grant.entry.origin
        yield Edit(Span(place.source, place.start + runas.start, place.start + runas.end), "(root)")


def with_password(finding: Finding, patient: Patient) -> Iterator[Edit]:
    """Ask for a password before a command."""
    yield from _with_tag(finding, "PASSWD", patient)


def without_setenv(finding: Finding, patient: Patient) -> Iterator[Edit]:
    """Let the caller set no variables for a command."""
    yield from _with_tag(finding, "NOSETENV", patient)


def without_arguments(finding: Finding, patient: Patient) -> Iterator[Edit]:
    """Permit a command without arguments only, where any are."""
    grant = finding.grant
    if grant is not None and grant.cmnd.kind is CmndKind.FILE and grant.cmnd.arguments is None:
        place = grant.span.origin
        if place.text.endswith(grant.cmnd.path.rpartition("/")[2]) and not place.source.path.endswith(".nix"):
            yield Edit(Span(place.source, place.end, place.end), ' ""')


def _with_tag(finding: Finding, name: str, patient: Patient) -> Iterator[Edit]:
    grant = finding.grant
    if grant is None:
        return
    kind, value = TAGS[name]
    options = options_of(grant)
    if options is None:
        yield from Entry(grant).with_tag(name, grant.tags)
        return
    opposite = next(other for other, meaning in TAGS.items() if meaning == (kind, not value))
    if opposite in grant.written:
        yield from options.without(opposite)
    elif not any(
        one.rule is finding.rule
        and one.grant
        and one.grant.entry == grant.entry
        and opposite in one.grant.written
        for one in patient.findings
    ):  # else it may go with the one that this comes from
        yield from options.with_all([name])


def with_plain_dots(finding: Finding, patient: Patient) -> Iterator[Edit]:
    """Escape the dots of a regular expression that look as if they were meant to be dots."""
    source, start, _ = place = finding.span.origin
    sign = "\\\\" if _in_quotes(place) else "\\"
    for match in _LOOSE_DOT.finditer(place.text):
        if match[1]:
            yield Edit(Span(source, start + match.start(1), start + match.start(1)), sign)


def anchored(finding: Finding, patient: Patient) -> Iterator[Edit]:
    """Put the alternatives of a regular expression in parentheses, so that `^` and `$` are for all."""
    source, start, _ = place = finding.span.origin
    expression = finding.detail.strip("`")
    at = place.text.find(expression)
    if at >= 0 and "|" in expression and not expression.endswith("\\$"):
        inner = expression.removeprefix("^").removesuffix("$").replace("$|^", "|")
        yield Edit(Span(source, start + at, start + at + len(expression)), f"^({inner})$")


def _in_quotes(place: Span) -> bool:
    """Whether something stands in a string of Nix in which a backslash has to be written twice."""
    return place.source.path.endswith(".nix") and place.source.text[place.start - 1] == '"'
