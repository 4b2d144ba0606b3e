"""What sudo 1.9.18's own tools said of policies."""

from __future__ import annotations

import base64
import gzip
import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

REFUSED = frozenset(f"test{number}" for number in (4, 5, 7, 8, 11, 12, 13, 18, 25, 29))
"""Of sudo's own regression tests, those whose policy has an error."""


class Recorded(NamedTuple):
    """A policy and what was recorded of it."""

    name: str
    text: str
    accepted: bool
    """By the grammar."""
    json: str
    error_lines: list[int] | None
    visudo: bool | None
    """Whether visudo accepted it, with the parameters of its Defaults; None: not recorded."""


def recorded(fixtures: Path) -> Iterator[Recorded]:
    """Yield every case; those that include a file that is there are left out."""
    with gzip.open(fixtures / "sudoers-random.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            case = json.loads(line)
            name = f"random-{case['seed']}-{'damaged' if case['mutate'] else 'whole'}"
            yield Recorded(
                name,
                _octets(case, "text"),
                case["accepted"],
                _octets(case, "json"),
                case["error_lines"],
                case["visudo"],
            )
    for number, case in enumerate(json.loads((fixtures / "lexer-cases.json").read_text("utf-8"))):
        if "include b" in case["text"] or "/nope" in case["text"]:
            continue
        accepted = case["cvtsudoers_rc"] == 0
        lines = [int(line) for line in re.findall(r"^in:(\d+):", case["message"] or "", re.MULTILINE)]
        yield Recorded(
            f"lexer-{number}",
            case["text"],
            accepted,
            case["json"] or "",
            None if accepted else lines,
            case["visudo_rc"] == 0,
        )
    for path in sorted((fixtures / "sudo-regress").glob("*.in")):
        text, answer = (one.read_bytes().decode("latin-1") for one in (path, path.with_suffix(".json.ok")))
        yield Recorded(path.stem, text, path.stem not in REFUSED, answer, None, None)


def _octets(case: dict[str, Any], key: str) -> str:
    if f"{key}_b64" in case:
        return base64.b64decode(case[f"{key}_b64"]).decode("latin-1")
    return (case[key] or "").encode("utf-8", "surrogateescape").decode("latin-1")
