"""Policy and rules to findings: what is permitted is asked for every known escape."""

from sudolint.audit.audit import Report, audit
from sudolint.policy.places import Places

__all__ = ["Places", "Report", "audit"]
