"""What GitHub Actions tells a job, and what a job can say without the right to comment."""

from __future__ import annotations

import json

from sudolint.errors import UsageError
from sudolint.findings import Severity
from sudolint.records import NamedTuple
from sudolint.report.shown import visible
from sudolint.review.summary import summary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from sudolint.review.model import Pull, Review

ANNOTATIONS = 10
"""How many errors and how many warnings GitHub takes from a step."""
SIZE = 1_000_000
"""How many characters the page of a step takes."""


class Event(NamedTuple):
    """What a job runs for."""

    number: int | None = None
    """Of the pull request."""
    head: str | None = None
    """The commit of the run that ended, for jobs that run after another one."""
    source: str | None = None
    """The repository that this commit is from."""


def event(environment: Mapping[str, str]) -> Event:
    """What the environment says that the job runs for. Raises UsageError."""
    path = environment.get("GITHUB_EVENT_PATH")
    if not path:
        return Event()
    try:
        with open(path, encoding="utf-8") as file:
            payload: Any = json.load(file)
    except (OSError, ValueError):
        raise UsageError(f"{path}: no description of an event") from None
    run = payload.get("workflow_run")
    if run:
        source = (run.get("head_repository") or {}).get("full_name")
        return Event(None, run.get("head_sha"), source)
    number = (payload.get("pull_request") or {}).get("number", payload.get("number"))
    return Event(number if type(number) is int else None)


def check_origin(pull: Pull, known: Event, head: str) -> None:
    """See that a pull request is the one that the other job ran for. Raises UsageError.

    `head` is what that job says that it saw.
    """
    if head != known.head:
        raise UsageError("the file is about another commit than the run that it comes from")
    if head != pull.head:
        raise UsageError(f"pull request {pull.number} is at another commit by now")
    if known.source is not None and pull.source.lower() != known.source.lower():
        raise UsageError(f"pull request {pull.number} is from another repository than that run")


def commands(review: Review) -> Iterator[str]:
    """Workflow commands, as many as GitHub takes."""
    left = {"error": ANNOTATIONS, "warning": ANNOTATIONS}
    for comment in review.comments:
        level = "error" if comment.severity >= Severity.HIGH else "warning"
        left[level] -= 1
        if left[level] >= 0:
            place = f"file={_property(comment.path)},line={comment.line},title=sudolint"
            yield f"::{level} {place}::{_data(comment.title)}"


def page(review: Review) -> str:
    """All that there is to say, for the page of a step."""
    bodies = [comment.body for comment in review.comments]
    text = "\n\n".join([summary(review, {one.fingerprint for one in review.comments}), *bodies])
    return text[:SIZE] + "\n"


def _data(text: str) -> str:
    return visible(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
