"""Policy and rules to findings: what is permitted is asked for every known escape."""

from sudolint.audit.audit import Auditor, Report
from sudolint.policy.surroundings import NOTHING_KNOWN, Surroundings

__all__ = ["NOTHING_KNOWN", "Auditor", "Report", "Surroundings"]
