"""Merge requests on GitLab."""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode

import gitlab
import requests

from sudolint.errors import UsageError
from sudolint.review import hunks, markdown
from sudolint.review.client import Answer, Client, Clock, LostError
from sudolint.review.model import Change, Pull, State, Thread, Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from sudolint.review.model import Comment

PAGE = 100
"""How many things are asked for at once."""
TIMEOUT = 30
"""How many seconds one answer may take."""
REFUSED = (400, 422)
"""How GitLab answers to a comment at a line that the diff doesn't have."""

PROJECT = re.compile(r"[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*")


class GitLab:
    """One merge request."""

    name = "GitLab"

    def __init__(
        self,
        project: str,
        number: int,
        token: str,
        url: str = "https://gitlab.com",
        clock: Clock | None = None,
    ) -> None:
        """Take the path of the project, or its id. Raises UsageError."""
        if not PROJECT.fullmatch(project):
            raise UsageError(f"`{project}` is no GROUP/PROJECT")
        if not token:
            raise UsageError("no token: set GITLAB_TOKEN")
        self._base = f"/projects/{quote(project, safe='')}"
        self._request = f"{self._base}/merge_requests/{number}"
        self._number = number
        self._client = Client(self.name, self._ask, clock or Clock(), token)
        self._headers: dict[str, str] = {}
        session = requests.Session()
        session.hooks["response"].append(self._keep_headers)
        self._library = gitlab.Gitlab(url, private_token=token, timeout=TIMEOUT, session=session)
        self._refs: dict[str, str] = {}
        self._commits: dict[Version, str] = {}
        self._changes: dict[str, Change] = {}

    def pull(self) -> Pull:
        """The merge request."""
        data = self._client.get("read the merge request", self._request)
        self._refs = data["diff_refs"]
        self._commits = {
            Version.TARGET: data["target_branch"],
            Version.OLD: self._refs["base_sha"],
            Version.NEW: self._refs["head_sha"],
        }
        count = str(data.get("changes_count") or "")  # `1000+` where it lists no more
        files = int(count.rstrip("+") or 0) + count.endswith("+")
        return Pull(self._number, self._refs["head_sha"], data["state"] == "opened", files)

    def changes(self, pull: Pull) -> Sequence[Change]:
        """The files that it touches."""
        found = []
        for file in self._client.listed("list the files", f"{self._request}/diffs", PAGE):
            new = None if file["deleted_file"] else file["new_path"]
            old = None if file["new_file"] else file["old_path"]
            found.append(Change(new, old, hunks.lines_of(file.get("diff"))))
        self._changes = {change.path: change for change in found if change.path is not None}
        return found

    def read(self, version: Version, path: str) -> bytes | Sequence[str] | None:
        """What stands in a file, or the names in a directory; None where nothing is there."""
        commit = self._commits[version]
        if path:
            quoted = quote(path, safe="", errors="surrogateescape")
            where = f"{self._base}/repository/files/{quoted}/raw?{urlencode({'ref': commit})}"
            answer = self._client.send(f"read {path}", "GET", where)
            if answer.status != 404:
                return self._client.demand(f"read {path}", answer).content
        words = urlencode({"ref": commit, "path": path, "per_page": PAGE}, errors="surrogateescape")
        answer = self._client.send(f"list {path}", "GET", f"{self._base}/repository/tree?{words}")
        if answer.status == 404:
            return None
        listed = self._client.json(self._client.demand(f"list {path}", answer))
        return [one["name"] for one in listed] or None

    def state(self) -> State:
        """What was said already."""
        request = self._client.get("read the merge request", self._request)
        mine = self._client.get("read who we are", "/user")["id"]
        threads: list[Thread] = []
        summary = None
        for discussion in self._client.listed("read the discussions", f"{self._request}/discussions", PAGE):
            first, *rest = [note for note in discussion["notes"] if not note["system"]] or [None]
            fingerprint = markdown.mark(first["body"]) if first and first["author"]["id"] == mine else None
            if first is None or fingerprint is None:
                continue
            if fingerprint == markdown.SUMMARY:
                summary = str(first["id"]), first["body"]
                continue
            resolved = bool(first.get("resolved"))
            by = first.get("resolved_by")
            others = resolved and by is not None and by["id"] != mine
            answered = any(note["author"]["id"] != mine for note in rest)
            threads.append(
                Thread(
                    discussion["id"], str(first["id"]), fingerprint, first["body"], resolved, others, answered
                )
            )
        return State(request["diff_refs"]["head_sha"], request["state"] == "opened", tuple(threads), summary)

    def post(self, pull: Pull, comments: Sequence[Comment], words: str) -> Sequence[Comment]:
        """Post the comments; those that GitLab doesn't place."""
        return [comment for comment in comments if not self._posted(comment)]

    def _posted(self, comment: Comment) -> bool:
        change = self._changes[comment.path]
        position = {name: self._refs[name] for name in ("base_sha", "start_sha", "head_sha")}
        position |= {"position_type": "text", "new_path": comment.path}
        position["old_path"] = change.old_path or comment.path
        numbers = {"new_line": comment.line}
        if change.lines is not None and comment.line in change.lines.kept:
            numbers["old_line"] = change.lines.kept[comment.line]
        body = {"body": comment.body, "position": {**position, **numbers}}
        answer = self._client.send(
            "post a comment", "POST", f"{self._request}/discussions", body, repeatable=False
        )
        if answer.status not in REFUSED:
            self._client.demand("post a comment", answer)
        return answer.status not in REFUSED

    def edit(self, thread: Thread, body: str) -> None:
        """Change what our comment says."""
        path = f"{self._request}/discussions/{thread.id}/notes/{thread.comment}"
        self._client.write("edit a comment", "PUT", path, {"body": body})

    def resolve(self, thread: Thread, *, resolved: bool) -> bool:
        """Resolve a discussion, or open it again; False where the token may not."""
        path = f"{self._request}/discussions/{thread.id}"
        answer = self._client.send("resolve a discussion", "PUT", path, {"resolved": resolved})
        if answer.status == 403:
            return False
        self._client.demand("resolve a discussion", answer)
        return True

    def summarize(self, known: str | None, body: str) -> None:
        """Post the summary, or change the one that is there."""
        if known is None:
            self._client.write(
                "post the summary", "POST", f"{self._request}/notes", {"body": body}, repeatable=False
            )
        else:
            self._client.write("edit the summary", "PUT", f"{self._request}/notes/{known}", {"body": body})

    # ---- Requests

    def _ask(self, verb: str, path: str, body: dict[str, Any] | None) -> Answer:
        self._headers = {}
        try:
            response = self._library.http_request(verb.lower(), path, post_data=body, obey_rate_limit=False)
        except gitlab.GitlabError as error:
            if error.response_code is None:
                raise LostError(f"no answer ({type(error).__name__})") from None
            return Answer(error.response_code, self._headers, error.response_body or b"")
        except requests.RequestException as error:
            raise LostError(f"no answer ({type(error).__name__})") from None
        return Answer(response.status_code, self._headers, response.content)

    def _keep_headers(self, response: requests.Response, *_: Any, **__: Any) -> None:
        """Keep what python-gitlab doesn't hand out with its errors."""
        self._headers = {name.lower(): value for name, value in response.headers.items()}
