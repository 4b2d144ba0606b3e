"""Pull requests on Gitea and Forgejo."""

from __future__ import annotations

import base64
import re
from urllib.parse import quote, urlencode

import requests

from sudolint.errors import UsageError
from sudolint.review import hunks, markdown
from sudolint.review.client import Answer, Client, Clock, LostError, in_parts
from sudolint.review.model import Change, Pull, State, Thread, Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from sudolint.review.model import Comment

PAGE = 50
"""How many things are asked for at once; by default servers give no more."""
BY = "limit"
"""What the size of a page is called."""
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
        self._pulls = f"/pulls/{number}"
        self._number = number
        self._client = Client(self.name, self._ask, clock or Clock(), token)
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"token {token}"
        self._commits: dict[Version, str] = {}

    def pull(self) -> Pull:
        """The pull request."""
        data = self._client.get("read the pull request", f"{self._pulls}")
        head, base = data["head"], data["base"]
        self._commits = {
            Version.TARGET: base["ref"],
            Version.OLD: data.get("merge_base") or base["sha"],
            Version.NEW: head["sha"],
        }
        source = (head.get("repo") or {}).get("full_name", "")
        return Pull(self._number, head["sha"], data["state"] == "open", data["changed_files"], source)

    def changes(self, pull: Pull) -> Sequence[Change]:
        """The files that it touches."""
        answer = self._client.send("read the diff", "GET", f"{self._pulls}.diff")
        lines = hunks.lines_by_path(self._client.demand("read the diff", answer).text)
        found = []
        for file in self._client.listed("list the files", f"{self._pulls}/files", PAGE, BY):
            path, status = file["filename"], file["status"]
            old = None if status in ("added", "copied") else file.get("previous_filename") or path
            found.append(Change(None if status in ("deleted", "removed") else path, old, lines.get(path)))
        return found

    def read(self, version: Version, path: str) -> bytes | Sequence[str] | None:
        """What stands in a file, or the names in a directory; None where nothing is there."""
        quoted = quote(path, errors="surrogateescape")
        words = urlencode({"ref": self._commits[version]})
        answer = self._client.send(f"read {path}", "GET", f"/contents/{quoted}?{words}")
        if answer.status == 404:
            return None
        data = self._client.json(self._client.demand(f"read {path}", answer))
        if isinstance(data, list):
            return [one["name"] for one in data]
        return base64.b64decode(data["content"]) if data.get("encoding") == "base64" else None

    def state(self) -> State:
        """What was said already. Comments at the same line are one conversation."""
        request = self._client.get("read the pull request", f"{self._pulls}")
        mine = self._client.json(
            self._client.demand("read who we are", self._client.send("", "GET", self._user))
        )
        comments = [
            comment
            for review in self._client.listed("list the reviews", f"{self._pulls}/reviews", PAGE, BY)
            for comment in self._client.get("read a review", f"{self._pulls}/reviews/{review['id']}/comments")
        ]
        others = {_line(one) for one in comments if one["user"]["id"] != mine["id"]}
        threads = [
            _thread(comment, mine["id"], answered=_line(comment) in others)
            for comment in comments
            if comment["user"]["id"] == mine["id"] and markdown.mark(comment["body"])
        ]
        summary = None
        for comment in self._client.listed("list the comments", f"/issues/{self._number}/comments", PAGE, BY):
            if comment["user"]["id"] == mine["id"] and markdown.mark(comment["body"]) == markdown.SUMMARY:
                summary = str(comment["id"]), comment["body"]
        return State(request["head"]["sha"], request["state"] == "open", tuple(threads), summary)

    def post(self, pull: Pull, comments: Sequence[Comment], words: str) -> Sequence[Comment]:
        """Post all comments as one review; those that the server doesn't place."""
        path = f"{self._pulls}/reviews"

        def post(some: Sequence[Comment]) -> bool:
            body = {
                "commit_id": pull.head,
                "event": "COMMENT",
                "body": words,
                "comments": [{"path": one.path, "new_position": one.line, "body": one.body} for one in some],
            }
            answer = self._client.send("post the review", "POST", path, body, repeatable=False)
            if answer.status != 422:
                self._client.demand("post the review", answer)
            return answer.status != 422

        return in_parts(comments, post)

    def edit(self, thread: Thread, body: str) -> None:
        """Change what our comment says."""
        self._client.write("edit a comment", "PATCH", f"/issues/comments/{thread.comment}", {"body": body})

    def resolve(self, thread: Thread, *, resolved: bool) -> bool:
        """Resolve a conversation, or open it again; False for servers that can't."""
        verb = "resolve" if resolved else "unresolve"
        answer = self._client.send("resolve a thread", "POST", f"/pulls/comments/{thread.id}/{verb}")
        if answer.status in (403, 404, 405):
            return False
        self._client.demand("resolve a thread", answer)
        return True

    def summarize(self, known: str | None, body: str) -> None:
        """Post the summary, or change the one that is there."""
        if known is None:
            path = f"/issues/{self._number}/comments"
            self._client.write("post the summary", "POST", path, {"body": body}, repeatable=False)
        else:
            self._client.write("edit the summary", "PATCH", f"/issues/comments/{known}", {"body": body})

    # ---- Requests

    def _ask(self, verb: str, path: str, body: dict[str, Any] | None) -> Answer:
        url = path if path.startswith("http") else f"{self._base}{path}"
        try:
            response = self._session.request(verb, url, json=body, timeout=TIMEOUT, allow_redirects=False)
        except requests.RequestException as error:
            raise LostError(f"no answer ({type(error).__name__})") from None
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, headers, response.content)


def _line(comment: dict[str, Any]) -> tuple[str, int]:
    """Where a comment stands."""
    return comment["path"], comment.get("position") or comment.get("original_position") or 0


def _thread(comment: dict[str, Any], mine: int, *, answered: bool) -> Thread:
    number, resolver = str(comment["id"]), comment.get("resolver")
    by_others = resolver is not None and resolver["id"] != mine
    fingerprint = markdown.mark(comment["body"]) or ""
    return Thread(number, number, fingerprint, comment["body"], resolver is not None, by_others, answered)
