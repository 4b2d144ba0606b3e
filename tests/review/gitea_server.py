"""Gitea as a pull request sees it: reviews, comments, files."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Any

from tests.review.server import BOT, PERSON, Reply, Routes, Server, matched, page

if TYPE_CHECKING:
    from tests.review.server import Call


class GiteaServer(Server):
    """A pull request on Gitea; `owner/repo`, number 1."""

    def __init__(self, old: dict[str, str], new: dict[str, str]) -> None:
        self.reviews: list[dict[str, Any]] = []
        self.comments: list[dict[str, Any]] = []
        self.can_resolve = True
        super().__init__(old, new)

    @property
    def threads(self) -> list[dict[str, Any]]:
        """All comments at lines."""
        return [comment for review in self.reviews for comment in review["comments"]]

    def reply(self, thread: dict[str, Any], body: str) -> None:
        """Somebody answers, which is a review of its own."""
        comment = {"id": next(self.numbers), "body": body, "user": PERSON, "resolver": None}
        place = {"path": thread["path"], "position": thread["position"]}
        self.reviews.append({"id": next(self.numbers), "comments": [comment | place]})

    def route(self, call: Call) -> Reply:
        if not call.headers.get("Authorization", "").startswith("token "):
            return Reply(401, {"message": "invalid username, password or token"})
        repo = "/api/v1/repos/owner/repo"
        routes: Routes = [
            ("GET", re.compile("/api/v1/user"), lambda _: Reply(200, BOT)),
            ("GET", re.compile(f"{repo}/pulls/1"), self._pull),
            ("GET", re.compile(rf"{repo}/pulls/1\.diff"), self._diff),
            ("GET", re.compile(f"{repo}/pulls/1/files"), self._files),
            ("GET", re.compile(f"{repo}/contents/(.*)"), self._contents),
            ("GET", re.compile(f"{repo}/pulls/1/reviews"), self._list),
            ("GET", re.compile(f"{repo}/pulls/1/reviews/([0-9]+)/comments"), self._of_review),
            ("POST", re.compile(f"{repo}/pulls/1/reviews"), self._review),
            ("POST", re.compile(f"{repo}/pulls/comments/([0-9]+)/(resolve|unresolve)"), self._resolve),
            ("GET", re.compile(f"{repo}/issues/1/comments"), self._comments),
            ("POST", re.compile(f"{repo}/issues/1/comments"), self._comment),
            ("PATCH", re.compile(f"{repo}/issues/comments/([0-9]+)"), self._edit),
        ]
        return matched(routes, call)

    def _pull(self, _: Call) -> Reply:
        state = "open" if self.is_open else "closed"
        data = {
            "state": state,
            "head": {"sha": self.head, "repo": None},
            "base": {"sha": self.base, "ref": "main"},
        }
        more = {"merge_base": self.merge_base, "changed_files": len(self.patches())}
        return Reply(200, data | more)

    def _diff(self, _: Call) -> Reply:
        text = ""
        for path, (old, new, hunks) in self.patches().items():
            text += f"diff --git a/{path} b/{path}\n"
            if not hunks:
                continue
            text += f"--- {'a/' + path if old is not None else '/dev/null'}\n"
            text += f"+++ {'b/' + path if new is not None else '/dev/null'}\n{hunks}\n"
        return Reply(200, text.encode())

    def _files(self, call: Call) -> Reply:
        kinds = {(True, False): "added", (False, True): "deleted", (False, False): "changed"}
        entries = [
            {"filename": path, "status": kinds[old is None, new is None]}
            for path, (old, new, _) in self.patches().items()
        ]
        return Reply(200, page(call, entries, "limit"))

    def _contents(self, call: Call, path: str) -> Reply:
        found = self.found(path, call.query["ref"][0])
        if found is None:
            return Reply(404, {"message": "not found"})
        if isinstance(found, list):
            return Reply(200, [{"name": name} for name in found])
        return Reply(200, {"encoding": "base64", "content": base64.b64encode(found.encode()).decode()})

    def _list(self, call: Call) -> Reply:
        return Reply(200, page(call, [{"id": review["id"]} for review in self.reviews], "limit"))

    def _of_review(self, _: Call, number: str) -> Reply:
        return Reply(200, next(one["comments"] for one in self.reviews if str(one["id"]) == number))

    def _review(self, call: Call) -> Reply:
        assert call.body["event"] == "COMMENT"
        if not all(self.shows(one["path"], one["new_position"]) for one in call.body["comments"]):
            return Reply(422, {"message": "no such line"})
        comments = [
            {
                "id": next(self.numbers),
                "body": one["body"],
                "user": BOT,
                "path": one["path"],
                "position": one["new_position"],
                "resolver": None,
            }
            for one in call.body["comments"]
        ]
        self.reviews.append({"id": next(self.numbers), "comments": comments})
        return Reply(200, {})

    def _resolve(self, _: Call, number: str, verb: str) -> Reply:
        if not self.can_resolve:
            return Reply(404, {"message": "not found"})
        for comment in self.threads:
            if str(comment["id"]) == number:
                comment["resolver"] = BOT if verb == "resolve" else None
        return Reply(204)

    def _comments(self, call: Call) -> Reply:
        return Reply(200, page(call, self.comments, "limit"))

    def _comment(self, call: Call) -> Reply:
        self.comments.append({"id": next(self.numbers), "body": call.body["body"], "user": BOT})
        return Reply(201, self.comments[-1])

    def _edit(self, call: Call, number: str) -> Reply:
        for comment in (*self.comments, *self.threads):
            if str(comment["id"]) == number:
                comment["body"] = call.body["body"]
        return Reply(200, {})
