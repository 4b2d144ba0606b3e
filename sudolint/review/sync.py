"""Bring what a pull request holds in line with what there is to say, and touch nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sudolint.records import NamedTuple
from sudolint.review import markdown
from sudolint.review.model import UncertainError

if TYPE_CHECKING:
    from collections.abc import Collection

    from sudolint.review.model import Comment, Forge, Pull, Review, State, Thread

INLINE = 30
"""How many comments stand at lines; the others are in the summary."""
ATTEMPTS = 4
"""How often all is looked at afresh where nobody knows whether a request was carried out."""


class Plan(NamedTuple):
    """What to do."""

    post: tuple[Comment, ...] = ()
    edit: tuple[tuple[Thread, str], ...] = ()
    resolve: tuple[Thread, ...] = ()
    reopen: tuple[Thread, ...] = ()


class Done(NamedTuple):
    """What was done."""

    plan: Plan
    stale: str = ""
    """Why nothing was done; empty where something was."""


def plan(review: Review, state: State) -> Plan:
    """What to do about the threads, so that they say what there is to say.

    A thread that somebody else wrote in or resolved is left alone.
    """
    wanted = {comment.fingerprint: comment for comment in review.comments}
    inline = [comment for comment in review.comments if comment.inline][:INLINE]
    known = {thread.fingerprint for thread in state.threads}
    ours = [thread for thread in state.threads if not (thread.answered or thread.by_others)]
    texts = {name: markdown.marked(comment.body, name) for name, comment in wanted.items()}
    return Plan(
        tuple([comment for comment in inline if comment.fingerprint not in known]),
        tuple(
            [
                (thread, texts[thread.fingerprint])
                for thread in ours
                if thread.fingerprint in texts and _differs(texts[thread.fingerprint], thread.body)
            ]
        ),
        tuple([thread for thread in ours if thread.fingerprint not in wanted and not thread.resolved]),
        tuple([thread for thread in ours if thread.fingerprint in wanted and thread.resolved]),
    )


def synchronize(forge: Forge, pull: Pull, review: Review) -> Done:
    """Post what isn't there, edit what reads otherwise now, resolve what is mended. Raises ForgeError."""
    refused: set[str] = set()
    for attempt in range(ATTEMPTS):
        state = forge.state()
        if not state.is_open:
            return Done(Plan(), "the pull request is closed")
        if state.head != pull.head:
            return Done(Plan(), "there was a push meanwhile; the run for that one comments")
        todo = plan(review, state)
        todo = todo._replace(post=tuple([one for one in todo.post if one.fingerprint not in refused]))
        try:
            _speak(forge, pull, todo, refused)
            _sum_up(forge, review, state, refused)
        except UncertainError:
            if attempt + 1 == ATTEMPTS:
                raise
            continue
        return Done(todo)
    raise AssertionError


def _speak(forge: Forge, pull: Pull, todo: Plan, refused: set[str]) -> None:
    """Do what is to be done about threads; the fingerprints of comments that find no place are added."""
    for thread in todo.resolve:
        if not forge.resolve(thread, resolved=True):
            text = markdown.marked(markdown.MENDED, thread.fingerprint)
            if _differs(text, thread.body):
                forge.edit(thread, text)
    for thread in todo.reopen:
        forge.resolve(thread, resolved=False)
    for thread, text in todo.edit:
        forge.edit(thread, text)
    if todo.post:
        marked = [one._replace(body=markdown.marked(one.body, one.fingerprint)) for one in todo.post]
        words = f"sudolint: {markdown.counted(todo.post)}."
        refused.update(comment.fingerprint for comment in forge.post(pull, marked, words))


def _sum_up(forge: Forge, review: Review, state: State, refused: set[str]) -> None:
    """Post or edit the summary, where there is something to say or something was said."""
    known = state.summary
    text = summary(review, refused)
    if known is None and not review.silent:
        forge.summarize(None, text)
    elif known is not None and _differs(text, known[1]):
        forge.summarize(known[0], text)


def summary(review: Review, refused: Collection[str] = ()) -> str:
    """The summary, with the comments that can't stand at their lines."""
    inline = [one for one in review.comments if one.inline and one.fingerprint not in refused]
    shown = inline[:INLINE]
    rest = [one for one in review.comments if one not in shown]
    parts = ["### sudolint"]
    if review.comments:
        places = f"{len(review.comments)} place{'' if len(review.comments) == 1 else 's'}"
        parts.append(f"This change opens ways out at {places}: {markdown.counted(review.comments)}.")
    elif review.sections:
        parts.append("This change opens no known way out.")
    else:
        parts.append("This change permits nothing new.")
    parts.append(markdown.section("Not at a line of the diff", [markdown.entry(one) for one in rest]))
    return markdown.marked("\n\n".join(filter(None, [*parts, *review.sections])), markdown.SUMMARY)


def _differs(one: str, other: str) -> bool:
    """Whether two bodies differ in more than what hosts change about blanks."""
    return one.split() != other.split()
