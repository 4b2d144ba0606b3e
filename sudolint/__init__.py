"""Static auditor for sudo policies: what a policy permits, and who becomes root by it."""

__version__ = "0.1.0"
__url__ = "https://github.com/sudolint/sudolint"
