"""From a job that may not comment to one that may: which pull request it was about.

Whoever opens a pull request from a fork can write whatever they like into this file. So all that is taken
from it is a number, which the host's own word has to confirm; what is posted is worked out anew.
"""

from __future__ import annotations

import json

from sudolint.errors import UsageError
from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sudolint.review.model import Pull, Review

SCHEMA = 1
SIZE = 5_000_000
"""The most bytes of such a file."""

_DIGITS = frozenset("0123456789abcdef")


class Handover(NamedTuple):
    """What a file says that another job wrote."""

    number: int
    head: str


def handover_text(pull: Pull, review: Review) -> str:
    """What to hand over; the comments are for people who read it."""
    document = {
        "schema": SCHEMA,
        "number": pull.number,
        "head": pull.head,
        "findings": [
            {"path": one.path, "line": one.line, "severity": str(one.severity), "message": one.title}
            for one in review.comments
        ],
    }
    return json.dumps(document, indent=2) + "\n"


def read_handover(path: str) -> Handover:
    """What a file of another job says. Raises UsageError."""
    try:
        with open(path, "rb") as file:
            data = file.read(SIZE + 1)
        document = json.loads(data) if len(data) <= SIZE else None
    except (OSError, ValueError, RecursionError):
        raise UsageError(f"{path}: no file of `sudolint review --output-file`") from None
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise UsageError(f"{path}: no file of `sudolint review --output-file`")
    number, head = document.get("number"), document.get("head")
    if type(number) is not int or not 0 < number < 2**31:
        raise UsageError(f"{path}: `number` is no number of a pull request")
    if not isinstance(head, str) or len(head) not in (40, 64) or not _DIGITS.issuperset(head):
        raise UsageError(f"{path}: `head` is no commit")
    return Handover(number, head)
