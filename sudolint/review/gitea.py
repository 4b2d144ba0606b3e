"""Pull requests on Gitea and Forgejo."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import requests

from sudolint.errors import UsageError
from sudolint.review import hunks, markdown
from sudolint.review.model import Change, Pull, State, Thread, Version
from sudolint.review.retry import Answer, Clock, LostError, Retrying, in_parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sudolint.review.model import Comment

PAGE = 50
"""How many things are asked for at once; by default servers give no more."""
PAGES = 60
"""How many pages are turned."""
TIMEOUT = 30
"""How many seconds one answer may take."""

REPOSITORY = re.compile(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+")


class Gitea:
    """One pull request."""

    name = "Gitea"

    def __init__(
        self, repository: str, number: int, token: str, url: str, clock: Clock | None = None
    ) -> None:
        """Take `owner/name`. Raises UsageError."""
        if not REPOSITORY.fullmatch(repository):
            raise UsageError(f"`{repository}` is no OWNER/REPOSITORY")
        if not token:
            raise UsageError("no token: set GITEA_TOKEN")
        self._base = f"{url.rstrip('/')}/api/v1/repos/{repository}"
        self._user = f"{url.rstrip('/')}/api/v1/user"
        self._number = number
        self._retrying = Retrying(self.name, clock or Clock(), token)
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"token {token}"
        self._commits: dict[Version, str] = {}

    def pull(self) -> Pull:
        """The pull request."""
        data = self._get("read the pull request", f"/pulls/{self._number}")
        head, base = data["head"], data["base"]
        self._commits = {
            Version.TARGET: base["sha"],
            Version.OLD: data.get("merge_base") or base["sha"],
            Version.NEW: head["sha"],
        }
        source = (head.get("repo") or {}).get("full_name", "")
        return Pull(self._number, base["sha"], head["sha"], data["state"] == "open", source)

    def changes(self, pull: Pull) -> Sequence[Change]:
        """The files that it touches."""
        answer = self._send("read the diff", "GET", f"/pulls/{self._number}.diff")
        lines = hunks.lines_by_path(self._retrying.demand("read the diff", answer).text)
        found = []
        for file in self._listed("list the files", f"/pulls/{self._number}/files"):
            path, status = file["filename"], file["status"]
            old = None if status in ("added", "copied") else file.get("previous_filename") or path
            found.append(Change(None if status in ("deleted", "removed") else path, old, lines.get(path)))
        return found

    def read(self, version: Version, path: str) -> bytes | Sequence[str] | None:
        """What stands in a file, or the names in a directory; None where nothing is there."""
        quoted = quote(path, errors="surrogateescape")
        words = urlencode({"ref": self._commits[version]})
        answer = self._send(f"read {path}", "GET", f"/contents/{quoted}?{words}")
        if answer.status == 404:
            return None
        data = self._retrying.json(self._retrying.demand(f"read {path}", answer))
        if isinstance(data, list):
            return [one["name"] for one in data]
        return base64.b64decode(data["content"]) if data.get("encoding") == "base64" else None

    def state(self) -> State:
        """What was said already. Comments at the same line are one conversation."""
        request = self._get("read the pull request", f"/pulls/{self._number}")
        mine = self._retrying.json(
            self._retrying.demand("read who we are", self._send("", "GET", self._user))
        )
        reviews = list(self._listed("list the reviews", f"/pulls/{self._number}/reviews"))
        comments = [
            comment
            for review in reviews
            for comment in self._get(
                "read a review", f"/pulls/{self._number}/reviews/{review['id']}/comments"
            )
        ]
        others = {_line(one) for one in comments if one["user"]["id"] != mine["id"]}
        threads = [
            _thread(comment, mine["id"], answered=_line(comment) in others)
            for comment in comments
            if comment["user"]["id"] == mine["id"] and markdown.mark(comment["body"])
        ]
        summary = None
        for comment in self._listed("list the comments", f"/issues/{self._number}/comments"):
            if comment["user"]["id"] == mine["id"] and markdown.mark(comment["body"]) == markdown.SUMMARY:
                summary = str(comment["id"]), comment["body"]
        return State(request["head"]["sha"], request["state"] == "open", tuple(threads), summary)

    def post(self, pull: Pull, comments: Sequence[Comment], words: str) -> Sequence[Comment]:
        """Post all comments as one review; those that the server doesn't place."""
        path = f"/pulls/{self._number}/reviews"

        def post(some: Sequence[Comment]) -> bool:
            body = {
                "commit_id": pull.head,
                "event": "COMMENT",
                "body": words,
                "comments": [{"path": one.path, "new_position": one.line, "body": one.body} for one in some],
            }
            answer = self._send("post the review", "POST", path, body, repeatable=False)
            if answer.status != 422:
                self._retrying.demand("post the review", answer)
            return answer.status != 422

        return in_parts(comments, post)

    def edit(self, thread: Thread, body: str) -> None:
        """Change what our comment says."""
        self._write("edit a comment", "PATCH", f"/issues/comments/{thread.comment}", {"body": body})

    def resolve(self, thread: Thread, *, resolved: bool) -> bool:
        """Resolve a conversation, or open it again; False for servers that can't."""
        verb = "resolve" if resolved else "unresolve"
        answer = self._send("resolve a thread", "POST", f"/pulls/comments/{thread.id}/{verb}")
        if answer.status in (403, 404, 405):
            return False
        self._retrying.demand("resolve a thread", answer)
        return True

    def summarize(self, known: str | None, body: str) -> None:
        """Post the summary, or change the one that is there."""
        if known is None:
            path = f"/issues/{self._number}/comments"
            self._write("post the summary", "POST", path, {"body": body}, repeatable=False)
        else:
            self._write("edit the summary", "PATCH", f"/issues/comments/{known}", {"body": body})

    # ---- Requests

    def _get(self, what: str, path: str) -> Any:
        return self._retrying.json(self._retrying.demand(what, self._send(what, "GET", path)))

    def _listed(self, what: str, path: str) -> Iterator[Any]:
        """All entries of a list, page by page."""
        for page in range(1, PAGES + 1):
            entries = self._get(what, f"{path}?{urlencode({'limit': PAGE, 'page': page})}")
            yield from entries
            if len(entries) < PAGE:
                return

    def _write(
        self, what: str, verb: str, path: str, body: dict[str, Any], *, repeatable: bool = True
    ) -> None:
        self._retrying.demand(what, self._send(what, verb, path, body, repeatable=repeatable))

    def _send(
        self, what: str, verb: str, path: str, body: dict[str, Any] | None = None, *, repeatable: bool = True
    ) -> Answer:
        return self._retrying.send(
            what, lambda: self._answer(verb, path, body), writes=verb != "GET", repeatable=repeatable
        )

    def _answer(self, verb: str, path: str, body: dict[str, Any] | None) -> Answer:
        url = path if path.startswith("http") else f"{self._base}{path}"
        try:
            response = self._session.request(verb, url, json=body, timeout=TIMEOUT, allow_redirects=False)
        except requests.RequestException as error:
            raise LostError(f"no answer ({type(error).__name__})") from None
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, headers, response.content.decode("utf-8", "replace"))


def _line(comment: dict[str, Any]) -> tuple[str, int]:
    """Where a comment stands."""
    return comment["path"], comment.get("position") or comment.get("original_position") or 0


def _thread(comment: dict[str, Any], mine: int, *, answered: bool) -> Thread:
    number, resolver = str(comment["id"]), comment.get("resolver")
    by_others = resolver is not None and resolver["id"] != mine
    fingerprint = markdown.mark(comment["body"]) or ""
    return Thread(number, number, fingerprint, comment["body"], resolver is not None, by_others, answered)
