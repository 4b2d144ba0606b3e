"""Tests of sudolint.config."""
