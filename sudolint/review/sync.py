"""Bring what a pull request holds in line with what there is to say, and touch nothing else."""

from __future__ import annotations

from sudolint.records import NamedTuple
from sudolint.review import markdown
from sudolint.review.model import UncertainError
from sudolint.review.summary import INLINE, summary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sudolint.review.model import Comment, Forge, Pull, Review, State, Thread

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


def _differs(one: str, other: str) -> bool:
    """Whether two bodies differ in more than what hosts change about blanks."""
    return one.split() != other.split()
