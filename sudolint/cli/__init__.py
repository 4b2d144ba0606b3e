"""The command line: one module a command. The only place that prints or exits."""

from sudolint.cli.main import main

__all__ = ["main"]
