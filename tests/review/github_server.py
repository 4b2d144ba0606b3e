"""GitHub as a pull request sees it, with the real schema of its GraphQL and a judge of each REST request."""

from __future__ import annotations

import base64
import gzip
import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from graphql import build_schema, graphql_sync
from openapi_core import OpenAPI
from openapi_core.exceptions import OpenAPIError
from openapi_core.testing import MockRequest

from tests.review.server import BOT, PERSON, Reply, Routes, Server, matched, page

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from graphql import GraphQLResolveInfo, GraphQLSchema

    from tests.review.server import Call

API = "https://api.github.com"
FEW = 3
"""How many threads or comments a page of GraphQL has here; GitHub may give fewer than are asked for, too."""


@cache
def openapi(path: Path) -> tuple[OpenAPI, dict[str, Any]]:
    """GitHub's description of its REST interface."""
    description = json.loads(path.read_text())
    return OpenAPI.from_dict(description), description


@cache
def schema(path: Path) -> GraphQLSchema:
    """GitHub's GraphQL schema."""
    return build_schema(gzip.decompress(path.read_bytes()).decode(), assume_valid=True, assume_valid_sdl=True)


class GitHubServer(Server):
    """A pull request on GitHub; `owner/repo`, number 1."""

    def __init__(self, folder: Path, old: Mapping[str, str], new: Mapping[str, str]) -> None:
        """Take the folder with GitHub's descriptions."""
        self._openapi, self._description = openapi(folder / "openapi.json")
        self._schema = schema(folder / "schema.graphql.gz")
        self.invalid: list[str] = []
        """What is wrong with requests by GitHub's own description."""
        self.reviews: list[dict[str, Any]] = []
        self.threads: list[dict[str, Any]] = []
        self.comments: list[dict[str, Any]] = []
        self.without_patch: set[str] = set()
        self.may_resolve = True
        super().__init__(old, new)

    # ---- What people do

    def reply(self, thread: dict[str, Any], body: str) -> None:
        """Somebody answers in a thread."""
        thread["comments"].append({"id": next(self.numbers), "body": body, "author": PERSON})

    def close(self, thread: dict[str, Any]) -> None:
        """Somebody resolves a thread."""
        thread.update(resolved=True, by=PERSON)

    # ---- Answers

    def route(self, call: Call) -> Reply:
        if not call.headers.get("Authorization", "").startswith(("token ", "Bearer ")):
            return Reply(401, {"message": "Bad credentials"})
        if call.path == "/graphql":
            return self._graphql(call)
        self._check(call)
        repo = "/repos/owner/repo"
        routes: Routes = [
            ("GET", re.compile(f"{repo}/pulls/1"), self._pull),
            ("GET", re.compile(f"{repo}/pulls/1/files"), self._files),
            ("GET", re.compile(f"{repo}/contents/([^/]*)"), self._contents),
            ("POST", re.compile(f"{repo}/pulls/1/reviews"), self._review),
            ("PATCH", re.compile(f"{repo}/pulls/comments/([0-9]+)"), self._edit),
            ("POST", re.compile(f"{repo}/issues/1/comments"), self._comment),
            ("PATCH", re.compile(f"{repo}/issues/comments/([0-9]+)"), self._edit),
        ]
        return matched(routes, call)

    def _check(self, call: Call) -> None:
        """Hold a request against GitHub's description of it."""
        request = MockRequest(
            API,
            call.verb.lower(),
            call.target.partition("?")[0],
            args={name: value[0] for name, value in call.query.items()},
            data=None if call.body is None else json.dumps(call.body).encode(),
            content_type="application/json" if call.body is not None else "",
        )
        try:
            self._openapi.validate_request(request)
        except OpenAPIError as error:
            self.invalid.append(f"{call.verb} {call.target}: {error!r} {error.__cause__!r}")
        if call.path.endswith("/reviews"):  # the description lets other keys pass
            path = self._description["paths"]["/repos/{owner}/{repo}/pulls/{pull_number}/reviews"]
            body = path["post"]["requestBody"]["content"]["application/json"]["schema"]["properties"]
            inner = body["comments"]["items"]["properties"]
            unknown = set(call.body) - set(body)
            unknown |= {key for comment in call.body["comments"] for key in comment} - set(inner)
            if unknown:
                self.invalid.append(f"{call.target}: unknown {unknown}")

    def _pull(self, _: Call) -> Reply:
        state = "open" if self.is_open else "closed"
        head = {"sha": self.head, "ref": "topic", "repo": {"full_name": "fork/repo"}}
        base = {"sha": self.base, "ref": "main"}
        files = len(self.patches())
        return Reply(200, {"state": state, "head": head, "base": base, "changed_files": files})

    def _files(self, call: Call) -> Reply:
        entries = []
        for path, (old, new, hunks) in self.patches().items():
            entry: dict[str, Any] = {"filename": path, "status": "modified", "changes": 2, "patch": hunks}
            if path in self.renamed:
                entry |= {"status": "renamed", "previous_filename": self.renamed[path]}
                if old == new:
                    entry |= {"changes": 0}
                    del entry["patch"]
            elif old is None or new is None:
                entry["status"] = "added" if old is None else "removed"
            if path in self.without_patch:
                entry.pop("patch", None)
            entries.append(entry)
        return Reply(200, page(call, entries, "per_page"))

    def _contents(self, call: Call, path: str) -> Reply:
        found = self.found(path, call.query["ref"][0])
        if found is None:
            return Reply(404, {"message": "Not Found"})
        if isinstance(found, list):
            return Reply(200, [{"name": name} for name in found])
        content = base64.encodebytes(found.encode("utf-8", "surrogateescape")).decode()
        return Reply(200, {"type": "file", "encoding": "base64", "content": content})

    def _review(self, call: Call) -> Reply:
        for comment in call.body["comments"]:
            if not self.shows(comment["path"], comment["line"]):
                said = "Pull request review thread line must be part of the diff"
                return Reply(422, {"message": "Unprocessable Entity", "errors": [said]})
        self.reviews.append(call.body)
        for comment in call.body["comments"]:
            first = {"id": next(self.numbers), "body": comment["body"], "author": BOT}
            thread = {"id": f"PRRT_{first['id']}", "resolved": False, "by": None, "comments": [first]}
            self.threads.append(thread | {"path": comment["path"], "line": comment["line"]})
        return Reply(200, {"id": next(self.numbers)})

    def _comment(self, call: Call) -> Reply:
        comment = {"id": next(self.numbers), "body": call.body["body"], "author": BOT}
        self.comments.append(comment)
        return Reply(201, comment)

    def _edit(self, call: Call, number: str) -> Reply:
        for comment in (*self.comments, *(one for thread in self.threads for one in thread["comments"])):
            if str(comment["id"]) == number:
                comment["body"] = call.body["body"]
                return Reply(200, comment)
        return Reply(404, {"message": "Not Found"})

    # ---- GraphQL

    def _graphql(self, call: Call) -> Reply:
        root = {
            "viewer": BOT,
            "repository": lambda _, **__: {"pullRequest": self._as_graph},
            "resolveReviewThread": lambda _, input: self._resolve(input["threadId"], True),
            "unresolveReviewThread": lambda _, input: self._resolve(input["threadId"], False),
        }
        result = graphql_sync(
            self._schema, call.body["query"], root_value=root, variable_values=call.body["variables"]
        )
        for error in result.errors or ():
            if "not accessible" not in error.message:
                self.invalid.append(f"GraphQL: {error}")
        answer: dict[str, Any] = {"data": result.data}
        if result.errors:
            answer["errors"] = [
                {"message": one.message, "type": "FORBIDDEN" if "not accessible" in one.message else "OTHER"}
                for one in result.errors
            ]
        return Reply(200, answer)

    def _as_graph(self, _: GraphQLResolveInfo[Any], number: int) -> dict[str, Any]:
        return {
            "headRefOid": self.head,
            "state": "OPEN" if self.is_open else "CLOSED",
            "reviewThreads": lambda _, after=None, **__: _connection(
                [_thread(one) for one in self.threads], after
            ),
            "comments": lambda _, after=None, **__: _connection(
                [_comment(one) for one in self.comments], after
            ),
        }

    def _resolve(self, name: str, resolved: bool) -> dict[str, Any]:
        if not self.may_resolve:
            raise PermissionError("Resource not accessible by integration")
        (thread,) = [one for one in self.threads if one["id"] == name]
        thread.update(resolved=resolved, by=BOT if resolved else None)
        return {"thread": {"id": name, "isResolved": resolved}}


def _connection(nodes: list[Any], after: str | None) -> dict[str, Any]:
    start = int(after or 0)
    end = start + FEW
    return {
        "pageInfo": {"hasNextPage": end < len(nodes), "endCursor": str(end)},
        "nodes": nodes[start:end],
        "totalCount": len(nodes),
    }


def _thread(thread: dict[str, Any]) -> dict[str, Any]:
    comments = [_comment(one) for one in thread["comments"]]
    return {
        "id": thread["id"],
        "isResolved": thread["resolved"],
        "resolvedBy": thread["by"],
        "comments": lambda _, first, **__: {"totalCount": len(comments), "nodes": comments[:first]},
    }


def _comment(comment: dict[str, Any]) -> dict[str, Any]:
    return {
        "fullDatabaseId": str(comment["id"]),
        "body": comment["body"],
        "viewerDidAuthor": comment["author"] == BOT,
    }
