"""The sudoers language, as sudo 1.9.18 reads it."""

from sudolint.syntax.sudoers.parser import parse

__all__ = ["parse"]
