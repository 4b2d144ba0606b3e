"""Paths as values: always absolute, and normal in form."""

from __future__ import annotations

import posixpath
from os.path import abspath, dirname

from sudolint.policy.nixos.values import Path


def path_value(written: str, file: str) -> Path:
    """The path that is written in a file: relative ones begin at the file's folder."""
    if written.startswith("~/"):
        return Path(written)  # nobody's home in particular
    if not written.startswith("/"):
        written = f"{dirname(abspath(file))}/{written}"
    return normal(written)


def normal(text: str) -> Path:
    """An absolute path without `.`, `..` and double slashes."""
    return Path(posixpath.normpath("/" + text.lstrip("/")))
