"""Requests that are sent again where that makes sense, after as long as the host asks for."""

from __future__ import annotations

import json
import time
from urllib.parse import urlencode

from sudolint.records import NamedTuple
from sudolint.report.shown import cut, visible
from sudolint.review.model import ForbiddenError, ForgeError, UncertainError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any

    from sudolint.review.model import Comment

    Body = dict[str, Any]
    Ask = Callable[[str, str, "Body | None"], "Answer"]

TRIES = 5
"""How often a request is sent."""
PAGES = 60
"""How many pages of a list are turned."""
PATIENCE = 900.0
"""How many seconds are waited in all."""
SECONDARY = 60.0
"""How many seconds GitHub wants one to wait where it doesn't say."""
BETWEEN_WRITES = 1.0
"""How many seconds are left between requests that write, as GitHub asks for."""

_LIMITED = ("rate limit", "abuse detection", "too many requests")
_SUCCESS = range(200, 300)


class Clock(NamedTuple):
    """The time, and how to let it pass."""

    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep


class Answer(NamedTuple):
    """What a host answers."""

    status: int
    headers: Mapping[str, str]
    """By names in lower case."""
    content: bytes

    @property
    def text(self) -> str:
        """The content, as text."""
        return self.content.decode("utf-8", "replace")

    @property
    def is_success(self) -> bool:
        """Whether the request was carried out."""
        return self.status in _SUCCESS

    @property
    def is_limited(self) -> bool:
        """Whether it was refused because there were too many."""
        if self.status == 429:
            return True
        return self.status == 403 and (
            "retry-after" in self.headers
            or self.headers.get("x-ratelimit-remaining") == "0"
            or any(words in self.text.lower() for words in _LIMITED)
        )


class LostError(Exception):
    """A request got no answer; the text says why."""


class Client:
    """Sends requests; waits and tries again. The clock is that of its maker."""

    def __init__(self, host: str, ask: Ask, clock: Clock, secret: str) -> None:
        """Take the name of the host for messages, and the token that they must never hold.

        `ask` sends one request, by verb, path and body; it raises LostError where no answer comes.
        """
        self._host = host
        self._ask = ask
        self._clock = clock
        self._secret = secret
        self._waited = 0.0
        self._last_write = 0.0

    def get(self, what: str, path: str) -> Any:
        """What stands at a path, which `what` says in words. Raises ForgeError."""
        return self.json(self.demand(what, self.send(what, "GET", path)))

    def listed(self, what: str, path: str, size: int, by: str = "per_page") -> Iterator[Any]:
        """All entries of a list, page by page; `by` is the name of the parameter for the size of a page."""
        for page in range(1, PAGES + 1):
            words = urlencode({by: size, "page": page})
            entries = self.get(what, f"{path}{'&' if '?' in path else '?'}{words}")
            yield from entries
            if len(entries) < size:
                return

    def write(self, what: str, verb: str, path: str, body: Body, *, repeatable: bool = True) -> None:
        """Carry out a request that changes something. Raises ForgeError, UncertainError."""
        self.demand(what, self.send(what, verb, path, body, repeatable=repeatable))

    def send(
        self, what: str, verb: str, path: str, body: Body | None = None, *, repeatable: bool = True
    ) -> Answer:
        """The answer to a request, whatever it is but a passing trouble.

        A request that mustn't be carried out twice isn't sent again where that could happen.
        Raises ForgeError, UncertainError.
        """
        trouble = "it asks to wait again and again"
        for number in range(TRIES):
            if verb != "GET":
                self._wait(self._last_write + BETWEEN_WRITES - self._clock.now(), what)
            try:
                answer = self._ask(verb, path, body)
            except LostError as error:
                trouble = str(error)
            else:
                if answer.is_limited:
                    self._wait(self._asked_for(answer, number), what)
                    continue
                if answer.status < 500:
                    return answer
                trouble = f"it answers {answer.status}"
            finally:
                if verb != "GET":
                    self._last_write = self._clock.now()
            if number + 1 < TRIES:
                self._wait(2.0**number, what)
            if not repeatable:
                raise UncertainError(self.clean(f"{self._host}: {what}: {trouble}"))
        raise ForgeError(self.clean(f"{self._host}: {what}: {trouble}"))

    def demand(self, what: str, answer: Answer) -> Answer:
        """The answer, if it is a success. Raises ForgeError that says why it isn't."""
        if answer.is_success:
            return answer
        said = cut(visible(" ".join(_said(answer.text).split())), 300)
        match answer.status:
            case 401:
                reason = f"the token is refused ({said})"
            case 403:
                raise ForbiddenError(self.clean(f"{self._host}: {what}: the token may not do that ({said})"))
            case 404:
                reason = f"nothing there, or nothing that the token may see ({said})"
            case _:
                reason = f"it answers {answer.status} ({said})"
        raise ForgeError(self.clean(f"{self._host}: {what}: {reason}"))

    def json(self, answer: Answer) -> Any:
        """What an answer holds. Raises ForgeError."""
        try:
            return json.loads(answer.content)
        except (ValueError, RecursionError):
            raise ForgeError(f"{self._host}: the answer is no JSON") from None

    def clean(self, text: str) -> str:
        """The text without the token."""
        return text.replace(self._secret, "***") if self._secret else text

    def _asked_for(self, answer: Answer, number: int) -> float:
        """How many seconds to wait before the next request."""
        after = answer.headers.get("retry-after", "")
        if after.isdecimal():
            return float(after)
        reset = answer.headers.get("x-ratelimit-reset") or answer.headers.get("ratelimit-reset", "")
        if answer.headers.get("x-ratelimit-remaining", "0") == "0" and reset.isdecimal():
            return max(1.0, float(reset) - self._clock.now() + 1)
        return SECONDARY * 2.0**number

    def _wait(self, seconds: float, what: str) -> None:
        if seconds <= 0:
            return
        self._waited += seconds
        if self._waited > PATIENCE:
            raise ForgeError(self.clean(f"{self._host}: {what}: it asks to wait {seconds:.0f} seconds more"))
        self._clock.sleep(seconds)


def in_parts(comments: Sequence[Comment], post: Callable[[Sequence[Comment]], bool]) -> list[Comment]:
    """Post comments at once where the host takes all of them, else in halves; those that it refuses."""
    if post(comments):
        return []
    if len(comments) == 1:
        return list(comments)
    half = len(comments) // 2
    return [*in_parts(comments[:half], post), *in_parts(comments[half:], post)]


def _said(text: str) -> str:
    """What an answer says went wrong."""
    try:
        data = json.loads(text)
    except ValueError:
        return text
    if not isinstance(data, dict):
        return text
    said = data.get("message", data.get("error", text))
    errors = data.get("errors", ())
    details = [
        str(one.get("message", one.get("field", ""))) if isinstance(one, dict) else str(one) for one in errors
    ]
    return "; ".join([str(said), *filter(None, details)])
