"""`python -m sudolint`."""

from sudolint.cli import main

main()
