"""Tests of sudolint.difference."""
