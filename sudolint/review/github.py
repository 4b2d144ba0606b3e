"""Pull requests on GitHub."""

from __future__ import annotations

import base64
import re
from urllib.parse import quote, urlencode

import requests
from github import Auth, Github, GithubException

from sudolint.errors import UsageError
from sudolint.review import hunks, markdown
from sudolint.review.client import Answer, Client, Clock, LostError, in_parts
from sudolint.review.model import (
    Change,
    ForbiddenError,
    ForgeError,
    Pull,
    State,
    Thread,
    Version,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from sudolint.review.model import Comment

API = "https://api.github.com"
PAGE = 100
"""How many things are asked for at once."""
PAGES = 40
"""How many pages are turned; GitHub lists 3,000 files at most."""
TIMEOUT = 30
"""How many seconds one answer may take."""

REPOSITORY = re.compile(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+")

_RATE_LIMITED = re.compile(r'^\s*\{\s*"errors"\s*:\s*\[\s*\{[^{}]*"RATE_LIMITED"')
"""How GraphQL says that there were too many requests, with the status 200."""

THREADS = """
query($owner: String!, $name: String!, $number: Int!, $after: String) {
  viewer { login }
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      headRefOid
      state
      reviewThreads(first: 100, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes {
          id
          isResolved
          resolvedBy { login }
          comments(first: 50) {
            totalCount
            nodes { fullDatabaseId body viewerDidAuthor }
          }
        }
      }
    }
  }
}
"""
COMMENTS = """
query($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      comments(first: 100, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes { fullDatabaseId body viewerDidAuthor }
      }
    }
  }
}
"""
RESOLVE = """
mutation($thread: ID!) {
  resolveReviewThread(input: {threadId: $thread}) { thread { id isResolved } }
}
"""
REOPEN = """
mutation($thread: ID!) {
  unresolveReviewThread(input: {threadId: $thread}) { thread { id isResolved } }
}
"""


class GitHub:
    """One pull request, by REST and GraphQL."""

    name = "GitHub"

    def __init__(
        self, repository: str, number: int, token: str, api: str = API, clock: Clock | None = None
    ) -> None:
        """Take `owner/name`. Raises UsageError."""
        if not REPOSITORY.fullmatch(repository):
            raise UsageError(f"`{repository}` is no OWNER/REPOSITORY")
        if not token:
            raise UsageError("no token: set GITHUB_TOKEN")
        self._repository = repository
        self._base = f"/repos/{repository}"
        self._number = number
        self._client = Client(self.name, self._ask, clock or Clock(), token)
        self._requester = Github(
            auth=Auth.Token(token),
            base_url=api,
            timeout=TIMEOUT,
            retry=None,
            seconds_between_requests=None,
            seconds_between_writes=None,
        ).requester
        self._commits: dict[Version, str] = {}
        self._patches: dict[str, tuple[str | None, str | None]] = {}

    def pull(self) -> Pull:
        """The pull request."""
        data = self._client.get("read the pull request", f"{self._base}/pulls/{self._number}")
        head, base = data["head"], data["base"]
        source = (head.get("repo") or {}).get("full_name", "")
        self._commits = {Version.TARGET: base["ref"], Version.OLD: base["sha"], Version.NEW: head["sha"]}
        return Pull(self._number, head["sha"], data["state"] == "open", data["changed_files"], source)

    def changes(self, pull: Pull) -> Sequence[Change]:
        """The files that it touches."""
        found = []
        for file in self._client.listed("list the files", f"{self._base}/pulls/{self._number}/files", PAGE):
            path, status = file["filename"], file["status"]
            old = None if status in ("added", "copied") else file.get("previous_filename") or path
            new = None if status == "removed" else path
            patch = file.get("patch")
            if old:
                same = status == "renamed" and not file.get("changes")
                self._patches[old] = new, "" if same else patch
            found.append(Change(new, old, hunks.lines_of(patch)))
        return found

    def read(self, version: Version, path: str) -> bytes | Sequence[str] | None:
        """What stands in a file, or the names in a directory; None where nothing is there."""
        if version is Version.OLD and path in self._patches:
            return self._before(path)
        return self._contents(path, self._commits[version])

    def _before(self, path: str) -> bytes | Sequence[str] | None:
        """What stood in a file that was changed: the diff is undone, where there is one."""
        new_path, patch = self._patches[path]
        if patch is not None:
            new = self._contents(new_path, self._commits[Version.NEW]) if new_path else b""
            if isinstance(new, bytes):
                old = new if patch == "" else hunks.before(patch, new)
                if old is not None:
                    return old
        return self._contents(path, self._commits[Version.OLD])

    def _contents(self, path: str, commit: str) -> bytes | Sequence[str] | None:
        quoted = quote(path, safe="", errors="surrogateescape")
        what = f"read {path}"
        answer = self._client.send(
            what, "GET", f"{self._base}/contents/{quoted}?{urlencode({'ref': commit})}"
        )
        if answer.status == 404:
            return None
        data = self._client.json(self._client.demand(what, answer))
        if isinstance(data, list):
            return [one["name"] for one in data]
        if data.get("encoding") != "base64":  # too large, or no file
            return None
        return base64.b64decode(data["content"])

    def state(self) -> State:
        """What was said already."""
        threads: list[Thread] = []
        head, is_open = "", False
        for data in self._pages("read the threads", THREADS, "reviewThreads"):
            viewer = _plain(data["viewer"])
            request = data["repository"]["pullRequest"]
            head, is_open = request["headRefOid"], request["state"] == "OPEN"
            nodes = request["reviewThreads"]["nodes"]
            threads += [thread for node in nodes if (thread := _thread(node, viewer))]
        summary = None
        for data in self._pages("read the comments", COMMENTS, "comments"):
            for node in data["repository"]["pullRequest"]["comments"]["nodes"]:
                if node["viewerDidAuthor"] and markdown.mark(node["body"]) == markdown.SUMMARY:
                    summary = str(node["fullDatabaseId"]), node["body"]
        return State(head, is_open, tuple(threads), summary)

    def post(self, pull: Pull, comments: Sequence[Comment], words: str) -> Sequence[Comment]:
        """Post all comments as one review; those that GitHub doesn't place.

        It refuses all of a review for one bad line, so that each half is tried then.
        """
        path = f"{self._base}/pulls/{self._number}/reviews"

        def post(some: Sequence[Comment]) -> bool:
            body = {
                "commit_id": pull.head,
                "event": "COMMENT",
                "body": words,
                "comments": [
                    {"path": one.path, "line": one.line, "side": "RIGHT", "body": one.body} for one in some
                ],
            }
            answer = self._client.send("post the review", "POST", path, body, repeatable=False)
            if answer.status != 422:
                self._client.demand("post the review", answer)
            return answer.status != 422

        return in_parts(comments, post)

    def edit(self, thread: Thread, body: str) -> None:
        """Change what our comment says."""
        path = f"{self._base}/pulls/comments/{thread.comment}"
        self._client.write("edit a comment", "PATCH", path, {"body": body})

    def resolve(self, thread: Thread, *, resolved: bool) -> bool:
        """Resolve a thread, or open it again; False where the token may not."""
        try:
            self._graphql("resolve a thread", RESOLVE if resolved else REOPEN, {"thread": thread.id})
        except ForbiddenError:
            return False
        return True

    def summarize(self, known: str | None, body: str) -> None:
        """Post the summary, or change the one that is there."""
        if known is None:
            path = f"{self._base}/issues/{self._number}/comments"
            self._client.write("post the summary", "POST", path, {"body": body}, repeatable=False)
        else:
            self._client.write(
                "edit the summary", "PATCH", f"{self._base}/issues/comments/{known}", {"body": body}
            )

    # ---- Requests

    def _ask(self, verb: str, path: str, body: dict[str, Any] | None) -> Answer:
        headers = {"Accept": "application/vnd.github+json"}
        try:
            status, sent, text = self._requester.requestJson(verb, path, headers=headers, input=body)
        except (requests.RequestException, GithubException, RuntimeError) as error:
            raise LostError(f"no answer ({type(error).__name__})") from None
        answer = Answer(status, sent, text.encode("utf-8", "surrogateescape"))
        return answer._replace(status=429) if _RATE_LIMITED.search(answer.text) else answer

    def _pages(self, what: str, query: str, connection: str) -> Iterator[Any]:
        """The answers to a query, page by page."""
        owner, _, name = self._repository.partition("/")
        after: str | None = None
        for _ in range(PAGES):
            variables = {"owner": owner, "name": name, "number": self._number, "after": after}
            data = self._graphql(what, query, variables)
            if not (data.get("repository") or {}).get("pullRequest"):
                raise ForgeError(f"{self.name}: {what}: no such pull request")
            yield data
            page = data["repository"]["pullRequest"][connection]["pageInfo"]
            if not page["hasNextPage"]:
                return
            after = page["endCursor"]

    def _graphql(self, what: str, query: str, variables: dict[str, Any]) -> Any:
        """What a query or mutation answers; all of them may be repeated."""
        body = {"query": query, "variables": variables}
        answer = self._client.demand(what, self._client.send(what, "POST", self._requester.graphql_url, body))
        data = self._client.json(answer)
        errors = data.get("errors") or ()
        if errors:
            said = "; ".join([str(error.get("message", "")) for error in errors])
            kind = ForbiddenError if any(one.get("type") == "FORBIDDEN" for one in errors) else ForgeError
            raise kind(self._client.clean(f"{self.name}: {what}: {said}"))
        return data["data"]


def _thread(node: dict[str, Any], viewer: str) -> Thread | None:
    """A thread that we began; None for others."""
    comments = node["comments"]["nodes"]
    if not comments or not comments[0]["viewerDidAuthor"]:
        return None
    first = comments[0]
    fingerprint = markdown.mark(first["body"])
    if fingerprint is None:
        return None
    others = not all(comment["viewerDidAuthor"] for comment in comments)
    answered = others or node["comments"]["totalCount"] > len(comments)
    by = node["resolvedBy"]
    by_others = node["isResolved"] and by is not None and _plain(by) != viewer
    comment = str(first["fullDatabaseId"])
    return Thread(node["id"], comment, fingerprint, first["body"], node["isResolved"], by_others, answered)


def _plain(account: dict[str, Any]) -> str:
    """The name of an account; bots have a suffix in some answers."""
    return str(account["login"]).removesuffix("[bot]")
