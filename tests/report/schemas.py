"""What the readers of a format ask for, after the schemas that they publish, and nothing beside it.

GitLab: the schema of its parser, which stops at the first entry that it doesn't fit, and the list of
severities in its documentation. reviewdog: `DiagnosticResult` of its Diagnostic Format, with numbers of
32 bits that count from 1. JUnit: what both Ant's schema and that of Jenkins take.
"""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree

import pytest

_TEXT = {"type": "string", "minLength": 1}
_NUMBER = {"type": "integer", "minimum": 1, "maximum": 2**31 - 1}


def _all_of(**properties: Any) -> dict[str, Any]:
    """An object with these properties and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


GITLAB = {
    "type": "array",
    "items": _all_of(
        type={"const": "issue"},
        check_name=_TEXT,
        description=_TEXT,
        categories={"type": "array", "items": {"const": "Security"}},
        fingerprint={"type": "string", "pattern": r"^[\w-]+$"},
        severity={"enum": ["info", "minor", "major", "critical", "blocker"]},
        location=_all_of(
            path={"type": "string", "pattern": r"^(?!\./)."},
            lines=_all_of(begin=_NUMBER, end=_NUMBER),
        ),
    ),
}

_POSITION = _all_of(line=_NUMBER, column=_NUMBER)

RDJSON = _all_of(
    source=_all_of(name=_TEXT, url=_TEXT),
    diagnostics={
        "type": "array",
        "items": _all_of(
            message=_TEXT,
            location=_all_of(path=_TEXT, range=_all_of(start=_POSITION, end=_POSITION)),
            severity={"enum": ["ERROR", "WARNING", "INFO"]},
            code={**_all_of(value=_TEXT, url=_TEXT), "required": ["value"]},
        ),
    },
)

JUNIT: dict[str, tuple[str, str]] = {
    "testsuites": ("", "testsuite"),
    "testsuite": (
        "name package id hostname timestamp tests failures errors skipped time",
        "properties testcase system-out system-err",
    ),
    "properties": ("", ""),
    "testcase": ("classname name time", "failure error skipped"),
    "failure": ("type message", ""),
    "error": ("type message", ""),
    "skipped": ("message", ""),
    "system-out": ("", ""),
    "system-err": ("", ""),
}
"""The attributes of each element, and its children, in their order."""


def check_schema(text: str, schema: dict[str, Any]) -> None:
    """A report in JSON is as a schema says."""
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft202012Validator(schema).validate(json.loads(text))


def check_junit(text: str) -> None:
    """A report in XML has those elements, each with all of its attributes and children in their order."""
    for element in ElementTree.fromstring(text).iter():  # noqa: S314
        attributes, children = [words.split() for words in JUNIT[element.tag]]
        assert list(element.attrib) == attributes
        places = [children.index(child.tag) for child in element]
        assert places == sorted(places)
        assert element.tag != "testcase" or len(places) <= 1
        assert element.tag != "testsuite" or {0, 2, 3} <= set(places)
