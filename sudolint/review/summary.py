"""The one comment that says what there is to say of a change as a whole."""

from __future__ import annotations

from sudolint.findings import Severity
from sudolint.records import NamedTuple
from sudolint.review import markdown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from sudolint.review.judge import Verdict
    from sudolint.review.model import Change, Review

INLINE = 30
"""How many comments stand at lines; the others are in the summary."""


class Judged(NamedTuple):
    """A policy that was changed, with what is bad about that."""

    change: Change
    verdict: Verdict
    fail_on: Severity


def summary(review: Review, refused: Collection[str] = ()) -> str:
    """All of it, with the comments that can't stand at their lines; `refused` are fingerprints of such."""
    inline = [one for one in review.comments if one.inline and one.fingerprint not in refused]
    shown = inline[:INLINE]
    rest = [one for one in review.comments if one not in shown]
    if review.comments:
        first = f"Found in this change: {markdown.counted(review.comments)}."
    elif review.sections:
        first = "This change opens no known way out."
    else:
        first = "This change permits nothing new."
    elsewhere = markdown.section("Not at a line of the diff", [markdown.entry(one) for one in rest])
    parts = ["### sudolint", first, elsewhere, *review.sections]
    return markdown.marked("\n\n".join(filter(None, parts)), markdown.SUMMARY)


def sections(judged: Sequence[Judged]) -> Iterator[str]:
    """What the summary says besides the comments."""
    differences = [one.verdict.change for one in judged]
    told = {subject.grant for one in judged for subject in one.verdict.subjects}
    minor = [
        f"- {markdown.place(subject.places[0])} {markdown.found(subject.findings[0])[2:]}"
        for one in judged
        for subject in one.verdict.subjects
        if subject.findings[0].severity < one.fail_on
    ]
    gone = [finding for one in judged for finding in one.verdict.gone]
    written = [
        markdown.section("Also noticed", minor, folded=True),
        markdown.section(
            "Newly permitted, without a known way out",
            markdown.permitted(
                one for change in differences for one in change.added if one.holding.grant not in told
            ),
            folded=True,
        ),
        markdown.section(
            "Permitted without a password now",
            markdown.permitted(one for change in differences for one in change.unasked),
        ),
        markdown.section(
            "No longer permitted",
            markdown.permitted(one for change in differences for one in change.removed),
            folded=True,
        ),
        markdown.section(
            "No longer so",
            [markdown.found(finding) for finding in gone if finding.severity > Severity.LOW],
        ),
        markdown.section(
            "New Defaults", [markdown.setting(one) for change in differences for one in change.settings_added]
        ),
        markdown.section(
            "Defaults that are gone",
            [markdown.setting(one) for change in differences for one in change.settings_removed],
        ),
        markdown.section(
            "Not known",
            [markdown.unknown(one) for verdict in judged for one in verdict.verdict.unknown],
            folded=True,
        ),
    ]
    return filter(None, written)
