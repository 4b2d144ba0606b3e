"""The built-in pack of rules; data only."""
