"""GitLab as a merge request sees it: discussions, notes, files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.review.server import BOT, PERSON, Reply, Routes, Server, matched, page

if TYPE_CHECKING:
    from tests.review.server import Call

POSITION = {"base_sha", "start_sha", "head_sha", "position_type", "old_path", "new_path", "new_line"}


class GitLabServer(Server):
    """A merge request on GitLab; `group/project`, number 1."""

    def __init__(self, old: dict[str, str], new: dict[str, str]) -> None:
        self.discussions: list[dict[str, Any]] = []
        super().__init__(old, new)

    def reply(self, discussion: dict[str, Any], body: str) -> None:
        """Somebody answers."""
        discussion["notes"].append(self._note(body, PERSON))

    def _note(self, body: str, author: dict[str, Any] = BOT) -> dict[str, Any]:
        note = {"id": next(self.numbers), "body": body, "author": author, "system": False}
        return {**note, "resolvable": True, "resolved": False, "resolved_by": None}

    def route(self, call: Call) -> Reply:
        if "PRIVATE-TOKEN" not in call.headers:
            return Reply(401, {"message": "401 Unauthorized"})
        project = "/api/v4/projects/group%2Fproject"
        request = f"{project}/merge_requests/1"
        routes: Routes = [
            ("GET", re.compile("/api/v4/user"), lambda _: Reply(200, BOT)),
            ("GET", re.compile(request), self._request),
            ("GET", re.compile(f"{request}/diffs"), self._diffs),
            ("GET", re.compile(f"{project}/repository/files/([^/]+)/raw"), self._raw),
            ("GET", re.compile(f"{project}/repository/tree"), self._tree),
            ("GET", re.compile(f"{request}/discussions"), self._list),
            ("POST", re.compile(f"{request}/discussions"), self._discuss),
            ("PUT", re.compile(f"{request}/discussions/(d[0-9]+)"), self._resolve),
            ("PUT", re.compile(f"{request}/discussions/d[0-9]+/notes/([0-9]+)"), self._edit),
            ("POST", re.compile(f"{request}/notes"), self._summarize),
            ("PUT", re.compile(f"{request}/notes/([0-9]+)"), self._edit),
        ]
        return matched(routes, call)

    def _request(self, _: Call) -> Reply:
        refs = {"base_sha": self.merge_base, "start_sha": self.base, "head_sha": self.head}
        state = "opened" if self.is_open else "merged"
        count = str(len(self.patches()))
        data = {"state": state, "target_branch": "main", "diff_refs": refs, "changes_count": count}
        return Reply(200, data)

    def _diffs(self, call: Call) -> Reply:
        entries = [
            {
                "old_path": self.renamed.get(path, path),
                "new_path": path,
                "new_file": old is None,
                "deleted_file": new is None,
                "renamed_file": path in self.renamed,
                "diff": hunks + "\n",
            }
            for path, (old, new, hunks) in self.patches().items()
        ]
        return Reply(200, page(call, entries, "per_page"))

    def _raw(self, call: Call, path: str) -> Reply:
        found = self.found(path, call.query["ref"][0])
        if not isinstance(found, str):
            return Reply(404, {"message": "404 File Not Found"})
        return Reply(200, found.encode())

    def _tree(self, call: Call) -> Reply:
        found = self.found(call.query.get("path", [""])[0], call.query["ref"][0])
        if not isinstance(found, list):
            return Reply(404, {"message": "404 Tree Not Found"})
        return Reply(200, [{"name": name} for name in found])

    def _list(self, call: Call) -> Reply:
        return Reply(200, page(call, self.discussions, "per_page"))

    def _discuss(self, call: Call) -> Reply:
        position = call.body["position"]
        assert set(position) - {"old_line"} == POSITION
        old, _, hunks = self.patches()[position["new_path"]]
        row = next((one for one in _rows(hunks) if one[1] == position["new_line"]), None)
        if row is None or row[0] != position.get("old_line"):
            return Reply(400, {"message": '400 Bad request - Note {:line_code=>["can\'t be blank"]}'})
        assert position["old_path"] == self.renamed.get(position["new_path"], position["new_path"])
        assert old is None or position["base_sha"] == self.merge_base
        return self._keep(call.body["body"], line=position["new_line"])

    def _keep(self, body: str, **more: Any) -> Reply:
        note = self._note(body)
        self.discussions.append({"id": f"d{note['id']}", "notes": [note], **more})
        return Reply(201, self.discussions[-1])

    def _summarize(self, call: Call) -> Reply:
        return self._keep(call.body["body"], individual_note=True)

    def _resolve(self, call: Call, name: str) -> Reply:
        (discussion,) = [one for one in self.discussions if one["id"] == name]
        resolved = call.body["resolved"]
        discussion["notes"][0].update(resolved=resolved, resolved_by=BOT if resolved else None)
        return Reply(200, discussion)

    def _edit(self, call: Call, number: str) -> Reply:
        notes = [note for one in self.discussions for note in one["notes"] if str(note["id"]) == number]
        notes[0]["body"] = call.body["body"]
        return Reply(200, notes[0])


def _rows(hunks: str) -> list[tuple[int | None, int | None]]:
    """The lines that hunks show: their numbers in the old and in the new version."""
    rows: list[tuple[int | None, int | None]] = []
    old = new = 0
    for line in hunks.split("\n"):
        if match := re.match(r"@@ -(\d+)\S* \+(\d+)", line):
            old, new = int(match[1]), int(match[2])
        elif line[:1] in (" ", "-", "+"):
            rows.append((old if line[0] != "+" else None, new if line[0] != "-" else None))
            old += line[0] != "+"
            new += line[0] != "-"
    return rows
