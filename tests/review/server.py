"""What the hosts that tests play have in common: HTTP on 127.0.0.1, commits, and troubles on order."""

from __future__ import annotations

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, NamedTuple, Self
from urllib.parse import parse_qs, unquote, urlsplit

from tests.review.forge import patch

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Files = Mapping[str, str]
    Headers = dict[str, str]

BOT = {"id": 7, "login": "sudolint[bot]"}
PERSON = {"id": 8, "login": "alice"}


class Call(NamedTuple):
    """A request that was received."""

    verb: str
    path: str
    query: dict[str, list[str]]
    body: Any
    headers: Mapping[str, str]
    target: str
    """As it was sent."""


class Reply(NamedTuple):
    """What is answered: JSON, text, or bytes."""

    status: int
    data: Any = None
    headers: dict[str, str] = {}  # noqa: RUF012 - nobody writes to it


class Trouble(NamedTuple):
    """Something that goes wrong once, with a request that fits."""

    verb: str
    path: str
    """A regular expression."""
    reply: Reply | None = None
    """None: the connection is dropped."""
    carried_out: bool = False
    """Whether the request is carried out all the same."""


class Server:
    """Serves one repository with one pull request, and remembers what it was asked."""

    def __init__(self, old: Files, new: Files) -> None:
        self.commits: dict[str, dict[str, str]] = {}
        self.base = self.merge_base = self.commit(old)
        self.head = self.commit(new)
        self.is_open = True
        self.renamed: dict[str, str] = {}
        """The old paths of files by the new ones."""
        self.troubles: list[Trouble] = []
        self.calls: list[Call] = []
        self.numbers = iter(range(5_000_000_000, 6_000_000_000))
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=lambda: self._server.serve_forever(0.02), daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def commit(self, files: Files) -> str:
        """Keep a version; its name."""
        name = f"{len(self.commits) + 1:040x}"
        self.commits[name] = dict(files)
        return name

    def push(self, files: Files) -> None:
        """Let the pull request be at another version."""
        self.head = self.commit(files)

    def rebase(self, old: Files, new: Files) -> None:
        """Let it start from another version, too."""
        self.base = self.merge_base = self.commit(old)
        self.push(new)

    # ---- What subclasses build upon

    def route(self, call: Call) -> Reply:
        """Answer a request."""
        raise NotImplementedError

    def patches(self) -> dict[str, tuple[str | None, str | None, str]]:
        """The changed files: old text, new text, hunks."""
        old, new = self.commits[self.merge_base], self.commits[self.head]
        found = {}
        for path in sorted({*old, *new} - set(self.renamed.values())):
            before, after = old.get(self.renamed.get(path, path)), new.get(path)
            if before != after or path in self.renamed:
                found[path] = before, after, patch(before or "", after or "")
        return found

    def shows(self, path: str, line: int) -> bool:
        """Whether the diff shows a line of the new version."""
        if path not in self.patches():
            return False
        at = 0
        for row in self.patches()[path][2].split("\n"):
            if match := re.match(r"@@ -\S+ \+(\d+)", row):
                at = int(match[1])
            elif row[:1] in ("+", " "):
                if at == line:
                    return True
                at += 1
        return False

    def found(self, path: str, commit: str) -> str | list[str] | None:
        """A file, or the names in a directory."""
        files = self.commits[self.base if commit == "main" else commit]
        if path in files:
            return files[path]
        lead = f"{path}/" if path else ""
        return (
            sorted({name[len(lead) :].partition("/")[0] for name in files if name.startswith(lead)}) or None
        )

    def answer(self, call: Call) -> Reply | None:
        """The answer, or the trouble that was ordered; None drops the connection."""
        self.calls.append(call)
        for trouble in self.troubles:
            if call.verb == trouble.verb and re.search(trouble.path, call.path):
                self.troubles.remove(trouble)
                if trouble.carried_out:
                    self.route(call)
                return trouble.reply
        return self.route(call)


def page(call: Call, entries: list[Any], size: str) -> list[Any]:
    """The page of a list that is asked for."""
    length = int(call.query.get(size, ["30"])[0])
    number = int(call.query.get("page", ["1"])[0])
    return entries[(number - 1) * length : number * length]


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def _serve(self) -> None:
            data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            parts = urlsplit(self.path)
            body = json.loads(data) if data else None
            call = Call(
                self.command,
                parts.path,
                parse_qs(parts.query, keep_blank_values=True),
                body,
                dict(self.headers),
                self.path,
            )
            reply = server.answer(call)
            if reply is None:
                self.close_connection = True
                self.connection.close()
                return
            content = reply.data if isinstance(reply.data, bytes) else json.dumps(reply.data).encode()
            self.send_response(reply.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _serve  # noqa: N815

    return Handler


Routes = list[tuple[str, re.Pattern[str], "Callable[..., Reply]"]]


def matched(routes: Routes, call: Call) -> Reply:
    """The reply of the first route that fits, by verb and path."""
    for verb, pattern, function in routes:
        if verb == call.verb and (match := pattern.fullmatch(call.path)):
            return function(call, *[unquote(part) for part in match.groups()])
    return Reply(404, {"message": "Not Found"})
