"""What can go wrong, as exceptions that end the work on a file or of the whole run."""


class SudolintError(Exception):
    """The base of every error that sudolint raises on purpose; its text is one line for people."""


class UsageError(SudolintError):
    """A request that makes no sense: an unknown rule, a file that isn't there."""


class RuleError(SudolintError):
    """A rule file that says something it must not; names the file."""


class LimitError(SudolintError):
    """A bound on size, depth or time was reached."""
