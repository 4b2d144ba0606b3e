"""Merge requests on GitLab."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import gitlab
import requests

from sudolint.errors import UsageError
from sudolint.review import hunks, markdown
from sudolint.review.model import Change, Pull, State, Thread, Version
from sudolint.review.retry import Answer, Clock, LostError, Retrying

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sudolint.review.model import Comment

PAGE = 100
"""How many things are asked for at once."""
PAGES = 40
"""How many pages are turned."""
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
        self._retrying = Retrying(self.name, clock or Clock(), token)
        self._headers: dict[str, str] = {}
        session = requests.Session()
        session.hooks["response"].append(self._keep_headers)
        self._client = gitlab.Gitlab(url, private_token=token, timeout=TIMEOUT, session=session)
        self._refs: dict[str, str] = {}
        self._changes: dict[str, Change] = {}

    def pull(self) -> Pull:
        """The merge request."""
        data = self._get("read the merge request", self._request)
        refs = self._refs = data.get("diff_refs") or {}
        branch = quote(data["target_branch"], safe="")
        target = self._get("read the target branch", f"{self._base}/repository/branches/{branch}")
        base = target["commit"]["id"]
        return Pull(self._number, base, refs.get("head_sha") or data["sha"], data["state"] == "opened")

    def changes(self, pull: Pull) -> Sequence[Change]:
        """The files that it touches."""
        found = []
        for file in self._listed("list the files", f"{self._request}/diffs"):
            new = None if file["deleted_file"] else file["new_path"]
            old = None if file["new_file"] else file["old_path"]
            found.append(Change(new, old, hunks.lines_of(file.get("diff"))))
        self._changes = {change.path: change for change in found if change.path is not None}
        return found

    def read(self, version: Version, path: str) -> bytes | Sequence[str] | None:
        """What stands in a file, or the names in a directory; None where nothing is there."""
        pull_refs = self._refs or (self.pull() and self._refs)
        if version is Version.TARGET:
            commit = self.pull().base if "target" not in pull_refs else pull_refs["target"]
            pull_refs["target"] = commit
        else:
            commit = pull_refs["base_sha" if version is Version.OLD else "head_sha"]
        if path:
            quoted = quote(path, safe="", errors="surrogateescape")
            where = f"{self._base}/repository/files/{quoted}/raw?{urlencode({'ref': commit})}"
            answer = self._send(f"read {path}", "get", where, raw=True)
            if answer.status != 404:
                return self._retrying.demand(f"read {path}", answer).text.encode("latin-1")
        words = urlencode({"ref": commit, "path": path}, errors="surrogateescape")
        listed = self._listed(f"list {path}", f"{self._base}/repository/tree?{words}", missing=True)
        return [one["name"] for one in listed] or None

    def state(self) -> State:
        """What was said already."""
        request = self._get("read the merge request", self._request)
        mine = self._get("read who we are", "/user")["id"]
        threads: list[Thread] = []
        summary = None
        for discussion in self._listed("read the discussions", f"{self._request}/discussions"):
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
        head = (request.get("diff_refs") or {}).get("head_sha") or request["sha"]
        return State(head, request["state"] == "opened", tuple(threads), summary)

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
        answer = self._send("post a comment", "post", f"{self._request}/discussions", body, repeatable=False)
        if answer.status not in REFUSED:
            self._retrying.demand("post a comment", answer)
        return answer.status not in REFUSED

    def edit(self, thread: Thread, body: str) -> None:
        """Change what our comment says."""
        path = f"{self._request}/discussions/{thread.id}/notes/{thread.comment}"
        self._write("edit a comment", "put", path, {"body": body})

    def resolve(self, thread: Thread, *, resolved: bool) -> bool:
        """Resolve a discussion, or open it again; False where the token may not."""
        path = f"{self._request}/discussions/{thread.id}"
        answer = self._send("resolve a discussion", "put", path, {"resolved": resolved})
        if answer.status == 403:
            return False
        self._retrying.demand("resolve a discussion", answer)
        return True

    def summarize(self, known: str | None, body: str) -> None:
        """Post the summary, or change the one that is there."""
        if known is None:
            self._write(
                "post the summary", "post", f"{self._request}/notes", {"body": body}, repeatable=False
            )
        else:
            self._write("edit the summary", "put", f"{self._request}/notes/{known}", {"body": body})

    # ---- Requests

    def _get(self, what: str, path: str) -> Any:
        return self._retrying.json(self._retrying.demand(what, self._send(what, "get", path)))

    def _listed(self, what: str, path: str, *, missing: bool = False) -> Iterator[Any]:
        """All entries of a list, page by page; none where `missing` allows that there is no such list."""
        for page in range(1, PAGES + 1):
            words = urlencode({"per_page": PAGE, "page": page})
            answer = self._send(what, "get", f"{path}{'&' if '?' in path else '?'}{words}")
            if missing and answer.status == 404:
                return
            entries = self._retrying.json(self._retrying.demand(what, answer))
            yield from entries
            if len(entries) < PAGE:
                return

    def _write(
        self, what: str, verb: str, path: str, body: dict[str, Any], *, repeatable: bool = True
    ) -> None:
        self._retrying.demand(what, self._send(what, verb, path, body, repeatable=repeatable))

    def _send(
        self,
        what: str,
        verb: str,
        path: str,
        body: dict[str, Any] | None = None,
        *,
        repeatable: bool = True,
        raw: bool = False,
    ) -> Answer:
        """The answer; a raw one byte a character."""
        return self._retrying.send(
            what, lambda: self._answer(verb, path, body, raw=raw), writes=verb != "get", repeatable=repeatable
        )

    def _answer(self, verb: str, path: str, body: dict[str, Any] | None, *, raw: bool) -> Answer:
        self._headers = {}
        try:
            response = self._client.http_request(verb, path, post_data=body, obey_rate_limit=False)
        except gitlab.GitlabError as error:
            if error.response_code is None:
                raise LostError(f"no answer ({type(error).__name__})") from None
            text = (error.response_body or b"").decode("utf-8", "replace")
            return Answer(error.response_code, self._headers, text)
        except requests.RequestException as error:
            raise LostError(f"no answer ({type(error).__name__})") from None
        text = response.content.decode("latin-1" if raw else "utf-8", "replace")
        return Answer(response.status_code, self._headers, text)

    def _keep_headers(self, response: requests.Response, *_: Any, **__: Any) -> None:
        """Keep what python-gitlab doesn't hand out with its errors."""
        self._headers = {name.lower(): value for name, value in response.headers.items()}
