"""Findings to changed policies: edits that are put in place, read again and proved before anyone sees them."""
