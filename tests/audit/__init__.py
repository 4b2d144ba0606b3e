"""Tests of sudolint.audit."""
