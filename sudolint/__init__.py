"""Static auditor for sudo policies: what a policy permits, and who becomes root by it."""

__version__ = "0.1.0"
