"""Findings to changed policies: edits are made, read again and proved before anyone sees them."""
